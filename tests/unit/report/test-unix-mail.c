/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Line ends of Unix, and the quoting of mboxrd: each mail whole, octet by octet and cut
 * in two at each place. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/unix-mail.h"

typedef struct ConversionCase {
  const char *name;
  const char *octets;
  const char *plain; /* Maildir */
  const char *mbox;  /* NULL: the same */
} ConversionCase;

static const ConversionCase conversions[] = {
  { "nothing", "", "", NULL },
  { "line ends", "a\r\nb\r\n", "a\nb\n", NULL },
  { "a last line without its end", "a\r\nb", "a\nb\n", NULL },
  { "a bare CR stays", "a\rb\r\n", "a\rb\n", NULL },
  { "two CRs", "a\r\r\nb\r\n", "a\r\nb\n", NULL },
  { "a CR at the very end", "a\r", "a\r\n", NULL },
  { "a bare LF stays", "a\nb\r\n", "a\nb\n", NULL },
  { "From at a line's start", "x\r\nFrom here\r\n", "x\nFrom here\n", "x\n>From here\n" },
  { "From in the first line", "From here\r\n", "From here\n", ">From here\n" },
  { "quoted From gets one more", ">From a\r\n>>From b\r\n", ">From a\n>>From b\n", ">>From a\n>>>From b\n" },
  { "From: is a field", "From: a\r\n>From: b\r\n", "From: a\n>From: b\n", NULL },
  { "Fro and its like", "Fro\r\nF\r\nFrom\r\n>Fro\r\n> From x\r\n", "Fro\nF\nFrom\n>Fro\n> From x\n", NULL },
  { "From behind a bare CR is in the line", "a\rFrom b\r\n", "a\rFrom b\n", NULL },
  { "From behind a bare LF", "a\nFrom b\r\n", "a\nFrom b\n", "a\n>From b\n" },
  { "marks at the end", ">>", ">>\n", NULL },
  { "From at the end", "From ", "From \n", ">From \n" },
  { "From twice in a line", "From From x\r\n", "From From x\n", ">From From x\n" },
  { "Fr>om", "Fr>From x\r\n", "Fr>From x\n", NULL },
};

static void
convert (const ConversionCase *c, bool mbox, size_t cut, size_t step)
{
  UnixMail mail;
  g_autoptr (GString) text = g_string_new (NULL);
  Octets octets = octets_of_string (c->octets);
  const char *expected = mbox && c->mbox != NULL ? c->mbox : c->plain;
  unix_mail_init (&mail, mbox);
  if (step > 0)
    for (size_t i = 0; i < octets.length; i += step)
      unix_mail_feed (&mail, octets_slice (octets, i, step), text);
  else
    {
      unix_mail_feed (&mail, octets_slice (octets, 0, cut), text);
      unix_mail_feed (&mail, octets_from (octets, cut), text);
    }
  unix_mail_finish (&mail, text);
  if (strcmp (text->str, expected) != 0)
    fail_msg ("%s%s: \"%s\"", c->name, mbox ? " (mbox)" : "", text->str);
}

static void
test_conversion (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (conversions); i++)
    for (int mbox = 0; mbox < 2; mbox++)
      {
        convert (&conversions[i], mbox, 0, 1);
        for (size_t cut = 0; cut <= strlen (conversions[i].octets); cut++)
          convert (&conversions[i], mbox, cut, 0);
      }
}

static void
test_from_line (void **state)
{
  (void) state;
  static const struct {
    const char *path;
    int64_t time;
    const char *line;
  } cases[] = {
    { "a@x.example", INT64_C (1795471293844565000), "From a@x.example Mon Nov 23 22:01:33 2026\n" },
    { "", 0, "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n" },
    { "\"a b\"@x.example\n", 1, "From \"a_b\"@x.example_ Thu Jan  1 00:00:00 1970\n" },
    { "\xff\x1b[2J", 0, "From __[2J Thu Jan  1 00:00:00 1970\n" },
    { "a@x", -1, "From a@x Wed Dec 31 23:59:59 1969\n" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      unix_mail_from_line (octets_of_string (cases[i].path), cases[i].time, text);
      assert_string_equal (text->str, cases[i].line);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_conversion),
    cmocka_unit_test (test_from_line),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

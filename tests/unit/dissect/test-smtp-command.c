/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines taken apart: verbs in any case, paths and parameters, chunk sizes. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "dissect/smtp-command.h"
#include "tests/support/guard-page.h"

typedef struct Case {
  const char *line;
  const char *parsed; /* verb, then what there is of: argument, path, route, parameters, chunk */
} Case;

static const Case cases[] = {
  { "", "?" },
  { "   ", "?" },
  { "NOOP", "NOOP" },
  { "  noop  ", "NOOP" },
  { "nOoP x y", "NOOP arg=x y" },
  { "NOOPS", "?" },
  { "NOO", "?" },
  { "HELO\tc.example", "HELO arg=c.example" },
  { "EHLO [IPv6:2001:db8::1]", "EHLO arg=[IPv6:2001:db8::1]" },
  { "QUIT:", "QUIT arg=:" },
  { "X-LINK2STATE LAST CHUNK={x}", "X-LINK2STATE arg=LAST CHUNK={x}" },
  { "STARTTLS", "STARTTLS" },
  { "START TLS", "? arg=TLS" },
  { "MAIL FROM:<a@x.example>", "MAIL arg=FROM:<a@x.example> path=a@x.example" },
  { "mail from : <a@x.example>", "MAIL arg=from : <a@x.example> path=a@x.example" },
  { "MAIL  FROM:   a@x.example", "MAIL arg=FROM:   a@x.example path=a@x.example bad" },
  { "MAIL FROM a@x.example", "MAIL arg=FROM a@x.example path=a@x.example bad" },
  { "MAIL FROM<a@x.example>", "MAIL arg=FROM<a@x.example> path=a@x.example bad" },
  { "MAIL <a@x.example>", "MAIL arg=<a@x.example> path=a@x.example bad" },
  { "MAIL a@x.example", "MAIL arg=a@x.example path=a@x.example bad" },
  { "MAIL from@x.example", "MAIL arg=from@x.example path=from@x.example bad" },
  { "MAIL FROM:<>", "MAIL arg=FROM:<> path=" },
  { "MAIL FROM:", "MAIL arg=FROM: bad" },
  { "MAIL FROM", "MAIL arg=FROM bad" },
  { "MAIL", "MAIL bad" },
  { "MAIL:FROM:<a@x.example>", "MAIL arg=:FROM:<a@x.example> path=:FROM:<a@x.example> bad" },
  { "MAIL FROM:<a@x.example> SIZE=10 BODY=8BITMIME SMTPUTF8",
    "MAIL arg=FROM:<a@x.example> SIZE=10 BODY=8BITMIME SMTPUTF8 path=a@x.example SIZE=10 BODY=8BITMIME SMTPUTF8=" },
  { "MAIL FROM:<a@x.example>SIZE=10", "MAIL arg=FROM:<a@x.example>SIZE=10 path=a@x.example SIZE=10" },
  { "MAIL FROM:<a@x.example> =x AUTH=<> E==",
    "MAIL arg=FROM:<a@x.example> =x AUTH=<> E== path=a@x.example =x AUTH=<> E==" },
  { "RCPT TO:<@r.example:b@y.example>", "RCPT arg=TO:<@r.example:b@y.example> path=b@y.example route=@r.example:" },
  { "rcpt to: b@y.example", "RCPT arg=to: b@y.example path=b@y.example bad" },
  { "RCPT tom@y.example", "RCPT arg=tom@y.example path=tom@y.example bad" },
  { "RCPT FROM:<b@y.example>", "RCPT arg=FROM:<b@y.example> path=FROM:<b@y.example> bad" },
  { "RCPT TO:<b@y.example> garbage <c@z.example>",
    "RCPT arg=TO:<b@y.example> garbage <c@z.example> path=b@y.example garbage= <c@z.example>=" },
  { "SOML FROM:<a@x.example>", "SOML arg=FROM:<a@x.example> path=a@x.example" },
  { "VRFY <a@x.example>", "VRFY arg=<a@x.example>" },
  { "BDAT 10", "BDAT arg=10 chunk=10" },
  { "bdat  10  last", "BDAT arg=10  last chunk=10 last" },
  { "BDAT 0 LAST", "BDAT arg=0 LAST chunk=0 last" },
  { "BDAT 000000000000000000000000000005", "BDAT arg=000000000000000000000000000005 chunk=5" },
  { "BDAT", "BDAT bad-chunk" },
  { "BDAT LAST", "BDAT arg=LAST bad-chunk" },
  { "BDAT -1", "BDAT arg=-1 bad-chunk" },
  { "BDAT +1", "BDAT arg=+1 bad-chunk" },
  { "BDAT 1x", "BDAT arg=1x bad-chunk" },
  { "BDAT 1LAST", "BDAT arg=1LAST bad-chunk" },
  { "BDAT 1 FIRST", "BDAT arg=1 FIRST bad-chunk" },
  { "BDAT 1 LAST x", "BDAT arg=1 LAST x bad-chunk" },
  { "BDAT 72057594037927936", "BDAT arg=72057594037927936 chunk=72057594037927936" },
  { "BDAT 18446744073709551615", "BDAT arg=18446744073709551615 bad-chunk" },
  { "BDAT 18446744073709551616", "BDAT arg=18446744073709551616 bad-chunk" },
  { "BDAT 340282366920938463463374607431768211457", "BDAT arg=340282366920938463463374607431768211457 bad-chunk" },
  { "\x4d\x41\xc4\xb0L FROM:<a@x>", "? arg=FROM:<a@x>" },
};

static void
append (GString *text, const char *label, Octets octets)
{
  g_string_append (text, label);
  g_string_append_len (text, (const char *) octets.at, (gssize) octets.length);
}

static GString *
describe (const SmtpCommand *command)
{
  GString *text = g_string_new (command->verb == VERB_UNKNOWN ? "?" : smtp_verb_name (command->verb));
  if (command->argument.length > 0)
    append (text, " arg=", command->argument);
  if (command->has_path)
    append (text, " path=", command->path);
  if (command->route.length > 0)
    append (text, " route=", command->route);
  for (size_t i = 0; i < command->parameter_count; i++)
    {
      append (text, " ", command->parameters[i].keyword);
      append (text, "=", command->parameters[i].value);
    }
  if (command->bad_path)
    g_string_append (text, " bad");
  if (command->verb == VERB_BDAT && command->bad_chunk)
    g_string_append (text, " bad-chunk");
  else if (command->verb == VERB_BDAT)
    g_string_append_printf (text, " chunk=%" G_GUINT64_FORMAT "%s", command->chunk_size,
                            command->chunk_last ? " last" : "");
  return text;
}

static void
test_lines (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage guard = guard_page_new (cases[i].line, strlen (cases[i].line));
      Arena *arena = arena_new ();
      Octets line = octets_of (guard.octets, guard.length);
      SmtpCommand *command = smtp_command_parse (arena, line);
      g_autoptr (GString) text = describe (command);
      if (strcmp (text->str, cases[i].parsed) != 0)
        fail_msg ("%s:\nwanted %s\ngot    %s", cases[i].line, cases[i].parsed, text->str);
      assert_int_equal (smtp_command_verb (line), command->verb);
      arena_free (arena);
      guard_page_clear (&guard);
    }
}

/* Every verb is found by its own name, in either case, and none by its begin. */
static void
test_verbs (void **state)
{
  (void) state;
  for (SmtpVerb verb = VERB_UNKNOWN + 1; verb < VERBS; verb++)
    {
      const char *name = smtp_verb_name (verb);
      g_autofree char *lower = g_ascii_strdown (name, -1);
      g_autofree char *longer = g_strconcat (name, "Q", NULL);
      g_autofree char *spaced = g_strconcat (" ", lower, "\t x", NULL);
      assert_int_equal (smtp_command_verb (octets_of_string (name)), verb);
      assert_int_equal (smtp_command_verb (octets_of_string (spaced)), verb);
      assert_int_equal (smtp_command_verb (octets_of_string (longer)), VERB_UNKNOWN);
      assert_int_equal (smtp_command_verb (octets_of (name, strlen (name) - 1)), VERB_UNKNOWN);
    }
  assert_string_equal (smtp_verb_name (VERB_UNKNOWN), "");
}

static void
test_parameters (void **state)
{
  (void) state;
  Arena *arena = arena_new ();
  Octets value = OCTETS ("untouched");
  SmtpCommand *command = smtp_command_parse (arena, OCTETS ("MAIL FROM:<a@x> size=5 SIZE=6 BODY"));
  assert_true (smtp_command_parameter (command, "Size", &value));
  assert_true (octets_equal (value, OCTETS ("5")));
  assert_true (smtp_command_parameter (command, "BODY", &value));
  assert_int_equal (value.length, 0);
  value = OCTETS ("untouched");
  assert_false (smtp_command_parameter (command, "RET", &value));
  assert_true (octets_equal (value, OCTETS ("untouched")));
  arena_free (arena);
}

/* A flood of parameters does not flood memory. */
static void
test_many_parameters (void **state)
{
  (void) state;
  Arena *arena = arena_new ();
  g_autoptr (GString) line = g_string_new ("MAIL FROM:<a@x>");
  for (int i = 0; i < 100000; i++)
    g_string_append (line, " A=1");
  SmtpCommand *command = smtp_command_parse (arena, octets_of (line->str, line->len));
  assert_true (command->parameter_count > 10 && command->parameter_count < 1000);
  assert_true (arena_size (arena) < 100000);
  arena_free (arena);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_lines),
    cmocka_unit_test (test_verbs),
    cmocka_unit_test (test_parameters),
    cmocka_unit_test (test_many_parameters),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

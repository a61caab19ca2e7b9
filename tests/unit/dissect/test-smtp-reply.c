/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of replies (RFC 5321 §4.2.1) and their enhanced status codes (RFC 3463). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "dissect/smtp-reply.h"
#include "tests/support/guard-page.h"

static void
test_lines (void **state)
{
  (void) state;
  static const struct {
    const char *line;
    int code; /* -1: it is none */
    bool more;
    const char *text;
  } rows[] = {
    { "250 Ok", 250, false, "Ok" },
    { "250-Ok", 250, true, "Ok" },
    { "250", 250, false, "" },
    { "250 ", 250, false, "" },
    { "250-", 250, true, "" },
    { "250\tOk", 250, false, "Ok" },
    { "250  Ok", 250, false, " Ok" },
    { "253 odd", 253, false, "odd" },
    { "432 x", 432, false, "x" },
    { "538 x", 538, false, "x" },
    { "556 x", 556, false, "x" },
    { "000 x", 0, false, "x" },
    { "999-x", 999, true, "x" },
    { "250--", 250, true, "-" },
    { "", -1, false, "" },
    { "25", -1, false, "" },
    { "25a x", -1, false, "" },
    { "2500 x", -1, false, "" },
    { "250x", -1, false, "" },
    { " 250 x", -1, false, "" },
    { "250_x", -1, false, "" },
    { "\xb2"
      "50 x",
      -1, false, "" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GuardPage guard = guard_page_new (rows[i].line, strlen (rows[i].line));
      int code = -2;
      bool more = !rows[i].more;
      Octets text = OCTETS ("untouched");
      bool is = smtp_reply_line (octets_of (guard.octets, guard.length), &code, &more, &text);
      if (is != (rows[i].code >= 0))
        fail_msg ("%s: taken for %s", rows[i].line, is ? "a reply" : "none");
      if (is && (code != rows[i].code || more != rows[i].more || !octets_equal (text, octets_of_string (rows[i].text))))
        fail_msg ("%s: %d %d %.*s", rows[i].line, code, more, (int) text.length, (const char *) text.at);
      if (!is && (code != -2 || !octets_equal (text, OCTETS ("untouched"))))
        fail_msg ("%s: outputs were touched", rows[i].line);
      guard_page_clear (&guard);
    }
}

static void
test_status (void **state)
{
  (void) state;
  static const struct {
    int code;
    const char *text, *status;
  } rows[] = {
    { 250, "2.1.5 Ok", "2.1.5" },
    { 250, "2.1.5", "2.1.5" },
    { 550, "5.7.509 no", "5.7.509" },
    { 450, "4.123.456\tx", "4.123.456" },
    { 250, "5.1.1 of another class", "" },
    { 354, "3.0.0 go", "3.0.0" }, /* no class of RFC 3463, and yet what it says */
    { 150, "1.0.0 x", "" },
    { 250, "2.1 x", "" },
    { 250, "2.1.", "" },
    { 250, "2..1 x", "" },
    { 250, "2.1234.1 x", "" },
    { 250, "2.1.1234 x", "" },
    { 250, "2.1.5x", "" },
    { 250, "2.1.5.1 x", "" },
    { 250, "", "" },
    { 250, "2", "" },
    { 250, " 2.1.5 Ok", "" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GuardPage guard = guard_page_new (rows[i].text, strlen (rows[i].text));
      Octets status = smtp_reply_status (rows[i].code, octets_of (guard.octets, guard.length));
      if (!octets_equal (status, octets_of_string (rows[i].status)))
        fail_msg ("%d %s: %.*s", rows[i].code, rows[i].text, (int) status.length, (const char *) status.at);
      guard_page_clear (&guard);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_lines),
    cmocka_unit_test (test_status),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

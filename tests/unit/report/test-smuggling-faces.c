/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A smuggled mail in text and JSON: both readings, and that neither controls nor, with
 * redact, people come out of what was smuggled. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/printable.h"
#include "tests/support/json-validator.h"
#include "tests/support/print-session.h"

#define FRONT                                                                                                          \
  "S 220 mx.example.org ESMTP\nC HELO c.example.com\nS 250 mx.example.org\nC MAIL FROM:<a@example.com>\nS 250 Ok\n"    \
  "C RCPT TO:<b@example.org>\nS 250 Ok\nC DATA\nS 354 go on\n"
#define BACK "C QUIT\nS 221 bye\n"
#define SMUGGLED(from, subject)                                                                                        \
  "C Subject: one\r\n\r\ntext\r\n.\rMAIL FROM:<" from ">\r\nRCPT TO:<victim@example.org>\r\nRCPT TO:<root>\r\n"        \
  "DATA\r\nSubject: " subject "\r\n\r\npay\r\n.\n"
#define ANSWERS "S 250 queued\r\n250 Ok\nS 250 Ok\nS 250 Ok\nS 354 go on\nS 250 queued\n"

static void
json_has_both_readings (void **state)
{
  (void) state;
  char *text = print_script ("json", FRONT SMUGGLED ("ceo@example.net", "=?utf-8?q?tw=C3=B6?=") ANSWERS BACK,
                             (SinkOptions){ 0 });
  static const char expected[]
      = "\"smuggling\":{\"variant\":\"CRLF.CR\",\"offset\":98,\"occurrences\":1,"
        "\"by_the_book\":{\"count\":1,\"mails\":[{\"mail_from\":\"a@example.com\",\"rcpt_to\":[\"b@example.org\"],"
        "\"subject\":\"one\",\"size\":142}]},"
        "\"lenient\":{\"count\":2,\"mails\":[{\"mail_from\":\"a@example.com\",\"rcpt_to\":[\"b@example.org\"],"
        "\"subject\":\"one\",\"size\":22},{\"mail_from\":\"ceo@example.net\","
        "\"rcpt_to\":[\"victim@example.org\",\"root\"],\"subject\":\"twö\",\"size\":38}]},"
        "\"server\":\"took\",\"surplus_replies\":5}";
  if (strstr (text, expected) == NULL)
    fail_msg ("wanted %s\ngot %s", expected, text);
  free (text);
}

static void
text_has_both_readings (void **state)
{
  (void) state;
  char *text = print_script ("text", FRONT SMUGGLED ("ceo@example.net", "two") ANSWERS BACK, (SinkOptions){ 0 });
  static const char *const expected[] = {
    "  CRITICAL   A second mail hidden in a mail (SMTP smuggling)\n",
    "By the book (CRLF.CRLF ends a mail), one mail: from <a@example.com>\n",
    "To a server that takes CRLF.CR for the end, 2 mails:\n",
    "mail 1 from <a@example.com> to <b@example.org>, 22 octets;\n",
    "mail 2 from <ceo@example.net> to 2 recipients, 21 octets.\n",
    "packet 10, client: \\r\\n.\\r\n",
    "packet 10, client: MAIL FROM:<ceo@example.net>\n",
  };
  for (size_t i = 0; i < G_N_ELEMENTS (expected); i++)
    if (strstr (text, expected[i]) == NULL)
      fail_msg ("wanted %s\ngot %s", expected[i], text);
  free (text);
}

static void
shows_no_controls (void **state)
{
  (void) state;
  static const char *const formats[] = { "text", "json" };
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      char *text
          = print_script (formats[i], FRONT SMUGGLED ("ceo\x1b[2J\xe2\x80\xae@example.net", "\x1b]0;x\x07\xff") BACK,
                          (SinkOptions){ 0 });
      for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
        if (*at != '\n' && printable_hides (g_utf8_get_char (at)))
          fail_msg ("%s: U+%04X at %u", formats[i], (unsigned) g_utf8_get_char (at), (unsigned) (at - text));
      if (i == 1)
        {
          char *end = strchr (text, '\n');
          *end = '\0';
          assert_true (json_is_valid (text));
        }
      free (text);
    }
}

static void
redacts_people (void **state)
{
  (void) state;
  static const char *const formats[] = { "text", "json" };
  static const char *const hidden[] = { "ceo@", "victim@", "<root>", "\"root\"", "secret-subject" };
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      char *text = print_script (formats[i], FRONT SMUGGLED ("ceo@example.net", "secret-subject") BACK,
                                 (SinkOptions){ .redact = true });
      for (size_t k = 0; k < G_N_ELEMENTS (hidden); k++)
        if (strstr (text, hidden[k]) != NULL)
          fail_msg ("%s tells %s: %s", formats[i], hidden[k], text);
      assert_non_null (strstr (text, "example.net"));
      free (text);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (json_has_both_readings),
    cmocka_unit_test (text_has_both_readings),
    cmocka_unit_test (shows_no_controls),
    cmocka_unit_test (redacts_people),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

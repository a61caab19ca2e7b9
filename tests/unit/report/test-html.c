/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTML report: that nothing from the wire becomes markup, nothing hidden shows, and that it
 * stays small.  Whether it is good HTML, a validator says in tests/run-report.sh. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/printable.h"
#include "tests/support/print-session.h"

#define FRONT "S 220 mx.example.org\nC EHLO c.example.com\nS 250 mx.example.org\n"
#define MAIL(from, to, text)                                                                                           \
  "C MAIL FROM:<" from ">\nS 250 Ok\nC RCPT TO:<" to ">\nS 250 Ok\nC DATA\nS 354 go on\nC " text "\r\n.\nS 250 Ok\n"
#define BACK "C QUIT\nS 221 bye\n"

static const char *
report_of (const char *script, SinkOptions options)
{
  return print_script ("html", script, options);
}

static void
check (const char *page, const char *text, bool wanted)
{
  if ((strstr (page, text) != NULL) != wanted)
    fail_msg ("%s: %s\nin %s", wanted ? "wanted" : "not wanted", text, page);
}

static void
tells_what_there_is (void **state)
{
  (void) state;
  g_autofree const char *page = report_of (
      FRONT MAIL ("a@example.com", "b@example.org", "From: Ann <a@example.com>\r\nSubject: Lunch\r\n\r\nAt noon?") BACK,
      (SinkOptions){ 0 });
  static const char *const wanted[] = {
    "<!DOCTYPE html>",
    "default-src 'none'; style-src 'sha256-",
    "<h3 id=\"s1\">Session 1</h3>",
    "<a href=\"#s1\">Session 1</a>",
    "<dt>Envelope from</dt><dd>a@example.com</dd>",
    "<dt>From</dt><dd>Ann &lt;a@example.com&gt;</dd>",
    "<title>test.pcap: who could read its mails</title>",
    "<h4 id=\"s1m1\">Mail 1: Lunch</h4>",
    "<a href=\"#s1m1\">1.1</a></td><td class=\"wire\">Ann &lt;a@example.com&gt;</td><td class=\"wire\">Lunch</td>",
    "<td>sender, recipients, header with subject, text</td></tr>",
    "Who could read what",
    "<strong class=\"severity medium\">MEDIUM</strong>",
    "<code>MAIL FROM:&lt;a@example.com&gt;</code>",
    "<dt>Mails</dt><dd>1</dd>",
    "</html>\n",
  };
  for (size_t i = 0; i < G_N_ELEMENTS (wanted); i++)
    check (page, wanted[i], true);
}

/* Everywhere where words from the wire come to stand. */
static void
markup_stays_text (void **state)
{
  (void) state;
#define EVIL "<script>alert(1)</script><img src=x onerror=y>\"'&amp;"
  g_autofree const char *page
      = report_of ("S 220 " EVIL "\nC EHLO " EVIL "\nS 250 " EVIL "\nC AUTH " EVIL "\nS 500 " EVIL
                   "\n" MAIL (EVIL "@example.com", EVIL "@example.org",
                              "From: " EVIL " <a@example.com>\r\nReply-To: " EVIL " <b@example.com>\r\nSubject: " EVIL
                              "\r\nDate: " EVIL "\r\nContent-Type: text/plain; name=\"" EVIL
                              "\"\r\nContent-Disposition: attachment; filename=\"" EVIL
                              "\"\r\n\r\n" EVIL) "C " EVIL "\nS 500 " EVIL "\n" BACK,
                   (SinkOptions){ 0 });
  static const char *const refused[] = { "<script", "<img", "\"'&amp;<", "onerror=y>" };
  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    check (page, refused[i], false);
  check (page, "&lt;script&gt;alert(1)&lt;/script&gt;", true);
}

static void
controls_are_shown (void **state)
{
  (void) state;
  g_autofree const char *page
      = report_of ("S 220 \x1b[2Jmx\nC EHLO \xe2\x80\xae"
                   "evil\nS 250 mx\n" MAIL ("a\x1b]0;x\x07@example.com", "b@example.org",
                                            "Subject: \x1b[31mred \xe2\x80\xaegnp.exe \xff\xfe\r\n\r\nx") BACK,
                   (SinkOptions){ 0 });
  assert_true (g_utf8_validate (page, -1, NULL));
  /* No characters at all must not stand in a page. */
  g_autofree const char *none
      = report_of (FRONT MAIL ("a@example.com", "b@example.org", "Subject: x\xef\xbf\xbf\xef\xb7\x90y\r\n\r\nx") BACK,
                   (SinkOptions){ 0 });
  check (none, "\xef\xbf\xbf", false);
  check (none, "x\\u{ffff}\\u{fdd0}y", true);
  for (const char *at = page; *at != '\0'; at = g_utf8_next_char (at))
    assert_true (*at == '\n' || !printable_hides (g_utf8_get_char (at)));
}

/* What is written from right to left does not turn round what stands beside it; lines stand one a line. */
static void
text_keeps_its_place (void **state)
{
  (void) state;
  g_autofree const char *page
      = report_of ("S 220 mx\nC EHLO c\nS 250-mx\r\n250 HELP\n" MAIL ("a@example.com", "b@example.org",
                                                                      "Subject: \xd7\xa9\xd7\x9c\r\n\r\nx") BACK,
                   (SinkOptions){ 0 });
  check (page, "<td class=\"wire\"><bdi>\xd7\xa9\xd7\x9c</bdi></td>", true);
  check (page, "<code>250-mx\\n<br>250 HELP", true);
}

static const char login[] = "S 220 mx\nC EHLO c\nS 250-mx\r\n250 AUTH PLAIN\nC AUTH PLAIN AGFsaWNlAHNlc2FtZS1vcGVu\n"
                            "S 535 no sesame-open here\n" BACK;

static void
secrets_are_masked (void **state)
{
  (void) state;
  g_autofree const char *masked = report_of (login, (SinkOptions){ 0 });
  check (masked, "sesame-open", false);
  check (masked, "c2VzYW1l", false);
  check (masked, "AUTH PLAIN ********", true);
  check (masked, "alice", true);
  g_autofree const char *shown = report_of (login, (SinkOptions){ .show_secrets = true });
  check (shown, "AGFsaWNlAHNlc2FtZS1vcGVu", true);
  g_autofree const char *redacted = report_of (login, (SinkOptions){ .show_secrets = true, .redact = true });
  check (redacted, "AGFsaWNl", false);
  check (redacted, "alice", false);
}

static void
redacting_hides_people_and_text (void **state)
{
  (void) state;
  g_autofree const char *page = report_of (
      FRONT MAIL ("secretann@example.com", "secretbob@example.org",
                  "From: Secret Ann <secretann@example.com>\r\nTo: secretbob@example.org\r\nSubject: secret lunch\r\n"
                  "Content-Disposition: attachment; filename=secret.txt\r\n\r\nsecret text") BACK,
      (SinkOptions){ .redact = true });
  g_autofree char *lower = g_ascii_strdown (page, -1);
  check (lower, "secret", false);
  check (page, "example.com", true);
}

static void
long_sessions_are_cut (void **state)
{
  (void) state;
  GString *script = g_string_new (FRONT);
  for (unsigned i = 0; i < 2000; i++)
    g_string_append (script, "C NOOP\nS 250 Ok\n");
  for (unsigned i = 0; i < 200; i++)
    g_string_append (script, MAIL ("a@example.com", "b@example.org", "Subject: x\r\n\r\ny"));
  g_string_append (script, BACK);
  g_autofree const char *page = report_of (script->str, (SinkOptions){ 0 });
  g_string_free (script, TRUE);
  assert_true (strlen (page) < 256 * 1024);
  check (page, "… and 180 mails more in this session.", true);
  check (page, " lines more.</p>", true);
  check (page, " more of this kind.</p>", true);
}

static void
many_sessions_are_cut (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, FRONT MAIL ("a@example.com", "b@example.org", "Subject: x\r\n\r\ny") BACK);
  g_autofree const char *page = print_session ("html", conversation.session, (SinkOptions){ 0 }, 2010);
  conversation_clear (&conversation);
  check (page, "<dt>SMTP sessions</dt><dd>2,010</dd>", true);
  check (page, "Left out, so that the page can be opened: 10 further sessions", true);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (tells_what_there_is),   cmocka_unit_test (markup_stays_text),
    cmocka_unit_test (controls_are_shown),    cmocka_unit_test (text_keeps_its_place),
    cmocka_unit_test (secrets_are_masked),    cmocka_unit_test (redacting_hides_people_and_text),
    cmocka_unit_test (long_sessions_are_cut), cmocka_unit_test (many_sessions_are_cut),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/wording.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "tests/support/conversation.h"
#include "tests/support/hidden-scripts.h"
#include "ui/finding-words.h"
#include "ui/rung-description.h"
#include "ui/rung-text.h"

#define SECOND 1000000000

/* Frees what was said. */
static void
assert_said (char *said, const char *expected)
{
  assert_string_equal (said, expected);
  g_free (said);
}

static void
test_numbers (void **state)
{
  (void) state;
  assert_said (wording_number (0), "0");
  assert_said (wording_number (999), "999");
  assert_said (wording_number (1000), "1,000");
  assert_said (wording_number (1234567), "1,234,567");
  assert_said (wording_number (UINT64_MAX), "18,446,744,073,709,551,615");
  assert_said (wording_count (1, "%s octet", "%s octets"), "1 octet");
  assert_said (wording_count (0, "%s octet", "%s octets"), "0 octets");
}

static void
test_delays (void **state)
{
  (void) state;
  assert_said (wording_delay (0, 0), "+0.000000");
  assert_said (wording_delay (SECOND + 1500, SECOND), "+0.000001");
  assert_said (wording_delay (0, 2 * (int64_t) SECOND), "-2.000000");
  assert_said (wording_delay (12 * (int64_t) SECOND + 345678901, 0), "+12.345");
  assert_said (wording_delay (123456 * (int64_t) SECOND, 0), "+123456 s");
  /* A difference that no signed number holds must not end the program. */
  g_free (wording_delay (INT64_MAX, INT64_MIN));
  g_free (wording_delay (INT64_MIN, INT64_MAX));
  g_free (wording_delay (INT64_MIN, 0));
}

static void
test_hidden (void **state)
{
  const Octets line = OCTETS ("AUTH PLAIN c2VjcmV0");
  const SmtpSession session = { .id = 1 };
  (void) state;
  uint8_t *hidden = wording_hidden ((Wording){ 0 }, &session, SIDE_CLIENT, line, octets_from (line, 11));
  for (size_t i = 0; i < line.length; i++)
    assert_int_equal (hidden[i], i >= 11);
  g_free (hidden);
  assert_null (wording_hidden ((Wording){ .secrets = true }, &session, SIDE_CLIENT, line, octets_from (line, 11)));
  assert_null (wording_hidden ((Wording){ 0 }, &session, SIDE_CLIENT, line, OCTETS_NONE));
}

static const struct {
  const char *name, *text, *redacted;
} lines[] = {
  { "none", "QUIT", "QUIT" },
  { "path", "MAIL FROM:<alice.b+c@example.com> SIZE=1", "MAIL FROM:<…@example.com> SIZE=1" },
  { "two", "a@x.example, Bob <b@y.example>", "…@x.example, Bob <…@y.example>" },
  { "quoted", "RCPT TO:<\"john doe\"@example.com>", "RCPT TO:<…@example.com>" },
  { "quoted pair", "RCPT TO:<\"john\\\"doe\"@example.com>", "RCPT TO:<…@example.com>" },
  { "cut", "it names \"alice.smi…\" as its sender", "it names \"…\" as its sender" },
  { "hidden already", "AUTH … <…@x>", "AUTH … <…@x>" },
  { "unbalanced quote", "doe\"@example.com", "…@example.com" },
  { "source route", "RCPT TO:<@a.example:bob@b.example>", "RCPT TO:<@a.example:…@b.example>" },
  { "odd octets", "<a\\x1b]0;t@b.example>", "<…@b.example>" },
  { "UTF-8", "<田中@example.jp>", "<…@example.jp>" },
  { "many signs", "@@@", "@@@" },
  { "xtext", "AUTH=carol+40example.com ORCPT=rfc822;b+40x <a@y>", "…+40example.com …+40x <…@y>" },
  { "empty", "", "" },
};

static void
test_redacted (void **state)
{
  const Wording redact = { .redact = true };
  const Wording plain = { .redact = false };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      char *said = wording_text (redact, lines[i].text);
      if (!g_str_equal (said, lines[i].redacted))
        fail_msg ("%s: %s", lines[i].name, said);
      g_free (said);
      assert_said (wording_text (plain, lines[i].text), lines[i].text);
    }
}

/* Requests may name people without an "@"; lines of mails say anything. */
static void
test_redacted_evidence (void **state)
{
  static const struct {
    Side side;
    const char *text, *said;
  } rows[] = {
    { SIDE_CLIENT, "RCPT TO:<alice@example.com>", "RCPT TO:<…@example.com>" },
    { SIDE_CLIENT, "XCLIENT LOGIN=alice", "…" },
    { SIDE_CLIENT, "VRFY alice", "…" },
    { SIDE_CLIENT, "Subject: Lunch", "…" },
    { SIDE_SERVER, "250 Ok", "250 Ok" },
    { SIDE_SERVER, "Subject: Lunch", "…" },
  };
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (SmtpEvent));
  const SmtpSession session = { .id = 1, .events = events };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Evidence evidence = { .side = rows[i].side, .text = octets_of_string (rows[i].text) };
      assert_said (finding_evidence_text ((Wording){ .redact = true }, &session, &evidence), rows[i].said);
      assert_said (finding_evidence_text ((Wording){ 0 }, &session, &evidence), rows[i].text);
    }
}

static void
test_addresses (void **state)
{
  const Wording redact = { .redact = true };
  const Wording plain = { .redact = false };
  (void) state;
  assert_said (wording_address (plain, OCTETS_NONE), "<>");
  assert_said (wording_address (plain, OCTETS ("a@b")), "a@b");
  assert_said (wording_address (plain, OCTETS ("a\x1b@b")), "a\\x1b@b");
  assert_said (wording_address (redact, OCTETS ("a b;c@d@e")), "…@e");
  assert_said (wording_address (redact, OCTETS ("postmaster")), "…");
  assert_said (wording_mailbox (plain, "Alice <a@b>"), "Alice <a@b>");
  assert_said (wording_mailbox (redact, "Alice <a@b>"), "<…@b>");
  assert_said (wording_content (plain, "Lunch"), "Lunch");
  assert_said (wording_content (redact, "Lunch"), "…");
  assert_said (wording_content (redact, NULL), "");
  assert_said (wording_content (plain, NULL), "");
}

static void
test_masked (void **state)
{
  const Octets line = OCTETS ("AUTH PLAIN c2VjcmV0");
  (void) state;
  assert_said (wording_octets ((Wording){ 0 }, line, octets_from (line, 11)), "AUTH PLAIN ********");
  assert_said (wording_octets ((Wording){ .secrets = true }, line, octets_from (line, 11)), "AUTH PLAIN c2VjcmV0");
}

/* Each anomaly has words of its own that fit between the ladder's rails at 80 columns. */
static void
test_anomalies (void **state)
{
  (void) state;
  for (SmtpAnomaly code = ANOMALY_NONE + 1; code < ANOMALIES; code++)
    {
      assert_non_null (smtp_anomaly_name (code));
      assert_non_null (smtp_anomaly_meaning (code));
      assert_in_range (strlen (smtp_anomaly_meaning (code)), 8, 44);
      for (SmtpAnomaly other = ANOMALY_NONE + 1; other < code; other++)
        assert_string_not_equal (smtp_anomaly_meaning (other), smtp_anomaly_meaning (code));
    }
}

/* What stands beside a rung, line by line, for each of the secrets. */
static void
assert_describes_no_secret (const SmtpSession *session, Rung rung, bool hex)
{
  TextPane *pane = text_pane_new ();
  rung_describe (pane, (Wording){ 0 }, session, rung, (RungLook){ hex, 200 });
  for (size_t line = 0; line < text_pane_wrap (pane, 2000); line++)
    for (size_t i = 0; i < G_N_ELEMENTS (hidden_secrets); i++)
      assert_false (text_pane_matches (pane, line, hidden_secrets[i]));
  text_pane_free (pane);
}

/* No rung of the ladder shows a secret, nor what stands below it. */
static void
test_no_secrets (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (hidden_scripts); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation_play (&conversation, hidden_scripts[i]);
      GArray *rungs = ladder_rungs (conversation.session);
      KnownSecrets known = { 0 };
      assert_true (rungs->len > 0);
      for (guint j = 0; j < rungs->len; j++)
        {
          Rung rung = g_array_index (rungs, Rung, j);
          char *text = rung_text ((Wording){ 0 }, conversation.session, rung);
          /* The same with secrets that are kept from line to line. */
          char *kept = rung_text ((Wording){ .known = &known }, conversation.session, rung);
          assert_string_equal (kept, text);
          g_free (kept);
          for (size_t k = 0; k < G_N_ELEMENTS (hidden_secrets); k++)
            {
              if (strstr (text, hidden_secrets[k]) != NULL)
                fail_msg ("script %u tells %s: %s", (unsigned) i, hidden_secrets[k], text);
              assert_false (rung_matches ((Wording){ 0 }, conversation.session, rung, hidden_secrets[k]));
            }
          g_free (text);
          assert_describes_no_secret (conversation.session, rung, false);
          assert_describes_no_secret (conversation.session, rung, true);
        }
      known_secrets_clear (&known);
      g_array_unref (rungs);
      conversation_clear (&conversation);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_anomalies),
    cmocka_unit_test (test_numbers),
    cmocka_unit_test (test_delays),
    cmocka_unit_test (test_hidden),
    cmocka_unit_test (test_redacted),
    cmocka_unit_test (test_addresses),
    cmocka_unit_test (test_redacted_evidence),
    cmocka_unit_test (test_masked),
    cmocka_unit_test (test_no_secrets),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the tables of check-cases.h.  Every row of checks[] needs a case where it
 * fires and one where it stays silent there, and a heading in docs/findings.md. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/secrets.h"

#include "tests/support/conversation.h"
#include "tests/support/type-table.h"
#include "tests/unit/dissect/check-cases.h"

/* A table of cases more is a row more. */
/* clang-format off */
static const CheckCase *const case_tables[] = {
  check_cases_exposure,
  check_cases_abuse,
  check_cases_login,
  check_cases_starttls,
  check_cases_stripping,
  check_cases_guessing,
  check_cases_tls,
  check_cases_identity,
  check_cases_received,
  check_cases_dkim,
  check_cases_espoofer,
  check_cases_claims,
  check_cases_authentication,
  check_cases_stream,
  check_cases_framing,
  check_cases_lines,
  check_cases_turns,
  check_cases_protection,
  check_cases_attachment,
  check_cases_authentication_results,
};

static const EncounterCase *const encounter_tables[] = {
  encounter_cases_stripping,
  encounter_cases_guessing,
  encounter_cases_abuse,
  encounter_cases_tls,
  encounter_cases_claims,
  encounter_cases_received,
  NULL,
};
/* clang-format on */

static void
set_address (Conversation *conversation, unsigned side, const char *address)
{
  if (address != NULL)
    assert_true (
        flow_ip_parse (octets_of_string (address), conversation->flow.side[side].ip, &conversation->flow.ip_version));
}

static void
play (Conversation *conversation, const CheckCase *one)
{
  conversation_init (conversation);
  conversation->flow.side[1].port = one->port;
  conversation->storage.guesser = &type_table;
  set_address (conversation, 0, one->client);
  conversation_play (conversation, one->script);
}

static void
judge (const char *id, const char *name, const Expected *expected, const SmtpSession *session)
{
  const Finding *first = NULL;
  unsigned count = 0;
  for (guint i = 0; i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      if (strcmp (finding->check->id, id) != 0)
        continue;
      count++;
      first = first == NULL ? finding : first;
      if (finding->evidence_count == 0)
        fail_msg ("%s, %s: no evidence", id, name);
    }
  if (count != expected->count)
    fail_msg ("%s, %s: %u findings", id, name, count);
  if (first == NULL)
    return;
  if (first->severity != expected->severity)
    fail_msg ("%s, %s: severity %s", id, name, severity_name (first->severity));
  if (first->transaction != expected->transaction)
    fail_msg ("%s, %s: transaction %u", id, name, first->transaction);
  if (first->evidence[0].origin.packet != expected->packet)
    fail_msg ("%s, %s: packet %u", id, name, (unsigned) first->evidence[0].origin.packet);
  if (expected->detail != NULL && strstr ((const char *) first->detail.at, expected->detail) == NULL)
    fail_msg ("%s, %s: %s", id, name, (const char *) first->detail.at);
}

static void
fires_and_stays_silent (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (case_tables); i++)
    for (const CheckCase *one = case_tables[i]; one->id != NULL; one++)
      {
        Conversation conversation;
        play (&conversation, one);
        judge (one->id, one->name, &one->expected, conversation.session);
        conversation_clear (&conversation);
      }
}

static bool
names_session (const SmtpSession *session, const char *id, uint64_t other)
{
  for (guint i = 0; i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      for (size_t k = 0; k < finding->evidence_count && strcmp (finding->check->id, id) == 0; k++)
        if (finding->evidence[k].session == other)
          return true;
    }
  return false;
}

/* Ids of sessions are given when SMTP is recognised, so here by the order of the ends. */
static void
play_encounters (const EncounterCase *one)
{
  static const Expected silent = SILENT;
  Conversation conversation;
  conversation_init (&conversation);
  conversation.history = conversation_history_new (NULL);
  conversation.paths = conversation_paths_new (NULL);
  for (const Encounter *each = one->encounters; each->script != NULL; each++)
    {
      set_address (&conversation, 0, each->client != NULL ? each->client : "192.0.2.10");
      set_address (&conversation, 1, each->server != NULL ? each->server : "192.0.2.25");
      conversation.flow.side[1].port = each->port != 0 ? each->port : 25;
      conversation.begin = conversation_start + each->begins * INT64_C (1000000000);
      conversation_play (&conversation, each->script);
      bool last = each + 1 == one->encounters + ENCOUNTERS_MAX || each[1].script == NULL;
      if (last || !one->early)
        judge (one->id, one->name, last ? &one->expected : &silent, conversation.session);
      if (last && one->other != 0 && !names_session (conversation.session, one->id, one->other))
        fail_msg ("%s, %s: session %u is not named", one->id, one->name, (unsigned) one->other);
      conversation_clear (&conversation);
      if (last)
        break;
    }
  history_free (conversation.history);
  mail_paths_free (conversation.paths);
}

static void
compares_sessions (void **state)
{
  (void) state;
  for (size_t i = 0; encounter_tables[i] != NULL; i++)
    for (const EncounterCase *one = encounter_tables[i]; one->id != NULL; one++)
      play_encounters (one);
}

/* Mail as it comes every day has nothing above info but that it crossed in clear text. */
static void
does_not_cry_wolf (void **state)
{
  (void) state;
  static const char *const scripts[] = {
    /* a list */
    GREET EHLO_TLS
    "C MAIL FROM:<list-bounces@lists.example.net>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
    "C From: A <a@example.com>\r\nSender: list@lists.example.net\r\nTo: list@lists.example.net\r\n\r\nx\n" DONE QUIT,
    /* a forwarder that rewrites the envelope */
    GREET EHLO_TLS
    "C MAIL FROM:<SRS0=abc=12=example.com=a@fwd.example.net>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
    "C Received: from x.example.com by fwd.example.net; Mon, 23 Nov 2026 10:00:00 +0000\r\nFrom: "
    "a@example.com\r\n\r\nx\n" DONE QUIT,
    /* a bounce */
    GREET EHLO_TLS "C MAIL FROM:<>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
                   "C From: MAILER-DAEMON@mx.example.net\r\nAuto-Submitted: auto-replied\r\n\r\nx\n" DONE QUIT,
  };
  for (size_t i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation_play (&conversation, scripts[i]);
      for (guint j = 0; j < conversation.session->findings->len; j++)
        {
          const Finding *finding = g_ptr_array_index (conversation.session->findings, j);
          bool clear = g_str_has_prefix (finding->check->id, "cleartext-")
                       || strcmp (finding->check->id, "starttls-not-used") == 0;
          if (!clear && finding->severity > SEVERITY_INFO)
            fail_msg ("script %u: %s", (unsigned) i, finding->check->id);
        }
      conversation_clear (&conversation);
    }
}

static void
orders_worst_first (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation,
                     GREET "C EHLO localhost\nS 250-mail.example.org\r\n250 HELP\n" LOGIN MAIL MAIL QUIT);
  const GPtrArray *findings = conversation.session->findings;
  assert_true (findings->len > 4);
  for (guint i = 1; i < findings->len; i++)
    {
      const Finding *before = g_ptr_array_index (findings, i - 1);
      const Finding *after = g_ptr_array_index (findings, i);
      assert_true (before->severity >= after->severity);
      if (before->severity == after->severity)
        assert_true (before->transaction <= after->transaction);
    }
  /* run again: the same findings, none twice */
  guint count = findings->len;
  conversation_check (&conversation);
  assert_int_equal (conversation.session->findings->len, count);
  conversation_clear (&conversation);
}

/* A client that guesses passwords does not make a finding of each. */
static void
bounds_guessing (void **state)
{
  (void) state;
  GString *script = g_string_new (GREET EHLO);
  for (unsigned i = 0; i < 100; i++)
    {
      char *plain = g_strdup_printf ("-user%u-guess%u", i, i);
      gsize length = strlen (plain);
      plain[0] = '\0';
      *strchr (plain + 1, '-') = '\0';
      char *base64 = g_base64_encode ((const guchar *) plain, length);
      g_string_append_printf (script, "C AUTH PLAIN %s\nS 535 no\n", base64);
      g_free (base64);
      g_free (plain);
    }
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, script->str);
  unsigned count = 0;
  for (guint i = 0; i < conversation.session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (conversation.session->findings, i);
      count += strcmp (finding->check->id, "cleartext-credentials") == 0;
    }
  assert_int_equal (count, 16);
  conversation_clear (&conversation);
  g_string_free (script, TRUE);
}

static void
evidence_marks_its_secret (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, GREET EHLO LOGIN MAIL QUIT);
  const Finding *finding = g_ptr_array_index (conversation.session->findings, 0);
  assert_string_equal (finding->check->id, "cleartext-credentials");
  assert_int_equal (finding->evidence_count, 2);
  Octets secret = finding->evidence[0].secret;
  assert_true (octets_equal (secret, OCTETS ("AGFsaWNlQGV4YW1wbGUuY29tAHNlc2FtZS1vcGVu")));
  assert_int_equal (finding->evidence[1].side, SIDE_SERVER);
  assert_int_equal (finding->evidence[1].origin.packet, 5);
  conversation_clear (&conversation);
}

/* The second copy may be the true password, and nobody marked it. */
static void
differing_copies_keep_secrets (void **state)
{
  (void) state;
  static const struct {
    const char *script;
    bool marked;
  } rows[] = {
    { GREET EHLO "! first copy \"AAAA\\x0d\\x0a\", second copy \"c2VzYW1l\\x0d\\x0a\"\n" MAIL QUIT, true },
    { GREET EHLO "! first copy \"xx yy\", second copy \"auth plain AGEAYg==\"\n" MAIL QUIT, true },
    { GREET EHLO "! first copy \"MAIL FROM:<a@b>\", second copy \"MAIL FROM:<c@d>\"\n" MAIL QUIT, false },
    /* Behind the verb of RCPT; but with a line end the next line may be any. */
    { GREET EHLO "C MAIL FROM:<a@example.com>\nS 250 Ok\n! 9 first copy \"alice\", second copy \"carol\"\n"
                 "C RCPT TO:<alice@example.org>\nS 250 Ok\n" QUIT,
      false },
    { GREET EHLO "C MAIL FROM:<a@example.com>\nS 250 Ok\n! 9 first copy \"alice\", second copy \"caro\\x0a\"\n"
                 "C RCPT TO:<alice@example.org>\nS 250 Ok\n" QUIT,
      true },
    /* In the text of a mail that ended; in it and in something behind it; where the other copy has a login. */
    { GREET EHLO ENVELOPE DATA "! 3 first copy \"lunch\", second copy \"money\"\nC To: lunch\n" DONE QUIT, false },
    { GREET EHLO ENVELOPE DATA "! 3 first copy \"lunch\", second copy \"money\"\nC To: lunch\n", false },
    { GREET EHLO ENVELOPE DATA "! 12 first copy \".\\x0d\\x0aQU\", second copy \"money\"\nC To: lunch\n" DONE QUIT,
      true },
    { GREET EHLO ENVELOPE DATA "! 3 first copy \"lunch\", second copy \"money\"\n"
                               "! 1 first copy \"o\", second copy \"UTH PLAIN\"\nC To: lunch\n" DONE QUIT,
      true },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation_play (&conversation, rows[i].script);
      const Finding *finding = g_ptr_array_index (conversation.session->findings, 0);
      assert_string_equal (finding->check->id, "stream-ambiguity");
      const Evidence *evidence = &finding->evidence[0];
      assert_int_equal (evidence->secret.length, rows[i].marked ? evidence->text.length : 0);
      conversation_clear (&conversation);
    }
}

/* The reason is told once, by the note. */
static void
copies_are_cited_without_the_reason (void **state)
{
  (void) state;
  static const char *const counted[] = { "first", "second" };
  for (size_t i = 0; i < G_N_ELEMENTS (counted); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      g_autofree char *script = g_strdup_printf (GREET EHLO "! first copy \"x y\" in packet 4, second copy \"x z\" in "
                                                            "packet 5; the %s counts: so it is\n" MAIL QUIT,
                                                 counted[i]);
      conversation_play (&conversation, script);
      const Finding *finding = g_ptr_array_index (conversation.session->findings, 0);
      assert_true (octets_equal (finding->evidence[0].text,
                                 OCTETS ("first copy \"x y\" in packet 4, second copy \"x z\" in packet 5")));
      conversation_clear (&conversation);
    }
}

/* Refused octets may be a login that its client sent again. */
static void
refused_octets_keep_secrets (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation,
                     GREET EHLO "~ 12 refused \"AUTH PLAIN AGEAYg==\": the ACK flag is not set\n" MAIL QUIT);
  const Finding *finding = g_ptr_array_index (conversation.session->findings, 0);
  assert_string_equal (finding->check->id, "stream-deception");
  assert_int_equal (finding->evidence[0].secret.length, finding->evidence[0].text.length);
  Secrets *secrets = secrets_new (conversation.session);
  g_autoptr (GString) masked = g_string_new (NULL);
  assert_true (secrets_append_masked (secrets, OCTETS ("no AGEAYg== here"), masked));
  secrets_free (secrets);
  conversation_clear (&conversation);
}

/* What a copy says is looked for in what the server says; the words around it are not. */
static void
copies_are_masked_without_the_words_around (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation,
                     GREET EHLO "! first copy \"AAAA\" in packet 4, second copy \"c2VzYW1l\\x0d\\x0a\" in "
                                "packet 5\n" MAIL QUIT);
  Secrets *secrets = secrets_new (conversation.session);
  g_autoptr (GString) masked = g_string_new (NULL);
  assert_true (secrets_append_masked (secrets, OCTETS ("second copy c2VzYW1l in packet 6"), masked));
  assert_string_equal (masked->str, "second copy ******** in packet 6");
  secrets_free (secrets);
  conversation_clear (&conversation);
}

static bool
has_case (const char *id, bool firing)
{
  for (size_t i = 0; i < G_N_ELEMENTS (case_tables); i++)
    for (const CheckCase *one = case_tables[i]; one->id != NULL; one++)
      if (strcmp (one->id, id) == 0 && (one->expected.count > 0) == firing)
        return true;
  for (size_t i = 0; encounter_tables[i] != NULL; i++)
    for (const EncounterCase *one = encounter_tables[i]; one->id != NULL; one++)
      if (strcmp (one->id, id) == 0 && (one->expected.count > 0) == firing)
        return true;
  return false;
}

/* Every row of the table: words, a heading, and a case of each kind above. */
static void
every_check_is_described_and_tested (void **state)
{
  (void) state;
  const char *srcdir = g_getenv ("srcdir");
  char *path = g_build_filename (srcdir != NULL ? srcdir : ".", "docs", "findings.md", NULL);
  char *page = NULL;
  assert_true (g_file_get_contents (path, &page, NULL, NULL));
  for (const Check *const *check = checks; *check != NULL; check++)
    {
      const char *id = (*check)->id;
      char *heading = g_strdup_printf ("\n## %s\n", id);
      if (strstr (page, heading) == NULL)
        fail_msg ("docs/findings.md has no heading for %s", id);
      if (!has_case (id, true) || !has_case (id, false))
        fail_msg ("%s needs a case where it fires and one where it stays silent", id);
      assert_true ((*check)->title[0] != '\0' && (*check)->explanation[0] != '\0' && (*check)->protection[0] != '\0');
      assert_true (g_str_has_prefix ((*check)->reference, "RFC "));
      assert_ptr_equal (check_by_id (id), *check);
      if ((*check)->subject <= SUBJECT_NONE || (*check)->subject >= CHECK_SUBJECTS)
        fail_msg ("%s does not tell what it speaks of (.subject)", id);
      if (((*check)->run != NULL) == ((*check)->compare != NULL))
        fail_msg ("%s needs one of .run and .compare", id);
      g_free (heading);
    }
  assert_null (check_by_id ("no-such-check"));
  g_free (page);
  g_free (path);
}

static void
severities_have_names (void **state)
{
  (void) state;
  for (Severity severity = SEVERITY_INFO; severity < SEVERITIES; severity++)
    {
      Severity parsed = SEVERITIES;
      assert_true (severity_parse (severity_name (severity), &parsed));
      assert_int_equal (parsed, severity);
    }
  Severity untouched = SEVERITY_LOW;
  assert_false (severity_parse ("awful", &untouched));
  assert_int_equal (untouched, SEVERITY_LOW);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (fires_and_stays_silent),
    cmocka_unit_test (compares_sessions),
    cmocka_unit_test (does_not_cry_wolf),
    cmocka_unit_test (orders_worst_first),
    cmocka_unit_test (bounds_guessing),
    cmocka_unit_test (evidence_marks_its_secret),
    cmocka_unit_test (differing_copies_keep_secrets),
    cmocka_unit_test (copies_are_cited_without_the_reason),
    cmocka_unit_test (refused_octets_keep_secrets),
    cmocka_unit_test (copies_are_masked_without_the_words_around),
    cmocka_unit_test (every_check_is_described_and_tested),
    cmocka_unit_test (severities_have_names),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

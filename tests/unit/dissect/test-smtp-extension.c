/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keywords of answers to EHLO: told apart, known or not, kept for each answer, and those
 * before TLS apart from those inside it. */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

#include "dissect/session-facts.h"
#include "dissect/smtp-extension.h"

static void
test_walk (void **state)
{
  (void) state;
  SmtpReply reply = {
    .code = 250,
    .text = OCTETS ("mail.example greets you\nSIZE 1000\n\n AUTH=LOGIN PLAIN\nstarttls\n=odd\nLIMITS RCPTMAX=20 "
                    "MAILMAX=5\nOk"),
  };
  static const char *const wanted[] = { "SIZE|1000", "AUTH|LOGIN PLAIN", "starttls|", "LIMITS|RCPTMAX=20 MAILMAX=5" };
  ExtensionWalk walk;
  OfferedExtension offered;
  size_t count = 0;
  for (smtp_extension_walk_init (&walk, &reply); smtp_extension_walk_next (&walk, &offered); count++)
    {
      g_autofree char *got
          = g_strdup_printf ("%.*s|%.*s", (int) offered.keyword.length, (const char *) offered.keyword.at,
                             (int) offered.parameters.length, (const char *) offered.parameters.at);
      assert_true (count < G_N_ELEMENTS (wanted));
      assert_string_equal (got, wanted[count]);
    }
  assert_int_equal (count, G_N_ELEMENTS (wanted));
  assert_true (smtp_extension_offered (&reply, "STARTTLS", &offered));
  assert_false (smtp_extension_offered (&reply, "mail.example", &offered));
  reply.truncated = true;
  assert_true (smtp_extension_offered (&reply, "mail.example", &offered));
}

static void
test_known (void **state)
{
  (void) state;
  assert_string_equal (smtp_extension_find (OCTETS ("chunking"))->reference, "RFC 3030");
  assert_null (smtp_extension_find (OCTETS ("XXXXXXXA")));
  assert_null (smtp_extension_find (OCTETS_NONE));
  g_autofree char *limit = smtp_limit_meaning (OCTETS ("rcptmax"), OCTETS ("20"));
  assert_string_equal (limit, "at most 20 recipients of one mail");
  assert_null (smtp_limit_meaning (OCTETS ("RCPTMAX"), OCTETS ("many")));
  assert_null (smtp_limit_meaning (OCTETS ("OTHER"), OCTETS ("20")));
}

/* Each verb outside the course of a mail is explained, a chunk of CVE-2005-0560 as such. */
static void
test_requests (void **state)
{
  (void) state;
  Arena *arena = arena_new ();
  g_autoptr (GString) line = g_string_new ("X-LINK2STATE LAST CHUNK=");
  for (unsigned i = 0; i < 521; i++)
    g_string_append_c (line, 'A');
  const SmtpCommand *attack = smtp_command_parse (arena, octets_of (line->str, line->len));
  const SmtpCommand *honest = smtp_command_parse (arena, octets_of (line->str, line->len - 1));
  assert_non_null (strstr (smtp_request_meaning (attack), "CVE-2005-0560"));
  assert_null (strstr (smtp_request_meaning (honest), "CVE-2005-0560"));
  for (SmtpVerb verb = VERB_UNKNOWN; verb < VERBS; verb++)
    {
      SmtpCommand command = { .verb = verb };
      bool proxy = verb == VERB_XCLIENT || verb == VERB_XFORWARD; /* whose attributes tell it */
      assert_int_equal (smtp_request_meaning (&command) != NULL, smtp_verb_is_request (verb) && !proxy);
    }
  arena_free (arena);
}

static void
test_session (void **state)
{
  (void) state;
  static const Turn turns[] = {
    { 'S', "220 mail.example ESMTP\r\n", 0 },
    { 'C', "EHLO c.example\r\n", 0 },
    { 'S', "250-mail.example\r\n250-STARTTLS\r\n250-size 1000\r\n250 DSN\r\n", 0 },
    { 'C', "EHLO c.example\r\n", 0 },
    { 'S', "250-mail.example\r\n250-DSN\r\n250 AUTH PLAIN\r\n", 0 },
    END,
  };
  Play play = { .turns = turns, .end = SESSION_FIN };
  g_autoptr (GString) log = g_string_new (NULL);
  SmtpSession *session = play_dialogue (&play, SPLIT_NONE, 0, log);
  GPtrArray *keywords = session_offered_keywords (session, false);
  static const char *const wanted[] = { "AUTH", "DSN", "SIZE", "STARTTLS" };
  assert_int_equal (keywords->len, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < keywords->len; i++)
    assert_string_equal (g_ptr_array_index (keywords, i), wanted[i]);
  g_ptr_array_unref (keywords);
  assert_null (session_offered_keywords (session, true));
  smtp_session_unref (session);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_walk),
    cmocka_unit_test (test_known),
    cmocka_unit_test (test_requests),
    cmocka_unit_test (test_session),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

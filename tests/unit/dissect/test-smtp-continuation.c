/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection that says more than one session may hold: every mail is told once, with
 * its answer; what the sessions count adds up to the connection; and memory does not
 * grow with what a flood says. */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

enum { MAILS = 120, FEW = 8 };

/* A dialogue made of parts; the octets live in `texts`. */
typedef struct Script {
  GArray *turns; /* of Turn */
  GPtrArray *texts;
} Script;

static Script
script_new (void)
{
  return (Script){ g_array_new (FALSE, FALSE, sizeof (Turn)), g_ptr_array_new_with_free_func (g_free) };
}

static void
script_clear (Script *script)
{
  g_array_unref (script->turns);
  g_ptr_array_unref (script->texts);
}

static void
gap (Script *script, char who, size_t length)
{
  Turn turn = { who, NULL, length };
  g_array_append_val (script->turns, turn);
}

static void G_GNUC_PRINTF (3, 4) say (Script *script, char who, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (script->texts, text);
  Turn turn = { who, text, 0 };
  g_array_append_val (script->turns, turn);
}

static void
begin (Script *script, const char *verb)
{
  say (script, 'S', "220 mail.example ready\r\n");
  say (script, 'C', "%s c.example\r\n", verb);
  say (script, 'S', "250-mail.example\r\n250 PIPELINING\r\n");
}

static void
mail_in_step (Script *script, unsigned number)
{
  say (script, 'C', "MAIL FROM:<a%u@x>\r\n", number);
  say (script, 'S', "250 2.1.0 Ok\r\n");
  say (script, 'C', "RCPT TO:<b@y>\r\n");
  say (script, 'S', "250 2.1.5 Ok\r\n");
  say (script, 'C', "DATA\r\n");
  say (script, 'S', "354 go on\r\n");
  say (script, 'C', "mail %u\r\n.\r\n", number);
  say (script, 'S', "250 2.0.0 Ok %u\r\n", number);
}

/* The envelope in one burst, and the next envelope behind the mail before its answer. */
static void
mails_in_bursts (Script *script)
{
  say (script, 'C', "MAIL FROM:<a0@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n");
  for (unsigned i = 0; i < MAILS; i++)
    {
      say (script, 'S', "%s250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go on\r\n", i == 0 ? "" : "250 2.0.0 Ok\r\n");
      if (i + 1 < MAILS)
        say (script, 'C', "mail %u\r\n.\r\nMAIL FROM:<a%u@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n", i, i + 1);
      else
        say (script, 'C', "mail %u\r\n.\r\n", i);
    }
  say (script, 'S', "250 2.0.0 Ok\r\n");
}

static void
mail_in_chunks (Script *script, unsigned number)
{
  char *text = g_strdup_printf ("mail %u\r\n", number);
  say (script, 'C', "MAIL FROM:<a%u@x>\r\nRCPT TO:<b@y>\r\nBDAT 2\r\n%.2sBDAT %zu LAST\r\n%s", number, text,
       strlen (text) - 2, text + 2);
  say (script, 'S', "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2 octets\r\n250 2.0.0 Ok\r\n");
  g_free (text);
}

static void
lmtp_mail (Script *script, unsigned number)
{
  say (script, 'C', "MAIL FROM:<a%u@x>\r\nRCPT TO:<b@y>\r\nRCPT TO:<no@y>\r\nRCPT TO:<c@y>\r\nDATA\r\n", number);
  say (script, 'S', "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n550 5.1.1 no\r\n250 2.1.5 Ok\r\n354 go on\r\n");
  say (script, 'C', "mail %u\r\n.\r\n", number);
  say (script, 'S', "250 2.0.0 Saved\r\n452 4.2.2 full\r\n");
}

static void
few_transactions (SessionLimits *limits)
{
  limits->transactions = FEW;
}

static void
few_events (SessionLimits *limits)
{
  limits->events = 60;
}

static void
little_memory (SessionLimits *limits)
{
  limits->arena_octets = 16 * 1024;
}

static GPtrArray *
play (Script *script, void (*limit) (SessionLimits *limits), Split split, GString *log)
{
  Turn end = { 0 };
  g_array_append_val (script->turns, end);
  Play play = { .turns = (const Turn *) (void *) script->turns->data, .end = SESSION_FIN, .limit = limit };
  GPtrArray *sessions = play_connection (&play, split, 0, log);
  g_array_set_size (script->turns, script->turns->len - 1);
  assert_non_null (sessions);
  return sessions;
}

/* What the script put on the wire. */
static uint64_t
octets_said (const Script *script, char who)
{
  uint64_t octets = 0;
  for (guint i = 0; i < script->turns->len; i++)
    {
      const Turn *turn = &g_array_index (script->turns, Turn, i);
      if (turn->who == who)
        octets += turn->length > 0 ? turn->length : strlen (turn->octets);
    }
  return octets;
}

/* The sessions name each other in a chain, and their counts add up. */
static void
assert_chain (const GPtrArray *sessions, const Script *script)
{
  SessionTraffic sum = { 0 };
  for (guint i = 0; i < sessions->len; i++)
    {
      const SmtpSession *session = g_ptr_array_index (sessions, i);
      const SmtpSession *next = i + 1 < sessions->len ? g_ptr_array_index (sessions, i + 1) : NULL;
      assert_int_equal (session->id, i + 1);
      assert_int_equal (session->continues, i);
      assert_int_equal (session->continued_by, next != NULL ? next->id : 0);
      assert_int_equal (session->closed, next != NULL ? SESSION_OPEN : SESSION_FIN);
      assert_null (session->dialogue);
      sum.packets += session->traffic.packets;
      for (unsigned side = 0; side < 2; side++)
        {
          sum.octets[side] += session->traffic.octets[side];
          sum.missing[side] += session->traffic.missing[side];
        }
    }
  assert_int_equal (sum.octets[0], octets_said (script, 'C'));
  assert_int_equal (sum.octets[1], octets_said (script, 'S'));
  assert_int_equal (sum.missing[0], octets_said (script, 'c'));
  assert_int_equal (sum.missing[1], octets_said (script, 's'));
  assert_true (sum.packets >= script->turns->len);
}

/* Every mail is told once and in order, and whole unless `lost`. */
static void
assert_mails (const GPtrArray *sessions, unsigned count, bool lost)
{
  unsigned number = 0;
  for (guint i = 0; i < sessions->len; i++)
    {
      const SmtpSession *session = g_ptr_array_index (sessions, i);
      for (guint j = 0; j < session->transactions->len; j++)
        {
          const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, j);
          if (lost && transaction->message == NULL)
            continue;
          g_autofree char *wanted = g_strdup_printf ("mail %u\r\n", number++);
          uint8_t got[64];
          assert_non_null (transaction->message);
          size_t length = mail_data_copy (transaction->message->data, 0, got, sizeof got);
          if (length != strlen (wanted) || memcmp (got, wanted, length) != 0)
            fail_msg ("session %u: got \"%.*s\", wanted \"%s\"", i + 1, (int) length, got, wanted);
          assert_int_equal (transaction->message->state, MESSAGE_COMPLETE);
          if (lost)
            continue;
          if (transaction->outcome != OUTCOME_ACCEPTED)
            fail_msg ("session %u: mail %u %s", i + 1, number - 1, outcome_name (transaction->outcome));
          assert_non_null (transaction->mail);
          assert_non_null (transaction->reply);
        }
    }
  assert_int_equal (number, count);
}

static void
assert_no_anomaly (const GPtrArray *sessions)
{
  for (guint i = 0; i < sessions->len; i++)
    {
      const SmtpSession *session = g_ptr_array_index (sessions, i);
      for (guint j = 0; j < session->events->len; j++)
        {
          const SmtpEvent *event = smtp_session_event (session, j);
          if (event->type == EVENT_ANOMALY && event->code != ANOMALY_LIMIT)
            fail_msg ("session %u: %s", i + 1, smtp_anomaly_name (event->code));
          if (event->type == EVENT_REPLY && i + 1 == sessions->len && j > 8)
            assert_non_null (event->reply->command);
        }
    }
}

static void
run_mails (Script *script, void (*limit) (SessionLimits *limits))
{
  static const Split splits[] = { SPLIT_NONE, SPLIT_OCTETS };
  for (size_t i = 0; i < G_N_ELEMENTS (splits); i++)
    {
      g_autoptr (GString) log = g_string_new (NULL);
      GPtrArray *sessions = play (script, limit, splits[i], log);
      assert_true (sessions->len > 4);
      assert_chain (sessions, script);
      assert_mails (sessions, MAILS, false);
      assert_no_anomaly (sessions);
      g_ptr_array_unref (sessions);
    }
}

static void
run_with (void (*make) (Script *script), const char *verb)
{
  static void (*const limits[]) (SessionLimits *) = { few_transactions, few_events, little_memory };
  for (size_t i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      Script script = script_new ();
      begin (&script, verb);
      make (&script);
      say (&script, 'C', "QUIT\r\n");
      say (&script, 'S', "221 2.0.0 Bye\r\n");
      run_mails (&script, limits[i]);
      script_clear (&script);
    }
}

static void
many_in_step (Script *script)
{
  for (unsigned i = 0; i < MAILS; i++)
    mail_in_step (script, i);
}

static void
many_in_chunks (Script *script)
{
  for (unsigned i = 0; i < MAILS; i++)
    mail_in_chunks (script, i);
}

static void
many_by_lmtp (Script *script)
{
  for (unsigned i = 0; i < MAILS; i++)
    lmtp_mail (script, i);
}

static void
test_in_step (void **state)
{
  (void) state;
  run_with (many_in_step, "EHLO");
}

static void
test_in_bursts (void **state)
{
  (void) state;
  run_with (mails_in_bursts, "EHLO");
}

static void
test_in_chunks (void **state)
{
  (void) state;
  run_with (many_in_chunks, "EHLO");
}

static void
test_lmtp (void **state)
{
  (void) state;
  run_with (many_by_lmtp, "LHLO");
}

/* One answer a recipient, also where mail and answers stand on two sides of the cut. */
static void
test_lmtp_recipients (void **state)
{
  (void) state;
  Script script = script_new ();
  begin (&script, "LHLO");
  many_by_lmtp (&script);
  g_autoptr (GString) log = g_string_new (NULL);
  GPtrArray *sessions = play (&script, few_transactions, SPLIT_NONE, log);
  for (guint i = 0; i < sessions->len; i++)
    {
      const SmtpSession *session = g_ptr_array_index (sessions, i);
      assert_int_equal (session->protocol, PROTOCOL_LMTP);
      for (guint j = 0; j < session->transactions->len; j++)
        {
          const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, j);
          const int codes[] = { 250, 0, 452 };
          assert_int_equal (transaction->recipients->len, 3);
          for (guint k = 0; k < 3; k++)
            {
              const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, k);
              assert_int_equal (recipient->final != NULL ? recipient->final->code : 0, codes[k]);
            }
        }
    }
  g_ptr_array_unref (sessions);
  script_clear (&script);
}

/* A gap here and there, in either stream: no mail is told twice, and none is lost but
 * those in the gaps. */
static void
test_gaps (void **state)
{
  (void) state;
  static void (*const limits[]) (SessionLimits *) = { few_transactions, few_events, little_memory };
  for (size_t i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      Script script = script_new ();
      begin (&script, "EHLO");
      for (unsigned j = 0; j < MAILS; j++)
        {
          if (j % 9 == 4)
            {
              say (&script, 'C', "NOOP\r\n");
              gap (&script, 's', 8);
            }
          if (j % 7 == 3)
            {
              gap (&script, 'c', 6);
              say (&script, 'S', "250 Ok\r\n");
            }
          mail_in_step (&script, j);
        }
      g_autoptr (GString) log = g_string_new (NULL);
      GPtrArray *sessions = play (&script, limits[i], SPLIT_NONE, log);
      assert_true (sessions->len > 4);
      assert_chain (sessions, &script);
      assert_mails (sessions, MAILS, true);
      g_ptr_array_unref (sessions);
      script_clear (&script);
    }
}

/* Nothing that one side alone says takes memory without end. */
static void
assert_bounded (const GPtrArray *sessions, uint64_t events, uint64_t arena)
{
  for (guint i = 0; i < sessions->len; i++)
    {
      const SmtpSession *session = g_ptr_array_index (sessions, i);
      assert_true (session->events->len <= events + 1);
      assert_true (arena_size (session->arena) <= arena);
    }
}

static void
test_floods (void **state)
{
  (void) state;
  enum { LINES = 4000 };
  static const struct {
    const char *name;
    const char *before; /* said by the client, and taken */
    const char *answer;
    char who;
    const char *line;
  } floods[] = {
    { "commands nobody answers", NULL, NULL, 'C', "NOOP\r\n" },
    { "MAIL nobody answers", NULL, NULL, 'C', "MAIL FROM:<a@x>\r\n" },
    { "RCPT in one transaction", "MAIL FROM:<a@x>\r\n", "250 Ok\r\n", 'C', "RCPT TO:<b@y>\r\n" },
    { "lines that are no commands", NULL, NULL, 'C', "\x01\x02 nothing\r\n" },
    { "replies to nothing", NULL, NULL, 'S', "250 Ok\r\n" },
    { "replies while DATA waits", "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n", "250 Ok\r\n250 Ok\r\n", 'S',
      "250 Ok\r\n" },
    { "replies inside a mail", "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n", "250 Ok\r\n250 Ok\r\n354 go\r\n", 'S',
      "250 Ok\r\n" },
    { "lines that are no replies", NULL, NULL, 'S', "nothing\r\n" },
    { "a reply without end", NULL, NULL, 'S', "250-more\r\n" },
    { "a login without end", "AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n", 'C', "QUJD\r\n" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      Script script = script_new ();
      begin (&script, "EHLO");
      if (floods[i].before != NULL)
        {
          say (&script, 'C', "%s", floods[i].before);
          say (&script, 'S', "%s", floods[i].answer);
        }
      for (unsigned j = 0; j < LINES; j++)
        say (&script, floods[i].who, "%s", floods[i].line);
      static void (*const limits[]) (SessionLimits *) = { few_events, little_memory };
      for (size_t j = 0; j < G_N_ELEMENTS (limits); j++)
        {
          g_autoptr (GString) log = g_string_new (NULL);
          GPtrArray *sessions = play (&script, limits[j], SPLIT_NONE, log);
          assert_chain (sessions, &script);
          assert_bounded (sessions, j == 0 ? 60 : UINT64_MAX - 1, j == 0 ? UINT64_MAX : 48 * 1024);
          g_ptr_array_unref (sessions);
        }
      script_clear (&script);
    }
}

/* Secrets stay marked where the cut falls between AUTH and what follows. */
static void
test_no_cut_in_an_exchange (void **state)
{
  (void) state;
  Script script = script_new ();
  begin (&script, "EHLO");
  for (unsigned i = 0; i < 60; i++)
    {
      say (&script, 'C', "AUTH LOGIN\r\n");
      say (&script, 'S', "334 VXNlcm5hbWU6\r\n");
      say (&script, 'C', "YWxpY2U=\r\n");
      say (&script, 'S', "334 UGFzc3dvcmQ6\r\n");
      say (&script, 'C', "c2VjcmV0\r\n");
      say (&script, 'S', "535 5.7.8 no\r\n");
    }
  g_autoptr (GString) log = g_string_new (NULL);
  GPtrArray *sessions = play (&script, few_events, SPLIT_NONE, log);
  unsigned logins = 0;
  assert_true (sessions->len > 4);
  for (guint i = 0; i < sessions->len; i++)
    {
      const SmtpSession *session = g_ptr_array_index (sessions, i);
      for (guint j = 0; j < session->auths->len; j++)
        {
          const SmtpAuth *auth = g_ptr_array_index (session->auths, j);
          assert_true (octets_equal (auth->username, OCTETS ("alice")));
          assert_true (octets_equal (auth->password, OCTETS ("secret")));
          assert_int_equal (auth->result, AUTH_REJECTED);
          logins++;
        }
      for (guint j = 0; j < session->events->len; j++)
        {
          const SmtpEvent *event = smtp_session_event (session, j);
          if (octets_equal (event->octets, OCTETS ("c2VjcmV0")))
            assert_true (octets_equal (event->secret, event->octets));
        }
    }
  assert_int_equal (logins, 60);
  g_ptr_array_unref (sessions);
  script_clear (&script);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_in_step),         cmocka_unit_test (test_in_bursts),
    cmocka_unit_test (test_in_chunks),       cmocka_unit_test (test_lmtp),
    cmocka_unit_test (test_lmtp_recipients), cmocka_unit_test (test_gaps),
    cmocka_unit_test (test_floods),          cmocka_unit_test (test_no_cut_in_an_exchange),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

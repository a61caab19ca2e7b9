/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dialogues inside TLS whose keys are known: recorded connections are played to a
 * session, and what was said inside must come out as a dialogue, marked, in any split,
 * with records lost, and never with keys that do not fit. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/check.h"
#include "dissect/exposure.h"
#include "tests/support/conversation.h"
#include "tests/support/tls-trace.h"

enum { NO_RECORD = -1, WHOLE = 65536 };

typedef struct Stage {
  SmtpSurroundings surroundings;
  MailStorage storage;
  SmtpSession *session;
  GPtrArray *ended; /* those before it in the same connection */
  uint64_t offset[2];
  uint64_t packet;
  SessionTraffic traffic;
} Stage;

typedef struct Play {
  const TlsTrace *trace;
  const char *key_log; /* NULL: the trace's own */
  bool late;           /* the keys come only behind the first record of application data */
  size_t piece;        /* octets fed at once */
  int first, last;     /* records lost */
  int flipped;         /* a record with an octet changed */
  uint64_t events_limit;
  uint16_t port; /* 0: 465, or 25 for STARTTLS */
} Play;

static Play
play_of (const TlsTrace *trace)
{
  return (Play){ .trace = trace, .piece = WHOLE, .first = NO_RECORD, .last = NO_RECORD, .flipped = NO_RECORD };
}

static void
heed (Stage *stage, SmtpFeed feed)
{
  while (feed == FEED_FULL)
    {
      SmtpSession *full = stage->session;
      stage->session = smtp_session_continue (full, &stage->traffic, &feed);
      g_ptr_array_add (stage->ended, full);
    }
}

static void
say (Stage *stage, Side side, const uint8_t *octets, size_t length, size_t piece)
{
  for (size_t at = 0; at < length; at += piece)
    {
      Origin origin = { .packet = ++stage->packet, .time = (int64_t) stage->packet * 1000 };
      size_t step = MIN (piece, length - at);
      heed (stage,
            smtp_session_feed (stage->session, side, octets_of (octets + at, step), stage->offset[side], origin));
      stage->offset[side] += step;
      stage->traffic.octets[side] += step;
    }
}

static void
say_text (Stage *stage, Side side, const char *text, size_t piece)
{
  say (stage, side, (const uint8_t *) text, strlen (text), piece);
}

static void
lose (Stage *stage, Side side, size_t length)
{
  Origin origin = { .packet = ++stage->packet };
  heed (stage, smtp_session_gap (stage->session, side, stage->offset[side], length, false, origin));
  stage->offset[side] += length;
  stage->traffic.missing[side] += length;
}

static bool
after_starttls (const TlsTrace *trace)
{
  return strstr (trace->name, "starttls") != NULL;
}

static void
say_record (Stage *stage, const Play *play, int index)
{
  const TracedRecord *record = g_ptr_array_index (play->trace->records, (guint) index);
  if (index >= play->first && index <= play->last)
    {
      lose (stage, record->side, record->octets->len);
      return;
    }
  g_autofree uint8_t *octets = g_memdup2 (record->octets->data, record->octets->len);
  if (index == play->flipped)
    octets[record->octets->len - 1] ^= 1;
  say (stage, record->side, octets, record->octets->len, play->piece);
}

/* The last session of the connection, ended; `sessions` gets those before it, unless NULL. */
static SmtpSession *
perform (const Play *play, GPtrArray *sessions)
{
  Stage stage = { .ended = g_ptr_array_new () };
  Flow flow = { .ip_version = 4 };
  flow.side[0].port = 50000;
  flow.side[1].port = play->port != 0 ? play->port : after_starttls (play->trace) ? 25 : 465;
  TlsKeys *keys = tls_keys_new (1000);
  const char *key_log = play->key_log != NULL ? play->key_log : play->trace->key_log->str;
  if (!play->late)
    tls_keys_feed (keys, octets_of_string (key_log));
  stage.surroundings = (SmtpSurroundings){ .storage = &stage.storage, .keys = keys, .next_id = 1 };
  stage.storage = (MailStorage){ .keep = true, .mail_memory = WHOLE, .total_memory = WHOLE };
  session_limits_init (&stage.surroundings.limits);
  if (play->events_limit > 0)
    stage.surroundings.limits.events = play->events_limit;
  stage.session = smtp_session_new (&flow, false, &stage.surroundings);
  if (after_starttls (play->trace))
    {
      say_text (&stage, SIDE_SERVER, "220 mail.hogehoge.or.jp ESMTP\r\n", play->piece);
      say_text (&stage, SIDE_CLIENT, "EHLO note-pc.hogehoge.or.jp\r\n", play->piece);
      say_text (&stage, SIDE_SERVER, "250-mail.hogehoge.or.jp\r\n250 STARTTLS\r\n", play->piece);
      say_text (&stage, SIDE_CLIENT, "STARTTLS\r\n", play->piece);
      say_text (&stage, SIDE_SERVER, "220 2.0.0 go on\r\n", play->piece);
    }
  bool application = false;
  for (int i = 0; i < (int) play->trace->records->len; i++)
    {
      const TracedRecord *record = g_ptr_array_index (play->trace->records, (guint) i);
      say_record (&stage, play, i);
      if (play->late && !application && record->octets->data[0] == 23)
        {
          application = true;
          tls_keys_feed (keys, octets_of_string (key_log));
        }
    }
  bool smtp = smtp_session_end (stage.session, SESSION_FIN, &stage.traffic);
  if (!smtp)
    g_clear_pointer (&stage.session, smtp_session_unref);
  for (guint i = 0; i < stage.ended->len; i++)
    if (sessions != NULL)
      g_ptr_array_add (sessions, g_ptr_array_index (stage.ended, i));
    else
      smtp_session_unref (g_ptr_array_index (stage.ended, i));
  g_ptr_array_unref (stage.ended);
  tls_keys_free (keys);
  return stage.session;
}

/* Commands and replies as the log has them, a letter in front; "t" where marked. */
static char *
describe (const SmtpSession *session)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      switch (event->type)
        {
        case EVENT_COMMAND:
          assert_int_equal (event->tls, event->command->tls);
          g_string_append_printf (text, "C%s %.*s\n", event->tls ? "t" : "", (int) event->octets.length,
                                  event->octets.at);
          break;
        case EVENT_GREETING:
        case EVENT_REPLY:
          assert_int_equal (event->tls, event->reply->tls);
          g_string_append_printf (text, "S%s %d\n", event->tls ? "t" : "", event->reply->code);
          break;
        case EVENT_TLS:
          g_string_append (text, "tls\n");
          break;
        case EVENT_GAP:
          g_string_append_printf (text, "gap%s %c %d\n", event->tls ? "t" : "", event->side == SIDE_CLIENT ? 'C' : 'S',
                                  (int) event->length);
          break;
        case EVENT_ANOMALY:
          g_string_append_printf (text, "! %s\n", smtp_anomaly_name (event->code));
          break;
        default:
          break;
        }
    }
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      g_string_append_printf (text, "mail%s %s %s %d\n", transaction->tls ? "t" : "",
                              outcome_name (transaction->outcome),
                              transaction->message != NULL ? message_state_name (transaction->message->state) : "none",
                              transaction->message != NULL ? (int) transaction->message->size : 0);
    }
  if (session->not_decrypted != TLS_TROUBLE_NONE)
    g_string_append_printf (text, "%s\n", tls_trouble_name (session->not_decrypted));
  return g_string_free (text, FALSE);
}

#define IN_CLEAR "S 220\nC EHLO note-pc.hogehoge.or.jp\nS 250\nC STARTTLS\nS 220\ntls\n"
#define ENVELOPE                                                                                                       \
  "Ct MAIL FROM:<hanako@hogehoge.or.jp>\nSt 250\nCt RCPT TO:<taro@hogehoge.or.jp>\nSt 250\nCt DATA\nSt 354\n"
#define ALL "tls\nSt 220\nCt EHLO note-pc.hogehoge.or.jp\nSt 250\n" ENVELOPE "St 250\nCt QUIT\nSt 221\n"
#define ALL_WITH_LOGIN                                                                                                 \
  IN_CLEAR "Ct EHLO note-pc.hogehoge.or.jp\nSt 250\nCt AUTH PLAIN AGhhbmFrbwBzYWt1cmE=\nSt 235\n" ENVELOPE             \
           "St 250\nCt QUIT\nSt 221\nmailt accepted complete 69\n"

static void
check_play (const Play *play, const char *expected)
{
  SmtpSession *session = perform (play, NULL);
  assert_non_null (session);
  g_autofree char *text = describe (session);
  if (strcmp (text, expected) != 0)
    fail_msg ("%s, pieces of %zu: got\n%s\nnot\n%s", play->trace->name, play->piece, text, expected);
  smtp_session_unref (session);
}

static bool
is_special (const TlsTrace *trace)
{
  return strstr (trace->name, "cbc") != NULL || strstr (trace->name, "early") != NULL;
}

static void
reads_what_was_said_inside (void **state)
{
  const GPtrArray *traces = *state;
  for (guint i = 0; i < traces->len; i++)
    {
      const TlsTrace *trace = g_ptr_array_index (traces, i);
      if (is_special (trace))
        continue;
      bool large = strstr (trace->name, "many") != NULL;
      const char *expected = after_starttls (trace) ? ALL_WITH_LOGIN
                             : large                ? ALL "mailt accepted complete 1749\n"
                                                    : ALL "mailt accepted complete 69\n";
      static const size_t pieces[] = { WHOLE, 1, 3, 500 };
      for (size_t row = 0; row < G_N_ELEMENTS (pieces); row++)
        {
          Play play = play_of (trace);
          play.piece = pieces[row];
          check_play (&play, expected);
        }
    }
}

/* On any port, once the keys are known: what is inside tells that it is SMTP. */
static void
finds_it_on_any_port (void **state)
{
  const GPtrArray *traces = *state;
  static const char *const names[] = { "tls13-aes-128-gcm", "tls12-aes256-gcm", "tls12-renegotiated" };
  static const uint16_t ports[] = { 4465, 25, 587, 443 };
  static const size_t pieces[] = { WHOLE, 1, 3, 500 };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    for (size_t port = 0; port < G_N_ELEMENTS (ports); port++)
      for (size_t row = 0; row < G_N_ELEMENTS (pieces); row++)
        {
          Play play = play_of (tls_trace_find (traces, names[i]));
          play.port = ports[port];
          play.piece = pieces[row];
          check_play (&play, ALL "mailt accepted complete 69\n");
          play.key_log = "";
          assert_null (perform (&play, NULL));
          play.key_log = tls_trace_find (traces, "tls13-aes-256-gcm")->key_log->str;
          assert_null (perform (&play, NULL));
        }
}

static void
says_why_it_does_not (void **state)
{
  const GPtrArray *traces = *state;
  Play play = play_of (tls_trace_find (traces, "tls12-cbc"));
  check_play (&play, "tls\ncipher-suite\n");
  const TlsTrace *trace = tls_trace_find (traces, "tls13-aes-128-gcm");
  play = play_of (trace);
  play.key_log = "";
  check_play (&play, "tls\n");
  play.key_log = tls_trace_find (traces, "tls13-aes-256-gcm")->key_log->str;
  check_play (&play, "tls\nno-key\n");
  g_autofree char *wrong = g_strdup (trace->key_log->str);
  for (char *c = wrong; (c = strchr (c, '\n')) != NULL; c++)
    c[-1] = c[-1] == '0' ? '1' : '0';
  play.key_log = wrong;
  check_play (&play, "tls\nwrong-key\n");
  play = play_of (trace);
  play.first = play.last = 1;
  check_play (&play, "tls\ngap S 127\nno-handshake\n");
}

/* Nobody on the path could read it, and no check says so. */
static void
judges_it_as_protected (void **state)
{
  const GPtrArray *traces = *state;
  static const char *const names[] = { "tls13-starttls-auth", "tls12-starttls-auth" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Play play = play_of (tls_trace_find (traces, names[i]));
      SmtpSession *session = perform (&play, NULL);
      History *history = conversation_history_new (NULL);
      checks_run (session, history);
      history_free (history);
      for (guint row = 0; row < session->findings->len; row++)
        {
          const Finding *finding = g_ptr_array_index (session->findings, row);
          if (g_str_has_prefix (finding->check->id, "cleartext") || g_str_has_prefix (finding->check->id, "starttls"))
            fail_msg ("%s", finding->check->id);
        }
      assert_int_equal (session->auths->len, 1);
      const SmtpAuth *auth = g_ptr_array_index (session->auths, 0);
      assert_true (auth->tls);
      assert_int_equal (auth->result, AUTH_ACCEPTED);
      assert_true (octets_equal (auth->username, OCTETS ("hanako")));
      assert_false (exposure_credentials (session));
      assert_false (exposure_session (session));
      Exposure exposure = exposure_of (session, g_ptr_array_index (session->transactions, 0));
      for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
        assert_false (exposure_on_path (&exposure, item));
      assert_int_equal (exposure.rows[ITEM_TEXT].access[READER_SERVERS], ACCESS_YES);
      assert_int_equal (exposure.rows[ITEM_PASSWORD].shield, SHIELD_TLS);
      /* The secret is marked, inside as well. */
      for (guint row = 0; row < session->events->len; row++)
        {
          const SmtpEvent *event = smtp_session_event (session, row);
          if (event->type == EVENT_COMMAND && event->command->verb == VERB_AUTH)
            assert_true (octets_equal (event->secret, OCTETS ("AGhhbmFrbwBzYWt1cmE=")));
        }
      smtp_session_unref (session);
    }
}

/* In a mail of several records: the place and the length of what is lost are exact. */
static void
knows_what_a_gap_took (void **state)
{
  const GPtrArray *traces = *state;
  static const char *const names[] = { "tls13-many-records", "tls12-many-records" };
  enum { MAIL = 1749, RECORD = 512, SECOND = 2 * RECORD };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const TlsTrace *trace = tls_trace_find (traces, names[i]);
      /* The third record of the mail, of which the first three are full. */
      int first = NO_RECORD;
      for (guint row = 0; row + 1 < trace->records->len && first == NO_RECORD; row++)
        {
          const TracedRecord *record = g_ptr_array_index (trace->records, row);
          if (record->octets->data[0] == 23 && record->octets->len > RECORD && record->side == SIDE_CLIENT)
            first = (int) row + 1;
        }
      for (int count = 1; count <= 2; count++)
        for (int way = 0; way < 2; way++)
          {
            Play play = play_of (trace);
            play.first = way == 0 ? first : NO_RECORD;
            play.last = way == 0 ? first + count - 1 : NO_RECORD;
            play.flipped = way == 1 ? first : NO_RECORD;
            int lost = way == 0 ? count : 1;
            SmtpSession *session = perform (&play, NULL);
            const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, 0);
            const MailMessage *message = transaction->message;
            assert_int_equal (transaction->outcome, OUTCOME_ACCEPTED);
            assert_int_equal (message->state, MESSAGE_GAP);
            uint64_t missing = 0;
            for (guint row = 0; row < message->missing->len; row++)
              missing += g_array_index (message->missing, MissingRange, row).length;
            assert_int_equal (missing, lost * RECORD);
            assert_int_equal (message->missing->len, 1);
            assert_int_equal (message->size, MAIL - lost * RECORD);
            assert_int_equal (g_array_index (message->missing, MissingRange, 0).offset, RECORD);
            assert_true (session->quit);
            smtp_session_unref (session);
          }
    }
}

/* Whatever is missing, no word comes out that was not said. */
static void
invents_nothing (void **state)
{
  const GPtrArray *traces = *state;
  static const char *const names[]
      = { "tls13-aes-128-gcm", "tls12-aes256-ccm8", "tls13-key-update", "tls12-renegotiated" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const TlsTrace *trace = tls_trace_find (traces, names[i]);
      for (int first = 0; first < (int) trace->records->len; first++)
        for (int length = 0; length <= 4; length++)
          {
            Play play = play_of (trace);
            play.first = length > 0 ? first : NO_RECORD;
            play.last = length > 0 ? first + length - 1 : NO_RECORD;
            play.flipped = length == 0 ? first : NO_RECORD;
            SmtpSession *session = perform (&play, NULL);
            for (guint row = 0; session != NULL && row < session->events->len; row++)
              {
                const SmtpEvent *event = smtp_session_event (session, row);
                if (event->type != EVENT_COMMAND)
                  continue;
                g_autofree char *line = g_strndup ((const char *) event->octets.at, event->octets.length);
                if (strstr (trace->said[SIDE_CLIENT]->str, line) == NULL)
                  fail_msg ("%s, %d to %d: '%s'", trace->name, play.first, play.last, line);
              }
            if (session != NULL)
              smtp_session_unref (session);
          }
    }
}

/* A key log that comes late, as in a file whose secrets stand behind the first packets. */
static void
goes_on_when_keys_come_late (void **state)
{
  const GPtrArray *traces = *state;
  static const char *const names[] = { "tls13-aes-128-gcm", "tls12-aes128-gcm", "tls12-chacha20-poly1305" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Play play = play_of (tls_trace_find (traces, names[i]));
      play.late = true;
      SmtpSession *session = perform (&play, NULL);
      assert_int_equal (session->transactions->len, 1);
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, 0);
      assert_int_equal (transaction->outcome, OUTCOME_ACCEPTED);
      assert_int_equal (transaction->message->size, 69);
      assert_int_equal (session->not_decrypted, TLS_TROUBLE_NONE);
      smtp_session_unref (session);
    }
}

/* A session that meets its limit inside goes on in another one inside the same TLS. */
static void
continues_inside (void **state)
{
  const GPtrArray *traces = *state;
  Play play = play_of (tls_trace_find (traces, "tls13-starttls-auth"));
  play.events_limit = 40;
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();
  SmtpSession *last = perform (&play, sessions);
  assert_int_equal (sessions->len, 1);
  SmtpSession *first = g_ptr_array_index (sessions, 0);
  assert_int_equal (first->transactions->len, 1);
  assert_int_equal (last->continues, first->id);
  assert_true (first->decrypted && last->decrypted);
  assert_true (last->quit);
  assert_int_equal (last->tls, TLS_STARTTLS);
  smtp_session_unref (first);
  smtp_session_unref (last);
}

static int
read_traces (void **state)
{
  *state = tls_traces_new ();
  return 0;
}

static int
free_traces (void **state)
{
  g_ptr_array_unref (*state);
  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (finds_it_on_any_port),        cmocka_unit_test (reads_what_was_said_inside),
    cmocka_unit_test (says_why_it_does_not),        cmocka_unit_test (judges_it_as_protected),
    cmocka_unit_test (knows_what_a_gap_took),       cmocka_unit_test (invents_nothing),
    cmocka_unit_test (goes_on_when_keys_come_late), cmocka_unit_test (continues_inside),
  };
  return cmocka_run_group_tests (tests, read_traces, free_traces);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

#include "tests/support/guard-page.h"

typedef struct Stage {
  SmtpSurroundings surroundings;
  MailStorage storage;
  SmtpSession *session;
  GPtrArray *sessions; /* those that ended before it, in the same connection */
  uint64_t octets[2];  /* by flow side, so far */
  uint64_t missing[2];
  uint64_t offset[2]; /* 0: client, 1: server */
  uint64_t packet;
  bool ended;
} Stage;

static void
append_octets (GString *log, Octets octets)
{
  for (size_t i = 0; i < octets.length; i++)
    {
      uint8_t c = octets.at[i];
      if (c == '\n')
        g_string_append (log, "\\n");
      else if (c == '\r')
        g_string_append (log, "\\r");
      else if (c < 0x20 || c >= 0x7f)
        g_string_append_printf (log, "\\x%02x", c);
      else
        g_string_append_c (log, (char) c);
    }
}

static void
append_event (GString *log, const SmtpEvent *event)
{
  if (event->type == EVENT_CONNECTED)
    return;
  g_string_append (log, smtp_event_name (event->type));
  switch (event->type)
    {
    case EVENT_COMMAND:
    case EVENT_AUTH_LINE:
      g_string_append_c (log, ' ');
      append_octets (log, event->octets);
      if (event->secret.length > 0)
        {
          g_string_append (log, " secret=");
          append_octets (log, event->secret);
        }
      break;
    case EVENT_REPLY:
    case EVENT_GREETING:
      g_string_append_printf (log, " %d", event->reply->code);
      if (event->reply->command != NULL)
        {
          g_string_append (log, " to ");
          append_octets (log, event->reply->command->line.length > 0 ? event->reply->command->word : OCTETS ("(lost)"));
        }
      break;
    case EVENT_AUTH:
      g_string_append_c (log, ' ');
      append_octets (log, event->auth->mechanism);
      g_string_append (log, " user=");
      append_octets (log, event->auth->username);
      g_string_append (log, " password=");
      append_octets (log, event->auth->password);
      g_string_append_printf (log, " %s", auth_result_name (event->auth->result));
      break;
    case EVENT_ANOMALY:
      g_string_append_printf (log, " %s", smtp_anomaly_name (event->code));
      break;
    case EVENT_GAP:
      g_string_append_printf (log, " %s %d", event->side == SIDE_CLIENT ? "client" : "server", (int) event->length);
      break;
    case EVENT_DATA_BEGIN:
    case EVENT_TRANSACTION_END:
      g_string_append_printf (log, " %u", event->transaction->number);
      if (event->type == EVENT_TRANSACTION_END)
        g_string_append_printf (log, " %s", outcome_name (event->transaction->outcome));
      break;
    case EVENT_MESSAGE:
      g_string_append_printf (log, " %u %s", event->transaction->number,
                              message_state_name (event->transaction->message->state));
      break;
    default:
      break;
    }
  g_string_append_c (log, '\n');
}

static void
append_transaction (GString *log, const SmtpTransaction *transaction)
{
  g_string_append_printf (log, "#%u from=", transaction->number);
  append_octets (log, transaction->mail != NULL ? transaction->mail->path : OCTETS ("?"));
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      const SmtpReply *reply = recipient->final != NULL ? recipient->final : recipient->command->reply;
      g_string_append (log, " to=");
      append_octets (log, recipient->command->path);
      g_string_append_printf (log, "(%d)", reply != NULL ? reply->code : 0);
    }
  g_string_append_printf (log, " reply=%d", transaction->reply != NULL ? transaction->reply->code : 0);
  if (transaction->message != NULL)
    {
      uint8_t octets[4096];
      size_t length = mail_data_copy (transaction->message->data, 0, octets, sizeof octets);
      g_string_append (log, " mail=");
      append_octets (log, octets_of (octets, length));
      for (guint i = 0; i < transaction->message->missing->len; i++)
        {
          const MissingRange *range = &g_array_index (transaction->message->missing, MissingRange, i);
          g_string_append_printf (log, " missing=%d@%d", (int) range->length, (int) range->offset);
        }
    }
  g_string_append_c (log, '\n');
}

/* Two splits of one dialogue differ in nothing but how often the same odd line end
 * is told; the log is of the session, which is complete. */
static SessionTraffic
traffic_so_far (const Stage *stage)
{
  Origin last = { .packet = stage->packet, .time = (int64_t) stage->packet * 1000000 };
  return (SessionTraffic){
    .packets = stage->packet,
    .octets = { stage->octets[0], stage->octets[1] },
    .missing = { stage->missing[0], stage->missing[1] },
    .first = { .packet = 1, .time = 1000000 },
    .last = last,
  };
}

static void
go_on (Stage *stage, SmtpFeed feed)
{
  SessionTraffic traffic = traffic_so_far (stage);
  while (feed == FEED_FULL)
    {
      g_ptr_array_add (stage->sessions, stage->session);
      stage->session = smtp_session_continue (stage->session, &traffic, &feed);
    }
}

static void
feed (Stage *stage, const Play *play, char who, const char *octets, size_t length)
{
  unsigned role = who == 'C' ? 0 : 1;
  unsigned side = play->server_opens ? 1 - role : role;
  Origin origin = { .packet = ++stage->packet, .time = (int64_t) stage->packet * 1000000 };
  GuardPage guard = guard_page_new (octets, length);
  stage->octets[side] += length;
  if (!stage->ended)
    {
      SmtpFeed feed
          = smtp_session_feed (stage->session, side, octets_of (guard.octets, length), stage->offset[role], origin);
      stage->ended = feed == FEED_NOT_SMTP;
      go_on (stage, feed);
    }
  stage->offset[role] += length;
  guard_page_clear (&guard);
}

static void
play_turn (Stage *stage, const Play *play, const Turn *turn, Split split, size_t at)
{
  size_t length = turn->length > 0 ? turn->length : strlen (turn->octets);
  if (turn->who == 'c' || turn->who == 's')
    {
      unsigned role = turn->who == 'c' ? 0 : 1;
      Origin origin = { .packet = ++stage->packet, .time = (int64_t) stage->packet * 1000000 };
      unsigned side = play->server_opens ? 1 - role : role;
      stage->missing[side] += length;
      go_on (stage, smtp_session_gap (stage->session, side, stage->offset[role], length, false, origin));
      stage->offset[role] += length;
    }
  else if (split == SPLIT_OCTETS)
    for (size_t i = 0; i < length; i++)
      feed (stage, play, turn->who, turn->octets + i, 1);
  else if (split == SPLIT_AT && at > 0 && at < length)
    {
      feed (stage, play, turn->who, turn->octets, at);
      feed (stage, play, turn->who, turn->octets + at, length - at);
    }
  else
    feed (stage, play, turn->who, turn->octets, length);
}

static void
describe (const SmtpSession *session, GString *log)
{
  if (session->continues != 0)
    g_string_append (log, session->turned ? "--- turned\n" : "--- continued\n");
  for (guint i = 0; i < session->events->len; i++)
    append_event (log, smtp_session_event (session, i));
  for (guint i = 0; i < session->transactions->len; i++)
    append_transaction (log, g_ptr_array_index (session->transactions, i));
}

GPtrArray *
play_connection (const Play *play, Split split, size_t at, GString *log)
{
  static Stage stage; /* the storage must outlive the session, which the caller keeps */
  stage = (Stage){ .storage = { .mail_memory = 1 << 20, .total_memory = 1 << 24 } };
  stage.surroundings.storage = &stage.storage;
  stage.surroundings.next_id = 1;
  session_limits_init (&stage.surroundings.limits);
  if (play->limit != NULL)
    play->limit (&stage.surroundings.limits);
  Flow flow = { .ip_version = 4 };
  unsigned client = play->server_opens ? 1 : 0;
  flow.side[client] = (Endpoint){ .ip = { 192, 0, 2, 1 }, .port = play->client_port != 0 ? play->client_port : 50000 };
  flow.side[1 - client] = (Endpoint){ .ip = { 192, 0, 2, 2 }, .port = play->server_port != 0 ? play->server_port : 25 };
  stage.session = smtp_session_new (&flow, play->midstream, &stage.surroundings);
  stage.sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) smtp_session_unref);
  for (const Turn *turn = play->turns; turn->who != 0; turn++)
    play_turn (&stage, play, turn, split, at);
  if (!stage.ended && smtp_session_outrun (stage.session))
    go_on (&stage, FEED_FULL);
  SessionTraffic traffic = traffic_so_far (&stage);
  bool smtp = !stage.ended && smtp_session_end (stage.session, play->end, &traffic);
  g_ptr_array_add (stage.sessions, stage.session);
  if (!smtp)
    {
      g_ptr_array_unref (stage.sessions);
      return NULL;
    }
  for (guint i = 0; i < stage.sessions->len; i++)
    describe (g_ptr_array_index (stage.sessions, i), log);
  return stage.sessions;
}

SmtpSession *
play_dialogue (const Play *play, Split split, size_t at, GString *log)
{
  GPtrArray *sessions = play_connection (play, split, at, log);
  if (sessions == NULL)
    return NULL;
  SmtpSession *last = smtp_session_ref (g_ptr_array_index (sessions, sessions->len - 1));
  g_ptr_array_unref (sessions);
  return last;
}

static void
play_case (const DialogueCase *one, Split split, size_t at)
{
  Play play = {
    .turns = one->turns,
    .midstream = one->midstream,
    .server_opens = one->server_opens,
    .client_port = one->client_port,
    .server_port = one->server_port,
    .end = SESSION_FIN,
    .limit = one->limit,
  };
  g_autoptr (GString) log = g_string_new (NULL);
  SmtpSession *session = play_dialogue (&play, split, at, log);
  if (one->log == NULL)
    {
      if (session != NULL)
        fail_msg ("%s (split %d at %zu): taken for SMTP:\n%s", one->name, split, at, log->str);
      return;
    }
  if (session == NULL)
    fail_msg ("%s (split %d at %zu): not taken for SMTP", one->name, split, at);
  if (strcmp (log->str, one->log) != 0)
    fail_msg ("%s (split %d at %zu):\n--- wanted\n%s--- got\n%s", one->name, split, at, one->log, log->str);
  smtp_session_unref (session);
}

static size_t
longest_turn (const DialogueCase *one)
{
  size_t longest = 0;
  for (const Turn *turn = one->turns; turn->who != 0; turn++)
    if (turn->who == 'C' || turn->who == 'S')
      longest = MAX (longest, turn->length > 0 ? turn->length : strlen (turn->octets));
  return longest;
}

typedef struct CaseList {
  const DialogueCase *cases;
  size_t count;
} CaseList;

static void
test_whole (void **state)
{
  const CaseList *list = *state;
  for (size_t i = 0; i < list->count; i++)
    play_case (&list->cases[i], SPLIT_NONE, 0);
}

static void
test_octet_by_octet (void **state)
{
  const CaseList *list = *state;
  for (size_t i = 0; i < list->count; i++)
    play_case (&list->cases[i], SPLIT_OCTETS, 0);
}

static void
test_two_way_splits (void **state)
{
  const CaseList *list = *state;
  for (size_t i = 0; i < list->count; i++)
    for (size_t at = 1; at < longest_turn (&list->cases[i]); at++)
      play_case (&list->cases[i], SPLIT_AT, at);
}

int
dialogue_cases_main (const DialogueCase *cases, size_t count)
{
  CaseList list = { cases, count };
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_prestate (test_whole, &list),
    cmocka_unit_test_prestate (test_octet_by_octet, &list),
    cmocka_unit_test_prestate (test_two_way_splits, &list),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a key log and the two streams of a connection, as fuzz-tls-decrypt has
 * them, played to a session: the first octet says the server's port (465, 25, another).
 * The turns are played whole, in pieces of five octets and octet by octet: the sessions
 * must say the same, and what crossed inside is marked, all of it and nothing else. */
#include "config.h"

#include "dissect/smtp-session.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

enum { LIMIT = 16, WHOLE = 1 << 20 };

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
tell_event (GString *text, const SmtpSession *session, const SmtpEvent *event)
{
  check (event->secret.length == 0
         || (event->secret.at >= event->octets.at
             && event->secret.at + event->secret.length <= event->octets.at + event->octets.length));
  check (!event->tls || session->decrypted);
  if (event->type == EVENT_COMMAND)
    check (event->tls == event->command->tls);
  g_string_append_printf (text, "%s%s %d %d ", event->tls ? "T " : "", smtp_event_name (event->type),
                          (int) event->offset, (int) event->length);
  if (event->type == EVENT_COMMAND || event->type == EVENT_REPLY || event->type == EVENT_GREETING)
    g_string_append_len (text, (const char *) event->octets.at, (gssize) event->octets.length);
  g_string_append_c (text, '\n');
}

static void
describe (GString *text, const SmtpSession *session)
{
  for (guint i = 0; i < session->events->len; i++)
    tell_event (text, session, smtp_session_event (session, i));
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      check (!transaction->tls || session->decrypted);
      if (transaction->message != NULL)
        g_string_append_printf (text, "mail %s %d\n", message_state_name (transaction->message->state),
                                (int) transaction->message->size);
    }
  g_string_append_printf (text, "%d %d\n", session->decrypted, session->not_decrypted);
}

typedef struct Stage {
  SmtpSession *session;
  SmtpFeed feed;
  uint64_t offset[2];
} Stage;

static void
turn (Stage *stage, Octets *turns, size_t piece)
{
  uint8_t who = turns->at[0];
  size_t length = (size_t) turns->at[1] << 8 | turns->at[2];
  unsigned side = who == 'S' || who == 's';
  Octets said = octets_slice (*turns, 3, length);
  *turns = octets_from (*turns, 3 + length);
  Origin origin = { .packet = 1 };
  if (who == 'c' || who == 's')
    {
      if (length > 0)
        stage->feed = smtp_session_gap (stage->session, side, stage->offset[side], length, false, origin);
      stage->offset[side] += length;
      return;
    }
  for (; said.length > 0 && stage->feed != FEED_NOT_SMTP; said = octets_from (said, piece))
    {
      Octets part = octets_slice (said, 0, piece);
      stage->feed = smtp_session_feed (stage->session, side, part, stage->offset[side], origin);
      stage->offset[side] += part.length;
    }
}

static GString *
play (Octets log, Octets turns, uint16_t port, size_t piece)
{
  GString *text = g_string_new (NULL);
  TlsKeys *keys = tls_keys_new (LIMIT);
  tls_keys_feed (keys, log);
  tls_keys_end (keys);
  MailStorage storage = { .keep = true, .mail_memory = WHOLE, .total_memory = WHOLE };
  SmtpSurroundings surroundings = { .storage = &storage, .keys = keys, .next_id = 1 };
  session_limits_init (&surroundings.limits);
  Flow flow = { .ip_version = 4 };
  flow.side[0].port = 50000;
  flow.side[1].port = port;
  Stage stage = { .session = smtp_session_new (&flow, false, &surroundings) };
  while (turns.length > 3 && stage.feed != FEED_NOT_SMTP)
    turn (&stage, &turns, piece);
  SessionTraffic traffic = { .packets = 1 };
  if (stage.feed != FEED_NOT_SMTP && smtp_session_end (stage.session, SESSION_FIN, &traffic))
    describe (text, stage.session);
  smtp_session_unref (stage.session);
  tls_keys_free (keys);
  return text;
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  static const uint16_t ports[] = { 465, 25, 4465 };
  if (length < 3)
    return 0;
  uint16_t port = ports[octets[0] % G_N_ELEMENTS (ports)];
  Octets rest = octets_of (octets + 3, length - 3);
  size_t log_length = (size_t) octets[1] << 8 | octets[2];
  Octets log = octets_slice (rest, 0, log_length);
  rest = octets_from (rest, log_length);
  GString *whole = play (log, rest, port, WHOLE);
  static const size_t pieces[] = { 5, 1 };
  for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      GString *other = play (log, rest, port, pieces[i]);
      check (g_string_equal (whole, other));
      g_string_free (other, TRUE);
    }
  g_string_free (whole, TRUE);
  return 0;
}

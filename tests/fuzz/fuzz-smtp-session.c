/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as the two streams of a connection.  The first octet says how the flow
 * is (bit 0: begun in the middle, bit 1: no port of SMTP, bit 2: the server opened it,
 * bit 3: limits are low, so that it is continued in other sessions, and by the way it is
 * cut: then only what holds for each session is asked);
 * then turns follow: who ('C', 'S'; 'c', 's' a gap; 'a' 'z' two copies differ), a
 * length, and as many octets.  The same turns are played whole, in pieces of three
 * octets and octet by octet: the sessions must say the same, no mail may be larger
 * than what was said, and no octet of a secret may be seen. */
#include "config.h"

#include "dissect/smtp-session.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

enum { GAP_UNIT = 7 };

typedef struct Played {
  GString *text; /* commands, replies, mails */
  uint64_t said; /* by both sides */
  bool smtp;
} Played;

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
check_event (const SmtpEvent *event)
{
  if (event->secret.length == 0)
    return;
  check (event->secret.at >= event->octets.at);
  check (event->secret.at + event->secret.length <= event->octets.at + event->octets.length);
}

/* A secret that was recognised is masked wherever its line is shown. */
static void
check_secrets (const SmtpSession *session)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      check_event (event);
      if (event->type == EVENT_COMMAND)
        check (event->secret.length == event->command->secret.length);
      if (event->type == EVENT_COMMAND && event->command->verb == VERB_AUTH)
        check (event->secret.length == smtp_auth_command_secret (event->command->argument).length);
      if (event->type == EVENT_ANOMALY && event->code != ANOMALY_STREAM_AMBIGUITY && event->octets.length > 0
          && event->secret.length == 0 && event->side == SIDE_CLIENT)
        check (smtp_command_verb (event->octets) != VERB_AUTH
               || smtp_auth_command_secret (octets_trim (octets_from (octets_trim (event->octets), 4))).length == 0);
    }
}

static void
write_look_alikes (GString *text, const SmtpTransaction *transaction)
{
  for (unsigned i = 0; transaction->look_alikes != NULL && i < END_VARIANTS; i++)
    {
      const LookAlike *one = transaction->look_alikes->of[i];
      if (one == NULL)
        continue;
      check (one->count > 0);
      g_string_append_printf (text, " %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %u",
                              end_variant_name (one->variant), one->count, one->offset, one->size, one->reading.mails);
      for (unsigned k = 0; k < MIN (one->reading.mails, LENIENT_MAILS); k++)
        {
          const LenientMail *mail = one->reading.mail[k];
          g_string_append_printf (text, " %u %" G_GUINT64_FORMAT " %d ", mail->recipients, mail->size, mail->complete);
          g_string_append_len (text, (const char *) mail->subject.at, (gssize) mail->subject.length);
        }
    }
}

static void
write_transaction (GString *text, const SmtpTransaction *transaction, uint64_t *mail)
{
  check (transaction->ended);
  check (transaction->number > 0);
  g_string_append_printf (text, "#%u %d %d %u", transaction->number, (int) transaction->outcome,
                          transaction->reply != NULL ? transaction->reply->code : 0, transaction->recipients->len);
  const MailMessage *message = transaction->message;
  if (message != NULL)
    {
      check (transaction->message_done);
      check (mail_data_size (message->data) == message->size);
      *mail += message->size;
      g_string_append_printf (text, " %" G_GUINT64_FORMAT " %d ", message->size, (int) message->state);
      for (size_t i = 0; i < sizeof message->sha256; i++)
        g_string_append_printf (text, "%02x", message->sha256[i]);
    }
  write_look_alikes (text, transaction);
  g_string_append_c (text, '\n');
}

static void
write_session (Played *played, const SmtpSession *session)
{
  uint64_t mail = 0;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      if (event->type == EVENT_ANOMALY || event->type == EVENT_CONNECTED)
        continue;
      g_string_append_printf (played->text, "%s %" G_GUINT64_FORMAT " %zu ", smtp_event_name (event->type),
                              event->offset, event->secret.length);
      g_string_append_len (played->text, (const char *) event->octets.at, (gssize) event->octets.length);
      if (event->type == EVENT_REPLY && event->reply->command != NULL)
        g_string_append_printf (played->text, " to %" G_GUINT64_FORMAT, event->reply->command->offset);
      g_string_append_c (played->text, '\n');
    }
  for (guint i = 0; i < session->transactions->len; i++)
    write_transaction (played->text, g_ptr_array_index (session->transactions, i), &mail);
  check (mail <= played->said);
  check_secrets (session);
}

typedef struct Stage {
  SmtpSession *session;
  Played *played;
  uint64_t offset[2];
  uint64_t packet;
  bool refused;
} Stage;

/* What a session said is written when it ended, for those that follow it too. */
static void
heed (Stage *stage, SmtpFeed feed)
{
  SessionTraffic traffic = { .packets = stage->packet };
  stage->refused = feed == FEED_NOT_SMTP;
  while (feed == FEED_FULL)
    {
      SmtpSession *full = stage->session;
      stage->session = smtp_session_continue (full, &traffic, &feed);
      check (full->dialogue == NULL && full->continued_by == stage->session->id);
      check (stage->session->continues == full->id);
      write_session (stage->played, full);
      g_string_append (stage->played->text, stage->session->turned ? "turned\n" : "continued\n");
      smtp_session_unref (full);
    }
}

static void
say (Stage *stage, unsigned side, Octets octets, size_t step)
{
  for (size_t at = 0; at < octets.length && !stage->refused; at += step)
    {
      Octets piece = octets_slice (octets, at, step);
      Origin origin = { .packet = stage->packet, .time = (int64_t) stage->packet };
      /* A copy of its size, so that a sanitizer sees the octet past the end. */
      g_autofree uint8_t *copy = g_memdup2 (piece.at, piece.length);
      heed (stage,
            smtp_session_feed (stage->session, side, octets_of (copy, piece.length), stage->offset[side], origin));
      stage->offset[side] += piece.length;
    }
}

static void
play_turns (Stage *stage, Octets script, bool server_opens, size_t step, Played *played)
{
  while (script.length >= 2 && !stage->refused)
    {
      uint8_t who = script.at[0];
      Octets said = octets_slice (script, 2, script.at[1]);
      unsigned side = (who == 'S' || who == 's' || who == 'z') != server_opens;
      Origin origin = { .packet = ++stage->packet, .time = (int64_t) stage->packet };
      script = octets_from (script, 2);
      if (who == 'c' || who == 's')
        {
          uint64_t lost = (uint64_t) said.length * GAP_UNIT + 1;
          heed (stage, smtp_session_gap (stage->session, side, stage->offset[side], lost, false, origin));
          stage->offset[side] += lost;
          continue;
        }
      if (who == 'a' || who == 'z')
        {
          smtp_session_ambiguity (stage->session, side, stage->offset[side], 1, "first copy, second copy", origin);
          continue;
        }
      script = octets_from (script, said.length);
      played->said += said.length; /* roles may turn, or be told wrongly */
      say (stage, side, said, step);
    }
}

static bool
is_limited (Octets input)
{
  return (input.at[0] & 8) != 0;
}

static Played
play (Octets input, size_t step)
{
  MailStorage storage = { .keep = true, .mail_memory = 1 << 20, .total_memory = 1 << 20 };
  SmtpSurroundings surroundings = { .storage = &storage, .next_id = 1 };
  session_limits_init (&surroundings.limits);
  if (is_limited (input))
    {
      surroundings.limits.events = 40;
      surroundings.limits.transactions = 4;
      surroundings.limits.arena_octets = 4096;
    }
  bool midstream = (input.at[0] & 1) != 0, odd_port = (input.at[0] & 2) != 0, server_opens = (input.at[0] & 4) != 0;
  Flow flow = { .ip_version = 4 };
  flow.side[server_opens].port = 50000;
  flow.side[!server_opens].port = odd_port ? 12345 : 25;
  Played played = { .text = g_string_new (NULL) };
  Stage stage = { .session = smtp_session_new (&flow, midstream, &surroundings), .played = &played };
  play_turns (&stage, octets_from (input, 1), server_opens, step, &played);
  if (!stage.refused && smtp_session_outrun (stage.session))
    heed (&stage, FEED_FULL);
  SessionTraffic traffic = { .packets = stage.packet };
  played.smtp = !stage.refused && smtp_session_end (stage.session, SESSION_FIN, &traffic);
  if (played.smtp)
    {
      check (stage.session->dialogue == NULL);
      write_session (&played, stage.session);
    }
  smtp_session_unref (stage.session);
  check (storage.memory_used == 0);
  return played;
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  static const size_t steps[] = { 3, 1 };
  /* Past this the limits on held octets, which count pieces too, may part the splits. */
  if (length < 3 || length > 2048)
    return 0;
  Played whole = play (octets_of (octets, length), SIZE_MAX);
  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      Played other = play (octets_of (octets, length), steps[i]);
      bool limited = is_limited (octets_of (octets, length));
      check (whole.smtp == other.smtp);
      if (limited)
        {
          g_string_free (other.text, TRUE);
          continue;
        }
      if (!g_string_equal (whole.text, other.text))
        fprintf (stderr, "--- whole\n%s--- in pieces of %zu\n%s", whole.text->str, steps[i], other.text->str);
      check (g_string_equal (whole.text, other.text));
      g_string_free (other.text, TRUE);
    }
  g_string_free (whole.text, TRUE);
  return 0;
}

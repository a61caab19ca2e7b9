/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail data by BDAT, in counted chunks (RFC 3030).
 *
 * A gap may hold whole chunks and the lines between them.  So a mail that begins behind
 * a gap without its MAIL lacks its begin, as far as is known; and a chunk whose line was
 * lost is open: it goes on until the server answers.  Behind a reply that may have been
 * the answer octets are held until they read as text or as commands.  Such a chunk is
 * taken for the mail's last. */
#include "config.h"

#include "smtp-dialogue.h"

static void
begin (SmtpSession *session, SmtpTransaction *transaction, Origin origin)
{
  if (transaction != NULL && transaction->message == NULL)
    transaction->begin_lost = session->dialogue->chunks_lost;
  client_message_begin (session, transaction, TRANSFER_BDAT, origin);
}

/* One transaction carries one mail. */
static SmtpTransaction *
transaction_of_chunk (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->current != NULL && d->current->message_done)
    d->current = NULL;
  return client_transaction (session);
}

void
client_chunk_begin (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  if (command->bad_chunk)
    {
      command->transaction = d->current; /* which its refusal ends (RFC 3030 §2) */
      return;
    }
  command->transaction = transaction_of_chunk (session);
  d->data_command = command;
  d->chunk_left = command->chunk_size;
  d->chunk_open = false;
  d->mode = CLIENT_CHUNK;
}

void
client_burl (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpTransaction *transaction = command->transaction = transaction_of_chunk (session);
  if (transaction == NULL)
    return;
  if (transaction->burls == NULL)
    transaction->burls = g_ptr_array_new ();
  g_ptr_array_add (transaction->burls, command);
  if (transaction->transfer == TRANSFER_NONE)
    transaction->transfer = TRANSFER_BURL;
  if (!command->chunk_last)
    return;
  d->current = NULL;
  if (transaction->message != NULL)
    client_message_done (session, transaction, MESSAGE_COMPLETE, command->origin);
}

void
client_chunk_end (SmtpSession *session, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpTransaction *transaction = d->data_command->transaction;
  d->mode = CLIENT_COMMANDS;
  d->receiving = NULL;
  if (!d->data_command->chunk_last || transaction == NULL)
    return;
  begin (session, transaction, origin); /* where the only chunk is empty */
  d->receiving = NULL;
  if (d->current == transaction)
    d->current = NULL;
  client_message_done (session, transaction, MESSAGE_COMPLETE, origin);
}

static void
open_chunk (struct SmtpDialogue *d, SmtpCommand *command)
{
  command->chunk_last = true;
  d->data_command = command;
  d->receiving = command->transaction;
  d->chunk_left = UINT64_MAX;
  d->chunk_open = true;
  d->mode = CLIENT_CHUNK;
  d->client_gap = d->line_unsure = false;
}

static void
end_open_chunk (SmtpSession *session, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  dialogue_anomaly (session, ANOMALY_TRUNCATED_DATA, SIDE_CLIENT, OCTETS_NONE, offset, origin);
  client_chunk_end (session, d->last[SIDE_CLIENT]);
  d->line_unsure = d->client_gap = true;
}

void
client_chunk_cut (SmtpSession *session, SmtpCommand *command, uint64_t length, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  command->transaction = transaction_of_chunk (session);
  d->chunks_lost = true;
  begin (session, command->transaction, origin);
  open_chunk (d, command);
  if (d->receiving != NULL)
    mail_message_gap (d->receiving->message, length);
}

bool
client_chunk_resume (SmtpSession *session, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpTransaction *transaction = d->current;
  if (transaction == NULL || transaction->message == NULL || transaction->message_done
      || transaction->transfer != TRANSFER_BDAT)
    return false;
  SmtpCommand *command = arena_new0 (session->arena, SmtpCommand);
  command->verb = VERB_BDAT;
  command->origin = origin;
  command->reply_lost = true;
  command->transaction = transaction;
  open_chunk (d, command);
  return true;
}

bool
client_chunk_answered (SmtpSession *session, const SmtpCommand *command, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  client_chunk_settle (session);
  if (d->mode != CLIENT_CHUNK || !d->chunk_open)
    return false;
  if (command != NULL && command != d->data_command)
    {
      d->ahead_kind = AHEAD_CHUNK;
      return false;
    }
  end_open_chunk (session, d->position[SIDE_CLIENT], origin);
  if (command == NULL)
    dialogue_expect (session, PENDING_DATA_END, d->data_command, REPLIES_OF_MAIL, 0);
  return true;
}

/* What came behind the reply, if lines tell what it is, or `now`. */
static void
settle (SmtpSession *session, bool now)
{
  struct SmtpDialogue *d = session->dialogue;
  Octets octets = d->ahead != NULL ? octets_of (d->ahead->data, d->ahead->len) : OCTETS_NONE;
  size_t before = 0;
  ClientReading reading = client_read_lines (octets, &before);
  if (reading == READS_AS_ANYTHING && !now && octets.length < d->surroundings->limits.line_octets)
    return;
  d->ahead_kind = AHEAD_NONE;
  GByteArray *ahead = g_steal_pointer (&d->ahead); /* octets points into it; NULL: none */
  if (reading == READS_AS_COMMANDS && before == 0)
    {
      end_open_chunk (session, d->ahead_offset, d->ahead_origin);
      dialogue_hold_front (session, octets, d->ahead_offset, d->ahead_origin);
    }
  else
    client_message_give (d, octets);
  if (ahead != NULL)
    g_byte_array_unref (ahead);
}

void
client_chunk_settle (SmtpSession *session)
{
  if (session->dialogue->ahead_kind == AHEAD_CHUNK)
    settle (session, true);
}

static void
gather (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->ahead == NULL)
    d->ahead = g_byte_array_new ();
  if (d->ahead->len == 0)
    {
      d->ahead_offset = offset;
      d->ahead_origin = origin;
    }
  g_byte_array_append (d->ahead, octets.at, (guint) octets.length);
  settle (session, false);
}

uint64_t
client_chunk_gap (SmtpSession *session, uint64_t length, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  uint64_t inside = MIN (length, d->chunk_left);
  if (d->receiving != NULL)
    mail_message_gap (d->receiving->message, inside);
  d->chunk_left -= inside;
  if (d->chunk_left == 0)
    client_chunk_end (session, origin);
  return length - inside;
}

size_t
client_chunk (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->ahead_kind == AHEAD_CHUNK)
    {
      gather (session, octets, offset, origin);
      return octets.length;
    }
  if (d->receiving == NULL)
    begin (session, d->data_command->transaction, origin);
  client_note_place (d, origin);
  size_t length = (size_t) MIN (d->chunk_left, octets.length);
  client_message_give (d, octets_slice (octets, 0, length));
  if (!d->chunk_open)
    d->chunk_left -= length;
  if (d->chunk_left == 0)
    client_chunk_end (session, origin);
  return length;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail transactions (RFC 5321 §3.3): begun by MAIL, ended by the answer to the mail
 * data, by RSET, by a greeting (§4.1.4), or by the connection.  A MAIL inside one, and
 * commands that were sent before their answers, make two of them stand side by side
 * until the server's word. */
#include "config.h"

#include "smtp-dialogue.h"

static SmtpTransaction *
transaction_new (SmtpSession *session, SmtpCommand *mail)
{
  struct SmtpDialogue *d = session->dialogue;
  if (session->transactions->len >= d->surroundings->limits.transactions)
    {
      d->surroundings->counters.transactions_hit++;
      return NULL;
    }
  SmtpTransaction *transaction = arena_new0 (session->arena, SmtpTransaction);
  transaction->number = session->transactions->len + 1;
  transaction->mail = mail;
  transaction->tls = d->inside_tls;
  transaction->recipients = g_ptr_array_new ();
  g_ptr_array_add (session->transactions, transaction);
  return transaction;
}

SmtpTransaction *
client_transaction (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->current == NULL)
    d->current = transaction_new (session, NULL);
  return d->current;
}

void
transaction_end (SmtpSession *session, SmtpTransaction *transaction, Outcome outcome, SmtpReply *reply, Side side,
                 Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (transaction->ended)
    return;
  /* The last chunk may still be on the way when it is answered. */
  bool coming = d->receiving == transaction && d->mode == CLIENT_CHUNK && d->chunk_left > 0;
  if (transaction->message != NULL && !transaction->message_done && !coming)
    {
      client_message_done (session, transaction, MESSAGE_UNFINISHED, origin);
      if (d->receiving == transaction)
        d->receiving = NULL;
    }
  transaction->ended = true;
  transaction->outcome = outcome;
  if (reply != NULL)
    transaction->reply = reply;
  if (d->current == transaction)
    {
      d->current = d->outer;
      d->outer = NULL;
    }
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_TRANSACTION_END,
                              .side = side,
                              .origin = origin,
                              .transaction = transaction,
                          });
}

/* Ends one that got no mail data: where every recipient was refused, that
 * decided it. */
void
transaction_abandon (SmtpSession *session, SmtpTransaction *transaction, Outcome outcome, Side side, Origin origin)
{
  SmtpReply *refusal = NULL;
  bool all = transaction->recipients->len > 0;
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      if (recipient->command->reply != NULL && recipient->command->reply->code >= 400)
        refusal = recipient->command->reply;
      else
        all = false;
    }
  /* In LMTP some of its recipients may be answered. */
  if (transaction->outcome != OUTCOME_UNFINISHED)
    transaction_end (session, transaction, transaction->outcome, transaction->reply, side, origin);
  else if (all && transaction->message == NULL)
    transaction_end (session, transaction, OUTCOME_REJECTED, refusal, side, origin);
  else
    transaction_end (session, transaction, outcome, NULL, side, origin);
}

/* RSET or a second greeting took effect (RFC 5321 §4.1.1.5, §4.1.4). */
void
client_reset (SmtpSession *session, SmtpCommand *command, Origin origin)
{
  if (command->transaction != NULL)
    transaction_abandon (session, command->transaction, OUTCOME_ABORTED, SIDE_CLIENT, origin);
}

void
transaction_begin (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpTransaction *transaction = transaction_new (session, command);
  if (transaction == NULL)
    return;
  /* A MAIL inside a transaction is refused by a server that keeps to the rules;
   * then the outer one goes on. */
  if (d->current != NULL && d->outer == NULL)
    d->outer = d->current;
  d->current = transaction;
  d->chunks_lost = false;
  command->transaction = transaction;
}

void
client_leave_outer (SmtpSession *session, Origin origin)
{
  SmtpTransaction *outer = g_steal_pointer (&session->dialogue->outer);
  if (outer != NULL)
    transaction_abandon (session, outer, OUTCOME_ABORTED, SIDE_CLIENT, origin);
}

/* The server took this MAIL, so the one it stands in is over. */
void
client_mail_accepted (SmtpSession *session, SmtpCommand *command, Origin origin)
{
  if (session->dialogue->current == command->transaction)
    client_leave_outer (session, origin);
}

void
client_mail_refused (SmtpSession *session, SmtpCommand *command, SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpTransaction *inner = command->transaction;
  if (inner == NULL)
    return;
  /* RCPT sent right behind the refused MAIL went to the transaction around it. */
  if (d->outer != NULL && d->current == inner)
    {
      for (guint i = 0; i < inner->recipients->len; i++)
        ((SmtpRecipient *) g_ptr_array_index (inner->recipients, i))->command->transaction = d->outer;
      g_ptr_array_extend_and_steal (d->outer->recipients, g_steal_pointer (&inner->recipients));
      inner->recipients = g_ptr_array_new ();
    }
  transaction_end (session, inner, OUTCOME_REJECTED, reply, SIDE_SERVER, reply->origin);
}

/* A server that refuses EHLO stays in the state it was in (RFC 5321 §4.1.4). */
void
client_reset_refused (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->current == NULL && command->transaction != NULL && !command->transaction->ended)
    d->current = command->transaction;
}

void
transaction_add_recipient (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->current == NULL && !d->client_gap && !d->midstream)
    {
      dialogue_anomaly (session, ANOMALY_BAD_SEQUENCE, SIDE_CLIENT, command->line, command->offset, command->origin);
      return;
    }
  SmtpTransaction *transaction = client_transaction (session);
  if (transaction == NULL)
    return;
  if (transaction->recipients->len >= d->surroundings->limits.recipients)
    {
      d->surroundings->counters.recipients_hit++;
      return;
    }
  command->transaction = transaction;
  SmtpRecipient *recipient = arena_new0 (session->arena, SmtpRecipient);
  recipient->command = command;
  g_ptr_array_add (transaction->recipients, recipient);
}

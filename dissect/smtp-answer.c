/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reply means to the command that it answers, or to the mail; in LMTP mail is
 * answered once for each recipient (RFC 2033 §4.2).  Which command it answers was found
 * by smtp-server.c. */
#include "config.h"

#include "smtp-dialogue.h"
#include "smtp-extension.h"

static void
take_extensions (SmtpSession *session, const SmtpReply *reply)
{
  enum { EXTENSIONS_MAX = 256 };
  ExtensionWalk walk;
  OfferedExtension offered;
  g_ptr_array_set_size (session->extensions, 0);
  smtp_extension_walk_init (&walk, reply);
  while (session->extensions->len < EXTENSIONS_MAX && smtp_extension_walk_next (&walk, &offered))
    {
      char *text = g_strndup ((const char *) offered.line.at, offered.line.length);
      for (char *c = text; *c != '\0' && *c != ' ' && *c != '='; c++)
        *c = g_ascii_toupper (*c);
      g_ptr_array_add (session->extensions, text);
    }
}

/* Whether mail data is answered for this recipient (RFC 2033 §4.2); one whose reply
 * was lost may have been accepted. */
static bool
maybe_accepted (const SmtpRecipient *recipient)
{
  const SmtpReply *reply = recipient->command->reply;
  return reply == NULL || smtp_reply_positive (reply);
}

static unsigned
count_accepted (const SmtpTransaction *transaction)
{
  unsigned accepted = 0;
  for (guint i = 0; i < transaction->recipients->len; i++)
    accepted += maybe_accepted (g_ptr_array_index (transaction->recipients, i));
  return accepted;
}

bool
answer_announces_each (SmtpSession *session, Pending *pending, const SmtpReply *reply)
{
  const SmtpTransaction *transaction = pending->command->transaction;
  Octets value;
  if (reply->code != 353 || pending->each || session->protocol == PROTOCOL_LMTP || transaction == NULL
      || transaction->mail == NULL || !smtp_command_parameter (transaction->mail, "PRDR", &value))
    return false;
  pending->each = true;
  pending->replies = count_accepted (transaction) + 1;
  return true;
}

void
answer_expect_mail (SmtpSession *session, Pending *pending)
{
  struct SmtpDialogue *d = session->dialogue;
  const SmtpTransaction *transaction = pending->command->transaction;
  pending->replies = 1;
  if (session->protocol != PROTOCOL_LMTP || transaction == NULL)
    return;
  for (guint i = 0; i < transaction->recipients->len; i++)
    if (((const SmtpRecipient *) g_ptr_array_index (transaction->recipients, i))->command->reply == NULL)
      d->maybe_lost = MAX (d->maybe_lost, 1);
  pending->replies = MAX (count_accepted (transaction), 1);
}

unsigned
answer_next_recipient (const SmtpSession *session, Pending *pending)
{
  const SmtpTransaction *transaction = pending->command->transaction;
  if ((session->protocol != PROTOCOL_LMTP && !pending->each) || transaction == NULL)
    return 0;
  while (pending->recipient < transaction->recipients->len
         && !maybe_accepted (g_ptr_array_index (transaction->recipients, pending->recipient)))
    pending->recipient++;
  return pending->recipient++;
}

void
answer_mail (SmtpSession *session, SmtpCommand *command, SmtpReply *reply, unsigned recipient, bool last)
{
  SmtpTransaction *transaction = command->transaction;
  if (transaction == NULL)
    return;
  if (session->protocol == PROTOCOL_LMTP)
    {
      if (recipient < transaction->recipients->len)
        ((SmtpRecipient *) g_ptr_array_index (transaction->recipients, recipient))->final = reply;
      bool accepted = smtp_reply_positive (reply);
      if (accepted && transaction->outcome != OUTCOME_ACCEPTED)
        {
          transaction->outcome = OUTCOME_ACCEPTED;
          transaction->reply = reply;
        }
      else if (!accepted && transaction->outcome == OUTCOME_UNFINISHED)
        {
          transaction->outcome = OUTCOME_REJECTED;
          transaction->reply = reply;
        }
      if (last)
        transaction_end (session, transaction, transaction->outcome, transaction->reply, SIDE_SERVER, reply->origin);
      return;
    }
  if (!last)
    {
      if (recipient < transaction->recipients->len)
        ((SmtpRecipient *) g_ptr_array_index (transaction->recipients, recipient))->final = reply;
      return;
    }
  transaction_end (session, transaction, smtp_reply_positive (reply) ? OUTCOME_ACCEPTED : OUTCOME_REJECTED, reply,
                   SIDE_SERVER, reply->origin);
}

void
answer_command (SmtpSession *session, SmtpCommand *command, SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  bool positive = smtp_reply_positive (reply);
  switch (command->verb)
    {
    case VERB_EHLO:
    case VERB_LHLO:
      if (positive)
        take_extensions (session, reply);
      /* fall through */
    case VERB_HELO:
    case VERB_RSET:
    case VERB_XCLIENT:
      if (positive)
        client_reset (session, command, reply->origin);
      else
        client_reset_refused (session, command);
      break;
    case VERB_MAIL:
    case VERB_SEND:
    case VERB_SOML:
    case VERB_SAML:
      if (reply->code >= 400)
        client_mail_refused (session, command, reply);
      else if (positive)
        client_mail_accepted (session, command, reply->origin);
      break;
    case VERB_DATA:
      /* Its line end was not captured, so that it was not waited for. */
      if (command->truncated && reply->code == 354 && d->mode == CLIENT_COMMANDS)
        client_data_begin (session, command, reply->origin);
      break;
    case VERB_AUTH:
    case VERB_X_EXPS:
      d->challenged = reply->code == 334 ? command : NULL;
      if (reply->code != 334)
        client_auth_done (session, command, reply);
      break;
    case VERB_BDAT:
    case VERB_BURL:
      if (command->transaction == NULL)
        break;
      if (command->chunk_last)
        answer_mail (session, command, reply, 0, true);
      else if (reply->code >= 400 && !command->transaction->ended)
        {
          command->transaction->outcome = OUTCOME_REJECTED;
          command->transaction->reply = reply;
        }
      break;
    default:
      break;
    }
  if (d->waiting_for == command)
    client_decide (session, reply);
}

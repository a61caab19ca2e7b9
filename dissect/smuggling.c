/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMTP smuggling (CVE-2023-51764, -51765, -51766): both readings of one mail, and the
 * account of the server's replies.  One mail gets one reply, and each command behind it
 * one; a server that answers more often found commands where the book has text.
 *
 * Limits: LENIENT_MAILS mails of the lenient reading, LENIENT_RECIPIENTS of each.
 *
 * Does not: judge; see check-framing.c. */
#include "config.h"

#include "smuggling.h"

#include <glib.h>

const char *
server_reading_name (ServerReading reading)
{
  static const char *const names[] = { "unknown", "took", "kept", "refused" };
  return names[reading];
}

/* --- the account of replies ------------------------------------------------------ */

static bool
has_commands (const SmtpTransaction *transaction)
{
  for (unsigned i = 0; transaction->look_alikes != NULL && i < END_VARIANTS; i++)
    if (transaction->look_alikes->of[i] != NULL && transaction->look_alikes->of[i]->reading.commands)
      return true;
  return false;
}

/* The replies that one mail gets (RFC 2033 §4.2 for LMTP). */
static unsigned
replies_of_mail (const SmtpSession *session, const SmtpTransaction *transaction)
{
  unsigned accepted = 0;
  if (session->protocol != PROTOCOL_LMTP)
    return 1;
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      accepted += recipient->command->reply == NULL || smtp_reply_positive (recipient->command->reply);
    }
  return MAX (accepted, 1);
}

typedef struct Account {
  uint64_t owed;
  uint64_t given;
  const SmtpReply *first_too_many; /* no command asked for it */
  bool commands_lost;              /* a gap may hold more of what is owed */
  bool replies_lost;               /* … of what was given */
} Account;

/* What was said from the begin of this mail's data on, up to that of the next mail of
 * the kind.  A 421 comes of a server's own accord (RFC 5321 §3.8). */
static Account
account_replies (const SmtpSession *session, const SmtpTransaction *transaction)
{
  Account account = { .owed = replies_of_mail (session, transaction) };
  bool begun = false;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_DATA_BEGIN && event->transaction == transaction)
        begun = true;
      else if (!begun)
        continue;
      else if (event->type == EVENT_DATA_BEGIN && has_commands (event->transaction))
        break;
      else if (event->type == EVENT_TLS)
        break;
      else if (event->type == EVENT_GAP)
        *(event->side == SIDE_CLIENT ? &account.commands_lost : &account.replies_lost) = true;
      else if (event->type == EVENT_COMMAND || (event->type == EVENT_AUTH_LINE && event->side == SIDE_CLIENT))
        account.owed++;
      else if (event->type == EVENT_MESSAGE && event->transaction != transaction
               && event->transaction->transfer == TRANSFER_DATA)
        account.owed += replies_of_mail (session, event->transaction);
      else if (event->type == EVENT_REPLY && event->reply->code != 421)
        {
          account.given++;
          if (account.given > account.owed && account.first_too_many == NULL)
            account.first_too_many = event->reply;
        }
    }
  return account;
}

ServerReading
smuggling_server (const SmtpSession *session, const SmtpTransaction *transaction, unsigned *surplus,
                  const SmtpReply **proof)
{
  const LookAlikes *found = transaction->look_alikes;
  const SmtpReply *reply = transaction->reply;
  const MailMessage *message = transaction->message;
  Account account = account_replies (session, transaction);
  bool whole = message != NULL && message->state == MESSAGE_COMPLETE;
  *surplus = 0;
  *proof = NULL;
  if (!account.commands_lost && account.given > account.owed)
    {
      *surplus = (unsigned) MIN (account.given - account.owed, UINT_MAX);
      *proof = account.first_too_many;
      return SERVER_TOOK;
    }
  if (found->answered != NULL && message != NULL && message->missing->len == 0 && smtp_reply_positive (found->answered))
    {
      *proof = found->answered;
      return SERVER_TOOK;
    }
  if (reply != NULL && reply->code >= 400)
    {
      *proof = reply;
      return SERVER_REFUSED;
    }
  bool over = session->quit || session->closed == SESSION_FIN;
  if (whole && over && !account.commands_lost && !account.replies_lost && account.given == account.owed
      && smtp_reply_positive (reply))
    {
      *proof = reply;
      return SERVER_KEPT;
    }
  return SERVER_UNKNOWN;
}

/* --- the two readings ------------------------------------------------------------ */

static void
read_envelope (ReadMail *mail, const SmtpTransaction *transaction)
{
  if (transaction->mail != NULL && transaction->mail->has_path && !transaction->mail->truncated)
    {
      mail->has_mail_from = true;
      mail->mail_from = transaction->mail->path;
    }
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      if (mail->recipients < LENIENT_RECIPIENTS)
        mail->recipient[mail->recipients] = recipient->command->path;
      mail->recipients++;
    }
  const MailMessage *message = transaction->message;
  for (size_t i = 0; message != NULL && i < message->field_count; i++)
    if (header_field_is (&message->fields[i], "Subject") && mail->subject.length == 0)
      mail->subject = octets_trim (message->fields[i].value);
}

static void
read_size (ReadMail *mail, const SmtpTransaction *transaction)
{
  mail->has_size = transaction->message != NULL && transaction->message->state == MESSAGE_COMPLETE;
  mail->size = mail->has_size ? transaction->message->size : 0;
}

static void
read_lenient (ReadMail *mail, const LenientMail *seen)
{
  mail->has_mail_from = seen->has_mail_from;
  mail->mail_from = seen->mail_from;
  mail->recipients = seen->recipients;
  memcpy (mail->recipient, seen->recipient, sizeof mail->recipient);
  mail->subject = seen->subject;
  mail->has_size = seen->has_data && seen->complete;
  mail->size = seen->size;
}

/* The look-alike to tell of: one that only a rare server takes counts less. */
static const LookAlike *
telling_look_alike (const LookAlikes *found)
{
  const LookAlike *best = NULL;
  for (unsigned i = 0; i < END_VARIANTS; i++)
    {
      const LookAlike *one = found->of[i];
      if (one == NULL || !one->reading.commands)
        continue;
      bool weaker = best != NULL && end_variant_is_weak (one->variant) && !end_variant_is_weak (best->variant);
      if (best == NULL || (!weaker && one->offset < best->offset))
        best = one;
    }
  return best;
}

/* The transaction that began where the server ended this one's mail at a look-alike,
 * the client having waited for its reply.  A client that ends all its mails so is no
 * smuggler: it knows no better.  One that ends its next mail by the book does. */
static const SmtpTransaction *
split_off (const SmtpSession *session, const SmtpTransaction *transaction)
{
  if (transaction->number >= session->transactions->len)
    return NULL;
  const SmtpTransaction *next = g_ptr_array_index (session->transactions, transaction->number);
  bool same_again = next->look_alikes != NULL && next->look_alikes->split;
  bool by_the_book = next->message != NULL && next->message->state == MESSAGE_COMPLETE && !same_again;
  return next->mail != NULL && by_the_book ? next : NULL;
}

static Smuggling *
smuggling_new (SmtpSession *session, const SmtpTransaction *transaction, const LookAlike *look_alike)
{
  Smuggling *smuggling = arena_new0 (session->arena, Smuggling);
  smuggling->transaction = transaction;
  smuggling->look_alike = look_alike;
  smuggling->server = smuggling_server (session, transaction, &smuggling->surplus, &smuggling->proof);
  read_envelope (&smuggling->book, transaction);
  read_envelope (&smuggling->lenient[0], transaction);
  smuggling->lenient[0].has_size = true;
  smuggling->lenient[0].size = look_alike->size;
  return smuggling;
}

const Smuggling *
smuggling_of (SmtpSession *session, const SmtpTransaction *transaction)
{
  const LookAlikes *found = transaction->look_alikes;
  if (found == NULL)
    return NULL;
  const LookAlike *look_alike = telling_look_alike (found);
  const SmtpTransaction *next = found->split ? split_off (session, transaction) : NULL;
  if (look_alike == NULL && next == NULL)
    return NULL;
  Smuggling *smuggling = smuggling_new (session, transaction, look_alike != NULL ? look_alike : found->of[found->last]);
  if (!found->split)
    read_size (&smuggling->book, transaction);
  if (look_alike == NULL || (next != NULL && look_alike->reading.mails <= 1))
    {
      /* What came behind was read as the server read it. */
      smuggling->following = next != NULL ? next->mail : NULL;
      smuggling->lenient_mails = 2;
      read_envelope (&smuggling->lenient[1], next);
      read_size (&smuggling->lenient[1], next);
      return smuggling;
    }
  smuggling->lenient_mails = 1 + look_alike->reading.mails;
  for (unsigned i = 0; i < MIN (look_alike->reading.mails, LENIENT_MAILS); i++)
    read_lenient (&smuggling->lenient[1 + i], look_alike->reading.mail[i]);
  return smuggling;
}

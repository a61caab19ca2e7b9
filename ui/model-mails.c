/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails of all sessions that are kept, a row each, and the words of such a row.
 *
 * A transaction whose mail data nobody sent or saw is none.  The words are made when
 * the row is first shown, and again where its session went on. */
#include "config.h"

#include "model.h"

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/sender.h"
#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

#include <string.h>

void
model_take_mails (Model *model, SessionRow *row)
{
  const GPtrArray *transactions = row->session->transactions;
  guint count = transactions != NULL ? transactions->len : 0;
  for (; row->mails_seen < count; row->mails_seen++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (transactions, row->mails_seen);
      if (transaction->message == NULL && row->open && row->mails_seen + 1 == count)
        return; /* it may get one */
      if (transaction->message == NULL)
        continue;
      MailRow *mail = g_new0 (MailRow, 1);
      mail->row = row;
      mail->transaction = transaction;
      mail->index = model->mails->len;
      mail->before = row->last_mail;
      row->last_mail = mail->index;
      g_ptr_array_add (model->mails, mail);
    }
}

MailRow *
model_mail (const Model *model, size_t index)
{
  return index < model->shown_mails->len ? g_ptr_array_index (model->shown_mails, index) : NULL;
}

void
mail_row_free (gpointer pointer)
{
  g_free (pointer);
}

/* "Name <address>" with the address in front: it must not be cut off behind a name. */
static char *
address_first (char *mailbox)
{
  char *open = strrchr (mailbox, '<'), *close = strrchr (mailbox, '>');
  if (open == NULL || close == NULL || close < open || close[1] != '\0')
    return mailbox;
  *open = *close = '\0';
  char *name = g_strstrip (mailbox);
  char *text = g_strdup_printf (name[0] != '\0' ? "%s (%s)" : "%s", open + 1, name);
  g_free (mailbox);
  return text;
}

char *
mail_first_author_words (Wording wording, const SmtpTransaction *transaction)
{
  const GPtrArray *from = transaction->message->from;
  if (from != NULL && from->len > 0)
    return address_first (wording_mailbox (wording, g_ptr_array_index (from, 0)));
  return transaction->mail != NULL ? wording_address (wording, transaction->mail->path) : g_strdup ("?");
}

char *
mail_author_words (Wording wording, const SmtpTransaction *transaction)
{
  const GPtrArray *from = transaction->message->from;
  char *first = mail_first_author_words (wording, transaction);
  if (from == NULL || from->len <= 1)
    return first;
  char *text = g_strdup_printf ("+%u %s", from->len - 1, first);
  g_free (first);
  return text;
}

static char *
recipient (Wording wording, const SmtpTransaction *transaction)
{
  guint count = transaction->recipients != NULL ? transaction->recipients->len : 0;
  if (count == 0)
    return g_strdup ("?");
  const SmtpRecipient *first = g_ptr_array_index (transaction->recipients, 0);
  char *address = wording_address (wording, first->command->path);
  if (count == 1)
    return address;
  char *text = g_strdup_printf ("+%u %s", count - 1, address);
  g_free (address);
  return text;
}

char *
mail_subject_words (Wording wording, const MailMessage *message)
{
  char *text = wording_content (wording, message->subject);
  if (text[0] != '\0')
    return text;
  g_free (text);
  return g_strdup (_ ("(no subject)"));
}

/* "812", "14K", "3.2M": so that sizes compare at a glance. */
static char *
size_words (const MailMessage *message)
{
  static const char units[] = { 'K', 'M', 'G', 'T' };
  uint64_t size = message->size;
  const char *lacks = message->state == MESSAGE_COMPLETE ? "" : "!";
  if (size < 1000)
    return g_strdup_printf ("%u%s", (unsigned) size, lacks);
  size_t unit = 0;
  double amount = (double) size / 1024;
  for (; amount >= 999.5 && unit + 1 < sizeof units; unit++)
    amount /= 1024;
  return g_strdup_printf (amount < 9.95 ? "%.1f%c%s" : "%.0f%c%s", amount, units[unit], lacks);
}

unsigned
mail_attachments (const MailMessage *message)
{
  unsigned count = 0;
  for (guint i = 0; message->parts != NULL && i < message->parts->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      count += part->attachment;
    }
  return count;
}

Exposed
mail_exposed (const SmtpSession *session, const SmtpTransaction *transaction)
{
  Exposure exposure = exposure_of (session, transaction);
  if (exposure_on_path (&exposure, ITEM_TEXT) || exposure_on_path (&exposure, ITEM_ATTACHMENTS))
    return EXPOSED_MAIL;
  if (exposure_on_path (&exposure, ITEM_HEADER))
    return EXPOSED_HEADERS;
  if (exposure_on_path (&exposure, ITEM_ENVELOPE))
    return EXPOSED_ENVELOPE;
  return EXPOSED_TLS;
}

/* What of it the path could read, in a word. */
static const char *
exposed (const SmtpSession *session, const SmtpTransaction *transaction)
{
  switch (mail_exposed (session, transaction))
    {
    case EXPOSED_MAIL:
      return C_ ("exposed", "mail");
    case EXPOSED_HEADERS:
      return C_ ("exposed", "headers");
    case EXPOSED_ENVELOPE:
      return C_ ("exposed", "envelope");
    case EXPOSED_NOTHING:
    case EXPOSED_ALL:
    case EXPOSED_TLS:
    case EXPOSED_PASSWORD:
    default:
      return "TLS";
    }
}

char *const *
model_mail_cells (const Model *model, MailRow *mail)
{
  const SmtpTransaction *transaction = mail->transaction;
  const MailMessage *message = transaction->message;
  const Wording wording = model->wording;
  bool said;
  char **cells = row_words_of (model->words, mail, mail->row->changes + model->rewordings, &said);
  if (said)
    return cells;
  unsigned files = mail_attachments (message);
  cells[MAIL_CELL_TIME] = model_time (model, transaction_place (transaction, 0).time);
  cells[MAIL_CELL_FROM] = wording_cell (mail_author_words (wording, transaction));
  cells[MAIL_CELL_TO] = wording_cell (recipient (wording, transaction));
  cells[MAIL_CELL_SUBJECT] = wording_cell (mail_subject_words (wording, message));
  cells[MAIL_CELL_SIZE] = size_words (message);
  cells[MAIL_CELL_FILES] = files > 0 ? g_strdup_printf ("%u", files) : g_strdup ("");
  cells[MAIL_CELL_EXPOSED] = g_strdup (exposed (mail->row->session, transaction));
  cells[MAIL_CELL_SENDER]
      = g_strdup (transaction->sender != NULL ? _ (sender_verdict_name (transaction->sender->verdict)) : "—");
  return cells;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails into one file that is open already: one behind another as an mbox, or the octets
 * of one mail.
 *
 * Does not: mask anything, or make files; an index is that of mail-store. */
#include "config.h"

#include "sinks.h"
#include "unix-mail.h"

typedef struct MailFile {
  FILE *output;
  bool mbox;
  UnixMail convert;
  GString *text;
  bool failed;
} MailFile;

static gpointer
mail_file_open (const SinkOptions *options)
{
  MailFile *file = g_new0 (MailFile, 1);
  file->output = options->output;
  file->mbox = options->store_form == STORE_MBOX;
  file->text = g_string_new (NULL);
  return file;
}

static bool
write_text (MailFile *file)
{
  bool written = fwrite (file->text->str, 1, file->text->len, file->output) == file->text->len;
  g_string_truncate (file->text, 0);
  return written;
}

static bool
copy_piece (gpointer user, Octets piece)
{
  MailFile *file = user;
  if (!file->mbox)
    return fwrite (piece.at, 1, piece.length, file->output) == piece.length;
  unix_mail_feed (&file->convert, piece, file->text);
  return write_text (file);
}

bool
mail_file_take (gpointer user, const SmtpSession *session, const SmtpTransaction *transaction)
{
  (void) session;
  MailFile *file = user;
  const MailMessage *message = transaction->message;
  bool whole = mail_data_kept (message->data) >= message->size;
  if (file->mbox && whole)
    {
      unix_mail_init (&file->convert, true);
      unix_mail_from_line (transaction->mail != NULL ? transaction->mail->path : OCTETS_NONE,
                           transaction->data_origin.time, file->text);
      whole = write_text (file);
    }
  whole = whole && mail_data_each (message->data, 0, message->size, copy_piece, file);
  if (file->mbox && whole)
    {
      unix_mail_finish (&file->convert, file->text);
      g_string_append_c (file->text, '\n');
      whole = write_text (file);
    }
  file->failed = file->failed || !whole;
  return whole;
}

static void
mail_file_session (gpointer user, SmtpSession *session)
{
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL)
        mail_file_take (user, session, transaction);
    }
}

static bool
mail_file_close (gpointer user, const RunSummary *summary)
{
  (void) summary;
  MailFile *file = user;
  bool written = fflush (file->output) == 0 && !ferror (file->output) && !file->failed;
  g_string_free (file->text, TRUE);
  g_free (file);
  return written;
}

const SinkType sink_mail_file = {
  .name = "mails",
  .summary = "mails in one file",
  .needs_mail_data = true,
  .open = mail_file_open,
  .session = mail_file_session,
  .close = mail_file_close,
};

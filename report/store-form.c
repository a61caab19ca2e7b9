/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eml: a file a mail, the mail data octet for octet.  mbox: one file, mboxrd, which gets
 * its name at the end.  Maildir: a file a mail in new/, by way of tmp/.  The latter two
 * have the line ends of Unix, as a local delivery would write them. */
#include "config.h"

#include "store-form.h"

#include "../dissect/translate.h"

#include <unistd.h>

#include "unix-mail.h"

typedef struct Copy {
  StoreFile *file;
  UnixMail *convert; /* NULL: octet for octet */
  GString *text;
  GChecksum *hash;
  GError **error;
  bool failed;
} Copy;

void
store_place_clear (StorePlace *place)
{
  g_free (place->file);
  g_free (place->sha256);
  *place = (StorePlace){ 0 };
}

static bool
write_text (Copy *copy)
{
  Octets octets = octets_of (copy->text->str, copy->text->len);
  if (copy->hash != NULL)
    g_checksum_update (copy->hash, octets.at, (gssize) octets.length);
  copy->failed = !store_file_write (copy->file, octets, copy->error);
  g_string_truncate (copy->text, 0);
  return !copy->failed;
}

static bool
copy_piece (gpointer user, Octets piece)
{
  Copy *copy = user;
  if (copy->convert == NULL)
    copy->failed = !store_file_write (copy->file, piece, copy->error);
  else
    {
      unix_mail_feed (copy->convert, piece, copy->text);
      write_text (copy);
    }
  return !copy->failed;
}

/* The octets of a mail, all of them or false. */
static bool
copy_mail (Copy *copy, const MailMessage *message)
{
  bool read = mail_data_kept (message->data) >= message->size
              && mail_data_each (message->data, 0, message->size, copy_piece, copy);
  if (!read && !copy->failed)
    g_set_error (copy->error, G_FILE_ERROR, G_FILE_ERROR_IO, _ ("the mail's octets could not be kept"));
  return read && !copy->failed;
}

/* --- eml ----------------------------------------------------------------------- */

static bool
begin_nothing (Store *store, GError **error)
{
  (void) store;
  (void) error;
  return true;
}

static bool
add_eml (Store *store, const StoreMail *mail, StorePlace *place, GError **error)
{
  Copy copy = { .file = store_file_new (store->directory, error), .error = error };
  if (copy.file == NULL)
    return false;
  if (!copy_mail (&copy, mail->message))
    {
      store_file_discard (copy.file);
      return false;
    }
  place->file = store_file_finish (copy.file, store->directory, mail->stem, ".eml", error);
  return place->file != NULL;
}

/* --- mails with the line ends of Unix ------------------------------------------ */

/* Converts a mail into the file; `head` is a line in front of it, `tail` one behind. */
static bool
add_converted (StoreFile *file, const StoreMail *mail, bool mbox, char **sha256, GError **error)
{
  UnixMail convert;
  Copy copy = {
    .file = file,
    .convert = &convert,
    .text = g_string_new (NULL),
    .hash = g_checksum_new (G_CHECKSUM_SHA256),
    .error = error,
  };
  unix_mail_init (&convert, mbox);
  if (mbox)
    unix_mail_from_line (mail->reverse_path, mail->time, copy.text);
  bool stored = write_text (&copy) && copy_mail (&copy, mail->message);
  if (stored && mbox)
    {
      unix_mail_finish (&convert, copy.text);
      g_string_append_c (copy.text, '\n');
    }
  else if (stored)
    unix_mail_finish (&convert, copy.text);
  stored = stored && write_text (&copy);
  if (stored)
    *sha256 = g_strdup (g_checksum_get_string (copy.hash));
  g_checksum_free (copy.hash);
  g_string_free (copy.text, TRUE);
  return stored;
}

static bool
begin_mbox (Store *store, GError **error)
{
  store->mbox_name = store_file_free_name (store->directory, "mails", ".mbox");
  store->mbox = store_file_new (store->directory, error);
  return store->mbox != NULL;
}

static bool
add_mbox (Store *store, const StoreMail *mail, StorePlace *place, GError **error)
{
  uint64_t before = store_file_size (store->mbox);
  if (add_converted (store->mbox, mail, true, &place->sha256, error) && store_file_flush (store->mbox, error))
    {
      place->file = g_strdup (store->mbox_name);
      place->in_part = place->converted = true;
      place->offset = before;
      place->length = store_file_size (store->mbox) - before;
      return true;
    }
  store_file_cut (store->mbox, before, NULL);
  return false;
}

static bool
end_mbox (Store *store, GError **error)
{
  /* Named at the beginning, since the index says so; nobody else should have taken it since. */
  g_autofree char *name = store_file_finish (store->mbox, store->directory, store->mbox_name, "", error);
  store->mbox = NULL;
  return name != NULL;
}

static bool
begin_maildir (Store *store, GError **error)
{
  int cur = store_directory_open_in (store->directory, "cur", error);
  if (cur < 0)
    return false;
  close (cur);
  store->tmp = store_directory_open_in (store->directory, "tmp", error);
  store->new_mails = store->tmp >= 0 ? store_directory_open_in (store->directory, "new", error) : -1;
  return store->new_mails >= 0;
}

static bool
add_maildir (Store *store, const StoreMail *mail, StorePlace *place, GError **error)
{
  StoreFile *file = store_file_new (store->tmp, error);
  if (file == NULL)
    return false;
  if (!add_converted (file, mail, false, &place->sha256, error))
    {
      store_file_discard (file);
      return false;
    }
  place->converted = true;
  /* Seconds, what makes it unique, and a host: the order that readers of Maildirs know. */
  int64_t seconds = MAX (mail->time, 0) / 1000000000;
  g_autofree char *stem
      = g_strdup_printf ("%" G_GINT64_FORMAT ".M%06uS%" G_GUINT64_FORMAT "T%u", seconds,
                         (unsigned) (MAX (mail->time, 0) / 1000 % 1000000), mail->session, mail->transaction);
  g_autofree char *name = store_file_finish (file, store->new_mails, stem, ".smtplens", error);
  place->file = name != NULL ? g_strconcat ("new/", name, NULL) : NULL;
  return name != NULL;
}

const StoreFormType store_forms[STORE_FORMS] = {
  [STORE_EML] = { "eml", begin_nothing, add_eml, NULL },
  [STORE_MBOX] = { "mbox", begin_mbox, add_mbox, end_mbox },
  [STORE_MAILDIR] = { "maildir", begin_maildir, add_maildir, NULL },
};

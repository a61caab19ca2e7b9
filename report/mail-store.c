/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --export: every mail as a file, and beside them index.jsonl, a line a mail: what it is,
 * its hash, its envelope, where it comes from to the packet, what of it is missing, and
 * what wrote the line.  Octets that were not captured are not made up for: `missing`
 * says where they would stand.
 *
 * The forms are in store-form.c; docs/output-schema.md describes the index.
 *
 * Does not: mask anything.  A mail that is exported is exported whole. */
#include "config.h"

#include <inttypes.h>
#include <unistd.h>

#include "json-sink.h"
#include "sinks.h"
#include "store-form.h"

#include "../dissect/translate.h"
#include "../dissect/printable.h"
#include "../dissect/session-facts.h"

enum { INDEX_SCHEMA = 1, STEM_OCTETS = 96 };

typedef struct MailStore {
  SinkOptions options;
  Store store;
  const StoreFormType *form;
  int attachments; /* descriptor; -1: not made yet */
  FILE *index;
  JsonWriter json;
  uint64_t failed; /* mails and attachments */
} MailStore;

/* One line, the first time; what follows is only counted. */
static void
tell_failure (MailStore *store, const char *what, GError *error)
{
  if (store->failed++ == 0)
    {
      g_autofree char *line = g_strdup_printf ("%s: %s: %s", store->options.path, what, error->message);
      store->options.tell (store->options.user, line);
    }
  g_clear_error (&error);
}

/* --- the index ----------------------------------------------------------------- */

static FILE *
index_open (int directory, GError **error)
{
  StoreFile *file = store_file_new (directory, error);
  if (file == NULL)
    return NULL;
  g_autofree char *name = store_file_finish (file, directory, "index", ".jsonl", error);
  return name != NULL ? store_stream_open (directory, name, error) : NULL;
}

static void
write_source (MailStore *store, const SmtpSession *session, const SmtpTransaction *transaction)
{
  JsonWriter *json = &store->json;
  const SinkOptions *options = &store->options;
  const char *file
      = options->file_name != NULL ? options->file_name (options->user, transaction->data_origin.file) : NULL;
  char community[FLOW_COMMUNITY_TEXT];
  flow_community_id (&session->flow, community);
  json_number (json, "session", session->id);
  json_number (json, "transaction", transaction->number);
  json_text (json, "community_id", community);
  if (file != NULL)
    json_octets (json, "source", octets_of_string (file));
  json_number (json, "first_packet", transaction->data_origin.packet);
  json_number (json, "last_packet", transaction->data_end.packet);
  json_time (json, "start", transaction->data_origin.time, session->traffic.nanoseconds);
  json_time (json, "end", transaction->data_end.time, session->traffic.nanoseconds);
  json_endpoint (json, session, "client", SIDE_CLIENT);
  json_endpoint (json, session, "server", SIDE_SERVER);
}

static void
write_envelope (JsonWriter *json, const SmtpTransaction *transaction)
{
  if (transaction->mail != NULL && transaction->mail->has_path && !transaction->mail->truncated)
    json_octets (json, "mail_from", transaction->mail->path);
  g_autofree Octets *paths = g_new0 (Octets, transaction->recipients->len + 1);
  size_t count = 0;
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      bool refused = recipient->command->reply != NULL && !smtp_reply_positive (recipient->command->reply);
      if (recipient->command->has_path && !recipient->command->truncated && !refused)
        paths[count++] = recipient->command->path;
    }
  if (count > 0)
    json_octets_array (json, "rcpt_to", paths, count);
  if (transaction->tls)
    json_bool (json, "tls", true);
  json_text (json, "outcome", outcome_name (transaction->outcome));
}

static void
write_place (MailStore *store, const StorePlace *place)
{
  JsonWriter *json = &store->json;
  if (place->file == NULL)
    json_bool (json, "stored", false);
  else
    json_octets (json, "file", octets_of_string (place->file));
  json_text (json, "form", store->form->name);
  if (place->in_part)
    {
      json_number (json, "offset", place->offset);
      json_number (json, "length", place->length);
    }
  json_text (json, place->in_part ? "part_sha256" : "file_sha256", place->converted ? place->sha256 : NULL);
}

static void
write_index_line (MailStore *store)
{
  GString *text = store->json.text;
  g_string_append_c (text, '\n');
  bool written = fwrite (text->str, 1, text->len, store->index) == text->len && fflush (store->index) == 0;
  if (!written)
    tell_failure (store, "index.jsonl", g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_IO, _ ("cannot be written")));
}

/* --- attachments --------------------------------------------------------------- */

typedef struct PartCopy {
  StoreFile *file;
  GError **error;
  bool failed;
} PartCopy;

static bool
copy_part_piece (gpointer user, Octets piece)
{
  PartCopy *copy = user;
  copy->failed = !store_file_write (copy->file, piece, copy->error);
  return !copy->failed;
}

/* Its name (g_free); NULL with an error. */
static char *
store_part (MailStore *store, const MailMessage *message, const MailPart *part, const char *stem, GError **error)
{
  if (store->attachments < 0)
    store->attachments = store_directory_open_in (store->store.directory, "attachments", error);
  PartCopy copy = { .error = error };
  copy.file = store->attachments >= 0 ? store_file_new (store->attachments, error) : NULL;
  if (copy.file == NULL)
    return NULL;
  if (!mail_message_part_each (message, part, copy_part_piece, &copy))
    {
      if (!copy.failed)
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, _ ("the attachment's octets could not be kept"));
      store_file_discard (copy.file);
      return NULL;
    }
  g_autofree char *wanted = store_file_safe_name (part->filename != NULL ? part->filename : "");
  g_autofree char *own = g_strdup_printf ("%s-%s-%s", stem, part->path, wanted[0] != '\0' ? wanted : "unnamed");
  /* A number comes in front of the ending, if one has to. */
  char *dot = strrchr (own, '.');
  g_autofree char *ending = g_strdup (dot != NULL && strlen (dot) < 16 && dot[1] != '\0' ? dot : "");
  own[strlen (own) - strlen (ending)] = '\0';
  return store_file_finish (copy.file, store->attachments, own, ending, error);
}

static void
write_attachment (MailStore *store, const MailMessage *message, const MailPart *part, const char *stem)
{
  JsonWriter *json = &store->json;
  json_begin_object (json, NULL);
  if (store->options.store_attachments)
    {
      GError *error = NULL;
      g_autofree char *name = store_part (store, message, part, stem, &error);
      g_autofree char *file = name != NULL ? g_strconcat ("attachments/", name, NULL) : NULL;
      if (file != NULL)
        json_octets (json, "file", octets_of_string (file));
      else
        {
          json_bool (json, "stored", false);
          tell_failure (store, "an attachment", error);
        }
    }
  json_text (json, "path", part->path);
  if (part->filename != NULL)
    json_octets (json, "filename", octets_of_string (part->filename));
  json_text (json, "type", part->type);
  json_number (json, "size", part->size);
  if (part->has_sha256)
    json_hex (json, "sha256", part->sha256, sizeof part->sha256);
  json_end_object (json);
}

static void
write_attachments (MailStore *store, const MailMessage *message, const char *stem)
{
  bool any = false;
  for (guint i = 0; message->parts != NULL && i < message->parts->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      if (!part->attachment)
        continue;
      if (!any)
        json_begin_array (&store->json, "attachments");
      any = true;
      write_attachment (store, message, part, stem);
    }
  if (any)
    json_end_array (&store->json);
}

/* --- a mail -------------------------------------------------------------------- */

/* "20261123T101112Z-s12-m1": sorted by time, and the same for the same capture. */
static void
make_stem (char stem[STEM_OCTETS], const SmtpSession *session, const SmtpTransaction *transaction)
{
  char time[PRINTABLE_TIME];
  printable_time (transaction->data_origin.time, false, time);
  size_t used = 0;
  for (const char *c = time; *c != '\0' && *c != '.'; c++)
    if (*c != '-' && *c != ':')
      stem[used++] = *c;
  g_snprintf (stem + used, STEM_OCTETS - used, "Z-s%" G_GUINT64_FORMAT "-m%u", session->id, transaction->number);
}

static void
store_mail (MailStore *store, const SmtpSession *session, const SmtpTransaction *transaction)
{
  JsonWriter *json = &store->json;
  const MailMessage *message = transaction->message;
  char stem[STEM_OCTETS];
  make_stem (stem, session, transaction);
  const StoreMail mail = {
    .message = message,
    .reverse_path = transaction->mail != NULL ? transaction->mail->path : OCTETS_NONE,
    .session = session->id,
    .transaction = transaction->number,
    .time = transaction->data_origin.time,
    .stem = stem,
  };
  StorePlace place = { 0 };
  GError *error = NULL;
  if (!store->form->add (&store->store, &mail, &place, &error))
    tell_failure (store, stem, error);

  g_string_truncate (json->text, 0);
  json->filled[0] = false;
  json_begin_object (json, NULL);
  json_text (json, "type", "mail");
  json_number (json, "schema", INDEX_SCHEMA);
  write_place (store, &place);
  json_number (json, "size", message->size);
  json_hex (json, "sha256", message->sha256, sizeof message->sha256);
  json_text (json, "state", message_state_name (message->state));
  json_missing (json, message);
  write_source (store, session, transaction);
  write_envelope (json, transaction);
  if (message->message_id != NULL)
    json_octets (json, "message_id", octets_of_string (message->message_id));
  if (message->subject != NULL)
    json_octets (json, "subject", octets_of_string (message->subject));
  write_attachments (store, message, stem);
  json_text (json, "tool", PACKAGE_STRING);
  json_end_object (json);
  write_index_line (store);
  store_place_clear (&place);
}

/* --- the sink ------------------------------------------------------------------ */

static bool
begin (MailStore *store, GError **error)
{
  store->store.directory = store_directory_open (store->options.path, error);
  if (store->store.directory < 0 || !store->form->begin (&store->store, error))
    return false;
  store->index = index_open (store->store.directory, error);
  return store->index != NULL;
}

static void
release (MailStore *store)
{
  const int descriptors[] = { store->attachments, store->store.tmp, store->store.new_mails, store->store.directory };
  store_file_discard (store->store.mbox);
  g_free (store->store.mbox_name);
  for (size_t i = 0; i < G_N_ELEMENTS (descriptors); i++)
    if (descriptors[i] >= 0)
      close (descriptors[i]);
  json_writer_clear (&store->json);
  g_free (store);
}

static gpointer
mail_store_open (const SinkOptions *options)
{
  MailStore *store = g_new0 (MailStore, 1);
  store->options = *options;
  store->form = &store_forms[options->store_form];
  store->attachments = store->store.tmp = store->store.new_mails = store->store.directory = -1;
  json_writer_init (&store->json);
  GError *error = NULL;
  if (begin (store, &error))
    return store;
  g_autofree char *line = g_strdup_printf (_ ("mails cannot be stored: %s"), error->message);
  options->tell (options->user, line);
  g_error_free (error);
  release (store);
  return NULL;
}

bool
mail_store_take (gpointer user, const SmtpSession *session, const SmtpTransaction *transaction)
{
  MailStore *store = user;
  const uint64_t before = store->failed;
  store_mail (store, session, transaction);
  return store->failed == before;
}

static void
mail_store_session (gpointer user, SmtpSession *session)
{
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL)
        store_mail (user, session, transaction);
    }
}

static bool
mail_store_close (gpointer user, const RunSummary *summary)
{
  (void) summary;
  MailStore *store = user;
  GError *error = NULL;
  if (store->form->end != NULL && !store->form->end (&store->store, &error))
    tell_failure (store, store->form->name, error);
  if (fsync (fileno (store->index)) != 0 || fclose (store->index) != 0)
    tell_failure (store, "index.jsonl", g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_IO, _ ("cannot be written")));
  if (store->failed > 1)
    {
      g_autofree char *line = g_strdup_printf (ngettext ("%s: %" PRIu64 " file could not be written",
                                                         "%s: %" PRIu64 " files could not be written", store->failed),
                                               store->options.path, store->failed);
      store->options.tell (store->options.user, line);
    }
  bool written = store->failed == 0;
  release (store);
  return written;
}

const SinkType sink_mail_store = {
  .name = "export",
  .summary = "every mail as a file, and an index of them",
  .needs_mail_data = true,
  .open = mail_store_open,
  .session = mail_store_session,
  .close = mail_store_close,
};

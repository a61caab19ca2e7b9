/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mail transactions of a session as JSON: envelope, message, who could read it.
 *
 * Limits: PARAMETERS_MAX of one MAIL command or EHLO reply.
 *
 * Does not: write the octets of mails. */
#include "config.h"

#include "json-sink.h"

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/session-facts.h"

/* --- what both files write ----------------------------------------------------- */

void
json_time (JsonWriter *json, const char *name, int64_t time, bool nanoseconds)
{
  char text[PRINTABLE_TIME];
  printable_time (time, nanoseconds, text);
  json_text (json, name, text);
}

/* A keyword that can be a member's name (RFC 5321 §4.1.1.1: esmtp-keyword, ehlo-keyword). */
static bool
is_keyword (Octets keyword)
{
  for (size_t i = 0; i < keyword.length; i++)
    if (!g_ascii_isalnum (keyword.at[i]) && keyword.at[i] != '-')
      return false;
  return keyword.length > 0 && keyword.length <= 64;
}

void
json_parameters (JsonSink *sink, const char *name, const SmtpParameter *parameters, size_t count)
{
  JsonWriter *json = &sink->json;
  bool begun = false;
  if (count > PARAMETERS_MAX)
    count = PARAMETERS_MAX;
  for (size_t i = 0; i < count; i++)
    {
      bool usable = is_keyword (parameters[i].keyword);
      for (size_t before = 0; before < i && usable; before++)
        usable = !octets_equal_nocase (parameters[before].keyword, parameters[i].keyword);
      if (!usable)
        continue;
      if (!begun)
        json_begin_object (json, name);
      begun = true;
      char *upper = g_ascii_strup ((const char *) parameters[i].keyword.at, (gssize) parameters[i].keyword.length);
      if (parameters[i].value.length > 0)
        json_octets_under (json, octets_of_string (upper), veil_parameter (sink->veil, &parameters[i]));
      else
        json_true_under (json, octets_of_string (upper));
      g_free (upper);
    }
  if (begun)
    json_end_object (json);
}

/* --- the message --------------------------------------------------------------- */

static void
write_mailboxes (JsonSink *sink, const char *name, const GPtrArray *mailboxes)
{
  if (mailboxes == NULL || mailboxes->len == 0)
    return;
  json_begin_array (&sink->json, name);
  for (guint i = 0; i < mailboxes->len; i++)
    json_octets (&sink->json, NULL, veil_mailbox (sink->veil, g_ptr_array_index (mailboxes, i)));
  json_end_array (&sink->json);
}

static void
write_optional (JsonSink *sink, const char *name, const char *text)
{
  if (text != NULL)
    json_octets (&sink->json, name, veil_text (sink->veil, octets_of_string (text)));
}

static void
write_header (JsonSink *sink, const MailMessage *message)
{
  JsonWriter *json = &sink->json;
  write_optional (sink, "message_id", message->message_id);
  write_optional (sink, "date", message->date);
  if (message->has_date_time)
    json_time (json, "date_utc", message->date_time, false);
  if (message->subject != NULL)
    json_octets (json, "subject", veil_content (sink->veil, message->subject));
  write_mailboxes (sink, "from", message->from);
  if (message->sender_field != NULL)
    json_octets (json, "sender_field", veil_mailbox (sink->veil, message->sender_field));
  write_mailboxes (sink, "reply_to", message->reply_to);
  write_mailboxes (sink, "to", message->to);
  write_mailboxes (sink, "cc", message->cc);
}

static void
write_received_address (JsonWriter *json, const ReceivedField *received)
{
  char text[FLOW_IP_TEXT];
  if (received->ip_version == 0)
    return;
  flow_ip_octets_text (received->ip, received->ip_version, text);
  json_text (json, "address", text);
}

static void
write_received_field (JsonSink *sink, const ReceivedField *received)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  write_optional (sink, "from", received->from);
  write_optional (sink, "by", received->by);
  write_optional (sink, "with", received->with);
  write_optional (sink, "date", received->date);
  write_received_address (json, received);
  write_optional (sink, "reverse", received->reverse);
  write_optional (sink, "helo", received->helo);
  if (received->ident != NULL)
    json_octets (json, "ident", veil_address (sink->veil, octets_of_string (received->ident)));
  write_optional (sink, "via", received->via);
  write_optional (sink, "id", received->id);
  if (received->recipient != NULL)
    json_octets (json, "for", veil_address (sink->veil, octets_of_string (received->recipient)));
  if (received->tls != RECEIVED_TLS_UNTOLD)
    json_bool (json, "tls", received->tls == RECEIVED_TLS_YES);
  write_optional (sink, "tls_version", received->tls_version);
  write_optional (sink, "tls_cipher", received->tls_cipher);
  if (received->authenticated)
    json_bool (json, "authenticated", true);
  if (received->has_time)
    json_time (json, "time", received->time, false);
  json_end_object (json);
}

static void
write_received (JsonSink *sink, const MailMessage *message)
{
  if (message->received == NULL || message->received->len == 0)
    return;
  json_begin_array (&sink->json, "received");
  for (guint i = 0; i < message->received->len; i++)
    write_received_field (sink, g_ptr_array_index (message->received, i));
  json_end_array (&sink->json);
}

/* What everyone on the path could read, by the words of the schema. */
static void
write_path_items (JsonWriter *json, const Exposure *exposure)
{
  static const struct {
    ExposedItem item;
    const char *word;
  } items[] = {
    { ITEM_ENVELOPE, "envelope" },
    { ITEM_HEADER, "headers" },
    { ITEM_TEXT, "text" },
    { ITEM_ATTACHMENTS, "attachments" },
  };
  json_begin_array (json, "path");
  for (size_t i = 0; i < G_N_ELEMENTS (items); i++)
    if (exposure_on_path (exposure, items[i].item))
      json_text (json, NULL, items[i].word);
  json_end_array (json);
}

static void
write_exposure_row (JsonWriter *json, const char *name, const ExposureRow *row)
{
  if (row->access[READER_PATH] == ACCESS_ABSENT)
    return;
  json_begin_object (json, name);
  json_text (json, "path", access_name (row->access[READER_PATH]));
  json_text (json, "servers", access_name (row->access[READER_SERVERS]));
  json_text (json, "recipient", access_name (row->access[READER_RECIPIENT]));
  json_text (json, "hidden_by", shield_name (row->shield));
  if (row->first.packet != 0)
    {
      json_number (json, "first_packet", row->first.packet);
      json_number (json, "last_packet", row->last.packet);
    }
  json_end_object (json);
}

static void
write_readable_by (JsonWriter *json, const SmtpSession *session, const SmtpTransaction *transaction)
{
  static const char *const names[EXPOSED_ITEMS] = {
    [ITEM_PASSWORD] = "credentials",    [ITEM_ENVELOPE] = "envelope", [ITEM_HEADER] = "headers", [ITEM_TEXT] = "text",
    [ITEM_ATTACHMENTS] = "attachments",
  };
  const Exposure exposure = exposure_of (session, transaction);
  g_autoptr (GPtrArray) servers = exposure_servers (session, transaction);
  json_begin_object (json, "readable_by");
  write_path_items (json, &exposure);
  json_begin_array (json, "servers");
  for (guint i = 0; i < servers->len; i++)
    json_text (json, NULL, g_ptr_array_index (servers, i));
  json_end_array (json);
  json_begin_object (json, "items");
  for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
    write_exposure_row (json, names[item], &exposure.rows[item]);
  json_end_object (json);
  json_text (json, "air", air_reader_name (exposure_air_reader (session)));
  if (exposure.tls_from.packet != 0)
    json_number (json, "tls_from_packet", exposure.tls_from.packet);
  json_end_object (json);
}

void
json_missing (JsonWriter *json, const MailMessage *message)
{
  if (message->missing == NULL || message->missing->len == 0)
    return;
  json_begin_array (json, "missing");
  for (guint i = 0; i < message->missing->len; i++)
    {
      const MissingRange *range = &g_array_index (message->missing, MissingRange, i);
      json_begin_object (json, NULL);
      json_number (json, "offset", range->offset);
      json_number (json, "length", range->length);
      json_end_object (json);
    }
  json_end_array (json);
}

static void
write_message (JsonSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  JsonWriter *json = &sink->json;
  const MailMessage *message = transaction->message;
  json_begin_object (json, "message");
  json_number (json, "size", message->size);
  json_hex (json, "sha256", message->sha256, sizeof message->sha256);
  json_text (json, "state", message_state_name (message->state));
  json_missing (json, message);
  write_header (sink, message);
  if (message->header_cut)
    json_bool (json, "header_cut", true);
  json_parts (sink, message);
  json_protection (sink, message);
  write_received (sink, message);
  json_path (sink, session, transaction);
  json_sender (sink, session, transaction);
  write_readable_by (json, session, transaction);
  json_end_object (json);
}

/* --- the transaction ----------------------------------------------------------- */

/* Code and text of a reply, as the server wrote them but for the codes of the further lines. */
static void
write_reply (JsonSink *sink, const char *name, const SmtpReply *reply)
{
  if (reply == NULL)
    return;
  GString *text = g_string_sized_new (reply->text.length + 8);
  g_string_append_printf (text, "%d", reply->code);
  if (reply->text.length > 0)
    g_string_append_c (text, ' ');
  g_string_append_len (text, (const char *) reply->text.at, (gssize) reply->text.length);
  json_octets (&sink->json, name, veil_reply (sink->veil, octets_of (text->str, text->len)));
  g_string_free (text, TRUE);
}

static void
write_recipient (JsonSink *sink, const SmtpSession *session, const SmtpTransaction *transaction,
                 const SmtpRecipient *recipient)
{
  JsonWriter *json = &sink->json;
  const SmtpReply *reply = recipient->command->reply;
  json_begin_object (json, NULL);
  if (recipient->command->has_path && !recipient->command->truncated)
    json_octets (json, "address", veil_address (sink->veil, recipient->command->path));
  json_parameter_readings (sink, "parameters", recipient->command);
  if (reply != NULL)
    {
      json_number (json, "reply", (uint64_t) reply->code);
      if (reply->status.length > 0)
        json_octets (json, "status", reply->status);
    }
  if (reply != NULL || recipient->final != NULL)
    json_bool (json, "accepted",
               (reply == NULL || smtp_reply_positive (reply))
                   && (recipient->final == NULL || smtp_reply_positive (recipient->final)));
  write_reply (sink, "final_reply", recipient->final);
  if (recipient->final != NULL && recipient->final->status.length > 0)
    json_octets (json, "final_status", recipient->final->status);
  json_queue_id (sink, recipient->final);
  json_text (json, "outcome", outcome_name (recipient_outcome (session, transaction, recipient)));
  json_end_object (json);
}

static void
write_transaction (JsonSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  if (transaction->mail != NULL && transaction->mail->has_path && !transaction->mail->truncated)
    json_octets (json, "mail_from", veil_address (sink->veil, transaction->mail->path));
  if (transaction->mail != NULL && transaction->mail->verb != VERB_MAIL)
    json_text (json, "mail_verb", smtp_verb_name (transaction->mail->verb));
  if (transaction->mail != NULL)
    {
      json_parameters (sink, "mail_parameters", transaction->mail->parameters, transaction->mail->parameter_count);
      json_parameter_readings (sink, "mail_extensions", transaction->mail);
    }
  if (transaction->recipients->len > 0)
    {
      json_begin_array (json, "rcpt_to");
      for (guint i = 0; i < transaction->recipients->len; i++)
        write_recipient (sink, session, transaction, g_ptr_array_index (transaction->recipients, i));
      json_end_array (json);
    }
  if (transaction->tls)
    json_bool (json, "tls", true);
  json_text (json, "outcome", outcome_name (transaction->outcome));
  write_reply (sink, "reply", transaction->reply);
  if (transaction->reply != NULL && transaction->reply->status.length > 0)
    json_octets (json, "status", transaction->reply->status);
  if (transaction->outcome == OUTCOME_ACCEPTED)
    json_queue_id (sink, transaction->reply);
  json_text (json, "transfer", transfer_name (transaction->transfer));
  json_burls (sink, transaction);
  if (transaction->message != NULL)
    write_message (sink, session, transaction);
  json_end_object (json);
}

void
json_transactions (JsonSink *sink, const SmtpSession *session)
{
  if (session->transactions == NULL || session->transactions->len == 0)
    return;
  json_begin_array (&sink->json, "transactions");
  for (guint i = 0; i < session->transactions->len; i++)
    write_transaction (sink, session, g_ptr_array_index (session->transactions, i));
  json_end_array (&sink->json);
}

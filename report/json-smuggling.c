/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A smuggled mail as JSON: what it is by the book, and what to a lenient server. */
#include "config.h"

#include "json-sink.h"

#include "../dissect/header-text.h"
#include "../dissect/smuggling.h"

static void
write_subject (JsonSink *sink, Octets raw)
{
  GString *unfolded = header_text_unfold (raw);
  GString *subject = header_text_decode (unfolded->str, unfolded->len);
  json_octets (&sink->json, "subject", veil_content (sink->veil, subject->str));
  g_string_free (subject, TRUE);
  g_string_free (unfolded, TRUE);
}

static void
write_mail (JsonSink *sink, const ReadMail *mail)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  if (mail->has_mail_from)
    json_octets (json, "mail_from", veil_address (sink->veil, mail->mail_from));
  if (mail->recipients > 0)
    {
      json_begin_array (json, "rcpt_to");
      for (unsigned i = 0; i < MIN (mail->recipients, LENIENT_RECIPIENTS); i++)
        json_octets (json, NULL, veil_address (sink->veil, mail->recipient[i]));
      json_end_array (json);
    }
  if (mail->recipients > LENIENT_RECIPIENTS)
    json_number (json, "recipients", mail->recipients);
  if (mail->subject.length > 0)
    write_subject (sink, mail->subject);
  if (mail->has_size)
    json_number (json, "size", mail->size);
  json_end_object (json);
}

static void
write_reading (JsonSink *sink, const char *name, const ReadMail *mails, unsigned count)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, name);
  json_number (json, "count", count);
  json_begin_array (json, "mails");
  for (unsigned i = 0; i < MIN (count, SMUGGLING_MAILS); i++)
    write_mail (sink, &mails[i]);
  json_end_array (json);
  json_end_object (json);
}

void
json_smuggling (JsonSink *sink, const Smuggling *smuggling)
{
  JsonWriter *json = &sink->json;
  if (smuggling == NULL)
    return;
  json_begin_object (json, "smuggling");
  json_text (json, "variant", end_variant_name (smuggling->look_alike->variant));
  json_number (json, "offset", smuggling->look_alike->offset);
  json_number (json, "occurrences", smuggling->look_alike->count);
  write_reading (sink, "by_the_book", &smuggling->book, 1);
  write_reading (sink, "lenient", smuggling->lenient, smuggling->lenient_mails);
  json_text (json, "server", server_reading_name (smuggling->server));
  if (smuggling->surplus > 0)
    json_number (json, "surplus_replies", smuggling->surplus);
  json_end_object (json);
}

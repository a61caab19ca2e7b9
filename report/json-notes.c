/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What capture files say of themselves, of hosts and of packets, as JSON. */
#include "config.h"

#include "json-sink.h"

#include "../dissect/session-facts.h"
#include "../dissect/session-notes.h"

/* A string of the file; NULL writes nothing. */
static void
write_said (JsonWriter *json, const char *name, const char *said)
{
  if (said != NULL)
    json_octets (json, name, octets_of_string (said));
}

void
json_host_names (JsonSink *sink, const SmtpSession *session, unsigned side)
{
  const GPtrArray *names = session->notes != NULL ? session->notes->names[side] : NULL;
  if (names == NULL || names->len == 0)
    return;
  json_begin_array (&sink->json, "names");
  for (guint i = 0; i < names->len; i++)
    json_octets (&sink->json, NULL, veil_text (sink->veil, octets_of_string (names->pdata[i])));
  json_end_array (&sink->json);
}

void
json_interface (JsonSink *sink, const SmtpSession *session)
{
  if (session->notes != NULL)
    write_said (&sink->json, "interface", session->notes->interface);
}

void
json_comments (JsonSink *sink, const SmtpSession *session)
{
  JsonWriter *json = &sink->json;
  if (session->notes == NULL || session->notes->comments->len == 0)
    return;
  json_begin_array (json, "comments");
  for (guint i = 0; i < session->notes->comments->len; i++)
    {
      const SessionComment *comment = session->notes->comments->pdata[i];
      const char *file = comment->origin.file != session->traffic.first.file && sink->options.file_name != NULL
                             ? sink->options.file_name (sink->options.user, comment->origin.file)
                             : NULL;
      json_begin_object (json, NULL);
      write_said (json, "file", file);
      json_number (json, "packet", comment->origin.packet);
      json_octets (json, "text", veil_content (sink->veil, comment->text));
      json_end_object (json);
    }
  json_end_array (json);
}

/* --- in the summary ------------------------------------------------------------ */

static void
write_remarks (JsonSink *sink, const GPtrArray *comments)
{
  if (comments == NULL || comments->len == 0)
    return;
  json_begin_array (&sink->json, "comments");
  for (guint i = 0; i < comments->len; i++)
    json_octets (&sink->json, NULL, veil_content (sink->veil, comments->pdata[i]));
  json_end_array (&sink->json);
}

static void
write_interface (JsonSink *sink, const SummaryInterface *interface)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  write_said (json, "name", interface->name);
  write_said (json, "description", interface->description);
  write_said (json, "hardware", interface->hardware);
  write_said (json, "system", interface->system);
  write_said (json, "filter", interface->filter);
  json_number (json, "link_type", interface->link_type);
  json_number (json, "packets", interface->packets);
  if (interface->has_received)
    json_number (json, "received", interface->received);
  if (interface->has_lost)
    json_number (json, "lost", interface->lost);
  write_remarks (sink, interface->comments);
  json_end_object (json);
}

void
json_file_notes (JsonSink *sink, const SummaryFile *file)
{
  JsonWriter *json = &sink->json;
  write_said (json, "application", file->application);
  write_said (json, "system", file->system);
  write_said (json, "hardware", file->hardware);
  write_said (json, "name_server", file->name_server);
  write_remarks (sink, file->comments);
  if (file->interface_count == 0)
    return;
  json_begin_array (json, "interfaces");
  for (size_t i = 0; i < file->interface_count; i++)
    write_interface (sink, &file->interfaces[i]);
  json_end_array (json);
}

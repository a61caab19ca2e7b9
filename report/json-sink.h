/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to json.c, json-mail.c and json-parts.c: what the JSON sink keeps, and what they all write. */
#ifndef SMTPLENS_JSON_SINK_H
#define SMTPLENS_JSON_SINK_H

#include "json-writer.h"
#include "veil.h"

typedef struct JsonSink {
  SinkOptions options;
  JsonWriter json;
  Veil *veil;
} JsonSink;

enum { PARAMETERS_MAX = 64 };

/* RFC 3339. */
void json_time (JsonWriter *json, const char *name, int64_t time, bool nanoseconds);

/* Address, port and MAC address of the host with that role. */
void json_endpoint (JsonWriter *json, const SmtpSession *session, const char *name, Side side);
/* "missing": where a mail lacks octets, if it does. */
void json_missing (JsonWriter *json, const MailMessage *message);

/* Keywords with their values as one object, each keyword once and in upper case,
 * `true` where there is no value.  Keywords that are none are left out. */
void json_parameters (JsonSink *sink, const char *name, const SmtpParameter *parameters, size_t count);

/* json-extension.c: the parameters of a command, each with its meaning. */
void json_parameter_readings (JsonSink *sink, const char *name, const SmtpCommand *command);
/* What the server offered, and commands outside the course of a mail. */
void json_session_extensions (JsonSink *sink, const SmtpSession *session);
/* "queue_id" and "server_software", where the reply tells them. */
void json_queue_id (JsonSink *sink, const SmtpReply *reply);
/* "burl", where the server fetches mail data elsewhere. */
void json_burls (JsonSink *sink, const SmtpTransaction *transaction);

/* "tls", where there is any. */
void json_tls (JsonSink *sink, const SmtpSession *session);

/* "transactions", where there are any. */
void json_transactions (JsonSink *sink, const SmtpSession *session);

/* Of a message: "spf", "dkim", "arc", "dmarc" and "sender". */
void json_sender (JsonSink *sink, const SmtpSession *session, const SmtpTransaction *transaction);
/* json-path.c: over which hosts the mail came. */
void json_path (JsonSink *sink, const SmtpSession *session, const SmtpTransaction *transaction);

/* "smuggling": both readings of a mail, and the server's; NULL writes nothing. */
void json_smuggling (JsonSink *sink, const Smuggling *smuggling);
/* Of a message: parts, attachments and entities; what protects it end to end. */
/* Beside an endpoint (by flow side), of a session, and of a file in the summary: what the
 * capture file says. */
void json_host_names (JsonSink *sink, const SmtpSession *session, unsigned side);
void json_interface (JsonSink *sink, const SmtpSession *session);
void json_comments (JsonSink *sink, const SmtpSession *session);
void json_file_notes (JsonSink *sink, const SummaryFile *file);

void json_parts (JsonSink *sink, const MailMessage *message);
void json_protection (JsonSink *sink, const MailMessage *message);

#endif

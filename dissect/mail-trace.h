/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of a mail on one hop, to know it again on another and to tell what changed;
 * private to mail-path. */
#ifndef SMTPLENS_MAIL_TRACE_H
#define SMTPLENS_MAIL_TRACE_H

#include "mail-path.h"

enum { TRACE_NAME = 64, TRACE_FIELD_NAME = 31 };

/* A header field. */
typedef struct FieldMark {
  uint64_t value; /* digest; blanks do not count */
  uint32_t name;  /* digest */
  uint32_t by;    /* of a Received field: digest of the server that it names; 0: none */
  bool received;
  char text[TRACE_FIELD_NAME]; /* its name, for the reader; may be cut */
} FieldMark;

typedef struct MailTrace {
  uint64_t session;
  unsigned transaction; /* 0: of a session inside TLS */
  Origin origin;        /* of the mail data, or of the session */
  int64_t end;
  uint8_t ip_version;
  uint8_t client_ip[16], server_ip[16];
  char client[TRACE_NAME], server[TRACE_NAME]; /* "" where there is none */
  uint32_t server_key;                         /* digest of its name; 0: none */
  char tls_version[12];
  HopCover cover;
  uint64_t date; /* digest; 0: none */
  uint64_t from;
  guint received; /* fields */
  bool body_known, fields_known;
  uint64_t body_octets, body; /* digest of its first octets */
  size_t count;
  FieldMark marks[]; /* topmost first */
} MailTrace;

/* `transaction` NULL: of a session of which nothing more is known. */
MailTrace *
mail_trace_new (const uint8_t seed[SIPHASH_KEY_OCTETS], const SmtpSession *session, const SmtpTransaction *transaction);
/* NULL is fine. */
void mail_trace_free (MailTrace *trace);

/* Both have one Message-ID: whether they are one mail, rather than two of which one took
 * the other's. */
bool mail_trace_same (const MailTrace *a, const MailTrace *b);
/* Whether all Received fields of `before` stand below in `after`, unchanged. */
bool mail_trace_holds (const MailTrace *after, const MailTrace *before);
/* The same, and the field right above them names the server of that hop: it tells of it. */
bool mail_trace_tells_of (const MailTrace *after, const MailTrace *before);
/* What changed; names in `change` are those of the traces. */
void mail_trace_compare (const MailTrace *before, const MailTrace *after, HopChange *change);

#endif

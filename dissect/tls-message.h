/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handshake messages of one direction (RFC 8446 §4, RFC 5246 §7.4) out of the
 * fragments of its clear handshake records: one message may be spread over several
 * records, and one record may hold several.
 *
 * Does not read what is in them. */
#ifndef SMTPLENS_TLS_MESSAGE_H
#define SMTPLENS_TLS_MESSAGE_H

#include "octets.h"
#include "smtp-event.h"

#include <glib.h>

typedef enum TlsMessageType {
  TLS_HELLO_REQUEST = 0,
  TLS_CLIENT_HELLO = 1,
  TLS_SERVER_HELLO = 2,
  TLS_NEW_SESSION_TICKET = 4,
  TLS_ENCRYPTED_EXTENSIONS = 8,
  TLS_CERTIFICATE = 11,
  TLS_SERVER_KEY_EXCHANGE = 12,
  TLS_CERTIFICATE_REQUEST = 13,
  TLS_SERVER_HELLO_DONE = 14,
  TLS_CERTIFICATE_VERIFY = 15,
  TLS_CLIENT_KEY_EXCHANGE = 16,
  TLS_FINISHED = 20,
  TLS_CERTIFICATE_STATUS = 22,
  TLS_NEXT_PROTOCOL = 67,
} TlsMessageType;

enum { TLS_MESSAGE_HEADER = 4, TLS_MESSAGE_MAX = 128 * 1024 };

typedef struct TlsMessage {
  uint8_t type;
  size_t length; /* as its header has it */
  Octets body;   /* empty where cut, over the limit or unknown */
  Octets begin;  /* of one that was cut: its body up to the first hole */
  bool cut;      /* octets of it were not captured */
  bool over;     /* longer than TLS_MESSAGE_MAX */
  bool unknown;  /* of no known type: what follows is not read */
  Origin origin; /* of the record that it begins in */
  uint64_t offset;
} TlsMessage;

/* Borrowed until it returns. */
typedef void (*TlsMessageHandler) (gpointer user, const TlsMessage *message);

typedef struct TlsMessageReader {
  TlsMessageHandler handler;
  gpointer user;
  TlsMessage now;
  bool inside; /* the header of now is read */
  bool lost;   /* where messages begin is not known */
  size_t left;
  uint8_t header[TLS_MESSAGE_HEADER];
  size_t header_length;
  GByteArray *gathered; /* NULL until needed */
} TlsMessageReader;

void tls_message_reader_init (TlsMessageReader *reader, TlsMessageHandler handler, gpointer user);
void tls_message_reader_clear (TlsMessageReader *reader);
/* The fragment of the next record; `offset` and `origin` are that record's. */
void tls_message_reader_feed (TlsMessageReader *reader, Octets fragment, uint64_t offset, Origin origin);
/* `length` octets of fragments were not captured. */
void tls_message_reader_gap (TlsMessageReader *reader, size_t length);
/* Records are missing, or the direction begins in the middle. */
void tls_message_reader_lost (TlsMessageReader *reader);

/* Whether the octets are whole handshake messages one behind the other. */
bool tls_messages_chain (Octets fragment);
/* "ClientHello" …; NULL for an unknown one.  Static. */
const char *tls_message_name (uint8_t type);

#endif

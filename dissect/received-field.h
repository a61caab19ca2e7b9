/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One Received field taken apart (RFC 5321 §4.4), in the forms that servers really write.
 * Pure: what it says is a claim of whoever wrote it, and nobody else's. */
#ifndef SMTPLENS_RECEIVED_FIELD_H
#define SMTPLENS_RECEIVED_FIELD_H

#include "arena.h"
#include "octets.h"

#include <glib.h>

typedef enum ReceivedTls {
  RECEIVED_TLS_UNTOLD, /* the protocol it names leaves it open */
  RECEIVED_TLS_NO,     /* a protocol of RFC 3848 without TLS, and no word of TLS beside it */
  RECEIVED_TLS_YES,
} ReceivedTls;

/* Strings are UTF-8, NULL where the field does not tell. */
typedef struct ReceivedField {
  char *from, *by, *via, *with, *id; /* the word behind each */
  char *recipient;                   /* of "for", without angle brackets */
  char *date;                        /* what stands behind the semicolon */
  char *reverse;                     /* the name that the DNS gave for the client's address */
  char *helo;                        /* the name that the client gave itself, where told apart from `from` */
  char *ident;                       /* the user, as the client's host told (RFC 1413) */
  ReceivedTls tls;
  char *tls_version, *tls_cipher; /* "TLSv1.3"; the cipher as written */
  bool authenticated;             /* says that the client logged in */
  uint8_t ip_version, ip[16];     /* the client's address; 4, 6, or 0: not told */
  uint8_t by_version, by_ip[16];  /* the server's own, as Exchange writes it */
  bool has_time, zone_known;      /* zone_known: the date names its zone by number, or as UTC */
  int64_t time;                   /* nanoseconds since the epoch */
} ReceivedField;

/* Reads the value, folds and all; never NULL. */
ReceivedField *received_field_new (Octets value);
void received_field_free (gpointer received);
/* Moves to the arena. */
ReceivedField *received_field_settle (ReceivedField *received, Arena *arena);

/* The name that the client gave itself: `helo`, else `from`; NULL: not told. */
const char *received_field_client (const ReceivedField *received);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets of TLS connections that the user has: the lines of a key log
 * (SSLKEYLOGFILE, draft-ietf-tls-keylogfile), found by the random number of a client
 * hello.  Who holds them can read the connection; they are cleared when let go. */
#ifndef SMTPLENS_TLS_KEYS_H
#define SMTPLENS_TLS_KEYS_H

#include "tls-facts.h"

#include <glib.h>

enum { TLS_SECRET_OCTETS_MAX = 48 };

typedef enum TlsSecretKind {
  TLS_SECRET_MASTER,       /* TLS 1.2 and older (RFC 5246 §8.1) */
  TLS_SECRET_CLIENT_EARLY, /* TLS 1.3 (RFC 8446 §7.1) … */
  TLS_SECRET_CLIENT_HANDSHAKE,
  TLS_SECRET_SERVER_HANDSHAKE,
  TLS_SECRET_CLIENT_APPLICATION, /* the first generation; later ones follow from it */
  TLS_SECRET_SERVER_APPLICATION,
  TLS_SECRET_KINDS
} TlsSecretKind;

/* What was read of key logs. */
typedef struct TlsKeyCounters {
  uint64_t lines;     /* that named a secret, kept or not, new or known */
  uint64_t secrets;   /* kept */
  uint64_t ignored;   /* lines of labels that open no record, or are not known */
  uint64_t bad;       /* lines that are none */
  uint64_t limit_hit; /* secrets that were not kept */
} TlsKeyCounters;

typedef struct TlsKeys TlsKeys;

/* Keeps at most `limit` secrets; further ones are counted and not kept. */
TlsKeys *tls_keys_new (uint64_t limit);
/* Clears what it held.  NULL is fine. */
void tls_keys_free (TlsKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsKeys, tls_keys_free)

/* The next octets of a key log, in any split; lines that are none are counted. */
void tls_keys_feed (TlsKeys *keys, Octets octets);
/* The log is over: its last line may lack a line end. */
void tls_keys_end (TlsKeys *keys);

/* Who is asked for more where no secret of a connection is known: a key log may have
 * grown.  It may call tls_keys_feed. */
void tls_keys_on_missing (TlsKeys *keys, void (*ask) (gpointer user), gpointer user);

/* Whether more may come at any time. */
bool tls_keys_growing (const TlsKeys *keys);
/* Asks for more, which may be in vain. */
void tls_keys_ask (TlsKeys *keys);

/* The secret of the connection whose client hello has this random number; an empty
 * view where it is not known.  Valid until more is fed. */
Octets tls_keys_find (const TlsKeys *keys, const uint8_t random[TLS_RANDOM_OCTETS], TlsSecretKind kind);
/* Whether any secret of that connection is known, now or after asking. */
bool tls_keys_know (TlsKeys *keys, const uint8_t random[TLS_RANDOM_OCTETS]);
const TlsKeyCounters *tls_keys_counters (const TlsKeys *keys);

#endif

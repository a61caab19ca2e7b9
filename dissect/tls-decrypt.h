/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One TLS connection opened with keys that are known: whole records of both sides in,
 * in the order the hosts lived them, content out.  Follows the handshake as far as it
 * changes keys. */
#ifndef SMTPLENS_TLS_DECRYPT_H
#define SMTPLENS_TLS_DECRYPT_H

#include "octets.h"
#include "smtp-event.h"
#include "tls-keys.h"

typedef enum TlsVerdict {
  TLS_RECORD_CLEAR, /* it is not protected */
  TLS_RECORD_OPENED,
  TLS_RECORD_SEALED, /* it could not be opened; tls_decrypt_trouble says why */
} TlsVerdict;

/* Why records of a connection stay closed. */
typedef enum TlsTrouble {
  TLS_TROUBLE_NONE,
  TLS_TROUBLE_NO_KEY,       /* none is known for this client hello, or not the one that is needed */
  TLS_TROUBLE_WRONG_KEY,    /* a secret is known, and no record's tag fits it */
  TLS_TROUBLE_SUITE,        /* no AEAD suite, or an old version */
  TLS_TROUBLE_NO_HANDSHAKE, /* hellos were not captured */
  TLS_TROUBLE_OUT_OF_STEP,  /* so much was lost that the number of a record could not be found again */
} TlsTrouble;

typedef struct TlsOpened {
  uint8_t type;      /* of the content (RFC 8446 §5.1), which TLS 1.3 hides inside */
  Octets content;    /* without padding; valid until the next call */
  size_t overhead;   /* octets of the record that are no content */
  uint64_t lost;     /* records with application data, perhaps, that were lost in front of it */
  bool lost_unknown; /* keys changed meanwhile: there may have been more */
} TlsOpened;

typedef struct TlsDecrypt TlsDecrypt;

/* `keys` outlives it, and may grow. */
TlsDecrypt *tls_decrypt_new (TlsKeys *keys);
/* Clears keys and content.  NULL is fine. */
void tls_decrypt_free (TlsDecrypt *decrypt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsDecrypt, tls_decrypt_free)

/* The next record of a side, header and all.  `opened` is set for TLS_RECORD_OPENED. */
TlsVerdict tls_decrypt_record (TlsDecrypt *decrypt, Side side, Octets record, TlsOpened *opened);
/* Whether octets are the next record of a side, or one behind it: its tag fits. */
bool tls_decrypt_fits (TlsDecrypt *decrypt, Side side, Octets record);
/* Octets of a side that held records were lost, or are not worth to be gathered. */
void tls_decrypt_gap (TlsDecrypt *decrypt, Side side, uint64_t octets);

/* How much content `octets` of the stream in so many records hold; 0 where the suite is
 * not known. */
uint64_t tls_decrypt_content (const TlsDecrypt *decrypt, uint64_t octets, uint64_t records);

/* Whether this side's records are worth to be gathered: the handshake goes on in the clear, or keys
 * are there. */
bool tls_decrypt_wants (const TlsDecrypt *decrypt, Side side);
/* What stands against opening this side's records just now. */
TlsTrouble tls_decrypt_trouble (const TlsDecrypt *decrypt, Side side);
/* "no-key" …, NULL for none; static. */
const char *tls_trouble_name (TlsTrouble trouble);
/* The same as half a sentence. */
const char *tls_trouble_words (TlsTrouble trouble);

#endif

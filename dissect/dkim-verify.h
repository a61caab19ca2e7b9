/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What DKIM and ARC both do with a signature: fetch its key, hold it against mail and fields; private to them. */
#ifndef SMTPLENS_DKIM_VERIFY_H
#define SMTPLENS_DKIM_VERIFY_H

#include "dkim-header.h"
#include "dkim-key.h"
#include "dkim.h"

enum { DKIM_KEYS_MOST = 4 }; /* records at one name that are tried */

typedef enum DkimKeyState {
  DKIM_KEY_USABLE,  /* `keys` has one without a problem */
  DKIM_KEY_REFUSED, /* problem says why; the first of keys may tell bits and flags */
  DKIM_KEY_NONE,    /* the DNS has none */
  DKIM_KEY_FAILED,  /* the DNS could not tell */
  DKIM_KEY_UNSEEN,  /* nothing is known of it */
} DkimKeyState;

typedef struct DkimKeys {
  DkimKeyState state;
  const char *problem;
  DkimKey keys[DKIM_KEYS_MOST];
  size_t count;
  const DkimKey *chosen; /* the one that fits, else the first usable, else the first; NULL: none */
} DkimKeys;

/* Asks for the key of a signature that has a key_name and a known algorithm. */
void dkim_keys_fetch (DkimKeys *keys, DnsInquiry *inquiry, const DkimSignature *signature);
void dkim_keys_clear (DkimKeys *keys);

/* Whether one of the keys made the signature over these octets; chooses it. */
DkimFit dkim_keys_fit (DkimKeys *keys, const DkimSignature *signature, Octets signed_octets);

/* Why a mail cannot be held against its signatures, as a whole sentence. */
const char *dkim_why_not_checkable (const MailMessage *message);

/* All header fields were captured, and are in message->fields. */
bool dkim_header_is_whole (const MailMessage *message);

/* bh= against the body; `unsigned_octets` gets how many l= leaves out, unless NULL. */
DkimFit dkim_body_fit (const MailMessage *message, const DkimSignature *signature, uint64_t *unsigned_octets);

#endif

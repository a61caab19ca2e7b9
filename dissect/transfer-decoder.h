/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content transfer encodings (RFC 2045 §6) undone while the octets come, in any
 * split; private to mails. */
#ifndef SMTPLENS_TRANSFER_DECODER_H
#define SMTPLENS_TRANSFER_DECODER_H

#include "octets.h"

typedef enum TransferEncoding { TRANSFER_IDENTITY, TRANSFER_BASE64, TRANSFER_QUOTED_PRINTABLE } TransferEncoding;

typedef struct TransferDecoder {
  TransferEncoding encoding;
  uint32_t bits;     /* base64: of the group that is being filled */
  unsigned filled;   /* base64: how many of its four characters; quoted-printable: octets in held */
  bool padded;       /* base64: its padding came */
  bool broken;       /* octets came that the encoding does not have, or its end is missing */
  bool lost;         /* base64: a gap took the place in the group; wait for a line */
  uint8_t held[256]; /* quoted-printable: "=" and what may belong to it */
} TransferDecoder;

/* By the lower-case name of the encoding; NULL and unknown names are identity. */
TransferEncoding transfer_encoding_of (const char *name);
/* Whether it is one of RFC 2045. */
bool transfer_encoding_is_known (const char *name);

void transfer_decoder_init (TransferDecoder *decoder, TransferEncoding encoding);
/* Space that decoding `length` more octets can need. */
size_t transfer_decoder_room (size_t length);
/* Decodes to `to`; returns how many octets that made.  Identity copies. */
size_t transfer_decoder_feed (TransferDecoder *decoder, Octets octets, uint8_t *to);
/* Octets are missing here: what stood half done is given up. */
size_t transfer_decoder_gap (TransferDecoder *decoder, uint8_t *to);
/* No more follows. */
size_t transfer_decoder_finish (TransferDecoder *decoder, uint8_t *to);

#endif

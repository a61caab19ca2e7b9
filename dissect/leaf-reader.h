/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of one leaf entity while it comes: decoded, measured, hashed; private
 * to the entity scanner. */
#ifndef SMTPLENS_LEAF_READER_H
#define SMTPLENS_LEAF_READER_H

#include "message.h"
#include "sha256.h"
#include "transfer-decoder.h"

enum { LEAF_HEAD = 128 };

typedef struct LeafReader {
  MailPart *part; /* being read, not owned; NULL: none */
  TransferDecoder decoder;
  Sha256 *hash;    /* kept from leaf to leaf */
  uint8_t *buffer; /* kept too */
  bool wants_head;
  size_t head_length;
  uint8_t head[LEAF_HEAD]; /* the first decoded octets, where wanted */
} LeafReader;

void leaf_reader_clear (LeafReader *leaf);

/* `head`: the first decoded octets will be asked for. */
void leaf_reader_begin (LeafReader *leaf, MailPart *part, bool head);
/* Without a part these do nothing. */
void leaf_reader_feed (LeafReader *leaf, Octets octets);
void leaf_reader_gap (LeafReader *leaf);
/* Writes size and hash to the part and lets go of it. */
void leaf_reader_finish (LeafReader *leaf);

#endif

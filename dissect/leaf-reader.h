/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of one leaf entity while it comes: decoded, measured, hashed; private
 * to the entity scanner. */
#ifndef SMTPLENS_LEAF_READER_H
#define SMTPLENS_LEAF_READER_H

#include "entity-tree.h"
#include "sealed-content.h"
#include "sha256.h"
#include "text-finder.h"
#include "tnef-reader.h"
#include "transfer-decoder.h"

struct EntityScanner;

typedef struct LeafReader {
  EntityTree *tree; /* not owned: where what is found goes */
  MailPart *part;   /* being read, not owned; NULL: none */
  TransferDecoder decoder;
  Sha256 *hash;           /* kept from leaf to leaf, and so are these two */
  uint8_t *buffer, *head; /* NULL until needed */
  TextFinder *finder;
  struct EntityScanner *inside; /* of a mail inside; NULL: none */
  TnefReader *tnef;             /* NULL: none */
  bool in_text;                 /* the finder looks */
  size_t head_wanted, head_length;
  bool head_broken; /* octets of the head are missing */
  ContentReader content;
} LeafReader;

void leaf_reader_init (LeafReader *leaf, EntityTree *tree);
void leaf_reader_clear (LeafReader *leaf);

void leaf_reader_begin (LeafReader *leaf, MailPart *part);
/* Without a part these do nothing. */
void leaf_reader_feed (LeafReader *leaf, Octets octets);
void leaf_reader_gap (LeafReader *leaf);
/* Writes what was learnt to the part and lets go of it. */
void leaf_reader_finish (LeafReader *leaf);

#endif

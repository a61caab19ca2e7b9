/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails of a sample and their place in the client's streams, found by a reader of
 * its own that knows the whole streams: what a run over a damaged copy is held against. */
#ifndef SMTPLENS_TESTS_SAMPLE_MAILS_H
#define SMTPLENS_TESTS_SAMPLE_MAILS_H

#include "packet-list.h"

typedef struct SampleMail {
  unsigned connection;
  unsigned number;          /* in the connection, from 1 */
  bool counted;             /* by BDAT */
  GByteArray *octets;       /* the transparency dots removed */
  GByteArray *with_command; /* the same behind the line of DATA or the first BDAT */
  char *sha256;
  size_t begin; /* in the client's stream: from the DATA or first BDAT line */
  size_t end;   /* to behind the final dot or last chunk */
  /* What the server reads as mail, with the transparency dots: */
  GByteArray *wire;
  GArray *place;  /* of size_t, beside it: where each octet stands in the stream */
  GArray *is_dot; /* of bool, beside it: put in for transparency */
} SampleMail;

/* In the order of connections and mails; of SampleMail *, freed with the array. */
GPtrArray *sample_mails (const PacketList *list);

char *sha256_of (const uint8_t *octets, size_t length);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files inside a TNEF body ("winmail.dat", [MS-OXTNEF]), while its octets come
 * in any split; private to mails. */
#ifndef SMTPLENS_TNEF_READER_H
#define SMTPLENS_TNEF_READER_H

#include "entity-tree.h"

typedef struct TnefReader TnefReader;

/* Whether a leaf says that it is TNEF. */
bool tnef_reader_wants (const MailPart *leaf);

/* Files are added to `tree`, which must outlive it. */
TnefReader *tnef_reader_new (EntityTree *tree, MailPart *leaf);
/* NULL is fine. */
void tnef_reader_free (TnefReader *tnef);

/* Decoded octets. */
void tnef_reader_feed (TnefReader *tnef, Octets octets);
/* No more follows, or octets are missing: nothing behind can be found. */
void tnef_reader_finish (TnefReader *tnef);

#endif

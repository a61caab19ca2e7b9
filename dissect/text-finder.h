/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands inside a text besides text, while its octets come in any split:
 * OpenPGP blocks, and files by uuencode and yEnc; private to mails. */
#ifndef SMTPLENS_TEXT_FINDER_H
#define SMTPLENS_TEXT_FINDER_H

#include "entity-tree.h"
#include "sha256.h"

typedef struct TextFinder TextFinder;

TextFinder *text_finder_new (void);
/* NULL is fine. */
void text_finder_free (TextFinder *finder);

/* Whether a content transfer encoding, in lower case, is one of those files. */
bool text_finder_reads (const char *encoding);
/* Whether the text of this leaf is looked through. */
bool text_finder_wants (const MailPart *leaf);

/* From here on the octets are those of `leaf`; files found are added to `tree`. */
void text_finder_begin (TextFinder *finder, EntityTree *tree, MailPart *leaf);
/* Decoded octets. */
void text_finder_feed (TextFinder *finder, Octets octets);
/* Octets are missing here. */
void text_finder_gap (TextFinder *finder);
/* Writes content and has_clear to the leaf and lets go of it. */
void text_finder_finish (TextFinder *finder);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the entities of a mail while its octets come, in any split (RFC 2045,
 * RFC 2046 §5.1); private to the message. */
#ifndef SMTPLENS_ENTITY_SCANNER_H
#define SMTPLENS_ENTITY_SCANNER_H

#include "entity-tree.h"

typedef struct EntityScanner EntityScanner;

/* `limits` must outlive it; it adds to message's entities and parts, sets its
 * parts_cut and header_cut, and reads nothing there.
 * `guesser` may be NULL. */
EntityScanner *entity_scanner_new (const MessageLimits *limits, MailMessage *message, TypeGuesser *guesser);
/* For the octets, decoded, of a mail inside a mail, which goes on in the tree
 * around it; writes what its header says to `around`. */
EntityScanner *entity_scanner_new_inside (const EntityTree *tree, MailPart *around);
/* NULL is fine. */
void entity_scanner_free (EntityScanner *scanner);

void entity_scanner_feed (EntityScanner *scanner, Octets octets);
/* Octets are missing here. */
void entity_scanner_gap (EntityScanner *scanner);
void entity_scanner_finish (EntityScanner *scanner);

/* The same as far as it came; valid until the scanner is fed. */
Octets entity_scanner_header (const EntityScanner *scanner);
/* The header section of the message with its empty line, as far as the limit let
 * it be kept; to be called once, frees with g_byte_array_unref. */
GByteArray *entity_scanner_take_header (EntityScanner *scanner);

#endif

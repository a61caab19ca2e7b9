/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the entities of a mail while its octets come, in any split (RFC 2045,
 * RFC 2046 §5.1); private to the message. */
#ifndef SMTPLENS_ENTITY_SCANNER_H
#define SMTPLENS_ENTITY_SCANNER_H

#include "message.h"

typedef struct EntityScanner EntityScanner;

/* `limits` must outlive it; it adds to message's parts, sets its parts_cut,
 * header_cut and end_to_end, and reads nothing there. */
EntityScanner *entity_scanner_new (const MessageLimits *limits, MailMessage *message);
/* NULL is fine. */
void entity_scanner_free (EntityScanner *scanner);

void entity_scanner_feed (EntityScanner *scanner, Octets octets);
/* Octets are missing here. */
void entity_scanner_gap (EntityScanner *scanner);
void entity_scanner_finish (EntityScanner *scanner);

/* The header section of the message with its empty line, as far as the limit let
 * it be kept; to be called once, frees with g_byte_array_unref. */
GByteArray *entity_scanner_take_header (EntityScanner *scanner);

void mail_part_free (gpointer part);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which header fields a signature signs, and in which octets (RFC 6376 §3.4, §5.4.2); private to DKIM and ARC. */
#ifndef SMTPLENS_DKIM_HEADER_H
#define SMTPLENS_DKIM_HEADER_H

#include "dkim-signature.h"

/* The fields of a mail by name. */
typedef struct DkimHeader DkimHeader;

/* `fields` must outlive it. */
DkimHeader *dkim_header_new (const HeaderField *fields, size_t count);
/* NULL is fine. */
void dkim_header_free (DkimHeader *header);

/* How many fields have this name. */
size_t dkim_header_count (const DkimHeader *header, const char *name);

/* Appends a field in canonical form, without the octets of `hole` where that lies inside. */
void dkim_header_add_field (GByteArray *to, DkimCanon canon, const HeaderField *field, Octets hole);

/* Takes the line end off the last field: a signature's own field is signed without. */
void dkim_header_end (GByteArray *to);

/* Appends all that a DKIM-Signature or ARC-Message-Signature signs: the fields of h=, each name
 * from the bottom up, then `field`, its own, without b= and line end. */
void
dkim_header_add_signed (DkimHeader *header, GByteArray *to, const DkimSignature *signature, const HeaderField *field);

#endif

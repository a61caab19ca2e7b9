/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entity's header says about its body (RFC 2045); private to mails. */
#ifndef SMTPLENS_ENTITY_HEADER_H
#define SMTPLENS_ENTITY_HEADER_H

#include "message.h"

typedef struct EntityHeader {
  char *type;     /* "text/plain": lower case; never NULL */
  char *charset;  /* NULL: none */
  char *encoding; /* lower case; NULL: none */
  char *filename; /* NULL: none */
  char *boundary; /* of a multipart; NULL: none, or not a multipart */
  bool attachment;
  bool flowed, delsp; /* RFC 3676 */
  Claim claim;
  unsigned notes; /* PartNote */
  size_t length;  /* of the section: behind it nothing is a field, and no empty line was due */
} EntityHeader;

/* `rfc822`: the default type is message/rfc822, as inside a digest. */
void entity_header_read (EntityHeader *entity, Octets section, bool rfc822);
void entity_header_clear (EntityHeader *entity);
/* From, Subject and Date of a mail inside a mail, bounded; a gap may have broken them. */
void entity_header_summarize (Octets section, MailPart *mail);

#endif

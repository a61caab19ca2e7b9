/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw header fields (RFC 5322 §2.2), scanned by our own code so that the octets
 * stay as they came, however odd; decoded by GMime (RFC 2047, 2231, 6532) with
 * its input bounded first. */
#ifndef SMTPLENS_HEADER_FIELD_H
#define SMTPLENS_HEADER_FIELD_H

#include "octets.h"

#include <glib.h>

typedef struct HeaderField {
  Octets raw;      /* the whole field, folds and line ends included */
  Octets name;     /* what stands before the colon, as it came (spaces in front of the colon included) */
  Octets value;    /* what stands behind the colon, raw, without the final line end */
  uint64_t offset; /* in the mail data */
  bool malformed;  /* no colon, or a name with octets that a name cannot have */
  bool cut;        /* octets before or behind it were never captured: not whole */
} HeaderField;

/* Splits a header section; stops at the empty line or the end.  Views into
 * `section`.  At most `most` fields; returns how many stood in fields (which may be
 * NULL, to count), and in `used`, unless NULL, the octets up to and with the empty line.  CRLF, LF and CR CR LF end
 * lines. */
size_t header_fields_scan (Octets section, HeaderField *fields, size_t most, size_t *used);

/* Trimmed name equals `name`, any case. */
bool header_field_has_name (const HeaderField *field, Octets name);

/* Inline, so that the compiler counts the octets of a literal. */
static inline bool
header_field_is (const HeaderField *field, const char *name)
{
  return header_field_has_name (field, octets_of_string (name));
}

/* Unstructured value, unfolded and decoded to UTF-8 (RFC 2047; raw octets in
 * `charset` or a guess where they are not UTF-8).  Bounded; free with g_free. */
char *header_field_text (Octets value);

/* Mailboxes of an address field, each decoded to UTF-8 as `Name <addr>` or `addr`.
 * Bounded in length, count and nesting before GMime sees it.  Array of char*, owned. */
GPtrArray *header_field_addresses (Octets value);

/* The bare addr-spec of each mailbox. */
GPtrArray *header_field_addr_specs (Octets value);

/* RFC 5322 date to nanoseconds since the epoch; false if it cannot be read. */
bool header_field_date (Octets value, int64_t *time);

#endif

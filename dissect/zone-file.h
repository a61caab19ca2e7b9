/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zone files (RFC 1035 §5): what a user knows of the DNS, as facts. */
#ifndef SMTPLENS_ZONE_FILE_H
#define SMTPLENS_ZONE_FILE_H

#include "dns-facts.h"

enum { ZONE_FILE_WORD = 32 };

typedef struct ZoneFileReport {
  uint64_t records;      /* that became facts */
  uint64_t zones;        /* SOA records: complete zones */
  unsigned line;         /* of what is wrong; 0: nothing */
  char *wrong;           /* one line without the file's name; g_free; NULL: nothing */
  unsigned strange_line; /* the first record of a type that does not exist; 0: there is none */
  char strange[ZONE_FILE_WORD];
} ZoneFileReport;

/* Reads a whole file into `facts`, up to the first line that is wrong: false, with the
 * line and what is wrong.
 *
 * $ORIGIN, $TTL, "@", owners left out, parentheses, comments, quotes, escapes; TTL (also
 * with units, "1h30m") and class in either order.  A, AAAA, NS, CNAME, SOA, PTR, MX and TXT
 * become facts, other types and classes are passed over.  $INCLUDE is refused: a file of
 * facts shall not open others.  TTLs are not used: these facts always hold.
 *
 * A file with a SOA record is the complete zone of its owner.  Where no $ORIGIN stands,
 * names without a final dot are absolute, as people write them; behind a SOA they are below
 * its owner, unless they end in its name. */
bool zone_file_read (Octets octets, DnsFacts *facts, ZoneFileReport *report);

#endif

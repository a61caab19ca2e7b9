/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a mail's octets breaks the rules for lines (RFC 5321 §2.3.8, §4.5.3.1.6,
 * RFC 5322 §2.1.1): counts, and where the first of a kind stands. */
#ifndef SMTPLENS_LINE_SCANNER_H
#define SMTPLENS_LINE_SCANNER_H

#include "octets.h"

/* Octets of a line without its line end that are allowed (RFC 5322 §2.1.1). */
enum { LINE_OCTETS_MOST = 998 };

typedef enum LineOddity {
  LINE_BARE_LF,      /* without CR in front */
  LINE_BARE_CR,      /* without LF behind */
  LINE_NUL,          /* in the header or in the body */
  LINE_CONTROL,      /* another control in the header; ESC, SO and SI are charsets' (RFC 1468, 1557) */
  LINE_LONG,         /* a line of more than LINE_OCTETS_MOST octets */
  LINE_EIGHT_HEADER, /* an octet over 127 in the header; counted once */
  LINE_EIGHT_BODY,   /* … in the body; counted once */
  LINE_ODDITIES
} LineOddity;

typedef struct LineFacts {
  uint64_t count[LINE_ODDITIES];
  uint64_t first[LINE_ODDITIES]; /* offset in the mail data; of LINE_LONG that of its line */
  uint64_t longest;              /* octets of the longest line */
  uint64_t body;                 /* where the body begins, behind the first empty line; 0: none came */
} LineFacts;

/* Reads mail data, its transparency dots removed, in any split. */
typedef struct LineScanner {
  LineFacts *facts;
  uint64_t offset; /* of the next octet */
  uint64_t line;   /* where the line begins */
  bool after_cr;
  bool body;
  bool cut; /* the line's begin is not known */
} LineScanner;

/* `facts`, zeroed, must outlive the scanner. */
void line_scanner_init (LineScanner *scanner, LineFacts *facts);
void line_scanner_feed (LineScanner *scanner, Octets octets);
/* Octets are missing here. */
void line_scanner_gap (LineScanner *scanner);
/* `complete`: the mail ends here, and was not cut. */
void line_scanner_finish (LineScanner *scanner, bool complete);

#endif

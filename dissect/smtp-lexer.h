/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of one stream, in any split of its octets.  A line that stands whole in
 * the octets given is a view of them; only one that is spread over several calls
 * is gathered, up to the limit. */
#ifndef SMTPLENS_SMTP_LEXER_H
#define SMTPLENS_SMTP_LEXER_H

#include "smtp-event.h"

#include <glib.h>

typedef struct SmtpLexer {
  GByteArray *partial; /* NULL until a line is spread */
  uint64_t start;      /* stream offset of the line begun */
  Origin first;        /* of its first octet */
  size_t limit;
  size_t lost; /* octets of the line over the limit, not kept */
  bool begun;
  uint8_t last; /* octet gathered, kept or not */
} SmtpLexer;

typedef struct SmtpLine {
  Octets octets; /* without its line end; valid until the next call */
  uint64_t offset;
  Origin first;  /* of its first octet */
  Origin origin; /* of its line end */
  bool bare_lf;
  bool cut; /* longer than the limit */
} SmtpLine;

void smtp_lexer_init (SmtpLexer *lexer, size_t limit);
void smtp_lexer_clear (SmtpLexer *lexer);

/* Takes octets from the front of `rest` (at `*offset` of the stream) up to and
 * with the next LF and gives the line; false where no line ends in them: then all
 * are taken and kept. */
bool smtp_lexer_line (SmtpLexer *lexer, Octets *rest, uint64_t *offset, Origin origin, SmtpLine *line);

/* Gives what was gathered of a line that a gap or the end cut; false if nothing.
 * The octets are valid until the next call. */
bool smtp_lexer_partial (SmtpLexer *lexer, SmtpLine *line);

/* Whether a line holds NUL or another control octet but the tabulator. */
bool smtp_line_has_controls (Octets line);

#endif

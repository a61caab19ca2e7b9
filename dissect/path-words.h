/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a mail as a picture of lines, for every face that a person reads. */
#ifndef SMTPLENS_PATH_WORDS_H
#define SMTPLENS_PATH_WORDS_H

#include "mail-path.h"
#include "translate.h"

/* What stands in front of a line's text. */
typedef enum PathSign {
  PATH_HOST,   /* a host; nothing */
  PATH_OPEN,   /* a hop that anyone on it could read, and was seen */
  PATH_LOCKED, /* a hop inside TLS, seen */
  PATH_TOLD,   /* a hop of which only a Received field tells */
  PATH_NOTE,   /* a remark about the whole */
  PATH_SIGNS
} PathSign;

typedef struct PathLine {
  PathSign sign;
  bool last;  /* of its hop */
  char *text; /* may hold text from the wire, UTF-8 or not: not yet escaped */
} PathLine;

/* Of PathLine *, g_ptr_array_unref.  NULL where there is nothing to tell. */
GPtrArray *path_words (const SmtpTransaction *transaction, Tongue tongue);

/* The one column in front of a line of a hop, shaft or head of an arrow; "" for other
 * lines.  Static. */
const char *path_line_sign (const PathLine *line);

#endif

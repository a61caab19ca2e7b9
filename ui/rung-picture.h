/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a rung looks like between the two rails: an arrow, a band, a piece of the tube
 * of TLS. */
#ifndef SMTPLENS_RUNG_PICTURE_H
#define SMTPLENS_RUNG_PICTURE_H

#include "ladder.h"
#include "theme.h"

/* Of exactly `inside` columns, with the words in it, shortened where they must be; g_free. */
char *rung_picture (Rung rung, Side side, const char *words, int inside);
Style rung_style (Rung rung, Side side);

/* Appends a glyph so many times, within reason. */
void picture_fill (GString *text, const char *glyph, int columns);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines at the bottom, made of pieces. */
#ifndef SMTPLENS_STATUS_H
#define SMTPLENS_STATUS_H

/* Those of the pieces that fit, each whole, NULL behind the last; g_free. */
char *status_line (const char *const *pieces, int columns);

#endif

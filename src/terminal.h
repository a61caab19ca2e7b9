/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What standard output can show. */
#ifndef SMTPLENS_TERMINAL_H
#define SMTPLENS_TERMINAL_H

#include <stdbool.h>

/* A terminal of a kind that can place text where it wants. */
bool terminal_has_screen (void);
/* The same, and the user did not refuse colours by NO_COLOR. */
bool terminal_has_color (void);
/* Whether it is a terminal, of whatever kind. */
bool terminal_is_output (void);
/* 80 where it is no terminal. */
unsigned terminal_columns (void);

#endif

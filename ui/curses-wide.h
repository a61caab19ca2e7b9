/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where ncurses is included: with wide characters, and without
 * the macros that take short names (move, clear, filter …) from everyone. */
#ifndef SMTPLENS_CURSES_WIDE_H
#define SMTPLENS_CURSES_WIDE_H

#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#define NCURSES_NOMACROS 1
#include <ncurses.h>

#endif

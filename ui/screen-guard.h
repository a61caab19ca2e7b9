/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals that meet a program whose terminal is in the UI's hands: one that ends it
 * at once gives the terminal back first, and a stop from outside is told to the loop. */
#ifndef SMTPLENS_SCREEN_GUARD_H
#define SMTPLENS_SCREEN_GUARD_H

#include <stddef.h>
#include <termios.h>

/* `before`: how the terminal was; `restore`: octets that end the screen's modes, copied.
 * Returns a file that is readable when a signal came, -1 where that failed (then only
 * the guard is missing).  Once at a time. */
int screen_guard_begin (int terminal, const struct termios *before, const char *restore, size_t length);
/* The next of the signals that came: SIGTSTP, SIGCONT; 0: no more. */
int screen_guard_next (int file);
/* Stops this program as SIGTSTP does without the guard; returns when it goes on. */
void screen_guard_stop (void);
/* The signals are as they were before. */
void screen_guard_end (void);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What terminals can do beyond the terminal library: mark pasted text, take text for
 * their clipboard; and the mouse.  Where TERM's description does not have it, nothing
 * is sent. */
#ifndef SMTPLENS_SCREEN_MODES_H
#define SMTPLENS_SCREEN_MODES_H

#include <stdbool.h>
#include <stddef.h>

enum {
  CLIPBOARD_OCTETS_MAX = 64 * 1024,
  SCREEN_SEQUENCE = 64,
  /* Keys of ours, behind those of the terminal library. */
  KEY_PASTE_BEGIN = 0x1001,
  KEY_PASTE_END = 0x1002,
};

typedef struct ScreenModes {
  int output;                     /* file descriptor; -1: nothing is written */
  bool clipboard;                 /* OSC 52 */
  bool mouse;                     /* it is on */
  char paste_on[SCREEN_SEQUENCE]; /* "": the terminal does not mark pasted text */
  char paste_off[SCREEN_SEQUENCE];
} ScreenModes;

/* On the current screen, whose terminal is `output`. */
void screen_modes_init (ScreenModes *modes, int output, bool mouse);
/* When the screen comes, and before the terminal is given back. */
void screen_modes_on (const ScreenModes *modes);
void screen_modes_off (const ScreenModes *modes);
/* To the clipboard; false: the terminal has no way to, or it is too much. */
bool screen_modes_copy (const ScreenModes *modes, const char *text, size_t length);

#endif

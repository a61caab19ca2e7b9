/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one theme: the terminal's own background and the eight colours that every
 * colour terminal has, so that light, dark and monochrome screens all stay readable.
 *
 * Honours NO_COLOR (any value but the empty one).  Has no choice of themes. */
#include "config.h"

#include "theme.h"

#include "curses-wide.h"

#include <glib.h>

typedef struct Look {
  attr_t attributes;
  short color; /* -1: the terminal's own */
} Look;

static const Look looks[STYLES] = {
  [STYLE_TEXT] = { A_NORMAL, -1 },
  [STYLE_TITLE] = { A_REVERSE, -1 },
  [STYLE_TITLE_ON] = { A_REVERSE | A_BOLD, -1 },
  [STYLE_HEADING] = { A_BOLD, -1 },
  [STYLE_SELECTED] = { A_REVERSE, -1 },
  [STYLE_DIM] = { A_DIM, -1 },
  [STYLE_STATUS] = { A_REVERSE, -1 },
  [STYLE_HINT] = { A_NORMAL, -1 },
  [STYLE_NOTICE] = { A_BOLD, -1 },
  [STYLE_CLIENT] = { A_NORMAL, COLOR_CYAN },
  [STYLE_SERVER] = { A_NORMAL, COLOR_GREEN },
  [STYLE_GAP] = { A_BOLD, COLOR_YELLOW },
  [STYLE_TLS] = { A_BOLD, COLOR_BLUE },
  [STYLE_MAIL] = { A_BOLD, COLOR_MAGENTA },
  [STYLE_GOOD] = { A_BOLD, COLOR_GREEN },
  [STYLE_INFO] = { A_NORMAL, -1 },
  [STYLE_LOW] = { A_NORMAL, COLOR_CYAN },
  [STYLE_MEDIUM] = { A_NORMAL, COLOR_YELLOW },
  [STYLE_HIGH] = { A_BOLD, COLOR_RED },
  [STYLE_CRITICAL] = { A_BOLD | A_REVERSE, COLOR_RED },
};

void
theme_init (Theme *theme, bool color)
{
  const char *no_color = g_getenv ("NO_COLOR");
  bool own_background = false;
  if (no_color != NULL && no_color[0] != '\0')
    color = false;
  if (color && has_colors ())
    {
      start_color ();
      own_background = use_default_colors () == OK;
    }
  else
    color = false;
  for (int style = 0; style < STYLES; style++)
    {
      theme->attributes[style] = (unsigned) looks[style].attributes;
      theme->pairs[style] = 0;
      if (!color || looks[style].color < 0)
        continue;
      if (init_pair ((short) (looks[style].color + 1), looks[style].color, own_background ? -1 : COLOR_BLACK) == OK)
        theme->pairs[style] = (short) (looks[style].color + 1);
    }
}

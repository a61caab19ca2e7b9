/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a piece of text is, and how it then looks on this terminal.  A colour is
 * never the only sign: each style differs by its words, its place or an attribute too. */
#ifndef SMTPLENS_THEME_H
#define SMTPLENS_THEME_H

#include <stdbool.h>

typedef enum Style {
  STYLE_TEXT,
  STYLE_TITLE,    /* the bar at the top */
  STYLE_TITLE_ON, /* in it: the view that is shown */
  STYLE_HEADING,
  STYLE_SELECTED,
  STYLE_DIM,
  STYLE_STATUS,
  STYLE_HINT,
  STYLE_NOTICE, /* what the program says to the user */
  STYLE_CLIENT,
  STYLE_SERVER,
  STYLE_GAP,
  STYLE_TLS,
  STYLE_MAIL,
  STYLE_GOOD, /* what is proven */
  STYLE_INFO, /* severities from here on, in their order */
  STYLE_LOW,
  STYLE_MEDIUM,
  STYLE_HIGH,
  STYLE_CRITICAL,
  STYLES
} Style;

typedef struct Theme {
  unsigned attributes[STYLES];
  short pairs[STYLES];
} Theme;

/* For the current screen; `color` false, or a terminal that has none: attributes alone. */
void theme_init (Theme *theme, bool color);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a piece of text is, and how it then looks on this terminal.  A colour is
 * never the only sign: each style differs by its words, its place or an attribute too. */
#ifndef SMTPLENS_THEME_H
#define SMTPLENS_THEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* How text looks, without the terminal library's words. */
typedef enum LookFlags {
  LOOK_PLAIN = 0,
  LOOK_BOLD = 1 << 0,
  LOOK_DIM = 1 << 1,
  LOOK_UNDERLINE = 1 << 2,
  LOOK_REVERSE = 1 << 3,
} LookFlags;

/* A colour: one of the 256 of xterm, LOOK_OWN for the terminal's own, or LOOK_RGB and 0xRRGGBB. */
enum { LOOK_OWN = -1, THEME_COLORS = 256, LOOK_RGB = 1 << 24 };

/* How many colours a terminal has, and how it takes them. */
typedef enum ColorDepth {
  DEPTH_BASIC,  /* the first 8 */
  DEPTH_MANY,   /* 256 */
  DEPTH_DIRECT, /* the first 8, and any other as 0xRRGGBB */
} ColorDepth;

typedef struct Look {
  unsigned flags;
  int32_t foreground, background;
} Look;

/* What the user chose. */
typedef struct ThemeChoice {
  size_t theme;         /* a row; 0 is the standard one */
  bool changed[STYLES]; /* the user said how this one looks */
  Look looks[STYLES];
} ThemeChoice;

/* On the current screen. */
typedef struct Theme {
  unsigned attributes[STYLES];
  short pairs[STYLES];
} Theme;

/* The themes; NULL past the last. */
const char *theme_name (size_t row, const char **summary);
/* SIZE_MAX: there is none of that name. */
size_t theme_find (const char *name);
/* How a theme draws a style, with 8 colours or with 256. */
Look theme_look (size_t row, Style style, bool many);

/* What a style is called in a configuration file; NULL past the last. */
const char *style_name (Style style);
/* "red bold", "black on yellow", "208 underline", "#ff8700".  False with a sentence in `wrong` (g_free). */
bool look_parse (const char *text, Look *look, char **wrong);
/* The nearest colour that such a terminal has, as it takes it; LOOK_OWN stays. */
int32_t look_color (int32_t color, ColorDepth depth);

/* For the current screen; `color` false, NO_COLOR, or a terminal that has none: attributes alone. */
void theme_init (Theme *theme, const ThemeChoice *choice, bool color);

#endif

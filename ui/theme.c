/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The themes: a table each of how the styles look with 8 colours and with 256.
 *
 * All stand on the terminal's own background, so that a screen whose colours the user
 * chose stays as it is.  Honours NO_COLOR (any value but the empty one), over every
 * choice.  Does not ask the terminal whether its background is light or dark. */
#include "config.h"

#include "theme.h"

#include "curses-wide.h"

#include "../dissect/translate.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, BASIC_COLORS, BRIGHT = 8, NAMED_COLORS = 16 };

/* The six steps of a cube's edge, and the 24 greys, as xterm has them behind the named ones. */
enum { STEPS = 6, FIRST_GREY = 232, GREYS = 24 };

/* Of the 256: six steps of red, green and blue. */
#define CUBE(red, green, blue) (NAMED_COLORS + 36 * (red) + 6 * (green) + (blue))
#define GREY(step) (FIRST_GREY + (step))

enum { OWN = LOOK_OWN, BOLD = LOOK_BOLD, DIM = LOOK_DIM, LINE = LOOK_UNDERLINE, REVERSE = LOOK_REVERSE };

typedef Look Looks[STYLES];

#define BARS                                                                                                           \
  [STYLE_TEXT] = { 0, OWN, OWN }, [STYLE_TITLE] = { REVERSE, OWN, OWN },                                               \
  [STYLE_TITLE_ON] = { REVERSE | BOLD, OWN, OWN }, [STYLE_HEADING] = { BOLD, OWN, OWN },                               \
  [STYLE_SELECTED] = { REVERSE, OWN, OWN }, [STYLE_STATUS] = { REVERSE, OWN, OWN }, [STYLE_HINT] = { 0, OWN, OWN },    \
  [STYLE_NOTICE] = { BOLD, OWN, OWN }, [STYLE_INFO] = { 0, OWN, OWN }

static const Looks plain = {
  BARS,
  [STYLE_DIM] = { DIM, OWN, OWN },
  [STYLE_CLIENT] = { 0, CYAN, OWN },
  [STYLE_SERVER] = { 0, GREEN, OWN },
  [STYLE_GAP] = { BOLD, YELLOW, OWN },
  [STYLE_TLS] = { BOLD, BLUE, OWN },
  [STYLE_MAIL] = { BOLD, MAGENTA, OWN },
  [STYLE_GOOD] = { BOLD, GREEN, OWN },
  [STYLE_LOW] = { 0, CYAN, OWN },
  [STYLE_MEDIUM] = { 0, YELLOW, OWN },
  [STYLE_HIGH] = { BOLD, RED, OWN },
  [STYLE_CRITICAL] = { BOLD | REVERSE, RED, OWN },
};

/* Cyan, green and yellow cannot be read on white. */
static const Looks light = {
  BARS,
  [STYLE_DIM] = { 0, OWN, OWN },
  [STYLE_CLIENT] = { 0, BLUE, OWN },
  [STYLE_SERVER] = { 0, MAGENTA, OWN },
  [STYLE_GAP] = { BOLD | LINE, OWN, OWN },
  [STYLE_TLS] = { BOLD, BLUE, OWN },
  [STYLE_MAIL] = { BOLD, MAGENTA, OWN },
  [STYLE_GOOD] = { BOLD, BLUE, OWN },
  [STYLE_LOW] = { 0, BLUE, OWN },
  [STYLE_MEDIUM] = { 0, MAGENTA, OWN },
  [STYLE_HIGH] = { BOLD, RED, OWN },
  [STYLE_CRITICAL] = { BOLD | REVERSE, RED, OWN },
};

static const Looks light_many = {
  BARS,
  [STYLE_DIM] = { 0, GREY (9), OWN },
  [STYLE_CLIENT] = { 0, CUBE (0, 1, 3), OWN },
  [STYLE_SERVER] = { 0, CUBE (0, 2, 0), OWN },
  [STYLE_GAP] = { BOLD, CUBE (3, 1, 0), OWN },
  [STYLE_TLS] = { BOLD, CUBE (0, 1, 4), OWN },
  [STYLE_MAIL] = { BOLD, CUBE (2, 0, 2), OWN },
  [STYLE_GOOD] = { BOLD, CUBE (0, 2, 0), OWN },
  [STYLE_LOW] = { 0, CUBE (0, 1, 3), OWN },
  [STYLE_MEDIUM] = { 0, CUBE (3, 1, 0), OWN },
  [STYLE_HIGH] = { BOLD, CUBE (4, 0, 0), OWN },
  [STYLE_CRITICAL] = { BOLD, CUBE (5, 5, 5), CUBE (4, 0, 0) },
};

/* Blue cannot be read on black. */
static const Looks dark = {
  BARS,
  [STYLE_DIM] = { DIM, OWN, OWN },
  [STYLE_CLIENT] = { 0, CYAN, OWN },
  [STYLE_SERVER] = { 0, GREEN, OWN },
  [STYLE_GAP] = { BOLD, YELLOW, OWN },
  [STYLE_TLS] = { BOLD, CYAN, OWN },
  [STYLE_MAIL] = { BOLD, MAGENTA, OWN },
  [STYLE_GOOD] = { BOLD, GREEN, OWN },
  [STYLE_LOW] = { 0, CYAN, OWN },
  [STYLE_MEDIUM] = { 0, YELLOW, OWN },
  [STYLE_HIGH] = { BOLD, RED, OWN },
  [STYLE_CRITICAL] = { BOLD | REVERSE, RED, OWN },
};

static const Looks dark_many = {
  BARS,
  [STYLE_DIM] = { 0, GREY (14), OWN },
  [STYLE_CLIENT] = { 0, CUBE (1, 4, 5), OWN },
  [STYLE_SERVER] = { 0, CUBE (2, 4, 2), OWN },
  [STYLE_GAP] = { BOLD, CUBE (5, 4, 1), OWN },
  [STYLE_TLS] = { BOLD, CUBE (2, 3, 5), OWN },
  [STYLE_MAIL] = { BOLD, CUBE (4, 2, 4), OWN },
  [STYLE_GOOD] = { BOLD, CUBE (2, 4, 2), OWN },
  [STYLE_LOW] = { 0, CUBE (1, 4, 5), OWN },
  [STYLE_MEDIUM] = { 0, CUBE (5, 4, 1), OWN },
  [STYLE_HIGH] = { BOLD, CUBE (5, 1, 1), OWN },
  [STYLE_CRITICAL] = { BOLD, CUBE (5, 5, 5), CUBE (4, 0, 0) },
};

/* Attributes tell apart what the words beside them tell too. */
static const Looks monochrome = {
  BARS,
  [STYLE_DIM] = { DIM, OWN, OWN },
  [STYLE_CLIENT] = { 0, OWN, OWN },
  [STYLE_SERVER] = { 0, OWN, OWN },
  [STYLE_GAP] = { BOLD, OWN, OWN },
  [STYLE_TLS] = { BOLD, OWN, OWN },
  [STYLE_MAIL] = { BOLD, OWN, OWN },
  [STYLE_GOOD] = { BOLD, OWN, OWN },
  [STYLE_LOW] = { 0, OWN, OWN },
  [STYLE_MEDIUM] = { LINE, OWN, OWN },
  [STYLE_HIGH] = { BOLD, OWN, OWN },
  [STYLE_CRITICAL] = { BOLD | REVERSE, OWN, OWN },
};

/* Blue against orange or yellow: kept apart by those who do not tell red from green,
 * and by brightness where blue and yellow fall together. */
static const Looks color_blind = {
  BARS,
  [STYLE_DIM] = { DIM, OWN, OWN },
  [STYLE_CLIENT] = { 0, CYAN, OWN },
  [STYLE_SERVER] = { 0, YELLOW, OWN },
  [STYLE_GAP] = { BOLD | LINE, OWN, OWN },
  [STYLE_TLS] = { BOLD, BLUE, OWN },
  [STYLE_MAIL] = { BOLD, OWN, OWN },
  [STYLE_GOOD] = { BOLD, CYAN, OWN },
  [STYLE_LOW] = { 0, CYAN, OWN },
  [STYLE_MEDIUM] = { 0, YELLOW, OWN },
  [STYLE_HIGH] = { BOLD, YELLOW, OWN },
  [STYLE_CRITICAL] = { BOLD | REVERSE, YELLOW, OWN },
};

static const Looks color_blind_many = {
  BARS,
  [STYLE_DIM] = { DIM, OWN, OWN },
  [STYLE_CLIENT] = { 0, CUBE (0, 2, 5), OWN },
  [STYLE_SERVER] = { 0, CUBE (5, 2, 0), OWN },
  [STYLE_GAP] = { BOLD | LINE, CUBE (5, 2, 0), OWN },
  [STYLE_TLS] = { BOLD, CUBE (0, 2, 5), OWN },
  [STYLE_MAIL] = { BOLD, OWN, OWN },
  [STYLE_GOOD] = { BOLD, CUBE (0, 2, 5), OWN },
  [STYLE_LOW] = { 0, CUBE (0, 2, 5), OWN },
  [STYLE_MEDIUM] = { 0, CUBE (5, 2, 0), OWN },
  [STYLE_HIGH] = { BOLD, CUBE (5, 2, 0), OWN },
  [STYLE_CRITICAL] = { BOLD, GREY (0), CUBE (5, 2, 0) },
};

static const struct {
  const char *name;
  const char *summary;
  const Look *few, *many;
} themes[] = {
  { "default", N_ ("the eight colours of every terminal, on any background"), plain, plain },
  { "light", N_ ("for a light background"), light, light_many },
  { "dark", N_ ("for a dark background"), dark, dark_many },
  { "monochrome", N_ ("no colours: bold, underlined and reversed alone"), monochrome, monochrome },
  { "color-blind", N_ ("blue and orange, never red against green"), color_blind, color_blind_many },
};

static const char *const style_names[STYLES] = {
  [STYLE_TEXT] = "text",       [STYLE_TITLE] = "title",       [STYLE_TITLE_ON] = "title-on",
  [STYLE_HEADING] = "heading", [STYLE_SELECTED] = "selected", [STYLE_DIM] = "dim",
  [STYLE_STATUS] = "status",   [STYLE_HINT] = "hint",         [STYLE_NOTICE] = "notice",
  [STYLE_CLIENT] = "client",   [STYLE_SERVER] = "server",     [STYLE_GAP] = "gap",
  [STYLE_TLS] = "tls",         [STYLE_MAIL] = "mail",         [STYLE_GOOD] = "good",
  [STYLE_INFO] = "info",       [STYLE_LOW] = "low",           [STYLE_MEDIUM] = "medium",
  [STYLE_HIGH] = "high",       [STYLE_CRITICAL] = "critical",
};

static const char *const color_names[BASIC_COLORS]
    = { "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white" };

static const struct {
  const char *name;
  unsigned flags;
} flag_names[] = {
  { "normal", 0 },       { "bold", BOLD },       { "dim", DIM },
  { "underline", LINE }, { "underlined", LINE }, { "reverse", REVERSE },
};

const char *
theme_name (size_t row, const char **summary)
{
  if (row >= G_N_ELEMENTS (themes))
    return NULL;
  if (summary != NULL)
    *summary = themes[row].summary;
  return themes[row].name;
}

size_t
theme_find (const char *name)
{
  if (g_ascii_strcasecmp (name, "colour-blind") == 0)
    name = "color-blind";
  for (size_t row = 0; row < G_N_ELEMENTS (themes); row++)
    if (g_ascii_strcasecmp (themes[row].name, name) == 0)
      return row;
  return SIZE_MAX;
}

Look
theme_look (size_t row, Style style, bool many)
{
  g_assert (row < G_N_ELEMENTS (themes) && style < STYLES);
  return (many ? themes[row].many : themes[row].few)[style];
}

const char *
style_name (Style style)
{
  return style < STYLES ? style_names[style] : NULL;
}

/* "red", "bright-red", "208", "default"; false: no colour. */
static bool
parse_color (const char *word, int32_t *color)
{
  enum { RGB_DIGITS = 6, HEX = 16 };
  static const char bright[] = "bright-";
  bool is_bright = g_ascii_strncasecmp (word, bright, sizeof bright - 1) == 0;
  const char *name = is_bright ? word + sizeof bright - 1 : word;
  for (short i = 0; i < BASIC_COLORS; i++)
    if (g_ascii_strcasecmp (name, color_names[i]) == 0)
      {
        *color = i + (is_bright ? BRIGHT : 0);
        return true;
      }
  if (g_ascii_strcasecmp (word, "default") == 0)
    {
      *color = LOOK_OWN;
      return true;
    }
  guint64 number;
  if (word[0] == '#')
    {
      if (strlen (word) != 1 + RGB_DIGITS || !g_ascii_string_to_unsigned (word + 1, HEX, 0, UINT32_MAX, &number, NULL))
        return false;
      *color = LOOK_RGB | (int32_t) number;
      return true;
    }
  if (!g_ascii_string_to_unsigned (word, 10, 0, THEME_COLORS - 1, &number, NULL))
    return false;
  *color = (int32_t) number;
  return true;
}

static bool
parse_flag (const char *word, unsigned *flags)
{
  for (size_t i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if (g_ascii_strcasecmp (word, flag_names[i].name) == 0)
      {
        *flags |= flag_names[i].flags;
        return true;
      }
  return false;
}

bool
look_parse (const char *text, Look *look, char **wrong)
{
  Look read = { 0, LOOK_OWN, LOOK_OWN };
  bool behind_on = false, any = false;
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);
  for (char **word = words; *word != NULL; word++)
    {
      if (**word == '\0')
        continue;
      bool on = !behind_on && g_ascii_strcasecmp (*word, "on") == 0;
      if (!on && !parse_color (*word, behind_on ? &read.background : &read.foreground)
          && (behind_on || !parse_flag (*word, &read.flags)))
        {
          *wrong
              = g_strdup_printf (behind_on ? _ ("'%s' is no colour")
                                           : _ ("'%s' is no colour (red, bright-red, 0 to 255, #ff8700, default) and "
                                                "no look (bold, dim, underline, reverse, normal)"),
                                 *word);
          return false;
        }
      behind_on = on;
      any = true;
    }
  if (!any || behind_on)
    {
      *wrong = g_strdup (any ? _ ("a colour is missing behind 'on'") : _ ("a colour is missing behind '='"));
      return false;
    }
  *look = read;
  return true;
}

/* What xterm shows as this one of its 256 colours, as 0xRRGGBB. */
static int32_t
rgb_of (int32_t color)
{
  static const uint8_t steps[STEPS] = { 0, 95, 135, 175, 215, 255 };
  static const int32_t named[NAMED_COLORS]
      = { 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
          0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff };
  if (color < NAMED_COLORS)
    return named[color];
  if (color >= FIRST_GREY)
    return (8 + 10 * (color - FIRST_GREY)) * 0x010101;
  color -= NAMED_COLORS;
  return steps[color / STEPS / STEPS] << 16 | steps[color / STEPS % STEPS] << 8 | steps[color % STEPS];
}

static int32_t
distance (int32_t one, int32_t other)
{
  int32_t sum = 0;
  for (int shift = 0; shift <= 16; shift += 8)
    {
      int32_t difference = (one >> shift & 0xff) - (other >> shift & 0xff);
      sum += difference * difference;
    }
  return sum;
}

/* Of the 256, but for the named ones: those are as the user has them. */
static int32_t
nearest_of_many (int32_t rgb)
{
  int32_t nearest = NAMED_COLORS;
  for (int32_t color = NAMED_COLORS; color < THEME_COLORS; color++)
    if (distance (rgb_of (color), rgb) < distance (rgb_of (nearest), rgb))
      nearest = color;
  return nearest;
}

/* Of the first 8. */
static int32_t
nearest_basic (int32_t color)
{
  enum { HALF = 3, GREY_HALF = 12 };
  if (color < NAMED_COLORS)
    return color >= BRIGHT ? color - BRIGHT : color;
  if (color >= GREY (0))
    return color - GREY (0) < GREY_HALF ? BLACK : WHITE;
  int step = color - NAMED_COLORS, red = step / 36, green = step / 6 % 6, blue = step % 6;
  int most = MAX (red, MAX (green, blue));
  /* What is near the strongest one counts, so that dark colours do not all become black. */
  int from = most <= 1 ? HALF : (most + 2) / 2;
  return (red >= from ? RED : 0) | (green >= from ? GREEN : 0) | (blue >= from ? BLUE : 0);
}

int32_t
look_color (int32_t color, ColorDepth depth)
{
  bool is_rgb = color != LOOK_OWN && (color & LOOK_RGB) != 0;
  if (color == LOOK_OWN || (color < BASIC_COLORS && !is_rgb))
    return color;
  if (depth == DEPTH_DIRECT)
    {
      int32_t rgb = is_rgb ? color & ~LOOK_RGB : rgb_of (color);
      /* The numbers of the first 8 are theirs; nobody sees so little blue. */
      return rgb < BASIC_COLORS ? BLACK : rgb;
    }
  if (is_rgb)
    color = nearest_of_many (color & ~LOOK_RGB);
  return depth == DEPTH_MANY ? color : nearest_basic (color);
}

static unsigned
attributes_of (unsigned flags)
{
  static const struct {
    unsigned flag;
    attr_t attribute;
  } all[] = { { BOLD, A_BOLD }, { DIM, A_DIM }, { LINE, A_UNDERLINE }, { REVERSE, A_REVERSE } };
  attr_t attributes = A_NORMAL;
  for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
    attributes |= (flags & all[i].flag) != 0 ? all[i].attribute : 0;
  return (unsigned) attributes;
}

static int
shown_color (int32_t color, ColorDepth depth, int own)
{
  return color == LOOK_OWN ? own : look_color (color, depth);
}

/* A terminal of direct colours says so by a flag, a number or a text. */
static ColorDepth
terminal_depth (void)
{
  if (COLORS < THEME_COLORS)
    return DEPTH_BASIC;
  const char *text = tigetstr ("RGB");
  bool direct = tigetflag ("RGB") > 0 || tigetnum ("RGB") > 0 || (text != NULL && text != (const char *) -1);
  return COLORS > THEME_COLORS && direct ? DEPTH_DIRECT : DEPTH_MANY;
}

void
theme_init (Theme *theme, const ThemeChoice *choice, bool color)
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
  ColorDepth depth = color ? terminal_depth () : DEPTH_BASIC;
  color = color && COLORS >= BASIC_COLORS;
  for (Style style = 0; style < STYLES; style++)
    {
      size_t row = color ? choice->theme : theme_find ("monochrome");
      Look look = choice->changed[style] ? choice->looks[style] : theme_look (row, style, depth != DEPTH_BASIC);
      short pair = (short) (style + 1);
      theme->attributes[style] = attributes_of (look.flags);
      theme->pairs[style] = 0;
      if (!color || (look.foreground == LOOK_OWN && look.background == LOOK_OWN))
        {
          if (look.background != LOOK_OWN)
            theme->attributes[style] |= (unsigned) A_REVERSE;
          continue;
        }
      int foreground = shown_color (look.foreground, depth, own_background ? -1 : COLOR_WHITE);
      int background = shown_color (look.background, depth, own_background ? -1 : COLOR_BLACK);
      if (init_extended_pair (pair, foreground, background) == OK)
        theme->pairs[style] = pair;
    }
}

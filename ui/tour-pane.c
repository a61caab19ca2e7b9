/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane of a lesson.
 *
 * Takes no more rows below a view than its text needs, and never so many that the view
 * cannot be used.  "{name}" in a text is the first key of the action that a configuration file calls so. */
#include "config.h"

#include "tour-pane.h"

#include "text-pane.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

enum {
  BESIDE_FROM_COLUMNS = 110,
  BESIDE_COLUMNS = 44,
  BELOW_LEAST = 4,
  BELOW_MOST = 14,
  /* Of the rows of the whole screen those that may be the lesson's. */
  BELOW_TENTHS = 3,
  /* Around the text beside a view: a space, a line, a space, and the column of the signs that there is more. */
  FRAME_COLUMNS = 4,
};

struct TourPane {
  Tour *tour;
  const Keymap *keys;
  char *next, *next_title;
  guint step; /* steps->len: it is over */
  bool strayed;
  TextPane *text;
  bool made;
  int text_rows; /* for the text, as last drawn */
};

TourPane *
tour_pane_new (Tour *tour, const char *next, const char *next_title, const Keymap *keys)
{
  TourPane *pane = g_new0 (TourPane, 1);
  pane->tour = tour;
  pane->keys = keys;
  pane->next = g_strdup (next);
  pane->next_title = g_strdup (next_title);
  pane->text = text_pane_new ();
  return pane;
}

void
tour_pane_free (TourPane *pane)
{
  if (pane == NULL)
    return;
  tour_free (pane->tour);
  g_free (pane->next);
  g_free (pane->next_title);
  text_pane_free (pane->text);
  g_free (pane);
}

const TourStep *
tour_pane_step (const TourPane *pane)
{
  return pane->step < pane->tour->steps->len ? g_ptr_array_index (pane->tour->steps, pane->step) : NULL;
}

void
tour_pane_stray (TourPane *pane, bool strayed)
{
  pane->strayed = strayed;
}

bool
tour_pane_has_strayed (const TourPane *pane)
{
  return pane->strayed;
}

/* --- words -------------------------------------------------------------------------- */

/* The name of the first key of the action that is called so; false: there is none. */
static bool
name_key (const Keymap *keys, const char *action, size_t length, char name[KEY_NAME])
{
  const KeyBinding *binding;
  for (size_t row = 0; (binding = keymap_row (row)) != NULL; row++)
    if (strlen (binding->name) == length && strncmp (binding->name, action, length) == 0)
      {
        keymap_first_name (keys, binding->action, name);
        return name[0] != '\0';
      }
  return false;
}

char *
tour_step_text (const TourStep *step, const Keymap *keys)
{
  const char *text = step->text;
  GString *words = g_string_new (NULL);
  for (const char *end; *text != '\0'; text++)
    {
      char name[KEY_NAME];
      if (*text == '{' && (end = strchr (text, '}')) != NULL
          && name_key (keys, text + 1, (size_t) (end - text - 1), name))
        {
          g_string_append (words, name);
          text = end;
        }
      else
        g_string_append_c (words, *text);
    }
  return g_string_free (words, FALSE);
}

static char *
end_words (const TourPane *pane)
{
  char back[KEY_NAME], quit[KEY_NAME];
  keymap_first_name (pane->keys, ACTION_TOUR_BACK, back);
  keymap_first_name (pane->keys, ACTION_QUIT, quit);
  GString *words = g_string_new (NULL);
  g_string_append_printf (words, _ ("This lesson is over.  Look around as long as you like; %s quits."), quit);
  if (pane->next != NULL)
    {
      g_string_append_c (words, '\n');
      g_string_append_printf (words, _ ("The next lesson is \"%s\": smtplens --tour %s"), pane->next_title, pane->next);
    }
  g_string_append_c (words, '\n');
  g_string_append (words, _ ("All lessons: smtplens --tour list.  A capture of your own: smtplens FILE"));
  return g_string_free (words, FALSE);
}

char *
tour_pane_text (const TourPane *pane)
{
  const TourStep *step = tour_pane_step (pane);
  return step != NULL ? tour_step_text (step, pane->keys) : end_words (pane);
}

const char *
tour_pane_title (const TourPane *pane)
{
  return pane->tour->title;
}

char *
tour_pane_place (const TourPane *pane)
{
  return g_strdup_printf (_ ("Step %u of %u"), pane->step + 1, pane->tour->steps->len);
}

static void
make (TourPane *pane)
{
  if (pane->made)
    return;
  g_autofree char *words = tour_pane_text (pane);
  text_pane_clear (pane->text);
  text_pane_rewind (pane->text);
  text_pane_add (pane->text, STYLE_TEXT, 0, words);
  pane->made = true;
}

/* Whether some of the text is below what is shown. */
static bool
has_more (const TourPane *pane)
{
  return pane->text_rows > 0
         && text_pane_position (pane->text) + (size_t) pane->text_rows < text_pane_count (pane->text);
}

static char *
place_words (const TourPane *pane, bool whole)
{
  const char *title = pane->tour->title;
  guint step = pane->step + 1, count = pane->tour->steps->len;
  if (step > count)
    return whole ? g_strdup_printf (_ ("Lesson: %s — the end"), title) : g_strdup (_ ("Lesson: the end"));
  return whole ? g_strdup_printf (_ ("Lesson: %s — step %u of %u"), title, step, count)
               : g_strdup_printf (_ ("Lesson: %u/%u"), step, count);
}

/* What its keys do now. */
static char *
keys_words (const TourPane *pane, bool whole)
{
  char next[KEY_NAME], back[KEY_NAME];
  keymap_first_name (pane->keys, ACTION_TOUR_NEXT, next);
  keymap_first_name (pane->keys, ACTION_TOUR_BACK, back);
  if (tour_pane_step (pane) == NULL)
    return g_strdup_printf (_ ("%s: back"), back);
  if (pane->strayed && whole)
    return g_strdup_printf (_ ("%s goes on, %s returns here"), next, back);
  if (has_more (pane))
    return g_strdup_printf (whole ? _ ("%s: the rest of the text") : _ ("%s: more"), next);
  return whole && pane->step > 0 ? g_strdup_printf (_ ("%s goes on, %s goes back"), next, back)
                                 : g_strdup_printf (_ ("%s goes on"), next);
}

/* --- the screen --------------------------------------------------------------------- */

TourRoom
tour_pane_room (TourPane *pane, int rows, int columns)
{
  if (columns >= BESIDE_FROM_COLUMNS)
    return (TourRoom){ .columns = BESIDE_COLUMNS };
  make (pane);
  int lines = (int) MIN (text_pane_wrap (pane->text, columns - 2), (size_t) BELOW_MOST);
  int most = CLAMP ((rows * BELOW_TENTHS + 5) / 10, BELOW_LEAST, BELOW_MOST);
  return (TourRoom){ .rows = MIN (lines + 1, most) };
}

/* One line above the text: as much of it as fits. */
static void
draw_heading (const TourPane *pane, Canvas *canvas, Area area)
{
  /* To a reader who looks around the way back is worth more than the title. */
  const struct {
    bool place, keys;
  } forms[] = { { true, true }, { !pane->strayed, pane->strayed }, { false, true }, { false, false } };
  for (size_t i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *place = place_words (pane, forms[i].place);
      g_autofree char *keys = keys_words (pane, forms[i].keys);
      g_autoptr (GString) line = g_string_new ("──");
      g_string_append_printf (line, " %s · %s ", place, keys);
      int width = (int) printable_width (line->str);
      if (width > area.columns && i + 1 < G_N_ELEMENTS (forms))
        continue;
      for (; width < area.columns; width++)
        g_string_append (line, "─");
      canvas_put (canvas, area.row, area.column, area.columns, STYLE_HEADING, line->str);
      return;
    }
}

static void
draw_text (TourPane *pane, Canvas *canvas, Area area)
{
  pane->text_rows = MAX (area.rows, 1);
  text_pane_draw (pane->text, canvas, area);
}

static void
draw_below (TourPane *pane, Canvas *canvas, Area area)
{
  /* First the text: what the keys do depends on how much of it is shown. */
  draw_text (pane, canvas, (Area){ area.row + 1, area.column + 1, area.rows - 1, area.columns - 1 });
  draw_heading (pane, canvas, area);
}

/* Lines of words, wrapped; the row behind them. */
static int
say_wrapped (Canvas *canvas, Area area, int row, Style style, const char *words)
{
  while (*words != '\0' && row < area.row + area.rows)
    {
      size_t length = text_pane_break_at (words, (size_t) area.columns);
      g_autofree char *line = g_strndup (words, length);
      canvas_say (canvas, row++, area.column, area.columns, style, line);
      words += length;
      words += *words == ' ';
    }
  return row;
}

static void
draw_beside (TourPane *pane, Canvas *canvas, Area area)
{
  const Area inner = { area.row, area.column + 3, area.rows, area.columns - FRAME_COLUMNS };
  for (int row = 0; row < area.rows; row++)
    canvas_say (canvas, area.row + row, area.column + 1, 1, STYLE_HEADING, "│");
  g_autofree char *title = g_strdup_printf (_ ("Lesson: %s"), pane->tour->title);
  g_autofree char *place = tour_pane_step (pane) != NULL
                               ? g_strdup_printf (_ ("step %u of %u"), pane->step + 1, pane->tour->steps->len)
                               : g_strdup (_ ("the end"));
  int row = say_wrapped (canvas, inner, area.row, STYLE_HEADING, title);
  row = say_wrapped (canvas, inner, row, STYLE_HEADING, place) + 1;
  int lines = (int) MIN (text_pane_wrap (pane->text, inner.columns), (size_t) MAX (area.rows, 0));
  int rows = MAX (MIN (lines, area.row + area.rows - row - 3), 1);
  draw_text (pane, canvas, (Area){ row, inner.column, rows, inner.columns + 1 });
  g_autofree char *keys = keys_words (pane, true);
  say_wrapped (canvas, inner, row + rows + 1, STYLE_HEADING, keys);
}

void
tour_pane_draw (TourPane *pane, Canvas *canvas, Area area, bool beside)
{
  make (pane);
  if (area.rows < 2)
    return;
  if (beside)
    draw_beside (pane, canvas, area);
  else
    draw_below (pane, canvas, area);
}

/* --- steps -------------------------------------------------------------------------- */

static bool
scroll (TourPane *pane, Action action)
{
  size_t before = text_pane_position (pane->text);
  make (pane);
  if (pane->text_rows == 0)
    return false;
  text_pane_act (pane->text, action);
  return text_pane_position (pane->text) != before;
}

static bool
turn (TourPane *pane, guint step)
{
  bool another = step != pane->step;
  pane->step = step;
  pane->made = pane->made && !another;
  return another;
}

bool
tour_pane_forward (TourPane *pane)
{
  return !scroll (pane, ACTION_PAGE_DOWN) && turn (pane, MIN (pane->step + 1, pane->tour->steps->len));
}

bool
tour_pane_backward (TourPane *pane)
{
  return !scroll (pane, ACTION_PAGE_UP) && turn (pane, pane->step > 0 ? pane->step - 1 : 0);
}

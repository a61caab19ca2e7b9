/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that is read from top to bottom.
 *
 * Wraps at spaces where there are any, else between graphemes, once for each
 * width and not for each frame.  A match of the search that lies over the end of
 * a wrapped line is not found. */
#include "config.h"

#include "text-pane.h"

#include "../dissect/printable.h"
#include "search.h"

#include <string.h>

/* Of a row of a table that is wrapped. */
enum { NARROW_HANG = 4 };

typedef struct Line {
  char *text;
  char *narrow; /* in its place with fewer than `needed` columns; NULL: the same */
  Style style;
  int hang, needed;
  bool begins; /* of lines: a paragraph */
} Line;

struct TextPane {
  GArray *paragraphs; /* of Line: as they were added */
  GArray *lines;      /* of Line: wrapped; hang is the indent */
  int columns;        /* that lines were wrapped for; 0: not yet */
  int drawn;          /* columns when it was drawn last */
  List list;
  size_t marked; /* SIZE_MAX: none */
  size_t wanted; /* paragraph that is to be in sight; SIZE_MAX: none */
  bool plain;
};

static void
line_clear (gpointer line)
{
  g_free (((Line *) line)->text);
  g_free (((Line *) line)->narrow);
}

static GArray *
lines_new (void)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (lines, line_clear);
  return lines;
}

TextPane *
text_pane_new (void)
{
  TextPane *pane = g_new0 (TextPane, 1);
  pane->paragraphs = lines_new ();
  pane->lines = lines_new ();
  pane->marked = pane->wanted = SIZE_MAX;
  return pane;
}

void
text_pane_free (TextPane *pane)
{
  if (pane == NULL)
    return;
  g_array_unref (pane->paragraphs);
  g_array_unref (pane->lines);
  g_free (pane);
}

void
text_pane_clear (TextPane *pane)
{
  g_array_set_size (pane->paragraphs, 0);
  g_array_set_size (pane->lines, 0);
  pane->columns = 0;
  pane->marked = SIZE_MAX;
}

void
text_pane_rewind (TextPane *pane)
{
  pane->list.top = pane->list.selected = 0;
  pane->marked = SIZE_MAX;
}

void
text_pane_add (TextPane *pane, Style style, int hang, const char *text)
{
  g_autofree char *spelled = canvas_spell (text);
  text = spelled;
  for (;;)
    {
      const char *end = strchrnul (text, '\n');
      Line line = { .text = g_strndup (text, (gsize) (end - text)), .style = style, .hang = hang };
      g_array_append_val (pane->paragraphs, line);
      if (*end == '\0')
        break;
      text = end + 1;
    }
  pane->columns = 0;
}

void
text_pane_addf (TextPane *pane, Style style, int hang, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  text_pane_add (pane, style, hang, text);
  g_free (text);
}

void
text_pane_add_labelled (TextPane *pane, Style style, int columns, const char *label, const char *text)
{
  if (pane->plain)
    {
      const char *colon = label[0] == '\0' ? "" : g_str_has_suffix (label, ":") ? " " : ": ";
      g_autofree char *plain = g_strconcat (label, colon, text, NULL);
      text_pane_add (pane, style, columns, plain);
      return;
    }
  int room = columns - 1 - (int) printable_width (label);
  g_autofree char *line = g_strdup_printf ("%s%*s %s", label, MAX (room, 0), "", text);
  text_pane_add (pane, style, columns, line);
}

void
text_pane_add_labelledf (TextPane *pane, Style style, int columns, const char *label, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  text_pane_add_labelled (pane, style, columns, label, text);
}

void
text_pane_add_row (TextPane *pane, Style style, int hang, int needed, const char *text, const char *narrow)
{
  Line line = { g_strdup (text), g_strdup (narrow), style, hang, needed, false };
  g_array_append_val (pane->paragraphs, line);
  pane->columns = 0;
}

void
text_pane_be_plain (TextPane *pane)
{
  pane->plain = true;
}

bool
text_pane_is_plain (const TextPane *pane)
{
  return pane->plain;
}

size_t
text_pane_paragraphs (const TextPane *pane)
{
  return pane->paragraphs->len;
}

char *
text_pane_paragraph (const TextPane *pane, size_t index)
{
  const Line *line = &g_array_index (pane->paragraphs, Line, index);
  return g_strchomp (g_strdup (pane->plain && line->narrow != NULL ? line->narrow : line->text));
}

size_t
text_pane_break_at (const char *text, size_t columns)
{
  return printable_break_at (text, columns);
}

static void
wrap_paragraph (TextPane *pane, const Line *paragraph, int columns)
{
  const bool narrow = columns < paragraph->needed;
  const char *text = narrow ? paragraph->narrow : paragraph->text;
  const int hang = MIN (paragraph->hang, narrow ? NARROW_HANG : columns / 2);
  const char *begin = text;
  int indent = 0;
  do
    {
      size_t length = text_pane_break_at (text, (size_t) MAX (columns - indent, 1));
      Line line = { .text = g_strndup (text, length), .style = paragraph->style, .hang = indent };
      line.begins = text == begin;
      g_array_append_val (pane->lines, line);
      text += length;
      if (*text == ' ')
        text++;
      indent = hang;
    }
  while (*text != '\0');
}

/* The line on which a paragraph begins. */
static size_t
line_of (const TextPane *pane, size_t paragraph)
{
  size_t line = 0;
  for (size_t i = 0; line < pane->lines->len; line++)
    if (g_array_index (pane->lines, Line, line).begins && i++ == paragraph)
      break;
  return line;
}

static void
wrap (TextPane *pane, int columns)
{
  if (pane->columns == columns)
    return;
  g_array_set_size (pane->lines, 0);
  for (guint i = 0; i < pane->paragraphs->len; i++)
    wrap_paragraph (pane, &g_array_index (pane->paragraphs, Line, i), columns);
  pane->columns = columns;
}

static void
bring_to_sight (TextPane *pane, size_t line)
{
  size_t rows = MAX (pane->list.rows, 1);
  if (line < pane->list.top || line >= pane->list.top + rows)
    pane->list.top = line > rows / 3 ? line - rows / 3 : 0;
}

void
text_pane_draw (TextPane *pane, Canvas *canvas, Area area)
{
  if (area.rows <= 0 || area.columns <= 2)
    return;
  pane->drawn = area.columns - 1;
  wrap (pane, pane->drawn);
  pane->list.count = pane->lines->len;
  pane->list.rows = (size_t) area.rows;
  if (pane->wanted != SIZE_MAX)
    bring_to_sight (pane, line_of (pane, pane->wanted));
  pane->wanted = SIZE_MAX;
  size_t last = pane->list.count > pane->list.rows ? pane->list.count - pane->list.rows : 0;
  pane->list.top = MIN (pane->list.top, last);
  for (int row = 0; row < area.rows; row++)
    {
      size_t index = pane->list.top + (size_t) row;
      if (index >= pane->lines->len)
        break;
      const Line *line = &g_array_index (pane->lines, Line, index);
      Style style = index == pane->marked ? STYLE_SELECTED : line->style;
      canvas_say (canvas, area.row + row, area.column + line->hang, area.columns - line->hang, style, line->text);
    }
  if (pane->list.top > 0)
    canvas_say (canvas, area.row, area.column + area.columns - 1, 1, STYLE_HEADING, "▲");
  if (pane->list.top < last)
    canvas_say (canvas, area.row + area.rows - 1, area.column + area.columns - 1, 1, STYLE_HEADING, "▼");
}

bool
text_pane_act (TextPane *pane, Action action)
{
  /* Its text may be new, and not have been drawn yet. */
  if (pane->drawn > 0)
    wrap (pane, pane->drawn);
  pane->list.count = pane->lines->len;
  if (!list_scroll (&pane->list, action))
    return false;
  pane->marked = SIZE_MAX;
  return true;
}

size_t
text_pane_wrap (TextPane *pane, int columns)
{
  wrap (pane, columns);
  return pane->lines->len;
}

char *
text_pane_line (const TextPane *pane, size_t line)
{
  return g_strdup (line < pane->lines->len ? g_array_index (pane->lines, Line, line).text : "");
}

size_t
text_pane_count (const TextPane *pane)
{
  return pane->lines->len;
}

size_t
text_pane_position (const TextPane *pane)
{
  return pane->marked != SIZE_MAX ? pane->marked : pane->list.top;
}

bool
text_pane_matches (const TextPane *pane, size_t line, const char *needle)
{
  return line < pane->lines->len && search_matches (g_array_index (pane->lines, Line, line).text, needle);
}

void
text_pane_show (TextPane *pane, size_t paragraph)
{
  pane->wanted = paragraph;
}

void
text_pane_go (TextPane *pane, size_t line)
{
  bring_to_sight (pane, line);
  pane->marked = line;
}

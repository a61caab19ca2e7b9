/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laying out columns, and drawing a row of cells in them. */
#include "config.h"

#include "columns.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

/* Leaves out columns until the rest fits; 0 in `widths` is one left out.  What is left over. */
static int
choose (const Column *columns, int count, int available, int *widths)
{
  int needed = COLUMNS_MARK - 1;
  for (int i = 0; i < count; i++)
    {
      widths[i] = available >= columns[i].from ? columns[i].least : 0;
      needed += widths[i] > 0 ? widths[i] + 1 : 0;
    }
  while (needed > available)
    {
      int first = -1;
      for (int i = 0; i < count; i++)
        if (widths[i] > 0 && (first < 0 || columns[i].keep < columns[first].keep))
          first = i;
      if (first < 0)
        return 0;
      needed -= widths[first] + 1;
      widths[first] = 0;
    }
  return available - needed;
}

void
columns_lay_out (const Column *columns, int count, const int *wishes, int available, int *widths)
{
  int spare = choose (columns, count, available, widths);
  int weights = 0;
  for (int i = 0; i < count; i++)
    {
      int wish = wishes != NULL ? wishes[i] : 0;
      int more = widths[i] > 0 ? CLAMP (wish - widths[i], 0, spare) : 0;
      widths[i] += more;
      spare -= more;
      weights += widths[i] > 0 ? columns[i].weight : 0;
    }
  for (int i = 0; i < count && weights > 0; i++)
    if (widths[i] > 0 && columns[i].weight > 0)
      {
        int share = spare * columns[i].weight / weights;
        widths[i] += share;
        spare -= share;
        weights -= columns[i].weight;
      }
}

static void
say (const Column *column, Canvas *canvas, int at, int place, int width, Style style, const char *text)
{
  char *fitted = printable_fit (text, (size_t) width);
  int lead = column->right ? MAX (width - (int) printable_width (fitted), 0) : 0;
  canvas_say (canvas, at, place + lead, width - lead, style, fitted);
  g_free (fitted);
}

const char *
column_heading (const char *heading)
{
  const char *own = C_ ("column", heading);
  return own != heading ? own : _ (heading);
}

void
columns_draw_headings (const Column *columns, int count, const int *widths, Canvas *canvas, Area area)
{
  int place = area.column + COLUMNS_MARK;
  for (int i = 0; i < count; i++)
    if (widths[i] > 0)
      {
        say (&columns[i], canvas, area.row, place, widths[i], STYLE_HEADING, column_heading (columns[i].heading));
        place += widths[i] + 1;
      }
}

void
columns_draw_first_heading (const Column *columns, const int *widths, const char *heading, Canvas *canvas, Area area)
{
  if (widths[0] == 0)
    return;
  canvas_put (canvas, area.row, area.column + COLUMNS_MARK, widths[0], STYLE_HEADING, "");
  say (&columns[0], canvas, area.row, area.column + COLUMNS_MARK, widths[0], STYLE_HEADING, heading);
}

void
columns_mark_heading (const int *widths, int marked, Canvas *canvas, Area area)
{
  int place = area.column;
  if (marked < 0 || widths[marked] == 0)
    return;
  for (int i = 0; i < marked; i++)
    place += widths[i] > 0 ? widths[i] + 1 : 0;
  canvas_say (canvas, area.row, place, 1, STYLE_HEADING, ">");
}

void
columns_sort_heading (const Column *columns, const int *widths, int sorted, bool descending, Canvas *canvas, Area area)
{
  int place = area.column + COLUMNS_MARK, edge = area.column + area.columns - 1;
  if (sorted < 0 || widths[sorted] == 0)
    return;
  for (int i = 0; i < sorted; i++)
    place += widths[i] > 0 ? widths[i] + 1 : 0;
  int heading = (int) MIN (printable_width (column_heading (columns[sorted].heading)), (size_t) widths[sorted]);
  /* Behind the words, which may be in the gap; behind the last column there may be none. */
  place += columns[sorted].right ? widths[sorted] : heading;
  canvas_say (canvas, area.row, MIN (place, edge), 1, STYLE_HEADING, descending ? "▼" : "▲");
}

int
columns_at (const int *widths, int count, Area area, int place)
{
  int begin = area.column;
  for (int i = 0; i < count; i++)
    {
      int end = begin + (widths[i] > 0 ? widths[i] + 1 : 0);
      if (place >= begin && place < end)
        return i;
      begin = end;
    }
  return -1;
}

int
columns_next (const int *widths, int count, int from, bool right)
{
  int step = right ? 1 : -1;
  for (int i = from < 0 ? 0 : from + step; i >= 0 && i < count; i += step)
    if (widths[i] > 0)
      return i;
  return from;
}

char *
columns_say (const Column *columns, int count, const char *first, const char *const *cells)
{
  GString *text = g_string_new (NULL);
  for (int i = 0; i < count; i++)
    if (cells[i] != NULL && cells[i][0] != '\0' && !g_str_equal (cells[i], "—"))
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? _ (", ") : "",
                              i == 0 && first != NULL ? first : column_heading (columns[i].heading), cells[i]);
  return g_string_free (text, FALSE);
}

void
columns_draw_row (const Column *columns, int count, const int *widths, Canvas *canvas, int at, Area area,
                  const char *const *cells, const Style *styles, bool selected)
{
  int place = area.column + COLUMNS_MARK;
  canvas_put (canvas, at, area.column, area.columns, selected ? STYLE_SELECTED : STYLE_TEXT, selected ? ">" : "");
  for (int i = 0; i < count; i++)
    if (widths[i] > 0)
      {
        say (&columns[i], canvas, at, place, widths[i], selected ? STYLE_SELECTED : styles[i], cells[i]);
        place += widths[i] + 1;
      }
}

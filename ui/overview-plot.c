/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plots of amounts over time, as wide as the screen allows: stretches are joined where they do not fit. */
#include "config.h"

#include "overview-plot.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

enum { TOTAL_COLUMNS = 12, PLOT_LEAST = 8, EIGHTHS = 8 };

#define DAY (INT64_C (86400) * 1000000000)

char *
overview_span (int64_t nanoseconds)
{
  static const struct {
    int64_t seconds;
    const char *format;
  } units[] = { { 86400, N_ ("%s d") }, { 3600, N_ ("%s h") }, { 60, N_ ("%s min") }, { 1, N_ ("%s s") } };
  int64_t seconds = nanoseconds / 1000000000;
  size_t unit = 0;
  while (unit + 1 < G_N_ELEMENTS (units) && seconds < 2 * units[unit].seconds)
    unit++;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, seconds / units[unit].seconds);
  return g_strdup_printf (_ (units[unit].format), number);
}

/* So many stretches stand in one column of the screen. */
typedef struct Plot {
  const Stretches *stretches;
  size_t count, joined;
} Plot;

static uint64_t
amount_at (const Plot *plot, size_t at, int row)
{
  uint64_t sum = 0;
  for (size_t i = at; i < MIN (at + plot->joined, plot->count); i++)
    sum += plot->stretches->stretch[i].amount[row];
  return sum;
}

static uint64_t
highest_of (const Plot *plot, int row)
{
  uint64_t highest = 1;
  for (size_t at = 0; at < plot->count; at += plot->joined)
    highest = MAX (highest, amount_at (plot, at, row));
  return highest;
}

/* An eighth of a block for each eighth of the highest; whatever there is gets one. */
static char *
blocks_of (const Plot *plot, int row, uint64_t highest)
{
  static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
  GString *line = g_string_new (NULL);
  for (size_t at = 0; at < plot->count; at += plot->joined)
    {
      uint64_t amount = amount_at (plot, at, row);
      /* Of very much the last bits do not show, and the product has to fit. */
      int shift = highest >> 56 != 0 ? 8 : 0;
      uint64_t eighths = ((amount >> shift) * EIGHTHS + (highest >> shift) - 1) / (highest >> shift);
      g_string_append (line, blocks[amount > 0 ? CLAMP (eighths, 1, EIGHTHS) : 0]);
    }
  return g_string_free (line, FALSE);
}

/* A time as lists tell it, or of longer captures a day. */
static char *
edge_words (const Model *model, int64_t time, bool days)
{
  if (!days || model->times == TIMES_RELATIVE)
    return model_time (model, time);
  char text[PRINTABLE_TIME];
  printable_time (time, false, text);
  return g_strndup (text, sizeof "2026-11-23" - 1);
}

/* When the plot begins and ends, at its edges. */
static void
add_edges (TextPane *pane, const Model *model, const Plot *plot)
{
  const Stretches *stretches = plot->stretches;
  bool days = stretches->last - stretches->start >= DAY;
  g_autofree char *first = edge_words (model, stretches->start, days),
                  *last = edge_words (model, stretches->last, days);
  int width = (int) ((plot->count + plot->joined - 1) / plot->joined);
  int gap = width - (int) printable_width (first) - (int) printable_width (last);
  text_pane_add_labelledf (pane, STYLE_DIM, OVERVIEW_LABEL_COLUMNS, "", gap > 0 ? "%s%*s%s" : "%s%*s- %s", first,
                           MAX (gap, 1), "", last);
}

void
overview_plot (TextPane *pane, const Model *model, const Stretches *stretches, const PlotRow rows[STRETCH_ROWS],
               bool together, const char *heading, int columns)
{
  size_t count = stretches_count (stretches);
  size_t room = (size_t) MAX (columns - OVERVIEW_LABEL_COLUMNS - TOTAL_COLUMNS, PLOT_LEAST);
  const Plot plot = { stretches, count, MAX ((count + room - 1) / room, 1) };
  uint64_t highest = 1;
  g_autofree char *span = overview_span (stretches->step * (int64_t) plot.joined);
  text_pane_addf (pane, STYLE_HEADING, 0, heading, span);
  for (int row = 0; row < STRETCH_ROWS && together; row++)
    highest = MAX (highest, highest_of (&plot, row));
  for (int row = 0; row < STRETCH_ROWS; row++)
    {
      if (rows[row].label == NULL)
        continue;
      g_autofree char *blocks = blocks_of (&plot, row, together ? highest : highest_of (&plot, row));
      if (text_pane_is_plain (pane))
        text_pane_addf (pane, STYLE_TEXT, 0, "%s: %s", rows[row].label, rows[row].total);
      else
        text_pane_add_labelledf (pane, rows[row].any ? rows[row].style : STYLE_DIM, OVERVIEW_LABEL_COLUMNS,
                                 rows[row].label, "%s  %s", blocks, rows[row].total);
    }
  if (!text_pane_is_plain (pane))
    add_edges (pane, model, &plot);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the overview tells of time: small plots, and how long something is. */
#ifndef SMTPLENS_OVERVIEW_PLOT_H
#define SMTPLENS_OVERVIEW_PLOT_H

#include "model.h"
#include "stretches.h"
#include "text-pane.h"

enum { OVERVIEW_LABEL_COLUMNS = 14 };

typedef struct PlotRow {
  const char *label; /* NULL: it is not drawn */
  const char *total; /* behind it, for a reader of lines instead of it */
  bool any;          /* there is some */
  Style style;
} PlotRow;

/* A row of blocks for each amount, with a line of times below; `heading` has a "%s" for how long a stretch is.
 * `together`: the rows have one scale. */
void overview_plot (TextPane *pane, const Model *model, const Stretches *stretches, const PlotRow rows[STRETCH_ROWS],
                    bool together, const char *heading, int columns);

/* "5 s", "12 min", "3 h", "2 d"; g_free. */
char *overview_span (int64_t nanoseconds);

#endif

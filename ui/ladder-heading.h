/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows above the ladder, and how wide what stands left of it is. */
#ifndef SMTPLENS_LADDER_HEADING_H
#define SMTPLENS_LADDER_HEADING_H

#include "canvas.h"
#include "model.h"

enum {
  HOST_ROWS = 2,
  LADDER_PACKET_COLUMNS = 7,
  LADDER_TIME_LONG = 16, /* columns that a time to a microsecond takes */
  LADDER_LEAST = 60,     /* narrower ladders have no times */
};

/* Columns of the times; 0: there is no room for them. */
int ladder_time_columns (Area area);
/* Columns left of the client's rail. */
int ladder_margin (Area area);
/* Rows above the ladder: HOST_ROWS, and one more for what was lost or came again, if there is
 * something to say ("" is nothing) and room. */
int ladder_heading_rows (Area area, const char *losses);
void ladder_heading_losses (Canvas *canvas, Area area, const char *losses);
/* Both hosts, and what the times count. */
void ladder_heading_draw (Canvas *canvas, Area area, const Model *model, const SmtpSession *session);

#endif

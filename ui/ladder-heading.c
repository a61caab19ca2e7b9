/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hosts over their rails, and over the times what they count.
 *
 * Both hosts stand there on any screen, cut where they must be. */
#include "config.h"

#include "ladder-heading.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

enum {
  PACKET_COLUMNS = LADDER_PACKET_COLUMNS,
  /* Times to a millisecond, and to a microsecond where there is room. */
  TIME_COLUMNS = 13,
  TIME_COLUMNS_LONG = LADDER_TIME_LONG,
  TIME_LONG_FROM_COLUMNS = 96,
  LOSSES_FROM_ROWS = 12,
};

int
ladder_time_columns (Area area)
{
  return area.columns < LADDER_LEAST ? 0 : area.columns < TIME_LONG_FROM_COLUMNS ? TIME_COLUMNS : TIME_COLUMNS_LONG;
}

int
ladder_margin (Area area)
{
  return 1 + PACKET_COLUMNS + ladder_time_columns (area) + 1;
}

/* Both labels in one row behind the margin, if they fit: over the rails where there is room. */
static bool
draw_host_line (Canvas *canvas, int row, Area area, int margin, const Style styles[2], char *const labels[2])
{
  int widths[2] = { (int) printable_width (labels[SIDE_CLIENT]), (int) printable_width (labels[SIDE_SERVER]) };
  if (margin + widths[SIDE_CLIENT] + widths[SIDE_SERVER] + 1 > area.columns)
    return false;
  canvas_say (canvas, row, area.column + margin, widths[SIDE_CLIENT], styles[SIDE_CLIENT], labels[SIDE_CLIENT]);
  canvas_say (canvas, row, area.column + area.columns - widths[SIDE_SERVER], widths[SIDE_SERVER], styles[SIDE_SERVER],
              labels[SIDE_SERVER]);
  return true;
}

/* The same, each cut to half of the row. */
static void
draw_host_halves (Canvas *canvas, int row, Area area, int margin, const Style styles[2], char *const labels[2])
{
  size_t half = (size_t) MAX ((area.columns - margin) / 2 - 1, 1);
  char *cut[2] = { printable_fit (labels[SIDE_CLIENT], half), printable_fit (labels[SIDE_SERVER], half) };
  draw_host_line (canvas, row, area, margin, styles, cut);
  g_free (cut[SIDE_CLIENT]);
  g_free (cut[SIDE_SERVER]);
}

/* Above the times: what they count. */
static void
draw_time_heading (Canvas *canvas, Area area, const Model *model, const SmtpSession *session)
{
  const TimeStyle style = model->ladder_times;
  int columns = ladder_time_columns (area);
  if (columns == 0)
    return;
  g_autofree char *zone = moment_zone (session_start (session));
  g_autofree char *text = style == TIMES_LOCAL      ? g_strconcat (_ ("local"), zone, NULL)
                          : style == TIMES_UTC      ? g_strdup ("UTC")
                          : style == TIMES_RELATIVE ? g_strdup (_ ("since start"))
                                                    : g_strdup (_ ("since line"));
  int width = (int) printable_width (text);
  const char *packet = _ ("packet");
  int packet_width = MIN ((int) printable_width (packet), PACKET_COLUMNS);
  canvas_say (canvas, area.row, area.column + 1 + PACKET_COLUMNS - packet_width, packet_width, STYLE_HEADING, packet);
  canvas_say (canvas, area.row, area.column + 1 + PACKET_COLUMNS + columns - width, width, STYLE_HEADING, text);
}

static char *
host_label (Wording wording, const SmtpSession *session, Side side)
{
  char *name = wording_host_name (wording, session, side);
  char *label = g_strdup_printf ("%s%s%s", side == SIDE_CLIENT ? C_ ("ladder", "Client") : C_ ("ladder", "Server"),
                                 name[0] != '\0' ? " " : "", name);
  g_free (name);
  return label;
}

void
ladder_heading_draw (Canvas *canvas, Area area, const Model *model, const SmtpSession *session)
{
  static const Style name_styles[2] = { STYLE_HEADING, STYLE_HEADING };
  static const Style place_styles[2] = { STYLE_CLIENT, STYLE_SERVER };
  const Wording wording = model->wording;
  char *names[2], *places[2], *addresses[2];
  for (int side = 0; side < 2; side++)
    {
      names[side] = host_label (wording, session, (Side) side);
      places[side] = wording_endpoint (session, (Side) side);
      addresses[side] = wording_ip (session, (Side) side);
    }
  /* The margin of the first row is the heading of the times', where there are any. */
  int margin = ladder_margin (area), narrow = ladder_time_columns (area) > 0 ? margin : 1;
  draw_time_heading (canvas, area, model, session);
  if (!draw_host_line (canvas, area.row, area, margin, name_styles, names)
      && !draw_host_line (canvas, area.row, area, narrow, name_styles, names))
    draw_host_halves (canvas, area.row, area, narrow, name_styles, names);
  /* Two whole IPv6 addresses fit 80 columns, without their ports. */
  if (!draw_host_line (canvas, area.row + 1, area, margin, place_styles, places)
      && !draw_host_line (canvas, area.row + 1, area, 1, place_styles, places)
      && !draw_host_line (canvas, area.row + 1, area, 1, place_styles, addresses))
    draw_host_halves (canvas, area.row + 1, area, 1, place_styles, addresses);
  for (int side = 0; side < 2; side++)
    {
      g_free (names[side]);
      g_free (places[side]);
      g_free (addresses[side]);
    }
}

int
ladder_heading_rows (Area area, const char *losses)
{
  return HOST_ROWS + (losses[0] != '\0' && area.rows >= LOSSES_FROM_ROWS);
}

void
ladder_heading_losses (Canvas *canvas, Area area, const char *losses)
{
  int width = (int) printable_width (losses);
  int margin = ladder_margin (area) + width <= area.columns ? ladder_margin (area) : 1;
  g_autofree char *fitted = printable_fit (losses, (size_t) MAX (area.columns - margin, 1));
  canvas_say (canvas, area.row + HOST_ROWS, area.column + margin, area.columns - margin, STYLE_GAP, fitted);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole at a glance, live too: who could read the mails, how sure their senders are,
 * how exposure went over time, and what of the traffic was lost. */
#include "config.h"

#include "empty.h"
#include "overview-plot.h"
#include "text-pane.h"
#include "view.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>
#include <time.h>

typedef struct OverviewView {
  const Ui *ui;
  const Model *model;
  TextPane *pane;
} OverviewView;

enum { LABEL_COLUMNS = OVERVIEW_LABEL_COLUMNS, BAR_COLUMNS = 20 };

/* "2026-11-23 10:00:00". */
static char *
date_words (int64_t time)
{
  time_t seconds = (time_t) (time / 1000000000);
  struct tm parts;
  char text[64];
  if (gmtime_r (&seconds, &parts) == NULL || strftime (text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts) == 0)
    return g_strdup ("?");
  return g_strdup (text);
}

/* A share of a whole as a bar; whoever has any gets a mark.  `words` has a place for each of them. */
static void
add_share (TextPane *pane, const char *label, uint64_t part, uint64_t whole, Style style, const char *words)
{
  g_autofree char *count = wording_number (part), *all = wording_number (whole);
  g_autofree char *shares = g_strdup_printf (words, count, all);
  g_autoptr (GString) bar = g_string_new (NULL);
  uint64_t marks = whole == 0 ? 0 : (part * BAR_COLUMNS + whole - 1) / whole;
  for (uint64_t i = 0; i < BAR_COLUMNS && !text_pane_is_plain (pane); i++)
    g_string_append (bar, i < marks ? "█" : "·");
  text_pane_add_labelledf (pane, part > 0 ? style : STYLE_TEXT, LABEL_COLUMNS, label, "%s%s%s", bar->str,
                           bar->len > 0 ? "  " : "", shares);
}

static void
add_time (const OverviewView *view, const Tally *tally)
{
  char *first = date_words (tally->first), *last = date_words (tally->last);
  char *span = overview_span (tally->last - tally->first);
  text_pane_add_labelledf (view->pane, STYLE_TEXT, LABEL_COLUMNS, _ ("Time"), _ ("%s to %s UTC (%s)"), first, last,
                           span);
  g_free (first);
  g_free (last);
  g_free (span);
}

static void
add_sessions_plot (const OverviewView *view, const Tally *tally, int columns)
{
  uint64_t other = tally->sessions - tally->clear - tally->hidden;
  g_autofree char *clear = wording_number (tally->clear), *hidden = wording_number (tally->hidden),
                  *nothing = wording_number (other);
  const PlotRow rows[STRETCH_ROWS] = {
    [TALLY_CLEAR] = { _ ("in the clear"), clear, tally->clear > 0, STYLE_MEDIUM },
    [TALLY_HIDDEN] = { _ ("inside TLS"), hidden, tally->hidden > 0, STYLE_TLS },
    [TALLY_OTHER] = { _ ("nothing sent"), nothing, other > 0, STYLE_TEXT },
  };
  overview_plot (view->pane, view->model, &tally->over_time, rows, true,
                 text_pane_is_plain (view->pane) ? _ ("\nSessions") : _ ("\nSessions over time, %s each"), columns);
}

/* Of a moment there is nothing to see. */
static void
add_traffic_plot (const OverviewView *view, int columns)
{
  const Model *model = view->model;
  const Stretches *traffic = &model->pace.over_time;
  if (text_pane_is_plain (view->pane) || stretches_count (traffic) < 2)
    return;
  uint64_t octets = 0;
  for (size_t i = 0; i < stretches_count (traffic); i++)
    octets += traffic->stretch[i].amount[PACE_OCTETS];
  g_autofree char *packets = wording_number (model->packets), *size = wording_size (octets),
                  *dropped = wording_number (model->pace.dropped);
  const PlotRow rows[STRETCH_ROWS] = {
    [PACE_PACKETS] = { _ ("packets"), packets, true, STYLE_TEXT },
    [PACE_OCTETS] = { _ ("octets"), size, true, STYLE_TEXT },
    [PACE_DROPPED] = { model->pace.dropped > 0 ? _ ("dropped") : NULL, dropped, true, STYLE_GAP },
  };
  overview_plot (view->pane, model, traffic, rows, false, _ ("\nTraffic over time, %s each"), columns);
}

/* How fast packets come: lately while they are captured, else on average; of seldom ones in a longer time. */
static void
add_pace (const OverviewView *view)
{
  static const struct {
    double seconds;
    const char *lately, *average;
  } units[] = {
    { 1, N_ ("%s and %s a second lately"), N_ ("%s and %s a second on average") },
    { 60, N_ ("%s and %s a minute lately"), N_ ("%s and %s a minute on average") },
    { 3600, N_ ("%s and %s an hour lately"), N_ ("%s and %s an hour on average") },
    { 86400, N_ ("%s and %s a day lately"), N_ ("%s and %s a day on average") },
  };
  const double most = 1e18;
  const Model *model = view->model;
  PaceRate rate;
  size_t unit = 0;
  bool live = model->live && model->reading;
  if (!(live ? pace_recent (&model->pace, &rate) : pace_average (&model->pace, &rate)))
    return;
  while (unit + 1 < G_N_ELEMENTS (units) && rate.packets * units[unit].seconds < 1)
    unit++;
  uint64_t packets = (uint64_t) MIN (rate.packets * units[unit].seconds + 0.5, most),
           octets = (uint64_t) MIN (rate.octets * units[unit].seconds + 0.5, most);
  g_autofree char *some = wording_count (packets, "%s packet", "%s packets"), *much = wording_size (octets);
  text_pane_add_labelledf (view->pane, STYLE_TEXT, LABEL_COLUMNS, _ ("Rate"),
                           live ? _ (units[unit].lately) : _ (units[unit].average), some, much);
}

static void
add_memory (const OverviewView *view)
{
  const Model *model = view->model;
  if (model->memory == 0)
    return;
  g_autofree char *memory = wording_number (model->memory >> 20), *spool = wording_number (model->spool >> 20);
  text_pane_add_labelledf (view->pane, STYLE_TEXT, LABEL_COLUMNS, _ ("Memory"),
                           _ ("%s MiB in all, and %s MiB of mails in a temporary file"), memory, spool);
}

/* Sessions that came after a limit or a full disk: the lists do not have them. */
static void
add_left_out (const OverviewView *view)
{
  const Model *model = view->model;
  if (model->left_out == 0 || model->full == NULL)
    return;
  g_autofree char *sessions = wording_count (model->left_out, "%s session not kept", "%s sessions not kept");
  text_pane_add_labelledf (view->pane, STYLE_GAP, LABEL_COLUMNS, _ ("Left out"), _ ("%s: %s"), sessions, model->full);
}

static void
add_losses (const OverviewView *view)
{
  const Model *model = view->model;
  const Tally *tally = &model->tally; /* whatever is filtered */
  char *packets = wording_count (model->packets, "%s packet", "%s packets"),
       *kept = wording_number (model->octets_kept >> 20);
  text_pane_add (view->pane, STYLE_HEADING, 0, _ ("\nThe capture itself"));
  text_pane_add_labelledf (view->pane, STYLE_TEXT, LABEL_COLUMNS, _ ("Read"),
                           !model->reading ? "%s"
                           : model->live   ? _ ("%s, live")
                                           : _ ("%s, and more to come"),
                           packets);
  add_pace (view);
  if (tally->with_gaps > 0)
    {
      char *gaps = wording_count (tally->with_gaps, "%s session lacks octets that were never captured",
                                  "%s sessions lack octets that were never captured");
      text_pane_add_labelled (view->pane, STYLE_GAP, LABEL_COLUMNS, _ ("Lost"), gaps);
      g_free (gaps);
    }
  if (model->dropped > 0)
    {
      char *dropped = wording_count (model->dropped, "%s packet was dropped while capturing",
                                     "%s packets were dropped while capturing");
      text_pane_add_labelled (view->pane, STYLE_GAP, LABEL_COLUMNS, _ ("Dropped"), dropped);
      g_free (dropped);
    }
  if (model->damage != NULL)
    text_pane_add_labelled (view->pane, STYLE_GAP, LABEL_COLUMNS, _ ("Damaged"), model->damage);
  text_pane_add_labelledf (view->pane, STYLE_TEXT, LABEL_COLUMNS, _ ("Kept"),
                           _ ("about %s MiB of sessions, mails apart"), kept);
  add_left_out (view);
  add_memory (view);
  for (guint i = 0; model->file_notes != NULL && i < model->file_notes->len; i++)
    text_pane_add_labelled (view->pane, STYLE_TEXT, LABEL_COLUMNS, i == 0 ? _ ("Its file says") : "",
                            g_ptr_array_index (model->file_notes, i));
  g_free (packets);
  g_free (kept);
}

/* What of the whole the filters take: all figures below are of that. */
static void
add_taken (const OverviewView *view, const Tally *tally)
{
  const Tally *all = &view->model->tally;
  if (model_shows_all (view->model))
    return;
  g_autofree char *sessions = wording_number (tally->sessions), *mails = wording_number (tally->mails),
                  *logins = wording_number (tally->logins);
  g_autofree char *of_sessions = wording_number (all->sessions), *of_mails = wording_number (all->mails),
                  *of_logins = wording_number (all->logins);
  text_pane_add_labelledf (view->pane, STYLE_NOTICE, LABEL_COLUMNS, _ ("Filtered"),
                           _ ("%s of %s sessions, %s of %s mails, %s of %s logins"), sessions, of_sessions, mails,
                           of_mails, logins, of_logins);
}

static void
compose (const OverviewView *view, int columns)
{
  const Tally *tally = model_tally (view->model);
  TextPane *pane = view->pane;
  text_pane_clear (pane);
  add_taken (view, tally);
  if (tally->sessions == 0)
    {
      EmptyWords words = empty_words (view->ui, EMPTY_OVERVIEW, view->model->tally.sessions > 0);
      text_pane_add (pane, STYLE_HEADING, 0, words.what);
      text_pane_add (pane, STYLE_TEXT, 0, words.next);
      add_losses (view);
      add_traffic_plot (view, columns);
      empty_words_clear (&words);
      return;
    }
  add_time (view, tally);
  text_pane_add (pane, STYLE_HEADING, 0, _ ("\nWho could read them"));
  add_share (pane, _ ("Everyone"), tally->readable, tally->mails, STYLE_HIGH, _ ("%s of %s mails, on the path"));
  add_share (pane, _ ("The servers"), tally->mails - tally->sealed, tally->mails, STYLE_MEDIUM,
             _ ("%s of %s mails: TLS ends there"));
  add_share (pane, _ ("Passwords"), tally->passwords, tally->logins, STYLE_HIGH,
             _ ("%s of %s logins gave theirs away"));
  text_pane_add (pane, STYLE_HEADING, 0, _ ("\nHow sure the senders are"));
  add_share (pane, _ ("Verified"), tally->verdicts[SENDER_VERIFIED], tally->mails, STYLE_GOOD, _ ("%s of %s mails"));
  add_share (pane, _ ("Unverified"), tally->verdicts[SENDER_UNVERIFIED] + tally->unjudged, tally->mails, STYLE_TEXT,
             _ ("%s of %s mails: nothing proves them"));
  add_share (pane, _ ("Contradicted"), tally->verdicts[SENDER_CONTRADICTED], tally->mails, STYLE_HIGH,
             _ ("%s of %s mails: evidence against them"));
  add_sessions_plot (view, tally, columns);
  add_losses (view);
  add_traffic_plot (view, columns);
}

static void
overview_draw (gpointer state, Canvas *canvas, Area area)
{
  OverviewView *view = state;
  compose (view, area.columns - 2);
  text_pane_draw (view->pane, canvas, (Area){ area.row, area.column + 1, area.rows, area.columns - 1 });
}

static bool
overview_act (gpointer state, Action action)
{
  return text_pane_act (((OverviewView *) state)->pane, action);
}

static size_t
overview_count (gpointer state)
{
  return text_pane_count (((OverviewView *) state)->pane);
}

static size_t
overview_position (gpointer state)
{
  return text_pane_position (((OverviewView *) state)->pane);
}

static bool
overview_match (gpointer state, size_t line, const char *needle)
{
  return text_pane_matches (((OverviewView *) state)->pane, line, needle);
}

static void
overview_go (gpointer state, size_t line)
{
  text_pane_go (((OverviewView *) state)->pane, line);
}

static TextPane *
overview_text (gpointer state)
{
  OverviewView *view = state;
  text_pane_be_plain (view->pane);
  compose (view, LINE_TEXT_COLUMNS);
  return view->pane;
}

static gpointer
overview_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  OverviewView *view = g_new0 (OverviewView, 1);
  view->ui = ui;
  view->model = ui_model (ui);
  view->pane = text_pane_new ();
  return view;
}

static void
overview_free (gpointer state)
{
  text_pane_free (((OverviewView *) state)->pane);
  g_free (state);
}

const View view_overview = {
  .id = "overview",
  .title = N_ ("Overview"),
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_TABS | SCOPE_FILTER,
  .open = overview_open,
  .free = overview_free,
  .draw = overview_draw,
  .act = overview_act,
  .count = overview_count,
  .position = overview_position,
  .matches = overview_match,
  .go = overview_go,
  .text = overview_text,
};

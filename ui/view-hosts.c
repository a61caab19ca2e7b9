/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts of all ended sessions: who they say they are, whether TLS is kept, which
 * accounts were seen there.  The part below says all that a host gave away of itself. */
#include "config.h"

#include "empty.h"
#include "columns.h"
#include "list.h"
#include "search.h"
#include "text-pane.h"
#include "view.h"

#include "../dissect/translate.h"

#include <inttypes.h>
#include <string.h>

typedef struct HostsView {
  Ui *ui;
  const Model *model;
  List list;
  TextPane *pane;
  const HostRow *described;
  guint described_at;
  Wording described_in;
} HostsView;

static const HostCell cells_shown[] = { HOST_CELL_ADDRESS, HOST_CELL_NAME, HOST_CELL_ROLE,     HOST_CELL_SESSIONS,
                                        HOST_CELL_MAILS,   HOST_CELL_TLS,  HOST_CELL_ACCOUNTS, HOST_CELL_WORST };

static const Column columns[] = {
  { N_ ("Address"), 13, 1, 9, 0, false },
  { N_ ("Name it gives"), 12, 3, 8, 0, false },
  { N_ ("Role"), 6, 0, 5, 0, false },
  { NC_ ("column", "Sessions"), 8, 0, 4, 0, true },
  { NC_ ("column", "Mails"), 5, 0, 2, 0, true },
  { N_ ("TLS"), 8, 0, 7, 0, false },
  { NC_ ("column", "Accounts"), 8, 1, 3, 0, false },
  { N_ ("Worst"), 8, 0, 6, 0, false },
};

enum { COLUMNS = G_N_ELEMENTS (columns), LABEL_COLUMNS = 12 };
G_STATIC_ASSERT (G_N_ELEMENTS (columns) == G_N_ELEMENTS (cells_shown));

static void
draw_row (const HostsView *view, Canvas *canvas, int at, Area area, const int *widths, size_t index)
{
  const HostRow *host = hosts_row (view->model->hosts, index);
  char *words[COLUMNS];
  Style styles[COLUMNS];
  Severity severity;
  for (int i = 0; i < COLUMNS; i++)
    {
      words[i] = host_cell (view->model->wording, host, cells_shown[i]);
      styles[i] = cells_shown[i] == HOST_CELL_WORST && host_worst (host, &severity) ? style_of_severity (severity)
                                                                                    : STYLE_TEXT;
    }
  columns_draw_row (columns, COLUMNS, widths, canvas, at, area, (const char *const *) words, styles,
                    index == view->list.selected);
  for (int i = 0; i < COLUMNS; i++)
    g_free (words[i]);
}

static void
add_words (TextPane *pane, Wording wording, const char *label, const HostWords *words, bool hidden)
{
  for (guint i = 0; words->words != NULL && i < words->words->len; i++)
    {
      const GString *word = g_ptr_array_index (words->words, i);
      char *text = hidden ? g_strdup ("…") : wording_octets (wording, octets_of (word->str, word->len), OCTETS_NONE);
      text_pane_add_labelled (pane, STYLE_TEXT, LABEL_COLUMNS, i == 0 || text_pane_is_plain (pane) ? label : "", text);
      g_free (text);
    }
  if (words->left_out > 0)
    text_pane_add_labelledf (pane, STYLE_DIM, LABEL_COLUMNS, "", _ ("and more, %" PRIu64 " times"), words->left_out);
}

static void
add_side (TextPane *pane, const HostRow *host, Side side)
{
  if (host->sessions[side] == 0)
    return;
  char *sessions = wording_count (host->sessions[side], "%s session", "%s sessions");
  char *mails = wording_count (host->mails[side], "%s mail", "%s mails");
  text_pane_add_labelledf (pane, STYLE_TEXT, LABEL_COLUMNS, side == SIDE_SERVER ? _ ("As a server") : _ ("As a client"),
                           _ ("%s, %s; hidden by TLS: %" PRIu64 ", mail or login in the clear: %" PRIu64), sessions,
                           mails, host->hidden[side], host->clear[side]);
  g_free (sessions);
  g_free (mails);
}

static void
add_findings (TextPane *pane, const HostRow *host)
{
  GString *text = g_string_new (NULL);
  for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
    if (host->findings[severity] > 0)
      {
        g_autofree char *count = wording_findings (host->findings[severity], (Severity) severity);
        g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", count);
      }
  text_pane_add_labelled (pane, STYLE_TEXT, LABEL_COLUMNS, _ ("Findings"),
                          text->len > 0 ? text->str : _ ("none in its sessions"));
  g_string_free (text, TRUE);
}

static void
describe (HostsView *view)
{
  const HostRow *host = hosts_row (view->model->hosts, view->list.selected);
  const Wording wording = view->model->wording;
  if (view->described == host && view->described_at == host->changes
      && memcmp (&view->described_in, &wording, sizeof wording) == 0)
    return;
  if (view->described != host)
    text_pane_rewind (view->pane);
  text_pane_clear (view->pane);
  char *address = host_address (host);
  text_pane_add (view->pane, STYLE_HEADING, 0, address);
  g_free (address);
  add_side (view->pane, host, SIDE_SERVER);
  add_side (view->pane, host, SIDE_CLIENT);
  if (host->sessions[SIDE_SERVER] > 0)
    text_pane_add_labelled (view->pane, STYLE_TEXT, LABEL_COLUMNS, _ ("Encryption"),
                            host->offered == host->sessions[SIDE_SERVER] ? _ ("offered in each session")
                            : host->offered > 0                          ? _ ("offered in some sessions, not in others")
                                                                         : _ ("never offered"));
  add_words (view->pane, wording, _ ("Names"), &host->names, false);
  add_words (view->pane, wording, _ ("Greets with"), &host->greetings, false);
  add_words (view->pane, wording, _ ("Accounts"), &host->accounts, wording.redact);
  add_findings (view->pane, host);
  text_pane_add (view->pane, STYLE_DIM, 0,
                 _ ("\nNames and greetings are what the host says of itself: anyone can say them."));
  view->described = host;
  view->described_at = host->changes;
  view->described_in = wording;
}

static void
hosts_draw (gpointer state, Canvas *canvas, Area area)
{
  HostsView *view = state;
  int widths[COLUMNS];
  if (model_is_filtered (view->model))
    {
      canvas_say (canvas, area.row, area.column + 1, area.columns - 1, STYLE_NOTICE,
                  _ ("Of all sessions: the filter chooses among the lists alone."));
      area.row++;
      area.rows--;
    }
  columns_lay_out (columns, COLUMNS, NULL, area.columns, widths);
  list_set_count (&view->list, hosts_count (view->model->hosts));
  int rows = (int) MIN (MAX (view->list.count, 1), (size_t) MAX (area.rows / 2 - 1, 1));
  list_set_rows (&view->list, (size_t) rows);
  columns_draw_headings (columns, COLUMNS, widths, canvas, area);
  if (view->list.count == 0)
    {
      empty_draw (view->ui, EMPTY_HOSTS, false, canvas, area, 1);
      return;
    }
  canvas_list (canvas, area.row + 1, rows, view->list.top, view->list.count);
  for (int row = 0; row < rows && view->list.top + (size_t) row < view->list.count; row++)
    draw_row (view, canvas, area.row + 1 + row, area, widths, view->list.top + (size_t) row);
  canvas_rule (canvas, area.row + rows + 1, area);
  describe (view);
  text_pane_draw (view->pane, canvas,
                  (Area){ area.row + rows + 2, area.column + 1, area.rows - rows - 2, area.columns - 1 });
}

/* Its sessions, as client or server, in a list over this one. */
static void
open_sessions (const HostsView *view)
{
  const HostRow *host = hosts_row (view->model->hosts, view->list.selected);
  if (host == NULL)
    return;
  g_autofree char *address = host_address (host), *filter = g_strdup_printf ("ip == %s", address);
  ui_open_list (view->ui, view_sessions.id, filter);
}

static bool
hosts_act (gpointer state, Action action)
{
  HostsView *view = state;
  list_set_count (&view->list, hosts_count (view->model->hosts));
  if (action == ACTION_OPEN)
    {
      open_sessions (view);
      return true;
    }
  if (action == ACTION_PANE_DOWN || action == ACTION_PANE_UP)
    return text_pane_act (view->pane, action == ACTION_PANE_DOWN ? ACTION_DOWN : ACTION_UP);
  return list_act (&view->list, action);
}

static size_t
hosts_rows (gpointer state)
{
  return hosts_count (((HostsView *) state)->model->hosts);
}

static size_t
hosts_position (gpointer state)
{
  return ((HostsView *) state)->list.selected;
}

static bool
words_match (Wording wording, const HostWords *words, const char *needle)
{
  for (guint i = 0; words->words != NULL && i < words->words->len; i++)
    {
      const GString *word = g_ptr_array_index (words->words, i);
      char *text = wording_octets (wording, octets_of (word->str, word->len), OCTETS_NONE);
      bool found = search_matches (text, needle);
      g_free (text);
      if (found)
        return true;
    }
  return false;
}

static bool
hosts_match (gpointer state, size_t index, const char *needle)
{
  const HostsView *view = state;
  const HostRow *host = hosts_row (view->model->hosts, index);
  const Wording wording = view->model->wording;
  for (HostCell cell = 0; cell < HOST_CELLS; cell++)
    {
      char *text = host_cell (wording, host, cell);
      bool found = search_matches (text, needle);
      g_free (text);
      if (found)
        return true;
    }
  return words_match (wording, &host->names, needle) || words_match (wording, &host->greetings, needle)
         || (!wording.redact && words_match (wording, &host->accounts, needle));
}

static void
hosts_go (gpointer state, size_t index)
{
  HostsView *view = state;
  list_set_count (&view->list, hosts_count (view->model->hosts));
  list_select (&view->list, index);
}

static char *
hosts_say (gpointer state, size_t index)
{
  const HostsView *view = state;
  const HostRow *host = hosts_row (view->model->hosts, index);
  char *words[COLUMNS];
  for (int i = 0; i < COLUMNS; i++)
    words[i] = host_cell (view->model->wording, host, cells_shown[i]);
  char *text = columns_say (columns, COLUMNS, NULL, (const char *const *) words);
  for (int i = 0; i < COLUMNS; i++)
    g_free (words[i]);
  return text;
}

static TextPane *
hosts_text (gpointer state)
{
  HostsView *view = state;
  list_set_count (&view->list, hosts_count (view->model->hosts));
  if (view->list.count == 0)
    return NULL;
  text_pane_be_plain (view->pane);
  describe (view);
  return view->pane;
}

static gpointer
hosts_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  HostsView *view = g_new0 (HostsView, 1);
  view->ui = ui;
  view->model = ui_model (ui);
  view->pane = text_pane_new ();
  return view;
}

static void
hosts_close (gpointer state)
{
  text_pane_free (((HostsView *) state)->pane);
  g_free (state);
}

const View view_hosts = {
  .id = "hosts",
  .title = N_ ("Hosts"),
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_PANE,
  .open = hosts_open,
  .free = hosts_close,
  .draw = hosts_draw,
  .act = hosts_act,
  .count = hosts_rows,
  .position = hosts_position,
  .matches = hosts_match,
  .go = hosts_go,
  .say = hosts_say,
  .text = hosts_text,
};

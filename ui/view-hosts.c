/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts of ended sessions that the filters take: who they say they are, whether TLS is kept, which
 * accounts were seen there.  The part below says all that a host gave away of itself.  Enter leads to its
 * sessions. */
#include "config.h"

#include "cell-filter.h"
#include "empty.h"
#include "search.h"
#include "table-view.h"
#include "text-pane.h"

#include "../dissect/translate.h"

#include <inttypes.h>
#include <string.h>

typedef struct HostsView {
  Ui *ui;
  const Model *model;
  gpointer table;
  TextPane *pane;
  const HostRow *described;
  guint described_at;
  Wording described_in;
} HostsView;

enum { LABEL_COLUMNS = 12 };

/* --- the list -------------------------------------------------------------------------- */

static const TableColumn columns[] = {
  { "address", HOST_CELL_ADDRESS, true, N_ ("its address"), { N_ ("Address"), 13, 1, 9, 0, false } },
  { "name", HOST_CELL_NAME, true, N_ ("the name that it gives itself"), { N_ ("Name it gives"), 12, 3, 8, 0, false } },
  { "role", HOST_CELL_ROLE, true, N_ ("client, server or both"), { N_ ("Role"), 6, 0, 5, 0, false } },
  { "sessions",
    HOST_CELL_SESSIONS,
    true,
    N_ ("how many sessions it had"),
    { NC_ ("column", "Sessions"), 8, 0, 4, 0, true } },
  { "mails", HOST_CELL_MAILS, true, N_ ("how many mails they have"), { NC_ ("column", "Mails"), 5, 0, 2, 0, true } },
  { "tls", HOST_CELL_TLS, true, N_ ("whether TLS hid its sessions"), { N_ ("TLS"), 8, 0, 7, 0, false } },
  { "accounts", HOST_CELL_ACCOUNTS, true, N_ ("who logged in"), { NC_ ("column", "Accounts"), 8, 1, 3, 0, false } },
  { "worst", HOST_CELL_WORST, true, N_ ("the worst finding in its sessions"), { N_ ("Worst"), 8, 0, 6, 0, false } },
  { "as-server",
    HOST_CELL_AS_SERVER,
    false,
    N_ ("sessions in which it was the server"),
    { NC_ ("column", "As server"), 9, 0, 3, 0, true } },
  { "as-client",
    HOST_CELL_AS_CLIENT,
    false,
    N_ ("sessions in which it was the client"),
    { NC_ ("column", "As client"), 9, 0, 3, 0, true } },
  { "hidden", HOST_CELL_HIDDEN, false, N_ ("sessions that TLS hid"), { NC_ ("column", "In TLS"), 6, 0, 3, 0, true } },
  { "clear",
    HOST_CELL_CLEAR,
    false,
    N_ ("sessions with mail or login in the clear"),
    { NC_ ("column", "In clear"), 8, 0, 3, 0, true } },
  { "findings", HOST_CELL_FINDINGS, false, N_ ("how many findings"), { N_ ("Findings"), 8, 0, 3, 0, true } },
  { "greeting", HOST_CELL_GREETING, false, N_ ("how it greets"), { N_ ("Greets with"), 12, 2, 3, 0, false } },
};

static char *const *
words (const Model *model, gpointer row)
{
  return model_host_cells (model, row);
}

static char *
more (const Model *model, gpointer row, int cell)
{
  return host_cell (model->wording, row, model_host_counts (model, row), (HostCell) cell);
}

static Style
style (const Model *model, gpointer row, int cell, G_GNUC_UNUSED const char *text)
{
  Severity severity;
  return cell == HOST_CELL_WORST && host_worst (model_host_counts (model, row), &severity)
             ? style_of_severity (severity)
             : STYLE_TEXT;
}

static const SmtpSession *
session_of (const Model *model, gpointer row)
{
  return model_host_counts (model, row)->worst_in;
}

/* Its sessions, as client or server, in a list over this one. */
static void
open_row (Ui *ui, gpointer row)
{
  g_autofree char *filter = cell_filter_of_host (ui_model (ui), row, HOST_CELL_ADDRESS);
  ui_open_list (ui, view_sessions.id, filter);
}

static char *
filter (const Model *model, gpointer row, int cell)
{
  return cell_filter_of_host (model, row, (HostCell) cell);
}

static void
draw_empty (const Ui *ui, Canvas *canvas, Area area)
{
  empty_draw (ui, EMPTY_HOSTS, hosts_rows (ui_model (ui)->hosts)->len > 0, canvas, area, 1);
}

static bool
words_match (const Model *model, const HostRow *host, HostWords kind, const char *needle)
{
  const HostCounts *counts = model_host_counts (model, host);
  for (guint i = 0; host->words[kind] != NULL && i < host->words[kind]->len; i++)
    {
      const GString *word = g_ptr_array_index (host->words[kind], i);
      if ((counts->words[kind] & (1u << i)) == 0)
        continue;
      g_autofree char *text = wording_octets (model->wording, octets_of (word->str, word->len), OCTETS_NONE);
      if (search_matches (text, needle))
        return true;
    }
  return false;
}

static bool
has (const Model *model, gpointer row, const char *needle)
{
  return words_match (model, row, HOST_NAMES, needle) || words_match (model, row, HOST_GREETINGS, needle)
         || (!model->wording.redact && words_match (model, row, HOST_ACCOUNTS, needle));
}

const TableType table_hosts = {
  .id = "hosts",
  .title = N_ ("Hosts"),
  .columns = columns,
  .count = G_N_ELEMENTS (columns),
  .kind = ROWS_HOSTS,
  .timeless = true,
  .cells = HOST_CELLS,
  .words = words,
  .more = more,
  .style = style,
  .session = session_of,
  .open = open_row,
  .filter = filter,
  .has = has,
  .draw_empty = draw_empty,
};

/* --- what stands below ----------------------------------------------------------------- */

static void
add_words (const HostsView *view, const HostRow *host, HostWords kind, const char *label, bool hidden)
{
  TextPane *pane = view->pane;
  const HostCounts *counts = model_host_counts (view->model, host);
  bool first = true;
  for (guint i = 0; host->words[kind] != NULL && i < host->words[kind]->len; i++)
    {
      const GString *word = g_ptr_array_index (host->words[kind], i);
      if ((counts->words[kind] & (1u << i)) == 0)
        continue;
      g_autofree char *text
          = hidden ? g_strdup ("…")
                   : wording_octets (view->model->wording, octets_of (word->str, word->len), OCTETS_NONE);
      text_pane_add_labelled (pane, STYLE_TEXT, LABEL_COLUMNS, first || text_pane_is_plain (pane) ? label : "", text);
      first = false;
    }
  if (counts->left_out[kind] > 0)
    text_pane_add_labelledf (pane, STYLE_DIM, LABEL_COLUMNS, "", _ ("and more, %" PRIu64 " times"),
                             (uint64_t) counts->left_out[kind]);
}

/* "3 sessions", or where a filter left some out "1 of 3 sessions". */
static char *
sessions_words (uint32_t some, uint32_t all)
{
  if (some == all)
    return wording_count (all, "%s session", "%s sessions");
  g_autofree char *part = wording_number (some), *whole = wording_number (all);
  return g_strdup_printf (_ ("%s of %s sessions"), part, whole);
}

static void
add_side (const HostsView *view, const HostRow *host, Side side)
{
  const HostCounts *counts = model_host_counts (view->model, host);
  if (counts->sessions[side] == 0)
    return;
  g_autofree char *sessions = sessions_words (counts->sessions[side], host->all.sessions[side]);
  g_autofree char *mails = wording_count (counts->mails[side], "%s mail", "%s mails");
  text_pane_add_labelledf (view->pane, STYLE_TEXT, LABEL_COLUMNS,
                           side == SIDE_SERVER ? _ ("As a server") : _ ("As a client"),
                           _ ("%s, %s; hidden by TLS: %" PRIu64 ", mail or login in the clear: %" PRIu64), sessions,
                           mails, (uint64_t) counts->hidden[side], (uint64_t) counts->clear[side]);
}

static void
add_findings (TextPane *pane, const HostCounts *counts)
{
  GString *text = g_string_new (NULL);
  for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
    if (counts->findings[severity] > 0)
      {
        g_autofree char *count = wording_findings (counts->findings[severity], (Severity) severity);
        g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", count);
      }
  text_pane_add_labelled (pane, STYLE_TEXT, LABEL_COLUMNS, _ ("Findings"),
                          text->len > 0 ? text->str : _ ("none in its sessions"));
  g_string_free (text, TRUE);
}

static void
describe (HostsView *view)
{
  const HostRow *host = table_view_selected (view->table);
  const HostCounts *counts = model_host_counts (view->model, host);
  const Wording wording = view->model->wording;
  /* Of all sessions there may be more, though none came to those that are shown. */
  guint changes = counts->changes + host->all.changes;
  if (view->described == host && view->described_at == changes
      && memcmp (&view->described_in, &wording, sizeof wording) == 0)
    return;
  if (view->described != host)
    text_pane_rewind (view->pane);
  text_pane_clear (view->pane);
  char *address = host_address (host);
  text_pane_add (view->pane, STYLE_HEADING, 0, address);
  g_free (address);
  add_side (view, host, SIDE_SERVER);
  add_side (view, host, SIDE_CLIENT);
  if (counts->sessions[SIDE_SERVER] > 0)
    text_pane_add_labelled (view->pane, STYLE_TEXT, LABEL_COLUMNS, _ ("Encryption"),
                            counts->offered == counts->sessions[SIDE_SERVER] ? _ ("offered in each session")
                            : counts->offered > 0 ? _ ("offered in some sessions, not in others")
                                                  : _ ("never offered"));
  add_words (view, host, HOST_NAMES, _ ("Names"), false);
  add_words (view, host, HOST_GREETINGS, _ ("Greets with"), false);
  add_words (view, host, HOST_ACCOUNTS, _ ("Accounts"), wording.redact);
  add_findings (view->pane, counts);
  text_pane_add (view->pane, STYLE_DIM, 0,
                 _ ("\nNames and greetings are what the host says of itself: anyone can say them."));
  view->described = host;
  view->described_at = changes;
  view->described_in = wording;
}

/* --- the view -------------------------------------------------------------------------- */

static void
hosts_draw (gpointer state, Canvas *canvas, Area area)
{
  HostsView *view = state;
  const Area below = table_view_draw_above (view->table, canvas, area, area.rows / 2 - 1);
  if (below.rows <= 0)
    return;
  describe (view);
  text_pane_draw (view->pane, canvas, (Area){ below.row, below.column + 1, below.rows, below.columns - 1 });
}

static bool
hosts_act (gpointer state, Action action)
{
  HostsView *view = state;
  if (action == ACTION_PANE_DOWN || action == ACTION_PANE_UP)
    return text_pane_act (view->pane, action == ACTION_PANE_DOWN ? ACTION_DOWN : ACTION_UP);
  return table_view_act (view->table, action);
}

static size_t
hosts_count (gpointer state)
{
  return table_view_count (((HostsView *) state)->table);
}

static size_t
hosts_position (gpointer state)
{
  return table_view_position (((HostsView *) state)->table);
}

static bool
hosts_match (gpointer state, size_t index, const char *needle)
{
  return table_view_match (((HostsView *) state)->table, index, needle);
}

static void
hosts_go (gpointer state, size_t index)
{
  table_view_go (((HostsView *) state)->table, index);
}

static bool
hosts_click (gpointer state, int row, int column)
{
  return table_view_click (((HostsView *) state)->table, row, column);
}

static char *
hosts_copy (gpointer state)
{
  return table_view_copy (((HostsView *) state)->table);
}

static char *
hosts_say (gpointer state, size_t index)
{
  return table_view_say (((HostsView *) state)->table, index);
}

static TextPane *
hosts_text (gpointer state)
{
  HostsView *view = state;
  if (table_view_selected (view->table) == NULL)
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
  view->table = table_view_new (ui, &table_hosts);
  view->pane = text_pane_new ();
  return view;
}

static void
hosts_close (gpointer state)
{
  HostsView *view = state;
  table_view_free (view->table);
  text_pane_free (view->pane);
  g_free (view);
}

const View view_hosts = {
  .id = "hosts",
  .title = N_ ("Hosts"),
  .place = PLACE_ROOT,
  .scopes
  = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_PANE | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_FINDINGS | SCOPE_FOLLOW,
  .open = hosts_open,
  .free = hosts_close,
  .draw = hosts_draw,
  .act = hosts_act,
  .count = hosts_count,
  .position = hosts_position,
  .matches = hosts_match,
  .go = hosts_go,
  .click = hosts_click,
  .copy = hosts_copy,
  .say = hosts_say,
  .text = hosts_text,
};

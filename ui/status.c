/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two lines at the bottom.  Pieces are left out whole where they do not fit:
 * half a word or half a number would mislead. */
#include "config.h"

#include "status.h"

#include "frame.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

enum { SOURCE_COLUMNS = 28 };

/* Takes the piece if it fits; owns it. */
static void
add_piece (GString *line, int columns, char *piece)
{
  size_t gap = line->len > 1 ? 2 : 0;
  if (piece != NULL && piece[0] != '\0'
      && printable_width (line->str) + gap + printable_width (piece) < (size_t) columns)
    g_string_append_printf (line, "%s%s", gap > 0 ? "  " : "", piece);
  g_free (piece);
}

char *
status_line (const char *const *pieces, int columns)
{
  GString *line = g_string_new (" ");
  for (; *pieces != NULL; pieces++)
    add_piece (line, columns, g_strdup (*pieces));
  return g_string_free (line, FALSE);
}

static char *
progress_text (const Model *model)
{
  if (!model->reading)
    return NULL;
  if (model->live)
    return g_strdup ("live");
  if (model->octets_all == 0)
    return g_strdup ("reading");
  /* Divided first where multiplying could wrap. */
  uint64_t percent = model->octets_all > UINT64_MAX / 100 ? model->octets / (model->octets_all / 100)
                                                          : model->octets * 100 / model->octets_all;
  return g_strdup_printf ("reading %u %%", (unsigned) MIN (percent, 100));
}

/* What a key made the program do that takes longer. */
static char *
work_text (const Model *model)
{
  if (model->filters.again)
    return g_strdup_printf (_ ("filtering %u %%"), model_filter_percent (model));
  for (int kind = 0; kind < ROW_KINDS; kind++)
    if (model_is_sorting (model, (RowKind) kind))
      return g_strdup_printf (_ ("sorting %u %%"), model_sort_percent (model, (RowKind) kind));
  return NULL;
}

static char *
findings_text (const Model *model)
{
  GString *text = g_string_new (NULL);
  for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
    if (model->findings[severity] > 0)
      g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " %s", text->len > 0 ? ", " : "", model->findings[severity],
                              _ (severity_name ((Severity) severity)));
  return g_string_free (text, FALSE);
}

static char *
left_out_text (const Model *model)
{
  if (model->left_out == 0)
    return NULL;
  char *count = wording_number (model->left_out);
  char *text = g_strdup_printf ("%s sessions not kept", count);
  g_free (count);
  return text;
}

static char *
dropped_text (const Model *model)
{
  return model->dropped > 0 ? wording_count (model->dropped, "packet dropped", "packets dropped") : NULL;
}

/* Also those that filters hide. */
static char *
marked_text (const Model *model, MarkKind kind)
{
  guint count = model->marked[kind];
  if (count == 0)
    return NULL;
  return kind == MARKS_SESSIONS ? wording_count (count, "session marked", "sessions marked")
                                : wording_count (count, "mail marked", "mails marked");
}

static char *
sessions_text (const Model *model)
{
  char *count = wording_count (model->rows->len, "session", "sessions");
  guint open = g_hash_table_size (model->open);
  char *text = open > 0 ? g_strdup_printf ("%s (%u open)", count, open) : g_strdup (count);
  g_free (count);
  return text;
}

char *
status_text (const Model *model, int columns)
{
  GString *line = g_string_new (" ");
  add_piece (line, columns, printable_fit (model->source, SOURCE_COLUMNS));
  add_piece (line, columns, model->wording.secrets ? g_strdup ("PASSWORDS SHOWN") : NULL);
  add_piece (line, columns, work_text (model));
  for (int kind = 0; kind < MARK_KINDS; kind++)
    add_piece (line, columns, marked_text (model, (MarkKind) kind));
  add_piece (line, columns, progress_text (model));
  add_piece (line, columns, model->damage != NULL ? g_strdup ("input damaged") : NULL);
  add_piece (line, columns, left_out_text (model));
  add_piece (line, columns, dropped_text (model));
  add_piece (line, columns, sessions_text (model));
  add_piece (line, columns, findings_text (model));
  add_piece (line, columns, wording_count (model->messages, "mail", "mails"));
  add_piece (line, columns, wording_count (model->packets, "packet", "packets"));
  return g_string_free (line, FALSE);
}

char *
status_hints (const Keymap *keys, unsigned scopes, bool first_level, int columns)
{
  GString *line = g_string_new (" ");
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    {
      const KeyBinding *binding = keymap_row (row);
      char name[KEY_NAME];
      if (binding->hint == NULL || (binding->scope & scopes) == 0 || keys->keys[row][0] == 0)
        continue;
      const char *hint = binding->action == ACTION_QUIT_OR_BACK && first_level ? "quit" : binding->hint;
      keymap_name (keys->keys[row][0], name);
      add_piece (line, columns, g_strdup_printf ("%s %s", name, hint));
    }
  return g_string_free (line, FALSE);
}

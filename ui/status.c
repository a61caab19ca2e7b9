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
    return g_strdup (_ ("live"));
  if (model->octets_all == 0)
    return g_strdup (_ ("reading"));
  /* Divided first where multiplying could wrap. */
  uint64_t percent = model->octets_all > UINT64_MAX / 100 ? model->octets / (model->octets_all / 100)
                                                          : model->octets * 100 / model->octets_all;
  return g_strdup_printf (_ ("reading %u %%"), (unsigned) MIN (percent, 100));
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
      {
        g_autofree char *count = wording_findings (model->findings[severity], (Severity) severity);
        g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", count);
      }
  return g_string_free (text, FALSE);
}

static char *
left_out_text (const Model *model)
{
  if (model->left_out == 0)
    return NULL;
  return wording_count (model->left_out, "%s session not kept", "%s sessions not kept");
}

static char *
dropped_text (const Model *model)
{
  return model->dropped > 0 ? wording_count (model->dropped, "%s packet dropped", "%s packets dropped") : NULL;
}

/* Also those that filters hide. */
static char *
marked_text (const Model *model, MarkKind kind)
{
  guint count = model->marked[kind];
  if (count == 0)
    return NULL;
  return kind == MARKS_SESSIONS ? wording_count (count, "%s session marked", "%s sessions marked")
                                : wording_count (count, "%s mail marked", "%s mails marked");
}

static char *
sessions_text (const Model *model)
{
  char *count = wording_count (model->rows->len, "%s session", "%s sessions");
  guint open = g_hash_table_size (model->open);
  char *text = open > 0 ? g_strdup_printf (_ ("%s (%u open)"), count, open) : g_strdup (count);
  g_free (count);
  return text;
}

char *
status_text (const Model *model, int columns)
{
  GString *line = g_string_new (" ");
  add_piece (line, columns, printable_fit (model->source, SOURCE_COLUMNS));
  add_piece (line, columns, model->wording.secrets ? g_strdup (_ ("PASSWORDS SHOWN")) : NULL);
  add_piece (line, columns, work_text (model));
  for (int kind = 0; kind < MARK_KINDS; kind++)
    add_piece (line, columns, marked_text (model, (MarkKind) kind));
  add_piece (line, columns, progress_text (model));
  add_piece (line, columns, model->damage != NULL ? g_strdup (_ ("input damaged")) : NULL);
  add_piece (line, columns, left_out_text (model));
  add_piece (line, columns, dropped_text (model));
  add_piece (line, columns, sessions_text (model));
  add_piece (line, columns, findings_text (model));
  add_piece (line, columns, wording_count (model->messages, "%s mail", "%s mails"));
  add_piece (line, columns, wording_count (model->packets, "%s packet", "%s packets"));
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
      const char *hint = binding->action == ACTION_QUIT_OR_BACK && first_level ? N_ ("quit") : binding->hint;
      keymap_name (keys->keys[row][0], name);
      add_piece (line, columns, g_strdup_printf ("%s %s", name, _ (hint)));
    }
  return g_string_free (line, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion in the filter line, and what is told of a filter that is wrong.
 *
 * Limits: TEXT_MAX octets. */
#include "config.h"

#include "filter-prompt.h"

#include "curses-wide.h"
#include "dialog.h"
#include "status.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

enum { TEXT_MAX = 1000 };

void
filter_prompt_init (FilterPrompt *prompt)
{
  edit_line_init (&prompt->line, TEXT_MAX, ' ');
  edit_history_init (&prompt->history);
}

static void
end_round (FilterPrompt *prompt)
{
  if (prompt->round)
    filter_completion_clear (&prompt->completion);
  prompt->round = false;
}

void
filter_prompt_clear (FilterPrompt *prompt)
{
  end_round (prompt);
  filter_error_clear (&prompt->error);
  edit_line_clear (&prompt->line);
  edit_history_clear (&prompt->history);
  g_free (prompt->before);
}

void
filter_prompt_remember (FilterPrompt *prompt, const char *text)
{
  edit_history_add (&prompt->history, text);
}

void
filter_prompt_open (FilterPrompt *prompt, Model *model)
{
  const ModelFilters *filters = &model->filters;
  prompt->open = true;
  edit_line_set (&prompt->line, filters->text != NULL ? filters->text : "");
  g_free (prompt->before);
  prompt->before = g_strdup (filters->text);
  prompt->before_off = filters->off;
  edit_history_begin (&prompt->history);
  filter_error_clear (&prompt->error);
}

/* Puts what is written to work, if it is a filter. */
static void
apply (FilterPrompt *prompt, Model *model)
{
  filter_error_clear (&prompt->error);
  if (model_filter_set (model, prompt->line.text->str, &prompt->error))
    model_filter_turn (model, false);
}

static void
close_prompt (FilterPrompt *prompt, Model *model, bool keep)
{
  prompt->insists = keep && prompt->error.text != NULL;
  if (prompt->insists)
    return; /* the caret says where it is wrong */
  prompt->open = false;
  end_round (prompt);
  if (keep)
    {
      filter_prompt_remember (prompt, prompt->line.text->str);
      return;
    }
  filter_error_clear (&prompt->error);
  model_filter_set (model, prompt->before != NULL ? prompt->before : "", &prompt->error);
  model_filter_turn (model, prompt->before_off);
}

/* --- completion ---------------------------------------------------------------- */

static const SmtpSession *
session_back (gpointer user, size_t back)
{
  const Model *model = user;
  return back < model->rows->len
             ? ((const SessionRow *) g_ptr_array_index (model->rows, model->rows->len - 1 - back))->session
             : NULL;
}

/* With what the sessions have. */
static void
complete_among (FilterCompletion *completion, const Model *model, const char *text, size_t cursor)
{
  const FilterSessions sessions = { .at = session_back, .user = (gpointer) model, .redact = model->wording.redact };
  filter_complete_among (completion, text, cursor, &sessions);
}

static const char *
candidate_at (const FilterCompletion *completion, guint index)
{
  return g_array_index (completion->candidates, FilterCandidate, index).text;
}

static void
choose_next (FilterPrompt *prompt, bool forwards)
{
  guint count = prompt->completion.candidates->len;
  prompt->chosen = (prompt->chosen + (forwards ? 1 : count - 1)) % count;
  edit_line_replace (&prompt->line, prompt->completion.start, prompt->line.cursor,
                     candidate_at (&prompt->completion, prompt->chosen));
}

/* As far as there is no choice; then each candidate in turn. */
static void
complete (FilterPrompt *prompt, const Model *model, bool forwards)
{
  if (prompt->round)
    {
      choose_next (prompt, forwards);
      return;
    }
  complete_among (&prompt->completion, model, prompt->line.text->str, prompt->line.cursor);
  const guint count = prompt->completion.candidates->len;
  g_autofree char *common = filter_completion_common (&prompt->completion);
  size_t start = prompt->completion.start;
  if (count == 1 || prompt->completion.beginning == 1)
    {
      g_autofree char *whole = g_strconcat (candidate_at (&prompt->completion, 0), " ", NULL);
      edit_line_replace (&prompt->line, start, prompt->line.cursor, whole);
    }
  else if (strlen (common) > prompt->line.cursor - start)
    edit_line_replace (&prompt->line, start, prompt->line.cursor, common);
  else if (count > 0)
    {
      prompt->round = true;
      prompt->chosen = forwards ? count - 1 : 0;
      choose_next (prompt, forwards);
      return;
    }
  filter_completion_clear (&prompt->completion);
}

void
filter_prompt_key (FilterPrompt *prompt, Model *model, Key key)
{
  enum { TAB = '\t' };
  bool tab = key == TAB || key == (KEY_FUNCTION | KEY_BTAB);
  prompt->insists = false;
  if (!tab)
    end_round (prompt);
  if (dialog_key_cancels (key))
    close_prompt (prompt, model, false);
  else if (dialog_key_takes (key))
    {
      apply (prompt, model);
      close_prompt (prompt, model, true);
    }
  else if (tab)
    {
      complete (prompt, model, key == TAB);
      apply (prompt, model);
    }
  else if (edit_history_key (&prompt->history, &prompt->line, key)
           || edit_line_key (&prompt->line, key) == EDIT_CHANGED)
    apply (prompt, model);
}

void
filter_prompt_paste (FilterPrompt *prompt, Model *model, const char *text)
{
  prompt->insists = false;
  end_round (prompt);
  bool room = edit_line_paste (&prompt->line, text);
  apply (prompt, model);
  if (room)
    return;
  filter_error_clear (&prompt->error);
  prompt->error.text = g_strdup (_ ("what was pasted is longer than a filter may be"));
  prompt->error.at = prompt->line.cursor;
  prompt->insists = true;
}

/* --- drawing ------------------------------------------------------------------- */

/* The candidates that fit, the chosen one in brackets; of one alone what it means. */
static char *
candidates_text (const FilterPrompt *prompt, const FilterCompletion *completion, int columns)
{
  guint count = completion->candidates->len, next = 0;
  GString *line = g_string_new (" ");
  if (count > 0 && (count == 1 || prompt->round))
    {
      next = prompt->round ? prompt->chosen + 1 : 1;
      const FilterCandidate *one = &g_array_index (completion->candidates, FilterCandidate, next - 1);
      g_string_append_printf (line, prompt->round ? "[%s]" : "%s", one->text);
      if (one->meaning[0] != '\0')
        g_string_append_printf (line, "  %s", _ (one->meaning));
      if (next < count)
        g_string_append (line, "  |");
    }
  for (guint i = next; i < count && line->len < (size_t) columns; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? " " : "", candidate_at (completion, i));
  char *fitted = printable_fit (line->str, (size_t) MAX (columns - 1, 1));
  g_string_free (line, TRUE);
  return fitted;
}

/* The word at the cursor is the beginning of one that may stand there: not wrong yet. */
static bool
is_unfinished (const FilterPrompt *prompt, const FilterCompletion *completion)
{
  return !prompt->insists && completion->beginning > 0 && prompt->error.at == completion->start
         && completion->start < prompt->line.cursor;
}

/* The caret, and the sentence behind it, or in front, or else a row above. */
static void
draw_error (const FilterPrompt *prompt, Canvas *canvas, int row, int caret)
{
  int columns = canvas_columns (canvas), above = row - FILTER_PROMPT_ROWS + 1;
  int width = (int) printable_width (prompt->error.text);
  caret = CLAMP (caret, 0, columns - 1);
  canvas_say (canvas, row, caret, 1, STYLE_NOTICE, "^");
  if (caret + 2 + width <= columns)
    canvas_say (canvas, row, caret + 2, width, STYLE_NOTICE, prompt->error.text);
  else if (width + 1 <= caret)
    canvas_say (canvas, row, caret - 1 - width, width, STYLE_NOTICE, prompt->error.text);
  else
    {
      g_autofree char *text = printable_fit (prompt->error.text, (size_t) MAX (columns - 1, 1));
      canvas_put (canvas, above, 0, columns, STYLE_NOTICE, text);
    }
}

int
filter_prompt_draw (const FilterPrompt *prompt, const Model *model, Canvas *canvas)
{
  int row = canvas_rows (canvas) - FILTER_PROMPT_ROWS, columns = canvas_columns (canvas);
  const char *label = _ ("Filter: ");
  const int begin = (int) printable_width (label), room = columns - begin;
  FilterCompletion completion = prompt->completion;
  if (!prompt->round)
    complete_among (&completion, model, prompt->line.text->str, prompt->line.cursor);
  g_autofree char *candidates = candidates_text (prompt, &completion, columns);
  bool wrong = prompt->error.text != NULL && !is_unfinished (prompt, &completion);
  if (!prompt->round)
    filter_completion_clear (&completion);
  canvas_put (canvas, row, 0, columns, STYLE_DIM, candidates);
  canvas_put (canvas, row + 1, 0, columns, STYLE_HEADING, label);
  int cursor = edit_line_draw (&prompt->line, canvas, row + 1, begin, room, STYLE_TEXT);
  if (wrong)
    {
      draw_error (prompt, canvas, row + 2, begin + edit_line_column (&prompt->line, room, prompt->error.at));
      return cursor;
    }
  g_autofree char *count = g_strdup_printf (_ ("%u of %u"), model->shown->len, model->rows->len);
  const char *const pieces[] = { count, _ ("Enter keep"), _ ("Esc back"), _ ("Tab complete"), _ ("Up history"), NULL };
  g_autofree char *hint = status_line (pieces, columns);
  canvas_say (canvas, row + 2, 0, columns, STYLE_HINT, hint);
  return cursor;
}

void
filter_bar_draw (const Model *model, Canvas *canvas, int row)
{
  const ModelFilters *filters = &model->filters;
  int columns = canvas_columns (canvas);
  g_autofree char *text = printable (octets_of_string (filters->text != NULL ? filters->text : ""));
  g_autofree char *conditions = g_strdup_printf ("%s%s%s", text, filters->only_findings && text[0] != '\0' ? "; " : "",
                                                 filters->only_findings ? _ ("only with findings") : "");
  char off[KEY_NAME] = "?";
  if (model->keys != NULL)
    keymap_first_name (model->keys, ACTION_FILTER_TURN, off);
  g_autofree char *what = filters->off ? g_strdup_printf (_ (" Filter off (%s): %s"), off, conditions)
                                       : g_strdup_printf (_ (" Filter: %s"), conditions);
  g_autofree char *count = filters->again ? g_strdup_printf (_ ("%u %% asked "), model_filter_percent (model))
                                          : g_strdup_printf (_ ("%u of %u "), model->shown->len, model->rows->len);
  int start = columns - (int) printable_width (count);
  g_autofree char *fitted = printable_fit (what, (size_t) MAX (start - 1, 1));
  canvas_put (canvas, row, 0, columns, STYLE_STATUS, fitted);
  canvas_say (canvas, row, start, columns - start, STYLE_STATUS, count);
}

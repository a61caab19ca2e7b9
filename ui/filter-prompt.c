/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editing, completion and history of the filter line.
 *
 * Keys are those of readline where there is one.  Limits: TEXT_MAX octets, HISTORY_MAX
 * filters, which are forgotten with the program. */
#include "config.h"

#include "filter-prompt.h"

#include "curses-wide.h"
#include "status.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

enum { TEXT_MAX = 1000, HISTORY_MAX = 100 };

void
filter_prompt_init (FilterPrompt *prompt)
{
  prompt->text = g_string_new (NULL);
  prompt->history = g_ptr_array_new_with_free_func (g_free);
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
  g_string_free (prompt->text, TRUE);
  g_ptr_array_unref (prompt->history);
  g_free (prompt->before);
  g_free (prompt->draft);
}

void
filter_prompt_remember (FilterPrompt *prompt, const char *text)
{
  const GPtrArray *history = prompt->history;
  if (text[0] == '\0'
      || (history->len > 0 && g_str_equal (g_ptr_array_index (prompt->history, history->len - 1), text)))
    return;
  if (history->len >= HISTORY_MAX)
    g_ptr_array_remove_index (prompt->history, 0);
  g_ptr_array_add (prompt->history, g_strdup (text));
}

void
filter_prompt_open (FilterPrompt *prompt, Model *model)
{
  const ModelFilters *filters = &model->filters;
  prompt->open = true;
  g_string_assign (prompt->text, filters->text != NULL ? filters->text : "");
  prompt->cursor = prompt->text->len;
  g_free (prompt->before);
  prompt->before = g_strdup (filters->text);
  prompt->before_off = filters->off;
  prompt->at = prompt->history->len;
  g_clear_pointer (&prompt->draft, g_free);
  filter_error_clear (&prompt->error);
}

/* Puts what is written to work, if it is a filter. */
static void
apply (FilterPrompt *prompt, Model *model)
{
  filter_error_clear (&prompt->error);
  if (model_filter_set (model, prompt->text->str, &prompt->error))
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
      filter_prompt_remember (prompt, prompt->text->str);
      return;
    }
  filter_error_clear (&prompt->error);
  model_filter_set (model, prompt->before != NULL ? prompt->before : "", &prompt->error);
  model_filter_turn (model, prompt->before_off);
}

/* --- editing ------------------------------------------------------------------- */

static void
replace (FilterPrompt *prompt, size_t start, size_t end, const char *by)
{
  if (prompt->text->len - (end - start) + strlen (by) > TEXT_MAX)
    return;
  g_string_erase (prompt->text, (gssize) start, (gssize) (end - start));
  g_string_insert (prompt->text, (gssize) start, by);
  prompt->cursor = start + strlen (by);
}

/* The octet in front of which the character before the cursor begins. */
static size_t
back (const FilterPrompt *prompt)
{
  const char *text = prompt->text->str;
  return prompt->cursor > 0 ? (size_t) (g_utf8_prev_char (text + prompt->cursor) - text) : 0;
}

static size_t
forward (const FilterPrompt *prompt)
{
  const char *text = prompt->text->str;
  return text[prompt->cursor] != '\0' ? (size_t) (g_utf8_next_char (text + prompt->cursor) - text) : prompt->cursor;
}

static size_t
word_back (const FilterPrompt *prompt)
{
  size_t at = prompt->cursor;
  while (at > 0 && prompt->text->str[at - 1] == ' ')
    at--;
  while (at > 0 && prompt->text->str[at - 1] != ' ')
    at--;
  return at;
}

/* Older by one, or newer. */
static void
recall (FilterPrompt *prompt, bool older)
{
  if (older ? prompt->at == 0 : prompt->at == prompt->history->len)
    return;
  if (prompt->at == prompt->history->len)
    {
      g_free (prompt->draft);
      prompt->draft = g_strdup (prompt->text->str);
    }
  prompt->at = older ? prompt->at - 1 : prompt->at + 1;
  g_string_assign (prompt->text,
                   prompt->at < prompt->history->len ? g_ptr_array_index (prompt->history, prompt->at) : prompt->draft);
  prompt->cursor = prompt->text->len;
}

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
  replace (prompt, prompt->completion.start, prompt->cursor, candidate_at (&prompt->completion, prompt->chosen));
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
  complete_among (&prompt->completion, model, prompt->text->str, prompt->cursor);
  const guint count = prompt->completion.candidates->len;
  g_autofree char *common = filter_completion_common (&prompt->completion);
  size_t start = prompt->completion.start;
  if (count == 1 || prompt->completion.beginning == 1)
    {
      g_autofree char *whole = g_strconcat (candidate_at (&prompt->completion, 0), " ", NULL);
      replace (prompt, start, prompt->cursor, whole);
    }
  else if (strlen (common) > prompt->cursor - start)
    replace (prompt, start, prompt->cursor, common);
  else if (count > 0)
    {
      prompt->round = true;
      prompt->chosen = forwards ? count - 1 : 0;
      choose_next (prompt, forwards);
      return;
    }
  filter_completion_clear (&prompt->completion);
}

/* Keys that move the cursor; false: not one. */
static bool
move_cursor (FilterPrompt *prompt, Key key)
{
  enum { LINE_BEGIN = 1, BACK = 2, LINE_ENDS = 5, FORWARD = 6 };
  if (key == (KEY_FUNCTION | KEY_LEFT) || key == BACK)
    prompt->cursor = back (prompt);
  else if (key == (KEY_FUNCTION | KEY_RIGHT) || key == FORWARD)
    prompt->cursor = forward (prompt);
  else if (key == (KEY_FUNCTION | KEY_HOME) || key == LINE_BEGIN)
    prompt->cursor = 0;
  else if (key == (KEY_FUNCTION | KEY_END) || key == LINE_ENDS)
    prompt->cursor = prompt->text->len;
  else
    return false;
  return true;
}

/* Keys that change the text; false: not one. */
static bool
edit (FilterPrompt *prompt, Key key)
{
  enum { DELETE = 4, ERASE_OLD = 8, KILL = 11, NEWER = 14, OLDER = 16, ERASE_ALL = 21, ERASE_WORD = 23, ERASE = 127 };
  char character[8] = "";
  if (key == ERASE || key == ERASE_OLD || key == (KEY_FUNCTION | KEY_BACKSPACE))
    replace (prompt, back (prompt), prompt->cursor, "");
  else if (key == DELETE || key == (KEY_FUNCTION | KEY_DC))
    replace (prompt, prompt->cursor, forward (prompt), "");
  else if (key == ERASE_ALL)
    replace (prompt, 0, prompt->text->len, "");
  else if (key == ERASE_WORD)
    replace (prompt, word_back (prompt), prompt->cursor, "");
  else if (key == KILL)
    replace (prompt, prompt->cursor, prompt->text->len, "");
  else if (key == (KEY_FUNCTION | KEY_UP) || key == OLDER)
    recall (prompt, true);
  else if (key == (KEY_FUNCTION | KEY_DOWN) || key == NEWER)
    recall (prompt, false);
  else if (key >= 0x20 && key < KEY_FUNCTION && g_unichar_validate (key) && !printable_hides (key))
    {
      character[g_unichar_to_utf8 (key, character)] = '\0';
      replace (prompt, prompt->cursor, prompt->cursor, character);
    }
  else
    return false;
  return true;
}

void
filter_prompt_key (FilterPrompt *prompt, Model *model, Key key)
{
  enum { INTERRUPT = 3, TAB = '\t', LINE_END = '\r', NEW_LINE = '\n', ESCAPE = 27 };
  bool tab = key == TAB || key == (KEY_FUNCTION | KEY_BTAB);
  prompt->insists = false;
  if (!tab)
    end_round (prompt);
  if (key == ESCAPE || key == INTERRUPT)
    close_prompt (prompt, model, false);
  else if (key == LINE_END || key == NEW_LINE || key == (KEY_FUNCTION | KEY_ENTER))
    {
      apply (prompt, model);
      close_prompt (prompt, model, true);
    }
  else if (tab)
    {
      complete (prompt, model, key == TAB);
      apply (prompt, model);
    }
  else if (!move_cursor (prompt, key) && edit (prompt, key))
    apply (prompt, model);
}

void
filter_prompt_paste (FilterPrompt *prompt, Model *model, const char *text)
{
  GString *shown = g_string_new (NULL);
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_utf8_get_char (text) >= 0x20 && !printable_hides (g_utf8_get_char (text)))
      g_string_append_unichar (shown, g_utf8_get_char (text));
  prompt->insists = false;
  end_round (prompt);
  bool room = prompt->text->len + shown->len <= TEXT_MAX;
  replace (prompt, prompt->cursor, prompt->cursor, shown->str);
  apply (prompt, model);
  g_string_free (shown, TRUE);
  if (room)
    return;
  filter_error_clear (&prompt->error);
  prompt->error.text = g_strdup (_ ("what was pasted is longer than a filter may be"));
  prompt->error.at = prompt->cursor;
  prompt->insists = true;
}

/* --- drawing ------------------------------------------------------------------- */

static size_t
width_of (const char *text, size_t length)
{
  g_autofree char *shown = printable (octets_of (text, length));
  return printable_width (shown);
}

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
         && completion->start < prompt->cursor;
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
  const char *text = prompt->text->str, *label = _ ("Filter: ");
  const int label_columns = (int) printable_width (label);
  /* Its front goes where the cursor would not fit. */
  size_t first = prompt->cursor > (size_t) columns * 8 ? prompt->cursor - (size_t) columns * 8 : 0;
  while (((uint8_t) text[first] & 0xc0) == 0x80)
    first++;
  while ((int) width_of (text + first, prompt->cursor - first) > columns - label_columns - 2)
    first = (size_t) (g_utf8_next_char (text + first) - text);
  int cursor = label_columns + (int) width_of (text + first, prompt->cursor - first);
  FilterCompletion completion = prompt->completion;
  if (!prompt->round)
    complete_among (&completion, model, text, prompt->cursor);
  g_autofree char *candidates = candidates_text (prompt, &completion, columns);
  bool wrong = prompt->error.text != NULL && !is_unfinished (prompt, &completion);
  if (!prompt->round)
    filter_completion_clear (&completion);
  g_autofree char *shown = printable (octets_of_string (text + first));
  canvas_put (canvas, row, 0, columns, STYLE_DIM, candidates);
  canvas_put (canvas, row + 1, 0, columns, STYLE_HEADING, label);
  canvas_say (canvas, row + 1, label_columns, columns - label_columns, STYLE_TEXT, shown);
  if (wrong)
    {
      size_t at = MAX (prompt->error.at, first);
      draw_error (prompt, canvas, row + 2, label_columns + (int) width_of (text + first, at - first));
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
  g_autofree char *what = g_strdup_printf (filters->off ? _ (" Filter off (F): %s") : _ (" Filter: %s"), conditions);
  g_autofree char *count = filters->again ? g_strdup_printf (_ ("%u %% asked "), model_filter_percent (model))
                                          : g_strdup_printf (_ ("%u of %u "), model->shown->len, model->rows->len);
  int start = columns - (int) printable_width (count);
  g_autofree char *fitted = printable_fit (what, (size_t) MAX (start - 1, 1));
  canvas_put (canvas, row, 0, columns, STYLE_STATUS, fitted);
  canvas_say (canvas, row, start, columns - start, STYLE_STATUS, count);
}

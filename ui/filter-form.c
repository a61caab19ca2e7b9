/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions of the form are a table; a question more is a row.
 *
 * Answers are joined by &&, so it can say less than the language: who wants more finds in
 * the line below what the answers are called there. */
#include "config.h"

#include "filter-form.h"

#include "curses-wide.h"
#include "status.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

enum { CHOICES_MAX = 6, ANSWER_MAX = 200, LABEL_COLUMNS = 20 };

typedef struct Question {
  const char *label;
  /* Of text: what is made of it, the answer in place of each "%". */
  const char *filter;
  /* Of a choice: the words, and their filters; NULL ends. */
  struct {
    const char *word, *filter;
  } choices[CHOICES_MAX];
} Question;

static const Question questions[] = {
  { N_ ("From contains"), "(from ~ % || mail_from ~ %)", { { NULL, NULL } } },
  { N_ ("To contains"), "(to ~ % || rcpt_to ~ %)", { { NULL, NULL } } },
  { N_ ("Subject contains"), "subject ~ %", { { NULL, NULL } } },
  { N_ ("File name contains"), "attachments.filename ~ %", { { NULL, NULL } } },
  { N_ ("Client's address"), "client.ip == %", { { NULL, NULL } } },
  { N_ ("Server's address"), "server.ip == %", { { NULL, NULL } } },
  { N_ ("Since"), "start >= %", { { NULL, NULL } } },
  { N_ ("Could be read"),
    NULL,
    { { N_ ("a mail"), "exposed in (text, attachments)" },
      { N_ ("a password"), "exposed == credentials" },
      { N_ ("anything"), "exposed" },
      { N_ ("nothing"), "!exposed" },
      { NULL, NULL } } },
  { N_ ("Encrypted by TLS"), NULL, { { N_ ("yes"), "tls" }, { N_ ("no"), "!tls" }, { NULL, NULL } } },
  { N_ ("The sender is"),
    NULL,
    { { N_ ("forged"), "forged" },
      { N_ ("verified"), "sender.verdict == verified" },
      { N_ ("unverified"), "sender.verdict == unverified" },
      { NULL, NULL } } },
  { N_ ("Findings"),
    NULL,
    { { N_ ("any"), "findings" },
      { N_ ("medium or worse"), "severity >= medium" },
      { N_ ("high or worse"), "severity >= high" },
      { N_ ("critical"), "severity == critical" },
      { NULL, NULL } } },
};
G_STATIC_ASSERT (G_N_ELEMENTS (questions) == FILTER_FORM_QUESTIONS);

void
filter_form_init (FilterForm *form)
{
  for (size_t i = 0; i < FILTER_FORM_QUESTIONS; i++)
    form->answers[i] = g_string_new (NULL);
}

void
filter_form_clear (FilterForm *form)
{
  for (size_t i = 0; i < FILTER_FORM_QUESTIONS; i++)
    g_string_free (form->answers[i], TRUE);
  filter_error_clear (&form->error);
  g_free (form->before);
}

/* The answer put into the pattern. */
static void
append_answer (GString *to, const char *pattern, const char *answer)
{
  g_autofree char *quoted = session_filter_quote (answer);
  for (; *pattern != '\0'; pattern++)
    if (*pattern == '%')
      g_string_append (to, quoted);
    else
      g_string_append_c (to, *pattern);
}

char *
filter_form_text (const FilterForm *form)
{
  GString *text = g_string_new (NULL);
  for (size_t i = 0; i < FILTER_FORM_QUESTIONS; i++)
    {
      const Question *question = &questions[i];
      bool answered = question->filter != NULL ? form->answers[i]->len > 0 : form->chosen[i] > 0;
      if (!answered)
        continue;
      if (text->len > 0)
        g_string_append (text, " && ");
      if (question->filter != NULL)
        append_answer (text, question->filter, form->answers[i]->str);
      else
        g_string_append (text, question->choices[form->chosen[i] - 1].filter);
    }
  return g_string_free (text, FALSE);
}

static void
apply (FilterForm *form, Model *model)
{
  g_autofree char *text = filter_form_text (form);
  filter_error_clear (&form->error);
  if (model_filter_set (model, text, &form->error))
    model_filter_turn (model, false);
}

void
filter_form_open (FilterForm *form, Model *model)
{
  form->open = true;
  g_free (form->before);
  form->before = g_strdup (model->filters.text);
  form->before_off = model->filters.off;
  apply (form, model);
}

static void
close_form (FilterForm *form, Model *model, bool keep)
{
  if (keep && form->error.text != NULL)
    return; /* told at the bottom */
  form->open = false;
  if (keep)
    return;
  filter_error_clear (&form->error);
  model_filter_set (model, form->before != NULL ? form->before : "", &form->error);
  model_filter_turn (model, form->before_off);
}

/* --- keys ---------------------------------------------------------------------- */

static void
choose (FilterForm *form, bool next)
{
  const Question *question = &questions[form->question];
  unsigned count = 1;
  while (question->filter == NULL && question->choices[count - 1].word != NULL)
    count++;
  form->chosen[form->question] = (form->chosen[form->question] + (next ? 1 : count - 1)) % count;
}

static bool
edit_text (GString *answer, Key key)
{
  enum { ERASE = 127, ERASE_OLD = 8, ERASE_ALL = 21 };
  if (key == ERASE || key == ERASE_OLD || key == (KEY_FUNCTION | KEY_BACKSPACE))
    g_string_truncate (answer,
                       answer->len > 0 ? (gsize) (g_utf8_prev_char (answer->str + answer->len) - answer->str) : 0);
  else if (key == ERASE_ALL)
    g_string_truncate (answer, 0);
  else if (key >= 0x20 && key < KEY_FUNCTION && g_unichar_validate (key) && !printable_hides (key)
           && answer->len < ANSWER_MAX)
    g_string_append_unichar (answer, key);
  else
    return false;
  return true;
}

/* Whether an answer changed. */
static bool
edit (FilterForm *form, Key key)
{
  if (questions[form->question].filter != NULL)
    return edit_text (form->answers[form->question], key);
  bool next = key == (KEY_FUNCTION | KEY_RIGHT) || key == ' ' || key == 'l';
  bool previous = key == (KEY_FUNCTION | KEY_LEFT) || key == 'h' || key == 127 || key == (KEY_FUNCTION | KEY_BACKSPACE);
  if (next || previous)
    choose (form, next);
  return next || previous;
}

/* Another question; false: not such a key. */
static bool
move_on (FilterForm *form, Key key)
{
  enum { TAB = '\t', NEXT = 14, PREVIOUS = 16 };
  bool down = key == (KEY_FUNCTION | KEY_DOWN) || key == TAB || key == NEXT;
  bool up = key == (KEY_FUNCTION | KEY_UP) || key == (KEY_FUNCTION | KEY_BTAB) || key == PREVIOUS;
  if (!down && !up)
    return false;
  form->question = (form->question + (down ? 1 : FILTER_FORM_QUESTIONS - 1)) % FILTER_FORM_QUESTIONS;
  return true;
}

void
filter_form_key (FilterForm *form, Model *model, Key key)
{
  enum { INTERRUPT = 3, LINE_END = '\r', NEW_LINE = '\n', ESCAPE = 27 };
  if (key == ESCAPE || key == INTERRUPT)
    close_form (form, model, false);
  else if (key == LINE_END || key == NEW_LINE || key == (KEY_FUNCTION | KEY_ENTER))
    close_form (form, model, true);
  else if (!move_on (form, key) && edit (form, key))
    apply (form, model);
}

/* --- drawing ------------------------------------------------------------------- */

/* With some rows of the list behind it where there is room for both. */
int
filter_form_rows (int rows)
{
  enum { LIST_LEAST = 5, AROUND = 3, WHOLE = FILTER_FORM_QUESTIONS + 1 };
  return rows - AROUND >= WHOLE + LIST_LEAST ? WHOLE : rows - AROUND;
}

/* Column behind the answer. */
static int
draw_question (const FilterForm *form, size_t index, Canvas *canvas, int row, Area area)
{
  const Question *question = &questions[index];
  bool selected = index == form->question;
  int column = area.column + 1 + LABEL_COLUMNS, room = MAX (area.columns - LABEL_COLUMNS - 2, 1);
  canvas_put (canvas, row, area.column, area.columns, STYLE_TEXT, "");
  canvas_put (canvas, row, area.column, LABEL_COLUMNS + 1, selected ? STYLE_SELECTED : STYLE_TEXT, selected ? ">" : "");
  canvas_say (canvas, row, area.column + 1, LABEL_COLUMNS, selected ? STYLE_SELECTED : STYLE_TEXT, _ (question->label));
  if (question->filter != NULL)
    {
      const char *answer = form->answers[index]->str;
      while ((int) printable_width (answer) > room - 1)
        answer = g_utf8_next_char (answer);
      return canvas_say (canvas, row, column, room, STYLE_HEADING, answer);
    }
  const char *word = form->chosen[index] > 0 ? question->choices[form->chosen[index] - 1].word : "";
  g_autofree char *text = g_strdup_printf (selected ? "< %s >" : "%s", word[0] != '\0' ? _ (word)
                                                                       : selected      ? _ ("whatever")
                                                                                       : "");
  return canvas_say (canvas, row, column, room, word[0] != '\0' ? STYLE_HEADING : STYLE_DIM, text);
}

static void
draw_bottom (const FilterForm *form, const Model *model, Canvas *canvas)
{
  int row = canvas_rows (canvas) - 2, columns = canvas_columns (canvas);
  g_autofree char *text = filter_form_text (form);
  g_autofree char *shown = printable (octets_of_string (text));
  g_autofree char *line = g_strdup_printf (_ (" Filter: %s"), shown);
  g_autofree char *fitted = printable_fit (line, (size_t) MAX (columns - 1, 1));
  canvas_put (canvas, row, 0, columns, STYLE_STATUS, fitted);
  g_autofree char *count = g_strdup_printf (_ ("%u of %u"), model->shown->len, model->rows->len);
  const char *const pieces[]
      = { count, _ ("Enter keep"), _ ("Esc back"), _ ("Up Down question"), _ ("Left Right choice"), NULL };
  g_autofree char *hint
      = form->error.text != NULL ? g_strdup_printf (" %s", form->error.text) : status_line (pieces, columns);
  g_autofree char *hint_fitted = printable_fit (hint, (size_t) MAX (columns - 1, 1));
  canvas_say (canvas, row + 1, 0, columns, form->error.text != NULL ? STYLE_NOTICE : STYLE_HINT, hint_fitted);
}

int
filter_form_draw (const FilterForm *form, const Model *model, Canvas *canvas, Area area, int *cursor_column)
{
  int room = MIN (area.rows - 1, FILTER_FORM_QUESTIONS);
  size_t first = form->question >= (size_t) room ? form->question - (size_t) room + 1 : 0;
  int cursor_row = -1;
  canvas_put (canvas, area.row, area.column, area.columns, STYLE_HEADING,
              _ (" Which sessions?  What is left open does not count."));
  for (int i = 0; i < room && first + (size_t) i < FILTER_FORM_QUESTIONS; i++)
    {
      int row = area.row + 1 + i;
      int column = draw_question (form, first + (size_t) i, canvas, row, area);
      if (first + (size_t) i != form->question)
        continue;
      cursor_row = row;
      *cursor_column = MIN (column, area.columns - 1);
    }
  draw_bottom (form, model, canvas);
  return cursor_row;
}

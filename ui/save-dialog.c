/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing, and editing the path.  A form more is a row in forms[].
 *
 * Limit: PATH_MAX_OCTETS. */
#include "config.h"

#include "save-dialog.h"

#include "curses-wide.h"
#include "dialog.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

enum { PATH_MAX_OCTETS = 4000, LABEL_COLUMNS = 8 };

/* What the form is; `masks`: it shows no more than the screens do. */
typedef struct FormWords {
  const char *name, *meaning, *ending;
  bool masks;
} FormWords;

static const FormWords forms[SAVE_FORMS] = {
  [SAVE_EML] = { N_ ("eml"), N_ ("A file a mail, octet by octet."), ".eml", false },
  [SAVE_MBOX] = { N_ ("mbox"), N_ ("All mails in one mbox file."), ".mbox", false },
  [SAVE_PCAP] = { N_ ("packets"), N_ ("The packets; .pcap or .pcapng."), ".pcapng", false },
  [SAVE_JSON] = { N_ ("JSON Lines"), N_ ("As --json: a line a session."), ".jsonl", true },
  [SAVE_HTML] = { N_ ("report as HTML"), N_ ("As --report: one HTML page."), ".html", true },
  [SAVE_TEXT] = { N_ ("report as text"), N_ ("As --text: a report."), ".txt", true },
};

void
save_dialog_init (SaveDialog *dialog)
{
  edit_line_init (&dialog->path, PATH_MAX_OCTETS, '/');
}

void
save_dialog_clear (SaveDialog *dialog)
{
  edit_line_clear (&dialog->path);
  g_free (dialog->trouble);
}

static void
complain (SaveDialog *dialog, char *trouble)
{
  g_free (dialog->trouble);
  dialog->trouble = trouble;
}

static const char *
refusal (const SaveDialog *dialog, SaveForm form)
{
  return dialog->saver->refuses (dialog->saver->user, form);
}

/* --- the path ------------------------------------------------------------------ */

static bool
makes_directory (const SaveDialog *dialog, const Model *model)
{
  if (dialog->form != SAVE_EML)
    return false;
  g_autoptr (GArray) picks = save_choice_picks (&dialog->choice, model, dialog->what, false);
  return save_picks_mails (picks, 2) != 1;
}

/* "smtplens-20240102-1.mbox": of the day of what is saved first, by the clock of the packets;
 * `front`: "", or a directory with "/" behind it. */
static void
propose_in (SaveDialog *dialog, const Model *model, const char *front)
{
  char time[PRINTABLE_TIME], day[9] = "";
  const SessionRow *row = dialog->what == SAVE_SELECTED ? dialog->choice.pick.row
                          : model->rows->len > 0        ? g_ptr_array_index (model->rows, 0)
                                                        : NULL;
  printable_time (row != NULL ? session_start (row->session) : 0, false, time);
  size_t digits = 0;
  for (const char *c = time; *c != 'T' && *c != '\0' && digits < sizeof day - 1; c++)
    if (g_ascii_isdigit (*c))
      day[digits++] = *c;
  const char *ending = makes_directory (dialog, model) ? "-eml" : forms[dialog->form].ending;
  /* A number stands in front of the ending, for the door counts on. */
  g_autofree char *wanted = g_strdup_printf ("%ssmtplens-%s-1%s", front, day, ending);
  g_autofree char *path = dialog->saver->free_path (dialog->saver->user, wanted);
  edit_line_set (&dialog->path, path);
}

static void
propose (SaveDialog *dialog, const Model *model)
{
  propose_in (dialog, model, "");
}

/* Another form, or another number of mails: a proposal is made anew, of a path that was
 * typed the ending follows. */
static void
follow (SaveDialog *dialog, const Model *model, SaveForm before)
{
  if (!dialog->typed)
    {
      propose (dialog, model);
      return;
    }
  if (before == dialog->form || !g_str_has_suffix (dialog->path.text->str, forms[before].ending)
      || makes_directory (dialog, model))
    return;
  const size_t length = dialog->path.text->len;
  edit_line_replace (&dialog->path, length - strlen (forms[before].ending), length, forms[dialog->form].ending);
}

/* As far as there is no choice among the names in front of the cursor. */
static void
complete (SaveDialog *dialog)
{
  g_autofree char *front = g_strndup (dialog->path.text->str, dialog->path.cursor);
  g_autofree char *longer = dialog->saver->complete (dialog->saver->user, front);
  edit_line_replace (&dialog->path, 0, dialog->path.cursor, longer);
}

static void
edit_path (SaveDialog *dialog, Key key)
{
  if (key == '\t')
    complete (dialog);
  if (key == '\t' || edit_line_key (&dialog->path, key) == EDIT_CHANGED)
    dialog->typed = true;
}

void
save_dialog_paste (SaveDialog *dialog, const Model *model, const char *text)
{
  (void) model;
  complain (dialog, NULL);
  dialog->line = SAVE_LINE_FILE;
  if (edit_line_paste (&dialog->path, text))
    dialog->typed = true;
  else
    complain (dialog, g_strdup (_ ("What was pasted is longer than a path may be.")));
}

/* --- choosing ------------------------------------------------------------------ */

void
save_dialog_open (SaveDialog *dialog, const Model *model, const SaveChoice *choice)
{
  dialog->open = true;
  dialog->choice = *choice;
  dialog->line = SAVE_LINE_WHAT;
  dialog->what = save_choice_first (choice, model);
  dialog->typed = false;
  complain (dialog, NULL);
  propose (dialog, model);
}

static void
choose_what (SaveDialog *dialog, const Model *model, bool next)
{
  for (int tried = 0; tried < SAVE_WHATS; tried++)
    {
      dialog->what = (SaveWhat) ((dialog->what + (next ? 1 : SAVE_WHATS - 1)) % SAVE_WHATS);
      if (save_choice_count (&dialog->choice, model, dialog->what) > 0)
        break;
    }
  follow (dialog, model, dialog->form);
}

static void
choose (SaveDialog *dialog, const Model *model, Key key)
{
  bool next = key == (KEY_FUNCTION | KEY_RIGHT) || key == ' ' || key == 'l';
  bool previous = key == (KEY_FUNCTION | KEY_LEFT) || key == 'h' || key == 127 || key == (KEY_FUNCTION | KEY_BACKSPACE);
  SaveForm before = dialog->form;
  if (!next && !previous)
    return;
  if (dialog->line == SAVE_LINE_WHAT)
    choose_what (dialog, model, next);
  else
    {
      dialog->form = (SaveForm) ((before + (next ? 1 : SAVE_FORMS - 1)) % SAVE_FORMS);
      follow (dialog, model, before);
    }
}

/* Another line; false: not such a key. */
static bool
move_on (SaveDialog *dialog, Key key)
{
  enum { TAB = '\t', NEXT = 14, PREVIOUS = 16 };
  bool down = key == (KEY_FUNCTION | KEY_DOWN) || key == NEXT || (key == TAB && dialog->line != SAVE_LINE_FILE);
  bool up = key == (KEY_FUNCTION | KEY_UP) || key == (KEY_FUNCTION | KEY_BTAB) || key == PREVIOUS;
  if (!down && !up)
    return false;
  dialog->line = (SaveLine) ((dialog->line + (down ? 1 : SAVE_LINES - 1)) % SAVE_LINES);
  return true;
}

/* --- saving -------------------------------------------------------------------- */

/* The name is taken: another one stands there now, and Enter takes it. */
static void
propose_next (SaveDialog *dialog)
{
  g_autofree char *path = dialog->saver->free_path (dialog->saver->user, dialog->path.text->str);
  g_autofree char *taken = printable (octets_of (dialog->path.text->str, dialog->path.text->len));
  complain (dialog, g_strdup_printf (_ ("%s is there already, and stays as it is: the next name is free."), taken));
  edit_line_set (&dialog->path, path);
  dialog->line = SAVE_LINE_FILE;
}

/* A directory was named where a file is to be made: a name in it stands there now.  False: it is none. */
static bool
go_inside (SaveDialog *dialog, const Model *model)
{
  const char *path = dialog->path.text->str;
  if (makes_directory (dialog, model) || !dialog->saver->is_directory (dialog->saver->user, path))
    return false;
  g_autofree char *shown = printable (octets_of_string (path));
  g_autofree char *front = g_strconcat (path, g_str_has_suffix (path, "/") ? "" : "/", NULL);
  complain (dialog, g_strdup_printf (_ ("%s is a directory: now there is the name of a file in it."), shown));
  propose_in (dialog, model, front);
  dialog->line = SAVE_LINE_FILE;
  return true;
}

static void
begin (SaveDialog *dialog, const Model *model, SaveRun *run)
{
  const char *refused = refusal (dialog, dialog->form);
  if (refused != NULL || dialog->path.text->len == 0)
    {
      complain (dialog, g_strdup (refused != NULL ? refused : _ ("A file needs a name.")));
      return;
    }
  bool of_mails = save_form_is_of_mails (dialog->form);
  GArray *picks = save_choice_picks (&dialog->choice, model, dialog->what, !of_mails);
  guint mails = of_mails ? save_picks_mails (picks, 2) : 0;
  if (picks->len == 0 || (of_mails && mails == 0))
    {
      complain (dialog, g_strdup (of_mails ? _ ("There is no whole mail among these.") : _ ("There is no session.")));
      g_array_unref (picks);
      return;
    }
  if (go_inside (dialog, model))
    {
      g_array_unref (picks);
      return;
    }
  const SaveOrder order = {
    .form = dialog->form,
    .one_mail = dialog->form == SAVE_EML && mails == 1,
    .show_secrets = model->wording.secrets,
    .path = dialog->path.text->str,
  };
  bool taken = false;
  char *trouble = NULL;
  if (save_run_begin (run, dialog->saver, &order, picks, &taken, &trouble))
    dialog->open = false;
  else if (taken)
    propose_next (dialog);
  else
    complain (dialog, trouble);
}

void
save_dialog_key (SaveDialog *dialog, const Model *model, Key key, SaveRun *run)
{
  complain (dialog, NULL);
  if (dialog_key_cancels (key))
    dialog->open = false;
  else if (dialog_key_takes (key))
    begin (dialog, model, run);
  else if (move_on (dialog, key))
    return;
  else if (dialog->line == SAVE_LINE_FILE)
    edit_path (dialog, key);
  else
    choose (dialog, model, key);
}

/* --- drawing ------------------------------------------------------------------- */

static const char *
masking_words (const SaveDialog *dialog, const Model *model)
{
  if (!forms[dialog->form].masks)
    return _ ("Nothing in it is masked.");
  if (model->wording.redact)
    return _ ("People, text, secrets hidden.");
  return model->wording.secrets ? _ ("Passwords are shown in it.") : _ ("Passwords are masked in it.");
}

static void
draw_choice (Canvas *canvas, int row, int column, int room, bool selected, bool dim, const char *words)
{
  g_autofree char *text = g_strdup_printf (selected ? "< %s >" : "%s", words);
  g_autofree char *fitted = printable_fit (text, (size_t) MAX (room, 1));
  canvas_say (canvas, row, column, room, dim ? STYLE_DIM : STYLE_HEADING, fitted);
}

static void
draw_bottom (const SaveDialog *dialog, Canvas *canvas)
{
  static const char *const hints[] = { N_ (" Enter save  Esc leave  Up Down line  Left Right choice"),
                                       N_ (" Enter save  Esc leave  Up Down line"), N_ (" Enter save  Esc leave") };
  int row = canvas_rows (canvas) - 1, columns = canvas_columns (canvas);
  canvas_put (canvas, row - 1, 0, columns, STYLE_STATUS, _ (" Nothing is ever written over."));
  if (dialog->trouble != NULL)
    {
      g_autofree char *line = g_strdup_printf (" %s", dialog->trouble);
      g_autofree char *fitted = printable_fit (line, (size_t) MAX (columns - 1, 1));
      canvas_say (canvas, row, 0, columns, STYLE_NOTICE, fitted);
      return;
    }
  size_t hint = 0;
  while (hint + 1 < G_N_ELEMENTS (hints) && (int) printable_width (_ (hints[hint])) > columns - 1)
    hint++;
  canvas_say (canvas, row, 0, columns, STYLE_HINT, _ (hints[hint]));
}

int
save_dialog_draw (const SaveDialog *dialog, const Model *model, Canvas *canvas, Area area, int *cursor_column)
{
  static const char *const labels[SAVE_LINES] = { N_ ("What"), N_ ("Form"), N_ ("File") };
  const FormWords *form = &forms[dialog->form];
  const char *refused = refusal (dialog, dialog->form);
  g_autofree char *what = save_choice_words (&dialog->choice, model, dialog->what);
  int column = area.column + 1 + LABEL_COLUMNS, room = MAX (area.columns - LABEL_COLUMNS - 2, 1), cursor_row = -1;
  for (int i = 0; i < area.rows; i++)
    canvas_put (canvas, area.row + i, area.column, area.columns, i == 0 ? STYLE_HEADING : STYLE_TEXT,
                i == 0 ? _ (" Save in a new file") : "");
  for (int line = 0; line < SAVE_LINES; line++)
    {
      int row = area.row + 1 + line;
      bool selected = line == (int) dialog->line;
      Style style = selected ? STYLE_SELECTED : STYLE_TEXT;
      canvas_put (canvas, row, area.column, LABEL_COLUMNS + 1, style, selected ? ">" : "");
      canvas_say (canvas, row, area.column + 1, LABEL_COLUMNS, style, _ (labels[line]));
      if (line == SAVE_LINE_WHAT)
        draw_choice (canvas, row, column, room, selected, false, what);
      else if (line == SAVE_LINE_FORM)
        draw_choice (canvas, row, column, room, selected, refused != NULL, _ (form->name));
      else
        *cursor_column = edit_line_draw (&dialog->path, canvas, row, column, room, STYLE_HEADING);
      if (selected && line == SAVE_LINE_FILE)
        cursor_row = row;
    }
  const char *notes[]
      = { refused != NULL ? refused : _ (form->meaning), refused != NULL ? "" : masking_words (dialog, model) };
  for (size_t i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autofree char *fitted = printable_fit (notes[i], (size_t) room);
      canvas_say (canvas, area.row + 1 + SAVE_LINES + (int) i, column, room, refused != NULL ? STYLE_NOTICE : STYLE_DIM,
                  fitted);
    }
  draw_bottom (dialog, canvas);
  return cursor_row;
}

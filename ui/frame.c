/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stack, tabs and keys.
 *
 * Does not filter (frame-filter), nor search (frame-search).  A level keeps the state of each view that was opened on
 * it, so that going round with Tab loses no place.  At most LEVELS_MAX levels. */
#include "config.h"

#include "frame-top.h"

#include "curses-wide.h"
#include "profiles.h"
#include "view-search-all.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

enum { LEVELS_MAX = 8 };

static size_t
view_index (const char *id)
{
  size_t index = 0;
  while (views[index] != NULL && !g_str_equal (views[index]->id, id))
    index++;
  g_assert (views[index] != NULL && index < VIEWS_MAX);
  return index;
}

static void
level_free (gpointer pointer)
{
  Level *level = pointer;
  for (size_t i = 0; i < VIEWS_MAX; i++)
    if (level->states[i] != NULL)
      views[i]->free (level->states[i]);
  if (level->focus.session != NULL)
    smtp_session_unref (level->focus.session);
  if (level->focus.before != NULL)
    smtp_session_unref (level->focus.before);
  g_free (level->filter_before.text);
  g_free (level);
}

static void
show_view (Frame *frame, Ui *ui, size_t index)
{
  Level *level = top_level (frame);
  level->view = index;
  if (level->states[index] == NULL)
    level->states[index] = views[index]->open (ui, &level->focus);
  if (views[index]->enter != NULL)
    views[index]->enter (level->states[index]);
  frame->unseen = true;
}

static void
push_level (Frame *frame, Ui *ui, SmtpSession *session, size_t index)
{
  if (frame->stack->len >= LEVELS_MAX)
    {
      frame_say (frame, _ ("So many views lie over one another that none more fits."));
      return;
    }
  Level *level = g_new0 (Level, 1);
  if (session != NULL)
    level->focus.session = smtp_session_ref (session);
  g_ptr_array_add (frame->stack, level);
  show_view (frame, ui, index);
}

void
frame_init (Frame *frame, Ui *ui, const Keymap *keys)
{
  frame->keys = keys;
  frame->stack = g_ptr_array_new_with_free_func (level_free);
  frame->prompt.needle = g_string_new (NULL);
  filter_prompt_init (&frame->filter);
  filter_form_init (&frame->form);
  save_dialog_init (&frame->save);
  ask_line_init (&frame->all);
  push_level (frame, ui, NULL, 0);
}

static void
close_dialog (Frame *frame)
{
  if (frame->dialog != NULL)
    frame->dialog->free (frame->dialog_state);
  frame->dialog = NULL;
  frame->unseen = true; /* what is behind it may have changed */
}

void
frame_open_dialog (Frame *frame, const DialogType *type, gpointer state)
{
  close_dialog (frame);
  frame->dialog = type;
  frame->dialog_state = state;
}

void
frame_clear (Frame *frame)
{
  close_dialog (frame);
  g_ptr_array_unref (frame->stack);
  g_string_free (frame->prompt.needle, TRUE);
  filter_prompt_clear (&frame->filter);
  filter_form_clear (&frame->form);
  save_dialog_clear (&frame->save);
  ask_line_clear (&frame->all);
  g_free (frame->sought);
  tour_pane_free (frame->tour);
  g_clear_pointer (&frame->notice, g_free);
}

void
frame_say (Frame *frame, const char *text)
{
  g_free (frame->notice);
  frame->notice = g_strdup (text);
}

/* The same of a sentence with the key of an action in it, as the user has it. */
void
frame_say_key (Frame *frame, const char *format, Action action)
{
  char name[KEY_NAME];
  keymap_first_name (frame->keys, action, name);
  g_free (frame->notice);
  frame->notice = g_strdup_printf (format, name);
}

void
frame_open_session (Frame *frame, Ui *ui, SmtpSession *session)
{
  push_level (frame, ui, session, view_index ("dialogue"));
}

void
frame_open_mail (Frame *frame, Ui *ui, SmtpSession *session, unsigned transaction)
{
  push_level (frame, ui, session, view_index ("message"));
  if (top_level (frame)->focus.session == session)
    top_level (frame)->focus.transaction = transaction;
}

void
frame_open_evidence (Frame *frame, Ui *ui, SmtpSession *session, unsigned transaction, Origin evidence)
{
  push_level (frame, ui, session, view_index ("findings"));
  Focus *focus = &top_level (frame)->focus;
  if (focus->session != session)
    return;
  focus->transaction = transaction;
  focus->evidence = evidence;
  show_view (frame, ui, view_index ("dialogue"));
}

void
frame_open_changes (Frame *frame, Ui *ui, SmtpSession *before, unsigned before_transaction, SmtpSession *after,
                    unsigned transaction)
{
  guint levels = frame->stack->len;
  push_level (frame, ui, after, view_index ("changes"));
  if (frame->stack->len == levels)
    return;
  Focus *focus = &top_level (frame)->focus;
  focus->transaction = transaction;
  focus->before = smtp_session_ref (before);
  focus->before_transaction = before_transaction;
}

void
frame_open_why (Frame *frame, Ui *ui, SmtpSession *session, unsigned transaction, const Finding *finding)
{
  guint levels = frame->stack->len;
  push_level (frame, ui, session, view_index ("why"));
  if (frame->stack->len == levels)
    return;
  top_level (frame)->focus.transaction = transaction;
  top_level (frame)->focus.finding = finding;
}

void
frame_switch (Frame *frame, Ui *ui, const char *view_id)
{
  show_view (frame, ui, view_index (view_id));
}

void
frame_open_list (Frame *frame, Ui *ui, const char *view_id, const char *filter)
{
  guint levels = frame->stack->len;
  push_level (frame, ui, NULL, view_index (view_id));
  if (frame->stack->len > levels)
    frame_filter_level (frame, (Model *) ui_model (ui), filter);
}

void
frame_go_root (Frame *frame, Ui *ui, const char *view_id)
{
  g_ptr_array_set_size (frame->stack, 1);
  show_view (frame, ui, view_index (view_id));
}

const View *
frame_root_view (const Frame *frame)
{
  return views[((const Level *) g_ptr_array_index (frame->stack, 0))->view];
}

/* Round among the views of the same place. */
static void
turn (Frame *frame, Ui *ui, bool forward)
{
  size_t count = 0;
  while (views[count] != NULL)
    count++;
  size_t index = top_level (frame)->view;
  do
    index = (index + (forward ? 1 : count - 1)) % count;
  while (views[index]->place != top_view (frame)->place);
  show_view (frame, ui, index);
}

static void
toggle_secrets (Frame *frame, Ui *ui)
{
  Model *model = (Model *) ui_model (ui);
  if (!model->options.show_secrets || model->options.redact)
    {
      frame_say (frame, _ ("Passwords stay masked; --show-secrets at the start shows them."));
      return;
    }
  model_reword (model, !model->wording.secrets);
  frame_say (frame, model->wording.secrets ? _ ("Passwords are shown.") : _ ("Passwords are masked."));
}

static void
turn_times (Frame *frame, Ui *ui)
{
  Model *model = (Model *) ui_model (ui);
  bool ladder = top_view (frame)->place == PLACE_SESSION;
  model_turn_times (model, ladder);
  frame_say (frame, time_style_words (ladder ? model->ladder_times : model->times, ladder));
}

/* --- searching in all mails --- */

void
frame_search_all (Frame *frame, Ui *ui, const char *needle)
{
  g_autofree char *words = g_strstrip (g_strdup (needle));
  if (words[0] == '\0')
    return;
  if (top_view (frame) != &view_search_all)
    push_level (frame, ui, NULL, view_index (view_search_all.id));
  if (top_view (frame) == &view_search_all)
    view_search_all_begin (top_state (frame), words);
  else
    frame_say (frame, _ ("Too many views lie one upon the other: go back first."));
}

void
frame_seek (Frame *frame, const char *needle, const char *near)
{
  frame_set_needle (frame, needle);
  g_free (frame->sought);
  frame->sought = g_strdup (near);
}

/* From the top, also where the brief header lacks it and all fields have it; false: nowhere. */
static bool
go_to_text (const View *view, gpointer state, const char *text)
{
  size_t row = search_row (view, state, text, 0, true);
  if (row == SIZE_MAX && view->act (state, ACTION_HEADER))
    {
      row = search_row (view, state, text, 0, true);
      if (row == SIZE_MAX)
        view->act (state, ACTION_HEADER);
    }
  if (row != SIZE_MAX)
    view->go (state, row);
  return row != SIZE_MAX;
}

bool
frame_find_sought (Frame *frame)
{
  const View *view = top_view (frame);
  g_autofree char *sought = g_steal_pointer (&frame->sought);
  /* The dialogue stands at what was found already. */
  if (sought == NULL || (view->scopes & SCOPE_HEADER) == 0)
    return false;
  if (!go_to_text (view, top_state (frame), sought) && !go_to_text (view, top_state (frame), frame->prompt.needle->str))
    frame_say (frame, _ ("This view does not show the place: it is in another part, or goes over lines."));
  return true;
}

/* One level down, where the filter is the one that it had; false on the first. */
static bool
pop_level (Frame *frame, Ui *ui)
{
  if (frame->stack->len <= 1)
    return false;
  frame_filter_back (frame, (Model *) ui_model (ui));
  g_ptr_array_set_size (frame->stack, (gint) frame->stack->len - 1);
  return true;
}

/* What takes longer is taken back first, and the list that waited for it with it. */
static void
go_back (Frame *frame, Ui *ui)
{
  Model *model = (Model *) ui_model (ui);
  if (model_work_cancel (model))
    {
      if (frame_filter_is_back (frame, model))
        pop_level (frame, ui);
      frame_say (frame, _ ("Taken back: all is as it was before."));
    }
  else if (!frame_save_stop (frame) && !pop_level (frame, ui))
    frame_say_key (frame, _ ("This is the first list; %s quits."), ACTION_QUIT_OR_BACK);
}

Wish
frame_perform (Frame *frame, Ui *ui, Action action)
{
  switch (action)
    {
    case ACTION_QUIT:
      return WISH_QUIT;
    case ACTION_QUIT_OR_BACK:
      return pop_level (frame, ui) ? WISH_NONE : WISH_QUIT;
    case ACTION_SAVE:
      frame_save (frame, ui);
      return WISH_NONE;
    case ACTION_BACK:
      go_back (frame, ui);
      return WISH_NONE;
    case ACTION_SUSPEND:
      return WISH_SUSPEND;
    case ACTION_REDRAW:
      return WISH_REDRAW;
    case ACTION_COPY:
      return WISH_COPY;
    case ACTION_HELP:
      if (top_view (frame) != &view_help)
        push_level (frame, ui, NULL, view_index ("help"));
      return WISH_NONE;
    case ACTION_NEXT_VIEW:
    case ACTION_PREVIOUS_VIEW:
      turn (frame, ui, action == ACTION_NEXT_VIEW);
      return WISH_NONE;
    case ACTION_SEARCH:
      frame_prompt_open (frame);
      return WISH_NONE;
    case ACTION_SEARCH_NEXT:
    case ACTION_SEARCH_PREVIOUS:
      frame_search_again (frame, action == ACTION_SEARCH_NEXT);
      return WISH_NONE;
    case ACTION_SEARCH_ALL:
      ask_line_open (&frame->all, "");
      return WISH_NONE;
    case ACTION_FILTER:
      filter_prompt_open (&frame->filter, (Model *) ui_model (ui));
      return WISH_NONE;
    case ACTION_FILTER_FORM:
      filter_form_open (&frame->form, (Model *) ui_model (ui));
      return WISH_NONE;
    case ACTION_FILTER_TURN:
      frame_turn_filters (frame, (Model *) ui_model (ui));
      return WISH_NONE;
    case ACTION_PROFILES:
      profiles_open (ui);
      return WISH_NONE;
    case ACTION_FILTER_FINDINGS:
      frame_turn_findings ((Model *) ui_model (ui));
      return WISH_NONE;
    case ACTION_TIMES:
      turn_times (frame, ui);
      return WISH_NONE;
    case ACTION_TOUR_NEXT:
    case ACTION_TOUR_BACK:
      frame_act_on_tour (frame, action == ACTION_TOUR_NEXT);
      return WISH_NONE;
    case ACTION_SECRETS:
      toggle_secrets (frame, ui);
      return WISH_NONE;
    default:
      top_view (frame)->act (top_state (frame), action);
      return WISH_NONE;
    }
}

/* A key of other views, so that nobody waits for what it does there. */
static void
say_no_use (Frame *frame, Key key)
{
  char name[KEY_NAME], help[KEY_NAME];
  if (keymap_action (frame->keys, key, ~0u) == ACTION_NONE)
    return;
  keymap_name (key, name);
  keymap_first_name (frame->keys, ACTION_HELP, help);
  frame->notice = g_strdup_printf (_ ("%s does nothing in this view; %s lists all keys."), name, help);
}

Wish
frame_key (Frame *frame, Ui *ui, Key key)
{
  if (frame->prompt.open)
    {
      frame_prompt_key (frame, key);
      return WISH_NONE;
    }
  if (frame->filter.open)
    {
      filter_prompt_key (&frame->filter, (Model *) ui_model (ui), key);
      return WISH_NONE;
    }
  if (frame->all.open)
    {
      if (ask_line_key (&frame->all, key) == ASK_DONE)
        frame_search_all (frame, ui, frame->all.line.text->str);
      return WISH_NONE;
    }
  if (frame->form.open)
    {
      frame_form_key (frame, (Model *) ui_model (ui), key);
      return WISH_NONE;
    }
  if (frame->dialog != NULL)
    {
      g_clear_pointer (&frame->notice, g_free);
      if (!frame->dialog->key (frame->dialog_state, key))
        close_dialog (frame);
      ui_keep (ui);
      return WISH_NONE;
    }
  if (frame->save.open)
    {
      save_dialog_key (&frame->save, ui_model (ui), key, &frame->saving);
      return WISH_NONE;
    }
  Action action = keymap_action (frame->keys, key, top_scopes (frame));
  g_clear_pointer (&frame->notice, g_free);
  if (action == ACTION_NONE)
    {
      say_no_use (frame, key);
      return WISH_NONE;
    }
  if (frame_search_cancel (frame) && action == ACTION_BACK)
    return WISH_NONE;
  if (action != ACTION_TOUR_NEXT && action != ACTION_TOUR_BACK && action != ACTION_REDRAW)
    frame_leave_tour (frame);
  return frame_perform (frame, ui, action);
}

/* A line or a form takes all keys. */
static bool
line_is_open (const Frame *frame)
{
  return frame->prompt.open || frame->filter.open || frame->form.open || frame->save.open || frame->all.open;
}

bool
frame_is_asking (const Frame *frame)
{
  return line_is_open (frame) || frame->dialog != NULL;
}

void
frame_stop_asking (Frame *frame, Ui *ui)
{
  enum { ESCAPE = 27 };
  close_dialog (frame);
  if (frame_is_asking (frame))
    frame_key (frame, ui, ESCAPE);
}

void
frame_set_needle (Frame *frame, const char *needle)
{
  g_string_assign (frame->prompt.needle, needle);
}

void
frame_tick (Frame *frame)
{
  if (top_view (frame)->tick != NULL)
    top_view (frame)->tick (top_state (frame));
}

void
frame_paste (Frame *frame, Ui *ui, const char *text)
{
  Model *model = (Model *) ui_model (ui);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  /* Line ends would be Enter. */
  g_strdelimit (valid, "\r\n\t", ' ');
  g_clear_pointer (&frame->notice, g_free);
  if (frame->prompt.open)
    frame_prompt_paste (frame, valid);
  else if (frame->all.open)
    ask_line_paste (&frame->all, valid);
  else if (frame->filter.open)
    filter_prompt_paste (&frame->filter, model, valid);
  else if (frame->save.open)
    save_dialog_paste (&frame->save, model, valid);
  else if (frame->form.open)
    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
      {
        gunichar character = g_utf8_get_char (at);
        if (character >= 0x20 && character != 0x7f)
          frame_form_key (frame, model, character);
      }
  else if (frame->dialog != NULL && frame->dialog->paste != NULL)
    frame->dialog->paste (frame->dialog_state, valid);
  else
    frame_say_key (frame, _ ("Pasted text does nothing here; %s begins a search."), ACTION_SEARCH);
}

bool
frame_click (Frame *frame, Ui *ui, const Canvas *canvas, int row, int column)
{
  const View *view = top_view (frame);
  if (line_is_open (frame))
    return false;
  g_clear_pointer (&frame->notice, g_free);
  if (frame->dialog != NULL)
    {
      size_t line = canvas_list_row (canvas, row);
      if (frame->dialog->click != NULL && line != SIZE_MAX && !frame->dialog->click (frame->dialog_state, line))
        close_dialog (frame);
      return false;
    }
  frame_leave_tour (frame);
  for (size_t i = 0; row == 0 && views[i] != NULL; i++)
    if (column >= frame->tabs[i].from && column < frame->tabs[i].to)
      {
        show_view (frame, ui, i);
        return false;
      }
  size_t place = canvas_list_row (canvas, row);
  if (place == SIZE_MAX)
    {
      if (view->click != NULL)
        view->click (top_state (frame), row, column);
      return false;
    }
  if (place != view->position (top_state (frame)))
    {
      view->go (top_state (frame), place);
      return false;
    }
  if ((view->scopes & SCOPE_OPEN) == 0)
    return false;
  frame_perform (frame, ui, ACTION_OPEN);
  return true;
}

void
frame_wheel (Frame *frame, bool up)
{
  enum { ROWS = 3 };
  if (line_is_open (frame))
    return;
  if (frame->dialog != NULL)
    {
      frame->dialog->key (frame->dialog_state, KEY_FUNCTION | (up ? KEY_UP : KEY_DOWN));
      return;
    }
  g_clear_pointer (&frame->notice, g_free);
  frame_leave_tour (frame);
  for (int i = 0; i < ROWS; i++)
    top_view (frame)->act (top_state (frame), up ? ACTION_UP : ACTION_DOWN);
}

char *
frame_row_text (Frame *frame, const Canvas *canvas)
{
  if (top_view (frame)->copy != NULL)
    return top_view (frame)->copy (top_state (frame));
  int row = canvas_screen_row (canvas, top_view (frame)->position (top_state (frame)));
  bool selected = row >= 0;
  char *text = canvas_row_text (canvas, selected ? row : frame->body);
  /* Without the mark of a selected row. */
  if (selected && text[0] == '>')
    text[0] = ' ';
  return g_strstrip (text);
}

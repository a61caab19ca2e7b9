/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching in the rows of the view in front: the line in which it is written, and the search in slices: a million rows
 * hold up no key.
 *
 * A search that is not over after its first slice says how far it is, and goes on between the keys; the next
 * key that does something ends it. */
#include "config.h"

#include "curses-wide.h"
#include "frame-top.h"
#include "search.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

enum { SLICE_MICROSECONDS = 20000 };

static void
tell (Frame *frame, const char *text)
{
  frame_say (frame, text);
}

static void
found (Frame *frame, size_t row)
{
  const Search *search = &frame->search;
  g_clear_pointer (&frame->notice, g_free);
  if (search->again && (search->forward ? row <= search->origin : row >= search->origin))
    tell (frame, search->forward ? _ ("Went on from the top.") : _ ("Went on from the bottom."));
  search->view->go (search->state, row);
}

static void
missed (Frame *frame)
{
  const Search *search = &frame->search;
  if (!search->again)
    search->view->go (search->state, search->origin);
  frame->prompt.missed = !search->again;
  if (frame->prompt.open)
    {
      tell (frame, _ ("no match"));
      return;
    }
  char name[KEY_NAME];
  keymap_first_name (frame->keys, ACTION_SEARCH, name);
  g_autofree char *text = g_strdup_printf (_ ("No match.  %s searches for something else."), name);
  tell (frame, text);
}

static void
tell_percent (Frame *frame)
{
  g_autofree char *text = g_strdup_printf (_ ("searching %u %%"), search_percent (&frame->search));
  tell (frame, text);
}

bool
frame_search_work (Frame *frame)
{
  Search *search = &frame->search;
  size_t row;
  if (search->view == NULL)
    return false;
  if (search->view != top_view (frame) || search->state != top_state (frame))
    {
      search->view = NULL;
      return false;
    }
  switch (search_work (search, frame->prompt.needle->str, g_get_monotonic_time () + SLICE_MICROSECONDS, &row))
    {
    case SEARCH_MORE:
      tell_percent (frame);
      return true;
    case SEARCH_FOUND:
      found (frame, row);
      break;
    case SEARCH_MISSED:
    default:
      missed (frame);
    }
  search->view = NULL;
  return false;
}

bool
frame_search_cancel (Frame *frame)
{
  bool searching = frame->search.view != NULL;
  frame->search.view = NULL;
  return searching;
}

/* For what is in the prompt, from its origin on. */
static void
search_for_prompt (Frame *frame)
{
  const View *view = top_view (frame);
  Prompt *prompt = &frame->prompt;
  frame->search.view = NULL;
  if (prompt->needle->len == 0)
    view->go (top_state (frame), prompt->origin);
  else if (prompt->missed)
    tell (frame, _ ("no match"));
  else
    {
      search_begin (&frame->search, view, top_state (frame), prompt->origin, prompt->origin, true);
      frame_search_work (frame);
    }
}

void
frame_search_again (Frame *frame, bool forward)
{
  if (frame->prompt.needle->len == 0)
    {
      frame_say_key (frame, _ ("Nothing to search for yet: %s begins a search."), ACTION_SEARCH);
      return;
    }
  const View *view = top_view (frame);
  gpointer state = top_state (frame);
  size_t count = view->count (state);
  size_t position = view->position (state);
  size_t start = count == 0 ? 0 : (position + (forward ? 1 : count - 1)) % count;
  search_begin (&frame->search, view, state, start, position, forward);
  frame->search.again = true;
  frame_search_work (frame);
}

/* --- the line in which it is written -------------------------------------------------------- */

void
frame_prompt_open (Frame *frame)
{
  frame->prompt.open = true;
  frame->prompt.missed = false;
  frame->prompt.origin = top_view (frame)->position (top_state (frame));
  g_string_truncate (frame->prompt.needle, 0);
}

static void
prompt_close (Frame *frame, bool keep)
{
  bool found = frame->notice == NULL;
  frame->prompt.open = false;
  if (!keep)
    {
      frame_search_cancel (frame);
      top_view (frame)->go (top_state (frame), frame->prompt.origin);
      g_string_truncate (frame->prompt.needle, 0);
      g_clear_pointer (&frame->notice, g_free);
    }
  else if (!found && frame->search.view == NULL)
    frame_say_key (frame, _ ("No match.  %s searches for something else."), ACTION_SEARCH);
}

/* Takes away the last character, or all. */
static void
prompt_erase (Prompt *prompt, bool all)
{
  GString *needle = prompt->needle;
  gsize left = all || needle->len == 0 ? 0 : (gsize) (g_utf8_prev_char (needle->str + needle->len) - needle->str);
  g_string_truncate (needle, left);
  prompt->missed = false;
}

/* False: it is none that may stand there, or there is no room. */
static bool
prompt_append (Prompt *prompt, gunichar character)
{
  if (character < 0x20 || prompt->needle->len >= NEEDLE_MAX || !g_unichar_validate (character)
      || printable_hides (character))
    return false;
  g_string_append_unichar (prompt->needle, character);
  return true;
}

void
frame_prompt_key (Frame *frame, Key key)
{
  /* Its keys are not the table's: any other has to stay a character of the text. */
  const Key enter_function = KEY_FUNCTION | KEY_ENTER, erase_function = KEY_FUNCTION | KEY_BACKSPACE;
  enum { ERASE = 127, ERASE_OLD = 8, ERASE_ALL = 21, LINE_END = '\r', NEW_LINE = '\n', ESCAPE = 27, INTERRUPT = 3 };
  if (key == ESCAPE || key == INTERRUPT)
    prompt_close (frame, false);
  else if (key == LINE_END || key == NEW_LINE || key == enter_function)
    prompt_close (frame, true);
  else
    {
      g_clear_pointer (&frame->notice, g_free);
      if (key == ERASE || key == ERASE_OLD || key == erase_function)
        prompt_erase (&frame->prompt, false);
      else if (key == ERASE_ALL)
        prompt_erase (&frame->prompt, true);
      else if (key >= KEY_FUNCTION || !prompt_append (&frame->prompt, key))
        return;
      search_for_prompt (frame);
    }
}

void
frame_prompt_paste (Frame *frame, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    prompt_append (&frame->prompt, g_utf8_get_char (at));
  search_for_prompt (frame);
}

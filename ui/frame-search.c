/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching in the rows of the view in front, in slices: a million rows hold up no key.
 *
 * A search that is not over after its first slice says how far it is, and goes on between the keys; the next
 * key that does something ends it. */
#include "config.h"

#include "frame-top.h"
#include "search.h"

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

void
frame_search_prompt (Frame *frame)
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
  const View *view = top_view (frame);
  gpointer state = top_state (frame);
  size_t count = view->count (state);
  size_t position = view->position (state);
  size_t start = count == 0 ? 0 : (position + (forward ? 1 : count - 1)) % count;
  search_begin (&frame->search, view, state, start, position, forward);
  frame->search.again = true;
  frame_search_work (frame);
}

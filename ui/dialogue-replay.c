/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session played at its own speed: what keys and time do to it. */
#include "config.h"

#include "dialogue-state.h"

#include "../dissect/translate.h"

static bool
at_last_rung (const DialogueView *view)
{
  return view->list.selected + 1 >= view->rungs->len;
}

static void
await_next (DialogueView *view)
{
  const SmtpSession *session = view->focus->session;
  Origin now = rung_origin (session, dialogue_rung (view, view->list.selected));
  Origin next = rung_origin (session, dialogue_rung (view, view->list.selected + 1));
  int wait = replay_wait (&view->replay, now.time, now.packet != 0 && next.packet != 0 ? next.time : now.time);
  ui_wake (view->ui, view->replay.playing ? wait : -1);
}

static void
end_replay (DialogueView *view, const char *words)
{
  view->replay.on = false;
  ui_wake (view->ui, -1);
  ui_say (view->ui, words);
}

void
dialogue_go_on (DialogueView *view)
{
  if (!view->replay.on)
    return;
  if (at_last_rung (view))
    end_replay (view, _ ("The replay is over."));
  else
    await_next (view);
}

static void
step (DialogueView *view)
{
  list_select (&view->list, view->list.selected + 1);
  dialogue_note_selection (view);
  dialogue_go_on (view);
}

/* What came with one packet comes at once. */
void
dialogue_tick (gpointer state)
{
  DialogueView *view = state;
  dialogue_update (view);
  if (!view->replay.on || !view->replay.playing)
    return;
  do
    step (view);
  while (view->replay.on && view->replay.between == 0);
}

static void
play_or_pause (DialogueView *view, bool playing)
{
  if (at_last_rung (view))
    {
      ui_say (view->ui, _ ("Nothing follows this line."));
      return;
    }
  if (!view->replay.on)
    replay_begin (&view->replay, playing);
  else
    view->replay.playing = !view->replay.playing;
  await_next (view);
}

static void
change_speed (DialogueView *view, bool faster)
{
  replay_turn_speed (&view->replay, faster);
  g_autofree char *speed = replay_speed_words (&view->replay);
  g_autofree char *words = g_strdup_printf (_ ("The session plays %s."), speed);
  ui_say (view->ui, words);
  dialogue_go_on (view);
}

unsigned
dialogue_mode (gpointer state)
{
  return ((const DialogueView *) state)->replay.on ? SCOPE_PLAYING | SCOPE_REPLAY : 0;
}

bool
dialogue_act_on_replay (DialogueView *view, Action action)
{
  switch (action)
    {
    case ACTION_REPLAY:
      play_or_pause (view, true);
      return true;
    case ACTION_SLOWER:
    case ACTION_FASTER:
      change_speed (view, action == ACTION_FASTER);
      return true;
    case ACTION_REPLAY_STEP:
      if (!view->replay.on)
        {
          play_or_pause (view, false);
          return true;
        }
      G_GNUC_FALLTHROUGH;
    case ACTION_STEP:
      view->replay.playing = false;
      step (view);
      return true;
    case ACTION_REPLAY_END:
      end_replay (view, _ ("The replay ends here."));
      return true;
    default:
      return false;
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in front, for the files of the frame and of the face of lines alone. */
#ifndef SMTPLENS_FRAME_TOP_H
#define SMTPLENS_FRAME_TOP_H

#include "frame.h"

/* Keys that every view understands. */
enum { ALWAYS = SCOPE_SEARCH | SCOPE_PROGRAM };

static inline Level *
top_level (const Frame *frame)
{
  return g_ptr_array_index (frame->stack, frame->stack->len - 1);
}

static inline const View *
top_view (const Frame *frame)
{
  return views[top_level (frame)->view];
}

static inline gpointer
top_state (const Frame *frame)
{
  const Level *level = top_level (frame);
  return level->states[level->view];
}

/* --- frame.c --- */

/* Tells the user a sentence with "%s" in it for the key of an action, as he has it. */
void frame_say_key (Frame *frame, const char *format, Action action) G_GNUC_PRINTF (2, 0);

/* --- frame-filter.c --- */

void frame_form_key (Frame *frame, Model *model, Key key);
void frame_turn_filters (Frame *frame, Model *model);
void frame_turn_findings (Model *model);
/* The level in front shows sessions that also meet this, as long as it is there. */
void frame_filter_level (Frame *frame, Model *model, const char *filter);
/* Brings the filter of the level below back, where that in front narrowed it. */
void frame_filter_back (Frame *frame, Model *model);
/* Whether it is back already. */
bool frame_filter_is_back (const Frame *frame, const Model *model);

/* --- frame-search.c --- */

void frame_prompt_open (Frame *frame);
void frame_prompt_key (Frame *frame, Key key);
/* Takes of valid text what may stand in the prompt. */
void frame_prompt_paste (Frame *frame, const char *text);
/* For the next row that has what was searched for. */
void frame_search_again (Frame *frame, bool forward);
/* Ends a search; false: none was under way. */
bool frame_search_cancel (Frame *frame);

/* Scopes that come before those of the view; 0: none. */
static inline unsigned
top_mode (const Frame *frame)
{
  return top_view (frame)->mode != NULL ? top_view (frame)->mode (top_state (frame)) : 0;
}

/* All that a key may mean now. */
static inline unsigned
top_scopes (const Frame *frame)
{
  return top_view (frame)->scopes | top_mode (frame) | ALWAYS | (frame->tour != NULL ? SCOPE_TOUR : 0u);
}

#endif

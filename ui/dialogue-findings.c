/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From rung to rung that findings cite, and to what they rest on. */
#include "config.h"

#include "dialogue-state.h"

#include "../dissect/translate.h"

static const Finding *
finding_at (DialogueView *view, size_t index, guint *count)
{
  const SmtpSession *session = view->focus->session;
  if (view->cites != NULL && !ladder_cites_are_of (view->cites, session))
    g_clear_pointer (&view->cites, ladder_cites_free);
  if (view->cites == NULL)
    view->cites = ladder_cites_new (session);
  return ladder_cites_find (view->cites, session, dialogue_rung (view, index), count);
}

static void
say_finding (const DialogueView *view, const Finding *finding, guint count)
{
  char key[KEY_NAME];
  keymap_first_name (ui_keymap (view->ui), ACTION_WHY, key);
  const char *severity = _ (severity_name (finding->severity)), *title = _ (finding->check->title);
  g_autofree char *words = count > 1
                               ? g_strdup_printf (_ ("%s: %s, and %u more (%s: why)"), severity, title, count - 1, key)
                               : g_strdup_printf (_ ("%s: %s (%s: why)"), severity, title, key);
  ui_say (view->ui, words);
}

void
dialogue_turn_finding (DialogueView *view, bool forward)
{
  size_t row = view->list.selected;
  while (forward ? ++row < view->rungs->len : row-- > 0)
    {
      guint count;
      const Finding *finding = finding_at (view, row, &count);
      if (finding == NULL)
        continue;
      list_select (&view->list, row);
      dialogue_note_selection (view);
      dialogue_go_on (view);
      say_finding (view, finding, count);
      return;
    }
  ui_say (view->ui, _ ("No finding cites a line further on that way."));
}

void
dialogue_open_why (DialogueView *view)
{
  guint count;
  const Finding *finding
      = view->list.selected < view->rungs->len ? finding_at (view, view->list.selected, &count) : NULL;
  if (finding != NULL)
    {
      ui_open_why (view->ui, view->focus->session, finding->transaction, finding);
      return;
    }
  char key[KEY_NAME];
  keymap_first_name (ui_keymap (view->ui), ACTION_NEXT_FINDING, key);
  g_autofree char *words
      = g_strdup_printf (_ ("No finding cites this line; %s goes to the next one that is cited."), key);
  ui_say (view->ui, words);
}

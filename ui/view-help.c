/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The help, made from the key table; over any other view. */
#include "config.h"

#include "text-pane.h"
#include "view.h"

#include "../dissect/translate.h"

static void
add_binding (TextPane *pane, const Keymap *keys, size_t row)
{
  enum { KEYS_COLUMNS = 18 };
  g_autofree char *names = keymap_names (keys, row);
  g_autofree char *label = g_strconcat ("  ", names[0] != '\0' ? names : _ ("(no key)"), NULL);
  text_pane_add_labelled (pane, STYLE_TEXT, KEYS_COLUMNS + 3, label, _ (keymap_row (row)->help));
}

static void
add_word (TextPane *pane, const char *word, const char *meaning)
{
  enum { WORD_COLUMNS = 12 };
  g_autofree char *label = g_strconcat ("  ", word, NULL);
  text_pane_add_labelled (pane, STYLE_TEXT, WORD_COLUMNS, label, meaning);
}

static void
add_words (TextPane *pane)
{
  text_pane_add (pane, STYLE_HEADING, 0, _ ("\nWords"));
  add_word (
      pane, _ ("Exposed"),
      _ ("the worst that anyone on the path could read: password, mail, headers, envelope; TLS: only that the two "
         "hosts talked"));
  add_word (pane, _ ("Forged"),
            _ ("how badly a finding speaks against the sender that a mail names: low, medium, high, crit; no where all "
               "its senders are proven, — where nothing is known"));
  add_word (pane, "C:  S:", _ ("said by the client, said by the server"));
  add_word (pane, "░░░░", _ ("octets that were never captured"));
  add_word (pane, "↻ ┄┄┄┄", _ ("octets that came again, or a host that asks: still there?"));
}

static gpointer
help_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  enum { SECTIONS_MOST = 32 };
  TextPane *pane = text_pane_new ();
  const char *shown[SECTIONS_MOST + 1] = { NULL };
  size_t sections = 0;
  /* A heading each, in the order of the table; groups of one title come together. */
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    {
      const char *title = keymap_scope_title (keymap_row (row)->scope);
      if (g_strv_contains (shown, title))
        continue;
      g_assert (sections < SECTIONS_MOST);
      shown[sections++] = title;
      text_pane_addf (pane, STYLE_HEADING, 0, "%s%s", sections > 1 ? "\n" : "", title);
      for (size_t i = row; keymap_row (i) != NULL; i++)
        if (g_str_equal (keymap_scope_title (keymap_row (i)->scope), title))
          add_binding (pane, ui_keymap (ui), i);
    }
  add_words (pane);
  return pane;
}

static void
help_free (gpointer state)
{
  text_pane_free (state);
}

static void
help_draw (gpointer state, Canvas *canvas, Area area)
{
  text_pane_draw (state, canvas, area);
}

static bool
help_act (gpointer state, Action action)
{
  return text_pane_act (state, action);
}

static size_t
help_count (gpointer state)
{
  return text_pane_count (state);
}

static size_t
help_position (gpointer state)
{
  return text_pane_position (state);
}

static bool
help_matches (gpointer state, size_t line, const char *needle)
{
  return text_pane_matches (state, line, needle);
}

static TextPane *
help_text (gpointer state)
{
  return state;
}

static void
help_go (gpointer state, size_t line)
{
  text_pane_go (state, line);
}

const View view_help = {
  .id = "help",
  .title = N_ ("Help"),
  .place = PLACE_OVER,
  .scopes = SCOPE_MOVE,
  .open = help_open,
  .free = help_free,
  .draw = help_draw,
  .act = help_act,
  .count = help_count,
  .position = help_position,
  .matches = help_matches,
  .go = help_go,
  .text = help_text,
};

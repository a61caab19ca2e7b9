/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for a user in his language.
 *
 * _ ("…") is the text in the user's language, N_ ("…") marks one in a table, for _ () to
 * look up when it is shown.  Without a catalogue both are the English text itself, at next to
 * no cost.  Only what screens and help say is translated: text, JSON and files, which
 * programs read, speak English whatever the language is.  Words that both need are made by
 * functions that are told the tongue, and say translate (tongue, "…").
 *
 * C_ ("where", "…") and NC_ ("where", "…") are the same for a text that means different things
 * in different places.
 *
 * A text is a whole sentence, with printf's conversions; translators may exchange them
 * (%2$s).  Numbers with a noun: ngettext, or wording_count of the screens. */
#ifndef SMTPLENS_TRANSLATE_H
#define SMTPLENS_TRANSLATE_H

#include <glib.h>
#include <libintl.h>

/* Whose language. */
typedef enum Tongue {
  TONGUE_ENGLISH, /* that of programs and files */
  TONGUE_USER,
  TONGUES
} Tongue;

#define _(text) gettext (text)
#define N_(text) (text)
#define C_(where, text) g_dpgettext2 (NULL, where, text)
#define NC_(where, text) (text)
#define translate(tongue, text) ((tongue) == TONGUE_USER ? gettext (text) : (text))
#define translate_in(tongue, where, text) ((tongue) == TONGUE_USER ? C_ (where, text) : (text))
#define translate_count(tongue, one, many, number)                                                                     \
  ((tongue) == TONGUE_USER ? ngettext (one, many, number) : (number) == 1 ? (one) : (many))

#endif

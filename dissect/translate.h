/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for a user in his language.
 *
 * _ ("…") is the text in the user's language, N_ ("…") marks one in a table, for _ () to
 * look up when it is shown.  Without a catalogue both are the English text itself, at next to
 * no cost.  Only what screens and help say is translated: text, JSON and files, which
 * programs read, speak English whatever the language is. */
#ifndef SMTPLENS_TRANSLATE_H
#define SMTPLENS_TRANSLATE_H

#include <libintl.h>

#define _(text) gettext (text)
#define N_(text) (text)

#endif

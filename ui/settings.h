/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user can set of the screens: keys, colours, mouse; and the text of a
 * configuration file that says so.  Opens no file: the program hands the text in. */
#ifndef SMTPLENS_SETTINGS_H
#define SMTPLENS_SETTINGS_H

#include "keymap.h"
#include "theme.h"

#include <glib.h>

typedef struct UiSettings {
  Keymap keymap;
  ThemeChoice look;
  bool mouse;
  GPtrArray *profiles;  /* of Profile *: those of the file; NULL: none; settings_clear */
  unsigned lines_wrong; /* of the file: the screen says so */
} UiSettings;

/* The standard. */
void settings_init (UiSettings *settings);
void settings_clear (UiSettings *settings);

/* Takes the text of a configuration file over.  A line that is wrong is told and left
 * out, the others count; all lines are numbered from 1 and told in ascending order, those
 * about keys that meet behind the rest.  `why` is one printable sentence without a stop. */
typedef void (*SettingsWrong) (gpointer user, unsigned line, const char *why);
void settings_read (UiSettings *settings, const char *text, size_t length, SettingsWrong wrong, gpointer user);

/* False: there is none of that name. */
bool settings_choose_theme (UiSettings *settings, const char *name);
/* "default, light, …"; g_free. */
char *settings_theme_names (void);

/* The key table as a configuration file that says the same; g_free. */
char *settings_dump_keys (const UiSettings *settings);

#endif

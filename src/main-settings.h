/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user set of the screens: the configuration file, and the options over it. */
#ifndef SMTPLENS_MAIN_SETTINGS_H
#define SMTPLENS_MAIN_SETTINGS_H

#include "options.h"

#include "../ui/settings.h"

/* Reads the file, if that is wanted and there is one.  What is wrong in it is told a line each, and left
 * out; false where an option is wrong, with one line in error_text (g_free). */
bool user_settings_read (UiSettings *settings, const Options *options, void (*tell) (void *user, const char *line),
                         void *user, bool with_file, char **error_text);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of --help, made of the table of options. */
#ifndef SMTPLENS_OPTIONS_HELP_H
#define SMTPLENS_OPTIONS_HELP_H

#include <glib.h>

/* In the user's language; the long names end with the first without a description.  Lines are wrapped
 * for so many columns; 0: not.  g_free. */
char *options_help (const GOptionEntry *entries, unsigned columns);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files that are to be made anew: looks what is there, and makes nothing. */
#ifndef SMTPLENS_NEW_PATH_H
#define SMTPLENS_NEW_PATH_H

/* "~" and "~/…" with the user's home in their place, all else as it is; g_free. */
char *new_path_expand (const char *path);
/* The path itself, or, where something of that name is there, the first like it that is free:
 * the number at the end of the name, in front of its ending, counts on, or "-2" and so on
 * are put there.  g_free. */
char *new_path_free (const char *path);
/* The path with its last name completed as far as all names that begin so agree, and a "/"
 * behind a directory that is the only one; g_free. */
char *new_path_complete (const char *path);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of the UI: its screen, or its lines. */
#ifndef SMTPLENS_MAIN_FACE_H
#define SMTPLENS_MAIN_FACE_H

#include "main-program.h"

/* Where standard input is closed, a capture must not get its number: commands would be read
 * from it.  Before any file is opened. */
void face_keep_standard_input (void);

/* The UI was configured before.  Whether it began; true too where there is no UI.  Else with an error. */
bool face_start (Program *program, GError **error);

#endif

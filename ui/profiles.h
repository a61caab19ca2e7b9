/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of profiles: one is taken, the present state gets a name, one is deleted. */
#ifndef SMTPLENS_PROFILES_H
#define SMTPLENS_PROFILES_H

#include "screen-state.h"

void profiles_open (Ui *ui);

/* In the user's language, where it came with the program. */
const char *profile_shown_name (const Profile *profile);

/* --- what it asks of the UI, in ui-memory.c --- */

const ScreenState *ui_state (const Ui *ui);
/* All there are, row by row: those of the program, of the configuration file, the user's own; NULL
 * past the last. */
const Profile *ui_profile (const Ui *ui, size_t row);
const Profile *ui_profile_named (const Ui *ui, const char *name);
void ui_profile_use (Ui *ui, const Profile *profile);
/* The present state under a name, in place of an own one of that name; false: it lives only as long
 * as the program. */
bool ui_profile_save (Ui *ui, const char *name);
/* An own one, which is freed; the same. */
bool ui_profile_delete (Ui *ui, const Profile *profile);
/* Hands what changed to the program; false: it was not kept. */
bool ui_keep (Ui *ui);

#endif

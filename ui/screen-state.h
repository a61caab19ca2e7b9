/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screens remember of the user's choices, and the text in which it is kept.  Opens no
 * file: the program hands the text in, and takes it. */
#ifndef SMTPLENS_SCREEN_STATE_H
#define SMTPLENS_SCREEN_STATE_H

#include "list-layout.h"
#include "settings.h"

enum { TABLES_MOST = 8, HISTORY_MOST = 100, PROFILES_MOST = 100, PROFILE_NAME_OCTETS = 60 };

/* How lists look. */
typedef struct ScreenSet {
  ListLayout lists[TABLES_MOST]; /* in the order of tables[] */
  TimeStyle times, ladder_times;
} ScreenSet;

typedef enum ProfileSource { PROFILE_BUILT_IN, PROFILE_CONFIGURED, PROFILE_OWN } ProfileSource;

/* A way to look at a capture, by its name. */
typedef struct Profile {
  ProfileSource source;
  char *name;   /* printable UTF-8; of a built-in one to be translated */
  char *filter; /* NULL: none */
  bool only_findings;
  char *view;   /* the id of a first view; NULL: that which is in front */
  bool has_set; /* it says how lists look; else they stay as they are */
  ScreenSet set;
} Profile;

typedef struct ScreenState {
  ScreenSet now;
  GPtrArray *history;  /* of char *: filters, the latest last */
  GPtrArray *profiles; /* of Profile *: the user's own */
} ScreenState;

/* Nothing chosen yet. */
void screen_state_init (ScreenState *state);
void screen_state_clear (ScreenState *state);
ListLayout *screen_state_list (ScreenState *state, const TableType *type);

void screen_set_init (ScreenSet *set);

Profile *profile_new (ProfileSource source, const char *name);
void profile_free (gpointer profile);
/* Row by row; NULL past the last. */
const Profile *profile_built_in (size_t row);
/* Letters of either case are the same; NULL: there is none.  `profiles` may be NULL. */
Profile *profile_find (const GPtrArray *profiles, const char *name);

/* --- the text, in screen-text.c --- */

/* "name = value" lines as in the configuration file.  What is wrong is told and left out; how many
 * lines that were. */
unsigned screen_state_read (ScreenState *state, const char *text, size_t length, SettingsWrong wrong, gpointer user);
/* All of it as such a text; g_free. */
char *screen_state_text (const ScreenState *state);
/* One line of a profile; false with one printable sentence where it is wrong (g_free). */
bool profile_take_line (Profile *profile, const char *name, const char *value, char **why);
/* Whether a profile may be called so: printable, not empty, short, without brackets. */
bool profile_name_is_good (const char *name);

#endif

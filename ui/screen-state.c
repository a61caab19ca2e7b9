/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choices themselves, and the profiles that come with the program. */
#include "config.h"

#include "screen-state.h"

#include "../dissect/translate.h"

static size_t
table_place_of (const TableType *type)
{
  size_t place = 0;
  while (tables[place] != NULL && tables[place] != type)
    place++;
  g_assert (tables[place] != NULL && place < TABLES_MOST);
  return place;
}

void
screen_set_init (ScreenSet *set)
{
  *set = (ScreenSet){ .times = TIMES_UTC, .ladder_times = TIMES_RELATIVE };
  for (size_t i = 0; tables[i] != NULL; i++)
    list_layout_init (&set->lists[table_place_of (tables[i])], tables[i]);
}

void
screen_state_init (ScreenState *state)
{
  screen_set_init (&state->now);
  state->history = g_ptr_array_new_with_free_func (g_free);
  state->profiles = g_ptr_array_new_with_free_func (profile_free);
}

void
screen_state_clear (ScreenState *state)
{
  g_ptr_array_unref (state->history);
  g_ptr_array_unref (state->profiles);
}

ListLayout *
screen_state_list (ScreenState *state, const TableType *type)
{
  return &state->now.lists[table_place_of (type)];
}

/* --- profiles -------------------------------------------------------------------------- */

static const Profile built_in[] = {
  { .name = (char *) N_ ("everything"), .view = (char *) "sessions" },
  { .name = (char *) N_ ("passwords in the clear"),
    .filter = (char *) "exposed == credentials",
    .view = (char *) "logins" },
  { .name = (char *) N_ ("mails in the clear"),
    .filter = (char *) "exposed in (text, attachments)",
    .view = (char *) "messages" },
  { .name = (char *) N_ ("forged senders"), .filter = (char *) "forged", .view = (char *) "messages" },
  { .name = (char *) N_ ("no TLS"), .filter = (char *) "tls == none", .view = (char *) "sessions" },
  { .name = (char *) N_ ("refused mails"), .filter = (char *) "outcome == rejected", .view = (char *) "sessions" },
  { .name = (char *) N_ ("octets missing"), .filter = (char *) "gap", .view = (char *) "sessions" },
  { .name = (char *) N_ ("attachments"), .filter = (char *) "attachments", .view = (char *) "messages" },
  { .name = (char *) N_ ("with findings"), .only_findings = true, .view = (char *) "all-findings" },
};

const Profile *
profile_built_in (size_t row)
{
  return row < G_N_ELEMENTS (built_in) ? &built_in[row] : NULL;
}

Profile *
profile_new (ProfileSource source, const char *name)
{
  Profile *profile = g_new0 (Profile, 1);
  profile->source = source;
  profile->name = g_strdup (name);
  screen_set_init (&profile->set);
  return profile;
}

void
profile_free (gpointer pointer)
{
  Profile *profile = pointer;
  g_free (profile->name);
  g_free (profile->filter);
  g_free (profile->view);
  g_free (profile);
}

Profile *
profile_find (const GPtrArray *profiles, const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  for (guint i = 0; profiles != NULL && i < profiles->len; i++)
    {
      Profile *profile = g_ptr_array_index (profiles, i);
      g_autofree char *other = g_utf8_casefold (profile->name, -1);
      if (g_str_equal (folded, other))
        return profile;
    }
  return NULL;
}

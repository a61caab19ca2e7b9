/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers values when they are asked for: nothing is kept for it.
 *
 * Limits: SESSIONS_MOST sessions from the newest on, VALUES_MOST values of VALUE_OCTETS each. */
#include "config.h"

#include "filter-values.h"

#include "printable.h"

#include <string.h>

enum { SESSIONS_MOST = 1000, VALUES_MOST = 1000, VALUE_OCTETS = 80 };

typedef struct Gathering {
  GTree *seen; /* no hash, at which what others sent could aim */
  GPtrArray *values;
  bool people; /* the field may name them, and nobody shall be named */
} Gathering;

static void
take (gpointer user, Octets value)
{
  Gathering *gathering = user;
  if (gathering->people)
    {
      const uint8_t *sign = value.length > 0 ? memchr (value.at, '@', value.length) : NULL;
      if (sign == NULL)
        return;
      size_t skipped = (size_t) (sign - value.at);
      value = octets_of (sign, value.length - skipped);
      if (value.at[value.length - 1] == '>')
        value.length--;
    }
  if (value.length == 0 || value.length > VALUE_OCTETS || gathering->values->len >= VALUES_MOST)
    return;
  g_autofree char *text = g_strndup ((const char *) value.at, value.length);
  g_autofree char *shown = printable (value);
  if (!g_str_equal (text, shown) || g_tree_lookup (gathering->seen, text) != NULL)
    return;
  g_ptr_array_add (gathering->values, text);
  g_tree_insert (gathering->seen, text, text);
  text = NULL;
}

static bool
is_one_of (const char *name, const char *const *names)
{
  for (; *names != NULL; names++)
    if (g_str_equal (*names, name))
      return true;
  return false;
}

/* Whether somebody would type a value of it. */
static bool
is_typed (const FilterField *field)
{
  static const char *const numbers[] = { "port", "client.port", "server.port", "reply.code", "link.vlan", NULL };
  static const char *const never[] = { "reply", "sha256", "attachments.sha256", "community_id", NULL };
  if (field->each == NULL || field->words != NULL)
    return false;
  if (field->type == FILTER_NUMBER)
    return is_one_of (field->name, numbers);
  return field->type == FILTER_ADDRESS || (field->type == FILTER_TEXT && !is_one_of (field->name, never));
}

static bool
names_nobody (const FilterField *field)
{
  static const char *const texts[] = { "helo", "auth.mechanism", "extensions", "command", "status", NULL };
  return field->type != FILTER_TEXT || g_str_has_prefix (field->name, "tls.") || g_str_has_prefix (field->name, "link.")
         || is_one_of (field->name, texts);
}

GPtrArray *
filter_values (const FilterField *field, const FilterSessions *sessions)
{
  Gathering gathering = {
    .seen = g_tree_new ((GCompareFunc) strcmp),
    .values = g_ptr_array_new_with_free_func (g_free),
    .people = sessions->redact && !names_nobody (field),
  };
  const SmtpSession *session;
  FilterProbe probe = { .show = take, .user = &gathering };
  for (size_t back = 0; is_typed (field) && back < SESSIONS_MOST && gathering.values->len < VALUES_MOST
                        && (session = sessions->at (sessions->user, back)) != NULL;
       back++)
    field->each (session, &probe);
  g_tree_unref (gathering.seen);
  return gathering.values;
}

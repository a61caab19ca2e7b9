/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a text is one JSON value (RFC 8259), strictly: for tests alone. */
#ifndef SMTPLENS_TESTS_JSON_VALIDATOR_H
#define SMTPLENS_TESTS_JSON_VALIDATOR_H

#include <glib.h>
#include <stdbool.h>
#include <string.h>

static inline const char *json_validator_value (const char *at, unsigned depth);

static inline const char *
json_validator_string (const char *at)
{
  if (*at++ != '"')
    return NULL;
  for (; *at != '"'; at++)
    {
      if ((unsigned char) *at < 0x20)
        return NULL;
      if (*at != '\\')
        continue;
      at++;
      if (*at == '\0' || strchr ("\"\\/bfnrtu", *at) == NULL)
        return NULL;
      if (*at == 'u')
        for (int i = 0; i < 4; i++)
          if (!g_ascii_isxdigit (*++at))
            return NULL;
    }
  return at + 1;
}

static inline const char *
json_validator_number (const char *at)
{
  if (*at == '-')
    at++;
  if (*at == '0')
    return g_ascii_isdigit (at[1]) ? NULL : at + 1;
  if (!g_ascii_isdigit (*at))
    return NULL;
  while (g_ascii_isdigit (*at))
    at++;
  return at;
}

/* Members or elements, up to the closing bracket; no member name twice. */
static inline const char *
json_validator_list (const char *at, bool object, unsigned depth)
{
  char close = object ? '}' : ']';
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  at++;
  for (bool first = true; at != NULL; first = false)
    {
      if (first && *at == close)
        break;
      if (object)
        {
          const char *end = json_validator_string (at);
          at = end != NULL && *end == ':' && g_hash_table_add (names, g_strndup (at, (gsize) (end - at))) ? end + 1
                                                                                                          : NULL;
        }
      at = at != NULL ? json_validator_value (at, depth + 1) : NULL;
      if (at == NULL || *at == close)
        break;
      at = *at == ',' ? at + 1 : NULL;
    }
  g_hash_table_unref (names);
  return at != NULL ? at + 1 : NULL;
}

/* Behind the value, or NULL.  Our lines have no white space between tokens. */
static inline const char *
json_validator_value (const char *at, unsigned depth)
{
  if (depth > 64)
    return NULL;
  if (*at == '{' || *at == '[')
    return json_validator_list (at, *at == '{', depth);
  if (*at == '"')
    return json_validator_string (at);
  if (strncmp (at, "true", 4) == 0)
    return at + 4;
  if (strncmp (at, "false", 5) == 0)
    return at + 5;
  return json_validator_number (at); /* null is not ours */
}

static inline bool
json_is_valid (const char *text)
{
  const char *end = g_utf8_validate (text, -1, NULL) ? json_validator_value (text, 0) : NULL;
  return end != NULL && *end == '\0';
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits lists of tag=value (RFC 6376 §3.2).
 *
 * Strict, as the RFC wants it: a list with a tag twice, or with something that is no
 * tag, is broken as a whole.  Only white space is read generously: CR and LF count as
 * such wherever they stand, for a field was unfolded by nobody yet.
 *
 * Limits: DKIM_TAGS_MOST.  Does not know what the tags mean. */
#include "config.h"

#include "dkim-tags.h"

#include "translate.h"

static bool
is_space (uint8_t octet)
{
  return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

static Octets
trim (Octets octets)
{
  while (octets.length > 0 && is_space (octets.at[0]))
    octets = octets_from (octets, 1);
  while (octets.length > 0 && is_space (octets.at[octets.length - 1]))
    octets.length--;
  return octets;
}

static bool
is_name (Octets name)
{
  if (name.length == 0 || !g_ascii_isalpha (name.at[0]))
    return false;
  for (size_t i = 1; i < name.length; i++)
    if (!g_ascii_isalnum (name.at[i]) && name.at[i] != '_')
      return false;
  return true;
}

static bool
is_value (Octets value)
{
  for (size_t i = 0; i < value.length; i++)
    if ((value.at[i] < 0x20 && !is_space (value.at[i])) || value.at[i] == 0x7f)
      return false;
  return value.length == 0 || g_utf8_validate ((const char *) value.at, (gssize) value.length, NULL);
}

/* What is wrong with one tag; else adds it. */
static const char *
add (DkimTags *tags, Octets spec)
{
  size_t equals = octets_find (spec, '=');
  if (equals == SIZE_MAX)
    return trim (spec).length == 0 ? N_ ("has a semicolon too many") : N_ ("holds something that is no tag=value");
  DkimTag tag = { .name = trim (octets_slice (spec, 0, equals)), .whole = octets_from (spec, equals + 1) };
  tag.value = trim (tag.whole);
  if (!is_name (tag.name))
    return N_ ("holds a tag whose name is out of form");
  if (!is_value (tag.value))
    return N_ ("holds octets that no tag may hold");
  for (size_t i = 0; i < tags->count; i++)
    if (octets_equal (tags->tags[i].name, tag.name))
      return N_ ("names a tag twice");
  if (tags->count == DKIM_TAGS_MOST)
    return N_ ("has more tags than anybody reads");
  tags->tags[tags->count++] = tag;
  return NULL;
}

void
dkim_tags_read (DkimTags *tags, Octets list)
{
  tags->count = 0;
  tags->problem = NULL;
  if (trim (list).length == 0)
    tags->problem = N_ ("is empty");
  while (tags->problem == NULL)
    {
      size_t end = octets_find (list, ';');
      tags->problem = add (tags, octets_slice (list, 0, end));
      if (end == SIZE_MAX)
        return;
      list = octets_from (list, end + 1);
      if (trim (list).length == 0)
        return; /* the last semicolon may stand or not */
    }
}

const DkimTag *
dkim_tags_find (const DkimTags *tags, const char *name)
{
  for (size_t i = 0; i < tags->count; i++)
    if (octets_equal (tags->tags[i].name, octets_of_string (name)))
      return &tags->tags[i];
  return NULL;
}

char *
dkim_without_space (Octets value, size_t *length)
{
  char *text = g_malloc (value.length + 1);
  size_t used = 0;
  for (size_t i = 0; i < value.length; i++)
    if (!is_space (value.at[i]))
      text[used++] = (char) value.at[i];
  text[used] = '\0';
  if (length != NULL)
    *length = used;
  return text;
}

GBytes *
dkim_base64 (Octets value)
{
  size_t length, digits = 0;
  g_autofree char *text = dkim_without_space (value, &length);
  while (digits < length && (g_ascii_isalnum (text[digits]) || text[digits] == '+' || text[digits] == '/'))
    digits++;
  size_t padding = length - digits;
  for (size_t i = digits; i < length; i++)
    if (text[i] != '=')
      return NULL;
  if (digits == 0 || digits % 4 == 1 || padding > 2 || (padding > 0 && (digits + padding) % 4 != 0))
    return NULL;
  text[digits] = '\0';
  guchar *octets = g_malloc (digits / 4 * 3 + 6);
  int state = 0;
  guint save = 0;
  gsize decoded = g_base64_decode_step (text, digits, octets, &state, &save);
  decoded += g_base64_decode_step ("===", (4 - digits % 4) % 4, octets + decoded, &state, &save);
  return g_bytes_new_take (octets, decoded);
}

bool
dkim_list_next (Octets *list, Octets *entry)
{
  if (list->at == NULL)
    return false;
  size_t colon = octets_find (*list, ':');
  *entry = trim (octets_slice (*list, 0, colon));
  if (colon == SIZE_MAX)
    *list = OCTETS_NONE;
  else
    *list = octets_of (list->at + colon + 1, list->length - colon - 1);
  return true;
}

bool
dkim_list_has (Octets list, const char *entry)
{
  Octets found;
  while (dkim_list_next (&list, &found))
    if (octets_equal (found, octets_of_string (entry)))
      return true;
  return false;
}

bool
dkim_number (Octets value, size_t most, uint64_t *number)
{
  uint64_t sum = 0;
  if (value.length == 0 || value.length > most)
    return false;
  for (size_t i = 0; i < value.length; i++)
    {
      if (!g_ascii_isdigit (value.at[i]))
        return false;
      unsigned digit = value.at[i] - '0';
      sum = sum > (UINT64_MAX - digit) / 10 ? UINT64_MAX : sum * 10 + digit;
    }
  *number = sum;
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON text, appended to one buffer.
 *
 * Hides: commas, escapes, and what becomes of octets that are not UTF-8.
 *
 * Limits: JSON_DEPTH levels, which is our own structure's depth, never the wire's.
 *
 * Does not: check that member names differ, or that begin and end match. */
#include "config.h"

#include "json-writer.h"

#include "../dissect/printable.h"

void
json_writer_init (JsonWriter *writer)
{
  *writer = (JsonWriter){ .text = g_string_sized_new (8192) };
}

void
json_writer_clear (JsonWriter *writer)
{
  g_string_free (writer->text, TRUE);
  writer->text = NULL;
}

/* Makes room for `length` octets and one NUL behind what stands; gives the place. */
static inline char *
reserve (GString *to, size_t length)
{
  if (to->allocated_len - to->len <= length)
    {
      gsize used = to->len;
      g_string_set_size (to, used + length);
      g_string_truncate (to, used);
    }
  return to->str + to->len;
}

/* What was written into the reserved place ends at `end`. */
static inline void
settle (GString *to, char *end)
{
  *end = '\0';
  to->len = (gsize) (end - to->str);
}

/* What g_string_append_len () does, without its care for a source that lies in the
 * string itself: most of what is written here is a few octets long. */
static inline void
put (GString *to, const void *octets, size_t length)
{
  char *at = reserve (to, length);
  if (length > 0)
    memcpy (at, octets, length);
  settle (to, at + length);
}

static inline void
put_octet (GString *to, char octet)
{
  char *at = reserve (to, 1);
  *at = octet;
  settle (to, at + 1);
}

static void
append_escape (GString *to, unsigned unit)
{
  static const char digits[] = "0123456789abcdef";
  const char text[]
      = { '\\', 'u', digits[unit >> 12 & 15], digits[unit >> 8 & 15], digits[unit >> 4 & 15], digits[unit & 15] };
  put (to, text, sizeof text);
}

static void
append_character (GString *to, gunichar c, const uint8_t *at, size_t length)
{
  switch (c)
    {
    case '"':
      g_string_append (to, "\\\"");
      break;
    case '\\':
      g_string_append (to, "\\\\");
      break;
    case '\n':
      g_string_append (to, "\\n");
      break;
    case '\r':
      g_string_append (to, "\\r");
      break;
    case '\t':
      g_string_append (to, "\\t");
      break;
    default:
      if (c >= 0x10000 && printable_hides (c))
        {
          append_escape (to, 0xd800 + ((c - 0x10000) >> 10));
          append_escape (to, 0xdc00 + ((c - 0x10000) & 0x3ff));
        }
      else if (printable_hides (c))
        append_escape (to, c);
      else
        put (to, at, length);
    }
}

static bool
is_plain (uint8_t octet)
{
  return octet >= 0x20 && octet < 0x7f && octet != '"' && octet != '\\';
}

/* Whether the eight octets that stand there need no escape; false may be said of those that
 * need none, which only means a closer look. */
static inline bool
eight_are_plain (const uint8_t *at)
{
  static const uint64_t ones = UINT64_C (0x0101010101010101), tops = UINT64_C (0x8080808080808080);
  uint64_t word;
  memcpy (&word, at, sizeof word);
  uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
  /* A top bit stands where an octet is not ASCII, below a space, DEL, or one of the two
   * (a borrow may set one too many). */
  uint64_t odd = word | (word - ones * 0x20) | (word + ones) | (quote - ones) | (backslash - ones);
  return (odd & tops) == 0;
}

/* Octets from the start on that need no escape; eight at a time as long as all are plain. */
static size_t
plain_length (Octets octets)
{
  size_t length = 0;
  while (octets.length - length >= 8 && eight_are_plain (octets.at + length))
    length += 8;
  /* The last eight, some of them for the second time. */
  if (length > 0 && octets.length - length < 8 && eight_are_plain (octets.at + octets.length - 8))
    return octets.length;
  while (length < octets.length && is_plain (octets.at[length]))
    length++;
  return length;
}

/* Appends a quoted string; false where an octet was no UTF-8. */
static bool
append_string (GString *to, Octets octets)
{
  bool valid = true;
  reserve (to, octets.length + 2);
  put_octet (to, '"');
  for (size_t at = 0; at < octets.length;)
    {
      size_t plain = plain_length (octets_from (octets, at));
      put (to, octets.at + at, plain);
      at += plain;
      if (at == octets.length)
        break;

      size_t left = octets.length - at;
      const uint8_t *start = octets.at + at;
      gunichar c
          = start[0] < 0x80 ? start[0] : g_utf8_get_char_validated ((const char *) start, left > 4 ? 4 : (gssize) left);
      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append (to, "\xef\xbf\xbd");
          valid = false;
          at++;
          continue;
        }
      size_t length = (size_t) g_unichar_to_utf8 (c, NULL);
      append_character (to, c, start, length);
      at += length;
    }
  put_octet (to, '"');
  return valid;
}

static void
append_base64 (GString *to, Octets octets)
{
  put_octet (to, '"');
  if (octets.length > 0)
    {
      char *text = g_base64_encode (octets.at, octets.length);
      g_string_append (to, text);
      g_free (text);
    }
  put_octet (to, '"');
}

/* The comma, and the member's name if there is one. */
enum { PUNCTUATION = 4 }; /* around a name */

static inline char *
put_name (JsonWriter *writer, char *at, Octets name, Octets suffix)
{
  if (writer->filled[writer->depth])
    *at++ = ',';
  writer->filled[writer->depth] = true;
  if (name.at != NULL)
    {
      *at++ = '"';
      at = (char *) memcpy (at, name.at, name.length) + name.length;
      if (suffix.length > 0)
        at = (char *) memcpy (at, suffix.at, suffix.length) + suffix.length;
      *at++ = '"';
      *at++ = ':';
    }
  return at;
}

static void
begin_value (JsonWriter *writer, Octets name, Octets suffix)
{
  char *at = reserve (writer->text, name.length + suffix.length + PUNCTUATION);
  settle (writer->text, put_name (writer, at, name, suffix));
}

void
json_open_under (JsonWriter *writer, Octets name, char bracket)
{
  char *at = put_name (writer, reserve (writer->text, name.length + PUNCTUATION + 1), name, OCTETS_NONE);
  *at++ = bracket;
  settle (writer->text, at);
  g_assert (writer->depth + 1 < JSON_DEPTH);
  writer->filled[++writer->depth] = false;
}

static void
close_level (JsonWriter *writer, char bracket)
{
  g_assert (writer->depth > 0);
  writer->depth--;
  put_octet (writer->text, bracket);
}

void
json_end_object (JsonWriter *writer)
{
  close_level (writer, '}');
}

void
json_end_array (JsonWriter *writer)
{
  close_level (writer, ']');
}

void
json_number_under (JsonWriter *writer, Octets name, uint64_t number)
{
  char digits[20];
  size_t first = sizeof digits;
  do
    digits[--first] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  char *at = reserve (writer->text, name.length + PUNCTUATION + sizeof digits);
  at = put_name (writer, at, name, OCTETS_NONE);
  settle (writer->text, (char *) memcpy (at, digits + first, sizeof digits - first) + (sizeof digits - first));
}

void
json_bool_under (JsonWriter *writer, Octets name, bool value)
{
  begin_value (writer, name, OCTETS_NONE);
  g_string_append (writer->text, value ? "true" : "false");
}

void
json_octets_under (JsonWriter *writer, Octets name, Octets octets)
{
  enum { QUOTES = 2 };
  char *at = reserve (writer->text, name.length + PUNCTUATION + octets.length + QUOTES);
  at = put_name (writer, at, name, OCTETS_NONE);
  if (octets.length > 0 && plain_length (octets) == octets.length)
    {
      *at++ = '"';
      at = (char *) memcpy (at, octets.at, octets.length) + octets.length;
      *at++ = '"';
      settle (writer->text, at);
      return;
    }
  settle (writer->text, at);
  if (append_string (writer->text, octets))
    return;
  begin_value (writer, name, OCTETS ("_b64"));
  append_base64 (writer->text, octets);
}

void
json_true_under (JsonWriter *writer, Octets name)
{
  begin_value (writer, name, OCTETS_NONE);
  g_string_append (writer->text, "true");
}

void
json_hex (JsonWriter *writer, const char *name, const uint8_t *octets, size_t length)
{
  static const char digits[] = "0123456789abcdef";
  begin_value (writer, octets_of_string (name), OCTETS_NONE);
  char *at = reserve (writer->text, 2 * length + 2);
  *at++ = '"';
  for (size_t i = 0; i < length; i++)
    {
      *at++ = digits[octets[i] >> 4];
      *at++ = digits[octets[i] & 15];
    }
  *at++ = '"';
  settle (writer->text, at);
}

void
json_octets_array (JsonWriter *writer, const char *name, const Octets *octets, size_t count)
{
  bool valid = true;
  json_begin_array (writer, name);
  for (size_t i = 0; i < count; i++)
    {
      begin_value (writer, OCTETS_NONE, OCTETS_NONE);
      valid &= append_string (writer->text, octets[i]);
    }
  json_end_array (writer);
  if (valid)
    return;
  begin_value (writer, octets_of_string (name), OCTETS ("_b64"));
  put_octet (writer->text, '[');
  for (size_t i = 0; i < count; i++)
    {
      if (i > 0)
        put_octet (writer->text, ',');
      append_base64 (writer->text, octets[i]);
    }
  put_octet (writer->text, ']');
}

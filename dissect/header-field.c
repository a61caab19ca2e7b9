/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits a header section into fields (RFC 5322 §2.2, §4.5) and reads their text.
 *
 * Hides the odd forms that published forgeries use against readers of mail: a
 * first line that begins with a space, white space or a fold between name and
 * colon, lines without a colon, the "From " line of a mailbox file, NUL and 8-bit
 * octets, bare LF and doubled CR.  Each comes out as a field with its octets as
 * they were; what to think of it is for others to say.
 *
 * A bare CR ends no line.  Values are not judged here. */
#include "config.h"

#include "header-field.h"

#include "header-text.h"

/* The line at the start of octets, with its end. */
static size_t
line_length (Octets octets)
{
  size_t feed = octets_find (octets, '\n');
  return feed == SIZE_MAX ? octets.length : feed + 1;
}

/* Octets of the line's end: LF with all CRs in front of it; at the end of the
 * section a CR whose LF did not come. */
static size_t
line_end_length (Octets line)
{
  size_t i = line.length;

  if (i > 0 && line.at[i - 1] == '\n')
    i--;
  while (i > 0 && line.at[i - 1] == '\r')
    i--;
  return line.length - i;
}

/* One field: its first line and the lines that continue it. */
static size_t
field_length (Octets section)
{
  size_t length = line_length (section);

  while (length < section.length && (section.at[length] == ' ' || section.at[length] == '\t'))
    length += line_length (octets_from (section, length));
  return length;
}

static Octets
trim_name (Octets name)
{
  while (name.length > 0 && g_ascii_isspace (name.at[name.length - 1]))
    name.length--;
  while (name.length > 0 && g_ascii_isspace (name.at[0]))
    name = octets_from (name, 1);
  return name;
}

/* White space in front of the colon is allowed by RFC 5322 §4.5, at the start it is not. */
static bool
name_is_sound (Octets name)
{
  Octets trimmed = trim_name (name);

  if (trimmed.length == 0 || trimmed.at != name.at)
    return false;
  for (size_t i = 0; i < trimmed.length; i++)
    if (trimmed.at[i] < 33 || trimmed.at[i] > 126)
      return false;
  return true;
}

static HeaderField
field_of (Octets raw, uint64_t offset)
{
  HeaderField field = { .raw = raw, .offset = offset };
  Octets body = octets_slice (raw, 0, raw.length - line_end_length (raw));
  size_t colon = octets_find (body, ':');

  if (colon == SIZE_MAX)
    field.value = body;
  else
    {
      field.name = octets_slice (body, 0, colon);
      field.value = octets_from (body, colon + 1);
    }
  field.malformed = colon == SIZE_MAX || !name_is_sound (field.name);
  return field;
}

size_t
header_fields_scan (Octets section, HeaderField *fields, size_t most, size_t *used)
{
  size_t at = 0;
  size_t count = 0;

  /* Who reads a few fields at a time would else walk to the end with each of them. */
  while (at < section.length && (count < most || used != NULL))
    {
      Octets rest = octets_from (section, at);
      size_t line = line_length (rest);
      if (rest.at[line - 1] == '\n' && line_end_length (octets_slice (rest, 0, line)) == line)
        {
          at += line;
          break;
        }
      size_t length = field_length (rest);
      if (count < most)
        {
          if (fields != NULL)
            fields[count] = field_of (octets_slice (rest, 0, length), at);
          count++;
        }
      at += length;
    }
  if (used != NULL)
    *used = at;
  return count;
}

bool
header_field_has_name (const HeaderField *field, Octets name)
{
  return field->name.length >= name.length && octets_equal_nocase (trim_name (field->name), name);
}

char *
header_field_text (Octets value)
{
  GString *text = header_text_unfold (value);

  if (strstr (text->str, "=?") == NULL)
    return g_string_free (text, FALSE);
  GString *decoded = header_text_decode (text->str, text->len);
  g_string_free (text, TRUE);
  return g_string_free (decoded, FALSE);
}

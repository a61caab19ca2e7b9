/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes JSON (RFC 8259) into one string that is used again and again.
 *
 * Strings may hold any octets: what is not UTF-8 becomes U+FFFD, one for each
 * bad octet, and the raw octets follow as base64 in a member NAME_b64.  What a
 * terminal could obey is escaped, so a line can be looked at as it is. */
#ifndef SMTPLENS_JSON_WRITER_H
#define SMTPLENS_JSON_WRITER_H

#include "../dissect/octets.h"

#include <glib.h>

enum { JSON_DEPTH = 16 };

typedef struct JsonWriter {
  GString *text;
  unsigned depth;
  bool filled[JSON_DEPTH]; /* a member or element stands already at this depth */
} JsonWriter;

void json_writer_init (JsonWriter *writer);
void json_writer_clear (JsonWriter *writer);

/* A member's name that came from the wire is of letters, digits and "-": the caller
 * vouches for that.  No name stands inside an array and at the top. */
void json_open_under (JsonWriter *writer, Octets name, char bracket);
void json_number_under (JsonWriter *writer, Octets name, uint64_t number);
void json_bool_under (JsonWriter *writer, Octets name, bool value);
/* Wire octets, with NAME_b64 where they are not UTF-8. */
void json_octets_under (JsonWriter *writer, Octets name, Octets octets);
/* A member `true` under such a name. */
void json_true_under (JsonWriter *writer, Octets name);

/* The same with a name that is a literal of our own, or NULL.  Inline, so that the
 * compiler counts its octets. */
static inline void
json_begin_object (JsonWriter *writer, const char *name)
{
  json_open_under (writer, octets_of_string (name), '{');
}

static inline void
json_begin_array (JsonWriter *writer, const char *name)
{
  json_open_under (writer, octets_of_string (name), '[');
}

static inline void
json_number (JsonWriter *writer, const char *name, uint64_t number)
{
  json_number_under (writer, octets_of_string (name), number);
}

static inline void
json_bool (JsonWriter *writer, const char *name, bool value)
{
  json_bool_under (writer, octets_of_string (name), value);
}

static inline void
json_octets (JsonWriter *writer, const char *name, Octets octets)
{
  json_octets_under (writer, octets_of_string (name), octets);
}

/* Our own words or other text known to be valid UTF-8; NULL writes nothing. */
static inline void
json_text (JsonWriter *writer, const char *name, const char *text)
{
  if (text != NULL)
    json_octets_under (writer, octets_of_string (name), octets_of_string (text));
}

void json_end_object (JsonWriter *writer);
void json_end_array (JsonWriter *writer);
/* Lower-case hexadecimal. */
void json_hex (JsonWriter *writer, const char *name, const uint8_t *octets, size_t length);

/* An array of strings.  Where one of them is not UTF-8, NAME_b64 is an array of
 * the same length with the base64 of every one. */
void json_octets_array (JsonWriter *writer, const char *name, const Octets *octets, size_t count);

#endif

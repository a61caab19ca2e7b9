/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads type, encoding and file name of an entity (RFC 2045 §5, §6, RFC 2183).
 *
 * Hides defaults and doubles: a missing or senseless Content-Type is text/plain
 * (RFC 2045 §5.2), the first of several fields of one name counts, and a file name
 * may stand in either field.
 *
 * Strings are cut to STRING_MOST octets, for a mail may have many parts. */
#include "config.h"

#include "entity-header.h"

#include "content-field.h"

#define FIELDS_AT_ONCE 64u
#define STRING_MOST 1024u

/* A copy of valid UTF-8, cut between characters; NULL where there is nothing. */
static char *
bounded_copy (const char *text)
{
  if (text == NULL || *text == '\0')
    return NULL;
  size_t length = strnlen (text, STRING_MOST + 1);
  if (length > STRING_MOST)
    {
      length = STRING_MOST;
      while (length > 0 && ((uint8_t) text[length] & 0xc0) == 0x80)
        length--;
    }
  return g_strndup (text, length);
}

static bool
says (const ContentField *field, const char *parameter, const char *value)
{
  const char *text = content_field_parameter (field, parameter);
  return text != NULL && g_ascii_strcasecmp (text, value) == 0;
}

/* RFC 3156 §4; RFC 8551 §3.2.2 and §3.9. */
static EndToEnd
declared_encryption (const ContentField *type)
{
  const char *name = content_field_value (type);

  if (strcmp (name, "multipart/encrypted") == 0)
    return says (type, "protocol", "application/pgp-encrypted") ? END_TO_END_OPENPGP : END_TO_END_NONE;
  if (strcmp (name, "application/pkcs7-mime") != 0 && strcmp (name, "application/x-pkcs7-mime") != 0)
    return END_TO_END_NONE;
  if (content_field_parameter (type, "smime-type") == NULL)
    return says (type, "name", "smime.p7m") ? END_TO_END_SMIME : END_TO_END_NONE;
  return says (type, "smime-type", "enveloped-data") || says (type, "smime-type", "authEnveloped-data")
             ? END_TO_END_SMIME
             : END_TO_END_NONE;
}

/* Which fields were read already. */
typedef struct Said {
  bool type, disposition, encoding;
} Said;

static void
read_type (EntityHeader *entity, Octets value)
{
  ContentField *field = content_field_new (value);
  const char *type = content_field_value (field);
  const char *slash = strchr (type, '/');

  if (slash != NULL && slash != type && slash[1] != '\0')
    {
      g_free (entity->type);
      entity->type = bounded_copy (type);
    }
  if (g_str_has_prefix (entity->type, "multipart/"))
    {
      const char *boundary = content_field_parameter (field, "boundary");
      entity->boundary = boundary != NULL && *boundary != '\0' ? g_strdup (boundary) : NULL;
    }
  entity->charset = bounded_copy (content_field_parameter (field, "charset"));
  if (entity->filename == NULL) /* else the disposition, which stood first, told it */
    entity->filename = bounded_copy (content_field_parameter (field, "name"));
  entity->end_to_end = declared_encryption (field);
  content_field_free (field);
}

static void
read_disposition (EntityHeader *entity, Octets value)
{
  ContentField *field = content_field_new (value);
  char *filename = bounded_copy (content_field_parameter (field, "filename"));

  entity->attachment = strcmp (content_field_value (field), "attachment") == 0;
  if (filename != NULL)
    {
      g_free (entity->filename);
      entity->filename = filename;
    }
  content_field_free (field);
}

static void
read_encoding (EntityHeader *entity, Octets value)
{
  ContentField *field = content_field_new (value);

  entity->encoding = bounded_copy (content_field_value (field));
  content_field_free (field);
}

static void
read_field (EntityHeader *entity, const HeaderField *field, Said *said)
{
  if (!said->type && header_field_is (field, "Content-Type"))
    {
      said->type = true;
      read_type (entity, field->value);
    }
  else if (!said->disposition && header_field_is (field, "Content-Disposition"))
    {
      said->disposition = true;
      read_disposition (entity, field->value);
    }
  else if (!said->encoding && header_field_is (field, "Content-Transfer-Encoding"))
    {
      said->encoding = true;
      read_encoding (entity, field->value);
    }
}

void
entity_header_read (EntityHeader *entity, Octets section, bool rfc822)
{
  HeaderField fields[FIELDS_AT_ONCE];
  Said said = { false, false, false };
  size_t at = 0, count;
  bool sound = true;

  *entity = (EntityHeader){ .type = g_strdup (rfc822 ? "message/rfc822" : "text/plain") };
  do
    {
      count = header_fields_scan (octets_from (section, at), fields, FIELDS_AT_ONCE, NULL);
      size_t end = at;
      for (size_t i = 0; i < count; i++)
        {
          end += fields[i].raw.length;
          sound = !fields[i].malformed;
          if (sound)
            entity->length = end;
          read_field (entity, &fields[i], &said);
        }
      at = end;
    }
  while (count == FIELDS_AT_ONCE);
  if (sound)
    entity->length = section.length;
  entity->attachment = entity->attachment || entity->filename != NULL;
}

void
entity_header_clear (EntityHeader *entity)
{
  g_free (entity->type);
  g_free (entity->charset);
  g_free (entity->encoding);
  g_free (entity->filename);
  g_free (entity->boundary);
  *entity = (EntityHeader){ 0 };
}

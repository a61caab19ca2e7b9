/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads type, encoding and file name of an entity (RFC 2045 §5, §6, RFC 2183).
 *
 * Hides defaults and doubles: a missing or senseless Content-Type is text/plain
 * (RFC 2045 §5.2), the first of several fields of one name counts, which is noted
 * where they differ, and a file name may stand in either field.
 *
 * Strings are cut to STRING_MOST octets, for a mail may have many parts. */
#include "config.h"

#include "entity-header.h"

#include "charset.h"
#include "content-field.h"
#include "text-finder.h"
#include "transfer-decoder.h"

#define FIELDS_AT_ONCE 64u
#define STRING_MOST 1024u
#define SUMMARY_OCTETS 2048u

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

/* RFC 3156 §4 to §7; RFC 8551 §3.2.2, §3.5, §3.9. */
static Claim
claim_of (const ContentField *type)
{
  static const struct {
    const char *type, *parameter, *value;
    Claim claim;
  } claims[] = {
    { "multipart/encrypted", "protocol", "application/pgp-encrypted", CLAIM_PGP_ENCRYPTED },
    { "multipart/signed", "protocol", "application/pgp-signature", CLAIM_PGP_SIGNED },
    { "multipart/signed", "protocol", "application/pkcs7-signature", CLAIM_SMIME_SIGNED },
    { "multipart/signed", "protocol", "application/x-pkcs7-signature", CLAIM_SMIME_SIGNED },
    { "application/pgp-encrypted", NULL, NULL, CLAIM_PGP_CONTROL },
    { "application/pgp-signature", NULL, NULL, CLAIM_PGP_SIGNATURE },
    { "application/pgp-keys", NULL, NULL, CLAIM_PGP_KEYS },
    { "application/pkcs7-signature", NULL, NULL, CLAIM_SMIME_SIGNATURE },
    { "application/x-pkcs7-signature", NULL, NULL, CLAIM_SMIME_SIGNATURE },
    { "application/pkcs7-mime", "smime-type", "enveloped-data", CLAIM_SMIME_ENVELOPED },
    { "application/pkcs7-mime", "smime-type", "authEnveloped-data", CLAIM_SMIME_ENVELOPED },
    { "application/pkcs7-mime", "smime-type", "signed-data", CLAIM_SMIME_OPAQUE },
    { "application/pkcs7-mime", "smime-type", "compressed-data", CLAIM_SMIME_OTHER },
    { "application/pkcs7-mime", "smime-type", "certs-only", CLAIM_SMIME_OTHER },
    { "application/pkcs7-mime", "smime-type", "signed-receipt", CLAIM_SMIME_OTHER },
    { "application/pkcs7-mime", NULL, NULL, CLAIM_SMIME },
  };
  const char *name = content_field_value (type);

  if (strcmp (name, "application/x-pkcs7-mime") == 0)
    name = "application/pkcs7-mime";
  for (size_t i = 0; i < G_N_ELEMENTS (claims); i++)
    if (strcmp (name, claims[i].type) == 0
        && (claims[i].parameter == NULL || says (type, claims[i].parameter, claims[i].value)))
      return claims[i].claim;
  return CLAIM_NONE;
}

/* Fields that were read already, by their values. */
typedef struct Said {
  bool type, disposition, encoding;
  Octets type_value, encoding_value;
} Said;

/* The disposition's name is better than the type's; takes `name`. */
static void
take_name (EntityHeader *entity, char *name, bool better)
{
  if (name != NULL && entity->filename != NULL && strcmp (name, entity->filename) != 0)
    entity->notes |= NOTE_SEVERAL_NAMES;
  if (name != NULL && (better || entity->filename == NULL))
    {
      g_free (entity->filename);
      entity->filename = g_steal_pointer (&name);
    }
  g_free (name);
}

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
      if (content_field_contradicts (field, "boundary"))
        entity->notes |= NOTE_SEVERAL_BOUNDARIES;
    }
  entity->charset = bounded_copy (content_field_parameter (field, "charset"));
  if (entity->charset != NULL && g_str_has_prefix (entity->type, "text/") && !charset_is_known (entity->charset))
    entity->notes |= NOTE_UNKNOWN_CHARSET;
  take_name (entity, bounded_copy (content_field_parameter (field, "name")), false);
  entity->flowed = says (field, "format", "flowed");
  entity->delsp = says (field, "delsp", "yes");
  entity->claim = claim_of (field);
  if (strcmp (entity->type, "message/partial") == 0)
    entity->notes |= NOTE_FRAGMENT;
  if (strcmp (entity->type, "message/external-body") == 0)
    entity->notes |= NOTE_EXTERNAL;
  content_field_free (field);
}

static void
read_disposition (EntityHeader *entity, Octets value)
{
  ContentField *field = content_field_new (value);

  entity->attachment = strcmp (content_field_value (field), "attachment") == 0;
  take_name (entity, bounded_copy (content_field_parameter (field, "filename")), true);
  content_field_free (field);
}

static void
read_encoding (EntityHeader *entity, Octets value)
{
  ContentField *field = content_field_new (value);

  entity->encoding = bounded_copy (content_field_value (field));
  if (entity->encoding != NULL && !transfer_encoding_is_known (entity->encoding)
      && !text_finder_reads (entity->encoding))
    entity->notes |= NOTE_UNKNOWN_ENCODING;
  content_field_free (field);
}

/* A second field of one name is passed over, but noted where it says something else. */
static bool
says_again (EntityHeader *entity, bool *said, Octets *before, Octets value, PartNote note)
{
  if (!*said)
    {
      *said = true;
      *before = value;
      return false;
    }
  if (!octets_equal_nocase (octets_trim (*before), octets_trim (value)))
    entity->notes |= note;
  return true;
}

static void
read_field (EntityHeader *entity, const HeaderField *field, Said *said)
{
  if (header_field_is (field, "Content-Type"))
    {
      if (!says_again (entity, &said->type, &said->type_value, field->value, NOTE_SEVERAL_TYPES))
        read_type (entity, field->value);
    }
  else if (header_field_is (field, "Content-Transfer-Encoding"))
    {
      if (!says_again (entity, &said->encoding, &said->encoding_value, field->value, NOTE_SEVERAL_ENCODINGS))
        read_encoding (entity, field->value);
    }
  else if (!said->disposition && header_field_is (field, "Content-Disposition"))
    {
      said->disposition = true;
      read_disposition (entity, field->value);
    }
}

void
entity_header_read (EntityHeader *entity, Octets section, bool rfc822)
{
  HeaderField fields[FIELDS_AT_ONCE];
  Said said = { .type = false };
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

/* The field's text; owned, NULL where there is none. */
static char *
summary_text (const HeaderField *field)
{
  Octets value = octets_slice (field->value, 0, SUMMARY_OCTETS);
  g_autoptr (GPtrArray) found = header_field_is (field, "From") ? header_field_addresses (value) : NULL;
  g_autofree char *text
      = found != NULL && found->len > 0 ? g_strdup (g_ptr_array_index (found, 0)) : header_field_text (value);
  return bounded_copy (text);
}

void
entity_header_summarize (Octets section, MailPart *mail)
{
  const struct {
    const char *name;
    char **text;
  } wanted[] = { { "From", &mail->from }, { "Subject", &mail->subject }, { "Date", &mail->date } };
  HeaderField fields[FIELDS_AT_ONCE];
  size_t count = header_fields_scan (section, fields, FIELDS_AT_ONCE, NULL);

  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < G_N_ELEMENTS (wanted); k++)
      if (*wanted[k].text == NULL && header_field_is (&fields[i], wanted[k].name))
        *wanted[k].text = summary_text (&fields[i]);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TNEF body is a signature and a row of attributes, each with its length, so
 * that files can be measured and hashed while they pass.  A file begins with
 * attAttachRendData; its short name is attAttachTitle, its octets attAttachData; a
 * long name may come in the MAPI properties of attAttachment ([MS-OXTNEF] §2.1.3.3).
 *
 * Limits: NAME_MOST octets of a name, PROPERTIES_MOST of a property list and
 * PROPERTIES_AT_ONCE of its properties are looked at.
 *
 * Does not: read the mail's own properties or its RTF text, or verify checksums. */
#include "config.h"

#include "tnef-reader.h"

#include "charset.h"
#include "sha256.h"

enum {
  SIGNATURE_OCTETS = 6,
  HEADER_OCTETS = 9,
  CHECKSUM_OCTETS = 2,
  NAME_MOST = 512,
  PROPERTIES_MOST = 8192,
  PROPERTIES_AT_ONCE = 256,
};

/* As in [MS-OXTNEF] §2.1.3.2; of attachments the level is 2. */
enum {
  LEVEL_ATTACHMENT = 2,
  ATT_TITLE = 0x00018010,
  ATT_DATA = 0x0006800f,
  ATT_REND_DATA = 0x00069002,
  ATT_PROPERTIES = 0x00069005,
};

enum { PR_ATTACH_LONG_FILENAME = 0x3707, PT_UNICODE = 0x001f };

typedef enum Stage { AT_SIGNATURE, AT_HEADER, IN_DATA, AT_CHECKSUM, AT_END } Stage;

struct TnefReader {
  EntityTree *tree;
  MailPart *leaf;
  MailPart *file; /* the last; NULL: none, or a limit */
  Sha256 *hash;
  Stage stage;
  uint32_t attribute;
  uint32_t left;     /* octets of its data to come */
  bool in_file;      /* it is of an attachment */
  bool long_name;    /* the file has its long name */
  size_t kept;       /* octets in hand */
  GByteArray *value; /* name or properties, their beginning */
  uint8_t hand[HEADER_OCTETS];
};

bool
tnef_reader_wants (const MailPart *leaf)
{
  return strcmp (leaf->type, "application/ms-tnef") == 0 || strcmp (leaf->type, "application/vnd.ms-tnef") == 0
         || (leaf->filename != NULL && g_ascii_strcasecmp (leaf->filename, "winmail.dat") == 0);
}

TnefReader *
tnef_reader_new (EntityTree *tree, MailPart *leaf)
{
  TnefReader *tnef = g_new0 (TnefReader, 1);

  tnef->tree = tree;
  tnef->leaf = leaf;
  tnef->hash = sha256_new ();
  tnef->value = g_byte_array_new ();
  return tnef;
}

void
tnef_reader_free (TnefReader *tnef)
{
  if (tnef == NULL)
    return;
  sha256_free (tnef->hash);
  g_byte_array_unref (tnef->value);
  g_free (tnef);
}

static uint16_t
get_16 (const uint8_t *at)
{
  return (uint16_t) (at[0] | at[1] << 8);
}

static uint32_t
get_32 (const uint8_t *at)
{
  return (uint32_t) at[0] | (uint32_t) at[1] << 8 | (uint32_t) at[2] << 16 | (uint32_t) at[3] << 24;
}

/* A cursor over properties: fails once and stays failed. */
typedef struct Cursor {
  Octets rest;
  bool failed;
} Cursor;

static Octets
take (Cursor *cursor, size_t length)
{
  if (cursor->failed || cursor->rest.length < length)
    {
      cursor->failed = true;
      return OCTETS_NONE;
    }
  Octets taken = octets_slice (cursor->rest, 0, length);
  cursor->rest = octets_from (cursor->rest, length);
  return taken;
}

static uint32_t
take_32 (Cursor *cursor)
{
  Octets octets = take (cursor, 4);
  return cursor->failed ? 0 : get_32 (octets.at);
}

/* A value with its length in front, filled up to four octets. */
static Octets
take_counted (Cursor *cursor)
{
  uint32_t length = take_32 (cursor);
  Octets value = take (cursor, length);
  take (cursor, (4 - length % 4) % 4);
  return value;
}

/* [MS-OXCDATA] §2.11.1: octets of a value of that type; 0: it has its length in front. */
static size_t
fixed_size (uint16_t type)
{
  switch (type)
    {
    case 0x0002: /* 16 bits, filled up */
    case 0x0003:
    case 0x0004:
    case 0x000a:
    case 0x000b:
      return 4;
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case 0x0040:
      return 8;
    case 0x0048:
      return 16;
    default:
      return 0;
    }
}

/* The name of a property with a name instead of a number (§2.1.3.4). */
static void
skip_property_name (Cursor *cursor)
{
  take (cursor, 16);
  if (take_32 (cursor) == 0)
    take (cursor, 4);
  else
    take_counted (cursor);
}

/* One property; its value where it is the long name. */
static Octets
take_property (Cursor *cursor, uint16_t *type)
{
  Octets head = take (cursor, 4);
  Octets found = OCTETS_NONE;

  if (cursor->failed)
    return found;
  *type = get_16 (head.at);
  uint16_t id = get_16 (head.at + 2);
  if (id >= 0x8000)
    skip_property_name (cursor);
  bool several = (*type & 0x1000) != 0;
  size_t size = fixed_size (*type & 0x0fff);
  uint32_t count = several || size == 0 ? take_32 (cursor) : 1;
  for (uint32_t i = 0; i < count && !cursor->failed; i++)
    {
      Octets value = size > 0 ? take (cursor, size) : take_counted (cursor);
      if (id == PR_ATTACH_LONG_FILENAME && i == 0)
        found = value;
    }
  return found;
}

/* A name up to its NUL, which is as wide as its characters. */
static void
set_name (TnefReader *tnef, Octets value, bool wide)
{
  size_t step = wide ? 2 : 1;
  size_t length = 0;
  GString *text = g_string_new (NULL);

  value = octets_slice (value, 0, NAME_MOST);
  while (length + step <= value.length && (value.at[length] != 0 || value.at[length + step - 1] != 0))
    length += step;
  charset_append (text, octets_slice (value, 0, length), wide ? "utf-16le" : NULL);
  if (text->len > 0)
    {
      g_free (tnef->file->filename);
      tnef->file->filename = g_strdup (text->str);
    }
  g_string_free (text, TRUE);
}

static void
read_properties (TnefReader *tnef)
{
  Cursor cursor = { octets_of (tnef->value->data, tnef->value->len), false };
  uint32_t count = take_32 (&cursor);

  for (uint32_t i = 0; i < count && i < PROPERTIES_AT_ONCE && !cursor.failed; i++)
    {
      uint16_t type = 0;
      Octets name = take_property (&cursor, &type);
      if (name.length == 0 || cursor.failed)
        continue;
      set_name (tnef, name, (type & 0x0fff) == PT_UNICODE);
      tnef->long_name = true;
      break;
    }
}

static void
end_file (TnefReader *tnef)
{
  if (tnef->file != NULL)
    sha256_finish (tnef->hash, tnef->file->sha256);
  tnef->file = NULL;
  tnef->long_name = false;
}

static void
begin_attribute (TnefReader *tnef)
{
  tnef->attribute = get_32 (tnef->hand + 1);
  tnef->left = get_32 (tnef->hand + 5);
  tnef->in_file = tnef->hand[0] == LEVEL_ATTACHMENT;
  g_byte_array_set_size (tnef->value, 0);
  tnef->stage = tnef->hand[0] == 1 || tnef->in_file ? IN_DATA : AT_END;
  if (!tnef->in_file || tnef->attribute != ATT_REND_DATA || tnef->stage == AT_END)
    return;
  end_file (tnef);
  tnef->file = entity_tree_found (tnef->tree, tnef->leaf, "tnef", NULL);
}

static void
take_data (TnefReader *tnef, Octets octets)
{
  if (!tnef->in_file || tnef->file == NULL)
    return;
  if (tnef->attribute == ATT_DATA)
    {
      entity_tree_found_octets (tnef->tree, tnef->file, octets);
      sha256_update (tnef->hash, octets);
    }
  else if (tnef->attribute == ATT_TITLE || tnef->attribute == ATT_PROPERTIES)
    {
      size_t room = PROPERTIES_MOST - tnef->value->len;
      g_byte_array_append (tnef->value, octets.at, (guint) MIN (room, octets.length));
    }
}

static void
end_data (TnefReader *tnef)
{
  tnef->stage = AT_CHECKSUM;
  if (!tnef->in_file || tnef->file == NULL)
    return;
  if (tnef->attribute == ATT_TITLE && !tnef->long_name)
    set_name (tnef, octets_of (tnef->value->data, tnef->value->len), false);
  else if (tnef->attribute == ATT_PROPERTIES)
    read_properties (tnef);
}

/* Fills the hand up to `length`; true once it is full. */
static bool
fill_hand (TnefReader *tnef, Octets *octets, size_t length)
{
  size_t wanted = MIN (length - tnef->kept, octets->length);

  memcpy (tnef->hand + tnef->kept, octets->at, wanted);
  tnef->kept += wanted;
  *octets = octets_from (*octets, wanted);
  if (tnef->kept < length)
    return false;
  tnef->kept = 0;
  return true;
}

void
tnef_reader_feed (TnefReader *tnef, Octets octets)
{
  while (octets.length > 0 && tnef->stage != AT_END)
    switch (tnef->stage)
      {
      case AT_SIGNATURE:
        if (fill_hand (tnef, &octets, SIGNATURE_OCTETS))
          tnef->stage = get_32 (tnef->hand) == 0x223e9f78 ? AT_HEADER : AT_END;
        break;
      case AT_HEADER:
        if (!fill_hand (tnef, &octets, HEADER_OCTETS))
          break;
        begin_attribute (tnef);
        if (tnef->stage == IN_DATA && tnef->left == 0)
          end_data (tnef);
        break;
        case IN_DATA: {
          Octets piece = octets_slice (octets, 0, tnef->left);
          take_data (tnef, piece);
          octets = octets_from (octets, piece.length);
          tnef->left -= (uint32_t) piece.length;
          if (tnef->left == 0)
            end_data (tnef);
          break;
        }
      case AT_CHECKSUM:
        if (fill_hand (tnef, &octets, CHECKSUM_OCTETS))
          tnef->stage = AT_HEADER;
        break;
      case AT_END:
        break;
      }
}

void
tnef_reader_finish (TnefReader *tnef)
{
  bool whole = tnef->stage == AT_HEADER && tnef->kept == 0;

  if (tnef->file != NULL && tnef->stage == IN_DATA)
    tnef->file->notes |= NOTE_BROKEN_ENCODING;
  if (!whole)
    tnef->leaf->notes |= NOTE_BROKEN_ENCODING;
  end_file (tnef);
  tnef->stage = AT_END;
}

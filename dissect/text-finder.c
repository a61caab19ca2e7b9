/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at the first octet of each line, which is all that most text costs; only a
 * line that may begin something is held until its end.
 *
 * An OpenPGP block counts where its armor begins at the start of a line (RFC 9580
 * §6): quoted ("> ") or named within a sentence it does not.  A uuencoded file
 * counts where a line of the right length follows "begin" (POSIX.1-2017, uuencode);
 * yEnc by its "=ybegin" with line, size and name (yEnc 1.3).
 *
 * Limits: LINE_MOST octets of a line, BLOCK_MOST of an OpenPGP block are looked at.
 *
 * Does not: join yEnc's parts of several mails, check its CRC, or read base64 of
 * "begin-base64". */
#include "config.h"

#include "text-finder.h"

#include "charset.h"
#include "sealed-content.h"

enum { LINE_MOST = 1024, BLOCK_MOST = 2048, UU_WRONG_MOST = 3, NAME_MOST = 512, YENC_ROOM = 4096 };

typedef enum Inside {
  IN_TEXT,
  IN_PGP,
  IN_UU_MAYBE, /* behind "begin": the next line decides */
  IN_UU,
  IN_YENC,
} Inside;

struct TextFinder {
  EntityTree *tree;
  MailPart *leaf; /* NULL: none */
  Inside inside;
  bool skip_line;    /* the rest of this line tells nothing */
  bool clear;        /* text that is no part of an OpenPGP message was seen */
  bool gap_in_block; /* octets of it are missing */
  size_t kept;       /* of the line held back */
  Protection content;
  GByteArray *block; /* of OpenPGP, its beginning */
  MailPart *file;    /* being found; NULL: none, or a limit */
  Sha256 *hash;
  char *name;     /* of a file that may begin */
  unsigned wrong; /* lines in a row that are no uuencode */
  bool escaped;   /* yEnc: behind "=" */
  uint8_t line[LINE_MOST];
};

TextFinder *
text_finder_new (void)
{
  TextFinder *finder = g_malloc (sizeof *finder);

  memset (finder, 0, offsetof (TextFinder, line));
  return finder;
}

void
text_finder_free (TextFinder *finder)
{
  if (finder == NULL)
    return;
  if (finder->block != NULL)
    g_byte_array_unref (finder->block);
  sha256_free (finder->hash);
  g_free (finder->name);
  g_free (finder);
}

bool
text_finder_reads (const char *encoding)
{
  static const char *const encodings[] = { "x-uuencode", "uuencode", "x-uue", "x-yenc", "yenc" };

  for (size_t i = 0; i < G_N_ELEMENTS (encodings); i++)
    if (strcmp (encoding, encodings[i]) == 0)
      return true;
  return false;
}

bool
text_finder_wants (const MailPart *leaf)
{
  return strcmp (leaf->type, "text/plain") == 0 || (leaf->encoding != NULL && text_finder_reads (leaf->encoding));
}

void
text_finder_begin (TextFinder *finder, EntityTree *tree, MailPart *leaf)
{
  finder->tree = tree;
  finder->leaf = leaf;
  finder->inside = IN_TEXT;
  finder->skip_line = finder->clear = finder->gap_in_block = false;
  finder->kept = 0;
  finder->content = PROTECTION_NONE;
}

static bool
is_blank (Octets line)
{
  return octets_trim_line (line).length == 0;
}

/* --- files ----------------------------------------------------------------------- */

static void
begin_file (TextFinder *finder, const char *encoding)
{
  finder->file = entity_tree_found (finder->tree, finder->leaf, encoding, g_steal_pointer (&finder->name));
  if (finder->hash == NULL)
    finder->hash = sha256_new ();
  finder->wrong = 0;
}

static void
take_file (TextFinder *finder, Octets octets)
{
  if (finder->file == NULL)
    return;
  entity_tree_found_octets (finder->tree, finder->file, octets);
  sha256_update (finder->hash, octets);
}

static void
end_file (TextFinder *finder, bool whole)
{
  if (finder->file != NULL)
    {
      sha256_finish (finder->hash, finder->file->sha256);
      if (!whole)
        finder->file->notes |= NOTE_BROKEN_ENCODING;
    }
  finder->file = NULL;
  finder->inside = IN_TEXT;
}

/* A name as it stands at the end of a line. */
static void
hold_name (TextFinder *finder, Octets name)
{
  GString *text = g_string_new (NULL);

  charset_append (text, octets_slice (octets_trim_line (name), 0, NAME_MOST), NULL);
  g_free (finder->name);
  finder->name = g_string_free (text, FALSE);
  for (char *at = finder->name; *at != '\0'; at++)
    if (*at == '"')
      memmove (at, at + 1, strlen (at)); /* some writers quote it */
  if (finder->name[0] == '\0')
    g_clear_pointer (&finder->name, g_free);
}

/* "begin 644 name" */
static bool
begins_uuencode (TextFinder *finder, Octets line)
{
  size_t digits = 0;
  Octets rest = octets_from (line, 6);

  if (!octets_start_nocase (line, OCTETS ("begin ")) || line.at[0] != 'b')
    return false;
  while (digits < rest.length && rest.at[digits] >= '0' && rest.at[digits] <= '7')
    digits++;
  if (digits < 3 || digits > 4 || digits + 1 >= rest.length || rest.at[digits] != ' ')
    return false;
  hold_name (finder, octets_from (rest, digits + 1));
  return finder->name != NULL;
}

/* "=ybegin line=128 size=123456 name=…" */
static bool
begins_yenc (TextFinder *finder, Octets line)
{
  if (!octets_start_nocase (line, OCTETS ("=ybegin ")) || octets_find_nocase (line, OCTETS (" size=")) == SIZE_MAX
      || octets_find_nocase (line, OCTETS (" line=")) == SIZE_MAX)
    return false;
  size_t name = octets_find_nocase (line, OCTETS (" name="));
  if (name == SIZE_MAX)
    return false;
  hold_name (finder, octets_from (line, name + 6));
  return true;
}

/* How many octets a line of uuencode holds; SIZE_MAX: it is none.  `strict`: all its
 * characters are there, as they are in the first line of a file. */
static size_t
uu_count (Octets line, bool strict)
{
  while (line.length > 0 && (line.at[line.length - 1] == '\n' || line.at[line.length - 1] == '\r'))
    line.length--;
  if (line.length == 0 || line.at[0] < ' ' || line.at[0] > '`')
    return SIZE_MAX;
  size_t count = (line.at[0] - ' ') & 0x3f;
  size_t characters = (count + 2) / 3 * 4;
  for (size_t i = 0; i < line.length; i++)
    if (line.at[i] < ' ' || line.at[i] > '`')
      return SIZE_MAX;
  /* One character more may be a checksum; some spaces at the end, which are zeros,
   * may have been lost. */
  if (line.length > 1 + characters + 1 + (count == 0))
    return SIZE_MAX;
  size_t least = strict ? (count * 4 + 2) / 3 : characters - characters / 4;
  return line.length < 1 + least ? SIZE_MAX : count;
}

static void
take_uu_line (TextFinder *finder, Octets line, size_t count)
{
  uint8_t decoded[64];
  size_t made = 0;
  bool cut = line.at[line.length - 1] != '\n';

  if (cut) /* nothing is made of octets that are not there */
    count = MIN (count, (line.length - 1) * 3 / 4);

  for (size_t i = 1; made < count; i += 4)
    {
      uint8_t six[4];
      for (size_t k = 0; k < 4; k++)
        {
          uint8_t c = i + k < line.length ? line.at[i + k] : ' ';
          six[k] = c >= ' ' && c <= '`' ? (c - ' ') & 0x3f : 0;
        }
      uint32_t bits = (uint32_t) six[0] << 18 | (uint32_t) six[1] << 12 | (uint32_t) six[2] << 6 | six[3];
      for (int shift = 16; shift >= 0 && made < count; shift -= 8)
        decoded[made++] = (uint8_t) (bits >> shift);
    }
  take_file (finder, octets_of (decoded, made));
}

static bool
is_end (Octets line)
{
  return octets_equal (octets_trim_line (line), OCTETS ("end"));
}

static void
read_uu_line (TextFinder *finder, Octets line)
{
  size_t count = uu_count (line, false);

  if (is_end (line))
    end_file (finder, finder->wrong == 0);
  else if (count == SIZE_MAX && ++finder->wrong == UU_WRONG_MOST)
    end_file (finder, false);
  else if (count != SIZE_MAX)
    {
      if (finder->wrong > 0 && finder->file != NULL)
        finder->file->notes |= NOTE_BROKEN_ENCODING;
      finder->wrong = 0;
      take_uu_line (finder, line, count);
    }
}

/* A piece of a line of yEnc; control lines are not for here. */
static void
take_yenc (TextFinder *finder, Octets piece)
{
  uint8_t decoded[LINE_MOST];
  size_t made = 0;

  for (size_t i = 0; i < piece.length; i++)
    {
      uint8_t octet = piece.at[i];
      if (octet == '\r' || octet == '\n')
        continue;
      if (!finder->escaped && octet == '=')
        {
          finder->escaped = true;
          continue;
        }
      decoded[made++] = (uint8_t) (octet - 42 - (finder->escaped ? 64 : 0));
      finder->escaped = false;
      if (made == sizeof decoded)
        {
          take_file (finder, octets_of (decoded, made));
          made = 0;
        }
    }
  take_file (finder, octets_of (decoded, made));
}

/* "=yend size=123" */
static bool
yenc_size_is_right (const TextFinder *finder, Octets line)
{
  size_t at = octets_find_nocase (line, OCTETS (" size="));
  uint64_t size = 0;

  for (size_t i = at == SIZE_MAX ? line.length : at + 6; i < line.length && g_ascii_isdigit (line.at[i]); i++)
    size = size < UINT64_MAX / 16 ? size * 10 + (uint64_t) (line.at[i] - '0') : UINT64_MAX / 16;
  return finder->file != NULL && finder->file->size == size;
}

/* --- OpenPGP ----------------------------------------------------------------------- */

static void
begin_block (TextFinder *finder, Octets line)
{
  if (finder->block == NULL)
    finder->block = g_byte_array_new ();
  g_byte_array_set_size (finder->block, 0);
  g_byte_array_append (finder->block, line.at, (guint) line.length);
  finder->inside = IN_PGP;
  finder->gap_in_block = false;
}

/* The stronger statement about the text stays. */
static void
note_content (TextFinder *finder, Protection content)
{
  static const uint8_t weight[] = {
    [PROTECTION_PGP_SEALED] = 5, [PROTECTION_UNKNOWN] = 4, [PROTECTION_PGP_READABLE] = 3,
    [PROTECTION_PGP_CLEAR] = 2,  [PROTECTION_PGP_KEY] = 1, [PROTECTION_CMS_OTHER] = 0,
  };
  if (weight[content] > weight[finder->content])
    finder->content = content;
}

static void
end_block (TextFinder *finder)
{
  Protection content = pgp_content (octets_of (finder->block->data, finder->block->len));

  if (content != PROTECTION_PGP_SEALED && finder->gap_in_block)
    content = PROTECTION_UNKNOWN;
  if (content == PROTECTION_NONE || content == PROTECTION_PGP_READABLE)
    finder->clear = true;
  note_content (finder, content);
  finder->inside = IN_TEXT;
}

static void
read_block_line (TextFinder *finder, Octets line)
{
  size_t room = BLOCK_MOST - finder->block->len;

  if (octets_start_nocase (line, OCTETS ("-----END PGP MESSAGE")))
    {
      end_block (finder);
      return;
    }
  g_byte_array_append (finder->block, line.at, (guint) MIN (line.length, room));
}

/* --- lines --------------------------------------------------------------------------- */

static void
read_text_line (TextFinder *finder, Octets line)
{
  if (octets_start_nocase (line, OCTETS ("-----BEGIN PGP MESSAGE")))
    begin_block (finder, line);
  else if (begins_uuencode (finder, line))
    finder->inside = IN_UU_MAYBE;
  else if (begins_yenc (finder, line))
    {
      begin_file (finder, "yenc");
      finder->inside = IN_YENC;
      finder->escaped = false;
    }
  else if (octets_start_nocase (line, OCTETS ("-----BEGIN PGP SIGNED MESSAGE-----")))
    note_content (finder, PROTECTION_PGP_CLEAR);
  else if (octets_start_nocase (line, OCTETS ("-----BEGIN PGP PUBLIC KEY BLOCK-----")))
    note_content (finder, PROTECTION_PGP_KEY);
  if (finder->inside != IN_PGP && !is_blank (line))
    finder->clear = true;
}

/* A whole line, or its first LINE_MOST octets. */
static void
read_line (TextFinder *finder, Octets line)
{
  switch (finder->inside)
    {
    case IN_TEXT:
      read_text_line (finder, line);
      break;
    case IN_PGP:
      read_block_line (finder, line);
      break;
    case IN_UU_MAYBE:
      finder->inside = IN_TEXT;
      if (uu_count (line, true) == SIZE_MAX)
        {
          read_text_line (finder, line);
          break;
        }
      begin_file (finder, "uuencode");
      finder->inside = IN_UU;
      read_uu_line (finder, line);
      break;
    case IN_UU:
      read_uu_line (finder, line);
      break;
    case IN_YENC:
      if (octets_start_nocase (line, OCTETS ("=yend")))
        end_file (finder, yenc_size_is_right (finder, line));
      else if (!octets_start_nocase (line, OCTETS ("=ypart ")))
        take_yenc (finder, line);
      break;
    }
}

/* Whether a line that begins so must be held to be understood. */
static bool
tells (const TextFinder *finder, uint8_t first)
{
  return finder->inside != IN_TEXT || first == '-' || first == 'b' || first == '=';
}

/* Passes over lines of text that begin nothing; returns the rest. */
static Octets
skip_text (TextFinder *finder, Octets octets)
{
  const uint8_t *at = octets.at;
  const uint8_t *end = octets.at + octets.length;

  while (at < end)
    {
      if (!finder->skip_line && (*at == '-' || *at == 'b' || *at == '='))
        break;
      const uint8_t *feed = memchr (at, '\n', (size_t) (end - at));
      const uint8_t *stop = feed != NULL ? feed : end;
      for (const uint8_t *c = at; !finder->clear && c < stop; c++)
        finder->clear = !g_ascii_isspace (*c);
      finder->skip_line = feed == NULL;
      at = feed != NULL ? feed + 1 : end;
    }
  return octets_of (at, (size_t) (end - at));
}

/* Holds a line until its end; returns the rest. */
static Octets
hold_line (TextFinder *finder, Octets octets)
{
  size_t feed = octets_find (octets, '\n');
  size_t length = feed == SIZE_MAX ? octets.length : feed + 1;

  if (feed != SIZE_MAX && finder->kept == 0)
    read_line (finder, octets_slice (octets, 0, MIN (length, LINE_MOST)));
  else
    {
      size_t keep = MIN (length, LINE_MOST - finder->kept);
      memcpy (finder->line + finder->kept, octets.at, keep);
      finder->kept += keep;
      if (feed == SIZE_MAX)
        return octets_from (octets, length);
      Octets line = octets_of (finder->line, finder->kept);
      finder->kept = 0;
      read_line (finder, line);
    }
  return octets_from (octets, length);
}

void
text_finder_feed (TextFinder *finder, Octets octets)
{
  if (finder->leaf == NULL)
    return;
  while (octets.length > 0)
    {
      if (finder->kept == 0 && (finder->skip_line || !tells (finder, octets.at[0])))
        octets = skip_text (finder, octets);
      else
        octets = hold_line (finder, octets);
    }
}

/* What is held is as long as it will be. */
static void
flush_line (TextFinder *finder)
{
  Octets line = octets_of (finder->line, finder->kept);

  finder->kept = 0;
  finder->skip_line = false;
  if (line.length > 0)
    read_line (finder, line);
}

void
text_finder_gap (TextFinder *finder)
{
  if (finder->leaf == NULL)
    return;
  flush_line (finder);
  finder->skip_line = finder->inside == IN_TEXT;
  finder->gap_in_block = finder->inside == IN_PGP;
  if (finder->inside == IN_UU_MAYBE)
    finder->inside = IN_TEXT;
}

void
text_finder_finish (TextFinder *finder)
{
  if (finder->leaf == NULL)
    return;
  flush_line (finder);
  if (finder->inside == IN_PGP)
    end_block (finder);
  else if (finder->inside == IN_UU || finder->inside == IN_YENC)
    end_file (finder, false);
  g_clear_pointer (&finder->name, g_free);
  finder->leaf->content = finder->content;
  finder->leaf->has_clear = finder->clear;
  finder->leaf = NULL;
}

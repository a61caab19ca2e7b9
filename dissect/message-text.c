/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of one part of a finished mail, decoded when somebody wants to read it.
 *
 * Hides transfer encoding, charset, gaps and HTML; line ends come out as LF.
 * Reads no more of the mail than the wanted length can need, so that opening a
 * mail of any size costs the same.
 *
 * Knows no charset that only an HTML head declares. */
#include "config.h"

#include "message.h"

#include "charset.h"
#include "flowed-text.h"
#include "found-octets.h"
#include "html-text.h"
#include "transfer-decoder.h"

#define BLOCK 16384u
/* How much shorter text may be than what it was made of. */
#define SHRINKS_PLAIN 2u
#define SHRINKS_HTML 8u

typedef struct PartReader {
  TransferDecoder decoder;
  bool (*each) (gpointer user, Octets piece);
  gpointer user;
  uint8_t *room; /* for the octets of one block, decoded */
  bool enough;
} PartReader;

/* The first `length` octets of the room. */
static void
give (PartReader *reader, size_t length)
{
  if (length > 0 && !reader->enough)
    reader->enough = !reader->each (reader->user, octets_of (reader->room, length));
}

static bool
read_piece (gpointer user, Octets piece)
{
  PartReader *reader = user;
  for (; piece.length > 0 && !reader->enough; piece = octets_from (piece, BLOCK))
    give (reader, transfer_decoder_feed (&reader->decoder, octets_slice (piece, 0, BLOCK), reader->room));
  return !reader->enough;
}

bool
mail_message_part_each (const MailMessage *message, const MailPart *part, bool (*each) (gpointer user, Octets piece),
                        gpointer user)
{
  if (part->kind == PART_FOUND)
    return found_octets_each (message, part, each, user);
  if (part->kind == PART_MULTIPART || part->unreachable)
    return false;

  PartReader reader = { .each = each, .user = user, .room = g_malloc (transfer_decoder_room (BLOCK)) };
  uint64_t at = part->offset;
  uint64_t end = part->offset + part->encoded;
  bool whole = mail_data_kept (message->data) >= end;

  transfer_decoder_init (&reader.decoder, transfer_encoding_of (part->encoding));
  for (guint i = 0; i < message->missing->len && whole; i++)
    {
      uint64_t gap = g_array_index (message->missing, MissingRange, i).offset;
      if (gap < at || gap >= end)
        continue;
      whole = mail_data_each (message->data, at, gap - at, read_piece, &reader);
      give (&reader, transfer_decoder_gap (&reader.decoder, reader.room));
      at = gap;
    }
  whole = mail_data_each (message->data, at, end - at, read_piece, &reader) && whole;
  give (&reader, transfer_decoder_finish (&reader.decoder, reader.room));
  g_free (reader.room);
  return whole && !reader.enough;
}

typedef struct TextReader {
  GByteArray *decoded;
  size_t most;
} TextReader;

static bool
gather (gpointer user, Octets piece)
{
  TextReader *reader = user;
  g_byte_array_append (reader->decoded, piece.at, (guint) piece.length);
  return reader->decoded->len < reader->most;
}

/* The decoded octets of a part, at least `most` of them where there are so many. */
static GByteArray *
decode_part (const MailMessage *message, const MailPart *part, size_t most)
{
  TextReader reader = { .decoded = g_byte_array_new (), .most = most };
  mail_message_part_each (message, part, gather, &reader);
  return reader.decoded;
}

static void
drop_carriage_returns (GString *text)
{
  char *to = text->str;

  for (const char *from = text->str; *from != '\0'; from++)
    if (from[0] != '\r' || from[1] != '\n')
      *to++ = *from;
  g_string_truncate (text, (gsize) (to - text->str));
}

static void
cut (GString *text, size_t most)
{
  if (text->len <= most)
    return;
  while (most > 0 && ((uint8_t) text->str[most] & 0xc0) == 0x80)
    most--;
  g_string_truncate (text, most);
}

char *
mail_message_text (const MailMessage *message, const MailPart *part, size_t most)
{
  bool html = strcmp (part->type, "text/html") == 0;
  size_t shrinks = html ? SHRINKS_HTML : SHRINKS_PLAIN;

  if (!g_str_has_prefix (part->type, "text/") || part->kind != PART_LEAF || part->unreachable)
    return NULL;
  if (part->encoded > 0 && mail_data_kept (message->data) <= part->offset)
    return NULL;
  most = MIN (most, G_MAXINT32 / shrinks / 2);
  g_autoptr (GByteArray) decoded = decode_part (message, part, most * shrinks);
  GString *text = g_string_sized_new (decoded->len + 1);
  charset_append (text, octets_of (decoded->data, MIN (decoded->len, most * shrinks)), part->charset);
  if (html)
    {
      GString *words = html_text_reduce (text);
      g_string_free (text, TRUE);
      text = words;
    }
  drop_carriage_returns (text);
  if (part->flowed && !html)
    flowed_text_join (text, part->delsp);
  cut (text, most);
  return g_string_free (text, FALSE);
}

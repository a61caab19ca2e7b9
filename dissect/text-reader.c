/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads blocks of a part, undoes the transfer encoding, and gives what is whole up to the last line
 * end, for charsets begin anew there (RFC 1468) and no sequence of octets goes over it.
 *
 * HTML and charsets of two or four octets a character are read at once, at most WHOLE_OCTETS of
 * them.  A line longer than LINE_OCTETS is cut where it may not be.  A paragraph of format=flowed
 * that goes over the end of a piece stays two. */
#include "config.h"

#include "text-reader.h"

#include "charset.h"
#include "flowed-text.h"
#include "html-text.h"
#include "transfer-decoder.h"

#include <string.h>

enum { BLOCK = 32 * 1024, LINE_OCTETS = 64 * 1024, WHOLE_OCTETS = 512 * 1024 };

struct TextReader {
  const MailMessage *message;
  const MailPart *part;
  TransferDecoder decoder;
  uint64_t at, end;
  guint gap;           /* the next missing range */
  GByteArray *decoded; /* not given yet */
  uint8_t *block, *room;
  bool html, whole; /* whole: given at once */
  bool ended, cut;
};

static bool
is_wide (const char *charset)
{
  return charset != NULL
         && (g_ascii_strncasecmp (charset, "utf-16", strlen ("utf-16")) == 0
             || g_ascii_strncasecmp (charset, "utf-32", strlen ("utf-32")) == 0
             || g_ascii_strncasecmp (charset, "ucs", strlen ("ucs")) == 0);
}

TextReader *
text_reader_new (const MailMessage *message, const MailPart *part)
{
  if (!g_str_has_prefix (part->type, "text/") || part->kind != PART_LEAF || part->unreachable || message->data == NULL
      || mail_data_kept (message->data) <= part->offset)
    return NULL;
  TextReader *reader = g_new0 (TextReader, 1);
  reader->message = message;
  reader->part = part;
  reader->at = part->offset;
  reader->end = part->offset + part->encoded;
  reader->decoded = g_byte_array_new ();
  reader->block = g_malloc (BLOCK);
  reader->room = g_malloc (transfer_decoder_room (BLOCK));
  reader->html = strcmp (part->type, "text/html") == 0;
  reader->whole = reader->html || is_wide (part->charset);
  transfer_decoder_init (&reader->decoder, transfer_encoding_of (part->encoding));
  return reader;
}

void
text_reader_free (TextReader *reader)
{
  if (reader == NULL)
    return;
  g_byte_array_unref (reader->decoded);
  g_free (reader->block);
  g_free (reader->room);
  g_free (reader);
}

/* Where the next missing range of the part begins, passing over those before. */
static uint64_t
next_gap (TextReader *reader)
{
  const GArray *missing = reader->message->missing;
  for (; missing != NULL && reader->gap < missing->len; reader->gap++)
    {
      uint64_t offset = g_array_index (missing, MissingRange, reader->gap).offset;
      if (offset >= reader->at)
        return offset;
    }
  return UINT64_MAX;
}

static void
take (TextReader *reader, size_t length)
{
  g_byte_array_append (reader->decoded, reader->room, (guint) length);
}

/* Decodes a block more. */
static void
read_block (TextReader *reader)
{
  uint64_t gap = next_gap (reader), stop = MIN (MIN (reader->end, gap), reader->at + BLOCK);
  size_t wanted = (size_t) (stop - reader->at);
  size_t got = wanted > 0 ? mail_data_copy (reader->message->data, reader->at, reader->block, wanted) : 0;
  if (got > 0)
    take (reader, transfer_decoder_feed (&reader->decoder, octets_of (reader->block, got), reader->room));
  reader->at += got;
  reader->cut = reader->cut || got < wanted;
  if (got == wanted && gap == stop && stop < reader->end)
    {
      take (reader, transfer_decoder_gap (&reader->decoder, reader->room));
      reader->gap++;
    }
  if (got < wanted || reader->at >= reader->end)
    {
      take (reader, transfer_decoder_finish (&reader->decoder, reader->room));
      reader->ended = true;
    }
}

static void
append_html (GString *text, const GString *html)
{
  GString *words = html_text_reduce (html);
  g_string_append_len (text, words->str, (gssize) words->len);
  g_string_free (words, TRUE);
}

/* The first `length` decoded octets as text. */
static void
give (TextReader *reader, size_t length, GString *text)
{
  GString *piece = g_string_sized_new (length + 1);
  charset_append (piece, octets_of (reader->decoded->data, length), reader->part->charset);
  g_byte_array_remove_range (reader->decoded, 0, (guint) length);
  char *to = piece->str;
  for (const char *from = piece->str; *from != '\0'; from++)
    if (from[0] != '\r' || from[1] != '\n')
      *to++ = *from;
  g_string_truncate (piece, (gsize) (to - piece->str));
  if (reader->part->flowed && !reader->html)
    flowed_text_join (piece, reader->part->delsp);
  if (reader->html)
    append_html (text, piece);
  else
    g_string_append_len (text, piece->str, (gssize) piece->len);
  g_string_free (piece, TRUE);
}

/* Octets up to the last line end, or all where a line is too long or nothing follows. */
static size_t
whole_lines (const TextReader *reader)
{
  const uint8_t *last = memrchr (reader->decoded->data, '\n', reader->decoded->len);
  if (reader->ended || (last == NULL && reader->decoded->len >= LINE_OCTETS))
    return reader->decoded->len;
  return last != NULL ? (size_t) (last + 1 - reader->decoded->data) : 0;
}

bool
text_reader_next (TextReader *reader, GString *text)
{
  size_t length = 0;
  while (!reader->ended && (length == 0 || reader->whole))
    {
      read_block (reader);
      length = reader->decoded->len > 0 ? whole_lines (reader) : 0;
      if (reader->whole && reader->decoded->len >= WHOLE_OCTETS)
        {
          reader->cut = reader->cut || !reader->ended;
          reader->ended = true;
        }
    }
  length = reader->ended ? reader->decoded->len : length;
  if (length == 0)
    return false;
  give (reader, length, text);
  return true;
}

bool
text_reader_is_cut (const TextReader *reader)
{
  return reader->cut;
}

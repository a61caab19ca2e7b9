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
#include "html-text.h"
#include "transfer-decoder.h"

#define BLOCK 16384u
/* How much shorter text may be than what it was made of. */
#define SHRINKS_PLAIN 2u
#define SHRINKS_HTML 8u

typedef struct TextReader {
  TransferDecoder decoder;
  GByteArray *decoded;
  size_t most;
} TextReader;

static bool
read_piece (gpointer user, Octets piece)
{
  TextReader *reader = user;
  g_autofree uint8_t *decoded = g_malloc (transfer_decoder_room (BLOCK));

  for (; piece.length > 0 && reader->decoded->len < reader->most; piece = octets_from (piece, BLOCK))
    {
      size_t length = transfer_decoder_feed (&reader->decoder, octets_slice (piece, 0, BLOCK), decoded);
      g_byte_array_append (reader->decoded, decoded, (guint) length);
    }
  return reader->decoded->len < reader->most;
}

/* The decoded octets of a part, at least `most` of them where there are so many. */
static GByteArray *
decode_part (const MailMessage *message, const MailPart *part, size_t most)
{
  TextReader reader = { .decoded = g_byte_array_new (), .most = most };
  uint64_t at = part->offset;
  uint64_t end = part->offset + part->encoded;
  uint8_t rest[sizeof reader.decoder.held];
  bool whole = true;

  transfer_decoder_init (&reader.decoder, transfer_encoding_of (part->encoding));
  for (guint i = 0; i < message->missing->len && whole; i++)
    {
      uint64_t gap = g_array_index (message->missing, MissingRange, i).offset;
      if (gap < at || gap >= end)
        continue;
      whole = mail_data_each (message->data, at, gap - at, read_piece, &reader);
      g_byte_array_append (reader.decoded, rest, (guint) transfer_decoder_gap (&reader.decoder, rest));
      at = gap;
    }
  if (whole)
    mail_data_each (message->data, at, end - at, read_piece, &reader);
  g_byte_array_append (reader.decoded, rest, (guint) transfer_decoder_finish (&reader.decoder, rest));
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

  if (!g_str_has_prefix (part->type, "text/"))
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
  cut (text, most);
  return g_string_free (text, FALSE);
}

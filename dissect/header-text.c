/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unfolds header field values (RFC 5322 §2.2.3) and decodes encoded words
 * (RFC 2047, with the language of RFC 2231 §5).
 *
 * Hides how mail really encodes: words of one charset that follow one another
 * are joined before the charset is undone, since Japanese mail programs cut
 * characters and shift states in the middle; words stand inside quotes, inside
 * other words of text and without white space between, and hold plain spaces.
 * All of that is read.  GMime is not asked here, for it would let the wire
 * choose any module of iconv.
 *
 * An encoded word that never ends stays as it is. */
#include "config.h"

#include "header-text.h"

#include "charset.h"
#include "transfer-decoder.h"

#define CHARSET_MOST 40

typedef struct EncodedWord {
  char charset[CHARSET_MOST + 1];
  bool base64;
  Octets text;
  size_t length; /* of the whole word */
} EncodedWord;

/* Of "charset?" after "=?": its length without "?", or 0. */
static size_t
charset_length (Octets octets)
{
  for (size_t i = 0; i < octets.length && i <= CHARSET_MOST; i++)
    {
      if (octets.at[i] == '?')
        return i;
      if (!g_ascii_isgraph (octets.at[i]))
        break;
    }
  return 0;
}

/* Reads an encoded word at the start of octets.  *ends is where the last "?="
 * that was looked for is known not to exist, so that many openings without an
 * end do not search the rest each time. */
static bool
encoded_word_read (Octets octets, EncodedWord *word, bool *no_end)
{
  if (*no_end || octets.length < 2 || octets.at[0] != '=' || octets.at[1] != '?')
    return false;
  Octets rest = octets_from (octets, 2);
  size_t charset = charset_length (rest);
  if (charset == 0)
    return false;
  Octets after = octets_from (rest, charset);
  if (after.length < 3 || after.at[2] != '?')
    return false;
  char how = g_ascii_tolower ((char) after.at[1]);
  if (how != 'b' && how != 'q')
    return false;

  Octets text = octets_from (after, 3);
  const uint8_t *end = text.length > 0 ? memmem (text.at, text.length, "?=", 2) : NULL;
  if (end == NULL)
    {
      *no_end = true;
      return false;
    }
  memcpy (word->charset, rest.at, charset);
  word->charset[charset] = '\0';
  char *language = strchr (word->charset, '*');
  if (language != NULL)
    *language = '\0';
  word->base64 = how == 'b';
  word->text = octets_of (text.at, (size_t) (end - text.at));
  word->length = (size_t) (end + 2 - octets.at);
  return true;
}

static void
append_base64 (GByteArray *to, Octets text)
{
  g_autofree uint8_t *made = g_malloc (transfer_decoder_room (text.length));
  TransferDecoder decoder;

  transfer_decoder_init (&decoder, TRANSFER_BASE64);
  size_t length = transfer_decoder_feed (&decoder, text, made);
  length += transfer_decoder_finish (&decoder, made + length);
  g_byte_array_append (to, made, (guint) length);
}

/* The Q encoding (RFC 2047 §4.2). */
static void
append_q (GByteArray *to, Octets text)
{
  for (size_t i = 0; i < text.length; i++)
    {
      uint8_t octet = text.at[i];
      if (octet == '_')
        octet = ' ';
      else if (octet == '=' && text.length - i > 2 && g_ascii_isxdigit (text.at[i + 1])
               && g_ascii_isxdigit (text.at[i + 2]))
        {
          octet = (uint8_t) (g_ascii_xdigit_value ((char) text.at[i + 1]) << 4
                             | g_ascii_xdigit_value ((char) text.at[i + 2]));
          i += 2;
        }
      g_byte_array_append (to, &octet, 1);
    }
}

static size_t
blanks (Octets octets)
{
  size_t i = 0;
  while (i < octets.length && (octets.at[i] == ' ' || octets.at[i] == '\t'))
    i++;
  return i;
}

/* Decodes `word` and all that follow it with nothing but white space between;
 * returns how many octets of `rest`, which begins with it, that took. */
static size_t
append_words (GString *to, Octets rest, EncodedWord word, bool *no_end)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  size_t taken = 0;

  for (;;)
    {
      if (word.base64)
        append_base64 (octets, word.text);
      else
        append_q (octets, word.text);
      taken += word.length;

      Octets behind = octets_from (rest, taken);
      size_t gap = blanks (behind);
      EncodedWord next;
      bool more = encoded_word_read (octets_from (behind, gap), &next, no_end);
      if (!more || g_ascii_strcasecmp (next.charset, word.charset) != 0)
        {
          charset_append (to, octets_of (octets->data, octets->len), word.charset);
          g_byte_array_set_size (octets, 0);
        }
      if (!more)
        return taken;
      taken += gap;
      word = next;
    }
}

GString *
header_text_decode (const char *text, size_t length)
{
  Octets octets = octets_of (text, length);
  GString *decoded = g_string_sized_new (length + 1);
  bool no_end = false;

  for (size_t i = 0; i < length;)
    {
      const uint8_t *equals = memchr (octets.at + i, '=', length - i);
      size_t plain = equals != NULL ? (size_t) (equals - octets.at) - i : length - i;
      EncodedWord word;
      g_string_append_len (decoded, text + i, (gssize) plain);
      i += plain;
      if (i == length)
        break;
      if (encoded_word_read (octets_from (octets, i), &word, &no_end))
        i += append_words (decoded, octets_from (octets, i), word, &no_end);
      else
        g_string_append_c (decoded, text[i++]);
    }
  return decoded;
}

static bool
is_space (uint8_t octet)
{
  return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

static Octets
trim_all (Octets value)
{
  while (value.length > 0 && is_space (value.at[0]))
    value = octets_from (value, 1);
  while (value.length > 0 && is_space (value.at[value.length - 1]))
    value.length--;
  return value;
}

/* Line ends go; the white space behind them stays, as spaces. */
static GByteArray *
without_folds (Octets value)
{
  GByteArray *line = g_byte_array_sized_new ((guint) value.length);
  bool folded = false;

  for (size_t i = 0; i < value.length; i++)
    {
      uint8_t octet = value.at[i];
      bool ends = octet == '\n'
                  || (octet == '\r' && i + 1 < value.length && (value.at[i + 1] == '\n' || value.at[i + 1] == '\r'));
      folded = ends || (folded && (octet == ' ' || octet == '\t'));
      if (ends)
        continue;
      if (folded)
        octet = ' ';
      g_byte_array_append (line, &octet, 1);
    }
  return line;
}

GString *
header_text_unfold (Octets value)
{
  value = trim_all (octets_slice (value, 0, HEADER_TEXT_MOST));
  GString *text = g_string_sized_new (value.length + 1);
  if (octets_find (value, '\n') == SIZE_MAX)
    {
      charset_append (text, value, NULL);
      return text;
    }
  g_autoptr (GByteArray) line = without_folds (value);
  charset_append (text, octets_of (line->data, line->len), NULL);
  return text;
}

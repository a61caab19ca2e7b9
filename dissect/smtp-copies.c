/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words about two copies, read back (see smtp-copies.h).
 *
 * Does not: judge what they mean, or mask what is secret in them. */
#include "config.h"

#include "smtp-copies.h"

static int
hex_digit (Octets text, size_t at)
{
  return at < text.length ? g_ascii_xdigit_value ((char) text.at[at]) : -1;
}

/* The octets behind a quotation mark, up to the next; *text is then what follows. */
static GByteArray *
read_quoted (Octets *text)
{
  GByteArray *octets = g_byte_array_new ();
  size_t i = 0;
  for (; i < text->length && text->at[i] != '"'; i++)
    {
      uint8_t octet = text->at[i];
      if (octet == '\\' && i + 3 < text->length && hex_digit (*text, i + 2) >= 0 && hex_digit (*text, i + 3) >= 0)
        {
          octet = (uint8_t) (hex_digit (*text, i + 2) << 4 | hex_digit (*text, i + 3));
          i += 3;
        }
      g_byte_array_append (octets, &octet, 1);
    }
  *text = octets_from (*text, MIN (i + 1, text->length));
  return octets;
}

/* Passes over `words` and what stands in front of them. */
static bool
skip_to (Octets *text, Octets words)
{
  size_t at = octets_find_nocase (*text, words);
  if (at == SIZE_MAX)
    return false;
  *text = octets_from (*text, at + words.length);
  return true;
}

static bool
skip_words (Octets *text, Octets words)
{
  if (!octets_start_nocase (*text, words))
    return false;
  *text = octets_from (*text, words.length);
  return true;
}

static uint64_t
read_packet (Octets *text)
{
  uint64_t number = 0;
  if (!skip_words (text, OCTETS (" in packet ")))
    return 0;
  while (text->length > 0 && g_ascii_isdigit (text->at[0]) && number < UINT64_MAX / 10 - 1)
    {
      number = 10 * number + (uint64_t) (text->at[0] - '0');
      *text = octets_from (*text, 1);
    }
  return number;
}

bool
smtp_copies_read (Octets telling, SmtpCopies *copies)
{
  Octets rest = telling;
  if (!skip_to (&rest, OCTETS ("first copy \"")))
    return false;
  SmtpCopies read = { .first = read_quoted (&rest) };
  read.first_packet = read_packet (&rest);
  if (!skip_to (&rest, OCTETS ("second copy \"")))
    {
      g_byte_array_unref (read.first);
      return false;
    }
  read.second = read_quoted (&rest);
  read_packet (&rest);
  read.second_counts = skip_words (&rest, OCTETS ("; the second counts: "));
  if (read.second_counts || skip_words (&rest, OCTETS ("; the first counts: ")))
    read.why = rest;
  *copies = read;
  return true;
}

void
smtp_copies_clear (SmtpCopies *copies)
{
  g_byte_array_unref (copies->first);
  g_byte_array_unref (copies->second);
}

void
smtp_copies_overlay (GByteArray *text, uint64_t start, const GByteArray *copy, uint64_t offset)
{
  for (guint i = 0; i < copy->len; i++)
    if (offset + i >= start && offset + i - start < text->len)
      text->data[offset + i - start] = copy->data[i];
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds look-alikes of the end of mail data, and reads on behind each the way a server
 * would that takes it for the end.
 *
 * Dots are looked for, and not line ends: in an attachment there is none.  Only a dot
 * behind CR, LF or NUL is looked at, and at most three octets behind it tell.
 *
 * Does not: decide where the mail ends; and behind a gap it goes on with no claim
 * about octets that were not seen. */
#include "config.h"

#include "end-scanner.h"

#include <glib.h>

enum Before { BEFORE_NONE, BEFORE_UNSURE, BEFORE_LF, BEFORE_CR, BEFORE_CRLF, BEFORE_CRLF_NUL, BEFORE_CRCRLF };

typedef enum Verdict {
  VERDICT_MORE,      /* the next octet tells */
  VERDICT_TEXT,      /* the dot is text, and so is the octet at hand */
  VERDICT_END,       /* the end by the book */
  VERDICT_LOOKALIKE, /* the octet at hand completes one */
  VERDICT_BEFORE,    /* the octet at hand stands behind one */
} Verdict;

const char *
end_variant_name (EndVariant variant)
{
  static const char *const names[END_VARIANTS] = {
    [END_LF_LF] = "LF.LF",
    [END_LF_CR] = "LF.CR",
    [END_LF_CRLF] = "LF.CRLF",
    [END_CR_LF] = "CR.LF",
    [END_CR_CR] = "CR.CR",
    [END_CR_CRLF] = "CR.CRLF",
    [END_CRLF_LF] = "CRLF.LF",
    [END_CRLF_CR] = "CRLF.CR",
    [END_CRLF_NUL_DOT] = "CRLF NUL . CRLF",
    [END_CRLF_DOT_NUL] = "CRLF . NUL CRLF",
    [END_CRLF_CRCRLF] = "CRLF.CRCRLF",
    [END_CRCRLF_CRCRLF] = "CRCRLF.CRCRLF",
  };
  return names[variant];
}

Octets
end_variant_octets (EndVariant variant)
{
  static const Octets octets[END_VARIANTS] = {
    [END_LF_LF] = OCTETS ("\n.\n"),
    [END_LF_CR] = OCTETS ("\n.\r"),
    [END_LF_CRLF] = OCTETS ("\n.\r\n"),
    [END_CR_LF] = OCTETS ("\r.\n"),
    [END_CR_CR] = OCTETS ("\r.\r"),
    [END_CR_CRLF] = OCTETS ("\r.\r\n"),
    [END_CRLF_LF] = OCTETS ("\r\n.\n"),
    [END_CRLF_CR] = OCTETS ("\r\n.\r"),
    [END_CRLF_NUL_DOT] = OCTETS ("\r\n\0.\r\n"),
    [END_CRLF_DOT_NUL] = OCTETS ("\r\n.\0\r\n"),
    [END_CRLF_CRCRLF] = OCTETS ("\r\n.\r\r\n"),
    [END_CRCRLF_CRCRLF] = OCTETS ("\r\r\n.\r\r\n"),
  };
  return octets[variant];
}

bool
end_variant_is_weak (EndVariant variant)
{
  return variant == END_CRLF_CRCRLF || variant == END_CRCRLF_CRCRLF;
}

void
end_scanner_begin (EndScanner *scanner)
{
  /* The line end of DATA stands in front. */
  *scanner = (EndScanner){ .active = true, .begin = UINT64_MAX, .last = { '\n', '\r', '\0' }, .known = 2 };
}

static bool
is_strict (enum Before before)
{
  return before == BEFORE_CRLF || before == BEFORE_CRCRLF;
}

/* What stands in front of a dot, the youngest octet first; `known` of them are.  */
static enum Before
before_dot (const uint8_t last[3], unsigned known)
{
  if (known == 0)
    return BEFORE_NONE;
  switch (last[0])
    {
    case '\r':
      return BEFORE_CR;
    case '\n':
      if (known < 2)
        return BEFORE_UNSURE;
      if (last[1] != '\r')
        return BEFORE_LF;
      return known >= 3 && last[2] == '\r' ? BEFORE_CRCRLF : BEFORE_CRLF;
    case '\0':
      return known >= 3 && last[1] == '\n' && last[2] == '\r' ? BEFORE_CRLF_NUL : BEFORE_NONE;
    default:
      return BEFORE_NONE;
    }
}

/* Behind the dot stood CR, and `octet` follows, which is no CR behind a strict line start. */
static Verdict
verdict_behind_cr (enum Before before, uint8_t octet, EndVariant *variant)
{
  static const EndVariant with_crlf[] = {
    [BEFORE_LF] = END_LF_CRLF,
    [BEFORE_CR] = END_CR_CRLF,
    [BEFORE_CRLF_NUL] = END_CRLF_NUL_DOT,
  };
  static const EndVariant with_cr[] = {
    [BEFORE_LF] = END_LF_CR,
    [BEFORE_CR] = END_CR_CR,
    [BEFORE_CRLF] = END_CRLF_CR,
    [BEFORE_CRCRLF] = END_CRLF_CR,
  };
  if (octet == '\n')
    {
      if (is_strict (before))
        return VERDICT_END;
      *variant = with_crlf[before];
      return VERDICT_LOOKALIKE;
    }
  if (before == BEFORE_CRLF_NUL)
    return VERDICT_TEXT;
  *variant = with_cr[before];
  return VERDICT_BEFORE;
}

static Verdict
judge (const EndScanner *scanner, uint8_t octet, EndVariant *variant)
{
  enum Before before = scanner->before;
  bool strict = is_strict (before);
  /* The octet in front of LF was not captured: no claim, but the end may be here. */
  if (before == BEFORE_UNSURE)
    return octet == '\r' && scanner->post_count == 0   ? VERDICT_MORE
           : octet == '\n' && scanner->post_count == 1 ? VERDICT_END
                                                       : VERDICT_TEXT;
  switch (scanner->post_count)
    {
    case 0:
      if (octet == '\r' || (octet == '\0' && strict))
        return VERDICT_MORE;
      if (octet != '\n' || before == BEFORE_CRLF_NUL)
        return VERDICT_TEXT;
      *variant = strict ? END_CRLF_LF : before == BEFORE_LF ? END_LF_LF : END_CR_LF;
      return VERDICT_LOOKALIKE;
    case 1:
      if (scanner->post[0] == '\0')
        return octet == '\r' ? VERDICT_MORE : VERDICT_TEXT;
      return strict && octet == '\r' ? VERDICT_MORE : verdict_behind_cr (before, octet, variant);
    default:
      if (scanner->post[0] == '\0')
        {
          *variant = END_CRLF_DOT_NUL;
          return octet == '\n' ? VERDICT_LOOKALIKE : VERDICT_TEXT;
        }
      if (octet != '\n')
        {
          *variant = END_CRLF_CR; /* and a CR behind it */
          return VERDICT_BEFORE;
        }
      *variant = before == BEFORE_CRCRLF ? END_CRCRLF_CRCRLF : END_CRLF_CRCRLF;
      return VERDICT_LOOKALIKE;
    }
}

/* Gives octets to the readings under way, all or all but one. */
static void
read_on (EndScanner *scanner, Arena *arena, LookAlikes *found, const LookAlike *but, Octets octets, Origin origin)
{
  if (!scanner->reading || octets.length == 0)
    return;
  scanner->reading = false;
  for (unsigned i = 0; i < END_VARIANTS; i++)
    {
      LookAlike *one = found->of[i];
      if (one == NULL)
        continue;
      bool had = one->reading.commands;
      if (one != but)
        lenient_reading_octets (&one->reading, arena, octets);
      if (one->reading.commands != had)
        one->command_origin = origin;
      scanner->reading |= one->reading.mode != LENIENT_NOTHING;
    }
}

/* The dot under way and what stands behind it, without a dot of transparency. */
static void
read_dot (EndScanner *scanner, Arena *arena, LookAlikes *found, const LookAlike *but, Origin origin)
{
  if (!is_strict (scanner->before))
    read_on (scanner, arena, found, but, OCTETS ("."), origin);
  read_on (scanner, arena, found, but, octets_of (scanner->post, scanner->post_count), origin);
}

static void
remember (EndScanner *scanner, uint8_t octet)
{
  scanner->last[2] = scanner->last[1];
  scanner->last[1] = scanner->last[0];
  scanner->last[0] = octet;
  scanner->known = MIN (scanner->known + 1, 3);
}

/* `dot`: where its dot stands in the client's stream. */
static void
take_look_alike (EndScanner *scanner, Arena *arena, LookAlikes **found, EndVariant variant, uint64_t dot, Origin origin)
{
  if (*found == NULL)
    {
      *found = arena_new0 (arena, LookAlikes);
      (*found)->first = variant;
    }
  LookAlike *one = (*found)->of[variant];
  if (one == NULL)
    {
      one = (*found)->of[variant] = arena_new0 (arena, LookAlike);
      one->variant = variant;
      one->size = dot - scanner->begin - scanner->removed - scanner->missing;
    }
  bool fresh = !one->reading.commands;
  if (fresh)
    {
      one->offset = dot - octets_find (end_variant_octets (variant), '.');
      one->origin = origin;
    }
  one->count++;
  (*found)->last = variant;
  /* Where it stands among commands it is a line of them, and a strange one. */
  bool ends = fresh || one->reading.mode != LENIENT_COMMANDS;
  read_dot (scanner, arena, *found, ends ? one : NULL, origin);
  if (ends)
    lenient_reading_end_of_data (&one->reading);
  scanner->reading = true;
  scanner->removed += is_strict (scanner->before);
}

static void
finish (EndScanner *scanner, LookAlikes *found, bool complete)
{
  for (unsigned i = 0; found != NULL && i < END_VARIANTS; i++)
    if (found->of[i] != NULL)
      lenient_reading_finish (&found->of[i]->reading, complete);
  scanner->before = BEFORE_NONE;
  scanner->post_count = 0;
  scanner->reading = false;
}

/* One octet behind a dot; false where it is still to be looked at as text. */
static bool
take_behind_dot (EndScanner *scanner, Arena *arena, LookAlikes **found, uint8_t octet, uint64_t offset, Origin origin)
{
  EndVariant variant = END_LF_LF;
  Verdict verdict = judge (scanner, octet, &variant);
  uint64_t dot = offset - 1 - scanner->post_count;
  bool second_cr = scanner->post_count == 2 && verdict == VERDICT_BEFORE;
  switch (verdict)
    {
    case VERDICT_MORE:
      scanner->post[scanner->post_count++] = octet;
      return true;
    case VERDICT_END:
      finish (scanner, *found, true);
      scanner->active = false;
      return true;
    case VERDICT_LOOKALIKE:
      scanner->post[scanner->post_count++] = octet;
      take_look_alike (scanner, arena, found, variant, dot, origin);
      break;
    case VERDICT_BEFORE:
      scanner->post_count = 1;
      take_look_alike (scanner, arena, found, variant, dot, origin);
      if (second_cr)
        read_on (scanner, arena, *found, NULL, OCTETS ("\r"), origin);
      scanner->post_count += second_cr;
      break;
    case VERDICT_TEXT:
      scanner->removed += is_strict (scanner->before);
      read_dot (scanner, arena, *found, NULL, origin);
      break;
    }
  remember (scanner, '.');
  for (unsigned i = 0; i < scanner->post_count; i++)
    remember (scanner, scanner->post[i]);
  scanner->before = BEFORE_NONE;
  scanner->post_count = 0;
  return verdict == VERDICT_LOOKALIKE;
}

/* Sets the octets in front of position `at`, the youngest first; returns how many are known. */
static unsigned
look_back (const EndScanner *scanner, Octets octets, size_t at, uint8_t last[3])
{
  unsigned known = 0;
  for (size_t back = 1; back <= 3; back++, known++)
    {
      if (back <= at)
        last[known] = octets.at[at - back];
      else if (back - at <= scanner->known)
        last[known] = scanner->last[back - at - 1];
      else
        break;
    }
  return known;
}

/* Text from the front of `octets` up to and with a dot that may begin a look-alike, or
 * all; returns how many. */
static size_t
take_text (EndScanner *scanner, Octets octets)
{
  uint8_t last[3];
  unsigned known;
  size_t at = 0;
  for (; at < octets.length; at++)
    {
      const uint8_t *dot = memchr (octets.at + at, '.', octets.length - at);
      at = dot != NULL ? (size_t) (dot - octets.at) : octets.length;
      if (dot == NULL)
        break;
      if (at > 0 && octets.at[at - 1] != '\n' && octets.at[at - 1] != '\r' && octets.at[at - 1] != '\0')
        continue;
      known = look_back (scanner, octets, at, last);
      scanner->before = (uint8_t) before_dot (last, known);
      if (scanner->before != BEFORE_NONE)
        break;
    }
  size_t taken = scanner->before != BEFORE_NONE ? at + 1 : octets.length;
  if (scanner->before == BEFORE_NONE)
    {
      known = look_back (scanner, octets, octets.length, last);
      memcpy (scanner->last, last, sizeof last);
      scanner->known = (uint8_t) known;
    }
  return taken;
}

void
end_scanner_feed (EndScanner *scanner, Arena *arena, LookAlikes **found, Octets octets, uint64_t offset, Origin origin)
{
  if (!scanner->active)
    return;
  if (scanner->begin == UINT64_MAX)
    scanner->begin = scanner->position = offset;
  if (offset < scanner->position)
    {
      uint64_t seen = scanner->position - offset;
      octets = octets_from (octets, (size_t) MIN (seen, octets.length));
      offset = scanner->position;
    }
  scanner->position = offset + octets.length;
  while (octets.length > 0 && scanner->active)
    {
      size_t taken;
      if (scanner->before != BEFORE_NONE)
        taken = take_behind_dot (scanner, arena, found, octets.at[0], offset, origin);
      else
        {
          taken = take_text (scanner, octets);
          size_t text = taken - (scanner->before != BEFORE_NONE);
          read_on (scanner, arena, *found, NULL, octets_slice (octets, 0, text), origin);
        }
      octets = octets_from (octets, taken);
      offset += taken;
    }
}

void
end_scanner_settle (EndScanner *scanner, Arena *arena, LookAlikes **found, Origin origin)
{
  if (!scanner->active || scanner->before <= BEFORE_UNSURE || scanner->post_count != 1 || scanner->post[0] != '\r')
    return;
  /* What is no line end comes next. */
  take_behind_dot (scanner, arena, found, '?', scanner->position, origin);
}

void
end_scanner_gap (EndScanner *scanner, LookAlikes *found, uint64_t length)
{
  scanner->missing += length;
  finish (scanner, found, false);
  scanner->known = 0;
}

void
end_scanner_end (EndScanner *scanner, LookAlikes *found)
{
  if (scanner->active)
    finish (scanner, found, false);
  scanner->active = false;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wire octets as text that is safe to show.
 *
 * Hides: which code points a terminal or a reader could be fooled with.  What
 * passes is UTF-8 that shows one visible thing in one place; all else is
 * spelled out, so that an invisible character becomes a visible one.  Two kinds
 * of invisible characters pass, and only where they do what they are for: a
 * joiner between two emoji, and a variation selector behind a character that
 * is not ASCII.  Combining marks pass behind something to combine with.
 *
 * Widths follow Unicode (UAX 11 as GLib knows it), not the locale: the same
 * text has the same width on every machine.  A joined emoji counts as the sum of
 * its parts, as wcwidth () does, for most terminals draw it so.
 *
 * Limits: MARKS_MAX combining marks on one character, further ones are spelled
 * out; joined emoji, and letters of one cluster, count as one grapheme up to
 * GRAPHEME_COLUMNS.
 *
 * Does not: know ambiguous width (counts 1), reorder, or detect look-alikes. */
#include "config.h"

#include "printable.h"

#include "wide.h"

enum { MARKS_MAX = 8, GRAPHEME_COLUMNS = 8 };

/* What the decision about a character depends on: what stands before it. */
typedef struct Before {
  gunichar base;  /* the last character that combining marks may sit on; 0: none */
  unsigned marks; /* on it so far */
} Before;

static bool
is_emoji (gunichar c)
{
  return (c >= 0x1f000 && c <= 0x1faff) || (c >= 0x2600 && c <= 0x27bf) || (c >= 0x2190 && c <= 0x21ff)
         || (c >= 0x2b00 && c <= 0x2bff);
}

static bool
is_variation_selector (gunichar c)
{
  return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

/* Characters that show nothing though Unicode does not call them controls. */
static bool
is_blank_letter (gunichar c)
{
  switch (c)
    {
    case 0x034f: /* combining grapheme joiner */
    case 0x115f: /* Hangul fillers */
    case 0x1160:
    case 0x3164:
    case 0xffa0:
    case 0x17b4: /* Khmer inherent vowels */
    case 0x17b5:
    case 0x180b: /* Mongolian variation selectors */
    case 0x180c:
    case 0x180d:
    case 0x180f:
    case 0x2800: /* empty Braille pattern */
      return true;
    default:
      return false;
    }
}

bool
printable_hides (gunichar c)
{
  if (c < 0x80)
    return c < 0x20 || c == 0x7f;
  if (c >= 0xe0000 && c <= 0xe0fff) /* tags, and what is reserved to be invisible */
    return true;
  if ((c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef)) /* noncharacters */
    return true;
  if (is_variation_selector (c) || is_blank_letter (c))
    return true;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SURROGATE:
      return true;
    default:
      return false;
    }
}

/* The character at `at`, its octets in `length`; (gunichar) -1 where it is no UTF-8. */
static gunichar
decode (const uint8_t *at, size_t left, size_t *length)
{
  *length = 1;
  if (at[0] < 0x80)
    return at[0];
  gunichar c = g_utf8_get_char_validated ((const char *) at, left > 4 ? 4 : (gssize) left);
  if (c == (gunichar) -1 || c == (gunichar) -2)
    return (gunichar) -1;
  *length = (size_t) g_unichar_to_utf8 (c, NULL);
  return c;
}

/* Whether c may stand as it is, given what stands before and after it. */
static bool
passes (gunichar c, Before *before, const uint8_t *next, size_t left)
{
  if (c == 0x200d)
    {
      size_t length;
      return is_emoji (before->base) && left > 0 && is_emoji (decode (next, left, &length));
    }
  bool mark = is_variation_selector (c);
  if (mark ? before->base < 0x80 : printable_hides (c))
    {
      *before = (Before){ 0, 0 };
      return false;
    }
  if (!mark && !g_unichar_iszerowidth (c))
    {
      *before = (Before){ c, 0 };
      return true;
    }
  return before->base != 0 && ++before->marks <= MARKS_MAX;
}

static void
append_spelled (GString *to, gunichar c)
{
  static const char digits[] = "0123456789abcdef";
  if (c == '\n')
    g_string_append (to, "\\n");
  else if (c == '\r')
    g_string_append (to, "\\r");
  else if (c == '\t')
    g_string_append (to, "\\t");
  else if (c < 0x80)
    {
      const char text[] = { '\\', 'x', digits[c >> 4], digits[c & 15] };
      g_string_append_len (to, text, sizeof text);
    }
  else
    g_string_append_printf (to, "\\u{%x}", (unsigned) c);
}

static void
append_octet (GString *to, uint8_t octet)
{
  static const char digits[] = "0123456789abcdef";
  const char text[] = { '\\', 'x', digits[octet >> 4], digits[octet & 15] };
  g_string_append_len (to, text, sizeof text);
}

void
printable_append (GString *to, Octets octets, PrintableFlags flags)
{
  Before before = { 0, 0 };
  size_t at = 0;
  while (at < octets.length)
    {
      size_t plain = at + wide_plain (octets_from (octets, at), true);
      if (plain > at)
        {
          g_string_append_len (to, (const char *) octets.at + at, (gssize) (plain - at));
          before = (Before){ octets.at[plain - 1], 0 };
          at = plain;
          continue;
        }

      size_t length;
      gunichar c = decode (octets.at + at, octets.length - at, &length);
      const uint8_t *next = octets.at + at + length;
      if (c == (gunichar) -1)
        {
          append_octet (to, octets.at[at]);
          before = (Before){ 0, 0 };
        }
      else if (c == '\n' && (flags & PRINTABLE_KEEP_LF))
        {
          g_string_append_c (to, '\n');
          before = (Before){ 0, 0 };
        }
      else if (passes (c, &before, next, octets.length - at - length))
        g_string_append_len (to, (const char *) octets.at + at, (gssize) length);
      else
        append_spelled (to, c);
      at += length;
    }
}

char *
printable (Octets octets)
{
  if (octets.length > 0 && wide_plain (octets, true) == octets.length)
    return g_strndup ((const char *) octets.at, octets.length);
  GString *text = g_string_sized_new (octets.length + 1);
  printable_append (text, octets, PRINTABLE_LINE);
  return g_string_free (text, FALSE);
}

void
printable_append_masked (GString *to, Octets octets, Octets secret, bool show_secrets)
{
  /* The secret is a view into octets; one that is not would have no place in
   * the text, and then everything is hidden rather than anything told. */
  uintptr_t start = (uintptr_t) octets.at;
  uintptr_t place = (uintptr_t) secret.at;
  if (show_secrets || secret.length == 0)
    {
      printable_append (to, octets, PRINTABLE_LINE);
      return;
    }
  if (place < start || place - start > octets.length || secret.length > octets.length - (place - start))
    {
      g_string_append (to, "********");
      return;
    }
  size_t before = place - start;
  printable_append (to, octets_slice (octets, 0, before), PRINTABLE_LINE);
  g_string_append (to, "********");
  printable_append (to, octets_from (octets, before + secret.length), PRINTABLE_LINE);
}

static size_t
character_width (gunichar c)
{
  if (c < 0x20 || (c >= 0x7f && c < 0xa0))
    return 0;
  if (c < 0x300)
    return c == 0xad ? 0 : 1;
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/* Where a script writes a vowel's sign, or the next consonant after a sign that takes a
 * vowel away (Devanagari's virama), as part of the letter before it (UAX #29 GB9a, GB9c);
 * and Hangul's leading consonants of one syllable (GB6). */
static bool
continues_letter (gunichar c, gunichar follower)
{
  enum { VIRAMA = 9 };
  GUnicodeType type = g_unichar_type (follower);
  if (type == G_UNICODE_SPACING_MARK)
    return true;
  if (c >= 0x1100 && c <= 0x115f)
    return follower >= 0x1100 && follower <= 0x115f;
  return type == G_UNICODE_OTHER_LETTER && g_unichar_combining_class (c) == VIRAMA
         && g_unichar_get_script (c) == g_unichar_get_script (follower);
}

size_t
printable_grapheme (const char *text, size_t *columns)
{
  if (text[0] == '\0')
    {
      *columns = 0;
      return 0;
    }
  if (text[0] >= 0x20 && text[0] < 0x7f && ((unsigned char) text[1] & 0x80) == 0)
    {
      *columns = 1;
      return 1;
    }
  gunichar c = g_utf8_get_char (text);
  const char *next = g_utf8_next_char (text);
  size_t width = character_width (c);
  bool regional = c >= 0x1f1e6 && c <= 0x1f1ff;
  while (*next != '\0' && (unsigned char) *next >= 0x80)
    {
      gunichar follower = g_utf8_get_char (next);
      bool joined = c == 0x200d && is_emoji (follower) && width < GRAPHEME_COLUMNS;
      bool pair = regional && follower >= 0x1f1e6 && follower <= 0x1f1ff;
      bool modifier = follower >= 0x1f3fb && follower <= 0x1f3ff && is_emoji (c) && width < GRAPHEME_COLUMNS;
      bool letter = width < GRAPHEME_COLUMNS && continues_letter (c, follower);
      if (!joined && !pair && !modifier && !letter && (follower < 0x300 || !g_unichar_iszerowidth (follower)))
        break;
      regional = false;
      width += character_width (follower);
      c = follower;
      next = g_utf8_next_char (next);
    }
  *columns = width;
  return (size_t) (next - text);
}

size_t
printable_plain (const char *text, size_t most)
{
  size_t length = 0;
  while (length < most && text[length] >= 0x20 && text[length] < 0x7f)
    length++;
  return length > 0 && ((unsigned char) text[length] & 0x80) != 0 ? length - 1 : length;
}

size_t
printable_width (const char *text)
{
  size_t width = 0;
  while (*text != '\0')
    {
      size_t plain = printable_plain (text, SIZE_MAX), columns = plain;
      text += plain > 0 ? plain : printable_grapheme (text, &columns);
      width += columns;
    }
  return width;
}

/* Octets of text that fit in `columns`; the columns they take in `used`. */
static size_t
prefix_that_fits (const char *text, size_t columns, size_t *used)
{
  size_t length = 0;
  *used = 0;
  while (text[length] != '\0')
    {
      size_t step = printable_plain (text + length, columns - *used), width = step;
      if (step == 0)
        step = printable_grapheme (text + length, &width);
      if (width > columns - *used)
        break;
      *used += width;
      length += step;
    }
  return length;
}

/* Fitted into `columns`, and then so many spaces that it has `least`. */
static char *
fit (const char *text, size_t columns, size_t least)
{
  static const char ellipsis[] = "…";
  size_t used;
  size_t length = prefix_that_fits (text, columns, &used);
  bool cut = text[length] != '\0' && columns > 0;
  if (cut)
    length = prefix_that_fits (text, columns - 1, &used);
  else if (text[length] != '\0')
    length = 0;
  used += cut;
  size_t spaces = least > used ? least - used : 0;
  char *fitted = g_malloc (length + sizeof ellipsis + spaces);
  char *to = (char *) memcpy (fitted, text, length) + length;
  if (cut)
    to = (char *) memcpy (to, ellipsis, sizeof ellipsis - 1) + sizeof ellipsis - 1;
  memset (to, ' ', spaces);
  to[spaces] = '\0';
  return fitted;
}

char *
printable_fit (const char *text, size_t columns)
{
  return fit (text, columns, 0);
}

char *
printable_pad (const char *text, size_t columns)
{
  return fit (text, columns, columns);
}

/* Marks that Japanese and Chinese let no line begin with, and none end with. */
static bool
closes (gunichar c)
{
  static const char marks[] = "、。，．・：；？！）」』】〕］｝〉》’”ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}%";
  return c != 0 && g_utf8_strchr (marks, -1, c) != NULL;
}

static bool
opens (gunichar c)
{
  static const char marks[] = "（「『【〔［｛〈《‘“([{";
  return c != 0 && g_utf8_strchr (marks, -1, c) != NULL;
}

/* Whether a line may end between two characters that no space divides. */
static bool
may_part (gunichar before, gunichar behind)
{
  return (g_unichar_iswide (before) || g_unichar_iswide (behind)) && !opens (before) && !closes (behind);
}

size_t
printable_break_at (const char *text, size_t columns)
{
  size_t at = 0, used = 0, place = 0, width;
  gunichar before = 0;
  while (text[at] != '\0')
    {
      size_t step = printable_grapheme (text + at, &width);
      gunichar c = g_utf8_get_char (text + at);
      if (c == ' ' || (at > 0 && may_part (before, c)))
        place = at;
      if (used + width > columns)
        break;
      before = c;
      used += width;
      at += step;
    }
  if (text[at] == '\0' || text[at] == ' ')
    return at;
  /* A break far to the left would waste more than a cut word costs. */
  if (place > 0 && place >= at / 3)
    return place;
  return at > 0 ? at : printable_grapheme (text, &width);
}

/* The civil date of a day number, by eras of 400 years that begin on 1 March. */
static void
civil_date (int64_t day, int *year, unsigned *month, unsigned *month_day)
{
  enum { ERA_DAYS = 146097, EPOCH_IN_ERAS = 719468 };
  int64_t shifted = day + EPOCH_IN_ERAS;
  int64_t era = (shifted >= 0 ? shifted : shifted - (ERA_DAYS - 1)) / ERA_DAYS;
  unsigned in_era = (unsigned) (shifted - era * ERA_DAYS);
  unsigned year_in_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / (ERA_DAYS - 1)) / 365;
  unsigned in_year = in_era - (365 * year_in_era + year_in_era / 4 - year_in_era / 100);
  unsigned from_march = (5 * in_year + 2) / 153;
  *month_day = in_year - (153 * from_march + 2) / 5 + 1;
  *month = from_march < 10 ? from_march + 3 : from_march - 9;
  *year = (int) (year_in_era + era * 400) + (*month <= 2);
}

static char *
put_number (char *to, uint64_t number, unsigned digits)
{
  for (unsigned i = digits; i-- > 0; number /= 10)
    to[i] = (char) ('0' + number % 10);
  return to + digits;
}

void
printable_time (int64_t time, bool nanoseconds, char text[PRINTABLE_TIME])
{
  enum { DAY = 86400 };
  const int64_t second = 1000000000;
  int64_t seconds = time / second - (time % second < 0);
  uint64_t fraction = (uint64_t) ((time % second + second) % second);
  int64_t day = seconds / DAY - (seconds % DAY < 0);
  uint64_t in_day = (uint64_t) (seconds - day * DAY);

  int year;
  unsigned month, month_day;
  civil_date (day, &year, &month, &month_day);
  char *to = put_number (text, (uint64_t) year, 4);
  *to++ = '-';
  to = put_number (to, month, 2);
  *to++ = '-';
  to = put_number (to, month_day, 2);
  *to++ = 'T';
  to = put_number (to, in_day / 3600, 2);
  *to++ = ':';
  to = put_number (to, in_day / 60 % 60, 2);
  *to++ = ':';
  to = put_number (to, in_day % 60, 2);
  *to++ = '.';
  to = nanoseconds ? put_number (to, fraction, 9) : put_number (to, fraction / 1000, 6);
  *to++ = 'Z';
  *to = '\0';
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charsets of mail (RFC 2045 §5.1, RFC 1468), to UTF-8.
 *
 * Hides the names under which charsets go about in mail and how a wrong name is
 * noticed.  Only charsets of the table are ever asked of iconv: each label there
 * loads a module of the C library, and which modules run must not be for the
 * wire to choose.  Like the Encoding Standard of the web, ISO-8859-1 is read as
 * Windows-1252, GB2312 as GB18030, Shift_JIS as the vendor's code page.
 *
 * ISO-2022-JP is turned into Shift_JIS here, for mail programs put characters of
 * the vendor's rows into it that iconv refuses, and a cut or a slip in an escape
 * sequence must not cost the rest of the text.  Where it has the kanji of JIS X 0212 or JIS X
 * 0213, for which there is no room in that, it is EUC-JP instead.
 *
 * The guess knows UTF-8, ISO-2022-JP, Shift_JIS, EUC-JP and Windows-1252 and
 * nothing else; text in another language without a label comes out wrong. */
#include "config.h"

#include "charset.h"

#include <errno.h>
#include <string.h>

static const char REPLACEMENT[] = "\xEF\xBF\xBD";

enum { ESC = 0x1b };

typedef enum Family {
  FAMILY_UNKNOWN,
  FAMILY_ASCII,
  FAMILY_UTF8,
  FAMILY_WESTERN,
  FAMILY_JIS,
  FAMILY_ICONV,
} Family;

typedef struct Charset {
  const char *label;
  Family family;
  const char *name; /* for iconv */
} Charset;

static const Charset charsets[] = {
  { "us-ascii", FAMILY_ASCII, NULL },
  { "ascii", FAMILY_ASCII, NULL },
  { "ansi_x3.4-1968", FAMILY_ASCII, NULL },
  { "utf-8", FAMILY_UTF8, NULL },
  { "utf8", FAMILY_UTF8, NULL },
  { "cp65001", FAMILY_UTF8, NULL },
  { "iso-8859-1", FAMILY_WESTERN, NULL },
  { "iso8859-1", FAMILY_WESTERN, NULL },
  { "iso_8859-1", FAMILY_WESTERN, NULL },
  { "latin1", FAMILY_WESTERN, NULL },
  { "windows-1252", FAMILY_WESTERN, NULL },
  { "cp1252", FAMILY_WESTERN, NULL },
  { "iso-2022-jp", FAMILY_JIS, NULL },
  { "csiso2022jp", FAMILY_JIS, NULL },
  { "iso-2022-jp-1", FAMILY_JIS, NULL },
  { "iso-2022-jp-2", FAMILY_JIS, NULL },
  { "iso-2022-jp-ms", FAMILY_JIS, NULL },
  { "cp50220", FAMILY_JIS, NULL },
  { "cp50221", FAMILY_JIS, NULL },
  { "cp50222", FAMILY_JIS, NULL },
  { "iso2022jp", FAMILY_JIS, NULL },
  { "iso-2022-jp-3", FAMILY_JIS, NULL },
  { "iso-2022-jp-2004", FAMILY_JIS, NULL },
  { "shift_jis", FAMILY_ICONV, "CP932" },
  { "shift-jis", FAMILY_ICONV, "CP932" },
  { "sjis", FAMILY_ICONV, "CP932" },
  { "x-sjis", FAMILY_ICONV, "CP932" },
  { "ms_kanji", FAMILY_ICONV, "CP932" },
  { "windows-31j", FAMILY_ICONV, "CP932" },
  { "cp932", FAMILY_ICONV, "CP932" },
  { "ms932", FAMILY_ICONV, "CP932" },
  { "csshiftjis", FAMILY_ICONV, "CP932" },
  { "cswindows31j", FAMILY_ICONV, "CP932" },
  { "shift_jis-2004", FAMILY_ICONV, "SHIFT_JISX0213" },
  { "shift_jisx0213", FAMILY_ICONV, "SHIFT_JISX0213" },
  { "euc-jp", FAMILY_ICONV, "EUC-JP-MS" },
  { "x-euc-jp", FAMILY_ICONV, "EUC-JP-MS" },
  { "eucjp", FAMILY_ICONV, "EUC-JP-MS" },
  { "eucjp-ms", FAMILY_ICONV, "EUC-JP-MS" },
  { "cp51932", FAMILY_ICONV, "EUC-JP-MS" },
  { "cseucpkdfmtjapanese", FAMILY_ICONV, "EUC-JP-MS" },
  { "euc-jis-2004", FAMILY_ICONV, "EUC-JISX0213" },
  { "euc-jisx0213", FAMILY_ICONV, "EUC-JISX0213" },
  { "gb2312", FAMILY_ICONV, "GB18030" },
  { "gbk", FAMILY_ICONV, "GB18030" },
  { "x-gbk", FAMILY_ICONV, "GB18030" },
  { "cp936", FAMILY_ICONV, "GB18030" },
  { "euc-cn", FAMILY_ICONV, "GB18030" },
  { "gb18030", FAMILY_ICONV, "GB18030" },
  { "big5", FAMILY_ICONV, "BIG5-HKSCS" },
  { "big5-hkscs", FAMILY_ICONV, "BIG5-HKSCS" },
  { "cp950", FAMILY_ICONV, "BIG5-HKSCS" },
  { "euc-kr", FAMILY_ICONV, "UHC" },
  { "ks_c_5601-1987", FAMILY_ICONV, "UHC" },
  { "ksc5601", FAMILY_ICONV, "UHC" },
  { "cp949", FAMILY_ICONV, "UHC" },
  { "iso-2022-kr", FAMILY_ICONV, "ISO-2022-KR" },
  { "koi8-r", FAMILY_ICONV, "KOI8-R" },
  { "koi8-u", FAMILY_ICONV, "KOI8-U" },
  { "tis-620", FAMILY_ICONV, "CP874" },
  { "windows-874", FAMILY_ICONV, "CP874" },
  { "macintosh", FAMILY_ICONV, "MACINTOSH" },
  { "ibm437", FAMILY_ICONV, "CP437" },
  { "cp437", FAMILY_ICONV, "CP437" },
  { "ibm850", FAMILY_ICONV, "CP850" },
  { "cp850", FAMILY_ICONV, "CP850" },
  { "ibm852", FAMILY_ICONV, "CP852" },
  { "cp852", FAMILY_ICONV, "CP852" },
  { "cp866", FAMILY_ICONV, "CP866" },
  { "utf-7", FAMILY_ICONV, "UTF-7" },
  { "utf-16", FAMILY_ICONV, "UTF-16" },
  { "utf-16le", FAMILY_ICONV, "UTF-16LE" },
  { "utf-16be", FAMILY_ICONV, "UTF-16BE" },
  { "iso-8859-2", FAMILY_ICONV, "ISO-8859-2" },
  { "iso-8859-3", FAMILY_ICONV, "ISO-8859-3" },
  { "iso-8859-4", FAMILY_ICONV, "ISO-8859-4" },
  { "iso-8859-5", FAMILY_ICONV, "ISO-8859-5" },
  { "iso-8859-6", FAMILY_ICONV, "ISO-8859-6" },
  { "iso-8859-7", FAMILY_ICONV, "ISO-8859-7" },
  { "iso-8859-8", FAMILY_ICONV, "ISO-8859-8" },
  { "iso-8859-8-i", FAMILY_ICONV, "ISO-8859-8" },
  { "iso-8859-9", FAMILY_ICONV, "CP1254" },
  { "iso-8859-10", FAMILY_ICONV, "ISO-8859-10" },
  { "iso-8859-11", FAMILY_ICONV, "CP874" },
  { "iso-8859-13", FAMILY_ICONV, "ISO-8859-13" },
  { "iso-8859-14", FAMILY_ICONV, "ISO-8859-14" },
  { "iso-8859-15", FAMILY_ICONV, "ISO-8859-15" },
  { "iso-8859-16", FAMILY_ICONV, "ISO-8859-16" },
  { "windows-1250", FAMILY_ICONV, "CP1250" },
  { "windows-1251", FAMILY_ICONV, "CP1251" },
  { "cp1251", FAMILY_ICONV, "CP1251" },
  { "windows-1253", FAMILY_ICONV, "CP1253" },
  { "windows-1254", FAMILY_ICONV, "CP1254" },
  { "windows-1255", FAMILY_ICONV, "CP1255" },
  { "windows-1256", FAMILY_ICONV, "CP1256" },
  { "windows-1257", FAMILY_ICONV, "CP1257" },
  { "windows-1258", FAMILY_ICONV, "CP1258" },
};

static const Charset *
charset_find (const char *label)
{
  static const Charset unknown = { "", FAMILY_UNKNOWN, NULL };

  for (size_t i = 0; label != NULL && i < G_N_ELEMENTS (charsets); i++)
    if (g_ascii_strcasecmp (charsets[i].label, label) == 0)
      return &charsets[i];
  return &unknown;
}

bool
charset_is_known (const char *label)
{
  return charset_find (label)->family != FAMILY_UNKNOWN;
}

bool
charset_is_plain (Octets octets)
{
  /* One accumulator and no exit in the middle, so that the compiler can take
   * many octets at a time. */
  uint8_t high = 0, odd = 0;

  for (size_t i = 0; i < octets.length; i++)
    {
      high |= octets.at[i];
      odd |= (uint8_t) ((octets.at[i] == ESC) | (octets.at[i] == 0));
    }
  return high < 0x80 && odd == 0;
}

typedef struct Utf8Count {
  size_t wide; /* characters of more than one octet */
  size_t bad;  /* octets that belong to none; not those of one that is cut at the end */
  bool cut;
} Utf8Count;

/* Appends where `to` is not NULL, counts in either case. */
static Utf8Count
walk_utf8 (GString *to, Octets octets)
{
  Utf8Count count = { 0, 0, false };
  const char *at = (const char *) octets.at;
  const char *end = at + octets.length;

  while (at < end)
    {
      const char *stop;
      bool valid = g_utf8_validate_len (at, (gsize) (end - at), &stop);
      for (const char *c = at; c < stop; c++)
        count.wide += ((uint8_t) *c & 0xc0) == 0xc0;
      if (to != NULL)
        g_string_append_len (to, at, stop - at);
      if (valid)
        break;
      count.cut = count.cut || g_utf8_get_char_validated (stop, end - stop) == (gunichar) -2;
      count.bad += *stop != '\0' && !count.cut;
      if (to != NULL)
        g_string_append (to, REPLACEMENT);
      at = stop + 1;
    }
  return count;
}

void
charset_append_utf8 (GString *to, Octets octets)
{
  if (octets.length > 0)
    walk_utf8 (to, octets);
}

static void
append_western (GString *to, Octets octets)
{
  /* Windows-1252 from 0x80 to 0x9f; 0 where it has no character. */
  static const uint16_t high[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
  };

  for (size_t i = 0; i < octets.length; i++)
    {
      gunichar c = octets.at[i];
      if (c >= 0x80 && c < 0xa0)
        c = high[c - 0x80];
      g_string_append_unichar (to, c != 0 ? c : 0xfffd);
    }
}

/* False where some octet was no character of that charset; its place is marked. */
static bool
append_iconv (GString *to, Octets octets, const char *name)
{
  GIConv conversion = g_iconv_open ("UTF-8", name);
  char *at = (char *) octets.at;
  gsize left = octets.length;
  gsize start = to->len;
  bool clean = true;

  if (conversion == (GIConv) -1)
    return false;
  while (left > 0)
    {
      char buffer[4096];
      char *out = buffer;
      gsize room = sizeof buffer;
      bool failed = g_iconv (conversion, &at, &left, &out, &room) == (gsize) -1;
      int why = errno;
      g_string_append_len (to, buffer, out - buffer);
      if (!failed)
        break;
      if (why == E2BIG)
        continue;
      at++;
      left--;
      clean = false;
      g_string_append (to, REPLACEMENT);
    }
  g_iconv_close (conversion);
  /* UTF-7 and UTF-16 can name NUL and, with some libraries, lone surrogates. */
  if (!g_utf8_validate_len (to->str + start, to->len - start, NULL))
    {
      g_autofree char *made = g_memdup2 (to->str + start, to->len - start);
      gsize length = to->len - start;
      g_string_truncate (to, start);
      walk_utf8 (to, octets_of (made, length));
      clean = false;
    }
  return clean;
}

/* JIS_SECOND is a second set of kanji: JIS X 0212, or plane 2 of JIS X 0213. */
typedef enum JisMode { JIS_ASCII, JIS_KANJI, JIS_KANA, JIS_SECOND } JisMode;

/* An escape sequence of RFC 1468 or its successors at the start of octets: its length, or 0. */
static size_t
jis_escape (Octets octets, JisMode *mode)
{
  if (octets.length < 3)
    return 0;
  uint8_t first = octets.at[1], second = octets.at[2], third = octets.length > 3 ? octets.at[3] : 0;
  if (first == '$' && second == '(' && third != 0)
    {
      if (strchr ("@BDOPQ", third) == NULL)
        return 0;
      *mode = third == 'D' || third == 'P' ? JIS_SECOND : JIS_KANJI;
      return 4;
    }
  if (first == '(' && (second == 'B' || second == 'J'))
    *mode = JIS_ASCII;
  else if (first == '(' && second == 'I')
    *mode = JIS_KANA;
  else if (first == '$' && (second == '@' || second == 'B'))
    *mode = JIS_KANJI;
  else
    return 0;
  return 3;
}

static bool
is_jis_octet (uint8_t octet)
{
  return octet >= 0x21 && octet <= 0x7e;
}

static void
shift_jis_pair (GByteArray *to, uint8_t row, uint8_t cell)
{
  uint8_t pair[2];

  pair[0] = (uint8_t) ((row < 0x5f ? 0x70 : 0xb0) + (row + 1) / 2);
  pair[1] = (uint8_t) (row % 2 == 0 ? cell + 0x7e : cell + (cell > 0x5f ? 0x20 : 0x1f));
  g_byte_array_append (to, pair, sizeof pair);
}

/* EUC-JP has a prefix for half-width kana and one for the second set of kanji. */
static void
append_euc (GByteArray *to, JisMode mode, uint8_t row, uint8_t cell)
{
  const uint8_t triple[] = { 0x8f, row | 0x80, cell | 0x80 };
  const size_t from = mode == JIS_SECOND ? 0 : 1;
  g_byte_array_append (to, triple + from, (guint) (sizeof triple - from));
}

/* Shift_JIS, or EUC-JP, of ISO-2022-JP; a stray octet goes through as it is. */
static GByteArray *
reshape_jis (Octets octets, bool euc)
{
  GByteArray *made = g_byte_array_sized_new ((guint) octets.length);
  JisMode mode = JIS_ASCII;

  for (size_t i = 0; i < octets.length;)
    {
      uint8_t octet = octets.at[i];
      size_t escape = octet == ESC ? jis_escape (octets_from (octets, i), &mode) : 0;
      if (escape > 0)
        {
          i += escape;
          continue;
        }
      if (octet == '\n')
        mode = JIS_ASCII; /* a line ends in ASCII by RFC 1468; a forgotten escape costs no more than its line */
      bool pair = (mode == JIS_KANJI || mode == JIS_SECOND) && is_jis_octet (octet) && i + 1 < octets.length
                  && is_jis_octet (octets.at[i + 1]);
      if (pair)
        {
          if (euc)
            append_euc (made, mode, octet, octets.at[i + 1]);
          else
            shift_jis_pair (made, octet, octets.at[i + 1]);
          i += 2;
          continue;
        }
      if (mode == JIS_KANA && is_jis_octet (octet))
        {
          const uint8_t prefix = 0x8e;
          octet |= 0x80;
          g_byte_array_append (made, &prefix, euc ? 1 : 0);
        }
      g_byte_array_append (made, &octet, 1);
      i++;
    }
  return made;
}

/* The charset that has all kanji which these escape sequences call in. */
static const char *
jis_charset (Octets octets)
{
  static const Octets of_2000[] = { OCTETS ("\x1b$(O"), OCTETS ("\x1b$(P"), OCTETS ("\x1b$(Q") };

  if (octets_find_nocase (octets, OCTETS ("\x1b$(")) == SIZE_MAX)
    return "CP932";
  for (size_t i = 0; i < G_N_ELEMENTS (of_2000); i++)
    if (octets_find_nocase (octets, of_2000[i]) != SIZE_MAX)
      return "EUC-JISX0213";
  return "EUC-JP-MS";
}

static bool
append_jis (GString *to, Octets octets)
{
  for (size_t i = 0; i < octets.length; i++)
    if (octets.at[i] >= 0x80)
      return false;
  const char *name = jis_charset (octets);
  g_autoptr (GByteArray) shaped = reshape_jis (octets, strcmp (name, "CP932") != 0);
  append_iconv (to, octets_of (shaped->data, shaped->len), name);
  return true;
}

/* Each high octet is part of a pair of EUC-JP, and some pair is kana: running
 * Japanese has kana, while Cyrillic or Chinese made of such pairs has none. */
static bool
looks_euc_jp (Octets octets)
{
  bool kana = false;

  for (size_t i = 0; i < octets.length; i++)
    {
      uint8_t lead = octets.at[i];
      if (lead < 0x80)
        continue;
      uint8_t trail = i + 1 < octets.length ? octets.at[i + 1] : 0;
      if ((lead < 0xa1 && lead != 0x8e) || lead == 0xff || trail < 0xa1 || trail == 0xff)
        return false;
      kana = kana || lead == 0xa4 || lead == 0xa5;
      i++;
    }
  return kana;
}

/* The same for Shift_JIS; a lead that Windows-1252 has no letter for must stand
 * before kana or kanji at least twice. */
static bool
looks_shift_jis (Octets octets)
{
  size_t telling = 0;

  for (size_t i = 0; i < octets.length; i++)
    {
      uint8_t lead = octets.at[i];
      if (lead < 0x80 || (lead >= 0xa1 && lead <= 0xdf))
        continue;
      uint8_t trail = i + 1 < octets.length ? octets.at[i + 1] : 0;
      if (lead == 0x80 || lead == 0xa0 || lead > 0xfc || trail < 0x40 || trail == 0x7f || trail > 0xfc)
        return false;
      telling += (lead >= 0x82 && lead <= 0x83) || (lead >= 0x88 && lead <= 0x9f);
      i++;
    }
  return telling >= 2;
}

static void
append_guess (GString *to, Octets octets)
{
  Utf8Count count = walk_utf8 (NULL, octets);
  bool escapes = octets_find (octets, ESC) != SIZE_MAX
                 && (octets_find_nocase (octets, OCTETS ("\x1b$B")) != SIZE_MAX
                     || octets_find_nocase (octets, OCTETS ("\x1b$@")) != SIZE_MAX);

  if (escapes && append_jis (to, octets))
    return;
  /* Cut or slightly damaged UTF-8 is still UTF-8. */
  if ((count.bad == 0 && !count.cut) || (count.wide > 0 && count.bad <= count.wide))
    walk_utf8 (to, octets);
  else if (looks_euc_jp (octets))
    append_iconv (to, octets, "EUC-JP-MS");
  else if (looks_shift_jis (octets))
    append_iconv (to, octets, "CP932");
  else
    append_western (to, octets);
}

/* Whether charsets of this name can write non-ASCII text with ASCII octets. */
static bool
may_hide_in_ascii (const char *name)
{
  return g_str_has_prefix (name, "UTF-") || g_str_has_prefix (name, "ISO-2022");
}

void
charset_append (GString *to, Octets octets, const char *label)
{
  const Charset *charset = charset_find (label);
  gsize start = to->len;

  if (octets.length == 0)
    return;
  if (charset->family == FAMILY_ICONV && (may_hide_in_ascii (charset->name) || !charset_is_plain (octets)))
    {
      if (append_iconv (to, octets, charset->name))
        return;
      /* Octets that are clean UTF-8 with some wide character were mislabelled. */
      Utf8Count count = walk_utf8 (NULL, octets);
      if (to->len > start && (count.bad > 0 || count.wide == 0))
        return;
      g_string_truncate (to, start);
    }
  else if (charset_is_plain (octets))
    {
      g_string_append_len (to, (const char *) octets.at, (gssize) octets.length);
      return;
    }
  else if (charset->family == FAMILY_JIS && append_jis (to, octets))
    return;
  else if (charset->family == FAMILY_WESTERN)
    {
      Utf8Count count = walk_utf8 (NULL, octets);
      if (count.bad > 0 || count.wide == 0)
        {
          append_western (to, octets);
          return;
        }
    }
  append_guess (to, octets);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Literals and comparisons of filters.
 *
 * Text is compared without regard to case, by ASCII alone where the literal is ASCII
 * (RFC 5321 §2.4) and by simple case mapping of Unicode else.  No comparison allocates,
 * but that with a pattern.
 *
 * A pattern runs on octets that a stranger sent.  PCRE backtracks, so its steps are
 * bounded by the verbs it has for that, and the text it sees is cut.
 *
 * Does not know local time: times are UTC unless they name an offset. */
#include "config.h"

#include "filter-test.h"

#include "kana-width.h"

#include "filter-time.h"
#include "flow.h"
#include "translate.h"

/* --- operators ----------------------------------------------------------------- */

const char *
filter_operator_name (FilterOperator operator)
{
  static const char *const names[FILTER_OPERATORS] = {
    [FILTER_HOLDS] = "",         [FILTER_EQUAL] = "==",        [FILTER_NOT_EQUAL] = "!=", [FILTER_LESS] = "<",
    [FILTER_AT_MOST] = "<=",     [FILTER_MORE] = ">",          [FILTER_AT_LEAST] = ">=",  [FILTER_CONTAINS] = "~",
    [FILTER_MATCHES] = "~",      [FILTER_CONTAINS_NOT] = "!~", [FILTER_IN] = "in",        [FILTER_NOT_IN] = "not in",
    [FILTER_MATCHES_NOT] = "!~",
  };
  return names[operator];
}

const char *
filter_type_name (FilterType type)
{
  static const char *const names[FILTER_TYPES] = {
    [FILTER_FLAG] = NC_ ("type", "yes or no"), [FILTER_TEXT] = NC_ ("type", "text"),
    [FILTER_WORD] = NC_ ("type", "word"),      [FILTER_LEVEL] = NC_ ("type", "level"),
    [FILTER_NUMBER] = NC_ ("type", "number"),  [FILTER_DURATION] = NC_ ("type", "duration"),
    [FILTER_TIME] = NC_ ("type", "time"),      [FILTER_ADDRESS] = NC_ ("type", "address"),
  };
  return names[type];
}

FilterOperator
filter_operator_positive (FilterOperator operator)
{
  switch (operator)
    {
    case FILTER_NOT_EQUAL:
      return FILTER_EQUAL;
    case FILTER_CONTAINS_NOT:
      return FILTER_CONTAINS;
    case FILTER_MATCHES_NOT:
      return FILTER_MATCHES;
    case FILTER_NOT_IN:
      return FILTER_IN;
    default:
      return operator;
    }
}

bool
filter_operator_fits (FilterOperator operator, FilterType type)
{
  switch (filter_operator_positive (operator))
    {
    case FILTER_HOLDS:
      return true;
    case FILTER_EQUAL:
    case FILTER_IN:
      return type != FILTER_FLAG;
    case FILTER_CONTAINS:
    case FILTER_MATCHES:
      return type == FILTER_TEXT || type == FILTER_WORD;
    default:
      return type == FILTER_LEVEL || type == FILTER_NUMBER || type == FILTER_DURATION || type == FILTER_TIME;
    }
}

/* --- literals ------------------------------------------------------------------ */

/* Edits that make one of two short words the other: letters put in, left out or changed. */
static unsigned
distance (const char *a, const char *b)
{
  enum { MOST = 48 };
  size_t rows = strlen (a), columns = strlen (b);
  unsigned row[MOST + 1];
  if (rows > MOST || columns > MOST)
    return UINT_MAX;
  for (unsigned i = 0; i <= columns; i++)
    row[i] = i;
  for (size_t r = 1; r <= rows; r++)
    {
      unsigned corner = row[0];
      row[0] = (unsigned) r;
      for (size_t c = 1; c <= columns; c++)
        {
          unsigned above = row[c];
          unsigned change = corner + (g_ascii_tolower (a[r - 1]) != g_ascii_tolower (b[c - 1]));
          row[c] = MIN (change, 1 + MIN (above, row[c - 1]));
          corner = above;
        }
    }
  return row[columns];
}

const char *
filter_nearest (FilterWords words, const char *text)
{
  const char *nearest = NULL;
  unsigned least = (unsigned) MIN (strlen (text) / 2, 3) + 1;
  for (size_t i = 0; words (i) != NULL; i++)
    {
      unsigned edits = distance (text, words (i));
      if (edits < least)
        {
          least = edits;
          nearest = words (i);
        }
    }
  return nearest;
}

static bool
read_number (FilterLiteral *literal, const char *text, char **wrong)
{
  char *end = NULL;
  guint64 number = g_ascii_isdigit (text[0]) ? g_ascii_strtoull (text, &end, 10) : 0;
  unsigned shift = 0;
  if (end != NULL && *end != '\0' && end[1] == '\0')
    switch (g_ascii_toupper (*end++))
      {
      case 'K':
        shift = 10;
        break;
      case 'M':
        shift = 20;
        break;
      case 'G':
        shift = 30;
        break;
      default:
        end = NULL;
      }
  if (end == NULL || *end != '\0' || number > (guint64) INT64_MAX >> shift)
    {
      *wrong = g_strdup (_ ("a number was expected, such as 25 or 10M"));
      return false;
    }
  literal->low = literal->high = (int64_t) (number << shift);
  return true;
}

static bool
read_address (FilterLiteral *literal, const char *text, char **wrong)
{
  const char *slash = strchr (text, '/');
  Octets address = octets_of (text, slash != NULL ? (size_t) (slash - text) : strlen (text));
  char *end = NULL;
  bool good = flow_ip_parse (address, literal->ip, &literal->ip_version);
  unsigned most = literal->ip_version == 4 ? 32 : 128;
  guint64 prefix = most;
  if (good && slash != NULL)
    {
      prefix = g_ascii_isdigit (slash[1]) ? g_ascii_strtoull (slash + 1, &end, 10) : most + 1;
      good = prefix <= most && *end == '\0';
    }
  literal->prefix = (uint8_t) prefix;
  if (!good)
    *wrong = g_strdup (_ ("an address was expected, such as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32"));
  return good;
}

static bool
read_word (FilterLiteral *literal, FilterWords words, const char *text, char **wrong)
{
  GString *list = g_string_new (NULL);
  for (size_t i = 0; words (i) != NULL; i++)
    {
      if (g_ascii_strcasecmp (words (i), text) == 0)
        {
          literal->low = literal->high = (int64_t) i;
          g_string_free (list, TRUE);
          return true;
        }
      if (list->len < 120)
        g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", words (i));
      else if (!g_str_has_suffix (list->str, "…"))
        g_string_append (list, " …");
    }
  const char *nearest = filter_nearest (words, text);
  *wrong = nearest != NULL ? g_strdup_printf (_ ("one of a list of words was expected: did you mean %s?"), nearest)
                           : g_strdup_printf (_ ("one of these was expected: %s"), list->str);
  g_string_free (list, TRUE);
  return false;
}

static bool
read_text (FilterLiteral *literal, const char *text)
{
  literal->ascii = g_str_is_ascii (text);
  if (literal->ascii)
    return true;
  glong count;
  g_autofree char *usual = kana_usual_text (text);
  literal->folded = g_utf8_to_ucs4_fast (usual, -1, &count);
  for (glong i = 0; i < count; i++)
    literal->folded[i] = g_unichar_tolower (literal->folded[i]);
  return true;
}

bool
filter_literal_read (FilterLiteral *literal, FilterType type, FilterWords words, const char *text, char **wrong)
{
  bool good;
  *literal = (FilterLiteral){ .ascii = true };
  switch (type)
    {
    case FILTER_NUMBER:
      good = read_number (literal, text, wrong);
      break;
    case FILTER_DURATION:
      good = filter_duration_read (text, &literal->low);
      literal->high = literal->low;
      if (!good)
        *wrong = g_strdup (_ ("a duration was expected, such as 90s, 1h30m or 200ms"));
      break;
    case FILTER_TIME:
      good = filter_time_read (text, &literal->low, &literal->high, &literal->of_day);
      if (!good)
        *wrong = g_strdup (_ ("a time was expected, such as 10:30, 2026-11-23 or 2026-11-23T10:30:00Z"));
      break;
    case FILTER_ADDRESS:
      good = read_address (literal, text, wrong);
      break;
    case FILTER_WORD:
    case FILTER_LEVEL:
      good = read_word (literal, words, text, wrong);
      break;
    case FILTER_TEXT:
    default:
      good = read_text (literal, text);
    }
  if (good)
    literal->text = g_strdup (text);
  return good;
}

/* A slash in it stands for itself, whether a backslash stands before it or not. */
static char *
without_escaped_slashes (const char *text)
{
  GString *plain = g_string_sized_new (strlen (text));
  for (; *text != '\0'; text++)
    {
      if (text[0] == '\\' && text[1] == '/')
        text++;
      else if (text[0] == '\\' && text[1] != '\0')
        g_string_append_c (plain, *text++);
      g_string_append_c (plain, *text);
    }
  return g_string_free (plain, FALSE);
}

bool
filter_literal_read_pattern (FilterLiteral *literal, const char *text, char **wrong)
{
  *literal = (FilterLiteral){ .ascii = true };
  if (g_str_has_prefix (text, "(*"))
    {
      *wrong = g_strdup (_ ("a pattern may not begin with (*"));
      return false;
    }
  g_autofree char *plain = without_escaped_slashes (text);
  g_autofree char *bounded
      = g_strdup_printf ("(*LIMIT_MATCH=%d)(*LIMIT_DEPTH=%d)%s", FILTER_PATTERN_STEPS, FILTER_PATTERN_STEPS, plain);
  g_autoptr (GError) error = NULL;
  literal->pattern = g_regex_new (bounded, G_REGEX_CASELESS, 0, &error);
  if (literal->pattern == NULL)
    {
      /* "Error while compiling regular expression ‘…’ at char 3: …" */
      const char *colon = strrchr (error->message, ':');
      *wrong = colon != NULL ? g_strdup_printf (_ ("this is no regular expression:%s"), colon + 1)
                             : g_strdup (_ ("this is no regular expression: it is out of form"));
      return false;
    }
  literal->text = g_steal_pointer (&plain);
  return true;
}

void
filter_literal_clear (FilterLiteral *literal)
{
  g_clear_pointer (&literal->text, g_free);
  g_clear_pointer (&literal->folded, g_free);
  g_clear_pointer (&literal->pattern, g_regex_unref);
}

/* --- comparing ----------------------------------------------------------------- */

static bool
contains_ascii (Octets value, Octets needle)
{
  if (needle.length == 0)
    return true;
  if (needle.length > value.length)
    return false;
  uint8_t low = (uint8_t) g_ascii_tolower ((char) needle.at[0]), high = (uint8_t) g_ascii_toupper ((char) needle.at[0]);
  for (size_t i = 0; i + needle.length <= value.length; i++)
    if ((value.at[i] == low || value.at[i] == high)
        && octets_start_nocase (octets_from (value, i + 1), octets_from (needle, 1)))
      return true;
  return false;
}

/* Where a character ends, and the character; an octet that is not UTF-8 is one that nothing equals. */
static size_t
any_character (Octets value, size_t at, gunichar *character)
{
  gunichar c = g_utf8_get_char_validated ((const char *) value.at + at, (gssize) (value.length - at));
  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      *character = 0;
      return at + 1;
    }
  *character = c;
  return at + MAX ((size_t) g_unichar_to_utf8 (c, NULL), 1);
}

/* In lower case and in its usual width. */
static size_t
next_character (Octets value, size_t at, gunichar *character)
{
  enum { WIDTHS = 0xff00 }; /* no character before it has two */
  gunichar first, second = 0;
  bool both = false;
  size_t end = any_character (value, at, &first), behind = end;
  if (first >= WIDTHS)
    {
      if (end < value.length)
        behind = any_character (value, end, &second);
      first = kana_usual_width (first, second, &both);
    }
  *character = g_unichar_tolower (first);
  return both ? behind : end;
}

/* Whether the folded text stands at this place; where it then ends. */
static bool
stands_at (Octets value, size_t at, const gunichar *folded, size_t *end)
{
  for (; *folded != 0; folded++)
    {
      gunichar character;
      if (at >= value.length)
        return false;
      at = next_character (value, at, &character);
      if (character != *folded)
        return false;
    }
  *end = at;
  return true;
}

static bool
equal_text (const FilterLiteral *literal, Octets value)
{
  size_t end;
  if (literal->ascii)
    return octets_equal_nocase (value, octets_of_string (literal->text));
  return stands_at (value, 0, literal->folded, &end) && end == value.length;
}

static bool
contains_text (const FilterLiteral *literal, Octets value)
{
  size_t end;
  gunichar character;
  if (literal->ascii)
    return contains_ascii (value, octets_of_string (literal->text));
  for (size_t at = 0; at < value.length; at = next_character (value, at, &character))
    if (stands_at (value, at, literal->folded, &end))
      return true;
  return false;
}

static bool
matches_pattern (const FilterLiteral *literal, Octets value)
{
  size_t length = MIN (value.length, FILTER_PATTERN_OCTETS);
  const char *text = length > 0 ? (const char *) value.at : "";
  /* Cut between characters. */
  while (length < value.length && length > 0 && (value.at[length] & 0xc0) == 0x80)
    length--;
  if (g_utf8_validate_len (text, length, NULL))
    return g_regex_match_full (literal->pattern, text, (gssize) length, 0, 0, NULL, NULL);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);
  return g_regex_match_full (literal->pattern, valid, -1, 0, 0, NULL, NULL);
}

bool
filter_test_text (const FilterTest *test, Octets value)
{
  switch (test->operator)
    {
    case FILTER_MATCHES:
    case FILTER_MATCHES_NOT:
      return matches_pattern (&test->literals[0], value);
    case FILTER_CONTAINS:
    case FILTER_CONTAINS_NOT:
      return contains_text (&test->literals[0], value);
    default:
      for (size_t i = 0; i < test->count; i++)
        if (equal_text (&test->literals[i], value))
          return true;
      return false;
    }
}

bool
filter_test_number (const FilterTest *test, int64_t value)
{
  const FilterLiteral *literal = &test->literals[0];
  const int64_t day = INT64_C (86400) * 1000000000;
  bool is_time = test->type == FILTER_TIME;
  if (is_time && literal->of_day && test->operator!= FILTER_IN && test->operator!= FILTER_NOT_IN)
    value = (value % day + day) % day;
  switch (test->operator)
    {
    case FILTER_LESS:
      return value < literal->low;
    case FILTER_AT_MOST:
      return is_time ? value < literal->high : value <= literal->high;
    case FILTER_MORE:
      return is_time ? value >= literal->high : value > literal->high;
    case FILTER_AT_LEAST:
      return value >= literal->low;
    default:
      break;
    }
  for (size_t i = 0; i < test->count; i++, literal++)
    {
      int64_t compared = is_time && literal->of_day ? (value % day + day) % day : value;
      if (is_time ? compared >= literal->low && compared < literal->high : compared == literal->low)
        return true;
    }
  return false;
}

static bool
in_network (const FilterLiteral *literal, const uint8_t *ip, unsigned version)
{
  unsigned octets = literal->prefix / 8, bits = literal->prefix % 8;
  if (version != literal->ip_version || memcmp (ip, literal->ip, octets) != 0)
    return false;
  return bits == 0 || ((ip[octets] ^ literal->ip[octets]) >> (8 - bits)) == 0;
}

bool
filter_test_address (const FilterTest *test, const uint8_t *ip, unsigned version)
{
  for (size_t i = 0; i < test->count; i++)
    if (in_network (&test->literals[i], ip, version))
      return true;
  return false;
}

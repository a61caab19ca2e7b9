/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Macros of SPF, RFC 7208 §7.
 *
 * A string is read in pieces, each a literal or a macro.  A domain name is put together from
 * its right end, for only its last 253 octets count (§7.3): so a record full of macros costs
 * no more than one with a few.
 *
 * Does not: ask the DNS; what %{p} stands for is given. */
#include "config.h"

#include "spf-macro.h"

#include "dns-name.h"
#include "flow.h"
#include "translate.h"

enum {
  /* A name in the making may be longer by as much: what is cut off it is cut at a dot. */
  NAME_ROOM = 2 * SPF_NAME_MAX,
  IP6_NIBBLES = 32,
};

typedef struct Piece {
  Octets literal;    /* where letter is 0 */
  char letter;       /* lower case */
  bool escape;       /* it was upper case: for a URL */
  bool reverse;      /* the transformer r */
  size_t parts;      /* how many of the right; 0: all */
  Octets delimiters; /* length 0: the dot */
} Piece;

/* "%{ letter *DIGIT [r] *delimiter }"; *at stands at the percent sign. */
static const char *
read_macro (Octets spec, size_t *at, Piece *piece)
{
  size_t close = *at + 2;
  while (close < spec.length && spec.at[close] != '}')
    close++;
  if (close >= spec.length)
    return N_ ("a macro has no } at its end");
  size_t i = *at + 2;
  char letter = (char) spec.at[i++];
  piece->letter = g_ascii_tolower (letter);
  piece->escape = letter != piece->letter;
  if (piece->letter == '\0' || strchr ("slodiphcrtv", piece->letter) == NULL)
    return N_ ("there is no macro of that letter");
  bool counted = i < close && g_ascii_isdigit (spec.at[i]);
  for (; i < close && g_ascii_isdigit (spec.at[i]); i++)
    piece->parts = MIN (piece->parts * 10 + (size_t) (spec.at[i] - '0'), SPF_VALUE_MAX);
  if (counted && piece->parts == 0)
    return N_ ("a macro takes no part of its value");
  if (i < close && (spec.at[i] == 'r' || spec.at[i] == 'R'))
    {
      piece->reverse = true;
      i++;
    }
  piece->delimiters = octets_slice (spec, i, close - i);
  for (; i < close; i++)
    if (strchr (".-+,/_=", spec.at[i]) == NULL || spec.at[i] == '\0')
      return N_ ("a macro is spelled wrong");
  *at = close + 1;
  return NULL;
}

/* The next piece; *at moves behind it.  *at is inside of spec.  Returns a fault, or NULL. */
static const char *
read_piece (Octets spec, size_t *at, Piece *piece)
{
  *piece = (Piece){ .letter = 0 };
  if (spec.at[*at] != '%')
    {
      size_t end = *at;
      while (end < spec.length && spec.at[end] != '%')
        end++;
      piece->literal = octets_slice (spec, *at, end - *at);
      *at = end;
      return NULL;
    }
  switch (*at + 1 < spec.length ? spec.at[*at + 1] : '\0')
    {
    case '{':
      return read_macro (spec, at, piece);
    case '%':
      piece->literal = OCTETS ("%");
      break;
    case '_':
      piece->literal = OCTETS (" ");
      break;
    case '-':
      piece->literal = OCTETS ("%20");
      break;
    default:
      /* xgettext:no-c-format */
      return N_ ("a % in it begins no macro");
    }
  *at += 2;
  return NULL;
}

/* toplabel of §7.1: letters, digits, hyphens inside, and not digits alone. */
static bool
is_toplabel (Octets label)
{
  bool other = false;
  for (size_t i = 0; i < label.length; i++)
    {
      bool edge = i == 0 || i + 1 == label.length;
      if (!g_ascii_isalnum (label.at[i]) && (edge || label.at[i] != '-'))
        return false;
      other = other || !g_ascii_isdigit (label.at[i]);
    }
  return other;
}

/* domain-end of §7.1, of the literal that stands last. */
static bool
ends_in_toplabel (Octets literal)
{
  if (literal.length > 0 && literal.at[literal.length - 1] == '.')
    literal.length--;
  size_t dot = literal.length;
  while (dot > 0 && literal.at[dot - 1] != '.')
    dot--;
  return dot > 0 && is_toplabel (octets_from (literal, dot));
}

static bool
is_plain (Octets literal, bool spaces)
{
  for (size_t i = 0; i < literal.length; i++)
    if (literal.at[i] < (spaces ? 0x20 : 0x21) || literal.at[i] > 0x7e)
      return false;
  return true;
}

const char *
spf_macro_fault (Octets spec, SpfMacroPlace place)
{
  Piece piece = { .letter = 0 };
  bool last_literal = false;
  for (size_t at = 0; at < spec.length;)
    {
      last_literal = spec.at[at] != '%';
      const char *fault = read_piece (spec, &at, &piece);
      if (fault != NULL)
        return fault;
      if (last_literal && !is_plain (piece.literal, place == SPF_MACRO_EXPLANATION))
        return N_ ("it holds characters that are not allowed");
      /* §7.2: "only in exp text". */
      if (place == SPF_MACRO_DOMAIN && piece.letter != 0 && strchr ("crt", piece.letter) != NULL)
        return N_ ("it holds a macro that only an explanation may");
    }
  if (place != SPF_MACRO_DOMAIN)
    return NULL;
  if (spec.length == 0)
    return N_ ("its domain is missing");
  return last_literal && !ends_in_toplabel (piece.literal) ? N_ ("its domain is none") : NULL;
}

bool
spf_macro_holds (Octets spec, const char *letters)
{
  Piece piece;
  for (size_t at = 0; at < spec.length && read_piece (spec, &at, &piece) == NULL;)
    if (piece.letter != 0 && strchr (letters, piece.letter) != NULL)
      return true;
  return false;
}

/* --- values ---------------------------------------------------------------------- */

static void
append_octets (GString *to, Octets octets)
{
  g_string_append_len (to, (const char *) octets.at, (gssize) MIN (octets.length, SPF_VALUE_MAX));
}

/* %{i}: of IPv6 each of its 32 digits a label (§7.3). */
static void
append_dotted (GString *to, const SpfMacroValues *values)
{
  if (values->ip_version == 4)
    {
      g_string_append_printf (to, "%u.%u.%u.%u", values->ip[0], values->ip[1], values->ip[2], values->ip[3]);
      return;
    }
  for (unsigned i = 0; i < IP6_NIBBLES; i++)
    g_string_append_printf (to, "%s%X", i > 0 ? "." : "", values->ip[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15U);
}

/* %{c}: as people write it. */
static void
append_readable (GString *to, const SpfMacroValues *values)
{
  Flow flow = { .ip_version = (uint8_t) values->ip_version };
  memcpy (flow.side[0].ip, values->ip, values->ip_version == 6 ? 16 : 4);
  char text[FLOW_IP_TEXT];
  flow_ip_text (&flow, 0, text);
  g_string_append (to, text);
}

static void
append_value (GString *to, char letter, const SpfMacroValues *values)
{
  switch (letter)
    {
    case 's':
      append_octets (to, values->local);
      g_string_append_c (to, '@');
      append_octets (to, values->sender_domain);
      break;
    case 'l':
      append_octets (to, values->local);
      break;
    case 'o':
      append_octets (to, values->sender_domain);
      break;
    case 'd':
      append_octets (to, values->domain);
      break;
    case 'h':
      append_octets (to, values->helo);
      break;
    case 'i':
      append_dotted (to, values);
      break;
    case 'c':
      append_readable (to, values);
      break;
    case 'v':
      g_string_append (to, values->ip_version == 6 ? "ip6" : "in-addr");
      break;
    case 'p':
      append_octets (to, octets_of_string (values->validated != NULL ? values->validated : "unknown"));
      break;
    case 'r':
      append_octets (to, octets_of_string (values->receiver != NULL ? values->receiver : "unknown"));
      break;
    case 't':
      g_string_append_printf (to, "%" G_GINT64_FORMAT, values->seconds);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* What no URL needs escaped (RFC 3986 §2.3) stays. */
static void
append_escaped (GString *to, Octets octets)
{
  for (size_t i = 0; i < octets.length; i++)
    if (g_ascii_isalnum (octets.at[i]) || (octets.at[i] != '\0' && strchr ("-._~", octets.at[i]) != NULL))
      g_string_append_c (to, (char) octets.at[i]);
    else
      g_string_append_printf (to, "%%%02X", octets.at[i]);
}

static bool
is_delimiter (const Piece *piece, uint8_t octet)
{
  return piece->delimiters.length == 0 ? octet == '.' : octets_find (piece->delimiters, octet) != SIZE_MAX;
}

/* Splits a value at the delimiters, turns the parts round, takes those of the right, and joins them by dots. */
static void
append_transformed (GString *to, const Piece *piece, Octets value)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Octets));
  for (size_t start = 0, i = 0; i <= value.length; i++)
    if (i == value.length || is_delimiter (piece, value.at[i]))
      {
        Octets part = octets_of (value.at + start, i - start);
        g_array_append_val (parts, part);
        start = i + 1;
      }
  size_t taken = piece->parts == 0 ? parts->len : MIN (piece->parts, parts->len);
  for (size_t i = parts->len - taken; i < parts->len; i++)
    {
      Octets part = g_array_index (parts, Octets, piece->reverse ? parts->len - 1 - i : i);
      if (i > parts->len - taken)
        g_string_append_c (to, '.');
      if (piece->escape)
        append_escaped (to, part);
      else
        g_string_append_len (to, (const char *) part.at, (gssize) part.length);
    }
}

static void
append_piece (GString *to, const Piece *piece, const SpfMacroValues *values)
{
  if (piece->letter == 0)
    {
      g_string_append_len (to, (const char *) piece->literal.at, (gssize) piece->literal.length);
      return;
    }
  g_autoptr (GString) value = g_string_new (NULL);
  append_value (value, piece->letter, values);
  append_transformed (to, piece, octets_of (value->str, value->len));
}

/* --- strings --------------------------------------------------------------------- */

/* "the left side is truncated to fit, by removing successive domain labels" (§7.3). */
static void
truncate_name (GString *name)
{
  if (name->len > 0 && name->str[name->len - 1] == '.')
    g_string_truncate (name, name->len - 1);
  size_t start = 0;
  while (name->len - start > SPF_NAME_MAX)
    {
      const char *dot = memchr (name->str + start, '.', name->len - start);
      if (dot == NULL)
        break; /* no name: its one label is too long */
      start = (size_t) (dot - name->str) + 1;
    }
  g_string_erase (name, 0, (gssize) start);
}

GString *
spf_macro_domain (Octets spec, const SpfMacroValues *values)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  Piece piece;
  for (size_t at = 0; at < spec.length && read_piece (spec, &at, &piece) == NULL;)
    g_array_append_val (pieces, piece);
  GString *name = g_string_new (NULL);
  g_autoptr (GString) part = g_string_new (NULL);
  for (size_t i = pieces->len; i > 0 && name->len <= NAME_ROOM; i--)
    {
      g_string_truncate (part, 0);
      append_piece (part, &g_array_index (pieces, Piece, i - 1), values);
      g_string_prepend_len (name, part->str, (gssize) part->len);
    }
  truncate_name (name);
  return name;
}

char *
spf_macro_text (Octets spec, const SpfMacroValues *values)
{
  GString *text = g_string_new (NULL);
  Piece piece;
  for (size_t at = 0; at < spec.length && text->len < SPF_EXPLANATION_MAX && read_piece (spec, &at, &piece) == NULL;)
    append_piece (text, &piece, values);
  g_string_truncate (text, MIN (text->len, SPF_EXPLANATION_MAX));
  for (size_t i = 0; i < text->len; i++)
    if (text->str[i] == '\0')
      text->str[i] = '?';
  return g_string_free (text, FALSE);
}

char *
spf_name_text (Octets name)
{
  if (name.length > 0 && name.at[name.length - 1] == '.')
    name.length--;
  char text[DNS_NAME_TEXT];
  DnsNameWriter writer;
  dns_name_begin (&writer, text);
  for (size_t i = 0; i < name.length && !writer.bad; i++)
    if (name.at[i] == '.')
      dns_name_end_label (&writer);
    else
      dns_name_octet (&writer, name.at[i]);
  dns_name_end_label (&writer);
  return writer.bad ? NULL : g_strdup (text);
}

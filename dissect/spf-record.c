/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPF records: the grammar of RFC 7208 §12.
 *
 * Two readings where the grammar leaves a choice.  The names of known modifiers are not free for
 * unknown ones: a broken "redirect=" is a fault.  And a modifier that nobody knows may hold
 * any macro letter.
 *
 * Does not: ask the DNS, or count against the limits of §4.6.4. */
#include "config.h"

#include "spf-record.h"

#include "flow.h"
#include "spf-macro.h"
#include "translate.h"

enum { IP4_BITS = 32, IP6_BITS = 128, VERSION_OCTETS = 6 };

/* What may stand behind a mechanism's name. */
typedef enum Argument {
  ARGUMENT_NONE,
  ARGUMENT_DOMAIN,       /* ":" domain-spec */
  ARGUMENT_MAYBE_DOMAIN, /* the same, or nothing */
  ARGUMENT_MAYBE_BOTH,   /* the same, and a dual-cidr-length behind it */
  ARGUMENT_IP4,
  ARGUMENT_IP6,
} Argument;

static const struct {
  const char *name;
  Argument argument;
} mechanisms[SPF_MECHANISMS] = {
  [SPF_ALL] = { "all", ARGUMENT_NONE },         [SPF_INCLUDE] = { "include", ARGUMENT_DOMAIN },
  [SPF_A] = { "a", ARGUMENT_MAYBE_BOTH },       [SPF_MX] = { "mx", ARGUMENT_MAYBE_BOTH },
  [SPF_PTR] = { "ptr", ARGUMENT_MAYBE_DOMAIN }, [SPF_IP4] = { "ip4", ARGUMENT_IP4 },
  [SPF_IP6] = { "ip6", ARGUMENT_IP6 },          [SPF_EXISTS] = { "exists", ARGUMENT_DOMAIN },
};

/* Digits at the end of octets, and how many slashes stand before them; false: neither. */
static bool
split_prefix (Octets *octets, size_t *slashes, Octets *digits)
{
  size_t start = octets->length;
  while (start > 0 && g_ascii_isdigit (octets->at[start - 1]))
    start--;
  size_t end = start;
  while (end > 0 && octets->at[end - 1] == '/' && start - end < 2)
    end--;
  if (start == octets->length || end == start)
    return false;
  *digits = octets_from (*octets, start);
  *slashes = start - end;
  octets->length = end;
  return true;
}

/* "0", or digits without a leading one; at most `most`. */
static bool
read_bits (Octets digits, unsigned most, unsigned *bits)
{
  unsigned value = 0;
  if (digits.length == 0 || digits.length > 3 || (digits.length > 1 && digits.at[0] == '0'))
    return false;
  for (size_t i = 0; i < digits.length; i++)
    value = value * 10 + (unsigned) (digits.at[i] - '0');
  if (value > most)
    return false;
  *bits = value;
  return true;
}

/* Cuts a dual-cidr-length off the end of *argument: "/24", "//64", "/24//64". */
static bool
take_dual_prefix (Octets *argument, SpfTerm *term)
{
  size_t slashes;
  Octets digits;
  if (!split_prefix (argument, &slashes, &digits))
    return true;
  if (slashes == 1)
    return read_bits (digits, IP4_BITS, &term->bits4);
  if (!read_bits (digits, IP6_BITS, &term->bits6))
    return false;
  Octets before = *argument;
  if (!split_prefix (&before, &slashes, &digits) || slashes != 1)
    return true;
  *argument = before;
  return read_bits (digits, IP4_BITS, &term->bits4);
}

/* qnum of §12: no number begins with a zero. */
static bool
has_leading_zero (Octets quad)
{
  for (size_t i = 0; i + 1 < quad.length; i++)
    if (quad.at[i] == '0' && (i == 0 || quad.at[i - 1] == '.') && g_ascii_isdigit (quad.at[i + 1]))
      return true;
  return false;
}

static const char *
read_network (Octets argument, unsigned version, SpfTerm *term)
{
  if (argument.length == 0 || argument.at[0] != ':')
    return N_ ("its address is missing");
  argument = octets_from (argument, 1);
  unsigned most = version == 4 ? IP4_BITS : IP6_BITS, *bits = version == 4 ? &term->bits4 : &term->bits6;
  size_t slash = octets_find (argument, '/');
  if (slash != SIZE_MAX && !read_bits (octets_from (argument, slash + 1), most, bits))
    return N_ ("the length of its network is none");
  Octets address = octets_slice (argument, 0, slash);
  uint8_t ip[16] = { 0 }, got;
  if (!flow_ip_parse (address, ip, &got) || got != version || (version == 4 && has_leading_zero (address)))
    return N_ ("its address is none");
  memcpy (term->ip, ip, sizeof term->ip);
  return NULL;
}

static const char *
read_argument (Octets argument, Argument kind, SpfTerm *term)
{
  if (kind == ARGUMENT_NONE)
    return argument.length > 0 ? N_ ("nothing may stand behind its name") : NULL;
  if (kind == ARGUMENT_IP4 || kind == ARGUMENT_IP6)
    return read_network (argument, kind == ARGUMENT_IP4 ? 4 : 6, term);
  if (kind == ARGUMENT_MAYBE_BOTH && !take_dual_prefix (&argument, term))
    return N_ ("the length of its network is none");
  if (argument.length == 0)
    return kind == ARGUMENT_DOMAIN ? N_ ("its domain is missing") : NULL;
  if (argument.at[0] != ':')
    return N_ ("it is spelled wrong");
  term->domain = octets_from (argument, 1);
  return spf_macro_fault (term->domain, SPF_MACRO_DOMAIN);
}

static const char *
read_mechanism (Octets text, GArray *terms)
{
  SpfTerm term = { .qualifier = '+', .text = text, .bits4 = IP4_BITS, .bits6 = IP6_BITS };
  if (text.at[0] != '\0' && strchr ("+-~?", text.at[0]) != NULL)
    {
      term.qualifier = (char) text.at[0];
      text = octets_from (text, 1);
    }
  size_t length = 0;
  while (length < text.length && text.at[length] != ':' && text.at[length] != '/')
    length++;
  Octets name = octets_slice (text, 0, length);
  for (SpfMechanism i = 0; i < SPF_MECHANISMS; i++)
    if (octets_equal_nocase (name, octets_of_string (mechanisms[i].name)))
      {
        term.mechanism = i;
        const char *fault = read_argument (octets_from (text, length), mechanisms[i].argument, &term);
        if (fault == NULL)
          g_array_append_val (terms, term);
        return fault;
      }
  return N_ ("there is no mechanism of that name");
}

/* The length of a modifier's name, before its "="; 0: it is none. */
static size_t
modifier_name (Octets text)
{
  size_t length = 0;
  while (length < text.length
         && (g_ascii_isalpha (text.at[length])
             || (length > 0
                 && (g_ascii_isdigit (text.at[length]) || octets_find (OCTETS ("-_."), text.at[length]) != SIZE_MAX))))
    length++;
  return length < text.length && text.at[length] == '=' ? length : 0;
}

static const char *
read_modifier (SpfRecord *record, Octets text, size_t length)
{
  Octets name = octets_slice (text, 0, length), value = octets_from (text, length + 1);
  bool redirect = octets_equal_nocase (name, OCTETS ("redirect"));
  if (!redirect && !octets_equal_nocase (name, OCTETS ("exp")))
    return spf_macro_fault (value, SPF_MACRO_MODIFIER);
  const char *fault = spf_macro_fault (value, SPF_MACRO_DOMAIN);
  if (fault != NULL)
    return fault;
  Octets *slot = redirect ? &record->redirect : &record->explanation;
  if (slot->length > 0)
    return N_ ("it may stand but once"); /* §6 */
  *slot = value;
  if (redirect)
    record->redirect_term = text;
  return NULL;
}

bool
spf_record_is (Octets text)
{
  return octets_start_nocase (text, OCTETS ("v=spf1"))
         && (text.length == VERSION_OCTETS || text.at[VERSION_OCTETS] == ' ');
}

SpfRecord *
spf_record_new (Octets text)
{
  SpfRecord *record = g_new0 (SpfRecord, 1);
  GArray *terms = g_array_new (FALSE, FALSE, sizeof (SpfTerm));
  for (size_t at = VERSION_OCTETS; at < text.length && record->fault == NULL;)
    {
      Octets rest = octets_from (text, at);
      size_t length = MIN (octets_find (rest, ' '), rest.length);
      at += length + 1;
      if (length == 0)
        continue;
      Octets term = octets_slice (rest, 0, length);
      size_t name = modifier_name (term);
      record->fault = name > 0 ? read_modifier (record, term, name) : read_mechanism (term, terms);
      record->fault_term = term;
    }
  record->count = record->fault == NULL ? terms->len : 0;
  record->terms = (SpfTerm *) (void *) g_array_free (terms, FALSE);
  return record;
}

void
spf_record_free (SpfRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->terms);
  g_free (record);
}

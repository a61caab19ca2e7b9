/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DMARC policy records: tags in the form of DKIM's, of which the first says what it is.
 *
 * What is out of form behind the version is passed over, and its default stands in
 * its place (RFC 9989 §4.8); only the policies are told apart further, since a record
 * whose policy cannot be read asks for nothing.
 *
 * Does not: keep where reports go to. */
#include "config.h"

#include "dmarc-record.h"

#include <glib.h>

/* One tag and its value off the front of `rest`; false at the end.  A piece without "="
 * gives an empty name. */
static bool
next_tag (Octets *rest, Octets *name, Octets *value)
{
  if (rest->length == 0)
    return false;
  size_t end = octets_find (*rest, ';');
  Octets piece = octets_slice (*rest, 0, end == SIZE_MAX ? rest->length : end);
  *rest = end == SIZE_MAX ? OCTETS_NONE : octets_from (*rest, end + 1);
  size_t equals = octets_find (piece, '=');
  *name = equals == SIZE_MAX ? OCTETS_NONE : octets_trim (octets_slice (piece, 0, equals));
  *value = equals == SIZE_MAX ? OCTETS_NONE : octets_trim (octets_from (piece, equals + 1));
  return true;
}

/* --- values ---------------------------------------------------------------------- */

static DmarcPolicy
policy_of (Octets value)
{
  for (DmarcPolicy policy = DMARC_POLICY_NONE; policy <= DMARC_POLICY_REJECT; policy++)
    if (octets_equal_nocase (value, octets_of_string (dmarc_policy_name (policy))))
      return policy;
  return DMARC_POLICY_UNKNOWN;
}

static bool
is_of_scheme (uint8_t c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '-' || c == '.';
}

/* scheme ":" and something behind it, all of it printable (RFC 3986 §3). */
static bool
is_uri (Octets text)
{
  size_t colon = octets_find (text, ':');
  if (colon == SIZE_MAX || colon == 0 || colon + 1 == text.length || !g_ascii_isalpha (text.at[0]))
    return false;
  for (size_t i = 0; i < text.length; i++)
    if (i < colon ? !is_of_scheme (text.at[i]) : !g_ascii_isgraph (text.at[i]))
      return false;
  /* The limit of size that RFC 7489 let stand behind it: "!10m". */
  return text.at[colon + 1] != '!';
}

static bool
has_uri (Octets list)
{
  while (list.length > 0)
    {
      size_t comma = octets_find (list, ',');
      if (is_uri (octets_trim (octets_slice (list, 0, comma == SIZE_MAX ? list.length : comma))))
        return true;
      list = comma == SIZE_MAX ? OCTETS_NONE : octets_from (list, comma + 1);
    }
  return false;
}

static bool
is_letter (Octets value, char letter)
{
  return value.length == 1 && g_ascii_tolower (value.at[0]) == letter;
}

/* --- tags ------------------------------------------------------------------------ */

typedef void TagReader (DmarcRecord *record, Octets value);

static void
read_p (DmarcRecord *record, Octets value)
{
  record->p = policy_of (value);
}

static void
read_sp (DmarcRecord *record, Octets value)
{
  record->sp = policy_of (value);
  record->malformed |= record->sp == DMARC_POLICY_UNKNOWN;
}

static void
read_np (DmarcRecord *record, Octets value)
{
  record->np = policy_of (value);
  record->malformed |= record->np == DMARC_POLICY_UNKNOWN;
}

static void
read_adkim (DmarcRecord *record, Octets value)
{
  record->strict_dkim = is_letter (value, 's');
}

static void
read_aspf (DmarcRecord *record, Octets value)
{
  record->strict_spf = is_letter (value, 's');
}

static void
read_t (DmarcRecord *record, Octets value)
{
  record->testing = is_letter (value, 'y');
}

static void
read_psd (DmarcRecord *record, Octets value)
{
  record->psd = is_letter (value, 'y') ? DMARC_PSD_YES : is_letter (value, 'n') ? DMARC_PSD_NO : DMARC_PSD_UNTOLD;
}

static void
read_rua (DmarcRecord *record, Octets value)
{
  record->reports = has_uri (value);
}

static const struct {
  const char *name;
  TagReader *read;
} tags[] = {
  { "p", read_p },       { "sp", read_sp }, { "np", read_np },   { "adkim", read_adkim },
  { "aspf", read_aspf }, { "t", read_t },   { "psd", read_psd }, { "rua", read_rua },
};

bool
dmarc_record_parse (Octets text, DmarcRecord *record)
{
  Octets name, value;
  if (text.length == 0 || text.at[0] == ' ' || text.at[0] == '\t' || !next_tag (&text, &name, &value)
      || !octets_equal_nocase (name, OCTETS ("v")) || !octets_equal (value, OCTETS ("DMARC1")))
    return false;
  *record = (DmarcRecord){ .p = DMARC_POLICY_UNKNOWN };
  unsigned seen = 0;
  while (next_tag (&text, &name, &value))
    for (size_t i = 0; i < G_N_ELEMENTS (tags); i++)
      if ((seen & 1U << i) == 0 && octets_equal_nocase (name, octets_of_string (tags[i].name)))
        {
          seen |= 1U << i;
          tags[i].read (record, value);
        }
  record->malformed |= record->p == DMARC_POLICY_UNKNOWN;
  return true;
}

bool
dmarc_record_usable (DmarcRecord *record)
{
  if (!record->malformed)
    return true;
  if (!record->reports)
    return false;
  record->p = DMARC_POLICY_NONE;
  record->sp = record->np = DMARC_POLICY_UNKNOWN;
  return true;
}

DmarcPolicy
dmarc_policy_tested (DmarcPolicy policy)
{
  return policy == DMARC_POLICY_REJECT       ? DMARC_POLICY_QUARANTINE
         : policy == DMARC_POLICY_QUARANTINE ? DMARC_POLICY_NONE
                                             : policy;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads zone files: first an entry is cut into words, over as many lines as its
 * parentheses span, then the words are understood.
 *
 * Limits: WORDS of an entry, RECORD_OCTETS of a TXT record (RFC 1035 §3.2.1); DnsLimits.
 *
 * Does not: read other types of records, \# (RFC 3597) or $GENERATE; check a zone for
 * what servers refuse (a CNAME beside other records, two SOA records).  A string of more
 * than 255 octets is taken, though a server would want it cut in several. */
#include "config.h"

#include "zone-file.h"

#include "translate.h"
#include "flow.h"

enum { WORDS = 4096, RECORD_OCTETS = 65535 };

typedef struct Word {
  Octets octets; /* as it stands, escapes and all; without its quotes */
  unsigned line;
  bool quoted;
} Word;

typedef struct ZoneReader {
  Octets text;
  size_t at;
  unsigned line;   /* where `at` is */
  unsigned opened; /* the line of the parenthesis that is open */
  unsigned depth;
  GArray *words; /* of Word, of the entry */
  bool blank;    /* the entry begins with a blank: its owner is that before */
  char origin[DNS_NAME_TEXT];
  bool has_origin;
  bool by_soa; /* the origin is a SOA's owner, no $ORIGIN's */
  char owner[DNS_NAME_TEXT];
  bool has_owner;
  GByteArray *data;
  DnsFacts *facts;
  ZoneFileReport *report;
} ZoneReader;

static bool fail (ZoneReader *reader, unsigned line, const char *format, ...) G_GNUC_PRINTF (3, 4);

static bool
fail (ZoneReader *reader, unsigned line, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  reader->report->line = line;
  reader->report->wrong = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return false;
}

/* --- words ------------------------------------------------------------------------ */

static int
octet_at (const ZoneReader *reader)
{
  return reader->at < reader->text.length ? reader->text.at[reader->at] : -1;
}

static bool
add_word (ZoneReader *reader, size_t start, size_t end, bool quoted)
{
  Word word = { octets_slice (reader->text, start, end - start), reader->line, quoted };
  if (word.octets.length > 0 && memchr (word.octets.at, '\0', word.octets.length) != NULL)
    return fail (reader, reader->line, _ ("there is a NUL: this is no text"));
  if (reader->words->len >= WORDS)
    return fail (reader, reader->line, _ ("more than %d words in one record"), (int) WORDS);
  g_array_append_val (reader->words, word);
  return true;
}

/* From behind the opening quote to behind the closing one. */
static bool
read_quoted (ZoneReader *reader)
{
  size_t start = ++reader->at;
  for (int octet; (octet = octet_at (reader)) != '"'; reader->at++)
    {
      if (octet == '\\')
        reader->at++;
      octet = octet_at (reader);
      if (octet == -1 || octet == '\n')
        return fail (reader, reader->line, _ ("the quotation mark is not closed"));
    }
  return add_word (reader, start, reader->at++, true);
}

static bool
read_plain (ZoneReader *reader)
{
  size_t start = reader->at;
  for (int octet; (octet = octet_at (reader)) != -1 && strchr (" \t\r\n;()\"", octet) == NULL; reader->at++)
    if (octet == '\\' && reader->at + 1 < reader->text.length && reader->text.at[reader->at + 1] != '\n')
      reader->at++;
  if (octet_at (reader) == '\0')
    return fail (reader, reader->line, _ ("there is a NUL: this is no text"));
  return add_word (reader, start, reader->at, false);
}

static bool
change_depth (ZoneReader *reader, bool open)
{
  reader->at++;
  if (open && reader->depth++ == 0)
    reader->opened = reader->line;
  if (!open && reader->depth-- == 0)
    return fail (reader, reader->line, _ ("there is a ')' without its '('"));
  return true;
}

static void
skip_comment (ZoneReader *reader)
{
  const uint8_t *end = memchr (reader->text.at + reader->at, '\n', reader->text.length - reader->at);
  reader->at = end != NULL ? (size_t) (end - reader->text.at) : reader->text.length;
}

/* The words of the next entry, none of an empty line; up to behind its last line. */
static bool
read_entry (ZoneReader *reader)
{
  g_array_set_size (reader->words, 0);
  reader->blank = octet_at (reader) == ' ' || octet_at (reader) == '\t';
  reader->depth = 0;
  for (;;)
    {
      int octet = octet_at (reader);
      bool good = true;
      if (octet == -1)
        return reader->depth == 0 || fail (reader, reader->opened, _ ("the '(' is not closed"));
      if (octet == '\n')
        {
          reader->at++;
          reader->line++;
          if (reader->depth == 0)
            return true;
        }
      else if (octet == ' ' || octet == '\t' || octet == '\r')
        reader->at++;
      else if (octet == ';')
        skip_comment (reader);
      else if (octet == '(' || octet == ')')
        good = change_depth (reader, octet == '(');
      else
        good = octet == '"' ? read_quoted (reader) : read_plain (reader);
      if (!good)
        return false;
    }
}

static const Word *
word_at (const ZoneReader *reader, guint index)
{
  return index < reader->words->len ? &g_array_index (reader->words, Word, index) : NULL;
}

static bool
word_is (const Word *word, const char *text)
{
  return word != NULL && !word->quoted && octets_equal_nocase (word->octets, octets_of_string (text));
}

/* For a message: a word from the file is whatever somebody wrote. */
static const char *
show (const Word *word, char text[ZONE_FILE_WORD])
{
  size_t used = 0;
  for (; used < word->octets.length && used + 1 < ZONE_FILE_WORD; used++)
    text[used] = g_ascii_isprint (word->octets.at[used]) ? (char) word->octets.at[used] : '?';
  text[used] = '\0';
  return text;
}

/* --- what words mean ---------------------------------------------------------------- */

static bool
ends_in_dot (Octets octets)
{
  size_t backslashes = 0;
  if (octets.length == 0 || octets.at[octets.length - 1] != '.')
    return false;
  while (backslashes + 1 < octets.length && octets.at[octets.length - 2 - backslashes] == '\\')
    backslashes++;
  return backslashes % 2 == 0;
}

static bool
read_name (ZoneReader *reader, const Word *word, char name[DNS_NAME_TEXT])
{
  char shown[ZONE_FILE_WORD];
  char text[2 * DNS_NAME_TEXT + 2];
  if (word_is (word, "@") && !reader->has_origin)
    return fail (reader, word->line, _ ("'@' stands for the origin, but there is no $ORIGIN line before it"));
  if (word->octets.length == 0 || word->octets.length >= DNS_NAME_TEXT)
    return fail (reader, word->line, _ ("a name is empty or too long"));
  if (word_is (word, "@"))
    {
      g_strlcpy (name, reader->origin, DNS_NAME_TEXT);
      return true;
    }
  g_snprintf (text, sizeof text, "%.*s", (int) word->octets.length, (const char *) word->octets.at);
  bool good = dns_name_spell (text, name);
  bool relative = reader->has_origin && !ends_in_dot (word->octets)
                  && !(reader->by_soa && good && dns_name_under (name, reader->origin));
  if (good && relative)
    {
      g_snprintf (text, sizeof text, "%.*s.%s", (int) word->octets.length, (const char *) word->octets.at,
                  reader->origin);
      good = dns_name_spell (text, name);
    }
  return good || fail (reader, word->line, _ ("'%s' can be no name"), show (word, shown));
}

/* "3600", "1h30m". */
static bool
is_duration (const Word *word)
{
  Octets octets = word->octets;
  if (word->quoted || octets.length == 0 || !g_ascii_isdigit (octets.at[0]))
    return false;
  for (size_t i = 0; i < octets.length; i++)
    if (!g_ascii_isdigit (octets.at[i])
        && (strchr ("smhdwSMHDW", octets.at[i]) == NULL || !g_ascii_isdigit (octets.at[i - 1])))
      return false;
  return true;
}

static bool
read_number (const Word *word, uint16_t *number)
{
  unsigned value = 0;
  if (word->octets.length == 0 || word->octets.length > 5)
    return false;
  for (size_t i = 0; i < word->octets.length; i++)
    if (!g_ascii_isdigit (word->octets.at[i]))
      return false;
    else
      value = value * 10 + (unsigned) (word->octets.at[i] - '0');
  *number = (uint16_t) value;
  return value <= UINT16_MAX;
}

/* A string without its escapes, behind those before it; of one too long no more than shows it. */
static void
append_string (GByteArray *data, Octets string)
{
  for (size_t i = 0; i < string.length && data->len <= RECORD_OCTETS; i++)
    {
      uint8_t octet = string.at[i];
      if (octet == '\\' && i + 1 < string.length)
        {
          unsigned value = 0, digits = 0;
          while (digits < 3 && i + 1 + digits < string.length && g_ascii_isdigit (string.at[i + 1 + digits]))
            value = value * 10 + (unsigned) (string.at[i + 1 + digits++] - '0');
          bool number = digits == 3 && value <= 255;
          octet = number ? (uint8_t) value : string.at[i + 1];
          i += number ? 3 : 1;
        }
      g_byte_array_append (data, &octet, 1);
    }
}

/* --- records ------------------------------------------------------------------------ */

static bool
keep (ZoneReader *reader, DnsType type, const DnsRecord *record, unsigned line)
{
  if (!dns_facts_add_record (reader->facts, reader->owner, type, record, line))
    return fail (reader, line, _ ("no room for more facts (see the limits dns-facts and dns-octets)"));
  reader->report->records++;
  return true;
}

/* As many words of data as the type has. */
static bool
has_words (ZoneReader *reader, guint first, guint count, DnsType type)
{
  guint have = reader->words->len - first;
  if (have == count)
    return true;
  return fail (reader, word_at (reader, reader->words->len - 1)->line,
               ngettext ("%s needs %u word behind it, not %u", "%s needs %u words behind it, not %u", count),
               dns_type_name (type), count, have);
}

static bool
read_address (ZoneReader *reader, DnsType type, guint first, unsigned line)
{
  uint8_t ip[16], ip_version;
  char shown[ZONE_FILE_WORD];
  if (!has_words (reader, first, 1, type))
    return false;
  const Word *word = word_at (reader, first);
  if (!flow_ip_parse (word->octets, ip, &ip_version) || ip_version != (type == DNS_A ? 4 : 6))
    return fail (reader, word->line, _ ("'%s' is no address of IPv%d"), show (word, shown), type == DNS_A ? 4 : 6);
  DnsRecord record = { .data = octets_of (ip, type == DNS_A ? 4 : 16) };
  return keep (reader, type, &record, line);
}

static bool
read_target (ZoneReader *reader, DnsType type, guint first, unsigned line)
{
  char name[DNS_NAME_TEXT], shown[ZONE_FILE_WORD];
  DnsRecord record = { 0 };
  if (!has_words (reader, first, type == DNS_MX ? 2 : 1, type))
    return false;
  if (type == DNS_MX && !read_number (word_at (reader, first++), &record.preference))
    return fail (reader, word_at (reader, first - 1)->line, _ ("'%s' is no preference of an MX record"),
                 show (word_at (reader, first - 1), shown));
  if (!read_name (reader, word_at (reader, first), name))
    return false;
  record.data = octets_of_string (name);
  return keep (reader, type, &record, line);
}

static bool
read_text (ZoneReader *reader, guint first, unsigned line)
{
  g_byte_array_set_size (reader->data, 0);
  if (first == reader->words->len)
    return fail (reader, line, _ ("TXT needs a text behind it"));
  for (guint i = first; i < reader->words->len && reader->data->len <= RECORD_OCTETS; i++)
    append_string (reader->data, word_at (reader, i)->octets);
  if (reader->data->len > RECORD_OCTETS)
    return fail (reader, line, _ ("a TXT record has at most %d octets"), (int) RECORD_OCTETS);
  DnsRecord record = { .data = octets_of (reader->data->data, reader->data->len) };
  return keep (reader, DNS_TXT, &record, line);
}

static bool
read_soa (ZoneReader *reader, guint first, unsigned line)
{
  char server[DNS_NAME_TEXT], mailbox[DNS_NAME_TEXT], shown[ZONE_FILE_WORD];
  if (!has_words (reader, first, 7, DNS_SOA))
    return false;
  if (!reader->has_origin)
    {
      g_strlcpy (reader->origin, reader->owner, sizeof reader->origin);
      reader->has_origin = reader->by_soa = true;
    }
  if (!read_name (reader, word_at (reader, first), server) || !read_name (reader, word_at (reader, first + 1), mailbox))
    return false;
  for (guint i = first + 2; i < first + 7; i++)
    if (!is_duration (word_at (reader, i)))
      return fail (reader, word_at (reader, i)->line, _ ("'%s' is no number, as SOA needs here"),
                   show (word_at (reader, i), shown));
  DnsRecord record = { .data = octets_of_string (server) };
  if (!keep (reader, DNS_SOA, &record, line))
    return false;
  if (!dns_facts_add_zone (reader->facts, reader->owner, line))
    return fail (reader, line, _ ("no room for more facts (see the limits dns-facts and dns-octets)"));
  reader->report->zones++;
  return true;
}

/* A type that is not used here; told where it is none at all, for that is a slip. */
static bool
pass_over (ZoneReader *reader, const Word *type)
{
  static const char *const others[]
      = { "SRV",     "CAA",   "TLSA",       "DS",       "DNSKEY", "RRSIG", "NSEC",  "NSEC3",  "NSEC3PARAM", "CDS",
          "CDNSKEY", "NAPTR", "SSHFP",      "DNAME",    "HINFO",  "LOC",   "RP",    "SPF",    "SVCB",       "HTTPS",
          "URI",     "CERT",  "OPENPGPKEY", "SMIMEA",   "AFSDB",  "KEY",   "WKS",   "MINFO",  "X25",        "ISDN",
          "RT",      "KX",    "APL",        "IPSECKEY", "DHCID",  "HIP",   "CSYNC", "ZONEMD", "EUI48",      "EUI64",
          "NID",     "L32",   "L64",        "LP",       "TALINK", "PX",    "GPOS",  "NSAP",   "DLV",        "TA" };
  char shown[ZONE_FILE_WORD];
  if (type->quoted || !g_ascii_isalpha (type->octets.at[0]))
    return fail (reader, type->line, _ ("'%s' stands where a type of record (A, TXT, MX ...) was expected"),
                 show (type, shown));
  for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
    if (word_is (type, others[i]))
      return true;
  if (octets_start_nocase (type->octets, OCTETS ("TYPE")) || reader->report->strange_line != 0)
    return true;
  reader->report->strange_line = type->line;
  show (type, reader->report->strange);
  return true;
}

static bool
read_record (ZoneReader *reader, guint first, unsigned line)
{
  static const DnsType types[] = { DNS_A, DNS_AAAA, DNS_NS, DNS_CNAME, DNS_PTR, DNS_MX, DNS_TXT, DNS_SOA };
  const Word *word = word_at (reader, first++);
  for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
    if (word_is (word, dns_type_name (types[i])))
      switch (types[i])
        {
        case DNS_A:
        case DNS_AAAA:
          return read_address (reader, types[i], first, line);
        case DNS_TXT:
          return read_text (reader, first, line);
        case DNS_SOA:
          return read_soa (reader, first, line);
        default:
          return read_target (reader, types[i], first, line);
        }
  return pass_over (reader, word);
}

static bool
read_directive (ZoneReader *reader)
{
  const Word *name = word_at (reader, 0), *value = word_at (reader, 1);
  char shown[ZONE_FILE_WORD], origin[DNS_NAME_TEXT];
  if (word_is (name, "$TTL") && reader->words->len == 2)
    return is_duration (value) || fail (reader, value->line, _ ("'%s' is no TTL"), show (value, shown));
  if (word_is (name, "$ORIGIN") && reader->words->len == 2)
    {
      if (!read_name (reader, value, origin))
        return false;
      g_strlcpy (reader->origin, origin, sizeof reader->origin);
      reader->has_origin = true;
      reader->by_soa = false;
      return true;
    }
  if (word_is (name, "$TTL") || word_is (name, "$ORIGIN"))
    return fail (reader, name->line, _ ("%s needs one word behind it"), show (name, shown));
  if (word_is (name, "$INCLUDE"))
    return fail (reader, name->line, _ ("$INCLUDE is not followed: give that file by a --dns of its own"));
  return fail (reader, name->line, _ ("'%s' is not understood"), show (name, shown));
}

/* Owner, TTL, class; then the record. */
static bool
understand (ZoneReader *reader)
{
  guint at = 0;
  bool other_class = false;
  const Word *first = word_at (reader, 0);
  if (first == NULL)
    return true;
  if (!reader->blank && !first->quoted && first->octets.length > 0 && first->octets.at[0] == '$')
    return read_directive (reader);
  if (!reader->blank)
    {
      reader->has_owner = read_name (reader, first, reader->owner);
      if (!reader->has_owner)
        return false;
      at++;
    }
  else if (!reader->has_owner)
    return fail (reader, first->line, _ ("this line begins with a blank, but there is no name before it"));
  for (unsigned i = 0; i < 2 && word_at (reader, at) != NULL; i++)
    {
      const Word *word = word_at (reader, at);
      other_class = other_class || word_is (word, "CH") || word_is (word, "HS") || word_is (word, "CS");
      at += is_duration (word) || word_is (word, "IN") || word_is (word, "CH") || word_is (word, "HS")
            || word_is (word, "CS");
    }
  if (word_at (reader, at) == NULL)
    return fail (reader, first->line, _ ("there is no type of record (A, TXT, MX ...) in this line"));
  return other_class || read_record (reader, at, first->line);
}

bool
zone_file_read (Octets octets, DnsFacts *facts, ZoneFileReport *report)
{
  *report = (ZoneFileReport){ 0 };
  ZoneReader reader = { .text = octets,
                        .line = 1,
                        .words = g_array_new (FALSE, FALSE, sizeof (Word)),
                        .data = g_byte_array_new (),
                        .facts = facts,
                        .report = report };
  if (octets.length >= 3 && memcmp (octets.at, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
    reader.at = 3;
  bool good = true;
  while (good && reader.at < octets.length)
    good = read_entry (&reader) && understand (&reader);
  g_array_unref (reader.words);
  g_byte_array_unref (reader.data);
  return good;
}

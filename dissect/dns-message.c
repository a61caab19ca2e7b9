/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads DNS messages.
 *
 * A name may go on elsewhere in the message (RFC 1035 §4.1.4); each jump has to lead in
 * front of all that was read of the name, so no name is a loop.
 *
 * Limits: RECORDS of the answer and of the authority section, LINKS of a chain.
 *
 * Does not: verify DNSSEC, or follow DNAME other than by the CNAME that comes with it. */
#include "config.h"

#include "dns-message.h"

enum { RECORDS = 512, LINKS = 8, HEADER_OCTETS = 12 };

enum { CODE_OK = 0, CODE_SERVFAIL = 2, CODE_NO_NAME = 3, CODE_REFUSED = 5, TYPE_OPT = 41, TYPE_ANY = 255 };

#define SECOND G_GINT64_CONSTANT (1000000000)

/* How long one may remember that a server failed is between 1 second and 5 minutes (RFC
 * 9520 §3.2); a TTL over a week is none that a resolver heeds (RFC 8767 §4). */
enum { FAILURE_SECONDS = 30, TTL_MAX = 7 * 24 * 3600 };

/* A place in the message; fails once and stays failed. */
typedef struct Cursor {
  Octets octets;
  size_t at;
  DnsReading reading;
} Cursor;

typedef struct ResourceRecord {
  char name[DNS_NAME_TEXT];
  unsigned type, class;
  uint32_t ttl;
  unsigned extended_code; /* of OPT: the upper bits of the response's code (RFC 6891 §6.1.3) */
  size_t data, length;    /* place in the message */
} ResourceRecord;

/* --- the cursor ------------------------------------------------------------------------ */

static void
cursor_fail (Cursor *cursor, DnsReading reading)
{
  if (cursor->reading == DNS_READ_WHOLE)
    cursor->reading = reading;
  cursor->at = cursor->octets.length;
}

static bool
cursor_has (Cursor *cursor, size_t length)
{
  if (length <= cursor->octets.length - cursor->at)
    return true;
  cursor_fail (cursor, DNS_READ_CUT);
  return false;
}

static unsigned
read_octet (Cursor *cursor)
{
  return cursor_has (cursor, 1) ? cursor->octets.at[cursor->at++] : 0;
}

static unsigned
read_16 (Cursor *cursor)
{
  unsigned high = read_octet (cursor);
  return high << 8 | read_octet (cursor);
}

/* Labels up to the root or a jump; false behind either, with the jump's target. */
static bool
read_label (Cursor *cursor, DnsNameWriter *writer, size_t *target)
{
  unsigned length = read_octet (cursor);
  if (length >> 6 == 3)
    {
      *target = (length & 0x3f) << 8;
      *target |= read_octet (cursor);
      return false;
    }
  if (length >> 6 != 0) /* RFC 6891 §5: such labels were never used */
    cursor_fail (cursor, DNS_READ_MALFORMED);
  if (length == 0 || !cursor_has (cursor, length))
    return false;
  for (unsigned i = 0; i < length; i++)
    dns_name_octet (writer, cursor->octets.at[cursor->at++]);
  dns_name_end_label (writer);
  return true;
}

static void
read_name (Cursor *cursor, char name[DNS_NAME_TEXT])
{
  DnsNameWriter writer;
  dns_name_begin (&writer, name);
  Cursor part = *cursor;
  size_t start = cursor->at, target = SIZE_MAX;
  bool jumped = false;
  for (;;)
    {
      while (!writer.bad && read_label (&part, &writer, &target))
        ;
      if (!jumped)
        *cursor = part;
      if (part.reading != DNS_READ_WHOLE)
        cursor_fail (cursor, part.reading);
      if (writer.bad || (target != SIZE_MAX && target >= start))
        cursor_fail (cursor, DNS_READ_MALFORMED);
      if (cursor->reading != DNS_READ_WHOLE || target == SIZE_MAX)
        return;
      jumped = true;
      part.at = start = target;
      target = SIZE_MAX;
    }
}

static bool
read_record (Cursor *cursor, ResourceRecord *record)
{
  read_name (cursor, record->name);
  record->type = read_16 (cursor);
  record->class = read_16 (cursor);
  record->ttl = read_16 (cursor) << 16;
  record->ttl |= read_16 (cursor);
  record->length = read_16 (cursor);
  record->data = cursor->at;
  if (cursor->reading == DNS_READ_WHOLE && cursor_has (cursor, record->length))
    cursor->at += record->length;
  record->extended_code = record->ttl >> 24;
  if (record->ttl > INT32_MAX) /* RFC 2181 §8 */
    record->ttl = 0;
  record->ttl = MIN (record->ttl, (uint32_t) TTL_MAX);
  return cursor->reading == DNS_READ_WHOLE;
}

/* --- header and question ------------------------------------------------------------------ */

DnsReading
dns_message_read (Octets octets, DnsMessage *message)
{
  Cursor cursor = { .octets = octets };
  DnsMessage read = { 0 };
  read.id = (uint16_t) read_16 (&cursor);
  unsigned flags = read_16 (&cursor);
  read.response = (flags & 0x8000) != 0;
  read.opcode = flags >> 11 & 15;
  read.authoritative = (flags & 0x0400) != 0;
  read.truncated = (flags & 0x0200) != 0;
  read.recursive = (flags & 0x0080) != 0;
  read.code = flags & 15;
  read.questions = read_16 (&cursor);
  read.answers = read_16 (&cursor);
  read.authorities = read_16 (&cursor);
  read.additionals = read_16 (&cursor);
  if (read.questions > 1) /* RFC 9619 */
    cursor_fail (&cursor, DNS_READ_MALFORMED);
  if (read.questions == 1)
    {
      read_name (&cursor, read.name);
      read.type = read_16 (&cursor);
      read.class = read_16 (&cursor);
    }
  read.behind = cursor.at;
  if (cursor.reading == DNS_READ_WHOLE)
    *message = read;
  return cursor.reading;
}

/* --- what it says ------------------------------------------------------------------------------ */

/* An answer that is being put together. */
typedef struct Building {
  GArray *records;  /* of DnsRecord, their data a place in `data` until they are final */
  GByteArray *data; /* each with a NUL behind it */
  char end[DNS_NAME_TEXT];
  char first_link[DNS_NAME_TEXT];
  unsigned links;
  uint32_t ttl;
  bool loop;
  bool found; /* records of the question's type, also of one that is not kept */
} Building;

static bool
is_kept (unsigned type)
{
  return type == DNS_A || type == DNS_AAAA || type == DNS_NS || type == DNS_CNAME || type == DNS_SOA || type == DNS_PTR
         || type == DNS_MX || type == DNS_TXT;
}

/* A name that is all there is of a record's data, from `at` on. */
static bool
take_name (Cursor *message, const ResourceRecord *record, size_t at, char name[DNS_NAME_TEXT])
{
  Cursor cursor = { .octets = octets_slice (message->octets, 0, record->data + record->length), .at = at };
  if (at > cursor.octets.length)
    cursor_fail (&cursor, DNS_READ_CUT);
  else
    read_name (&cursor, name);
  if (cursor.reading == DNS_READ_WHOLE && cursor.at == record->data + record->length)
    return true;
  cursor_fail (message, DNS_READ_MALFORMED);
  return false;
}

static void
take_strings (Cursor *message, const ResourceRecord *record, GByteArray *data)
{
  Octets rest = octets_slice (message->octets, record->data, record->length);
  while (rest.length > 0)
    {
      size_t length = rest.at[0];
      if (length + 1 > rest.length)
        {
          cursor_fail (message, DNS_READ_MALFORMED);
          return;
        }
      g_byte_array_append (data, rest.at + 1, (guint) length);
      rest = octets_from (rest, length + 1);
    }
}

static void
take_record (Cursor *message, const ResourceRecord *record, Building *building)
{
  char name[DNS_NAME_TEXT];
  DnsRecord taken = { 0 };
  guint start = building->data->len;
  const uint8_t *octets = message->octets.at + record->data;
  size_t address = record->type == DNS_A ? 4 : 16;
  switch (record->type)
    {
    case DNS_A:
    case DNS_AAAA:
      if (record->length != address)
        cursor_fail (message, DNS_READ_MALFORMED);
      else
        g_byte_array_append (building->data, octets, (guint) address);
      break;
    case DNS_TXT:
      take_strings (message, record, building->data);
      break;
      case DNS_SOA: /* its server alone; what follows need not be read */
      {
        Cursor cursor
            = { .octets = octets_slice (message->octets, 0, record->data + record->length), .at = record->data };
        read_name (&cursor, name);
        if (cursor.reading != DNS_READ_WHOLE)
          cursor_fail (message, DNS_READ_MALFORMED);
        else
          g_byte_array_append (building->data, (const uint8_t *) name, (guint) strlen (name));
        break;
      }
    default:
      if (record->type == DNS_MX && record->length >= 2)
        taken.preference = (uint16_t) (octets[0] << 8 | octets[1]);
      if (take_name (message, record, record->data + (record->type == DNS_MX ? 2 : 0), name))
        g_byte_array_append (building->data, (const uint8_t *) name, (guint) strlen (name));
    }
  taken.data.length = building->data->len - start;
  g_byte_array_append (building->data, (const uint8_t *) "", 1);
  g_array_append_val (building->records, taken);
  building->ttl = MIN (building->ttl, record->ttl);
}

/* One pass over the answer section: the records at the end of the chain so far, and the
 * next link.  Servers write the chain in order, so that one pass follows it whole. */
static bool
pass_answers (Cursor *message, const DnsMessage *header, Building *building)
{
  Cursor cursor = { .octets = message->octets, .at = header->behind };
  bool linked = false;
  for (unsigned i = 0; i < MIN (header->answers, (unsigned) RECORDS); i++)
    {
      ResourceRecord record;
      char target[DNS_NAME_TEXT];
      if (!read_record (&cursor, &record))
        break;
      if (record.class != DNS_INTERNET || strcmp (record.name, building->end) != 0)
        continue;
      if (record.type == header->type)
        {
          building->found = true;
          if (is_kept (record.type))
            take_record (message, &record, building);
        }
      else if (record.type == DNS_CNAME && !building->found && take_name (message, &record, record.data, target))
        {
          if (building->links == 0)
            g_strlcpy (building->first_link, target, sizeof building->first_link);
          building->loop = building->links++ == LINKS;
          g_strlcpy (building->end, target, sizeof building->end);
          building->ttl = MIN (building->ttl, record.ttl);
          linked = true;
        }
      if (building->loop || message->reading != DNS_READ_WHOLE)
        return false;
    }
  return linked && !building->found;
}

/* What follows the answers: how long a denial holds (RFC 2308 §5), and whether it is one.
 * Returns whether there is a SOA of the zone. */
static bool
pass_authorities (Cursor *cursor, const DnsMessage *header, const char *name, uint32_t *ttl, bool *has_ns)
{
  bool found = false;
  for (unsigned i = 0; i < header->authorities; i++)
    {
      ResourceRecord record;
      if (!read_record (cursor, &record))
        return false;
      *has_ns = *has_ns || record.type == DNS_NS;
      if (record.type != DNS_SOA || record.class != DNS_INTERNET || record.length < 4
          || !dns_name_under (name, record.name))
        continue;
      const uint8_t *minimum = cursor->octets.at + record.data + record.length - 4;
      uint32_t seconds
          = (uint32_t) minimum[0] << 24 | (uint32_t) minimum[1] << 16 | (uint32_t) minimum[2] << 8 | minimum[3];
      *ttl = MIN (record.ttl, seconds);
      found = true;
    }
  return found;
}

static bool
pass_over (Cursor *cursor, unsigned count)
{
  ResourceRecord record;
  for (unsigned i = 0; i < count; i++)
    if (!read_record (cursor, &record))
      return false;
  return true;
}

/* Whether the rest of the message lets its answer stand: it may be cut by the capture, but
 * not be out of form, nor have another code than the header's. */
static bool
pass_additionals (Cursor *cursor, unsigned count)
{
  ResourceRecord record;
  for (unsigned i = 0; i < count; i++)
    if (!read_record (cursor, &record))
      return cursor->reading == DNS_READ_CUT;
    else if (record.type == TYPE_OPT && record.extended_code != 0)
      return false;
  return true;
}

static DnsAnswer *
build (const DnsMessage *header, const DnsAnswer *like, DnsStatus status, uint32_t ttl, Building *building)
{
  DnsAnswer answer = *like;
  answer.name = header->name;
  answer.type = (DnsType) header->type;
  answer.status = status;
  answer.canonical = building->end;
  answer.until = like->from > INT64_MAX - ttl * SECOND ? INT64_MAX : like->from + ttl * SECOND;
  size_t at = 0;
  for (guint i = 0; i < building->records->len; i++)
    {
      DnsRecord *record = &g_array_index (building->records, DnsRecord, i);
      record->data.at = building->data->data + at;
      at += record->data.length + 1;
    }
  answer.records = (const DnsRecord *) (const void *) building->records->data;
  answer.count = building->records->len;
  return dns_answer_new (&answer);
}

/* The first link alone, as the answer to a question for it. */
static DnsAnswer *
build_link (const DnsMessage *header, const DnsAnswer *like, const Building *building)
{
  DnsRecord record = { .data = octets_of_string (building->first_link) };
  DnsAnswer answer = *like;
  answer.name = answer.canonical = header->name;
  answer.type = DNS_CNAME;
  answer.status = DNS_FOUND;
  answer.records = &record;
  answer.count = 1;
  answer.until = like->from > INT64_MAX - building->ttl * SECOND ? INT64_MAX : like->from + building->ttl * SECOND;
  return dns_answer_new (&answer);
}

/* RFC 2308 §2.1, §2.2. */
static DnsAnswer *
conclude (Cursor *cursor, const DnsMessage *header, const DnsAnswer *like, Building *building)
{
  uint32_t ttl = 0;
  bool has_ns = false;
  bool has_soa = pass_authorities (cursor, header, building->end, &ttl, &has_ns);
  if (cursor->reading != DNS_READ_WHOLE)
    return NULL;
  if (building->loop)
    return build (header, like, DNS_FAILED, FAILURE_SECONDS, building);
  if (building->found)
    return is_kept (header->type) ? build (header, like, DNS_FOUND, building->ttl, building) : NULL;
  if (building->links > 0)
    ttl = MIN (ttl, building->ttl);
  if (header->code == CODE_NO_NAME)
    return build (header, like, DNS_NO_NAME, ttl, building);
  if (!is_kept (header->type))
    return NULL;
  if (has_soa || (building->links == 0 && !has_ns && (header->authoritative || header->recursive)))
    return build (header, like, DNS_EMPTY, ttl, building);
  return building->links > 0 ? build_link (header, like, building) : NULL;
}

DnsAnswer *
dns_message_answer (Octets octets, const DnsMessage *message, const DnsAnswer *like, DnsReading *reading)
{
  *reading = DNS_READ_WHOLE;
  if (!message->response || message->questions != 1 || message->class != DNS_INTERNET || message->opcode != DNS_QUERY
      || message->truncated || message->type == TYPE_ANY)
    return NULL;
  Building building
      = { .records = g_array_new (FALSE, FALSE, sizeof (DnsRecord)), .data = g_byte_array_new (), .ttl = TTL_MAX };
  g_strlcpy (building.end, message->name, sizeof building.end);
  Cursor cursor = { .octets = octets, .at = message->behind };
  DnsAnswer *answer = NULL;
  if (message->code == CODE_SERVFAIL || message->code == CODE_REFUSED)
    answer = build (message, like, DNS_FAILED, FAILURE_SECONDS, &building);
  else if (message->code == CODE_OK || message->code == CODE_NO_NAME)
    {
      Cursor place = cursor;
      while (pass_answers (&place, message, &building))
        ;
      if (place.reading != DNS_READ_WHOLE)
        cursor_fail (&cursor, place.reading);
      else if (pass_over (&cursor, message->answers))
        answer = conclude (&cursor, message, like, &building);
    }
  if (answer != NULL && answer->status != DNS_FAILED && !pass_additionals (&cursor, message->additionals))
    g_clear_pointer (&answer, dns_answer_unref);
  g_array_unref (building.records);
  g_byte_array_unref (building.data);
  *reading = cursor.reading;
  return answer;
}

/* --- asking ------------------------------------------------------------------------------------- */

static void
append_16 (GByteArray *octets, unsigned number)
{
  const uint8_t two[2] = { (uint8_t) (number >> 8), (uint8_t) number };
  g_byte_array_append (octets, two, 2);
}

/* The one spelling has no escape but \DDD. */
static void
append_name (GByteArray *octets, const char *name)
{
  while (*name != '\0')
    {
      guint length_at = octets->len;
      uint8_t length = 0;
      g_byte_array_append (octets, &length, 1);
      for (; *name != '\0' && *name != '.'; length++)
        {
          uint8_t octet = (uint8_t) *name++;
          if (octet == '\\')
            {
              octet = (uint8_t) ((name[0] - '0') * 100 + (name[1] - '0') * 10 + (name[2] - '0'));
              name += 3;
            }
          g_byte_array_append (octets, &octet, 1);
        }
      octets->data[length_at] = length;
      name += *name == '.';
    }
  g_byte_array_append (octets, (const uint8_t *) "", 1);
}

GByteArray *
dns_message_question (uint16_t id, const char *name, DnsType type)
{
  enum { RECURSION_DESIRED = 0x0100 };
  GByteArray *octets = g_byte_array_new ();
  append_16 (octets, id);
  append_16 (octets, RECURSION_DESIRED);
  append_16 (octets, 1);
  append_16 (octets, 0);
  append_16 (octets, 0);
  append_16 (octets, 1);
  append_name (octets, name);
  append_16 (octets, (unsigned) type);
  append_16 (octets, DNS_INTERNET);
  append_name (octets, "");
  append_16 (octets, TYPE_OPT);
  append_16 (octets, DNS_QUESTION_UDP_OCTETS);
  append_16 (octets, 0);
  append_16 (octets, 0);
  append_16 (octets, 0);
  return octets;
}

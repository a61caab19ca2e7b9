/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store of DNS facts.
 *
 * Hides: a hash table, keyed, of rows, one for each name and type, and one for each name
 * as such (NXDOMAIN; that it exists in a zone file; that it is the top of a complete zone).
 * A row has the answers that were seen, of which several may have been valid one after
 * another, and the records of zone files, which become an answer when they are asked for.
 *
 * Limits: DnsLimits; VERSIONS answers to one question.
 *
 * Does not: read the wire or files (see dns-message, zone-file), follow chains, or note what
 * was asked (see dns-inquiry); know delegations of its own accord. */
#include "config.h"

#include "dns-facts.h"

#include "dns-store.h"

enum {
  VERSIONS = 16,
  NAMES = 250 * 1000,
  MEGABYTES = 96,
  RECORD_OCTETS = 160, /* of memory for a record of a zone file, its data and name apart */
  ROW_OCTETS = 80,     /* for a name above one, that has no record itself */
  EQUAL_RECORDS = 256, /* in larger sets a record that stands there twice stays twice */
  OF_NAME = 0,         /* the type of rows for names as such; no record has it */
};

#define SECOND G_GINT64_CONSTANT (1000000000)

/* See dns_facts_find. */
static const uint64_t ahead = 600 * SECOND, behind = 300 * SECOND;
/* TTLs are whole seconds. */
static const uint64_t rounding = 2 * SECOND;

typedef struct Row Row;

typedef struct Version {
  DnsAnswer *answer;
  struct Version *older;
  Row *row;
  bool asked; /* a judgment asked for it */
  GList link; /* among all, in the order in which they came */
} Version;

/* Of zone files. */
typedef struct RecordSet {
  GArray *records; /* of DnsRecord */
  unsigned line;   /* of the first */
  DnsAnswer *answer;
} RecordSet;

struct Row {
  SipHash key;
  Version *newest;
  RecordSet *set;
  bool exists;   /* a name of a zone file, or one above such */
  bool is_zone;  /* the top of a complete zone */
  unsigned line; /* that says so */
};

struct DnsFacts {
  DnsLimits limits;
  uint8_t seed[SIPHASH_KEY_OCTETS];
  GHashTable *rows;    /* of Row *, which is key and value */
  GQueue versions[2];  /* by asked */
  GStringChunk *chunk; /* data of zone files; NULL: there are none */
  uint64_t names, octets;
  uint64_t zones, denials; /* complete zones; versions with DNS_NO_NAME */
  DnsCounters counters;
};

void
dns_limits_init (DnsLimits *limits)
{
  *limits = (DnsLimits){ .names = NAMES, .octets = (uint64_t) MEGABYTES << 20 };
}

/* --- rows ----------------------------------------------------------------------- */

static guint
row_hash (gconstpointer row)
{
  return (guint) ((const Row *) row)->key.word[0];
}

static gboolean
row_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (&((const Row *) a)->key, &((const Row *) b)->key, sizeof (SipHash)) == 0;
}

static void
set_free (RecordSet *set)
{
  if (set == NULL)
    return;
  g_array_unref (set->records);
  dns_answer_unref (set->answer);
  g_slice_free (RecordSet, set);
}

static void
row_free (gpointer pointer)
{
  Row *row = pointer;
  for (Version *version = row->newest, *older; version != NULL; version = older)
    {
      older = version->older;
      dns_answer_unref (version->answer);
      g_slice_free (Version, version);
    }
  set_free (row->set);
  g_slice_free (Row, row);
}

static SipHash
key_of (const DnsFacts *facts, const char *name, unsigned type)
{
  uint8_t octets[2 + DNS_NAME_TEXT];
  size_t length = MIN (strlen (name), (size_t) DNS_NAME_TEXT);
  octets[0] = (uint8_t) (type >> 8);
  octets[1] = (uint8_t) type;
  memcpy (octets + 2, name, length);
  return siphash (facts->seed, octets_of (octets, 2 + length));
}

static Row *
row_of (const DnsFacts *facts, const char *name, unsigned type)
{
  const Row wanted = { .key = key_of (facts, name, type) };
  return g_hash_table_lookup (facts->rows, &wanted);
}

static Row *
row_make (DnsFacts *facts, const char *name, unsigned type)
{
  Row wanted = { .key = key_of (facts, name, type) };
  Row *row = g_hash_table_lookup (facts->rows, &wanted);
  if (row != NULL)
    return row;
  row = g_slice_dup (Row, &wanted);
  g_hash_table_add (facts->rows, row);
  return row;
}

/* --- answers that were seen ----------------------------------------------------- */

/* Takes a version out of everything. */
static void
forget (DnsFacts *facts, Version *version)
{
  Row *row = version->row;
  Version **at = &row->newest;
  while (*at != version)
    at = &(*at)->older;
  *at = version->older;
  g_queue_unlink (&facts->versions[version->asked], &version->link);
  facts->names--;
  facts->octets -= dns_answer_size (version->answer);
  facts->denials -= version->answer->status == DNS_NO_NAME;
  dns_answer_unref (version->answer);
  g_slice_free (Version, version);
  if (row->newest == NULL && row->set == NULL && !row->exists && !row->is_zone)
    g_hash_table_remove (facts->rows, row);
}

/* Octets over their limit, or names; counted once an answer. */
static bool
is_full (DnsFacts *facts, size_t size, bool count)
{
  bool names = facts->names >= facts->limits.names;
  bool octets = facts->octets + size > facts->limits.octets;
  facts->counters.names_hit += names && count;
  facts->counters.octets_hit += octets && !names && count;
  return names || octets;
}

static bool
make_room (DnsFacts *facts, size_t size)
{
  bool full = is_full (facts, size, true);
  while (full && facts->names > 0)
    {
      const GList *oldest
          = facts->versions[false].head != NULL ? facts->versions[false].head : facts->versions[true].head;
      if (oldest == NULL)
        break;
      forget (facts, oldest->data);
      full = is_full (facts, size, false);
    }
  return !full;
}

static bool
is_valid (const DnsAnswer *answer, int64_t time)
{
  return answer->from <= time && time <= answer->until;
}

/* A server's cache counts the same TTL down: nothing new is said. */
static bool
is_repeated (const Row *row, const DnsAnswer *answer)
{
  const DnsAnswer *last = row->newest != NULL ? row->newest->answer : NULL;
  return last != NULL && last->source == answer->source && last->from <= answer->from
         && (answer->until <= last->until || (uint64_t) answer->until - (uint64_t) last->until <= rounding)
         && dns_answer_equal (last, answer);
}

/* The latest of what was still valid and says something else; FAILED says nothing. */
static const DnsAnswer *
find_differing (const Row *row, const DnsAnswer *answer)
{
  if (row == NULL || answer->status == DNS_FAILED || answer->source != DNS_FROM_CAPTURE)
    return NULL;
  for (const Version *version = row->newest; version != NULL; version = version->older)
    if (version->answer->status != DNS_FAILED && version->answer->source == DNS_FROM_CAPTURE)
      return is_valid (version->answer, answer->from) && !dns_answer_equal (version->answer, answer) ? version->answer
                                                                                                     : NULL;
  return NULL;
}

static void
set_asked (DnsFacts *facts, Version *version, bool asked)
{
  g_queue_unlink (&facts->versions[version->asked], &version->link);
  version->asked = asked;
  g_queue_push_tail_link (&facts->versions[asked], &version->link);
}

/* A judgment asks for a row: others give way before it, so that nobody pushes out what senders
 * are judged by with a flood of answers.  Half of the room is for such rows at most; of what was
 * not asked for again for the longest time the privilege is taken. */
static void
note_asked (DnsFacts *facts, Row *row)
{
  for (Version *version = row != NULL ? row->newest : NULL; version != NULL; version = version->older)
    set_asked (facts, version, true);
  while (facts->versions[true].length > facts->limits.names / 2)
    set_asked (facts, facts->versions[true].head->data, false);
}

static unsigned
version_count (const Row *row)
{
  unsigned count = 0;
  for (const Version *version = row->newest; version != NULL; version = version->older)
    count++;
  return count;
}

static Version *
oldest_version (const Row *row)
{
  Version *version = row->newest;
  while (version->older != NULL)
    version = version->older;
  return version;
}

static void
insert (DnsFacts *facts, Row *row, DnsAnswer *answer)
{
  Version *version = g_slice_new0 (Version);
  version->answer = answer;
  version->row = row;
  version->older = row->newest;
  version->link.data = version;
  row->newest = version;
  g_queue_push_tail_link (&facts->versions[false], &version->link);
  facts->names++;
  facts->octets += dns_answer_size (answer);
  facts->denials += answer->status == DNS_NO_NAME;
  if (version_count (row) > VERSIONS)
    forget (facts, oldest_version (row));
}

void
dns_facts_add (DnsFacts *facts, const DnsAnswer *answer)
{
  if (answer->status == DNS_UNKNOWN)
    return;
  facts->counters.answers++;
  bool denied = answer->status == DNS_NO_NAME && strcmp (answer->name, answer->canonical) == 0;
  unsigned type = denied ? OF_NAME : (unsigned) answer->type;
  Row *row = row_of (facts, answer->name, type);
  if (row != NULL && is_repeated (row, answer))
    return;
  const DnsAnswer *other = find_differing (row, answer);
  if (other == NULL)
    other = find_differing (row_of (facts, answer->name, denied ? (unsigned) answer->type : OF_NAME), answer);
  DnsAnswer *kept = dns_answer_ref (answer);
  if (other != NULL)
    {
      DnsAnswer changed = *answer;
      changed.differs = true;
      changed.differing = other->origin;
      facts->counters.differing++;
      dns_answer_unref (kept);
      kept = dns_answer_new (&changed);
    }
  if (make_room (facts, dns_answer_size (kept)))
    insert (facts, row_make (facts, answer->name, type), kept);
  else
    dns_answer_unref (kept);
}

/* --- zone files ------------------------------------------------------------------- */

static bool
take_room (DnsFacts *facts, size_t octets)
{
  if (is_full (facts, octets, true))
    return false;
  facts->names++;
  facts->octets += octets;
  if (facts->chunk == NULL)
    facts->chunk = g_string_chunk_new (4096);
  return true;
}

/* This name and those above it exist.  Over the limit by those of one name at most. */
static void
mark_existing (DnsFacts *facts, const char *name)
{
  for (const char *at = name; at != NULL; at = dns_name_parent (at))
    {
      Row *row = row_make (facts, at, OF_NAME);
      if (row->exists)
        return;
      row->exists = true;
      facts->octets += at == name ? 0 : ROW_OCTETS;
    }
}

/* The data of a record as they are kept; what a link leads to is asked for, so it is spelled
 * as a name is.  False: it can be none. */
static bool
spell_data (DnsType type, Octets *data, char text[DNS_NAME_TEXT])
{
  if (type != DNS_CNAME)
    return true;
  g_autofree char *name = data->length > 0 ? g_strndup ((const char *) data->at, data->length) : g_strdup ("");
  if (!dns_name_spell (name, text))
    return false;
  *data = octets_of_string (text);
  return true;
}

bool
dns_facts_add_record (DnsFacts *facts, const char *name, DnsType type, const DnsRecord *record, unsigned line)
{
  char text[DNS_NAME_TEXT], target[DNS_NAME_TEXT];
  DnsRecord kept = *record;
  if (!dns_name_spell (name, text) || !spell_data (type, &kept.data, target)
      || !take_room (facts, RECORD_OCTETS + strlen (text) + kept.data.length))
    return false;
  Row *row = row_make (facts, text, (unsigned) type);
  if (row->set == NULL)
    {
      row->set = g_slice_new0 (RecordSet);
      row->set->records = g_array_sized_new (FALSE, FALSE, sizeof (DnsRecord), 1);
      row->set->line = line;
      mark_existing (facts, text);
    }
  g_clear_pointer (&row->set->answer, dns_answer_unref);
  if (kept.data.length > 0)
    kept.data.at = (const uint8_t *) g_string_chunk_insert_len (facts->chunk, (const char *) kept.data.at,
                                                                (gssize) kept.data.length);
  g_array_append_val (row->set->records, kept);
  return true;
}

bool
dns_facts_add_zone (DnsFacts *facts, const char *name, unsigned line)
{
  char text[DNS_NAME_TEXT];
  if (!dns_name_spell (name, text) || !take_room (facts, RECORD_OCTETS + strlen (text)))
    return false;
  mark_existing (facts, text);
  Row *row = row_make (facts, text, OF_NAME);
  facts->zones += !row->is_zone;
  row->is_zone = true;
  row->line = line;
  return true;
}

/* RFC 2181 §5: a set has each record once. */
static void
drop_doubled (GArray *records)
{
  if (records->len > EQUAL_RECORDS)
    return;
  for (guint i = 0; i < records->len; i++)
    for (guint k = records->len; k-- > i + 1;)
      {
        const DnsRecord *a = &g_array_index (records, DnsRecord, i), *b = &g_array_index (records, DnsRecord, k);
        if (a->preference == b->preference && octets_equal (a->data, b->data))
          g_array_remove_index (records, k);
      }
}

/* A fact of a zone file, always valid. */
static DnsAnswer *
make_fact (const char *name, DnsType type, DnsStatus status, unsigned line, const GArray *records)
{
  return dns_answer_new (&(DnsAnswer){
      .name = name,
      .type = type,
      .status = status,
      .records = records != NULL ? (const DnsRecord *) (const void *) records->data : NULL,
      .count = records != NULL ? records->len : 0,
      .source = DNS_FROM_FILE,
      .line = line,
      .from = INT64_MIN,
      .until = INT64_MAX,
  });
}

/* What zone files say of `owner`, as the answer to a question for `name`. */
static DnsAnswer *
find_set (DnsFacts *facts, const char *owner, const char *name, DnsType type)
{
  const Row *row = facts->chunk != NULL ? row_of (facts, owner, (unsigned) type) : NULL;
  if (row == NULL || row->set == NULL)
    return NULL;
  RecordSet *set = row->set;
  if (owner != name)
    return make_fact (name, type, DNS_FOUND, set->line, set->records);
  if (set->answer == NULL)
    {
      drop_doubled (set->records);
      set->answer = make_fact (name, type, DNS_FOUND, set->line, set->records);
    }
  return set->answer != NULL ? dns_answer_ref (set->answer) : NULL;
}

/* RFC 4592 §3.3: by the wildcard below the closest name above that exists. */
static DnsAnswer *
synthesize (DnsFacts *facts, const char *name, DnsType type, const char *encloser, unsigned line)
{
  char wildcard[DNS_NAME_TEXT + 2];
  g_snprintf (wildcard, sizeof wildcard, encloser[0] != '\0' ? "*.%s" : "*", encloser);
  DnsAnswer *answer = find_set (facts, wildcard, name, type);
  if (answer == NULL && type != DNS_CNAME)
    answer = find_set (facts, wildcard, name, DNS_CNAME);
  if (answer != NULL)
    return answer;
  const Row *row = row_of (facts, wildcard, OF_NAME);
  return make_fact (name, type, row != NULL && row->exists ? DNS_EMPTY : DNS_NO_NAME, line, NULL);
}

/* What a complete zone tells of a name by not having it. */
static DnsAnswer *
find_in_zone (DnsFacts *facts, const char *name, DnsType type)
{
  const char *encloser = NULL;
  const Row *top = NULL;
  for (const char *at = name; at != NULL && top == NULL; at = dns_name_parent (at))
    {
      const Row *row = row_of (facts, at, OF_NAME);
      if (row == NULL || !row->exists)
        continue;
      if (encloser == NULL)
        encloser = at;
      if (row->is_zone)
        top = row;
      else if (row_of (facts, at, DNS_NS) != NULL && row_of (facts, at, DNS_NS)->set != NULL)
        return NULL; /* delegated: another zone */
    }
  if (top == NULL)
    return NULL;
  if (encloser == name)
    return make_fact (name, type, DNS_EMPTY, top->line, NULL);
  return synthesize (facts, name, type, encloser, top->line);
}

/* --- finding ---------------------------------------------------------------------- */

typedef enum Fitness { FITS_NOT, FITS_RESOLVED, FITS_BEHIND, FITS_AHEAD, FITS } Fitness;

static Fitness
fitness (const DnsAnswer *answer, int64_t time)
{
  if (answer->source == DNS_FROM_RESOLVER)
    return FITS_RESOLVED;
  if (is_valid (answer, time))
    return FITS;
  if (answer->from > time)
    return (uint64_t) answer->from - (uint64_t) time <= ahead ? FITS_AHEAD : FITS_NOT;
  return (uint64_t) time - (uint64_t) answer->until <= behind ? FITS_BEHIND : FITS_NOT;
}

static bool
fits_better (const DnsAnswer *a, const DnsAnswer *b, int64_t time)
{
  if (b == NULL)
    return true;
  Fitness of_a = fitness (a, time), of_b = fitness (b, time);
  if (of_a != of_b)
    return of_a > of_b;
  return of_a == FITS_AHEAD ? a->from < b->from : a->from > b->from;
}

/* The best that was seen, of a failure or not. */
static const DnsAnswer *
best_of (const Row *row, int64_t time, bool failed, const DnsAnswer *best)
{
  for (const Version *version = row != NULL ? row->newest : NULL; version != NULL; version = version->older)
    if ((version->answer->status == DNS_FAILED) == failed && fitness (version->answer, time) != FITS_NOT
        && fits_better (version->answer, best, time))
      best = version->answer;
  return best;
}

/* A name above does not exist, so neither does this one (RFC 8020). */
static const DnsAnswer *
find_denial_above (const DnsFacts *facts, const char *name, int64_t time)
{
  for (const char *at = dns_name_parent (name); at != NULL && at[0] != '\0' && facts->denials > 0;
       at = dns_name_parent (at))
    {
      const DnsAnswer *denial = best_of (row_of (facts, at, OF_NAME), time, false, NULL);
      if (denial != NULL)
        return denial;
    }
  return NULL;
}

/* The answer as one to this question. */
static DnsAnswer *
answer_to (const DnsAnswer *answer, const char *name, DnsType type)
{
  if (answer == NULL)
    return NULL;
  if (answer->type == type && strcmp (answer->name, name) == 0)
    return dns_answer_ref (answer);
  DnsAnswer changed = *answer;
  changed.name = changed.canonical = name;
  changed.type = type;
  return dns_answer_new (&changed);
}

DnsAnswer *
dns_facts_find (DnsFacts *facts, const char *name, DnsType type, int64_t time)
{
  if (dns_facts_empty (facts))
    return NULL;
  Row *row = row_of (facts, name, (unsigned) type), *of_name = row_of (facts, name, OF_NAME);
  Row *link = type != DNS_CNAME ? row_of (facts, name, DNS_CNAME) : NULL;
  note_asked (facts, row);
  note_asked (facts, of_name);
  note_asked (facts, link);
  const DnsAnswer *seen = best_of (of_name, time, false, best_of (row, time, false, NULL));
  if (seen != NULL)
    return answer_to (seen, name, type);
  seen = best_of (link, time, false, NULL);
  if (seen != NULL && seen->status == DNS_FOUND)
    return dns_answer_ref (seen);
  DnsAnswer *answer = find_set (facts, name, name, type);
  if (answer == NULL && type != DNS_CNAME)
    answer = find_set (facts, name, name, DNS_CNAME);
  if (answer == NULL)
    answer = answer_to (find_denial_above (facts, name, time), name, type);
  if (answer == NULL && facts->zones > 0)
    answer = find_in_zone (facts, name, type);
  if (answer == NULL)
    answer = answer_to (best_of (row, time, true, NULL), name, type);
  return answer;
}

/* --- the store -------------------------------------------------------------------- */

DnsFacts *
dns_facts_new (const DnsLimits *limits, const uint8_t seed[SIPHASH_KEY_OCTETS])
{
  DnsFacts *facts = g_new0 (DnsFacts, 1);
  facts->limits = *limits;
  memcpy (facts->seed, seed, sizeof facts->seed);
  facts->rows = g_hash_table_new_full (row_hash, row_equal, NULL, row_free);
  return facts;
}

void
dns_facts_free (DnsFacts *facts)
{
  if (facts == NULL)
    return;
  g_hash_table_unref (facts->rows);
  if (facts->chunk != NULL)
    g_string_chunk_free (facts->chunk);
  g_free (facts);
}

bool
dns_facts_empty (const DnsFacts *facts)
{
  return facts == NULL || g_hash_table_size (facts->rows) == 0;
}

const DnsCounters *
dns_facts_counters (const DnsFacts *facts)
{
  return &facts->counters;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of what was remembered, one a kind.
 *
 * Hides: the hash tables, and who is forgotten first.  A table has two queues, of
 * keys asked for once and of keys asked for again, each with the longest untouched
 * in front.  At most half of the room is for the latter, else those of long ago
 * would stay for ever.
 *
 * Limits: HistoryLimits.hosts of each kind; HISTORY_KEY_PARTS of a key, of
 * PART_OCTETS each that count.
 *
 * Does not: forget by time; whoever remembers a window keeps its times. */
#include "config.h"

#include "history.h"

#include "session-facts.h"

enum { PART_OCTETS = 256, HOSTS = 8192 };

typedef struct Entry {
  HistoryKey key;
  GList link; /* in one of the queues */
  bool again;
  union {
    max_align_t aligned;
    uint8_t remembered[1];
  };
} Entry;

typedef struct Table {
  const HistoryKind *kind;
  GHashTable *entries; /* of Entry *, which is key and value */
  GQueue once, again;
} Table;

struct History {
  HistoryLimits limits;
  uint8_t seed[SIPHASH_KEY_OCTETS];
  GPtrArray *tables; /* of Table *, a row a kind that was asked for */
  uint64_t forgotten;
};

void
history_limits_init (HistoryLimits *limits)
{
  limits->hosts = HOSTS;
}

/* --- tables ----------------------------------------------------------------------- */

static guint
entry_hash (gconstpointer entry)
{
  return (guint) ((const Entry *) entry)->key.word[0];
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (&((const Entry *) a)->key, &((const Entry *) b)->key, sizeof (HistoryKey)) == 0;
}

static size_t
entry_size (const HistoryKind *kind)
{
  return MAX (offsetof (Entry, remembered) + kind->size, sizeof (Entry));
}

static void
forget (Table *table, Entry *entry)
{
  g_queue_unlink (entry->again ? &table->again : &table->once, &entry->link);
  g_hash_table_remove (table->entries, entry);
  if (table->kind->clear != NULL)
    table->kind->clear (entry->remembered);
  g_slice_free1 (entry_size (table->kind), entry);
}

static void
table_free (gpointer pointer)
{
  Table *table = pointer;
  while (table->once.head != NULL)
    forget (table, table->once.head->data);
  while (table->again.head != NULL)
    forget (table, table->again.head->data);
  g_hash_table_unref (table->entries);
  g_free (table);
}

static Table *
table_of (History *history, const HistoryKind *kind)
{
  for (guint i = 0; i < history->tables->len; i++)
    {
      Table *table = g_ptr_array_index (history->tables, i);
      if (table->kind == kind)
        return table;
    }
  Table *table = g_new0 (Table, 1);
  table->kind = kind;
  table->entries = g_hash_table_new (entry_hash, entry_equal);
  g_ptr_array_add (history->tables, table);
  return table;
}

static void
make_room (History *history, Table *table)
{
  while (table->entries != NULL && g_hash_table_size (table->entries) >= history->limits.hosts)
    {
      GQueue *queue = table->once.head != NULL ? &table->once : &table->again;
      forget (table, queue->head->data);
      history->forgotten++;
    }
}

/* Moves an entry to the end of those that were asked for again. */
static void
touch (History *history, Table *table, Entry *entry)
{
  g_queue_unlink (entry->again ? &table->again : &table->once, &entry->link);
  entry->again = true;
  g_queue_push_tail_link (&table->again, &entry->link);
  if (table->again.length <= MAX (history->limits.hosts / 2, 1))
    return;
  Entry *oldest = table->again.head->data;
  g_queue_unlink (&table->again, &oldest->link);
  oldest->again = false;
  g_queue_push_tail_link (&table->once, &oldest->link);
}

bool
history_holds (History *history, const HistoryKind *kind)
{
  return g_hash_table_size (table_of (history, kind)->entries) > 0;
}

gpointer
history_recall (History *history, const HistoryKind *kind, HistoryKey key)
{
  Table *table = table_of (history, kind);
  Entry wanted = { .key = key };
  Entry *entry = g_hash_table_lookup (table->entries, &wanted);
  if (entry == NULL)
    return NULL;
  touch (history, table, entry);
  return entry->remembered;
}

gpointer
history_remember (History *history, const HistoryKind *kind, HistoryKey key)
{
  gpointer remembered = history_recall (history, kind, key);
  if (remembered != NULL)
    return remembered;
  Table *table = table_of (history, kind);
  make_room (history, table);
  Entry *entry = g_slice_alloc0 (entry_size (kind));
  entry->key = key;
  entry->link.data = entry;
  g_hash_table_add (table->entries, entry);
  g_queue_push_tail_link (&table->once, &entry->link);
  return entry->remembered;
}

History *
history_new (const HistoryLimits *limits, const uint8_t seed[SIPHASH_KEY_OCTETS])
{
  History *history = g_new0 (History, 1);
  history->limits = *limits;
  history->limits.hosts = MAX (history->limits.hosts, 1);
  memcpy (history->seed, seed, sizeof history->seed);
  history->tables = g_ptr_array_new_with_free_func (table_free);
  return history;
}

void
history_free (History *history)
{
  if (history == NULL)
    return;
  g_ptr_array_unref (history->tables);
  g_free (history);
}

uint64_t
history_forgotten (const History *history)
{
  return history->forgotten;
}

/* --- keys ------------------------------------------------------------------------- */

HistoryKey
history_key (const History *history, const Octets *parts, size_t count)
{
  uint8_t text[HISTORY_KEY_PARTS * (PART_OCTETS + 2)];
  size_t used = 0;
  g_assert (count <= HISTORY_KEY_PARTS);
  for (size_t i = 0; i < count; i++)
    {
      Octets part = octets_slice (parts[i], 0, PART_OCTETS);
      text[used++] = (uint8_t) (part.length >> 8);
      text[used++] = (uint8_t) part.length;
      if (part.length > 0)
        memcpy (text + used, part.at, part.length);
      used += part.length;
    }
  return siphash (history->seed, octets_of (text, used));
}

static Octets
address_of (const SmtpSession *session, Side side)
{
  const Flow *flow = &session->flow;
  return octets_of (flow->side[session_flow_side (session, side)].ip, flow->ip_version == 4 ? 4 : 16);
}

/* The part of a server's key behind its address. */
static Octets
place_of (const SmtpSession *session, uint8_t place[2 + 2 * FLOW_VLANS_MAX])
{
  const Flow *flow = &session->flow;
  const Endpoint *server = &flow->side[session_flow_side (session, SIDE_SERVER)];
  size_t used = sizeof server->port;
  memcpy (place, &server->port, used);
  if (flow_ip_is_private (server->ip, flow->ip_version))
    {
      memcpy (place + used, flow->vlan, flow->vlans * sizeof flow->vlan[0]);
      used += flow->vlans * sizeof flow->vlan[0];
    }
  return octets_of (place, used);
}

HistoryKey
history_key_server (const History *history, const SmtpSession *session)
{
  uint8_t place[2 + 2 * FLOW_VLANS_MAX];
  const Octets parts[] = { address_of (session, SIDE_SERVER), place_of (session, place) };
  return history_key (history, parts, G_N_ELEMENTS (parts));
}

HistoryKey
history_key_client (const History *history, const SmtpSession *session)
{
  const Octets part = address_of (session, SIDE_CLIENT);
  return history_key (history, &part, 1);
}

HistoryKey
history_key_pair (const History *history, const SmtpSession *session)
{
  uint8_t place[2 + 2 * FLOW_VLANS_MAX];
  const Octets parts[]
      = { address_of (session, SIDE_CLIENT), address_of (session, SIDE_SERVER), place_of (session, place) };
  return history_key (history, parts, G_N_ELEMENTS (parts));
}

uint64_t
history_digest (const History *history, Octets octets, bool nocase)
{
  uint8_t folded[PART_OCTETS];
  if (nocase && octets.length <= sizeof folded)
    {
      for (size_t i = 0; i < octets.length; i++)
        folded[i] = (uint8_t) g_ascii_tolower (octets.at[i]);
      octets.at = folded;
    }
  return siphash (history->seed, octets).word[0];
}

/* --- where it was seen -------------------------------------------------------------- */

void
sight_take (Sight *sight, const SmtpSession *session, Side side, Origin origin, Octets text)
{
  text = octets_slice (text, 0, SIGHT_OCTETS);
  if (!octets_equal (text, sight->text)) /* servers say the same again and again */
    {
      g_free ((gpointer) sight->text.at);
      sight->text = octets_of (g_memdup2 (text.at, text.length), text.length);
    }
  sight->session = session->id;
  sight->origin = origin;
  sight->side = side;
}

void
sight_translate (Sight *sight, const char *local)
{
  g_free (sight->local);
  sight->local = g_strndup (local, SIGHT_OCTETS);
}

void
sight_clear (Sight *sight)
{
  g_free (sight->local);
  g_free ((gpointer) sight->text.at);
  *sight = (Sight){ 0 };
}

void
finding_cite_sight (Finding *finding, SmtpSession *session, const Sight *sight)
{
  size_t before = finding->evidence_count;
  if (sight->local == NULL)
    finding_cite_octets (finding, sight->side, sight->origin, arena_copy (session->arena, sight->text));
  else
    {
      g_autofree char *english = g_strndup ((const char *) sight->text.at, sight->text.length);
      finding_cite_told (finding, sight->side, sight->origin, english, sight->local);
    }
  if (finding->evidence_count > before && sight->session != session->id)
    finding->evidence[before].session = sight->session;
}

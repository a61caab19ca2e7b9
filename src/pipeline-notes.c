/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two tables under keyed hashes: connections with comments, addresses with names.  Both
 * are empty for most captures, and a session then costs two looks at a length.
 *
 * Comments on packets that carry no TCP segment, and on fragments but the last of a
 * datagram, find no session. */
#include "config.h"

#include "pipeline-notes.h"

#include "keyed-hash.h"
#include "packet-notes.h"

#include "../dissect/session-notes.h"

#include <string.h>

enum { NAMES_OF_ADDRESS = 8 };

/* Both ends of a connection in one order; of an address, only low_ip. */
typedef struct NoteKey {
  uint64_t hash;
  uint8_t low_ip[16], high_ip[16];
  uint16_t low_port, high_port;
  uint32_t ip_version;
} NoteKey;

/* The comments of one connection, or the names of one address. */
typedef struct NoteEntry {
  NoteKey key; /* first: it is the table's key */
  GList link;  /* by age; of connections */
  GPtrArray *comments;
  uint64_t octets;
  GPtrArray *names;
} NoteEntry;

struct PipelineNotes {
  NotesLimits limits;
  HashKey hash_key;
  GHashTable *connections; /* of NoteEntry, by itself */
  GHashTable *addresses;
  GQueue ages; /* of connections */
  uint64_t octets, names;
  uint64_t comments_hit, names_hit;
};

void
notes_limits_init (NotesLimits *limits)
{
  *limits = (NotesLimits){ .comment_octets = 4 * 1024 * 1024, .names = 20000 };
}

static guint
hash_of (gconstpointer pointer)
{
  return (guint) ((const NoteKey *) pointer)->hash;
}

static gboolean
same (gconstpointer left, gconstpointer right)
{
  return memcmp (left, right, sizeof (NoteKey)) == 0;
}

static void
free_entry (gpointer pointer)
{
  NoteEntry *entry = pointer;
  g_clear_pointer (&entry->comments, g_ptr_array_unref);
  g_clear_pointer (&entry->names, g_ptr_array_unref);
  g_free (entry);
}

PipelineNotes *
pipeline_notes_new (const NotesLimits *limits)
{
  PipelineNotes *notes = g_new0 (PipelineNotes, 1);
  notes->limits = *limits;
  hash_key_init (&notes->hash_key);
  notes->connections = g_hash_table_new_full (hash_of, same, free_entry, NULL);
  notes->addresses = g_hash_table_new_full (hash_of, same, free_entry, NULL);
  g_queue_init (&notes->ages);
  return notes;
}

void
pipeline_notes_free (PipelineNotes *notes)
{
  if (notes == NULL)
    return;
  g_hash_table_unref (notes->connections);
  g_hash_table_unref (notes->addresses);
  g_free (notes);
}

static void
seal (const PipelineNotes *notes, NoteKey *key)
{
  key->hash = keyed_hash (&notes->hash_key, key->low_ip, sizeof *key - offsetof (NoteKey, low_ip));
}

static NoteKey
connection_key (const PipelineNotes *notes, unsigned ip_version, const uint8_t *ip, uint16_t port,
                const uint8_t *other_ip, uint16_t other_port)
{
  NoteKey key;
  memset (&key, 0, sizeof key);
  size_t length = ip_version == 6 ? 16 : 4;
  int order = memcmp (ip, other_ip, length);
  bool low = order < 0 || (order == 0 && port <= other_port);
  memcpy (key.low_ip, low ? ip : other_ip, length);
  memcpy (key.high_ip, low ? other_ip : ip, length);
  key.low_port = low ? port : other_port;
  key.high_port = low ? other_port : port;
  key.ip_version = ip_version;
  seal (notes, &key);
  return key;
}

static NoteKey
address_key (const PipelineNotes *notes, unsigned ip_version, const uint8_t *ip)
{
  NoteKey key;
  memset (&key, 0, sizeof key);
  memcpy (key.low_ip, ip, ip_version == 6 ? 16 : 4);
  key.ip_version = ip_version;
  seal (notes, &key);
  return key;
}

static NoteEntry *
find (GHashTable *table, const NoteKey *key)
{
  return g_hash_table_size (table) > 0 ? g_hash_table_lookup (table, key) : NULL;
}

static NoteEntry *
add_entry (GHashTable *table, const NoteKey *key)
{
  NoteEntry *entry = g_new0 (NoteEntry, 1);
  entry->key = *key;
  entry->link.data = entry;
  g_hash_table_add (table, entry);
  return entry;
}

/* Comments */

static void
free_comment (gpointer pointer)
{
  SessionComment *comment = pointer;
  g_free (comment->text);
  g_free (comment);
}

static uint64_t
cost_of (const char *text)
{
  return sizeof (SessionComment) + strlen (text) + 1;
}

static void
forget (PipelineNotes *notes, NoteEntry *entry)
{
  g_queue_unlink (&notes->ages, &entry->link);
  notes->octets -= entry->octets;
  g_hash_table_remove (notes->connections, &entry->key);
}

void
pipeline_notes_comments (PipelineNotes *notes, const TcpSegment *segment)
{
  const PacketNotes *said = segment->packet->notes;
  if (said == NULL || said->count == 0)
    return;
  NoteKey key = connection_key (notes, segment->ip_version, segment->source, segment->source_port, segment->destination,
                                segment->destination_port);
  NoteEntry *entry = find (notes->connections, &key);
  if (entry == NULL)
    {
      entry = add_entry (notes->connections, &key);
      entry->comments = g_ptr_array_new_with_free_func (free_comment);
      entry->octets = sizeof *entry;
      notes->octets += sizeof *entry;
      g_queue_push_tail_link (&notes->ages, &entry->link);
    }
  for (unsigned i = 0; i < said->count; i++)
    {
      SessionComment *comment = g_new (SessionComment, 1);
      *comment = (SessionComment){
        .origin = { .packet = segment->packet->number, .time = segment->packet->time, .file = segment->packet->file },
        .text = g_strdup (said->comment[i]),
      };
      g_ptr_array_add (entry->comments, comment);
      entry->octets += cost_of (comment->text);
      notes->octets += cost_of (comment->text);
    }
  while (notes->octets > notes->limits.comment_octets)
    {
      forget (notes, notes->ages.head->data);
      notes->comments_hit++;
    }
}

static bool
is_before (const Origin *first, const Origin *second)
{
  return first->file != second->file ? first->file < second->file : first->packet < second->packet;
}

/* What is of another connection between the same ports stays. */
static void
take_comments (PipelineNotes *notes, NoteEntry *entry, SmtpSession *session)
{
  const SessionTraffic *traffic = &session->traffic;
  for (guint i = 0; i < entry->comments->len;)
    {
      SessionComment *comment = entry->comments->pdata[i];
      if (is_before (&comment->origin, &traffic->first) || is_before (&traffic->last, &comment->origin))
        {
          i++;
          continue;
        }
      notes->octets -= cost_of (comment->text);
      entry->octets -= cost_of (comment->text);
      session_notes_comment (session->notes, &comment->origin, g_steal_pointer (&comment->text));
      g_ptr_array_remove_index (entry->comments, i);
    }
  if (entry->comments->len == 0)
    forget (notes, entry);
}

/* Names */

void
pipeline_notes_name (PipelineNotes *notes, const uint8_t *ip, unsigned ip_version, const char *name)
{
  NoteKey key = address_key (notes, ip_version, ip);
  NoteEntry *entry = find (notes->addresses, &key);
  for (guint i = 0; entry != NULL && i < entry->names->len; i++)
    if (strcmp (entry->names->pdata[i], name) == 0)
      return;
  if (notes->names >= notes->limits.names || (entry != NULL && entry->names->len >= NAMES_OF_ADDRESS))
    {
      notes->names_hit++;
      return;
    }
  if (entry == NULL)
    {
      entry = add_entry (notes->addresses, &key);
      entry->names = g_ptr_array_new_with_free_func (g_free);
    }
  g_ptr_array_add (entry->names, g_strdup (name));
  notes->names++;
}

static void
take_names (const NoteEntry *entry, GPtrArray *names)
{
  for (guint i = 0; i < entry->names->len; i++)
    g_ptr_array_add (names, g_strdup (entry->names->pdata[i]));
}

void
pipeline_notes_attach (PipelineNotes *notes, SmtpSession *session, const char *interface)
{
  const Flow *flow = &session->flow;
  NoteEntry *comments = NULL, *names[2] = { NULL, NULL };
  if (g_hash_table_size (notes->connections) > 0)
    {
      NoteKey key = connection_key (notes, flow->ip_version, flow->side[0].ip, flow->side[0].port, flow->side[1].ip,
                                    flow->side[1].port);
      comments = find (notes->connections, &key);
    }
  for (unsigned side = 0; side < 2 && g_hash_table_size (notes->addresses) > 0; side++)
    {
      NoteKey key = address_key (notes, flow->ip_version, flow->side[side].ip);
      names[side] = find (notes->addresses, &key);
    }
  if (comments == NULL && names[0] == NULL && names[1] == NULL && interface == NULL)
    return;
  session->notes = session_notes_new ();
  session->notes->interface = g_strdup (interface);
  if (comments != NULL)
    take_comments (notes, comments, session);
  for (unsigned side = 0; side < 2; side++)
    if (names[side] != NULL)
      take_names (names[side], session->notes->names[side]);
}

uint64_t
pipeline_notes_comments_hit (const PipelineNotes *notes)
{
  return notes->comments_hit;
}

uint64_t
pipeline_notes_names_hit (const PipelineNotes *notes)
{
  return notes->names_hit;
}

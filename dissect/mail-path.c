/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows mails from session to session.
 *
 * Hides: what is kept of a mail to know it again, which hop came before which, and which
 * Received field tells of which hop.
 *
 * A server writes its field above those that it got.  So the field that tells of a hop
 * seen stands right above those which that hop had, as long as these are still there.
 *
 * Limits: MailPathLimits.hops; HOPS_MAX of one mail, CLAIMS_MAX Received fields shown,
 * CLOSED_MAX sessions inside TLS; see mail-trace for what is kept of a hop.
 *
 * Does not: judge whether the fields tell the truth (see check-received). */
#include "config.h"

#include "mail-path.h"

#include "mail-trace.h"
#include "session-facts.h"
#include "time-difference.h"

#define SECOND INT64_C (1000000000)
#define CLOSED_SLACK (300 * SECOND) /* a server's clock against that of the capture */

enum { HOPS_STANDARD = 16384, HOPS_MAX = 16, CLAIMS_MAX = 32, CLOSED_MAX = 256 };

/* All hops of mails with one Message-ID. */
typedef struct SeenMail {
  SipHash key;
  GList link; /* in the queue by age */
  size_t count;
  MailTrace *hops[HOPS_MAX];
} SeenMail;

struct MailPaths {
  MailPathLimits limits;
  uint8_t seed[SIPHASH_KEY_OCTETS];
  GHashTable *mails; /* of SeenMail *, which is key and value */
  GQueue ages;       /* of SeenMail *, the longest untouched in front */
  uint64_t hops, forgotten;
  MailTrace *closed[CLOSED_MAX]; /* a ring: sessions that stayed closed */
  size_t closed_next;
};

void
mail_path_limits_init (MailPathLimits *limits)
{
  limits->hops = HOPS_STANDARD;
}

static guint
mail_hash (gconstpointer mail)
{
  return (guint) ((const SeenMail *) mail)->key.word[0];
}

static gboolean
mail_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (&((const SeenMail *) a)->key, &((const SeenMail *) b)->key, sizeof (SipHash)) == 0;
}

MailPaths *
mail_paths_new (const MailPathLimits *limits, const uint8_t seed[SIPHASH_KEY_OCTETS])
{
  MailPaths *paths = g_new0 (MailPaths, 1);
  paths->limits = *limits;
  memcpy (paths->seed, seed, SIPHASH_KEY_OCTETS);
  paths->mails = g_hash_table_new (mail_hash, mail_equal);
  return paths;
}

static void
forget_mail (MailPaths *paths, SeenMail *mail)
{
  g_queue_unlink (&paths->ages, &mail->link);
  g_hash_table_remove (paths->mails, mail);
  for (size_t i = 0; i < mail->count; i++)
    mail_trace_free (mail->hops[i]);
  paths->hops -= mail->count;
  g_slice_free (SeenMail, mail);
}

void
mail_paths_free (MailPaths *paths)
{
  if (paths == NULL)
    return;
  while (paths->ages.head != NULL)
    forget_mail (paths, paths->ages.head->data);
  for (size_t i = 0; i < CLOSED_MAX; i++)
    mail_trace_free (paths->closed[i]);
  g_hash_table_unref (paths->mails);
  g_free (paths);
}

uint64_t
mail_paths_forgotten (const MailPaths *paths)
{
  return paths->forgotten;
}

/* --- remembering ------------------------------------------------------------------ */

static SeenMail *
mail_of (MailPaths *paths, const char *message_id)
{
  SeenMail wanted = { .key = siphash (paths->seed, octets_trim (octets_of_string (message_id))) };
  SeenMail *mail = g_hash_table_lookup (paths->mails, &wanted);
  if (mail == NULL)
    {
      mail = g_slice_new0 (SeenMail);
      mail->key = wanted.key;
      mail->link.data = mail;
      g_hash_table_add (paths->mails, mail);
    }
  else
    g_queue_unlink (&paths->ages, &mail->link);
  g_queue_push_tail_link (&paths->ages, &mail->link);
  return mail;
}

static const MailTrace *
recall (const SeenMail *mail, uint64_t session, unsigned transaction)
{
  for (size_t i = 0; i < mail->count; i++)
    if (mail->hops[i]->session == session && mail->hops[i]->transaction == transaction)
      return mail->hops[i];
  return NULL;
}

/* Room for one hop more: the oldest mails go, and the oldest hop of this one. */
static void
make_room (MailPaths *paths, SeenMail *mail)
{
  if (mail->count == HOPS_MAX)
    {
      mail_trace_free (mail->hops[0]);
      memmove (mail->hops, mail->hops + 1, (HOPS_MAX - 1) * sizeof mail->hops[0]);
      mail->count--;
      paths->hops--;
      paths->forgotten++;
    }
  while (paths->hops >= paths->limits.hops && paths->ages.head->data != mail)
    {
      SeenMail *oldest = paths->ages.head->data;
      paths->forgotten += oldest->count;
      forget_mail (paths, oldest);
    }
}

static const MailTrace *
remember (MailPaths *paths, SeenMail *mail, const SmtpSession *session, const SmtpTransaction *transaction)
{
  const MailTrace *known = recall (mail, session->id, transaction->number);
  if (known != NULL)
    return known;
  make_room (paths, mail);
  mail->hops[mail->count] = mail_trace_new (paths->seed, session, transaction);
  paths->hops++;
  return mail->hops[mail->count++];
}

/* --- which hop came before which --------------------------------------------------- */

static bool
is_earlier (const MailTrace *a, const MailTrace *b)
{
  if (a->origin.time != b->origin.time)
    return a->origin.time < b->origin.time;
  return a->session != b->session ? a->session < b->session : a->transaction < b->transaction;
}

static bool
name_is (const char *name, const char *other)
{
  return name[0] != '\0' && other != NULL && g_ascii_strcasecmp (name, other) == 0;
}

/* How much says that `after` is the next hop of the mail behind `before`; 0: nothing. */
static unsigned
closeness (const MailTrace *before, const MailTrace *after)
{
  if (!is_earlier (before, after) || !mail_trace_same (before, after))
    return 0;
  bool longer = before->received < after->received;
  if (before->ip_version == after->ip_version && memcmp (before->server_ip, after->client_ip, 16) == 0)
    return 3;
  if ((name_is (before->server, after->client) && longer) || mail_trace_tells_of (after, before))
    return 2;
  return longer && before->received > 0 && mail_trace_holds (after, before) ? 1 : 0;
}

static const MailTrace *
previous_of (const SeenMail *mail, const MailTrace *hop)
{
  const MailTrace *best = NULL;
  unsigned most = 0;
  for (size_t i = 0; i < mail->count; i++)
    {
      unsigned close = closeness (mail->hops[i], hop);
      if (close > most || (close > 0 && close == most && is_earlier (best, mail->hops[i])))
        {
          best = mail->hops[i];
          most = close;
        }
    }
  return best;
}

/* --- the path ---------------------------------------------------------------------- */

/* What a path is put together from. */
typedef struct Builder {
  MailPaths *paths;
  SeenMail *mail;
  SmtpSession *session;
  SmtpTransaction *transaction;
  const MailTrace *hop; /* this transaction's */
  const MailTrace *before[HOPS_MAX], *after[HOPS_MAX];
  size_t befores, afters;
  PathHop hops[CLAIMS_MAX + CLAIMS_MAX + HOPS_MAX + HOPS_MAX + 1];
  size_t count;
} Builder;

static const char *
keep (Builder *builder, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return NULL;
  return (const char *) arena_copy (builder->session->arena, octets_of_string (text)).at;
}

static const HopChange *
change_between (Builder *builder, const MailTrace *before, const MailTrace *after)
{
  HopChange change = { .delay = time_difference (after->origin.time, before->origin.time) };
  mail_trace_compare (before, after, &change);
  const char **const lists[] = { change.added, change.removed, change.changed };
  for (size_t k = 0; k < G_N_ELEMENTS (lists); k++)
    for (size_t i = 0; i < PATH_NAMES_MAX && lists[k][i] != NULL; i++)
      lists[k][i] = keep (builder, lists[k][i]);
  HopChange *kept = arena_new0 (builder->session->arena, HopChange);
  *kept = change;
  return kept;
}

static PathHop *
add_seen (Builder *builder, const MailTrace *trace, int received)
{
  PathHop *hop = &builder->hops[builder->count++];
  *hop = (PathHop){
    .seen = true,
    .current = trace == builder->hop,
    .client = keep (builder, trace->client),
    .server = keep (builder, trace->server),
    .client_version = trace->ip_version,
    .server_version = trace->ip_version,
    .cover = trace->cover,
    .tls_version = keep (builder, trace->tls_version),
    .received = received,
    .has_time = true,
    .time = trace->origin.time,
    .session = trace->session,
    .transaction = trace->transaction,
    .origin = trace->origin,
  };
  memcpy (hop->client_ip, trace->client_ip, sizeof hop->client_ip);
  memcpy (hop->server_ip, trace->server_ip, sizeof hop->server_ip);
  const MailTrace *before = trace->transaction != 0 ? previous_of (builder->mail, trace) : NULL;
  if (before != NULL)
    {
      hop->previous = before->session;
      hop->change = change_between (builder, before, trace);
    }
  return hop;
}

static void
add_claim (Builder *builder, const ReceivedField *received, int number)
{
  static const HopCover covers[] = {
    [RECEIVED_TLS_UNTOLD] = HOP_UNTOLD,
    [RECEIVED_TLS_NO] = HOP_CLEAR,
    [RECEIVED_TLS_YES] = HOP_TLS,
  };
  if (received->from == NULL && received->by == NULL && received->ip_version == 0)
    return;
  PathHop *hop = &builder->hops[builder->count++];
  *hop = (PathHop){
    .client = keep (builder, received_field_client (received)),
    .server = keep (builder, received->by),
    .client_version = received->ip_version,
    .server_version = received->by_version,
    .cover = covers[received->tls],
    .tls_version = keep (builder, received->tls_version),
    .protocol = keep (builder, received->with),
    .received = number,
    .has_time = received->has_time,
    .time = received->time,
  };
  memcpy (hop->client_ip, received->ip, sizeof hop->client_ip);
  memcpy (hop->server_ip, received->by_ip, sizeof hop->server_ip);
}

/* The hops behind this one, back to the first that was seen. */
static void
find_before (Builder *builder)
{
  for (const MailTrace *at = builder->hop;
       builder->befores < HOPS_MAX && (at = previous_of (builder->mail, at)) != NULL;)
    builder->before[builder->befores++] = at;
}

static bool
comes_from (const Builder *builder, const MailTrace *trace)
{
  unsigned steps = 0;
  while (trace != NULL && trace != builder->hop && steps++ < HOPS_MAX)
    trace = previous_of (builder->mail, trace);
  return trace != NULL && trace == builder->hop;
}

/* Those that came after it, where sessions ended in another order; by time. */
static void
find_after (Builder *builder)
{
  for (size_t i = 0; i < builder->mail->count; i++)
    {
      const MailTrace *trace = builder->mail->hops[i];
      if (trace == builder->hop || !comes_from (builder, trace))
        continue;
      size_t place = builder->afters++;
      for (; place > 0 && is_earlier (trace, builder->after[place - 1]); place--)
        builder->after[place] = builder->after[place - 1];
      builder->after[place] = trace;
    }
}

/* The hop before this one that the Received field tells of; NULL: none seen. */
static const MailTrace *
seen_of_field (const Builder *builder, guint number)
{
  guint count = builder->transaction->message->received->len;
  for (size_t i = 0; i < builder->befores; i++)
    if (builder->before[i]->received + number + 1 == count && mail_trace_holds (builder->hop, builder->before[i]))
      return builder->before[i];
  return NULL;
}

/* Whether a session inside TLS is the one of which a field tells. */
static bool
fits (const MailTrace *closed, const ReceivedField *received)
{
  return received->tls != RECEIVED_TLS_NO && received->has_time && received->ip_version == closed->ip_version
         && memcmp (received->ip, closed->client_ip, 16) == 0 && name_is (closed->server, received->by)
         && received->time >= closed->origin.time - CLOSED_SLACK && received->time <= closed->end + CLOSED_SLACK;
}

static const MailTrace *
closed_of_field (const MailPaths *paths, const ReceivedField *received)
{
  const MailTrace *found = NULL;
  for (size_t i = 0; i < CLOSED_MAX && paths->closed[i] != NULL; i++)
    if (fits (paths->closed[i], received))
      {
        if (found != NULL)
          return NULL; /* which of them, nobody can tell */
        found = paths->closed[i];
      }
  return found;
}

static void
add_fields (Builder *builder)
{
  const GPtrArray *received = builder->transaction->message->received;
  guint shown = MIN (received->len, CLAIMS_MAX);
  for (guint number = shown; number-- > 0;)
    {
      const ReceivedField *field = g_ptr_array_index (received, number);
      const MailTrace *seen = seen_of_field (builder, number);
      if (seen == NULL)
        seen = closed_of_field (builder->paths, field);
      if (seen != NULL)
        add_seen (builder, seen, (int) number);
      else
        add_claim (builder, field, (int) number);
    }
}

static bool
is_added (const Builder *builder, const MailTrace *trace)
{
  for (size_t i = 0; i < builder->count; i++)
    if (builder->hops[i].seen && builder->hops[i].session == trace->session
        && builder->hops[i].transaction == trace->transaction)
      return true;
  return false;
}

static uint64_t
reused_in (const Builder *builder)
{
  for (size_t i = 0; i < builder->mail->count; i++)
    if (builder->mail->hops[i] != builder->hop && !mail_trace_same (builder->mail->hops[i], builder->hop))
      return builder->mail->hops[i]->session;
  return 0;
}

static void
build (Builder *builder)
{
  find_before (builder);
  find_after (builder);
  add_fields (builder);
  for (size_t i = builder->befores; i-- > 0;)
    if (!is_added (builder, builder->before[i]))
      add_seen (builder, builder->before[i], -1);
  add_seen (builder, builder->hop, -1);
  for (size_t i = 0; i < builder->afters; i++)
    add_seen (builder, builder->after[i], -1);

  uint64_t reused = reused_in (builder);
  if (builder->count < 2 && reused == 0)
    return;
  Arena *arena = builder->session->arena;
  PathHop *hops = arena_alloc (arena, builder->count * sizeof (PathHop));
  memcpy (hops, builder->hops, builder->count * sizeof (PathHop));
  MailPath *path = arena_new0 (arena, MailPath);
  guint fields = builder->transaction->message->received->len;
  *path = (MailPath){ builder->count, hops, fields > CLAIMS_MAX ? fields - CLAIMS_MAX : 0, reused };
  builder->transaction->path = path;
}

/* --- following --------------------------------------------------------------------- */

static void
show (MailPaths *paths, SeenMail *mail, const MailTrace *hop, SmtpSession *session, SmtpTransaction *transaction)
{
  Builder builder = { .paths = paths, .mail = mail, .session = session, .transaction = transaction, .hop = hop };
  build (&builder);
}

static void
follow_mail (MailPaths *paths, SmtpSession *session, SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  bool told = message->received->len > 0;
  if (message->message_id != NULL)
    {
      SeenMail *mail = mail_of (paths, message->message_id);
      const MailTrace *hop = remember (paths, mail, session, transaction);
      if (told || mail->count > 1)
        show (paths, mail, hop, session, transaction);
    }
  else if (told)
    {
      MailTrace *hop = mail_trace_new (paths->seed, session, transaction);
      SeenMail alone = { .count = 1, .hops = { hop } };
      show (paths, &alone, hop, session, transaction);
      mail_trace_free (hop);
    }
}

static void
remember_closed (MailPaths *paths, const SmtpSession *session)
{
  for (size_t i = 0; i < CLOSED_MAX && paths->closed[i] != NULL; i++)
    if (paths->closed[i]->session == session->id)
      return;
  MailTrace **place = &paths->closed[paths->closed_next++ % CLOSED_MAX];
  mail_trace_free (*place);
  *place = mail_trace_new (paths->seed, session, NULL);
}

void
mail_paths_follow (MailPaths *paths, SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL && transaction->message_done)
        follow_mail (paths, session, transaction);
    }
  if (session->tls != TLS_NONE && !session->decrypted)
    remember_closed (paths, session);
}

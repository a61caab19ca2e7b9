/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The open questions, and what becomes of answers.
 *
 * Limits: as many questions as the user said, answered ones go first; QUESTION_SECONDS of the
 * packets' time for an answer, for after that nobody waits; EARLY answers that stood in
 * the capture in front of their question.
 *
 * Does not: judge whether a server may speak for a name.  Who asked it believed it. */
#include "config.h"

#include "dns-watch.h"

#include "dns-message.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
/* Packets of one host come out of its queues in another order by this much. */
#define EARLY_SLACK (SECOND / 20)

enum { QUESTION_SECONDS = 60, EARLY = 32 };

typedef struct Question {
  SipHash key;
  int64_t time;
  bool answered;
  SipHash answer; /* of the octets of the first answer */
  GList link;
} Question;

/* An answer that nobody asked for so far.  Captures have packets in the wrong order: where
 * they are made of several, the question comes later, but with an earlier time; where a
 * network card has several queues, a little later.  Then the answer may also be one that was
 * forged in advance, so that another one to the same question goes before it. */
typedef struct Early {
  SipHash key;
  DnsAnswer *answer; /* NULL: none */
} Early;

struct DnsWatch {
  DnsFacts *facts;
  uint64_t limit;
  uint8_t seed[SIPHASH_KEY_OCTETS];
  GHashTable *questions; /* of Question *, key and value */
  GQueue order[2];       /* by answered, each the oldest first */
  Early early[EARLY];
  unsigned next_early;
  DnsWatchCounters counters;
};

/* Nobody waits any more. */
static bool
is_over (const Question *question, int64_t now)
{
  return now > question->time && (uint64_t) now - (uint64_t) question->time > (uint64_t) (QUESTION_SECONDS * SECOND);
}

static guint
question_hash (gconstpointer question)
{
  return (guint) ((const Question *) question)->key.word[0];
}

static gboolean
question_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (&((const Question *) a)->key, &((const Question *) b)->key, sizeof (SipHash)) == 0;
}

/* Of a question, or of the question of an answer: the same. */
static SipHash
key_of (const DnsWatch *watch, const DnsPath *path, const DnsMessage *message)
{
  uint8_t octets[64 + DNS_NAME_TEXT];
  size_t ip = path->ip_version == 4 ? 4 : 16, used = 0;
  bool back = message->response;
  const uint16_t numbers[] = { back ? path->destination_port : path->source_port,
                               back ? path->source_port : path->destination_port,
                               message->id,
                               (uint16_t) message->type,
                               (uint16_t) message->class,
                               path->tcp,
                               (uint16_t) path->ip_version };
  memcpy (octets, back ? path->destination : path->source, ip);
  memcpy (octets + ip, back ? path->source : path->destination, ip);
  used = 2 * ip;
  memcpy (octets + used, numbers, sizeof numbers);
  used += sizeof numbers;
  size_t name = strlen (message->name);
  memcpy (octets + used, message->name, name);
  return siphash (watch->seed, octets_of (octets, used + name));
}

static void
forget (DnsWatch *watch, Question *question)
{
  g_hash_table_remove (watch->questions, question);
  g_queue_unlink (&watch->order[question->answered], &question->link);
  g_slice_free (Question, question);
}

static void
set_answered (DnsWatch *watch, Question *question, bool answered)
{
  g_queue_unlink (&watch->order[question->answered], &question->link);
  question->answered = answered;
  g_queue_push_tail_link (&watch->order[answered], &question->link);
}

/* Full: one goes that nobody waits for; one that was answered, which only a second answer
 * misses; or the oldest. */
static void
give_way (DnsWatch *watch, int64_t now)
{
  GList *open = watch->order[false].head, *answered = watch->order[true].head;
  bool over = open != NULL && is_over (open->data, now);
  if (!over && answered == NULL)
    watch->counters.questions_hit++;
  forget (watch, over || answered == NULL ? open->data : answered->data);
}

static void
take_early (DnsWatch *watch, Question *question)
{
  for (unsigned i = 0; i < EARLY; i++)
    {
      Early *early = &watch->early[i];
      if (early->answer == NULL || memcmp (&early->key, &question->key, sizeof early->key) != 0
          || early->answer->from < question->time - EARLY_SLACK)
        continue;
      set_answered (watch, question, early->answer->from >= question->time);
      watch->counters.unasked--;
      watch->counters.believed++;
      dns_facts_add (watch->facts, early->answer);
      g_clear_pointer (&early->answer, dns_answer_unref);
      return;
    }
}

static void
open_question (DnsWatch *watch, const DnsPath *path, const DnsMessage *message, Origin origin)
{
  const Question wanted = { .key = key_of (watch, path, message) };
  Question *question = g_hash_table_lookup (watch->questions, &wanted);
  watch->counters.questions++;
  if (question != NULL) /* asked again */
    {
      set_answered (watch, question, question->answered && !is_over (question, origin.time));
      question->time = MAX (question->time, origin.time);
      return;
    }
  if (g_hash_table_size (watch->questions) >= watch->limit)
    give_way (watch, origin.time);
  question = g_slice_dup (Question, &wanted);
  question->time = origin.time;
  question->link.data = question;
  g_hash_table_add (watch->questions, question);
  g_queue_push_tail_link (&watch->order[false], &question->link);
  take_early (watch, question);
}

/* Nobody was seen to ask for it. */
static void
put_early (DnsWatch *watch, SipHash key, DnsAnswer *answer)
{
  watch->counters.unasked++;
  if (answer == NULL)
    return;
  Early *early = &watch->early[watch->next_early++ % EARLY];
  dns_answer_unref (early->answer);
  *early = (Early){ .key = key, .answer = dns_answer_ref (answer) };
}

static void
believe (DnsWatch *watch, Question *question, const DnsMessage *message, Octets octets, const DnsAnswer *answer)
{
  /* A truncated answer makes who asked it ask again by TCP (RFC 7766 §5). */
  SipHash digest = siphash (watch->seed, octets);
  if (question->answered)
    {
      watch->counters.second += memcmp (&digest, &question->answer, sizeof digest) != 0;
      return;
    }
  set_answered (watch, question, !message->truncated);
  question->answer = digest;
  watch->counters.believed++;
  if (answer != NULL)
    dns_facts_add (watch->facts, answer);
}

static bool
take_answer (DnsWatch *watch, const DnsPath *path, const DnsMessage *message, Octets octets, bool cut, Origin origin)
{
  DnsAnswer like
      = { .source = DNS_FROM_CAPTURE, .origin = origin, .from = origin.time, .ip_version = path->ip_version };
  memcpy (like.server, path->source, path->ip_version == 4 ? 4 : 16);
  DnsReading reading;
  DnsAnswer *answer = dns_message_answer (octets, message, &like, &reading);
  const Question wanted = { .key = key_of (watch, path, message) };
  Question *question = g_hash_table_lookup (watch->questions, &wanted);
  bool good = reading == DNS_READ_WHOLE || (reading == DNS_READ_CUT && cut);
  if (good)
    {
      watch->counters.cut += reading == DNS_READ_CUT && answer == NULL;
      if (question != NULL && !is_over (question, origin.time))
        believe (watch, question, message, octets, answer);
      else
        put_early (watch, wanted.key, answer);
    }
  else
    watch->counters.malformed++;
  dns_answer_unref (answer);
  return good;
}

bool
dns_watch_push (DnsWatch *watch, const DnsPath *path, Octets octets, bool cut, Origin origin)
{
  DnsMessage message;
  DnsReading reading = dns_message_read (octets, &message);
  watch->counters.messages++;
  if (reading != DNS_READ_WHOLE)
    {
      watch->counters.cut += cut && reading == DNS_READ_CUT;
      watch->counters.malformed += !(cut && reading == DNS_READ_CUT);
      return cut && reading == DNS_READ_CUT;
    }
  bool from_server = path->source_port == DNS_PORT, to_server = path->destination_port == DNS_PORT;
  if (message.opcode != DNS_QUERY || message.questions != 1)
    return true;
  if (message.response && from_server)
    return take_answer (watch, path, &message, octets, cut, origin);
  if (!message.response && to_server)
    open_question (watch, path, &message, origin);
  return true;
}

DnsWatch *
dns_watch_new (uint64_t questions, DnsFacts *facts, const uint8_t seed[SIPHASH_KEY_OCTETS])
{
  DnsWatch *watch = g_new0 (DnsWatch, 1);
  watch->facts = facts;
  watch->limit = MAX (questions, 1);
  memcpy (watch->seed, seed, sizeof watch->seed);
  watch->questions = g_hash_table_new (question_hash, question_equal);
  return watch;
}

void
dns_watch_free (DnsWatch *watch)
{
  if (watch == NULL)
    return;
  for (unsigned answered = 0; answered < 2; answered++)
    while (watch->order[answered].head != NULL)
      forget (watch, watch->order[answered].head->data);
  g_hash_table_unref (watch->questions);
  for (unsigned i = 0; i < EARLY; i++)
    dns_answer_unref (watch->early[i].answer);
  g_free (watch);
}

const DnsWatchCounters *
dns_watch_counters (const DnsWatch *watch)
{
  return &watch->counters;
}

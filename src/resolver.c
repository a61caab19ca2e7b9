/* SPDX-License-Identifier: GPL-3.0-or-later */
/* c-ares as a source of the main loop: its sockets are watched by descriptors, its
 * time-outs by a timer.
 *
 * Limits: ResolverLimits; where ROUNDS times as many questions as may be open got no answer and none
 * ever did, nobody is there: no more is asked.
 *
 * Does not: validate DNSSEC, read /etc/hosts, add search domains, or ask anything twice. */
#include "config.h"

#include "resolver.h"

#include <ares.h>
#include <glib-unix.h>
#include <sys/random.h>

#include "../dissect/translate.h"
#include "../dissect/dns-message.h"
#include "../dissect/flow.h"

enum { QUESTIONS = 20 * 1000, OPEN = 64, SECONDS = 6, ATTEMPTS = 2, TICK_MILLISECONDS = 100, ROUNDS = 2 };

typedef struct Question {
  SipHash key;
  Resolver *resolver;
  char *name;
  DnsType type;
  bool awaited;
} Question;

typedef struct Watch {
  ares_socket_t socket;
  guint source;
} Watch;

struct Resolver {
  ares_channel channel;
  ResolverLimits limits;
  DnsFacts *facts;
  uint8_t seed[SIPHASH_KEY_OCTETS];
  GHashTable *questions; /* of Question *, key and value; all of the run */
  GQueue turn;           /* of Question *, that wait for their turn */
  GArray *watches;
  uint64_t open;
  uint64_t hit;
  uint64_t silent; /* questions without an answer */
  bool answers;    /* at least one had one */
  void (*answered) (void *user);
  void *user;
  guint timer;  /* while something is open */
  guint notice; /* of `answered`, to come */
  bool freed;
};

void
resolver_limits_init (ResolverLimits *limits)
{
  *limits = (ResolverLimits){ .questions = QUESTIONS, .open = OPEN, .seconds = SECONDS };
}

/* --- the loop --------------------------------------------------------------------- */

static gboolean
socket_ready (gint fd, GIOCondition condition, gpointer user)
{
  Resolver *resolver = user;
  bool reads = (condition & (G_IO_IN | G_IO_ERR | G_IO_HUP)) != 0;
  ares_process_fd (resolver->channel, reads ? fd : ARES_SOCKET_BAD, condition & G_IO_OUT ? fd : ARES_SOCKET_BAD);
  return G_SOURCE_CONTINUE;
}

static void
forget_watch (Resolver *resolver, ares_socket_t socket)
{
  for (guint i = resolver->watches->len; i-- > 0;)
    {
      Watch *watch = &g_array_index (resolver->watches, Watch, i);
      if (watch->socket == socket)
        {
          g_source_remove (watch->source);
          g_array_remove_index_fast (resolver->watches, i);
        }
    }
}

/* c-ares says what it wants of a socket; nothing: it will be closed. */
static void
socket_changed (void *user, ares_socket_t socket, int reads, int writes)
{
  Resolver *resolver = user;
  forget_watch (resolver, socket);
  if ((!reads && !writes) || resolver->freed)
    return;
  GIOCondition condition = (reads ? G_IO_IN | G_IO_ERR | G_IO_HUP : 0) | (writes ? G_IO_OUT : 0);
  Watch watch = { socket, g_unix_fd_add (socket, condition, socket_ready, resolver) };
  g_array_append_val (resolver->watches, watch);
}

static gboolean
time_passes (gpointer user)
{
  Resolver *resolver = user;
  ares_process_fd (resolver->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  if (resolver->open > 0)
    return G_SOURCE_CONTINUE;
  resolver->timer = 0;
  return G_SOURCE_REMOVE;
}

static void send_next (Resolver *resolver);

static gboolean
tell_answered (gpointer user)
{
  Resolver *resolver = user;
  resolver->notice = 0;
  send_next (resolver);
  resolver->answered (resolver->user);
  return G_SOURCE_REMOVE;
}

/* --- answers ---------------------------------------------------------------------- */

/* Holds whatever the time of a mail: who asks now asks about now, and was told so. */
static void
keep (Resolver *resolver, const DnsAnswer *answer)
{
  DnsAnswer always = *answer;
  always.source = DNS_FROM_RESOLVER;
  always.from = INT64_MIN;
  always.until = INT64_MAX;
  DnsAnswer *kept = dns_answer_new (&always);
  dns_facts_add (resolver->facts, kept);
  dns_answer_unref (kept);
}

/* What the message says to the question; false where it says nothing. */
static bool
read_answer (Resolver *resolver, const Question *question, Octets octets)
{
  DnsMessage message;
  DnsReading reading;
  if (dns_message_read (octets, &message) != DNS_READ_WHOLE || strcmp (message.name, question->name) != 0
      || message.type != (unsigned) question->type)
    return false;
  DnsAnswer *answer = dns_message_answer (octets, &message, &(DnsAnswer){ .source = DNS_FROM_RESOLVER }, &reading);
  if (answer == NULL)
    return false;
  keep (resolver, answer);
  dns_answer_unref (answer);
  return true;
}

static bool
is_given_up (const Resolver *resolver)
{
  return !resolver->answers && resolver->silent >= ROUNDS * MAX (resolver->limits.open, 1);
}

/* Those that wait for their turn will not be asked: what they ask for stays unknown. */
static void
forget_turns (Resolver *resolver)
{
  Question *question;
  while ((question = g_queue_pop_head (&resolver->turn)) != NULL)
    {
      question->awaited = false;
      resolver->hit++;
    }
}

static void
take_answer (void *user, int status, int timeouts, unsigned char *octets, int length)
{
  Question *question = user;
  Resolver *resolver = question->resolver;
  (void) timeouts;
  question->awaited = false;
  resolver->open--;
  if (resolver->freed || status == ARES_EDESTRUCTION || status == ARES_ECANCELLED)
    return;
  resolver->answers = resolver->answers || octets != NULL;
  resolver->silent += octets == NULL;
  if (is_given_up (resolver))
    forget_turns (resolver);
  bool told = octets != NULL && length > 0 && read_answer (resolver, question, octets_of (octets, (size_t) length));
  if (!told)
    keep (resolver, &(DnsAnswer){ .name = question->name, .type = question->type, .status = DNS_FAILED });
  if (resolver->notice == 0)
    resolver->notice = g_idle_add (tell_answered, resolver);
}

/* --- questions -------------------------------------------------------------------- */

static void
ask_now (Resolver *resolver, Question *question)
{
  uint16_t id = 0;
  if (getrandom (&id, sizeof id, 0) != sizeof id)
    id = (uint16_t) g_random_int ();
  GByteArray *octets = dns_message_question (id, question->name, question->type);
  resolver->open++;
  ares_send (resolver->channel, octets->data, (int) octets->len, take_answer, question);
  g_byte_array_unref (octets);
  if (resolver->timer == 0 && resolver->open > 0)
    resolver->timer = g_timeout_add (TICK_MILLISECONDS, time_passes, resolver);
}

static void
send_next (Resolver *resolver)
{
  while (resolver->open < resolver->limits.open && !g_queue_is_empty (&resolver->turn))
    ask_now (resolver, g_queue_pop_head (&resolver->turn));
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

static void
question_free (gpointer pointer)
{
  Question *question = pointer;
  g_free (question->name);
  g_free (question);
}

bool
resolver_ask (Resolver *resolver, const char *name, DnsType type)
{
  uint8_t octets[2 + DNS_NAME_TEXT];
  size_t length = MIN (strlen (name), (size_t) DNS_NAME_TEXT);
  octets[0] = (uint8_t) ((unsigned) type >> 8);
  octets[1] = (uint8_t) type;
  memcpy (octets + 2, name, length);
  const Question wanted = { .key = siphash (resolver->seed, octets_of (octets, 2 + length)) };
  Question *question = g_hash_table_lookup (resolver->questions, &wanted);
  if (question != NULL)
    return question->awaited;
  if (strchr (name, '.') == NULL)
    return false;
  if (g_hash_table_size (resolver->questions) >= resolver->limits.questions || is_given_up (resolver))
    {
      resolver->hit++;
      return false;
    }
  question = g_memdup2 (&wanted, sizeof wanted);
  question->resolver = resolver;
  question->name = g_strdup (name);
  question->type = type;
  question->awaited = true;
  g_hash_table_add (resolver->questions, question);
  g_queue_push_tail (&resolver->turn, question);
  send_next (resolver);
  return question->awaited;
}

uint64_t
resolver_asked (const Resolver *resolver)
{
  return g_hash_table_size (resolver->questions);
}

uint64_t
resolver_hit (const Resolver *resolver)
{
  return resolver->hit;
}

/* --- the resolver ------------------------------------------------------------------- */

/* "192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:53"; c-ares
 * itself takes nearly anything for an address. */
static bool
is_server (const char *text)
{
  uint8_t ip[16], ip_version = 0;
  Octets whole = octets_of_string (text);
  if (flow_ip_parse (whole, ip, &ip_version))
    return true;
  bool bracket = text[0] == '[';
  size_t end = octets_find (whole, bracket ? ']' : ':');
  if (end == SIZE_MAX || !flow_ip_parse (octets_slice (whole, bracket, end - bracket), ip, &ip_version)
      || ip_version != (bracket ? 6 : 4))
    return false;
  const char *port = text + end + bracket;
  char *behind = NULL;
  guint64 number = port[0] == ':' && g_ascii_isdigit (port[1]) ? g_ascii_strtoull (port + 1, &behind, 10) : 0;
  return number > 0 && number <= UINT16_MAX && behind[0] == '\0';
}

static int
open_channel (Resolver *resolver, const char *server)
{
  if (server != NULL && !is_server (server))
    return ARES_EBADSTR;
  /* Each attempt waits twice as long as that before it. */
  struct ares_options options = {
    .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS,
    .ednspsz = DNS_QUESTION_UDP_OCTETS, /* else answers over 512 octets were asked for again by TCP */
    .timeout = (int) (MIN (resolver->limits.seconds, 600) * 1000 / 3),
    .tries = ATTEMPTS,
    .sock_state_cb = socket_changed,
    .sock_state_cb_data = resolver,
  };
  int status = ares_init_options (&resolver->channel, &options,
                                  ARES_OPT_FLAGS | ARES_OPT_EDNSPSZ | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES
                                      | ARES_OPT_SOCK_STATE_CB);
  return status == ARES_SUCCESS && server != NULL ? ares_set_servers_ports_csv (resolver->channel, server) : status;
}

Resolver *
resolver_new (const char *server, const ResolverLimits *limits, DnsFacts *facts, const uint8_t seed[SIPHASH_KEY_OCTETS],
              void (*answered) (void *user), void *user, char **wrong)
{
  Resolver *resolver = g_new0 (Resolver, 1);
  resolver->limits = *limits;
  resolver->facts = facts;
  resolver->answered = answered;
  resolver->user = user;
  memcpy (resolver->seed, seed, sizeof resolver->seed);
  resolver->questions = g_hash_table_new_full (question_hash, question_equal, NULL, question_free);
  resolver->watches = g_array_new (FALSE, FALSE, sizeof (Watch));
  int status = ares_library_init (ARES_LIB_INIT_ALL);
  if (status == ARES_SUCCESS)
    status = open_channel (resolver, server);
  if (status == ARES_SUCCESS)
    return resolver;
  if (server != NULL)
    *wrong = g_strdup_printf (
        _ ("%s: that is no address of a DNS server, such as 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:53"), server);
  else
    *wrong = g_strdup_printf (_ ("live DNS cannot be asked: %s"), ares_strerror (status));
  resolver_free (resolver);
  return NULL;
}

void
resolver_free (Resolver *resolver)
{
  if (resolver == NULL)
    return;
  resolver->freed = true;
  if (resolver->channel != NULL)
    ares_destroy (resolver->channel);
  while (resolver->watches->len > 0)
    forget_watch (resolver, g_array_index (resolver->watches, Watch, 0).socket);
  if (resolver->timer != 0)
    g_source_remove (resolver->timer);
  if (resolver->notice != 0)
    g_source_remove (resolver->notice);
  ares_library_cleanup ();
  g_queue_clear (&resolver->turn);
  g_hash_table_unref (resolver->questions);
  g_array_unref (resolver->watches);
  g_free (resolver);
}

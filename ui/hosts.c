/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of hosts by address, under a key that nobody outside knows.
 *
 * At most HOSTS_MAX hosts; of each at most WORDS_MAX names, greetings and accounts.
 * Findings of a session count for both its hosts.  What some of the sessions come to keeps no words of
 * its own, but which of the host's they are. */
#include "config.h"

#include "hosts.h"

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/session-facts.h"
#include "../dissect/siphash.h"
#include "../dissect/smtp-extension.h"
#include "../dissect/translate.h"

#include <string.h>

enum { HOSTS_MAX = 200000, WORDS_MAX = 12, WORD_OCTETS = 256 };

typedef struct HostKey {
  SipHash hash;
} HostKey;

typedef struct Host {
  HostRow row;
  HostKey key;
} Host;

struct Hosts {
  uint8_t key[SIPHASH_KEY_OCTETS];
  GHashTable *by_address; /* HostKey * of a Host to it */
  GPtrArray *rows;        /* of Host * */
  uint64_t left_out;
  guint changes; /* of all counts */
};

/* What both hosts of a session get from it. */
typedef struct Taken {
  const SmtpSession *session;
  uint32_t mails;
  uint32_t findings[SEVERITIES];
  bool hidden, clear;
  const Finding *worst; /* NULL: none */
  Severity severity;    /* of that */
} Taken;

static guint
key_hash (gconstpointer key)
{
  return (guint) ((const HostKey *) key)->hash.word[0];
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (HostKey)) == 0;
}

static void
free_word (gpointer word)
{
  g_string_free (word, TRUE);
}

static void
host_free (gpointer pointer)
{
  Host *host = pointer;
  for (int i = 0; i < HOST_WORDS; i++)
    if (host->row.words[i] != NULL)
      g_ptr_array_unref (host->row.words[i]);
  g_free (host);
}

Hosts *
hosts_new (void)
{
  Hosts *hosts = g_new0 (Hosts, 1);
  for (size_t i = 0; i < sizeof hosts->key; i++)
    hosts->key[i] = (uint8_t) g_random_int ();
  hosts->by_address = g_hash_table_new (key_hash, key_equal);
  hosts->rows = g_ptr_array_new_with_free_func (host_free);
  return hosts;
}

void
hosts_free (Hosts *hosts)
{
  if (hosts == NULL)
    return;
  g_hash_table_unref (hosts->by_address);
  g_ptr_array_unref (hosts->rows);
  g_free (hosts);
}

/* NULL: it is not known, and cannot be added or is not to be. */
static HostRow *
find (Hosts *hosts, const Endpoint *endpoint, uint8_t ip_version, bool add)
{
  uint8_t address[sizeof endpoint->ip + 1] = { 0 };
  size_t octets = ip_version == 4 ? 4 : sizeof endpoint->ip;
  memcpy (address, endpoint->ip, octets);
  address[sizeof endpoint->ip] = ip_version;
  const HostKey key = { siphash (hosts->key, octets_of (address, sizeof address)) };
  Host *host = g_hash_table_lookup (hosts->by_address, &key);
  if (host != NULL)
    return &host->row;
  if (!add || hosts->rows->len >= HOSTS_MAX)
    {
      hosts->left_out += add;
      return NULL;
    }
  host = g_new0 (Host, 1);
  host->key = key;
  memcpy (host->row.ip, endpoint->ip, octets);
  host->row.ip_version = ip_version;
  host->row.index = hosts->rows->len;
  g_hash_table_insert (hosts->by_address, &host->key, host);
  g_ptr_array_add (hosts->rows, host);
  return &host->row;
}

/* How many octets to take so that none is left of a character that is cut. */
static size_t
whole_characters (Octets word, size_t most)
{
  if (word.length <= most)
    return word.length;
  for (size_t length = most; length > 0 && most - length < 4; length--)
    if ((word.at[length] & 0xc0) != 0x80)
      return length;
  return most;
}

static void
add_word (HostRow *host, HostCounts *counts, HostWords words, Octets word)
{
  word = octets_slice (word, 0, whole_characters (word, WORD_OCTETS));
  if (word.length == 0)
    return;
  if (host->words[words] == NULL)
    host->words[words] = g_ptr_array_new_with_free_func (free_word);
  GPtrArray *all = host->words[words];
  guint at = 0;
  for (; at < all->len; at++)
    {
      const GString *known = g_ptr_array_index (all, at);
      if (octets_equal (octets_of (known->str, known->len), word))
        break;
    }
  if (at >= WORDS_MAX)
    {
      counts->left_out[words]++;
      return;
    }
  if (at == all->len)
    g_ptr_array_add (all, g_string_new_len ((const char *) word.at, (gssize) word.length));
  counts->words[words] |= (uint16_t) (1u << at);
}

static uint32_t
mails_of (const SmtpSession *session)
{
  uint32_t count = 0;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    count += ((const SmtpTransaction *) g_ptr_array_index (session->transactions, i))->message != NULL;
  return count;
}

/* In the clear, or it could not have been used. */
static bool
offers_tls (const SmtpSession *session)
{
  bool offers = session->tls != TLS_NONE;
  for (guint i = 0; i < session->helos->len && !offers; i++)
    {
      const SmtpHelo *helo = g_ptr_array_index (session->helos, i);
      const SmtpReply *reply = smtp_helo_extended_reply (helo);
      OfferedExtension offered;
      offers = reply != NULL && !helo->tls && smtp_extension_offered (reply, "STARTTLS", &offered);
    }
  return offers;
}

/* The first line of the greeting behind its code. */
static Octets
greeting_of (const SmtpSession *session)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      int code;
      bool more;
      Octets text;
      if (event->type != EVENT_GREETING)
        continue;
      Octets line = octets_slice (event->octets, 0, octets_find (event->octets, '\n'));
      return smtp_reply_line (line, &code, &more, &text) ? text : OCTETS_NONE;
    }
  return OCTETS_NONE;
}

static void
take_side (Hosts *hosts, HostRow *host, HostCounts *counts, const Taken *taken, Side side)
{
  const SmtpSession *session = taken->session;
  Severity worst;
  if (taken->worst != NULL && (!host_worst (counts, &worst) || taken->severity > worst))
    {
      counts->worst = taken->worst;
      counts->worst_in = session;
    }
  counts->sessions[side]++;
  counts->mails[side] += taken->mails;
  counts->hidden[side] += taken->hidden;
  counts->clear[side] += taken->clear;
  counts->changes = ++hosts->changes;
  for (int severity = 0; severity < SEVERITIES; severity++)
    counts->findings[severity] += taken->findings[severity];
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    add_word (host, counts, HOST_ACCOUNTS, ((const SmtpAuth *) g_ptr_array_index (session->auths, i))->username);
  add_word (host, counts, HOST_NAMES,
            side == SIDE_SERVER ? session_server_name (session) : session_client_name (session));
  if (side == SIDE_CLIENT)
    return;
  counts->offered += offers_tls (session);
  add_word (host, counts, HOST_GREETINGS, greeting_of (session));
}

static Taken
taken_of (const SmtpSession *session)
{
  Taken taken = { .session = session,
                  .mails = mails_of (session),
                  .hidden = session_tls_hides (session),
                  .clear = exposure_session (session) };
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      Severity severity = MIN (finding->severity, SEVERITY_CRITICAL);
      taken.findings[severity]++;
      if (taken.worst != NULL && severity <= taken.severity)
        continue;
      taken.worst = finding;
      taken.severity = severity;
    }
  return taken;
}

static HostRow *
host_of (Hosts *hosts, const SmtpSession *session, Side side, bool add)
{
  return find (hosts, &session->flow.side[session_flow_side (session, side)], session->flow.ip_version, add);
}

void
hosts_take (Hosts *hosts, const SmtpSession *session, HostRow *met[2])
{
  const Taken taken = taken_of (session);
  for (int side = 0; side < 2; side++)
    if ((met[side] = host_of (hosts, session, (Side) side, true)) != NULL)
      take_side (hosts, met[side], &met[side]->all, &taken, (Side) side);
}

void
hosts_take_some (Hosts *hosts, GArray *some, const SmtpSession *session, HostRow *met[2])
{
  const Taken taken = taken_of (session);
  for (int side = 0; side < 2; side++)
    if ((met[side] = host_of (hosts, session, (Side) side, false)) != NULL)
      {
        const HostRow *host = met[side];
        if (host->index >= some->len)
          g_array_set_size (some, host->index + 1);
        take_side (hosts, met[side], &g_array_index (some, HostCounts, host->index), &taken, (Side) side);
      }
}

uint64_t
hosts_left_out (const Hosts *hosts)
{
  return hosts->left_out;
}

const GPtrArray *
hosts_rows (const Hosts *hosts)
{
  return hosts->rows;
}

char *
host_address (const HostRow *host)
{
  char text[FLOW_IP_TEXT];
  flow_ip_octets_text (host->ip, host->ip_version, text);
  return g_strdup (text);
}

/* Without looking at the finding, whose session may rest elsewhere. */
bool
host_worst (const HostCounts *counts, Severity *severity)
{
  for (int worst = SEVERITY_CRITICAL; worst >= SEVERITY_INFO; worst--)
    if (counts->findings[worst] > 0)
      {
        *severity = (Severity) worst;
        return true;
      }
  return false;
}

uint64_t
host_sessions (const HostCounts *counts)
{
  return (uint64_t) counts->sessions[0] + counts->sessions[1];
}

uint64_t
host_findings (const HostCounts *counts)
{
  uint64_t findings = 0;
  for (int severity = 0; severity < SEVERITIES; severity++)
    findings += counts->findings[severity];
  return findings;
}

HostTls
host_tls (const HostCounts *counts)
{
  uint64_t hidden = (uint64_t) counts->hidden[0] + counts->hidden[1];
  if (hidden == host_sessions (counts))
    return HOST_TLS_ALWAYS;
  if (hidden > 0)
    return HOST_TLS_AT_TIMES;
  return counts->offered > 0 ? HOST_TLS_OFFERED : HOST_TLS_NEVER;
}

const GString *
host_word (const HostRow *host, const HostCounts *counts, HostWords words)
{
  for (guint i = 0; host->words[words] != NULL && i < host->words[words]->len; i++)
    if ((counts->words[words] & (1u << i)) != 0)
      return g_ptr_array_index (host->words[words], i);
  return NULL;
}

/* "+2 mx.example.com": one word, and how many more there are. */
static char *
first_word (Wording wording, const HostRow *host, const HostCounts *counts, HostWords words)
{
  const GString *first = host_word (host, counts, words);
  if (first == NULL)
    return g_strdup ("");
  char *text = wording_octets (wording, octets_of (first->str, first->len), OCTETS_NONE);
  uint64_t more = counts->left_out[words];
  for (guint bits = counts->words[words]; (bits &= bits - 1) != 0;)
    more++;
  if (more == 0)
    return text;
  char *counted = g_strdup_printf ("+%" G_GUINT64_FORMAT " %s", more, text);
  g_free (text);
  return counted;
}

char *
host_cell (Wording wording, const HostRow *host, const HostCounts *counts, HostCell cell)
{
  static const char *const tls_words[] = { N_ ("never"), N_ ("offered"), N_ ("at times"), N_ ("always") };
  Severity severity;
  switch (cell)
    {
    case HOST_CELL_ADDRESS:
      return host_address (host);
    case HOST_CELL_NAME:
      return first_word (wording, host, counts, HOST_NAMES);
    case HOST_CELL_ROLE:
      return g_strdup (counts->sessions[SIDE_SERVER] == 0   ? _ ("client")
                       : counts->sessions[SIDE_CLIENT] == 0 ? _ ("server")
                                                            : _ ("both"));
    case HOST_CELL_SESSIONS:
      return wording_number (host_sessions (counts));
    case HOST_CELL_MAILS:
      return wording_number ((uint64_t) counts->mails[0] + counts->mails[1]);
    case HOST_CELL_TLS:
      return g_strdup (_ (tls_words[host_tls (counts)]));
    case HOST_CELL_ACCOUNTS:
      return wording.redact && counts->words[HOST_ACCOUNTS] != 0 ? g_strdup ("…")
                                                                 : first_word (wording, host, counts, HOST_ACCOUNTS);
    case HOST_CELL_AS_SERVER:
    case HOST_CELL_AS_CLIENT:
      return wording_number (counts->sessions[cell == HOST_CELL_AS_SERVER ? SIDE_SERVER : SIDE_CLIENT]);
    case HOST_CELL_HIDDEN:
      return wording_number ((uint64_t) counts->hidden[0] + counts->hidden[1]);
    case HOST_CELL_CLEAR:
      return wording_number ((uint64_t) counts->clear[0] + counts->clear[1]);
    case HOST_CELL_FINDINGS:
      return wording_number (host_findings (counts));
    case HOST_CELL_GREETING:
      return first_word (wording, host, counts, HOST_GREETINGS);
    case HOST_CELL_WORST:
    case MORE_HOST_CELLS:
    default:
      return g_strdup (host_worst (counts, &severity) ? _ (severity_name (severity)) : "—");
    }
}

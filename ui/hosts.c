/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of hosts by address, under a key that nobody outside knows.
 *
 * At most HOSTS_MAX hosts; of each at most WORDS_MAX names, greetings and accounts.
 * Findings of a session count for both its hosts. */
#include "config.h"

#include "hosts.h"

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/session-facts.h"
#include "../dissect/siphash.h"
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
};

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
free_words (HostWords *words)
{
  if (words->words != NULL)
    g_ptr_array_unref (words->words);
}

static void
host_free (gpointer pointer)
{
  Host *host = pointer;
  free_words (&host->row.names);
  free_words (&host->row.greetings);
  free_words (&host->row.accounts);
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

static HostRow *
find (Hosts *hosts, const Endpoint *endpoint, uint8_t ip_version)
{
  uint8_t address[sizeof endpoint->ip + 1] = { 0 };
  size_t octets = ip_version == 4 ? 4 : sizeof endpoint->ip;
  memcpy (address, endpoint->ip, octets);
  address[sizeof endpoint->ip] = ip_version;
  const HostKey key = { siphash (hosts->key, octets_of (address, sizeof address)) };
  Host *host = g_hash_table_lookup (hosts->by_address, &key);
  if (host != NULL)
    return &host->row;
  if (hosts->rows->len >= HOSTS_MAX)
    {
      hosts->left_out++;
      return NULL;
    }
  host = g_new0 (Host, 1);
  host->key = key;
  memcpy (host->row.ip, endpoint->ip, octets);
  host->row.ip_version = ip_version;
  g_hash_table_insert (hosts->by_address, &host->key, host);
  g_ptr_array_add (hosts->rows, host);
  return &host->row;
}

static void
add_word (HostWords *words, Octets word)
{
  word = octets_slice (word, 0, MIN (word.length, WORD_OCTETS));
  if (word.length == 0)
    return;
  if (words->words == NULL)
    words->words = g_ptr_array_new_with_free_func (free_word);
  for (guint i = 0; i < words->words->len; i++)
    {
      const GString *known = g_ptr_array_index (words->words, i);
      if (octets_equal (octets_of (known->str, known->len), word))
        return;
    }
  if (words->words->len >= WORDS_MAX)
    words->left_out++;
  else
    g_ptr_array_add (words->words, g_string_new_len ((const char *) word.at, (gssize) word.length));
}

static uint64_t
mails_of (const SmtpSession *session)
{
  uint64_t count = 0;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    count += ((const SmtpTransaction *) g_ptr_array_index (session->transactions, i))->message != NULL;
  return count;
}

static bool
offers_tls (const SmtpSession *session)
{
  g_autoptr (GPtrArray) keywords = session_offered_keywords (session, false);
  for (guint i = 0; keywords != NULL && i < keywords->len; i++)
    if (g_str_equal (g_ptr_array_index (keywords, i), "STARTTLS"))
      return true;
  return session->tls != TLS_NONE;
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
take_side (Hosts *hosts, const SmtpSession *session, Side side)
{
  HostRow *host = find (hosts, &session->flow.side[session_flow_side (session, side)], session->flow.ip_version);
  if (host == NULL)
    return;
  host->sessions[side]++;
  host->mails[side] += mails_of (session);
  host->hidden[side] += session_tls_hides (session);
  host->clear[side] += exposure_session (session);
  host->changes++;
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    host->findings[MIN (((const Finding *) g_ptr_array_index (session->findings, i))->severity, SEVERITY_CRITICAL)]++;
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    add_word (&host->accounts, ((const SmtpAuth *) g_ptr_array_index (session->auths, i))->username);
  add_word (&host->names, side == SIDE_SERVER ? session_server_name (session) : session_client_name (session));
  if (side == SIDE_CLIENT)
    return;
  host->offered += offers_tls (session);
  add_word (&host->greetings, greeting_of (session));
}

void
hosts_take (Hosts *hosts, const SmtpSession *session)
{
  take_side (hosts, session, SIDE_CLIENT);
  take_side (hosts, session, SIDE_SERVER);
}

size_t
hosts_count (const Hosts *hosts)
{
  return hosts->rows->len;
}

uint64_t
hosts_left_out (const Hosts *hosts)
{
  return hosts->left_out;
}

const HostRow *
hosts_row (const Hosts *hosts, size_t index)
{
  return index < hosts->rows->len ? &((const Host *) g_ptr_array_index (hosts->rows, index))->row : NULL;
}

char *
host_address (const HostRow *host)
{
  char text[FLOW_IP_TEXT];
  flow_ip_octets_text (host->ip, host->ip_version, text);
  return g_strdup (text);
}

bool
host_worst (const HostRow *host, Severity *severity)
{
  for (int worst = SEVERITY_CRITICAL; worst >= SEVERITY_INFO; worst--)
    if (host->findings[worst] > 0)
      {
        *severity = (Severity) worst;
        return true;
      }
  return false;
}

static char *
first_word (Wording wording, const HostWords *words)
{
  if (words->words == NULL)
    return g_strdup ("");
  const GString *first = g_ptr_array_index (words->words, 0);
  char *text = wording_octets (wording, octets_of (first->str, first->len), OCTETS_NONE);
  uint64_t more = words->words->len - 1 + words->left_out;
  if (more == 0)
    return text;
  char *counted = g_strdup_printf ("+%" G_GUINT64_FORMAT " %s", more, text);
  g_free (text);
  return counted;
}

/* How its sessions were protected. */
static const char *
tls_word (const HostRow *host)
{
  uint64_t sessions = host->sessions[0] + host->sessions[1], hidden = host->hidden[0] + host->hidden[1];
  if (hidden == sessions)
    return _ ("always");
  if (hidden > 0)
    return _ ("at times");
  return host->offered > 0 ? _ ("offered") : _ ("never");
}

char *
host_cell (Wording wording, const HostRow *host, HostCell cell)
{
  Severity severity;
  switch (cell)
    {
    case HOST_CELL_ADDRESS:
      return host_address (host);
    case HOST_CELL_NAME:
      return first_word (wording, &host->names);
    case HOST_CELL_ROLE:
      return g_strdup (host->sessions[SIDE_SERVER] == 0   ? _ ("client")
                       : host->sessions[SIDE_CLIENT] == 0 ? _ ("server")
                                                          : _ ("both"));
    case HOST_CELL_SESSIONS:
      return wording_number (host->sessions[0] + host->sessions[1]);
    case HOST_CELL_MAILS:
      return wording_number (host->mails[0] + host->mails[1]);
    case HOST_CELL_TLS:
      return g_strdup (tls_word (host));
    case HOST_CELL_ACCOUNTS:
      return wording.redact && host->accounts.words != NULL ? g_strdup ("…") : first_word (wording, &host->accounts);
    default:
      return g_strdup (host_worst (host, &severity) ? _ (severity_name (severity)) : "—");
    }
}

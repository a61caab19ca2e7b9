/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key log has a line a secret: its label, the client hello's random number, the
 * secret, both in hexadecimal.  Applications append to it, two may at once, and people
 * cut and paste it: a line that is odd is passed over and never ends the reading.
 *
 * The secrets stand in a balanced tree, which no choice of random numbers can make
 * slow.  Where a log names two secrets of one kind for one connection, the first is
 * kept.
 *
 * Does not: read files, or RSA premaster secrets, from which the master secret
 * follows only with octets of the handshake (RFC 7627). */
#include "config.h"

#include "tls-keys.h"

#include <openssl/crypto.h>

enum {
  LINE_MAX_OCTETS = 512, /* the longest that is known has 229 */
  SECRET_SHORT = 32,     /* of a traffic secret: SHA-256 */
};

typedef struct Connection {
  uint8_t random[TLS_RANDOM_OCTETS];
  uint8_t length[TLS_SECRET_KINDS]; /* 0: not known */
  uint8_t *secret[TLS_SECRET_KINDS];
} Connection;

struct TlsKeys {
  GTree *connections; /* by random; the value is the key */
  uint64_t limit;
  TlsKeyCounters counters;
  void (*ask) (gpointer user); /* NULL: nobody */
  gpointer ask_user;
  size_t used; /* of the line begun */
  bool over;   /* it is too long */
  uint8_t line[LINE_MAX_OCTETS];
};

static const struct {
  const char *label;
  TlsSecretKind kind;
} labels[] = {
  { "CLIENT_RANDOM", TLS_SECRET_MASTER },
  { "CLIENT_EARLY_TRAFFIC_SECRET", TLS_SECRET_CLIENT_EARLY },
  { "CLIENT_HANDSHAKE_TRAFFIC_SECRET", TLS_SECRET_CLIENT_HANDSHAKE },
  { "SERVER_HANDSHAKE_TRAFFIC_SECRET", TLS_SECRET_SERVER_HANDSHAKE },
  { "CLIENT_TRAFFIC_SECRET_0", TLS_SECRET_CLIENT_APPLICATION },
  { "SERVER_TRAFFIC_SECRET_0", TLS_SECRET_SERVER_APPLICATION },
};

static int
compare (gconstpointer a, gconstpointer b, gpointer user)
{
  (void) user;
  return memcmp (a, b, TLS_RANDOM_OCTETS);
}

static void
connection_free (gpointer pointer)
{
  Connection *connection = pointer;
  for (int kind = 0; kind < TLS_SECRET_KINDS; kind++)
    if (connection->secret[kind] != NULL)
      {
        OPENSSL_cleanse (connection->secret[kind], connection->length[kind]);
        g_free (connection->secret[kind]);
      }
  g_free (connection);
}

TlsKeys *
tls_keys_new (uint64_t limit)
{
  TlsKeys *keys = g_new0 (TlsKeys, 1);
  keys->connections = g_tree_new_full (compare, NULL, NULL, connection_free);
  keys->limit = limit;
  return keys;
}

void
tls_keys_free (TlsKeys *keys)
{
  if (keys == NULL)
    return;
  g_tree_unref (keys->connections);
  OPENSSL_cleanse (keys->line, sizeof keys->line);
  g_free (keys);
}

static Octets
next_word (Octets *rest)
{
  Octets text = octets_trim (*rest);
  size_t end = 0;
  while (end < text.length && text.at[end] != ' ' && text.at[end] != '\t')
    end++;
  *rest = octets_from (text, end);
  return octets_slice (text, 0, end);
}

/* False where the word is no hexadecimal number of one to `room` octets. */
static bool
read_hex (Octets word, uint8_t *octets, size_t room, size_t *length)
{
  if (word.length == 0 || word.length % 2 != 0 || word.length / 2 > room)
    return false;
  for (size_t i = 0; i < word.length; i += 2)
    {
      int high = g_ascii_xdigit_value ((char) word.at[i]), low = g_ascii_xdigit_value ((char) word.at[i + 1]);
      if (high < 0 || low < 0)
        return false;
      octets[i / 2] = (uint8_t) (high << 4 | low);
    }
  *length = word.length / 2;
  return true;
}

static bool
fits (TlsSecretKind kind, size_t length)
{
  return length == TLS_SECRET_OCTETS_MAX || (kind != TLS_SECRET_MASTER && length == SECRET_SHORT);
}

static void
keep (TlsKeys *keys, const uint8_t random[TLS_RANDOM_OCTETS], TlsSecretKind kind, Octets secret)
{
  keys->counters.lines++;
  Connection *connection = g_tree_lookup (keys->connections, random);
  if (connection != NULL && connection->length[kind] > 0)
    return;
  if (keys->counters.secrets >= keys->limit)
    {
      keys->counters.limit_hit++;
      return;
    }
  if (connection == NULL)
    {
      connection = g_new0 (Connection, 1);
      memcpy (connection->random, random, sizeof connection->random);
      g_tree_insert (keys->connections, connection->random, connection);
    }
  connection->secret[kind] = g_memdup2 (secret.at, secret.length);
  connection->length[kind] = (uint8_t) secret.length;
  keys->counters.secrets++;
}

/* The label of something that opens no record, or that is not known yet. */
static bool
is_label (Octets word)
{
  for (size_t i = 0; i < word.length; i++)
    if (!g_ascii_isupper (word.at[i]) && !g_ascii_isdigit (word.at[i]) && word.at[i] != '_')
      return false;
  return word.length > 0;
}

static void
take_line (TlsKeys *keys, Octets line)
{
  static const uint8_t mark[] = { 0xef, 0xbb, 0xbf }; /* of UTF-8, by some editors */
  if (line.length >= sizeof mark && memcmp (line.at, mark, sizeof mark) == 0)
    line = octets_from (line, sizeof mark);
  if (line.length > 0 && line.at[line.length - 1] == '\r')
    line.length--;
  line = octets_trim (line);
  if (line.length == 0 || line.at[0] == '#')
    return;
  Octets label = next_word (&line), random_word = next_word (&line), secret_word = next_word (&line);
  int row = -1;
  for (size_t i = 0; i < G_N_ELEMENTS (labels); i++)
    if (octets_equal_nocase (label, octets_of_string (labels[i].label)))
      row = (int) i;
  uint8_t random[TLS_RANDOM_OCTETS], secret[TLS_SECRET_OCTETS_MAX];
  size_t random_length = 0, secret_length = 0;
  if (row < 0)
    {
      keys->counters.ignored += is_label (label);
      keys->counters.bad += !is_label (label);
    }
  else if (line.length == 0 && read_hex (random_word, random, sizeof random, &random_length)
           && random_length == sizeof random && read_hex (secret_word, secret, sizeof secret, &secret_length)
           && fits (labels[row].kind, secret_length))
    keep (keys, random, labels[row].kind, octets_of (secret, secret_length));
  else
    keys->counters.bad++;
  OPENSSL_cleanse (secret, sizeof secret);
}

static void
end_line (TlsKeys *keys)
{
  if (keys->over)
    keys->counters.bad++;
  else
    take_line (keys, octets_of (keys->line, keys->used));
  keys->used = 0;
  keys->over = false;
}

void
tls_keys_feed (TlsKeys *keys, Octets octets)
{
  while (octets.length > 0)
    {
      size_t lf = octets_find (octets, '\n');
      Octets piece = octets_slice (octets, 0, lf);
      if (piece.length > sizeof keys->line - keys->used)
        keys->over = true;
      else if (piece.length > 0)
        {
          memcpy (keys->line + keys->used, piece.at, piece.length);
          keys->used += piece.length;
        }
      if (lf == SIZE_MAX)
        return;
      end_line (keys);
      octets = octets_from (octets, lf + 1);
    }
}

void
tls_keys_end (TlsKeys *keys)
{
  if (keys->used > 0 || keys->over)
    end_line (keys);
  OPENSSL_cleanse (keys->line, sizeof keys->line);
}

Octets
tls_keys_find (const TlsKeys *keys, const uint8_t random[TLS_RANDOM_OCTETS], TlsSecretKind kind)
{
  const Connection *connection = g_tree_lookup (keys->connections, random);
  return connection != NULL ? octets_of (connection->secret[kind], connection->length[kind]) : OCTETS_NONE;
}

void
tls_keys_on_missing (TlsKeys *keys, void (*ask) (gpointer user), gpointer user)
{
  keys->ask = ask;
  keys->ask_user = user;
}

bool
tls_keys_growing (const TlsKeys *keys)
{
  return keys->ask != NULL;
}

void
tls_keys_ask (TlsKeys *keys)
{
  if (keys->ask != NULL)
    keys->ask (keys->ask_user);
}

bool
tls_keys_know (TlsKeys *keys, const uint8_t random[TLS_RANDOM_OCTETS])
{
  if (g_tree_lookup (keys->connections, random) != NULL)
    return true;
  tls_keys_ask (keys);
  return g_tree_lookup (keys->connections, random) != NULL;
}

const TlsKeyCounters *
tls_keys_counters (const TlsKeys *keys)
{
  return &keys->counters;
}

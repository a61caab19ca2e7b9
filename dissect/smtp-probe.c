/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the first records of a connection with a decryptor of its own; whoever finds
 * SMTP in them, feeds the session all octets again.
 *
 * Limit: SAID_MAX octets of each side between two calls. */
#include "config.h"

#include "smtp-probe.h"

#include "tls-decrypt.h"
#include "tls-observer.h"

enum {
  SAID_MAX = 64 * 1024,
  SEALED_MAX = 8,       /* encrypted records that are waited for a key that may come */
  HELLO_RANDOM_AT = 11, /* of a client hello in its record */
};

struct SmtpProbe {
  TlsKeys *keys;
  TlsObserver *observer;
  TlsDecrypt *decrypt;
  GByteArray *said[2]; /* by Side */
  size_t taken[2];
  bool no_tls;
};

static bool
is_wanted (gpointer user, Side side, const TlsRecord *header)
{
  const SmtpProbe *probe = user;
  (void) header;
  return tls_decrypt_wants (probe->decrypt, side);
}

static bool
proves_nothing (gpointer user, Side side, Octets record)
{
  (void) user;
  (void) side;
  (void) record;
  return false;
}

static void
take_record (gpointer user, Side side, const TlsRecord *record)
{
  SmtpProbe *probe = user;
  TlsOpened opened;
  if (record->octets.length == 0)
    tls_decrypt_gap (probe->decrypt, side, record->header_length + record->length);
  else if (tls_decrypt_record (probe->decrypt, side, record->octets, &opened) == TLS_RECORD_OPENED
           && opened.type == TLS_APPLICATION_DATA && probe->said[side]->len < SAID_MAX)
    g_byte_array_append (probe->said[side], opened.content.at, (guint) opened.content.length);
}

static void
lose_records (gpointer user, Side side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  SmtpProbe *probe = user;
  (void) side;
  (void) offset;
  (void) length;
  (void) cut;
  (void) origin;
  probe->no_tls = true;
}

static void
note_oddity (gpointer user, Side side, SmtpAnomaly code, const char *what, uint64_t offset, Origin origin)
{
  SmtpProbe *probe = user;
  (void) side;
  (void) what;
  (void) offset;
  (void) origin;
  probe->no_tls |= code == ANOMALY_TLS_MALFORMED;
}

SmtpProbe *
smtp_probe_new (TlsKeys *keys)
{
  static const TlsWatch watch
      = { .wanted = is_wanted, .proves = proves_nothing, .record = take_record, .lost = lose_records };
  SmtpProbe *probe = g_new0 (SmtpProbe, 1);
  probe->keys = keys;
  probe->observer = tls_observer_new (note_oddity, probe);
  probe->decrypt = tls_decrypt_new (keys);
  probe->said[SIDE_CLIENT] = g_byte_array_new ();
  probe->said[SIDE_SERVER] = g_byte_array_new ();
  tls_observer_watch (probe->observer, &watch, probe);
  return probe;
}

void
smtp_probe_free (SmtpProbe *probe)
{
  if (probe == NULL)
    return;
  tls_observer_free (probe->observer);
  tls_decrypt_free (probe->decrypt);
  g_byte_array_unref (probe->said[SIDE_CLIENT]);
  g_byte_array_unref (probe->said[SIDE_SERVER]);
  g_free (probe);
}

void
smtp_probe_feed (SmtpProbe *probe, Side side, Octets octets, uint64_t offset, Origin origin)
{
  g_byte_array_set_size (probe->said[side], 0);
  probe->taken[side] = 0;
  tls_observer_feed (probe->observer, side, octets, offset, origin);
}

Octets
smtp_probe_take (SmtpProbe *probe, Side side)
{
  Octets said = octets_from (octets_of (probe->said[side]->data, probe->said[side]->len), probe->taken[side]);
  probe->taken[side] = probe->said[side]->len;
  return said;
}

bool
smtp_probe_hopeless (const SmtpProbe *probe)
{
  const TlsFacts *facts = tls_observer_facts (probe->observer);
  if (probe->no_tls)
    return true;
  if (facts->client_hello != NULL && !tls_keys_know (probe->keys, facts->client_hello->random))
    /* A program logs its secrets once the hellos are exchanged. */
    return !tls_keys_growing (probe->keys) || facts->sealed[SIDE_CLIENT] + facts->sealed[SIDE_SERVER] >= SEALED_MAX;
  return facts->server_hello != NULL && !tls_decrypt_wants (probe->decrypt, SIDE_SERVER);
}

bool
smtp_probe_plausible (TlsKeys *keys, Octets first)
{
  if (first.length == 0 || first.at[0] != 0x16 || (first.length > 1 && first.at[1] != 3)
      || (tls_keys_counters (keys)->lines == 0 && !tls_keys_growing (keys)))
    return false;
  return tls_keys_growing (keys) || first.length < HELLO_RANDOM_AT + TLS_RANDOM_OCTETS
         || tls_keys_know (keys, first.at + HELLO_RANDOM_AT);
}

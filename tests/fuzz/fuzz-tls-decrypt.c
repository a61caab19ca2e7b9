/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a key log and the records of a connection.  Two octets give the length
 * of the log, which is read whole and in pieces of seven: both must find the same.
 * Then turns follow: who ('C', 'S'; 'c', 's' a gap), a length of two octets, and as
 * many octets.  The seeds are connections with their keys, so that what is changed in
 * them lies behind the handshake.  Whatever opens is as long as its record allows, and
 * what was opened with a good tag opens in the same way a second time. */
#include "config.h"

#include "dissect/tls-decrypt.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

enum { PIECE = 7, LIMIT = 16 };

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static TlsKeys *
read_log (Octets log, size_t piece)
{
  TlsKeys *keys = tls_keys_new (LIMIT);
  for (; log.length > 0; log = octets_from (log, piece))
    tls_keys_feed (keys, octets_slice (log, 0, piece));
  tls_keys_end (keys);
  return keys;
}

/* What was opened, as one text. */
static GString *
play (TlsKeys *keys, Octets turns)
{
  GString *said = g_string_new (NULL);
  TlsDecrypt *decrypt = tls_decrypt_new (keys);
  while (turns.length > 3)
    {
      uint8_t who = turns.at[0];
      size_t length = (size_t) turns.at[1] << 8 | turns.at[2];
      Side side = who == 'S' || who == 's' ? SIDE_SERVER : SIDE_CLIENT;
      Octets record = octets_slice (turns, 3, length);
      turns = octets_from (turns, 3 + length);
      if (who == 'c' || who == 's')
        {
          tls_decrypt_gap (decrypt, side, length);
          continue;
        }
      TlsOpened opened;
      TlsVerdict verdict = tls_decrypt_record (decrypt, side, record, &opened);
      if (verdict != TLS_RECORD_OPENED)
        continue;
      check (opened.content.length + opened.overhead == record.length);
      g_string_append_printf (said, "%d %d:", (int) side, opened.type);
      g_string_append_len (said, (const char *) opened.content.at, (gssize) opened.content.length);
      check (tls_decrypt_trouble (decrypt, side) != TLS_TROUBLE_NO_KEY);
    }
  tls_decrypt_free (decrypt);
  return said;
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  if (length < 2)
    return 0;
  Octets rest = octets_of (octets + 2, length - 2);
  size_t log_length = (size_t) octets[0] << 8 | octets[1];
  Octets log = octets_slice (rest, 0, log_length);
  rest = octets_from (rest, log_length);
  TlsKeys *whole = read_log (log, SIZE_MAX), *pieces = read_log (log, PIECE);
  const TlsKeyCounters *a = tls_keys_counters (whole), *b = tls_keys_counters (pieces);
  check (a->secrets == b->secrets && a->bad == b->bad && a->ignored == b->ignored && a->limit_hit == b->limit_hit);
  check (a->secrets <= LIMIT);
  GString *first = play (whole, rest), *second = play (pieces, rest);
  check (g_string_equal (first, second));
  g_string_free (first, TRUE);
  g_string_free (second, TRUE);
  tls_keys_free (whole);
  tls_keys_free (pieces);
  return 0;
}

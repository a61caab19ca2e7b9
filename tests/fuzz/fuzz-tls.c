/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as the two directions of a TLS connection.  The first octet says whether
 * it is picked up in the middle (bit 0) and whether somebody watches (bit 1); then turns
 * follow: who ('C', 'S'; 'c', 's' a gap), a length of two octets, and as many octets.
 * The same turns are played whole, in pieces of three octets and octet by octet: the
 * facts and oddities must be the same, and what is watched must be whole records. */
#include "config.h"

#include "tests/support/tls-description.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

enum { GAP_UNIT = 5 };

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
watch_record (gpointer user, Side side, const TlsRecord *record)
{
  check (record->octets.length == 0 || record->octets.length == record->header_length + record->length);
  g_string_append_printf (user, "%d %d %zu %d\n", side, record->type, record->octets.length, record->cut);
}

static void
watch_lost (gpointer user, Side side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  (void) cut;
  (void) origin;
  g_string_append_printf (user, "%d lost %d at %d\n", side, (int) length, (int) offset);
}

static bool
watch_wants (gpointer user, Side side, const TlsRecord *header)
{
  (void) user;
  return (side == SIDE_CLIENT) == (header->length % 2 == 0);
}

static bool
watch_proves (gpointer user, Side side, Octets record)
{
  (void) user;
  (void) side;
  return record.at[record.length - 1] == 0xa5;
}

static const TlsWatch watch = {
  .wanted = watch_wants,
  .proves = watch_proves,
  .record = watch_record,
  .lost = watch_lost,
};

static void
say (TlsObserver *observer, Side side, Octets said, uint64_t offset, Origin origin, size_t step)
{
  while (said.length > 0)
    {
      /* A copy of its own, so that reading too far is seen. */
      Octets piece = octets_slice (said, 0, step);
      uint8_t *copy = g_memdup2 (piece.at, piece.length);
      tls_observer_feed (observer, side, octets_of (copy, piece.length), offset, origin);
      g_free (copy);
      said = octets_from (said, piece.length);
      offset += piece.length;
    }
}

static GString *
play (Octets script, size_t step)
{
  GString *text = g_string_new (NULL), *watched = g_string_new (NULL);
  TlsObserver *observer = tls_observer_new (tls_describe_oddity, text);
  uint64_t offset[2] = { 0, 0 };
  Origin origin = { 0 };
  if ((script.at[0] & 1) != 0)
    {
      tls_observer_midstream (observer, SIDE_CLIENT);
      tls_observer_midstream (observer, SIDE_SERVER);
    }
  if ((script.at[0] & 2) != 0)
    tls_observer_watch (observer, &watch, watched);
  script = octets_from (script, 1);
  while (script.length >= 3)
    {
      uint8_t who = script.at[0];
      size_t length = (size_t) script.at[1] << 8 | script.at[2];
      Side side = who == 'S' || who == 's' ? SIDE_SERVER : SIDE_CLIENT;
      origin.packet++;
      script = octets_from (script, 3);
      if (who == 'c' || who == 's')
        {
          uint64_t lost = (uint64_t) length * GAP_UNIT + 1;
          tls_observer_gap (observer, side, offset[side], lost, false, origin);
          offset[side] += lost;
          continue;
        }
      Octets said = octets_slice (script, 0, length);
      say (observer, side, said, offset[side], origin, step);
      offset[side] += said.length;
      script = octets_from (script, said.length);
    }
  tls_observer_end (observer);
  const TlsFacts *facts = tls_observer_facts (observer);
  check (facts->step_count <= TLS_STEPS_MAX && facts->alert_count <= TLS_ALERTS_MAX);
  check (facts->certificate_count <= TLS_CERTIFICATES_MAX);
  check (facts->sealed[0] <= facts->records[0] && facts->sealed[1] <= facts->records[1]);
  if (facts->certificate_count > 0)
    tls_certificate_matches (facts->certificates[0], OCTETS ("mail.example.org"));
  tls_describe (text, facts);
  tls_observer_free (observer);
  g_string_append (text, watched->str);
  g_string_free (watched, TRUE);
  return text;
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  if (length < 1)
    return 0;
  Octets script = octets_of (octets, length);
  GString *whole = play (script, SIZE_MAX), *threes = play (script, 3), *ones = play (script, 1);
  check (g_string_equal (whole, threes));
  check (g_string_equal (whole, ones));
  g_string_free (whole, TRUE);
  g_string_free (threes, TRUE);
  g_string_free (ones, TRUE);
  return 0;
}

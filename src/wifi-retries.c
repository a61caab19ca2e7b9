/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row for a receiver, a transmitter and a TID, since each of these has sequence
 * numbers of its own (IEEE 802.11-2020 §10.3.2.14.2): the highest number, and which
 * of the WINDOW numbers up to it were seen, for a block acknowledgment lets frames be
 * sent again out of order.
 *
 * Numbers wrap at 4096, so a row means nothing after KEPT_NANOSECONDS.  Rows that
 * fall together replace each other: a repeat is then read twice, and TCP knows what
 * to make of that; a frame that is no repeat is never lost by it.
 *
 * Does not look at fragments: who joins them knows which one comes next. */
#include "config.h"

#include "wifi-retries.h"

#include "keyed-hash.h"

#include <glib.h>

enum { ROWS = 4096, NUMBERS = 4096, WINDOW = 64 };
#define KEPT_NANOSECONDS G_GINT64_CONSTANT (500000000)

typedef struct Row {
  uint64_t hash; /* 0: unused */
  uint64_t seen; /* bit N: the highest number less N */
  int64_t time;
  uint16_t highest;
} Row;

struct WifiRetries {
  HashKey key;
  Row rows[ROWS];
};

WifiRetries *
wifi_retries_new (void)
{
  WifiRetries *retries = g_new0 (WifiRetries, 1);
  hash_key_init (&retries->key);
  return retries;
}

void
wifi_retries_free (WifiRetries *retries)
{
  g_free (retries);
}

static uint64_t
hash_of (const WifiRetries *retries, const WifiFrame *frame)
{
  uint8_t key[13];
  memcpy (key, frame->receiver, 6);
  memcpy (key + 6, frame->transmitter, 6);
  key[12] = frame->tid;
  return keyed_hash (&retries->key, key, sizeof key) | 1;
}

static bool
row_is_of (const Row *row, uint64_t hash, int64_t time)
{
  return row->hash == hash && time - row->time <= KEPT_NANOSECONDS && row->time - time <= KEPT_NANOSECONDS;
}

bool
wifi_retries_is_repeat (const WifiRetries *retries, const WifiFrame *frame, int64_t time)
{
  if (!frame->retry)
    return false;
  const uint64_t hash = hash_of (retries, frame);
  const Row *row = &retries->rows[hash / 2 % ROWS];
  if (!row_is_of (row, hash, time))
    return false;
  const unsigned behind = (unsigned) (row->highest - frame->sequence) % NUMBERS;
  return behind < WINDOW && (row->seen >> behind & 1) != 0;
}

void
wifi_retries_note (WifiRetries *retries, const WifiFrame *frame, int64_t time)
{
  const uint64_t hash = hash_of (retries, frame);
  Row *row = &retries->rows[hash / 2 % ROWS];
  const unsigned behind = (unsigned) (row->highest - frame->sequence) % NUMBERS;
  const unsigned ahead = (unsigned) (frame->sequence - row->highest) % NUMBERS;
  if (row_is_of (row, hash, time) && behind < WINDOW)
    row->seen |= UINT64_C (1) << behind;
  else
    {
      const bool goes_on = row_is_of (row, hash, time) && ahead < WINDOW;
      *row = (Row){
        .hash = hash,
        .seen = (goes_on ? row->seen << ahead : 0) | 1,
        .highest = frame->sequence,
      };
    }
  row->time = time;
}

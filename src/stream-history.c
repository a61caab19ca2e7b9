/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last octets of a stream that were handed on, with the packets they came in, to
 * compare further copies with (see stream-queue.h). */
#include "config.h"

#include "stream-queue.h"

#include <glib.h>
#include <string.h>

enum {
  HISTORY_FIRST = 512, /* octets */
  HISTORY_PLACES_FIRST = 4,
  HISTORY_PLACES_MAX = 64,
};

uint64_t
stream_history_cost (const StreamHistory *history)
{
  return history->capacity + (uint64_t) history->place_capacity * sizeof *history->places;
}

void
stream_history_clear (StreamHistory *history)
{
  g_free (history->ring);
  g_free (history->places);
  memset (history, 0, sizeof *history);
}

void
stream_history_restart (StreamHistory *history, uint64_t position)
{
  history->start = history->end = position;
  history->place_count = 0;
}

/* Copies between the ring and a flat text; one or two pieces. */
static void
ring_write (uint8_t *ring, uint32_t capacity, uint64_t position, const uint8_t *octets, size_t length)
{
  size_t at = (size_t) (position % capacity);
  size_t piece = MIN (length, capacity - at);
  memcpy (ring + at, octets, piece);
  memcpy (ring, octets + piece, length - piece);
}

static void
history_grow (StreamHistory *history, uint32_t capacity)
{
  uint8_t *ring = g_malloc (capacity);
  for (uint64_t position = history->start; position < history->end;)
    {
      size_t at = (size_t) (position % history->capacity);
      size_t piece = (size_t) MIN (history->end - position, history->capacity - at);
      ring_write (ring, capacity, position, history->ring + at, piece);
      position += piece;
    }
  g_free (history->ring);
  history->ring = ring;
  history->capacity = capacity;
}

/* The capacity that it should have for `length` more octets. */
static uint32_t
history_capacity (const StreamHistory *history, size_t length, uint64_t most)
{
  uint64_t wanted = MIN (history->end - history->start + length, most);
  if (wanted <= history->capacity)
    return history->capacity;
  uint64_t capacity = history->capacity == 0 ? MIN (HISTORY_FIRST, most) : history->capacity;
  while (capacity < wanted)
    capacity *= 2;
  return (uint32_t) MIN (MIN (capacity, most), UINT32_MAX);
}

static uint16_t
history_places (const StreamHistory *history)
{
  if (history->place_count < history->place_capacity || history->place_capacity >= HISTORY_PLACES_MAX)
    return history->place_capacity;
  return history->place_capacity == 0 ? HISTORY_PLACES_FIRST : (uint16_t) (2 * history->place_capacity);
}

uint64_t
stream_history_wants (const StreamHistory *history, size_t length, uint64_t most)
{
  uint32_t capacity = history_capacity (history, length, most);
  if (capacity == 0)
    return 0;
  uint64_t places = (uint64_t) (history_places (history) - history->place_capacity);
  return capacity - history->capacity + places * sizeof *history->places;
}

/* Makes room for `length` more octets if it may; what it has serves otherwise. */
static bool
history_make_room (StreamHistory *history, size_t length, uint64_t most, uint64_t allowance)
{
  uint32_t capacity = history_capacity (history, length, most);
  if (capacity == history->capacity)
    return true;
  if (capacity - history->capacity > allowance)
    return false;
  history_grow (history, capacity);
  return true;
}

static bool
history_add_place (StreamHistory *history, uint64_t position, const StreamPlace *place, uint64_t allowance)
{
  while (history->place_count > 1)
    {
      size_t second = (size_t) (history->place_first + 1) & (size_t) (history->place_capacity - 1);
      if (history->places[second].position > history->start)
        break;
      history->place_first = (uint16_t) second;
      history->place_count--;
    }
  bool served = true;
  uint16_t capacity = history_places (history);
  if (capacity != history->place_capacity)
    {
      served = (uint64_t) (capacity - history->place_capacity) * sizeof *history->places <= allowance;
      if (served)
        {
          HistoryPlace *places = g_new (HistoryPlace, capacity);
          for (size_t i = 0; i < history->place_count; i++)
            places[i] = history->places[(history->place_first + i) & (size_t) (history->place_capacity - 1)];
          g_free (history->places);
          history->places = places;
          history->place_capacity = capacity;
          history->place_first = 0;
        }
    }
  if (history->place_capacity == 0)
    return served;
  if (history->place_count == history->place_capacity)
    {
      history->place_first = (uint16_t) ((history->place_first + 1) & (history->place_capacity - 1));
      history->place_count--;
    }
  size_t last = (size_t) (history->place_first + history->place_count) & (size_t) (history->place_capacity - 1);
  history->places[last] = (HistoryPlace){ position, *place };
  history->place_count++;
  return served;
}

bool
stream_history_append (StreamHistory *history, const uint8_t *octets, size_t length, const StreamPlace *place,
                       uint64_t most, uint64_t allowance)
{
  uint64_t position = history->end;
  uint64_t before = history->capacity;
  bool served = history_make_room (history, length, most, allowance);
  history->end += length;
  if (history->capacity == 0)
    {
      history->start = history->end;
      return served;
    }
  size_t kept = MIN (length, history->capacity);
  ring_write (history->ring, history->capacity, history->end - kept, octets + (length - kept), kept);
  if (history->end - history->start > history->capacity)
    history->start = history->end - history->capacity;
  uint64_t left = allowance - MIN (allowance, history->capacity - before);
  return history_add_place (history, position, place, left) && served;
}

/* Where the octet at position came from; packet 0 if that is forgotten. */
static StreamPlace
history_place (const StreamHistory *history, uint64_t position, uint64_t *until)
{
  StreamPlace place = { 0, 0, 0 };
  *until = history->end;
  for (size_t i = history->place_count; i > 0; i--)
    {
      const HistoryPlace *entry
          = &history->places[(history->place_first + i - 1) & (size_t) (history->place_capacity - 1)];
      if (entry->position <= position)
        return entry->place;
      *until = entry->position;
    }
  return place;
}

StreamPlace
stream_history_place (const StreamHistory *history, uint64_t position)
{
  uint64_t until;
  if (position < history->start || position >= history->end)
    return (StreamPlace){ 0, 0, 0 };
  return history_place (history, position, &until);
}

/* What was handed on was delivered, whether its receiver has said so or not. */
static CopyVerdict
history_verdict (const StreamComparison *comparison, uint64_t position)
{
  return (CopyVerdict){ position < comparison->acknowledged ? AMBIGUITY_ACKNOWLEDGED : AMBIGUITY_DELIVERED, false };
}

void
stream_history_compare (const StreamHistory *history, uint64_t position, const uint8_t *octets, size_t length,
                        const CopyVerdict *verdict, StreamComparison *comparison)
{
  uint64_t end = MIN (position + length, history->end);
  for (uint64_t at = MAX (position, history->start); at < end;)
    {
      size_t slot = (size_t) (at % history->capacity);
      uint64_t until = at + MIN (end - at, history->capacity - slot);
      const uint8_t *second = octets + (at - position);
      StreamPlace place = { 0, 0, 0 };
      if (memcmp (history->ring + slot, second, (size_t) (until - at)) != 0)
        {
          /* One place at a time, so that the first difference finds its own. */
          uint64_t place_end;
          place = history_place (history, at, &place_end);
          until = MIN (until, MAX (place_end, at + 1));
        }
      stream_comparison_take (comparison, at, history->ring + slot, second, (size_t) (until - at), &place,
                              verdict != NULL ? *verdict : history_verdict (comparison, at));
      at = until;
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlapping fragments, a row for each policy (see fragment-overlap.h).
 *
 * Shankar and Paxson, "Active Mapping" (2003), for the systems of their time: hosts trim
 * or drop one of two fragments, and go on with what is left.  Linux since 4.19 and every
 * host with IPv6 (RFC 5722) drop the datagram instead, unless the new fragment lies inside
 * what is there without a hole: that one is ignored.
 *
 * Does not: hold octets, or know where the datagram ends. */
#include "config.h"

#include "fragment-overlap.h"

#include <glib.h>
#include <string.h>

enum { PIECES_FIRST = 4 };

static bool
old_wins (const FragmentPiece *old, const FragmentPiece *fresh)
{
  (void) old;
  (void) fresh;
  return false;
}

static bool
new_wins (const FragmentPiece *old, const FragmentPiece *fresh)
{
  (void) old;
  (void) fresh;
  return true;
}

static bool
new_wins_before (const FragmentPiece *old, const FragmentPiece *fresh)
{
  return fresh->from < old->from;
}

static bool
new_wins_not_behind (const FragmentPiece *old, const FragmentPiece *fresh)
{
  return fresh->from <= old->from;
}

static bool
new_wins_beyond (const FragmentPiece *old, const FragmentPiece *fresh)
{
  return fresh->from < old->from && fresh->end > old->end;
}

static bool
new_wins_covering (const FragmentPiece *old, const FragmentPiece *fresh)
{
  return fresh->from < old->from && fresh->end >= old->end;
}

static bool
new_wins_behind (const FragmentPiece *old, const FragmentPiece *fresh)
{
  return fresh->from >= old->from;
}

static const struct {
  bool (*fresh_counts) (const FragmentPiece *old, const FragmentPiece *fresh);
  bool drops;
} policies[OVERLAP_POLICIES] = {
  [OVERLAP_LINUX] = { old_wins, true },
  [OVERLAP_FIRST] = { old_wins, false },
  [OVERLAP_LAST] = { new_wins, false },
  [OVERLAP_BSD] = { new_wins_before, false },
  [OVERLAP_BSD_RIGHT] = { new_wins_behind, false },
  [OVERLAP_WINDOWS] = { new_wins_beyond, false },
  [OVERLAP_MACOS] = { new_wins_before, false },
  [OVERLAP_SOLARIS] = { new_wins_covering, false },
  [OVERLAP_OLD_LINUX] = { new_wins_not_behind, false },
};

bool
fragment_policy_drops (OverlapPolicy policy, bool takes_none)
{
  return takes_none || policies[policy].drops;
}

/* Index of the first piece that ends behind position. */
static uint32_t
pieces_find (const FragmentPieces *pieces, size_t position)
{
  uint32_t low = 0, high = pieces->count;
  if (high > 0 && pieces->at[high - 1].end <= position)
    return high;
  while (low < high)
    {
      uint32_t middle = low + (high - low) / 2;
      if (pieces->at[middle].end <= position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Puts `count` pieces in the place of those from `index` to `until`. */
static void
pieces_splice (FragmentPieces *pieces, uint32_t index, uint32_t until, const FragmentPiece *fresh, uint32_t count)
{
  uint32_t left = pieces->count - (until - index);
  uint32_t capacity = MAX (pieces->capacity, PIECES_FIRST);
  while (capacity < left + count)
    capacity *= 2;
  if (capacity != pieces->capacity)
    {
      pieces->at = g_renew (FragmentPiece, pieces->at, capacity);
      pieces->capacity = capacity;
    }
  for (uint32_t i = index; i < until; i++)
    pieces->octets -= (uint32_t) (pieces->at[i].end - pieces->at[i].from);
  memmove (pieces->at + index + count, pieces->at + until, (pieces->count - until) * sizeof *pieces->at);
  memcpy (pieces->at + index, fresh, count * sizeof *fresh);
  for (uint32_t i = 0; i < count; i++)
    pieces->octets += (uint32_t) (fresh[i].end - fresh[i].from);
  pieces->count = left + count;
}

/* Whether the fragment lies inside of what came in order, one behind the other. */
static bool
is_inside (const FragmentPieces *pieces, uint32_t index, const FragmentPiece *fresh)
{
  if (pieces->at[index].from > fresh->from)
    return false;
  size_t end = pieces->at[index].end;
  for (uint32_t i = index + 1; i < pieces->count && end < fresh->end && pieces->at[i].appended; i++)
    end = pieces->at[i].end;
  return end >= fresh->end;
}

static FragmentPiece *
add_stretch (FragmentPiece *to, const FragmentPiece *of, size_t from, size_t end)
{
  if (from >= end)
    return to;
  *to = *of;
  to->from = (uint16_t) from;
  to->end = (uint16_t) end;
  return to + 1;
}

bool
fragment_pieces_add (FragmentPieces *pieces, OverlapPolicy policy, bool takes_none, const FragmentPiece *fresh,
                     FragmentMeeting meeting, void *user)
{
  uint32_t index = pieces_find (pieces, fresh->from), until = index;
  while (until < pieces->count && pieces->at[until].from < fresh->end)
    until++;
  if (until == index)
    {
      FragmentPiece whole = *fresh;
      whole.appended = index > 0 && index == pieces->count && pieces->at[index - 1].end == fresh->from;
      meeting (user, fresh->from, fresh->end, NULL, true);
      pieces_splice (pieces, index, until, &whole, 1);
      return true;
    }
  bool drops = fragment_policy_drops (policy, takes_none);
  bool kept = !drops || is_inside (pieces, index, fresh);
  /* At most each piece in two, and as many stretches of the new one and one more. */
  g_autofree FragmentPiece *made = g_new (FragmentPiece, 3 * (size_t) (until - index) + 1);
  FragmentPiece *end = made;
  size_t at = fresh->from;
  for (uint32_t i = index; i < until; i++)
    {
      const FragmentPiece *old = &pieces->at[i];
      size_t from = MAX (old->from, fresh->from), stop = MIN (old->end, fresh->end);
      if (at < from)
        meeting (user, at, from, NULL, true);
      end = add_stretch (end, fresh, at, from);
      bool counts = !drops && policies[policy].fresh_counts (old, fresh);
      meeting (user, from, stop, old, counts);
      if (counts)
        {
          end = add_stretch (end, old, old->from, from);
          end = add_stretch (end, fresh, from, stop);
          end = add_stretch (end, old, stop, old->end);
        }
      else
        *end++ = *old;
      at = stop;
    }
  if (at < fresh->end)
    meeting (user, at, fresh->end, NULL, true);
  end = add_stretch (end, fresh, at, fresh->end);
  pieces_splice (pieces, index, until, made, (uint32_t) (end - made));
  return kept;
}

size_t
fragment_pieces_cost (const FragmentPieces *pieces)
{
  return pieces->capacity * sizeof *pieces->at;
}

void
fragment_pieces_clear (FragmentPieces *pieces)
{
  g_free (pieces->at);
  *pieces = (FragmentPieces){ 0 };
}

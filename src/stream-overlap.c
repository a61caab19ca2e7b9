/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two copies of the same octets: which of them counts, and the telling of where
 * they differ (see stream-queue.h).
 *
 * A receiver hands on what is in order at once, so there the first copy counts, and
 * likewise where it acknowledged the first.  Behind a hole both copies lie in its
 * memory together, and its system decides (stream-policy.h).
 *
 * Does not: keep octets, or know which system the receiver runs. */
#include "config.h"

#include "stream-queue.h"

#include <glib.h>
#include <string.h>

void
stream_comparison_init (StreamComparison *comparison, ComparisonHandler handler, void *user)
{
  comparison->handler = handler;
  comparison->user = user;
  comparison->policy = OVERLAP_LINUX;
  comparison->next = comparison->acknowledged = 0;
  comparison->answerable = 0;
  comparison->position = comparison->end = comparison->reached = 0;
}

void
stream_comparison_finish (StreamComparison *comparison)
{
  if (comparison->end > comparison->position)
    comparison->handler (comparison->user, comparison);
  comparison->position = comparison->end = 0;
}

static void
comparison_show (StreamComparison *comparison, uint64_t position, const uint8_t *first, const uint8_t *second,
                 size_t length)
{
  uint64_t at = position - comparison->position;
  if (at >= AMBIGUITY_OCTETS)
    return;
  size_t room = AMBIGUITY_OCTETS - (size_t) at;
  memcpy (comparison->first + at, first, MIN (length, room));
  memcpy (comparison->second + at, second, MIN (length, room));
}

static bool
is_settled (AmbiguityReason reason)
{
  return reason == AMBIGUITY_DELIVERED || reason == AMBIGUITY_ACKNOWLEDGED;
}

/* Whether two verdicts can be told in one: a stretch of which the receiver acknowledged
 * the beginning is not cut in two for that. */
static bool
verdicts_agree (CopyVerdict one, CopyVerdict other)
{
  return one.second_counts == other.second_counts
         && (one.reason == other.reason || (is_settled (one.reason) && is_settled (other.reason)));
}

void
stream_comparison_take (StreamComparison *comparison, uint64_t position, const uint8_t *first, const uint8_t *second,
                        size_t length, const StreamPlace *first_place, CopyVerdict verdict)
{
  if (comparison->reached != position || (comparison->end != 0 && !verdicts_agree (comparison->verdict, verdict)))
    stream_comparison_finish (comparison);
  comparison->reached = position + length;
  size_t start = 0;
  if (comparison->end == 0)
    {
      if (memcmp (first, second, length) == 0)
        return;
      while (first[start] == second[start])
        start++;
      comparison->position = position + start;
      comparison->first_place = *first_place;
      comparison->verdict = verdict;
    }
  comparison_show (comparison, position + start, first + start, second + start, length - start);
  for (size_t i = length; i > start; i--)
    if (first[i - 1] != second[i - 1])
      {
        comparison->end = position + i;
        break;
      }
}

HostSegment
stream_host_extents (const QueuedSegment *queued)
{
  if (queued->host != NULL)
    return *queued->host;
  return (HostSegment){ queued->position, MAX (queued->position + queued->length, queued->cut_end), 0 };
}

/* What is odd of a queued segment still. */
static AmbiguityReason
doubt_of (const StreamComparison *comparison, const QueuedSegment *queued)
{
  bool answers
      = queued->doubt == AMBIGUITY_FUTURE_ACK && (int32_t) (queued->acknowledgment - comparison->answerable) <= 0;
  return answers ? AMBIGUITY_DELIVERED : queued->doubt;
}

/* Whether a doubt decides between two copies: then the ordinary one counts, and of two
 * doubtful ones the first.  Two that answer what was not captured yet are ordinary if the
 * capture is merely out of order, which it will show. */
static bool
doubt_decides (AmbiguityReason old, AmbiguityReason fresh, CopyVerdict *verdict)
{
  if (old == fresh && (old == AMBIGUITY_DELIVERED || old == AMBIGUITY_FUTURE_ACK))
    return false;
  bool second_counts = fresh == AMBIGUITY_DELIVERED;
  *verdict = (CopyVerdict){ second_counts ? old : fresh, second_counts };
  return true;
}

uint64_t
stream_copy_judge (const StreamComparison *comparison, const QueuedSegment *queued, const QueuedSegment *model,
                   const HostSegment *fresh, uint64_t delivered, uint64_t at, uint64_t until, CopyVerdict *verdict)
{
  AmbiguityReason doubt = doubt_of (comparison, queued);
  if ((ambiguity_is_refusal (doubt) || model->doubt != AMBIGUITY_DELIVERED)
      && doubt_decides (doubt, model->doubt, verdict))
    return until;
  if (at < comparison->acknowledged)
    {
      *verdict = (CopyVerdict){ AMBIGUITY_ACKNOWLEDGED, false };
      return MIN (until, comparison->acknowledged);
    }
  if (doubt_decides (doubt, model->doubt, verdict))
    return until;
  if (queued->far != model->far)
    {
      *verdict = (CopyVerdict){ AMBIGUITY_WINDOW, queued->far };
      return until;
    }
  if (at < delivered)
    {
      *verdict = (CopyVerdict){ AMBIGUITY_DELIVERED, false };
      return MIN (until, delivered);
    }
  HostSegment old = stream_host_extents (queued);
  *verdict = (CopyVerdict){ AMBIGUITY_POLICY,
                            overlap_new_wins (comparison->policy, old.from, old.end, fresh->from, fresh->end) };
  return until;
}

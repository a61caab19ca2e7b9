/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which octets of overlapping segments count, for each policy: the thirteen relations
 * of two stretches (Allen 1983), and any number of segments against models of what the
 * systems do, written as they do it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/stream-queue.h"

#include <glib.h>
#include <string.h>

enum { SPACE = 64 };

/* The octets that were told to differ, with what was said of them. */
typedef struct Told {
  uint8_t first[SPACE];
  uint8_t second[SPACE];
  uint64_t base;
  unsigned stretches;
  bool second_counts;
  AmbiguityReason reason;
} Told;

static void
tell (void *user, const StreamComparison *comparison)
{
  Told *told = user;
  for (uint64_t at = comparison->position; at < comparison->end; at++)
    {
      told->first[at - told->base] = comparison->first[at - comparison->position];
      told->second[at - told->base] = comparison->second[at - comparison->position];
    }
  told->stretches++;
  told->second_counts = comparison->verdict.second_counts;
  told->reason = comparison->verdict.reason;
}

/* What the receiver was known to have when a segment came. */
typedef struct Known {
  OverlapPolicy policy;
  uint64_t base;
  uint64_t next; /* these two from base on */
  uint64_t acknowledged;
} Known;

static void
add (StreamQueue *queue, const Known *known, size_t at, const uint8_t *octets, size_t length, size_t wire_length,
     Told *told)
{
  StreamComparison comparison;
  stream_comparison_init (&comparison, tell, told);
  comparison.policy = known->policy;
  comparison.next = known->base + known->next;
  comparison.acknowledged = known->base + known->acknowledged;
  told->base = known->base;
  QueuedSegment model = { .place = { 1, 0, 0 } };
  stream_queue_add (queue, &model, known->base + at, octets, length, wire_length, &comparison);
  stream_comparison_finish (&comparison);
}

/* The octets that are queued, '.' where there are none. */
static void
drain (StreamQueue *queue, uint64_t base, char text[SPACE + 1])
{
  memset (text, '.', SPACE);
  text[SPACE] = '\0';
  uint64_t end = 0;
  while (stream_queue_first (queue) != NULL)
    {
      g_autofree QueuedSegment *segment = stream_queue_take (queue);
      assert_null (segment->host);
      assert_true (segment->position >= end);
      memcpy (text + (segment->position - base), segment->octets, segment->length);
      end = segment->position + segment->length;
    }
  assert_int_equal (queue->cost, 0);
  stream_queue_clear (queue);
}

typedef struct Relation {
  const char *name;
  size_t from; /* of the second; the first is 20 to 30 */
  size_t end;
  const char *winner[OVERLAP_POLICIES]; /* "" no overlap, else "first" or "second" */
} Relation;

#define NONE                                                                                                           \
  {                                                                                                                    \
    "", "", "", "", "", "", "", "", ""                                                                                 \
  }

/* In the order of OverlapPolicy: linux, first, last, bsd, bsd-right, windows, macos, solaris, old-linux. */
static const Relation relations[13] = {
  { "before", 5, 15, NONE },
  { "meets", 10, 20, NONE },
  { "overlaps", 15, 25, { "second", "first", "second", "second", "second", "second", "second", "first", "second" } },
  { "finished by",
    15,
    30,
    { "second", "first", "second", "second", "second", "second", "second", "second", "second" } },
  { "contains", 15, 35, { "second", "first", "second", "second", "second", "second", "second", "second", "second" } },
  { "starts", 20, 25, { "first", "first", "second", "first", "first", "first", "first", "first", "first" } },
  { "equals", 20, 30, { "first", "first", "second", "first", "first", "first", "first", "second", "second" } },
  { "started by", 20, 35, { "second", "first", "second", "first", "first", "first", "first", "second", "second" } },
  { "during", 23, 27, { "first", "first", "second", "first", "first", "first", "first", "first", "first" } },
  { "finishes", 25, 30, { "first", "first", "second", "first", "first", "first", "first", "first", "first" } },
  { "overlapped by", 25, 35, { "first", "first", "second", "first", "first", "first", "first", "second", "first" } },
  { "met by", 30, 40, NONE },
  { "after", 35, 45, NONE },
};

static void
test_relations (void **state)
{
  (void) state;
  static const uint64_t bases[] = { UINT64_C (1) << 40, (UINT64_C (1) << 40) - 24 }; /* the other wraps in the middle */
  for (size_t i = 0; i < G_N_ELEMENTS (relations); i++)
    for (OverlapPolicy policy = 0; policy < OVERLAP_POLICIES; policy++)
      for (unsigned variant = 0; variant < 4; variant++)
        {
          const Relation *relation = &relations[i];
          const Known known = { policy, bases[variant & 1], 0, 0 };
          const bool differs = (variant & 2) != 0;
          const bool overlaps = *relation->winner[policy] != '\0';
          const bool second = strcmp (relation->winner[policy], "second") == 0;
          char expected[SPACE + 1], got[SPACE + 1];
          uint8_t octets[2][SPACE];
          memset (octets[0], 'a', SPACE);
          memset (octets[1], differs ? 'b' : 'a', SPACE);
          memset (expected, '.', SPACE);
          expected[SPACE] = '\0';
          memset (expected + (second ? 20 : relation->from), second ? 'a' : octets[1][0],
                  second ? 10 : relation->end - relation->from);
          memset (expected + (second ? relation->from : 20), second ? octets[1][0] : 'a',
                  second ? relation->end - relation->from : 10);

          StreamQueue queue = { 0 };
          Told told = { 0 };
          add (&queue, &known, 20, octets[0], 10, 10, &told);
          add (&queue, &known, relation->from, octets[1], relation->end - relation->from,
               relation->end - relation->from, &told);
          drain (&queue, known.base, got);
          if (strcmp (got, expected) != 0)
            fail_msg ("%s, %s:\n%s expected\n%s", relation->name, overlap_policy_name (policy), expected, got);
          assert_int_equal (told.stretches, differs && overlaps);
          if (told.stretches > 0)
            {
              assert_int_equal (told.second_counts, second);
              assert_int_equal (told.reason, AMBIGUITY_POLICY);
            }
          stream_queue_clear (&queue);

          /* The receiver had the first before the second came: in order, or it said so. */
          for (unsigned had = 0; had < 2 && overlaps && differs; had++)
            {
              const Known later = { policy, known.base, had == 0 ? 20 : 0, had == 0 ? 0 : 30 };
              told = (Told){ 0 };
              add (&queue, &later, 20, octets[0], 10, 10, &told);
              add (&queue, &later, relation->from, octets[1], relation->end - relation->from,
                   relation->end - relation->from, &told);
              drain (&queue, known.base, got);
              assert_memory_equal (got + 20, "aaaaaaaaaa", 10);
              assert_int_equal (told.stretches, 1);
              assert_false (told.second_counts);
              assert_int_equal (told.reason, had == 0 ? AMBIGUITY_DELIVERED : AMBIGUITY_ACKNOWLEDGED);
            }
        }
}

/* --- models -------------------------------------------------------------------------- */

typedef struct Kept {
  size_t from;
  size_t end;
  uint8_t octets[SPACE];
} Kept;

/* Sorted by their beginnings. */
typedef struct Host {
  Kept kept[SPACE];
  size_t count;
} Host;

static void
host_insert (Host *host, size_t index, const Kept *kept)
{
  memmove (host->kept + index + 1, host->kept + index, (host->count - index) * sizeof *kept);
  host->kept[index] = *kept;
  host->count++;
}

static void
host_remove (Host *host, size_t index)
{
  host->count--;
  memmove (host->kept + index, host->kept + index + 1, (host->count - index) * sizeof *host->kept);
}

/* Linux: a segment inside one that is there is dropped, what it covers is removed, the rest
 * stays side by side, and is read in the order of the beginnings.  One that begins where
 * the one before it ends is joined to it.  Old Linux: an equal one replaces, none is joined. */
static void
linux_takes (Host *host, const Kept *fresh, bool old)
{
  size_t index = 0;
  while (index < host->count && host->kept[index].from <= fresh->from)
    index++;
  Kept *before = index > 0 ? &host->kept[index - 1] : NULL;
  if (before != NULL && before->end >= fresh->end && !(old && before->end == fresh->end && before->from == fresh->from))
    return;
  if (!old && before != NULL && before->end == fresh->from)
    {
      memcpy (before->octets + fresh->from, fresh->octets + fresh->from, fresh->end - fresh->from);
      before->end = fresh->end;
      index--;
    }
  else if (before != NULL && before->from == fresh->from)
    *before = *fresh, index--;
  else
    host_insert (host, index, fresh);
  while (index + 1 < host->count && host->kept[index + 1].end <= fresh->end)
    host_remove (host, index + 1);
}

/* BSD: the front of the new one gives way to the one before it, the fronts of those behind
 * it give way to the new one. */
static void
bsd_takes (Host *host, const Kept *fresh)
{
  Kept left = *fresh;
  size_t index = 0;
  while (index < host->count && host->kept[index].from <= fresh->from)
    index++;
  if (index > 0 && host->kept[index - 1].end > left.from)
    left.from = host->kept[index - 1].end;
  if (left.from >= left.end)
    return;
  while (index < host->count && host->kept[index].end <= left.end)
    host_remove (host, index);
  if (index < host->count && host->kept[index].from < left.end)
    host->kept[index].from = left.end;
  host_insert (host, index, &left);
}

/* Solaris: of two neighbours the first gives way at its end, unless it covers the second. */
static void
solaris_takes (Host *host, const Kept *fresh)
{
  size_t index = 0;
  while (index < host->count && host->kept[index].from < fresh->from)
    index++;
  Kept *before = index > 0 ? &host->kept[index - 1] : NULL;
  if (before != NULL && before->end >= fresh->end)
    return;
  if (index < host->count && host->kept[index].from == fresh->from && host->kept[index].end > fresh->end)
    return;
  if (before != NULL)
    before->end = MIN (before->end, fresh->from);
  Kept left = *fresh;
  while (index < host->count && host->kept[index].end <= left.end)
    host_remove (host, index);
  if (index < host->count)
    left.end = MIN (left.end, host->kept[index].from);
  host_insert (host, index, &left);
}

static void
host_read (const Host *host, char text[SPACE + 1])
{
  memset (text, '.', SPACE);
  text[SPACE] = '\0';
  for (size_t i = host->count; i > 0; i--)
    memcpy (text + host->kept[i - 1].from, host->kept[i - 1].octets + host->kept[i - 1].from,
            host->kept[i - 1].end - host->kept[i - 1].from);
}

static void
constant_takes (char text[SPACE + 1], const Kept *fresh, bool last)
{
  for (size_t i = fresh->from; i < fresh->end; i++)
    if (last || text[i] == '.')
      text[i] = (char) fresh->octets[i];
}

/* Random segments behind a hole that is never filled. */
static void
test_models (void **state)
{
  (void) state;
  static const uint64_t bases[] = { UINT64_C (1) << 40, (UINT64_C (1) << 40) - 31 };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  for (unsigned round = 0; round < 40000; round++)
    {
      const Known known = { round % OVERLAP_POLICIES, bases[round / OVERLAP_POLICIES % 2], 0, 0 };
      const unsigned turns = 2 + round / 16 % 9;
      const bool cuts = round % 3 == 2;
      StreamQueue queue = { 0 };
      g_autofree Host *host = g_new0 (Host, 1);
      Told told = { 0 };
      char expected[SPACE + 1], got[SPACE + 1];
      g_autoptr (GString) script = g_string_new (overlap_policy_name (known.policy));
      memset (expected, '.', SPACE);
      expected[SPACE] = '\0';
      for (unsigned turn = 0; turn < turns; turn++)
        {
          Kept fresh = { 0 };
          fresh.from = (size_t) g_rand_int_range (random, 1, 30);
          fresh.end = fresh.from + (size_t) g_rand_int_range (random, 1, 12);
          memset (fresh.octets, (int) ('a' + turn), SPACE);
          g_string_append_printf (script, " [%zu,%zu)", fresh.from, fresh.end);
          add (&queue, &known, fresh.from, fresh.octets, fresh.end - fresh.from, fresh.end - fresh.from, &told);
          if (cuts && turn == 0) /* a copy that was cut to nothing changes nothing */
            add (&queue, &known, fresh.from, fresh.octets, 0, fresh.end - fresh.from, &told);
          if (known.policy == OVERLAP_FIRST || known.policy == OVERLAP_LAST)
            constant_takes (expected, &fresh, known.policy == OVERLAP_LAST);
          else if (known.policy == OVERLAP_LINUX || known.policy == OVERLAP_OLD_LINUX)
            linux_takes (host, &fresh, known.policy == OVERLAP_OLD_LINUX);
          else if (known.policy == OVERLAP_SOLARIS)
            solaris_takes (host, &fresh);
          else
            bsd_takes (host, &fresh);
        }
      if (known.policy != OVERLAP_FIRST && known.policy != OVERLAP_LAST)
        host_read (host, expected);
      drain (&queue, known.base, got);
      if (strcmp (got, expected) != 0)
        fail_msg ("%s\n%s expected\n%s", script->str, expected, got);
      stream_queue_clear (&queue);
    }
}

/* What was told to differ is what did, and of two copies one of the queue's. */
static void
test_told_is_true (void **state)
{
  (void) state;
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  for (unsigned round = 0; round < 4000; round++)
    {
      const Known known = { round % OVERLAP_POLICIES, UINT64_C (1) << 33, (uint64_t) g_rand_int_range (random, 0, 9),
                            (uint64_t) g_rand_int_range (random, 0, 9) };
      StreamQueue queue = { 0 };
      uint8_t before[SPACE] = { 0 }; /* 0: none yet */
      for (unsigned turn = 0; turn < 8; turn++)
        {
          uint8_t octets[SPACE];
          size_t from = (size_t) g_rand_int_range (random, 1, 30), length = (size_t) g_rand_int_range (random, 1, 12);
          for (size_t i = 0; i < length; i++)
            octets[i] = (uint8_t) g_rand_int_range (random, 'a', 'd');
          Told told = { 0 };
          add (&queue, &known, from, octets, length, length, &told);
          for (size_t i = 0; i < length; i++)
            if (before[from + i] != 0 && before[from + i] != octets[i])
              {
                assert_int_equal (told.first[from + i], before[from + i]);
                assert_int_equal (told.second[from + i], octets[i]);
              }
          for (size_t i = 0; i < queue.count; i++)
            {
              const QueuedSegment *segment = queue.ring[(queue.first + i) & (queue.capacity - 1)];
              memcpy (before + (segment->position - known.base), segment->octets, segment->length);
            }
        }
      stream_queue_clear (&queue);
    }
}

static void
test_cut_copies (void **state)
{
  (void) state;
  const Known known = { OVERLAP_LINUX, UINT64_C (1) << 40, 0, 0 };
  StreamQueue queue = { 0 };
  Told told = { 0 };
  char got[SPACE + 1];
  /* The cut one reaches to 30 in its receiver, so that what begins in it and ends there is inside. */
  add (&queue, &known, 10, (const uint8_t *) "aaaa", 4, 20, &told);
  add (&queue, &known, 12, (const uint8_t *) "bbbbbb", 6, 6, &told);
  assert_int_equal (told.stretches, 1);
  assert_false (told.second_counts);
  drain (&queue, known.base, got);
  assert_memory_equal (got + 10, "aaaabbbb", 8); /* what was cut of the first is taken from the second */
  /* And one that covers it by its length counts, as far as it is here. */
  told = (Told){ 0 };
  add (&queue, &known, 10, (const uint8_t *) "aaaa", 4, 4, &told);
  add (&queue, &known, 8, (const uint8_t *) "bbbb", 4, 10, &told);
  assert_true (told.second_counts);
  drain (&queue, known.base, got);
  assert_memory_equal (got + 8, "bbbbaa", 6);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_relations),
    cmocka_unit_test (test_models),
    cmocka_unit_test (test_told_is_true),
    cmocka_unit_test (test_cut_copies),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

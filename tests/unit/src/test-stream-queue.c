/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue and the history of one stream, against a model of single octets. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/stream-queue.h"

#include <glib.h>
#include <string.h>

enum { SPACE = 300 };
#define BASE (UINT64_C (1) << 40)

typedef struct Differences {
  GString *told;
} Differences;

static void
tell (void *user, const StreamComparison *comparison)
{
  Differences *differences = user;
  size_t shown = MIN ((size_t) (comparison->end - comparison->position), AMBIGUITY_OCTETS);
  g_string_append_printf (differences->told,
                          "%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " %.*s/%.*s #%" G_GUINT64_FORMAT "\n",
                          comparison->position - BASE, comparison->end - comparison->position, (int) MIN (shown, 20),
                          (const char *) comparison->first, (int) MIN (shown, 20), (const char *) comparison->second,
                          comparison->first_place.packet);
}

static void
add (StreamQueue *queue, size_t at, const char *text, size_t wire_length, uint64_t packet, GString *told)
{
  Differences differences = { told };
  StreamComparison comparison;
  stream_comparison_init (&comparison, tell, &differences);
  comparison.policy = OVERLAP_FIRST;
  QueuedSegment model = { .place = { packet, 0, 0 } };
  g_autofree uint8_t *octets = g_memdup2 (text, strlen (text));
  stream_queue_add (queue, &model, BASE + at, octets, strlen (text), MAX (wire_length, strlen (text)), &comparison);
  stream_comparison_finish (&comparison);
}

/* "position:text" of each queued segment; "+n" where n octets were cut behind it. */
static void
drain (StreamQueue *queue, GString *text)
{
  while (stream_queue_first (queue) != NULL)
    {
      g_autofree QueuedSegment *segment = stream_queue_take (queue);
      g_string_append_printf (text, "%" G_GUINT64_FORMAT ":%.*s", segment->position - BASE, (int) segment->length,
                              (const char *) segment->octets);
      if (segment->cut_end != 0)
        g_string_append_printf (text, "+%" G_GUINT64_FORMAT, segment->cut_end - segment->position - segment->length);
      g_string_append_c (text, ' ');
    }
}

typedef struct Piece {
  size_t at;
  const char *text;
  size_t wire_length;
} Piece;

typedef struct QueueCase {
  const char *name;
  Piece pieces[5];
  const char *queued;
  const char *told;
} QueueCase;

static const QueueCase queue_cases[] = {
  { "one", { { 5, "abc", 0 } }, "5:abc ", "" },
  { "in reverse", { { 8, "ghi", 0 }, { 5, "def", 0 }, { 2, "abc", 0 } }, "2:abc 5:def 8:ghi ", "" },
  { "the same twice", { { 5, "abc", 0 }, { 5, "abc", 0 } }, "5:abc ", "" },
  { "overlap in front", { { 5, "cde", 0 }, { 3, "abcd", 0 } }, "3:ab 5:cde ", "" },
  { "overlap behind", { { 5, "abc", 0 }, { 7, "cde", 0 } }, "5:abc 8:de ", "" },
  { "overlap all around", { { 5, "cd", 0 }, { 3, "abcdef", 0 } }, "3:ab 5:cd 7:ef ", "" },
  { "overlap of two with a hole",
    { { 3, "ab", 0 }, { 7, "ef", 0 }, { 2, "_abcdef_", 0 } },
    "2:_ 3:ab 5:cd 7:ef 9:_ ",
    "" },
  { "inside", { { 3, "abcdef", 0 }, { 5, "cd", 0 } }, "3:abcdef ", "" },
  { "differs inside", { { 3, "abcdef", 0 }, { 5, "XY", 0 } }, "3:abcdef ", "5+2 cd/XY #1\n" },
  { "differs in two places", { { 3, "abcdef", 0 }, { 3, "XbcdeY", 0 } }, "3:abcdef ", "3+6 abcdef/XbcdeY #1\n" },
  { "differs over two segments",
    { { 3, "abc", 0 }, { 6, "def", 0 }, { 5, "XYZ", 0 } },
    "3:abc 6:def ",
    "5+3 cde/XYZ #1\n" },
  { "differs before and behind a hole",
    { { 3, "abc", 0 }, { 7, "efg", 0 }, { 5, "XdY", 0 } },
    "3:abc 6:d 7:efg ",
    "5+1 c/X #1\n7+1 e/Y #2\n" },
  { "cut", { { 3, "ab", 6 } }, "3:ab+4 ", "" },
  { "cut to nothing", { { 3, "", 6 } }, "3:+6 ", "" },
  { "cut twice", { { 3, "ab", 6 }, { 3, "ab", 6 } }, "3:ab+4 ", "" },
  { "cut, then whole", { { 3, "ab", 6 }, { 3, "abcdef", 0 } }, "3:ab+4 5:cdef ", "" },
  { "whole, then cut", { { 3, "abcdef", 0 }, { 3, "ab", 6 } }, "3:abcdef ", "" },
  { "cut behind what is there", { { 3, "abcd", 0 }, { 3, "ab", 9 } }, "3:abcd+5 ", "" },
  { "cut to nothing, then in front", { { 5, "", 4 }, { 3, "ab", 0 } }, "3:ab 5:+4 ", "" },
};

static void
queue_keeps_the_first_copy (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (queue_cases); i++)
    {
      const QueueCase *the_case = &queue_cases[i];
      StreamQueue queue = { 0 };
      g_autoptr (GString) told = g_string_new (NULL), queued = g_string_new (NULL);
      for (size_t j = 0; j < G_N_ELEMENTS (the_case->pieces) && the_case->pieces[j].text != NULL; j++)
        add (&queue, the_case->pieces[j].at, the_case->pieces[j].text, the_case->pieces[j].wire_length, j + 1, told);
      drain (&queue, queued);
      if (strcmp (queued->str, the_case->queued) != 0 || strcmp (told->str, the_case->told) != 0)
        fail_msg ("%s: \"%s\" \"%s\"", the_case->name, queued->str, told->str);
      assert_int_equal (queue.cost, 0);
      stream_queue_clear (&queue);
    }
}

static void
queue_equals_the_model (void **state)
{
  (void) state;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  for (unsigned round = 0; round < 500; round++)
    {
      uint8_t model[SPACE] = { 0 };
      StreamQueue queue = { 0 };
      g_autoptr (GString) told = g_string_new (NULL);
      for (unsigned turn = 0; turn < round % 60; turn++)
        {
          size_t at = (size_t) g_rand_int_range (random, 0, SPACE - 20);
          char text[21] = "";
          size_t length = (size_t) g_rand_int_range (random, 1, 20);
          for (size_t i = 0; i < length; i++)
            {
              text[i] = (char) g_rand_int_range (random, 'a', 'z');
              if (model[at + i] == 0)
                model[at + i] = (uint8_t) text[i];
            }
          add (&queue, at, text, 0, 1, told);
        }
      uint8_t got[SPACE] = { 0 };
      uint64_t end = BASE;
      while (stream_queue_first (&queue) != NULL)
        {
          g_autofree QueuedSegment *segment = stream_queue_take (&queue);
          assert_true (segment->position >= end);
          memcpy (got + (segment->position - BASE), segment->octets, segment->length);
          end = segment->position + segment->length;
        }
      assert_memory_equal (got, model, SPACE);
      stream_queue_clear (&queue);
    }
}

static void
queue_copies_lower_acknowledgments (void **state)
{
  (void) state;
  StreamQueue queue = { 0 };
  StreamComparison comparison;
  stream_comparison_init (&comparison, tell, NULL);
  QueuedSegment later = { .has_acknowledgment = true, .acknowledgment = 3 };
  QueuedSegment earlier = { .has_acknowledgment = true, .acknowledgment = UINT32_MAX };
  stream_queue_add (&queue, &later, BASE, (const uint8_t *) "abcdef", 6, 6, &comparison);
  stream_queue_add (&queue, &earlier, BASE + 2, (const uint8_t *) "cd", 2, 2, &comparison);
  static const uint32_t expected[3] = { 3, UINT32_MAX, 3 };
  for (size_t i = 0; i < 3; i++)
    {
      g_autofree QueuedSegment *segment = stream_queue_take (&queue);
      assert_int_equal (segment->position, BASE + 2 * i);
      assert_int_equal (segment->length, 2);
      assert_int_equal (segment->acknowledgment, expected[i]);
    }
  assert_null (stream_queue_first (&queue));
  assert_int_equal (queue.cost, 0);
  stream_queue_clear (&queue);
}

static void
queue_knows_its_reach (void **state)
{
  (void) state;
  StreamQueue queue = { 0 };
  g_autoptr (GString) told = g_string_new (NULL);
  assert_int_equal (stream_queue_end (&queue), 0);
  assert_int_equal (stream_queue_reach (&queue, 7), 7);
  add (&queue, 2, "ab", 0, 1, told);
  add (&queue, 4, "cd", 0, 1, told);
  add (&queue, 9, "hi", 0, 1, told);
  assert_int_equal (stream_queue_end (&queue), BASE + 11);
  assert_int_equal (stream_queue_reach (&queue, BASE + 2), BASE + 6);
  assert_int_equal (stream_queue_reach (&queue, BASE), BASE);
  stream_queue_clear (&queue);
}

static void
history_equals_the_model (void **state)
{
  (void) state;
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  for (unsigned round = 0; round < 300; round++)
    {
      size_t most = (size_t) g_rand_int_range (random, 1, 2000);
      StreamHistory history = { 0 };
      stream_history_restart (&history, BASE);
      g_autofree uint8_t *all = g_malloc (20000);
      size_t end = 0;
      uint64_t packet = 0;
      while (end < 15000)
        {
          size_t length = (size_t) g_rand_int_range (random, 1, round % 2 == 0 ? 50 : 3000);
          for (size_t i = 0; i < length; i++)
            all[end + i] = (uint8_t) g_rand_int_range (random, 'a', 'z');
          assert_true (
              stream_history_append (&history, all + end, length, &(StreamPlace){ ++packet, 0, 0 }, most, UINT32_MAX));
          end += length;
          assert_true (history.capacity <= most);
          assert_int_equal (history.end, BASE + end);
          assert_int_equal (history.end - history.start, MIN (end, most));
        }
      /* The same octets differ nowhere; one that was changed is found where it is still known. */
      g_autoptr (GString) told = g_string_new (NULL), expected = g_string_new (NULL);
      Differences differences = { told };
      StreamComparison comparison;
      stream_comparison_init (&comparison, tell, &differences);
      stream_history_compare (&history, BASE, all, end, NULL, &comparison);
      stream_comparison_finish (&comparison);
      assert_string_equal (told->str, "");
      size_t changed = end - 1 - (size_t) g_rand_int_range (random, 0, (gint32) MIN (end, 2 * most));
      uint8_t before = all[changed];
      all[changed] = '!';
      stream_history_compare (&history, BASE, all, end, NULL, &comparison);
      stream_comparison_finish (&comparison);
      if (end - changed <= most)
        g_string_printf (expected, "%zu+1 %c/!", changed, before);
      assert_true (g_str_has_prefix (told->str, expected->str));
      assert_int_equal (told->len == 0, expected->len == 0);
      stream_history_clear (&history);
    }
}

static void
history_tells_the_place (void **state)
{
  (void) state;
  StreamHistory history = { 0 };
  stream_history_restart (&history, BASE);
  for (uint64_t packet = 1; packet <= 5; packet++)
    stream_history_append (&history, (const uint8_t *) "abc", 3, &(StreamPlace){ packet, 0, 0 }, 100, 100000);
  g_autoptr (GString) told = g_string_new (NULL);
  Differences differences = { told };
  StreamComparison comparison;
  stream_comparison_init (&comparison, tell, &differences);
  stream_history_compare (&history, BASE + 4, (const uint8_t *) "bcaXX", 5, NULL, &comparison);
  stream_comparison_finish (&comparison);
  assert_string_equal (told->str, "7+2 bc/XX #3\n");
  stream_history_clear (&history);
}

static void
history_does_without (void **state)
{
  (void) state;
  StreamHistory history = { 0 };
  stream_history_restart (&history, BASE);
  assert_false (stream_history_append (&history, (const uint8_t *) "abc", 3, &(StreamPlace){ 1, 0, 0 }, 100, 2));
  assert_int_equal (stream_history_cost (&history), 0);
  assert_true (stream_history_append (&history, (const uint8_t *) "abc", 3, &(StreamPlace){ 1, 0, 0 }, 0, 0));
  assert_int_equal (history.start, BASE + 6);
  assert_int_equal (history.end, BASE + 6);
  stream_history_clear (&history);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (queue_keeps_the_first_copy),
    cmocka_unit_test (queue_equals_the_model),
    cmocka_unit_test (queue_copies_lower_acknowledgments),
    cmocka_unit_test (queue_knows_its_reach),
    cmocka_unit_test (history_equals_the_model),
    cmocka_unit_test (history_tells_the_place),
    cmocka_unit_test (history_does_without),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reassembler tells of two copies, in words, and read back out of them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/pipeline-words.h"

#include "dissect/smtp-copies.h"

#include <string.h>

typedef struct Row {
  const char *first;
  const char *second;
  uint64_t first_packet;
  bool second_counts;
} Row;

static const Row rows[] = {
  { "MAIL FROM:<a@b>", "MAIL FROM:<c@d>", 4, false },
  { "MAIL FROM:<a@b>", "MAIL FROM:<c@d>", 4, true },
  { "x", "y", 0, false },
  { "\r\n.\r\n", "\t\x01\xff\\\"", 77, true },
  /* One that would like to be the telling itself. */
  { "\" in packet 1, second copy \"STARTTLS\" in packet 2; the second counts: so", "\", second copy \"x", 5, false },
  { "\\x41\\x0d", "\\\\\\\\\"\"", 5, false },
};

static void
test_round_trip (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    for (AmbiguityReason reason = 0; reason < AMBIGUITY_REASONS; reason++)
      {
        const StreamAmbiguity ambiguity = {
          .reason = reason,
          .second_counts = rows[i].second_counts,
          .first = (const uint8_t *) rows[i].first,
          .second = (const uint8_t *) rows[i].second,
          .shown = MIN (strlen (rows[i].first), strlen (rows[i].second)),
          .first_place = { .packet = rows[i].first_packet },
          .second_place = { .packet = 9 },
        };
        g_autofree char *text = pipeline_ambiguity_text (&ambiguity);
        SmtpCopies copies;
        assert_true (smtp_copies_read (octets_of_string (text), &copies));
        assert_int_equal (copies.first->len, ambiguity.shown);
        const size_t second = reason == AMBIGUITY_URGENT ? 0 : ambiguity.shown; /* it has one copy */
        assert_int_equal (copies.second->len, second);
        assert_memory_equal (copies.first->data, rows[i].first, ambiguity.shown);
        assert_memory_equal (copies.second->data, rows[i].second, second);
        assert_int_equal (copies.first_packet, rows[i].first_packet);
        assert_int_equal (copies.second_counts, rows[i].second_counts);
        assert_true (copies.why.length > 10); /* every reason has a sentence */
        assert_null (memchr (copies.why.at, '"', copies.why.length));
        smtp_copies_clear (&copies);
      }
}

static void
test_other_words (void **state)
{
  (void) state;
  static const char *const words[] = { "", "first copy", "first copy \"a", "first copy \"a\", second", "a, b" };
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    {
      SmtpCopies copies;
      assert_false (smtp_copies_read (octets_of_string (words[i]), &copies));
    }
  SmtpCopies copies;
  assert_true (
      smtp_copies_read (OCTETS ("first copy \"a\\x4\" in packet 99999999999999999999999, second copy \"\\"), &copies));
  assert_int_equal (copies.first->len, 4);
  assert_int_equal (copies.second->len, 1);
  assert_int_equal (copies.why.length, 0);
  smtp_copies_clear (&copies);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_round_trip),
    cmocka_unit_test (test_other_words),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

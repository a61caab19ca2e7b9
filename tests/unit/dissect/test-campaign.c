/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows, sets and tellings of campaigns. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/campaign.h"
#include "tests/support/conversation.h"

enum { WINDOW = 100 };

static void
windows (void **state)
{
  (void) state;
  static const struct {
    int64_t times[20]; /* ends with 0 */
    unsigned needed;
    bool dense;
    unsigned added;
  } rows[] = {
    { { 1, 2, 3 }, 3, true, 3 },         { { 3, 1, 2 }, 3, true, 3 },
    { { 1, 2 }, 3, false, 2 },           { { 1, 51, 101 }, 3, true, 3 },
    { { 1, 51, 102 }, 3, false, 3 },     { { 102, 51, 1 }, 3, false, 3 },
    { { 51, 102, 1, 101 }, 3, true, 4 }, { { 1, 102 }, 2, false, 1 }, /* a new campaign */
    { { 200, 1 }, 2, false, 1 },                                      /* of before it */
    { { 7, 7, 7, 7 }, 4, true, 4 },      { { 1, 90, 180, 270, 360, 361 }, 2, true, 6 },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Acts acts = { 0 };
      unsigned added = 0;
      for (const int64_t *time = rows[i].times; *time != 0; time++)
        added += acts_add (&acts, *time, WINDOW, rows[i].needed) == ACT_ADDED;
      if (acts.dense != rows[i].dense || added != rows[i].added || acts.total != added)
        fail_msg ("row %u: dense %d, added %u", (unsigned) i, acts.dense, added);
    }
}

static void
window_tells_why_not (void **state)
{
  (void) state;
  Acts acts = { 0 };
  assert_int_equal (acts_add (&acts, 1000, WINDOW, 2), ACT_ADDED);
  assert_int_equal (acts_add (&acts, 1101, WINDOW, 2), ACT_LATER);
  assert_int_equal (acts_add (&acts, 899, WINDOW, 2), ACT_OLD);
  assert_int_equal (acts_add (&acts, 900, WINDOW, 2), ACT_ADDED);
  assert_true (acts.dense);
}

/* More than are kept: the latest stay, in order, whatever the order they came in. */
static void
window_keeps_the_latest (void **state)
{
  (void) state;
  Acts acts = { 0 };
  enum { COUNT = 64 };
  for (int64_t i = 0; i < COUNT; i++)
    assert_int_equal (acts_add (&acts, 1 + (i * 29) % COUNT, WINDOW, 10), ACT_ADDED);
  assert_int_equal (acts.total, COUNT);
  assert_int_equal (acts.kept, ACTS_KEPT);
  for (unsigned i = 0; i < ACTS_KEPT; i++)
    assert_int_equal (acts.time[i], COUNT - ACTS_KEPT + 1 + i);
}

static void
sets (void **state)
{
  (void) state;
  DigestSet set = { 0 };
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, "S 220 mail.example ESMTP\n");
  SmtpSession *session = conversation.session;
  assert_true (digest_set_add (&set, 5));
  assert_false (digest_set_add (&set, 5));
  assert_string_equal (digest_set_words (session, &set, COUNTED_USERS), "1 user");
  for (uint64_t i = 100; i < 100 + DIGESTS_KEPT; i++)
    assert_true (digest_set_add (&set, i));
  assert_false (digest_set_has (&set, 5)); /* gave way */
  assert_true (digest_set_has (&set, 100));
  assert_string_equal (digest_set_words (session, &set, COUNTED_USERS), "more than 16 users");
  conversation_clear (&conversation);
}

static void
tells_rarely (void **state)
{
  (void) state;
  Telling telling = { 0 };
  assert_true (telling_due (&telling, 5, SEVERITY_HIGH));
  assert_false (telling_due (&telling, 6, SEVERITY_HIGH));
  assert_false (telling_due (&telling, 49, SEVERITY_LOW));
  assert_true (telling_due (&telling, 50, SEVERITY_HIGH));
  assert_false (telling_due (&telling, 51, SEVERITY_HIGH));
  assert_true (telling_due (&telling, 52, SEVERITY_CRITICAL));
  assert_false (telling_due (&telling, 53, SEVERITY_CRITICAL));
  assert_true (telling_due (&telling, 520, SEVERITY_HIGH));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (windows), cmocka_unit_test (window_tells_why_not), cmocka_unit_test (window_keeps_the_latest),
    cmocka_unit_test (sets),    cmocka_unit_test (tells_rarely),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came again: all of it counts, and a bounded part of it is told one by one. */
#include "config.h"

#include "dissect/session-repeats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
test_sums_and_bound (void **state)
{
  (void) state;
  Flow flow = { .ip_version = 4, .side = { { .port = 40000 }, { .port = 25 } } };
  MailStorage storage = { .mail_memory = 1024, .total_memory = 1024 };
  SmtpSurroundings surroundings = { .storage = &storage, .next_id = 1 };
  session_limits_init (&surroundings.limits);
  SmtpSession *session = smtp_session_new (&flow, false, &surroundings);
  assert_null (session->repeats);
  const uint64_t before = smtp_session_octets (session);
  for (unsigned i = 0; i < SESSION_REPEATS_MAX + 10; i++)
    session_repeats_add (session, &(SessionRepeat){ .origin = { .packet = i + 1 }, .length = 100, .side = i & 1 });
  session_repeats_add (session, &(SessionRepeat){ .length = 1, .side = 1, .keep_alive = true });
  const SessionRepeats *repeats = session->repeats;
  assert_int_equal (repeats->rows->len, SESSION_REPEATS_MAX);
  assert_int_equal (repeats->retransmissions[0], SESSION_REPEATS_MAX / 2 + 5);
  assert_int_equal (repeats->retransmissions[1], SESSION_REPEATS_MAX / 2 + 5);
  assert_int_equal (repeats->octets[0], 100 * repeats->retransmissions[0]);
  assert_int_equal (repeats->keep_alives[0], 0);
  assert_int_equal (repeats->keep_alives[1], 1);
  assert_true (smtp_session_octets (session) >= before + SESSION_REPEATS_MAX * sizeof (SessionRepeat));
  smtp_session_unref (session);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_sums_and_bound) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

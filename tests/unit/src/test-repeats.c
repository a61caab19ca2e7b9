/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets that come again and keep-alives, case by case: what the reassembler tells of
 * them, and what it must not take for any. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/segment-script.h"

/* a's first octet is 101, b's 501; b greets in packet 4. */
#define OPENING "a S 100 -\nb S 500 101\na . 101 501\nb . 501 101 \"220\"\n"
#define OPENED "open a\nb 0 220\n"

typedef struct Case {
  const char *name;
  const char *script;
  const char *log;
} Case;

static const Case cases[] = {
  { "a dialogue without any",
    OPENING "a . 101 504 \"NOOP\"\nb . 504 105 \"250\"\na F 105 507\nb F 507 106\na . 106 508\n",
    OPENED "a 0 NOOP\nb 3 250\nclose fin\n" },
  { "the same segment again", OPENING "a . 101 504 \"NOOP\"\na . 101 504 \"NOOP\"\n",
    OPENED "a 0 NOOP\na again 0+4 5,6\nclose open\n" },
  { "three times", OPENING "a . 101 504 \"NOOP\"\na . 101 504 \"NOOP\"\na . 101 504 \"NOOP\"\n",
    OPENED "a 0 NOOP\na again 0+4 5,6\na again 0+4 5,7\nclose open\n" },
  { "the greeting again", OPENING "b . 501 101 \"220\"\n", OPENED "b again 0+3 4,5\nclose open\n" },
  { "after it was acknowledged (spurious)",
    OPENING "a . 101 504 \"NOOP\"\nb . 504 105 \"250\"\na . 105 507\na . 101 504 \"NOOP\"\n",
    OPENED "a 0 NOOP\nb 3 250\na again 0+4 5,8\nclose open\n" },
  { "SYN again", "a S 100 -\na S 100 -\nb S 500 101\nb S 500 101\na . 101 501\nb . 501 101 \"220\"\n",
    OPENED "close open\n" },
  { "SYN again behind data", OPENING "a S 100 -\na . 101 504 \"NOOP\"\n", OPENED "a 0 NOOP\nclose open\n" },
  { "FIN again", OPENING "a F 101 504\na F 101 504\nb F 504 102\nb F 504 102\na . 102 505\n", OPENED "close fin\n" },
  { "acknowledgments again", OPENING "a . 101 504\na . 101 504\na . 101 504\n", OPENED "close open\n" },
  { "with a FIN behind", OPENING "a . 101 504 \"QUIT\"\na F 101 504 \"QUIT\"\n",
    OPENED "a 0 QUIT\na again 0+4 5,6\nclose fin\n" },

  /* --- parts --- */
  { "it ends later", OPENING "a . 101 504 \"NO\"\na . 101 504 \"NOOP\"\n",
    OPENED "a 0 NO\na again 0+2 5,6\na 2 OP\nclose open\n" },
  { "it begins in the middle", OPENING "a . 101 504 \"NOOP\"\na . 103 504 \"OPQR\"\n",
    OPENED "a 0 NOOP\na again 2+2 5,6\na 4 QR\nclose open\n" },
  { "two that came apart come as one", OPENING "a . 101 504 \"NO\"\na . 103 504 \"OP\"\na . 101 504 \"NOOP\"\n",
    OPENED "a 0 NO\na 2 OP\na again 0+4 5,7\nclose open\n" },
  { "a part of one", OPENING "a . 101 504 \"NOOP\"\na . 102 504 \"OO\"\n",
    OPENED "a 0 NOOP\na again 1+2 5,6\nclose open\n" },

  /* --- order --- */
  { "out of order is not again", OPENING "a . 103 504 \"OP\"\na . 101 504 \"NO\"\n",
    OPENED "a 0 NO\na 2 OP\nclose open\n" },
  { "again while it waits for a hole", OPENING "a . 103 504 \"OP\"\na . 103 504 \"OP\"\na . 101 504 \"NO\"\n",
    OPENED "a again 2+2 5,6\na 0 NO\na 2 OP\nclose open\n" },
  { "what fills a hole and repeats what stands behind", OPENING "a . 103 504 \"OP\"\na . 101 504 \"NOOP\"\n",
    OPENED "a again 2+2 5,6\na 0 NO\na 2 OP\nclose open\n" },
  { "around a hole", OPENING "a . 101 504 \"NO\"\na . 105 504 \"QR\"\na . 101 504 \"NOOPQR\"\n",
    OPENED "a 0 NO\na again 0+4 5,7\na 2 OP\na 4 QR\nclose open\n" },
  { "while it waits for the other host", OPENING "a . 101 507 \"QUIT\"\na . 101 507 \"QUIT\"\nb . 504 101 \"250\"\n",
    OPENED "a again 0+4 5,6\nb 3 250\na 0 QUIT\nclose open\n" },

  /* --- not the same --- */
  { "copies that differ are told as that alone", OPENING "a . 101 504 \"NOOP\"\na . 101 504 \"EVIL\"\n",
    OPENED "a 0 NOOP\na diff 0 NOOP/EVIL 5,6\nclose open\n" },
  /* The history begins anew behind a gap. */
  { "what was cut does not come again",
    OPENING "a . 101 504 \"NOOP\" cut=2\na . 105 504 \"QUIT\"\na . 101 504 \"NOOP\"\n",
    OPENED "a 0 NO\na gap 2+2 snaplen\na 4 QUIT\na again 0+2 0,7\nclose open\n" },

  /* --- keep-alives --- */
  { "a keep-alive without an octet", OPENING "a . 101 504 \"NOOP\"\na . 104 504\n",
    OPENED "a 0 NOOP\na alive 3+0 6\nclose open\n" },
  { "with one", OPENING "a . 101 504 \"NOOP\"\na . 104 504 \"~\"\n", OPENED "a 0 NOOP\na alive 3+1 6\nclose open\n" },
  { "of the server", OPENING "b . 503 101\nb . 503 101\n", OPENED "b alive 2+0 5\nb alive 2+0 6\nclose open\n" },
  { "before the host said anything", OPENING "a . 100 504\n", OPENED "close open\n" },
  { "an older acknowledgment is none", OPENING "a . 101 504 \"NOOP\"\na . 101 504\n", OPENED "a 0 NOOP\nclose open\n" },
  { "an answer to one is none", OPENING "a . 101 504 \"NOOP\"\na . 104 504\nb . 504 105\n",
    OPENED "a 0 NOOP\na alive 3+0 6\nclose open\n" },
  { "with a FIN it is none", OPENING "a . 101 504 \"NOOP\"\na F 104 504\n", OPENED "a 0 NOOP\nclose open\n" },
};

static void
run_case (void **state)
{
  const Case *this = *state;
  ReassemblerLimits limits;
  reassembler_limits_init (&limits);
  g_autofree char *log = script_run_as ((Script){ .repeats = true }, this->script, &limits, NULL, NULL);
  assert_string_equal (log, this->log);
}

/* Where the first copy is forgotten the second is told all the same. */
static void
old_ones_have_no_place (void **state)
{
  (void) state;
  ReassemblerLimits limits;
  reassembler_limits_init (&limits);
  limits.history_octets = 64;
  g_autofree char *log
      = script_run_as ((Script){ .repeats = true }, OPENING "a . 101 504 #100\na . 201 504 #100\na . 101 504 #100\n",
                       &limits, NULL, NULL);
  assert_string_equal (log, OPENED "a 0 #100\na 100 #100\na again 0+100 0,7\nclose open\n");
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (cases) + 1];
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    tests[i] = (struct CMUnitTest){ cases[i].name, run_case, NULL, NULL, (void *) &cases[i] };
  tests[G_N_ELEMENTS (cases)] = (struct CMUnitTest) cmocka_unit_test (old_ones_have_no_place);
  return cmocka_run_group_tests (tests, NULL, NULL);
}

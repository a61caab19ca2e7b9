/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments made to deceive, case by case: what an onlooker must read, and what it must
 * tell (tests/support/segment-script.h has the notation).
 *
 * The cases are those of Ptacek and Newsham, "Insertion, Evasion, and Denial of Service"
 * (1998), and of their successors; what a receiver does was tried with Linux 6. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/segment-script.h"

#define OPENING "a S 100 -\nb S 500 101\na . 101 501\n"
/* With timestamps offered. */
#define TS_OPENING "a S 100 - ts=1\nb S 500 101 ts=1\na . 101 501\n"
/* The same from hosts 12 and 2 hops away. */
#define FAR_OPENING "a S 100 - ttl=52\nb S 500 101 ttl=62\na . 101 501 ttl=52\n"
#define EIGHT(line) line line line line line line line line
#define SIXTEEN(line) EIGHT (line) EIGHT (line)

typedef struct Case {
  const char *name;
  const char *script;
  const char *log;
  ChecksumPolicy checksums;
} Case;

static const Case cases[] = {
  /* --- checksums --- */
  { "a wrong checksum, then the ordinary copy",
    OPENING "a . 101 501 \"EVIL\" bad\na . 101 501 \"GOOD\"\nb . 501 105 \"250\"\n",
    "open a\na diff 0 EVIL/GOOD 4,5 checksum second\na 0 GOOD\nb 0 250\nclose open\n", CHECKSUMS_WARN },
  { "the ordinary one, then a wrong checksum",
    OPENING "a . 101 501 \"GOOD\"\na . 101 501 \"EVIL\" bad\nb . 501 105 \"250\"\n",
    "open a\na 0 GOOD\na diff 0 GOOD/EVIL 4,5 checksum\nb 0 250\nclose open\n", CHECKSUMS_WARN },
  { "a wrong checksum and equal octets are nothing to tell", OPENING "a . 101 501 \"GOOD\" bad\na . 101 501 \"GOOD\"\n",
    "open a\na 0 GOOD\nclose open\n", CHECKSUMS_WARN },
  { "a wrong checksum, acknowledged: it counts after the slack",
    OPENING "a . 101 501 \"data\" bad\n" SIXTEEN ("b . 501 105\n") "b . 501 105 \"250\"\n",
    "open a\na 0 data\nb 0 250\nclose open\n", CHECKSUMS_WARN },
  { "a wrong checksum, acknowledged, and the capture ends", OPENING "a . 101 501 \"data\" bad\nb . 501 105 \"250\"\n",
    "open a\na 0 data\nb 0 250\nclose open\n", CHECKSUMS_WARN },
  { "a wrong checksum from one direction alone: it counts when nothing better comes",
    "a S 100 -\na . 101 501\na . 101 501 \"data\" bad\n@2000 a . 105 501 \"more\"\n",
    "open a\na 0 data\na 4 more\nclose open\n", CHECKSUMS_WARN },
  { "a wrong checksum, not acknowledged: not handed on, and told",
    OPENING "a . 101 501 \"EVIL\" bad\n@1000 b . 501 101 \"220\"\n@2000 b . 504 101\n",
    "open a\nb 0 220\na odd data 0 4\nclose open\n", CHECKSUMS_WARN },
  { "offload: the sender's SYN has a wrong one too",
    "a S 100 - bad\nb S 500 101\na . 101 501 bad\na . 101 501 \"EHLO\" bad\nb . 501 105 \"250\"\na . 105 504 \"MAIL\" "
    "bad\n",
    "open a\na 0 EHLO\nb 0 250\na 4 MAIL\nclose open\n", CHECKSUMS_WARN },
  { "offload in mid-stream", "a . 101 501 \"EHLO\" bad\nb . 501 105 \"250\"\na . 105 504 \"MAIL\" bad\n",
    "open a mid\na 0 EHLO\nb 0 250\na 4 MAIL\nclose open\n", CHECKSUMS_WARN },
  { "wrong ones that are acknowledged again and again are a habit",
    OPENING
    "a . 101 501 \"1\" bad\na . 102 501 \"2\" bad\na . 103 501 \"3\" bad\n@2000 b . 501 104\n@4000 b . 501 104\n"
    "@6000 b . 501 104\na . 104 501 \"4\" bad\n@6010 b . 501 105 \"x\"\n",
    "open a\na 0 1\na 1 2\na 2 3\na 3 4\nb 0 x\nclose open\n", CHECKSUMS_WARN },
  { "checksums ignored", OPENING "a . 101 501 \"EVIL\" bad\na . 101 501 \"GOOD\"\n",
    "open a\na 0 EVIL\na diff 0 EVIL/GOOD 4,5\nclose open\n", CHECKSUMS_IGNORE },
  { "wrong checksums dropped", OPENING "a . 101 501 \"EVIL\" bad\na . 101 501 \"GOOD\"\n",
    "open a\na 0 GOOD\nclose open\n", CHECKSUMS_DROP },
  { "an RST with a wrong checksum",
    OPENING "a . 101 501 \"one\"\na R 104 - bad\nb . 501 104\n@5000 b . 501 104\na . 104 501 \"two\"\n",
    "open a\na 0 one\na 3 two\nclose open\n", CHECKSUMS_WARN },
  { "a SYN with a wrong checksum", OPENING "a . 101 501 \"one\"\na S 9000 - bad\na . 104 501 \"two\"\n",
    "open a\na 0 one\na 3 two\nclose open\n", CHECKSUMS_WARN },
  { "a FIN with a wrong checksum",
    OPENING "a . 101 501 \"one\"\na F 104 501 bad\na . 104 501 \"two\"\na F 107 501\nb F 501 108\na . 108 502\n",
    "open a\na 0 one\na 3 two\nclose fin\n", CHECKSUMS_WARN },
  { "a FIN with a wrong checksum that its receiver took",
    OPENING "a . 101 501 \"one\"\na F 104 501 bad\nb F 501 105\na . 105 502\n", "open a\na 0 one\nclose fin\n",
    CHECKSUMS_WARN },

  /* --- time to live --- */
  { "a low TTL, then the ordinary copy",
    FAR_OPENING "a . 101 501 \"EVIL\" ttl=8\na . 101 501 \"GOOD\" ttl=52\nb . 501 105 \"250\" ttl=62\n",
    "open a\na diff 0 EVIL/GOOD 4,5 ttl second\na 0 GOOD\nb 0 250\nclose open\n", CHECKSUMS_WARN },
  { "a low TTL that covers more than the ordinary copy",
    FAR_OPENING
    "a . 101 501 \"NOOP EVIL\" ttl=8\na . 101 501 \"EHLO\" ttl=52\na . 105 501 \" a\" ttl=52\nb . 501 107 "
    "\"250\" ttl=62\n@5000 b . 504 107 ttl=62\na F 107 504 ttl=52\nb F 504 108 ttl=62\na . 108 505 ttl=52\n",
    "open a\na diff 0 NOOP/EHLO 4,5 ttl second\na 0 EHLO\na diff 5 E/a 4,6 ttl second\na 4  a\nb 0 250\na odd data 6 "
    "4\nclose fin\n",
    CHECKSUMS_WARN },
  { "a low TTL over a hole: the ordinary octets are told once",
    FAR_OPENING "a . 104 501 \"def\" ttl=52\na . 101 501 \"EVILEVI\" ttl=8\na . 101 501 \"abc\" ttl=52\nb . 501 107 "
                "ttl=62\na . 107 501 \"g\" ttl=52\n",
    "open a\na diff 3 def/LEV 4,5 ttl\na diff 0 EVI/abc 5,6 ttl second\na 0 abc\na 3 def\na diff 6 I/g 5,8 ttl "
    "second\na 6 g\nclose open\n",
    CHECKSUMS_WARN },
  { "a detour by one hop, acknowledged, is ordinary from then on",
    FAR_OPENING "a . 101 501 \"one\" ttl=51\nb . 501 104 ttl=62\n@2000 b . 501 104 ttl=62\na . 104 501 \"two\" ttl=51\n"
                "b . 501 107 \"x\" ttl=62\na . 107 502 \"three\" ttl=52\n",
    "open a\na 0 one\na 3 two\nb 0 x\na 6 three\nclose open\n", CHECKSUMS_WARN },
  { "a TTL that is higher by two is no doubt", FAR_OPENING "a . 101 501 \"one\" ttl=54\na . 104 501 \"two\" ttl=52\n",
    "open a\na 0 one\na 3 two\nclose open\n", CHECKSUMS_WARN },
  { "an RST with a low TTL, and its alleged sender confirms what follows",
    FAR_OPENING
    "a . 101 501 \"one\" ttl=52\nb R 501 104 ttl=8\na . 104 501 \"two\" ttl=52\nb . 501 107 ttl=62\n@5000 a "
    ". 107 501 \"three\" ttl=52\n",
    "open a\na 0 one\na 3 two\nb odd reset 0 5\na 6 three\nclose open\n", CHECKSUMS_WARN },
  { "an RST and a burst that its receiver sends before it is confirmed",
    OPENING "a . 101 501 \"x\"\nb R 501 102\na . 102 501 \"01\"\na . 104 501 \"02\"\na . 106 501 \"03\"\na . 108 501 "
            "\"04\"\na . 110 501 \"05\"\na . 112 501 \"06\"\na . 114 501 \"07\"\na . 116 501 \"08\"\na . 118 501 "
            "\"09\"\na . 120 501 \"10\"\na . 122 501 \"11\"\na . 124 501 \"12\"\na . 126 501 \"13\"\na . 128 501 "
            "\"14\"\na . 130 501 \"15\"\na . 132 501 \"16\"\na . 134 501 \"17\"\nb . 501 136 \"ok\"\n",
    "open a\na 0 x\na 1 01\na 3 02\na 5 03\na 7 04\na 9 05\na 11 06\na 13 07\na 15 08\na 17 09\na 19 10\na 21 11\na 23 "
    "12\na 25 13\na 27 14\na 29 15\na 31 16\na 33 17\nb odd reset 0 5\nb 0 ok\nclose open\n",
    CHECKSUMS_WARN },
  { "a new route for both, each segment answering the last",
    FAR_OPENING
    "a . 101 501 \"one\" ttl=52\nb . 501 104 \"two\" ttl=62\na . 104 504 \"six\" ttl=50\n"
    "b . 504 107 \"ten\" ttl=60\na . 107 507 \"red\" ttl=50\nb . 507 110 \"sun\" ttl=60\na F 110 510 ttl=50\n"
    "b F 510 111 ttl=60\na . 111 511 ttl=50\n"
    "a S 900 - port=41000\nb S 700 901 port=41000\na . 901 701 \"two\" port=41000\n",
    "open a\na 0 one\nb 0 two\na 3 six\nb 3 ten\na 6 red\nb 6 sun\nclose fin\nopen a\na 0 two\nclose open\n",
    CHECKSUMS_WARN },
  { "both FINs by another way than all before",
    FAR_OPENING "a . 101 501 \"one\" ttl=52\nb . 501 104 ttl=62\na F 104 501 ttl=50\nb F 501 105 ttl=60\n"
                "a . 105 502 ttl=50\na S 900 - port=41000\nb S 700 901 port=41000\n"
                "a . 901 701 \"two\" port=41000\n",
    "open a\na 0 one\nclose fin\nopen a\na 0 two\nclose open\n", CHECKSUMS_WARN },
  { "a FIN with a low TTL", FAR_OPENING "a . 101 501 \"one\" ttl=52\na F 104 501 ttl=8\na . 104 501 \"two\" ttl=52\n",
    "open a\na 0 one\na 3 two\nclose open\n", CHECKSUMS_WARN },

  /* --- timestamps --- */
  { "an old timestamp, then the ordinary copy",
    TS_OPENING
    "b . 501 101 \"220\" ts=70\na . 101 504 ts=9000\na . 101 504 \"EVIL\" ts=4000\na . 101 504 \"GOOD\" ts=9001\n",
    "open a\nb 0 220\na diff 0 EVIL/GOOD 6,7 timestamp second\na 0 GOOD\nclose open\n", CHECKSUMS_WARN },
  { "older timestamps of older octets are a matter of order",
    TS_OPENING
    "b . 501 101 \"220\" ts=70\na . 101 504 ts=9000\na . 104 504 \"two\" ts=9900\na . 101 504 \"one\" ts=9010\n"
    "a . 107 504 \"three\" ts=9950\n",
    "open a\nb 0 220\na 0 one\na 3 two\na 6 three\nclose open\n", CHECKSUMS_WARN },
  { "a copy of old octets with an old timestamp",
    TS_OPENING
    "b . 501 101 \"220\" ts=70\na . 101 504 ts=9000\na . 101 504 \"one\" ts=9010\na . 104 504 \"two\" ts=9020\n"
    "a . 101 504 \"one\" ts=9010\na . 107 504 \"three\" ts=9021\n",
    "open a\nb 0 220\na 0 one\na 3 two\na 6 three\nclose open\n", CHECKSUMS_WARN },
  { "a clock that wraps is not old",
    TS_OPENING
    "b . 501 101 \"220\" ts=70\na . 101 504 ts=4294967290\na . 101 504 \"one\" ts=3\na . 104 504 \"two\" ts=5\n",
    "open a\nb 0 220\na 0 one\na 3 two\nclose open\n", CHECKSUMS_WARN },
  { "after 24 days of silence any timestamp will do",
    TS_OPENING "b . 501 101 \"220\" ts=70\na . 101 504 ts=3000000000\n@2160000000 a S 1 - port=9\n",
    "open a\nb 0 220\nclose timeout\n", CHECKSUMS_WARN },

  /* --- flags and acknowledgments --- */
  { "no ACK flag", OPENING "a . 101 - \"EVIL\"\na . 101 501 \"GOOD\"\n",
    "open a\na diff 0 EVIL/GOOD 4,5 no-ack second\na 0 GOOD\nclose open\n", CHECKSUMS_WARN },
  { "no ACK flag, and nothing better: never believed", OPENING "a . 101 - \"EVIL\"\n@9000 b . 501 101 \"220\"\n",
    "open a\nb 0 220\na odd data 0 4\nclose open\n", CHECKSUMS_WARN },
  { "no flags, and a FIN alone", OPENING "a . 101 501 \"one\"\na F 104 -\na . 104 501 \"two\"\n",
    "open a\na 0 one\na 3 two\nclose open\n", CHECKSUMS_WARN },
  { "an acknowledgment of what was never sent",
    OPENING "a . 101 9501 \"EVIL\"\na . 101 501 \"GOOD\"\nb . 501 105 \"250\"\n",
    "open a\na diff 0 EVIL/GOOD 4,5 future-ack second\na 0 GOOD\nb 0 250\nclose open\n", CHECKSUMS_WARN },
  { "the same for what comes later: it was ordinary",
    OPENING "a . 101 504 \"EHLO\"\nb . 501 101 \"220\"\na . 101 504 \"EHLX\"\n",
    "open a\nb 0 220\na 0 EHLO\na diff 3 O/X 4,6\nclose open\n", CHECKSUMS_WARN },
  { "an acknowledgment of 2000000000 octets", OPENING "a . 101 2000000501 \"EVIL\"\na . 101 501 \"GOOD\"\n",
    "open a\na diff 0 EVIL/GOOD 4,5 future-ack second\na 0 GOOD\nclose open\n", CHECKSUMS_WARN },

  { "an acknowledgment of what is long past",
    OPENING "a . 101 501 \"one\"\nb . 501 104 \"250\"\na . 104 400 \"EVIL\"\na . 104 504 \"GOOD\"\n",
    "open a\na 0 one\nb 0 250\na diff 3 EVIL/GOOD 6,7 past-ack second\na 3 GOOD\nclose open\n", CHECKSUMS_WARN },
  { "an acknowledgment that comes late is ordinary",
    OPENING "a . 101 501 \"one\"\nb . 501 104 \"250\"\na . 104 501 \"more\"\n",
    "open a\na 0 one\nb 0 250\na 3 more\nclose open\n", CHECKSUMS_WARN },
  { "a keep-alive behind the FIN",
    OPENING "a . 101 501 \"one\"\na F 104 501\nb . 501 105 \"250\"\na . 104 504 ~\nb . 504 105\na . 104 504 ~\n@9000 b "
            ". 504 105\n",
    "open a\na 0 one\nb 0 250\nclose fin\n", CHECKSUMS_WARN },

  /* --- signatures --- */
  { "a signature in a connection without",
    OPENING "a . 101 501 \"EVIL\" opt=13120000000000000000000000000000000000000101\na . 101 501 \"GOOD\"\n",
    "open a\na diff 0 EVIL/GOOD 4,5 signed second\na 0 GOOD\nclose open\n", CHECKSUMS_WARN },
  { "signatures in all segments",
    "a S 100 - opt=1312000000000000000000000000000000000000\nb S 500 101 opt=1312000000000000000000000000000000000000\n"
    "a . 101 501 \"EHLO\" opt=1312000000000000000000000000000000000000\n",
    "open a\na 0 EHLO\nclose open\n", CHECKSUMS_WARN },

  /* --- window --- */
  { "behind the window",
    OPENING "a . 101 501 \"one\"\nb . 501 104\na . 90000 501 \"EVIL\"\nb . 501 104 \"250\"\na . 104 504 \"two\"\n",
    "open a\na 0 one\nb 0 250\na 3 two\na odd data 89899 6\nclose open\n", CHECKSUMS_WARN },
  { "a closed window, and a probe of it",
    "a S 100 - opt=030300\nb S 500 101 opt=030300 win=10\na . 101 501 win=10\na . 101 501 \"0123456789\"\nb . 501 111 "
    "win=0\na . 111 501 \"X\"\nb . 501 111 win=0\na . 112 501 \"EVIL\"\nb . 501 111 win=50\na . 111 501 \"Xyz12\"\n",
    "open a\na 0 0123456789\na 10 X\na diff 11 EVIL/yz12 8,10 window second\na 11 yz12\nclose open\n", CHECKSUMS_WARN },

  /* --- data on a SYN --- */
  { "SYN with data, refused, and other data sent",
    "a S 100 - \"EVIL\"\nb S 500 101\na . 101 501 \"GOOD\"\nb . 501 105 \"250\"\n",
    "open a\na diff 0 EVIL/GOOD 1,3 syn-data second\na 0 GOOD\nb 0 250\nclose open\n", CHECKSUMS_WARN },
  { "SYN and FIN at once inside the connection", OPENING "a . 101 501 \"one\"\na SF 104 -\na . 104 501 \"two\"\n",
    "open a\na 0 one\na odd syn 3 5\na 3 two\nclose open\n", CHECKSUMS_WARN },

  /* --- FIN --- */
  { "a FIN ahead of a hole, then the data",
    OPENING "a . 101 501 \"one\"\na F 110 501\na . 104 501 \"two\"\na . 107 501 \"end\"\nb F 501 111\na . 111 502\n",
    "open a\na 0 one\na 3 two\na 6 end\nclose fin\n", CHECKSUMS_WARN },
  { "a FIN too early, data behind it, and the receiver takes them",
    OPENING "a . 101 501 \"one\"\na F 104 501\na . 104 501 \"two\"\nb . 501 107\n@2000 b . 501 107 \"250\"\na F 107 "
            "504\nb F 504 108\na . 108 505\n",
    "open a\na 0 one\na odd fin 3 5\na 3 two\nb 0 250\nclose fin\n", CHECKSUMS_WARN },
  { "a FIN too late, and then the true one",
    OPENING "a . 101 501 \"one\"\na F 150 501\na F 104 501\nb F 501 105\na . 105 502\n", "open a\na 0 one\nclose fin\n",
    CHECKSUMS_WARN },
  { "octets that nobody took, and the FIN in their place",
    FAR_OPENING "a . 101 501 \"EVIL\" ttl=8\na F 101 501 ttl=52\nb F 501 102 \"220\" ttl=62\na . 102 505 ttl=52\n",
    "open a\nb 0 220\na odd data 0 4\nclose fin\n", CHECKSUMS_WARN },

  /* --- urgent data: Linux leaves out the octet before the pointer --- */
  { "an urgent octet does not stand in the stream", OPENING "a U 101 501 \"abXdef\" urg=3\na . 107 501 \"ghi\"\n",
    "open a\na 0 ab\na urgent 2 X\na 2 def\na 5 ghi\nclose open\n", CHECKSUMS_WARN },
  { "an urgent pointer into the next segment",
    OPENING "a U 101 501 \"ab\" urg=4\na . 103 501 \"cXd\"\na . 106 501 \"e\"\n",
    "open a\na 0 ab\na 2 c\na urgent 3 X\na 3 d\na 4 e\nclose open\n", CHECKSUMS_WARN },
  { "urgent octets behind a hole, and copies of them",
    OPENING "a U 104 501 \"dX\" urg=2\na . 101 501 \"abc\"\na U 104 501 \"dX\" urg=2\na . 106 501 \"e\"\n",
    "open a\na 0 abc\na 3 d\na urgent 4 X\na 4 e\nclose open\n", CHECKSUMS_WARN },
  { "a segment that is an urgent octet", OPENING "a U 101 501 \"X\" urg=1\na . 102 501 \"abc\"\n",
    "open a\na urgent 0 X\na 0 abc\nclose open\n", CHECKSUMS_WARN },
  { "differing copies behind an urgent octet tell the right place",
    OPENING "a U 101 501 \"Xabc\" urg=1\na . 103 501 \"bZ\"\n",
    "open a\na urgent 0 X\na 0 abc\na diff 2 c/Z 4,5\nclose open\n", CHECKSUMS_WARN },
};

static char *
run (const Case *one)
{
  ReassemblerLimits limits;
  reassembler_limits_init (&limits);
  const StreamPolicy policy = { .checksums = one->checksums };
  return script_run_with (one->script, &limits, &policy, NULL);
}

static void
run_cases (void **state)
{
  (void) state;
  unsigned failures = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *log = run (&cases[i]);
      if (strcmp (log, cases[i].log) == 0)
        continue;
      failures++;
      print_error ("case \"%s\"\n--- expected\n%s--- got\n%s", cases[i].name, cases[i].log, log);
    }
  assert_int_equal (failures, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (run_cases),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

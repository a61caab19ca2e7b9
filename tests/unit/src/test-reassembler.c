/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reassembler, case by case: a script of segments, and the calls it must
 * make (tests/support/segment-script.h tells both notations). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/segment-script.h"

/* The SYNs of most cases: a's first octet is 101, b's 501. */
#define OPENING "a S 100 -\nb S 500 101\na . 101 501\n"
#define SIXTEEN(line) line line line line line line line line line line line line line line line line

typedef struct Case {
  const char *name;
  const char *script;
  const char *log;
} Case;

static const Case cases[] = {
  /* --- in order --- */
  { "a dialogue in order, closed by both",
    OPENING
    "b . 501 101 \"220 hi\"\na . 101 507 \"QUIT\"\nb . 507 105 \"221\"\nb F 510 105\na F 105 511\nb . 511 106\n",
    "open a\nb 0 220 hi\na 0 QUIT\nb 6 221\nclose fin\n" },
  { "no data: nothing is told", OPENING "a F 101 501\nb F 501 102\na . 102 502\n", "" },
  { "the capture ends first", OPENING "b . 501 101 \"220\"\n", "open a\nb 0 220\nclose open\n" },
  { "flush leaves an empty table", OPENING "b . 501 101 \"220\"\nflush\n" OPENING "b . 501 101 \"220\"\n",
    "open a\nb 0 220\nclose open\nopen a\nb 0 220\nclose open\n" },
  { "a bad checksum is not fatal", OPENING "a . 101 501 \"abc\" bad\n", "open a\na 0 abc\nclose open\n" },
  { "segments grow into streams on both sides at once",
    OPENING "a . 101 501 \"one\"\nb . 501 101 \"two\"\na . 104 504 \"three\"\nb . 504 109 \"four\"\n",
    "open a\na 0 one\nb 0 two\na 3 three\nb 3 four\nclose open\n" },

  /* --- order --- */
  { "out of order within a stream", OPENING "a . 104 501 \"two\"\na . 101 501 \"one\"\n",
    "open a\na 0 one\na 3 two\nclose open\n" },
  { "an answer captured before what it answers", OPENING "b . 501 105 \"250\"\na . 101 501 \"NOOP\"\n",
    "open a\na 0 NOOP\nb 0 250\nclose open\n" },
  { "a whole dialogue in reverse", OPENING "b . 504 105 \"250\"\na . 101 504 \"NOOP\"\nb . 501 101 \"220\"\n",
    "open a\nb 0 220\na 0 NOOP\nb 3 250\nclose open\n" },
  { "a FIN captured before the data it ends", OPENING "a F 105 501\na . 101 501 \"QUIT\"\nb F 501 106\na . 106 502\n",
    "open a\na 0 QUIT\nclose fin\n" },
  { "FIN, then more data with lower numbers",
    OPENING "a . 101 501 \"one\"\na F 107 501\na . 104 501 \"two\"\nb F 501 108\na . 108 502\n",
    "open a\na 0 one\na 3 two\nclose fin\n" },
  { "the SYN captured after the data", "a . 101 501 \"EHLO\"\na S 100 -\nb S 500 101\n",
    "open a\na 0 EHLO\nclose open\n" },
  { "the SYN+ACK captured before the SYN", "b S 500 101\na S 100 -\na . 101 501 \"EHLO\"\n",
    "open a\na 0 EHLO\nclose open\n" },
  { "the server's data captured before any SYN: the SYN tells who opened",
    "b . 501 101 \"220\"\na S 100 -\nb S 500 101\n", "open a\nb 0 220\nclose open\n" },
  { "data behind the FIN is ignored", OPENING "a . 101 501 \"one\"\na F 104 501\na . 105 501 \"two\"\n",
    "open a\na 0 one\na odd data 4 6\nclose fin\n" },
  { "a FIN that the other host denies was forged",
    OPENING "a . 101 501 \"one\"\na F 104 501\na . 104 501 \"two\"\nb . 501 107\na . 104 501 \"two\"\n",
    "open a\na 0 one\na odd fin 3 5\na 3 two\nclose open\n" },

  /* --- copies --- */
  { "a retransmission is dropped", OPENING "a . 101 501 \"one\"\na . 101 501 \"one\"\na . 104 501 \"two\"\n",
    "open a\na 0 one\na 3 two\nclose open\n" },
  { "retransmission with other segmentation, partly new",
    OPENING "a . 101 501 \"abc\"\na . 104 501 \"def\"\na . 102 501 \"bcdefgh\"\n",
    "open a\na 0 abc\na 3 def\na 6 gh\nclose open\n" },
  { "the any device shows each packet twice",
    "a S 100 -\na S 100 -\nb S 500 101\nb S 500 101\na . 101 501\na . 101 501\nb . 501 101 \"220\"\nb . 501 101 "
    "\"220\"\n"
    "a . 101 504 \"QUIT\"\na . 101 504 \"QUIT\"\na F 105 504\na F 105 504\nb F 504 106\nb F 504 106\na . 106 505\na . "
    "106 505\n",
    "open a\nb 0 220\na 0 QUIT\nclose fin\n" },
  { "a differing copy of what was handed on",
    OPENING "a . 101 501 \"MAIL FROM:<good>\"\na . 101 501 \"MAIL FROM:<evil>\"\n",
    "open a\na 0 MAIL FROM:<good>\na diff 11 good/evil 4,5\nclose open\n" },
  { "a differing copy of what is queued", OPENING "a . 104 501 \"good\"\na . 104 501 \"evil\"\na . 101 501 \"abc\"\n",
    "open a\na diff 3 good/evil 4,5\na 0 abc\na 3 good\nclose open\n" },
  { "a copy that differs across segments is one difference",
    OPENING "a . 101 501 \"abc\"\na . 104 501 \"def\"\na . 102 501 \"BCDE\"\n",
    "open a\na 0 abc\na 3 def\na diff 1 bcde/BCDE 4,6\nclose open\n" },
  { "a copy that differs before and behind the next octet",
    OPENING "a . 101 501 \"abc\"\na . 105 501 \"ef\"\na . 103 501 \"XdY\"\n",
    "open a\na 0 abc\na diff 2 c/X 4,6\na diff 4 e/Y 5,6 second\na 3 d\na 4 Y\na 5 f\nclose open\n" },
  { "overlaps around a hole: what came last covers it", OPENING "a . 104 501 \"DEF\"\na . 101 501 \"abcxyzg\"\n",
    "open a\na diff 3 DEF/xyz 4,5 second\na 0 abc\na 3 xyz\na 6 g\nclose open\n" },
  { "but what was acknowledged before stays", OPENING "a . 104 501 \"DEF\"\nb . 501 107\na . 101 501 \"abcxyzg\"\n",
    "open a\na diff 3 DEF/xyz 4,6\na 0 abc\na 3 DEF\na 6 g\nclose open\n" },
  { "what waits for the other stream alone was delivered",
    OPENING "a . 101 504 \"abc\"\na . 104 504 \"def\"\na . 103 504 \"CDEFG\"\nb . 501 101 \"220\"\n",
    "open a\na diff 2 cdef/CDEF 4,6\nb 0 220\na 0 abc\na 3 def\na 6 G\nclose open\n" },
  { "a copy over several holes", OPENING "a . 103 501 \"c\"\na . 105 501 \"e\"\na . 101 501 \"abcdefg\"\n",
    "open a\na 0 ab\na 2 c\na 3 d\na 4 e\na 5 fg\nclose open\n" },
  { "a keep-alive with an octet that means nothing",
    OPENING "a . 101 501 \"abc\"\na . 103 501 \"?\"\nb . 501 104\na . 103 501\na . 104 501 \"def\"\n",
    "open a\na 0 abc\na 3 def\nclose open\n" },
  { "a keep-alive before any data", OPENING "a . 100 501 \"?\"\na . 101 501 \"abc\"\n",
    "open a\na 0 abc\nclose open\n" },
  { "zero window: the probe's octet is the next one",
    OPENING "a . 101 501 \"abc\"\nb . 501 104\na . 104 501 \"d\"\nb . 501 104\na . 104 501 \"def\"\n",
    "open a\na 0 abc\na 3 d\na 4 ef\nclose open\n" },
  { "a copy of octets before the stream began", OPENING "a . 90 501 \"0123456789Xabc\"\n",
    "open a\na 0 abc\nclose open\n" },

  /* --- gaps --- */
  { "a hole that the other host acknowledged past becomes a gap after 16 packets",
    OPENING "a . 101 501 \"one\"\na . 107 501 \"three\"\n" SIXTEEN ("b . 501 112\n") "b . 501 112 \"250\"\n",
    "open a\na 0 one\na gap 3+3 lost\na 6 three\nb 0 250\nclose open\n" },
  { "or after a second",
    OPENING "a . 101 501 \"one\"\na . 107 501 \"three\"\nb . 501 112\n@2000 b . 501 112\na . 112 501 \"four\"\n",
    "open a\na 0 one\na gap 3+3 lost\na 6 three\na 11 four\nclose open\n" },
  { "but not before, and a late packet fills it",
    OPENING "a . 101 501 \"one\"\na . 107 501 \"three\"\nb . 501 112\nb . 501 112\na . 104 501 \"two\"\n",
    "open a\na 0 one\na 3 two\na 6 three\nclose open\n" },
  { "a partial acknowledgment makes a gap up to there",
    OPENING "a . 101 501 \"one\"\na . 107 501 \"three\"\nb . 501 106\n@2000 b . 501 106\na . 106 501 \"x\"\n",
    "open a\na 0 one\na gap 3+2 lost\na 5 x\na 6 three\nclose open\n" },
  { "no acknowledgment: the hole stays until the end",
    OPENING "a . 101 501 \"one\"\na . 107 501 \"three\"\nb . 501 104\n@9000 b . 501 104\nb . 501 104 \"250\"\n",
    "open a\na 0 one\nb 0 250\na gap 3+3 end\na 6 three\nclose open\n" },
  { "several holes are settled by one acknowledgment",
    OPENING "a . 102 501 \"b\"\na . 104 501 \"d\"\na . 106 501 \"f\"\nb . 501 107\n@2000 b . 501 107\n",
    "open a\na gap 0+1 lost\na 1 b\na gap 2+1 lost\na 3 d\na gap 4+1 lost\na 5 f\nclose open\n" },
  { "octets acknowledged and never captured: the answer waits, and is let go without a gap",
    OPENING "b . 501 105 \"250\"\n@2000 b . 504 105 \"more\"\n",
    "open a\nb 0 250\nb 3 more\na gap 0+4 lost\nclose open\n" },
  { "and if they come after all, they are not thrown away",
    OPENING "b . 501 105 \"250\"\n@2000 b . 504 105\na . 101 504 \"NOOP\"\n",
    "open a\nb 0 250\na 0 NOOP\nclose open\n" },
  { "at the end the gap stands before its answer", OPENING "a . 101 501 \"one\"\nb . 501 107 \"250\"\n",
    "open a\na 0 one\na gap 3+3 lost\nb 0 250\nclose open\n" },
  { "a lost command between two replies, seen by what follows",
    OPENING
    "b . 501 101 \"220\"\nb . 504 105 \"250\"\na . 105 507 \"DATA\"\nb . 507 109 \"354\"\n@2000 a . 109 510 \"x\"\n",
    "open a\nb 0 220\na gap 0+4 lost\nb 3 250\na 4 DATA\nb 6 354\na 8 x\nclose open\n" },
  { "octets that come too late for their gap are ignored",
    OPENING "a . 104 501 \"two\"\nb . 501 107\n@2000 b . 501 107\na . 101 501 \"one\"\n",
    "open a\na gap 0+3 lost\na 3 two\nclose open\n" },
  { "a lost FIN is no missing octet", OPENING "a . 101 501 \"one\"\nb . 501 105 \"bye\"\nb F 504 105\n",
    "open a\na 0 one\nb 0 bye\nclose fin\n" },
  { "a FIN behind a hole", OPENING "a . 101 501 \"one\"\na F 107 501\nb F 501 108\na . 108 502\n",
    "open a\na 0 one\na gap 3+3 lost\nclose fin\n" },
  { "snapshot length: the cut part is a gap at once", OPENING "a . 101 501 \"abcdef\" cut=2\na . 107 501 \"gh\"\n",
    "open a\na 0 ab\na gap 2+4 snaplen\na 6 gh\nclose open\n" },
  { "snapshot length: only headers were kept", OPENING "a . 101 501 \"abcdef\" cut=0\na . 107 501 \"gh\" cut=0\n",
    "open a\na gap 0+6 snaplen\na gap 6+2 snaplen\nclose open\n" },
  { "snapshot length: a full copy before its turn fills it",
    OPENING "a . 104 501 \"defghi\" cut=2\na . 104 501 \"defghi\"\na . 101 501 \"abc\"\n",
    "open a\na 0 abc\na 3 de\na 5 fghi\nclose open\n" },
  { "snapshot length: a copy fills the end of it",
    OPENING "a . 104 501 \"defghi\" cut=2\na . 108 501 \"hi\"\na . 101 501 \"abc\"\n",
    "open a\na 0 abc\na 3 de\na gap 5+2 snaplen\na 7 hi\nclose open\n" },
  { "snapshot length: cut behind a hole, first octet lost as well",
    OPENING "a . 104 501 \"def\" cut=0\nb . 501 107 \"250\"\n@2000 b . 504 107\n",
    "open a\na gap 0+3 lost\na gap 3+3 snaplen\nb 0 250\nclose open\n" },

  /* --- sequence numbers --- */
  { "wrap inside a segment", "a S 4294967293 -\nb S 500 4294967294\na . 4294967294 501 \"abcd\"\na . 2 501 \"ef\"\n",
    "open a\na 0 abcd\na 4 ef\nclose open\n" },
  { "wrap with a hole before it",
    "a S 4294967289 -\nb S 500 4294967290\na . 0 501 \"ghi\"\na . 4294967290 501 \"abcdef\"\nb . 501 3\na . 3 501 "
    "\"j\"\n",
    "open a\na 0 abcdef\na 6 ghi\na 9 j\nclose open\n" },
  { "the first octet has number 0", "a S 4294967295 -\nb S 4294967295 0\na . 0 0 \"abc\"\nb . 0 3 \"def\"\n",
    "open a\na 0 abc\nb 0 def\nclose open\n" },
  { "far outside the window", OPENING "a . 101 501 \"abc\"\na . 50000101 501 \"EVIL\"\na . 104 501 \"def\"\n",
    "open a\na 0 abc\na 3 def\nclose open\n" },
  { "far behind", OPENING "a . 101 501 \"abc\"\na . 4244967295 501 \"EVIL\"\na . 104 501 \"def\"\n",
    "open a\na 0 abc\na 3 def\nclose open\n" },
  { "a jump that the other host acknowledges is a loss",
    OPENING
    "a . 101 501 \"abc\"\na . 50000101 501 \"def\"\nb . 501 50000104\n@2000 b . 501 50000104\na . 50000104 501 \"g\"\n",
    "open a\na 0 abc\na gap 3+49999997 lost\na 50000000 def\na 50000003 g\nclose open\n" },
  { "an acknowledgment of what cannot be is no reason to wait", OPENING "b . 501 2000000101 \"220\"\n",
    "open a\nb 0 220\nclose open\n" },

  /* --- SYN --- */
  { "SYN retransmitted", "a S 100 -\na S 100 -\nb S 500 101\na . 101 501 \"abc\"\n", "open a\na 0 abc\nclose open\n" },
  { "SYN retransmitted with another ISN", "a S 100 -\na S 7000 -\nb S 500 7001\na . 7001 501 \"abc\"\n",
    "open a\na 0 abc\nclose open\n" },
  { "two SYNs, and the first is answered", "a S 100 -\na S 7000 -\nb S 500 101\na . 101 501 \"abc\"\n",
    "open a\na 0 abc\nclose open\n" },
  { "SYN with data, accepted", "a S 100 - \"EHLO\"\nb S 500 105\na . 105 501 \"more\"\n",
    "open a\na 0 EHLO\na 4 more\nclose open\n" },
  { "SYN with data, refused and sent again", "a S 100 - \"EHLO\"\nb S 500 101\na . 101 501 \"EHLO\"\n",
    "open a\na 0 EHLO\nclose open\n" },
  { "SYN with data, refused and other data sent", "a S 100 - \"EHLO\"\nb S 500 101\na . 101 501 \"HELO\"\n",
    "open a\na diff 0 EH/HE 1,3 syn-data second\na 0 HELO\nclose open\n" },
  { "SYN with data that nobody confirms", "a S 100 - \"EHLO\"\n", "" },
  { "SYN with data, seen from one side", "a S 100 - \"EHLO\"\na . 105 501 \"more\"\n",
    "open a\na 0 EHLO\na 4 more\nclose open\n" },
  { "SYN+ACK with data", "a S 100 -\nb S 500 101 \"220\"\na . 101 504 \"EHLO\"\n",
    "open a\nb 0 220\na 0 EHLO\nclose open\n" },
  { "simultaneous open", "a S 100 -\nb S 500 -\na S 100 501\nb S 500 101\na . 101 501 \"abc\"\nb . 501 104 \"def\"\n",
    "open a\na 0 abc\nb 0 def\nclose open\n" },
  { "split handshake",
    "a S 100 -\nb . 500 101\nb S 500 -\na S 100 501\nb . 501 101\nb . 501 101 \"220\"\na . 101 504 \"abc\"\n",
    "open a\nb 0 220\na 0 abc\nclose open\n" },
  { "SYN+ACK lost", "a S 100 -\na . 101 501\nb . 501 101 \"220\"\na . 101 504 \"abc\"\n",
    "open a\nb 0 220\na 0 abc\nclose open\n" },
  { "SYN+ACK and greeting lost",
    "a S 100 -\na . 101 501\na . 101 504 \"EHLO\"\nb . 504 105 \"250\"\n@2000 b . 507 105\n",
    "open a\nb gap 0+3 lost\na 0 EHLO\nb 3 250\nclose open\n" },
  { "SYN lost, SYN+ACK seen", "b S 500 101\na . 101 501\nb . 501 101 \"220\"\na . 101 504 \"abc\"\n",
    "open a\nb 0 220\na 0 abc\nclose open\n" },
  { "a forged SYN inside the connection", OPENING "a . 101 501 \"abc\"\na S 900000 -\na . 104 501 \"def\"\n",
    "open a\na 0 abc\na odd syn 3 5\na 3 def\nclose open\n" },
  { "a forged SYN at the next number", OPENING "a . 101 501 \"abc\"\na S 103 -\na . 104 501 \"def\"\n",
    "open a\na 0 abc\na odd syn 3 5\na 3 def\nclose open\n" },
  { "port reused, the end of the old connection not captured",
    OPENING "a . 101 501 \"abc\"\na S 900000 -\nb S 70000 900001\na . 900001 70001 \"new\"\n",
    "open a\na 0 abc\nclose timeout\nopen a\na 0 new\nclose open\n" },
  { "port reused, SYN+ACK not captured either",
    OPENING "a . 101 501 \"abc\"\na S 900000 -\na . 900001 70001\na . 900001 70001 \"new\"\nb . 70001 900004 \"250\"\n",
    "open a\na 0 abc\nclose timeout\nopen a\na 0 new\nb 0 250\nclose open\n" },
  { "port reused within a millisecond after a close",
    OPENING "a . 101 501 \"abc\"\na F 104 501\nb F 501 105\na . 105 502\na S 900 -\nb S 600 901\na . 901 601 \"new\"\n",
    "open a\na 0 abc\nclose fin\nopen a\na 0 new\nclose open\n" },
  { "port reused by the other host",
    OPENING "a . 101 501 \"abc\"\na R 104 -\nb S 600 -\na S 900 601\nb . 601 901 \"new\"\n",
    "open a\na 0 abc\nclose reset\nopen b\nb 0 new\nclose open\n" },
  { "stragglers of a closed connection are no ghost",
    OPENING "a . 101 501 \"abc\"\na F 104 501\nb F 501 105\na . 105 502\na . 101 501 \"abc\"\na F 104 501\nb F 501 "
            "105\na S 100 -\na R 105 -\n",
    "open a\na 0 abc\nclose fin\n" },
  { "the same capture read twice",
    OPENING "a . 101 501 \"abc\"\na F 104 501\nb F 501 105\na . 105 502\na S 100 - file=1\nb S 500 101 file=1\na . 101 "
            "501 \"abc\" file=1\n",
    "open a\na 0 abc\nclose fin\nopen a\na 0 abc\nclose open\n" },

  /* --- RST --- */
  { "a refused port tells nothing", "a S 100 -\nb R 0 101\n", "" },
  { "RST at the exact number",
    OPENING "a . 101 501 \"abc\"\nb R 501 104\n@3000 a . 101 501 \"else\" port=41000\nflush\n",
    "open a\na 0 abc\nclose reset\nopen a mid\na 0 else\nclose open\n" },
  { "RST outside the window is ignored", OPENING "a . 101 501 \"abc\"\nb R 90000000 -\na . 104 501 \"def\"\n",
    "open a\na 0 abc\na 3 def\nclose open\n" },
  { "RST in the window but not exact, and nothing follows", OPENING "a . 101 501 \"abc\"\na R 200 -\n",
    "open a\na 0 abc\nclose reset\n" },
  { "RST in the window but not exact, and data follows",
    OPENING "a . 101 501 \"abc\"\na R 110 -\na . 104 501 \"defghijk\"\n",
    "open a\na 0 abc\na odd reset 9 5\na 3 defghijk\nclose open\n" },
  { "RST captured before the data it follows", OPENING "b . 501 104 \"250\"\nb R 504 104\na . 101 501 \"abc\"\n",
    "open a\na 0 abc\nb 0 250\nclose reset\n" },
  { "RST whose sender goes on was forged",
    OPENING "a . 101 501 \"abc\"\nb R 501 104\nb . 501 104 \"250\"\na . 104 504 \"def\"\n",
    "open a\na 0 abc\nb odd reset 0 5\nb 0 250\na 3 def\nclose open\n" },
  { "RST after FIN stays FIN", OPENING "a . 101 501 \"abc\"\na F 104 501\nb R 501 105\n",
    "open a\na 0 abc\nclose fin\n" },
  { "RST with text", OPENING "a . 101 501 \"abc\"\nb R 501 104 \"No route\"\n", "open a\na 0 abc\nclose reset\n" },
  { "RST from a host that was never seen", "a S 100 -\na . 101 501 \"abc\"\nb R 501 104\n",
    "open a\na 0 abc\nclose reset\n" },
  { "RST with queued data behind a hole: it is still handed on", OPENING "a . 104 501 \"def\"\na R 107 -\n",
    "open a\na gap 0+3 end\na 3 def\nclose reset\n" },

  /* --- ends --- */
  { "half close: the other side goes on",
    OPENING "a . 101 501 \"QUIT\"\na F 105 501\nb . 501 106 \"221\"\nb . 504 106 \"bye\"\nb F 507 106\na . 106 508\n",
    "open a\na 0 QUIT\nb 0 221\nb 3 bye\nclose fin\n" },
  { "one FIN and silence", OPENING "a . 101 501 \"QUIT\"\na F 105 501\n", "open a\na 0 QUIT\nclose fin\n" },
  { "FIN with data", OPENING "a F 101 501 \"QUIT\"\nb F 501 106 \"221\"\na . 106 505\n",
    "open a\na 0 QUIT\nb 0 221\nclose fin\n" },
  { "idle for longer than the limit", OPENING "a . 101 501 \"abc\"\n@4000000 a S 100 - port=41000\n",
    "open a\na 0 abc\nclose timeout\n" },
  { "a clock that goes back closes nothing",
    "@9000000 a S 100 -\nb S 500 101\na . 101 501 \"abc\"\n@10 a . 104 501 \"def\"\n@20 b . 501 107 \"250\"\n",
    "open a\na 0 abc\na 3 def\nb 0 250\nclose open\n" },
  { "connections end in the order of their first packets",
    "a S 1 - port=3\na S 1 - port=2\na S 1 - port=1\nb S 8 2 port=1\nb S 8 2 port=2\nb S 8 2 port=3\n"
    "a . 2 9 \"one\" port=1\na . 2 9 \"two\" port=2\na . 2 9 \"three\" port=3\nb F 9 5 port=2\n",
    "open a\na 0 one\nopen a\na 0 two\nopen a\na 0 three\nclose open\nclose fin\nclose open\n" },

  /* --- unwanted --- */
  { "unwanted: silence but for closed",
    OPENING "a . 101 501 \"UNWANTED\"\na . 109 501 \"more\"\na F 113 501\nb F 501 114\n",
    "open a\na 0 UNWANTED\nclose fin\n" },
  { "unwanted with octets queued",
    OPENING "a . 109 501 \"more\"\nb . 501 113 \"250\"\na . 101 501 \"UNWANTED\"\na . 113 504 \"still\"\n",
    "open a\na 0 UNWANTED\nclose open\n" },
  { "unwanted, then reset, then stragglers", OPENING "a . 101 501 \"UNWANTED\"\na R 109 -\na . 109 501 \"more\"\n",
    "open a\na 0 UNWANTED\nclose reset\n" },
  { "unwanted, then its port is reused",
    OPENING "a . 101 501 \"UNWANTED\"\na S 900 -\nb S 800 901\na . 901 801 \"new\"\n",
    "open a\na 0 UNWANTED\nclose timeout\nopen a\na 0 new\nclose open\n" },

  /* --- mid-stream and one-directional --- */
  { "picked up in mid-stream: the start is held for a moment",
    "a . 5000 700 \"one\"\nb . 700 5003 \"two\"\na . 5003 703 \"three\"\nb . 703 5008\nb . 703 5008\nb . 703 5008\n",
    "open a mid\na 0 one\nb 0 two\na 3 three\nclose open\n" },
  { "picked up in mid-stream, the first two packets swapped",
    "a . 5003 700 \"two\"\na . 5000 700 \"one\"\na . 5006 700 \"three\"\n",
    "open a mid\na 0 one\na 3 two\na 6 three\nclose open\n" },
  { "picked up in mid-stream with the answer first",
    "a . 5000 703 \"EHLO\"\nb . 700 5000 \"220\"\nb . 703 5004 \"250\"\n",
    "open a mid\nb 0 220\na 0 EHLO\nb 3 250\nclose open\n" },
  { "octets below a start that was handed on are ignored",
    "a . 5003 700 \"two\"\n@2000 a . 5006 700 \"three\"\na . 5000 700 \"one\"\n",
    "open a mid\na 0 two\na 3 three\nclose open\n" },
  { "mid-stream beginning with a keep-alive",
    "a . 5000 700 \"~\"\n@2000 a . 5001 700 \"abc\"\n@4000 a . 5004 700 \"def\"\n",
    "open a mid\na 0 abc\na 3 def\nclose open\n" },
  { "one direction only: its acknowledgments bind nobody",
    "a S 100 -\na . 101 501\na . 101 510 \"EHLO\"\na . 105 550 \"MAIL\"\na F 109 600\n",
    "open a\na 0 EHLO\na 4 MAIL\nclose fin\n" },
  { "one direction only, with a hole", "a S 100 -\na . 101 501 \"EHLO\"\na . 109 550 \"RCPT\"\n@9000 a . 113 600\n",
    "open a\na 0 EHLO\na gap 4+4 end\na 8 RCPT\nclose open\n" },
  { "one direction only, the server's", "b S 500 101\nb . 501 101 \"220\"\nb . 504 120 \"250\"\n",
    "open a\nb 0 220\nb 3 250\nclose open\n" },
  { "a retransmission with a later acknowledgment does not block both sides",
    OPENING "a . 101 504 \"NOOP\"\nb . 501 105 \"220\"\nb . 504 105 \"250\"\n",
    "open a\nb 0 220\na 0 NOOP\nb 3 250\nclose open\n" },
};

static void
run_cases (void **state)
{
  (void) state;
  ReassemblerLimits limits;
  reassembler_limits_init (&limits);
  unsigned failures = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *log = script_run (cases[i].script, &limits, NULL);
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

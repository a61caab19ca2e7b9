/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows (see deceptions.h).  After Ptacek and Newsham, "Insertion, Evasion, and
 * Denial of Service" (1998), and those who went on from there: Novak and Sturges on
 * overlaps (2007), Wang and others on what differs between stacks and their watchers
 * ("SymTCP", 2020). */
#include "config.h"

#include "deceptions.h"

/* An ordinary mail, around the steps that are played. */
#define EHLO ". 'EHLO pc.example~';"
#define MAIL ". 'MAIL FROM:<ann@pc.example>~';"
#define RCPT ". 'RCPT TO:<bob@mail.example>~';"
#define DATA ". 'DATA~';"
#define LETTER ". 'Subject: lunch~~At noon?~.~';"
#define QUIT ". 'QUIT~';"
#define IN_MAIL(steps) EHLO steps ";" RCPT DATA LETTER QUIT
#define IN_RCPT(steps) EHLO MAIL steps ";" DATA LETTER QUIT
#define IN_LETTER(steps) EHLO MAIL RCPT DATA steps ";" QUIT

/* The same of a server, its greeting said. */
#define S_EHLO ". '250 mx.example~';"
#define S_MAIL ". '250 2.1.0 Ok~';"
#define S_RCPT ". '250 2.1.5 Ok~';"
#define S_DATA ". '354 Go on~';"
#define S_LETTER ". '250 2.0.0 Ok: queued as 7~';"
#define S_QUIT ". '221 Bye~';"
#define IN_REPLY_TO_EHLO(steps) steps ";" S_MAIL S_RCPT S_DATA S_LETTER S_QUIT
#define IN_REPLY_TO_RCPT(steps) S_EHLO S_MAIL steps ";" S_DATA S_LETTER S_QUIT

/* Behind a hole, which is filled last: letters a to l stand 11 octets behind here, of
 * which `older` and `newer` bring some, and `rest` what is still missing. */
#define BEHIND(older, newer, rest, letters)                                                                            \
  IN_MAIL ("+23 '@pc.example>~'; " older "; " newer "; " rest "; = 0; +0 'MAIL FROM:<'; reads 'MAIL FROM:<" letters    \
           "@pc.example>~'")

/* A segment that shall not arrive, and then the one that does. */
#define EVIL "+0 'MAIL FROM:<eve@pc.example>~'"
#define GOOD "+0 'MAIL FROM:<ann@pc.example>~'; reads 'MAIL FROM:<ann@pc.example>~'"
#define IGNORED(how) IN_MAIL (EVIL " " how "; " GOOD), .other = "eve"
/* One that looks odd and does arrive. */
#define TAKEN(how)                                                                                                     \
  IN_MAIL (EVIL " " how "; reads 'MAIL FROM:<eve@pc.example>~'; -28 'MAIL FROM:<ann@pc.example>~'; holds"),            \
      .other = "ann"

/* A datagram with MAIL FROM in fragments.  Of its IP payload the first 32 octets are the
 * TCP header and "MAIL FROM:<-"; then come four blocks of eight. */
#define BLOCKS "'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~'"
#define OTHERS " other='MAIL FROM:<-AAAAAAAABBBBBBBBCCCCCCCCDDDDDDDD@pc.example>~'"

/* Why a row does not hold yet. */
#define UNTOLD "a SYN+ACK that its receiver did not heed is not told"
#define DIES "the time to live of fragments is not looked at"
#define EARLY "what is told before the session is known for SMTP is lost"

#define ROW(title, steps, ...)                                                                                         \
  {                                                                                                                    \
    .name = title, .script = steps, __VA_ARGS__                                                                        \
  }

const Deception deceptions[] = {
  /* Nothing deceives. */
  ROW ("ordinary", EHLO MAIL RCPT DATA LETTER QUIT),
  ROW ("ordinary, timestamps", EHLO MAIL RCPT DATA LETTER QUIT, .timestamps = true),
  ROW ("ordinary, IPv6", EHLO MAIL RCPT DATA LETTER QUIT, .ipv6 = true),
  ROW ("ordinary server", S_EHLO S_MAIL S_RCPT S_DATA S_LETTER S_QUIT, .server = true),
  ROW ("segments of one octet",
       IN_MAIL ("+0 'M'; +1 'A'; +2 'I'; +3 'L'; +4 ' '; +5 'F'; +6 'R'; +7 'O'; +8 'M'; +9 ':'; +10 '<'; +11 'a'; +12 "
                "'n'; +13 'n'; +14 '@'; +15 'p'; +16 'c'; +17 '.'; +18 'e'; +19 'x'; +20 'a'; +21 'm'; +22 'p'; +23 "
                "'l'; +24 'e'; +25 '>'; +26 '~'; reads 'MAIL FROM:<ann@pc.example>~'")),
  ROW ("segments of one octet, shuffled",
       IN_MAIL ("+2 'I'; +10 '<'; +4 ' '; +12 'n'; +9 ':'; +13 'n'; +26 '~'; +24 'e'; +18 'e'; +25 '>'; +6 'R'; +3 "
                "'L'; +17 '.'; +15 'p'; +21 'm'; +5 'F'; +1 'A'; +7 'O'; +14 '@'; +0 'M'; +16 'c'; +20 'a'; +22 'p'; "
                "+11 'a'; +23 'l'; +8 'M'; +19 'x'; reads 'MAIL FROM:<ann@pc.example>~'")),
  ROW ("the numbers begin again in the middle of the mail", EHLO MAIL RCPT DATA LETTER QUIT,
       .initial = UINT32_C (0xffffffa0)),
  ROW ("a hole where the numbers begin again",
       IN_LETTER ("+9 'lunch~~At noon?~.~'; = 0; +0 'Subject: '; reads 'Subject: lunch~~At noon?~.~'"),
       .initial = UINT32_C (0xffffff9d)),

  /* Two copies behind a hole, in all relations of intervals; then the same with equal octets. */
  ROW ("overlap: before", BEHIND ("+15 'efgh'", "+11 'AB'", "+13 'cd'; +19 'ijkl'", "ABcdefghijkl")),
  ROW ("overlap: meets", BEHIND ("+15 'efgh'", "+13 'CD'", "+11 'ab'; +19 'ijkl'", "abCDefghijkl")),
  ROW ("overlap: starts before, ends inside",
       BEHIND ("+15 'efgh'", "+13 'CDEF'", "+11 'ab'; +19 'ijkl'", "abCDEFghijkl"), .other = "ef"),
  ROW ("overlap: starts before, ends with it",
       BEHIND ("+15 'efgh'", "+13 'CDEFGH'", "+11 'ab'; +19 'ijkl'", "abCDEFGHijkl"), .other = "efgh"),
  ROW ("overlap: covers", BEHIND ("+15 'efgh'", "+13 'CDEFGHIJ'", "+11 'ab'; +21 'kl'", "abCDEFGHIJkl"),
       .other = "efgh"),
  ROW ("overlap: starts with it, shorter", BEHIND ("+15 'efgh'", "+15 'EF'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl"),
       .other = "EF"),
  ROW ("overlap: equals", BEHIND ("+15 'efgh'", "+15 'EFGH'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl"),
       .other = "EFGH"),
  ROW ("overlap: starts with it, longer", BEHIND ("+15 'efgh'", "+15 'EFGHIJ'", "+11 'abcd'; +21 'kl'", "abcdEFGHIJkl"),
       .other = "efgh"),
  ROW ("overlap: inside", BEHIND ("+15 'efgh'", "+16 'FG'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl"), .other = "FG"),
  ROW ("overlap: ends with it", BEHIND ("+15 'efgh'", "+17 'GH'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl"),
       .other = "GH"),
  ROW ("overlap: starts inside, ends behind",
       BEHIND ("+15 'efgh'", "+17 'GHIJ'", "+11 'abcd'; +21 'kl'", "abcdefghIJkl"), .other = "GH"),
  ROW ("overlap: met by", BEHIND ("+15 'efgh'", "+19 'IJ'", "+11 'abcd'; +21 'kl'", "abcdefghIJkl")),
  ROW ("overlap: behind", BEHIND ("+15 'efgh'", "+20 'JK'", "+11 'abcd'; +19 'i'; +22 'l'", "abcdefghiJKl")),
  ROW ("overlap, equal octets: before", BEHIND ("+15 'efgh'", "+11 'ab'", "+13 'cd'; +19 'ijkl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: meets", BEHIND ("+15 'efgh'", "+13 'cd'", "+11 'ab'; +19 'ijkl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: starts before, ends inside",
       BEHIND ("+15 'efgh'", "+13 'cdef'", "+11 'ab'; +19 'ijkl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: starts before, ends with it",
       BEHIND ("+15 'efgh'", "+13 'cdefgh'", "+11 'ab'; +19 'ijkl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: covers", BEHIND ("+15 'efgh'", "+13 'cdefghij'", "+11 'ab'; +21 'kl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: starts with it, shorter",
       BEHIND ("+15 'efgh'", "+15 'ef'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: equals", BEHIND ("+15 'efgh'", "+15 'efgh'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: starts with it, longer",
       BEHIND ("+15 'efgh'", "+15 'efghij'", "+11 'abcd'; +21 'kl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: inside", BEHIND ("+15 'efgh'", "+16 'fg'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: ends with it",
       BEHIND ("+15 'efgh'", "+17 'gh'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: starts inside, ends behind",
       BEHIND ("+15 'efgh'", "+17 'ghij'", "+11 'abcd'; +21 'kl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: met by", BEHIND ("+15 'efgh'", "+19 'ij'", "+11 'abcd'; +21 'kl'", "abcdefghijkl")),
  ROW ("overlap, equal octets: behind",
       BEHIND ("+15 'efgh'", "+20 'jk'", "+11 'abcd'; +19 'i'; +22 'l'", "abcdefghijkl")),
  ROW ("overlap, IPv6: starts before, ends inside",
       BEHIND ("+15 'efgh'", "+13 'CDEF'", "+11 'ab'; +19 'ijkl'", "abCDEFghijkl"), .other = "ef", .ipv6 = true),
  ROW ("overlap, IPv6: starts before, ends with it",
       BEHIND ("+15 'efgh'", "+13 'CDEFGH'", "+11 'ab'; +19 'ijkl'", "abCDEFGHijkl"), .other = "efgh", .ipv6 = true),
  ROW ("overlap, IPv6: covers", BEHIND ("+15 'efgh'", "+13 'CDEFGHIJ'", "+11 'ab'; +21 'kl'", "abCDEFGHIJkl"),
       .other = "efgh", .ipv6 = true),
  ROW ("overlap, IPv6: starts with it, shorter",
       BEHIND ("+15 'efgh'", "+15 'EF'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl"), .other = "EF", .ipv6 = true),
  ROW ("overlap, IPv6: equals", BEHIND ("+15 'efgh'", "+15 'EFGH'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl"),
       .other = "EFGH", .ipv6 = true),
  ROW ("overlap, IPv6: starts with it, longer",
       BEHIND ("+15 'efgh'", "+15 'EFGHIJ'", "+11 'abcd'; +21 'kl'", "abcdEFGHIJkl"), .other = "efgh", .ipv6 = true),
  ROW ("overlap, IPv6: inside", BEHIND ("+15 'efgh'", "+16 'FG'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl"),
       .other = "FG", .ipv6 = true),
  ROW ("overlap, IPv6: ends with it", BEHIND ("+15 'efgh'", "+17 'GH'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl"),
       .other = "GH", .ipv6 = true),
  ROW ("overlap, IPv6: starts inside, ends behind",
       BEHIND ("+15 'efgh'", "+17 'GHIJ'", "+11 'abcd'; +21 'kl'", "abcdefghIJkl"), .other = "GH", .ipv6 = true),

  /* Three and more copies. */
  ROW ("overlap of three: over two neighbours",
       BEHIND ("+13 'cde'", "+16 'fgh'; +13 'CDEFGH'", "+11 'ab'; +19 'ijkl'", "abcdefghijkl"), .other = "CDEFGH",
       .varies
       = "whether neighbours are joined in the queue depends on how the driver of the network device allots memory"),
  ROW ("overlap of three: over two neighbours, the later one first",
       BEHIND ("+16 'fgh'", "+13 'cde'; +13 'CDEFGH'", "+11 'ab'; +19 'ijkl'", "abCDEFGHijkl"), .other = "cdefgh"),
  ROW ("overlap of three: joins two islands",
       BEHIND ("+12 'bcd'", "+19 'ijk'; +13 'CDEFGHIJ'", "+11 'a'; +22 'l'", "abcdEFGHIJkl"), .other = "CD"),
  ROW ("overlap of three: over two islands",
       BEHIND ("+13 'cd'", "+19 'ij'; +12 'BCDEFGHIJK'", "+11 'a'; +22 'l'", "aBCDEFGHIJKl"), .other = "cd"),
  ROW ("overlap of three: within two neighbours",
       BEHIND ("+13 'cdef'", "+17 'ghij'; +15 'EFGH'", "+11 'ab'; +21 'kl'", "abcdefghijkl"), .other = "EFGH"),
  ROW ("overlap of three: a cover, then another first half",
       BEHIND ("+15 'efgh'", "+13 'CDEFGH'; +13 'cdef'", "+11 'ab'; +19 'ijkl'", "abCDEFGHijkl"), .other = "efgh"),
  ROW ("overlap of three: a large one and a small neighbour",
       IN_LETTER ("+1 'b'*1400; +1401 'c'*30; +1401 'd'*50; +0 'a'; reads 'a' 'b'*1400 'c'*30 'd'*20; . '~.~'"),
       .other = "dddddd",
       .varies
       = "whether neighbours are joined in the queue depends on how the driver of the network device allots memory"),
  ROW ("overlap of three: all equal in place",
       BEHIND ("+15 'efgh'", "+15 'EFGH'; +15 '1234'", "+11 'abcd'; +19 'ijkl'", "abcdefghijkl"), .other = "1234"),
  ROW ("overlap of three: longer and longer",
       BEHIND ("+15 'ef'", "+15 'EFG'; +15 '1234'", "+11 'abcd'; +19 'ijkl'", "abcd1234ijkl"), .other = "EFG"),
  ROW ("overlap of three: earlier and earlier",
       BEHIND ("+17 'gh'", "+16 'FGH'; +15 '1234'", "+11 'abcd'; +19 'ijkl'", "abcd1234ijkl"), .other = "FGH"),

  /* The copy that fills the hole brings more. */
  ROW ("the filler reaches into what waits",
       IN_MAIL ("+11 'ann@pc.example>~'; +0 'MAIL FROM:<eve'; reads 'MAIL FROM:<eve@pc.example>~'"), .other = "ann"),
  ROW ("the filler covers what waits",
       IN_MAIL ("+11 'ann'; +0 'MAIL FROM:<eve@pc.example>~'; reads 'MAIL FROM:<eve@pc.example>~'"), .other = "ann"),
  ROW ("the filler ends with what waits",
       IN_MAIL ("+11 'ann@pc.example>~'; +0 'MAIL FROM:<eve@pc.example>~'; reads 'MAIL FROM:<eve@pc.example>~'"),
       .other = "ann"),
  ROW ("an end of data that one copy has",
       IN_LETTER ("+9 'x~~.~MAIL FROM:<eve@a.example>~'; +9 'x~~..~hidden in the letters of~'; +44 '.~'; +0 'Subject: "
                  "'; reads 'Subject: x~~.~MAIL FROM:<eve@a.example>~.~'"),
       .other = "hidden"),

  /* Octets that were delivered come again, changed. */
  ROW ("sent again, changed", IN_MAIL (". 'MAIL FROM:<ann@pc.example>~'; -28 'MAIL FROM:<eve@pc.example>~'; holds"),
       .other = "eve"),
  ROW ("sent again, changed and longer",
       IN_MAIL (". 'MAIL FROM:<ann@pc.example>~'; -17 'eve@pc.example>~NOOP~'; reads 'NOOP~'"), .other = "eve"),
  ROW ("sent again, the same and longer",
       IN_MAIL (". 'MAIL FROM:<ann@pc.example>~'; -17 'ann@pc.example>~NOOP~'; reads 'NOOP~'")),
  ROW ("a part is delivered, and comes again changed with the rest",
       IN_MAIL ("+0 'MAIL FROM:<ann'; = 14; +11 'eve@pc.example>~'; reads 'MAIL FROM:<ann@pc.example>~'"),
       .other = "eve"),
  ROW ("a part is delivered, and all comes again changed",
       IN_MAIL ("+0 'MAIL FROM:<ann'; = 14; +0 'HELP FROM:<eve@pc.example>~'; reads 'MAIL FROM:<ann@pc.example>~'"),
       .other = "eve"),

  /* Segments that the kernel does not take. */
  ROW ("wrong TCP checksum", IGNORED ("sum=bad")),
  ROW ("wrong TCP checksum, IPv6", IGNORED ("sum=bad"), .ipv6 = true),
  ROW ("wrong IP checksum", IGNORED ("ipsum=bad")),
  ROW ("too short a time to live", IGNORED ("ttl=1")),
  ROW ("too short a hop limit", IGNORED ("ttl=1"), .ipv6 = true),
  ROW ("old timestamp", IGNORED ("time=-100000"), .timestamps = true),
  ROW ("no ACK flag", IGNORED ("flags=P")),
  ROW ("no flags at all", IGNORED ("flags=-")),
  ROW ("acknowledges what was never sent", IGNORED ("ack=100000")),
  ROW ("acknowledges one octet too many", IGNORED ("ack=1")),
  ROW ("acknowledges what is long past", IGNORED ("ack=-200000")),
  ROW ("signed, though nobody signs", IGNORED ("md5")),
  ROW ("SYN inside the connection", IGNORED ("flags=S"), .odd = true),
  ROW ("SYN+ACK inside the connection", IGNORED ("flags=SA"), .odd = true, .open = UNTOLD),
  ROW ("SYN, PSH and ACK", IGNORED ("flags=SPA"), .odd = true, .open = UNTOLD),
  ROW ("FIN without ACK", IGNORED ("flags=F")),
  ROW ("FIN, URG and PSH alone", IGNORED ("flags=FUP")),
  ROW ("out of the window", IN_MAIL ("+100000 'MAIL FROM:<eve@pc.example>~'; holds; " GOOD)),
  ROW ("far out of the window", IN_MAIL ("+1000000000 'MAIL FROM:<eve@pc.example>~'; holds; " GOOD)),
  ROW ("before the window", IN_MAIL ("-100000 'MAIL FROM:<eve@pc.example>~'; holds; " GOOD)),
  ROW ("before the stream", IN_MAIL ("-40 'MAIL FROM:<eve@pc.example>~MAIL FROM:<e'; holds; " GOOD),
       .other = "FROM:<e"),
  ROW ("from before the stream into what is new",
       IN_MAIL ("-40 'MAIL FROM:<eve@pc.example>~MAIL FROM:<eve@'; = 3; +3 'x~'; reads 've@x~'; " GOOD),
       .other = "FROM:<e"),
  ROW ("behind a hole, wrong checksum",
       IN_MAIL ("+11 'eve@pc.example>~' sum=bad; +11 'ann@pc.example>~'; +0 'MAIL FROM:<'; reads 'MAIL "
                "FROM:<ann@pc.example>~'"),
       .other = "eve"),
  ROW ("behind a hole, wrong checksum last",
       IN_MAIL ("+11 'ann@pc.example>~'; +9 ':<eve@pc.example>~' sum=bad; +0 'MAIL FROM:<'; reads 'MAIL "
                "FROM:<ann@pc.example>~'"),
       .other = "eve"),
  ROW ("behind a hole, too short a time to live",
       IN_MAIL ("+11 'eve@pc.example>~' ttl=1; +11 'ann@pc.example>~'; +0 'MAIL FROM:<'; reads 'MAIL "
                "FROM:<ann@pc.example>~'"),
       .other = "eve"),
  ROW ("an insertion with no second copy: wrong checksum",
       IN_MAIL ("+0 'MAIL FROM:<ann@pc.example>~'; +28 'RSET~' sum=bad; reads 'MAIL FROM:<ann@pc.example>~'"),
       .other = "SET"),
  ROW ("SYN far away", IN_MAIL ("+50000000 flags=S; holds; " GOOD)),
  ROW ("the first SYN again", IN_MAIL ("-18 flags=S; holds; " GOOD)),
  ROW ("the first SYN again, with data",
       IN_MAIL ("-18 'HELO no.example~MAIL FROM:<eve@pc.example>~' flags=S; holds; " GOOD), .other = "eve"),
  ROW ("wrong checksum, cut elsewhere",
       IN_MAIL ("+5 'FROM:<eve@pc.example>~RSET~' sum=bad; +0 'MAIL FROM:<a'; +12 'nn@pc.example>~'; reads 'MAIL "
                "FROM:<ann@pc.example>~'"),
       .other = "ve"),
  ROW ("wrong checksum, between two halves",
       IN_MAIL ("+0 'MAIL FROM:<'; +11 'eve@pc.example>~' sum=bad; = 11; +11 'ann@pc.example>~'; reads 'MAIL "
                "FROM:<ann@pc.example>~'"),
       .other = "eve"),
  ROW ("two wrong copies, and the right one last",
       IN_MAIL ("+0 'MAIL FROM:<eve@pc.example>~' sum=bad; +0 'MAIL FROM:<joe@pc.example>~' ttl=1; " GOOD),
       .other = "jo"),
  ROW ("two wrong copies, and the right one between",
       IN_MAIL ("+0 'MAIL FROM:<eve@pc.example>~' sum=bad; +0 'MAIL FROM:<ann@pc.example>~'; reads 'MAIL "
                "FROM:<ann@pc.example>~'; -28 'MAIL FROM:<joe@pc.example>~' ttl=1; holds"),
       .other = "joe"),
  ROW ("old timestamp, behind a hole",
       IN_MAIL ("+11 'eve@pc.example>~' time=-100000; +11 'ann@pc.example>~'; +0 'MAIL FROM:<'; reads 'MAIL "
                "FROM:<ann@pc.example>~'"),
       .other = "eve", .timestamps = true),
  ROW ("timestamps begin again", EHLO "pause 30;" MAIL "pause 30;" RCPT DATA LETTER QUIT, .timestamps = true,
       .clock = UINT32_C (0xfffffff0)),
  ROW ("old timestamp, behind the new beginning",
       EHLO "pause 30;" MAIL "pause 30; +0 'RSET~RCPT TO:<eve@mail.ex>~' time=-60; holds;" RCPT DATA LETTER QUIT,
       .timestamps = true, .clock = UINT32_C (0xfffffff0), .other = "eve"),
  ROW ("in the letter, a line that is too short-lived",
       IN_LETTER ("+0 'Subject: x~~.~MAIL FROM:<eve@a.example>~' ttl=1; . 'Subject: lunch~~At noon, as ever?~.~'"),
       .other = "eve"),
  ROW ("in the letter, a line of wrong checksum behind a hole",
       IN_LETTER (
           "+9 'x~~.~RSET~' sum=bad; +9 'lunch~~At noon?~.~'; +0 'Subject: '; reads 'Subject: lunch~~At noon?~.~'"),
       .other = "RSET"),

  /* Segments that look odd, and that the kernel takes. */
  ROW ("no timestamp where both agreed", TAKEN ("time=none"), .timestamps = true),
  ROW ("window of 0", TAKEN ("window=0")),
  ROW ("lower time to live that still arrives", TAKEN ("ttl=9")),
  ROW ("acknowledges less than before", TAKEN ("ack=-10")),
  ROW ("no PSH", TAKEN ("flags=A")),
  ROW ("urgent pointer without its flag", TAKEN ("urgent=12 flags=PA")),
  ROW ("timestamp far ahead", EHLO MAIL RCPT DATA LETTER "+0 'QUIT~' time=100000; reads 'QUIT~'", .timestamps = true),
  ROW ("keep-alive", EHLO "-1 flags=A; holds;" MAIL RCPT DATA LETTER QUIT),
  ROW ("keep-alive with an octet", EHLO "-1 'x'; holds;" MAIL RCPT DATA LETTER QUIT),
  ROW ("timestamp a little old", TAKEN ("time=-1"), .timestamps = true),

  /* Urgent data: one octet is out of band. */
  ROW ("urgent octet inside",
       IN_MAIL ("+0 'MAIL FROM:<anXn@pc.example>~' urgent=14; reads 'MAIL FROM:<ann@pc.example>~' skip=1"),
       .other = "X"),
  ROW ("urgent octet first",
       IN_MAIL ("+0 'XMAIL FROM:<ann@pc.example>~' urgent=1; reads 'MAIL FROM:<ann@pc.example>~' skip=1"),
       .other = "X"),
  ROW ("urgent octet last",
       IN_MAIL ("+0 'MAIL FROM:<ann@pc.example>~X' urgent=29; reads 'MAIL FROM:<ann@pc.example>~' skip=1"),
       .other = "X"),
  ROW (
      "urgent pointer behind the segment",
      IN_MAIL ("+0 'MAIL FROM:<a' urgent=13; = 12; +12 'Xnn@pc.example>~'; reads 'MAIL FROM:<ann@pc.example>~' skip=1"),
      .other = "X"),
  ROW ("urgent octet behind a hole",
       IN_MAIL ("+11 'anXn@pc.example>~' urgent=3; +0 'MAIL FROM:<'; reads 'MAIL FROM:<ann@pc.example>~' skip=1"),
       .other = "X"),
  ROW ("urgent pointer without data, then the octet",
       IN_MAIL ("+0 flags=UA urgent=1; +0 'XMAIL FROM:<ann@pc.example>~'; reads 'MAIL FROM:<ann@pc.example>~' skip=1"),
       .other = "X"),
  ROW ("urgent octet, sent again as any other",
       IN_MAIL ("+0 'MAIL FROM:<anX' urgent=14; = 14; +0 'MAIL FROM:<annn@pc.example>~'; reads 'MAIL "
                "FROM:<ann@pc.example>~' skip=1"),
       .other = "X"),
  ROW ("urgent octet of wrong checksum", IN_MAIL ("+0 'MAIL FROM:<ann@pc.example>~' urgent=14 sum=bad; holds; " GOOD)),
  ROW ("urgent octet in the letter",
       IN_LETTER ("+0 'Subject: lunch~~At nXoon?~.~' urgent=23; reads 'Subject: lunch~~At noon?~.~' skip=1"),
       .other = "X"),
  ROW ("urgent octet that hides an end of data",
       IN_LETTER ("+0 'Subject: lunch~~.X~At noon?~' urgent=20; reads 'Subject: lunch~~.~At noon?~' skip=1"),
       .other = "X"),
  ROW ("urgent pointer of 0",
       IN_MAIL ("+0 'MAIL FROM:<ann@pc.example>~' urgent=0; reads 'AIL FROM:<ann@pc.example>~' skip=1; " MAIL),
       .other = "M"),
  ROW ("two urgent octets, read one by one",
       IN_MAIL ("+0 'MAIL FROM:<aX' urgent=13; = 13; +13 'nYn@pc.example>~' urgent=2; reads 'MAIL "
                "FROM:<ann@pc.example>~' skip=2"),
       .other = "Y"),
  ROW ("urgent pointer far ahead",
       IN_MAIL ("+0 'MAIL FROM:<ann@pc.example>~' urgent=60000; reads 'MAIL FROM:<ann@pc.example>~'")),

  /* FIN at the wrong time. */
  ROW ("FIN alone ahead of a hole, then data",
       IN_MAIL ("+40 flags=FA; holds; +0 'MAIL FROM:<ann@pc.example>~'; reads 'MAIL FROM:<ann@pc.example>~'")),
  ROW ("FIN within what comes later", IN_MAIL ("+5 flags=FA; holds; " GOOD)),
  ROW ("FIN behind a hole, that is filled", EHLO MAIL RCPT DATA LETTER "+6 flags=FA; +0 'QUIT~'; reads 'QUIT~' skip=1"),
  ROW ("FIN behind a hole, then a longer copy",
       IN_MAIL ("+11 'ann@pc.example>~' flags=FPA; +11 'ann@pc.example>~RSET~'; +0 'MAIL FROM:<'; reads 'MAIL "
                "FROM:<ann@pc.example>~RSET~'")),
  ROW ("FIN with wrong checksum", IN_MAIL ("+0 flags=FA sum=bad; holds; " GOOD)),
  ROW ("FIN out of the window", IN_MAIL ("+100000 flags=FA; holds; " GOOD)),
  ROW ("FIN too short a time to live", IN_MAIL ("+0 flags=FA ttl=1; holds; " GOOD)),
  ROW ("data behind a FIN",
       EHLO MAIL RCPT DATA LETTER "+0 'QUIT~' flags=FPA; +6 'MAIL FROM:<eve@a.example>~'; dies 'QUIT~'"),
  ROW ("data over a FIN",
       EHLO MAIL RCPT DATA LETTER "+0 'QUIT~' flags=FPA; +0 'QUIT~MAIL FROM:<eve@a.example>~'; dies 'QUIT~'"),
  ROW ("data behind a FIN, later",
       EHLO MAIL RCPT DATA LETTER "+0 'QUIT~' flags=FPA; reads 'QUIT~' skip=1; +0 'MAIL FROM:<eve@a.example>~'"),
  ROW ("FIN behind a hole, then more",
       EHLO MAIL RCPT DATA LETTER "+2 'IT~' flags=FPA; +6 'RSET~'; +0 'QU'; reads 'QUIT~' skip=1"),

  /* RST. */
  ROW ("RST", EHLO MAIL "+0 flags=R; dies"),
  ROW ("RST and ACK", EHLO MAIL "+0 flags=RA; dies"),
  ROW ("RST with wrong checksum", IN_MAIL ("+0 flags=R sum=bad; holds; " GOOD)),
  ROW ("RST too short a time to live", IN_MAIL ("+0 flags=R ttl=1; holds; " GOOD)),
  ROW ("RST that acknowledges what was never sent", EHLO MAIL "+0 flags=RA ack=100000; dies"),
  ROW ("RST, signed", IN_MAIL ("+0 flags=R md5; holds; " GOOD)),
  ROW ("RST with data", EHLO MAIL "+0 'RSET~' flags=RPA; dies"),
  ROW ("RST and SYN", EHLO MAIL "+0 flags=RS; dies"),
  ROW ("RST in the window", IN_MAIL ("+100 flags=R; holds; " GOOD)),
  ROW ("RST one octet ahead", IN_MAIL ("+1 flags=R; holds; " GOOD)),
  ROW ("RST out of the window", IN_MAIL ("+100000 flags=R; holds; " GOOD)),
  ROW ("RST before the window", IN_MAIL ("-1 flags=R; holds; " GOOD)),
  ROW ("RST with an old timestamp", EHLO MAIL "+0 flags=RA time=-100000; dies", .timestamps = true),
  ROW ("RST behind what waits",
       IN_MAIL ("+11 'ann@pc.example>~'; +28 flags=R; holds; +0 'MAIL FROM:<'; reads 'MAIL FROM:<ann@pc.example>~'")),

  /* Data on a SYN: without TCP Fast Open it is sent again. */
  ROW ("data on a SYN", EHLO MAIL RCPT DATA LETTER QUIT, .on_syn = "EHLO pc.example\r\n"),
  ROW ("other data on a SYN", EHLO MAIL RCPT DATA LETTER QUIT, .on_syn = "HELO no.example\r\n", .other = "HELO no"),
  ROW ("longer data on a SYN", EHLO MAIL RCPT DATA LETTER QUIT, .on_syn = "EHLO pc.example\r\nRSET\r\n",
       .other = "RSET"),
  ROW ("data on a SYN+ACK", S_EHLO S_MAIL S_RCPT S_DATA S_LETTER S_QUIT, .server = true,
       .on_syn = "220 mx.example ESMTP\r\n"),
  ROW ("other data on a SYN+ACK", S_EHLO S_MAIL S_RCPT S_DATA S_LETTER S_QUIT, .server = true,
       .on_syn = "554 No service here\r\n", .other = "554", .open = EARLY),

  /* The end of the window. */
  ROW ("up to the end of the window",
       IN_LETTER ("+1 'b'*1400; +1401 'b'*1400; +2801 'b'*119; +0 'a'; reads 'a' 'b'*2919; . '~.~'"), .buffer = 4000),
  ROW ("over the end of the window",
       IN_LETTER ("+1401 'b'*1400; +2801 'c'*300; +1 'b'*1400; +0 'a'; reads 'a' 'b'*2800 'c'*300; . '~.~'"),
       .buffer = 4000),
  ROW ("over the end of the window, in order",
       IN_LETTER ("+0 'a'; +1 'b'*1400; +1401 'b'*1400; +2801 'c'*300; reads 'a' 'b'*2800 'c'*300; . '~.~'"),
       .buffer = 4000),
  ROW ("behind the end of the window", IN_LETTER ("+2921 'b'*30; holds; . 'a~.~'"), .buffer = 4000),

  /* Fragments that overlap. */
  ROW ("fragments: before",
       IN_MAIL (
           "+0 " BLOCKS OTHERS
           " sum='MAIL FROM:<-AAAAAAAAbbbbbbbbccccccccdddddddd@pc.example>~' cut=48-56,32-40*,40-48,56-64,64-78,0-32; "
           "reads 'MAIL FROM:<-AAAAAAAAbbbbbbbbccccccccdddddddd@pc.example>~'")),
  ROW ("fragments: meets",
       IN_MAIL ("+0 " BLOCKS OTHERS
                " sum='MAIL FROM:<-AAAAAAAAbbbbbbbbccccccccdddddddd@pc.example>~' cut=40-48,32-40*,48-64,64-78,0-32; "
                "reads 'MAIL FROM:<-AAAAAAAAbbbbbbbbccccccccdddddddd@pc.example>~'")),
  ROW ("fragments: starts before, ends inside",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-64,40-56*,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "CCCCCCCC"),
  ROW ("fragments: starts before, ends with it",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-56,40-56*,32-40,56-64,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "CCCCCCCC"),
  ROW ("fragments: covers",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-56,40-64*,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "CCCCCCCC"),
  ROW ("fragments: starts with it, shorter",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-48*,32-40,56-64,64-78,0-32; reads " BLOCKS), .other = "BBBBBBBB"),
  ROW ("fragments: equals", IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-56*,32-40,56-64,64-78,0-32; reads " BLOCKS),
       .other = "BBBBBBBB"),
  ROW ("fragments: starts with it, longer",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-64*,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "BBBBBBBB"),
  ROW ("fragments: inside", IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-64,48-56*,32-40,64-78,0-32; reads " BLOCKS),
       .other = "CCCCCCCC"),
  ROW ("fragments: ends with it",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,48-56*,32-40,56-64,64-78,0-32; reads " BLOCKS), .other = "CCCCCCCC"),
  ROW ("fragments: starts inside, ends behind",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,48-64*,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "CCCCCCCC"),
  ROW ("fragments: met by",
       IN_MAIL ("+0 " BLOCKS OTHERS
                " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccDDDDDDDD@pc.example>~' cut=48-56,56-64*,32-48,64-78,0-32; "
                "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccDDDDDDDD@pc.example>~'")),
  ROW ("fragments: behind",
       IN_MAIL (
           "+0 " BLOCKS OTHERS
           " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccDDDDDDDD@pc.example>~' cut=40-48,56-64*,32-40,48-56,64-78,0-32; "
           "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccDDDDDDDD@pc.example>~'")),
  ROW ("fragments, equal octets: before",
       IN_MAIL (
           "+0 " BLOCKS OTHERS
           " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~' cut=48-56,32-40,40-48,56-64,64-78,0-32; "
           "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~'")),
  ROW ("fragments, equal octets: meets",
       IN_MAIL ("+0 " BLOCKS OTHERS
                " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~' cut=40-48,32-40,48-64,64-78,0-32; "
                "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~'")),
  ROW ("fragments, equal octets: starts before, ends inside",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-64,40-56,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS)),
  ROW ("fragments, equal octets: starts before, ends with it",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-56,40-56,32-40,56-64,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS)),
  ROW ("fragments, equal octets: covers",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-56,40-64,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS)),
  ROW ("fragments, equal octets: starts with it, shorter",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-48,32-40,56-64,64-78,0-32; reads " BLOCKS)),
  ROW ("fragments, equal octets: equals",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-56,32-40,56-64,64-78,0-32; reads " BLOCKS)),
  ROW ("fragments, equal octets: starts with it, longer",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-64,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS)),
  ROW ("fragments, equal octets: inside",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-64,48-56,32-40,64-78,0-32; reads " BLOCKS)),
  ROW ("fragments, equal octets: ends with it",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,48-56,32-40,56-64,64-78,0-32; reads " BLOCKS)),
  ROW ("fragments, equal octets: starts inside, ends behind",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,48-64,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS)),
  ROW ("fragments, equal octets: met by",
       IN_MAIL ("+0 " BLOCKS OTHERS
                " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~' cut=48-56,56-64,32-48,64-78,0-32; "
                "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~'")),
  ROW ("fragments, equal octets: behind",
       IN_MAIL (
           "+0 " BLOCKS OTHERS
           " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~' cut=40-48,56-64,32-40,48-56,64-78,0-32; "
           "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~'")),
  ROW ("fragments, IPv6: before",
       IN_MAIL (
           "+0 " BLOCKS OTHERS
           " sum='MAIL FROM:<-AAAAAAAAbbbbbbbbccccccccdddddddd@pc.example>~' cut=48-56,32-40*,40-48,56-64,64-78,0-32; "
           "reads 'MAIL FROM:<-AAAAAAAAbbbbbbbbccccccccdddddddd@pc.example>~'"),
       .ipv6 = true),
  ROW ("fragments, IPv6: meets",
       IN_MAIL ("+0 " BLOCKS OTHERS
                " sum='MAIL FROM:<-AAAAAAAAbbbbbbbbccccccccdddddddd@pc.example>~' cut=40-48,32-40*,48-64,64-78,0-32; "
                "reads 'MAIL FROM:<-AAAAAAAAbbbbbbbbccccccccdddddddd@pc.example>~'"),
       .ipv6 = true),
  ROW ("fragments, IPv6: starts before, ends inside",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-64,40-56*,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "CCCCCCCC", .ipv6 = true),
  ROW ("fragments, IPv6: starts before, ends with it",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-56,40-56*,32-40,56-64,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "CCCCCCCC", .ipv6 = true),
  ROW ("fragments, IPv6: covers",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-56,40-64*,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "CCCCCCCC", .ipv6 = true),
  ROW ("fragments, IPv6: starts with it, shorter",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-48*,32-40,56-64,64-78,0-32; reads " BLOCKS), .other = "BBBBBBBB",
       .ipv6 = true),
  ROW ("fragments, IPv6: equals",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-56*,32-40,56-64,64-78,0-32; reads " BLOCKS), .other = "BBBBBBBB",
       .ipv6 = true),
  ROW ("fragments, IPv6: starts with it, longer",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-64*,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "BBBBBBBB", .ipv6 = true),
  ROW ("fragments, IPv6: inside", IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-64,48-56*,32-40,64-78,0-32; reads " BLOCKS),
       .other = "CCCCCCCC", .ipv6 = true),
  ROW ("fragments, IPv6: ends with it",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,48-56*,32-40,56-64,64-78,0-32; reads " BLOCKS), .other = "CCCCCCCC",
       .ipv6 = true),
  ROW ("fragments, IPv6: starts inside, ends behind",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,48-64*,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .other = "CCCCCCCC", .ipv6 = true),
  ROW ("fragments, IPv6: met by",
       IN_MAIL ("+0 " BLOCKS OTHERS
                " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccDDDDDDDD@pc.example>~' cut=48-56,56-64*,32-48,64-78,0-32; "
                "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccDDDDDDDD@pc.example>~'"),
       .ipv6 = true),
  ROW ("fragments, IPv6: behind",
       IN_MAIL (
           "+0 " BLOCKS OTHERS
           " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccDDDDDDDD@pc.example>~' cut=40-48,56-64*,32-40,48-56,64-78,0-32; "
           "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccDDDDDDDD@pc.example>~'"),
       .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: before",
       IN_MAIL (
           "+0 " BLOCKS OTHERS
           " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~' cut=48-56,32-40,40-48,56-64,64-78,0-32; "
           "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~'"),
       .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: meets",
       IN_MAIL ("+0 " BLOCKS OTHERS
                " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~' cut=40-48,32-40,48-64,64-78,0-32; "
                "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~'"),
       .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: starts before, ends inside",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-64,40-56,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: starts before, ends with it",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-56,40-56,32-40,56-64,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: covers",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-56,40-64,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: starts with it, shorter",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-48,32-40,56-64,64-78,0-32; reads " BLOCKS), .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: equals",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-56,32-40,56-64,64-78,0-32; reads " BLOCKS), .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: starts with it, longer",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,40-64,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: inside",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-64,48-56,32-40,64-78,0-32; reads " BLOCKS), .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: ends with it",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,48-56,32-40,56-64,64-78,0-32; reads " BLOCKS), .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: starts inside, ends behind",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=40-56,48-64,32-40,64-78,0-32; holds; +0 " BLOCKS "; reads " BLOCKS),
       .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: met by",
       IN_MAIL ("+0 " BLOCKS OTHERS
                " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~' cut=48-56,56-64,32-48,64-78,0-32; "
                "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~'"),
       .ipv6 = true),
  ROW ("fragments, IPv6, equal octets: behind",
       IN_MAIL (
           "+0 " BLOCKS OTHERS
           " sum='MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~' cut=40-48,56-64,32-40,48-56,64-78,0-32; "
           "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbccccccccdddddddd@pc.example>~'"),
       .ipv6 = true),
  ROW ("fragments, equal octets: covers, and then others",
       IN_MAIL ("+0 " BLOCKS " cut=48-56,40-64,32-40,64-78,0-32; holds; "
                "+0 'MAIL FROM:<-aaaaaaaabbbbbbbbeve-ccccdddddddd@pc.example>~'; "
                "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbeve-ccccdddddddd@pc.example>~'"),
       .other = "cccc"),
  ROW ("fragments, equal octets: starts inside, and then others",
       IN_MAIL ("+0 " BLOCKS " cut=0-40,32-64,64-78; holds; "
                "+0 'MAIL FROM:<-aaaaaaaabbbbbbbbeve-ccccdddddddd@pc.example>~'; "
                "reads 'MAIL FROM:<-aaaaaaaabbbbbbbbeve-ccccdddddddd@pc.example>~'"),
       .other = "cccc"),
  ROW ("fragments: in order", IN_MAIL ("+0 " BLOCKS " cut=0-24,24-48,48-78; reads " BLOCKS)),
  ROW ("fragments: backwards", IN_MAIL ("+0 " BLOCKS " cut=48-78,24-48,0-24; reads " BLOCKS)),
  ROW ("fragments: each twice", IN_MAIL ("+0 " BLOCKS " cut=48-78,48-78,24-48,24-48,0-24; reads " BLOCKS)),
  ROW ("fragments, IPv6: backwards", IN_MAIL ("+0 " BLOCKS " cut=48-78,24-48,0-24; reads " BLOCKS), .ipv6 = true),
  ROW ("fragments: the TCP header in two", IN_MAIL ("+0 " BLOCKS " cut=8-78,0-8; reads " BLOCKS)),
  ROW ("fragments: one lost, then whole",
       IN_MAIL ("+0 " BLOCKS " cut=0-24,48-78; holds; +0 " BLOCKS "; reads " BLOCKS)),
  ROW ("fragments: over two neighbours",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=32-48,48-64,40-56*,64-78,0-32; reads " BLOCKS), .other = "BBBBBBBBCCCCCCCC"),
  ROW ("fragments: a piece of the TCP header in another",
       IN_MAIL ("+0 " BLOCKS " cut=64-78,8-64,0-32; holds; +0 " BLOCKS "; reads " BLOCKS)),
  ROW ("fragments: one that dies on its way",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=32-48*!,48-78,32-48,0-32; reads " BLOCKS), .other = "AAAAAAAABBBBBBBB",
       .open = DIES),
  ROW ("fragments: one that dies on its way, last",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=48-78,32-48,32-56*!,0-32; reads " BLOCKS), .other = "AAAAAAAABBBBBBBB"),
  ROW ("fragments, IPv6: one that dies on its way",
       IN_MAIL ("+0 " BLOCKS OTHERS " cut=32-48*!,48-78,32-48,0-32; reads " BLOCKS), .other = "AAAAAAAABBBBBBBB",
       .ipv6 = true, .open = DIES),
  ROW ("fragments: two ends", IN_MAIL ("+0 " BLOCKS " cut=0-24,24-78,24-72; reads " BLOCKS)),

  /* The server deceives. */
  ROW ("a reply behind a hole, twice",
       IN_REPLY_TO_EHLO ("+4 'mx.example~'; +4 'STARTTLSxx~'; +0 '250 '; reads '250 mx.example~'"), .server = true,
       .other = "STARTTLS"),
  ROW ("a keyword that one copy has",
       IN_REPLY_TO_EHLO (
           "+16 '250 STARTTLS~'; +16 '250 XXXXXXXX~'; +0 '250-mx.example~'; reads '250-mx.example~250 STARTTLS~'"),
       .server = true, .other = "XXXXXXXX"),
  ROW ("a reply sent again, changed", IN_REPLY_TO_RCPT (". '250 2.1.5 Ok~'; -14 '550 5.1.1 No~'; holds"),
       .server = true, .other = "550"),
  ROW ("a refusal that does not arrive", IN_REPLY_TO_RCPT ("+0 '550 5.1.1 No~' sum=bad; . '250 2.1.5 Ok~'"),
       .server = true, .other = "550"),
  ROW ("a refusal that lives too short", IN_REPLY_TO_RCPT ("+0 '550 5.1.1 No~' ttl=1; . '250 2.1.5 Ok~'"),
       .server = true, .other = "550"),
  ROW ("RST of the server, out of place", IN_REPLY_TO_RCPT ("+99 flags=R; holds; . '250 2.1.5 Ok~'"), .server = true),
};

const size_t deception_count = sizeof deceptions / sizeof deceptions[0];

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPF as a whole: each rule of RFC 7208 by a zone of its own.  Every case is judged again with
 * each of its records unseen, and then the result is the same or unknown. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dissect/spf.h"
#include "tests/support/dns-zone.h"

#include <stdio.h>

typedef struct Case {
  const char *name;
  const char *zone; /* lines: NAME TYPE VALUE; the type FAIL has no value */
  const char *result;
  const char *ip;          /* NULL: 192.0.2.1 */
  const char *from;        /* NULL: user@example.com */
  const char *helo;        /* NULL: mail.example.net */
  const char *mechanism;   /* NULL: not compared */
  const char *owner;       /* the same */
  const char *explanation; /* "": there is none; NULL: not compared */
  const char *why;         /* the same */
  const char *missing;     /* the last that is: "A mail.example.com"; what the zone does not hold is unknown */
  bool of_helo;
} Case;

#define LABEL63 "a123456789b123456789c123456789d123456789e123456789f123456789abc"

static const Case selection[] = {
  { "no record", "example.com A 192.0.2.1\n", .result = "none",
    .why = "example.com does not say which hosts send its mail: it has no SPF record" },
  { "no such domain", "", .result = "none" },
  { "other TXT records beside it",
    "example.com TXT some=thing\nexample.com TXT v=spf1 +all\nexample.com TXT v=spf10 -all\n", .result = "pass" },
  { "two records", "example.com TXT v=spf1 +all\nexample.com TXT v=spf1 -all\n", .result = "permerror",
    .why = "example.com has 2 SPF records, where there may be but one" },
  { "the version in any case", "example.com TXT V=SPF1 -all\n", .result = "fail" },
  { "the version alone", "example.com TXT v=spf1\n", .result = "neutral" },
  { "a version with something behind it", "example.com TXT v=spf1+all\n", .result = "none" },
  { "a space before the version", "example.com TXT  v=spf1 +all\n", .result = "none" },
  { "the DNS fails", "example.com FAIL\n", .result = "temperror",
    .why = "the DNS could not tell the SPF record of example.com (TXT)" },
  { "spaces in plenty", "example.com TXT v=spf1    ip4:192.0.2.1      -all   \n", .result = "pass",
    .mechanism = "ip4:192.0.2.1" },
  { "a record behind a CNAME", "example.com CNAME other.example.net\nother.example.net TXT v=spf1 +all\n",
    .result = "pass" },
};

static const Case senders[] = {
  { "HELO for the null path",
    "mail.example.net TXT v=spf1 -exists:%{l}.%{o}.x.test ~all\npostmaster.mail.example.net.x.test A 127.0.0.2\n",
    .result = "fail", .from = "" },
  { "HELO when asked for", "mail.example.net TXT v=spf1 ip4:192.0.2.1 -all\nexample.com TXT v=spf1 -all\n",
    .result = "pass", .of_helo = true },
  { "postmaster where no local part is",
    "example.com TXT v=spf1 -exists:%{l}.x.test ~all\npostmaster.x.test A 127.0.0.2\n", .result = "fail",
    .from = "@example.com" },
  { "no @ at all", "user TXT v=spf1 +all\n", .result = "none", .from = "user",
    .why = "there is no SPF policy to ask for: the sender's address has no domain" },
  { "one label", "localdomain TXT v=spf1 +all\n", .result = "none", .from = "user@localdomain",
    .why = "there is no SPF policy to ask for: \"localdomain\" behind the sender's @ is no full domain name" },
  { "an address literal", "x TXT v=spf1\n", .result = "none", .from = "user@[192.0.2.1]" },
  { "an IPv6 literal as HELO", "x TXT v=spf1\n", .result = "none", .from = "", .helo = "[IPv6:2001:db8::1]",
    .why = "there is no SPF policy to ask for: the client called itself \"[IPv6:2001:db8::1]\", no full domain name" },
  { "an address as HELO", "192.0.2.1 TXT v=spf1 +all\n", .result = "none", .from = "", .helo = "192.0.2.1" },
  { "an empty label", "example.com TXT v=spf1 +all\n", .result = "none", .from = "user@example..com" },
  { "a label of 63", LABEL63 ".com TXT v=spf1 +all\n", .result = "pass", .from = "user@" LABEL63 ".com" },
  { "a label of 64", "d.com TXT v=spf1 +all\n", .result = "none", .from = "user@" LABEL63 "d.com" },
  { "too many labels", "x TXT v=spf1\n", .result = "none",
    .from = "user@" LABEL63 "." LABEL63 "." LABEL63 "." LABEL63 ".com" },
  { "a final dot", "example.com TXT v=spf1 +all\n", .result = "pass", .from = "user@example.com." },
  { "two final dots", "example.com TXT v=spf1 +all\n", .result = "none", .from = "user@example.com.." },
  { "a space in the domain", "example.com TXT v=spf1 +all\n", .result = "none", .from = "user@exa mple.com" },
  { "the domain in any case", "example.com TXT v=spf1 +all\n", .result = "pass", .from = "user@EXAMPLE.Com" },
  { "the last @ counts", "example.com TXT v=spf1 +all\n", .result = "pass", .from = "\"a@b\"@example.com" },
  { "a source route", "example.com TXT v=spf1 -exists:%{l}.x.test\nuser.x.test A 127.0.0.1\n", .result = "fail",
    .from = "@a.example.net,@b.example.net:user@example.com" },
  { "an IDN", "xn--bcher-kva.example TXT v=spf1 +all\n", .result = "pass", .from = "user@bücher.example" },
  { "no UTF-8", "example.com TXT v=spf1 +all\n", .result = "none",
    .from = "user@b\xfc"
            "cher.example" },
  { "a local part that is not ASCII",
    "example.com TXT v=spf1 exists:%{l}.x.test exists:%{s}.x.test -exists:%{o}.x.test\n"
    "example.com.x.test A 127.0.0.1\n",
    .result = "fail", .from = "b\xc3\xbc@example.com", .mechanism = "-exists:%{o}.x.test" },
  { "an IPv4 address inside IPv6", "example.com TXT v=spf1 -ip6:::/0 ip4:192.0.2.1 ~all\n", .result = "pass",
    .ip = "::ffff:192.0.2.1" },
};

static const Case mechanisms[] = {
  { "everybody", "example.com TXT v=spf1 +all\n", .result = "pass",
    .why = "example.com lets every host of the world send its mail (+all)" },
  { "nobody", "example.com TXT v=spf1 -all\n", .result = "fail", .mechanism = "-all",
    .why = "example.com says with -all that 192.0.2.1 must not send its mail" },
  { "softly", "example.com TXT v=spf1 ~all\n", .result = "softfail",
    .why = "example.com says with ~all that 192.0.2.1 is probably no sender of its mail" },
  { "open", "example.com TXT v=spf1 ?all\n", .result = "neutral",
    .why = "example.com leaves open with ?all whether 192.0.2.1 may send its mail" },
  { "no match", "example.com TXT v=spf1 ip4:192.0.2.2\n", .result = "neutral",
    .why = "the SPF record of example.com says nothing of 192.0.2.1" },
  { "what follows all is nothing", "example.com TXT v=spf1 ~all ip4:192.0.2.1 redirect=example.net\n",
    .result = "softfail" },
  { "ip4 by network", "example.com TXT v=spf1 ip4:192.0.2.128/24 -all\n", .result = "pass",
    .why = "example.com lists 192.0.2.1 as a sender of its mail (ip4:192.0.2.128/24)" },
  { "ip4 beside the network", "example.com TXT v=spf1 ip4:192.0.2.2/31 -all\n", .result = "fail" },
  { "ip4 with odd bits", "example.com TXT v=spf1 ip4:192.0.3.0/23 -all\n", .result = "pass" },
  { "ip6", "example.com TXT v=spf1 ip6:2001:DB8::/32 -all\n", .result = "pass", .ip = "2001:db8:ffff::1" },
  { "ip6 of an IPv4 client", "example.com TXT v=spf1 ip6:::/0 -all\n", .result = "fail" },
  { "ip4 of an IPv6 client", "example.com TXT v=spf1 ip4:0.0.0.0/0 -all\n", .result = "fail", .ip = "2001:db8::1" },
  { "a", "example.com TXT v=spf1 a -all\nexample.com A 192.0.2.9\nexample.com A 192.0.2.1\n", .result = "pass",
    .mechanism = "a" },
  { "a of another", "example.com TXT v=spf1 a:www.example.com -all\nwww.example.com A 192.0.2.1\n", .result = "pass" },
  { "a by network", "example.com TXT v=spf1 a:www.example.com/24//64 -all\nwww.example.com A 192.0.2.99\n",
    .result = "pass" },
  { "a by network of IPv6", "example.com TXT v=spf1 a/24//64 -all\nexample.com AAAA 2001:db8::99\n", .result = "pass",
    .ip = "2001:db8::1" },
  { "a fails", "example.com TXT v=spf1 a:www.example.com -all\nwww.example.com FAIL\n", .result = "temperror",
    .why = "the DNS could not tell the A of www.example.com, which the SPF policy of example.com needs" },
  { "mx",
    "example.com TXT v=spf1 mx -all\nexample.com MX 20 b.example.com\nexample.com MX 10 a.example.com\n"
    "a.example.com A 192.0.2.7\nb.example.com A 192.0.2.1\n",
    .result = "pass" },
  { "mx in the order of preference",
    "example.com TXT v=spf1 mx -all\nexample.com MX 20 b.example.com\n"
    "example.com MX 10 a.example.com\na.example.com A 192.0.2.1\nb.example.com FAIL\n",
    .result = "pass" },
  { "no MX is no A", "example.com TXT v=spf1 mx -all\nexample.com A 192.0.2.1\n", .result = "fail" },
  { "a null MX", "example.com TXT v=spf1 mx -all\nexample.com MX 0 .\n", .result = "fail" },
  { "ptr", "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR www.example.com\nwww.example.com A 192.0.2.1\n",
    .result = "pass" },
  { "ptr in any case",
    "example.com TXT v=spf1 ptr:EXAMPLE.com -all\n1.2.0.192.in-addr.arpa PTR Www.Example.Com\nwww.example.com A "
    "192.0.2.1\n",
    .result = "pass" },
  { "ptr that only ends alike",
    "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR myexample.com\nmyexample.com A 192.0.2.1\n",
    .result = "fail" },
  { "ptr that does not lead back",
    "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR www.example.com\nwww.example.com A 192.0.2.2\n",
    .result = "fail" },
  { "ptr fails", "example.com TXT v=spf1 ptr ~all\n1.2.0.192.in-addr.arpa FAIL\n", .result = "softfail" },
  { "ptr passes over names that fail",
    "example.com TXT v=spf1 ptr ~all\n1.2.0.192.in-addr.arpa PTR a.example.com\n1.2.0.192.in-addr.arpa PTR "
    "b.example.com\n"
    "a.example.com FAIL\nb.example.com A 192.0.2.1\n",
    .result = "pass" },
  { "exists", "example.com TXT v=spf1 exists:%{ir}.%{v}.x.test -all\n1.2.0.192.in-addr.x.test A 127.0.0.2\n",
    .result = "pass" },
  { "exists asks for A of IPv6 clients, too", "example.com TXT v=spf1 exists:x.test -all\nx.test A 127.0.0.2\n",
    .result = "pass", .ip = "2001:db8::1" },
  { "include passes", "example.com TXT v=spf1 include:a.test -all\na.test TXT v=spf1 ip4:192.0.2.1 -all\n",
    .result = "pass", .mechanism = "ip4:192.0.2.1", .owner = "a.test",
    .why = "example.com lists 192.0.2.1 as a sender of its mail (ip4:192.0.2.1 in the record of a.test)" },
  { "include fails, and so does not match", "example.com TXT v=spf1 include:a.test ~all\na.test TXT v=spf1 -all\n",
    .result = "softfail", .mechanism = "~all" },
  { "include with a qualifier", "example.com TXT v=spf1 -include:a.test +all\na.test TXT v=spf1 +all\n",
    .result = "fail", .mechanism = "-include:a.test",
    .why = "example.com says with -include:a.test that 192.0.2.1 must not send its mail" },
  { "include of nothing", "example.com TXT v=spf1 include:a.test +all\na.test A 192.0.2.1\n", .result = "permerror",
    .why = "the SPF policy of example.com is broken: include:a.test leads to a.test, which has no SPF record" },
  { "include that fails", "example.com TXT v=spf1 include:a.test +all\na.test FAIL\n", .result = "temperror" },
  { "include of a broken one", "example.com TXT v=spf1 include:a.test +all\na.test TXT v=spf1 foo\n",
    .result = "permerror", .mechanism = "foo", .owner = "a.test",
    .why = "the SPF record of a.test is broken at \"foo\": there is no mechanism of that name" },
  { "include of a host", "example.com TXT v=spf1 include:%{h} +all\n", .result = "permerror", .helo = "localhost" },
  { "redirect", "example.com TXT v=spf1 ip4:192.0.2.9 redirect=a.test\na.test TXT v=spf1 a -all\na.test A 192.0.2.1\n",
    .result = "pass", .mechanism = "a", .owner = "a.test" },
  { "redirect stands first and is used last",
    "example.com TXT v=spf1 redirect=a.test ip4:192.0.2.1\na.test TXT v=spf1 -all\n", .result = "pass" },
  { "redirect to nothing", "example.com TXT v=spf1 redirect=a.test\n", .result = "permerror",
    .mechanism = "redirect=a.test" },
  { "redirect inside an include",
    "example.com TXT v=spf1 include:a.test -all\na.test TXT v=spf1 redirect=b.test\nb.test TXT v=spf1 +all\n",
    .result = "pass" },
  { "names in any case", "example.com TXT v=spf1 INCLUDE:A.test -ALL\na.test TXT v=spf1 IP4:192.0.2.1\n",
    .result = "pass" },
  { "a modifier nobody knows", "example.com TXT v=spf1 ra=postmaster rp=100 ip4:192.0.2.1 -all\n", .result = "pass" },
};

static const Case explanations[] = {
  { "of the domain",
    "example.com TXT v=spf1 -all exp=why.%{d}\nwhy.example.com TXT %{i} is not one of %{d}'s (%{r} %{t})\n",
    .result = "fail", .explanation = "192.0.2.1 is not one of example.com's (unknown 1700000000)" },
  { "not of a softfail", "example.com TXT v=spf1 ~all exp=why.test\nwhy.test TXT No.\n", .result = "softfail",
    .explanation = "" },
  { "not there", "example.com TXT v=spf1 -all exp=why.test\n", .result = "fail", .explanation = "" },
  { "twice", "example.com TXT v=spf1 -all exp=why.test\nwhy.test TXT One.\nwhy.test TXT Two.\n", .result = "fail",
    .explanation = "" },
  { "not ASCII", "example.com TXT v=spf1 -all exp=why.test\nwhy.test TXT N\xc3\xb6.\n", .result = "fail",
    .explanation = "" },
  { "broken", "example.com TXT v=spf1 -all exp=why.test\nwhy.test TXT 100% sure\n", .result = "fail",
    .explanation = "" },
  { "of the redirected",
    "example.com TXT v=spf1 exp=a.test redirect=b.test\nb.test TXT v=spf1 -all exp=c.test\na.test TXT A\nc.test TXT "
    "C\n",
    .result = "fail", .explanation = "C" },
  { "none of the redirected",
    "example.com TXT v=spf1 exp=a.test redirect=b.test\nb.test TXT v=spf1 -all\na.test TXT A\n", .result = "fail",
    .explanation = "" },
  { "not of the included",
    "example.com TXT v=spf1 include:b.test -all\nb.test TXT v=spf1 -all exp=c.test\nc.test TXT C\n", .result = "fail",
    .explanation = "" },
  { "with the client's name",
    "example.com TXT v=spf1 -all exp=why.test\nwhy.test TXT Not by %{p}.\n"
    "1.2.0.192.in-addr.arpa PTR h.example.net\nh.example.net A 192.0.2.1\n",
    .result = "fail", .explanation = "Not by h.example.net." },
};

static const Case validated[] = {
  { "the domain itself goes first",
    "example.com TXT v=spf1 exists:%{p}.x.test -all\n1.2.0.192.in-addr.arpa PTR h.example.net\n1.2.0.192.in-addr.arpa "
    "PTR w.example.com\n"
    "1.2.0.192.in-addr.arpa PTR example.com\nh.example.net A 192.0.2.1\nw.example.com A 192.0.2.1\nexample.com A "
    "192.0.2.1\n"
    "example.com.x.test A 127.0.0.1\n",
    .result = "pass" },
  { "then one below it",
    "example.com TXT v=spf1 exists:%{p}.x.test -all\n1.2.0.192.in-addr.arpa PTR h.example.net\n1.2.0.192.in-addr.arpa "
    "PTR w.example.com\n"
    "h.example.net A 192.0.2.1\nw.example.com A 192.0.2.1\nw.example.com.x.test A 127.0.0.1\n",
    .result = "pass" },
  { "only names that lead back",
    "example.com TXT v=spf1 exists:%{p}.x.test -all\n1.2.0.192.in-addr.arpa PTR w.example.com\nw.example.com A "
    "192.0.2.2\n"
    "unknown.x.test A 127.0.0.1\n",
    .result = "pass" },
  { "the DNS fails",
    "example.com TXT v=spf1 exists:%{p}.x.test -all\n1.2.0.192.in-addr.arpa FAIL\nunknown.x.test A 127.0.0.1\n",
    .result = "pass" },
};

#define MX(number) "example.com MX " number " mx.example.com\n"
#define PTR(name) "1.2.0.192.in-addr.arpa PTR " name "\n"

static const Case limits[] = {
  { "ten terms that look up", "example.com TXT v=spf1 a a a a a a a a a a ip4:192.0.2.1\nexample.com A 192.0.2.9\n",
    .result = "pass" },
  { "eleven", "example.com TXT v=spf1 a a a a a a a a a a a ip4:192.0.2.1\nexample.com A 192.0.2.9\n",
    .result = "permerror",
    .why = "the SPF policy of example.com asks for more than the 10 terms that may look up in the DNS" },
  { "eleven that are not reached",
    "example.com TXT v=spf1 ip4:192.0.2.1 a a a a a a a a a a a\nexample.com A 192.0.2.9\n", .result = "pass" },
  { "eleven over several records",
    "example.com TXT v=spf1 a a a a include:a.test -all\nexample.com A 192.0.2.9\n"
    "a.test TXT v=spf1 a a a a a a\na.test A 192.0.2.9\n",
    .result = "permerror" },
  { "an include of itself", "example.com TXT v=spf1 include:example.com -all\n", .result = "permerror" },
  { "a redirect to itself", "example.com TXT v=spf1 redirect=example.com\n", .result = "permerror" },
  { "two void look-ups", "example.com TXT v=spf1 a:a.test mx:b.test -all\n", .result = "fail" },
  { "three", "example.com TXT v=spf1 a:a.test mx:b.test exists:c.test -all\n", .result = "permerror",
    .why = "the SPF policy of example.com names more than 2 hosts or domains that lead nowhere" },
  { "an explanation does not count", "example.com TXT v=spf1 a:a.test mx:b.test -all exp=c.test\n", .result = "fail" },
  { "names that can be none do not count",
    "example.com TXT v=spf1 a:a..test a:b..test a:c..test a:" LABEL63 "d.test -all\n", .result = "fail" },
  { "hosts of MX count",
    "example.com TXT v=spf1 mx -all\nexample.com MX 1 a.test\nexample.com MX 2 b.test\nexample.com MX 3 c.test\n",
    .result = "permerror" },
  { "names that the client claims do not count",
    "example.com TXT v=spf1 ptr -all\n" PTR ("a.example.com") PTR ("b.example.com") PTR ("c.example.com"),
    .result = "fail" },
  { "ten MX",
    "example.com TXT v=spf1 mx -all\nmx.example.com A 192.0.2.9\n" MX ("1") MX ("2") MX ("3") MX ("4") MX ("5") MX ("6")
        MX ("7") MX ("8") MX ("9") MX ("10"),
    .result = "fail" },
  { "eleven MX",
    "example.com TXT v=spf1 mx -all\nmx.example.com A 192.0.2.1\n" MX ("1") MX ("2") MX ("3") MX ("4") MX ("5") MX ("6")
        MX ("7") MX ("8") MX ("9") MX ("10") MX ("11"),
    .result = "permerror", .why = "example.com has more than the 10 mail servers (MX) that SPF may look at" },
  { "the eleventh PTR is not looked at",
    "example.com TXT v=spf1 ptr -all\nz.example.com A 192.0.2.1\n" PTR ("a.test") PTR ("b.test") PTR ("c.test")
        PTR ("d.test") PTR ("e.test") PTR ("f.test") PTR ("g.test") PTR ("h.test") PTR ("i.test") PTR ("j.test")
            PTR ("z.example.com"),
    .result = "fail" },
};

static const Case unseen[] = {
  { "nothing", "", .result = "unknown", .missing = "TXT example.com",
    .why = "no SPF record of example.com was seen (TXT)" },
  { "an address", "example.com TXT v=spf1 a:www.example.com -all\n", .result = "unknown",
    .missing = "A www.example.com", .mechanism = "a:www.example.com",
    .why
    = "whether 192.0.2.1 may send mail of example.com hangs on a record that was not seen: A of www.example.com (for "
      "a:www.example.com)" },
  { "an address of IPv6", "example.com TXT v=spf1 a -all\n", .result = "unknown", .ip = "2001:db8::1",
    .missing = "AAAA example.com" },
  { "an address, and a match further right", "example.com TXT v=spf1 a ip4:192.0.2.1 -all\n", .result = "unknown",
    .missing = "A example.com",
    .why = "whether 192.0.2.1 may send mail of example.com hangs on a record that was not seen: A of example.com (for "
           "a); it may, by "
           "ip4:192.0.2.1, unless that record says otherwise" },
  { "not needed", "example.com TXT v=spf1 ip4:192.0.2.1 a -all\n", .result = "pass", .missing = "" },
  { "an included record", "example.com TXT v=spf1 include:a.test -all\n", .result = "unknown", .missing = "TXT a.test",
    .why
    = "whether 192.0.2.1 may send mail of example.com hangs on the SPF record of a.test, which was not seen (TXT)" },
  { "an included record, which is broken anyway", "example.com TXT v=spf1 include:a.test foo -all\n",
    .result = "permerror", .missing = "" },
  { "a redirected one", "example.com TXT v=spf1 redirect=a.test\n", .result = "unknown", .missing = "TXT a.test" },
  { "the host of an MX", "example.com TXT v=spf1 mx -all\nexample.com MX 10 mx.example.com\n", .result = "unknown",
    .missing = "A mx.example.com" },
  { "a PTR", "example.com TXT v=spf1 ptr -all\n", .result = "unknown", .missing = "PTR 1.2.0.192.in-addr.arpa" },
  { "a PTR's address, and a name that matches anyway",
    "example.com TXT v=spf1 ptr -all\n" PTR ("a.example.com") PTR ("b.example.com") "b.example.com A 192.0.2.1\n",
    .result = "pass", .missing = "A a.example.com" },
  { "a PTR's address", "example.com TXT v=spf1 ptr -all\n" PTR ("a.example.com"), .result = "unknown",
    .missing = "A a.example.com" },
  { "a PTR's address of another domain", "example.com TXT v=spf1 ptr -all\n" PTR ("a.example.net"), .result = "fail",
    .missing = "" },
  { "a validated name", "example.com TXT v=spf1 exists:%{p}.x.test -all\n", .result = "unknown",
    .missing = "PTR 1.2.0.192.in-addr.arpa" },
  { "an explanation", "example.com TXT v=spf1 -all exp=why.test\n", .result = "fail", .missing = "TXT why.test",
    .explanation = "" },
  { "the end of a CNAME", "example.com TXT v=spf1 a:a.test -all\na.test CNAME b.test\n", .result = "unknown",
    .missing = "A b.test" },
};

static DnsType
type_of (const char *name)
{
  static const struct {
    const char *name;
    DnsType type;
  } types[] = { { "A", DNS_A },   { "AAAA", DNS_AAAA }, { "CNAME", DNS_CNAME }, { "FAIL", DNS_CNAME },
                { "MX", DNS_MX }, { "PTR", DNS_PTR },   { "TXT", DNS_TXT } };
  for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, name) == 0)
      return types[i].type;
  fail_msg ("no type %s", name);
  return 0;
}

/* Whether two lines are of one record set. */
static bool
is_same_set (const char *a, const char *b)
{
  g_auto (GStrv) first = g_strsplit (a, " ", 3), second = g_strsplit (b, " ", 3);
  return strcmp (first[0], second[0]) == 0 && strcmp (first[1], second[1]) == 0;
}

static void
add_line (DnsFacts *facts, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  if (strcmp (words[1], "FAIL") == 0)
    dns_zone_fail (facts, words[0]);
  else
    dns_zone_add (facts, words[0], type_of (words[1]), words[2]);
}

/* The zone's facts; without the set that line `left_out` is of. */
static DnsFacts *
facts_of (char **lines, const char *left_out, bool complete)
{
  DnsFacts *facts = dns_zone_new (complete);
  for (char **line = lines; *line != NULL && **line != '\0'; line++)
    if (left_out == NULL || !is_same_set (*line, left_out))
      add_line (facts, *line);
  return facts;
}

static SpfVerdict *
judge (const Case *c, DnsInquiry *inquiry)
{
  uint8_t ip[16], version;
  assert_true (flow_ip_parse (octets_of_string (c->ip != NULL ? c->ip : "192.0.2.1"), ip, &version));
  SpfQuestion question = {
    .ip_version = version,
    .ip = ip,
    .helo = octets_of_string (c->helo != NULL ? c->helo : "mail.example.net"),
    .mail_from = octets_of_string (c->from != NULL ? c->from : "user@example.com"),
    .identity = c->of_helo ? SPF_OF_HELO : SPF_OF_MAIL_FROM,
    .time = G_GINT64_CONSTANT (1700000000000000000),
  };
  return spf_check (&question, inquiry);
}

static void
compare (const char *what, const char *got, const char *expected)
{
  if (expected != NULL && g_strcmp0 (got != NULL ? got : "", expected) != 0)
    fail_msg ("%s is \"%s\", not \"%s\"", what, got != NULL ? got : "", expected);
}

static void
compare_missing (const DnsInquiry *inquiry, const char *expected)
{
  const GPtrArray *all = dns_inquiry_missing (inquiry);
  const DnsMissing *last = all->len > 0 ? all->pdata[all->len - 1] : NULL;
  g_autofree char *got
      = last != NULL ? g_strdup_printf ("%s %s", dns_type_name (last->type), last->name) : g_strdup ("");
  compare ("what is missing", got, expected);
}

/* The result with a record unseen is the same, or unknown and names a record. */
static void
judge_without (const Case *c, char **lines, const char *left_out)
{
  DnsFacts *facts = facts_of (lines, left_out, false);
  DnsInquiry *inquiry = dns_inquiry_new (facts, 0);
  SpfVerdict *verdict = judge (c, inquiry);
  if (verdict->result == SPF_UNKNOWN)
    assert_true (dns_inquiry_missing (inquiry)->len > 0);
  else if (strcmp (spf_result_name (verdict->result), c->result) != 0)
    fail_msg ("without \"%s\" it guesses %s", left_out != NULL ? left_out : "what does not exist",
              spf_result_name (verdict->result));
  spf_verdict_free (verdict);
  dns_inquiry_free (inquiry);
  dns_facts_free (facts);
}

static void
check_case (const Case *c)
{
  print_message ("  %s\n", c->name);
  g_auto (GStrv) lines = g_strsplit (c->zone, "\n", -1);
  DnsFacts *facts = facts_of (lines, NULL, c->missing == NULL);
  DnsInquiry *inquiry = dns_inquiry_new (facts, 0);
  SpfVerdict *verdict = judge (c, inquiry);
  assert_non_null (verdict->why);
  print_message ("    %s: %s\n", spf_result_name (verdict->result), verdict->why);
  compare ("the result", spf_result_name (verdict->result), c->result);
  compare ("the mechanism", verdict->mechanism, c->mechanism);
  compare ("its owner", verdict->mechanism_owner, c->owner);
  compare ("the explanation", verdict->explanation, c->explanation);
  compare ("the reason", verdict->why, c->why);
  compare_missing (inquiry, c->missing != NULL ? c->missing : "");
  bool of_helo = c->of_helo || (c->from != NULL && *c->from == '\0');
  assert_int_equal (verdict->identity, of_helo ? SPF_OF_HELO : SPF_OF_MAIL_FROM);
  spf_verdict_free (verdict);
  dns_inquiry_free (inquiry);
  dns_facts_free (facts);
  if (c->missing != NULL)
    return;
  judge_without (c, lines, NULL);
  for (char **line = lines; *line != NULL && **line != '\0'; line++)
    judge_without (c, lines, *line);
}

#define TABLE(name)                                                                                                    \
  static void test_##name (void **state)                                                                               \
  {                                                                                                                    \
    (void) state;                                                                                                      \
    for (size_t i = 0; i < G_N_ELEMENTS (name); i++)                                                                   \
      check_case (&name[i]);                                                                                           \
  }

TABLE (selection)
TABLE (senders)
TABLE (mechanisms)
TABLE (explanations)
TABLE (validated)
TABLE (limits)
TABLE (unseen)

/* A record of 64 KiB, every term or macro of it as costly as can be, is judged at once. */
static void
test_hostile_records (void **state)
{
  (void) state;
  static const char *const repeated[]
      = { "ip4:192.0.2.7 ", "exists:%{S}%{P}%{Hr-}.x.test ", "include:%{p}.example.com ", "a ", "x=%{l-} " };
  for (size_t i = 0; i < G_N_ELEMENTS (repeated); i++)
    {
      g_autoptr (GString) record = g_string_new ("v=spf1 ");
      while (record->len < 65000)
        g_string_append (record, repeated[i]);
      g_autoptr (GString) deep = g_string_new ("v=spf1 a:");
      while (deep->len < 65000)
        g_string_append (deep, "%{Sr-}%{L99r.-+,/_=}");
      g_autoptr (GString) from = g_string_new (NULL);
      while (from->len < 65000)
        g_string_append (from, "-a.\x01/");
      g_string_append (from, "@example.com");
      Case c = { .from = from->str, .result = "any" };
      for (unsigned which = 0; which < 2; which++)
        {
          DnsFacts *facts = dns_zone_new (true);
          dns_zone_add (facts, "example.com", DNS_TXT, which == 0 ? record->str : deep->str);
          DnsInquiry *inquiry = dns_inquiry_new (facts, 0);
          SpfVerdict *verdict = judge (&c, inquiry);
          assert_int_not_equal (verdict->result, SPF_UNKNOWN);
          assert_true (strlen (verdict->why) < 4096);
          spf_verdict_free (verdict);
          dns_inquiry_free (inquiry);
          dns_facts_free (facts);
        }
    }
}

/* Names come from the wire: NUL, controls and octets that are no UTF-8. */
static void
test_octets_in_names (void **state)
{
  (void) state;
  DnsFacts *facts = dns_zone_new (true);
  dns_zone_add (facts, "example.com", DNS_TXT, "v=spf1 -exists:%{l}.%{h}.x.test ~all");
  dns_zone_add (facts, "a\\000b\\127.h\\010.x.test", DNS_A, "127.0.0.1");
  const uint8_t ip[4] = { 192, 0, 2, 1 };
  SpfQuestion question
      = { .ip_version = 4, .ip = ip, .helo = OCTETS ("h\n"), .mail_from = OCTETS ("a\0b\x7f@example.com") };
  DnsInquiry *inquiry = dns_inquiry_new (facts, 0);
  SpfVerdict *verdict = spf_check (&question, inquiry);
  assert_int_equal (verdict->result, SPF_FAIL);
  spf_verdict_free (verdict);
  question.mail_from = OCTETS ("a@exam\0ple.com");
  verdict = spf_check (&question, inquiry);
  assert_int_equal (verdict->result, SPF_NONE);
  assert_non_null (strstr (verdict->why, "\"exam?ple.com\""));
  spf_verdict_free (verdict);
  question.mail_from = OCTETS_NONE;
  question.helo = OCTETS_NONE;
  verdict = spf_check (&question, inquiry);
  assert_int_equal (verdict->result, SPF_NONE);
  spf_verdict_free (verdict);
  dns_inquiry_free (inquiry);
  dns_facts_free (facts);
}

/* Without any facts: all is unknown. */
static void
test_without_facts (void **state)
{
  (void) state;
  const uint8_t ip[4] = { 192, 0, 2, 1 };
  SpfQuestion question = { .ip_version = 4, .ip = ip, .mail_from = OCTETS ("a@example.com") };
  DnsInquiry *inquiry = dns_inquiry_new (NULL, 0);
  SpfVerdict *verdict = spf_check (&question, inquiry);
  assert_int_equal (verdict->result, SPF_UNKNOWN);
  assert_string_equal (verdict->domain, "example.com");
  assert_null (verdict->mechanism);
  spf_verdict_free (verdict);
  spf_verdict_free (NULL);
  dns_inquiry_free (inquiry);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_selection),       cmocka_unit_test (test_senders),
    cmocka_unit_test (test_mechanisms),      cmocka_unit_test (test_explanations),
    cmocka_unit_test (test_validated),       cmocka_unit_test (test_limits),
    cmocka_unit_test (test_unseen),          cmocka_unit_test (test_hostile_records),
    cmocka_unit_test (test_octets_in_names), cmocka_unit_test (test_without_facts),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

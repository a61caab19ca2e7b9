/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Received fields in the forms of the servers one meets, and in forms nobody should write. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/flow.h"
#include "dissect/received-field.h"
#include "tests/support/guard-page.h"

#define DATE "; Mon, 23 Nov 2026 19:00:00 +0900"
#define TIME " time=1795428000"

/* What is told, in the order of describe (). */
static const struct {
  const char *name, *value, *told;
} cases[] = {
  /* Postfix */
  { "postfix, clear",
    "from laptop.example (laptop.example [192.0.2.10])\r\n\tby mx.example (Postfix) with ESMTP id "
    "4F1A2\r\n\tfor <b@example.org>" DATE " (JST)",
    "from=laptop.example by=mx.example with=ESMTP id=4F1A2 for=b@example.org reverse=laptop.example ip=192.0.2.10 "
    "clear" TIME },
  { "postfix, TLS",
    "from mx.example.net (mx.example.net [IPv6:2001:db8::1])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
    "(256/256 bits)\r\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n\t(Client "
    "CN \"x [203.0.113.9]\", Issuer \"y\" (not verified))\r\n\tby b.example (Postfix) with ESMTPS id 4F1" DATE,
    "from=mx.example.net by=b.example with=ESMTPS id=4F1 reverse=mx.example.net ip=2001:db8::1 tls TLSv1.3 "
    "TLS_AES_256_GCM_SHA384" TIME },
  { "postfix, login",
    "from [192.168.1.5] (unknown [203.0.113.7])\r\n\t(Authenticated sender: alice (x) [192.0.2.1])\r\n\tby b.example "
    "(Postfix) with ESMTPSA id 4" DATE,
    "from=[192.168.1.5] by=b.example with=ESMTPSA id=4 ip=203.0.113.7 tls login" TIME },
  { "postfix, a user of the host",
    "by cloud (Postfix, from userid 1488)\r\n\tid 9AB3A1; Mon, 23 Nov 2026 19:00:00 +0900", "by=cloud id=9AB3A1" TIME },
  { "postfix, SMTPUTF8",
    "from a.example (a.example [192.0.2.10]) by b.example (Postfix) with UTF8SMTPS id 1\r\n\tfor "
    "<\xe8\x8a\xb1@example.org>" DATE,
    "from=a.example by=b.example with=UTF8SMTPS id=1 for=\xe8\x8a\xb1@example.org reverse=a.example ip=192.0.2.10 "
    "tls" TIME },
  { "postfix, quoted recipient", "from a (b [192.0.2.1]) by c (Postfix) with SMTP id 1 for <\"x; by y\"@example>" DATE,
    "from=a by=c with=SMTP id=1 for=\"x; by y\"@example reverse=b ip=192.0.2.1 clear" TIME },
  /* Exim */
  { "exim, TLS",
    "from mail.example ([192.0.2.1]:38654 helo=front.example)\r\n\tby b.example with esmtps  (TLS1.3) tls "
    "TLS_AES_256_GCM_SHA384\r\n\t(Exim 4.96)\r\n\t(envelope-from <a@mail.example>)\r\n\tid "
    "1dmgbN-0042GE-Sl\r\n\tfor b@example.org" DATE,
    "from=mail.example by=b.example with=esmtps id=1dmgbN-0042GE-Sl for=b@example.org reverse=mail.example "
    "helo=front.example ip=192.0.2.1 tls TLSv1.3 TLS_AES_256_GCM_SHA384" TIME },
  { "exim, older TLS",
    "from x.example ([192.0.2.1])\r\n\tby b with esmtps (TLSv1.2:ECDHE-RSA-AES128-SHA:128)\r\n\t(Exim "
    "4.87)\r\n\tid 1" DATE,
    "from=x.example by=b with=esmtps id=1 ip=192.0.2.1 tls TLSv1.2 ECDHE-RSA-AES128-SHA" TIME },
  { "exim, no reverse name, a literal for HELO",
    "from [198.51.100.2] (helo=[10.0.0.3])\r\n\tby b with esmtpa (Exim "
    "4.67)\r\n\t(envelope-from <a@b>)\r\n\tid 1" DATE,
    "from=[198.51.100.2] by=b with=esmtpa id=1 helo=[10.0.0.3] ip=198.51.100.2 clear login" TIME },
  { "exim, ident", "from h.example ([192.0.2.1] ident=alice helo=h) by b with smtp (Exim 4) id 1" DATE,
    "from=h.example by=b with=smtp id=1 reverse=h.example helo=h ident=alice ip=192.0.2.1 clear" TIME },
  { "exim, a user of the host",
    "from hanako by out.example with local (Exim 4.96)\r\n\t(envelope-from <h@e>)\r\n\tid "
    "1xVc6v-000047-1u;\r\n\tMon, 23 Nov 2026 10:00:00 +0000",
    "from=hanako by=out.example with=local id=1xVc6v-000047-1u" TIME },
  /* Sendmail */
  { "sendmail",
    "from a.example (host.example [192.0.2.1] (may be forged))\r\n\tby b.example (8.14.4/8.14.4) with ESMTP "
    "id rBC3Cc5r001721\r\n\t(version=TLSv1/SSLv3 cipher=DHE-RSA-AES256-SHA bits=256 verify=NO)\r\n\tfor "
    "<b@b.example>" DATE,
    "from=a.example by=b.example with=ESMTP id=rBC3Cc5r001721 for=b@b.example reverse=host.example ip=192.0.2.1 tls "
    "TLSv1/SSLv3 DHE-RSA-AES256-SHA" TIME },
  { "sendmail, ident", "from a (IDENT:joe@host.example [192.0.2.1]) by b (8.9.3/8.9.3) with SMTP id X" DATE,
    "from=a by=b with=SMTP id=X reverse=host.example ident=joe ip=192.0.2.1 clear" TIME },
  { "sendmail, a user of the host",
    "(from joe@localhost)\r\n\tby b.example (8.14.4/8.14.4/Submit) id rBC3CcYO\r\n\tfor "
    "b@b.example" DATE,
    "by=b.example id=rBC3CcYO for=b@b.example" TIME },
  /* Exchange */
  { "exchange, hybrid",
    "from DB9PR04MB1.eurprd04.prod.example (2603:10a6:10:1::5)\r\n by "
    "AM0PR04.eurprd04.prod.example (2603:10a6:208::7) with Microsoft SMTP\r\n Server "
    "(version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\r\n 15.20.9000.1; Mon, 23 "
    "Nov 2026 10:00:00 +0000",
    "from=DB9PR04MB1.eurprd04.prod.example by=AM0PR04.eurprd04.prod.example with=Microsoft id=15.20.9000.1 "
    "ip=2603:10a6:10:1::5 by-ip=2603:10a6:208::7 tls TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" TIME },
  { "exchange, mapi",
    "from EX2.corp.example ([169.254.4.195]) by\r\n EX1.corp.example ([fe80::1:2%12]) with mapi id "
    "14.03.0123.003;\r\n Mon, 23 Nov 2026 05:00:00 -0500",
    "from=EX2.corp.example by=EX1.corp.example with=mapi id=14.03.0123.003 ip=169.254.4.195 by-ip=fe80::1:2" TIME },
  { "exchange 2007, TLS",
    "from a.example (192.0.2.1) by b.example (192.0.2.2) with Microsoft SMTP Server (TLS) id "
    "8.1.1" DATE,
    "from=a.example by=b.example with=Microsoft id=8.1.1 ip=192.0.2.1 by-ip=192.0.2.2 tls" TIME },
  { "exchange, front end",
    "from a.example (192.0.2.1) by b.example (192.0.2.2) with Microsoft SMTP Server id "
    "15.1.1 via Frontend Transport" DATE,
    "from=a.example by=b.example via=Frontend with=Microsoft id=15.1.1 ip=192.0.2.1 by-ip=192.0.2.2 clear" TIME },
  { "exchange 2003", "from a.example ([192.0.2.1]) by b.example with Microsoft SMTPSVC(6.0.3790.1830)" DATE,
    "from=a.example by=b.example with=Microsoft ip=192.0.2.1" TIME },
  { "pickup", "from mail pickup service by b.example with Microsoft SMTPSVC" DATE,
    "from=mail by=b.example with=Microsoft" TIME },
  /* qmail */
  { "qmail, HELO", "from unknown (HELO front.example) (joe@192.0.2.7)\r\n  by 0 with SMTP; 23 Nov 2026 10:00:00 -0000",
    "from=unknown by=0 with=SMTP helo=front.example ident=joe ip=192.0.2.7 clear time=1795428000 no-zone" },
  { "qmail, TLS",
    "from r.example (HELO [10.0.0.1]) (192.0.2.7)\r\n  by b.example with (DHE-RSA-AES256-SHA encrypted) "
    "SMTP; 23 Nov 2026 10:00:00 -0000",
    "from=r.example by=b.example with=SMTP reverse=r.example helo=[10.0.0.1] ip=192.0.2.7 tls time=1795428000 "
    "no-zone" },
  { "qmail, from network", "(qmail 6169 invoked from network); 23 Nov 2026 10:00:00 -0000", "time=1795428000 no-zone" },
  { "qmail, by a user", "qmail 1246 by uid 1741; Mon, 23 Nov 2026 10:00:00 +0000", "time=1795428000" },
  /* OpenSMTPD */
  { "opensmtpd",
    "from note.example (note.example [192.0.2.10])\r\n\tby relay.example (OpenSMTPD) with ESMTPSA id "
    "f3e8145d (TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO) auth=yes user=joe\r\n\tfor <b@example>" DATE " (JST)",
    "from=note.example by=relay.example with=ESMTPSA id=f3e8145d for=b@example reverse=note.example ip=192.0.2.10 tls "
    "TLSv1.3 TLS_AES_256_GCM_SHA384 login" TIME },
  { "opensmtpd, unknown", "from x (<unknown> [192.0.2.10])\r\n\tby r (OpenSMTPD) with ESMTP id 1" DATE,
    "from=x by=r with=ESMTP id=1 ip=192.0.2.10 clear" TIME },
  { "opensmtpd, local", "from localhost (r [local])\r\n\tby r (OpenSMTPD) with ESMTPA id 1" DATE,
    "from=localhost by=r with=ESMTPA id=1 clear login" TIME },
  /* Gmail */
  { "gmail",
    "from mail.example (mail.example. [192.0.2.1])\r\n        by mx.google.com with ESMTPS id "
    "a1si1.2026\r\n        for <b@example.org>\r\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 "
    "bits=256/256);\r\n        Mon, 23 Nov 2026 02:00:00 -0800 (PST)",
    "from=mail.example by=mx.google.com with=ESMTPS id=a1si1.2026 for=b@example.org reverse=mail.example ip=192.0.2.1 "
    "tls TLSv1.3 TLS_AES_256_GCM_SHA384" TIME },
  { "gmail, inside",
    "by 2002:a05:6402:1234:b0:5a1:1:2 with SMTP id bu1mr1.31;\r\n        Mon, 23 Nov 2026 02:00:00 "
    "-0800 (PST)",
    "by=2002:a05:6402:1234:b0:5a1:1:2 with=SMTP id=bu1mr1.31 by-ip=2002:a05:6402:1234:b0:5a1:1:2 clear" TIME },
  { "gmail, by HTTP", "from 12345 named unknown by gmailapi.google.com with HTTPREST; Mon, 23 Nov 2026 02:00:00 -0800",
    "from=12345 by=gmailapi.google.com with=HTTPREST" TIME },
  { "gmail, TLS of an unknown cipher",
    "from y.example (d. [192.0.2.1])\r\n by mx.google.com with ESMTPS id z\r\n "
    "(version=TLSv1/SSLv3 cipher=OTHER)" DATE,
    "from=y.example by=mx.google.com with=ESMTPS id=z reverse=d ip=192.0.2.1 tls TLSv1/SSLv3" TIME },
  /* others */
  { "courier",
    "from x.example (y.example [::ffff:192.0.2.1])\r\n  (AUTH: PLAIN joe, TLS: "
    "TLSv1.2,128bits,ECDHE-RSA-AES128-GCM-SHA256)\r\n  by b.example with ESMTPSA" DATE,
    "from=x.example by=b.example with=ESMTPSA reverse=y.example ip=192.0.2.1 tls TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 "
    "login" TIME },
  { "courier, HELO", "from y.example ([192.0.2.1]) by b.example with ESMTP; id 000000000" DATE,
    "from=y.example by=b.example with=ESMTP id=000000000 ip=192.0.2.1 clear" TIME },
  { "mdaemon",
    "from a.example by b.example (Cipher TLSv1.2:AES-128-CBC:SHA1:128) (MDaemon PRO v13) with ESMTP id "
    "md5001.msg for <b@b.example>" DATE,
    "from=a.example by=b.example with=ESMTP id=md5001.msg for=b@b.example tls TLSv1.2 AES-128-CBC" TIME },
  { "domino",
    "from a.example ([192.0.2.1])\r\n          by b.example (Lotus Domino Release 9.0.1)\r\n          with "
    "ESMTP id 2026112310000000-1234 ;\r\n          Mon, 23 Nov 2026 10:00:00 +0000",
    "from=a.example by=b.example with=ESMTP id=2026112310000000-1234 ip=192.0.2.1 clear" TIME },
  { "haraka",
    "from a.example (r.example [192.0.2.1])\r\n\tby b.example (Haraka/2.8) with ESMTPSA id "
    "0C2.1\r\n\tenvelope-from <x@a> (authenticated bits=0)\r\n\t(version=TLSv1.2 cipher=AES128 "
    "verify=NO);\r\n\tMon, 23 Nov 2026 10:00:00 +0000",
    "from=a.example by=b.example with=ESMTPSA id=0C2.1 reverse=r.example ip=192.0.2.1 tls TLSv1.2 AES128 login" TIME },
  { "zimbra", "from z.example (LHLO z.example) (192.168.0.1) by z.example\r\n with LMTP" DATE,
    "from=z.example by=z.example with=LMTP reverse=z.example helo=z.example ip=192.168.0.1 clear" TIME },
  { "yahoo", "from 192.0.2.1  (EHLO x.example) (192.0.2.1)\r\n  by mta1.example with SMTPs" DATE,
    "from=192.0.2.1 by=mta1.example with=SMTPs helo=x.example ip=192.0.2.1 tls" TIME },
  { "communigate",
    "from [192.0.2.1] (account joe@b HELO [10.0.0.1])\r\n  by b (CommuniGate Pro SMTP 6.1) with ESMTPSA "
    "id 1" DATE,
    "from=[192.0.2.1] by=b with=ESMTPSA id=1 helo=[10.0.0.1] ip=192.0.2.1 tls login" TIME },
  { "amavis",
    "from mail.example ([127.0.0.1])\r\n\tby localhost (mail.example [127.0.0.1]) (amavisd-new, port "
    "10024)\r\n\twith ESMTP id x" DATE,
    "from=mail.example by=localhost with=ESMTP id=x ip=127.0.0.1 by-ip=127.0.0.1 clear" TIME },
  { "fetchmail",
    "from pop.example [192.0.2.110]\r\n\tby localhost with POP3 (fetchmail-6.3.26)\r\n\tfor "
    "<joe@localhost> (single-drop)" DATE,
    "from=pop.example by=localhost with=POP3 for=joe@localhost ip=192.0.2.110" TIME },
  { "dovecot", "from b.example\r\n\tby b.example with LMTP\r\n\tid Yk1\r\n\t(envelope-from <a@e>)\r\n\tfor <b@e>" DATE,
    "from=b.example by=b.example with=LMTP id=Yk1 for=b@e clear" TIME },
  { "cyrus", "from b.example ([unix socket])\r\n\t by b.example (Cyrus v2.4) with LMTPA" DATE,
    "from=b.example by=b.example with=LMTPA clear login" TIME },
  { "mailenable", "from vyrhm ([192.0.2.173]) by 5113.example with MailEnable ESMTP; Mon, 23 Nov 2026 12:00:00 +0200",
    "from=vyrhm by=5113.example with=MailEnable ip=192.0.2.173 clear" TIME },
  { "web mail", "from [192.0.2.1] by web.example (via HTTP)" DATE,
    "from=[192.0.2.1] by=web.example ip=192.0.2.1" TIME },
  /* what nobody should write */
  { "nothing", "", "undated" },
  { "only a date", DATE, "time=1795428000" },
  { "no name", "from ([192.0.2.1]) by b" DATE, "by=b ip=192.0.2.1" TIME },
  { "keywords for names", "from from by by with with id id for for" DATE,
    "from=from by=by with=with id=id for=for" TIME },
  { "each clause twice", "from a from b by c by d with ESMTP with SMTP" DATE, "from=a by=c with=ESMTP clear" TIME },
  { "a comment that does not end", "from a (b [192.0.2.1] by c with ESMTP" DATE,
    "from=a by=c with=ESMTP ip=192.0.2.1 clear" TIME },
  { "a quote that does not end", "from \"a by c with ESMTP" DATE, "from=\"a by=c with=ESMTP clear" TIME },
  { "comments in comments", "from a ((((b [192.0.2.1])))) by c" DATE, "from=a by=c reverse=b ip=192.0.2.1" TIME },
  { "an escaped bracket", "from a (b \\) x [192.0.2.1]) by c" DATE, "from=a by=c reverse=b ip=192.0.2.1" TIME },
  { "no address", "from a (b [999.0.2.1]) by c" DATE, "from=a by=c" TIME },
  { "no date", "from a by c; whenever", "from=a by=c undated" },
  { "a date of a zone by local name", "from a by c; Mon, 23 Nov 2026 10:00:00 CEST",
    "from=a by=c time=1795428000 no-zone" },
  { "odd octets", "from \xff\xfe by \x01\x02" DATE, "from=\xc3\xbf\xc3\xbe by=\x01\x02" TIME },
};

static void
say (GString *to, const char *name, const char *text)
{
  if (text != NULL)
    g_string_append_printf (to, "%s%s%s", to->len > 0 ? " " : "", name, text);
}

static void
say_address (GString *to, const char *name, unsigned version, const uint8_t ip[16])
{
  char text[FLOW_IP_TEXT];
  Flow flow = { .ip_version = (uint8_t) version };
  memcpy (flow.side[0].ip, ip, 16);
  if (version == 0)
    return;
  flow_ip_text (&flow, 0, text);
  say (to, name, text);
}

static char *
describe (const ReceivedField *received)
{
  GString *to = g_string_new (NULL);
  say (to, "from=", received->from);
  say (to, "by=", received->by);
  say (to, "via=", received->via);
  say (to, "with=", received->with);
  say (to, "id=", received->id);
  say (to, "for=", received->recipient);
  say (to, "reverse=", received->reverse);
  say (to, "helo=", received->helo);
  say (to, "ident=", received->ident);
  say_address (to, "ip=", received->ip_version, received->ip);
  say_address (to, "by-ip=", received->by_version, received->by_ip);
  if (received->tls != RECEIVED_TLS_UNTOLD)
    say (to, "", received->tls == RECEIVED_TLS_YES ? "tls" : "clear");
  say (to, "", received->tls_version);
  say (to, "", received->tls_cipher);
  if (received->authenticated)
    say (to, "login", "");
  if (!received->has_time)
    say (to, "undated", "");
  else
    g_string_append_printf (to, "%stime=%" G_GINT64_FORMAT "%s", to->len > 0 ? " " : "", received->time / 1000000000,
                            received->zone_known ? "" : " no-zone");
  return g_string_free (to, FALSE);
}

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage page = guard_page_new (cases[i].value, strlen (cases[i].value));
      ReceivedField *received = received_field_new (octets_of (page.octets, page.length));
      g_autofree char *told = describe (received);
      const char *expected = cases[i].told[0] == ' ' ? cases[i].told + 1 : cases[i].told;
      if (strcmp (told, expected) != 0)
        fail_msg ("%s: %s", cases[i].name, told);
      received_field_free (received);
      guard_page_clear (&page);
    }
}

/* A field that a gap or a limit cut anywhere: no octet is read that is not there. */
static void
test_cut (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (size_t length = 0; length < strlen (cases[i].value); length++)
      {
        GuardPage page = guard_page_new (cases[i].value, length);
        ReceivedField *received = received_field_new (octets_of (page.octets, page.length));
        assert_true (received->from == NULL || received->from[0] != '\0');
        received_field_free (received);
        guard_page_clear (&page);
      }
}

/* Signs that open something, without end: the time stays that of one look at each octet. */
static void
test_hostile (void **state)
{
  static const char *const units[]
      = { "(", "<", "\"", "( ", "< ", "\" ", "((\\", "[", "[ ", "from ", "HELO ", "tls ", ";" };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) value = g_string_new ("from a (");
      while (value->len < 1 << 18)
        g_string_append (value, units[i]);
      ReceivedField *received = received_field_new (octets_of (value->str, value->len));
      assert_string_equal (received->from, "a");
      received_field_free (received);
    }
}

static void
test_client_name (void **state)
{
  (void) state;
  ReceivedField *exim = received_field_new (OCTETS ("from r.example ([192.0.2.1] helo=h.example) by b"));
  ReceivedField *postfix = received_field_new (OCTETS ("from h.example (r.example [192.0.2.1]) by b"));
  ReceivedField *none = received_field_new (OCTETS ("by b"));
  assert_string_equal (received_field_client (exim), "h.example");
  assert_string_equal (received_field_client (postfix), "h.example");
  assert_null (received_field_client (none));
  received_field_free (exim);
  received_field_free (postfix);
  received_field_free (none);
  received_field_free (NULL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_cut),
    cmocka_unit_test (test_hostile),
    cmocka_unit_test (test_client_name),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentication-Results in mails: cases of check-authentication-results.c.  The server calls
 * itself mail.example.org, the client client.example.com at 192.0.2.10. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

#define FORGED "authentication-results-forged"
#define HEADER(fields)                                                                                                 \
  GREET EHLO ENVELOPE DATA "C " fields "From: a@example.com\r\nSubject: test\r\n\r\ntest mail\n" DONE QUIT
#define RESULTS(value) "Authentication-Results: " value "\r\n"
#define ALL_PASS                                                                                                       \
  " spf=pass smtp.mailfrom=example.com;\r\n dkim=pass header.d=example.com; dmarc=pass header.from=example.com"
#define BY(server)                                                                                                     \
  "Received: from h.example.com by " server " (Postfix) with ESMTPS id 1; Mon, 23 Nov 2026 10:00:00 +0000\r\n"
#define SPF_FAILS "Z example.com TXT v=spf1 ip4:198.51.100.1 -all\n"
#define SPF_PASSES "Z example.com TXT v=spf1 ip4:192.0.2.10 -all\n"

const CheckCase check_cases_authentication_results[] = {
  /* In the name of the server that takes the mail. */
  { FORGED,
    "its very name",
    25,
    NULL,
    HEADER (RESULTS ("mail.example.org;" ALL_PASS)),
    { 1, SEVERITY_HIGH, 1, 10, "in the name of mail.example.org, the server to which it is only now handed over" } },
  { FORGED,
    "in other case, with comment and version",
    25,
    NULL,
    HEADER (RESULTS (" (x) MAIL.Example.ORG. 1; spf=pass smtp.mailfrom=example.com")),
    { 1, SEVERITY_HIGH, 1, 10, NULL } },
  { FORGED,
    "behind a forger's own relay",
    25,
    NULL,
    HEADER (BY ("client.example.com") RESULTS ("mail.example.org;" ALL_PASS)),
    { 1, SEVERITY_HIGH, 1, 10, NULL } },
  { FORGED,
    "proven false",
    25,
    NULL,
    SPF_FAILS HEADER (RESULTS ("mail.example.org;" ALL_PASS)),
    { 1, SEVERITY_HIGH, 1, 10, "They say spf=pass of example.com, what is seen here says fail" } },
  { FORGED,
    "forged, though true",
    25,
    NULL,
    SPF_PASSES HEADER (RESULTS ("mail.example.org; spf=pass smtp.mailfrom=example.com")),
    { 1, SEVERITY_MEDIUM, 1, 10, NULL } },
  { FORGED,
    "nothing in favour of the sender",
    25,
    NULL,
    HEADER (RESULTS ("mail.example.org; none")),
    { 1, SEVERITY_MEDIUM, 1, 10, NULL } },
  { FORGED,
    "handed in by a user",
    587,
    NULL,
    GREET EHLO LOGIN ENVELOPE DATA
    "C " RESULTS ("mail.example.org; dkim=pass header.d=bank.example") "From: boss@bank.example\r\n\r\nx\n" DONE QUIT,
    { 1, SEVERITY_HIGH, 1, 12, NULL } },
  { FORGED,
    "in the name of its organization",
    25,
    NULL,
    HEADER (RESULTS ("example.org;" ALL_PASS)),
    { 1, SEVERITY_MEDIUM, 1, 10, "the organization of the server" } },
  { FORGED,
    "of its organization, about this client and false",
    25,
    NULL,
    SPF_FAILS HEADER (RESULTS ("mx1.example.org; spf=pass smtp.mailfrom=example.com smtp.remote-ip=192.0.2.10")),
    { 1, SEVERITY_HIGH, 1, 10, "what is seen here says fail" } },
  { FORGED,
    "the client calls itself one of its hosts",
    25,
    NULL,
    GREET "C EHLO mx.example.org\nS 250 mail.example.org\n" ENVELOPE DATA
          "C " RESULTS ("mail.example.org;" ALL_PASS) "From: a@example.com\r\n\r\nx\n" DONE QUIT,
    { 1, SEVERITY_INFO, 1, 10, "may be a relay that adds none" } },
  { FORGED,
    "several",
    25,
    NULL,
    HEADER (RESULTS ("mail.example.org; spf=pass smtp.mailfrom=example.com")
                RESULTS ("mail.example.org; dkim=pass header.d=example.com")),
    { 2, SEVERITY_HIGH, 1, 10, NULL } },

  /* In another's. */
  { FORGED,
    "of a server that the mail never passed",
    25,
    NULL,
    HEADER (RESULTS ("mx.bank.example; dmarc=pass header.from=example.com")),
    { 1, SEVERITY_INFO, 1, 10, "though no Received field tells" } },
  { FORGED,
    "beside another's trace",
    25,
    NULL,
    HEADER (RESULTS ("mx.bank.example; dmarc=pass header.from=example.com") BY ("client.shop.example")
                BY ("mx.bank.example")),
    { 1, SEVERITY_LOW, 1, 10, "stand beside the trace of client.shop.example" } },
  { FORGED,
    "a lie about this client",
    25,
    NULL,
    SPF_FAILS HEADER (RESULTS ("spf=pass (sender IP is 192.0.2.10) smtp.mailfrom=example.com")
                          BY ("client.example.com")),
    { 1, SEVERITY_MEDIUM, 1, 10, "Results are about this very client. They say spf=pass of example.com" } },

  /* Forms by which programs are deceived. */
  { FORGED,
    "a comment that never ends",
    25,
    NULL,
    HEADER (BY ("mx.shop.example") RESULTS ("mx.shop.example; dkim=pass header.d=bank.example(.evil.example")),
    { 1, SEVERITY_MEDIUM, 1, 10, "mx.shop.example opens a comment that never ends" } },
  { FORGED,
    "quotes that never end",
    25,
    NULL,
    HEADER (BY ("mx.shop.example") RESULTS ("mx.shop.example; dkim=pass header.d=\"bank.example")),
    { 1, SEVERITY_MEDIUM, 1, 10, "opens a quoted string" } },
  { FORGED,
    "a control character",
    25,
    NULL,
    HEADER (BY ("mx.shop.example") RESULTS ("mx.shop.example; dkim=pass header.d=bank.example\x01.evil.example")),
    { 1, SEVERITY_MEDIUM, 1, 10, "holds control characters" } },

  /* Ordinary mail. */
  { FORGED, "none at all", 25, NULL, HEADER (BY ("client.example.com")), SILENT },
  { FORGED, "of the relay that hands it over", 25, NULL,
    HEADER (RESULTS ("client.example.com;" ALL_PASS) BY ("client.example.com")), SILENT },
  { FORGED, "below that relay's Received field", 25, NULL,
    HEADER (BY ("client.example.com") RESULTS ("client.example.com;" ALL_PASS)), SILENT },
  { FORGED, "of the border server, handed on inside", 25, NULL,
    GREET "C EHLO border.example.org\nS 250 mail.example.org\n" ENVELOPE DATA "C " RESULTS ("example.org;" ALL_PASS)
        BY ("border.example.org") "From: a@example.com\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { FORGED, "of the border server, in the name of the store", 25, NULL,
    GREET "C EHLO border.example.org\nS 250 mail.example.org\n" ENVELOPE DATA "C " BY ("border.example.org")
        RESULTS ("mail.example.org;" ALL_PASS) "From: a@example.com\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { FORGED, "handed in where the user logged in, without Received", 25, NULL,
    GREET "C EHLO client.example.com\nS 250 mail.example.org\n" ENVELOPE DATA
          "C " RESULTS ("mx.example.com; auth=pass smtp.auth=a") "From: a@example.com\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { FORGED, "the same inside one organization", 25, NULL,
    GREET "C EHLO out.example.org\nS 250 mail.example.org\n" ENVELOPE DATA
          "C " RESULTS ("example.org; auth=pass smtp.auth=a") "From: a@example.org\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { FORGED, "a forwarder's", 25, NULL,
    HEADER (BY ("client.example.com")
                RESULTS ("mx.forwarder.example; spf=pass smtp.mailfrom=shop.example; dkim=pass header.d=shop.example")
                    BY ("mx.forwarder.example") BY ("out.shop.example")),
    SILENT },
  { FORGED, "two servers on the way, and names inside networks between", 25, NULL,
    HEADER (BY ("localhost") RESULTS ("one.example; dkim=pass header.d=shop.example") BY ("10.0.0.7") BY ("mailbox")
                BY ("mx.one.example") RESULTS ("two.example; dkim=pass header.d=shop.example") BY ("mx.two.example")),
    SILENT },
  { FORGED, "a list that the mail comes back from", 25, NULL,
    HEADER (BY ("lists.example.net") RESULTS ("lists.example.net; spf=pass smtp.mailfrom=example.org")
                BY ("lists.example.net") RESULTS ("mail.example.org; auth=pass smtp.auth=b") BY ("mail.example.org")),
    SILENT },
  { FORGED, "a name that is in no Received field", 25, NULL,
    HEADER (RESULTS ("filter.service.example; spf=pass smtp.mailfrom=example.com") BY ("client.example.com")), SILENT },
  { FORGED, "as Exchange writes it", 25, NULL,
    HEADER (
        RESULTS ("spf=pass (sender IP is 203.0.113.5)\r\n smtp.mailfrom=example.com; dkim=none (message not signed)\r\n"
                 " header.d=none;dmarc=pass action=none header.from=example.com;compauth=pass reason=100")
            BY ("mx.exchange.example")),
    SILENT },
  { FORGED, "a true word about this client", 25, NULL,
    SPF_PASSES HEADER (RESULTS ("spf=pass (sender IP is 192.0.2.10) smtp.mailfrom=example.com")
                           BY ("client.example.com")),
    SILENT },
  { FORGED, "an earlier hop's SPF, which fails on this one", 25, NULL,
    SPF_FAILS HEADER (
        RESULTS ("client.example.com; spf=pass (designates 198.51.100.1 as permitted) smtp.mailfrom=example.com")
            BY ("client.example.com")),
    SILENT },
  { FORGED, "nested and escaped comments", 25, NULL,
    HEADER (RESULTS ("client.example.com; spf=pass (a (b \\) c) d) smtp.mailfrom=\"a\\\"b\"@example.com")
                BY ("client.example.com")),
    SILENT },
  { FORGED, "a filter on the server's host", 10025, "192.0.2.25", HEADER (RESULTS ("mail.example.org;" ALL_PASS)),
    SILENT },
  { FORGED, "a filter over loopback", 10025, "127.0.0.1", HEADER (RESULTS ("mail.example.org;" ALL_PASS)), SILENT },
  { FORGED, "only in the text", 25, NULL, HEADER ("X: y\r\n\r\n" RESULTS ("mail.example.org;" ALL_PASS)), SILENT },
  { 0 },
};

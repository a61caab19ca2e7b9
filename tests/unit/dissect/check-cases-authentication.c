/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPF, DKIM, DMARC and ARC against a sender: cases of check-authentication.c.  The client
 * is 192.0.2.10; what a case's zone does not hold does not exist. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

#define FROM_BANK "C MAIL FROM:<a@bank.example>\nS 250 2.1.0 Ok\nC RCPT TO:<b@example.org>\nS 250 2.1.5 Ok\n"
#define FROM_ELSEWHERE                                                                                                 \
  "C MAIL FROM:<list-bounces@lists.example.net>\nS 250 2.1.0 Ok\nC RCPT TO:<b@example.org>\nS 250 2.1.5 Ok\n"
#define FROM_SRS                                                                                                       \
  "C MAIL FROM:<SRS0=HHH=TT=bank.example=a@lists.example.net>\nS 250 2.1.0 Ok\nC RCPT TO:<b@example.org>\nS 250 "      \
  "2.1.5 Ok\n"
#define FROM_NOBODY "C MAIL FROM:<>\nS 250 2.1.0 Ok\nC RCPT TO:<b@example.org>\nS 250 2.1.5 Ok\n"
#define HEADER "From: Ann <a@bank.example>\r\nSubject: test\r\n"
#define LISTED "List-Id: <x.lists.example.net>\r\n"
#define GIVEN_TO(by)                                                                                                   \
  "Received: from mail.bank.example (mail.bank.example [198.51.100.7]) by " by "; Mon, 23 Nov 2026 10:00:00 +0000\r\n"
#define TEXT "\r\ntest mail\n"
#define FOOTED "\r\ntest mail\r\n-- \r\na footer\n"

/* Made with the key that belongs to KEY, over From, Subject and TEXT. */
#define SIGNED_BY_BANK                                                                                                 \
  "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=bank.example;\r\n"                                      \
  " i=@bank.example; q=dns/txt; s=s1; t=1795428000; h=from : subject;\r\n"                                             \
  " bh=PXR+0wO5EOROaHEM/YNCaP7m06lY5uxdbdH6B4I8Mak=;\r\n"                                                              \
  " b=gvBcy6rzazZhdiKGxh48ISq3svZ5seeQj8U70bGPZVtPb01wjT2G5wOGnljK3rgWUpwB1\r\n"                                       \
  " 7KpyCRRn+g27zxqDQ==\r\n"
#define SIGNED_BY_LIST                                                                                                 \
  "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"                                                      \
  " d=lists.example.net; i=@lists.example.net; q=dns/txt; s=s1;\r\n"                                                   \
  " t=1795428000; h=from : subject;\r\n"                                                                               \
  " bh=PXR+0wO5EOROaHEM/YNCaP7m06lY5uxdbdH6B4I8Mak=;\r\n"                                                              \
  " b=CFQqnRMRedc/s9DvS/It/4BRC9/oB5unXmQFSfBkIVGxKnheBq95GK6emvnGuvnNSBVVd\r\n"                                       \
  " N/GMdRtQjQUsd0LAg==\r\n"
#define KEY "v=DKIM1; k=ed25519; p=A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n"

/* What the DNS holds. */
#define ADDRESS "Z bank.example A 198.51.100.1\n"
#define NOT_HERE "Z bank.example TXT v=spf1 ip4:198.51.100.0/24 -all\n"
#define PERHAPS "Z bank.example TXT v=spf1 ip4:198.51.100.0/24 ~all\n"
#define HERE "Z bank.example TXT v=spf1 ip4:192.0.2.10 -all\n"
#define LIST_HERE "Z lists.example.net TXT v=spf1 ip4:192.0.2.10 -all\n"
#define REJECT "Z _dmarc.bank.example TXT v=DMARC1; p=reject\n"
#define WATCH "Z _dmarc.bank.example TXT v=DMARC1; p=none\n"
#define BANK_KEY "Z s1._domainkey.bank.example TXT " KEY
#define LIST_KEY "Z s1._domainkey.lists.example.net TXT " KEY
/* Nothing else of the world is known. */
#define ALONE "Z ?\n"

#define CASE(check, what, dialogue, facts, ...)                                                                        \
  {                                                                                                                    \
    check, what, 25, NULL, facts GREET EHLO dialogue QUIT, __VA_ARGS__                                                 \
  }
#define SENT(envelope, mail) envelope DATA "C " mail DONE

const CheckCase check_cases_authentication[] = {
  CASE ("spf-fail", "the domain in From forbids this host", SENT (FROM_BANK, HEADER TEXT), NOT_HERE,
        { 1, SEVERITY_HIGH, 1, 4, "192.0.2.10" }),
  CASE ("spf-fail", "DMARC says more", SENT (FROM_BANK, HEADER TEXT), NOT_HERE REJECT,
        { 1, SEVERITY_MEDIUM, 1, 4, NULL }),
  CASE ("spf-fail", "the envelope's domain is another one than that in From",
        SENT (FROM_BANK, "From: c@shop.example\r\n" TEXT), NOT_HERE, { 1, SEVERITY_MEDIUM, 1, 4, NULL }),
  CASE ("spf-fail", "forwarded, and the signature proves the sender", SENT (FROM_BANK, SIGNED_BY_BANK HEADER TEXT),
        NOT_HERE REJECT BANK_KEY, { 1, SEVERITY_INFO, 1, 4, NULL }),
  CASE ("spf-fail", "a forwarder that says from whom it has the mail",
        SENT (FROM_BANK, GIVEN_TO ("mx.example.com") HEADER TEXT), NOT_HERE, { 1, SEVERITY_MEDIUM, 1, 4, NULL }),
  CASE ("spf-fail", "another host's Received field", SENT (FROM_BANK, GIVEN_TO ("mx.stranger.example") HEADER TEXT),
        NOT_HERE, { 1, SEVERITY_HIGH, 1, 4, NULL }),
  CASE ("spf-fail", "a signature that nobody can check yet", SENT (FROM_BANK, SIGNED_BY_BANK HEADER TEXT),
        ALONE NOT_HERE, { 1, SEVERITY_MEDIUM, 1, 4, NULL }),
  CASE ("spf-fail", "an allowed host", SENT (FROM_BANK, HEADER TEXT), HERE, SILENT),
  CASE ("spf-fail", "no record", SENT (FROM_BANK, HEADER TEXT), ADDRESS, SILENT),
  CASE ("spf-fail", "the record was not seen", SENT (FROM_BANK, HEADER TEXT), ALONE, SILENT),
  { "spf-fail", "a user hands it in", 587, NULL, NOT_HERE GREET EHLO LOGIN SENT (FROM_BANK, HEADER TEXT) QUIT, SILENT },

  CASE ("spf-fail", "a proxy speaks for an allowed host",
        "C XCLIENT ADDR=198.51.100.7 NAME=mail.bank.example\nS 220 mail.example.org ESMTP\n" EHLO SENT (FROM_BANK,
                                                                                                        HEADER TEXT),
        NOT_HERE, SILENT),

  CASE ("spf-softfail", "the domain doubts it", SENT (FROM_BANK, HEADER TEXT), PERHAPS,
        { 1, SEVERITY_LOW, 1, 4, NULL }),
  CASE ("spf-softfail", "the signature proves the sender", SENT (FROM_BANK, SIGNED_BY_BANK HEADER TEXT),
        PERHAPS BANK_KEY, SILENT),
  CASE ("spf-softfail", "a fail is more", SENT (FROM_BANK, HEADER TEXT), NOT_HERE, SILENT),

  CASE ("spf-too-permissive", "all", SENT (FROM_BANK, HEADER TEXT), "Z bank.example TXT v=spf1 mx +all\n",
        { 1, SEVERITY_MEDIUM, 1, 4, "lets every host send its mail: +all" }),
  CASE ("spf-too-permissive", "much", SENT (FROM_BANK, HEADER TEXT), "Z bank.example TXT v=spf1 ip4:192.0.0.0/8 -all\n",
        { 1, SEVERITY_MEDIUM, 1, 4, NULL }),
  CASE ("spf-too-permissive", "a network", SENT (FROM_BANK, HEADER TEXT),
        "Z bank.example TXT v=spf1 ip4:192.0.0.0/9 -all\n", SILENT),
  CASE ("spf-too-permissive", "a host among them", SENT (FROM_BANK, HEADER TEXT),
        "Z bank.example TXT v=spf1 ip4:192.0.2.10 +all\n", SILENT),

  CASE ("dkim-invalid", "the text was changed; no key is needed to see it",
        SENT (FROM_BANK, SIGNED_BY_BANK HEADER FOOTED), ALONE, { 1, SEVERITY_MEDIUM, 1, 10, "bank.example" }),
  CASE ("dkim-invalid", "the header was changed",
        SENT (FROM_BANK, SIGNED_BY_BANK "From: Ann <a@bank.example>\r\nSubject: [x] test\r\n" TEXT), BANK_KEY,
        { 1, SEVERITY_MEDIUM, 1, 10, NULL }),
  CASE ("dkim-invalid", "there is no such key", SENT (FROM_BANK, SIGNED_BY_BANK HEADER TEXT), ADDRESS,
        { 1, SEVERITY_LOW, 1, 10, NULL }),
  CASE ("dkim-invalid", "a list added a footer", SENT (FROM_ELSEWHERE, LISTED SIGNED_BY_BANK HEADER FOOTED), BANK_KEY,
        { 1, SEVERITY_INFO, 1, 10, NULL }),
  CASE ("dkim-invalid", "SPF proves the sender all the same", SENT (FROM_BANK, SIGNED_BY_BANK HEADER FOOTED),
        HERE REJECT BANK_KEY, SILENT),
  CASE ("dkim-invalid", "a good signature", SENT (FROM_BANK, SIGNED_BY_BANK HEADER TEXT), BANK_KEY, SILENT),
  CASE ("dkim-invalid", "the key was not seen", SENT (FROM_BANK, SIGNED_BY_BANK HEADER TEXT), ALONE, SILENT),
  CASE ("dkim-invalid", "no signature", SENT (FROM_BANK, HEADER TEXT), ADDRESS, SILENT),

  CASE ("dmarc-fail", "forged by hand", SENT (FROM_ELSEWHERE, HEADER TEXT), LIST_HERE ADDRESS REJECT,
        { 1, SEVERITY_HIGH, 1, 10, "bank.example" }),
  CASE ("dmarc-fail", "from nobody", SENT (FROM_NOBODY, HEADER TEXT), ADDRESS REJECT,
        { 1, SEVERITY_HIGH, 1, 10, NULL }),
  CASE ("dmarc-fail", "a stranger's good signature proves the stranger",
        SENT (FROM_ELSEWHERE, SIGNED_BY_LIST HEADER TEXT), LIST_HERE LIST_KEY ADDRESS REJECT,
        { 1, SEVERITY_HIGH, 1, 10, NULL }),
  CASE ("dmarc-fail", "the header is signed, the text was changed",
        SENT (FROM_ELSEWHERE, LISTED SIGNED_BY_BANK HEADER FOOTED), LIST_HERE BANK_KEY ADDRESS REJECT,
        { 1, SEVERITY_INFO, 1, 10, NULL }),
  CASE ("dmarc-fail", "the header is signed, the text was changed by nobody knows whom",
        SENT (FROM_ELSEWHERE, SIGNED_BY_BANK HEADER FOOTED), LIST_HERE BANK_KEY ADDRESS REJECT,
        { 1, SEVERITY_MEDIUM, 1, 10, NULL }),
  CASE ("dmarc-fail", "a list, proven by SPF, of an unsigned mail", SENT (FROM_ELSEWHERE, LISTED HEADER TEXT),
        LIST_HERE ADDRESS REJECT, { 1, SEVERITY_MEDIUM, 1, 10, NULL }),
  CASE ("dmarc-fail", "a list, proven by its signature", SENT (FROM_ELSEWHERE, LISTED SIGNED_BY_LIST HEADER TEXT),
        LIST_KEY ADDRESS REJECT, { 1, SEVERITY_MEDIUM, 1, 10, NULL }),
  CASE ("dmarc-fail", "a list by its own word alone", SENT (FROM_ELSEWHERE, LISTED HEADER TEXT), ADDRESS REJECT,
        { 1, SEVERITY_MEDIUM, 1, 10, NULL }),
  CASE ("dmarc-fail", "a list of others than the envelope's",
        SENT (FROM_ELSEWHERE, "List-Id: <x.other.example>\r\n" HEADER TEXT), LIST_HERE ADDRESS REJECT,
        { 1, SEVERITY_HIGH, 1, 10, NULL }),
  CASE ("dmarc-fail", "a forwarder that rewrites the envelope", SENT (FROM_SRS, HEADER TEXT), LIST_HERE ADDRESS REJECT,
        { 1, SEVERITY_INFO, 1, 10, NULL }),
  CASE ("dmarc-fail", "an envelope rewritten for others", SENT (FROM_SRS, "From: c@shop.example\r\n" TEXT),
        LIST_HERE ADDRESS "Z _dmarc.shop.example TXT v=DMARC1; p=reject\n", { 1, SEVERITY_HIGH, 1, 10, NULL }),
  CASE ("dmarc-fail", "the owner only watches", SENT (FROM_ELSEWHERE, HEADER TEXT), LIST_HERE ADDRESS WATCH,
        { 1, SEVERITY_LOW, 1, 10, NULL }),
  CASE ("dmarc-fail", "a list, and the owner only watches", SENT (FROM_ELSEWHERE, LISTED SIGNED_BY_BANK HEADER FOOTED),
        LIST_HERE BANK_KEY ADDRESS WATCH, SILENT),
  CASE ("dmarc-fail", "SPF proves it", SENT (FROM_BANK, HEADER TEXT), HERE REJECT, SILENT),
  CASE ("dmarc-fail", "DKIM proves it", SENT (FROM_ELSEWHERE, SIGNED_BY_BANK HEADER TEXT), LIST_HERE BANK_KEY REJECT,
        SILENT),
  CASE ("dmarc-fail", "no policy", SENT (FROM_ELSEWHERE, HEADER TEXT), LIST_HERE ADDRESS, SILENT),
  CASE ("dmarc-fail", "the policy was not seen", SENT (FROM_ELSEWHERE, HEADER TEXT), ALONE LIST_HERE, SILENT),
  CASE ("dmarc-fail", "the key was not seen", SENT (FROM_ELSEWHERE, SIGNED_BY_BANK HEADER TEXT), ALONE LIST_HERE REJECT,
        SILENT),

  CASE ("arc-invalid", "a seal without the other two fields",
        SENT (FROM_BANK,
              "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=lists.example.net; s=s1; t=1795428000; b=AAAA\r\n" HEADER TEXT),
        ADDRESS, { 1, SEVERITY_LOW, 1, 10, NULL }),
  CASE ("arc-invalid", "no chain", SENT (FROM_BANK, HEADER TEXT), ADDRESS, SILENT),
  { 0 },
};

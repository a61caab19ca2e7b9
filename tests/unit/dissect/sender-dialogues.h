/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of dialogues about one sender, Ann of bank.example, with signatures that hold.  The
 * client is 192.0.2.10; what a case's zone does not hold does not exist. */
#ifndef SMTPLENS_SENDER_DIALOGUES_H
#define SMTPLENS_SENDER_DIALOGUES_H

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
#define SENT(envelope, mail) envelope DATA "C " mail DONE

#endif

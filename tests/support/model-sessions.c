/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds written dialogues.  Checks are the model's own, so that the words of the
 * real ones may change without changing a screen. */
#include "config.h"

#include "tests/support/model-sessions.h"

#include "dissect/mail-path.h"
#include "dissect/sender.h"
#include "dissect/session-notes.h"
#include "dissect/session-repeats.h"

#include "tests/support/dns-words.h"
#include "tests/support/tls-trace.h"

#include <arpa/inet.h>

enum { PACKET_NANOSECONDS = 250000000 };

/* 2026-11-23T10:00:00Z */
static const int64_t model_epoch = 1795428000 * (int64_t) 1000000000;

struct ModelRun {
  const SinkType *type;
  gpointer sink;
  MailStorage storage;
  SmtpSurroundings surroundings;
  uint64_t packet;
  int64_t waited; /* nanoseconds */
  /* The open session */
  const ModelDialogue *dialogue;
  SmtpSession *session;
  SessionTraffic traffic;
  uint64_t offset[2];
  size_t said;
  TlsKeys *keys;
  MailPaths *paths;
  bool by_checks;
};

static const Check model_checks[] = {
  { .id = "cleartext-credentials",
    .severity = SEVERITY_HIGH,
    .subject = SUBJECT_EXPOSURE,
    .title = "Password sent in the clear",
    .explanation = "The login crossed the network without encryption. Everyone on the way can read name and password, "
                   "keep them, and send mail under this name.",
    .protection = "TLS before the login: port 465, or STARTTLS that the client insists on.",
    .reference = "RFC 8314 §3" },
  { .id = "cleartext-message",
    .severity = SEVERITY_MEDIUM,
    .subject = SUBJECT_EXPOSURE,
    .title = "Mail readable on the path",
    .explanation = "The mail went from host to host as plain text, as a postcard does.",
    .protection = "TLS between the hosts; encryption end to end for the text itself.",
    .reference = "RFC 3207" },
  { .id = "sender-mismatch",
    .severity = SEVERITY_HIGH,
    .subject = SUBJECT_SENDER,
    .title = "Envelope and header name different senders",
    .explanation = "The address that the reader sees is not the one the mail was sent under. Nothing in SMTP asks that "
                   "they agree: whoever writes the mail writes both.",
    .protection = "DMARC at the receiving server, with a signature of the domain that the header names.",
    .reference = "RFC 7489 §3.1" },
};

static const Said forged_japanese[] = {
  { 'S', "220 mx.example.jp ESMTP", 0 },
  { 'C', "EHLO laptop.example.net", 0 },
  { 'S', "250-mx.example.jp\r\n250-PIPELINING\r\n250 8BITMIME", 0 },
  { 'C', "MAIL FROM:<mallory@bulk.example.net>", 0 },
  { 'S', "250 2.1.0 Ok", 0 },
  { 'C', "RCPT TO:<tanaka@example.jp>", 0 },
  { 'S', "250 2.1.5 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 End data with <CR><LF>.<CR><LF>", 0 },
  { 'C',
    "From: =?UTF-8?B?5pel5pys6YqA6KGM?= <info@bank.example.jp>\r\n"
    "To: tanaka@example.jp\r\n"
    "Subject: =?ISO-2022-JP?B?GyRCPUVNVxsoQjogGyRCOH06QiROM05HJxsoQg==?=\r\n"
    "Date: Mon, 23 Nov 2026 19:00:00 +0900\r\n"
    "Message-ID: <1@bulk.example.net>\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=\"b\"\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: text/plain; charset=UTF-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n"
    "\r\n"
    "田中様\r\n"
    "口座の確認をお願いいたします。 Please answer within the day, for otherwise your account will be closed.\r\n"
    "\thttp://bank.example.net/\r\n"
    "--b\r\n"
    "Content-Type: application/pdf\r\n"
    "Content-Disposition: attachment; filename=\"form.pdf\"\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "\r\n"
    "JVBERi0xLjQK\r\n"
    "--b--",
    0 },
  { 'C', ".", 0 },
  { 'S', "250 2.0.0 Ok: queued as 4F2A1", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 2.0.0 Bye", 0 },
  { 0, NULL, 0 },
};

static const Said submission[] = {
  { 'S', "220 mail.example.com ESMTP", 0 },
  { 'C', "EHLO [192.168.1.20]", 0 },
  { 'S', "250-mail.example.com\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 10240000", 0 },
  { 'C', "AUTH PLAIN AGFsaWNlAHNlc2FtZS1vcGVu", 0 },
  { 'S', "535 5.7.8 no user for AGFsaWNlAHNlc2FtZS1vcGVu", 0 },
  { 'C', "AUTH LOGIN", 0 },
  { 'S', "334 VXNlcm5hbWU6", 0 },
  { 'C', "YWxpY2U=", 0 },
  { 'S', "334 UGFzc3dvcmQ6", 0 },
  { 'C', "c2VzYW1lLW9wZW4=", 0 },
  { 'S', "235 2.7.0 Authentication successful", 0 },
  { 'C', "MAIL FROM:<alice@example.com>", 0 },
  { 'S', "250 2.1.0 Ok", 0 },
  { 'C', "RCPT TO:<bob@example.org>", 0 },
  { 'S', "250 2.1.5 Ok", 0 },
  { 'C', "RCPT TO:<carol@example.org>", 0 },
  { 'S', "550 5.1.1 no such user", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go ahead", 0 },
  { 'C',
    "From: Alice <alice@example.com>\r\nTo: bob@example.org\r\nSubject: Lunch\r\n\r\n"
    "Shall we meet at noon?",
    0 },
  { 'C', ".", 0 },
  { 'S', "250 2.0.0 Ok", 0 },
  { 'C', "MAIL FROM:<alice@example.com>", 0 },
  { 'S', "250 2.1.0 Ok", 0 },
  { 'C', "RCPT TO:<dave@example.org>", 0 },
  { 'S', "250 2.1.5 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go ahead", 0 },
  { 'C', "From: alice@example.com\r\nSubject: The second mail\r\n\r\nAnother text.", 0 },
  { 'C', ".", 0 },
  { 'S', "250 2.0.0 Ok", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 2.0.0 Bye", 0 },
  { 0, NULL, 0 },
};

static const Said starttls[] = {
  { 'S', "220 relay.example.org ESMTP", 0 },
  { 'C', "EHLO mx.example.com", 0 },
  { 'S', "250-relay.example.org\r\n250 STARTTLS", 0 },
  { 'C', "STARTTLS", 0 },
  { 'S', "220 2.0.0 Ready to start TLS", 0 },
  { 'c', "\x16\x03\x01\x00\x05\x10\x00\x00\x01\x00", 10 },
  { 's', "\x16\x03\x03\x00\x05\x04\x00\x00\x01\x00", 10 },
  { 'c', "\x17\x03\x03\x00\x04\x01\x02\x03\x04", 9 },
  { 0, NULL, 0 },
};

static const Said honest[] = {
  { 'S', "220 mx.example.jp ESMTP", 0 },
  { 'C', "EHLO mail.bank.example.jp", 0 },
  { 'S', "250 mx.example.jp", 0 },
  { 'C', "MAIL FROM:<info@bank.example.jp>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<tanaka@example.jp>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C', "From: info@bank.example.jp\r\nTo: tanaka@example.jp\r\nSubject: Opening hours\r\n\r\nUntil six.", 0 },
  { 'C', ".", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

static const Said with_gap[] = {
  { 'S', "220 mx.example.net ESMTP", 0 },
  { 'C', "EHLO host.example.com", 0 },
  { 'S', "250 mx.example.net", 0 },
  { 'C', "MAIL FROM:<>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<postmaster@example.net>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C', "Subject: Delivery report\r\n\r\nThe first lines of the text,", 0 },
  { 'x', NULL, 1460 },
  { 'C', "and the last ones.", 0 },
  { 'C', ".", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

/* What was lost and what came again: what a busy air or a bad mirror port does. */
static const Said again[] = {
  { 'S', "220 mx.example.net ESMTP", 0 },
  { 't', NULL, 26 },
  { 'C', "EHLO host.example.com", 0 },
  { 'S', "250 mx.example.net", 0 },
  { 'C', "MAIL FROM:<>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<postmaster@example.net>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C', "Subject: Delivery report\r\n\r\nThe first lines of the text,", 0 },
  { 'r', NULL, 58 },
  { 'r', NULL, 20 },
  { 'r', NULL, 10 },
  { 'x', NULL, 1460 },
  { 'C', "and the last ones.", 0 },
  { 'C', ".", 0 },
  { 'S', "250 Ok", 0 },
  { 'r', NULL, 0 },
  { 't', NULL, 0 },
  { 'r', NULL, 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

/* What would a terminal do with these, unescaped: clear itself, change its title,
 * turn the line round, ring. */
static const Said hostile[] = {
  { 'S', "220 \x1b[2Jmx.example.org\x07 ESMTP", 0 },
  { 'C',
    "EHLO \xe2\x80\xae"
    "evil.example",
    0 },
  { 'S', "250 mx.example.org", 0 },
  { 'C', "MAIL FROM:<a\x1b]0;owned\x07@evil.example>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<b@example.org>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C',
    "Subject: \x1b[31mred\x1b[0m \xe2\x80\xaegnp.exe \xc2\x9b"
    "2J \xff\xfe end\r\nFrom: \xe2\x81\xa6x <a@evil.example>"
    "\r\n\r\n\x1b[2J\x1b[Htext with \x08\x08 and \xe2\x80\xae turned",
    0 },
  { 'C', ".", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

/* What is in what: a choice of texts, a mail in the mail, a file behind it. */
static const Said nested[] = {
  { 'S', "220 mx.example.net ESMTP", 0 },
  { 'C', "EHLO host.example.com", 0 },
  { 'S', "250 mx.example.net", 0 },
  { 'C', "AUTH PLAIN AGFsaWNlAHNlc2FtZS1vcGVu", 0 },
  { 'S', "235 ok", 0 },
  { 'C', "MAIL FROM:<alice@example.com>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<bob@example.org>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C',
    "Received: from [192.0.2.8] by host.example.com; Mon, 23 Nov 2026 09:59:00 +0000\r\n"
    "From: =?UTF-8?Q?Alice_=C3=84?= <alice@example.com>\r\n"
    "To: bob@example.org\r\n"
    "Subject: The password,\r\n"
    " and a mail\r\n"
    "X-Mailer: \x1b[2Jpen and paper\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=\"a\"\r\n"
    "\r\n"
    "--a\r\n"
    "Content-Type: multipart/alternative; boundary=\"b\"\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: text/plain\r\n"
    "\r\n"
    "It is sesame-open still.\r\n"
    "--b\r\n"
    "Content-Type: text/html\r\n"
    "\r\n"
    "<p>It is another one.\r\n"
    "--b--\r\n"
    "--a\r\n"
    "Content-Type: message/rfc822\r\n"
    "\r\n"
    "From: carol@example.org\r\n"
    "Subject: What was it\r\n"
    "\r\n"
    "I forgot.\r\n"
    "--a\r\n"
    "Content-Type: application/pdf; name=\"x.pdf\"\r\n"
    "Content-Disposition: attachment\r\n"
    "\r\n"
    "%PDF-1.4\r\n"
    "--a--",
    0 },
  { 'C', ".", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

/* Somebody on the path forges a recipient. */
static const Said copies[] = {
  { 'S', "220 mx.example.net ESMTP", 0 },
  { 'C', "EHLO host.example.com", 0 },
  { 'S', "250 mx.example.net", 0 },
  { 'C', "MAIL FROM:<a@example.com>", 0 },
  { 'd', "first copy \"a@example.com\" in packet 4, second \"b@example.com\" in packet 5", 16 },
  { 'S', "250 Ok", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

/* Two copies of the text of a mail. */
static const Said mail_copies[] = {
  { 'S', "220 mx.example.net ESMTP", 0 },
  { 'C', "EHLO host.example.com", 0 },
  { 'S', "250 mx.example.net", 0 },
  { 'C', "MAIL FROM:<a@example.com>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<b@example.org>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C', "Subject: To be paid\r\n\r\nPay 10 to carol.", 0 },
  { 'd', "first copy \"10 to carol.\" in packet 10, second \"99 to mandy.\" in packet 11", 14 },
  { 'C', ".", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "MAIL FROM:<a@example.com>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<b@example.org>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C', "Subject: Untouched\r\n\r\nHello.", 0 },
  { 'C', ".", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

/* One mail over three hops: the second relay is a mailing list. */
static const Said way_first[] = {
  { 'S', "220 mail.example.com ESMTP", 0 },
  { 'C', "EHLO web.example.com", 0 },
  { 'S', "250 mail.example.com", 0 },
  { 'C', "MAIL FROM:<alice@example.com>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<friends@lists.example.org>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C',
    "Received: from browser.example.com (10.1.2.3) by web.example.com with ESMTPS id W1; Mon, 23 Nov 2026 10:00:00 "
    "+0000\r\n"
    "From: Alice <alice@example.com>\r\n"
    "To: friends@lists.example.org\r\n"
    "Subject: Supper\r\n"
    "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
    "Message-ID: <way@example.com>\r\n"
    "X-Mailer: Web 1\r\n"
    "\r\n"
    "Come at eight.\r\n"
    "There will be soup.",
    0 },
  { 'C', ".", 0 },
  { 'S', "250 Ok: queued as M1", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

static const Said way_second[] = {
  { 'S', "220 lists.example.org ESMTP", 0 },
  { 'C', "EHLO mail.example.com", 0 },
  { 'S', "250 lists.example.org", 0 },
  { 'C', "MAIL FROM:<alice@example.com>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<friends@lists.example.org>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C',
    "Received: from web.example.com ([192.0.2.50]) by mail.example.com with ESMTP id M1; Mon, 23 Nov 2026 10:00:02 "
    "+0000\r\n"
    "Received: from browser.example.com (10.1.2.3) by web.example.com with ESMTPS id W1; Mon, 23 Nov 2026 10:00:00 "
    "+0000\r\n"
    "From: Alice <alice@example.com>\r\n"
    "To: friends@lists.example.org\r\n"
    "Subject: Supper\r\n"
    "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
    "Message-ID: <way@example.com>\r\n"
    "X-Mailer: Web 1\r\n"
    "\r\n"
    "Come at eight.\r\n"
    "There will be soup.",
    0 },
  { 'C', ".", 0 },
  { 'S', "250 Ok: queued as L1", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

static const Said way_third[] = {
  { 'S', "220 mx.example.jp ESMTP", 0 },
  { 'C', "EHLO lists.example.org", 0 },
  { 'S', "250 mx.example.jp", 0 },
  { 'C', "MAIL FROM:<alice@example.com>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "RCPT TO:<friends@lists.example.org>", 0 },
  { 'S', "250 Ok", 0 },
  { 'C', "DATA", 0 },
  { 'S', "354 go on", 0 },
  { 'C',
    "Received: from mail.example.com ([198.51.100.9]) by lists.example.org with ESMTP id L1; Mon, 23 Nov 2026 10:00:05 "
    "+0000\r\n"
    "Received: from web.example.com ([192.0.2.50]) by mail.example.com with ESMTP id M1; Mon, 23 Nov 2026 10:00:02 "
    "+0000\r\n"
    "Received: from browser.example.com (10.1.2.3) by web.example.com with ESMTPS id W1; Mon, 23 Nov 2026 10:00:00 "
    "+0000\r\n"
    "From: Alice <alice@example.com>\r\n"
    "To: friends@lists.example.org\r\n"
    "Subject: [friends] Supper\r\n"
    "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
    "Message-ID: <way@example.com>\r\n"
    "List-Id: <friends.lists.example.org>\r\n"
    "\r\n"
    "Come at eight.\r\n"
    "There will be soup.\r\n"
    "-- \r\n"
    "Leave: http://lists.example.org/",
    0 },
  { 'C', ".", 0 },
  { 'S', "250 Ok: queued as J1", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

static const Said before_records[] = {
  { 'S', "220 mail.hogehoge.or.jp ESMTP", 0 },
  { 'C', "EHLO note-pc.hogehoge.or.jp", 0 },
  { 'S', "250-mail.hogehoge.or.jp\r\n250 STARTTLS", 0 },
  { 'C', "STARTTLS", 0 },
  { 'S', "220 2.0.0 Ready to start TLS", 0 },
  { 0, NULL, 0 },
};

static const Said refused[] = {
  { 'S', "220 mx.example.com ESMTP", 0 },
  { 'C', "EHLO spam.example", 0 },
  { 'S', "554 5.7.1 go away", 0 },
  { 'C', "QUIT", 0 },
  { 'S', "221 Bye", 0 },
  { 0, NULL, 0 },
};

const ModelDialogue model_dialogues[] = {
  { "forged",
    "192.0.2.77",
    "198.51.100.25",
    40001,
    25,
    forged_japanese,
    { "sender-mismatch", "cleartext-message", NULL },
    NULL,
    NULL },
  { "disowned",
    "192.0.2.77",
    "198.51.100.25",
    40008,
    25,
    forged_japanese,
    { "sender-mismatch", NULL },
    NULL,
    "bulk.example.net TXT v=spf1 ip4:192.0.2.77 -all\n"
    "bank.example.jp TXT v=spf1 -all\n"
    "_dmarc.bank.example.jp TXT v=DMARC1; p=reject\n" },
  { "honest",
    "192.0.2.10",
    "198.51.100.25",
    40009,
    25,
    honest,
    { "cleartext-message", NULL },
    NULL,
    "bank.example.jp TXT v=spf1 ip4:192.0.2.10 -all\n" },
  { "submission",
    "192.168.1.20",
    "203.0.113.5",
    50587,
    587,
    submission,
    { "cleartext-credentials", "cleartext-message", NULL },
    NULL,
    NULL },
  { "starttls", "203.0.113.5", "198.51.100.9", 40003, 25, starttls, { NULL }, NULL, NULL },
  { "gap", "192.0.2.8", "198.51.100.25", 40004, 25, with_gap, { "cleartext-message", NULL }, NULL, NULL },
  { "again", "192.0.2.8", "198.51.100.25", 40014, 25, again, { "cleartext-message", NULL }, NULL, NULL },
  { "hostile", "192.0.2.66", "198.51.100.25", 40005, 25, hostile, { NULL }, NULL, NULL },
  { "nested", "192.0.2.8", "198.51.100.25", 40011, 587, nested, { NULL }, NULL, NULL },
  { "mail-copies", "192.0.2.8", "198.51.100.25", 40012, 25, mail_copies, { NULL }, NULL, NULL },
  { "copies", "192.0.2.8", "198.51.100.25", 40010, 25, copies, { NULL }, NULL, NULL },
  { "refused", "2001:db8:1234:5678:9abc:def0:1234:5678", "2001:db8::25", 40006, 25, refused, { NULL }, NULL, NULL },
  { "opened", "203.0.113.5", "198.51.100.9", 40007, 25, before_records, { NULL }, "tls13-starttls-auth", NULL },
  { "way-first", "192.0.2.50", "198.51.100.9", 40010, 25, way_first, { NULL }, NULL, NULL },
  { "way-second", "198.51.100.9", "203.0.113.5", 40011, 25, way_second, { NULL }, NULL, NULL },
  { "way-third", "203.0.113.5", "198.51.100.25", 40012, 25, way_third, { NULL }, NULL, NULL },
  { 0 },
};

const ModelDialogue *
model_dialogue (const char *name)
{
  for (const ModelDialogue *dialogue = model_dialogues; dialogue->name != NULL; dialogue++)
    if (g_str_equal (dialogue->name, name))
      return dialogue;
  g_assert_not_reached ();
}

static void
on_event (gpointer user, SmtpSession *session, const SmtpEvent *event)
{
  ModelRun *run = user;
  run->type->event (run->sink, session, event);
}

ModelRun *
model_run_new (const SinkType *type, gpointer sink)
{
  static const uint8_t seed[SIPHASH_KEY_OCTETS] = { 1 };
  MailPathLimits path_limits;
  ModelRun *run = g_new0 (ModelRun, 1);
  mail_path_limits_init (&path_limits);
  run->paths = mail_paths_new (&path_limits, seed);
  run->type = type;
  run->sink = sink;
  run->storage = (MailStorage){ .keep = true, .mail_memory = 1 << 20, .total_memory = 1 << 24 };
  session_limits_init (&run->surroundings.limits);
  run->surroundings.storage = &run->storage;
  run->surroundings.keys = run->keys = tls_keys_new (100);
  run->surroundings.handler = on_event;
  run->surroundings.user = run;
  run->surroundings.next_id = 1;
  return run;
}

void
model_run_free (ModelRun *run)
{
  g_assert (run->session == NULL);
  mail_paths_free (run->paths);
  tls_keys_free (run->keys);
  g_free (run);
}

static void
set_endpoint (Flow *flow, unsigned side, const char *ip, uint16_t port)
{
  flow->ip_version = strchr (ip, ':') != NULL ? 6 : 4;
  g_assert (inet_pton (flow->ip_version == 6 ? AF_INET6 : AF_INET, ip, flow->side[side].ip) == 1);
  flow->side[side].port = port;
}

static Origin
next_origin (ModelRun *run)
{
  run->packet++;
  Origin origin
      = { .packet = run->packet, .time = model_epoch + run->waited + (int64_t) run->packet * PACKET_NANOSECONDS };
  if (run->traffic.first.packet == 0)
    run->traffic.first = origin;
  run->traffic.last = origin;
  run->traffic.packets++;
  return origin;
}

static void
say (ModelRun *run, const Said *said)
{
  if (said->who == 'w')
    {
      run->waited += said->octets * (int64_t) 1000000000 - PACKET_NANOSECONDS;
      return;
    }
  unsigned side = strchr ("Ccxdr", said->who) != NULL ? 0 : 1;
  Origin origin = next_origin (run);
  if (said->who == 'x' || said->who == 'y')
    {
      smtp_session_gap (run->session, side, run->offset[side], said->octets, false, origin);
      run->offset[side] += said->octets;
      run->traffic.missing[side] += said->octets;
      return;
    }
  if (said->who == 'r' || said->who == 't')
    {
      const Origin before = { .packet = origin.packet - 1, .time = origin.time - PACKET_NANOSECONDS };
      session_repeats_add (run->session, &(SessionRepeat){ .origin = origin,
                                                           .first = said->octets > 0 ? before : (Origin){ 0 },
                                                           .offset = run->offset[side] - said->octets,
                                                           .length = said->octets,
                                                           .side = (uint8_t) side,
                                                           .keep_alive = said->octets == 0 });
      return;
    }
  if (said->who == 'd' || said->who == 'e')
    {
      smtp_session_ambiguity (run->session, side, run->offset[side] - said->octets, said->octets, said->text, origin);
      return;
    }
  GString *octets = g_string_new_len (said->text, said->octets > 0 ? (gssize) said->octets : -1);
  if (g_ascii_isupper (said->who))
    g_string_append (octets, "\r\n");
  smtp_session_feed (run->session, side, octets_of (octets->str, octets->len), run->offset[side], origin);
  run->offset[side] += octets->len;
  run->traffic.octets[side] += octets->len;
  g_string_free (octets, TRUE);
}

/* Over what the packets came. */
static void
give_way (Flow *flow)
{
  static const uint8_t macs[2][6] = { { 2, 0, 0x5e, 0x10, 0, 1 }, { 2, 0, 0x5e, 0x10, 0, 2 } };
  for (int side = 0; side < 2; side++)
    {
      flow->side[side].has_mac = true;
      memcpy (flow->side[side].mac, macs[side], sizeof macs[side]);
    }
  flow->vlans = 2;
  flow->vlan[0] = 10;
  flow->vlan[1] = 200;
  flow->tunnels = 1;
  flow->tunnel[0] = "gre";
  flow->wifi = (FlowWifi){ .present = true, .ssid_length = 4, .ssid = "cafe", .bssid = { 2, 0, 0, 0, 0, 9 } };
  memcpy (flow->wifi.station, macs[0], sizeof macs[0]);
}

/* What the file of the packets says. */
static SessionNotes *
notes_new (void)
{
  SessionNotes *notes = session_notes_new ();
  notes->interface = g_strdup ("mon0\033[2J");
  g_ptr_array_add (notes->names[0], g_strdup ("printer.example.com"));
  g_ptr_array_add (notes->names[0], g_strdup ("bad\342\200\256name"));
  g_ptr_array_add (notes->names[1], g_strdup ("mx.example.net"));
  session_notes_comment (notes, &(Origin){ .packet = 11 }, g_strdup ("here the\r\ncapture lost much\033]0;x\007"));
  return notes;
}

void
model_run_by_checks (ModelRun *run)
{
  run->by_checks = true;
}

void
model_run_begin (ModelRun *run, const ModelDialogue *dialogue, size_t lines)
{
  g_assert (run->session == NULL);
  Flow flow = { 0 };
  set_endpoint (&flow, 0, dialogue->client, dialogue->client_port);
  set_endpoint (&flow, 1, dialogue->server, dialogue->server_port);
  if (g_str_equal (dialogue->name, "again"))
    give_way (&flow);
  run->dialogue = dialogue;
  run->session = smtp_session_new (&flow, false, &run->surroundings);
  run->traffic = (SessionTraffic){ 0 };
  run->offset[0] = run->offset[1] = 0;
  run->said = 0;
  model_run_go_on (run, lines);
}

void
model_run_go_on (ModelRun *run, size_t lines)
{
  for (; lines > 0 && run->dialogue->said[run->said].who != 0; lines--)
    say (run, &run->dialogue->said[run->said++]);
}

static void
say_records (ModelRun *run)
{
  g_autoptr (GPtrArray) traces = tls_traces_new ();
  const TlsTrace *trace = tls_trace_find (traces, run->dialogue->trace);
  tls_keys_feed (run->keys, octets_of_string (trace->key_log->str));
  for (guint i = 0; i < trace->records->len; i++)
    {
      const TracedRecord *record = g_ptr_array_index (trace->records, i);
      unsigned side = record->side == SIDE_CLIENT ? 0 : 1;
      Octets octets = octets_of (record->octets->data, record->octets->len);
      smtp_session_feed (run->session, side, octets, run->offset[side], next_origin (run));
      run->offset[side] += octets.length;
      run->traffic.octets[side] += octets.length;
    }
}

static const SmtpCommand *
command_of (const SmtpSession *session, SmtpVerb verb)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      if (event->type == EVENT_COMMAND && event->command->verb == verb)
        return event->command;
    }
  return NULL;
}

static void
add_finding (SmtpSession *session, const char *id)
{
  for (size_t i = 0; i < G_N_ELEMENTS (model_checks); i++)
    {
      const Check *check = &model_checks[i];
      if (!g_str_equal (check->id, id))
        continue;
      bool login = g_str_equal (id, "cleartext-credentials");
      const SmtpTransaction *transaction
          = session->transactions->len > 0 && !login ? g_ptr_array_index (session->transactions, 0) : NULL;
      Finding *finding = finding_add (session, check, transaction, "%s, as the dialogue shows.", check->title);
      const SmtpCommand *command = command_of (session, login ? VERB_AUTH : VERB_MAIL);
      const SmtpEvent *event = NULL;
      for (guint e = 0; e < session->events->len; e++)
        if (smtp_session_event (session, e)->type == EVENT_COMMAND
            && smtp_session_event (session, e)->command == command)
          event = smtp_session_event (session, e);
      if (event != NULL)
        finding_cite_event (finding, event);
    }
}

void
model_run_end (ModelRun *run)
{
  if (run->session == NULL)
    return;
  model_run_go_on (run, SIZE_MAX);
  if (run->dialogue->trace != NULL)
    say_records (run);
  if (smtp_session_end (run->session, SESSION_FIN, &run->traffic))
    {
      DnsFacts *facts = run->dialogue->zone != NULL ? dns_words_zone_new (run->dialogue->zone) : NULL;
      mail_paths_follow (run->paths, run->session);
      if (facts != NULL)
        sender_judge (run->session, facts);
      for (int i = 0; !run->by_checks && run->dialogue->findings[i] != NULL; i++)
        add_finding (run->session, run->dialogue->findings[i]);
      if (run->by_checks)
        checks_run (run->session, NULL);
      else
        sender_conclude (run->session);
      dns_facts_free (facts);
      if (g_str_equal (run->dialogue->name, "again"))
        run->session->notes = notes_new ();
      run->type->session (run->sink, run->session);
    }
  smtp_session_unref (run->session);
  run->session = NULL;
}

void
model_run_dialogue (ModelRun *run, const ModelDialogue *dialogue)
{
  model_run_begin (run, dialogue, SIZE_MAX);
  model_run_end (run);
}

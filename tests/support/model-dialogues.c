/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogues of the model (see model-sessions.h): what is said in each, line by line. */
#include "config.h"

#include "tests/support/model-sessions.h"

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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where octets are missing: gaps in either stream, one stream alone, begins in the
 * middle.  Later mails survive, and none is invented. */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

static const DialogueCase cases[] = {
  { .name = "the answer to STARTTLS lost, commands slipped in: TLS is no line",
    .turns = { BEGIN,
               { 'C', "STARTTLS\r\nRSET\r\n", 0 },
               { 's', "", 30 },
               { 'C', "\x16\x03\x01\x00\x02\x01\n", 7 },
               { 'S', "\x16\x03\x03\x00\x02\x02\n", 7 },
               { 0 } },
    .log = BEGIN_LOG "command STARTTLS\n"
                     "gap server 30\n"
                     "anomaly assumed-commands\n"
                     "command RSET\n"
                     "tls\n"
                     "end\n" },
  { .name = "the same, and DATA: TLS is no mail",
    .turns = { BEGIN,
               { 'C', "STARTTLS\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 's', "", 30 },
               { 'C', "\x16\x03\x01\x00\x02\x01\n", 7 },
               { 'S', "\x16\x03\x03\x00\x02\x02\n", 7 },
               { 0 } },
    .log = BEGIN_LOG "command STARTTLS\n"
                     "gap server 30\n"
                     "anomaly assumed-commands\n"
                     "command MAIL FROM:<a@x.example>\n"
                     "command RCPT TO:<b@y.example>\n"
                     "command DATA\n"
                     "tls\n"
                     "transaction-end 1 unfinished\n"
                     "end\n"
                     "#1 from=a@x.example to=b@y.example(0) reply=0\n" },
  { .name = "the answer to EHLO lost: what only AUTH is answered with is for AUTH",
    .turns = { { 'S', "220 mail.example ESMTP\r\n", 0 },
               { 'C', "EHLO c.example\r\n", 0 },
               { 'C', "AUTH CRAM-MD5\r\n", 0 },
               { 'C', "YQ==\r\n", 0 },
               { 's', "", 80 },
               { 'S', "535 no\r\n", 0 },
               { 0 } },
    .log = "greeting 220\n"
           "command EHLO c.example\n"
           "command AUTH CRAM-MD5\n"
           "gap server 80\n"
           "auth-line YQ== secret=YQ==\n"
           "reply 535 to AUTH\n"
           "auth CRAM-MD5 user= password= rejected\n"
           "end\n" },
  { .name = "EHLO is lost, and XFORWARD begins what is seen",
    .turns = { { 'S', "220 mx.example ESMTP\r\n", 0 },
               { 'c', "", 20 },
               { 'S', "250 mx.example\r\n", 0 },
               { 'C', "XFORWARD NAME=a.example ADDR=192.0.2.1\r\nXFORWARD PROTO=ESMTP HELO=a\r\n", 0 },
               { 'S', "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = "greeting 220\n"
           "gap client 20\n"
           "reply 250\n"
           "anomaly resync\n"
           "command XFORWARD NAME=a.example ADDR=192.0.2.1\n"
           "command XFORWARD PROTO=ESMTP HELO=a\n"
           "reply 250 to XFORWARD\n"
           "reply 250 to XFORWARD\n"
           "command QUIT\n"
           "reply 221 to QUIT\n"
           "end\n" },
  { .name = "of an AUTH that is lost the last two responses are no mail, the client alone",
    .turns = { { 'C', "EHLO c\r\n", 0 },
               { 'c', "", 30 },
               { 'C', "cj1hYmM=\r\n", 0 },
               { 'C', "\r\n", 0 },
               { 'C', "QUIT\r\n", 0 },
               END },
    .log = "command EHLO c\n"
           "gap client 30\n"
           "anomaly truncated-line\n"
           "anomaly resync\n"
           "command QUIT\n"
           "end\n" },
  { .name = "MAIL and the end of the mail before it are lost, and the answer to that mail",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "abc\r\n", 0 },
               { 'c', "", 10 },
               { 's', "", 8 },
               { 'C', " SIZE=766\r\n", 0 },
               { 'S', "250 2.1.0 Ok\r\n", 0 },
               { 'C', "RCPT TO:<d@y.example>\r\n", 0 },
               { 'S', "250 2.1.5 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = "greeting 220\n"
           "command HELO c.example\n"
           "reply 250 to HELO\n"
           "command MAIL FROM:<a@x.example>\n"
           "reply 250 to MAIL\n"
           "command RCPT TO:<b@y.example>\n"
           "reply 250 to RCPT\n"
           "command DATA\n"
           "reply 354 to DATA\n"
           "data-begin 1\n"
           "gap client 10\n"
           "gap server 8\n"
           "anomaly truncated-data\n"
           "message 1 gap\n"
           "reply 250\n"
           "command RCPT TO:<d@y.example>\n"
           "reply 250 to RCPT\n"
           "command QUIT\n"
           "reply 221 to QUIT\n"
           "transaction-end 1 unfinished\n"
           "transaction-end 2 aborted\n"
           "end\n"
           "#1 from=a@x.example to=b@y.example(250) reply=0 mail=abc\\r\\n missing=10@5\n"
           "#2 from=? to=d@y.example(250) reply=0\n" },
  { .name = "MAIL amid pipelined commands is lost, and its answer is no RCPT's",
    .turns = { BEGIN,
               { 'c', "", 25 },
               { 'C', "RCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 'S', "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go\r\n", 0 },
               { 'C', "abc\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = "greeting 220\n"
           "command HELO c.example\n"
           "reply 250 to HELO\n"
           "gap client 25\n"
           "anomaly resync\n"
           "command RCPT TO:<b@y.example>\n"
           "command DATA\n"
           "reply 250\n"
           "reply 250 to RCPT\n"
           "reply 354 to DATA\n"
           "data-begin 1\n"
           "message 1 complete\n"
           "reply 250 to DATA\n"
           "transaction-end 1 accepted\n"
           "command QUIT\n"
           "reply 221 to QUIT\n"
           "end\n"
           "#1 from=? to=b@y.example(250) reply=250 mail=abc\\r\\n\n" },
  { .name = "a lone dot behind a gap ends the mail",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "abc\r\n", 0 },
               { 'c', "", 10 },
               { 'C', ".\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG "gap client 10\n"
                                           "message 1 gap\n"
                                           "reply 250 to DATA\n"
                                           "transaction-end 1 accepted\n" QUIT_LOG FROM_TO
                                           "reply=250 mail=abc\\r\\n missing=10@5\n" },
  { .name = "a lone dot behind a gap, the client alone",
    .turns = { { 'C', "HELO c\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\n", 0 },
               { 'C', "DATA\r\n", 0 },
               { 'C', "abc\r\n", 0 },
               { 'c', "", 10 },
               { 'C', ".\r\n", 0 },
               { 'C', "QUIT\r\n", 0 },
               END },
    .log = "command HELO c\n"
           "command MAIL FROM:<a@x.example>\n"
           "command RCPT TO:<b@y.example>\n"
           "command DATA\n"
           "data-begin 1\n"
           "anomaly assumed-data\n"
           "gap client 10\n"
           "message 1 gap\n"
           "command QUIT\n"
           "transaction-end 1 unfinished\n"
           "end\n"
           "#1 from=a@x.example to=b@y.example(0) reply=0 mail=abc\\r\\n missing=10@5\n" },
  { .name = "a gap that swallowed the end of the mail, the client alone",
    .turns = { { 'C', "HELO c\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\n", 0 },
               { 'C', "DATA\r\n", 0 },
               { 'C', "abc\r\n", 0 },
               { 'c', "", 10 },
               { 'C', "MAIL FROM:<c@x.example>\r\n", 0 },
               { 'C', "RCPT TO:<d@y.example>\r\n", 0 },
               { 'C', "DATA\r\n", 0 },
               { 'C', "two\r\n.\r\n", 0 },
               { 'C', "QUIT\r\n", 0 },
               END },
    .log = "command HELO c\n"
           "command MAIL FROM:<a@x.example>\n"
           "command RCPT TO:<b@y.example>\n"
           "command DATA\n"
           "data-begin 1\n"
           "anomaly assumed-data\n"
           "gap client 10\n"
           "anomaly truncated-data\n"
           "message 1 gap\n"
           "anomaly resync\n"
           "command MAIL FROM:<c@x.example>\n"
           "command RCPT TO:<d@y.example>\n"
           "command DATA\n"
           "data-begin 2\n"
           "anomaly assumed-data\n"
           "message 2 complete\n"
           "command QUIT\n"
           "transaction-end 1 unfinished\n"
           "transaction-end 2 unfinished\n"
           "end\n"
           "#1 from=a@x.example to=b@y.example(0) reply=0 mail=abc\\r\\n missing=10@5\n"
           "#2 from=c@x.example to=d@y.example(0) reply=0 mail=two\\r\\n\n" },
  { .name = "a gap that swallowed the end of the mail and half of MAIL, the client alone",
    .turns = { { 'C', "HELO c\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\n", 0 },
               { 'C', "DATA\r\n", 0 },
               { 'C', "abc\r\n", 0 },
               { 'c', "", 10 },
               { 'C', "OM:<c@x.example>\r\n", 0 },
               { 'C', "RCPT TO:<d@y.example>\r\n", 0 },
               { 'C', "DATA\r\n", 0 },
               { 'C', "two\r\n.\r\n", 0 },
               { 'C', "QUIT\r\n", 0 },
               END },
    .log = "command HELO c\n"
           "command MAIL FROM:<a@x.example>\n"
           "command RCPT TO:<b@y.example>\n"
           "command DATA\n"
           "data-begin 1\n"
           "anomaly assumed-data\n"
           "gap client 10\n"
           "anomaly truncated-data\n"
           "message 1 gap\n"
           "anomaly resync\n"
           "command RCPT TO:<d@y.example>\n"
           "command DATA\n"
           "data-begin 2\n"
           "anomaly assumed-data\n"
           "message 2 complete\n"
           "command QUIT\n"
           "transaction-end 1 unfinished\n"
           "transaction-end 2 unfinished\n"
           "end\n"
           "#1 from=a@x.example to=b@y.example(0) reply=0 mail=abc\\r\\n missing=10@5\n"
           "#2 from=? to=d@y.example(0) reply=0 mail=two\\r\\n\n" },
  { .name = "a gap between two lines of a mail that speaks of commands",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "abc\r\n", 0 },
               { 'c', "", 10 },
               { 'C', "then say\r\nor this\r\nQUIT\r\nit ends\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "gap client 10\n"
    "message 1 gap\n"
    "reply 250 to DATA\n"
    "transaction-end 1 accepted\n" QUIT_LOG FROM_TO
    "reply=250 mail=abc\\r\\nthen say\\r\\nor this\\r\\nQUIT\\r\\nit ends\\r\\n missing=10@5\n" },
  { .name = "a gap in the CR of the end of the mail",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "abc\r\n.", 0 },
               { 'c', "", 1 },
               { 'C', "\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log
    = BEGIN_LOG ENVELOPE_LOG DATA_LOG "gap client 1\n"
                                      "anomaly truncated-data\n"
                                      "message 1 gap\n"
                                      "reply 250 to DATA\n"
                                      "transaction-end 1 accepted\n"
                                      "anomaly resync\n" QUIT_LOG FROM_TO "reply=250 mail=abc\\r\\n missing=1@5\n" },
  { .name = "a gap in the mail at a dot that is doubled",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "abc\r\n.", 0 },
               { 'c', "", 1 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG "gap client 1\n"
                                           "message 1 gap\n"
                                           "reply 250 to DATA\n"
                                           "transaction-end 1 accepted\n" QUIT_LOG FROM_TO
                                           "reply=250 mail=abc\\r\\nx\\r\\n missing=1@5\n" },
  { .name = "two gaps with half a command between them",
    .turns = { BEGIN,
               { 'c', "", 5 },
               { 'C', "MAI", 0 },
               { 'c', "", 7 },
               { 'C', "<q@x.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "gap client 5\n"
                     "anomaly truncated-line\n"
                     "gap client 7\n"
                     "anomaly truncated-line\n"
                     "reply 250\n" ENVELOPE_LOG DATA_LOG "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n"
                     "end\n" FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "a gap in RCPT: the mail survives, half an address is none",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RCPT TO:<b@", 0 },
               { 'c', "", 9 },
               { 'C', "e>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x.example>\n"
                     "reply 250 to MAIL\n"
                     "gap client 9\n"
                     "command RCPT TO:<b@\n"
                     "anomaly truncated-line\n"
                     "anomaly bad-path\n"
                     "anomaly truncated-line\n"
                     "reply 250 to RCPT\n" DATA_LOG "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n" QUIT_LOG "#1 from=a@x.example reply=250 mail=x\\r\\n\n" },
  { .name = "a gap that swallowed MAIL and RCPT",
    .turns = { BEGIN,
               { 'c', "", 50 },
               { 'S', "250 Ok\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "gap client 50\n"
                     "reply 250\n"
                     "reply 250\n"
                     "anomaly resync\n" DATA_LOG "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n" QUIT_LOG "#1 from=? reply=250 mail=x\\r\\n\n" },
  { .name = "a gap in both streams that swallowed a whole transaction",
    .turns = { BEGIN,
               { 'c', "", 90 },
               { 's', "", 60 },
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "gap client 90\n"
                     "gap server 60\n"
                     "anomaly resync\n" ENVELOPE_LOG DATA_LOG "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "the server alone, from its gaps",
    .turns = { { 'S', "220 mail.example ESMTP\r\n", 0 },
               { 'c', "", 16 },
               { 'S', "250 hi\r\n", 0 },
               { 'c', "", 25 },
               { 'S', "250 Ok\r\n", 0 },
               { 'c', "", 20 },
               { 'S', "250 Ok\r\n", 0 },
               { 'c', "", 6 },
               { 'S', "354 go\r\n", 0 },
               { 'c', "", 500 },
               { 'S', "250 2.0.0 queued\r\n", 0 },
               { 'c', "", 6 },
               { 'S', "221 bye\r\n", 0 },
               END },
    .log = "greeting 220\n"
           "gap client 16\n"
           "reply 250\n"
           "gap client 25\n"
           "reply 250\n"
           "gap client 20\n"
           "reply 250\n"
           "gap client 6\n"
           "reply 354\n"
           "data-begin 1\n"
           "gap client 500\n"
           "anomaly truncated-data\n"
           "message 1 gap\n"
           "reply 250 to (lost)\n"
           "transaction-end 1 accepted\n"
           "gap client 6\n"
           "reply 221\n"
           "end\n"
           "#1 from=? reply=250 mail= missing=506@0\n" },
  { .name = "the client alone, the answers known to be lost",
    .turns = { { 'C', "EHLO c\r\n", 0 },
               { 's', "", 30 },
               { 'C', "MAIL FROM:<a@x.example>\r\n", 0 },
               { 's', "", 8 },
               { 'C', "RCPT TO:<b@y.example>\r\n", 0 },
               { 's', "", 8 },
               { 'C', "DATA\r\n", 0 },
               { 's', "", 8 },
               { 'C', "text\r\n.\r\n", 0 },
               { 's', "", 8 },
               { 'C', "MAIL FROM:<c@x.example>\r\n", 0 },
               { 's', "", 8 },
               { 'C', "RCPT TO:<d@y.example>\r\n", 0 },
               { 's', "", 8 },
               { 'C', "DATA\r\n", 0 },
               { 's', "", 8 },
               { 'C', "two\r\n.\r\n", 0 },
               { 's', "", 8 },
               { 'C', "QUIT\r\n", 0 },
               END },
    .log = "command EHLO c\n"
           "gap server 30\n"
           "command MAIL FROM:<a@x.example>\n"
           "gap server 8\n"
           "command RCPT TO:<b@y.example>\n"
           "gap server 8\n"
           "command DATA\n"
           "gap server 8\n"
           "data-begin 1\n"
           "anomaly assumed-data\n"
           "message 1 complete\n"
           "gap server 8\n"
           "command MAIL FROM:<c@x.example>\n"
           "gap server 8\n"
           "command RCPT TO:<d@y.example>\n"
           "gap server 8\n"
           "command DATA\n"
           "gap server 8\n"
           "data-begin 2\n"
           "anomaly assumed-data\n"
           "message 2 complete\n"
           "gap server 8\n"
           "command QUIT\n"
           "transaction-end 1 unfinished\n"
           "transaction-end 2 unfinished\n"
           "end\n"
           "#1 from=a@x.example to=b@y.example(0) reply=0 mail=text\\r\\n\n"
           "#2 from=c@x.example to=d@y.example(0) reply=0 mail=two\\r\\n\n" },
  { .name = "the client alone, DATA refused as its next command shows",
    .turns = { { 'C', "EHLO c\r\n", 0 },
               { 's', "", 30 },
               { 'C', "MAIL FROM:<a@x.example>\r\n", 0 },
               { 's', "", 8 },
               { 'C', "RCPT TO:<b@y.example>\r\n", 0 },
               { 's', "", 8 },
               { 'C', "DATA\r\n", 0 },
               { 's', "", 8 },
               { 'C', "RSET\r\n", 0 },
               { 's', "", 8 },
               { 'C', "QUIT\r\n", 0 },
               END },
    .log = "command EHLO c\n"
           "gap server 30\n"
           "command MAIL FROM:<a@x.example>\n"
           "gap server 8\n"
           "command RCPT TO:<b@y.example>\n"
           "gap server 8\n"
           "command DATA\n"
           "gap server 8\n"
           "anomaly assumed-commands\n"
           "command RSET\n"
           "gap server 8\n"
           "command QUIT\n"
           "transaction-end 1 aborted\n"
           "end\n"
           "#1 from=a@x.example to=b@y.example(0) reply=0\n" },
  { .name = "the 354 lost, and told late",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "DATA\r\n", 0 },
               { 'C', "text\r\n.\r\n", 0 },
               { 's', "", 8 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command DATA\n"
                                  "gap server 8\n"
                                  "data-begin 1\n"
                                  "anomaly assumed-data\n"
                                  "message 1 complete\n"
                                  "reply 250 to DATA\n"
                                  "transaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=text\\r\\n\n" },
  { .name = "the greeting lost behind a client that spoke",
    .turns = { { 'C', "EHLO c\r\n", 0 },
               { 's', "", 20 },
               { 'S', "554 no\r\n", 0 },
               { 'C', "HELO c\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = "command EHLO c\n"
           "gap server 20\n"
           "reply 554 to EHLO\n"
           "command HELO c\n"
           "reply 250 to HELO\n"
           "end\n" },
  { .name = "a gap in a reply of several lines",
    .turns = { { 'S', "220 mail.example ESMTP\r\n", 0 },
               { 'C', "EHLO c\r\n", 0 },
               { 'S', "250-mail.example\r\n250-PIPE", 0 },
               { 's', "", 20 },
               { 'S', "G\r\n250 HELP\r\n", 0 },
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = "greeting 220\n"
           "command EHLO c\n"
           "anomaly truncated-line\n"
           "gap server 20\n"
           "reply 250 to EHLO\n" ENVELOPE_LOG DATA_LOG "message 1 complete\n"
           "reply 250 to DATA\n"
           "transaction-end 1 accepted\n"
           "end\n" FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "replies lost while commands were pipelined",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 's', "", 14 },
               { 'S', "250 2.1.5 Ok\r\n354 go\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x.example>\n"
                     "command RCPT TO:<b@y.example>\n"
                     "command DATA\n"
                     "gap server 14\n"
                     "reply 250 to RCPT\n"
                     "reply 354 to DATA\n"
                     "data-begin 1\n"
                     "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "STARTTLS and its answer lost: TLS is told by its records",
    .turns = { BEGIN,
               { 'c', "", 10 },
               { 's', "", 8 },
               { 'C', "\x16\x03\x01\x00\x05hello", 10 },
               { 'S', "\x16\x03\x03\x00", 4 },
               END },
    .log = BEGIN_LOG "gap client 10\n"
                     "gap server 8\n"
                     "tls\n"
                     "end\n" },
  { .name = "picked up behind DATA",
    .turns = { { 'C', "Subject: x\r\n\r\ntext\r\n.\r\n", 0 }, { 'S', "250 Ok\r\n", 0 }, ENVELOPE, END },
    .log = "data-begin 1\n"
           "anomaly assumed-data\n"
           "message 1 gap\n"
           "reply 250 to (lost)\n"
           "transaction-end 1 accepted\n" ENVELOPE_LOG "transaction-end 2 unfinished\n"
           "end\n"
           "#1 from=? reply=250 mail=Subject: x\\r\\n\\r\\ntext\\r\\n\n"
           "#2 from=a@x.example to=b@y.example(250) reply=0\n",
    .midstream = true },
  { .name = "picked up at the answer to the mail",
    .turns
    = { { 'S', "250 Ok\r\n", 0 }, ENVELOPE, DATA_TURNS, { 'C', "x\r\n.\r\n", 0 }, { 'S', "250 Ok\r\n", 0 }, END },
    .log = "reply 250\n" ENVELOPE_LOG DATA_LOG "message 1 complete\n"
           "reply 250 to DATA\n"
           "transaction-end 1 accepted\n"
           "end\n" FROM_TO "reply=250 mail=x\\r\\n\n",
    .midstream = true },
  { .name = "picked up in the middle of a command",
    .turns = { { 'C', "ROM:<a@x.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RCPT TO:<b@y.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = "anomaly truncated-line\n"
           "reply 250\n"
           "command RCPT TO:<b@y.example>\n"
           "reply 250 to RCPT\n" DATA_LOG "message 1 complete\n"
           "reply 250 to DATA\n"
           "transaction-end 1 accepted\n"
           "end\n"
           "#1 from=? to=b@y.example(250) reply=250 mail=x\\r\\n\n",
    .midstream = true },
};

int
main (void)
{
  return dialogue_cases_main (cases, G_N_ELEMENTS (cases));
}

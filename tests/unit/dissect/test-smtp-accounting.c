/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which reply belongs to which command, and which mail to which transaction: bursts
 * (RFC 2920), refusals in the middle of them, and commands as people type them. */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

static const DialogueCase cases[] = {
  { .name = "RCPT sent behind a nested MAIL belongs to the outer one",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nMAIL FROM:<n@x>\r\nRCPT TO:<c@y>\r\nDATA\r\n", 0 },
               { 'S', "250 ok\r\n250 ok\r\n503 nested\r\n250 ok\r\n354 go\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log
    = BEGIN_LOG "command MAIL FROM:<a@x>\n"
                "command RCPT TO:<b@y>\n"
                "command MAIL FROM:<n@x>\n"
                "command RCPT TO:<c@y>\n"
                "command DATA\n"
                "reply 250 to MAIL\n"
                "reply 250 to RCPT\n"
                "reply 503 to MAIL\n"
                "transaction-end 2 rejected\n"
                "reply 250 to RCPT\n"
                "reply 354 to DATA\n"
                "data-begin 1\n"
                "message 1 complete\n"
                "reply 250 to DATA\n"
                "transaction-end 1 accepted\n" QUIT_LOG "#1 from=a@x to=b@y(250) to=c@y(250) reply=250 mail=x\\r\\n\n"
                "#2 from=n@x reply=503\n" },
  { .name = "a nested MAIL that the server takes ends the outer one",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "MAIL FROM:<n@x>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RCPT TO:<c@y>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command MAIL FROM:<n@x>\n"
                                  "reply 250 to MAIL\n"
                                  "transaction-end 1 aborted\n"
                                  "command RCPT TO:<c@y>\n"
                                  "reply 250 to RCPT\n"
                                  "command DATA\n"
                                  "reply 354 to DATA\n"
                                  "data-begin 2\n"
                                  "message 2 complete\n"
                                  "reply 250 to DATA\n"
                                  "transaction-end 2 accepted\n"
                                  "end\n" FROM_TO "reply=0\n"
                                  "#2 from=n@x to=c@y(250) reply=250 mail=x\\r\\n\n" },
  { .name = "RSET behind a nested MAIL, all in one burst",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x>\r\nMAIL FROM:<n@x>\r\nRSET\r\nMAIL FROM:<c@x>\r\nRCPT TO:<d@y>\r\nDATA\r\n", 0 },
               { 'S', "250 ok\r\n503 nested\r\n250 ok\r\n550 no\r\n503 no\r\n503 no\r\n", 0 },
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x>\n"
                     "command MAIL FROM:<n@x>\n"
                     "transaction-end 1 aborted\n"
                     "command RSET\n"
                     "command MAIL FROM:<c@x>\n"
                     "command RCPT TO:<d@y>\n"
                     "command DATA\n"
                     "reply 250 to MAIL\n"
                     "reply 503 to MAIL\n"
                     "transaction-end 2 rejected\n"
                     "reply 250 to RSET\n"
                     "reply 550 to MAIL\n"
                     "transaction-end 3 rejected\n"
                     "reply 503 to RCPT\n"
                     "reply 503 to DATA\n" ENVELOPE_LOG "command DATA\n"
                     "reply 354 to DATA\n"
                     "data-begin 4\n"
                     "message 4 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 4 accepted\n"
                     "end\n"
                     "#1 from=a@x reply=0\n"
                     "#2 from=n@x reply=503\n"
                     "#3 from=c@x to=d@y(503) reply=550\n"
                     "#4 from=a@x.example to=b@y.example(250) reply=250 mail=x\\r\\n\n" },
  { .name = "EHLO refused inside a transaction leaves it as it was",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "EHLO again\r\n", 0 },
               { 'S', "503 no\r\n", 0 },
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command EHLO again\n"
                                  "reply 503 to EHLO\n" DATA_LOG "message 1 complete\n"
                                  "reply 250 to DATA\n"
                                  "transaction-end 1 accepted\n"
                                  "end\n" FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "a second EHLO ends the transaction",
    .turns = { BEGIN, ENVELOPE, { 'C', "EHLO again\r\n", 0 }, { 'S', "250 Ok\r\n", 0 }, QUIT_TURNS, END },
    .log = BEGIN_LOG ENVELOPE_LOG "command EHLO again\n"
                                  "reply 250 to EHLO\n"
                                  "transaction-end 1 aborted\n" QUIT_LOG FROM_TO "reply=0\n" },
  { .name = "one reply too many does not make the mail into commands",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 'S', "250 ok\r\n250 extra\r\n250 ok\r\n354 go\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x.example>\n"
                     "command RCPT TO:<b@y.example>\n"
                     "command DATA\n"
                     "reply 250 to MAIL\n"
                     "reply 250 to RCPT\n"
                     "reply 250\n"
                     "anomaly unmatched-reply\n"
                     "reply 354 to DATA\n"
                     "data-begin 1\n"
                     "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "all refused, in one burst; the next burst is taken",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 'S', "550 no\r\n503 no\r\n503 no\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 'S', "250 ok\r\n250 ok\r\n354 ok\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x.example>\n"
                     "command RCPT TO:<b@y.example>\n"
                     "command DATA\n"
                     "reply 550 to MAIL\n"
                     "transaction-end 1 rejected\n"
                     "reply 503 to RCPT\n"
                     "reply 503 to DATA\n"
                     "command MAIL FROM:<a@x.example>\n"
                     "command RCPT TO:<b@y.example>\n"
                     "command DATA\n"
                     "reply 250 to MAIL\n"
                     "reply 250 to RCPT\n"
                     "reply 354 to DATA\n"
                     "data-begin 2\n"
                     "message 2 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 2 accepted\n"
                     "end\n"
                     "#1 from=a@x.example to=b@y.example(503) reply=550\n"
                     "#2 from=a@x.example to=b@y.example(250) reply=250 mail=x\\r\\n\n" },
  { .name = "unknown commands keep their slot",
    .turns = { BEGIN,
               { 'C', "XFOO\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\n\r\nXBAR a b\r\nDATA\r\n", 0 },
               { 'S', "500 what\r\n250 ok\r\n250 ok\r\n500 empty\r\n500 what\r\n354 go\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command XFOO\n"
                     "anomaly unknown-command\n"
                     "command MAIL FROM:<a@x.example>\n"
                     "command RCPT TO:<b@y.example>\n"
                     "command \n"
                     "anomaly unknown-command\n"
                     "command XBAR a b\n"
                     "anomaly unknown-command\n"
                     "command DATA\n"
                     "reply 500 to XFOO\n"
                     "reply 250 to MAIL\n"
                     "reply 250 to RCPT\n"
                     "reply 500 to (lost)\n"
                     "reply 500 to XBAR\n"
                     "reply 354 to DATA\n"
                     "data-begin 1\n"
                     "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "a recipient refused among others",
    .turns
    = { BEGIN,
        { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nRCPT TO:<no@y>\r\nRCPT TO:<c@y>\r\nDATA\r\n", 0 },
        { 'S', "250 ok\r\n250 ok\r\n550-5.1.1 no\r\n550 5.1.1 such user\r\n251 will forward\r\n354 go\r\n", 0 },
        { 'C', "x\r\n.\r\n", 0 },
        { 'S', "250 Ok\r\n", 0 },
        END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x.example>\n"
                     "command RCPT TO:<b@y.example>\n"
                     "command RCPT TO:<no@y>\n"
                     "command RCPT TO:<c@y>\n"
                     "command DATA\n"
                     "reply 250 to MAIL\n"
                     "reply 250 to RCPT\n"
                     "reply 550 to RCPT\n"
                     "reply 251 to RCPT\n"
                     "reply 354 to DATA\n"
                     "data-begin 1\n"
                     "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n"
                     "end\n" FROM_TO "to=no@y(550) to=c@y(251) reply=250 mail=x\\r\\n\n" },
  { .name = "all recipients refused, then RSET and a better envelope, in one burst",
    .turns
    = { BEGIN,
        { 'C',
          "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nRSET\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n",
          0 },
        { 'S', "250 ok\r\n550 no\r\n250 reset\r\n250 ok\r\n250 ok\r\n354 go\r\n", 0 },
        { 'C', "x\r\n.\r\n", 0 },
        { 'S', "250 Ok\r\n", 0 },
        QUIT_TURNS,
        END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x>\n"
                     "command RCPT TO:<b@y>\n"
                     "command RSET\n"
                     "command MAIL FROM:<a@x.example>\n"
                     "command RCPT TO:<b@y.example>\n"
                     "command DATA\n"
                     "reply 250 to MAIL\n"
                     "reply 550 to RCPT\n"
                     "reply 250 to RSET\n"
                     "transaction-end 1 rejected\n"
                     "reply 250 to MAIL\n"
                     "reply 250 to RCPT\n"
                     "reply 354 to DATA\n"
                     "data-begin 2\n"
                     "message 2 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 2 accepted\n" QUIT_LOG "#1 from=a@x to=b@y(550) reply=550\n"
                     "#2 from=a@x.example to=b@y.example(250) reply=250 mail=x\\r\\n\n" },
  { .name = "DATA refused for now, then taken",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "DATA\r\n", 0 },
               { 'S', "451 later\r\n", 0 },
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command DATA\n"
                                  "reply 451 to DATA\n" DATA_LOG "message 1 complete\n"
                                  "reply 250 to DATA\n"
                                  "transaction-end 1 accepted\n"
                                  "end\n" FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "421 in the middle of the mail",
    .turns = { BEGIN, ENVELOPE, DATA_TURNS, { 'C', "x\r\n", 0 }, { 'S', "421 timeout\r\n", 0 }, END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG "reply 421 to DATA\n"
                                           "anomaly early-reply\n"
                                           "message 1 unfinished\n"
                                           "transaction-end 1 rejected\n"
                                           "end\n" FROM_TO "reply=421 mail=x\\r\\n\n" },
  { .name = "554 in the middle of the mail, which the client ends all the same",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\r\n", 0 },
               { 'S', "554 virus\r\n", 0 },
               { 'C', "y\r\n.\r\nQUIT\r\n", 0 },
               { 'S', "221 bye\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG "reply 554 to DATA\n"
                                           "anomaly early-reply\n"
                                           "message 1 complete\n"
                                           "transaction-end 1 rejected\n" QUIT_LOG FROM_TO
                                           "reply=554 mail=x\\r\\ny\\r\\n\n" },
  { .name = "DATA without RCPT, RCPT without MAIL",
    .turns = { BEGIN,
               { 'C', "RCPT TO:<b@y>\r\nMAIL FROM:<a@x>\r\nDATA\r\n", 0 },
               { 'S', "503 no\r\n250 ok\r\n554 no recipients\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "anomaly bad-sequence\n"
                     "command RCPT TO:<b@y>\n"
                     "command MAIL FROM:<a@x>\n"
                     "command DATA\n"
                     "reply 503 to RCPT\n"
                     "reply 250 to MAIL\n"
                     "reply 554 to DATA\n"
                     "command QUIT\n"
                     "reply 221 to QUIT\n"
                     "transaction-end 1 rejected\n"
                     "end\n"
                     "#1 from=a@x reply=554\n" },
  { .name = "SEND, SOML and SAML begin a transaction as MAIL does",
    .turns = { BEGIN,
               { 'C', "SOML FROM:<a@x.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RCPT TO:<b@y.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command SOML FROM:<a@x.example>\n"
                     "reply 250 to SOML\n"
                     "command RCPT TO:<b@y.example>\n"
                     "reply 250 to RCPT\n" DATA_LOG "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n"
                     "end\n" FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "any three digits, LF alone, no text, a tab",
    .turns = { { 'S', "220 mail.example ESMTP\n", 0 },
               { 'C', "EHLO c\r\n", 0 },
               { 'S', "250-hi\n250-SIZE\t1\n250\n", 0 },
               { 'C', "AUTH CRAM-MD5\r\n", 0 },
               { 'S', "432 transition\r\n", 0 },
               { 'C', "AUTH CRAM-MD5\r\n", 0 },
               { 'S', "538\r\n", 0 },
               { 'C', "NOOP\r\n", 0 },
               { 'S', "253\tpending\r\n", 0 },
               { 'C', "RCPT TO:<a@b>\r\n", 0 },
               { 'S', "556 5.1.10 nullmx\r\n", 0 },
               END },
    .log = "anomaly bare-lf\n"
           "greeting 220\n"
           "command EHLO c\n"
           "anomaly bare-lf\n"
           "anomaly bare-lf\n"
           "anomaly bare-lf\n"
           "reply 250 to EHLO\n"
           "command AUTH CRAM-MD5\n"
           "reply 432 to AUTH\n"
           "auth CRAM-MD5 user= password= rejected\n"
           "command AUTH CRAM-MD5\n"
           "reply 538 to AUTH\n"
           "auth CRAM-MD5 user= password= rejected\n"
           "command NOOP\n"
           "reply 253 to NOOP\n"
           "anomaly bad-sequence\n"
           "command RCPT TO:<a@b>\n"
           "reply 556 to RCPT\n"
           "end\n" },
  { .name = "a line that is no reply inside a reply",
    .turns = { BEGIN,
               { 'C', "EHLO c\r\n", 0 },
               { 'S', "250-hi\r\nnonsense\r\n250 SIZE\r\n", 0 },
               { 'C', "NOOP\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command EHLO c\n"
                     "anomaly bad-reply\n"
                     "reply 250 to EHLO\n"
                     "command NOOP\n"
                     "reply 250 to NOOP\n"
                     "end\n" },
  { .name = "the greeting is 554, and the client stays",
    .turns = { { 'S', "554 mail.example ESMTP no\r\n", 0 },
               { 'C', "HELO c\r\n", 0 },
               { 'S', "503 no\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = "greeting 554\n"
           "command HELO c\n"
           "reply 503 to HELO\n" QUIT_LOG },
  { .name = "MAIL with a phrase, RCPT without the colon or the word",
    .turns = { BEGIN,
               { 'C',
                 "MAIL FROM: Alice <a@x.example> SIZE=3\r\nRCPT TO<c@d>\r\nRCPT tom@x.example\r\nRCPT to \"a "
                 "b\"@x.example\r\nRCPT TO:\r\n",
                 0 },
               { 'S', "250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n501 no\r\n", 0 },
               END },
    .log
    = BEGIN_LOG "command MAIL FROM: Alice <a@x.example> SIZE=3\n"
                "anomaly bad-path\n"
                "command RCPT TO<c@d>\n"
                "anomaly bad-path\n"
                "command RCPT tom@x.example\n"
                "anomaly bad-path\n"
                "command RCPT to \"a b\"@x.example\n"
                "anomaly bad-path\n"
                "command RCPT TO:\n"
                "anomaly bad-path\n"
                "reply 250 to MAIL\n"
                "reply 250 to RCPT\n"
                "reply 250 to RCPT\n"
                "reply 250 to RCPT\n"
                "reply 501 to RCPT\n"
                "transaction-end 1 unfinished\n"
                "end\n"
                "#1 from=a@x.example to=c@d(250) to=tom@x.example(250) to=\"a b\"@x.example(250) to=(501) reply=0\n" },
  { .name = "quoted local parts, address literals, UTF-8, source routes",
    .turns = { BEGIN,
               { 'C',
                 "MAIL FROM:<\"a>b c\"@x.example> SMTPUTF8\r\nRCPT TO:<b@[192.0.2.1]>\r\nRCPT "
                 "TO:<c@[IPv6:2001:db8::1]>\r\nRCPT TO:<@r.example,@[IPv6:2001:db8::2]:d@y.example>\r\nRCPT "
                 "TO:<\xe3\x81\x82@y.example>\r\nRCPT TO:<Postmaster>\r\n",
                 0 },
               { 'S', "250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command MAIL FROM:<\"a>b c\"@x.example> SMTPUTF8\n"
                     "command RCPT TO:<b@[192.0.2.1]>\n"
                     "command RCPT TO:<c@[IPv6:2001:db8::1]>\n"
                     "command RCPT TO:<@r.example,@[IPv6:2001:db8::2]:d@y.example>\n"
                     "command RCPT TO:<\\xe3\\x81\\x82@y.example>\n"
                     "command RCPT TO:<Postmaster>\n"
                     "reply 250 to MAIL\n"
                     "reply 250 to RCPT\n"
                     "reply 250 to RCPT\n"
                     "reply 250 to RCPT\n"
                     "reply 250 to RCPT\n"
                     "reply 250 to RCPT\n"
                     "transaction-end 1 unfinished\n"
                     "end\n"
                     "#1 from=\"a>b c\"@x.example to=b@[192.0.2.1](250) to=c@[IPv6:2001:db8::1](250) "
                     "to=d@y.example(250) to=\\xe3\\x81\\x82@y.example(250) to=Postmaster(250) reply=0\n" },
  { .name = "two lone dots, the first between bare LFs, and the server ends at it",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\n.\nMAIL FROM:<s@x.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RCPT TO:<t@y.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "DATA\r\n", 0 },
               { 'S', "354 go\r\n", 0 },
               { 'C', "smuggled\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG "anomaly bare-lf\n"
                                           "message 1 complete\n"
                                           "reply 250 to DATA\n"
                                           "transaction-end 1 accepted\n"
                                           "command MAIL FROM:<s@x.example>\n"
                                           "reply 250 to MAIL\n"
                                           "command RCPT TO:<t@y.example>\n"
                                           "reply 250 to RCPT\n"
                                           "command DATA\n"
                                           "reply 354 to DATA\n"
                                           "data-begin 2\n"
                                           "message 2 complete\n"
                                           "reply 250 to DATA\n"
                                           "transaction-end 2 accepted\n"
                                           "end\n" FROM_TO "reply=250 mail=x\\n\n"
                                           "#2 from=s@x.example to=t@y.example(250) reply=250 mail=smuggled\\r\\n\n" },
  { .name = "a lone dot behind CRLF that a bare LF ends; CRLF.CRLF follows",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\r\n.\ny\n.\r\nz\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG "message 1 complete\n"
                                           "reply 250 to DATA\n"
                                           "transaction-end 1 accepted\n" QUIT_LOG FROM_TO
                                           "reply=250 mail=x\\r\\n\\ny\\n.\\r\\nz\\r\\n\n" },
  { .name = "commands behind QUIT",
    .turns = { BEGIN, QUIT_TURNS, { 'C', "NOOP\r\n", 0 }, { 'S', "250 Ok\r\n", 0 }, END },
    .log = BEGIN_LOG "command QUIT\n"
                     "reply 221 to QUIT\n"
                     "command NOOP\n"
                     "anomaly after-quit\n"
                     "reply 250 to NOOP\n"
                     "end\n" },
  { .name = "QUIT without an answer",
    .turns = { BEGIN, { 'C', "QUIT\r\n", 0 }, END },
    .log = BEGIN_LOG "command QUIT\n"
                     "end\n" },
};

int
main (void)
{
  return dialogue_cases_main (cases, G_N_ELEMENTS (cases));
}

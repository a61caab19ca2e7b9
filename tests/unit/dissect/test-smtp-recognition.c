/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is SMTP and what is not, on any port and in any order of first words. */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

#define X32 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X256 X32 X32 X32 X32 X32 X32 X32 X32
#define X4096 X256 X256 X256 X256 X256 X256 X256 X256 X256 X256 X256 X256 X256 X256 X256 X256

static const DialogueCase cases[] = {
  { .name = "greeting longer than what is looked at",
    .turns = { { 'S', "220 mx.example " X4096 X4096 "\r\n", 0 }, { 'C', "QUIT\r\n", 0 }, { 'S', "221 x\r\n", 0 }, END },
    .log = "greeting 220\n" QUIT_LOG },
  { .name = "FTP greeting longer than what is looked at",
    .turns = { { 'S', "220 ftp ready " X4096 "\r\n", 0 }, { 'C', "QUIT\r\n", 0 }, { 'S', "221 x\r\n", 0 }, END },
    .log = NULL,
    .server_port = 21 },
  { .name = "FTP user",
    .turns = { { 'S', "220 smtp.example.com FTP server ready\r\n", 0 },
               { 'C', "USER x\r\n", 0 },
               { 'S', "331 p\r\n", 0 },
               END },
    .log = NULL,
    .server_port = 21 },
  { .name = "FTP host smtp, odd port",
    .turns = { { 'S', "220 smtp.example.com ready\r\n", 0 }, { 'C', "USER x\r\n", 0 }, { 'S', "331 p\r\n", 0 }, END },
    .log = NULL,
    .server_port = 2121 },
  { .name = "FTP on 25",
    .turns = { { 'S', "220 Welcome\r\n", 0 }, { 'C', "USER anonymous\r\n", 0 }, { 'S', "331 p\r\n", 0 }, END },
    .log = NULL },
  { .name = "FTP on 25 named",
    .turns = { { 'S', "220 FTP ready\r\n", 0 }, { 'C', "USER anonymous\r\n", 0 }, { 'S', "331 p\r\n", 0 }, END },
    .log = NULL },
  { .name = "FTP QUIT at once",
    .turns = { { 'S', "220 (vsFTPd 3.0.3)\r\n", 0 }, { 'C', "QUIT\r\n", 0 }, { 'S', "221 Goodbye.\r\n", 0 }, END },
    .log = NULL,
    .server_port = 21 },
  { .name = "FTP no name QUIT",
    .turns = { { 'S', "220 Hello\r\n", 0 }, { 'C', "QUIT\r\n", 0 }, { 'S', "221 Goodbye.\r\n", 0 }, END },
    .log = NULL,
    .server_port = 21 },
  { .name = "HTTP POST to 25, ESMTP",
    .turns = { { 'C', "POST / HTTP/1.1\r\nHost: x\r\n\r\n", 0 },
               { 'S', "220 mail.example ESMTP\r\n502 what\r\n502 what\r\n", 0 },
               END },
    .log = "command POST / HTTP/1.1\n"
           "anomaly unknown-command\n"
           "command Host: x\n"
           "anomaly unknown-command\n"
           "command \n"
           "anomaly unknown-command\n"
           "greeting 220\n"
           "anomaly early-talker\n"
           "reply 502 to POST\n"
           "reply 502 to Host\n"
           "end\n" },
  { .name = "HTTP POST to 25, no name",
    .turns = { { 'C', "POST / HTTP/1.1\r\nHost: x\r\n\r\n", 0 },
               { 'S', "220 mail.example\r\n502 what\r\n502 what\r\n", 0 },
               END },
    .log = "command POST / HTTP/1.1\n"
           "anomaly unknown-command\n"
           "command Host: x\n"
           "anomaly unknown-command\n"
           "command \n"
           "anomaly unknown-command\n"
           "greeting 220\n"
           "anomaly early-talker\n"
           "reply 502 to POST\n"
           "reply 502 to Host\n"
           "end\n" },
  { .name = "HTTP POST to 25, greet first",
    .turns = { { 'S', "220 mail.example\r\n", 0 },
               { 'C', "POST / HTTP/1.1\r\nHost: x\r\n\r\n", 0 },
               { 'S', "502 what\r\n502 what\r\n", 0 },
               END },
    .log = "greeting 220\n"
           "command POST / HTTP/1.1\n"
           "anomaly unknown-command\n"
           "command Host: x\n"
           "anomaly unknown-command\n"
           "command \n"
           "anomaly unknown-command\n"
           "reply 502 to POST\n"
           "reply 502 to Host\n"
           "end\n" },
  { .name = "HTTP on 25",
    .turns
    = { { 'C', "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0 }, { 'S', "HTTP/1.1 200 OK\r\n\r\n220 x ESMTP\r\n", 0 }, END },
    .log = NULL },
  { .name = "HTTP body quoting, odd method",
    .turns = { { 'C', "BREW / HTTP/1.1\r\n\r\nEHLO x\r\nMAIL FROM:<a@b>\r\n", 0 },
               { 'S', "HTTP/1.1 200 OK\r\n\r\n", 0 },
               END },
    .log = NULL,
    .server_port = 8080 },
  { .name = "text then EHLO, odd port",
    .turns = { { 'C', "hello\r\nEHLO x\r\nMAIL FROM:<a@b>\r\n", 0 }, { 'S', "nope\r\n", 0 }, END },
    .log = NULL,
    .server_port = 8080 },
  { .name = "HTTP body midstream one way",
    .turns = { { 'C', "some text\r\nbla\r\nEHLO x\r\nMAIL FROM:<a@b>\r\nmore text\r\n", 0 }, END },
    .log = NULL,
    .midstream = true,
    .server_port = 8080 },
  { .name = "commands midstream one way odd port",
    .turns = { { 'C', "HLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nxx\r\n.\r\n", 0 }, END },
    .log = "anomaly truncated-line\n"
           "command MAIL FROM:<a@b>\n"
           "command RCPT TO:<c@d>\n"
           "command DATA\n"
           "data-begin 1\n"
           "anomaly assumed-data\n"
           "message 1 complete\n"
           "transaction-end 1 unfinished\n"
           "end\n"
           "#1 from=a@b to=c@d(0) reply=0 mail=xx\\r\\n\n",
    .midstream = true,
    .server_port = 8080 },
  { .name = "NNTP",
    .turns
    = { { 'S', "200 news.example NNRP ready\r\n", 0 }, { 'C', "MODE READER\r\n", 0 }, { 'S', "200 ok\r\n", 0 }, END },
    .log = NULL,
    .server_port = 119 },
  { .name = "NNTP STARTTLS",
    .turns = { { 'S', "200 news.example ready\r\n", 0 }, { 'C', "STARTTLS\r\n", 0 }, { 'S', "382 go\r\n", 0 }, END },
    .log = NULL,
    .server_port = 119 },
  { .name = "NNTP QUIT",
    .turns = { { 'S', "200 news.example ready\r\n", 0 }, { 'C', "QUIT\r\n", 0 }, { 'S', "205 bye\r\n", 0 }, END },
    .log = NULL,
    .server_port = 119 },
  { .name = "POP3",
    .turns = { { 'S', "+OK\r\n", 0 }, { 'C', "QUIT\r\n", 0 }, { 'S', "+OK\r\n", 0 }, END },
    .log = NULL,
    .server_port = 110 },
  { .name = "POP3 on 25",
    .turns = { { 'S', "+OK POP3 ready\r\n", 0 }, { 'C', "QUIT\r\n", 0 }, { 'S', "+OK\r\n", 0 }, END },
    .log = NULL },
  { .name = "IMAP",
    .turns = { { 'S', "* OK IMAP4rev1\r\n", 0 }, { 'C', "a1 STARTTLS\r\n", 0 }, { 'S', "a1 OK\r\n", 0 }, END },
    .log = NULL,
    .server_port = 143 },
  { .name = "IMAP on 25",
    .turns = { { 'S', "* OK IMAP4rev1\r\n", 0 }, { 'C', "a1 NOOP\r\n", 0 }, { 'S', "a1 OK\r\n", 0 }, END },
    .log = NULL },
  { .name = "SIP",
    .turns = { { 'C', "INVITE sip:a@b SIP/2.0\r\n\r\n", 0 }, { 'S', "SIP/2.0 100 Trying\r\n\r\n", 0 }, END },
    .log = NULL,
    .server_port = 5060 },
  { .name = "SIP OPTIONS",
    .turns = { { 'C', "REGISTER sip:a@b SIP/2.0\r\nHELP\r\n\r\n", 0 }, { 'S', "SIP/2.0 200 OK\r\n\r\n", 0 }, END },
    .log = NULL,
    .server_port = 5060 },
  { .name = "IRC",
    .turns = { { 'C', "NICK a\r\nUSER a 0 * :a\r\n", 0 }, { 'S', ":irc.example 001 a :Welcome\r\n", 0 }, END },
    .log = NULL,
    .server_port = 6667 },
  { .name = "IRC CAP",
    .turns = { { 'C', "CAP LS 302\r\nNICK a\r\nQUIT\r\n", 0 }, { 'S', ":irc.example 001 a :Welcome\r\n", 0 }, END },
    .log = NULL,
    .server_port = 6667 },
  { .name = "binary on 25",
    .turns
    = { { 'C',
          "\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02"
          "\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01"
          "\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03",
          80 },
        { 'S',
          "\x00\x05\x06\x00\x05\x06\x00\x05\x06\x00\x05\x06\x00\x05\x06\x00\x05\x06\x00\x05\x06\x00\x05\x06\x00\x05"
          "\x06",
          27 },
        END },
    .log = NULL },
  { .name = "binary client on 25, greeting",
    .turns
    = { { 'S', "220 mail.example ESMTP\r\n", 0 },
        { 'C',
          "\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02"
          "\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01"
          "\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03\x00\x01\x02\x03",
          80 },
        { 'S', "500 what\r\n", 0 },
        END },
    .log = "greeting 220\n"
           "reply 500\n"
           "end\n" },
  { .name = "TLS on 25",
    .turns = { { 'C', "\x16\x03\x01\x00\x05\x10\x00\x00\x01\n", 10 }, { 'S', "\x16\x03\x03", 0 }, END },
    .log = NULL },
  { .name = "TLS on 465",
    .turns = { { 'C', "\x16\x03\x01\x00\x05\x10\x00\x00\x01\n", 10 }, { 'S', "\x16\x03\x03", 0 }, END },
    .log = "tls\n"
           "end\n",
    .server_port = 465 },
  { .name = "554 then close",
    .turns = { { 'S', "554 no service\r\n", 0 }, END },
    .log = "greeting 554\n"
           "end\n" },
  { .name = "421 then close",
    .turns = { { 'S', "421 busy\r\n", 0 }, END },
    .log = "greeting 421\n"
           "end\n" },
  { .name = "554 odd port named",
    .turns = { { 'S', "554 mx.example ESMTP not you\r\n", 0 }, END },
    .log = "greeting 554\n"
           "end\n",
    .server_port = 2626 },
  { .name = "554 odd port unnamed", .turns = { { 'S', "554 go away\r\n", 0 }, END }, .log = NULL, .server_port = 2626 },
  { .name = "odd greeting odd port",
    .turns = { { 'S', "220 hello there\r\n", 0 }, { 'C', "EHLO c\r\n", 0 }, { 'S', "250 hi\r\n", 0 }, END },
    .log = "greeting 220\n"
           "command EHLO c\n"
           "reply 250 to EHLO\n"
           "end\n",
    .server_port = 9999 },
  { .name = "odd greeting MAIL at once",
    .turns = { { 'S', "220 hello there\r\n", 0 }, { 'C', "MAIL FROM:<a@b>\r\n", 0 }, { 'S', "503 hi\r\n", 0 }, END },
    .log = "greeting 220\n"
           "command MAIL FROM:<a@b>\n"
           "reply 503 to MAIL\n"
           "transaction-end 1 rejected\n"
           "end\n"
           "#1 from=a@b reply=503\n",
    .server_port = 9999 },
  { .name = "client first odd port",
    .turns = { { 'C', "EHLO c\r\n", 0 }, { 'S', "220 x\r\n250 hi\r\n", 0 }, END },
    .log = "command EHLO c\n"
           "greeting 220\n"
           "anomaly early-talker\n"
           "reply 250 to EHLO\n"
           "end\n",
    .server_port = 9999 },
  { .name = "multi-line greeting odd",
    .turns = { { 'S', "220-hello there\r\n220-no mail\r\n220 yes\r\n", 0 },
               { 'C', "HELO c\r\n", 0 },
               { 'S', "250 hi\r\n", 0 },
               END },
    .log = "greeting 220\n"
           "command HELO c\n"
           "reply 250 to HELO\n"
           "end\n",
    .server_port = 9999 },
  { .name = "server only",
    .turns = { { 'S', "220 x\r\n", 0 }, { 'S', "250 ok\r\n", 0 }, END },
    .log = "greeting 220\n"
           "reply 250\n"
           "end\n" },
  { .name = "server only odd port",
    .turns = { { 'S', "220 x\r\n", 0 }, { 'S', "250 ok\r\n", 0 }, END },
    .log = NULL,
    .server_port = 9999 },
  { .name = "client only NOOP 25", .turns = { { 'C', "NOOP\r\n", 0 }, { 'C', "QUIT\r\n", 0 }, END }, .log = NULL },
  { .name = "SSH on 25",
    .turns = { { 'S', "SSH-2.0-OpenSSH\r\n", 0 }, { 'C', "SSH-2.0-x\r\n", 0 }, END },
    .log = NULL },
  { .name = "both 25",
    .turns = { { 'S', "220 x\r\n", 0 }, { 'C', "HELO c\r\n", 0 }, { 'S', "250 ok\r\n", 0 }, END },
    .log = "greeting 220\n"
           "command HELO c\n"
           "reply 250 to HELO\n"
           "end\n",
    .client_port = 25,
    .server_port = 25 },
  { .name = "both 25, midstream",
    .turns = { { 'C', "HELO c\r\n", 0 },
               { 'S', "250 ok\r\n", 0 },
               { 'C', "MAIL FROM:<a@b>\r\n", 0 },
               { 'S', "250 ok\r\n", 0 },
               END },
    .log = "command HELO c\n"
           "reply 250 to HELO\n"
           "command MAIL FROM:<a@b>\n"
           "reply 250 to MAIL\n"
           "transaction-end 1 unfinished\n"
           "end\n"
           "#1 from=a@b reply=0\n",
    .midstream = true,
    .client_port = 25,
    .server_port = 25 },
  { .name = "both 25, midstream reply first",
    .turns = { { 'S', "250 ok\r\n", 0 }, { 'C', "MAIL FROM:<a@b>\r\n", 0 }, { 'S', "250 ok\r\n", 0 }, END },
    .log = "reply 250\n"
           "command MAIL FROM:<a@b>\n"
           "reply 250 to MAIL\n"
           "transaction-end 1 unfinished\n"
           "end\n"
           "#1 from=a@b reply=0\n",
    .midstream = true,
    .client_port = 25,
    .server_port = 25 },
  { .name = "both 25, midstream server opens",
    .turns = { { 'S', "250 ok\r\n", 0 }, { 'C', "MAIL FROM:<a@b>\r\n", 0 }, { 'S', "250 ok\r\n", 0 }, END },
    .log = "reply 250\n"
           "command MAIL FROM:<a@b>\n"
           "reply 250 to MAIL\n"
           "transaction-end 1 unfinished\n"
           "end\n"
           "#1 from=a@b reply=0\n",
    .midstream = true,
    .server_opens = true,
    .client_port = 25,
    .server_port = 25 },
  { .name = "mail mid, both 25",
    .turns = { { 'C', "text of mail\r\nmore\r\n.\r\n", 0 },
               { 'S', "250 ok\r\n", 0 },
               { 'C', "QUIT\r\n", 0 },
               { 'S', "221 x\r\n", 0 },
               END },
    .log = "data-begin 1\n"
           "anomaly assumed-data\n"
           "message 1 gap\n"
           "reply 250 to (lost)\n"
           "transaction-end 1 accepted\n" QUIT_LOG "#1 from=? reply=250 mail=text of mail\\r\\nmore\\r\\n\n",
    .midstream = true,
    .client_port = 25,
    .server_port = 25 },
  { .name = "EHLO answered in no form on odd port",
    .turns = { { 'C', "EHLO x\r\n", 0 }, { 'S', "go away\r\n", 0 }, END },
    .log = NULL,
    .server_port = 7777 },
  { .name = "ManageSieve",
    .turns
    = { { 'S', "\"IMPLEMENTATION\" \"x\"\r\nOK\r\n", 0 }, { 'C', "STARTTLS\r\n", 0 }, { 'S', "OK\r\n", 0 }, END },
    .log = NULL,
    .server_port = 4190 },
  { .name = "redis",
    .turns = { { 'C', "HELO\r\n", 0 }, { 'S', "-ERR unknown\r\n", 0 }, END },
    .log = NULL,
    .server_port = 6379 },
};

int
main (void)
{
  return dialogue_cases_main (cases, G_N_ELEMENTS (cases));
}

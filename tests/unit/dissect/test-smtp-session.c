/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dialogues and the logs they must give; each played whole, octet by octet and
 * with every turn cut in two at each place. */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

static const DialogueCase cases[] = {
  { .name = "a simple mail",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "Subject: t\r\n\r\nhi\r\n.\r\n", 0 },
               { 'S', "250 2.0.0 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO
    "reply=250 mail=Subject: t\\r\\n\\r\\nhi\\r\\n\n" },
  { .name = "a proxy tells whom it speaks for",
    .turns = { { 'C', "PROXY TCP4 203.0.113.9 192.0.2.25 5555 25\r\n", 0 },
               BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "hi\r\n.\r\n", 0 },
               { 'S', "250 2.0.0 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO
    "reply=250 mail=hi\\r\\n\n" },
  { .name = "through a proxy",
    .turns = { { 'C', "CONNECT mx.example:25 HTTP/1.1\r\n\r\n", 0 },
               { 'S', "HTTP/1.1 200 go\r\n\r\n", 0 },
               BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "hi\r\n.\r\n", 0 },
               { 'S', "250 2.0.0 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO
    "reply=250 mail=hi\\r\\n\n" },
  { .name = "an empty mail",
    .turns = { BEGIN, ENVELOPE, DATA_TURNS, { 'C', ".\r\n", 0 }, { 'S', "250 Ok\r\n", 0 }, END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\nend\n" FROM_TO "reply=250 mail=\n" },
  { .name = "transparency dots are taken out",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "..\r\n..a\r\n.b\r\n.\r.\r\nx.\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log
    = BEGIN_LOG ENVELOPE_LOG DATA_LOG "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\nend\n" FROM_TO
                                      "reply=250 mail=.\\r\\n.a\\r\\nb\\r\\n\\r.\\r\\nx.\\r\\n\n" },
  { .name = "end of data and the next commands in one segment",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "a\r\n.\r\nRSET\r\nQUIT\r\n", 0 },
               { 'S', "250 Ok\r\n250 Ok\r\n221 bye\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "message 1 complete\ncommand RSET\ncommand QUIT\nreply 250 to DATA\n"
    "transaction-end 1 accepted\nreply 250 to RSET\nreply 221 to QUIT\nend\n" FROM_TO "reply=250 mail=a\\r\\n\n" },
  { .name = "DATA refused: what follows is commands",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 'S', "250 Ok\r\n550 no such user\r\n554 no valid recipients\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG
    "command MAIL FROM:<a@x.example>\ncommand RCPT TO:<b@y.example>\ncommand DATA\nreply 250 to MAIL\n"
    "reply 550 to RCPT\nreply 554 to DATA\ncommand QUIT\nreply 221 to QUIT\ntransaction-end 1 rejected\nend\n"
    "#1 from=a@x.example to=b@y.example(550) reply=554\n" },
  { .name = "mail sent before the 354 waits for it",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "DATA\r\nbody\r\n.\r\nQUIT\r\n", 0 },
               { 'S', "354 go\r\n250 Ok\r\n221 bye\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG "message 1 complete\ncommand QUIT\nreply 250 to DATA\n"
                                           "transaction-end 1 accepted\nreply 221 to QUIT\nend\n" FROM_TO
                                           "reply=250 mail=body\\r\\n\n" },
  { .name = "mail sent, but DATA refused: the text is commands, as the server read it",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "DATA\r\nbody\r\n.\r\nQUIT\r\n", 0 },
               { 'S', "554 no\r\n500 what\r\n500 what\r\n221 bye\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG
    "command DATA\nreply 554 to DATA\ncommand body\nanomaly unknown-command\ncommand .\n"
    "anomaly unknown-command\ncommand QUIT\nreply 500 to body\nreply 500 to .\nreply 221 to QUIT\n"
    "transaction-end 1 rejected\nend\n#1 from=a@x.example to=b@y.example(250) reply=554\n" },
  { .name = "typed by hand: spaces, case, no brackets",
    .turns = { { 'S', "220 mail.example ESMTP\r\n", 0 },
               { 'C', "helo  c\r\n", 0 },
               { 'S', "250 hi\r\n", 0 },
               { 'C', "mail from : a@x.example\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RcPt  to:b@y.example\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "data\r\n", 0 },
               { 'S', "354 go\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = "greeting 220\ncommand helo  c\nreply 250 to helo\ncommand mail from : a@x.example\nanomaly bad-path\n"
           "reply 250 to mail\ncommand RcPt  to:b@y.example\nanomaly bad-path\nreply 250 to RcPt\ncommand data\nreply "
           "354 to data\n"
           "data-begin 1\nmessage 1 complete\nreply 250 to data\ntransaction-end 1 accepted\nend\n" FROM_TO
           "reply=250 mail=x\\r\\n\n" },
  { .name = "lines that end in LF alone",
    .turns = { { 'S', "220 mail.example ESMTP\r\n", 0 },
               { 'C', "HELO c\n", 0 },
               { 'S', "250 hi\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RCPT TO:<b@y.example>\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "DATA\n", 0 },
               { 'S', "354 go\r\n", 0 },
               { 'C', "x\n..y\n.\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = "greeting 220\ncommand HELO c\nanomaly bare-lf\nreply 250 to HELO\n"
           "command MAIL FROM:<a@x.example>\nanomaly bare-lf\nreply 250 to MAIL\ncommand RCPT "
           "TO:<b@y.example>\nanomaly bare-lf\n"
           "reply 250 to RCPT\ncommand DATA\nanomaly bare-lf\nreply 354 to DATA\ndata-begin 1\nmessage 1 complete\n"
           "reply 250 to DATA\ntransaction-end 1 accepted\nend\n" FROM_TO "reply=250 mail=x\\n.y\\n\n" },
  { .name = "a lone dot between bare LFs, and the server takes it for the end",
    .turns = { BEGIN, ENVELOPE, DATA_TURNS, { 'C', "x\n.\n", 0 }, { 'S', "250 Ok\r\n", 0 }, QUIT_TURNS, END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "anomaly bare-lf\nmessage 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO
    "reply=250 mail=x\\n\n" },
  { .name = "a lone dot between bare LFs inside a mail that goes on",
    .turns = { BEGIN, ENVELOPE, DATA_TURNS, { 'C', "x\n.\ny\r\n.\r\n", 0 }, { 'S', "250 Ok\r\n", 0 }, QUIT_TURNS, END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO
    "reply=250 mail=x\\n.\\ny\\r\\n\n" },
  { .name = "two mails in one session, RSET between",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "1\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RSET\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "MAIL FROM:<>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RCPT TO:<@r.example:c@z.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               DATA_TURNS,
               { 'C', "2\r\n.\r\n", 0 },
               { 'S', "451 later\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\ncommand RSET\n"
    "reply 250 to RSET\ncommand MAIL FROM:<>\nreply 250 to MAIL\ncommand RCPT TO:<@r.example:c@z.example>\n"
    "reply 250 to RCPT\ncommand DATA\nreply 354 to DATA\ndata-begin 2\nmessage 2 complete\nreply 451 to DATA\n"
    "transaction-end 2 rejected\nend\n" FROM_TO "reply=250 mail=1\\r\\n\n"
    "#2 from= to=c@z.example(250) reply=451 mail=2\\r\\n\n" },
  { .name = "RSET in mid-transaction, and a refused MAIL",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "RSET\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "MAIL FROM:<q@x.example>\r\n", 0 },
               { 'S', "553 5.1.8 no\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG
    "command RSET\nreply 250 to RSET\ntransaction-end 1 aborted\ncommand MAIL FROM:<q@x.example>\n"
    "reply 553 to MAIL\ntransaction-end 2 rejected\n" QUIT_LOG FROM_TO "reply=0\n#2 from=q@x.example reply=553\n" },
  { .name = "a nested MAIL is refused and the outer one goes on",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "MAIL FROM:<n@x.example>\r\n", 0 },
               { 'S', "503 nested\r\n", 0 },
               DATA_TURNS,
               { 'C', "1\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG
    "command MAIL FROM:<n@x.example>\nreply 503 to MAIL\ntransaction-end 2 rejected\n" DATA_LOG
    "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\nend\n" FROM_TO "reply=250 mail=1\\r\\n\n"
    "#2 from=n@x.example reply=503\n" },
  { .name = "BDAT, pipelined, several chunks, a dot line inside",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 7\r\na\r\n.\r\nbBDAT 0 LAST\r\nQUIT\r\n", 0 },
               { 'S', "250 2.0.0 7 octets\r\n250 2.0.0 Ok\r\n221 bye\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG
    "command BDAT 7\ndata-begin 1\ncommand BDAT 0 LAST\nmessage 1 complete\ncommand QUIT\n"
    "reply 250 to BDAT\nreply 250 to BDAT\ntransaction-end 1 accepted\nreply 221 to QUIT\nend\n" FROM_TO
    "reply=250 mail=a\\r\\n.\\r\\nb\n" },
  { .name = "BDAT refused, its octets sent all the same",
    .turns = { BEGIN, { 'C', "BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n", 0 }, { 'S', "503 no\r\n250 Ok\r\n", 0 }, END },
    .log = BEGIN_LOG "command BDAT 6 LAST\ndata-begin 1\nmessage 1 complete\ncommand NOOP\nreply 503 to BDAT\n"
                     "transaction-end 1 rejected\nreply 250 to NOOP\nend\n#1 from=? reply=503 mail=QUIT\\r\\n\n" },
  { .name = "BDAT with sizes that cannot be",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT -5\r\n", 0 },
               { 'S', "501 bad\r\n", 0 },
               { 'C', "BDAT 18446744073709551616 LAST\r\n", 0 },
               { 'S', "501 bad\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command BDAT -5\nanomaly bad-chunk-size\nreply 501 to BDAT\n"
                                  "command BDAT 18446744073709551616 LAST\nanomaly bad-chunk-size\nreply 501 to "
                                  "BDAT\ncommand QUIT\nreply 221 to QUIT\n"
                                  "transaction-end 1 rejected\nend\n" FROM_TO "reply=501\n" },
  { .name = "BDAT in lock step, the last chunk empty",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 2\r\nab", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "BDAT 0 LAST\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command BDAT 2\ndata-begin 1\nreply 250 to BDAT\ncommand BDAT 0 LAST\n"
                                  "message 1 complete\nreply 250 to BDAT\n"
                                  "transaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=ab\n" },
  { .name = "RSET between chunks",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 2\r\nab", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RSET\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log
    = BEGIN_LOG ENVELOPE_LOG "command BDAT 2\ndata-begin 1\nreply 250 to BDAT\ncommand RSET\nreply 250 to RSET\n"
                             "message 1 unfinished\ntransaction-end 1 aborted\n" QUIT_LOG FROM_TO "reply=0 mail=ab\n" },
  { .name = "LMTP answers once a recipient",
    .turns = { { 'S', "220 mail.example LMTP\r\n", 0 },
               { 'C', "LHLO c\r\n", 0 },
               { 'S', "250 hi\r\n", 0 },
               { 'C',
                 "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nRCPT TO:<no@y.example>\r\nRCPT "
                 "TO:<c@y.example>\r\nDATA\r\n",
                 0 },
               { 'S', "250 Ok\r\n250 Ok\r\n550 no\r\n250 Ok\r\n354 go\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n452 full\r\n", 0 },
               QUIT_TURNS,
               END },
    .log
    = "greeting 220\ncommand LHLO c\nreply 250 to LHLO\ncommand MAIL FROM:<a@x.example>\ncommand RCPT "
      "TO:<b@y.example>\n"
      "command RCPT TO:<no@y.example>\ncommand RCPT TO:<c@y.example>\ncommand DATA\nreply 250 to MAIL\nreply 250 to "
      "RCPT\n"
      "reply 550 to RCPT\nreply 250 to RCPT\nreply 354 to DATA\ndata-begin 1\nmessage 1 complete\nreply 250 to DATA\n"
      "reply 452 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG
      "#1 from=a@x.example to=b@y.example(250) to=no@y.example(550) to=c@y.example(452) reply=250 mail=x\\r\\n\n" },
  { .name = "AUTH PLAIN with an initial response",
    .turns = { BEGIN, { 'C', "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n", 0 }, { 'S', "235 ok\r\n", 0 }, END },
    .log = BEGIN_LOG "command AUTH PLAIN AGFsaWNlAHNlY3JldA== secret=AGFsaWNlAHNlY3JldA==\nreply 235 to AUTH\n"
                     "auth PLAIN user=alice password=secret accepted\nend\n" },
  { .name = "AUTH PLAIN in two steps, with authzid, refused",
    .turns = { BEGIN,
               { 'C', "auth plain\r\n", 0 },
               { 'S', "334 \r\n", 0 },
               { 'C', "ejBhAGFsaWNlAHg=\r\n", 0 },
               { 'S', "535 no\r\n", 0 },
               END },
    .log = BEGIN_LOG "command auth plain\nreply 334 to auth\nauth-line ejBhAGFsaWNlAHg= secret=ejBhAGFsaWNlAHg=\n"
                     "reply 535 to auth\nauth plain user=alice password=x rejected\nend\n" },
  { .name = "AUTH LOGIN, both lines pipelined; the password's base64 spells DATA",
    .turns = { BEGIN,
               { 'C', "AUTH LOGIN\r\nYWxpY2U=\r\nDATA\r\n", 0 },
               { 'S', "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG
    "command AUTH LOGIN\nreply 334 to AUTH\nauth-line YWxpY2U=\nreply 334 to AUTH\nauth-line DATA secret=DATA\n"
    "reply 235 to AUTH\nauth LOGIN user=alice password=\\x0c\\x04\\xc0 accepted\n" QUIT_LOG },
  { .name = "AUTH LOGIN with the user name at once, the password's base64 spells QUIT",
    .turns = { BEGIN,
               { 'C', "AUTH LOGIN YWxpY2U=\r\n", 0 },
               { 'S', "334 UGFzc3dvcmQ6\r\n", 0 },
               { 'C', "QUIT\r\n", 0 },
               { 'S', "235 ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command AUTH LOGIN YWxpY2U=\nreply 334 to AUTH\nauth-line QUIT secret=QUIT\nreply 235 to AUTH\n"
                     "auth LOGIN user=alice password=AB\\x13 accepted\nend\n" },
  { .name = "AUTH cancelled",
    .turns = { BEGIN,
               { 'C', "AUTH LOGIN\r\n", 0 },
               { 'S', "334 VXNlcm5hbWU6\r\n", 0 },
               { 'C', "*\r\n", 0 },
               { 'S', "501 cancelled\r\n", 0 },
               END },
    .log = BEGIN_LOG "command AUTH LOGIN\nreply 334 to AUTH\nauth-line *\nreply 501 to AUTH\nauth LOGIN user= "
                     "password= rejected\nend\n" },
  { .name = "AUTH with an empty initial response",
    .turns = { BEGIN, { 'C', "AUTH EXTERNAL =\r\n", 0 }, { 'S', "235 ok\r\n", 0 }, END },
    .log = BEGIN_LOG "command AUTH EXTERNAL =\nreply 235 to AUTH\nauth EXTERNAL user= password= accepted\nend\n" },
  { .name = "AUTH refused, yet the password follows: it stays masked",
    .turns = { BEGIN,
               { 'C', "AUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\n", 0 },
               { 'S', "502 no\r\n500 what\r\n500 what\r\n", 0 },
               END },
    .log = BEGIN_LOG
    "command AUTH LOGIN\nreply 502 to AUTH\nauth LOGIN user=alice password=secret rejected\ncommand YWxpY2U=\n"
    "anomaly unknown-command\ncommand c2VjcmV0 secret=c2VjcmV0\nanomaly unknown-command\nreply 500 to YWxpY2U=\n"
    "reply 500 to c2VjcmV0\nend\n" },
  { .name = "STARTTLS accepted: the rest is no SMTP, whatever it holds",
    .turns = { BEGIN,
               { 'C', "STARTTLS\r\n", 0 },
               { 'S', "220 go\r\n", 0 },
               { 'C', "\x16\x03\x01\x00\x05\x10\x00\x00\x01\n", 10 },
               { 'S', "\x16\x03\x03MAIL\n", 8 },
               END },
    .log = BEGIN_LOG "command STARTTLS\nreply 220 to STARTTLS\ntls\nanomaly tls-malformed\nend\n" },
  { .name = "STARTTLS refused",
    .turns = { BEGIN, { 'C', "STARTTLS\r\n", 0 }, { 'S', "454 not now\r\n", 0 }, QUIT_TURNS, END },
    .log = BEGIN_LOG "command STARTTLS\nreply 454 to STARTTLS\n" QUIT_LOG },
  { .name = "STARTTLS accepted but followed by clear text",
    .turns = { BEGIN, { 'C', "STARTTLS\r\n", 0 }, { 'S', "220 go\r\n", 0 }, QUIT_TURNS, END },
    .log = BEGIN_LOG "command STARTTLS\nreply 220 to STARTTLS\nanomaly clear-after-starttls\n" QUIT_LOG },
  { .name = "commands sent behind STARTTLS, before its reply",
    .turns
    = { BEGIN, { 'C', "STARTTLS\r\nNOOP\r\n", 0 }, { 'S', "220 go\r\n", 0 }, { 'C', "\x16\x03\x01zzz", 0 }, END },
    .log = BEGIN_LOG "command STARTTLS\nreply 220 to STARTTLS\ncommand NOOP\nanomaly pipelining\ntls\n"
                     "anomaly tls-malformed\nend\n" },
  { .name = "multi-line replies, differing codes, unknown codes",
    .turns = { { 'S', "220-mail.example ESMTP\r\n220 welcome\r\n", 0 },
               { 'C', "EHLO c\r\n", 0 },
               { 'S', "250-hi\r\n250-SIZE 1000\r\n251 STARTTLS\r\n", 0 },
               { 'C', "NOOP\r\n", 0 },
               { 'S', "253 odd\r\n", 0 },
               { 'C', "FOO\r\n", 0 },
               { 'S', "556\r\n", 0 },
               END },
    .log
    = "greeting 220\ncommand EHLO c\nanomaly reply-codes-differ\nreply 251 to EHLO\ncommand NOOP\nreply 253 to NOOP\n"
      "command FOO\nanomaly unknown-command\nreply 556 to FOO\nend\n" },
  { .name = "a 421 with commands pending",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\n", 0 },
               { 'S', "250 Ok\r\n421 closing\r\n", 0 },
               END },
    .log
    = BEGIN_LOG "command MAIL FROM:<a@x.example>\ncommand RCPT TO:<b@y.example>\nreply 250 to MAIL\nreply 421 to RCPT\n"
                "transaction-end 1 rejected\nend\n#1 from=a@x.example to=b@y.example(421) reply=421\n" },
  { .name = "an extra reply belongs to nothing",
    .turns = { BEGIN, { 'C', "NOOP\r\n", 0 }, { 'S', "250 Ok\r\n250 again\r\n", 0 }, QUIT_TURNS, END },
    .log = BEGIN_LOG "command NOOP\nreply 250 to NOOP\nreply 250\nanomaly unmatched-reply\n" QUIT_LOG },
  { .name = "the client talks first",
    .turns = { { 'C', "EHLO c\r\n", 0 }, { 'S', "220 mail.example ESMTP\r\n250 hi\r\n", 0 }, QUIT_TURNS, END },
    .log = "command EHLO c\ngreeting 220\nanomaly early-talker\nreply 250 to EHLO\n" QUIT_LOG },
  { .name = "a gap inside the mail",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "abc\r\n", 0 },
               { 'c', "", 100 },
               { 'C', "def\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "gap client 100\nmessage 1 gap\nreply 250 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO
    "reply=250 mail=abc\\r\\ndef\\r\\n missing=100@5\n" },
  { .name = "a gap that swallowed the end of the mail; the next mail survives",
    .turns = { BEGIN,
               ENVELOPE,
               DATA_TURNS,
               { 'C', "abc\r\n", 0 },
               { 'c', "", 100 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "MAIL FROM:<c@x.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "RCPT TO:<d@y.example>\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               DATA_TURNS,
               { 'C', "two\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG DATA_LOG
    "gap client 100\nanomaly truncated-data\nmessage 1 gap\nreply 250 to DATA\n"
    "transaction-end 1 accepted\nanomaly resync\ncommand MAIL FROM:<c@x.example>\nreply 250 to MAIL\n"
    "command RCPT TO:<d@y.example>\nreply 250 to RCPT\ncommand DATA\nreply 354 to DATA\ndata-begin 2\n"
    "message 2 complete\nreply 250 to DATA\ntransaction-end 2 accepted\nend\n" FROM_TO
    "reply=250 mail=abc\\r\\n missing=100@5\n#2 from=c@x.example to=d@y.example(250) reply=250 mail=two\\r\\n\n" },
  { .name = "a gap that swallowed DATA and the begin of the mail",
    .turns = { BEGIN,
               ENVELOPE,
               { 'c', "", 50 },
               { 'S', "354 go\r\n", 0 },
               { 'C', "rest\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "gap client 50\nreply 354\ndata-begin 1\nmessage 1 gap\nreply 250 to (lost)\n"
                                  "transaction-end 1 accepted\n" QUIT_LOG FROM_TO
                                  "reply=250 mail=rest\\r\\n missing=50@0\n" },
  { .name = "a gap in the server's stream that swallowed the 354",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "DATA\r\n", 0 },
               { 's', "", 20 },
               { 'C', "text\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG
    "command DATA\ngap server 20\ndata-begin 1\nanomaly assumed-data\nmessage 1 complete\n"
    "reply 250 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=text\\r\\n\n" },
  { .name = "the client's stream alone",
    .turns = { { 'C', "EHLO c\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\r\n", 0 },
               { 'C', "RCPT TO:<b@y.example>\r\n", 0 },
               { 'C', "DATA\r\n", 0 },
               { 'C', "text\r\n.\r\n", 0 },
               { 'C', "QUIT\r\n", 0 },
               END },
    .log
    = "command EHLO c\ncommand MAIL FROM:<a@x.example>\ncommand RCPT TO:<b@y.example>\ncommand DATA\ndata-begin 1\n"
      "anomaly assumed-data\nmessage 1 complete\ncommand QUIT\ntransaction-end 1 unfinished\nend\n"
      "#1 from=a@x.example to=b@y.example(0) reply=0 mail=text\\r\\n\n" },
  { .name = "the server's stream alone",
    .turns = { { 'S', "220 mail.example ESMTP\r\n", 0 }, { 'S', "250 hi\r\n", 0 }, { 'S', "221 bye\r\n", 0 }, END },
    .log = "greeting 220\nreply 250\nreply 221\nend\n" },
  { .name = "picked up in the middle of a mail",
    .turns = { { 'C', "some text of a mail\r\nand more\r\n.\r\n", 0 },
               { 'S', "250 2.0.0 Ok: queued as 1\r\n", 0 },
               QUIT_TURNS,
               END },
    .log
    = "data-begin 1\nanomaly assumed-data\nmessage 1 gap\nreply 250 to (lost)\ntransaction-end 1 accepted\n" QUIT_LOG
      "#1 from=? reply=250 mail=some text of a mail\\r\\nand more\\r\\n\n",
    .midstream = true },
  { .name = "the server opened the connection, both ports 25",
    .turns = { BEGIN, QUIT_TURNS, END },
    .log = BEGIN_LOG QUIT_LOG,
    .server_opens = true,
    .client_port = 25,
    .server_port = 25 },
  { .name = "any port will do",
    .turns = { BEGIN, QUIT_TURNS, END },
    .log = BEGIN_LOG QUIT_LOG,
    .client_port = 1111,
    .server_port = 2222 },
  { .name = "FTP greets with 220 too",
    .turns = { { 'S', "220 ftp.example ready\r\n", 0 },
               { 'C', "USER anonymous\r\n", 0 },
               { 'S', "331 password\r\n", 0 },
               END },
    .log = NULL,
    .server_port = 21 },
  { .name = "POP3 is none",
    .turns = { { 'S', "+OK ready\r\n", 0 }, { 'C', "USER a\r\n", 0 }, END },
    .log = NULL,
    .server_port = 110 },
  { .name = "an HTTP body that quotes a dialogue is none",
    .turns = { { 'C', "POST / HTTP/1.1\r\n\r\nEHLO x\r\nMAIL FROM:<a@b>\r\n", 0 },
               { 'S', "HTTP/1.1 200 OK\r\n\r\n220 x ESMTP\r\n", 0 },
               END },
    .log = NULL,
    .server_port = 8080 },
};

int
main (void)
{
  return dialogue_cases_main (cases, G_N_ELEMENTS (cases));
}

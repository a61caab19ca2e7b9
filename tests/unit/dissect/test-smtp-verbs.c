/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs outside the course of a mail: the roles turn, a proxy speaks, a server fetches
 * the mail elsewhere, Exchange talks to itself. */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

#define TURNED_MAIL                                                                                                    \
  { 'C', "220 c.example ready\r\n", 0 }, { 'S', "EHLO mail.example\r\n", 0 }, { 'C', "250 c.example\r\n", 0 },         \
      { 'S', "MAIL FROM:<a@x.example>\r\n", 0 }, { 'C', "250 2.1.0 Ok\r\n", 0 },                                       \
      { 'S', "RCPT TO:<b@y.example>\r\n", 0 }, { 'C', "250 2.1.5 Ok\r\n", 0 }, { 'S', "DATA\r\n", 0 },                 \
      { 'C', "354 go on\r\n", 0 }, { 'S', "x\r\n.\r\n", 0 }, { 'C', "250 Ok\r\n", 0 }, { 'S', "QUIT\r\n", 0 },         \
  {                                                                                                                    \
    'C', "221 bye\r\n", 0                                                                                              \
  }
#define TURNED_LOG                                                                                                     \
  "end\n--- turned\ngreeting 220\ncommand EHLO mail.example\nreply 250 to EHLO\n" ENVELOPE_LOG DATA_LOG                \
  "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=x\\r\\n\n"

static const DialogueCase cases[] = {
  { .name = "TURN accepted: who was the server is the client",
    .turns = { BEGIN, { 'C', "TURN\r\n", 0 }, { 'S', "250 ok\r\n", 0 }, TURNED_MAIL, END },
    .log = BEGIN_LOG "command TURN\nreply 250 to TURN\n" TURNED_LOG },
  { .name = "ATRN accepted, the greeting sent before its answer",
    .turns = { BEGIN,
               { 'C', "ATRN x.example,y.example\r\n220 c.example", 0 },
               { 'S', "250 now reversing\r\n", 0 },
               { 'C', " ready\r\n", 0 },
               { 'S', "EHLO mail.example\r\n", 0 },
               { 'C', "250 c.example\r\n", 0 },
               { 'S', "QUIT\r\n", 0 },
               { 'C', "221 bye\r\n", 0 },
               END },
    .log = BEGIN_LOG "command ATRN x.example,y.example\nreply 250 to ATRN\nend\n--- turned\ngreeting 220\n"
                     "command EHLO mail.example\nreply 250 to EHLO\n" QUIT_LOG },
  { .name = "TURN refused: all goes on as it was",
    .turns = { BEGIN,
               { 'C', "TURN\r\n", 0 },
               { 'S', "502 5.5.1 no\r\n", 0 },
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command TURN\nreply 502 to TURN\n" ENVELOPE_LOG DATA_LOG
                     "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO
                     "reply=250 mail=x\\r\\n\n" },
  { .name = "TURN accepted, and the connection ends",
    .turns = { BEGIN, { 'C', "TURN\r\n", 0 }, { 'S', "250 ok\r\n", 0 }, END },
    .log = BEGIN_LOG "command TURN\nreply 250 to TURN\nend\n" },
  { .name = "the answer to TURN fell in a gap; the greeting tells it",
    .turns = { BEGIN, { 'C', "TURN\r\n", 0 }, { 's', NULL, 8 }, TURNED_MAIL, END },
    .log = BEGIN_LOG "command TURN\ngap server 8\n" TURNED_LOG },
  { .name = "the answer to TURN is the last octets of the capture, and what is held was said before",
    .turns = { BEGIN, { 'C', "TURN\r\n220 c.example\r\n", 0 }, { 'S', "250", 0 }, END },
    .log = BEGIN_LOG "command TURN\nreply 250 to TURN\ncommand 220 c.example\nanomaly unknown-command\nend\n" },
  { .name = "TURN, its answer never seen, and the capture ends",
    .turns = { BEGIN, { 'C', "TURN\r\n220 c.example\r\n", 0 }, END },
    .log = BEGIN_LOG "command TURN\nanomaly assumed-commands\ncommand 220 c.example\nanomaly unknown-command\nend\n" },
  { .name = "TURN and TURN again",
    .turns = { BEGIN,
               { 'C', "TURN\r\n", 0 },
               { 'S', "250 ok\r\n", 0 },
               { 'C', "220 c.example\r\n", 0 },
               { 'S', "TURN\r\n", 0 },
               { 'C', "250 ok\r\n", 0 },
               { 'S', "220 mail.example\r\n", 0 },
               { 'C', "QUIT\r\n", 0 },
               { 'S', "221 bye\r\n", 0 },
               END },
    .log = BEGIN_LOG "command TURN\nreply 250 to TURN\nend\n"
                     "--- turned\ngreeting 220\ncommand TURN\nreply 250 to TURN\nend\n"
                     "--- turned\ngreeting 220\n" QUIT_LOG },
  { .name = "ETRN, VRFY and EXPN leave the transaction alone",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x.example>\r\nETRN @x.example\r\nVRFY bob\r\nEXPN list\r\n", 0 },
               { 'S', "250 2.1.0 Ok\r\n250 queuing\r\n252 2.0.0 maybe\r\n502 no\r\n", 0 },
               { 'C', "RCPT TO:<b@y.example>\r\n", 0 },
               { 'S', "250 2.1.5 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x.example>\ncommand ETRN @x.example\ncommand VRFY bob\ncommand EXPN list\n"
                     "reply 250 to MAIL\nreply 250 to ETRN\nreply 252 to VRFY\nreply 502 to EXPN\n"
                     "command RCPT TO:<b@y.example>\nreply 250 to RCPT\ncommand QUIT\nreply 221 to QUIT\n"
                     "transaction-end 1 aborted\nend\n" FROM_TO "reply=0\n" },
  { .name = "XCLIENT accepted begins the session anew",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "XCLIENT NAME=spike.example ADDR=192.0.2.7\r\n", 0 },
               { 'S', "220 mail.example ESMTP\r\n", 0 },
               { 'C', "EHLO spike.example\r\n", 0 },
               { 'S', "250 mail.example\r\n", 0 },
               { 'C', "MAIL FROM:<c@x.example>\r\n", 0 },
               { 'S', "250 2.1.0 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command XCLIENT NAME=spike.example ADDR=192.0.2.7\nreply 220 to XCLIENT\n"
                                  "transaction-end 1 aborted\n"
                                  "command EHLO spike.example\nreply 250 to EHLO\n"
                                  "command MAIL FROM:<c@x.example>\nreply 250 to MAIL\n"
                                  "command QUIT\nreply 221 to QUIT\ntransaction-end 2 aborted\nend\n" FROM_TO
                                  "reply=0\n#2 from=c@x.example reply=0\n" },
  { .name = "XCLIENT refused: the transaction goes on; XFORWARD never ends one",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "XCLIENT NAME=spike.example\r\nXFORWARD ADDR=192.0.2.7\r\n", 0 },
               { 'S', "550 5.7.0 no\r\n250 2.0.0 Ok\r\n", 0 },
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG
    "command XCLIENT NAME=spike.example\ncommand XFORWARD ADDR=192.0.2.7\nreply 550 to XCLIENT\nreply 250 to "
    "XFORWARD\n" DATA_LOG "message 1 complete\nreply 250 to DATA\ntransaction-end 1 accepted\nend\n" FROM_TO
    "reply=250 mail=x\\r\\n\n" },
  { .name = "BURL with LAST is the mail; its token is a secret",
    .turns = { BEGIN,
               { 'C',
                 "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\n"
                 "BURL imap://b@i.example/S/;uid=1;urlauth=submit+b:internal:91354a47 LAST\r\n",
                 0 },
               { 'S', "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.5.0 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log
    = BEGIN_LOG "command MAIL FROM:<a@x.example>\ncommand RCPT TO:<b@y.example>\n"
                "command BURL imap://b@i.example/S/;uid=1;urlauth=submit+b:internal:91354a47 LAST secret=91354a47\n"
                "reply 250 to MAIL\nreply 250 to RCPT\nreply 250 to BURL\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO
                "reply=250\n" },
  { .name = "BURL between chunks: what is seen of the mail is not all of it",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 3\r\nabcBURL http://i.example/x\r\nBDAT 2 LAST\r\nd\n", 0 },
               { 'S', "250 Ok\r\n250 Ok\r\n250 2.6.0 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG
    "command BDAT 3\ndata-begin 1\ncommand BURL http://i.example/x\ncommand BDAT 2 LAST\nmessage 1 gap\n"
    "reply 250 to BDAT\nreply 250 to BURL\nreply 250 to BDAT\ntransaction-end 1 accepted\nend\n" FROM_TO
    "reply=250 mail=abcd\\n\n" },
  { .name = "BURL refused, then the mail by BDAT",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BURL imap://i.example/x LAST\r\n", 0 },
               { 'S', "554 5.6.6 not found\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG
    "command BURL imap://i.example/x LAST\nreply 554 to BURL\ntransaction-end 1 rejected\n" QUIT_LOG FROM_TO
    "reply=554\n" },
  { .name = "BURL LAST, and the answer was not seen",
    .turns = { BEGIN, ENVELOPE, { 'C', "BURL imap://i.example/x LAST\r\nQUIT\r\n", 0 }, END },
    .log = BEGIN_LOG ENVELOPE_LOG "command BURL imap://i.example/x LAST\ncommand QUIT\n"
                                  "transaction-end 1 unfinished\nend\n" FROM_TO "reply=0\n" },
  { .name = "XEXCH50: octets that look like commands are none",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nXEXCH50 17 2\r\n", 0 },
               { 'S', "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Send binary data\r\n", 0 },
               { 'C', "\0\1RSET\r\nDATA\r\nx\r\nBDAT 2 LAST\r\nm\n", 32 },
               { 'S', "250 XEXCH50 OK\r\n250 2.6.0 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x.example>\ncommand RCPT TO:<b@y.example>\ncommand XEXCH50 17 2\n"
                     "reply 250 to MAIL\nreply 250 to RCPT\nreply 354 to XEXCH50\n"
                     "command BDAT 2 LAST\ndata-begin 1\nmessage 1 complete\n"
                     "reply 250 to XEXCH50\nreply 250 to BDAT\ntransaction-end 1 accepted\n" QUIT_LOG FROM_TO
                     "reply=250 mail=m\\n\n" },
  { .name = "XEXCH50 refused: what follows is commands",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "XEXCH50 4 2\r\nRSET\r\n", 0 },
               { 'S', "504 Need to authenticate first\r\n250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command XEXCH50 4 2\nreply 504 to XEXCH50\ncommand RSET\nreply 250 to RSET\n"
                                  "transaction-end 1 aborted\n" QUIT_LOG FROM_TO "reply=0\n" },
  { .name = "XEXCH50 of no size and of a negative one",
    .turns = { BEGIN,
               { 'C', "XEXCH50 0 2\r\n", 0 },
               { 'S', "354 Send\r\n250 Ok\r\n", 0 },
               { 'C', "XEXCH50 -1 2\r\n", 0 },
               { 'S', "354 Send\r\n", 0 },
               { 'C', "RSET\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command XEXCH50 0 2\nreply 354 to XEXCH50\nreply 250 to XEXCH50\n"
                     "command XEXCH50 -1 2\nanomaly bad-chunk-size\nreply 354 to XEXCH50\ncommand RSET\n"
                     "reply 250 to RSET\nend\n" },
  { .name = "a gap inside what follows XEXCH50",
    .turns = { BEGIN,
               { 'C', "XEXCH50 20 2\r\n", 0 },
               { 'S', "354 Send\r\n", 0 },
               { 'C', "12345", 0 },
               { 'c', NULL, 10 },
               { 'C', "67890", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command XEXCH50 20 2\nreply 354 to XEXCH50\ngap client 10\nreply 250 to XEXCH50\n" QUIT_LOG },
  { .name = "X-LINK2STATE in chunks, X-EXPS as AUTH, X-ANONYMOUSTLS as STARTTLS",
    .turns = { BEGIN,
               { 'C', "X-LINK2STATE FIRST CHUNK={00000004} AB\r\n", 0 },
               { 'S', "200 NEXT CHUNK\r\n", 0 },
               { 'C', "X-LINK2STATE LAST CHUNK={00000002} C\r\n", 0 },
               { 'S', "200 LAST CHUNK={00000005} DONE_RESPONSE\r\n", 0 },
               { 'C', "X-EXPS LOGIN\r\n", 0 },
               { 'S', "334 VXNlcm5hbWU6\r\n", 0 },
               { 'C', "YWxpY2U=\r\n", 0 },
               { 'S', "334 UGFzc3dvcmQ6\r\n", 0 },
               { 'C', "c2VjcmV0\r\n", 0 },
               { 'S', "235 2.7.0 ok\r\n", 0 },
               { 'C', "X-ANONYMOUSTLS\r\n", 0 },
               { 'S', "220 2.0.0 ready\r\n", 0 },
               { 'C', "\x16\x03\x01", 0 },
               END },
    .log = BEGIN_LOG "command X-LINK2STATE FIRST CHUNK={00000004} AB\nreply 200 to X-LINK2STATE\n"
                     "command X-LINK2STATE LAST CHUNK={00000002} C\nreply 200 to X-LINK2STATE\n"
                     "command X-EXPS LOGIN\nreply 334 to X-EXPS\nauth-line YWxpY2U=\nreply 334 to X-EXPS\n"
                     "auth-line c2VjcmV0 secret=c2VjcmV0\nreply 235 to X-EXPS\n"
                     "auth LOGIN user=alice password=secret accepted\n"
                     "command X-ANONYMOUSTLS\nreply 220 to X-ANONYMOUSTLS\ntls\nend\n" },
  { .name = "LMTP on a port of SMTP, pipelined, one recipient refused, the answers differ",
    .turns = { { 'S', "220 mail.example LMTP\r\n", 0 },
               { 'C', "LHLO c.example\r\n", 0 },
               { 'S', "250 mail.example\r\n", 0 },
               { 'C', "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\nRCPT TO:<d@y>\r\nDATA\r\n", 0 },
               { 'S', "250 Ok\r\n250 Ok\r\n550 5.1.1 no\r\n250 Ok\r\n354 go\r\n", 0 },
               { 'C', "x\r\n.\r\nMAIL FROM:<e@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n", 0 },
               { 'S', "452 4.2.2 full\r\n250 2.0.0 saved\r\n250 Ok\r\n250 Ok\r\n354 go\r\n", 0 },
               { 'C', "y\r\n.\r\n", 0 },
               { 'S', "250 2.0.0 saved\r\n", 0 },
               END },
    .log = "greeting 220\ncommand LHLO c.example\nreply 250 to LHLO\n"
           "command MAIL FROM:<a@x>\ncommand RCPT TO:<b@y>\ncommand RCPT TO:<c@y>\ncommand RCPT TO:<d@y>\n"
           "command DATA\nreply 250 to MAIL\nreply 250 to RCPT\nreply 550 to RCPT\nreply 250 to RCPT\n"
           "reply 354 to DATA\ndata-begin 1\nmessage 1 complete\n"
           "command MAIL FROM:<e@x>\ncommand RCPT TO:<b@y>\ncommand DATA\n"
           "reply 452 to DATA\nreply 250 to DATA\ntransaction-end 1 accepted\n"
           "reply 250 to MAIL\nreply 250 to RCPT\nreply 354 to DATA\ndata-begin 2\nmessage 2 complete\n"
           "reply 250 to DATA\ntransaction-end 2 accepted\nend\n"
           "#1 from=a@x to=b@y(452) to=c@y(550) to=d@y(250) reply=250 mail=x\\r\\n\n"
           "#2 from=e@x to=b@y(250) reply=250 mail=y\\r\\n\n" },
  { .name = "PRDR: a 353, one answer a recipient, and one for the mail",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x> PRDR\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\nRCPT TO:<d@y>\r\nDATA\r\n", 0 },
               { 'S', "250 Ok, PRDR\r\n250 Ok\r\n550 no\r\n250 Ok\r\n354 go\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "353 content analysis\r\n250 b\r\n550 d\r\n250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x> PRDR\ncommand RCPT TO:<b@y>\ncommand RCPT TO:<c@y>\n"
                     "command RCPT TO:<d@y>\ncommand DATA\nreply 250 to MAIL\nreply 250 to RCPT\n"
                     "reply 550 to RCPT\nreply 250 to RCPT\nreply 354 to DATA\ndata-begin 1\nmessage 1 complete\n"
                     "reply 353 to DATA\nreply 250 to DATA\nreply 550 to DATA\nreply 250 to DATA\n"
                     "transaction-end 1 accepted\n" QUIT_LOG
                     "#1 from=a@x to=b@y(250) to=c@y(550) to=d@y(550) reply=250 mail=x\\r\\n\n" },
  { .name = "PRDR offered and taken, but the answer is one",
    .turns = { BEGIN,
               { 'C', "MAIL FROM:<a@x> PRDR\r\nRCPT TO:<b@y>\r\nDATA\r\n", 0 },
               { 'S', "250 Ok, PRDR\r\n250 Ok\r\n354 go\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command MAIL FROM:<a@x> PRDR\ncommand RCPT TO:<b@y>\ncommand DATA\nreply 250 to MAIL\n"
                     "reply 250 to RCPT\nreply 354 to DATA\ndata-begin 1\nmessage 1 complete\nreply 250 to DATA\n"
                     "transaction-end 1 accepted\nend\n#1 from=a@x to=b@y(250) reply=250 mail=x\\r\\n\n" },
  { .name = "LMTP by BDAT: LAST is answered once a recipient",
    .turns = { { 'S', "220 mail.example LMTP\r\n", 0 },
               { 'C', "LHLO c.example\r\n", 0 },
               { 'S', "250 mail.example\r\n", 0 },
               { 'C', "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\nBDAT 1\r\nxBDAT 1 LAST\r\ny", 0 },
               { 'S', "250 Ok\r\n250 Ok\r\n250 Ok\r\n250 chunk\r\n550 5.7.1 no\r\n250 2.0.0 saved\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = "greeting 220\ncommand LHLO c.example\nreply 250 to LHLO\n"
           "command MAIL FROM:<a@x>\ncommand RCPT TO:<b@y>\ncommand RCPT TO:<c@y>\ncommand BDAT 1\ndata-begin 1\n"
           "command BDAT 1 LAST\nmessage 1 complete\nreply 250 to MAIL\nreply 250 to RCPT\nreply 250 to RCPT\n"
           "reply 250 to BDAT\nreply 550 to BDAT\nreply 250 to BDAT\ntransaction-end 1 accepted\n" QUIT_LOG
           "#1 from=a@x to=b@y(550) to=c@y(250) reply=250 mail=xy\n" },
};

int
main (void)
{
  return dialogue_cases_main (cases, G_N_ELEMENTS (cases));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No secret of a SASL exchange (RFC 4954) stands unmasked in the event log, or gets into
 * a mail, whatever was lost, refused or out of order.  In the logs "secret=" is the part to
 * mask; the decoded password beside it is the model's, which faces show only when asked. */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

static const DialogueCase cases[] = {
  { .name = "a tab, lower case",
    .turns = { BEGIN, { 'C', "auth\tplain\tAGFsaWNlAHNlY3JldA==\r\n", 0 }, { 'S', "235 ok\r\n", 0 }, END },
    .log = BEGIN_LOG "command auth\\x09plain\\x09AGFsaWNlAHNlY3JldA== secret=AGFsaWNlAHNlY3JldA==\n"
                     "reply 235 to auth\n"
                     "auth plain user=alice password=secret accepted\n"
                     "end\n" },
  { .name = "an AUTH line cut by a gap",
    .turns = { BEGIN, { 'C', "AUTH PLAIN AGFsaWNl", 0 }, { 'c', "", 12 }, { 'S', "235 ok\r\n", 0 }, ENVELOPE, END },
    .log = BEGIN_LOG "gap client 12\n"
                     "command AUTH PLAIN AGFsaWNl secret=AGFsaWNl\n"
                     "anomaly truncated-line\n"
                     "reply 235 to AUTH\n"
                     "anomaly resync\n" ENVELOPE_LOG "transaction-end 1 unfinished\n"
                     "end\n" FROM_TO "reply=0\n" },
  { .name = "an AUTH line cut by the end",
    .turns = { BEGIN, { 'C', "AUTH PLAIN AGFsaWNl", 0 }, END },
    .log = BEGIN_LOG "command AUTH PLAIN AGFsaWNl secret=AGFsaWNl\n"
                     "anomaly truncated-line\n"
                     "end\n" },
  { .name = "the mechanism forgotten",
    .turns = { BEGIN, { 'C', "AUTH AGFsaWNlAHNlY3JldA==\r\n", 0 }, { 'S', "504 no\r\n", 0 }, END },
    .log = BEGIN_LOG "command AUTH AGFsaWNlAHNlY3JldA== secret=AGFsaWNlAHNlY3JldA==\n"
                     "reply 504 to AUTH\n"
                     "auth  user= password= rejected\n"
                     "end\n" },
  { .name = "AUTH lost in a gap, the challenges seen",
    .turns = { BEGIN,
               { 'c', "", 12 },
               { 'S', "334 VXNlcm5hbWU6\r\n", 0 },
               { 'C', "YWxpY2U=\r\n", 0 },
               { 'S', "334 UGFzc3dvcmQ6\r\n", 0 },
               { 'C', "c2VjcmV0\r\n", 0 },
               { 'S', "235 ok\r\n", 0 },
               ENVELOPE,
               END },
    .log = BEGIN_LOG "gap client 12\n"
                     "reply 334\n"
                     "anomaly truncated-line\n"
                     "reply 334\n"
                     "command c2VjcmV0 secret=c2VjcmV0\n"
                     "anomaly unknown-command\n"
                     "reply 235 to c2VjcmV0\n" ENVELOPE_LOG "transaction-end 1 unfinished\n"
                     "end\n" FROM_TO "reply=0\n" },
  { .name = "AUTH lost in a gap, nothing of the server: no secret gets into the mail",
    .turns = { { 'C', "EHLO c\r\n", 0 },
               { 's', "", 100 },
               { 'c', "", 12 },
               { 'C', "YWxpY2U=\r\nc2VjcmV0\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 'C', "x\r\n.\r\nQUIT\r\n", 0 },
               END },
    .log = "command EHLO c\n"
           "gap server 100\n"
           "gap client 12\n"
           "anomaly truncated-line\n"
           "anomaly resync\n"
           "command MAIL FROM:<a@x.example>\n"
           "command RCPT TO:<b@y.example>\n"
           "command DATA\n"
           "data-begin 1\n"
           "anomaly assumed-data\n"
           "message 1 complete\n"
           "command QUIT\n"
           "transaction-end 1 unfinished\n"
           "end\n"
           "#1 from=a@x.example to=b@y.example(0) reply=0 mail=x\\r\\n\n" },
  { .name = "AUTH and the challenges lost, in lock step",
    .turns = { BEGIN,
               { 'c', "", 12 },
               { 's', "", 18 },
               { 'C', "YWxpY2U=\r\n", 0 },
               { 's', "", 18 },
               { 'C', "c2VjcmV0\r\n", 0 },
               { 's', "", 18 },
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "gap client 12\n"
                     "gap server 18\n"
                     "gap server 18\n"
                     "gap server 18\n"
                     "anomaly truncated-line\n"
                     "anomaly resync\n" ENVELOPE_LOG DATA_LOG "message 1 complete\n"
                     "reply 250 to DATA\n"
                     "transaction-end 1 accepted\n"
                     "end\n" FROM_TO "reply=250 mail=x\\r\\n\n" },
  { .name = "a mechanism not known, three lines",
    .turns = { BEGIN,
               { 'C', "AUTH GSSAPI YIIC\r\n", 0 },
               { 'S', "334 YIIC\r\n", 0 },
               { 'C', "c2Vj\r\n", 0 },
               { 'S', "334 YIIC\r\n", 0 },
               { 'C', "\r\n", 0 },
               { 'S', "334 YIIC\r\n", 0 },
               { 'C', "c3RlcDM=\r\n", 0 },
               { 'S', "235 ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command AUTH GSSAPI YIIC secret=YIIC\n"
                     "reply 334 to AUTH\n"
                     "auth-line c2Vj secret=c2Vj\n"
                     "reply 334 to AUTH\n"
                     "auth-line \n"
                     "reply 334 to AUTH\n"
                     "auth-line c3RlcDM= secret=c3RlcDM=\n"
                     "reply 235 to AUTH\n"
                     "auth GSSAPI user= password= accepted\n"
                     "end\n" },
  { .name = "CRAM-MD5",
    .turns = { BEGIN,
               { 'C', "AUTH CRAM-MD5\r\n", 0 },
               { 'S', "334 PDFAeD4=\r\n", 0 },
               { 'C', "dGltIGI5MTNhNjAy\r\n", 0 },
               { 'S', "235 ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command AUTH CRAM-MD5\n"
                     "reply 334 to AUTH\n"
                     "auth-line dGltIGI5MTNhNjAy secret=dGltIGI5MTNhNjAy\n"
                     "reply 235 to AUTH\n"
                     "auth CRAM-MD5 user=tim password= accepted\n"
                     "end\n" },
  { .name = "NTLM, refused",
    .turns = { BEGIN,
               { 'C', "AUTH NTLM\r\n", 0 },
               { 'S', "334 ntlm supported\r\n", 0 },
               { 'C', "TlRMTVNTUAABAAAA\r\n", 0 },
               { 'S', "334 TlRMTVNTUAACAAAA\r\n", 0 },
               { 'C', "TlRMTVNTUAADAAAA\r\n", 0 },
               { 'S', "535 no\r\n", 0 },
               END },
    .log = BEGIN_LOG "command AUTH NTLM\n"
                     "reply 334 to AUTH\n"
                     "auth-line TlRMTVNTUAABAAAA secret=TlRMTVNTUAABAAAA\n"
                     "reply 334 to AUTH\n"
                     "auth-line TlRMTVNTUAADAAAA secret=TlRMTVNTUAADAAAA\n"
                     "reply 535 to AUTH\n"
                     "auth NTLM user= password= rejected\n"
                     "end\n" },
  { .name = "XOAUTH2 refused: the client has to send an empty line",
    .turns = { BEGIN,
               { 'C', "AUTH XOAUTH2 dXNlcj1hQHgBYXV0aD1CZWFyZXIgdDBrAQE=\r\n", 0 },
               { 'S', "334 eyJzdGF0dXMiOiI0MDAifQ==\r\n", 0 },
               { 'C', "\r\n", 0 },
               { 'S', "535 no\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG
    "command AUTH XOAUTH2 dXNlcj1hQHgBYXV0aD1CZWFyZXIgdDBrAQE= secret=dXNlcj1hQHgBYXV0aD1CZWFyZXIgdDBrAQE=\n"
    "reply 334 to AUTH\n"
    "auth-line \n"
    "reply 535 to AUTH\n"
    "auth XOAUTH2 user=a@x password=Bearer t0k rejected\n" QUIT_LOG },
  { .name = "OAUTHBEARER",
    .turns = { BEGIN,
               { 'C', "AUTH OAUTHBEARER bixhPXVAeCwBaG9zdD1zAWF1dGg9QmVhcmVyIHQwawEB\r\n", 0 },
               { 'S', "235 ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command AUTH OAUTHBEARER bixhPXVAeCwBaG9zdD1zAWF1dGg9QmVhcmVyIHQwawEB "
                     "secret=bixhPXVAeCwBaG9zdD1zAWF1dGg9QmVhcmVyIHQwawEB\n"
                     "reply 235 to AUTH\n"
                     "auth OAUTHBEARER user=u@x password=Bearer t0k accepted\n" QUIT_LOG },
  { .name = "X-EXPS is AUTH by another name",
    .turns = { BEGIN,
               { 'C', "X-EXPS LOGIN\r\n", 0 },
               { 'S', "334 VXNlcm5hbWU6\r\n", 0 },
               { 'C', "YWxpY2U=\r\n", 0 },
               { 'S', "334 UGFzc3dvcmQ6\r\n", 0 },
               { 'C', "c2VjcmV0\r\n", 0 },
               { 'S', "235 ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command X-EXPS LOGIN\n"
                     "reply 334 to X-EXPS\n"
                     "auth-line YWxpY2U=\n"
                     "reply 334 to X-EXPS\n"
                     "auth-line c2VjcmV0 secret=c2VjcmV0\n"
                     "reply 235 to X-EXPS\n"
                     "auth LOGIN user=alice password=secret accepted\n" QUIT_LOG },
  { .name = "AUTH refused, the secret sent all the same and said again by the server",
    .turns = { BEGIN,
               { 'C', "AUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\n", 0 },
               { 'S', "502 no\r\n500 what: YWxpY2U=\r\n500 unrecognized \"c2VjcmV0\"\r\n", 0 },
               END },
    .log = BEGIN_LOG "command AUTH LOGIN\n"
                     "reply 502 to AUTH\n"
                     "auth LOGIN user=alice password=secret rejected\n"
                     "command YWxpY2U=\n"
                     "anomaly unknown-command\n"
                     "command c2VjcmV0 secret=c2VjcmV0\n"
                     "anomaly unknown-command\n"
                     "reply 500 to YWxpY2U=\n"
                     "reply 500 to c2VjcmV0\n"
                     "end\n" },
  { .name = "AUTH sent behind STARTTLS before its answer",
    .turns = { BEGIN,
               { 'C', "STARTTLS\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n", 0 },
               { 'S', "220 go\r\n", 0 },
               { 'C', "\x16\x03\x01", 0 },
               END },
    .log = BEGIN_LOG "command STARTTLS\n"
                     "reply 220 to STARTTLS\n"
                     "command AUTH PLAIN AGFsaWNlAHNlY3JldA== secret=AGFsaWNlAHNlY3JldA==\n"
                     "anomaly pipelining\n"
                     "tls\n"
                     "end\n" },
  { .name = "lines that are no base64",
    .turns = { BEGIN,
               { 'C', "AUTH LOGIN\r\n", 0 },
               { 'S', "334 VXNlcm5hbWU6\r\n", 0 },
               { 'C', "alice\r\n", 0 },
               { 'S', "334 UGFzc3dvcmQ6\r\n", 0 },
               { 'C', "my secret!\r\n", 0 },
               { 'S', "535 no\r\n", 0 },
               END },
    .log = BEGIN_LOG "command AUTH LOGIN\n"
                     "reply 334 to AUTH\n"
                     "auth-line alice\n"
                     "reply 334 to AUTH\n"
                     "auth-line my secret! secret=my secret!\n"
                     "reply 535 to AUTH\n"
                     "auth LOGIN user=jX\\x9c password=\\x9b+\\x1er\\xb7\\xad rejected\n"
                     "anomaly bad-base64\n"
                     "end\n" },
  { .name = "a second attempt",
    .turns = { BEGIN,
               { 'C', "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n", 0 },
               { 'S', "535 no\r\n", 0 },
               { 'C', "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n", 0 },
               { 'S', "235 ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command AUTH PLAIN AGFsaWNlAHNlY3JldA== secret=AGFsaWNlAHNlY3JldA==\n"
                     "reply 535 to AUTH\n"
                     "auth PLAIN user=alice password=secret rejected\n"
                     "command AUTH PLAIN AGFsaWNlAHNlY3JldA== secret=AGFsaWNlAHNlY3JldA==\n"
                     "reply 235 to AUTH\n"
                     "auth PLAIN user=alice password=secret accepted\n"
                     "end\n" },
  { .name = "user name and password on the line of LOGIN",
    .turns = { BEGIN, { 'C', "AUTH LOGIN YWxpY2U= c2VjcmV0\r\n", 0 }, { 'S', "501 no\r\n", 0 }, END },
    .log = BEGIN_LOG "command AUTH LOGIN YWxpY2U= c2VjcmV0 secret=c2VjcmV0\n"
                     "reply 501 to AUTH\n"
                     "auth LOGIN user=alice password= rejected\n"
                     "end\n" },
  { .name = "only the answer tells that a line was a secret",
    .turns = { BEGIN, { 'C', "c2VjcmV0\r\n", 0 }, { 'S', "535 no\r\n", 0 }, END },
    .log = BEGIN_LOG "command c2VjcmV0 secret=c2VjcmV0\n"
                     "anomaly unknown-command\n"
                     "reply 535 to c2VjcmV0\n"
                     "end\n" },
  { .name = "PLAIN with a line of its own, cancelled",
    .turns = { BEGIN,
               { 'C', "AUTH PLAIN\r\n", 0 },
               { 'S', "334\r\n", 0 },
               { 'C', "*\r\n", 0 },
               { 'S', "501 cancelled\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command AUTH PLAIN\n"
                     "reply 334 to AUTH\n"
                     "auth-line *\n"
                     "reply 501 to AUTH\n"
                     "auth PLAIN user= password= rejected\n" QUIT_LOG },
  { .name = "the client gives up without a word",
    .turns = { BEGIN, { 'C', "AUTH LOGIN\r\n", 0 }, { 'S', "334 VXNlcm5hbWU6\r\n", 0 }, END },
    .log = BEGIN_LOG "command AUTH LOGIN\n"
                     "reply 334 to AUTH\n"
                     "auth LOGIN user= password= unknown\n"
                     "end\n" },
  { .name = "the client alone, PLAIN",
    .turns = { { 'C', "EHLO c\r\n", 0 },
               { 'C', "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\r\n", 0 },
               { 'C', "RCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               END },
    .log = "command EHLO c\n"
           "command AUTH PLAIN AGFsaWNlAHNlY3JldA== secret=AGFsaWNlAHNlY3JldA==\n"
           "command MAIL FROM:<a@x.example>\n"
           "command RCPT TO:<b@y.example>\n"
           "command DATA\n"
           "data-begin 1\n"
           "anomaly assumed-data\n"
           "message 1 complete\n"
           "auth PLAIN user=alice password=secret unknown\n"
           "transaction-end 1 unfinished\n"
           "end\n"
           "#1 from=a@x.example to=b@y.example(0) reply=0 mail=x\\r\\n\n" },
  { .name = "the client alone, LOGIN, whose password spells DATA",
    .turns = { { 'C', "EHLO c\r\n", 0 },
               { 'C', "AUTH LOGIN\r\n", 0 },
               { 'C', "YWxpY2U=\r\n", 0 },
               { 'C', "DATA\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\r\n", 0 },
               { 'C', "RCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
               { 'C', "x\r\n.\r\n", 0 },
               END },
    .log = "command EHLO c\n"
           "command AUTH LOGIN\n"
           "auth-line YWxpY2U=\n"
           "auth-line DATA secret=DATA\n"
           "command MAIL FROM:<a@x.example>\n"
           "command RCPT TO:<b@y.example>\n"
           "command DATA\n"
           "data-begin 1\n"
           "anomaly assumed-data\n"
           "message 1 complete\n"
           "auth LOGIN user=alice password=\\x0c\\x04\\xc0 unknown\n"
           "transaction-end 1 unfinished\n"
           "end\n"
           "#1 from=a@x.example to=b@y.example(0) reply=0 mail=x\\r\\n\n" },
  { .name = "the client alone, the answers known to be lost, more lines than the mechanism has",
    .turns = { { 'C', "EHLO c\r\n", 0 },
               { 's', "", 20 },
               { 'C', "AUTH NTLM\r\n", 0 },
               { 's', "", 20 },
               { 'C', "TlRMTVNTUAABAAAA\r\n", 0 },
               { 's', "", 20 },
               { 'C', "TlRMTVNTUAADAAAA\r\n", 0 },
               { 's', "", 20 },
               { 'C', "TlRMTVNTUAAD\r\n", 0 },
               { 'C', "MAIL FROM:<a@x.example>\r\n", 0 },
               END },
    .log = "command EHLO c\n"
           "gap server 20\n"
           "command AUTH NTLM\n"
           "gap server 20\n"
           "auth-line TlRMTVNTUAABAAAA secret=TlRMTVNTUAABAAAA\n"
           "gap server 20\n"
           "auth-line TlRMTVNTUAADAAAA secret=TlRMTVNTUAADAAAA\n"
           "gap server 20\n"
           "command TlRMTVNTUAAD secret=TlRMTVNTUAAD\n"
           "anomaly unknown-command\n"
           "command MAIL FROM:<a@x.example>\n"
           "auth NTLM user= password= unknown\n"
           "transaction-end 1 unfinished\n"
           "end\n"
           "#1 from=a@x.example reply=0\n" },
  { .name = "two challenges in a row",
    .turns = { BEGIN,
               { 'C', "AUTH LOGIN\r\n", 0 },
               { 'S', "334 a\r\n334 b\r\n535 no\r\n", 0 },
               { 'C', "YWxpY2U=\r\n", 0 },
               { 'S', "500 what\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG "command AUTH LOGIN\n"
                     "reply 334 to AUTH\n"
                     "reply 334 to AUTH\n"
                     "reply 535 to AUTH\n"
                     "auth LOGIN user=alice password= rejected\n"
                     "command YWxpY2U=\n"
                     "anomaly unknown-command\n"
                     "reply 500 to YWxpY2U=\n" QUIT_LOG },
  { .name = "picked up between AUTH and the password",
    .turns
    = { { 'S', "334 UGFzc3dvcmQ6\r\n", 0 }, { 'C', "c2VjcmV0\r\n", 0 }, { 'S', "235 ok\r\n", 0 }, ENVELOPE, END },
    .log = "reply 334\n"
           "anomaly truncated-line\n"
           "reply 235\n" ENVELOPE_LOG "transaction-end 1 unfinished\n"
           "end\n" FROM_TO "reply=0\n",
    .midstream = true },
  { .name = "STARTTLS answered, then AUTH in the clear",
    .turns = { BEGIN,
               { 'C', "STARTTLS\r\n", 0 },
               { 'S', "220 go\r\n", 0 },
               { 'C', "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n", 0 },
               { 'S', "235 ok\r\n", 0 },
               END },
    .log = BEGIN_LOG "command STARTTLS\n"
                     "reply 220 to STARTTLS\n"
                     "anomaly clear-after-starttls\n"
                     "command AUTH PLAIN AGFsaWNlAHNlY3JldA== secret=AGFsaWNlAHNlY3JldA==\n"
                     "reply 235 to AUTH\n"
                     "auth PLAIN user=alice password=secret accepted\n"
                     "end\n" },
};

int
main (void)
{
  return dialogue_cases_main (cases, G_N_ELEMENTS (cases));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BDAT in all its forms (RFC 3030), and LMTP, whose server answers mail data once a
 * recipient (RFC 2033). */
#include "config.h"

#include "tests/unit/dissect/dialogue-script.h"

static const DialogueCase cases[] = {
  { .name = "an empty last chunk alone in its segment",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 3\r\nabc", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "BDAT 0 LAST\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command BDAT 3\n"
                                  "data-begin 1\n"
                                  "reply 250 to BDAT\n"
                                  "command BDAT 0 LAST\n"
                                  "message 1 complete\n"
                                  "reply 250 to BDAT\n"
                                  "transaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=abc\n" },
  { .name = "an empty chunk that is not the last",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 0\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "bdat  3  last\r\nabc", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command BDAT 0\n"
                                  "reply 250 to BDAT\n"
                                  "command bdat  3  last\n"
                                  "data-begin 1\n"
                                  "message 1 complete\n"
                                  "reply 250 to bdat\n"
                                  "transaction-end 1 accepted\n" QUIT_LOG FROM_TO "reply=250 mail=abc\n" },
  { .name = "BDAT refused in the middle, the chunks behind it sent already",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 3\r\nabcBDAT 3\r\ndefBDAT 2 LAST\r\ngh", 0 },
               { 'S', "250 Ok\r\n452 full\r\n503 no\r\n", 0 },
               { 'C', "RSET\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               ENVELOPE,
               DATA_TURNS,
               { 'C', "x\r\n.\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command BDAT 3\n"
                                  "data-begin 1\n"
                                  "command BDAT 3\n"
                                  "command BDAT 2 LAST\n"
                                  "message 1 complete\n"
                                  "reply 250 to BDAT\n"
                                  "reply 452 to BDAT\n"
                                  "reply 503 to BDAT\n"
                                  "transaction-end 1 rejected\n"
                                  "command RSET\n"
                                  "reply 250 to RSET\n" ENVELOPE_LOG "command DATA\n"
                                  "reply 354 to DATA\n"
                                  "data-begin 2\n"
                                  "message 2 complete\n"
                                  "reply 250 to DATA\n"
                                  "transaction-end 2 accepted\n"
                                  "end\n" FROM_TO "reply=503 mail=abcdefgh\n"
                                  "#2 from=a@x.example to=b@y.example(250) reply=250 mail=x\\r\\n\n" },
  { .name = "BDAT answered before all its octets came",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 6 LAST\r\nabc", 0 },
               { 'S', "552 too big\r\n", 0 },
               { 'C', "def", 0 },
               { 'C', "RSET\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command BDAT 6 LAST\n"
                                  "data-begin 1\n"
                                  "reply 552 to BDAT\n"
                                  "transaction-end 1 rejected\n"
                                  "message 1 complete\n"
                                  "command RSET\n"
                                  "reply 250 to RSET\n" QUIT_LOG FROM_TO "reply=552 mail=abcdef\n" },
  { .name = "BDAT whose octets spell commands and replies",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 35 LAST\r\nQUIT\r\n250 Ok\r\n\r\n.\r\nBDAT 5\r\n\x00\xffNOOP\r\n", 49 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log
    = BEGIN_LOG ENVELOPE_LOG "command BDAT 35 LAST\n"
                             "data-begin 1\n"
                             "message 1 complete\n"
                             "reply 250 to BDAT\n"
                             "transaction-end 1 accepted\n" QUIT_LOG FROM_TO
                             "reply=250 mail=QUIT\\r\\n250 Ok\\r\\n\\r\\n.\\r\\nBDAT 5\\r\\n\\x00\\xffNOOP\\r\\n\n" },
  { .name = "DATA inside a BDAT transaction is refused",
    .turns = { BEGIN,
               ENVELOPE,
               { 'C', "BDAT 3\r\nabc", 0 },
               { 'S', "250 Ok\r\n", 0 },
               { 'C', "DATA\r\n", 0 },
               { 'S', "503 mixed\r\n", 0 },
               { 'C', "RSET\r\n", 0 },
               { 'S', "250 Ok\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = BEGIN_LOG ENVELOPE_LOG "command BDAT 3\n"
                                  "data-begin 1\n"
                                  "reply 250 to BDAT\n"
                                  "command DATA\n"
                                  "reply 503 to DATA\n"
                                  "command RSET\n"
                                  "reply 250 to RSET\n"
                                  "message 1 unfinished\n"
                                  "transaction-end 1 rejected\n" QUIT_LOG FROM_TO "reply=503 mail=abc\n" },
  { .name = "BDAT sizes: a sign, a word, nothing, too long, no space",
    .turns
    = { BEGIN,
        ENVELOPE,
        { 'C', "BDAT +5\r\nBDAT x\r\nBDAT\r\nBDAT 9999999999999999999999999 LAST\r\nBDAT 5LAST\r\nBDAT 5 FIRST\r\n",
          0 },
        { 'S', "501 a\r\n501 b\r\n501 c\r\n501 d\r\n501 e\r\n501 f\r\n", 0 },
        { 'C', "RSET\r\n", 0 },
        { 'S', "250 Ok\r\n", 0 },
        END },
    .log = BEGIN_LOG ENVELOPE_LOG "command BDAT +5\n"
                                  "anomaly bad-chunk-size\n"
                                  "command BDAT x\n"
                                  "anomaly bad-chunk-size\n"
                                  "command BDAT\n"
                                  "anomaly bad-chunk-size\n"
                                  "command BDAT 9999999999999999999999999 LAST\n"
                                  "anomaly bad-chunk-size\n"
                                  "command BDAT 5LAST\n"
                                  "anomaly bad-chunk-size\n"
                                  "command BDAT 5 FIRST\n"
                                  "anomaly bad-chunk-size\n"
                                  "reply 501 to BDAT\n"
                                  "reply 501 to BDAT\n"
                                  "reply 501 to BDAT\n"
                                  "reply 501 to BDAT\n"
                                  "reply 501 to BDAT\n"
                                  "reply 501 to BDAT\n"
                                  "command RSET\n"
                                  "reply 250 to RSET\n"
                                  "transaction-end 1 rejected\n"
                                  "end\n" FROM_TO "reply=501\n" },
  { .name = "LMTP: all in one burst, the replies to RCPT come with those to the mail",
    .turns
    = { { 'S', "220 mail.example LMTP\r\n", 0 },
        { 'C', "LHLO c\r\n", 0 },
        { 'S', "250 hi\r\n", 0 },
        { 'C',
          "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\nRCPT TO:<d@y>\r\nBDAT 3 LAST\r\nabcRSET\r\nQUIT\r\n",
          0 },
        { 'S', "250 ok\r\n250 ok\r\n550 no\r\n250 ok\r\n250 b\r\n452 d\r\n250 reset\r\n221 bye\r\n", 0 },
        END },
    .log = "greeting 220\n"
           "command LHLO c\n"
           "reply 250 to LHLO\n"
           "command MAIL FROM:<a@x>\n"
           "command RCPT TO:<b@y>\n"
           "command RCPT TO:<c@y>\n"
           "command RCPT TO:<d@y>\n"
           "command BDAT 3 LAST\n"
           "data-begin 1\n"
           "message 1 complete\n"
           "command RSET\n"
           "command QUIT\n"
           "reply 250 to MAIL\n"
           "reply 250 to RCPT\n"
           "reply 550 to RCPT\n"
           "reply 250 to RCPT\n"
           "reply 250 to BDAT\n"
           "reply 452 to BDAT\n"
           "transaction-end 1 accepted\n"
           "reply 250 to RSET\n"
           "reply 221 to QUIT\n"
           "end\n"
           "#1 from=a@x to=b@y(250) to=c@y(550) to=d@y(452) reply=250 mail=abc\n" },
  { .name = "LMTP: the next transaction follows the mail at once",
    .turns = { { 'S', "220 mail.example LMTP\r\n", 0 },
               { 'C', "LHLO c\r\n", 0 },
               { 'S', "250 hi\r\n", 0 },
               { 'C', "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\nDATA\r\n", 0 },
               { 'S', "250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n", 0 },
               { 'C', "1\r\n.\r\nMAIL FROM:<e@x>\r\nRCPT TO:<f@y>\r\nDATA\r\n", 0 },
               { 'S', "451 b\r\n452 c\r\n250 ok\r\n250 ok\r\n354 go\r\n", 0 },
               { 'C', "2\r\n.\r\n", 0 },
               { 'S', "250 f\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = "greeting 220\n"
           "command LHLO c\n"
           "reply 250 to LHLO\n"
           "command MAIL FROM:<a@x>\n"
           "command RCPT TO:<b@y>\n"
           "command RCPT TO:<c@y>\n"
           "command DATA\n"
           "reply 250 to MAIL\n"
           "reply 250 to RCPT\n"
           "reply 250 to RCPT\n"
           "reply 354 to DATA\n"
           "data-begin 1\n"
           "message 1 complete\n"
           "command MAIL FROM:<e@x>\n"
           "command RCPT TO:<f@y>\n"
           "command DATA\n"
           "reply 451 to DATA\n"
           "reply 452 to DATA\n"
           "transaction-end 1 rejected\n"
           "reply 250 to MAIL\n"
           "reply 250 to RCPT\n"
           "reply 354 to DATA\n"
           "data-begin 2\n"
           "message 2 complete\n"
           "reply 250 to DATA\n"
           "transaction-end 2 accepted\n" QUIT_LOG "#1 from=a@x to=b@y(451) to=c@y(452) reply=451 mail=1\\r\\n\n"
           "#2 from=e@x to=f@y(250) reply=250 mail=2\\r\\n\n" },
  { .name = "LMTP: chunks that are not the last get one reply",
    .turns = { { 'S', "220 mail.example LMTP\r\n", 0 },
               { 'C', "LHLO c\r\n", 0 },
               { 'S', "250 hi\r\n", 0 },
               { 'C', "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\nBDAT 1\r\naBDAT 1 LAST\r\nb", 0 },
               { 'S', "250 ok\r\n250 ok\r\n250 ok\r\n250 chunk\r\n250 b\r\n250 c\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = "greeting 220\n"
           "command LHLO c\n"
           "reply 250 to LHLO\n"
           "command MAIL FROM:<a@x>\n"
           "command RCPT TO:<b@y>\n"
           "command RCPT TO:<c@y>\n"
           "command BDAT 1\n"
           "data-begin 1\n"
           "command BDAT 1 LAST\n"
           "message 1 complete\n"
           "reply 250 to MAIL\n"
           "reply 250 to RCPT\n"
           "reply 250 to RCPT\n"
           "reply 250 to BDAT\n"
           "reply 250 to BDAT\n"
           "reply 250 to BDAT\n"
           "transaction-end 1 accepted\n" QUIT_LOG "#1 from=a@x to=b@y(250) to=c@y(250) reply=250 mail=ab\n" },
  { .name = "LMTP: no recipient was taken",
    .turns = { { 'S', "220 mail.example LMTP\r\n", 0 },
               { 'C', "LHLO c\r\n", 0 },
               { 'S', "250 hi\r\n", 0 },
               { 'C', "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n", 0 },
               { 'S', "250 ok\r\n550 no\r\n503 no recipients\r\n", 0 },
               QUIT_TURNS,
               END },
    .log = "greeting 220\n"
           "command LHLO c\n"
           "reply 250 to LHLO\n"
           "command MAIL FROM:<a@x>\n"
           "command RCPT TO:<b@y>\n"
           "command DATA\n"
           "reply 250 to MAIL\n"
           "reply 550 to RCPT\n"
           "reply 503 to DATA\n"
           "command QUIT\n"
           "reply 221 to QUIT\n"
           "transaction-end 1 rejected\n"
           "end\n"
           "#1 from=a@x to=b@y(550) reply=503\n" },
};

int
main (void)
{
  return dialogue_cases_main (cases, G_N_ELEMENTS (cases));
}

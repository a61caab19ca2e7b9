/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dialogues that several tests of the sinks play (see conversation.h). */
#ifndef SMTPLENS_TESTS_SCRIPTS_H
#define SMTPLENS_TESTS_SCRIPTS_H

/* A beginner's dialogue, typed by hand; the recipient is a slip of the finger. */
#define TYPED_BY_HAND                                                                                                  \
  "S 220 mx.hogehoge.or.jp ESMTP\n"                                                                                    \
  "C HELO myhostname.hogehoge.or.jp\n"                                                                                 \
  "S 250 mx.hogehoge.or.jp\n"                                                                                          \
  "C MAIL FROM: username@hogehoge.or.jp\n"                                                                             \
  "S 250 2.1.0 Ok\n"                                                                                                   \
  "C RCPT TO: abcedf@hogehoge.or.jp\n"                                                                                 \
  "S 250 2.1.5 Ok\n"                                                                                                   \
  "C DATA\n"                                                                                                           \
  "S 354 End data with <CR><LF>.<CR><LF>\n"                                                                            \
  "C To: abcdef@hogehoge.or.jp\r\nSubject: test\r\nFrom: username@hogehoge.or.jp\r\n\r\ntest mail\r\n\r\n.\n"          \
  "S 250 2.0.0 Ok: queued as 4F0A12\n"                                                                                 \
  "C QUIT\n"                                                                                                           \
  "S 221 2.0.0 Bye\n"

/* A login and a mail with a foreign From in clear text; the secret is
 * "sesame-open", the attachment has 9 octets. */
#define SUBMISSION                                                                                                     \
  "S 220 mail.example.org ESMTP Postfix\n"                                                                             \
  "C EHLO laptop.example.org\n"                                                                                        \
  "S 250-mail.example.org\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-AUTH PLAIN LOGIN\r\n250-STARTTLS\r\n"          \
  "250 8BITMIME\n"                                                                                                     \
  "C AUTH LOGIN\n"                                                                                                     \
  "S 334 VXNlcm5hbWU6\n"                                                                                               \
  "C YWxpY2VAZXhhbXBsZS5vcmc=\n"                                                                                       \
  "S 334 UGFzc3dvcmQ6\n"                                                                                               \
  "C c2VzYW1lLW9wZW4=\n"                                                                                               \
  "S 235 2.7.0 Authentication successful\n"                                                                            \
  "C MAIL FROM:<alice@example.org> SIZE=512 SMTPUTF8\n"                                                                \
  "S 250 2.1.0 Ok\n"                                                                                                   \
  "C RCPT TO:<bob@example.net>\n"                                                                                      \
  "S 250 2.1.5 Ok\n"                                                                                                   \
  "C RCPT TO:<carol@example.net>\n"                                                                                    \
  "S 550 5.1.1 <carol@example.net>: Recipient address rejected\n"                                                      \
  "C DATA\n"                                                                                                           \
  "S 354 End data with <CR><LF>.<CR><LF>\n"                                                                            \
  "C From: \"The Director\" <director@bank.example>\r\nTo: Bob <bob@example.net>\r\n"                                  \
  "Subject: =?UTF-8?B?5pel5pys6Kqe44Gu5Lu25ZCN?=\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n"                         \
  "Message-ID: <1@example.org>\r\nReceived: from laptop (laptop.example.org [192.0.2.10])\r\n"                         \
  "\tby gw.example.org with ESMTP; Mon, 23 Nov 2026 09:59:58 +0000\r\nMIME-Version: 1.0\r\n"                           \
  "Content-Type: multipart/mixed; boundary=b\r\n\r\n"                                                                  \
  "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear Bob,\r\n\r\nplease pay the attached bill.\r\n"           \
  "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=bill.pdf\r\n"                     \
  "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--\n"                                                   \
  "C .\n"                                                                                                              \
  "S 250 2.0.0 Ok: queued as 4F0A12\n"                                                                                 \
  "C QUIT\n"                                                                                                           \
  "S 221 2.0.0 Bye\n"

/* Octets that a terminal would obey or a reader be fooled by, wherever a peer can put them. */
#define EVIL                                                                                                           \
  "\033[2J\xc2\x9b"                                                                                                    \
  "1m\xe2\x80\xae"                                                                                                     \
  "fdp\xe2\x80\x8b\xff\x07\r\x08"
#define HOSTILE                                                                                                        \
  "S 220 mail.example.org \xe2\x80\xae\xff hi\n"                                                                       \
  "C EHLO client.example.com\n"                                                                                        \
  "S 250-mail.example.org " EVIL "\r\n250-X" EVIL " Y" EVIL "\r\n250 AUTH PLAIN\n"                                     \
  "C AUTH PLAIN AGEbWzJKAHNlc2FtZS1vcGVu\n"                                                                            \
  "S 535 5.7.8 " EVIL "no\n"                                                                                           \
  "C MAIL FROM:<" EVIL "a@example.com> SIZE=" EVIL "\n"                                                                \
  "S 250 " EVIL "ok\n"                                                                                                 \
  "C RCPT TO:<b" EVIL "@example.org>\n"                                                                                \
  "S 250 ok\n"                                                                                                         \
  "C DATA\n"                                                                                                           \
  "S 354 go " EVIL "on\n"                                                                                              \
  "C From: " EVIL "x <c@bank.example>\r\nTo: \"" EVIL "\" <b@example.org>\r\nSubject: " EVIL "x\r\n"                   \
  "Message-ID: <" EVIL "1@x>\r\nDate: " EVIL "\r\nReceived: from " EVIL "x by " EVIL "y; " EVIL "\r\n"                 \
  "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=\"" EVIL "\"\r\n\r\n"     \
  "text " EVIL " text\r\n--b\r\nContent-Type: application/x" EVIL "\r\n"                                               \
  "Content-Disposition: attachment; filename=\"" EVIL ".pdf\"\r\n\r\nx\r\n--b--\n"                                     \
  "C .\n"                                                                                                              \
  "! one " EVIL ", other\n"                                                                                            \
  "S 250 " EVIL "queued\n"                                                                                             \
  "C QUIT\n"                                                                                                           \
  "S 221 bye\n"

#endif

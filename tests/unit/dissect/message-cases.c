/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails for the tests of the message and of its entity scanner: their structure. */
#include "config.h"

#include "message-cases.h"

#include <glib.h>

#define MIXED MESSAGE_MIXED
#define TEXT MESSAGE_TEXT

const MessageCase structure_cases[] = {
  { "empty", "", "header 0\nfrom fields: 0\n" },
  { "typed by hand",
    "To: abcdef@hogehoge.or.jp\r\nSubject: test\r\nFrom: username@hogehoge.or.jp\r\n\r\ntest mail\r\n\r\n",
    "header 75\nsubject: test\nfrom: username@hogehoge.or.jp\nspec: username@hogehoge.or.jp\n"
    "to: abcdef@hogehoge.or.jp\n1 text/plain - - 75+13=13\n" },
  { "no header, no empty line", "test mail\r\n", "header 0\nfrom fields: 0\n1 text/plain - - 0+11=11\n" },
  { "no header, two paragraphs", "one\r\n\r\ntwo\r\n", "header 0\nfrom fields: 0\n1 text/plain - - 0+12=12\n" },
  { "no empty line before the text", "Subject: a\r\nHello there,\r\nold: friend.\r\nBye\r\n",
    "header 40\nsubject: a\nfrom fields: 0\n1 text/plain - - 40+5=5\n" },
  { "no empty line before a paragraph", "Subject: a\r\nHello there\r\n\r\nBye\r\n",
    "header 12\nsubject: a\nfrom fields: 0\n1 text/plain - - 12+20=20\n" },
  { "a line that is no field among fields", "Subject: a\r\nnonsense\r\nTo: b@x\r\n\r\nBye\r\n",
    "header 33\nsubject: a\nfrom fields: 0\nto: b@x\n1 text/plain - - 33+5=5\n" },
  { "line of a mailbox file first", "From a@x Mon Jan  1 12:00:00 2024\r\nSubject: a\r\n\r\nBye\r\n",
    "header 49\nsubject: a\nfrom fields: 0\n1 text/plain - - 49+5=5\n" },
  { "no empty line before the first delimiter",
    "Content-Type: multipart/mixed; boundary=b\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n",
    "header 43\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 50+3=3\n"
    "2 text/plain - - 62+3=3\n" },
  { "no empty line and the end behind a delimiter", "Content-Type: multipart/mixed; boundary=b\r\n--b",
    "header 43\n"
    "from fields: 0\n"
    "0 multipart/mixed (1) [no_end_boundary]\n"
    "1 text/plain - - 46+0=0\n" },
  { "text of a part without an empty line", MIXED "--b\r\nhello\r\n--b\r\n" TEXT "text\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 50+5=5\n"
    "2 text/plain - - 88+4=4\n" },
  { "nested, no empty line anywhere",
    MIXED "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n--c\r\n--c\r\nx\r\n--b\r\n" TEXT "--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 multipart/mixed (2) [no_end_boundary]\n"
    "1.1 text/plain - - 98+0=0\n"
    "1.2 text/plain - - 103+1=1\n"
    "2 text/plain - - 137+0=0\n" },
  { "only an empty line", "\r\n", "header 2\nfrom fields: 0\n1 text/plain - - 2+0=0\n" },
  { "empty line first", "\r\nbody\r\n", "header 2\nfrom fields: 0\n1 text/plain - - 2+6=6\n" },
  { "header without an end", "Subject: a\r\n", "header 12\nsubject: a\nfrom fields: 0\n1 text/plain - - 12+0=0\n" },
  { "LF only", "Subject: a\n\nbody\n", "header 12\nsubject: a\nfrom fields: 0\n1 text/plain - - 12+5=5\n" },
  { "all the fields",
    "Received: from a.example (a.example [192.0.2.1])\r\n\tby b.example (Postfix) with ESMTPS id 1\r\n"
    "\tfor <x@y>; Mon, 23 Nov 2026 21:28:33 +0000 (UTC)\r\n"
    "Received: by c.example; whenever\r\n"
    "Message-ID:  <1@x> \r\nDate: Thu, 1 Jan 1970 00:00:01 GMT\r\nFrom: A <a@x>, b@x\r\nSender: =?utf-8?B?5bGx?= "
    "<s@x>\r\n"
    "Reply-To: r@x\r\nTo: t@x\r\nTo: u@x\r\nCc: c@x\r\nSubject: one\r\nSubject: two\r\nFrom: c@x\r\n\r\n",
    "header 369\nsubject: one\nid: <1@x>\ndate: Thu, 1 Jan 1970 00:00:01 GMT\ntime: 1\nsender: 山 <s@x>\n"
    "from fields: 2\nfrom: A <a@x>\nfrom: b@x\nfrom: c@x\nspec: a@x\nspec: b@x\nspec: c@x\nto: t@x\n"
    "to: u@x\ncc: c@x\nreply-to: r@x\nreceived from: a.example\nreceived by: b.example\n"
    "received with: ESMTPS\nreceived date: Mon, 23 Nov 2026 21:28:33 +0000 (UTC)\n"
    "received by: c.example\nreceived date: whenever\n1 text/plain - - 369+0=0\n" },
  { "base64 attachment alone",
    "Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: BASE64\r\n\r\nYWJj\r\n",
    "header 80\nfrom fields: 0\n1 application/pdf - base64 80+6=3 attachment x.pdf ba7816\n" },
  { "two parts",
    MIXED "preamble\r\n--b\r\n" TEXT
          "\r\nhello\r\n--b\r\nContent-Disposition: attachment; filename=y\r\n\r\nabc\r\n--b--\r\nend",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 88+5=5\n"
    "2 text/plain - - 147+3=3 attachment y ba7816\n" },
  { "two parts by LF", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n\nabc\n--b--\n",
    "header 43\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 48+5=5\n"
    "2 text/plain - - 59+3=3\n" },
  { "no end", MIXED "--b\r\n\r\nhello\r\n--b\r\n\r\nabc\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2) [no_end_boundary]\n"
    "1 text/plain - - 52+5=5\n"
    "2 text/plain - - 66+5=5\n" },
  { "ends in a delimiter", MIXED "--b\r\n\r\nhello\r\n--b",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2) [no_end_boundary]\n"
    "1 text/plain - - 52+5=5\n"
    "2 text/plain - - 62+0=0\n" },
  { "ends in half a delimiter", MIXED "--b\r\n\r\nhello\r\n--",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (1) [no_end_boundary]\n"
    "1 text/plain - - 52+9=9\n" },
  { "no delimiter at all", MIXED "nothing here\r\n",
    "header 45\n"
    "from fields: 0\n"
    "1 multipart/mixed - - 45+14=14 [no_boundary]\n" },
  { "multipart without boundary", "Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx",
    "header 33\n"
    "from fields: 0\n"
    "1 multipart/mixed - - 33+8=8 [no_boundary]\n" },
  { "only the end delimiter", MIXED "--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "1 multipart/mixed - - 45+0=0 [no_boundary]\n" },
  { "part without an empty line", MIXED "--b\r\n" TEXT "--b\r\n\r\nx\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 76+0=0\n"
    "2 text/plain - - 83+1=1\n" },
  { "empty parts", MIXED "--b\r\n\r\n--b\r\n\r\n\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 52+0=0\n"
    "2 text/plain - - 59+0=0\n" },
  { "blanks behind the delimiter", MIXED "--b \t\r\n\r\nx\r\n--b-- \r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (1)\n"
    "1 text/plain - - 54+1=1\n" },
  { "lines like delimiters", MIXED "--b\r\n\r\n--c\r\n-- \r\n-\r\n --b\r\n----b\r\n\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (1)\n"
    "1 text/plain - - 52+26=26\n" },
  { "delimiter with more behind it", MIXED "--b\r\n\r\nx\r\n--bc\r\n\r\ny\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2) [loose_boundary]\n"
    "1 text/plain - - 52+1=1\n"
    "2 text/plain - - 63+1=1\n" },
  { "CRs before the delimiter", MIXED "--b\r\n\r\nx\r\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (1)\n"
    "1 text/plain - - 52+2=2\n" },
  { "nested",
    MIXED "--b\r\nContent-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n\r\nplain\r\n--bb\r\n"
          "Content-Type: text/html\r\n\r\n<p>\r\n--bb--\r\nepilogue\r\n--b\r\nContent-Type: "
          "image/png\r\n\r\nPNG\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 multipart/alternative (2)\n"
    "1.1 text/plain - - 110+5=5\n"
    "1.2 text/html - - 150+3=3\n"
    "2 image/png - - 205+3=3\n" },
  { "nested, the inner end missing",
    MIXED "--b\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\nplain\r\n--b\r\n\r\ny\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 multipart/alternative (1) [no_end_boundary]\n"
    "1.1 text/plain - - 108+5=5\n"
    "2 text/plain - - 122+1=1\n" },
  { "nested, inner boundary begins like the outer",
    "Content-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\n\r\nx\r\n--bb\r\n\r\ny\r\n--bb--\r\n",
    "header 46\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 multipart/mixed (1) [no_end_boundary]\n"
    "1.1 text/plain - - 104+1=1\n"
    "2 text/plain - - 115+1=1\n" },
  { "mail inside is one leaf",
    MIXED "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n"
          "--i\r\n\r\nx\r\n--i--\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (1)\n"
    "1 message/rfc822 - - 82+73=73 mail of -: in\n"
    "1.0 multipart/mixed (1)\n"
    "1.1 text/plain - - 147+1=1\n" },
  { "digest", "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: in\r\n\r\nx\r\n--b--\r\n",
    "header 46\n"
    "from fields: 0\n"
    "0 multipart/digest (1)\n"
    "1 message/rfc822 - - 53+16=16 mail of -: in\n"
    "1.1 text/plain - - 68+1=1\n" },
  { "quoted-printable attachment, the line end not its own",
    MIXED "--b\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Disposition: "
          "attachment\r\n\r\na=62=\r\nc\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (1)\n"
    "1 text/plain - quoted-printable 130+8=3 attachment ba7816\n" },
  { "unknown encoding and odd type", "Content-Type: nonsense\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nx\r\n",
    "header 65\nfrom fields: 0\n1 text/plain - x-uuencode 65+3=3\n" },
  { "file name by encoded word",
    "Content-Type: text/plain; charset=\"Shift_JIS\"\r\n"
    "Content-Disposition: inline; filename=\"=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\"\r\n\r\nx",
    "header 125\nfrom fields: 0\n1 text/plain Shift_JIS - 125+1=1 attachment 日本 2d7116\n" },
  { NULL, NULL, NULL },
};

const MessageCase *
message_case (size_t number)
{
  static const MessageCase *const tables[] = { structure_cases, protection_cases, found_cases };

  for (size_t table = 0; table < G_N_ELEMENTS (tables); table++)
    for (const MessageCase *c = tables[table]; c->name != NULL; c++)
      if (number-- == 0)
        return c;
  return NULL;
}

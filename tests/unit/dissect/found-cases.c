/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails with files that are no entities, and mails inside mails. */
#include "config.h"

#include "message-cases.h"

#define MIXED MESSAGE_MIXED
#define TEXT MESSAGE_TEXT
#define UU "begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"

const MessageCase found_cases[] = {
  { "uuencode", "\r\nHere:\r\n\r\n" UU "bye\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+48=48\n"
    "1+1 application/octet-stream - uuencode 2+48=3 attachment cat.txt 48735c\n" },
  { "uuencode by LF with spaces for zeros", "\nbegin 0644 a b.bin\n# !  \n \nend\n",
    "header 1\n"
    "from fields: 0\n"
    "1 text/plain - - 1+31=31\n"
    "1+1 application/octet-stream - uuencode 1+31=3 attachment a b.bin 6e4d39\n" },
  { "uuencode twice", "\r\n" UU UU,
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+68=68\n"
    "1+1 application/octet-stream - uuencode 2+68=3 attachment cat.txt 48735c\n"
    "1+2 application/octet-stream - uuencode 2+68=3 attachment cat.txt 48735c\n" },
  { "uuencode without an end", "\r\nbegin 644 cat.txt\r\n#0V%T\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+26=26\n"
    "1+1 application/octet-stream - uuencode 2+26=3 attachment cat.txt 48735c [broken_encoding]\n" },
  { "uuencode with a broken line", "\r\nbegin 644 c\r\n#0V%T\r\nbroken line\r\n#0V%T\r\n`\r\nend\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+48=48\n"
    "1+1 application/octet-stream - uuencode 2+48=6 attachment c 38d340 [broken_encoding]\n" },
  { "uuencode that breaks off", "\r\nbegin 644 c\r\n#0V%T\r\n\r\nand\r\nso\r\non\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+35=35\n"
    "1+1 application/octet-stream - uuencode 2+35=3 attachment c 48735c [broken_encoding]\n" },
  { "uuencode of nothing", "\r\nbegin 644 none\r\n`\r\nend\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+24=24\n"
    "1+1 application/octet-stream - uuencode 2+24=0 attachment none e3b0c4\n" },
  { "begin in prose", "\r\nbegin 644 stories\r\nHello there\r\nbegin 12 x\r\nbegin 644\r\nbegin with\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+67=67\n" },
  { "begin within a line", "\r\nto begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+37=37\n" },
  { "uuencode as the encoding", "Content-Type: a/b; name=c.txt\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n" UU,
    "header 72\n"
    "from fields: 0\n"
    "1 a/b - x-uuencode 72+34=34 attachment c.txt cb0c32\n"
    "1+1 application/octet-stream - uuencode 72+34=3 attachment cat.txt 48735c\n" },
  { "yEnc", "\r\n=ybegin line=128 size=4 name=a b.bin\r\n\x8b\x8c=}\x8d\r\n=yend size=4\r\nbye\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+64=64\n"
    "1+1 application/octet-stream - yenc 2+64=4 attachment a b.bin aaf77c\n" },
  { "yEnc of a wrong size", "\r\n=ybegin line=128 size=9 name=x\r\n\x8b\x8c\r\n=yend size=9\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+50=50\n"
    "1+1 application/octet-stream - yenc 2+50=2 attachment x fb8e20 [broken_encoding]\n" },
  { "yEnc in several parts",
    "\r\n=ybegin part=1 line=128 size=9 name=x\r\n=ypart begin=1 end=2\r\n\x8b\x8c\r\n=yend size=2 part=1\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+86=86\n"
    "1+1 application/octet-stream - yenc 2+86=2 attachment x fb8e20\n" },
  { "yEnc named in prose", "\r\n=ybegin is how it begins\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+26=26\n" },
  { "TNEF",
    "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "eJ8+IgEAAQaQCAAEAAAAAAABAAEAAgKQBgAGAAAAAQAAAAAAAQACEIABAA0AAABMT05HQ0F+MS5U\r\n"
    "WFQAkQMCD4AGAAMAAABDYXQYAQIFkAYAKAAAAAIAAAADAAU3AQAAAB4ABzcBAAAADQAAAGxvbmcg\r\n"
    "Y2F0LnR4dAAAAABCBQICkAYABgAAAAEAAAAAAAEAAg+ABgAAAAAAAAACBZAGAEgAAAACAAAAHgAB\r\n"
    "gEdHR0dHR0dHR0dHR0dHR0cBAAAABAAAAG4AAAABAAAAAgAAAHYAAAAfAAc3AQAAAAwAAADpAC4A\r\n"
    "dAB4AHQAAADeCA==\r\n",
    "header 90\n"
    "from fields: 0\n"
    "1 application/ms-tnef - base64 90+330=238 attachment winmail.dat b52d9c\n"
    "1+1 application/octet-stream - tnef 90+330=3 attachment long cat.txt 48735c\n"
    "1+2 application/octet-stream - tnef 90+330=0 attachment é.txt e3b0c4\n" },
  { "TNEF that is none", "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nhello there\r\n",
    "header 55\n"
    "from fields: 0\n"
    "1 application/ms-tnef - - 55+13=13 attachment winmail.dat 9ceedc [broken_encoding]\n" },
  { "TNEF cut",
    "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "eJ8+IgEAAgKQBgAGAAAAAQAAAAAAAQACD4AGAAMAAABD\r\n",
    "header 72\n"
    "from fields: 0\n"
    "1 application/ms-tnef - base64 72+46=33 [broken_encoding]\n"
    "1+1 application/octet-stream - tnef 72+46=1 attachment 6b23c0 [broken_encoding]\n" },
  { "mail inside with parts of its own",
    MIXED
    "--b\r\n\r\nsee\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=f.eml\r\n\r\n"
    "From: A <a@x>\r\nSubject: =?utf-8?Q?=C3=A9?=\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n"
    "--i\r\n\r\nx\r\n--i\r\nContent-Type: text/html\r\n\r\n<p>\r\n--i--\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 52+3=3\n"
    "2 message/rfc822 - - 143+147=147 attachment f.eml 129584 mail of A <a@x>: é\n"
    "2.0 multipart/alternative (2)\n"
    "2.1 text/plain - - 245+1=1\n"
    "2.2 text/html - - 280+3=3\n" },
  { "mail inside without the end of its parts",
    MIXED "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n"
          "--i\r\n\r\nx\r\n--b\r\n\r\nouter\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 message/rfc822 - - 82+53=53 mail of -: -\n"
    "1.0 multipart/mixed (1) [no_end_boundary]\n"
    "1.1 text/plain - - 134+1=1\n"
    "2 text/plain - - 144+5=5\n" },
  { "mail inside whose boundary begins like the outer one",
    MIXED "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n"
          "--bb\r\n\r\nx\r\n--bb--\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (1)\n"
    "1 message/rfc822 - - 82+63=63 mail of -: -\n"
    "1.0 multipart/mixed (1)\n"
    "1.1 text/plain - - 136+1=1\n" },
  { "mail inside, cut in its header", MIXED "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (1)\n"
    "1 message/rfc822 - - 82+11=11 mail of -: in\n"
    "1.1 text/plain - - 93+0=0\n" },
  { "mail inside a mail inside",
    "Content-Type: message/rfc822\r\n\r\nSubject: one\r\nContent-Type: message/rfc822\r\n\r\n"
    "Subject: two\r\n\r\nx\r\n",
    "header 32\n"
    "from fields: 0\n"
    "1 message/rfc822 - - 32+65=65 mail of -: one\n"
    "1.1 message/rfc822 - - 78+19=19 mail of -: two\n"
    "1.1.1 text/plain - - 94+3=3\n" },
  { "mail inside in base64",
    "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogaW4NCg0KaGVsbG8NCg==\r\n",
    "header 67\n"
    "from fields: 0\n"
    "1 message/rfc822 - base64 67+34=22 mail of -: in\n"
    "1.1 text/plain - - 15+7=7 unreachable\n" },
  { "report of a bounce",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nlost\r\n--b\r\n"
    "Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    "Subject: x\r\n--b--\r\n",
    "header 75\n"
    "from fields: 0\n"
    "0 multipart/report (3)\n"
    "1 text/plain - - 82+4=4\n"
    "2 message/delivery-status - - 134+14=14\n"
    "3 text/rfc822-headers - - 192+10=10\n" },
  { "fragment and something elsewhere",
    MIXED "--b\r\nContent-Type: message/partial; id=1; number=1; total=2\r\n\r\nSubject: x\r\n--b\r\n"
          "Content-Type: message/external-body; access-type=URL; URL=\"http://x/\"\r\n\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 message/partial - - 108+10=10 [fragment]\n"
    "2 message/external-body - - 198+0=0 [external]\n" },
  { "archive with a password",
    "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBBQAAQAIAAAAAAA=\r\n",
    "header 80\n"
    "from fields: 0\n"
    "1 application/zip - base64 80+22=14 attachment a.zip f61b97 [encrypted_archive]\n" },
  { "broken base64", "Content-Transfer-Encoding: base64\r\n\r\nYW!J\r\nj\r\n",
    "header 37\n"
    "from fields: 0\n"
    "1 text/plain - base64 37+9=3 [broken_encoding]\n" },
  { "base64 behind its padding", "Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\nYWJj\r\n",
    "header 37\n"
    "from fields: 0\n"
    "1 text/plain - base64 37+12=4 [broken_encoding]\n" },
  { "base64 with a letter too many", "Content-Transfer-Encoding: base64\r\n\r\nYWJjZ\r\n",
    "header 37\n"
    "from fields: 0\n"
    "1 text/plain - base64 37+7=3 [broken_encoding]\n" },
  { "base64 without padding", "Content-Transfer-Encoding: base64\r\n\r\nYWI\r\n",
    "header 37\n"
    "from fields: 0\n"
    "1 text/plain - base64 37+5=2\n" },
  { "broken quoted-printable", "Content-Transfer-Encoding: quoted-printable\r\n\r\na=ZZ=3\r\n",
    "header 47\n"
    "from fields: 0\n"
    "1 text/plain - quoted-printable 47+8=8 [broken_encoding]\n" },
  { "two types, two encodings, two names",
    "Content-Type: text/plain; name=a\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 7bit\r\n"
    "Content-Transfer-Encoding: base64\r\nContent-Disposition: inline; filename=b\r\n\r\nx",
    "header 170\n"
    "from fields: 0\n"
    "1 text/plain - 7bit 170+1=1 attachment b 2d7116 [several_types] [several_encodings] [several_names]\n" },
  { "the same type twice", "Content-Type: text/html\r\nContent-Type:  TEXT/html \r\n\r\nx",
    "header 54\n"
    "from fields: 0\n"
    "1 text/html - - 54+1=1\n" },
  { "two boundaries",
    "Content-Type: multipart/mixed; boundary=b; boundary=c\r\n\r\n--b\r\n\r\nx\r\n--c\r\n\r\ny\r\n--b--\r\n",
    "header 57\n"
    "from fields: 0\n"
    "0 multipart/mixed (1) [several_boundaries]\n"
    "1 text/plain - - 64+11=11\n" },
  { "unknown charset", "Content-Type: text/plain; charset=martian\r\n\r\nx",
    "header 45\n"
    "from fields: 0\n"
    "1 text/plain martian - 45+1=1 [unknown_charset]\n" },
  { NULL, NULL, NULL },
};

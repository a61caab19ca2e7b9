/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions with secrets, and what of those no face may show: the password is
 * "sesame-open", and "sesame" stands in every answer that is made from one. */
#ifndef SMTPLENS_TESTS_HIDDEN_SCRIPTS_H
#define SMTPLENS_TESTS_HIDDEN_SCRIPTS_H

#include "tests/support/scripts.h"

#define HIDDEN_GREET "S 220 mail.example.org\nC EHLO c.example.com\nS 250 mail.example.org\n"
#define HIDDEN_QUIT "C QUIT\nS 221 bye\n"

static const char *const hidden_scripts[] = {
  SUBMISSION,
  HOSTILE,
  HIDDEN_GREET "C AUTH PLAIN AGFsaWNlAHNlc2FtZS1vcGVu\nS 235 ok\n" HIDDEN_QUIT,
  /* the server repeats what it got */
  HIDDEN_GREET "C AUTH LOGIN\nS 334 VXNlcm5hbWU6\nC YWxpY2U=\nS 334 UGFzc3dvcmQ6\nC c2VzYW1lLW9wZW4=\n"
               "S 535 5.7.8 c2VzYW1lLW9wZW4= is not it, sesame-open neither\n" HIDDEN_QUIT,
  /* and that cut, in capitals, or in a longer word */
  HIDDEN_GREET "C AUTH PLAIN AGFsaWNlAHNlc2FtZS1vcGVu\nS 500 unknown: \"AUTH PLAIN AGFsaWNlAHNlc2Ft\"\n" HIDDEN_QUIT,
  HIDDEN_GREET "C AUTH PLAIN AGFsaWNlAHNlc2FtZS1vcGVu\nS 500 AUTH PLAIN AGFSAWNLAHNLC2FTZS1VCGVU?\n" HIDDEN_QUIT,
  HIDDEN_GREET "C AUTH PLAIN AGFsaWNlAHNlc2FtZS1vcGVu\nS 535 no xsesame-openx, xNlc2FtZS1vcGVux\n" HIDDEN_QUIT,
  /* a token */
  HIDDEN_GREET "C AUTH XOAUTH2 dXNlcj1hbGljZQFhdXRoPUJlYXJlciBzZXNhbWUtb3BlbgEB\nS 535 no sesame-open, nor Bearer "
               "sesame-open\n" HIDDEN_QUIT,
  /* answers made from the password, and the server's proof; "sesame" stands in all of them */
  HIDDEN_GREET "C AUTH CRAM-MD5\nS 334 PDFAeD4=\nC YWxpY2Ugc2VzYW1l\nS 535 no YWxpY2Ugc2VzYW1l\n" HIDDEN_QUIT,
  HIDDEN_GREET "C AUTH SCRAM-SHA-1 biwsbj1hLHI9Yg==\nS 334 cj1iYyxzPVFTWEMsaT00MDk2\nC Yz1iaXdzLHI9YmMscD1zZXNhbWU=\n"
               "S 334 dj1zZXNhbWU=\nC \nS 235 ok\n" HIDDEN_QUIT,
  HIDDEN_GREET "C AUTH DIGEST-MD5\nS 334 bm9uY2U9Im4i\nC dXNlcm5hbWU9ImEiLHJlc3BvbnNlPXNlc2FtZQ==\n"
               "S 334 cnNwYXV0aD1zZXNhbWU=\nC \nS 235 ok\n" HIDDEN_QUIT,
  HIDDEN_GREET "C AUTH NTLM\nS 334 \nC TlRMTVNTUAABc2VzYW1l\nS 334 \nC TlRMTVNTUAADc2VzYW1l\nS 235 ok\n" HIDDEN_QUIT,
  HIDDEN_GREET
  "C X-EXPS LOGIN\nS 334 VXNlcm5hbWU6\nC YWxpY2U=\nS 334 UGFzc3dvcmQ6\nC c2VzYW1lLW9wZW4=\nS 535 no\n" HIDDEN_QUIT,
  HIDDEN_GREET "C AUTH c2VzYW1lLW9wZW4=\nS 504 what is c2VzYW1lLW9wZW4=\n" HIDDEN_QUIT,
  HIDDEN_GREET "C AUTH LOGIN\nS 334 VXNlcm5hbWU6\ng 10\nC c2VzYW1lLW9wZW4=\nS 535 no\n" HIDDEN_QUIT,
  /* the client goes on though AUTH was refused */
  HIDDEN_GREET "C AUTH LOGIN\nC YWxpY2U=\nC c2VzYW1lLW9wZW4=\nS 503 no AUTH here\n"
               "S 500 5.5.1 what is YWxpY2U=\nS 500 5.5.1 what is c2VzYW1lLW9wZW4=\n" HIDDEN_QUIT,
};

/* The password, its base64 at each of the three places where it can begin, in capitals too. */
static const char *const hidden_secrets[]
    = { "sesame", "c2VzYW1l", "zZXNhbWU", "NlY2FtZS1", "AHNlc2FtZS1vcGVu", "Nlc2Ft", "NLC2FT" };

#endif

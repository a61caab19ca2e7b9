/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Challenge and response in the clear: cases of check-login.c. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

#define CRAM(result)                                                                                                   \
  "C AUTH CRAM-MD5\nS 334 PDFAeD4=\nC YWxpY2UgNjRiMmE0M2MxZjZlZDY4MDZhOTgwOTE0ZTIzZTc1ZjA=\nS " result "\n"
#define DIGEST                                                                                                         \
  "C AUTH DIGEST-MD5\nS 334 bm9uY2U9IngiLHFvcD0iYXV0aCI=\n"                                                            \
  "C dXNlcm5hbWU9ImEiLG5vbmNlPSJ4IixyZXNwb25zZT1kMzg4ZGFk\nS 334 cnNwYXV0aD1lYTQw\nC \nS 235 ok\n"
#define SCRAM                                                                                                          \
  "C AUTH SCRAM-SHA-1 biwsbj11c2VyLHI9Znlrbw==\nS 334 cj1meWtvM3JmYyxzPVFTWENSLGk9NDA5Ng==\n"                          \
  "C Yz1iaXdzLHI9Znlrb2QscD12MFg4djNCejI=\nS 334 dj1ybUY5cHFWOA==\nC \nS 235 ok\n"
/* NTLMSSP 3 with 24 octets of NT response, user "User", domain "Domain". */
#define NTLM                                                                                                           \
  "C AUTH NTLM\nS 334 \nC TlRMTVNTUAABAAAA\nS 334 TlRMTVNTUAACAAAA\n"                                                  \
  "C "                                                                                                                 \
  "TlRMTVNTUAADAAAAGAAYAGwAAAAYABgAhAAAAAwADABIAAAACAAIAFQAAAAQABAAXAAAAAAAAACcAAAANYKA4gUBKAoAAAAPRABvAG0AYQBpAG4AVQ" \
  "BzAGUAcgBDAE8ATQBQAFUAVABFAFIAmN73uH+Iql2v4t93loihct7xHH1cze8TZ8QwEfMCmKKtNezmTxYzHES9vtknhB+"                      \
  "UUYgisbPzUMiVhoLsuz48tw==\n"                                                                                        \
  "S 235 ok\n"

const CheckCase check_cases_login[] = {
  { "weak-auth",
    "CRAM-MD5 accepted",
    587,
    NULL,
    GREET EHLO CRAM ("235 ok") QUIT,
    { 1, SEVERITY_MEDIUM, 0, 4,
      "AUTH CRAM-MD5 showed an answer made from the password of alice; the server accepted" } },
  { "weak-auth",
    "CRAM-MD5 rejected, then accepted",
    587,
    NULL,
    GREET EHLO CRAM ("535 no") CRAM ("235 ok") QUIT,
    { 1, SEVERITY_MEDIUM, 0, 8, "alice in 2 attempts; the server accepted it; guesses can be checked offline, fast" } },
  { "weak-auth", "DIGEST-MD5", 587, NULL, GREET EHLO DIGEST QUIT, { 1, SEVERITY_MEDIUM, 0, 4, "DIGEST-MD5" } },
  { "weak-auth", "SCRAM costs more", 587, NULL, GREET EHLO SCRAM QUIT, { 1, SEVERITY_LOW, 0, 4, "each at some cost" } },
  { "weak-auth",
    "NTLM before version 2",
    587,
    NULL,
    GREET EHLO NTLM QUIT,
    { 1, SEVERITY_MEDIUM, 0, 4, "password of User; the server accepted it; this form is broken" } },
  { "weak-auth",
    "two mechanisms are two",
    587,
    NULL,
    GREET EHLO CRAM ("535 no") DIGEST QUIT,
    { 2, SEVERITY_MEDIUM, 0, 4, NULL } },
  { "weak-auth", "PLAIN is another matter", 587, NULL, GREET EHLO LOGIN QUIT, SILENT },
  { "weak-auth", "cancelled at the challenge", 587, NULL,
    GREET EHLO "C AUTH CRAM-MD5\nS 334 PDFAeD4=\nC *\nS 501 cancelled\n" QUIT, SILENT },
  { "weak-auth", "refused at once", 587, NULL, GREET EHLO "C AUTH SCRAM-SHA-256\nS 504 no\n" QUIT, SILENT },
  { "weak-auth", "EXTERNAL and ANONYMOUS", 587, NULL,
    GREET EHLO "C AUTH EXTERNAL =\nS 535 no\nC AUTH ANONYMOUS c2lyaGM=\nS 235 ok\n" QUIT, SILENT },
  { "weak-auth", "inside TLS", 587, NULL, GREET EHLO_TLS "C STARTTLS\nS 220 ready\n" HELLO_TLS, SILENT },
  { "cleartext-credentials",
    "a token is a secret",
    587,
    NULL,
    GREET EHLO "C AUTH XOAUTH2 dXNlcj1hQHgBYXV0aD1CZWFyZXIgdDBrAQE=\nS 235 ok\n" QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "AUTH XOAUTH2 showed the secret of user a@x" } },
  { "cleartext-credentials", "SCRAM keeps it", 587, NULL, GREET EHLO SCRAM QUIT, SILENT },
  { "cleartext-credentials", "an empty password is none", 587, NULL,
    GREET EHLO "C AUTH PLAIN AGFsaWNlAA==\nS 535 no\n" QUIT, SILENT },
  { NULL, NULL, 0, NULL, NULL, SILENT },
};

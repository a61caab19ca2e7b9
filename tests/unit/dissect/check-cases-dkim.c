/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures that hold and prove little, and such as are as they should be: cases of check-dkim.c.  The mails were
 * signed once with keys made for them, and never change. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

#define KEY "Z k._domainkey.example.com TXT v=DKIM1; k=ed25519; p=A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n"
#define KEY_TESTING                                                                                                    \
  "Z k._domainkey.example.com TXT v=DKIM1; k=ed25519; t=y; p=A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n"
#define KEY_SHORT                                                                                                      \
  "Z r._domainkey.example.com TXT v=DKIM1; k=rsa; "                                                                    \
  "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC3US9aXHCEj2lU2mOpXTW4Bj3QdfEl1wC96dMKBJRQUBA46tXDNlD+"                     \
  "8ExNxsMXpa393HrDFpwQFvvQOCUiwXOpPT8YFcy3TM89hiPn5fiM/F0lscTuwM/"                                                    \
  "VFmPi6o9TIdNkreJ6NvCxNmuW7oHhMf3vjo9XxzjxCDGzQjEcTrO6HQIDAQAB\n"

#define SIGNED                                                                                                         \
  "C "                                                                                                                 \
  "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;\r\n"                                       \
  " i=@example.com; q=dns/txt; s=k; t=1795704230; h=from : subject;\r\n"                                               \
  " bh=PXR+0wO5EOROaHEM/YNCaP7m06lY5uxdbdH6B4I8Mak=;\r\n"                                                              \
  " b=09HY0ni19CUHDqw84eZ8CZud3Yls957inIFsRR3JRpoSZcFfRv3DAQ4vHNR36/MW2kMiK\r\n"                                       \
  " Qd6QNyFjFnjoaz9Bg==\r\n"

#define SIGNED_LENGTH                                                                                                  \
  "C "                                                                                                                 \
  "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;\r\n"                                       \
  " i=@example.com; l=11; q=dns/txt; s=k; t=1795704230; h=from : subject;\r\n"                                         \
  " bh=PXR+0wO5EOROaHEM/YNCaP7m06lY5uxdbdH6B4I8Mak=;\r\n"                                                              \
  " b=oGIprKep6u/BS76qaZUpul3qgAqO3xNU4/f9DHbynhMvpxEeTmWvkYO5oly/S9VuwWeZ7\r\n"                                       \
  " SQrDQYPiZz7XYTsBw==\r\n"

#define SIGNED_RSA                                                                                                     \
  "C "                                                                                                                 \
  "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com;\r\n"                                           \
  " i=@example.com; q=dns/txt; s=r; t=1795704230; h=from : subject;\r\n"                                               \
  " bh=PXR+0wO5EOROaHEM/YNCaP7m06lY5uxdbdH6B4I8Mak=;\r\n"                                                              \
  " b=nt4KOFAcN5kZeyKG2+Z0hu/0AkwGezCLlzZj45Z5r0sIE1ea1QdhcRZrfX01tUpIffxbo\r\n"                                       \
  " dXFgPo+y83zhddfRcSW1jSVlhzDL7etFRRxX9ksr4EUd8ODOc3gy6fwP+R/uxVArOWx7Y0k\r\n"                                       \
  " A2U7xJjOxAjmLm4vbvEcZlJSC8rm2BM=\r\n"

#define REST "From: a@example.com\r\nSubject: test\r\n\r\ntest mail\n"
#define SEND(zone, signature) zone GREET EHLO ENVELOPE DATA signature REST DONE QUIT

const CheckCase check_cases_dkim[] = {
  { "dkim-weak",
    "text behind l=",
    25,
    NULL,
    KEY GREET EHLO ENVELOPE DATA SIGNED_LENGTH REST "C buy this\n" DONE QUIT,
    { 1, SEVERITY_LOW, 1, 10, "the last 10 octets are not signed" } },
  { "dkim-weak",
    "the same, where the key was not seen",
    25,
    NULL,
    "Z ?\n" GREET EHLO ENVELOPE DATA SIGNED_LENGTH REST "C buy this\n" DONE QUIT,
    { 1, SEVERITY_LOW, 1, 10, "the last 10 octets are not signed" } },
  { "dkim-weak",
    "l= over all of the text",
    25,
    NULL,
    SEND (KEY, SIGNED_LENGTH),
    { 1, SEVERITY_INFO, 1, 10, "still holds when somebody adds text" } },
  { "dkim-weak",
    "a short key",
    25,
    NULL,
    SEND (KEY_SHORT, SIGNED_RSA),
    { 1, SEVERITY_INFO, 1, 10, "has only 1024 bits" } },
  { "dkim-weak",
    "a key for tests",
    25,
    NULL,
    SEND (KEY_TESTING, SIGNED),
    { 1, SEVERITY_INFO, 1, 10, "only testing (t=y)" } },
  { "dkim-weak", "a signature as it should be", 25, NULL, SEND (KEY, SIGNED), SILENT },
  { "dkim-weak", "the key was not seen", 25, NULL, SEND ("Z ?\n", SIGNED_RSA), SILENT },
  { "dkim-weak", "text changed: it does not hold at all", 25, NULL,
    KEY_SHORT GREET EHLO ENVELOPE DATA SIGNED_RSA REST "C more\n" DONE QUIT, SILENT },
  { "dkim-weak", "no signature", 25, NULL, KEY GREET EHLO MAIL QUIT, SILENT },
  { NULL, NULL, 0, NULL, NULL, SILENT },
};

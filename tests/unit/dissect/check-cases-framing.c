/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where mails end.  All variants of smtp-smuggling, in every split, are in
 * test-smuggling.c; these scripts cannot write a bare LF. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

#define HIDDEN                                                                                                         \
  "MAIL FROM:<ceo@example.net>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nFrom: ceo@example.net\r\n\r\npay\r\n.\n"
#define SMUGGLED ENVELOPE DATA "C From: a@example.com\r\n\r\ntext\r\n.\r" HIDDEN

const CheckCase check_cases_framing[] = {
  { "smtp-smuggling",
    "a second envelope, and the server says no more than once",
    25,
    NULL,
    GREET EHLO SMUGGLED "S 250 2.0.0 Ok: queued\n" QUIT,
    { 1, SEVERITY_HIGH, 1, 10, "stands CRLF.CR, which only looks like its end, at offset 110" } },
  { "smtp-smuggling",
    "the server answers each of the commands",
    25,
    NULL,
    GREET EHLO SMUGGLED "S 250 Ok: queued\nS 250 Ok\nS 250 Ok\nS 354 go on\nS 250 Ok: queued\n" QUIT,
    { 1, SEVERITY_CRITICAL, 1, 10, "it answered 4 times more than one mail asks for" } },
  { "smtp-smuggling",
    "the server refuses",
    25,
    NULL,
    GREET EHLO SMUGGLED "S 550 5.5.2 Error: bare <CR> received\n" QUIT,
    { 1, SEVERITY_HIGH, 1, 10, "refused the mail (550)" } },
  { "smtp-smuggling",
    "its answer is not seen",
    25,
    NULL,
    GREET EHLO SMUGGLED,
    { 1, SEVERITY_HIGH, 1, 10, "was not seen" } },
  { "smtp-smuggling", "nothing behind", 25, NULL, GREET EHLO ENVELOPE DATA "C text\r\n.\rmore text\r\n.\n" DONE QUIT,
    SILENT },
  { "smtp-smuggling", "the dot stuffed", 25, NULL,
    GREET EHLO ENVELOPE DATA "C text\r\n..\r" HIDDEN "S 250 2.0.0 Ok: queued\n" QUIT, SILENT },
  { "smtp-smuggling", "an ordinary mail", 25, NULL, GREET EHLO MAIL QUIT, SILENT },

  { 0 },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The streams themselves: cases of check-stream.c. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

const CheckCase check_cases_stream[] = {
  { "stream-ambiguity",
    "one place",
    25,
    NULL,
    GREET EHLO "! first \"a\", then \"b\"\n" MAIL QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "sent twice" } },
  { "stream-ambiguity",
    "several places are one finding",
    25,
    NULL,
    GREET EHLO "! a, b\n! c, d\n! e, f\n" MAIL QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "In 3 places" } },
  { "stream-ambiguity", "none", 25, NULL, GREET EHLO MAIL QUIT, SILENT },
  { 0 },
};

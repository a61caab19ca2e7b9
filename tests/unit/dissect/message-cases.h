/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails and what is to be found in them, as message_describe writes it. */
#ifndef SMTPLENS_TESTS_MESSAGE_CASES_H
#define SMTPLENS_TESTS_MESSAGE_CASES_H

#include <stddef.h>

#define MESSAGE_TEXT "Content-Type: text/plain\r\n"
#define MESSAGE_MIXED "Content-Type: multipart/mixed; boundary=b\r\n\r\n"

typedef struct MessageCase {
  const char *name, *octets, *description;
} MessageCase;

extern const MessageCase message_cases[];
extern const size_t message_case_count;

#endif

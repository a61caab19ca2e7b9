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

/* Each ends with a row without a name. */
extern const MessageCase structure_cases[], protection_cases[], found_cases[];

/* The rows of all tables one after the other; NULL behind the last. */
const MessageCase *message_case (size_t number);

#endif

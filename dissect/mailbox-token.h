/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens of an address field; private to mailbox-reader. */
#ifndef SMTPLENS_MAILBOX_TOKEN_H
#define SMTPLENS_MAILBOX_TOKEN_H

#include "octets.h"

#include <glib.h>

typedef enum TokenType {
  TOKEN_ATOM,
  TOKEN_ENCODED, /* an encoded word (RFC 2047) */
  TOKEN_QUOTED,
  TOKEN_COMMENT,
  TOKEN_LITERAL, /* "[192.0.2.1]" */
  TOKEN_BLANK,
  TOKEN_SPECIAL, /* one octet */
} TokenType;

typedef struct Token {
  TokenType type;
  Octets text;
} Token;

/* Of Token, views into `text`, which is unfolded; g_array_unref. */
GArray *mailbox_tokens (Octets text);

/* Space and tab. */
bool octet_is_blank (uint8_t c);
/* The ASCII controls but the tab. */
bool octet_is_control (uint8_t c);
/* How many octets at the front belong. */
size_t octets_run (Octets text, bool (*belongs) (uint8_t));

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application of the honest host: an SMTP server or client that goes on by what it
 * has read. */
#ifndef SMTPLENS_TESTS_DECEPTION_DIALOGUE_H
#define SMTPLENS_TESTS_DECEPTION_DIALOGUE_H

#include <glib.h>
#include <stdbool.h>

typedef struct HonestDialogue {
  bool client;
  bool in_mail;  /* of a server: a 354 was sent */
  bool over;     /* it closes the connection */
  unsigned said; /* of a client: commands */
  size_t seen;   /* octets of what was read that were looked at */
} HonestDialogue;

/* What it says next, having read all of this so far: appended to `says`. */
void honest_dialogue_go_on (HonestDialogue *dialogue, const GByteArray *read, GString *says);

#endif

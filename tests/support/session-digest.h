/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run of the pipeline over a list of packets found, as text and octets that
 * can be compared: everything of a session but packet numbers, times and the link. */
#ifndef SMTPLENS_TESTS_SESSION_DIGEST_H
#define SMTPLENS_TESTS_SESSION_DIGEST_H

#include "dissect/smtp-session.h"
#include "packet-list.h"

typedef struct DigestMail {
  MessageState state;
  Octets octets;
  GArray *missing; /* of MissingRange */
  char *sha256;
} DigestMail;

typedef struct DigestSession {
  char *key; /* as of ListConnection */
  char *text;
  GPtrArray *mails; /* of DigestMail * */
  GString *replies; /* the greeting and the replies, a line each */
  unsigned outcomes[4];
  unsigned answered; /* commands with a reply */
} DigestSession;

/* Of DigestSession *, sorted by key; freed with the array. */
GPtrArray *digest_run (const PacketList *list);
/* The texts of all sessions. */
char *digest_text (const GPtrArray *sessions);

/* The lines in which two texts differ, with "-" those of the first; g_free. */
char *text_difference (const char *one, const char *two);

#endif

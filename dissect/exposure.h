/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who could read this mail: the path, and the servers. */
#ifndef SMTPLENS_EXPOSURE_H
#define SMTPLENS_EXPOSURE_H

#include "smtp-session.h"

typedef struct Exposure {
  /* Everyone on the path between the two hosts could read these. */
  bool envelope, headers, text, attachments;
  bool credentials; /* of the session */
  /* Hosts that held the message whole, named as the dialogue and the Received
   * fields name them: "mail.example". */
  GPtrArray *servers;     /* of char *, UTF-8 or escaped, owned */
  bool servers_read_text; /* no end-to-end encryption: the servers read text and attachments */
} Exposure;

/* For one transaction; free with exposure_free. */
Exposure *exposure_new (const SmtpSession *session, const SmtpTransaction *transaction);
void exposure_free (Exposure *exposure);

/* Whether a password or token crossed as it is, in the clear. */
bool exposure_credentials (const SmtpSession *session);

/* Whether anything worth hiding crossed in the clear: mail, or credentials. */
bool exposure_session (const SmtpSession *session);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A look into TLS before a connection is known for SMTP: on a port that says nothing,
 * what is inside tells, where its keys are known. */
#ifndef SMTPLENS_SMTP_PROBE_H
#define SMTPLENS_SMTP_PROBE_H

#include "tls-keys.h"

typedef struct SmtpProbe SmtpProbe;

/* `keys` outlives it. */
SmtpProbe *smtp_probe_new (TlsKeys *keys);
/* NULL is fine. */
void smtp_probe_free (SmtpProbe *probe);
/* The next octets of a side of TLS. */
void smtp_probe_feed (SmtpProbe *probe, Side side, Octets octets, uint64_t offset, Origin origin);
/* What that side said inside since the last call; valid until more is fed. */
Octets smtp_probe_take (SmtpProbe *probe, Side side);
/* Nothing will come of it: no key fits, or it is no TLS. */
bool smtp_probe_hopeless (const SmtpProbe *probe);

/* Whether a connection that begins with these octets of its opener is TLS of which
 * secrets are known, as far as they tell. */
bool smtp_probe_plausible (TlsKeys *keys, Octets first);

#endif

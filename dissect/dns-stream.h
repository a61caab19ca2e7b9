/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DNS over TCP (RFC 7766 §8): one direction's octets to messages, each behind its length.
 * Any split of the octets gives the same messages. */
#ifndef SMTPLENS_DNS_STREAM_H
#define SMTPLENS_DNS_STREAM_H

#include "octets.h"

#include <glib.h>

typedef struct DnsStream {
  GByteArray *held; /* the message that is not whole, with its length; NULL: none */
  bool lost;        /* where messages begin is not known any more */
} DnsStream;

/* Borrowed until it returns.  False: that was no message, so the place is not the right one. */
typedef bool (*DnsStreamHandler) (void *user, Octets message);

void dns_stream_feed (DnsStream *stream, Octets octets, DnsStreamHandler handler, void *user);
/* Octets are missing: nothing says where the next message begins. */
void dns_stream_gap (DnsStream *stream);
void dns_stream_clear (DnsStream *stream);

#endif

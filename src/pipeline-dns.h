/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DNS in the capture: its datagrams and connections to the watch that knows whom to
 * believe. */
#ifndef SMTPLENS_PIPELINE_DNS_H
#define SMTPLENS_PIPELINE_DNS_H

#include "packet.h"
#include "reassembler.h"

#include "../dissect/dns-watch.h"

typedef struct PipelineDns PipelineDns;

/* `facts` outlive it; see dns_watch_new. */
PipelineDns *pipeline_dns_new (uint64_t questions, DnsFacts *facts, const uint8_t seed[SIPHASH_KEY_OCTETS]);
/* NULL is fine. */
void pipeline_dns_free (PipelineDns *dns);

void pipeline_dns_datagram (PipelineDns *dns, const UdpDatagram *datagram);

/* A TCP connection that carries DNS. */
typedef struct DnsConnection DnsConnection;

/* Whether the first octets of a connection are DNS: of the right port, and no text, as
 * SMTP is on any port.  A length of no octets: nothing is known of them. */
bool pipeline_dns_is_dns (const ConnectionView *connection, const uint8_t *octets, size_t length);
DnsConnection *pipeline_dns_open (PipelineDns *dns);
StreamVerdict
pipeline_dns_data (DnsConnection *held, const ConnectionView *connection, unsigned side, const StreamChunk *chunk);
StreamVerdict pipeline_dns_gap (DnsConnection *held, unsigned side);
/* NULL is fine. */
void pipeline_dns_close (DnsConnection *held);

const DnsWatchCounters *pipeline_dns_counters (const PipelineDns *dns);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which packets -w saves: those of SMTP connections, and those without which a reader of the
 * file would not see in them what was seen here: the DNS that their senders were judged by,
 * and of wireless networks the names and the handshakes that open their frames. */
#ifndef SMTPLENS_PIPELINE_SAVE_H
#define SMTPLENS_PIPELINE_SAVE_H

#include "packet-saver.h"

#include "../dissect/smtp-session.h"

typedef struct PipelineSave PipelineSave;

/* `limit` octets of connections, as many of DNS, and as many of what opens frames. */
PipelineSave *pipeline_save_new (uint64_t limit, void (*write) (void *user, const Packet *packet), void *user);
/* NULL is fine. */
void pipeline_save_free (PipelineSave *save);

/* A segment of a connection; `dns`: it may be one that carries DNS. */
void pipeline_save_segment (PipelineSave *save, const TcpSegment *segment, SaveVerdict verdict, bool dns);
/* A session that is saved ended with its connection; see packet_saver_end. */
void pipeline_save_end (PipelineSave *save, const SmtpSession *session, const ConnectionView *connection);
/* A datagram of DNS.  `at_once`: whatever becomes of it. */
void pipeline_save_datagram (PipelineSave *save, const UdpDatagram *datagram, bool at_once);
/* A frame that tells of a network, or of the keys of a station in it. */
void pipeline_save_frame (PipelineSave *save, const Packet *packet, const WifiPath *path);
/* A session that is saved was judged: the answers that it rests on, as far as they were seen. */
void pipeline_save_answers (PipelineSave *save, const SmtpSession *session);
/* An answer that will come at this time, as is known from an earlier pass over the same packets. */
void pipeline_save_expect (PipelineSave *save, int64_t time);
/* How often held packets were let go because of the limit. */
uint64_t pipeline_save_hit (const PipelineSave *save);

#endif

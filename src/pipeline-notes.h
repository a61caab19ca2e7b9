/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What capture files say of packets and hosts, kept until the session is known that it is
 * about.  Nothing of it goes into a judgment. */
#ifndef SMTPLENS_PIPELINE_NOTES_H
#define SMTPLENS_PIPELINE_NOTES_H

#include "packet.h"

#include "../dissect/smtp-session.h"

typedef struct NotesLimits {
  uint64_t comment_octets; /* of memory for comments whose session did not end yet */
  uint64_t names;          /* of hosts */
} NotesLimits;
void notes_limits_init (NotesLimits *limits);

typedef struct PipelineNotes PipelineNotes;

PipelineNotes *pipeline_notes_new (const NotesLimits *limits);
/* NULL is fine. */
void pipeline_notes_free (PipelineNotes *notes);

/* The comments of a segment's packet.  Where the limit is met, the comments of the
 * connection go that was the first to have some. */
void pipeline_notes_comments (PipelineNotes *notes, const TcpSegment *segment);
/* A name of an address; further ones than the limit, or than a few for one address, are
 * not kept. */
void pipeline_notes_name (PipelineNotes *notes, const uint8_t *ip, unsigned ip_version, const char *name);
/* Gives a session that ended the comments of its packets, the names of its hosts and
 * that of its interface (NULL: not known). */
void pipeline_notes_attach (PipelineNotes *notes, SmtpSession *session, const char *interface);

uint64_t pipeline_notes_comments_hit (const PipelineNotes *notes);
uint64_t pipeline_notes_names_hit (const PipelineNotes *notes);

#endif

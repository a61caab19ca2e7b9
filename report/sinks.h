/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats there are for standard output. */
#ifndef SMTPLENS_SINKS_H
#define SMTPLENS_SINKS_H

#include "../dissect/sink.h"

extern const SinkType sink_text;
extern const SinkType sink_json;
/* Also --report. */
extern const SinkType sink_html;

/* Not for standard output: --export. */
extern const SinkType sink_mail_store;
/* One mail of a session; false where it failed, which it told once. */
bool mail_store_take (gpointer sink, const SmtpSession *session, const SmtpTransaction *transaction);
/* Mails in `output`: as an mbox, or, of STORE_EML, as they are. */
extern const SinkType sink_mail_file;
bool mail_file_take (gpointer sink, const SmtpSession *session, const SmtpTransaction *transaction);
/* --export-hashes. */
extern const SinkType sink_hash_export;

/* In the order in which help lists them; ends with NULL. */
extern const SinkType *const sinks[];

/* NULL where there is no such format. */
const SinkType *sink_by_name (const char *name);

#endif

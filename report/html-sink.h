/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to html.c, html-session.c, html-mail.c, html-findings.c and html-frame.c: what the page
 * keeps until it is put together. */
#ifndef SMTPLENS_HTML_SINK_H
#define SMTPLENS_HTML_SINK_H

#include "html-writer.h"
#include "veil.h"

#include "../dissect/exposure.h"

typedef struct HtmlGroup {
  const Check *check;
  Severity severity;
  uint64_t count;
  guint shown;
  GString *cases; /* the first of them */
} HtmlGroup;

typedef struct HtmlSink {
  SinkOptions options;
  FILE *output;
  bool owns_output; /* it is a file that the sink made */
  Veil *veil;
  GString *text;   /* of the session at hand */
  FILE *mail_rows; /* of the table of mails: a temporary file */
  FILE *rows;      /* of that of sessions, the same */
  FILE *bodies;    /* the sessions themselves, the same */
  uint64_t spooled, shown, left_out, mail_rows_shown;
  GPtrArray *groups; /* of HtmlGroup * */
  int64_t first, last;
  bool any, failed;
  uint64_t sessions, in_clear, with_tls; /* sessions of which something worth hiding was readable; with TLS */
  uint64_t mails, mails_read, logins_read;
  uint64_t senders[SENDER_VERDICTS];
} HtmlSink;

/* A session, `anchor` of which findings refer to; "<section>". */
void html_session (HtmlSink *sink, const SmtpSession *session);
/* Its row in the table of all. */
void html_session_row (HtmlSink *sink, const SmtpSession *session);
/* Its mails in the table of all. */
void html_mail_rows (HtmlSink *sink, const SmtpSession *session);
/* The mails of a session. */
void html_mails (HtmlSink *sink, const SmtpSession *session);
/* Takes note of its findings; `linked`: the session has a section. */
void html_findings_take (HtmlSink *sink, const SmtpSession *session, bool linked);
/* All of them, by severity. */
void html_findings (HtmlSink *sink, GString *to);
void html_group_free (gpointer group);

/* Everything in front of the findings, and the end of the page. */
void html_head (HtmlSink *sink, const RunSummary *summary, GString *to);
void html_foot (HtmlSink *sink, const RunSummary *summary, GString *to);
/* What everyone on the way could read of that, in words; `hidden`: where it was nothing. */
void html_readable (GString *to, const Exposure *exposure, const char *hidden);
/* "HIGH" in its colours. */
void html_severity (GString *to, Severity severity);

#endif

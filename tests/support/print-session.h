/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sink writes about a conversation, for tests. */
#ifndef SMTPLENS_TESTS_PRINT_SESSION_H
#define SMTPLENS_TESTS_PRINT_SESSION_H

#include "report/sinks.h"
#include "tests/support/conversation.h"

#include <stdlib.h>

static inline const char *
print_session_file (gpointer user, uint32_t file)
{
  (void) file;
  return user;
}

/* The session `times` times and the summary; free with free.  Unset options get
 * 80 columns and the file name "test.pcap".  Where it is inlined gcc 12 takes what the
 * stream writes for this function's own. */
G_GNUC_UNUSED static G_GNUC_NO_INLINE char *
print_session (const char *format, SmtpSession *session, SinkOptions options, unsigned times)
{
  char *text = NULL;
  size_t length = 0;
  options.output = open_memstream (&text, &length);
  if (options.columns == 0)
    options.columns = 80;
  if (options.file_name == NULL)
    {
      options.file_name = print_session_file;
      options.user = (gpointer) "test.pcap";
    }
  const SinkType *type = sink_by_name (format);
  gpointer sink = type->open (&options);
  RunSummary summary = { .packets = session->traffic.packets, .octets = 4000, .connections = 1, .sessions = times };
  for (unsigned i = 0; i < times; i++)
    type->session (sink, session);
  for (guint i = 0; i < session->findings->len; i++)
    summary.findings[((const Finding *) g_ptr_array_index (session->findings, i))->severity] += times;
  SummaryFile file = { .name = "test.pcap", .packets = session->traffic.packets };
  summary.files = &file;
  summary.file_count = 1;
  summary.messages = session->transactions->len;
  if (!type->close (sink, &summary) || fclose (options.output) != 0)
    abort ();
  return text;
}

/* The same for a script that is played first. */
static inline char *
print_script (const char *format, const char *script, SinkOptions options)
{
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, script);
  char *text = print_session (format, conversation.session, options, 1);
  conversation_clear (&conversation);
  return text;
}

#endif

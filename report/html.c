/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --report: one HTML page with all in it, which asks nothing of any network and runs no script.
 *
 * Sessions are written as they end, to temporary files without a name; findings are gathered,
 * some cases of each; at the end the page is put together.
 *
 * Limits: SESSIONS_SHOWN sessions, and of their sections SPOOL_OCTETS; the others are counted,
 * and their findings are told as all are. */
#include "config.h"

#include "html-sink.h"
#include "sinks.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../dissect/exposure.h"
#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

enum { SESSIONS_SHOWN = 2000, SPOOL_OCTETS = 24 * 1024 * 1024, COPY_OCTETS = 64 * 1024 };

static void
tell (HtmlSink *sink, const char *what)
{
  g_autofree char *line
      = g_strdup_printf ("%s: %s", sink->options.path != NULL ? sink->options.path : "the report", what);
  if (sink->options.tell != NULL)
    sink->options.tell (sink->options.user, line);
}

static void
sink_free (HtmlSink *sink)
{
  FILE *const files[] = { sink->mail_rows, sink->rows, sink->bodies, sink->owns_output ? sink->output : NULL };
  for (size_t i = 0; i < G_N_ELEMENTS (files); i++)
    if (files[i] != NULL)
      fclose (files[i]);
  veil_free (sink->veil);
  g_string_free (sink->text, TRUE);
  g_ptr_array_unref (sink->groups);
  g_free (sink);
}

/* False with errno. */
static bool
open_files (HtmlSink *sink)
{
  sink->output = sink->options.output;
  if (sink->options.path != NULL)
    {
      int fd = open (sink->options.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      sink->output = fd >= 0 ? fdopen (fd, "w") : NULL;
      sink->owns_output = true;
    }
  if (sink->output == NULL)
    return false;
  sink->rows = tmpfile ();
  sink->bodies = sink->rows != NULL ? tmpfile () : NULL;
  sink->mail_rows = sink->bodies != NULL ? tmpfile () : NULL;
  return sink->mail_rows != NULL;
}

static gpointer
html_open (const SinkOptions *options)
{
  HtmlSink *sink = g_new0 (HtmlSink, 1);
  sink->options = *options;
  sink->veil = veil_new (options);
  sink->text = g_string_new (NULL);
  sink->groups = g_ptr_array_new_with_free_func (html_group_free);
  errno = 0;
  if (open_files (sink))
    return sink;
  g_autofree char *why
      = g_strdup_printf ("%s%s", g_strerror (errno), errno == EEXIST ? " (a report is never written over a file)" : "");
  tell (sink, why);
  sink_free (sink);
  return NULL;
}

/* --- sessions ------------------------------------------------------------------ */

static void
spool (HtmlSink *sink, FILE *to)
{
  GString *text = sink->text;
  sink->failed = fwrite (text->str, 1, text->len, to) != text->len || sink->failed;
  sink->spooled += text->len;
  g_string_truncate (text, 0);
}

static void
count (HtmlSink *sink, const SmtpSession *session)
{
  const SessionTraffic *traffic = &session->traffic;
  sink->first = sink->any ? MIN (sink->first, traffic->first.time) : traffic->first.time;
  sink->last = sink->any ? MAX (sink->last, traffic->last.time) : traffic->last.time;
  sink->any = true;
  sink->sessions++;
  sink->in_clear += exposure_session (session);
  sink->with_tls += session->tls != TLS_NONE;
  sink->logins_read += exposure_credentials (session);
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->sender != NULL)
        sink->senders[transaction->sender->verdict]++;
      if (transaction->message == NULL)
        continue;
      Exposure exposure = exposure_of (session, transaction);
      sink->mails++;
      sink->mails_read += exposure_on_path (&exposure, ITEM_TEXT) || exposure_on_path (&exposure, ITEM_ATTACHMENTS);
    }
}

static void
html_take (gpointer user, SmtpSession *session)
{
  HtmlSink *sink = user;
  bool room = sink->shown < SESSIONS_SHOWN && sink->spooled < SPOOL_OCTETS;
  veil_begin (sink->veil, session);
  count (sink, session);
  html_findings_take (sink, session, room);
  if (!room)
    {
      sink->left_out++;
      return;
    }
  sink->shown++;
  html_session_row (sink, session);
  spool (sink, sink->rows);
  html_mail_rows (sink, session);
  spool (sink, sink->mail_rows);
  html_session (sink, session);
  spool (sink, sink->bodies);
}

/* --- the page ------------------------------------------------------------------ */

static void
write_text (HtmlSink *sink, GString *text)
{
  sink->failed = fwrite (text->str, 1, text->len, sink->output) != text->len || sink->failed;
  g_string_truncate (text, 0);
}

static void
copy (HtmlSink *sink, FILE *from)
{
  g_autofree char *octets = g_malloc (COPY_OCTETS);
  size_t got;
  sink->failed = fflush (from) != 0 || fseek (from, 0, SEEK_SET) != 0 || sink->failed;
  while ((got = fread (octets, 1, COPY_OCTETS, from)) > 0)
    sink->failed = fwrite (octets, 1, got, sink->output) != got || sink->failed;
  sink->failed = ferror (from) || sink->failed;
}

/* The table from which a newcomer sees both answers. */
static void
write_mails (HtmlSink *sink, GString *text)
{
  g_string_append (text, "<section>\n<h2 id=\"mails\">Mails</h2>\n");
  if (sink->mail_rows_shown > 0)
    g_string_append (text, "<div class=\"wide\">\n<table>\n<thead><tr><th scope=\"col\">Mail</th>"
                           "<th scope=\"col\">Says it is from</th><th scope=\"col\">Subject</th>"
                           "<th scope=\"col\">How sure is the sender?</th>"
                           "<th scope=\"col\">What everyone on the way could read</th></tr></thead>\n<tbody>\n");
  else
    g_string_append (text, "<p>None was seen.</p>\n");
  write_text (sink, text);
  copy (sink, sink->mail_rows);
  g_string_append (text, sink->mail_rows_shown > 0 ? "</tbody>\n</table>\n</div>\n" : "");
  if (sink->mail_rows_shown > 0 && sink->mail_rows_shown < sink->mails)
    {
      g_string_append (text, "<p class=\"note\">… and ");
      html_number (text, sink->mails - sink->mail_rows_shown);
      g_string_append (text, " more, which are left out here.</p>\n");
    }
  g_string_append (text, "</section>\n");
}

static void
write_page (HtmlSink *sink, const RunSummary *summary)
{
  g_autoptr (GString) text = g_string_new (NULL);
  html_head (sink, summary, text);
  write_mails (sink, text);
  html_findings (sink, text);
  g_string_append (text, "<section>\n<h2 id=\"sessions\">Sessions</h2>\n");
  if (sink->shown > 0)
    g_string_append (text, "<div class=\"wide\">\n<table>\n<thead><tr><th scope=\"col\">No.</th>"
                           "<th scope=\"col\">Time (UTC)</th><th scope=\"col\">Client</th>"
                           "<th scope=\"col\">Server</th><th scope=\"col\">Mails</th>"
                           "<th scope=\"col\">Readable on the way</th><th scope=\"col\">Worst finding</th></tr>"
                           "</thead>\n<tbody>\n");
  else
    g_string_append (text, "<p>None: nothing in this capture speaks SMTP, or no filter took it.</p>\n");
  write_text (sink, text);
  copy (sink, sink->rows);
  g_string_append (text, sink->shown > 0 ? "</tbody>\n</table>\n</div>\n" : "");
  if (sink->left_out > 0)
    {
      g_string_append (text, "<p class=\"note\">Left out, so that the page can be opened: ");
      html_number (text, sink->left_out);
      g_string_append (text,
                       " further sessions, which the numbers and findings above are of, too. JSON has all.</p>\n");
    }
  g_string_append (text, "</section>\n");
  write_text (sink, text);
  copy (sink, sink->bodies);
  html_foot (sink, summary, text);
  write_text (sink, text);
}

static bool
html_close (gpointer user, const RunSummary *summary)
{
  HtmlSink *sink = user;
  errno = 0;
  write_page (sink, summary);
  bool written = fflush (sink->output) == 0 && !ferror (sink->output) && !sink->failed;
  if (sink->owns_output)
    {
      written = (fsync (fileno (sink->output)) == 0 || errno == EINVAL) && written;
      written = fclose (sink->output) == 0 && written;
      sink->output = NULL;
    }
  if (!written)
    tell (sink, errno != 0 ? g_strerror (errno) : _ ("could not be written"));
  sink_free (sink);
  return written;
}

const SinkType sink_html = {
  .name = "html",
  .summary = "one self-contained page with all in it",
  .open = html_open,
  .session = html_take,
  .close = html_close,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session in the report: its row in the table, and its section with who talked with whom, its
 * mails and its dialogue, the octets masked as on every face.
 *
 * Limits: LINES_SHOWN lines of the dialogue. */
#include "config.h"

#include "html-sink.h"

#include <string.h>

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/session-facts.h"
#include "../dissect/time-difference.h"
#include "../dissect/tls-words.h"

enum { LINES_SHOWN = 60 };

/* --- the row ------------------------------------------------------------------- */

static void
append_endpoint (GString *to, const SmtpSession *session, Side side)
{
  char ip[FLOW_IP_TEXT];
  unsigned index = session_flow_side (session, side);
  flow_ip_text (&session->flow, index, ip);
  g_string_append_printf (to, session->flow.ip_version == 6 ? "[%s]:%u" : "%s:%u", ip, session->flow.side[index].port);
}

static guint
count_mails (const SmtpSession *session)
{
  guint count = 0;
  for (guint i = 0; i < session->transactions->len; i++)
    count += ((const SmtpTransaction *) g_ptr_array_index (session->transactions, i))->message != NULL;
  return count;
}

void
html_readable (GString *to, const Exposure *exposure, const char *hidden)
{
  bool any = false;
  for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
    if (exposure_on_path (exposure, item))
      {
        g_string_append (to, any ? ", " : "");
        html_words (to, exposed_item_name (item));
        any = true;
      }
  if (!any)
    g_string_append (to, hidden);
}

void
html_session_row (HtmlSink *sink, const SmtpSession *session)
{
  GString *to = sink->text;
  char time[PRINTABLE_TIME];
  printable_time (session->traffic.first.time, session->traffic.nanoseconds, time);
  g_string_append_printf (to,
                          "<tr><td class=\"number\"><a href=\"#s%" G_GUINT64_FORMAT "\">%" G_GUINT64_FORMAT
                          "</a></td><td class=\"number\">%s</td><td class=\"number\">",
                          session->id, session->id, time);
  append_endpoint (to, session, SIDE_CLIENT);
  g_string_append (to, "</td><td class=\"number\">");
  append_endpoint (to, session, SIDE_SERVER);
  g_string_append_printf (to, "</td><td class=\"number\">%u</td><td>", count_mails (session));
  const Exposure exposure = exposure_of_session (session);
  html_readable (to, &exposure, session_tls_hides (session) ? "nothing: TLS" : "nothing of a mail");
  g_string_append (to, "</td><td>");
  if (session->findings != NULL && session->findings->len > 0)
    html_severity (to, ((const Finding *) g_ptr_array_index (session->findings, 0))->severity);
  else
    g_string_append (to, "none");
  g_string_append (to, "</td></tr>\n");
}

/* --- the dialogue -------------------------------------------------------------- */

/* Octets that one side said, masked. */
static void
append_said (HtmlSink *sink, const SmtpEvent *event)
{
  const Evidence said
      = { .origin = event->origin, .side = event->side, .text = event->octets, .secret = event->secret };
  html_code_lines (sink->text, veil_evidence (sink->veil, &said));
}

/* What happened, where it is none of the words of both; NULL: nothing to tell. */
static char *
happened (const SmtpEvent *event)
{
  switch (event->type)
    {
    case EVENT_TLS:
      return g_strdup ("TLS begins: from here on only the two hosts can read.");
    case EVENT_GAP:
      return g_strdup_printf ("%" G_GUINT64_FORMAT " octets were never captured.", event->length);
    case EVENT_MESSAGE:
      return event->transaction->message != NULL
                 ? g_strdup_printf ("Mail %u, %" G_GUINT64_FORMAT " octets.", event->transaction->number,
                                    event->transaction->message->size)
                 : NULL;
    case EVENT_ANOMALY:
      return g_strdup_printf ("Odd: %s.", smtp_anomaly_meaning (event->code));
    default:
      return NULL;
    }
}

static bool
is_line (const SmtpEvent *event)
{
  return event->type == EVENT_GREETING || event->type == EVENT_COMMAND || event->type == EVENT_REPLY
         || event->type == EVENT_AUTH_LINE;
}

/* False: it is not told. */
static bool
append_event (HtmlSink *sink, const SmtpSession *session, const SmtpEvent *event)
{
  GString *to = sink->text;
  g_autofree char *words = happened (event);
  if (words == NULL && !is_line (event))
    return false;
  const char *side = event->side == SIDE_CLIENT ? "client" : "server";
  int64_t since = MAX (time_difference (event->origin.time, session->traffic.first.time), 0);
  g_string_append_printf (to,
                          "<tr class=\"%s\"><td class=\"number\">%" G_GUINT64_FORMAT
                          "</td><td class=\"number\">+%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT
                          "</td><td>%s</td><td class=\"wire\">",
                          side, event->origin.packet, since / 1000000000, since / 1000 % 1000000, side);
  if (is_line (event))
    append_said (sink, event);
  else
    html_words (to, words);
  g_string_append (to, "</td></tr>\n");
  return true;
}

static void
append_dialogue (HtmlSink *sink, const SmtpSession *session)
{
  GString *to = sink->text;
  guint shown = 0, left_out = 0;
  g_string_append (to,
                   "<details open>\n<summary>Dialogue</summary>\n<div class=\"wide\">\n<table class=\"dialogue\">\n"
                   "<thead><tr><th scope=\"col\">Packet</th><th scope=\"col\">Second</th><th scope=\"col\">Side</th>"
                   "<th scope=\"col\">What was said</th></tr></thead>\n<tbody>\n");
  gsize before = to->len;
  for (guint i = 0; i < session->events->len; i++)
    if (shown >= LINES_SHOWN)
      left_out += is_line (smtp_session_event (session, i));
    else
      shown += append_event (sink, session, smtp_session_event (session, i));
  if (to->len == before)
    g_string_append (to, "<tr><td></td><td></td><td></td><td>Nothing that can be told.</td></tr>\n");
  g_string_append (to, "</tbody>\n</table>\n</div>\n");
  if (left_out > 0)
    g_string_append_printf (to, "<p class=\"note\">… and %u lines more.</p>\n", left_out);
  g_string_append (to, "</details>\n");
}

/* --- the section --------------------------------------------------------------- */

static void
append_file (HtmlSink *sink, const SmtpSession *session)
{
  const SinkOptions *options = &sink->options;
  const SessionTraffic *traffic = &session->traffic;
  const char *file = options->file_name != NULL ? options->file_name (options->user, traffic->first.file) : NULL;
  g_autofree char *base = file != NULL ? g_path_get_basename (file) : NULL;
  g_autofree char *place
      = g_strdup_printf ("%s%spackets %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, base != NULL ? base : "",
                         base != NULL ? ", " : "", traffic->first.packet, traffic->last.packet);
  html_row_words (sink->text, "Captured", place);
}

static void
append_times (GString *to, const SmtpSession *session)
{
  static const char *const ends[] = {
    [SESSION_OPEN] = "still open when the capture ended",
    [SESSION_FIN] = "closed in order",
    [SESSION_RESET] = "broken off by a reset",
    [SESSION_TIMEOUT] = "given up after a long silence",
  };
  const SessionTraffic *traffic = &session->traffic;
  char start[PRINTABLE_TIME], end[PRINTABLE_TIME];
  printable_time (traffic->first.time, traffic->nanoseconds, start);
  printable_time (traffic->last.time, traffic->nanoseconds, end);
  g_autofree char *words = g_strdup_printf ("%s to %s, %s%s", start, end, ends[session->closed],
                                            traffic->midstream ? "; its beginning was not captured" : "");
  html_row_words (to, "When", words);
}

static void
append_host (HtmlSink *sink, const SmtpSession *session, Side side)
{
  Octets name = side == SIDE_CLIENT ? session_client_name (session) : session_server_name (session);
  GString *to = sink->text;
  g_string_append (to, side == SIDE_CLIENT ? "<dt>Client</dt><dd>" : "<dt>Server</dt><dd>");
  append_endpoint (to, session, side);
  if (name.length > 0)
    {
      g_string_append (to, ", calls itself ");
      html_value (to, veil_text (sink->veil, name));
    }
  g_string_append (to, "</dd>\n");
}

static void
append_tls (HtmlSink *sink, const SmtpSession *session)
{
  static const char *const words[] = {
    [TLS_NONE] = "none: all crossed in the clear",
    [TLS_STARTTLS] = "begun by STARTTLS, after words in the clear",
    [TLS_IMPLICIT] = "from the first octet",
  };
  html_row_words (sink->text, "TLS", words[session->tls]);
  if (session->decrypted)
    html_row_words (sink->text, "Opened", "read with the keys that were given: nobody on the way can");
  if (session->tls_facts == NULL)
    return;
  g_autoptr (GPtrArray) lines = tls_words (session->tls_facts, TONGUE_ENGLISH);
  for (guint i = 0; i < lines->len; i++)
    html_row (sink->text, "", veil_text (sink->veil, octets_of_string (g_ptr_array_index (lines, i))));
}

static void
append_logins (HtmlSink *sink, const SmtpSession *session)
{
  enum { LOGINS_SHOWN = 8 };
  for (guint i = 0; i < session->auths->len && i < LOGINS_SHOWN; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      GString *to = sink->text;
      g_string_append (to, "<dt>Login</dt><dd>");
      html_value (to, auth->mechanism);
      if (auth->username.length > 0)
        {
          g_string_append (to, ", account ");
          html_value (to, veil_address (sink->veil, auth->username));
        }
      g_string_append_printf (to, ", %s</dd>\n", auth_result_name (auth->result));
    }
}

void
html_session (HtmlSink *sink, const SmtpSession *session)
{
  GString *to = sink->text;
  const uint64_t *missing = session->traffic.missing;
  g_string_append_printf (
      to, "<section class=\"session\">\n<h3 id=\"s%" G_GUINT64_FORMAT "\">Session %" G_GUINT64_FORMAT "</h3>\n<dl>\n",
      session->id, session->id);
  append_host (sink, session, SIDE_CLIENT);
  append_host (sink, session, SIDE_SERVER);
  append_times (to, session);
  append_file (sink, session);
  append_tls (sink, session);
  if (exposure_air (session) != NULL)
    html_row_words (to, "Radio", exposure_air (session));
  append_logins (sink, session);
  if (missing[0] + missing[1] > 0)
    html_row_number (to, "Octets never captured", missing[0] + missing[1]);
  g_string_append (to, "</dl>\n");
  html_mails (sink, session);
  append_dialogue (sink, session);
  g_string_append (to, "</section>\n");
}

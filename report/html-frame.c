/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in front of the findings and at the end of the report: style, inputs, numbers, and
 * what the two questions mean.
 *
 * The page allows itself nothing but its own style, which it names by its hash. */
#include "config.h"

#include "html-sink.h"

#include "../dissect/printable.h"

#include <string.h>

enum { FILES_SHOWN = 200 };

static const char style[]
    = ":root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--faint:#595959;--line:#bbb;--bad:#a4001d;"
      "--warn:#7a4b00;--good:#00593b;--code:#f2f2f2}\n"
      "@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#16181b;--faint:#a8a8a8;--line:#555;"
      "--bad:#ff9aa5;--warn:#ffc46b;--good:#7fd9ae;--code:#24272b}}\n"
      "body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:0 auto;"
      "padding:1rem;overflow-wrap:anywhere}\n"
      "h1,h2,h3,h4,h5{line-height:1.25;margin:1.4em 0 .4em}\n"
      "h4,h5{font-size:1rem}\n"
      "a{color:inherit}\n"
      ".wide{overflow-x:auto;margin:.5em 0}\n"
      "table{border-collapse:collapse}\n"
      "th,td{border:1px solid var(--line);padding:.15em .5em;text-align:left;vertical-align:top;"
      "overflow-wrap:normal}\n"
      "th{background:var(--code)}\n"
      ".number{white-space:nowrap;font-variant-numeric:tabular-nums}\n"
      ".wire{overflow-wrap:anywhere;min-width:13rem}\n"
      "dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.1em 1em;margin:.5em 0}\n"
      "dt{color:var(--faint);grid-column:1}\n"
      "dd{margin:0;grid-column:2}\n"
      "code{font-family:ui-monospace,monospace;font-size:.92em;background:var(--code);unicode-bidi:isolate}\n"
      ".session,.mail,.finding{border-left:.3rem solid var(--line);padding-left:1rem;margin:1.5rem 0}\n"
      ".finding.high,.finding.critical{border-color:var(--bad)}\n"
      ".finding.medium{border-color:var(--warn)}\n"
      ".finding li>p{margin:.2em 0}\n"
      ".severity{border:1px solid;padding:0 .4em;font-size:.85em;white-space:nowrap}\n"
      ".severity.high,.severity.critical,.bad{color:var(--bad)}\n"
      ".severity.medium{color:var(--warn)}\n"
      ".good{color:var(--good)}\n"
      ".note{color:var(--faint)}\n"
      ".evidence{font-size:.92em;margin:.2em 0 .8em}\n"
      ".dialogue .server td:nth-child(3){font-weight:bold}\n"
      "@media (max-width:40rem){dl{display:block}dt{margin-top:.4em}dd{margin-left:1em}"
      ".session,.mail,.finding{padding-left:.5rem}ol,ul{padding-left:1.4em}}\n"
      "@media print{body{max-width:none;font-size:10pt}.wide{overflow:visible}a{text-decoration:none}"
      "h2,h3,h4,h5,dt{break-after:avoid}tr,dd{break-inside:avoid}}\n";

static void
append_policy (GString *to)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  GChecksum *hash = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (hash, (const guchar *) style, sizeof style - 1);
  g_checksum_get_digest (hash, digest, &length);
  g_checksum_free (hash);
  g_autofree char *base64 = g_base64_encode (digest, length);
  g_string_append_printf (to,
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                          "'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
                          base64);
}

/* --- inputs -------------------------------------------------------------------- */

static const char *
input_name (const SummaryFile *file)
{
  return strcmp (file->name, "-") == 0 ? "standard input" : file->name;
}

static void
append_inputs (HtmlSink *sink, const RunSummary *summary, GString *to)
{
  char time[PRINTABLE_TIME];
  g_string_append (to, "<dl>\n");
  for (size_t i = 0; i < summary->file_count && i < FILES_SHOWN; i++)
    {
      const SummaryFile *file = &summary->files[i];
      g_string_append (to, i == 0 ? "<dt>Input</dt><dd>" : "<dd>");
      html_value (to, octets_of_string (input_name (file)));
      g_string_append (to, ", ");
      html_number (to, file->packets);
      g_string_append (to, file->packets == 1 ? " packet" : " packets");
      if (file->damage != NULL)
        {
          g_string_append (to, "; <strong class=\"bad\">damaged</strong>: ");
          html_value (to, octets_of_string (file->damage));
        }
      g_string_append (to, "</dd>\n");
    }
  if (summary->file_count > FILES_SHOWN)
    html_row_number (to, "Inputs more", summary->file_count - FILES_SHOWN);
  if (sink->any)
    {
      printable_time (sink->first, false, time);
      html_row_words (to, "First packet", time);
      printable_time (sink->last, false, time);
      html_row_words (to, "Last packet", time);
    }
  if (summary->where != NULL)
    html_row_words (to, "Only sessions", summary->where);
  if (summary->session != 0)
    {
      g_autofree char *words
          = g_strdup_printf ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, summary->session, summary->sessions);
      html_row_words (to, "Only session", words);
    }
  html_row_words (to, "Hidden",
                  sink->options.redact         ? "passwords, people's names, local parts, subjects, text"
                  : sink->options.show_secrets ? "nothing: passwords are shown"
                                               : "passwords and tokens");
  html_row_words (to, "Made by", PACKAGE_STRING);
  g_string_append (to, "</dl>\n");
}

/* --- numbers ------------------------------------------------------------------- */

static void
append_findings_row (const HtmlSink *sink, GString *to)
{
  uint64_t findings[SEVERITIES] = { 0 };
  for (guint i = 0; i < sink->groups->len; i++)
    {
      const HtmlGroup *group = g_ptr_array_index (sink->groups, i);
      findings[group->severity] += group->count;
    }
  bool any = false;
  g_string_append (to, "<dt>Findings</dt><dd>");
  for (Severity severity = SEVERITIES; severity-- > SEVERITY_INFO;)
    if (findings[severity] > 0)
      {
        g_string_append (to, any ? ", " : "");
        html_number (to, findings[severity]);
        g_string_append_c (to, ' ');
        html_severity (to, severity);
        any = true;
      }
  g_string_append (to, any ? "</dd>\n" : "none</dd>\n");
}

static void
append_numbers (HtmlSink *sink, const RunSummary *summary, GString *to)
{
  g_string_append (to, "<section>\n<h2 id=\"summary\">In numbers</h2>\n<dl>\n");
  if (!summary->selection)
    html_row_number (to, "Packets read", summary->packets);
  html_row_number (to, "SMTP sessions", sink->sessions);
  html_row_number (to, "Sessions with TLS", sink->with_tls);
  html_row_number (to, "Sessions readable on the way", sink->in_clear);
  html_row_number (to, "Sessions with a readable password", sink->logins_read);
  html_row_number (to, "Mails", sink->mails);
  html_row_number (to, "Mails readable on the way", sink->mails_read);
  append_findings_row (sink, to);
  html_row_number (to, "Gaps in the streams", summary->gaps);
  if (summary->kernel_dropped + summary->interface_dropped > 0)
    html_row_number (to, "Packets lost by the capture", summary->kernel_dropped + summary->interface_dropped);
  if (summary->recorded_lost > 0)
    html_row_number (to, "Packets lost, by the word of the files", summary->recorded_lost);
  for (size_t i = 0; i < summary->limit_count; i++)
    if (summary->limits[i].hit > 0)
      {
        g_string_append (to, "<dt>Limit met</dt><dd>");
        html_words (to, summary->limits[i].name);
        g_string_append (to, ", times: ");
        html_number (to, summary->limits[i].hit);
        g_string_append (to, "</dd>\n");
      }
  g_string_append (to, "</dl>\n</section>\n");
}

/* --- the two questions --------------------------------------------------------- */

static void
append_questions (const HtmlSink *sink, GString *to)
{
  g_string_append (
      to,
      "<section>\n<h2>Who could read it?</h2>\n"
      "<p>A mail that crosses without TLS can be read by everyone between the two hosts, and a password with it; TLS "
      "closes it to them, but not to those who run the servers. Only encryption end to end (OpenPGP, S/MIME) closes "
      "the text to the servers as well, while sender, recipients and most of the header stay readable to them.</p>\n"
      "<h2>How sure is the sender?</h2>\n"
      "<p>SMTP lets anyone write any sender; SPF, DKIM and DMARC are what can prove or contradict the domain in From, "
      "as far as the DNS that is known here tells. “Verified” says that the domain is proven, not the "
      "person; “unverified” that nothing proves it; “contradicted” that something speaks "
      "against it.</p>\n<dl>\n");
  for (SenderVerdict verdict = 0; verdict < SENDER_VERDICTS; verdict++)
    html_row_number (to, sender_verdict_name (verdict), sink->senders[verdict]);
  g_string_append (to, "</dl>\n</section>\n");
}

/* The first input's name without its folder, for whoever has several such pages open. */
static void
append_title (const RunSummary *summary, GString *to)
{
  g_string_append (to, "<title>");
  if (summary->file_count > 0)
    {
      g_autofree char *base = g_path_get_basename (input_name (&summary->files[0]));
      html_octets (to, octets_of_string (base));
      g_string_append (to, summary->file_count > 1 ? " and more: " : ": ");
    }
  g_string_append (to, "who could read its mails</title>\n");
}

void
html_head (HtmlSink *sink, const RunSummary *summary, GString *to)
{
  g_string_append (to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  append_policy (to);
  g_string_append (to, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"referrer\" content=\"no-referrer\">\n");
  append_title (summary, to);
  g_string_append_printf (to,
                          "<style>%s</style>\n</head>\n<body>\n<header>\n"
                          "<h1>SMTP sessions: who could read them</h1>\n",
                          style);
  append_inputs (sink, summary, to);
  g_string_append (to, "<nav><p><a href=\"#summary\">In numbers</a> · <a href=\"#mails\">Mails</a> · <a "
                       "href=\"#findings\">Findings</a> · "
                       "<a href=\"#sessions\">Sessions</a></p></nav>\n</header>\n<main>\n");
  append_numbers (sink, summary, to);
  append_questions (sink, to);
}

void
html_foot (HtmlSink *sink, const RunSummary *summary, GString *to)
{
  (void) summary;
  (void) sink;
  g_string_append (to, "</main>\n<footer><p class=\"note\">Times are UTC, packet numbers those of the input. This page "
                       "holds all that it shows, and asks nothing of any network.</p></footer>\n</body>\n</html>\n");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings in the report: a block a check and severity, the worst first, with cases and their
 * evidence.
 *
 * Limits: CASES_SHOWN of a check, EVIDENCE_SHOWN of a case, NOTES_SHOWN lines. */
#include "config.h"

#include "html-sink.h"

#include <string.h>

#include "../dissect/printable.h"

enum { CASES_SHOWN = 25, EVIDENCE_SHOWN = 6, NOTES_SHOWN = 12 };

void
html_group_free (gpointer pointer)
{
  HtmlGroup *group = pointer;
  g_string_free (group->cases, TRUE);
  g_free (group);
}

void
html_severity (GString *to, Severity severity)
{
  g_autofree char *loud = g_ascii_strup (severity_name (severity), -1);
  g_string_append_printf (to, "<strong class=\"severity %s\">%s</strong>", severity_name (severity), loud);
}

static HtmlGroup *
find_group (HtmlSink *sink, const Finding *finding)
{
  for (guint i = 0; i < sink->groups->len; i++)
    {
      HtmlGroup *group = g_ptr_array_index (sink->groups, i);
      if (group->check == finding->check && group->severity == finding->severity)
        return group;
    }
  HtmlGroup *group = g_new0 (HtmlGroup, 1);
  group->check = finding->check;
  group->severity = finding->severity;
  group->cases = g_string_new (NULL);
  g_ptr_array_add (sink->groups, group);
  return group;
}

static void
append_evidence (HtmlSink *sink, GString *to, const Evidence *evidence, bool nanoseconds)
{
  char time[PRINTABLE_TIME];
  printable_time (evidence->origin.time, nanoseconds, time);
  g_string_append_printf (to, "<li>packet %" G_GUINT64_FORMAT, evidence->origin.packet);
  if (evidence->session != 0)
    g_string_append_printf (to, " of session %" G_GUINT64_FORMAT, evidence->session);
  g_string_append_printf (to, ", %s, %s: ", time, evidence->side == SIDE_CLIENT ? "client" : "server");
  html_code (to, veil_evidence (sink->veil, evidence));
  g_string_append (to, "</li>\n");
}

static void
append_notes (HtmlSink *sink, GString *to, const Finding *finding)
{
  Octets rest = veil_text (sink->veil, finding->notes);
  for (unsigned i = 0; rest.length > 0 && i < NOTES_SHOWN; i++)
    {
      size_t lf = octets_find (rest, '\n');
      g_string_append (to, "<p>");
      html_value (to, octets_slice (rest, 0, lf));
      g_string_append (to, "</p>\n");
      rest = lf == SIZE_MAX ? OCTETS_NONE : octets_from (rest, lf + 1);
    }
}

static void
append_case (HtmlSink *sink, GString *to, const SmtpSession *session, const Finding *finding, bool linked)
{
  g_string_append (to, "<li><p>");
  if (linked)
    g_string_append_printf (to, "<a href=\"#s%" G_GUINT64_FORMAT "\">", session->id);
  g_string_append_printf (to, "Session %" G_GUINT64_FORMAT "%s", session->id, linked ? "</a>" : "");
  if (finding->transaction != 0)
    g_string_append_printf (to, ", mail %u", finding->transaction);
  g_string_append (to, ": ");
  html_value (to, veil_text (sink->veil, finding->detail));
  g_string_append (to, "</p>\n");
  append_notes (sink, to, finding);
  if (finding->evidence_count > 0)
    g_string_append (to, "<ul class=\"evidence\">\n");
  for (size_t i = 0; i < finding->evidence_count && i < EVIDENCE_SHOWN; i++)
    append_evidence (sink, to, &finding->evidence[i], session->traffic.nanoseconds);
  if (finding->evidence_count > 0)
    g_string_append (to, "</ul>\n");
  g_string_append (to, "</li>\n");
}

void
html_findings_take (HtmlSink *sink, const SmtpSession *session, bool linked)
{
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      HtmlGroup *group = find_group (sink, finding);
      if (group->count++ >= CASES_SHOWN)
        continue;
      group->shown++;
      append_case (sink, group->cases, session, finding, linked);
    }
}

static gint
compare_groups (gconstpointer left, gconstpointer right)
{
  const HtmlGroup *one = *(HtmlGroup *const *) left, *other = *(HtmlGroup *const *) right;
  if (one->severity != other->severity)
    return one->severity > other->severity ? -1 : 1;
  return strcmp (one->check->id, other->check->id);
}

static void
append_group (GString *to, const HtmlGroup *group)
{
  g_string_append_printf (to, "<article class=\"finding %s\">\n<h3>", severity_name (group->severity));
  html_severity (to, group->severity);
  g_string_append_c (to, ' ');
  html_words (to, group->check->title);
  g_string_append (to, group->count == 1 ? " (once)" : " (");
  if (group->count > 1)
    {
      html_number (to, group->count);
      g_string_append (to, " times)");
    }
  g_string_append (to, "</h3>\n<dl>\n<dt>What it means</dt><dd>");
  html_words (to, group->check->explanation);
  g_string_append (to, "</dd>\n<dt>What protects</dt><dd>");
  html_words (to, group->check->protection);
  g_string_append (to, "</dd>\n<dt>Read more</dt><dd>");
  html_words (to, group->check->reference);
  g_string_append (to, "; <code>");
  html_words (to, group->check->id);
  g_string_append_printf (to, "</code> in docs/findings.md</dd>\n</dl>\n<ol>\n%s</ol>\n", group->cases->str);
  if (group->count > group->shown)
    {
      g_string_append (to, "<p class=\"note\">… and ");
      html_number (to, group->count - group->shown);
      g_string_append (to, " more of this kind.</p>\n");
    }
  g_string_append (to, "</article>\n");
}

void
html_findings (HtmlSink *sink, GString *to)
{
  g_string_append (to, "<section>\n<h2 id=\"findings\">Findings</h2>\n");
  if (sink->groups->len == 0)
    g_string_append (to, "<p>None.</p>\n");
  g_ptr_array_sort (sink->groups, compare_groups);
  for (guint i = 0; i < sink->groups->len; i++)
    append_group (to, g_ptr_array_index (sink->groups, i));
  g_string_append (to, "</section>\n");
}

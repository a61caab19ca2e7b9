/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The findings of a session in the printed face.
 *
 * The first finding of a kind in a run is explained in full; later ones refer to
 * it, so that a capture of a hundred mails can still be read.
 *
 * Limits: FINDINGS_SHOWN a session; the others are counted. */
#include "config.h"

#include "text-sink.h"

#include "../dissect/printable.h"

enum { FINDINGS_SHOWN = 40 };

static const char *
severity_word (Severity severity)
{
  static const char *const words[SEVERITIES] = { "info", "low", "MEDIUM", "HIGH", "CRITICAL" };
  return words[severity];
}

static Ink
severity_ink (Severity severity)
{
  static const Ink inks[SEVERITIES] = { INK_FAINT, INK_PLAIN, INK_WARN, INK_BAD, INK_BAD };
  return inks[severity];
}

static void
append_file (GString *text, const char *file)
{
  if (file == NULL)
    return;
  char *base = g_path_get_basename (file);
  char *name = text_show (octets_of_string (base));
  g_string_append_printf (text, " in %s", name);
  g_free (name);
  g_free (base);
}

/* Wrapped parts and the further lines of a reply stand deeper than where a piece
 * of evidence begins, so that no reply can pass for another piece. */
static void
print_evidence (TextSink *sink, const SmtpSession *session, const Evidence *evidence)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "packet %" G_GUINT64_FORMAT, evidence->origin.packet);
  if (evidence->session != 0)
    g_string_append_printf (text, " of session %" G_GUINT64_FORMAT, evidence->session);
  if (evidence->origin.file != session->traffic.first.file && sink->options.file_name != NULL)
    append_file (text, sink->options.file_name (sink->options.user, evidence->origin.file));
  g_string_append (text, evidence->side == SIDE_CLIENT ? ", client: " : ", server: ");
  if (evidence->text.length == 0)
    g_string_append (text, "(an empty line)");
  else
    printable_append (text, veil_evidence (sink->veil, evidence),
                      evidence->side == SIDE_SERVER ? PRINTABLE_KEEP_LF : PRINTABLE_LINE);
  g_string_replace (text, "\n", "\n  ", 0);
  sink->page.hang = 2;
  page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", text->str);
  sink->page.hang = 0;
  g_string_free (text, TRUE);
}

/* A line each, its wrapped rest deeper. */
static void
print_notes (TextSink *sink, const Finding *finding)
{
  Octets rest = veil_text (sink->veil, finding->notes);
  sink->page.hang = 2;
  while (rest.length > 0)
    {
      size_t lf = octets_find (rest, '\n');
      char *line = text_show (octets_slice (rest, 0, lf));
      page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_PLAIN, "", line);
      g_free (line);
      rest = lf == SIZE_MAX ? OCTETS_NONE : octets_from (rest, lf + 1);
    }
  sink->page.hang = 0;
}

static void
print_explanation (TextSink *sink, const Check *check)
{
  size_t row = 0;
  while (checks[row] != NULL && checks[row] != check)
    row++;
  if (sink->explained[row])
    {
      page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "(explained above)");
      return;
    }
  sink->explained[row] = true;
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "What it means: %s", check->explanation);
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "What protects: %s", check->protection);
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "Read more: %s; %s in docs/findings.md",
               check->reference, check->id);
}

static void
print_finding (TextSink *sink, const SmtpSession *session, const Finding *finding)
{
  bool several = session->transactions != NULL && session->transactions->len > 1;
  char *detail = text_show (veil_text (sink->veil, finding->detail));
  page_blank (&sink->page);
  if (finding->transaction != 0 && several)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, severity_ink (finding->severity),
                 severity_word (finding->severity), "%s (mail %u)", finding->check->title, finding->transaction);
  else
    page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, severity_ink (finding->severity), severity_word (finding->severity),
                finding->check->title);
  page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", detail);
  print_notes (sink, finding);
  for (size_t i = 0; i < finding->evidence_count; i++)
    print_evidence (sink, session, &finding->evidence[i]);
  print_explanation (sink, finding->check);
  g_free (detail);
}

void
text_findings (TextSink *sink, const SmtpSession *session)
{
  guint count = session->findings != NULL ? session->findings->len : 0;
  if (count == 0)
    return;
  page_blank (&sink->page);
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, "Findings", count > 1 ? "%u, the worst first" : "%u",
               count);
  for (guint i = 0; i < count && i < FINDINGS_SHOWN; i++)
    print_finding (sink, session, g_ptr_array_index (session->findings, i));
  if (count > FINDINGS_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "… and %u findings more (--json lists all)",
                 count - FINDINGS_SHOWN);
}

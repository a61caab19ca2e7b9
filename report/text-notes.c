/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What capture files say of hosts, packets and themselves, for people: always as the
 * word of the file. */
#include "config.h"

#include "text-sink.h"

#include "../dissect/session-facts.h"
#include "../dissect/session-notes.h"

enum { NAMES_SHOWN = 4, COMMENTS_SHOWN = 20 };

static void
print_names (TextSink *sink, const SmtpSession *session, Side side, const char *label)
{
  const GPtrArray *names = session->notes->names[session_flow_side (session, side)];
  if (names->len == 0)
    return;
  GString *line = g_string_new ("named ");
  for (guint i = 0; i < names->len && i < NAMES_SHOWN; i++)
    {
      g_autofree char *name = text_show (veil_text (sink->veil, octets_of_string (names->pdata[i])));
      g_string_append_printf (line, "%s%s", i > 0 ? ", " : "", name);
    }
  if (names->len > NAMES_SHOWN)
    g_string_append (line, " …");
  g_string_append (line, " by the capture file (no proof)");
  page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, label, line->str);
  g_string_free (line, TRUE);
}

/* A comment may have several lines; they become one. */
static void
print_comment (Page *page, Veil *veil, const char *label, const char *where, const char *text)
{
  g_autofree char *one_line = g_strdup (text);
  g_strstrip (g_strdelimit (one_line, "\r\n\t", ' '));
  g_autofree char *shown = text_show (veil_content (veil, one_line));
  page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_PLAIN, label, "%s%s", where, shown);
}

void
text_notes (TextSink *sink, const SmtpSession *session)
{
  const SessionNotes *notes = session->notes;
  if (notes == NULL)
    return;
  print_names (sink, session, SIDE_CLIENT, "Client");
  print_names (sink, session, SIDE_SERVER, "Server");
  if (notes->interface != NULL)
    {
      g_autofree char *name = text_show (octets_of_string (notes->interface));
      page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Captured", "on the interface %s", name);
    }
  for (guint i = 0; i < notes->comments->len && i < COMMENTS_SHOWN; i++)
    {
      const SessionComment *comment = notes->comments->pdata[i];
      g_autofree char *where = g_strdup_printf ("on packet %" G_GUINT64_FORMAT ": ", comment->origin.packet);
      print_comment (&sink->page, sink->veil, i == 0 ? "Comments" : "", where, comment->text);
    }
  if (notes->comments->len > COMMENTS_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "and %u more, which --json shows",
                 notes->comments->len - COMMENTS_SHOWN);
}

static unsigned
print_remarks (TextSink *sink, const GPtrArray *comments, unsigned shown)
{
  for (guint i = 0; comments != NULL && i < comments->len && shown < COMMENTS_SHOWN; i++, shown++)
    print_comment (&sink->page, sink->veil, shown == 0 ? "Comments" : "", "", comments->pdata[i]);
  return shown;
}

void
text_file_notes (TextSink *sink, const RunSummary *summary)
{
  unsigned shown = 0;
  for (size_t i = 0; i < summary->file_count; i++)
    {
      const SummaryFile *file = &summary->files[i];
      shown = print_remarks (sink, file->comments, shown);
      for (size_t k = 0; k < file->interface_count; k++)
        shown = print_remarks (sink, file->interfaces[k].comments, shown);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Who could read what" in the printed face: what there was to read in rows, who could in
 * columns, and in which packets.  A sentence stands instead where nothing was seen.
 *
 * Limits: SERVERS_SHOWN names. */
#include "config.h"

#include "text-sink.h"

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/session-facts.h"

enum { SERVERS_SHOWN = 8, NAME_COLUMNS = 40, ITEM_COLUMNS = 22, SPACE = 2 };

static bool
is_present (const Exposure *exposure, ExposedItem item)
{
  return exposure->rows[item].access[READER_PATH] != ACCESS_ABSENT;
}

static bool
any_present (const Exposure *exposure)
{
  for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
    if (is_present (exposure, item))
      return true;
  return false;
}

static void
print_nothing_seen (TextSink *sink, const SmtpSession *session)
{
  bool open = session->tls != TLS_NONE && !session_tls_hides (session);
  const char *sentence = "the dialogue, but no mail and no password was in it";
  if (open)
    sentence = "everything: TLS was begun, with a cipher that encrypts nothing (its records are not read here)";
  else if (session->tls == TLS_STARTTLS)
    sentence = "nothing of the mail: what follows STARTTLS is inside TLS; only the names the two hosts gave before it, "
               "when and how much";
  else if (session->tls == TLS_IMPLICIT)
    sentence = "nothing of the mail: all is inside TLS; only who talks with whom, when and how much";
  page_line (&sink->page, TEXT_LABEL, INK_STRONG, "Who could read what");
  page_entry (&sink->page, TEXT_LABEL + 2, TEXT_LABEL + 17, open ? INK_BAD : INK_GOOD, "on the path", sentence);
}

static void
append_cell (GString *line, const char *text, size_t columns)
{
  char *padded = printable_pad (text, columns);
  g_string_append (line, padded);
  g_free (padded);
}

static void
print_head (TextSink *sink, const size_t widths[READERS])
{
  GString *line = g_string_new (NULL);
  append_cell (line, "Who could read what", ITEM_COLUMNS + SPACE + 2);
  for (Reader reader = 0; reader < READERS; reader++)
    append_cell (line, reader_name (reader), widths[reader] + SPACE);
  page_line (&sink->page, TEXT_LABEL, INK_STRONG, g_strchomp (line->str));
  g_string_free (line, TRUE);
}

static void
print_row (TextSink *sink, const Exposure *exposure, ExposedItem item, const size_t widths[READERS])
{
  bool bad = exposure_on_path (exposure, item);
  GString *line = g_string_new (bad ? "! " : "  ");
  append_cell (line, exposed_item_name (item), ITEM_COLUMNS + SPACE);
  for (Reader reader = 0; reader < READERS; reader++)
    {
      char *words = exposure_words (exposure, item, reader, TONGUE_ENGLISH);
      append_cell (line, words, widths[reader] + SPACE);
      g_free (words);
    }
  page_line (&sink->page, TEXT_LABEL, bad ? INK_BAD : INK_GOOD, g_strchomp (line->str));
  g_string_free (line, TRUE);
}

static void
print_table (TextSink *sink, const Exposure *exposure)
{
  size_t widths[READERS];
  for (Reader reader = 0; reader < READERS; reader++)
    {
      widths[reader] = printable_width (reader_name (reader));
      for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
        {
          char *words = exposure_words (exposure, item, reader, TONGUE_ENGLISH);
          widths[reader] = MAX (widths[reader], printable_width (words));
          g_free (words);
        }
    }
  print_head (sink, widths);
  for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
    if (is_present (exposure, item))
      print_row (sink, exposure, item, widths);
}

/* Where there is no room for a table: a line a cell. */
static void
print_list (TextSink *sink, const Exposure *exposure)
{
  page_line (&sink->page, TEXT_LABEL, INK_STRONG, "Who could read what");
  for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
    {
      if (!is_present (exposure, item))
        continue;
      bool bad = exposure_on_path (exposure, item);
      GString *cells = g_string_new (NULL);
      for (Reader reader = 0; reader < READERS; reader++)
        {
          char *words = exposure_words (exposure, item, reader, TONGUE_ENGLISH);
          g_string_append_printf (cells, "%s%s: %s", reader > 0 ? "; " : "", reader_name (reader), words);
          g_free (words);
        }
      char *label = g_strconcat (bad ? "! " : "  ", exposed_item_name (item), NULL);
      page_entry (&sink->page, TEXT_LABEL, TEXT_LABEL + 4, bad ? INK_BAD : INK_GOOD, label, cells->str);
      g_free (label);
      g_string_free (cells, TRUE);
    }
}

static void
print_servers (TextSink *sink, const SmtpSession *session)
{
  g_autoptr (GPtrArray) servers = exposure_servers (session, NULL);
  GString *names = g_string_new (NULL);
  for (guint i = 0; i < servers->len && i < SERVERS_SHOWN; i++)
    {
      char *name = text_show (octets_of_string (g_ptr_array_index (servers, i)));
      char *fitted = printable_fit (name, NAME_COLUMNS);
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", fitted);
      g_free (fitted);
      g_free (name);
    }
  if (servers->len > SERVERS_SHOWN)
    g_string_append_printf (names, " and %u more", servers->len - SERVERS_SHOWN);
  if (names->len > 0)
    page_entryf (&sink->page, TEXT_LABEL + 2, TEXT_LABEL + 11, INK_PLAIN,
                 "servers:", "%s. TLS hides nothing from them: it ends there.", names->str);
  g_string_free (names, TRUE);
}

void
text_readers (TextSink *sink, const SmtpSession *session)
{
  enum { TABLE_COLUMNS = 76 };
  Exposure exposure = exposure_of_session (session);
  if (!any_present (&exposure))
    print_nothing_seen (sink, session);
  else if (sink->page.columns >= TABLE_COLUMNS)
    print_table (sink, &exposure);
  else
    print_list (sink, &exposure);
  print_servers (sink, session);
  if (exposure_air (session) != NULL)
    page_entryf (&sink->page, TEXT_LABEL + 2, TEXT_LABEL + 11, INK_PLAIN, "radio:", "%s.", exposure_air (session));
  if (exposure.tls_from.packet != 0)
    page_entryf (&sink->page, TEXT_LABEL + 2, TEXT_LABEL + 11, INK_PLAIN,
                 "TLS:", "from packet %" G_GUINT64_FORMAT " on nobody on the path can read on.",
                 exposure.tls_from.packet);
  page_blank (&sink->page);
}

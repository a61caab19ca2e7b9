/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hex dumps and plain dumps.
 *
 * With --redact nothing is dumped: hex would spell out what is redacted.  Does not
 * show the line ends of commands and replies, for the log does not keep them. */
#include "config.h"

#include "octets-dump.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

enum { ROW_MOST = 32, ROW_LEAST = 4, OFFSET_SHORT = 4, OFFSET_LONG = 8, OFFSET_HUGE = 16 };

static bool
is_hidden (OctetsDump dump, size_t at)
{
  return dump.hidden != NULL && dump.hidden[at] != 0;
}

static int
offset_digits (uint64_t last)
{
  return last <= 0xffff ? OFFSET_SHORT : last <= 0xffffffff ? OFFSET_LONG : OFFSET_HUGE;
}

/* Octets a row: "0000  00 00 …  abcd". */
static size_t
row_octets (int digits, int columns)
{
  int octets = ROW_MOST;
  while (octets > ROW_LEAST && digits + 2 + 3 * octets + 1 + octets > columns)
    octets /= 2;
  return (size_t) octets;
}

void
octets_dump_hex (TextPane *pane, OctetsDump dump, uint64_t offset, int columns)
{
  int digits = offset_digits (offset + dump.octets.length);
  size_t row = row_octets (digits, columns);
  g_autoptr (GString) line = g_string_new (NULL);
  for (size_t start = 0; start < dump.octets.length; start += row)
    {
      g_string_printf (line, "%0*" G_GINT64_MODIFIER "x  ", digits, offset + start);
      for (size_t i = start; i < start + row; i++)
        if (i >= dump.octets.length)
          g_string_append (line, "   ");
        else if (is_hidden (dump, i))
          g_string_append (line, "** ");
        else
          g_string_append_printf (line, "%02x ", dump.octets.at[i]);
      g_string_append_c (line, ' ');
      for (size_t i = start; i < MIN (start + row, dump.octets.length); i++)
        g_string_append_c (line, is_hidden (dump, i)                          ? '*'
                                 : g_ascii_isprint ((char) dump.octets.at[i]) ? (char) dump.octets.at[i]
                                                                              : '.');
      text_pane_add (pane, STYLE_TEXT, 0, line->str);
    }
}

static void
append_run (GString *line, OctetsDump dump, size_t from, size_t to)
{
  while (from < to)
    {
      size_t end = from;
      bool hidden = is_hidden (dump, from);
      while (end < to && is_hidden (dump, end) == hidden)
        end++;
      if (hidden)
        g_string_append (line, "********");
      else
        printable_append (line, octets_slice (dump.octets, from, end - from), PRINTABLE_LINE);
      from = end;
    }
}

void
octets_dump_text (TextPane *pane, OctetsDump dump)
{
  g_autoptr (GString) line = g_string_new (NULL);
  for (size_t start = 0; start < dump.octets.length;)
    {
      size_t end = octets_find (octets_from (dump.octets, start), '\n');
      end = end == SIZE_MAX ? dump.octets.length : start + end;
      size_t text_end = end > start && end < dump.octets.length && dump.octets.at[end - 1] == '\r' ? end - 1 : end;
      g_string_truncate (line, 0);
      append_run (line, dump, start, text_end);
      text_pane_add (pane, STYLE_TEXT, dump.hang, line->str);
      start = end + 1;
    }
}

/* Where a line stands, with a place for its offset. */
static const char *
offset_words (const SmtpEvent *event)
{
  static const char *const words[2][2] = {
    [SIDE_CLIENT]
    = { N_ ("Offsets count within a line; the ends of lines are not kept.  It begins at octet %s of what the "
            "client sent."),
        N_ ("Offsets count within a line; the ends of lines are not kept.  It begins at octet %s of what the "
            "client sent inside TLS.") },
    [SIDE_SERVER]
    = { N_ ("Offsets count within a line; the ends of lines are not kept.  It begins at octet %s of what the "
            "server sent."),
        N_ ("Offsets count within a line; the ends of lines are not kept.  It begins at octet %s of what the "
            "server sent inside TLS.") },
  };
  return _ (words[event->side][event->tls]);
}

void
octets_dump_event (TextPane *pane, Wording wording, const SmtpSession *session, const SmtpEvent *event, int columns)
{
  if (wording.redact)
    {
      text_pane_add (pane, STYLE_DIM, 0, _ ("(hidden by --redact)"));
      return;
    }
  g_autofree uint8_t *hidden = wording_hidden (wording, session, event->side, event->octets, event->secret);
  for (size_t start = 0, lines = 0; start < event->octets.length; lines++)
    {
      size_t end = octets_find (octets_from (event->octets, start), '\n');
      size_t length = end == SIZE_MAX ? event->octets.length - start : end;
      if (lines > 0)
        text_pane_add (pane, STYLE_TEXT, 0, "");
      octets_dump_hex (
          pane, (OctetsDump){ octets_slice (event->octets, start, length), hidden != NULL ? hidden + start : NULL, 0 },
          0, columns);
      start += length + 1;
    }
  g_autofree char *offset = wording_number (event->offset);
  text_pane_add (pane, STYLE_DIM, 0, "");
  text_pane_addf (pane, STYLE_DIM, 0, offset_words (event), offset);
}

void
octets_dump_mail (TextPane *pane, Wording wording, const SmtpSession *session, const MailMessage *message, size_t most,
                  bool hex, int columns)
{
  uint64_t kept = message->data != NULL ? mail_data_kept (message->data) : 0;
  if (wording.redact || kept == 0)
    {
      text_pane_add (pane, STYLE_DIM, 0,
                     wording.redact       ? _ ("(hidden by --redact)")
                     : message->size == 0 ? _ ("(no octet of it was seen)")
                                          : _ ("(its octets were not kept)"));
      return;
    }
  g_autofree uint8_t *octets = g_malloc ((gsize) MIN (kept, most));
  size_t length = mail_data_copy (message->data, 0, octets, (size_t) MIN (kept, most));
  const Octets all = octets_of (octets, length);
  g_autofree uint8_t *hidden = wording_hidden (wording, session, SIDE_SERVER, all, OCTETS_NONE);
  if (hex)
    octets_dump_hex (pane, (OctetsDump){ all, hidden, 0 }, 0, columns);
  else
    octets_dump_text (pane, (OctetsDump){ all, hidden, 2 });
  if (length < message->size)
    {
      g_autofree char *more = wording_count (message->size - length, "… and %s octet more", "… and %s octets more");
      text_pane_add (pane, STYLE_DIM, 0, more);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure the sender of a mail is, in the printed face. */
#include "config.h"

#include "text-sink.h"

#include "../dissect/printable.h"
#include "../dissect/sender-words.h"

enum { NAME_COLUMNS = 9, LINE_COLUMNS = 600 };

static Ink
ink_of (SenderTone tone)
{
  static const Ink inks[] = { INK_STRONG, INK_GOOD, INK_BAD };
  return inks[tone];
}

void
text_sender (TextSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  g_autoptr (GPtrArray) lines = sender_words (session, transaction, TONGUE_ENGLISH);
  veil_meet (sink->veil, transaction);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const SenderLine *line = g_ptr_array_index (lines, i);
      char *shown = printable (veil_text (sink->veil, octets_of_string (line->text)));
      char *fitted = printable_fit (shown, LINE_COLUMNS);
      g_autofree char *label
          = i == 0 ? g_strdup (line->label) : g_strdup_printf ("%*s%s", TEXT_BODY - TEXT_LABEL, "", line->label);
      page_entry (&sink->page, TEXT_LABEL, i == 0 ? TEXT_BODY : TEXT_BODY + NAME_COLUMNS, ink_of (line->tone), label,
                  fitted);
      g_free (fitted);
      g_free (shown);
    }
}

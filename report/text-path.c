/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a mail from host to host, as a picture, in the printed face. */
#include "config.h"

#include "text-sink.h"

#include "../dissect/path-words.h"
#include "../dissect/printable.h"

enum { SIGN_COLUMNS = 2 };

void
text_path (TextSink *sink, const SmtpTransaction *transaction)
{
  static const Ink inks[PATH_SIGNS] = { [PATH_OPEN] = INK_WARN, [PATH_LOCKED] = INK_GOOD };
  g_autoptr (GPtrArray) lines = path_words (transaction, TONGUE_ENGLISH);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const PathLine *line = g_ptr_array_index (lines, i);
      const char *sign = path_line_sign (line);
      g_autofree char *shown = text_show (veil_text (sink->veil, octets_of_string (line->text)));
      bool hop = sign[0] != '\0';
      g_autofree char *label = g_strdup_printf ("%*s%s", TEXT_BODY - TEXT_LABEL, "", sign);
      page_entry (&sink->page, TEXT_LABEL, hop ? TEXT_BODY + SIGN_COLUMNS : TEXT_BODY, inks[line->sign],
                  hop      ? label
                  : i == 0 ? "Way"
                           : "",
                  shown);
    }
}

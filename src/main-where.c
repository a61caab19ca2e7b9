/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does not know the language of filters, but how its errors are shown. */
#include "config.h"

#include "main-where.h"

#include <unistd.h>

#include "../dissect/finding.h"
#include "../dissect/printable.h"
#include "../dissect/translate.h"

/* The text in one line of a terminal and a caret below the column, of a long text the part around it. */
static void
append_caret (GString *to, const char *text, size_t column)
{
  enum { COLUMNS = 76, BEFORE = 60 };
  g_autofree char *line = printable (octets_of_string (text));
  const char *begin = line;
  size_t width;
  while (column > BEFORE && *begin != '\0')
    {
      begin += printable_grapheme (begin, &width);
      column -= MIN (width, column);
    }
  g_autofree char *part = printable_fit (begin, COLUMNS);
  g_string_append_printf (to, "\n  %s\n  %*s^", part, (int) column, "");
}

bool
where_read (Where *where, const char *text, char **wrong)
{
  FilterError error = { 0 };
  if (text == NULL || (where->filter = session_filter_new (text, &error)) != NULL)
    return true;
  GString *line = g_string_new (NULL);
  g_string_printf (line, _ ("--where, column %zu: %s"), error.column + 1, error.text);
  if (isatty (STDERR_FILENO))
    append_caret (line, text, error.column);
  *wrong = g_string_free (line, FALSE);
  filter_error_clear (&error);
  return false;
}

void
where_clear (Where *where)
{
  g_clear_pointer (&where->filter, session_filter_free);
}

bool
where_takes (Where *where, const SmtpSession *session)
{
  if (where->filter == NULL)
    return true;
  if (!session_filter_matches (where->filter, session))
    return false;
  where->shown++;
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    where->findings[((const Finding *) g_ptr_array_index (session->findings, i))->severity]++;
  return true;
}

void
where_summarize (const Where *where, const char *text, RunSummary *summary)
{
  if (where->filter == NULL)
    return;
  summary->where = text;
  summary->shown = where->shown;
  memcpy (summary->findings_shown, where->findings, sizeof summary->findings_shown);
}

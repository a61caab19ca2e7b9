/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escaping.  Limits: VALUE_COLUMNS of a value that is one line among many, LINES_SHOWN of what
 * somebody said, the last of which has the rest. */
#include "config.h"

#include "html-writer.h"

#include "../dissect/printable.h"

#include <string.h>

enum { VALUE_COLUMNS = 400, LINES_SHOWN = 40 };

/* No character, and so nothing that may stand in a page. */
static bool
is_none (gunichar one)
{
  return (one & 0xfffe) == 0xfffe || (one >= 0xfdd0 && one <= 0xfdef);
}

static void
append_character (GString *to, const char *text)
{
  const gunichar one = g_utf8_get_char (text);
  if (is_none (one))
    g_string_append_printf (to, "\\u{%x}", (unsigned) one);
  else
    g_string_append_len (to, text, g_utf8_next_char (text) - text);
}

/* Valid UTF-8. */
static void
append_escaped (GString *to, const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    switch (*text)
      {
      case '&':
        g_string_append (to, "&amp;");
        break;
      case '<':
        g_string_append (to, "&lt;");
        break;
      case '>':
        g_string_append (to, "&gt;");
        break;
      case '"':
        g_string_append (to, "&quot;");
        break;
      case '\'':
        g_string_append (to, "&#39;");
        break;
      default:
        append_character (to, text);
        break;
      }
}

void
html_octets (GString *to, Octets octets)
{
  g_autofree char *text = printable (octets);
  append_escaped (to, text);
}

void
html_value (GString *to, Octets octets)
{
  /* What is cut away need not be made printable first. */
  g_autofree char *text = printable (octets_slice (octets, 0, MIN (octets.length, VALUE_COLUMNS * 8)));
  g_autofree char *fitted = printable_fit (text, VALUE_COLUMNS);
  /* What is written from right to left must not turn round what stands beside it. */
  const bool may_turn = !g_str_is_ascii (fitted);
  g_string_append (to, may_turn ? "<bdi>" : "");
  append_escaped (to, fitted);
  g_string_append (to, may_turn ? "</bdi>" : "");
}

/* The same, with a new line behind each end of line, which is shown, too. */
static void
append_lines (GString *to, Octets octets)
{
  for (unsigned i = 0; i < LINES_SHOWN && octets.length > 0; i++)
    {
      const size_t lf = octets_find (octets, '\n');
      const bool last = lf == SIZE_MAX || lf + 1 == octets.length || i + 1 == LINES_SHOWN;
      html_value (to, last ? octets : octets_slice (octets, 0, lf + 1));
      g_string_append (to, last ? "" : "<br>");
      octets = last ? OCTETS_NONE : octets_from (octets, lf + 1);
    }
}

static void
append_code (GString *to, Octets octets, void (*append) (GString *to, Octets octets))
{
  if (octets.length == 0)
    {
      g_string_append (to, "(an empty line)");
      return;
    }
  g_string_append (to, "<code>");
  append (to, octets);
  g_string_append (to, "</code>");
}

void
html_code (GString *to, Octets octets)
{
  append_code (to, octets, html_value);
}

void
html_code_lines (GString *to, Octets octets)
{
  append_code (to, octets, append_lines);
}

void
html_words (GString *to, const char *words)
{
  if (words != NULL)
    append_escaped (to, words);
}

void
html_number (GString *to, uint64_t number)
{
  char digits[32];
  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, number);
  size_t length = strlen (digits);
  for (size_t i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (to, ',');
      g_string_append_c (to, digits[i]);
    }
}

void
html_row (GString *to, const char *label, Octets value)
{
  if (label[0] != '\0')
    g_string_append_printf (to, "<dt>%s</dt>", label);
  g_string_append (to, "<dd>");
  html_value (to, value);
  g_string_append (to, "</dd>\n");
}

void
html_row_words (GString *to, const char *label, const char *words)
{
  if (words != NULL)
    html_row (to, label, octets_of_string (words));
}

void
html_row_number (GString *to, const char *label, uint64_t number)
{
  g_string_append_printf (to, "<dt>%s</dt><dd>", label);
  html_number (to, number);
  g_string_append (to, "</dd>\n");
}

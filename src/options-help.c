/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out what the table of options says.
 *
 * GLib could, but would say some of it in the language of its own catalogue, and wraps nothing. */
#include "config.h"

#include "options-help.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

enum {
  LEAST_COLUMNS = 24, /* of a description: where there are fewer nothing is wrapped */
  HELP_COLUMNS = 100  /* of the remarks below, where the options are not wrapped */
};

/* "  -r, --read=FILE". */
static char *
label_of (const GOptionEntry *entry)
{
  g_autofree char *letter = entry->short_name != 0 ? g_strdup_printf ("-%c, ", entry->short_name) : g_strdup ("");
  return g_strdup_printf ("  %s--%s%s%s", letter, entry->long_name, entry->arg_description != NULL ? "=" : "",
                          entry->arg_description != NULL ? entry->arg_description : "");
}

/* Text behind `indent` columns that the line has already, and below them. */
static void
append_wrapped (GString *to, const char *text, size_t indent, unsigned columns)
{
  size_t room = columns > indent + LEAST_COLUMNS ? columns - indent : SIZE_MAX;
  for (;;)
    {
      size_t length = printable_break_at (text, room);
      g_string_append_len (to, text, (gssize) length);
      g_string_append_c (to, '\n');
      text += length;
      while (*text == ' ')
        text++;
      if (*text == '\0')
        return;
      g_string_append_printf (to, "%*s", (int) indent, "");
    }
}

static void
append_paragraph (GString *to, const char *text, unsigned columns)
{
  append_wrapped (to, text, 0, columns);
  g_string_append_c (to, '\n');
}

static void
append_options (GString *to, const GOptionEntry *entries, unsigned columns)
{
  enum { GAP = 4 };
  size_t widest = 0;
  for (const GOptionEntry *entry = entries; entry->description != NULL; entry++)
    {
      g_autofree char *label = label_of (entry);
      widest = MAX (widest, printable_width (label));
    }
  for (const GOptionEntry *entry = entries; entry->description != NULL; entry++)
    {
      g_autofree char *label = label_of (entry);
      g_autofree char *padded = printable_pad (label, widest + GAP);
      g_string_append (to, padded);
      append_wrapped (to, _ (entry->description), widest + GAP, columns);
    }
}

char *
options_help (const GOptionEntry *entries, unsigned columns)
{
  GString *help = g_string_new (NULL);
  g_string_append_printf (help, "%s\n  ", _ ("Usage:"));
  append_wrapped (help, _ ("smtplens [OPTION…] FILE|DIR… | -r FILE… [FILTER…] | -i IFACE [FILTER…]"), 4, columns);
  g_string_append_c (help, '\n');
  append_paragraph (help, _ ("Rebuilds SMTP sessions from packets, and shows who could read each mail."), columns);
  g_string_append_printf (help, "%s\n", _ ("Options:"));
  append_options (help, entries, columns);
  g_string_append_c (help, '\n');
  append_paragraph (help,
                    _ ("FILE \"-\" is standard input.  Without --format a terminal gets the screens (? there shows the "
                       "keys), anything else gets text."),
                    columns > 0 ? columns : HELP_COLUMNS);
  append_wrapped (
      help,
      _ ("Exit status: 0 done, 1 --fail-on met, 2 wrong usage, filter or zone file, 3 nothing could be read "
         "or written, 4 an input is damaged or missing, 5 no permission or interface."),
      0, columns > 0 ? columns : HELP_COLUMNS);
  return g_string_free (help, FALSE);
}

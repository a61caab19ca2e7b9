/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists, each made from the table that the program itself works with.  Does not
 * print --help, which is made where the options are. */
#include "config.h"

#include "options-answer.h"

#include <stdio.h>
#include <string.h>

#include "capture.h"
#include "pipeline.h"

#include "../dissect/check.h"
#include "../dissect/filter-field.h"
#include "../dissect/printable.h"
#include "../dissect/translate.h"
#include "../dissect/translate.h"

static void
list_interfaces (GError **error)
{
  g_autofree char *list = capture_list_interfaces (error);
  if (list != NULL)
    fputs (list, stdout);
}

static void
list_checks (void)
{
  enum { SEVERITY_COLUMNS = 8 };
  int width = 0;
  for (const Check *const *check = checks; *check != NULL; check++)
    width = MAX (width, (int) strlen ((*check)->id));
  for (const Check *const *check = checks; *check != NULL; check++)
    printf ("%-*s  %-8s  %s\n", width, (*check)->id, severity_name ((*check)->severity), _ ((*check)->title));
}

static void
list_limits (void)
{
  const char *name, *meaning;
  uint64_t standard;
  for (size_t row = 0; (name = pipeline_limit_name (row, &meaning, &standard)) != NULL; row++)
    printf ("%-22s %12" G_GUINT64_FORMAT "  %s\n", name, standard, _ (meaning));
}

/* Words are listed where they are few. */
static void
print_words (const FilterField *field)
{
  enum { MOST = 8 };
  size_t count = 0;
  while (field->words != NULL && count <= MOST && field->words (count) != NULL)
    count++;
  for (size_t i = 0; i < count && count <= MOST; i++)
    printf ("%s%s%s", i == 0 ? " (" : ", ", field->words (i), i + 1 == count ? ")" : "");
}

static void
list_fields (void)
{
  enum { TYPE_COLUMNS = 9 };
  const FilterField *field;
  for (size_t row = 0; (field = filter_field_row (row)) != NULL; row++)
    {
      g_autofree char *names = g_strjoin (", ", field->name, field->alias, NULL);
      g_autofree char *type = printable_pad (C_ ("type", filter_type_name (field->type)), TYPE_COLUMNS);
      printf ("%-33s  %s  %s", names, type, _ (field->meaning));
      print_words (field);
      putchar ('\n');
    }
}

bool
options_answer (const Options *options, GError **error)
{
  if (options->version)
    puts (PACKAGE_STRING);
  else if (options->list_interfaces)
    list_interfaces (error);
  else if (options->list_checks)
    list_checks ();
  else if (options->help_limits)
    list_limits ();
  else if (options->help_where)
    list_fields ();
  else
    return false;
  return true;
}

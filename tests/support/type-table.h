/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TypeGuesser that knows a few beginnings, for tests. */
#ifndef SMTPLENS_TESTS_TYPE_TABLE_H
#define SMTPLENS_TESTS_TYPE_TABLE_H

#include "dissect/mail-data.h"

static inline char *
type_table_guess (TypeGuesser *guesser, Octets head)
{
  static const struct {
    const char *start, *type;
  } types[] = {
    { "MZ", "application/vnd.microsoft.portable-executable" },
    { "\x7f"
      "ELF",
      "application/x-executable" },
    { "#!", "text/x-shellscript" },
    { "%PDF", "application/pdf" },
    { "\x89PNG", "image/png" },
    { "GIF8", "image/gif" },
    { "PK", "application/zip" },
    { "<html", "text/html" },
    { "hello", "text/plain" },
  };
  (void) guesser;
  for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
    if (octets_start_nocase (head, octets_of_string (types[i].start)))
      return g_strdup (types[i].type);
  return g_strdup ("application/octet-stream");
}

static TypeGuesser type_table = { type_table_guess };

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that sessions have, for who writes a filter. */
#ifndef SMTPLENS_FILTER_VALUES_H
#define SMTPLENS_FILTER_VALUES_H

#include "filter-field.h"

/* Sessions that are asked for their values. */
typedef struct FilterSessions {
  /* The session so many before the newest; NULL: there is none. */
  const SmtpSession *(*at) (gpointer user, size_t back);
  gpointer user;
  bool redact; /* names no people: of addresses only the domain */
} FilterSessions;

/* What the newest sessions have in a field, the latest first, each once: of char *, valid UTF-8 that
 * shows what it is; g_ptr_array_unref.  Bounded in sessions, values and octets.  Empty for fields whose
 * values nobody would type, and for the words of a server, which may repeat a secret. */
GPtrArray *filter_values (const FilterField *field, const FilterSessions *sessions);

#endif

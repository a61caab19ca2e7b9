/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields that a filter can ask for: a row each in filter-field.c, with the functions
 * that read sessions in filter-session-facts.c and filter-mail-facts.c.  Language, completion,
 * --help-where and the manual all read this table.
 *
 * A password or token is no field, and none may become one: whether a filter
 * matches would tell it bit by bit. */
#ifndef SMTPLENS_FILTER_FIELD_H
#define SMTPLENS_FILTER_FIELD_H

#include "filter-test.h"
#include "smtp-session.h"

/* What the values of a session are shown to. */
typedef struct FilterProbe {
  const FilterTest *test; /* NULL: any value that is not 0 will do */
  bool seen;              /* there was a value */
  /* Takes each value as text instead, whatever it is; NULL: they are tested. */
  void (*show) (gpointer user, Octets text);
  gpointer user;
} FilterProbe;

/* Shows one value; true: it meets the test, no more needs to be shown. */
bool filter_probe_text (FilterProbe *probe, Octets value);
/* The same of a C string; NULL is no value. */
bool filter_probe_string (FilterProbe *probe, const char *value);
bool filter_probe_number (FilterProbe *probe, uint64_t value);
bool filter_probe_time (FilterProbe *probe, int64_t value);
bool filter_probe_address (FilterProbe *probe, const uint8_t *ip, unsigned version);

typedef struct FilterField {
  const char *name;  /* that of the JSON member where there is one */
  const char *alias; /* a shorter one; NULL: none */
  FilterType type;
  const char *meaning; /* a few words for --help-where, the manual and completion */
  FilterWords words;   /* of WORD and LEVEL */
  /* Shows each value of a session until one meets the test, and tells whether one did.  NULL for a flag. */
  bool (*each) (const SmtpSession *session, FilterProbe *probe);
  /* Of a field that stands alone, where that is more than that it has a value. */
  bool (*holds) (const SmtpSession *session);
} FilterField;

/* Row by row; NULL past the last. */
const FilterField *filter_field_row (size_t row);
/* By name or alias, whatever the case; NULL: there is none. */
const FilterField *filter_field_find (Octets name);
/* The name nearest to one that is none; NULL: none is near. */
const char *filter_field_nearest (const char *name);

#endif

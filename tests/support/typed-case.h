/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a table of keys: what a screen shows after they were typed. */
#ifndef SMTPLENS_TYPED_CASE_H
#define SMTPLENS_TYPED_CASE_H

#include "tests/support/ui-screen.h"

typedef struct TypedCase {
  const char *name;
  const char *keys; /* as ui_screen_type has them */
  const char *shows;
  const char *hides; /* NULL: nothing is asked */
  SinkOptions options;
} TypedCase;

/* The model sessions that they begin with; NULL ends. */
extern const char *const typed_case_sessions[];

/* A cmocka test whose state is a TypedCase: on 24 rows of 100 columns, read to the end. */
void typed_case_check (void **state);

#endif

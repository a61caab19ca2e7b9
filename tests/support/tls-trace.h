/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS connections as text files: a record a line, in the order in which they were
 * written, the lines of a key log, and what each side said inside. */
#ifndef SMTPLENS_TESTS_TLS_TRACE_H
#define SMTPLENS_TESTS_TLS_TRACE_H

#include "dissect/smtp-event.h"

#include <glib.h>

typedef struct TracedRecord {
  Side side;
  GByteArray *octets; /* header and all */
} TracedRecord;

typedef struct TlsTrace {
  char *name;
  GPtrArray *records; /* of TracedRecord * */
  GString *key_log;
  GString *said[2]; /* by Side: the application data of all records */
} TlsTrace;

/* All of tests/unit/dissect/tls-traces, by name. */
GPtrArray *tls_traces_new (void);
/* NULL where there is none of this name. */
const TlsTrace *tls_trace_find (const GPtrArray *traces, const char *name);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of limits, for pipeline-limits.c and the summary in pipeline.c. */
#ifndef SMTPLENS_PIPELINE_LIMITS_H
#define SMTPLENS_PIPELINE_LIMITS_H

#include "pipeline.h"

typedef struct LimitRow {
  const char *name;
  size_t at; /* of its uint64_t in PipelineLimits */
  const char *meaning;
} LimitRow;

extern const LimitRow limit_rows[];
extern const size_t limit_row_count;

#endif

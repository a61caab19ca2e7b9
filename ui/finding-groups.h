/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the list of findings, one a check and severity: what stands in their cells, and their order. */
#ifndef SMTPLENS_FINDING_GROUPS_H
#define SMTPLENS_FINDING_GROUPS_H

#include "list-layout.h"

typedef enum FoundCell {
  FOUND_CELL_SEVERITY,
  FOUND_CELL_TIMES,
  FOUND_CELL_TITLE,
  FOUND_CELL_ID,
  FOUND_CELL_FIRST,
  FOUND_CELL_REFERENCE,
} FoundCell;

/* What stands in a cell, of what the filters take, which is something; g_free. */
char *finding_group_cell (const Model *model, const FindingGroup *group, FoundCell cell);
/* Of FindingGroup *: by the column that the layout names, else the worst first. */
void finding_groups_sort (GPtrArray *groups, const ListLayout *layout);
/* A filter that takes sessions with such findings; g_free. */
char *finding_group_filter (const FindingGroup *group, FoundCell cell);

#endif

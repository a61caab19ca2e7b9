/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells and order of groups of findings.
 *
 * There are no more groups than checks and severities, so that they are sorted each time; the sessions of a
 * group stay in the order in which they ended. */
#include "config.h"

#include "finding-groups.h"

#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

#include <string.h>

static const TableColumn columns[] = {
  { "severity", FOUND_CELL_SEVERITY, true, N_ ("how bad it is"), { N_ ("Severity"), 8, 0, 8, 0, false } },
  { "times", FOUND_CELL_TIMES, true, N_ ("how often it was found"), { NC_ ("column", "Times"), 6, 0, 7, 0, true } },
  { "title", FOUND_CELL_TITLE, true, N_ ("what was found"), { N_ ("Finding"), 12, 4, 9, 0, false } },
  { "id", FOUND_CELL_ID, false, N_ ("its name in filters and files"), { N_ ("Name"), 20, 1, 4, 0, false } },
  { "first",
    FOUND_CELL_FIRST,
    false,
    N_ ("when the first session began that has it"),
    { N_ ("First"), 8, 0, 3, 0, false } },
  { "reference", FOUND_CELL_REFERENCE, false, N_ ("the rule behind it"), { N_ ("Rule"), 14, 1, 2, 0, false } },
};

/* Sorted and drawn by its view. */
const TableType table_findings = {
  .id = "findings",
  .title = N_ ("Findings"),
  .columns = columns,
  .count = G_N_ELEMENTS (columns),
  .kind = ROW_KINDS,
  .timeless = true,
};

static int64_t
first_time (const FindingGroup *group)
{
  return session_start (g_array_index (group->shown, FindingRow, 0).row->session);
}

char *
finding_group_cell (const Model *model, const FindingGroup *group, FoundCell cell)
{
  switch (cell)
    {
    case FOUND_CELL_SEVERITY:
      return g_strdup (_ (severity_name (group->severity)));
    case FOUND_CELL_TIMES:
      return wording_number (group->shown->len);
    case FOUND_CELL_ID:
      return g_strdup (group->check->id);
    case FOUND_CELL_FIRST:
      return model_time (model, first_time (group));
    case FOUND_CELL_REFERENCE:
      return g_strdup (group->check->reference != NULL ? group->check->reference : "");
    case FOUND_CELL_TITLE:
    default:
      return g_strdup (_ (group->check->title));
    }
}

/* --- order ----------------------------------------------------------------------------- */

static int
compare_numbers (int64_t a, int64_t b)
{
  return a < b ? -1 : a > b;
}

/* Of the same severity and check there is one. */
static int
compare_worst (const FindingGroup *a, const FindingGroup *b)
{
  return a->severity != b->severity ? compare_numbers (b->severity, a->severity) : strcmp (a->check->id, b->check->id);
}

static int
compare_cells (const FindingGroup *a, const FindingGroup *b, FoundCell cell)
{
  switch (cell)
    {
    case FOUND_CELL_SEVERITY:
      return compare_numbers (a->severity, b->severity);
    case FOUND_CELL_TIMES:
      return compare_numbers (a->shown->len, b->shown->len);
    case FOUND_CELL_ID:
      return strcmp (a->check->id, b->check->id);
    case FOUND_CELL_FIRST:
      return compare_numbers (first_time (a), first_time (b));
    case FOUND_CELL_REFERENCE:
      return g_strcmp0 (a->check->reference, b->check->reference);
    case FOUND_CELL_TITLE:
    default:
      return g_utf8_collate (_ (a->check->title), _ (b->check->title));
    }
}

static gint
compare (gconstpointer one, gconstpointer other, gpointer user)
{
  const FindingGroup *a = *(FindingGroup *const *) one, *b = *(FindingGroup *const *) other;
  const ListLayout *layout = user;
  int order = layout->sorted >= 0 ? compare_cells (a, b, (FoundCell) columns[layout->sorted].cell) : 0;
  if (order == 0)
    return compare_worst (a, b);
  return layout->descending ? -order : order;
}

void
finding_groups_sort (GPtrArray *groups, const ListLayout *layout)
{
  g_ptr_array_sort_with_data (groups, compare, (gpointer) layout);
}

char *
finding_group_filter (const FindingGroup *group, FoundCell cell)
{
  if (cell == FOUND_CELL_SEVERITY)
    return g_strdup_printf ("findings.severity == %s", severity_name (group->severity));
  return g_strdup_printf ("findings.id == %s", group->check->id);
}

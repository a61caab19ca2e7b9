/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The findings of all sessions that are kept, grouped by severity and check.
 *
 * There are no more groups than checks and severities, so that a group is found by
 * looking through them. */
#include "config.h"

#include "model.h"

#include <string.h>

void
finding_group_free (gpointer pointer)
{
  FindingGroup *group = pointer;
  g_array_unref (group->rows);
  if (group->taken != NULL)
    g_array_unref (group->taken);
  if (group->next != NULL)
    g_array_unref (group->next);
  g_free (group);
}

/* Whether the group stands before one of this severity and check: < 0, 0 or > 0. */
static int
compare (const FindingGroup *group, Severity severity, const Check *check)
{
  if (group->severity != severity)
    return group->severity > severity ? -1 : 1;
  return strcmp (group->check->id, check->id);
}

static FindingGroup *
group_of (Model *model, const Finding *finding)
{
  guint at = 0;
  int order = 1;
  for (; at < model->found->len; at++)
    {
      FindingGroup *group = g_ptr_array_index (model->found, at);
      order = compare (group, finding->severity, finding->check);
      if (order == 0)
        return group;
      if (order > 0)
        break;
    }
  FindingGroup *group = g_new0 (FindingGroup, 1);
  group->check = finding->check;
  group->severity = finding->severity;
  group->rows = g_array_new (FALSE, FALSE, sizeof (FindingRow));
  model_filter_add_group (model, group);
  g_ptr_array_insert (model->found, (gint) at, group);
  return group;
}

void
model_take_findings (Model *model, SessionRow *row)
{
  const GPtrArray *findings = row->session->findings;
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const FindingRow found = { row, g_ptr_array_index (findings, i) };
      g_array_append_val (group_of (model, found.finding)->rows, found);
    }
}

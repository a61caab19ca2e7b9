/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sessions that filters take come to: a tally, and counts for each host.
 *
 * A session is counted once, when it has ended and is taken; after its end nothing of it changes that a
 * filter asks for.  Of all sessions the model keeps its own counts, also of those that were too many to be
 * kept, which no filter can ask.  A set costs a bit a session and some 100 octets a host. */
#include "config.h"

#include "model.h"

#include <string.h>

void
row_counts_init (RowCounts *counts)
{
  counts->counted = g_byte_array_new ();
  counts->hosts = g_array_new (FALSE, TRUE, sizeof (HostCounts));
}

void
row_counts_clear (RowCounts *counts)
{
  if (counts->counted == NULL)
    return;
  g_byte_array_unref (counts->counted);
  g_array_unref (counts->hosts);
}

bool
row_counts_have (const RowCounts *counts, const HostRow *host)
{
  return host->index < counts->hosts->len
         && host_sessions (&g_array_index (counts->hosts, HostCounts, host->index)) > 0;
}

/* False: it was counted already. */
static bool
note_counted (RowCounts *counts, guint row)
{
  GByteArray *bits = counts->counted;
  guint length = bits->len;
  if (row / 8 >= length)
    {
      g_byte_array_set_size (bits, row / 8 + 1);
      memset (bits->data + length, 0, bits->len - length);
    }
  uint8_t bit = (uint8_t) (1u << row % 8);
  bool before = (bits->data[row / 8] & bit) != 0;
  bits->data[row / 8] |= bit;
  return !before;
}

void
model_count_session (Model *model, RowSet *set, const SessionRow *row)
{
  HostRow *met[2];
  if (set->all || row->open || !note_counted (&set->counts, row->index))
    return;
  tally_take (&set->counts.tally, row->session);
  hosts_take_some (model->hosts, set->counts.hosts, row->session, met);
  for (int side = 0; side < 2; side++)
    if (met[side] != NULL)
      {
        row_set_turn (set, ROWS_HOSTS, met[side], true);
        if (set == &model->filters.taken)
          model_sort_touch (model, ROWS_HOSTS, met[side]->index);
      }
}

void
model_take_hosts (Model *model, const SessionRow *row)
{
  HostRow *met[2];
  hosts_take (model->hosts, row->session, met);
  for (int side = 0; side < 2; side++)
    if (met[side] != NULL && model->filters.taken.all)
      model_sort_touch (model, ROWS_HOSTS, met[side]->index);
}

void
model_reach (Model *model, int64_t now)
{
  stretches_reach (&model->tally.over_time, now);
  stretches_reach (&model->filters.taken.counts.tally.over_time, now);
}

bool
model_shows_all (const Model *model)
{
  return model->filters.taken.all;
}

const Tally *
model_tally (const Model *model)
{
  return model_shows_all (model) ? &model->tally : &model->filters.taken.counts.tally;
}

const HostCounts *
model_host_counts (const Model *model, const HostRow *host)
{
  static const HostCounts none;
  const GArray *hosts = model->filters.taken.counts.hosts;
  if (model_shows_all (model))
    return &host->all;
  return host->index < hosts->len ? &g_array_index (hosts, HostCounts, host->index) : &none;
}

char *const *
model_host_cells (const Model *model, HostRow *host)
{
  enum { PRIME = 1000003 };
  const HostCounts *counts = model_host_counts (model, host);
  bool said;
  char **cells = row_words_of (model->words, host, counts->changes * PRIME + model->rewordings, &said);
  for (int cell = 0; !said && cell < HOST_CELLS; cell++)
    cells[cell] = host_cell (model->wording, host, counts, (HostCell) cell);
  return cells;
}

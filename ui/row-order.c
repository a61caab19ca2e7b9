/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A merge sort that can be left at any time and taken up again, and merging of what came since.
 *
 * The first octets of a key are kept with the row, so that few comparisons ask for more; the
 * rest is kept while all rows are sorted, and asked for again later.  Keys longer than
 * ROW_KEY_OCTETS are the same where those are. */
#include "config.h"

#include "row-order.h"

#include <string.h>

enum { RUN = 1024, HEAD = 16, LOOK_EACH = 64, KEY_WEIGHT = 12 };

typedef struct Entry {
  uint64_t head[2]; /* the first octets of the key, as they compare */
  guint row;
  guint rest; /* where the rest of it stands in RowOrder.rests; NO_REST: there is none; ASK: ask for the key */
} Entry;

enum { NO_REST = G_MAXUINT, ASK = G_MAXUINT - 1 };

struct RowOrder {
  RowKey key;
  gpointer user;
  bool descending;
  GArray *entries; /* of Entry, in order */
  guint known;     /* rows below it are there, or were touched */
  GArray *touched; /* of guint: rows to be put in again */
  GByteArray *is_touched;
  guint version;
  GByteArray *scratch[2];
  /* Sorting all of the beginning. */
  bool made;
  guint wanted;      /* rows of the beginning */
  GByteArray *rests; /* two octets of length and the octets, each */
  GArray *from, *to; /* runs of `width` in order, and of twice that */
  guint width, at, one, other;
  uint64_t steps;
};

RowOrder *
row_order_new (RowKey key, gpointer user, bool descending)
{
  RowOrder *order = g_new0 (RowOrder, 1);
  order->key = key;
  order->user = user;
  order->descending = descending;
  order->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  order->touched = g_array_new (FALSE, FALSE, sizeof (guint));
  order->is_touched = g_byte_array_new ();
  order->scratch[0] = g_byte_array_new ();
  order->scratch[1] = g_byte_array_new ();
  order->rests = g_byte_array_new ();
  order->to = g_array_new (FALSE, FALSE, sizeof (Entry));
  return order;
}

gpointer
row_order_user (const RowOrder *order)
{
  return order->user;
}

void
row_order_free (RowOrder *order)
{
  if (order == NULL)
    return;
  g_array_unref (order->entries);
  g_array_unref (order->touched);
  g_byte_array_unref (order->is_touched);
  g_byte_array_unref (order->scratch[0]);
  g_byte_array_unref (order->scratch[1]);
  if (order->rests != NULL)
    g_byte_array_unref (order->rests);
  if (order->to != NULL)
    g_array_unref (order->to);
  g_free (order);
}

/* --- keys ------------------------------------------------------------------------------ */

static const GByteArray *
key_of (const RowOrder *order, guint row, int which)
{
  GByteArray *key = order->scratch[which];
  g_byte_array_set_size (key, 0);
  order->key (order->user, row, key);
  if (key->len > ROW_KEY_OCTETS)
    g_byte_array_set_size (key, ROW_KEY_OCTETS);
  return key;
}

static uint64_t
head_of (const GByteArray *key, guint from)
{
  uint8_t octets[8] = { 0 };
  uint64_t number;
  if (key->len > from)
    memcpy (octets, key->data + from, MIN (key->len - from, sizeof octets));
  memcpy (&number, octets, sizeof number);
  return GUINT64_FROM_BE (number);
}

static Entry
entry_of (const RowOrder *order, guint row)
{
  const GByteArray *key = key_of (order, row, 0);
  return (Entry){ { head_of (key, 0), head_of (key, 8) }, row, key->len > HEAD ? ASK : NO_REST };
}

static int
compare_octets (const uint8_t *one, size_t one_length, const uint8_t *other, size_t other_length)
{
  size_t both = MIN (one_length, other_length);
  int order = both > 0 ? memcmp (one, other, both) : 0;
  return order != 0 ? order : (one_length > other_length) - (one_length < other_length);
}

/* Of a key whose first octets are told by the entry, what stands behind these. */
static const uint8_t *
rest_of (const RowOrder *order, const Entry *entry, int which, size_t *length)
{
  *length = 0;
  if (entry->rest == NO_REST)
    return (const uint8_t *) "";
  if (entry->rest != ASK)
    {
      const uint8_t *rest = order->rests->data + entry->rest;
      *length = rest[0];
      return rest + 1;
    }
  const GByteArray *key = key_of (order, entry->row, which);
  *length = key->len > HEAD ? key->len - HEAD : 0;
  return *length > 0 ? key->data + HEAD : (const uint8_t *) "";
}

static int
compare (gconstpointer one_pointer, gconstpointer other_pointer, gpointer order_pointer)
{
  const RowOrder *order = order_pointer;
  const Entry *one = one_pointer, *other = other_pointer;
  int by_key = 0;
  for (int i = 0; i < 2 && by_key == 0; i++)
    by_key = (one->head[i] > other->head[i]) - (one->head[i] < other->head[i]);
  if (by_key == 0 && (one->rest != NO_REST || other->rest != NO_REST))
    {
      size_t one_length, other_length;
      const uint8_t *one_rest = rest_of (order, one, 0, &one_length);
      const uint8_t *other_rest = rest_of (order, other, 1, &other_length);
      by_key = compare_octets (one_rest, one_length, other_rest, other_length);
    }
  if (by_key != 0)
    return order->descending ? -by_key : by_key;
  return (one->row > other->row) - (one->row < other->row);
}

int
row_order_compare (const RowOrder *order, guint row, guint other)
{
  const GByteArray *one_key = key_of (order, row, 0), *other_key = key_of (order, other, 1);
  int by_key = compare_octets (one_key->data, one_key->len, other_key->data, other_key->len);
  if (by_key != 0)
    return order->descending ? -by_key : by_key;
  return (row > other) - (row < other);
}

/* --- all rows of the beginning --------------------------------------------------------- */

static bool
is_over (RowOrder *order, gint64 end)
{
  return ++order->steps % LOOK_EACH == 0 && g_get_monotonic_time () >= end;
}

static void
take_row (RowOrder *order, guint row)
{
  Entry entry = entry_of (order, row);
  if (entry.rest == ASK && order->rests->len < NO_REST - 2 * ROW_KEY_OCTETS)
    {
      const GByteArray *key = order->scratch[0];
      const uint8_t length = (uint8_t) (key->len - HEAD);
      entry.rest = order->rests->len;
      g_byte_array_append (order->rests, &length, 1);
      g_byte_array_append (order->rests, key->data + HEAD, length);
    }
  g_array_append_val (order->entries, entry);
}

/* Sorts the last rows that were taken. */
static void
sort_run (RowOrder *order)
{
  guint begin = (order->entries->len - 1) / RUN * RUN;
  g_qsort_with_data (&g_array_index (order->entries, Entry, begin), (gint) (order->entries->len - begin),
                     sizeof (Entry), compare, order);
}

static bool
take_rows (RowOrder *order, gint64 end)
{
  while (order->entries->len < order->wanted)
    {
      take_row (order, order->entries->len);
      if (order->entries->len % RUN == 0 || order->entries->len == order->wanted)
        sort_run (order);
      if (is_over (order, end))
        return true;
    }
  order->width = RUN;
  return false;
}

/* One pass: pairs of runs become runs. */
static bool
merge_runs (RowOrder *order, gint64 end)
{
  const guint count = order->entries->len;
  while (order->to->len < count)
    {
      guint begin = order->to->len / (2 * order->width) * (2 * order->width);
      guint middle = (guint) MIN ((uint64_t) begin + order->width, count);
      guint last = (guint) MIN ((uint64_t) begin + 2 * (uint64_t) order->width, count);
      if (order->to->len == begin)
        {
          order->one = begin;
          order->other = middle;
        }
      const Entry *entries = (const Entry *) (gpointer) order->entries->data;
      bool from_one = order->other >= last
                      || (order->one < middle && compare (&entries[order->one], &entries[order->other], order) < 0);
      g_array_append_val (order->to, entries[from_one ? order->one++ : order->other++]);
      if (is_over (order, end))
        return true;
    }
  GArray *merged = order->to;
  order->to = order->entries;
  order->entries = merged;
  g_array_set_size (order->to, 0);
  order->width *= 2;
  return false;
}

/* The octets that were kept go: keys are asked for from here on. */
static void
finish_making (RowOrder *order)
{
  for (guint i = 0; i < order->entries->len; i++)
    {
      Entry *entry = &g_array_index (order->entries, Entry, i);
      if (entry->rest != NO_REST)
        entry->rest = ASK;
    }
  g_clear_pointer (&order->rests, g_byte_array_unref);
  g_clear_pointer (&order->to, g_array_unref);
  order->made = true;
  order->version++;
}

static bool
make (RowOrder *order, guint count, gint64 end)
{
  if (order->known == 0)
    order->known = order->wanted = count;
  if (order->width == 0 && take_rows (order, end))
    return true;
  while (order->width < order->wanted)
    if (merge_runs (order, end))
      return true;
  finish_making (order);
  return false;
}

bool
row_order_is_made (const RowOrder *order)
{
  return order->made;
}

unsigned
row_order_percent (const RowOrder *order)
{
  if (order->made || order->wanted == 0)
    return order->made ? 100 : 0;
  uint64_t passes = 0, done = 0;
  for (uint64_t width = RUN; width < order->wanted; width *= 2)
    passes++;
  for (uint64_t width = RUN; width < order->width; width *= 2)
    done++;
  uint64_t all = (KEY_WEIGHT + passes) * order->wanted;
  uint64_t steps = order->width == 0 ? (uint64_t) KEY_WEIGHT * order->entries->len
                                     : (KEY_WEIGHT + done) * order->wanted + order->to->len;
  return (unsigned) (steps * 100 / all);
}

/* --- what came since ------------------------------------------------------------------- */

static bool
is_touched (const RowOrder *order, guint row)
{
  return row / 8 < order->is_touched->len && (order->is_touched->data[row / 8] & (1u << row % 8)) != 0;
}

static void
mark (RowOrder *order, guint row, bool touched)
{
  guint needed = row / 8 + 1, length = order->is_touched->len;
  if (needed > length)
    {
      g_byte_array_set_size (order->is_touched, needed + needed / 2);
      memset (order->is_touched->data + length, 0, order->is_touched->len - length);
    }
  if (touched)
    order->is_touched->data[row / 8] |= (uint8_t) (1u << row % 8);
  else
    order->is_touched->data[row / 8] &= (uint8_t) ~(1u << row % 8);
}

void
row_order_touch (RowOrder *order, guint row)
{
  if (row >= order->known || is_touched (order, row))
    return;
  mark (order, row, true);
  g_array_append_val (order->touched, row);
}

/* Takes those out that were touched. */
static void
take_out (RowOrder *order)
{
  guint left = 0;
  for (guint i = 0; i < order->entries->len; i++)
    {
      const Entry entry = g_array_index (order->entries, Entry, i);
      if (!is_touched (order, entry.row))
        g_array_index (order->entries, Entry, left++) = entry;
    }
  g_array_set_size (order->entries, left);
}

/* How many of the first entries stand before this one. */
static guint
place_for (const RowOrder *order, const Entry *entry, guint count)
{
  guint low = 0, high = count;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (compare (&g_array_index (order->entries, Entry, middle), entry, (gpointer) order) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Puts new entries, which are in order themselves, between those that are there. */
static void
put_in (RowOrder *order, const GArray *more)
{
  guint left = order->entries->len;
  g_array_set_size (order->entries, left + more->len);
  Entry *entries = (Entry *) (gpointer) order->entries->data;
  for (guint i = more->len; i > 0; i--)
    {
      const Entry *entry = &g_array_index (more, Entry, i - 1);
      guint place = place_for (order, entry, left);
      memmove (entries + place + i, entries + place, (left - place) * sizeof (Entry));
      entries[place + i - 1] = *entry;
      left = place;
    }
}

/* The next of those touched or new; false: none. */
static bool
next_row (RowOrder *order, guint count, guint *row)
{
  if (order->touched->len > 0)
    {
      *row = g_array_index (order->touched, guint, order->touched->len - 1);
      g_array_set_size (order->touched, order->touched->len - 1);
      return true;
    }
  if (order->known >= count)
    return false;
  *row = order->known++;
  return true;
}

bool
row_order_waits (const RowOrder *order, guint count)
{
  return !order->made || order->touched->len > 0 || order->known < count;
}

static bool
catch_up (RowOrder *order, guint count, gint64 end)
{
  if (!row_order_waits (order, count))
    return false;
  GArray *more = g_array_new (FALSE, FALSE, sizeof (Entry));
  bool over = false;
  guint row;
  if (order->touched->len > 0)
    take_out (order);
  while (!over && next_row (order, count, &row))
    {
      Entry entry = entry_of (order, row);
      g_array_append_val (more, entry);
      mark (order, row, false);
      over = is_over (order, end);
    }
  g_qsort_with_data (more->data, (gint) more->len, sizeof (Entry), compare, order);
  put_in (order, more);
  g_array_unref (more);
  order->version++;
  return over;
}

bool
row_order_work (RowOrder *order, guint count, gint64 end)
{
  if (!order->made && make (order, count, end))
    return true;
  return catch_up (order, count, end);
}

guint
row_order_count (const RowOrder *order)
{
  return order->made ? order->entries->len : 0;
}

guint
row_order_at (const RowOrder *order, guint place)
{
  return g_array_index (order->entries, Entry, place).row;
}

guint
row_order_version (const RowOrder *order)
{
  return order->version;
}

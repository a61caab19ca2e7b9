/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in the order of their keys, made in slices of time and kept up to date.
 *
 * Rows are numbers, from 0 on.  A key is octets; rows whose keys are the same stand in the
 * order of their numbers, whichever way it goes. */
#ifndef SMTPLENS_ROW_ORDER_H
#define SMTPLENS_ROW_ORDER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Octets of a key that count. */
enum { ROW_KEY_OCTETS = 96 };

/* Appends the key of a row. */
typedef void (*RowKey) (gpointer user, guint row, GByteArray *key);

typedef struct RowOrder RowOrder;

RowOrder *row_order_new (RowKey key, gpointer user, bool descending);
gpointer row_order_user (const RowOrder *order);
/* NULL is fine. */
void row_order_free (RowOrder *order);

/* The key of a row that is known may be another one now. */
void row_order_touch (RowOrder *order, guint row);
/* Brings the order of rows 0 to count - 1 up to date, until a time of g_get_monotonic_time;
 * true: there is more to do. */
bool row_order_work (RowOrder *order, guint count, gint64 end);
/* Whether row_order_work would change it, with so many rows. */
bool row_order_waits (const RowOrder *order, guint count);
/* Whether all rows of the beginning were put in order once. */
bool row_order_is_made (const RowOrder *order);
/* How far that is, of a hundred. */
unsigned row_order_percent (const RowOrder *order);

/* Rows in order, as far as they are; and the row at a place. */
guint row_order_count (const RowOrder *order);
guint row_order_at (const RowOrder *order, guint place);
/* Whether a row stands before another one: < 0, or behind it: > 0.  By the keys that they have now. */
int row_order_compare (const RowOrder *order, guint row, guint other);
/* Changes with the order. */
guint row_order_version (const RowOrder *order);

#endif

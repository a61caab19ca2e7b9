/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways of mails, a row a mail, however many hops it was seen on, and the words of such
 * a row.
 *
 * Each session tells the way as far as it was known when it ended.  Two ways that have a hop
 * in common are of one mail; the row shows the one that knows most.  Where a way joins two
 * rows, the later one goes.
 *
 * Does not know mails again itself: see dissect/mail-path. */
#include "config.h"

#include "model.h"

#include "../dissect/mail-path.h"
#include "../dissect/printable.h"
#include "../dissect/translate.h"

/* A mail on a hop.  Both numbers are our own, so that nobody outside can aim at the hash. */
typedef struct HopKey {
  uint64_t session;
  unsigned transaction;
} HopKey;

static guint
key_hash (gconstpointer pointer)
{
  const HopKey *key = pointer;
  return (guint) key->session * 31u + key->transaction;
}

static gboolean
key_equal (gconstpointer one, gconstpointer other)
{
  const HopKey *a = one, *b = other;
  return a->session == b->session && a->transaction == b->transaction;
}

static void
path_row_free (gpointer pointer)
{
  g_free (pointer);
}

void
model_paths_init (Model *model)
{
  model->paths = g_ptr_array_new_with_free_func (path_row_free);
  model->path_of = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  model->row_of = g_hash_table_new (g_int64_hash, g_int64_equal);
}

void
model_paths_clear (Model *model)
{
  g_hash_table_unref (model->row_of);
  g_hash_table_unref (model->path_of);
  g_ptr_array_unref (model->paths);
}

SessionRow *
model_row_of (Model *model, uint64_t session)
{
  for (; model->rows_of < model->rows->len; model->rows_of++)
    {
      SessionRow *row = g_ptr_array_index (model->rows, model->rows_of);
      g_hash_table_insert (model->row_of, &row->session->id, row);
    }
  return g_hash_table_lookup (model->row_of, &session);
}

/* --- which ways are of one mail ----------------------------------------------------- */

/* A closed session may have carried many mails: it joins nothing. */
static bool
is_known_hop (const PathHop *hop)
{
  return hop->seen && hop->transaction != 0;
}

static void
claim_hops (Model *model, const MailPath *way, PathRow *path)
{
  for (size_t i = 0; i < way->count; i++)
    {
      if (!is_known_hop (&way->hops[i]))
        continue;
      HopKey *key = g_new (HopKey, 1);
      *key = (HopKey){ way->hops[i].session, way->hops[i].transaction };
      g_hash_table_insert (model->path_of, key, path);
    }
}

/* Shows the way that this mail knows, unless the row has a longer one. */
static void
take_way (PathRow *path, SessionRow *row, const SmtpTransaction *transaction)
{
  if (path->transaction != NULL && transaction->path->count < path->transaction->path->count)
    return;
  path->row = row;
  path->transaction = transaction;
  path->changes++;
}

static void
join (Model *model, PathRow *path, PathRow *other)
{
  claim_hops (model, other->transaction->path, path);
  take_way (path, other->row, other->transaction);
  other->gone = true;
  model_filter_touch_path (model, other);
}

static void
take_path (Model *model, SessionRow *row, const SmtpTransaction *transaction)
{
  const MailPath *way = transaction->path;
  PathRow *path = NULL;
  for (size_t i = 0; i < way->count; i++)
    {
      const HopKey key = { way->hops[i].session, way->hops[i].transaction };
      PathRow *known = is_known_hop (&way->hops[i]) ? g_hash_table_lookup (model->path_of, &key) : NULL;
      if (path == NULL)
        path = known;
      if (known != NULL && known != path)
        join (model, path, known);
    }
  if (path == NULL)
    {
      path = g_new0 (PathRow, 1);
      path->index = model->paths->len;
      g_ptr_array_add (model->paths, path);
    }
  claim_hops (model, way, path);
  take_way (path, row, transaction);
  model_filter_touch_path (model, path); /* it may be shown for another session */
}

void
model_take_paths (Model *model, SessionRow *row)
{
  const GPtrArray *transactions = row->session->transactions;
  for (guint i = 0; transactions != NULL && i < transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (transactions, i);
      if (transaction->path != NULL && transaction->path->count > 1)
        take_path (model, row, transaction);
    }
}

bool
model_path_is_in (Model *model, const RowSet *set, const PathRow *path)
{
  const MailPath *way = path->transaction->path;
  if (row_set_has (set, ROWS_SESSIONS, path->row->index))
    return true;
  for (size_t i = 0; i < way->count; i++)
    {
      const SessionRow *row = is_known_hop (&way->hops[i]) ? model_row_of (model, way->hops[i].session) : NULL;
      if (row != NULL && row_set_has (set, ROWS_SESSIONS, row->index))
        return true;
    }
  return false;
}

PathRow *
model_path (const Model *model, size_t index)
{
  return index < model->shown_paths->len ? g_ptr_array_index (model->shown_paths, index) : NULL;
}

/* --- words ---------------------------------------------------------------------------- */

/* Each hop in a word, in brackets where only a Received field tells of it. */
char *
mail_path_cover_words (const MailPath *way)
{
  static const char *const words[]
      = { [HOP_UNTOLD] = "?", [HOP_CLEAR] = N_ ("clear"), [HOP_TLS] = "TLS", [HOP_DECRYPTED] = "TLS" };
  GString *text = g_string_new (way->more > 0 ? "… " : "");
  for (size_t i = 0; i < way->count; i++)
    g_string_append_printf (text, way->hops[i].seen ? "%s%s" : "%s(%s)", i > 0 ? " " : "",
                            _ (words[way->hops[i].cover]));
  return g_string_free (text, FALSE);
}

static bool
is_of_the_way (const char *name)
{
  return g_ascii_strcasecmp (name, "Received") == 0 || g_ascii_strcasecmp (name, "Return-Path") == 0;
}

/* The most that was done to the mail between two hops that were seen. */
typedef enum Change { NOT_COMPARED, NOTHING, UNKNOWN, ADDED, FIELDS, BODY } Change;

unsigned
mail_path_change (const MailPath *way)
{
  Change worst = NOT_COMPARED;
  for (size_t i = 0; i < way->count; i++)
    {
      const HopChange *change = way->hops[i].change;
      if (change == NULL)
        continue;
      worst = MAX (worst, change->fields_known && change->body != BODY_UNKNOWN ? NOTHING : UNKNOWN);
      if (change->body == BODY_CHANGED)
        worst = BODY;
      if (change->changed[0] != NULL || change->removed[0] != NULL)
        worst = MAX (worst, FIELDS);
      for (size_t k = 0; k < PATH_NAMES_MAX && change->added[k] != NULL; k++)
        if (!is_of_the_way (change->added[k]))
          worst = MAX (worst, ADDED);
    }
  return worst;
}

static const char *
change_word (const MailPath *way)
{
  static const char *const words[] = {
    "—", NC_ ("changed", "no"), "?", NC_ ("changed", "added"), NC_ ("changed", "header"), NC_ ("changed", "body")
  };
  return C_ ("changed", words[mail_path_change (way)]);
}

int64_t
path_first_time (const PathRow *path)
{
  const MailPath *way = path->transaction->path;
  int64_t first = path->transaction->data_origin.time;
  for (size_t i = 0; i < way->count; i++)
    if (is_known_hop (&way->hops[i]))
      first = MIN (first, way->hops[i].time);
  return first;
}

size_t
mail_path_seen (const MailPath *way)
{
  size_t seen = 0;
  for (size_t i = 0; i < way->count; i++)
    seen += way->hops[i].seen;
  return seen;
}

static void
say (const Model *model, const PathRow *path, char **cells)
{
  const MailPath *way = path->transaction->path;
  size_t seen = mail_path_seen (way);
  cells[PATH_CELL_TIME] = model_time (model, path_first_time (path));
  cells[PATH_CELL_FROM] = wording_cell (mail_author_words (model->wording, path->transaction));
  cells[PATH_CELL_SUBJECT] = wording_cell (mail_subject_words (model->wording, path->transaction->message));
  cells[PATH_CELL_SEEN] = g_strdup_printf ("%" G_GSIZE_FORMAT, seen);
  cells[PATH_CELL_TOLD] = g_strdup_printf ("%" G_GSIZE_FORMAT, way->count - seen + way->more);
  cells[PATH_CELL_COVERS] = wording_cell (mail_path_cover_words (way));
  cells[PATH_CELL_CHANGED] = g_strdup (change_word (way));
}

char *const *
model_path_cells (const Model *model, PathRow *path)
{
  bool said;
  char **cells
      = row_words_of (model->words, path, path->changes * 65599u + path->row->changes + model->rewordings, &said);
  if (!said)
    say (model, path, cells);
  return cells;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the leaf again with what found the file, into a tree that is thrown away,
 * and hands on the octets of the one that is wanted. */
#include "config.h"

#include "found-octets.h"

#include "text-finder.h"
#include "tnef-reader.h"

typedef struct Search {
  TextFinder *finder; /* one of the two */
  TnefReader *tnef;
  const FoundTaker *taker;
} Search;

static bool
read_piece (gpointer user, Octets piece)
{
  Search *search = user;

  if (search->finder != NULL)
    text_finder_feed (search->finder, piece);
  else
    tnef_reader_feed (search->tnef, piece);
  return !search->taker->enough;
}

/* The leaf that holds the part. */
static const MailPart *
leaf_of (const MailMessage *message, const MailPart *part)
{
  const MailPart *leaf = NULL;

  for (guint i = 0; i < message->entities->len; i++)
    {
      const MailPart *entity = g_ptr_array_index (message->entities, i);
      if (entity == part)
        return leaf;
      if (entity->kind == PART_LEAF)
        leaf = entity;
    }
  return NULL;
}

static bool
search_leaf (const MailMessage *message, const MailPart *leaf, const char *encoding, EntityTree *tree)
{
  Search search = { .taker = tree->taker };
  MailPart *copy = mail_part_new ();
  bool whole;

  copy->path = g_strdup (leaf->path);
  copy->type = g_strdup (leaf->type);
  if (strcmp (encoding, "tnef") == 0)
    search.tnef = tnef_reader_new (tree, copy);
  else
    {
      search.finder = text_finder_new ();
      text_finder_begin (search.finder, tree, copy);
    }
  whole = mail_message_part_each (message, leaf, read_piece, &search);
  if (search.finder != NULL)
    text_finder_finish (search.finder);
  if (search.tnef != NULL)
    tnef_reader_finish (search.tnef);
  text_finder_free (search.finder);
  tnef_reader_free (search.tnef);
  mail_part_free (copy);
  return whole;
}

bool
found_octets_each (const MailMessage *message, const MailPart *part, bool (*each) (gpointer user, Octets piece),
                   gpointer user)
{
  const MailPart *leaf = leaf_of (message, part);
  FoundTaker taker = { .number = part->number, .each = each, .user = user };
  MailMessage scratch = { .entities = g_ptr_array_new_with_free_func (mail_part_free), .parts = g_ptr_array_new () };
  MessageLimits limits;
  EntityTree tree;
  bool whole = false;

  message_limits_init (&limits);
  limits.parts = part->number;
  entity_tree_init (&tree, &limits, &scratch, NULL, NULL);
  tree.taker = &taker;
  if (leaf != NULL)
    whole = search_leaf (message, leaf, part->encoding, &tree);
  entity_tree_clear (&tree);
  g_ptr_array_unref (scratch.parts);
  g_ptr_array_unref (scratch.entities);
  return whole && !taker.enough;
}

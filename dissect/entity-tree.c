/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names entities as IMAP does (RFC 9051 §6.4.5): "2.1" is the first child of the
 * second; a multipart that is the whole body of a mail has no number there and is
 * "0" here.  A mail inside a mail numbers on: "2.0" is the multipart that is the
 * body of the mail "2".
 *
 * A delimiter is a line that is a boundary of an open multipart, innermost first;
 * failing that, as RFC 2046 §5.1.1 has it, one that begins with it, which is noted,
 * for not every reader agrees.  A multipart in which no delimiter comes is a leaf,
 * so that what it holds is not hidden.
 *
 * Limits: parts, part_depth; mails inside mails LEVELS_MOST deep. */
#include "config.h"

#include "entity-tree.h"

#include "transfer-decoder.h"

enum { LEVELS_MOST = 8 };

static void
multipart_clear (gpointer element)
{
  g_free (((Multipart *) element)->boundary);
}

static Multipart *
multipart_at (const EntityTree *tree, guint level)
{
  return &g_array_index (tree->open, Multipart, level);
}

void
entity_tree_init (EntityTree *tree, const MessageLimits *limits, MailMessage *message, TypeGuesser *guesser,
                  MailPart *around)
{
  *tree = (EntityTree){ .limits = limits, .message = message, .guesser = guesser, .around = around };
  tree->open = g_array_new (FALSE, FALSE, sizeof (Multipart));
  g_array_set_clear_func (tree->open, multipart_clear);
}

void
entity_tree_clear (EntityTree *tree)
{
  g_array_unref (tree->open);
  tree->open = NULL;
}

static unsigned
depth_around (const EntityTree *tree)
{
  return tree->around != NULL ? tree->around->depth + 1 : 0;
}

/* The path of a child of the innermost of `depth` multiparts; `whole` where there is none. */
static char *
path_of (const EntityTree *tree, guint depth, const char *whole)
{
  GString *path = g_string_new (tree->around != NULL ? tree->around->path : NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append_printf (path, path->len > 0 ? ".%u" : "%u", multipart_at (tree, i)->part->children);
  if (depth == 0)
    g_string_append_printf (path, path->len > 0 ? ".%s" : "%s", whole);
  return g_string_free (path, FALSE);
}

bool
entity_tree_has_room (const EntityTree *tree)
{
  return depth_around (tree) + tree->open->len < tree->limits->part_depth;
}

bool
entity_tree_in_digest (const EntityTree *tree)
{
  guint depth = tree->open->len;
  return depth > 0 && strcmp (multipart_at (tree, depth - 1)->part->type, "multipart/digest") == 0;
}

bool
entity_tree_in_envelope (const EntityTree *tree)
{
  guint depth = tree->open->len;
  return depth > 0 && multipart_at (tree, depth - 1)->part->claim == CLAIM_PGP_ENCRYPTED;
}

static MailPart *
new_part (EntityTree *tree)
{
  MailMessage *message = tree->message;

  if (message->entities->len >= tree->limits->parts)
    {
      message->parts_cut = true;
      tree->full = true;
      return NULL;
    }
  MailPart *part = mail_part_new ();
  g_ptr_array_add (message->entities, part);
  return part;
}

/* Whether its octets in the mail data are others than those that it decodes to. */
static bool
part_is_encoded (const MailPart *part)
{
  return transfer_encoding_of (part->encoding) != TRANSFER_IDENTITY;
}

static void
open_multipart (EntityTree *tree, MailPart *part, EntityHeader *entity)
{
  Multipart multipart = { .part = part, .boundary = g_steal_pointer (&entity->boundary) };

  multipart.length = strlen (multipart.boundary);
  g_array_append_val (tree->open, multipart);
  part->kind = PART_MULTIPART;
}

/* Whether it is a mail whose own entities are to be found. */
static bool
is_mail (const MailPart *part)
{
  static const char *const types[] = { "message/rfc822", "message/global", "message/news" };

  for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (part->type, types[i]) == 0)
      return true;
  return false;
}

MailPart *
entity_tree_add (EntityTree *tree, EntityHeader *entity, uint64_t offset)
{
  guint depth = tree->open->len;
  bool holds = entity->boundary != NULL && entity_tree_has_room (tree);
  MailPart *part = new_part (tree);

  if (part == NULL)
    return NULL;
  part->path = path_of (tree, depth, holds ? "0" : "1");
  part->depth = depth_around (tree) + depth;
  part->level = tree->around != NULL ? tree->around->level + 1 : 0;
  part->unreachable = tree->around != NULL && (tree->around->unreachable || part_is_encoded (tree->around));
  part->type = g_steal_pointer (&entity->type);
  part->charset = g_steal_pointer (&entity->charset);
  part->encoding = g_steal_pointer (&entity->encoding);
  part->filename = g_steal_pointer (&entity->filename);
  part->attachment = entity->attachment;
  part->flowed = entity->flowed;
  part->delsp = entity->delsp;
  part->claim = entity->claim;
  part->notes = entity->notes;
  part->offset = offset;
  if (depth == 0 && tree->around != NULL)
    tree->around->children = 1;
  if (holds)
    {
      open_multipart (tree, part, entity);
      return part;
    }
  g_ptr_array_add (tree->message->parts, part);
  bool multipart = g_str_has_prefix (part->type, "multipart/");
  bool mail = is_mail (part);
  if ((multipart && entity->boundary != NULL) || (mail && (!entity_tree_has_room (tree) || part->level >= LEVELS_MOST)))
    {
      part->notes |= NOTE_TOO_DEEP;
      tree->message->parts_cut = true;
    }
  else if (multipart)
    part->notes |= NOTE_NO_BOUNDARY;
  else if (mail)
    part->kind = PART_MESSAGE;
  return part;
}

MailPart *
entity_tree_found (EntityTree *tree, MailPart *leaf, const char *encoding, char *filename)
{
  MailPart *part = new_part (tree);

  if (part == NULL)
    {
      g_free (filename);
      return NULL;
    }
  part->kind = PART_FOUND;
  part->number = leaf->children + 1;
  part->path = g_strdup_printf ("%s+%u", leaf->path, leaf->children + 1);
  leaf->children++;
  part->depth = leaf->depth + 1;
  part->level = leaf->level;
  part->type = g_strdup ("application/octet-stream");
  part->encoding = g_strdup (encoding);
  part->filename = filename;
  part->attachment = true;
  part->offset = leaf->offset;
  part->encoded = leaf->encoded;
  part->unreachable = leaf->unreachable;
  part->has_sha256 = true;
  g_ptr_array_add (tree->message->parts, part);
  return part;
}

void
entity_tree_found_octets (const EntityTree *tree, MailPart *file, Octets octets)
{
  FoundTaker *taker = tree->taker;

  file->size += octets.length;
  if (taker != NULL && taker->number == file->number && !taker->enough && octets.length > 0)
    taker->enough = !taker->each (taker->user, octets);
}

/* What of a delimiter line stands behind "--" and the boundary. */
static bool
ends_delimiter (Octets rest, bool *closes)
{
  *closes = rest.length >= 2 && rest.at[0] == '-' && rest.at[1] == '-';
  return octets_trim (octets_from (rest, *closes ? 2 : 0)).length == 0;
}

bool
entity_tree_delimiter (const EntityTree *tree, Octets line, Delimiter *delimiter)
{
  Octets text = octets_from (line, 2);
  bool found = false;

  if (line.length < 3 || line.at[0] != '-' || line.at[1] != '-')
    return false;
  for (guint i = tree->open->len; i-- > 0;)
    {
      const Multipart *multipart = multipart_at (tree, i);
      bool closes;
      if (text.length < multipart->length || memcmp (text.at, multipart->boundary, multipart->length) != 0)
        continue;
      bool exact = ends_delimiter (octets_from (text, multipart->length), &closes);
      if (exact || !found)
        *delimiter = (Delimiter){ .level = i, .closes = closes, .loose = !exact };
      found = true;
      if (exact)
        break;
    }
  return found;
}

void
entity_tree_cross (EntityTree *tree, const Delimiter *delimiter)
{
  MailPart *part = multipart_at (tree, delimiter->level)->part;

  if (delimiter->loose)
    part->notes |= NOTE_LOOSE_BOUNDARY;
  if (!delimiter->closes)
    part->children++;
}

/* A multipart that never had a delimiter. */
static void
become_leaf (EntityTree *tree, MailPart *part, guint depth, uint64_t end)
{
  part->kind = PART_LEAF;
  part->notes = (part->notes & ~(unsigned) NOTE_NO_END_BOUNDARY) | NOTE_NO_BOUNDARY;
  part->encoded = part->size = end - part->offset;
  if (depth == 0)
    {
      g_free (part->path);
      part->path = path_of (tree, 0, "1");
    }
  g_ptr_array_add (tree->message->parts, part);
}

void
entity_tree_close (EntityTree *tree, guint level, uint64_t offset, bool closed)
{
  while (tree->open->len > level)
    {
      guint last = tree->open->len - 1;
      MailPart *part = multipart_at (tree, last)->part;
      if (last > level || !closed)
        part->notes |= NOTE_NO_END_BOUNDARY;
      if (part->children == 0)
        become_leaf (tree, part, last, offset);
      g_array_set_size (tree->open, last);
    }
}

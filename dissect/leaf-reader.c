/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes, measures, hashes and judges one leaf entity after the other.
 *
 * Hides which work a leaf needs: octets are only counted where nobody asks for
 * more, decoded where the encoding changes their number, and hashed where the
 * leaf is an attachment.  A mail inside is read by a scanner of its own, which sees
 * its octets decoded and cannot see past its end. */
#include "config.h"

#include "leaf-reader.h"

#include "entity-scanner.h"

#define BLOCK 16384u
#define HEAD_MOST 4096u   /* for the guess at an attachment's type */
#define HEAD_SEALED 2048u /* for the kind of an encrypted body */
#define GUESSES_MOST 100u /* of a mail: a guess costs more than reading a small attachment */

void
leaf_reader_init (LeafReader *leaf, EntityTree *tree)
{
  *leaf = (LeafReader){ .tree = tree };
}

void
leaf_reader_clear (LeafReader *leaf)
{
  entity_scanner_free (leaf->inside);
  text_finder_free (leaf->finder);
  tnef_reader_free (leaf->tnef);
  sha256_free (leaf->hash);
  g_free (leaf->buffer);
  g_free (leaf->head);
  *leaf = (LeafReader){ 0 };
}

static void
want_head (LeafReader *leaf)
{
  MailPart *part = leaf->part;
  bool guess = part->attachment && leaf->tree->guesser != NULL && leaf->tree->message->guesses < GUESSES_MOST;

  leaf->content = content_reader_of (part, entity_tree_in_envelope (leaf->tree));
  leaf->head_wanted = guess ? HEAD_MOST : part->attachment || leaf->content != NULL ? HEAD_SEALED : 0;
  leaf->head_length = 0;
  leaf->head_broken = false;
  if (leaf->head_wanted > 0 && leaf->head == NULL)
    leaf->head = g_malloc (leaf->tree->guesser != NULL ? HEAD_MOST : HEAD_SEALED);
}

void
leaf_reader_begin (LeafReader *leaf, MailPart *part)
{
  leaf->part = part;
  transfer_decoder_init (&leaf->decoder, transfer_encoding_of (part->encoding));
  part->has_sha256 = part->attachment;
  if (part->has_sha256 && leaf->hash == NULL)
    leaf->hash = sha256_new ();
  want_head (leaf);
  leaf->in_text = false;
  if (part->kind == PART_MESSAGE)
    leaf->inside = entity_scanner_new_inside (leaf->tree, part);
  else if (tnef_reader_wants (part))
    leaf->tnef = tnef_reader_new (leaf->tree, part);
  else if (leaf->content == NULL && text_finder_wants (part))
    {
      leaf->in_text = true;
      if (leaf->finder == NULL)
        leaf->finder = text_finder_new ();
      text_finder_begin (leaf->finder, leaf->tree, part);
    }
}

static void
keep_head (LeafReader *leaf, Octets octets)
{
  size_t room = MIN (octets.length, leaf->head_wanted - leaf->head_length);

  memcpy (leaf->head + leaf->head_length, octets.at, room);
  leaf->head_length += room;
}

static void
take_decoded (LeafReader *leaf, Octets octets)
{
  if (octets.length == 0)
    return;
  leaf->part->size += octets.length;
  if (leaf->part->has_sha256)
    sha256_update (leaf->hash, octets);
  if (leaf->head_length < leaf->head_wanted && !leaf->head_broken)
    keep_head (leaf, octets);
  if (leaf->in_text)
    text_finder_feed (leaf->finder, octets);
  else if (leaf->inside != NULL)
    entity_scanner_feed (leaf->inside, octets);
  else if (leaf->tnef != NULL)
    tnef_reader_feed (leaf->tnef, octets);
}

static uint8_t *
buffer (LeafReader *leaf)
{
  if (leaf->buffer == NULL)
    leaf->buffer = g_malloc (transfer_decoder_room (BLOCK));
  return leaf->buffer;
}

void
leaf_reader_feed (LeafReader *leaf, Octets octets)
{
  if (leaf->part == NULL || octets.length == 0)
    return;
  leaf->part->encoded += octets.length;
  if (leaf->decoder.encoding == TRANSFER_IDENTITY)
    {
      take_decoded (leaf, octets);
      return;
    }
  for (; octets.length > 0; octets = octets_from (octets, BLOCK))
    {
      uint8_t *decoded = buffer (leaf);
      size_t length = transfer_decoder_feed (&leaf->decoder, octets_slice (octets, 0, BLOCK), decoded);
      take_decoded (leaf, octets_of (decoded, length));
    }
}

void
leaf_reader_gap (LeafReader *leaf)
{
  if (leaf->part == NULL)
    return;
  uint8_t *decoded = buffer (leaf);
  take_decoded (leaf, octets_of (decoded, transfer_decoder_gap (&leaf->decoder, decoded)));
  leaf->head_broken = leaf->head_broken || leaf->head_length < leaf->head_wanted;
  if (leaf->in_text)
    text_finder_gap (leaf->finder);
  else if (leaf->inside != NULL)
    entity_scanner_gap (leaf->inside);
  else if (leaf->tnef != NULL)
    tnef_reader_finish (leaf->tnef);
}

/* What the first octets tell. */
static void
judge_head (LeafReader *leaf)
{
  MailPart *part = leaf->part;
  Octets head = octets_of (leaf->head, leaf->head_length);

  if (leaf->content != NULL)
    {
      part->content = leaf->content (head);
      if (part->content == PROTECTION_NONE && leaf->head_broken)
        part->content = PROTECTION_UNKNOWN;
    }
  /* Bit 0 of the flags in the header of the first file (APPNOTE.TXT §4.4.4). */
  if (part->attachment && head.length >= 8 && memcmp (head.at, "PK\3\4", 4) == 0 && (head.at[6] & 1) != 0)
    part->notes |= NOTE_ENCRYPTED_ARCHIVE;
  if (leaf->head_wanted == HEAD_MOST && head.length > 0 && !leaf->head_broken)
    {
      leaf->tree->message->guesses++;
      part->detected_type = leaf->tree->guesser->guess (leaf->tree->guesser, head);
    }
}

/* Files found in a leaf lie where it does. */
static void
place_found (LeafReader *leaf)
{
  GPtrArray *entities = leaf->tree->message->entities;

  for (guint i = entities->len; i-- > 0 && entities->pdata[i] != leaf->part;)
    ((MailPart *) entities->pdata[i])->encoded = leaf->part->encoded;
}

/* Ends what looked along. */
static void
finish_readers (LeafReader *leaf)
{
  if (leaf->in_text)
    text_finder_finish (leaf->finder);
  if (leaf->inside != NULL)
    entity_scanner_finish (leaf->inside);
  if (leaf->tnef != NULL)
    tnef_reader_finish (leaf->tnef);
  if (leaf->inside == NULL)
    place_found (leaf);
  g_clear_pointer (&leaf->inside, entity_scanner_free);
  g_clear_pointer (&leaf->tnef, tnef_reader_free);
  leaf->in_text = false;
}

void
leaf_reader_finish (LeafReader *leaf)
{
  if (leaf->part == NULL)
    return;
  if (leaf->decoder.encoding != TRANSFER_IDENTITY)
    {
      uint8_t *decoded = buffer (leaf);
      take_decoded (leaf, octets_of (decoded, transfer_decoder_finish (&leaf->decoder, decoded)));
    }
  if (leaf->decoder.broken)
    leaf->part->notes |= NOTE_BROKEN_ENCODING;
  if (leaf->part->has_sha256)
    sha256_finish (leaf->hash, leaf->part->sha256);
  judge_head (leaf);
  finish_readers (leaf);
  leaf->part = NULL;
}

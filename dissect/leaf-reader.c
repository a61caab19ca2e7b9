/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes, measures and hashes one leaf entity after the other.
 *
 * Hides which work a leaf needs: octets are only counted where nobody asks for
 * more, decoded where the encoding changes their number, and hashed where the
 * leaf is an attachment. */
#include "config.h"

#include "leaf-reader.h"

#define BLOCK 16384u

void
leaf_reader_clear (LeafReader *leaf)
{
  sha256_free (leaf->hash);
  g_free (leaf->buffer);
  *leaf = (LeafReader){ 0 };
}

void
leaf_reader_begin (LeafReader *leaf, MailPart *part, bool head)
{
  leaf->part = part;
  leaf->wants_head = head;
  leaf->head_length = 0;
  transfer_decoder_init (&leaf->decoder, transfer_encoding_of (part->encoding));
  part->has_sha256 = part->attachment;
  if (part->has_sha256 && leaf->hash == NULL)
    leaf->hash = sha256_new ();
}

static void
take_decoded (LeafReader *leaf, Octets octets)
{
  leaf->part->size += octets.length;
  if (leaf->part->has_sha256)
    sha256_update (leaf->hash, octets);
  if (leaf->wants_head && octets.length > 0)
    {
      size_t room = MIN (octets.length, LEAF_HEAD - leaf->head_length);
      memcpy (leaf->head + leaf->head_length, octets.at, room);
      leaf->head_length += room;
      leaf->wants_head = leaf->head_length < LEAF_HEAD;
    }
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
  if (leaf->part->has_sha256)
    sha256_finish (leaf->hash, leaf->part->sha256);
  leaf->part = NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A counted struct.  It does not look at what the comments say. */
#include "config.h"

#include "packet-notes.h"

#include <glib.h>
#include <string.h>

PacketNotes *
packet_notes_new (void)
{
  return g_rc_box_new0 (PacketNotes);
}

void
packet_notes_add (PacketNotes *notes, const uint8_t *octets, size_t length)
{
  length = strnlen ((const char *) octets, MIN (length, PACKET_COMMENT_OCTETS));
  if (length > 0 && notes->count < PACKET_COMMENTS_MAX)
    notes->comment[notes->count++] = g_strndup ((const char *) octets, length);
}

size_t
packet_notes_cost (const PacketNotes *notes)
{
  size_t cost = notes != NULL ? sizeof *notes : 0;
  for (unsigned i = 0; notes != NULL && i < notes->count; i++)
    cost += strlen (notes->comment[i]) + 1;
  return cost;
}

PacketNotes *
packet_notes_ref (PacketNotes *notes)
{
  return notes != NULL ? g_rc_box_acquire (notes) : NULL;
}

static void
clear (gpointer user)
{
  PacketNotes *notes = user;
  for (unsigned i = 0; i < notes->count; i++)
    g_free (notes->comment[i]);
}

void
packet_notes_unref (PacketNotes *notes)
{
  if (notes != NULL)
    g_rc_box_release_full (notes, clear);
}

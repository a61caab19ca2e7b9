/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comments that somebody wrote beside a packet in its capture file.  Few packets have
 * any, so that they are kept apart, and shared by the copies of their packet. */
#ifndef SMTPLENS_PACKET_NOTES_H
#define SMTPLENS_PACKET_NOTES_H

#include <stddef.h>
#include <stdint.h>

/* Further comments of a packet, and further octets of one, are left out. */
enum { PACKET_COMMENTS_MAX = 16, PACKET_COMMENT_OCTETS = 4096 };

typedef struct PacketNotes {
  unsigned count;
  char *comment[PACKET_COMMENTS_MAX]; /* octets of the file, without NUL; UTF-8 if it is honest */
} PacketNotes;

PacketNotes *packet_notes_new (void);
/* Copies the octets up to the first NUL; an empty comment is none. */
void packet_notes_add (PacketNotes *notes, const uint8_t *octets, size_t length);
/* Octets of memory; 0 for NULL. */
size_t packet_notes_cost (const PacketNotes *notes);
/* NULL is fine in both. */
PacketNotes *packet_notes_ref (PacketNotes *notes);
void packet_notes_unref (PacketNotes *notes);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture file of any octets, packed or not: every packet is within bounds,
 * numbers rise, secrets are whole lines, what the file says of itself keeps to its bounds,
 * and the end is the end. */
#include "config.h"

#include "src/savefile.h"

#include <glib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

/* A small input may unpack to a huge one; there is nothing new in all of it. */
enum { PACKETS_MAX = 4096 };

/* Comments, flags and interface of a packet. */
static void
check_notes (const Savefile *savefile, const Packet *packet)
{
  const FileNotes *notes = savefile_notes (savefile);
  g_assert (packet->interface == 0 || (notes != NULL && packet->interface <= notes->interfaces->len));
  g_assert (packet->direction <= PACKET_OUTBOUND && packet->check_octets <= 8);
  for (unsigned i = 0; packet->notes != NULL && i < packet->notes->count; i++)
    {
      size_t length = strlen (packet->notes->comment[i]);
      g_assert (length > 0 && length <= PACKET_COMMENT_OCTETS);
    }
}

static size_t
length_of_thing (const NotedThing *thing)
{
  size_t length = 0;
  for (size_t i = 0; i < FILE_NOTES_COUNT; i++)
    length += thing->note[i] != NULL ? strlen (thing->note[i]) : 0;
  for (guint i = 0; thing->comments != NULL && i < thing->comments->len; i++)
    length += strlen (thing->comments->pdata[i]);
  return length;
}

static void
check_file_notes (const FileNotes *notes)
{
  if (notes == NULL)
    return;
  size_t length = length_of_thing (&notes->said);
  for (guint i = 0; i < notes->interfaces->len; i++)
    length += length_of_thing (&((const FileInterface *) notes->interfaces->pdata[i])->said);
  g_assert (length == notes->octets && length <= FILE_NOTES_OCTETS);
  g_assert (notes->interfaces->len <= FILE_INTERFACES_MAX);
}

static void
check_names (Savefile *savefile)
{
  GArray *names = savefile_take_names (savefile);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      const SavefileName *name = &g_array_index (names, SavefileName, i);
      g_assert (name->ip_version == 4 || name->ip_version == 6);
      g_assert (strlen (name->name) > 0 && strlen (name->name) <= SAVEFILE_NAME_OCTETS);
    }
  if (names != NULL)
    g_array_unref (names);
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  g_autofree char *why = NULL;
  Savefile *savefile = savefile_new (byte_source_new_memory (octets, length), &why);
  if (savefile == NULL)
    {
      g_assert (why != NULL);
      return 0;
    }
  uint64_t last = 0;
  SavefileStatus status;
  Packet packet;
  volatile uint8_t sum = 0; /* so that every octet is read */
  while ((status = savefile_next (savefile, &packet)) == SAVEFILE_PACKET && last < PACKETS_MAX)
    {
      GByteArray *secrets = savefile_take_secrets (savefile);
      for (guint i = 0; secrets != NULL && i < secrets->len; i++)
        sum ^= secrets->data[i];
      g_assert (secrets == NULL || (secrets->len > 0 && secrets->data[secrets->len - 1] == '\n'));
      savefile_secrets_free (secrets);
      g_assert (packet.number > last && packet.captured <= packet.length && packet.captured <= SAVEFILE_PACKET_MAX);
      last = packet.number;
      check_notes (savefile, &packet);
      check_names (savefile);
      for (size_t i = 0; i < packet.captured; i++)
        sum ^= packet.octets[i];
    }
  if (status != SAVEFILE_PACKET)
    {
      g_assert (status == SAVEFILE_END || status == SAVEFILE_DAMAGED);
      g_assert ((status == SAVEFILE_DAMAGED) == (savefile_damage (savefile, TONGUE_ENGLISH) != NULL));
      g_assert (savefile_next (savefile, &packet) == status);
    }
  check_names (savefile);
  check_file_notes (savefile_notes (savefile));
  (void) sum;
  savefile_free (savefile);
  return 0;
}

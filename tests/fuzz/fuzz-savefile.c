/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture file of any octets, packed or not: every packet is within bounds,
 * numbers rise, secrets are whole lines, and the end is the end. */
#include "config.h"

#include "src/savefile.h"

#include <glib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

/* A small input may unpack to a huge one; there is nothing new in all of it. */
enum { PACKETS_MAX = 4096 };

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
      for (size_t i = 0; i < packet.captured; i++)
        sum ^= packet.octets[i];
    }
  if (status != SAVEFILE_PACKET)
    {
      g_assert (status == SAVEFILE_END || status == SAVEFILE_DAMAGED);
      g_assert ((status == SAVEFILE_DAMAGED) == (savefile_damage (savefile) != NULL));
      g_assert (savefile_next (savefile, &packet) == status);
    }
  (void) sum;
  savefile_free (savefile);
  return 0;
}

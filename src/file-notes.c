/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps strings within bounds, and adds up losses.  It reads no file. */
#include "config.h"

#include "file-notes.h"

#include <string.h>

static void
clear_thing (NotedThing *thing)
{
  for (size_t i = 0; i < FILE_NOTES_COUNT; i++)
    g_free (thing->note[i]);
  g_clear_pointer (&thing->comments, g_ptr_array_unref);
}

static void
free_interface (gpointer pointer)
{
  FileInterface *interface = pointer;
  clear_thing (&interface->said);
  g_free (interface);
}

FileNotes *
file_notes_new (void)
{
  FileNotes *notes = g_new0 (FileNotes, 1);
  notes->interfaces = g_ptr_array_new_with_free_func (free_interface);
  return notes;
}

void
file_notes_free (FileNotes *notes)
{
  if (notes == NULL)
    return;
  clear_thing (&notes->said);
  g_ptr_array_unref (notes->interfaces);
  g_free (notes);
}

/* NULL where there is nothing, or no room. */
static char *
keep (FileNotes *notes, const uint8_t *octets, size_t length)
{
  size_t whole = strnlen ((const char *) octets, length);
  size_t kept = MIN (MIN (whole, FILE_NOTE_OCTETS), FILE_NOTES_OCTETS - notes->octets);
  notes->left_out += kept < whole;
  if (kept == 0)
    return NULL;
  notes->octets += kept;
  return g_strndup ((const char *) octets, kept);
}

void
file_notes_set (FileNotes *notes, NotedThing *thing, FileNote note, const uint8_t *octets, size_t length)
{
  if (thing->note[note] == NULL)
    thing->note[note] = keep (notes, octets, length);
}

void
file_notes_comment (FileNotes *notes, NotedThing *thing, const uint8_t *octets, size_t length)
{
  char *comment = keep (notes, octets, length);
  if (comment == NULL)
    return;
  if (thing->comments == NULL)
    thing->comments = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (thing->comments, comment);
}

FileInterface *
file_notes_interface (FileNotes *notes, int link_type)
{
  if (notes->interfaces->len >= FILE_INTERFACES_MAX)
    return NULL;
  FileInterface *interface = g_new0 (FileInterface, 1);
  interface->link_type = link_type;
  g_ptr_array_add (notes->interfaces, interface);
  return interface;
}

static uint64_t
add (uint64_t first, uint64_t second)
{
  return second > UINT64_MAX - first ? UINT64_MAX : first + second;
}

/* Statistics and packets speak of the same losses. */
uint64_t
file_interface_lost (const FileInterface *interface)
{
  return MAX (add (interface->interface_dropped, interface->system_dropped), interface->packet_dropped);
}

uint64_t
file_notes_lost (const FileNotes *notes)
{
  uint64_t lost = 0;
  for (guint i = 0; notes != NULL && i < notes->interfaces->len; i++)
    lost = add (lost, file_interface_lost (notes->interfaces->pdata[i]));
  return lost;
}

const char *
file_notes_interface_name (const FileNotes *notes, uint32_t number)
{
  if (notes == NULL || number == 0 || number > notes->interfaces->len)
    return NULL;
  return ((const FileInterface *) notes->interfaces->pdata[number - 1])->said.note[NOTE_NAME];
}

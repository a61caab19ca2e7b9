/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all capture file formats have in common: recognition by the first
 * octets, the words for damage, times, link types.
 *
 * An own reader rather than libpcap's, which refuses pcapng files of several
 * link types, tells no offsets and unpacks nothing.  It does not read snoop,
 * ERF, NetMon and other formats that are neither pcap nor pcapng. */
#include "config.h"

#include "savefile-format.h"

#include "../dissect/translate.h"

#include <inttypes.h>
#include <string.h>

static const SavefileFormat *const formats[] = { &savefile_pcap, &savefile_pcapng };

/* What waits to be taken: octets, names.  Further names are left out. */
enum { SECRETS_MAX = 16 * 1024 * 1024, NAMES_MAX = 16 * 1024 };

/* No link in use has a longer frame check sequence. */
enum { CHECK_OCTETS_MAX = 8 };

static const SavefileFormat *
find_format (const uint8_t *magic)
{
  for (size_t row = 0; row < G_N_ELEMENTS (formats); row++)
    if (formats[row]->begins (magic))
      return formats[row];
  return NULL;
}

Savefile *
savefile_new (ByteSource *source, char **why)
{
  Savefile *savefile = g_new0 (Savefile, 1);
  savefile->source = source;

  const uint8_t *magic;
  size_t have = byte_source_peek (source, SAVEFILE_MAGIC_OCTETS, &magic);
  if (have >= SAVEFILE_MAGIC_OCTETS)
    savefile->format = find_format (magic);
  if (savefile->format != NULL && savefile->format->open (savefile))
    return savefile;

  const char *reason = savefile->damage[TONGUE_USER];
  if (reason == NULL)
    reason = byte_source_failure (source, TONGUE_USER);
  if (reason == NULL)
    reason = have == 0 ? _ ("not a capture file: it is empty") : _ ("not a capture file");
  *why = g_strdup (reason);
  savefile_free (savefile);
  return NULL;
}

void
savefile_free (Savefile *savefile)
{
  if (savefile == NULL)
    return;
  if (savefile->format != NULL)
    savefile->format->close (savefile);
  byte_source_free (savefile->source);
  savefile_secrets_free (savefile->secrets);
  g_clear_pointer (&savefile->names, g_array_unref);
  file_notes_free (savefile->notes);
  packet_notes_unref (savefile->packet_notes);
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES; tongue++)
    {
      g_free (savefile->damage[tongue]);
      g_free (savefile->blemish[tongue]);
    }
  g_free (savefile);
}

/* In front of the damage that ended the file, if there is any. */
static void
add_blemish (Savefile *savefile)
{
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES; tongue++)
    {
      const char *blemish = savefile->blemish[tongue];
      char *end = savefile->damage[tongue];
      savefile->damage[tongue] = end != NULL ? g_strconcat (blemish, "; ", end, NULL) : g_strdup (blemish);
      g_free (end);
    }
}

SavefileStatus
savefile_next (Savefile *savefile, Packet *packet)
{
  if (savefile->damage[TONGUE_ENGLISH] != NULL)
    return SAVEFILE_DAMAGED;
  g_clear_pointer (&savefile->packet_notes, packet_notes_unref);
  packet->notes = NULL;
  packet->interface = 0;
  packet->check_octets = 0;
  packet->direction = PACKET_DIRECTION_UNKNOWN;
  packet->damaged = false;
  SavefileStatus status = savefile->format->next (savefile, packet);
  if (savefile->blemish[TONGUE_ENGLISH] != NULL && (status == SAVEFILE_END || status == SAVEFILE_DAMAGED))
    {
      add_blemish (savefile);
      return SAVEFILE_DAMAGED;
    }
  return status;
}

void
savefile_add_secrets (Savefile *savefile, uint64_t place, const uint8_t *octets, size_t length)
{
  size_t waiting = savefile->secrets != NULL ? savefile->secrets->len : 0;
  if (length == 0)
    return;
  if (length > SECRETS_MAX - MIN (waiting, SECRETS_MAX - 1))
    {
      savefile_blemish (savefile, place, "secrets of more than %d octets stand between two packets", SECRETS_MAX);
      return;
    }
  if (savefile->secrets == NULL)
    savefile->secrets = g_byte_array_new ();
  g_byte_array_append (savefile->secrets, octets, (guint) length);
  if (octets[length - 1] != '\n')
    g_byte_array_append (savefile->secrets, (const guint8 *) "\n", 1);
}

GByteArray *
savefile_take_secrets (Savefile *savefile)
{
  return g_steal_pointer (&savefile->secrets);
}

void
savefile_secrets_free (GByteArray *secrets)
{
  if (secrets == NULL)
    return;
  explicit_bzero (secrets->data, secrets->len);
  g_byte_array_unref (secrets);
}

static void
clear_name (gpointer name)
{
  g_free (((SavefileName *) name)->name);
}

void
savefile_add_name (Savefile *savefile, unsigned ip_version, const uint8_t *ip, const char *octets, size_t length)
{
  if (length == 0 || length > SAVEFILE_NAME_OCTETS)
    return;
  if (savefile->names == NULL)
    {
      savefile->names = g_array_new (FALSE, FALSE, sizeof (SavefileName));
      g_array_set_clear_func (savefile->names, clear_name);
    }
  if (savefile->names->len >= NAMES_MAX)
    return;
  SavefileName name = { .ip_version = (uint8_t) ip_version, .name = g_strndup (octets, length) };
  memcpy (name.ip, ip, ip_version == 4 ? 4 : 16);
  g_array_append_val (savefile->names, name);
}

GArray *
savefile_take_names (Savefile *savefile)
{
  return g_steal_pointer (&savefile->names);
}

const FileNotes *
savefile_notes (const Savefile *savefile)
{
  return savefile->notes;
}

FileNotes *
savefile_take_notes (Savefile *savefile)
{
  return g_steal_pointer (&savefile->notes);
}

uint8_t
savefile_check_octets (unsigned told)
{
  return (uint8_t) (told <= CHECK_OCTETS_MAX ? told : 0);
}

const char *
savefile_damage (const Savefile *savefile, Tongue tongue)
{
  return savefile->damage[tongue];
}

ByteSource *
savefile_source (Savefile *savefile)
{
  return savefile->source;
}

/* The first time alone. */
static void
describe (char *to[TONGUES], uint64_t place, const char *format, va_list arguments)
{
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES && to[tongue] == NULL; tongue++)
    {
      va_list again;
      va_copy (again, arguments);
      g_autofree char *words = g_strdup_vprintf (translate (tongue, format), again);
      va_end (again);
      to[tongue] = g_strdup_printf (translate (tongue, "damaged at octet %" PRIu64 ": %s"), place, words);
    }
}

SavefileStatus
savefile_fail (Savefile *savefile, uint64_t place, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  describe (savefile->damage, place, format, arguments);
  va_end (arguments);
  return SAVEFILE_DAMAGED;
}

void
savefile_blemish (Savefile *savefile, uint64_t place, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  describe (savefile->blemish, place, format, arguments);
  va_end (arguments);
}

SavefileStatus
savefile_short (Savefile *savefile, uint64_t start, const char *what, uint64_t need)
{
  if (byte_source_waiting (savefile->source))
    return SAVEFILE_WAIT;
  if (byte_source_failure (savefile->source, TONGUE_ENGLISH) != NULL)
    {
      for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES; tongue++)
        savefile->damage[tongue] = g_strdup (byte_source_failure (savefile->source, tongue));
      return SAVEFILE_DAMAGED;
    }
  uint64_t total = byte_source_total (savefile->source);
  if (start == total)
    return SAVEFILE_END;
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES; tongue++)
    savefile->damage[tongue]
        = g_strdup_printf (translate (tongue, "cut short at octet %" PRIu64 ": the %s at octet %" PRIu64 " has %" PRIu64
                                              " octets, %" PRIu64 " are there"),
                           total, translate (tongue, what), start, need, total - start);
  return SAVEFILE_DAMAGED;
}

int64_t
savefile_time (int64_t seconds, int64_t nanoseconds)
{
  int64_t time;
  if (__builtin_mul_overflow (seconds, (int64_t) 1000000000, &time)
      || __builtin_add_overflow (time, nanoseconds, &time))
    return seconds < 0 ? INT64_MIN : INT64_MAX;
  return time;
}

int
savefile_link_type (unsigned found)
{
  switch (found)
    {
    case 11: /* LLC over ATM, as a DLT number */
      return 100;
    case 12: /* raw IP, as a DLT number of most systems */
    case 14: /* the same on OpenBSD */
      return 101;
    case 18: /* pfsync, as a DLT number */
      return 246;
    default:
      return (int) (found & 0xffff);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes packets to a pcap file, in the nanosecond form, or to a pcapng file, by the end of
 * its name; little-endian on every machine, through a buffer.
 *
 * Captures hold secrets: a file that is made anew can be read by its owner only.
 * Times that 32 bits of seconds cannot say become the nearest that they can.
 * Host names, comments on a whole file and secrets are not carried over. */
#include "config.h"

#include "capture.h"

#include "../dissect/translate.h"
#include "pcapng-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
  BUFFER_OCTETS = 256 * 1024,
  FILE_HEADER_OCTETS = 24,
  RECORD_HEADER_OCTETS = 16,
  SNAPSHOT_LENGTH = 262144,
  LINK_TYPE_ETHERNET = 1, /* of a file without packets */
};

struct CaptureWriter {
  char *name;
  int fd;
  bool begun; /* the file header is in the buffer or beyond */
  bool failed;
  int link_type;
  uint64_t left_out;
  bool pcapng;
  GTree *interfaces; /* of pcapng: link type and name, as a string, to number */
  GByteArray *block; /* the same: what stands around a packet's octets */
  struct {           /* of the packet before: most are of the same one */
    bool known;
    uint32_t file, interface, number;
    int link_type;
  } last;
  const char *(*interface_name) (void *user, uint32_t file, uint32_t interface);
  void *user;
  uint8_t *buffer;
  size_t buffered;
};

static uint8_t *
put_u16 (uint8_t *to, unsigned number)
{
  to[0] = (uint8_t) number;
  to[1] = (uint8_t) (number >> 8);
  return to + 2;
}

static uint8_t *
put_u32 (uint8_t *to, uint32_t number)
{
  return put_u16 (put_u16 (to, number & 0xffff), number >> 16);
}

static bool
write_out (CaptureWriter *writer, const uint8_t *octets, size_t length, GError **error)
{
  while (length > 0)
    {
      ssize_t wrote = write (writer->fd, octets, length);
      if (wrote < 0 && errno == EINTR)
        continue;
      if (wrote < 0)
        {
          int number = errno;
          writer->failed = true;
          g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_OUTPUT, _ ("%s: cannot be written: %s"), writer->name,
                       g_strerror (number));
          return false;
        }
      octets += wrote;
      length -= (size_t) wrote;
    }
  return true;
}

static bool
empty_buffer (CaptureWriter *writer, GError **error)
{
  size_t length = writer->buffered;
  writer->buffered = 0;
  return write_out (writer, writer->buffer, length, error);
}

static bool
add (CaptureWriter *writer, const uint8_t *octets, size_t length, GError **error)
{
  if (length > BUFFER_OCTETS - writer->buffered && !empty_buffer (writer, error))
    return false;
  if (length > BUFFER_OCTETS)
    return write_out (writer, octets, length, error);
  if (length > 0)
    memcpy (writer->buffer + writer->buffered, octets, length);
  writer->buffered += length;
  return true;
}

static bool
add_block (CaptureWriter *writer, GError **error)
{
  bool added = add (writer, writer->block->data, writer->block->len, error);
  g_byte_array_set_size (writer->block, 0);
  return added;
}

static bool
begin (CaptureWriter *writer, int link_type, GError **error)
{
  if (writer->pcapng)
    {
      writer->begun = true;
      pcapng_put_section (writer->block, PACKAGE_STRING);
      return add_block (writer, error);
    }
  uint8_t header[FILE_HEADER_OCTETS];
  uint8_t *to = put_u32 (header, 0xa1b23c4d);
  to = put_u16 (to, 2);
  to = put_u16 (to, 4);
  to = put_u32 (to, 0);
  to = put_u32 (to, 0);
  to = put_u32 (to, SNAPSHOT_LENGTH);
  put_u32 (to, (uint32_t) link_type);
  writer->begun = true;
  writer->link_type = link_type;
  return add (writer, header, sizeof header, error);
}

static void
put_time (uint8_t *to, int64_t time)
{
  static const int64_t second = 1000000000;
  if (time < 0)
    time = 0;
  if (time / second > UINT32_MAX)
    time = (int64_t) UINT32_MAX * second + second - 1;
  put_u32 (put_u32 (to, (uint32_t) (time / second)), (uint32_t) (time % second));
}

/* The number of the packet's interface in the file that is written; it is described there
 * when it is new. */
static uint32_t
number_of_interface (CaptureWriter *writer, const Packet *packet)
{
  if (writer->last.known && writer->last.file == packet->file
      && writer->last.interface == packet->interface && writer->last.link_type == packet->link_type)
    return writer->last.number;
  const char *name
      = writer->interface_name != NULL ? writer->interface_name (writer->user, packet->file, packet->interface) : NULL;
  char *key = g_strdup_printf ("%d %s", packet->link_type, name != NULL ? name : "");
  gpointer found;
  uint32_t number;
  if (g_tree_lookup_extended (writer->interfaces, key, NULL, &found))
    {
      number = GPOINTER_TO_UINT (found);
      g_free (key);
    }
  else
    {
      number = (uint32_t) g_tree_nnodes (writer->interfaces);
      pcapng_put_interface (writer->block, packet->link_type, SNAPSHOT_LENGTH, name);
      g_tree_insert (writer->interfaces, key, GUINT_TO_POINTER (number));
    }
  writer->last.known = true;
  writer->last.file = packet->file;
  writer->last.interface = packet->interface;
  writer->last.link_type = packet->link_type;
  writer->last.number = number;
  return number;
}

static bool
add_to_pcapng (CaptureWriter *writer, const Packet *packet, GError **error)
{
  pcapng_put_packet_head (writer->block, packet, number_of_interface (writer, packet));
  if (!add_block (writer, error) || !add (writer, packet->octets, packet->captured, error))
    return false;
  pcapng_put_packet_tail (writer->block, packet);
  return add_block (writer, error);
}

static gint
compare_keys (gconstpointer left, gconstpointer right, gpointer user)
{
  (void) user;
  return strcmp (left, right);
}

CaptureWriter *
capture_writer_new_of (int fd, const char *path)
{
  CaptureWriter *writer = g_new0 (CaptureWriter, 1);
  writer->name = g_strdup (path);
  writer->fd = fd;
  writer->buffer = g_malloc (BUFFER_OCTETS);
  writer->pcapng = g_str_has_suffix (path, ".pcapng");
  writer->interfaces = g_tree_new_full (compare_keys, NULL, g_free, NULL);
  writer->block = g_byte_array_new ();
  return writer;
}

CaptureWriter *
capture_writer_new (const char *path, GError **error)
{
  bool standard_output = strcmp (path, "-") == 0;
  const char *name = standard_output ? _ ("standard output") : path;
  int fd = standard_output ? fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
                           : open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      int number = errno;
      g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_OUTPUT, _ ("%s: cannot be written: %s"), name,
                   g_strerror (number));
      return NULL;
    }
  return capture_writer_new_of (fd, name);
}

void
capture_writer_name_interfaces (CaptureWriter *writer,
                                const char *(*name) (void *user, uint32_t file, uint32_t interface), void *user)
{
  writer->interface_name = name;
  writer->user = user;
}

bool
capture_writer_add (CaptureWriter *writer, const Packet *packet, GError **error)
{
  if (writer->failed)
    return true; /* told once */
  if (!writer->begun && !begin (writer, packet->link_type, error))
    return false;
  if (writer->pcapng)
    return add_to_pcapng (writer, packet, error);
  if (packet->link_type != writer->link_type)
    {
      writer->left_out++;
      return true;
    }
  uint8_t header[RECORD_HEADER_OCTETS];
  put_time (header, packet->time);
  put_u32 (put_u32 (header + 8, (uint32_t) packet->captured), (uint32_t) MIN (packet->length, UINT32_MAX));
  return add (writer, header, sizeof header, error) && add (writer, packet->octets, packet->captured, error);
}

bool
capture_writer_flush (CaptureWriter *writer, GError **error)
{
  return writer->failed || empty_buffer (writer, error);
}

uint64_t
capture_writer_left_out (const CaptureWriter *writer)
{
  return writer->left_out;
}

void
capture_writer_free (CaptureWriter *writer)
{
  if (writer == NULL)
    return;
  /* Nobody is left to tell of trouble; whoever wants to know has flushed before. */
  if (!writer->failed && (writer->begun || begin (writer, LINK_TYPE_ETHERNET, NULL)))
    empty_buffer (writer, NULL);
  close (writer->fd);
  g_tree_unref (writer->interfaces);
  g_byte_array_unref (writer->block);
  g_free (writer->name);
  g_free (writer->buffer);
  g_free (writer);
}

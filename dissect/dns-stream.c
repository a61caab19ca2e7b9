/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a stream of DNS into messages.  Holds at most one, so at most 65,537 octets. */
#include "config.h"

#include "dns-stream.h"

enum { LENGTH_OCTETS = 2 };

static size_t
message_length (const uint8_t *octets)
{
  return (size_t) octets[0] << 8 | octets[1];
}

/* As much of the octets as the held message lacks; how much that was. */
static size_t
fill (GByteArray *held, Octets octets, size_t wanted)
{
  size_t taken = MIN (octets.length, wanted - held->len);
  g_byte_array_append (held, octets.at, (guint) taken);
  return taken;
}

/* Goes on with the message that is held; what is left of the octets. */
static Octets
complete (DnsStream *stream, Octets octets, DnsStreamHandler handler, void *user)
{
  GByteArray *held = stream->held;
  if (held->len < LENGTH_OCTETS)
    octets = octets_from (octets, fill (held, octets, LENGTH_OCTETS));
  if (held->len < LENGTH_OCTETS)
    return OCTETS_NONE;
  size_t length = message_length (held->data);
  if (octets.length > 0 && held->len < LENGTH_OCTETS + length)
    octets = octets_from (octets, fill (held, octets, LENGTH_OCTETS + length));
  if (held->len < LENGTH_OCTETS + length)
    return OCTETS_NONE;
  stream->lost = !handler (user, octets_of (held->data + LENGTH_OCTETS, length));
  g_clear_pointer (&stream->held, g_byte_array_unref);
  return octets;
}

void
dns_stream_feed (DnsStream *stream, Octets octets, DnsStreamHandler handler, void *user)
{
  if (stream->lost)
    return;
  if (stream->held != NULL)
    octets = complete (stream, octets, handler, user);
  while (!stream->lost && octets.length >= LENGTH_OCTETS && octets.length - LENGTH_OCTETS >= message_length (octets.at))
    {
      size_t length = message_length (octets.at);
      stream->lost = !handler (user, octets_slice (octets, LENGTH_OCTETS, length));
      octets = octets_from (octets, LENGTH_OCTETS + length);
    }
  if (octets.length > 0 && !stream->lost)
    {
      stream->held = g_byte_array_new ();
      g_byte_array_append (stream->held, octets.at, (guint) octets.length);
    }
}

void
dns_stream_gap (DnsStream *stream)
{
  dns_stream_clear (stream);
  stream->lost = true;
}

void
dns_stream_clear (DnsStream *stream)
{
  g_clear_pointer (&stream->held, g_byte_array_unref);
}

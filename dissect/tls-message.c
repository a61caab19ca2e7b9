/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handshake messages out of records.
 *
 * A cut record whose length is known is passed over, if it lies inside one message;
 * else, and behind a gap, only a record that is nothing but whole messages is
 * believed.
 *
 * Limits: a message over TLS_MESSAGE_MAX is passed over, and said to be. */
#include "config.h"

#include "tls-message.h"

static const struct {
  uint8_t type;
  const char *name;
} names[] = {
  { TLS_HELLO_REQUEST, "HelloRequest" },
  { TLS_CLIENT_HELLO, "ClientHello" },
  { TLS_SERVER_HELLO, "ServerHello" },
  { TLS_NEW_SESSION_TICKET, "NewSessionTicket" },
  { TLS_ENCRYPTED_EXTENSIONS, "EncryptedExtensions" },
  { TLS_CERTIFICATE, "Certificate" },
  { TLS_SERVER_KEY_EXCHANGE, "ServerKeyExchange" },
  { TLS_CERTIFICATE_REQUEST, "CertificateRequest" },
  { TLS_SERVER_HELLO_DONE, "ServerHelloDone" },
  { TLS_CERTIFICATE_VERIFY, "CertificateVerify" },
  { TLS_CLIENT_KEY_EXCHANGE, "ClientKeyExchange" },
  { TLS_FINISHED, "Finished" },
  { TLS_CERTIFICATE_STATUS, "CertificateStatus" },
  { TLS_NEXT_PROTOCOL, "NextProtocol" },
};

const char *
tls_message_name (uint8_t type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].type == type)
      return names[i].name;
  return NULL;
}

void
tls_message_reader_init (TlsMessageReader *reader, TlsMessageHandler handler, gpointer user)
{
  *reader = (TlsMessageReader){ .handler = handler, .user = user };
}

void
tls_message_reader_clear (TlsMessageReader *reader)
{
  g_clear_pointer (&reader->gathered, g_byte_array_unref);
}

static size_t
length_of (const uint8_t *header)
{
  return (size_t) header[1] << 16 | (size_t) header[2] << 8 | header[3];
}

bool
tls_messages_chain (Octets fragment)
{
  while (fragment.length >= TLS_MESSAGE_HEADER && tls_message_name (fragment.at[0]) != NULL
         && length_of (fragment.at) <= fragment.length - TLS_MESSAGE_HEADER)
    {
      size_t whole = TLS_MESSAGE_HEADER + length_of (fragment.at);
      if (whole == fragment.length)
        return true;
      fragment = octets_from (fragment, whole);
    }
  return false;
}

/* A hello that begins here, though it is not whole: how a handshake picked up in the
 * middle of a connection begins. */
static bool
begins_with_hello (Octets fragment)
{
  enum { LEAST = 38, MOST = 1 << 14 };
  return fragment.length >= 6 && (fragment.at[0] == TLS_CLIENT_HELLO || fragment.at[0] == TLS_SERVER_HELLO)
         && length_of (fragment.at) >= LEAST && length_of (fragment.at) <= MOST && fragment.at[4] == 3
         && fragment.at[5] <= 4;
}

static void
give (TlsMessageReader *reader, Octets body)
{
  TlsMessage message = reader->now;
  message.body = message.cut || message.over || message.unknown ? OCTETS_NONE : body;
  if (message.cut && !message.over && !message.unknown && reader->gathered != NULL)
    message.begin = octets_of (reader->gathered->data, reader->gathered->len);
  reader->inside = false;
  reader->header_length = 0;
  reader->handler (reader->user, &message);
}

static bool
take_header (TlsMessageReader *reader, Octets *fragment, uint64_t offset, Origin origin)
{
  if (reader->header_length == 0)
    reader->now = (TlsMessage){ .origin = origin, .offset = offset };
  size_t length = MIN (TLS_MESSAGE_HEADER - reader->header_length, fragment->length);
  memcpy (reader->header + reader->header_length, fragment->at, length);
  reader->header_length += length;
  *fragment = octets_from (*fragment, length);
  if (reader->header_length < TLS_MESSAGE_HEADER)
    return false;
  reader->now.type = reader->header[0];
  reader->now.length = reader->left = length_of (reader->header);
  reader->now.over = reader->now.length > TLS_MESSAGE_MAX;
  reader->now.unknown = tls_message_name (reader->now.type) == NULL;
  if (reader->now.unknown)
    {
      reader->lost = true;
      give (reader, OCTETS_NONE);
      return false;
    }
  reader->inside = true;
  if (reader->gathered != NULL)
    g_byte_array_set_size (reader->gathered, 0);
  return true;
}

void
tls_message_reader_feed (TlsMessageReader *reader, Octets fragment, uint64_t offset, Origin origin)
{
  if (reader->lost)
    {
      if (!tls_messages_chain (fragment) && !begins_with_hello (fragment))
        return;
      reader->lost = false;
    }
  while (fragment.length > 0)
    {
      if (!reader->inside && !take_header (reader, &fragment, offset, origin))
        return;
      size_t length = MIN (reader->left, fragment.length);
      Octets part = octets_slice (fragment, 0, length);
      fragment = octets_from (fragment, length);
      bool whole = length == reader->now.length;
      reader->left -= length;
      if (whole)
        {
          give (reader, part);
          continue;
        }
      if (!reader->now.cut && !reader->now.over && length > 0)
        {
          if (reader->gathered == NULL)
            reader->gathered = g_byte_array_new ();
          g_byte_array_append (reader->gathered, part.at, (guint) part.length);
        }
      if (reader->left == 0)
        give (reader,
              reader->gathered != NULL ? octets_of (reader->gathered->data, reader->gathered->len) : OCTETS_NONE);
    }
}

void
tls_message_reader_gap (TlsMessageReader *reader, size_t length)
{
  if (length == 0 || reader->lost)
    return;
  if (!reader->inside || length > reader->left)
    {
      tls_message_reader_lost (reader);
      return;
    }
  reader->now.cut = true;
  reader->left -= length;
  if (reader->left == 0)
    give (reader, OCTETS_NONE);
}

void
tls_message_reader_lost (TlsMessageReader *reader)
{
  bool inside = reader->inside;
  reader->lost = true;
  reader->header_length = 0;
  reader->now.cut = true;
  if (inside)
    give (reader, OCTETS_NONE);
}

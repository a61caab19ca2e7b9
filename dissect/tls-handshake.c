/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the clear messages of a handshake say: hellos, certificates, the group of the
 * key exchange.
 *
 * Limit: HELLOS_MAX hellos of a side are taken apart, for a stream may be full of them.
 *
 * Verifies no signature: that somebody has the key to a certificate is not shown. */
#include "config.h"

#include "tls-handshake.h"

#include "octet-reader.h"
#include "tls-fingerprint.h"
#include "tls-hello.h"
#include "tls-suite.h"
#include "translate.h"

enum { HELLOS_MAX = 8 };

static void
take_client_hello (TlsHalf *half, TlsClientHello *hello, bool cut, uint64_t offset, Origin origin)
{
  TlsFacts *facts = half->observer->facts;
  if (!cut && (hello == NULL || hello->malformed))
    tls_half_tell (half, ANOMALY_TLS_MALFORMED, "ClientHello out of form", offset, origin);
  if (hello == NULL)
    return;
  hello->origin = origin;
  hello->cut = cut;
  hello->malformed &= !cut;
  tls_fingerprint_client (facts->arena, hello);
  if (facts->client_hello == NULL)
    facts->client_hello = hello;
  else if (facts->second_hello == NULL)
    facts->second_hello = hello;
}

/* The suites of TLS 1.3 are for no other version, nor others for it (RFC 8446 §B.4). */
static bool
suite_of_1_3 (uint16_t suite)
{
  return suite >> 8 == 0x13;
}

static void
take_server_hello (TlsHalf *half, TlsServerHello *hello, bool cut, uint64_t offset, Origin origin)
{
  TlsFacts *facts = half->observer->facts;
  if (!cut && (hello == NULL || hello->malformed))
    tls_half_tell (half, ANOMALY_TLS_MALFORMED, "ServerHello out of form", offset, origin);
  if (hello == NULL || facts->server_hello != NULL)
    return;
  hello->origin = origin;
  hello->cut = cut;
  hello->malformed &= !cut;
  if (cut && hello->version == TLS_VERSION_1_2 && suite_of_1_3 (hello->suite))
    hello->version = TLS_VERSION_1_3;
  facts->version = hello->version;
  facts->suite = hello->suite;
  facts->has_suite = !hello->ssl2;
  if (tls_server_hello_is_retry (hello))
    {
      facts->hello_retry = true;
      return;
    }
  tls_fingerprint_server (facts->arena, hello);
  facts->server_hello = hello;
  facts->group = hello->key_share;
  facts->resumed = tls_version_is_1_3 (hello->version) && hello->psk;
}

/* The certificates of a Certificate message as TLS 1.2 and older have it (RFC 5246
 * §7.4.2): the sender's own first. */
static void
take_certificates (TlsHalf *half, const TlsMessage *message)
{
  TlsFacts *facts = half->observer->facts;
  const TlsCertificate *kept[TLS_CERTIFICATES_MAX];
  size_t count = 0, sent = 0, most = half->side == SIDE_CLIENT ? 1 : TLS_CERTIFICATES_MAX;
  OctetReader body = octet_reader (message->body);
  OctetReader list = octet_reader (octet_reader_vector (&body, 3));
  while (octet_reader_more (&list))
    {
      Octets der = octet_reader_vector (&list, 3);
      if (list.failed)
        break;
      sent++;
      if (count < most)
        kept[count++] = tls_certificate_parse (facts->arena, der);
    }
  if (list.failed || body.failed)
    tls_half_tell (half, ANOMALY_TLS_MALFORMED, "Certificate out of form", message->offset, message->origin);
  if (count == 0)
    return;
  if (half->side == SIDE_CLIENT)
    {
      facts->client_certificate = kept[0];
      return;
    }
  const TlsCertificate **at = arena_alloc (facts->arena, count * sizeof *at);
  memcpy (at, kept, count * sizeof *at);
  facts->certificates = at;
  facts->certificate_count = count;
  facts->certificates_sent = sent;
}

static void
take_server_certificate (TlsHalf *half, const TlsMessage *message)
{
  TlsFacts *facts = half->observer->facts;
  if (facts->certificate_seen)
    return;
  facts->certificate_seen = true;
  facts->certificate_origin = message->origin;
  facts->certificate_cut = message->cut || message->over;
  if (!facts->certificate_cut)
    take_certificates (half, message);
}

static unsigned
bits_of (Octets number)
{
  while (number.length > 0 && number.at[0] == 0)
    number = octets_from (number, 1);
  unsigned bits = (unsigned) number.length * 8;
  for (unsigned first = number.length > 0 ? number.at[0] : 0; first != 0 && (first & 0x80) == 0; first <<= 1)
    bits--;
  return bits;
}

/* The group of the key exchange (RFC 5246 §7.4.3, RFC 8422 §5.4). */
static void
take_key_exchange (TlsHalf *half, const TlsMessage *message)
{
  enum { NAMED_CURVE = 3 };
  TlsFacts *facts = half->observer->facts;
  OctetReader reader = octet_reader (message->body);
  TlsKeyExchange exchange = facts->has_suite ? tls_suite_exchange (facts->suite) : TLS_EXCHANGE_OTHER;
  if (exchange == TLS_EXCHANGE_DHE)
    facts->dh_bits = bits_of (octet_reader_vector (&reader, 2));
  else if (exchange == TLS_EXCHANGE_ECDHE && octet_reader_number (&reader, 1) == NAMED_CURVE)
    facts->group = (uint16_t) octet_reader_number (&reader, 2);
  if (reader.failed)
    tls_half_tell (half, ANOMALY_TLS_MALFORMED, "ServerKeyExchange out of form", message->offset, message->origin);
}

static void
read_hello (TlsHalf *half, const TlsMessage *message)
{
  Arena *arena = half->observer->facts->arena;
  Octets body = message->cut ? message->begin : message->body;
  if (message->over || half->hellos == HELLOS_MAX)
    return;
  half->hellos++;
  if (half->side == SIDE_CLIENT)
    take_client_hello (half, tls_client_hello_parse (arena, body), message->cut, message->offset, message->origin);
  else
    take_server_hello (half, tls_server_hello_parse (arena, body), message->cut, message->offset, message->origin);
}

static void
read_message (TlsHalf *half, const TlsMessage *message)
{
  TlsFacts *facts = half->observer->facts;
  bool whole = !message->cut && !message->over, server = half->side == SIDE_SERVER;
  switch (message->type)
    {
    case TLS_CLIENT_HELLO:
    case TLS_SERVER_HELLO:
      if (server == (message->type == TLS_SERVER_HELLO))
        read_hello (half, message);
      break;
    case TLS_CERTIFICATE:
      if (server)
        take_server_certificate (half, message);
      else if (whole && facts->client_certificate == NULL)
        take_certificates (half, message);
      break;
    case TLS_SERVER_KEY_EXCHANGE:
      if (server && whole)
        take_key_exchange (half, message);
      break;
    case TLS_CERTIFICATE_REQUEST:
      facts->certificate_request |= server;
      break;
    case TLS_SERVER_HELLO_DONE:
      half->observer->hello_done |= server;
      break;
    default:
      break;
    }
}

void
tls_half_take_message (gpointer user, const TlsMessage *message)
{
  TlsHalf *half = user;
  const TlsFacts *facts = half->observer->facts;
  bool retry = facts->hello_retry;
  if (message->unknown)
    {
      tls_half_tell (half, ANOMALY_TLS_MALFORMED, "unknown handshake message", message->offset, message->origin);
      return;
    }
  if (message->over)
    tls_half_tell (half, ANOMALY_TLS_MALFORMED, "handshake message too long to be read", message->offset,
                   message->origin);
  if (message->cut)
    tls_half_tell (half, ANOMALY_TLS_TRUNCATED, "handshake message not captured whole", message->offset,
                   message->origin);
  read_message (half, message);
  bool retries = facts->hello_retry && !retry;
  TlsStep *step
      = tls_half_add_step (half, retries ? TLS_STEP_HELLO_RETRY : TLS_STEP_MESSAGE, message->type, message->origin);
  if (step != NULL)
    step->cut = message->cut;
}

static void
take_ssl2_certificate (TlsHalf *half, Octets der, Origin origin)
{
  TlsFacts *facts = half->observer->facts;
  const TlsCertificate **at = arena_alloc (facts->arena, sizeof *at);
  *at = tls_certificate_parse (facts->arena, der);
  facts->certificates = at;
  facts->certificate_count = facts->certificates_sent = 1;
  facts->certificate_seen = true;
  facts->certificate_origin = origin;
}

bool
tls_half_take_ssl2 (TlsHalf *half, const TlsRecord *record)
{
  TlsFacts *facts = half->observer->facts;
  Octets fragment = tls_record_fragment (record), certificate = OCTETS_NONE;
  if (fragment.length == 0)
    tls_half_tell (half, ANOMALY_TLS_TRUNCATED, "hello not captured whole", record->offset, record->origin);
  else if (half->side == SIDE_CLIENT)
    take_client_hello (half, tls_client_hello_parse_ssl2 (facts->arena, fragment), false, record->offset,
                       record->origin);
  else
    take_server_hello (half, tls_server_hello_parse_ssl2 (facts->arena, fragment, &certificate), false, record->offset,
                       record->origin);
  if (certificate.length > 0)
    take_ssl2_certificate (half, certificate, record->origin);
  tls_half_add_step (half, TLS_STEP_MESSAGE, half->side == SIDE_CLIENT ? TLS_CLIENT_HELLO : TLS_SERVER_HELLO,
                     record->origin);
  return half->side == SIDE_CLIENT;
}

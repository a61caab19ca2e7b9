/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The five ways to stand in front of SMTP, each read with a cursor that runs out
 * where more octets have to come: SOCKS 4 and 4a, SOCKS 5 (RFC 1928) with no login
 * or user and password (RFC 1929), HTTP CONNECT (RFC 9110 §9.3.6), and the PROXY
 * protocol, versions 1 and 2.
 *
 * Does not read GSSAPI inside SOCKS, nor one proxy behind another; it does not keep
 * the password of a SOCKS login. */
#include "config.h"

#include "preamble.h"

#include "flow.h"

#include <glib.h>

enum {
  NAME_MAX_OCTETS = 255,  /* of a user or host in SOCKS */
  PROXY_LINE_MAX = 107,   /* with CRLF */
  PROXY_BLOCK_MAX = 2048, /* of a version 2 header behind its fixed part */
  ADDRESS_TEXT = 300,
};

/* Fails once and stays failed: `partial` where octets ran out, `wrong` where they
 * were others than they must be. */
typedef struct Cursor {
  Octets rest;
  size_t used;
  bool partial;
  bool wrong;
} Cursor;

static Octets
take (Cursor *cursor, size_t length)
{
  if (cursor->wrong || cursor->partial || cursor->rest.length < length)
    {
      cursor->partial = !cursor->wrong;
      return OCTETS_NONE;
    }
  Octets taken = octets_slice (cursor->rest, 0, length);
  cursor->rest = octets_from (cursor->rest, length);
  cursor->used += length;
  return taken;
}

static unsigned
take_octet (Cursor *cursor)
{
  Octets taken = take (cursor, 1);
  return taken.length == 1 ? taken.at[0] : 0;
}

static void
expect (Cursor *cursor, unsigned octet)
{
  if (take_octet (cursor) != octet && !cursor->partial)
    cursor->wrong = true;
}

/* Up to a NUL, which is taken too. */
static Octets
take_text (Cursor *cursor)
{
  size_t end = octets_find (cursor->rest, '\0');
  if (end == SIZE_MAX ? cursor->rest.length > NAME_MAX_OCTETS : end > NAME_MAX_OCTETS)
    cursor->wrong = true;
  Octets text = take (cursor, end == SIZE_MAX ? cursor->rest.length + 1 : end + 1);
  return text.length > 0 ? octets_slice (text, 0, text.length - 1) : text;
}

static PreambleVerdict
verdict_of (const Cursor *client, const Cursor *server)
{
  if (client->wrong || server->wrong)
    return PREAMBLE_NONE;
  return client->partial || server->partial ? PREAMBLE_PARTIAL : PREAMBLE_WHOLE;
}

static Octets
keep (Arena *arena, const char *text)
{
  return arena_copy (arena, octets_of_string (text));
}

/* "ADDRESS:PORT" of 4 or 16 octets and a port in network order. */
static Octets
address_text (Arena *arena, Octets ip, Octets port)
{
  char text[FLOW_IP_TEXT], whole[ADDRESS_TEXT];
  if (port.length != 2)
    return OCTETS_NONE;
  Flow flow = { .ip_version = ip.length == 4 ? 4 : 6 };
  memcpy (flow.side[0].ip, ip.at, ip.length);
  flow_ip_text (&flow, 0, text);
  g_snprintf (whole, sizeof whole, ip.length == 4 ? "%s:%u" : "[%s]:%u", text, port.at[0] * 256U + port.at[1]);
  return keep (arena, whole);
}

static Octets
name_text (Arena *arena, Octets name, Octets port)
{
  char whole[ADDRESS_TEXT];
  if (port.length != 2)
    return OCTETS_NONE;
  g_snprintf (whole, sizeof whole, "%.*s:%u", (int) name.length, (const char *) name.at,
              port.at[0] * 256U + port.at[1]);
  return keep (arena, whole);
}

static PreambleVerdict
read_socks4 (const Octets head[2], Arena *arena, Preamble *preamble)
{
  Cursor client = { .rest = head[0] }, server = { .rest = head[1] };
  expect (&client, 4);
  expect (&client, 1);
  Octets port = take (&client, 2);
  Octets ip = take (&client, 4);
  take_text (&client); /* the user */
  /* 4a: an address that cannot be, and the host's name behind. */
  bool named = ip.length == 4 && ip.at[0] == 0 && ip.at[1] == 0 && ip.at[2] == 0 && ip.at[3] != 0;
  Octets name = named ? take_text (&client) : OCTETS_NONE;
  expect (&server, 0);
  expect (&server, 0x5a);
  take (&server, 6);
  PreambleVerdict verdict = verdict_of (&client, &server);
  if (verdict == PREAMBLE_WHOLE)
    *preamble = (Preamble){
      .protocol = "socks4",
      .length = { client.used, server.used },
      .destination = named ? name_text (arena, name, port) : address_text (arena, ip, port),
    };
  return verdict;
}

typedef struct SocksAddress {
  bool named;
  Octets name; /* or the address's octets */
  Octets port;
} SocksAddress;

/* An address with its type in front (RFC 1928 §5). */
static SocksAddress
take_socks_address (Cursor *cursor)
{
  SocksAddress address = { 0 };
  unsigned type = take_octet (cursor);
  if (type == 1)
    address.name = take (cursor, 4);
  else if (type == 4)
    address.name = take (cursor, 16);
  else if (type == 3)
    {
      address.named = true;
      address.name = take (cursor, take_octet (cursor));
    }
  else if (!cursor->partial)
    cursor->wrong = true;
  address.port = take (cursor, 2);
  return address;
}

static PreambleVerdict
read_socks5 (const Octets head[2], Arena *arena, Preamble *preamble)
{
  Cursor client = { .rest = head[0] }, server = { .rest = head[1] };
  expect (&client, 5);
  unsigned ways = take_octet (&client); /* to log in, that it offers */
  if (ways == 0 && !client.partial)
    client.wrong = true;
  take (&client, ways);
  expect (&server, 5);
  unsigned method = take_octet (&server);
  if (client.wrong || client.partial || server.wrong || server.partial)
    return verdict_of (&client, &server);
  if (method == 2)
    {
      expect (&client, 1);
      take (&client, take_octet (&client));
      take (&client, take_octet (&client));
      expect (&server, 1);
      expect (&server, 0);
    }
  else if (method != 0)
    return PREAMBLE_NONE;
  expect (&client, 5);
  expect (&client, 1);
  expect (&client, 0);
  SocksAddress destination = take_socks_address (&client);
  expect (&server, 5);
  expect (&server, 0);
  expect (&server, 0);
  take_socks_address (&server);
  PreambleVerdict verdict = verdict_of (&client, &server);
  if (verdict == PREAMBLE_WHOLE)
    *preamble = (Preamble){
      .protocol = "socks5",
      .length = { client.used, server.used },
      .destination = destination.named ? name_text (arena, destination.name, destination.port)
                                       : address_text (arena, destination.name, destination.port),
    };
  return verdict;
}

/* Takes an HTTP header with the empty line behind it; returns its first line. */
static Octets
take_http_header (Cursor *cursor)
{
  size_t end = octets_find_nocase (cursor->rest, OCTETS ("\r\n\r\n"));
  Octets header = take (cursor, end == SIZE_MAX ? cursor->rest.length + 1 : end + 4);
  return octets_slice (header, 0, octets_find (header, '\r'));
}

static PreambleVerdict
read_connect (const Octets head[2], Arena *arena, Preamble *preamble)
{
  Cursor client = { .rest = head[0] }, server = { .rest = head[1] };
  Octets request = take_http_header (&client);
  Octets status = take_http_header (&server);
  if (status.length > 0
      && !(octets_start_nocase (status, OCTETS ("HTTP/1.")) && status.length > 9 && status.at[9] == '2'))
    server.wrong = true;
  /* An answer that is no HTTP needs no empty line to be known for that. */
  size_t seen = MIN (head[1].length, 5);
  if (seen > 0 && memcmp (head[1].at, "HTTP/", seen) != 0)
    server.wrong = true;
  PreambleVerdict verdict = verdict_of (&client, &server);
  if (verdict == PREAMBLE_WHOLE)
    {
      Octets target = octets_from (request, strlen ("CONNECT "));
      target = octets_slice (target, 0, octets_find (target, ' '));
      *preamble = (Preamble){
        .protocol = "http-connect",
        .length = { client.used, server.used },
        .destination = arena_copy (arena, octets_slice (target, 0, ADDRESS_TEXT)),
      };
    }
  return verdict;
}

/* "PROXY TCP4 SOURCE DESTINATION SOURCEPORT DESTINATIONPORT", or "PROXY UNKNOWN" and anything. */
static PreambleVerdict
read_proxy_line (const Octets head[2], Arena *arena, Preamble *preamble)
{
  size_t lf = octets_find (octets_slice (head[0], 0, PROXY_LINE_MAX), '\n');
  if (lf == SIZE_MAX)
    return head[0].length < PROXY_LINE_MAX ? PREAMBLE_PARTIAL : PREAMBLE_NONE;
  g_autofree char *line = g_strndup ((const char *) head[0].at, lf);
  g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 8);
  guint count = g_strv_length (words);
  bool unknown = count >= 2 && strcmp (words[1], "UNKNOWN") == 0;
  bool v6 = count == 6 && strcmp (words[1], "TCP6") == 0;
  if (!unknown && !v6 && !(count == 6 && strcmp (words[1], "TCP4") == 0))
    return PREAMBLE_NONE;
  *preamble = (Preamble){ .protocol = "proxy-v1", .length = { lf + 1, 0 } };
  for (unsigned i = 0; i < 2 && !unknown; i++)
    {
      g_autofree char *text = g_strdup_printf (v6 ? "[%s]:%s" : "%s:%s", words[2 + i], words[4 + i]);
      *(i == 0 ? &preamble->source : &preamble->destination) = keep (arena, text);
    }
  return PREAMBLE_WHOLE;
}

static const uint8_t proxy_signature[12] = { '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n' };

/* One more of type, length and value; false where none is whole. */
static bool
next_value (Octets *rest, unsigned *type, Octets *value)
{
  if (rest->length < 3)
    return false;
  size_t length = rest->at[1] * 256U + rest->at[2];
  if (rest->length - 3 < length)
    return false;
  *type = rest->at[0];
  *value = octets_slice (*rest, 3, length);
  *rest = octets_from (*rest, 3 + length);
  return true;
}

/* About the client's TLS to the proxy. */
static void
read_proxy_tls (Octets rest, Arena *arena, Preamble *preamble)
{
  enum { TLS_VERSION = 0x21, TLS_NAME = 0x22 };
  unsigned type;
  Octets value;
  while (next_value (&rest, &type, &value))
    if (type == TLS_VERSION && preamble->tls_version.length == 0)
      preamble->tls_version = arena_copy (arena, octets_slice (value, 0, NAME_MAX_OCTETS));
    else if (type == TLS_NAME && preamble->tls_name.length == 0)
      preamble->tls_name = arena_copy (arena, octets_slice (value, 0, NAME_MAX_OCTETS));
}

/* What may stand behind the addresses of version 2. */
static void
read_proxy_values (Octets rest, Arena *arena, Preamble *preamble)
{
  enum { AUTHORITY = 0x02, TLS = 0x20, TLS_HEAD = 5 };
  unsigned type;
  Octets value;
  while (next_value (&rest, &type, &value))
    if (type == AUTHORITY && preamble->authority.length == 0)
      preamble->authority = arena_copy (arena, octets_slice (value, 0, NAME_MAX_OCTETS));
    else if (type == TLS)
      read_proxy_tls (octets_from (value, TLS_HEAD), arena, preamble);
}

static PreambleVerdict
read_proxy_block (const Octets head[2], Arena *arena, Preamble *preamble)
{
  Cursor client = { .rest = head[0] }, none = { 0 };
  take (&client, sizeof proxy_signature);
  unsigned version = take_octet (&client);
  unsigned family = take_octet (&client);
  size_t length = take_octet (&client) * 256U;
  length += take_octet (&client);
  if (!client.partial && (version >> 4 != 2 || (version & 15) > 1 || length > PROXY_BLOCK_MAX))
    client.wrong = true;
  Octets block = take (&client, length);
  PreambleVerdict verdict = verdict_of (&client, &none);
  if (verdict != PREAMBLE_WHOLE)
    return verdict;
  *preamble = (Preamble){ .protocol = "proxy-v2", .length = { client.used, 0 }, .local = (version & 15) == 0 };
  size_t size = family == 0x11 ? 4 : family == 0x21 ? 16 : 0;
  if (!preamble->local && (size > 0 || family == 0))
    read_proxy_values (octets_from (block, size > 0 ? 2 * size + 4 : 0), arena, preamble);
  if ((version & 15) == 1 && size > 0 && block.length >= 2 * size + 4)
    {
      preamble->source = address_text (arena, octets_slice (block, 0, size), octets_slice (block, 2 * size, 2));
      preamble->destination
          = address_text (arena, octets_slice (block, size, size), octets_slice (block, 2 * size + 2, 2));
    }
  return verdict;
}

typedef struct PreambleKind {
  Octets opening;
  PreambleVerdict (*read) (const Octets head[2], Arena *arena, Preamble *preamble);
} PreambleKind;

static const PreambleKind *
kind_of (Octets first)
{
  static const PreambleKind kinds[] = {
    { { (const uint8_t *) "\4\1", 2 }, read_socks4 },
    { { (const uint8_t *) "\5", 1 }, read_socks5 },
    { { (const uint8_t *) "CONNECT ", 8 }, read_connect },
    { { (const uint8_t *) "PROXY ", 6 }, read_proxy_line },
    { { proxy_signature, sizeof proxy_signature }, read_proxy_block },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      size_t length = MIN (first.length, kinds[i].opening.length);
      if (length > 0 && memcmp (first.at, kinds[i].opening.at, length) == 0)
        return &kinds[i];
    }
  return NULL;
}

bool
preamble_plausible (Octets first)
{
  /* DCE/RPC begins with 5 and 0. */
  return kind_of (first) != NULL && !(first.length > 1 && first.at[0] == 5 && first.at[1] == 0);
}

PreambleVerdict
preamble_read (const Octets head[2], Arena *arena, Preamble *preamble)
{
  const PreambleKind *kind = kind_of (head[0]);
  if (kind == NULL)
    return PREAMBLE_NONE;
  if (head[0].length < kind->opening.length)
    return PREAMBLE_PARTIAL;
  return kind->read (head, arena, preamble);
}

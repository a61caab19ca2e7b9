/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses of a flow as text.
 *
 * Hides: the one spelling of an address (RFC 5952 §4 and §5 for IPv6), its many
 * other spellings when read (RFC 4291 §2.2), and the hash of Community ID v1.
 *
 * Does not: know names, zones ("%eth0") or the classes of all special addresses. */
#include "config.h"

#include "flow.h"

enum { IP4_OCTETS = 4, IP6_OCTETS = 16, IP6_GROUPS = 8, PROTOCOL_TCP = 6 };

static char *
put_decimal (char *to, unsigned number)
{
  if (number >= 100)
    *to++ = (char) ('0' + number / 100);
  if (number >= 10)
    *to++ = (char) ('0' + number / 10 % 10);
  *to++ = (char) ('0' + number % 10);
  return to;
}

static char *
put_ip4 (char *to, const uint8_t *ip)
{
  for (unsigned i = 0; i < IP4_OCTETS; i++)
    {
      if (i > 0)
        *to++ = '.';
      to = put_decimal (to, ip[i]);
    }
  return to;
}

static char *
put_group (char *to, unsigned group)
{
  static const char digits[] = "0123456789abcdef";
  bool started = false;
  for (int shift = 12; shift >= 0; shift -= 4)
    {
      unsigned digit = group >> shift & 15;
      started = started || digit != 0 || shift == 0;
      if (started)
        *to++ = digits[digit];
    }
  return to;
}

/* The longest run of at least two zero groups, the first of equals (RFC 5952 §4.2). */
static void
find_zero_run (const unsigned *group, unsigned groups, unsigned *start, unsigned *length)
{
  *start = groups;
  *length = 1;
  for (unsigned i = 0; i < groups;)
    {
      unsigned end = i;
      while (end < groups && group[end] == 0)
        end++;
      if (end - i > *length)
        {
          *start = i;
          *length = end - i;
        }
      i = end + 1;
    }
}

static char *
put_ip6 (char *to, const uint8_t *ip)
{
  unsigned group[IP6_GROUPS];
  for (unsigned i = 0; i < IP6_GROUPS; i++)
    group[i] = (unsigned) ip[2 * i] << 8 | ip[2 * i + 1];
  static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
  bool mixed = memcmp (ip, mapped, sizeof mapped) == 0; /* RFC 5952 §5 */
  unsigned groups = mixed ? IP6_GROUPS - 2 : IP6_GROUPS;

  unsigned start, length;
  find_zero_run (group, groups, &start, &length);
  for (unsigned i = 0; i < groups; i++)
    {
      if (i == start)
        {
          *to++ = ':';
          *to++ = ':';
          i += length - 1;
          continue;
        }
      if (i > 0 && i != start + length)
        *to++ = ':';
      to = put_group (to, group[i]);
    }
  if (mixed)
    {
      *to++ = ':';
      to = put_ip4 (to, ip + 12);
    }
  return to;
}

void
flow_ip_text (const Flow *flow, unsigned side, char text[FLOW_IP_TEXT])
{
  flow_ip_octets_text (flow->side[side].ip, flow->ip_version, text);
}

void
flow_ip_octets_text (const uint8_t ip[16], unsigned ip_version, char text[FLOW_IP_TEXT])
{
  char *end = ip_version == 6 ? put_ip6 (text, ip) : put_ip4 (text, ip);
  *end = '\0';
}

static bool
parse_ip4 (Octets text, uint8_t ip[IP4_OCTETS])
{
  size_t at = 0;
  for (unsigned i = 0; i < IP4_OCTETS; i++)
    {
      if (i > 0 && (at >= text.length || text.at[at++] != '.'))
        return false;
      unsigned number = 0;
      unsigned digits = 0;
      for (; at < text.length && g_ascii_isdigit (text.at[at]) && digits < 3; digits++)
        number = number * 10 + (unsigned) (text.at[at++] - '0');
      if (digits == 0 || number > 255)
        return false;
      ip[i] = (uint8_t) number;
    }
  return at == text.length;
}

/* Groups of 16 bits up to the end or a "::"; a dotted quad may stand last.
 * Returns the octets written, or -1. */
static int
parse_groups (Octets text, uint8_t *to, unsigned room)
{
  unsigned used = 0;
  size_t at = 0;
  while (at < text.length)
    {
      size_t digits = 0;
      unsigned number = 0;
      for (; at + digits < text.length && g_ascii_isxdigit (text.at[at + digits]) && digits < 5; digits++)
        number = number << 4 | (unsigned) g_ascii_xdigit_value ((char) text.at[at + digits]);
      if (at + digits < text.length && text.at[at + digits] == '.')
        {
          if (room - used < IP4_OCTETS || !parse_ip4 (octets_from (text, at), to + used))
            return -1;
          return (int) used + IP4_OCTETS;
        }
      if (digits == 0 || digits > 4 || room - used < 2)
        return -1;
      to[used++] = (uint8_t) (number >> 8);
      to[used++] = (uint8_t) number;
      at += digits;
      if (at == text.length)
        break;
      if (text.at[at++] != ':' || at == text.length)
        return -1;
    }
  return (int) used;
}

static bool
parse_ip6 (Octets text, uint8_t ip[IP6_OCTETS])
{
  size_t split = octets_find_nocase (text, OCTETS ("::"));
  uint8_t head[IP6_OCTETS] = { 0 };
  if (split == SIZE_MAX)
    {
      if (parse_groups (text, head, IP6_OCTETS) != IP6_OCTETS)
        return false;
      memcpy (ip, head, IP6_OCTETS);
      return true;
    }
  uint8_t tail[IP6_OCTETS];
  int before = parse_groups (octets_slice (text, 0, split), head, IP6_OCTETS - 2);
  int after = parse_groups (octets_from (text, split + 2), tail, IP6_OCTETS - 2);
  if (before < 0 || after < 0 || before + after > IP6_OCTETS - 2)
    return false;
  /* A dotted quad may stand only at the very end. */
  if (octets_find (octets_slice (text, 0, split), '.') != SIZE_MAX)
    return false;
  memcpy (head + IP6_OCTETS - after, tail, (size_t) after);
  memcpy (ip, head, IP6_OCTETS);
  return true;
}

bool
flow_ip_parse (Octets text, uint8_t ip[16], uint8_t *ip_version)
{
  uint8_t parsed[16] = { 0 };
  if (text.length >= FLOW_IP_TEXT)
    return false;
  bool six = octets_find (text, ':') != SIZE_MAX;
  if (!(six ? parse_ip6 (text, parsed) : parse_ip4 (text, parsed)))
    return false;
  memcpy (ip, parsed, sizeof parsed);
  *ip_version = six ? 6 : 4;
  return true;
}

bool
flow_ip_is_loopback (const uint8_t ip[16], uint8_t ip_version)
{
  static const uint8_t loopback[IP6_OCTETS] = { [15] = 1 };
  return ip_version == 6 ? memcmp (ip, loopback, sizeof loopback) == 0 : ip[0] == 127;
}

bool
flow_ip_is_private (const uint8_t ip[16], uint8_t ip_version)
{
  if (ip_version == 6)
    return (ip[0] & 0xfe) == 0xfc || (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80);
  return ip[0] == 10 || (ip[0] == 172 && (ip[1] & 0xf0) == 16) || (ip[0] == 192 && ip[1] == 168)
         || (ip[0] == 169 && ip[1] == 254) || (ip[0] == 100 && (ip[1] & 0xc0) == 64);
}

void
flow_mac_octets_text (const uint8_t mac[6], char text[FLOW_MAC_TEXT])
{
  static const char digits[] = "0123456789abcdef";
  char *to = text;
  for (unsigned i = 0; i < 6; i++)
    {
      if (i > 0)
        *to++ = ':';
      *to++ = digits[mac[i] >> 4];
      *to++ = digits[mac[i] & 15];
    }
  *to = '\0';
}

void
flow_mac_text (const Flow *flow, unsigned side, char text[FLOW_MAC_TEXT])
{
  const Endpoint *endpoint = &flow->side[side];
  text[0] = '\0';
  if (endpoint->has_mac)
    flow_mac_octets_text (endpoint->mac, text);
}

const char *
flow_protection_name (FlowProtection protection)
{
  static const char *const names[FLOW_PROTECTIONS] = {
    [FLOW_OPEN] = "open", [FLOW_WEP] = "wep", [FLOW_WPA] = "wpa", [FLOW_WPA2] = "wpa2", [FLOW_WPA3] = "wpa3",
  };
  return names[protection];
}

void
flow_community_id (const Flow *flow, char text[FLOW_COMMUNITY_TEXT])
{
  size_t width = flow->ip_version == 6 ? IP6_OCTETS : IP4_OCTETS;
  int order = memcmp (flow->side[0].ip, flow->side[1].ip, width);
  unsigned first = order < 0 || (order == 0 && flow->side[0].port <= flow->side[1].port) ? 0 : 1;

  /* seed, lesser endpoint's address, the other's, protocol, padding, both ports */
  uint8_t tuple[2 + 2 * IP6_OCTETS + 2 + 4] = { 0 };
  size_t used = 2;
  for (unsigned i = 0; i < 2; i++, used += width)
    memcpy (tuple + used, flow->side[first ^ i].ip, width);
  tuple[used++] = PROTOCOL_TCP;
  tuple[used++] = 0;
  for (unsigned i = 0; i < 2; i++)
    {
      tuple[used++] = (uint8_t) (flow->side[first ^ i].port >> 8);
      tuple[used++] = (uint8_t) flow->side[first ^ i].port;
    }

  uint8_t digest[20];
  gsize length = sizeof digest;
  GChecksum *sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  g_checksum_update (sha1, tuple, (gssize) used);
  g_checksum_get_digest (sha1, digest, &length);
  g_checksum_free (sha1);

  gint state = 0, save = 0;
  gsize end = 2;
  memcpy (text, "1:", 2);
  end += g_base64_encode_step (digest, length, FALSE, text + end, &state, &save);
  end += g_base64_encode_close (FALSE, text + end, &state, &save);
  text[end] = '\0';
}

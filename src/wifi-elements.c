/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IEEE 802.11-2020 §9.3.3 (fixed fields), §9.4.2.2 (SSID), §9.4.2.24 (RSN and the
 * tables of suites); Wi-Fi Alliance, "WPA" 3.1 (the vendor element that came before).
 *
 * Opportunistic Wireless Encryption (AKM 18, RFC 8110) is told as wpa3: it came with
 * it, is encrypted by the same suites, and no passphrase opens it; that nobody is
 * authenticated, the word does not tell.
 *
 * Does not read several BSSIDs out of one beacon (§9.4.2.45). */
#include "config.h"

#include "wifi-elements.h"

#include "wifi-frame.h"

enum { ELEMENT_SSID = 0, ELEMENT_RSN = 48, ELEMENT_VENDOR = 221 };

enum {
  AKMS_PERSONAL = 1u << 2 | 1u << 4 | 1u << 6 | 1u << 19 | 1u << 20,
  AKMS_ENTERPRISE = 1u << 1 | 1u << 3 | 1u << 5 | 1u << 11 | 1u << 22,
  AKMS_FAST_TRANSITION = 1u << 3 | 1u << 4 | 1u << 19 | 1u << 22,
  AKMS_WPA3 = 1u << 8 | 1u << 9 | 1u << 12 | 1u << 13 | 1u << 18 | 1u << 23 | 1u << 24 | 1u << 25,
};

/* A count of suites and the suites, of this organisation. */
static uint32_t
read_suites (Bytes *bytes, const uint8_t organisation[3])
{
  uint32_t suites = 0;
  for (unsigned count = bytes_le16 (bytes); count > 0; count--)
    {
      const uint8_t *suite = bytes_take (bytes, 4);
      if (suite == NULL)
        break;
      if (memcmp (suite, organisation, 3) == 0 && suite[3] < 32)
        suites |= 1u << suite[3];
    }
  return suites;
}

/* Version, group cipher, pairwise ciphers, AKMs: all but the version may be left out. */
static void
read_security (WifiAbility *ability, Bytes bytes, const uint8_t organisation[3])
{
  if (bytes_le16 (&bytes) != 1)
    return;
  bytes_skip (&bytes, 4);
  ability->pairwise |= read_suites (&bytes, organisation);
  ability->akms |= read_suites (&bytes, organisation);
}

static void
read_element (WifiElements *elements, unsigned id, const uint8_t *octets, size_t length)
{
  static const uint8_t rsn[3] = { 0x00, 0x0f, 0xac }, microsoft[3] = { 0x00, 0x50, 0xf2 };
  const Bytes body = bytes_init (octets, length, length);
  WifiAbility *ability = &elements->ability;
  if (id == ELEMENT_SSID && !elements->has_ssid && length > 0 && length <= WIFI_SSID_MAX)
    {
      /* Hidden networks send no octets, or zeros in their place. */
      for (size_t i = 0; i < length; i++)
        elements->has_ssid = elements->has_ssid || octets[i] != 0;
      elements->ssid_length = (uint8_t) length;
      memcpy (elements->ssid, octets, length);
    }
  else if (id == ELEMENT_RSN && !ability->rsn)
    {
      ability->rsn = true;
      read_security (ability, body, rsn);
    }
  else if (id == ELEMENT_VENDOR && length >= 4 && memcmp (octets, microsoft, 3) == 0 && octets[3] == 1)
    {
      WifiAbility wpa = { 0 };
      ability->wpa = true;
      read_security (&wpa, bytes_init (octets + 4, length - 4, length - 4), microsoft);
      ability->akms |= wpa.akms;
      ability->pairwise |= wpa.pairwise;
    }
}

static void
read_list (WifiElements *elements, Bytes *bytes)
{
  const uint8_t *head;
  while (bytes_captured (bytes) >= 2 && (head = bytes_take (bytes, 2)) != NULL)
    {
      const uint8_t *body = bytes_take (bytes, head[1]);
      if (body == NULL)
        return;
      read_element (elements, head[0], body, head[1]);
    }
}

bool
wifi_elements_read (WifiElements *elements, unsigned subtype, Bytes bytes)
{
  enum { CAPABILITY_PRIVACY = 0x0010 };
  const bool from_network = subtype == WIFI_BEACON || subtype == WIFI_PROBE_RESPONSE;
  memset (elements, 0, sizeof *elements);
  if (from_network)
    bytes_skip (&bytes, 8 + 2); /* timestamp, interval */
  const unsigned capability = bytes_le16 (&bytes);
  if (!from_network)
    bytes_skip (&bytes, subtype == WIFI_REASSOCIATION_REQUEST ? 2 + 6 : 2);
  if (bytes.failure != BYTES_FINE)
    return false;
  elements->ability.privacy = (capability & CAPABILITY_PRIVACY) != 0;
  read_list (elements, &bytes);
  return true;
}

void
wifi_ability_read (WifiAbility *ability, Bytes bytes)
{
  WifiElements elements;
  memset (&elements, 0, sizeof elements);
  read_list (&elements, &bytes);
  *ability = elements.ability;
}

WifiProtection
wifi_ability_protection (const WifiAbility *ability)
{
  if (ability->rsn)
    return wifi_ability_is_wpa3 (ability) ? WIFI_WPA3 : WIFI_WPA2;
  if (ability->wpa)
    return WIFI_WPA;
  return ability->privacy ? WIFI_WEP : WIFI_OPEN;
}

bool
wifi_ability_is_wpa3 (const WifiAbility *ability)
{
  return (ability->akms & AKMS_WPA3) != 0 && (ability->akms & (AKMS_PERSONAL | AKMS_ENTERPRISE)) == 0;
}

bool
wifi_ability_is_enterprise (const WifiAbility *ability)
{
  return (ability->akms & AKMS_ENTERPRISE) != 0 && (ability->akms & (AKMS_PERSONAL | AKMS_WPA3)) == 0;
}

bool
wifi_ability_is_fast_transition (const WifiAbility *ability)
{
  return (ability->akms & AKMS_FAST_TRANSITION) != 0 && (ability->akms & ~(uint32_t) AKMS_FAST_TRANSITION) == 0;
}

const char *
wifi_protection_name (WifiProtection protection)
{
  static const char *const names[WIFI_PROTECTIONS] = {
    [WIFI_OPEN] = "open", [WIFI_WEP] = "wep", [WIFI_WPA] = "wpa", [WIFI_WPA2] = "wpa2", [WIFI_WPA3] = "wpa3",
  };
  return names[protection];
}

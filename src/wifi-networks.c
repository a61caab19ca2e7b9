/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network is its BSSID.  Its name is what the network told last, or else what a station that
 * joined it did.  Anybody may claim a name, and an access point may get another; so the last
 * few are kept, and which one a key was made for its handshake proves. */
#include "config.h"

#include "wifi-networks.h"

#include "../dissect/translate.h"

static bool
name_is (const WifiName *name, const uint8_t *ssid, size_t length)
{
  return name->length == length && memcmp (name->octets, ssid, length) == 0;
}

static void
keep_other_name (WifiNetwork *network, const WifiName *name)
{
  unsigned place = 0;
  while (place < WIFI_OTHER_NAMES - 1 && !name_is (&network->others[place], name->octets, name->length))
    place++;
  const WifiName kept = *name; /* it may be one of them */
  memmove (&network->others[1], &network->others[0], place * sizeof network->others[0]);
  network->others[0] = kept;
}

void
wifi_network_set_name (WifiNetwork *network, const uint8_t *ssid, size_t length)
{
  if (name_is (&network->name, ssid, length))
    return;
  if (network->name.length > 0)
    keep_other_name (network, &network->name);
  network->name.length = (uint8_t) length;
  memcpy (network->name.octets, ssid, length);
}

bool
wifi_network_may_have_name (const WifiNetwork *network, const uint8_t *ssid, size_t length)
{
  bool has = network->name.length == 0 || name_is (&network->name, ssid, length);
  for (unsigned i = 0; i < WIFI_OTHER_NAMES; i++)
    has = has || name_is (&network->others[i], ssid, length);
  return has;
}

bool
wifi_network_learn (WifiNetwork *network, unsigned subtype, Bytes body)
{
  WifiElements elements;
  if (!wifi_elements_read (&elements, subtype, body))
    return false;
  const bool from_network = subtype == WIFI_BEACON || subtype == WIFI_PROBE_RESPONSE;
  const bool renamed = elements.has_ssid && !name_is (&network->name, elements.ssid, elements.ssid_length);
  if (renamed && (from_network || network->name.length == 0))
    wifi_network_set_name (network, elements.ssid, elements.ssid_length);
  else if (renamed)
    {
      WifiName name = { .length = elements.ssid_length };
      memcpy (name.octets, elements.ssid, elements.ssid_length);
      keep_other_name (network, &name);
    }
  /* A station tells what it chose; only the network tells all that it offers. */
  const bool describes = from_network && (renamed || !network->has_ability);
  if (describes)
    {
      network->ability = elements.ability;
      network->has_ability = true;
    }
  return renamed || describes;
}

void
wifi_network_note_protected (WifiNetwork *network, const Bytes *body)
{
  enum { EXTENDED_IV = 0x20 };
  const uint8_t *vector = bytes_peek (body, 4);
  network->protected ++;
  if (vector != NULL && (vector[3] & EXTENDED_IV) == 0)
    network->wep = true;
}

WifiProtection
wifi_network_protection (const WifiNetwork *network)
{
  if (network->has_ability)
    return wifi_ability_protection (&network->ability);
  if (network->protected == 0)
    return WIFI_OPEN;
  return network->wep ? WIFI_WEP : WIFI_WPA2;
}

/* A key was given: what was wrong with it, or with the handshakes. */
static const char *
why_not_opened (const WifiNetwork *network)
{
  enum { MESSAGE_1 = 1u << 1, MESSAGE_2 = 1u << 2, MESSAGE_3 = 1u << 3 };
  const WifiHandshakes *handshakes = &network->handshakes;
  if (wifi_network_protection (network) == WIFI_WEP)
    return N_ ("the WEP key that was given does not fit");
  if (handshakes->verified > 0)
    return N_ ("of some stations no handshake was captured that made the keys of these frames");
  if (handshakes->wpa3)
    return N_ ("its stations joined by WPA3, which makes a key for each that no passphrase gives");
  if (handshakes->enterprise)
    return N_ ("its stations joined by a login of their own, so that there is no passphrase to read them with");
  if (handshakes->fast_transition)
    return N_ ("its stations joined by fast transition (802.11r), of which something is missing");
  if (handshakes->refused > 0)
    return N_ ("the passphrase that was given does not fit: the handshake proves it wrong");
  if ((handshakes->seen & (MESSAGE_1 | MESSAGE_2 | MESSAGE_3)) == 0)
    return N_ ("no station was seen joining it: the key of a session is made in that handshake");
  if ((handshakes->seen & MESSAGE_2) == 0)
    return N_ ("message 2 of the four-way handshake was not captured");
  return N_ ("messages 1 and 3 of the four-way handshake were not captured: one of them is needed");
}

static const char *
why_unread (const WifiNetwork *network, bool has_key)
{
  if (network->unread == 0)
    return NULL;
  if (has_key && (network->handshakes.verified > 0 || wifi_network_protection (network) != WIFI_WPA3))
    return why_not_opened (network);
  if (wifi_network_protection (network) == WIFI_WPA3)
    return N_ ("WPA3 makes a key for each station that no passphrase gives: a capture of it cannot be read");
  if (network->has_ability && wifi_ability_is_enterprise (&network->ability))
    return N_ ("each login makes a key of its own there, so that there is no passphrase to read it with");
  return N_ ("no key was given for it (--wifi-key)");
}

void
wifi_network_view (const WifiNetwork *network, bool has_key, WifiNetworkView *view)
{
  memset (view, 0, sizeof *view);
  memcpy (view->bssid, network->node.key, sizeof view->bssid);
  memcpy (view->ssid, network->name.octets, network->name.length);
  view->ssid_length = network->name.length;
  view->has_ability = network->has_ability;
  view->protection = wifi_network_protection (network);
  view->frames = network->frames;
  view->protected = network->protected;
  view->unread = network->unread;
  view->why = why_unread (network, has_key);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network is its BSSID.  Its name comes from whoever tells it first: the network,
 * or a station that joins it.  Anybody may claim a name; that is not judged here. */
#include "config.h"

#include "wifi-networks.h"

void
wifi_network_learn (WifiNetwork *network, unsigned subtype, Bytes body)
{
  WifiElements elements;
  if (!wifi_elements_read (&elements, subtype, body))
    return;
  const bool from_network = subtype == WIFI_BEACON || subtype == WIFI_PROBE_RESPONSE;
  if (elements.has_ssid && network->ssid_length == 0)
    {
      network->ssid_length = elements.ssid_length;
      memcpy (network->ssid, elements.ssid, elements.ssid_length);
    }
  /* A station tells what it chose; only the network tells all that it offers. */
  if (from_network && !network->has_ability)
    {
      network->ability = elements.ability;
      network->has_ability = true;
    }
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
    return "the WEP key that was given does not fit";
  if (handshakes->verified > 0)
    return "of some stations no handshake was captured that made the keys of these frames";
  if (handshakes->wpa3)
    return "its stations joined by WPA3, which makes a key for each that no passphrase gives";
  if (handshakes->enterprise)
    return "its stations joined by a login of their own, so that there is no passphrase to read them with";
  if (handshakes->fast_transition)
    return "its stations joined by fast transition (802.11r), of which something is missing";
  if (handshakes->refused > 0)
    return "the passphrase that was given does not fit: the handshake proves it wrong";
  if ((handshakes->seen & (MESSAGE_1 | MESSAGE_2 | MESSAGE_3)) == 0)
    return "no station was seen joining it: the key of a session is made in that handshake";
  if ((handshakes->seen & MESSAGE_2) == 0)
    return "message 2 of the four-way handshake was not captured";
  return "messages 1 and 3 of the four-way handshake were not captured: one of them is needed";
}

static const char *
why_unread (const WifiNetwork *network, bool has_key)
{
  if (network->unread == 0)
    return NULL;
  if (has_key && (network->handshakes.verified > 0 || wifi_network_protection (network) != WIFI_WPA3))
    return why_not_opened (network);
  if (wifi_network_protection (network) == WIFI_WPA3)
    return "WPA3 makes a key for each station that no passphrase gives: a capture of it cannot be read";
  if (network->has_ability && wifi_ability_is_enterprise (&network->ability))
    return "each login makes a key of its own there, so that there is no passphrase to read it with";
  return "no key was given for it";
}

void
wifi_network_view (const WifiNetwork *network, bool has_key, WifiNetworkView *view)
{
  memset (view, 0, sizeof *view);
  memcpy (view->bssid, network->node.key, sizeof view->bssid);
  memcpy (view->ssid, network->ssid, network->ssid_length);
  view->ssid_length = network->ssid_length;
  view->has_ability = network->has_ability;
  view->protection = wifi_network_protection (network);
  view->frames = network->frames;
  view->protected = network->protected;
  view->unread = network->unread;
  view->why = why_unread (network, has_key);
}

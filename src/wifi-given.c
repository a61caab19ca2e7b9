/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of --wifi-key, and master keys out of passphrases (IEEE 802.11-2020 §J.4).
 * Does not take a WEP key as text. */
#include "config.h"

#include "wifi-given.h"

#include "../dissect/translate.h"

#include <glib.h>
#include <openssl/crypto.h>

void
wifi_given_clear (void *key)
{
  WifiGiven *given = key;
  if (given->passphrase != NULL)
    OPENSSL_cleanse (given->passphrase, strlen (given->passphrase));
  g_free (given->passphrase);
  OPENSSL_cleanse (given->key, sizeof given->key);
}

/* Octets out of hexadecimal digits; 0 where it is something else, or longer than `most`. */
static size_t
parse_hex (uint8_t *octets, size_t most, const char *text)
{
  const size_t digits = strlen (text);
  if (digits % 2 != 0 || digits / 2 > most)
    return 0;
  for (size_t i = 0; i < digits / 2; i++)
    {
      const int high = g_ascii_xdigit_value (text[2 * i]), low = g_ascii_xdigit_value (text[2 * i + 1]);
      if (high < 0 || low < 0)
        return 0;
      octets[i] = (uint8_t) (high << 4 | low);
    }
  return digits / 2;
}

static bool
parse_ssid (WifiGiven *given, const char *text, size_t length)
{
  size_t count = 0;
  for (size_t i = 0; i < length; i++)
    {
      uint8_t octet = (uint8_t) text[i];
      if (octet == '%' && i + 2 < length && g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2]))
        {
          octet = (uint8_t) (g_ascii_xdigit_value (text[i + 1]) << 4 | g_ascii_xdigit_value (text[i + 2]));
          i += 2;
        }
      if (count == WIFI_SSID_MAX)
        return false;
      given->ssid[count++] = octet;
    }
  given->ssid_length = (uint8_t) count;
  return count > 0;
}

static bool
is_wep_key (size_t octets)
{
  return octets == 5 || octets == 13 || octets == 16 || octets == 29;
}

const char *
wifi_given_parse (WifiGiven *given, const char *text)
{
  enum { PASSPHRASE_LEAST = 8, PASSPHRASE_MOST = 63 };
  const char *colon = strchr (text, ':');
  memset (given, 0, sizeof *given);
  if (colon == NULL)
    return _ ("it is SSID:PASSPHRASE, SSID:64-HEX-DIGITS or WEP:HEX-DIGITS");

  const char *secret = colon + 1;
  const size_t hex = parse_hex (given->key, sizeof given->key, secret);
  if (colon - text == 3 && memcmp (text, "WEP", 3) == 0 && is_wep_key (hex))
    {
      given->wep = true;
      given->octets = (uint8_t) hex;
      return NULL;
    }
  if (!parse_ssid (given, text, (size_t) (colon - text)))
    return _ ("the name of a network has 1 to 32 octets");
  if (hex == WIFI_PMK_OCTETS || hex == WIFI_PMK_MAX)
    {
      given->derived = true;
      given->octets = (uint8_t) hex;
      return NULL;
    }
  if (strlen (secret) < PASSPHRASE_LEAST || strlen (secret) > PASSPHRASE_MOST)
    return _ ("a passphrase has 8 to 63 characters, a key 64 hexadecimal digits, and one of WEP 10 or 26");
  given->passphrase = g_strdup (secret);
  return NULL;
}

bool
wifi_given_fits (const WifiGiven *given, const WifiNetwork *network)
{
  return wifi_network_may_have_name (network, given->ssid, given->ssid_length);
}

/* Deriving costs 4096 rounds, and so is done once, when it is first needed. */
bool
wifi_given_derive (WifiGiven *given)
{
  if (!given->derived)
    {
      given->derived = wifi_pmk_derive (given->key, given->passphrase, given->ssid, given->ssid_length);
      given->octets = WIFI_PMK_OCTETS;
    }
  return given->derived;
}

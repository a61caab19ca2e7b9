/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four-way handshake seen from outside (IEEE 802.11-2020 §12.7.6).
 *
 * A pairwise key is made of the master key, both addresses and both nonces, and is
 * believed only if the MIC of a message of the same handshake fits it.  The messages 1
 * and 2, or 2 and 3, are enough.  The last NONCES of the network and the last KEYS of a
 * station are kept, so that lost, repeated and invented messages do no harm, and frames
 * under the old key are read while the new one is made.
 *
 * A station under fast transition (802.11r) goes on to the next access point without one:
 * there the MIC of its reassociation proves the keys.
 *
 * Does not derive the keys of direct links (TDLS), or of mesh peers. */
#include "config.h"

#include "wifi-keys.h"

#include "wifi-crypto.h"
#include "wifi-eapol.h"
#include "wifi-given.h"
#include "wifi-transition.h"

#include <glib.h>
#include <openssl/crypto.h>

enum { NONCES = 4, KEYS = 3, GIVEN_MAX = 256 };

/* What a handshake made. */
typedef struct SessionKeys {
  WifiMic mic;
  WifiCipher cipher;
  WifiProtection protection;
  bool own;
  uint8_t kck_octets, kek_octets, tk_octets;
  uint8_t kck[WIFI_KCK_MAX];
  uint8_t kek[WIFI_KEK_MAX];
  uint8_t tk[WIFI_TK_MAX];
} SessionKeys;

typedef struct Station {
  WifiNode node; /* BSSID and station */
  uint8_t nonce_count, key_count;
  bool has_station_nonce;
  bool refused; /* by the newest message with a MIC */
  uint8_t station_nonce[WIFI_NONCE_OCTETS];
  uint8_t nonces[NONCES][WIFI_NONCE_OCTETS]; /* of the network, the newest first */
  WifiAbility choice;                        /* as message 2 tells it */
  WifiTransition transition;                 /* the same */
  SessionKeys keys[KEYS];                    /* the newest first */
} Station;

struct WifiKeys {
  GArray *given;
  WifiTable *stations;
  uint8_t plain[WIFI_BODY_MAX];
};

/* --- what the user gave ---------------------------------------------------------- */

static void
clear_station (void *entry)
{
  Station *station = entry;
  OPENSSL_cleanse (station->keys, sizeof station->keys);
}

WifiKeys *
wifi_keys_new (uint64_t stations)
{
  WifiKeys *keys = g_new0 (WifiKeys, 1);
  keys->given = g_array_new (FALSE, TRUE, sizeof (WifiGiven));
  g_array_set_clear_func (keys->given, wifi_given_clear);
  keys->stations = wifi_table_new (sizeof (Station), stations, clear_station);
  return keys;
}

void
wifi_keys_free (WifiKeys *keys)
{
  if (keys == NULL)
    return;
  g_array_unref (keys->given);
  wifi_table_free (keys->stations);
  OPENSSL_cleanse (keys->plain, sizeof keys->plain);
  g_free (keys);
}

bool
wifi_keys_add (WifiKeys *keys, const char *text, const char **why)
{
  WifiGiven given;
  *why = keys->given->len < GIVEN_MAX ? wifi_given_parse (&given, text) : "there are too many of them";
  if (*why == NULL)
    g_array_append_val (keys->given, given);
  return *why == NULL;
}

bool
wifi_keys_any (const WifiKeys *keys)
{
  return keys->given->len > 0;
}

bool
wifi_keys_fit (const WifiKeys *keys, const WifiNetwork *network)
{
  const bool wep = wifi_network_protection (network) == WIFI_WEP;
  for (guint i = 0; i < keys->given->len; i++)
    {
      const WifiGiven *given = &g_array_index (keys->given, WifiGiven, i);
      if (given->wep == wep && (wep || wifi_given_fits (given, network)))
        return true;
    }
  return false;
}

/* --- session keys ------------------------------------------------------------------ */

static WifiCipher
cipher_of (const WifiAbility *choice, const WifiEapol *eapol)
{
  static const WifiCipher ciphers[]
      = { WIFI_CIPHER_CCMP_128, WIFI_CIPHER_GCMP_256, WIFI_CIPHER_CCMP_256, WIFI_CIPHER_GCMP_128, WIFI_CIPHER_TKIP };
  /* Version 1 stands for TKIP, and 2 for what came after it. */
  if (eapol->version == 1)
    return WIFI_CIPHER_TKIP;
  for (unsigned i = 0; i < G_N_ELEMENTS (ciphers); i++)
    if ((choice->pairwise & 1u << ciphers[i]) != 0)
      return ciphers[i];
  return WIFI_CIPHER_CCMP_128;
}

/* Lengths and functions of a handshake (table 12-10). */
static WifiHash
set_kinds (SessionKeys *keys, const WifiAbility *choice, const WifiEapol *eapol)
{
  enum { SUITE_B_192 = 1u << 12 | 1u << 13, SHA256_HMAC = 1u << 11 | 1u << 18 };
  const bool suite_b_192 = eapol->mic_octets == 24 || (choice->akms & SUITE_B_192) != 0;
  keys->cipher = cipher_of (choice, eapol);
  keys->kck_octets = suite_b_192 ? 24 : 16;
  keys->kek_octets = suite_b_192 ? 32 : 16;
  keys->tk_octets = keys->cipher == WIFI_CIPHER_CCMP_128 || keys->cipher == WIFI_CIPHER_GCMP_128 ? 16 : 32;
  const bool sae = wifi_ability_is_wpa3 (choice);
  keys->protection = eapol->descriptor == WIFI_DESCRIPTOR_WPA ? WIFI_WPA : sae ? WIFI_WPA3 : WIFI_WPA2;
  keys->own = sae || wifi_ability_is_enterprise (choice);
  switch (eapol->version)
    {
    case 1:
      keys->mic = WIFI_MIC_HMAC_MD5;
      return WIFI_SHA1;
    case 2:
      keys->mic = WIFI_MIC_HMAC_SHA1;
      return WIFI_SHA1;
    case 3:
      keys->mic = WIFI_MIC_AES_CMAC;
      return WIFI_SHA256;
    default:
      keys->mic = suite_b_192                         ? WIFI_MIC_HMAC_SHA384
                  : (choice->akms & SHA256_HMAC) != 0 ? WIFI_MIC_HMAC_SHA256
                                                      : WIFI_MIC_AES_CMAC;
      return suite_b_192 ? WIFI_SHA384 : WIFI_SHA256;
    }
}

static bool
mic_fits (const SessionKeys *keys, const WifiEapol *eapol)
{
  uint8_t mic[WIFI_MIC_MAX];
  const size_t octets = keys->mic == WIFI_MIC_HMAC_SHA384 ? 24 : 16;
  return octets == eapol->mic_octets
         && wifi_mic (mic, keys->mic, keys->kck, keys->kck_octets, eapol->frame, eapol->length, eapol->mic_at)
         && CRYPTO_memcmp (mic, eapol->frame + eapol->mic_at, octets) == 0;
}

/* The smaller of two first (§12.7.1.3). */
static uint8_t *
put_ordered (uint8_t *to, const uint8_t *a, const uint8_t *b, size_t octets)
{
  const bool a_first = memcmp (a, b, octets) < 0;
  memcpy (to, a_first ? a : b, octets);
  memcpy (to + octets, a_first ? b : a, octets);
  return to + 2 * octets;
}

enum { CONTEXT = 2 * WIFI_MAC_OCTETS + 2 * WIFI_NONCE_OCTETS };

/* §12.7.1.3. */
static bool
expand (uint8_t *made, size_t octets, WifiHash hash, const WifiGiven *given, const Station *station,
        const uint8_t *nonce)
{
  uint8_t context[CONTEXT];
  uint8_t *behind = put_ordered (context, station->node.key, station->node.key + WIFI_MAC_OCTETS, WIFI_MAC_OCTETS);
  put_ordered (behind, nonce, station->station_nonce, WIFI_NONCE_OCTETS);
  return wifi_prf (made, octets, hash, given->key, given->octets, "Pairwise key expansion", context, sizeof context);
}

/* §12.7.1.6.5. */
static bool
expand_transition (uint8_t *made, size_t octets, const WifiGiven *given, const Station *station,
                   const WifiTransition *transition, const uint8_t *station_nonce, const uint8_t *nonce)
{
  uint8_t context[CONTEXT], pmk[WIFI_PMK_OCTETS];
  memcpy (context, station_nonce, WIFI_NONCE_OCTETS);
  memcpy (context + WIFI_NONCE_OCTETS, nonce, WIFI_NONCE_OCTETS);
  memcpy (context + 2 * WIFI_NONCE_OCTETS, station->node.key, 2 * (size_t) WIFI_MAC_OCTETS);
  const bool derived = wifi_transition_derive (pmk, transition, given->key, given->octets, given->ssid,
                                               given->ssid_length, station->node.key + WIFI_MAC_OCTETS)
                       && wifi_prf (made, octets, WIFI_SHA256, pmk, sizeof pmk, "FT-PTK", context, sizeof context);
  OPENSSL_cleanse (pmk, sizeof pmk);
  return derived;
}

static void
share_out (SessionKeys *keys, const uint8_t *made)
{
  memcpy (keys->kck, made, keys->kck_octets);
  memcpy (keys->kek, made + keys->kck_octets, keys->kek_octets);
  memcpy (keys->tk, made + keys->kck_octets + keys->kek_octets, keys->tk_octets);
}

static bool
derive (SessionKeys *keys, const WifiGiven *given, const Station *station, const uint8_t *nonce, const WifiEapol *eapol)
{
  uint8_t made[WIFI_KCK_MAX + WIFI_KEK_MAX + WIFI_TK_MAX];
  const WifiHash hash = set_kinds (keys, &station->choice, eapol);
  const size_t octets = keys->kck_octets + keys->kek_octets + keys->tk_octets;
  const bool fast = wifi_ability_is_fast_transition (&station->choice);
  const bool derived
      = fast ? expand_transition (made, octets, given, station, &station->transition, station->station_nonce, nonce)
             : expand (made, octets, hash, given, station, nonce);
  if (!derived)
    return false;
  share_out (keys, made);
  OPENSSL_cleanse (made, sizeof made);
  return mic_fits (keys, eapol);
}

static void
keep_keys (WifiKeys *keys, Station *station, WifiNetwork *network, const WifiGiven *given, const SessionKeys *made)
{
  memmove (&station->keys[1], &station->keys[0], (KEYS - 1) * sizeof station->keys[0]);
  station->keys[0] = *made;
  station->key_count = MIN (station->key_count + 1, KEYS);
  wifi_table_keep (keys->stations, station);
  network->handshakes.verified++;
  wifi_network_set_name (network, given->ssid, given->ssid_length);
}

/* What a station chose may leave a passphrase without a say; a master key that was given
 * may still be the one of this very station. */
static bool
passphrase_counts (WifiNetwork *network, const Station *station)
{
  const WifiAbility *choice = &station->choice;
  const bool enterprise = wifi_ability_is_enterprise (choice);
  const bool wpa3 = wifi_ability_is_wpa3 (choice);
  const bool fast = wifi_ability_is_fast_transition (choice) && !station->transition.present;
  network->handshakes.wpa3 |= wpa3;
  network->handshakes.enterprise |= enterprise;
  network->handshakes.fast_transition |= fast && !enterprise;
  return !wpa3 && !enterprise && !fast;
}

/* The keys under which the MIC of this message fits: those that are there, or new ones. */
static const SessionKeys *
find_keys (WifiKeys *keys, WifiNetwork *network, Station *station, const WifiEapol *eapol)
{
  bool tried = false;
  for (unsigned i = 0; i < station->key_count; i++)
    if (mic_fits (&station->keys[i], eapol))
      return &station->keys[i];
  if (!station->has_station_nonce)
    return NULL;
  const bool passphrases = passphrase_counts (network, station);
  for (guint i = 0; i < keys->given->len; i++)
    {
      WifiGiven *given = &g_array_index (keys->given, WifiGiven, i);
      if (given->wep || (given->passphrase != NULL && !passphrases) || !wifi_given_fits (given, network)
          || !wifi_given_derive (given))
        continue;
      for (unsigned n = 0; n < station->nonce_count; n++)
        {
          SessionKeys made = { 0 };
          tried = true;
          if (!derive (&made, given, station, station->nonces[n], eapol))
            continue;
          keep_keys (keys, station, network, given, &made);
          /* The network may have been forgotten since. */
          network->handshakes.refused -= station->refused && network->handshakes.refused > 0;
          station->refused = false;
          return &station->keys[0];
        }
    }
  if (tried && !station->refused && station->key_count == 0)
    {
      station->refused = true;
      network->handshakes.refused++;
    }
  return NULL;
}

/* --- the group's keys ---------------------------------------------------------------- */

static void
keep_group_key (WifiNetwork *network, const uint8_t *key, size_t octets)
{
  WifiGroupKey *group = network->group;
  if (octets == 0 || octets > WIFI_GROUP_KEY_MAX)
    return;
  for (unsigned i = 0; i < WIFI_GROUP_KEYS; i++)
    if (group[i].octets == octets && memcmp (group[i].key, key, octets) == 0)
      return;
  memmove (&group[1], &group[0], (WIFI_GROUP_KEYS - 1) * sizeof group[0]);
  group[0].octets = (uint8_t) octets;
  memcpy (group[0].key, key, octets);
}

/* Elements of key data, one of which holds the key (§12.7.2, table 12-8). */
static void
read_key_data (WifiNetwork *network, const uint8_t *data, size_t length)
{
  static const uint8_t group_key[4] = { 0x00, 0x0f, 0xac, 0x01 };
  enum { KEY_AT = 6 };
  Bytes bytes = bytes_init (data, length, length);
  while (bytes_captured (&bytes) >= 2)
    {
      const uint8_t *head = bytes_take (&bytes, 2);
      const uint8_t *body = bytes_take (&bytes, head[1]);
      if (body == NULL)
        return;
      if (head[0] == 0xdd && head[1] > KEY_AT && memcmp (body, group_key, sizeof group_key) == 0)
        keep_group_key (network, body + KEY_AT, head[1] - KEY_AT);
    }
}

static void
take_group_key (WifiNetwork *network, const SessionKeys *session, const WifiEapol *eapol)
{
  enum { RC4_SKIPPED = 256, VECTOR_OCTETS = 16, DATA_MAX = 1024 };
  const bool wpa = eapol->descriptor == WIFI_DESCRIPTOR_WPA;
  uint8_t data[DATA_MAX];
  size_t octets = eapol->data_octets;
  bool opened;
  if (octets > sizeof data || (!eapol->data_encrypted && !wpa) || (wpa && eapol->message != WIFI_KEY_GROUP_1))
    return;
  if (eapol->version == 1)
    {
      uint8_t key[VECTOR_OCTETS + WIFI_KEK_MAX];
      memcpy (key, eapol->vector, VECTOR_OCTETS);
      memcpy (key + VECTOR_OCTETS, session->kek, 16);
      opened = wifi_rc4 (data, key, VECTOR_OCTETS + 16, RC4_SKIPPED, eapol->data, octets);
    }
  else
    {
      opened = wifi_key_unwrap (data, session->kek, session->kek_octets, eapol->data, octets);
      octets -= 8;
    }
  if (opened && wpa)
    keep_group_key (network, data, octets);
  else if (opened)
    read_key_data (network, data, octets);
  OPENSSL_cleanse (data, sizeof data);
}

/* --- the exchange -------------------------------------------------------------------- */

static void
keep_nonce (Station *station, const uint8_t *nonce)
{
  for (unsigned i = 0; i < station->nonce_count; i++)
    if (memcmp (station->nonces[i], nonce, WIFI_NONCE_OCTETS) == 0)
      return;
  memmove (&station->nonces[1], &station->nonces[0], (NONCES - 1) * sizeof station->nonces[0]);
  memcpy (station->nonces[0], nonce, WIFI_NONCE_OCTETS);
  station->nonce_count = MIN (station->nonce_count + 1, NONCES);
}

static void
keep_station_nonce (Station *station, const WifiEapol *eapol)
{
  memcpy (station->station_nonce, eapol->nonce, WIFI_NONCE_OCTETS);
  station->has_station_nonce = true;
  if (eapol->message != WIFI_KEY_MESSAGE_2)
    return;
  const Bytes data = bytes_init (eapol->data, eapol->data_octets, eapol->data_octets);
  wifi_ability_read (&station->choice, data);
  wifi_transition_read (&station->transition, data);
}

void
wifi_keys_take_eapol (WifiKeys *keys, WifiNetwork *network, const WifiFrame *frame, Bytes bytes)
{
  WifiEapol eapol;
  if (!wifi_eapol_read (&eapol, bytes) || eapol.message == WIFI_KEY_OTHER)
    return;
  if (eapol.message <= WIFI_KEY_MESSAGE_4)
    network->handshakes.seen |= (uint8_t) (2u << eapol.message);
  if (!wifi_keys_any (keys) || (frame->station[0] & 1) != 0)
    return;
  Station *station = wifi_table_get (keys->stations, network->node.key, frame->station);
  const SessionKeys *session = NULL;
  switch (eapol.message)
    {
    case WIFI_KEY_MESSAGE_1:
      keep_nonce (station, eapol.nonce);
      break;
    case WIFI_KEY_MESSAGE_4:
      if (!eapol.has_nonce)
        break;
      /* fall through */
    case WIFI_KEY_MESSAGE_2:
      keep_station_nonce (station, &eapol);
      find_keys (keys, network, station, &eapol);
      break;
    case WIFI_KEY_MESSAGE_3:
      keep_nonce (station, eapol.nonce);
      /* fall through */
    default:
      session = find_keys (keys, network, station, &eapol);
      if (session != NULL)
        take_group_key (network, session, &eapol);
      break;
    }
}

/* --- on the way to the next access point --------------------------------------------- */

static const SessionKeys *
find_roaming_keys (WifiKeys *keys, WifiNetwork *network, Station *station, const WifiRoaming *roaming, bool response)
{
  const uint8_t *bssid = station->node.key, *address = station->node.key + WIFI_MAC_OCTETS;
  for (unsigned i = 0; i < station->key_count; i++)
    if (wifi_roaming_fits (roaming, station->keys[i].kck, station->keys[i].kck_octets, bssid, address, response))
      return &station->keys[i];
  for (guint i = 0; i < keys->given->len; i++)
    {
      WifiGiven *given = &g_array_index (keys->given, WifiGiven, i);
      if (given->wep || !wifi_given_fits (given, network) || !wifi_given_derive (given))
        continue;
      /* As with version 3 of the handshake's frames. */
      const WifiEapol like = { .descriptor = WIFI_DESCRIPTOR_RSN, .version = 3, .mic_octets = 16 };
      SessionKeys made = { 0 };
      uint8_t octets[WIFI_KCK_MAX + WIFI_KEK_MAX + WIFI_TK_MAX];
      set_kinds (&made, &roaming->choice, &like);
      if (!expand_transition (octets, made.kck_octets + made.kek_octets + made.tk_octets, given, station,
                              &roaming->transition, roaming->station_nonce, roaming->network_nonce))
        continue;
      share_out (&made, octets);
      OPENSSL_cleanse (octets, sizeof octets);
      if (!wifi_roaming_fits (roaming, made.kck, made.kck_octets, bssid, address, response))
        continue;
      keep_keys (keys, station, network, given, &made);
      return &station->keys[0];
    }
  return NULL;
}

/* Key information, length and a counter stand before the wrapped key (§9.4.2.47). */
static void
take_roaming_group_key (WifiNetwork *network, const SessionKeys *session, const WifiRoaming *roaming)
{
  enum { LENGTH_AT = 2, KEY_AT = 11 };
  uint8_t key[UINT8_MAX];
  if (roaming->group == NULL || roaming->group_octets <= KEY_AT)
    return;
  const size_t octets = roaming->group[LENGTH_AT], wrapped = roaming->group_octets - KEY_AT;
  if (octets + 8 <= wrapped
      && wifi_key_unwrap (key, session->kek, session->kek_octets, roaming->group + KEY_AT, wrapped))
    keep_group_key (network, key, octets);
  OPENSSL_cleanse (key, sizeof key);
}

void
wifi_keys_take_roaming (WifiKeys *keys, WifiNetwork *network, const uint8_t station[6], bool response, Bytes elements)
{
  WifiRoaming roaming;
  if (!wifi_keys_any (keys) || (station[0] & 1) != 0 || !wifi_roaming_read (&roaming, elements)
      || !wifi_ability_is_fast_transition (&roaming.choice) || wifi_ability_is_wpa3 (&roaming.choice))
    return;
  Station *entry = wifi_table_get (keys->stations, network->node.key, station);
  const SessionKeys *session = find_roaming_keys (keys, network, entry, &roaming, response);
  network->handshakes.fast_transition |= session == NULL;
  if (session != NULL)
    take_roaming_group_key (network, session, &roaming);
}

/* --- frames -------------------------------------------------------------------------- */

enum { EXTENDED_IV = 0x20 };

static bool
open_wep (WifiKeys *keys, const WifiFrame *frame, const uint8_t *body, size_t length, size_t *octets)
{
  for (guint i = 0; i < keys->given->len; i++)
    {
      const WifiGiven *given = &g_array_index (keys->given, WifiGiven, i);
      if (given->wep
          && wifi_open (keys->plain, octets, WIFI_CIPHER_WEP_104, given->key, given->octets, frame, body, length))
        return true;
    }
  return false;
}

/* A group's cipher is told by its key's length, and by whether the frame opens. */
static bool
open_group (WifiKeys *keys, const WifiNetwork *network, const WifiFrame *frame, const uint8_t *body, size_t length,
            size_t *octets, const uint8_t **michael)
{
  static const struct {
    WifiCipher cipher;
    uint8_t octets;
  } rows[] = {
    { WIFI_CIPHER_CCMP_128, 16 }, { WIFI_CIPHER_TKIP, 32 },     { WIFI_CIPHER_GCMP_128, 16 },
    { WIFI_CIPHER_GCMP_256, 32 }, { WIFI_CIPHER_CCMP_256, 32 }, { WIFI_CIPHER_WEP_104, 5 },
    { WIFI_CIPHER_WEP_104, 13 },
  };
  for (unsigned i = 0; i < WIFI_GROUP_KEYS; i++)
    for (unsigned row = 0; row < G_N_ELEMENTS (rows); row++)
      {
        const WifiGroupKey *group = &network->group[i];
        if (group->octets != rows[row].octets
            || !wifi_open (keys->plain, octets, rows[row].cipher, group->key, group->octets, frame, body, length))
          continue;
        *michael = rows[row].cipher == WIFI_CIPHER_TKIP ? group->key + 16 : NULL;
        return true;
      }
  return false;
}

bool
wifi_keys_open (WifiKeys *keys, WifiNetwork *network, const WifiFrame *frame, const Bytes *body, WifiOpened *opened)
{
  const size_t length = bytes_length (body);
  const uint8_t *octets = bytes_peek (body, length);
  size_t got = 0;
  if (octets == NULL || length < 4 || length > WIFI_BODY_MAX)
    return false;
  *opened = (WifiOpened){ .protection = WIFI_WEP };
  bool done = (octets[3] & EXTENDED_IV) == 0 && open_wep (keys, frame, octets, length, &got);

  const Station *station = wifi_table_find (keys->stations, network->node.key, frame->station);
  for (unsigned i = 0; station != NULL && i < station->key_count && !done; i++)
    {
      const SessionKeys *session = &station->keys[i];
      done = wifi_open (keys->plain, &got, session->cipher, session->tk, session->tk_octets, frame, octets, length);
      /* Each direction has a key of its own: first that of the network. */
      if (done && session->cipher == WIFI_CIPHER_TKIP)
        opened->michael = session->tk + (frame->bssid == frame->transmitter ? 16 : 24);
      opened->protection = session->protection;
      opened->own_key = session->own;
    }
  if (!done && (frame->receiver[0] & 1) != 0)
    {
      const WifiProtection network_protection = wifi_network_protection (network);
      done = open_group (keys, network, frame, octets, length, &got, &opened->michael);
      opened->protection = network_protection == WIFI_OPEN ? WIFI_WPA2 : network_protection;
    }
  opened->body = bytes_init (keys->plain, got, got);
  return done;
}

bool
wifi_keys_know (const WifiKeys *keys, const WifiNetwork *network, const WifiFrame *frame)
{
  const Station *station = wifi_table_find (keys->stations, network->node.key, frame->station);
  return station != NULL && station->key_count > 0;
}

uint64_t
wifi_keys_hit (const WifiKeys *keys)
{
  return wifi_table_hit (keys->stations);
}

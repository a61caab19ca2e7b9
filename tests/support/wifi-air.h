/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wireless network for tests: an access point and a station that make their keys by
 * the four-way handshake and send protected frames, all as octets. */
#ifndef SMTPLENS_TESTS_WIFI_AIR_H
#define SMTPLENS_TESTS_WIFI_AIR_H

#include "tests/unit/src/wire.h"

#include "src/wifi-crypto.h"
#include "src/wifi-eapol.h"

#include <openssl/evp.h>

typedef struct AirSuite {
  uint8_t descriptor, version, akm, cipher; /* as on the wire */
} AirSuite;

typedef struct Air {
  AirSuite suite;
  uint8_t bssid[6], station[6];
  uint8_t pmk[WIFI_PMK_OCTETS];
  uint8_t nonces[2][WIFI_NONCE_OCTETS]; /* of access point and station */
  uint8_t ptk[2][80];                   /* of this handshake and of the one before */
  uint8_t group[16];
  uint64_t number; /* of packets */
  uint16_t sequence;
  unsigned handshake;
} Air;

static inline void
air_derive (Air *air)
{
  uint8_t context[76];
  const bool first = memcmp (air->bssid, air->station, 6) < 0;
  const bool nonce_first = memcmp (air->nonces[0], air->nonces[1], 32) < 0;
  memcpy (context, first ? air->bssid : air->station, 6);
  memcpy (context + 6, first ? air->station : air->bssid, 6);
  memcpy (context + 12, air->nonces[!nonce_first], 32);
  memcpy (context + 44, air->nonces[nonce_first], 32);
  memcpy (air->ptk[1], air->ptk[0], sizeof air->ptk[0]);
  const size_t octets = air->suite.cipher == WIFI_CIPHER_GCMP_256 ? 64 : 48;
  g_assert_true (wifi_prf (air->ptk[0], octets, air->suite.version == 3 ? WIFI_SHA256 : WIFI_SHA1, air->pmk, 32,
                           "Pairwise key expansion", context, sizeof context));
}

/* The next handshake: other nonces. */
static inline void
air_join (Air *air)
{
  air->handshake++;
  for (unsigned i = 0; i < 32; i++)
    {
      air->nonces[0][i] = (uint8_t) (17 * air->handshake + i);
      air->nonces[1][i] = (uint8_t) (91 * air->handshake + 3 * i);
    }
  air_derive (air);
}

static inline void
air_init (Air *air, AirSuite suite, const char *ssid, const char *passphrase)
{
  static const uint8_t bssid[6] = { 2, 0, 0, 0, 0, 1 }, station[6] = { 0x02, 0xaa, 0xbb, 0xcc, 0xdd, 0x01 };
  *air = (Air){ .suite = suite, .number = 1, .sequence = 1 };
  memcpy (air->bssid, bssid, 6);
  memcpy (air->station, station, 6);
  memset (air->group, 0x77, sizeof air->group);
  g_assert_true (wifi_pmk_derive (air->pmk, passphrase, (const uint8_t *) ssid, strlen (ssid)));
  air_join (air);
}

static inline GByteArray *
air_append (GByteArray *octets, const void *more, size_t length)
{
  return g_byte_array_append (octets, more, (guint) length);
}

/* Frame control, addresses and sequence number. */
static inline GByteArray *
air_header (Air *air, bool from_ap, bool protected, const uint8_t *receiver)
{
  const uint8_t control[4] = { 0x08, (uint8_t) ((from_ap ? 0x02 : 0x01) | (protected ? 0x40 : 0)), 0, 0 };
  const uint8_t sequence[2] = { (uint8_t) (air->sequence << 4), (uint8_t) (air->sequence >> 4) };
  static const uint8_t host[6] = { 0x02, 0xaa, 0xbb, 0xcc, 0xdd, 0x02 };
  GByteArray *frame = g_byte_array_new ();
  air->sequence = (air->sequence + 1) & 0xfff;
  air_append (frame, control, 4);
  air_append (frame, from_ap ? receiver : air->bssid, 6);
  air_append (frame, from_ap ? air->bssid : air->station, 6);
  air_append (frame, host, 6);
  return air_append (frame, sequence, 2);
}

/* Sealed by CCMP or GCMP; the header is already there. */
static inline void
air_seal (Air *air, GByteArray *frame, const uint8_t *key, uint8_t cipher, const uint8_t *plain, size_t length)
{
  const bool ccm = cipher == WIFI_CIPHER_CCMP_128;
  const uint64_t n = air->number++;
  const uint8_t vector[8] = { (uint8_t) n, (uint8_t) (n >> 8), 0, 0x20, (uint8_t) (n >> 16), 0, 0, 0 };
  uint8_t nonce[13] = { 0 }, aad[22], tag[16];
  uint8_t *at = ccm ? nonce + 1 : nonce;
  memcpy (at, frame->data + 10, 6);
  const uint8_t number[6] = { 0, 0, 0, vector[4], vector[1], vector[0] };
  memcpy (at + 6, number, 6);
  aad[0] = frame->data[0] & 0x8f;
  aad[1] = frame->data[1] & 0xc7;
  memcpy (aad + 2, frame->data + 4, 18);
  aad[20] = frame->data[22] & 0x0f;
  aad[21] = 0;
  air_append (frame, vector, 8);

  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  g_autofree uint8_t *sealed = g_malloc (length);
  int got = 0;
  EVP_EncryptInit_ex (context,
                      ccm           ? EVP_aes_128_ccm ()
                      : cipher == 9 ? EVP_aes_256_gcm ()
                                    : EVP_aes_128_gcm (),
                      NULL, NULL, NULL);
  EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_IVLEN, ccm ? 13 : 12, NULL);
  if (ccm)
    EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, 8, NULL);
  EVP_EncryptInit_ex (context, NULL, NULL, key, nonce);
  if (ccm)
    EVP_EncryptUpdate (context, NULL, &got, NULL, (int) length);
  EVP_EncryptUpdate (context, NULL, &got, aad, sizeof aad);
  EVP_EncryptUpdate (context, sealed, &got, plain, (int) length);
  EVP_EncryptFinal_ex (context, tag, &got);
  EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, ccm ? 8 : 16, tag);
  EVP_CIPHER_CTX_free (context);
  air_append (frame, sealed, length);
  air_append (frame, tag, ccm ? 8 : 16);
}

/* The group's key as element, wrapped by AES or RC4. */
static inline GByteArray *
air_group_data (const Air *air, const uint8_t vector[16])
{
  uint8_t element[24] = { 0xdd, 22, 0x00, 0x0f, 0xac, 0x01, 0x01, 0x00 }, out[32];
  memcpy (element + 8, air->group, 16);
  GByteArray *data = g_byte_array_new ();
  if (air->suite.version == 1)
    {
      uint8_t key[32];
      memcpy (key, vector, 16);
      memcpy (key + 16, air->ptk[0] + 16, 16);
      g_assert_true (wifi_rc4 (out, key, sizeof key, 256, element, sizeof element));
      return air_append (data, out, sizeof element);
    }
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  int got = 0;
  EVP_CIPHER_CTX_set_flags (context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  EVP_EncryptInit_ex (context, EVP_aes_128_wrap (), NULL, air->ptk[0] + 16, NULL);
  EVP_EncryptUpdate (context, out, &got, element, sizeof element);
  EVP_CIPHER_CTX_free (context);
  return air_append (data, out, (size_t) got);
}

/* Message 1 to 4 of the handshake, from EAPOL's version on. */
static inline GByteArray *
air_eapol (const Air *air, unsigned message)
{
  static const uint16_t information[] = { 0, 0x0088, 0x0108, 0x13c8, 0x0308 };
  const uint8_t suites[] = { 0x30, 20, 1, 0,    0,    0x0f,           0xac, 4, 1, 0, 0, 0x0f, 0xac, air->suite.cipher,
                             1,    0,  0, 0x0f, 0xac, air->suite.akm, 0,    0 };
  uint8_t head[99] = { 2, 3 };
  g_autoptr (GByteArray) data = NULL;
  memset (head + 49, 0x5a, 16); /* the vector of RC4 */
  if (message == 3)
    data = air_group_data (air, head + 49);
  else
    data = g_byte_array_new ();
  if (message == 2)
    air_append (data, suites, sizeof suites);
  wire_set_be16 (head + 2, 95 + data->len);
  head[4] = air->suite.descriptor;
  wire_set_be16 (head + 5, (size_t) information[message] | air->suite.version);
  head[16] = (uint8_t) air->handshake; /* the replay counter */
  if (message != 4)
    memcpy (head + 17, air->nonces[message == 2], 32);
  wire_set_be16 (head + 97, data->len);
  GByteArray *eapol = g_byte_array_new ();
  air_append (eapol, head, sizeof head);
  air_append (eapol, data->data, data->len);
  if (message != 1)
    {
      static const WifiMic kinds[] = { 0, WIFI_MIC_HMAC_MD5, WIFI_MIC_HMAC_SHA1, WIFI_MIC_AES_CMAC };
      uint8_t mic[WIFI_MIC_MAX];
      g_assert_true (wifi_mic (mic, kinds[air->suite.version], air->ptk[0], 16, eapol->data, eapol->len, 81));
      memcpy (eapol->data + 81, mic, 16);
    }
  return eapol;
}

static inline GByteArray *
air_message (Air *air, unsigned message)
{
  static const uint8_t llc[8] = { 0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0x8e };
  GByteArray *frame = air_header (air, message % 2 == 1, false, air->station);
  g_autoptr (GByteArray) eapol = air_eapol (air, message);
  air_append (frame, llc, sizeof llc);
  return air_append (frame, eapol->data, eapol->len);
}

/* Protected by the keys of this handshake (0) or of the one before (1). */
static inline GByteArray *
air_data (Air *air, unsigned age, const uint8_t *packet, size_t length)
{
  GByteArray *frame = air_header (air, false, true, NULL);
  air_seal (air, frame, air->ptk[age] + 32, air->suite.cipher, packet, length);
  return frame;
}

static inline GByteArray *
air_group_frame (Air *air, const uint8_t *packet, size_t length)
{
  static const uint8_t everybody[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  GByteArray *frame = air_header (air, true, true, everybody);
  air_seal (air, frame, air->group, WIFI_CIPHER_CCMP_128, packet, length);
  return frame;
}

static inline GByteArray *
air_beacon (const Air *air, const char *ssid)
{
  static const uint8_t control[4] = { 0x80 }, fixed[14] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x64, 0, 0x11, 0 };
  const uint8_t suites[] = { 0x30, 20, 1, 0,    0,    0x0f,           0xac, 4, 1, 0, 0, 0x0f, 0xac, air->suite.cipher,
                             1,    0,  0, 0x0f, 0xac, air->suite.akm, 0,    0 };
  const uint8_t element[2] = { 0, (uint8_t) strlen (ssid) };
  GByteArray *frame = g_byte_array_new ();
  air_append (frame, control, 4);
  air_append (frame, "\377\377\377\377\377\377", 6);
  air_append (frame, air->bssid, 6);
  air_append (frame, air->bssid, 6);
  air_append (frame, fixed, sizeof fixed);
  air_append (frame, element, 2);
  air_append (frame, ssid, strlen (ssid));
  return air_append (frame, suites, sizeof suites);
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ciphers of frames: WEP (IEEE 802.11-2020 §12.3.2), TKIP (§12.5.2), CCMP
 * (§12.5.3), GCMP (§12.5.5).  AES and RC4 are libcrypto's; TKIP's mixing of keys and
 * Michael are no one's but TKIP's, and stand here.
 *
 * Packet numbers are not compared: a listener misses frames, and sees repeats. */
#include "config.h"

#include "wifi-crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <zlib.h>

enum { VECTOR = 8, AAD_MAX = 30, CHECK_OCTETS = 4 };

/* --- CCMP and GCMP ------------------------------------------------------------- */

/* §12.5.3.3.3: the header without what may change when a frame is sent again.  `spp`:
 * the flag of A-MSDUs is protected too, as two stations may agree. */
static size_t
make_aad (uint8_t aad[AAD_MAX], const WifiFrame *frame, bool spp)
{
  enum { SUBTYPE_KEPT = 0x8f, CONTROL_KEPT = 0xc7, CONTROL_HTC = 0x80, PROTECTED = 0x40, QOS = 0x80 };
  const uint8_t *header = frame->header;
  const bool qos = frame->tid != WIFI_NO_TID, four = frame->to_ds && frame->from_ds;
  size_t octets = 22;
  aad[0] = frame->type == WIFI_DATA ? header[0] & SUBTYPE_KEPT : header[0];
  aad[1] = (header[1] & (qos ? CONTROL_KEPT & ~CONTROL_HTC : CONTROL_KEPT)) | PROTECTED;
  memcpy (aad + 2, header + 4, 3 * WIFI_MAC_OCTETS);
  aad[20] = frame->fragment;
  aad[21] = 0;
  if (four)
    {
      memcpy (aad + octets, header + 24, WIFI_MAC_OCTETS);
      octets += WIFI_MAC_OCTETS;
    }
  if (qos)
    {
      aad[octets++] = frame->tid | (spp && frame->amsdu ? QOS : 0);
      aad[octets++] = 0;
    }
  return octets;
}

static const EVP_CIPHER *
aead_of (WifiCipher cipher)
{
  switch (cipher)
    {
    case WIFI_CIPHER_CCMP_128:
      return EVP_aes_128_ccm ();
    case WIFI_CIPHER_CCMP_256:
      return EVP_aes_256_ccm ();
    case WIFI_CIPHER_GCMP_128:
      return EVP_aes_128_gcm ();
    default:
      return EVP_aes_256_gcm ();
    }
}

typedef struct Aead {
  WifiCipher cipher;
  size_t tag_octets, nonce_octets;
  uint8_t nonce[13];
} Aead;

/* The packet number stands in the vector with its lowest octets first, and apart. */
static Aead
make_nonce (WifiCipher cipher, const WifiFrame *frame, const uint8_t *vector)
{
  const bool ccm = cipher == WIFI_CIPHER_CCMP_128 || cipher == WIFI_CIPHER_CCMP_256;
  Aead aead = { .cipher = cipher, .tag_octets = cipher == WIFI_CIPHER_CCMP_128 ? 8 : 16 };
  uint8_t *at = aead.nonce;
  if (ccm)
    *at++ = frame->tid != WIFI_NO_TID ? frame->tid : 0;
  memcpy (at, frame->transmitter, WIFI_MAC_OCTETS);
  at += WIFI_MAC_OCTETS;
  const uint8_t number[6] = { vector[7], vector[6], vector[5], vector[4], vector[1], vector[0] };
  memcpy (at, number, sizeof number);
  aead.nonce_octets = ccm ? 13 : 12;
  return aead;
}

static bool
open_aead (uint8_t *out, const Aead *aead, const uint8_t *key, const uint8_t *aad, size_t aad_octets,
           const uint8_t *sealed, size_t length)
{
  const bool ccm = aead->nonce_octets == 13;
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  uint8_t tag[16], none[16];
  int got = 0;
  memcpy (tag, sealed + length, aead->tag_octets);
  bool opened = context != NULL && EVP_DecryptInit_ex (context, aead_of (aead->cipher), NULL, NULL, NULL) == 1
                && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_IVLEN, (int) aead->nonce_octets, NULL) == 1
                && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, (int) aead->tag_octets, tag) == 1
                && EVP_DecryptInit_ex (context, NULL, NULL, key, aead->nonce) == 1
                && (!ccm || EVP_DecryptUpdate (context, NULL, &got, NULL, (int) length) == 1)
                && EVP_DecryptUpdate (context, NULL, &got, aad, (int) aad_octets) == 1
                && EVP_DecryptUpdate (context, out, &got, sealed, (int) length) == 1;
  /* CCM compared the tag already; GCM does it now. */
  opened = opened && (ccm || EVP_DecryptFinal_ex (context, none, &got) == 1);
  EVP_CIPHER_CTX_free (context);
  return opened;
}

static bool
open_aes (uint8_t *out, size_t *octets, WifiCipher cipher, const uint8_t *key, const WifiFrame *frame,
          const uint8_t *body, size_t length)
{
  uint8_t aad[AAD_MAX];
  if (length < VECTOR)
    return false;
  const Aead aead = make_nonce (cipher, frame, body);
  if (length <= VECTOR + aead.tag_octets)
    return false;
  const size_t inside = length - VECTOR - aead.tag_octets;
  bool opened = false;
  for (unsigned spp = 0; spp <= frame->amsdu && !opened; spp++)
    opened = open_aead (out, &aead, key, aad, make_aad (aad, frame, spp != 0), body + VECTOR, inside);
  *octets = inside;
  return opened;
}

/* --- WEP ----------------------------------------------------------------------- */

/* RC4, and a CRC behind the data that is encrypted with it. */
static bool
open_rc4 (uint8_t *out, size_t *octets, const uint8_t *seed, size_t seed_octets, const uint8_t *sealed, size_t length)
{
  if (length <= CHECK_OCTETS || !wifi_rc4 (out, seed, seed_octets, 0, sealed, length))
    return false;
  *octets = length - CHECK_OCTETS;
  return crc32_z (0, out, *octets) == le32_at (out + *octets);
}

static bool
open_wep (uint8_t *out, size_t *octets, const uint8_t *key, size_t key_octets, const uint8_t *body, size_t length)
{
  enum { VECTOR_WEP = 4, SEED_VECTOR = 3 };
  uint8_t seed[SEED_VECTOR + WIFI_TK_MAX];
  if (length <= VECTOR_WEP || key_octets > WIFI_TK_MAX)
    return false;
  memcpy (seed, body, SEED_VECTOR);
  memcpy (seed + SEED_VECTOR, key, key_octets);
  return open_rc4 (out, octets, seed, SEED_VECTOR + key_octets, body + VECTOR_WEP, length - VECTOR_WEP);
}

/* --- TKIP ---------------------------------------------------------------------- */

static uint8_t
times_two (uint8_t octet)
{
  return (uint8_t) (octet << 1 ^ ((octet & 0x80) != 0 ? 0x1b : 0));
}

/* AES's S-box: the inverse in GF(2^8), found by walking with 3 and its inverse, and an
 * affine map of it (FIPS 197 §5.1.1). */
static void
make_aes_box (uint8_t box[256])
{
  uint8_t p = 1, q = 1;
  do
    {
      p = p ^ times_two (p);
      q ^= (uint8_t) (q << 1);
      q ^= (uint8_t) (q << 2);
      q ^= (uint8_t) (q << 4);
      if ((q & 0x80) != 0)
        q ^= 0x09;
      const unsigned twice = q | (unsigned) q << 8;
      box[p] = (uint8_t) (q ^ twice >> 7 ^ twice >> 6 ^ twice >> 5 ^ twice >> 4 ^ 0x63);
    }
  while (p != 1);
  box[0] = 0x63;
}

/* TKIP's S-box of 16 bits is made of it (§12.5.2.5.1). */
static uint16_t
substitute (const uint8_t box[256], uint16_t word)
{
  const uint8_t low = box[word & 0xff], high = box[word >> 8];
  const uint16_t a = (uint16_t) (times_two (low) << 8 | (times_two (low) ^ low));
  const uint16_t b = (uint16_t) ((times_two (high) ^ high) << 8 | times_two (high));
  return a ^ b;
}

static uint16_t
rotate_right (uint16_t word)
{
  return (uint16_t) (word >> 1 | word << 15);
}

/* §12.5.2.5.2: temporal key, transmitter and the upper 32 bits of the counter. */
static void
mix_phase_1 (uint16_t mixed[5], const uint8_t box[256], const uint8_t key[16], const uint8_t transmitter[6],
             uint32_t upper)
{
  mixed[0] = (uint16_t) upper;
  mixed[1] = (uint16_t) (upper >> 16);
  for (unsigned i = 0; i < 3; i++)
    mixed[2 + i] = le16_at (transmitter + 2 * i);
  for (unsigned i = 0; i < 8; i++)
    {
      const unsigned j = 2 * (i & 1);
      for (unsigned n = 0; n < 5; n++)
        {
          const uint8_t *word = key + (4 * n + j) % 16;
          mixed[n] = (uint16_t) (mixed[n] + substitute (box, mixed[(n + 4) % 5] ^ le16_at (word)));
        }
      mixed[4] = (uint16_t) (mixed[4] + i);
    }
}

/* §12.5.2.5.3: and the lower 16 bits, to the seed of RC4. */
static void
mix_phase_2 (uint8_t seed[16], const uint8_t box[256], const uint8_t key[16], const uint16_t mixed[5], uint16_t lower)
{
  uint16_t p[6];
  memcpy (p, mixed, 5 * sizeof p[0]);
  p[5] = (uint16_t) (mixed[4] + lower);
  for (unsigned n = 0; n < 6; n++)
    p[n] = (uint16_t) (p[n] + substitute (box, p[(n + 5) % 6] ^ le16_at (key + 2 * n)));
  p[0] = (uint16_t) (p[0] + rotate_right (p[5] ^ le16_at (key + 12)));
  p[1] = (uint16_t) (p[1] + rotate_right (p[0] ^ le16_at (key + 14)));
  for (unsigned n = 2; n < 6; n++)
    p[n] = (uint16_t) (p[n] + rotate_right (p[n - 1]));
  seed[0] = (uint8_t) (lower >> 8);
  seed[1] = (uint8_t) ((lower >> 8 | 0x20) & 0x7f);
  seed[2] = (uint8_t) lower;
  seed[3] = (uint8_t) ((p[5] ^ le16_at (key)) >> 1);
  for (unsigned n = 0; n < 6; n++)
    {
      seed[4 + 2 * n] = (uint8_t) p[n];
      seed[5 + 2 * n] = (uint8_t) (p[n] >> 8);
    }
}

static bool
open_tkip (uint8_t *out, size_t *octets, const uint8_t *key, const WifiFrame *frame, const uint8_t *body, size_t length)
{
  uint8_t box[256], seed[16];
  uint16_t mixed[5];
  if (length <= VECTOR)
    return false;
  /* The seed's second octet is made of the first: a cheap sign that it is TKIP at all. */
  if (body[1] != ((body[0] | 0x20) & 0x7f))
    return false;
  make_aes_box (box);
  mix_phase_1 (mixed, box, key, frame->transmitter, le32_at (body + 4));
  mix_phase_2 (seed, box, key, mixed, (uint16_t) (body[0] << 8 | body[2]));
  const bool opened = open_rc4 (out, octets, seed, sizeof seed, body + VECTOR, length - VECTOR);
  OPENSSL_cleanse (seed, sizeof seed);
  return opened;
}

/* --- Michael ------------------------------------------------------------------- */

static uint32_t
rotate_left (uint32_t word, unsigned by)
{
  return word << by | word >> (32 - by);
}

typedef struct Michael {
  uint32_t left, right, word;
  unsigned octets; /* of the word */
} Michael;

static void
michael_feed (Michael *state, const uint8_t *octets, size_t length)
{
  for (size_t i = 0; i < length; i++)
    {
      state->word |= (uint32_t) octets[i] << 8 * state->octets;
      if (++state->octets < 4)
        continue;
      uint32_t l = state->left ^ state->word, r = state->right;
      r ^= rotate_left (l, 17);
      l += r;
      r ^= (l & 0xff00ff00) >> 8 | (l & 0x00ff00ff) << 8;
      l += r;
      r ^= rotate_left (l, 3);
      l += r;
      r ^= rotate_left (l, 30);
      l += r;
      *state = (Michael){ .left = l, .right = r };
    }
}

void
wifi_michael_header (uint8_t header[WIFI_MICHAEL_HEADER], const uint8_t destination[6], const uint8_t source[6],
                     uint8_t priority)
{
  memset (header, 0, WIFI_MICHAEL_HEADER);
  memcpy (header, destination, WIFI_MAC_OCTETS);
  memcpy (header + WIFI_MAC_OCTETS, source, WIFI_MAC_OCTETS);
  header[2 * WIFI_MAC_OCTETS] = priority;
}

void
wifi_michael (uint8_t mic[WIFI_MICHAEL_OCTETS], const uint8_t key[8], const uint8_t *header, size_t header_octets,
              const uint8_t *octets, size_t length)
{
  static const uint8_t padding[8] = { 0x5a };
  Michael state = { .left = le32_at (key), .right = le32_at (key + 4) };
  michael_feed (&state, header, header_octets);
  michael_feed (&state, octets, length);
  /* 0x5a, at least four zeros, and up to a whole word. */
  michael_feed (&state, padding, 5);
  while (state.octets != 0)
    michael_feed (&state, padding + 1, 1);
  for (unsigned i = 0; i < 4; i++)
    {
      mic[i] = (uint8_t) (state.left >> 8 * i);
      mic[4 + i] = (uint8_t) (state.right >> 8 * i);
    }
}

/* --- all of them ------------------------------------------------------------------ */

bool
wifi_open (uint8_t *out, size_t *octets, WifiCipher cipher, const uint8_t *key, size_t key_octets,
           const WifiFrame *frame, const uint8_t *body, size_t length)
{
  if (length > WIFI_BODY_MAX)
    return false;
  switch (cipher)
    {
    case WIFI_CIPHER_WEP_40:
    case WIFI_CIPHER_WEP_104:
      return open_wep (out, octets, key, key_octets, body, length);
    case WIFI_CIPHER_TKIP:
      return key_octets >= 16 && open_tkip (out, octets, key, frame, body, length);
    case WIFI_CIPHER_CCMP_128:
    case WIFI_CIPHER_GCMP_128:
      return key_octets >= 16 && open_aes (out, octets, cipher, key, frame, body, length);
    case WIFI_CIPHER_CCMP_256:
    case WIFI_CIPHER_GCMP_256:
      return key_octets == 32 && open_aes (out, octets, cipher, key, frame, body, length);
    default:
      return false;
    }
}

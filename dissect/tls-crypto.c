/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cryptography of TLS records, by libcrypto: PRF and key block (RFC 5246 §5, §6.3),
 * HKDF-Expand-Label (RFC 8446 §7.1), nonces (RFC 5288 §3, RFC 6655 §3, RFC 7905 §2,
 * RFC 8446 §5.3) and the AEAD ciphers.
 *
 * Does not: know the handshake, or open CBC and stream suites. */
#include "config.h"

#include "tls-crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum {
  KEY_OCTETS_MAX = 32,
  SALT_OCTETS = 4,     /* of a nonce in TLS 1.2 with AES */
  EXPLICIT_OCTETS = 8, /* the rest of it, in front of the record */
  HASH_OCTETS_MAX = 48,
};

typedef struct AeadRow {
  const EVP_CIPHER *(*cipher) (void);
  uint8_t key;
  uint8_t tag;
  bool ccm;
  bool chacha; /* the whole nonce is derived, in TLS 1.2 as well */
} AeadRow;

static const AeadRow aeads[TLS_AEADS] = {
  [TLS_AES_128_GCM] = { EVP_aes_128_gcm, 16, 16, false, false },
  [TLS_AES_256_GCM] = { EVP_aes_256_gcm, 32, 16, false, false },
  [TLS_AES_128_CCM] = { EVP_aes_128_ccm, 16, 16, true, false },
  [TLS_AES_256_CCM] = { EVP_aes_256_ccm, 32, 16, true, false },
  [TLS_AES_128_CCM_8] = { EVP_aes_128_ccm, 16, 8, true, false },
  [TLS_AES_256_CCM_8] = { EVP_aes_256_ccm, 32, 8, true, false },
  [TLS_CHACHA20_POLY1305] = { EVP_chacha20_poly1305, 32, 16, false, true },
  [TLS_ARIA_128_GCM] = { EVP_aria_128_gcm, 16, 16, false, false },
  [TLS_ARIA_256_GCM] = { EVP_aria_256_gcm, 32, 16, false, false },
};

/* Numbers from first to last, of which the even ones and the odd ones differ. */
static const struct {
  uint16_t first, last, version;
  TlsSuite even, odd;
} suites[] = {
  { 0x1301, 0x1302, TLS_VERSION_1_3, { TLS_AES_256_GCM, true }, { TLS_AES_128_GCM, false } },
  { 0x1303, 0x1304, TLS_VERSION_1_3, { TLS_AES_128_CCM, false }, { TLS_CHACHA20_POLY1305, false } },
  { 0x1305, 0x1305, TLS_VERSION_1_3, { TLS_AES_128_CCM_8, false }, { TLS_AES_128_CCM_8, false } },
  /* RFC 5288, RFC 5487 */
  { 0x009c, 0x00ad, TLS_VERSION_1_2, { TLS_AES_128_GCM, false }, { TLS_AES_256_GCM, true } },
  /* RFC 5289 */
  { 0xc02b, 0xc032, TLS_VERSION_1_2, { TLS_AES_256_GCM, true }, { TLS_AES_128_GCM, false } },
  /* RFC 6209 */
  { 0xc050, 0xc063, TLS_VERSION_1_2, { TLS_ARIA_128_GCM, false }, { TLS_ARIA_256_GCM, true } },
  { 0xc06a, 0xc06f, TLS_VERSION_1_2, { TLS_ARIA_128_GCM, false }, { TLS_ARIA_256_GCM, true } },
  /* RFC 6655, RFC 7251 */
  { 0xc09c, 0xc09f, TLS_VERSION_1_2, { TLS_AES_128_CCM, false }, { TLS_AES_256_CCM, false } },
  { 0xc0a0, 0xc0a3, TLS_VERSION_1_2, { TLS_AES_128_CCM_8, false }, { TLS_AES_256_CCM_8, false } },
  { 0xc0a4, 0xc0a7, TLS_VERSION_1_2, { TLS_AES_128_CCM, false }, { TLS_AES_256_CCM, false } },
  { 0xc0a8, 0xc0ab, TLS_VERSION_1_2, { TLS_AES_128_CCM_8, false }, { TLS_AES_256_CCM_8, false } },
  { 0xc0ac, 0xc0ad, TLS_VERSION_1_2, { TLS_AES_128_CCM, false }, { TLS_AES_256_CCM, false } },
  { 0xc0ae, 0xc0af, TLS_VERSION_1_2, { TLS_AES_128_CCM_8, false }, { TLS_AES_256_CCM_8, false } },
  /* RFC 7905 */
  { 0xcca8, 0xccae, TLS_VERSION_1_2, { TLS_CHACHA20_POLY1305, false }, { TLS_CHACHA20_POLY1305, false } },
  /* RFC 8442 */
  { 0xd001, 0xd002, TLS_VERSION_1_2, { TLS_AES_256_GCM, true }, { TLS_AES_128_GCM, false } },
  { 0xd003, 0xd003, TLS_VERSION_1_2, { TLS_AES_128_CCM_8, false }, { TLS_AES_128_CCM_8, false } },
  { 0xd005, 0xd005, TLS_VERSION_1_2, { TLS_AES_128_CCM, false }, { TLS_AES_128_CCM, false } },
};

struct TlsProtection {
  TlsSuite suite;
  bool tls_1_3;
  EVP_CIPHER_CTX *cipher;          /* with its key */
  uint8_t iv[TLS_NONCE_OCTETS];    /* or the salt */
  uint8_t secret[HASH_OCTETS_MAX]; /* TLS 1.3: what the next generation follows from */
};

bool
tls_suite_find (uint16_t version, uint16_t number, TlsSuite *suite)
{
  for (size_t i = 0; i < G_N_ELEMENTS (suites); i++)
    if (number >= suites[i].first && number <= suites[i].last && version == suites[i].version)
      {
        *suite = number % 2 == 0 ? suites[i].even : suites[i].odd;
        return true;
      }
  return false;
}

static size_t
hash_octets (const TlsSuite *suite)
{
  return suite->sha384 ? 48 : 32;
}

static bool
hash_keyed (const TlsSuite *suite, Octets key, Octets octets, uint8_t digest[HASH_OCTETS_MAX])
{
  const EVP_MD *method = suite->sha384 ? EVP_sha384 () : EVP_sha256 ();
  unsigned length = 0;
  return HMAC (method, key.at, (int) key.length, octets.at, octets.length, digest, &length) != NULL
         && length == hash_octets (suite);
}

/* RFC 5246 §5: P_hash, whose label and seed are joined by the caller. */
static bool
expand_1_2 (const TlsSuite *suite, Octets secret, Octets seed, uint8_t *out, size_t length)
{
  enum { SEED_MAX = 96 };
  size_t size = hash_octets (suite);
  uint8_t joined[HASH_OCTETS_MAX + SEED_MAX], digest[HASH_OCTETS_MAX];
  g_assert (seed.length <= SEED_MAX);
  bool well = hash_keyed (suite, secret, seed, joined); /* A(1) */
  memcpy (joined + size, seed.at, seed.length);
  while (well && length > 0)
    {
      size_t step = MIN (length, size);
      well = hash_keyed (suite, secret, octets_of (joined, size + seed.length), digest);
      memcpy (out, digest, step);
      out += step;
      length -= step;
      well = well && hash_keyed (suite, secret, octets_of (joined, size), digest);
      memcpy (joined, digest, size);
    }
  OPENSSL_cleanse (joined, sizeof joined);
  OPENSSL_cleanse (digest, sizeof digest);
  return well;
}

/* HKDF-Expand-Label without context (RFC 8446 §7.1); all that is wanted of it is no
 * longer than one hash. */
static bool
expand_1_3 (const TlsSuite *suite, Octets secret, const char *label, uint8_t *out, size_t length)
{
  static const char prefix[] = "tls13 ";
  uint8_t info[32], digest[HASH_OCTETS_MAX];
  size_t words = strlen (prefix) + strlen (label), used = 0;
  g_assert (words + 5 <= sizeof info && length <= hash_octets (suite));
  info[used++] = 0;
  info[used++] = (uint8_t) length;
  info[used++] = (uint8_t) words;
  memcpy (info + used, prefix, strlen (prefix));
  memcpy (info + used + strlen (prefix), label, strlen (label));
  used += words;
  info[used++] = 0; /* no context */
  info[used++] = 1; /* T(1), RFC 5869 §2.3 */
  bool well = hash_keyed (suite, secret, octets_of (info, used), digest);
  if (well)
    memcpy (out, digest, length);
  OPENSSL_cleanse (digest, sizeof digest);
  return well;
}

static bool
set_key (TlsProtection *protection, const uint8_t *key)
{
  const AeadRow *row = &aeads[protection->suite.aead];
  EVP_CIPHER_CTX *cipher = protection->cipher = EVP_CIPHER_CTX_new ();
  return cipher != NULL && EVP_DecryptInit_ex (cipher, row->cipher (), NULL, NULL, NULL) == 1
         && EVP_CIPHER_CTX_ctrl (cipher, EVP_CTRL_AEAD_SET_IVLEN, TLS_NONCE_OCTETS, NULL) == 1
         && (!row->ccm || EVP_CIPHER_CTX_ctrl (cipher, EVP_CTRL_AEAD_SET_TAG, row->tag, NULL) == 1)
         && EVP_DecryptInit_ex (cipher, NULL, NULL, key, NULL) == 1;
}

TlsProtection *
tls_protection_new_1_2 (const TlsSuite *suite, Octets master, const uint8_t client_random[TLS_RANDOM_OCTETS],
                        const uint8_t server_random[TLS_RANDOM_OCTETS], Side sender)
{
  static const char label[] = "key expansion";
  const AeadRow *row = &aeads[suite->aead];
  size_t salt = row->chacha ? TLS_NONCE_OCTETS : SALT_OCTETS;
  uint8_t seed[sizeof label - 1 + 2 * TLS_RANDOM_OCTETS], block[2 * (KEY_OCTETS_MAX + TLS_NONCE_OCTETS)];
  if (master.length != TLS_SECRET_OCTETS_MAX)
    return NULL;
  memcpy (seed, label, sizeof label - 1);
  memcpy (seed + sizeof label - 1, server_random, TLS_RANDOM_OCTETS);
  memcpy (seed + sizeof label - 1 + TLS_RANDOM_OCTETS, client_random, TLS_RANDOM_OCTETS);
  TlsProtection *protection = g_new0 (TlsProtection, 1);
  protection->suite = *suite;
  bool well = expand_1_2 (suite, master, octets_of (seed, sizeof seed), block, 2 * (row->key + salt));
  size_t second = sender == SIDE_SERVER;
  if (well)
    {
      memcpy (protection->iv, block + 2 * row->key + second * salt, salt);
      well = set_key (protection, block + second * row->key);
    }
  OPENSSL_cleanse (block, sizeof block);
  if (!well)
    g_clear_pointer (&protection, tls_protection_free);
  return protection;
}

TlsProtection *
tls_protection_new_1_3 (const TlsSuite *suite, Octets secret)
{
  uint8_t key[KEY_OCTETS_MAX];
  if (secret.length != hash_octets (suite))
    return NULL;
  TlsProtection *protection = g_new0 (TlsProtection, 1);
  protection->suite = *suite;
  protection->tls_1_3 = true;
  memcpy (protection->secret, secret.at, secret.length);
  bool well = expand_1_3 (suite, secret, "key", key, aeads[suite->aead].key)
              && expand_1_3 (suite, secret, "iv", protection->iv, sizeof protection->iv) && set_key (protection, key);
  OPENSSL_cleanse (key, sizeof key);
  if (!well)
    g_clear_pointer (&protection, tls_protection_free);
  return protection;
}

TlsProtection *
tls_protection_next (const TlsProtection *protection)
{
  uint8_t secret[HASH_OCTETS_MAX];
  size_t size = hash_octets (&protection->suite);
  TlsProtection *next = NULL;
  if (protection->tls_1_3
      && expand_1_3 (&protection->suite, octets_of (protection->secret, size), "traffic upd", secret, size))
    next = tls_protection_new_1_3 (&protection->suite, octets_of (secret, size));
  OPENSSL_cleanse (secret, sizeof secret);
  return next;
}

void
tls_protection_free (TlsProtection *protection)
{
  if (protection == NULL)
    return;
  EVP_CIPHER_CTX_free (protection->cipher);
  OPENSSL_cleanse (protection, sizeof *protection);
  g_free (protection);
}

static bool
nonce_in_record (const TlsSuite *suite, bool in_1_3)
{
  return !in_1_3 && !aeads[suite->aead].chacha;
}

size_t
tls_suite_overhead (const TlsSuite *suite, bool in_1_3)
{
  return aeads[suite->aead].tag + (nonce_in_record (suite, in_1_3) ? (size_t) EXPLICIT_OCTETS : 0);
}

size_t
tls_protection_overhead (const TlsProtection *protection)
{
  return tls_suite_overhead (&protection->suite, protection->tls_1_3);
}

static void
put_number (uint8_t at[8], uint64_t number)
{
  for (int i = 7; i >= 0; i--, number >>= 8)
    at[i] = (uint8_t) number;
}

/* What the tag vouches for besides the content; returns its length. */
static size_t
put_additional (const TlsProtection *protection, uint64_t number, uint8_t type, uint16_t version, size_t fragment,
                size_t content, uint8_t at[13])
{
  size_t used = 0;
  if (!protection->tls_1_3)
    {
      put_number (at, number);
      used = 8;
    }
  size_t length = protection->tls_1_3 ? fragment : content;
  at[used++] = type;
  at[used++] = (uint8_t) (version >> 8);
  at[used++] = (uint8_t) version;
  at[used++] = (uint8_t) (length >> 8);
  at[used++] = (uint8_t) length;
  return used;
}

static bool
decipher (EVP_CIPHER_CTX *cipher, const AeadRow *row, const uint8_t nonce[TLS_NONCE_OCTETS], Octets additional,
          Octets sealed, const uint8_t *tag, uint8_t *content)
{
  int length = 0;
  uint8_t rest[1];
  if (EVP_CIPHER_CTX_ctrl (cipher, EVP_CTRL_AEAD_SET_TAG, row->tag, (void *) (uintptr_t) tag) != 1
      || EVP_DecryptInit_ex (cipher, NULL, NULL, NULL, nonce) != 1)
    return false;
  if (row->ccm)
    /* The whole at once, tag and all. */
    return EVP_DecryptUpdate (cipher, NULL, &length, NULL, (int) sealed.length) == 1
           && EVP_DecryptUpdate (cipher, NULL, &length, additional.at, (int) additional.length) == 1
           && EVP_DecryptUpdate (cipher, content, &length, sealed.at, (int) sealed.length) == 1;
  return EVP_DecryptUpdate (cipher, NULL, &length, additional.at, (int) additional.length) == 1
         && EVP_DecryptUpdate (cipher, content, &length, sealed.at, (int) sealed.length) == 1
         && EVP_DecryptFinal_ex (cipher, rest, &length) == 1;
}

bool
tls_protection_open (TlsProtection *protection, uint64_t number, uint8_t type, uint16_t version, Octets fragment,
                     uint8_t *content, size_t *length)
{
  const AeadRow *row = &aeads[protection->suite.aead];
  size_t overhead = tls_protection_overhead (protection);
  if (fragment.length < overhead)
    return false;
  uint8_t nonce[TLS_NONCE_OCTETS], additional[13];
  memcpy (nonce, protection->iv, sizeof nonce);
  Octets sealed = octets_slice (fragment, overhead - row->tag, fragment.length - overhead);
  if (nonce_in_record (&protection->suite, protection->tls_1_3))
    memcpy (nonce + SALT_OCTETS, fragment.at, EXPLICIT_OCTETS);
  else
    {
      uint8_t counted[8];
      put_number (counted, number);
      for (size_t i = 0; i < sizeof counted; i++)
        nonce[TLS_NONCE_OCTETS - sizeof counted + i] ^= counted[i];
    }
  /* Nothing but a tag: libcrypto wants a place all the same. */
  if (sealed.at == NULL)
    sealed.at = fragment.at;
  size_t added = put_additional (protection, number, type, version, fragment.length, sealed.length, additional);
  bool well = decipher (protection->cipher, row, nonce, octets_of (additional, added), sealed,
                        fragment.at + fragment.length - row->tag, content);
  if (well)
    *length = sealed.length;
  else
    OPENSSL_cleanse (content, sealed.length);
  return well;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys (IEEE 802.11-2020 §12.7, §J.4) and MICs of their exchange (§12.7.3).  The
 * ciphers of frames are in wifi-cipher.c.
 *
 * libcrypto's default provider has all of it but RC4, which it keeps in a module that
 * would have to be loaded from a file; its old interface needs none. */
#include "config.h"

#include "wifi-crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rc4.h>

enum { PMK_ROUNDS = 4096, PRF_INPUT_MAX = 256 };

static const EVP_MD *
digest_of (WifiHash hash)
{
  return hash == WIFI_SHA1 ? EVP_sha1 () : hash == WIFI_SHA256 ? EVP_sha256 () : EVP_sha384 ();
}

bool
wifi_pmk_derive (uint8_t pmk[WIFI_PMK_OCTETS], const char *passphrase, const uint8_t *ssid, size_t ssid_length)
{
  return PKCS5_PBKDF2_HMAC (passphrase, (int) strlen (passphrase), ssid, (int) ssid_length, PMK_ROUNDS, EVP_sha1 (),
                            WIFI_PMK_OCTETS, pmk)
         == 1;
}

bool
wifi_prf (uint8_t *out, size_t octets, WifiHash hash, const uint8_t *key, size_t key_octets, const char *label,
          const uint8_t *context, size_t context_octets)
{
  const size_t label_octets = strlen (label), bits = octets * 8;
  uint8_t input[PRF_INPUT_MAX], output[EVP_MAX_MD_SIZE];
  if (label_octets + context_octets + 4 > sizeof input)
    return false;
  uint8_t *counter = input, *after = input + label_octets;
  if (hash == WIFI_SHA1)
    {
      /* Label, 0, context, counter. */
      memcpy (input, label, label_octets);
      *after++ = 0;
      memcpy (after, context, context_octets);
      after += context_octets;
      counter = after++;
      *counter = 0;
    }
  else
    {
      /* Counter, label, context, the length wanted in bits. */
      input[0] = 1;
      input[1] = 0;
      memcpy (input + 2, label, label_octets);
      after += 2;
      memcpy (after, context, context_octets);
      after += context_octets;
      *after++ = (uint8_t) bits;
      *after++ = (uint8_t) (bits >> 8);
    }
  bool made = true;
  while (octets > 0 && made)
    {
      unsigned got = 0;
      made = HMAC (digest_of (hash), key, (int) key_octets, input, (size_t) (after - input), output, &got) != NULL;
      const size_t taken = octets < got ? octets : got;
      memcpy (out, output, taken);
      out += taken;
      octets -= taken;
      ++*counter;
    }
  OPENSSL_cleanse (output, sizeof output);
  return made;
}

/* --- MICs ---------------------------------------------------------------------- */

static bool
mic_by_mac (uint8_t mic[EVP_MAX_MD_SIZE], const char *name, const char *kind, const uint8_t *key, size_t key_octets,
            const uint8_t *const parts[3], const size_t lengths[3])
{
  EVP_MAC *mac = EVP_MAC_fetch (NULL, name, NULL);
  EVP_MAC_CTX *context = mac != NULL ? EVP_MAC_CTX_new (mac) : NULL;
  char text[16];
  strncpy (text, kind, sizeof text - 1);
  text[sizeof text - 1] = '\0';
  const OSSL_PARAM parameters[] = { OSSL_PARAM_construct_utf8_string (name[0] == 'H' ? "digest" : "cipher", text, 0),
                                    OSSL_PARAM_construct_end () };
  size_t got = 0;
  bool made = context != NULL && EVP_MAC_init (context, key, key_octets, parameters) == 1;
  for (unsigned i = 0; i < 3 && made; i++)
    made = EVP_MAC_update (context, parts[i], lengths[i]) == 1;
  made = made && EVP_MAC_final (context, mic, &got, EVP_MAX_MD_SIZE) == 1;
  EVP_MAC_CTX_free (context);
  EVP_MAC_free (mac);
  return made;
}

bool
wifi_mic (uint8_t mic[WIFI_MIC_MAX], WifiMic kind, const uint8_t *kck, size_t kck_octets, const uint8_t *frame,
          size_t length, size_t mic_at)
{
  static const uint8_t zeros[WIFI_MIC_MAX] = { 0 };
  static const struct {
    const char *mac, *by;
    size_t octets;
  } rows[] = {
    [WIFI_MIC_HMAC_MD5] = { "HMAC", "MD5", 16 },         [WIFI_MIC_HMAC_SHA1] = { "HMAC", "SHA1", 16 },
    [WIFI_MIC_AES_CMAC] = { "CMAC", "AES-128-CBC", 16 }, [WIFI_MIC_HMAC_SHA256] = { "HMAC", "SHA256", 16 },
    [WIFI_MIC_HMAC_SHA384] = { "HMAC", "SHA384", 24 },
  };
  const size_t octets = rows[kind].octets;
  uint8_t whole[EVP_MAX_MD_SIZE];
  if (mic_at + octets > length)
    return false;
  const uint8_t *const parts[3] = { frame, zeros, frame + mic_at + octets };
  const size_t lengths[3] = { mic_at, octets, length - mic_at - octets };
  if (!mic_by_mac (whole, rows[kind].mac, rows[kind].by, kck, kck_octets, parts, lengths))
    return false;
  memcpy (mic, whole, octets);
  return true;
}

/* --- what hides the group's key -------------------------------------------------- */

bool
wifi_key_unwrap (uint8_t *out, const uint8_t *kek, size_t kek_octets, const uint8_t *in, size_t length)
{
  if (length < 24 || length % 8 != 0 || length > WIFI_BODY_MAX)
    return false;
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  const EVP_CIPHER *cipher = kek_octets == 32 ? EVP_aes_256_wrap () : EVP_aes_128_wrap ();
  int got = 0;
  EVP_CIPHER_CTX_set_flags (context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  const bool opened = EVP_DecryptInit_ex (context, cipher, NULL, kek, NULL) == 1
                      && EVP_DecryptUpdate (context, out, &got, in, (int) length) == 1 && (size_t) got == length - 8;
  EVP_CIPHER_CTX_free (context);
  return opened;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

bool
wifi_rc4 (uint8_t *out, const uint8_t *key, size_t key_octets, size_t skipped, const uint8_t *in, size_t length)
{
  static const uint8_t zeros[256] = { 0 };
  uint8_t unused[sizeof zeros];
  RC4_KEY state;
  if (key_octets == 0 || key_octets > 256 || skipped > sizeof zeros)
    return false;
  RC4_set_key (&state, (int) key_octets, key);
  RC4 (&state, skipped, zeros, unused);
  RC4 (&state, length, in, out);
  OPENSSL_cleanse (&state, sizeof state);
  return true;
}

#pragma GCC diagnostic pop

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cryptography of 802.11, by libcrypto: keys out of passphrases and handshakes,
 * and frames opened with them.  Pure; what is false leaves outputs undefined. */
#ifndef SMTPLENS_WIFI_CRYPTO_H
#define SMTPLENS_WIFI_CRYPTO_H

#include "wifi-frame.h"

enum {
  WIFI_PMK_OCTETS = 32,
  WIFI_PMK_MAX = 48,
  WIFI_NONCE_OCTETS = 32,
  WIFI_TK_MAX = 32,
  WIFI_KCK_MAX = 24,
  WIFI_KEK_MAX = 32,
  WIFI_MIC_MAX = 24,
  WIFI_MICHAEL_OCTETS = 8,
  WIFI_BODY_MAX = 16384,
};

/* Numbers of cipher suites (IEEE 802.11 table 9-149). */
typedef enum WifiCipher {
  WIFI_CIPHER_NONE = 0,
  WIFI_CIPHER_WEP_40 = 1,
  WIFI_CIPHER_TKIP = 2,
  WIFI_CIPHER_CCMP_128 = 4,
  WIFI_CIPHER_WEP_104 = 5,
  WIFI_CIPHER_GCMP_128 = 8,
  WIFI_CIPHER_GCMP_256 = 9,
  WIFI_CIPHER_CCMP_256 = 10,
} WifiCipher;

typedef enum WifiHash { WIFI_SHA1, WIFI_SHA256, WIFI_SHA384 } WifiHash;

/* How the MIC of an EAPOL-Key frame is made. */
typedef enum WifiMic {
  WIFI_MIC_HMAC_MD5,
  WIFI_MIC_HMAC_SHA1,
  WIFI_MIC_AES_CMAC,
  WIFI_MIC_HMAC_SHA256,
  WIFI_MIC_HMAC_SHA384,
} WifiMic;

/* A passphrase and a network's name to the pairwise master key (§J.4.1). */
bool wifi_pmk_derive (uint8_t pmk[WIFI_PMK_OCTETS], const char *passphrase, const uint8_t *ssid, size_t ssid_length);
/* With SHA-1 the PRF of §12.7.1.2, else the KDF of §12.7.1.6.2. */
bool wifi_prf (uint8_t *out, size_t octets, WifiHash hash, const uint8_t *key, size_t key_octets, const char *label,
               const uint8_t *context, size_t context_octets);
/* Of `frame`, in which the MIC's own place reads as zeros; 16 octets, or 24 for SHA-384. */
bool wifi_mic (uint8_t mic[WIFI_MIC_MAX], WifiMic kind, const uint8_t *kck, size_t kck_octets, const uint8_t *frame,
               size_t length, size_t mic_at);
/* AES key wrap (RFC 3394); `out` has length - 8 octets. */
bool wifi_key_unwrap (uint8_t *out, const uint8_t *kek, size_t kek_octets, const uint8_t *in, size_t length);
/* RC4, of whose key stream the first `skipped` octets are not used; `out` may be `in`. */
bool wifi_rc4 (uint8_t *out, const uint8_t *key, size_t key_octets, size_t skipped, const uint8_t *in, size_t length);

/* Michael (§12.5.2.3), over what stands before an MSDU and the MSDU. */
enum { WIFI_MICHAEL_HEADER = 16 };
void wifi_michael_header (uint8_t header[WIFI_MICHAEL_HEADER], const uint8_t destination[6], const uint8_t source[6],
                          uint8_t priority);
void wifi_michael (uint8_t mic[WIFI_MICHAEL_OCTETS], const uint8_t key[8], const uint8_t *header, size_t header_octets,
                   const uint8_t *octets, size_t length);

/* Opens the body of a frame, which begins with its initialization vector and ends with
 * its check value: true if that fits.  `out` has room for as many octets; `octets` gets
 * how many there are.  TKIP's are followed by the MIC of the MSDU, still unchecked. */
bool wifi_open (uint8_t *out, size_t *octets, WifiCipher cipher, const uint8_t *key, size_t key_octets,
                const WifiFrame *frame, const uint8_t *body, size_t length);

#endif

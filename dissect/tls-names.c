/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of names.  Those of suites are in tls-suite.c. */
#include "config.h"

#include "tls-names.h"

#include "translate.h"

#include <glib.h>

typedef struct NameRow {
  uint16_t number;
  const char *name;
} NameRow;

static const char *
name_of (const NameRow *rows, size_t count, uint16_t number)
{
  for (size_t i = 0; i < count; i++)
    if (rows[i].number == number)
      return rows[i].name;
  return NULL;
}

const char *
tls_version_name (uint16_t version)
{
  static const NameRow rows[] = {
    { 0x0002, "SSLv2" },   { 0x0300, "SSLv3" },   { 0x0301, "TLSv1.0" },
    { 0x0302, "TLSv1.1" }, { 0x0303, "TLSv1.2" }, { 0x0304, "TLSv1.3" },
  };
  return version >> 8 == 0x7f ? "TLSv1.3" : name_of (rows, G_N_ELEMENTS (rows), version);
}

const char *
tls_group_name (uint16_t group)
{
  static const NameRow rows[] = {
    { 1, "sect163k1" },
    { 2, "sect163r1" },
    { 3, "sect163r2" },
    { 4, "sect193r1" },
    { 5, "sect193r2" },
    { 6, "sect233k1" },
    { 7, "sect233r1" },
    { 8, "sect239k1" },
    { 9, "sect283k1" },
    { 10, "sect283r1" },
    { 11, "sect409k1" },
    { 12, "sect409r1" },
    { 13, "sect571k1" },
    { 14, "sect571r1" },
    { 15, "secp160k1" },
    { 16, "secp160r1" },
    { 17, "secp160r2" },
    { 18, "secp192k1" },
    { 19, "secp192r1" },
    { 20, "secp224k1" },
    { 21, "secp224r1" },
    { 22, "secp256k1" },
    { 23, "secp256r1" },
    { 24, "secp384r1" },
    { 25, "secp521r1" },
    { 26, "brainpoolP256r1" },
    { 27, "brainpoolP384r1" },
    { 28, "brainpoolP512r1" },
    { 29, "x25519" },
    { 30, "x448" },
    { 31, "brainpoolP256r1tls13" },
    { 32, "brainpoolP384r1tls13" },
    { 33, "brainpoolP512r1tls13" },
    { 41, "curveSM2" },
    { 256, "ffdhe2048" },
    { 257, "ffdhe3072" },
    { 258, "ffdhe4096" },
    { 259, "ffdhe6144" },
    { 260, "ffdhe8192" },
    { 512, "MLKEM512" },
    { 513, "MLKEM768" },
    { 514, "MLKEM1024" },
    { 4587, "SecP256r1MLKEM768" },
    { 4588, "X25519MLKEM768" },
    { 4589, "SecP384r1MLKEM1024" },
    { 0x6399, "X25519Kyber768Draft00" },
    { 0xff01, "arbitrary_explicit_prime_curves" },
    { 0xff02, "arbitrary_explicit_char2_curves" },
  };
  return name_of (rows, G_N_ELEMENTS (rows), group);
}

const char *
tls_signature_name (uint16_t scheme)
{
  static const NameRow rows[] = {
    { 0x0101, "rsa_md5" },
    { 0x0201, "rsa_pkcs1_sha1" },
    { 0x0202, "dsa_sha1" },
    { 0x0203, "ecdsa_sha1" },
    { 0x0301, "rsa_sha224" },
    { 0x0302, "dsa_sha224" },
    { 0x0303, "ecdsa_sha224" },
    { 0x0401, "rsa_pkcs1_sha256" },
    { 0x0402, "dsa_sha256" },
    { 0x0403, "ecdsa_secp256r1_sha256" },
    { 0x0501, "rsa_pkcs1_sha384" },
    { 0x0502, "dsa_sha384" },
    { 0x0503, "ecdsa_secp384r1_sha384" },
    { 0x0601, "rsa_pkcs1_sha512" },
    { 0x0602, "dsa_sha512" },
    { 0x0603, "ecdsa_secp521r1_sha512" },
    { 0x0804, "rsa_pss_rsae_sha256" },
    { 0x0805, "rsa_pss_rsae_sha384" },
    { 0x0806, "rsa_pss_rsae_sha512" },
    { 0x0807, "ed25519" },
    { 0x0808, "ed448" },
    { 0x0809, "rsa_pss_pss_sha256" },
    { 0x080a, "rsa_pss_pss_sha384" },
    { 0x080b, "rsa_pss_pss_sha512" },
    { 0x081a, "ecdsa_brainpoolP256r1tls13_sha256" },
    { 0x081b, "ecdsa_brainpoolP384r1tls13_sha384" },
    { 0x081c, "ecdsa_brainpoolP512r1tls13_sha512" },
    { 0x0904, "mldsa44" },
    { 0x0905, "mldsa65" },
    { 0x0906, "mldsa87" },
  };
  return name_of (rows, G_N_ELEMENTS (rows), scheme);
}

typedef struct AlertRow {
  uint8_t description;
  const char *name;
  const char *meaning;
} AlertRow;

static const AlertRow alerts[] = {
  { 0, "close_notify", N_ ("end of the encrypted part, in order") },
  { 10, "unexpected_message", N_ ("a message that has no place here") },
  { 20, "bad_record_mac", N_ ("octets were changed on the way, or the keys differ") },
  { 21, "decryption_failed", N_ ("octets could not be decrypted") },
  { 22, "record_overflow", N_ ("a record that is too long") },
  { 30, "decompression_failure", N_ ("octets could not be decompressed") },
  { 40, "handshake_failure", N_ ("no cipher that both sides accept") },
  { 41, "no_certificate", N_ ("the client has no certificate") },
  { 42, "bad_certificate", N_ ("the certificate is damaged or does not fit") },
  { 43, "unsupported_certificate", N_ ("a kind of certificate that is not understood") },
  { 44, "certificate_revoked", N_ ("the certificate was withdrawn by its issuer") },
  { 45, "certificate_expired", N_ ("the certificate has expired") },
  { 46, "certificate_unknown", N_ ("the certificate was not accepted") },
  { 47, "illegal_parameter", N_ ("a value that is not allowed") },
  { 48, "unknown_ca", N_ ("the issuer of the certificate is not trusted") },
  { 49, "access_denied", N_ ("the certificate is good, but has no right here") },
  { 50, "decode_error", N_ ("a message out of form") },
  { 51, "decrypt_error", N_ ("a signature or a proof is wrong") },
  { 60, "export_restriction", N_ ("weak keys of old export rules were asked for") },
  { 70, "protocol_version", N_ ("no version of TLS that both sides speak") },
  { 71, "insufficient_security", N_ ("what is offered is too weak") },
  { 80, "internal_error", N_ ("trouble inside the program") },
  { 86, "inappropriate_fallback", N_ ("the client tried an older version than it had to") },
  { 90, "user_canceled", N_ ("the user gave up") },
  { 100, "no_renegotiation", N_ ("no second handshake is wanted") },
  { 109, "missing_extension", N_ ("a part of the message that must be there is not") },
  { 110, "unsupported_extension", N_ ("a part of the message that nobody asked for") },
  { 111, "certificate_unobtainable", N_ ("the certificate could not be fetched") },
  { 112, "unrecognized_name", N_ ("the server does not know the name it was called by") },
  { 113, "bad_certificate_status_response", N_ ("the proof that the certificate is still good is wrong") },
  { 114, "bad_certificate_hash_value", N_ ("the certificate is not the one that was named") },
  { 115, "unknown_psk_identity", N_ ("the key agreed on before is not known") },
  { 116, "certificate_required", N_ ("the server wants a certificate of the client") },
  { 120, "no_application_protocol", N_ ("no protocol inside TLS that both sides speak") },
};

static const AlertRow *
alert_row (uint8_t description)
{
  for (size_t i = 0; i < G_N_ELEMENTS (alerts); i++)
    if (alerts[i].description == description)
      return &alerts[i];
  return NULL;
}

const char *
tls_alert_name (uint8_t description)
{
  const AlertRow *row = alert_row (description);
  return row != NULL ? row->name : NULL;
}

const char *
tls_alert_meaning (uint8_t description)
{
  const AlertRow *row = alert_row (description);
  return row != NULL ? row->meaning : NULL;
}

const char *
tls_extension_name (uint16_t type)
{
  static const NameRow rows[] = {
    { 0, "server_name" },
    { 1, "max_fragment_length" },
    { 2, "client_certificate_url" },
    { 3, "trusted_ca_keys" },
    { 4, "truncated_hmac" },
    { 5, "status_request" },
    { 10, "supported_groups" },
    { 11, "ec_point_formats" },
    { 12, "srp" },
    { 13, "signature_algorithms" },
    { 14, "use_srtp" },
    { 15, "heartbeat" },
    { 16, "application_layer_protocol_negotiation" },
    { 17, "status_request_v2" },
    { 18, "signed_certificate_timestamp" },
    { 19, "client_certificate_type" },
    { 20, "server_certificate_type" },
    { 21, "padding" },
    { 22, "encrypt_then_mac" },
    { 23, "extended_master_secret" },
    { 24, "token_binding" },
    { 27, "compress_certificate" },
    { 28, "record_size_limit" },
    { 34, "delegated_credential" },
    { 35, "session_ticket" },
    { 41, "pre_shared_key" },
    { 42, "early_data" },
    { 43, "supported_versions" },
    { 44, "cookie" },
    { 45, "psk_key_exchange_modes" },
    { 47, "certificate_authorities" },
    { 48, "oid_filters" },
    { 49, "post_handshake_auth" },
    { 50, "signature_algorithms_cert" },
    { 51, "key_share" },
    { 57, "quic_transport_parameters" },
    { 13172, "next_protocol_negotiation" },
    { 17513, "application_settings" },
    { 0xfe0d, "encrypted_client_hello" },
    { 0xff01, "renegotiation_info" },
  };
  return name_of (rows, G_N_ELEMENTS (rows), type);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates by libcrypto.  Sizes of keys are read from their own octets: libcrypto's
 * key decoders would do arithmetic with numbers that the sender chose.
 *
 * Limits: TLS_CERTIFICATE_MAX octets, TLS_CERTIFICATE_NAMES_MAX names, TEXT_MAX octets
 * of a name's text. */
#include "config.h"

#include "tls-certificate.h"

#include "crypto.h"
#include "flow.h"
#include "sha256.h"

#include <glib.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

enum { TEXT_MAX = 1024, SERIAL_MAX = 64 };

static Octets
keep_name (Arena *arena, const X509_NAME *name)
{
  BIO *text = BIO_new (BIO_s_mem ());
  char *at = NULL;
  Octets kept = OCTETS_NONE;
  if (text != NULL && X509_NAME_print_ex (text, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
    {
      long length = BIO_get_mem_data (text, &at);
      if (length > 0)
        kept = arena_copy (arena, octets_of (at, MIN ((size_t) length, TEXT_MAX)));
    }
  BIO_free (text);
  return kept;
}

static Octets
keep_string (Arena *arena, const ASN1_STRING *string)
{
  int length = ASN1_STRING_length (string);
  return length > 0 ? arena_copy (arena, octets_of (ASN1_STRING_get0_data (string), MIN ((size_t) length, TEXT_MAX)))
                    : OCTETS_NONE;
}

static Octets
keep_common_name (Arena *arena, const X509_NAME *subject)
{
  int last = -1;
  for (int at = -1; (at = X509_NAME_get_index_by_NID (subject, NID_commonName, at)) >= 0;)
    last = at;
  if (last < 0)
    return OCTETS_NONE;
  unsigned char *text = NULL;
  int length = ASN1_STRING_to_UTF8 (&text, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, last)));
  Octets kept = length > 0 ? arena_copy (arena, octets_of (text, MIN ((size_t) length, TEXT_MAX))) : OCTETS_NONE;
  OPENSSL_free (text);
  return kept;
}

static Octets
keep_address (Arena *arena, const ASN1_STRING *address)
{
  int length = ASN1_STRING_length (address);
  if (length != 4 && length != 16)
    return OCTETS_NONE;
  Flow flow = { .ip_version = length == 4 ? 4 : 6 };
  char text[FLOW_IP_TEXT];
  memcpy (flow.side[0].ip, ASN1_STRING_get0_data (address), (size_t) length);
  flow_ip_text (&flow, 0, text);
  return arena_copy (arena, octets_of_string (text));
}

static void
keep_names (Arena *arena, TlsCertificate *certificate, const X509 *x509)
{
  GENERAL_NAMES *names = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  int count = names != NULL ? sk_GENERAL_NAME_num (names) : 0;
  Octets *kept = count > 0 ? arena_alloc (arena, MIN ((size_t) count, TLS_CERTIFICATE_NAMES_MAX) * sizeof *kept) : NULL;
  for (int i = 0; i < count; i++)
    {
      int type;
      const ASN1_STRING *value = GENERAL_NAME_get0_value (sk_GENERAL_NAME_value (names, i), &type);
      if (type != GEN_DNS && type != GEN_IPADD)
        continue;
      Octets name = type == GEN_DNS ? keep_string (arena, value) : keep_address (arena, value);
      if (certificate->name_count == TLS_CERTIFICATE_NAMES_MAX)
        certificate->names_cut = true;
      else if (name.length > 0)
        kept[certificate->name_count++] = name;
      if (certificate->names_cut)
        break;
    }
  certificate->names = kept;
  GENERAL_NAMES_free (names);
}

/* Days since the epoch of a date of the Gregorian calendar. */
static int64_t
days_of (int64_t year, int month, int day)
{
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static bool
read_time (const ASN1_TIME *time, int64_t *seconds)
{
  struct tm parts;
  if (time == NULL || ASN1_TIME_to_tm (time, &parts) != 1)
    return false;
  *seconds = days_of (parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday) * 86400 + parts.tm_hour * 3600
             + parts.tm_min * 60 + parts.tm_sec;
  return true;
}

/* Bits of the number that DER octets begin with; 0 where they do not. */
static unsigned
number_bits (const uint8_t *at, long length)
{
  long size;
  int tag, class;
  const uint8_t *number = at;
  if (length <= 0 || (ASN1_get_object (&number, &size, &tag, &class, length) & 0x80) != 0 || tag != V_ASN1_INTEGER)
    return 0;
  while (size > 0 && *number == 0)
    {
      number++;
      size--;
    }
  unsigned bits = size > 0 ? (unsigned) size * 8 : 0;
  for (unsigned first = size > 0 ? *number : 0; first != 0 && (first & 0x80) == 0; first <<= 1)
    bits--;
  return bits;
}

/* The same for the first number of a sequence. */
static unsigned
sequence_bits (const uint8_t *at, long length)
{
  long size;
  int tag, class;
  const uint8_t *inner = at;
  if (length <= 0 || (ASN1_get_object (&inner, &size, &tag, &class, length) & 0x80) != 0 || tag != V_ASN1_SEQUENCE)
    return 0;
  return number_bits (inner, size);
}

static void
read_curve (TlsCertificate *certificate, int type, const void *parameter)
{
  static const struct {
    int nid;
    unsigned bits;
  } curves[] = {
    { NID_X9_62_prime192v1, 192 }, { NID_secp224r1, 224 },       { NID_X9_62_prime256v1, 256 },
    { NID_secp256k1, 256 },        { NID_secp384r1, 384 },       { NID_secp521r1, 521 },
    { NID_secp160r1, 160 },        { NID_secp192k1, 192 },       { NID_sect163k1, 163 },
    { NID_sect233k1, 233 },        { NID_sect283k1, 283 },       { NID_brainpoolP256r1, 256 },
    { NID_brainpoolP384r1, 384 },  { NID_brainpoolP512r1, 512 }, { NID_secp112r1, 112 },
    { NID_secp128r1, 128 },
  };
  int nid = type == V_ASN1_OBJECT ? OBJ_obj2nid (parameter) : NID_undef;
  if (nid == NID_undef)
    return;
  certificate->curve = OBJ_nid2sn (nid);
  for (size_t i = 0; i < G_N_ELEMENTS (curves); i++)
    if (curves[i].nid == nid)
      certificate->bits = curves[i].bits;
}

static void
read_key (TlsCertificate *certificate, const X509 *x509)
{
  ASN1_OBJECT *algorithm = NULL;
  const unsigned char *key = NULL;
  int length = 0, type = V_ASN1_UNDEF;
  X509_ALGOR *parameters = NULL;
  const void *parameter = NULL;
  if (X509_PUBKEY_get0_param (&algorithm, &key, &length, &parameters, X509_get_X509_PUBKEY (x509)) != 1)
    return;
  X509_ALGOR_get0 (NULL, &type, &parameter, parameters);
  switch (OBJ_obj2nid (algorithm))
    {
    case NID_rsaEncryption:
    case NID_rsassaPss:
      certificate->key = "RSA";
      certificate->bits = sequence_bits (key, length);
      break;
    case NID_X9_62_id_ecPublicKey:
      certificate->key = "EC";
      read_curve (certificate, type, parameter);
      break;
    case NID_dsa:
      certificate->key = "DSA";
      if (type == V_ASN1_SEQUENCE)
        certificate->bits = sequence_bits (ASN1_STRING_get0_data (parameter), ASN1_STRING_length (parameter));
      break;
    case NID_ED25519:
      certificate->key = "Ed25519";
      certificate->bits = 256;
      break;
    case NID_ED448:
      certificate->key = "Ed448";
      certificate->bits = 456;
      break;
    default:
      break;
    }
}

static void
read_signature (Arena *arena, TlsCertificate *certificate, const X509 *x509)
{
  int nid = X509_get_signature_nid (x509), hash = NID_undef;
  if (nid == NID_undef)
    return;
  certificate->signature = arena_copy (arena, octets_of_string (OBJ_nid2ln (nid)));
  if (OBJ_find_sigid_algs (nid, &hash, NULL) == 1 && hash == NID_sha1)
    certificate->weak_hash = "SHA-1";
  else if (hash == NID_md5 || hash == NID_md2 || hash == NID_md4)
    certificate->weak_hash = "MD5";
}

/* Whether the certificate names another key than its own as its issuer's (RFC 5280
 * §4.2.1.1). */
static bool
names_other_key (X509 *x509)
{
  const ASN1_OCTET_STRING *own = X509_get0_subject_key_id (x509), *issuer = X509_get0_authority_key_id (x509);
  return own != NULL && issuer != NULL && ASN1_OCTET_STRING_cmp (own, issuer) != 0;
}

static void
read_certificate (Arena *arena, TlsCertificate *certificate, X509 *x509)
{
  const X509_NAME *subject = X509_get_subject_name (x509), *issuer = X509_get_issuer_name (x509);
  certificate->subject = keep_name (arena, subject);
  certificate->issuer = keep_name (arena, issuer);
  certificate->common_name = keep_common_name (arena, subject);
  const ASN1_INTEGER *serial = X509_get0_serialNumber (x509);
  GString *hexadecimal = g_string_new (NULL);
  for (int i = 0; i < ASN1_STRING_length (serial) && i < SERIAL_MAX; i++)
    g_string_append_printf (hexadecimal, "%02x", ASN1_STRING_get0_data (serial)[i]);
  certificate->serial = arena_copy (arena, octets_of (hexadecimal->str, hexadecimal->len));
  g_string_free (hexadecimal, TRUE);
  keep_names (arena, certificate, x509);
  certificate->has_validity = read_time (X509_get0_notBefore (x509), &certificate->not_before)
                              && read_time (X509_get0_notAfter (x509), &certificate->not_after);
  read_key (certificate, x509);
  read_signature (arena, certificate, x509);
  certificate->self_signed = X509_NAME_cmp (subject, issuer) == 0 && !names_other_key (x509);
  certificate->authority = (X509_get_extension_flags (x509) & EXFLAG_CA) != 0;
}

static X509 *
decode (Octets der)
{
  const unsigned char *at = der.at;
  X509 *x509 = d2i_X509 (NULL, &at, (long) der.length);
  if (x509 != NULL && at != der.at + der.length)
    g_clear_pointer (&x509, X509_free);
  ERR_clear_error ();
  return x509;
}

TlsCertificate *
tls_certificate_parse (Arena *arena, Octets der)
{
  crypto_prepare ();
  TlsCertificate *certificate = arena_new0 (arena, TlsCertificate);
  uint8_t digest[SHA256_OCTETS];
  Sha256 *hash = sha256_new ();
  sha256_update (hash, der);
  sha256_finish (hash, digest);
  sha256_free (hash);
  for (size_t i = 0; i < SHA256_OCTETS; i++)
    g_snprintf (certificate->sha256 + 2 * i, 3, "%02x", digest[i]);
  certificate->size = der.length;
  X509 *x509 = der.length <= TLS_CERTIFICATE_MAX ? decode (der) : NULL;
  certificate->malformed = x509 == NULL;
  if (x509 == NULL)
    return certificate;
  certificate->der = arena_copy (arena, der);
  read_certificate (arena, certificate, x509);
  X509_free (x509);
  ERR_clear_error ();
  return certificate;
}

bool
tls_certificate_matches (const TlsCertificate *certificate, Octets name)
{
  enum { NAME_MAX_OCTETS = 255 };
  uint8_t ip[16], version;
  if (certificate->malformed || name.length == 0 || name.length > NAME_MAX_OCTETS)
    return false;
  crypto_prepare ();
  X509 *x509 = decode (certificate->der);
  if (x509 == NULL)
    return false;
  /* A name may end in the dot of the root. */
  if (name.at[name.length - 1] == '.')
    name.length--;
  int match = flow_ip_parse (name, ip, &version) ? X509_check_ip (x509, ip, version == 4 ? 4 : 16, 0)
                                                 : X509_check_host (x509, (const char *) name.at, name.length,
                                                                    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, NULL);
  X509_free (x509);
  ERR_clear_error ();
  return match == 1;
}

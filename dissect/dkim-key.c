/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads key records and verifies with them, by libcrypto.
 *
 * An RSA key may stand there as a SubjectPublicKeyInfo, as everybody publishes it, or as
 * the bare RSAPublicKey that the words of RFC 6376 §3.6.1 ask for.  An Ed25519 key signs the
 * SHA-256 of the fields, not the fields (RFC 8463 §3).
 *
 * A signature with SHA-1 is verified like others; that it does not count is said elsewhere. */
#include "config.h"

#include "dkim-key.h"

#include "crypto.h"
#include "translate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

/* libcrypto's own border is 16384; nobody has more than 4096, and a huge key costs who verifies. */
enum { KEY_BITS_MOST = 8192, ED25519_OCTETS = 32, ED25519_BITS = 256 };

static void
flaw (DkimKey *key, const char *problem)
{
  if (key->problem == NULL)
    key->problem = problem;
}

static EVP_PKEY *
read_rsa (GBytes *octets)
{
  gsize length;
  const unsigned char *data = g_bytes_get_data (octets, &length);
  const unsigned char *at = data;
  EVP_PKEY *key = d2i_PUBKEY (NULL, &at, (long) length);
  if (key == NULL)
    {
      at = data;
      key = d2i_PublicKey (EVP_PKEY_RSA, NULL, &at, (long) length);
    }
  if (key != NULL && EVP_PKEY_get_base_id (key) != EVP_PKEY_RSA)
    g_clear_pointer (&key, EVP_PKEY_free);
  return key;
}

static EVP_PKEY *
read_ed25519 (GBytes *octets)
{
  gsize length;
  const unsigned char *data = g_bytes_get_data (octets, &length);
  return length == ED25519_OCTETS ? EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, data, length) : NULL;
}

static void
read_octets (DkimKey *key, Octets value)
{
  if (value.length == 0)
    {
      flaw (key, N_ ("was revoked (p= is empty)"));
      return;
    }
  GBytes *octets = dkim_base64 (value);
  if (octets != NULL)
    {
      crypto_prepare ();
      EVP_PKEY *found = key->type == DKIM_RSA ? read_rsa (octets) : read_ed25519 (octets);
      ERR_clear_error ();
      g_bytes_unref (octets);
      key->key = found;
    }
  if (key->key == NULL)
    {
      flaw (key, N_ ("is out of form (p=)"));
      return;
    }
  key->bits = key->type == DKIM_RSA ? (unsigned) EVP_PKEY_get_bits (key->key) : ED25519_BITS;
  if (key->type == DKIM_RSA && key->bits < DKIM_KEY_BITS_LEAST)
    flaw (key, N_ ("has fewer than 1024 bits, so that it can be broken (RFC 8301)"));
  if (key->type == DKIM_RSA && key->bits > KEY_BITS_MOST)
    flaw (key, N_ ("has more bits than anybody verifies"));
}

static bool
read_type (DkimKey *key, const DkimTags *tags)
{
  const DkimTag *tag = dkim_tags_find (tags, "k");
  if (tag == NULL || octets_equal (tag->value, OCTETS ("rsa")))
    key->type = DKIM_RSA;
  else if (octets_equal (tag->value, OCTETS ("ed25519")))
    key->type = DKIM_ED25519;
  else
    return false;
  return true;
}

/* What the record says of its own use. */
static void
read_use (DkimKey *key, const DkimTags *tags, const DkimSignature *signature)
{
  const DkimTag *flags = dkim_tags_find (tags, "t");
  key->testing = flags != NULL && dkim_list_has (flags->value, "y");
  key->strict = flags != NULL && dkim_list_has (flags->value, "s");
  const DkimTag *services = dkim_tags_find (tags, "s");
  if (services != NULL && !dkim_list_has (services->value, "*") && !dkim_list_has (services->value, "email"))
    flaw (key, N_ ("is not meant for mail (s=)"));
  const DkimTag *hashes = dkim_tags_find (tags, "h");
  if (hashes != NULL && !dkim_list_has (hashes->value, signature->hash == DKIM_SHA1 ? "sha1" : "sha256"))
    flaw (key, N_ ("is not meant for the hash that the signature uses (h=)"));
  if (key->strict && signature->kind == DKIM_KIND_SIGNATURE && !signature->identity_is_domain)
    flaw (key, N_ ("may not sign for a subdomain (t=s, and i= names one)"));
}

void
dkim_key_read (DkimKey *key, Octets record, const DkimSignature *signature)
{
  DkimTags tags;
  *key = (DkimKey){ .problem = NULL };
  dkim_tags_read (&tags, record);
  const DkimTag *version = dkim_tags_find (&tags, "v");
  const DkimTag *octets = dkim_tags_find (&tags, "p");
  key->is_key
      = (version == NULL && octets != NULL) || (version != NULL && octets_equal (version->value, OCTETS ("DKIM1")));
  if (tags.problem != NULL || !key->is_key || (version != NULL && version != &tags.tags[0]))
    flaw (key, N_ ("is out of form"));
  else if (octets == NULL)
    flaw (key, N_ ("is out of form (no p=)"));
  if (key->problem != NULL)
    return;
  bool known = read_type (key, &tags);
  if (octets->value.length > 0 && (!known || key->type != signature->key_type))
    flaw (key, N_ ("is of another kind than the signature (k= and a=)"));
  else
    read_octets (key, octets->value);
  read_use (key, &tags, signature);
}

void
dkim_key_clear (DkimKey *key)
{
  EVP_PKEY_free (key->key);
  key->key = NULL;
}

static bool
verify_rsa (EVP_PKEY *key, const EVP_MD *method, Octets signature, Octets digest)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new (key, NULL);
  bool fits = context != NULL && EVP_PKEY_verify_init (context) == 1
              && EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_PADDING) == 1
              && EVP_PKEY_CTX_set_signature_md (context, method) == 1
              && EVP_PKEY_verify (context, signature.at, signature.length, digest.at, digest.length) == 1;
  EVP_PKEY_CTX_free (context);
  return fits;
}

static bool
verify_ed25519 (EVP_PKEY *key, Octets signature, Octets digest)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  bool fits = context != NULL && EVP_DigestVerifyInit (context, NULL, NULL, NULL, key) == 1
              && EVP_DigestVerify (context, signature.at, signature.length, digest.at, digest.length) == 1;
  EVP_MD_CTX_free (context);
  return fits;
}

bool
dkim_key_verifies (const DkimKey *key, const DkimSignature *signature, Octets signed_octets)
{
  const EVP_MD *method = signature->hash == DKIM_SHA1 ? EVP_sha1 () : EVP_sha256 ();
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  gsize size;
  const uint8_t *at = g_bytes_get_data (signature->octets, &size);
  if (key->key == NULL || EVP_Digest (signed_octets.at, signed_octets.length, digest, &length, method, NULL) != 1)
    return false;
  bool fits = key->type == DKIM_RSA ? verify_rsa (key->key, method, octets_of (at, size), octets_of (digest, length))
                                    : verify_ed25519 (key->key, octets_of (at, size), octets_of (digest, length));
  ERR_clear_error ();
  return fits;
}

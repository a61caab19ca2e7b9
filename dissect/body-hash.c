/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical body, straight into a digest.
 *
 * Hides what must be held back: line ends, since those at the end of the body do not
 * count, and white space, which `relaxed` drops at the end of a line and makes one
 * SP inside.  They are counted, not kept, so any body needs the same few octets.
 *
 * Only CRLF ends a line (RFC 6376 §3.4.3, §3.4.4): a bare CR or LF is an octet like others, also for the white space in
 * front of it.  opendkim and dkimpy read it so too unless told to repair line ends before they look.
 *
 * Limits: VARIANTS_MOST; a signature that wants one more is not checked. */
#include "config.h"

#include "body-hash.h"

#include "crypto.h"

#include <openssl/evp.h>

enum { VARIANTS_MOST = 8, OUTPUT_OCTETS = 2048 };

typedef struct Variant {
  BodyHash result;
  EVP_MD_CTX *digest;
  uint64_t line_ends; /* held back */
  bool cr;            /* held back */
  bool space;         /* held back, of relaxed */
  size_t used;
  uint8_t output[OUTPUT_OCTETS]; /* not yet in the digest */
} Variant;

struct BodyHasher {
  Variant *variants[VARIANTS_MOST];
  size_t count;
  bool broken;
};

static void
drain (Variant *variant)
{
  EVP_DigestUpdate (variant->digest, variant->output, variant->used);
  variant->used = 0;
}

/* Canonical octets; those behind l= are only counted. */
static void
emit (Variant *variant, Octets octets)
{
  BodyHash *result = &variant->result;
  uint64_t room = !result->has_length               ? UINT64_MAX
                  : result->octets < result->length ? result->length - result->octets
                                                    : 0;
  result->octets += octets.length;
  if (octets.length > room)
    octets.length = (size_t) room;
  if (octets.length == 0)
    return;
  if (octets.length > OUTPUT_OCTETS - variant->used)
    drain (variant);
  if (octets.length > OUTPUT_OCTETS)
    {
      EVP_DigestUpdate (variant->digest, octets.at, octets.length);
      return;
    }
  memcpy (variant->output + variant->used, octets.at, octets.length);
  variant->used += octets.length;
}

/* What was held back counts: something follows. */
static void
release (Variant *variant)
{
  for (; variant->line_ends > 0; variant->line_ends--)
    emit (variant, OCTETS ("\r\n"));
  if (variant->space)
    emit (variant, OCTETS (" "));
  if (variant->cr)
    emit (variant, OCTETS ("\r"));
  variant->space = variant->cr = false;
}

/* How many octets from the start on are the same in canonical form: up to a CR, and in relaxed up to white space that
 * is not one SP between two others. */
static size_t
plain_length (DkimCanon canon, Octets octets)
{
  if (canon == DKIM_SIMPLE)
    {
      size_t cr = octets_find (octets, '\r');
      return cr == SIZE_MAX ? octets.length : cr;
    }
  size_t i = 0;
  for (; i < octets.length; i++)
    {
      uint8_t octet = octets.at[i];
      if (octet == '\r' || octet == '\t')
        break;
      if (octet == ' '
          && (i + 1 == octets.length || octets.at[i + 1] == ' ' || octets.at[i + 1] == '\t'
              || octets.at[i + 1] == '\r'))
        break;
    }
  return i;
}

/* One octet behind a CR that was held back: true where both end a line. */
static bool
ends_line (Variant *variant, uint8_t octet)
{
  if (octet != '\n')
    {
      release (variant);
      return false;
    }
  variant->cr = variant->space = false;
  variant->line_ends++;
  return true;
}

static void
variant_feed (Variant *variant, Octets octets)
{
  bool relaxed = variant->result.canon == DKIM_RELAXED;
  while (octets.length > 0)
    {
      uint8_t octet = octets.at[0];
      size_t taken = 1;
      if (variant->cr && ends_line (variant, octet))
        ;
      else if (octet == '\r')
        variant->cr = true;
      else if (relaxed && (octet == ' ' || octet == '\t'))
        variant->space = true;
      else
        {
          taken = plain_length (variant->result.canon, octets);
          release (variant);
          emit (variant, octets_slice (octets, 0, taken));
        }
      octets = octets_from (octets, taken);
    }
}

/* The body ends: all of it ends in one CRLF, but a relaxed one without anything, which stays empty. */
static void
end_body (Variant *variant)
{
  if (variant->cr)
    release (variant);
  if (variant->result.canon == DKIM_SIMPLE || variant->result.octets > 0)
    emit (variant, OCTETS ("\r\n"));
  variant->result.whole = true;
}

static void
variant_finish (Variant *variant, bool complete)
{
  BodyHash *result = &variant->result;
  unsigned length = 0;
  if (complete)
    end_body (variant);
  result->known = complete || (result->has_length && result->octets >= result->length);
  drain (variant);
  EVP_DigestFinal_ex (variant->digest, result->digest, &length);
  result->digest_length = length;
}

static const BodyHash *
find (const BodyHasher *hasher, DkimCanon canon, DkimHash hash, bool has_length, uint64_t length)
{
  for (size_t i = 0; i < hasher->count; i++)
    {
      const BodyHash *result = &hasher->variants[i]->result;
      if (result->canon == canon && result->hash == hash && result->has_length == has_length
          && (!has_length || result->length == length))
        return result;
    }
  return NULL;
}

static void
add_variant (BodyHasher *hasher, const DkimSignature *signature)
{
  if (hasher->count == VARIANTS_MOST || body_hasher_find (hasher, signature) != NULL)
    return;
  Variant *variant = g_malloc (sizeof *variant);
  /* Not the output, of which used octets count. */
  memset (variant, 0, offsetof (Variant, output));
  variant->result.canon = signature->body_canon;
  variant->result.hash = signature->hash;
  variant->result.has_length = signature->has_length;
  variant->result.length = signature->length;
  crypto_prepare ();
  variant->digest = EVP_MD_CTX_new ();
  int begun = EVP_DigestInit_ex (variant->digest, signature->hash == DKIM_SHA1 ? EVP_sha1 () : EVP_sha256 (), NULL);
  g_assert (begun == 1);
  hasher->variants[hasher->count++] = variant;
}

/* Whether a line begins with the name of a field that wants the body hashed. */
static bool
wants (Octets line, DkimKind *kind)
{
  if (line.length == 0)
    return false;
  *kind = (line.at[0] | 0x20) == 'd' ? DKIM_KIND_SIGNATURE : DKIM_KIND_ARC_MESSAGE;
  return ((line.at[0] | 0x20) == 'd' || (line.at[0] | 0x20) == 'a')
         && octets_start_nocase (line, octets_of_string (dkim_kind_field (*kind)));
}

BodyHasher *
body_hasher_new (Octets header)
{
  BodyHasher *hasher = NULL;
  unsigned most[] = { DKIM_SIGNATURES_MOST, ARC_SETS_MOST };
  for (Octets rest = header; rest.length > 0;)
    {
      DkimKind kind;
      HeaderField field;
      if (wants (rest, &kind) && header_fields_scan (rest, &field, 1, NULL) == 1
          && header_field_is (&field, dkim_kind_field (kind)) && most[kind] > 0)
        {
          DkimSignature signature;
          most[kind]--;
          dkim_signature_read (&signature, kind, &field);
          if (hasher == NULL)
            hasher = g_new0 (BodyHasher, 1);
          if (signature.body_known)
            add_variant (hasher, &signature);
          dkim_signature_clear (&signature);
        }
      size_t feed = octets_find (rest, '\n');
      rest = feed == SIZE_MAX ? OCTETS_NONE : octets_from (rest, feed + 1);
    }
  return hasher;
}

void
body_hasher_free (BodyHasher *hasher)
{
  if (hasher == NULL)
    return;
  for (size_t i = 0; i < hasher->count; i++)
    {
      EVP_MD_CTX_free (hasher->variants[i]->digest);
      g_free (hasher->variants[i]);
    }
  g_free (hasher);
}

void
body_hasher_feed (BodyHasher *hasher, Octets octets)
{
  for (size_t i = 0; i < hasher->count && !hasher->broken; i++)
    variant_feed (hasher->variants[i], octets);
}

void
body_hasher_gap (BodyHasher *hasher)
{
  hasher->broken = true;
}

void
body_hasher_finish (BodyHasher *hasher, bool complete)
{
  for (size_t i = 0; i < hasher->count; i++)
    variant_finish (hasher->variants[i], complete && !hasher->broken);
}

const BodyHash *
body_hasher_find (const BodyHasher *hasher, const DkimSignature *signature)
{
  if (hasher == NULL || !signature->body_known)
    return NULL;
  return find (hasher, signature->body_canon, signature->hash, signature->has_length, signature->length);
}

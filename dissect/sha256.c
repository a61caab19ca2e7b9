/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 by libcrypto.
 *
 * Hides that libcrypto looks an algorithm up by name each time it is asked:
 * for a tiny mail that look-up would cost as much as the hashing, so it is made
 * once in the life of the process and never changed after. */
#include "config.h"

#include "sha256.h"

#include "crypto.h"

#include <glib.h>
#include <openssl/evp.h>

struct Sha256 {
  EVP_MD_CTX *state;
};

static gpointer
fetch (gpointer unused)
{
  (void) unused;
  crypto_prepare ();
  return EVP_MD_fetch (NULL, "SHA256", NULL);
}

static void
begin (Sha256 *hash)
{
  static GOnce once = G_ONCE_INIT;
  const EVP_MD *method = g_once (&once, fetch, NULL);

  g_assert (method != NULL);
  int begun = EVP_DigestInit_ex (hash->state, method, NULL);
  g_assert (begun == 1);
}

Sha256 *
sha256_new (void)
{
  Sha256 *hash = g_new (Sha256, 1);
  hash->state = EVP_MD_CTX_new ();
  g_assert (hash->state != NULL);
  begin (hash);
  return hash;
}

void
sha256_free (Sha256 *hash)
{
  if (hash == NULL)
    return;
  EVP_MD_CTX_free (hash->state);
  g_free (hash);
}

void
sha256_update (Sha256 *hash, Octets octets)
{
  if (octets.length > 0)
    EVP_DigestUpdate (hash->state, octets.at, octets.length);
}

void
sha256_finish (Sha256 *hash, uint8_t digest[SHA256_OCTETS])
{
  EVP_DigestFinal_ex (hash->state, digest, NULL);
  begin (hash);
}

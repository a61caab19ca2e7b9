/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcrypto would read openssl.cnf when it is first used, and load whatever modules
 * that names.  What smtplens says of a capture must not hang on such a file. */
#include "config.h"

#include "crypto.h"

#include <glib.h>
#include <openssl/crypto.h>

static gpointer
prepare (gpointer unused)
{
  (void) unused;
  OPENSSL_init_crypto (OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
  return NULL;
}

void
crypto_prepare (void)
{
  static GOnce once = G_ONCE_INIT;
  g_once (&once, prepare, NULL);
}

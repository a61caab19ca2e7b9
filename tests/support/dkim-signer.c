/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A signer that does each step of RFC 6376 §3.4 and §3.7 as the words say it. */
#include "config.h"

#include "dkim-signer.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

struct SignerKey {
  EVP_PKEY *key;
  bool ed25519;
};

SignerKey *
signer_key_new (unsigned bits)
{
  SignerKey *key = g_new0 (SignerKey, 1);
  key->ed25519 = bits == 0;
  key->key
      = bits == 0 ? EVP_PKEY_Q_keygen (NULL, NULL, "ED25519") : EVP_PKEY_Q_keygen (NULL, NULL, "RSA", (size_t) bits);
  g_assert (key->key != NULL);
  return key;
}

void
signer_key_free (SignerKey *key)
{
  EVP_PKEY_free (key->key);
  g_free (key);
}

char *
signer_key_base64 (const SignerKey *key, bool pkcs1)
{
  unsigned char raw[32], *octets = NULL;
  size_t length = sizeof raw;
  if (key->ed25519)
    {
      EVP_PKEY_get_raw_public_key (key->key, raw, &length);
      return g_base64_encode (raw, length);
    }
  int size = pkcs1 ? i2d_PublicKey (key->key, &octets) : i2d_PUBKEY (key->key, &octets);
  g_assert (size > 0);
  char *text = g_base64_encode (octets, (gsize) size);
  OPENSSL_free (octets);
  return text;
}

static GBytes *
digest (const GString *octets, bool sha1)
{
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  int done = EVP_Digest (octets->str, octets->len, out, &length, sha1 ? EVP_sha1 () : EVP_sha256 (), NULL);
  g_assert (done == 1);
  return g_bytes_new (out, length);
}

static char *
base64 (GBytes *octets)
{
  gsize size;
  const guchar *at = g_bytes_get_data (octets, &size);
  char *text = g_base64_encode (at, size);
  g_bytes_unref (octets);
  return text;
}

char *
signer_hash (const GString *octets, bool sha1)
{
  return base64 (digest (octets, sha1));
}

char *
signer_sign (const SignerKey *key, bool sha1, const GString *octets)
{
  unsigned char out[2048];
  size_t length = sizeof out;
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  int done;
  if (key->ed25519)
    {
      GBytes *hash = digest (octets, false);
      gsize size;
      const guchar *at = g_bytes_get_data (hash, &size);
      done = EVP_DigestSignInit (context, NULL, NULL, NULL, key->key) == 1
             && EVP_DigestSign (context, out, &length, at, size) == 1;
      g_bytes_unref (hash);
    }
  else
    done = EVP_DigestSignInit (context, NULL, sha1 ? EVP_sha1 () : EVP_sha256 (), NULL, key->key) == 1
           && EVP_DigestSign (context, out, &length, (const guchar *) octets->str, octets->len) == 1;
  g_assert (done);
  EVP_MD_CTX_free (context);
  return g_base64_encode (out, length);
}

/* All of one text replaced until none is left. */
static void
squeeze (GString *text, const char *from, const char *to)
{
  for (;;)
    {
      char *found = memmem (text->str, text->len, from, strlen (from));
      if (found == NULL)
        return;
      gssize at = found - text->str;
      g_string_erase (text, at, (gssize) strlen (from));
      g_string_insert (text, at, to);
    }
}

static void
relax (GString *text)
{
  squeeze (text, "\t", " ");
  squeeze (text, "  ", " ");
  squeeze (text, " \r\n", "\r\n");
}

GString *
signer_body (const char *body, gsize length, bool relaxed)
{
  GString *text = g_string_new_len (body, (gssize) length);
  if (text->len < 2 || memcmp (text->str + text->len - 2, "\r\n", 2) != 0)
    g_string_append (text, "\r\n");
  if (relaxed)
    relax (text);
  while (text->len >= 4 && memcmp (text->str + text->len - 4, "\r\n\r\n", 4) == 0)
    g_string_truncate (text, text->len - 2);
  if (relaxed && text->len == 2)
    g_string_truncate (text, 0);
  return text;
}

GString *
signer_field (const char *field, bool relaxed)
{
  GString *text = g_string_new (field);
  if (!relaxed)
    return text;
  char *colon = strchr (text->str, ':');
  for (char *at = text->str; at < colon; at++)
    *at = g_ascii_tolower (*at);
  g_string_truncate (text, text->len - 2);
  squeeze (text, "\r\n", "");
  g_string_append (text, "\r\n");
  relax (text);
  squeeze (text, " \r\n", "\r\n");
  colon = strchr (text->str, ':');
  while (colon > text->str && colon[-1] == ' ')
    {
      g_string_erase (text, colon - 1 - text->str, 1);
      colon--;
    }
  if (colon[1] == ' ')
    g_string_erase (text, colon + 1 - text->str, 1);
  return text;
}

/* The fields of a header section, unfolded by nobody. */
static GPtrArray *
fields_of (const char *header, gsize length)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);
  for (gsize at = 0; at < length;)
    {
      gsize end = at;
      do
        end = (gsize) (strstr (header + end, "\r\n") - header) + 2;
      while (end < length && (header[end] == ' ' || header[end] == '\t'));
      g_ptr_array_add (fields, g_strndup (header + at, end - at));
      at = end;
    }
  return fields;
}

static void
add_signed (GString *to, GPtrArray *fields, const SignPlan *plan)
{
  g_auto (GStrv) names = g_strsplit (plan->names, ":", -1);
  for (char **name = names; *name != NULL; name++)
    for (guint i = fields->len; i-- > 0;)
      {
        const char *field = g_ptr_array_index (fields, i);
        g_autofree char *own = g_strndup (field, strcspn (field, ":"));
        if (g_ascii_strcasecmp (g_strchomp (own), g_strstrip (*name)) != 0)
          continue;
        GString *canonical = signer_field (field, plan->relaxed_header);
        g_string_append (to, canonical->str);
        g_string_free (canonical, TRUE);
        g_ptr_array_remove_index (fields, i);
        break;
      }
}

GString *
signer_apply (const SignerKey *key, const SignPlan *plan, const GString *mail)
{
  const char *fold = plan->fold != NULL ? plan->fold : "\r\n\t";
  const char *gap = strstr (mail->str, "\r\n\r\n");
  gsize header = gap != NULL ? (gsize) (gap - mail->str) + 2 : mail->len;
  gsize start = gap != NULL ? header + 2 : mail->len;
  GString *body = signer_body (mail->str + start, mail->len - start, plan->relaxed_body);
  if (plan->length >= 0)
    g_string_truncate (body, (gsize) plan->length);
  g_autofree char *hash = signer_hash (body, plan->sha1);
  g_string_free (body, TRUE);
  GString *result = g_string_new (NULL);
  g_string_printf (result, "%s: %s;%sbh=%s;%sb=", plan->field, plan->tags, fold, hash, fold);

  GString *octets = g_string_new (NULL);
  GPtrArray *fields = fields_of (mail->str, header);
  add_signed (octets, fields, plan);
  g_ptr_array_unref (fields);
  g_autofree char *own = g_strconcat (result->str, "\r\n", NULL);
  GString *last = signer_field (own, plan->relaxed_header);
  g_string_truncate (last, last->len - 2);
  g_string_append (octets, last->str);
  g_string_free (last, TRUE);
  g_autofree char *signature = signer_sign (key, plan->sha1, octets);
  g_string_free (octets, TRUE);
  for (gsize i = 0, length = strlen (signature); i < length; i += 60)
    g_string_append_printf (result, "%s%.60s", i > 0 ? fold : "", signature + i);
  g_string_append (result, "\r\n");
  g_string_append_len (result, mail->str, (gssize) mail->len);
  return result;
}

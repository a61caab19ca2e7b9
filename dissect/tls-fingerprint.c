/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JA3: version, suites, extensions, groups and point formats in decimal, values of a
 * list joined by "-", lists by ",", GREASE left out, the whole hashed by MD5.
 * JA4 (FoxIO's public definition, for TLS over TCP): "t", version, "d" or "i" for a
 * server name or none, count of suites, count of extensions, first and last character
 * of the first ALPN value, "_", hash of the sorted suites, "_", hash of the sorted
 * extensions without server name and ALPN, with the signature algorithms behind them. */
#include "config.h"

#include "tls-fingerprint.h"

#include "sha256.h"

#include <glib.h>
#include <stdlib.h>

enum { JA4_HASH = 12, COUNT_MOST = 99, EXTENSION_SERVER_NAME = 0, EXTENSION_ALPN = 16 };

static void
append_decimal (GString *text, TlsNumbers numbers)
{
  bool first = true;
  for (size_t i = 0; i < numbers.count; i++)
    {
      if (tls_is_grease (numbers.at[i]))
        continue;
      g_string_append_printf (text, first ? "%u" : "-%u", numbers.at[i]);
      first = false;
    }
}

static void
hash_md5 (const GString *text, char hash[TLS_MD5_TEXT])
{
  char *digest = g_compute_checksum_for_data (G_CHECKSUM_MD5, (const guchar *) text->str, text->len);
  g_strlcpy (hash, digest, TLS_MD5_TEXT);
  g_free (digest);
}

static void
set_ja3 (Arena *arena, TlsClientHello *hello)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%u,", hello->version);
  append_decimal (text, hello->suites);
  g_string_append_c (text, ',');
  append_decimal (text, hello->extensions);
  g_string_append_c (text, ',');
  append_decimal (text, hello->groups);
  g_string_append_c (text, ',');
  for (size_t i = 0; i < hello->point_formats.length; i++)
    g_string_append_printf (text, i == 0 ? "%u" : "-%u", hello->point_formats.at[i]);
  hello->ja3 = arena_copy (arena, octets_of (text->str, text->len));
  hash_md5 (text, hello->ja3_hash);
}

static const char *
ja4_version (uint16_t version)
{
  static const char *const names[] = { "s3", "10", "11", "12", "13" };
  if (version == TLS_VERSION_SSL2)
    return "s2";
  return version >= TLS_VERSION_SSL3 && version <= TLS_VERSION_1_3 ? names[version - TLS_VERSION_SSL3] : "00";
}

static unsigned
count_without_grease (TlsNumbers numbers)
{
  unsigned count = 0;
  for (size_t i = 0; i < numbers.count; i++)
    count += !tls_is_grease (numbers.at[i]);
  return MIN (count, COUNT_MOST);
}

static void
append_alpn (GString *text, TlsNames alpn)
{
  Octets first = alpn.count > 0 ? alpn.at[0] : OCTETS_NONE;
  if (first.length == 0)
    {
      g_string_append (text, "00");
      return;
    }
  uint8_t a = first.at[0], z = first.at[first.length - 1];
  if (g_ascii_isalnum (a) && g_ascii_isalnum (z))
    g_string_append_printf (text, "%c%c", a, z);
  else
    g_string_append_printf (text, "%x%x", a >> 4, z & 0x0f);
}

static int
compare_numbers (const void *a, const void *b)
{
  return *(const uint16_t *) a - *(const uint16_t *) b;
}

static void
append_hex (GString *text, uint16_t number)
{
  if (text->len > 0 && text->str[text->len - 1] != '_')
    g_string_append_c (text, ',');
  g_string_append_printf (text, "%04x", number);
}

/* Without GREASE, and of extensions without those that the first part tells. */
static void
append_sorted (GString *text, TlsNumbers numbers, bool extensions)
{
  uint16_t sorted[TLS_LIST_MAX];
  size_t count = 0;
  for (size_t i = 0; i < numbers.count; i++)
    {
      uint16_t number = numbers.at[i];
      bool told = extensions && (number == EXTENSION_SERVER_NAME || number == EXTENSION_ALPN);
      if (!told && !tls_is_grease (number))
        sorted[count++] = number;
    }
  qsort (sorted, count, sizeof sorted[0], compare_numbers);
  for (size_t i = 0; i < count; i++)
    append_hex (text, sorted[i]);
}

static void
append_hash (GString *ja4, const GString *list)
{
  uint8_t digest[SHA256_OCTETS] = { 0 };
  if (list->len > 0)
    {
      Sha256 *hash = sha256_new ();
      sha256_update (hash, octets_of (list->str, list->len));
      sha256_finish (hash, digest);
      sha256_free (hash);
    }
  g_string_append_c (ja4, '_');
  for (size_t i = 0; i < JA4_HASH / 2; i++)
    g_string_append_printf (ja4, "%02x", digest[i]);
}

static void
set_ja4 (TlsClientHello *hello)
{
  g_autoptr (GString) ja4 = g_string_new ("t");
  g_autoptr (GString) list = g_string_new (NULL);
  g_string_append (ja4, ja4_version (tls_client_hello_highest (hello)));
  g_string_append_c (ja4, tls_numbers_have (hello->extensions, EXTENSION_SERVER_NAME) ? 'd' : 'i');
  g_string_append_printf (ja4, "%02u%02u", count_without_grease (hello->suites),
                          count_without_grease (hello->extensions));
  append_alpn (ja4, hello->alpn);
  append_sorted (list, hello->suites, false);
  append_hash (ja4, list);
  g_string_truncate (list, 0);
  append_sorted (list, hello->extensions, true);
  bool first = true;
  for (size_t i = 0; list->len > 0 && i < hello->signatures.count; i++)
    if (!tls_is_grease (hello->signatures.at[i]))
      {
        if (first)
          g_string_append_c (list, '_');
        first = false;
        append_hex (list, hello->signatures.at[i]);
      }
  append_hash (ja4, list);
  g_strlcpy (hello->ja4, ja4->str, sizeof hello->ja4);
}

void
tls_fingerprint_client (Arena *arena, TlsClientHello *hello)
{
  if (hello->ssl2 || hello->malformed || hello->cut || hello->list_cut)
    return;
  set_ja3 (arena, hello);
  set_ja4 (hello);
}

void
tls_fingerprint_server (Arena *arena, TlsServerHello *hello)
{
  if (hello->ssl2 || hello->malformed || hello->cut)
    return;
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%u,%u,", hello->legacy_version, hello->suite);
  append_decimal (text, hello->extensions);
  hello->ja3s = arena_copy (arena, octets_of (text->str, text->len));
  hash_md5 (text, hello->ja3s_hash);
}

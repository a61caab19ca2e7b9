/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates taken apart, names compared, and octets that are none. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "dissect/tls-certificate.h"
#include "tests/support/guard-page.h"
#include "tests/support/tls-octets.h"

enum { IN_FRONT = 5 + 4 + 3 + 3 }; /* headers of record and message, lengths of list and certificate */

static GByteArray *
der_of_hex (const char *text)
{
  GByteArray *octets = g_byte_array_new ();
  for (text += 2 * IN_FRONT; text[0] != '\0' && text[1] != '\0'; text += 2)
    {
      uint8_t octet = (uint8_t) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
      g_byte_array_append (octets, &octet, 1);
    }
  return octets;
}

static TlsCertificate *
parse (Arena *arena, const uint8_t *at, size_t length)
{
  GuardPage guard = guard_page_new (at, length);
  TlsCertificate *certificate = tls_certificate_parse (arena, octets_of (guard.octets, length));
  guard_page_clear (&guard);
  return certificate;
}

static void
test_fields (void **state)
{
  (void) state;
  static const struct {
    const char *hex, *sha256, *subject, *issuer, *key, *weak_hash;
    unsigned bits;
    int64_t not_before, not_after;
    bool self_signed;
    size_t names;
  } rows[] = {
    { HEX_CERTIFICATE_GOOD, SHA256_OF_GOOD, "CN=mail.example.org", "CN=Test Root", "EC", NULL, 256, 1767225600,
      1830297600, false, 1 },
    { HEX_CERTIFICATE_SELF, SHA256_OF_SELF, "CN=mail.example.org", "CN=mail.example.org", "EC", NULL, 256, 1767225600,
      1830297600, true, 0 },
    { HEX_CERTIFICATE_EXPIRED, SHA256_OF_EXPIRED, "CN=mail.example.org", "CN=Test Root", "EC", NULL, 256, 1704067200,
      1735689600, false, 0 },
    { HEX_CERTIFICATE_OTHER, SHA256_OF_OTHER, "CN=www.example.net", "CN=Test Root", "EC", NULL, 256, 1767225600,
      1830297600, false, 2 },
    { HEX_CERTIFICATE_SHORT, SHA256_OF_SHORT, "CN=mail.example.org", "CN=Test Root", "RSA", NULL, 1024, 1767225600,
      1830297600, false, 0 },
  };
  Arena *arena = arena_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GByteArray *der = der_of_hex (rows[i].hex);
      TlsCertificate *certificate = parse (arena, der->data, der->len);
      assert_false (certificate->malformed);
      assert_string_equal (certificate->sha256, rows[i].sha256);
      assert_string_equal ((const char *) certificate->subject.at, rows[i].subject);
      assert_string_equal ((const char *) certificate->issuer.at, rows[i].issuer);
      assert_string_equal (certificate->key, rows[i].key);
      assert_true (g_strcmp0 (certificate->weak_hash, rows[i].weak_hash) == 0);
      assert_int_equal (certificate->bits, rows[i].bits);
      assert_true (certificate->has_validity);
      assert_int_equal (certificate->not_before, rows[i].not_before);
      assert_int_equal (certificate->not_after, rows[i].not_after);
      assert_int_equal (certificate->self_signed, rows[i].self_signed);
      assert_int_equal (certificate->name_count, rows[i].names);
      g_byte_array_unref (der);
    }
  GByteArray *sha1 = der_of_hex (HEX_CERTIFICATE_SHA1);
  assert_string_equal (parse (arena, sha1->data, sha1->len)->weak_hash, "SHA-1");
  g_byte_array_unref (sha1);
  arena_free (arena);
}

static void
test_names (void **state)
{
  (void) state;
  static const struct {
    const char *hex, *name;
    bool matches;
  } rows[] = {
    { HEX_CERTIFICATE_GOOD, "mail.example.org", true },
    { HEX_CERTIFICATE_GOOD, "MAIL.Example.ORG.", true },
    { HEX_CERTIFICATE_GOOD, "example.org", false },
    { HEX_CERTIFICATE_GOOD, "mail.example.org.evil.example", false },
    { HEX_CERTIFICATE_GOOD, "192.0.2.25", false },
    { HEX_CERTIFICATE_GOOD, "", false },
    { HEX_CERTIFICATE_SELF, "mail.example.org", true },
    { HEX_CERTIFICATE_OTHER, "a.web.example.net", true },
    { HEX_CERTIFICATE_OTHER, "a.b.web.example.net", false },
    { HEX_CERTIFICATE_OTHER, "web.example.net", false },
  };
  Arena *arena = arena_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GByteArray *der = der_of_hex (rows[i].hex);
      const TlsCertificate *certificate = parse (arena, der->data, der->len);
      if (tls_certificate_matches (certificate, octets_of_string (rows[i].name)) != rows[i].matches)
        fail_msg ("%s", rows[i].name);
      g_byte_array_unref (der);
    }
  assert_false (tls_certificate_matches (parse (arena, (const uint8_t *) "x", 1), OCTETS ("x")));
  arena_free (arena);
}

/* Every beginning of one, one with an octet more, and one with each octet changed. */
static void
test_damaged (void **state)
{
  (void) state;
  Arena *arena = arena_new ();
  GByteArray *der = der_of_hex (HEX_CERTIFICATE_OTHER);
  for (guint length = 0; length < der->len; length++)
    assert_true (parse (arena, der->data, length)->malformed);
  for (guint i = 0; i < der->len; i++)
    {
      der->data[i] ^= 0x80;
      const TlsCertificate *certificate = parse (arena, der->data, der->len);
      assert_true (certificate->malformed || certificate->der.length == der->len);
      der->data[i] ^= 0x80;
    }
  g_byte_array_append (der, (const uint8_t *) "", 1);
  assert_true (parse (arena, der->data, der->len)->malformed);
  g_byte_array_set_size (der, TLS_CERTIFICATE_MAX + 1);
  assert_true (parse (arena, der->data, der->len)->malformed);
  g_byte_array_unref (der);
  arena_free (arena);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_fields),
    cmocka_unit_test (test_names),
    cmocka_unit_test (test_damaged),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JA4 by the example of its public definition, and what it says of odd ALPN values; and
 * what is weak about cipher suites. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "dissect/tls-fingerprint.h"
#include "dissect/tls-suite.h"

#define NUMBERS(array)                                                                                                 \
  {                                                                                                                    \
    array, G_N_ELEMENTS (array)                                                                                        \
  }

/* The example of the definition of JA4, with GREASE strewn in. */
static void
test_published_example (void **state)
{
  (void) state;
  static const uint16_t suites[] = { 0x2a2a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030,
                                     0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035 };
  static const uint16_t extensions[] = { 0x5a5a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d,
                                         0x0005, 0x0023, 0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015 };
  static const uint16_t signatures[] = { 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601 };
  static const uint16_t versions[] = { 0xfafa, 0x0304, 0x0303 };
  static const Octets alpn[] = { { (const uint8_t *) "h2", 2 }, { (const uint8_t *) "http/1.1", 8 } };
  Arena *arena = arena_new ();
  TlsClientHello hello = {
    .version = 0x0303,
    .suites = NUMBERS (suites),
    .extensions = NUMBERS (extensions),
    .signatures = NUMBERS (signatures),
    .versions = NUMBERS (versions),
    .alpn = { alpn, 2 },
  };
  tls_fingerprint_client (arena, &hello);
  assert_string_equal (hello.ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
  hello.signatures = (TlsNumbers){ NULL, 0 };
  tls_fingerprint_client (arena, &hello);
  assert_string_equal (hello.ja4, "t13d1516h2_8daaf6152771_6d807ffa2a79");
  arena_free (arena);
}

static void
test_odd_values (void **state)
{
  (void) state;
  static const struct {
    const char *octets;
    size_t length;
    const char *shown;
  } rows[] = {
    { "http/1.1", 8, "h1" },
    { "\xab", 1, "ab" },
    { "\xab\xcd", 2, "ad" },
    { "0\xab", 2, "3b" },
    { "01\xab\xcd", 4, "3d" },
    { "0\xab\xcd"
      "1",
      4, "01" },
    { "x", 1, "xx" },
    { "", 0, "00" },
  };
  Arena *arena = arena_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Octets value = octets_of (rows[i].octets, rows[i].length);
      TlsClientHello hello = { .version = 0x0301, .alpn = { &value, 1 } };
      tls_fingerprint_client (arena, &hello);
      g_autofree char *wanted = g_strdup_printf ("t10i0000%s_000000000000_000000000000", rows[i].shown);
      assert_string_equal (hello.ja4, wanted);
      assert_string_equal ((const char *) hello.ja3.at, "769,,,,");
    }
  arena_free (arena);
}

/* No fingerprint rather than a wrong one. */
static void
test_not_whole (void **state)
{
  (void) state;
  Arena *arena = arena_new ();
  TlsClientHello hellos[] = { { .malformed = true }, { .cut = true }, { .list_cut = true }, { .ssl2 = true } };
  for (size_t i = 0; i < G_N_ELEMENTS (hellos); i++)
    {
      tls_fingerprint_client (arena, &hellos[i]);
      assert_string_equal (hellos[i].ja3_hash, "");
      assert_string_equal (hellos[i].ja4, "");
    }
  arena_free (arena);
}

static void
test_suites (void **state)
{
  (void) state;
  static const struct {
    uint16_t suite;
    const char *name;
    unsigned weaknesses;
    TlsKeyExchange exchange;
  } rows[] = {
    { 0x1301, "TLS_AES_128_GCM_SHA256", 0, TLS_EXCHANGE_OTHER },
    { 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0, TLS_EXCHANGE_ECDHE },
    { 0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", 0, TLS_EXCHANGE_DHE },
    { 0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", TLS_SUITE_NO_FORWARD_SECRECY, TLS_EXCHANGE_RSA },
    { 0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", TLS_SUITE_CBC, TLS_EXCHANGE_ECDHE },
    { 0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", TLS_SUITE_3DES | TLS_SUITE_CBC | TLS_SUITE_NO_FORWARD_SECRECY,
      TLS_EXCHANGE_RSA },
    { 0x0009, "TLS_RSA_WITH_DES_CBC_SHA", TLS_SUITE_DES | TLS_SUITE_CBC | TLS_SUITE_NO_FORWARD_SECRECY,
      TLS_EXCHANGE_RSA },
    { 0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5", TLS_SUITE_EXPORT | TLS_SUITE_RC4 | TLS_SUITE_NO_FORWARD_SECRECY,
      TLS_EXCHANGE_OTHER },
    { 0x0018, "TLS_DH_anon_WITH_RC4_128_MD5", TLS_SUITE_NO_AUTHENTICATION | TLS_SUITE_RC4, TLS_EXCHANGE_DHE },
    { 0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA", TLS_SUITE_NO_ENCRYPTION, TLS_EXCHANGE_ECDHE },
    { 0xc031, "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256", TLS_SUITE_NO_FORWARD_SECRECY, TLS_EXCHANGE_OTHER },
    { 0x0000, "TLS_NULL_WITH_NULL_NULL", TLS_SUITE_NO_ENCRYPTION | TLS_SUITE_NO_AUTHENTICATION, TLS_EXCHANGE_OTHER },
    { 0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", 0, TLS_EXCHANGE_OTHER },
    { 0x9999, NULL, 0, TLS_EXCHANGE_OTHER },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *name = tls_suite_name (rows[i].suite);
      assert_true (g_strcmp0 (name, rows[i].name) == 0);
      assert_int_equal (tls_suite_weaknesses (rows[i].suite), rows[i].weaknesses);
      assert_int_equal (tls_suite_exchange (rows[i].suite), rows[i].exchange);
    }
  assert_true (tls_suite_is_signal (0x5600) && tls_suite_is_signal (0x2a2a) && !tls_suite_is_signal (0x2a3a));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_published_example),
    cmocka_unit_test (test_odd_values),
    cmocka_unit_test (test_not_whole),
    cmocka_unit_test (test_suites),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

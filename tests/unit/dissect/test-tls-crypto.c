/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening of records: published traces (RFC 8448 §3), and what must never open. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/tls-crypto.h"
#include "tests/support/guard-page.h"

enum { HEADER = 5, ROOM = 128 };

/* RFC 8448 §3: application traffic secrets, and a record of each side that carries
 * the octets 0 to 49. */
static const char client_secret[] = "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5";
static const char client_record[]
    = "1703030043a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd54a9a20441e2b"
      "62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4";
static const char server_secret[] = "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643";
static const char server_record[]
    = "17030300432e937e11ef4ac740e538ad36005fc4a46932fc3225d05f82aa1b36e30efaf97d90e6dffc602dcb501a59a8"
      "fcc49c4bf2e5f0a21c0047c2abf332540dd032e167c2955d";

static Octets
unhex (const char *hex, uint8_t *octets, size_t room)
{
  size_t length = strlen (hex) / 2;
  assert_true (length <= room);
  for (size_t i = 0; i < length; i++)
    octets[i] = (uint8_t) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return octets_of (octets, length);
}

static TlsProtection *
protection_1_3 (const char *secret_hex)
{
  uint8_t secret[TLS_SECRET_OCTETS_MAX];
  TlsSuite suite;
  assert_true (tls_suite_find (TLS_VERSION_1_3, 0x1301, &suite));
  TlsProtection *protection = tls_protection_new_1_3 (&suite, unhex (secret_hex, secret, sizeof secret));
  assert_non_null (protection);
  return protection;
}

static bool
open_record (TlsProtection *protection, uint64_t number, Octets record, uint8_t *content, size_t *length)
{
  GuardPage guard = guard_page_new (record.at + HEADER, record.length - HEADER);
  bool opened = tls_protection_open (protection, number, record.at[0], TLS_VERSION_1_2,
                                     octets_of (guard.octets, guard.length), content, length);
  guard_page_clear (&guard);
  return opened;
}

static void
check_published (const char *secret, uint64_t number, const char *record_hex)
{
  uint8_t octets[ROOM], content[ROOM];
  size_t length = 0;
  Octets record = unhex (record_hex, octets, sizeof octets);
  TlsProtection *protection = protection_1_3 (secret);
  assert_true (open_record (protection, number, record, content, &length));
  assert_int_equal (length, 51);
  for (size_t i = 0; i < 50; i++)
    assert_int_equal (content[i], i);
  assert_int_equal (content[50], 23);
  tls_protection_free (protection);
}

static void
opens_published_records (void **state)
{
  (void) state;
  check_published (client_secret, 0, client_record);
  /* The server's ticket came before. */
  check_published (server_secret, 1, server_record);
}

static bool
all_zero (const uint8_t *octets, size_t length)
{
  for (size_t i = 0; i < length; i++)
    if (octets[i] != 0)
      return false;
  return true;
}

/* Any octet changed, any other number, key, type or length: nothing is given out. */
static void
opens_nothing_else (void **state)
{
  (void) state;
  uint8_t octets[ROOM], content[ROOM];
  size_t length = 77;
  Octets record = unhex (client_record, octets, sizeof octets);
  TlsProtection *protection = protection_1_3 (client_secret);
  for (size_t i = HEADER; i < record.length; i++)
    for (unsigned bit = 1; bit < 256; bit <<= 1)
      {
        octets[i] ^= (uint8_t) bit;
        memset (content, 0, sizeof content);
        assert_false (open_record (protection, 0, record, content, &length));
        assert_true (all_zero (content, sizeof content));
        octets[i] ^= (uint8_t) bit;
      }
  for (uint64_t number = 1; number < 100; number++)
    assert_false (open_record (protection, number, record, content, &length));
  for (size_t shorter = 0; shorter < record.length - HEADER; shorter++)
    assert_false (open_record (protection, 0, octets_slice (record, 0, HEADER + shorter), content, &length));
  octets[0] = 22;
  assert_false (open_record (protection, 0, record, content, &length));
  octets[0] = 23;
  TlsProtection *other = protection_1_3 (server_secret), *next = tls_protection_next (protection);
  assert_non_null (next);
  assert_false (open_record (other, 0, record, content, &length));
  assert_false (open_record (next, 0, record, content, &length));
  assert_int_equal (length, 77);
  assert_true (open_record (protection, 0, record, content, &length));
  tls_protection_free (other);
  tls_protection_free (next);
  tls_protection_free (protection);
}

static void
refuses_secrets_of_another_size (void **state)
{
  (void) state;
  static const uint8_t secret[TLS_SECRET_OCTETS_MAX] = { 1 };
  TlsSuite small, large;
  assert_true (tls_suite_find (TLS_VERSION_1_3, 0x1301, &small));
  assert_true (tls_suite_find (TLS_VERSION_1_3, 0x1302, &large));
  assert_null (tls_protection_new_1_3 (&small, octets_of (secret, 48)));
  assert_null (tls_protection_new_1_3 (&large, octets_of (secret, 32)));
  assert_null (tls_protection_new_1_3 (&small, OCTETS_NONE));
  assert_true (tls_suite_find (TLS_VERSION_1_2, 0xc02f, &small));
  assert_null (tls_protection_new_1_2 (&small, octets_of (secret, 32), secret, secret, SIDE_CLIENT));
  TlsProtection *protection = tls_protection_new_1_2 (&small, octets_of (secret, 48), secret, secret, SIDE_CLIENT);
  assert_non_null (protection);
  assert_null (tls_protection_next (protection));
  tls_protection_free (protection);
}

static const struct {
  uint16_t version, number;
  int aead; /* -1: none */
  bool sha384;
} suites[] = {
  { 0x0304, 0x1301, TLS_AES_128_GCM, false },
  { 0x0304, 0x1302, TLS_AES_256_GCM, true },
  { 0x0304, 0x1303, TLS_CHACHA20_POLY1305, false },
  { 0x0304, 0x1304, TLS_AES_128_CCM, false },
  { 0x0304, 0x1305, TLS_AES_128_CCM_8, false },
  { 0x0303, 0x1301, -1, false },
  { 0x0304, 0xc02f, -1, false },
  { 0x0304, 0x1306, -1, false },
  { 0x0303, 0x009b, -1, false },
  { 0x0303, 0x009c, TLS_AES_128_GCM, false },
  { 0x0303, 0x009f, TLS_AES_256_GCM, true },
  { 0x0303, 0x00ae, -1, false },
  { 0x0303, 0xc02a, -1, false },
  { 0x0303, 0xc02b, TLS_AES_128_GCM, false },
  { 0x0303, 0xc02c, TLS_AES_256_GCM, true },
  { 0x0303, 0xc02f, TLS_AES_128_GCM, false },
  { 0x0303, 0xc030, TLS_AES_256_GCM, true },
  { 0x0302, 0xc030, -1, false },
  { 0x0303, 0xc09d, TLS_AES_256_CCM, false },
  { 0x0303, 0xc0a0, TLS_AES_128_CCM_8, false },
  { 0x0303, 0xc0ae, TLS_AES_128_CCM_8, false },
  { 0x0303, 0xc0af, TLS_AES_256_CCM_8, false },
  { 0x0303, 0xcca9, TLS_CHACHA20_POLY1305, false },
  { 0x0303, 0xcca7, -1, false },
  { 0x0303, 0xc05c, TLS_ARIA_128_GCM, false },
  { 0x0303, 0xc061, TLS_ARIA_256_GCM, true },
  { 0x0303, 0xc064, -1, false },
  { 0x0303, 0xd001, TLS_AES_128_GCM, false },
  { 0x0303, 0xd004, -1, false },
  { 0x0303, 0x002f, -1, false },
};

static void
knows_its_suites (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      TlsSuite suite = { 0 };
      bool found = tls_suite_find (suites[i].version, suites[i].number, &suite);
      if (found != (suites[i].aead >= 0)
          || (found && ((int) suite.aead != suites[i].aead || suite.sha384 != suites[i].sha384)))
        fail_msg ("%04x %04x", suites[i].version, suites[i].number);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (opens_published_records),
    cmocka_unit_test (opens_nothing_else),
    cmocka_unit_test (refuses_secrets_of_another_size),
    cmocka_unit_test (knows_its_suites),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beginnings of bodies that GnuPG 2.2 and OpenSSL 3.0 made, and of others that only
 * look so; each cut at every length, against the guard page. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/sealed-content.h"
#include "tests/support/guard-page.h"

typedef struct ContentCase {
  const char *name;
  ContentReader reader;
  const char *octets;
  Protection content;
} ContentCase;

static const ContentCase cases[] = {
  { "OpenPGP by GnuPG, to a key", pgp_content,
    "-----BEGIN PGP MESSAGE-----\r\n"
    "\r\n"
    "hF4DczPbcTf41L0SAQdAJ9TiNypU5hAzb9k/2+BheKMSaMwK24wR5qqq99qdEi0w\r\n"
    "aM7zh1gR/oKLMwf5NM0gsCwfITmW1KxbkMTOdz5b++46s12pypht+5oIIWN/D0hA\r\n"
    "0nMBKNglMqgiLDy15FKxLEPSICdtdTqC5NRtwSZgVgSucRTrL8Qb4izwwSxtauhT\r\n"
    "sLJNvjOGfivD5LQ1J8rnCoI7aHOXTLmlzdPP/vrqIVhWBgpkUsU+1imDgFIPgGhh\r\n"
    "HHhgneIWLY3bs9U25NHWYnpFs3xY\r\n"
    "=YqOh\r\n"
    "-----END PGP MESSAGE-----\r\n",
    PROTECTION_PGP_SEALED },
  { "OpenPGP by GnuPG, by a passphrase", pgp_content,
    "-----BEGIN PGP MESSAGE-----\r\n"
    "\r\n"
    "jA0ECQMCC+ka1Y047Bb/0m0Bznc0oRi2DHL/gRX72kPDAhNhwZGthbjVCFwYw6FU\r\n"
    "qToPomEbhC0oBt4kJStfy4ZOf9olf1AhqisuzKHo3TNQ90XwkjUcjfwMrI5MZ+Su\r\n"
    "3Q0s3iKXCzc0UlF5UsTgTJjQRCXOHkMQgHF3yKSw\r\n"
    "=kuHI\r\n"
    "-----END PGP MESSAGE-----\r\n",
    PROTECTION_PGP_SEALED },
  { "OpenPGP by GnuPG, signed alone", pgp_content,
    "-----BEGIN PGP MESSAGE-----\r\n"
    "\r\n"
    "owGbwMvMwCG2xyTlcZR3KgPjGrskzsy8vNQivZKKkmwO2dnO+XklqXkluiGVBalW\r\n"
    "CiWpFSX6BTmJmXm8XLxcIRmpCsWpyUWpJQqZxQomRnq8XB2lLAxiHAyyYoosNnf9\r\n"
    "O3Q07Pt2njpxBmY+KxPITAYuTgGYyKX9DP+DDO4J7Ps+Z9Kyu4U3viumqey/eyPp\r\n"
    "2mReZq/Qjat+uFfPYmRo2PzYUvqY5c9/sk0/NnW1Fnmc9lgs4zRjsf4Cw7u/lTfx\r\n"
    "AAA=\r\n"
    "=06xf\r\n"
    "-----END PGP MESSAGE-----\r\n",
    PROTECTION_PGP_READABLE },
  { "OpenPGP by GnuPG, neither", pgp_content,
    "-----BEGIN PGP MESSAGE-----\r\n"
    "\r\n"
    "owFbY5fEmZmXl1qkV1JRks0hO8c5P68kNa9EN6SyINVKoSS1okS/ICcxM4+Xi5cr\r\n"
    "JCNVoTg1uSi1RCGzWMHESI+XCwA=\r\n"
    "=6zuh\r\n"
    "-----END PGP MESSAGE-----\r\n",
    PROTECTION_PGP_READABLE },
  { "OpenPGP by GnuPG, clear-signed", pgp_content,
    "-----BEGIN PGP SIGNED MESSAGE-----\r\n"
    "Hash: SHA256\r\n"
    "\r\n"
    "Content-Type: text/plain\r\n"
    "\r\n"
    "The secret is 42.\r\n"
    "-----BEGIN PGP SIGNATURE-----\r\n"
    "\r\n"
    "iHUEARYIAB0WIQQ83U+ILCg/jrnKyMy8NGTjWktlAAUCawgdnAAKCRC8NGTjWktl\r\n"
    "AIrMAP9oEG72kPaeaaXTfD+rtt9haN0Dm3gGQbkmQyMKrsv42wD+LRCRqbph2f3q\r\n"
    "sKKlfAViRfuswDtVTmhvEl6vipk2VA8=\r\n"
    "=+2AZ\r\n"
    "-----END PGP SIGNATURE-----\r\n",
    PROTECTION_PGP_CLEAR },
  { "OpenPGP by GnuPG, a signature", pgp_content,
    "-----BEGIN PGP SIGNATURE-----\r\n"
    "\r\n"
    "iHUEABYIAB0WIQQ83U+ILCg/jrnKyMy8NGTjWktlAAUCawgdnAAKCRC8NGTjWktl\r\n"
    "AG2vAP4m1HVzDwGVEfJKgIA0rqTKCoZJlQAxlXgVvFLfwrs/LgD/RapGtrkqP9ug\r\n"
    "sqFf82mDcmdP76zl0OjbtXfCrIePswI=\r\n"
    "=xZ9H\r\n"
    "-----END PGP SIGNATURE-----\r\n",
    PROTECTION_PGP_SIGNATURE },
  { "OpenPGP by GnuPG, a key", pgp_content,
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n"
    "\r\n"
    "mDMEawgdmBYJKwYBBAHaRw8BAQdASmv8ufHBD+W+uHMhRLuAzgpvcwIqC3WEnYI6\r\n"
    "5yFbBxW0D2JvYkBleGFtcGxlLm9yZ4iQBBMWCAA4FiEEPN1PiCwoP465ysjMvDRk\r\n"
    "41pLZQAFAmsIHZgCGyMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQvDRk41pL\r\n"
    "ZQBIRgEA/txRXbOUtp+ABn58/Q0C5CcHxMLav0xYhUeotaE1cN0A/R1NIMxXDpAK\r\n"
    "gjD44lsfrLPkw88U4eUlzaYasZheIdwBuDgEawgdmBIKKwYBBAGXVQEFAQEHQJZM\r\n"
    "u2mOa4Ihhtr1PXLBLi7WfPEensevgMuYeFdIp6wxAwEIB4h4BBgWCAAgFiEEPN1P\r\n"
    "iCwoP465ysjMvDRk41pLZQAFAmsIHZgCGwwACgkQvDRk41pLZQD8cAD+LOpP3T5s\r\n"
    "EvZjkhdtWYs7YnBgJyUjT3eGLMOCyvgWS2ABAL4IjAUWP3VilE7qEL4xNIwowmEs\r\n"
    "0YVQcg1+qZrBAXkA\r\n"
    "=rcSS\r\n"
    "-----END PGP PUBLIC KEY BLOCK-----\r\n",
    PROTECTION_PGP_KEY },
  { "S/MIME by OpenSSL, enveloped", cms_content,
    "MIIBPAYJKoZIhvcNAQcDoIIBLTCCASkCAQIxgcWhgcICAQOgUaFPMAkGByqGSM49\r\n"
    "AgEDQgAEgxsIcajqFoKtrl7te16MR9SnChM4gR7sdtGBDOe7gOxWo6pZg0XEdLei\r\n"
    "X7iMoljXtJxMT0vkPwSYrN7uVA1JSTAYBgkrgQUQhkg/AAIwCwYJYIZIAWUDBAEF\r\n"
    "MFAwTjAyMBoxGDAWBgNVBAMMD2JvYkBleGFtcGxlLm9yZwIUbbN6xdm/YqAKB0tg\r\n",
    PROTECTION_CMS_SEALED },
  { "S/MIME by OpenSSL, AEAD", cms_content,
    "MIIBUAYLKoZIhvcNAQkQARegggE/MIIBOwIBADGBxaGBwgIBA6BRoU8wCQYHKoZI\r\n"
    "zj0CAQNCAARs3xnvMhTo16ZOTc77uYfmz9AJ/wiyk4iuL1eSzRq/5OBfEagouDcr\r\n"
    "6DtzEnVyH6r8m0RlxY9BAD9/gwoFXSpYMBgGCSuBBRCGSD8AAjALBglghkgBZQME\r\n"
    "AQUwUDBOMDIwGjEYMBYGA1UEAwwPYm9iQGV4YW1wbGUub3JnAhRts3rF2b9ioAoH\r\n",
    PROTECTION_CMS_SEALED },
  { "S/MIME by OpenSSL, encrypted data", cms_content,
    "MHAGCSqGSIb3DQEHBqBjMGECAQAwXAYJKoZIhvcNAQcBMB0GCWCGSAFlAwQBAgQQ\r\n"
    "2lFOBzw4zKphIDeboOVBoIAwvTheuUr1Mg/q4Hd6G6ps/J9XkFrdbVPpGJNERx1p\r\n"
    "BnQLEhDpP6Hyid8O1dtSwUOw\r\n",
    PROTECTION_CMS_SEALED },
  { "S/MIME by OpenSSL, opaque signature", cms_content,
    "MIIB7QYJKoZIhvcNAQcCoIIB3jCCAdoCAQExDTALBglghkgBZQMEAgEwPgYJKoZI\r\n"
    "hvcNAQcBoDEEL0NvbnRlbnQtVHlwZTogdGV4dC9wbGFpbg0KDQpUaGUgc2VjcmV0\r\n"
    "IGlzIDQyLg0KMYIBhDCCAYACAQEwMjAaMRgwFgYDVQQDDA9ib2JAZXhhbXBsZS5v\r\n"
    "cmcCFG2zesXZv2KgCgdLYN10U+7q5AoUMAsGCWCGSAFlAwQCAaCB5DAYBgkqhkiG\r\n",
    PROTECTION_CMS_SIGNED },
  { "S/MIME by OpenSSL, plain data", cms_content,
    "MD4GCSqGSIb3DQEHAaAxBC9Db250ZW50LVR5cGU6IHRleHQvcGxhaW4NCg0KVGhl\r\n"
    "IHNlY3JldCBpcyA0Mi4NCg==\r\n",
    PROTECTION_CMS_OTHER },
  { "words", pgp_content, "hello there", PROTECTION_NONE },
  { "words in another script", pgp_content, "\xc3\xa9t\xc3\xa9 caf\xc3\xa9", PROTECTION_NONE },
  { "an armor around words", pgp_content, "-----BEGIN PGP MESSAGE-----\r\n\r\nhello there\r\n", PROTECTION_NONE },
  { "an armor around nothing", pgp_content, "-----BEGIN PGP MESSAGE-----\r\n\r\n-----END PGP MESSAGE-----\r\n",
    PROTECTION_NONE },
  { "no armor, the packet of a public key", pgp_content, "\x85\x01\x0c\x03\x01\x02", PROTECTION_PGP_SEALED },
  { "a packet with a partial length", pgp_content, "\xd2\xe9\x01\x22\x33", PROTECTION_PGP_SEALED },
  { "a packet of an impossible version", pgp_content, "\x85\x01\x0c\x63\x01\x02", PROTECTION_NONE },
  { "words", cms_content, "hello there", PROTECTION_NONE },
  { "PEM", cms_content, "-----BEGIN CMS-----\nMIAGCSqGSIb3DQEHA6CA\n", PROTECTION_CMS_SEALED },
  { "a sequence of something else", cms_content, "0\x06\x02\x01\x01\x04\x01x", PROTECTION_NONE },
};

static void
tells_what_it_is (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage page = guard_page_new (cases[i].octets, strlen (cases[i].octets));
      Protection content = cases[i].reader (octets_of (page.octets, strlen (cases[i].octets)));
      if (content != cases[i].content)
        fail_msg ("%s: %d", cases[i].name, (int) content);
      guard_page_clear (&page);
    }
}

/* Less octets never make more of a claim: the same, too little to tell, or nothing. */
static void
never_claims_more_of_less (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (size_t length = 0; length < strlen (cases[i].octets); length++)
      {
        GuardPage page = guard_page_new (cases[i].octets, length);
        Protection content = cases[i].reader (octets_of (page.octets, length));
        bool sealed = content == PROTECTION_PGP_SEALED || content == PROTECTION_CMS_SEALED;
        if (sealed && content != cases[i].content)
          fail_msg ("%s, %zu octets: %d", cases[i].name, length, (int) content);
        guard_page_clear (&page);
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (tells_what_it_is),
    cmocka_unit_test (never_claims_more_of_less),
  };
  return cmocka_run_group_tests_name ("sealed-content", tests, NULL, NULL);
}

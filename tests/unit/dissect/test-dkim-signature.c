/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of signature fields, a row each: what is refused, and in which words. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "dissect/dkim-signature.h"

typedef struct Row {
  const char *name;
  DkimKind kind;
  Octets value;
  const char *problem; /* part of it; NULL: sound */
} Row;

#define D DKIM_KIND_SIGNATURE
#define M DKIM_KIND_ARC_MESSAGE
#define S DKIM_KIND_ARC_SEAL
#define REST "a=rsa-sha256; bh=QUJD; b=QUJD; "
#define ALL "v=1; d=example.com; s=k; h=from; " REST

static const Row rows[] = {
  { "as usual", D, OCTETS (ALL), NULL },
  { "all tags", D, OCTETS (ALL "c=relaxed/simple; i=joe@mail.example.com; l=0; q=dns/txt; t=1; x=2; z=From:joe|To:x"),
    NULL },
  { "c= of one word", D, OCTETS (ALL "c=relaxed"), NULL },
  { "an unknown tag", D, OCTETS (ALL "zz=top"), NULL },
  { "several places of the key", D, OCTETS (ALL "q=ldap : dns/txt"), NULL },
  { "i= without a user", D, OCTETS (ALL "i=@example.com"), NULL },
  { "i= in other case", D, OCTETS (ALL "i=@Mail.EXAMPLE.com"), NULL },
  { "i= with two @", D, OCTETS (ALL "i=\"a@b\"@example.com"), NULL },
  { "names with underscores and hyphens", D, OCTETS ("v=1; d=a_b.x-y.example; s=k_1.x; h=from;" REST), NULL },
  { "an internationalized domain", D,
    OCTETS ("v=1; d=b\xc3\xbc"
            "cher.example; s=k; h=from; i=@xn--bcher-kva.example;" REST),
    NULL },
  { "h= folded", D, OCTETS ("v=1; d=example.com; s=k; h=to\r\n : From\r\n\t:x;" REST), NULL },
  { "broken list", D, OCTETS (ALL ";"), "semicolon" },
  { "a tag twice", D, OCTETS (ALL "s=k"), "twice" },
  { "no v=", D, OCTETS ("d=example.com; s=k; h=from;" REST), "no v=" },
  { "V= is not v=", D, OCTETS ("V=1; d=example.com; s=k; h=from;" REST), "no v=" },
  { "v=2", D, OCTETS ("v=2; d=example.com; s=k; h=from;" REST), "version" },
  { "no d=", D, OCTETS ("v=1; s=k; h=from;" REST), "no d=" },
  { "no s=", D, OCTETS ("v=1; d=example.com; h=from;" REST), "no s=" },
  { "no h=", D, OCTETS ("v=1; d=example.com; s=k;" REST), "no h=" },
  { "no a=", D, OCTETS ("v=1; d=example.com; s=k; h=from; bh=QUJD; b=QUJD"), "no a=" },
  { "no bh=", D, OCTETS ("v=1; d=example.com; s=k; h=from; a=rsa-sha256; b=QUJD"), "no bh=" },
  { "no b=", D, OCTETS ("v=1; d=example.com; s=k; h=from; a=rsa-sha256; bh=QUJD"), "no b=" },
  { "empty b=", D, OCTETS ("v=1; d=example.com; s=k; h=from; a=rsa-sha256; bh=QUJD; b="), "b=" },
  { "bh= that is no base64", D, OCTETS ("v=1; d=example.com; s=k; h=from; a=rsa-sha256; bh=*; b=QUJD"), "bh=" },
  { "empty d=", D, OCTETS ("v=1; d=; s=k; h=from;" REST), "no domain" },
  { "d= with an empty label", D, OCTETS ("v=1; d=a..b; s=k; h=from;" REST), "no domain" },
  { "d= with a final dot", D, OCTETS ("v=1; d=example.com.; s=k; h=from;" REST), "no domain" },
  /* espoofer server_a3 and server_a4: a NUL or a parenthesis inside the name. */
  { "d= with a parenthesis", D, OCTETS ("v=1; d=legitimate.example(.attack.example; s=k; h=from;" REST), "no domain" },
  { "s= with a parenthesis", D, OCTETS ("v=1; d=attack.example; s=k.legitimate.example(; h=from;" REST), "no name" },
  { "d= with a NUL", D, OCTETS ("v=1; d=legitimate.example\0.attack.example; s=k; h=from;" REST), "octets" },
  { "s= with a NUL", D, OCTETS ("v=1; d=attack.example; s=k\0.x; h=from;" REST), "octets" },
  { "d= with white space", D, OCTETS ("v=1; d=example .com; s=k; h=from;" REST), "no domain" },
  { "d= with an @", D, OCTETS ("v=1; d=joe@example.com; s=k; h=from;" REST), "no domain" },
  { "a label of 64 octets", D,
    OCTETS ("v=1; d=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b; s=k; h=from;" REST),
    "no domain" },
  { "SHA-1", D, OCTETS ("v=1; d=example.com; s=k; h=from; a=rsa-sha1; bh=QUJD; b=QUJD"), "SHA-1" },
  { "a= in other case", D, OCTETS ("v=1; d=example.com; s=k; h=from; a=RSA-SHA256; bh=QUJD; b=QUJD"), "a=" },
  { "a= that nobody knows", D, OCTETS ("v=1; d=example.com; s=k; h=from; a=rsa-md5; bh=QUJD; b=QUJD"), "a=" },
  { "c= that nobody knows", D, OCTETS (ALL "c=nofws"), "c=" },
  { "c= with a second word that nobody knows", D, OCTETS (ALL "c=simple/nowsp"), "c=" },
  { "c= empty", D, OCTETS (ALL "c="), "c=" },
  { "l= that is no number", D, OCTETS (ALL "l=12a"), "l=" },
  { "l= negative", D, OCTETS (ALL "l=-1"), "l=" },
  { "q= that nobody knows", D, OCTETS (ALL "q=http"), "q=" },
  { "t= that is none", D, OCTETS (ALL "t=now"), "t=" },
  { "x= that is none", D, OCTETS (ALL "x="), "x=" },
  { "x= before t=", D, OCTETS (ALL "t=20;x=10"), "before it was made" },
  { "x= with t=", D, OCTETS (ALL "t=20;x=20"), "before it was made" },
  { "From is not signed", D, OCTETS ("v=1; d=example.com; s=k; h=to:from-me:subject;" REST), "From" },
  { "h= empty", D, OCTETS ("v=1; d=example.com; s=k; h=;" REST), "From" },
  { "i= outside", D, OCTETS (ALL "i=@example.org"), "outside" },
  { "i= that only ends alike", D, OCTETS (ALL "i=@notexample.com"), "outside" },
  { "i= above", D, OCTETS (ALL "i=@com"), "outside" },
  { "i= without @", D, OCTETS (ALL "i=example.com"), "no address" },
  { "i= empty", D, OCTETS (ALL "i="), "i= is empty" },

  { "AMS", M, OCTETS ("i=1; d=example.com; s=k; h=to;" REST), NULL },
  { "AMS, h= empty", M, OCTETS ("i=50; d=example.com; s=k; h=;" REST), NULL },
  { "AMS without i=", M, OCTETS ("d=example.com; s=k; h=from;" REST), "no i=" },
  { "AMS i=0", M, OCTETS ("i=0; d=example.com; s=k; h=from;" REST), "1 to 50" },
  { "AMS i=51", M, OCTETS ("i=51; d=example.com; s=k; h=from;" REST), "1 to 50" },
  { "AMS i=x", M, OCTETS ("i=x; d=example.com; s=k; h=from;" REST), "1 to 50" },
  { "AMS that signs seals", M, OCTETS ("i=1; d=example.com; s=k; h=from:Arc-Seal;" REST), "ARC-Seal" },
  { "seal", S, OCTETS ("i=1; d=example.com; s=k; a=rsa-sha256; b=QUJD; cv=none; t=5"), NULL },
  { "seal without cv=", S, OCTETS ("i=1; d=example.com; s=k; a=rsa-sha256; b=QUJD"), "no cv=" },
  { "seal with another cv=", S, OCTETS ("i=1; d=example.com; s=k; a=rsa-sha256; b=QUJD; cv=Pass"), "cv=" },
  { "seal with h=", S, OCTETS ("i=1; d=example.com; s=k; a=rsa-sha256; b=QUJD; cv=none; h=from"), "h= or bh=" },
};

static void
rules (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DkimSignature signature;
      HeaderField field = { .value = rows[i].value };
      dkim_signature_read (&signature, rows[i].kind, &field);
      if ((signature.problem == NULL) != (rows[i].problem == NULL)
          || (rows[i].problem != NULL && strstr (signature.problem, rows[i].problem) == NULL))
        fail_msg ("%s: it %s", rows[i].name, signature.problem);
      /* Who judges a sound signature finds all that it needs. */
      if (signature.problem == NULL
          && (signature.key_name == NULL || signature.octets == NULL || !signature.algorithm_known
              || (rows[i].kind != S && (!signature.body_known || signature.fields == NULL))))
        fail_msg ("%s: sound, and something is missing", rows[i].name);
      dkim_signature_clear (&signature);
    }
}

static void
what_it_says (void **state)
{
  (void) state;
  DkimSignature signature;
  HeaderField field
      = { .value = OCTETS (" v=1; a=ed25519-sha256; c=simple/relaxed; d=Example.COM;\r\n"
                           "\ts=One; t=10; x=20; l=30; i=joe@mail.example.com; h=to : from;bh=QUJD;b=Q\r\n QQ=") };
  dkim_signature_read (&signature, DKIM_KIND_SIGNATURE, &field);
  assert_null (signature.problem);
  assert_string_equal (signature.domain, "Example.COM");
  assert_string_equal (signature.selector, "One");
  assert_string_equal (signature.key_name, "one._domainkey.example.com");
  assert_string_equal (signature.algorithm, "ed25519-sha256");
  assert_string_equal (signature.canonicalization, "simple/relaxed");
  assert_string_equal (signature.fields, "to:from");
  assert_string_equal (signature.identity, "joe@mail.example.com");
  assert_false (signature.identity_is_domain);
  assert_int_equal (signature.signed_time, 10);
  assert_int_equal (signature.expires, 20);
  assert_true (signature.has_length);
  assert_int_equal (signature.length, 30);
  assert_int_equal (signature.key_type, DKIM_ED25519);
  assert_int_equal (signature.header_canon, DKIM_SIMPLE);
  assert_int_equal (signature.body_canon, DKIM_RELAXED);
  assert_true (octets_equal (signature.hole, OCTETS ("Q\r\n QQ=")));
  dkim_signature_clear (&signature);
}

static void
names_for_the_dns (void **state)
{
  (void) state;
  static const struct {
    Octets name;
    const char *ascii;
  } names[] = {
    { OCTETS ("Example.com"), "example.com" },
    { OCTETS ("b\xc3\xbc"
              "cher.example"),
      "xn--bcher-kva.example" },
    { OCTETS ("localhost"), "localhost" },
    { OCTETS (""), NULL },
    { OCTETS ("."), NULL },
    { OCTETS ("a\0b"), NULL },
    { OCTETS ("a b"), NULL },
    { OCTETS ("\xff.example"), NULL },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *ascii = dkim_domain_ascii (names[i].name);
      if (g_strcmp0 (ascii, names[i].ascii) != 0)
        fail_msg ("%zu: %s", i, ascii);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (rules),
    cmocka_unit_test (what_it_says),
    cmocka_unit_test (names_for_the_dns),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

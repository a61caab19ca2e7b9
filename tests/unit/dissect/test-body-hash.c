/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical bodies and their hashes: whole, octet by octet, at every two-way split. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "dissect/body-hash.h"
#include "tests/support/dkim-signer.h"
#include "tests/support/guard-page.h"

/* Own bodies for each rule of RFC 6376 §3.4.3 and §3.4.4. */
static const struct {
  const char *name;
  Octets body;
  const char *simple, *relaxed; /* canonical */
} bodies[] = {
  { "no body", OCTETS (""), "\r\n", "" },
  { "an empty line", OCTETS ("\r\n"), "\r\n", "" },
  { "empty lines", OCTETS ("\r\n\r\n\r\n"), "\r\n", "" },
  { "white space alone", OCTETS (" \t\r\n"), " \t\r\n", "" },
  { "white space, no line end", OCTETS (" \t"), " \t\r\n", "" },
  { "lines of white space", OCTETS (" \r\n\t\r\n  \r\n"), " \r\n\t\r\n  \r\n", "" },
  { "one line", OCTETS ("text\r\n"), "text\r\n", "text\r\n" },
  { "no line end", OCTETS ("text"), "text\r\n", "text\r\n" },
  { "empty lines at the end", OCTETS ("text\r\n\r\n\r\n"), "text\r\n", "text\r\n" },
  { "empty lines inside", OCTETS ("\r\na\r\n\r\n\r\nb\r\n"), "\r\na\r\n\r\n\r\nb\r\n", "\r\na\r\n\r\n\r\nb\r\n" },
  { "white space inside", OCTETS ("a \t b\tc d\r\n"), "a \t b\tc d\r\n", "a b c d\r\n" },
  { "white space at both ends", OCTETS (" a \r\n\tb\t\r\n"), " a \r\n\tb\t\r\n", " a\r\n b\r\n" },
  { "white space behind the last line", OCTETS ("a\r\n \r\n"), "a\r\n \r\n", "a\r\n" },
  { "white space and no line end", OCTETS ("a \t"), "a \t\r\n", "a\r\n" },
  { "bare LF", OCTETS ("a \nb\n\n"), "a \nb\n\n\r\n", "a \nb\n\n\r\n" },
  { "bare CR", OCTETS ("a \rb\r"), "a \rb\r\r\n", "a \rb\r\r\n" },
  { "CR in front of CRLF", OCTETS ("a\r\r\n\r\n"), "a\r\r\n", "a\r\r\n" },
  { "bare CR between empty lines", OCTETS ("a\r\n\r\r\n\r\n"), "a\r\n\r\r\n", "a\r\n\r\r\n" },
  { "white space behind a bare CR", OCTETS ("a\r \t\r\nb"), "a\r \t\r\nb\r\n", "a\r\r\nb\r\n" },
  { "dots", OCTETS (".\r\n..\r\n.a\r\n"), ".\r\n..\r\n.a\r\n", ".\r\n..\r\n.a\r\n" },
  { "octets over 127", OCTETS ("gr\xc3\xbc\xff\xa0 \r\n"), "gr\xc3\xbc\xff\xa0 \r\n", "gr\xc3\xbc\xff\xa0\r\n" },
};

static BodyHasher *
hasher_for (bool relaxed, const char *length)
{
  g_autofree char *header = g_strdup_printf ("From: a@b.example\r\ndkim-SIGNATURE : a=rsa-sha256; c=simple/%s;%s\r\n"
                                             "\tbh=AAAA; b=\r\n\r\n",
                                             relaxed ? "relaxed" : "simple", length);
  BodyHasher *hasher = body_hasher_new (octets_of_string (header));
  assert_non_null (hasher);
  return hasher;
}

static const BodyHash *
result_of (const BodyHasher *hasher, bool relaxed, bool has_length, uint64_t length)
{
  DkimSignature wanted = {
    .body_known = true,
    .hash = DKIM_SHA256,
    .body_canon = relaxed ? DKIM_RELAXED : DKIM_SIMPLE,
    .has_length = has_length,
    .length = length,
  };
  return body_hasher_find (hasher, &wanted);
}

static void
expect (const char *name, const BodyHash *hash, const GString *canonical)
{
  g_autofree char *wanted = signer_hash (canonical, false);
  g_autofree char *got = g_base64_encode (hash->digest, hash->digest_length);
  if (!hash->known || !hash->whole || hash->octets != canonical->len || strcmp (wanted, got) != 0)
    fail_msg ("%s: %" G_GUINT64_FORMAT " octets", name, hash->octets);
}

/* Feeds in pieces: the first of `first` octets, then all of `step`. */
static void
hash_in_pieces (const char *name, Octets body, bool relaxed, const GString *canonical, size_t first, size_t step)
{
  BodyHasher *hasher = hasher_for (relaxed, "");
  body_hasher_feed (hasher, octets_slice (body, 0, first));
  for (size_t at = first; at < body.length; at += step)
    {
      GuardPage guard = guard_page_new (body.at + at, MIN (step, body.length - at));
      body_hasher_feed (hasher, octets_of (guard.octets, guard.length));
      guard_page_clear (&guard);
    }
  body_hasher_finish (hasher, true);
  expect (name, result_of (hasher, relaxed, false, 0), canonical);
  body_hasher_free (hasher);
}

static void
hash_all_ways (const char *name, Octets body, bool relaxed, const GString *canonical)
{
  hash_in_pieces (name, body, relaxed, canonical, 0, 1);
  for (size_t split = 0; split <= body.length; split++)
    hash_in_pieces (name, body, relaxed, canonical, split, MAX (body.length, 1));
}

static void
canonical_bodies (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (bodies); i++)
    for (unsigned relaxed = 0; relaxed < 2; relaxed++)
      {
        GString *canonical = g_string_new (relaxed ? bodies[i].relaxed : bodies[i].simple);
        hash_all_ways (bodies[i].name, bodies[i].body, relaxed, canonical);
        g_string_free (canonical, TRUE);
      }
}

/* Bodies of all sorts of odd pieces, against the plain code of the tests' own signer. */
static void
random_bodies (void **state)
{
  (void) state;
  static const char *const pieces[]
      = { " ", "\t", "\r\n", "\r\n\r\n", "\r", "\n", "word", "x", ".", " \r\n", "  ", "\xff" };
  g_autoptr (GRand) random = g_rand_new_with_seed (6376);
  for (unsigned round = 0; round < 400; round++)
    {
      GString *body = g_string_new (NULL);
      for (int n = g_rand_int_range (random, 0, 14); n > 0; n--)
        g_string_append (body, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      for (unsigned relaxed = 0; relaxed < 2; relaxed++)
        {
          GString *canonical = signer_body (body->str, body->len, relaxed);
          hash_all_ways (body->str, octets_of (body->str, body->len), relaxed, canonical);
          g_string_free (canonical, TRUE);
        }
      g_string_free (body, TRUE);
    }
}

/* Longer than all buffers, with pieces that are passed through whole. */
static void
long_bodies (void **state)
{
  (void) state;
  GString *body = g_string_new (NULL);
  for (unsigned i = 0; i < 3000; i++)
    g_string_append_printf (body, "%s%u\t %s", i % 7 == 0 ? "\r\n" : "", i, i % 5 == 0 ? " \r\n" : "");
  for (unsigned i = 0; i < 9000; i++)
    g_string_append_c (body, (char) ('a' + i % 26));
  for (unsigned i = 0; i < 3000; i++)
    g_string_append (body, "\r\n");
  for (unsigned relaxed = 0; relaxed < 2; relaxed++)
    {
      GString *canonical = signer_body (body->str, body->len, relaxed);
      for (size_t step = 1; step <= body->len; step = step * 3 + 1)
        hash_in_pieces ("long", octets_of (body->str, body->len), relaxed, canonical, 0, step);
      g_string_free (canonical, TRUE);
    }
  g_string_free (body, TRUE);
}

static void
lengths (void **state)
{
  (void) state;
  static const char body[] = "one  two \r\n\r\nthree\r\n\r\n";
  static const char canonical[] = "one two\r\n\r\nthree\r\n";
  for (size_t length = 0; length < sizeof canonical + 3; length++)
    {
      g_autofree char *tag = g_strdup_printf (" l=%zu;", length);
      BodyHasher *hasher = hasher_for (true, tag);
      body_hasher_feed (hasher, octets_of_string (body));
      body_hasher_finish (hasher, true);
      const BodyHash *hash = result_of (hasher, true, true, length);
      GString *begin = g_string_new_len (canonical, (gssize) MIN (length, sizeof canonical - 1));
      g_autofree char *wanted = signer_hash (begin, false);
      g_autofree char *got = g_base64_encode (hash->digest, hash->digest_length);
      assert_true (hash->known);
      assert_int_equal (hash->octets, sizeof canonical - 1);
      assert_string_equal (got, wanted);
      assert_null (result_of (hasher, true, false, 0));
      g_string_free (begin, TRUE);
      body_hasher_free (hasher);
    }
}

/* Behind a gap nothing is known, but of a signature whose l= was reached in front of it. */
static void
gaps (void **state)
{
  (void) state;
  for (unsigned cut = 0; cut < 2; cut++)
    {
      BodyHasher *whole = hasher_for (false, ""), *begin = hasher_for (false, " l=4;"),
                 *later = hasher_for (false, " l=6;");
      BodyHasher *all[] = { whole, begin, later };
      for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
        {
          body_hasher_feed (all[i], OCTETS ("text\r\n"));
          if (!cut)
            {
              body_hasher_gap (all[i]);
              body_hasher_feed (all[i], OCTETS ("more\r\n"));
            }
          body_hasher_finish (all[i], !cut);
        }
      GString *text = g_string_new ("text");
      g_autofree char *wanted = signer_hash (text, false);
      const BodyHash *hash = result_of (begin, false, true, 4);
      g_autofree char *got = g_base64_encode (hash->digest, hash->digest_length);
      assert_true (hash->known && !hash->whole);
      assert_string_equal (got, wanted);
      assert_false (result_of (whole, false, false, 0)->known);
      assert_false (result_of (later, false, true, 6)->known); /* that line end could be one of many at the end */
      g_string_free (text, TRUE);
      for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
        body_hasher_free (all[i]);
    }
}

static const struct {
  const char *name, *header;
  bool wanted;
} headers[] = {
  { "an ordinary header", "Received: by x\r\n\tfor DKIM-Signature: a\r\nFrom: a@b\r\n\r\n", false },
  { "other names that begin alike", "DKIM-Signature-Old: a=rsa-sha256\r\nARC-Seal: a=b\r\nDate: x\r\n\r\n", false },
  { "a signature", "From: a@b\r\nDKIM-Signature: x\r\n\r\n", true },
  { "at the end, without a line end", "ARC-Message-Signature:", true },
  { "odd case and white space", "dKim-sIgnature \t: x\r\n", true },
  { "nothing", "", false },
};

static void
only_signed_mails_are_hashed (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      GuardPage guard = guard_page_new (headers[i].header, strlen (headers[i].header));
      BodyHasher *hasher = body_hasher_new (octets_of (guard.octets, guard.length));
      if ((hasher != NULL) != headers[i].wanted)
        fail_msg ("%s", headers[i].name);
      body_hasher_free (hasher);
      guard_page_clear (&guard);
    }
}

/* Any number of signatures takes no more than a few hashes, and signatures alike share one. */
static void
variants_are_bounded (void **state)
{
  (void) state;
  GString *header = g_string_new (NULL);
  for (unsigned i = 0; i < 40; i++)
    g_string_append_printf (header, "DKIM-Signature: a=rsa-sha256; l=%u; bh=AAAA\r\n", i / 2);
  BodyHasher *hasher = body_hasher_new (octets_of (header->str, header->len));
  unsigned known = 0;
  for (unsigned i = 0; i < 40; i++)
    known += result_of (hasher, false, true, i) != NULL;
  assert_int_equal (known, 8);
  body_hasher_finish (hasher, true);
  body_hasher_free (hasher);
  g_string_free (header, TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (canonical_bodies),
    cmocka_unit_test (random_bodies),
    cmocka_unit_test (long_bodies),
    cmocka_unit_test (lengths),
    cmocka_unit_test (gaps),
    cmocka_unit_test (only_signed_mails_are_hashed),
    cmocka_unit_test (variants_are_bounded),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

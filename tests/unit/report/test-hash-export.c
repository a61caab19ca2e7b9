/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines for hashcat and John: of each the password is found again here, by the rule of
 * its RFC; then which logins are left out, and how the file is made. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dissect/sasl.h"
#include "dissect/smtp-command.h"
#include "report/hash-form.h"
#include "report/sinks.h"
#include "tests/support/conversation.h"
#include "tests/support/sasl-messages.h"

/* As in tests/unit/dissect/test-sasl.c. */
typedef struct Step {
  char who;
  const char *text;
} Step;

typedef struct Case {
  const char *name;
  const char *command;
  Step steps[6];
  HashLine kind;
  const char *line;
} Case;

#define DIGEST(user, uri)                                                                                              \
  "username=\"" user "\",realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",nc=00000001,"                          \
  "cnonce=\"OA6MHXh6VqTrRk\",digest-uri=\"" uri "\",response=d388dad90d4bbd760a152321f2143af7,qop=auth"

static const Case cases[] = {
  { "CRAM-MD5, RFC 2195 §2",
    "AUTH CRAM-MD5",
    { { 's', "<1896.697170952@postoffice.reston.mci.net>" }, { 'c', "tim b913a602c7eda7a495b4e6e7334d3890" } },
    HASH_LINE_MADE,
    "$cram_md5$PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+$"
    "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw" },
  { "CRAM-MD5, a name that ends fields, upper case digits",
    "AUTH CRAM-MD5",
    { { 's', "<1@x>" }, { 'c', "a:b$c* B913A602C7EDA7A495B4E6E7334D3890" } },
    HASH_LINE_MADE,
    "$cram_md5$PDFAeD4=$YTpiJGMqIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw" },
  { "CRAM-MD5, the challenge lost",
    "AUTH CRAM-MD5",
    { { 'G', "" }, { 'c', "tim b913a602c7eda7a495b4e6e7334d3890" } },
    HASH_LINE_INCOMPLETE,
    "" },
  { "CRAM-MD5, the answer lost", "AUTH CRAM-MD5", { { 's', "<1@x>" }, { 'g', "" } }, HASH_LINE_INCOMPLETE, "" },
  { "CRAM-MD5, no digest", "AUTH CRAM-MD5", { { 's', "<1@x>" }, { 'c', "tim b913" } }, HASH_LINE_INCOMPLETE, "" },
  { "CRAM-MD5 cancelled", "AUTH CRAM-MD5", { { 's', "<1@x>" }, { 'C', "*" } }, HASH_LINE_NOTHING, "" },
  { "DIGEST-MD5, RFC 2831 §4",
    "AUTH DIGEST-MD5",
    { { 's', "nonce=\"OA6MG9tEQGm2hh\"" }, { 'c', DIGEST ("chris", "imap/elwood.innosoft.com") } },
    HASH_LINE_MADE,
    "$DIGEST-MD5$chris$elwood.innosoft.com$OA6MG9tEQGm2hh$imap/elwood.innosoft.com$OA6MHXh6VqTrRk$00000001$auth$"
    "d388dad90d4bbd760a152321f2143af7" },
  { "DIGEST-MD5, a name with a dollar sign",
    "AUTH DIGEST-MD5",
    { { 'c', DIGEST ("ch$is", "imap/x") } },
    HASH_LINE_UNFIT,
    "" },
  { "DIGEST-MD5, a name with a colon",
    "AUTH DIGEST-MD5",
    { { 'c', DIGEST ("ch:is", "imap/x") } },
    HASH_LINE_UNFIT,
    "" },
  { "DIGEST-MD5, a name with a line end",
    "AUTH DIGEST-MD5",
    { { 'c', DIGEST ("ch\nis", "imap/x") } },
    HASH_LINE_UNFIT,
    "" },
  { "DIGEST-MD5, no URI", "AUTH DIGEST-MD5", { { 'c', DIGEST ("chris", "") } }, HASH_LINE_INCOMPLETE, "" },
  { "NTLM version 1",
    "AUTH NTLM",
    { { 'h', NTLM_NEG }, { 'H', NTLM_V1CHAL }, { 'h', NTLM_V1 } },
    HASH_LINE_MADE,
    "User::Domain:98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13:67c43011f30298a2ad35ece64f16331c44bdbed927841f94:"
    "0123456789abcdef" },
  { "NTLM version 2",
    "AUTH NTLM",
    { { 'H', NTLM_V2CHAL }, { 'h', NTLM_V2 } },
    HASH_LINE_MADE,
    "User::Domain:0123456789abcdef:68cd0ab851e51c96aabc927bebef6a1c:01010000000000000000000000000000aaaaaaaaaaaaaaaa"
    "0000000002000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000" },
  { "NTLM inside GSS-SPNEGO",
    "AUTH GSS-SPNEGO",
    { { 'h', SPN_INIT }, { 'H', SPN_CHAL }, { 'h', SPN_RESP } },
    HASH_LINE_MADE,
    "User::Domain:0123456789abcdef:68cd0ab851e51c96aabc927bebef6a1c:01010000000000000000000000000000aaaaaaaaaaaaaaaa"
    "0000000002000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000" },
  { "NTLM, the challenge lost", "AUTH NTLM", { { 'G', "" }, { 'h', NTLM_V2 } }, HASH_LINE_INCOMPLETE, "" },
  { "NTLM, the challenge not seen", "AUTH NTLM", { { 'h', NTLM_V2 } }, HASH_LINE_INCOMPLETE, "" },
  { "NTLM, a line between lost",
    "AUTH NTLM",
    { { 'H', NTLM_V2CHAL }, { 'g', "" }, { 'h', NTLM_V2 } },
    HASH_LINE_INCOMPLETE,
    "" },
  { "NTLM, nobody", "AUTH NTLM", { { 'H', NTLM_V2CHAL }, { 'h', NTLM_ANON } }, HASH_LINE_NOTHING, "" },
  { "SCRAM",
    "AUTH SCRAM-SHA-1 biwsbj11c2VyLHI9Znlrbw==",
    { { 's', "r=fyko3rfc,s=QSXCR,i=4096" }, { 'c', "c=biws,r=fyko3rfc,p=v0X8" } },
    HASH_LINE_NO_FORM,
    "" },
  { "PLAIN", "AUTH PLAIN AGFsaWNlAHNlY3JldA==", { { 0, NULL } }, HASH_LINE_NOTHING, "" },
  { "a mechanism nobody knows, refused", "AUTH SCRAM-MD9", { { 0, NULL } }, HASH_LINE_NOTHING, "" },
};

static char *
line_of_step (const Step *step)
{
  if (step->who == 'C' || step->who == 'S')
    return g_strdup (step->text);
  if (step->who == 'c' || step->who == 's')
    return g_base64_encode ((const guchar *) step->text, strlen (step->text));
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  for (const char *digit = step->text; *digit != '\0'; digit += 2)
    {
      uint8_t octet = (uint8_t) (g_ascii_xdigit_value (digit[0]) << 4 | g_ascii_xdigit_value (digit[1]));
      g_byte_array_append (octets, &octet, 1);
    }
  return g_base64_encode (octets->data, octets->len);
}

static SmtpAuth *
play (Arena *arena, const Case *one)
{
  SmtpAuth *auth = smtp_auth_begin (arena, smtp_command_parse (arena, octets_of_string (one->command)));
  Octets secret;
  for (const Step *step = one->steps; step->who != 0; step++)
    {
      if (step->who == 'g' || step->who == 'G')
        {
          smtp_auth_gap (auth, step->who == 'g' ? SIDE_CLIENT : SIDE_SERVER);
          continue;
        }
      g_autofree char *line = line_of_step (step);
      Octets kept = arena_copy (arena, octets_of_string (line));
      if (step->who == 'c' || step->who == 'C' || step->who == 'h')
        smtp_auth_client_line (auth, arena, kept, &secret);
      else
        smtp_auth_challenge (auth, arena, kept, &secret);
    }
  return auth;
}

static void
test_lines (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Arena *arena = arena_new ();
      g_autoptr (GString) line = g_string_new (NULL);
      HashLine kind = hash_form_line (play (arena, &cases[i]), line);
      if (kind != cases[i].kind || strcmp (line->str, cases[i].line) != 0)
        fail_msg ("%s: %d %s", cases[i].name, (int) kind, line->str);
      arena_free (arena);
    }
}

/* --- the password fits the line ------------------------------------------------ */

static void
md5 (const void *octets, size_t length, uint8_t digest[16])
{
  assert_int_equal (EVP_Digest (octets, length, digest, NULL, EVP_md5 (), NULL), 1);
}

static char *
hex (const uint8_t *octets, size_t length)
{
  GString *text = g_string_new (NULL);
  for (size_t i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", octets[i]);
  return g_string_free (text, FALSE);
}

static size_t
unhex (const char *digits, uint8_t *octets)
{
  size_t length = strlen (digits) / 2;
  for (size_t i = 0; i < length; i++)
    octets[i] = (uint8_t) (g_ascii_xdigit_value (digits[2 * i]) << 4 | g_ascii_xdigit_value (digits[2 * i + 1]));
  return length;
}

static const char *
line_of_case (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    if (strcmp (cases[i].name, name) == 0)
      return cases[i].line;
  fail_msg ("no case '%s'", name);
  return NULL;
}

static void
test_cram_password (void **state)
{
  (void) state;
  g_auto (GStrv) fields = g_strsplit (line_of_case ("CRAM-MD5, RFC 2195 §2"), "$", -1);
  gsize challenge_length, answer_length;
  g_autofree guchar *challenge = g_base64_decode (fields[2], &challenge_length);
  g_autofree guchar *answer = g_base64_decode (fields[3], &answer_length);
  uint8_t digest[16];
  HMAC (EVP_md5 (), "tanstaaftanstaaf", 16, challenge, challenge_length, digest, NULL);
  g_autofree char *digits = hex (digest, 16);
  assert_memory_equal (answer + answer_length - 32, digits, 32);
}

/* RFC 2831 §2.1.2.1. */
static void
test_digest_password (void **state)
{
  (void) state;
  g_auto (GStrv) f = g_strsplit (line_of_case ("DIGEST-MD5, RFC 2831 §4"), "$", -1);
  uint8_t digest[16];
  g_autofree char *who = g_strdup_printf ("%s:%s:secret", f[2], f[3]);
  md5 (who, strlen (who), digest);
  g_autofree char *nonces = g_strdup_printf (":%s:%s", f[4], f[6]);
  g_autoptr (GByteArray) a1 = g_byte_array_append (g_byte_array_new (), digest, 16);
  g_byte_array_append (a1, (const guint8 *) nonces, (guint) strlen (nonces));
  md5 (a1->data, a1->len, digest);
  g_autofree char *first = hex (digest, 16);
  g_autofree char *a2 = g_strdup_printf ("AUTHENTICATE:%s", f[5]);
  md5 (a2, strlen (a2), digest);
  g_autofree char *second = hex (digest, 16);
  g_autofree char *all = g_strdup_printf ("%s:%s:%s:%s:%s:%s", first, f[4], f[7], f[6], f[8], second);
  md5 (all, strlen (all), digest);
  g_autofree char *response = hex (digest, 16);
  assert_string_equal (response, f[9]);
}

/* MS-NLMP §3.3.2; the hash of "Password" is from its §4.2.2.1.2. */
static void
test_ntlm_password (void **state)
{
  (void) state;
  static const uint8_t nt_hash[16]
      = { 0xa4, 0xf4, 0x9c, 0x40, 0x65, 0x10, 0xbd, 0xca, 0xb6, 0x82, 0x4e, 0xe7, 0xc3, 0x0f, 0xd8, 0x52 };
  static const char who[] = "U\0S\0E\0R\0D\0o\0m\0a\0i\0n";
  g_auto (GStrv) f = g_strsplit (line_of_case ("NTLM version 2"), ":", -1);
  uint8_t key[16], proof[16], message[512];
  HMAC (EVP_md5 (), nt_hash, 16, (const uint8_t *) who, sizeof who, key, NULL);
  size_t length = unhex (f[3], message);
  length += unhex (f[5], message + length);
  HMAC (EVP_md5 (), key, 16, message, length, proof, NULL);
  g_autofree char *digits = hex (proof, 16);
  assert_string_equal (digits, f[4]);
}

/* --- the file ------------------------------------------------------------------ */

static void
tell (gpointer user, const char *line)
{
  g_string_append_printf (user, "%s\n", line);
}

static const char script[]
    = "S 220 x.example ESMTP\nC EHLO c\nS 250-x.example\r\n250 AUTH CRAM-MD5\n"
      "C AUTH CRAM-MD5\nS 334 PDFAeD4=\nC dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\nS 535 no\n"
      "C AUTH CRAM-MD5\nS 334 PDFAeD4=\nC dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\nS 235 ok\n"
      "C AUTH CRAM-MD5\nS 334 PDFAeD4=\nC dGltIGI5MTM=\nS 535 no\n"
      "C AUTH SCRAM-SHA-1 biwsbj11c2VyLHI9Znlrbw==\nS 334 cj1meWtvM3JmYyxzPVFTWENSLGk9NDA5Ng==\n"
      "C Yz1iaXdzLHI9Znlrb2QscD12MFg4djNCejI=\nS 535 no\nC QUIT\nS 221 bye\n";

/* The file's text, NULL where it could not be made. */
static char *
export_to (const char *path, const char *played, GString *told)
{
  Conversation conversation;
  const RunSummary summary = { 0 };
  SinkOptions options = { .path = path, .tell = tell, .user = told };
  gpointer sink = sink_hash_export.open (&options);
  if (sink == NULL)
    return NULL;
  conversation_init (&conversation);
  conversation_play (&conversation, played);
  sink_hash_export.session (sink, conversation.session);
  conversation_clear (&conversation);
  assert_true (sink_hash_export.close (sink, &summary));
  char *text = NULL;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_file (void **state)
{
  (void) state;
  g_autofree char *directory = g_dir_make_tmp ("smtplens-hashes-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "hashes", NULL);
  g_autofree char *link = g_build_filename (directory, "link", NULL);
  g_autofree char *target = g_build_filename (directory, "target", NULL);
  g_autoptr (GString) told = g_string_new (NULL);
  mode_t before = umask (0);
  g_autofree char *text = export_to (path, script, told);
  umask (before);
  assert_string_equal (text, "$cram_md5$PDFAeD4=$dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\n");
  assert_non_null (strstr (told->str, "logins left out: 1 incomplete in the capture, 1 of a mechanism"));
  struct stat file;
  assert_int_equal (stat (path, &file), 0);
  assert_int_equal (file.st_mode & 07777, 0600);

  /* Never over a file, never through a link. */
  g_string_truncate (told, 0);
  assert_null (export_to (path, script, told));
  assert_non_null (strstr (told->str, "never written over"));
  assert_int_equal (symlink (target, link), 0);
  assert_null (export_to (link, script, told));
  assert_int_not_equal (access (target, F_OK), 0);

  g_string_truncate (told, 0);
  g_unlink (path);
  g_autofree char *nothing = export_to (path, "S 220 x.example ESMTP\nC EHLO c\nS 250 x.example\n", told);
  assert_string_equal (nothing, "");
  assert_non_null (strstr (told->str, "no login was found"));
  g_unlink (path);
  g_unlink (link);
  g_rmdir (directory);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_lines),
    cmocka_unit_test (test_cram_password),
    cmocka_unit_test (test_digest_password),
    cmocka_unit_test (test_ntlm_password),
    cmocka_unit_test (test_file),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

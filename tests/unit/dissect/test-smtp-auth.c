/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL exchanges: what is decoded, and what has to be masked. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "dissect/smtp-auth.h"
#include "dissect/smtp-command.h"
#include "tests/support/guard-page.h"

typedef struct Case {
  const char *name;
  const char *lines[5]; /* the command, then the client's lines */
  const char *log;      /* masked parts of each line in [], then what was decoded */
} Case;

static const Case cases[] = {
  { "PLAIN at once", { "AUTH PLAIN AGFsaWNlAHNlY3JldA==" }, "[AGFsaWNlAHNlY3JldA==] user=alice password=secret plain" },
  { "PLAIN on a line of its own",
    { "auth plain", "AGFsaWNlAHNlY3JldA==" },
    "[] [AGFsaWNlAHNlY3JldA==] user=alice password=secret plain" },
  { "PLAIN with authzid",
    { "AUTH PLAIN ejBhAGFsaWNlAHg=" },
    "[ejBhAGFsaWNlAHg=] user=alice password=x authzid=z0a plain" },
  { "PLAIN with an empty password", { "AUTH PLAIN AGFsaWNlAA==" }, "[AGFsaWNlAA==] user=alice password= plain" },
  { "PLAIN that ends behind the user", { "AUTH PLAIN AGFsaWNl" }, "[AGFsaWNl] user=alice plain" },
  { "PLAIN without NUL", { "AUTH PLAIN YWxpY2U=" }, "[YWxpY2U=] plain" },
  { "PLAIN with nothing", { "AUTH PLAIN =" }, "[=] plain" },
  { "PLAIN without padding",
    { "AUTH PLAIN AGFsaWNlAHNlY3JldA" },
    "[AGFsaWNlAHNlY3JldA] user=alice password=secret bad plain" },
  { "PLAIN, a NUL in the password", { "AUTH PLAIN AGEAYgBj" }, "[AGEAYgBj] user=a password=b\\x00c plain" },
  { "LOGIN", { "AUTH LOGIN", "YWxpY2U=", "c2VjcmV0" }, "[] [] [c2VjcmV0] user=alice password=secret plain" },
  { "LOGIN, the user at once",
    { "AUTH LOGIN YWxpY2U=", "c2VjcmV0" },
    "[] [c2VjcmV0] user=alice password=secret plain" },
  { "LOGIN, both at once", { "AUTH LOGIN YWxpY2U= c2VjcmV0" }, "[c2VjcmV0] user=alice plain more" },
  { "LOGIN, empty user and password", { "AUTH LOGIN", "", "" }, "[] [] [] user= password= plain" },
  { "LOGIN, a third line", { "AUTH LOGIN", "YQ==", "Yg==", "Yw==" }, "[] [] [Yg==] [Yw==] user=a password=b plain" },
  { "LOGIN cancelled", { "AUTH LOGIN", "YWxpY2U=", "*" }, "[] [] cancelled user=alice plain" },
  { "CRAM-MD5", { "AUTH CRAM-MD5", "dGltIGI5MTNhNjAy" }, "[] [dGltIGI5MTNhNjAy] user=tim" },
  { "CRAM-MD5, a user with a space", { "AUTH CRAM-MD5", "dCBpIGI5MQ==" }, "[] [dCBpIGI5MQ==] user=t i" },
  { "XOAUTH2",
    { "AUTH XOAUTH2 dXNlcj1hQHgBYXV0aD1CZWFyZXIgdDBrAQE=", "" },
    "[dXNlcj1hQHgBYXV0aD1CZWFyZXIgdDBrAQE=] [] user=a@x password=Bearer t0k plain" },
  { "OAUTHBEARER",
    { "AUTH OAUTHBEARER bixhPXVAeCwBaG9zdD1zAWF1dGg9QmVhcmVyIHQwawEB" },
    "[bixhPXVAeCwBaG9zdD1zAWF1dGg9QmVhcmVyIHQwawEB] user=u@x password=Bearer t0k plain" },
  { "NTLM", { "AUTH NTLM TlRMTVNTUAABAAAA", "TlRMTVNTUAADAAAA" }, "[TlRMTVNTUAABAAAA] [TlRMTVNTUAADAAAA]" },
  { "a mechanism nobody knows", { "AUTH X-FOO-9 YQ==", "Yg==" }, "[YQ==] [Yg==] more" },
  { "tabs", { "AUTH\tPLAIN\tAGFsaWNlAHNlY3JldA==" }, "[AGFsaWNlAHNlY3JldA==] user=alice password=secret plain" },
  { "no mechanism", { "AUTH" }, "[] more" },
  { "the mechanism forgotten", { "AUTH AGFsaWNlAHNlY3JldA==" }, "[AGFsaWNlAHNlY3JldA==] more" },
  { "the mechanism forgotten, short", { "AUTH c2VjcmV0" }, "[c2VjcmV0] more" },
  { "an equals sign for the space", { "AUTH PLAIN=AGFsaWNlAHNlY3JldA==" }, "[PLAIN=AGFsaWNlAHNlY3JldA==] more" },
  { "a colon for the space", { "AUTH:PLAIN AGFsaWNlAHNlY3JldA==" }, "[:PLAIN AGFsaWNlAHNlY3JldA==] more" },
  { "no base64", { "AUTH PLAIN my secret!" }, "[my secret!] bad plain" },
  { "octets over 0x7f", { "AUTH PLAIN \xff\xfe" }, "[\\xff\\xfe] bad plain" },
};

static void
append (GString *text, Octets octets)
{
  for (size_t i = 0; i < octets.length; i++)
    if (octets.at[i] < 0x20 || octets.at[i] >= 0x7f)
      g_string_append_printf (text, "\\x%02x", octets.at[i]);
    else
      g_string_append_c (text, (char) octets.at[i]);
}

static void
append_secret (GString *text, Octets line, Octets secret)
{
  if (secret.length > 0)
    {
      assert_true (secret.at >= line.at);
      assert_true (secret.at + secret.length <= line.at + line.length);
    }
  g_string_append (text, text->len > 0 ? " [" : "[");
  append (text, secret);
  g_string_append_c (text, ']');
}

static void
append_decoded (GString *text, const SmtpAuth *auth)
{
  const struct {
    bool there;
    const char *label;
    Octets octets;
  } parts[] = {
    { auth->has_username, " user=", auth->username },
    { auth->has_password, " password=", auth->password },
    { auth->authzid.length > 0, " authzid=", auth->authzid },
    { auth->bad_base64, " bad", OCTETS_NONE },
    { auth->plaintext, " plain", OCTETS_NONE },
    { smtp_auth_expects_line (auth), " more", OCTETS_NONE },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].there)
      {
        g_string_append (text, parts[i].label);
        append (text, parts[i].octets);
      }
}

static void
play (const Case *one)
{
  Arena *arena = arena_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  SmtpAuth *auth = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (one->lines) && one->lines[i] != NULL; i++)
    {
      GuardPage guard = guard_page_new (one->lines[i], strlen (one->lines[i]));
      Octets line = octets_of (guard.octets, guard.length), secret = OCTETS_NONE;
      if (i == 0)
        {
          SmtpCommand *command = smtp_command_parse (arena, line);
          auth = smtp_auth_begin (arena, command);
          secret = command->secret;
          assert_true (octets_equal (secret, smtp_auth_command_secret (command->argument)));
          append_secret (text, line, secret);
          auth->mechanism = arena_copy (arena, auth->mechanism);
        }
      else if (smtp_auth_client_line (auth, arena, line, &secret))
        append_secret (text, line, secret);
      else
        g_string_append (text, " cancelled");
      guard_page_clear (&guard);
    }
  append_decoded (text, auth);
  if (strcmp (text->str, one->log) != 0)
    fail_msg ("%s:\nwanted %s\ngot    %s", one->name, one->log, text->str);
  arena_free (arena);
}

static void
test_exchanges (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    play (&cases[i]);
}

static void
test_base64 (void **state)
{
  (void) state;
  static const struct {
    const char *line;
    bool is;
  } rows[] = {
    { "", true },      { "QUIT", true },  { "YWxpY2U=", true }, { "YQ==", true },     { "+/+/", true },
    { "YQ=", false },  { "Y===", false }, { "YQ", false },      { "Y Q=", false },    { "YQ==\r", false },
    { "=YQ=", false }, { "a-b_", false }, { "====", false },    { "\xffQ==", false },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (smtp_auth_is_base64 (octets_of_string (rows[i].line)) != rows[i].is)
      fail_msg ("%s", rows[i].line);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_exchanges),
    cmocka_unit_test (test_base64),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

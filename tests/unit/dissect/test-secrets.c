/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets that a server repeats, in a session with few logins and with very many. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/secrets.h"
#include "tests/support/conversation.h"

/* Logins with PLAIN, whose passwords are "p@s-N!x". */
static char *
logins (unsigned count)
{
  GString *script = g_string_new ("S 220 mx\nC EHLO c\nS 250 AUTH PLAIN\n");
  for (unsigned i = 0; i < count; i++)
    {
      char message[64];
      int length = g_snprintf (message, sizeof message,
                               "%cuser%c"
                               "p@s-%u!x",
                               0, 0, i);
      char *digits = g_base64_encode ((const guchar *) message, (gsize) length);
      g_string_append_printf (script, "C AUTH PLAIN %s\nS 535 no\n", digits);
      g_free (digits);
    }
  return g_string_free (script, FALSE);
}

static void
assert_masked (const Secrets *secrets, const char *text, const char *expected)
{
  GString *masked = g_string_new (NULL);
  secrets_append_masked (secrets, octets_of_string (text), masked);
  assert_string_equal (masked->str, expected);
  g_string_free (masked, TRUE);
}

static void
assert_all_masked (const Secrets *secrets, unsigned count)
{
  for (unsigned i = 0; i < count; i++)
    {
      char *text = g_strdup_printf ("535 P@S-%u!X is wrong", i);
      assert_masked (secrets, text, "535 ******** is wrong");
      g_free (text);
    }
}

static void
masks_every_password (void **state)
{
  static const unsigned counts[] = { 1, 2, 64, 65, 300, 3000 };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      Conversation conversation;
      char *script = logins (counts[i]);
      conversation_init (&conversation);
      conversation_play (&conversation, script);
      Secrets *secrets = secrets_new (conversation.session);
      assert_non_null (secrets);
      assert_all_masked (secrets, counts[i]);
      secrets_free (secrets);
      conversation_clear (&conversation);
      g_free (script);
    }
}

/* The longest of several that begin alike, one at the end that was cut, and nothing else. */
static void
finds_the_right_word (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  /* "secret", "secret-longer", "secrets" */
  conversation_play (&conversation, "S 220 mx\nC EHLO c\nS 250 AUTH PLAIN\n"
                                    "C AUTH PLAIN AGEAc2VjcmV0\nS 535 no\n"
                                    "C AUTH PLAIN AGEAc2VjcmV0LWxvbmdlcg==\nS 535 no\n"
                                    "C AUTH PLAIN AGEAc2VjcmV0cw==\nS 535 no\n");
  Secrets *secrets = secrets_new (conversation.session);
  assert_masked (secrets, "secret", "********");
  assert_masked (secrets, "a secret-longer one", "a ******** one");
  assert_masked (secrets, "a secret-long one", "a ********-long one");
  assert_masked (secrets, "secrets, secret", "********, ********");
  assert_masked (secrets, "what a secr", "what a ********");
  assert_masked (secrets, "what a sec", "what a sec");
  assert_masked (secrets, "a secr et", "a secr et");
  assert_masked (secrets, "AGEAc2VjcmV0LWxvbmdlcg==", "********");
  assert_masked (secrets, "c2VjcmV0", "********");
  assert_masked (secrets, "", "");
  secrets_free (secrets);
  conversation_clear (&conversation);
}

static void
is_none_without_a_login (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, "S 220 mx\nC EHLO c\nS 250 ok\nC QUIT\nS 221 bye\n");
  assert_null (secrets_new (conversation.session));
  conversation_clear (&conversation);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (masks_every_password),
    cmocka_unit_test (finds_the_right_word),
    cmocka_unit_test (is_none_without_a_login),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

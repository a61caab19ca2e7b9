/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no sink may tell, whatever its form: secrets unless asked for, and with
 * redact people and content.  Fails the running test. */
#ifndef SMTPLENS_TESTS_HIDDEN_THINGS_H
#define SMTPLENS_TESTS_HIDDEN_THINGS_H

#include "tests/support/print-session.h"
#include "tests/support/scripts.h"

#define HIDDEN_GREET "S 220 mail.example.org\nC EHLO c.example.com\nS 250 mail.example.org\n"
#define HIDDEN_QUIT "C QUIT\nS 221 bye\n"

static inline void
assert_tells_no_secrets (const char *format)
{
  static const char *const scripts[] = {
    SUBMISSION,
    HOSTILE,
    HIDDEN_GREET "C AUTH PLAIN AGFsaWNlAHNlc2FtZS1vcGVu\nS 235 ok\n" HIDDEN_QUIT,
    /* the server repeats what it got */
    HIDDEN_GREET "C AUTH LOGIN\nS 334 VXNlcm5hbWU6\nC YWxpY2U=\nS 334 UGFzc3dvcmQ6\nC c2VzYW1lLW9wZW4=\n"
                 "S 535 5.7.8 c2VzYW1lLW9wZW4= is not it, sesame-open neither\n" HIDDEN_QUIT,
    /* the client goes on though AUTH was refused */
    HIDDEN_GREET "C AUTH LOGIN\nC YWxpY2U=\nC c2VzYW1lLW9wZW4=\nS 503 no AUTH here\n"
                 "S 500 5.5.1 what is YWxpY2U=\nS 500 5.5.1 what is c2VzYW1lLW9wZW4=\n" HIDDEN_QUIT,
  };
  static const char *const secrets[] = { "sesame", "c2VzYW1l", "NlY2FtZS1", "AHNlc2FtZS1vcGVu", "Nlc2FtZS" };
  for (size_t i = 0; i < G_N_ELEMENTS (scripts); i++)
    for (unsigned redact = 0; redact < 3; redact++)
      {
        char *text
            = print_script (format, scripts[i], (SinkOptions){ .redact = redact > 0, .show_secrets = redact > 1 });
        for (size_t j = 0; j < G_N_ELEMENTS (secrets); j++)
          if (strstr (text, secrets[j]) != NULL)
            fail_msg ("script %u tells %s: %s", (unsigned) i, secrets[j], text);
        free (text);
      }
  char *text = print_script (format, SUBMISSION, (SinkOptions){ .show_secrets = true });
  assert_non_null (strstr (text, "sesame-open"));
  assert_non_null (strstr (text, "c2VzYW1lLW9wZW4="));
  free (text);
}

static inline void
assert_redacts (const char *format)
{
  static const struct {
    const char *script;
    const char *hidden;
  } rows[] = {
    { SUBMISSION, "alice" },        { SUBMISSION, "bob" },         { SUBMISSION, "carol" },
    { SUBMISSION, "director" },     { SUBMISSION, "Director" },    { SUBMISSION, "Bob" },
    { SUBMISSION, "件名" },         { SUBMISSION, "Dear" },        { SUBMISSION, "bill.pdf" },
    { SUBMISSION, "YWxpY2V" },      { TYPED_BY_HAND, "username" }, { TYPED_BY_HAND, "abc" },
    { TYPED_BY_HAND, "test mail" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *text = print_script (format, rows[i].script, (SinkOptions){ .redact = true });
      if (strstr (text, rows[i].hidden) != NULL)
        fail_msg ("%s: %s", rows[i].hidden, text);
      free (text);
    }
  char *text = print_script (format, SUBMISSION, (SinkOptions){ .redact = true });
  assert_non_null (strstr (text, "…@example.org"));
  assert_non_null (strstr (text, "…@bank.example"));
  free (text);
}

#endif

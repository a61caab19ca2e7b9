/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no sink may tell, whatever its form: secrets unless asked for, and with
 * redact people and content.  Fails the running test. */
#ifndef SMTPLENS_TESTS_HIDDEN_THINGS_H
#define SMTPLENS_TESTS_HIDDEN_THINGS_H

#include "tests/support/hidden-scripts.h"
#include "tests/support/print-session.h"

static inline void
assert_tells_no_secrets (const char *format)
{
  for (size_t i = 0; i < G_N_ELEMENTS (hidden_scripts); i++)
    for (unsigned redact = 0; redact < 3; redact++)
      {
        char *text = print_script (format, hidden_scripts[i],
                                   (SinkOptions){ .redact = redact > 0, .show_secrets = redact > 1 });
        for (size_t j = 0; j < G_N_ELEMENTS (hidden_secrets); j++)
          if (strstr (text, hidden_secrets[j]) != NULL)
            fail_msg ("script %u tells %s: %s", (unsigned) i, hidden_secrets[j], text);
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

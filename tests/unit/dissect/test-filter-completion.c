/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "dissect/filter-completion.h"
#include "dissect/filter-field.h"
#include "dissect/session-filter.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct CompletionCase {
  const char *text; /* the cursor stands at "|" */
  size_t start;
  const char *common;
  const char *offered; /* all of them, or with "…" at its end the first ones */
} CompletionCase;

static const CompletionCase cases[] = {
  { "|", 0, "", "exposed forged findings findings.id …" },
  { "sub|", 0, "subject", "subject tls.certificate.subject" },
  { "SUB|", 0, "subject", "subject tls.certificate.subject" },
  { "client.|", 0, "client.", "client.ip client.port client.mac" },
  { "xyzzy|", 0, "", "" },
  { "subject |", 8, "", "~ == != !~ in not in && ||" },
  { "subject !|", 8, "!", "!= !~" },
  { "tls =|", 4, "==", "== !=" },
  { "quit |", 5, "", "&& ||" },
  { "(quit |", 6, "", "&& || )" },
  { "tls == |", 7, "", "none starttls implicit" },
  { "tls == st|", 7, "starttls", "starttls" },
  { "tls == st| && quit", 7, "starttls", "starttls" },
  { "severity >= |", 12, "", "info low medium high critical" },
  { "port in |", 8, "(", "(" },
  { "tls in (none|", 8, "none", "none" },
  { "tls in (none |", 13, "", ", )" },
  { "tls in (none, |", 14, "", "none starttls implicit" },
  { "quit && fo|", 8, "forged", "forged" },
  { "quit &|", 5, "&&", "&&" },
  { "not fo|", 4, "forged", "forged" },
  { "subject ~ |", 10, "", "" },
  { "subjekt == |", 11, "", "" },
  { "subject ~ \"a|", 10, "", "" },
  { "subject \"|", 8, "", "" },
  { "\"sub|", 0, "", "" },
  { "quit \"&|", 5, "", "" },
  { "severity >= \"|", 12, "\"", "\"info\" \"low\" \"medium\" \"high\" …" },
  { "tls == \"st|", 7, "\"starttls\"", "\"starttls\"" },
  { "tls in (none, \"|", 14, "\"", "\"none\" \"starttls\" \"implicit\"" },
};

static void
test_case (void **state)
{
  const CompletionCase *this = *state;
  size_t cursor = strcspn (this->text, "|");
  /* The last one, for || is an operator. */
  for (const char *c = this->text; *c != '\0'; c++)
    if (*c == '|')
      cursor = (size_t) (c - this->text);
  g_autofree char *text = g_strdup_printf ("%.*s%s", (int) cursor, this->text, this->text + cursor + 1);
  FilterCompletion completion;
  filter_complete (&completion, text, cursor);
  g_autofree char *common = filter_completion_common (&completion);
  g_autoptr (GString) offered = g_string_new (NULL);
  for (guint i = 0; i < completion.candidates->len; i++)
    {
      if (i == 4 && g_str_has_suffix (this->offered, "…"))
        {
          g_string_append (offered, " …");
          break;
        }
      const FilterCandidate *candidate = &g_array_index (completion.candidates, FilterCandidate, i);
      g_string_append_printf (offered, "%s%s", i > 0 ? " " : "", candidate->text);
      assert_non_null (candidate->meaning);
    }
  assert_string_equal (offered->str, this->offered);
  assert_string_equal (common, this->common);
  assert_int_equal (completion.start, this->start);
  filter_completion_clear (&completion);
}

/* Whatever is offered for a value or a field reads back. */
static void
test_offers_are_accepted (void **state)
{
  (void) state;
  const FilterField *field;
  for (size_t row = 0; (field = filter_field_row (row)) != NULL; row++)
    for (size_t i = 0; field->words != NULL && field->words (i) != NULL; i++)
      {
        FilterError error = { 0 };
        g_autofree char *text = g_strdup_printf ("%s == %s", field->name, field->words (i));
        SessionFilter *filter = session_filter_new (text, &error);
        assert_null (error.text);
        assert_non_null (filter);
        session_filter_free (filter);
      }
}

int
main (void)
{
  enum { COUNT = G_N_ELEMENTS (cases) };
  struct CMUnitTest tests[COUNT + 1];
  for (size_t i = 0; i < COUNT; i++)
    tests[i]
        = (struct CMUnitTest){ .name = cases[i].text, .test_func = test_case, .initial_state = (void *) &cases[i] };
  tests[COUNT] = (struct CMUnitTest) cmocka_unit_test (test_offers_are_accepted);
  return cmocka_run_group_tests (tests, NULL, NULL);
}

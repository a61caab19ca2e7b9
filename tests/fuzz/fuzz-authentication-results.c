/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as the value of an Authentication-Results field.  Everything read is text, within
 * its limits, and the domain of a claim is the end of one of its values. */
#include "config.h"

#include "dissect/authentication-results.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
check_text (const char *text)
{
  check (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_claim (const AuthenticationClaim *claim)
{
  check (claim->method[0] != '\0' && claim->result[0] != '\0' && claim->properties->len <= 32);
  check_text (claim->method);
  check_text (claim->result);
  check_text (claim->reason);
  check_text (claim->comment);
  const char *domain = authentication_claim_domain (claim);
  bool found = domain == NULL;
  for (guint i = 0; i < claim->properties->len; i++)
    {
      const AuthenticationProperty *property = g_ptr_array_index (claim->properties, i);
      check (property->property[0] != '\0' && (property->type == NULL || property->type[0] != '\0'));
      check_text (property->value);
      found |= g_str_has_suffix (property->value, domain != NULL ? domain : "");
    }
  check (found);
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  AuthenticationResults *results = authentication_results_parse (octets_of (octets, length));
  check (results->claims->len <= 64);
  check_text (results->server);
  for (guint i = 0; i < results->claims->len; i++)
    check_claim (g_ptr_array_index (results->claims, i));
  authentication_results_free (results);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of TlsFacts, and plain questions to them. */
#include "config.h"

#include "tls-facts.h"

#include <glib.h>

TlsFacts *
tls_facts_new (ArenaStore *store)
{
  Arena *arena = arena_new_in (store);
  TlsFacts *facts = arena_new0 (arena, TlsFacts);
  facts->arena = arena;
  facts->references = 1;
  return facts;
}

TlsFacts *
tls_facts_ref (TlsFacts *facts)
{
  g_assert (facts->references > 0);
  facts->references++;
  return facts;
}

void
tls_facts_unref (TlsFacts *facts)
{
  if (facts == NULL || --facts->references > 0)
    return;
  arena_free (facts->arena); /* the facts themselves, too */
}

bool
tls_numbers_have (TlsNumbers numbers, uint16_t value)
{
  for (size_t i = 0; i < numbers.count; i++)
    if (numbers.at[i] == value)
      return true;
  return false;
}

uint16_t
tls_client_hello_highest (const TlsClientHello *hello)
{
  uint16_t highest = 0;
  for (size_t i = 0; i < hello->versions.count; i++)
    if (!tls_is_grease (hello->versions.at[i]))
      highest = MAX (highest, hello->versions.at[i]);
  return hello->versions.count > 0 ? highest : hello->version;
}

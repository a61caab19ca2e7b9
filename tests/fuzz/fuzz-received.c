/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as the value of a Received field. */
#include "config.h"

#include "dissect/received-field.h"

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
  check (text == NULL || (text[0] != '\0' && g_utf8_validate (text, -1, NULL)));
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  ReceivedField *received = received_field_new (octets_of (octets, length));
  const char *const texts[] = { received->from, received->by,      received->via,         received->with,
                                received->id,   received->date,    received->ident,       received->recipient,
                                received->helo, received->reverse, received->tls_version, received->tls_cipher };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    check_text (texts[i]);
  check (received->ip_version == 0 || received->ip_version == 4 || received->ip_version == 6);
  check (received->by_version == 0 || received->by_version == 4 || received->by_version == 6);
  check (received->has_time || !received->zone_known);
  check (received->tls_version == NULL || received->tls == RECEIVED_TLS_YES);
  received_field_free (received);
  return 0;
}

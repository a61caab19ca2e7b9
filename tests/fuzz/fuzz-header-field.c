/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a header section, and each value as every kind of field. */
#include "config.h"

#include "dissect/content-field.h"
#include "dissect/header-field.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
check_strings (GPtrArray *strings)
{
  for (guint i = 0; i < strings->len; i++)
    check (g_utf8_validate (strings->pdata[i], -1, NULL));
  g_ptr_array_unref (strings);
}

static void
read_value (Octets value)
{
  static const char *const parameters[] = { "name", "filename", "boundary", "charset" };
  g_autofree char *text = header_field_text (value);
  int64_t time;

  check (g_utf8_validate (text, -1, NULL));
  check_strings (header_field_addresses (value));
  check_strings (header_field_addr_specs (value));
  header_field_date (value, &time);
  ContentField *content = content_field_new (value);
  check (g_utf8_validate (content_field_value (content), -1, NULL));
  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      const char *parameter = content_field_parameter (content, parameters[i]);
      check (parameter == NULL || g_utf8_validate (parameter, -1, NULL));
    }
  content_field_free (content);
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  enum { MOST = 32 };
  HeaderField fields[MOST];
  size_t used;
  Octets section = octets_of (octets, length);
  size_t count = header_fields_scan (section, fields, MOST, &used);
  uint64_t offset = 0;

  check (used <= length);
  for (size_t i = 0; i < count; i++)
    {
      check (fields[i].offset == offset && fields[i].raw.at == octets + offset);
      offset += fields[i].raw.length;
      read_value (fields[i].value);
    }
  check (offset <= used);
  read_value (section);
  return 0;
}

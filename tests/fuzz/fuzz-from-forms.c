/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a header section, and as a reverse-path: each form has words and at least
 * two readings, and what is no form at all is one address that all readers agree on.  Two
 * lines as domains that may look alike. */
#include "config.h"

#include "dissect/from-forms.h"
#include "dissect/lookalike.h"
#include "dissect/mailbox-reader.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
check_forms (GPtrArray *forms)
{
  if (forms == NULL)
    return;
  check (forms->len > 0 && forms->len <= SENDER_FORMS_MAX);
  for (guint i = 0; i < forms->len; i++)
    {
      const SenderForm *form = forms->pdata[i];
      check (form->count >= 2 && form->count <= FORM_READINGS_MAX);
      check (form->code[0] != '\0' && form->words[0] != '\0');
      for (unsigned k = 0; k < form->count; k++)
        check (g_utf8_validate (form->reading[k].takes, -1, NULL));
    }
  g_ptr_array_unref (forms);
}

static void
check_value (Octets value)
{
  HeaderField field = { .raw = value, .name = OCTETS ("From"), .value = value };
  HeaderSection section = { &field, 1, true };
  GPtrArray *forms = from_forms_of_header (&section);
  MailboxReading *reading = mailbox_reading_new (value);
  check (reading->specs->len == reading->names->len);
  if (forms == NULL)
    check (reading->fault == FAULT_NONE && reading->specs->len == 1);
  mailbox_reading_free (reading);
  check_forms (forms);
}

/* Two names of one fold may look alike, and never both ways at once. */
static void
check_names (Octets octets)
{
  size_t half = octets_find (octets, '\n');
  DomainLook *one = domain_look_new (octets_slice (octets, 0, half));
  DomainLook *other = half != SIZE_MAX ? domain_look_new (octets_from (octets, half + 1)) : NULL;
  if (one != NULL && other != NULL)
    {
      LookLikeness likeness = domain_looks_compare (one, other);
      LookLikeness turned = domain_looks_compare (other, one);
      check ((likeness == LOOKS_DIFFERENT) == (turned == LOOKS_DIFFERENT));
    }
  domain_look_free (one);
  domain_look_free (other);
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  enum { MOST = 32 };
  HeaderField fields[MOST];
  Octets all = octets_of (octets, length);
  HeaderSection section = { fields, header_fields_scan (all, fields, MOST, NULL), true };
  check_forms (from_forms_of_header (&section));
  check_forms (from_forms_of_path (all));
  check_value (all);
  check_names (all);
  return 0;
}

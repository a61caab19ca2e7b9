/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list says so with List-Id or List-Post (RFC 2919, RFC 2369) of the organization to
 * which it lets errors return; a forwarder with an envelope that holds the sender's own
 * domain (the Sender Rewriting Scheme: SRS0=…=…=domain=user@forwarder, SRS1=…).
 *
 * Does not: believe them.  Anyone may run a list; that he proves to be who he is says
 * nothing about the author. */
#include "config.h"

#include "intermediary.h"

#include "same-organization.h"
#include "session-facts.h"
#include "translate.h"

/* What stands between the last "<" and its ">"; length 0: there are none. */
static Octets
in_brackets (Octets value)
{
  for (size_t i = value.length; i-- > 0;)
    if (value.at[i] == '<')
      {
        Octets inside = octets_from (value, i + 1);
        return octets_slice (inside, 0, octets_find (inside, '>'));
      }
  return OCTETS_NONE;
}

/* The domain that a field of lists names; length 0: none. */
static Octets
list_domain (const HeaderField *field)
{
  /* Some lists leave the angle brackets away. */
  if (header_field_is (field, "List-Id"))
    return octets_find (field->value, '<') != SIZE_MAX ? in_brackets (field->value) : octets_trim (field->value);
  Octets post = in_brackets (field->value);
  if (!header_field_is (field, "List-Post") || !octets_start_nocase (post, OCTETS ("mailto:")))
    return OCTETS_NONE;
  post = octets_slice (post, 0, octets_find (post, '?'));
  return address_domain (octets_from (post, 7));
}

static bool
is_list_of (const MailMessage *message, Octets domain)
{
  for (size_t i = 0; i < message->field_count; i++)
    {
      Octets named = list_domain (&message->fields[i]);
      if (named.length > 0 && same_organization (named, domain))
        return true;
    }
  return false;
}

/* "SRS0=hash=day=bank.example=ann": a part of it is the domain. */
static bool
is_rewritten (Octets path, Octets from)
{
  if (!octets_start_nocase (path, OCTETS ("SRS0")) && !octets_start_nocase (path, OCTETS ("SRS1")))
    return false;
  Octets rest = octets_slice (path, 0, octets_find (path, '@'));
  while (rest.length > 0)
    {
      Octets part = octets_slice (rest, 0, octets_find (rest, '='));
      if (octets_find (part, '.') != SIZE_MAX && same_organization (part, from))
        return true;
      rest = octets_from (rest, part.length + 1);
    }
  return false;
}

static bool
is_signed_by (const GPtrArray *dkim, Octets domain)
{
  for (guint i = 0; i < dkim->len; i++)
    {
      const DkimVerdict *signature = g_ptr_array_index (dkim, i);
      if (signature->result == DKIM_PASS && signature->domain != NULL
          && same_organization (octets_of_string (signature->domain), domain))
        return true;
    }
  return false;
}

void
intermediary_find (Intermediary *intermediary, const MailMessage *message, Octets path, const char *from,
                   const SpfVerdict *spf, const GPtrArray *dkim)
{
  *intermediary = (Intermediary){ 0 };
  Octets domain = address_domain (path);
  if (domain.length == 0 || from == NULL || same_organization (domain, octets_of_string (from)))
    return;
  if (is_list_of (message, domain))
    intermediary->kind = N_ ("mailing list");
  else if (is_rewritten (path, octets_of_string (from)))
    intermediary->kind = N_ ("forwarder");
  else
    return;
  intermediary->domain = g_strndup ((const char *) domain.at, domain.length);
  intermediary->proven = (spf != NULL && spf->result == SPF_PASS) || is_signed_by (dkim, domain);
}

void
intermediary_clear (Intermediary *intermediary)
{
  g_clear_pointer (&intermediary->domain, g_free);
}

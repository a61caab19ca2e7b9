/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Domain names as DMARC compares them, and whom they belong to by the public suffix
 * list, as RFC 7489 §3.2 found it: one label more than the longest suffix under which
 * anybody may register.  A top-level domain that the list does not know is such a suffix.
 *
 * The list is the one that libpsl was built with; entries of its private part
 * ("github.io") count like the others.
 *
 * Does not: ask DNS (see dmarc-walk.c). */
#include "config.h"

#include "dmarc.h"

#include <libpsl.h>

enum { LABEL_OCTETS = 63, NAME_OCTETS = 253, INPUT_OCTETS = 1024 };

/* Letters of hosts and the underscore, labels within their limits, none empty; and the last one
 * not a number, as in an IPv4 address (RFC 3696 §2). */
static bool
is_domain_name (const char *name, size_t length)
{
  size_t label = 0;
  bool number = true;
  for (size_t i = 0; i < length; i++)
    {
      if (name[i] == '.' ? label == 0 : !g_ascii_isalnum (name[i]) && name[i] != '-' && name[i] != '_')
        return false;
      number = name[i] == '.' || (number && g_ascii_isdigit (name[i]));
      label = name[i] == '.' ? 0 : label + 1;
      if (label > LABEL_OCTETS)
        return false;
    }
  return label > 0 && !number && length <= NAME_OCTETS;
}

static bool
is_ascii (const char *text)
{
  while (*text != '\0')
    if ((unsigned char) *text++ >= 0x80)
      return false;
  return true;
}

char *
domain_normalized (const char *domain)
{
  size_t length = domain != NULL ? strnlen (domain, INPUT_OCTETS) : 0;
  if (length == 0 || length == INPUT_OCTETS)
    return NULL;
  char *ascii = NULL;
  if (is_ascii (domain))
    ascii = g_ascii_strdown (domain, (gssize) length);
  else if (g_utf8_validate (domain, (gssize) length, NULL))
    {
      g_autofree char *encoded = g_hostname_to_ascii (domain);
      ascii = encoded != NULL ? g_ascii_strdown (encoded, -1) : NULL;
    }
  if (ascii == NULL)
    return NULL;
  length = strlen (ascii);
  if (length > 0 && ascii[length - 1] == '.')
    ascii[--length] = '\0';
  if (is_domain_name (ascii, length))
    return ascii;
  g_free (ascii);
  return NULL;
}

char *
organizational_domain (const char *domain)
{
  g_autofree char *name = domain_normalized (domain);
  if (name == NULL)
    return NULL;
  const char *registrable = psl_registrable_domain (psl_builtin (), name);
  return g_strdup (registrable != NULL ? registrable : "");
}

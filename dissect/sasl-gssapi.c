/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GSSAPI (RFC 4752) and GSS-SPNEGO (RFC 4178): which mechanism is inside, by its object
 * identifier; NTLM there is read as elsewhere, of a Kerberos ticket (RFC 4120 §5.3) the
 * realm and the service that it is for.  Who the user is stands in its encrypted part.
 *
 * Limits: nesting of DEPTH_MAX.
 *
 * Does not: check the encoding beyond what it walks over. */
#include "config.h"

#include "sasl.h"

#include <glib.h>

enum {
  DEPTH_MAX = 24,
  TAG_OBJECT = 0x06,
  TAG_GENERAL_STRING = 0x1b,
  TAG_SEQUENCE = 0x30,
  TAG_GSS_TOKEN = 0x60, /* RFC 2743 §3.1 */
  TAG_TICKET = 0x61,
  TAG_AP_REQUEST = 0x6e,
  TAG_CONTEXT = 0xa0, /* plus its number */
};

/* Takes one DER element from the front; false where it is not whole. */
static bool
next_element (Octets *rest, uint8_t *tag, Octets *content)
{
  if (rest->length < 2)
    return false;
  size_t length = rest->at[1], header = 2;
  if (length >= 0x80)
    {
      size_t octets = length & 0x7f;
      if (octets == 0 || octets > 3 || rest->length < 2 + octets)
        return false;
      length = 0;
      for (size_t i = 0; i < octets; i++)
        length = length << 8 | rest->at[2 + i];
      header += octets;
    }
  if (rest->length - header < length)
    return false;
  *tag = rest->at[0];
  *content = octets_slice (*rest, header, length);
  *rest = octets_from (*rest, header + length);
  return true;
}

/* The content of the first element with this tag among those at the front of `octets`. */
static bool
find_element (Octets octets, uint8_t wanted, Octets *content)
{
  uint8_t tag;
  while (next_element (&octets, &tag, content))
    if (tag == wanted)
      return true;
  return false;
}

static const char *
mechanism_by_object (Octets object)
{
  static const struct {
    Octets object;
    const char *name;
  } rows[] = {
    { { (const uint8_t *) "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02", 9 }, "Kerberos 5" },
    { { (const uint8_t *) "\x2a\x86\x48\x82\xf7\x12\x01\x02\x02", 9 }, "Kerberos 5" }, /* Microsoft's slip */
    { { (const uint8_t *) "\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a", 10 }, "NTLM" },
    { { (const uint8_t *) "\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x1e", 10 }, "NegoEx" },
    { { (const uint8_t *) "\x2b\x06\x01\x05\x02\x05", 6 }, "IAKERB" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (octets_equal (rows[i].object, object))
      return rows[i].name;
  return NULL;
}

static bool
is_spnego (Octets object)
{
  return octets_equal (object, OCTETS ("\x2b\x06\x01\x05\x05\x02"));
}

/* "name/instance", as far as the parts are there. */
static void
take_service (SmtpAuth *auth, Arena *arena, Octets names)
{
  g_autoptr (GString) service = g_string_new (NULL);
  Octets part;
  uint8_t tag;
  while (next_element (&names, &tag, &part) && service->len < 512)
    if (tag == TAG_GENERAL_STRING && part.length > 0)
      {
        if (service->len > 0)
          g_string_append_c (service, '/');
        g_string_append_len (service, (const char *) part.at, (gssize) MIN (part.length, 256));
      }
  if (service->len > 0)
    sasl_set (auth, arena, SASL_SERVICE, arena_copy (arena, octets_of (service->str, service->len)));
}

/* AP-REQ: its fourth field is the ticket (RFC 4120 §5.5.1). */
static void
take_request (SmtpAuth *auth, Arena *arena, Octets request)
{
  Octets fields, field, ticket, realm, name, names;
  if (!find_element (request, TAG_SEQUENCE, &fields) || !find_element (fields, TAG_CONTEXT + 3, &field)
      || !find_element (field, TAG_TICKET, &ticket) || !find_element (ticket, TAG_SEQUENCE, &fields))
    return;
  sasl_set_secret (auth, SASL_SECRET_NONE, OCTETS_NONE);
  if (find_element (fields, TAG_CONTEXT + 1, &field) && find_element (field, TAG_GENERAL_STRING, &realm))
    sasl_set (auth, arena, SASL_REALM, realm);
  if (find_element (fields, TAG_CONTEXT + 2, &field) && find_element (field, TAG_SEQUENCE, &name)
      && find_element (name, TAG_CONTEXT + 1, &field) && find_element (field, TAG_SEQUENCE, &names))
    take_service (auth, arena, names);
}

static bool
is_ntlm (Octets token)
{
  return octets_equal (octets_slice (token, 0, 8), OCTETS ("NTLMSSP\0"));
}

/* Walks over elements of any kind and depth for what is known: a mechanism's name, a
 * token of NTLM, a request of Kerberos. */
static bool
walk (SmtpAuth *auth, Arena *arena, Octets octets, SaslMessage ntlm, unsigned depth)
{
  Octets content;
  uint8_t tag;
  bool known = false;
  while (depth < DEPTH_MAX && next_element (&octets, &tag, &content))
    {
      const char *name = tag == TAG_OBJECT ? mechanism_by_object (content) : NULL;
      if (name != NULL)
        sasl_set (auth, arena, SASL_VARIANT, octets_of_string (name));
      known |= name != NULL || (tag == TAG_OBJECT && is_spnego (content));
      if (tag == TAG_OBJECT && name != NULL && octets.length > 2 && octets.at[0] <= 3 && octets.at[1] == 0)
        octets = octets_from (octets, 2); /* the kind of Kerberos token (RFC 4121 §4.1) */
      if (is_ntlm (content))
        {
          sasl_replace (auth, arena, SASL_VARIANT, OCTETS ("NTLM"));
          ntlm (auth, arena, content);
          known = true;
        }
      else if (tag == TAG_AP_REQUEST)
        take_request (auth, arena, content);
      else if ((tag & 0x20) != 0 || tag == 0x04)
        known |= walk (auth, arena, content, ntlm, depth + 1);
    }
  return known;
}

static bool
take_token (SmtpAuth *auth, Arena *arena, Octets token, SaslMessage ntlm)
{
  if (is_ntlm (token))
    {
      sasl_replace (auth, arena, SASL_VARIANT, OCTETS ("NTLM"));
      ntlm (auth, arena, token);
      return true;
    }
  return walk (auth, arena, token, ntlm, 0);
}

void
sasl_gssapi_challenge (SmtpAuth *auth, Arena *arena, Octets message)
{
  take_token (auth, arena, message, sasl_ntlm_challenge);
}

void
sasl_gssapi_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  bool known = take_token (auth, arena, message, sasl_ntlm_response);
  /* What follows the first token belongs to a context that only both ends can read. */
  if (auth->responses == 0 && !known)
    auth->malformed |= message.length > 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Challenge and response over MD5: CRAM-MD5 (RFC 2195) and DIGEST-MD5 (RFC 2831).
 *
 * Limits: DIRECTIVES_MAX of one DIGEST-MD5 message.
 *
 * Does not: check a response. */
#include "config.h"

#include "sasl.h"

#include <glib.h>

enum { DIRECTIVES_MAX = 64 };

/* As a rule "<unique@host>"; the host names the server (RFC 2195 §2). */
void
sasl_cram_challenge (SmtpAuth *auth, Arena *arena, Octets message)
{
  sasl_set (auth, arena, SASL_CHALLENGE, message);
  size_t at = octets_find (message, '@');
  if (message.length == 0 || message.at[0] != '<' || at == SIZE_MAX)
    return;
  Octets host = octets_from (message, at + 1);
  Octets name = octets_slice (host, 0, octets_find (host, '>'));
  if (name.length > 0 && name.length < host.length)
    sasl_set (auth, arena, SASL_SERVER_DNS_NAME, name);
}

/* "NAME digest": the last space parts them, for a name may have some. */
void
sasl_cram_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  size_t end = SIZE_MAX;
  if (auth->responses > 0)
    return;
  for (size_t i = 0; i < message.length; i++)
    if (message.at[i] == ' ')
      end = i;
  if (end == SIZE_MAX)
    {
      auth->malformed = message.length > 0;
      return;
    }
  sasl_set_user (auth, octets_slice (message, 0, end));
  Octets digest = octets_from (message, end + 1);
  sasl_set (auth, arena, SASL_RESPONSE, digest);
  if (digest.length > 0)
    sasl_set_secret (auth, SASL_SECRET_CHALLENGE_RESPONSE, OCTETS_NONE);
}

/* --- DIGEST-MD5 ---------------------------------------------------------------- */

static bool
is_space (uint8_t octet)
{
  return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

/* Takes what parts directives: commas and white space. */
static Octets
skip_separators (Octets rest)
{
  while (rest.length > 0 && (is_space (rest.at[0]) || rest.at[0] == ','))
    rest = octets_from (rest, 1);
  return rest;
}

/* A quoted string without its quotes and backslashes; `*rest` begins behind it. */
static Octets
quoted_string (Arena *arena, Octets *rest)
{
  Octets inside = octets_from (*rest, 1);
  uint8_t *text = arena_alloc (arena, inside.length + 1);
  size_t length = 0, i = 0;
  for (; i < inside.length && inside.at[i] != '"'; i++)
    {
      if (inside.at[i] == '\\' && i + 1 < inside.length)
        i++;
      text[length++] = inside.at[i];
    }
  *rest = octets_from (inside, i + 1);
  return octets_of (text, length);
}

/* One "name=value" from the front of `*rest` (RFC 2831 §7.1); false at the end. */
static bool
next_directive (Arena *arena, Octets *rest, Octets *name, Octets *value)
{
  *rest = skip_separators (*rest);
  if (rest->length == 0)
    return false;
  size_t equals = octets_find (*rest, '=');
  if (equals == SIZE_MAX)
    return false;
  *name = octets_trim (octets_slice (*rest, 0, equals));
  *rest = octets_from (*rest, equals + 1);
  while (rest->length > 0 && is_space (rest->at[0]))
    *rest = octets_from (*rest, 1);
  if (rest->length > 0 && rest->at[0] == '"')
    *value = quoted_string (arena, rest);
  else
    {
      size_t end = octets_find (*rest, ',');
      *value = octets_trim (octets_slice (*rest, 0, end));
      *rest = end == SIZE_MAX ? OCTETS_NONE : octets_from (*rest, end);
    }
  return true;
}

/* "smtp/host" or "smtp/host/service-name" (RFC 2831 §2.1.2). */
static void
take_digest_uri (SmtpAuth *auth, Arena *arena, Octets uri)
{
  sasl_set (auth, arena, SASL_DIGEST_URI, uri);
  size_t slash = octets_find (uri, '/');
  if (slash == SIZE_MAX)
    return;
  Octets host = octets_from (uri, slash + 1);
  sasl_set (auth, arena, SASL_SERVICE, octets_slice (uri, 0, slash));
  sasl_set (auth, arena, SASL_HOST, octets_slice (host, 0, octets_find (host, '/')));
}

static void
take_response_directive (SmtpAuth *auth, Arena *arena, Octets name, Octets value)
{
  static const struct {
    const char *name;
    SaslField field;
  } rows[] = {
    { "nonce", SASL_NONCE }, { "cnonce", SASL_CLIENT_NONCE }, { "nc", SASL_NONCE_COUNT },
    { "qop", SASL_QOP },     { "realm", SASL_DIGEST_REALM },  { "response", SASL_RESPONSE },
  };
  if (octets_equal_nocase (name, OCTETS ("username")))
    sasl_set_user (auth, value);
  else if (octets_equal_nocase (name, OCTETS ("authzid")))
    auth->authzid = value;
  else if (octets_equal_nocase (name, OCTETS ("digest-uri")))
    take_digest_uri (auth, arena, value);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (octets_equal_nocase (name, octets_of_string (rows[i].name)))
      sasl_set (auth, arena, rows[i].field, value);
  if (octets_equal_nocase (name, OCTETS ("realm")))
    sasl_set (auth, arena, SASL_REALM, value);
}

/* The first challenge offers realms and a nonce; the second proves the server. */
void
sasl_digest_challenge (SmtpAuth *auth, Arena *arena, Octets message)
{
  Octets name, value;
  for (unsigned i = 0; i < DIRECTIVES_MAX && next_directive (arena, &message, &name, &value); i++)
    if (octets_equal_nocase (name, OCTETS ("rspauth")))
      sasl_set (auth, arena, SASL_SERVER_PROOF, value);
    else if (octets_equal_nocase (name, OCTETS ("realm")) && value.length > 0)
      sasl_set (auth, arena, SASL_SERVER_TARGET, value);
}

void
sasl_digest_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  Octets name, value, response, rest = message;
  if (auth->has_username)
    return; /* the empty line behind rspauth */
  for (unsigned i = 0; i < DIRECTIVES_MAX && next_directive (arena, &rest, &name, &value); i++)
    take_response_directive (auth, arena, name, value);
  if (sasl_value (auth, SASL_RESPONSE, &response) && response.length > 0)
    sasl_set_secret (auth, SASL_SECRET_CHALLENGE_RESPONSE, OCTETS_NONE);
  else if (message.length > 0)
    auth->malformed = true;
}

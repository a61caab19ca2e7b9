/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SCRAM in all its hashes (RFC 5802, RFC 7677): attributes of one letter, parted by
 * commas, behind a gs2 header in the client's first message.
 *
 * Does not: check a proof. */
#include "config.h"

#include "sasl.h"

/* "=2C" is a comma, "=3D" an equals sign (RFC 5802 §5.1). */
static Octets
sasl_name (Arena *arena, Octets name)
{
  if (octets_find (name, '=') == SIZE_MAX)
    return name;
  uint8_t *plain = arena_alloc (arena, name.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < name.length; i++)
    {
      Octets escape = octets_slice (name, i, 3);
      bool comma = octets_equal_nocase (escape, OCTETS ("=2C")), equals = octets_equal_nocase (escape, OCTETS ("=3D"));
      plain[length++] = comma ? ',' : equals ? '=' : name.at[i];
      i += comma || equals ? 2 : 0;
    }
  return octets_of (plain, length);
}

/* The next attribute, of which `*value` gets what stands behind "x="; its letter, or 0
 * at the end, or '?' for what is none. */
static uint8_t
next_attribute (Octets *rest, Octets *value)
{
  if (rest->length == 0)
    return 0;
  size_t end = octets_find (*rest, ',');
  Octets attribute = octets_slice (*rest, 0, end);
  *rest = end == SIZE_MAX ? OCTETS_NONE : octets_from (*rest, end + 1);
  if (attribute.length < 2 || attribute.at[1] != '=')
    return '?';
  *value = octets_from (attribute, 2);
  return attribute.at[0];
}

/* "p=tls-unique", "n" or "y", then perhaps "a=NAME", each ended by a comma; gives what
 * stands behind. */
static Octets
take_gs2_header (SmtpAuth *auth, Arena *arena, Octets message)
{
  size_t first = octets_find (message, ',');
  if (first == SIZE_MAX)
    return OCTETS_NONE;
  Octets flag = octets_slice (message, 0, first), rest = octets_from (message, first + 1);
  if (octets_start_nocase (flag, OCTETS ("p=")))
    sasl_set (auth, arena, SASL_CHANNEL_BINDING, octets_from (flag, 2));
  size_t second = octets_find (rest, ',');
  if (second == SIZE_MAX)
    return OCTETS_NONE;
  if (octets_start_nocase (rest, OCTETS ("a=")))
    auth->authzid = sasl_name (arena, octets_slice (rest, 2, second - 2));
  return octets_from (rest, second + 1);
}

static void
first_message (SmtpAuth *auth, Arena *arena, Octets message)
{
  Octets rest = take_gs2_header (auth, arena, message), value;
  for (uint8_t letter; (letter = next_attribute (&rest, &value)) != 0;)
    if (letter == 'n')
      sasl_set_user (auth, sasl_name (arena, value));
    else if (letter == 'r')
      sasl_set (auth, arena, SASL_CLIENT_NONCE, value);
  auth->malformed |= message.length > 0 && !auth->has_username;
}

void
sasl_scram_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  /* Behind a gap the proof tells which of the two it is. */
  Octets rest = message, value;
  bool final = message.length > 1 && message.at[0] == 'c' && message.at[1] == '=';
  if (!final)
    {
      if (auth->responses == 0)
        first_message (auth, arena, message);
      return;
    }
  for (uint8_t letter; (letter = next_attribute (&rest, &value)) != 0;)
    if (letter == 'r')
      sasl_set (auth, arena, SASL_NONCE, value);
    else if (letter == 'p' && value.length > 0)
      {
        sasl_set (auth, arena, SASL_RESPONSE, value);
        sasl_set_secret (auth, SASL_SECRET_PROOF, OCTETS_NONE);
      }
}

/* Nonce, salt and count; or at the end "v=" with the server's proof, or "e=" with why not. */
void
sasl_scram_challenge (SmtpAuth *auth, Arena *arena, Octets message)
{
  Octets value;
  for (uint8_t letter; (letter = next_attribute (&message, &value)) != 0;)
    if (letter == 's')
      sasl_set (auth, arena, SASL_SALT, value);
    else if (letter == 'i' && sasl_is_number (value))
      sasl_set (auth, arena, SASL_ITERATIONS, value);
    else if (letter == 'v')
      sasl_set (auth, arena, SASL_SERVER_PROOF, value);
    else if (letter == 'e')
      sasl_set (auth, arena, SASL_SERVER_ERROR, value);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of mechanisms and of what they tell, and what mechanisms share.
 *
 * Limits: a name of at most NAME_OCTETS is taken from UTF-16.
 *
 * Does not: check that an answer fits a password. */
#include "config.h"

#include "sasl.h"

#include <glib.h>

enum { NAME_OCTETS = 2048 };

const SaslFieldRow sasl_fields[SASL_FIELDS] = {
  [SASL_DOMAIN] = { "domain", "domain", SASL_FACT },
  [SASL_WORKSTATION] = { "workstation", "from computer", SASL_FACT },
  [SASL_REALM] = { "realm", "realm", SASL_FACT },
  [SASL_SERVICE] = { "service", "for service", SASL_FACT },
  [SASL_HOST] = { "host", "at host", SASL_FACT },
  [SASL_PORT] = { "port", NULL, SASL_NUMBER },
  [SASL_TRACE] = { "trace", "trace", SASL_PERSON },
  [SASL_VARIANT] = { "variant", "variant", SASL_FACT },
  [SASL_QOP] = { "qop", NULL, SASL_FACT },
  [SASL_ITERATIONS] = { "iterations", "iterations", SASL_NUMBER },
  [SASL_CHANNEL_BINDING] = { "channel_binding", NULL, SASL_FACT },
  [SASL_CLIENT_VERSION] = { "client_version", "client's version", SASL_FACT },
  [SASL_SERVER_TARGET] = { "server_target", NULL, SASL_FACT },
  [SASL_SERVER_NAME] = { "server_name", NULL, SASL_FACT },
  [SASL_SERVER_DOMAIN] = { "server_domain", NULL, SASL_FACT },
  [SASL_SERVER_DNS_NAME] = { "server_dns_name", "server's inner name", SASL_FACT },
  [SASL_SERVER_DNS_DOMAIN] = { "server_dns_domain", NULL, SASL_FACT },
  [SASL_SERVER_FOREST] = { "server_forest", NULL, SASL_FACT },
  [SASL_SERVER_VERSION] = { "server_version", "server's version", SASL_FACT },
  [SASL_SERVER_ERROR] = { "server_error", "server's error", SASL_FACT },
  [SASL_SCOPE] = { "scope", NULL, SASL_FACT },
  [SASL_CHALLENGE] = { NULL, NULL, SASL_MATERIAL },
  [SASL_RESPONSE] = { NULL, NULL, SASL_MATERIAL },
  [SASL_LM_RESPONSE] = { NULL, NULL, SASL_MATERIAL },
  [SASL_NONCE] = { NULL, NULL, SASL_MATERIAL },
  [SASL_CLIENT_NONCE] = { NULL, NULL, SASL_MATERIAL },
  [SASL_NONCE_COUNT] = { NULL, NULL, SASL_MATERIAL },
  [SASL_DIGEST_URI] = { NULL, NULL, SASL_MATERIAL },
  [SASL_DIGEST_REALM] = { NULL, NULL, SASL_MATERIAL },
  [SASL_SALT] = { NULL, NULL, SASL_MATERIAL },
  [SASL_SERVER_PROOF] = { NULL, NULL, SASL_MATERIAL },
};

#define SCRAM(name)                                                                                                    \
  {                                                                                                                    \
    name, 2, false, false, false, sasl_scram_challenge, sasl_scram_response                                            \
  }

static const SaslMechanism mechanisms[] = {
  { "PLAIN", 1, true, false, false, NULL, sasl_plain_response },
  { "LOGIN", 2, true, true, false, NULL, sasl_login_response },
  { "XOAUTH2", 1, true, false, false, sasl_token_challenge, sasl_token_response },
  { "OAUTHBEARER", 1, true, false, false, sasl_token_challenge, sasl_token_response },
  { "CRAM-MD5", 1, false, false, false, sasl_cram_challenge, sasl_cram_response },
  { "DIGEST-MD5", 2, false, false, false, sasl_digest_challenge, sasl_digest_response },
  SCRAM ("SCRAM-SHA-1"),
  SCRAM ("SCRAM-SHA-1-PLUS"),
  SCRAM ("SCRAM-SHA-256"),
  SCRAM ("SCRAM-SHA-256-PLUS"),
  SCRAM ("SCRAM-SHA-512"),
  SCRAM ("SCRAM-SHA-512-PLUS"),
  { "NTLM", 2, false, false, false, sasl_ntlm_challenge, sasl_ntlm_response },
  { "GSSAPI", 0, false, false, false, sasl_gssapi_challenge, sasl_gssapi_response },
  { "GSS-SPNEGO", 0, false, false, false, sasl_gssapi_challenge, sasl_gssapi_response },
  { "EXTERNAL", 1, false, true, true, NULL, sasl_external_response },
  { "ANONYMOUS", 1, false, true, true, NULL, sasl_anonymous_response },
};

static const SaslMechanism unknown_mechanism = { "", 0, false, false, false, NULL, NULL };

const SaslMechanism *
sasl_mechanism (Octets name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (octets_equal_nocase (name, octets_of_string (mechanisms[i].name)))
      return &mechanisms[i];
  return &unknown_mechanism;
}

bool
sasl_value (const SmtpAuth *auth, SaslField field, Octets *value)
{
  for (const SaslValue *one = auth->values; one != NULL; one = one->next)
    if (one->field == field)
      {
        *value = one->octets;
        return true;
      }
  return false;
}

Octets
sasl_value_or_none (const SmtpAuth *auth, SaslField field)
{
  Octets value = OCTETS_NONE;
  sasl_value (auth, field, &value);
  return value;
}

void
sasl_set (SmtpAuth *auth, Arena *arena, SaslField field, Octets value)
{
  Octets known;
  if (sasl_value (auth, field, &known))
    return;
  SaslValue *added = arena_new0 (arena, SaslValue);
  *added = (SaslValue){ auth->values, field, value };
  auth->values = added;
}

void
sasl_replace (SmtpAuth *auth, Arena *arena, SaslField field, Octets value)
{
  sasl_set (auth, arena, field, value);
  for (SaslValue *one = auth->values; one != NULL; one = one->next)
    if (one->field == field)
      one->octets = value;
}

void
sasl_set_user (SmtpAuth *auth, Octets username)
{
  auth->username = username;
  auth->has_username = true;
}

void
sasl_set_secret (SmtpAuth *auth, SaslSecret kind, Octets password)
{
  bool itself = kind == SASL_SECRET_PASSWORD || kind == SASL_SECRET_TOKEN;
  auth->secret = itself && password.length == 0 ? SASL_SECRET_NONE : kind;
  if (!itself)
    return;
  auth->password = password;
  auth->has_password = true;
}

bool
sasl_is_number (Octets octets)
{
  for (size_t i = 0; i < octets.length; i++)
    if (!g_ascii_isdigit (octets.at[i]))
      return false;
  return octets.length > 0 && octets.length <= 9;
}

static bool
high_surrogate (unsigned unit)
{
  return unit >= 0xd800 && unit < 0xdc00;
}

static bool
low_surrogate (unsigned unit)
{
  return unit >= 0xdc00 && unit < 0xe000;
}

Octets
sasl_utf16 (Arena *arena, Octets text)
{
  g_autoptr (GString) utf8 = g_string_new (NULL);
  size_t length = MIN (text.length, NAME_OCTETS);
  for (size_t i = 0; i + 1 < length; i += 2)
    {
      gunichar unit = text.at[i] | (gunichar) text.at[i + 1] << 8;
      if (high_surrogate (unit) && i + 3 < length)
        {
          gunichar low = text.at[i + 2] | (gunichar) text.at[i + 3] << 8;
          if (low_surrogate (low))
            {
              unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
              i += 2;
            }
        }
      g_string_append_unichar (utf8, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
    }
  return arena_copy (arena, octets_of (utf8->str, utf8->len));
}

static int
base64_digit (uint8_t c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

Octets
sasl_base64 (Arena *arena, Octets text, bool *bad)
{
  if (!smtp_auth_is_base64 (text))
    *bad = true;
  uint8_t *decoded = arena_alloc (arena, text.length / 4 * 3 + 4);
  size_t length = 0;
  uint32_t bits = 0;
  unsigned digits = 0;
  for (size_t i = 0; i < text.length; i++)
    {
      int digit = base64_digit (text.at[i]);
      if (text.at[i] == '=' && digits > 0)
        digits = 0; /* what stands behind padding begins anew */
      if (digit < 0)
        continue;
      bits = bits << 6 | (uint32_t) digit;
      /* The second digit of a group completes its first octet, and so on. */
      if (digits > 0)
        decoded[length++] = (uint8_t) (bits >> (6 - 2 * digits));
      digits = (digits + 1) % 4;
    }
  return octets_of (decoded, length);
}

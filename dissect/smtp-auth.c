/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the lines of a SASL exchange (RFC 4954 §4): who has to speak, what to mask,
 * and which message goes to the mechanism.  A client line counts as a secret whole, but
 * for the first of the mechanisms that begin with a name.
 *
 * Does not: read messages (sasl-*.c), or decide where an exchange ends: the server does. */
#include "config.h"

#include "smtp-auth.h"

#include <glib.h>

#include "sasl.h"
#include "smtp-command.h"
#include "smtp-reply.h"

static const SaslMechanism *
mechanism_of (const SmtpAuth *auth)
{
  return sasl_mechanism (auth->mechanism);
}

static bool
base64_octet (uint8_t c)
{
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

bool
smtp_auth_is_base64 (Octets line)
{
  size_t end = line.length;
  while (end > 0 && line.length - end < 2 && line.at[end - 1] == '=')
    end--;
  for (size_t i = 0; i < end; i++)
    if (!base64_octet (line.at[i]))
      return false;
  return line.length % 4 == 0;
}

static void
respond (SmtpAuth *auth, Arena *arena, Octets line)
{
  const SaslMechanism *mechanism = mechanism_of (auth);
  /* "=" is an empty initial response (RFC 4954 §4). */
  Octets message = octets_equal (line, OCTETS ("=")) ? OCTETS_NONE : sasl_base64 (arena, line, &auth->bad_base64);
  if (mechanism->response != NULL)
    mechanism->response (auth, arena, message);
  auth->responses++;
  auth->has_prompt = false;
}

static size_t
word_length (Octets octets)
{
  size_t length = 0;
  while (length < octets.length && octets.at[length] != ' ' && octets.at[length] != '\t')
    length++;
  return length;
}

/* Names are letters of one case, digits, "-" and "_" (RFC 4422 §3.1).  What is none
 * may be a secret whose mechanism was forgotten. */
static bool
mechanism_name (Octets word)
{
  bool upper = false, lower = false;
  for (size_t i = 0; i < word.length; i++)
    {
      uint8_t c = word.at[i];
      upper |= c >= 'A' && c <= 'Z';
      lower |= c >= 'a' && c <= 'z';
      if (!base64_octet (c) && c != '-' && c != '_')
        return false;
      if (c == '+' || c == '/')
        return false;
    }
  return word.length <= 20 && !(upper && lower);
}

Octets
smtp_auth_command_secret (Octets argument)
{
  SmtpAuth named = { .mechanism = octets_slice (argument, 0, word_length (argument)) };
  const SaslMechanism *mechanism = mechanism_of (&named);
  if (mechanism->name[0] == '\0' && !mechanism_name (named.mechanism))
    return argument;
  Octets behind = octets_trim (octets_from (argument, named.mechanism.length));
  /* Behind the one initial response nothing may stand; a user name may have its password there. */
  return mechanism->first_open ? octets_trim (octets_from (behind, word_length (behind))) : behind;
}

SmtpAuth *
smtp_auth_begin (Arena *arena, SmtpCommand *command)
{
  SmtpAuth *auth = arena_new0 (arena, SmtpAuth);
  Octets argument = command->argument;
  auth->mechanism = octets_slice (argument, 0, word_length (argument));
  Octets initial = octets_trim (octets_from (argument, auth->mechanism.length));
  auth->command = command;
  auth->tls = command->tls;
  auth->origin = command->origin;
  auth->plaintext = mechanism_of (auth)->plaintext;
  command->secret = smtp_auth_command_secret (argument);
  /* A secret that stands where the mechanism should is no name to show. */
  if (auth->mechanism.length > 0 && command->secret.at == auth->mechanism.at)
    auth->mechanism = initial = OCTETS_NONE;
  /* Half a message would say something else than the whole. */
  if (command->truncated)
    auth->gap = true;
  else if (initial.length > 0)
    respond (auth, arena, octets_slice (initial, 0, word_length (initial)));
  return auth;
}

/* Whether the line is a name alone.  Behind a gap only what the server asked for tells. */
static bool
is_open (const SmtpAuth *auth)
{
  if (!mechanism_of (auth)->first_open || auth->responses > 0)
    return false;
  return !auth->gap || (auth->has_prompt && octets_start_nocase (auth->prompt, OCTETS ("user")));
}

bool
smtp_auth_client_line (SmtpAuth *auth, Arena *arena, Octets line, Octets *secret)
{
  auth->lines++;
  *secret = OCTETS_NONE;
  if (octets_equal (line, OCTETS ("*")))
    {
      auth->cancelled = true;
      return false;
    }
  if (!is_open (auth))
    *secret = line;
  respond (auth, arena, line);
  return true;
}

void
smtp_auth_challenge (SmtpAuth *auth, Arena *arena, Octets text, Octets *secret)
{
  const SaslMechanism *mechanism = mechanism_of (auth);
  Octets challenge = octets_trim (text);
  bool bad = false;
  Octets message = sasl_base64 (arena, challenge, &bad);
  /* Some servers ask in plain words. */
  auth->prompt = bad ? challenge : message;
  auth->has_prompt = true;
  if (mechanism->challenge != NULL)
    mechanism->challenge (auth, arena, auth->prompt);
  auth->challenges++;
  /* A proof of the server is made of the password as the client's is. */
  Octets proof;
  *secret = sasl_value (auth, SASL_SERVER_PROOF, &proof) ? challenge : OCTETS_NONE;
}

void
smtp_auth_gap (SmtpAuth *auth, Side side)
{
  if (side == SIDE_CLIENT)
    auth->gap = true;
  else
    auth->server_gap = true;
  auth->has_prompt = false;
}

bool
smtp_auth_expects_line (const SmtpAuth *auth)
{
  const SaslMechanism *mechanism = mechanism_of (auth);
  return !auth->cancelled && (mechanism->lines == 0 ? auth->lines < 2 : auth->responses < mechanism->lines);
}

SaslSecret
smtp_auth_secret (const SmtpAuth *auth)
{
  const SaslMechanism *mechanism = mechanism_of (auth);
  if (auth->secret != SASL_SECRET_UNKNOWN)
    return auth->secret;
  if (mechanism->secretless)
    return SASL_SECRET_NONE;
  /* What was understood had none; what was not may have had one. */
  bool unclear = mechanism->name[0] == '\0' || auth->gap || auth->malformed || auth->bad_base64;
  return unclear ? SASL_SECRET_UNKNOWN : SASL_SECRET_NONE;
}

const char *
sasl_secret_name (SaslSecret secret)
{
  static const char *const names[] = {
    [SASL_SECRET_UNKNOWN] = NULL,
    [SASL_SECRET_NONE] = "none",
    [SASL_SECRET_PASSWORD] = "password",
    [SASL_SECRET_TOKEN] = "token",
    [SASL_SECRET_CHALLENGE_RESPONSE] = "challenge-response",
    [SASL_SECRET_PROOF] = "proof",
  };
  return names[secret];
}

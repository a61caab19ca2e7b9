/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a SASL exchange gives away.  PLAIN (RFC 4616), LOGIN and the token
 * mechanisms are decoded; of the others the exchange is only followed, and every
 * client line counts as a secret to mask. */
#include "config.h"

#include "smtp-auth.h"

#include <glib.h>

#include "smtp-command.h"
#include "smtp-reply.h"

typedef struct Mechanism {
  const char *name;
  unsigned lines;   /* client responses in all, the initial one included; 0: not known */
  bool plaintext;   /* the secret itself is in them */
  bool named_first; /* the first response is a user name, no secret */
  void (*response) (SmtpAuth *auth, Arena *arena, unsigned number, Octets decoded);
} Mechanism;

/* authzid NUL authcid NUL passwd (RFC 4616 §2). */
static void
plain_response (SmtpAuth *auth, Arena *arena, unsigned number, Octets decoded)
{
  (void) number;
  size_t first = octets_find (decoded, 0);
  if (first == SIZE_MAX)
    return;
  Octets rest = octets_from (decoded, first + 1);
  size_t second = octets_find (rest, 0);
  auth->authzid = arena_copy (arena, octets_slice (decoded, 0, first));
  auth->username = arena_copy (arena, octets_slice (rest, 0, second));
  auth->has_username = true;
  if (second == SIZE_MAX)
    return;
  auth->password = arena_copy (arena, octets_from (rest, second + 1));
  auth->has_password = true;
}

static void
login_response (SmtpAuth *auth, Arena *arena, unsigned number, Octets decoded)
{
  if (number == 0)
    {
      auth->username = arena_copy (arena, decoded);
      auth->has_username = true;
    }
  else if (number == 1)
    {
      auth->password = arena_copy (arena, decoded);
      auth->has_password = true;
    }
}

/* "user=NAME ^A auth=Bearer TOKEN ^A ^A" of XOAUTH2, and "n,a=NAME, ^A …" of
 * OAUTHBEARER (RFC 7628 §3.1). */
static void
token_response (SmtpAuth *auth, Arena *arena, unsigned number, Octets decoded)
{
  if (number != 0)
    return;
  Octets rest = decoded;
  while (rest.length > 0)
    {
      size_t end = octets_find (rest, 1);
      Octets pair = octets_slice (rest, 0, end);
      rest = end == SIZE_MAX ? OCTETS_NONE : octets_from (rest, end + 1);
      size_t name = octets_find_nocase (pair, OCTETS (",a="));
      if (octets_start_nocase (pair, OCTETS ("user=")))
        auth->username = arena_copy (arena, octets_from (pair, 5));
      else if (octets_start_nocase (pair, OCTETS ("n,")) && name != SIZE_MAX)
        {
          Octets user = octets_from (pair, name + 3);
          auth->username = arena_copy (arena, octets_slice (user, 0, octets_find (user, ',')));
        }
      else if (octets_start_nocase (pair, OCTETS ("auth=")))
        {
          auth->password = arena_copy (arena, octets_from (pair, 5));
          auth->has_password = true;
        }
    }
  auth->has_username = auth->username.length > 0;
}

/* "NAME digest" (RFC 2195 §2). */
static void
cram_response (SmtpAuth *auth, Arena *arena, unsigned number, Octets decoded)
{
  if (number != 0)
    return;
  size_t end = SIZE_MAX;
  for (size_t i = 0; i < decoded.length; i++)
    if (decoded.at[i] == ' ')
      end = i;
  if (end == SIZE_MAX)
    return;
  auth->username = arena_copy (arena, octets_slice (decoded, 0, end));
  auth->has_username = true;
}

static const Mechanism mechanisms[] = {
  { "PLAIN", 1, true, false, plain_response },
  { "LOGIN", 2, true, true, login_response },
  { "XOAUTH2", 1, true, false, token_response },
  { "OAUTHBEARER", 1, true, false, token_response },
  { "CRAM-MD5", 1, false, false, cram_response },
  { "DIGEST-MD5", 2, false, false, NULL },
  { "SCRAM-SHA-1", 2, false, false, NULL },
  { "SCRAM-SHA-256", 2, false, false, NULL },
  { "NTLM", 2, false, false, NULL },
  { "EXTERNAL", 1, false, false, NULL },
  { "ANONYMOUS", 1, false, false, NULL },
};

static const Mechanism unknown_mechanism = { "", 0, false, false, NULL };

static const Mechanism *
mechanism_of (const SmtpAuth *auth)
{
  for (size_t i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (octets_equal_nocase (auth->mechanism, octets_of_string (mechanisms[i].name)))
      return &mechanisms[i];
  return &unknown_mechanism;
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

/* Octets that are no base64 are left out, as lenient servers do. */
static Octets
decode (SmtpAuth *auth, Arena *arena, Octets line)
{
  if (octets_equal (line, OCTETS ("="))) /* an empty initial response (RFC 4954 §4) */
    return OCTETS_NONE;
  if (!smtp_auth_is_base64 (line))
    auth->bad_base64 = true;
  /* Padding that was left out is added, or the last octets would be lost. */
  static const char *const paddings[] = { "", "", "==", "=" };
  size_t digits = 0;
  for (size_t i = 0; i < line.length; i++)
    digits += base64_octet (line.at[i]);
  bool padded = octets_find (line, '=') != SIZE_MAX;
  g_autofree char *kept = g_strndup ((const char *) line.at, line.length);
  g_autofree char *text = g_strconcat (kept, padded ? "" : paddings[digits % 4], NULL);
  gsize length = 0;
  g_autofree guchar *decoded = g_base64_decode (text, &length);
  return arena_copy (arena, octets_of (decoded, length));
}

static void
respond (SmtpAuth *auth, Arena *arena, Octets line)
{
  const Mechanism *mechanism = mechanism_of (auth);
  if (mechanism->response != NULL)
    mechanism->response (auth, arena, auth->responses, decode (auth, arena, line));
  auth->responses++;
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
  const Mechanism *mechanism = mechanism_of (&named);
  if (mechanism == &unknown_mechanism && !mechanism_name (named.mechanism))
    return argument;
  Octets behind = octets_trim (octets_from (argument, named.mechanism.length));
  /* Behind the one initial response nothing may stand; a user name may have its password there. */
  return mechanism->named_first ? octets_trim (octets_from (behind, word_length (behind))) : behind;
}

SmtpAuth *
smtp_auth_begin (Arena *arena, SmtpCommand *command)
{
  SmtpAuth *auth = arena_new0 (arena, SmtpAuth);
  Octets argument = command->argument;
  auth->mechanism = octets_slice (argument, 0, word_length (argument));
  Octets initial = octets_trim (octets_from (argument, auth->mechanism.length));
  auth->command = command;
  auth->origin = command->origin;
  auth->plaintext = mechanism_of (auth)->plaintext;
  command->secret = smtp_auth_command_secret (argument);
  if (initial.length > 0)
    respond (auth, arena, octets_slice (initial, 0, word_length (initial)));
  return auth;
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
  if (!(mechanism_of (auth)->named_first && auth->responses == 0))
    *secret = line;
  respond (auth, arena, line);
  return true;
}

bool
smtp_auth_expects_line (const SmtpAuth *auth)
{
  const Mechanism *mechanism = mechanism_of (auth);
  return !auth->cancelled && (mechanism->lines == 0 ? auth->lines < 2 : auth->responses < mechanism->lines);
}

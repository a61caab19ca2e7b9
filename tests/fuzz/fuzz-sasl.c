/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a SASL exchange.  The first octet chooses the mechanism; turns follow:
 * who ('c' the client, 's' the server, whose octets are sent in base64; 'C', 'S' as they
 * are; 'g', 'G' a gap), a length, and as many octets.  What is to be masked lies in its
 * line; a client line is masked whole or not at all, and not masked only where it can
 * be a name; what is told can be read to its last octet. */
#include "config.h"

#include "dissect/sasl.h"
#include "dissect/smtp-command.h"

#include <glib.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static const char *const commands[] = {
  "AUTH PLAIN",      "AUTH LOGIN",       "AUTH XOAUTH2",       "AUTH OAUTHBEARER", "AUTH CRAM-MD5",
  "AUTH DIGEST-MD5", "AUTH SCRAM-SHA-1", "AUTH NTLM",          "AUTH GSSAPI",      "AUTH GSS-SPNEGO",
  "AUTH EXTERNAL",   "AUTH ANONYMOUS",   "AUTH SCRAM-SHA-256", "AUTH X-UNKNOWN",   "AUTH",
};

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

/* Of all octets, so that each is read. */
static unsigned
sum (Octets octets)
{
  unsigned all = 0;
  for (size_t i = 0; i < octets.length; i++)
    all += octets.at[i];
  return all;
}

static void
take_turn (SmtpAuth *auth, Arena *arena, char who, Octets said)
{
  if (who == 'g' || who == 'G')
    {
      smtp_auth_gap (auth, who == 'g' ? SIDE_CLIENT : SIDE_SERVER);
      return;
    }
  bool encode = who == 'c' || who == 's';
  g_autofree char *base64 = encode && said.length > 0 ? g_base64_encode (said.at, said.length) : NULL;
  Octets line = arena_copy (arena, encode ? octets_of_string (base64) : said), secret = OCTETS_NONE;
  if (who == 's' || who == 'S')
    {
      smtp_auth_challenge (auth, arena, line, &secret);
      check (secret.length == 0 || (secret.at >= line.at && secret.at + secret.length <= line.at + line.length));
      return;
    }
  bool open = sasl_mechanism (auth->mechanism)->first_open && auth->responses == 0;
  bool goes_on = smtp_auth_client_line (auth, arena, line, &secret);
  check (goes_on != octets_equal (line, OCTETS ("*")));
  if (secret.length > 0)
    check (octets_equal (secret, line));
  else
    check (open || !goes_on || line.length == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  if (length == 0)
    return 0;
  Arena *arena = arena_new ();
  const char *command = commands[octets[0] % G_N_ELEMENTS (commands)];
  SmtpAuth *auth = smtp_auth_begin (arena, smtp_command_parse (arena, octets_of_string (command)));
  for (size_t at = 1; at + 1 < length;)
    {
      Octets said = octets_slice (octets_of (octets, length), at + 2, octets[at + 1]);
      take_turn (auth, arena, (char) octets[at], said);
      at += 2 + said.length;
    }
  unsigned all = sum (auth->username) + sum (auth->password) + sum (auth->authzid);
  Octets value;
  for (SaslField field = 0; field < SASL_FIELDS; field++)
    if (sasl_value (auth, field, &value))
      {
        all += sum (value);
        check (sasl_fields[field].kind != SASL_NUMBER || sasl_is_number (value));
      }
  SaslSecret secret = smtp_auth_secret (auth);
  check (secret >= SASL_SECRET_UNKNOWN && secret <= SASL_SECRET_PROOF);
  check ((secret == SASL_SECRET_PASSWORD || secret == SASL_SECRET_TOKEN) == (auth->password.length > 0));
  arena_free (arena);
  return all == UINT32_MAX ? 1 : 0;
}

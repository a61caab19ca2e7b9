/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mechanisms that say what they mean: PLAIN (RFC 4616), LOGIN, EXTERNAL (RFC 4422
 * appendix A), ANONYMOUS (RFC 4505), and the tokens XOAUTH2 and OAUTHBEARER (RFC 7628).
 *
 * Does not: look into a token. */
#include "config.h"

#include "sasl.h"

#include <glib.h>

/* authzid NUL authcid NUL passwd (RFC 4616 §2). */
void
sasl_plain_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  (void) arena;
  if (auth->responses > 0)
    return;
  size_t first = octets_find (message, 0);
  if (first == SIZE_MAX)
    {
      auth->malformed = message.length > 0;
      return;
    }
  Octets rest = octets_from (message, first + 1);
  size_t second = octets_find (rest, 0);
  Octets name = octets_slice (rest, 0, second);
  auth->authzid = octets_slice (message, 0, first);
  /* Some clients have but one name, and put it in the wrong place. */
  sasl_set_user (auth, name.length == 0 && second != SIZE_MAX ? auth->authzid : name);
  if (second == SIZE_MAX)
    auth->malformed = true;
  else
    sasl_set_secret (auth, SASL_SECRET_PASSWORD, octets_from (rest, second + 1));
}

/* User name, then password, whatever the server calls them; only one that is asked for
 * the name again, and says the same, has not sent the password yet.  Where octets are
 * missing only the server's question tells which of the two it is. */
void
sasl_login_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  (void) arena;
  bool asks_name = auth->has_prompt && octets_start_nocase (auth->prompt, OCTETS ("user"));
  bool asks_password = auth->has_prompt && octets_start_nocase (auth->prompt, OCTETS ("pass"));
  if (auth->gap && !asks_name && !asks_password)
    return;
  bool is_name = auth->gap ? asks_name : auth->responses == 0;
  bool again = asks_name && auth->has_username && octets_equal (auth->username, message);
  if (is_name || again)
    sasl_set_user (auth, message);
  else if (!auth->has_password)
    sasl_set_secret (auth, SASL_SECRET_PASSWORD, message);
}

void
sasl_external_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  (void) arena;
  if (auth->responses == 0)
    auth->authzid = message;
}

void
sasl_anonymous_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  if (auth->responses == 0 && message.length > 0)
    sasl_set (auth, arena, SASL_TRACE, message);
}

/* The gs2 header of OAUTHBEARER (RFC 7628 §3.1): "n,a=NAME,". */
static void
token_header (SmtpAuth *auth, Octets header)
{
  size_t comma = octets_find (header, ',');
  Octets rest = comma == SIZE_MAX ? OCTETS_NONE : octets_from (header, comma + 1);
  if (octets_start_nocase (rest, OCTETS ("a=")))
    sasl_set_user (auth, octets_slice (rest, 2, octets_find (octets_from (rest, 2), ',')));
}

/* "key=value" pairs, each ended by ^A; XOAUTH2 has the user among them. */
void
sasl_token_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  if (auth->responses > 0)
    return; /* the empty line, or the ^A, that takes note of an error */
  Octets rest = message;
  for (bool first = true; rest.length > 0; first = false)
    {
      size_t end = octets_find (rest, 1);
      Octets pair = octets_slice (rest, 0, end);
      rest = end == SIZE_MAX ? OCTETS_NONE : octets_from (rest, end + 1);
      size_t equals = octets_find (pair, '=');
      Octets key = octets_slice (pair, 0, equals);
      Octets value = equals == SIZE_MAX ? OCTETS_NONE : octets_from (pair, equals + 1);
      if (octets_equal_nocase (key, OCTETS ("user")))
        sasl_set_user (auth, value);
      else if (octets_equal_nocase (key, OCTETS ("auth")) && value.length > 0)
        sasl_set_secret (auth, SASL_SECRET_TOKEN, value);
      else if (octets_equal_nocase (key, OCTETS ("host")))
        sasl_set (auth, arena, SASL_HOST, value);
      else if (octets_equal_nocase (key, OCTETS ("port")) && sasl_is_number (value))
        sasl_set (auth, arena, SASL_PORT, value);
      else if (first)
        token_header (auth, pair);
    }
  if (auth->username.length == 0)
    auth->has_username = false;
  if (message.length > 0 && !auth->has_password)
    auth->malformed = true;
}

/* The value of a member of the one flat JSON object that the server's error is (RFC 7628
 * §3.2.2), as it stands there; length 0: none. */
static Octets
json_member (Octets json, const char *name)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", name);
  size_t at = octets_find_nocase (json, octets_of_string (quoted));
  if (at == SIZE_MAX)
    return OCTETS_NONE;
  Octets rest = octets_from (json, at + strlen (quoted));
  while (rest.length > 0 && strchr (" \t\r\n:", rest.at[0]) != NULL && rest.at[0] != '\0')
    rest = octets_from (rest, 1);
  if (rest.length > 0 && rest.at[0] == '"')
    return octets_slice (rest, 1, octets_find (octets_from (rest, 1), '"'));
  size_t end = 0;
  while (end < rest.length && g_ascii_isalnum (rest.at[end]))
    end++;
  return octets_slice (rest, 0, end);
}

void
sasl_token_challenge (SmtpAuth *auth, Arena *arena, Octets message)
{
  Octets status = json_member (message, "status"), scope = json_member (message, "scope");
  if (status.length > 0)
    sasl_set (auth, arena, SASL_SERVER_ERROR, status);
  if (scope.length > 0)
    sasl_set (auth, arena, SASL_SCOPE, scope);
}

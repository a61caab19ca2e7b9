/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses, names and TLS in the comments of a Received field, in a form of each server's own.
 *
 * Does not: find the comments, nor judge what they say. */
#include "config.h"

#include "received-comment.h"

#include "flow.h"

static size_t
find (Octets text, const char *needle)
{
  return octets_find_nocase (text, octets_of_string (needle));
}

void
received_set (char **to, Octets text)
{
  if (*to == NULL && text.length > 0 && text.at[0] != 0)
    *to = g_strndup ((const char *) text.at, text.length);
}

/* The next word of a comment: up to a blank, or one of `ends`; both are passed over. */
Octets
received_next_word (Octets *rest, const char *ends)
{
  size_t begin = 0;
  while (begin < rest->length && (received_is_blank (rest->at[begin]) || strchr (ends, rest->at[begin]) != NULL))
    begin++;
  size_t end = begin;
  while (end < rest->length && !received_is_blank (rest->at[end]) && strchr (ends, rest->at[end]) == NULL)
    end++;
  Octets word = octets_slice (*rest, begin, end - begin);
  *rest = octets_from (*rest, end);
  return word;
}

/* --- addresses ------------------------------------------------------------------ */

/* "192.0.2.1", "IPv6:2001:db8::1", "fe80::1%12"; a mapped one becomes IPv4's. */
static bool
read_address (Octets text, uint8_t ip[16], uint8_t *version)
{
  static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
  uint8_t read[16];
  uint8_t read_version;
  if (received_starts (text, "IPv6:"))
    text = octets_from (text, 5);
  text = octets_slice (text, 0, octets_find (text, '%'));
  if (!flow_ip_parse (text, read, &read_version))
    return false;
  bool four = read_version == 6 && memcmp (read, mapped, sizeof mapped) == 0;
  memset (ip, 0, 16);
  memcpy (ip, four ? read + sizeof mapped : read, read_version == 6 && !four ? 16 : 4);
  *version = four ? 4 : read_version;
  return true;
}

bool
received_set_address (Octets text, uint8_t ip[16], uint8_t *version)
{
  uint8_t read[16];
  uint8_t read_version;
  if (!read_address (text, read, &read_version))
    return false;
  if (*version == 0)
    {
      memcpy (ip, read, sizeof read);
      *version = read_version;
    }
  return true;
}

static bool
is_greeting (Octets word)
{
  return received_equals (word, "HELO") || received_equals (word, "EHLO") || received_equals (word, "LHLO");
}

/* What stands in front of it says that a literal is what the client calls itself. */
static bool
is_claimed (Octets before)
{
  if (before.length > 0 && before.at[before.length - 1] == '=')
    return true;
  before = octets_trim (before);
  return before.length >= 4 && is_greeting (octets_from (before, before.length - 4));
}

/* What stands inside the first square brackets that tell what the server saw; `open` is
 * their place.  Length 0: none. */
static Octets
bracketed (Octets text, size_t *open)
{
  for (size_t at = 0; at < text.length; at++)
    if (text.at[at] == '[' && !is_claimed (octets_slice (text, 0, at)))
      {
        Octets rest = octets_from (text, at + 1);
        size_t close = octets_find (rest, ']');
        *open = at;
        return close == SIZE_MAX ? OCTETS_NONE : octets_slice (rest, 0, close);
      }
  return OCTETS_NONE;
}

/* The inside of "[address]", or the word itself. */
Octets
received_without_brackets (Octets word)
{
  bool literal = word.length > 2 && word.at[0] == '[' && word.at[word.length - 1] == ']';
  return literal ? octets_slice (word, 1, word.length - 2) : word;
}

/* --- who the client is ---------------------------------------------------------- */

/* "name", "user@name", "IDENT:user@name", "<unknown>". */
void
received_set_reverse (ReceivedField *received, Octets word)
{
  size_t at = octets_find (word, '@');
  if (at != SIZE_MAX)
    {
      Octets user = octets_slice (word, 0, at);
      received_set (&received->ident, received_starts (user, "IDENT:") ? octets_from (user, 6) : user);
      word = octets_from (word, at + 1);
    }
  if (word.length > 1 && word.at[word.length - 1] == '.')
    word.length--;
  uint8_t ip[16];
  uint8_t version;
  if (!received_equals (word, "unknown") && !received_equals (word, "<unknown>") && !read_address (word, ip, &version))
    received_set (&received->reverse, word);
}

/* "helo=name", "HELO name", "ident=user" and so on. */
static void
read_names (ReceivedField *received, Octets comment)
{
  Octets rest = comment;
  for (Octets word = received_next_word (&rest, "(),"); word.length > 0; word = received_next_word (&rest, "(),"))
    {
      if (is_greeting (word))
        received_set (&received->helo, received_next_word (&rest, "(),"));
      else if (word.length > 5 && word.at[4] == '=' && is_greeting (octets_slice (word, 0, 4)))
        received_set (&received->helo, octets_from (word, 5));
      else if (received_starts (word, "ident="))
        received_set (&received->ident, octets_from (word, 6));
      else if (received_equals (word, "account"))
        received->authenticated = true;
    }
}

/* A comment about logins or certificates, which may hold anything. */
static bool
speaks_of_credentials (Octets comment)
{
  return received_starts (comment, "Client CN") || received_starts (comment, "No client")
         || received_starts (comment, "Authenticated") || received_starts (comment, "AUTH")
         || received_starts (comment, "using ") || received_starts (comment, "envelope-from");
}

/* A comment behind "from". */
void
received_read_client (ReceivedField *received, Octets comment)
{
  size_t open;
  if (speaks_of_credentials (comment))
    return;
  read_names (received, comment);
  Octets literal = bracketed (comment, &open);
  if (literal.length > 0 && received->ip_version == 0)
    {
      bool address = received_set_address (literal, received->ip, &received->ip_version);
      Octets before = octets_trim (octets_slice (comment, 0, open));
      Octets word = received_next_word (&before, "(),");
      if (address && word.length > 0 && !is_greeting (word) && !received_equals (word, "account"))
        received_set_reverse (received, word);
      return;
    }
  Octets rest = comment;
  Octets word = received_next_word (&rest, "");
  size_t at = octets_find (word, '@');
  if (received_set_address (at != SIZE_MAX ? octets_from (word, at + 1) : word, received->ip, &received->ip_version)
      && at != SIZE_MAX)
    received_set (&received->ident, octets_slice (word, 0, at));
}

void
received_read_server (ReceivedField *received, Octets comment)
{
  size_t open;
  Octets literal = bracketed (comment, &open);
  received_set_address (literal.length > 0 ? literal : comment, received->by_ip, &received->by_version);
}

/* --- TLS ------------------------------------------------------------------------ */

/* "TLSv1.3", "TLS1_2", "TLS1.2"; "TLSv1/SSLv3" is what some libraries called all of them. */
static bool
is_tls_version (Octets word)
{
  size_t at = received_starts (word, "TLS") || received_starts (word, "SSL") ? 3 : SIZE_MAX;
  if (at < word.length && (word.at[at] == 'v' || word.at[at] == 'V'))
    at++;
  return at < word.length && g_ascii_isdigit (word.at[at]);
}

static void
set_tls_version (ReceivedField *received, Octets word)
{
  received->tls = RECEIVED_TLS_YES;
  if (received->tls_version != NULL)
    return;
  size_t slash = octets_find (word, '/');
  GString *version = g_string_new (NULL);
  if (slash == SIZE_MAX && received_starts (word, "TLS"))
    {
      size_t digits = word.at[3] == 'v' || word.at[3] == 'V' ? 4 : 3;
      g_string_append (version, "TLSv");
      for (size_t i = digits; i < word.length; i++)
        g_string_append_c (version, word.at[i] == '_' ? '.' : (char) word.at[i]);
    }
  else
    g_string_append_len (version, (const char *) word.at, (gssize) word.length);
  received->tls_version = g_string_free (version, FALSE);
}

/* Whether a comment may speak of TLS at all: nothing a login or a certificate says may. */
static bool
may_speak_of_tls (Octets comment)
{
  return !received_starts (comment, "Client CN") && !received_starts (comment, "Authenticated")
         && !received_starts (comment, "envelope-from");
}

void
received_read_tls (ReceivedField *received, Octets comment)
{
  if (!may_speak_of_tls (comment))
    return;
  bool mentions = find (comment, "TLS") != SIZE_MAX || find (comment, "SSL") != SIZE_MAX
                  || find (comment, "cipher") != SIZE_MAX || find (comment, "encrypted") != SIZE_MAX;
  if (!mentions)
    return;
  bool cipher_next = false;
  bool version_seen = false;
  Octets rest = comment;
  for (Octets word = received_next_word (&rest, ",:()"); word.length > 0; word = received_next_word (&rest, ",:()"))
    {
      if (received_starts (word, "version="))
        word = octets_from (word, 8);
      if (is_tls_version (word))
        {
          set_tls_version (received, word);
          version_seen = cipher_next = true;
          continue;
        }
      size_t bits = find (word, "bits");
      if (received_starts (word, "cipher="))
        {
          received->tls = RECEIVED_TLS_YES;
          if (!received_equals (octets_from (word, 7), "OTHER"))
            received_set (&received->tls_cipher, octets_from (word, 7));
          cipher_next = false;
        }
      else if (received_equals (word, "cipher") || received_equals (word, "with"))
        cipher_next = true;
      else if (received_equals (word, "TLS") && version_seen == false && comment.length <= 4)
        received->tls = RECEIVED_TLS_YES; /* "(TLS)": Exchange */
      else if (received_equals (word, "encrypted"))
        received->tls = RECEIVED_TLS_YES; /* "(DHE-RSA-AES256-SHA encrypted)": qmail */
      else if (cipher_next && bits == SIZE_MAX && word.length > 2 && octets_find (word, '=') == SIZE_MAX)
        {
          if (version_seen)
            received_set (&received->tls_cipher, word);
          cipher_next = false;
        }
    }
}

/* Protocols of RFC 3848 and RFC 6531 §4.3, and the spellings of Exim and others: what
 * their endings say of TLS and login. */
void
received_read_protocol (ReceivedField *received, Octets word)
{
  static const char *const bases[] = { "ESMTP", "SMTP", "LMTP", "UTF8SMTP", "UTF8LMTP", "UTF8ESMTP" };
  for (size_t i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      if (!received_starts (word, bases[i]))
        continue;
      Octets ending = octets_from (word, strlen (bases[i]));
      bool secure = received_starts (ending, "S");
      bool known = ending.length == 0 || received_equals (ending, "A") || received_equals (ending, "S")
                   || received_equals (ending, "SA");
      if (!known)
        continue;
      received->authenticated
          = received->authenticated || received_equals (ending, "A") || received_equals (ending, "SA");
      if (secure)
        received->tls = RECEIVED_TLS_YES;
      else if (received->tls == RECEIVED_TLS_UNTOLD)
        received->tls = RECEIVED_TLS_NO;
      return;
    }
  received->authenticated = received->authenticated || received_equals (word, "asmtp");
  if (received_equals (word, "HTTPS"))
    received->tls = RECEIVED_TLS_YES;
}

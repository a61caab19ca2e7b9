/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentication-Results taken apart, in the form of RFC 8601 §2.2 and in those that servers
 * write besides: without the server's name (Exchange), properties without their type, values
 * with any sign in them that no quotes enclose.
 *
 * Limits: FIELDS_MAX of a message, CLAIMS_MAX of a field, PROPERTIES_MAX of a claim,
 * TEXT_OCTETS of each string.  Comments may nest as deep as they like.
 *
 * Does not: believe any of it, or compare it (see authentication-comparison.c). */
#include "config.h"

#include "authentication-results.h"

enum { FIELDS_MAX = 32, CLAIMS_MAX = 64, PROPERTIES_MAX = 32, TEXT_OCTETS = 1024 };

typedef struct Reader {
  Octets rest;
  unsigned flaws;
} Reader;

/* --- words --------------------------------------------------------------------------- */

static bool
at_end (const Reader *reader)
{
  return reader->rest.length == 0;
}

static uint8_t
next (const Reader *reader)
{
  return at_end (reader) ? 0 : reader->rest.at[0];
}

static void
skip (Reader *reader, size_t length)
{
  reader->rest = octets_from (reader->rest, length);
}

static bool
is_white (uint8_t c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Valid UTF-8 of what stood there, bounded. */
static char *
text_of (Octets octets)
{
  Octets kept = octets_slice (octets, 0, TEXT_OCTETS);
  if (kept.length == 0)
    return g_strdup ("");
  return g_utf8_make_valid ((const char *) kept.at, (gssize) kept.length);
}

static char *
word_of (Octets octets)
{
  g_autofree char *text = text_of (octets);
  return g_ascii_strdown (text, -1);
}

/* Past a comment that begins here; what is in it. */
static Octets
skip_comment (Reader *reader)
{
  size_t depth = 0, at = 0;
  Octets text = reader->rest;
  for (; at < text.length; at++)
    if (text.at[at] == '\\')
      at++;
    else if (text.at[at] == '(')
      depth++;
    else if (text.at[at] == ')' && --depth == 0)
      {
        skip (reader, at + 1);
        return octets_slice (text, 1, at - 1);
      }
  reader->flaws |= AUTHENTICATION_OPEN_COMMENT;
  skip (reader, text.length);
  return octets_from (text, 1);
}

/* Past white space and comments; `comment`, unless NULL, gets the first of them. */
static void
skip_cfws (Reader *reader, char **comment)
{
  while (!at_end (reader))
    if (is_white (next (reader)))
      skip (reader, 1);
    else if (next (reader) == '(')
      {
        Octets text = skip_comment (reader);
        if (comment != NULL && *comment == NULL)
          *comment = text_of (text);
      }
    else
      return;
}

/* Letters, digits, hyphens and underscores; may be empty. */
static Octets
read_keyword (Reader *reader)
{
  size_t length = 0;
  while (length < reader->rest.length
         && (g_ascii_isalnum (reader->rest.at[length]) || reader->rest.at[length] == '-'
             || reader->rest.at[length] == '_'))
    length++;
  Octets word = octets_slice (reader->rest, 0, length);
  skip (reader, length);
  return word;
}

/* What is quoted here, without the quotes, appended. */
static void
read_quoted (Reader *reader, GString *text)
{
  size_t at = 1;
  Octets octets = reader->rest;
  for (; at < octets.length && octets.at[at] != '"'; at++)
    {
      if (octets.at[at] == '\\' && at + 1 < octets.length)
        at++;
      if (octets.at[at] != '\r' && octets.at[at] != '\n')
        g_string_append_c (text, (char) octets.at[at]);
    }
  if (at >= octets.length)
    reader->flaws |= AUTHENTICATION_OPEN_QUOTE;
  skip (reader, at + 1 < octets.length ? at + 1 : octets.length);
}

/* A value: quoted, or all that stands together; also a quoted local part with its domain
 * behind it.  NULL: there is none. */
static char *
read_value (Reader *reader)
{
  GString *text = g_string_new (NULL);
  while (!at_end (reader) && !is_white (next (reader)) && next (reader) != ';' && next (reader) != '(')
    if (next (reader) == '"')
      read_quoted (reader, text);
    else
      {
        g_string_append_c (text, (char) next (reader));
        skip (reader, 1);
      }
  char *value = text->len > 0 ? text_of (octets_of (text->str, text->len)) : NULL;
  g_string_free (text, TRUE);
  return value;
}

/* A sign that stands alone, white space and comments around it. */
static bool
take (Reader *reader, uint8_t sign)
{
  if (at_end (reader) || next (reader) != sign)
    return false;
  skip (reader, 1);
  skip_cfws (reader, NULL);
  return true;
}

static unsigned
number_of (Octets digits)
{
  unsigned number = 0;
  for (size_t i = 0; i < digits.length && i < 6; i++)
    if (g_ascii_isdigit (digits.at[i]))
      number = number * 10 + (unsigned) (digits.at[i] - '0');
  return number;
}

/* To the next statement, over what is out of form. */
static void
skip_statement (Reader *reader)
{
  reader->flaws |= AUTHENTICATION_GARBLED;
  while (!at_end (reader) && next (reader) != ';')
    if (next (reader) == '(')
      skip_comment (reader);
    else if (next (reader) == '"')
      {
        GString *text = g_string_new (NULL);
        read_quoted (reader, text);
        g_string_free (text, TRUE);
      }
    else
      skip (reader, 1);
}

/* --- statements ---------------------------------------------------------------------- */

static void
property_free (gpointer element)
{
  AuthenticationProperty *property = element;
  g_free (property->type);
  g_free (property->property);
  g_free (property->value);
  g_free (property);
}

static void
claim_free (gpointer element)
{
  AuthenticationClaim *claim = element;
  g_free (claim->method);
  g_free (claim->result);
  g_free (claim->reason);
  g_free (claim->comment);
  g_ptr_array_unref (claim->properties);
  g_free (claim);
}

static void
add_property (Reader *reader, AuthenticationClaim *claim, Octets type, Octets name, char *value)
{
  if (type.length == 0 && claim->reason == NULL && octets_equal_nocase (name, OCTETS ("reason")))
    {
      claim->reason = value;
      return;
    }
  if (claim->properties->len >= PROPERTIES_MAX)
    {
      reader->flaws |= AUTHENTICATION_CUT;
      g_free (value);
      return;
    }
  AuthenticationProperty *property = g_new0 (AuthenticationProperty, 1);
  property->type = type.length > 0 ? word_of (type) : NULL;
  property->property = word_of (name);
  property->value = value;
  g_ptr_array_add (claim->properties, property);
}

/* One "type.property=value", "property=value" or "reason=value"; false where there is none. */
static bool
read_property (Reader *reader, AuthenticationClaim *claim)
{
  Octets type = OCTETS_NONE, name = read_keyword (reader);
  if (name.length == 0)
    return false;
  skip_cfws (reader, NULL);
  if (take (reader, '.'))
    {
      type = name;
      name = read_keyword (reader);
      skip_cfws (reader, NULL);
    }
  if (name.length == 0 || !take (reader, '='))
    return false;
  char *value = read_value (reader);
  if (value == NULL)
    value = g_strdup ("");
  add_property (reader, claim, type, name, value);
  skip_cfws (reader, NULL);
  return true;
}

/* "method/version=result" and what belongs to it, up to the semicolon. */
static void
read_statement (Reader *reader, AuthenticationResults *results)
{
  skip_cfws (reader, NULL);
  if (at_end (reader) || next (reader) == ';')
    return;
  Octets method = read_keyword (reader);
  unsigned version = 1;
  skip_cfws (reader, NULL);
  if (take (reader, '/'))
    {
      version = number_of (read_keyword (reader));
      skip_cfws (reader, NULL);
    }
  if (octets_equal_nocase (method, OCTETS ("none")) && (at_end (reader) || next (reader) == ';'))
    {
      results->none = true;
      return;
    }
  if (method.length == 0 || !take (reader, '='))
    {
      skip_statement (reader);
      return;
    }
  Octets result = read_keyword (reader);
  if (result.length == 0 || results->claims->len >= CLAIMS_MAX)
    {
      reader->flaws |= result.length > 0 ? AUTHENTICATION_CUT : 0;
      skip_statement (reader);
      return;
    }
  AuthenticationClaim *claim = g_new0 (AuthenticationClaim, 1);
  claim->method = word_of (method);
  claim->version = version;
  claim->result = word_of (result);
  claim->properties = g_ptr_array_new_with_free_func (property_free);
  g_ptr_array_add (results->claims, claim);
  skip_cfws (reader, &claim->comment);
  while (!at_end (reader) && next (reader) != ';')
    if (!read_property (reader, claim))
      {
        skip_statement (reader);
        return;
      }
}

/* Whether a statement begins here, where the server's name should stand. */
static bool
begins_with_statement (Reader reader)
{
  Octets word = read_keyword (&reader);
  skip_cfws (&reader, NULL);
  return word.length > 0 && next (&reader) == '=';
}

static void
read_server (Reader *reader, AuthenticationResults *results)
{
  skip_cfws (reader, NULL);
  if (begins_with_statement (*reader))
    return;
  results->server = read_value (reader);
  skip_cfws (reader, NULL);
  if (g_ascii_isdigit (next (reader)))
    results->version = number_of (read_keyword (reader));
  skip_cfws (reader, NULL);
  if (!at_end (reader) && next (reader) != ';')
    skip_statement (reader);
  skip (reader, 1);
}

static bool
has_controls (Octets value)
{
  for (size_t i = 0; i < value.length; i++)
    if ((value.at[i] < 0x20 && !is_white (value.at[i])) || value.at[i] == 0x7f)
      return true;
  return false;
}

AuthenticationResults *
authentication_results_parse (Octets value)
{
  AuthenticationResults *results = g_new0 (AuthenticationResults, 1);
  results->version = 1;
  results->claims = g_ptr_array_new_with_free_func (claim_free);
  Reader reader = { .rest = value, .flaws = has_controls (value) ? AUTHENTICATION_CONTROL : 0 };
  read_server (&reader, results);
  while (!at_end (&reader))
    {
      read_statement (&reader, results);
      skip (&reader, 1);
    }
  results->flaws = reader.flaws;
  return results;
}

void
authentication_results_free (gpointer element)
{
  AuthenticationResults *results = element;
  if (results == NULL)
    return;
  g_ptr_array_unref (results->claims);
  g_free (results->server);
  g_free (results);
}

GPtrArray *
authentication_results_of_message (const MailMessage *message)
{
  GPtrArray *all = NULL;
  for (size_t i = 0; i < message->field_count && (all == NULL || all->len < FIELDS_MAX); i++)
    if (header_field_is (&message->fields[i], "Authentication-Results"))
      {
        if (all == NULL)
          all = g_ptr_array_new_with_free_func (authentication_results_free);
        AuthenticationResults *results = authentication_results_parse (message->fields[i].value);
        results->field = &message->fields[i];
        results->place = i;
        g_ptr_array_add (all, results);
      }
  return all;
}

/* --- what a claim speaks of ----------------------------------------------------------- */

const char *
authentication_claim_value (const AuthenticationClaim *claim, const char *type, const char *property)
{
  for (guint i = 0; i < claim->properties->len; i++)
    {
      const AuthenticationProperty *one = g_ptr_array_index (claim->properties, i);
      if (strcmp (one->property, property) == 0 && (type == NULL || g_strcmp0 (one->type, type) == 0))
        return one->value;
    }
  return NULL;
}

/* Where each method has its domain, the best place first. */
static const struct {
  const char *method, *type, *property;
} places[] = {
  { "spf", "smtp", "mailfrom" }, { "spf", "smtp", "mail" },     { "spf", "smtp", "helo" },  { "dkim", "header", "d" },
  { "dkim", "header", "i" },     { "dmarc", "header", "from" }, { "dmarc", "header", "d" },
};

const char *
authentication_claim_domain (const AuthenticationClaim *claim)
{
  for (size_t i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const char *value = strcmp (places[i].method, claim->method) == 0
                              ? authentication_claim_value (claim, places[i].type, places[i].property)
                              : NULL;
      if (value == NULL)
        continue;
      const char *at = strrchr (value, '@'), *domain = at != NULL ? at + 1 : value;
      if (*domain != '\0')
        return domain;
    }
  return NULL;
}

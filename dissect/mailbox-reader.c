/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict reader of mailbox lists (RFC 5322 §3.4, §4.4, RFC 6854), and the lenient ones
 * whose answers differ where a sender is forged.
 *
 * The value is unfolded, cut into tokens (§3.2), and read by the grammar with the
 * obsolete forms that §4 wants understood; those that programs stumble over are noted
 * as traits.  At the first token that the grammar has no place for, the fault is named
 * and reading by the book ends there.
 *
 * Limits: MAILBOX_OCTETS_MAX of a value, HIDDEN_TEXTS_MAX, MAILBOXES_READ_MAX; all is
 * linear in them.
 *
 * Does not: say what it means that readers differ (from-forms), or decode for display. */
#include "config.h"

#include "mailbox-reader.h"

#include "header-text.h"
#include "lenient-address.h"
#include "mailbox-token.h"

typedef struct Parse {
  GArray *tokens; /* of Token */
  guint at;
  MailboxReading *reading;
} Parse;

/* --- octets --------------------------------------------------------------------------- */

/* Folds (§2.2.3) become the white space behind them; other line ends stay. */
static GString *
unfold (Octets value, MailboxReading *reading)
{
  reading->cut = value.length > MAILBOX_OCTETS_MAX;
  value = octets_slice (value, 0, MAILBOX_OCTETS_MAX);
  GString *text = g_string_sized_new (value.length + 1);
  for (size_t i = 0; i < value.length; i++)
    {
      uint8_t c = value.at[i];
      size_t end = c == '\r' && i + 1 < value.length && value.at[i + 1] == '\n' ? i + 2 : c == '\n' ? i + 1 : 0;
      bool fold = end > 0 && end < value.length && octet_is_blank (value.at[end]);
      if (fold)
        {
          i = end - 1;
          continue;
        }
      reading->bare_newline = reading->bare_newline || c == '\r' || c == '\n';
      reading->nul = reading->nul || c == 0;
      reading->control = reading->control || octet_is_control (c);
      g_string_append_c (text, (char) c);
    }
  return text;
}

/* --- by the book -------------------------------------------------------------------- */

static const Token *
current (const Parse *parse)
{
  return parse->at < parse->tokens->len ? &g_array_index (parse->tokens, Token, parse->at) : NULL;
}

/* The special octet that comes next; 0: none, or the end. */
static uint8_t
special (const Parse *parse)
{
  const Token *token = current (parse);
  return token != NULL && token->type == TOKEN_SPECIAL ? token->text.at[0] : 0;
}

static bool
ended (const Parse *parse)
{
  return parse->at >= parse->tokens->len;
}

/* Passes over comments and white space (§3.2.2); the traits they would be inside an address. */
static unsigned
skip_between (Parse *parse)
{
  unsigned traits = 0;
  for (const Token *token; (token = current (parse)) != NULL; parse->at++)
    if (token->type == TOKEN_BLANK)
      traits |= TRAIT_SPACE_INSIDE;
    else if (token->type == TOKEN_COMMENT)
      traits |= TRAIT_COMMENT_INSIDE;
    else
      break;
  return traits;
}

static bool
is_word (const Token *token)
{
  return token != NULL && (token->type == TOKEN_ATOM || token->type == TOKEN_QUOTED || token->type == TOKEN_ENCODED);
}

static bool
fail (Parse *parse, MailboxFault fault)
{
  if (parse->reading->fault == FAULT_NONE)
    parse->reading->fault = fault;
  return false;
}

/* Names the fault by the token that has no place here; `otherwise` where it tells nothing. */
static bool
fail_here (Parse *parse, MailboxFault otherwise)
{
  const Token *token = current (parse);
  if (token == NULL || token->type != TOKEN_SPECIAL)
    return fail (parse, otherwise);
  uint8_t c = token->text.at[0];
  if (octet_is_control (c))
    return fail (parse, FAULT_CONTROL);
  if (c == '\\')
    return fail (parse, FAULT_QUOTED_PAIR);
  if (strchr ("\"()[]>", c) != NULL)
    return fail (parse, FAULT_UNBALANCED);
  return fail (parse, otherwise);
}

static void
append_token (GString *to, const Token *token)
{
  g_string_append_len (to, (const char *) token->text.at, (gssize) token->text.length);
}

/* word *("." word), white space and comments between them being obsolete (§4.4). */
static bool
read_local (Parse *parse, GString *spec)
{
  for (bool quoted = false;; parse->reading->traits |= quoted ? TRAIT_QUOTED_PART : 0)
    {
      const Token *token = current (parse);
      if (token == NULL || (token->type != TOKEN_ATOM && token->type != TOKEN_QUOTED))
        return fail_here (parse, spec->len == 0 && ended (parse) ? FAULT_EMPTY : FAULT_OTHER);
      if (token->type == TOKEN_QUOTED)
        for (size_t i = 1; i + 1 < token->text.length; i++)
          if (octets_find (OCTETS ("@<>,;:"), token->text.at[i]) != SIZE_MAX)
            parse->reading->traits |= TRAIT_QUOTED_AT;
      if (spec->len > 0 && token->type == TOKEN_QUOTED)
        parse->reading->traits |= TRAIT_QUOTED_PART;
      quoted = quoted || token->type == TOKEN_QUOTED;
      append_token (spec, token);
      parse->at++;
      unsigned between = skip_between (parse);
      if (special (parse) == '@')
        {
          parse->reading->traits |= between;
          return true;
        }
      if (special (parse) != '.')
        return fail_here (parse, FAULT_OTHER);
      g_string_append_c (spec, '.');
      parse->at++;
      parse->reading->traits |= between | skip_between (parse);
    }
}

static bool
read_domain (Parse *parse, GString *spec)
{
  parse->reading->traits |= skip_between (parse);
  const Token *token = current (parse);
  if (token != NULL && token->type == TOKEN_LITERAL)
    {
      append_token (spec, token);
      parse->at++;
      return true;
    }
  for (;;)
    {
      token = current (parse);
      if (token == NULL || token->type != TOKEN_ATOM)
        return fail_here (parse, FAULT_OTHER);
      if (octets_run (token->text, octet_is_host) < token->text.length)
        parse->reading->traits |= TRAIT_META_DOMAIN;
      append_token (spec, token);
      guint behind = ++parse->at;
      unsigned between = skip_between (parse);
      if (special (parse) != '.')
        {
          parse->at = behind;
          return true;
        }
      g_string_append_c (spec, '.');
      parse->at++;
      parse->reading->traits |= between | skip_between (parse);
    }
}

static bool
read_spec (Parse *parse, GString *spec)
{
  if (!read_local (parse, spec))
    return false;
  g_string_append_c (spec, '@');
  parse->at++;
  return read_domain (parse, spec);
}

/* "@a,@b:" (§4.4); true where there is none. */
static bool
read_route (Parse *parse)
{
  g_autoptr (GString) unused = g_string_new (NULL);
  skip_between (parse);
  if (special (parse) != '@')
    return true;
  parse->reading->traits |= TRAIT_ROUTE;
  while (special (parse) == '@' || special (parse) == ',')
    {
      bool host = special (parse) == '@';
      parse->at++;
      if (host && !read_domain (parse, unused))
        return false;
      skip_between (parse);
    }
  if (special (parse) != ':')
    return fail_here (parse, FAULT_OTHER);
  parse->at++;
  skip_between (parse);
  return true;
}

static bool
read_angle (Parse *parse, GString *spec)
{
  parse->at++;
  if (!read_route (parse))
    return false;
  if (special (parse) == '>')
    return fail (parse, FAULT_EMPTY);
  if (!read_spec (parse, spec))
    return false;
  skip_between (parse);
  if (special (parse) == '@')
    return fail (parse, FAULT_TWO_AT);
  if (special (parse) != '>')
    return ended (parse) ? fail (parse, FAULT_UNBALANCED) : fail_here (parse, FAULT_OTHER);
  parse->at++;
  return true;
}

static char *
name_of (const Parse *parse, guint from, guint to)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = from; i < to; i++)
    {
      const Token *token = &g_array_index (parse->tokens, Token, i);
      if (token->type == TOKEN_BLANK)
        g_string_append_c (text, ' ');
      else if (token->type == TOKEN_QUOTED)
        for (size_t k = 1; k + 1 < token->text.length; k++)
          {
            k += token->text.at[k] == '\\' && k + 2 < token->text.length;
            g_string_append_c (text, (char) token->text.at[k]);
          }
      else if (token->type != TOKEN_COMMENT)
        append_token (text, token);
    }
  GString *flat = header_text_unfold (octets_of (text->str, text->len));
  GString *decoded = header_text_decode (flat->str, flat->len);
  g_string_free (flat, TRUE);
  char *name = g_strstrip (g_strndup (decoded->str, strlen (decoded->str)));
  g_string_free (decoded, TRUE);
  return name;
}

static void
keep (Parse *parse, const GString *spec, char *name)
{
  if (parse->reading->specs->len >= MAILBOXES_READ_MAX)
    {
      g_free (name);
      return;
    }
  g_ptr_array_add (parse->reading->specs, g_utf8_make_valid (spec->str, (gssize) strlen (spec->str)));
  g_ptr_array_add (parse->reading->names, name);
}

/* What may stand behind a whole mailbox. */
static bool
ends_element (const Parse *parse, bool in_group)
{
  return ended (parse) || special (parse) == ',' || (in_group && special (parse) == ';');
}

static bool
at_in_rest (const Parse *parse)
{
  for (guint i = parse->at; i < parse->tokens->len; i++)
    if (octets_find (g_array_index (parse->tokens, Token, i).text, '@') != SIZE_MAX)
      return true;
  return false;
}

static bool
read_bare (Parse *parse, guint start, bool in_group)
{
  g_autoptr (GString) spec = g_string_new (NULL);
  parse->at = start;
  if (!read_spec (parse, spec))
    return false;
  skip_between (parse);
  keep (parse, spec, g_strdup (""));
  if (ends_element (parse, in_group))
    return true;
  if (special (parse) == '@')
    return fail (parse, FAULT_TWO_AT);
  if (special (parse) == '<')
    return fail (parse, FAULT_ADDRESS_BEFORE);
  return fail_here (parse, at_in_rest (parse) ? FAULT_MISSING_COMMA : FAULT_OTHER);
}

static bool read_list (Parse *parse, bool in_group);

static bool
read_group (Parse *parse)
{
  parse->reading->traits |= TRAIT_GROUP;
  parse->at++;
  if (!read_list (parse, true))
    return false;
  if (special (parse) != ';')
    return fail_here (parse, FAULT_OTHER);
  parse->at++;
  skip_between (parse);
  return ends_element (parse, false) || fail_here (parse, FAULT_TEXT_BEHIND);
}

static bool
read_element (Parse *parse, bool in_group)
{
  guint start = parse->at;
  guint words = 0;
  while (is_word (current (parse)) || (words > 0 && special (parse) == '.'))
    {
      words++;
      parse->at++;
      skip_between (parse);
    }
  uint8_t next = special (parse);
  if (next == '<')
    {
      g_autoptr (GString) spec = g_string_new (NULL);
      guint bracket = parse->at;
      if (!read_angle (parse, spec))
        return false;
      keep (parse, spec, name_of (parse, start, bracket));
      skip_between (parse);
      return ends_element (parse, in_group) || fail_here (parse, FAULT_TEXT_BEHIND);
    }
  if (next == '@' && words > 0)
    return read_bare (parse, start, in_group);
  if (next == ':' && words > 0 && !in_group)
    return read_group (parse);
  if (ends_element (parse, in_group))
    return fail (parse, words > 0 ? FAULT_NO_ADDRESS : FAULT_EMPTY);
  return fail_here (parse, FAULT_OTHER);
}

static bool
read_list (Parse *parse, bool in_group)
{
  bool wanted = true; /* no comma is missing here */
  bool begun = false;
  for (;; begun = true)
    {
      skip_between (parse);
      if (ended (parse) || (in_group && special (parse) == ';'))
        {
          if (wanted && begun)
            parse->reading->traits |= TRAIT_EMPTY_ELEMENT;
          return true;
        }
      if (special (parse) == ',')
        {
          if (wanted)
            parse->reading->traits |= TRAIT_EMPTY_ELEMENT;
          wanted = true;
          parse->at++;
          continue;
        }
      if (!wanted)
        return fail_here (parse, FAULT_OTHER);
      if (!read_element (parse, in_group))
        return false;
      wanted = false;
    }
}

/* --- hidden texts ----------------------------------------------------------------------- */

static void
add_hidden (MailboxReading *reading, HiddenPlace place, Octets raw)
{
  if (reading->hidden->len >= HIDDEN_TEXTS_MAX)
    return;
  HiddenText *hidden = g_new0 (HiddenText, 1);
  GString *flat = header_text_unfold (raw);
  GString *decoded = header_text_decode (flat->str, flat->len);
  hidden->place = place;
  hidden->newlines
      = memchr (decoded->str, '\n', decoded->len) != NULL || memchr (decoded->str, '\r', decoded->len) != NULL;
  hidden->text = g_strndup (decoded->str, strlen (decoded->str));
  g_string_free (flat, TRUE);
  g_string_free (decoded, TRUE);
  g_ptr_array_add (reading->hidden, hidden);
}

/* Encoded words that follow one another are one text: an address may be cut into several. */
static guint
add_encoded (MailboxReading *reading, const GArray *tokens, guint first)
{
  guint last = first;
  for (guint i = first + 1; i < tokens->len; i++)
    {
      TokenType type = g_array_index (tokens, Token, i).type;
      if (type == TOKEN_ENCODED)
        last = i;
      else if (type != TOKEN_BLANK)
        break;
    }
  const uint8_t *from = g_array_index (tokens, Token, first).text.at;
  Octets end = g_array_index (tokens, Token, last).text;
  add_hidden (reading, HIDDEN_ENCODED, octets_of (from, (size_t) (end.at + end.length - from)));
  return last;
}

static bool
has_encoded (Octets text)
{
  return octets_find_nocase (text, OCTETS ("=?")) != SIZE_MAX;
}

static void
find_hidden (MailboxReading *reading, const GArray *tokens)
{
  for (guint i = 0; i < tokens->len; i++)
    {
      const Token *token = &g_array_index (tokens, Token, i);
      Octets inside = octets_slice (token->text, 1, token->text.length > 2 ? token->text.length - 2 : 0);
      if (token->type == TOKEN_ENCODED)
        i = add_encoded (reading, tokens, i);
      else if (token->type == TOKEN_COMMENT)
        add_hidden (reading, HIDDEN_COMMENT, inside);
      else if (token->type == TOKEN_QUOTED)
        add_hidden (reading, has_encoded (inside) ? HIDDEN_ENCODED : HIDDEN_QUOTED, inside);
    }
}

static void
hidden_free (gpointer element)
{
  HiddenText *hidden = element;
  g_free (hidden->text);
  g_free (hidden);
}

MailboxReading *
mailbox_reading_new (Octets value)
{
  MailboxReading *reading = g_new0 (MailboxReading, 1);
  reading->specs = g_ptr_array_new_with_free_func (g_free);
  reading->names = g_ptr_array_new_with_free_func (g_free);
  reading->hidden = g_ptr_array_new_with_free_func (hidden_free);
  g_autoptr (GString) text = unfold (octets_trim_line (value), reading);
  Octets octets = octets_of (text->str, text->len);
  g_autoptr (GArray) tokens = mailbox_tokens (octets);
  Parse parse = { tokens, 0, reading };

  if (read_list (&parse, false) && reading->specs->len == 0 && (reading->traits & TRAIT_GROUP) == 0)
    reading->fault = FAULT_EMPTY;
  find_hidden (reading, tokens);
  reading->first = lenient_first (octets);
  reading->last = lenient_last (octets);
  reading->bracket = lenient_bracket (octets);
  reading->decoding = lenient_decoding (octets);
  return reading;
}

void
mailbox_reading_free (MailboxReading *reading)
{
  if (reading == NULL)
    return;
  g_ptr_array_unref (reading->specs);
  g_ptr_array_unref (reading->names);
  g_ptr_array_unref (reading->hidden);
  g_free (reading->first);
  g_free (reading->last);
  g_free (reading->bracket);
  g_free (reading->decoding);
  g_free (reading);
}

const char *
mailbox_reading_best (const MailboxReading *reading)
{
  if (reading->specs->len > 0)
    return g_ptr_array_index (reading->specs, 0);
  return reading->bracket != NULL ? reading->bracket : reading->first != NULL ? reading->first : reading->decoding;
}

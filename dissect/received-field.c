/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads Received fields (RFC 5321 §4.4, RFC 3848, RFC 6531 §4.3).
 *
 * The grammar knows words, comments and a date; nearly all that one wants to know of a
 * hop stands in comments, in a form of each server's own.  So words are read by the
 * grammar here, and comments by what is in them (received-comment), wherever they stand:
 *   Postfix, Sendmail, OpenSMTPD  from HELO (reverse [address])
 *   Exim                          from reverse ([address]:port helo=HELO ident=user)
 *   qmail                         from reverse (HELO name) (user@address)
 *   Exchange                      from name (address) by name (address)
 * Of each thing the first that is told counts: what a server saw stands before what
 * certificates and logins say.
 *
 * Limits: HEADER_TEXT_MOST octets of a field; comments and quotes inside one another
 * cost no stack, and one that never ends makes its sign an ordinary one.
 *
 * Does not: judge what the field says. */
#include "config.h"

#include "received-field.h"

#include "header-field.h"
#include "header-text.h"
#include "received-comment.h"

typedef enum Clause { CLAUSE_NONE, CLAUSE_FROM, CLAUSE_BY, CLAUSE_VIA, CLAUSE_WITH, CLAUSE_ID, CLAUSE_FOR } Clause;

typedef struct Reader {
  ReceivedField *received;
  Octets text;
  size_t at;
  Clause clause;     /* that words and comments belong to */
  bool wants;        /* its word is still to come */
  bool open_comment; /* a comment that does not end was met: "(" is an ordinary sign */
  bool open_angle, open_quote;
  bool tls_words; /* Exim: "(TLS1.3) tls TLS_AES_256_GCM_SHA384" */
} Reader;

/* --- the walk ------------------------------------------------------------------- */

/* A comment at the reader's place, passed over; false where it never ends. */
static bool
take_comment (Reader *reader, Octets *comment)
{
  size_t depth = 0;
  for (size_t i = reader->at; i < reader->text.length; i++)
    {
      uint8_t octet = reader->text.at[i];
      if (octet == '\\')
        i++;
      else if (octet == '(')
        depth++;
      else if (octet == ')' && --depth == 0)
        {
          *comment = octets_trim (octets_slice (reader->text, reader->at + 1, i - reader->at - 1));
          reader->at = i + 1;
          return true;
        }
    }
  reader->open_comment = true;
  return false;
}

static void
read_comment (Reader *reader, Octets comment)
{
  ReceivedField *received = reader->received;
  if (reader->clause == CLAUSE_FROM)
    received_read_client (received, comment);
  else if (reader->clause == CLAUSE_BY)
    received_read_server (received, comment);
  if (received_starts (comment, "Authenticated") || received_starts (comment, "AUTH:"))
    received->authenticated = true;
  received_read_tls (received, comment);
}

/* Up to the closing sign, with quoted pairs; the length 0 where there is none. */
static size_t
enclosed (Octets rest, uint8_t close, bool *never)
{
  for (size_t i = 1; i < rest.length && !*never; i++)
    if (rest.at[i] == '\\')
      i++;
    else if (rest.at[i] == close)
      return i + 1;
  *never = true;
  return 0;
}

static Octets
take_word (Reader *reader)
{
  Octets rest = octets_from (reader->text, reader->at);
  size_t length = 0;
  while (length < rest.length && !received_is_blank (rest.at[length]) && rest.at[length] != ';')
    {
      uint8_t octet = rest.at[length];
      if (octet == '(' && !reader->open_comment)
        break;
      size_t part = 0;
      if (octet == '"' && !reader->open_quote)
        part = enclosed (octets_from (rest, length), '"', &reader->open_quote);
      else if (octet == '<' && length == 0 && !reader->open_angle)
        part = enclosed (rest, '>', &reader->open_angle);
      length += MAX (part, 1);
    }
  reader->at += length;
  return octets_slice (rest, 0, length);
}

static Clause
clause_of (Octets word)
{
  static const struct {
    const char *word;
    Clause clause;
  } rows[] = { { "from", CLAUSE_FROM }, { "by", CLAUSE_BY }, { "via", CLAUSE_VIA },
               { "with", CLAUSE_WITH }, { "id", CLAUSE_ID }, { "for", CLAUSE_FOR } };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (received_equals (word, rows[i].word))
      return rows[i].clause;
  return CLAUSE_NONE;
}

static char **
clause_value (ReceivedField *received, Clause clause)
{
  switch (clause)
    {
    case CLAUSE_FROM:
      return &received->from;
    case CLAUSE_BY:
      return &received->by;
    case CLAUSE_VIA:
      return &received->via;
    case CLAUSE_WITH:
      return &received->with;
    case CLAUSE_ID:
      return &received->id;
    case CLAUSE_FOR:
      return &received->recipient;
    default:
      return NULL;
    }
}

static Octets
without_angles (Octets word)
{
  bool angled = word.length >= 2 && word.at[0] == '<' && word.at[word.length - 1] == '>';
  return angled ? octets_slice (word, 1, word.length - 2) : word;
}

/* Words behind the first of a clause: an address, a protocol of two words, Exim's
 * cipher, OpenSMTPD's "auth=yes". */
static void
read_further (Reader *reader, Octets word)
{
  ReceivedField *received = reader->received;
  if (reader->tls_words)
    received_set (&received->tls_cipher, word);
  else if (reader->clause == CLAUSE_FROM && word.at[0] == '[')
    received_set_address (received_without_brackets (word), received->ip, &received->ip_version);
  else if (reader->clause == CLAUSE_WITH)
    received_read_protocol (received, word);
  else if (received_equals (word, "auth=yes"))
    received->authenticated = true;
  reader->tls_words = received_equals (word, "tls") && received->tls_version != NULL;
}

static void
read_value (Reader *reader, Octets word)
{
  ReceivedField *received = reader->received;
  char **value = clause_value (received, reader->clause);
  reader->wants = false;
  received_set (value, reader->clause == CLAUSE_FOR ? without_angles (word) : word);
  if (reader->clause == CLAUSE_WITH)
    received_read_protocol (received, word);
  else if (reader->clause == CLAUSE_BY)
    received_set_address (received_without_brackets (word), received->by_ip, &received->by_version);
}

static void
read_word (Reader *reader, Octets word)
{
  Clause clause = clause_of (word);
  /* "from (address) by": whoever wrote this knew no name. */
  bool nameless = reader->wants && reader->clause == CLAUSE_FROM && clause == CLAUSE_BY;
  if (reader->wants && !nameless)
    {
      read_value (reader, word);
      return;
    }
  char **value = clause_value (reader->received, clause);
  if (value != NULL && *value == NULL)
    {
      reader->clause = clause;
      reader->wants = true;
    }
  else
    read_further (reader, word);
}

/* --- the date ------------------------------------------------------------------- */

/* "+0900", or UTC by one of its names, as a word of its own. */
static bool
names_zone (Octets date)
{
  Octets rest = octets_slice (date, 0, octets_find (date, '('));
  for (Octets word = received_next_word (&rest, ""); word.length > 0; word = received_next_word (&rest, ""))
    {
      bool sign = word.at[0] == '+' || word.at[0] == '-';
      size_t digits = 0;
      while (sign && digits + 1 < word.length && g_ascii_isdigit (word.at[digits + 1]))
        digits++;
      if ((sign && digits == 4 && word.length == 5 && !received_equals (word, "-0000")) || received_equals (word, "GMT")
          || received_equals (word, "UTC") || received_equals (word, "UT"))
        return true;
    }
  return false;
}

static void
read_date (ReceivedField *received, Octets date)
{
  date = octets_trim (date);
  received_set (&received->date, date);
  received->has_time = header_field_date (date, &received->time);
  received->zone_known = received->has_time && names_zone (date);
}

/* --- the field ------------------------------------------------------------------ */

/* "by uid 1741" (qmail) names no host. */
static void
forget_user (ReceivedField *received)
{
  if (received->by != NULL && g_ascii_strcasecmp (received->by, "uid") == 0)
    g_clear_pointer (&received->by, g_free);
}

/* Exim puts the DNS's name first, and HELO's into the comment; the address where there is
 * no such name. */
static void
tell_names_apart (ReceivedField *received)
{
  if (received->from == NULL)
    return;
  if (received->ip_version == 0)
    received_set_address (received_without_brackets (octets_of_string (received->from)), received->ip,
                          &received->ip_version);
  bool first = received->helo != NULL && received->reverse == NULL;
  if (first && received->from[0] != '[' && g_ascii_strcasecmp (received->from, "unknown") != 0)
    received_set_reverse (received, octets_of_string (received->from));
}

/* "with ESMTP; id 0001; date" (Courier): not every semicolon begins the date. */
static bool
goes_on (Octets rest)
{
  Octets word = received_next_word (&rest, "");
  return clause_of (word) != CLAUSE_NONE;
}

ReceivedField *
received_field_new (Octets value)
{
  ReceivedField *received = g_new0 (ReceivedField, 1);
  g_autoptr (GString) text = header_text_unfold (value);
  Reader reader = { .received = received, .text = octets_of (text->str, text->len) };

  while (reader.at < reader.text.length)
    {
      uint8_t octet = reader.text.at[reader.at];
      Octets comment;
      if (received_is_blank (octet) || (octet == ';' && goes_on (octets_from (reader.text, reader.at + 1))))
        reader.at++;
      else if (octet == '(' && !reader.open_comment && take_comment (&reader, &comment))
        read_comment (&reader, comment);
      else if (octet == ';')
        {
          read_date (received, octets_from (reader.text, reader.at + 1));
          break;
        }
      else
        read_word (&reader, take_word (&reader));
    }
  forget_user (received);
  tell_names_apart (received);
  return received;
}

void
received_field_free (gpointer element)
{
  ReceivedField *received = element;
  if (received == NULL)
    return;
  char *const owned[] = { received->from,      received->by,    received->via,         received->with,
                          received->id,        received->date,  received->reverse,     received->helo,
                          received->recipient, received->ident, received->tls_version, received->tls_cipher };
  for (size_t i = 0; i < G_N_ELEMENTS (owned); i++)
    g_free (owned[i]);
  g_free (received);
}

ReceivedField *
received_field_settle (ReceivedField *received, Arena *arena)
{
  char **const owned[] = { &received->from,      &received->by,    &received->via,         &received->with,
                           &received->id,        &received->date,  &received->reverse,     &received->helo,
                           &received->recipient, &received->ident, &received->tls_version, &received->tls_cipher };
  for (size_t i = 0; i < G_N_ELEMENTS (owned); i++)
    arena_settle_string (arena, owned[i]);
  ReceivedField *settled = arena_settle (arena, received, sizeof *received);
  g_free (received);
  return settled;
}

const char *
received_field_client (const ReceivedField *received)
{
  return received->helo != NULL ? received->helo : received->from;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads Received fields (RFC 5321 §4.4, RFC 3848, RFC 6531 §4.3).
 *
 * The grammar knows words, comments and a date; nearly all that one wants to know of a
 * hop stands in comments, in a form of each server's own.  So words are read by the
 * grammar, and comments by what is in them, wherever they stand:
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

#include "flow.h"
#include "header-field.h"
#include "header-text.h"

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

static bool
is_blank (uint8_t octet)
{
  return octet == ' ' || octet == '\t';
}

static bool
equals (Octets word, const char *other)
{
  return octets_equal_nocase (word, octets_of_string (other));
}

static bool
starts (Octets text, const char *prefix)
{
  return octets_start_nocase (text, octets_of_string (prefix));
}

static size_t
find (Octets text, const char *needle)
{
  return octets_find_nocase (text, octets_of_string (needle));
}

static void
set (char **to, Octets text)
{
  if (*to == NULL && text.length > 0 && text.at[0] != 0)
    *to = g_strndup ((const char *) text.at, text.length);
}

/* The next word of a comment: up to a blank, or one of `ends`; both are passed over. */
static Octets
next_word (Octets *rest, const char *ends)
{
  size_t begin = 0;
  while (begin < rest->length && (is_blank (rest->at[begin]) || strchr (ends, rest->at[begin]) != NULL))
    begin++;
  size_t end = begin;
  while (end < rest->length && !is_blank (rest->at[end]) && strchr (ends, rest->at[end]) == NULL)
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
  if (starts (text, "IPv6:"))
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

static bool
set_address (Octets text, uint8_t ip[16], uint8_t *version)
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
  return equals (word, "HELO") || equals (word, "EHLO") || equals (word, "LHLO");
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
static Octets
without_brackets (Octets word)
{
  bool literal = word.length > 2 && word.at[0] == '[' && word.at[word.length - 1] == ']';
  return literal ? octets_slice (word, 1, word.length - 2) : word;
}

/* --- who the client is ---------------------------------------------------------- */

/* "name", "user@name", "IDENT:user@name", "<unknown>". */
static void
set_reverse (ReceivedField *received, Octets word)
{
  size_t at = octets_find (word, '@');
  if (at != SIZE_MAX)
    {
      Octets user = octets_slice (word, 0, at);
      set (&received->ident, starts (user, "IDENT:") ? octets_from (user, 6) : user);
      word = octets_from (word, at + 1);
    }
  if (word.length > 1 && word.at[word.length - 1] == '.')
    word.length--;
  uint8_t ip[16];
  uint8_t version;
  if (!equals (word, "unknown") && !equals (word, "<unknown>") && !read_address (word, ip, &version))
    set (&received->reverse, word);
}

/* "helo=name", "HELO name", "ident=user" and so on. */
static void
read_names (ReceivedField *received, Octets comment)
{
  Octets rest = comment;
  for (Octets word = next_word (&rest, "(),"); word.length > 0; word = next_word (&rest, "(),"))
    {
      if (is_greeting (word))
        set (&received->helo, next_word (&rest, "(),"));
      else if (word.length > 5 && word.at[4] == '=' && is_greeting (octets_slice (word, 0, 4)))
        set (&received->helo, octets_from (word, 5));
      else if (starts (word, "ident="))
        set (&received->ident, octets_from (word, 6));
      else if (equals (word, "account"))
        received->authenticated = true;
    }
}

/* A comment about logins or certificates, which may hold anything. */
static bool
speaks_of_credentials (Octets comment)
{
  return starts (comment, "Client CN") || starts (comment, "No client") || starts (comment, "Authenticated")
         || starts (comment, "AUTH") || starts (comment, "using ") || starts (comment, "envelope-from");
}

/* A comment behind "from". */
static void
read_client (ReceivedField *received, Octets comment)
{
  size_t open;
  if (speaks_of_credentials (comment))
    return;
  read_names (received, comment);
  Octets literal = bracketed (comment, &open);
  if (literal.length > 0 && received->ip_version == 0)
    {
      bool address = set_address (literal, received->ip, &received->ip_version);
      Octets before = octets_trim (octets_slice (comment, 0, open));
      Octets word = next_word (&before, "(),");
      if (address && word.length > 0 && !is_greeting (word) && !equals (word, "account"))
        set_reverse (received, word);
      return;
    }
  Octets rest = comment;
  Octets word = next_word (&rest, "");
  size_t at = octets_find (word, '@');
  if (set_address (at != SIZE_MAX ? octets_from (word, at + 1) : word, received->ip, &received->ip_version)
      && at != SIZE_MAX)
    set (&received->ident, octets_slice (word, 0, at));
}

static void
read_server (ReceivedField *received, Octets comment)
{
  size_t open;
  Octets literal = bracketed (comment, &open);
  set_address (literal.length > 0 ? literal : comment, received->by_ip, &received->by_version);
}

/* --- TLS ------------------------------------------------------------------------ */

/* "TLSv1.3", "TLS1_2", "TLS1.2"; "TLSv1/SSLv3" is what some libraries called all of them. */
static bool
is_tls_version (Octets word)
{
  size_t at = starts (word, "TLS") || starts (word, "SSL") ? 3 : SIZE_MAX;
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
  if (slash == SIZE_MAX && starts (word, "TLS"))
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
  return !starts (comment, "Client CN") && !starts (comment, "Authenticated") && !starts (comment, "envelope-from");
}

static void
read_tls (ReceivedField *received, Octets comment)
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
  for (Octets word = next_word (&rest, ",:()"); word.length > 0; word = next_word (&rest, ",:()"))
    {
      if (starts (word, "version="))
        word = octets_from (word, 8);
      if (is_tls_version (word))
        {
          set_tls_version (received, word);
          version_seen = cipher_next = true;
          continue;
        }
      size_t bits = find (word, "bits");
      if (starts (word, "cipher="))
        {
          received->tls = RECEIVED_TLS_YES;
          if (!equals (octets_from (word, 7), "OTHER"))
            set (&received->tls_cipher, octets_from (word, 7));
          cipher_next = false;
        }
      else if (equals (word, "cipher") || equals (word, "with"))
        cipher_next = true;
      else if (equals (word, "TLS") && version_seen == false && comment.length <= 4)
        received->tls = RECEIVED_TLS_YES; /* "(TLS)": Exchange */
      else if (equals (word, "encrypted"))
        received->tls = RECEIVED_TLS_YES; /* "(DHE-RSA-AES256-SHA encrypted)": qmail */
      else if (cipher_next && bits == SIZE_MAX && word.length > 2 && octets_find (word, '=') == SIZE_MAX)
        {
          if (version_seen)
            set (&received->tls_cipher, word);
          cipher_next = false;
        }
    }
}

/* Protocols of RFC 3848 and RFC 6531 §4.3, and the spellings of Exim and others: what
 * their endings say of TLS and login. */
static void
read_protocol (ReceivedField *received, Octets word)
{
  static const char *const bases[] = { "ESMTP", "SMTP", "LMTP", "UTF8SMTP", "UTF8LMTP", "UTF8ESMTP" };
  for (size_t i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      if (!starts (word, bases[i]))
        continue;
      Octets ending = octets_from (word, strlen (bases[i]));
      bool secure = starts (ending, "S");
      bool known = ending.length == 0 || equals (ending, "A") || equals (ending, "S") || equals (ending, "SA");
      if (!known)
        continue;
      received->authenticated = received->authenticated || equals (ending, "A") || equals (ending, "SA");
      if (secure)
        received->tls = RECEIVED_TLS_YES;
      else if (received->tls == RECEIVED_TLS_UNTOLD)
        received->tls = RECEIVED_TLS_NO;
      return;
    }
  received->authenticated = received->authenticated || equals (word, "asmtp");
  if (equals (word, "HTTPS"))
    received->tls = RECEIVED_TLS_YES;
}

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
    read_client (received, comment);
  else if (reader->clause == CLAUSE_BY)
    read_server (received, comment);
  if (starts (comment, "Authenticated") || starts (comment, "AUTH:"))
    received->authenticated = true;
  read_tls (received, comment);
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
  while (length < rest.length && !is_blank (rest.at[length]) && rest.at[length] != ';')
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
    if (equals (word, rows[i].word))
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
    set (&received->tls_cipher, word);
  else if (reader->clause == CLAUSE_FROM && word.at[0] == '[')
    set_address (without_brackets (word), received->ip, &received->ip_version);
  else if (reader->clause == CLAUSE_WITH)
    read_protocol (received, word);
  else if (equals (word, "auth=yes"))
    received->authenticated = true;
  reader->tls_words = equals (word, "tls") && received->tls_version != NULL;
}

static void
read_value (Reader *reader, Octets word)
{
  ReceivedField *received = reader->received;
  char **value = clause_value (received, reader->clause);
  reader->wants = false;
  set (value, reader->clause == CLAUSE_FOR ? without_angles (word) : word);
  if (reader->clause == CLAUSE_WITH)
    read_protocol (received, word);
  else if (reader->clause == CLAUSE_BY)
    set_address (without_brackets (word), received->by_ip, &received->by_version);
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
  for (Octets word = next_word (&rest, ""); word.length > 0; word = next_word (&rest, ""))
    {
      bool sign = word.at[0] == '+' || word.at[0] == '-';
      size_t digits = 0;
      while (sign && digits + 1 < word.length && g_ascii_isdigit (word.at[digits + 1]))
        digits++;
      if ((sign && digits == 4 && word.length == 5 && !equals (word, "-0000")) || equals (word, "GMT")
          || equals (word, "UTC") || equals (word, "UT"))
        return true;
    }
  return false;
}

static void
read_date (ReceivedField *received, Octets date)
{
  date = octets_trim (date);
  set (&received->date, date);
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
    set_address (without_brackets (octets_of_string (received->from)), received->ip, &received->ip_version);
  bool first = received->helo != NULL && received->reverse == NULL;
  if (first && received->from[0] != '[' && g_ascii_strcasecmp (received->from, "unknown") != 0)
    set_reverse (received, octets_of_string (received->from));
}

/* "with ESMTP; id 0001; date" (Courier): not every semicolon begins the date. */
static bool
goes_on (Octets rest)
{
  Octets word = next_word (&rest, "");
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
      if (is_blank (octet) || (octet == ';' && goes_on (octets_from (reader.text, reader.at + 1))))
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

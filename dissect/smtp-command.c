/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs, a row each, and the taking apart of a command line.  The line is
 * never refused: a sniffer has to show what was said, not to enforce it. */
#include "config.h"

#include "smtp-command.h"

#include <glib.h>

#include "smtp-path.h"

typedef enum ArgumentForm {
  ARGUMENT_TEXT,  /* free */
  ARGUMENT_PATH,  /* a word such as FROM, a colon, a path, parameters */
  ARGUMENT_CHUNK, /* a size, and LAST */
  ARGUMENT_BLOB,  /* a size, and anything */
  ARGUMENT_URL,   /* a URL, and LAST */
  ARGUMENT_ATTRIBUTES,
} ArgumentForm;

typedef struct VerbRow {
  Octets name; /* of a literal, so that a NUL stands behind it */
  ArgumentForm form;
  const char *word; /* of ARGUMENT_PATH */
} VerbRow;

static const VerbRow verb_rows[VERBS] = {
  [VERB_UNKNOWN] = { OCTETS (""), ARGUMENT_TEXT, NULL },
  [VERB_HELO] = { OCTETS ("HELO"), ARGUMENT_TEXT, NULL },
  [VERB_EHLO] = { OCTETS ("EHLO"), ARGUMENT_TEXT, NULL },
  [VERB_LHLO] = { OCTETS ("LHLO"), ARGUMENT_TEXT, NULL },
  [VERB_MAIL] = { OCTETS ("MAIL"), ARGUMENT_PATH, "FROM" },
  [VERB_RCPT] = { OCTETS ("RCPT"), ARGUMENT_PATH, "TO" },
  [VERB_DATA] = { OCTETS ("DATA"), ARGUMENT_TEXT, NULL },
  [VERB_BDAT] = { OCTETS ("BDAT"), ARGUMENT_CHUNK, NULL },
  [VERB_RSET] = { OCTETS ("RSET"), ARGUMENT_TEXT, NULL },
  [VERB_NOOP] = { OCTETS ("NOOP"), ARGUMENT_TEXT, NULL },
  [VERB_QUIT] = { OCTETS ("QUIT"), ARGUMENT_TEXT, NULL },
  [VERB_HELP] = { OCTETS ("HELP"), ARGUMENT_TEXT, NULL },
  [VERB_VRFY] = { OCTETS ("VRFY"), ARGUMENT_TEXT, NULL },
  [VERB_EXPN] = { OCTETS ("EXPN"), ARGUMENT_TEXT, NULL },
  [VERB_STARTTLS] = { OCTETS ("STARTTLS"), ARGUMENT_TEXT, NULL },
  [VERB_AUTH] = { OCTETS ("AUTH"), ARGUMENT_TEXT, NULL },
  [VERB_ETRN] = { OCTETS ("ETRN"), ARGUMENT_TEXT, NULL },
  [VERB_ATRN] = { OCTETS ("ATRN"), ARGUMENT_TEXT, NULL },
  [VERB_TURN] = { OCTETS ("TURN"), ARGUMENT_TEXT, NULL },
  [VERB_SEND] = { OCTETS ("SEND"), ARGUMENT_PATH, "FROM" },
  [VERB_SOML] = { OCTETS ("SOML"), ARGUMENT_PATH, "FROM" },
  [VERB_SAML] = { OCTETS ("SAML"), ARGUMENT_PATH, "FROM" },
  [VERB_BURL] = { OCTETS ("BURL"), ARGUMENT_URL, NULL },
  [VERB_XCLIENT] = { OCTETS ("XCLIENT"), ARGUMENT_ATTRIBUTES, NULL },
  [VERB_XFORWARD] = { OCTETS ("XFORWARD"), ARGUMENT_ATTRIBUTES, NULL },
  [VERB_X_ANONYMOUSTLS] = { OCTETS ("X-ANONYMOUSTLS"), ARGUMENT_TEXT, NULL },
  [VERB_X_EXPS] = { OCTETS ("X-EXPS"), ARGUMENT_TEXT, NULL },
  [VERB_XEXCH50] = { OCTETS ("XEXCH50"), ARGUMENT_BLOB, NULL },
  [VERB_X_LINK2STATE] = { OCTETS ("X-LINK2STATE"), ARGUMENT_TEXT, NULL },
};

static bool
blank (uint8_t c)
{
  return c == ' ' || c == '\t';
}

static size_t
word_length (Octets octets)
{
  size_t i = 0;
  while (i < octets.length && !blank (octets.at[i]) && octets.at[i] != ':')
    i++;
  return i;
}

/* Octets of the shortest verb and of the longest: most words of a mail are none at once. */
enum { VERB_LEAST = sizeof "HELO" - 1, VERB_MOST = sizeof "X-ANONYMOUSTLS" - 1 };

SmtpVerb
smtp_command_verb (Octets line)
{
  Octets rest = octets_trim (line);
  Octets word = octets_slice (rest, 0, word_length (rest));
  if (word.length < VERB_LEAST || word.length > VERB_MOST)
    return VERB_UNKNOWN;
  for (SmtpVerb verb = VERB_UNKNOWN + 1; verb < VERBS; verb++)
    if (word.length == verb_rows[verb].name.length && octets_equal_nocase (word, verb_rows[verb].name))
      return verb;
  return VERB_UNKNOWN;
}

bool
smtp_verb_is_request (SmtpVerb verb)
{
  switch (verb)
    {
    case VERB_VRFY:
    case VERB_EXPN:
    case VERB_ETRN:
    case VERB_ATRN:
    case VERB_TURN:
    case VERB_XCLIENT:
    case VERB_XFORWARD:
    case VERB_XEXCH50:
    case VERB_X_LINK2STATE:
      return true;
    default:
      return false;
    }
}

const char *
smtp_verb_name (SmtpVerb verb)
{
  g_assert (verb < VERBS);
  return (const char *) verb_rows[verb].name.at;
}

/* "KEYWORD" or "KEYWORD=value", space between (RFC 5321 §4.1.2). */
static void
parse_parameters (SmtpCommand *command, Arena *arena, Octets rest)
{
  enum { PARAMETERS_MAX = 64 };
  SmtpParameter found[PARAMETERS_MAX];
  size_t count = 0;
  while (count < PARAMETERS_MAX)
    {
      rest = octets_trim (rest);
      if (rest.length == 0)
        break;
      size_t length = 0;
      while (length < rest.length && !blank (rest.at[length]))
        length++;
      Octets parameter = octets_slice (rest, 0, length);
      rest = octets_from (rest, length);
      size_t equals = octets_find (parameter, '=');
      found[count].keyword = octets_slice (parameter, 0, equals);
      found[count].value = equals == SIZE_MAX ? OCTETS_NONE : octets_from (parameter, equals + 1);
      count++;
    }
  if (count == 0)
    return;
  command->parameters = arena_alloc (arena, count * sizeof *found);
  memcpy (command->parameters, found, count * sizeof *found);
  command->parameter_count = (unsigned) count;
}

/* "FROM:<a@b>", "FROM : a@b", "<a@b>", "FROM a@b": all were seen in the wild. */
static void
parse_path (SmtpCommand *command, Arena *arena, const char *word)
{
  Octets rest = command->argument;
  Octets expected = octets_of_string (word);
  bool odd = false;
  if (octets_start_nocase (rest, expected)
      && (rest.length == expected.length || blank (rest.at[expected.length]) || rest.at[expected.length] == ':'
          || rest.at[expected.length] == '<'))
    {
      Octets behind = octets_trim (octets_from (rest, expected.length));
      if (behind.length > 0 && behind.at[0] == ':')
        rest = octets_trim (octets_from (behind, 1));
      else
        {
          odd = true;
          rest = behind;
        }
    }
  else
    odd = true;
  SmtpPath path = smtp_path_parse (rest);
  command->path = path.address;
  command->route = path.route;
  command->has_path = path.present;
  command->bad_path = odd || path.malformed || !path.present;
  parse_parameters (command, arena, octets_from (rest, path.used));
}

/* A size in digits; `*rest` is what stands behind it, trimmed.  False where it is none. */
static bool
parse_size (SmtpCommand *command, Octets *rest)
{
  size_t digits = 0;
  uint64_t size = 0;
  bool huge = false;
  while (digits < rest->length && rest->at[digits] >= '0' && rest->at[digits] <= '9')
    {
      uint64_t digit = (uint64_t) (rest->at[digits] - '0');
      /* No mail is larger than 2^56 octets; a size over that is a lie or an attack. */
      if (size > (UINT64_C (1) << 56) / 10)
        huge = true;
      else
        size = size * 10 + digit;
      digits++;
    }
  *rest = octets_from (*rest, digits);
  bool separated = rest->length == 0 || blank (rest->at[0]);
  *rest = octets_trim (*rest);
  command->chunk_size = size;
  return digits > 0 && !huge && separated;
}

/* "BDAT 123 LAST" (RFC 3030 §2); "XEXCH50 123 2" has another number behind it. */
static void
parse_chunk (SmtpCommand *command, ArgumentForm form)
{
  Octets rest = command->argument;
  bool sized = parse_size (command, &rest);
  bool last = form == ARGUMENT_CHUNK && octets_equal_nocase (rest, OCTETS ("LAST"));
  command->bad_chunk = !sized || (form == ARGUMENT_CHUNK && rest.length > 0 && !last);
  command->chunk_last = last && !command->bad_chunk;
  if (command->bad_chunk)
    command->chunk_size = 0;
}

/* "BURL imap://… LAST" (RFC 4468 §3).  The token behind "urlauth=" and the name of its
 * mechanism lets whoever reads it fetch what the URL names (RFC 4467 §3). */
static void
parse_url (SmtpCommand *command)
{
  size_t end = 0;
  while (end < command->argument.length && !blank (command->argument.at[end]))
    end++;
  command->url = octets_slice (command->argument, 0, end);
  command->chunk_last = octets_equal_nocase (octets_trim (octets_from (command->argument, end)), OCTETS ("LAST"));
  size_t urlauth = octets_find_nocase (command->url, OCTETS (";URLAUTH="));
  Octets token = octets_from (command->url, urlauth == SIZE_MAX ? command->url.length : urlauth + strlen (";URLAUTH="));
  for (size_t colon; (colon = octets_find (token, ':')) != SIZE_MAX;)
    {
      token = octets_from (token, colon + 1);
      command->secret = token;
    }
}

SmtpCommand *
smtp_command_parse (Arena *arena, Octets line)
{
  SmtpCommand *command = arena_new0 (arena, SmtpCommand);
  Octets rest = octets_trim (line);
  size_t length = word_length (rest);
  command->line = line;
  command->word = octets_slice (rest, 0, length);
  command->verb = smtp_command_verb (rest);
  command->argument = octets_trim (octets_from (rest, length));
  const VerbRow *row = &verb_rows[command->verb];
  if (row->form == ARGUMENT_PATH)
    parse_path (command, arena, row->word);
  else if (row->form == ARGUMENT_CHUNK || row->form == ARGUMENT_BLOB)
    parse_chunk (command, row->form);
  else if (row->form == ARGUMENT_URL)
    parse_url (command);
  else if (row->form == ARGUMENT_ATTRIBUTES)
    parse_parameters (command, arena, command->argument);
  return command;
}

bool
smtp_command_parameter (const SmtpCommand *command, const char *keyword, Octets *value)
{
  for (size_t i = 0; i < command->parameter_count; i++)
    if (octets_equal_nocase (command->parameters[i].keyword, octets_of_string (keyword)))
      {
        *value = command->parameters[i].value;
        return true;
      }
  return false;
}

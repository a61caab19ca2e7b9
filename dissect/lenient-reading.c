/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second, lenient reading of octets that are the text of one mail by the book: as
 * commands and mails, the way a server reads on that takes a look-alike for the end.
 *
 * Limits: LENIENT_MAILS mails with LENIENT_RECIPIENTS recipients each are kept, the
 * others counted; LENIENT_LINE octets of a line.  Behind STRANGE_LINES lines that are
 * no commands it gives up, as servers do.
 *
 * Does not: answer the commands; whether the server carried any out, its replies tell. */
#include "config.h"

#include "lenient-reading.h"

#include "smtp-command.h"

#include <glib.h>

enum { STRANGE_LINES = 20 };

/* A word, and nothing behind it. */
static bool
stands_alone (Octets line, SmtpVerb verb)
{
  return octets_trim (line).length == strlen (smtp_verb_name (verb));
}

static bool
has_path (Octets argument, Octets keyword)
{
  return octets_start_nocase (argument, keyword) && octets_find (argument, ':') != SIZE_MAX;
}

bool
lenient_line_is_command (Octets line, bool first)
{
  SmtpVerb verb = smtp_command_verb (line);
  if (verb == VERB_UNKNOWN)
    return false;
  Octets argument = octets_trim (octets_from (octets_trim (line), strlen (smtp_verb_name (verb))));
  bool one_word = argument.length > 0 && octets_find (argument, ' ') == SIZE_MAX;
  switch (verb)
    {
    case VERB_MAIL:
    case VERB_SEND:
    case VERB_SOML:
    case VERB_SAML:
      return has_path (argument, OCTETS ("FROM"));
    case VERB_RCPT:
      return has_path (argument, OCTETS ("TO"));
    case VERB_EHLO:
    case VERB_HELO:
    case VERB_LHLO:
      return first && one_word;
    case VERB_STARTTLS:
      return first && stands_alone (line, verb);
    case VERB_BDAT:
      return first && argument.length > 0 && g_ascii_isdigit (argument.at[0]);
    case VERB_XCLIENT:
    case VERB_XFORWARD:
      return first && octets_find (argument, '=') != SIZE_MAX;
    default:
      return false;
    }
}

static LenientMail *
last_mail (LenientReading *reading)
{
  return reading->mails > 0 && reading->mails <= LENIENT_MAILS ? reading->mail[reading->mails - 1] : NULL;
}

static LenientMail *
add_mail (LenientReading *reading, Arena *arena)
{
  reading->mails++;
  if (reading->mails > LENIENT_MAILS)
    return NULL;
  return reading->mail[reading->mails - 1] = arena_new0 (arena, LenientMail);
}

/* The mail that RCPT and DATA are for; where MAIL did not come in front of them, a new
 * one.  NULL: one that is not kept. */
static LenientMail *
open_mail (LenientReading *reading, Arena *arena)
{
  LenientMail *mail = last_mail (reading);
  if (reading->mails > LENIENT_MAILS)
    return NULL;
  return mail != NULL && !mail->has_data ? mail : add_mail (reading, arena);
}

static void
take_mail (LenientReading *reading, Arena *arena, Octets line)
{
  LenientMail *mail = add_mail (reading, arena);
  if (mail == NULL)
    return;
  mail->has_mail_from = true;
  mail->mail_from = smtp_command_parse (arena, arena_copy (arena, line))->path;
}

static void
take_recipient (LenientReading *reading, Arena *arena, Octets line)
{
  LenientMail *mail = open_mail (reading, arena);
  if (mail == NULL)
    return;
  if (mail->recipients < LENIENT_RECIPIENTS)
    mail->recipient[mail->recipients] = smtp_command_parse (arena, arena_copy (arena, line))->path;
  mail->recipients++;
}

static void
take_data (LenientReading *reading, Arena *arena)
{
  LenientMail *mail = open_mail (reading, arena);
  if (mail != NULL)
    mail->has_data = true;
  reading->mode = LENIENT_HEADER;
}

static void
take_command (LenientReading *reading, Arena *arena, Octets line)
{
  bool first = ++reading->lines == 1;
  SmtpVerb verb = smtp_command_verb (line);
  if (!reading->commands && lenient_line_is_command (line, first))
    {
      reading->commands = true;
      reading->first_command = arena_copy (arena, line);
    }
  if (!reading->commands)
    {
      if (reading->lines >= STRANGE_LINES)
        reading->mode = LENIENT_NOTHING;
      return;
    }
  if (verb == VERB_MAIL && lenient_line_is_command (line, false))
    take_mail (reading, arena, line);
  else if (verb == VERB_RCPT && lenient_line_is_command (line, false))
    take_recipient (reading, arena, line);
  else if (verb == VERB_DATA && stands_alone (line, verb))
    take_data (reading, arena);
  else if (verb == VERB_QUIT && stands_alone (line, verb))
    reading->mode = LENIENT_NOTHING;
}

static void
take_header_line (LenientReading *reading, Arena *arena, Octets line)
{
  LenientMail *mail = last_mail (reading);
  if (line.length == 0)
    reading->mode = LENIENT_BODY;
  else if (mail != NULL && mail->subject.length == 0 && octets_start_nocase (line, OCTETS ("Subject:")))
    mail->subject = arena_copy (arena, octets_trim (octets_from (line, strlen ("Subject:"))));
}

static void
take_line (LenientReading *reading, Arena *arena)
{
  Octets line = octets_of (reading->line, reading->length);
  reading->length = 0;
  if (line.length > 0 && line.at[line.length - 1] == '\r')
    line.length--;
  if (reading->mode == LENIENT_COMMANDS)
    take_command (reading, arena, line);
  else if (reading->mode == LENIENT_HEADER)
    take_header_line (reading, arena, line);
}

static void
gather (LenientReading *reading, Octets octets)
{
  size_t room = LENIENT_LINE - reading->length;
  size_t length = MIN (room, octets.length);
  if (length > 0)
    memcpy (reading->line + reading->length, octets.at, length);
  reading->length += length;
}

static void
count (LenientReading *reading, size_t length)
{
  LenientMail *mail = last_mail (reading);
  if (mail != NULL)
    mail->size += length;
}

void
lenient_reading_octets (LenientReading *reading, Arena *arena, Octets octets)
{
  while (octets.length > 0 && reading->mode != LENIENT_NOTHING)
    {
      if (reading->mode == LENIENT_BODY)
        {
          count (reading, octets.length);
          return;
        }
      size_t lf = octets_find (octets, '\n');
      gather (reading, octets_slice (octets, 0, lf));
      size_t taken = lf == SIZE_MAX ? octets.length : lf + 1;
      if (reading->mode == LENIENT_HEADER)
        count (reading, taken);
      octets = octets_from (octets, taken);
      if (lf != SIZE_MAX)
        take_line (reading, arena);
    }
}

void
lenient_reading_end_of_data (LenientReading *reading)
{
  lenient_reading_finish (reading, true);
  reading->mode = LENIENT_COMMANDS;
  reading->lines = 0;
}

void
lenient_reading_finish (LenientReading *reading, bool complete)
{
  LenientMail *mail = last_mail (reading);
  if (reading->mode >= LENIENT_HEADER && mail != NULL)
    mail->complete = complete;
  reading->mode = LENIENT_NOTHING;
  reading->length = 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where octets are missing, or the server's word: what the client's next octets are
 * is told by the lines themselves.  Waits for whole lines, so that the answer does not
 * hang on how the octets were cut into packets. */
#include "config.h"

#include "smtp-dialogue.h"

enum { TELLING_LINES = 4 }; /* lines that are read to tell what octets are */

static bool
blank (uint8_t c)
{
  return c == ' ' || c == '\t';
}

/* A line that only a client in step would say: no word of a mail's text. */
static bool
surely_command (Octets line)
{
  SmtpVerb verb = smtp_command_verb (line);
  if (verb == VERB_UNKNOWN)
    return false;
  Octets trimmed = octets_trim (line);
  size_t word = strlen (smtp_verb_name (verb));
  Octets argument = octets_trim (octets_from (trimmed, word));
  bool separated = trimmed.length > word && blank (trimmed.at[word]);
  bool one_word = separated && octets_find (argument, ' ') == SIZE_MAX && octets_find (argument, '\t') == SIZE_MAX;
  switch (verb)
    {
    case VERB_MAIL:
      return separated && octets_start_nocase (argument, OCTETS ("FROM")) && octets_find (argument, ':') != SIZE_MAX;
    case VERB_RCPT:
      return separated && octets_start_nocase (argument, OCTETS ("TO")) && octets_find (argument, ':') != SIZE_MAX;
    case VERB_EHLO:
    case VERB_HELO:
    case VERB_LHLO:
      return one_word;
    case VERB_BDAT:
      return separated && argument.at[0] >= '0' && argument.at[0] <= '9';
    case VERB_AUTH:
      return separated && argument.at[0] != '(';
    case VERB_XCLIENT:
    case VERB_XFORWARD:
      return separated && octets_find (argument, '=') != SIZE_MAX;
    default:
      return trimmed.length == word;
    }
}

static bool
maybe_sasl (Octets line)
{
  return line.length > 0 && (smtp_auth_is_base64 (line) || octets_equal (line, OCTETS ("*")));
}

/* Cuts the next whole line off; false where none ends. */
static bool
next_line (Octets *rest, Octets *line)
{
  size_t lf = octets_find (*rest, '\n');
  if (lf == SIZE_MAX)
    return false;
  *line = octets_slice (*rest, 0, lf);
  if (line->length > 0 && line->at[line->length - 1] == '\r')
    line->length--;
  *rest = octets_from (*rest, lf + 1);
  return true;
}

ClientReading
client_read_lines (Octets octets, size_t *before)
{
  Octets rest = octets, line;
  for (int i = 0; i < TELLING_LINES; i++)
    {
      size_t at = octets.length - rest.length;
      if (!next_line (&rest, &line))
        return READS_AS_ANYTHING;
      if (surely_command (line))
        {
          *before = at;
          return READS_AS_COMMANDS;
        }
      /* The first may be the tail of a line; and of an AUTH that is lost, lines in
       * base64 may be left, which must not be taken for the text of a mail; some
       * mechanisms end with an empty one. */
      if (i > 0 && line.length > 0 && !maybe_sasl (line))
        break;
    }
  *before = octets.length - rest.length;
  return READS_AS_TEXT;
}

bool
client_held_tells (const SmtpSession *session)
{
  const struct SmtpDialogue *d = session->dialogue;
  size_t seen = 0;
  for (const Held *held = d->held.first; held != NULL; held = held->next)
    {
      Octets octets = octets_of (held->octets + held->used, held->gap ? 0 : held->length - held->used);
      if (held->gap || octets_find (octets, '\n') != SIZE_MAX)
        return true;
      if (seen == 0 && octets.length > 0 && client_tls_begins (octets))
        return true;
      seen += octets.length;
      if (seen >= d->surroundings->limits.line_octets)
        return true;
    }
  return false;
}

/* The first line of what is held, joined in `joined`. */
static Octets
held_line (const struct SmtpDialogue *d, GByteArray *joined)
{
  Octets rest, line;
  for (const Held *held = d->held.first; held != NULL && !held->gap; held = held->next)
    {
      g_byte_array_append (joined, held->octets + held->used, (guint) (held->length - held->used));
      rest = octets_of (joined->data, joined->len);
      if (next_line (&rest, &line))
        return line;
      if (joined->len >= d->surroundings->limits.line_octets)
        break;
    }
  return octets_of (joined->data, joined->len);
}

void
client_assume (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpCommand *command = d->waiting_for;
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  Octets line = held_line (d, joined);
  bool commands = surely_command (line);
  d->waiting_for = NULL;
  d->mode = CLIENT_COMMANDS;
  switch (command->verb)
    {
    case VERB_DATA:
      if (commands)
        break;
      /* TLS behind commands that were slipped in, the server's answers being lost. */
      if (d->tls_due && line.length > 0 && line.at[0] == 0x16)
        return;
      /* Who sends mail has had the 354, and so all answers before it. */
      if (d->server_gap)
        server_give_up_replies (session);
      client_data_begin (session, command, d->last[SIDE_CLIENT]);
      break;
    case VERB_STARTTLS:
    case VERB_X_ANONYMOUSTLS:
      commands = line.length > 0 && !client_tls_begins (line);
      d->tls_due = commands;
      if (!commands)
        d->mode = CLIENT_TLS_NEXT;
      break;
    case VERB_XEXCH50:
      if (!commands)
        client_blob_begin (session, command);
      break;
    case VERB_TURN:
      case VERB_ATRN: {
        /* The greeting of who is the server from here on shows that it was accepted. */
        int code;
        bool more;
        Octets text;
        if (smtp_reply_line (line, &code, &more, &text) && code == 220 && !d->closing)
          {
            d->mode = CLIENT_OVER;
            d->turned = true;
            return;
          }
        commands = true;
        break;
      }
    case VERB_AUTH:
    case VERB_X_EXPS:
      if (d->auth != NULL && smtp_auth_expects_line (d->auth) && maybe_sasl (line))
        d->mode = CLIENT_SASL;
      return;
    default:
      break;
    }
  dialogue_anomaly (session, commands ? ANOMALY_ASSUMED_COMMANDS : ANOMALY_ASSUMED_DATA, SIDE_CLIENT, OCTETS_NONE,
                    command->offset, command->origin);
}

/* The middle of a TLS record, STARTTLS being lost: no lines, and no mail that was
 * announced.  ESC is common in text (RFC 1468). */
static bool
reads_as_cipher (const SmtpSession *session, Octets octets)
{
  enum { LOOK_AT = 256, SHARE = 16 };
  /* Two lines, which are there however the octets were cut. */
  Octets rest = octets, line;
  bool two = next_line (&rest, &line) && next_line (&rest, &line);
  size_t odd = 0, length = MIN (two ? octets.length - rest.length : octets.length, LOOK_AT);
  for (size_t i = 0; i < length; i++)
    odd += octets.at[i] < 0x20 && memchr ("\t\n\f\r\x1b", octets.at[i], 5) == NULL;
  return session->dialogue->current == NULL && odd > 1 && odd * SHARE > length;
}

/* Out of step, by a gap or a start in the middle, the first line may be the tail of
 * one.  The lines behind it tell: a command, or else the text of a mail whose
 * beginning was not seen. */
void
client_settle (SmtpSession *session, bool now)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->unsure == NULL || d->unsure->len == 0)
    return;
  Octets octets = octets_of (d->unsure->data, d->unsure->len);
  size_t before = 0;
  ClientReading reading = client_read_lines (octets, &before);
  bool long_one = octets.length >= d->surroundings->limits.line_octets;
  if (reading == READS_AS_ANYTHING && !now && !long_one)
    return;
  GByteArray *gathered = g_steal_pointer (&d->unsure); /* octets points into it */
  uint64_t offset = d->unsure_offset;
  d->line_unsure = false;
  size_t read = reading == READS_AS_TEXT ? before : octets.length;
  if (reading == READS_AS_TEXT)
    before = 0;
  if (reading != READS_AS_COMMANDS && reads_as_cipher (session, octets_slice (octets, 0, read)))
    {
      client_begin_tls (session, offset, d->unsure_origin);
      dialogue_tls_midstream (session);
    }
  else if (reading == READS_AS_TEXT)
    {
      if (!client_chunk_resume (session, d->unsure_origin))
        client_data_begin (session, NULL, d->unsure_origin);
      dialogue_anomaly (session, ANOMALY_ASSUMED_DATA, SIDE_CLIENT, OCTETS_NONE, offset, d->unsure_origin);
    }
  else if (reading == READS_AS_ANYTHING)
    {
      /* Nothing can be made of these lines; one whose end is to come is not over. */
      before = octets.length;
      d->line_unsure = octets.at[octets.length - 1] != '\n';
    }
  if (before > 0)
    dialogue_anomaly (session, ANOMALY_TRUNCATED_LINE, SIDE_CLIENT, OCTETS_NONE, offset, d->unsure_origin);
  offset += before;
  octets = octets_from (octets, before);
  if (d->client_gap && d->mode == CLIENT_COMMANDS && octets.length > 0)
    dialogue_anomaly (session, ANOMALY_RESYNC, SIDE_CLIENT, OCTETS_NONE, offset, d->unsure_origin);
  size_t used = client_consume (session, octets, offset, d->unsure_origin);
  dialogue_hold_front (session, octets_from (octets, used), offset + used, d->unsure_origin);
  g_byte_array_unref (gathered);
}

/* A TLS record behind a gap that may have held STARTTLS; no line begins so. */
static bool
tls_goes_on (Octets octets)
{
  return octets.length >= 2 && octets.at[0] >= 0x14 && octets.at[0] <= 0x17 && octets.at[1] == 3;
}

void
client_gather_unsure (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->unsure == NULL)
    d->unsure = g_byte_array_new ();
  if (d->unsure->len == 0)
    {
      d->unsure_offset = offset;
      d->unsure_origin = origin;
    }
  g_byte_array_append (d->unsure, octets.at, (guint) octets.length);
  if (tls_goes_on (octets_of (d->unsure->data, d->unsure->len)))
    {
      client_begin_tls (session, d->unsure_offset, d->unsure_origin);
      dialogue_tls_midstream (session);
      dialogue_tls_octets (session, SIDE_CLIENT, octets_of (d->unsure->data, d->unsure->len), d->unsure_offset,
                           d->unsure_origin);
      g_byte_array_set_size (d->unsure, 0);
      return;
    }
  bool line_ends = octets_find (octets, '\n') != SIZE_MAX;
  if (line_ends || d->unsure->len >= d->surroundings->limits.line_octets)
    client_settle (session, false);
}

void
client_settle_all (SmtpSession *session)
{
  client_settle (session, true);
  client_settle_data (session);
}

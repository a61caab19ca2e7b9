/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where octets are missing, or the server's word: what the client's next octets are
 * is told by the lines themselves.  Waits for whole lines, so that the answer does not
 * hang on how the octets were cut into packets. */
#include "config.h"

#include "smtp-dialogue.h"

/* A line that only a client in step would say: no word of a mail's text. */
static bool
surely_command (Octets line)
{
  SmtpVerb verb = smtp_command_verb (line);
  Octets trimmed = octets_trim (line);
  switch (verb)
    {
    case VERB_UNKNOWN:
      return false;
    case VERB_MAIL:
      return octets_find_nocase (trimmed, OCTETS ("FROM")) == 5 && octets_find (trimmed, ':') != SIZE_MAX;
    case VERB_RCPT:
      return octets_find_nocase (trimmed, OCTETS ("TO")) == 5 && octets_find (trimmed, ':') != SIZE_MAX;
    case VERB_EHLO:
    case VERB_HELO:
    case VERB_LHLO:
    case VERB_BDAT:
    case VERB_AUTH:
      return octets_find (trimmed, ' ') != SIZE_MAX && octets_find (trimmed, ':') == SIZE_MAX;
    default:
      return trimmed.length == strlen (smtp_verb_name (verb));
    }
}

static Octets
first_line (Octets octets)
{
  size_t lf = octets_find (octets, '\n');
  Octets line = octets_slice (octets, 0, lf);
  if (line.length > 0 && line.at[line.length - 1] == '\r')
    line.length--;
  return line;
}

void
client_assume (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpCommand *command = d->waiting_for;
  const Held *held = d->held.first;
  Octets ahead
      = held != NULL && !held->gap ? octets_of (held->octets + held->used, held->length - held->used) : OCTETS_NONE;
  Octets line = first_line (ahead);
  bool commands = surely_command (line);
  d->waiting_for = NULL;
  d->mode = CLIENT_COMMANDS;
  switch (command->verb)
    {
    case VERB_DATA:
      if (!commands)
        client_data_begin (session, command, d->last[SIDE_CLIENT]);
      break;
    case VERB_STARTTLS:
    case VERB_X_ANONYMOUSTLS:
      if (!commands)
        d->mode = CLIENT_TLS_NEXT;
      break;
    case VERB_AUTH:
    case VERB_X_EXPS:
      if (d->auth != NULL && smtp_auth_expects_line (d->auth)
          && (smtp_auth_is_base64 (line) || octets_equal (line, OCTETS ("*"))))
        d->mode = CLIENT_SASL;
      return;
    default:
      break;
    }
  dialogue_anomaly (session, commands ? ANOMALY_ASSUMED_COMMANDS : ANOMALY_ASSUMED_DATA, SIDE_CLIENT, OCTETS_NONE,
                    command->offset, command->origin);
}

/* Out of step, by a gap or a start in the middle, the first line may be the tail of
 * one.  The line behind it tells: a command, or else the text of a mail whose
 * beginning was not seen. */
void
client_settle (SmtpSession *session, bool now)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->unsure == NULL || d->unsure->len == 0)
    return;
  Octets octets = octets_of (d->unsure->data, d->unsure->len);
  size_t lf = octets_find (octets, '\n');
  Octets behind = lf == SIZE_MAX ? OCTETS_NONE : octets_from (octets, lf + 1);
  bool command = lf != SIZE_MAX && surely_command (first_line (octets));
  bool second = octets_find (behind, '\n') != SIZE_MAX;
  if (!command && !second && !now && octets.length < d->surroundings->limits.line_octets)
    return;
  g_autoptr (GByteArray) held = g_steal_pointer (&d->unsure);
  uint64_t offset = d->unsure_offset;
  d->line_unsure = false;
  if (!command && second && !surely_command (first_line (behind)))
    {
      client_data_begin (session, NULL, d->unsure_origin);
      dialogue_anomaly (session, ANOMALY_ASSUMED_DATA, SIDE_CLIENT, OCTETS_NONE, offset, d->unsure_origin);
    }
  else if (!command)
    {
      dialogue_anomaly (session, ANOMALY_TRUNCATED_LINE, SIDE_CLIENT, OCTETS_NONE, offset, d->unsure_origin);
      d->line_unsure = lf == SIZE_MAX; /* its end is still to come */
      size_t skipped = lf == SIZE_MAX ? octets.length : lf + 1;
      offset += skipped;
      octets = octets_from (octets, skipped);
    }
  if (d->client_gap && d->mode == CLIENT_COMMANDS && octets.length > 0)
    dialogue_anomaly (session, ANOMALY_RESYNC, SIDE_CLIENT, OCTETS_NONE, offset, d->unsure_origin);
  size_t used = client_consume (session, octets, offset, d->unsure_origin);
  dialogue_hold_front (session, octets_from (octets, used), offset + used, d->unsure_origin);
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
  client_settle (session, false);
}

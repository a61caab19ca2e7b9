/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's half: replies, and the command that each belongs to (RFC 5321
 * §4.2, RFC 2920).  Replies come in the order of the commands; where some fell in
 * a gap, the code, the enhanced status and the order tell which ones. */
#include "config.h"

#include "smtp-dialogue.h"

/* Codes that only AUTH has for an answer (RFC 4954 §6). */
static bool
is_of_login (int code)
{
  return code == 235 || code == 334 || code == 534 || code == 535 || code == 538;
}

/* Whether a reply of this code and status may answer the command. */
static bool
plausible (const Pending *pending, int code, Octets status)
{
  SmtpVerb verb = pending->command->verb;
  bool about_sender = status.length > 4 && memcmp (status.at + 1, ".1.0", 4) == 0;
  if (code == 421 || pending->kind == PENDING_DATA_END)
    return code != 354 && code != 334 && code != 220 && code != 221 && !(code == 250 && about_sender);
  bool about_recipient = status.length > 4 && memcmp (status.at + 1, ".1.5", 4) == 0;
  bool refused = code >= 400;
  switch (verb)
    {
    case VERB_DATA:
      return code == 354 || refused;
    case VERB_QUIT:
      return code == 221 || refused;
    case VERB_STARTTLS:
    case VERB_X_ANONYMOUSTLS:
      return code == 220 || refused;
    case VERB_AUTH:
    case VERB_X_EXPS:
      return code == 235 || code == 334 || refused;
    case VERB_MAIL:
      return (code == 250 && !about_recipient) || refused;
    case VERB_RCPT:
      return ((code >= 250 && code <= 253) && !about_sender) || refused;
    case VERB_XEXCH50:
      return pending->kind == PENDING_BLOB_END ? code != 354 : code == 354 || refused;
    case VERB_UNKNOWN:
      return true;
    default:
      return code != 354 && code != 221 && !is_of_login (code);
    }
}

static Pending *
oldest (struct SmtpDialogue *d)
{
  return dialogue_expected (d) > 0 ? &g_array_index (d->pending, Pending, d->pending_head) : NULL;
}

static void
drop_oldest (struct SmtpDialogue *d)
{
  d->pending_head++;
  if (d->maybe_lost > 0)
    d->maybe_lost--;
}

static void
give_up_replies (struct SmtpDialogue *d, guint until)
{
  while (d->pending_head < until)
    {
      const Pending *lost = oldest (d);
      if (lost->kind == PENDING_COMMAND)
        lost->command->reply_lost = true;
      drop_oldest (d);
    }
}

void
server_give_up_replies (SmtpSession *session)
{
  give_up_replies (session->dialogue, session->dialogue->pending->len);
}

/* Whether one of the items from `from` to `end` may be answered by the reply; then
 * sets `*chosen`.  Looks no further than a client sends ahead: else each line of a
 * server could walk through all commands of a flood. */
static bool
find_plausible (const struct SmtpDialogue *d, guint from, guint end, int code, Octets status, guint *chosen)
{
  enum { LOOK_AHEAD = 256 };
  for (guint i = from; i < end && i - from < LOOK_AHEAD; i++)
    if (plausible (&g_array_index (d->pending, Pending, i), code, status))
      {
        *chosen = i;
        return true;
      }
  return false;
}

/* After a gap: an item asked after it shows that a client in lock step had its
 * older answers; else the oldest that fits. */
static Pending *
match_after_gap (struct SmtpDialogue *d, int code, Octets status)
{
  guint sure = d->pending_head + d->maybe_lost, chosen;
  if (!find_plausible (d, sure, d->pending->len, code, status, &chosen)
      && !find_plausible (d, d->pending_head, sure, code, status, &chosen))
    return NULL;
  give_up_replies (d, chosen);
  return oldest (d);
}

static Pending *
match (struct SmtpDialogue *d, int code, Octets status)
{
  Pending *first = oldest (d);
  if (first != NULL && d->maybe_lost > 0)
    return match_after_gap (d, code, status);
  /* The command that it answers fell in a gap; the mail in front of it had its answer. */
  if (first != NULL && d->client_gap && !plausible (first, code, status))
    {
      if (first->kind == PENDING_DATA_END && d->server_gap)
        give_up_replies (d, d->pending_head + 1);
      return NULL;
    }
  /* To DATA a 2xx is no answer (RFC 5321 §4.3.2): one reply too many came before it,
   * and to believe it would make the mail into commands. */
  if (first != NULL && first->kind == PENDING_COMMAND && first->command->verb == VERB_DATA && code / 100 == 2)
    return NULL;
  /* Only DATA is answered by 354: what stands before it in the queue missed its answer. */
  if (first != NULL && code == 354 && !plausible (first, code, status))
    return match_after_gap (d, code, status);
  return first;
}

/* A line where AUTH was lost or refused may be a password: the server's answer
 * tells, when the line stands in the event log already. */
static void
mask_unknown (SmtpSession *session, const Pending *pending, int code)
{
  SmtpCommand *command = pending->command;
  if (command->verb != VERB_UNKNOWN || (code != 235 && code != 334 && code != 535))
    return;
  command->secret = command->line;
  for (guint i = pending->event; i < session->events->len; i++)
    {
      SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->side != SIDE_CLIENT || event->octets.at != command->line.at)
        break;
      event->secret = event->octets;
    }
}

/* Some servers say again what they did not understand, a password too. */
static Octets
echoed_secret (Octets lines, Octets secret)
{
  const uint8_t *at = secret.length > 0 ? memmem (lines.at, lines.length, secret.at, secret.length) : NULL;
  return at != NULL ? octets_of (at, secret.length) : OCTETS_NONE;
}

static bool
is_greeting (const SmtpSession *session, int code)
{
  const struct SmtpDialogue *d = session->dialogue;
  if (session->greeting != NULL || (code != 220 && code != 554 && code != 421 && code != 521 && code != 450))
    return false;
  /* A gap may have taken the greeting: then what comes is an answer, if one is due. */
  return !d->replied && ((!d->midstream && !d->server_gap) || (code == 220 && dialogue_expected (d) == 0));
}

static void
deliver (SmtpSession *session, SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpEvent event = {
    .type = EVENT_REPLY,
    .side = SIDE_SERVER,
    .origin = reply->origin,
    .offset = reply->offset,
    .octets = reply->lines,
    .reply = reply,
  };
  if (is_greeting (session, reply->code))
    {
      session->greeting = reply;
      event.type = EVENT_GREETING;
      dialogue_emit (session, event);
      if (dialogue_expected (d) > 0)
        dialogue_anomaly (session, ANOMALY_EARLY_TALKER, SIDE_CLIENT, OCTETS_NONE, 0, oldest (d)->command->origin);
      return;
    }
  d->replied = true;
  if (d->replies_owed > 0)
    {
      d->replies_owed--;
      dialogue_emit (session, event);
      return;
    }
  Pending *found = match (d, reply->code, reply->status);
  if (found == NULL && (client_ended_by_reply (session, reply) || client_answered_midline (session)))
    found = match (d, reply->code, reply->status);
  /* The answer that the client waits for was lost, and this one is to what it said then. */
  if (found == NULL && d->mode == CLIENT_WAITING && d->server_gap && d->held.first != NULL)
    {
      client_assume (session);
      dialogue_drain (session);
      found = match (d, reply->code, reply->status);
    }
  if (found == NULL)
    {
      dialogue_emit (session, event);
      if (reply->code == 334)
        d->secret_near = true; /* its AUTH was not captured */
      /* A server gives up in the clear where the handshake fails; all else was slipped in. */
      if ((d->mode == CLIENT_TLS_NEXT || d->mode == CLIENT_TLS) && reply->code < 400)
        dialogue_anomaly (session, ANOMALY_CLEAR_AFTER_STARTTLS, SIDE_SERVER, reply->lines, reply->offset,
                          reply->origin);
      if (reply->code == 354 && (d->client_gap || d->midstream) && d->mode == CLIENT_COMMANDS)
        client_data_begin (session, NULL, reply->origin);
      else if (!client_early_reply (session, reply) && reply->code != 421 && !d->client_gap && !d->server_gap
               && !d->midstream && d->position[SIDE_CLIENT] > 0)
        dialogue_anomaly (session, ANOMALY_UNMATCHED_REPLY, SIDE_SERVER, reply->lines, reply->offset, reply->origin);
      return;
    }
  if (found->replies == REPLIES_OF_MAIL)
    answer_expect_mail (session, found);
  bool of_mail = found->kind == PENDING_DATA_END || smtp_command_ends_mail (found->command);
  if (of_mail && answer_announces_each (session, found, reply))
    {
      reply->command = found->command;
      dialogue_emit (session, event);
      return;
    }
  unsigned recipient = of_mail ? answer_next_recipient (session, found) : 0;
  Pending pending = *found;
  reply->command = pending.command;
  bool challenge = pending.kind == PENDING_COMMAND && reply->code == 334
                   && (pending.command->verb == VERB_AUTH || pending.command->verb == VERB_X_EXPS);
  bool last = challenge ? false : pending.replies <= 1;
  if (last)
    drop_oldest (d);
  else if (!challenge)
    found->replies--;
  if (pending.kind == PENDING_BLOB_END)
    pending.command->reply = reply;
  if (pending.kind == PENDING_COMMAND && !challenge)
    {
      pending.command->reply = reply;
      mask_unknown (session, &pending, reply->code);
      event.secret = echoed_secret (reply->lines, pending.command->secret);
    }
  if (challenge)
    event.secret = echoed_secret (reply->lines, client_auth_challenge (session, pending.command, reply));
  dialogue_emit (session, event);
  client_chunk_answered (session, pending.command, reply->origin);
  client_data_answered (session);
  if (of_mail)
    answer_mail (session, pending.command, reply, recipient, last);
  else
    answer_command (session, pending.command, reply);
  if (dialogue_expected (d) == 0)
    d->server_gap = false;
}

void
server_take_early (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpReply *reply = d->early_reply;
  d->early_reply = NULL;
  if (dialogue_expected (d) == 0)
    return;
  /* It answers the item expected last: what was asked before stands answered. */
  Pending *item = &g_array_index (d->pending, Pending, d->pending->len - 1);
  reply->command = item->command;
  if (item->replies == REPLIES_OF_MAIL)
    answer_expect_mail (session, item);
  unsigned recipient = answer_next_recipient (session, item);
  bool last = item->replies <= 1;
  if (last)
    {
      g_array_set_size (d->pending, d->pending->len - 1);
      d->maybe_lost = MIN (d->maybe_lost, dialogue_expected (d));
    }
  else
    item->replies--;
  answer_mail (session, reply->command, reply, recipient, last);
}

/* The text of the reply; that of one line stands in the line. */
static Octets
keep_text (SmtpSession *session, Octets lines)
{
  const GString *joined = session->dialogue->reply_text;
  const Octets text = octets_of (joined->str, joined->len);
  if (text.length <= lines.length)
    {
      Octets end = octets_from (lines, lines.length - text.length);
      if (octets_equal (text, end))
        return end;
    }
  return dialogue_keep (session, text);
}

static void
end_reply (SmtpSession *session, const SmtpLine *line, bool truncated)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpReply *reply = arena_new0 (session->arena, SmtpReply);
  reply->tls = d->inside_tls;
  reply->code = d->reply_code;
  reply->lines = dialogue_keep (session, octets_of (d->reply_lines->str, d->reply_lines->len));
  reply->text = keep_text (session, reply->lines);
  reply->status = smtp_reply_status (reply->code, reply->text);
  reply->line_count = d->reply_count & REPLY_LINES_MOST; /* it is no more */
  reply->codes_differ = d->reply_differs;
  reply->truncated = truncated || d->reply_truncated;
  reply->first = d->reply_first;
  reply->origin = line->origin;
  reply->offset = d->reply_offset;
  d->reply_count = 0;
  d->reply_truncated = false;
  if (reply->codes_differ)
    dialogue_anomaly (session, ANOMALY_REPLY_CODES_DIFFER, SIDE_SERVER, reply->lines, reply->offset, reply->origin);
  deliver (session, reply);
}

static void
add_line (struct SmtpDialogue *d, const SmtpLine *line, Octets text, size_t limit)
{
  if (d->reply_lines == NULL)
    {
      d->reply_lines = g_string_new (NULL);
      d->reply_text = g_string_new (NULL);
    }
  if (d->reply_count == 0)
    {
      g_string_truncate (d->reply_lines, 0);
      g_string_truncate (d->reply_text, 0);
      d->reply_first = line->first;
      d->reply_offset = line->offset;
      d->reply_differs = false;
    }
  if (d->reply_lines->len + line->octets.length <= limit)
    {
      if (d->reply_count > 0)
        {
          g_string_append_c (d->reply_lines, '\n');
          g_string_append_c (d->reply_text, '\n');
        }
      if (line->octets.length > 0)
        g_string_append_len (d->reply_lines, (const char *) line->octets.at, (gssize) line->octets.length);
      if (text.length > 0)
        g_string_append_len (d->reply_text, (const char *) text.at, (gssize) text.length);
    }
  if (d->reply_count < REPLY_LINES_MOST)
    d->reply_count++;
}

static void
note_oddity (SmtpSession *session, const SmtpLine *line, SmtpAnomaly code, bool met)
{
  bool told = met && session->dialogue->anomalies[code] < ANOMALIES_TOLD;
  if (met)
    dialogue_anomaly (session, code, SIDE_SERVER, told ? dialogue_keep (session, line->octets) : OCTETS_NONE,
                      line->offset, line->origin);
}

static void
take_line (SmtpSession *session, const SmtpLine *line)
{
  struct SmtpDialogue *d = session->dialogue;
  size_t limit = 4 * d->surroundings->limits.line_octets;
  int code;
  bool more;
  Octets text;
  bool is_reply = smtp_reply_line (line->octets, &code, &more, &text);
  bool unsure = d->server_unsure;
  d->server_unsure = false;
  if (unsure && !is_reply)
    return; /* the tail of a line that a gap cut */
  note_oddity (session, line, ANOMALY_BARE_LF, line->bare_lf);
  note_oddity (session, line, ANOMALY_CONTROL_OCTETS, is_reply && smtp_line_has_controls (line->octets));
  if (line->cut)
    {
      d->surroundings->counters.line_hit++;
      dialogue_anomaly (session, ANOMALY_LONG_LINE, SIDE_SERVER, OCTETS_NONE, line->offset, line->origin);
    }
  if (!is_reply)
    {
      bool told = d->anomalies[ANOMALY_BAD_REPLY] < ANOMALIES_TOLD;
      dialogue_anomaly (session, ANOMALY_BAD_REPLY, SIDE_SERVER,
                        told ? dialogue_keep (session, line->octets) : OCTETS_NONE, line->offset, line->origin);
      if (d->reply_count > 0)
        add_line (d, line, line->octets, limit);
      return;
    }
  bool differs = d->reply_count > 0 && code != d->reply_code;
  add_line (d, line, text, limit);
  d->reply_differs |= differs;
  d->reply_code = code;
  if (!more)
    end_reply (session, line, false);
}

/* The client began TLS, and the server has yet to: a digit is no record's begin. */
static bool
clear_text (const SmtpSession *session, Octets octets)
{
  const struct SmtpDialogue *d = session->dialogue;
  return session->tls == TLS_STARTTLS && !d->tls_server && !d->server_unsure
         && (d->lexer[SIDE_SERVER].begun || g_ascii_isdigit (octets.at[0]));
}

void
server_consume (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpLine line;
  while (octets.length > 0)
    {
      if (d->mode == CLIENT_OVER)
        {
          dialogue_hold (session, 1 - session->client_side, octets, offset, origin);
          return;
        }
      bool tls_may_begin = d->mode == CLIENT_TLS_NEXT && !d->lexer[SIDE_SERVER].begun
                           && (octets.at[0] == 0x16 || octets.at[0] == 0x15);
      if ((d->mode == CLIENT_TLS && !clear_text (session, octets)) || d->tls_server || tls_may_begin)
        {
          d->tls_server = true;
          dialogue_tls_octets (session, SIDE_SERVER, octets, offset, origin);
          return;
        }
      if (d->overfull)
        return;
      if (!smtp_lexer_line (&d->lexer[SIDE_SERVER], &octets, &offset, origin, &line))
        return;
      take_line (session, &line);
      dialogue_end_if_answered (session, false);
      /* One segment may bring the word waited for and the replies to what was held. */
      dialogue_drain (session);
    }
}

void
server_gap (SmtpSession *session, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpLine line;
  if (d->mode == CLIENT_TLS || d->tls_server)
    dialogue_tls_gap (session, SIDE_SERVER, offset, length, cut, origin);
  else
    {
      if (smtp_lexer_partial (&d->lexer[SIDE_SERVER], &line))
        dialogue_anomaly (session, ANOMALY_TRUNCATED_LINE, SIDE_SERVER, dialogue_keep (session, line.octets),
                          line.offset, line.origin);
      if (d->auth != NULL)
        smtp_auth_gap (d->auth, SIDE_SERVER);
      d->reply_count = 0; /* its begin is of no use without the rest */
      d->reply_truncated = true;
      d->server_unsure = true;
      d->server_gap = true;
      d->maybe_lost = dialogue_expected (d);
      d->replies_owed = 0;
    }
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_GAP,
                              .side = SIDE_SERVER,
                              .origin = origin,
                              .offset = offset,
                              .length = length,
                              .code = cut ? ANOMALY_TRUNCATED_DATA : ANOMALY_NONE,
                          });
}

void
server_end (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpLine line;
  int code;
  bool more;
  Octets text;
  /* A last line without its end still says its code. */
  if (d->mode == CLIENT_TLS || d->tls_server || d->overfull)
    return;
  if (smtp_lexer_partial (&d->lexer[SIDE_SERVER], &line) && !d->server_unsure
      && smtp_reply_line (line.octets, &code, &more, &text))
    {
      add_line (d, &line, text, 4 * d->surroundings->limits.line_octets);
      d->reply_code = code;
    }
  if (d->reply_count > 0)
    {
      line.origin = d->last[SIDE_SERVER];
      end_reply (session, &line, true);
    }
}

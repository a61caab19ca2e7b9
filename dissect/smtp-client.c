/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's half: commands and SASL lines (RFC 5321 §4.1, RFC 4954).  After DATA,
 * STARTTLS and AUTH only the server's word tells what the next octets are: until it
 * comes they are held.  The mail transactions that the commands make are in
 * smtp-transaction.c, mail data is in smtp-client-data.c, and what to do where octets
 * or the server's word are missing in smtp-resync.c. */
#include "config.h"

#include "smtp-dialogue.h"

static void
wait_for (struct SmtpDialogue *d, SmtpCommand *command)
{
  d->mode = CLIENT_WAITING;
  d->waiting_for = command;
}

static void
begin_auth (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  d->auth = smtp_auth_begin (session->arena, command);
  g_ptr_array_add (session->auths, d->auth);
  wait_for (d, command);
}

/* Does what the verb says; the reply is expected by the caller already. */
static void
obey (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  switch (command->verb)
    {
    case VERB_EHLO:
    case VERB_HELO:
      case VERB_LHLO: {
        SmtpHelo *helo = arena_new0 (session->arena, SmtpHelo);
        helo->command = command;
        helo->tls = d->inside_tls;
        g_ptr_array_add (session->helos, helo);
        if (command->verb == VERB_LHLO)
          session->protocol = PROTOCOL_LMTP;
      }
      /* fall through */
    case VERB_RSET:
      command->transaction = d->current;
      d->current = NULL;
      client_leave_outer (session, command->origin);
      break;
    case VERB_MAIL:
    case VERB_SEND:
    case VERB_SOML:
    case VERB_SAML:
      transaction_begin (session, command);
      break;
    case VERB_RCPT:
      transaction_add_recipient (session, command);
      break;
    case VERB_DATA:
      command->transaction = d->current;
      wait_for (d, command);
      break;
    case VERB_BDAT:
      client_chunk_begin (session, command);
      break;
    case VERB_STARTTLS:
    case VERB_X_ANONYMOUSTLS:
      session->starttls = command;
      d->tls_due = false;
      wait_for (d, command);
      break;
    case VERB_AUTH:
    case VERB_X_EXPS:
      begin_auth (session, command);
      break;
    case VERB_BURL:
      client_burl (session, command);
      break;
    case VERB_QUIT:
      session->quit = true;
      break;
    default:
      if (smtp_verb_is_request (command->verb))
        client_request (session, command);
      break;
    }
}

/* A line behind a refused AUTH that is base64 is the secret all the same.  So may be
 * one behind a gap, which can have taken the AUTH. */
static void
mask_stray (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  bool is_auth = command->verb == VERB_AUTH || command->verb == VERB_X_EXPS;
  bool base64 = smtp_auth_is_base64 (command->line);
  if (is_auth)
    command->secret = smtp_auth_command_secret (command->argument);
  if (command->verb != VERB_UNKNOWN)
    {
      d->stray_auth = NULL;
      d->secret_near = is_auth;
    }
  else if (d->stray_auth != NULL && smtp_auth_expects_line (d->stray_auth) && base64)
    smtp_auth_client_line (d->stray_auth, session->arena, command->line, &command->secret);
  else if (d->secret_near && (base64 || command->truncated))
    command->secret = command->line;
}

static void
note_oddities (SmtpSession *session, const SmtpCommand *command, const SmtpLine *line)
{
  struct SmtpDialogue *d = session->dialogue;
  const struct {
    bool met;
    SmtpAnomaly code;
  } oddities[] = {
    { line->bare_lf && !command->truncated, ANOMALY_BARE_LF },
    { line->cut, ANOMALY_LONG_LINE },
    { command->truncated, ANOMALY_TRUNCATED_LINE },
    { smtp_line_has_controls (command->line), ANOMALY_CONTROL_OCTETS },
    { command->verb == VERB_UNKNOWN, ANOMALY_UNKNOWN_COMMAND },
    { (command->verb == VERB_MAIL || command->verb == VERB_RCPT) && command->bad_path, ANOMALY_BAD_PATH },
    { (command->verb == VERB_BDAT || command->verb == VERB_XEXCH50) && command->bad_chunk, ANOMALY_BAD_CHUNK_SIZE },
    { session->quit && command->verb != VERB_QUIT, ANOMALY_AFTER_QUIT },
  };
  if (line->cut)
    d->surroundings->counters.line_hit++;
  for (size_t i = 0; i < G_N_ELEMENTS (oddities); i++)
    if (oddities[i].met)
      dialogue_anomaly (session, oddities[i].code, SIDE_CLIENT,
                        command->secret.length > 0 ? OCTETS_NONE : command->line, line->offset, line->origin);
}

/* NULL where the session is full. */
static SmtpCommand *
take_command (SmtpSession *session, const SmtpLine *line, bool truncated)
{
  struct SmtpDialogue *d = session->dialogue;
  Octets kept = dialogue_keep (session, line->octets);
  if (d->overfull)
    return NULL;
  SmtpCommand *command = smtp_command_parse (session->arena, kept);
  command->tls = d->inside_tls;
  command->origin = line->origin;
  command->offset = line->offset;
  command->truncated = truncated;
  /* Half an address would be a wrong one. */
  if (truncated)
    command->path = command->route = OCTETS_NONE;
  if (command->verb == VERB_DATA)
    d->lf_lines = line->bare_lf;
  mask_stray (session, command);
  bool injected = d->mode == CLIENT_TLS_NEXT;
  if (!truncated && !injected)
    obey (session, command);
  guint event = session->events->len;
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_COMMAND,
                              .side = SIDE_CLIENT,
                              .origin = command->origin,
                              .offset = command->offset,
                              .octets = command->line,
                              .secret = command->secret,
                              .command = command,
                          });
  note_oddities (session, command, line);
  if (injected)
    dialogue_anomaly (session, ANOMALY_PIPELINING, SIDE_CLIENT,
                      command->secret.length > 0 ? OCTETS_NONE : command->line, command->offset, command->origin);
  else
    dialogue_expect (session, PENDING_COMMAND, command, smtp_command_ends_mail (command) ? REPLIES_OF_MAIL : 1, event);
  /* An empty chunk has no octets to wait for. */
  if (d->mode == CLIENT_CHUNK && d->chunk_left == 0)
    client_chunk_end (session, command->origin);
  return command;
}

static void
take_sasl_line (SmtpSession *session, const SmtpLine *line)
{
  struct SmtpDialogue *d = session->dialogue;
  Octets kept = dialogue_keep (session, line->octets), secret = OCTETS_NONE;
  if (d->overfull)
    return;
  smtp_auth_client_line (d->auth, session->arena, kept, &secret);
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_AUTH_LINE,
                              .side = SIDE_CLIENT,
                              .origin = line->origin,
                              .offset = line->offset,
                              .octets = kept,
                              .secret = secret,
                              .auth = d->auth,
                          });
  wait_for (d, d->auth->command);
}

static void
auth_done (SmtpSession *session, SmtpAuth *auth, SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  if (auth->told)
    return;
  auth->told = true;
  auth->reply = reply;
  if (reply != NULL)
    auth->result = smtp_reply_positive (reply) ? AUTH_ACCEPTED : AUTH_REJECTED;
  if (d->auth == auth)
    {
      d->auth = NULL;
      if (d->mode == CLIENT_SASL) /* the server did not wait for the line it asked for */
        d->mode = CLIENT_COMMANDS;
    }
  if (auth->result == AUTH_REJECTED && !auth->cancelled && smtp_auth_expects_line (auth))
    d->stray_auth = auth;
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_AUTH,
                              .side = SIDE_CLIENT,
                              .origin = reply != NULL ? reply->origin : d->last[SIDE_CLIENT],
                              .auth = auth,
                          });
  if (auth->bad_base64)
    dialogue_anomaly (session, ANOMALY_BAD_BASE64, SIDE_CLIENT, OCTETS_NONE, auth->command->offset,
                      auth->command->origin);
}

/* NULL where the command began none. */
static SmtpAuth *
auth_of_command (const SmtpSession *session, const SmtpCommand *command)
{
  /* Nearly always it is the last one. */
  for (guint i = session->auths->len; i > 0; i--)
    {
      SmtpAuth *auth = g_ptr_array_index (session->auths, i - 1);
      if (auth->command == command)
        return auth;
    }
  return NULL;
}

void
client_auth_done (SmtpSession *session, SmtpCommand *command, SmtpReply *reply)
{
  SmtpAuth *auth = auth_of_command (session, command);
  if (auth != NULL)
    auth_done (session, auth, reply);
}

Octets
client_auth_challenge (SmtpSession *session, SmtpCommand *command, const SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  Octets secret = OCTETS_NONE;
  SmtpAuth *auth = auth_of_command (session, command);
  /* Of an AUTH that was cut the exchange goes on all the same. */
  if (auth == NULL && d->auth == NULL)
    {
      auth = d->auth = smtp_auth_begin (session->arena, command);
      g_ptr_array_add (session->auths, auth);
    }
  if (auth != NULL && reply->truncated)
    smtp_auth_gap (auth, SIDE_SERVER);
  else if (auth != NULL && !auth->told)
    smtp_auth_challenge (auth, session->arena, reply->text, &secret);
  return secret;
}

void
client_decide (SmtpSession *session, SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpCommand *command = d->waiting_for;
  d->waiting_for = NULL;
  d->mode = CLIENT_COMMANDS;
  switch (command->verb)
    {
    case VERB_DATA:
      if (reply->code / 100 == 3)
        client_data_begin (session, command, reply->origin);
      else if (command->transaction != NULL && !command->transaction->ended)
        {
          command->transaction->outcome = OUTCOME_REJECTED;
          command->transaction->reply = reply;
        }
      break;
    case VERB_STARTTLS:
    case VERB_X_ANONYMOUSTLS:
      if (reply->code == 220)
        d->mode = CLIENT_TLS_NEXT;
      break;
    case VERB_AUTH:
    case VERB_X_EXPS:
      if (reply->code == 334)
        d->mode = CLIENT_SASL;
      break;
    case VERB_XEXCH50:
      if (reply->code == 354)
        client_blob_begin (session, command);
      break;
    case VERB_TURN:
    case VERB_ATRN:
      /* At the connection's end there is no session left for what is held. */
      if (reply->code == 250 && !d->closing)
        {
          d->mode = CLIENT_OVER;
          d->turned = true;
        }
      break;
    default:
      break;
    }
}

/* Behind a gap the line may be one of an exchange that was under way. */
static bool
resume_auth (SmtpSession *session, Octets line)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->challenged == NULL || smtp_command_verb (line) != VERB_UNKNOWN
      || !(smtp_auth_is_base64 (line) || octets_equal (line, OCTETS ("*"))))
    return false;
  if (d->auth == NULL)
    {
      d->auth = smtp_auth_begin (session->arena, d->challenged);
      g_ptr_array_add (session->auths, d->auth);
    }
  return true;
}

static void
take_line (SmtpSession *session, const SmtpLine *line)
{
  if (session->dialogue->mode == CLIENT_SASL || resume_auth (session, line->octets))
    take_sasl_line (session, line);
  else
    take_command (session, line, false);
}

bool
client_tls_begins (Octets octets)
{
  return octets.at[0] == 0x16 || octets.at[0] >= 0x80;
}

void
client_begin_tls (SmtpSession *session, uint64_t offset, Origin origin)
{
  dialogue_tls_begin (session, TLS_STARTTLS, offset, origin);
}

size_t
client_consume (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  size_t all = octets.length;
  SmtpLine line;
  while (octets.length > 0)
    {
      if (d->overfull)
        return all;
      if (dialogue_client_waits (d) || dialogue_ends_here (session))
        break;
      if (d->mode == CLIENT_TLS)
        {
          dialogue_tls_octets (session, SIDE_CLIENT, octets, offset, origin);
          return all;
        }
      /* What was held came before the server's word: it was sent to be taken for more,
       * inside TLS.  The first octet behind that word is TLS, or all goes on in the clear. */
      if (d->mode == CLIENT_TLS_NEXT && !(d->draining && d->lexer[SIDE_CLIENT].begun))
        {
          if (client_tls_begins (octets))
            {
              client_begin_tls (session, offset, origin);
              continue;
            }
          if (!d->draining)
            {
              d->mode = CLIENT_COMMANDS;
              d->tls_due = true;
              dialogue_anomaly (session, ANOMALY_CLEAR_AFTER_STARTTLS, SIDE_CLIENT, OCTETS_NONE, offset, origin);
            }
        }
      /* What was said meanwhile was slipped in; no command begins like a TLS record. */
      if (d->mode == CLIENT_COMMANDS && d->tls_due && !d->lexer[SIDE_CLIENT].begun && octets.at[0] == 0x16)
        {
          client_begin_tls (session, offset, origin);
          continue;
        }
      if (d->mode == CLIENT_COMMANDS && d->line_unsure)
        {
          client_gather_unsure (session, octets, offset, origin);
          return all;
        }
      if (d->mode == CLIENT_DATA || d->mode == CLIENT_CHUNK)
        {
          size_t used = d->mode == CLIENT_DATA ? client_data (session, octets, offset, origin)
                                               : client_chunk (session, octets, offset, origin);
          octets = octets_from (octets, used);
          offset += used;
          continue;
        }
      if (d->mode == CLIENT_BLOB)
        {
          size_t used = client_blob (session, octets);
          octets = octets_from (octets, used);
          offset += used;
          continue;
        }
      if (smtp_lexer_line (&d->lexer[SIDE_CLIENT], &octets, &offset, origin, &line))
        take_line (session, &line);
    }
  return all - octets.length;
}

void
client_gap (SmtpSession *session, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpLine line;
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_GAP,
                              .side = SIDE_CLIENT,
                              .origin = origin,
                              .offset = offset,
                              .length = length,
                              .code = cut ? ANOMALY_TRUNCATED_DATA : ANOMALY_NONE,
                          });
  if (d->auth != NULL)
    smtp_auth_gap (d->auth, SIDE_CLIENT);
  if (d->mode == CLIENT_DATA || d->mode == CLIENT_CHUNK)
    length = client_data_gap (session, length, cut, origin);
  else if (d->mode == CLIENT_BLOB)
    length = client_blob_gap (session, length);
  if (length == 0)
    return;
  if (d->mode == CLIENT_TLS)
    {
      dialogue_tls_gap (session, SIDE_CLIENT, offset, length, cut, origin);
      return;
    }
  if (d->mode == CLIENT_TLS_NEXT)
    {
      client_begin_tls (session, offset, origin);
      dialogue_tls_gap (session, SIDE_CLIENT, offset, length, cut, origin);
      return;
    }
  if (smtp_lexer_partial (&d->lexer[SIDE_CLIENT], &line) && d->mode == CLIENT_COMMANDS
      && smtp_command_verb (line.octets) != VERB_UNKNOWN)
    {
      SmtpCommand *command = take_command (session, &line, true);
      if (command != NULL && command->verb == VERB_BDAT)
        {
          client_chunk_cut (session, command, length, origin);
          return;
        }
    }
  /* The next chunk of this mail, or a part of it, may be in the gap. */
  if (d->current != NULL && d->current->message != NULL && !d->current->message_done)
    mail_message_gap (d->current->message, length);
  d->mode = CLIENT_COMMANDS;
  d->client_gap = d->line_unsure = d->secret_near = d->chunks_lost = true;
  d->gap_length = length;
}

bool
client_answered_midline (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpLine line;
  if (d->mode != CLIENT_COMMANDS || d->line_unsure || !smtp_lexer_partial (&d->lexer[SIDE_CLIENT], &line))
    return false;
  bool known = smtp_command_verb (line.octets) != VERB_UNKNOWN;
  if (known)
    take_command (session, &line, true);
  d->client_gap = d->line_unsure = d->secret_near = d->chunks_lost = true;
  d->gap_length = 0;
  return known;
}

void
client_end (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpLine line;
  if (d->mode == CLIENT_DATA || d->mode == CLIENT_CHUNK)
    client_data_cut (session);
  else if ((d->mode == CLIENT_COMMANDS || d->mode == CLIENT_WAITING) && !d->line_unsure
           && smtp_lexer_partial (&d->lexer[SIDE_CLIENT], &line))
    take_command (session, &line, true);
  for (guint i = 0; i < session->auths->len; i++)
    auth_done (session, g_ptr_array_index (session->auths, i), NULL);
  for (guint i = 0; i < session->transactions->len; i++)
    {
      SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      bool given_up = transaction->transfer == TRANSFER_NONE && (session->quit || transaction != d->current);
      if (!transaction->ended)
        transaction_abandon (session, transaction, given_up ? OUTCOME_ABORTED : OUTCOME_UNFINISHED, SIDE_CLIENT,
                             d->last[SIDE_CLIENT]);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's half: commands, SASL lines, the mail transactions they make
 * (RFC 5321 §3.3, §4.1.4).  After DATA, STARTTLS and AUTH only the server's word
 * tells what the next octets are: until it comes they are held.  Mail data itself
 * is in smtp-client-data.c. */
#include "config.h"

#include "smtp-detect.h"
#include "smtp-dialogue.h"

static SmtpTransaction *
transaction_new (SmtpSession *session, SmtpCommand *mail)
{
  struct SmtpDialogue *d = session->dialogue;
  if (session->transactions->len >= d->surroundings->limits.transactions)
    {
      d->surroundings->counters.transactions_hit++;
      return NULL;
    }
  SmtpTransaction *transaction = arena_new0 (session->arena, SmtpTransaction);
  transaction->number = session->transactions->len + 1;
  transaction->mail = mail;
  transaction->recipients = g_ptr_array_new ();
  g_ptr_array_add (session->transactions, transaction);
  return transaction;
}

SmtpTransaction *
client_transaction (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->current == NULL)
    d->current = transaction_new (session, NULL);
  return d->current;
}

void
transaction_end (SmtpSession *session, SmtpTransaction *transaction, Outcome outcome, SmtpReply *reply, Side side,
                 Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (transaction->ended)
    return;
  /* The last chunk may still be on the way when it is answered. */
  bool coming = d->receiving == transaction && d->mode == CLIENT_CHUNK && d->chunk_left > 0;
  if (transaction->message != NULL && !transaction->message_done && !coming)
    {
      client_message_done (session, transaction, MESSAGE_UNFINISHED, origin);
      if (d->receiving == transaction)
        d->receiving = NULL;
    }
  transaction->ended = true;
  transaction->outcome = outcome;
  if (reply != NULL)
    transaction->reply = reply;
  if (d->current == transaction)
    {
      d->current = d->outer;
      d->outer = NULL;
    }
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_TRANSACTION_END,
                              .side = side,
                              .origin = origin,
                              .transaction = transaction,
                          });
}

/* Ends one that got no mail data: where every recipient was refused, that
 * decided it. */
static void
transaction_abandon (SmtpSession *session, SmtpTransaction *transaction, Outcome outcome, Side side, Origin origin)
{
  SmtpReply *refusal = NULL;
  bool all = transaction->recipients->len > 0;
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      if (recipient->command->reply != NULL && recipient->command->reply->code >= 400)
        refusal = recipient->command->reply;
      else
        all = false;
    }
  if (transaction->outcome == OUTCOME_REJECTED)
    transaction_end (session, transaction, OUTCOME_REJECTED, transaction->reply, side, origin);
  else if (all && transaction->message == NULL)
    transaction_end (session, transaction, OUTCOME_REJECTED, refusal, side, origin);
  else
    transaction_end (session, transaction, outcome, NULL, side, origin);
}

/* RSET or a second greeting took effect (RFC 5321 §4.1.1.5, §4.1.4). */
void
client_reset (SmtpSession *session, SmtpCommand *command, Origin origin)
{
  if (command->transaction != NULL)
    transaction_abandon (session, command->transaction, OUTCOME_ABORTED, SIDE_CLIENT, origin);
}

static void
begin_transaction (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpTransaction *transaction = transaction_new (session, command);
  if (transaction == NULL)
    return;
  /* A MAIL inside a transaction is refused by a server that keeps to the rules;
   * then the outer one goes on. */
  if (d->current != NULL && d->outer == NULL)
    d->outer = d->current;
  d->current = transaction;
  command->transaction = transaction;
}

void
client_leave_outer (SmtpSession *session, Origin origin)
{
  SmtpTransaction *outer = g_steal_pointer (&session->dialogue->outer);
  if (outer != NULL)
    transaction_abandon (session, outer, OUTCOME_ABORTED, SIDE_CLIENT, origin);
}

/* The server took this MAIL, so the one it stands in is over. */
void
client_mail_accepted (SmtpSession *session, SmtpCommand *command, Origin origin)
{
  if (session->dialogue->current == command->transaction)
    client_leave_outer (session, origin);
}

void
client_mail_refused (SmtpSession *session, SmtpCommand *command, SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpTransaction *inner = command->transaction;
  if (inner == NULL)
    return;
  /* RCPT sent right behind the refused MAIL went to the transaction around it. */
  if (d->outer != NULL && d->current == inner)
    {
      for (guint i = 0; i < inner->recipients->len; i++)
        ((SmtpRecipient *) g_ptr_array_index (inner->recipients, i))->command->transaction = d->outer;
      g_ptr_array_extend_and_steal (d->outer->recipients, g_steal_pointer (&inner->recipients));
      inner->recipients = g_ptr_array_new ();
    }
  transaction_end (session, inner, OUTCOME_REJECTED, reply, SIDE_SERVER, reply->origin);
}

/* A server that refuses EHLO stays in the state it was in (RFC 5321 §4.1.4). */
void
client_reset_refused (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->current == NULL && command->transaction != NULL && !command->transaction->ended)
    d->current = command->transaction;
}

static void
add_recipient (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->current == NULL && !d->client_gap && !d->midstream)
    {
      dialogue_anomaly (session, ANOMALY_BAD_SEQUENCE, SIDE_CLIENT, command->line, command->offset, command->origin);
      return;
    }
  SmtpTransaction *transaction = client_transaction (session);
  if (transaction == NULL)
    return;
  if (transaction->recipients->len >= d->surroundings->limits.recipients)
    {
      d->surroundings->counters.recipients_hit++;
      return;
    }
  command->transaction = transaction;
  SmtpRecipient *recipient = arena_new0 (session->arena, SmtpRecipient);
  recipient->command = command;
  g_ptr_array_add (transaction->recipients, recipient);
}

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
      begin_transaction (session, command);
      break;
    case VERB_RCPT:
      add_recipient (session, command);
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
      wait_for (d, command);
      break;
    case VERB_AUTH:
    case VERB_X_EXPS:
      begin_auth (session, command);
      break;
    case VERB_QUIT:
      session->quit = true;
      break;
    default:
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

static bool
has_controls (Octets line)
{
  for (size_t i = 0; i < line.length; i++)
    if ((line.at[i] < 0x20 && line.at[i] != '\t') || line.at[i] == 0x7f)
      return true;
  return false;
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
    { has_controls (command->line), ANOMALY_CONTROL_OCTETS },
    { command->verb == VERB_UNKNOWN, ANOMALY_UNKNOWN_COMMAND },
    { (command->verb == VERB_MAIL || command->verb == VERB_RCPT) && command->bad_path, ANOMALY_BAD_PATH },
    { command->verb == VERB_BDAT && command->bad_chunk, ANOMALY_BAD_CHUNK_SIZE },
    { session->quit && command->verb != VERB_QUIT, ANOMALY_AFTER_QUIT },
  };
  if (line->cut)
    d->surroundings->counters.line_hit++;
  for (size_t i = 0; i < G_N_ELEMENTS (oddities); i++)
    if (oddities[i].met)
      dialogue_anomaly (session, oddities[i].code, SIDE_CLIENT,
                        command->secret.length > 0 ? OCTETS_NONE : command->line, line->offset, line->origin);
}

static void
take_command (SmtpSession *session, const SmtpLine *line, bool truncated)
{
  struct SmtpDialogue *d = session->dialogue;
  Octets kept = dialogue_keep (session, line->octets);
  if (d->overfull)
    return;
  SmtpCommand *command = smtp_command_parse (session->arena, kept);
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
    dialogue_expect (session, PENDING_COMMAND, command,
                     command->verb == VERB_BDAT && command->chunk_last ? REPLIES_OF_MAIL : 1, event);
  /* An empty chunk has no octets to wait for. */
  if (d->mode == CLIENT_CHUNK && d->chunk_left == 0)
    client_chunk_end (session, command->origin);
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

void
client_auth_done (SmtpSession *session, SmtpCommand *command, SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  for (guint i = 0; i < session->auths->len; i++)
    {
      SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      if (auth->command != command || auth->told)
        continue;
      auth->told = true;
      auth->reply = reply;
      if (reply != NULL)
        auth->result = smtp_reply_positive (reply) ? AUTH_ACCEPTED : AUTH_REJECTED;
      if (d->auth == auth)
        d->auth = NULL;
      if (auth->result == AUTH_REJECTED && !auth->cancelled && smtp_auth_expects_line (auth))
        d->stray_auth = auth;
      Origin origin = reply != NULL ? reply->origin : d->last[SIDE_CLIENT];
      dialogue_emit (session, (SmtpEvent){
                                  .type = EVENT_AUTH,
                                  .side = SIDE_CLIENT,
                                  .origin = origin,
                                  .auth = auth,
                              });
      if (auth->bad_base64)
        dialogue_anomaly (session, ANOMALY_BAD_BASE64, SIDE_CLIENT, OCTETS_NONE, command->offset, command->origin);
    }
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
    default:
      break;
    }
}

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

static void
gather_unsure (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
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

static void
take_line (SmtpSession *session, const SmtpLine *line)
{
  if (session->dialogue->mode == CLIENT_SASL)
    take_sasl_line (session, line);
  else
    take_command (session, line, false);
}

/* A TLS record, or an SSL 2.0 client hello, which some old clients begin with. */
static bool
tls_begins (Octets octets)
{
  return octets.at[0] == 0x16 || (octets.at[0] >= 0x80 && octets.length > 2 && octets.at[2] == 1);
}

static void
begin_tls (SmtpSession *session, uint64_t offset, Origin origin)
{
  session->dialogue->mode = CLIENT_TLS;
  session->tls = TLS_STARTTLS;
  dialogue_emit (session, (SmtpEvent){ .type = EVENT_TLS, .side = SIDE_CLIENT, .origin = origin, .offset = offset });
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
      if (d->mode == CLIENT_WAITING)
        break;
      if (d->mode == CLIENT_TLS)
        {
          session->tls_octets[SIDE_CLIENT] += octets.length;
          return all;
        }
      if (d->mode == CLIENT_TLS_NEXT && tls_begins (octets))
        {
          begin_tls (session, offset, origin);
          continue;
        }
      /* What was held came before the server's word: it was sent to be taken for
       * more, inside TLS.  Anything else goes on in the clear. */
      if (d->mode == CLIENT_TLS_NEXT && !d->draining && !d->lexer[SIDE_CLIENT].begun)
        {
          d->mode = CLIENT_COMMANDS;
          dialogue_anomaly (session, ANOMALY_CLEAR_AFTER_STARTTLS, SIDE_CLIENT, OCTETS_NONE, offset, origin);
        }
      if (d->mode == CLIENT_COMMANDS && d->line_unsure)
        {
          gather_unsure (session, octets, offset, origin);
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
  if (d->mode == CLIENT_DATA || d->mode == CLIENT_CHUNK)
    length = client_data_gap (session, length, cut, origin);
  if (length == 0)
    return;
  if (d->mode == CLIENT_TLS)
    {
      session->tls_octets[SIDE_CLIENT] += length;
      return;
    }
  if (d->mode == CLIENT_TLS_NEXT)
    {
      begin_tls (session, offset, origin);
      return;
    }
  if (smtp_lexer_partial (&d->lexer[SIDE_CLIENT], &line) && d->mode == CLIENT_COMMANDS
      && smtp_command_verb (line.octets) != VERB_UNKNOWN)
    take_command (session, &line, true);
  d->mode = CLIENT_COMMANDS;
  d->client_gap = d->line_unsure = d->secret_near = true;
  d->gap_length = length;
}

void
client_end (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpLine line;
  client_settle (session, true);
  if (d->mode == CLIENT_DATA || d->mode == CLIENT_CHUNK)
    client_data_cut (session);
  else if ((d->mode == CLIENT_COMMANDS || d->mode == CLIENT_WAITING) && !d->line_unsure
           && smtp_lexer_partial (&d->lexer[SIDE_CLIENT], &line))
    take_command (session, &line, true);
  for (guint i = 0; i < session->auths->len; i++)
    client_auth_done (session, ((SmtpAuth *) g_ptr_array_index (session->auths, i))->command, NULL);
  for (guint i = 0; i < session->transactions->len; i++)
    {
      SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      bool given_up = transaction->message == NULL && (session->quit || transaction != d->current);
      if (!transaction->ended)
        transaction_abandon (session, transaction, given_up ? OUTCOME_ABORTED : OUTCOME_UNFINISHED, SIDE_CLIENT,
                             d->last[SIDE_CLIENT]);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By what lists are sorted: the key of a row for a cell.
 *
 * A key says no more than the cell does: what is masked or hidden is so in the order, too. */
#include "config.h"

#include "model-more.h"

#include "../dissect/exposure.h"
#include "../dissect/mail-path.h"
#include "../dissect/sender.h"
#include "../dissect/session-facts.h"

#include <string.h>

static void
add_number (GByteArray *key, uint64_t number)
{
  uint64_t octets = GUINT64_TO_BE (number);
  g_byte_array_append (key, (const uint8_t *) &octets, sizeof octets);
}

static void
add_time (GByteArray *key, int64_t time)
{
  add_number (key, (uint64_t) time ^ (UINT64_C (1) << 63)); /* those before the epoch first */
}

static void
add_address (GByteArray *key, const SmtpSession *session, Side side)
{
  const Endpoint *end = &session->flow.side[session_flow_side (session, side)];
  g_byte_array_append (key, &session->flow.ip_version, 1);
  g_byte_array_append (key, end->ip, session->flow.ip_version == 4 ? 4 : sizeof end->ip);
}

/* Text without regard to case; takes it over. */
static void
add_text (GByteArray *key, char *text)
{
  enum { OCTETS_LOOKED_AT = 4 * ROW_KEY_OCTETS };
  g_autofree char *bounded = g_utf8_make_valid (text, (gssize) strnlen (text, OCTETS_LOOKED_AT));
  g_autofree char *folded = g_str_is_ascii (bounded) ? g_ascii_strdown (bounded, -1) : g_utf8_casefold (bounded, -1);
  g_byte_array_append (key, (const uint8_t *) folded, (guint) strlen (folded));
  g_free (text);
}

static void
add_octets (GByteArray *key, Wording wording, Octets octets)
{
  if (octets.length > 0)
    add_text (key, wording_octets (wording, octets, OCTETS_NONE));
}

static void
add_sender (GByteArray *key, Wording wording, const SmtpTransaction *transaction)
{
  if (transaction->mail != NULL)
    add_text (key, wording_address (wording, transaction->mail->path));
}

static void
add_recipient (GByteArray *key, Wording wording, const SmtpTransaction *transaction)
{
  if (transaction->recipients == NULL || transaction->recipients->len == 0)
    return;
  const SmtpRecipient *first = g_ptr_array_index (transaction->recipients, 0);
  if (first->command != NULL)
    add_text (key, wording_address (wording, first->command->path));
}

static void
add_subject (GByteArray *key, Wording wording, const SmtpTransaction *transaction)
{
  if (transaction->message != NULL)
    add_text (key, wording_content (wording, transaction->message->subject));
}

static void
session_key (gpointer user, int cell, guint index, GByteArray *key)
{
  const Model *model = user;
  const SessionRow *row = g_ptr_array_index (model->rows, index);
  const SmtpSession *session = row->session;
  bool has_mail = session->transactions != NULL && session->transactions->len > 0;
  const SmtpTransaction *first = has_mail ? g_ptr_array_index (session->transactions, 0) : NULL;
  switch ((Cell) cell)
    {
    case CELL_TIME:
      add_time (key, session_start (session));
      break;
    case CELL_CLIENT:
    case CELL_SERVER:
      add_address (key, session, cell == CELL_CLIENT ? SIDE_CLIENT : SIDE_SERVER);
      break;
    case CELL_FROM:
      if (first != NULL)
        add_sender (key, model->wording, first);
      break;
    case CELL_TO:
      if (first != NULL)
        add_recipient (key, model->wording, first);
      break;
    case CELL_SUBJECT:
      if (first != NULL)
        add_subject (key, model->wording, first);
      break;
    case CELL_EXPOSED:
      add_number (key, session_exposed (session));
      break;
    case CELL_FORGED:
      add_number (key, session_forged (session));
      break;
    case CELL_OUTCOME:
    case CELLS:
    default:
      add_text (key, session_outcome_words (session, row->open));
    }
}

static void
mail_key (gpointer user, int cell, guint index, GByteArray *key)
{
  static const uint8_t doubt[SENDER_VERDICTS]
      = { [SENDER_VERIFIED] = 1, [SENDER_UNVERIFIED] = 2, [SENDER_CONTRADICTED] = 3 };
  const Model *model = user;
  const MailRow *mail = g_ptr_array_index (model->mails, index);
  const SmtpTransaction *transaction = mail->transaction;
  switch ((MailCell) cell)
    {
    case MAIL_CELL_TIME:
      add_time (key, transaction_place (transaction, 0).time);
      break;
    case MAIL_CELL_FROM:
      add_text (key, mail_first_author_words (model->wording, transaction));
      break;
    case MAIL_CELL_TO:
      add_recipient (key, model->wording, transaction);
      break;
    case MAIL_CELL_SUBJECT:
      add_subject (key, model->wording, transaction);
      break;
    case MAIL_CELL_SIZE:
      add_number (key, transaction->message->size);
      break;
    case MAIL_CELL_FILES:
      add_number (key, mail_attachments (transaction->message));
      break;
    case MAIL_CELL_EXPOSED:
      add_number (key, mail_exposed (mail->row->session, transaction));
      break;
    case MAIL_CELL_SENDER:
    case MAIL_CELLS:
    default:
      add_number (key, transaction->sender != NULL ? doubt[transaction->sender->verdict] : 0);
    }
}

static void
login_key (gpointer user, int cell, guint index, GByteArray *key)
{
  const Model *model = user;
  const LoginRow *login = g_ptr_array_index (model->logins, index);
  const SmtpAuth *auth = login->auth;
  switch ((LoginCell) cell)
    {
    case LOGIN_CELL_TIME:
      add_time (key, auth->origin.time);
      break;
    case LOGIN_CELL_CLIENT:
    case LOGIN_CELL_SERVER:
      add_address (key, login->row->session, cell == LOGIN_CELL_CLIENT ? SIDE_CLIENT : SIDE_SERVER);
      break;
    case LOGIN_CELL_MECHANISM:
      add_octets (key, model->wording, auth->mechanism);
      break;
    case LOGIN_CELL_ACCOUNT:
      if (auth->has_username && !model->wording.redact)
        add_octets (key, model->wording, auth->username);
      break;
    case LOGIN_CELL_SECRET:
      if (auth->has_password)
        add_text (key, wording_octets (model->wording, auth->password, auth->password));
      break;
    case LOGIN_CELL_RESULT:
      add_text (key, g_strdup (auth_result_name (auth->result)));
      break;
    case LOGIN_CELL_EXPOSED:
    case LOGIN_CELLS:
    default:
      add_number (key, login_exposed (auth));
    }
}

static void
path_key (gpointer user, int cell, guint index, GByteArray *key)
{
  const Model *model = user;
  const PathRow *path = g_ptr_array_index (model->paths, index);
  const SmtpTransaction *transaction = path->transaction;
  size_t seen = mail_path_seen (transaction->path);
  switch ((PathCell) cell)
    {
    case PATH_CELL_TIME:
      add_time (key, path_first_time (path));
      break;
    case PATH_CELL_FROM:
      add_text (key, mail_first_author_words (model->wording, transaction));
      break;
    case PATH_CELL_SUBJECT:
      add_subject (key, model->wording, transaction);
      break;
    case PATH_CELL_SEEN:
      add_number (key, seen);
      break;
    case PATH_CELL_TOLD:
      add_number (key, transaction->path->count - seen + transaction->path->more);
      break;
    case PATH_CELL_COVERS:
      add_text (key, mail_path_cover_words (transaction->path));
      break;
    case PATH_CELL_CHANGED:
    case PATH_CELLS:
    default:
      add_number (key, mail_path_change (transaction->path));
    }
}

static void
add_word (GByteArray *key, Wording wording, const GString *word)
{
  if (word != NULL)
    add_octets (key, wording, octets_of (word->str, word->len));
}

static void
host_key (gpointer user, int cell, guint index, GByteArray *key)
{
  const Model *model = user;
  const HostRow *host = g_ptr_array_index (hosts_rows (model->hosts), index);
  const HostCounts *counts = model_host_counts (model, host);
  Severity worst;
  switch ((HostCell) cell)
    {
    case HOST_CELL_ADDRESS:
      g_byte_array_append (key, &host->ip_version, 1);
      g_byte_array_append (key, host->ip, host->ip_version == 4 ? 4 : sizeof host->ip);
      break;
    case HOST_CELL_NAME:
      add_word (key, model->wording, host_word (host, counts, HOST_NAMES));
      break;
    case HOST_CELL_ROLE:
      add_number (key, counts->sessions[SIDE_SERVER] == 0 ? 0 : counts->sessions[SIDE_CLIENT] == 0 ? 1 : 2);
      break;
    case HOST_CELL_SESSIONS:
      add_number (key, host_sessions (counts));
      break;
    case HOST_CELL_MAILS:
      add_number (key, (uint64_t) counts->mails[0] + counts->mails[1]);
      break;
    case HOST_CELL_TLS:
      add_number (key, host_tls (counts));
      break;
    case HOST_CELL_ACCOUNTS:
      if (!model->wording.redact)
        add_word (key, model->wording, host_word (host, counts, HOST_ACCOUNTS));
      break;
    case HOST_CELL_AS_SERVER:
    case HOST_CELL_AS_CLIENT:
      add_number (key, counts->sessions[cell == HOST_CELL_AS_SERVER ? SIDE_SERVER : SIDE_CLIENT]);
      break;
    case HOST_CELL_HIDDEN:
      add_number (key, (uint64_t) counts->hidden[0] + counts->hidden[1]);
      break;
    case HOST_CELL_CLEAR:
      add_number (key, (uint64_t) counts->clear[0] + counts->clear[1]);
      break;
    case HOST_CELL_FINDINGS:
      add_number (key, host_findings (counts));
      break;
    case HOST_CELL_GREETING:
      add_word (key, model->wording, host_word (host, counts, HOST_GREETINGS));
      break;
    case HOST_CELL_WORST:
    case MORE_HOST_CELLS:
    default:
      add_number (key, host_worst (counts, &worst) ? (uint64_t) worst + 1 : 0);
    }
}

/* Cells that rows do not keep; false: it is none of them. */
static bool
add_more (const Model *model, RowKind kind, int cell, guint index, GByteArray *key)
{
  gpointer row = g_ptr_array_index (model_all_rows (model, kind), index);
  bool is_number;
  uint64_t number;
  if (kind == ROWS_SESSIONS && cell >= CELLS)
    is_number = model_number_of_session (row, (MoreCell) cell, &number);
  else if (kind == ROWS_MAILS && cell >= MAIL_CELLS)
    is_number = model_number_of_mail (row, (MoreMailCell) cell, &number);
  else if (kind == ROWS_LOGINS && cell >= LOGIN_CELLS)
    is_number = model_number_of_login (row, (MoreLoginCell) cell, &number);
  else if (kind == ROWS_PATHS && cell >= PATH_CELLS)
    is_number = model_number_of_path (row, cell, &number);
  else
    return false;
  if (is_number)
    add_number (key, number);
  else
    add_text (key, kind == ROWS_SESSIONS ? model_more_of_session (model, row, (MoreCell) cell)
                   : kind == ROWS_MAILS  ? model_more_of_mail (model, row, (MoreMailCell) cell)
                   : kind == ROWS_PATHS  ? model_more_of_path (model, row, cell)
                                         : model_more_of_login (model, row, (MoreLoginCell) cell));
  return true;
}

void
model_row_key (const Model *model, RowKind kind, int cell, guint row, GByteArray *key)
{
  static void (*const of_kind[]) (gpointer model, int cell, guint row, GByteArray *key)
      = { session_key, mail_key, login_key, path_key, host_key };
  if (!add_more (model, kind, cell, row, key))
    of_kind[kind]((gpointer) model, cell, row, key);
}

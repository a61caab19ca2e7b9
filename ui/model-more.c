/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of further cells, and the numbers by which some of them are sorted.
 *
 * Redacted and masked as all that lists say. */
#include "config.h"

#include "model-more.h"

#include "../dissect/printable.h"
#include "../dissect/sender.h"
#include "../dissect/session-facts.h"
#include "../dissect/session-notes.h"
#include "../dissect/time-difference.h"
#include "../dissect/tls-names.h"
#include "../dissect/translate.h"

enum { LISTED_MOST = 16 }; /* entries of a cell that are looked at */

static char *
number_words (uint64_t number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

/* "2026-11-23 10:00:00": the header field Date. */
static char *
date_words (const Model *model, const MailMessage *message)
{
  enum { TO_SECONDS = 19 };
  if (!message->has_date_time)
    return wording_cell (wording_text (model->wording, message->date));
  g_autofree char *date = moment_date (message->date_time, model->times == TIMES_LOCAL, false);
  return g_strdelimit (g_strndup (date, TO_SECONDS), "T", ' ');
}

/* "2026-11-23": of the clock that the list shows. */
static char *
day (const Model *model, int64_t time)
{
  g_autofree char *date = moment_date (time, model->times == TIMES_LOCAL, false);
  char *end = strchr (date, 'T');
  return g_strndup (date, end != NULL ? (gsize) (end - date) : strlen (date));
}

static uint64_t
octets_of_session (const SmtpSession *session)
{
  return session->traffic.octets[0] + session->traffic.octets[1];
}

static int64_t
duration (const SmtpSession *session)
{
  return time_difference (session->traffic.last.time, session_start (session));
}

static guint
count_of (const GPtrArray *array)
{
  return array != NULL ? array->len : 0;
}

static guint
mails_of (const SmtpSession *session)
{
  guint mails = 0;
  for (guint i = 0; i < count_of (session->transactions); i++)
    mails += ((const SmtpTransaction *) g_ptr_array_index (session->transactions, i))->message != NULL;
  return mails;
}

/* The worst findings: their severity, SEVERITIES for none, and how many are as bad. */
static Severity
worst_findings (const SmtpSession *session, guint *count)
{
  Severity worst = SEVERITY_INFO;
  *count = 0;
  for (guint i = 0; i < count_of (session->findings); i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      if (finding->severity > worst)
        {
          worst = finding->severity;
          *count = 0;
        }
      *count += finding->severity == worst;
    }
  return worst;
}

static char *
findings_words (const SmtpSession *session)
{
  guint count;
  Severity worst = worst_findings (session, &count);
  return count > 0 ? wording_findings (count, worst) : g_strdup ("");
}

static char *
helo_words (Wording wording, const SmtpSession *session)
{
  return wording_cell (wording_octets (wording, session_client_name (session), OCTETS_NONE));
}

/* Each account once, the first one first. */
static char *
accounts (Wording wording, const SmtpSession *session)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < MIN (count_of (session->auths), LISTED_MOST); i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      if (!auth->has_username)
        continue;
      char *name = wording.redact ? g_strdup ("…") : wording_octets (wording, auth->username, OCTETS_NONE);
      if (g_ptr_array_find_with_equal_func (seen, name, g_str_equal, NULL))
        {
          g_free (name);
          continue;
        }
      g_string_append_printf (text, "%s%s", seen->len > 0 ? ", " : "", name);
      g_ptr_array_add (seen, name);
    }
  return wording_cell (g_string_free (text, FALSE));
}

static char *
tls_words (const SmtpSession *session)
{
  const char *name = session->tls_facts != NULL && session->tls_facts->version != 0
                         ? tls_version_name (session->tls_facts->version)
                         : NULL;
  if (name != NULL)
    return g_strdup (name);
  return g_strdup (session->tls != TLS_NONE ? "TLS" : "");
}

/* Where it was captured: the network or the interface, VLANs and tunnels. */
static char *
link_words (const SmtpSession *session)
{
  const Flow *flow = &session->flow;
  GString *text = g_string_new (NULL);
  if (flow->wifi.present && flow->wifi.ssid_length > 0)
    {
      g_autofree char *name = printable (octets_of (flow->wifi.ssid, flow->wifi.ssid_length));
      g_string_append (text, name);
    }
  else if (session->notes != NULL && session->notes->interface != NULL)
    {
      g_autofree char *name = printable (octets_of_string (session->notes->interface));
      g_string_append (text, name);
    }
  for (uint8_t i = 0; i < MIN (flow->vlans, FLOW_VLANS_MAX); i++)
    g_string_append_printf (text, "%svlan %u", text->len > 0 ? " " : "", flow->vlan[i]);
  for (uint8_t i = 0; i < MIN (flow->tunnels, FLOW_TUNNELS_MAX); i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", flow->tunnel[i]);
  return wording_cell (g_string_free (text, FALSE));
}

static uint16_t
port_of (const SmtpSession *session, Side side)
{
  return session->flow.side[session_flow_side (session, side)].port;
}

char *
model_more_of_session (const Model *model, const SessionRow *row, MoreCell cell)
{
  const SmtpSession *session = row->session;
  uint64_t number;
  switch (cell)
    {
    case CELL_DATE:
      return day (model, session_start (session));
    case CELL_DURATION:
      return row->open ? g_strdup ("") : moment_duration (MAX (duration (session), 0));
    case CELL_HELO:
      return helo_words (model->wording, session);
    case CELL_ACCOUNT:
      return accounts (model->wording, session);
    case CELL_TLS:
      return tls_words (session);
    case CELL_FINDINGS:
      return findings_words (session);
    case CELL_LINK:
      return link_words (session);
    default:
      return model_number_of_session (row, cell, &number) && number > 0 ? number_words (number) : g_strdup ("");
    }
}

bool
model_number_of_session (const SessionRow *row, MoreCell cell, uint64_t *number)
{
  const SmtpSession *session = row->session;
  guint count;
  switch (cell)
    {
    case CELL_ID:
      *number = session->id;
      return true;
    case CELL_DATE:
      *number = (uint64_t) session_start (session) ^ (UINT64_C (1) << 63);
      return true;
    case CELL_CLIENT_PORT:
    case CELL_SERVER_PORT:
      *number = port_of (session, cell == CELL_CLIENT_PORT ? SIDE_CLIENT : SIDE_SERVER);
      return true;
    case CELL_DURATION:
      *number = row->open ? 0 : (uint64_t) MAX (duration (session), 0);
      return true;
    case CELL_PACKETS:
      *number = session->traffic.packets;
      return true;
    case CELL_OCTETS:
      *number = octets_of_session (session);
      return true;
    case CELL_MAILS:
      *number = mails_of (session);
      return true;
    case CELL_FINDINGS:
      *number = (uint64_t) worst_findings (session, &count) << 32;
      *number = count > 0 ? *number + count : 0;
      return true;
    default:
      return false;
    }
}

/* --- mails --------------------------------------------------------------------------- */

static char *
mailboxes (Wording wording, const GPtrArray *list)
{
  if (count_of (list) == 0)
    return g_strdup ("");
  g_autofree char *first = wording_mailbox (wording, g_ptr_array_index (list, 0));
  return wording_cell (list->len > 1 ? g_strdup_printf ("+%u %s", list->len - 1, first) : g_strdup (first));
}

char *
model_more_of_mail (const Model *model, const MailRow *mail, MoreMailCell cell)
{
  const SmtpTransaction *transaction = mail->transaction;
  const MailMessage *message = transaction->message;
  const Wording wording = model->wording;
  switch (cell)
    {
    case MAIL_CELL_SESSION:
      return number_words (mail->row->session->id);
    case MAIL_CELL_CLIENT:
      return wording_ip (mail->row->session, SIDE_CLIENT);
    case MAIL_CELL_SERVER:
      return wording_ip (mail->row->session, SIDE_SERVER);
    case MAIL_CELL_REVERSE_PATH:
      return transaction->mail != NULL ? wording_cell (wording_address (wording, transaction->mail->path))
                                       : g_strdup ("");
    case MAIL_CELL_CC:
      return mailboxes (wording, message->cc);
    case MAIL_CELL_DATE:
      return date_words (model, message);
    case MAIL_CELL_MESSAGE_ID:
      return wording_cell (wording_text (wording, message->message_id));
    case MAIL_CELL_OUTCOME:
      return g_strdup (_ (outcome_name (transaction->outcome)));
    case MAIL_CELL_WHY:
      return transaction->sender != NULL ? wording_cell (wording_text (wording, transaction->sender->why))
                                         : g_strdup ("");
    case MORE_MAIL_CELLS:
    default:
      return g_strdup ("");
    }
}

bool
model_number_of_mail (const MailRow *mail, MoreMailCell cell, uint64_t *number)
{
  const MailMessage *message = mail->transaction->message;
  switch (cell)
    {
    case MAIL_CELL_SESSION:
      *number = mail->row->session->id;
      return true;
    case MAIL_CELL_DATE:
      /* Dates of the epoch's other side stay in front. */
      *number = message->has_date_time ? (uint64_t) message->date_time ^ (UINT64_C (1) << 63) : 0;
      return true;
    default:
      return false;
    }
}

/* --- logins -------------------------------------------------------------------------- */

char *
model_more_of_login (const Model *model, const LoginRow *login, MoreLoginCell cell)
{
  const SmtpSession *session = login->row->session;
  switch (cell)
    {
    case LOGIN_CELL_SESSION:
      return number_words (session->id);
    case LOGIN_CELL_DATE:
      return day (model, login->auth->origin.time);
    case LOGIN_CELL_HELO:
      return helo_words (model->wording, session);
    case LOGIN_CELL_TLS:
      return tls_words (session);
    case MORE_LOGIN_CELLS:
    default:
      return g_strdup ("");
    }
}

bool
model_number_of_login (const LoginRow *login, MoreLoginCell cell, uint64_t *number)
{
  if (cell != LOGIN_CELL_SESSION && cell != LOGIN_CELL_DATE)
    return false;
  *number = cell == LOGIN_CELL_SESSION ? login->row->session->id
                                       : (uint64_t) login->auth->origin.time ^ (UINT64_C (1) << 63);
  return true;
}

/* --- ways ---------------------------------------------------------------------------- */

MailRow
path_mail (const PathRow *path)
{
  return (MailRow){ .row = path->row, .transaction = path->transaction, .index = NO_ROW, .before = NO_ROW };
}

char *
model_more_of_path (const Model *model, const PathRow *path, int cell)
{
  const MailRow mail = path_mail (path);
  return model_more_of_mail (model, &mail, (MoreMailCell) (cell - PATH_CELLS + MAIL_CELLS));
}

bool
model_number_of_path (const PathRow *path, int cell, uint64_t *number)
{
  const MailRow mail = path_mail (path);
  return model_number_of_mail (&mail, (MoreMailCell) (cell - PATH_CELLS + MAIL_CELLS), number);
}

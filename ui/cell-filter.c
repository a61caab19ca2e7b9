/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a cell to a filter: not from its words, which are cut and masked, but from the fact behind them. */
#include "config.h"

#include "cell-filter.h"

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/sender.h"
#include "../dissect/session-facts.h"
#include "../dissect/tls-names.h"
#include "../dissect/translate.h"

#include <string.h>

enum { VALUE_OCTETS_MAX = 300 };

/* "FIELD OPERATOR value"; NULL where the value would not show what it is. */
static char *
compare (const char *field, const char *operator, Octets value)
{
  if (value.length > VALUE_OCTETS_MAX)
    return NULL;
  char *text = value.length > 0 ? g_strndup ((const char *) value.at, value.length) : g_strdup ("");
  char *shown = printable (value);
  char *filter = NULL;
  if (g_str_equal (text, shown))
    {
      char *quoted = session_filter_quote (text);
      filter = g_strdup_printf ("%s %s %s", field, operator, quoted);
      g_free (quoted);
    }
  g_free (shown);
  g_free (text);
  return filter;
}

static char *
compare_string (const char *field, const char *value)
{
  return value != NULL ? compare (field, "==", octets_of_string (value)) : NULL;
}

/* On a projector an address is known by its domain alone. */
static char *
compare_address (const Model *model, const char *field, const char *operator, Octets address)
{
  if (!model->wording.redact || address.length == 0)
    return compare (field, operator, address);
  Octets domain = address_domain (address);
  return domain.length > 0 ? compare (field, "~", octets_of (domain.at - 1, domain.length + 1)) : NULL;
}

static char *
minute (const SmtpSession *session)
{
  char text[PRINTABLE_TIME];
  printable_time (session_start (session), false, text);
  return g_strdup_printf ("start == %.16s", text); /* to the minute */
}

static char *
address_of (const SmtpSession *session, Side side)
{
  char text[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, session_flow_side (session, side), text);
  return compare_string (side == SIDE_CLIENT ? "client.ip" : "server.ip", text);
}

static char *
reverse_path (const Model *model, const SmtpTransaction *transaction)
{
  if (transaction == NULL || transaction->mail == NULL || !transaction->mail->has_path)
    return g_strdup ("!mail_from");
  return compare_address (model, "mail_from", "==", transaction->mail->path);
}

static char *
forward_path (const Model *model, const SmtpTransaction *transaction)
{
  if (transaction == NULL || transaction->recipients == NULL || transaction->recipients->len == 0)
    return g_strdup ("!rcpt_to");
  const SmtpRecipient *first = g_ptr_array_index (transaction->recipients, 0);
  return first->command != NULL ? compare_address (model, "rcpt_to", "==", first->command->path) : NULL;
}

static char *
subject (const Model *model, const SmtpTransaction *transaction)
{
  if (transaction == NULL || transaction->message == NULL)
    return g_strdup ("!messages");
  if (transaction->message->subject == NULL)
    return g_strdup ("!subject");
  return model->wording.redact ? NULL : compare_string ("subject", transaction->message->subject);
}

/* By the word that the list shows. */
static char *
exposed (const char *word)
{
  static const struct {
    const char *word, *filter;
  } rows[] = {
    { NC_ ("exposed", "password"), "exposed == credentials" },
    { NC_ ("exposed", "mail"), "exposed in (text, attachments)" },
    { NC_ ("exposed", "headers"), "exposed == headers" },
    { NC_ ("exposed", "envelope"), "exposed == envelope" },
    { "TLS", "tls && !exposed" },
    { NC_ ("exposed", "all"), "tls" },
    { "—", "!exposed" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (word != NULL && g_str_equal (word, C_ ("exposed", rows[i].word)))
      return g_strdup (rows[i].filter);
  return NULL;
}

static char *
forged (const SmtpSession *session)
{
  Severity severity;
  return session_forgery (session, &severity) ? compare_string ("forged", severity_name (severity))
                                              : g_strdup ("!(forged in (low, medium, high, critical))");
}

/* --- hosts ----------------------------------------------------------------------------- */

/* One of its words, in the field where clients say it and that where servers do. */
static char *
word_of_host (const Model *model, const HostRow *host, HostWords words, const char *field)
{
  const HostCounts *counts = model_host_counts (model, host);
  const GString *word = host_word (host, counts, words);
  return word != NULL ? compare (field, "==", octets_of (word->str, word->len)) : NULL;
}

static char *
name_of_host (const Model *model, const HostRow *host)
{
  const HostCounts *counts = model_host_counts (model, host);
  const GString *word = host_word (host, counts, HOST_NAMES);
  const Octets name = word != NULL ? octets_of (word->str, word->len) : OCTETS_NONE;
  if (name.length == 0)
    return NULL;
  if (counts->sessions[SIDE_SERVER] == 0)
    return compare ("helo", "==", name);
  return compare ("banner", "~", name);
}

/* Sessions of the host that also meet this. */
static char *
of_host (const char *field, const char *address, const char *more)
{
  return g_strdup_printf ("%s == %s%s%s", field, address, more[0] != '\0' ? " && " : "", more);
}

char *
cell_filter_of_host (const Model *model, const HostRow *host, HostCell cell)
{
  const HostCounts *counts = model_host_counts (model, host);
  g_autofree char *address = host_address (host);
  g_autofree char *severity = NULL;
  Severity worst;
  switch (cell)
    {
    case HOST_CELL_NAME:
      return name_of_host (model, host);
    case HOST_CELL_ROLE:
      return of_host (counts->sessions[SIDE_SERVER] == 0   ? "client.ip"
                      : counts->sessions[SIDE_CLIENT] == 0 ? "server.ip"
                                                           : "ip",
                      address, "");
    case HOST_CELL_TLS:
      return of_host ("ip", address, host_tls (counts) >= HOST_TLS_AT_TIMES ? "tls" : "!tls");
    case HOST_CELL_ACCOUNTS:
      return model->wording.redact ? NULL : word_of_host (model, host, HOST_ACCOUNTS, "auth.username");
    case HOST_CELL_GREETING:
      return word_of_host (model, host, HOST_GREETINGS, "banner");
    case HOST_CELL_AS_SERVER:
    case HOST_CELL_AS_CLIENT:
      return of_host (cell == HOST_CELL_AS_SERVER ? "server.ip" : "client.ip", address, "");
    case HOST_CELL_HIDDEN:
      return of_host ("ip", address, "tls && !exposed");
    case HOST_CELL_CLEAR:
      return of_host ("ip", address, "exposed");
    case HOST_CELL_MAILS:
      return of_host ("ip", address, "messages");
    case HOST_CELL_FINDINGS:
      return of_host ("ip", address, "findings");
    case HOST_CELL_WORST:
      if (host_worst (counts, &worst))
        severity = compare_string ("findings.severity", severity_name (worst));
      return of_host ("ip", address, severity != NULL ? severity : "!findings");
    case HOST_CELL_ADDRESS:
    case HOST_CELL_SESSIONS:
    case MORE_HOST_CELLS:
    default:
      return of_host ("ip", address, "");
    }
}

/* --- cells that not every list shows ----------------------------------------------------- */

static char *
number_is (const char *field, uint64_t number)
{
  return g_strdup_printf ("%s == %" G_GUINT64_FORMAT, field, number);
}

static char *
day_of (int64_t time)
{
  char text[PRINTABLE_TIME];
  printable_time (time, false, text);
  return g_strdup_printf ("start == %.10s", text);
}

static char *
helo (const SmtpSession *session)
{
  Octets name = session_client_name (session);
  return name.length > 0 ? compare ("helo", "==", name) : g_strdup ("!helo");
}

static char *
account (const Model *model, const SmtpAuth *auth)
{
  if (auth == NULL || !auth->has_username)
    return g_strdup ("!auth.username");
  return model->wording.redact ? NULL : compare ("auth.username", "==", auth->username);
}

static char *
tls (const SmtpSession *session)
{
  const char *version = session->tls_facts != NULL && session->tls_facts->version != 0
                            ? tls_version_name (session->tls_facts->version)
                            : NULL;
  if (version != NULL)
    return compare_string ("tls.version", version);
  return g_strdup (session->tls != TLS_NONE ? "tls" : "!tls");
}

/* Those with one as bad as its worst. */
static char *
findings (const SmtpSession *session)
{
  Severity worst = SEVERITY_INFO;
  if (session->findings == NULL || session->findings->len == 0)
    return g_strdup ("!findings");
  for (guint i = 0; i < session->findings->len; i++)
    worst = MAX (worst, ((const Finding *) g_ptr_array_index (session->findings, i))->severity);
  return compare_string ("findings.severity", severity_name (worst));
}

/* An interface has no field. */
static char *
link_of (const Flow *flow)
{
  if (flow->wifi.present && flow->wifi.ssid_length > 0)
    return compare ("link.wifi.ssid", "==", octets_of (flow->wifi.ssid, flow->wifi.ssid_length));
  if (flow->vlans > 0)
    return number_is ("link.vlan", flow->vlan[0]);
  return flow->tunnels > 0 ? compare_string ("link.tunnel", flow->tunnel[0]) : NULL;
}

/* At least that long, in whole seconds. */
static char *
duration (const SessionRow *row)
{
  uint64_t nanoseconds;
  if (!model_number_of_session (row, CELL_DURATION, &nanoseconds))
    return NULL;
  return g_strdup_printf ("duration >= %" G_GUINT64_FORMAT "s", nanoseconds / 1000000000);
}

static char *
more_of_session (const Model *model, const SessionRow *row, MoreCell cell)
{
  const SmtpSession *session = row->session;
  static const char *const numbers[MORE_CELLS] = {
    [CELL_ID] = "id",
    [CELL_CLIENT_PORT] = "client.port",
    [CELL_SERVER_PORT] = "server.port",
    [CELL_PACKETS] = "packets",
    [CELL_OCTETS] = "bytes",
    [CELL_MAILS] = "messages",
  };
  uint64_t number;
  switch (cell)
    {
    case CELL_DATE:
      return day_of (session_start (session));
    case CELL_DURATION:
      return duration (row);
    case CELL_HELO:
      return helo (session);
    case CELL_ACCOUNT:
      return account (model,
                      session->auths != NULL && session->auths->len > 0 ? g_ptr_array_index (session->auths, 0) : NULL);
    case CELL_TLS:
      return tls (session);
    case CELL_FINDINGS:
      return findings (session);
    case CELL_LINK:
      return link_of (&session->flow);
    default:
      return numbers[cell] != NULL && model_number_of_session (row, cell, &number) ? number_is (numbers[cell], number)
                                                                                   : NULL;
    }
}

static char *
more_of_mail (const Model *model, const MailRow *mail, MoreMailCell cell)
{
  const MailMessage *message = mail->transaction->message;
  char date[PRINTABLE_TIME];
  switch (cell)
    {
    case MAIL_CELL_SESSION:
      return number_is ("id", mail->row->session->id);
    case MAIL_CELL_CLIENT:
    case MAIL_CELL_SERVER:
      return address_of (mail->row->session, cell == MAIL_CELL_CLIENT ? SIDE_CLIENT : SIDE_SERVER);
    case MAIL_CELL_REVERSE_PATH:
      return reverse_path (model, mail->transaction);
    case MAIL_CELL_CC:
      if (message->cc == NULL || message->cc->len == 0)
        return g_strdup ("!cc");
      return model->wording.redact ? NULL : compare_string ("cc", g_ptr_array_index (message->cc, 0));
    case MAIL_CELL_DATE:
      printable_time (message->date_time, false, date);
      return message->has_date_time ? g_strdup_printf ("date == %.19sZ", date) : g_strdup ("!date");
    case MAIL_CELL_MESSAGE_ID:
      if (message->message_id == NULL)
        return g_strdup ("!message_id");
      return model->wording.redact ? NULL : compare_string ("message_id", message->message_id);
    case MAIL_CELL_OUTCOME:
      return compare_string ("outcome", outcome_name (mail->transaction->outcome));
    case MAIL_CELL_WHY:
      return mail->transaction->sender != NULL
                 ? compare_string ("sender.verdict", sender_verdict_name (mail->transaction->sender->verdict))
                 : g_strdup ("!sender.verdict");
    case MORE_MAIL_CELLS:
    default:
      return NULL;
    }
}

char *
cell_filter_of_login (const Model *model, const LoginRow *login, LoginCell cell)
{
  const SmtpSession *session = login->row->session;
  const SmtpAuth *auth = login->auth;
  switch ((int) cell)
    {
    case LOGIN_CELL_TIME:
      return minute (session);
    case LOGIN_CELL_CLIENT:
    case LOGIN_CELL_SERVER:
      return address_of (session, cell == LOGIN_CELL_CLIENT ? SIDE_CLIENT : SIDE_SERVER);
    case LOGIN_CELL_MECHANISM:
      return compare ("auth.mechanism", "==", auth->mechanism);
    case LOGIN_CELL_ACCOUNT:
      return account (model, auth);
    case LOGIN_CELL_RESULT:
      return compare_string ("auth.result", auth_result_name (auth->result));
    case LOGIN_CELL_EXPOSED:
      return auth->tls ? g_strdup ("tls")
                       : compare_string ("auth.secret", sasl_secret_name (session_exposed_secret (auth)));
    case LOGIN_CELL_SESSION:
      return number_is ("id", session->id);
    case LOGIN_CELL_DATE:
      return day_of (session_start (session));
    case LOGIN_CELL_HELO:
      return helo (session);
    case LOGIN_CELL_TLS:
      return tls (session);
    default:
      return NULL; /* never by a secret */
    }
}

char *
cell_filter_of_session (const Model *model, const SessionRow *row, Cell cell)
{
  const SmtpSession *session = row->session;
  const SmtpTransaction *first = session->transactions != NULL && session->transactions->len > 0
                                     ? g_ptr_array_index (session->transactions, 0)
                                     : NULL;
  switch (cell)
    {
    case CELL_TIME:
      return minute (session);
    case CELL_CLIENT:
      return address_of (session, SIDE_CLIENT);
    case CELL_SERVER:
      return address_of (session, SIDE_SERVER);
    case CELL_FROM:
      return reverse_path (model, first);
    case CELL_TO:
      return forward_path (model, first);
    case CELL_SUBJECT:
      return subject (model, first);
    case CELL_EXPOSED:
      return exposed (model_cells (model, (SessionRow *) row)[CELL_EXPOSED]);
    case CELL_FORGED:
      return forged (session);
    case CELL_OUTCOME:
      return first != NULL ? compare_string ("outcome", outcome_name (first->outcome))
                           : compare_string ("closed", session_end_name (session->closed));
    default:
      return more_of_session (model, row, (MoreCell) cell);
    }
}

static char *
author (const Model *model, const SmtpTransaction *transaction)
{
  const GPtrArray *specs = transaction->message->from_specs;
  if (specs == NULL || specs->len == 0)
    return reverse_path (model, transaction);
  return compare_address (model, "from", "~", octets_of_string (g_ptr_array_index (specs, 0)));
}

char *
cell_filter_of_mail (const Model *model, const MailRow *mail, MailCell cell)
{
  const SmtpTransaction *transaction = mail->transaction;
  const MailMessage *message = transaction->message;
  switch (cell)
    {
    case MAIL_CELL_TIME:
      return minute (mail->row->session);
    case MAIL_CELL_FROM:
      return author (model, transaction);
    case MAIL_CELL_TO:
      return forward_path (model, transaction);
    case MAIL_CELL_SUBJECT:
      return subject (model, transaction);
    case MAIL_CELL_SIZE:
      return g_strdup_printf ("size == %" G_GUINT64_FORMAT, message->size);
    case MAIL_CELL_FILES:
      return g_strdup_printf ("attachments == %u", mail_attachments (message));
    case MAIL_CELL_EXPOSED:
      return exposed (model_mail_cells (model, (MailRow *) mail)[MAIL_CELL_EXPOSED]);
    case MAIL_CELL_SENDER:
      return transaction->sender != NULL
                 ? compare_string ("sender.verdict", sender_verdict_name (transaction->sender->verdict))
                 : g_strdup ("!sender.verdict");
    default:
      return more_of_mail (model, mail, (MoreMailCell) cell);
    }
}

char *
cell_filter_of_path (const Model *model, const PathRow *path, int cell)
{
  const MailRow mail = path_mail (path);
  switch (cell)
    {
    case PATH_CELL_TIME:
      return minute (path->row->session);
    case PATH_CELL_FROM:
      return author (model, path->transaction);
    case PATH_CELL_SUBJECT:
      return subject (model, path->transaction);
    default:
      return cell >= PATH_CELLS ? more_of_mail (model, &mail, (MoreMailCell) (cell - PATH_CELLS + MAIL_CELLS)) : NULL;
    }
}

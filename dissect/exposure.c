/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who could read what of a mail.
 *
 * On the path between the two hosts everyone could read what crossed without
 * TLS; end-to-end encryption (RFC 9580, RFC 8551) takes text and attachments out
 * of that, never the envelope and the header fields.  The servers that took the
 * mail in could read all of it unless it was encrypted end to end: TLS ends at
 * each of them (RFC 5321 §2.1, RFC 3207 §6).
 *
 * Limits: SERVERS_MAX hosts; a forger can write any Received field he likes,
 * and all but those of the reader's own servers are mere claims.
 *
 * A recipient reads what was sealed for him; that he holds the key is assumed.
 *
 * Does not: judge whether a Received field tells the truth. */
#include "config.h"

#include "exposure.h"
#include "message-protection.h"
#include "printable.h"
#include "session-facts.h"
#include "tls-facts.h"

enum { SERVERS_MAX = 32 };

static bool
is_known (const GPtrArray *servers, const char *name)
{
  for (guint i = 0; i < servers->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (servers, i), name) == 0)
      return true;
  return false;
}

static void
add_server (GPtrArray *servers, Octets name)
{
  if (name.length > 0 && name.at[name.length - 1] == '.')
    name.length--;
  if (servers->len >= SERVERS_MAX || !octets_are_host_name (name))
    return;
  /* Names that tell nothing: a filter handing mail to itself, a look-up that failed. */
  if (octets_equal_nocase (name, OCTETS ("localhost")) || octets_equal_nocase (name, OCTETS ("unknown")))
    return;
  char *text = printable (name);
  if (is_known (servers, text))
    g_free (text);
  else
    g_ptr_array_add (servers, text);
}

/* The host's name in a "from" or "by" clause: its first word (RFC 5321 §4.4). */
static Octets
clause_name (const char *clause)
{
  return clause != NULL ? octets_of (clause, strcspn (clause, " \t\r\n(;")) : OCTETS_NONE;
}

static void
add_servers (GPtrArray *servers, const SmtpSession *session, const MailMessage *message)
{
  Octets name = session_server_name (session);
  if (name.length == 0)
    {
      char address[FLOW_IP_TEXT];
      flow_ip_text (&session->flow, session_flow_side (session, SIDE_SERVER), address);
      if (!is_known (servers, address))
        g_ptr_array_add (servers, g_strdup (address));
    }
  else
    add_server (servers, name);
  for (guint i = 0; message->received != NULL && i < message->received->len && servers->len < SERVERS_MAX; i++)
    {
      const ReceivedField *received = g_ptr_array_index (message->received, i);
      add_server (servers, clause_name (received->by));
      /* A client says what it likes; a bare "laptop" names no host to anyone. */
      Octets from = clause_name (received->from);
      if (octets_find (from, '.') != SIZE_MAX || octets_find (from, ':') != SIZE_MAX)
        add_server (servers, from);
    }
}

/* What stands behind the header, and how much of it is encrypted end to end. */
typedef struct Inside {
  bool clear, sealed;
} Inside;

static void
look_inside (const MailMessage *message, Inside *text, Inside *attachments)
{
  guint parts = message->parts != NULL ? message->parts->len : 0;
  for (guint i = 0; i < parts; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      Inside *inside = part->attachment ? attachments : text;
      if (part->encoded == 0 || part->claim == CLAIM_PGP_CONTROL)
        continue;
      inside->clear |= part->sealing != SEALED_WHOLLY;
      inside->sealed |= part->sealing != SEALED_NOT;
    }
  /* Entities beyond a limit, or none known: whatever stands behind the header. */
  if ((parts == 0 || message->parts_cut) && message->size > message->header.length)
    text->clear = true;
}

/* The first packet of TLS that hides something.  Its event stands near the log's begin. */
static Origin
tls_begin (const SmtpSession *session)
{
  if (session_tls_hides (session) && session->tls_facts != NULL && session->tls_facts->begin.packet != 0)
    return session->tls_facts->begin;
  for (guint i = 0; session_tls_hides (session) && i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_TLS)
        return event->origin;
    }
  return (Origin){ 0 };
}

/* --- the rows ------------------------------------------------------------------ */

static void
set_row (Exposure *exposure, ExposedItem item, bool tls, bool sealed, Access recipient, Origin first, Origin last)
{
  ExposureRow *row = &exposure->rows[item];
  row->shield = sealed ? SHIELD_END_TO_END : tls ? SHIELD_TLS : SHIELD_NONE;
  row->access[READER_PATH] = row->shield == SHIELD_NONE ? ACCESS_YES : ACCESS_NO;
  row->access[READER_SERVERS] = sealed ? ACCESS_NO : ACCESS_YES;
  row->access[READER_RECIPIENT] = recipient;
  if (row->shield == SHIELD_NONE)
    {
      row->first = first;
      row->last = last;
    }
}

static bool
shows_secret (const SmtpAuth *auth)
{
  SaslSecret secret = session_exposed_secret (auth);
  return secret == SASL_SECRET_PASSWORD || secret == SASL_SECRET_TOKEN;
}

/* The first line of the exchange that holds a part to mask. */
static Origin
secret_origin (const SmtpSession *session, const SmtpAuth *auth)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      bool of_it = (event->type == EVENT_COMMAND && event->command == auth->command)
                   || (event->type == EVENT_AUTH_LINE && event->auth == auth && event->side == SIDE_CLIENT);
      if (of_it && event->secret.length > 0)
        return event->origin;
    }
  return auth->origin;
}

/* What the path had of a login's secret, if it had been in the clear. */
static Access
secret_access (const SmtpAuth *auth)
{
  switch (smtp_auth_secret (auth))
    {
    case SASL_SECRET_PASSWORD:
    case SASL_SECRET_TOKEN:
      return ACCESS_YES;
    case SASL_SECRET_CHALLENGE_RESPONSE:
    case SASL_SECRET_PROOF:
      return ACCESS_PART;
    default:
      return ACCESS_ABSENT;
    }
}

/* Of several logins the one that showed most. */
static void
add_password (Exposure *exposure, const SmtpSession *session)
{
  ExposureRow *row = &exposure->rows[ITEM_PASSWORD];
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      Access access = secret_access (auth);
      if (access == ACCESS_ABSENT || (access <= row->access[READER_PATH] && row->shield == SHIELD_NONE)
          || (auth->tls && row->access[READER_PATH] != ACCESS_ABSENT))
        continue;
      Origin origin = secret_origin (session, auth);
      set_row (exposure, ITEM_PASSWORD, auth->tls, false, ACCESS_NO, origin, origin);
      row->access[READER_SERVERS] = access;
      if (!auth->tls)
        row->access[READER_PATH] = access;
    }
}

static void
add_envelope (Exposure *exposure, const SmtpTransaction *transaction)
{
  guint recipients = transaction->recipients->len;
  if (transaction->mail == NULL && recipients == 0)
    return;
  const SmtpRecipient *first = recipients > 0 ? g_ptr_array_index (transaction->recipients, 0) : NULL;
  const SmtpRecipient *last = recipients > 0 ? g_ptr_array_index (transaction->recipients, recipients - 1) : NULL;
  /* A recipient gets the sender's path, and of the others what the header tells. */
  set_row (exposure, ITEM_ENVELOPE, transaction->tls, false, ACCESS_PART,
           transaction->mail != NULL ? transaction->mail->origin : first->command->origin,
           last != NULL ? last->command->origin : transaction->mail->origin);
}

static void
set_inside (Exposure *exposure, ExposedItem item, bool tls, Inside inside, Origin first, Origin last)
{
  ExposureRow *row = &exposure->rows[item];
  if (!inside.clear && !inside.sealed)
    return;
  set_row (exposure, item, tls, !inside.clear, ACCESS_YES, first, last);
  for (unsigned reader = 0; inside.clear && inside.sealed && reader < READER_RECIPIENT; reader++)
    row->access[reader] = MIN (row->access[reader], ACCESS_PART);
}

static void
add_message (Exposure *exposure, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  Inside text = { false, false };
  Inside attachments = { false, false };
  look_inside (message, &text, &attachments);
  bool tls = transaction->tls;
  Origin first = transaction->data_origin;
  Origin last = transaction->data_end;
  if (message->field_count > 0)
    set_row (exposure, ITEM_HEADER, tls, false, ACCESS_YES, first, first);
  set_inside (exposure, ITEM_TEXT, tls, text, first, last);
  set_inside (exposure, ITEM_ATTACHMENTS, tls, attachments, first, last);
}

Exposure
exposure_of (const SmtpSession *session, const SmtpTransaction *transaction)
{
  Exposure exposure = { .tls_from = tls_begin (session) };
  const MailMessage *message = transaction->message;
  add_password (&exposure, session);
  add_envelope (&exposure, transaction);
  if (message != NULL && message->size > 0)
    add_message (&exposure, transaction);
  return exposure;
}

GPtrArray *
exposure_servers (const SmtpSession *session, const SmtpTransaction *transaction)
{
  GPtrArray *servers = g_ptr_array_new_with_free_func (g_free);
  if (transaction != NULL)
    {
      if (transaction->message != NULL && transaction->message->size > 0)
        add_servers (servers, session, transaction->message);
      return servers;
    }
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *one = g_ptr_array_index (session->transactions, i);
      if (one->message != NULL && one->message->size > 0)
        add_servers (servers, session, one->message);
    }
  return servers;
}

/* --- a session ----------------------------------------------------------------- */

static Access
both (Access a, Access b)
{
  if (a == ACCESS_ABSENT || b == ACCESS_ABSENT)
    return MAX (a, b);
  return a == b ? a : ACCESS_PART;
}

static void
add_row (ExposureRow *to, const ExposureRow *row)
{
  for (Reader reader = 0; reader < READERS; reader++)
    to->access[reader] = both (to->access[reader], row->access[reader]);
  to->shield = MAX (to->shield, row->shield);
  if (row->first.packet == 0)
    return;
  if (to->first.packet == 0)
    to->first = row->first;
  to->last = row->last;
}

Exposure
exposure_of_session (const SmtpSession *session)
{
  Exposure whole = { .tls_from = tls_begin (session) };
  add_password (&whole, session);
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      Exposure one = exposure_of (session, g_ptr_array_index (session->transactions, i));
      for (ExposedItem item = ITEM_ENVELOPE; item < EXPOSED_ITEMS; item++)
        add_row (&whole.rows[item], &one.rows[item]);
    }
  return whole;
}

/* --- questions ----------------------------------------------------------------- */

bool
exposure_servers_read (const Exposure *exposure)
{
  return exposure->rows[ITEM_TEXT].access[READER_SERVERS] >= ACCESS_PART
         || exposure->rows[ITEM_ATTACHMENTS].access[READER_SERVERS] >= ACCESS_PART
         || (exposure->rows[ITEM_HEADER].access[READER_SERVERS] >= ACCESS_PART
             && exposure->rows[ITEM_TEXT].access[READER_SERVERS] == ACCESS_ABSENT
             && exposure->rows[ITEM_ATTACHMENTS].access[READER_SERVERS] == ACCESS_ABSENT);
}

bool
exposure_credentials (const SmtpSession *session)
{
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    if (shows_secret (g_ptr_array_index (session->auths, i)))
      return true;
  return false;
}

bool
exposure_session (const SmtpSession *session)
{
  if (exposure_credentials (session))
    return true;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (!transaction->tls && transaction->message != NULL && transaction->message->size > 0)
        return true;
    }
  return false;
}

AirReader
exposure_air_reader (const SmtpSession *session)
{
  static const AirReader readers[FLOW_PROTECTIONS] = {
    [FLOW_OPEN] = AIR_EVERYONE,   [FLOW_WEP] = AIR_EVERYONE, [FLOW_WPA] = AIR_PASSPHRASE,
    [FLOW_WPA2] = AIR_PASSPHRASE, [FLOW_WPA3] = AIR_STATION,
  };
  const FlowWifi *wifi = &session->flow.wifi;
  if (!wifi->present)
    return AIR_NONE;
  return wifi->own_key ? AIR_STATION : readers[wifi->protection];
}

/* Nothing worth hiding crossed outside TLS. */
static bool
is_hidden (const SmtpSession *session)
{
  return session_tls_hides (session) && !exposure_session (session);
}

const char *
exposure_air (const SmtpSession *session)
{
  static const struct {
    const char *readable, *hidden;
  } words[AIR_READERS] = {
    [AIR_EVERYONE]
    = { N_ ("the network is open: every neighbour in radio range could read this, and so could everyone on "
            "the path beyond the access point"),
        N_ ("the network is open: every neighbour in radio range saw who spoke with whom, and how much; TLS "
            "hid the rest from them") },
    [AIR_PASSPHRASE]
    = { N_ ("everyone who knows the network's passphrase, and saw the station join, could read this, and "
            "so could everyone on the path beyond the access point"),
        N_ ("everyone who knows the network's passphrase, and saw the station join, saw who spoke with "
            "whom, and how much; TLS hid the rest from them") },
    [AIR_STATION]
    = { N_ ("nobody near by without this station's own key could read this, but everyone on the path beyond "
            "the access point could"),
        N_ ("nobody near by without this station's own key saw more than how much crossed, and TLS hid the "
            "rest from everyone on the path beyond the access point") },
  };
  static const char *const wep = N_ (
      "WEP keeps nobody out, for its key is found in minutes: every neighbour in radio range could read this, and so "
      "could everyone on the path beyond the access point");
  const AirReader reader = exposure_air_reader (session);
  if (is_hidden (session))
    return words[reader].hidden;
  return session->flow.wifi.present && session->flow.wifi.protection == FLOW_WEP ? wep : words[reader].readable;
}

/* --- words --------------------------------------------------------------------- */

const char *
exposed_item_name (ExposedItem item)
{
  static const char *const names[EXPOSED_ITEMS] = {
    [ITEM_PASSWORD] = NC_ ("exposure", "password"),          [ITEM_ENVELOPE] = NC_ ("exposure", "sender, recipients"),
    [ITEM_HEADER] = NC_ ("exposure", "header with subject"), [ITEM_TEXT] = NC_ ("exposure", "text"),
    [ITEM_ATTACHMENTS] = NC_ ("exposure", "attachments"),
  };
  return names[item];
}

const char *
reader_name (Reader reader)
{
  static const char *const names[READERS] = {
    [READER_PATH] = NC_ ("exposure", "everyone on the path"),
    [READER_SERVERS] = NC_ ("exposure", "servers' admins"),
    [READER_RECIPIENT] = NC_ ("exposure", "recipient"),
  };
  return names[reader];
}

const char *
access_name (Access access)
{
  static const char *const names[] = { "absent", "no", "part", "yes" };
  return names[access];
}

const char *
air_reader_name (AirReader reader)
{
  static const char *const names[AIR_READERS] = { NULL, "everyone-in-range", "passphrase", "station-key" };
  return names[reader];
}

const char *
shield_name (Shield shield)
{
  static const char *const names[] = { NULL, "tls", "end-to-end" };
  return names[shield];
}

char *
exposure_words (const Exposure *exposure, ExposedItem item, Reader reader, Tongue tongue)
{
  const ExposureRow *row = &exposure->rows[item];
  Access access = row->access[reader];
  if (access == ACCESS_ABSENT)
    return g_strdup ("-");
  if (access == ACCESS_NO)
    {
      bool tls = reader == READER_PATH && row->shield == SHIELD_TLS;
      bool sealed = reader != READER_RECIPIENT && row->shield == SHIELD_END_TO_END;
      return g_strdup (tls      ? translate_in (tongue, "exposure", "no: inside TLS")
                       : sealed ? translate_in (tongue, "exposure", "no: end to end")
                                : translate_in (tongue, "exposure", "no"));
    }
  if (reader == READER_SERVERS && item == ITEM_PASSWORD)
    return g_strdup (access == ACCESS_YES ? translate_in (tongue, "exposure", "the one asked")
                                          : translate_in (tongue, "exposure", "no: a proof"));
  const char *word = access == ACCESS_YES    ? translate_in (tongue, "exposure", "yes")
                     : item == ITEM_PASSWORD ? translate_in (tongue, "exposure", "a proof")
                                             : translate_in (tongue, "exposure", "in part");
  if (reader != READER_PATH || row->first.packet == 0)
    return g_strdup (word);
  if (row->first.packet == row->last.packet)
    return g_strdup_printf ("%s, #%" G_GUINT64_FORMAT, word, row->first.packet);
  return g_strdup_printf ("%s, #%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, word, row->first.packet, row->last.packet);
}

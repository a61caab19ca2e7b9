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
 * Does not: judge whether a Received field tells the truth. */
#include "config.h"

#include "exposure.h"
#include "printable.h"
#include "session-facts.h"

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

/* What of the mail's inside crossed, encrypted or not. */
static void
look_inside (const MailMessage *message, bool *text, bool *attachments)
{
  guint parts = message->parts != NULL ? message->parts->len : 0;
  for (guint i = 0; i < parts; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      if (part->attachment)
        *attachments = true;
      else if (part->encoded > 0)
        *text = true;
    }
  /* Entities beyond a limit, or none known: whatever stands behind the header. */
  if ((parts == 0 || message->parts_cut) && message->size > message->header.length)
    *text = true;
}

Exposure *
exposure_new (const SmtpSession *session, const SmtpTransaction *transaction)
{
  Exposure *exposure = g_new0 (Exposure, 1);
  const MailMessage *message = transaction->message;
  exposure->servers = g_ptr_array_new_with_free_func (g_free);
  exposure->credentials = exposure_credentials (session);
  bool clear = !transaction->tls;
  exposure->envelope = clear && (transaction->mail != NULL || transaction->recipients->len > 0);
  if (message == NULL || message->size == 0)
    return exposure;

  bool text = false;
  bool attachments = false;
  look_inside (message, &text, &attachments);
  bool sealed = message->end_to_end != END_TO_END_NONE;
  exposure->headers = clear && message->field_count > 0;
  exposure->text = clear && text && !sealed;
  exposure->attachments = clear && attachments && !sealed;
  exposure->servers_read_text = !sealed;
  add_servers (exposure->servers, session, message);
  return exposure;
}

void
exposure_free (Exposure *exposure)
{
  if (exposure == NULL)
    return;
  g_ptr_array_unref (exposure->servers);
  g_free (exposure);
}

bool
exposure_credentials (const SmtpSession *session)
{
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      if (auth->plaintext && auth->has_password)
        return true;
    }
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of words for each kind of rung.
 *
 * Does not cut it to any width, nor tell sides, times and packets: those stand beside it. */
#include "config.h"

#include "rung-text.h"

#include "moment.h"
#include "rung-again.h"
#include "search.h"

#include "../dissect/session-facts.h"
#include "../dissect/time-difference.h"
#include "../dissect/tls-words.h"
#include "../dissect/translate.h"

#include <inttypes.h>

/* The secret, where it begins within the octets; one that begins behind them hides nothing in them. */
static Octets
secret_within (Octets octets, Octets secret)
{
  return (uintptr_t) secret.at >= (uintptr_t) octets.at + octets.length ? OCTETS_NONE : secret;
}

/* What was said, without what names a person where that is redacted: the user
 * name of a login may stand in any of its lines. */
char *
rung_said (Wording wording, const SmtpSession *session, const SmtpEvent *event, Octets line)
{
  if (wording.redact && event->type == EVENT_AUTH_LINE)
    return g_strdup ("…");
  if (wording.redact && event->type == EVENT_COMMAND && event->command->verb == VERB_AUTH)
    return g_strdup ("AUTH …");
  if (wording.redact && event->type == EVENT_COMMAND && smtp_verb_is_request (event->command->verb))
    return g_strconcat (smtp_verb_name (event->command->verb), " …", NULL);
  return wording_spoken (wording, session, event->side, line, secret_within (line, event->secret));
}

static char *
spoken_text (Wording wording, const SmtpSession *session, const SmtpEvent *event)
{
  size_t end = octets_find (event->octets, '\n');
  Octets line = octets_slice (event->octets, 0, end);
  char *text = rung_said (wording, session, event, line);
  if (end == SIZE_MAX)
    return text;
  size_t more = 0;
  for (size_t i = end; i < event->octets.length; i++)
    more += event->octets.at[i] == '\n';
  char *whole = g_strdup_printf (ngettext ("%s (+%zu line)", "%s (+%zu lines)", more), text, more);
  g_free (text);
  return whole;
}

static char *
mail_text (Wording wording, const SmtpEvent *event)
{
  const MailMessage *message = event->transaction->message;
  if (event->type == EVENT_DATA_BEGIN || message == NULL)
    return g_strdup_printf (_ ("mail %u begins"), event->transaction->number);
  char *size = wording_count (message->size, "%s octet", "%s octets");
  char *subject = wording_content (wording, message->subject);
  char *text = message->state == MESSAGE_COMPLETE
                   ? g_strdup_printf (_ ("mail %u: %s  %s"), event->transaction->number, size, subject)
                   : g_strdup_printf (_ ("mail %u: %s, %s  %s"), event->transaction->number, size,
                                      _ (message_state_name (message->state)), subject);
  g_free (size);
  g_free (subject);
  return text;
}

static char *
tls_text (const SmtpSession *session)
{
  char *version = tls_words_version (session->tls_facts != NULL ? session->tls_facts->version : 0);
  char *text = session->decrypted            ? g_strdup_printf (_ ("%s: what is marked T your keys opened"), version)
               : session_tls_hides (session) ? g_strdup_printf (_ ("%s: only the two hosts can read on"), version)
                                             : g_strdup_printf (_ ("%s: everyone can read on"), version);
  g_free (version);
  return text;
}

/* How long the tube is: until the end of the connection, as far as that was seen. */
static char *
inside_text (const SmtpSession *session, const SmtpEvent *event)
{
  const SmtpEvent *last = smtp_session_event (session, session->events->len - 1);
  char *client = wording_number (session->tls_octets[SIDE_CLIENT]);
  char *server = wording_number (session->tls_octets[SIDE_SERVER]);
  char *time = moment_duration (time_difference (last->origin.time, event->origin.time));
  char *text = last->type == EVENT_END && last->origin.packet != 0
                   ? g_strdup_printf (_ ("C: %s  S: %s octets in %s"), client, server, time)
                   : g_strdup_printf (_ ("C: %s  S: %s octets so far"), client, server);
  g_free (client);
  g_free (server);
  g_free (time);
  return text;
}

static char *
doubt_text (const SmtpEvent *event)
{
  char *size = wording_count (event->length, "%s octet", "%s octets");
  char *text = g_strdup_printf (
      event->side == SIDE_CLIENT ? _ ("client: two copies of %s differ") : _ ("server: two copies of %s differ"), size);
  g_free (size);
  return text;
}

static char *
auth_text (Wording wording, const SmtpAuth *auth)
{
  char *mechanism = wording_octets (wording, auth->mechanism, OCTETS_NONE);
  char *user = wording.redact ? g_strdup ("…") : wording_octets (wording, auth->username, OCTETS_NONE);
  const char *result = _ (auth_result_name (auth->result));
  char *text;
  if (auth->mechanism.length > 0)
    text = auth->has_username ? g_strdup_printf (_ ("login by %s as %s: %s"), mechanism, user, result)
                              : g_strdup_printf (_ ("login by %s: %s"), mechanism, result);
  else
    text = auth->has_username ? g_strdup_printf (_ ("login as %s: %s"), user, result)
                              : g_strdup_printf (_ ("login: %s"), result);
  g_free (mechanism);
  g_free (user);
  return text;
}

static const char *
end_text (SessionEnd closed)
{
  switch (closed)
    {
    case SESSION_FIN:
      return _ ("connection closed");
    case SESSION_RESET:
      return _ ("connection reset");
    case SESSION_TIMEOUT:
      return _ ("nothing more was seen");
    case SESSION_OPEN:
    default:
      return _ ("the capture ends here");
    }
}

static char *
note_text (Wording wording, const SmtpSession *session, const SmtpEvent *event)
{
  if (event == NULL)
    return wording_count (session->events_dropped, "%s event was left out: limit met",
                          "%s events were left out: limit met");
  switch (event->type)
    {
    case EVENT_CONNECTED:
      if (session->continues != 0)
        return g_strdup_printf (_ ("session %" PRIu64 " met a limit and goes on here"), session->continues);
      return g_strdup (session->traffic.midstream ? _ ("the capture begins inside the connection")
                                                  : _ ("connection opened"));
    case EVENT_AUTH:
      return auth_text (wording, event->auth);
    case EVENT_TRANSACTION_END:
      return g_strdup_printf (_ ("mail %u: %s"), event->transaction->number,
                              _ (outcome_name (event->transaction->outcome)));
    case EVENT_ANOMALY:
      return g_strdup_printf (event->side == SIDE_CLIENT ? _ ("! client: %s") : _ ("! server: %s"),
                              _ (smtp_anomaly_meaning (event->code)));
    case EVENT_END:
      if (session->continued_by != 0)
        return g_strdup_printf (_ ("met a limit; goes on in session %" PRIu64), session->continued_by);
      return g_strdup (end_text (session->closed));
    default:
      return g_strdup (smtp_event_name (event->type));
    }
}

static char *
plain_text (Wording wording, const SmtpSession *session, Rung rung)
{
  const SmtpEvent *event = rung_event (session, rung);
  if (rung.kind == RUNG_AGAIN)
    return rung_again_text (session, rung);
  if (rung.kind == RUNG_SPOKEN)
    return spoken_text (wording, session, event);
  if (rung.kind == RUNG_MAIL)
    return mail_text (wording, event);
  if (rung.kind == RUNG_TLS)
    return tls_text (session);
  if (rung.kind == RUNG_GAP)
    {
      char *size = wording_count (event->length, "%s octet", "%s octets");
      char *text = g_strdup_printf (event->side == SIDE_CLIENT ? _ ("%s of the client never captured")
                                                               : _ ("%s of the server never captured"),
                                    size);
      g_free (size);
      return text;
    }
  if (rung.kind == RUNG_INSIDE)
    return inside_text (session, event);
  if (rung.kind == RUNG_DOUBT)
    return doubt_text (event);
  if (rung.kind == RUNG_TLS_END)
    return g_strdup (_ ("TLS ends"));
  return note_text (wording, session, event);
}

char *
rung_text (Wording wording, const SmtpSession *session, Rung rung)
{
  const SmtpEvent *event = rung_event (session, rung);
  char *text = plain_text (wording, session, rung);
  bool inside = event != NULL && event->tls && (rung.kind == RUNG_SPOKEN || rung.kind == RUNG_MAIL);
  if (!inside && !rung.doubtful)
    return text;
  char *marked = g_strconcat (rung.doubtful ? "≠ " : "", inside ? "T " : "", text, NULL);
  g_free (text);
  return marked;
}

bool
rung_matches (Wording wording, const SmtpSession *session, Rung rung, const char *needle)
{
  const SmtpEvent *event = rung_event (session, rung);
  char *text = rung_text (wording, session, rung);
  bool found = search_matches (text, needle);
  g_free (text);
  if (found || event == NULL || rung.kind != RUNG_SPOKEN)
    return found;
  text = rung_said (wording, session, event, event->octets);
  found = search_matches (text, needle);
  g_free (text);
  return found;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for each event of the log.
 *
 * Mail data has one rung, at its end, or at its beginning while it still comes.
 * What opens an accepted transaction's end is left out: its reply says so. */
#include "config.h"

#include "ladder.h"

#include "capture-words.h"
#include "moment.h"
#include "octets-dump.h"
#include "rung-again.h"
#include "search.h"

#include "../dissect/session-facts.h"
#include "../dissect/tls-words.h"
#include "../dissect/translate.h"

#include <inttypes.h>

/* Lines of one reply that are described, and copies that differ which are looked for in others. */
enum { LINES_DESCRIBED = 500, DOUBTS_MAX = 64 };

static const SmtpEvent *
event_of (const SmtpSession *session, Rung rung)
{
  return rung.kind != RUNG_AGAIN && rung.event < session->events->len ? smtp_session_event (session, rung.event) : NULL;
}

/* Whether the event has a rung, and of which kind. */
static bool
kind_of (const SmtpEvent *event, RungKind *kind)
{
  switch (event->type)
    {
    case EVENT_GREETING:
    case EVENT_COMMAND:
    case EVENT_REPLY:
    case EVENT_AUTH_LINE:
      *kind = RUNG_SPOKEN;
      return true;
    case EVENT_DATA_BEGIN:
    case EVENT_MESSAGE:
      *kind = RUNG_MAIL;
      return true;
    case EVENT_GAP:
      *kind = RUNG_GAP;
      return true;
    case EVENT_TLS:
      *kind = RUNG_TLS;
      return true;
    case EVENT_TRANSACTION_END:
      *kind = RUNG_NOTE;
      return event->transaction->outcome != OUTCOME_ACCEPTED;
    case EVENT_ANOMALY:
      *kind = event->code == ANOMALY_STREAM_AMBIGUITY ? RUNG_DOUBT : RUNG_ODD;
      return true;
    case EVENT_CONNECTED:
    case EVENT_AUTH:
    case EVENT_END:
      *kind = RUNG_NOTE;
      return true;
    case EVENT_TYPES:
    default:
      return false;
    }
}

/* Takes away the rung of the beginning of mail data whose end came now. */
static void
drop_beginning (GArray *rungs, const SmtpSession *session, const SmtpTransaction *transaction)
{
  for (guint i = rungs->len; i > 0; i--)
    {
      const Rung *rung = &g_array_index (rungs, Rung, i - 1);
      if (rung->kind != RUNG_MAIL)
        continue;
      const SmtpEvent *event = event_of (session, *rung);
      if (event->type == EVENT_DATA_BEGIN && event->transaction == transaction)
        g_array_remove_index (rungs, i - 1);
      return;
    }
}

/* Makes the tube of TLS of its mouth: what went through, walls around all that follows but what
 * crossed in the clear, and its end where the connection has one. */
static void
close_tube (GArray *rungs, const SmtpSession *session)
{
  guint mouth = 0;
  while (mouth < rungs->len && g_array_index (rungs, Rung, mouth).kind != RUNG_TLS)
    mouth++;
  if (mouth == rungs->len)
    return;
  Rung inside = { .kind = RUNG_INSIDE, .event = g_array_index (rungs, Rung, mouth).event };
  g_array_insert_val (rungs, mouth + 1, inside);
  for (guint i = mouth + 2; i < rungs->len; i++)
    {
      Rung *rung = &g_array_index (rungs, Rung, i);
      const SmtpEvent *event = event_of (session, *rung);
      if (event != NULL && event->type == EVENT_END)
        {
          Rung end = { .kind = RUNG_TLS_END, .event = rung->event };
          g_array_insert_val (rungs, i, end);
          return;
        }
      rung->walled = event == NULL || event->tls || (rung->kind != RUNG_SPOKEN && rung->kind != RUNG_MAIL);
    }
}

/* Where the mail data that ends here began; the events in between are of its time. */
static guint
begin_of_mail (const SmtpSession *session, guint end)
{
  const SmtpTransaction *transaction = smtp_session_event (session, end)->transaction;
  for (guint i = end; i > 0; i--)
    {
      const SmtpEvent *event = smtp_session_event (session, i - 1);
      if (event->type == EVENT_DATA_BEGIN && event->transaction == transaction)
        return i - 1;
    }
  return end;
}

static bool
mail_is_doubtful (const SmtpSession *session, guint end, const guint *doubts, guint count)
{
  guint begin = begin_of_mail (session, end);
  for (guint i = 0; i < count; i++)
    if (doubts[i] > begin && doubts[i] < end && smtp_session_event (session, doubts[i])->side == SIDE_CLIENT)
      return true;
  return false;
}

/* Marks the lines and mails of whose octets differing copies came. */
static void
mark_doubtful (GArray *rungs, const SmtpSession *session)
{
  guint doubts[DOUBTS_MAX], count = 0;
  for (guint i = 0; i < rungs->len && count < DOUBTS_MAX; i++)
    if (g_array_index (rungs, Rung, i).kind == RUNG_DOUBT)
      doubts[count++] = g_array_index (rungs, Rung, i).event;
  for (guint i = 0; count > 0 && i < rungs->len; i++)
    {
      Rung *rung = &g_array_index (rungs, Rung, i);
      const SmtpEvent *event = event_of (session, *rung);
      if (rung->kind == RUNG_MAIL && !event->tls && event->type == EVENT_MESSAGE)
        rung->doubtful = mail_is_doubtful (session, rung->event, doubts, count);
      if (rung->kind != RUNG_SPOKEN || event->tls)
        continue;
      for (guint j = 0; j < count && !rung->doubtful; j++)
        {
          const SmtpEvent *doubt = smtp_session_event (session, doubts[j]);
          rung->doubtful = doubt->side == event->side && doubt->offset < event->offset + event->octets.length
                           && event->offset < doubt->offset + doubt->length;
        }
    }
}

bool
rung_is_before (Rung one, Rung other)
{
  if (one.event != other.event)
    return one.event < other.event;
  return one.kind != other.kind ? one.kind < other.kind : one.repeat < other.repeat;
}

GArray *
ladder_rungs (const SmtpSession *session)
{
  GArray *rungs = g_array_new (FALSE, FALSE, sizeof (Rung));
  guint repeat = 0;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      Rung rung = { .kind = RUNG_NOTE, .event = i };
      rungs_add_again (rungs, session, i, &repeat);
      if (!kind_of (event, &rung.kind))
        continue;
      if (event->type == EVENT_MESSAGE)
        drop_beginning (rungs, session, event->transaction);
      g_array_append_val (rungs, rung);
    }
  rungs_add_again (rungs, session, session->events->len, &repeat);
  if (session->events_dropped > 0)
    {
      Rung rung = { .kind = RUNG_NOTE, .event = session->events->len };
      g_array_append_val (rungs, rung);
    }
  close_tube (rungs, session);
  mark_doubtful (rungs, session);
  return rungs;
}

Side
rung_side (const SmtpSession *session, Rung rung)
{
  if (rung.kind == RUNG_AGAIN)
    return rung_again_side (session, rung);
  const SmtpEvent *event = event_of (session, rung);
  return event != NULL ? event->side : SIDE_CLIENT;
}

Origin
rung_origin (const SmtpSession *session, Rung rung)
{
  if (rung.kind == RUNG_AGAIN)
    return rung_again (session, rung, 0)->origin;
  const SmtpEvent *event = event_of (session, rung);
  return event != NULL ? event->origin : (Origin){ 0, 0, 0 };
}

const SmtpTransaction *
rung_transaction (const SmtpSession *session, Rung rung)
{
  const SmtpEvent *event = event_of (session, rung);
  if (event == NULL)
    return NULL;
  switch (event->type)
    {
    case EVENT_COMMAND:
      return event->command != NULL ? event->command->transaction : NULL;
    case EVENT_REPLY:
      return event->reply != NULL && event->reply->command != NULL ? event->reply->command->transaction : NULL;
    case EVENT_DATA_BEGIN:
    case EVENT_MESSAGE:
    case EVENT_TRANSACTION_END:
      return event->transaction;
    default:
      return NULL;
    }
}

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
  char *time = moment_duration (moment_difference (last->origin.time, event->origin.time));
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
  const SmtpEvent *event = event_of (session, rung);
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
  const SmtpEvent *event = event_of (session, rung);
  char *text = plain_text (wording, session, rung);
  bool inside = event != NULL && event->tls && (rung.kind == RUNG_SPOKEN || rung.kind == RUNG_MAIL);
  if (!inside && !rung.doubtful)
    return text;
  char *marked = g_strconcat (rung.doubtful ? "≠ " : "", inside ? "T " : "", text, NULL);
  g_free (text);
  return marked;
}

static void
describe_spoken (TextPane *pane, Wording wording, const SmtpSession *session, const SmtpEvent *event)
{
  Octets rest = event->octets;
  for (unsigned lines = 0; lines < LINES_DESCRIBED; lines++)
    {
      size_t end = octets_find (rest, '\n');
      Octets line = octets_slice (rest, 0, end);
      char *text = rung_said (wording, session, event, line);
      text_pane_add (pane, STYLE_TEXT, 2, text);
      g_free (text);
      if (end == SIZE_MAX)
        return;
      rest = octets_from (rest, end + 1);
    }
  text_pane_add (pane, STYLE_DIM, 0, _ ("… more lines follow"));
}

/* What it is, and the octets of the mail as they are kept: in hex only they. */
static void
describe_mail (TextPane *pane, Wording wording, const SmtpSession *session, Rung rung, RungLook look)
{
  const SmtpTransaction *transaction = rung_transaction (session, rung);
  char *text = rung_text (wording, session, rung);
  text_pane_add (pane, STYLE_TEXT, 2, text);
  g_free (text);
  for (guint i = 0; !look.hex && transaction->message != NULL && transaction->message->from != NULL
                    && i < MIN (transaction->message->from->len, 4);
       i++)
    {
      text = wording_mailbox (wording, g_ptr_array_index (transaction->message->from, i));
      text_pane_addf (pane, STYLE_TEXT, 6, "From: %s", text);
      g_free (text);
    }
  text_pane_add (pane, STYLE_DIM, 0, _ ("Open it for the mail.  Its octets, without the dots that transparency adds:"));
  if (transaction->message != NULL)
    octets_dump_mail (pane, wording, session, transaction->message, DUMP_OCTETS, look.hex, look.columns);
}

static void
describe_gap (TextPane *pane, const SmtpEvent *event)
{
  char *size = wording_count (event->length, "%s octet", "%s octets");
  char *offset = wording_number (event->offset);
  text_pane_addf (pane, STYLE_TEXT, 0,
                  event->side == SIDE_CLIENT
                      ? _ ("%s of the client's stream, from offset %s on, are not in the capture: the capturing host "
                           "lost them, or they went another way. What they said cannot be known.")
                      : _ ("%s of the server's stream, from offset %s on, are not in the capture: the capturing host "
                           "lost them, or they went another way. What they said cannot be known."),
                  size, offset);
  g_free (size);
  g_free (offset);
}

static void
describe_tls (TextPane *pane, const SmtpSession *session)
{
  char *client = wording_number (session->tls_octets[SIDE_CLIENT]);
  char *server = wording_number (session->tls_octets[SIDE_SERVER]);
  text_pane_addf (pane, STYLE_TEXT, 0,
                  session_tls_hides (session)
                      ? _ ("From here on the hosts speak TLS: %s octets of the client, %s of the server. Who stands on "
                           "the path sees how much and when, not what.")
                      : _ ("From here on the hosts speak TLS: %s octets of the client, %s of the server. The cipher "
                           "encrypts nothing: who stands on the path can read it all."),
                  client, server);
  g_free (client);
  g_free (server);
  if (session->decrypted)
    text_pane_add (
        pane, STYLE_TEXT, 0,
        _ ("What is marked T crossed inside, and was read with the keys you gave. Without them nobody can."));
  if (session->not_decrypted != TLS_TROUBLE_NONE)
    text_pane_addf (pane, STYLE_TEXT, 0, session->decrypted ? _ ("Not all was read: %s.") : _ ("Not read: %s."),
                    _ (tls_trouble_words (session->not_decrypted)));
  if (session->tls_facts == NULL)
    return;
  GPtrArray *lines = tls_words (session->tls_facts, TONGUE_USER);
  for (guint i = 0; i < lines->len; i++)
    text_pane_add (pane, STYLE_TEXT, 2, g_ptr_array_index (lines, i));
  g_ptr_array_unref (lines);
}

/* What whoever read along could take of it. */
static void
describe_login (TextPane *pane, const SmtpAuth *auth)
{
  const char *words = exposed_secret_words (session_exposed_secret (auth));
  if (auth->tls)
    words = N_ ("Inside TLS: hidden from everyone on the path.");
  if (words != NULL)
    text_pane_add (pane, STYLE_TEXT, 0, _ (words));
}

static void
add_doubt (TextPane *pane, Rung rung)
{
  if (rung.doubtful)
    text_pane_add (
        pane, STYLE_HIGH, 0,
        _ ("≠ Of some of these octets another copy came that differs: the ladder has it as a band of its own."));
}

void
rung_describe (TextPane *pane, Wording wording, const SmtpSession *session, Rung rung, RungLook look)
{
  const SmtpEvent *event = event_of (session, rung);
  char *text;
  switch (rung.kind)
    {
    case RUNG_SPOKEN:
      if (look.hex)
        octets_dump_event (pane, wording, session, event, look.columns);
      else
        describe_spoken (pane, wording, session, event);
      add_doubt (pane, rung);
      return;
    case RUNG_MAIL:
      add_doubt (pane, rung);
      describe_mail (pane, wording, session, rung, look);
      return;
    case RUNG_GAP:
      describe_gap (pane, event);
      return;
    case RUNG_TLS:
    case RUNG_INSIDE:
    case RUNG_TLS_END:
      describe_tls (pane, session);
      return;
    case RUNG_AGAIN:
      rung_again_describe (pane, session, rung);
      return;
    case RUNG_DOUBT:
      text_pane_add (pane, STYLE_TEXT, 0,
                     _ ("Two packets bring the same place of the stream, with different octets: whether by mistake or "
                        "to deceive, hosts differ over which one counts."));
      describe_spoken (pane, wording, session, event);
      return;
    case RUNG_ODD:
    case RUNG_NOTE:
    default:
      text = note_text (wording, session, event);
      text_pane_add (pane, STYLE_TEXT, 2, text);
      g_free (text);
      if (event != NULL && event->type == EVENT_AUTH)
        describe_login (pane, event->auth);
      if (event != NULL && event->type == EVENT_CONNECTED)
        capture_words_add (pane, wording, session);
      if (event != NULL && event->octets.length > 0)
        describe_spoken (pane, wording, session, event);
    }
}

bool
rung_matches (Wording wording, const SmtpSession *session, Rung rung, const char *needle)
{
  const SmtpEvent *event = event_of (session, rung);
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

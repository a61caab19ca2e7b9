/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words said out of turn: before the greeting, and in the clear where TLS should begin
 * (CVE-2011-0411; RFC 3207 §4.2, §5), and in another protocol.
 *
 * Does not: see whether what was slipped in was obeyed inside TLS. */
#include "config.h"

#include "checks.h"

/* What was said in the clear where TLS should begin. */
typedef struct Opening {
  const SmtpCommand *starttls; /* answered by 220, or not seen answered */
  guint event;                 /* of it */
  bool tls;                    /* TLS began behind it */
  bool gap;                    /* octets are missing in between */
  bool clear;                  /* the client went on in the clear behind the 220 */
  unsigned commands, replies;  /* in the clear, up to the TLS */
} Opening;

static bool
opens_tls (const SmtpEvent *event)
{
  return event->type == EVENT_COMMAND
         && (event->command->verb == VERB_STARTTLS || event->command->verb == VERB_X_ANONYMOUSTLS);
}

static bool
is_slipped_command (const SmtpEvent *event)
{
  return (event->type == EVENT_COMMAND || (event->type == EVENT_AUTH_LINE && event->side == SIDE_CLIENT))
         && event->octets.length > 0;
}

static bool
is_clear (const SmtpEvent *event, Side side)
{
  return event->type == EVENT_ANOMALY && event->code == ANOMALY_CLEAR_AFTER_STARTTLS && event->side == side;
}

/* The first STARTTLS from event `*from` on that was not refused, and what stands in the
 * clear behind it; false if there is none.  Moves `*from` behind it. */
static bool
next_opening (const SmtpSession *session, guint *from, Opening *opening)
{
  *opening = (Opening){ 0 };
  for (; *from < session->events->len; ++*from)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, *from);
      if (opens_tls (event))
        {
          const SmtpReply *reply = event->command->reply;
          if (opening->starttls != NULL)
            return true;
          if (reply == NULL || reply->code < 400)
            *opening = (Opening){ .starttls = event->command, .event = *from };
        }
      else if (opening->starttls == NULL)
        continue;
      else if (event->type == EVENT_TLS)
        opening->tls = true;
      else if (is_clear (event, SIDE_SERVER))
        opening->replies++;
      else if (opening->tls)
        continue;
      else if (event->type == EVENT_GAP)
        opening->gap = true;
      else if (is_clear (event, SIDE_CLIENT))
        opening->clear = true;
      else if (is_slipped_command (event))
        opening->commands++;
    }
  return opening->starttls != NULL;
}

/* --- starttls-injection ---------------------------------------------------------- */

static void
cite_slipped (const SmtpSession *session, Finding *finding, const Opening *opening, guint end)
{
  bool tls = false;
  for (guint i = opening->event + 1; i < end; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      tls |= event->type == EVENT_TLS;
      if (is_clear (event, SIDE_SERVER) || (!tls && is_slipped_command (event)))
        finding_cite_event (finding, event);
    }
}

/* "2 commands of the client and 1 reply of the server". */
static const char *
said_in_clear (SmtpSession *session, unsigned commands, unsigned replies)
{
  const char *client
      = commands == 0
            ? NULL
            : finding_phrase (
                session, commands == 1 ? N_ ("%u command of the client") : N_ ("%u commands of the client"), commands);
  const char *server
      = replies == 0
            ? NULL
            : finding_phrase (session, replies == 1 ? N_ ("%u reply of the server") : N_ ("%u replies of the server"),
                              replies);
  return client == NULL ? server : server == NULL ? client : finding_phrase (session, N_ ("%s and %s"), client, server);
}

static void
judge_opening (const Check *check, SmtpSession *session, const Opening *opening, guint end)
{
  /* Clear text to the end is no injection: see starttls-ignored. */
  unsigned commands = opening->clear && !opening->tls ? 0 : opening->commands;
  /* What was lost may as well be the refusal of STARTTLS, where no TLS came. */
  bool maybe_refused = opening->gap && !opening->tls && opening->starttls->reply == NULL;
  if (commands + opening->replies == 0 || maybe_refused)
    return;
  const char *said = said_in_clear (session, commands, opening->replies);
  const char *but = opening->gap   ? N_ ("; octets are missing there, so it is only possible")
                    : opening->tls ? ""
                                   : N_ ("; no TLS record was seen");
  Finding *finding = finding_add (session, check, NULL,
                                  commands + opening->replies == 1
                                      ? N_ ("Between STARTTLS and the first TLS record stands %s in the clear%s.")
                                      : N_ ("Between STARTTLS and the first TLS record stand %s in the clear%s."),
                                  said, finding_word (session, but));
  if (opening->gap || !opening->tls)
    finding->severity = SEVERITY_HIGH;
  finding_cite_command (finding, opening->starttls);
  if (opening->starttls->reply != NULL)
    finding_cite_reply (finding, opening->starttls->reply);
  cite_slipped (session, finding, opening, end);
}

static void
run_injection (const Check *check, SmtpSession *session)
{
  Opening opening;
  for (guint from = 0; session->starttls != NULL && next_opening (session, &from, &opening);)
    judge_opening (check, session, &opening, from);
}

const Check check_starttls_injection = {
  .id = "starttls-injection",
  .severity = SEVERITY_CRITICAL,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Words slipped in front of the TLS handshake"),
  .explanation
  = N_ ("Behind STARTTLS nothing may be said before the encryption begins. Here something stands in between, in "
        "the clear. A program that reads ahead takes it for the first words inside TLS: so somebody on the "
        "path can put commands into the client's mouth, or answers into the server's, and they count as "
        "protected. A client that does not wait for its answers does the same by mistake."),
  .protection
  = N_ ("Programs that empty their buffers when TLS begins (fixed in most since 2011, in more since 2021); TLS "
        "from the first octet (port 465), where there is no clear text in front."),
  .reference = "RFC 3207 §4.2, RFC 3207 §6, CVE-2011-0411",
  .run = run_injection,
};

/* --- starttls-ignored ------------------------------------------------------------ */

/* The first command behind the 220 that should not have crossed in the clear; else the
 * first that is not QUIT, else any. */
static const SmtpCommand *
clear_command (const SmtpSession *session, const Opening *opening, guint end, bool *telling)
{
  const SmtpCommand *first = NULL;
  *telling = false;
  for (guint i = opening->event + 1; i < end; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type != EVENT_COMMAND)
        continue;
      SmtpVerb verb = event->command->verb;
      if (verb == VERB_MAIL || verb == VERB_AUTH || verb == VERB_X_EXPS)
        {
          *telling = true;
          return event->command;
        }
      if (first == NULL)
        first = event->command;
    }
  return first;
}

static void
run_ignored (const Check *check, SmtpSession *session)
{
  Opening opening;
  for (guint from = 0; session->starttls != NULL && next_opening (session, &from, &opening);)
    {
      bool telling;
      const SmtpCommand *clear = clear_command (session, &opening, from, &telling);
      if (!opening.clear || opening.tls || clear == NULL || opening.starttls->reply == NULL)
        continue;
      Finding *finding = finding_add (
          session, check, NULL,
          "The server agreed to STARTTLS (220), no TLS followed, and the client went on with %s in clear text.",
          clear->verb != VERB_UNKNOWN ? smtp_verb_name (clear->verb) : finding_word (session, N_ ("a line")));
      if (!telling)
        finding->severity = SEVERITY_MEDIUM;
      finding_cite_command (finding, opening.starttls);
      finding_cite_reply (finding, opening.starttls->reply);
      finding_cite_command (finding, clear);
    }
}

const Check check_starttls_ignored = {
  .id = "starttls-ignored",
  .severity = SEVERITY_CRITICAL,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Agreed encryption did not come"),
  .explanation
  = N_ ("The client asked for encryption and the server agreed; what follows must be TLS. It is clear text. "
        "Either the client takes the agreement for the thing itself, or somebody on the path answered in the "
        "server's place. Whoever looks at the client's settings believes the session protected."),
  .protection = N_ ("A client that breaks off where the handshake does not succeed."),
  .reference = "RFC 3207 §4, RFC 3207 §4.1",
  .run = run_ignored,
};

/* --- cross-protocol -------------------------------------------------------------- */

/* "POST /path HTTP/1.1" (RFC 9112 §3). */
static bool
is_http_request (Octets line)
{
  size_t method = octets_find (line, ' ');
  if (method == SIZE_MAX || method < 3 || method > 16)
    return false;
  for (size_t i = 0; i < method; i++)
    if (!g_ascii_isupper (line.at[i]))
      return false;
  Octets target = octets_from (line, method + 1);
  size_t end = octets_find (target, ' ');
  return end != SIZE_MAX && end > 0 && octets_start_nocase (octets_from (target, end + 1), OCTETS ("HTTP/"));
}

/* What the client said in SMTP behind the request. */
typedef struct Crossing {
  const SmtpCommand *request; /* NULL: none */
  const SmtpCommand *first;   /* MAIL, RCPT or DATA behind it; one that was obeyed, if there is one */
  unsigned commands, obeyed;
} Crossing;

static Crossing
find_crossing (const SmtpSession *session)
{
  Crossing crossing = { NULL, NULL, 0, 0 };
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type != EVENT_COMMAND)
        continue;
      const SmtpCommand *command = event->command;
      if (crossing.request == NULL && command->verb == VERB_UNKNOWN && is_http_request (command->line))
        crossing.request = command;
      bool telling = command->verb == VERB_MAIL || command->verb == VERB_RCPT || command->verb == VERB_DATA;
      if (crossing.request == NULL || !telling)
        continue;
      bool obeyed = command->reply != NULL && command->reply->code < 400;
      if (crossing.first == NULL || (obeyed && crossing.obeyed == 0))
        crossing.first = command;
      crossing.commands++;
      crossing.obeyed += obeyed;
    }
  return crossing;
}

static void
run_crossing (const Check *check, SmtpSession *session)
{
  Crossing crossing = find_crossing (session);
  if (crossing.request == NULL)
    return;
  Finding *finding
      = crossing.commands == 0
            ? finding_add (session, check, NULL, "The client spoke HTTP to a mail server.")
            : finding_add (session, check, NULL,
                           crossing.commands == 1
                               ? N_ ("The client spoke HTTP to a mail server, and %u command of SMTP inside it; the "
                                     "server obeyed %u.")
                               : N_ ("The client spoke HTTP to a mail server, and %u commands of SMTP inside it; the "
                                     "server obeyed %u."),
                           crossing.commands, crossing.obeyed);
  if (crossing.commands == 0)
    finding->severity = SEVERITY_LOW;
  else if (crossing.obeyed == 0)
    finding->severity = SEVERITY_MEDIUM;
  finding_cite_command (finding, crossing.request);
  if (crossing.first != NULL)
    finding_cite_command (finding, crossing.first);
  if (crossing.first != NULL && crossing.first->reply != NULL)
    finding_cite_reply (finding, crossing.first->reply);
}

const Check check_cross_protocol = {
  .id = "cross-protocol",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Another protocol's request at a mail server"),
  .explanation
  = N_ ("A web page, or a server that fetches what it is told to, can be made to send a request to a mail "
        "server's port. The server passes over the lines that it does not know, and obeys those that are "
        "SMTP: mail is sent from inside the network by a program that never meant to. Without such lines it "
        "is a scan."),
  .protection = N_ ("Servers that hang up at the first line of HTTP (Postfix smtpd_forbidden_commands, Exim's "
                    "synchronization check); browsers and fetching servers that refuse port 25."),
  .reference = "RFC 5321 §4.1.1, RFC 9112 §11",
  .run = run_crossing,
};

/* --- early-talker ---------------------------------------------------------------- */

static void
run_early (const Check *check, SmtpSession *session)
{
  const SmtpEvent *early = NULL;
  for (guint i = 0; i < session->events->len && early == NULL; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_ANOMALY && event->code == ANOMALY_EARLY_TALKER)
        early = event;
      else if (event->type == EVENT_GAP)
        return; /* the greeting may be in it */
    }
  if (early == NULL || session->traffic.midstream || session->greeting == NULL)
    return;
  const SmtpCommand *first = NULL;
  for (guint i = 0; i < session->events->len && first == NULL; i++)
    if (g_array_index (session->events, SmtpEvent, i).type == EVENT_COMMAND)
      first = g_array_index (session->events, SmtpEvent, i).command;
  Finding *finding = finding_add (session, check, NULL, "The client spoke (%s) before the server had greeted it.",
                                  first != NULL && first->verb != VERB_UNKNOWN ? smtp_verb_name (first->verb)
                                                                               : finding_word (session, N_ ("a line")));
  if (first != NULL)
    finding_cite_command (finding, first);
  finding_cite_reply (finding, session->greeting);
}

const Check check_early_talker = {
  .id = "early-talker",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Client spoke before the greeting"),
  .explanation
  = N_ ("In SMTP the server speaks first. A client that does not wait for it sends blindly: so do programs that "
        "push out spam as fast as they can, and requests that another protocol's client was made to send "
        "here. A mail server never does."),
  .protection = N_ ("A server that greets late or in two lines, and refuses whom it hears before (Postfix postscreen, "
                    "Sendmail greet_pause)."),
  .reference = "RFC 5321 §3.1, RFC 5321 §4.3.1",
  .run = run_early,
};

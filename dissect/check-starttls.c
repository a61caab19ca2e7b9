/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STARTTLS (RFC 3207): not offered, not used, refused.
 *
 * Without an offer nobody can tell from these alone whether somebody removed it; they
 * say what was seen and no more, and stay silent where check-stripping.c has the proof.
 *
 * Does not: compare sessions, or look into TLS. */
#include "config.h"

#include "checks.h"
#include "session-facts.h"

/* The last EHLO that was answered in full, NULL if none; `offering` is the first
 * whose reply, even a cut one, names STARTTLS. */
static const SmtpHelo *
look_at_offers (const SmtpSession *session, const SmtpHelo **offering)
{
  const SmtpHelo *whole = NULL;
  *offering = NULL;
  for (guint i = 0; session->helos != NULL && i < session->helos->len; i++)
    {
      const SmtpHelo *helo = g_ptr_array_index (session->helos, i);
      const SmtpReply *reply = smtp_helo_extended_reply (helo);
      if (reply == NULL || helo->tls) /* inside there is no more to offer */
        continue;
      if (*offering == NULL && smtp_reply_offers (reply, "STARTTLS"))
        *offering = helo;
      if (!reply->truncated)
        whole = helo;
    }
  return whole;
}

static void
run_not_offered (const Check *check, SmtpSession *session)
{
  const SmtpHelo *offering;
  const SmtpHelo *whole = look_at_offers (session, &offering);
  if (session->tls != TLS_NONE || whole == NULL || offering != NULL)
    return;
  if (session_finding (session, &check_starttls_stripped) != NULL)
    return;
  bool submission = session_role (session) == ROLE_SUBMISSION;
  Finding *finding = finding_add (
      session, check, NULL,
      submission ? N_ ("The server's answer to %s lists no STARTTLS, though users hand in mail here.")
                 : N_ ("The server's answer to %s lists no STARTTLS: clients can only speak in clear text."),
      smtp_verb_name (whole->command->verb));
  if (submission)
    finding->severity = SEVERITY_MEDIUM;
  finding_cite_command (finding, whole->command);
  finding_cite_reply (finding, whole->command->reply);
}

const Check check_starttls_not_offered = {
  .id = "starttls-not-offered",
  .severity = SEVERITY_INFO,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Server offers no encryption"),
  .explanation
  = N_ ("In its answer to EHLO a server lists what it can do; STARTTLS, the switch to encryption, is not in "
        "this list. Either the server cannot, or somebody on the path took the word out of its answer: one "
        "session alone does not tell which. Between servers this is still common, for users' submission it "
        "should not be."),
  .protection = N_ ("A certificate and STARTTLS on the server; for submission TLS from the first octet on port 465. A "
                    "client that knows the server can do better (by configuration, MTA-STS or DANE) should not go on."),
  .reference = "RFC 3207 §6, RFC 8314 §3.3",
  .run = run_not_offered,
};

static void
run_not_used (const Check *check, SmtpSession *session)
{
  const SmtpHelo *offering;
  look_at_offers (session, &offering);
  if (session->tls != TLS_NONE || session->starttls != NULL || offering == NULL)
    return;
  const SmtpCommand *clear = session_first_clear_command (session, offering->command->offset);
  if (clear == NULL)
    return;
  Finding *finding
      = finding_add (session, check, NULL, "The server offered STARTTLS, but the client went on with %s in clear text.",
                     smtp_verb_name (clear->verb));
  finding_cite_reply (finding, offering->command->reply);
  finding_cite_command (finding, clear);
}

const Check check_starttls_not_used = {
  .id = "starttls-not-used",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Offered encryption not used"),
  .explanation
  = N_ ("The server offered to encrypt (STARTTLS in its answer to EHLO), and the client went on in clear text "
        "all the same. One word of the client would have hidden all that follows from everyone on the path."),
  .protection
  = N_ ("A client set to require TLS (often called \"STARTTLS\" or \"encrypt\" in its account settings, as "
        "against \"none\" or \"if available\"); a server that answers 530 to mail before TLS, where all its "
        "clients are users."),
  .reference = "RFC 3207 §3, RFC 8314 §3",
  .run = run_not_used,
};

/* The last STARTTLS that the server refused. */
static const SmtpCommand *
find_refused (const SmtpSession *session)
{
  const SmtpCommand *refused = NULL;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type != EVENT_COMMAND || event->command == NULL || event->command->verb != VERB_STARTTLS
          || event->command->tls)
        continue;
      const SmtpReply *reply = event->command->reply;
      if (reply != NULL && reply->code >= 400)
        refused = event->command;
    }
  return refused;
}

static void
run_refused (const Check *check, SmtpSession *session)
{
  const SmtpCommand *refused = find_refused (session);
  if (refused == NULL)
    return;
  const SmtpCommand *clear = session_first_clear_command (session, refused->offset);
  /* Refused first and granted later, with nothing said in between: no harm came of it. */
  if (session->tls != TLS_NONE && clear == NULL)
    return;
  int code = refused->reply->code;
  Finding *finding = clear != NULL ? finding_add (session, check, NULL,
                                                  "The client asked for encryption and got %d; it went on with %s in "
                                                  "clear text.",
                                                  code, smtp_verb_name (clear->verb))
                                   : finding_add (session, check, NULL,
                                                  "The client asked for encryption and got %d; no mail followed in "
                                                  "clear text.",
                                                  code);
  if (clear != NULL)
    finding->severity = SEVERITY_HIGH;
  finding_cite_command (finding, refused);
  finding_cite_reply (finding, refused->reply);
  if (clear != NULL)
    finding_cite_command (finding, clear);
}

const Check check_starttls_refused = {
  .id = "starttls-refused",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Encryption asked for and refused"),
  .explanation = N_ ("The client said STARTTLS and the answer was an error. A server with a broken certificate answers "
                     "like this, and so does somebody on the path who wants the two to go on in clear text: the wire "
                     "shows the same. What the client does next decides whether harm is done."),
  .protection
  = N_ ("A client that breaks off rather than going on in clear text (for submission always, between servers "
        "wherever MTA-STS or DANE demand TLS); a look at the server's certificate and log."),
  .reference = "RFC 3207 §4, RFC 3207 §6",
  .run = run_refused,
};

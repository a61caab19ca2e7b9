/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a mail ends, and line ends that make it doubtful (RFC 5321 §2.3.8, §4.1.1.4).
 *
 * Does not: try what a server would do.  Whether one took a look-alike for the end, its
 * own replies tell; where they do not, that is said. */
#include "config.h"

#include "checks.h"
#include "smuggling.h"

/* --- smtp-smuggling -------------------------------------------------------------- */

static const char *
recipients_in_words (SmtpSession *session, const ReadMail *mail)
{
  if (mail->recipients == 0)
    return finding_word (session, N_ ("nobody"));
  if (mail->recipients == 1)
    return finding_phrase (session, "<%s>", check_quote (session, mail->recipient[0]));
  return finding_phrase (session, "%u recipients", mail->recipients);
}

static const char *
in_words (SmtpSession *session, const ReadMail *mail)
{
  const char *to = recipients_in_words (session, mail);
  const char *size = mail->has_size ? finding_phrase (session, ", %" PRIu64 " octets", mail->size) : "";
  return mail->has_mail_from
             ? finding_phrase (session, "from <%s> to %s%s", check_quote (session, mail->mail_from), to, size)
             : finding_phrase (session, "from nobody named to %s%s", to, size);
}

static void
note_readings (SmtpSession *session, Finding *finding, const Smuggling *smuggling)
{
  const char *name = end_variant_name (smuggling->look_alike->variant);
  finding_note (session, finding, "By the book (CRLF.CRLF ends a mail), one mail: %s.",
                in_words (session, &smuggling->book));
  if (smuggling->lenient_mails < 2)
    {
      finding_note (session, finding, "To a server that takes %s for the end, one mail and commands behind it: %s.",
                    name, in_words (session, &smuggling->lenient[0]));
      return;
    }
  finding_note (session, finding, "To a server that takes %s for the end, %u mails:", name, smuggling->lenient_mails);
  for (unsigned i = 0; i < smuggling->lenient_mails && i < SMUGGLING_MAILS; i++)
    finding_note (session, finding, i + 1 < smuggling->lenient_mails ? N_ ("  mail %u %s;") : N_ ("  mail %u %s."),
                  i + 1, in_words (session, &smuggling->lenient[i]));
}

/* Codes for commands that are unknown or out of order (RFC 5321 §4.2.2). */
static bool
refuses_a_command (const SmtpReply *reply)
{
  return reply->code == 500 || reply->code == 502 || reply->code == 503;
}

/* What the replies of the server tell, as the end of a sentence. */
static const char *
verdict_in_words (SmtpSession *session, const Smuggling *smuggling)
{
  unsigned surplus = smuggling->surplus;
  switch (smuggling->server)
    {
    case SERVER_TOOK:
      if (surplus == 0)
        return finding_phrase (session, "This server took it for the end: it answered %d there.",
                               smuggling->proof->code);
      return finding_phrase (
          session,
          surplus == 1 ? N_ ("This server took it for the end: it answered %u time more than one mail asks for.")
                       : N_ ("This server took it for the end: it answered %u times more than one mail asks for."),
          surplus);
    case SERVER_KEPT:
      return finding_word (session, N_ ("This server did not take it for the end: it answered as to one mail."));
    case SERVER_REFUSED:
      return finding_phrase (session,
                             refuses_a_command (smuggling->proof)
                                 ? N_ ("This server refused (%d), as one does that has found a command there.")
                                 : N_ ("This server refused the mail (%d)."),
                             smuggling->proof->code);
    default:
      return finding_word (session, N_ ("What this server made of it was not seen."));
    }
}

static void
cite_smuggling (Finding *finding, const Smuggling *smuggling)
{
  const LookAlike *look_alike = smuggling->look_alike;
  finding_cite_octets (finding, SIDE_CLIENT, look_alike->origin, end_variant_octets (look_alike->variant));
  if (look_alike->reading.commands)
    finding_cite_octets (finding, SIDE_CLIENT, look_alike->command_origin, look_alike->reading.first_command);
  else if (smuggling->following != NULL)
    finding_cite_command (finding, smuggling->following);
  if (smuggling->proof != NULL)
    finding_cite_reply (finding, smuggling->proof);
}

static void
judge_smuggling (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  const Smuggling *smuggling = smuggling_of (session, transaction);
  if (smuggling == NULL)
    return;
  const LookAlike *look_alike = smuggling->look_alike;
  Finding *finding
      = finding_add (session, check, transaction,
                     "Inside the mail stands %s, which only looks like its end, at offset %" PRIu64
                     " of the client's stream, and SMTP commands behind it. %s",
                     end_variant_name (look_alike->variant), look_alike->offset, verdict_in_words (session, smuggling));
  finding->smuggling = smuggling;
  if (smuggling->server == SERVER_TOOK)
    finding->severity = SEVERITY_CRITICAL;
  else if (end_variant_is_weak (look_alike->variant))
    finding->severity = SEVERITY_LOW;
  cite_smuggling (finding, smuggling);
  note_readings (session, finding, smuggling);
}

static void
run_smuggling (const Check *check, SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    judge_smuggling (check, session, g_ptr_array_index (session->transactions, i));
}

const Check check_smtp_smuggling = {
  .id = "smtp-smuggling",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("A second mail hidden in a mail (SMTP smuggling)"),
  .explanation
  = N_ ("A mail ends with a dot on a line of its own, between two CR LF and nothing else. Inside this mail "
        "stands something that only resembles that, with SMTP commands behind it. A strict server reads one "
        "mail; a lenient one ends it early and obeys the commands: a second mail with any sender, which "
        "passes for one that the first server sent, SPF and all."),
  .protection = N_ ("Servers that end a mail at CRLF.CRLF alone and refuse bare CR and LF (Postfix "
                    "smtpd_forbid_bare_newline, Exim since 4.97.1, Sendmail since 8.18), and senders that do not let "
                    "such octets out. BDAT (CHUNKING) has no end marker to forge."),
  .reference = "RFC 5321 §4.1.1.4, RFC 5321 §2.3.8, CVE-2023-51764, CVE-2023-51765, CVE-2023-51766",
  .run = run_smuggling,
};

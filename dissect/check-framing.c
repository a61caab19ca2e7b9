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
in_words (SmtpSession *session, const ReadMail *mail)
{
  char *recipients = mail->recipients == 0   ? g_strdup ("nobody")
                     : mail->recipients == 1 ? g_strdup_printf ("<%s>", check_quote (session, mail->recipient[0]))
                                             : g_strdup_printf ("%u recipients", mail->recipients);
  char *size = mail->has_size ? g_strdup_printf (", %" G_GUINT64_FORMAT " octets", mail->size) : g_strdup ("");
  char *text = mail->has_mail_from
                   ? g_strdup_printf ("from <%s> to %s%s", check_quote (session, mail->mail_from), recipients, size)
                   : g_strdup_printf ("from nobody named to %s%s", recipients, size);
  Octets kept = arena_copy (session->arena, octets_of_string (text));
  g_free (text);
  g_free (size);
  g_free (recipients);
  return (const char *) kept.at;
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
    finding_note (session, finding, "  mail %u %s%s", i + 1, in_words (session, &smuggling->lenient[i]),
                  i + 1 < smuggling->lenient_mails ? ";" : ".");
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
  char *text;
  switch (smuggling->server)
    {
    case SERVER_TOOK:
      text = smuggling->surplus > 0
                 ? g_strdup_printf (
                     "This server took it for the end: it answered %u time%s more than one mail asks for.",
                     smuggling->surplus, smuggling->surplus == 1 ? "" : "s")
                 : g_strdup_printf ("This server took it for the end: it answered %d there.", smuggling->proof->code);
      break;
    case SERVER_KEPT:
      text = g_strdup ("This server did not take it for the end: it answered as to one mail.");
      break;
    case SERVER_REFUSED:
      text = refuses_a_command (smuggling->proof)
                 ? g_strdup_printf ("This server refused (%d), as one does that has found a command there.",
                                    smuggling->proof->code)
                 : g_strdup_printf ("This server refused the mail (%d).", smuggling->proof->code);
      break;
    default:
      text = g_strdup ("What this server made of it was not seen.");
      break;
    }
  Octets kept = arena_copy (session->arena, octets_of_string (text));
  g_free (text);
  return (const char *) kept.at;
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
                     "Inside the mail stands %s, which only looks like its end, at offset %" G_GUINT64_FORMAT
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
  .title = "A second mail hidden in a mail (SMTP smuggling)",
  .explanation = "A mail ends with a dot on a line of its own, between two CR LF and nothing else. Inside this mail "
                 "stands something that only resembles that, with SMTP commands behind it. A strict server reads one "
                 "mail; a lenient one ends it early and obeys the commands: a second mail with any sender, which "
                 "passes for one that the first server sent, SPF and all.",
  .protection = "Servers that end a mail at CRLF.CRLF alone and refuse bare CR and LF (Postfix "
                "smtpd_forbid_bare_newline, Exim since 4.97.1, Sendmail since 8.18), and senders that do not let "
                "such octets out. BDAT (CHUNKING) has no end marker to forge.",
  .reference = "RFC 5321 §4.1.1.4, RFC 5321 §2.3.8, CVE-2023-51764, CVE-2023-51765, CVE-2023-51766",
  .run = run_smuggling,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures that hold and yet prove less than they seem to (RFC 6376 §8.2, RFC 8301 §3.2).
 *
 * Does not: speak of signatures that do not hold.  That From is not oversigned is usual, and silent. */
#include "config.h"

#include "checks.h"
#include "sender.h"
#include "session-facts.h"

enum { GOOD_BITS = 2048 };

/* The text that was signed stands: with the key or, where that was not seen, by its hash. */
static bool
stands (const DkimVerdict *verdict)
{
  return verdict->result == DKIM_PASS || (verdict->result == DKIM_UNKNOWN && verdict->body == DKIM_FITS);
}

static bool
has_short_key (const DkimVerdict *verdict)
{
  return g_str_has_prefix (verdict->algorithm, "rsa") && verdict->key_bits > 0 && verdict->key_bits < GOOD_BITS;
}

/* That the end of the text is not signed. */
static const char *
open_end (SmtpSession *session, const char *signer, const DkimVerdict *verdict)
{
  if (verdict->unsigned_octets > 0)
    return finding_phrase (session,
                           "The signature of %s covers only the begin of the text (l=): the last %" PRIu64
                           " octets are not signed, and anybody can have written them.",
                           signer, verdict->unsigned_octets);
  return finding_phrase (
      session, "The signature of %s still holds when somebody adds text at the end of the mail (l=).", signer);
}

/* `more` behind what was said so far, if anything was. */
static const char *
go_on (SmtpSession *session, const char *detail, const char *more)
{
  return detail != NULL ? finding_phrase (session, N_ ("%s %s"), detail, more) : more;
}

static void
judge (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const DkimVerdict *verdict)
{
  const char *signer = check_quote (session, octets_of_string (verdict->domain));
  const char *detail = verdict->has_length ? open_end (session, signer, verdict) : NULL;
  if (has_short_key (verdict))
    detail = go_on (session, detail,
                    finding_phrase (session, "The key of %s has only %u bits.", signer, verdict->key_bits));
  if (verdict->testing)
    detail
        = go_on (session, detail,
                 finding_phrase (
                     session, "%s says that it is only testing (t=y): its signature is to count for nothing.", signer));
  if (detail == NULL)
    return;
  Finding *finding = finding_add (session, check, transaction, "%s", detail);
  if (verdict->unsigned_octets > 0)
    finding->severity = SEVERITY_LOW;
  finding_cite_field (finding, transaction, verdict->field);
}

static void
run_weak (const Check *check, SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const GPtrArray *verdicts = transaction->sender != NULL ? transaction->sender->dkim : NULL;
      for (guint k = 0; verdicts != NULL && k < verdicts->len; k++)
        {
          const DkimVerdict *verdict = g_ptr_array_index (verdicts, k);
          if (stands (verdict))
            judge (check, session, transaction, verdict);
        }
    }
}

const Check check_dkim_weak = {
  .id = "dkim-weak",
  .severity = SEVERITY_INFO,
  .subject = SUBJECT_SENDER,
  .title = N_ ("DKIM signature that proves less than it seems"),
  .explanation
  = N_ ("A DKIM signature of this mail holds, but it leaves something open: it signs only the begin of the "
        "text, so that anybody can add more; or its key is so short that it will be broken some day; or its "
        "owner says that he is only trying it out."),
  .protection = N_ ("Sign the whole text (no l=), with an RSA key of 2048 bits or Ed25519, and take t=y out of the key "
                    "record once signing works."),
  .reference = "RFC 6376 §8.2, RFC 8301 §3.2",
  .run = run_weak,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What SPF, DKIM, ARC and DMARC say against the sender of a mail.
 *
 * Each of them fails for honest mail too: forwarding breaks SPF, a footer breaks DKIM, and
 * both together break DMARC for lists.  So a failure that something better outweighs is a
 * note, and only what the owner of the From domain disowns is told as contradicted.
 *
 * Limits: SIGNATURES_CITED of a mail.
 *
 * Does not: verify anything itself; see sender.h. */
#include "config.h"

#include "checks.h"
#include "sender.h"
#include "session-facts.h"

enum { SIGNATURES_CITED = 4 };

typedef void (*Judge) (const Check *check, SmtpSession *session, const SmtpTransaction *transaction,
                       const SenderReport *report);

static void
each_mail (const Check *check, SmtpSession *session, Judge judge)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->sender != NULL)
        judge (check, session, transaction, transaction->sender);
    }
}

static const char *
quote (SmtpSession *session, const char *text)
{
  return check_quote (session, octets_of_string (text));
}

static void
cite_fields (Finding *finding, const SmtpTransaction *transaction, const char *name)
{
  const MailMessage *message = transaction->message;
  for (size_t i = 0; i < message->field_count; i++)
    if (header_field_is (&message->fields[i], name))
      finding_cite_field (finding, transaction, &message->fields[i]);
}

/* The answer of the DNS with the record that decided. */
static void
note_answer (SmtpSession *session, Finding *finding, const SenderReport *report, const char *name)
{
  const GPtrArray *used = dns_inquiry_used (report->inquiry);
  for (guint i = 0; name != NULL && i < used->len; i++)
    {
      const DnsAnswer *answer = g_ptr_array_index (used, i);
      if (answer->type != DNS_TXT || g_ascii_strcasecmp (answer->name, name) != 0)
        continue;
      const char *record = answer->count > 0 ? check_quote (session, answer->records[0].data)
                                             : finding_word (session, N_ ("no record"));
      if (answer->source == DNS_FROM_CAPTURE)
        finding_note (session, finding, "packet %" PRIu64 ", the DNS on %s: %s", answer->origin.packet,
                      quote (session, name), record);
      else
        finding_note (session, finding, "the DNS on %s: %s", quote (session, name), record);
      return;
    }
}

/* --- spf-fail, spf-softfail ------------------------------------------------------ */

/* A signature of the From domain may yet prove it. */
static bool
signature_may_prove (const SenderReport *report)
{
  for (guint i = 0; i < report->dkim->len; i++)
    {
      const DkimVerdict *signature = g_ptr_array_index (report->dkim, i);
      if (signature->result == DKIM_UNKNOWN && signature->domain != NULL && report->dmarc->domain != NULL
          && domains_related (octets_of_string (signature->domain), octets_of_string (report->dmarc->domain)))
        return true;
    }
  return false;
}

static bool
dmarc_disowns (const DmarcVerdict *dmarc)
{
  return dmarc->result == DMARC_FAIL && dmarc->policy >= DMARC_POLICY_QUARANTINE;
}

static Severity
spf_severity (const SenderReport *report)
{
  const DmarcVerdict *dmarc = report->dmarc;
  if (sender_is_proven (report))
    return SEVERITY_INFO;
  bool aligned = dmarc->spf == ALIGNED_RELAXED || dmarc->spf == ALIGNED_STRICT;
  bool worst = aligned && !dmarc_disowns (dmarc) && !signature_may_prove (report)
               && sender_signed_header (report) == NULL && !report->allowed_before;
  return worst ? SEVERITY_HIGH : SEVERITY_MEDIUM;
}

static void
report_spf (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const SenderReport *report,
            Severity severity)
{
  const SpfVerdict *spf = report->spf;
  Finding *finding
      = finding_add (session, check, transaction, "%s.", check_sentence (session, spf->why, spf->local_why));
  finding->severity = severity;
  finding_cite_command (finding, transaction->mail);
  cite_fields (finding, transaction, "From");
  if (sender_is_proven (report))
    finding_note (session, finding, "It is proven otherwise: %s.",
                  check_sentence (session, report->dmarc->why, report->dmarc->local_why));
  if (report->allowed_before && !sender_is_proven (report))
    finding_note (session, finding,
                  "A Received field of this host says that it got the mail from one that is allowed, "
                  "as an honest forwarder would; nothing proves that it did.");
  note_answer (session, finding, report, spf->domain);
  note_answer (session, finding, report, spf->mechanism_owner);
}

static void
judge_spf_fail (const Check *check, SmtpSession *session, const SmtpTransaction *transaction,
                const SenderReport *report)
{
  if (report->spf != NULL && report->spf->result == SPF_FAIL)
    report_spf (check, session, transaction, report, spf_severity (report));
}

static void
run_spf_fail (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_spf_fail);
}

const Check check_spf_fail = {
  .id = "spf-fail",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_SENDER,
  .title = N_ ("The domain does not let this host send its mail"),
  .explanation
  = N_ ("With an SPF record in the DNS the owner of a domain lists the hosts that send its mail. The host that "
        "sent this one is not among them, and the record says that all others have no right to. Either the "
        "sender on the envelope is forged, or somebody honest forwards the mail and left its envelope as "
        "it was: SPF cannot tell these two apart."),
  .protection
  = N_ ("A server that asks for SPF can refuse such mail. Forwarders should put a domain of their own on the "
        "envelope (SRS), and senders should sign with DKIM, which survives forwarding."),
  .reference = "RFC 7208 §8.4, RFC 7208 §D",
  .run = run_spf_fail,
};

static void
judge_spf_softfail (const Check *check, SmtpSession *session, const SmtpTransaction *transaction,
                    const SenderReport *report)
{
  if (report->spf != NULL && report->spf->result == SPF_SOFTFAIL && !sender_is_proven (report))
    report_spf (check, session, transaction, report, check->severity);
}

static void
run_spf_softfail (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_spf_softfail);
}

const Check check_spf_softfail = {
  .id = "spf-softfail",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_SENDER,
  .title = N_ ("The domain doubts that this host sends its mail"),
  .explanation
  = N_ ("The SPF record of the domain on the envelope does not list this host, and ends with ~all: its owner "
        "thinks that other hosts are probably not allowed to send, but does not stand by it. This is a hint "
        "and no proof of a forgery; many domains say so of all the world."),
  .protection
  = N_ ("Owners of a domain who know their hosts write -all. Signatures (DKIM) together with DMARC prove more "
        "than addresses do."),
  .reference = "RFC 7208 §8.5",
  .run = run_spf_softfail,
};

/* --- spf-too-permissive ----------------------------------------------------------- */

static void
judge_permissive (const Check *check, SmtpSession *session, const SmtpTransaction *transaction,
                  const SenderReport *report)
{
  if (report->spf == NULL || !spf_lets_everybody (report->spf))
    return;
  Finding *finding
      = finding_add (session, check, transaction, "The SPF record of %s lets every host send its mail: %s.",
                     quote (session, report->spf->domain), quote (session, report->spf->mechanism));
  finding_cite_command (finding, transaction->mail);
  note_answer (session, finding, report, report->spf->domain);
  note_answer (session, finding, report, report->spf->mechanism_owner);
}

static void
run_permissive (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_permissive);
}

const Check check_spf_too_permissive = {
  .id = "spf-too-permissive",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_SENDER,
  .title = N_ ("The domain lets the whole world send its mail"),
  .explanation
  = N_ ("The SPF record of this domain allows every host, or a great part of the internet, to send its mail. "
        "The check passes for everybody then, forgers too, and many programs take that for a proof."),
  .protection = N_ ("An SPF record that names the hosts that do send, and ends with -all."),
  .reference = "RFC 7208 §5.1, RFC 7208 §11.2",
  .run = run_permissive,
};

/* --- dkim-invalid ---------------------------------------------------------------- */

/* Another signature of the same domain is valid: a second key, or an older one. */
static bool
outdone (const SenderReport *report, const DkimVerdict *signature)
{
  for (guint i = 0; i < report->dkim->len; i++)
    {
      const DkimVerdict *other = g_ptr_array_index (report->dkim, i);
      if (other->result == DKIM_PASS && g_strcmp0 (other->domain, signature->domain) == 0)
        return true;
    }
  return false;
}

static bool
is_invalid (const SenderReport *report, const DkimVerdict *signature)
{
  return (signature->result == DKIM_FAIL || signature->result == DKIM_PERMERROR) && !outdone (report, signature);
}

/* Mailing lists change what they hand on, and so break the author's signature. */
static Severity
dkim_severity (const SenderReport *report, const DkimVerdict *signature)
{
  if (report->from_list || report->intermediary.proven)
    return SEVERITY_INFO;
  return signature->result == DKIM_PERMERROR ? SEVERITY_LOW : SEVERITY_MEDIUM;
}

static void
judge_dkim (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const SenderReport *report)
{
  Finding *finding = NULL;
  unsigned told = 0;
  for (guint i = 0; !sender_is_proven (report) && i < report->dkim->len && told < SIGNATURES_CITED; i++)
    {
      const DkimVerdict *signature = g_ptr_array_index (report->dkim, i);
      if (!is_invalid (report, signature))
        continue;
      Severity severity = dkim_severity (report, signature);
      if (finding == NULL)
        {
          finding = finding_add (session, check, transaction, "%s.",
                                 check_sentence (session, signature->why, signature->local_why));
          finding->severity = severity;
          if (report->from_list)
            finding_note (session, finding, "The mail comes from a mailing list, which changes mails: this is usual.");
        }
      else
        finding_note (session, finding, "Another signature: %s.",
                      check_sentence (session, signature->why, signature->local_why));
      finding->severity = MAX (finding->severity, severity);
      finding_cite_field (finding, transaction, signature->field);
      if (signature->domain != NULL && signature->selector != NULL)
        {
          g_autofree char *name = g_strdup_printf ("%s._domainkey.%s", signature->selector, signature->domain);
          note_answer (session, finding, report, name);
        }
      told++;
    }
}

static void
run_dkim (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_dkim);
}

const Check check_dkim_invalid = {
  .id = "dkim-invalid",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_SENDER,
  .title = N_ ("A signature of the sender's domain does not hold"),
  .explanation
  = N_ ("A DKIM signature says: these header fields and this text passed through the domain that signed. Here "
        "it does not fit. Either the mail was changed behind the signer, as by a footer that a list or a "
        "gateway adds, or the signature was copied from another mail, or it was never right. An invalid "
        "signature proves nothing: the mail counts as unsigned."),
  .protection
  = N_ ("Servers that hand on mail should leave its text and header as they are, or sign anew (and add an ARC "
        "chain). Readers should not trust a mail because a signature is in it, only because one holds."),
  .reference = "RFC 6376 §6.1, RFC 8301 §3",
  .run = run_dkim,
};

/* --- dmarc-fail ------------------------------------------------------------------ */

typedef struct DmarcWeight {
  Severity severity;
  const char *note; /* NULL: none */
} DmarcWeight;

static const char *const by_list
    = N_ ("A mailing list or forwarder, which SPF or DKIM proves, handed it on, and such mail often fails; anyone may "
          "call himself one, so the author stays unproven.");
static const char *const by_its_word = N_ (
    "It says that a mailing list or forwarder handed it on, and such mail often fails; nothing proves that it did.");
static const char *const header_signed
    = N_ ("The domain did sign the header, so the author may be right; but the text was changed on the way.");
static const char *const sealed = N_ (
    "An ARC chain tells how the mail was before it was changed on the way; it is worth as much as whoever sealed it "
    "is trusted.");

/* What a list changes keeps the author's signature, though broken; who forges has none to show. */
static bool
bears_signature_of_author (const SenderReport *report)
{
  for (guint i = 0; report->dmarc->domain != NULL && i < report->dkim->len; i++)
    {
      const DkimVerdict *signature = g_ptr_array_index (report->dkim, i);
      if (signature->domain != NULL
          && domains_related (octets_of_string (signature->domain), octets_of_string (report->dmarc->domain)))
        return true;
    }
  return false;
}

/* How much it weighs; false: not to be told. */
static bool
weigh_dmarc (const SenderReport *report, DmarcWeight *weight)
{
  const DmarcVerdict *dmarc = report->dmarc;
  *weight = (DmarcWeight){ SEVERITY_HIGH, NULL };
  if (dmarc->result != DMARC_FAIL)
    return false;
  if (!dmarc_disowns (dmarc))
    {
      weight->severity = SEVERITY_LOW;
      return !report->from_list && !report->intermediary.proven;
    }
  const Intermediary *intermediary = &report->intermediary;
  if (intermediary->proven)
    {
      bool traceless = report->from_list && !bears_signature_of_author (report);
      *weight = (DmarcWeight){ traceless ? SEVERITY_MEDIUM : SEVERITY_INFO, by_list };
    }
  else if (intermediary->kind != NULL)
    *weight = (DmarcWeight){ SEVERITY_MEDIUM, by_its_word };
  else if (sender_signed_header (report) != NULL)
    *weight = (DmarcWeight){ SEVERITY_MEDIUM, header_signed };
  if (report->arc->result == ARC_PASS)
    *weight = (DmarcWeight){ MIN (weight->severity, SEVERITY_MEDIUM), sealed };
  return true;
}

static void
judge_dmarc (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const SenderReport *report)
{
  DmarcWeight weight;
  if (!weigh_dmarc (report, &weight))
    return;
  Finding *finding = finding_add (session, check, transaction, "%s.",
                                  check_sentence (session, report->dmarc->why, report->dmarc->local_why));
  finding->severity = weight.severity;
  cite_fields (finding, transaction, "From");
  if (transaction->mail != NULL)
    finding_cite_command (finding, transaction->mail);
  if (weight.note != NULL)
    finding_note (session, finding, "%s", finding_word (session, weight.note));
  if (report->spf != NULL)
    finding_note (session, finding, "SPF %s: %s", spf_result_name (report->spf->result),
                  check_sentence (session, report->spf->why, report->spf->local_why));
  if (report->dkim->len == 0)
    finding_note (session, finding, "DKIM: the mail is not signed");
  for (guint i = 0; i < MIN (report->dkim->len, SIGNATURES_CITED); i++)
    {
      const DkimVerdict *signature = g_ptr_array_index (report->dkim, i);
      finding_note (session, finding, "DKIM %s: %s", dkim_result_name (signature->result),
                    check_sentence (session, signature->why, signature->local_why));
    }
  if (report->dmarc->policy_domain != NULL)
    {
      g_autofree char *name = g_strconcat ("_dmarc.", report->dmarc->policy_domain, NULL);
      note_answer (session, finding, report, name);
    }
}

static void
run_dmarc (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_dmarc);
}

const Check check_dmarc_fail = {
  .id = "dmarc-fail",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Nothing proves the sender that the reader sees"),
  .explanation
  = N_ ("DMARC asks of a mail that SPF or a DKIM signature proves the very domain that stands in the From "
        "field. Here neither does, and the owner of that domain has said in the DNS what should become of "
        "such mail. If he asks to reject it or to put it aside, he says that his own mail never looks like "
        "this; the usual reason is a forged sender, the other one a mailing list that changed the mail."),
  .protection
  = N_ ("A server that asks for DMARC refuses such mail or marks it as spam. It does not help against a domain "
        "that only looks like the real one."),
  .reference = "RFC 9989 §5.3, RFC 9989 §7",
  .run = run_dmarc,
};

/* --- arc-invalid ----------------------------------------------------------------- */

static void
judge_arc (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const SenderReport *report)
{
  if (report->arc->result != ARC_FAIL)
    return;
  Finding *finding = finding_add (session, check, transaction, "%s.",
                                  check_sentence (session, report->arc->why, report->arc->local_why));
  if (sender_is_proven (report))
    finding->severity = SEVERITY_INFO;
  cite_fields (finding, transaction, "ARC-Seal");
  cite_fields (finding, transaction, "ARC-Message-Signature");
  if (finding->evidence_count == 0)
    cite_fields (finding, transaction, "ARC-Authentication-Results");
}

static void
run_arc (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_arc);
}

const Check check_arc_invalid = {
  .id = "arc-invalid",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_SENDER,
  .title = N_ ("The chain of seals in this mail is broken"),
  .explanation
  = N_ ("With ARC each server that hands a mail on seals what it found when it checked the sender, so that a "
        "later one can know it though the mail was changed in between. In this mail the chain does not hold: "
        "a seal is missing, does not fit, or says itself that the chain was broken before. What the seals "
        "say about the sender must not be believed; that alone does not make the sender a forger."),
  .protection = N_ ("Servers that seal after they changed the mail, and not before. A chain counts only as far as "
                    "every server in it is trusted."),
  .reference = "RFC 8617 §5.2",
  .run = run_arc,
};

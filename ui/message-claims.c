/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a mail says that it is from, in all the places that say so, each beside what speaks
 * for it or against it: a row a claim.
 *
 * A claim that nothing speaks for may be true all the same: it gets a question mark, not an
 * exclamation mark.  The verdict over all stands in "How sure is the sender".
 *
 * Limits: MAILBOXES_SHOWN of a field, SIGNATURES_SHOWN.
 *
 * Does not judge anything itself: it reads what SPF, DKIM, DMARC, the DNS and the way of the
 * mail told (dissect/sender, dissect/mail-path). */
#include "config.h"

#include "message-claims.h"

#include "../dissect/mail-path.h"
#include "../dissect/printable.h"
#include "../dissect/same-organization.h"
#include "../dissect/sender.h"
#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

#include <inttypes.h>
#include <string.h>

enum { LABEL_COLUMNS = 15, VALUE_COLUMNS = 22, MAILBOXES_SHOWN = 4, SIGNATURES_SHOWN = 6 };

/* What the evidence does to a claim. */
typedef enum Stand { STAND_OPEN, STAND_FOR, STAND_AGAINST } Stand;

typedef struct Claims {
  TextPane *pane;
  Wording wording;
  const SmtpSession *session;
  const SmtpTransaction *transaction;
  const SenderReport *report; /* NULL: not judged yet */
  char *from;                 /* domain of From; NULL: none */
} Claims;

/* The value is printable already; the evidence may hold text from the wire.  Takes both. */
static void
add (const Claims *claims, const char *label, char *value, Stand stand, char *evidence)
{
  static const char signs[] = { '?', '+', '!' };
  static const Style styles[] = { STYLE_TEXT, STYLE_GOOD, STYLE_HIGH };
  const int hang = LABEL_COLUMNS + VALUE_COLUMNS + 2, needed = 2 * hang - 10;
  const Style style = styles[stand];
  g_autofree char *words = wording_text (claims->wording, evidence);
  g_autofree char *padded = printable_pad (value, VALUE_COLUMNS);
  g_autofree char *label_padded = printable_pad (label, LABEL_COLUMNS - 2);
  g_autofree char *name = g_strdup_printf ("  %s%s", label_padded, value);
  g_autofree char *narrow_name = g_strdup_printf ("  %s%s%s", label, label[0] != '\0' ? " " : "", value);
  if (printable_width (value) < VALUE_COLUMNS)
    {
      g_autofree char *row = g_strdup_printf ("  %s%s%c %s", label_padded, padded, signs[stand], words);
      g_autofree char *narrow = g_strdup_printf ("%s  %c %s", narrow_name, signs[stand], words);
      text_pane_add_row (claims->pane, style, hang, needed, row, narrow);
    }
  else
    {
      g_autofree char *row = g_strdup_printf ("%*s%c %s", LABEL_COLUMNS + VALUE_COLUMNS, "", signs[stand], words);
      g_autofree char *narrow = g_strdup_printf ("    %c %s", signs[stand], words);
      text_pane_add_row (claims->pane, style, LABEL_COLUMNS, needed, name, narrow_name);
      text_pane_add_row (claims->pane, style, hang, needed, row, narrow);
    }
  g_free (value);
  g_free (evidence);
}

static bool
is_of_from (const Claims *claims, Octets domain)
{
  return claims->from != NULL && domain.length > 0 && same_organization (domain, octets_of_string (claims->from));
}

/* The signature of a domain that fits the mail; NULL: none. */
static const DkimVerdict *
signature_of (const Claims *claims, Octets domain)
{
  for (guint i = 0; claims->report != NULL && i < claims->report->dkim->len; i++)
    {
      const DkimVerdict *signature = g_ptr_array_index (claims->report->dkim, i);
      if (signature->result == DKIM_PASS && signature->domain != NULL && domain.length > 0
          && same_organization (domain, octets_of_string (signature->domain)))
        return signature;
    }
  return NULL;
}

/* --- the dialogue -------------------------------------------------------------------- */

static void
add_helo (const Claims *claims)
{
  const SenderReport *report = claims->report;
  const HeloReport *helo = report != NULL ? report->helo : NULL;
  Octets name = session_client_name (claims->session);
  Stand stand = STAND_OPEN;
  char *evidence;
  if (name.length == 0)
    return;
  if (helo != NULL && helo->standing == HELO_CONFIRMED)
    {
      stand = STAND_FOR;
      evidence = g_strdup (_ ("DNS: this name leads to the client's address"));
    }
  else if (helo != NULL && helo->standing == HELO_CONTRADICTED)
    {
      stand = STAND_AGAINST;
      evidence = helo->reverse != NULL
                     ? g_strdup_printf (_ ("DNS: this name leads elsewhere; the client's address is that of %s"),
                                        helo->reverse)
                     : g_strdup (_ ("DNS: this name leads elsewhere; the client's address is that of another name"));
    }
  else if (report != NULL && report->spf_helo != NULL && report->spf_helo->result == SPF_PASS)
    {
      stand = spf_lets_everybody (report->spf_helo) ? STAND_OPEN : STAND_FOR;
      evidence = g_strdup (_ ("SPF of this name: pass"));
    }
  else if (report != NULL && report->spf_helo != NULL && report->spf_helo->result == SPF_FAIL)
    {
      stand = STAND_AGAINST;
      evidence = g_strdup (_ ("SPF of this name: fail"));
    }
  else
    evidence = g_strdup (_ ("the client's own word; nothing seen tells more"));
  add (claims, "HELO", wording_octets (claims->wording, name, OCTETS_NONE), stand, evidence);
}

static void
add_address (const Claims *claims)
{
  const HeloReport *helo = claims->report != NULL ? claims->report->helo : NULL;
  add (claims, _ ("address"), wording_ip (claims->session, SIDE_CLIENT), STAND_FOR,
       helo != NULL && helo->reverse != NULL
           ? g_strdup_printf (_ ("seen in the packets; its name in the DNS is %s"), helo->reverse)
           : g_strdup (_ ("seen in the packets")));
}

static void
add_reverse_path (const Claims *claims)
{
  const SmtpCommand *mail = claims->transaction->mail;
  const SenderReport *report = claims->report;
  const SpfVerdict *spf = report != NULL ? report->spf : NULL;
  Stand stand = STAND_OPEN;
  char *evidence;
  if (mail == NULL)
    return;
  if (report == NULL)
    evidence = g_strdup (_ ("not judged yet"));
  else if (spf == NULL)
    evidence = g_strdup_printf (_ ("SPF %s"), _ (report->spf_not_judged));
  else if (spf->result == SPF_PASS && spf_lets_everybody (spf))
    evidence = g_strdup (_ ("SPF: pass, but its owner lets every host of the world send"));
  else if (spf->result == SPF_FAIL && report->allowed_before)
    evidence = g_strdup (_ ("SPF: fail, but a forwarder says that it had it from an allowed host"));
  else
    {
      stand = spf->result == SPF_PASS                                  ? STAND_FOR
              : spf->result == SPF_FAIL || spf->result == SPF_SOFTFAIL ? STAND_AGAINST
                                                                       : STAND_OPEN;
      evidence = g_strdup_printf (spf->identity == SPF_OF_HELO ? _ ("SPF of the HELO name: %s") : _ ("SPF: %s"),
                                  spf_result_name (spf->result));
    }
  add (claims, "MAIL FROM", wording_address (claims->wording, mail->path), stand, evidence);
}

/* The last login that was accepted before the mail. */
static const SmtpAuth *
login_of (const Claims *claims)
{
  const GPtrArray *auths = claims->session->auths;
  const SmtpAuth *login = NULL;
  for (guint i = 0; auths != NULL && i < auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (auths, i);
      if (auth->result == AUTH_ACCEPTED && auth->has_username
          && auth->origin.packet <= claims->transaction->data_origin.packet)
        login = auth;
    }
  return login;
}

static void
add_login (const Claims *claims)
{
  const SmtpAuth *login = login_of (claims);
  if (login == NULL)
    return;
  const GPtrArray *specs = claims->transaction->message->from_specs;
  const char *from = specs != NULL && specs->len > 0 ? g_ptr_array_index (specs, 0) : NULL;
  const char *evidence = _ ("the server accepted it");
  Octets author = from != NULL ? octets_of_string (from) : OCTETS_NONE;
  if (from != NULL && octets_equal_nocase (login->username, author))
    evidence = _ ("the server accepted it, and From names it");
  else if (from != NULL && address_domain (login->username).length > 0)
    evidence = _ ("the server accepted it; From names another");
  char *account
      = claims->wording.redact ? g_strdup ("…") : wording_octets (claims->wording, login->username, OCTETS_NONE);
  add (claims, _ ("login"), account, STAND_FOR, g_strdup (evidence));
}

/* --- the header ----------------------------------------------------------------------- */

/* What is known of the domain in From. */
static char *
from_evidence (const Claims *claims, Stand *stand)
{
  const SenderReport *report = claims->report;
  const SmtpCommand *mail = claims->transaction->mail;
  Octets envelope = mail != NULL ? address_domain (mail->path) : OCTETS_NONE;
  if (report != NULL && sender_is_proven (report))
    {
      *stand = STAND_FOR;
      return g_strdup (report->dmarc->dkim_passes ? _ ("DKIM: a signature of its domain fits")
                                                  : _ ("SPF: this host may send for its domain"));
    }
  if (report != NULL && report->dmarc->result == DMARC_FAIL)
    {
      *stand = STAND_AGAINST;
      return g_strdup (_ ("DMARC: fail, neither SPF nor DKIM proves its domain"));
    }
  const DkimVerdict *header = report != NULL ? sender_signed_header (report) : NULL;
  if (header != NULL)
    {
      *stand = STAND_FOR;
      return g_strdup (_ ("DKIM: its domain signed the header, the text was changed since"));
    }
  if (envelope.length == 0)
    return g_strdup (_ ("nothing proves it"));
  return g_strdup (is_of_from (claims, envelope) ? _ ("the organization of MAIL FROM, but nothing proves it")
                                                 : _ ("another organization than MAIL FROM, and nothing proves it"));
}

static void
add_from (const Claims *claims)
{
  const MailMessage *message = claims->transaction->message;
  guint count = message->from != NULL ? message->from->len : 0;
  if (count == 0)
    {
      add (claims, "From:", g_strdup (message->header_lacks ? _ ("(not captured)") : _ ("(none)")), STAND_OPEN,
           g_strdup (message->header_lacks ? _ ("that part of the header was not captured")
                                           : _ ("the mail does not say who wrote it")));
      return;
    }
  for (guint i = 0; i < MIN (count, MAILBOXES_SHOWN); i++)
    {
      Stand stand = STAND_OPEN;
      char *evidence = count == 1 ? from_evidence (claims, &stand)
                                  : g_strdup (_ ("one of several: programs differ over which one they show"));
      add (claims, i == 0 ? "From:" : "", wording_mailbox (claims->wording, g_ptr_array_index (message->from, i)),
           stand, evidence);
    }
}

/* The domain of "Name <user@domain>". */
static Octets
mailbox_domain (const char *mailbox)
{
  Octets domain = address_domain (octets_of_string (mailbox));
  while (domain.length > 0 && strchr ("> \t", domain.at[domain.length - 1]) != NULL)
    domain.length--;
  return domain;
}

static void
add_beside_from (const Claims *claims, const char *label, const char *mailbox, const char *elsewhere)
{
  Octets domain = mailbox_domain (mailbox);
  char *value = wording_mailbox (claims->wording, mailbox);
  if (signature_of (claims, domain) != NULL)
    add (claims, label, value, STAND_FOR, g_strdup (_ ("DKIM: a signature of its domain fits")));
  else
    add (claims, label, value, STAND_OPEN,
         g_strdup (is_of_from (claims, domain) ? _ ("the organization of From") : elsewhere));
}

static void
add_other_fields (const Claims *claims)
{
  const MailMessage *message = claims->transaction->message;
  guint count = message->reply_to != NULL ? message->reply_to->len : 0;
  if (message->sender_field != NULL)
    add_beside_from (claims, "Sender:", message->sender_field, _ ("hands the mail in for another organization's From"));
  for (guint i = 0; i < MIN (count, MAILBOXES_SHOWN); i++)
    add_beside_from (claims, i == 0 ? "Reply-To:" : "", g_ptr_array_index (message->reply_to, i),
                     claims->report != NULL && claims->report->from_list ? _ ("answers go to a mailing list")
                                                                         : _ ("answers go to another organization"));
}

/* Servers write it at delivery; in a mail that is still under way the sender did. */
static void
add_return_path (const Claims *claims)
{
  const MailMessage *message = claims->transaction->message;
  const SmtpCommand *mail = claims->transaction->mail;
  for (size_t i = 0; i < message->field_count; i++)
    {
      if (!header_field_is (&message->fields[i], "Return-Path"))
        continue;
      Octets path = octets_trim (message->fields[i].value);
      if (path.length >= 2 && path.at[0] == '<' && path.at[path.length - 1] == '>')
        path = octets_slice (path, 1, path.length - 2);
      bool same = mail != NULL && octets_equal_nocase (path, mail->path);
      add (claims, "Return-Path:", wording_address (claims->wording, path), STAND_OPEN,
           g_strdup (same ? _ ("the same as MAIL FROM") : _ ("not MAIL FROM: somebody wrote it before this hop")));
      return;
    }
}

static void
add_signature (const Claims *claims, const char *label, const DkimVerdict *signature)
{
  bool of_from = signature->domain != NULL && is_of_from (claims, octets_of_string (signature->domain));
  Stand stand = STAND_OPEN;
  const char *evidence;
  if (signature->result == DKIM_PASS)
    {
      stand = STAND_FOR;
      evidence = of_from ? _ ("the signature fits, and it is From's organization")
                         : _ ("the signature fits; From names another organization");
    }
  else if (signature->result == DKIM_FAIL && signature->header == DKIM_FITS)
    evidence = _ ("the header is as it was signed, the text was changed since");
  else if (signature->result == DKIM_UNKNOWN)
    evidence = _ ("not known whether the signature fits: its key or part of the mail was not seen");
  else
    {
      stand = signature->result == DKIM_FAIL ? STAND_AGAINST : STAND_OPEN;
      evidence = signature->result == DKIM_FAIL ? _ ("the signature does not fit") : _ ("the signature is of no use");
    }
  add (claims, label, wording_text (claims->wording, signature->domain != NULL ? signature->domain : _ ("(no domain)")),
       stand, g_strdup (evidence));
}

static void
add_first_hop (const Claims *claims)
{
  const MailPath *path = claims->transaction->path;
  if (path == NULL || path->count < 2)
    return;
  const PathHop *first = &path->hops[0];
  char ip[FLOW_IP_TEXT] = "";
  if (first->client_version != 0)
    flow_ip_octets_text (first->client_ip, first->client_version, ip);
  const char *name = first->client != NULL ? first->client : ip;
  if (name[0] == '\0')
    return;
  add (claims, _ ("first hop"), wording_text (claims->wording, name), first->seen ? STAND_FOR : STAND_OPEN,
       first->seen ? g_strdup_printf (_ ("seen in session %" PRIu64), first->session)
                   : g_strdup (_ ("a Received field says so, and anyone can write one")));
}

void
message_claims_add (TextPane *pane, Wording wording, const SmtpSession *session, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  if (message == NULL || !transaction->message_done)
    return;
  Claims claims = { pane, wording, session, transaction, transaction->sender, NULL };
  const GPtrArray *specs = message->from_specs;
  Octets domain = specs != NULL && specs->len > 0 ? address_domain (octets_of_string (g_ptr_array_index (specs, 0)))
                                                  : OCTETS_NONE;
  claims.from = domain.length > 0 ? g_strndup ((const char *) domain.at, domain.length) : NULL;
  text_pane_add (pane, STYLE_HEADING, 0, _ ("\nWho it says it is from, and what speaks for it (+) or against it (!)"));
  add_helo (&claims);
  add_address (&claims);
  add_reverse_path (&claims);
  add_login (&claims);
  add_from (&claims);
  add_other_fields (&claims);
  add_return_path (&claims);
  for (guint i = 0; claims.report != NULL && i < MIN (claims.report->dkim->len, SIGNATURES_SHOWN); i++)
    add_signature (&claims, i == 0 ? "DKIM d=" : "", g_ptr_array_index (claims.report->dkim, i));
  add_first_hop (&claims);
  g_free (claims.from);
}

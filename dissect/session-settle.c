/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves what a session holds outside of its arena into it.
 *
 * While a session lives, arrays and strings grow and change, and belong to whoever writes them.
 * From its end on they are only read; then each is copied once, and freed.  Octets of a mail's header
 * move too, and evidence that cites them follows.
 *
 * Does not move: octets of mails that are in a spool, answers of the DNS, which belong to all, and
 * what a capture file says of the session. */
#include "config.h"

#include "session-settle.h"

#include "finding.h"
#include "sender.h"
#include "session-notes.h"
#include "session-repeats.h"
#include "settled-array.h"
#include "smuggling.h"

#include <string.h>

/* An array of strings. */
static GPtrArray *
settle_strings (Arena *arena, GPtrArray *array)
{
  for (guint i = 0; array != NULL && i < array->len; i++)
    {
      char *string = array->pdata[i];
      arena_settle_string (arena, &string);
      array->pdata[i] = string;
    }
  return settle_pointers (arena, array);
}

static void
settle_each_string (Arena *arena, char **const *strings, size_t count)
{
  for (size_t i = 0; i < count; i++)
    arena_settle_string (arena, strings[i]);
}

#define SETTLE_STRINGS(arena, ...)                                                                                     \
  settle_each_string ((arena), (char **const[]){ __VA_ARGS__ }, sizeof ((char **[]){ __VA_ARGS__ }) / sizeof (char **))

/* What is pointed to, freed where it was. */
static void *
settle_struct (Arena *arena, void *memory, size_t size)
{
  void *settled = arena_settle (arena, memory, size);
  g_free (memory);
  return settled;
}

/* --- how sure a sender is ---------------------------------------------------------------- */

static SpfVerdict *
settle_spf (Arena *arena, SpfVerdict *spf)
{
  if (spf == NULL)
    return NULL;
  SETTLE_STRINGS (arena, &spf->domain, &spf->mechanism, &spf->mechanism_owner, &spf->explanation, &spf->why,
                  &spf->local_why);
  return settle_struct (arena, spf, sizeof *spf);
}

static GPtrArray *
settle_dkim (Arena *arena, GPtrArray *verdicts)
{
  for (guint i = 0; i < verdicts->len; i++)
    {
      DkimVerdict *dkim = verdicts->pdata[i];
      SETTLE_STRINGS (arena, &dkim->domain, &dkim->selector, &dkim->identity, &dkim->algorithm, &dkim->canonicalization,
                      &dkim->signed_fields, &dkim->why, &dkim->local_why);
      verdicts->pdata[i] = settle_struct (arena, dkim, sizeof *dkim);
    }
  return settle_pointers (arena, verdicts);
}

static ArcVerdict *
settle_arc (Arena *arena, ArcVerdict *arc)
{
  if (arc == NULL)
    return NULL;
  for (guint i = 0; arc->sets != NULL && i < arc->sets->len; i++)
    {
      ArcSet *set = arc->sets->pdata[i];
      SETTLE_STRINGS (arena, &set->domain, &set->selector, &set->chain_validation, &set->results);
      arc->sets->pdata[i] = settle_struct (arena, set, sizeof *set);
    }
  arc->sets = settle_pointers (arena, arc->sets);
  SETTLE_STRINGS (arena, &arc->why, &arc->local_why);
  return settle_struct (arena, arc, sizeof *arc);
}

static DmarcVerdict *
settle_dmarc (Arena *arena, DmarcVerdict *dmarc)
{
  if (dmarc == NULL)
    return NULL;
  SETTLE_STRINGS (arena, &dmarc->domain, &dmarc->policy_domain, &dmarc->organizational, &dmarc->proof, &dmarc->why,
                  &dmarc->local_proof, &dmarc->local_why);
  return settle_struct (arena, dmarc, sizeof *dmarc);
}

static HeloReport *
settle_helo (Arena *arena, HeloReport *helo, bool *plain)
{
  *plain = true;
  if (helo == NULL)
    return NULL;
  helo->inquiry = dns_inquiry_settle (helo->inquiry, arena, plain);
  SETTLE_STRINGS (arena, &helo->name, &helo->reverse);
  return settle_struct (arena, helo, sizeof *helo);
}

static SenderReport *
settle_sender (Arena *arena, SenderReport *report, bool *plain)
{
  bool plain_helo;
  *plain = true;
  if (report == NULL)
    return NULL;
  report->spf = settle_spf (arena, report->spf);
  report->spf_helo = settle_spf (arena, report->spf_helo);
  report->dkim = settle_dkim (arena, report->dkim);
  report->arc = settle_arc (arena, report->arc);
  report->dmarc = settle_dmarc (arena, report->dmarc);
  report->inquiry = dns_inquiry_settle (report->inquiry, arena, plain);
  report->helo = settle_helo (arena, report->helo, &plain_helo);
  SETTLE_STRINGS (arena, &report->intermediary.domain, &report->why, &report->local_why);
  *plain = *plain && plain_helo;
  return settle_struct (arena, report, sizeof *report);
}

/* --- mails ------------------------------------------------------------------------------- */

/* Octets inside of others that moved. */
static void
follow (Octets *octets, Octets before, Octets after)
{
  if (octets->length == 0 || before.length == 0 || octets->at < before.at || octets->at >= before.at + before.length)
    return;
  octets->at = after.at + (octets->at - before.at);
}

/* What both readings of a look-alike quote of the header. */
static void
follow_readings (Smuggling *smuggling, Octets before, Octets after)
{
  follow (&smuggling->book.subject, before, after);
  for (unsigned i = 0; i < MIN (smuggling->lenient_mails, SMUGGLING_MAILS); i++)
    follow (&smuggling->lenient[i].subject, before, after);
}

static void
follow_evidence (const SmtpSession *session, Octets before, Octets after)
{
  for (guint i = 0; i < session->findings->len; i++)
    {
      const Finding *finding = session->findings->pdata[i];
      if (finding->smuggling != NULL)
        follow_readings ((Smuggling *) finding->smuggling, before, after);
      for (size_t k = 0; k < finding->evidence_count; k++)
        {
          follow (&finding->evidence[k].text, before, after);
          follow (&finding->evidence[k].secret, before, after);
        }
    }
}

static bool
settle_message (const SmtpSession *session, SmtpTransaction *transaction)
{
  MailMessage *message = transaction->message;
  bool plain;
  if (message == NULL)
    return true;
  const Octets header = message->header;
  const HeaderField *fields = message->fields;
  transaction->message = message = mail_message_settled (message, session->arena, &plain);
  follow_evidence (session, header, message->header);
  const SenderReport *sender = transaction->sender;
  for (guint i = 0; sender != NULL && i < sender->dkim->len; i++)
    {
      DkimVerdict *dkim = sender->dkim->pdata[i];
      if (dkim->field != NULL)
        dkim->field = message->fields + (dkim->field - fields);
    }
  return plain;
}

static bool
settle_transaction (const SmtpSession *session, SmtpTransaction *transaction)
{
  Arena *arena = session->arena;
  bool plain_mail = settle_message (session, transaction), plain_sender;
  transaction->sender = settle_sender (arena, transaction->sender, &plain_sender);
  transaction->recipients = settle_pointers (arena, transaction->recipients);
  transaction->burls = settle_pointers (arena, transaction->burls);
  transaction->places = mail_places_settle (transaction->places, arena);
  return plain_mail && plain_sender;
}

bool
smtp_session_settle (SmtpSession *session)
{
  Arena *arena = session->arena;
  g_assert (session->dialogue == NULL && !session->settled);
  const TlsFacts *tls = session->tls_facts;
  bool plain = session->notes == NULL && (tls == NULL || (tls->references == 1 && arena_is_stored (tls->arena)));
  for (guint i = 0; i < session->transactions->len; i++)
    plain = settle_transaction (session, session->transactions->pdata[i]) && plain;
  session->helos = settle_pointers (arena, session->helos);
  session->extensions = settle_strings (arena, session->extensions);
  session->auths = settle_pointers (arena, session->auths);
  session->requests = settle_pointers (arena, session->requests);
  session->transactions = settle_pointers (arena, session->transactions);
  session->findings = settle_pointers (arena, session->findings);
  session->events = settle_records (arena, session->events);
  if (session->repeats != NULL)
    {
      session->repeats->rows = settle_records (arena, session->repeats->rows);
      session->repeats = settle_struct (arena, session->repeats, sizeof *session->repeats);
    }
  session->settled = true;
  return plain && arena_is_stored (arena);
}

void
session_free_settled (SmtpSession *session)
{
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = session->transactions->pdata[i];
      if (transaction->message != NULL)
        mail_data_unref (transaction->message->data);
      if (transaction->sender == NULL)
        continue;
      dns_inquiry_leave (transaction->sender->inquiry);
      if (transaction->sender->helo != NULL)
        dns_inquiry_leave (transaction->sender->helo->inquiry);
    }
  tls_facts_unref (session->tls_facts);
  session_notes_free (session->notes);
  arena_free (session->arena);
}

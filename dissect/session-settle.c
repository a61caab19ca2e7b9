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

/* Octets that evidence quotes, and where they were before anything moved. */
typedef struct Quote {
  uintptr_t at;
  Octets *octets;
} Quote;

static void
add_quote (GArray *quotes, Octets *octets)
{
  const Quote quote = { (uintptr_t) octets->at, octets };
  if (octets->length > 0)
    g_array_append_val (quotes, quote);
}

/* What both readings of a look-alike quote of the header. */
static void
add_readings (GArray *quotes, Smuggling *smuggling)
{
  add_quote (quotes, &smuggling->book.subject);
  for (unsigned i = 0; i < MIN (smuggling->lenient_mails, SMUGGLING_MAILS); i++)
    add_quote (quotes, &smuggling->lenient[i].subject);
}

static int
compare_quotes (gconstpointer left, gconstpointer right)
{
  const Quote *a = left, *b = right;
  return a->at < b->at ? -1 : a->at > b->at;
}

/* All that evidence of the session quotes, in the order of its places: a session of many mails has much
 * evidence, and each mail finds its own. */
static GArray *
quotes_of (const SmtpSession *session)
{
  GArray *quotes = g_array_new (FALSE, FALSE, sizeof (Quote));
  for (guint i = 0; i < session->findings->len; i++)
    {
      const Finding *finding = session->findings->pdata[i];
      if (finding->smuggling != NULL)
        add_readings (quotes, (Smuggling *) finding->smuggling);
      for (size_t k = 0; k < finding->evidence_count; k++)
        {
          add_quote (quotes, &finding->evidence[k].text);
          add_quote (quotes, &finding->evidence[k].secret);
        }
    }
  g_array_sort (quotes, compare_quotes);
  return quotes;
}

/* Quotes of octets that moved follow them. */
static void
follow_quotes (const GArray *quotes, Octets before, Octets after)
{
  const uintptr_t begin = (uintptr_t) before.at;
  guint low = 0, high = quotes->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (g_array_index (quotes, Quote, middle).at < begin)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < quotes->len && g_array_index (quotes, Quote, low).at - begin < before.length; low++)
    {
      const Quote *quote = &g_array_index (quotes, Quote, low);
      quote->octets->at = after.at + (quote->at - begin);
    }
}

static bool
settle_message (const SmtpSession *session, SmtpTransaction *transaction, const GArray *quotes)
{
  MailMessage *message = transaction->message;
  bool plain;
  if (message == NULL)
    return true;
  const Octets header = message->header;
  const HeaderField *fields = message->fields;
  transaction->message = message = mail_message_settled (message, session->arena, &plain);
  follow_quotes (quotes, header, message->header);
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
settle_transaction (const SmtpSession *session, SmtpTransaction *transaction, const GArray *quotes)
{
  Arena *arena = session->arena;
  bool plain_mail = settle_message (session, transaction, quotes), plain_sender;
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
  GArray *quotes = quotes_of (session);
  for (guint i = 0; i < session->transactions->len; i++)
    plain = settle_transaction (session, session->transactions->pdata[i], quotes) && plain;
  g_array_free (quotes, TRUE);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DKIM (RFC 6376, 8301, 8463): a verdict for each signature of a mail, with its reason.
 *
 * Text and fields are judged apart, for a newcomer wants to know which of them was changed,
 * and the text needs no key.  What a signature that counts for nothing would fit is told as well, but for
 * SHA-1, whose key nobody need be asked for.
 *
 * A signature made in the future passes: captures come from hosts whose clocks are wrong, and
 * RFC 6376 §3.5 leaves it open.
 *
 * Limits: DKIM_SIGNATURES_MOST.  Does not: compare the signer with the From field; see DMARC. */
#include "config.h"

#include "dkim.h"

#include "dkim-verify.h"
#include "phrases.h"
#include "translate.h"

#include <inttypes.h>

enum { FUTURE_SECONDS_MOST = 24 * 3600 };

/* One signature while it is judged. */
typedef struct Judging {
  const MailMessage *message;
  DkimSignature signature;
  DkimKeys keys;
  bool asked;
  int64_t now; /* seconds */
  DkimVerdict *verdict;
  Phrases *phrases;
} Judging;

static void
dkim_verdict_free (gpointer row)
{
  DkimVerdict *verdict = row;
  g_free (verdict->domain);
  g_free (verdict->selector);
  g_free (verdict->identity);
  g_free (verdict->algorithm);
  g_free (verdict->canonicalization);
  g_free (verdict->signed_fields);
  g_free (verdict->why);
  g_free (verdict->local_why);
  g_free (verdict);
}

/* --- what it says ---------------------------------------------------------------------- */

static void
tell_from (DkimVerdict *verdict, const DkimHeader *header, const char *fields)
{
  size_t named = 0;
  Octets rest = octets_of_string (fields), entry;
  while (fields != NULL && dkim_list_next (&rest, &entry))
    named += octets_equal_nocase (entry, OCTETS ("from"));
  verdict->from_signed = named > 0;
  verdict->from_oversigned = named > dkim_header_count (header, "from");
}

static void
tell (DkimVerdict *verdict, const DkimSignature *signature)
{
  verdict->domain = g_strdup (signature->domain);
  verdict->selector = g_strdup (signature->selector);
  verdict->identity = g_strdup (signature->identity);
  verdict->algorithm = g_strdup (signature->algorithm);
  verdict->canonicalization = g_strdup (signature->canonicalization);
  verdict->signed_fields = g_strdup (signature->fields);
  verdict->has_length = signature->has_length;
  verdict->signed_time = signature->signed_time;
  verdict->expires = signature->expires;
}

static void
tell_key (DkimVerdict *verdict, const DkimKeys *keys)
{
  if (keys->chosen == NULL)
    return;
  verdict->key_bits = keys->chosen->bits;
  verdict->testing = keys->chosen->testing;
  verdict->strict_identity = keys->chosen->strict;
}

/* --- why -------------------------------------------------------------------------------- */

static const char *
signer (const Judging *judging)
{
  return judging->verdict->domain != NULL ? judging->verdict->domain
                                          : phrase_word (judging->phrases, N_ ("an unknown signer"));
}

static void
conclude (Judging *judging, DkimResult result, const char *why)
{
  judging->verdict->result = result;
  phrase_copy (judging->phrases, why, &judging->verdict->why, &judging->verdict->local_why);
}

static const char *
date_of (Phrases *phrases, int64_t seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = date != NULL ? g_date_time_format (date, "%Y-%m-%d %H:%M UTC") : NULL;
  return text != NULL ? phrase_pair (phrases, text, NULL) : phrase_word (phrases, N_ ("a time beyond all calendars"));
}

static void
pass (Judging *judging)
{
  const DkimVerdict *verdict = judging->verdict;
  Phrases *phrases = judging->phrases;
  const char *why
      = verdict->unsigned_octets > 0
            ? phrase (phrases,
                      "%s signed this mail's header and the begin of its text: they are as it sent them, but %" PRIu64
                      " octets at the end of the text are not signed, and anybody can have added them",
                      signer (judging), verdict->unsigned_octets)
            : phrase (phrases, "%s signed this mail: header and text are as it sent them", signer (judging));
  if (verdict->testing)
    why = phrase (phrases, "%s; by its key it is only testing (t=y)", why);
  if (judging->signature.key_type == DKIM_RSA && verdict->key_bits < DKIM_KEY_BITS_GOOD)
    why = phrase (phrases, "%s; the key is short (%u bits)", why, verdict->key_bits);
  if (judging->now >= 0 && verdict->signed_time > judging->now + FUTURE_SECONDS_MOST)
    why = phrase (phrases, "%s; by the clock of the capture it was signed in the future", why);
  conclude (judging, DKIM_PASS, why);
}

static void
fail (Judging *judging)
{
  const char *name = signer (judging);
  Phrases *phrases = judging->phrases;
  DkimFit body = judging->verdict->body, header = judging->verdict->header;
  const char *why;
  if (body == DKIM_FITS_NOT && header == DKIM_FITS)
    why = phrase (
        phrases,
        "the text was changed after %s signed it (body hash differs); the signed header fields are as it sent "
        "them",
        name);
  else if (body == DKIM_FITS_NOT && header == DKIM_FITS_NOT)
    why = phrase (
        phrases, "neither text nor header fit the signature that names %s: both were changed, or somebody else made it",
        name);
  else if (body == DKIM_FITS_NOT)
    why = phrase (phrases, "the text was changed after %s signed it (body hash differs)", name);
  else
    why = phrase (phrases, "header fields were changed after %s signed them, or somebody else made this signature",
                  name);
  if (judging->message->lines.count[LINE_BARE_LF] > 0)
    why = phrase (phrases,
                  "%s; but it has lines that end in LF alone, and a server that repairs them before it checks may find "
                  "otherwise",
                  why);
  conclude (judging, DKIM_FAIL, why);
}

static void
refuse_key (Judging *judging)
{
  const char *name = signer (judging), *key = judging->signature.key_name;
  const DkimKeys *keys = &judging->keys;
  Phrases *phrases = judging->phrases;
  if (keys->state == DKIM_KEY_FAILED)
    conclude (judging, DKIM_TEMPERROR,
              phrase (phrases, "the DNS could not tell the key %s, so the signature cannot be checked", key));
  else if (keys->state == DKIM_KEY_NONE)
    conclude (judging, DKIM_PERMERROR,
              phrase (phrases, "the signature of %s does not count: there is no key %s in the DNS", name, key));
  else
    conclude (judging, DKIM_PERMERROR,
              phrase (phrases, "the signature of %s does not count: the key %s %s", name, key,
                      phrase_word (phrases, keys->problem)));
}

static void
leave_open (Judging *judging)
{
  const DkimVerdict *verdict = judging->verdict;
  Phrases *phrases = judging->phrases;
  bool unseen = judging->asked && judging->keys.state == DKIM_KEY_UNSEEN;
  const char *why = unseen ? phrase (phrases, "the key %s was not seen, so the signature cannot be checked",
                                     judging->signature.key_name)
                           : phrase_word (phrases, dkim_why_not_checkable (judging->message));
  if (verdict->header == DKIM_FITS)
    why = phrase (phrases, "%s; the signed header fields are as they were sent", why);
  else if (verdict->body == DKIM_FITS)
    why = phrase (phrases, "%s; the text is the one that it speaks of", why);
  conclude (judging, DKIM_UNKNOWN, why);
}

/* --- judging ---------------------------------------------------------------------------- */

static void
hold_against_header (Judging *judging, DkimHeader *header)
{
  if (!dkim_header_is_whole (judging->message) || judging->keys.state != DKIM_KEY_USABLE)
    return;
  GByteArray *octets = g_byte_array_new ();
  dkim_header_add_signed (header, octets, &judging->signature, judging->verdict->field);
  judging->verdict->header = dkim_keys_fit (&judging->keys, &judging->signature, octets_of (octets->data, octets->len));
  g_byte_array_unref (octets);
}

static bool
is_expired (const Judging *judging)
{
  return judging->signature.expires >= 0 && judging->now > judging->signature.expires;
}

static void
decide (Judging *judging)
{
  const DkimVerdict *verdict = judging->verdict;
  const DkimSignature *signature = &judging->signature;
  Phrases *phrases = judging->phrases;
  if (signature->problem != NULL)
    conclude (judging, DKIM_PERMERROR,
              phrase (phrases, "the signature of %s does not count: it %s", signer (judging),
                      phrase_word (phrases, signature->problem)));
  else if (is_expired (judging))
    conclude (judging, DKIM_PERMERROR,
              phrase (phrases, "the signature of %s does not count: it was valid until %s", signer (judging),
                      date_of (phrases, signature->expires)));
  else if (judging->keys.state == DKIM_KEY_REFUSED || judging->keys.state == DKIM_KEY_NONE)
    refuse_key (judging);
  else if (verdict->body == DKIM_FITS_NOT || verdict->header == DKIM_FITS_NOT)
    fail (judging);
  else if (judging->keys.state == DKIM_KEY_FAILED)
    refuse_key (judging);
  else if (verdict->body == DKIM_FITS && verdict->header == DKIM_FITS)
    pass (judging);
  else
    leave_open (judging);
}

static void
read_field (Judging *judging, DkimHeader *header, DnsInquiry *inquiry)
{
  DkimVerdict *verdict = judging->verdict;
  dkim_signature_read (&judging->signature, DKIM_KIND_SIGNATURE, verdict->field);
  tell (verdict, &judging->signature);
  tell_from (verdict, header, judging->signature.fields);
  verdict->body = dkim_body_fit (judging->message, &judging->signature, &verdict->unsigned_octets);
  judging->asked = judging->signature.problem == NULL;
  if (judging->asked)
    {
      dkim_keys_fetch (&judging->keys, inquiry, &judging->signature);
      hold_against_header (judging, header);
      tell_key (verdict, &judging->keys);
    }
  decide (judging);
  dkim_keys_clear (&judging->keys);
  dkim_signature_clear (&judging->signature);
}

static DkimVerdict *
judge (const MailMessage *message, const HeaderField *field, DkimHeader *header, int64_t time, DnsInquiry *inquiry)
{
  Judging judging = { .message = message, .now = time / G_GINT64_CONSTANT (1000000000), .phrases = phrases_new () };
  DkimVerdict *verdict = judging.verdict = g_new0 (DkimVerdict, 1);
  verdict->field = field;
  if (field->cut)
    {
      verdict->signed_time = verdict->expires = -1;
      leave_open (&judging);
    }
  else
    read_field (&judging, header, inquiry);
  phrases_free (judging.phrases);
  return verdict;
}

GPtrArray *
dkim_verify (const MailMessage *message, int64_t time, DnsInquiry *inquiry)
{
  GPtrArray *verdicts = g_ptr_array_new_with_free_func (dkim_verdict_free);
  DkimHeader *header = NULL;
  for (size_t i = 0; i < message->field_count && verdicts->len < DKIM_SIGNATURES_MOST; i++)
    if (header_field_is (&message->fields[i], "DKIM-Signature"))
      {
        if (header == NULL)
          header = dkim_header_new (message->fields, message->field_count);
        g_ptr_array_add (verdicts, judge (message, &message->fields[i], header, time, inquiry));
      }
  dkim_header_free (header);
  return verdicts;
}

const char *
dkim_result_name (DkimResult result)
{
  static const char *const names[DKIM_RESULTS] = { "pass", "fail", "permerror", "temperror", "unknown" };
  return names[result];
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARC (RFC 8617): whether a chain of forwarders holds, from the first that sealed the mail to the last.
 *
 * A chain that is broken is so whatever the DNS says; one that is whole passes only where every
 * key was seen.  Signatures of earlier links over the mail itself need not fit any more, that is
 * what the chain is for; how far back they do is told (§5.2).
 *
 * Limits: ARC_SETS_MOST, the RFC's own.  Does not: say whether the forwarders are to be trusted, which no
 * seal can prove; nor read what they report of the sender. */
#include "config.h"

#include "dkim-verify.h"
#include "phrases.h"
#include "translate.h"

typedef struct Link {
  const HeaderField *seal_field, *message_field, *results_field; /* NULL: not there */
  DkimSignature seal, message;
  char *results;
} Link;

typedef struct Chain {
  const MailMessage *mail;
  DnsInquiry *inquiry;
  DkimHeader *header;
  int64_t now; /* seconds */
  Link links[ARC_SETS_MOST];
  unsigned length;    /* the highest number seen */
  unsigned fields;    /* of all three kinds, countable or not */
  const char *broken; /* the first thing that is wrong with its form */
  Phrases *phrases;
} Chain;

typedef enum Holding { LINK_HOLDS, LINK_BROKEN, LINK_OPEN } Holding;

/* --- the fields ------------------------------------------------------------------------- */

static void
set_broken (Chain *chain, const char *why)
{
  if (chain->broken == NULL)
    chain->broken = why;
}

static bool
is_space (uint8_t octet)
{
  return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

static Octets
skip_space (Octets octets)
{
  while (octets.length > 0 && is_space (octets.at[0]))
    octets = octets_from (octets, 1);
  return octets;
}

/* "i=1;" in front of everything (§4.1.1); 0 where it is not so.  *rest is what stands behind. */
static unsigned
results_instance (Octets value, Octets *rest)
{
  uint64_t number;
  Octets at = skip_space (value);
  if (at.length == 0 || at.at[0] != 'i')
    return 0;
  at = skip_space (octets_from (at, 1));
  if (at.length == 0 || at.at[0] != '=')
    return 0;
  at = skip_space (octets_from (at, 1));
  size_t digits = 0;
  while (digits < at.length && g_ascii_isdigit (at.at[digits]))
    digits++;
  if (!dkim_number (octets_slice (at, 0, digits), 2, &number) || number < 1 || number > ARC_SETS_MOST)
    return 0;
  at = skip_space (octets_from (at, digits));
  if (at.length == 0 || at.at[0] != ';')
    return 0;
  *rest = octets_from (at, 1);
  return (unsigned) number;
}

/* The place of a field with this number; NULL, and the chain is broken, where it cannot have one. */
static Link *
place (Chain *chain, const char *name, unsigned instance, size_t member)
{
  if (instance == 0)
    {
      set_broken (chain, phrase (chain->phrases, "an %s field has no number that can be read", name));
      return NULL;
    }
  Link *link = &chain->links[instance - 1];
  chain->length = MAX (chain->length, instance);
  if (G_STRUCT_MEMBER (const HeaderField *, link, member) == NULL)
    return link;
  set_broken (chain, phrase (chain->phrases, "number %u has two %s fields", instance, name));
  return NULL;
}

static void
take_signature (Chain *chain, DkimKind kind, const HeaderField *field)
{
  DkimSignature signature;
  bool seal = kind == DKIM_KIND_ARC_SEAL;
  dkim_signature_read (&signature, kind, field);
  Link *link = place (chain, dkim_kind_field (kind), signature.instance,
                      seal ? offsetof (Link, seal_field) : offsetof (Link, message_field));
  if (link == NULL)
    dkim_signature_clear (&signature);
  else if (seal)
    {
      link->seal = signature;
      link->seal_field = field;
    }
  else
    {
      link->message = signature;
      link->message_field = field;
    }
}

static void
take_results (Chain *chain, const HeaderField *field)
{
  Octets rest = OCTETS_NONE;
  unsigned instance = results_instance (field->value, &rest);
  Link *link = place (chain, "ARC-Authentication-Results", instance, offsetof (Link, results_field));
  if (link == NULL)
    return;
  link->results_field = field;
  link->results = g_strstrip (header_field_text (rest));
}

static void
collect (Chain *chain)
{
  for (size_t i = 0; i < chain->mail->field_count; i++)
    {
      const HeaderField *field = &chain->mail->fields[i];
      if (field->name.length < 4 || !octets_start_nocase (field->name, OCTETS ("arc-")))
        continue;
      bool seal = header_field_is (field, "ARC-Seal"), message = header_field_is (field, "ARC-Message-Signature");
      bool results = header_field_is (field, "ARC-Authentication-Results");
      chain->fields += seal || message || results;
      if (results)
        take_results (chain, field);
      else if (seal || message)
        take_signature (chain, seal ? DKIM_KIND_ARC_SEAL : DKIM_KIND_ARC_MESSAGE, field);
    }
}

/* --- the form of the chain ------------------------------------------------------------- */

static void
check_link (Chain *chain, unsigned instance)
{
  const Link *link = &chain->links[instance - 1];
  const char *missing = link->seal_field == NULL      ? "ARC-Seal"
                        : link->message_field == NULL ? "ARC-Message-Signature"
                        : link->results_field == NULL ? "ARC-Authentication-Results"
                                                      : NULL;
  if (missing != NULL)
    set_broken (chain, phrase (chain->phrases, "number %u of %u has no %s field", instance, chain->length, missing));
  else if (link->seal.problem != NULL)
    set_broken (chain, phrase (chain->phrases, "the seal of number %u does not count: it %s", instance,
                               phrase_word (chain->phrases, link->seal.problem)));
  else if (strcmp (link->seal.chain_validation, instance == 1 ? "none" : "pass") != 0)
    set_broken (chain, phrase (chain->phrases, "number %u says cv=%s where %s belongs", instance,
                               link->seal.chain_validation, instance == 1 ? "none" : "pass"));
}

/* The newest says that the chain was broken before (§5.2, step 2): true, and the chain ends. */
static bool
was_broken (Chain *chain)
{
  const Link *newest = chain->length > 0 ? &chain->links[chain->length - 1] : NULL;
  if (newest == NULL || g_strcmp0 (newest->seal.chain_validation, "fail") != 0)
    return false;
  set_broken (
      chain, phrase (chain->phrases, "%s, the last that sealed this mail, found it broken already (cv=fail)",
                     newest->seal.domain != NULL ? newest->seal.domain : phrase_word (chain->phrases, N_ ("the one"))));
  return true;
}

static void
check_form (Chain *chain)
{
  if (was_broken (chain))
    return;
  for (unsigned i = 1; i <= chain->length; i++)
    check_link (chain, i);
}

/* --- signatures ------------------------------------------------------------------------- */

/* What a key that cannot be used means for a link. */
static Holding
without_key (Phrases *phrases, const DkimKeys *keys, const DkimSignature *signature, const char **why)
{
  if (keys->state == DKIM_KEY_UNSEEN)
    *why = phrase (phrases, "the key %s was not seen, so the chain cannot be checked", signature->key_name);
  else if (keys->state == DKIM_KEY_FAILED)
    *why = phrase (phrases, "the DNS could not tell the key %s, so the chain cannot be checked", signature->key_name);
  else if (keys->state == DKIM_KEY_NONE)
    *why = phrase (phrases, "there is no key %s in the DNS", signature->key_name);
  else
    *why = phrase (phrases, "the key %s %s", signature->key_name, phrase_word (phrases, keys->problem));
  return keys->state == DKIM_KEY_UNSEEN || keys->state == DKIM_KEY_FAILED ? LINK_OPEN : LINK_BROKEN;
}

static Holding
check_octets (Chain *chain, const DkimSignature *signature, const GByteArray *octets, const char **why)
{
  DkimKeys keys;
  Holding holding = LINK_HOLDS;
  dkim_keys_fetch (&keys, chain->inquiry, signature);
  if (keys.state != DKIM_KEY_USABLE)
    holding = without_key (chain->phrases, &keys, signature, why);
  else if (dkim_keys_fit (&keys, signature, octets_of (octets->data, octets->len)) != DKIM_FITS)
    holding = LINK_BROKEN;
  dkim_keys_clear (&keys);
  return holding;
}

/* The signature of one link over the mail as it sent it on. */
static Holding
check_message (Chain *chain, unsigned instance, const char **why)
{
  const Link *link = &chain->links[instance - 1];
  const DkimSignature *signature = &link->message;
  if (signature->problem != NULL)
    {
      *why = phrase (chain->phrases, "the message signature of number %u does not count: it %s", instance,
                     phrase_word (chain->phrases, signature->problem));
      return LINK_BROKEN;
    }
  if (signature->expires >= 0 && chain->now > signature->expires)
    {
      *why = phrase (chain->phrases, "the message signature of number %u has expired", instance);
      return LINK_BROKEN;
    }
  DkimFit body = dkim_body_fit (chain->mail, signature, NULL);
  if (body == DKIM_FITS_NOT)
    {
      *why = phrase (chain->phrases, "the text was changed after %s sent it on (body hash differs)", signature->domain);
      return LINK_BROKEN;
    }
  GByteArray *octets = g_byte_array_new ();
  dkim_header_add_signed (chain->header, octets, signature, link->message_field);
  Holding holding = check_octets (chain, signature, octets, why);
  g_byte_array_unref (octets);
  if (holding == LINK_BROKEN && *why == NULL)
    *why = phrase (chain->phrases,
                   "header fields were changed after %s sent the mail on, or somebody else made its signature",
                   signature->domain);
  if (holding == LINK_HOLDS && body == DKIM_FIT_UNKNOWN)
    {
      *why = phrase_word (chain->phrases, dkim_why_not_checkable (chain->mail));
      return LINK_OPEN;
    }
  return holding;
}

/* The first reason stays, but that of a broken link goes before all others. */
static void
add_holding (Holding *all, const char **why, Holding one, const char *reason)
{
  if (one == LINK_HOLDS || *all == LINK_BROKEN || (one == LINK_OPEN && *all == LINK_OPEN))
    return;
  *why = reason;
  *all = one;
}

/* All seals, each over all links up to its own (§5.1.1). */
static void
check_seals (Chain *chain, Holding *all, const char **why)
{
  GByteArray *octets = g_byte_array_new ();
  for (unsigned i = 1; i <= chain->length && *all != LINK_BROKEN; i++)
    {
      const Link *link = &chain->links[i - 1];
      const char *reason = NULL;
      dkim_header_add_field (octets, DKIM_RELAXED, link->results_field, OCTETS_NONE);
      dkim_header_add_field (octets, DKIM_RELAXED, link->message_field, OCTETS_NONE);
      guint before = octets->len;
      dkim_header_add_field (octets, DKIM_RELAXED, link->seal_field, link->seal.hole);
      dkim_header_end (octets);
      Holding holding = check_octets (chain, &link->seal, octets, &reason);
      if (holding == LINK_BROKEN && reason == NULL)
        reason = phrase (chain->phrases,
                         "the seal of number %u (%s) does not fit: what stands in front of it was changed, or "
                         "somebody else made it",
                         i, link->seal.domain);
      add_holding (all, why, holding, reason);
      g_byte_array_set_size (octets, before);
      dkim_header_add_field (octets, DKIM_RELAXED, link->seal_field, OCTETS_NONE);
    }
  g_byte_array_unref (octets);
}

/* How far back the message signatures fit (§5.2, step 5). */
static unsigned
oldest_pass (Chain *chain)
{
  for (unsigned i = chain->length - 1; i > 0; i--)
    {
      const char *why = NULL;
      Holding holding = check_message (chain, i, &why);
      if (holding != LINK_HOLDS)
        return i + 1;
    }
  return 0;
}

/* --- the verdict ------------------------------------------------------------------------- */

static void
arc_set_free (gpointer row)
{
  ArcSet *set = row;
  g_free (set->domain);
  g_free (set->selector);
  g_free (set->chain_validation);
  g_free (set->results);
  g_free (set);
}

static void
tell_sets (ArcVerdict *verdict, const Chain *chain)
{
  for (unsigned i = 0; i < chain->length; i++)
    {
      const Link *link = &chain->links[i];
      if (link->seal_field == NULL && link->message_field == NULL && link->results_field == NULL)
        continue;
      ArcSet *set = g_new0 (ArcSet, 1);
      set->instance = i + 1;
      set->domain = g_strdup (link->seal.domain);
      set->selector = g_strdup (link->seal.selector);
      set->chain_validation = g_strdup (link->seal.chain_validation);
      set->results = g_strdup (link->results);
      g_ptr_array_add (verdict->sets, set);
    }
}

/* The reason for the verdict, which it sets. */
static const char *
judge (ArcVerdict *verdict, Chain *chain)
{
  Phrases *phrases = chain->phrases;
  const char *why = NULL;
  check_form (chain);
  verdict->result = ARC_FAIL;
  if (chain->broken != NULL)
    return phrase (phrases, "the chain of forwarders (ARC) is broken: %s", chain->broken);
  const char *newest = chain->links[chain->length - 1].seal.domain;
  chain->header = dkim_header_new (chain->mail->fields, chain->mail->field_count);
  Holding all = check_message (chain, chain->length, &why);
  if (all != LINK_BROKEN)
    check_seals (chain, &all, &why);
  if (all == LINK_BROKEN)
    return phrase (phrases, "the chain of forwarders (ARC) is broken: %s", why);
  verdict->result = all == LINK_OPEN ? ARC_UNKNOWN : ARC_PASS;
  if (all == LINK_OPEN)
    return why;
  verdict->oldest_pass = oldest_pass (chain);
  if (chain->length == 1)
    return phrase (phrases, "%s sealed this mail (ARC), and it is as it sent it on", newest);
  return phrase (phrases,
                 "the chain of %u forwarders (ARC) is whole, and the mail is as the last of them, %s, sent it on",
                 chain->length, newest);
}

static void
chain_free (Chain *chain)
{
  for (unsigned i = 0; i < chain->length; i++)
    {
      dkim_signature_clear (&chain->links[i].seal);
      dkim_signature_clear (&chain->links[i].message);
      g_free (chain->links[i].results);
    }
  dkim_header_free (chain->header);
  phrases_free (chain->phrases);
  g_free (chain);
}

static bool
has_chain (const MailMessage *message)
{
  for (size_t i = 0; i < message->field_count; i++)
    if (octets_start_nocase (message->fields[i].name, OCTETS ("arc-")))
      return true;
  return false;
}

ArcVerdict *
arc_verify (const MailMessage *message, int64_t time, DnsInquiry *inquiry)
{
  ArcVerdict *verdict = g_new0 (ArcVerdict, 1);
  verdict->sets = g_ptr_array_new_with_free_func (arc_set_free);
  if (!has_chain (message))
    return verdict;
  Chain *chain = g_new0 (Chain, 1);
  chain->mail = message;
  chain->inquiry = inquiry;
  chain->phrases = phrases_new ();
  chain->now = time / G_GINT64_CONSTANT (1000000000);
  const char *why = NULL;
  collect (chain);
  tell_sets (verdict, chain);
  if (chain->fields > 0 && !dkim_header_is_whole (message))
    {
      verdict->result = ARC_UNKNOWN;
      why = phrase_word (chain->phrases, dkim_why_not_checkable (message));
    }
  else if (chain->fields > 0)
    why = judge (verdict, chain);
  phrase_copy (chain->phrases, why, &verdict->why, &verdict->local_why);
  chain_free (chain);
  return verdict;
}

void
arc_verdict_free (ArcVerdict *verdict)
{
  if (verdict == NULL)
    return;
  g_ptr_array_unref (verdict->sets);
  g_free (verdict->why);
  g_free (verdict->local_why);
  g_free (verdict);
}

const char *
arc_result_name (ArcResult result)
{
  static const char *const names[ARC_RESULTS] = { "none", "pass", "fail", "unknown" };
  return names[result];
}

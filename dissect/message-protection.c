/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the entities of a finished mail: PGP/MIME (RFC 3156), OpenPGP inside text,
 * S/MIME (RFC 8551).  A claim counts only where the octets bear it out; where they
 * were not captured, the claim is believed.
 *
 * Signed is not encrypted: S/MIME's opaque signature is base64 that anyone undoes.
 *
 * Does not: decrypt anything, or verify signatures; that a mail is signed says only
 * that something which looks like a signature is there. */
#include "config.h"

#include "message-protection.h"

#include "translate.h"

static MailPart *
entity_at (const MailMessage *message, guint i)
{
  return g_ptr_array_index (message->entities, i);
}

/* Octets that could have told may be missing. */
static bool
may_be_cut (const MailMessage *message)
{
  return message->state != MESSAGE_COMPLETE;
}

static bool
is_sealed_content (const MailMessage *message, Protection content)
{
  return content == PROTECTION_PGP_SEALED || content == PROTECTION_CMS_SEALED
         || (content == PROTECTION_UNKNOWN && may_be_cut (message));
}

/* What stands for protection itself and says nothing: keys, signatures, the part
 * that only names a version. */
static bool
is_control (const MailPart *part)
{
  return part->claim == CLAIM_PGP_CONTROL || part->claim == CLAIM_PGP_SIGNATURE || part->claim == CLAIM_PGP_KEYS
         || part->claim == CLAIM_SMIME_SIGNATURE || part->content == PROTECTION_PGP_SIGNATURE
         || (part->content == PROTECTION_PGP_KEY && !part->has_clear);
}

static EndToEnd
kind_of (const MailPart *part)
{
  switch (part->content)
    {
    case PROTECTION_CMS_SEALED:
      return END_TO_END_SMIME;
    case PROTECTION_UNKNOWN:
      return part->claim >= CLAIM_SMIME && part->claim <= CLAIM_SMIME_OTHER ? END_TO_END_SMIME : END_TO_END_OPENPGP;
    default:
      return END_TO_END_OPENPGP;
    }
}

static void
judge_leaf (MailMessage *message, MailPart *part)
{
  bool sealed = is_sealed_content (message, part->content);

  /* Of these nobody said that they are encrypted. */
  if (part->content == PROTECTION_UNKNOWN && (part->claim == CLAIM_SMIME_OPAQUE || part->claim == CLAIM_SMIME_OTHER))
    sealed = false;
  if (sealed && part->claim == CLAIM_PGP_CONTROL && part->content == PROTECTION_UNKNOWN)
    sealed = false;
  if (sealed)
    part->sealing = part->has_clear ? SEALED_PARTLY : SEALED_WHOLLY;
  if (sealed && message->end_to_end == END_TO_END_NONE)
    message->end_to_end = kind_of (part);
}

static void
set_signature (MailMessage *message, EndToEnd kind, bool opaque)
{
  if (message->signature == END_TO_END_NONE)
    message->signature = kind;
  message->opaque_signature = message->opaque_signature || opaque;
}

/* A signature that a leaf shows by itself. */
static void
judge_signature (MailMessage *message, const MailPart *part)
{
  if (part->content == PROTECTION_CMS_SIGNED)
    set_signature (message, END_TO_END_SMIME, true);
  else if (part->content == PROTECTION_PGP_CLEAR)
    set_signature (message, END_TO_END_OPENPGP, false);
  if (part->claim == CLAIM_PGP_KEYS || part->content == PROTECTION_PGP_KEY)
    message->key_attached = true;
}

static void
set_fake (MailMessage *message, const MailPart *part)
{
  if (message->fake == NULL)
    message->fake = part;
}

/* S/MIME that says what it is and is not. */
static void
judge_claim (MailMessage *message, const MailPart *part)
{
  bool cms = part->content >= PROTECTION_CMS_SEALED;

  if (may_be_cut (message) && part->content == PROTECTION_UNKNOWN)
    return;
  if (part->claim == CLAIM_SMIME_ENVELOPED && part->content != PROTECTION_CMS_SEALED)
    set_fake (message, part);
  else if (part->claim == CLAIM_SMIME && !cms && part->kind == PART_LEAF)
    set_fake (message, part);
}

/* The children of the multipart at `i`: those with the claim, and whether any was sealed. */
typedef struct Children {
  bool signature;
  bool sealed;
} Children;

static Children
look_at_children (const MailMessage *message, guint i, Claim claim)
{
  const MailPart *multipart = entity_at (message, i);
  Children found = { false, false };

  for (guint k = i + 1; k < message->entities->len && entity_at (message, k)->depth > multipart->depth; k++)
    {
      const MailPart *part = entity_at (message, k);
      if (part->depth != multipart->depth + 1)
        continue;
      found.signature |= part->claim == claim;
      found.sealed |= part->sealing == SEALED_WHOLLY;
    }
  return found;
}

static void
judge_multipart (MailMessage *message, guint i)
{
  const MailPart *part = entity_at (message, i);
  Claim wanted = part->claim == CLAIM_PGP_SIGNED ? CLAIM_PGP_SIGNATURE : CLAIM_SMIME_SIGNATURE;
  Children children = look_at_children (message, i, wanted);
  bool lost = may_be_cut (message) || message->parts_cut;

  if (part->claim == CLAIM_PGP_ENCRYPTED && !children.sealed && !lost)
    set_fake (message, part);
  if (part->level > 0 || (part->claim != CLAIM_PGP_SIGNED && part->claim != CLAIM_SMIME_SIGNED))
    return;
  if (children.signature || lost)
    set_signature (message, part->claim == CLAIM_PGP_SIGNED ? END_TO_END_OPENPGP : END_TO_END_SMIME, false);
}

/* Whether a part holds something to read that was not encrypted. */
static bool
is_clear (const MailPart *part)
{
  if (part->kind != PART_LEAF || part->size == 0 || is_control (part) || part->sealing == SEALED_WHOLLY)
    return false;
  return strcmp (part->type, "text/plain") != 0 || part->has_clear || part->sealing == SEALED_PARTLY
         || part->attachment;
}

/* RFC 9788 §4.1, and what came before it. */
static bool
stands_for_another (const char *subject)
{
  static const char *const placeholders[] = { "[...]", "...", "…", "[…]", "Encrypted Message", "p≡p" };

  for (size_t i = 0; i < G_N_ELEMENTS (placeholders); i++)
    if (strcmp (subject, placeholders[i]) == 0)
      return true;
  return false;
}

void
message_protection_judge (MailMessage *message)
{
  for (guint i = 0; i < message->entities->len; i++)
    {
      MailPart *part = entity_at (message, i);
      if (part->kind == PART_MULTIPART)
        continue;
      judge_leaf (message, part);
      judge_claim (message, part);
      if (part->level == 0)
        judge_signature (message, part);
    }
  for (guint i = 0; i < message->entities->len; i++)
    if (entity_at (message, i)->kind == PART_MULTIPART)
      judge_multipart (message, i);
  if (message->end_to_end == END_TO_END_NONE)
    return;
  for (guint i = 0; i < message->entities->len; i++)
    {
      MailPart *part = entity_at (message, i);
      message->end_to_end_partly |= is_clear (part);
    }
  message->end_to_end_partly |= message->parts_cut;
  message->protected_subject = message->subject != NULL && stands_for_another (message->subject);
}

bool
message_is_sealed (const MailMessage *message)
{
  return message->end_to_end != END_TO_END_NONE && !message->end_to_end_partly;
}

/* Names that every program gives tell nothing. */
static bool
tells_something (const char *name)
{
  static const char *const names[] = { "encrypted.asc", "smime.p7m", "msg.asc",      "OpenPGP encrypted message.asc",
                                       "noname",        "smime.p7s", "signature.asc" };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return false;
  return true;
}

unsigned
message_still_readable (const MailMessage *message)
{
  unsigned what = 1u << READABLE_ENVELOPE | 1u << READABLE_SIZE | 1u << READABLE_TIME;

  if (message->end_to_end == END_TO_END_NONE)
    return 0;
  if (message->from->len + message->to->len + message->cc->len + message->reply_to->len > 0)
    what |= 1u << READABLE_PEOPLE;
  if (message->subject != NULL && !message->protected_subject)
    what |= 1u << READABLE_SUBJECT;
  if (message->field_count > 0)
    what |= 1u << READABLE_FIELDS;
  for (guint i = 0; i < message->entities->len; i++)
    {
      const MailPart *part = entity_at (message, i);
      if (part->sealing == SEALED_WHOLLY && part->filename != NULL && tells_something (part->filename))
        what |= 1u << READABLE_FILE_NAMES;
    }
  if (message->end_to_end_partly)
    what |= 1u << READABLE_CLEAR_PARTS;
  return what;
}

static const struct {
  const char *name, *words;
} readable[STILL_READABLE] = {
  [READABLE_ENVELOPE] = { "envelope", N_ ("the envelope") },
  [READABLE_PEOPLE] = { "addresses", N_ ("From, To and Cc") },
  [READABLE_SUBJECT] = { "subject", N_ ("the Subject") },
  [READABLE_TIME] = { "time", N_ ("when") },
  [READABLE_FIELDS] = { "header_fields", N_ ("the other header fields") },
  [READABLE_SIZE] = { "size", N_ ("how much") },
  [READABLE_FILE_NAMES] = { "file_names", N_ ("names of attachments") },
  [READABLE_CLEAR_PARTS] = { "clear_parts", N_ ("the parts that were not encrypted") },
};

const char *
still_readable_name (StillReadable what)
{
  return readable[what].name;
}

const char *
still_readable_words (StillReadable what)
{
  return readable[what].words;
}

const char *
end_to_end_name (EndToEnd kind)
{
  static const char *const names[] = {
    [END_TO_END_NONE] = "none",
    [END_TO_END_OPENPGP] = "openpgp",
    [END_TO_END_SMIME] = "smime",
  };
  return names[kind];
}

const char *
end_to_end_words (EndToEnd kind)
{
  static const char *const words[] = {
    [END_TO_END_NONE] = "nothing",
    [END_TO_END_OPENPGP] = "OpenPGP",
    [END_TO_END_SMIME] = "S/MIME",
  };
  return words[kind];
}

const char *
message_fake_words (const MailMessage *message)
{
  const MailPart *part = message->fake;

  if (part == NULL)
    return NULL;
  if (part->claim == CLAIM_PGP_ENCRYPTED)
    return N_ ("it says multipart/encrypted, but no OpenPGP message is in it");
  if (part->content == PROTECTION_CMS_SIGNED)
    return N_ ("it says that it is encrypted with S/MIME, but is only signed");
  return N_ ("it says that it is encrypted with S/MIME, but its octets are no such thing");
}

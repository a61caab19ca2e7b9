/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads signature fields, and names the first thing that is wrong with one.
 *
 * What can be read is read also behind a flaw: a signature that counts for nothing
 * still tells who claims to have signed.  Names that are no domain names are not kept:
 * published forgeries (espoofer's "d=" with a NUL or a parenthesis inside) live on programs
 * that ask the DNS for another name than they show.
 *
 * Does not: look at the mail or its time, or know the key. */
#include "config.h"

#include "dkim-signature.h"

#include "translate.h"

enum { NAME_OCTETS_MOST = 253, LABEL_OCTETS_MOST = 63, LENGTH_DIGITS_MOST = 76, TIME_DIGITS_MOST = 18 };

const char *
dkim_kind_field (DkimKind kind)
{
  static const char *const names[] = { "DKIM-Signature", "ARC-Message-Signature", "ARC-Seal" };
  return names[kind];
}

static void
flaw (DkimSignature *signature, const char *problem)
{
  if (signature->problem == NULL)
    signature->problem = problem;
}

static char *
text_of (Octets value)
{
  return g_strndup ((const char *) value.at, value.length);
}

/* --- names ------------------------------------------------------------------------- */

static bool
is_label (const char *label, size_t length)
{
  for (size_t i = 0; i < length; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-' && label[i] != '_')
      return false;
  return length > 0 && length <= LABEL_OCTETS_MOST;
}

static bool
is_domain (const char *name)
{
  if (strlen (name) > NAME_OCTETS_MOST)
    return false;
  for (;;)
    {
      size_t length = strcspn (name, ".");
      if (!is_label (name, length))
        return false;
      if (name[length] == '\0')
        return true;
      name += length + 1;
    }
}

char *
dkim_domain_ascii (Octets name)
{
  if (name.length == 0 || name.length > 4 * NAME_OCTETS_MOST || octets_find (name, '\0') != SIZE_MAX
      || !g_utf8_validate ((const char *) name.at, (gssize) name.length, NULL))
    return NULL;
  g_autofree char *text = text_of (name);
  g_autofree char *ascii = g_str_is_ascii (text) ? g_ascii_strdown (text, -1) : g_hostname_to_ascii (text);
  return ascii != NULL && is_domain (ascii) ? g_steal_pointer (&ascii) : NULL;
}

/* --- tags ---------------------------------------------------------------------------- */

static const DkimTag *
need (DkimSignature *signature, const DkimTags *tags, const char *name, const char *problem)
{
  const DkimTag *tag = dkim_tags_find (tags, name);
  if (tag == NULL)
    flaw (signature, problem);
  return tag;
}

static void
read_names (DkimSignature *signature, const DkimTags *tags)
{
  const DkimTag *domain = need (signature, tags, "d", N_ ("does not say whose it is (no d=)"));
  const DkimTag *selector = need (signature, tags, "s", N_ ("does not say which key made it (no s=)"));
  g_autofree char *domain_ascii = domain != NULL ? dkim_domain_ascii (domain->value) : NULL;
  g_autofree char *selector_ascii = selector != NULL ? dkim_domain_ascii (selector->value) : NULL;
  if (domain_ascii != NULL)
    signature->domain = text_of (domain->value);
  else if (domain != NULL)
    flaw (signature, N_ ("names a signer that is no domain name (d=)"));
  if (selector_ascii != NULL)
    signature->selector = text_of (selector->value);
  else if (selector != NULL)
    flaw (signature, N_ ("names a key that can have no name in the DNS (s=)"));
  if (domain_ascii == NULL || selector_ascii == NULL)
    return;
  char *name = g_strdup_printf ("%s._domainkey.%s", selector_ascii, domain_ascii);
  if (strlen (name) <= NAME_OCTETS_MOST)
    signature->key_name = name;
  else
    {
      g_free (name);
      flaw (signature, N_ ("names a key whose name is too long for the DNS"));
    }
}

static void
read_algorithm (DkimSignature *signature, const DkimTags *tags)
{
  static const struct {
    const char *name;
    DkimKeyType type;
    DkimHash hash;
  } known[] = {
    { "rsa-sha256", DKIM_RSA, DKIM_SHA256 },
    { "ed25519-sha256", DKIM_ED25519, DKIM_SHA256 },
    { "rsa-sha1", DKIM_RSA, DKIM_SHA1 },
  };
  const DkimTag *tag = need (signature, tags, "a", N_ ("does not say how it was made (no a=)"));
  if (tag == NULL)
    return;
  signature->algorithm = text_of (tag->value);
  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    if (octets_equal (tag->value, octets_of_string (known[i].name)))
      {
        signature->algorithm_known = true;
        signature->key_type = known[i].type;
        signature->hash = known[i].hash;
      }
  if (!signature->algorithm_known)
    flaw (signature, N_ ("is made in a way that nobody knows (a=)"));
  else if (signature->hash == DKIM_SHA1)
    flaw (signature, N_ ("is made with SHA-1, which can be forged and is refused since 2018 (RFC 8301)"));
}

static bool
read_canon (Octets word, DkimCanon *canon)
{
  if (octets_equal (word, OCTETS ("relaxed")))
    *canon = DKIM_RELAXED;
  else if (octets_equal (word, OCTETS ("simple")))
    *canon = DKIM_SIMPLE;
  else
    return false;
  return true;
}

/* c=, l= and bh=: how the body is hashed.  Without c= DKIM is simple (RFC 6376 §3.5); RFC 8617 says nothing else of
 * ARC, but those who seal without c= mean relaxed, and the published suite reads it so. */
static void
read_body (DkimSignature *signature, const DkimTags *tags)
{
  const DkimTag *canon = dkim_tags_find (tags, "c");
  Octets none = signature->kind == DKIM_KIND_SIGNATURE ? OCTETS ("simple/simple") : OCTETS ("relaxed/relaxed");
  Octets words = canon != NULL ? canon->value : none;
  size_t slash = octets_find (words, '/');
  bool readable = read_canon (octets_slice (words, 0, slash), &signature->header_canon)
                  && (slash == SIZE_MAX || read_canon (octets_from (words, slash + 1), &signature->body_canon));
  signature->canonicalization = text_of (words);
  if (!readable)
    flaw (signature, N_ ("smooths white space in a way that nobody knows (c=)"));
  const DkimTag *length = dkim_tags_find (tags, "l");
  if (length != NULL)
    {
      signature->has_length = dkim_number (length->value, LENGTH_DIGITS_MOST, &signature->length);
      if (!signature->has_length)
        flaw (signature, N_ ("signs a length that is no number (l=)"));
      readable = readable && signature->has_length;
    }
  const DkimTag *hash = need (signature, tags, "bh", N_ ("has no hash of the text (no bh=)"));
  if (hash == NULL)
    return;
  signature->body_hash = dkim_base64 (hash->value);
  if (signature->body_hash == NULL)
    flaw (signature, N_ ("has a hash of the text that is no base64 (bh=)"));
  signature->body_known = readable && signature->algorithm_known && signature->body_hash != NULL;
}

static bool
read_time (DkimSignature *signature, const DkimTags *tags, const char *name, const char *problem, int64_t *time)
{
  const DkimTag *tag = dkim_tags_find (tags, name);
  uint64_t seconds;
  if (tag == NULL)
    return false;
  if (!dkim_number (tag->value, TIME_DIGITS_MOST, &seconds))
    {
      flaw (signature, problem);
      return false;
    }
  *time = (int64_t) seconds;
  return true;
}

static void
read_times (DkimSignature *signature, const DkimTags *tags)
{
  bool from = read_time (signature, tags, "t", N_ ("says a time that is none (t=)"), &signature->signed_time);
  bool until = read_time (signature, tags, "x", N_ ("expires at a time that is none (x=)"), &signature->expires);
  if (from && until && signature->expires <= signature->signed_time)
    flaw (signature, N_ ("expired before it was made (x= is not behind t=)"));
}

static void
read_octets (DkimSignature *signature, const DkimTags *tags)
{
  const DkimTag *tag = need (signature, tags, "b", N_ ("lacks the signature itself (no b=)"));
  if (tag == NULL)
    return;
  signature->hole = tag->whole;
  signature->octets = dkim_base64 (tag->value);
  if (signature->octets == NULL)
    flaw (signature, N_ ("holds a signature that is no base64 (b=)"));
}

static bool
names_field (const char *fields, const char *name)
{
  Octets rest = octets_of_string (fields), entry;
  while (dkim_list_next (&rest, &entry))
    if (octets_equal_nocase (entry, octets_of_string (name)))
      return true;
  return false;
}

static void
read_fields (DkimSignature *signature, const DkimTags *tags)
{
  const DkimTag *tag = need (signature, tags, "h", N_ ("does not say which fields it signs (no h=)"));
  if (tag == NULL)
    return;
  signature->fields = dkim_without_space (tag->value, NULL);
  if (signature->kind == DKIM_KIND_SIGNATURE && !names_field (signature->fields, "from"))
    flaw (signature, N_ ("does not sign the From field"));
  if (signature->kind == DKIM_KIND_ARC_MESSAGE && names_field (signature->fields, "arc-seal"))
    flaw (signature, N_ ("signs ARC-Seal fields, which it may not (RFC 8617 §4.1.2)"));
}

/* --- what only one kind has ------------------------------------------------------------ */

/* i= of DKIM: a user or a domain inside d=. */
static void
read_identity (DkimSignature *signature, const DkimTags *tags)
{
  const DkimTag *tag = dkim_tags_find (tags, "i");
  signature->identity_is_domain = true;
  if (tag == NULL || tag->value.length == 0)
    {
      if (tag != NULL)
        flaw (signature, N_ ("signs for nobody (i= is empty)"));
      return;
    }
  signature->identity = text_of (tag->value);
  size_t at = tag->value.length;
  while (at > 0 && tag->value.at[at - 1] != '@')
    at--;
  g_autofree char *of = at > 0 ? dkim_domain_ascii (octets_from (tag->value, at)) : NULL;
  g_autofree char *domain = signature->domain != NULL ? dkim_domain_ascii (octets_of_string (signature->domain)) : NULL;
  if (of == NULL)
    flaw (signature, N_ ("signs for somebody who is no address (i=)"));
  if (of == NULL || domain == NULL)
    return;
  signature->identity_is_domain = strcmp (of, domain) == 0;
  g_autofree char *inside = g_strconcat (".", domain, NULL);
  if (!signature->identity_is_domain && !g_str_has_suffix (of, inside))
    flaw (signature, N_ ("signs for somebody outside its own domain (i= is not inside d=)"));
}

static void
read_dkim (DkimSignature *signature, const DkimTags *tags)
{
  const DkimTag *version = need (signature, tags, "v", N_ ("has no version (no v=)"));
  if (version != NULL && !octets_equal (version->value, OCTETS ("1")))
    flaw (signature, N_ ("is of a version that nobody knows (v=)"));
  const DkimTag *query = dkim_tags_find (tags, "q");
  if (query != NULL && !dkim_list_has (query->value, "dns/txt"))
    flaw (signature, N_ ("has its key at a place that nobody knows (q=)"));
}

static void
read_instance (DkimSignature *signature, const DkimTags *tags)
{
  const DkimTag *tag = need (signature, tags, "i", N_ ("has no number (no i=)"));
  uint64_t number;
  if (tag == NULL)
    return;
  if (dkim_number (tag->value, 2, &number) && number >= 1 && number <= ARC_SETS_MOST)
    signature->instance = (unsigned) number;
  else
    flaw (signature, N_ ("has a number that is none of 1 to 50 (i=)"));
}

static void
read_seal (DkimSignature *signature, const DkimTags *tags)
{
  if (dkim_tags_find (tags, "h") != NULL || dkim_tags_find (tags, "bh") != NULL)
    flaw (signature, N_ ("says what it signs, which a seal may not (h= or bh=, RFC 8617 §4.1.3)"));
  const DkimTag *tag = need (signature, tags, "cv", N_ ("does not say what its maker thought of the chain (no cv=)"));
  if (tag == NULL)
    return;
  signature->chain_validation = text_of (tag->value);
  if (!octets_equal (tag->value, OCTETS ("none")) && !octets_equal (tag->value, OCTETS ("pass"))
      && !octets_equal (tag->value, OCTETS ("fail")))
    flaw (signature, N_ ("says of the chain what nobody knows (cv=)"));
}

void
dkim_signature_read (DkimSignature *signature, DkimKind kind, const HeaderField *field)
{
  DkimTags tags;
  dkim_tags_read (&tags, field->value);
  *signature = (DkimSignature){
    .kind = kind,
    .problem = tags.problem,
    .signed_time = -1,
    .expires = -1,
    .header_canon = DKIM_RELAXED,
  };
  if (kind == DKIM_KIND_SIGNATURE)
    read_dkim (signature, &tags);
  else
    read_instance (signature, &tags);
  read_names (signature, &tags);
  read_algorithm (signature, &tags);
  read_octets (signature, &tags);
  read_times (signature, &tags);
  if (kind == DKIM_KIND_ARC_SEAL)
    {
      read_seal (signature, &tags);
      return;
    }
  read_body (signature, &tags);
  read_fields (signature, &tags);
  if (kind == DKIM_KIND_SIGNATURE)
    read_identity (signature, &tags);
}

void
dkim_signature_clear (DkimSignature *signature)
{
  g_free (signature->domain);
  g_free (signature->selector);
  g_free (signature->identity);
  g_free (signature->algorithm);
  g_free (signature->canonicalization);
  g_free (signature->fields);
  g_free (signature->chain_validation);
  g_free (signature->key_name);
  g_clear_pointer (&signature->body_hash, g_bytes_unref);
  g_clear_pointer (&signature->octets, g_bytes_unref);
}

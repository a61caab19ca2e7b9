/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys out of the DNS, and the comparison of hashes. */
#include "config.h"

#include "dkim-verify.h"

#include "translate.h"

static DkimKeyState
state_of (DnsStatus status)
{
  switch (status)
    {
    case DNS_UNKNOWN:
      return DKIM_KEY_UNSEEN;
    case DNS_FAILED:
      return DKIM_KEY_FAILED;
    case DNS_FOUND:
    case DNS_EMPTY:
    case DNS_NO_NAME:
      break;
    }
  return DKIM_KEY_NONE;
}

/* More than one record is undefined (RFC 6376 §3.6.2.2); whichever can be a key is tried, and texts that are none are
 * passed over where there is one. */
static void
read_records (DkimKeys *keys, const DnsAnswer *answer, const DkimSignature *signature)
{
  const char *problem = NULL;
  for (size_t i = 0; i < answer->count && keys->count < DKIM_KEYS_MOST; i++)
    {
      DkimKey *key = &keys->keys[keys->count];
      dkim_key_read (key, answer->records[i].data, signature);
      if (!key->is_key)
        {
          problem = problem != NULL ? problem : key->problem;
          dkim_key_clear (key);
          continue;
        }
      keys->count++;
      if (key->problem == NULL && keys->state != DKIM_KEY_USABLE)
        {
          keys->state = DKIM_KEY_USABLE;
          keys->chosen = key;
        }
    }
  if (keys->state == DKIM_KEY_USABLE)
    return;
  keys->state = DKIM_KEY_REFUSED;
  keys->chosen = keys->count > 0 ? &keys->keys[0] : NULL;
  keys->problem = keys->count > 0 ? keys->keys[0].problem : problem;
}

void
dkim_keys_fetch (DkimKeys *keys, DnsInquiry *inquiry, const DkimSignature *signature)
{
  const DnsAnswer *answer = dns_ask (inquiry, signature->key_name, DNS_TXT);
  keys->state = state_of (answer->status);
  keys->problem = NULL;
  keys->count = 0;
  keys->chosen = NULL;
  if (answer->status == DNS_FOUND && answer->count > 0)
    read_records (keys, answer, signature);
}

void
dkim_keys_clear (DkimKeys *keys)
{
  for (size_t i = 0; i < keys->count; i++)
    dkim_key_clear (&keys->keys[i]);
  keys->count = 0;
}

DkimFit
dkim_keys_fit (DkimKeys *keys, const DkimSignature *signature, Octets signed_octets)
{
  if (keys->state != DKIM_KEY_USABLE || signature->octets == NULL)
    return DKIM_FIT_UNKNOWN;
  for (size_t i = 0; i < keys->count; i++)
    if (keys->keys[i].problem == NULL && dkim_key_verifies (&keys->keys[i], signature, signed_octets))
      {
        keys->chosen = &keys->keys[i];
        return DKIM_FITS;
      }
  return DKIM_FITS_NOT;
}

const char *
dkim_why_not_checkable (const MailMessage *message)
{
  if (message->state != MESSAGE_COMPLETE)
    return N_ ("not checkable: the mail was not captured whole");
  if (message->fields_cut)
    return N_ ("not checkable: the header is longer than the limits let it be kept");
  return N_ ("not checkable: the mail has more signatures of different kinds than are compared");
}

bool
dkim_header_is_whole (const MailMessage *message)
{
  bool ended = message->lines.body > 0 || message->state == MESSAGE_COMPLETE;
  bool somewhere = message->state == MESSAGE_GAP && message->missing->len == 0; /* a chunk that was not captured */
  if (!ended || somewhere || message->fields_cut)
    return false;
  /* Without a body all is header, and a complete mail has no gaps. */
  return message->missing->len == 0 || g_array_index (message->missing, MissingRange, 0).offset >= message->lines.body;
}

DkimFit
dkim_body_fit (const MailMessage *message, const DkimSignature *signature, uint64_t *unsigned_octets)
{
  const BodyHash *hash = body_hasher_find (message->bodies, signature);
  if (hash == NULL)
    return DKIM_FIT_UNKNOWN;
  if (unsigned_octets != NULL && hash->whole && hash->has_length && hash->octets > hash->length)
    *unsigned_octets = hash->octets - hash->length;
  if (!hash->known)
    return DKIM_FIT_UNKNOWN;
  if (hash->has_length && hash->octets < hash->length)
    return DKIM_FITS_NOT;
  gsize size;
  const uint8_t *wanted = g_bytes_get_data (signature->body_hash, &size);
  return octets_equal (octets_of (wanted, size), octets_of (hash->digest, hash->digest_length)) ? DKIM_FITS
                                                                                                : DKIM_FITS_NOT;
}

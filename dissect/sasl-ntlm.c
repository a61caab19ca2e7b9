/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NTLM (MS-NLMP §2.2.1): NEGOTIATE and AUTHENTICATE of the client, CHALLENGE of the
 * server.  Every part is named by a length and an offset that the sender chose: one
 * that does not lie in the message is left out.
 *
 * Limits: PAIRS_MAX attribute-value pairs of one list.
 *
 * Does not: check a response; know the code page of a name that is not in Unicode. */
#include "config.h"

#include "sasl.h"

#include <glib.h>

enum {
  PAIRS_MAX = 32,
  FLAG_UNICODE = 0x00000001,
  FLAG_ANONYMOUS = 0x00000800,
  FLAG_VERSION = 0x02000000,
  NT_V1_OCTETS = 24,
  PROOF_OCTETS = 16,
  BLOB_PAIRS = 28, /* where the pairs begin in the blob behind the proof */
};

static bool
little_32 (Octets message, size_t at, uint32_t *number)
{
  Octets octets = octets_slice (message, at, 4);
  if (octets.length < 4)
    return false;
  *number = octets.at[0] | (uint32_t) octets.at[1] << 8 | (uint32_t) octets.at[2] << 16 | (uint32_t) octets.at[3] << 24;
  return true;
}

static bool
little_16 (Octets message, size_t at, unsigned *number)
{
  Octets octets = octets_slice (message, at, 2);
  if (octets.length < 2)
    return false;
  *number = octets.at[0] | (unsigned) octets.at[1] << 8;
  return true;
}

/* A part named at `at` (length, room, offset); false where it is not whole in the
 * message.  One without octets may name any offset. */
static bool
part_at (Octets message, size_t at, Octets *part)
{
  unsigned length;
  uint32_t offset;
  if (!little_16 (message, at, &length) || !little_32 (message, at + 4, &offset))
    return false;
  *part = octets_slice (message, offset, length);
  return part->length == length;
}

static Octets
text_of (Arena *arena, Octets part, bool unicode)
{
  return unicode ? sasl_utf16 (arena, part) : part;
}

static void
take_text (SmtpAuth *auth, Arena *arena, SaslField field, Octets message, size_t at, bool unicode)
{
  Octets part;
  if (part_at (message, at, &part) && part.length > 0)
    sasl_set (auth, arena, field, text_of (arena, part, unicode));
}

/* Major, minor, build (MS-NLMP §2.2.2.10). */
static void
take_version (SmtpAuth *auth, Arena *arena, SaslField field, Octets message, size_t at)
{
  unsigned numbers, build;
  if (!little_16 (message, at, &numbers) || !little_16 (message, at + 2, &build) || numbers == 0)
    return;
  g_autofree char *text = g_strdup_printf ("%u.%u.%u", numbers & 0xff, numbers >> 8, build);
  sasl_set (auth, arena, field, arena_copy (arena, octets_of_string (text)));
}

/* What the server says of itself (MS-NLMP §2.2.2.1), always in Unicode. */
static void
take_pairs (SmtpAuth *auth, Arena *arena, Octets pairs)
{
  static const struct {
    unsigned id;
    SaslField field;
  } rows[] = {
    { 1, SASL_SERVER_NAME },       { 2, SASL_SERVER_DOMAIN }, { 3, SASL_SERVER_DNS_NAME },
    { 4, SASL_SERVER_DNS_DOMAIN }, { 5, SASL_SERVER_FOREST }, { 9, SASL_SERVICE },
  };
  unsigned id, length;
  size_t at = 0;
  for (unsigned i = 0; i < PAIRS_MAX; i++)
    {
      if (!little_16 (pairs, at, &id) || !little_16 (pairs, at + 2, &length) || id == 0)
        return;
      Octets value = octets_slice (pairs, at + 4, length);
      if (value.length < length)
        return;
      for (size_t row = 0; row < G_N_ELEMENTS (rows); row++)
        if (rows[row].id == id && length > 0)
          sasl_set (auth, arena, rows[row].field, sasl_utf16 (arena, value));
      at += 4 + (size_t) length;
    }
}

/* The kind of message, or 0: no NTLM. */
static uint32_t
message_kind (Octets message)
{
  uint32_t kind;
  bool signed_so = octets_equal (octets_slice (message, 0, 8), OCTETS ("NTLMSSP\0"));
  return signed_so && little_32 (message, 8, &kind) ? kind : 0;
}

static void
take_negotiate (SmtpAuth *auth, Arena *arena, Octets message)
{
  uint32_t flags;
  if (!little_32 (message, 12, &flags))
    return;
  /* Names in the clear before the server spoke; here always in the OEM code page. */
  take_text (auth, arena, SASL_DOMAIN, message, 16, false);
  take_text (auth, arena, SASL_WORKSTATION, message, 24, false);
  if ((flags & FLAG_VERSION) != 0)
    take_version (auth, arena, SASL_CLIENT_VERSION, message, 32);
}

void
sasl_ntlm_challenge (SmtpAuth *auth, Arena *arena, Octets message)
{
  uint32_t flags = 0;
  Octets pairs;
  if (message_kind (message) != 2)
    return; /* "NTLM supported" */
  Octets challenge = octets_slice (message, 24, 8);
  if (!little_32 (message, 20, &flags) || challenge.length < 8)
    return;
  sasl_set (auth, arena, SASL_CHALLENGE, challenge);
  take_text (auth, arena, SASL_SERVER_TARGET, message, 12, (flags & FLAG_UNICODE) != 0);
  if (part_at (message, 40, &pairs))
    take_pairs (auth, arena, pairs);
  if ((flags & FLAG_VERSION) != 0)
    take_version (auth, arena, SASL_SERVER_VERSION, message, 48);
}

static bool
all_zero (Octets octets)
{
  for (size_t i = 0; i < octets.length; i++)
    if (octets.at[i] != 0)
      return false;
  return true;
}

static const char *
variant_of (Octets lm, Octets nt)
{
  if (nt.length > NT_V1_OCTETS)
    return "NTLMv2";
  if (nt.length == NT_V1_OCTETS)
    return lm.length == NT_V1_OCTETS && all_zero (octets_from (lm, 8)) && !all_zero (octets_slice (lm, 0, 8))
               ? "NTLMv1 with session security"
               : "NTLMv1";
  return lm.length == NT_V1_OCTETS ? "LM" : NULL;
}

/* Flags are not in the messages of the oldest clients, whose texts begin where flags
 * would stand; then the names are in the OEM code page. */
static uint32_t
authenticate_flags (Octets message)
{
  uint32_t flags = 0, begin = UINT32_MAX, offset;
  Octets part;
  for (size_t at = 12; at <= 44; at += 8)
    if (part_at (message, at, &part) && part.length > 0 && little_32 (message, at + 4, &offset))
      begin = MIN (begin, offset);
  if (begin >= 64)
    little_32 (message, 60, &flags);
  return flags;
}

static void
take_authenticate (SmtpAuth *auth, Arena *arena, Octets message)
{
  Octets lm = OCTETS_NONE, nt = OCTETS_NONE, user, part;
  uint32_t flags = authenticate_flags (message);
  bool unicode = (flags & FLAG_UNICODE) != 0;
  bool whole = part_at (message, 12, &lm) && part_at (message, 20, &nt);
  bool named = part_at (message, 36, &user);
  auth->malformed |= !whole || !named;
  if (named && user.length > 0)
    sasl_set_user (auth, text_of (arena, user, unicode));
  /* These count, whatever NEGOTIATE said; the domain goes into the response, an empty one too. */
  if (part_at (message, 28, &part))
    sasl_replace (auth, arena, SASL_DOMAIN, text_of (arena, part, unicode));
  if (part_at (message, 44, &part) && part.length > 0)
    sasl_replace (auth, arena, SASL_WORKSTATION, text_of (arena, part, unicode));
  if ((flags & FLAG_VERSION) != 0)
    take_version (auth, arena, SASL_CLIENT_VERSION, message, 64);
  if (!whole)
    return;
  const char *variant = variant_of (lm, nt);
  bool anonymous = nt.length == 0 && lm.length <= 1 && ((flags & FLAG_ANONYMOUS) != 0 || user.length == 0);
  if (anonymous)
    variant = "anonymous";
  if (variant != NULL)
    sasl_replace (auth, arena, SASL_VARIANT, octets_of_string (variant));
  if (nt.length > 0)
    sasl_set (auth, arena, SASL_RESPONSE, nt);
  if (lm.length > 1)
    sasl_set (auth, arena, SASL_LM_RESPONSE, lm);
  if (nt.length > PROOF_OCTETS + BLOB_PAIRS)
    take_pairs (auth, arena, octets_from (nt, PROOF_OCTETS + BLOB_PAIRS));
  sasl_set_secret (auth, anonymous || variant == NULL ? SASL_SECRET_NONE : SASL_SECRET_CHALLENGE_RESPONSE, OCTETS_NONE);
}

void
sasl_ntlm_response (SmtpAuth *auth, Arena *arena, Octets message)
{
  switch (message_kind (message))
    {
    case 1:
      take_negotiate (auth, arena, message);
      return;
    case 3:
      take_authenticate (auth, arena, message);
      return;
    default:
      auth->malformed |= message.length > 0;
    }
}

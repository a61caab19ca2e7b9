/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row a form.  Each is told in the manual, with what reads it:
 *
 *   CRAM-MD5    $cram_md5$BASE64 (challenge)$BASE64 (name SP digest)
 *   DIGEST-MD5  $DIGEST-MD5$name$realm$nonce$uri$cnonce$nc$qop$response[$authzid]
 *   NTLMv1      name::domain:LM:NT:challenge
 *   NTLMv2      name::domain:challenge:proof:blob
 *
 * Of SCRAM an exchange shows neither of the keys that the forms of these tools want
 * (they read what a server stores), and so there is none for it.
 *
 * Does not: try a password. */
#include "config.h"

#include "hash-form.h"

#include <string.h>

#include "../dissect/sasl.h"

enum { MD5_DIGITS = 32, NT_V1_OCTETS = 24, NTLM_CHALLENGE_OCTETS = 8, NTLM_PROOF_OCTETS = 16, COUNT_DIGITS = 8 };

typedef struct HashForm {
  bool (*applies) (const SmtpAuth *auth);
  HashLine (*write) (const SmtpAuth *auth, GString *line);
} HashForm;

static bool
is_hex (Octets octets, size_t length)
{
  for (size_t i = 0; i < octets.length; i++)
    if (!g_ascii_isxdigit (octets.at[i]))
      return false;
  return octets.length == length;
}

/* Whether nothing in it ends a field or the line, and it is the same in every charset. */
static bool
is_plain (Octets octets, const char *unfit)
{
  for (size_t i = 0; i < octets.length; i++)
    if (octets.at[i] < 0x20 || octets.at[i] >= 0x7f || strchr (unfit, octets.at[i]) != NULL)
      return false;
  return true;
}

static void
append (GString *line, Octets octets)
{
  if (octets.length > 0)
    g_string_append_len (line, (const char *) octets.at, (gssize) octets.length);
}

static void
append_hex (GString *line, Octets octets)
{
  for (size_t i = 0; i < octets.length; i++)
    g_string_append_printf (line, "%02x", octets.at[i]);
}

static void
append_base64 (GString *line, Octets octets)
{
  g_autofree char *text = octets.length > 0 ? g_base64_encode (octets.at, octets.length) : g_strdup ("");
  g_string_append (line, text);
}

static bool
is_mechanism (const SmtpAuth *auth, const char *name)
{
  return octets_equal_nocase (auth->mechanism, octets_of_string (name));
}

/* --- CRAM-MD5 ------------------------------------------------------------------ */

static bool
is_cram (const SmtpAuth *auth)
{
  return is_mechanism (auth, "CRAM-MD5");
}

static HashLine
write_cram (const SmtpAuth *auth, GString *line)
{
  Octets challenge = sasl_value_or_none (auth, SASL_CHALLENGE);
  Octets digest = sasl_value_or_none (auth, SASL_RESPONSE);
  if (challenge.length == 0 || !is_hex (digest, MD5_DIGITS))
    return HASH_LINE_INCOMPLETE;
  g_autoptr (GString) answer = g_string_new (NULL);
  append (answer, auth->username);
  g_string_append_c (answer, ' ');
  for (size_t i = 0; i < digest.length; i++)
    g_string_append_c (answer, g_ascii_tolower ((char) digest.at[i]));
  g_string_append (line, "$cram_md5$");
  append_base64 (line, challenge);
  g_string_append_c (line, '$');
  append_base64 (line, octets_of (answer->str, answer->len));
  return HASH_LINE_MADE;
}

/* --- DIGEST-MD5 ---------------------------------------------------------------- */

static bool
is_digest (const SmtpAuth *auth)
{
  return is_mechanism (auth, "DIGEST-MD5");
}

static HashLine
write_digest (const SmtpAuth *auth, GString *line)
{
  Octets qop = sasl_value_or_none (auth, SASL_QOP), nonce_count = sasl_value_or_none (auth, SASL_NONCE_COUNT);
  Octets response = sasl_value_or_none (auth, SASL_RESPONSE);
  const Octets fields[] = {
    auth->username,
    sasl_value_or_none (auth, SASL_DIGEST_REALM),
    sasl_value_or_none (auth, SASL_NONCE),
    sasl_value_or_none (auth, SASL_DIGEST_URI),
    sasl_value_or_none (auth, SASL_CLIENT_NONCE),
    nonce_count,
    qop.length > 0 ? qop : OCTETS ("auth"), /* RFC 2831 §2.1.2 */
  };
  if (fields[0].length == 0 || fields[2].length == 0 || fields[3].length == 0 || fields[4].length == 0
      || !is_hex (nonce_count, COUNT_DIGITS) || !is_hex (response, MD5_DIGITS))
    return HASH_LINE_INCOMPLETE;
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!is_plain (fields[i], "$:"))
      return HASH_LINE_UNFIT;
  if (!is_plain (auth->authzid, "$:"))
    return HASH_LINE_UNFIT;
  g_string_append (line, "$DIGEST-MD5");
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_string_append_c (line, '$');
      append (line, fields[i]);
    }
  g_string_append_c (line, '$');
  append (line, response);
  if (auth->authzid.length > 0)
    {
      g_string_append_c (line, '$');
      append (line, auth->authzid);
    }
  return HASH_LINE_MADE;
}

/* --- NTLM, alone or inside GSS-SPNEGO ------------------------------------------ */

static bool
is_ntlm (const SmtpAuth *auth)
{
  Octets variant = sasl_value_or_none (auth, SASL_VARIANT);
  return is_mechanism (auth, "NTLM") || octets_start_nocase (variant, OCTETS ("NTLM"))
         || octets_equal (variant, OCTETS ("LM"));
}

/* A name in the hash of version 2 may be of any script; what ends a field may not be in it. */
static bool
is_name_fit (Octets name)
{
  for (size_t i = 0; i < name.length; i++)
    if (name.at[i] < 0x20 || name.at[i] == 0x7f || name.at[i] == ':')
      return false;
  return g_utf8_validate ((const char *) name.at, (gssize) name.length, NULL);
}

static HashLine
write_ntlm (const SmtpAuth *auth, GString *line)
{
  Octets challenge = sasl_value_or_none (auth, SASL_CHALLENGE), domain = sasl_value_or_none (auth, SASL_DOMAIN);
  Octets lm = sasl_value_or_none (auth, SASL_LM_RESPONSE), nt = sasl_value_or_none (auth, SASL_RESPONSE);
  if (nt.length == 0 && lm.length == NT_V1_OCTETS)
    return HASH_LINE_NO_FORM; /* LM alone */
  if (challenge.length != NTLM_CHALLENGE_OCTETS || nt.length < NT_V1_OCTETS || auth->malformed)
    return HASH_LINE_INCOMPLETE;
  if (!is_name_fit (auth->username) || !is_name_fit (domain))
    return HASH_LINE_UNFIT;
  append (line, auth->username);
  g_string_append (line, "::");
  append (line, domain);
  g_string_append_c (line, ':');
  if (nt.length == NT_V1_OCTETS)
    {
      append_hex (line, lm.length == NT_V1_OCTETS ? lm : OCTETS_NONE);
      g_string_append_c (line, ':');
      append_hex (line, nt);
      g_string_append_c (line, ':');
      append_hex (line, challenge);
      return HASH_LINE_MADE;
    }
  append_hex (line, challenge);
  g_string_append_c (line, ':');
  append_hex (line, octets_slice (nt, 0, NTLM_PROOF_OCTETS));
  g_string_append_c (line, ':');
  append_hex (line, octets_from (nt, NTLM_PROOF_OCTETS));
  return HASH_LINE_MADE;
}

/* --- the table ----------------------------------------------------------------- */

static bool
is_scram (const SmtpAuth *auth)
{
  return octets_start_nocase (auth->mechanism, OCTETS ("SCRAM-"));
}

static HashLine
write_nothing (const SmtpAuth *auth, GString *line)
{
  (void) auth;
  (void) line;
  return HASH_LINE_NO_FORM;
}

static const HashForm forms[] = {
  { is_cram, write_cram },
  { is_digest, write_digest },
  { is_ntlm, write_ntlm },
  { is_scram, write_nothing },
};

HashLine
hash_form_line (const SmtpAuth *auth, GString *line)
{
  SaslSecret secret = smtp_auth_secret (auth);
  bool missing = auth->gap || auth->server_gap;
  for (size_t i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      if (!forms[i].applies (auth))
        continue;
      if (auth->responses == 0 && !missing)
        return HASH_LINE_NOTHING;
      /* What was not captured or understood may have been the answer. */
      if (secret == SASL_SECRET_UNKNOWN)
        return HASH_LINE_INCOMPLETE;
      if (secret != SASL_SECRET_CHALLENGE_RESPONSE && secret != SASL_SECRET_PROOF)
        return HASH_LINE_NOTHING;
      /* Behind a gap challenge and answer may be of two exchanges. */
      return missing ? HASH_LINE_INCOMPLETE : forms[i].write (auth, line);
    }
  return HASH_LINE_NOTHING;
}

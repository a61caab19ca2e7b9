/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL mechanisms (RFC 4422): what each message of an exchange gives away.  A row a
 * mechanism in sasl.c; the functions that read the messages are in sasl-*.c, beside
 * others of their kind.  They get messages already decoded from base64, and write what
 * they understand into the SmtpAuth; what was not captured is never made up. */
#ifndef SMTPLENS_SASL_H
#define SMTPLENS_SASL_H

#include "smtp-auth.h"

/* What is known of an exchange besides names and password.  A row each in sasl.c. */
typedef enum SaslField {
  SASL_DOMAIN,      /* NTLM: the user's domain */
  SASL_WORKSTATION, /* NTLM: the client's name */
  SASL_REALM,       /* DIGEST-MD5, Kerberos */
  SASL_SERVICE,     /* DIGEST-MD5, Kerberos, NTLM: what the client means to log in to */
  SASL_HOST,        /* OAUTHBEARER, DIGEST-MD5: the same, its host */
  SASL_PORT,
  SASL_TRACE,   /* ANONYMOUS */
  SASL_VARIANT, /* which protocol inside the mechanism: "NTLMv2", "Kerberos 5" */
  SASL_QOP,
  SASL_ITERATIONS,
  SASL_CHANNEL_BINDING,
  SASL_CLIENT_VERSION, /* NTLM: of the operating system */
  SASL_SERVER_TARGET,
  SASL_SERVER_NAME,
  SASL_SERVER_DOMAIN,
  SASL_SERVER_DNS_NAME,
  SASL_SERVER_DNS_DOMAIN,
  SASL_SERVER_FOREST,
  SASL_SERVER_VERSION,
  SASL_SERVER_ERROR,
  SASL_SCOPE,
  /* Of these the secret can be guessed offline: never shown, only exported on request. */
  SASL_CHALLENGE, /* CRAM-MD5: the text; NTLM: eight octets */
  SASL_RESPONSE,  /* CRAM-MD5, DIGEST-MD5, NTLM (NT), SCRAM (proof) */
  SASL_LM_RESPONSE,
  SASL_NONCE,
  SASL_CLIENT_NONCE,
  SASL_NONCE_COUNT,
  SASL_DIGEST_URI,
  SASL_DIGEST_REALM, /* as the response names it */
  SASL_SALT,
  SASL_SERVER_PROOF,
  SASL_FIELDS
} SaslField;

typedef enum SaslFieldKind {
  SASL_FACT,     /* shown */
  SASL_PERSON,   /* shown, but not on a projector */
  SASL_NUMBER,   /* shown; one to nine digits */
  SASL_MATERIAL, /* not shown */
} SaslFieldKind;

typedef struct SaslFieldRow {
  const char *name;  /* in JSON; NULL for material */
  const char *words; /* in text; NULL where text leaves it out */
  SaslFieldKind kind;
} SaslFieldRow;

extern const SaslFieldRow sasl_fields[SASL_FIELDS];

struct SaslValue {
  SaslValue *next;
  SaslField field;
  Octets octets;
};

/* False where nothing is known; a value may be empty. */
bool sasl_value (const SmtpAuth *auth, SaslField field, Octets *value);
/* The value; length 0 also where nothing is known. */
Octets sasl_value_or_none (const SmtpAuth *auth, SaslField field);

typedef void (*SaslMessage) (SmtpAuth *auth, Arena *arena, Octets message);

typedef struct SaslMechanism {
  const char *name;
  unsigned lines;                  /* client responses in all, the initial one included; 0: not known */
  bool plaintext;                  /* the secret itself is in them, as it can be used */
  bool first_open;                 /* the first response holds no secret */
  bool secretless;                 /* nothing that crosses helps to log in */
  SaslMessage challenge, response; /* NULL: not read */
} SaslMechanism;

/* Never NULL: a mechanism that nobody knows has a row without a name. */
const SaslMechanism *sasl_mechanism (Octets name);

/* For the mechanisms alone.  The first value of a field stays. */
void sasl_set (SmtpAuth *auth, Arena *arena, SaslField field, Octets value);
/* The last one does. */
void sasl_replace (SmtpAuth *auth, Arena *arena, SaslField field, Octets value);
void sasl_set_user (SmtpAuth *auth, Octets username);
/* The secret crossed, in this form. */
void sasl_set_secret (SmtpAuth *auth, SaslSecret kind, Octets password);
/* One to nine digits. */
bool sasl_is_number (Octets octets);
/* Text in UTF-16 with the low octet first, as UTF-8; what is none becomes U+FFFD. */
Octets sasl_utf16 (Arena *arena, Octets text);
/* Base64 to octets: what is none is passed over, `*bad` set if anything is wrong. */
Octets sasl_base64 (Arena *arena, Octets text, bool *bad);

void sasl_plain_response (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_login_response (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_external_response (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_anonymous_response (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_token_response (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_token_challenge (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_cram_challenge (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_cram_response (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_digest_challenge (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_digest_response (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_scram_challenge (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_scram_response (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_ntlm_challenge (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_ntlm_response (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_gssapi_challenge (SmtpAuth *auth, Arena *arena, Octets message);
void sasl_gssapi_response (SmtpAuth *auth, Arena *arena, Octets message);

#endif

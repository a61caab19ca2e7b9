/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be seen of TLS from outside: the two hellos, the certificates of TLS 1.2 and
 * older, alerts before encryption, and when all of it happened.  Written by
 * tls-observer alone, read by everyone else.  What was not seen is absent; nothing is
 * guessed. */
#ifndef SMTPLENS_TLS_FACTS_H
#define SMTPLENS_TLS_FACTS_H

#include "arena.h"
#include "smtp-event.h"
#include "tls-certificate.h"

/* Versions on the wire (RFC 8446 §4.2.1 and older). */
enum {
  TLS_VERSION_SSL2 = 0x0002,
  TLS_VERSION_SSL3 = 0x0300,
  TLS_VERSION_1_0 = 0x0301,
  TLS_VERSION_1_1 = 0x0302,
  TLS_VERSION_1_2 = 0x0303,
  TLS_VERSION_1_3 = 0x0304,
};

/* Values in the order sent; GREASE (RFC 8701) among them. */
typedef struct TlsNumbers {
  const uint16_t *at;
  size_t count;
} TlsNumbers;

typedef struct TlsNames {
  const Octets *at;
  size_t count;
} TlsNames;

enum { TLS_LIST_MAX = 1024, TLS_RANDOM_OCTETS = 32, TLS_MD5_TEXT = 33, TLS_JA4_TEXT = 37 };

typedef struct TlsClientHello {
  Origin origin;
  bool ssl2;        /* in the form of SSL 2.0 */
  bool malformed;   /* what is behind the place out of form is absent */
  bool cut;         /* not captured whole: what is behind the hole is absent */
  bool list_cut;    /* a list was longer than TLS_LIST_MAX */
  uint16_t version; /* legacy_version */
  uint8_t random[TLS_RANDOM_OCTETS];
  Octets session_id;
  TlsNumbers suites; /* SSL 2.0: those of two octets */
  TlsNumbers extensions;
  Octets server_name; /* of type host_name; length 0: none */
  TlsNames alpn;
  TlsNumbers versions; /* supported_versions; none: up to `version` */
  TlsNumbers groups;
  TlsNumbers key_shares;
  TlsNumbers signatures;
  Octets point_formats;
  bool has_extensions;
  bool ticket;                 /* a session ticket (RFC 5077) */
  bool psk;                    /* a pre-shared key: of an earlier session, mostly */
  bool early_data;             /* 0-RTT (RFC 8446 §4.2.10) */
  bool ech;                    /* Encrypted Client Hello: server_name is the outer one */
  bool fallback;               /* TLS_FALLBACK_SCSV (RFC 7507) */
  Octets ja3;                  /* the string, not yet hashed; length 0: none */
  char ja3_hash[TLS_MD5_TEXT]; /* "": none */
  char ja4[TLS_JA4_TEXT];      /* the same */
} TlsClientHello;

typedef enum TlsDowngrade {
  TLS_DOWNGRADE_NONE,
  TLS_DOWNGRADE_TO_1_2, /* ServerHello.random says: the server can 1.3 (RFC 8446 §4.1.3) */
  TLS_DOWNGRADE_TO_1_1, /* … can 1.2 */
} TlsDowngrade;

typedef struct TlsServerHello {
  Origin origin;
  bool ssl2;
  bool malformed;
  bool cut; /* the same */
  uint16_t legacy_version;
  uint16_t version; /* chosen */
  uint8_t random[TLS_RANDOM_OCTETS];
  Octets session_id;
  uint16_t suite; /* SSL 2.0: 0 */
  TlsNumbers extensions;
  Octets alpn;        /* length 0: none, or inside the encryption (TLS 1.3) */
  uint16_t key_share; /* 0: none */
  bool psk;           /* pre_shared_key chosen */
  bool ticket;        /* will send one */
  TlsDowngrade downgrade;
  Octets ja3s;
  char ja3s_hash[TLS_MD5_TEXT];
} TlsServerHello;

typedef struct TlsAlert {
  Side side;
  Origin origin;
  bool encrypted;      /* level and description are not known */
  uint8_t level;       /* 1 warning, 2 fatal */
  uint8_t description; /* see tls_alert_name */
} TlsAlert;

typedef enum TlsStepKind {
  TLS_STEP_MESSAGE,          /* a handshake message in the clear */
  TLS_STEP_HELLO_RETRY,      /* HelloRetryRequest */
  TLS_STEP_CHANGE_CIPHER,    /* in TLS 1.3 it means nothing */
  TLS_STEP_SEALED_HANDSHAKE, /* an encrypted handshake record: Finished; later a renegotiation */
  TLS_STEP_ALERT,
  TLS_STEP_SEALED_ALERT,
  TLS_STEP_SEALED, /* the first encrypted record of a side */
} TlsStepKind;

typedef struct TlsStep {
  TlsStepKind kind;
  uint8_t message; /* TlsMessageType; alert: its description */
  bool cut;        /* octets of it were not captured */
  Side side;
  Origin origin;
} TlsStep;

typedef enum TlsOutcome {
  TLS_OUTCOME_UNKNOWN, /* not seen to the end */
  TLS_OUTCOME_COMPLETE,
  TLS_OUTCOME_FAILED, /* an alert broke it off */
} TlsOutcome;

enum { TLS_STEPS_MAX = 40, TLS_ALERTS_MAX = 8 };

typedef struct TlsFacts {
  Arena *arena;
  int references;
  Origin begin;                       /* of the first octet of TLS, of either side: from here on all is hidden */
  bool midstream;                     /* that octet was in the middle of TLS */
  const TlsClientHello *client_hello; /* the first; NULL: not seen */
  const TlsClientHello *second_hello; /* behind a HelloRetryRequest; NULL: none */
  const TlsServerHello *server_hello; /* NULL: not seen */
  bool hello_retry;
  uint16_t version; /* chosen; 0: not known */
  uint16_t suite;   /* chosen; meaningful if has_suite */
  bool has_suite;
  uint16_t group;        /* of the key exchange; 0: not known, or none */
  unsigned dh_bits;      /* of a finite-field exchange whose group the server made; 0: none, or not known */
  bool resumed;          /* no certificate was sent, for an earlier session's keys are used */
  bool certificate_seen; /* the message came, whole or not */
  bool certificate_cut;
  Origin certificate_origin;
  const TlsCertificate *const *certificates; /* as sent; the server's own first */
  size_t certificate_count;
  size_t certificates_sent;                 /* may be more than were kept */
  const TlsCertificate *client_certificate; /* the client's own (TLS 1.2 and older); NULL: none seen */
  bool certificate_request;                 /* the server asked for one */
  bool early_data_seen;                     /* encrypted records of the client before ServerHello */
  bool renegotiation;                       /* encrypted handshake records behind mail */
  Side renegotiation_side;
  Origin renegotiation_origin;
  TlsOutcome outcome;
  Origin complete;   /* where outcome is complete: of the record that showed it */
  bool likely_alert; /* TLS 1.3: the first encrypted record of a side is as long as an alert */
  Side likely_alert_side;
  Origin likely_alert_origin;
  bool clear_behind; /* clear text came where a record should have begun */
  Side clear_side;
  Origin clear_origin;
  Octets clear_text; /* its first octets */
  TlsAlert alerts[TLS_ALERTS_MAX];
  size_t alert_count;
  TlsStep steps[TLS_STEPS_MAX];
  size_t step_count;
  uint64_t steps_dropped;
  uint64_t records[2]; /* by Side */
  uint64_t sealed[2];  /* of them encrypted */
  bool lost[2];        /* records were not captured */
  bool malformed[2];
} TlsFacts;

/* Zeroed, with one reference, the caller's.  `store` as of arena_new_in. */
TlsFacts *tls_facts_new (ArenaStore *store);
TlsFacts *tls_facts_ref (TlsFacts *facts);
/* NULL is fine. */
void tls_facts_unref (TlsFacts *facts);

/* 0x?A?A, sent to keep the other side tolerant (RFC 8701). */
static inline bool
tls_is_grease (uint16_t value)
{
  return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

/* TLS 1.3 or a draft of it. */
static inline bool
tls_version_is_1_3 (uint16_t version)
{
  return version == TLS_VERSION_1_3 || version >> 8 == 0x7f;
}

/* The highest version that the client offers; 0: none known. */
uint16_t tls_client_hello_highest (const TlsClientHello *hello);
bool tls_numbers_have (TlsNumbers numbers, uint16_t value);

#endif

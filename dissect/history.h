/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run remembers from one session to the next, for checks that compare
 * sessions: of a server, of a client, of a pair of them, and so on.
 *
 * A check keeps what it remembers in a struct of its own; a HistoryKind, one const
 * row beside that struct, tells its size.  One such struct is remembered for each
 * key.  Keys are hashed with a random key and not kept, so neither addresses nor
 * names nor passwords stay here as they are.
 *
 * Each kind has room for `hosts` keys.  When it is full, the one goes that was asked
 * for once only, the longest ago; then the longest untouched.  So a flood of
 * strangers drives out strangers, and not those that come again.
 *
 * Sessions are judged in the order of their ends.  What a session tells may be older
 * than what is remembered already: compare the times of packets, there is no other
 * clock. */
#ifndef SMTPLENS_HISTORY_H
#define SMTPLENS_HISTORY_H

#include "finding.h"
#include "siphash.h"

typedef struct History History;

typedef struct HistoryLimits {
  uint64_t hosts; /* remembered of each kind */
} HistoryLimits;
void history_limits_init (HistoryLimits *limits);

/* `seed`: random octets, for the hashes. */
History *history_new (const HistoryLimits *limits, const uint8_t seed[SIPHASH_KEY_OCTETS]);
/* NULL is fine. */
void history_free (History *history);
/* How many were forgotten because a kind was full. */
uint64_t history_forgotten (const History *history);

/* --- keys ----------------------------------------------------------------------- */

typedef SipHash HistoryKey;

enum { HISTORY_KEY_PARTS = 4 };

/* A key of up to HISTORY_KEY_PARTS parts; where one ends and the next begins counts. */
HistoryKey history_key (const History *history, const Octets *parts, size_t count);
/* The server's address and port; where the address is a private one, which may be
 * another host's in another network, also the VLANs. */
HistoryKey history_key_server (const History *history, const SmtpSession *session);
/* The client's address alone. */
HistoryKey history_key_client (const History *history, const SmtpSession *session);
/* Both. */
HistoryKey history_key_pair (const History *history, const SmtpSession *session);
/* To tell whether two octet strings are the same without keeping them: passwords,
 * names.  `nocase`: ASCII letters of either case are the same. */
uint64_t history_digest (const History *history, Octets octets, bool nocase);

/* --- what is remembered --------------------------------------------------------- */

typedef struct HistoryKind {
  const char *name;
  size_t size;                         /* of the struct */
  void (*clear) (gpointer remembered); /* frees what it owns; NULL: nothing */
} HistoryKind;

/* Whether anything of this kind is remembered: else a key need not be made. */
bool history_holds (History *history, const HistoryKind *kind);
/* NULL: nothing is remembered under this key.  Valid until the next history_remember
 * of this kind. */
gpointer history_recall (History *history, const HistoryKind *kind, HistoryKey key);
/* The same, made of zeros where there was none. */
gpointer history_remember (History *history, const HistoryKind *kind, HistoryKey key);

/* --- where it was seen ---------------------------------------------------------- */

/* A place in a session, with a copy of octets that crossed there.  Take nothing that
 * is a secret: it would outlive its session. */
typedef struct Sight {
  uint64_t session; /* id; 0: nothing was seen */
  Origin origin;
  Side side;
  Octets text; /* owned; at most SIGHT_OCTETS */
  char *local; /* of words of ours: the same in the user's language; NULL: none */
} Sight;

enum { SIGHT_OCTETS = 512 };

void sight_take (Sight *sight, const SmtpSession *session, Side side, Origin origin, Octets text);
/* The text is words of ours, and these the same in the user's language. */
void sight_translate (Sight *sight, const char *local);
void sight_clear (Sight *sight);
/* Evidence, which names the other session. */
void finding_cite_sight (Finding *finding, SmtpSession *session, const Sight *sight);

#endif

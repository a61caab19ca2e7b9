/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS of one connection seen from outside: fed with both directions from their first
 * octet of TLS on, it writes down the facts.  Any split of the octets gives the same
 * facts.
 *
 * Does not decrypt: who can, watches the encrypted records. */
#ifndef SMTPLENS_TLS_OBSERVER_H
#define SMTPLENS_TLS_OBSERVER_H

#include "tls-facts.h"
#include "tls-record.h"

typedef struct TlsObserver TlsObserver;

/* Something is out of form, or was not captured; `what` says what in a few words, and
 * is static. */
typedef void (*TlsOddityHandler) (gpointer user, Side side, SmtpAnomaly code, const char *what, uint64_t offset,
                                  Origin origin);

/* Who takes all records, clear and encrypted, in the order in which they came.  Without
 * a watch encrypted ones are counted, and not gathered. */
typedef struct TlsWatch {
  /* The header came: whether the octets of the record are wanted. */
  bool (*wanted) (gpointer user, Side side, const TlsRecord *header);
  /* Behind a gap: whether these octets surely are a record, which nothing else tells yet. */
  bool (*proves) (gpointer user, Side side, Octets record);
  /* record->octets are the whole record, or empty where it was cut or not wanted; borrowed. */
  void (*record) (gpointer user, Side side, const TlsRecord *record);
  /* Records of this side were not captured, nobody knows how many. */
  void (*lost) (gpointer user, Side side, uint64_t offset, uint64_t length, bool cut, Origin origin);
} TlsWatch;

TlsObserver *tls_observer_new (TlsOddityHandler handler, gpointer user);
/* The same, with its facts in a store. */
TlsObserver *tls_observer_new_in (ArenaStore *store, TlsOddityHandler handler, gpointer user);
/* NULL is fine. */
void tls_observer_free (TlsObserver *observer);
/* From now on oddities go to another handler. */
void tls_observer_report_to (TlsObserver *observer, TlsOddityHandler handler, gpointer user);
/* Before the first octets; `watch` outlives the observer. */
void tls_observer_watch (TlsObserver *observer, const TlsWatch *watch, gpointer user);

void tls_observer_feed (TlsObserver *observer, Side side, Octets octets, uint64_t offset, Origin origin);
/* `cut`: by the snapshot length. */
void tls_observer_gap (TlsObserver *observer, Side side, uint64_t offset, uint64_t length, bool cut, Origin origin);
/* What this side sends first may be the middle of a record. */
void tls_observer_midstream (TlsObserver *observer, Side side);
/* No more comes. */
void tls_observer_end (TlsObserver *observer);

/* They grow while octets come, and may be kept by a reference. */
TlsFacts *tls_observer_facts (const TlsObserver *observer);

#endif

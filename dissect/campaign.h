/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done again and again, in several sessions: counted in windows of the packets'
 * time, in whatever order the sessions end.  For structs that a HistoryKind remembers. */
#ifndef SMTPLENS_CAMPAIGN_H
#define SMTPLENS_CAMPAIGN_H

#include "history.h"

#define CAMPAIGN_SECOND INT64_C (1000000000)

/* What is called how: every threshold of the checks that watch behaviour. */
typedef struct CampaignThresholds {
  int64_t window;           /* of guessing and harvesting, nanoseconds; a silence as long ends a campaign */
  unsigned guesses;         /* refused logins of one client */
  unsigned account_guesses; /* … at one account from everywhere */
  unsigned account_clients; /* from as many clients */
  int64_t spray_window;
  unsigned sprayed_users;
  unsigned harvested; /* recipients refused as unknown */
  unsigned verified;  /* names asked by VRFY or EXPN */
  int64_t burst_window;
  unsigned burst_messages;
  unsigned burst_recipients; /* of one transaction */
  unsigned burst_domains;    /* that they lie in, at least */
  unsigned burst_names;      /* of HELO, or of senders for one text */
} CampaignThresholds;
extern const CampaignThresholds campaign;

/* --- acts in a window -------------------------------------------------------------- */

enum { ACTS_KEPT = 16 };

typedef struct Acts {
  int64_t time[ACTS_KEPT]; /* the latest, in order */
  unsigned kept;
  uint64_t total;
  bool dense; /* once as many as asked for lay in one window */
} Acts;

typedef enum ActPlace {
  ACT_ADDED,
  ACT_LATER, /* the window before it is empty: a new campaign; not added */
  ACT_OLD,   /* of before what is remembered; not added */
} ActPlace;

/* `needed`: at most ACTS_KEPT. */
ActPlace acts_add (Acts *acts, int64_t time, int64_t window, unsigned needed);

/* --- how many different ones --------------------------------------------------------- */

enum { DIGESTS_KEPT = 16 };

typedef struct DigestSet {
  uint64_t digest[DIGESTS_KEPT]; /* the latest */
  unsigned count;                /* all; exact up to DIGESTS_KEPT */
} DigestSet;

/* True where it was not among those kept. */
bool digest_set_add (DigestSet *set, uint64_t digest);
bool digest_set_has (const DigestSet *set, uint64_t digest);

/* What is told apart. */
typedef enum Counted {
  COUNTED_CLIENTS,
  COUNTED_DOMAINS,
  COUNTED_FORMS,
  COUNTED_NAMES,
  COUNTED_PASSWORDS,
  COUNTED_SESSIONS,
  COUNTED_USERS
} Counted;

/* "1 user", "12 users", "more than 16 users", as finding_phrase. */
const char *digest_set_words (SmtpSession *session, const DigestSet *set, Counted counted);

/* --- telling it once ------------------------------------------------------------------ */

typedef struct Telling {
  uint64_t told; /* acts there were, when it was told last; 0: never */
  Severity worst;
} Telling;

/* Whether to tell now: the first time, with ten times as many acts, or where it got
 * worse.  If so, notes it. */
bool telling_due (Telling *telling, uint64_t acts, Severity severity);

#endif

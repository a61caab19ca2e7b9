/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a mail from host to host: what was seen of it in several sessions of a run,
 * and what its Received fields tell of hops that were not seen.
 *
 * A mail is known again by its Message-ID, together with its Date or its text.  Sessions
 * come in the order of their ends, so each shows the way as far as it is known then;
 * hops are put in the order of their packets.
 *
 * Where TLS was not opened, no Message-ID is known; such a session is found again by the
 * Received field that its server wrote: addresses, server and time must fit. */
#ifndef SMTPLENS_MAIL_PATH_H
#define SMTPLENS_MAIL_PATH_H

#include "siphash.h"
#include "smtp-session.h"

typedef struct MailPaths MailPaths;

typedef struct MailPathLimits {
  uint64_t hops; /* of mails, remembered */
} MailPathLimits;
void mail_path_limits_init (MailPathLimits *limits);

/* `seed`: random octets, for the hashes. */
MailPaths *mail_paths_new (const MailPathLimits *limits, const uint8_t seed[SIPHASH_KEY_OCTETS]);
/* NULL is fine. */
void mail_paths_free (MailPaths *paths);
/* Hops that were forgotten because there were too many. */
uint64_t mail_paths_forgotten (const MailPaths *paths);

/* Remembers the mails of a session that ended, and sets transaction->path of each that has
 * a way to show.  Before the checks run, which read it; again is harmless. */
void mail_paths_follow (MailPaths *paths, SmtpSession *session);

/* --- what is shown -------------------------------------------------------------- */

typedef enum HopCover {
  HOP_UNTOLD,   /* a field that leaves it open */
  HOP_CLEAR,    /* no TLS: seen, or as a field says */
  HOP_TLS,      /* TLS: seen, or as a field says */
  HOP_DECRYPTED /* TLS, opened here with keys that were given */
} HopCover;

typedef enum BodyChange { BODY_UNKNOWN, BODY_SAME, BODY_CHANGED } BodyChange;

enum { PATH_NAMES_MAX = 16 };

/* What a mail became since the hop before. */
typedef struct HopChange {
  bool fields_known;
  const char *added[PATH_NAMES_MAX], *removed[PATH_NAMES_MAX], *changed[PATH_NAMES_MAX]; /* NULL ends each */
  BodyChange body; /* by its length and its first octets */
  int64_t growth;  /* of the body, in octets */
  int64_t delay;   /* nanoseconds, from the begin of the mail data there to that here */
} HopChange;

typedef struct PathHop {
  bool seen;                   /* in the capture; else a Received field tells of it */
  bool current;                /* it is this transaction */
  const char *client, *server; /* names: HELO and greeting, or as told; NULL: none */
  uint8_t client_version, server_version;
  uint8_t client_ip[16], server_ip[16]; /* version 0: not told */
  HopCover cover;
  const char *tls_version; /* NULL: not known */
  const char *protocol;    /* as a field names it; NULL: not told, or a hop seen */
  int received;            /* the Received field of this mail that tells of it, from 0, topmost; -1: none */
  bool has_time;
  int64_t time;
  /* Of hops seen. */
  uint64_t session;
  unsigned transaction; /* 0: closed TLS */
  Origin origin;        /* of its mail data; of a closed one, its first packet */
  uint64_t previous;    /* id of the session with the hop that it is compared with; 0: none */
  const HopChange *change;
} PathHop;

/* From the first hop to the last that is known. */
typedef struct MailPath {
  size_t count;
  const PathHop *hops;
  size_t more;     /* further hops that Received fields tell of, further down */
  uint64_t reused; /* id of a session in which another mail had this Message-ID; 0: none */
} MailPath;

#endif

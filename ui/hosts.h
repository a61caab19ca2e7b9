/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hosts, by address: what ended sessions tell of each, all of them or some. */
#ifndef SMTPLENS_HOSTS_H
#define SMTPLENS_HOSTS_H

#include "wording.h"

/* What a row of the list of hosts says. */
typedef enum HostCell {
  HOST_CELL_ADDRESS,
  HOST_CELL_NAME,
  HOST_CELL_ROLE,
  HOST_CELL_SESSIONS,
  HOST_CELL_MAILS,
  HOST_CELL_TLS,
  HOST_CELL_ACCOUNTS,
  HOST_CELL_WORST,
  HOST_CELLS, /* those behind it are not kept */
  HOST_CELL_AS_SERVER = HOST_CELLS,
  HOST_CELL_AS_CLIENT,
  HOST_CELL_HIDDEN,
  HOST_CELL_CLEAR,
  HOST_CELL_FINDINGS,
  HOST_CELL_GREETING,
  MORE_HOST_CELLS
} HostCell;

/* Words of the wire that are kept of a host. */
typedef enum HostWords {
  HOST_NAMES,     /* that it gave itself in HELO, greeting and EHLO reply */
  HOST_GREETINGS, /* first lines of them, which often name software and version */
  HOST_ACCOUNTS,  /* that logged in, or tried to: there, or from there */
  HOST_WORDS
} HostWords;

/* What sessions come to for one host.  No more are kept than 32 bits count. */
typedef struct HostCounts {
  uint32_t sessions[2]; /* by the Side it was */
  uint32_t mails[2];
  uint32_t hidden[2];            /* of the sessions, those that TLS hid */
  uint32_t clear[2];             /* those in which mail or credentials crossed in the clear */
  uint32_t offered;              /* those in which it offered STARTTLS */
  uint32_t findings[SEVERITIES]; /* of the sessions */
  uint32_t left_out[HOST_WORDS]; /* times of words that were not kept, being too many */
  uint16_t words[HOST_WORDS];    /* a bit for each of the row's words that these sessions have */
  guint changes;                 /* another number each time, which no other counts had before */
  const SmtpSession *worst_in;   /* the first session with the worst finding, and that; NULL: none */
  const Finding *worst;
} HostCounts;

typedef struct HostRow {
  uint8_t ip[16];
  uint8_t ip_version;
  guint index;                  /* in the order in which they were met */
  GPtrArray *words[HOST_WORDS]; /* of GString *, each once; NULL: none */
  HostCounts all;
} HostRow;

typedef struct Hosts Hosts;

Hosts *hosts_new (void);
void hosts_free (Hosts *hosts);
/* Takes note of both hosts of an ended session, which has to stay; which these are, by Side (NULL: it was not kept). */
void hosts_take (Hosts *hosts, const SmtpSession *session, HostRow *met[2]);
/* The same of a session that was taken before, into counts apart: `some` is of HostCounts, by their index. */
void hosts_take_some (Hosts *hosts, GArray *some, const SmtpSession *session, HostRow *met[2]);
/* Hosts that were not kept, being too many. */
uint64_t hosts_left_out (const Hosts *hosts);
/* All of HostRow *, as they were met. */
const GPtrArray *hosts_rows (const Hosts *hosts);

/* One cell of a row, by the counts of all its sessions or of some; g_free. */
char *host_cell (Wording wording, const HostRow *host, const HostCounts *counts, HostCell cell);
/* "192.0.2.1", "2001:db8::1"; g_free. */
char *host_address (const HostRow *host);
/* The worst finding; false: none. */
bool host_worst (const HostCounts *counts, Severity *severity);
/* The first of its words that these sessions have; NULL: none. */
const GString *host_word (const HostRow *host, const HostCounts *counts, HostWords words);
/* How its sessions were protected: the higher the better. */
typedef enum HostTls { HOST_TLS_NEVER, HOST_TLS_OFFERED, HOST_TLS_AT_TIMES, HOST_TLS_ALWAYS } HostTls;
HostTls host_tls (const HostCounts *counts);
uint64_t host_sessions (const HostCounts *counts);
uint64_t host_findings (const HostCounts *counts);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hosts, by address: what all ended sessions together tell of each. */
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
  HOST_CELLS
} HostCell;

/* Words of the wire, each once; further ones are counted. */
typedef struct HostWords {
  GPtrArray *words; /* of GString * */
  uint64_t left_out;
} HostWords;

typedef struct HostRow {
  uint8_t ip[16];
  uint8_t ip_version;
  uint64_t sessions[2]; /* by the Side it was */
  uint64_t mails[2];
  uint64_t hidden[2];            /* of the sessions, those that TLS hid */
  uint64_t clear[2];             /* those in which mail or credentials crossed in the clear */
  uint64_t offered;              /* those in which it offered STARTTLS */
  uint64_t findings[SEVERITIES]; /* of the sessions */
  HostWords names;               /* that it gave itself in HELO, greeting and EHLO reply */
  HostWords greetings;           /* first lines of them, which often name software and version */
  HostWords accounts;            /* that logged in, or tried to: there, or from there */
  guint changes;
} HostRow;

typedef struct Hosts Hosts;

Hosts *hosts_new (void);
void hosts_free (Hosts *hosts);
/* Takes note of both hosts of an ended session. */
void hosts_take (Hosts *hosts, const SmtpSession *session);
size_t hosts_count (const Hosts *hosts);
/* Hosts that were not kept, being too many. */
uint64_t hosts_left_out (const Hosts *hosts);
/* As they were met; NULL past the last. */
const HostRow *hosts_row (const Hosts *hosts, size_t index);

/* One cell of a row; g_free. */
char *host_cell (Wording wording, const HostRow *host, HostCell cell);
/* "192.0.2.1", "2001:db8::1"; g_free. */
char *host_address (const HostRow *host);
/* The worst finding; false: none. */
bool host_worst (const HostRow *host, Severity *severity);

#endif

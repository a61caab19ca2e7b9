/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The name in HELO beside the DNS: does it lead to the client, and the client's address
 * to it? */
#ifndef SMTPLENS_HELO_H
#define SMTPLENS_HELO_H

#include "dns-facts.h"

typedef enum HeloStanding {
  HELO_UNKNOWN,      /* no name to look up, or a record that tells was not seen */
  HELO_CONFIRMED,    /* its addresses hold the client's */
  HELO_CONTRADICTED, /* its addresses do not, and the client's address has a name of others */
} HeloStanding;

typedef struct HeloReport {
  HeloStanding standing;
  char *name;          /* as it was said; UTF-8 */
  char *reverse;       /* the name that the client's address has; NULL: none, or unknown */
  DnsInquiry *inquiry; /* its own, for it bears on no verdict of SPF or DMARC */
} HeloReport;

/* Never NULL.  `name`: of HELO, without what stands behind it; `time`: of the mail. */
HeloReport *helo_check (Octets name, unsigned ip_version, const uint8_t *ip, DnsFacts *facts, int64_t time);
/* NULL is fine. */
void helo_report_free (HeloReport *report);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One DMARC policy record (RFC 9989 §4.7, §4.8), taken apart.  Pure. */
#ifndef SMTPLENS_DMARC_RECORD_H
#define SMTPLENS_DMARC_RECORD_H

#include "dmarc.h"

typedef enum DmarcPsd { DMARC_PSD_UNTOLD, DMARC_PSD_NO, DMARC_PSD_YES } DmarcPsd;

typedef struct DmarcRecord {
  DmarcPolicy p, sp, np;        /* UNKNOWN: absent, or no policy at all */
  bool strict_dkim, strict_spf; /* adkim=s, aspf=s */
  bool testing;                 /* t=y */
  DmarcPsd psd;                 /* psd= */
  bool reports;                 /* rua= names one URI at least */
  bool malformed;               /* p is absent or none of the three, or sp or np is none of them */
} DmarcRecord;

/* The text of a TXT record.  False where it is no DMARC record at all: its first tag is not "v=DMARC1".  Tags
 * that nobody defined are passed over, also those that RFC 9989 took away again (pct, rf, ri); of a tag that
 * stands twice the first counts. */
bool dmarc_record_parse (Octets text, DmarcRecord *record);

/* Whether mail can be judged by it (§4.10.1): in form, or out of form and asking for reports, so that it
 * stands for p=none; then p, sp and np are set so. */
bool dmarc_record_usable (DmarcRecord *record);

/* What t=y makes of a policy (§4.7). */
DmarcPolicy dmarc_policy_tested (DmarcPolicy policy);

#endif

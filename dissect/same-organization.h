/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether two domain names belong together, for checks that compare claims. */
#ifndef SMTPLENS_SAME_ORGANIZATION_H
#define SMTPLENS_SAME_ORGANIZATION_H

#include "octets.h"

/* One is the other, stands below it, or both have the same organizational domain by the
 * public suffix list.  False where one is no domain name and they differ. */
bool same_organization (Octets a, Octets b);

/* The organizational domain as it is compared (lower case, A-labels); the normalized name
 * where it has none.  g_free; NULL: no domain name. */
char *organization_of (Octets domain);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to dns-answer and dns-facts. */
#ifndef SMTPLENS_DNS_STORE_H
#define SMTPLENS_DNS_STORE_H

#include "dns-facts.h"

/* Octets of memory that it takes, whoever holds it. */
size_t dns_answer_size (const DnsAnswer *answer);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of --dns. */
#ifndef SMTPLENS_MAIN_FACTS_H
#define SMTPLENS_MAIN_FACTS_H

#include "../dissect/dns-facts.h"

typedef enum FactsRead { FACTS_READ, FACTS_UNREADABLE, FACTS_WRONG } FactsRead;

/* Reads zone files (NULL-terminated, or NULL) into `facts`, up to the first that cannot be
 * read or has a line that is wrong; `tell` gets a line about that, and about what was
 * passed over. */
FactsRead
facts_read_files (char *const *paths, DnsFacts *facts, void (*tell) (void *user, const char *line), void *user);

#endif

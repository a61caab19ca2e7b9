/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the DNS beside the capture: the files of --dns, the servers of --resolve. */
#ifndef SMTPLENS_MAIN_FACTS_H
#define SMTPLENS_MAIN_FACTS_H

#include "pipeline.h"

typedef enum FactsRead { FACTS_READ, FACTS_UNREADABLE, FACTS_WRONG } FactsRead;

/* Reads zone files (NULL-terminated, or NULL) into `facts`, up to the first that cannot be
 * read or has a line that is wrong; `tell` gets a line about that, and about what was
 * passed over. */
FactsRead
facts_read_files (char *const *paths, DnsFacts *facts, void (*tell) (void *user, const char *line), void *user);

/* Runs the main loop until no session awaits live DNS any more, it was told to quit, or so
 * many seconds went by; the rest then goes on without. */
void facts_await (Pipeline *pipeline, GMainLoop *loop, unsigned seconds);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the DNS beside the capture: the files of --dns, the servers of --resolve. */
#ifndef SMTPLENS_MAIN_FACTS_H
#define SMTPLENS_MAIN_FACTS_H

#include "options.h"
#include "pipeline.h"

typedef enum FactsRead { FACTS_READ, FACTS_UNREADABLE, FACTS_WRONG } FactsRead;

/* Reads the zone files, up to the first that cannot be read or has a line that is wrong;
 * prepares the wait for late answers, and live DNS where it is wanted, which is told, for it
 * shows others what is looked at.  `tell` gets a line about whatever is wrong (FACTS_WRONG:
 * a file's line, or the server's address), and about what was passed over.  `answered`: see
 * pipeline_resolve. */
FactsRead facts_open (Pipeline *pipeline, const Options *options, void (*tell) (void *user, const char *line),
                      void (*answered) (void *user), void *user);

/* Runs the main loop until no session awaits live DNS any more, it was told to quit, or so
 * many seconds went by; the rest then goes on without. */
void facts_await (Pipeline *pipeline, GMainLoop *loop, unsigned seconds);

#endif

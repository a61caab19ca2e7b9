/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory for sessions that are kept, in an unlinked temporary file that is mapped: what nobody
 * looks at can leave memory, and pointers stay good. */
#ifndef SMTPLENS_SESSION_STORE_H
#define SMTPLENS_SESSION_STORE_H

#include <stdint.h>

#include "../dissect/arena.h"

/* In `directory`; NULL: in $TMPDIR, or else in /var/tmp.  At most `most` octets of disk.  NULL with
 * why in `wrong` (g_free) where no file can be made there. */
ArenaStore *session_store_new (const char *directory, uint64_t most, char **wrong);
/* All that it gave is gone.  NULL is fine. */
void session_store_free (ArenaStore *store);
/* Octets of disk that it has. */
uint64_t session_store_size (const ArenaStore *store);

#endif

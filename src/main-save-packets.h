/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The packets of chosen sessions, in a file: the inputs are read a second time, as the first
 * time, in the idle time of the main loop. */
#ifndef SMTPLENS_MAIN_SAVE_PACKETS_H
#define SMTPLENS_MAIN_SAVE_PACKETS_H

#include "main-program.h"

typedef struct SavedPackets SavedPackets;

/* Whether all that was read can be read again. */
bool saved_packets_inputs_stay (const Options *options);
/* Why that cannot be done, a sentence for the user; NULL: it can. */
const char *saved_packets_refusal (const Program *program);
/* Takes the descriptor of the new file; `path` tells its form. */
SavedPackets *saved_packets_new (Program *program, int fd, const char *path);
/* The same into what takes them, and is called so; takes it. */
SavedPackets *saved_packets_new_into (Program *program, CaptureWriter *writer, const char *name);
/* A session that has ended and was judged; before the first saved_packets_work, and kept by
 * nobody here. */
void saved_packets_want (SavedPackets *saved, const SmtpSession *session);
/* Reads one batch.  False: nothing is left to do, or it failed. */
bool saved_packets_work (SavedPackets *saved, unsigned *percent);
/* Closes the file, and frees.  What is in it; `*trouble` (g_free) is NULL where all is well. */
void saved_packets_end (SavedPackets *saved, uint64_t *sessions, uint64_t *packets, uint64_t *missed, char **trouble);
/* Leaves off; what is in the file stays there.  NULL is fine. */
void saved_packets_free (SavedPackets *saved);

#endif

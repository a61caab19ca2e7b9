/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread beside the main one that reads (scans and hashes) the octets of large
 * mails, in the order in which they are given.  What it reads into belongs to it
 * between the first give and the wait; nothing else is shared. */
#ifndef SMTPLENS_READING_THREAD_H
#define SMTPLENS_READING_THREAD_H

#include "octets.h"

typedef struct ReadingThread ReadingThread;

/* What is done with the octets.  Both get all of them in order, in any thread and at the same time: so
 * they share nothing. */
typedef struct Reading {
  void (*scan) (void *user, Octets octets);
  void (*hash) (void *user, Octets octets);
} Reading;

enum { READING_BUFFER = 32 * 1024 };

ReadingThread *reading_thread_new (void);
/* Everything given must have been waited for.  NULL is fine. */
void reading_thread_free (ReadingThread *thread);

/* So much waits there that a mail is read sooner by who has it. */
bool reading_thread_is_busy (ReadingThread *thread);

/* A buffer of READING_BUFFER octets to fill and give. */
uint8_t *reading_thread_buffer (ReadingThread *thread);
/* Hands the buffer over, whose first `length` octets are read.  Blocks while too much
 * waits there.  Returns what to wait for. */
uint64_t
reading_thread_give (ReadingThread *thread, uint8_t *buffer, size_t length, const Reading *reading, void *user);
/* Returns once that was read, and all given before it; at once for ticket 0. */
void reading_thread_wait (ReadingThread *thread, uint64_t ticket);

#endif

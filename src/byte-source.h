/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets pulled from a descriptor or from memory, unpacked on the way where
 * they are gzip, zstd or xz (told by their first octets, never by a name).
 *
 * A reader peeks at as many contiguous octets as it needs, then skips them.
 * Memory is bounded by the longest peek; packed input is unpacked piece by
 * piece, so that a small file which unpacks to a huge one costs time only. */
#ifndef SMTPLENS_BYTE_SOURCE_H
#define SMTPLENS_BYTE_SOURCE_H

#include "../dissect/translate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ByteSource ByteSource;

/* The most octets one peek may ask for. */
enum { BYTE_SOURCE_PEEK_MAX = 32 * 1024 * 1024 };

/* Takes the descriptor over; it need not be seekable. */
ByteSource *byte_source_new_fd (int fd);
/* The octets are borrowed until byte_source_free. */
ByteSource *byte_source_new_memory (const uint8_t *octets, size_t length);
/* NULL is fine. */
void byte_source_free (ByteSource *source);

/* From now on a peek of a pipe, socket or terminal takes what is there and does
 * not wait for more.  Other kinds of file are read as before. */
void byte_source_never_wait (ByteSource *source);

/* Points *at to the octets at hand and returns how many they are: fewer than
 * `want` only at the end, at a failure, or where more would have to be waited
 * for.  They stay in place until the next peek, also when they are skipped. */
size_t byte_source_peek (ByteSource *source, size_t want, const uint8_t **at);

/* Passes over octets, which need not have been peeked at nor be there yet. */
void byte_source_skip (ByteSource *source, uint64_t octets);

/* Whether the last peek was short because more octets are still to come. */
bool byte_source_waiting (const ByteSource *source);

/* What went wrong, in words with its place ("the gzip data are corrupt at octet
 * 812"), NULL if nothing did.  Octets before it are given first. */
const char *byte_source_failure (const ByteSource *source, Tongue tongue);

/* Place of the next octet in the unpacked stream. */
uint64_t byte_source_offset (const ByteSource *source);
/* Octets unpacked so far; at the end the length of the unpacked stream. */
uint64_t byte_source_total (const ByteSource *source);
/* Octets taken from the descriptor so far, packed as they are. */
uint64_t byte_source_taken (const ByteSource *source);
/* The descriptor, to wait for; -1 for memory. */
int byte_source_fd (const ByteSource *source);

#endif

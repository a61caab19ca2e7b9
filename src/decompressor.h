/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacks gzip (RFC 1952), zstd (RFC 8878) and xz streams, also several one
 * behind the other, in pieces of any size.  What bounds its memory: zlib's
 * window of 32 KiB, and DECOMPRESSOR_MEMORY_MAX for the other two. */
#ifndef SMTPLENS_DECOMPRESSOR_H
#define SMTPLENS_DECOMPRESSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Decompressor Decompressor;

enum {
  DECOMPRESSOR_MAGIC_OCTETS = 6,               /* the most that decompressor_new looks at */
  DECOMPRESSOR_MEMORY_MAX = 128 * 1024 * 1024, /* a stream that asks for more is refused */
};

typedef enum DecompressorStatus {
  DECOMPRESSOR_MORE,    /* wants more input, or more room */
  DECOMPRESSOR_WHOLE,   /* all streams seen so far are whole */
  DECOMPRESSOR_CORRUPT, /* decompressor_trouble says why */
} DecompressorStatus;

/* Input left and room left; both move as they are used. */
typedef struct DecompressorStep {
  const uint8_t *in;
  size_t in_length;
  bool in_over; /* nothing follows this input */
  uint8_t *out;
  size_t out_room;
} DecompressorStep;

/* NULL if the octets do not begin a packed stream. */
Decompressor *decompressor_new (const uint8_t *magic, size_t length);
/* "gzip", "zstd" or "xz". */
const char *decompressor_name (const Decompressor *decompressor);
/* Octets unpacked before corrupt ones are given too. */
DecompressorStatus decompressor_run (Decompressor *decompressor, DecompressorStep *step);
/* A few words of the library about corrupt input. */
const char *decompressor_trouble (const Decompressor *decompressor);
/* NULL is fine. */
void decompressor_free (Decompressor *decompressor);

#endif

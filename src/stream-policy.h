/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of two readings of a stream counts, where packets disagree: what the
 * receiver's system does with overlaps, and what to make of wrong checksums.
 * Pure: tables and their names. */
#ifndef SMTPLENS_STREAM_POLICY_H
#define SMTPLENS_STREAM_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a host joins segments that wait behind a hole, where they overlap.  What
 * came in order was handed to its application at once, so there the first copy
 * counts for every host. */
typedef enum OverlapPolicy {
  OVERLAP_LINUX, /* the default */
  OVERLAP_FIRST,
  OVERLAP_LAST,
  OVERLAP_BSD,
  OVERLAP_BSD_RIGHT, /* as BSD, but of fragments the new one counts where BSD keeps the old */
  OVERLAP_WINDOWS,
  OVERLAP_MACOS,
  OVERLAP_SOLARIS,
  OVERLAP_OLD_LINUX, /* 2.2 and before */
  OVERLAP_POLICIES,
} OverlapPolicy;

typedef enum ChecksumPolicy {
  CHECKSUMS_WARN,   /* the default: a wrong one makes a segment doubtful, unless offload explains it */
  CHECKSUMS_IGNORE, /* not looked at */
  CHECKSUMS_DROP,   /* a segment with a wrong one is none */
  CHECKSUM_POLICIES,
} ChecksumPolicy;

typedef struct StreamPolicy {
  OverlapPolicy overlap;
  ChecksumPolicy checksums;
} StreamPolicy;

/* By the name that --overlap and --checksums take; false if there is none. */
bool overlap_policy_find (const char *name, OverlapPolicy *policy);
bool checksum_policy_find (const char *name, ChecksumPolicy *policy);
/* The name of a row; NULL past the last. */
const char *overlap_policy_name (OverlapPolicy policy);
const char *checksum_policy_name (ChecksumPolicy policy);

/* Two stretches that overlap, [from, end) each, the old one having come first: whether the
 * new one's octets count where both have some. */
bool overlap_new_wins (OverlapPolicy policy, uint64_t old_from, uint64_t old_end, uint64_t new_from, uint64_t new_end);

/* Whether a host with that policy keeps of overlapping segments only what counts, so that
 * the next one meets shortened ones; others keep them whole, and choose when they read. */
bool overlap_trims (OverlapPolicy policy);
/* Whether it makes one segment of two of which the second begins where the first ends. */
bool overlap_joins (OverlapPolicy policy);

#endif

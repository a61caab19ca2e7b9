/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlap policies, a row each (see stream-policy.h).
 *
 * Ptacek and Newsham, "Insertion, Evasion, and Denial of Service" (1998); Novak
 * and Sturges, "Target-Based TCP Stream Reassembly" (2007).  The row of Linux
 * was checked against the system itself; the others are the literature's. */
#include "config.h"

#include "stream-policy.h"

#include <string.h>

/* How the new stretch lies to the old one. */
typedef enum Overlap {
  STARTS_BEFORE, /* and ends inside */
  COVERS,        /* starts before, and reaches the end or goes beyond */
  SAME_START_LONGER,
  EQUAL,
  ENDS_AFTER, /* starts inside */
  INSIDE,     /* starts inside or at the start, ends inside or at the end */
  OVERLAPS,
} Overlap;

enum { OLD = false, NEW = true };

static const struct {
  const char *name;
  bool new_wins[OVERLAPS];
  bool trims;
  bool joins;
} policies[OVERLAP_POLICIES] = {
  /*                               before covers longer equal after inside   trims  joins */
  [OVERLAP_LINUX] = { "linux", { NEW, NEW, NEW, OLD, OLD, OLD }, false, true },
  [OVERLAP_FIRST] = { "first", { OLD, OLD, OLD, OLD, OLD, OLD }, false, false },
  [OVERLAP_LAST] = { "last", { NEW, NEW, NEW, NEW, NEW, NEW }, false, false },
  [OVERLAP_BSD] = { "bsd", { NEW, NEW, OLD, OLD, OLD, OLD }, true, false },
  [OVERLAP_BSD_RIGHT] = { "bsd-right", { NEW, NEW, OLD, OLD, OLD, OLD }, true, false },
  [OVERLAP_WINDOWS] = { "windows", { NEW, NEW, OLD, OLD, OLD, OLD }, true, false },
  [OVERLAP_MACOS] = { "macos", { NEW, NEW, OLD, OLD, OLD, OLD }, true, false },
  [OVERLAP_SOLARIS] = { "solaris", { OLD, NEW, NEW, NEW, NEW, OLD }, true, false },
  [OVERLAP_OLD_LINUX] = { "old-linux", { NEW, NEW, NEW, NEW, OLD, OLD }, false, false },
};

static const char *const checksum_names[CHECKSUM_POLICIES] = {
  [CHECKSUMS_WARN] = "warn",
  [CHECKSUMS_IGNORE] = "ignore",
  [CHECKSUMS_DROP] = "drop",
};

bool
overlap_policy_find (const char *name, OverlapPolicy *policy)
{
  for (OverlapPolicy row = 0; row < OVERLAP_POLICIES; row++)
    if (strcmp (policies[row].name, name) == 0)
      {
        *policy = row;
        return true;
      }
  return false;
}

bool
checksum_policy_find (const char *name, ChecksumPolicy *policy)
{
  for (ChecksumPolicy row = 0; row < CHECKSUM_POLICIES; row++)
    if (strcmp (checksum_names[row], name) == 0)
      {
        *policy = row;
        return true;
      }
  return false;
}

const char *
overlap_policy_name (OverlapPolicy policy)
{
  return policy < OVERLAP_POLICIES ? policies[policy].name : NULL;
}

const char *
checksum_policy_name (ChecksumPolicy policy)
{
  return policy < CHECKSUM_POLICIES ? checksum_names[policy] : NULL;
}

static Overlap
overlap_of (uint64_t old_from, uint64_t old_end, uint64_t new_from, uint64_t new_end)
{
  if (new_from < old_from)
    return new_end >= old_end ? COVERS : STARTS_BEFORE;
  if (new_from == old_from && new_end >= old_end)
    return new_end > old_end ? SAME_START_LONGER : EQUAL;
  return new_end > old_end ? ENDS_AFTER : INSIDE;
}

bool
overlap_new_wins (OverlapPolicy policy, uint64_t old_from, uint64_t old_end, uint64_t new_from, uint64_t new_end)
{
  return policies[policy].new_wins[overlap_of (old_from, old_end, new_from, new_end)];
}

bool
overlap_trims (OverlapPolicy policy)
{
  return policies[policy].trims;
}

bool
overlap_joins (OverlapPolicy policy)
{
  return policies[policy].joins;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a test's input so that it ends where no memory is: a parser that reads
 * one octet too far stops the test, whatever the compiler's flags were. */
#ifndef SMTPLENS_TESTS_GUARD_PAGE_H
#define SMTPLENS_TESTS_GUARD_PAGE_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct GuardPage {
  uint8_t *octets; /* the copy; its end is the border */
  size_t length;
  void *pages;
  size_t pages_length;
} GuardPage;

/* Copies the octets to just before a page that may not be touched. */
static inline GuardPage
guard_page_new (const void *octets, size_t length)
{
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  size_t room = (length / page + 1) * page;
  GuardPage guard = { .length = length, .pages_length = room + page };
  guard.pages = mmap (NULL, guard.pages_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (guard.pages == MAP_FAILED || mprotect ((uint8_t *) guard.pages + room, page, PROT_NONE) != 0)
    abort ();
  guard.octets = (uint8_t *) guard.pages + room - length;
  if (length > 0)
    memcpy (guard.octets, octets, length);
  return guard;
}

static inline void
guard_page_clear (GuardPage *guard)
{
  munmap (guard->pages, guard->pages_length);
  *guard = (GuardPage){ .octets = NULL };
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching in all mails and dialogues that are kept: in slices, so that keys never wait, and with
 * the memory of one piece of text.  Looks only at what the screens would show: what is masked or
 * redacted there is not found by what is hidden. */
#ifndef SMTPLENS_SEARCH_ALL_H
#define SMTPLENS_SEARCH_ALL_H

#include "model.h"

/* Hits kept, and of them of one mail; more are counted. */
enum { SEARCH_HITS_MAX = 5000, SEARCH_HITS_OF_MAIL = 50 };

typedef enum HitKind { HIT_SAID, HIT_ENVELOPE, HIT_FIELD, HIT_ATTACHMENT, HIT_TEXT } HitKind;

/* Strings are printable, owned by the search. */
typedef struct SearchHit {
  uint64_t session;
  unsigned transaction; /* 0: of none */
  HitKind kind;
  Origin origin; /* of what was said */
  int64_t time;
  char *from, *subject; /* of the mail; else of the session's client, and "" */
  char *where;          /* "Subject", "line 12" */
  char *context;        /* the match in brackets */
  char *near;           /* the match with a little of what is around it, to find the place again */
} SearchHit;

typedef struct SearchAll SearchAll;

/* Sessions that the filters take, as long as they stay as they are. */
SearchAll *search_all_new (Model *model, const char *needle);
void search_all_free (SearchAll *search);

/* Searches for so many microseconds; true: there is more to do now. */
bool search_all_work (SearchAll *search, int64_t microseconds);
/* No further. */
void search_all_stop (SearchAll *search);
bool search_all_is_stopped (const SearchAll *search);

const GPtrArray *search_all_hits (const SearchAll *search);
const char *search_all_needle (const SearchAll *search);
/* "12 hits; searched 1,200 of 40,000 mails": how far it is; g_free. */
char *search_all_words (const SearchAll *search);
/* Whether filters, masking or the like changed since, so that it would find other things. */
bool search_all_is_stale (const SearchAll *search);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of tag=value (RFC 6376 §3.2, with the UTF-8 of RFC 8616): signatures and key records are made of them. */
#ifndef SMTPLENS_DKIM_TAGS_H
#define SMTPLENS_DKIM_TAGS_H

#include "octets.h"

#include <glib.h>

enum { DKIM_TAGS_MOST = 64 };

typedef struct DkimTag {
  Octets name;
  Octets value; /* without the white space around it; folds inside stay */
  Octets whole; /* all that stands between "=" and ";" or the end, white space included */
} DkimTag;

typedef struct DkimTags {
  DkimTag tags[DKIM_TAGS_MOST];
  size_t count;
  const char *problem; /* what is wrong with the form, as the rest of a sentence that begins "it …"; NULL: nothing */
} DkimTags;

/* Reads a whole list; views into `list`.  Where the form is broken, the tags in front of the flaw are there. */
void dkim_tags_read (DkimTags *tags, Octets list);

/* NULL: no such tag.  Names are told apart by case. */
const DkimTag *dkim_tags_find (const DkimTags *tags, const char *name);

/* The octets without any white space, a NUL behind them; g_free. */
char *dkim_without_space (Octets value, size_t *length);

/* Base64 with white space anywhere; NULL where it is none, or empty.  Padding may lack. */
GBytes *dkim_base64 (Octets value);

/* Whether `list`, with colons between, has this entry; white space around entries does not count. */
bool dkim_list_has (Octets list, const char *entry);
/* Takes the first entry off *list, trimmed; false where nothing is left.  *list of an empty value has one empty entry:
 * begin with a value that is not empty. */
bool dkim_list_next (Octets *list, Octets *entry);

/* Decimal digits alone, at most `most` of them; a number too large is UINT64_MAX. */
bool dkim_number (Octets value, size_t most, uint64_t *number);

#endif

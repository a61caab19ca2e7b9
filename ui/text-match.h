/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where some words stand in a text: whatever the case, and with any white space between them. */
#ifndef SMTPLENS_TEXT_MATCH_H
#define SMTPLENS_TEXT_MATCH_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TextNeedle {
  char *text;   /* as typed, with single spaces */
  char *folded; /* without regard to case */
  bool ascii;
} TextNeedle;

typedef struct TextMatch {
  size_t at, length; /* octets of the text */
} TextMatch;

/* `typed` is valid UTF-8. */
void text_needle_init (TextNeedle *needle, const char *typed);
void text_needle_clear (TextNeedle *needle);

/* Each run of white space as one space; g_string_free. */
GString *text_single_spaced (const char *text);
/* All places in a text that is single spaced, at most `most`; of TextMatch, g_array_unref.  NULL: none. */
GArray *text_needle_find (const TextNeedle *needle, const char *text, size_t most);
/* The match in brackets with what is around it, in about so many characters; g_free. */
char *text_match_context (const char *text, TextMatch match, size_t characters);

/* The match and so many characters on either side; g_free. */
char *text_match_around (const char *text, TextMatch match, size_t characters);

#endif

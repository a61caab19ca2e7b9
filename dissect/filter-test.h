/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One comparison of a filter: what a user wrote behind a field, read by the field's
 * type, and whether a value of a session meets it.  Nothing here knows fields or sessions. */
#ifndef SMTPLENS_FILTER_TEST_H
#define SMTPLENS_FILTER_TEST_H

#include "octets.h"

#include <glib.h>

typedef enum FilterType {
  FILTER_FLAG,     /* yes or no; stands alone */
  FILTER_TEXT,     /* compared without regard to case */
  FILTER_WORD,     /* one of a list of words */
  FILTER_LEVEL,    /* the same, from the lowest to the highest */
  FILTER_NUMBER,   /* or octets; K, M and G as in --limit */
  FILTER_DURATION, /* nanoseconds; "90s", "1h30m", "200ms", a plain number is seconds */
  FILTER_TIME,     /* nanoseconds since the epoch; a day, a minute of a day, RFC 3339 */
  FILTER_ADDRESS,  /* of a host, or a network with its prefix */
  FILTER_TYPES
} FilterType;

typedef enum FilterOperator {
  FILTER_HOLDS, /* no operator: the field stands alone */
  FILTER_EQUAL,
  FILTER_NOT_EQUAL,
  FILTER_LESS,
  FILTER_AT_MOST,
  FILTER_MORE,
  FILTER_AT_LEAST,
  FILTER_CONTAINS,
  FILTER_CONTAINS_NOT,
  FILTER_MATCHES, /* ~ with a pattern between slashes */
  FILTER_MATCHES_NOT,
  FILTER_IN,
  FILTER_NOT_IN,
  FILTER_OPERATORS
} FilterOperator;

/* Patterns are PCRE; one that needs more steps than this on a value does not match it. */
enum { FILTER_PATTERN_STEPS = 10000, FILTER_PATTERN_OCTETS = 4096 };

/* The words of a level or word, by index; NULL past the last. */
typedef const char *(*FilterWords) (size_t index);

/* What was written, and what it means by the type. */
typedef struct FilterLiteral {
  char *text;        /* without quotation marks; a pattern without its slashes */
  int64_t low, high; /* number, duration; of a time the first and the one behind the last nanosecond; the rank of a
                        level */
  bool of_day;       /* the time is one of any day */
  bool ascii;        /* text holds no other character */
  gunichar *folded;  /* text that does: its characters in lower case and usual width, 0 ends */
  uint8_t ip[16];
  uint8_t ip_version, prefix;
  GRegex *pattern;
} FilterLiteral;

typedef struct FilterTest {
  FilterType type;
  FilterWords words; /* of WORD and LEVEL */
  FilterOperator operator;
  FilterLiteral *literals; /* several for FILTER_IN */
  size_t count;
} FilterTest;

/* Reads `text` as the type wants it.  False with a sentence in `*wrong` (g_free) where it
 * cannot be. `words` is for WORD and LEVEL. */
bool filter_literal_read (FilterLiteral *literal, FilterType type, FilterWords words, const char *text, char **wrong);
/* The same of a pattern. */
bool filter_literal_read_pattern (FilterLiteral *literal, const char *text, char **wrong);
void filter_literal_clear (FilterLiteral *literal);

/* Whether the operator fits the type. */
bool filter_operator_fits (FilterOperator operator, FilterType type);
/* "==" …, "" for HOLDS; static. */
const char *filter_operator_name (FilterOperator operator);
/* "text", "number" …; static. */
const char *filter_type_name (FilterType type);
/* The same operator without its "not"; itself where there is none in it. */
FilterOperator filter_operator_positive (FilterOperator operator);

/* Whether a value meets the test, its "not" aside. */
bool filter_test_text (const FilterTest *test, Octets value);
bool filter_test_number (const FilterTest *test, int64_t value);
bool filter_test_address (const FilterTest *test, const uint8_t *ip, unsigned version);

/* The word of a list that is nearest to a misspelt one; NULL: none is near.  Static if `words` are. */
const char *filter_nearest (FilterWords words, const char *text);

#endif

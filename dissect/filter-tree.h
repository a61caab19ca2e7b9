/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to session-filter: a filter as a tree, and what its parser tells beside it. */
#ifndef SMTPLENS_FILTER_TREE_H
#define SMTPLENS_FILTER_TREE_H

#include "filter-field.h"
#include "session-filter.h"

typedef enum FilterNodeKind { FILTER_NODE_AND, FILTER_NODE_OR, FILTER_NODE_NOT, FILTER_NODE_TEST } FilterNodeKind;

/* Nodes are named by their index; 0 is none. */
typedef struct FilterNode {
  FilterNodeKind kind;
  unsigned first; /* of its children */
  unsigned next;  /* of its parent's */
  const FilterField *field;
  FilterTest test;
} FilterNode;

struct SessionFilter {
  GArray *nodes; /* of FilterNode; the first is unused */
  unsigned root;
};

/* What may stand where the text ends. */
typedef enum FilterExpectation {
  FILTER_EXPECTS_NOTHING, /* the text is wrong before its end */
  FILTER_EXPECTS_FIELD,
  FILTER_EXPECTS_OPERATOR, /* or what joins comparisons */
  FILTER_EXPECTS_LIST,     /* a parenthesis */
  FILTER_EXPECTS_VALUE,
  FILTER_EXPECTS_COMMA, /* or the end of the list */
  FILTER_EXPECTS_JOIN,
} FilterExpectation;

typedef struct FilterParse {
  SessionFilter *filter; /* NULL: an error */
  FilterError error;
  FilterExpectation expects;
  const FilterField *field; /* of OPERATOR, VALUE, COMMA */
  unsigned open;            /* parentheses that are not closed */
} FilterParse;

/* Reads the text; in filter-parser.c. */
void filter_parse (FilterParse *parse, const char *text);

#endif

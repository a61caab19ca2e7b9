/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A published suite of tests in YAML, read whole.  It lies outside of the source tree and
 * may be absent, or libyaml may have been where this was built: both say so in a line, and
 * the caller skips (exit status 77).  Knows nothing of what a suite means. */
#ifndef SMTPLENS_TESTS_YAML_SUITE_H
#define SMTPLENS_TESTS_YAML_SUITE_H

#include <stdbool.h>
#include <stddef.h>

/* automake's exit status of a test that was skipped. */
enum { YAML_SUITE_SKIPPED = 77 };

typedef enum SuiteKind { SUITE_SCALAR, SUITE_LIST, SUITE_MAP } SuiteKind;

typedef struct SuiteNode SuiteNode;
struct SuiteNode {
  SuiteKind kind;
  char *text;        /* of a scalar, as text in UTF-8 ("\xEF" is U+00EF); NUL behind it, and maybe in it */
  size_t length;     /* of text */
  bool quoted;       /* the scalar stood in quotes, or as a block */
  SuiteNode **items; /* a list's items, a map's values */
  SuiteNode **keys;  /* a map's keys, in the order of the file */
  size_t count;      /* of items */
};

typedef struct YamlSuite {
  SuiteNode **documents;
  size_t count;
} YamlSuite;

/* Reads NAME ("rfc7208-tests.yml", "arc/…"): from the folder of the environment's SMTPLENS_SUITES, or
 * from shared/suites/ beside the source tree or above it.  NULL where there is no such file or no
 * libyaml; why is then a line on standard output.  A file that is no YAML ends the test. */
YamlSuite *yaml_suite_read (const char *name);
void yaml_suite_free (YamlSuite *suite);

/* The value of a map's key; NULL where there is none, or node is NULL or no map. */
const SuiteNode *suite_node_get (const SuiteNode *node, const char *key);
/* The text of a map's scalar; NULL where there is none. */
const char *suite_node_text (const SuiteNode *node, const char *key);
/* A scalar that is that, or a list with such an item. */
bool suite_node_holds (const SuiteNode *node, const char *text);

#endif

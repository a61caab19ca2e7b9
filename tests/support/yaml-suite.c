/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Suites in YAML, by libyaml. */
#include "config.h"

#include "yaml-suite.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef HAVE_YAML
#include <yaml.h>
#endif

/* How far above the source tree shared/suites/ is looked for: a tree made by distcheck lies
 * some folders inside of the one it was made from. */
enum { PARENTS_MAX = 6 };

static char *
suite_path (const char *name)
{
  const char *folder = g_getenv ("SMTPLENS_SUITES");
  if (folder != NULL && *folder != '\0')
    return g_build_filename (folder, name, NULL);
  const char *source = g_getenv ("srcdir"); /* automake's, for each test */
  g_autofree char *above = g_canonicalize_filename (source != NULL ? source : ".", NULL);
  for (unsigned i = 0; i < PARENTS_MAX; i++)
    {
      char *path = g_build_filename (above, "shared", "suites", name, NULL);
      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return path;
      g_free (path);
      char *parent = g_path_get_dirname (above);
      g_free (above);
      above = parent;
    }
  return NULL;
}

static void
node_free (SuiteNode *node)
{
  if (node == NULL)
    return;
  for (size_t i = 0; i < node->count; i++)
    {
      node_free (node->items[i]);
      if (node->keys != NULL)
        node_free (node->keys[i]);
    }
  g_free (node->items);
  g_free (node->keys);
  g_free (node->text);
  g_free (node);
}

void
yaml_suite_free (YamlSuite *suite)
{
  if (suite == NULL)
    return;
  for (size_t i = 0; i < suite->count; i++)
    node_free (suite->documents[i]);
  g_free (suite->documents);
  g_free (suite);
}

#ifdef HAVE_YAML

static SuiteNode *
node_of (yaml_document_t *document, int index)
{
  const yaml_node_t *from = yaml_document_get_node (document, index);
  SuiteNode *node = g_new0 (SuiteNode, 1);
  switch (from->type)
    {
    case YAML_SEQUENCE_NODE:
      node->kind = SUITE_LIST;
      node->count = (size_t) (from->data.sequence.items.top - from->data.sequence.items.start);
      node->items = g_new0 (SuiteNode *, node->count);
      for (size_t i = 0; i < node->count; i++)
        node->items[i] = node_of (document, from->data.sequence.items.start[i]);
      break;
    case YAML_MAPPING_NODE:
      node->kind = SUITE_MAP;
      node->count = (size_t) (from->data.mapping.pairs.top - from->data.mapping.pairs.start);
      node->items = g_new0 (SuiteNode *, node->count);
      node->keys = g_new0 (SuiteNode *, node->count);
      for (size_t i = 0; i < node->count; i++)
        {
          node->keys[i] = node_of (document, from->data.mapping.pairs.start[i].key);
          node->items[i] = node_of (document, from->data.mapping.pairs.start[i].value);
        }
      break;
    default:
      node->kind = SUITE_SCALAR;
      node->length = from->data.scalar.length;
      node->text = g_malloc0 (node->length + 1);
      memcpy (node->text, from->data.scalar.value, node->length);
      node->quoted = from->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    }
  return node;
}

/* The next document; NULL at the end. */
static SuiteNode *
read_document (yaml_parser_t *parser, const char *path)
{
  yaml_document_t document;
  if (!yaml_parser_load (parser, &document))
    {
      printf ("%s: line %zu: %s\n", path, parser->problem_mark.line + 1, parser->problem);
      abort ();
    }
  SuiteNode *node = yaml_document_get_root_node (&document) != NULL ? node_of (&document, 1) : NULL;
  yaml_document_delete (&document);
  return node;
}

static YamlSuite *
read_all (FILE *file, const char *path)
{
  yaml_parser_t parser;
  if (!yaml_parser_initialize (&parser))
    abort ();
  yaml_parser_set_input_file (&parser, file);
  GPtrArray *documents = g_ptr_array_new ();
  for (SuiteNode *node; (node = read_document (&parser, path)) != NULL;)
    g_ptr_array_add (documents, node);
  yaml_parser_delete (&parser);
  YamlSuite *suite = g_new0 (YamlSuite, 1);
  suite->count = documents->len;
  suite->documents = (SuiteNode **) g_ptr_array_free (documents, FALSE);
  return suite;
}

#else

static YamlSuite *
read_all (FILE *file, const char *path)
{
  (void) file;
  printf ("skipped: built without libyaml, so %s cannot be read\n", path);
  return NULL;
}

#endif

YamlSuite *
yaml_suite_read (const char *name)
{
  g_autofree char *path = suite_path (name);
  FILE *file = path != NULL ? fopen (path, "rb") : NULL;
  if (file == NULL)
    {
      printf ("skipped: no %s in $SMTPLENS_SUITES, nor in shared/suites/ beside the source tree\n", name);
      return NULL;
    }
  YamlSuite *suite = read_all (file, path);
  fclose (file);
  return suite;
}

const SuiteNode *
suite_node_get (const SuiteNode *node, const char *key)
{
  if (node == NULL || node->kind != SUITE_MAP)
    return NULL;
  for (size_t i = 0; i < node->count; i++)
    if (node->keys[i]->kind == SUITE_SCALAR && strcmp (node->keys[i]->text, key) == 0)
      return node->items[i];
  return NULL;
}

const char *
suite_node_text (const SuiteNode *node, const char *key)
{
  const SuiteNode *value = suite_node_get (node, key);
  return value != NULL && value->kind == SUITE_SCALAR ? value->text : NULL;
}

bool
suite_node_holds (const SuiteNode *node, const char *text)
{
  if (node == NULL)
    return false;
  if (node->kind == SUITE_SCALAR)
    return strcmp (node->text, text) == 0;
  for (size_t i = 0; node->kind == SUITE_LIST && i < node->count; i++)
    if (suite_node_holds (node->items[i], text))
      return true;
  return false;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluates and prints filters.  Their text is read in filter-parser.c. */
#include "config.h"

#include "session-filter.h"

#include "filter-tree.h"

void
filter_error_clear (FilterError *error)
{
  g_clear_pointer (&error->text, g_free);
}

SessionFilter *
session_filter_new (const char *text, FilterError *error)
{
  FilterParse parse;
  filter_parse (&parse, text);
  *error = parse.error;
  return parse.filter;
}

void
session_filter_free (SessionFilter *filter)
{
  if (filter == NULL)
    return;
  g_array_unref (filter->nodes);
  g_free (filter);
}

static const FilterNode *
node_at (const SessionFilter *filter, unsigned index)
{
  return &g_array_index (filter->nodes, FilterNode, index);
}

/* --- evaluation ---------------------------------------------------------------- */

static bool
test_met (const FilterNode *node, const SmtpSession *session)
{
  const FilterField *field = node->field;
  const FilterOperator operator= node->test.operator;
  FilterProbe probe = { .test = operator== FILTER_HOLDS ? NULL : & node->test };
  if (operator== FILTER_HOLDS && field->holds != NULL)
    return field->holds (session);
  bool met = field->each (session, &probe);
  return filter_operator_positive (operator) == operator? met : probe.seen && !met;
}

static bool
node_met (const SessionFilter *filter, unsigned index, const SmtpSession *session)
{
  const FilterNode *node = node_at (filter, index);
  if (node->kind == FILTER_NODE_TEST)
    return test_met (node, session);
  if (node->kind == FILTER_NODE_NOT)
    return !node_met (filter, node->first, session);
  /* The first child that differs from the others' neutral value decides. */
  bool all = node->kind == FILTER_NODE_AND;
  for (unsigned child = node->first; child != 0; child = node_at (filter, child)->next)
    if (node_met (filter, child, session) != all)
      return !all;
  return all;
}

bool
session_filter_matches (const SessionFilter *filter, const SmtpSession *session)
{
  return node_met (filter, filter->root, session);
}

/* --- one spelling -------------------------------------------------------------- */

static void
print_text (GString *to, const char *text)
{
  bool bare = text[0] != '\0' && text[0] != '/';
  for (const char *c = text; *c != '\0' && bare; c++)
    bare = g_ascii_isalnum (*c) || strchr ("_-.@:/+*%", *c) != NULL;
  if (bare)
    {
      g_string_append (to, text);
      return;
    }
  g_string_append_c (to, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (to, '\\');
      g_string_append_c (to, *text);
    }
  g_string_append_c (to, '"');
}

static void
print_pattern (GString *to, const char *text)
{
  g_string_append_c (to, '/');
  for (; *text != '\0'; text++)
    {
      if (*text == '/')
        g_string_append_c (to, '\\');
      else if (*text == '\\' && text[1] != '\0')
        g_string_append_c (to, *text++);
      g_string_append_c (to, *text);
    }
  g_string_append_c (to, '/');
}

static void
print_test (GString *to, const FilterNode *node)
{
  const FilterTest *test = &node->test;
  g_string_append (to, node->field->name);
  if (test->operator== FILTER_HOLDS)
    return;
  g_string_append_printf (to, " %s ", filter_operator_name (test->operator));
  bool list = test->operator== FILTER_IN || test->operator== FILTER_NOT_IN;
  if (list)
    g_string_append_c (to, '(');
  for (size_t i = 0; i < test->count; i++)
    {
      if (i > 0)
        g_string_append (to, ", ");
      if (test->literals[i].pattern != NULL)
        print_pattern (to, test->literals[i].text);
      else
        print_text (to, test->literals[i].text);
    }
  if (list)
    g_string_append_c (to, ')');
}

static void
print_node (GString *to, const SessionFilter *filter, unsigned index)
{
  const FilterNode *node = node_at (filter, index);
  if (node->kind == FILTER_NODE_TEST)
    {
      print_test (to, node);
      return;
    }
  if (node->kind == FILTER_NODE_NOT)
    g_string_append_c (to, '!');
  for (unsigned child = node->first; child != 0; child = node_at (filter, child)->next)
    {
      const FilterNode *inside = node_at (filter, child);
      bool comparison = inside->kind == FILTER_NODE_TEST && inside->test.operator!= FILTER_HOLDS;
      bool group = inside->kind == FILTER_NODE_AND || inside->kind == FILTER_NODE_OR
                   || (comparison && node->kind == FILTER_NODE_NOT);
      /* && binds closer than ||. */
      if (node->kind == FILTER_NODE_OR && inside->kind == FILTER_NODE_AND)
        group = false;
      if (child != node->first)
        g_string_append (to, node->kind == FILTER_NODE_AND ? " && " : " || ");
      if (group)
        g_string_append_c (to, '(');
      print_node (to, filter, child);
      if (group)
        g_string_append_c (to, ')');
      if (node->kind == FILTER_NODE_NOT)
        break;
    }
}

char *
session_filter_print (const SessionFilter *filter)
{
  GString *text = g_string_new (NULL);
  print_node (text, filter, filter->root);
  return g_string_free (text, FALSE);
}

bool
session_filter_is_choice (const SessionFilter *filter)
{
  return node_at (filter, filter->root)->kind == FILTER_NODE_OR;
}

char *
session_filter_quote (const char *value)
{
  GString *text = g_string_new (NULL);
  print_text (text, value);
  return g_string_free (text, FALSE);
}

static bool
same_test (const FilterTest *a, const FilterTest *b)
{
  if (a->operator!= b->operator|| a->count != b->count)
    return false;
  for (size_t i = 0; i < a->count; i++)
    if (!g_str_equal (a->literals[i].text, b->literals[i].text))
      return false;
  return true;
}

static bool
same_node (const SessionFilter *a, unsigned at, const SessionFilter *b, unsigned bt)
{
  const FilterNode *one = node_at (a, at), *other = node_at (b, bt);
  if (one->kind != other->kind || one->field != other->field || !same_test (&one->test, &other->test))
    return false;
  unsigned child = one->first, twin = other->first;
  for (; child != 0 && twin != 0; child = node_at (a, child)->next, twin = node_at (b, twin)->next)
    if (!same_node (a, child, b, twin))
      return false;
  return child == 0 && twin == 0;
}

bool
session_filter_equal (const SessionFilter *a, const SessionFilter *b)
{
  return same_node (a, a->root, b, b->root);
}

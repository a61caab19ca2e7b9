/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a filter to its tree, by recursive descent; see session-filter.h for the
 * grammar.
 *
 * Each error is of the first place that cannot be right, and says what was expected there.
 * Depth is bounded by FILTER_DEPTH_MAX, all else by FILTER_TEXT_MAX. */
#include "config.h"

#include "filter-tree.h"

#include "printable.h"

#include "translate.h"

typedef struct Parser {
  const char *text;
  size_t at; /* next octet */
  unsigned depth;
  FilterParse *parse;
  GArray *nodes;
} Parser;

static void wrong_at (Parser *parser, size_t at, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The first error stays. */
static void
wrong_at (Parser *parser, size_t at, const char *format, ...)
{
  FilterError *error = &parser->parse->error;
  if (error->text != NULL)
    return;
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *before = printable (octets_of (parser->text, at));
  error->text = printable (octets_of_string (sentence));
  error->at = at;
  error->column = printable_width (before);
}

static void
skip_blanks (Parser *parser)
{
  while (g_ascii_isspace (parser->text[parser->at]))
    parser->at++;
}

static bool
at_end (Parser *parser, FilterExpectation expects, const FilterField *field)
{
  skip_blanks (parser);
  if (parser->text[parser->at] != '\0')
    return false;
  /* What was looked for first says most: an operator rather than what may stand without one. */
  if (parser->parse->error.text == NULL && parser->parse->expects == FILTER_EXPECTS_NOTHING)
    {
      parser->parse->expects = expects;
      parser->parse->field = field;
    }
  return true;
}

static bool
is_name (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == '-';
}

static size_t
name_length (const Parser *parser)
{
  size_t length = 0;
  if (!g_ascii_isalpha (parser->text[parser->at]))
    return 0;
  while (is_name (parser->text[parser->at + length]))
    length++;
  return length;
}

/* Takes the word if it stands here whole. */
static bool
take_word (Parser *parser, const char *word)
{
  size_t length = name_length (parser);
  if (length != strlen (word) || g_ascii_strncasecmp (parser->text + parser->at, word, length) != 0)
    return false;
  parser->at += length;
  return true;
}

static bool
take_sign (Parser *parser, const char *sign)
{
  if (!g_str_has_prefix (parser->text + parser->at, sign))
    return false;
  parser->at += strlen (sign);
  return true;
}

static unsigned
add_node (Parser *parser, FilterNodeKind kind, unsigned first)
{
  FilterNode node = { .kind = kind, .first = first };
  g_array_append_val (parser->nodes, node);
  return parser->nodes->len - 1;
}

static FilterNode *
node_at (Parser *parser, unsigned index)
{
  return &g_array_index (parser->nodes, FilterNode, index);
}

/* --- values -------------------------------------------------------------------- */

static bool
ends_word (const char *at)
{
  return *at == '\0' || g_ascii_isspace (*at) || strchr ("(){},\"'", *at) != NULL || g_str_has_prefix (at, "&&")
         || g_str_has_prefix (at, "||");
}

/* The octets between quotation marks, backslashes taken away; NULL with an error. */
static char *
take_quoted (Parser *parser)
{
  size_t begin = parser->at;
  char mark = parser->text[parser->at++];
  GString *value = g_string_new (NULL);
  for (char c; (c = parser->text[parser->at]) != '\0' && c != mark; parser->at++)
    {
      if (c == '\\' && parser->text[parser->at + 1] != '\0')
        c = parser->text[++parser->at];
      g_string_append_c (value, c);
    }
  if (parser->text[parser->at] == mark)
    {
      parser->at++;
      return g_string_free (value, FALSE);
    }
  wrong_at (parser, begin, _ ("this quotation mark is not closed"));
  g_string_free (value, TRUE);
  return NULL;
}

/* What stands between slashes, its backslashes kept. */
static char *
take_pattern (Parser *parser)
{
  size_t begin = parser->at++;
  for (; parser->text[parser->at] != '\0' && parser->text[parser->at] != '/'; parser->at++)
    if (parser->text[parser->at] == '\\' && parser->text[parser->at + 1] != '\0')
      parser->at++;
  if (parser->text[parser->at] == '/')
    return g_strndup (parser->text + begin + 1, parser->at++ - begin - 1);
  wrong_at (parser, begin, _ ("the pattern has no / at its end (a path may stand between quotation marks)"));
  return NULL;
}

static char *
take_bare (Parser *parser)
{
  size_t begin = parser->at;
  while (!ends_word (parser->text + parser->at))
    parser->at++;
  return g_strndup (parser->text + begin, parser->at - begin);
}

/* What a value of the field looks like, for errors. */
static const char *
example_of (const FilterField *field)
{
  switch (field->type)
    {
    case FILTER_NUMBER:
      return N_ ("a number was expected, such as 25 or 10M");
    case FILTER_DURATION:
      return N_ ("a duration was expected, such as 90s");
    case FILTER_TIME:
      return N_ ("a time was expected, such as 10:30 or 2026-11-23");
    case FILTER_ADDRESS:
      return N_ ("an address was expected, such as 192.0.2.1 or 10.0.0.0/8");
    case FILTER_WORD:
    case FILTER_LEVEL:
      return N_ ("a word was expected");
    default:
      return N_ ("a word, a \"text\" or, behind ~, a /pattern/ was expected");
    }
}

static bool
take_value (Parser *parser, const FilterField *field, FilterTest *test, bool pattern)
{
  g_autofree char *text = NULL, *wrong = NULL;
  if (at_end (parser, FILTER_EXPECTS_VALUE, field))
    {
      const char *first = field->words != NULL ? field->words (0) : NULL;
      if (first != NULL)
        wrong_at (parser, parser->at, _ ("%s, such as %s"), _ (example_of (field)), first);
      else
        wrong_at (parser, parser->at, "%s", _ (example_of (field)));
      return false;
    }
  size_t begin = parser->at;
  char c = parser->text[begin];
  bool slashes = c == '/' && filter_operator_positive (test->operator) == FILTER_CONTAINS;
  bool quoted = c == '"' || c == '\'';
  text = slashes ? take_pattern (parser) : quoted ? take_quoted (parser) : take_bare (parser);
  if (text == NULL)
    return false;
  if (text[0] == '\0' && !quoted && !slashes)
    {
      wrong_at (parser, begin, "%s", _ (example_of (field)));
      return false;
    }
  FilterLiteral literal;
  pattern = pattern || slashes;
  bool contains = filter_operator_positive (test->operator) == FILTER_CONTAINS;
  bool good = pattern
                  ? filter_literal_read_pattern (&literal, text, &wrong)
                  : filter_literal_read (&literal, contains ? FILTER_TEXT : field->type, field->words, text, &wrong);
  if (!good)
    {
      wrong_at (parser, begin, "%s", wrong);
      return false;
    }
  if (pattern)
    test->operator= test->operator== FILTER_CONTAINS_NOT ? FILTER_MATCHES_NOT : FILTER_MATCHES;
  test->literals = g_renew (FilterLiteral, test->literals, test->count + 1);
  test->literals[test->count++] = literal;
  return true;
}

static bool
take_list (Parser *parser, const FilterField *field, FilterTest *test)
{
  if (at_end (parser, FILTER_EXPECTS_LIST, field) || strchr ("({", parser->text[parser->at]) == NULL)
    {
      wrong_at (parser, parser->at, _ ("a list was expected, such as (a, b)"));
      return false;
    }
  char close = parser->text[parser->at++] == '(' ? ')' : '}';
  for (;;)
    {
      if (test->count >= FILTER_LIST_MAX)
        {
          wrong_at (parser, parser->at, _ ("a list may have at most %d values"), FILTER_LIST_MAX);
          return false;
        }
      if (!take_value (parser, field, test, false))
        return false;
      bool end = at_end (parser, FILTER_EXPECTS_COMMA, field);
      if (!end && parser->text[parser->at] == close)
        {
          parser->at++;
          return true;
        }
      if (end || parser->text[parser->at] != ',')
        {
          wrong_at (parser, parser->at, _ ("a comma or %c was expected: the list is not closed"), close);
          return false;
        }
      parser->at++;
    }
}

/* --- comparisons --------------------------------------------------------------- */

/* FILTER_HOLDS where none stands here.  `matches` and a pattern between slashes are told apart by the value. */
static FilterOperator
take_operator (Parser *parser, bool *pattern)
{
  static const struct {
    const char *sign, *word;
    FilterOperator operator;
  } rows[] = {
    { "==", "eq", FILTER_EQUAL },
    { "!=", "ne", FILTER_NOT_EQUAL },
    { "<=", "le", FILTER_AT_MOST },
    { ">=", "ge", FILTER_AT_LEAST },
    { "<", "lt", FILTER_LESS },
    { ">", "gt", FILTER_MORE },
    { "!~", NULL, FILTER_CONTAINS_NOT },
    { "=~", "matches", FILTER_CONTAINS },
    { "~", "contains", FILTER_CONTAINS },
    { "=", NULL, FILTER_EQUAL },
    { NULL, "in", FILTER_IN },
  };
  size_t begin = parser->at;
  *pattern = false;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((rows[i].sign != NULL && take_sign (parser, rows[i].sign))
        || (rows[i].word != NULL && take_word (parser, rows[i].word)))
      {
        *pattern = rows[i].word != NULL && g_str_equal (rows[i].word, "matches");
        return rows[i].operator;
      }
  if (take_word (parser, "not"))
    {
      skip_blanks (parser);
      if (take_word (parser, "in"))
        return FILTER_NOT_IN;
    }
  parser->at = begin;
  return FILTER_HOLDS;
}

static void
refuse_operator (Parser *parser, size_t at, const FilterField *field)
{
  static const char *const fitting[FILTER_TYPES] = {
    [FILTER_TEXT] = N_ ("==, !=, ~, !~ or in"),
    [FILTER_WORD] = N_ ("==, !=, ~, !~ or in"),
    [FILTER_LEVEL] = N_ ("==, !=, <, <=, >, >= or in"),
    [FILTER_NUMBER] = N_ ("==, !=, <, <=, >, >= or in"),
    [FILTER_DURATION] = N_ ("==, !=, <, <=, >, >= or in"),
    [FILTER_TIME] = N_ ("==, !=, <, <=, >, >= or in"),
    [FILTER_ADDRESS] = N_ ("==, != or in"),
  };
  if (field->type == FILTER_FLAG)
    wrong_at (parser, at, _ ("%s is a yes or no: write it alone, or !%s"), field->name, field->name);
  else
    wrong_at (parser, at,
              field->type == FILTER_ADDRESS ? _ ("%s is an %s: %s was expected") : _ ("%s is a %s: %s was expected"),
              field->name, C_ ("type", filter_type_name (field->type)), _ (fitting[field->type]));
}

static void
refuse_name (Parser *parser, size_t length)
{
  g_autofree char *name = g_strndup (parser->text + parser->at, MIN (length, 60));
  const char *nearest = filter_field_nearest (name);
  if (nearest != NULL)
    wrong_at (parser, parser->at, _ ("there is no field %s: did you mean %s?"), name, nearest);
  else
    wrong_at (parser, parser->at, _ ("there is no field %s (--help-where lists them)"), name);
}

/* The node's index; 0 with an error. */
static unsigned
take_comparison (Parser *parser)
{
  bool pattern;
  size_t length = name_length (parser);
  const FilterField *field = filter_field_find (octets_of (parser->text + parser->at, length));
  if (field == NULL)
    {
      if (length > 0)
        refuse_name (parser, length);
      else
        wrong_at (parser, parser->at, _ ("the name of a field was expected, such as from"));
      return 0;
    }
  parser->at += length;
  unsigned index = add_node (parser, FILTER_NODE_TEST, 0);
  FilterTest test = { .type = field->type, .words = field->words };
  node_at (parser, index)->field = field;
  (void) at_end (parser, FILTER_EXPECTS_OPERATOR, field);
  size_t begin = parser->at;
  test.operator= take_operator (parser, &pattern);
  bool good = filter_operator_fits (test.operator, field->type);
  if (!good)
    refuse_operator (parser, begin, field);
  else if (filter_operator_positive (test.operator) == FILTER_IN)
    good = take_list (parser, field, &test);
  else if (test.operator!= FILTER_HOLDS)
    good = take_value (parser, field, &test, pattern);
  node_at (parser, index)->test = test;
  return good ? index : 0;
}

/* --- what joins them ----------------------------------------------------------- */

static unsigned take_or (Parser *parser);

static unsigned
take_group (Parser *parser)
{
  size_t begin = parser->at++;
  parser->parse->open++;
  unsigned inside = take_or (parser);
  if (inside == 0)
    return 0;
  if (at_end (parser, FILTER_EXPECTS_JOIN, NULL) || parser->text[parser->at] != ')')
    {
      wrong_at (parser, parser->text[parser->at] == '\0' ? begin : parser->at,
                parser->text[parser->at] == '\0' ? _ ("this parenthesis is not closed")
                                                 : _ ("&&, || or ) was expected"));
      return 0;
    }
  parser->at++;
  parser->parse->open--;
  return inside;
}

static unsigned
take_not (Parser *parser)
{
  unsigned made = 0;
  if (at_end (parser, FILTER_EXPECTS_FIELD, NULL))
    {
      wrong_at (parser, parser->at, _ ("the name of a field was expected, such as from"));
      return 0;
    }
  if (++parser->depth > FILTER_DEPTH_MAX)
    wrong_at (parser, parser->at, _ ("this is nested too deeply: at most %d levels"), FILTER_DEPTH_MAX);
  else if (parser->text[parser->at] == '(')
    made = take_group (parser);
  else if (take_sign (parser, "!") || take_word (parser, "not"))
    {
      unsigned inside = take_not (parser);
      made = inside != 0 ? add_node (parser, FILTER_NODE_NOT, inside) : 0;
    }
  else
    made = take_comparison (parser);
  parser->depth--;
  return made;
}

/* Several of `take` joined by `sign` or `word`, as children of one node. */
static unsigned
take_joined (Parser *parser, FilterNodeKind kind, const char *sign, const char *word, unsigned (*take) (Parser *))
{
  unsigned first = take (parser), last = first;
  unsigned node = 0;
  while (last != 0)
    {
      if (at_end (parser, FILTER_EXPECTS_JOIN, NULL) || (!take_sign (parser, sign) && !take_word (parser, word)))
        return node != 0 ? node : first;
      unsigned next = take (parser);
      if (next == 0)
        return 0;
      if (node == 0)
        node = add_node (parser, kind, first);
      node_at (parser, last)->next = next;
      last = next;
    }
  return 0;
}

static unsigned
take_and (Parser *parser)
{
  return take_joined (parser, FILTER_NODE_AND, "&&", "and", take_not);
}

static unsigned
take_or (Parser *parser)
{
  return take_joined (parser, FILTER_NODE_OR, "||", "or", take_and);
}

static void
clear_node (gpointer pointer)
{
  FilterTest *test = &((FilterNode *) pointer)->test;
  for (size_t i = 0; i < test->count; i++)
    filter_literal_clear (&test->literals[i]);
  g_free (test->literals);
}

void
filter_parse (FilterParse *parse, const char *text)
{
  const FilterNode none = { 0 };
  *parse = (FilterParse){ 0 };
  Parser parser = { .text = text, .parse = parse, .nodes = g_array_new (FALSE, FALSE, sizeof (FilterNode)) };
  unsigned root = 0;
  const char *bad;
  g_array_set_clear_func (parser.nodes, clear_node);
  g_array_append_val (parser.nodes, none);
  if (strlen (text) > FILTER_TEXT_MAX)
    wrong_at (&parser, 0, _ ("a filter may have at most %d octets"), FILTER_TEXT_MAX);
  else if (!g_utf8_validate (text, -1, &bad))
    wrong_at (&parser, (size_t) (bad - text), _ ("this is no UTF-8"));
  else
    root = take_or (&parser);
  if (root != 0 && !at_end (&parser, FILTER_EXPECTS_JOIN, NULL))
    {
      wrong_at (&parser, parser.at, _ ("&& or || was expected (a value with blanks needs quotation marks)"));
      root = 0;
    }
  if (root == 0)
    {
      g_array_unref (parser.nodes);
      return;
    }
  parse->filter = g_new0 (SessionFilter, 1);
  parse->filter->nodes = parser.nodes;
  parse->filter->root = root;
}

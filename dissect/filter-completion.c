/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion by the parser itself: what it would have expected where the text in front of
 * the word at the cursor ends.
 *
 * As values it offers words of a list, and what sessions have if it is told where they are. */
#include "config.h"

#include "filter-completion.h"

#include "filter-tree.h"
#include "translate.h"

#include <string.h>

static bool
begins (const char *text, const char *word, size_t length)
{
  return g_ascii_strncasecmp (text, word, length) == 0;
}

static bool
stands_inside (const char *text, const char *word, size_t length)
{
  for (; *text != '\0'; text++)
    if (begins (text, word, length))
      return true;
  return false;
}

typedef struct Offers {
  FilterCompletion *completion;
  const char *word;
  size_t length;
  const FilterSessions *sessions; /* NULL: none */
  bool quoted;                    /* behind a quotation mark, where nothing but a value may stand */
  bool inside;                    /* second round: those in which the word stands elsewhere */
} Offers;

/* Whether it is of this round; then also whether it begins with the word. */
static bool
fits (const Offers *offers, const char *text, bool *first)
{
  *first = begins (text, offers->word, offers->length);
  return *first != offers->inside && (*first || stands_inside (text, offers->word, offers->length));
}

static void
add (FilterCompletion *completion, const char *text, const char *meaning, bool first)
{
  const FilterCandidate candidate = { text, meaning };
  g_array_append_val (completion->candidates, candidate);
  completion->beginning += first;
}

static void
offer (const Offers *offers, const char *text, const char *meaning)
{
  bool first;
  if (text != NULL && fits (offers, text, &first))
    add (offers->completion, text, meaning, first);
}

/* As it has to be written: between quotation marks if it needs them, or one stands there already. */
static void
offer_value (const Offers *offers, const char *value)
{
  FilterCompletion *completion = offers->completion;
  bool first;
  if (!fits (offers, value, &first))
    return;
  char *written = session_filter_quote (value);
  if (offers->quoted && written[0] != '"')
    {
      char *bare = written;
      written = g_strdup_printf ("\"%s\"", bare);
      g_free (bare);
    }
  if (completion->owned == NULL)
    completion->owned = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (completion->owned, written);
  add (completion, written, "", first);
}

static void
offer_fields (const Offers *offers)
{
  const FilterField *field;
  for (size_t row = 0; (field = filter_field_row (row)) != NULL; row++)
    offer (offers, field->name, field->meaning);
  for (size_t row = 0; offers->length > 0 && (field = filter_field_row (row)) != NULL; row++)
    offer (offers, field->alias, field->meaning);
  offer (offers, "not", N_ ("turns what follows around"));
}

static void
offer_operators (const Offers *offers, const FilterField *field)
{
  static const struct {
    const char *sign, *meaning;
    FilterOperator operator;
  } rows[] = {
    { "~", N_ ("contains; /pattern/ for a regular expression"), FILTER_CONTAINS },
    { "==", N_ ("is"), FILTER_EQUAL },
    { "!=", N_ ("is something else"), FILTER_NOT_EQUAL },
    { "<", N_ ("less"), FILTER_LESS },
    { "<=", N_ ("at most"), FILTER_AT_MOST },
    { ">", N_ ("more"), FILTER_MORE },
    { ">=", N_ ("at least"), FILTER_AT_LEAST },
    { "!~", N_ ("does not contain"), FILTER_CONTAINS_NOT },
    { "in", N_ ("one of (a, b)"), FILTER_IN },
    { "not in", N_ ("none of (a, b)"), FILTER_NOT_IN },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (filter_operator_fits (rows[i].operator, field->type))
      offer (offers, rows[i].sign, rows[i].meaning);
}

static void
offer_joins (const Offers *offers, bool open)
{
  offer (offers, "&&", N_ ("and"));
  offer (offers, "||", N_ ("or"));
  if (open)
    offer (offers, ")", "");
}

static void
offer_values (const Offers *offers, const FilterField *field)
{
  for (size_t i = 0; field->words != NULL && field->words (i) != NULL; i++)
    if (offers->quoted)
      offer_value (offers, field->words (i));
    else
      offer (offers, field->words (i), "");
  if (offers->sessions == NULL)
    return;
  g_autoptr (GPtrArray) values = filter_values (field, offers->sessions);
  for (guint i = 0; i < values->len; i++)
    offer_value (offers, g_ptr_array_index (values, i));
}

static void
offer_all (const Offers *offers, const FilterParse *parse)
{
  if (offers->quoted && parse->expects != FILTER_EXPECTS_VALUE)
    return;
  switch (parse->expects)
    {
    case FILTER_EXPECTS_FIELD:
      offer_fields (offers);
      break;
    case FILTER_EXPECTS_OPERATOR:
      offer_operators (offers, parse->field);
      offer_joins (offers, parse->open > 0);
      break;
    case FILTER_EXPECTS_LIST:
      offer (offers, "(", "");
      break;
    case FILTER_EXPECTS_VALUE:
      offer_values (offers, parse->field);
      break;
    case FILTER_EXPECTS_COMMA:
      offer (offers, ",", "");
      offer (offers, ")", "");
      break;
    case FILTER_EXPECTS_JOIN:
      offer_joins (offers, parse->open > 0);
      break;
    case FILTER_EXPECTS_NOTHING:
    default:
      break;
    }
}

/* Letters and what names and words are made of, or signs of one kind. */
static size_t
word_start (const char *text, size_t cursor)
{
  static const char signs[] = "=!<>~&|";
  size_t start = cursor;
  bool sign = start > 0 && strchr (signs, text[start - 1]) != NULL;
  while (start > 0 && (strchr (signs, text[start - 1]) != NULL) == sign && !g_ascii_isspace (text[start - 1])
         && strchr ("(){},\"'", text[start - 1]) == NULL)
    start--;
  return start;
}

/* The quotation mark of a text that is not at its end at the cursor; SIZE_MAX: none. */
static size_t
open_quote (const char *text, size_t cursor)
{
  size_t open = SIZE_MAX;
  for (size_t at = 0; at < cursor; at++)
    if (text[at] == '\\' && open != SIZE_MAX)
      at++;
    else if (text[at] == '"')
      open = open == SIZE_MAX ? at : SIZE_MAX;
  return open;
}

void
filter_complete (FilterCompletion *completion, const char *text, size_t cursor)
{
  filter_complete_among (completion, text, cursor, NULL);
}

void
filter_complete_among (FilterCompletion *completion, const char *text, size_t cursor, const FilterSessions *sessions)
{
  cursor = MIN (cursor, strlen (text));
  size_t quote = open_quote (text, cursor);
  size_t start = quote != SIZE_MAX ? quote : word_start (text, cursor);
  size_t begin = quote != SIZE_MAX ? quote + 1 : start;
  g_autofree char *before = g_strndup (text, start);
  g_autofree char *word = g_strndup (text + begin, cursor - begin);
  *completion
      = (FilterCompletion){ .start = start, .candidates = g_array_new (FALSE, FALSE, sizeof (FilterCandidate)) };
  FilterParse parse;
  filter_parse (&parse, before);
  Offers offers = {
    .completion = completion, .word = word, .length = strlen (word), .sessions = sessions, .quoted = begin > start
  };
  offer_all (&offers, &parse);
  offers.inside = true;
  if (offers.length > 0)
    offer_all (&offers, &parse);
  session_filter_free (parse.filter);
  filter_error_clear (&parse.error);
}

void
filter_completion_clear (FilterCompletion *completion)
{
  g_clear_pointer (&completion->candidates, g_array_unref);
  g_clear_pointer (&completion->owned, g_ptr_array_unref);
}

char *
filter_completion_common (const FilterCompletion *completion)
{
  if (completion->beginning == 0)
    return g_strdup ("");
  const char *first = g_array_index (completion->candidates, FilterCandidate, 0).text;
  size_t length = strlen (first);
  for (guint i = 1; i < completion->beginning; i++)
    {
      const char *other = g_array_index (completion->candidates, FilterCandidate, i).text;
      size_t same = 0;
      while (same < length && g_ascii_tolower (first[same]) == g_ascii_tolower (other[same]))
        same++;
      length = same;
    }
  return g_strndup (first, length);
}

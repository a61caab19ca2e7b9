/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading of a typed line.  A word is more than one character, so that none is mistaken for a
 * key, and keys come first. */
#include "config.h"

#include "line-command.h"

#include "../dissect/translate.h"

#include <glib.h>
#include <string.h>

/* Rows of a list that somebody may name. */
enum { NUMBER_DIGITS = 9 };

static const LineWord words[] = {
  { "next", "", N_ ("the next row; so does an empty line"), LINE_ACTION, ACTION_DOWN },
  { "previous", "", N_ ("the row before"), LINE_ACTION, ACTION_UP },
  { "first", "", N_ ("the first row"), LINE_ACTION, ACTION_FIRST },
  { "last", "", N_ ("the last row"), LINE_ACTION, ACTION_LAST },
  { "page", "", N_ ("the next rows, a page of them"), LINE_ACTION, ACTION_PAGE_DOWN },
  { "list", "", N_ ("all rows of the view, or its whole text, from the top"), LINE_LIST, ACTION_NONE },
  { "details", "", N_ ("all there is to say about the row"), LINE_DETAILS, ACTION_NONE },
  { "open", "[ROW]", N_ ("open the row, or the row of that number"), LINE_OPEN, ACTION_OPEN },
  { "back", "", N_ ("back to where you came from"), LINE_ACTION, ACTION_BACK },
  { "view", "[NAME]", N_ ("go to a view, such as mails; alone: name them all"), LINE_VIEW, ACTION_NONE },
  { "step", "", N_ ("in a lesson the next step; so does an empty line"), LINE_ACTION, ACTION_TOUR_NEXT },
  { "step-back", "", N_ ("in a lesson the step before"), LINE_ACTION, ACTION_TOUR_BACK },
  { "search", "TEXT", N_ ("go to the next row with that text; n and N go on"), LINE_SEARCH, ACTION_SEARCH },
  { "search-all", "TEXT", N_ ("search in all mails and dialogues"), LINE_SEARCH_ALL, ACTION_SEARCH_ALL },
  { "stop", "", N_ ("stop what goes on: a search in all mails, a replay"), LINE_STOP, ACTION_NONE },
  { "filter", "[EXPR]",
    N_ ("only sessions like that: from ~ bank && exposed; also: filter off, filter on, filter none"), LINE_FILTER,
    ACTION_FILTER },
  { "status", "", N_ ("how far the reading is, and what was found"), LINE_STATUS, ACTION_NONE },
  { "help", "[keys]", N_ ("this help; help keys: the keys, which may be typed by their names"), LINE_HELP,
    ACTION_NONE },
  { "quit", "", N_ ("end"), LINE_ACTION, ACTION_QUIT },
};

const LineWord *
line_word (size_t row)
{
  return row < G_N_ELEMENTS (words) ? &words[row] : NULL;
}

/* A number of a row; false: it is none. */
static bool
take_number (const char **text, size_t *number)
{
  size_t digits = 0;
  *number = 0;
  for (; g_ascii_isdigit (**text) && digits < NUMBER_DIGITS; digits++)
    *number = *number * 10 + (size_t) (*(*text)++ - '0');
  return digits > 0 && !g_ascii_isdigit (**text);
}

/* "5", "5,9", "5-9". */
static bool
take_rows (LineCommand *command, const char *line)
{
  size_t from, to;
  if (!take_number (&line, &from))
    return false;
  to = from;
  if ((*line == ',' || *line == '-') && (line++, !take_number (&line, &to)))
    return false;
  if (*line != '\0')
    return false;
  *command = (LineCommand){ .verb = LINE_ROWS, .from = from, .to = to };
  return true;
}

static Action
key_action (const char *name, const Keymap *keymap, unsigned scopes)
{
  Key keys[KEYS_MOST];
  size_t count = keymap_parse (name, keys);
  Action action = ACTION_NONE;
  for (size_t i = 0; i < count && action == ACTION_NONE; i++)
    action = keymap_action (keymap, keys[i], scopes);
  return action;
}

/* Keys that have a text behind them: "/bank", "f exposed". */
static bool
take_key_with_text (LineCommand *command, const char *line, const Keymap *keymap, unsigned scopes)
{
  char key[8] = "";
  const char *text = line[0] != '\0' ? g_utf8_next_char (line) : line;
  if (*text == '\0')
    return false;
  key[g_unichar_to_utf8 (g_utf8_get_char (line), key)] = '\0';
  Action action = key_action (key, keymap, scopes);
  /* A letter needs a space behind it, for a word might begin so. */
  if (text[0] != ' ' && g_unichar_isalnum (g_utf8_get_char (line)))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (action != ACTION_NONE && words[i].action == action && words[i].verb != LINE_ACTION)
      {
        *command = (LineCommand){ .verb = words[i].verb, .action = action, .text = g_strdup (text) };
        return true;
      }
  return false;
}

static bool
take_word (LineCommand *command, const char *line)
{
  size_t length = strcspn (line, " ");
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == length && g_ascii_strncasecmp (words[i].word, line, length) == 0)
      {
        *command = (LineCommand){ .verb = words[i].verb, .action = words[i].action, .text = g_strdup (line + length) };
        return true;
      }
  return false;
}

void
line_command_read (LineCommand *command, const char *line, const Keymap *keys, unsigned scopes)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (line));
  const Action action = key_action (trimmed, keys, scopes);
  if (trimmed[0] == '\0')
    *command = (LineCommand){ .verb = LINE_NEXT };
  else if (action != ACTION_NONE)
    *command = (LineCommand){ .verb = LINE_ACTION, .action = action };
  else if (!take_rows (command, trimmed) && !take_key_with_text (command, trimmed, keys, scopes)
           && !take_word (command, trimmed))
    *command = (LineCommand){ .verb = LINE_UNKNOWN };
  if (command->text == NULL)
    command->text = g_strdup ("");
  g_strstrip (command->text);
  const char *number = command->text;
  if (command->verb == LINE_OPEN && number[0] != '\0' && (!take_number (&number, &command->from) || *number != '\0'))
    command->verb = LINE_UNKNOWN;
  /* A word without the text that it needs, or with one that it does not know, says so later. */
  if (command->verb == LINE_ACTION && command->text[0] != '\0')
    command->verb = LINE_UNKNOWN;
}

void
line_command_clear (LineCommand *command)
{
  g_clear_pointer (&command->text, g_free);
}

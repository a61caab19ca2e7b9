/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every line that goes out passes line_say, and nothing but its own line ends is a control. */
#include "config.h"

#include "line-say.h"

#include "frame-top.h"
#include "line-command.h"
#include "view-search-all.h"

#include "../dissect/translate.h"

#include <string.h>

void
line_say (LineSay *say, const char *text)
{
  g_autofree char *shown = canvas_locale_text (text);
  if (say->prompted)
    fputc ('\n', say->output);
  say->prompted = false;
  fputs (g_strchomp (shown), say->output);
  fputc ('\n', say->output);
}

void
line_say_prompt (LineSay *say, const char *place)
{
  g_autofree char *shown = canvas_locale_text (place);
  if (say->prompted)
    return;
  fprintf (say->output, "%s> ", shown);
  fflush (say->output);
  say->prompted = true;
}

static void sayf (LineSay *say, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
sayf (LineSay *say, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line_say (say, text);
}

void
line_say_row (LineSay *say, size_t row)
{
  const View *view = top_view (say->frame);
  g_autofree char *text = view->say (top_state (say->frame), row);
  sayf (say, _ ("%zu of %zu: %s"), row + 1, view->count (top_state (say->frame)), text);
}

static GPtrArray *
lines_of (const TextPane *pane)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; pane != NULL && i < text_pane_paragraphs (pane); i++)
    {
      g_autofree char *line = text_pane_paragraph (pane, i);
      const char *last = lines->len > 0 ? g_ptr_array_index (lines, lines->len - 1) : "";
      if (line[0] != '\0' || last[0] != '\0')
        g_ptr_array_add (lines, g_steal_pointer (&line));
    }
  while (lines->len > 0 && ((const char *) g_ptr_array_index (lines, lines->len - 1))[0] == '\0')
    g_ptr_array_set_size (lines, (gint) lines->len - 1);
  return lines;
}

GPtrArray *
line_say_text_lines (const View *view, gpointer state)
{
  return lines_of (view->text != NULL ? view->text (state) : NULL);
}

bool
line_say_details (LineSay *say, const char *indent)
{
  g_autoptr (GPtrArray) lines = line_say_text_lines (top_view (say->frame), top_state (say->frame));
  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = g_ptr_array_index (lines, i);
      /* Below a row of a list nothing parts it but the next row. */
      if (indent[0] == '\0' || line[0] != '\0')
        sayf (say, "%s%s", indent, line);
    }
  return lines->len > 0;
}

/* --- titles -------------------------------------------------------------------------- */

/* "Session 3, Dialogue", or the title alone. */
static char *
front_name (const LineSay *say)
{
  const SmtpSession *session = top_level (say->frame)->focus.session;
  const char *title = _ (top_view (say->frame)->title);
  if (session == NULL)
    return g_strdup (title);
  g_autofree char *number = wording_number (session->id);
  return g_strdup_printf (_ ("Session %s, %s"), number, title);
}

void
line_say_title (LineSay *say)
{
  const View *view = top_view (say->frame);
  g_autofree char *name = front_name (say);
  if (view == &view_search_all)
    {
      g_autofree char *words = view_search_all_words (top_state (say->frame));
      sayf (say, _ ("%s: %s"), name, words);
    }
  else if (view->say == NULL)
    sayf (say, "%s", name);
  else
    {
      g_autofree char *rows = wording_count (view->count (top_state (say->frame)), "%s row", "%s rows");
      sayf (say, _ ("%s: %s"), name, rows);
    }
  if ((view->scopes & SCOPE_FILTER) != 0)
    line_say_filters (say);
  const SmtpSession *session = top_level (say->frame)->focus.session;
  if (view != &view_dialogue || session == NULL)
    return;
  g_autofree char *client = wording_endpoint (session, SIDE_CLIENT), *server = wording_endpoint (session, SIDE_SERVER);
  g_autofree char *from = wording_host_name (say->model->wording, session, SIDE_CLIENT);
  g_autofree char *to = wording_host_name (say->model->wording, session, SIDE_SERVER);
  sayf (say, _ ("Client: %s %s"), client, from);
  sayf (say, _ ("Server: %s %s"), server, to);
}

void
line_say_empty (LineSay *say)
{
  if (say->model->reading)
    line_say (say, _ ("Nothing yet.  The reading goes on: list says the rows that came."));
  else if (model_is_filtered (say->model))
    line_say (say, _ ("Nothing is like this.  \"filter off\" takes all sessions."));
  else if (say->model->rows->len == 0)
    line_say (say, _ ("No SMTP session was found.  Was the mail traffic captured, on the right interface?"));
  else
    line_say (say, _ ("There is nothing of this kind."));
}

bool
line_say_filters (LineSay *say)
{
  const ModelFilters *filters = &say->model->filters;
  if (!model_has_filters (say->model))
    return false;
  g_autofree char *text = wording_text (say->model->wording, filters->text);
  if (text[0] != '\0')
    sayf (say, filters->off ? _ ("Filter, turned off: %s") : _ ("Filter: %s"), text);
  if (filters->only_findings)
    line_say (say, filters->off ? _ ("Filter, turned off: only sessions with findings")
                                : _ ("Filter: only sessions with findings"));
  sayf (say, _ ("%u of %u sessions are taken."), say->model->shown->len, say->model->rows->len);
  return true;
}

/* The status line of the screens, its pieces with commas between them. */
void
line_say_status (LineSay *say)
{
  enum { COLUMNS = 1000 };
  const char *source = say->model->source;
  g_autofree char *status = status_text (say->model, COLUMNS);
  g_auto (GStrv) pieces = g_strsplit (g_strstrip (status), "  ", -1);
  /* The name comes first, and is cut for screens. */
  if (source != NULL && source[0] != '\0' && pieces[0] != NULL)
    {
      g_free (pieces[0]);
      pieces[0] = g_strdup (source);
    }
  g_autofree char *line = g_strjoinv (_ (", "), pieces);
  line_say (say, line);
}

void
line_say_beginning (LineSay *say)
{
  line_say (say, "smtplens");
  line_say_status (say);
}

void
line_say_views (LineSay *say)
{
  bool session = top_level (say->frame)->focus.session != NULL;
  GString *names = g_string_new (NULL);
  for (size_t i = 0; views[i] != NULL; i++)
    if (views[i]->place == PLACE_ROOT)
      g_string_append_printf (names, "%s%s", names->len > 0 ? _ (", ") : "", _ (views[i]->title));
  sayf (say, _ ("Views: %s"), names->str);
  g_string_truncate (names, 0);
  for (size_t i = 0; session && views[i] != NULL; i++)
    if (views[i]->place == PLACE_SESSION)
      g_string_append_printf (names, "%s%s", names->len > 0 ? _ (", ") : "", _ (views[i]->title));
  if (session)
    sayf (say, _ ("Of this session: %s"), names->str);
  g_string_free (names, TRUE);
}

void
line_say_help (LineSay *say)
{
  line_say (say, _ ("Type a command, and Enter.  Commands are:"));
  for (size_t i = 0; line_word (i) != NULL; i++)
    {
      const LineWord *word = line_word (i);
      sayf (say, "%s%s%s: %s", word->word, word->argument[0] != '\0' ? " " : "", word->argument, _ (word->help));
    }
  line_say (say, _ ("5: go to row 5.  5,9: say rows 5 to 9."));
  line_say (say, _ ("Keys of the screens may be typed by their names, such as Tab for the next view."));
}

void
line_say_more_rows (LineSay *say)
{
  sayf (say, _ ("More rows follow: \"page\" says the next %d, \"list\" all."), LINE_PAGE);
}

char *
line_say_place (const LineSay *say, size_t position, size_t count)
{
  g_autofree char *name = front_name (say);
  if (top_view (say->frame)->say == NULL || count == 0)
    return g_steal_pointer (&name);
  return g_strdup_printf (_ ("%s %zu of %zu"), name, position + 1, count);
}

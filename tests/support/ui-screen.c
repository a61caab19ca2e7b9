/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins ui and the model sessions on a screen without a terminal. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "ui/curses-wide.h"
#include "ui/ui.h"

static void
on_quit (gpointer user)
{
  ((UiScreen *) user)->quits++;
}

void
ui_screen_open_with (UiScreen *screen, int rows, int columns, const SinkOptions *options, const UiSettings *settings)
{
  *screen = (UiScreen){ .rows = rows, .columns = columns };
  screen->null = fopen ("/dev/null", "r+");
  g_assert (screen->null != NULL);
  screen->ui = ui_sink.open (options);
  if (settings != NULL)
    ui_configure (screen->ui, settings);
  screen->run = model_run_new (&ui_sink, screen->ui);
  g_assert (ui_start_screen (screen->ui, rows, columns, screen->null, on_quit, screen));
}

void
ui_screen_open (UiScreen *screen, int rows, int columns, const SinkOptions *options)
{
  ui_screen_open_with (screen, rows, columns, options, NULL);
}

void
ui_screen_close (UiScreen *screen)
{
  model_run_end (screen->run);
  ui_finish (screen->ui);
  model_run_free (screen->run);
  fclose (screen->null);
}

void
ui_screen_feed (UiScreen *screen, const char *const *names)
{
  for (; *names != NULL; names++)
    model_run_dialogue (screen->run, model_dialogue (*names));
}

void
ui_screen_finish_reading (UiScreen *screen)
{
  const UiProgress progress = { .packets = 1234, .octets = 200, .octets_all = 200, .source = "class.pcap" };
  const RunSummary summary = { .packets = 1234 };
  ui_progress (screen->ui, &progress);
  ui_sink.close (screen->ui, &summary);
}

static const struct {
  const char *name;
  wint_t key;
  bool is_function;
} named_keys[] = {
  { "{Enter}", '\r', false },       { "{Tab}", '\t', false },        { "{Esc}", 27, false },
  { "{Up}", KEY_UP, true },         { "{Down}", KEY_DOWN, true },    { "{PgDn}", KEY_NPAGE, true },
  { "{PgUp}", KEY_PPAGE, true },    { "{Home}", KEY_HOME, true },    { "{End}", KEY_END, true },
  { "{Left}", KEY_LEFT, true },     { "{Right}", KEY_RIGHT, true },  { "{Backspace}", KEY_BACKSPACE, true },
  { "{Resize}", KEY_RESIZE, true }, { "{Backtab}", KEY_BTAB, true },
};

void
ui_screen_type (UiScreen *screen, const char *keys)
{
  while (*keys != '\0')
    {
      size_t named = 0;
      while (named < G_N_ELEMENTS (named_keys) && !g_str_has_prefix (keys, named_keys[named].name))
        named++;
      if (named < G_N_ELEMENTS (named_keys))
        {
          ui_key (screen->ui, named_keys[named].key, named_keys[named].is_function);
          keys += strlen (named_keys[named].name);
          continue;
        }
      ui_key (screen->ui, g_utf8_get_char (keys), false);
      keys = g_utf8_next_char (keys);
    }
}

void
ui_screen_resize (UiScreen *screen, int rows, int columns)
{
  screen->rows = rows;
  screen->columns = columns;
  ui_resize_screen (screen->ui, rows, columns);
}

char *
ui_screen_text (UiScreen *screen)
{
  GString *text = g_string_new (NULL);
  ui_draw (screen->ui);
  for (int row = 0; row < screen->rows; row++)
    {
      char *line = ui_cell_text (screen->ui, row);
      g_string_append_printf (text, "%s\n", line);
      g_free (line);
    }
  return g_string_free (text, FALSE);
}

bool
ui_screen_shows (UiScreen *screen, const char *text)
{
  char *whole = ui_screen_text (screen);
  bool shows = strstr (whole, text) != NULL;
  g_free (whole);
  return shows;
}

static char *
golden_path (const char *name)
{
  const char *source = g_getenv ("srcdir");
  return g_strdup_printf ("%s/tests/screens/%s.txt", source != NULL ? source : ".", name);
}

static void
print_difference (const char *name, const char *expected, const char *actual)
{
  char **old = g_strsplit (expected, "\n", -1);
  char **new = g_strsplit (actual, "\n", -1);
  fprintf (stderr, "screen %s differs (- expected, + drawn; UPDATE=1 writes it anew):\n", name);
  guint old_count = g_strv_length (old), new_count = g_strv_length (new);
  for (guint row = 0; row < MAX (old_count, new_count); row++)
    {
      const char *before = row < old_count ? old[row] : "(no row)";
      const char *now = row < new_count ? new[row] : "(no row)";
      if (!g_str_equal (before, now))
        fprintf (stderr, "row %2u - %s\n       + %s\n", row, before, now);
    }
  g_strfreev (old);
  g_strfreev (new);
}

bool
ui_screen_is_golden (const char *name, const char *text)
{
  char *path = golden_path (name);
  char *expected = NULL;
  bool same = true;
  /* Whoever writes it anew may not see it. */
  if (strstr (text, "%s") != NULL)
    {
      fprintf (stderr, "screen %s shows a sentence whose places were not filled:\n%s\n", name, text);
      g_free (path);
      return false;
    }
  if (g_getenv ("UPDATE") != NULL)
    g_assert (g_file_set_contents (path, text, -1, NULL));
  else if (!g_file_get_contents (path, &expected, NULL, NULL))
    {
      fprintf (stderr, "%s is missing; UPDATE=1 writes it\n", path);
      same = false;
    }
  else if (!g_str_equal (expected, text))
    {
      print_difference (name, expected, text);
      same = false;
    }
  g_free (expected);
  g_free (path);
  return same;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every lesson of samples/, walked from its first step to its last, in both languages and on screens of
 * three sizes: what a step points at is in the capture and is shown selected, and its text can be read whole.
 * LESSON=NAME in the environment prints the screens of that lesson. */
#include "config.h"

#include "src/capture.h"
#include "src/pipeline.h"
#include "tests/support/ui-screen.h"
#include "ui/text-pane.h"
#include "ui/tour-pane.h"
#include "ui/ui.h"
#include "ui/view.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS_LEAST = 5, STEPS_MOST = 9, TEXT_COLUMNS = 40, TEXT_ROWS = 14, SAMPLES = 23 };

typedef struct Language {
  const char *const *names; /* NULL: English */
  const char *code;
} Language;

static const char *const japanese_names[] = { "ja_JP.UTF-8", "ja_JP", "ja", "C", NULL };
static const Language english = { NULL, "en" }, japanese = { japanese_names, "ja" };

static void
complain (gpointer user, unsigned line, const char *why)
{
  fail_msg ("%s:%u: %s", (const char *) user, line, why);
}

static char *
samples_path (const char *file, const char *ending)
{
  const char *source = g_getenv ("srcdir");
  g_autofree char *name = g_strconcat (file, ending, NULL);
  return g_build_filename (source != NULL ? source : ".", "samples", name, NULL);
}

static Tour *
read_tour (const char *name, Language language)
{
  g_autofree char *path = samples_path (name, ".tour"), *text = NULL;
  gsize length;
  if (!g_file_get_contents (path, &text, &length, NULL))
    fail_msg ("there is no lesson for the sample %s", name);
  Tour *tour = tour_read (text, length, language.names, complain, path);
  assert_non_null (tour);
  return tour;
}

/* --- a screen with a sample on it ------------------------------------------------------ */

static void
take_event (void *user, SmtpSession *session, const SmtpEvent *event)
{
  ui_sink.event (user, session, event);
}

static void
take_session (void *user, SmtpSession *session)
{
  ui_sink.session (user, session);
}

static void
take_packet (void *user, const Packet *packet)
{
  pipeline_push (user, packet);
}

static void
be_silent (void *user, const char *line)
{
  (void) user;
  (void) line;
}

typedef struct Walk {
  UiScreen screen;
  Pipeline *pipeline;
  Tour *tour; /* a copy, for comparison */
  const char *name;
  Language language;
} Walk;

static void
give_keys (Walk *walk)
{
  for (guint i = 0; i < walk->tour->options[TOUR_TLS_KEYS]->len; i++)
    {
      g_autofree char *path = samples_path (g_ptr_array_index (walk->tour->options[TOUR_TLS_KEYS], i), "");
      g_autofree char *log = NULL;
      gsize length;
      assert_true (g_file_get_contents (path, &log, &length, NULL));
      tls_keys_feed (pipeline_tls_keys (walk->pipeline), octets_of ((const uint8_t *) log, length));
      tls_keys_end (pipeline_tls_keys (walk->pipeline));
    }
  for (guint i = 0; i < walk->tour->options[TOUR_WIFI_KEY]->len; i++)
    {
      const char *why = NULL;
      assert_true (
          pipeline_add_wifi_key (walk->pipeline, g_ptr_array_index (walk->tour->options[TOUR_WIFI_KEY], i), &why));
    }
}

static void
read_capture (Walk *walk)
{
  g_autofree char *path = samples_path (walk->name, ".pcap");
  char *const paths[] = { path, NULL };
  GError *error = NULL;
  Capture *capture = capture_open_files (paths, NULL, be_silent, NULL, &error);
  assert_non_null (capture);
  while (capture_read (capture, 512, take_packet, walk->pipeline, &error) == CAPTURE_MORE)
    ;
  assert_null (error);
  pipeline_finish (walk->pipeline);
  const UiProgress progress = { .packets = capture_counters (capture)->packets, .source = "sample.pcap" };
  RunSummary summary = { .packets = progress.packets };
  pipeline_summary (walk->pipeline, &summary);
  ui_progress (walk->screen.ui, &progress);
  ui_sink.close (walk->screen.ui, &summary);
  capture_free (capture);
}

static void
walk_begin (Walk *walk, const char *name, Language language, int rows, int columns)
{
  const SinkOptions options = { .color = false };
  PipelineLimits limits;
  *walk = (Walk){ .name = name, .language = language, .tour = read_tour (name, language) };
  ui_screen_open (&walk->screen, rows, columns, &options);
  ui_begin_tour (walk->screen.ui, read_tour (name, language), "05", "The next");
  pipeline_limits_init (&limits);
  const PipelineHandler handler = { .event = take_event, .session = take_session };
  walk->pipeline = pipeline_new (&limits, &handler, walk->screen.ui, NULL, true);
  pipeline_wait_for_answers (walk->pipeline, true);
  give_keys (walk);
  /* As the program draws before it reads. */
  g_free (ui_screen_text (&walk->screen));
  read_capture (walk);
}

static void
walk_end (Walk *walk)
{
  ui_screen_close (&walk->screen);
  pipeline_free (walk->pipeline);
  tour_free (walk->tour);
}

/* --- what is asserted ------------------------------------------------------------------ */

static void
explain (const Walk *walk, guint step, const char *screen, const char *what)
{
  fprintf (stderr, "%s\n", screen);
  fail_msg ("%s (%s), %dx%d, step %u: %s", walk->name, walk->language.code, walk->screen.columns, walk->screen.rows,
            step + 1, what);
}

/* The row of the screen that is selected; "" for none.  g_free. */
static char *
selected_row (const char *screen)
{
  g_auto (GStrv) rows = g_strsplit (screen, "\n", -1);
  for (char **row = rows; *row != NULL; row++)
    if (g_str_has_prefix (*row, ">"))
      return g_strdup (*row);
  return g_strdup ("");
}

static void
check_title (const Walk *walk, guint index, const TourStep *step, const char *screen)
{
  size_t view = 0;
  while (!g_str_equal (views[view]->id, step->view))
    view++;
  g_autofree char *tab = g_strdup_printf ("[%s]", views[view]->title);
  g_autofree char *session = g_strdup_printf ("Session %" G_GUINT64_FORMAT " ", step->session);
  g_autofree char *title = g_strndup (screen, strcspn (screen, "\n"));
  if (strstr (title, tab) == NULL)
    explain (walk, index, screen, "another view is in front");
  if (step->session != 0 && strstr (title, session) == NULL)
    explain (walk, index, screen, "another session is in front");
}

static void
check_selected (const Walk *walk, guint index, const TourStep *step, const char *screen)
{
  if (strstr (screen, "not in this capture") != NULL)
    explain (walk, index, screen, "what it speaks of is not there");
  g_autofree char *row = selected_row (screen);
  if (step->packet != 0 && g_ascii_strtoull (row + 1, NULL, 10) != step->packet)
    explain (walk, index, screen, "its packet is not selected");
  bool is_list = !g_str_equal (step->view, "message") && !g_str_equal (step->view, "overview");
  if ((step->row != NULL || step->finding != NULL) && is_list && row[0] == '\0')
    explain (walk, index, screen, "nothing is selected");
  /* Cells of lists are cut, and narrow screens leave columns out. */
  if (step->row != NULL && !is_list && walk->screen.columns >= 80 && strcasestr (screen, step->row) == NULL)
    explain (walk, index, screen, "its row is not in sight");
}

/* How the pane of a screen of this width wraps texts. */
static int
pane_columns (const Walk *walk)
{
  return walk->screen.columns >= 110 ? TEXT_COLUMNS : walk->screen.columns - 2;
}

static void
check_read_whole (const Walk *walk, guint index, const TourStep *step, const char *seen)
{
  Keymap keys;
  keymap_init (&keys);
  g_autofree char *text = tour_step_text (step, &keys);
  TextPane *pane = text_pane_new ();
  text_pane_add (pane, STYLE_TEXT, 0, text);
  size_t lines = text_pane_wrap (pane, pane_columns (walk));
  for (size_t line = 0; line < lines; line++)
    {
      g_autofree char *words = text_pane_line (pane, line);
      if (strstr (seen, g_strstrip (words)) == NULL)
        explain (walk, index, seen, words);
    }
  text_pane_free (pane);
}

static bool
shows_step (const char *screen, guint index, guint count)
{
  g_autofree char *whole = g_strdup_printf ("step %u of %u", index + 1, count);
  g_autofree char *brief = g_strdup_printf ("Lesson: %u/%u ", index + 1, count);
  return strstr (screen, whole) != NULL || strstr (screen, brief) != NULL;
}

static void
walk_step (Walk *walk, guint index)
{
  enum { PAGES_MOST = 16 };
  const TourStep *step = g_ptr_array_index (walk->tour->steps, index);
  guint count = walk->tour->steps->len;
  g_autofree char *screen = ui_screen_text (&walk->screen);
  g_autoptr (GString) seen = g_string_new (screen);
  if (g_strcmp0 (g_getenv ("LESSON"), walk->name) == 0)
    fprintf (stderr, "%s\n", screen);
  if (!shows_step (screen, index, count))
    explain (walk, index, screen, "another step is shown");
  check_title (walk, index, step, screen);
  check_selected (walk, index, step, screen);
  for (int page = 0; page <= PAGES_MOST; page++)
    {
      ui_screen_type (&walk->screen, " ");
      g_autofree char *next = ui_screen_text (&walk->screen);
      if (!shows_step (next, index, count))
        break;
      if (page == PAGES_MOST)
        explain (walk, index, next, "it does not end");
      g_string_append (seen, next);
    }
  check_read_whole (walk, index, step, seen->str);
}

static void
walk_lesson (const char *name, Language language, int rows, int columns)
{
  Walk walk;
  walk_begin (&walk, name, language, rows, columns);
  for (guint i = 0; i < walk.tour->steps->len; i++)
    walk_step (&walk, i);
  g_autofree char *end = ui_screen_text (&walk.screen);
  if (strstr (end, "the end") == NULL)
    explain (&walk, walk.tour->steps->len, end, "the lesson does not end");
  walk_end (&walk);
}

static void
test_walk (void **state)
{
  static const struct {
    int rows, columns;
  } sizes[] = { { 24, 80 }, { 43, 132 }, { 10, 40 } };
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      walk_lesson (*state, english, sizes[i].rows, sizes[i].columns);
      walk_lesson (*state, japanese, sizes[i].rows, sizes[i].columns);
    }
}

/* --- the texts ------------------------------------------------------------------------- */

static bool
is_japanese (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (text));
      if (script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA)
        return true;
    }
  return false;
}

static void
check_text (const char *name, guint step, const char *text)
{
  Keymap keys;
  keymap_init (&keys);
  TextPane *pane = text_pane_new ();
  text_pane_add (pane, STYLE_TEXT, 0, text);
  size_t lines = text_pane_wrap (pane, TEXT_COLUMNS);
  text_pane_free (pane);
  if (lines > TEXT_ROWS)
    fail_msg ("%s, step %u: the text has %zu lines of %d columns: %s", name, step + 1, lines, TEXT_COLUMNS, text);
  if (strpbrk (text, "{}") != NULL)
    fail_msg ("%s, step %u: '{' names no key: %s", name, step + 1, text);
}

static void
test_texts (void **state)
{
  const char *name = *state;
  Keymap keys;
  keymap_init (&keys);
  Tour *one = read_tour (name, english), *other = read_tour (name, japanese);
  assert_int_equal (one->steps->len, other->steps->len);
  if (one->steps->len < STEPS_LEAST || one->steps->len > STEPS_MOST)
    fail_msg ("%s has %u steps", name, one->steps->len);
  if (one->title[0] == '\0' || g_str_equal (one->title, other->title))
    fail_msg ("%s: the title is not there in both languages", name);
  for (guint i = 0; i < one->steps->len; i++)
    {
      g_autofree char *english_text = tour_step_text (g_ptr_array_index (one->steps, i), &keys);
      g_autofree char *japanese_text = tour_step_text (g_ptr_array_index (other->steps, i), &keys);
      check_text (name, i, english_text);
      check_text (name, i, japanese_text);
      if (is_japanese (english_text) || !is_japanese (japanese_text))
        fail_msg ("%s, step %u: each text stands in its own language", name, i + 1);
    }
  tour_free (one);
  tour_free (other);
}

/* --- whole screens --------------------------------------------------------------------- */

typedef struct ScreenCase {
  const char *name, *lesson;
  const Language *language;
  int rows, columns;
  const char *keys;
  bool ascii;
} ScreenCase;

static const ScreenCase screen_cases[] = {
  { "tour", "04-relay", &english, 24, 80, "", false },
  { "tour-wide", "04-relay", &english, 43, 132, "  ", false },
  { "tour-narrow", "04-relay", &english, 10, 40, "", false },
  { "tour-strayed", "04-relay", &english, 24, 80, " jj", false },
  { "tour-end", "04-relay", &english, 24, 80, "                  ", false },
  { "tour-ascii", "04-relay", &english, 24, 80, " ", true },
  { "tour-japanese", "04-relay", &japanese, 24, 80, " ", false },
  { "tour-opened", "09-implicit-tls", &english, 24, 80, "   ", false },
  { "tour-stripped", "12-starttls-stripped", &japanese, 43, 132, "   ", false },
  { "tour-forged", "17-forged-and-proven", &english, 24, 80, "      ", false },
  { "tour-cafe", "22-wifi-open", &japanese, 24, 80, "  ", false },
};

static void
test_screen (void **state)
{
  const ScreenCase *this = *state;
  Walk walk;
  assert_non_null (setlocale (LC_ALL, this->ascii ? "C" : "C.UTF-8"));
  walk_begin (&walk, this->lesson, *this->language, this->rows, this->columns);
  g_free (ui_screen_text (&walk.screen));
  ui_screen_type (&walk.screen, this->keys);
  g_autofree char *text = ui_screen_text (&walk.screen);
  walk_end (&walk);
  setlocale (LC_ALL, "C.UTF-8");
  assert_true (ui_screen_is_golden (this->name, text));
}

/* The keys of the lesson come before those of views, and all others do what they always do. */
static void
test_looking_around (void **state)
{
  (void) state;
  Walk walk;
  walk_begin (&walk, "04-relay", english, 24, 80);
  guint count = walk.tour->steps->len;
  ui_screen_type (&walk.screen, "  ");
  g_autofree char *there = ui_screen_text (&walk.screen);
  assert_true (shows_step (there, 2, count));
  /* Elsewhere the same step is told, and one key comes back to its place. */
  ui_screen_type (&walk.screen, "{Tab}{Tab}?{Esc}j");
  assert_true (ui_screen_shows (&walk.screen, "returns here"));
  ui_screen_type (&walk.screen, "{Backspace}");
  g_autofree char *again = ui_screen_text (&walk.screen);
  assert_string_equal (again, there);
  ui_screen_type (&walk.screen, "{Backspace}");
  g_autofree char *before = ui_screen_text (&walk.screen);
  assert_true (shows_step (before, 1, count));
  ui_screen_type (&walk.screen, "{Backspace}{Backspace}{Backspace}");
  g_autofree char *first = ui_screen_text (&walk.screen);
  assert_true (shows_step (first, 0, count));
  /* What is written stays what is written. */
  ui_screen_type (&walk.screen, "/from hand{Enter}");
  g_autofree char *found = ui_screen_text (&walk.screen);
  assert_true (shows_step (found, 0, count));
  ui_screen_type (&walk.screen, "q");
  assert_int_equal (walk.screen.quits, 1);
  walk_end (&walk);
}

/* A lesson that lies beside another capture than its own says so, and does no harm. */
static void
test_foreign_capture (void **state)
{
  (void) state;
  static const char text[] = "[step]\nview=dialogue\nsession=9\npacket=5\ntext=Here.\n"
                             "[step]\nview=sessions\nfilter=from ~ (\ntext=There.\n";
  UiScreen screen;
  const SinkOptions options = { .color = false };
  static const char *const names[] = { "forged", NULL };
  ui_screen_open (&screen, 24, 80, &options);
  ui_begin_tour (screen.ui, tour_read (text, strlen (text), NULL, complain, (gpointer) "text"), NULL, NULL);
  g_free (ui_screen_text (&screen));
  ui_screen_feed (&screen, names);
  g_free (ui_screen_text (&screen));
  assert_false (ui_screen_shows (&screen, "not in this capture"));
  ui_screen_finish_reading (&screen);
  assert_true (ui_screen_shows (&screen, "What this step speaks of is not in this capture."));
  assert_true (ui_screen_shows (&screen, "Here."));
  ui_screen_type (&screen, " ");
  assert_true (ui_screen_shows (&screen, "There."));
  ui_screen_close (&screen);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Without ending, in order: each has to have a lesson. */
static GPtrArray *
sample_names (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *directory = samples_path ("", "");
  GDir *dir = g_dir_open (directory, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    if (g_str_has_suffix (name, ".pcap"))
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (".pcap")));
  if (dir != NULL)
    g_dir_close (dir);
  g_ptr_array_sort (names, compare_names);
  return names;
}

int
main (void)
{
  GArray *tests = g_array_new (FALSE, FALSE, sizeof (struct CMUnitTest));
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  g_setenv ("TZ", "UTC", TRUE);
  g_autoptr (GPtrArray) names = sample_names ();
  if (names->len < SAMPLES)
    return 1;
  for (guint i = 0; i < names->len; i++)
    {
      char *name = g_ptr_array_index (names, i);
      const struct CMUnitTest two[] = {
        { .name = name, .test_func = test_texts, .initial_state = name },
        { .name = name, .test_func = test_walk, .initial_state = name },
      };
      g_array_append_vals (tests, two, G_N_ELEMENTS (two));
    }
  for (size_t i = 0; i < G_N_ELEMENTS (screen_cases); i++)
    {
      const struct CMUnitTest one
          = { .name = screen_cases[i].name, .test_func = test_screen, .initial_state = (void *) &screen_cases[i] };
      g_array_append_val (tests, one);
    }
  const struct CMUnitTest more[] = { cmocka_unit_test (test_looking_around), cmocka_unit_test (test_foreign_capture) };
  g_array_append_vals (tests, more, G_N_ELEMENTS (more));
  int failed
      = _cmocka_run_group_tests ("lessons", (const struct CMUnitTest *) (void *) tests->data, tests->len, NULL, NULL);
  g_array_unref (tests);
  return failed;
}

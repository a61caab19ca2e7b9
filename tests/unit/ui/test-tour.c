/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a lesson's file: what is taken, what is told, and where that ends. */
#include "config.h"

#include "ui/tour.h"
#include "ui/view.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
note (gpointer user, unsigned line, const char *why)
{
  g_string_append_printf (user, "%u: %s\n", line, why);
}

/* The tour, and what was told of it, a line each. */
static Tour *
read_text (const char *text, const char *language, char **told)
{
  const char *const languages[] = { language, "C", NULL };
  GString *lines = g_string_new (NULL);
  Tour *tour = tour_read (text, strlen (text), language != NULL ? languages : NULL, note, lines);
  *told = g_string_free (lines, FALSE);
  return tour;
}

static const char good[] = "# remark\n"
                           "[lesson]\n"
                           "title = Two words\r\n"
                           "title[ja]=二語\n"
                           "tls-keys=a.keys\n"
                           "wifi-key=Some Net:pass phrase\n"
                           "\n"
                           "[step]\n"
                           "view=sessions\n"
                           "filter=from ~ bank\n"
                           "row=192.0.2.1\n"
                           "text=One.\\nTwo\\\\.\n"
                           "text[ja]=一。\\n二。\n"
                           "[step]\n"
                           "view=dialogue\n"
                           "session=2\n"
                           "packet=17\n"
                           "mail=1\n"
                           "text=Here.";

static void
test_good (void **state)
{
  (void) state;
  g_autofree char *told = NULL;
  Tour *tour = read_text (good, NULL, &told);
  assert_string_equal (told, "");
  assert_string_equal (tour->title, "Two words");
  assert_int_equal (tour->steps->len, 2);
  const TourStep *one = g_ptr_array_index (tour->steps, 0), *two = g_ptr_array_index (tour->steps, 1);
  assert_int_equal (one->line, 8);
  assert_string_equal (one->view, "sessions");
  assert_string_equal (one->filter, "from ~ bank");
  assert_string_equal (one->row, "192.0.2.1");
  assert_string_equal (one->text, "One.\nTwo\\.");
  assert_null (one->finding);
  assert_string_equal (two->view, "dialogue");
  assert_true (two->session == 2 && two->packet == 17 && two->mail == 1);
  assert_int_equal (tour->options[TOUR_TLS_KEYS]->len, 1);
  assert_string_equal (g_ptr_array_index (tour->options[TOUR_TLS_KEYS], 0), "a.keys");
  assert_string_equal (g_ptr_array_index (tour->options[TOUR_WIFI_KEY], 0), "Some Net:pass phrase");
  assert_int_equal (tour->options[TOUR_DNS]->len, 0);
  tour_free (tour);
  tour_free (NULL);
}

static void
test_languages (void **state)
{
  (void) state;
  static const struct {
    const char *language, *title, *text;
  } rows[] = { { "ja", "二語", "一。\n二。" },
               { "en", "Two words", "One.\nTwo\\." },
               { "de", "Two words", "One.\nTwo\\." } };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *told = NULL;
      Tour *tour = read_text (good, rows[i].language, &told);
      const TourStep *step = g_ptr_array_index (tour->steps, 0);
      assert_string_equal (told, "");
      assert_string_equal (tour->title, rows[i].title);
      assert_string_equal (step->text, rows[i].text);
      /* What is not told in it is told in English. */
      assert_string_equal (((const TourStep *) g_ptr_array_index (tour->steps, 1))->text, "Here.");
      tour_free (tour);
    }
}

#define STEP "[step]\nview=sessions\ntext=a\n"
#define TAKEN STEP "[step]\n"

static const struct {
  const char *text, *told;
  unsigned steps; /* that are left */
} wrong_cases[] = {
  { "", "1: there is no step in this lesson\n", 0 },
  { "title=a\n" STEP, "1: before the first line stands [lesson] or [step]\n", 1 },
  { "[course]\ntitle=a\n" STEP, "1: '[course]' is neither [lesson] nor [step]\n", 1 },
  { "[lesson]\nwords\n" STEP, "2: this is no key=value\n", 1 },
  { "[lesson]\nshow-secrets=yes\n" STEP, "2: a lesson knows no 'show-secrets'\n", 1 },
  { "[lesson]\ntitle=\n" STEP, "2: 'title' says nothing\n", 1 },
  { "[lesson]\ntitle=a\ntitle=b\n" STEP, "3: 'title' stands here twice\n", 1 },
  { "[lesson]\ntls-keys=/etc/shadow\n" STEP, "2: 'tls-keys' names a file beside the lesson, without a directory\n", 1 },
  { "[lesson]\ndns=../zone\n" STEP, "2: 'dns' names a file beside the lesson, without a directory\n", 1 },
  { "[lesson]\ndns=.\n" STEP, "2: 'dns' names a file beside the lesson, without a directory\n", 1 },
  { "[lesson]\ndns=a\ndns=b\ndns=c\ndns=d\ndns=e\n" STEP, "6: 'dns' may stand here 4 times at most\n", 1 },
  { "[lesson]\nwifi-key=\n" STEP, "2: 'wifi-key' needs a value\n", 1 },
  { TAKEN "view=secrets\ntext=a\n", "5: 'secrets' is no view that a lesson can show\n4: the step lacks a view\n", 1 },
  { TAKEN "view=hosts\n", "4: the step lacks a text in English\n", 1 },
  { TAKEN "view=hosts\ntext[ja]=a\n", "4: the step lacks a text in English\n", 1 },
  { TAKEN "view=dialogue\ntext=a\n", "4: the step lacks the session that its view is of\n", 1 },
  { TAKEN "view=hosts\nsession=1\ntext=a\n", "4: the view of the step is of all sessions, not of one\n", 1 },
  { TAKEN "view=message\nsession=1\npacket=3\ntext=a\n", "4: packets are in the view 'dialogue' alone\n", 1 },
  { TAKEN "view=dialogue\nsession=1\npacket=3\nrow=a\ntext=a\n",
    "4: a step points at one thing: a packet, a row or a finding\n", 1 },
  { TAKEN "view=dialogue\nsession=0\nsession=-1\nsession=1x\nsession=1\nsession=2\ntext=a\n",
    "6: 'session' needs a number from 1 on\n7: 'session' needs a number from 1 on\n"
    "8: 'session' needs a number from 1 on\n10: 'session' stands here twice\n",
    2 },
  { TAKEN "view=hosts\nmail=4294967296\ntext=a\n", "6: 'mail' needs a number from 1 on\n", 2 },
  { TAKEN "view=hosts\nrow=a\nrow=b\ntext=a\n", "7: 'row' stands here twice\n", 2 },
  { TAKEN "view=hosts\nrow=a\\nb\ntext=a\n", "6: 'row' needs a value in one line\n", 2 },
  { TAKEN "view=hosts\ntext=a\\tb\ntext=c\n", "6: after a backslash stands n or a backslash\n", 2 },
  { TAKEN "view=hosts\nrow[ja]=a\ntext=c\n", "6: a step knows no 'row'\n", 2 },
  { TAKEN "view=hosts\ntext=\xff\ntext=c\n", "6: this is no text in UTF-8\n", 2 },
};

static void
test_wrong (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (wrong_cases); i++)
    {
      g_autofree char *told = NULL;
      Tour *tour = read_text (wrong_cases[i].text, NULL, &told);
      assert_string_equal (told, wrong_cases[i].told);
      assert_int_equal (tour != NULL ? tour->steps->len : 0, wrong_cases[i].steps);
      tour_free (tour);
    }
}

/* What a terminal could obey, or the eye misread, is made visible. */
static void
test_hostile_text (void **state)
{
  (void) state;
  g_autofree char *told = NULL;
  Tour *tour = read_text ("[lesson]\ntitle=\033[2Ja\n[step]\nview=hosts\ntext=\033]52;c;AA\007 \xe2\x80\xae"
                          "b\n[\033x]\n",
                          NULL, &told);
  const TourStep *step = g_ptr_array_index (tour->steps, 0);
  assert_string_equal (tour->title, "\\x1b[2Ja");
  assert_string_equal (step->text, "\\x1b]52;c;AA\\x07 \\u{202e}b");
  assert_string_equal (told, "6: '[\\x1bx]' is neither [lesson] nor [step]\n");
  tour_free (tour);
}

static void
test_bounds (void **state)
{
  (void) state;
  g_autoptr (GString) text = g_string_new (NULL);
  for (int i = 0; i <= TOUR_STEPS_MAX; i++)
    g_string_append (text, STEP);
  g_autofree char *told = NULL, *longer = NULL;
  Tour *tour = read_text (text->str, NULL, &told);
  assert_int_equal (tour->steps->len, TOUR_STEPS_MAX);
  assert_string_equal (told, "193: a lesson has 64 steps at most\n");
  tour_free (tour);
  g_string_assign (text, "[step]\nview=hosts\ntext=");
  for (int i = 0; i <= TOUR_VALUE_OCTETS_MAX; i++)
    g_string_append_c (text, 'a');
  g_string_append (text, "\ntext=b");
  tour = read_text (text->str, NULL, &longer);
  assert_string_equal (((const TourStep *) g_ptr_array_index (tour->steps, 0))->text, "b");
  assert_string_equal (longer, "3: the value is longer than 4096 octets\n");
  tour_free (tour);
  while (text->len <= TOUR_OCTETS_MAX)
    g_string_append (text, "\n\n\n\n\n\n\n\n");
  g_autofree char *much = NULL;
  assert_null (read_text (text->str, NULL, &much));
  assert_string_equal (much, "1: a lesson is not longer than 131072 octets\n");
}

/* The parser's own list of views is that of the program. */
static void
test_views (void **state)
{
  (void) state;
  for (size_t i = 0; views[i] != NULL; i++)
    {
      bool of_session = false;
      bool known = tour_has_view (views[i]->id, &of_session);
      if (known)
        assert_int_equal (of_session, views[i]->place == PLACE_SESSION);
      else
        assert_int_equal (views[i]->place, PLACE_OVER);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good),         cmocka_unit_test (test_languages), cmocka_unit_test (test_wrong),
    cmocka_unit_test (test_hostile_text), cmocka_unit_test (test_bounds),    cmocka_unit_test (test_views),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

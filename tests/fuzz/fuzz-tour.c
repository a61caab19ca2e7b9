/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as the file of a lesson, for a reader of English and of Japanese: what is taken can be shown
 * and is bounded, what is told has its line, and no file is named outside the lesson's directory. */
#include "config.h"

#include "ui/tour.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

typedef struct Heard {
  unsigned lines, most;
} Heard;

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

/* No control but LF between paragraphs, and UTF-8. */
static void
check_text (const char *text, bool paragraphs)
{
  check (g_utf8_validate (text, -1, NULL));
  for (; *text != '\0'; text++)
    check ((uint8_t) *text >= 0x20 || (paragraphs && *text == '\n'));
}

static void
hear (gpointer user, unsigned line, const char *why)
{
  Heard *heard = user;
  heard->lines++;
  check (line >= 1 && line <= heard->most);
  check_text (why, false);
}

static void
check_step (const TourStep *step)
{
  bool of_session = false;
  check (tour_has_view (step->view, &of_session) && of_session == (step->session != 0));
  check (step->text[0] != '\0' && strlen (step->text) <= (size_t) TOUR_VALUE_OCTETS_MAX * 8);
  check_text (step->text, true);
  const char *const others[] = { step->row, step->finding, step->filter };
  for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
    if (others[i] != NULL)
      check_text (others[i], false);
}

static void
read_for (const uint8_t *octets, size_t length, const char *const *languages)
{
  Heard heard = { .most = 1 };
  for (size_t i = 0; i < length; i++)
    heard.most += octets[i] == '\n';
  Tour *tour = tour_read ((const char *) octets, length, languages, hear, &heard);
  if (tour == NULL)
    {
      check (heard.lines > 0);
      return;
    }
  check (tour->steps->len >= 1 && tour->steps->len <= TOUR_STEPS_MAX);
  check_text (tour->title, false);
  for (guint i = 0; i < tour->steps->len; i++)
    check_step (g_ptr_array_index (tour->steps, i));
  for (TourOption option = 0; option < TOUR_OPTIONS; option++)
    for (guint i = 0; i < tour->options[option]->len; i++)
      {
        const char *value = g_ptr_array_index (tour->options[option], i);
        check_text (value, false);
        check (option == TOUR_WIFI_KEY || (strchr (value, '/') == NULL && value[0] != '.' && value[0] != '\0'));
      }
  tour_free (tour);
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  static const char *const japanese[] = { "ja_JP.UTF-8", "ja_JP", "ja", "C", NULL };
  read_for (octets, length, NULL);
  read_for (octets, length, japanese);
  return 0;
}

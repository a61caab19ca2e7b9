/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as what happens to the screens: keys, pasted text, the mouse, windows of any size,
 * and sessions that come meanwhile, some of them made of octets of the input.
 *
 * Whatever is drawn is UTF-8 without control characters, and no wider than the window. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "dissect/printable.h"
#include "ui/curses-wide.h"
#include "ui/ui.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

enum { STEPS_MOST = 160, TEXT_MOST = 200, SESSIONS_MOST = 24, KEYS_A_LOOK = 8 };

typedef struct Play {
  UiScreen screen;
  Octets rest;
  unsigned sessions;
  bool begun;  /* a session is half told */
  bool closed; /* reading ended */
} Play;

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static uint8_t
next (Play *play)
{
  if (play->rest.length == 0)
    return 0;
  uint8_t octet = play->rest.at[0];
  play->rest = octets_from (play->rest, 1);
  return octet;
}

/* Some octets that follow, the first telling how many. */
static char *
next_text (Play *play)
{
  size_t count = next (play);
  count = MIN (MIN (count, TEXT_MOST), play->rest.length);
  char *text = count > 0 ? g_strndup ((const char *) play->rest.at, count) : g_strdup ("");
  play->rest = octets_from (play->rest, count);
  return text;
}

/* None whose records lie in a file. */
static const ModelDialogue *
next_dialogue (Play *play)
{
  size_t count = 0;
  while (model_dialogues[count].name != NULL)
    count++;
  const ModelDialogue *dialogue = &model_dialogues[next (play) % count];
  return dialogue->trace == NULL ? dialogue : &model_dialogues[0];
}

static bool
may_feed (Play *play)
{
  if (play->begun)
    model_run_end (play->screen.run);
  play->begun = false;
  return !play->closed && play->sessions++ < SESSIONS_MOST;
}

/* A mail of which the client says these octets. */
static void
feed_mail (Play *play)
{
  g_autofree char *name = next_text (play);
  g_autofree char *mail = next_text (play);
  g_autofree char *data = g_strconcat (mail, "\r\n.\r\n", NULL);
  g_strdelimit (name, "\r\n", ' ');
  g_autofree char *greeting = g_strconcat ("EHLO ", name, NULL);
  const Said said[] = {
    { .who = 'S', .text = "220 mx.example ESMTP" },
    { .who = 'C', .text = greeting },
    { .who = 'S', .text = "250 mx.example" },
    { .who = 'C', .text = "MAIL FROM:<a@example.org>" },
    { .who = 'S', .text = "250 ok" },
    { .who = 'C', .text = "RCPT TO:<b@example.org>" },
    { .who = 'S', .text = "250 ok" },
    { .who = 'C', .text = "DATA" },
    { .who = 'S', .text = "354 go on" },
    { .who = 'c', .text = data, .octets = (unsigned) strlen (data) },
    { .who = 'S', .text = "250 ok" },
    { 0 },
  };
  const ModelDialogue dialogue = {
    .name = "any", .client = "192.0.2.1", .server = "192.0.2.2", .client_port = 40000, .server_port = 25, .said = said
  };
  if (may_feed (play))
    model_run_dialogue (play->screen.run, &dialogue);
}

static void
function_key (Play *play, unsigned which)
{
  static const wint_t keys[] = { KEY_UP,   KEY_DOWN,      KEY_LEFT, KEY_RIGHT, KEY_NPAGE, KEY_PPAGE,  KEY_HOME, KEY_END,
                                 KEY_BTAB, KEY_BACKSPACE, KEY_DC,   KEY_ENTER, KEY_F (1), KEY_RESIZE, KEY_IC };
  ui_key (play->screen.ui, keys[which % G_N_ELEMENTS (keys)], true);
}

static void
happen (Play *play, unsigned what)
{
  enum { RESIZE, PASTE, FEED, BEGIN, GO_ON, MAIL, FINISH, CLICK, WHEEL, PASS, PROGRESS, KINDS };
  gpointer ui = play->screen.ui;
  g_autofree char *text = NULL;
  switch (what % KINDS)
    {
    case RESIZE:
      ui_screen_resize (&play->screen, 1 + next (play) % 60, 1 + next (play));
      break;
    case PASTE:
      text = next_text (play);
      ui_paste (ui, text);
      break;
    case FEED:
      if (may_feed (play))
        model_run_dialogue (play->screen.run, next_dialogue (play));
      break;
    case BEGIN:
      if (may_feed (play))
        {
          model_run_begin (play->screen.run, next_dialogue (play), 1 + next (play) % 8);
          play->begun = true;
        }
      break;
    case GO_ON:
      if (play->begun)
        model_run_go_on (play->screen.run, 1 + next (play) % 8);
      break;
    case MAIL:
      feed_mail (play);
      break;
    case FINISH:
      may_feed (play);
      if (!play->closed)
        ui_screen_finish_reading (&play->screen);
      play->closed = true;
      break;
    case CLICK:
      what = next (play);
      ui_click (ui, (int) what % 64, next (play));
      break;
    case WHEEL:
      ui_wheel (ui, next (play) % 2 == 0);
      break;
    case PASS:
      ui_pass (ui, 10 * next (play));
      break;
    default:
      if (!play->closed)
        ui_progress (ui, &(UiProgress){ .packets = play->sessions, .octets = 1, .octets_all = 3, .reading = true });
      break;
    }
}

static void
look (Play *play)
{
  g_autofree char *text = ui_screen_text (&play->screen);
  check (g_utf8_validate (text, -1, NULL));
  g_auto (GStrv) rows = g_strsplit (text, "\n", -1);
  for (char **row = rows; *row != NULL; row++)
    {
      check (printable_width (*row) <= (size_t) play->screen.columns);
      for (const char *at = *row; *at != '\0'; at = g_utf8_next_char (at))
        check (!g_unichar_iscntrl (g_utf8_get_char (at)));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  enum { SUSPEND = 0x1a, FUNCTION = 0x80, HAPPENS = 0xc0 };
  Play play = { .rest = octets_of (octets, length) };
  setlocale (LC_ALL, "C.UTF-8");
  const SinkOptions options = { .redact = (next (&play) & 1) != 0, .show_secrets = (next (&play) & 1) != 0 };
  ui_screen_open (&play.screen, 24, 80, &options);
  for (unsigned step = 0; step < STEPS_MOST && play.rest.length > 0 && play.screen.quits == 0; step++)
    {
      unsigned octet = next (&play);
      if (octet >= HAPPENS)
        happen (&play, octet - HAPPENS);
      else if (octet >= FUNCTION)
        function_key (&play, octet - FUNCTION);
      else if (octet != SUSPEND)
        ui_key (play.screen.ui, octet, false);
      /* Drawing costs most. */
      if (octet >= HAPPENS || step % KEYS_A_LOOK == 0)
        look (&play);
    }
  look (&play);
  may_feed (&play);
  ui_screen_close (&play.screen);
  return 0;
}

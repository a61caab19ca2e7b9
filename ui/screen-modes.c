/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequences by the names of terminfo's extensions (BE, BD, PS, PE, Ms), and for
 * screen and tmux, whose descriptions lack them, as xterm has them.
 *
 * Whether a terminal obeys OSC 52 is its user's choice, and no answer tells. */
#include "config.h"

#include "screen-modes.h"

#include "curses-wide.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

G_STATIC_ASSERT ((int) KEY_PASTE_BEGIN > (int) KEY_MAX);

/* A string of the terminal's description; NULL: it has none. */
static const char *
sequence (const char *name)
{
  const char *found = tigetstr (name);
  /* -1 means that there is no string of that name. */
  return (gintptr) found == -1 ? NULL : found;
}

static bool
is_like_screen (void)
{
  const char *kind = termname ();
  return g_str_has_prefix (kind, "screen") || g_str_has_prefix (kind, "tmux");
}

static void
say (const ScreenModes *modes, const char *text, size_t length)
{
  while (modes->output >= 0 && length > 0)
    {
      ssize_t written = write (modes->output, text, length);
      if (written < 0 && errno != EINTR)
        return;
      text += MAX (written, 0);
      length -= (size_t) MAX (written, 0);
    }
}

void
screen_modes_init (ScreenModes *modes, int output, bool mouse)
{
  const bool known = is_like_screen ();
  const char *on = sequence ("BE"), *off = sequence ("BD"), *begin = sequence ("PS"), *end = sequence ("PE");
  *modes = (ScreenModes){ .output = output };
  modes->clipboard = known || sequence ("Ms") != NULL;
  if (known || (on != NULL && off != NULL))
    {
      g_strlcpy (modes->paste_on, on != NULL ? on : "\033[?2004h", sizeof modes->paste_on);
      g_strlcpy (modes->paste_off, off != NULL ? off : "\033[?2004l", sizeof modes->paste_off);
      define_key (begin != NULL ? begin : "\033[200~", KEY_PASTE_BEGIN);
      define_key (end != NULL ? end : "\033[201~", KEY_PASTE_END);
    }
  if (!mouse || sequence ("kmous") == NULL)
    return;
  /* A click counts when the button goes down: to wait for more of it would hold keys up. */
  mouseinterval (0);
  modes->mouse = mousemask (BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL) != 0;
}

void
screen_modes_on (const ScreenModes *modes)
{
  say (modes, modes->paste_on, strlen (modes->paste_on));
}

void
screen_modes_off (const ScreenModes *modes)
{
  say (modes, modes->paste_off, strlen (modes->paste_off));
}

bool
screen_modes_copy (const ScreenModes *modes, const char *text, size_t length)
{
  static const char begin[] = "\033]52;c;", end[] = "\a";
  if (!modes->clipboard || length > CLIPBOARD_OCTETS_MAX)
    return false;
  g_autofree char *coded = g_base64_encode ((const guchar *) text, length);
  g_autofree char *whole = g_strconcat (begin, coded, end, NULL);
  say (modes, whole, strlen (whole));
  return true;
}

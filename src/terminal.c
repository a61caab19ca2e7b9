/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the environment and the device; does not look into the database of terminals,
 * which is the UI's. */
#include "config.h"

#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_STANDARD = 80 };

bool
terminal_has_screen (void)
{
  const char *kind = getenv ("TERM");
  return isatty (STDOUT_FILENO) && kind != NULL && strcmp (kind, "dumb") != 0;
}

bool
terminal_has_color (void)
{
  const char *refused = getenv ("NO_COLOR");
  return terminal_has_screen () && (refused == NULL || refused[0] == '\0');
}

bool
terminal_is_output (void)
{
  return isatty (STDOUT_FILENO);
}

unsigned
terminal_columns (void)
{
  struct winsize size;
  if (isatty (STDOUT_FILENO) && ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return COLUMNS_STANDARD;
}

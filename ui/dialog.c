/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of dialogs.  Knows none of them. */
#include "config.h"

#include "dialog.h"

#include "curses-wide.h"

bool
dialog_key_takes (Key key)
{
  return key == '\r' || key == '\n' || key == (KEY_FUNCTION | KEY_ENTER);
}

bool
dialog_key_cancels (Key key)
{
  enum { INTERRUPT = 3, ESCAPE = 27 };
  return key == ESCAPE || key == INTERRUPT;
}

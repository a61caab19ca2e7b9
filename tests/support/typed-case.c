/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/support/typed-case.h"

#include "ui/ui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

const char *const typed_case_sessions[] = { "forged", "submission", "starttls", "gap", "hostile", "refused", NULL };

void
typed_case_check (void **state)
{
  const TypedCase *this = *state;
  UiScreen screen;
  ui_screen_open (&screen, 24, 100, &this->options);
  ui_screen_feed (&screen, typed_case_sessions);
  ui_screen_finish_reading (&screen);
  ui_draw (screen.ui);
  ui_screen_type (&screen, this->keys);
  char *text = ui_screen_text (&screen);
  if (strstr (text, this->shows) == NULL)
    fail_msg ("'%s' is not on the screen:\n%s", this->shows, text);
  if (this->hides != NULL && strstr (text, this->hides) != NULL)
    fail_msg ("'%s' is on the screen:\n%s", this->hides, text);
  g_free (text);
  ui_screen_close (&screen);
}

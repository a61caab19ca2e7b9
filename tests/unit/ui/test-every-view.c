/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every view on screens of many sizes, in UTF-8. */
#include "config.h"

#include "tests/support/every-view.h"

#include <locale.h>

int
main (void)
{
  return setlocale (LC_ALL, "C.UTF-8") != NULL ? every_view_run (false) : 77;
}

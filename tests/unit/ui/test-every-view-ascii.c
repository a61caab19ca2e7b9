/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every view on screens of many sizes, in the C locale. */
#include "config.h"

#include "tests/support/every-view.h"

#include <locale.h>

int
main (void)
{
  setlocale (LC_ALL, "C");
  return every_view_run (true);
}

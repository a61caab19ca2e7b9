/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every view on screens of many sizes: golden at 80x24 and 132x43, and what must hold at
 * any size.  The locale is set by who calls, since the terminal library asks for it once. */
#ifndef SMTPLENS_EVERY_VIEW_H
#define SMTPLENS_EVERY_VIEW_H

#include <stdbool.h>

/* Runs the tests; `ascii`: the locale knows no more.  The exit status of a test program. */
int every_view_run (bool ascii);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screens save: the door of ui/saver.h, with the sinks of report/ behind it. */
#ifndef SMTPLENS_MAIN_SAVE_H
#define SMTPLENS_MAIN_SAVE_H

#include "main-program.h"

#include "../ui/saver.h"

/* Fills it in; it borrows the program. */
void saver_init (Saver *saver, Program *program);

#endif

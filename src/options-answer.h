/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that ask for a list and nothing else. */
#ifndef SMTPLENS_OPTIONS_ANSWER_H
#define SMTPLENS_OPTIONS_ANSWER_H

#include "options.h"

/* Prints what --version, -D, --list-checks, --help-limits or --help-where ask for.  False where
 * none of them was given; a list that cannot be had is an error of capture.h. */
bool options_answer (const Options *options, GError **error);

#endif

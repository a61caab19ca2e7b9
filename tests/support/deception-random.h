/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of deceptions.h drawn at random: what Linux reads of them nobody wrote down, so
 * they are for the kernel and smtplens to agree on. */
#ifndef SMTPLENS_TESTS_DECEPTION_RANDOM_H
#define SMTPLENS_TESTS_DECEPTION_RANDOM_H

#include "deceptions.h"

#include <glib.h>

/* What is drawn besides overlaps: each word of `kinds` allows one (doubt, fragments, fin,
 * urgent). */
Deception *deception_random_new (guint32 seed, const char *kinds);
void deception_random_free (Deception *row);

#endif

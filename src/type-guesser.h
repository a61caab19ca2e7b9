/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TypeGuesser by libmagic, the library of file(1). */
#ifndef SMTPLENS_TYPE_GUESSER_H
#define SMTPLENS_TYPE_GUESSER_H

#include "../dissect/mail-data.h"

/* Its database is read with the first guess; where that fails, nothing is guessed. */
TypeGuesser *type_guesser_new (void);
/* NULL is fine. */
void type_guesser_free (TypeGuesser *guesser);

#endif

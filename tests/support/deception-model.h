/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for the honest host where no kernel is asked: it has read what the row says
 * as soon as the script says it, acknowledges that, and goes on with the dialogue. */
#ifndef SMTPLENS_TESTS_DECEPTION_MODEL_H
#define SMTPLENS_TESTS_DECEPTION_MODEL_H

#include "deception-play.h"

/* The row played to its end. */
DeceptionPlay *deception_model_play (const Deception *row);

/* An ordinary row in which the honest host reads the same; both to be freed. */
char *deception_ordinary_script (const DeceptionPlay *play);

#endif

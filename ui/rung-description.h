/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything about a rung, for the part below or beside the ladder. */
#ifndef SMTPLENS_RUNG_DESCRIPTION_H
#define SMTPLENS_RUNG_DESCRIPTION_H

#include "ladder.h"
#include "text-pane.h"
#include "wording.h"

/* What was said as text, or in hex for so many columns. */
typedef struct RungLook {
  bool hex;
  int columns;
} RungLook;

void rung_describe (TextPane *pane, Wording wording, const SmtpSession *session, Rung rung, RungLook look);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog in which the user chooses the columns of a list. */
#ifndef SMTPLENS_COLUMN_CHOOSER_H
#define SMTPLENS_COLUMN_CHOOSER_H

#include "dialog.h"
#include "list-layout.h"

/* Opens it over the view in front; the list's layout changes when the user takes what he chose. */
void column_chooser_open (Ui *ui, const TableType *type);

#endif

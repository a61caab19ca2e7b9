/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a cell of a list, as a filter that takes its session. */
#ifndef SMTPLENS_CELL_FILTER_H
#define SMTPLENS_CELL_FILTER_H

#include "model-more.h"

/* NULL where it cannot be said: nothing is known, it is hidden on a projector, or holds what no
 * filter should; g_free. */
char *cell_filter_of_session (const Model *model, const SessionRow *row, Cell cell);
char *cell_filter_of_mail (const Model *model, const MailRow *mail, MailCell cell);
char *cell_filter_of_login (const Model *model, const LoginRow *login, LoginCell cell);
/* By what is known of the mail, but not of its way. */
char *cell_filter_of_path (const Model *model, const PathRow *path, int cell);
/* The sessions of the host that made the cell what it is; all of them where each did. */
char *cell_filter_of_host (const Model *model, const HostRow *host, HostCell cell);

#endif

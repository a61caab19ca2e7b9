/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists whose columns can be chosen. */
#include "config.h"

#include "table-view.h"

const TableType *const tables[]
    = { &table_sessions, &table_messages, &table_findings, &table_hosts, &table_logins, &table_paths, NULL };

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of views, in the order of the tabs. */
#include "config.h"

#include "view.h"

const View *const views[] = { &view_sessions, &view_messages, &view_all_findings, &view_hosts,   &view_logins,
                              &view_paths,    &view_overview, &view_dialogue,     &view_message, &view_findings,
                              &view_changes,  &view_why,      &view_search_all,   &view_help,    NULL };

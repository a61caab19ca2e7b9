/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A BPF filter over packets of any link types: one program for each met. */
#ifndef SMTPLENS_CAPTURE_FILTER_H
#define SMTPLENS_CAPTURE_FILTER_H

#include "packet.h"

#include <glib.h>

typedef struct CaptureFilter CaptureFilter;

/* NULL with CAPTURE_ERROR_FILTER if the expression is wrong for every usual link type. */
CaptureFilter *capture_filter_new (const char *expression, GError **error);
/* NULL is fine. */
void capture_filter_free (CaptureFilter *filter);

/* Whether the expression has a meaning for packets of this LINKTYPE_ number;
 * if not, *why is set (borrowed). */
bool capture_filter_fits (CaptureFilter *filter, int link_type, const char **why);

/* False also for packets of a link type that the expression does not fit. */
bool capture_filter_passes (CaptureFilter *filter, const Packet *packet);

#endif

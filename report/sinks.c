/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of formats: a new one is a row here and a struct in its own file. */
#include "config.h"

#include "sinks.h"

const SinkType *const sinks[] = { &sink_text, &sink_json, &sink_html, NULL };

const SinkType *
sink_by_name (const char *name)
{
  for (const SinkType *const *sink = sinks; *sink != NULL; sink++)
    if (strcmp ((*sink)->name, name) == 0)
      return *sink;
  return NULL;
}

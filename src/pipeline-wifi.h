/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the pipeline: what packets told of wireless networks, in the words of
 * sessions and of the summary. */
#ifndef SMTPLENS_PIPELINE_WIFI_H
#define SMTPLENS_PIPELINE_WIFI_H

#include "packet.h"
#include "wifi.h"

#include "../dissect/flow.h"
#include "../dissect/sink.h"

/* The path of a flow; its network's name is looked up by flow_name_network. */
void flow_take_wifi (Flow *flow, const WifiPath *path);
/* The name, as far as it is known by now; `wifi` may be NULL. */
void flow_name_network (Flow *flow, const Wifi *wifi);
/* Fills in the counters; the networks that it returns are for g_free, and borrowed by
 * the summary. */
SummaryNetwork *summary_take_wifi (RunSummary *summary, Wifi *wifi);

#endif

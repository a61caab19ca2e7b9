/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks that only sent beacons are not told: in a town there are hundreds. */
#include "config.h"

#include "pipeline-wifi.h"

#include <string.h>

G_STATIC_ASSERT ((int) WIFI_OPEN == (int) FLOW_OPEN && (int) WIFI_WEP == (int) FLOW_WEP
                 && (int) WIFI_WPA == (int) FLOW_WPA && (int) WIFI_WPA2 == (int) FLOW_WPA2
                 && (int) WIFI_WPA3 == (int) FLOW_WPA3 && (int) WIFI_SSID_MAX == (int) FLOW_SSID_MAX);

enum { NETWORKS_TOLD = 256 };

void
flow_take_wifi (Flow *flow, const WifiPath *path)
{
  if (!path->present)
    return;
  flow->wifi.present = true;
  flow->wifi.protection = (FlowProtection) path->protection;
  flow->wifi.own_key = path->own_key;
  memcpy (flow->wifi.bssid, path->bssid, sizeof flow->wifi.bssid);
  memcpy (flow->wifi.station, path->station, sizeof flow->wifi.station);
}

void
flow_name_network (Flow *flow, const Wifi *wifi)
{
  WifiNetworkView view;
  if (!flow->wifi.present || wifi == NULL || !wifi_network (wifi, flow->wifi.bssid, &view))
    return;
  flow->wifi.ssid_length = view.ssid_length;
  memcpy (flow->wifi.ssid, view.ssid, view.ssid_length);
}

static void
take_network (void *user, const WifiNetworkView *view)
{
  GArray *networks = user;
  if (view->frames == 0)
    return;
  SummaryNetwork network = {
    .wifi = { .present = true, .ssid_length = view->ssid_length, .protection = (FlowProtection) view->protection },
    .frames = view->frames,
    .protected = view->protected,
    .unread = view->unread,
    .why = view->why,
  };
  memcpy (network.wifi.bssid, view->bssid, sizeof network.wifi.bssid);
  memcpy (network.wifi.ssid, view->ssid, view->ssid_length);
  g_array_append_val (networks, network);
}

/* Busy networks first; the table's order is no one's. */
static gint
compare (gconstpointer first, gconstpointer second)
{
  const SummaryNetwork *a = first, *b = second;
  if (a->frames != b->frames)
    return a->frames > b->frames ? -1 : 1;
  return memcmp (a->wifi.bssid, b->wifi.bssid, sizeof a->wifi.bssid);
}

SummaryNetwork *
summary_take_wifi (RunSummary *summary, Wifi *wifi)
{
  if (wifi == NULL)
    return NULL;
  const WifiCounters *counters = wifi_counters (wifi);
  summary->wifi_frames = counters->frames;
  summary->wifi_damaged = counters->damaged;
  summary->wifi_repeats = counters->repeats;
  summary->wifi_protected = counters->protected;
  summary->wifi_unread = counters->unread;
  GArray *networks = g_array_new (FALSE, FALSE, sizeof (SummaryNetwork));
  wifi_each_network (wifi, take_network, networks);
  g_array_sort (networks, compare);
  summary->network_count = MIN (networks->len, NETWORKS_TOLD);
  summary->networks = (SummaryNetwork *) (void *) g_array_free (networks, FALSE);
  return (SummaryNetwork *) summary->networks;
}

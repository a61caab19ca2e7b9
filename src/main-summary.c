/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds up what capture and pipeline counted. */
#include "config.h"

#include "main-summary.h"

#include "../dissect/printable.h"

void
summary_gather (RunSummary *summary, Capture *capture, Pipeline *pipeline)
{
  const CaptureCounters *counters = capture_counters (capture);
  pipeline_summary (pipeline, summary);
  summary->packets = counters->packets;
  summary->octets = counters->octets;
  summary->kernel_dropped = counters->kernel_dropped;
  summary->interface_dropped = counters->interface_dropped;
  guint count = capture_file_count (capture);
  SummaryFile *files = g_new0 (SummaryFile, count + 1);
  for (guint i = 0; i < count; i++)
    files[i] = (SummaryFile){
      .name = capture_file_name (capture, i),
      .packets = capture_file_packets (capture, i),
      .damage = capture_file_damage (capture, i),
    };
  summary->files = files;
  summary->file_count = count;
}

void
summary_clear (RunSummary *summary)
{
  g_free ((gpointer) summary->files);
  summary->files = NULL;
  summary->file_count = 0;
}

bool
summary_reaches (const RunSummary *summary, const char *severity)
{
  Severity least;
  if (severity == NULL || !severity_parse (severity, &least))
    return false;
  const uint64_t *findings = summary->where != NULL ? summary->findings_shown : summary->findings;
  for (; least < SEVERITIES; least++)
    if (findings[least] > 0)
      return true;
  return false;
}

/* Kernel drops mean that gaps are the capture's own doing. */
char *
summary_drops (const RunSummary *summary)
{
  if (summary->kernel_dropped == 0 && summary->interface_dropped == 0)
    return NULL;
  return g_strdup_printf ("%" G_GUINT64_FORMAT " packets were dropped by the kernel, %" G_GUINT64_FORMAT
                          " by the interface: sessions may have gaps (a larger buffer by -B, or a filter, may help)",
                          summary->kernel_dropped, summary->interface_dropped);
}

GPtrArray *
summary_unread_networks (const RunSummary *summary)
{
  enum { LINES_MAX = 8 };
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  size_t more = 0;
  for (size_t i = 0; i < summary->network_count; i++)
    {
      const SummaryNetwork *network = &summary->networks[i];
      if (network->why == NULL)
        continue;
      if (lines->len == LINES_MAX)
        {
          more++;
          continue;
        }
      char bssid[FLOW_MAC_TEXT];
      flow_mac_octets_text (network->wifi.bssid, bssid);
      g_autofree char *ssid = printable (octets_of (network->wifi.ssid, network->wifi.ssid_length));
      g_ptr_array_add (lines, g_strdup_printf ("Wi-Fi %s%s%s%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                                               " protected frames were not read: %s",
                                               ssid, ssid[0] != '\0' ? " (" : "", bssid, ssid[0] != '\0' ? ")" : "",
                                               network->unread, network->protected, network->why));
    }
  if (more > 0)
    g_ptr_array_add (lines, g_strdup_printf ("Wi-Fi: the same of %zu more networks", more));
  return lines;
}

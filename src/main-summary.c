/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds up what capture and pipeline counted. */
#include "config.h"

#include "main-summary.h"

#include "../dissect/translate.h"
#include "../dissect/printable.h"

#include <inttypes.h>

static void
take_interfaces (SummaryFile *file, const GPtrArray *interfaces)
{
  file->interface_count = interfaces->len;
  file->interfaces = g_new0 (SummaryInterface, interfaces->len + 1);
  for (guint i = 0; i < interfaces->len; i++)
    {
      const FileInterface *from = interfaces->pdata[i];
      file->interfaces[i] = (SummaryInterface){
        .name = from->said.note[NOTE_NAME],
        .description = from->said.note[NOTE_DESCRIPTION],
        .hardware = from->said.note[NOTE_HARDWARE],
        .system = from->said.note[NOTE_SYSTEM],
        .filter = from->said.note[NOTE_FILTER],
        .link_type = (unsigned) from->link_type,
        .packets = from->packets,
        .has_received = from->has_received,
        .received = from->received,
        .has_lost = from->has_interface_dropped || from->has_system_dropped || from->packet_dropped > 0,
        .lost = file_interface_lost (from),
        .comments = from->said.comments,
      };
    }
}

/* What the file says of itself, borrowed. */
static void
take_notes (SummaryFile *file, const FileNotes *notes)
{
  if (notes == NULL)
    return;
  file->application = notes->said.note[NOTE_APPLICATION];
  file->system = notes->said.note[NOTE_SYSTEM];
  file->hardware = notes->said.note[NOTE_HARDWARE];
  file->name_server = notes->said.note[NOTE_NAME_SERVER];
  file->comments = notes->said.comments;
  take_interfaces (file, notes->interfaces);
}

void
summary_gather_files (RunSummary *summary, Capture *capture)
{
  guint count = capture_file_count (capture);
  SummaryFile *files = g_new0 (SummaryFile, count + 1);
  for (guint i = 0; i < count; i++)
    {
      files[i] = (SummaryFile){
        .name = capture_file_name (capture, i),
        .packets = capture_file_packets (capture, i),
        .damage = capture_file_damage (capture, i, TONGUE_ENGLISH),
        .damage_told = capture_file_damage (capture, i, TONGUE_USER),
      };
      take_notes (&files[i], capture_file_notes (capture, i));
    }
  summary->files = files;
  summary->file_count = count;
}

void
summary_gather (RunSummary *summary, Capture *capture, Pipeline *pipeline)
{
  const CaptureCounters *counters = capture_counters (capture);
  pipeline_summary (pipeline, summary);
  summary->packets = counters->packets;
  summary->octets = counters->octets;
  summary->kernel_dropped = counters->kernel_dropped;
  summary->interface_dropped = counters->interface_dropped;
  summary_gather_files (summary, capture);
  summary->recorded_lost = capture_files_lost (capture);
}

void
summary_clear (RunSummary *summary)
{
  for (size_t i = 0; i < summary->file_count; i++)
    g_free (summary->files[i].interfaces);
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

/* Drops mean that gaps are the capture's own doing. */
char *
summary_drops (const RunSummary *summary)
{
  if (summary->recorded_lost > 0)
    return g_strdup_printf (ngettext ("%" PRIu64 " packet was lost while the capture was made, as its file says: "
                                      "sessions may have gaps",
                                      "%" PRIu64 " packets were lost while the capture was made, as its file says: "
                                      "sessions may have gaps",
                                      summary->recorded_lost),
                            summary->recorded_lost);
  if (summary->kernel_dropped == 0 && summary->interface_dropped == 0)
    return NULL;
  return g_strdup_printf (
      _ ("%" PRIu64 " packets were dropped by the kernel, %" PRIu64
         " by the interface: sessions may have gaps (a larger buffer by -B, or a filter, may help)"),
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
      g_autofree char *name = ssid[0] != '\0' ? g_strdup_printf ("%s (%s)", ssid, bssid) : g_strdup (bssid);
      g_ptr_array_add (lines,
                       g_strdup_printf (_ ("Wi-Fi %s: %" PRIu64 " of %" PRIu64 " protected frames were not read: %s"),
                                        name, network->unread, network->protected, _ (network->why)));
    }
  if (more > 0)
    g_ptr_array_add (lines, g_strdup_printf (ngettext ("Wi-Fi: the same of %zu network more",
                                                       "Wi-Fi: the same of %zu networks more", more),
                                             more));
  return lines;
}

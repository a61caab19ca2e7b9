/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pipeline counted, for the summary of a run. */
#include "config.h"

#include "pipeline-state.h"
#include "pipeline-wifi.h"

#include <glib.h>
#include <string.h>

static void
summarize_limits (Pipeline *pipeline, RunSummary *summary)
{
  const ReassemblerCounters *streams = reassembler_counters (pipeline->reassembler);
  const DecoderCounters *decoder = decoder_counters (pipeline->decoder);
  const SessionCounters *sessions = &pipeline->surroundings.counters;
  Wifi *wifi = decoder_wifi (pipeline->decoder);
  const SummaryLimit rows[] = {
    { "connections", streams->connections_evicted },
    { "half-open", streams->half_open_evicted },
    { "stream-octets", streams->stream_octets_hit },
    { "total-stream-octets", streams->total_octets_hit },
    { "total-history-octets", streams->history_hit },
    { "idle-seconds", streams->idle_closed },
    { "fragments", decoder->fragments_hit },
    { "fragment-octets", decoder->fragment_octets_hit },
    { "fragment-seconds", decoder->fragment_seconds_hit },
    { "wifi-networks", wifi != NULL ? wifi_counters (wifi)->networks_hit : 0 },
    { "wifi-stations", wifi != NULL ? wifi_counters (wifi)->stations_hit : 0 },
    { "wifi-fragments", wifi != NULL ? wifi_counters (wifi)->fragments_hit : 0 },
    { "wifi-held-octets", wifi != NULL ? wifi_counters (wifi)->held_hit : 0 },
    { "line-octets", sessions->line_hit },
    { "pending-octets", sessions->pending_hit },
    { "total-session-octets", pipeline->session_octets_hit },
    { "spool-octets", pipeline->storage.spool_hit },
    { "events", sessions->events_hit },
    { "session-octets", sessions->arena_hit },
    { "transactions", sessions->transactions_hit },
    { "recipients", sessions->recipients_hit },
    { "pipelined", sessions->pipelined_hit },
    { "header-octets", pipeline->headers_cut },
    { "parts", pipeline->parts_cut },
    { "history-hosts", history_forgotten (pipeline->history) },
    { "dns-questions", pipeline_dns_counters (pipeline->dns)->questions_hit },
    { "dns-wait-sessions", pipeline_wait_hit (pipeline->wait) },
    { "resolve-questions", pipeline->resolver != NULL ? resolver_hit (pipeline->resolver) : 0 },
    { "paths", mail_paths_forgotten (pipeline->paths) },
    { "dns-facts", dns_facts_counters (pipeline->facts)->names_hit },
    { "dns-octets", dns_facts_counters (pipeline->facts)->octets_hit },
    { "tls-secrets", tls_keys_counters (pipeline->keys)->limit_hit },
    { "comment-octets", pipeline_notes_comments_hit (pipeline->notes) },
    { "host-names", pipeline_notes_names_hit (pipeline->notes) },
    { "saved-octets", pipeline->save != NULL ? pipeline_save_hit (pipeline->save) : 0 },
  };
  g_free (pipeline->limits_met);
  pipeline->limits_met = g_new0 (SummaryLimit, G_N_ELEMENTS (rows));
  summary->limits = pipeline->limits_met;
  summary->limit_count = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].hit > 0)
      pipeline->limits_met[summary->limit_count++] = rows[i];
}

void
pipeline_summary (Pipeline *pipeline, RunSummary *summary)
{
  const ReassemblerCounters *streams = reassembler_counters (pipeline->reassembler);
  const DecoderCounters *decoder = decoder_counters (pipeline->decoder);
  summary->packets = pipeline->packets;
  summary->octets = pipeline->octets;
  summary->connections = streams->connections;
  summary->sessions = pipeline->surroundings.counters.sessions;
  summary->messages = pipeline->surroundings.counters.messages;
  summary->gaps = streams->gaps;
  summary->gap_octets = streams->gap_octets;
  summary->checksum_bad = decoder->checksum_bad;
  summary->damaged = decoder->damaged;
  summary->truncated = decoder->truncated;
  summary->malformed = decoder->malformed;
  summary->too_deep = decoder->too_deep;
  summary->unknown_link = decoder->unknown_link;
  summary->unknown_link_type = (int) decoder->unknown_link_type;
  summary->fragments = decoder->fragments;
  const DnsWatchCounters *dns = pipeline_dns_counters (pipeline->dns);
  summary->dns = (SummaryDns){
    .messages = dns->messages,
    .questions = dns->questions,
    .answers = dns->believed,
    .unasked = dns->unasked,
    .second = dns->second,
    .malformed = dns->malformed,
  };
  memcpy (summary->findings, pipeline->findings, sizeof summary->findings);
  memcpy (summary->senders, pipeline->senders, sizeof summary->senders);
  g_free (pipeline->networks);
  pipeline->networks = summary_take_wifi (summary, decoder_wifi (pipeline->decoder));
  summarize_limits (pipeline, summary);
}

uint64_t
pipeline_octets (const Pipeline *pipeline)
{
  return pipeline->octets;
}

int64_t
pipeline_now (const Pipeline *pipeline)
{
  return pipeline->now;
}

uint64_t
pipeline_spooled (const Pipeline *pipeline)
{
  return pipeline->storage.spool_used;
}

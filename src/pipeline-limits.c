/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every limit of every room under one name, a row each: --limit, --help, the
 * manual and the summary's limits_hit all come from here. */
#include "config.h"

#include <errno.h>
#include <glib.h>

#include "pipeline-limits.h"

#include "../dissect/translate.h"

#define AT(field) offsetof (PipelineLimits, field)

const LimitRow limit_rows[] = {
  { "connections", AT (reassembler.connections), N_ ("TCP connections followed at once") },
  { "half-open", AT (reassembler.half_open), N_ ("of them, those without data yet") },
  { "stream-octets", AT (reassembler.stream_octets), N_ ("out of order octets of one stream") },
  { "total-stream-octets", AT (reassembler.total_octets), N_ ("out of order octets of all streams") },
  { "history-octets", AT (reassembler.history_octets), N_ ("octets of one stream kept to compare second copies with") },
  { "total-history-octets", AT (reassembler.total_history), N_ ("the same of all streams") },
  { "idle-seconds", AT (reassembler.idle_seconds), N_ ("silence after which a connection is over") },
  { "fragments", AT (decoder.fragments), N_ ("IP datagrams in reassembly at once") },
  { "fragment-octets", AT (decoder.fragment_octets), N_ ("octets of their fragments") },
  { "fragment-seconds", AT (decoder.fragment_seconds), N_ ("age at which an incomplete datagram is dropped") },
  { "wifi-networks", AT (decoder.wifi.networks), N_ ("wireless networks remembered at once") },
  { "wifi-stations", AT (decoder.wifi.stations), N_ ("of them, stations whose keys are followed at once") },
  { "wifi-fragments", AT (decoder.wifi.fragments), N_ ("packets in reassembly from 802.11 fragments at once") },
  { "wifi-held-octets", AT (decoder.wifi.held_octets),
    N_ ("of 802.11 frames that wait for the keys of their station") },
  { "line-octets", AT (session.line_octets), N_ ("of one command or reply line") },
  { "pending-octets", AT (session.pending_octets), N_ ("of a client, held until the server's word") },
  { "detect-octets", AT (session.detect_octets), N_ ("of a connection, looked at to tell whether it is SMTP") },
  { "events", AT (session.events), N_ ("in one session's log") },
  { "session-octets", AT (session.arena_octets), N_ ("of memory for one session, mail data apart") },
  { "total-session-octets", AT (session_octets), N_ ("of memory for all sessions under way, mail data apart") },
  { "transactions", AT (session.transactions), N_ ("mail transactions kept of one session") },
  { "recipients", AT (session.recipients), N_ ("kept of one mail transaction") },
  { "pipelined", AT (session.pipelined), N_ ("commands without a reply") },
  { "history-hosts", AT (history.hosts), N_ ("servers, clients and so on remembered, of each kind") },
  { "paths", AT (paths.hops), N_ ("hops of mails remembered, to know a mail again on the next hop") },
  { "header-octets", AT (session.message.header_octets), N_ ("of one header section") },
  { "header-fields", AT (session.message.header_fields), N_ ("of one message") },
  { "field-octets", AT (session.message.field_octets), N_ ("of one header field that is decoded") },
  { "parts", AT (session.message.parts), N_ ("entities of one message") },
  { "part-depth", AT (session.message.part_depth), N_ ("multiparts inside one another") },
  { "addresses", AT (session.message.addresses), N_ ("kept of each address field of one message") },
  { "missing-ranges", AT (session.message.missing), N_ ("of one message, told apart") },
  { "mail-memory", AT (mail_memory), N_ ("octets of one mail kept in memory") },
  { "total-mail-memory", AT (total_mail_memory), N_ ("octets of all mails kept in memory") },
  { "spool-octets", AT (spool_octets), N_ ("of all mails in the temporary file, where memory does not do") },
  { "kept-sessions", AT (kept_sessions), N_ ("sessions kept for the screens") },
  { "kept-octets", AT (kept_octets), N_ ("of the temporary file for them, large mails apart") },
  { "dns-questions", AT (dns_questions), N_ ("DNS questions in the capture that wait for an answer") },
  { "dns-facts", AT (dns.names), N_ ("DNS answers remembered, and records of zone files") },
  { "dns-octets", AT (dns.octets), N_ ("of memory for them") },
  { "dns-wait-seconds", AT (wait.seconds), N_ ("time of packets that an ended session waits for DNS answers") },
  { "dns-wait-sessions", AT (wait.sessions), N_ ("that wait at once") },
  { "resolve-questions", AT (resolver.questions), N_ ("DNS questions asked of a server by --resolve") },
  { "resolve-seconds", AT (resolver.seconds), N_ ("after which such a question has failed") },
  { "tls-secrets", AT (tls_secrets), N_ ("secrets of TLS connections, from key logs") },
  { "comment-octets", AT (notes.comment_octets), N_ ("of comments in captures, held until their session ends") },
  { "host-names", AT (notes.names), N_ ("that captures give to addresses") },
  { "saved-octets", AT (saved_octets),
    N_ ("of packets held for -w until SMTP is recognised, and of DNS until it is used") },
};
const size_t limit_row_count = G_N_ELEMENTS (limit_rows);

void
pipeline_limits_init (PipelineLimits *limits)
{
  decoder_limits_init (&limits->decoder);
  reassembler_limits_init (&limits->reassembler);
  session_limits_init (&limits->session);
  history_limits_init (&limits->history);
  mail_path_limits_init (&limits->paths);
  dns_limits_init (&limits->dns);
  wait_limits_init (&limits->wait);
  notes_limits_init (&limits->notes);
  resolver_limits_init (&limits->resolver);
  limits->dns_questions = 16 * 1024;
  limits->mail_memory = 256 * 1024;
  limits->total_mail_memory = 24 * 1024 * 1024;
  limits->session_octets = 512 * 1024 * 1024;
  limits->spool_octets = UINT64_C (16) * 1024 * 1024 * 1024;
  limits->kept_sessions = 4 * 1000 * 1000;
  limits->kept_octets = UINT64_C (16) * 1024 * 1024 * 1024;
  limits->tls_secrets = 500 * 1000;
  limits->saved_octets = 16 * 1024 * 1024;
}

/* What 0 turns off. */
static bool
may_be_zero (const LimitRow *row)
{
  return row->at == AT (wait.seconds);
}

static uint64_t *
limit_at (PipelineLimits *limits, const LimitRow *row)
{
  return (uint64_t *) (void *) ((char *) limits + row->at);
}

/* "64", "64K", "1M", "2G"; false if it is none. */
static bool
parse_amount (const char *text, uint64_t *amount)
{
  char *end = NULL;
  errno = 0;
  uint64_t number = g_ascii_strtoull (text, &end, 10);
  unsigned shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
  if (shift > 0)
    end++;
  if (errno != 0 || end == text || *end != '\0' || !g_ascii_isdigit (text[0]) || number > (UINT64_MAX >> 1) >> shift)
    return false;
  *amount = number << shift;
  return true;
}

bool
pipeline_limits_set (PipelineLimits *limits, const char *assignment, char **error_text)
{
  const char *equals = strchr (assignment, '=');
  size_t length = equals != NULL ? (size_t) (equals - assignment) : strlen (assignment);
  for (size_t i = 0; i < limit_row_count; i++)
    if (strlen (limit_rows[i].name) == length && strncmp (limit_rows[i].name, assignment, length) == 0)
      {
        uint64_t amount;
        if (equals != NULL && parse_amount (equals + 1, &amount) && (amount > 0 || may_be_zero (&limit_rows[i])))
          {
            *limit_at (limits, &limit_rows[i]) = amount;
            return true;
          }
        *error_text = g_strdup_printf (may_be_zero (&limit_rows[i]) ? _ ("limit %s needs a number, as in %s=%s")
                                                                    : _ ("limit %s needs a number over 0, as in %s=%s"),
                                       limit_rows[i].name, limit_rows[i].name, "64K");
        return false;
      }
  *error_text = g_strdup_printf (_ ("there is no limit '%s'; --help-limits lists them"), assignment);
  return false;
}

const char *
pipeline_limit_name (size_t row, const char **meaning, uint64_t *standard)
{
  if (row >= limit_row_count)
    return NULL;
  PipelineLimits limits;
  pipeline_limits_init (&limits);
  *meaning = limit_rows[row].meaning;
  *standard = *limit_at (&limits, &limit_rows[row]);
  return limit_rows[row].name;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The printed face: a block a session, for somebody who sees SMTP for the first
 * time; at the end what the whole run was.
 *
 * Says first who talked with whom and who could read what, then what was said
 * (text-mail.c), then what is wrong with it (text-findings.c).
 *
 * Does not: print the dialogue line by line; that is the ladder of the UI. */
#include "config.h"

#include "sinks.h"
#include "text-sink.h"

#include "../dissect/printable.h"
#include "../dissect/session-facts.h"
#include "../dissect/session-repeats.h"
#include "../dissect/time-difference.h"
#include "../dissect/tls-words.h"

/* A value wider than VALUE_COLUMNS ends in an ellipsis: one hostile line is no page. */
enum { HELOS_SHOWN = 4, VALUE_COLUMNS = 400 };

char *
text_show (Octets octets)
{
  char *whole = printable (octets);
  char *shown = printable_fit (whole, VALUE_COLUMNS);
  g_free (whole);
  return shown;
}

char *
text_count (uint64_t number, const char *noun)
{
  char digits[32];
  size_t first = sizeof digits;
  unsigned written = 0;
  uint64_t rest = number;
  digits[--first] = '\0';
  do
    {
      if (written > 0 && written % 3 == 0)
        digits[--first] = ',';
      digits[--first] = (char) ('0' + rest % 10);
      written++;
    }
  while ((rest /= 10) > 0);
  return g_strdup_printf ("%s %s%s", digits + first, noun, number == 1 ? "" : "s");
}

static gpointer
text_open (const SinkOptions *options)
{
  TextSink *sink = g_new0 (TextSink, 1);
  guint count = 0;
  while (checks[count] != NULL)
    count++;
  sink->options = *options;
  sink->veil = veil_new (options);
  sink->explained = g_new0 (bool, count + 1);
  page_init (&sink->page, options->columns, options->color);
  return sink;
}

static void
flush_page (TextSink *sink, bool now)
{
  GString *text = sink->page.text;
  fwrite (text->str, 1, text->len, sink->options.output);
  g_string_truncate (text, 0);
  if (now)
    fflush (sink->options.output);
}

/* --- where, when, how long ----------------------------------------------------- */

static void
print_heading (TextSink *sink, const SmtpSession *session)
{
  const SessionTraffic *traffic = &session->traffic;
  const char *file
      = sink->options.file_name != NULL ? sink->options.file_name (sink->options.user, traffic->first.file) : NULL;
  char *base = file != NULL ? g_path_get_basename (file) : g_strdup ("");
  char *name = text_show (octets_of_string (base));
  char *packets = g_strdup_printf ("packets %" G_GUINT64_FORMAT "–%" G_GUINT64_FORMAT, traffic->first.packet,
                                   traffic->last.packet);
  size_t room = sink->page.columns > 60 ? sink->page.columns - 46 : 14;
  char *fitted = printable_fit (name, room);
  char *left = g_strdup_printf ("Session %" G_GUINT64_FORMAT, session->id);
  char *right = file != NULL ? g_strdup_printf ("%s, %s", fitted, packets) : g_strdup (packets);
  page_rule (&sink->page, left, right);
  g_free (right);
  g_free (left);
  g_free (fitted);
  g_free (packets);
  g_free (name);
  g_free (base);
}

static void
print_times (TextSink *sink, const SmtpSession *session)
{
  static const char *const ends[] = {
    [SESSION_OPEN] = "still open when the capture ended",
    [SESSION_FIN] = "closed in order",
    [SESSION_RESET] = "broken off by a reset",
    [SESSION_TIMEOUT] = "given up after a long silence",
  };
  const SessionTraffic *traffic = &session->traffic;
  char start[PRINTABLE_TIME];
  printable_time (traffic->first.time, traffic->nanoseconds, start);
  int64_t length = MAX (time_difference (traffic->last.time, traffic->first.time), 0);
  char *packets = text_count (traffic->packets, "packet");
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "When",
               "%s, %" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT " s, %s, %s%s", start, length / 1000000000,
               length / 1000000 % 1000, packets, session->continued_by != 0 ? "not closed yet" : ends[session->closed],
               traffic->midstream ? "; its beginning was not captured" : "");
  g_free (packets);
  if (session->continues != 0)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "",
                 session->turned ? "Goes on where session %" G_GUINT64_FORMAT
                                   " exchanged the roles: who was the server there is the client here."
                                 : "Goes on in the same connection where session %" G_GUINT64_FORMAT " met a limit.",
                 session->continues);
  if (session->continued_by != 0)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "",
                 session_turns (session)
                     ? "Client and server exchange their roles; the connection goes on in session %" G_GUINT64_FORMAT
                       "."
                     : "Met a limit; the connection goes on in session %" G_GUINT64_FORMAT ".",
                 session->continued_by);
  if (traffic->one_directional)
    page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "Only one of the two directions was captured.");
}

static char *
describe_host (TextSink *sink, const SmtpSession *session, Side side)
{
  Octets name = side == SIDE_CLIENT ? session_client_name (session) : session_server_name (session);
  if (name.length == 0)
    return g_strdup (side == SIDE_CLIENT ? "client" : "server");
  char *shown = text_show (veil_text (sink->veil, name));
  char *fitted = printable_fit (shown, 30);
  g_free (shown);
  return fitted;
}

static char *
describe_address (const SmtpSession *session, Side side)
{
  char ip[FLOW_IP_TEXT];
  unsigned index = session_flow_side (session, side);
  flow_ip_text (&session->flow, index, ip);
  return g_strdup_printf (session->flow.ip_version == 6 ? "[%s]:%u" : "%s:%u", ip, session->flow.side[index].port);
}

static void
print_arrow (TextSink *sink, const SmtpSession *session)
{
  static const char *const labels[] = {
    [TLS_NONE] = "clear text",
    [TLS_STARTTLS] = "clear text, then TLS",
    [TLS_IMPLICIT] = "TLS",
  };
  char *client = describe_host (sink, session, SIDE_CLIENT);
  char *server = describe_host (sink, session, SIDE_SERVER);
  char *from = describe_address (session, SIDE_CLIENT);
  char *to = describe_address (session, SIDE_SERVER);
  page_blank (&sink->page);
  page_arrow (&sink->page, (const char *const[]){ client, from }, labels[session->tls], session->tls != TLS_NONE,
              (const char *const[]){ server, to });
  page_blank (&sink->page);
  g_free (to);
  g_free (from);
  g_free (server);
  g_free (client);
}

/* --- the dialogue's frame ------------------------------------------------------ */

static void
print_proxy (TextSink *sink, const Preamble *proxy)
{
  char *source = text_show (veil_text (sink->veil, proxy->source));
  char *destination = text_show (veil_text (sink->veil, proxy->destination));
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Proxy", "%s%s%s%s%s", proxy->protocol,
               proxy->local        ? ", for itself"
               : source[0] != '\0' ? ", for "
                                   : "",
               source, destination[0] != '\0' ? ", on to " : "", destination);
  if (proxy->tls_version.length > 0)
    {
      char *version = text_show (proxy->tls_version);
      char *name = text_show (veil_text (sink->veil, proxy->tls_name));
      page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "its client came by %s%s%s", version,
                   name[0] != '\0' ? ", with a certificate for " : "", name);
      g_free (version);
      g_free (name);
    }
  g_free (source);
  g_free (destination);
}

static void
print_role (TextSink *sink, const SmtpSession *session)
{
  static const char *const words[] = { NULL, "as from a user (submission)", "as between servers (relay)" };
  SessionRole role = session_role (session);
  if (role != ROLE_UNKNOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Role", "%s: %s", words[role],
                 session_role_reason (session));
}

/* The air that was crossed. */
static void
print_wifi (TextSink *sink, const FlowWifi *wifi)
{
  static const char *const words[FLOW_PROTECTIONS] = { "open", "WEP", "WPA", "WPA2", "WPA3" };
  char bssid[FLOW_MAC_TEXT], station[FLOW_MAC_TEXT];
  flow_mac_octets_text (wifi->bssid, bssid);
  flow_mac_octets_text (wifi->station, station);
  char *name = text_show (octets_of (wifi->ssid, wifi->ssid_length));
  bool named = name[0] != '\0';
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, wifi->protection <= FLOW_WEP ? INK_WARN : INK_FAINT, "Wi-Fi",
               "%s%s%s%s, %s; station %s", name, named ? " (" : "", bssid, named ? ")" : "", words[wifi->protection],
               station);
  g_free (name);
}

/* What stood before the packets: tags, and tunnels one inside the other. */
static void
print_link (TextSink *sink, const Flow *flow)
{
  GString *text = g_string_new (NULL);
  for (unsigned i = 0; i < flow->vlans; i++)
    g_string_append_printf (text, "%s%u", i == 0 ? "VLAN " : ", ", flow->vlan[i]);
  for (unsigned i = 0; i < flow->tunnels; i++)
    g_string_append_printf (text, "%s%s",
                            i > 0           ? ", inside it "
                            : text->len > 0 ? "; in a tunnel: "
                                            : "in a tunnel: ",
                            flow->tunnel[i]);
  if (text->len > 0)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Link", "%s", text->str);
  g_string_free (text, TRUE);
}

static void
print_names (TextSink *sink, const SmtpSession *session)
{
  print_link (sink, &session->flow);
  if (session->flow.wifi.present)
    print_wifi (sink, &session->flow.wifi);
  if (session->proxy != NULL)
    print_proxy (sink, session->proxy);
  guint helos = session->helos != NULL ? session->helos->len : 0;
  for (guint i = 0; i < helos && i < HELOS_SHOWN; i++)
    {
      const SmtpCommand *command = ((const SmtpHelo *) g_ptr_array_index (session->helos, i))->command;
      const char *label = i == 0 ? "Client" : "";
      const char *verb = smtp_verb_name (command->verb);
      char *name = text_show (veil_text (sink->veil, command->argument));
      if (name[0] != '\0')
        page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, label, "calls itself %s (%s; nobody checks this)",
                     name, verb);
      else
        page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, label, "says %s without a name", verb);
      g_free (name);
    }
  if (session->greeting != NULL)
    {
      char *banner = text_show (veil_reply (sink->veil, session->greeting->text));
      page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Server", "greets: %d %s", session->greeting->code,
                   banner);
      g_free (banner);
    }
}

static void
print_encrypted (TextSink *sink, const SmtpSession *session)
{
  if (session->tls == TLS_NONE)
    return;
  char *client = text_count (session->tls_octets[SIDE_CLIENT], "octet");
  char *server = text_count (session->tls_octets[SIDE_SERVER], "octet");
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "TLS", "%s: %s from the client, %s from the server",
               session->tls == TLS_IMPLICIT ? "from the first octet" : "after STARTTLS", client, server);
  g_free (server);
  g_free (client);
  if (session->decrypted)
    page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_GOOD, "Opened",
                "read with the keys you gave: nobody on the path can");
  if (session->not_decrypted != TLS_TROUBLE_NONE)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, "Closed", "%s: %s",
                 session->decrypted ? "not all was read" : "not read", tls_trouble_words (session->not_decrypted));
  if (session->tls_facts == NULL)
    return;
  g_autoptr (GPtrArray) lines = tls_words (session->tls_facts, TONGUE_ENGLISH);
  for (guint i = 0; i < lines->len; i++)
    {
      Octets shown = veil_text (sink->veil, octets_of_string (g_ptr_array_index (lines, i)));
      g_autofree char *line = g_strndup ((const char *) shown.at, shown.length);
      page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_PLAIN, "", line);
    }
}

static void
print_missing (TextSink *sink, const SmtpSession *session)
{
  const uint64_t *missing = session->traffic.missing;
  if (missing[0] + missing[1] == 0)
    return;
  char *client = text_count (missing[session_flow_side (session, SIDE_CLIENT)], "octet");
  char *server = text_count (missing[session_flow_side (session, SIDE_SERVER)], "octet");
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, "Missing",
               "never captured: %s of the client, %s of the server", client, server);
  g_free (server);
  g_free (client);
}

/* Segments whose octets came again. */
static void
print_again (TextSink *sink, const SmtpSession *session)
{
  const SessionRepeats *repeats = session->repeats;
  if (repeats == NULL || repeats->retransmissions[0] + repeats->retransmissions[1] == 0)
    return;
  char *client = text_count (repeats->retransmissions[session_flow_side (session, SIDE_CLIENT)], "segment");
  char *server = text_count (repeats->retransmissions[session_flow_side (session, SIDE_SERVER)], "segment");
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Again",
               "captured more than once: %s of the client, %s of the server", client, server);
  g_free (server);
  g_free (client);
}

static void
text_session (gpointer user, SmtpSession *session)
{
  TextSink *sink = user;
  veil_begin (sink->veil, session);
  sink->any_session = true;
  print_heading (sink, session);
  print_arrow (sink, session);
  text_readers (sink, session);
  print_times (sink, session);
  print_role (sink, session);
  print_names (sink, session);
  text_offers (sink, session);
  text_requests (sink, session);
  text_auths (sink, session);
  print_encrypted (sink, session);
  print_missing (sink, session);
  print_again (sink, session);
  text_notes (sink, session);
  text_transactions (sink, session);
  text_findings (sink, session);
  page_blank (&sink->page);
  flush_page (sink, sink->options.live);
}

/* --- the summary --------------------------------------------------------------- */

static void
print_found (Page *page, const RunSummary *summary)
{
  GString *found = g_string_new (NULL);
  for (Severity severity = SEVERITIES; severity-- > SEVERITY_INFO;)
    if (summary->findings[severity] > 0)
      {
        if (found->len > 0)
          g_string_append (found, ", ");
        g_string_append_printf (found, "%" G_GUINT64_FORMAT " %s", summary->findings[severity],
                                severity_name (severity));
      }
  bool bad = summary->findings[SEVERITY_HIGH] + summary->findings[SEVERITY_CRITICAL] > 0;
  page_entry (page, TEXT_LABEL, TEXT_BODY, bad ? INK_BAD : INK_FAINT, "Findings", found->len > 0 ? found->str : "none");
  g_string_free (found, TRUE);
}

static void
print_dns (Page *page, const RunSummary *summary)
{
  if (summary->dns.questions + summary->dns.answers == 0)
    return;
  char *questions = text_count (summary->dns.questions, "question");
  char *answers = text_count (summary->dns.answers, "answer");
  page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "DNS", "%s, %s", questions, answers);
  g_free (answers);
  g_free (questions);
}

/* What of the capture could not be read, row by row, where there is something to tell. */
/* Protected frames that were not read, and why not, for each network. */
static void
print_unread_networks (Page *page, const RunSummary *summary)
{
  enum { NETWORKS_SHOWN = 8 };
  unsigned shown = 0, more = 0;
  for (size_t i = 0; i < summary->network_count; i++)
    {
      const SummaryNetwork *network = &summary->networks[i];
      if (network->why == NULL || shown == NETWORKS_SHOWN)
        {
          more += network->why != NULL;
          continue;
        }
      char bssid[FLOW_MAC_TEXT];
      flow_mac_octets_text (network->wifi.bssid, bssid);
      char *name = text_show (octets_of (network->wifi.ssid, network->wifi.ssid_length));
      const bool named = name[0] != '\0';
      page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_WARN, "Wi-Fi",
                   "%s%s%s%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " protected frames not read: %s.", name,
                   named ? " (" : "", bssid, named ? ")" : "", network->unread, network->protected, network->why);
      g_free (name);
      shown++;
    }
  if (more > 0)
    page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_WARN, "Wi-Fi", "the same of %u more networks", more);
}

static void
print_losses (Page *page, const RunSummary *summary)
{
  g_autofree char *unknown_link
      = g_strdup_printf ("of a link type that cannot be read (number %d)", summary->unknown_link_type);
  const struct {
    uint64_t number;
    const char *noun;
    const char *meaning;
  } rows[] = {
    { summary->kernel_dropped, "packet", "dropped by the kernel: the capture was too slow" },
    { summary->interface_dropped, "packet", "dropped by the network interface" },
    { summary->recorded_lost, "packet", "lost while the capture was made, as its file says" },
    { summary->damaged, "packet", "that did not come whole, as their receiver says" },
    { summary->truncated, "packet", "cut inside their headers" },
    { summary->malformed, "packet", "with headers that contradict themselves" },
    { summary->too_deep, "packet", "nested in more tunnels than are followed, and not read" },
    { summary->unknown_link, "packet", unknown_link },
    { summary->dns.malformed, "DNS message", "out of form" },
    { summary->dns.unasked, "DNS answer", "to a question that was not seen: not believed" },
    { summary->dns.second, "DNS answer", "that differed from the first to its question: not believed" },
    { summary->wifi_damaged, "Wi-Fi frame", "damaged on the air, and not read" },
    { summary->checksum_bad, "packet", "with a wrong checksum (usual where the capturing host sent them)" },
  };
  if (summary->gaps > 0)
    {
      char *gaps = text_count (summary->gaps, "gap");
      char *octets = text_count (summary->gap_octets, "octet");
      page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_WARN, "Missing", "%s in the streams, %s never captured", gaps,
                   octets);
      g_free (octets);
      g_free (gaps);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].number > 0)
      {
        char *count = text_count (rows[i].number, rows[i].noun);
        page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_WARN, "Note", "%s %s", count, rows[i].meaning);
        g_free (count);
      }
  for (size_t i = 0; i < summary->limit_count; i++)
    if (summary->limits[i].hit > 0)
      {
        char *count = text_count (summary->limits[i].hit, "time");
        page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_WARN, "Limit", "%s was met %s (--limit %s=… raises it)",
                     summary->limits[i].name, count, summary->limits[i].name);
        g_free (count);
      }
}

static void
print_files (Page *page, const RunSummary *summary)
{
  for (size_t i = 0; i < summary->file_count; i++)
    {
      const SummaryFile *file = &summary->files[i];
      if (file->damage == NULL)
        continue;
      char *damage = text_show (octets_of_string (file->damage));
      page_entry (page, TEXT_LABEL, TEXT_BODY, INK_BAD, "Damaged", damage);
      g_free (damage);
    }
}

static void
print_senders (Page *page, const RunSummary *summary)
{
  const uint64_t *senders = summary->senders;
  if (senders[SENDER_VERIFIED] + senders[SENDER_UNVERIFIED] + senders[SENDER_CONTRADICTED] > 0)
    page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Senders",
                 "%" G_GUINT64_FORMAT " verified, %" G_GUINT64_FORMAT " unverified, %" G_GUINT64_FORMAT " contradicted",
                 senders[SENDER_VERIFIED], senders[SENDER_UNVERIFIED], senders[SENDER_CONTRADICTED]);
}

/* Whether SMTP may hide in what was captured. */
static bool
has_unread (const RunSummary *summary)
{
  return summary->wifi_unread > 0 || summary->unknown_link > 0 || summary->too_deep > 0;
}

static void
print_summary (TextSink *sink, const RunSummary *summary)
{
  Page *page = &sink->page;
  page_rule (page, "Summary", "");
  char *packets = text_count (summary->packets, "packet");
  char *files = text_count (summary->file_count, "file");
  char *connections = text_count (summary->connections, "TCP connection");
  char *sessions = text_count (summary->sessions, "SMTP session");
  char *messages = text_count (summary->messages, "mail");
  bool of_files = summary->file_count > 0 && !sink->options.live;
  if (summary->selection)
    page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Chosen", "%s, %s, for a report of these alone", sessions,
                 messages);
  if (!summary->selection)
    page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Read", of_files ? "%s in %s; %s" : "%s%.0s; %s", packets,
                 files, connections);
  if (!summary->selection)
    page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Found", "%s, %s%s", sessions, messages,
                 sink->any_session || summary->sessions > 0 ? ""
                 : has_unread (summary)                     ? ": nothing that could be read speaks SMTP"
                                                            : ": nothing in this capture speaks SMTP");
  if (summary->where != NULL)
    {
      g_autofree char *where = printable (octets_of_string (summary->where));
      page_entryf (page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Shown",
                   "%" G_GUINT64_FORMAT " of these sessions, by --where %s", summary->shown, where);
    }
  g_free (messages);
  g_free (sessions);
  g_free (connections);
  g_free (files);
  g_free (packets);
  print_senders (page, summary);
  print_found (page, summary);
  print_dns (page, summary);
  print_unread_networks (page, summary);
  print_losses (page, summary);
  print_files (page, summary);
  text_file_notes (sink, summary);
}

static bool
text_close (gpointer user, const RunSummary *summary)
{
  TextSink *sink = user;
  print_summary (sink, summary);
  flush_page (sink, true);
  bool written = !ferror (sink->options.output);
  page_clear (&sink->page);
  veil_free (sink->veil);
  g_free (sink->explained);
  g_free (sink);
  return written;
}

const SinkType sink_text = {
  .name = "text",
  .summary = "a readable block a session, and a summary",
  .open = text_open,
  .session = text_session,
  .close = text_close,
};

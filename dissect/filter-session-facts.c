/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of filters: the connection, the dialogue, logins and findings.
 *
 * A session may still be open, so whatever is only known at its end may be missing.
 * Text from the wire is shown as it is, in any charset. */
#include "config.h"

#include "filter-facts.h"

#include "check.h"
#include "session-facts.h"
#include "tls-names.h"
#include "tls-suite.h"

/* --- the connection ------------------------------------------------------------ */

bool
filter_each_id (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_number (probe, session->id);
}

bool
filter_each_community_id (const SmtpSession *session, FilterProbe *probe)
{
  char text[FLOW_COMMUNITY_TEXT];
  flow_community_id (&session->flow, text);
  return filter_probe_string (probe, text);
}

/* When it began, as far as is known while it is open. */
static int64_t
start_of (const SmtpSession *session)
{
  if (session->traffic.first.packet != 0)
    return session->traffic.first.time;
  return session->events->len > 0 ? g_array_index (session->events, SmtpEvent, 0).origin.time : 0;
}

static int64_t
end_of (const SmtpSession *session)
{
  if (session->traffic.last.packet != 0)
    return session->traffic.last.time;
  guint count = session->events->len;
  return count > 0 ? g_array_index (session->events, SmtpEvent, count - 1).origin.time : 0;
}

bool
filter_each_start (const SmtpSession *session, FilterProbe *probe)
{
  return start_of (session) != 0 && filter_probe_time (probe, start_of (session));
}

bool
filter_each_end (const SmtpSession *session, FilterProbe *probe)
{
  return end_of (session) != 0 && filter_probe_time (probe, end_of (session));
}

bool
filter_each_duration (const SmtpSession *session, FilterProbe *probe)
{
  int64_t start = start_of (session), end = end_of (session);
  return start != 0 && end >= start && filter_probe_number (probe, (uint64_t) (end - start));
}

static bool
show_ip (const SmtpSession *session, FilterProbe *probe, Side side)
{
  const Endpoint *endpoint = &session->flow.side[session_flow_side (session, side)];
  return filter_probe_address (probe, endpoint->ip, session->flow.ip_version);
}

bool
filter_each_client_ip (const SmtpSession *session, FilterProbe *probe)
{
  return show_ip (session, probe, SIDE_CLIENT);
}

bool
filter_each_server_ip (const SmtpSession *session, FilterProbe *probe)
{
  return show_ip (session, probe, SIDE_SERVER);
}

bool
filter_each_ip (const SmtpSession *session, FilterProbe *probe)
{
  return show_ip (session, probe, SIDE_CLIENT) || show_ip (session, probe, SIDE_SERVER);
}

static bool
show_port (const SmtpSession *session, FilterProbe *probe, Side side)
{
  return filter_probe_number (probe, session->flow.side[session_flow_side (session, side)].port);
}

bool
filter_each_client_port (const SmtpSession *session, FilterProbe *probe)
{
  return show_port (session, probe, SIDE_CLIENT);
}

bool
filter_each_server_port (const SmtpSession *session, FilterProbe *probe)
{
  return show_port (session, probe, SIDE_SERVER);
}

bool
filter_each_port (const SmtpSession *session, FilterProbe *probe)
{
  return show_port (session, probe, SIDE_CLIENT) || show_port (session, probe, SIDE_SERVER);
}

static bool
show_mac (const SmtpSession *session, FilterProbe *probe, Side side)
{
  char text[FLOW_MAC_TEXT];
  flow_mac_text (&session->flow, session_flow_side (session, side), text);
  return text[0] != '\0' && filter_probe_string (probe, text);
}

bool
filter_each_client_mac (const SmtpSession *session, FilterProbe *probe)
{
  return show_mac (session, probe, SIDE_CLIENT);
}

bool
filter_each_server_mac (const SmtpSession *session, FilterProbe *probe)
{
  return show_mac (session, probe, SIDE_SERVER);
}

bool
filter_each_vlan (const SmtpSession *session, FilterProbe *probe)
{
  for (unsigned i = 0; i < session->flow.vlans; i++)
    if (filter_probe_number (probe, session->flow.vlan[i]))
      return true;
  return false;
}

bool
filter_each_tunnel (const SmtpSession *session, FilterProbe *probe)
{
  for (unsigned i = 0; i < session->flow.tunnels; i++)
    if (filter_probe_string (probe, session->flow.tunnel[i]))
      return true;
  return false;
}

bool
filter_each_ssid (const SmtpSession *session, FilterProbe *probe)
{
  const FlowWifi *wifi = &session->flow.wifi;
  return wifi->present && wifi->ssid_length > 0 && filter_probe_text (probe, octets_of (wifi->ssid, wifi->ssid_length));
}

static bool
show_wifi_mac (const SmtpSession *session, FilterProbe *probe, const uint8_t mac[6])
{
  char text[FLOW_MAC_TEXT];
  if (!session->flow.wifi.present)
    return false;
  flow_mac_octets_text (mac, text);
  return filter_probe_string (probe, text);
}

bool
filter_each_bssid (const SmtpSession *session, FilterProbe *probe)
{
  return show_wifi_mac (session, probe, session->flow.wifi.bssid);
}

bool
filter_each_station (const SmtpSession *session, FilterProbe *probe)
{
  return show_wifi_mac (session, probe, session->flow.wifi.station);
}

bool
filter_each_protection (const SmtpSession *session, FilterProbe *probe)
{
  const FlowWifi *wifi = &session->flow.wifi;
  return wifi->present && filter_probe_string (probe, flow_protection_name (wifi->protection));
}

bool
filter_each_protocol (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_string (probe, session->protocol == PROTOCOL_LMTP ? "lmtp" : "smtp");
}

bool
filter_each_role (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_string (probe, session_role_name (session_role (session)));
}

bool
filter_each_closed (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_string (probe, session_end_name (session->closed));
}

bool
filter_each_packets (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_number (probe, session->traffic.packets);
}

bool
filter_each_bytes (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_number (probe, session->traffic.octets[0] + session->traffic.octets[1]);
}

bool
filter_each_bytes_client (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_number (probe, session->traffic.octets[session_flow_side (session, SIDE_CLIENT)]);
}

bool
filter_each_bytes_server (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_number (probe, session->traffic.octets[session_flow_side (session, SIDE_SERVER)]);
}

bool
filter_each_missing (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_number (probe, session->traffic.missing[0] + session->traffic.missing[1]);
}

bool
filter_is_gap (const SmtpSession *session)
{
  if (session->traffic.missing[0] > 0 || session->traffic.missing[1] > 0)
    return true;
  /* Its traffic is known only at its end. */
  for (guint i = 0; session->dialogue != NULL && i < session->events->len; i++)
    if (g_array_index (session->events, SmtpEvent, i).type == EVENT_GAP)
      return true;
  return false;
}

bool
filter_is_midstream (const SmtpSession *session)
{
  return session->traffic.midstream;
}

bool
filter_is_one_directional (const SmtpSession *session)
{
  return session->traffic.one_directional;
}

bool
filter_is_quit (const SmtpSession *session)
{
  return session->quit;
}

/* --- the dialogue -------------------------------------------------------------- */

bool
filter_each_banner (const SmtpSession *session, FilterProbe *probe)
{
  return session->greeting != NULL && filter_probe_text (probe, session->greeting->text);
}

bool
filter_each_helo (const SmtpSession *session, FilterProbe *probe)
{
  for (guint i = 0; session->helos != NULL && i < session->helos->len; i++)
    {
      const SmtpHelo *helo = g_ptr_array_index (session->helos, i);
      if (helo->command->argument.length > 0 && filter_probe_text (probe, helo->command->argument))
        return true;
    }
  return false;
}

bool
filter_each_extensions (const SmtpSession *session, FilterProbe *probe)
{
  for (guint i = 0; session->extensions != NULL && i < session->extensions->len; i++)
    {
      const char *line = g_ptr_array_index (session->extensions, i);
      if (filter_probe_text (probe, octets_of (line, strcspn (line, " ="))))
        return true;
    }
  return false;
}

bool
filter_each_command (const SmtpSession *session, FilterProbe *probe)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      const char *verb = event->type == EVENT_COMMAND ? smtp_verb_name (event->command->verb) : "";
      if (verb[0] != '\0' && filter_probe_string (probe, verb))
        return true;
    }
  return false;
}

bool
filter_each_reply_code (const SmtpSession *session, FilterProbe *probe)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      bool reply = event->type == EVENT_REPLY || event->type == EVENT_GREETING;
      if (reply && event->reply->code > 0 && filter_probe_number (probe, (uint64_t) event->reply->code))
        return true;
    }
  return false;
}

bool
filter_each_anomaly (const SmtpSession *session, FilterProbe *probe)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_ANOMALY && filter_probe_string (probe, smtp_anomaly_name (event->code)))
        return true;
    }
  return false;
}

/* --- TLS ----------------------------------------------------------------------- */

bool
filter_is_tls (const SmtpSession *session)
{
  return session->tls != TLS_NONE;
}

bool
filter_is_decrypted (const SmtpSession *session)
{
  return session->decrypted;
}

bool
filter_each_tls_mode (const SmtpSession *session, FilterProbe *probe)
{
  static const char *const modes[] = { [TLS_NONE] = "none", [TLS_STARTTLS] = "starttls", [TLS_IMPLICIT] = "implicit" };
  return filter_probe_string (probe, modes[session->tls]);
}

bool
filter_each_tls_version (const SmtpSession *session, FilterProbe *probe)
{
  const TlsFacts *facts = session->tls_facts;
  return facts != NULL && facts->version != 0 && filter_probe_string (probe, tls_version_name (facts->version));
}

bool
filter_each_tls_cipher (const SmtpSession *session, FilterProbe *probe)
{
  const TlsFacts *facts = session->tls_facts;
  return facts != NULL && facts->has_suite && filter_probe_string (probe, tls_suite_name (facts->suite));
}

static const TlsClientHello *
client_hello (const SmtpSession *session)
{
  return session->tls_facts != NULL ? session->tls_facts->client_hello : NULL;
}

bool
filter_each_tls_sni (const SmtpSession *session, FilterProbe *probe)
{
  const TlsClientHello *hello = client_hello (session);
  return hello != NULL && hello->server_name.length > 0 && filter_probe_text (probe, hello->server_name);
}

bool
filter_each_tls_ja3 (const SmtpSession *session, FilterProbe *probe)
{
  const TlsClientHello *hello = client_hello (session);
  return hello != NULL && hello->ja3_hash[0] != '\0' && filter_probe_string (probe, hello->ja3_hash);
}

bool
filter_each_tls_ja4 (const SmtpSession *session, FilterProbe *probe)
{
  const TlsClientHello *hello = client_hello (session);
  return hello != NULL && hello->ja4[0] != '\0' && filter_probe_string (probe, hello->ja4);
}

bool
filter_each_tls_outcome (const SmtpSession *session, FilterProbe *probe)
{
  static const char *const outcomes[]
      = { [TLS_OUTCOME_UNKNOWN] = "unknown", [TLS_OUTCOME_COMPLETE] = "complete", [TLS_OUTCOME_FAILED] = "failed" };
  return session->tls_facts != NULL && filter_probe_string (probe, outcomes[session->tls_facts->outcome]);
}

static const TlsCertificate *
certificate (const SmtpSession *session)
{
  const TlsFacts *facts = session->tls_facts;
  return facts != NULL && facts->certificate_count > 0 ? facts->certificates[0] : NULL;
}

bool
filter_each_tls_subject (const SmtpSession *session, FilterProbe *probe)
{
  const TlsCertificate *own = certificate (session);
  return own != NULL && own->subject.length > 0 && filter_probe_text (probe, own->subject);
}

bool
filter_each_tls_issuer (const SmtpSession *session, FilterProbe *probe)
{
  const TlsCertificate *own = certificate (session);
  return own != NULL && own->issuer.length > 0 && filter_probe_text (probe, own->issuer);
}

/* --- logins -------------------------------------------------------------------- */

bool
filter_each_auth (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_number (probe, session->auths != NULL ? session->auths->len : 0);
}

/* Calls for each login until it tells that a value met the test. */
static bool
each_auth (const SmtpSession *session, FilterProbe *probe, bool (*show) (const SmtpAuth *auth, FilterProbe *probe))
{
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    if (show (g_ptr_array_index (session->auths, i), probe))
      return true;
  return false;
}

static bool
show_mechanism (const SmtpAuth *auth, FilterProbe *probe)
{
  return auth->mechanism.length > 0 && filter_probe_text (probe, auth->mechanism);
}

static bool
show_username (const SmtpAuth *auth, FilterProbe *probe)
{
  return auth->username.length > 0 && filter_probe_text (probe, auth->username);
}

static bool
show_result (const SmtpAuth *auth, FilterProbe *probe)
{
  return filter_probe_string (probe, auth_result_name (auth->result));
}

static bool
show_secret (const SmtpAuth *auth, FilterProbe *probe)
{
  return filter_probe_string (probe, sasl_secret_name (smtp_auth_secret (auth)));
}

bool
filter_each_mechanism (const SmtpSession *session, FilterProbe *probe)
{
  return each_auth (session, probe, show_mechanism);
}

bool
filter_each_username (const SmtpSession *session, FilterProbe *probe)
{
  return each_auth (session, probe, show_username);
}

bool
filter_each_auth_result (const SmtpSession *session, FilterProbe *probe)
{
  return each_auth (session, probe, show_result);
}

bool
filter_each_secret (const SmtpSession *session, FilterProbe *probe)
{
  return each_auth (session, probe, show_secret);
}

/* --- findings ------------------------------------------------------------------ */

bool
filter_each_findings (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_number (probe, session->findings != NULL ? session->findings->len : 0);
}

bool
filter_each_finding_id (const SmtpSession *session, FilterProbe *probe)
{
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    if (filter_probe_string (probe, ((const Finding *) g_ptr_array_index (session->findings, i))->check->id))
      return true;
  return false;
}

bool
filter_each_severity (const SmtpSession *session, FilterProbe *probe)
{
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    if (filter_probe_string (probe,
                             severity_name (((const Finding *) g_ptr_array_index (session->findings, i))->severity)))
      return true;
  return false;
}

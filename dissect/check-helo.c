/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The name that a client gives itself with HELO or EHLO: one that cannot be right, and one
 * that is another's.
 *
 * Nothing makes a client tell the truth, and RFC 5321 §4.1.4 lets no server refuse mail for
 * this alone.  So what ignorance explains stays a note (helo-mismatch); the name or address of
 * the very server that it talks to, an address of somebody else, or a name that the DNS gives
 * to others is worth more (helo-forged).
 *
 * Limits: NAMES_MAX different names of one session are judged.
 *
 * Does not: judge what programs of users say, which know no name of their own. */
#include "config.h"

#include "checks.h"
#include "helo.h"
#include "sender.h"
#include "session-facts.h"

enum { NAMES_MAX = 4 };

typedef struct HeloVerdict {
  const char *reason; /* NULL: nothing to say */
  Severity severity;
  bool forged;
} HeloVerdict;

static const HeloVerdict nothing = { NULL, SEVERITY_INFO, false };

static HeloVerdict
note (const char *reason, Severity severity)
{
  return (HeloVerdict){ reason, severity, false };
}

static HeloVerdict
forged (const char *reason)
{
  return (HeloVerdict){ reason, SEVERITY_MEDIUM, true };
}

/* --- who it can be ------------------------------------------------------------------ */

/* "[192.0.2.1]", "[IPv6:2001:db8::1]" (RFC 5321 §4.1.3), or an address without brackets. */
static bool
parse_literal (Octets name, uint8_t ip[16], uint8_t *ip_version)
{
  if (name.length >= 2 && name.at[0] == '[' && name.at[name.length - 1] == ']')
    {
      name = octets_slice (name, 1, name.length - 2);
      if (octets_start_nocase (name, OCTETS ("IPv6:")))
        name = octets_from (name, 5);
    }
  return flow_ip_parse (name, ip, ip_version);
}

static bool
is_address_of (const Flow *flow, unsigned side, const uint8_t ip[16], uint8_t ip_version)
{
  return flow->ip_version == ip_version && memcmp (flow->side[side].ip, ip, ip_version == 6 ? 16 : 4) == 0;
}

/* Whose words these are is not known where a proxy speaks, or another name was given for
 * the client. */
static bool
speaks_for_others (const SmtpSession *session)
{
  for (guint i = 0; session->requests != NULL && i < session->requests->len; i++)
    {
      SmtpVerb verb = ((SmtpCommand *) g_ptr_array_index (session->requests, i))->verb;
      if (verb == VERB_XCLIENT || verb == VERB_XFORWARD)
        return true;
    }
  return session->proxy != NULL;
}

/* A server that hands mail on in public: not a program of a user, a neighbour behind the
 * same translation of addresses, or a proxy. */
static bool
is_strange_server (const SmtpSession *session)
{
  const Flow *flow = &session->flow;
  const uint8_t *ip = flow->side[session_flow_side (session, SIDE_CLIENT)].ip;
  /* LMTP stays inside one house, whose hosts may bear one name. */
  bool submits = session_role (session) == ROLE_SUBMISSION || session->protocol == PROTOCOL_LMTP;
  return !submits && !flow_ip_is_private (ip, flow->ip_version) && !flow_ip_is_loopback (ip, flow->ip_version)
         && !speaks_for_others (session);
}

static HeloVerdict
judge_literal (const SmtpSession *session, const uint8_t ip[16], uint8_t ip_version)
{
  const Flow *flow = &session->flow;
  bool strange = is_strange_server (session);
  if (is_address_of (flow, session_flow_side (session, SIDE_CLIENT), ip, ip_version))
    return nothing;
  if (is_address_of (flow, session_flow_side (session, SIDE_SERVER), ip, ip_version))
    return strange ? forged (N_ ("which is the server's own address"))
                   : note (N_ ("which is the server's own address"), SEVERITY_LOW);
  if (flow_ip_is_private (ip, ip_version) || flow_ip_is_loopback (ip, ip_version))
    return note (N_ ("an address of some inner network, as is usual behind address translation"), SEVERITY_INFO);
  /* Behind translation of addresses a host may know what it is called outside. */
  const uint8_t *peer = flow->side[session_flow_side (session, SIDE_CLIENT)].ip;
  if (speaks_for_others (session) || flow_ip_is_private (peer, flow->ip_version))
    return note (N_ ("another address than the one it speaks from"), SEVERITY_INFO);
  /* A host with several addresses may take the wrong one. */
  return (HeloVerdict){ N_ ("which is not its address"), SEVERITY_LOW, strange };
}

static HeloVerdict
judge_helo (const SmtpSession *session, Octets name)
{
  const Flow *flow = &session->flow;
  unsigned client = session_flow_side (session, SIDE_CLIENT);
  unsigned server = session_flow_side (session, SIDE_SERVER);
  uint8_t ip[16];
  uint8_t ip_version;
  if (name.length == 0)
    return note (N_ ("no name"), SEVERITY_LOW);
  if (parse_literal (name, ip, &ip_version))
    return judge_literal (session, ip, ip_version);
  if (name.at[0] == '[')
    return note (N_ ("which is no address"), SEVERITY_LOW);

  /* Between two programs of one host such names are as good as any. */
  bool loopback = flow_ip_is_loopback (flow->side[client].ip, flow->ip_version);
  bool same_host = loopback || is_address_of (flow, server, flow->side[client].ip, flow->ip_version);
  if (same_host)
    return nothing;
  if (octets_equal_nocase (name, OCTETS ("localhost")) || octets_start_nocase (name, OCTETS ("localhost.")))
    return note (N_ ("a name that every host has for itself"), SEVERITY_LOW);
  if (octets_equal_nocase (name, session_server_name (session)))
    return is_strange_server (session) && octets_find (name, '.') != SIZE_MAX
               ? forged (N_ ("which is the name of the server it talks to"))
               : note (N_ ("which is the name of the server it talks to"), SEVERITY_LOW);
  /* Programs of users know no better name than their computer's; servers should. */
  if (octets_find (name, '.') == SIZE_MAX)
    return note (N_ ("which is no full domain name"),
                 session_role (session) == ROLE_SUBMISSION ? SEVERITY_INFO : SEVERITY_LOW);
  return nothing;
}

/* --- the names of a session -------------------------------------------------------------- */

static Octets
helo_name (const SmtpHelo *helo)
{
  Octets argument = helo->command->argument;
  size_t end = 0;
  while (end < argument.length && argument.at[end] != ' ' && argument.at[end] != '\t')
    end++;
  return octets_slice (argument, 0, end);
}

static void
tell (const Check *check, SmtpSession *session, const SmtpHelo *helo, Octets name, const HeloVerdict *verdict)
{
  char address[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, session_flow_side (session, SIDE_CLIENT), address);
  Finding *finding = name.length > 0
                         ? finding_add (session, check, NULL, "The client at %s calls itself \"%s\", %s.", address,
                                        check_quote (session, name), finding_word (session, verdict->reason))
                         : finding_add (session, check, NULL, "The client at %s gives no name with %s.", address,
                                        smtp_verb_name (helo->command->verb));
  finding->severity = verdict->severity;
  finding_cite_command (finding, helo->command);
  if (session->greeting != NULL && verdict->severity > SEVERITY_INFO)
    finding_cite_reply (finding, session->greeting);
}

/* Both checks look at the same names; each tells what is its own. */
static void
run_names (const Check *check, SmtpSession *session, bool told_forged)
{
  Octets judged[NAMES_MAX];
  size_t names = 0;
  for (guint i = 0; session->helos != NULL && i < session->helos->len && names < NAMES_MAX; i++)
    {
      const SmtpHelo *helo = g_ptr_array_index (session->helos, i);
      Octets name = helo_name (helo);
      size_t known = 0;
      while (known < names && !octets_equal_nocase (judged[known], name))
        known++;
      if (known < names)
        continue;
      judged[names++] = name;
      HeloVerdict verdict = judge_helo (session, name);
      if (verdict.reason != NULL && verdict.forged == told_forged)
        tell (check, session, helo, name, &verdict);
    }
}

static void
run_mismatch (const Check *check, SmtpSession *session)
{
  run_names (check, session, false);
}

const Check check_helo_mismatch = {
  .id = "helo-mismatch",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Client's name cannot be right"),
  .explanation
  = N_ ("With HELO or EHLO a client says its name, and nothing makes it tell the truth. This name cannot be "
        "the client's: it is another host's, or no name that the world knows. Programs of users do so out "
        "of ignorance; a mail server that does so is badly set up, or wants to pass for somebody else."),
  .protection
  = N_ ("Servers can compare the name with the client's address and DNS, and note the result in Received, but "
        "must not refuse mail for this alone. No reader should trust a HELO name."),
  .reference = "RFC 5321 §4.1.1.1, RFC 5321 §4.1.4",
  .run = run_mismatch,
};

/* --- against the DNS ------------------------------------------------------------------------ */

/* The report of the first mail that has one which contradicts: all of a session say the same. */
static const HeloReport *
contradicting_report (const SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const HeloReport *report = transaction->sender != NULL ? transaction->sender->helo : NULL;
      if (report != NULL && report->standing == HELO_CONTRADICTED)
        return report;
    }
  return NULL;
}

/* The answers that it rests on. */
static void
note_answers (SmtpSession *session, Finding *finding, const HeloReport *report)
{
  const GPtrArray *used = dns_inquiry_used (report->inquiry);
  for (guint i = 0; i < used->len; i++)
    {
      const DnsAnswer *answer = g_ptr_array_index (used, i);
      const char *name = check_quote (session, octets_of_string (answer->name));
      if (answer->source == DNS_FROM_CAPTURE)
        finding_note (session, finding, "DNS answer: %s %s (packet %" PRIu64 ").", dns_type_name (answer->type), name,
                      answer->origin.packet);
      else
        finding_note (session, finding, "DNS answer: %s %s (%s).", dns_type_name (answer->type), name,
                      finding_word (session, answer->source == DNS_FROM_FILE ? N_ ("of the zone file")
                                                                             : N_ ("asked by smtplens")));
    }
}

static void
run_forged (const Check *check, SmtpSession *session)
{
  run_names (check, session, true);
  const HeloReport *report = contradicting_report (session);
  if (report == NULL || session_finding (session, check) != NULL || !is_strange_server (session))
    return;
  char address[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, session_flow_side (session, SIDE_CLIENT), address);
  Finding *finding = finding_add (session, check, NULL,
                                  "The client calls itself %s, which has other addresses; the DNS calls %s %s.",
                                  check_quote (session, octets_of_string (report->name)), address,
                                  check_quote (session, octets_of_string (report->reverse)));
  const SmtpHelo *helo = g_ptr_array_index (session->helos, session->helos->len - 1);
  finding_cite_command (finding, helo->command);
  note_answers (session, finding, report);
}

const Check check_helo_forged = {
  .id = "helo-forged",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Client calls itself by another's name"),
  .explanation
  = N_ ("A mail server gave a name or an address with HELO or EHLO that is somebody else's: that of the very "
        "server it talks to, another address than its own, or one that the DNS gives to other hosts while the "
        "client's address bears the "
        "name of others. Senders of spam do so to look familiar in logs and in Received fields. A server "
        "moved without its records may look the same."),
  .protection
  = N_ ("Servers may note what they find in Received, and count it against a mail, but must not refuse it for "
        "this alone. Owners keep PTR, A and HELO of their servers in step."),
  .reference = "RFC 5321 §4.1.4, RFC 5321 §4.1.1.1",
  .run = run_forged,
};

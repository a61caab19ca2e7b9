/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure the sender of a mail is: the members "spf", "dkim", "arc", "dmarc" and "sender".
 *
 * Limits: RECORDS_SHOWN records of an answer, ROWS_SHOWN answers. */
#include "config.h"

#include "json-sink.h"

#include "../dissect/authentication-comparison.h"
#include "../dissect/sender.h"

enum { RECORDS_SHOWN = 16, ROWS_SHOWN = 64 };

/* Text that may hold what the wire said. */
static void
write_text (JsonSink *sink, const char *name, const char *text)
{
  if (text != NULL && text[0] != '\0')
    json_octets (&sink->json, name, veil_text (sink->veil, octets_of_string (text)));
}

static void
write_true (JsonSink *sink, const char *name, bool value)
{
  if (value)
    json_bool (&sink->json, name, true);
}

/* --- SPF ------------------------------------------------------------------------- */

static void
write_spf (JsonSink *sink, const char *name, const SpfVerdict *spf)
{
  JsonWriter *json = &sink->json;
  if (spf == NULL)
    return;
  json_begin_object (json, name);
  json_text (json, "result", spf_result_name (spf->result));
  write_text (sink, "domain", spf->domain);
  json_text (json, "identity", spf->identity == SPF_OF_HELO ? "helo" : "mailfrom");
  write_text (sink, "mechanism", spf->mechanism);
  write_text (sink, "mechanism_of", spf->mechanism_owner);
  write_text (sink, "explanation", spf->explanation);
  write_text (sink, "why", spf->why);
  json_end_object (json);
}

/* --- DKIM and ARC ---------------------------------------------------------------- */

static const char *
fit_name (DkimFit fit)
{
  static const char *const names[] = { NULL, "unchanged", "changed" };
  return names[fit];
}

static void
write_signature (JsonSink *sink, const DkimVerdict *signature)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  json_text (json, "result", dkim_result_name (signature->result));
  write_text (sink, "domain", signature->domain);
  write_text (sink, "selector", signature->selector);
  write_text (sink, "identity", signature->identity);
  write_text (sink, "algorithm", signature->algorithm);
  write_text (sink, "canonicalization", signature->canonicalization);
  write_text (sink, "signed_fields", signature->signed_fields);
  json_text (json, "body", fit_name (signature->body));
  json_text (json, "header", fit_name (signature->header));
  if (signature->has_length)
    json_number (json, "unsigned_octets", signature->unsigned_octets);
  if (signature->key_bits > 0)
    json_number (json, "key_bits", signature->key_bits);
  write_true (sink, "testing", signature->testing);
  write_text (sink, "why", signature->why);
  json_end_object (json);
}

static void
write_dkim (JsonSink *sink, const GPtrArray *signatures)
{
  if (signatures->len == 0)
    return;
  json_begin_array (&sink->json, "dkim");
  for (guint i = 0; i < signatures->len; i++)
    write_signature (sink, g_ptr_array_index (signatures, i));
  json_end_array (&sink->json);
}

static void
write_arc (JsonSink *sink, const ArcVerdict *arc)
{
  JsonWriter *json = &sink->json;
  if (arc->result == ARC_NONE)
    return;
  json_begin_object (json, "arc");
  json_text (json, "result", arc_result_name (arc->result));
  write_text (sink, "why", arc->why);
  json_begin_array (json, "sets");
  for (guint i = 0; i < arc->sets->len; i++)
    {
      const ArcSet *set = g_ptr_array_index (arc->sets, i);
      json_begin_object (json, NULL);
      json_number (json, "instance", set->instance);
      write_text (sink, "domain", set->domain);
      write_text (sink, "selector", set->selector);
      write_text (sink, "chain_validation", set->chain_validation);
      write_text (sink, "results", set->results);
      json_end_object (json);
    }
  json_end_array (json);
  if (arc->oldest_pass > 0)
    json_number (json, "oldest_pass", arc->oldest_pass);
  json_end_object (json);
}

/* --- DMARC ----------------------------------------------------------------------- */

static const char *
alignment_name (DmarcAlignment alignment)
{
  static const char *const names[] = { NULL, "none", "relaxed", "strict" };
  return names[alignment];
}

static void
write_dmarc (JsonSink *sink, const DmarcVerdict *dmarc)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, "dmarc");
  json_text (json, "result", dmarc_result_name (dmarc->result));
  write_text (sink, "domain", dmarc->domain);
  json_text (json, "policy", dmarc_policy_name (dmarc->policy));
  json_text (json, "policy_tag", dmarc->policy_tag);
  write_text (sink, "policy_domain", dmarc->policy_domain);
  write_text (sink, "organizational_domain", dmarc->organizational);
  write_true (sink, "public_suffix_list", dmarc->by_public_suffix_list);
  write_true (sink, "testing", dmarc->testing);
  json_text (json, "spf_alignment", alignment_name (dmarc->spf));
  json_text (json, "dkim_alignment", alignment_name (dmarc->dkim));
  write_text (sink, "why", dmarc->why);
  json_end_object (json);
}

/* --- what servers say in the header ---------------------------------------------- */

static void
write_claim (JsonSink *sink, const ComparedClaim *compared)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  write_text (sink, "method", compared->claim->method);
  write_text (sink, "result", compared->claim->result);
  write_text (sink, "domain", authentication_claim_domain (compared->claim));
  write_text (sink, "reason", compared->claim->reason);
  write_true (sink, "this_hop", compared->this_hop);
  json_text (json, "ours", compared->ours);
  json_text (json, "agreement", claim_agreement_name (compared->agreement));
  json_end_object (json);
}

static void
write_claims (JsonSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  JsonWriter *json = &sink->json;
  AuthenticationComparison *comparison = authentication_compare (session, transaction);
  if (comparison == NULL)
    return;
  json_begin_array (json, "authentication_results");
  for (guint i = 0; i < comparison->results->len; i++)
    {
      const AuthenticationResults *results = g_ptr_array_index (comparison->results, i);
      json_begin_object (json, NULL);
      write_text (sink, "server", results->server);
      json_begin_array (json, "claims");
      for (guint k = 0; k < comparison->claims->len; k++)
        if (g_array_index (comparison->claims, ComparedClaim, k).results == results)
          write_claim (sink, &g_array_index (comparison->claims, ComparedClaim, k));
      json_end_array (json);
      json_end_object (json);
    }
  json_end_array (json);
  authentication_comparison_free (comparison);
}

/* --- what it rests on ------------------------------------------------------------ */

static const char *
status_name (DnsStatus status)
{
  static const char *const names[] = { "unknown", "found", "empty", "nxdomain", "failed" };
  return names[status];
}

static const char *
source_name (DnsSource source)
{
  static const char *const names[] = { "capture", "file", "resolver" };
  return names[source];
}

static void
write_address (JsonWriter *json, const char *name, unsigned ip_version, const uint8_t *ip)
{
  Flow flow = { .ip_version = (uint8_t) ip_version };
  char text[FLOW_IP_TEXT];
  memcpy (flow.side[0].ip, ip, ip_version == 6 ? 16 : 4);
  flow_ip_text (&flow, 0, text);
  json_text (json, name, text);
}

static void
write_record (JsonSink *sink, DnsType type, const DnsRecord *record)
{
  JsonWriter *json = &sink->json;
  if (type == DNS_A && record->data.length == 4)
    write_address (json, NULL, 4, record->data.at);
  else if (type == DNS_AAAA && record->data.length == 16)
    write_address (json, NULL, 6, record->data.at);
  else
    json_octets (json, NULL, veil_text (sink->veil, record->data));
}

static void
write_answer (JsonSink *sink, const SmtpSession *session, const DnsAnswer *answer)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  json_text (json, "type", dns_type_name (answer->type));
  write_text (sink, "name", answer->name);
  json_text (json, "status", status_name (answer->status));
  if (answer->count > 0)
    {
      json_begin_array (json, "records");
      for (size_t i = 0; i < MIN (answer->count, RECORDS_SHOWN); i++)
        write_record (sink, answer->type, &answer->records[i]);
      json_end_array (json);
    }
  json_text (json, "source", source_name (answer->source));
  if (answer->origin.packet != 0)
    {
      json_number (json, "packet", answer->origin.packet);
      json_time (json, "time", answer->origin.time, session->traffic.nanoseconds);
    }
  if (answer->line != 0)
    json_number (json, "line", answer->line);
  if (answer->ip_version != 0)
    write_address (json, "server", answer->ip_version, answer->server);
  json_end_object (json);
}

static void
write_rests_on (JsonSink *sink, const SmtpSession *session, const DnsInquiry *inquiry)
{
  JsonWriter *json = &sink->json;
  const GPtrArray *used = dns_inquiry_used (inquiry), *missing = dns_inquiry_missing (inquiry);
  if (used->len > 0)
    {
      json_begin_array (json, "rests_on");
      for (guint i = 0; i < MIN (used->len, ROWS_SHOWN); i++)
        write_answer (sink, session, g_ptr_array_index (used, i));
      json_end_array (json);
    }
  if (missing->len == 0)
    return;
  json_begin_array (json, "missing_records");
  for (guint i = 0; i < MIN (missing->len, ROWS_SHOWN); i++)
    {
      const DnsMissing *row = g_ptr_array_index (missing, i);
      json_begin_object (json, NULL);
      json_text (json, "type", dns_type_name (row->type));
      write_text (sink, "name", row->name);
      json_end_object (json);
    }
  json_end_array (json);
}

void
json_sender (JsonSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  JsonWriter *json = &sink->json;
  const SenderReport *report = transaction->sender;
  if (report == NULL)
    return;
  veil_meet (sink->veil, transaction);
  write_spf (sink, "spf", report->spf);
  write_spf (sink, "spf_helo", report->spf_helo);
  write_dkim (sink, report->dkim);
  write_arc (sink, report->arc);
  write_dmarc (sink, report->dmarc);
  write_claims (sink, session, transaction);
  json_begin_object (json, "sender");
  json_text (json, "verdict", sender_verdict_name (report->verdict));
  write_text (sink, "why", report->why);
  write_rests_on (sink, session, report->inquiry);
  json_end_object (json);
}

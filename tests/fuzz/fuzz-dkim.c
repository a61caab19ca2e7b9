/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a mail with signatures: the first line is the record that the DNS has at every name, the rest is the
 * mail.  A mail in one piece and in many is judged alike; nothing passes whose text or header does
 * not fit, or whose key is too short; what is told is text. */
#include "config.h"

#include "dissect/dkim.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

struct DnsInquiry {
  DnsRecord record;
  DnsAnswer answer;
};

/* Stands in for the store of DNS facts. */
const DnsAnswer *
dns_ask (DnsInquiry *inquiry, const char *name, DnsType type)
{
  inquiry->answer = (DnsAnswer){
    .name = name,
    .canonical = name,
    .type = type,
    .status = inquiry->record.data.length > 0 ? DNS_FOUND : DNS_UNKNOWN,
    .records = &inquiry->record,
    .count = inquiry->record.data.length > 0,
  };
  return &inquiry->answer;
}

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static bool
is_text (const char *text)
{
  return text == NULL || g_utf8_validate (text, -1, NULL);
}

static void
describe_dkim (GString *to, const DkimVerdict *verdict)
{
  check (verdict->why != NULL && is_text (verdict->why) && is_text (verdict->domain) && is_text (verdict->selector));
  check (is_text (verdict->identity) && is_text (verdict->algorithm) && is_text (verdict->signed_fields));
  if (verdict->result == DKIM_PASS)
    {
      check (verdict->body == DKIM_FITS && verdict->header == DKIM_FITS && verdict->from_signed);
      check (verdict->domain != NULL && verdict->selector != NULL && verdict->key_bits >= 256);
      check (verdict->key_bits >= 1024 || strcmp (verdict->algorithm, "ed25519-sha256") == 0);
    }
  check (verdict->has_length || verdict->unsigned_octets == 0);
  g_string_append_printf (to, "%d %d %d %s\n", verdict->result, verdict->body, verdict->header, verdict->why);
}

static void
describe_arc (GString *to, const ArcVerdict *verdict)
{
  check ((verdict->result == ARC_NONE) == (verdict->why == NULL) && is_text (verdict->why));
  check (verdict->result != ARC_PASS || verdict->sets->len > 0);
  check (verdict->oldest_pass <= verdict->sets->len);
  for (guint i = 0; i < verdict->sets->len; i++)
    {
      const ArcSet *set = g_ptr_array_index (verdict->sets, i);
      check (is_text (set->domain) && is_text (set->selector) && is_text (set->chain_validation));
      check (is_text (set->results));
    }
  g_string_append_printf (to, "%d %u %s\n", verdict->result, verdict->oldest_pass, verdict->why);
}

static GString *
judge (Octets record, Octets mail, size_t step)
{
  MailStorage storage = { .mail_memory = 65536, .total_memory = 1 << 20 };
  MessageLimits limits;
  DnsInquiry inquiry = { .record = { .data = record } };
  GString *text = g_string_new (NULL);
  message_limits_init (&limits);
  MailMessage *message = mail_message_new (&limits, &storage);
  for (size_t at = 0; at < mail.length; at += step)
    mail_message_append (message, octets_slice (mail, at, step));
  mail_message_finish (message, MESSAGE_COMPLETE);
  GPtrArray *verdicts = dkim_verify (message, 0, &inquiry);
  for (guint i = 0; i < verdicts->len; i++)
    describe_dkim (text, g_ptr_array_index (verdicts, i));
  g_ptr_array_unref (verdicts);
  ArcVerdict *arc = arc_verify (message, 0, &inquiry);
  describe_arc (text, arc);
  arc_verdict_free (arc);
  mail_message_free (message);
  return text;
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  Octets input = octets_of (octets, length);
  size_t line = octets_find (input, '\n');
  if (line == SIZE_MAX || length > 20000)
    return 0;
  Octets record = octets_slice (input, 0, line), mail = octets_from (input, line + 1);
  GString *whole = judge (record, mail, length);
  GString *pieces = judge (record, mail, 1 + octets[0] % 7);
  check (g_string_equal (whole, pieces));
  g_string_free (whole, TRUE);
  g_string_free (pieces, TRUE);
  return 0;
}

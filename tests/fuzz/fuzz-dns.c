/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a DNS message, as a TCP stream of such, and as a zone file.  The first
 * octet says which.  What comes out must be in the one spelling, within its bounds, and
 * the same for any split of a stream. */
#include "config.h"

#include "dissect/dns-message.h"
#include "dissect/dns-stream.h"
#include "dissect/dns-watch.h"
#include "dissect/zone-file.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static const uint8_t seed[SIPHASH_KEY_OCTETS] = "fuzz";

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
check_name (const char *name)
{
  char text[DNS_NAME_TEXT];
  check (dns_name_spell (name, text) && strcmp (name, text) == 0);
}

static DnsFacts *
make_facts (void)
{
  DnsLimits limits = { .names = 1000, .octets = 1000000 };
  return dns_facts_new (&limits, seed);
}

static void
read_message (Octets octets)
{
  DnsMessage message;
  DnsReading reading;
  if (dns_message_read (octets, &message) != DNS_READ_WHOLE)
    return;
  check_name (message.name);
  DnsAnswer like = { .from = 1000, .ip_version = 4 };
  DnsAnswer *answer = dns_message_answer (octets, &message, &like, &reading);
  if (answer == NULL)
    return;
  check (reading != DNS_READ_MALFORMED);
  check_name (answer->canonical);
  check (answer->until >= answer->from && answer->status != DNS_UNKNOWN);
  check ((answer->status == DNS_FOUND) == (answer->count > 0));
  for (size_t i = 0; i < answer->count; i++)
    {
      size_t size = answer->records[i].data.length;
      check (answer->type != DNS_A || size == 4);
      check (answer->type != DNS_AAAA || size == 16);
      check (answer->records[i].data.at[size] == '\0');
      if (answer->type != DNS_A && answer->type != DNS_AAAA && answer->type != DNS_TXT)
        check_name ((const char *) answer->records[i].data.at);
    }
  DnsFacts *facts = make_facts ();
  dns_facts_add (facts, answer);
  DnsInquiry *inquiry = dns_inquiry_new (facts, 1000);
  const DnsAnswer *given = dns_ask (inquiry, message.name, (DnsType) message.type);
  check (given->status == answer->status || answer->type == DNS_CNAME || message.name[0] == '\0');
  dns_inquiry_free (inquiry);
  dns_facts_free (facts);
  dns_answer_unref (answer);
}

typedef struct Seen {
  DnsWatch *watch;
  GString *lengths;
} Seen;

static bool
watch_message (void *user, Octets octets)
{
  static const uint8_t ip[4] = { 192, 0, 2, 1 };
  Seen *seen = user;
  DnsPath path
      = { .ip_version = 4, .source = ip, .destination = ip, .source_port = DNS_PORT, .destination_port = DNS_PORT };
  g_string_append_printf (seen->lengths, "%zu ", octets.length);
  return dns_watch_push (seen->watch, &path, octets, false, (Origin){ .packet = 1, .time = 5 });
}

/* What was seen of a stream in pieces of so many octets. */
static GString *
read_stream (Octets octets, size_t piece)
{
  DnsFacts *facts = make_facts ();
  Seen seen = { dns_watch_new (10, facts, seed), g_string_new (NULL) };
  DnsStream stream = { 0 };
  for (size_t at = 0; at < octets.length; at += piece)
    dns_stream_feed (&stream, octets_slice (octets, at, piece), watch_message, &seen);
  const DnsWatchCounters *counters = dns_watch_counters (seen.watch);
  g_string_append_printf (seen.lengths, "%d %d", (int) counters->believed, (int) counters->malformed);
  dns_stream_clear (&stream);
  dns_watch_free (seen.watch);
  dns_facts_free (facts);
  return seen.lengths;
}

static void
read_zone (Octets octets)
{
  DnsFacts *facts = make_facts ();
  ZoneFileReport report;
  bool read = zone_file_read (octets, facts, &report);
  check (read == (report.wrong == NULL) && read == (report.line == 0));
  g_free (report.wrong);
  static const char *const names[] = { "x", "a.x", "b.a.x", "*.x" };
  DnsInquiry *inquiry = dns_inquiry_new (facts, 5);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    check_name (dns_ask (inquiry, names[i], DNS_TXT)->canonical);
  dns_inquiry_free (inquiry);
  dns_facts_free (facts);
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  if (length == 0)
    return 0;
  Octets rest = octets_of (octets + 1, length - 1);
  if (octets[0] == 'z')
    read_zone (rest);
  else if (octets[0] == 's')
    {
      GString *whole = read_stream (rest, SIZE_MAX / 2), *pieces = read_stream (rest, 1);
      check (g_string_equal (whole, pieces));
      g_string_free (whole, TRUE);
      g_string_free (pieces, TRUE);
    }
  else
    read_message (rest);
  return 0;
}

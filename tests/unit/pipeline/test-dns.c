/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DNS through the whole pipeline: datagrams of both IP versions, in VLANs, tunnels and
 * fragments, connections, and sessions that wait for an answer that comes late. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dissect/sender.h"
#include "src/pipeline.h"
#include "tests/support/dns-octets.h"
#include "tests/support/dns-words.h"

#define MILLISECOND G_GINT64_CONSTANT (1000000)
#define SECOND (1000 * MILLISECOND)

enum { SYN = 2, FIN = 1, PUSH_ACK = 24, ACK = 16, UDP = 17, TCP = 6 };

/* One end of a connection between host 1 and host 2 of 192.0.2.0/24. */
typedef struct Stream {
  uint16_t client_port, server_port;
  uint32_t sequence[2];
} Stream;

typedef struct Net {
  Pipeline *pipeline;
  GString *shown; /* what sessions said when they went on */
  uint64_t number;
  int64_t time;
  bool six, vlan, gre, fragments;
  GString *saved; /* numbers of packets; NULL: none are saved */
} Net;

/* --- packets ---------------------------------------------------------------------- */

static void
put (GByteArray *to, uint64_t value, unsigned octets)
{
  while (octets-- > 0)
    {
      uint8_t octet = (uint8_t) (value >> (8 * octets));
      g_byte_array_append (to, &octet, 1);
    }
}

static void
push_frame (Net *net, const GByteArray *ip)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  put (frame, 0x020000000001, 6);
  put (frame, 0x020000000002, 6);
  if (net->vlan)
    put (frame, 0x81000007, 4);
  put (frame, ip->data[0] >> 4 == 6 ? 0x86dd : 0x0800, 2);
  g_byte_array_append (frame, ip->data, ip->len);
  const Packet packet = { .octets = frame->data,
                          .captured = frame->len,
                          .length = frame->len,
                          .link_type = 1,
                          .number = ++net->number,
                          .time = net->time };
  pipeline_push (net->pipeline, &packet);
}

static void
put_ip4 (GByteArray *to, unsigned protocol, size_t length, unsigned fragment, uint32_t from, uint32_t towards)
{
  put (to, 0x45000000 + 20 + length, 4);
  put (to, 0x4711u << 16 | fragment, 4);
  put (to, 0x40u << 24 | protocol << 16, 4);
  put (to, from, 4);
  put (to, towards, 4);
}

/* IP around a payload; side 0 is the client. */
static void
push_ip (Net *net, unsigned side, unsigned protocol, const GByteArray *payload)
{
  g_autoptr (GByteArray) ip = g_byte_array_new ();
  size_t half = net->fragments ? payload->len / 16 * 8 : payload->len;
  if (net->six)
    {
      put (ip, 0x60000000, 4);
      put (ip, payload->len, 2);
      put (ip, protocol << 8 | 64, 2);
      put (ip, 0x20010db8, 4);
      put (ip, 0, 8);
      put (ip, 1 + side, 4);
      put (ip, 0x20010db8, 4);
      put (ip, 0, 8);
      put (ip, 2 - side, 4);
    }
  else
    {
      if (net->gre)
        {
          put_ip4 (ip, 47, 4 + 20 + half, 0, 0x0a000001, 0x0a000002);
          put (ip, 0x00000800, 4);
        }
      put_ip4 (ip, protocol, half, half < payload->len ? 0x2000 : 0, 0xc0000201 + side, 0xc0000202 - side);
    }
  g_byte_array_append (ip, payload->data, (guint) half);
  push_frame (net, ip);
  if (half == payload->len)
    return;
  g_byte_array_set_size (ip, 0);
  put_ip4 (ip, protocol, payload->len - half, (unsigned) half / 8, 0xc0000201 + side, 0xc0000202 - side);
  g_byte_array_append (ip, payload->data + half, payload->len - (guint) half);
  push_frame (net, ip);
}

static void
datagram (Net *net, uint16_t id, unsigned flags, const char *lines)
{
  unsigned side = (flags & 0x8000) != 0 ? 1 : 0;
  GByteArray *message = dns_octets_new (id, flags, lines);
  g_autoptr (GByteArray) udp = g_byte_array_new ();
  put (udp, side == 0 ? 4000 : 53, 2);
  put (udp, side == 0 ? 53 : 4000, 2);
  put (udp, 8 + message->len, 2);
  put (udp, 0, 2);
  g_byte_array_append (udp, message->data, message->len);
  push_ip (net, side, UDP, udp);
  g_byte_array_unref (message);
}

static void
segment (Net *net, Stream *stream, unsigned side, unsigned flags, const void *octets, size_t length)
{
  g_autoptr (GByteArray) tcp = g_byte_array_new ();
  put (tcp, side == 0 ? stream->client_port : stream->server_port, 2);
  put (tcp, side == 0 ? stream->server_port : stream->client_port, 2);
  put (tcp, stream->sequence[side], 4);
  put (tcp, (flags & ACK) != 0 ? stream->sequence[1 - side] : 0, 4);
  put (tcp, 0x5000 + flags, 2);
  put (tcp, 0xffff0000, 4);
  put (tcp, 0, 2);
  g_byte_array_append (tcp, octets, (guint) length);
  stream->sequence[side] += (uint32_t) length + ((flags & (SYN | FIN)) != 0);
  push_ip (net, side, TCP, tcp);
}

static void
begin (Net *net, Stream *stream, uint16_t client_port, uint16_t server_port)
{
  *stream = (Stream){ client_port, server_port, { 1000, 5000 } };
  segment (net, stream, 0, SYN, "", 0);
  segment (net, stream, 1, SYN | ACK, "", 0);
  segment (net, stream, 0, ACK, "", 0);
}

static void
end (Net *net, Stream *stream)
{
  segment (net, stream, 0, FIN | ACK, "", 0);
  segment (net, stream, 1, FIN | ACK, "", 0);
  segment (net, stream, 0, ACK, "", 0);
}

static void
say (Net *net, Stream *stream, unsigned side, const char *text)
{
  segment (net, stream, side, PUSH_ACK, text, strlen (text));
  segment (net, stream, 1 - side, ACK, "", 0);
}

/* A mail from a@DOMAIN in a session of its own. */
static void
mail (Net *net, uint16_t port, const char *domain)
{
  Stream stream;
  g_autofree char *data = g_strdup_printf ("From: a@%s\r\nSubject: x\r\n\r\nx\r\n.\r\n", domain);
  begin (net, &stream, port, 25);
  say (net, &stream, 1, "220 mx.example ESMTP\r\n");
  say (net, &stream, 0, "EHLO client.example\r\n");
  say (net, &stream, 1, "250 mx.example\r\n");
  say (net, &stream, 0, "MAIL FROM:<>\r\n");
  say (net, &stream, 1, "250 ok\r\n");
  say (net, &stream, 0, "RCPT TO:<b@mx.example>\r\n");
  say (net, &stream, 1, "250 ok\r\n");
  say (net, &stream, 0, "DATA\r\n");
  say (net, &stream, 1, "354 go\r\n");
  say (net, &stream, 0, data);
  say (net, &stream, 1, "250 ok\r\n");
  say (net, &stream, 0, "QUIT\r\n");
  say (net, &stream, 1, "221 bye\r\n");
  end (net, &stream);
}

/* --- what comes out ------------------------------------------------------------------ */

static bool
misses (const SmtpSession *session, const char *name)
{
  if (session->transactions->len == 0)
    return false;
  const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, 0);
  const GPtrArray *missing = dns_inquiry_missing (transaction->sender->inquiry);
  for (guint i = 0; i < missing->len; i++)
    if (strcmp (((const DnsMissing *) g_ptr_array_index (missing, i))->name, name) == 0)
      return true;
  return false;
}

/* The number of the session, and whether the record of DMARC is missing. */
static void
show (void *user, SmtpSession *session)
{
  Net *net = user;
  g_string_append_printf (net->shown, "%d%s ", (int) session->id, misses (session, "_dmarc.x.example") ? "?" : "");
}

static void
net_init (Net *net, bool from_files, const char *limit)
{
  PipelineLimits limits;
  PipelineHandler handler = { .session = show };
  char *wrong = NULL;
  pipeline_limits_init (&limits);
  if (limit != NULL)
    assert_true (pipeline_limits_set (&limits, limit, &wrong));
  *net = (Net){ .shown = g_string_new (NULL), .time = 1000 * SECOND };
  net->pipeline = pipeline_new (&limits, &handler, net, NULL, false);
  if (from_files)
    pipeline_wait_for_answers (net->pipeline, false);
}

static void
net_clear (Net *net)
{
  pipeline_free (net->pipeline);
  g_string_free (net->shown, TRUE);
}

static void
knows (Net *net, const char *name, DnsType type, const char *words)
{
  DnsInquiry *inquiry = dns_inquiry_new (pipeline_dns_facts (net->pipeline), net->time);
  g_autofree char *got = dns_words_of (dns_ask (inquiry, name, type));
  assert_string_equal (got, words);
  dns_inquiry_free (inquiry);
}

/* --- tests ----------------------------------------------------------------------------- */

static void
reads_datagrams (void **state)
{
  (void) state;
  for (unsigned way = 0; way < 5; way++)
    {
      Net net;
      net_init (&net, true, NULL);
      net.six = way == 1;
      net.vlan = way == 2;
      net.gre = way == 3;
      net.fragments = way == 4;
      datagram (&net, 1, DNS_ASKS, "? x.example TXT");
      datagram (&net, 1, DNS_ANSWERS, "? x.example TXT\n! x.example 60 TXT 'a text that is longer than eight octets'");
      knows (&net, "x.example", DNS_TXT, "FOUND 'a text that is longer than eight octets'");
      DnsAnswer *answer = dns_facts_find (pipeline_dns_facts (net.pipeline), "x.example", DNS_TXT, net.time);
      assert_int_equal (answer->origin.packet, net.number);
      assert_int_equal (answer->ip_version, net.six ? 6 : 4);
      assert_int_equal (answer->server[net.six ? 15 : 3], 2);
      dns_answer_unref (answer);
      RunSummary summary = { 0 };
      pipeline_summary (net.pipeline, &summary);
      assert_int_equal (summary.dns.messages, 2);
      assert_int_equal (summary.dns.answers, 1);
      net_clear (&net);
    }
}

static void
put_message (GByteArray *to, uint16_t id, unsigned flags, const char *lines)
{
  GByteArray *message = dns_octets_new (id, flags, lines);
  put (to, message->len, 2);
  g_byte_array_append (to, message->data, message->len);
  g_byte_array_unref (message);
}

/* Two questions, then both answers in pieces of so many octets. */
static void
reads_connections (void **state)
{
  (void) state;
  g_autoptr (GByteArray) asks = g_byte_array_new (), tells = g_byte_array_new ();
  put_message (asks, 1, DNS_ASKS, "? x.example TXT");
  put_message (asks, 2, DNS_ASKS, "? y.example A");
  put_message (tells, 2, DNS_ANSWERS, "? y.example A\n! y.example 60 A 192.0.2.7");
  put_message (tells, 1, DNS_ANSWERS, "? x.example TXT\n! x.example 60 TXT text");
  for (size_t piece = 1; piece <= tells->len; piece = piece < 4 ? piece + 1 : piece * 2)
    {
      Net net;
      Stream stream;
      net_init (&net, true, NULL);
      begin (&net, &stream, 4000, 53);
      segment (&net, &stream, 0, PUSH_ACK, asks->data, asks->len);
      for (size_t at = 0; at < tells->len; at += piece)
        segment (&net, &stream, 1, PUSH_ACK, tells->data + at, MIN (piece, tells->len - at));
      end (&net, &stream);
      knows (&net, "x.example", DNS_TXT, "FOUND 'text'");
      knows (&net, "y.example", DNS_A, "FOUND 192.0.2.7");
      pipeline_finish (net.pipeline);
      assert_string_equal (net.shown->str, "");
      net_clear (&net);
    }
}

/* Text on that port is no DNS, and SMTP is found there, too. */
static void
finds_smtp_on_the_port (void **state)
{
  (void) state;
  Net net;
  Stream stream;
  net_init (&net, true, NULL);
  begin (&net, &stream, 4000, 53);
  say (&net, &stream, 1, "220 mx.example ESMTP\r\n");
  say (&net, &stream, 0, "EHLO client.example\r\n");
  say (&net, &stream, 1, "250 mx.example\r\n");
  end (&net, &stream);
  pipeline_finish (net.pipeline);
  RunSummary summary = { 0 };
  pipeline_summary (net.pipeline, &summary);
  assert_int_equal (summary.sessions, 1);
  assert_int_equal (summary.dns.messages, 0);
  net_clear (&net);
}

static void
ask (Net *net)
{
  datagram (net, 9, DNS_ASKS, "? _dmarc.x.example TXT");
}

static void
tell (Net *net)
{
  datagram (net, 9, DNS_ANSWERS, "? _dmarc.x.example TXT\n! _dmarc.x.example 60 TXT 'v=DMARC1; p=none'");
}

/* The server asks after it has the mail; the packets' time goes on without it. */
static void
waits_for_late_answers (void **state)
{
  (void) state;
  static const struct {
    const char *what;
    int64_t late; /* seconds after the mail; -1: before it */
    bool from_files;
    const char *limit;
    const char *at_once, *in_the_end;
  } rows[] = {
    { "before", -1, true, NULL, "1 2 ", "1 2 " },
    { "late", 2, true, NULL, "", "1 2 " },
    { "too late", 11, true, NULL, "", "1? 2 " },
    { "late, live", 2, false, NULL, "1? 2 ", "1? 2 " },
    { "late, but nobody waits", 2, true, "dns-wait-seconds=0", "1? 2 ", "1? 2 " },
    { "late, but for fewer seconds", 5, true, "dns-wait-seconds=3", "", "1? 2 " },
    { "late, for more seconds", 50, true, "dns-wait-seconds=60", "", "1 2 " },
    { "one alone may wait", 2, true, "dns-wait-sessions=1", "1? 2 ", "1? 2 " },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Net net;
      net_init (&net, rows[i].from_files, rows[i].limit);
      datagram (&net, 1, DNS_ASKS, "? client.example A");
      dns_words_add (pipeline_dns_facts (net.pipeline), "client.example", DNS_TXT, "NO_NAME", 0, 1000000, 1);
      dns_words_add (pipeline_dns_facts (net.pipeline), "y.example", DNS_TXT, "NO_NAME", 0, 1000000, 1);
      dns_words_add (pipeline_dns_facts (net.pipeline), "1.2.0.192.in-addr.arpa", DNS_PTR, "NO_NAME", 0, 1000000, 1);
      dns_words_add (pipeline_dns_facts (net.pipeline), "example", DNS_TXT, "EMPTY", 0, 1000000, 1);
      dns_words_add (pipeline_dns_facts (net.pipeline), "_dmarc.example", DNS_TXT, "NO_NAME", 0, 1000000, 1);
      ask (&net);
      if (rows[i].late < 0)
        tell (&net);
      mail (&net, 40000, "x.example");
      net.time += 100 * MILLISECOND;
      mail (&net, 40001, "y.example"); /* lacks nothing, and comes behind */
      net.time += 100 * MILLISECOND;
      datagram (&net, 2, DNS_ASKS, "? other.example A");
      if (strcmp (net.shown->str, rows[i].at_once) != 0)
        fail_msg ("%s: at once '%s'", rows[i].what, net.shown->str);
      if (rows[i].late >= 0)
        {
          net.time += rows[i].late * SECOND;
          ask (&net);
          tell (&net);
        }
      pipeline_finish (net.pipeline);
      if (strcmp (net.shown->str, rows[i].in_the_end) != 0)
        fail_msg ("%s: in the end '%s'", rows[i].what, net.shown->str);
      net_clear (&net);
    }
}

static void
note_saved (void *user, const Packet *packet)
{
  Net *net = user;
  g_string_append_printf (net->saved, " %u ", (unsigned) packet->number);
}

static bool
want_all (void *user, const SmtpSession *session)
{
  (void) user;
  (void) session;
  return true;
}

static void
ask_by_connection (Net *net)
{
  Stream stream;
  g_autoptr (GByteArray) asks = g_byte_array_new (), tells = g_byte_array_new ();
  put_message (asks, 1, DNS_ASKS, "? _dmarc.x.example TXT");
  put_message (tells, 1, DNS_ANSWERS, "? _dmarc.x.example TXT\n! _dmarc.x.example 60 TXT 'v=DMARC1; p=none'");
  begin (net, &stream, 4000, 53);
  segment (net, &stream, 0, PUSH_ACK, asks->data, asks->len);
  segment (net, &stream, 1, PUSH_ACK, tells->data, tells->len);
  end (net, &stream);
}

/* Of the DNS those packets that a verdict rests on, each once; or those that are expected, at their place. */
static void
saves_what_verdicts_rest_on (void **state)
{
  (void) state;
  for (unsigned way = 0; way < 12; way++)
    {
      Net net;
      const bool expected = way >= 6, by_connection = way % 6 == 5;
      const PipelineHandler handler = { .session = show, .packet = note_saved };
      net_init (&net, true, NULL);
      pipeline_free (net.pipeline);
      PipelineLimits limits;
      pipeline_limits_init (&limits);
      net.saved = g_string_new (NULL);
      net.pipeline = pipeline_new (&limits, &handler, &net, NULL, false);
      pipeline_save_when (net.pipeline, want_all, NULL);
      net.six = way % 6 == 1;
      net.vlan = way % 6 == 2;
      net.gre = way % 6 == 3;
      net.fragments = way % 6 == 4;
      if (expected)
        pipeline_save_answer (net.pipeline, net.time + SECOND);
      datagram (&net, 1, DNS_ASKS, "? other.example A");
      datagram (&net, 1, DNS_ANSWERS, "? other.example A\n! other.example 60 A 192.0.2.7");
      const unsigned before = (unsigned) net.number;
      if (by_connection)
        {
          net.time += SECOND;
          ask_by_connection (&net);
        }
      else
        {
          ask (&net);
          net.time += SECOND;
          tell (&net);
        }
      const unsigned last = (unsigned) net.number;
      assert_int_equal (net.saved->len > 0, expected);
      net.time += SECOND;
      net.fragments = false;
      mail (&net, 40000, "x.example");
      pipeline_finish (net.pipeline);
      for (unsigned number = 1; number <= net.number; number++)
        {
          g_autofree char *word = g_strdup_printf (" %u ", number);
          const char *found = strstr (net.saved->str, word);
          if ((found != NULL) != (number > before))
            fail_msg ("way %u, the DNS in packets %u to %u: of %u in all these were saved: %s", way, before + 1, last,
                      (unsigned) net.number, net.saved->str);
          assert_true (found == NULL || strstr (found + 1, word) == NULL);
        }
      g_string_free (net.saved, TRUE);
      net_clear (&net);
    }
}

static void
waits_for_nothing_without_dns (void **state)
{
  (void) state;
  Net net;
  net_init (&net, true, NULL);
  mail (&net, 40000, "x.example");
  assert_string_equal (net.shown->str, "1? ");
  net_clear (&net);
}

/* All of the DNS stands behind the first mails. */
static void
waits_for_the_first_dns (void **state)
{
  (void) state;
  Net net;
  net_init (&net, true, NULL);
  pipeline_wait_for_answers (net.pipeline, true);
  for (uint16_t i = 0; i < 16; i++)
    mail (&net, (uint16_t) (40000 + i), "x.example");
  assert_string_equal (net.shown->str, "");
  net.time += SECOND;
  ask (&net);
  tell (&net);
  net.time += 20 * SECOND;
  datagram (&net, 2, DNS_ASKS, "? other.example A");
  assert_null (strchr (net.shown->str, '?'));
  assert_true (g_str_has_prefix (net.shown->str, "1 2 3 "));
  net_clear (&net);

  /* Where none comes, the first wait for no more than so many, and those behind them not at all. */
  net_init (&net, true, NULL);
  pipeline_wait_for_answers (net.pipeline, true);
  for (uint16_t i = 0; i < 16; i++)
    mail (&net, (uint16_t) (40000 + i), "x.example");
  assert_string_equal (net.shown->str, "");
  mail (&net, 40016, "x.example");
  assert_true (g_str_has_suffix (net.shown->str, "16? 17? "));
  net_clear (&net);
}

/* --- live DNS ---------------------------------------------------------------------------- */

static gboolean
deny (gint fd, GIOCondition condition, gpointer user)
{
  (void) condition;
  uint8_t octets[1000];
  struct sockaddr_in from;
  socklen_t length = sizeof from;
  ssize_t got = recvfrom (fd, octets, sizeof octets, 0, (struct sockaddr *) &from, &length);
  DnsMessage question;
  assert_int_equal (dns_message_read (octets_of (octets, (size_t) got), &question), DNS_READ_WHOLE);
  g_autofree char *lines = g_strdup_printf ("? %s %s", question.name, dns_type_name ((DnsType) question.type));
  GByteArray *answer = dns_octets_new (question.id, DNS_ANSWERS | DNS_NXDOMAIN, lines);
  assert_int_equal (sendto (fd, answer->data, answer->len, 0, (struct sockaddr *) &from, length), answer->len);
  g_byte_array_unref (answer);
  ++*(unsigned *) user;
  return G_SOURCE_CONTINUE;
}

/* A server on the loopback that knows of no name; its descriptor. */
static int
serve (char address[32])
{
  struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof any;
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  assert_int_equal (bind (fd, (struct sockaddr *) &any, sizeof any), 0);
  assert_int_equal (getsockname (fd, (struct sockaddr *) &any, &length), 0);
  g_snprintf (address, 32, "127.0.0.1:%u", ntohs (any.sin_port));
  return fd;
}

static void
no_matter (void *user)
{
  (void) user;
}

/* More sessions than may wait, each with a domain of its own: reading pauses, all are
 * answered, and they go on in their order. */
static void
asks_live_dns (void **state)
{
  (void) state;
  enum { MAILS = 40 };
  Net net;
  char address[32], *wrong = NULL;
  unsigned asked = 0, pauses = 0;
  g_autoptr (GString) wanted = g_string_new (NULL);
  net_init (&net, true, "dns-wait-sessions=8");
  int fd = serve (address);
  guint source = g_unix_fd_add (fd, G_IO_IN, deny, &asked);
  assert_true (pipeline_resolve (net.pipeline, address, no_matter, NULL, &wrong));
  for (unsigned i = 0; i < MAILS; i++)
    {
      g_autofree char *domain = g_strdup_printf ("d%u.x.example", i);
      mail (&net, (uint16_t) (40000 + i), i % 5 == 0 ? "x.example" : domain);
      g_string_append_printf (wanted, "%u ", i + 1);
      for (; pipeline_is_full (net.pipeline); pauses++)
        g_main_context_iteration (NULL, TRUE);
    }
  pipeline_finish (net.pipeline);
  while (pipeline_awaits_answers (net.pipeline))
    g_main_context_iteration (NULL, TRUE);
  assert_string_equal (net.shown->str, wanted->str);
  assert_true (pauses > 0);
  assert_true (asked > MAILS / 2);
  RunSummary summary = { 0 };
  pipeline_summary (net.pipeline, &summary);
  assert_int_equal (summary.limit_count, 0);
  net_clear (&net);
  g_source_remove (source);
  close (fd);
}

/* Nobody answers: what waits goes on when it is told to. */
static void
gives_up (void **state)
{
  (void) state;
  Net net;
  char address[32], *wrong = NULL;
  net_init (&net, true, NULL);
  int fd = serve (address);
  assert_true (pipeline_resolve (net.pipeline, address, no_matter, NULL, &wrong));
  mail (&net, 40000, "x.example");
  pipeline_finish (net.pipeline);
  assert_string_equal (net.shown->str, "");
  assert_true (pipeline_awaits_answers (net.pipeline));
  pipeline_give_up (net.pipeline);
  assert_string_equal (net.shown->str, "1? ");
  net_clear (&net);
  close (fd);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (saves_what_verdicts_rest_on),
    cmocka_unit_test (reads_datagrams),
    cmocka_unit_test (reads_connections),
    cmocka_unit_test (finds_smtp_on_the_port),
    cmocka_unit_test (waits_for_late_answers),
    cmocka_unit_test (waits_for_the_first_dns),
    cmocka_unit_test (waits_for_nothing_without_dns),
    cmocka_unit_test (asks_live_dns),
    cmocka_unit_test (gives_up),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

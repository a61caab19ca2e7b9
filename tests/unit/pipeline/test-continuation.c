/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections that hold several sessions, as packets through the whole pipeline: those
 * that meet a limit, and those whose roles turn.  Each session is handed on when it
 * ends, in its order, and their counts add up to the connection's. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "src/pipeline-limits.h"
#include "src/pipeline.h"

#include <string.h>

enum { MAILS = 60, SYN = 2, FIN = 1, PUSH_ACK = 24, ACK = 16 };

/* Packets between 192.0.2.1:40000 and 192.0.2.2:25. */
typedef struct Wire {
  Pipeline *pipeline;
  uint32_t sequence[2];
  uint64_t number;
  uint64_t octets[2];
} Wire;

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
segment (Wire *wire, unsigned from, unsigned flags, const char *text)
{
  size_t length = strlen (text);
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  put (octets, 0x020000000001, 6);
  put (octets, 0x020000000002, 6);
  put (octets, 0x0800, 2);
  put (octets, 0x45000000 + 40 + length, 4);
  put (octets, 0, 4);
  put (octets, 0x40060000, 4);
  put (octets, 0xc0000201 + from, 4);
  put (octets, 0xc0000202 - from, 4);
  put (octets, from == 0 ? 40000 : 25, 2);
  put (octets, from == 0 ? 25 : 40000, 2);
  put (octets, wire->sequence[from], 4);
  put (octets, (flags & ACK) != 0 ? wire->sequence[1 - from] : 0, 4);
  put (octets, 0x5000 + flags, 2);
  put (octets, 0xffff0000, 4);
  put (octets, 0, 2);
  g_byte_array_append (octets, (const guint8 *) text, (guint) length);
  wire->sequence[from] += (uint32_t) length + ((flags & (SYN | FIN)) != 0);
  wire->octets[from] += length;
  Packet packet = {
    .octets = octets->data,
    .captured = octets->len,
    .length = octets->len,
    .link_type = 1,
    .number = ++wire->number,
    .time = (int64_t) wire->number * 1000000,
  };
  pipeline_push (wire->pipeline, &packet);
}

static void
say (Wire *wire, unsigned from, const char *text)
{
  segment (wire, from, PUSH_ACK, text);
  segment (wire, 1 - from, ACK, "");
}

static void
open_connection (Wire *wire)
{
  segment (wire, 0, SYN, "");
  segment (wire, 1, SYN | ACK, "");
  segment (wire, 0, ACK, "");
}

static void
mail (Wire *wire, unsigned client)
{
  say (wire, client, "MAIL FROM:<a@x.example>\r\n");
  say (wire, 1 - client, "250 2.1.0 Ok\r\n");
  say (wire, client, "RCPT TO:<b@y.example>\r\n");
  say (wire, 1 - client, "250 2.1.5 Ok\r\n");
  say (wire, client, "DATA\r\n");
  say (wire, 1 - client, "354 go on\r\n");
  say (wire, client, "Subject: x\r\n\r\nhello\r\n.\r\n");
  say (wire, 1 - client, "250 2.0.0 Ok: queued as 4ABCDE\r\n");
}

/* What the sessions were that came out. */
typedef struct Told {
  unsigned sessions, turned;
  unsigned accepted;
  uint64_t last_id;
  uint64_t octets[2]; /* by flow side */
  uint64_t packets;
  uint64_t last_packet;
} Told;

static void
take_session (void *user, SmtpSession *session)
{
  Told *told = user;
  assert_int_equal (session->id, told->last_id + 1);
  assert_int_equal (session->continues, told->last_id);
  told->last_id = session->id;
  told->sessions++;
  told->turned += session->turned;
  assert_true (session->traffic.first.packet >= told->last_packet);
  told->last_packet = session->traffic.last.packet;
  told->packets += session->traffic.packets;
  for (unsigned side = 0; side < 2; side++)
    told->octets[side] += session->traffic.octets[side];
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      told->accepted += transaction->outcome == OUTCOME_ACCEPTED && transaction->message->state == MESSAGE_COMPLETE;
    }
}

static Pipeline *
pipeline_for (Told *told, PipelineLimits *limits)
{
  static const PipelineHandler handler = { .session = take_session };
  return pipeline_new (limits, &handler, told, NULL, false);
}

static void
finish (Wire *wire, const Told *told)
{
  pipeline_finish (wire->pipeline);
  RunSummary summary = { 0 };
  pipeline_summary (wire->pipeline, &summary);
  assert_int_equal (summary.sessions, told->sessions);
  assert_int_equal (summary.connections, 1);
  pipeline_free (wire->pipeline);
  assert_int_equal (told->packets, wire->number);
  for (unsigned side = 0; side < 2; side++)
    assert_int_equal (told->octets[side], wire->octets[side]);
}

static void
test_limit (void **state)
{
  (void) state;
  PipelineLimits limits;
  pipeline_limits_init (&limits);
  limits.session.transactions = 8;
  Told told = { 0 };
  Wire wire = { .pipeline = pipeline_for (&told, &limits), .sequence = { 1000, 5000 } };
  open_connection (&wire);
  say (&wire, 1, "220 mail.example ESMTP\r\n");
  say (&wire, 0, "EHLO c.example\r\n");
  say (&wire, 1, "250 mail.example\r\n");
  for (unsigned i = 0; i < MAILS; i++)
    mail (&wire, 0);
  /* What ended was handed on already, while the connection goes on. */
  assert_true (told.sessions >= MAILS / 8);
  finish (&wire, &told);
  assert_int_equal (told.accepted, MAILS);
  assert_int_equal (told.turned, 0);
}

static void
test_turn (void **state)
{
  (void) state;
  PipelineLimits limits;
  pipeline_limits_init (&limits);
  Told told = { 0 };
  Wire wire = { .pipeline = pipeline_for (&told, &limits), .sequence = { 1000, 5000 } };
  open_connection (&wire);
  say (&wire, 1, "220 mail.example ESMTP\r\n");
  say (&wire, 0, "EHLO c.example\r\n");
  say (&wire, 1, "250 mail.example\r\n");
  mail (&wire, 0);
  say (&wire, 0, "TURN\r\n");
  say (&wire, 1, "250 Ok\r\n");
  say (&wire, 0, "220 c.example\r\n");
  say (&wire, 1, "EHLO mail.example\r\n");
  say (&wire, 0, "250 c.example\r\n");
  mail (&wire, 1);
  mail (&wire, 1);
  segment (&wire, 0, FIN | ACK, "");
  segment (&wire, 1, FIN | ACK, "");
  finish (&wire, &told);
  assert_int_equal (told.sessions, 2);
  assert_int_equal (told.turned, 1);
  assert_int_equal (told.accepted, 3);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_limit),
    cmocka_unit_test (test_turn),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

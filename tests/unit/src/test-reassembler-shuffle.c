/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random dialogues with true acknowledgments, as a capture may mangle them:
 * cut anew, reordered, doubled, with packets lost.  Whatever comes out must be
 * octet for octet what was sent, at its place, and never an answer before what
 * it answers. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/reassembler.h"

#include <glib.h>
#include <string.h>

enum { STREAM_MOST = 4096, WINDOW = 8, ROUNDS = 600 };

/* A segment of the model; offsets count from the first data octet. */
typedef struct Sent {
  unsigned side;
  size_t offset;
  size_t length;
  size_t acknowledged; /* octets of the other stream */
  uint8_t flags;
  bool handshake;
  bool knows_fin; /* acknowledges the other FIN as well */
  double key;     /* place in the capture */
} Sent;

typedef struct Model {
  GRand *random;
  uint8_t octets[2][STREAM_MOST];
  size_t length[2];
  size_t needs[2][STREAM_MOST]; /* octets of the other stream known when this one was sent */
  bool captured[2][STREAM_MOST];
  bool fin_captured[2];
  uint32_t isn[2];
  GArray *sent;
  /* what came out */
  size_t reached[2];
  size_t handed_on[2];
  bool was_handed_on[2][STREAM_MOST];
  unsigned opened;
  unsigned closed;
  unsigned gaps;
  ConnectionEnd end;
} Model;

static size_t
pick (Model *model, size_t most)
{
  return (size_t) g_rand_int_range (model->random, 0, (gint32) most + 1);
}

static void
send (Model *model, Sent sent)
{
  sent.key = model->sent->len;
  g_array_append_val (model->sent, sent);
}

static Model *
model_new (uint32_t seed, size_t turns)
{
  Model *model = g_new0 (Model, 1);
  model->random = g_rand_new_with_seed (seed);
  model->sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  size_t known[2] = { 0, 0 };
  for (unsigned side = 0; side < 2; side++)
    {
      /* Often near the wrap. */
      model->isn[side]
          = g_rand_boolean (model->random) ? g_rand_int (model->random) : UINT32_MAX - (uint32_t) pick (model, 1000);
      /* No NUL: alone in front of everything it is taken for a keep-alive. */
      for (size_t i = 0; i < STREAM_MOST; i++)
        model->octets[side][i] = (uint8_t) g_rand_int_range (model->random, 1, 256);
    }
  send (model, (Sent){ .side = 0, .flags = TCP_SYN, .handshake = true });
  send (model, (Sent){ .side = 1, .flags = TCP_SYN | TCP_ACK, .handshake = true });
  send (model, (Sent){ .side = 0, .flags = TCP_ACK, .handshake = true });
  for (size_t turn = 0; turn < turns; turn++)
    {
      unsigned side = g_rand_boolean (model->random);
      known[side] += pick (model, model->length[!side] - known[side]);
      if (pick (model, 2) > 0)
        known[side] = model->length[!side];
      size_t length = pick (model, 3) == 0 ? 0 : pick (model, 24);
      for (size_t i = 0; i < length; i++)
        model->needs[side][model->length[side] + i] = known[side];
      send (model, (Sent){ .side = side,
                           .offset = model->length[side],
                           .length = length,
                           .acknowledged = known[side],
                           .flags = TCP_ACK });
      model->length[side] += length;
    }
  for (unsigned side = 0; side < 2; side++)
    send (model, (Sent){ .side = side,
                         .offset = model->length[side],
                         .acknowledged = model->length[!side],
                         .flags = TCP_ACK | TCP_FIN,
                         .knows_fin = side == 1 });
  send (model, (Sent){ .side = 0,
                       .offset = model->length[0] + 1,
                       .acknowledged = model->length[1],
                       .flags = TCP_ACK,
                       .knows_fin = true });
  return model;
}

static void
model_free (Model *model)
{
  g_rand_free (model->random);
  g_array_unref (model->sent);
  g_free (model);
}

/* --- what a capture may do --- */

static void
cut_anew (Model *model)
{
  GArray *sent = model->sent;
  model->sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  for (guint i = 0; i < sent->len; i++)
    {
      Sent rest = g_array_index (sent, Sent, i);
      while (rest.length > 1)
        {
          Sent piece = rest;
          piece.length = 1 + pick (model, rest.length - 2);
          if (piece.length == rest.length)
            break;
          piece.flags &= (uint8_t) ~TCP_FIN;
          send (model, piece);
          rest.offset += piece.length;
          rest.length -= piece.length;
        }
      send (model, rest);
    }
  g_array_unref (sent);
}

static void
double_exactly (Model *model)
{
  guint count = model->sent->len;
  for (guint i = 0; i < count; i++)
    if (pick (model, 3) == 0)
      {
        Sent copy = g_array_index (model->sent, Sent, i);
        copy.key += 0.5 + (double) pick (model, 2);
        g_array_append_val (model->sent, copy);
      }
}

static void
double_some (Model *model)
{
  guint count = model->sent->len;
  for (guint i = 0; i < count; i++)
    {
      if (pick (model, 3) > 0)
        continue;
      Sent copy = g_array_index (model->sent, Sent, i);
      copy.key += 0.5 + (double) pick (model, 2);
      /* A retransmission may begin earlier than the segment it repeats. */
      if (copy.length > 0)
        {
          size_t more = pick (model, MIN (copy.offset, 10));
          copy.offset -= more;
          copy.length += more;
        }
      g_array_append_val (model->sent, copy);
    }
}

static void
shuffle (Model *model)
{
  for (guint i = 0; i < model->sent->len; i++)
    g_array_index (model->sent, Sent, i).key += (double) pick (model, WINDOW * 10) / 10;
}

static void
lose_some (Model *model)
{
  for (guint i = model->sent->len; i-- > 0;)
    if (!g_array_index (model->sent, Sent, i).handshake && pick (model, 9) == 0)
      g_array_remove_index (model->sent, i);
}

/* --- what comes out --- */

static void *
on_opened (void *user, const ConnectionView *view)
{
  Model *model = user;
  model->opened++;
  assert_int_equal (view->side[0].port, 1000);
  return model;
}

/* Nothing that was captured, and known to the sender of this octet, may be still to come. */
static void
check_order (const Model *model, unsigned side, size_t offset)
{
  for (size_t i = model->reached[!side]; i < model->needs[side][offset]; i++)
    assert_false (model->captured[!side][i]);
}

static StreamVerdict
on_data (void *user, void *session, const ConnectionView *view, unsigned side, const StreamChunk *chunk)
{
  Model *model = session;
  (void) user;
  (void) view;
  assert_int_equal (chunk->offset, model->reached[side]);
  assert_true (chunk->length > 0);
  assert_true (chunk->offset + chunk->length <= model->length[side]);
  assert_memory_equal (chunk->octets, model->octets[side] + chunk->offset, chunk->length);
  for (size_t i = 0; i < chunk->length; i++)
    {
      check_order (model, side, chunk->offset + i);
      model->was_handed_on[side][chunk->offset + i] = true;
    }
  model->reached[side] += chunk->length;
  model->handed_on[side] += chunk->length;
  return STREAM_WANTED;
}

static StreamVerdict
on_gap (void *user, void *session, const ConnectionView *view, unsigned side, const StreamGap *gap)
{
  Model *model = session;
  (void) user;
  (void) view;
  assert_int_equal (gap->offset, model->reached[side]);
  assert_true (gap->length > 0);
  /* Where the FIN was lost, its number cannot be told from an octet's. */
  size_t end = gap->offset + gap->length;
  assert_true (end <= model->length[side] + !model->fin_captured[side]);
  for (size_t i = 0; i < gap->length; i++)
    assert_false (gap->offset + i < model->length[side] && model->captured[side][gap->offset + i]);
  model->reached[side] += gap->length;
  model->gaps++;
  return STREAM_WANTED;
}

static void
on_ambiguity (void *user, void *session, const ConnectionView *view, unsigned side, const StreamAmbiguity *ambiguity)
{
  (void) user;
  (void) session;
  (void) view;
  (void) side;
  (void) ambiguity;
  fail_msg ("all copies are the same");
}

static void
on_oddity (void *user, void *session, const ConnectionView *view, unsigned side, const StreamOddity *oddity)
{
  (void) user;
  (void) session;
  (void) view;
  (void) side;
  (void) oddity;
  fail_msg ("both hosts are honest");
}

static void
on_closed (void *user, void *session, const ConnectionView *view, ConnectionEnd end)
{
  Model *model = session;
  (void) user;
  assert_int_equal (view->side[0].octets, model->handed_on[0]);
  assert_int_equal (view->side[1].octets, model->handed_on[1]);
  model->closed++;
  model->end = end;
}

static gint
by_key (gconstpointer a, gconstpointer b)
{
  const Sent *one = a, *two = b;
  return one->key < two->key ? -1 : one->key > two->key;
}

static void
run (Model *model)
{
  static const StreamHandler handler = { .opened = on_opened,
                                         .data = on_data,
                                         .gap = on_gap,
                                         .ambiguity = on_ambiguity,
                                         .oddity = on_oddity,
                                         .closed = on_closed };
  static const uint8_t addresses[2][4] = { { 192, 0, 2, 1 }, { 192, 0, 2, 2 } };
  static const uint16_t ports[2] = { 1000, 25 };
  ReassemblerLimits limits;
  reassembler_limits_init (&limits);
  Reassembler *reassembler = reassembler_new (&limits, &handler, model);
  g_array_sort (model->sent, by_key);
  for (guint i = 0; i < model->sent->len; i++)
    {
      const Sent *sent = &g_array_index (model->sent, Sent, i);
      for (size_t j = 0; j < sent->length; j++)
        model->captured[sent->side][sent->offset + j] = true;
      model->fin_captured[sent->side] |= (sent->flags & TCP_FIN) != 0;
    }
  for (guint i = 0; i < model->sent->len; i++)
    {
      const Sent *sent = &g_array_index (model->sent, Sent, i);
      unsigned side = sent->side;
      Packet packet = { .number = i + 1, .time = (int64_t) i * 1000 };
      bool syn = (sent->flags & TCP_SYN) != 0;
      /* A copy that ends where memory does. */
      g_autofree uint8_t *octets = g_memdup2 (model->octets[side] + sent->offset, sent->length);
      TcpSegment segment = {
        .packet = &packet,
        .window = UINT16_MAX,
        .ip_version = 4,
        .flags = sent->flags,
        .source = addresses[side],
        .destination = addresses[!side],
        .source_port = ports[side],
        .destination_port = ports[!side],
        .sequence = model->isn[side] + !syn + (uint32_t) sent->offset,
        .acknowledgment = model->isn[!side] + 1 + (uint32_t) sent->acknowledged + sent->knows_fin,
        .data = octets,
        .captured = sent->length,
        .length = sent->length,
      };
      reassembler_push (reassembler, &segment);
    }
  reassembler_free (reassembler);
  assert_int_equal (model->opened, model->closed);
}

static void
expect_all (const Model *model)
{
  assert_int_equal (model->gaps, 0);
  for (unsigned side = 0; side < 2; side++)
    assert_int_equal (model->handed_on[side], model->length[side]);
  if (model->opened > 0)
    assert_int_equal (model->end, CONNECTION_FIN);
}

/* All that was captured came out. */
static void
expect_captured (const Model *model)
{
  for (unsigned side = 0; side < 2; side++)
    for (size_t i = 0; i < model->length[side]; i++)
      assert_int_equal (model->was_handed_on[side][i], model->captured[side][i]);
}

typedef void (*Mangler) (Model *model);

static void
run_rounds (const Mangler *manglers, void (*expect) (const Model *model))
{
  for (uint32_t seed = 1; seed <= ROUNDS; seed++)
    {
      Model *model = model_new (seed, WINDOW + seed % 120);
      for (const Mangler *mangle = manglers; *mangle != NULL; mangle++)
        (*mangle) (model);
      run (model);
      expect (model);
      model_free (model);
    }
}

static void
as_sent (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ NULL }, expect_all);
}

static void
resegmented (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ cut_anew, NULL }, expect_all);
}

static void
reordered (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ shuffle, NULL }, expect_all);
}

static void
doubled (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ double_some, NULL }, expect_all);
}

static void
doubled_and_reordered (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ double_some, shuffle, NULL }, expect_all);
}

static void
resegmented_doubled_and_reordered (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ cut_anew, double_some, shuffle, NULL }, expect_all);
}

static void
with_loss (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ lose_some, NULL }, expect_captured);
}

static void
resegmented_with_loss (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ cut_anew, lose_some, NULL }, expect_captured);
}

static void
reordered_with_loss (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ lose_some, shuffle, NULL }, expect_captured);
}

static void
doubled_reordered_with_loss (void **state)
{
  (void) state;
  run_rounds ((Mangler[]){ cut_anew, double_exactly, lose_some, shuffle, NULL }, expect_captured);
}

/* Segments of one octet, the sequence wrapping before each of them in turn. */
static void
wrap_everywhere (void **state)
{
  (void) state;
  for (uint32_t wrap = 0; wrap < 80; wrap++)
    for (unsigned side = 0; side < 2; side++)
      {
        Model *model = model_new (7, 12);
        model->isn[side] = UINT32_MAX - wrap;
        cut_anew (model);
        double_some (model);
        shuffle (model);
        run (model);
        expect_all (model);
        model_free (model);
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (as_sent),
    cmocka_unit_test (resegmented),
    cmocka_unit_test (reordered),
    cmocka_unit_test (doubled),
    cmocka_unit_test (doubled_and_reordered),
    cmocka_unit_test (resegmented_doubled_and_reordered),
    cmocka_unit_test (with_loss),
    cmocka_unit_test (resegmented_with_loss),
    cmocka_unit_test (reordered_with_loss),
    cmocka_unit_test (doubled_reordered_with_loss),
    cmocka_unit_test (wrap_everywhere),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

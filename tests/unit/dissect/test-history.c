/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered, who is forgotten first, and that keys tell apart what they must. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/params.h>

#include "dissect/history.h"
#include "tests/support/conversation.h"

typedef struct Memory {
  unsigned number;
  bool *freed;
} Memory;

static void
memory_clear (gpointer pointer)
{
  Memory *memory = pointer;
  if (memory->freed != NULL)
    *memory->freed = true;
}

static const HistoryKind kind = { "numbers", sizeof (Memory), memory_clear };
static const HistoryKind other_kind = { "others", sizeof (unsigned), NULL };

static History *
history_of (uint64_t hosts)
{
  HistoryLimits limits = { .hosts = hosts };
  return conversation_history_new (&limits);
}

static HistoryKey
key_of (const History *history, unsigned number)
{
  Octets part = octets_of (&number, sizeof number);
  return history_key (history, &part, 1);
}

static void
remembers (void **state)
{
  (void) state;
  History *history = history_of (100);
  assert_null (history_recall (history, &kind, key_of (history, 1)));
  Memory *memory = history_remember (history, &kind, key_of (history, 1));
  assert_int_equal (memory->number, 0);
  memory->number = 7;
  assert_ptr_equal (history_recall (history, &kind, key_of (history, 1)), memory);
  assert_ptr_equal (history_remember (history, &kind, key_of (history, 1)), memory);
  assert_null (history_recall (history, &kind, key_of (history, 2)));
  assert_null (history_recall (history, &other_kind, key_of (history, 1)));
  unsigned *other = history_remember (history, &other_kind, key_of (history, 1));
  assert_int_equal (*other, 0);
  assert_int_equal (memory->number, 7);
  bool freed = false;
  memory->freed = &freed;
  history_free (history);
  assert_true (freed);
  history_free (NULL);
}

static void
forgets_strangers_first (void **state)
{
  (void) state;
  enum { ROOM = 10, STRANGERS = 1000 };
  History *history = history_of (ROOM);
  bool freed[3] = { false, false, false };
  for (unsigned i = 0; i < 3; i++)
    {
      Memory *memory = history_remember (history, &kind, key_of (history, i));
      memory->number = i;
      memory->freed = &freed[i];
    }
  /* 1 and 2 come again, then strangers, each once */
  history_recall (history, &kind, key_of (history, 1));
  history_recall (history, &kind, key_of (history, 2));
  for (unsigned i = 0; i < STRANGERS; i++)
    history_remember (history, &kind, key_of (history, 100 + i));
  assert_true (freed[0]);
  assert_false (freed[1]);
  assert_false (freed[2]);
  assert_int_equal (history_forgotten (history), 3 + STRANGERS - ROOM);
  assert_non_null (history_recall (history, &kind, key_of (history, 100 + STRANGERS - 1)));
  assert_null (history_recall (history, &kind, key_of (history, 100)));
  Memory *memory = history_recall (history, &kind, key_of (history, 2));
  assert_int_equal (memory->number, 2);
  history_free (history);
}

/* Who once came again does not stay for ever: at most half are kept for that. */
static void
forgets_old_friends_at_last (void **state)
{
  (void) state;
  enum { ROOM = 10 };
  History *history = history_of (ROOM);
  for (unsigned i = 0; i < ROOM; i++)
    {
      history_remember (history, &kind, key_of (history, i));
      history_recall (history, &kind, key_of (history, i));
    }
  for (unsigned i = 0; i < ROOM; i++)
    history_remember (history, &kind, key_of (history, 100 + i));
  unsigned old = 0, fresh = 0;
  for (unsigned i = 0; i < ROOM; i++)
    {
      old += history_recall (history, &kind, key_of (history, i)) != NULL;
      fresh += history_recall (history, &kind, key_of (history, 100 + i)) != NULL;
    }
  assert_int_equal (old, ROOM / 2);
  assert_int_equal (fresh, ROOM / 2);
  history_free (history);
}

static void
room_for_one (void **state)
{
  (void) state;
  History *history = history_of (1);
  for (unsigned i = 0; i < 5; i++)
    {
      Memory *memory = history_remember (history, &kind, key_of (history, i));
      memory->number = i + 1;
      memory = history_recall (history, &kind, key_of (history, i));
      assert_int_equal (memory->number, i + 1);
    }
  assert_null (history_recall (history, &kind, key_of (history, 3)));
  assert_int_equal (history_forgotten (history), 4);
  history_free (history);
}

static bool
same_key (HistoryKey a, HistoryKey b)
{
  return a.word[0] == b.word[0] && a.word[1] == b.word[1];
}

static void
keys_tell_apart (void **state)
{
  (void) state;
  History *history = history_of (10);
  const Octets split_early[] = { OCTETS ("a"), OCTETS ("bc") }, split_late[] = { OCTETS ("ab"), OCTETS ("c") };
  const Octets empty_last[] = { OCTETS ("abc"), OCTETS_NONE }, whole[] = { OCTETS ("abc") };
  assert_false (same_key (history_key (history, split_early, 2), history_key (history, split_late, 2)));
  assert_false (same_key (history_key (history, empty_last, 2), history_key (history, whole, 1)));
  assert_true (same_key (history_key (history, whole, 1), history_key (history, whole, 1)));

  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, "S 220 mail.example ESMTP\nC EHLO c.example\nS 250 mail.example\n");
  SmtpSession *session = conversation.session;
  Flow *flow = &session->flow;
  HistoryKey server = history_key_server (history, session), client = history_key_client (history, session);
  HistoryKey pair = history_key_pair (history, session);
  assert_false (same_key (server, client));
  assert_false (same_key (server, pair));
  flow->side[0].port++;
  assert_true (same_key (client, history_key_client (history, session)));
  assert_true (same_key (pair, history_key_pair (history, session)));
  flow->side[1].port = 587;
  assert_false (same_key (server, history_key_server (history, session)));
  assert_false (same_key (pair, history_key_pair (history, session)));
  flow->side[1].port = 25;
  flow->side[0].ip[3]++;
  assert_true (same_key (server, history_key_server (history, session)));
  assert_false (same_key (client, history_key_client (history, session)));
  assert_false (same_key (pair, history_key_pair (history, session)));
  flow->side[0].ip[3]--;
  /* a public address is the same host in every VLAN, a private one need not be */
  flow->vlans = 1;
  flow->vlan[0] = 7;
  assert_true (same_key (server, history_key_server (history, session)));
  flow->side[1].ip[0] = 10;
  HistoryKey inner = history_key_server (history, session);
  flow->vlan[0] = 8;
  assert_false (same_key (inner, history_key_server (history, session)));
  conversation_clear (&conversation);
  history_free (history);
}

static void
digests_fold_case (void **state)
{
  (void) state;
  History *history = history_of (10);
  assert_true (history_digest (history, OCTETS ("Alice"), true) == history_digest (history, OCTETS ("aLICE"), true));
  assert_false (history_digest (history, OCTETS ("Alice"), false) == history_digest (history, OCTETS ("aLICE"), false));
  assert_false (history_digest (history, OCTETS ("alice"), true) == history_digest (history, OCTETS ("alicf"), true));
  history_free (history);
}

/* Another key, other values: none may be told from outside. */
static void
keys_depend_on_the_seed (void **state)
{
  (void) state;
  static const uint8_t seed[SIPHASH_KEY_OCTETS] = { 9 };
  HistoryLimits limits;
  history_limits_init (&limits);
  History *one = conversation_history_new (NULL), *two = history_new (&limits, seed);
  assert_false (same_key (key_of (one, 1), key_of (two, 1)));
  history_free (one);
  history_free (two);
}

static void
siphash_by_the_library (const uint8_t *key, Octets octets, uint8_t result[16])
{
  size_t size = 16, written = 0;
  EVP_MAC *mac = EVP_MAC_fetch (NULL, "SIPHASH", NULL);
  EVP_MAC_CTX *context = EVP_MAC_CTX_new (mac);
  const OSSL_PARAM parameters[] = { OSSL_PARAM_construct_size_t ("size", &size), OSSL_PARAM_construct_end () };
  assert_int_equal (EVP_MAC_init (context, key, SIPHASH_KEY_OCTETS, parameters), 1);
  assert_int_equal (EVP_MAC_update (context, octets.at, octets.length), 1);
  assert_int_equal (EVP_MAC_final (context, result, &written, 16), 1);
  assert_int_equal (written, 16);
  EVP_MAC_CTX_free (context);
  EVP_MAC_free (mac);
}

static void
siphash_is_the_published_one (void **state)
{
  (void) state;
  uint8_t key[SIPHASH_KEY_OCTETS], octets[100];
  for (size_t i = 0; i < sizeof key; i++)
    key[i] = (uint8_t) i;
  for (size_t i = 0; i < sizeof octets; i++)
    octets[i] = (uint8_t) (i * 7);
  for (size_t length = 0; length <= sizeof octets; length++)
    {
      uint8_t wanted[16], got[16];
      siphash_by_the_library (key, octets_of (octets, length), wanted);
      SipHash hash = siphash (key, octets_of (octets, length));
      for (unsigned i = 0; i < 16; i++)
        got[i] = (uint8_t) (hash.word[i / 8] >> (8 * (i % 8)));
      assert_memory_equal (got, wanted, sizeof got);
    }
}

static void
sights_name_their_session (void **state)
{
  (void) state;
  static const Check check = { .id = "test", .severity = SEVERITY_LOW };
  Conversation conversation;
  Sight sight = { 0 };
  conversation_init (&conversation);
  conversation_play (&conversation, "S 220 mail.example ESMTP\nC EHLO c.example\nS 250 mail.example\n");
  const SmtpReply *greeting = conversation.session->greeting;
  sight_take (&sight, conversation.session, SIDE_SERVER, greeting->first, greeting->lines);
  Finding *finding = finding_add (conversation.session, &check, NULL, "x");
  finding_cite_sight (finding, conversation.session, &sight);
  assert_int_equal (finding->evidence[0].session, 0);
  conversation_clear (&conversation);

  conversation_play (&conversation, "S 220 mail.example ESMTP\nC EHLO c.example\nS 250 mail.example\n");
  finding = finding_add (conversation.session, &check, NULL, "x");
  finding_cite_sight (finding, conversation.session, &sight);
  assert_int_equal (finding->evidence[0].session, 1);
  assert_int_equal (finding->evidence[0].origin.packet, 1);
  sight_clear (&sight);
  assert_true (octets_equal (finding->evidence[0].text, OCTETS ("220 mail.example ESMTP")));
  conversation_clear (&conversation);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (remembers),
    cmocka_unit_test (forgets_strangers_first),
    cmocka_unit_test (forgets_old_friends_at_last),
    cmocka_unit_test (room_for_one),
    cmocka_unit_test (keys_tell_apart),
    cmocka_unit_test (digests_fold_case),
    cmocka_unit_test (keys_depend_on_the_seed),
    cmocka_unit_test (siphash_is_the_published_one),
    cmocka_unit_test (sights_name_their_session),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

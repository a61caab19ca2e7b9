/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resolver against a server of our own on the loopback, in the same main loop. */
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

#include "src/resolver.h"
#include "tests/support/dns-octets.h"
#include "tests/support/dns-words.h"

/* Three of these are more than the 512 octets of RFC 1035 §4.2.1. */
#define FORTY "0123456789012345678901234567890123456789"
#define LONG FORTY FORTY FORTY FORTY FORTY

static const uint8_t seed[SIPHASH_KEY_OCTETS] = "a resolver's key";

typedef struct Server {
  int fd;
  char address[32];
  guint source;
  unsigned asked;
  unsigned told; /* calls of answered */
} Server;

/* What it says to a question, by the first label of its name. */
static GByteArray *
reply (const DnsMessage *question)
{
  static const struct {
    const char *name;
    unsigned flags;
    const char *says;
  } rows[] = {
    { "found.example", DNS_ANSWERS, "? %s TXT\n! %s 60 TXT text" },
    { "other-id.example", DNS_ANSWERS, "? %s TXT\n! %s 60 TXT forged" },
    { "other-name.example", DNS_ANSWERS, "? x.example TXT\n! x.example 60 TXT forged" },
    { "none.example", DNS_ANSWERS | DNS_NXDOMAIN, "? %s TXT\n~ example 60 SOA ns 60" },
    { "empty.example", DNS_ANSWERS, "? %s TXT\n~ example 60 SOA ns 60" },
    { "failed.example", DNS_ANSWERS | DNS_SERVFAIL, "? %s TXT" },
    { "long.example", DNS_ANSWERS, "? %s TXT\n! %s 60 TXT a" LONG "\n! %s 60 TXT b" LONG "\n! %s 60 TXT c" LONG },
    { "referral.example", 0x8000, "? %s TXT\n~ example 60 NS ns" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].name, question->name) == 0)
      {
        g_auto (GStrv) parts = g_strsplit (rows[i].says, "%s", -1);
        g_autofree char *lines = g_strjoinv (question->name, parts);
        return dns_octets_new ((uint16_t) (question->id + (i == 1)), rows[i].flags, lines);
      }
  return NULL;
}

static gboolean
serve (gint fd, GIOCondition condition, gpointer user)
{
  (void) condition;
  Server *server = user;
  uint8_t octets[2000];
  struct sockaddr_in from;
  socklen_t length = sizeof from;
  ssize_t got = recvfrom (fd, octets, sizeof octets, 0, (struct sockaddr *) &from, &length);
  DnsMessage question;
  assert_true (got > 0);
  assert_int_equal (dns_message_read (octets_of (octets, (size_t) got), &question), DNS_READ_WHOLE);
  assert_false (question.response);
  server->asked++;
  GByteArray *answer = reply (&question);
  if (answer == NULL)
    return G_SOURCE_CONTINUE;
  assert_int_equal (sendto (fd, answer->data, answer->len, 0, (struct sockaddr *) &from, length), answer->len);
  g_byte_array_unref (answer);
  return G_SOURCE_CONTINUE;
}

static void
server_init (Server *server)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  *server = (Server){ .fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) };
  assert_int_equal (bind (server->fd, (struct sockaddr *) &address, sizeof address), 0);
  assert_int_equal (getsockname (server->fd, (struct sockaddr *) &address, &length), 0);
  g_snprintf (server->address, sizeof server->address, "127.0.0.1:%u", ntohs (address.sin_port));
  server->source = g_unix_fd_add (server->fd, G_IO_IN, serve, server);
}

static void
server_clear (Server *server)
{
  g_source_remove (server->source);
  close (server->fd);
}

static void
answered (void *user)
{
  ((Server *) user)->told++;
}

static char *
known (DnsFacts *facts, const char *name)
{
  DnsAnswer *answer = dns_facts_find (facts, name, DNS_TXT, 0);
  char *words = answer != NULL ? dns_words_of (answer) : g_strdup ("UNKNOWN");
  if (answer != NULL)
    assert_int_equal (answer->source, DNS_FROM_RESOLVER);
  dns_answer_unref (answer);
  return words;
}

static void
asks (void **state)
{
  (void) state;
  static const struct {
    const char *name;
    const char *words;
  } rows[] = {
    { "found.example", "FOUND 'text'" },
    { "none.example", "NO_NAME" },
    { "empty.example", "EMPTY" },
    { "failed.example", "FAILED" },
    { "referral.example", "FAILED" },
    { "silent.example", "FAILED" },
    { "other-id.example", "FAILED" },
    { "other-name.example", "FAILED" },
    { "long.example", "FOUND 'a" LONG "' 'b" LONG "' 'c" LONG "'" },
  };
  Server server;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  ResolverLimits limits;
  char *wrong = NULL;
  resolver_limits_init (&limits);
  limits.seconds = 1;
  limits.open = 3;
  server_init (&server);
  Resolver *resolver = resolver_new (server.address, &limits, facts, seed, answered, &server, &wrong);
  assert_non_null (resolver);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_true (resolver_ask (resolver, rows[i].name, DNS_TXT));
  assert_true (resolver_ask (resolver, "found.example", DNS_TXT));
  assert_false (resolver_ask (resolver, "localhost", DNS_A));
  assert_int_equal (resolver_asked (resolver), G_N_ELEMENTS (rows));
  bool open = true;
  while (open)
    {
      g_main_context_iteration (NULL, TRUE);
      open = false;
      for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
        open = resolver_ask (resolver, rows[i].name, DNS_TXT) || open;
    }
  g_main_context_iteration (NULL, FALSE);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = known (facts, rows[i].name);
      if (strcmp (words, rows[i].words) != 0)
        fail_msg ("%s: %s", rows[i].name, words);
    }
  assert_true (server.told > 0);
  unsigned asked = server.asked;
  assert_false (resolver_ask (resolver, "found.example", DNS_TXT));
  g_main_context_iteration (NULL, FALSE);
  assert_int_equal (server.asked, asked);
  resolver_free (resolver);
  server_clear (&server);
  dns_facts_free (facts);
}

static void
takes_addresses (void **state)
{
  (void) state;
  static const char *const words[] = { "192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:5353" };
  DnsFacts *facts = dns_words_facts_new (0, 0);
  ResolverLimits limits;
  resolver_limits_init (&limits);
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    {
      char *wrong = NULL;
      Resolver *resolver = resolver_new (words[i], &limits, facts, seed, answered, NULL, &wrong);
      if (resolver == NULL)
        fail_msg ("'%s' was not taken", words[i]);
      resolver_free (resolver);
    }
  dns_facts_free (facts);
}

static void
keeps_its_limit (void **state)
{
  (void) state;
  Server server;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  ResolverLimits limits = { .questions = 2, .open = 1, .seconds = 1 };
  char *wrong = NULL;
  server_init (&server);
  Resolver *resolver = resolver_new (server.address, &limits, facts, seed, answered, &server, &wrong);
  assert_true (resolver_ask (resolver, "a.example", DNS_TXT));
  assert_true (resolver_ask (resolver, "b.example", DNS_TXT));
  assert_false (resolver_ask (resolver, "c.example", DNS_TXT));
  assert_int_equal (resolver_hit (resolver), 1);
  resolver_free (resolver); /* with questions open */
  assert_true (dns_facts_empty (facts));
  server_clear (&server);
  dns_facts_free (facts);
}

/* Nobody answers: that is found out once, not for each question. */
static void
gives_up (void **state)
{
  (void) state;
  static const char *const names[] = { "a.example", "b.example", "c.example", "d.example" };
  Server server;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  ResolverLimits limits = { .questions = 100, .open = 1, .seconds = 1 };
  char *wrong = NULL;
  server_init (&server);
  Resolver *resolver = resolver_new (server.address, &limits, facts, seed, answered, &server, &wrong);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    assert_true (resolver_ask (resolver, names[i], DNS_TXT));
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;
  while (resolver_ask (resolver, names[3], DNS_TXT) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  assert_int_equal (resolver_hit (resolver), 2);
  assert_false (resolver_ask (resolver, "found.example", DNS_TXT));
  assert_int_equal (resolver_hit (resolver), 3);
  while (server.told == 0 || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
  g_autofree char *failed = known (facts, names[1]), *unknown = known (facts, names[2]);
  assert_string_equal (failed, "FAILED");
  assert_string_equal (unknown, "UNKNOWN");
  resolver_free (resolver);
  server_clear (&server);
  dns_facts_free (facts);
}

/* One that answers sometimes is there, and is asked on. */
static void
bears_silence (void **state)
{
  (void) state;
  Server server;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  ResolverLimits limits = { .questions = 100, .open = 1, .seconds = 1 };
  char *wrong = NULL;
  server_init (&server);
  Resolver *resolver = resolver_new (server.address, &limits, facts, seed, answered, &server, &wrong);
  static const char *const names[] = { "found.example", "a.example", "b.example", "none.example" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    assert_true (resolver_ask (resolver, names[i], DNS_TXT));
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;
  while (resolver_ask (resolver, names[3], DNS_TXT) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  assert_int_equal (resolver_hit (resolver), 0);
  g_autofree char *last = known (facts, names[3]);
  assert_string_equal (last, "NO_NAME");
  resolver_free (resolver);
  server_clear (&server);
  dns_facts_free (facts);
}

static void
refuses_other_words (void **state)
{
  (void) state;
  static const char *const words[] = { "",
                                       "x",
                                       "192.0.2",
                                       "192.0.2.1:",
                                       "192.0.2.1:99999",
                                       "192.0.2.1:53x",
                                       "192.0.2.1,192.0.2.2",
                                       "[192.0.2.1]:53",
                                       "[2001:db8::1",
                                       "[2001:db8::1]:",
                                       "mail.example" };
  DnsFacts *facts = dns_words_facts_new (0, 0);
  ResolverLimits limits;
  resolver_limits_init (&limits);
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    {
      char *wrong = NULL;
      Resolver *resolver = resolver_new (words[i], &limits, facts, seed, answered, NULL, &wrong);
      if (resolver != NULL)
        fail_msg ("'%s' was taken", words[i]);
      assert_non_null (strstr (wrong, "no address of a DNS server"));
      g_free (wrong);
    }
  dns_facts_free (facts);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (asks),          cmocka_unit_test (keeps_its_limit), cmocka_unit_test (gives_up),
    cmocka_unit_test (bears_silence), cmocka_unit_test (takes_addresses), cmocka_unit_test (refuses_other_words),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who could read what: of whole dialogues, and of transactions made by hand. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/exposure.h"
#include "dissect/session-facts.h"
#include "dissect/tls-facts.h"
#include "tests/support/conversation.h"

#define GREET "S 220 mail.example.org ESMTP\nC EHLO c.example.com\nS 250-mail.example.org\r\n250 HELP\n"
#define ENVELOPE "C MAIL FROM:<a@example.com>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n"
#define SEND(mail) ENVELOPE "C DATA\nS 354 go on\nC " mail "\nC .\nS 250 Ok\n"
#define MIXED                                                                                                          \
  "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"                      \
  "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n"                                                                   \
  "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=x.pdf\r\n\r\n%PDF\r\n--b--"
#define SEALED                                                                                                         \
  "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data;"       \
  " name=smime.p7m\r\nContent-Disposition: attachment; filename=smime.p7m\r\nContent-Transfer-Encoding: "              \
  "base64\r\n\r\n"                                                                                                     \
  "MIAGCSqGSIb3DQEHA6CAMIACAQAxAA=="

typedef struct ExposureCase {
  const char *name;
  const char *script;
  bool envelope, headers, text, attachments, credentials, servers_read_text, session;
  const char *servers; /* joined by commas */
} ExposureCase;

static const ExposureCase cases[] = {
  { "a plain mail", GREET SEND ("From: a@example.com\r\n\r\nhello"), true, true, true, false, false, true, true,
    "mail.example.org" },
  { "with an attachment", GREET SEND (MIXED), true, true, true, true, false, true, true, "mail.example.org" },
  { "sealed", GREET SEND (SEALED), true, true, false, false, false, false, true, "mail.example.org" },
  { "header alone", GREET SEND ("From: a@example.com\r\nSubject: x"), true, true, false, false, false, true, true,
    "mail.example.org" },
  { "an empty mail", GREET ENVELOPE "C DATA\nS 354 go on\nC .\nS 250 Ok\n", true, false, false, false, false, false,
    false, "" },
  { "refused", GREET "C MAIL FROM:<a@example.com>\nS 550 no\n", true, false, false, false, false, false, false, "" },
  { "a login and a refusal",
    GREET "C AUTH PLAIN AGFsaWNlAHNlc2FtZQ==\nS 235 ok\nC MAIL FROM:<a@example.com>\nS 550 no\n", true, false, false,
    false, true, false, true, "" },
  { "servers of Received fields, each once",
    GREET SEND (
        "Received: from relay.example.net (relay.example.net [203.0.113.1])\r\n\tby MAIL.example.org with ESMTP;"
        " Mon, 23 Nov 2026 10:00:00 +0000\r\nReceived: from laptop (unknown [198.51.100.7])\r\n\tby relay.example.net;"
        " Mon, 23 Nov 2026 09:59:59 +0000\r\nReceived: from localhost (localhost [127.0.0.1])\r\n"
        "\tby filter.example.net; Mon, 23 Nov 2026 09:59:58 +0000\r\nFrom: a@example.com\r\n\r\nhello"),
    true, true, true, false, false, true, true, "mail.example.org,relay.example.net,filter.example.net" },
  { "a server that does not name itself",
    "S 220 Welcome\nC HELO c.example.com\nS 250 Hello there\n" SEND ("From: a@example.com\r\n\r\nhello"), true, true,
    true, false, false, true, true, "192.0.2.25" },
  { "a server with a short name",
    "S 220 mail01 ESMTP\nC HELO c.example.com\nS 250 mail01\n" SEND ("From: a@example.com\r\n\r\nhello"), true, true,
    true, false, false, true, true, "mail01" },
  { "a server named in its answer to EHLO alone",
    "S 220 Welcome\nC EHLO c.example.com\nS 250-mx.example.org hello\r\n250 HELP\n" SEND (
        "From: a@example.com\r\n\r\nhello"),
    true, true, true, false, false, true, true, "mx.example.org" },
};

static void
tells_who_reads_what (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ExposureCase *one = &cases[i];
      Conversation conversation;
      conversation_init (&conversation);
      conversation_play (&conversation, one->script);
      const SmtpSession *session = conversation.session;
      assert_int_equal (session->transactions->len, 1);
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, 0);
      Exposure exposure = exposure_of (session, transaction);
      g_autoptr (GPtrArray) held_by = exposure_servers (session, transaction);
      g_ptr_array_add (held_by, NULL);
      char *servers = g_strjoinv (",", (char **) held_by->pdata);
      bool path[EXPOSED_ITEMS];
      for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
        path[item] = exposure_on_path (&exposure, item);
      bool same = path[ITEM_ENVELOPE] == one->envelope && path[ITEM_HEADER] == one->headers
                  && path[ITEM_TEXT] == one->text && path[ITEM_ATTACHMENTS] == one->attachments
                  && path[ITEM_PASSWORD] == one->credentials
                  && exposure_servers_read (&exposure) == one->servers_read_text
                  && exposure_session (session) == one->session && strcmp (servers, one->servers) == 0;
      if (!same)
        fail_msg ("%s: %d %d %d %d %d %d %d %s", one->name, path[ITEM_ENVELOPE], path[ITEM_HEADER], path[ITEM_TEXT],
                  path[ITEM_ATTACHMENTS], path[ITEM_PASSWORD], exposure_servers_read (&exposure),
                  exposure_session (session), servers);
      g_free (servers);
      conversation_clear (&conversation);
    }
}

/* What was decrypted did not cross readable, but the servers had it. */
static void
tls_hides_from_the_path_alone (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, GREET SEND (MIXED));
  SmtpTransaction *transaction = g_ptr_array_index (conversation.session->transactions, 0);
  transaction->tls = true;
  Exposure exposure = exposure_of (conversation.session, transaction);
  g_autoptr (GPtrArray) servers = exposure_servers (conversation.session, transaction);
  for (ExposedItem item = ITEM_ENVELOPE; item < EXPOSED_ITEMS; item++)
    {
      assert_int_equal (exposure.rows[item].access[READER_PATH], ACCESS_NO);
      assert_int_equal (exposure.rows[item].shield, SHIELD_TLS);
      assert_int_equal (exposure.rows[item].first.packet, 0);
    }
  assert_true (exposure_servers_read (&exposure));
  assert_int_equal (servers->len, 1);
  assert_false (exposure_session (conversation.session));
  conversation_clear (&conversation);
}

/* Who reads the air depends on its protection; what they read on TLS. */
static void
the_air_has_readers (void **state)
{
  (void) state;
  static const struct {
    const char *script;
    AirReader reader;
    const char *words; /* a part; NULL: none */
  } rows[] = {
#define TLS_ALONE                                                                                                      \
  "C EHLO a.example\nS 250-b\r\n250 STARTTLS\nC STARTTLS\nS 220 ready\n"                                               \
  "c \x16\x03\x01\x00\x10xxxxxxxxxxxxxxxx\ns \x16\x03\x03\x00\x10yyyyyyyyyyyyyyyy\n"
    { GREET SEND (MIXED), AIR_NONE, NULL },
    { "W open Cafe\n" GREET SEND (MIXED), AIR_EVERYONE, "network is open: every neighbour in radio range could read" },
    { "W open Cafe\n" GREET TLS_ALONE, AIR_EVERYONE, "saw who spoke with whom, and how much; TLS hid the rest" },
    { "W wep Cafe\n" GREET SEND (MIXED), AIR_EVERYONE, "WEP keeps nobody out" },
    { "W wpa Cafe\n" GREET SEND (MIXED), AIR_PASSPHRASE, "who knows the network's passphrase" },
    { "W wpa2 Cafe\n" GREET SEND (MIXED), AIR_PASSPHRASE, "everyone on the path beyond the access point" },
    { "W wpa2 Cafe\n" GREET TLS_ALONE, AIR_PASSPHRASE, "TLS hid the rest" },
    { "W own-wpa2 Cafe\n" GREET SEND (MIXED), AIR_STATION, "without this station's own key could read" },
    { "W wpa3 Cafe\n" GREET TLS_ALONE, AIR_STATION, "saw more than how much crossed" },
#undef TLS_ALONE
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation_play (&conversation, rows[i].script);
      assert_int_equal (exposure_air_reader (conversation.session), rows[i].reader);
      assert_int_equal (air_reader_name (rows[i].reader) == NULL, rows[i].reader == AIR_NONE);
      const char *words = exposure_air (conversation.session);
      assert_int_equal (words == NULL, rows[i].words == NULL);
      if (words != NULL && strstr (words, rows[i].words) == NULL)
        fail_msg ("row %zu: %s", i, words);
      conversation_clear (&conversation);
    }
}

/* Not where the cipher is one that encrypts nothing. */
static void
tls_without_encryption_hides_nothing (void **state)
{
  (void) state;
  enum { RSA_NULL_SHA256 = 0x003b, RSA_AES_128_GCM_SHA256 = 0x009c };
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, GREET "C STARTTLS\nS 220 ready\n");
  SmtpSession *session = conversation.session;
  TlsFacts *own = session->tls_facts, facts = { 0 };
  TlsMode tls = session->tls;
  assert_false (session_tls_hides (session) && tls == TLS_NONE);
  session->tls = TLS_STARTTLS;
  session->tls_facts = &facts;
  assert_true (session_tls_hides (session));
  facts.has_suite = true;
  facts.suite = RSA_AES_128_GCM_SHA256;
  assert_true (session_tls_hides (session));
  facts.suite = RSA_NULL_SHA256;
  assert_false (session_tls_hides (session));
  assert_int_equal (exposure_of_session (session).tls_from.packet, 0);
  session->tls_facts = own;
  session->tls = tls;
  conversation_clear (&conversation);
}

/* The words of a cell, and with them the packets. */
static void
assert_words (const Exposure *exposure, ExposedItem item, const char *path, const char *servers, const char *recipient)
{
  const char *const expected[READERS] = { path, servers, recipient };
  for (Reader reader = 0; reader < READERS; reader++)
    {
      char *words = exposure_words (exposure, item, reader, TONGUE_ENGLISH);
      if (strcmp (words, expected[reader]) != 0)
        fail_msg ("%s, %s: \"%s\", not \"%s\"", exposed_item_name (item), reader_name (reader), words,
                  expected[reader]);
      g_free (words);
    }
}

static void
tells_packets_and_shields (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  /* One line a packet: EHLO is 2; AUTH 4 and 6; MAIL 8; RCPT 10; mail data from 14 on. */
  conversation_play (&conversation,
                     GREET "C AUTH LOGIN YWxpY2U=\nS 334 UGFzc3dvcmQ6\nC c2VzYW1l\nS 235 ok\n" SEND (SEALED));
  Exposure exposure = exposure_of_session (conversation.session);
  assert_words (&exposure, ITEM_PASSWORD, "yes, #6", "the one asked", "no");
  assert_words (&exposure, ITEM_ENVELOPE, "yes, #8-10", "yes", "in part");
  assert_words (&exposure, ITEM_HEADER, "yes, #14", "yes", "yes");
  assert_words (&exposure, ITEM_TEXT, "-", "-", "-");
  assert_words (&exposure, ITEM_ATTACHMENTS, "no: end to end", "no: end to end", "yes");
  conversation_clear (&conversation);
}

/* An answer made of the password is a part of it, and the password itself is more. */
static void
tells_proofs_from_passwords (void **state)
{
  (void) state;
  static const char cram[] = "C AUTH CRAM-MD5\nS 334 PDEuMkBtYWlsLmV4YW1wbGU+\n"
                             "C YWxpY2UgMDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\nS 535 no\n";
  static const char plain[] = "C AUTH PLAIN AGFsaWNlAHNlc2FtZQ==\nS 235 ok\n";
  static const struct {
    const char *first, *second, *path, *servers;
  } rows[] = {
    { cram, "", "a proof, #6", "no: a proof" },
    { cram, plain, "yes, #8", "the one asked" },
    { plain, cram, "yes, #4", "the one asked" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      g_autofree char *script = g_strconcat (GREET, rows[i].first, rows[i].second, NULL);
      conversation_play (&conversation, script);
      Exposure exposure = exposure_of_session (conversation.session);
      assert_words (&exposure, ITEM_PASSWORD, rows[i].path, rows[i].servers, "no");
      conversation_clear (&conversation);
    }
}

/* What one mail shows and another hides is readable in part. */
static void
joins_the_mails_of_a_session (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, GREET SEND (MIXED) SEND (SEALED) SEND ("From: a@example.com\r\n\r\nhello"));
  Exposure exposure = exposure_of_session (conversation.session);
  assert_words (&exposure, ITEM_PASSWORD, "-", "-", "-");
  assert_words (&exposure, ITEM_HEADER, "yes, #10-28", "yes", "yes");
  assert_words (&exposure, ITEM_TEXT, "yes, #10-29", "yes", "yes");
  assert_words (&exposure, ITEM_ATTACHMENTS, "in part, #10-11", "in part", "yes");
  assert_true (exposure_servers_read (&exposure));
  conversation_clear (&conversation);
}

/* A forger may write Received fields without end. */
static void
bounds_servers (void **state)
{
  (void) state;
  GString *script = g_string_new (GREET ENVELOPE "C DATA\nS 354 go on\nC ");
  for (unsigned i = 0; i < 200; i++)
    g_string_append_printf (script, "Received: by host%u.example; Mon, 23 Nov 2026 10:00:00 +0000\r\n", i);
  g_string_append (script, "\r\nhello\nC .\nS 250 Ok\n");
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, script->str);
  g_autoptr (GPtrArray) servers = exposure_servers (conversation.session, NULL);
  assert_in_range (servers->len, 20, 32);
  conversation_clear (&conversation);
  g_string_free (script, TRUE);
}

static void
relates_domains (void **state)
{
  (void) state;
  static const struct {
    const char *a, *b;
    bool related;
  } rows[] = {
    { "example.com", "example.com", true },
    { "example.com", "EXAMPLE.COM.", true },
    { "a.example.com", "example.com", true },
    { "example.com", "a.b.example.com", true },
    { "badexample.com", "example.com", false },
    { "a.example.com", "b.example.com", false },
    { "example.com", "com", false },
    { "com", "com", true },
    { "", "example.com", false },
    { "", "", false },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_int_equal (domains_related (octets_of_string (rows[i].a), octets_of_string (rows[i].b)), rows[i].related);
}

static void
takes_domains_of_addresses (void **state)
{
  (void) state;
  static const char *const rows[][2] = {
    { "a@example.com", "example.com" },
    { "\"a@b\"@example.com", "example.com" },
    { "root", "" },
    { "", "" },
    { "a@", "" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_true (octets_equal (address_domain (octets_of_string (rows[i][0])), octets_of_string (rows[i][1])));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (tells_who_reads_what),
    cmocka_unit_test (tls_hides_from_the_path_alone),
    cmocka_unit_test (the_air_has_readers),
    cmocka_unit_test (tls_without_encryption_hides_nothing),
    cmocka_unit_test (tells_packets_and_shields),
    cmocka_unit_test (tells_proofs_from_passwords),
    cmocka_unit_test (joins_the_mails_of_a_session),
    cmocka_unit_test (bounds_servers),
    cmocka_unit_test (relates_domains),
    cmocka_unit_test (takes_domains_of_addresses),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

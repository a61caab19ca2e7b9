/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each check: dialogues where it fires, with severity and evidence, and honest
 * ones where it stays silent.  Every row of checks[] needs both here, and a
 * heading in docs/findings.md. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/check.h"
#include "tests/support/conversation.h"

#define GREET "S 220 mail.example.org ESMTP\n"
#define EHLO "C EHLO client.example.com\nS 250-mail.example.org\r\n250 8BITMIME\n"
#define EHLO_TLS "C EHLO client.example.com\nS 250-mail.example.org\r\n250-STARTTLS\r\n250 8BITMIME\n"
#define LOGIN "C AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHNlc2FtZS1vcGVu\nS 235 2.7.0 ok\n" /* alice@example.com */
#define ENVELOPE "C MAIL FROM:<a@example.com>\nS 250 2.1.0 Ok\nC RCPT TO:<b@example.org>\nS 250 2.1.5 Ok\n"
#define DATA "C DATA\nS 354 go on\n"
#define DONE "C .\nS 250 2.0.0 Ok: queued\n"
#define QUIT "C QUIT\nS 221 2.0.0 Bye\n"
#define MAIL_FROM(from) ENVELOPE DATA "C From: " from "\r\nSubject: test\r\n\r\ntest mail\n" DONE
#define MAIL MAIL_FROM ("a@example.com")
#define SEALED                                                                                                         \
  ENVELOPE DATA "C From: a@example.com\r\nSubject: test\r\nMIME-Version: 1.0\r\n"                                      \
                "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n"        \
                "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"                                 \
                "--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n"     \
                "-----END PGP MESSAGE-----\r\n--b--\n" DONE
#define HELLO_TLS "c \x16\x03\x01\x00\x10xxxxxxxxxxxxxxxx\ns \x16\x03\x03\x00\x10yyyyyyyyyyyyyyyy\n"

typedef struct Expected {
  unsigned count;
  Severity severity; /* of the first */
  unsigned transaction;
  uint64_t packet;    /* of its first evidence */
  const char *detail; /* a part of it; NULL: any */
} Expected;

#define SILENT                                                                                                         \
  {                                                                                                                    \
    0, SEVERITY_INFO, 0, 0, NULL                                                                                       \
  }

typedef struct CheckCase {
  const char *id;
  const char *name;
  uint16_t port;
  const char *client; /* its address; NULL: 192.0.2.10 */
  const char *script;
  Expected expected;
} CheckCase;

static const CheckCase cases[] = {
  { "cleartext-credentials",
    "PLAIN accepted",
    587,
    NULL,
    GREET EHLO LOGIN QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "AUTH PLAIN showed the secret of user alice@example.com; the server accepted it" } },
  { "cleartext-credentials",
    "PLAIN rejected",
    587,
    NULL,
    GREET EHLO "C AUTH PLAIN AGFsaWNlAHNlc2FtZQ==\nS 535 5.7.8 no\n" QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "rejected" } },
  { "cleartext-credentials",
    "LOGIN in three lines",
    587,
    NULL,
    GREET EHLO "C AUTH LOGIN\nS 334 VXNlcm5hbWU6\nC YWxpY2U=\nS 334 UGFzc3dvcmQ6\nC c2VzYW1l\nS 235 ok\n" QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "user alice; the server accepted" } },
  { "cleartext-credentials",
    "three attempts of one user are one finding",
    587,
    NULL,
    GREET EHLO "C AUTH PLAIN AGFsaWNlAG9uZTEx\nS 535 no\nC AUTH PLAIN AGFsaWNlAHR3bzIy\nS 535 no\n"
               "C AUTH PLAIN AGFsaWNlAHRocmVl\nS 235 ok\n" QUIT,
    { 1, SEVERITY_HIGH, 0, 8, "alice in 3 attempts; the server accepted" } },
  { "cleartext-credentials",
    "two users are two",
    587,
    NULL,
    GREET EHLO "C AUTH PLAIN AGFsaWNlAG9uZTEx\nS 535 no\nC AUTH PLAIN AGJvYgB0d28yMg==\nS 235 ok\n" QUIT,
    { 2, SEVERITY_HIGH, 0, 4, "alice; the server rejected" } },
  { "cleartext-credentials",
    "answer not captured",
    587,
    NULL,
    GREET EHLO "C AUTH PLAIN AGFsaWNlAG9uZTEx\n",
    { 1, SEVERITY_HIGH, 0, 4, "was not seen" } },
  { "cleartext-credentials", "challenge and response keep the password", 587, NULL,
    GREET EHLO "C AUTH CRAM-MD5\nS 334 PDE+\nC YWxpY2UgMGNjMTc1YjljMGYxYjZhODMxYzM5OWUyNjk3NzI2NjE=\nS 235 ok\n" QUIT,
    SILENT },
  { "cleartext-credentials", "cancelled before the password", 587, NULL,
    GREET EHLO "C AUTH LOGIN\nS 334 VXNlcm5hbWU6\nC *\nS 501 cancelled\n" QUIT, SILENT },
  { "cleartext-credentials", "no login at all", 25, NULL, GREET EHLO MAIL QUIT, SILENT },

  { "cleartext-message",
    "a plain mail",
    25,
    NULL,
    GREET EHLO MAIL QUIT,
    { 1, SEVERITY_MEDIUM, 1, 10, "between 192.0.2.10 and 192.0.2.25 could read" } },
  { "cleartext-message",
    "two mails are two",
    25,
    NULL,
    GREET EHLO MAIL MAIL QUIT,
    { 2, SEVERITY_MEDIUM, 1, 10, NULL } },
  { "cleartext-message",
    "a body without header",
    25,
    NULL,
    GREET EHLO ENVELOPE DATA "C \r\ntest mail\n" DONE QUIT,
    { 1, SEVERITY_MEDIUM, 1, 10, NULL } },
  { "cleartext-message", "encrypted end to end", 25, NULL, GREET EHLO SEALED QUIT, SILENT },
  { "cleartext-message", "refused at RCPT", 25, NULL,
    GREET EHLO "C MAIL FROM:<a@example.com>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 550 no\n" QUIT, SILENT },
  { "cleartext-message", "inside TLS", 25, NULL, GREET EHLO_TLS "C STARTTLS\nS 220 ready\n" HELLO_TLS, SILENT },

  { "cleartext-envelope",
    "a plain mail",
    25,
    NULL,
    GREET EHLO MAIL QUIT,
    { 1, SEVERITY_LOW, 1, 4, "1 recipient of this mail were readable, and so were its header fields" } },
  { "cleartext-envelope",
    "encrypted end to end, the envelope stays open",
    25,
    NULL,
    GREET EHLO SEALED QUIT,
    { 1, SEVERITY_LOW, 1, 4, "OpenPGP encrypts the text alone" } },
  { "cleartext-envelope",
    "refused at RCPT",
    25,
    NULL,
    GREET EHLO "C MAIL FROM:<a@example.com>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 550 no\n" QUIT,
    { 1, SEVERITY_LOW, 1, 4, "no mail was handed over" } },
  { "cleartext-envelope", "nothing but QUIT", 25, NULL, GREET EHLO QUIT, SILENT },
  { "cleartext-envelope", "inside TLS", 25, NULL, GREET EHLO_TLS "C STARTTLS\nS 220 ready\n" HELLO_TLS, SILENT },

  { "starttls-not-offered",
    "between servers",
    25,
    NULL,
    GREET EHLO MAIL QUIT,
    { 1, SEVERITY_INFO, 0, 2, "answer to EHLO lists no STARTTLS" } },
  { "starttls-not-offered", "submission port", 587, NULL, GREET EHLO QUIT, { 1, SEVERITY_MEDIUM, 0, 2, NULL } },
  { "starttls-not-offered",
    "login on any port",
    2525,
    NULL,
    GREET EHLO LOGIN QUIT,
    { 1, SEVERITY_MEDIUM, 0, 2, NULL } },
  { "starttls-not-offered",
    "word in the server's name only",
    25,
    NULL,
    GREET "C EHLO c.example.com\nS 250-STARTTLS is my name\r\n250 8BITMIME\n" QUIT,
    { 1, SEVERITY_INFO, 0, 2, NULL } },
  { "starttls-not-offered", "offered", 587, NULL, GREET EHLO_TLS QUIT, SILENT },
  { "starttls-not-offered", "offered in small letters", 587, NULL,
    GREET "C EHLO c.example.com\nS 250-mail.example.org\r\n250-starttls\r\n250 HELP\n" QUIT, SILENT },
  { "starttls-not-offered", "HELO asks for no list", 25, NULL,
    GREET "C HELO c.example.com\nS 250 mail.example.org\n" MAIL QUIT, SILENT },
  { "starttls-not-offered", "EHLO refused", 25, NULL, GREET "C EHLO c.example.com\nS 502 what\n" QUIT, SILENT },
  { "starttls-not-offered", "part of the list was not captured", 25, NULL,
    GREET "C EHLO c.example.com\ns 250-mail.example.org\r\n250-SI\nG 40\ns TIME\r\n250 HELP\r\n\n" QUIT, SILENT },

  { "starttls-not-used",
    "mail in clear",
    25,
    NULL,
    GREET EHLO_TLS MAIL QUIT,
    { 1, SEVERITY_MEDIUM, 0, 3, "went on with MAIL in clear text" } },
  { "starttls-not-used",
    "login in clear",
    587,
    NULL,
    GREET EHLO_TLS LOGIN QUIT,
    { 1, SEVERITY_MEDIUM, 0, 3, "went on with AUTH" } },
  { "starttls-not-used", "used", 25, NULL, GREET EHLO_TLS "C STARTTLS\nS 220 ready\n" HELLO_TLS, SILENT },
  { "starttls-not-used", "left without mail", 25, NULL, GREET EHLO_TLS QUIT, SILENT },
  { "starttls-not-used", "not offered", 25, NULL, GREET EHLO MAIL QUIT, SILENT },
  { "starttls-not-used", "asked for and refused", 25, NULL, GREET EHLO_TLS "C STARTTLS\nS 454 later\n" MAIL QUIT,
    SILENT },

  { "starttls-refused",
    "refused and left",
    25,
    NULL,
    GREET EHLO_TLS "C STARTTLS\nS 454 later\n" QUIT,
    { 1, SEVERITY_MEDIUM, 0, 4, "got 454; no mail followed" } },
  { "starttls-refused",
    "refused, then mail",
    25,
    NULL,
    GREET EHLO "C STARTTLS\nS 502 what\n" MAIL QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "got 502; it went on with MAIL" } },
  { "starttls-refused", "granted at the second try", 25, NULL,
    GREET "C STARTTLS\nS 503 EHLO first\n" EHLO_TLS "C STARTTLS\nS 220 ready\n" HELLO_TLS, SILENT },
  { "starttls-refused", "granted", 25, NULL, GREET EHLO_TLS "C STARTTLS\nS 220 ready\n" HELLO_TLS, SILENT },

  { "sender-mismatch",
    "another domain in From",
    25,
    NULL,
    GREET EHLO MAIL_FROM ("boss@bank.example") QUIT,
    { 1, SEVERITY_INFO, 1, 4, "from example.com, the From field says bank.example" } },
  { "sender-mismatch",
    "a mailing list",
    25,
    NULL,
    GREET EHLO
    "C MAIL FROM:<list-bounces+b=example.org@lists.example.net>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
    "C From: a@example.com\r\nList-Id: <x.lists.example.net>\r\n\r\nhi\n" DONE QUIT,
    { 1, SEVERITY_INFO, 1, 4, NULL } },
  { "sender-mismatch",
    "an account of a third domain",
    587,
    NULL,
    GREET EHLO LOGIN MAIL_FROM ("boss@bank.example") QUIT,
    { 1, SEVERITY_MEDIUM, 1, 6, "an account of example.com logged in" } },
  { "sender-mismatch", "same domain", 25, NULL, GREET EHLO MAIL QUIT, SILENT },
  { "sender-mismatch", "same domain in other case, other person", 25, NULL,
    GREET EHLO MAIL_FROM ("B <b@EXAMPLE.com>") QUIT, SILENT },
  { "sender-mismatch", "a subdomain", 25, NULL, GREET EHLO MAIL_FROM ("news@news.example.com") QUIT, SILENT },
  { "sender-mismatch",
    "no mere end of the name",
    25,
    NULL,
    GREET EHLO MAIL_FROM ("a@badexample.com") QUIT,
    { 1, SEVERITY_INFO, 1, 4, NULL } },
  { "sender-mismatch", "a bounce", 25, NULL,
    GREET EHLO "C MAIL FROM:<>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
               "C From: MAILER-DAEMON@mail.example.net\r\nSubject: failure\r\n\r\nsorry\n" DONE QUIT,
    SILENT },
  { "sender-mismatch", "no From field", 25, NULL, GREET EHLO ENVELOPE DATA "C Subject: x\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { "sender-mismatch", "addresses without domain", 25, NULL,
    GREET EHLO "C MAIL FROM:<root>\nS 250 Ok\nC RCPT TO:<b>\nS 250 Ok\n" DATA
               "C From: root@h.example\r\n\r\nx\n" DONE QUIT,
    SILENT },

  { "helo-mismatch",
    "another public address",
    25,
    NULL,
    GREET "C EHLO [203.0.113.9]\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_LOW, 0, 2, "which is not its address" } },
  { "helo-mismatch",
    "an inner address, behind translation",
    587,
    NULL,
    GREET "C EHLO [192.168.1.7]\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_INFO, 0, 2, NULL } },
  { "helo-mismatch",
    "IPv6 literal of another",
    25,
    NULL,
    GREET "C EHLO [IPv6:2001:db8::1]\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_LOW, 0, 2, NULL } },
  { "helo-mismatch",
    "the server's address",
    25,
    NULL,
    GREET "C HELO 192.0.2.25\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_LOW, 0, 2, "the server's own address" } },
  { "helo-mismatch",
    "localhost from elsewhere",
    25,
    NULL,
    GREET "C EHLO localhost\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_LOW, 0, 2, "every host has for itself" } },
  { "helo-mismatch",
    "the server's name",
    25,
    NULL,
    GREET "C EHLO MAIL.example.org\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_LOW, 0, 2, "the name of the server" } },
  { "helo-mismatch",
    "no dot, between servers",
    25,
    NULL,
    GREET "C HELO mailbox\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_LOW, 0, 2, "no full domain name" } },
  { "helo-mismatch",
    "no dot, a user's computer",
    587,
    NULL,
    GREET "C EHLO LAPTOP\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_INFO, 0, 2, NULL } },
  { "helo-mismatch",
    "nothing",
    25,
    NULL,
    GREET "C HELO\nS 501 name?\n" QUIT,
    { 1, SEVERITY_LOW, 0, 2, "gives no name with" } },
  { "helo-mismatch",
    "no address in brackets",
    25,
    NULL,
    GREET "C HELO [mail]\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_LOW, 0, 2, "no address" } },
  { "helo-mismatch",
    "said twice, told once",
    25,
    NULL,
    GREET "C EHLO localhost\nS 502 no\nC HELO localhost\nS 250 mail.example.org\n" QUIT,
    { 1, SEVERITY_LOW, 0, 2, NULL } },
  { "helo-mismatch", "a full name", 25, NULL, GREET EHLO QUIT, SILENT },
  { "helo-mismatch", "its own address", 25, NULL, GREET "C EHLO [192.0.2.10]\nS 250 mail.example.org\n" QUIT, SILENT },
  { "helo-mismatch", "localhost on loopback", 25, "127.0.0.1", GREET "C EHLO localhost\nS 250 mail.example.org\n" QUIT,
    SILENT },
  { "helo-mismatch", "own name on one host", 25, "192.0.2.25",
    GREET "C EHLO mail.example.org\nS 250 mail.example.org\n" QUIT, SILENT },

  { "multiple-from",
    "two that differ",
    25,
    NULL,
    GREET EHLO ENVELOPE DATA "C From: a@example.com\r\nFrom: boss@bank.example\r\n\r\nx\n" DONE QUIT,
    { 1, SEVERITY_HIGH, 1, 10, "2 From fields that say different things" } },
  { "multiple-from",
    "two of the same",
    25,
    NULL,
    GREET EHLO ENVELOPE DATA "C From: a@example.com\r\nFrom:  a@example.com\r\n\r\nx\n" DONE QUIT,
    { 1, SEVERITY_MEDIUM, 1, 10, "of the same content" } },
  { "multiple-from",
    "a space before the colon",
    25,
    NULL,
    GREET EHLO ENVELOPE DATA "C From: a@example.com\r\nFrom : boss@bank.example\r\n\r\nx\n" DONE QUIT,
    { 1, SEVERITY_HIGH, 1, 10, NULL } },
  { "multiple-from",
    "two mailboxes, no Sender",
    25,
    NULL,
    GREET EHLO MAIL_FROM ("a@example.com, c@example.com") QUIT,
    { 1, SEVERITY_MEDIUM, 1, 10, "names 2 mailboxes" } },
  { "multiple-from", "two mailboxes and Sender", 25, NULL,
    GREET EHLO MAIL_FROM ("a@example.com, c@example.com\r\nSender: a@example.com") QUIT, SILENT },
  { "multiple-from", "one", 25, NULL, GREET EHLO MAIL QUIT, SILENT },
  { "multiple-from", "a From in the text", 25, NULL,
    GREET EHLO ENVELOPE DATA "C From: a@example.com\r\n\r\nFrom: boss@bank.example\n" DONE QUIT, SILENT },
  { "multiple-from", "a comma in a quoted name", 25, NULL, GREET EHLO MAIL_FROM ("\"Doe, Jane\" <a@example.com>") QUIT,
    SILENT },

  { "stream-ambiguity",
    "one place",
    25,
    NULL,
    GREET EHLO "! first \"a\", then \"b\"\n" MAIL QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "sent twice" } },
  { "stream-ambiguity",
    "several places are one finding",
    25,
    NULL,
    GREET EHLO "! a, b\n! c, d\n! e, f\n" MAIL QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "In 3 places" } },
  { "stream-ambiguity", "none", 25, NULL, GREET EHLO MAIL QUIT, SILENT },
};

static void
play (Conversation *conversation, const CheckCase *one)
{
  conversation_init (conversation);
  conversation->flow.side[1].port = one->port;
  uint8_t version;
  if (one->client != NULL)
    assert_true (flow_ip_parse (octets_of_string (one->client), conversation->flow.side[0].ip, &version));
  conversation_play (conversation, one->script);
}

static void
judge (const CheckCase *one, const SmtpSession *session)
{
  const Finding *first = NULL;
  unsigned count = 0;
  for (guint i = 0; i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      if (strcmp (finding->check->id, one->id) != 0)
        continue;
      count++;
      first = first == NULL ? finding : first;
      if (finding->evidence_count == 0)
        fail_msg ("%s, %s: no evidence", one->id, one->name);
    }
  const Expected *expected = &one->expected;
  if (count != expected->count)
    fail_msg ("%s, %s: %u findings", one->id, one->name, count);
  if (first == NULL)
    return;
  if (first->severity != expected->severity)
    fail_msg ("%s, %s: severity %s", one->id, one->name, severity_name (first->severity));
  if (first->transaction != expected->transaction)
    fail_msg ("%s, %s: transaction %u", one->id, one->name, first->transaction);
  if (first->evidence[0].origin.packet != expected->packet)
    fail_msg ("%s, %s: packet %u", one->id, one->name, (unsigned) first->evidence[0].origin.packet);
  if (expected->detail != NULL && strstr ((const char *) first->detail.at, expected->detail) == NULL)
    fail_msg ("%s, %s: %s", one->id, one->name, (const char *) first->detail.at);
}

static void
fires_and_stays_silent (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Conversation conversation;
      play (&conversation, &cases[i]);
      judge (&cases[i], conversation.session);
      conversation_clear (&conversation);
    }
}

/* Mail as it comes every day has nothing above info but that it crossed in clear text. */
static void
does_not_cry_wolf (void **state)
{
  (void) state;
  static const char *const scripts[] = {
    /* a list */
    GREET EHLO_TLS
    "C MAIL FROM:<list-bounces@lists.example.net>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
    "C From: A <a@example.com>\r\nSender: list@lists.example.net\r\nTo: list@lists.example.net\r\n\r\nx\n" DONE QUIT,
    /* a forwarder that rewrites the envelope */
    GREET EHLO_TLS
    "C MAIL FROM:<SRS0=abc=12=example.com=a@fwd.example.net>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
    "C Received: from x.example.com by fwd.example.net; Mon, 23 Nov 2026 10:00:00 +0000\r\nFrom: "
    "a@example.com\r\n\r\nx\n" DONE QUIT,
    /* a bounce */
    GREET EHLO_TLS "C MAIL FROM:<>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
                   "C From: MAILER-DAEMON@mx.example.net\r\nAuto-Submitted: auto-replied\r\n\r\nx\n" DONE QUIT,
  };
  for (size_t i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation_play (&conversation, scripts[i]);
      for (guint j = 0; j < conversation.session->findings->len; j++)
        {
          const Finding *finding = g_ptr_array_index (conversation.session->findings, j);
          bool clear = g_str_has_prefix (finding->check->id, "cleartext-")
                       || strcmp (finding->check->id, "starttls-not-used") == 0;
          if (!clear && finding->severity > SEVERITY_INFO)
            fail_msg ("script %u: %s", (unsigned) i, finding->check->id);
        }
      conversation_clear (&conversation);
    }
}

static void
orders_worst_first (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation,
                     GREET "C EHLO localhost\nS 250-mail.example.org\r\n250 HELP\n" LOGIN MAIL MAIL QUIT);
  const GPtrArray *findings = conversation.session->findings;
  assert_true (findings->len > 4);
  for (guint i = 1; i < findings->len; i++)
    {
      const Finding *before = g_ptr_array_index (findings, i - 1);
      const Finding *after = g_ptr_array_index (findings, i);
      assert_true (before->severity >= after->severity);
      if (before->severity == after->severity)
        assert_true (before->transaction <= after->transaction);
    }
  /* run again: the same findings, none twice */
  guint count = findings->len;
  checks_run (conversation.session);
  assert_int_equal (conversation.session->findings->len, count);
  conversation_clear (&conversation);
}

/* A client that guesses passwords does not make a finding of each. */
static void
bounds_guessing (void **state)
{
  (void) state;
  GString *script = g_string_new (GREET EHLO);
  for (unsigned i = 0; i < 100; i++)
    {
      char *plain = g_strdup_printf ("-user%u-guess%u", i, i);
      gsize length = strlen (plain);
      plain[0] = '\0';
      *strchr (plain + 1, '-') = '\0';
      char *base64 = g_base64_encode ((const guchar *) plain, length);
      g_string_append_printf (script, "C AUTH PLAIN %s\nS 535 no\n", base64);
      g_free (base64);
      g_free (plain);
    }
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, script->str);
  unsigned count = 0;
  for (guint i = 0; i < conversation.session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (conversation.session->findings, i);
      count += strcmp (finding->check->id, "cleartext-credentials") == 0;
    }
  assert_int_equal (count, 16);
  conversation_clear (&conversation);
  g_string_free (script, TRUE);
}

static void
evidence_marks_its_secret (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, GREET EHLO LOGIN MAIL QUIT);
  const Finding *finding = g_ptr_array_index (conversation.session->findings, 0);
  assert_string_equal (finding->check->id, "cleartext-credentials");
  assert_int_equal (finding->evidence_count, 2);
  Octets secret = finding->evidence[0].secret;
  assert_true (octets_equal (secret, OCTETS ("AGFsaWNlQGV4YW1wbGUuY29tAHNlc2FtZS1vcGVu")));
  assert_int_equal (finding->evidence[1].side, SIDE_SERVER);
  assert_int_equal (finding->evidence[1].origin.packet, 5);
  conversation_clear (&conversation);
}

/* The second copy may be the true password, and nobody marked it. */
static void
differing_copies_keep_secrets (void **state)
{
  (void) state;
  static const struct {
    const char *script;
    bool marked;
  } rows[] = {
    { GREET EHLO "! first copy \"AAAA\\x0d\\x0a\", second copy \"c2VzYW1l\\x0d\\x0a\"\n" MAIL QUIT, true },
    { GREET EHLO "! first copy \"xx yy\", second copy \"auth plain AGEAYg==\"\n" MAIL QUIT, true },
    { GREET EHLO "! first copy \"MAIL FROM:<a@b>\", second copy \"MAIL FROM:<c@d>\"\n" MAIL QUIT, false },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation_play (&conversation, rows[i].script);
      const Finding *finding = g_ptr_array_index (conversation.session->findings, 0);
      assert_string_equal (finding->check->id, "stream-ambiguity");
      const Evidence *evidence = &finding->evidence[0];
      assert_int_equal (evidence->secret.length, rows[i].marked ? evidence->text.length : 0);
      conversation_clear (&conversation);
    }
}

static bool
has_case (const char *id, bool firing)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    if (strcmp (cases[i].id, id) == 0 && (cases[i].expected.count > 0) == firing)
      return true;
  return false;
}

/* Every row of the table: words, a heading, and a case of each kind above. */
static void
every_check_is_described_and_tested (void **state)
{
  (void) state;
  const char *srcdir = g_getenv ("srcdir");
  char *path = g_build_filename (srcdir != NULL ? srcdir : ".", "docs", "findings.md", NULL);
  char *page = NULL;
  assert_true (g_file_get_contents (path, &page, NULL, NULL));
  for (const Check *const *check = checks; *check != NULL; check++)
    {
      const char *id = (*check)->id;
      char *heading = g_strdup_printf ("\n## %s\n", id);
      if (strstr (page, heading) == NULL)
        fail_msg ("docs/findings.md has no heading for %s", id);
      if (!has_case (id, true) || !has_case (id, false))
        fail_msg ("%s needs a case where it fires and one where it stays silent", id);
      assert_true ((*check)->title[0] != '\0' && (*check)->explanation[0] != '\0' && (*check)->protection[0] != '\0');
      assert_true (g_str_has_prefix ((*check)->reference, "RFC "));
      assert_ptr_equal (check_by_id (id), *check);
      g_free (heading);
    }
  assert_null (check_by_id ("no-such-check"));
  g_free (page);
  g_free (path);
}

static void
severities_have_names (void **state)
{
  (void) state;
  for (Severity severity = SEVERITY_INFO; severity < SEVERITIES; severity++)
    {
      Severity parsed = SEVERITIES;
      assert_true (severity_parse (severity_name (severity), &parsed));
      assert_int_equal (parsed, severity);
    }
  Severity untouched = SEVERITY_LOW;
  assert_false (severity_parse ("awful", &untouched));
  assert_int_equal (untouched, SEVERITY_LOW);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (fires_and_stays_silent),
    cmocka_unit_test (does_not_cry_wolf),
    cmocka_unit_test (orders_worst_first),
    cmocka_unit_test (bounds_guessing),
    cmocka_unit_test (evidence_marks_its_secret),
    cmocka_unit_test (differing_copies_keep_secrets),
    cmocka_unit_test (every_check_is_described_and_tested),
    cmocka_unit_test (severities_have_names),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

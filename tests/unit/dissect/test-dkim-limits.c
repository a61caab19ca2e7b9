/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures of mails that were not captured whole, that are large, or that bring more than is looked at. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/reading-thread.h"
#include "tests/support/dkim-judging.h"
#include "tests/support/dkim-signer.h"

/* --- mails that were not captured whole ---------------------------------------------------- */

static const struct {
  const char *name;
  const char *at; /* the gap or the end stands before this text; NULL: all is there */
  bool gap;
  MessageState state;
  const char *verdict, *why;
} losses[] = {
  { "gap in the text", "We lost", true, MESSAGE_COMPLETE, "unknown ?+",
    "not checkable: the mail was not captured whole; the signed" },
  { "cut in the text", "We lost", false, MESSAGE_TRUNCATED, "unknown ?+", NULL },
  { "unfinished in the text", "We lost", false, MESSAGE_UNFINISHED, "unknown ?+", NULL },
  { "gap right behind the header", "Hi.", true, MESSAGE_COMPLETE, "unknown ?+", NULL },
  { "gap in the header", "Subject:", true, MESSAGE_COMPLETE, "unknown ??", "not checkable" },
  { "gap in the empty line", "\r\nHi.", true, MESSAGE_COMPLETE, "unknown ??", NULL },
  { "gap in front", "DKIM", true, MESSAGE_COMPLETE, "unknown ??", NULL },
  { "gap inside the signature", "football.example.com; i=", true, MESSAGE_COMPLETE, "unknown ??", NULL },
  { "a chunk lost, nobody knows where", NULL, false, MESSAGE_GAP, "unknown ??", "not checkable" },
  { "cut in the header", "Subject:", false, MESSAGE_TRUNCATED, "unknown ??", NULL },
  { "cut behind the header", "\r\nHi.", false, MESSAGE_TRUNCATED, "unknown ??", NULL },
};

static void
losses_are_no_failures (void **state)
{
  (void) state;
  Octets mail = octets_of_string (published);
  for (size_t i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      DnsInquiry zone = { .count = 0 };
      MailStorage storage;
      MessageLimits limits;
      size_t at = losses[i].at != NULL ? (size_t) (strstr (published, losses[i].at) - published) : mail.length;
      add_published_keys (&zone);
      MailMessage *message = read_mail (&storage, &limits, octets_slice (mail, 0, at), 0, SIZE_MAX);
      if (losses[i].gap)
        {
          mail_message_gap (message, 3);
          mail_message_append (message, octets_from (mail, at + 3));
        }
      mail_message_finish (message, losses[i].state);
      g_autofree char *verdict = describe (message, NOW, &zone);
      if (!g_str_has_prefix (verdict, losses[i].verdict) || strstr (verdict, "|fail") != NULL
          || (losses[i].why != NULL && strstr (verdict, losses[i].why) == NULL))
        fail_msg ("%s: %s", losses[i].name, verdict);
      mail_message_free (message);
      key_zone_clear (&zone);
    }
}

/* A header that was longer than what is kept of one. */
static void
cut_header_is_not_checkable (void **state)
{
  (void) state;
  for (unsigned by_count = 0; by_count < 2; by_count++)
    {
      DnsInquiry zone = { .count = 0 };
      MailStorage storage = { .mail_memory = 65536, .total_memory = 1 << 20 };
      MessageLimits limits;
      message_limits_init (&limits);
      if (by_count)
        limits.header_fields = 5;
      else
        limits.header_octets = sizeof published - 150;
      add_published_keys (&zone);
      MailMessage *message = mail_message_new (&limits, &storage);
      mail_message_append (message, octets_of_string (published));
      mail_message_finish (message, MESSAGE_COMPLETE);
      g_autofree char *verdict = describe (message, NOW, &zone);
      if (!g_str_has_prefix (verdict, "unknown +? not checkable: the header is longer"))
        fail_msg ("%s", verdict);
      mail_message_free (message);
      key_zone_clear (&zone);
    }
}

/* Whoever comes with thousands of signatures gets no more work out of us. */
static void
signatures_are_bounded (void **state)
{
  (void) state;
  DnsInquiry zone = { .count = 0 };
  GString *mail = g_string_new (NULL);
  for (unsigned i = 0; i < 500; i++)
    g_string_append_printf (
        mail, "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=k%u; h=from; bh=QUJD; b=QUJD; l=%u\r\n", i, i);
  g_string_append (mail, "From: a@example.com\r\n\r\ntext\r\n");
  MailStorage storage;
  MessageLimits limits;
  MailMessage *message = read_mail (&storage, &limits, view (mail), 0, mail->len);
  mail_message_finish (message, MESSAGE_COMPLETE);
  GPtrArray *verdicts = dkim_verify (message, NOW * SECOND, &zone);
  assert_int_equal (verdicts->len, 16);
  assert_int_equal (zone.asked, 16);
  g_ptr_array_unref (verdicts);
  mail_message_free (message);
  key_zone_clear (&zone);
  g_string_free (mail, TRUE);
}

/* Large mails are read by another thread from somewhere in their text on. */
static void
large_mails (void **state)
{
  (void) state;
  MailStorage storage = { .mail_memory = 1024, .total_memory = 1 << 20 };
  MessageLimits limits;
  message_limits_init (&limits);
  SignerKey *key = signer_key_new (0);
  g_autofree char *base64 = signer_key_base64 (key, false);
  g_autofree char *record = g_strdup_printf ("k=ed25519; p=%s", base64);
  for (unsigned way = 0; way < 4; way++)
    {
      g_autofree char *tags = g_strdup_printf ("v=1; a=ed25519-sha256; s=k; d=example.com; h=from; c=%s",
                                               way & 1 ? "relaxed/relaxed" : "simple");
      SignPlan plan = { .field = "DKIM-Signature",
                        .tags = tags,
                        .names = "from",
                        .relaxed_header = way & 1,
                        .relaxed_body = way & 1,
                        .length = -1 };
      GString *mail = g_string_new ("From: a@example.com\r\n\r\n");
      while (mail->len < 300000)
        g_string_append_printf (mail, "line  %zu \t\r\n%s", mail->len, mail->len % 11 == 0 ? "\r\n" : "");
      GString *sent = signer_apply (key, &plan, mail);
      DnsInquiry zone = { .count = 0 };
      key_zone_add (&zone, "k._domainkey.example.com", DNS_FOUND, octets_of_string (record));
      storage.reader = reading_thread_new ();
      MailMessage *message = mail_message_new (&limits, &storage);
      for (size_t at = 0; at < sent->len; at += 1447)
        mail_message_append (message, octets_slice (view (sent), at, 1447));
      if (way & 2)
        mail_message_append (message, OCTETS ("more\r\n"));
      mail_message_finish (message, MESSAGE_COMPLETE);
      g_autofree char *verdict = describe (message, NOW, &zone);
      if (!g_str_has_prefix (verdict, way & 2 ? "fail -+" : "pass ++"))
        fail_msg ("%u: %s", way, verdict);
      mail_message_free (message);
      reading_thread_free (storage.reader);
      key_zone_clear (&zone);
      g_string_free (sent, TRUE);
      g_string_free (mail, TRUE);
    }
  signer_key_free (key);
}

/* A mail with more kinds of signatures than are hashed. */
static void
too_many_kinds (void **state)
{
  (void) state;
  DnsInquiry zone = { .count = 0 };
  GString *mail = g_string_new (NULL);
  for (unsigned i = 0; i < 12; i++)
    g_string_append_printf (
        mail, "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=k; h=from; bh=QUJD; b=QUJD; l=%u\r\n", i);
  g_string_append (mail, "From: a@example.com\r\n\r\na text of some length\r\n");
  SignerKey *key = signer_key_new (1024);
  g_autofree char *record = signer_key_base64 (key, false);
  g_autofree char *text = g_strdup_printf ("p=%s", record);
  key_zone_add (&zone, "k._domainkey.example.com", DNS_FOUND, octets_of_string (text));
  g_autofree char *verdict = judge (view (mail), &zone);
  assert_true (g_str_has_prefix (verdict, "fail --"));
  assert_true (g_str_has_suffix (
      verdict, "fail ?- header fields were changed after example.com signed them, or somebody else made "
               "this signature|"));
  signer_key_free (key);
  key_zone_clear (&zone);
  g_string_free (mail, TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (losses_are_no_failures), cmocka_unit_test (cut_header_is_not_checkable),
    cmocka_unit_test (signatures_are_bounded), cmocka_unit_test (large_mails),
    cmocka_unit_test (too_many_kinds),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict about a sender and its reason, where the mail was handed on or not captured
 * whole.  The client is 192.0.2.10; what a case's zone does not hold does not exist. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/sender-words.h"
#include "dissect/sender.h"

#include "tests/support/conversation.h"
#include "tests/unit/dissect/check-cases.h"

#define HELLO "S 220 mx.example.org ESMTP\nC EHLO mx.example.net\nS 250 mx.example.org\n"
#define ENVELOPE_OF(from) "C MAIL FROM:<" from ">\nS 250 2.1.0 Ok\nC RCPT TO:<b@example.org>\nS 250 2.1.5 Ok\n" DATA
#define FROM_BANK "From: a@bank.example\r\n"
#define TEXT "Subject: test\r\n\r\ntest mail\n"
#define BANK "Z bank.example TXT v=spf1 ip4:198.51.100.0/24 -all\nZ _dmarc.bank.example TXT v=DMARC1; p=reject\n"
#define LIST "Z example.net TXT v=spf1 ip4:192.0.2.10 -all\n"
#define LISTED "List-Id: <x.example.net>\r\n"

typedef struct SenderCase {
  const char *name, *script;
  SenderVerdict verdict;
  DmarcResult dmarc;
  const char *why; /* words of it */
} SenderCase;

static const SenderCase cases[] = {
  { "forged", BANK LIST HELLO ENVELOPE_OF ("x@example.net") "C " FROM_BANK TEXT DONE QUIT, SENDER_CONTRADICTED,
    DMARC_FAIL, "p=reject" },
  { "a proven list", BANK LIST HELLO ENVELOPE_OF ("x@example.net") "C " LISTED FROM_BANK TEXT DONE QUIT,
    SENDER_UNVERIFIED, DMARC_FAIL, "came through a mailing list at example.net, which SPF or DKIM proves" },
  { "a list by its word", BANK HELLO ENVELOPE_OF ("x@example.net") "C " LISTED FROM_BANK TEXT DONE QUIT,
    SENDER_UNVERIFIED, DMARC_FAIL, "says that it came through a mailing list at example.net" },
  { "a list by its address",
    BANK LIST HELLO ENVELOPE_OF (
        "x@example.net") "C List-Post: <mailto:x@example.net?subject=y>\r\n" FROM_BANK TEXT DONE QUIT,
    SENDER_UNVERIFIED, DMARC_FAIL, "mailing list at example.net" },
  { "a list without brackets",
    BANK LIST HELLO ENVELOPE_OF ("x@example.net") "C List-Id: x.example.net\r\n" FROM_BANK TEXT DONE QUIT,
    SENDER_UNVERIFIED, DMARC_FAIL, "mailing list at example.net" },
  { "a list that cannot be read",
    BANK LIST HELLO ENVELOPE_OF ("x@example.net") "C List-Id: <\r\nList-Post: <mailto:\r\n" FROM_BANK TEXT DONE QUIT,
    SENDER_CONTRADICTED, DMARC_FAIL, "p=reject" },
  { "SRS1",
    BANK LIST HELLO ENVELOPE_OF ("SRS1=H=f.example==H=T=bank.example=a@example.net") "C " FROM_BANK TEXT DONE QUIT,
    SENDER_UNVERIFIED, DMARC_FAIL, "came through a forwarder at example.net" },
  { "SRS without anything", BANK LIST HELLO ENVELOPE_OF ("SRS0@example.net") "C " FROM_BANK TEXT DONE QUIT,
    SENDER_CONTRADICTED, DMARC_FAIL, "p=reject" },
  { "a plain forwarder",
    "Z bank.example TXT v=spf1 ip4:198.51.100.0/24 -all\n" HELLO ENVELOPE_OF (
        "a@bank.example") "C Received: from x (x [198.51.100.1]) by mx.example.net; Mon, 23 Nov 2026 10:00:00 "
                          "+0000\r\n" FROM_BANK TEXT DONE QUIT,
    SENDER_UNVERIFIED, DMARC_NONE, "forwards the mail for one that may" },
  { "SPF proves it, no policy",
    "Z bank.example TXT v=spf1 ip4:192.0.2.10 -all\n" HELLO ENVELOPE_OF (
        "a@bank.example") "C " FROM_BANK TEXT DONE QUIT,
    SENDER_VERIFIED, DMARC_NONE,
    "SPF allows this client to send for bank.example on the envelope, the domain in From." },
  { "SPF proves it, the policy was not seen",
    "Z ?\nZ bank.example TXT v=spf1 ip4:192.0.2.10 -all\n" HELLO ENVELOPE_OF (
        "a@bank.example") "C " FROM_BANK TEXT DONE QUIT,
    SENDER_VERIFIED, DMARC_UNKNOWN, "SPF allows this client" },
  { "no From", BANK HELLO ENVELOPE_OF ("x@example.net") "C " TEXT DONE QUIT, SENDER_UNVERIFIED, DMARC_PERMERROR,
    "no From field" },
  { "a gap where From may stand",
    BANK HELLO ENVELOPE_OF ("x@example.net") "C To: b@example.org\ng 100\nC \r\ntest mail\n" DONE QUIT,
    SENDER_UNVERIFIED, DMARC_UNKNOWN, "was not captured" },
  { "a gap in From", BANK HELLO ENVELOPE_OF ("x@example.net") "c From: a@ba\ng 100\nC \r\n\r\ntest mail\n" DONE QUIT,
    SENDER_UNVERIFIED, DMARC_UNKNOWN, "was not captured" },
  { "a gap behind From",
    BANK LIST HELLO ENVELOPE_OF ("x@example.net") "C " FROM_BANK
                                                  "To: b@example.org\ng 100\nC \r\n\r\ntest mail\n" DONE QUIT,
    SENDER_CONTRADICTED, DMARC_FAIL, "p=reject" },
  { "ends before From", BANK HELLO ENVELOPE_OF ("x@example.net") "C To: b@example.org\n", SENDER_UNVERIFIED,
    DMARC_UNKNOWN, "was not captured" },
  { "no HELO was seen",
    BANK "S 220 mx.example.org ESMTP\n" ENVELOPE_OF ("a@bank.example") "C " FROM_BANK TEXT DONE QUIT,
    SENDER_CONTRADICTED, DMARC_FAIL, "p=reject" },
};

static void
concludes (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation_play (&conversation, cases[i].script);
      const SmtpTransaction *transaction = g_ptr_array_index (conversation.session->transactions, 0);
      const SenderReport *report = transaction->sender;
      assert_non_null (report);
      sender_conclude (conversation.session);
      if (report->verdict != cases[i].verdict || report->dmarc->result != cases[i].dmarc
          || strstr (report->why, cases[i].why) == NULL)
        fail_msg ("%s: %s, DMARC %s: %s", cases[i].name, sender_verdict_name (report->verdict),
                  dmarc_result_name (report->dmarc->result), report->why);
      conversation_clear (&conversation);
    }
}

/* A signature may stand in what was not captured. */
static void
knows_no_signature_in_a_gap (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, BANK HELLO ENVELOPE_OF (
                                        "x@example.net") "C To: b@example.org\ng 100\nC \r\ntest mail\n" DONE QUIT);
  g_autoptr (GPtrArray) lines
      = sender_words (conversation.session, g_ptr_array_index (conversation.session->transactions, 0), TONGUE_ENGLISH);
  unsigned told = 0;
  for (guint i = 0; i < lines->len; i++)
    {
      const SenderLine *line = g_ptr_array_index (lines, i);
      told += strcmp (line->label, "DKIM") == 0 && g_str_has_prefix (line->text, "unknown: ");
    }
  assert_int_equal (told, 1);
  conversation_clear (&conversation);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (concludes),
    cmocka_unit_test (knows_no_signature_in_a_gap),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

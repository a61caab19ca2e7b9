/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict about a sender and its reason, and the lines in which it is told. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/sender-words.h"

#include "tests/support/conversation.h"
#include "tests/unit/dissect/check-cases.h"
#include "tests/unit/dissect/sender-dialogues.h"

#define TWO_FROM "From: Ann <a@bank.example>\r\nFrom: x@stranger.example\r\nSubject: test\r\n"
#define RELAYED(zone, envelope, mail)                                                                                  \
  zone GREET EHLO SENT (envelope, mail)                                                                                \
  QUIT

typedef struct SenderCase {
  const char *name, *script;
  uint16_t port;
  SenderVerdict verdict;
  const char *why;   /* words of it */
  const char *lines; /* label and beginning of each line, those of the DNS left out */
} SenderCase;

static const SenderCase cases[] = {
  { "nothing is known", RELAYED (ALONE, FROM_BANK, HEADER TEXT), 25, SENDER_UNVERIFIED,
    "Nothing seen here proves that bank.example sent this mail", "Sender unverified|DKIM none" },
  { "SPF proves it", RELAYED (HERE REJECT, FROM_BANK, HEADER TEXT), 25, SENDER_VERIFIED, "bank.example",
    "Sender VERIFIED|SPF pass|DKIM none|DMARC pass" },
  { "DKIM proves it", RELAYED (ALONE BANK_KEY REJECT, FROM_ELSEWHERE, SIGNED_BY_BANK HEADER TEXT), 25, SENDER_VERIFIED,
    "signed by bank.example", "Sender VERIFIED|SPF unknown|DKIM pass|DMARC pass" },
  { "DKIM proves it where nobody has a policy", RELAYED (BANK_KEY ADDRESS, FROM_ELSEWHERE, SIGNED_BY_BANK HEADER TEXT),
    25, SENDER_VERIFIED, "signed by bank.example", "Sender VERIFIED|SPF none|DKIM pass|DMARC none" },
  { "the owner disowns it", RELAYED (LIST_HERE ADDRESS REJECT, FROM_ELSEWHERE, HEADER TEXT), 25, SENDER_CONTRADICTED,
    "neither SPF nor DKIM proves that domain", "Sender CONTRADICTED|SPF pass|DKIM none|DMARC fail" },
  { "its SPF record forbids the host", RELAYED (NOT_HERE, FROM_BANK, HEADER TEXT), 25, SENDER_CONTRADICTED,
    "must not send its mail", "Sender CONTRADICTED|SPF fail|DKIM none|DMARC none" },
  { "nobody owns up to it", RELAYED (ADDRESS, FROM_ELSEWHERE, HEADER TEXT), 25, SENDER_UNVERIFIED,
    "anyone could have written that name", "Sender unverified|SPF none|DKIM none|DMARC none" },
  { "SPF lets everybody", RELAYED ("Z bank.example TXT v=spf1 +all\n" REJECT, FROM_BANK, HEADER TEXT), 25,
    SENDER_UNVERIFIED, "lets every host of the world", "Sender unverified|SPF pass|DKIM none|DMARC pass" },
  { "the text was changed", RELAYED (BANK_KEY ADDRESS, FROM_ELSEWHERE, SIGNED_BY_BANK HEADER FOOTED), 25,
    SENDER_UNVERIFIED, "did sign the header", "Sender unverified|SPF none|DKIM fail|DMARC none" },
  { "two authors", RELAYED (HERE REJECT, FROM_BANK, TWO_FROM TEXT), 25, SENDER_CONTRADICTED, "From fields",
    "Sender CONTRADICTED|SPF pass|DKIM none|DMARC permerror" },
  { "no author", RELAYED (HERE REJECT, FROM_BANK, "Subject: test\r\n" TEXT), 25, SENDER_UNVERIFIED,
    "does not say who wrote it", "Sender unverified|SPF pass|DKIM none|DMARC permerror" },
  { "a user hands it in", NOT_HERE REJECT GREET EHLO LOGIN SENT (FROM_BANK, HEADER TEXT) QUIT, 587, SENDER_UNVERIFIED,
    "A user hands in this mail", "Sender unverified|SPF not judged|DKIM none|DMARC unknown" },
};

/* "Sender unverified|DKIM none": the first word of each line, or what stands before ":". */
static char *
outline (const GPtrArray *lines)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++)
    {
      const SenderLine *line = g_ptr_array_index (lines, i);
      if (strcmp (line->label, "Rests on") != 0 && strcmp (line->label, "Not seen") != 0)
        g_string_append_printf (text, "%s%s %.*s", i > 0 ? "|" : "", line->label, (int) strcspn (line->text, ":"),
                                line->text);
    }
  return g_string_free (text, FALSE);
}

static void
judges (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation.flow.side[1].port = cases[i].port;
      conversation_play (&conversation, cases[i].script);
      const SmtpTransaction *transaction = g_ptr_array_index (conversation.session->transactions, 0);
      const SenderReport *report = transaction->sender;
      g_autoptr (GPtrArray) lines = sender_words (conversation.session, transaction, TONGUE_ENGLISH);
      g_autofree char *seen = outline (lines);
      if (report->verdict != cases[i].verdict)
        fail_msg ("%s: %s, %s", cases[i].name, sender_verdict_name (report->verdict), report->why);
      if (strstr (report->why, cases[i].why) == NULL || !g_str_has_suffix (report->why, "."))
        fail_msg ("%s: %s", cases[i].name, report->why);
      if (strcmp (seen, cases[i].lines) != 0)
        fail_msg ("%s: %s", cases[i].name, seen);
      conversation_clear (&conversation);
    }
}

/* What is missing is named; what was used, with its place. */
static void
names_records (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, RELAYED (ALONE NOT_HERE, FROM_BANK, SIGNED_BY_BANK HEADER TEXT));
  const SmtpTransaction *transaction = g_ptr_array_index (conversation.session->transactions, 0);
  g_autoptr (GPtrArray) lines = sender_words (conversation.session, transaction, TONGUE_ENGLISH);
  const SenderLine *used = g_ptr_array_index (lines, lines->len - 2),
                   *missing = g_ptr_array_index (lines, lines->len - 1);
  assert_string_equal (used->text, "DNS answers: TXT bank.example (line 2 of the zone file)");
  assert_non_null (strstr (missing->text, "TXT s1._domainkey.bank.example"));
  assert_non_null (strstr (missing->text, "TXT _dmarc.bank.example"));
  assert_true (sender_misses_records (conversation.session));
  conversation_clear (&conversation);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (judges), cmocka_unit_test (names_records) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

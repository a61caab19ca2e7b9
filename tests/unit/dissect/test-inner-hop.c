/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where SPF is not judged, for the mail stays inside one organization.  The client is
 * 192.0.2.10; what a case's zone does not hold is not known. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/sender.h"

#include "tests/support/conversation.h"
#include "tests/unit/dissect/check-cases.h"

#define HOSTS(server, client) "S 220 " server " ESMTP\nC EHLO " client "\nS 250 " server "\n"
#define SENT(from, mail)                                                                                               \
  "C MAIL FROM:<" from ">\nS 250 2.1.0 Ok\nC RCPT TO:<b@example.org>\nS 250 2.1.5 Ok\n" DATA "C " mail                 \
  "Subject: test\r\n\r\ntest mail\n" DONE QUIT
#define SENT_TO(to, from)                                                                                              \
  "C MAIL FROM:<" from ">\nS 250 2.1.0 Ok\nC RCPT TO:<" to ">\nS 250 2.1.5 Ok\n" DATA                                  \
  "C Subject: test\r\n\r\ntest mail\n" DONE QUIT
#define CAME_IN(by) "Received: from x.example by " by "; Mon, 23 Nov 2026 10:00:00 +0000\r\n"
#define ZONE "Z ?\nZ bank.example TXT v=spf1 -all\n"
#define PC_HERE "Z pc.bank.example A 192.0.2.10\n"
#define MX_HERE "Z mx.example.org A 192.0.2.10\n"
#define MX_REVERSE "Z 10.2.0.192.in-addr.arpa PTR mx.example.org\n"

/* Where the client is, by the word of a proxy in front of the server. */
#define TOLD(ip, server, client) HOSTS (server, client) "C XCLIENT ADDR=" ip "\n" HOSTS (server, client)
#define INSIDE(server, client) TOLD ("10.1.2.3", server, client)
#define LOOPED(server, client) TOLD ("127.0.0.1", server, client)

typedef struct InnerCase {
  const char *name, *script;
  const char *reason; /* words of it; NULL: SPF is judged */
} InnerCase;

static const InnerCase cases[] = {
  { "own mail, on its way out", ZONE PC_HERE HOSTS ("mx.bank.example", "pc.bank.example") SENT ("a@bank.example", ""),
    "its sender's own organization" },
  { "a mail of a department", ZONE PC_HERE HOSTS ("mx.bank.example", "pc.bank.example") SENT ("a@it.bank.example", ""),
    "its sender's own organization" },
  { "the name leads elsewhere",
    ZONE "Z pc.bank.example A 192.0.2.66\n" HOSTS ("mx.bank.example", "pc.bank.example") SENT ("a@bank.example", ""),
    NULL },
  { "the name's address was not seen, but its server sends the mail out",
    ZONE HOSTS ("mx.bank.example", "pc.bank.example") SENT ("a@bank.example", ""), "a host that it knows" },
  { "the name's address was not seen, and the mail is for the server's own",
    ZONE HOSTS ("mx.bank.example", "pc.bank.example") SENT_TO ("b@bank.example", "a@bank.example"), NULL },
  { "a stranger's name, and its server sends the mail out",
    ZONE HOSTS ("mx.bank.example", "pc.stranger.example") SENT ("a@bank.example", ""), NULL },
  { "another's mail sent out", ZONE HOSTS ("mx.example.net", "pc.example.net") SENT ("a@bank.example", ""), NULL },
  { "a true name of others",
    ZONE "Z pc.stranger.example A 192.0.2.10\n" HOSTS ("mx.bank.example", "pc.stranger.example")
        SENT ("a@bank.example", ""),
    NULL },
  { "come in before",
    ZONE MX_HERE HOSTS ("store.example.org", "mx.example.org") SENT ("a@bank.example", CAME_IN ("mx.example.org")),
    "had come in already" },
  { "come in before, the client known by its address",
    ZONE MX_HERE MX_REVERSE HOSTS ("store.example.org", "relay") SENT ("a@bank.example", CAME_IN ("mx.example.org")),
    "had come in already" },
  { "the name of the address does not lead back",
    ZONE MX_REVERSE HOSTS ("store.example.org", "relay") SENT ("a@bank.example", CAME_IN ("mx.example.org")), NULL },
  { "a neighbour who forges", ZONE MX_HERE HOSTS ("store.example.org", "mx.example.org") SENT ("a@bank.example", ""),
    NULL },
  { "others took it last",
    ZONE MX_HERE HOSTS ("store.example.org", "mx.example.org") SENT ("a@bank.example", CAME_IN ("mx.bank.example")),
    NULL },
  { "a server that says no name of the DNS", ZONE PC_HERE HOSTS ("mx", "pc.bank.example") SENT ("a@bank.example", ""),
    NULL },
  { "come in before, from a private address",
    ZONE INSIDE ("store.example.org", "filter") SENT ("a@bank.example", CAME_IN ("mx.example.org")),
    "nobody outside can have" },
  { "come in before, through a filter on the server's own host",
    ZONE LOOPED ("mx.example.org", "mx.example.org") SENT ("a@bank.example", CAME_IN ("mx.example.org")),
    "nobody outside can have" },
  { "own mail from a private address",
    ZONE INSIDE ("mx.bank.example", "app.bank.example") SENT_TO ("b@bank.example", "a@bank.example"),
    "nobody outside can have" },
  { "own mail from a private address under the server's name",
    ZONE INSIDE ("mx.bank.example", "mx.bank.example") SENT_TO ("b@bank.example", "a@bank.example"), NULL },
  { "own mail from a private address under a stranger's name",
    ZONE INSIDE ("mx.bank.example", "pc.stranger.example") SENT_TO ("b@bank.example", "a@bank.example"), NULL },
  { "another's mail from a private address",
    ZONE INSIDE ("mx.example.org", "app.example.org") SENT ("a@bank.example", ""), NULL },
  { "nothing known of the DNS", "Z ?\n" HOSTS ("mx.bank.example", "pc.bank.example") SENT ("a@bank.example", ""),
    NULL },
};

static void
tells_hops_inside (void **state)
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
      if ((cases[i].reason == NULL) != (report->spf_not_judged == NULL))
        fail_msg ("%s: %s", cases[i].name, report->spf_not_judged);
      if (cases[i].reason != NULL && strstr (report->spf_not_judged, cases[i].reason) == NULL)
        fail_msg ("%s: %s", cases[i].name, report->spf_not_judged);
      assert_true ((report->spf == NULL) == (report->spf_not_judged != NULL));
      /* What proves it is named; what would is not asked for. */
      const GPtrArray *missing = dns_inquiry_missing (report->inquiry);
      for (guint k = 0; k < missing->len; k++)
        assert_int_not_equal (((const DnsMissing *) g_ptr_array_index (missing, k))->type, DNS_PTR);
      if (cases[i].reason != NULL)
        assert_true (dns_inquiry_used (report->inquiry)->len > 0 || strstr (cases[i].reason, "that it knows") != NULL
                     || strstr (cases[i].reason, "nobody outside") != NULL);
      conversation_clear (&conversation);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (tells_hops_inside),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

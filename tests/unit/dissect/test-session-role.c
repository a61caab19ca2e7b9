/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Submission or relay, and why. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/session-facts.h"
#include "tests/support/conversation.h"
#include "tests/unit/dissect/check-cases.h"

#define RECEIVED_MAIL                                                                                                  \
  ENVELOPE DATA "C Received: from a.example by b.example; Mon, 23 Nov 2026 10:00:00 +0000\r\nFrom: a@example.com\r\n"  \
                "\r\nx\n" DONE
#define REFUSED "C AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHNlc2FtZS1vcGVu\nS 535 5.7.8 no\n"
#define UNANSWERED "C AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHNlc2FtZS1vcGVu\n"
#define STARTTLS "C STARTTLS\nS 220 go\n"

static const struct {
  const char *name;
  uint16_t port;
  const char *script;
  SessionRole role;
  const char *reason; /* a part of it; NULL: there is none */
} cases[] = {
  { "typed by hand", 25, GREET EHLO MAIL QUIT, ROLE_RELAY, "nobody logged in" },
  { "a server", 25, GREET EHLO RECEIVED_MAIL QUIT, ROLE_RELAY, "Received" },
  { "a login on port 25", 25, GREET EHLO LOGIN MAIL QUIT, ROLE_SUBMISSION, "the client logged in" },
  { "a login with mail that came over servers", 587, GREET EHLO LOGIN RECEIVED_MAIL QUIT, ROLE_SUBMISSION,
    "logged in" },
  { "a refused login, and mail all the same", 25, GREET EHLO REFUSED MAIL QUIT, ROLE_RELAY, "no login succeeded" },
  { "a refused login and no mail", 25, GREET EHLO REFUSED QUIT, ROLE_SUBMISSION, "tried to log in" },
  { "a refused login and then one that is not", 25, GREET EHLO REFUSED LOGIN MAIL QUIT, ROLE_SUBMISSION, "logged in" },
  { "a login without an answer", 25, GREET EHLO UNANSWERED, ROLE_SUBMISSION, "not seen" },
  { "a refused login on the port of users", 587, GREET EHLO REFUSED MAIL QUIT, ROLE_SUBMISSION, "tried to log in" },
  { "the port of users", 587, GREET EHLO MAIL QUIT, ROLE_SUBMISSION, "port 587" },
  { "the port of users, TLS", 465, GREET EHLO MAIL QUIT, ROLE_SUBMISSION, "port 465" },
  { "TLS", 25, GREET EHLO_TLS STARTTLS HELLO_TLS, ROLE_RELAY, "not known" },
  { "another port, a server", 2525, GREET EHLO RECEIVED_MAIL QUIT, ROLE_RELAY, "Received" },
  { "another port", 2525, GREET EHLO MAIL QUIT, ROLE_UNKNOWN, NULL },
  { "LMTP", 24, "S 220 mail.example.org LMTP\nC LHLO client.example.com\nS 250 mail.example.org\n" RECEIVED_MAIL QUIT,
    ROLE_UNKNOWN, NULL },
};

static void
tells_role_and_reason (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation.flow.side[1].port = cases[i].port;
      conversation_play (&conversation, cases[i].script);
      const char *reason = session_role_reason (conversation.session);
      if (session_role (conversation.session) != cases[i].role)
        fail_msg ("%s: %s", cases[i].name, session_role_name (session_role (conversation.session)));
      if ((reason == NULL) != (cases[i].reason == NULL) || (reason != NULL && strstr (reason, cases[i].reason) == NULL))
        fail_msg ("%s: %s", cases[i].name, reason);
      conversation_clear (&conversation);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (tells_role_and_reason) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Final replies as servers write them, and what is the queue's name for the mail in them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/smtp-queue-id.h"

#include "tests/support/guard-page.h"

#include <glib.h>

typedef struct QueueCase {
  const char *text;
  const char *id; /* NULL: none */
  const char *software;
} QueueCase;

static const QueueCase cases[] = {
  { "2.0.0 Ok: queued as 4B1C2D3E4F", "4B1C2D3E4F", "Postfix" },
  { "2.0.0 Ok: queued as 4ZyxQl2kzGz9rvl", "4ZyxQl2kzGz9rvl", "Postfix" },
  { "2.0.0 Ok: 1464 bytes queued as ADE7597", "ADE7597", "Postfix" },
  { "Ok: queued as 12AB34", "12AB34", "Postfix" },
  { "2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4B1C2D3E4F", "4B1C2D3E4F", "Postfix" },
  { "Ok: queued as message-17", "message-17", NULL },
  { "OK id=1abcDE-0001Fg-Xy", "1abcDE-0001Fg-Xy", "Exim" },
  { "OK id=1tFBnm-00000000abc-1x2Y", "1tFBnm-00000000abc-1x2Y", "Exim" },
  { "2.0.0 OK id=1abcDE-0001Fg-Xy", "1abcDE-0001Fg-Xy", "Exim" },
  { "OK id=17", NULL, NULL },
  { "id=1xWXMS-0000HV-3D message accepted for some recipients", "1xWXMS-0000HV-3D", "Exim" },
  { "2.0.0 3BQBx1rT004711 Message accepted for delivery", "3BQBx1rT004711", "Sendmail" },
  { "IAA01234 Message accepted for delivery", "IAA01234", "Sendmail" },
  { "2.0.0 a1b2c3d4 Message accepted for delivery", "a1b2c3d4", "OpenSMTPD" },
  { "2.0.0 Message accepted for delivery", NULL, NULL },
  { "2.0.0: a1b2c3d4 Message accepted for delivery", NULL, NULL },
  { "2.6.0 <DB9PR01MB1@DB9PR01.prod.example> [InternalId=4711, Hostname=DB9PR01.prod.example] 8233 bytes in 0.105, "
    "76.5 KB/sec Queued mail for delivery",
    "4711", "Exchange" },
  { "2.6.0 <abc@x.example> [InternalId=4711, Hostname=ex.x.example] Queued mail for delivery", "4711", "Exchange" },
  { "2.6.0 <abc@x.example> [InternalId=4711] Queued mail for delivery", "4711", "Exchange" },
  { "2.6.0  <EX1abc@x.example> Queued mail for delivery", "EX1abc@x.example", "Exchange" },
  { "2.6.0 Queued mail for delivery", NULL, NULL },
  { "ok 1234567890 qp 4711", "4711", "qmail" },
  { "2.0.0 OK  1700000000 5614622812f47-3b2e7a5d3c1si123456.87 - gsmtp", "5614622812f47-3b2e7a5d3c1si123456.87",
    "Gmail" },
  { "Message Queued (8A3F2C11-1E2B-4B1F-9D3C-0A1B2C3D4E5F.1)", "8A3F2C11-1E2B-4B1F-9D3C-0A1B2C3D4E5F.1", "Haraka" },
  { "Ok 0102017a1b2c3d4e-12345678-9abc-def0-1234-56789abcdef0-000000",
    "0102017a1b2c3d4e-12345678-9abc-def0-1234-56789abcdef0", "Amazon SES" },
  { "2.0.0 <bob@y.example> QJ8kLYhJzmVvBwAAnzVJSA Saved", "QJ8kLYhJzmVvBwAAnzVJSA", "Dovecot" },
  { "2.1.5 Ok SESSIONID=<cyrus-1700-4711-1-2>", "cyrus-1700-4711-1-2", "Cyrus" },
  { "first line\n2.0.0 Ok: queued as 4B1C2D3E4F", "4B1C2D3E4F", "Postfix" },
  { "2.0.0 Ok", NULL, NULL },
  { "Ok", NULL, NULL },
  { "", NULL, NULL },
  { "message queued", NULL, NULL },
  { "2.0.0 Ok: queued as \x1b[2J", NULL, NULL },
  { "2.0.0 Ok: queued as ", NULL, NULL },
  { "Thanks, all is well with us", NULL, NULL },
};

static void
test_forms (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage guard = guard_page_new (cases[i].text, strlen (cases[i].text));
      SmtpReply reply = { .code = 250, .text = octets_of (guard.octets, strlen (cases[i].text)) };
      size_t lf = octets_find (reply.text, '\n');
      reply.status = smtp_reply_status (250, lf == SIZE_MAX ? reply.text : octets_from (reply.text, lf + 1));
      QueueId found = smtp_queue_id (&reply);
      if (!octets_equal (found.id, octets_of_string (cases[i].id)))
        fail_msg ("%s: got \"%.*s\"", cases[i].text, (int) found.id.length, (const char *) found.id.at);
      if (g_strcmp0 (found.software, cases[i].software) != 0)
        fail_msg ("%s: got %s", cases[i].text, found.software != NULL ? found.software : "nobody");
      reply.code = 550;
      assert_int_equal (smtp_queue_id (&reply).id.length, 0);
      guard_page_clear (&guard);
    }
  assert_int_equal (smtp_queue_id (NULL).id.length, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_forms) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

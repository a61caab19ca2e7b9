/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions in JSON and in the printed face: each part of a dialogue that uses them, and
 * what of it must not be shown. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/json-validator.h"
#include "tests/support/print-session.h"

static const char envelope[]
    = "S 220 m.example ESMTP\nC EHLO c.example\n"
      "S 250-m.example\r\n250-SIZE 1000\r\n250-AUTH PLAIN\r\n250-LIMITS RCPTMAX=20 X=1\r\n250 XFOO\n"
      "C MAIL FROM:<bob@example.com> SIZE=5x ENVID=Q+2B1 AUTH=carol+40example.com X-OWN=1\nS 250 2.1.0 ok\n"
      "C RCPT TO:<dave@example.org> NOTIFY=NEVER ORCPT=rfc822;erin+40example.org\nS 251 2.1.5 forwards\n"
      "C RCPT TO:<mallory@example.org>\nS 550 5.1.1 no\n"
      "C DATA\nS 354 go\nc From: bob@example.com\r\n\r\nhi\r\n.\r\n\nS 554 5.7.1 refused\n"
      "C SAML FROM:<bob@example.com>\nS 250 ok\nC QUIT\nS 221 bye\n";

static const char requests[]
    = "S 220 m.example ESMTP\nC EHLO c.example\nS 250 m.example\n"
      "C XCLIENT NAME=spike.example LOGIN=carol ADDR=192.0.2.7\nS 220 m.example ESMTP\n"
      "C EHLO spike.example\nS 250 m.example\n"
      "C XFORWARD HELO=a+20b\nS 550 no\nC VRFY carol\nS 252 maybe\nC ETRN @x.example\nS 250 ok\n"
      "C MAIL FROM:<bob@example.com>\nS 250 ok\nC RCPT TO:<dave@example.org>\nS 250 ok\n"
      "C BURL imap://dave@i.example/s;uid=1;urlauth=submit+dave:internal:91354a473744909de610943775f92038 LAST\n"
      "S 250 2.0.0 Ok: queued as 4B1C2D3E4F\nC QUIT\nS 221 bye\n";

typedef struct Row {
  const char *format, *script;
  const char *part; /* what must stand there */
} Row;

static const Row rows[] = {
  { "json", envelope, "\"capabilities\":[{\"packet\":3,\"tls\":false,\"keywords\":[\"SIZE 1000\",\"AUTH PLAIN\"," },
  { "json", envelope, "\"unknown\":[\"XFOO\"]" },
  { "json", envelope,
    "\"limits\":[{\"name\":\"RCPTMAX\",\"value\":\"20\",\"meaning\":\"at most 20 recipients of one mail\"}]" },
  { "json", envelope, "{\"keyword\":\"SIZE\",\"value\":\"5x\",\"reference\":\"RFC 1870\",\"malformed\":\"no number" },
  { "json", envelope, "{\"keyword\":\"ENVID\",\"value\":\"Q+2B1\",\"decoded\":\"Q+1\",\"meaning\":" },
  { "json", envelope, "{\"keyword\":\"AUTH\",\"value\":\"carol+40example.com\",\"decoded\":\"carol@example.com\"," },
  { "json", envelope, "{\"keyword\":\"X-OWN\",\"value\":\"1\"}" },
  { "json", envelope, "\"parameters\":[{\"keyword\":\"NOTIFY\",\"value\":\"NEVER\",\"meaning\":\"send the sender no" },
  { "json", envelope, "\"reply\":251,\"status\":\"2.1.5\",\"accepted\":true,\"outcome\":\"rejected\"}" },
  { "json", envelope, "\"reply\":550,\"status\":\"5.1.1\",\"accepted\":false,\"outcome\":\"rejected\"}" },
  { "json", envelope, "\"outcome\":\"rejected\",\"reply\":\"554 5.7.1 refused\",\"status\":\"5.7.1\",\"transfer\"" },
  { "json", envelope, "\"mail_verb\":\"SAML\"" },
  { "json", requests, "\"xclient\":[{\"packet\":4,\"attributes\":[{\"keyword\":\"NAME\",\"value\":\"spike.example\"," },
  { "json", requests, "\"reply\":220,\"accepted\":true}],\"xforward\":[" },
  { "json", requests, "\"decoded\":\"a b\"" },
  { "json", requests, "\"other_commands\":[{\"packet\":10,\"verb\":\"VRFY\",\"argument\":\"carol\",\"reply\":252," },
  { "json", requests, "\"verb\":\"ETRN\",\"argument\":\"@x.example\",\"reply\":250,\"accepted\":true,\"meaning\":" },
  { "json", requests, "\"queue_id\":\"4B1C2D3E4F\",\"server_software\":\"Postfix\",\"transfer\":\"burl\",\"burl\":[" },
  { "json", requests, "submit+dave:internal:********\",\"last\":true,\"reply\":250}]" },
  { "text", envelope, "offers: SIZE 1000, AUTH PLAIN, LIMITS RCPTMAX=20 X=1" },
  { "text", envelope, "offers too, of its own making: XFOO" },
  { "text", envelope, "LIMITS: at most 20 recipients of one mail" },
  { "text", envelope, "AUTH before TLS" },
  { "text", envelope, "SIZE=5x (malformed: no number of octets)" },
  { "text", envelope, "ENVID Q+1: the sender's own mark" },
  { "text", envelope, "NOTIFY=NEVER: send the sender no notice" },
  { "text", envelope, "ORCPT erin@example.org: the address" },
  { "text", requests, "XCLIENT    220: accepted, the session begins anew" },
  { "text", requests, "XFORWARD   550: refused" },
  { "text", requests, "HELO a b: the name" },
  { "text", requests, "Asks       VRFY carol: 252 (asks whether this mailbox is there)" },
  { "text", requests, "Queued     as 4B1C2D3E4F: what to look for" },
  { "text", requests, "Elsewhere  content not seen here" },
};

static void
test_parts (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *text = print_script (rows[i].format, rows[i].script, (SinkOptions){ 0 });
      if (strstr (text, rows[i].part) == NULL)
        fail_msg ("%s: not in %s", rows[i].part, text);
      if (strcmp (rows[i].format, "json") == 0)
        {
          g_auto (GStrv) lines = g_strsplit (text, "\n", 2);
          assert_true (json_is_valid (lines[0]));
        }
      free (text);
    }
}

/* The token of a URL is shown to nobody who did not ask for secrets. */
static void
test_secrets (void **state)
{
  (void) state;
  static const char *const formats[] = { "json", "text" };
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      char *masked = print_script (formats[i], requests, (SinkOptions){ 0 });
      assert_null (strstr (masked, "91354a47"));
      free (masked);
    }
  char *shown = print_script ("json", requests, (SinkOptions){ .show_secrets = true });
  assert_non_null (strstr (shown, "91354a473744909de610943775f92038"));
  free (shown);
}

/* With --redact nobody is named: not in xtext, not decoded, not by VRFY or XCLIENT. */
static void
test_redact (void **state)
{
  (void) state;
  static const char *const formats[] = { "json", "text" };
  static const char *const scripts[] = { envelope, requests };
  static const char *const people[] = { "bob", "carol", "dave", "erin", "mallory" };
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    for (size_t j = 0; j < G_N_ELEMENTS (scripts); j++)
      {
        char *text = print_script (formats[i], scripts[j], (SinkOptions){ .redact = true });
        for (size_t k = 0; k < G_N_ELEMENTS (people); k++)
          if (strstr (text, people[k]) != NULL)
            fail_msg ("%s in %s", people[k], text);
        free (text);
      }
}

/* A session that goes on for another one says so, and why. */
static void
test_turned (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, requests);
  conversation.session->continues = 7;
  conversation.session->turned = true;
  conversation.session->continued_by = 9;
  char *json = print_session ("json", conversation.session, (SinkOptions){ 0 }, 1);
  assert_non_null (strstr (json, "\"continues\":7,\"continued_by\":9,\"turned\":true"));
  free (json);
  char *text = print_session ("text", conversation.session, (SinkOptions){ .columns = 200 }, 1);
  assert_non_null (strstr (text, "Goes on where session 7 exchanged the roles"));
  assert_non_null (strstr (text, "Met a limit; the connection goes on in session 9."));
  free (text);
  conversation.session->turned = false;
  json = print_session ("json", conversation.session, (SinkOptions){ 0 }, 1);
  assert_null (strstr (json, "\"turned\""));
  free (json);
  conversation_clear (&conversation);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_parts),
    cmocka_unit_test (test_secrets),
    cmocka_unit_test (test_redact),
    cmocka_unit_test (test_turned),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

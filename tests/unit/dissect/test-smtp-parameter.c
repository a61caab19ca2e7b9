/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of MAIL and RCPT and attributes of XCLIENT: decoded, with their meaning,
 * and what is out of form. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/smtp-parameter.h"

#include "tests/support/guard-page.h"

typedef struct ParameterCase {
  const char *line;      /* a command, its last parameter is read */
  const char *decoded;   /* "": nothing to decode */
  const char *meaning;   /* a part of it */
  const char *malformed; /* a part of it; NULL: well formed */
} ParameterCase;

static const ParameterCase cases[] = {
  { "MAIL FROM:<a@x> SIZE=512", "", "a mail of 512 octets", NULL },
  { "MAIL FROM:<a@x> size=0", "", "a mail of 0 octets", NULL },
  { "MAIL FROM:<a@x> SIZE=", "", "", "no number" },
  { "MAIL FROM:<a@x> SIZE", "", "", "no number" },
  { "MAIL FROM:<a@x> SIZE=-1", "", "", "no number" },
  { "MAIL FROM:<a@x> SIZE=12x", "", "", "no number" },
  { "MAIL FROM:<a@x> SIZE=99999999999999999999", "", "99999999999999999999 octets", NULL },
  { "MAIL FROM:<a@x> SIZE=999999999999999999999", "", "", "no number" },
  { "MAIL FROM:<a@x> BODY=8BITMIME", "", "beyond ASCII", NULL },
  { "MAIL FROM:<a@x> BODY=7bit", "", "plain ASCII", NULL },
  { "MAIL FROM:<a@x> BODY=BINARYMIME", "", "BDAT", NULL },
  { "MAIL FROM:<a@x> BODY=9BIT", "", "", "none of the values" },
  { "MAIL FROM:<a@x> SMTPUTF8", "", "UTF-8", NULL },
  { "MAIL FROM:<a@x> SMTPUTF8=yes", "", "UTF-8", "no value" },
  { "RCPT TO:<a@x> SMTPUTF8", "", "the address", NULL },
  { "MAIL FROM:<a@x> RET=HDRS", "", "header only", NULL },
  { "MAIL FROM:<a@x> RET=FULL", "", "whole mail", NULL },
  { "MAIL FROM:<a@x> RET=ALL", "", "", "none of the values" },
  { "MAIL FROM:<a@x> ENVID=QQ314159", "", "own mark", NULL },
  { "MAIL FROM:<a@x> ENVID=QQ+2B314+3D", "QQ+314=", "own mark", NULL },
  { "MAIL FROM:<a@x> ENVID=", "", "own mark", "empty" },
  { "MAIL FROM:<a@x> ENVID=QQ+ZZ", "", "own mark", "xtext" },
  { "MAIL FROM:<a@x> ENVID=QQ+4", "", "own mark", "xtext" },
  { "MAIL FROM:<a@x> ENVID=QQ=1", "", "own mark", "xtext" },
  { "RCPT TO:<b@y> NOTIFY=NEVER", "", "no notice", NULL },
  { "RCPT TO:<b@y> NOTIFY=SUCCESS,failure", "", "notice of delivery, of failure", NULL },
  { "RCPT TO:<b@y> NOTIFY=DELAY", "", "notice of delay", NULL },
  { "RCPT TO:<b@y> NOTIFY=NEVER,SUCCESS", "", "notice of delivery", "none of the values" },
  { "RCPT TO:<b@y> NOTIFY=", "", "", "none of the values" },
  { "RCPT TO:<b@y> NOTIFY=ALWAYS", "", "", "none of the values" },
  { "RCPT TO:<b@y> ORCPT=rfc822;Bob@example.com", "Bob@example.com", "wrote first", NULL },
  { "RCPT TO:<b@y> ORCPT=rfc822;bob+2Btag+40example.com", "bob+tag@example.com", "wrote first", NULL },
  { "RCPT TO:<b@y> ORCPT=utf-8;\\x{263A}+40example.com", "\xe2\x98\xba@example.com", "wrote first", NULL },
  { "RCPT TO:<b@y> ORCPT=utf-8;\\x{D800}@x", "\\x{D800}@x", "wrote first", NULL },
  { "RCPT TO:<b@y> ORCPT=x400;c=de", "c=de", "its type is x400", "xtext" },
  { "RCPT TO:<b@y> ORCPT=bob@example.com", "", "", "no type" },
  { "RCPT TO:<b@y> ORCPT=;bob", "", "", "no type" },
  { "RCPT TO:<b@y> ORCPT=rfc822;", "", "wrote first", "no address" },
  { "RCPT TO:<b@y> ORCPT=rfc822;b+0", "b+0", "wrote first", "xtext" },
  { "MAIL FROM:<a@x> AUTH=<>", "", "does not vouch", NULL },
  { "MAIL FROM:<a@x> AUTH=e+3Dmc2@example.com", "e=mc2@example.com", "who submitted", NULL },
  { "MAIL FROM:<a@x> AUTH=", "", "who submitted", "no address" },
  { "MAIL FROM:<a@x> BY=120;R", "", "within 120 seconds, else give it back", NULL },
  { "MAIL FROM:<a@x> BY=-5;NT", "", "each relay", NULL },
  { "MAIL FROM:<a@x> BY=+600;n", "", "else tell the sender", NULL },
  { "MAIL FROM:<a@x> BY=0;R", "", "within 0", "over already" },
  { "MAIL FROM:<a@x> BY=-5;R", "", "within -5", "over already" },
  { "MAIL FROM:<a@x> BY=120", "", "", "not of the form" },
  { "MAIL FROM:<a@x> BY=120;X", "", "", "not of the form" },
  { "MAIL FROM:<a@x> BY=;R", "", "", "not of the form" },
  { "MAIL FROM:<a@x> MT-PRIORITY=-3", "", "priority -3", NULL },
  { "MAIL FROM:<a@x> MT-PRIORITY=9", "", "priority 9", NULL },
  { "MAIL FROM:<a@x> MT-PRIORITY=10", "", "", "between" },
  { "MAIL FROM:<a@x> MT-PRIORITY=", "", "", "between" },
  { "MAIL FROM:<a@x> REQUIRETLS", "", "only by TLS", NULL },
  { "MAIL FROM:<a@x> HOLDFOR=3600", "", "3600 seconds", NULL },
  { "MAIL FROM:<a@x> HOLDFOR=1h", "", "", "seconds" },
  { "MAIL FROM:<a@x> HOLDUNTIL=2026-11-26T12:00:00Z", "", "until then", NULL },
  { "MAIL FROM:<a@x> HOLDUNTIL=tomorrow", "", "until then", "no time" },
  { "MAIL FROM:<a@x> SOLICIT=org.example:ADV:ADLT", "", "advertising", NULL },
  { "RCPT TO:<b@y> RRVS=2014-04-03T23:01:00Z;C", "", "same owner", NULL },
  { "MAIL FROM:<a@x> XVERP=-=", "", "reverse-path of its own", NULL },
  { "MAIL FROM:<a@x> PRDR", "", "for each recipient", NULL },
  { "MAIL FROM:<a@x> X-UNHEARD-OF=1", "", "", NULL },
  { "XCLIENT NAME=spike.example ADDR=IPV6:2001:db8::7", "", "address", NULL },
  { "XCLIENT LOGIN=alice+40x.example", "alice@x.example", "logged in", NULL },
  { "XFORWARD NAME=[UNAVAILABLE]", "", "does not know", NULL },
  { "XFORWARD HELO=a+b", "", "gave itself", "xtext" },
};

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ParameterCase *one = &cases[i];
      Arena *arena = arena_new ();
      GuardPage guard = guard_page_new (one->line, strlen (one->line));
      const SmtpCommand *command = smtp_command_parse (arena, octets_of (guard.octets, strlen (one->line)));
      assert_true (command->parameter_count > 0);
      const SmtpParameter *parameter = &command->parameters[command->parameter_count - 1];
      g_autoptr (ParameterReading) reading = smtp_parameter_read (command->verb, parameter, TONGUE_ENGLISH);
      if (strcmp (reading->decoded->str, one->decoded) != 0 && !(one->malformed != NULL && one->decoded[0] == '\0'))
        fail_msg ("%s: decoded \"%s\"", one->line, reading->decoded->str);
      if (strstr (reading->meaning->str, one->meaning) == NULL
          || (one->meaning[0] == '\0' && reading->meaning->len > 0))
        fail_msg ("%s: means \"%s\"", one->line, reading->meaning->str);
      if ((one->malformed == NULL) != (reading->malformed == NULL)
          || (one->malformed != NULL && strstr (reading->malformed, one->malformed) == NULL))
        fail_msg ("%s: malformed: %s", one->line, reading->malformed != NULL ? reading->malformed : "no");
      guard_page_clear (&guard);
      arena_free (arena);
    }
}

static void
test_any_octets (void **state)
{
  (void) state;
  static const char *const keywords[] = { "SIZE", "BODY",        "RET",     "ENVID", "NOTIFY",    "ORCPT", "AUTH",
                                          "BY",   "MT-PRIORITY", "HOLDFOR", "RRVS",  "HOLDUNTIL", "NAME",  "SMTPUTF8" };
  static const SmtpVerb verbs[] = { VERB_MAIL, VERB_RCPT, VERB_XCLIENT };
  uint32_t random = 1;
  for (unsigned round = 0; round < 20000; round++)
    {
      uint8_t octets[24];
      random = random * 1664525 + 1013904223;
      size_t length = random >> 28;
      for (size_t i = 0; i < length; i++)
        {
          static const char likely[] = "+2;=\\x{}-R,09:T<>utf-8;\xff";
          random = random * 1664525 + 1013904223;
          octets[i] = (uint8_t) likely[(random >> 16) % sizeof likely];
        }
      SmtpParameter parameter = {
        .keyword = octets_of_string (keywords[round % G_N_ELEMENTS (keywords)]),
        .value = octets_of (octets, length),
      };
      g_autoptr (ParameterReading) reading
          = smtp_parameter_read (verbs[round % G_N_ELEMENTS (verbs)], &parameter, TONGUE_ENGLISH);
      assert_true (reading->decoded->len <= length + 3);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_any_octets),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

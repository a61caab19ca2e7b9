/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the first octets of both sides tell.  Whole dialogues are in
 * test-smtp-recognition.c. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "dissect/smtp-detect.h"
#include "tests/support/guard-page.h"

enum { MIDSTREAM = 1, ENDED = 2, FULL = 4, REVERSED = 8 };

typedef struct Case {
  const char *name;
  const char *client, *server; /* side 0 and 1, unless REVERSED */
  uint16_t port;               /* of the server; the client's is 50000 */
  unsigned flags;
  Detection wanted;
} Case;

static const Case cases[] = {
  { "nothing yet", "", "", 25, 0, DETECT_UNDECIDED },
  { "nothing at all", "", "", 25, ENDED, DETECT_NOT_SMTP },
  { "a greeting by name", "", "220 mx.example ESMTP\r\n", 999, 0, DETECT_SMTP },
  { "half a greeting", "", "220 mx.example ESM", 999, 0, DETECT_UNDECIDED },
  { "a greeting without the name", "", "220 mx.example\r\n", 25, 0, DETECT_UNDECIDED },
  { "the same, and no more came", "", "220 mx.example\r\n", 25, ENDED, DETECT_SMTP },
  { "the same on an odd port", "", "220 mx.example\r\n", 999, ENDED, DETECT_NOT_SMTP },
  { "refused at once", "", "554 no\r\n", 25, ENDED, DETECT_SMTP },
  { "greeted and EHLO", "EHLO c\r\n", "220 hi\r\n", 999, 0, DETECT_SMTP },
  { "greeted and a word of several protocols", "NOOP\r\n", "220 hi\r\n", 25, 0, DETECT_SMTP },
  { "the same on an odd port", "NOOP\r\n", "220 hi\r\n", 999, ENDED, DETECT_NOT_SMTP },
  { "greeted and half a word", "EH", "220 hi\r\n", 25, 0, DETECT_UNDECIDED },
  { "FTP by name", "", "220 FTP ready\r\n", 999, 0, DETECT_NOT_SMTP },
  { "FTP by USER", "USER a\r\n", "220 ready\r\n", 21, 0, DETECT_NOT_SMTP },
  { "a host named smtp", "", "220 smtp.example ready\r\n", 999, 0, DETECT_UNDECIDED },
  { "a host named ftp", "EHLO c\r\n", "220 ftp.example ESMTP\r\n", 999, 0, DETECT_SMTP },
  { "EHLO first, port 25", "EHLO c\r\n", "", 25, 0, DETECT_SMTP },
  { "EHLO first, odd port", "EHLO c\r\n", "", 999, 0, DETECT_UNDECIDED },
  { "EHLO first, odd port, the end", "EHLO c\r\n", "", 999, ENDED, DETECT_SMTP },
  { "EHLO first, odd port, answered", "EHLO c\r\n", "250 hi\r\n", 999, 0, DETECT_SMTP },
  { "HELO to something else", "HELO c\r\n", "-ERR what\r\n", 999, 0, DETECT_NOT_SMTP },
  { "a web request to port 25", "POST / HTTP/1.1\r\n", "", 25, 0, DETECT_UNDECIDED },
  { "a web request to port 25, greeted", "POST / HTTP/1.1\r\n", "220 hi\r\n", 25, 0, DETECT_UNDECIDED },
  { "a web request to port 25, refused", "POST / HTTP/1.1\r\n", "220 hi\r\n502 what\r\n", 25, 0, DETECT_SMTP },
  { "USER to port 25, taken", "USER a\r\n", "220 hi\r\n331 pass\r\n", 25, 0, DETECT_NOT_SMTP },
  { "a web server on port 25", "GET / HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n", 25, 0, DETECT_NOT_SMTP },
  { "an HTTP body", "PUT / HTTP/1.1\r\n\r\nEHLO c\r\n", "", 8080, FULL, DETECT_NOT_SMTP },
  { "an HTTP body from its middle", "text\r\nmore\r\nEHLO c\r\nMAIL FROM:<a@b>\r\n", "", 8080, MIDSTREAM | ENDED,
    DETECT_NOT_SMTP },
  { "commands from their middle", "LO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n", "", 999, MIDSTREAM | ENDED,
    DETECT_SMTP },
  { "both are servers", "220 hi\r\n", "220 hi\r\n", 25, 0, DETECT_NOT_SMTP },
  { "the server opened", "EHLO c\r\n", "220 hi ESMTP\r\n", 25, REVERSED, DETECT_SMTP },
  { "a reply and a command from the middle", "RCPT TO:<a@b>\r\n", "250 Ok\r\n", 999, MIDSTREAM, DETECT_SMTP },
  { "a mail from the middle", "text\r\nmore\r\n", "", 25, MIDSTREAM | ENDED, DETECT_SMTP },
  { "text to an odd port", "text\r\nmore\r\n", "", 999, MIDSTREAM | ENDED, DETECT_NOT_SMTP },
  { "TLS on 465", "\x16\x03\x01", "", 465, 0, DETECT_IMPLICIT_TLS },
  { "half of TLS on 465", "\x16\x03", "", 465, 0, DETECT_UNDECIDED },
  { "TLS from its middle", "\x17\x03\x03", "", 465, MIDSTREAM, DETECT_IMPLICIT_TLS },
  { "TLS from its middle on another port", "\x17\x03\x03", "", 443, MIDSTREAM, DETECT_NOT_SMTP },
  { "TLS on 443", "\x16\x03\x01", "", 443, 0, DETECT_NOT_SMTP },
  { "binary", "\x01\x02\x03\x04", "", 999, 0, DETECT_NOT_SMTP },
  { "binary to port 25, before a greeting", "\x01\x02\x03\x04", "", 25, 0, DETECT_UNDECIDED },
  { "POP3", "", "+OK ready\r\n", 110, 0, DETECT_NOT_SMTP },
  { "IMAP on port 25", "", "* OK ready\r\n", 25, 0, DETECT_NOT_SMTP },
  { "NNTP", "STARTTLS\r\n", "200 ready\r\n", 119, ENDED, DETECT_NOT_SMTP },
  { "SSH", "SSH-2.0-x\r\n", "SSH-2.0-y\r\n", 25, 0, DETECT_NOT_SMTP },
};

static void
test_detection (void **state)
{
  (void) state;
  static const char *const names[] = { "undecided", "not SMTP", "SMTP", "implicit TLS" };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *one = &cases[i];
      unsigned client = (one->flags & REVERSED) != 0;
      Flow flow = { .ip_version = 4 };
      flow.side[client].port = 50000;
      flow.side[1 - client].port = one->port;
      GuardPage pages[2]
          = { guard_page_new (one->client, strlen (one->client)), guard_page_new (one->server, strlen (one->server)) };
      DetectView view
          = { .flow = &flow, .midstream = (one->flags & MIDSTREAM) != 0, .ended = (one->flags & ENDED) != 0 };
      for (unsigned role = 0; role < 2; role++)
        {
          view.head[role == 0 ? client : 1 - client] = octets_of (pages[role].octets, pages[role].length);
          view.full[role] = (one->flags & FULL) != 0;
        }
      unsigned side = 9;
      Detection got = smtp_detect (&view, &side);
      if (got != one->wanted)
        fail_msg ("%s: %s, not %s", one->name, names[got], names[one->wanted]);
      if (got == DETECT_SMTP || got == DETECT_IMPLICIT_TLS)
        assert_int_equal (side, client);
      guard_page_clear (&pages[0]);
      guard_page_clear (&pages[1]);
    }
}

/* What the cheap look refuses, the whole look must refuse too. */
static void
test_plausible_is_no_stricter (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *one = &cases[i];
      unsigned client = (one->flags & REVERSED) != 0;
      Flow flow = { .ip_version = 4 };
      flow.side[client].port = 50000;
      flow.side[1 - client].port = one->port;
      bool midstream = (one->flags & MIDSTREAM) != 0;
      bool server_first = one->server[0] != '\0';
      Octets first = octets_of_string (server_first ? one->server : one->client);
      unsigned side = server_first ? 1 - client : client;
      if (one->wanted == DETECT_SMTP && !smtp_detect_plausible (&flow, side, midstream, first))
        fail_msg ("%s: refused", one->name);
    }
}

static void
test_plausible_refuses (void **state)
{
  (void) state;
  static const struct {
    const char *name, *octets;
    unsigned side;
    bool plausible;
  } rows[] = {
    { "TLS", "\x16\x03\x01\x02", 0, false },
    { "an HTTP request", "GET / HTTP/1.1\r\n", 0, false },
    { "a reply of HTTP", "HTTP/1.1 200 OK\r\n", 1, false },
    { "SSH", "SSH-2.0-x\r\n", 1, false },
    { "a command", "EHLO c\r\n", 0, true },
    { "a command in lower case", "ehlo c\r\n", 0, true },
    { "the begin of one", "EH", 0, true },
    { "a greeting", "220 x\r\n", 1, true },
    { "digits of no greeting", "2200 x\r\n", 1, false },
    { "digits of no reply", "1234", 1, false },
    { "nothing", "", 0, true },
  };
  Flow flow = { .ip_version = 4 };
  flow.side[0].port = 50000;
  flow.side[1].port = 999;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (smtp_detect_plausible (&flow, rows[i].side, false, octets_of_string (rows[i].octets)) != rows[i].plausible)
      fail_msg ("%s", rows[i].name);
  flow.side[1].port = 25;
  assert_true (smtp_detect_plausible (&flow, 0, false, OCTETS ("\x16\x03\x01\x02")));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_detection),
    cmocka_unit_test (test_plausible_is_no_stricter),
    cmocka_unit_test (test_plausible_refuses),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

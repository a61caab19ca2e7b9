/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims about the sender, and what the message view says beside each. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define FROM_BANK "From: The Bank <info@bank.example>\r\n"
#define SPF "bank.example TXT v=spf1 ip4:192.0.2.7 -all\n"
#define DMARC "_dmarc.bank.example TXT v=DMARC1; p=reject\n"

typedef struct ClaimCase {
  const char *name;
  const char *mail_from, *header, *zone; /* zone NULL: not judged */
  const char *client;                    /* NULL: 192.0.2.7 */
  const char *shows[3], *hides;
  SinkOptions options;
  bool login;
} ClaimCase;

static const ClaimCase cases[] = {
  { .name = "nothing known",
    .mail_from = "a@mail.example",
    .header = FROM_BANK,
    .zone = "?",
    .shows
    = { "HELO         mail.example          ? the client's own word", "address      192.0.2.7             + seen",
        "? another organization than MAIL FROM, and nothing proves it" },
    .hides = "! " },
  { .name = "not judged",
    .mail_from = "a@mail.example",
    .header = FROM_BANK,
    .shows = { "MAIL FROM    a@mail.example        ? not judged yet" } },
  { .name = "SPF proves",
    .mail_from = "a@bank.example",
    .header = FROM_BANK,
    .zone = SPF DMARC,
    .shows = { "MAIL FROM    a@bank.example        + SPF: pass", "+ SPF: this host may send for its domain" } },
  { .name = "SPF and DMARC deny",
    .mail_from = "a@bank.example",
    .header = FROM_BANK,
    .zone = SPF DMARC,
    .client = "192.0.2.8",
    .shows = { "! SPF: fail", "! DMARC: fail, neither SPF nor DKIM proves its domain" } },
  { .name = "everybody may send",
    .mail_from = "a@bank.example",
    .header = FROM_BANK,
    .zone = "bank.example TXT v=spf1 +all\n",
    .shows = { "? SPF: pass, but its owner lets every host of the world send" },
    .hides = "+ SPF" },
  { .name = "HELO led elsewhere",
    .mail_from = "a@bank.example",
    .header = FROM_BANK,
    .zone = "mail.example A 192.0.2.9\n7.2.0.192.in-addr.arpa PTR pc.other.example\npc.other.example A 192.0.2.7\n",
    .shows = { "! DNS: this name leads elsewhere; the client's address is that of pc.other.example",
               "its name in the DNS is pc.other.example" } },
  { .name = "HELO confirmed",
    .mail_from = "a@bank.example",
    .header = FROM_BANK,
    .zone = "mail.example A 192.0.2.7\n",
    .shows = { "+ DNS: this name leads to the client's address" } },
  { .name = "other fields",
    .mail_from = "a@mail.example",
    .header
    = FROM_BANK "Sender: desk@news.bank.example\r\nReply-To: me@elsewhere.example\r\nReturn-Path: <x@y.example>\r\n",
    .zone = "?",
    .shows = { "Sender:      desk@news.bank.example", "Reply-To:    me@elsewhere.example  ? answers go to another",
               "Return-Path: x@y.example           ? not MAIL FROM" } },
  { .name = "the same return path",
    .mail_from = "x@y.example",
    .header = FROM_BANK "Return-Path: <x@y.example>\r\n",
    .zone = "?",
    .shows = { "? the same as MAIL FROM" } },
  { .name = "a key that was not seen",
    .mail_from = "a@mail.example",
    .header = FROM_BANK "DKIM-Signature: v=1; a=rsa-sha256; d=bank.example; s=k; h=From; bh=AAAA; b=AAAA\r\n",
    .zone = "?",
    .shows = { "DKIM d=      bank.example" },
    .hides = "+ the signature" },
  { .name = "no From at all",
    .mail_from = "a@mail.example",
    .header = "Subject: x\r\n",
    .zone = "?",
    .shows = { "From:        (none)                ? the mail does not say who wrote it" } },
  { .name = "several From fields",
    .mail_from = "a@mail.example",
    .header = FROM_BANK "From: b@other.example\r\n",
    .zone = "?",
    .shows = { "? one of several", "b@other.example       ? one of several" } },
  { .name = "null path",
    .mail_from = "",
    .header = FROM_BANK,
    .zone = "?",
    .shows = { "MAIL FROM    <>                    ? SPF of the HELO name: unknown" } },
  { .name = "a login that From names not",
    .mail_from = "a@mail.example",
    .header = FROM_BANK,
    .zone = "?",
    .login = true,
    .shows = { "login        alice@mail.example    + the server accepted it; From names another" },
    .hides = "sesame" },
  { .name = "a login that From names",
    .mail_from = "a@mail.example",
    .header = "From: Alice@mail.example\r\n",
    .zone = "?",
    .login = true,
    .shows = { "+ the server accepted it, and From names it" } },
  { .name = "told first hop",
    .mail_from = "a@mail.example",
    .header = "Received: from pc.home.example ([10.1.2.3]) by mail.example with ESMTP; Mon, 23 Nov 2026 10:00:00 "
              "+0000\r\n" FROM_BANK,
    .zone = "?",
    .shows = { "first hop    pc.home.example       ? a Received field says so, and anyone can write one" } },
  { .name = "redacted",
    .mail_from = "a.person@mail.example",
    .header = FROM_BANK "Reply-To: A Person <me@elsewhere.example>\r\n",
    .zone = "?",
    .login = true,
    .options = { .redact = true },
    .shows = { "login        …", "MAIL FROM    …@mail.example", "<…@elsewhere.example>" },
    .hides = "erson" },
  { .name = "hostile",
    .mail_from = "a@mail.example",
    .header = "From: \x1b[2J \xe2\x80\xae <a@b.example>\r\nReply-To: \x1b]0;x\x07\r\n",
    .zone = "?",
    .shows = { "From:" },
    .hides = "\x1b" },
};

static void
play (UiScreen *screen, const ClaimCase *this)
{
  g_autofree char *mail_from = g_strdup_printf ("MAIL FROM:<%s>", this->mail_from);
  g_autofree char *mail = g_strdup_printf ("%s\r\ntext", this->header);
  const Said said[] = {
    { 'S', "220 mx.example.jp ESMTP", 0 },
    { 'C', "EHLO mail.example", 0 },
    { 'S', "250-mx.example.jp\r\n250 AUTH PLAIN", 0 },
    { 'C', this->login ? "AUTH PLAIN AGFsaWNlQG1haWwuZXhhbXBsZQBzZXNhbWU=" : "NOOP", 0 },
    { 'S', this->login ? "235 2.7.0 Ok" : "250 Ok", 0 },
    { 'C', mail_from, 0 },
    { 'S', "250 Ok", 0 },
    { 'C', "RCPT TO:<tanaka@example.jp>", 0 },
    { 'S', "250 Ok", 0 },
    { 'C', "DATA", 0 },
    { 'S', "354 go on", 0 },
    { 'C', mail, 0 },
    { 'C', ".", 0 },
    { 'S', "250 Ok", 0 },
    { 'C', "QUIT", 0 },
    { 'S', "221 Bye", 0 },
    { 0, NULL, 0 },
  };
  const ModelDialogue dialogue = { .name = "claims",
                                   .client = this->client != NULL ? this->client : "192.0.2.7",
                                   .server = "198.51.100.25",
                                   .client_port = 40001,
                                   .server_port = 25,
                                   .said = said,
                                   .zone = this->zone };
  model_run_dialogue (screen->run, &dialogue);
}

static void
test_case (void **state)
{
  const ClaimCase *this = *state;
  UiScreen screen;
  ui_screen_open (&screen, 60, 140, &this->options);
  play (&screen, this);
  ui_screen_finish_reading (&screen);
  ui_screen_type (&screen, "{Enter}{Tab}");
  g_autofree char *text = ui_screen_text (&screen);
  ui_screen_close (&screen);
  const char *table = strstr (text, "Who it says it is from");
  assert_non_null (table);
  const char *end = strstr (table, "Who could read this");
  g_autofree char *claims = g_strndup (table, end != NULL ? (gsize) (end - table) : strlen (table));
  /* Its heading explains all signs. */
  const char *rows = strchr (claims, '\n');
  for (size_t i = 0; i < G_N_ELEMENTS (this->shows) && this->shows[i] != NULL; i++)
    if (strstr (rows, this->shows[i]) == NULL)
      fail_msg ("\"%s\" is not in:\n%s", this->shows[i], claims);
  if (this->hides != NULL && strstr (rows, this->hides) != NULL)
    fail_msg ("\"%s\" is in:\n%s", this->hides, claims);
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (cases)];
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    tests[i]
        = (struct CMUnitTest){ .name = cases[i].name, .test_func = test_case, .initial_state = (void *) &cases[i] };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The printed face: a golden block, its width, what never comes out, and each
 * part that a session may have. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/printable.h"
#include "tests/support/hidden-things.h"
#include "tests/support/print-session.h"
#include "tests/support/scripts.h"

static const char golden[] = "" /* TYPED_BY_HAND */
                             "━━ Session 1 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ test.pcap, packets 1–13 ━━\n"
                             "\n"
                             "  myhostname.hogehoge.or.jp                                    mx.hogehoge.or.jp\n"
                             "  192.0.2.10:51234          ────────── clear text ───────────▶ 192.0.2.25:25\n"
                             "\n"
                             "  Who could read what       everyone on the path  servers' admins  recipient\n"
                             "  ! sender, recipients      yes, #4-6             yes              in part\n"
                             "  ! header with subject     yes, #10              yes              yes\n"
                             "  ! text                    yes, #10              yes              yes\n"
                             "    servers: mx.hogehoge.or.jp. TLS hides nothing from them: it ends there.\n"
                             "\n"
                             "  When       2026-11-23T10:00:00.000000Z, 0.012 s, 13 packets, closed in order\n"
                             "  Role       as between servers (relay): port 25, nobody logged in\n"
                             "  Client     calls itself myhostname.hogehoge.or.jp (HELO; nobody checks this)\n"
                             "  Server     greets: 220 mx.hogehoge.or.jp ESMTP\n"
                             "\n"
                             "  Mail       accepted: 250 2.0.0 Ok: queued as 4F0A12\n"
                             "  Queued     as 4F0A12: what to look for in the server's log (Postfix)\n"
                             "  Envelope   from <username@hogehoge.or.jp>: 250 2.1.0 Ok\n"
                             "             to   <abcedf@hogehoge.or.jp>: 250 2.1.5 Ok\n"
                             "  Header     From:     username@hogehoge.or.jp\n"
                             "             To:       abcdef@hogehoge.or.jp\n"
                             "             Subject:  test\n"
                             "  Differs    it goes to <abcedf@hogehoge.or.jp>, whom To and Cc do not name: the\n"
                             "             envelope decides\n"
                             "  Content    88 octets, complete, SHA-256 dc3ace936fd4085c…\n"
                             "  Text       │ test mail\n"
                             "\n"
                             "  Findings   2, the worst first\n"
                             "\n"
                             "  MEDIUM     Mail readable on the way\n"
                             "             Everyone between 192.0.2.10 and 192.0.2.25 could read this mail of\n"
                             "             88 octets.\n"
                             "             packet 10, client: To: abcdef@hogehoge.or.jp\n"
                             "             packet 11, server: 250 2.0.0 Ok: queued as 4F0A12\n"
                             "             What it means: The text of this mail crossed the network without\n"
                             "             encryption. Everyone who can see the packets, on the same wireless\n"
                             "             network, at a provider or at any router between the two hosts,\n"
                             "             reads it as the recipient does, and could change it unnoticed.\n"
                             "             What protects: TLS between the two hosts (STARTTLS, or TLS from the\n"
                             "             first octet for submission), demanded by MTA-STS or DANE so that\n"
                             "             nobody can talk them out of it. Against the servers themselves only\n"
                             "             end-to-end encryption helps (OpenPGP, S/MIME).\n"
                             "             Read more: RFC 3207 §1, RFC 5321 §7.1; cleartext-message in\n"
                             "             docs/findings.md\n"
                             "\n"
                             "  low        Sender and recipients readable on the way\n"
                             "             The sender and 1 recipient of this mail were readable, and so were\n"
                             "             its header fields.\n"
                             "             packet 4, client: MAIL FROM: username@hogehoge.or.jp\n"
                             "             packet 6, client: RCPT TO: abcedf@hogehoge.or.jp\n"
                             "             What it means: The envelope, that is the addresses in MAIL FROM and\n"
                             "             RCPT TO, crossed the network without encryption. Even where the\n"
                             "             text is encrypted, who writes to whom, when and how much tells a\n"
                             "             lot. The servers must read the envelope to deliver; others on the\n"
                             "             path need not.\n"
                             "             What protects: TLS between the two hosts. End-to-end encryption\n"
                             "             does not hide the envelope, nor as a rule the header fields with\n"
                             "             the subject.\n"
                             "             Read more: RFC 3207 §1, RFC 5321 §2.3.1; cleartext-envelope in\n"
                             "             docs/findings.md\n"
                             "\n"
                             "━━ Summary ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━\n"
                             "  Read       13 packets in 1 file; 1 TCP connection\n"
                             "  Found      1 SMTP session, 1 mail\n"
                             "  Findings   1 medium, 1 low\n";

static void
prints_a_block (void **state)
{
  (void) state;
  char *text = print_script ("text", TYPED_BY_HAND, (SinkOptions){ 0 });
  assert_string_equal (text, golden);
  free (text);
}

#define GREET "S 220 mail.example.org ESMTP\nC EHLO c.example.com\nS 250-mail.example.org\r\n250 STARTTLS\n"
#define ENVELOPE "C MAIL FROM:<a@example.com>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n"
#define SEND(mail) ENVELOPE "C DATA\nS 354 go on\nC " mail "\nC .\nS 250 Ok\n"
#define TLS "C STARTTLS\nS 220 go\nc \x16\x03\x01\x01\n"

/* A header of wide characters longer than a line, and a word without a place to break. */
#define WIDE                                                                                                                                         \
  GREET SEND ("From: a@example.com\r\nSubject: 本日は晴天なり。本日は晴天なり。本日は晴天なり。本日は晴天なり。\r\n" \
              "Date: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n\r\n"                                \
              "この本文は八十桁よりも長いので途中で切られることになっています。この本文は八十桁よりも長いのです。")

static const char *const scripts[] = { TYPED_BY_HAND, SUBMISSION, HOSTILE, WIDE };

static void
keeps_the_width (void **state)
{
  (void) state;
  static const unsigned widths[] = { 1, 40, 60, 80, 100, 500 };
  for (size_t i = 0; i < G_N_ELEMENTS (scripts); i++)
    for (size_t j = 0; j < G_N_ELEMENTS (widths); j++)
      {
        char *text = print_script ("text", scripts[i], (SinkOptions){ .columns = widths[j] });
        char **lines = g_strsplit (text, "\n", -1);
        for (char **line = lines; *line != NULL; line++)
          if (printable_width (*line) > CLAMP (widths[j], 40, 120))
            fail_msg ("%u columns for %u: %s", (unsigned) printable_width (*line), widths[j], *line);
        g_strfreev (lines);
        free (text);
      }
}

static void
shows_no_controls (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      char *text = print_script ("text", scripts[i], (SinkOptions){ .show_secrets = true });
      assert_true (g_utf8_validate (text, -1, NULL));
      for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
        if (*at != '\n' && printable_hides (g_utf8_get_char (at)))
          fail_msg ("U+%04X in script %u", (unsigned) g_utf8_get_char (at), (unsigned) i);
      free (text);
    }
}

/* With colour the same words come, and no sequence but SGR. */
static void
colour_adds_nothing_else (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      char *plain = print_script ("text", scripts[i], (SinkOptions){ 0 });
      char *coloured = print_script ("text", scripts[i], (SinkOptions){ .color = true });
      assert_string_not_equal (plain, coloured);
      GString *stripped = g_string_new (NULL);
      for (const char *at = coloured; *at != '\0'; at++)
        if (*at == '\033')
          {
            at += 1 + strspn (at + 1, "[0123456789;");
            assert_int_equal (*at, 'm');
          }
        else
          g_string_append_c (stripped, *at);
      assert_string_equal (stripped->str, plain);
      g_string_free (stripped, TRUE);
      free (coloured);
      free (plain);
    }
}

static void
never_tells_secrets (void **state)
{
  (void) state;
  assert_tells_no_secrets ("text");
}

static void
redacts_people_and_content (void **state)
{
  (void) state;
  assert_redacts ("text");
}

static const struct {
  const char *name;
  const char *script;
  const char *part;
} parts[] = {
  { "a session with no mail", GREET "C QUIT\nS 221 bye\n", "the dialogue, but no mail and no password was in it" },
  { "STARTTLS", GREET TLS, "clear text, then TLS ═" },
  { "what TLS hides", GREET TLS, "on the path    nothing of the mail" },
  { "a login", SUBMISSION, "Login      AUTH LOGIN as alice@example.org, password ********: accepted" },
  { "a refused recipient", SUBMISSION, "to   <carol@example.net>: 550 5.1.1 <carol@example.net>" },
  { "decoded subject", SUBMISSION, "Subject:  日本語の件名\n" },
  { "sender seen by the reader", SUBMISSION, "envelope from <alice@example.org>, but the reader sees The Director" },
  { "an attachment", SUBMISSION, "Attached   bill.pdf (application/pdf, 9 octets)" },
  { "text", SUBMISSION, "Text       │ Dear Bob,\n             │\n             │ please pay the attached bill.\n" },
  { "a finding", SUBMISSION, "HIGH       Password sent in clear text\n" },
  { "evidence", SUBMISSION, "packet 8, client: ********\n" },
  { "lines of a reply stand deeper", SUBMISSION,
    "packet 3, server: 250-mail.example.org\n               250-PIPELINING\n" },
  { "the null path", GREET "C MAIL FROM:<>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\nC RSET\nS 250 Ok\n",
    "from <> (nobody: a bounce or another notice): 250 Ok" },
  { "two mails", GREET SEND ("From: a@example.com\r\n\r\nx") SEND ("From: a@example.com\r\n\r\ny"),
    "\n  Mail 2     accepted: 250 Ok\n" },
  { "a gap", GREET ENVELOPE "C DATA\nS 354 go\nc From: a@example.com\r\n\r\nhe\ng 1460\nc llo\r\n.\r\n\nS 250 Ok\n",
    "Missing    never captured: 1,460 octets at offset 25\n" },
  { "a From that names nobody", GREET SEND ("From: \r\nSubject: \x01\r\n\r\nx"), "Subject:  \\x01\n" },
  { "wide characters wrap in front of the edge", WIDE,
    "Subject:  本日は晴天なり。本日は晴天なり。本日は晴天なり。本日は晴\n                       天なり。\n" },
  { "no full stop begins a line",
    GREET SEND ("Subject: ああああああああああああああああああああああああああああ。\r\n\r\nx"),
    "Subject:  あああああああああああああああああああああああああああ\n                       あ。\n" },
  { "long text is cut", WIDE, "Text       │ この本文は八十桁よりも長いので途中で切られることになっています。…\n" },
};

static void
prints_each_part (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      char *text = print_script ("text", parts[i].script, (SinkOptions){ 0 });
      if (strstr (text, parts[i].part) == NULL)
        fail_msg ("%s: %s", parts[i].name, text);
      free (text);
    }
}

static unsigned
count (const char *text, const char *part)
{
  unsigned found = 0;
  for (const char *at = text; (at = strstr (at, part)) != NULL; at++)
    found++;
  return found;
}

static void
explains_once_a_run (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, TYPED_BY_HAND);
  char *text = print_session ("text", conversation.session, (SinkOptions){ 0 }, 3);
  assert_int_equal (count (text, "Mail readable on the way"), 3);
  assert_int_equal (count (text, "The text of this mail crossed the network"), 1);
  assert_int_equal (count (text, "(explained above)"), 4);
  free (text);
  conversation_clear (&conversation);
}

static void
finds_room_for_long_addresses (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation.flow.ip_version = 6;
  memset (conversation.flow.side[0].ip, 0xfd, 16);
  memset (conversation.flow.side[1].ip, 0xfe, 16);
  conversation_play (&conversation, TYPED_BY_HAND);
  char *text = print_session ("text", conversation.session, (SinkOptions){ 0 }, 1);
  assert_non_null (strstr (text, "[fdfd:fdfd:fdfd:fdfd:fdfd:fdfd:fdfd:fdfd]:51234\n"));
  assert_non_null (strstr (text, "[fefe:fefe:fefe:fefe:fefe:fefe:fefe:fefe]:25\n"));
  assert_non_null (strstr (text, "─ clear text ─"));
  free (text);
  conversation_clear (&conversation);
}

static void
tells_who_listens_on_the_air (void **state)
{
  (void) state;
  static const char *const lines[FLOW_PROTECTIONS][2] = {
    [FLOW_OPEN] = { "Caf\\x1b (02:00:00:00:00:01), open; station 02:00:00:00:00:02\n", "every neighbour in radio" },
    [FLOW_WEP] = { ", WEP; station", "WEP keeps nobody out" },
    [FLOW_WPA] = { ", WPA; station", "everyone who knows the network's passphrase" },
    [FLOW_WPA2] = { ", WPA2; station", "everyone who knows the network's passphrase" },
    [FLOW_WPA3] = { ", WPA3; station", "without this station's own" },
  };
  for (FlowProtection protection = FLOW_OPEN; protection < FLOW_PROTECTIONS; protection++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation.flow.wifi = (FlowWifi){ .present = true,
                                           .protection = protection,
                                           .ssid_length = 4,
                                           .ssid = "Caf\033",
                                           .bssid = { 2, 0, 0, 0, 0, 1 },
                                           .station = { 2, 0, 0, 0, 0, 2 } };
      conversation_play (&conversation, TYPED_BY_HAND);
      char *text = print_session ("text", conversation.session, (SinkOptions){ 0 }, 1);
      for (unsigned i = 0; i < 2; i++)
        if (strstr (text, lines[protection][i]) == NULL)
          fail_msg ("%s: %s", lines[protection][i], text);
      free (text);
      conversation_clear (&conversation);
    }
}

static void
summarises_the_run (void **state)
{
  (void) state;
  char *text = NULL;
  size_t length = 0;
  SinkOptions options = { .output = open_memstream (&text, &length), .columns = 80 };
  gpointer sink = sink_text.open (&options);
  const SummaryLimit limits[] = { { "connections", 3 }, { "mail-memory", 0 } };
  const SummaryFile files[] = { { .name = "a.pcap", .packets = 7 },
                                { .name = "b.pcap", .packets = 1, .damage = "b.pcap: cut at octet 99\033[m" } };
  RunSummary summary = {
    .packets = 12345678,
    .connections = 1,
    .findings = { [SEVERITY_HIGH] = 2, [SEVERITY_INFO] = 1 },
    .gaps = 1,
    .gap_octets = 1460,
    .kernel_dropped = 5,
    .limits = limits,
    .limit_count = 2,
    .files = files,
    .file_count = 2,
  };
  assert_true (sink_text.close (sink, &summary));
  fclose (options.output);
  static const char *const expected[] = {
    "Read       12,345,678 packets in 2 files; 1 TCP connection\n",
    "Found      0 SMTP sessions, 0 mails: nothing in this capture speaks SMTP\n",
    "Findings   2 high, 1 info\n",
    "Missing    1 gap in the streams, 1,460 octets never captured\n",
    "Note       5 packets dropped by the kernel: the capture was too slow\n",
    "Limit      connections was met 3 times (--limit connections=… raises it)\n",
    "Damaged    b.pcap: cut at octet 99\\x1b[m\n",
  };
  for (size_t i = 0; i < G_N_ELEMENTS (expected); i++)
    if (strstr (text, expected[i]) == NULL)
      fail_msg ("%s%s", expected[i], text);
  assert_null (strstr (text, "mail-memory"));
  free (text);
}

/* Which networks have frames that were not read, and why. */
static void
tells_what_no_key_opened (void **state)
{
  (void) state;
  enum { NETWORKS = 11 };
  char *text = NULL;
  size_t length = 0;
  SinkOptions options = { .output = open_memstream (&text, &length), .columns = 80 };
  gpointer sink = sink_text.open (&options);
  SummaryNetwork networks[NETWORKS] = {
    { .wifi = { .present = true, .ssid_length = 5, .ssid = "Caf\033x" }, .protected = 27, .unread = 26, .why = "so" },
    { .wifi = { .present = true, .bssid = { 2, 0, 0, 0, 0, 7 } }, .protected = 3, .unread = 3, .why = "thus" },
    { .wifi = { .present = true, .ssid_length = 4, .ssid = "Open" }, .frames = 9 },
  };
  for (unsigned i = 3; i < NETWORKS; i++)
    networks[i] = networks[1];
  const RunSummary summary = { .wifi_unread = 29, .networks = networks, .network_count = NETWORKS };
  assert_true (sink_text.close (sink, &summary));
  fclose (options.output);
  static const char *const expected[] = {
    "0 mails: nothing that could be read speaks SMTP\n",
    "Wi-Fi      Caf\\x1bx (00:00:00:00:00:00): 26 of 27 protected frames not read:",
    "Wi-Fi      02:00:00:00:00:07: 3 of 3 protected frames not read: thus.\n",
    "Wi-Fi      the same of 2 more networks\n",
  };
  for (size_t i = 0; i < G_N_ELEMENTS (expected); i++)
    if (strstr (text, expected[i]) == NULL)
      fail_msg ("%s%s", expected[i], text);
  assert_null (strstr (text, "Open"));
  free (text);
}

/* Nobody can say that there is no SMTP in what was not read; and why it was not, is told. */
static void
tells_what_was_not_read (void **state)
{
  (void) state;
  static const struct {
    RunSummary summary;
    const char *note;
  } rows[] = {
    { { .unknown_link = 42, .unknown_link_type = 147 },
      "Note       42 packets of a link type that cannot be read (number 147)\n" },
    { { .too_deep = 1 }, "Note       1 packet nested in more tunnels than are followed, and not read\n" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *text = NULL;
      size_t length = 0;
      SinkOptions options = { .output = open_memstream (&text, &length), .columns = 80 };
      assert_true (sink_text.close (sink_text.open (&options), &rows[i].summary));
      fclose (options.output);
      assert_non_null (strstr (text, "0 mails: nothing that could be read speaks SMTP\n"));
      assert_non_null (strstr (text, rows[i].note));
      free (text);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (prints_a_block),
    cmocka_unit_test (keeps_the_width),
    cmocka_unit_test (tells_what_no_key_opened),
    cmocka_unit_test (tells_what_was_not_read),
    cmocka_unit_test (shows_no_controls),
    cmocka_unit_test (colour_adds_nothing_else),
    cmocka_unit_test (never_tells_secrets),
    cmocka_unit_test (redacts_people_and_content),
    cmocka_unit_test (prints_each_part),
    cmocka_unit_test (explains_once_a_run),
    cmocka_unit_test (finds_room_for_long_addresses),
    cmocka_unit_test (tells_who_listens_on_the_air),
    cmocka_unit_test (summarises_the_run),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

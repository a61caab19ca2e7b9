/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Lines: a golden line, strict validity, octets that are not UTF-8, and
 * that neither secrets nor controls come out. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/printable.h"
#include "tests/support/hidden-things.h"
#include "tests/support/json-validator.h"
#include "tests/support/print-session.h"
#include "tests/support/scripts.h"

static const char golden[]
    = "" /* SUBMISSION */
      "{\"type\":\"session\",\"schema\":1,\"id\":1,\"community_id\":\"1:GQmnNhbjj23os1Sw5GBy0E0tC8g=\","
      "\"file\":\"test.pcap\",\"first_packet\":1,\"last_packet\":22,\"start\":\"2026-11-23T10:00:00.000000Z\","
      "\"end\":\"2026-11-23T10:00:00.021000Z\",\"client\":{\"ip\":\"192.0.2.10\",\"port\":51234,"
      "\"mac\":\"02:00:5e:10:00:01\"},\"server\":{\"ip\":\"192.0.2.25\",\"port\":25,\"mac\":\"02:00:5e:10:00:02\"},"
      "\"protocol\":\"smtp\",\"role\":\"submission\",\"role_reason\":\"the client logged "
      "in\",\"closed\":\"fin\",\"quit\":true,\"midstream\":false,"
      "\"packets\":22,\"bytes\":{\"client\":812,\"server\":387},\"missing\":{\"client\":0,\"server\":0},"
      "\"banner\":\"mail.example.org ESMTP Postfix\",\"helo\":[{\"verb\":\"EHLO\",\"name\":\"laptop.example.org\","
      "\"reply\":250}],\"extensions\":[\"PIPELINING\",\"SIZE\",\"AUTH\",\"STARTTLS\",\"8BITMIME\"],"
      "\"extension_parameters\":{\"SIZE\":\"10240000\",\"AUTH\":\"PLAIN "
      "LOGIN\"},\"capabilities\":[{\"packet\":3,\"tls\":false,"
      "\"keywords\":[\"PIPELINING\",\"SIZE 10240000\",\"AUTH PLAIN "
      "LOGIN\",\"STARTTLS\",\"8BITMIME\"]}],\"auth\":[{\"mechanism\":\"LOGIN\","
      "\"username\":\"alice@example.org\",\"secret\":\"password\",\"result\":\"accepted\"}],"
      "\"transactions\":[{\"mail_from\":\"alice@example.org\",\"mail_parameters\":{\"SIZE\":\"512\","
      "\"SMTPUTF8\":true},\"mail_extensions\":[{\"keyword\":\"SIZE\",\"value\":\"512\","
      "\"meaning\":\"the client announces a mail of 512 octets\",\"reference\":\"RFC 1870\"},"
      "{\"keyword\":\"SMTPUTF8\",\"meaning\":\"addresses and header may be in any script (UTF-8)\","
      "\"reference\":\"RFC 6531\"}],\"rcpt_to\":[{\"address\":\"bob@example.net\",\"reply\":250,\"status\":\"2.1.5\","
      "\"accepted\":true,\"outcome\":\"accepted\"},{\"address\":\"carol@example.net\",\"reply\":550,\"status\":\"5.1."
      "1\","
      "\"accepted\":false,\"outcome\":\"rejected\"}],\"outcome\":\"accepted\",\"reply\":\"250 2.0.0 Ok: queued as "
      "4F0A12\","
      "\"status\":\"2.0.0\",\"queue_id\":\"4F0A12\",\"server_software\":\"Postfix\",\"transfer\":\"data\",\"message\":{"
      "\"size\":611,"
      "\"sha256\":\"5978401bc0ed1f95befc2898f6d1a72da7d4c6bf95a46fcadc301e80645a1d83\",\"state\":\"complete\","
      "\"message_id\":\"<1@example.org>\",\"date\":\"Mon, 23 Nov 2026 10:00:00 +0000\","
      "\"date_utc\":\"2026-11-23T10:00:00.000000Z\",\"subject\":\"日本語の件名\","
      "\"from\":[\"The Director <director@bank.example>\"],\"to\":[\"Bob <bob@example.net>\"],"
      "\"parts\":[{\"path\":\"1\",\"type\":\"text/plain\",\"charset\":\"utf-8\",\"size\":42},{\"path\":\"2\","
      "\"type\":\"application/pdf\",\"encoding\":\"base64\",\"size\":9}],\"attachments\":[{\"path\":\"2\","
      "\"filename\":\"bill.pdf\",\"type\":\"application/pdf\",\"size\":9,"
      "\"sha256\":\"e5c62df5dab5c87b6a015ef3d43597074d1eec433b15f51aec63b8582d0e4ab4\"}],"
      "\"entities\":[{\"path\":\"0\",\"type\":\"multipart/mixed\",\"children\":2},{\"path\":\"1\",\"type\":\"text/"
      "plain\"},"
      "{\"path\":\"2\",\"type\":\"application/"
      "pdf\"}],\"end_to_end\":\"none\",\"received\":[{\"from\":\"laptop\",\"by\":\"gw.example.org\",\"with\":\"ESMTP\","
      "\"date\":\"Mon, 23 Nov 2026 09:59:58 +0000\",\"address\":\"192.0.2.10\",\"reverse\":\"laptop.example.org\","
      "\"tls\":false,\"time\":\"2026-11-23T09:59:58.000000Z\"}],\"readable_by\":{\"path\":[\"envelope\",\"headers\","
      "\"text\","
      "\"attachments\"],\"servers\":[\"mail.example.org\",\"gw.example.org\"],"
      "\"items\":{\"credentials\":{\"path\":\"yes\",\"servers\":\"yes\",\"recipient\":\"no\",\"first_packet\":8,"
      "\"last_packet\":8},\"envelope\":{\"path\":\"yes\",\"servers\":\"yes\",\"recipient\":\"part\","
      "\"first_packet\":10,\"last_packet\":14},\"headers\":{\"path\":\"yes\",\"servers\":\"yes\","
      "\"recipient\":\"yes\",\"first_packet\":18,\"last_packet\":18},\"text\":{\"path\":\"yes\","
      "\"servers\":\"yes\",\"recipient\":\"yes\",\"first_packet\":18,\"last_packet\":19},\"attachments\":{"
      "\"path\":\"yes\",\"servers\":\"yes\",\"recipient\":\"yes\",\"first_packet\":18,\"last_packet\":19}}}}}],"
      "\"findings\":[{\"id\":\"cleartext-credentials\",\"severity\":\"high\","
      "\"title\":\"Password sent in clear text\","
      "\"detail\":\"AUTH LOGIN showed the secret of user alice@example.org; the server accepted it.\","
      "\"evidence\":[{\"packet\":4,\"time\":\"2026-11-23T10:00:00.003000Z\",\"from\":\"client\","
      "\"text\":\"AUTH LOGIN\"},{\"packet\":6,\"time\":\"2026-11-23T10:00:00.005000Z\",\"from\":\"client\","
      "\"text\":\"YWxpY2VAZXhhbXBsZS5vcmc=\"},{\"packet\":8,\"time\":\"2026-11-23T10:00:00.007000Z\","
      "\"from\":\"client\",\"text\":\"********\"},{\"packet\":9,\"time\":\"2026-11-23T10:00:00.008000Z\","
      "\"from\":\"server\",\"text\":\"235 2.7.0 Authentication successful\"}],"
      "\"reference\":\"RFC 8314 §3, RFC 4954 §4\"},{\"id\":\"starttls-not-used\",\"severity\":\"medium\","
      "\"title\":\"Offered encryption not used\","
      "\"detail\":\"The server offered STARTTLS, but the client went on with AUTH in clear text.\","
      "\"evidence\":[{\"packet\":3,\"time\":\"2026-11-23T10:00:00.002000Z\",\"from\":\"server\","
      "\"text\":\"250-mail.example.org\\n250-PIPELINING\\n250-SIZE 10240000\\n250-AUTH PLAIN "
      "LOGIN\\n250-STARTTLS\\n250 8BITMIME\"},{\"packet\":4,"
      "\"time\":\"2026-11-23T10:00:00.003000Z\",\"from\":\"client\",\"text\":\"AUTH LOGIN\"}],"
      "\"reference\":\"RFC 3207 §3, RFC 8314 §3\"},{\"id\":\"auth-user-mismatch\",\"severity\":\"medium\","
      "\"title\":\"Mail sent under another name than the account's\","
      "\"detail\":\"The account alice@example.org logged in, and the From field is director@bank.example, of another "
      "domain.\","
      "\"transaction\":1,\"evidence\":[{\"packet\":4,\"time\":\"2026-11-23T10:00:00.003000Z\",\"from\":\"client\","
      "\"text\":\"AUTH LOGIN\"},{\"packet\":6,\"time\":\"2026-11-23T10:00:00.005000Z\",\"from\":\"client\","
      "\"text\":\"YWxpY2VAZXhhbXBsZS5vcmc=\"},{\"packet\":8,\"time\":\"2026-11-23T10:00:00.007000Z\","
      "\"from\":\"client\",\"text\":\"********\"},{\"packet\":9,\"time\":\"2026-11-23T10:00:00.008000Z\","
      "\"from\":\"server\",\"text\":\"235 2.7.0 Authentication successful\"},"
      "{\"packet\":10,\"time\":\"2026-11-23T10:00:00.009000Z\",\"from\":\"client\","
      "\"text\":\"MAIL FROM:<alice@example.org> SIZE=512 SMTPUTF8\"},{\"packet\":18,"
      "\"time\":\"2026-11-23T10:00:00.017000Z\",\"from\":\"client\","
      "\"text\":\"From: \\\"The Director\\\" <director@bank.example>\"}],"
      "\"reference\":\"RFC 6409 §6.1, RFC 4954 §4\"},{\"id\":\"cleartext-message\",\"severity\":\"medium\","
      "\"title\":\"Mail readable on the way\","
      "\"detail\":\"Everyone between 192.0.2.10 and 192.0.2.25 could read this mail of 611 octets with an "
      "attachment.\","
      "\"transaction\":1,\"evidence\":[{\"packet\":18,\"time\":\"2026-11-23T10:00:00.017000Z\",\"from\":\"client\","
      "\"text\":\"From: \\\"The Director\\\" <director@bank.example>\"},{\"packet\":20,"
      "\"time\":\"2026-11-23T10:00:00.019000Z\",\"from\":\"server\",\"text\":\"250 2.0.0 Ok: queued as 4F0A12\"}],"
      "\"reference\":\"RFC 3207 §1, RFC 5321 §7.1\"},{\"id\":\"cleartext-envelope\",\"severity\":\"low\","
      "\"title\":\"Sender and recipients readable on the way\","
      "\"detail\":\"The sender and 2 recipients of this mail were readable, and so were its header fields.\","
      "\"transaction\":1,\"evidence\":[{\"packet\":10,\"time\":\"2026-11-23T10:00:00.009000Z\",\"from\":\"client\","
      "\"text\":\"MAIL FROM:<alice@example.org> SIZE=512 SMTPUTF8\"},{\"packet\":12,"
      "\"time\":\"2026-11-23T10:00:00.011000Z\",\"from\":\"client\","
      "\"text\":\"RCPT TO:<bob@example.net>\"},{\"packet\":14,\"time\":\"2026-11-23T10:00:00.013000Z\","
      "\"from\":\"client\",\"text\":\"RCPT TO:<carol@example.net>\"}],"
      "\"reference\":\"RFC 3207 §1, RFC 5321 §2.3.1\"},{\"id\":\"sender-mismatch\",\"severity\":\"info\","
      "\"title\":\"Envelope and From field name different senders\","
      "\"detail\":\"The envelope is from example.org, the From field says bank.example.\","
      "\"transaction\":1,\"evidence\":[{\"packet\":10,\"time\":\"2026-11-23T10:00:00.009000Z\",\"from\":\"client\","
      "\"text\":\"MAIL FROM:<alice@example.org> SIZE=512 SMTPUTF8\"},{\"packet\":18,"
      "\"time\":\"2026-11-23T10:00:00.017000Z\",\"from\":\"client\","
      "\"text\":\"From: \\\"The Director\\\" <director@bank.example>\"}],"
      "\"reference\":\"RFC 5321 §7.1, RFC 7489 §3.1\"}]}\n"
      "{\"type\":\"summary\",\"schema\":1,\"packets\":22,\"bytes\":4000,\"connections\":1,\"sessions\":1,"
      "\"messages\":1,\"findings\":{\"info\":1,\"low\":1,\"medium\":3,\"high\":1},\"senders\":{},"
      "\"gaps\":0,\"missing\":0,\"checksum_bad\":0,"
      "\"truncated\":0,\"malformed\":0,\"unknown_link\":0,\"fragments\":0,\"kernel_dropped\":0,"
      "\"interface_dropped\":0,\"limits_hit\":{},\"files\":[{\"name\":\"test.pcap\",\"packets\":22}]}\n";

static void
writes_the_schema (void **state)
{
  (void) state;
  char *text = print_script ("json", SUBMISSION, (SinkOptions){ 0 });
  size_t same = 0;
  while (text[same] != '\0' && text[same] == golden[same])
    same++;
  if (text[same] != golden[same])
    fail_msg ("wanted: %.300s\n   got: %.300s", golden + same, text + same);
  free (text);
}

static void
assert_lines_are_valid (const char *text)
{
  char **lines = g_strsplit (text, "\n", -1);
  guint count = g_strv_length (lines);
  assert_true (count >= 2);
  assert_string_equal (lines[count - 1], "");
  for (guint i = 0; i + 1 < count; i++)
    if (!json_is_valid (lines[i]))
      fail_msg ("not valid: %s", lines[i]);
  g_strfreev (lines);
}

enum { GREETING_ALONE = 3, NULL_PATH, LMTP_WITH_GAP, TLS_AFTER_STARTTLS };

static const char *const odd_scripts[] = {
  TYPED_BY_HAND,
  SUBMISSION,
  HOSTILE,
  "S 220 mail.example.org ESMTP\nC QUIT\nS 221 bye\n",
  /* parameters twice, without value, and of a form that is no keyword */
  "S 220 m.example ESMTP\nC EHLO c.example\nS 250-m.example\r\n250-SIZE\r\n250-AUTH=LOGIN PLAIN\r\n250 AUTH LOGIN\n"
  "C MAIL FROM:<> SIZE=1 size=2 SMTPUTF8 X\"=3 =4 BODY=\xff\nS 250 ok\nC RCPT TO:<b@example.org>\nS 250 ok\n"
  "C RSET\nS 250 ok\n",
  "S 220 m.example LMTP\nC LHLO c.example\nS 250 m.example\nC MAIL FROM:<a@example.com>\nS 250 ok\n"
  "C RCPT TO:<b@example.org>\nS 250 ok\nC RCPT TO:<c@example.org>\nS 250 ok\nC DATA\nS 354 go\n"
  "c From: a@example.com\r\n\r\nhe\ng 100\nc llo\r\n.\r\n\nS 250 one\nS 550 two\nC QUIT\n",
  "S 220 m.example ESMTP\nC EHLO c\nS 250-m.example\r\n250 STARTTLS\nC STARTTLS\nS 220\nc \x16\x03\x01\x01\n",
};

static void
every_line_is_valid (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (odd_scripts); i++)
    for (unsigned redact = 0; redact < 2; redact++)
      {
        char *text = print_script ("json", odd_scripts[i], (SinkOptions){ .redact = redact, .show_secrets = !redact });
        assert_lines_are_valid (text);
        free (text);
      }
}

static void
writes_what_is_odd (void **state)
{
  (void) state;
  static const struct {
    size_t script;
    const char *part;
    bool there;
  } rows[] = {
    { GREETING_ALONE, "\"transactions\"", false },
    { GREETING_ALONE, "\"helo\"", false },
    { GREETING_ALONE, "null", false },
    { GREETING_ALONE, "\"findings\":[]", true },
    { NULL_PATH, "\"mail_from\":\"\"", true },
    { NULL_PATH,
      "\"mail_parameters\":{\"SIZE\":\"1\",\"SMTPUTF8\":true,\"BODY\":\"\xef\xbf\xbd\",\"BODY_b64\":\"/w==\"}", true },
    { NULL_PATH, "\"extensions\":[\"SIZE\",\"AUTH\",\"AUTH\"]", true },
    { NULL_PATH, "\"extension_parameters\":{\"AUTH\":\"LOGIN PLAIN\"}", true },
    { NULL_PATH, "\"outcome\":\"aborted\"", true },
    { LMTP_WITH_GAP, "\"protocol\":\"lmtp\"", true },
    { LMTP_WITH_GAP, "\"role\"", false },
    { LMTP_WITH_GAP, "\"state\":\"gap\",\"missing\":[{\"offset\":25,\"length\":100}]", true },
    { LMTP_WITH_GAP, "\"accepted\":true,\"final_reply\":\"250 one\"", true },
    { LMTP_WITH_GAP, "\"accepted\":false,\"final_reply\":\"550 two\"", true },
    { TLS_AFTER_STARTTLS, "\"tls\":{\"mode\":\"starttls\",\"bytes\":{\"client\":", true },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *text = print_script ("json", odd_scripts[rows[i].script], (SinkOptions){ 0 });
      if ((strstr (text, rows[i].part) != NULL) != rows[i].there)
        fail_msg ("%s: %s", rows[i].part, text);
      free (text);
    }
}

/* A line may be looked at in a terminal. */
static void
shows_no_controls (void **state)
{
  (void) state;
  char *text = print_script ("json", HOSTILE, (SinkOptions){ .show_secrets = true });
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (*at != '\n' && printable_hides (g_utf8_get_char (at)))
      fail_msg ("U+%04X at %u", (unsigned) g_utf8_get_char (at), (unsigned) (at - text));
  assert_non_null (strstr (text, "\\u202e"));
  free (text);
}

static void
never_tells_secrets (void **state)
{
  (void) state;
  assert_tells_no_secrets ("json");
  char *text = print_script ("json", SUBMISSION, (SinkOptions){ 0 });
  assert_null (strstr (text, "\"password\":"));
  free (text);
}

static void
redacts_people_and_content (void **state)
{
  (void) state;
  assert_redacts ("json");
}

static void
writes_the_link (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation.flow.vlans = 2;
  conversation.flow.vlan[0] = 10;
  conversation.flow.vlan[1] = 4094;
  conversation.flow.tunnels = 1;
  conversation.flow.tunnel[0] = "gre";
  conversation.flow.side[0].has_mac = false;
  conversation_play (&conversation, odd_scripts[GREETING_ALONE]);
  conversation.session->traffic.nanoseconds = true;
  conversation.session->traffic.midstream = true;
  SinkOptions options = { .file_name = print_session_file, .user = (gpointer) "a\xff.pcap" };
  char *text = print_session ("json", conversation.session, options, 1);
  static const char *const expected[] = {
    "\"link\":{\"vlan\":[10,4094],\"tunnel\":[\"gre\"]}",
    "\"client\":{\"ip\":\"192.0.2.10\",\"port\":51234},",
    "\"start\":\"2026-11-23T10:00:00.000000000Z\"",
    "\"midstream\":true",
    "\"file\":\"a\xef\xbf\xbd.pcap\",\"file_b64\":\"Yf8ucGNhcA==\"",
  };
  for (size_t i = 0; i < G_N_ELEMENTS (expected); i++)
    if (strstr (text, expected[i]) == NULL)
      fail_msg ("%s: %s", expected[i], text);
  assert_lines_are_valid (text);
  free (text);
  conversation_clear (&conversation);
}

static void
writes_the_wireless_network (void **state)
{
  (void) state;
  static const struct {
    FlowWifi wifi;
    const char *expected;
  } rows[] = {
    { { .present = true,
        .protection = FLOW_OPEN,
        .ssid_length = 5,
        .ssid = "Caf\xc3\xa9",
        .bssid = { 2, 0, 0, 0, 0, 1 },
        .station = { 2, 0, 0, 0, 0, 2 } },
      "\"link\":{\"wifi\":{\"ssid\":\"Caf\xc3\xa9\",\"bssid\":\"02:00:00:00:00:01\",\"protection\":\"open\","
      "\"station\":\"02:00:00:00:00:02\"}}" },
    { { .present = true, .protection = FLOW_WPA2 },
      "\"link\":{\"wifi\":{\"bssid\":\"00:00:00:00:00:00\",\"protection\":\"wpa2\"," },
    { { .present = true, .protection = FLOW_WEP, .ssid_length = 3, .ssid = "a\xff\"" },
      "\"ssid\":\"a\xef\xbf\xbd\\\"\",\"ssid_b64\":\"Yf8i\"," },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation.flow.wifi = rows[i].wifi;
      conversation_play (&conversation, odd_scripts[GREETING_ALONE]);
      char *text = print_session ("json", conversation.session, (SinkOptions){ 0 }, 1);
      if (strstr (text, rows[i].expected) == NULL)
        fail_msg ("%s: %s", rows[i].expected, text);
      assert_lines_are_valid (text);
      free (text);
      conversation_clear (&conversation);
    }
}

static void
summarises_wireless_networks (void **state)
{
  (void) state;
  char *text = NULL;
  size_t length = 0;
  SinkOptions options = { .output = open_memstream (&text, &length), .columns = 80 };
  gpointer sink = sink_json.open (&options);
  const SummaryNetwork networks[] = {
    { .wifi = { .present = true, .protection = FLOW_WPA2, .ssid_length = 1, .ssid = "x" },
      .frames = 9,
      .protected = 8,
      .unread = 7,
      .why = "so" },
  };
  RunSummary summary
      = { .wifi_frames = 20, .wifi_protected = 8, .wifi_unread = 7, .networks = networks, .network_count = 1 };
  assert_true (sink_json.close (sink, &summary));
  fclose (options.output);
  assert_non_null (strstr (text, "\"wifi\":{\"frames\":20,\"damaged\":0,\"repeats\":0,\"protected\":8,\"unread\":7,"
                                 "\"networks\":[{\"ssid\":\"x\",\"bssid\":\"00:00:00:00:00:00\","
                                 "\"protection\":\"wpa2\",\"frames\":9,\"protected\":8,\"unread\":7,"
                                 "\"why\":\"so\"}]}"));
  assert_lines_are_valid (text);
  free (text);
}

static void
summarises_the_run (void **state)
{
  (void) state;
  char *text = NULL;
  size_t length = 0;
  SinkOptions options = { .output = open_memstream (&text, &length), .columns = 80 };
  gpointer sink = sink_json.open (&options);
  const SummaryLimit limits[] = { { "connections", 3 }, { "mail-memory", 0 } };
  const SummaryFile files[] = { { .name = "a.pcap", .packets = 7 },
                                { .name = "b\xff.pcap", .packets = 1, .damage = "b.pcap: cut at octet 99" } };
  RunSummary summary = {
    .senders = { [SENDER_VERIFIED] = 3, [SENDER_CONTRADICTED] = 1 },
    .packets = 8,
    .findings = { [SEVERITY_HIGH] = 2 },
    .gaps = 1,
    .gap_octets = 1460,
    .unknown_link = 2,
    .unknown_link_type = 147,
    .too_deep = 5,
    .limits = limits,
    .limit_count = 2,
    .files = files,
    .file_count = 2,
  };
  assert_true (sink_json.close (sink, &summary));
  fclose (options.output);
  assert_non_null (strstr (
      text, "\"findings\":{\"high\":2},\"senders\":{\"verified\":3,\"contradicted\":1},\"gaps\":1,\"missing\":1460,"));
  assert_non_null (strstr (text, "\"unknown_link\":2,\"unknown_link_type\":147,\"too_deep\":5,"));
  assert_non_null (strstr (text, "\"limits_hit\":{\"connections\":3},"));
  assert_non_null (strstr (text, "\"damage\":\"b.pcap: cut at octet 99\"}]}\n"));
  char *lines = g_strconcat ("{}\n", text, NULL);
  assert_lines_are_valid (lines);
  g_free (lines);
  free (text);
}

/* A full disk is told. */
static void
tells_that_output_failed (void **state)
{
  (void) state;
  for (const SinkType *const *type = sinks; *type != NULL; type++)
    {
      SinkOptions options = { .output = fopen ("/dev/full", "w"), .columns = 80 };
      if (options.output == NULL)
        skip ();
      RunSummary summary = { 0 };
      assert_false ((*type)->close ((*type)->open (&options), &summary));
      fclose (options.output);
    }
}

static void
finds_formats_by_name (void **state)
{
  (void) state;
  assert_ptr_equal (sink_by_name ("json"), &sink_json);
  assert_ptr_equal (sink_by_name ("text"), &sink_text);
  assert_null (sink_by_name ("xml"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (writes_the_schema),
    cmocka_unit_test (every_line_is_valid),
    cmocka_unit_test (writes_what_is_odd),
    cmocka_unit_test (shows_no_controls),
    cmocka_unit_test (never_tells_secrets),
    cmocka_unit_test (redacts_people_and_content),
    cmocka_unit_test (writes_the_link),
    cmocka_unit_test (writes_the_wireless_network),
    cmocka_unit_test (summarises_wireless_networks),
    cmocka_unit_test (summarises_the_run),
    cmocka_unit_test (tells_that_output_failed),
    cmocka_unit_test (finds_formats_by_name),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

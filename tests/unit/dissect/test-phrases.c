/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings in two languages at once, with a catalogue that is made here: the English text is
 * the same with and without it, and what crossed the wire is never translated. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <locale.h>

#include "dissect/check.h"
#include "dissect/checks.h"
#include "dissect/finding.h"
#include "dissect/phrases.h"
#include "dissect/smtp-telling.h"
#include "tests/support/conversation.h"

/* As msgfmt writes it: sorted by the English text. */
static const struct {
  const char *english, *local;
} texts[] = {
  { "", "Content-Type: text/plain; charset=UTF-8\n" },
  { " in %u attempts", "（%u 回）" },
  { "%s.", "%s。" },
  { "%s: %s", "%s → %s" },
  { "%s; the second counts: %s", "%s。後が有効: %s" },
  { "%u of %s", "%2$s の %1$u" },
  { "%u wrong", "%s です" },
  { "a secret", "秘密" },
  { "both %s and %s", "%s と %s" },
  { "end of the stream (FIN), and the stream went on behind it", "終わり" },
  { "first copy %s in packet %" PRIu64 ", second copy %s in packet %" PRIu64,
    "%2$" PRIu64 " に %1$s、%4$" PRIu64 " に %3$s" },
  { "first copy %s, second copy %s in packet %" PRIu64, "%1$s、%3$" PRIu64 " に %2$s" },
  { "refused %s", "拒否 %s" },
  { "refused %s and %" PRIu64 " octets more", "拒否 %s と %" PRIu64 },
  { "the checksum is wrong", "誤り" },
  { "user %s showed %s%s", "%2$s を利用者 %1$s が見せました%3$s" },
};
enum { TEXTS = G_N_ELEMENTS (texts) };

static void
append_number (GByteArray *file, size_t number)
{
  uint32_t word = (uint32_t) number;
  g_byte_array_append (file, (const guint8 *) &word, sizeof word);
}

/* The file format of the GNU gettext manual, section "The Format of GNU MO Files". */
static GByteArray *
catalogue (void)
{
  enum { HEAD = 28, ROW = 8 };
  GByteArray *file = g_byte_array_new ();
  size_t offset = HEAD + 2 * ROW * (size_t) TEXTS;
  append_number (file, 0x950412de);
  append_number (file, 0);
  append_number (file, TEXTS);
  append_number (file, HEAD);
  append_number (file, HEAD + ROW * TEXTS);
  append_number (file, 0);
  append_number (file, 0);
  for (int local = 0; local < 2; local++)
    for (size_t i = 0; i < TEXTS; i++)
      {
        size_t length = strlen (local ? texts[i].local : texts[i].english);
        append_number (file, length);
        append_number (file, offset);
        offset += length + 1;
      }
  for (int local = 0; local < 2; local++)
    for (size_t i = 0; i < TEXTS; i++)
      {
        const char *text = local ? texts[i].local : texts[i].english;
        g_byte_array_append (file, (const guint8 *) text, (guint) strlen (text) + 1);
      }
  return file;
}

typedef struct Tongues {
  char *folder, *messages, *file;
  Conversation conversation;
} Tongues;

static int
begin (void **state)
{
  Tongues *tongues = g_new0 (Tongues, 1);
  *state = tongues;
  tongues->folder = g_dir_make_tmp ("smtplens-phrases-XXXXXX", NULL);
  tongues->messages = g_build_filename (tongues->folder, "ja", "LC_MESSAGES", NULL);
  tongues->file = g_build_filename (tongues->messages, "phrases-test.mo", NULL);
  assert_int_equal (g_mkdir_with_parents (tongues->messages, 0700), 0);
  GByteArray *file = catalogue ();
  assert_true (g_file_set_contents (tongues->file, (const char *) file->data, file->len, NULL));
  g_byte_array_unref (file);
  assert_true (g_setenv ("LANGUAGE", "ja", TRUE));
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    skip ();
  bindtextdomain ("phrases-test", tongues->folder);
  bind_textdomain_codeset ("phrases-test", "UTF-8");
  textdomain ("phrases-test");
  conversation_init (&tongues->conversation);
  conversation_play (&tongues->conversation, "S 220 mail.example ESMTP\n");
  return 0;
}

static int
end (void **state)
{
  Tongues *tongues = *state;
  conversation_clear (&tongues->conversation);
  textdomain ("messages");
  g_unlink (tongues->file);
  g_rmdir (tongues->messages);
  g_autofree char *language = g_build_filename (tongues->folder, "ja", NULL);
  g_rmdir (language);
  g_rmdir (tongues->folder);
  g_free (tongues->file);
  g_free (tongues->messages);
  g_free (tongues->folder);
  g_free (tongues);
  return 0;
}

static const Check check = { .id = "test", .severity = SEVERITY_LOW };

static void
expect (Octets text, const char *expected)
{
  if (!octets_equal (text, octets_of_string (expected)))
    fail_msg ("\"%.*s\" and not \"%s\"", (int) text.length, (const char *) text.at, expected);
}

static void
both (void **state)
{
  SmtpSession *session = ((Tongues *) *state)->conversation.session;
  const char *often = finding_phrase (session, " in %u attempts", 3u);
  Finding *finding = finding_add (session, &check, NULL, "user %s showed %s%s", check_quote (session, OCTETS ("alice")),
                                  finding_word (session, "a secret"), often);
  expect (finding->detail, "user alice showed a secret in 3 attempts");
  expect (finding->local_detail, "秘密 を利用者 alice が見せました（3 回）");
  finding_note (session, finding, "%u of %s", 1u,
                finding_phrase (session, "both %s and %s", "x", finding_word (session, "a secret")));
  finding_note (session, finding, "not in the catalogue, %s", "x");
  finding_note (session, finding, "%s.", finding_pair (session, "why", "理由"));
  expect (finding->notes, "1 of both x and a secret\nnot in the catalogue, x\nwhy.");
  expect (finding->local_notes, "x と 秘密 の 1\nnot in the catalogue, x\n理由。");
}

static void
wire (void **state)
{
  SmtpSession *session = ((Tongues *) *state)->conversation.session;
  finding_word (session, "a secret");
  static const Octets names[] = { OCTETS ("a secret"), OCTETS (""), OCTETS ("%s%n"), OCTETS ("x\x1b]0;\x07\xff\n") };
  static const char *const shown[] = { "a secret", "", "%s%n", "x␛]0;␇�␊" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *quoted = check_quote (session, names[i]);
      Finding *finding = finding_add (session, &check, NULL, "user %s showed %s%s", quoted, quoted, quoted);
      g_autofree char *english = g_strdup_printf ("user %s showed %s%s", quoted, quoted, quoted);
      g_autofree char *local = g_strdup_printf ("%s を利用者 %s が見せました%s", quoted, quoted, quoted);
      expect (finding->detail, english);
      expect (finding->local_detail, local);
      if (i < 3)
        assert_string_equal (quoted, shown[i]);
      assert_null (strchr (quoted, '\x1b'));
    }
}

static void
nothing_translated (void **state)
{
  SmtpSession *session = ((Tongues *) *state)->conversation.session;
  Finding *finding = finding_add (session, &check, NULL, "%u wrong", 5u); /* its translation is */
  expect (finding->detail, "5 wrong");
  assert_ptr_equal (finding->local_detail.at, finding->detail.at);
  finding = finding_add (session, &check, NULL, "unknown %u", 5u);
  assert_ptr_equal (finding->local_detail.at, finding->detail.at);
  finding_note (session, finding, "unknown");
  assert_ptr_equal (finding->local_notes.at, finding->notes.at);
}

/* The words of a session are gone behind its checks, and their addresses are nobody's. */
static void
lives_as_long_as_checks (void **state)
{
  SmtpSession *session = ((Tongues *) *state)->conversation.session;
  finding_word (session, "a secret");
  assert_non_null (session->phrases);
  checks_run (session, NULL);
  assert_null (session->phrases);
}

static void
cut_between_characters (void **state)
{
  SmtpSession *session = ((Tongues *) *state)->conversation.session;
  g_autofree char *many = g_strnfill (5000, 'x');
  GString *wide = g_string_new (NULL);
  for (unsigned i = 0; i < 3000; i++)
    g_string_append (wide, "あ");
  Finding *finding = finding_add (session, &check, NULL, "%s.", finding_pair (session, many, wide->str));
  assert_int_equal (finding->detail.length, 1000);
  assert_true (finding->local_detail.length <= 3000);
  assert_true (g_utf8_validate ((const char *) finding->local_detail.at, (gssize) finding->local_detail.length, NULL));
  g_string_free (wide, TRUE);
}

/* The words of an anomaly; NULL: they stay as they are. */
static const struct {
  SmtpAnomaly code;
  const char *english, *local;
} tellings[] = {
  { ANOMALY_STREAM_AMBIGUITY, "first copy \"RSET\\x0d\" in packet 4, second copy \"DATA\" in packet 5",
    "4 に \"RSET\\x0d\"、5 に \"DATA\"" },
  { ANOMALY_STREAM_AMBIGUITY, "first copy \"a\", second copy \"\" in packet 18446744073709551615",
    "\"a\"、18446744073709551615 に \"\"" },
  { ANOMALY_STREAM_AMBIGUITY,
    "first copy \"a\" in packet 4, second copy \"b\" in packet 5; the second counts: the checksum is wrong",
    "4 に \"a\"、5 に \"b\"。後が有効: 誤り" },
  { ANOMALY_STREAM_AMBIGUITY, "first copy \"a\" in packet 4", NULL },
  { ANOMALY_STREAM_AMBIGUITY, "first copy \"a", NULL },
  { ANOMALY_STREAM_AMBIGUITY, "first copy \"a\" in packet x, second copy \"b\" in packet 5", NULL },
  { ANOMALY_STREAM_DECEPTION, "refused \"%s%n\"", "拒否 \"%s%n\"" },
  { ANOMALY_STREAM_DECEPTION, "refused \"a\" and 12 octets more", "拒否 \"a\" と 12" },
  { ANOMALY_STREAM_DECEPTION, "refused \"a\": the checksum is wrong", "拒否 \"a\" → 誤り" },
  { ANOMALY_STREAM_DECEPTION, "refused to be read", NULL },
  { ANOMALY_FORGED_RESET, "end of the stream (FIN), and the stream went on behind it", "終わり" },
  { ANOMALY_FORGED_RESET, "", NULL },
  { ANOMALY_TLS_MALFORMED, "not in the catalogue", NULL },
  { ANOMALY_UNKNOWN_COMMAND, "a secret", NULL }, /* octets on the wire, whatever they say */
};

static void
words_of_anomalies (void **state)
{
  SmtpSession *session = ((Tongues *) *state)->conversation.session;
  for (size_t i = 0; i < G_N_ELEMENTS (tellings); i++)
    {
      SmtpEvent event = { .type = EVENT_ANOMALY, .code = tellings[i].code };
      event.octets = octets_of_string (tellings[i].english);
      g_autofree char *local = smtp_telling_local (&event);
      if (g_strcmp0 (local, tellings[i].local) != 0)
        fail_msg ("%s: \"%s\"", tellings[i].english, local != NULL ? local : "NULL");
      Finding *finding = finding_add (session, &check, NULL, "x");
      finding_cite_event (finding, &event);
      expect (finding->evidence[0].text, tellings[i].english);
      expect (finding->evidence[0].local, local != NULL ? local : "");
      event.secret = octets_slice (event.octets, 0, 1);
      finding = finding_add (session, &check, NULL, "x");
      finding_cite_event (finding, &event);
      assert_int_equal (finding->evidence[0].local.length, 0);
    }
}

static void
evidence_in_words (void **state)
{
  SmtpSession *session = ((Tongues *) *state)->conversation.session;
  Finding *finding = finding_add (session, &check, NULL, "x");
  finding_cite_words (finding, session, SIDE_SERVER, (Origin){ .packet = 7 }, "both %s and %s", "x",
                      finding_word (session, "a secret"));
  finding_cite_words (finding, session, SIDE_CLIENT, (Origin){ .packet = 8 }, "unknown %u", 5u);
  finding_cite_octets (finding, SIDE_CLIENT, (Origin){ .packet = 9 }, OCTETS ("a secret"));
  expect (finding->evidence[0].text, "both x and a secret");
  expect (finding->evidence[0].local, "x と 秘密");
  assert_int_equal (finding->evidence[0].origin.packet, 7);
  assert_true (finding->evidence[0].ours);
  expect (finding->evidence[1].text, "unknown 5");
  assert_int_equal (finding->evidence[1].local.length, 0);
  assert_true (finding->evidence[1].ours);
  assert_int_equal (finding->evidence[2].local.length, 0);
  assert_false (finding->evidence[2].ours);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (both),
    cmocka_unit_test (wire),
    cmocka_unit_test (nothing_translated),
    cmocka_unit_test (lives_as_long_as_checks),
    cmocka_unit_test (cut_between_characters),
    cmocka_unit_test (words_of_anomalies),
    cmocka_unit_test (evidence_in_words),
  };
  return cmocka_run_group_tests (tests, begin, end);
}

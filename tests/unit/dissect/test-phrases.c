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
#include <locale.h>

#include "dissect/check.h"
#include "dissect/checks.h"
#include "dissect/finding.h"
#include "dissect/phrases.h"
#include "tests/support/conversation.h"

/* As msgfmt writes it: sorted by the English text. */
static const struct {
  const char *english, *local;
} texts[] = {
  { "", "Content-Type: text/plain; charset=UTF-8\n" },
  { " in %u attempts", "（%u 回）" },
  { "%s.", "%s。" },
  { "%u of %s", "%2$s の %1$u" },
  { "%u wrong", "%s です" },
  { "a secret", "秘密" },
  { "both %s and %s", "%s と %s" },
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

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (both),
    cmocka_unit_test (wire),
    cmocka_unit_test (nothing_translated),
    cmocka_unit_test (lives_as_long_as_checks),
    cmocka_unit_test (cut_between_characters),
  };
  return cmocka_run_group_tests (tests, begin, end);
}

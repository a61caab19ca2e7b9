/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts read piece by piece: the same words as at once, for encodings, charsets and lines that lie
 * over the ends of pieces, and in constant memory. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/message.h"
#include "dissect/text-reader.h"

static const MailStorage plenty = { .keep = true, .mail_memory = 1 << 26, .total_memory = 1 << 26 };

static MailMessage *
read_mail (MailStorage *storage, const MessageLimits *limits, const char *mail, size_t length)
{
  MailMessage *message = mail_message_new (limits, storage);
  mail_message_append (message, octets_of (mail, length));
  mail_message_finish (message, MESSAGE_COMPLETE);
  return message;
}

/* All pieces of a part, joined; NULL: it is no text. */
static char *
whole_text (const MailMessage *message, const MailPart *part, unsigned *pieces, size_t *longest, bool *cut)
{
  TextReader *reader = text_reader_new (message, part);
  GString *text = g_string_new (NULL);
  *pieces = 0;
  *longest = 0;
  *cut = false;
  if (reader == NULL)
    return g_string_free (text, TRUE);
  for (size_t before = 0; text_reader_next (reader, text); before = text->len)
    {
      ++*pieces;
      *longest = MAX (*longest, text->len - before);
    }
  *cut = text_reader_is_cut (reader);
  text_reader_free (reader);
  return g_string_free (text, FALSE);
}

static const struct {
  const char *name, *mail, *text; /* NULL: no text */
} cases[] = {
  { "plain", "Subject: x\r\n\r\none\r\ntwo\r\n", "one\ntwo\n" },
  { "without an end", "Subject: x\r\n\r\none\r\ntwo", "one\ntwo" },
  { "empty", "Subject: x\r\n\r\n", NULL },
  { "base64 of ISO-2022-JP, split in the middle of a character",
    "Content-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: "
    "base64\r\n\r\nGyRC\r\nOzMbKE\r\nIN\r\nCg==\r\n",
    "山\n" },
  { "quoted-printable, a word over a soft line break",
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGro=C3=\r\n=9Fe "
    "Stra=\r\nsse\r\n",
    "Große Strasse\n" },
  { "UTF-16", "Content-Type: text/plain; charset=utf-16be\r\nContent-Transfer-Encoding: base64\r\n\r\nXHEACg==\r\n",
    "山\n" },
  { "HTML", "Content-Type: text/html\r\n\r\n<p>one <b>t</b>wo<script>three</script></p>\r\n", "one two\n" },
  { "flowed", "Content-Type: text/plain; format=flowed\r\n\r\none \r\ntwo\r\n", "one two\n" },
  { "no text", "Content-Type: image/png\r\n\r\nPNG", NULL },
};

static void
test_cases (void **state)
{
  (void) state;
  MessageLimits limits;
  message_limits_init (&limits);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MailStorage storage = plenty;
      MailMessage *message = read_mail (&storage, &limits, cases[i].mail, strlen (cases[i].mail));
      const MailPart *part = g_ptr_array_index (message->parts, 0);
      unsigned pieces;
      size_t longest;
      bool cut;
      g_autofree char *text = whole_text (message, part, &pieces, &longest, &cut);
      if (g_strcmp0 (text, cases[i].text) != 0 && (cases[i].text != NULL || (text != NULL && text[0] != '\0')))
        fail_msg ("%s: \"%s\"", cases[i].name, text);
      assert_false (cut);
      mail_message_free (message);
    }
}

/* Many lines, of many lengths, in Japanese: each comes out whole, in pieces of bounded length. */
static void
test_long (void **state)
{
  (void) state;
  enum { LINES = 20000 };
  MessageLimits limits;
  message_limits_init (&limits);
  MailStorage storage = plenty;
  g_autoptr (GString) mail = g_string_new ("Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n");
  g_autoptr (GString) expected = g_string_new (NULL);
  for (unsigned line = 0; line < LINES; line++)
    {
      g_string_append_printf (mail, "%u ", line);
      g_string_append_printf (expected, "%u ", line);
      for (unsigned i = 0; i < line % 37; i++)
        {
          g_string_append (mail, "\x1b$B;3\x1b(B");
          g_string_append (expected, "山");
        }
      g_string_append (mail, "\r\n");
      g_string_append_c (expected, '\n');
    }
  MailMessage *message = read_mail (&storage, &limits, mail->str, mail->len);
  unsigned pieces;
  size_t longest;
  bool cut;
  g_autofree char *text = whole_text (message, g_ptr_array_index (message->parts, 0), &pieces, &longest, &cut);
  assert_string_equal (text, expected->str);
  assert_true (pieces > 10);
  assert_true (longest < 128 * 1024);
  assert_false (cut);
  mail_message_free (message);
}

/* One line of any length, HTML that is longer than is reduced, and a mail that was not kept whole. */
static void
test_bounds (void **state)
{
  (void) state;
  enum { LENGTH = 4 * 1024 * 1024 };
  MessageLimits limits;
  message_limits_init (&limits);
  g_autofree char *line = g_strnfill (LENGTH, 'x');
  static const struct {
    const char *header;
    uint64_t kept;
    bool cut;
    size_t most;
  } bounds[] = {
    { "Subject: x\r\n\r\n", LENGTH * 2, false, 128 * 1024 },
    { "Content-Type: text/html\r\n\r\n", LENGTH * 2, true, 600 * 1024 },
    { "Subject: x\r\n\r\n", LENGTH / 2, true, 128 * 1024 },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (bounds); i++)
    {
      MailStorage storage = plenty;
      storage.mail_memory = bounds[i].kept;
      g_autofree char *mail = g_strconcat (bounds[i].header, line, NULL);
      MailMessage *message = read_mail (&storage, &limits, mail, strlen (mail));
      unsigned pieces;
      size_t longest;
      bool cut;
      g_autofree char *text = whole_text (message, g_ptr_array_index (message->parts, 0), &pieces, &longest, &cut);
      assert_int_equal (cut, bounds[i].cut);
      assert_true (longest <= bounds[i].most);
      if (!cut)
        assert_int_equal (strlen (text), LENGTH);
      mail_message_free (message);
    }
}

/* Octets that were never captured: what stands around them is read. */
static void
test_gap (void **state)
{
  (void) state;
  MessageLimits limits;
  message_limits_init (&limits);
  MailStorage storage = plenty;
  MailMessage *message = mail_message_new (&limits, &storage);
  mail_message_append (message, octets_of_string ("Content-Transfer-Encoding: base64\r\n\r\nb25l\r\n"));
  mail_message_gap (message, 100);
  mail_message_append (message, octets_of_string ("x\r\ndHdv\r\n"));
  mail_message_finish (message, MESSAGE_COMPLETE);
  unsigned pieces;
  size_t longest;
  bool cut;
  g_autofree char *text = whole_text (message, g_ptr_array_index (message->parts, 0), &pieces, &longest, &cut);
  assert_non_null (strstr (text, "one"));
  assert_non_null (strstr (text, "two"));
  mail_message_free (message);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_long),
    cmocka_unit_test (test_bounds),
    cmocka_unit_test (test_gap),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

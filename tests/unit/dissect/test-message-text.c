/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of parts as a person reads it, and mails made to cost too much. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/html-text.h"
#include "dissect/message.h"

static const MailStorage plenty = { .keep = true, .mail_memory = 1 << 25, .total_memory = 1 << 25 };

static MailMessage *
read_mail (MailStorage *storage, const MessageLimits *limits, const GString *mail)
{
  MailMessage *message = mail_message_new (limits, storage);
  mail_message_append (message, octets_of (mail->str, mail->len));
  mail_message_finish (message, MESSAGE_COMPLETE);
  return message;
}

typedef struct TextCase {
  const char *name, *mail;
  size_t most;
  const char *text; /* of the main part; NULL: none */
} TextCase;

#define FLOWED "Content-Type: text/plain; format=flowed"
#define HTML "Content-Type: text/html; charset=utf-8\r\n\r\n"

static const TextCase cases[] = {
  { "plain", "Subject: x\r\n\r\none\r\ntwo\r\n", 100, "one\ntwo\n" },
  { "empty body", "Subject: x\r\n\r\n", 100, "" },
  { "empty mail", "", 100, NULL },
  { "cut", "Subject: x\r\n\r\none two", 5, "one t" },
  { "cut between characters", "Subject: x\r\n\r\n\xe5\xb1\xb1\xe5\xb1\xb1", 5, "山" },
  { "nothing wanted", "Subject: x\r\n\r\none", 0, "" },
  { "base64", "Content-Transfer-Encoding: base64\r\n\r\n5bGx\r\n", 100, "山" },
  { "quoted-printable in Latin 1",
    "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9=\r\ns",
    100, "cafés" },
  { "JIS", "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B;3\x1b(B\r\n", 100, "山\n" },
  { "JIS without label", "Subject: x\r\n\r\n\x1b$B;3\x1b(B\r\n", 100, "山\n" },
  { "no text", "Content-Type: image/png\r\n\r\nPNG", 100, NULL },
  { "the plain one of two",
    "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n" HTML "<p>h\r\n--b\r\n\r\nplain\r\n--b--\r\n", 100,
    "plain" },
  { "text before an attached text",
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: "
    "attachment\r\n\r\nattached\r\n--b\r\n" HTML "<p>h\r\n--b--\r\n",
    100, "h" },
  { "HTML", HTML "<html><p>One<br>two</p><div>three</div>\r\n", 100, "One\ntwo\n\nthree\n" },
  { "flowed", FLOWED "\r\n\r\none \r\ntwo\r\n> a \r\n> b\r\n>> c \r\nd\r\n  e\r\n-- \r\nme \r\n", 100,
    "one two\n> a b\n>> c \nd\n e\n-- \nme \n" },
  { "flowed, DelSp", FLOWED "; delsp=yes\r\n\r\nJapa \r\nnese\r\n", 100, "Japanese\n" },
  { "not flowed", "Content-Type: text/plain\r\n\r\none \r\ntwo\r\n", 100, "one \ntwo\n" },
  { "HTML cut", HTML "<b>bold</b> text", 6, "bold t" },
};

static void
test_cases (void **state)
{
  MessageLimits limits;

  (void) state;
  message_limits_init (&limits);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TextCase *c = &cases[i];
      MailStorage storage = plenty;
      g_autoptr (GString) mail = g_string_new (c->mail);
      MailMessage *message = read_mail (&storage, &limits, mail);
      const MailPart *part = mail_message_main_part (message);
      g_autofree char *text = part != NULL ? mail_message_text (message, part, c->most) : NULL;
      if (g_strcmp0 (text, c->text) != 0)
        fail_msg ("%s: \"%s\"", c->name, text);
      mail_message_free (message);
    }
}

static const struct {
  const char *name, *html, *text;
} html_cases[] = {
  { "no tag", "a b", "a b" },
  { "white space is one space", " a \r\n\t b ", "a b" },
  { "inline tags leave no trace", "a<b>b</b>c", "abc" },
  { "list", "<ul><li>a<li>b</ul>c", "a\nb\nc" },
  { "table", "<table><tr><td>a<td>b</tr></table>", "a b\n\n" },
  { "script and style", "a<script>if (a < b) x ()</script>b<STYLE type=x>p {}</STYLE >c", "abc" },
  { "script without an end", "a<script>b", "a" },
  { "comment", "a<!-- <p> -- > -->b", "ab" },
  { "comment without an end", "a<!-- b", "a" },
  { "doctype", "<!DOCTYPE html>a", "a" },
  { "no tag after all", "1 < 2 > 0 <", "1 < 2 > 0 <" },
  { "tag without an end", "a<b href", "a" },
  { "entities", "&lt;&amp;&gt;&quot;&#65;&#x42;&nbsp;&eacute;&copy;", "<&>\"AB &eacute;©" },
  { "entities that are none", "&;&#;&#xzz;&#0;&#xd800;&#x110000;&x", "&;&#;&#xzz;&#0;&#xd800;&#x110000;&x" },
  { "link", "<a href=\"http://evil.example/?a&amp;b\">bank.example</a>!", "bank.example <http://evil.example/?a&b> !" },
  { "link that says where it goes",
    "<a class=x href='http://x.example/'>x.example</a> <a href=http://y.example>http://y.example</a>",
    "x.example http://y.example" },
  { "link within the page", "<a href=\"#top\">up</a><a name=x>here</a>", "uphere" },
  { "link to an address", "<a href=\"mailto:a@x\">a@x</a> <a href=\"mailto:b@x\">write</a>", "a@x write <mailto:b@x>" },
  { "link without an end", "<a href=u>words", "words <u>" },
  { "link around nothing", "<a href=\"u\"></a>", "<u>" },
  { "link whose target has no quote at its end", "<a href=\"u>words</a>", "words" },
  { "hidden text", "a<span style=\"color:red; Display : none\">b</span>", "a [hidden] b" },
  { "text that only looks hidden", "<p style=\"font-size:0.9em\">a</p>", "a\n" },
  { "wide characters", "<p>山</p>", "山\n" },
};

static void
test_html (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (html_cases); i++)
    {
      g_autoptr (GString) html = g_string_new (html_cases[i].html);
      g_autoptr (GString) text = html_text_reduce (html);
      if (strcmp (text->str, html_cases[i].text) != 0)
        fail_msg ("%s: \"%s\"", html_cases[i].name, text->str);
    }
}

static void
test_hostile_html (void **state)
{
  static const char *const units[] = { "<", "<a", "<p>", "&", "&a", "<!--", "<script>", "</", "<script></", "&#" };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) html = g_string_new (NULL);
      while (html->len < 1 << 20)
        g_string_append (html, units[i]);
      g_autoptr (GString) text = html_text_reduce (html);
      assert_true (text->len <= html->len);
    }
}

static void
test_text_that_was_not_kept (void **state)
{
  MessageLimits limits;
  MailStorage storage = { .keep = false, .mail_memory = 14, .total_memory = 1000 };
  g_autoptr (GString) mail = g_string_new ("Subject: x\r\n\r\none two");

  (void) state;
  message_limits_init (&limits);
  MailMessage *message = read_mail (&storage, &limits, mail);
  assert_null (mail_message_text (message, g_ptr_array_index (message->parts, 0), 100));
  mail_message_free (message);
  storage.mail_memory = 17;
  message = read_mail (&storage, &limits, mail);
  g_autofree char *text = mail_message_text (message, g_ptr_array_index (message->parts, 0), 100);
  assert_string_equal (text, "one");
  mail_message_free (message);
  assert_true (storage.memory_used == 0);
}

/* A gap inside base64 costs a line, not the rest. */
static void
test_text_with_a_gap (void **state)
{
  MessageLimits limits;
  MailStorage storage = plenty;

  (void) state;
  message_limits_init (&limits);
  MailMessage *message = mail_message_new (&limits, &storage);
  mail_message_append (message, OCTETS ("Content-Transfer-Encoding: base64\r\n\r\nYWJj\r\nYW"));
  mail_message_gap (message, 7);
  mail_message_append (message, OCTETS ("mmm\r\nZGVm\r\n"));
  mail_message_finish (message, MESSAGE_COMPLETE);
  const MailPart *part = mail_message_main_part (message);
  g_autofree char *text = mail_message_text (message, part, 100);
  assert_string_equal (text, "abcadef");
  assert_true (part->size == 7);
  mail_message_free (message);
}

static GString *
repeated (const char *start, const char *unit, size_t count, const char *end)
{
  GString *text = g_string_new (start);
  for (size_t i = 0; i < count; i++)
    g_string_append (text, unit);
  return g_string_append (text, end);
}

static void
test_limits (void **state)
{
  static const struct {
    const char *name, *start, *unit, *end;
    bool header_cut, parts_cut;
  } mails[] = {
    { "parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\n", "--b--\r\n", false, true },
    { "nested parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
      "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", "", false, true },
    { "boundaries of other parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--c\r\n", "", false, false },
    { "a long line", "Subject: ", "xxxxxxxxxxxxxxxxxxxx", "\r\n\r\nbody", true, false },
    { "many fields", "", "A: b\r\n", "\r\nbody", true, false },
    { "many folds", "Subject: a\r\n", " b\r\n", "\r\nbody", true, false },
    { "many words", "Subject: ", "=?utf-8?Q?a?= ", "\r\n\r\nbody", true, false },
    { "many From fields", "", "From: a@b\r\n", "\r\nbody", true, false },
    { "many Received fields", "", "Received: from a by b; c\r\n", "\r\nbody", true, false },
    { "many recipients", "To: a@b", ", someone@somewhere.example", "\r\n\r\nbody", true, false },
    { "mails inside mails", "Content-Type: message/rfc822\r\n\r\n", "Content-Type: message/rfc822\r\n\r\n", "x", false,
      true },
    { "uuencoded files", "\r\n", "begin 644 a\n#0V%T\n`\nend\n", "", false, true },
    { "lines that may begin a file", "\r\n", "begin 644 a\n", "", false, false },
    { "OpenPGP blocks", "\r\n", "-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n", "", false, false },
    { "loose boundaries",
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n", "--bb\r\n", "",
      false, true },
    { "nested groups", "To: ", "g:", "\r\n\r\nbody", false, false },
    { "nested comments", "To: ", "(", "\r\n\r\nbody", false, false },
    { "many parameters", "Content-Type: a/b", "; a=b", "\r\n\r\nbody", true, false },
    { "many continuations", "Content-Type: a/b", "; a*1=b", "\r\n\r\nbody", true, false },
    { "lines like delimiters", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--\r\n", "", false, false },
    { "text without a header", "", "word\r\n", "", true, false },
  };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (mails); i++)
    {
      MessageLimits limits;
      MailStorage storage = plenty;
      message_limits_init (&limits);
      g_autoptr (GString) mail = repeated (mails[i].start, mails[i].unit, 100000, mails[i].end);
      MailMessage *message = read_mail (&storage, &limits, mail);
      if (mails[i].header_cut != message->header_cut || mails[i].parts_cut != message->parts_cut)
        fail_msg ("%s: %d %d", mails[i].name, message->header_cut, message->parts_cut);
      assert_true (message->parts->len <= limits.parts);
      assert_true (message->field_count <= limits.header_fields);
      assert_true (message->header.length <= limits.header_octets);
      assert_true (message->from->len <= limits.addresses);
      assert_true (message->to->len <= limits.addresses);
      assert_true (message->size == mail->len);
      mail_message_free (message);
      assert_true (storage.memory_used == 0);
    }
}

static void
test_many_gaps (void **state)
{
  MessageLimits limits;
  MailStorage storage = plenty;

  (void) state;
  message_limits_init (&limits);
  MailMessage *message = mail_message_new (&limits, &storage);
  for (unsigned i = 0; i < 100000; i++)
    {
      mail_message_append (message, OCTETS ("-"));
      mail_message_gap (message, 1);
    }
  mail_message_gap (message, UINT64_MAX);
  mail_message_finish (message, MESSAGE_UNFINISHED);
  assert_int_equal (message->state, MESSAGE_UNFINISHED);
  assert_true (message->missing->len == limits.missing);
  assert_true (message->missing_octets == UINT64_MAX);
  assert_true (message->size == 100000);
  mail_message_free (message);
}

static void
test_states (void **state)
{
  (void) state;
  assert_string_equal (message_state_name (MESSAGE_COMPLETE), "complete");
  assert_string_equal (message_state_name (MESSAGE_GAP), "gap");
  assert_string_equal (message_state_name (MESSAGE_TRUNCATED), "truncated");
  assert_string_equal (message_state_name (MESSAGE_UNFINISHED), "unfinished");
  mail_message_free (NULL);
}

/* A message that is given up before its end. */
static void
test_free_unfinished (void **state)
{
  MessageLimits limits;
  MailStorage storage = plenty;
  g_autoptr (GString) mail = repeated ("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                                       "Content-Type: a/b; name=n\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                                       "YWJj\r\n", 10000, "");

  (void) state;
  message_limits_init (&limits);
  for (size_t length = 0; length < mail->len; length += 997)
    {
      MailMessage *message = mail_message_new (&limits, &storage);
      mail_message_append (message, octets_of (mail->str, length));
      mail_message_free (message);
      assert_true (storage.memory_used == 0);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),           cmocka_unit_test (test_html),
    cmocka_unit_test (test_hostile_html),    cmocka_unit_test (test_text_that_was_not_kept),
    cmocka_unit_test (test_text_with_a_gap), cmocka_unit_test (test_limits),
    cmocka_unit_test (test_many_gaps),       cmocka_unit_test (test_states),
    cmocka_unit_test (test_free_unfinished),
  };
  return cmocka_run_group_tests_name ("message-text", tests, NULL, NULL);
}

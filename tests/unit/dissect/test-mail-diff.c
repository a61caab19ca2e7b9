/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two copies of a mail, and what differs. */
#include "config.h"

#include "dissect/mail-diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static MailStorage storage = { .keep = true, .mail_memory = 1 << 24, .total_memory = 1 << 26 };

static MailMessage *
mail_of (const char *octets, size_t length, MessageState state)
{
  static MessageLimits limits;
  message_limits_init (&limits);
  MailMessage *message = mail_message_new (&limits, &storage);
  mail_message_append (message, octets_of (octets, length));
  mail_message_finish (message, state);
  return message;
}

static void
append_span (GString *text, const MailMessage *message, BodySpan span)
{
  uint8_t octets[64];
  size_t length = mail_data_copy (message->data, span.offset, octets, MIN (span.length, sizeof octets));
  g_string_append_c (text, '[');
  for (size_t i = 0; i < length; i++)
    if (octets[i] != '\r')
      g_string_append_c (text, octets[i] == '\n' ? '/' : (char) octets[i]);
  g_string_append_c (text, ']');
}

/* "=From ~Subject +List-Id -X", then the body. */
static char *
words_of (const MailDiff *diff, const MailMessage *before, const MailMessage *after)
{
  static const char signs[FIELD_FATES] = { '=', '>', '~', '+', '-' };
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < diff->fields->len; i++)
    {
      const FieldDiff *field = &g_array_index (diff->fields, FieldDiff, i);
      const HeaderField *shown = field->after != NULL ? field->after : field->before;
      g_string_append_printf (text, "%c%.*s ", signs[field->fate], (int) shown->name.length,
                              (const char *) shown->name.at);
    }
  if (diff->body == BODY_FATE_UNKNOWN)
    g_string_append (text, "body unknown");
  else if (diff->body == BODY_FATE_SAME)
    g_string_append (text, "body same");
  else
    {
      g_string_append_printf (text, "line %u ", (unsigned) diff->line);
      append_span (text, before, diff->span[0]);
      append_span (text, after, diff->span[1]);
    }
  return g_string_free (text, FALSE);
}

static const struct {
  const char *name, *before, *after, *words;
  MessageState state; /* of the first */
} cases[] = {
  { "the same", "From: a\r\n\r\nx\r\n", "From: a\r\n\r\nx\r\n", "=From body same", MESSAGE_COMPLETE },
  { "a field on top", "From: a\r\n\r\nx\r\n", "Received: r\r\nFrom: a\r\n\r\nx\r\n", "+Received =From body same",
    MESSAGE_COMPLETE },
  { "folded anew", "Subject: a b\r\n\r\n", "subject:a\r\n b\r\n\r\n", "=subject body same", MESSAGE_COMPLETE },
  { "changed, removed where it stood", "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", "A: 0\r\nC: 3\r\n\r\n", "~A -B =C body same",
    MESSAGE_COMPLETE },
  { "twice, once", "R: 1\r\nR: 1\r\n\r\n", "R: 1\r\n\r\n", "=R -R body same", MESSAGE_COMPLETE },
  { "moved", "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", "C: 3\r\nA: 1\r\nB: 2\r\n\r\n", ">C =A =B body same", MESSAGE_COMPLETE },
  { "a footer", "A: 1\r\n\r\nx\r\ny\r\n", "A: 1\r\n\r\nx\r\ny\r\nz\r\n", "=A line 3 [][z/]", MESSAGE_COMPLETE },
  { "a line in front", "\r\nx\r\nx\r\n", "\r\nw\r\nx\r\nx\r\n", "line 1 [][w/]", MESSAGE_COMPLETE },
  { "a line in the midst", "\r\na\r\nb\r\nc\r\n", "\r\na\r\nB\r\nc\r\n", "line 2 [b/][B/]", MESSAGE_COMPLETE },
  { "in front of a line", "\r\nb\r\n", "\r\nab\r\n", "line 1 [b/][ab/]", MESSAGE_COMPLETE },
  { "no end of line", "\r\na\r\nb", "\r\na\r\nbc", "line 2 [b][bc]", MESSAGE_COMPLETE },
  { "emptied", "\r\na\r\n", "\r\n", "line 1 [a/][]", MESSAGE_COMPLETE },
  { "not whole", "A: 1\r\n\r\na", "A: 1\r\n\r\na\r\n", "=A body unknown", MESSAGE_TRUNCATED },
  { "nothing at all", "", "", "body same", MESSAGE_COMPLETE },
};

static void
test_case (void **state)
{
  size_t number = (size_t) (uintptr_t) *state;
  MailMessage *before = mail_of (cases[number].before, strlen (cases[number].before), cases[number].state);
  MailMessage *after = mail_of (cases[number].after, strlen (cases[number].after), MESSAGE_COMPLETE);
  MailDiff *diff = mail_diff_new (before, after);
  g_autofree char *words = words_of (diff, before, after);
  assert_string_equal (words, cases[number].words);
  mail_diff_free (diff);
  mail_message_free (before);
  mail_message_free (after);
}

/* Over several of the pieces in which bodies are compared. */
static void
test_large (void **state)
{
  (void) state;
  enum { LINES = 100000, CHANGED = 70001 };
  GString *one = g_string_new ("A: 1\r\n\r\n"), *other = g_string_new ("A: 1\r\n\r\n");
  for (int i = 1; i <= LINES; i++)
    {
      g_string_append_printf (one, "line %d of a long text\r\n", i);
      g_string_append_printf (other, i == CHANGED ? "Line %d of a long text\r\n" : "line %d of a long text\r\n", i);
    }
  MailMessage *before = mail_of (one->str, one->len, MESSAGE_COMPLETE);
  MailMessage *after = mail_of (other->str, other->len, MESSAGE_COMPLETE);
  MailDiff *diff = mail_diff_new (before, after);
  g_autofree char *words = words_of (diff, before, after);
  assert_string_equal (words, "=A line 70001 [line 70001 of a long text/][Line 70001 of a long text/]");
  mail_diff_free (diff);
  mail_message_free (before);
  mail_message_free (after);
  g_string_free (one, TRUE);
  g_string_free (other, TRUE);
  mail_diff_free (NULL);
}

/* More fields than are compared: the others are counted. */
static void
test_many_fields (void **state)
{
  (void) state;
  GString *text = g_string_new (NULL);
  for (int i = 0; i < 300; i++)
    g_string_append_printf (text, "X-%d: %d\r\n", i, i);
  g_string_append (text, "\r\n");
  MailMessage *mail = mail_of (text->str, text->len, MESSAGE_COMPLETE);
  MailDiff *diff = mail_diff_new (mail, mail);
  assert_int_equal (mail->field_count, 300);
  assert_int_equal (diff->counts[FIELD_SAME], 256);
  assert_int_equal (diff->left_out, 88);
  mail_diff_free (diff);
  mail_message_free (mail);
  g_string_free (text, TRUE);
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (cases) + 2];
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    tests[i]
        = (struct CMUnitTest){ .name = cases[i].name, .test_func = test_case, .initial_state = (void *) (uintptr_t) i };
  tests[G_N_ELEMENTS (cases)] = (struct CMUnitTest) cmocka_unit_test (test_large);
  tests[G_N_ELEMENTS (cases) + 1] = (struct CMUnitTest) cmocka_unit_test (test_many_fields);
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails, each whole, octet by octet and at every two-way split; and what gaps
 * at each place, limits and hostile structures make of them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/message.h"
#include "tests/support/guard-page.h"
#include "tests/unit/dissect/message-cases.h"
#include "tests/unit/dissect/message-description.h"

#define MIXED MESSAGE_MIXED
#define TEXT MESSAGE_TEXT

static MailStorage
whole_storage (void)
{
  return (MailStorage){ .keep = true, .mail_memory = 1 << 24, .total_memory = 1 << 24 };
}

static void
append_guarded (MailMessage *message, const char *octets, size_t length)
{
  GuardPage page = guard_page_new (octets, length);
  mail_message_append (message, octets_of (page.octets, length));
  guard_page_clear (&page);
}

static void
check_octets (const MailMessage *message, const char *octets, size_t length)
{
  g_autofree uint8_t *copy = g_malloc (length + 1);
  uint8_t digest[32];
  gsize digest_length = sizeof digest;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, (const guchar *) octets, (gssize) length);
  g_checksum_get_digest (checksum, digest, &digest_length);
  assert_memory_equal (message->sha256, digest, sizeof digest);
  assert_true (message->size == length);
  assert_true (mail_data_copy (message->data, 0, copy, length + 1) == length);
  assert_memory_equal (copy, octets, length);
}

/* Appends in pieces, the first of `split` octets, the others of `step`. */
static char *
run (const char *octets, size_t length, size_t split, size_t step)
{
  MailStorage storage = whole_storage ();
  MessageLimits limits;
  message_limits_init (&limits);
  MailMessage *message = mail_message_new (&limits, &storage);

  append_guarded (message, octets, split);
  for (size_t i = split; i < length; i += step)
    append_guarded (message, octets + i, MIN (step, length - i));
  mail_message_finish (message, MESSAGE_COMPLETE);
  assert_int_equal (message->state, MESSAGE_COMPLETE);
  check_octets (message, octets, length);
  char *description = message_describe (message);
  mail_message_free (message);
  assert_true (storage.memory_used == 0);
  return description;
}

static void
test_cases (void **state)
{
  unsigned failed = 0;

  (void) state;
  const MessageCase *c;
  for (size_t i = 0; (c = message_case (i)) != NULL; i++)
    {
      size_t length = strlen (c->octets);
      g_autofree char *whole = run (c->octets, length, 0, length + 1);
      if (strcmp (whole, c->description) != 0)
        {
          print_error ("%s:\n%s", c->name, whole);
          failed++;
          continue;
        }
      for (size_t split = 0; split <= length; split++)
        {
          g_autofree char *description = run (c->octets, length, split, length + 1);
          if (strcmp (description, c->description) != 0)
            fail_msg ("%s, split at %zu:\n%s", c->name, split, description);
        }
      g_autofree char *description = run (c->octets, length, 0, 1);
      if (strcmp (description, c->description) != 0)
        fail_msg ("%s, octet by octet:\n%s", c->name, description);
    }
  assert_int_equal (failed, 0);
}

/* The staging buffer hides splits from the scanner unless it is flushed: a gap of
 * which nothing is missing does not exist, so long mails move the splits instead. */
static void
test_splits_inside_long_mails (void **state)
{
  static const char tail[] = "\r\n--b\r\nContent-Type: text/html\r\n\r\nlast\r\n--b--\r\n";
  enum { BLOCK = 16384 };

  (void) state;
  for (size_t shift = 0; shift < sizeof tail; shift++)
    {
      /* The tail begins `shift` octets before the end of the first block. */
      g_autoptr (GString) mail = g_string_new (MIXED "--b\r\n\r\n");
      while (mail->len < BLOCK - shift)
        g_string_append_c (mail, 'x');
      size_t body = mail->len - 52;
      g_string_append (mail, tail);
      g_autofree char *expected
          = g_strdup_printf ("header 45\nfrom fields: 0\n0 multipart/mixed (2)\n1 text/plain - - 52+%zu=%zu\n"
                             "2 text/html - - %zu+4=4\n",
                             body, body, 52 + body + 34);
      g_autofree char *whole = run (mail->str, mail->len, 0, mail->len);
      g_autofree char *blocks = run (mail->str, mail->len, BLOCK, mail->len);
      assert_string_equal (whole, expected);
      assert_string_equal (blocks, expected);
    }
}

/* A gap at every place of every case: nothing invented, nothing lost, no crash. */
static void
test_gap_at_each_place (void **state)
{
  (void) state;
  const MessageCase *c;
  for (size_t i = 0; (c = message_case (i)) != NULL; i++)
    for (size_t at = 0; at <= strlen (c->octets); at++)
      {
        const char *octets = c->octets;
        size_t length = strlen (octets);
        MailStorage storage = whole_storage ();
        MessageLimits limits;
        message_limits_init (&limits);
        MailMessage *message = mail_message_new (&limits, &storage);
        append_guarded (message, octets, at);
        mail_message_gap (message, 10);
        mail_message_gap (message, 0);
        mail_message_gap (message, 5);
        append_guarded (message, octets + at, length - at);
        mail_message_finish (message, MESSAGE_COMPLETE);
        check_octets (message, octets, length);
        assert_int_equal (message->state, MESSAGE_GAP);
        assert_int_equal (message->missing->len, 1);
        assert_true (g_array_index (message->missing, MissingRange, 0).offset == at);
        assert_true (g_array_index (message->missing, MissingRange, 0).length == 15);
        assert_true (message->missing_octets == 15);
        for (guint k = 0; k < message->parts->len; k++)
          {
            const MailPart *part = g_ptr_array_index (message->parts, k);
            assert_true (part->offset + part->encoded <= length);
            if (part->size > part->encoded)
              fail_msg ("%s, gap at %zu: %s", c->name, at, part->path);
          }
        for (size_t k = 0; k < message->field_count; k++)
          {
            const HeaderField *field = &message->fields[k];
            assert_false (field->offset < at && at < field->offset + field->raw.length);
          }
        mail_message_free (message);
      }
}

typedef struct GapCase {
  const char *name, *before, *after, *description;
} GapCase;

static const GapCase gap_cases[] = {
  { "inside a field", "Subject: a\r\nFrom: a@", "x\r\nTo: b@x\r\n\r\nbody\r\n",
    "header 34\nsubject: a\nfrom fields: 0\nto: b@x\nmissing 20+7\n1 text/plain - - 34+6=6\n" },
  { "two fields do not make one", "Subject: a\r\nFro", "m: x@y\r\nTo: b@x\r\n\r\n",
    "header 34\nsubject: a\nfrom fields: 0\nto: b@x\nmissing 15+7\n1 text/plain - - 34+0=0\n" },
  { "takes the empty line", "Subject: a\r\nTo: b", " words\r\nThese are words of the body.\r\nNot: a field\r\n",
    "header 25\nsubject: a\nfrom fields: 0\nmissing 17+7\n1 text/plain - - 25+44=44\n" },
  { "takes the empty line, another follows", "Subject: a\r\n", "of text\r\n\r\nmore\r\n",
    "header 23\nsubject: a\nfrom fields: 0\nmissing 12+7\n1 text/plain - - 23+6=6\n" },
  { "at the start", "", "bject: a\r\nTo: b@x\r\n\r\nbody",
    "header 21\nfrom fields: 0\nto: b@x\nmissing 0+7\n1 text/plain - - 21+4=4\n" },
  { "inside base64", "Content-Type: a/b; name=n\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJjZG", "ZmZm\r\nZGVm\r\n",
    "header 64\nfrom fields: 0\nmissing 70+7\n1 a/b - base64 64+18=7 attachment n 23bcfe\n" },
  { "behind a delimiter's line end", MIXED "--b\r\n\r\none\r\n", "--b\r\n\r\ntwo\r\n--b--\r\n",
    "header 45\nfrom fields: 0\nmissing 57+7\n0 multipart/mixed (2)\n1 text/plain - - 52+5=5\n2 text/plain - - "
    "64+3=3\n" },
  { "inside a delimiter", MIXED "--b\r\n\r\none\r\n-", "-b\r\n\r\ntwo\r\n--b--\r\n",
    "header 45\nfrom fields: 0\nmissing 58+7\n0 multipart/mixed (1)\n1 text/plain - - 52+15=15\n" },
  { "behind a whole delimiter", MIXED "--b\r\n\r\none\r\n--b", "\r\n" TEXT "\r\ntwo\r\n--b--\r\n",
    "header 45\nfrom fields: 0\nmissing 60+7\n0 multipart/mixed (2)\n1 text/plain - - 52+3=3\n2 text/plain - - "
    "90+3=3\n" },
  { "at the end", "Subject: a\r\n\r\nbody", "",
    "header 14\nsubject: a\nfrom fields: 0\nmissing 18+7\n1 text/plain - - 14+4=4\n" },
  { "everything", "", "", "header 0\nfrom fields: 0\nmissing 0+7\n" },
};

static void
test_gap_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (gap_cases); i++)
    {
      const GapCase *c = &gap_cases[i];
      MailStorage storage = whole_storage ();
      MessageLimits limits;
      message_limits_init (&limits);
      MailMessage *message = mail_message_new (&limits, &storage);
      append_guarded (message, c->before, strlen (c->before));
      mail_message_gap (message, 7);
      append_guarded (message, c->after, strlen (c->after));
      mail_message_finish (message, MESSAGE_COMPLETE);
      g_autofree char *description = message_describe (message);
      if (strcmp (description, c->description) != 0)
        fail_msg ("%s:\n%s", c->name, description);
      mail_message_free (message);
    }
}

static bool
gather (gpointer user, Octets piece)
{
  g_byte_array_append (user, piece.at, (guint) piece.length);
  return true;
}

/* What is handed out of each part has the size and the hash that were found. */
static void
test_octets_of_parts (void **state)
{
  (void) state;
  const MessageCase *c;
  for (size_t i = 0; (c = message_case (i)) != NULL; i++)
    {
      MailStorage storage = whole_storage ();
      MessageLimits limits;
      message_limits_init (&limits);
      MailMessage *message = mail_message_new (&limits, &storage);
      append_guarded (message, c->octets, strlen (c->octets));
      mail_message_finish (message, MESSAGE_COMPLETE);
      for (guint k = 0; k < message->parts->len; k++)
        {
          const MailPart *part = g_ptr_array_index (message->parts, k);
          g_autoptr (GByteArray) octets = g_byte_array_new ();
          bool whole = mail_message_part_each (message, part, gather, octets);
          if (whole != !part->unreachable)
            fail_msg ("%s: %s is %d", c->name, part->path, whole);
          if (whole && octets->len != part->size)
            fail_msg ("%s: %s has %u octets", c->name, part->path, octets->len);
          g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, octets->data, octets->len);
          g_autoptr (GString) wanted = g_string_new (NULL);
          for (size_t octet = 0; octet < sizeof part->sha256; octet++)
            g_string_append_printf (wanted, "%02x", part->sha256[octet]);
          if (whole && part->has_sha256 && strcmp (hash, wanted->str) != 0)
            fail_msg ("%s: %s has another hash", c->name, part->path);
        }
      mail_message_free (message);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_splits_inside_long_mails),
    cmocka_unit_test (test_gap_at_each_place),
    cmocka_unit_test (test_gap_cases),
    cmocka_unit_test (test_octets_of_parts),
  };
  return cmocka_run_group_tests_name ("message", tests, NULL, NULL);
}

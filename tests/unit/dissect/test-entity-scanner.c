/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entity scanner by itself, where no buffer hides how a mail was split:
 * every split must find the same entities. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/entity-scanner.h"
#include "tests/support/guard-page.h"
#include "tests/unit/dissect/message-cases.h"

typedef struct Scan {
  MailMessage message;
  EntityScanner *scanner;
  MessageLimits limits;
} Scan;

static void
scan_init (Scan *scan)
{
  *scan = (Scan){ 0 };
  scan->message.entities = g_ptr_array_new_with_free_func (mail_part_free);
  scan->message.parts = g_ptr_array_new ();
  message_limits_init (&scan->limits);
  scan->scanner = entity_scanner_new (&scan->limits, &scan->message, NULL);
}

static void
feed (Scan *scan, const char *octets, size_t length)
{
  GuardPage page = guard_page_new (octets, length);
  entity_scanner_feed (scan->scanner, octets_of (page.octets, length));
  guard_page_clear (&page);
}

/* Ends the scan and says what it found. */
static char *
scan_end (Scan *scan)
{
  GString *text = g_string_new (NULL);

  entity_scanner_finish (scan->scanner);
  g_autoptr (GByteArray) header = entity_scanner_take_header (scan->scanner);
  g_string_append_printf (text, "[%.*s] %d\n", (int) header->len, (const char *) header->data, scan->message.parts_cut);
  for (guint i = 0; i < scan->message.entities->len; i++)
    {
      const MailPart *part = g_ptr_array_index (scan->message.entities, i);
      g_string_append_printf (text,
                              "%s %d %s %s %s %u %u %x %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT "=%" G_GUINT64_FORMAT
                              " %02x%02x %s %s\n",
                              part->path, (int) part->kind, part->type, part->filename, part->detected_type,
                              part->depth, part->children, part->notes, part->offset, part->encoded, part->size,
                              part->sha256[0], part->sha256[1], part->subject, part->from);
      g_string_append_printf (text, " %d %d %d\n", (int) part->claim, (int) part->content, part->has_clear);
    }
  entity_scanner_free (scan->scanner);
  g_ptr_array_unref (scan->message.parts);
  g_ptr_array_unref (scan->message.entities);
  return g_string_free (text, FALSE);
}

/* Whole, or with a gap before octet `gap` (SIZE_MAX: none); in pieces that end
 * at `split` and, where `single`, behind each octet. */
static char *
scan_case (const char *octets, size_t length, size_t gap, size_t split, bool single)
{
  Scan scan;
  size_t start = 0;

  scan_init (&scan);
  for (size_t i = 0; i <= length; i++)
    if (i == length || i == gap || i == split || single)
      {
        feed (&scan, octets + start, i - start);
        start = i;
        if (i == gap)
          entity_scanner_gap (scan.scanner);
      }
  return scan_end (&scan);
}

static void
test_every_split (void **state)
{
  (void) state;
  const MessageCase *c;
  for (size_t i = 0; (c = message_case (i)) != NULL; i++)
    {
      size_t length = strlen (c->octets);
      g_autofree char *whole = scan_case (c->octets, length, SIZE_MAX, 0, false);
      g_autofree char *single = scan_case (c->octets, length, SIZE_MAX, 0, true);
      if (strcmp (whole, single) != 0)
        fail_msg ("%s, octet by octet:\n%s%s", c->name, whole, single);
      for (size_t split = 1; split < length; split++)
        {
          g_autofree char *parted = scan_case (c->octets, length, SIZE_MAX, split, false);
          if (strcmp (whole, parted) != 0)
            fail_msg ("%s, split at %zu:\n%s%s", c->name, split, whole, parted);
        }
    }
}

static void
test_gap_and_every_split (void **state)
{
  (void) state;
  const MessageCase *c;
  for (size_t i = 0; (c = message_case (i)) != NULL; i++)
    {
      size_t length = strlen (c->octets);
      for (size_t gap = 0; gap <= length; gap++)
        {
          g_autofree char *whole = scan_case (c->octets, length, gap, 0, false);
          g_autofree char *single = scan_case (c->octets, length, gap, 0, true);
          if (strcmp (whole, single) != 0)
            fail_msg ("%s, gap at %zu, octet by octet:\n%s%s", c->name, gap, whole, single);
        }
    }
}

/* Octets that look much like structure, in pieces of any length. */
static void
test_random_structures (void **state)
{
  static const char *const pieces[] = {
    "--b",
    "--b--",
    "--bb",
    "--bb--",
    "--",
    "-",
    "\r\n",
    "\r\n",
    "\r\n",
    "\n",
    "\r",
    "x",
    " ",
    "x: y",
    "b",
    "=\r",
    "YWJj",
    ":",
    "\r\n\r\n",
    "Content-Type: multipart/mixed; boundary=bb\r\n\r\n",
    "Content-Type: message/rfc822\r\n\r\n",
    "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogYQ0KDQo=",
    "Subject: in\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Disposition: attachment\r\n\r\n",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  (void) state;
  for (unsigned round = 0; round < 3000; round++)
    {
      g_autoptr (GString) mail = g_string_new (MESSAGE_MIXED);
      int count = g_rand_int_range (random, 0, 40);
      for (int i = 0; i < count; i++)
        g_string_append (mail, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      size_t gap = g_rand_boolean (random) ? (size_t) g_rand_int_range (random, 0, (int) mail->len) : SIZE_MAX;
      size_t split = (size_t) g_rand_int_range (random, 0, (int) mail->len);
      g_autofree char *whole = scan_case (mail->str, mail->len, gap, 0, false);
      g_autofree char *parted = scan_case (mail->str, mail->len, gap, split, false);
      g_autofree char *single = scan_case (mail->str, mail->len, gap, 0, true);
      if (strcmp (whole, parted) != 0 || strcmp (whole, single) != 0)
        fail_msg ("gap %zu split %zu of \"%s\":\n%s%s%s", gap, split, mail->str, whole, parted, single);
    }
}

/* Lines longer than what is held of one. */
static void
test_long_lines (void **state)
{
  static const char *const before[]
      = { MESSAGE_MIXED "--b", MESSAGE_MIXED "--b\r\n\r\n--", "X: ", "", MESSAGE_MIXED "--b\r\n" };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (before); i++)
    for (size_t length = 1020; length < 1030; length++)
      {
        g_autoptr (GString) mail = g_string_new (before[i]);
        for (size_t k = 0; k < length; k++)
          g_string_append_c (mail, '-');
        g_string_append (mail, "\r\n\r\nx\r\n--b--\r\n");
        g_autofree char *whole = scan_case (mail->str, mail->len, SIZE_MAX, 0, false);
        g_autofree char *single = scan_case (mail->str, mail->len, SIZE_MAX, 0, true);
        if (strcmp (whole, single) != 0)
          fail_msg ("%zu of \"%s\":\n%s%s", length, before[i], whole, single);
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_split),
    cmocka_unit_test (test_gap_and_every_split),
    cmocka_unit_test (test_random_structures),
    cmocka_unit_test (test_long_lines),
  };
  return cmocka_run_group_tests_name ("entity-scanner", tests, NULL, NULL);
}

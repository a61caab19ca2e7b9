/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reading thread: scans and hashes in order, all that is given, before a wait returns,
 * whoever is slow; a large mail comes out the same with it and without. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/message.h"
#include "dissect/reading-thread.h"

typedef struct Heard {
  GByteArray *octets; /* the first of each buffer */
  uint64_t sum;
  unsigned delay; /* microseconds for each buffer */
} Heard;

/* One who gives: what was scanned of his octets, and what was hashed. */
typedef struct Giver {
  Heard scanned, hashed;
} Giver;

static void
hear (Heard *heard, Octets octets)
{
  g_byte_array_append (heard->octets, octets.at, 1);
  heard->sum += octets.length;
  if (heard->delay > 0)
    g_usleep (heard->delay);
}

static void
hear_scan (void *user, Octets octets)
{
  hear (&((Giver *) user)->scanned, octets);
}

static void
hear_hash (void *user, Octets octets)
{
  hear (&((Giver *) user)->hashed, octets);
}

static void
assert_heard (const Heard *heard, size_t giver, unsigned buffers)
{
  assert_int_equal (heard->octets->len, buffers);
  for (unsigned i = 0; i < buffers; i++)
    assert_int_equal (heard->octets->data[i], (2 * i + giver) % 251);
}

/* Two givers by turns; more than may wait, so that they have to. */
static void
give_by_turns (unsigned scan_delay, unsigned hash_delay, unsigned buffers)
{
  static const Reading reading = { .scan = hear_scan, .hash = hear_hash };
  ReadingThread *thread = reading_thread_new ();
  Giver givers[2];
  uint64_t ticket[2] = { 0, 0 };
  for (size_t i = 0; i < G_N_ELEMENTS (givers); i++)
    {
      givers[i].scanned = (Heard){ .octets = g_byte_array_new (), .delay = scan_delay };
      givers[i].hashed = (Heard){ .octets = g_byte_array_new (), .delay = hash_delay };
    }
  for (unsigned i = 0; i < 2 * buffers; i++)
    {
      uint8_t *buffer = reading_thread_buffer (thread);
      memset (buffer, (int) (i % 251), READING_BUFFER);
      size_t length = i % 2 == 0 ? READING_BUFFER : 1 + i % 7;
      ticket[i % 2] = reading_thread_give (thread, buffer, length, &reading, &givers[i % 2]);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (givers); i++)
    {
      reading_thread_wait (thread, ticket[i]);
      assert_heard (&givers[i].scanned, i, buffers);
      assert_heard (&givers[i].hashed, i, buffers);
    }
  assert_int_equal (givers[0].scanned.sum, buffers * (uint64_t) READING_BUFFER);
  assert_int_equal (givers[0].hashed.sum, givers[0].scanned.sum);
  assert_int_equal (givers[1].hashed.sum, givers[1].scanned.sum);
  reading_thread_wait (thread, ticket[0]);
  reading_thread_wait (thread, 0);
  reading_thread_free (thread);
  for (size_t i = 0; i < G_N_ELEMENTS (givers); i++)
    {
      g_byte_array_unref (givers[i].scanned.octets);
      g_byte_array_unref (givers[i].hashed.octets);
    }
}

static void
test_order (void **state)
{
  (void) state;
  give_by_turns (0, 0, 500);
  give_by_turns (200, 0, 100); /* the ring is full of what is not scanned */
  give_by_turns (0, 200, 100); /* … not hashed */
  give_by_turns (100, 100, 100);
}

static void
test_unused (void **state)
{
  (void) state;
  reading_thread_free (NULL);
  ReadingThread *thread = reading_thread_new ();
  reading_thread_wait (thread, 0);
  assert_false (reading_thread_is_busy (thread));
  g_free (reading_thread_buffer (thread));
  reading_thread_free (thread);
}

/* A mail of several MiB with an attachment in base64, lines and all. */
static GString *
large_mail (size_t lines)
{
  GString *mail = g_string_new ("From: a@x.example\r\nSubject: large\r\nMIME-Version: 1.0\r\n"
                                "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n"
                                "--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n"
                                "--b\r\nContent-Type: application/octet-stream; name=\"f.bin\"\r\n"
                                "Content-Transfer-Encoding: base64\r\n\r\n");
  for (size_t i = 0; i < lines; i++)
    {
      uint8_t line[57];
      for (size_t j = 0; j < sizeof line; j++)
        line[j] = (uint8_t) (i * 31 + j * 7 + i / 256);
      g_autofree char *text = g_base64_encode (line, sizeof line);
      g_string_append_printf (mail, "%s\r\n", text);
    }
  g_string_append (mail, "--b--\r\n");
  return mail;
}

typedef struct Feeding {
  const char *name;
  size_t first, step; /* lengths of the pieces */
  size_t gap;         /* 0: none */
} Feeding;

static MailMessage *
read_mail (const GString *mail, const Feeding *feeding, MailStorage *storage, const MessageLimits *limits)
{
  MailMessage *message = mail_message_new (limits, storage);
  Octets rest = octets_of (mail->str, mail->len);
  for (size_t step = feeding->first; rest.length > 0; step = feeding->step)
    {
      size_t done = mail->len - rest.length;
      size_t length = MIN (step, rest.length);
      if (done < feeding->gap && done + length > feeding->gap)
        length = feeding->gap - done;
      if (feeding->gap > 0 && done == feeding->gap)
        mail_message_gap (message, 77);
      mail_message_append (message, octets_slice (rest, 0, length));
      rest = octets_from (rest, length);
    }
  mail_message_finish (message, MESSAGE_COMPLETE);
  return message;
}

static void
assert_same (const char *name, const MailMessage *one, const MailMessage *other)
{
  if (one->state != other->state || one->size != other->size || memcmp (one->sha256, other->sha256, 32) != 0)
    fail_msg ("%s: not the same mail", name);
  assert_string_equal (one->subject, other->subject);
  assert_int_equal (one->parts->len, other->parts->len);
  for (guint i = 0; i < one->parts->len; i++)
    {
      const MailPart *a = g_ptr_array_index (one->parts, i), *b = g_ptr_array_index (other->parts, i);
      if (a->offset != b->offset || a->encoded != b->encoded || a->size != b->size
          || memcmp (a->sha256, b->sha256, 32) != 0 || g_strcmp0 (a->filename, b->filename) != 0)
        fail_msg ("%s: part %u differs", name, i);
    }
  assert_int_equal (one->missing->len, other->missing->len);
}

static const Feeding feedings[] = {
  { "whole", SIZE_MAX, SIZE_MAX, 0 },
  { "segments", 1460, 1460, 0 },
  { "just a buffer each", READING_BUFFER, READING_BUFFER, 0 },
  { "one less", READING_BUFFER - 1, READING_BUFFER - 1, 0 },
  { "one more", READING_BUFFER + 1, READING_BUFFER + 1, 0 },
  { "a small begin, then large pieces", 3, 100000, 0 },
  { "small pieces", 17, 97, 0 },
  { "a gap early", 1460, 1460, 500 },
  { "a gap in the attachment", 1460, 1460, 1000001 },
  { "a gap at a buffer's border", READING_BUFFER, READING_BUFFER, 4 * READING_BUFFER },
  { "a gap in a large piece", SIZE_MAX, SIZE_MAX, 2000003 },
};

static void
test_large_mail (void **state)
{
  (void) state;
  GString *mail = large_mail (50000); /* 3.9 MB */
  MessageLimits limits;
  message_limits_init (&limits);
  for (size_t i = 0; i < G_N_ELEMENTS (feedings); i++)
    {
      MailStorage alone = { .mail_memory = 65536, .total_memory = 1 << 20 };
      MailStorage helped = alone;
      helped.reader = reading_thread_new ();
      MailMessage *one = read_mail (mail, &feedings[i], &alone, &limits);
      MailMessage *other = read_mail (mail, &feedings[i], &helped, &limits);
      assert_same (feedings[i].name, one, other);
      assert_int_equal (one->size, mail->len);
      assert_int_equal (one->parts->len, feedings[i].gap > 0 && feedings[i].gap < 1000 ? one->parts->len : 2);
      assert_int_equal (mail_data_kept (one->data), mail_data_kept (other->data));
      mail_message_free (one);
      mail_message_free (other);
      reading_thread_free (helped.reader);
    }
  g_string_free (mail, TRUE);
}

/* Mails that end, are given up or never finished while others are read. */
static void
test_many_at_once (void **state)
{
  (void) state;
  enum { MAILS = 5 };
  GString *mail = large_mail (5000);
  MessageLimits limits;
  message_limits_init (&limits);
  MailStorage alone = { .mail_memory = 65536, .total_memory = 1 << 20 };
  MailStorage helped = { .mail_memory = 65536, .total_memory = 1 << 20, .reader = reading_thread_new () };
  MailMessage *wanted = read_mail (mail, &feedings[1], &alone, &limits);
  MailMessage *mails[MAILS];
  for (size_t i = 0; i < MAILS; i++)
    mails[i] = mail_message_new (&limits, &helped);
  for (size_t at = 0; at < mail->len; at += 1000)
    for (size_t i = 0; i < MAILS; i++)
      {
        if (mails[i] != NULL)
          mail_message_append (mails[i], octets_slice (octets_of (mail->str, mail->len), at, 1000));
        if (i == 1 && at == 200000)
          g_clear_pointer (&mails[1], mail_message_free);
      }
  for (size_t i = 0; i < MAILS; i++)
    if (mails[i] != NULL)
      {
        if (i != 2)
          {
            mail_message_finish (mails[i], MESSAGE_COMPLETE);
            assert_same ("one of many", wanted, mails[i]);
          }
        mail_message_free (mails[i]);
      }
  mail_message_free (wanted);
  reading_thread_free (helped.reader);
  g_string_free (mail, TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_order),
    cmocka_unit_test (test_unused),
    cmocka_unit_test (test_large_mail),
    cmocka_unit_test (test_many_at_once),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

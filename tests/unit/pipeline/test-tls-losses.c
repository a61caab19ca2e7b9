/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples whose TLS is opened, with packets missing: a record of which an octet is
 * missing is lost whole, and costs what it held, and nothing else.  No octet comes out
 * that was not said at its place, and no mail is called complete that is not. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/packet-variants.h"
#include "tests/support/session-digest.h"

#include <string.h>

typedef struct Sample {
  char *name;
  PacketList *list;
  GPtrArray *sessions; /* of the whole sample */
} Sample;

static const DigestSession *
same_session (const GPtrArray *sessions, const char *key)
{
  for (guint i = 0; i < sessions->len; i++)
    {
      const DigestSession *session = g_ptr_array_index (sessions, i);
      if (strcmp (session->key, key) == 0)
        return session;
    }
  return NULL;
}

/* Whether the octets are those of the whole mail but for the missing ranges, whose
 * lengths may be known to be more than a certain one only. */
static bool
is_part_of (const DigestMail *seen, const DigestMail *whole)
{
  size_t at = 0;
  for (size_t i = 0; i < seen->octets.length; i++, at++)
    {
      while (at < whole->octets.length && whole->octets.at[at] != seen->octets.at[i])
        at++;
      if (at == whole->octets.length)
        return false;
    }
  return true;
}

static void
check_mail (const Sample *sample, const DigestMail *seen, const DigestSession *whole, guint first, guint count)
{
  for (guint i = 0; whole != NULL && i < whole->mails->len; i++)
    {
      const DigestMail *mail = g_ptr_array_index (whole->mails, i);
      bool same = strcmp (mail->sha256, seen->sha256) == 0;
      if (seen->state == MESSAGE_COMPLETE ? same : is_part_of (seen, mail))
        return;
    }
  fail_msg ("%s without %u packets from %u on: a mail that was never sent, %s: %.*s", sample->name, count, first,
            message_state_name (seen->state), (int) seen->octets.length, seen->octets.at);
}

static unsigned
check_without (const Sample *sample, guint first, guint count)
{
  PacketList *list = packet_list_copy (sample->list);
  leave_out (list, first, count);
  GPtrArray *sessions = digest_run (list);
  unsigned complete = 0;
  for (guint i = 0; i < sessions->len; i++)
    {
      const DigestSession *session = g_ptr_array_index (sessions, i);
      for (guint k = 0; k < session->mails->len; k++)
        {
          const DigestMail *mail = g_ptr_array_index (session->mails, k);
          check_mail (sample, mail, same_session (sample->sessions, session->key), first, count);
          complete += mail->state == MESSAGE_COMPLETE;
        }
    }
  g_ptr_array_unref (sessions);
  packet_list_free (list);
  return complete;
}

static void
invents_nothing (void **state)
{
  const GPtrArray *samples = *state;
  assert_true (samples->len > 0);
  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = g_ptr_array_index (samples, i);
      guint packets = sample->list->packets->len;
      unsigned whole = check_without (sample, 0, 0), all = 0;
      assert_true (whole > 0);
      for (guint count = 1; count <= 3; count++)
        for (guint first = 0; first + count <= packets; first++)
          all += check_without (sample, first, count);
      /* A packet takes the mails of its own session at most. */
      assert_true (all > 3 * (packets - 2) * (whole - 1));
    }
}

static int
read_samples (void **state)
{
  GPtrArray *samples = g_ptr_array_new ();
  g_auto (GStrv) names = sample_names ();
  for (char **name = names; *name != NULL; name++)
    {
      g_autofree char *path = sample_path (*name);
      PacketList *list = packet_list_read (path);
      if (list->key_log == NULL)
        {
          packet_list_free (list);
          continue;
        }
      Sample *sample = g_new (Sample, 1);
      *sample = (Sample){ g_strdup (*name), list, digest_run (list) };
      g_ptr_array_add (samples, sample);
    }
  *state = samples;
  return 0;
}

static int
free_samples (void **state)
{
  GPtrArray *samples = *state;
  for (guint i = 0; i < samples->len; i++)
    {
      Sample *sample = g_ptr_array_index (samples, i);
      g_free (sample->name);
      g_ptr_array_unref (sample->sessions);
      packet_list_free (sample->list);
      g_free (sample);
    }
  g_ptr_array_unref (samples);
  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (invents_nothing),
  };
  return cmocka_run_group_tests (tests, read_samples, free_samples);
}

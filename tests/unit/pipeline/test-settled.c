/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that moved into their store say the same as those that did not: of each sample, JSON and
 * text of both are equal, octet for octet. */
#include "config.h"

#include "tests/support/packet-list.h"

#include "dissect/session-settle.h"
#include "report/sinks.h"
#include "src/pipeline.h"
#include "src/session-store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct Run {
  const SinkType *type;
  gpointer sink;
  bool settles;
  unsigned sessions, left;
} Run;

static const char *
file_name (gpointer user, uint32_t file)
{
  (void) user;
  (void) file;
  return "sample.pcap";
}

static void
take_session (void *user, SmtpSession *session)
{
  Run *run = user;
  run->sessions++;
  /* As the UI does, which keeps it. */
  if (run->settles)
    run->left += smtp_session_settle (smtp_session_ref (session));
  run->type->session (run->sink, session);
  if (run->settles)
    smtp_session_unref (session);
}

static char *
told (const PacketList *list, const SinkType *type, ArenaStore *store, Run *run)
{
  char *text = NULL;
  size_t length = 0;
  FILE *output = open_memstream (&text, &length);
  const SinkOptions options = { .output = output, .show_secrets = true, .columns = 80, .file_name = file_name };
  const PipelineHandler handler = { .session = take_session };
  PipelineLimits limits;
  pipeline_limits_init (&limits);
  *run = (Run){ .type = type, .sink = type->open (&options), .settles = store != NULL };
  Pipeline *pipeline = pipeline_new (&limits, &handler, run, NULL, true);
  pipeline_keep_in (pipeline, store);
  pipeline_wait_for_answers (pipeline, true);
  if (list->key_log != NULL)
    tls_keys_feed (pipeline_tls_keys (pipeline), octets_of_string (list->key_log));
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *one = packet_at (list, i);
      const Packet packet = { .octets = one->octets->data,
                              .captured = one->octets->len,
                              .length = one->length,
                              .number = i + 1,
                              .time = one->time,
                              .link_type = one->link_type };
      pipeline_push (pipeline, &packet);
    }
  pipeline_finish (pipeline);
  RunSummary summary = { 0 };
  pipeline_summary (pipeline, &summary);
  type->close (run->sink, &summary);
  pipeline_free (pipeline);
  fclose (output);
  return text;
}

static void
test_same_words (void **state)
{
  g_auto (GStrv) samples = sample_names ();
  unsigned sessions = 0, left = 0;
  (void) state;
  for (char **name = samples; *name != NULL; name++)
    {
      static const SinkType *const types[] = { &sink_json, &sink_text };
      g_autofree char *path = sample_path (*name);
      PacketList *list = packet_list_read (path);
      for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
        {
          char *wrong = NULL;
          Run plain, settled;
          ArenaStore *store = session_store_new (NULL, 256 << 20, &wrong);
          assert_non_null (store);
          char *one = told (list, types[i], NULL, &plain), *other = told (list, types[i], store, &settled);
          if (strcmp (one, other) != 0)
            fail_msg ("%s, %s: a session that moved says something else", *name, types[i]->name);
          assert_int_equal (plain.sessions, settled.sessions);
          assert_true (store->used == store->shared); /* all else was given back */
          sessions += settled.sessions;
          left += settled.left;
          session_store_free (store);
          free (one);
          free (other);
        }
      packet_list_free (list);
    }
  assert_true (sessions > 40);
  /* Where no DNS was seen and nothing is said by the file, all of it moves. */
  assert_true (left > sessions / 3);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_same_words) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture file of any octets, all the way through the house: what is written about it is
 * JSON, and text without control characters; limits hold.  What cannot be told of the file
 * here (its summary, damage) is left to fuzz-savefile.
 *
 * The length of the input chooses policy and limits, so that a file stays one as it is. */
#include "config.h"

#include "report/sinks.h"
#include "src/pipeline.h"
#include "src/savefile.h"
#include "tests/support/json-validator.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

enum { PACKETS_MAX = 4096, FACES = 2 };

typedef struct Run {
  const SinkType *type[FACES];
  gpointer sink[FACES];
  char *text[FACES];
  size_t length[FACES];
  FILE *stream[FACES];
  uint64_t saved;
} Run;

static const char *
file_name (gpointer user, uint32_t file)
{
  (void) user;
  (void) file;
  return "capture";
}

static void
take_event (void *user, SmtpSession *session, const SmtpEvent *event)
{
  Run *run = user;
  for (unsigned i = 0; i < FACES; i++)
    if (run->type[i]->event != NULL)
      run->type[i]->event (run->sink[i], session, event);
}

static void
take_session (void *user, SmtpSession *session)
{
  Run *run = user;
  for (unsigned i = 0; i < FACES; i++)
    run->type[i]->session (run->sink[i], session);
}

static void
take_packet (void *user, const Packet *packet)
{
  Run *run = user;
  g_assert (packet->captured <= packet->length);
  run->saved++;
}

static void
open_faces (Run *run)
{
  static const SinkType *const types[FACES] = { &sink_json, &sink_text };
  for (unsigned i = 0; i < FACES; i++)
    {
      run->type[i] = types[i];
      run->stream[i] = open_memstream (&run->text[i], &run->length[i]);
      const SinkOptions options = { .output = run->stream[i], .columns = 80, .file_name = file_name };
      run->sink[i] = types[i]->open (&options);
    }
}

static void
check_json (char *text)
{
  for (char *line = text, *end; *line != '\0'; line = end + 1)
    {
      end = strchr (line, '\n');
      g_assert (end != NULL);
      *end = '\0';
      g_assert (json_is_valid (line));
    }
}

static void
check_text (const char *text, size_t length)
{
  g_assert (g_utf8_validate (text, (gssize) length, NULL));
  for (const char *at = text; at < text + length; at = g_utf8_next_char (at))
    {
      const gunichar character = g_utf8_get_char (at);
      g_assert (character == '\n' || g_unichar_type (character) != G_UNICODE_CONTROL);
      g_assert (g_unichar_type (character) != G_UNICODE_FORMAT);
    }
}

static void
close_faces (Run *run, const RunSummary *summary)
{
  for (unsigned i = 0; i < FACES; i++)
    {
      run->type[i]->close (run->sink[i], summary);
      fclose (run->stream[i]);
    }
  check_json (run->text[0]);
  check_text (run->text[1], run->length[1]);
  for (unsigned i = 0; i < FACES; i++)
    free (run->text[i]);
}

static void
set_limits (PipelineLimits *limits, size_t length)
{
  pipeline_limits_init (limits);
  limits->mail_memory = 65536;
  if (length % 2 == 0)
    return;
  static const char *const small[]
      = { "connections=2",        "half-open=1",         "stream-octets=100", "history-octets=10", "fragments=2",
          "wifi-networks=1",      "wifi-stations=1",     "wifi-fragments=1",  "events=20",         "comment-octets=300",
          "wifi-held-octets=300", "session-octets=9000", "host-names=1",      "saved-octets=700" };
  for (unsigned i = 0; i < 3; i++)
    {
      g_autofree char *wrong = NULL;
      g_assert (pipeline_limits_set (limits, small[(length / 2 + 5 * i) % G_N_ELEMENTS (small)], &wrong));
    }
}

static void
take_beside (Pipeline *pipeline, Savefile *savefile)
{
  GArray *names = savefile_take_names (savefile);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      const SavefileName *name = &g_array_index (names, SavefileName, i);
      pipeline_add_name (pipeline, name->ip, name->ip_version, name->name);
    }
  if (names != NULL)
    g_array_unref (names);
  savefile_secrets_free (savefile_take_secrets (savefile));
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  g_autofree char *why = NULL;
  Savefile *savefile = savefile_new (byte_source_new_memory (octets, length), &why);
  if (savefile == NULL)
    return 0;
  Run run = { .saved = 0 };
  open_faces (&run);
  PipelineLimits limits;
  set_limits (&limits, length);
  const PipelineHandler handler = { .event = take_event, .session = take_session, .packet = take_packet };
  Pipeline *pipeline = pipeline_new (&limits, &handler, &run, NULL, false);
  const StreamPolicy policy = { .overlap = (OverlapPolicy) (length / 4 % OVERLAP_POLICIES) };
  pipeline_set_policy (pipeline, &policy);
  const char *wrong;
  pipeline_add_wifi_key (pipeline, "Cafe Momiji:aki-no-koyo", &wrong);

  Packet packet;
  unsigned packets = 0;
  while (packets < PACKETS_MAX && savefile_next (savefile, &packet) == SAVEFILE_PACKET)
    {
      packets++;
      packet.file = 0;
      take_beside (pipeline, savefile);
      pipeline_push (pipeline, &packet);
    }
  pipeline_finish (pipeline);
  RunSummary summary = { 0 };
  pipeline_summary (pipeline, &summary);
  g_assert (summary.packets == packets);
  close_faces (&run, &summary);
  pipeline_free (pipeline);
  savefile_free (savefile);
  return 0;
}

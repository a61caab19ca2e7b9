/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main loop: reading in batches, progress, signals, and the end of a run.  A file is
 * read by an idle source, a device by a source on its descriptor; both hand on at most
 * BATCH packets a dispatch, and fewer where these take long, so that keys and signals are never kept
 * waiting. */
#include "config.h"

#include <glib-unix.h>
#include <signal.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "main-facts.h"

#include "../dissect/translate.h"
#include "main-program.h"
#include "main-save-packets.h"
#include "main-summary.h"

#include "../dissect/time-difference.h"
#include "../ui/ui.h"

/* Seconds that live DNS gets at the end, and where somebody wants it to end. */
enum { BATCH = 512, MEMORY_ASKED = 64 * BATCH, ANSWERS_SECONDS = 60, ANSWERS_SECONDS_INTERRUPTED = 2 };

/* --- the end ------------------------------------------------------------------- */

/* A pcap file has one link type; the first packet saved decided. */
static void
tell_left_out (Program *program)
{
  uint64_t count = program->writer != NULL ? capture_writer_left_out (program->writer) : 0;
  if (count == 0)
    return;
  g_autofree char *line
      = g_strdup_printf (ngettext ("%s: %" PRIu64 " packet of another link type than the first was not saved"
                                   " (a name that ends in .pcapng keeps all)",
                                   "%s: %" PRIu64 " packets of another link type than the first were not saved"
                                   " (a name that ends in .pcapng keeps all)",
                                   count),
                         program->options.write_file, count);
  program_tell (program, line);
}

/* The packets of chosen sessions, by a second pass.  Keys and signals go on meanwhile. */
static void
save_chosen (Program *program)
{
  SavedPackets *chosen = g_steal_pointer (&program->chosen);
  uint64_t sessions, packets, missed;
  unsigned percent;
  g_autofree char *trouble = NULL;
  if (chosen == NULL)
    return;
  while (saved_packets_work (chosen, &percent))
    g_main_context_iteration (NULL, FALSE);
  saved_packets_end (chosen, &sessions, &packets, &missed, &trouble);
  if (trouble == NULL && missed == 0)
    return;
  g_autofree char *line = trouble != NULL
                              ? g_strdup_printf ("%s: %s", program->options.write_file, trouble)
                              : g_strdup_printf ("%s: sessions that were not found again: %" G_GUINT64_FORMAT,
                                                 program->options.write_file, missed);
  program_tell (program, line);
  if (program->exit_status == EXIT_DONE)
    program->exit_status = EXIT_NO_INPUT;
}

static void
tell_no_session (Program *program, uint64_t sessions)
{
  if (program->options.session == 0 || program->session_seen)
    return;
  g_autofree char *line
      = g_strdup_printf (ngettext ("there is no session %" PRIu64 ": %" PRIu64 " was found",
                                   "there is no session %" PRIu64 ": %" PRIu64 " were found", sessions),
                         program->options.session, sessions);
  program_tell (program, line);
}

/* Reading is over, by itself or by wish: everything seen is reported. */
static void
stop_reading (Program *program)
{
  if (program->pipeline == NULL)
    return;
  program->reading = false;
  if (program->source != 0)
    g_source_remove (program->source);
  program->source = 0;
  program->paused = false;
  /* Not from inside what live DNS does with its answers. */
  program->ending = program->screen && !program->options.resolve;
  pipeline_finish (program->pipeline);
  program->ending = false;
  facts_await (program->pipeline, program->loop, program->interrupted ? ANSWERS_SECONDS_INTERRUPTED : ANSWERS_SECONDS);
  RunSummary summary = { 0 };
  summary_gather (&summary, program->capture, program->pipeline);
  where_summarize (&program->where, program->options.where, &summary);
  summary.session = program->options.session;
  g_autofree char *drops = summary_drops (&summary);
  if (drops != NULL)
    program_tell (program, drops);
  g_autoptr (GPtrArray) unread = summary_unread_networks (&summary);
  for (guint i = 0; i < unread->len; i++)
    program_tell (program, g_ptr_array_index (unread, i));
  tell_no_session (program, summary.sessions);
  bool files_written = true;
  if (!outputs_close (&program->outputs, &summary, &files_written))
    program->output_failed = true;
  if (!files_written && program->exit_status == EXIT_DONE)
    program->exit_status = EXIT_NO_INPUT;
  if (capture_counters (program->capture)->unread > 0 && program->exit_status == EXIT_DONE)
    program->exit_status = EXIT_DAMAGED;
  if (program->exit_status == EXIT_DONE && summary_reaches (&summary, program->options.fail_on))
    program->exit_status = EXIT_FAIL_ON;
  summary_clear (&summary);
  GError *error = NULL;
  if (program->writer != NULL && !capture_writer_flush (program->writer, &error))
    program_tell_error (program, error);
  tell_left_out (program);
  save_chosen (program);
  if (mail_spool_failure (program->spool) != NULL)
    program_tell (program, mail_spool_failure (program->spool));
  if (!program->ui)
    g_main_loop_quit (program->loop);
}

/* Resident octets of memory; 0: not known. */
static uint64_t
memory_taken (void)
{
  g_autofree char *text = NULL;
  unsigned long size, resident;
  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) || sscanf (text, "%lu %lu", &size, &resident) != 2)
    return 0;
  return (uint64_t) resident * (uint64_t) sysconf (_SC_PAGESIZE);
}

void
loop_show_progress (const Program *program)
{
  const CaptureCounters *counters = capture_counters (program->capture);
  if (program->ui)
    {
      UiProgress progress = {
        .packets = counters->packets,
        .octets = counters->file_octets,
        .octets_all = counters->file_octets_all,
        .wire = pipeline_octets (program->pipeline),
        .begun = program->first_time,
        .now = pipeline_now (program->pipeline),
        .dropped = counters->kernel_dropped + counters->interface_dropped,
        .memory = !program->reading || counters->packets % MEMORY_ASKED < BATCH ? memory_taken () : 0,
        .spool = pipeline_spooled (program->pipeline),
        .reading = program->reading,
        .live = program->options.interface != NULL,
        .source
        = program->options.interface != NULL ? program->options.interface : g_ptr_array_index (program->options.files, 0),
      };
      ui_progress (outputs_screen (&program->outputs), &progress);
    }
}

/* --- reading ------------------------------------------------------------------ */

static void
take_packet (void *user, const Packet *packet)
{
  Program *program = user;
  if (!program->reading)
    return;
  if (program->packets++ == 0)
    program->first_time = packet->time;
  if (program->options.duration > 0 && time_difference (packet->time, program->first_time) >= program->options.duration)
    {
      program->reading = false;
      return;
    }
  if (program->ui)
    ui_packet (outputs_screen (&program->outputs), packet->time, packet->length);
  pipeline_push (program->pipeline, packet);
  if (program->options.packet_count > 0 && program->packets >= program->options.packet_count)
    program->reading = false;
}

/* How many packets a batch has next, by the time that the last one took: keys wait for no more. */
static unsigned
next_batch (unsigned batch, gint64 microseconds)
{
  enum { BATCH_LEAST = 8, SHORT = 5000, LONG = 15000 };
  if (microseconds > LONG)
    return MAX (batch / 2, BATCH_LEAST);
  return microseconds < SHORT ? MIN (batch * 2, BATCH) : batch;
}

/* Reads one batch; false once reading is over. */
static bool
read_batch (Program *program, CaptureStatus *status)
{
  GError *error = NULL;
  const unsigned batch = program->ui && program->batch > 0 ? program->batch : BATCH;
  const gint64 begin = program->ui ? g_get_monotonic_time () : 0;
  uint64_t left = program->options.packet_count > 0 ? program->options.packet_count - program->packets : batch;
  *status = capture_read (program->capture, (unsigned) MIN (left, batch), take_packet, program, &error);
  if (program->ui)
    program->batch = next_batch (batch, g_get_monotonic_time () - begin);
  if (error != NULL)
    program_tell_error (program, error);
  if (program->writer != NULL && !capture_writer_flush (program->writer, &error))
    {
      program_tell_error (program, error);
      g_clear_pointer (&program->writer, capture_writer_free);
    }
  if (!program->ui && ferror (stdout))
    {
      program->output_failed = true;
      program->reading = false;
    }
  return program->reading && *status != CAPTURE_END;
}

static void schedule (Program *program, CaptureStatus status);

static void
read_and_go_on (Program *program)
{
  CaptureStatus status;
  bool more = read_batch (program, &status);
  loop_show_progress (program);
  if (more)
    schedule (program, status);
  else
    {
      program->source = 0;
      stop_reading (program);
      loop_show_progress (program);
    }
}

static gboolean
read_now (gpointer user)
{
  read_and_go_on (user);
  return G_SOURCE_REMOVE;
}

static gboolean
read_when_ready (gint fd, GIOCondition condition, gpointer user)
{
  (void) fd;
  (void) condition;
  read_and_go_on (user);
  return G_SOURCE_REMOVE;
}

/* The next batch: at once where there is more, else when the descriptor (of a
 * device, of a pipe) says so. */
static void
schedule (Program *program, CaptureStatus status)
{
  program->paused = program->options.interface == NULL && pipeline_is_full (program->pipeline);
  if (program->paused)
    {
      program->source = 0;
      return;
    }
  int fd = status == CAPTURE_AGAIN ? capture_fd (program->capture) : -1;
  if (fd >= 0)
    program->source = g_unix_fd_add (fd, G_IO_IN | G_IO_ERR | G_IO_HUP, read_when_ready, program);
  else if (status == CAPTURE_AGAIN)
    program->source = g_timeout_add (20, read_now, program);
  else
    program->source = g_idle_add (read_now, program);
}

void
loop_resume (Program *program)
{
  if (program->paused)
    schedule (program, CAPTURE_MORE);
}

static gboolean
progress_bar (gpointer user)
{
  Program *program = user;
  const CaptureCounters *counters = capture_counters (program->capture);
  if (!program->reading)
    return G_SOURCE_REMOVE;
  g_autofree char *words
      = counters->file_octets_all > 0
            ? g_strdup_printf (_ ("%3u %% read, %" PRIu64 " packets"),
                               (unsigned) (counters->file_octets * 100 / counters->file_octets_all), counters->packets)
            : g_strdup_printf (_ ("%" PRIu64 " packets"), counters->packets);
  fprintf (stderr, "\r%s\033[K", words);
  program->progress_shown = true;
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupt (gpointer user)
{
  Program *program = user;
  /* A second one ends at once whatever still goes on. */
  if (program->interrupted)
    {
      if (program->screen)
        ui_finish (outputs_screen (&program->outputs));
      _exit (128 + SIGINT);
    }
  program->interrupted = true;
  if (program->reading || program->source != 0)
    stop_reading (program);
  g_main_loop_quit (program->loop);
  return G_SOURCE_CONTINUE;
}

void
loop_quit (gpointer user)
{
  Program *program = user;
  if (program->source != 0 || program->paused)
    {
      program->interrupted = true;
      stop_reading (program);
    }
  g_main_loop_quit (program->loop);
}

/* Duration is of the packets' clock; a device without packets needs the loop's. */
static gboolean
duration_over (gpointer user)
{
  Program *program = user;
  if (program->source != 0)
    stop_reading (program);
  return G_SOURCE_REMOVE;
}

void
loop_begin (Program *program)
{
  const Options *options = &program->options;
  program->reading = true;
  schedule (program, CAPTURE_MORE);
  if (options->interface != NULL && options->duration > 0)
    g_timeout_add ((guint) (options->duration / 1000000), duration_over, program);
  g_unix_signal_add (SIGINT, interrupt, program);
  g_unix_signal_add (SIGTERM, interrupt, program);
  /* The UI takes SIGHUP itself; nohup's wish is kept. */
  struct sigaction hangup;
  if (!program->screen && sigaction (SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
    g_unix_signal_add (SIGHUP, interrupt, program);
  if (!program->ui && isatty (STDERR_FILENO) && !isatty (STDOUT_FILENO))
    g_timeout_add (250, progress_bar, program);
}

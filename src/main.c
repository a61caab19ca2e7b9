/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wiring: options, capture, pipeline, sink and one main loop.  The only file
 * that sees every room.  A file is read by an idle source, a device by a source on
 * its descriptor; both hand on at most BATCH packets a dispatch, so that keys and
 * signals are never kept waiting. */
#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture.h"
#include "mail-spool.h"
#include "main-facts.h"
#include "main-keys.h"
#include "main-outputs.h"
#include "main-summary.h"
#include "main-where.h"
#include "options-answer.h"
#include "options.h"
#include "pipeline.h"
#include "terminal.h"

#include "../ui/ui.h"

enum {
  EXIT_DONE = 0,
  EXIT_FAIL_ON = 1,
  EXIT_USAGE = 2,
  EXIT_NO_INPUT = 3,
  EXIT_DAMAGED = 4,
  EXIT_NO_PERMISSION = 5,
};

/* Seconds that live DNS gets at the end, and where somebody wants it to end. */
enum { BATCH = 512, ANSWERS_SECONDS = 60, ANSWERS_SECONDS_INTERRUPTED = 2 };

typedef struct Program {
  Options options;
  GMainLoop *loop;
  Capture *capture;
  CaptureWriter *writer;
  Pipeline *pipeline;
  MailSpool *spool;
  Outputs outputs;
  Where where;
  KeyLogs key_logs;
  bool ui; /* the screen is on */
  bool reading;
  bool output_failed;
  bool interrupted;
  bool paused; /* until live DNS has answered */
  bool progress_shown;
  guint source; /* of the capture in the loop */
  uint64_t packets;
  bool session_seen; /* that of --session */
  int64_t first_time;
  int exit_status;
  GString *told; /* lines for standard error that wait until the UI is gone */
} Program;

/* One line on standard error; while the UI has the terminal, kept for later. */
static void
tell (Program *program, const char *line)
{
  if (program->ui)
    g_string_append_printf (program->told, "smtplens: %s\n", line);
  else
    {
      if (program->progress_shown)
        fputs ("\r\033[K", stderr);
      program->progress_shown = false;
      fprintf (stderr, "smtplens: %s\n", line);
    }
}

static void
warn (void *user, const char *line)
{
  tell (user, line);
}

static int
status_of (const GError *error)
{
  switch ((CaptureError) error->code)
    {
    case CAPTURE_ERROR_FILTER:
      return EXIT_USAGE;
    case CAPTURE_ERROR_DAMAGED:
      return EXIT_DAMAGED;
    case CAPTURE_ERROR_PERMISSION:
    case CAPTURE_ERROR_DEVICE:
      return EXIT_NO_PERMISSION;
    default:
      return EXIT_NO_INPUT;
    }
}

static void
tell_error (Program *program, GError *error)
{
  tell (program, error->message);
  if (program->exit_status == EXIT_DONE)
    program->exit_status = status_of (error);
  g_error_free (error);
}

static const char *
file_name (gpointer user, uint32_t file)
{
  Program *program = user;
  return capture_file_name (program->capture, file);
}

/* As that file calls it; NULL where it does not. */
static const char *
interface_name (void *user, uint32_t file, uint32_t interface)
{
  const Program *program = user;
  return file_notes_interface_name (capture_file_notes (program->capture, file), interface);
}

/* The same for -w, also of a device. */
static const char *
saved_interface_name (void *user, uint32_t file, uint32_t interface)
{
  const Program *program = user;
  return program->options.interface != NULL ? program->options.interface : interface_name (user, file, interface);
}

static void
take_name (void *user, const uint8_t *ip, unsigned ip_version, const char *name)
{
  const Program *program = user;
  pipeline_add_name (program->pipeline, ip, ip_version, name);
}

/* --- what the pipeline hands on ------------------------------------------------ */

/* With --session only that one is shown. */
static bool
is_wanted (const Program *program, const SmtpSession *session)
{
  return program->options.session == 0 || program->options.session == session->id;
}

static void
take_event (void *user, SmtpSession *session, const SmtpEvent *event)
{
  Program *program = user;
  if (is_wanted (program, session))
    outputs_event (&program->outputs, session, event);
}

static void
take_session (void *user, SmtpSession *session)
{
  Program *program = user;
  if (!is_wanted (program, session))
    return;
  program->session_seen = true;
  outputs_session (&program->outputs, session, where_takes (&program->where, session));
}

static void
save_packet (void *user, const Packet *packet)
{
  Program *program = user;
  GError *error = NULL;
  if (program->writer != NULL && !capture_writer_add (program->writer, packet, &error))
    {
      tell_error (program, error);
      g_clear_pointer (&program->writer, capture_writer_free);
    }
}

static void stop_reading (Program *program);

static void
take_packet (void *user, const Packet *packet)
{
  Program *program = user;
  if (!program->reading)
    return;
  if (program->packets++ == 0)
    program->first_time = packet->time;
  if (program->options.duration > 0 && packet->time - program->first_time >= program->options.duration)
    {
      program->reading = false;
      return;
    }
  pipeline_push (program->pipeline, packet);
  if (program->options.packet_count > 0 && program->packets >= program->options.packet_count)
    program->reading = false;
}

/* --- the end ------------------------------------------------------------------- */

/* A pcap file has one link type; the first packet saved decided. */
static void
tell_left_out (Program *program)
{
  uint64_t count = program->writer != NULL ? capture_writer_left_out (program->writer) : 0;
  if (count == 0)
    return;
  g_autofree char *line
      = g_strdup_printf ("%s: %" G_GUINT64_FORMAT " packets of another link type than the first were not saved"
                         " (a name that ends in .pcapng keeps all)",
                         program->options.write_file, count);
  tell (program, line);
}

static void
tell_no_session (Program *program, uint64_t sessions)
{
  if (program->options.session == 0 || program->session_seen)
    return;
  g_autofree char *line = g_strdup_printf ("there is no session %" G_GUINT64_FORMAT ": %" G_GUINT64_FORMAT " %s found",
                                           program->options.session, sessions, sessions == 1 ? "was" : "were");
  tell (program, line);
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
  pipeline_finish (program->pipeline);
  facts_await (program->pipeline, program->loop, program->interrupted ? ANSWERS_SECONDS_INTERRUPTED : ANSWERS_SECONDS);
  RunSummary summary = { 0 };
  summary_gather (&summary, program->capture, program->pipeline);
  where_summarize (&program->where, program->options.where, &summary);
  g_autofree char *drops = summary_drops (&summary);
  if (drops != NULL)
    tell (program, drops);
  g_autoptr (GPtrArray) unread = summary_unread_networks (&summary);
  for (guint i = 0; i < unread->len; i++)
    tell (program, g_ptr_array_index (unread, i));
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
    tell_error (program, error);
  tell_left_out (program);
  if (mail_spool_failure (program->spool) != NULL)
    tell (program, mail_spool_failure (program->spool));
  if (!program->ui)
    g_main_loop_quit (program->loop);
}

static void
show_progress (Program *program)
{
  const CaptureCounters *counters = capture_counters (program->capture);
  if (program->ui)
    {
      UiProgress progress = {
        .packets = counters->packets,
        .octets = counters->file_octets,
        .octets_all = counters->file_octets_all,
        .reading = program->reading,
        .live = program->options.interface != NULL,
        .source
        = program->options.interface != NULL ? program->options.interface : g_ptr_array_index (program->options.files, 0),
      };
      ui_progress (outputs_screen (&program->outputs), &progress);
    }
}

/* --- the loop ------------------------------------------------------------------ */

/* Reads one batch; false once reading is over. */
static bool
read_batch (Program *program, CaptureStatus *status)
{
  GError *error = NULL;
  uint64_t left = program->options.packet_count > 0 ? program->options.packet_count - program->packets : BATCH;
  *status = capture_read (program->capture, (unsigned) MIN (left, BATCH), take_packet, program, &error);
  if (error != NULL)
    tell_error (program, error);
  if (program->writer != NULL && !capture_writer_flush (program->writer, &error))
    {
      tell_error (program, error);
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
  show_progress (program);
  if (more)
    schedule (program, status);
  else
    {
      program->source = 0;
      stop_reading (program);
      show_progress (program);
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

/* Live DNS answered. */
static void
take_answers (void *user)
{
  Program *program = user;
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
  if (counters->file_octets_all > 0)
    fprintf (stderr, "\r%3u %% read, %" G_GUINT64_FORMAT " packets\033[K",
             (unsigned) (counters->file_octets * 100 / counters->file_octets_all), counters->packets);
  else
    fprintf (stderr, "\r%" G_GUINT64_FORMAT " packets\033[K", counters->packets);
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
      if (program->ui)
        ui_finish (outputs_screen (&program->outputs));
      _exit (128 + SIGINT);
    }
  program->interrupted = true;
  if (program->reading || program->source != 0)
    stop_reading (program);
  g_main_loop_quit (program->loop);
  return G_SOURCE_CONTINUE;
}

static void
quit_ui (gpointer user)
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

static void
add_sources (Program *program)
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
  if (!program->ui && sigaction (SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
    g_unix_signal_add (SIGHUP, interrupt, program);
  if (!program->ui && isatty (STDERR_FILENO) && !isatty (STDOUT_FILENO))
    g_timeout_add (250, progress_bar, program);
}

/* --- the beginning ------------------------------------------------------------- */

/* Also where no file was named: captures may hold secrets. */
static bool
open_keys (Program *program)
{
  GError *error = NULL;
  bool live = program->options.interface != NULL;
  capture_on_secrets (program->capture, key_logs_take, &program->key_logs);
  if (key_logs_open (&program->key_logs, program->options.tls_keys, pipeline_tls_keys (program->pipeline), live, warn,
                     program, &error))
    return true;
  tell (program, error->message);
  g_error_free (error);
  program->exit_status = EXIT_NO_INPUT;
  return false;
}

static bool
take_wifi_keys (Program *program)
{
  bool taken = wifi_keys_take (program->options.wifi_keys, program->pipeline, warn, program);
  program->exit_status = taken ? program->exit_status : EXIT_USAGE;
  return taken;
}

/* False where that failed, which was told. */
static bool
open_facts (Program *program)
{
  FactsRead read = facts_open (program->pipeline, &program->options, warn, take_answers, program);
  if (read != FACTS_READ)
    program->exit_status = read == FACTS_WRONG ? EXIT_USAGE : EXIT_NO_INPUT;
  return read == FACTS_READ;
}

static bool
open_capture (Program *program)
{
  const Options *options = &program->options;
  GError *error = NULL;
  if (options->interface != NULL)
    {
      LiveOptions live = {
        .interface = options->interface,
        .monitor = options->monitor,
        .promiscuous = !options->no_promiscuous,
        .buffer_kib = options->buffer_kib,
        .snapshot_length = options->snapshot_length,
      };
      program->capture = capture_open_live (&live, options->filter, &error);
    }
  else
    {
      g_autofree char **paths = g_new0 (char *, options->files->len + 1);
      for (guint i = 0; i < options->files->len; i++)
        paths[i] = g_ptr_array_index (options->files, i);
      program->capture = capture_open_files (paths, options->filter, warn, program, &error);
    }
  if (program->capture == NULL)
    tell_error (program, error);
  else if (options->write_file != NULL && (program->writer = capture_writer_new (options->write_file, &error)) == NULL)
    tell_error (program, error);
  if (program->writer != NULL)
    capture_writer_name_interfaces (program->writer, saved_interface_name, program);
  return program->exit_status == EXIT_DONE;
}

static bool
set_limits (Program *program, PipelineLimits *limits)
{
  pipeline_limits_init (limits);
  for (char **limit = program->options.limits; limit != NULL && *limit != NULL; limit++)
    {
      g_autofree char *line = NULL;
      if (!pipeline_limits_set (limits, *limit, &line))
        {
          tell (program, line);
          return false;
        }
    }
  return true;
}

static bool
open_outputs (Program *program, const PipelineLimits *limits)
{
  const SinkOptions options = {
    .output = stdout,
    .show_secrets = program->options.show_secrets,
    .redact = program->options.redact,
    .where = program->options.where,
    .live = program->options.interface != NULL,
    .color = terminal_has_color (),
    .columns = terminal_columns (),
    .kept_sessions = limits->kept_sessions,
    .kept_octets = limits->kept_octets,
    .store_form = program->options.export_form,
    .store_attachments = program->options.export_attachments,
    .file_name = file_name,
    .tell = warn,
    .user = program,
  };
  return outputs_open (&program->outputs, &options);
}

/* What the options ask for, as far as it can be wrong.  False if it is, which was told. */
static bool
take_wishes (Program *program, PipelineLimits *limits)
{
  g_autofree char *wrong = NULL;
  Severity severity;
  if (!where_read (&program->where, program->options.where, &wrong)
      || !outputs_choose (&program->outputs, &program->options, &wrong))
    tell (program, wrong);
  else if (program->options.fail_on != NULL && !severity_parse (program->options.fail_on, &severity))
    tell (program, "--fail-on needs one of info, low, medium, high, critical");
  else
    return set_limits (program, limits);
  return false;
}

static void
run (Program *program)
{
  PipelineLimits limits;
  if (!take_wishes (program, &limits))
    {
      program->exit_status = EXIT_USAGE;
      return;
    }
  if (!open_capture (program))
    return;
  PipelineHandler handler = {
    .event = take_event,
    .session = take_session,
    .packet = program->writer != NULL ? save_packet : NULL,
    .interface_name = interface_name,
  };
  program->spool = mail_spool_new ();
  program->pipeline
      = pipeline_new (&limits, &handler, program, program->spool, outputs_need_mail_data (&program->outputs));
  pipeline_save_only (program->pipeline, program->options.session);
  pipeline_set_policy (program->pipeline, &program->options.policy);
  capture_on_names (program->capture, take_name, program);
  if (!open_keys (program) || !take_wifi_keys (program) || !open_facts (program))
    return;
  if (!open_outputs (program, &limits))
    {
      program->exit_status = EXIT_NO_INPUT;
      return;
    }
  program->loop = g_main_loop_new (NULL, FALSE);
  GError *error = NULL;
  gpointer screen = outputs_screen (&program->outputs);
  if (screen != NULL && !ui_start (screen, NULL, quit_ui, program, &error))
    {
      g_autofree char *line = g_strdup_printf ("%s; --text needs no screen", error->message);
      tell (program, line);
      g_error_free (error);
      program->exit_status = EXIT_USAGE;
      ui_finish (screen);
      return;
    }
  program->ui = screen != NULL;
  add_sources (program);
  show_progress (program);
  g_main_loop_run (program->loop);
  if (program->ui)
    {
      ui_finish (screen);
      program->ui = false;
      fputs (program->told->str, stderr);
    }
}

static void
program_clear (Program *program)
{
  key_logs_clear (&program->key_logs);
  where_clear (&program->where);
  pipeline_free (program->pipeline);
  mail_spool_free (program->spool);
  capture_writer_free (program->writer);
  capture_free (program->capture);
  g_clear_pointer (&program->loop, g_main_loop_unref);
  g_string_free (program->told, TRUE);
  options_clear (&program->options);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  signal (SIGPIPE, SIG_IGN);
  Program program = { .told = g_string_new (NULL) };
  g_autofree char *help = NULL, *wrong = NULL;
  GError *error = NULL;
  if (!options_parse (&program.options, argc, argv, &help, &wrong))
    {
      tell (&program, wrong);
      program.exit_status = EXIT_USAGE;
    }
  else if (help != NULL)
    fputs (help, stdout);
  else if (!options_answer (&program.options, &error))
    run (&program);
  if (error != NULL)
    tell_error (&program, error);
  bool unwritten = fflush (stdout) != 0 || ferror (stdout) || program.output_failed;
  if (unwritten && errno != EPIPE)
    {
      tell (&program, "standard output could not be written");
      if (program.exit_status == EXIT_DONE)
        program.exit_status = EXIT_NO_INPUT;
    }
  int status = program.exit_status;
  program_clear (&program);
  return status;
}

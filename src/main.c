/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wiring: options, capture, pipeline, sink and one main loop.  The only file
 * that sees every room; what happens once it runs is in main-loop. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "main-face.h"
#include "main-facts.h"
#include "main-language.h"
#include "main-program.h"
#include "main-save-packets.h"
#include "options-answer.h"
#include "terminal.h"

#include "../ui/ui.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

/* One line on standard error; while the UI has the terminal, kept for later.  Names of files and the like
 * may have anything in them. */
void
program_tell (Program *program, const char *line)
{
  g_autoptr (GString) shown = g_string_new ("smtplens: ");
  printable_append (shown, octets_of_string (line), PRINTABLE_KEEP_LF);
  g_string_append_c (shown, '\n');
  if (program->screen)
    g_string_append (program->told, shown->str);
  else
    {
      if (program->progress_shown)
        fputs ("\r\033[K", stderr);
      program->progress_shown = false;
      fputs (shown->str, stderr);
    }
}

static void
warn (void *user, const char *line)
{
  program_tell (user, line);
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

void
program_tell_error (Program *program, GError *error)
{
  program_tell (program, error->message);
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

static bool
is_saved (void *user, const SmtpSession *session)
{
  return is_wanted (user, session);
}

static void
take_event (void *user, SmtpSession *session, const SmtpEvent *event)
{
  Program *program = user;
  if (is_wanted (program, session))
    outputs_event (&program->outputs, session, event);
}

/* All that is open ends with the capture, in one go: keys do not wait for the last of thousands.  Who
 * wants to end anyway may. */
static void
breathe (Program *program)
{
  enum { MICROSECONDS = 15000, SOURCES = 4 };
  if (!program->ending || program->interrupted || g_get_monotonic_time () - program->breathed < MICROSECONDS)
    return;
  for (unsigned i = 0; i < SOURCES && g_main_context_iteration (NULL, FALSE); i++)
    ;
  program->breathed = g_get_monotonic_time ();
}

static void
take_session (void *user, SmtpSession *session)
{
  Program *program = user;
  if (!is_wanted (program, session))
    return;
  program->session_seen = true;
  const bool taken = where_takes (&program->where, session);
  if (taken && program->chosen != NULL)
    saved_packets_want (program->chosen, session);
  outputs_session (&program->outputs, session, taken);
  breathe (program);
}

/* Live DNS answered. */
static void
take_answers (void *user)
{
  loop_resume (user);
}

static void
save_packet (void *user, const Packet *packet)
{
  Program *program = user;
  GError *error = NULL;
  if (program->writer != NULL && !capture_writer_add (program->writer, packet, &error))
    {
      program_tell_error (program, error);
      g_clear_pointer (&program->writer, capture_writer_free);
    }
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
  program_tell (program, error->message);
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

/* Not all sessions are saved: which, and what they need, is known once they were judged. */
static bool
chooses (const Options *options)
{
  return options->session != 0 || options->where != NULL;
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
    program_tell_error (program, error);
  else if (options->write_file != NULL && (program->writer = capture_writer_new (options->write_file, &error)) == NULL)
    program_tell_error (program, error);
  if (program->writer != NULL && chooses (options) && saved_packets_inputs_stay (options))
    program->chosen = saved_packets_new_into (program, g_steal_pointer (&program->writer), options->write_file);
  if (program->writer != NULL)
    capture_writer_name_interfaces (program->writer, saved_interface_name, program);
  return program->exit_status == EXIT_DONE;
}

bool
program_limits (Program *program, PipelineLimits *limits)
{
  pipeline_limits_init (limits);
  for (char **limit = program->options.limits; limit != NULL && *limit != NULL; limit++)
    {
      g_autofree char *line = NULL;
      if (!pipeline_limits_set (limits, *limit, &line))
        {
          program_tell (program, line);
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
    program_tell (program, wrong);
  else if (program->options.fail_on != NULL && !severity_parse (program->options.fail_on, &severity))
    program_tell (program, _ ("--fail-on needs one of info, low, medium, high, critical"));
  else if (!user_settings_read (&program->settings, &program->options, warn, program, program->outputs.screen, &wrong))
    program_tell (program, wrong);
  else if (program->options.where != NULL && program->options.write_file != NULL
           && !saved_packets_inputs_stay (&program->options))
    program_tell (program, _ ("-w cannot choose by --where what cannot be read twice, for that needs whole sessions"));
  else if (program->options.profile != NULL && !program->outputs.screen)
    program_tell (program, _ ("--profile is of the screens; --where chooses sessions for all else"));
  else
    return program_limits (program, limits);
  return false;
}

/* The exit status tells whether the configuration is good, for those who try one. */
static void
dump_keys (Program *program)
{
  g_autofree char *wrong = NULL;
  bool good = user_settings_read (&program->settings, &program->options, warn, program, true, &wrong);
  if (!good)
    program_tell (program, wrong);
  else
    {
      g_autofree char *keys = settings_dump_keys (&program->settings);
      fputs (keys, stdout);
    }
  if (!good || program->settings.lines_wrong > 0)
    program->exit_status = EXIT_USAGE;
}

/* What the user set, what the screens remember, and the profile to begin with; false where there is none of that name.
 */
static bool
begin_screen (Program *program, gpointer screen)
{
  const char *profile = program->options.profile;
  ui_configure (screen, &program->settings);
  state_file_begin (&program->state, screen, !program->options.no_state, warn, program);
  if (profile == NULL || ui_begin_profile (screen, profile))
    return true;
  g_autofree char *names = ui_profile_names (screen);
  g_autofree char *text = g_strdup_printf (_ ("--profile is one of %s, not '%s'"), names, profile);
  program_tell (program, text);
  program->exit_status = EXIT_USAGE;
  return false;
}

/* Sessions that are kept are so in a file, or else in memory, of which there is less. */
static void
open_store (Program *program, PipelineLimits *limits)
{
  const uint64_t in_memory = 512 * 1024 * 1024;
  g_autofree char *wrong = NULL;
  if (!program->outputs.screen)
    return;
  program->store = session_store_new (NULL, limits->kept_octets, &wrong);
  if (program->store == NULL)
    {
      g_autofree char *line = g_strdup_printf (_ ("%s; fewer sessions are kept, in memory"), wrong);
      program_tell (program, line);
      limits->kept_octets = MIN (limits->kept_octets, in_memory);
    }
  pipeline_keep_in (program->pipeline, program->store);
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
  open_store (program, &limits);
  if (program->options.session != 0)
    pipeline_save_when (program->pipeline, is_saved, program);
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
  if (screen != NULL && !begin_screen (program, screen))
    {
      ui_finish (screen);
      return;
    }
  if (screen != NULL && program->lesson.tour != NULL)
    ui_begin_tour (screen, g_steal_pointer (&program->lesson.tour), program->lesson.next, program->lesson.next_title);
  if (!face_start (program, &error))
    {
      g_autofree char *line = g_strdup_printf (_ ("%s; --text and --ui=line need no screen"), error->message);
      program_tell (program, line);
      g_error_free (error);
      program->exit_status = EXIT_USAGE;
      ui_finish (screen);
      return;
    }
  loop_begin (program);
  loop_show_progress (program);
  g_main_loop_run (program->loop);
  if (program->ui)
    {
      ui_finish (screen);
      program->ui = program->screen = false;
      fputs (program->told->str, stderr);
    }
}

/* A lesson, if one is asked for; false: there is nothing to read. */
static bool
take_lesson (Program *program)
{
  if (!program->options.has_tour)
    return true;
  LessonFound found = lesson_open (&program->lesson, &program->options, warn, program);
  if (found == LESSON_WRONG)
    program->exit_status = EXIT_USAGE;
  if (!terminal_has_screen () && program->options.ui == NULL)
    program->options.ui = g_strdup ("line");
  return found == LESSON_FOUND;
}

static void
program_clear (Program *program)
{
  lesson_clear (&program->lesson);
  key_logs_clear (&program->key_logs);
  where_clear (&program->where);
  settings_clear (&program->settings);
  state_file_clear (&program->state);
  pipeline_free (program->pipeline);
  session_store_free (program->store);
  mail_spool_free (program->spool);
  saved_packets_free (program->chosen);
  capture_writer_free (program->writer);
  capture_free (program->capture);
  g_clear_pointer (&program->loop, g_main_loop_unref);
  g_string_free (program->told, TRUE);
  options_clear (&program->options);
}

int
main (int argc, char **argv)
{
  language_begin ();
  signal (SIGPIPE, SIG_IGN);
  face_keep_standard_input ();
  Program program = { .told = g_string_new (NULL) };
  g_autofree char *help = NULL, *wrong = NULL;
  GError *error = NULL;
  if (!options_parse (&program.options, argc, argv, &help, &wrong))
    {
      program_tell (&program, wrong);
      program.exit_status = EXIT_USAGE;
    }
  else if (help != NULL)
    fputs (help, stdout);
  else if (program.options.dump_keys)
    dump_keys (&program);
  else if (!options_answer (&program.options, &error) && take_lesson (&program))
    run (&program);
  if (error != NULL)
    program_tell_error (&program, error);
  bool unwritten = fflush (stdout) != 0 || ferror (stdout) || program.output_failed;
  if (unwritten && errno != EPIPE)
    {
      program_tell (&program, _ ("standard output could not be written"));
      if (program.exit_status == EXIT_DONE)
        program.exit_status = EXIT_NO_INPUT;
    }
  int status = program.exit_status;
  program_clear (&program);
  return status;
}

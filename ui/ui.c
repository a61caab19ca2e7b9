/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sink and the terminal.
 *
 * Hides the terminal library's screen, the signals and the sources on the main
 * loop.  Nothing here waits: keys are read while there are any, and the screen is
 * drawn after keys, or at most ten times a second when the model changed; with
 * nothing new the program sleeps.  Only a terminal that takes no octets (stopped
 * by its user) can hold it up.
 *
 * A terminal that went away shows as a hangup of its file, as SIGHUP, or as a
 * file that is always readable and has nothing: each ends the UI at once.
 * A stop from outside (SIGTSTP) comes by the loop too, for the terminal library does
 * not know all that has to be given back. */
#include "config.h"

#include "ui.h"

#include "line-input.h"
#include "profiles.h"
#include "screen-guard.h"
#include "ui-state.h"

#include "../dissect/translate.h"

#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { REDRAW_MILLISECONDS = 100, ESCAPE_MILLISECONDS = 20, KEYS_A_TURN = 4096, FREED_ONE_BY_ONE = 10000 };

/* --- what views ask ------------------------------------------------------------- */

const Model *
ui_model (const Ui *ui)
{
  return ui->model;
}

const Keymap *
ui_keymap (const Ui *ui)
{
  return &ui->settings.keymap;
}

ListLayout *
ui_layout (Ui *ui, const TableType *type)
{
  return screen_state_list (&ui->state, type);
}

void
ui_open_session (Ui *ui, SmtpSession *session)
{
  frame_open_session (&ui->frame, ui, session);
}

void
ui_open_mail (Ui *ui, SmtpSession *session, unsigned transaction)
{
  frame_open_mail (&ui->frame, ui, session, transaction);
}

void
ui_open_evidence (Ui *ui, SmtpSession *session, unsigned transaction, Origin evidence)
{
  frame_open_evidence (&ui->frame, ui, session, transaction, evidence);
}

void
ui_open_changes (Ui *ui, SmtpSession *before, unsigned before_transaction, SmtpSession *after, unsigned transaction)
{
  frame_open_changes (&ui->frame, ui, before, before_transaction, after, transaction);
}

void
ui_open_why (Ui *ui, SmtpSession *session, unsigned transaction, const Finding *finding)
{
  frame_open_why (&ui->frame, ui, session, transaction, finding);
}

void
ui_switch (Ui *ui, const char *view_id)
{
  frame_switch (&ui->frame, ui, view_id);
}

void
ui_filter_by (Ui *ui, const char *text, bool like)
{
  frame_filter_by (&ui->frame, ui, text, like);
}

void
ui_open_list (Ui *ui, const char *view_id, const char *filter)
{
  frame_open_list (&ui->frame, ui, view_id, filter);
}

void
ui_open_dialog (Ui *ui, const DialogType *type, gpointer state)
{
  frame_open_dialog (&ui->frame, type, state);
}

void
ui_seek (Ui *ui, const char *needle, const char *near)
{
  frame_seek (&ui->frame, needle, near);
}

void
ui_say (Ui *ui, const char *text)
{
  frame_say (&ui->frame, text);
}

/* --- the screen ----------------------------------------------------------------- */

/* The window may have changed while the program was stopped, when no signal tells. */
static void
follow_size (Ui *ui)
{
  struct winsize size;
  if (ui->input < 0 || ioctl (ui->input, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return;
  if (size.ws_row != canvas_rows (ui->canvas) || size.ws_col != canvas_columns (ui->canvas))
    resizeterm (size.ws_row, size.ws_col);
}

/* What takes longer, for some milliseconds; true: there is more to do. */
static bool
work (Ui *ui)
{
  bool more = model_filter_work (ui->model);
  return frame_search_work (&ui->frame) || more;
}

static gboolean
on_work (gpointer pointer)
{
  Ui *ui = pointer;
  ui_changed (ui);
  if (!ui->ended && work (ui))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&ui->work, g_source_unref);
  return G_SOURCE_REMOVE;
}

/* Asks sessions whether the filters take them: some now, and the rest when there are no keys. */
void
ui_do_work (Ui *ui)
{
  if (ui->work != NULL)
    return;
  if (ui->context == NULL)
    while (work (ui))
      ;
  else if (work (ui))
    {
      ui->work = g_idle_source_new ();
      g_source_set_callback (ui->work, on_work, ui, NULL);
      g_source_attach (ui->work, ui->context);
    }
}

void
ui_show (Ui *ui)
{
  if (ui->lines != NULL && !ui->ended)
    line_input_show (ui->lines);
  if (ui->canvas == NULL || ui->ended)
    return;
  int row, column;
  follow_size (ui);
  ui_do_work (ui);
  ui_go_on_saving (ui);
  frame_draw (&ui->frame, ui, ui->canvas, &row, &column);
  canvas_show (ui->canvas, row, column);
}

void
ui_woke (Ui *ui)
{
  g_clear_pointer (&ui->wake, g_source_unref);
  ui->wake_in = -1;
  if (ui->ended)
    return;
  frame_tick (&ui->frame);
  ui_show (ui);
}

static gboolean
on_wake (gpointer pointer)
{
  ui_woke (pointer);
  return G_SOURCE_REMOVE;
}

void
ui_wake (Ui *ui, int milliseconds)
{
  if (ui->wake != NULL)
    {
      g_source_destroy (ui->wake);
      g_clear_pointer (&ui->wake, g_source_unref);
    }
  ui->wake_in = milliseconds;
  if (milliseconds < 0 || ui->context == NULL || ui->ended)
    return;
  ui->wake = g_timeout_source_new ((guint) milliseconds);
  g_source_set_callback (ui->wake, on_wake, ui, NULL);
  g_source_attach (ui->wake, ui->context);
}

bool
ui_will_wake (const Ui *ui)
{
  return ui->wake_in >= 0;
}

static gboolean
on_timer (gpointer pointer)
{
  Ui *ui = pointer;
  g_clear_pointer (&ui->timer, g_source_unref);
  ui_show (ui);
  return G_SOURCE_REMOVE;
}

void
ui_changed (Ui *ui)
{
  if (ui->context == NULL || ui->timer != NULL || ui->ended)
    return;
  ui->timer = g_timeout_source_new (REDRAW_MILLISECONDS);
  g_source_set_callback (ui->timer, on_timer, ui, NULL);
  g_source_attach (ui->timer, ui->context);
}

void
ui_end (Ui *ui)
{
  if (ui->ended)
    return;
  ui->ended = true;
  if (ui->quit != NULL)
    ui->quit (ui->user);
}

void
ui_redraw (Ui *ui)
{
  clearok (curscr, TRUE);
  ui_show (ui);
}

/* Gives the terminal back, stops, and takes it again. */
void
ui_suspend (Ui *ui)
{
  if (ui->input >= 0)
    {
      screen_modes_off (&ui->modes);
      endwin ();
      screen_guard_stop ();
      reset_prog_mode ();
      screen_modes_on (&ui->modes);
    }
  ui_redraw (ui);
}

/* --- the terminal --------------------------------------------------------------- */

/* Readable though there is nothing to read: the end of the file. */
static bool
at_end (int input)
{
  struct pollfd ready = { .fd = input, .events = POLLIN };
  int waiting = 0;
  return poll (&ready, 1, 0) == 1 && ioctl (input, FIONREAD, &waiting) == 0 && waiting == 0;
}

static gboolean
on_keys (gint input, GIOCondition condition, gpointer pointer)
{
  Ui *ui = pointer;
  int count = 0;
  wint_t key;
  if ((condition & (G_IO_HUP | G_IO_ERR | G_IO_NVAL)) != 0)
    {
      ui_end (ui);
      return G_SOURCE_REMOVE;
    }
  int kind = ERR;
  for (; count < KEYS_A_TURN && !ui->ended && (kind = wget_wch (ui->keys, &key)) != ERR; count++)
    ui_take_read (ui, kind == KEY_CODE_YES ? KEY_FUNCTION | (Key) key : (Key) key);
  if (kind == ERR)
    ui_take_pause (ui);
  if (count == 0 && at_end (input))
    ui_end (ui);
  if (ui->ended)
    return G_SOURCE_REMOVE;
  ui_show (ui);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_resize (gpointer pointer)
{
  ui_show (pointer);
  return G_SOURCE_CONTINUE;
}

/* A stop from outside, or the end of one of which nobody told. */
static gboolean
on_guard (gint file, G_GNUC_UNUSED GIOCondition condition, gpointer pointer)
{
  Ui *ui = pointer;
  for (int number; (number = screen_guard_next (file)) != 0;)
    if (number == SIGTSTP)
      ui_suspend (ui);
    else
      {
        reset_prog_mode ();
        screen_modes_on (&ui->modes);
        ui_redraw (ui);
      }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_hangup (gpointer pointer)
{
  ui_end (pointer);
  return G_SOURCE_CONTINUE;
}

static void
attach (Ui *ui, int place, GSource *source, GSourceFunc callback)
{
  g_source_set_callback (source, callback, ui, NULL);
  g_source_attach (source, ui->context);
  ui->sources[place] = source;
}

/* Whatever ends the program at once: the terminal as it was. */
static int
begin_guard (const Ui *ui, const struct termios *before)
{
  static const char *const names[] = { "rmkx", "cnorm", "sgr0", "rmcup" };
  GString *restore = g_string_new (ui->modes.paste_off);
  if (ui->modes.mouse)
    g_string_append (restore, "\033[?1000l\033[?1006l");
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *sequence = tigetstr (names[i]);
      if (sequence != NULL && (gintptr) sequence != -1)
        g_string_append (restore, sequence);
    }
  int file = screen_guard_begin (STDOUT_FILENO, before, restore->str, restore->len);
  g_string_free (restore, TRUE);
  return file;
}

/* Also where the program ends by exit () with the UI still up. */
static void
restore_terminal (void)
{
  if (stdscr != NULL && !isendwin ())
    endwin ();
}

static bool
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, g_quark_from_static_string ("smtplens-ui"), 0, text);
  return false;
}

void
ui_screen_ready (Ui *ui)
{
  set_escdelay (ESCAPE_MILLISECONDS);
  raw ();
  noecho ();
  nonl ();
  screen_modes_init (&ui->modes, ui->input < 0 ? -1 : STDOUT_FILENO, ui->settings.mouse);
  ui->keys = newpad (1, 1);
  keypad (ui->keys, TRUE);
  nodelay (ui->keys, TRUE);
  ui->canvas = canvas_new (&ui->settings.look, ui->model->options.color);
}

static void
screen_close (Ui *ui)
{
  if (ui->screen == NULL)
    return;
  set_term (ui->screen);
  g_clear_pointer (&ui->canvas, canvas_free);
  g_clear_pointer (&ui->keys, delwin);
  screen_modes_off (&ui->modes);
  endwin ();
  screen_guard_end ();
  delscreen (ui->screen);
  ui->screen = NULL;
  if (ui->opened != NULL)
    fclose (ui->opened);
}

void
ui_configure (gpointer sink, const UiSettings *settings)
{
  Ui *ui = sink;
  g_assert (ui->screen == NULL);
  ui->settings = *settings;
  if (settings->lines_wrong == 0)
    return;
  g_autofree char *text = wording_count (settings->lines_wrong,
                                         "%s line of the configuration file was left out; standard error tells why.",
                                         "%s lines of the configuration file were left out; standard error tells why.");
  frame_say (&ui->frame, text);
}

void
ui_begin_tour (gpointer sink, Tour *tour, const char *next, const char *next_title)
{
  Ui *ui = sink;
  frame_begin_tour (&ui->frame, tour_pane_new (tour, next, next_title, &ui->settings.keymap));
}

bool
ui_start (gpointer sink, GMainContext *context, void (*quit) (gpointer user), gpointer user, GError **error)
{
  Ui *ui = sink;
  FILE *input = stdin;
  g_assert (ui->screen == NULL);
  if (!isatty (STDOUT_FILENO))
    return refuse (error, _ ("standard output is no terminal"));
  if (!isatty (STDIN_FILENO))
    input = ui->opened = fopen ("/dev/tty", "re");
  if (input == NULL)
    return refuse (error, _ ("no terminal to read keys from"));
  fflush (stdout);
  struct termios before;
  bool known = tcgetattr (fileno (input), &before) == 0;
  ui->screen = newterm (NULL, stdout, input);
  if (ui->screen == NULL)
    return refuse (error, _ ("the kind of this terminal (TERM) is not known"));
  ui->input = fileno (input);
  atexit (restore_terminal);
  ui_screen_ready (ui);
  if (tigetstr ("cup") == NULL)
    {
      screen_close (ui);
      return refuse (error, _ ("this kind of terminal (TERM) cannot place its cursor"));
    }
  ui->quit = quit;
  ui->user = user;
  ui->context = g_main_context_ref (context != NULL ? context : g_main_context_default ());
  attach (ui, 0, g_unix_fd_source_new (ui->input, G_IO_IN | G_IO_HUP | G_IO_ERR | G_IO_NVAL), G_SOURCE_FUNC (on_keys));
  attach (ui, 1, g_unix_signal_source_new (SIGWINCH), on_resize);
  attach (ui, 2, g_unix_signal_source_new (SIGHUP), on_hangup);
  int guard = known ? begin_guard (ui, &before) : -1;
  if (guard >= 0)
    attach (ui, 3, g_unix_fd_source_new (guard, G_IO_IN), G_SOURCE_FUNC (on_guard));
  ui_show (ui);
  screen_modes_on (&ui->modes);
  return true;
}

void
ui_start_lines (gpointer sink, GMainContext *context, const UiLines *lines, void (*quit) (gpointer user), gpointer user)
{
  Ui *ui = sink;
  g_assert (ui->screen == NULL && ui->lines == NULL);
  ui->quit = quit;
  ui->user = user;
  ui->context = context != NULL ? g_main_context_ref (context) : NULL;
  ui->lines = line_input_new (ui, &ui->frame, ui->context, lines);
}

void
ui_finish (gpointer sink)
{
  Ui *ui = sink;
  if (ui == NULL)
    return;
  for (int i = 0; i < UI_SOURCES; i++)
    if (ui->sources[i] != NULL)
      {
        g_source_destroy (ui->sources[i]);
        g_source_unref (ui->sources[i]);
      }
  GSource *const waiting[] = { ui->timer, ui->work, ui->wake };
  for (size_t i = 0; i < G_N_ELEMENTS (waiting); i++)
    if (waiting[i] != NULL)
      {
        g_source_destroy (waiting[i]);
        g_source_unref (waiting[i]);
      }
  ui_end_saving (ui);
  ui_keep (ui);
  screen_close (ui);
  line_input_free (ui->lines);
  if (ui->paste != NULL)
    g_string_free (ui->paste, TRUE);
  frame_clear (&ui->frame);
  screen_state_clear (&ui->state);
  g_free (ui->kept);
  /* The program is about to end, and the system gives a million sessions back faster. */
  if (ui->model->rows->len <= FREED_ONE_BY_ONE)
    model_free (ui->model);
  g_clear_pointer (&ui->context, g_main_context_unref);
  g_free (ui);
}

void
ui_progress (gpointer sink, const UiProgress *progress)
{
  Ui *ui = sink;
  Model *model = ui->model;
  model->packets = progress->packets;
  model->octets = progress->octets;
  model->octets_all = progress->octets_all;
  model->reading = progress->reading;
  model->live = progress->live;
  model->dropped = MAX (model->dropped, progress->dropped);
  if (progress->memory > 0)
    model->memory = progress->memory;
  model->spool = progress->spool;
  if (!model->pace.begun && progress->packets > 0 && progress->begun != 0)
    pace_note (&model->pace, progress->begun, 1, 0);
  pace_note (&model->pace, progress->now, progress->packets, progress->wire);
  pace_dropped (&model->pace, progress->now, progress->dropped);
  if (progress->live && progress->packets > 0)
    model_reach (model, progress->now);
  model_set_source (model, progress->source);
  ui_changed (ui);
}

void
ui_packet (gpointer sink, int64_t time, uint64_t octets)
{
  pace_packet (&((Ui *) sink)->model->pace, time, octets);
}

/* --- the sink ------------------------------------------------------------------- */

static gpointer
sink_open (const SinkOptions *options)
{
  Ui *ui = g_new0 (Ui, 1);
  /* localtime_r need not look at TZ by itself. */
  tzset ();
  ui->model = model_new (options);
  ui->input = -1;
  ui->wake_in = -1;
  settings_init (&ui->settings);
  screen_state_init (&ui->state);
  ui->model->keys = &ui->settings.keymap;
  frame_init (&ui->frame, ui, &ui->settings.keymap);
  return ui;
}

static void
sink_event (gpointer sink, SmtpSession *session, const SmtpEvent *event)
{
  Ui *ui = sink;
  model_event (ui->model, session, event);
  ui_changed (ui);
}

static void
sink_session (gpointer sink, SmtpSession *session)
{
  Ui *ui = sink;
  model_session (ui->model, session);
  if (ui->lines != NULL && !ui->ended)
    line_input_session (ui->lines, session);
  ui_changed (ui);
}

static bool
sink_close (gpointer sink, const RunSummary *summary)
{
  Ui *ui = sink;
  model_close (ui->model, summary);
  ui->model->reading = false;
  if (ui->lines != NULL)
    line_input_close (ui->lines);
  ui_changed (ui);
  return true;
}

const SinkType ui_sink = {
  .name = "ui",
  .summary = "sessions in this terminal, to move about in",
  .needs_mail_data = true,
  .open = sink_open,
  .event = sink_event,
  .session = sink_session,
  .close = sink_close,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of its two forms the UI has, and where commands for its lines come from. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "main-face.h"
#include "main-save.h"

#include "../ui/ui.h"

void
face_keep_standard_input (void)
{
  if (fcntl (STDIN_FILENO, F_GETFD) == -1 && open ("/dev/null", O_RDONLY) < 0)
    return;
}

static bool
capture_takes_input (const Options *options)
{
  for (guint i = 0; i < options->files->len; i++)
    if (strcmp (g_ptr_array_index (options->files, i), "-") == 0)
      return true;
  return false;
}

/* From standard input, or the terminal where a capture takes that; -1: from nowhere. */
static int
command_input (const Options *options)
{
  /* A lesson that goes into a pipe or a file is told whole. */
  if (options->has_tour && isatty (STDIN_FILENO) && !isatty (STDOUT_FILENO))
    return -1;
  if (!capture_takes_input (options))
    return STDIN_FILENO;
  return isatty (STDOUT_FILENO) ? open ("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY) : -1;
}

bool
face_start (Program *program, GError **error)
{
  gpointer ui = outputs_screen (&program->outputs);
  if (ui == NULL)
    return true;
  program->screen = !program->outputs.lines;
  if (program->screen)
    {
      saver_init (&program->saver, program);
      ui_set_saver (ui, &program->saver);
      program->ui = program->screen = ui_start (ui, NULL, loop_quit, program, error);
      return program->ui;
    }
  const UiLines lines = {
    .input = command_input (&program->options),
    .output = stdout,
    .live = program->options.interface != NULL || capture_takes_input (&program->options),
  };
  ui_start_lines (ui, g_main_context_default (), &lines, loop_quit, program);
  program->ui = true;
  return true;
}

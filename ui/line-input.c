/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands from a terminal are obeyed at once, after a first page that waits a little for a short
 * capture to be read.  Others, from a file or a program, are of the whole capture, and so wait for
 * its end, but in a live one; where none comes all is said, for a log.
 *
 * Limit: LINE_OCTETS of a line.  The terminal stays in the hands of its driver: editing a line is
 * not done here. */
#include "config.h"

#include "line-input.h"

#include "ui-state.h"

#include "../dissect/translate.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

enum { LINE_OCTETS = 4096, FIRST_PAGE_MILLISECONDS = 300 };

struct LineInput {
  Ui *ui;
  LineFace *face;
  GMainContext *context;
  int file;      /* commands come from it; -1: from nowhere, or no more */
  bool terminal; /* it is one */
  bool live;
  bool closed; /* the reading has ended */
  bool opened; /* the first view was said */
  uint64_t obeyed;
  GString *text;   /* that was read and not obeyed yet */
  GSource *source; /* of the file; NULL: it is not waited for */
  GSource *first;  /* the first page is due */
};

static void
drop (GSource **source)
{
  if (*source != NULL)
    {
      g_source_destroy (*source);
      g_clear_pointer (source, g_source_unref);
    }
}

static void
open_face (LineInput *input)
{
  drop (&input->first);
  if (!input->opened)
    line_face_open (input->face);
  input->opened = true;
}

static void
prompt (LineInput *input)
{
  if (input->terminal && input->file >= 0)
    line_face_prompt (input->face);
}

static void
end (LineInput *input)
{
  drop (&input->source);
  drop (&input->first);
  ui_end (input->ui);
}

/* The next whole line; NULL: none yet.  What is behind the last LF counts at the end. */
static char *
take_line (LineInput *input)
{
  char *stop = memchr (input->text->str, '\n', input->text->len);
  size_t length = stop != NULL ? (size_t) (stop - input->text->str) : input->text->len;
  if (stop == NULL && (input->file >= 0 || length == 0))
    return NULL;
  char *line = g_strndup (input->text->str, length);
  g_string_erase (input->text, 0, (gssize) (stop != NULL ? length + 1 : length));
  return line;
}

static bool
may_obey (const LineInput *input)
{
  if (input->ui->frame.tour != NULL && !input->closed)
    return false;
  return input->terminal || ((input->closed || input->live) && !line_face_is_busy (input->face));
}

static void watch (LineInput *input);

bool
line_input_take (LineInput *input, const char *line)
{
  open_face (input);
  input->obeyed++;
  return line_face_obey (input->face, line);
}

/* Whatever has its turn now. */
static void
go_on (LineInput *input)
{
  char *line;
  while (may_obey (input) && !input->ui->ended && (line = take_line (input)) != NULL)
    {
      bool more = line_input_take (input, line);
      g_free (line);
      if (!more || line_face_is_broken (input->face))
        {
          end (input);
          return;
        }
    }
  if (input->file < 0 && input->text->len == 0 && !line_face_is_busy (input->face)
      && (input->terminal || input->closed))
    {
      if (!input->terminal && input->obeyed == 0)
        line_face_say_all (input->face, input->live);
      end (input);
      return;
    }
  if (line_face_is_broken (input->face))
    {
      end (input);
      return;
    }
  prompt (input);
  watch (input);
}

/* A line that does not end is dropped but for its beginning. */
static void
shorten (LineInput *input)
{
  const char *last = memrchr (input->text->str, '\n', input->text->len);
  size_t from = last != NULL ? (size_t) (last + 1 - input->text->str) : 0;
  if (input->text->len - from > LINE_OCTETS)
    g_string_truncate (input->text, from + LINE_OCTETS);
}

static gboolean
on_input (gint file, G_GNUC_UNUSED GIOCondition condition, gpointer pointer)
{
  LineInput *input = pointer;
  char octets[LINE_OCTETS];
  ssize_t got = read (file, octets, sizeof octets);
  if (got < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (got > 0)
    g_string_append_len (input->text, octets, got);
  else
    input->file = -1;
  shorten (input);
  g_clear_pointer (&input->source, g_source_unref);
  go_on (input);
  return G_SOURCE_REMOVE;
}

/* Reads on, where there is room for what comes. */
static void
watch (LineInput *input)
{
  if (input->file < 0 || input->source != NULL || input->context == NULL || input->ui->ended
      || (input->text->len > LINE_OCTETS * 16 && !may_obey (input)))
    return;
  input->source = g_unix_fd_source_new (input->file, G_IO_IN | G_IO_HUP | G_IO_ERR | G_IO_NVAL);
  g_source_set_callback (input->source, G_SOURCE_FUNC (on_input), input, NULL);
  g_source_attach (input->source, input->context);
}

static gboolean
on_first_page (gpointer pointer)
{
  LineInput *input = pointer;
  g_clear_pointer (&input->first, g_source_unref);
  open_face (input);
  prompt (input);
  return G_SOURCE_REMOVE;
}

LineInput *
line_input_new (Ui *ui, Frame *frame, GMainContext *context, const UiLines *lines)
{
  LineInput *input = g_new0 (LineInput, 1);
  input->ui = ui;
  input->context = context;
  input->file = lines->input;
  input->terminal = lines->input >= 0 && isatty (lines->input);
  input->live = lines->live;
  input->text = g_string_new (NULL);
  input->face = line_face_new (ui, frame, lines->output, !input->terminal);
  /* The steps of a lesson are about the whole capture. */
  if (input->terminal && context != NULL && frame->tour == NULL)
    {
      input->first = g_timeout_source_new (FIRST_PAGE_MILLISECONDS);
      g_source_set_callback (input->first, on_first_page, input, NULL);
      g_source_attach (input->first, context);
    }
  watch (input);
  return input;
}

void
line_input_free (LineInput *input)
{
  if (input == NULL)
    return;
  drop (&input->source);
  drop (&input->first);
  line_face_free (input->face);
  g_string_free (input->text, TRUE);
  g_free (input);
}

void
line_input_show (LineInput *input)
{
  if (!input->opened)
    return;
  line_face_show (input->face);
  /* Commands may have waited for the end of a search. */
  if (!input->terminal && may_obey (input))
    go_on (input);
  else
    prompt (input);
}

void
line_input_session (LineInput *input, const SmtpSession *session)
{
  if (!input->live || input->terminal || input->obeyed > 0)
    return;
  line_face_tell_session (input->face, session);
  if (line_face_is_broken (input->face))
    end (input);
}

void
line_input_close (LineInput *input)
{
  input->closed = true;
  if (input->ui->ended)
    return;
  if (input->terminal)
    {
      open_face (input);
      prompt (input);
    }
  go_on (input);
}

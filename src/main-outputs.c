/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sinks of a run, in a fixed order: the face first.  Does not know what any of
 * them writes; an option that makes files is a row in choose_files. */
#include "config.h"

#include "main-outputs.h"

#include <string.h>

#include "terminal.h"

#include "../report/sinks.h"
#include "../ui/ui.h"

#include "../dissect/translate.h"

static void
add (Outputs *outputs, const SinkType *type, const char *path)
{
  g_assert (outputs->count < OUTPUTS_MAX);
  outputs->rows[outputs->count].type = type;
  outputs->rows[outputs->count].path = path;
  outputs->count++;
}

static char *
list_formats (const char *wrong)
{
  GString *line = g_string_new (NULL);
  g_string_printf (line, _ ("there is no format '%s'; the formats are"), wrong);
  for (const SinkType *const *type = sinks; *type != NULL; type++)
    g_string_append_printf (line, "%s %s", type == sinks ? "" : ",", (*type)->name);
  return g_string_free (line, FALSE);
}

/* Packets go to standard output. */
static bool
packets_take_output (const Options *options)
{
  return options->write_file != NULL && strcmp (options->write_file, "-") == 0;
}

static const SinkType *
choose_face (Outputs *outputs, const Options *options)
{
  if (options->format != NULL)
    return sink_by_name (options->format);
  outputs->lines = options->ui != NULL && strcmp (options->ui, "line") == 0;
  outputs->screen = options->ui != NULL || terminal_has_screen ();
  return outputs->screen ? &ui_sink : sink_by_name ("text");
}

bool
outputs_choose (Outputs *outputs, const Options *options, char **error_text)
{
  bool packets = packets_take_output (options);
  if (packets && (options->format != NULL || options->ui != NULL))
    {
      *error_text = g_strdup (_ ("choose one of -w - and a format or --ui: both would go to standard output"));
      return false;
    }
  const SinkType *face = packets ? NULL : choose_face (outputs, options);
  if (face == NULL && !packets)
    {
      *error_text = list_formats (options->format);
      return false;
    }
  if (face != NULL)
    add (outputs, face, NULL);
  const struct {
    const char *path;
    const SinkType *type;
  } files[] = {
    { options->export_directory, &sink_mail_store },
    { options->export_hashes, &sink_hash_export },
    { options->report, &sink_html },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (files); i++)
    if (files[i].path != NULL)
      add (outputs, files[i].type, files[i].path);
  return true;
}

bool
outputs_need_mail_data (const Outputs *outputs)
{
  for (size_t i = 0; i < outputs->count; i++)
    if (outputs->rows[i].type->needs_mail_data)
      return true;
  return false;
}

/* Files first: where one cannot be made, no face has begun to write. */
bool
outputs_open (Outputs *outputs, const SinkOptions *options)
{
  for (size_t i = outputs->count; i-- > 0;)
    {
      SinkOptions own = *options;
      own.path = outputs->rows[i].path;
      outputs->rows[i].sink = outputs->rows[i].type->open (&own);
      if (outputs->rows[i].sink == NULL)
        {
          const RunSummary nothing = { 0 };
          bool written;
          outputs_close (outputs, &nothing, &written);
          return false;
        }
    }
  return true;
}

gpointer
outputs_screen (const Outputs *outputs)
{
  return outputs->screen && outputs->count > 0 ? outputs->rows[0].sink : NULL;
}

void
outputs_event (Outputs *outputs, SmtpSession *session, const SmtpEvent *event)
{
  for (size_t i = 0; i < outputs->count; i++)
    if (outputs->rows[i].type->event != NULL)
      outputs->rows[i].type->event (outputs->rows[i].sink, session, event);
}

void
outputs_session (Outputs *outputs, SmtpSession *session, bool taken)
{
  for (size_t i = 0; i < outputs->count; i++)
    if (taken || (i == 0 && outputs->screen))
      outputs->rows[i].type->session (outputs->rows[i].sink, session);
}

bool
outputs_close (Outputs *outputs, const RunSummary *summary, bool *files_written)
{
  bool written = true;
  for (size_t i = 0; i < outputs->count; i++)
    {
      gpointer sink = outputs->rows[i].sink;
      /* The screen stays until the user leaves it. */
      if (i > 0 || !outputs->screen)
        outputs->rows[i].sink = NULL;
      if (sink == NULL || outputs->rows[i].type->close (sink, summary))
        continue;
      if (outputs->rows[i].path == NULL)
        written = false;
      else
        *files_written = false;
    }
  return written;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as commands of the face of lines, after a mail made of the input: the first line is the
 * name the client gives, then the mail up to a line with a dot, then a command each line.
 *
 * Whatever is said is UTF-8 without control characters but the ends of lines. */
#include "config.h"

#include "tests/support/model-sessions.h"

#include "ui/ui.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

enum { COMMANDS_MOST = 60, OUTPUT_MOST = 16 * 1024 * 1024, SEARCH_MILLISECONDS = 1000 };

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
feed (ModelRun *run, const char *name, const char *mail)
{
  g_autofree char *data = g_strconcat (mail, "\r\n.\r\n", NULL);
  g_autofree char *greeting = g_strconcat ("EHLO ", name, NULL);
  const Said said[] = {
    { .who = 'S', .text = "220 mx.example ESMTP" },
    { .who = 'C', .text = greeting },
    { .who = 'S', .text = "250 mx.example" },
    { .who = 'C', .text = "MAIL FROM:<a@example.org>" },
    { .who = 'S', .text = "250 ok" },
    { .who = 'C', .text = "RCPT TO:<b@example.org>" },
    { .who = 'S', .text = "250 ok" },
    { .who = 'C', .text = "DATA" },
    { .who = 'S', .text = "354 go on" },
    { .who = 'c', .text = data, .octets = (unsigned) strlen (data) },
    { .who = 'S', .text = "250 ok" },
    { 0 },
  };
  const ModelDialogue dialogue = {
    .name = "any", .client = "192.0.2.1", .server = "192.0.2.2", .client_port = 40000, .server_port = 25, .said = said
  };
  model_run_dialogue (run, &dialogue);
  model_run_dialogue (run, model_dialogue ("submission"));
}

static void
look (const char *text, size_t length)
{
  check (g_utf8_validate_len (text, length, NULL));
  for (const char *at = text; at < text + length; at = g_utf8_next_char (at))
    check (*at == '\n' || !g_unichar_iscntrl (g_utf8_get_char (at)));
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  const SinkOptions options = { .show_secrets = length > 0 && (octets[0] & 1) != 0 };
  const RunSummary summary = { 0 };
  g_autofree char *text = g_strndup ((const char *) octets, length);
  g_autofree char *output = g_malloc (OUTPUT_MOST);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint count = g_strv_length (lines), at = 0;
  g_autoptr (GString) mail = g_string_new (NULL);
  setlocale (LC_ALL, "C.UTF-8");
  FILE *file = fmemopen (output, OUTPUT_MOST, "w");
  check (file != NULL);
  gpointer ui = ui_sink.open (&options);
  ModelRun *run = model_run_new (&ui_sink, ui);
  const UiLines face = { .input = -1, .output = file };
  ui_start_lines (ui, NULL, &face, NULL, NULL);
  const char *name = at < count ? lines[at++] : "";
  for (; at < count && strcmp (lines[at], ".") != 0; at++)
    g_string_append_printf (mail, "%s\r\n", lines[at]);
  feed (run, name, mail->str);
  bool more = true;
  for (at++; at < count && more && at < COMMANDS_MOST; at++)
    {
      more = ui_line (ui, lines[at]);
      ui_pass (ui, SEARCH_MILLISECONDS);
    }
  ui_sink.close (ui, &summary);
  fflush (file);
  look (output, (size_t) ftell (file));
  model_run_end (run);
  ui_finish (ui);
  model_run_free (run);
  fclose (file);
  return 0;
}

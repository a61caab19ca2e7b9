/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zone files to facts, and the wait for live DNS at the end of a run.  Limit:
 * FILE_MAX_OCTETS of a file. */
#include "config.h"

#include "main-facts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../dissect/translate.h"
#include "../dissect/zone-file.h"

enum { FILE_MAX_OCTETS = 1024 * 1024 * 1024, READ_OCTETS = 256 * 1024 };

/* All of a file, or of a pipe; NULL with errno. */
static GByteArray *
read_all (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return NULL;
  GByteArray *octets = g_byte_array_new ();
  ssize_t got = 1;
  while (got > 0 && octets->len <= FILE_MAX_OCTETS)
    {
      guint length = octets->len;
      g_byte_array_set_size (octets, length + READ_OCTETS);
      do
        got = read (fd, octets->data + length, READ_OCTETS);
      while (got < 0 && errno == EINTR);
      g_byte_array_set_size (octets, length + (got > 0 ? (guint) got : 0));
    }
  int failure = got < 0 ? errno : got > 0 ? EFBIG : 0;
  close (fd);
  if (failure == 0)
    return octets;
  g_byte_array_unref (octets);
  errno = failure;
  return NULL;
}

static void
tell_report (const char *path, ZoneFileReport *report, void (*tell) (void *user, const char *line), void *user)
{
  g_autofree char *line = NULL;
  if (report->wrong != NULL)
    line = g_strdup_printf (_ ("%s, line %u: %s"), path, report->line, report->wrong);
  else if (report->strange_line != 0)
    line = g_strdup_printf (_ ("%s, line %u: '%s' is no type of record; passed over"), path, report->strange_line,
                            report->strange);
  else if (report->records == 0)
    line = g_strdup_printf (_ ("%s: no DNS records are in this file"), path);
  if (line != NULL)
    tell (user, line);
  g_clear_pointer (&report->wrong, g_free);
}

static FactsRead
read_files (char *const *paths, DnsFacts *facts, void (*tell) (void *user, const char *line), void *user)
{
  for (char *const *path = paths; path != NULL && *path != NULL; path++)
    {
      GByteArray *octets = read_all (*path);
      if (octets == NULL)
        {
          g_autofree char *line = g_strdup_printf ("%s: %s", *path, g_strerror (errno));
          tell (user, line);
          return FACTS_UNREADABLE;
        }
      ZoneFileReport report;
      bool read = zone_file_read (octets_of (octets->data, octets->len), facts, &report);
      tell_report (*path, &report, tell, user);
      g_byte_array_unref (octets);
      if (!read)
        return FACTS_WRONG;
    }
  return FACTS_READ;
}

static bool
reads_standard_input (const Options *options)
{
  for (guint i = 0; i < options->files->len; i++)
    if (strcmp (g_ptr_array_index (options->files, i), "-") == 0)
      return true;
  return false;
}

FactsRead
facts_open (Pipeline *pipeline, const Options *options, void (*tell) (void *user, const char *line),
            void (*answered) (void *user), void *user)
{
  g_autofree char *wrong = NULL;
  FactsRead read = read_files (options->dns, pipeline_dns_facts (pipeline), tell, user);
  if (read != FACTS_READ)
    return read;
  if (options->interface == NULL)
    pipeline_wait_for_answers (pipeline, !reads_standard_input (options));
  if (!options->resolve)
    return FACTS_READ;
  if (!pipeline_resolve (pipeline, options->resolver, answered, user, &wrong))
    {
      tell (user, wrong);
      return FACTS_WRONG;
    }
  tell (user, _ ("--resolve: DNS servers are asked about the senders of these mails, and so learn what is looked at"));
  return FACTS_READ;
}

static gboolean
wake (gpointer user)
{
  (void) user;
  return G_SOURCE_CONTINUE;
}

void
facts_await (Pipeline *pipeline, GMainLoop *loop, unsigned seconds)
{
  enum { WAKE_MILLISECONDS = 100 };
  gint64 end = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;
  guint timer = g_timeout_add (WAKE_MILLISECONDS, wake, NULL);
  while (pipeline_awaits_answers (pipeline) && g_main_loop_is_running (loop) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  pipeline_give_up (pipeline);
}

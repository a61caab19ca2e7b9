/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --export-hashes: logins whose password can be guessed, a line each, once.  The file is
 * made anew, for its owner alone, and never over another one.
 *
 * Limits: the first LINES_REMEMBERED lines are compared; later ones may stand twice.
 *
 * Does not: write logins that show the password itself. */
#include "config.h"

#include <inttypes.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "hash-form.h"
#include "sinks.h"

#include "../dissect/translate.h"
#include "../dissect/siphash.h"

enum { LINES_REMEMBERED = 1 << 20 };

typedef struct HashExport {
  SinkOptions options;
  FILE *output;
  GHashTable *written; /* set of SipHash, of the lines */
  uint8_t seed[SIPHASH_KEY_OCTETS];
  uint64_t count[HASH_LINES];
} HashExport;

static void
tell (const HashExport *export, const char *what)
{
  g_autofree char *line = g_strdup_printf ("%s: %s", export->options.path, what);
  export->options.tell (export->options.user, line);
}

static guint
hash_of (gconstpointer key)
{
  guint number;
  memcpy (&number, key, sizeof number);
  return number;
}

static gboolean
hashes_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (SipHash)) == 0;
}

static gpointer
hash_export_open (const SinkOptions *options)
{
  HashExport *export = g_new0 (HashExport, 1);
  export->options = *options;
  int fd = g_open (options->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  export->output = fd >= 0 ? fdopen (fd, "w") : NULL;
  if (export->output == NULL)
    {
      g_autofree char *why = errno == EEXIST
                                 ? g_strdup_printf (_ ("%s (hashes are never written over a file)"), g_strerror (errno))
                                 : g_strdup (g_strerror (errno));
      tell (export, why);
      if (fd >= 0)
        close (fd);
      g_free (export);
      return NULL;
    }
  for (size_t i = 0; i < sizeof export->seed; i++)
    export->seed[i] = (uint8_t) g_random_int ();
  export->written = g_hash_table_new_full (hash_of, hashes_equal, g_free, NULL);
  return export;
}

/* Whether the line is the first of its kind. */
static bool
is_new (HashExport *export, const GString *line)
{
  SipHash *hash = g_new (SipHash, 1);
  *hash = siphash (export->seed, octets_of (line->str, line->len));
  if (g_hash_table_contains (export->written, hash) || g_hash_table_size (export->written) >= LINES_REMEMBERED)
    {
      bool known = g_hash_table_contains (export->written, hash);
      g_free (hash);
      return !known;
    }
  g_hash_table_add (export->written, hash);
  return true;
}

static void
hash_export_session (gpointer user, SmtpSession *session)
{
  HashExport *export = user;
  for (guint i = 0; i < session->auths->len; i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);
      HashLine kind = hash_form_line (g_ptr_array_index (session->auths, i), line);
      if (kind == HASH_LINE_MADE && !is_new (export, line))
        continue;
      export->count[kind]++;
      if (kind == HASH_LINE_MADE)
        fprintf (export->output, "%s\n", line->str);
    }
  if (export->options.live)
    fflush (export->output);
}

static void
tell_left_out (const HashExport *export)
{
  static const char *const reasons[HASH_LINES] = {
    [HASH_LINE_INCOMPLETE] = N_ ("%" PRIu64 " incomplete in the capture"),
    [HASH_LINE_UNFIT] = N_ ("%" PRIu64 " with a name that the form cannot hold"),
    [HASH_LINE_NO_FORM] = N_ ("%" PRIu64 " of a mechanism (SCRAM, LM) for which hashcat and John have no form"),
  };
  g_autoptr (GString) text = g_string_new (NULL);
  for (HashLine kind = 0; kind < HASH_LINES; kind++)
    if (reasons[kind] != NULL && export->count[kind] > 0)
      {
        g_autofree char *reason = g_strdup_printf (_ (reasons[kind]), export->count[kind]);
        g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", reason);
      }
  if (text->len > 0)
    {
      g_autofree char *line = g_strdup_printf (_ ("logins left out: %s"), text->str);
      tell (export, line);
    }
  else if (export->count[HASH_LINE_MADE] == 0)
    tell (export, _ ("no login was found whose password could be guessed; the file is empty"));
}

static bool
hash_export_close (gpointer user, const RunSummary *summary)
{
  (void) summary;
  HashExport *export = user;
  tell_left_out (export);
  bool written = fflush (export->output) == 0 && !ferror (export->output);
  written &= fsync (fileno (export->output)) == 0 || errno == EINVAL;
  written &= fclose (export->output) == 0;
  if (!written)
    tell (export, _ ("could not be written"));
  g_hash_table_unref (export->written);
  g_free (export);
  return written;
}

const SinkType sink_hash_export = {
  .name = "export-hashes",
  .summary = "challenge and response of logins, for hashcat and John",
  .open = hash_export_open,
  .session = hash_export_session,
  .close = hash_export_close,
};

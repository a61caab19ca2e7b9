/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options may stand anywhere.  With -r the words behind the files are a filter, with
 * -i all of them; without both they are files. */
#include "config.h"

#include "options.h"

#include "options-help.h"
#include "terminal.h"

#include "../dissect/translate.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct RawOptions {
  char **read_files;
  char *filter_text, *filter_file;
  char *count, *until, *session, *form, *overlap, *checksums;
  gboolean text, json, monitor, no_promiscuous;
  gboolean attachments, resolve;
  gboolean show_secrets, redact, list_interfaces, list_checks, help_limits, help_where, version;
  gboolean no_mouse, no_state, dump_keys, has_tour;
  char *tour;
  char **rest;
} RawOptions;

static bool fail (char **error_text, const char *format, ...) G_GNUC_PRINTF (2, 3);

static bool
fail (char **error_text, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  *error_text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return false;
}

static bool
parse_number (const char *text, uint64_t most, uint64_t *number)
{
  char *end = NULL;
  if (!g_ascii_isdigit (text[0]))
    return false;
  *number = g_ascii_strtoull (text, &end, 10);
  return *end == '\0' && *number > 0 && *number <= most;
}

/* Filter words, joined by spaces. */
static char *
join (char **words)
{
  return words != NULL && words[0] != NULL ? g_strjoinv (" ", words) : NULL;
}

static bool
take_filter (Options *options, RawOptions *raw, char **words, char **error_text)
{
  g_autofree char *trailing = join (words);
  int given = (raw->filter_text != NULL) + (raw->filter_file != NULL) + (trailing != NULL);
  if (given > 1)
    return fail (error_text, _ ("give the filter once: by -f, by -F, or as the last words"));
  if (raw->filter_file != NULL)
    {
      g_autoptr (GError) error = NULL;
      if (!g_file_get_contents (raw->filter_file, &options->filter, NULL, &error))
        return fail (error_text, "%s", error->message);
      g_strdelimit (options->filter, "\r\n", ' ');
      return true;
    }
  options->filter = raw->filter_text != NULL ? g_strdup (raw->filter_text) : g_steal_pointer (&trailing);
  return true;
}

/* Which of the words are files, and where the filter begins. */
static char **
take_files (Options *options, const RawOptions *raw)
{
  char **words = raw->rest;
  for (char **file = raw->read_files; file != NULL && *file != NULL; file++)
    g_ptr_array_add (options->files, g_strdup (*file));
  if (options->interface != NULL || words == NULL)
    return words;
  for (; *words != NULL; words++)
    {
      bool is_file = raw->read_files == NULL || strcmp (*words, "-") == 0 || access (*words, F_OK) == 0;
      if (!is_file)
        break;
      g_ptr_array_add (options->files, g_strdup (*words));
    }
  return words;
}

static bool
take_ends (Options *options, const RawOptions *raw, char **error_text)
{
  uint64_t seconds;
  if (raw->count != NULL && !parse_number (raw->count, UINT64_MAX, &options->packet_count))
    return fail (error_text, _ ("-c needs a number of packets, not '%s'"), raw->count);
  if (raw->until == NULL)
    return true;
  if (!g_str_has_prefix (raw->until, "duration:")
      || !parse_number (raw->until + strlen ("duration:"), G_MAXINT32, &seconds))
    return fail (error_text, _ ("-a needs duration:SECONDS, not '%s'"), raw->until);
  options->duration = (int64_t) seconds * G_GINT64_CONSTANT (1000000000);
  return true;
}

static bool
take_session (Options *options, const RawOptions *raw, char **error_text)
{
  return raw->session == NULL || parse_number (raw->session, UINT64_MAX, &options->session)
         || fail (error_text, _ ("--session needs the number of a session, not '%s'"), raw->session);
}

static bool
take_export (Options *options, const RawOptions *raw, char **error_text)
{
  static const char *const forms[STORE_FORMS] = {
    [STORE_EML] = "eml",
    [STORE_MBOX] = "mbox",
    [STORE_MAILDIR] = "maildir",
  };
  options->export_attachments = raw->attachments;
  if (options->export_directory == NULL && (raw->form != NULL || raw->attachments))
    return fail (error_text, _ ("%s goes with --export DIR"), raw->form != NULL ? "--as" : "--attachments");
  if (options->export_directory != NULL && options->export_directory[0] == '\0')
    return fail (error_text, _ ("--export needs the name of a directory"));
  if (options->report != NULL && (options->report[0] == '\0' || strcmp (options->report, "-") == 0))
    return fail (error_text, _ ("--report needs the name of a file"));
  if (options->export_hashes != NULL && options->export_hashes[0] == '\0')
    return fail (error_text, _ ("--export-hashes needs the name of a file"));
  for (StoreForm form = 0; raw->form != NULL && form < STORE_FORMS; form++)
    if (strcmp (raw->form, forms[form]) == 0)
      {
        options->export_form = form;
        return true;
      }
  return raw->form == NULL || fail (error_text, _ ("--as is one of eml, mbox and maildir, not '%s'"), raw->form);
}

/* How to read packets that disagree. */
static bool
take_policy (Options *options, const RawOptions *raw, char **error_text)
{
  if (raw->overlap != NULL && !overlap_policy_find (raw->overlap, &options->policy.overlap))
    return fail (
        error_text,
        _ ("--overlap is one of linux, first, last, bsd, bsd-right, windows, macos, solaris and old-linux, not '%s'"),
        raw->overlap);
  if (raw->checksums != NULL && !checksum_policy_find (raw->checksums, &options->policy.checksums))
    return fail (error_text, _ ("--checksums is one of ignore, warn and drop, not '%s'"), raw->checksums);
  return true;
}

/* Whether -w would write over an input. */
static bool
writes_over_input (const Options *options)
{
  struct stat written, read;
  if (options->write_file == NULL || stat (options->write_file, &written) != 0 || !S_ISREG (written.st_mode))
    return false;
  for (guint i = 0; i < options->files->len; i++)
    if (stat (g_ptr_array_index (options->files, i), &read) == 0 && read.st_dev == written.st_dev
        && read.st_ino == written.st_ino)
      return true;
  return false;
}

/* Secrets are not left in memory that is given back. */
static void
free_secrets (char **secrets)
{
  for (char **secret = secrets; secret != NULL && *secret != NULL; secret++)
    explicit_bzero (*secret, strlen (*secret));
  g_strfreev (secrets);
}

/* A lesson brings its capture along, and is shown on screens. */
static bool
take_tour (Options *options, RawOptions *raw, char **error_text)
{
  options->has_tour = raw->has_tour;
  options->tour = g_steal_pointer (&raw->tour);
  if (!options->has_tour)
    return true;
  if (options->interface != NULL || options->files->len > 0)
    return fail (error_text, _ ("--tour names the capture of its lesson: give no other"));
  return options->format == NULL || fail (error_text, _ ("--tour shows screens: give no format"));
}

static gboolean
on_tour (G_GNUC_UNUSED const char *name, const char *value, gpointer pointer, G_GNUC_UNUSED GError **error)
{
  RawOptions *raw = pointer;
  raw->has_tour = TRUE;
  g_free (raw->tour);
  raw->tour = g_strdup (value);
  return TRUE;
}

static bool
take_all (Options *options, RawOptions *raw, char **error_text)
{
  options->monitor = raw->monitor;
  options->no_promiscuous = raw->no_promiscuous;
  options->show_secrets = raw->show_secrets;
  options->redact = raw->redact;
  options->resolve = raw->resolve || options->resolver != NULL;
  options->no_mouse = raw->no_mouse;
  options->no_state = raw->no_state;
  options->dump_keys = raw->dump_keys;
  options->list_interfaces = raw->list_interfaces;
  options->list_checks = raw->list_checks;
  options->help_limits = raw->help_limits;
  options->help_where = raw->help_where;
  options->version = raw->version;
  if (raw->text && raw->json)
    return fail (error_text, _ ("choose one of --text and --json"));
  if ((raw->text || raw->json || options->format != NULL) && options->ui != NULL)
    return fail (error_text, _ ("choose one of --ui and a format"));
  if (options->ui != NULL && strcmp (options->ui, "screen") != 0 && strcmp (options->ui, "line") != 0)
    return fail (error_text, _ ("--ui is one of screen and line, not '%s'"), options->ui);
  if ((raw->text || raw->json) && options->format != NULL)
    return fail (error_text, _ ("choose one of --format, --text and --json"));
  if (raw->text || raw->json)
    options->format = g_strdup (raw->text ? "text" : "json");
  if (options->snapshot_length < 0)
    return fail (error_text, _ ("-s needs a number of octets, not %d"), options->snapshot_length);
  if (options->buffer_kib < 0)
    return fail (error_text, _ ("-B needs a number of KiB, not %d"), options->buffer_kib);
  char **words = take_files (options, raw);
  if (options->interface != NULL && options->files->len > 0)
    return fail (error_text, _ ("read files, or capture by -i: not both"));
  if (options->monitor && options->interface == NULL)
    return fail (error_text, _ ("-I needs an interface: -i IFACE"));
  if (writes_over_input (options))
    return fail (error_text, _ ("-w names a file that is read: it would be lost"));
  if (!take_filter (options, raw, words, error_text) || !take_ends (options, raw, error_text)
      || !take_session (options, raw, error_text) || !take_export (options, raw, error_text)
      || !take_policy (options, raw, error_text) || !take_tour (options, raw, error_text))
    return false;
  bool asks = options->list_interfaces || options->list_checks || options->help_limits || options->help_where
              || options->dump_keys || options->version || options->has_tour;
  if (!asks && options->interface == NULL && options->files->len == 0)
    return fail (error_text, _ ("what shall be read? Name a capture file, or an interface by -i (--help tells more)"));
  return true;
}

bool
options_parse (Options *options, int argc, char **argv, char **help, char **error_text)
{
  RawOptions raw = { 0 };
  *options = (Options){ .files = g_ptr_array_new_with_free_func (g_free) };
  gboolean wants_help = FALSE;
  const GOptionEntry entries[] = {
    { "read", 'r', 0, G_OPTION_ARG_FILENAME_ARRAY, &raw.read_files, N_ ("read a capture file; filter words may follow"),
      "FILE" },
    { "interface", 'i', 0, G_OPTION_ARG_STRING, &options->interface, N_ ("capture live; the other words are a filter"),
      "IFACE" },
    { "monitor-mode", 'I', 0, G_OPTION_ARG_NONE, &raw.monitor, N_ ("monitor mode, for Wi-Fi"), NULL },
    { "no-promiscuous-mode", 'p', 0, G_OPTION_ARG_NONE, &raw.no_promiscuous, N_ ("no promiscuous mode"), NULL },
    { "buffer-size", 'B', 0, G_OPTION_ARG_INT, &options->buffer_kib, N_ ("capture buffer of the kernel, in KiB"),
      "KIB" },
    { "snapshot-length", 's', 0, G_OPTION_ARG_INT, &options->snapshot_length, N_ ("octets to take of each packet"),
      "N" },
    { "filter", 'f', 0, G_OPTION_ARG_STRING, &raw.filter_text, N_ ("capture filter, as tcpdump's"), "EXPR" },
    { "filter-file", 'F', 0, G_OPTION_ARG_FILENAME, &raw.filter_file, N_ ("the same, from a file"), "FILE" },
    { "write", 'w', 0, G_OPTION_ARG_FILENAME, &options->write_file, N_ ("also save the packets of SMTP sessions"),
      "FILE" },
    { "count", 'c', 0, G_OPTION_ARG_STRING, &raw.count, N_ ("stop after N packets"), "N" },
    { "autostop", 'a', 0, G_OPTION_ARG_STRING, &raw.until, N_ ("stop after so many seconds"), "duration:N" },
    { "list-interfaces", 'D', 0, G_OPTION_ARG_NONE, &raw.list_interfaces, N_ ("list the interfaces"), NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format, N_ ("what to write to standard output: text, json, html"),
      "FORMAT" },
    { "text", 0, 0, G_OPTION_ARG_NONE, &raw.text, N_ ("the same as --format text"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &raw.json, N_ ("the same as --format json: one JSON object a line"), NULL },
    { "session", 0, 0, G_OPTION_ARG_STRING, &raw.session,
      N_ ("only the session of this number; -w saves its packets alone"), "ID" },
    { "where", 0, 0, G_OPTION_ARG_STRING, &options->where,
      N_ ("only sessions that this filter takes, such as 'from ~ bank && exposed'"), "EXPR" },
    { "export", 0, 0, G_OPTION_ARG_FILENAME, &options->export_directory,
      N_ ("also store every mail in DIR, and index.jsonl beside them"), "DIR" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &raw.form, N_ ("how --export stores mails: eml (the standard), mbox, maildir"),
      "FORM" },
    { "attachments", 0, 0, G_OPTION_ARG_NONE, &raw.attachments, N_ ("with --export: also store attachments, decoded"),
      NULL },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &options->report,
      N_ ("also write FILE, one self-contained HTML page for a browser or to print"), "FILE" },
    { "export-hashes", 0, 0, G_OPTION_ARG_FILENAME, &options->export_hashes,
      N_ ("also write challenge-response logins to FILE, for hashcat and John"), "FILE" },
    { "tls-keys", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->tls_keys,
      N_ ("open TLS with the secrets of a key log (SSLKEYLOGFILE)"), "FILE" },
    { "wifi-key", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->wifi_keys,
      N_ ("open a wireless network's frames (also SSID:64-HEX-DIGITS, WEP:HEX-DIGITS)"), "SSID:PASSPHRASE" },
    { "dns", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->dns, N_ ("also know the DNS records of a zone file"),
      "FILE" },
    { "resolve", 0, 0, G_OPTION_ARG_NONE, &raw.resolve,
      N_ ("ask live DNS for records that are missing; it then learns what is looked at"), NULL },
    { "resolver", 0, 0, G_OPTION_ARG_STRING, &options->resolver, N_ ("the same, of this DNS server"),
      "ADDRESS[:PORT]" },
    { "show-secrets", 0, 0, G_OPTION_ARG_NONE, &raw.show_secrets,
      N_ ("print passwords and tokens, which are masked otherwise"), NULL },
    { "redact", 0, 0, G_OPTION_ARG_NONE, &raw.redact, N_ ("hide message text and local parts, for a projector"), NULL },
    { "fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on, N_ ("exit 1 if a finding is of this severity or worse"),
      "SEVERITY" },
    { "overlap", 0, 0, G_OPTION_ARG_STRING, &raw.overlap,
      N_ ("whose way of joining overlapping packets counts: linux (the standard), first, last, bsd, bsd-right, "
          "windows, "
          "macos, "
          "solaris, old-linux"),
      "SYSTEM" },
    { "checksums", 0, 0, G_OPTION_ARG_STRING, &raw.checksums,
      N_ ("what to make of wrong ones: ignore, warn (the standard), drop"), "HOW" },
    { "limit", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->limits, N_ ("set a limit; --help-limits lists them"),
      "NAME=VALUE" },
    { "ui", 0, 0, G_OPTION_ARG_STRING, &options->ui,
      N_ ("screen (the standard on a terminal), or line: the same views as lines of text, for screen readers and logs"),
      "FACE" },
    { "tour", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, on_tour,
      N_ ("a lesson: steps through a sample, by number or name, or a capture with a lesson beside it; list lists them"),
      "SAMPLE" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &options->theme,
      N_ ("colours of the screens: default, light, dark, monochrome, color-blind"), "NAME" },
    { "profile", 0, 0, G_OPTION_ARG_STRING, &options->profile,
      N_ ("begin the screens with a profile, such as 'no TLS'; P shows all"), "NAME" },
    { "no-state", 0, 0, G_OPTION_ARG_NONE, &raw.no_state, N_ ("the screens remember nothing, and keep nothing"), NULL },
    { "no-mouse", 0, 0, G_OPTION_ARG_NONE, &raw.no_mouse, N_ ("leave the mouse to the terminal"), NULL },
    { "dump-keys", 0, 0, G_OPTION_ARG_NONE, &raw.dump_keys, N_ ("print the keys, as a configuration file has them"),
      NULL },
    { "list-checks", 0, 0, G_OPTION_ARG_NONE, &raw.list_checks, N_ ("list the findings that can be made"), NULL },
    { "help-limits", 0, 0, G_OPTION_ARG_NONE, &raw.help_limits, N_ ("list the limits"), NULL },
    { "help-where", 0, 0, G_OPTION_ARG_NONE, &raw.help_where, N_ ("list the fields of --where"), NULL },
    { "version", 'V', 0, G_OPTION_ARG_NONE, &raw.version, N_ ("print the version"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, N_ ("print this"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw.rest, NULL, NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_help_enabled (context, FALSE);
  GOptionGroup *group = g_option_group_new (NULL, NULL, NULL, &raw, NULL);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_autoptr (GError) error = NULL;
  bool good = g_option_context_parse (context, &argc, &argv, &error);
  if (!good)
    fail (error_text, _ ("%s (--help lists the options)"), error->message);
  else if (wants_help)
    *help = options_help (entries, terminal_is_output () ? terminal_columns () : 0);
  else
    good = take_all (options, &raw, error_text);
  g_strfreev (raw.read_files);
  g_strfreev (raw.rest);
  g_free (raw.filter_text);
  g_free (raw.filter_file);
  g_free (raw.count);
  g_free (raw.until);
  g_free (raw.session);
  g_free (raw.form);
  g_free (raw.overlap);
  g_free (raw.checksums);
  g_free (raw.tour);
  return good;
}

void
options_clear (Options *options)
{
  g_ptr_array_unref (options->files);
  g_free (options->interface);
  g_free (options->tour);
  g_free (options->filter);
  g_free (options->write_file);
  g_free (options->format);
  g_free (options->export_directory);
  g_free (options->export_hashes);
  g_free (options->report);
  g_free (options->where);
  g_free (options->fail_on);
  g_free (options->theme);
  g_free (options->ui);
  g_free (options->profile);
  g_strfreev (options->limits);
  g_strfreev (options->tls_keys);
  g_strfreev (options->dns);
  g_free (options->resolver);
  free_secrets (options->wifi_keys);
}

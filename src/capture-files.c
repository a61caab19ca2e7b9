/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures from files, directories and standard input, in the order of their
 * first packets.
 *
 * Each file is opened to see its first packet and closed again, so that ten
 * thousand rotated files need one descriptor; what cannot be opened twice (a
 * pipe, standard input) stays open, its first packet kept.  Standard input alone
 * is not asked for its first packet, only for its file header: a packet may be
 * long in coming, and then the read says so instead of waiting.
 *
 * Limits: those of savefile.h.  Names are held for every file.  Directories are
 * not read deeper, and no file is read while it still grows. */
#include "config.h"

#include "capture-filter.h"

#include "../dissect/translate.h"
#include "capture-input.h"
#include "savefile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct FileInput {
  CaptureInput input; /* first */
  bool standard_input;
  bool regular;
  uint64_t size; /* regular files */
  int64_t first; /* time of the first packet */
  bool has_first;
  int first_link_type;
  Savefile *savefile; /* while it is open */
  FileNotes *notes;   /* once it was read; NULL: none */
  Packet kept;        /* its first packet, read already, while `is_kept` */
  bool is_kept;
} FileInput;

typedef struct FilesCapture {
  Capture capture; /* first */
  GPtrArray *inputs;
  guint current;
  uint64_t octets_left_behind; /* of inputs before the current one */
  CaptureFilter *filter;       /* may be NULL */
  bool filter_fitted;          /* some packet was of a link type that the filter fits */
} FilesCapture;

/* What opening tells of, one line at a time. */
typedef struct Listener {
  void (*warn) (void *user, const char *line);
  void *user;
} Listener;

static void tell (const Listener *listener, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (const Listener *listener, const char *format, ...)
{
  if (listener->warn == NULL)
    return;
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  listener->warn (listener->user, line);
}

static void
input_free (gpointer pointer)
{
  FileInput *input = pointer;
  savefile_free (input->savefile);
  file_notes_free (input->notes);
  g_free (input->input.name);
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES; tongue++)
    g_free (input->input.damage[tongue]);
  g_free (input);
}

/* Opens and reads the file header; false with *why (g_free). */
static bool
input_open (FileInput *input, char **why)
{
  int fd = input->standard_input ? fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                 : open (input->input.name, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (fd < 0 || fstat (fd, &status) != 0)
    {
      *why = g_strdup (g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return false;
    }
  input->regular = S_ISREG (status.st_mode);
  input->size = input->regular && status.st_size > 0 ? (uint64_t) status.st_size : 0;
  input->savefile = savefile_new (byte_source_new_fd (fd), why);
  return input->savefile != NULL;
}

static void
input_close (FileInput *input)
{
  savefile_free (input->savefile);
  input->savefile = NULL;
  input->is_kept = false;
}

static void
look_at_first (FileInput *input)
{
  input->is_kept = savefile_next (input->savefile, &input->kept) == SAVEFILE_PACKET;
  if (!input->is_kept)
    return; /* no packet, or damage before it: told when its turn comes */
  input->has_first = true;
  input->first = input->kept.time;
  input->first_link_type = input->kept.link_type;
}

/* NULL with *why if it is no capture. */
static FileInput *
input_new (const char *name, bool alone, char **why)
{
  FileInput *input = g_new0 (FileInput, 1);
  input->input.name = g_strdup (name);
  input->standard_input = strcmp (name, "-") == 0;
  if (!input_open (input, why))
    {
      input_free (input);
      return NULL;
    }
  if (input->regular || !alone)
    look_at_first (input);
  if (input->regular && !input->standard_input && !alone)
    input_close (input);
  return input;
}

/* Directories */

static gint
compare_names (gconstpointer left, gconstpointer right)
{
  return strcmp (*(const char *const *) left, *(const char *const *) right);
}

/* The regular files of a directory, sorted by name; NULL with *why. */
static GPtrArray *
list_folder (const char *path, char **why)
{
  DIR *folder = opendir (path);
  if (folder == NULL)
    {
      *why = g_strdup (g_strerror (errno));
      return NULL;
    }
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const struct dirent *entry;
  while ((entry = readdir (folder)) != NULL)
    {
      char *name = g_build_filename (path, entry->d_name, NULL);
      struct stat status;
      if (stat (name, &status) == 0 && S_ISREG (status.st_mode))
        g_ptr_array_add (names, name);
      else
        g_free (name);
    }
  closedir (folder);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
add_folder (FilesCapture *files, const char *path, const Listener *listener)
{
  g_autofree char *why = NULL;
  g_autoptr (GPtrArray) names = list_folder (path, &why);
  if (names == NULL)
    {
      files->capture.counters.unread++;
      tell (listener, "%s: %s", path, why);
      return;
    }
  guint passed_over = 0;
  for (guint row = 0; row < names->len; row++)
    {
      g_autofree char *reason = NULL;
      FileInput *input = input_new (names->pdata[row], false, &reason);
      if (input != NULL)
        g_ptr_array_add (files->inputs, input);
      else
        passed_over++;
    }
  if (passed_over == names->len)
    {
      files->capture.counters.unread++;
      tell (listener, _ ("%s: no capture file is in this directory"), path);
    }
  else if (passed_over > 0)
    tell (listener,
          ngettext ("%s: %u file that is no capture was passed over",
                    "%s: %u files that are no captures were passed over", passed_over),
          path, passed_over);
}

static void
add_path (FilesCapture *files, const char *path, bool alone, const Listener *listener)
{
  if (strcmp (path, "-") != 0 && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      add_folder (files, path, listener);
      return;
    }
  g_autofree char *why = NULL;
  FileInput *input = input_new (path, alone, &why);
  if (input != NULL)
    g_ptr_array_add (files->inputs, input);
  else
    {
      files->capture.counters.unread++;
      tell (listener, "%s: %s", strcmp (path, "-") == 0 ? _ ("standard input") : path, why);
    }
}

static gint
compare_first (gconstpointer left, gconstpointer right)
{
  const FileInput *a = *(const FileInput *const *) left;
  const FileInput *b = *(const FileInput *const *) right;
  if (a->has_first != b->has_first)
    return a->has_first ? -1 : 1;
  return a->has_first ? (a->first > b->first) - (a->first < b->first) : 0;
}

/* An expression that fits the first packet of no input is a mistake; one that
 * fits some is meant for those. */
static bool
check_filter (FilesCapture *files, GError **error)
{
  const char *why = NULL;
  for (guint row = 0; row < files->inputs->len && !files->filter_fitted; row++)
    {
      const FileInput *input = files->inputs->pdata[row];
      if (input->has_first)
        files->filter_fitted = capture_filter_fits (files->filter, input->first_link_type, &why);
    }
  if (files->filter_fitted || why == NULL)
    return true;
  g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_FILTER, _ ("the filter does not fit these captures: %s"), why);
  return false;
}

/* Reading */

static const char *
shown_name (const FileInput *input, Tongue tongue)
{
  return input->standard_input ? translate (tongue, "standard input") : input->input.name;
}

/* In English, and as the user is told. */
static void
note_damage (FileInput *input, const char *english, const char *told, GError **error)
{
  char **damage = input->input.damage;
  damage[TONGUE_ENGLISH] = g_strdup_printf ("%s: %s", shown_name (input, TONGUE_ENGLISH), english);
  damage[TONGUE_USER] = g_strdup_printf ("%s: %s", shown_name (input, TONGUE_USER), told);
  g_set_error_literal (error, CAPTURE_ERROR, CAPTURE_ERROR_DAMAGED, damage[TONGUE_USER]);
}

/* The input whose turn it is, open; NULL past the last or with an error. */
static FileInput *
open_current (FilesCapture *files, GError **error)
{
  if (files->current >= files->inputs->len)
    return NULL;
  FileInput *input = files->inputs->pdata[files->current];
  if (input->savefile != NULL)
    return input;
  g_autofree char *why = NULL;
  if (input_open (input, &why))
    return input;
  files->current++;
  note_damage (input, "could be read at first, and no longer can", why, error);
  return NULL;
}

static void
leave_current (FilesCapture *files, FileInput *input)
{
  files->octets_left_behind += byte_source_taken (savefile_source (input->savefile));
  input->notes = savefile_take_notes (input->savefile);
  input_close (input);
  files->current++;
}

static SavefileStatus
next_packet (FileInput *input, Packet *packet)
{
  if (!input->is_kept)
    return savefile_next (input->savefile, packet);
  *packet = input->kept;
  input->is_kept = false;
  return SAVEFILE_PACKET;
}

static void
hand_on_secrets (const Capture *capture, FileInput *input)
{
  GByteArray *secrets = savefile_take_secrets (input->savefile);
  if (secrets != NULL && capture->secrets != NULL)
    capture->secrets (capture->secrets_user, secrets->data, secrets->len);
  savefile_secrets_free (secrets);
}

static void
hand_on_names (const Capture *capture, FileInput *input)
{
  GArray *names = savefile_take_names (input->savefile);
  if (names == NULL)
    return;
  for (guint i = 0; i < names->len && capture->names != NULL; i++)
    {
      const SavefileName *name = &g_array_index (names, SavefileName, i);
      capture->names (capture->names_user, name->ip, name->ip_version, name->name);
    }
  g_array_unref (names);
}

/* A filter that was checked against no packet when the capture was opened. */
static bool
fit_filter (FilesCapture *files, const Packet *packet, GError **error)
{
  const char *why;
  files->filter_fitted = capture_filter_fits (files->filter, packet->link_type, &why);
  if (!files->filter_fitted)
    g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_FILTER, _ ("the filter does not fit this capture: %s"), why);
  return files->filter_fitted;
}

static CaptureStatus
read_current (FilesCapture *files, FileInput *input, unsigned *most, PacketHandler handler, void *user, GError **error)
{
  CaptureCounters *counters = &files->capture.counters;
  Packet packet = { .file = files->current };
  for (; *most > 0; (*most)--)
    {
      SavefileStatus status = next_packet (input, &packet);
      hand_on_secrets (&files->capture, input);
      hand_on_names (&files->capture, input);
      if (status == SAVEFILE_WAIT)
        return CAPTURE_AGAIN;
      if (status == SAVEFILE_DAMAGED)
        note_damage (input, savefile_damage (input->savefile, TONGUE_ENGLISH),
                     savefile_damage (input->savefile, TONGUE_USER), error);
      if (status != SAVEFILE_PACKET)
        {
          leave_current (files, input);
          return CAPTURE_MORE;
        }
      packet.file = files->current;
      input->input.packets++;
      if (files->filter != NULL)
        {
          if (!files->filter_fitted && !fit_filter (files, &packet, error))
            {
              files->current = files->inputs->len;
              return CAPTURE_END;
            }
          if (!capture_filter_passes (files->filter, &packet))
            {
              counters->filtered++;
              continue;
            }
        }
      counters->packets++;
      counters->octets += packet.captured;
      handler (user, &packet);
    }
  return CAPTURE_MORE;
}

static CaptureStatus
files_read (Capture *capture, unsigned most, PacketHandler handler, void *user, GError **error)
{
  FilesCapture *files = (FilesCapture *) capture;
  g_autoptr (GError) trouble = NULL;
  CaptureStatus status = CAPTURE_MORE;
  while (most > 0 && trouble == NULL && status == CAPTURE_MORE)
    {
      FileInput *input = open_current (files, &trouble);
      if (input == NULL)
        break;
      status = read_current (files, input, &most, handler, user, &trouble);
    }
  if (trouble != NULL)
    g_propagate_error (error, g_steal_pointer (&trouble));
  return files->current < files->inputs->len ? status : CAPTURE_END;
}

static int
files_fd (const Capture *capture)
{
  const FilesCapture *files = (const FilesCapture *) capture;
  if (files->current >= files->inputs->len)
    return -1;
  const FileInput *input = files->inputs->pdata[files->current];
  return input->regular || input->savefile == NULL ? -1 : byte_source_fd (savefile_source (input->savefile));
}

static void
files_refresh (Capture *capture)
{
  FilesCapture *files = (FilesCapture *) capture;
  capture->counters.file_octets = files->octets_left_behind;
  if (files->current >= files->inputs->len)
    return;
  const FileInput *input = files->inputs->pdata[files->current];
  if (input->savefile != NULL)
    capture->counters.file_octets += byte_source_taken (savefile_source (input->savefile));
}

static const CaptureInput *
files_input (const Capture *capture, guint index)
{
  const FilesCapture *files = (const FilesCapture *) capture;
  g_assert (index < files->inputs->len);
  return files->inputs->pdata[index];
}

static const FileNotes *
files_notes (const Capture *capture, guint index)
{
  const FileInput *input = (const FileInput *) (const void *) files_input (capture, index);
  return input->savefile != NULL ? savefile_notes (input->savefile) : input->notes;
}

static guint
files_input_count (const Capture *capture)
{
  return ((const FilesCapture *) capture)->inputs->len;
}

static void
files_free (Capture *capture)
{
  FilesCapture *files = (FilesCapture *) capture;
  g_ptr_array_unref (files->inputs);
  capture_filter_free (files->filter);
  g_free (files);
}

static const CaptureKind files_kind
    = { files_read, files_fd, files_refresh, files_input, files_input_count, files_free, files_notes };

/* Sum of the sizes, 0 if one is not known. */
static uint64_t
sum_of_sizes (const FilesCapture *files)
{
  uint64_t sum = 0;
  for (guint row = 0; row < files->inputs->len; row++)
    {
      const FileInput *input = files->inputs->pdata[row];
      if (!input->regular)
        return 0;
      sum += input->size;
    }
  return sum;
}

/* What stays open and may have to be waited for must not stop the program. */
static void
never_wait (const FilesCapture *files)
{
  for (guint row = 0; row < files->inputs->len; row++)
    {
      FileInput *input = files->inputs->pdata[row];
      if (input->savefile != NULL)
        byte_source_never_wait (savefile_source (input->savefile));
    }
}

static bool
open_all (FilesCapture *files, char *const *paths, const Listener *listener, GError **error)
{
  bool alone = paths[0] != NULL && paths[1] == NULL;
  for (char *const *path = paths; *path != NULL; path++)
    add_path (files, *path, alone, listener);
  if (files->inputs->len == 0)
    {
      g_set_error_literal (error, CAPTURE_ERROR, CAPTURE_ERROR_NO_INPUT, _ ("no input could be read"));
      return false;
    }
  g_ptr_array_sort (files->inputs, compare_first); /* stable */
  files->capture.counters.file_octets_all = sum_of_sizes (files);
  never_wait (files);
  return files->filter == NULL || check_filter (files, error);
}

Capture *
capture_open_files (char *const *paths, const char *filter, void (*warn) (void *user, const char *line), void *user,
                    GError **error)
{
  CaptureFilter *compiled = NULL;
  if (filter != NULL)
    {
      compiled = capture_filter_new (filter, error);
      if (compiled == NULL)
        return NULL;
    }
  FilesCapture *files = g_new0 (FilesCapture, 1);
  files->capture.kind = &files_kind;
  files->inputs = g_ptr_array_new_with_free_func (input_free);
  files->filter = compiled;
  const Listener listener = { warn, user };
  if (open_all (files, paths, &listener, error))
    return &files->capture;
  capture_free (&files->capture);
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second capture and pipeline with the options of the first.  Sessions are known again by
 * their hosts, ports and first packet's time, not by their number, which is another one where a
 * file of -w is read in place of packets that cannot be read twice.
 *
 * A session that continues another one is read again only behind that, so a connection is
 * saved whole; the answers that a session was judged by are known, and saved where they stand. */
#include "config.h"

#include "main-save-packets.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyed-hash.h"

#include "../dissect/sender.h"
#include "../dissect/translate.h"

enum { BATCH = 512 };

/* Nanoseconds that packets behind the end of the last session may still be of it. */
#define STRAGGLERS (INT64_C (60) * 1000000000)

typedef struct SessionKey {
  uint8_t ip[2][16];
  uint16_t port[2];
  uint32_t ip_version;
  int64_t time;
} SessionKey;

typedef struct Wanted {
  SessionKey key;
  guint hash;
  bool begun, ended;
} Wanted;

struct SavedPackets {
  Program *program;
  HashKey hash_key;
  GHashTable *wanted;      /* a set of Wanted */
  GHashTable *connections; /* the same of whole connections */
  GArray *answers;         /* of int64_t: times of the DNS answers that they were judged by */
  uint64_t begun, ended, packets;
  uint64_t packets_most; /* to be read, for the first pass read no more; 0: all */
  int64_t now, over;     /* over: past this time nothing more is of them; once all have ended */
  Capture *capture;      /* NULL until the first batch */
  Pipeline *pipeline;
  KeyLogs key_logs;
  CaptureWriter *writer;
  int fd; /* the writer's */
  char *name;
  uint64_t read;
  GError *error; /* the first */
};

/* --- whether ------------------------------------------------------------------- */

static bool
is_regular (const char *path)
{
  struct stat found;
  return strcmp (path, "-") != 0 && stat (path, &found) == 0 && (S_ISREG (found.st_mode) || S_ISDIR (found.st_mode));
}

bool
saved_packets_inputs_stay (const Options *options)
{
  if (options->interface != NULL)
    return false;
  for (guint i = 0; i < options->files->len; i++)
    if (!is_regular (g_ptr_array_index (options->files, i)))
      return false;
  return true;
}

const char *
saved_packets_refusal (const Program *program)
{
  const Options *options = &program->options;
  bool kept = options->write_file != NULL && is_regular (options->write_file);
  for (char **path = options->tls_keys; path != NULL && *path != NULL; path++)
    if (!is_regular (*path))
      return _ ("A file of --tls-keys cannot be read a second time.");
  if (saved_packets_inputs_stay (options) || kept)
    return NULL;
  return options->interface != NULL ? _ ("Packets of a device are kept only with -w FILE at the start.")
                                    : _ ("This input cannot be read twice: -w FILE at the start keeps it.");
}

/* --- which sessions ------------------------------------------------------------ */

static SessionKey
key_of (const SmtpSession *session, const Origin *first)
{
  SessionKey key;
  memset (&key, 0, sizeof key);
  for (unsigned side = 0; side < 2; side++)
    {
      memcpy (key.ip[side], session->flow.side[side].ip, session->flow.ip_version == 6 ? 16 : 4);
      key.port[side] = session->flow.side[side].port;
    }
  key.ip_version = session->flow.ip_version;
  key.time = first->time;
  return key;
}

static guint
wanted_hash (gconstpointer wanted)
{
  return ((const Wanted *) wanted)->hash;
}

static gboolean
wanted_equal (gconstpointer left, gconstpointer right)
{
  return memcmp (&((const Wanted *) left)->key, &((const Wanted *) right)->key, sizeof (SessionKey)) == 0;
}

/* `first`: the first packet of the session, or of its connection. */
static Wanted
wanted_of (const SavedPackets *saved, const SmtpSession *session, const Origin *first)
{
  Wanted wanted = { .key = key_of (session, first) };
  wanted.hash = (guint) keyed_hash (&saved->hash_key, &wanted.key, sizeof wanted.key);
  return wanted;
}

static void
note_answer (void *user, const DnsAnswer *answer)
{
  SavedPackets *saved = user;
  if (answer->source != DNS_FROM_CAPTURE)
    return;
  g_array_append_val (saved->answers, answer->origin.time);
  if (answer->differs)
    g_array_append_val (saved->answers, answer->differing.time);
}

void
saved_packets_want (SavedPackets *saved, const SmtpSession *session)
{
  const Wanted wanted = wanted_of (saved, session, &session->traffic.first);
  const Wanted connection = wanted_of (saved, session, &session->opened);
  g_hash_table_add (saved->wanted, g_memdup2 (&wanted, sizeof wanted));
  g_hash_table_add (saved->connections, g_memdup2 (&connection, sizeof connection));
  sender_each_answer (session, note_answer, saved);
}

static bool
is_wanted (void *user, const SmtpSession *session)
{
  SavedPackets *saved = user;
  const Wanted key = wanted_of (saved, session, &session->traffic.first);
  const Wanted connection = wanted_of (saved, session, &session->opened);
  Wanted *wanted = g_hash_table_lookup (saved->wanted, &key);
  if (wanted != NULL && !wanted->begun)
    {
      wanted->begun = true;
      saved->begun++;
    }
  return g_hash_table_contains (saved->connections, &connection);
}

static void
take_session (void *user, SmtpSession *session)
{
  SavedPackets *saved = user;
  const Wanted key = wanted_of (saved, session, &session->traffic.first);
  Wanted *wanted = g_hash_table_lookup (saved->wanted, &key);
  if (wanted == NULL || wanted->ended)
    return;
  wanted->ended = true;
  if (++saved->ended == g_hash_table_size (saved->wanted))
    saved->over = saved->now < INT64_MAX - STRAGGLERS ? saved->now + STRAGGLERS : INT64_MAX;
}

/* --- reading and writing ------------------------------------------------------- */

static const char *
interface_name (void *user, uint32_t file, uint32_t interface)
{
  const SavedPackets *saved = user;
  const Options *options = &saved->program->options;
  const char *name = file_notes_interface_name (capture_file_notes (saved->capture, file), interface);
  return name != NULL ? name : options->interface;
}

static void
save_packet (void *user, const Packet *packet)
{
  SavedPackets *saved = user;
  if (saved->error == NULL && capture_writer_add (saved->writer, packet, &saved->error))
    saved->packets++;
}

static void
take_packet (void *user, const Packet *packet)
{
  SavedPackets *saved = user;
  if (saved->packets_most > 0 && saved->read >= saved->packets_most)
    return;
  saved->read++;
  saved->now = MAX (saved->now, packet->time);
  pipeline_push (saved->pipeline, packet);
}

/* What was wrong with inputs and keys was told the first time. */
static void
pass_over (void *user, const char *line)
{
  (void) user;
  (void) line;
}

static bool
begin (SavedPackets *saved)
{
  Program *program = saved->program;
  const Options *options = &program->options;
  bool again = saved_packets_inputs_stay (options);
  PipelineLimits limits;
  program_limits (program, &limits);
  GPtrArray *paths = g_ptr_array_new ();
  for (guint i = 0; again && i < options->files->len; i++)
    g_ptr_array_add (paths, g_ptr_array_index (options->files, i));
  if (!again)
    g_ptr_array_add (paths, options->write_file);
  g_ptr_array_add (paths, NULL);
  saved->packets_most = again ? program->packets : 0;
  saved->capture = capture_open_files ((char *const *) paths->pdata, again ? options->filter : NULL, pass_over, NULL,
                                       &saved->error);
  g_ptr_array_unref (paths);
  if (saved->capture == NULL)
    return false;
  const PipelineHandler handler = { .session = take_session, .packet = save_packet, .interface_name = interface_name };
  saved->pipeline = pipeline_new (&limits, &handler, saved, NULL, false);
  pipeline_set_policy (saved->pipeline, &options->policy);
  pipeline_save_when (saved->pipeline, is_wanted, saved);
  for (guint i = 0; i < saved->answers->len; i++)
    pipeline_save_answer (saved->pipeline, g_array_index (saved->answers, int64_t, i));
  capture_on_secrets (saved->capture, key_logs_take, &saved->key_logs);
  capture_writer_name_interfaces (saved->writer, interface_name, saved);
  return wifi_keys_take (options->wifi_keys, saved->pipeline, pass_over, NULL)
         && key_logs_open (&saved->key_logs, options->tls_keys, pipeline_tls_keys (saved->pipeline), false, pass_over,
                           NULL, &saved->error);
}

bool
saved_packets_work (SavedPackets *saved, unsigned *percent)
{
  if (saved->capture == NULL && !begin (saved))
    return false;
  GError *damage = NULL;
  CaptureStatus status = capture_read (saved->capture, BATCH, take_packet, saved, &damage);
  g_clear_error (&damage); /* told the first time */
  const CaptureCounters *counters = capture_counters (saved->capture);
  if (counters->file_octets_all > 0)
    *percent = (unsigned) (counters->file_octets * 100 / counters->file_octets_all);
  bool enough = (saved->packets_most > 0 && saved->read >= saved->packets_most) || saved->now > saved->over;
  if (saved->error == NULL && status == CAPTURE_MORE && !enough)
    return true;
  if (saved->error == NULL)
    pipeline_finish (saved->pipeline);
  return false;
}

/* --- begin and end ------------------------------------------------------------- */

SavedPackets *
saved_packets_new_into (Program *program, CaptureWriter *writer, const char *path)
{
  SavedPackets *saved = g_new0 (SavedPackets, 1);
  saved->program = program;
  hash_key_init (&saved->hash_key);
  saved->wanted = g_hash_table_new_full (wanted_hash, wanted_equal, g_free, NULL);
  saved->connections = g_hash_table_new_full (wanted_hash, wanted_equal, g_free, NULL);
  saved->answers = g_array_new (FALSE, FALSE, sizeof (int64_t));
  saved->writer = writer;
  saved->name = g_strdup (path);
  saved->fd = -1;
  saved->now = INT64_MIN;
  saved->over = INT64_MAX;
  return saved;
}

SavedPackets *
saved_packets_new (Program *program, int fd, const char *path)
{
  SavedPackets *saved = saved_packets_new_into (program, capture_writer_new_of (fd, path), path);
  saved->fd = fd;
  return saved;
}

/* The name of the file is told by whoever tells the trouble. */
static const char *
reason_of (const GError *error, const char *name)
{
  const size_t length = strlen (name);
  bool names = strncmp (error->message, name, length) == 0 && g_str_has_prefix (error->message + length, ": ");
  return names ? error->message + length + 2 : error->message;
}

void
saved_packets_free (SavedPackets *saved)
{
  if (saved == NULL)
    return;
  pipeline_free (saved->pipeline);
  key_logs_clear (&saved->key_logs);
  capture_writer_free (saved->writer);
  capture_free (saved->capture);
  g_hash_table_unref (saved->wanted);
  g_hash_table_unref (saved->connections);
  g_array_unref (saved->answers);
  g_clear_error (&saved->error);
  g_free (saved->name);
  g_free (saved);
}

void
saved_packets_end (SavedPackets *saved, uint64_t *sessions, uint64_t *packets, uint64_t *missed, char **trouble)
{
  if (saved->error == NULL && capture_writer_flush (saved->writer, &saved->error) && saved->fd >= 0)
    fsync (saved->fd);
  uint64_t left_out = capture_writer_left_out (saved->writer);
  *sessions = saved->begun;
  *packets = saved->packets - left_out;
  *missed = g_hash_table_size (saved->wanted) - saved->begun;
  if (saved->error != NULL)
    *trouble = g_strdup (reason_of (saved->error, saved->name));
  else if (left_out > 0)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, left_out);
      *trouble = g_strdup_printf (_ ("packets of another link type, which .pcapng can hold: %s"), number);
    }
  saved_packets_free (saved);
}

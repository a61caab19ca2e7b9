/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions and mails into new files.  Nothing that is there is opened for writing: files are
 * made with O_EXCL, directories by mkdir.  A row of kinds[] says which sink writes a form; packets
 * are those of main-save-packets.
 *
 * What failed half way stays as it is, for the user to look at: what is in it is told. */
#include "config.h"

#include "main-save.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main-save-packets.h"
#include "main-summary.h"
#include "new-path.h"

#include "../dissect/translate.h"
#include "../report/sinks.h"

enum { TEXT_COLUMNS = 80 };

typedef struct SaveKind {
  const SinkType *type; /* NULL: packets */
  StoreForm store_form;
  /* Of forms of mails. */
  bool (*take) (gpointer sink, const SmtpSession *session, const SmtpTransaction *transaction);
} SaveKind;

static const SaveKind kinds[SAVE_FORMS] = {
  [SAVE_EML] = { &sink_mail_store, STORE_EML, mail_store_take },
  [SAVE_MBOX] = { &sink_mail_file, STORE_MBOX, mail_file_take },
  [SAVE_PCAP] = { NULL, STORE_EML, NULL },
  [SAVE_JSON] = { &sink_json, STORE_EML, NULL },
  [SAVE_TEXT] = { &sink_text, STORE_EML, NULL },
  [SAVE_HTML] = { &sink_html, STORE_EML, NULL },
};

static const SaveKind one_mail = { &sink_mail_file, STORE_EML, mail_file_take };

typedef struct SaveJob {
  Program *program;
  const SaveKind *kind;
  char *path;
  gpointer sink; /* NULL: packets */
  FILE *output;  /* NULL: a directory, or packets */
  SavedPackets *packets;
  RunSummary summary; /* of what was saved */
  uint64_t unkept;    /* mails of which not all octets were kept */
  char *trouble;
} SaveJob;

/* --- names --------------------------------------------------------------------- */

static const char *
refuses (gpointer user, SaveForm form)
{
  return form == SAVE_PCAP ? saved_packets_refusal (user) : NULL;
}

static char *
free_path (gpointer user, const char *path)
{
  (void) user;
  return new_path_free (path);
}

static char *
complete (gpointer user, const char *path)
{
  (void) user;
  return new_path_complete (path);
}

static bool
is_directory (gpointer user, const char *path)
{
  g_autofree char *expanded = new_path_expand (path);
  (void) user;
  return g_file_test (expanded, G_FILE_TEST_IS_DIR);
}

static void
tell (gpointer user, const char *line)
{
  program_tell (user, line);
}

/* --- begin --------------------------------------------------------------------- */

/* The first counts. */
static void
note_trouble (gpointer user, const char *line)
{
  SaveJob *job = user;
  if (job->trouble == NULL)
    job->trouble = g_strdup (line);
}

static void
job_free (SaveJob *job)
{
  g_free (job->path);
  g_free (job->trouble);
  g_free (job);
}

static const char *
file_name (gpointer user, uint32_t file)
{
  const SaveJob *job = user;
  return capture_file_name (job->program->capture, file);
}

static bool
open_sink (SaveJob *job, const SaveOrder *order)
{
  const SinkOptions options = {
    .output = job->output,
    .path = job->output == NULL ? job->path : NULL,
    .show_secrets = order->show_secrets,
    .redact = job->program->options.redact,
    .columns = TEXT_COLUMNS,
    .file_name = file_name,
    .store_form = job->kind->store_form,
    .tell = note_trouble,
    .user = job,
  };
  job->sink = job->kind->type->open (&options);
  return job->sink != NULL;
}

static bool
make_file (SaveJob *job, const SaveOrder *order)
{
  int fd = open (job->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return false;
  if (job->kind->type == NULL)
    job->packets = saved_packets_new (job->program, fd, job->path);
  else if ((job->output = fdopen (fd, "w")) == NULL)
    {
      int number = errno;
      close (fd);
      errno = number;
      return false;
    }
  return job->packets != NULL || open_sink (job, order);
}

static bool
make_directory (SaveJob *job, const SaveOrder *order)
{
  return mkdir (job->path, 0700) == 0 && open_sink (job, order);
}

static gpointer
begin (gpointer user, const SaveOrder *order, bool *taken, char **trouble)
{
  SaveJob *job = g_new0 (SaveJob, 1);
  bool directory = order->form == SAVE_EML && !order->one_mail;
  job->program = user;
  job->kind = order->form == SAVE_EML && order->one_mail ? &one_mail : &kinds[order->form];
  job->path = new_path_expand (order->path);
  errno = 0;
  if (directory ? make_directory (job, order) : make_file (job, order))
    return job;
  int number = errno;
  *taken = job->trouble == NULL && number == EEXIST;
  if (!*taken)
    *trouble = job->trouble != NULL ? g_steal_pointer (&job->trouble)
                                    : g_strdup_printf ("%s: %s", g_strerror (number), order->path);
  if (job->output != NULL)
    fclose (job->output);
  job_free (job);
  return NULL;
}

/* --- sessions and mails -------------------------------------------------------- */

static bool
output_works (SaveJob *job)
{
  if (job->output == NULL || (fflush (job->output) == 0 && !ferror (job->output)))
    return true;
  note_trouble (job, g_strerror (errno != 0 ? errno : EIO));
  return false;
}

static bool
add_mails (SaveJob *job, const SmtpSession *session, unsigned number)
{
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const MailMessage *message = transaction->message;
      bool whole = message != NULL && (transaction->message_done || session->dialogue == NULL);
      if (!whole || (number != 0 && number != transaction->number))
        continue;
      if (mail_data_kept (message->data) < message->size)
        {
          job->unkept++;
          continue;
        }
      errno = 0;
      bool taken = job->kind->take (job->sink, session, transaction);
      if (!output_works (job))
        return false;
      if (!taken)
        {
          note_trouble (job, _ ("the octets of a mail cannot be read or written"));
          return false;
        }
      job->summary.messages++;
    }
  return true;
}

static void
count_mails (RunSummary *summary, const SmtpSession *session)
{
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      summary->messages += transaction->message != NULL;
      if (transaction->sender != NULL)
        summary->senders[transaction->sender->verdict]++;
    }
}

static void
count (RunSummary *summary, const SmtpSession *session)
{
  summary->sessions++;
  summary->connections += session->continues == 0;
  summary->packets += session->traffic.packets;
  summary->octets += session->traffic.octets[0] + session->traffic.octets[1];
  summary->gap_octets += session->traffic.missing[0] + session->traffic.missing[1];
  count_mails (summary, session);
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    summary->findings[((const Finding *) g_ptr_array_index (session->findings, i))->severity]++;
  for (guint i = 0; i < session->events->len; i++)
    summary->gaps += smtp_session_event (session, i)->type == EVENT_GAP;
}

static bool
add (gpointer user, SmtpSession *session, unsigned transaction)
{
  SaveJob *job = user;
  if (job->packets != NULL)
    {
      saved_packets_want (job->packets, session);
      return true;
    }
  if (job->kind->take != NULL)
    return add_mails (job, session, transaction);
  errno = 0;
  job->kind->type->session (job->sink, session);
  if (!output_works (job))
    return false;
  count (&job->summary, session);
  return true;
}

static bool
work (gpointer user, unsigned *percent)
{
  SaveJob *job = user;
  return job->packets != NULL && saved_packets_work (job->packets, percent);
}

/* --- the end ------------------------------------------------------------------- */

static void
close_sink (SaveJob *job)
{
  bool failed = job->trouble != NULL;
  summary_gather_files (&job->summary, job->program->capture);
  errno = 0;
  bool written = job->kind->type->close (job->sink, &job->summary);
  summary_clear (&job->summary);
  if (job->output != NULL)
    {
      written = fflush (job->output) == 0 && fsync (fileno (job->output)) == 0 && written;
      written = fclose (job->output) == 0 && written;
    }
  if (!written && !failed)
    note_trouble (job, g_strerror (errno != 0 ? errno : EIO));
}

static void
end (gpointer user, SaveResult *result)
{
  SaveJob *job = user;
  if (job->packets != NULL)
    saved_packets_end (job->packets, &result->sessions, &result->packets, &result->missed, &job->trouble);
  else
    {
      job->summary.selection = true;
      close_sink (job);
      result->mails = job->summary.messages;
      result->sessions = job->summary.sessions;
    }
  if (job->unkept > 0)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, job->unkept);
      g_autofree char *line = g_strdup_printf (_ ("mails larger than what is kept of them, see --limit: %s"), number);
      note_trouble (job, line);
    }
  result->trouble = g_steal_pointer (&job->trouble);
  job_free (job);
}

void
saver_init (Saver *saver, Program *program)
{
  *saver = (Saver){
    .user = program,
    .refuses = refuses,
    .free_path = free_path,
    .complete = complete,
    .is_directory = is_directory,
    .begin = begin,
    .add = add,
    .work = work,
    .end = end,
    .tell = tell,
  };
}

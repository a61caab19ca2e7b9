/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door through which the UI saves: it opens no file itself, and knows no format.  The
 * program hands in these functions (ui_set_saver); all are called on the thread of the loop. */
#ifndef SMTPLENS_SAVER_H
#define SMTPLENS_SAVER_H

#include "../dissect/smtp-session.h"

#include <glib.h>

/* What is made of sessions and mails. */
typedef enum SaveForm {
  SAVE_EML,  /* a file a mail, in a new directory; or one file, of one mail */
  SAVE_MBOX, /* one file of mails */
  SAVE_PCAP, /* the packets of sessions */
  SAVE_JSON,
  SAVE_TEXT,
  SAVE_HTML,
  SAVE_FORMS
} SaveForm;

typedef struct SaveOrder {
  SaveForm form;
  bool one_mail;     /* SAVE_EML: a file, no directory */
  bool show_secrets; /* as the screens do */
  const char *path;  /* borrowed; "~/" is the user's home */
} SaveOrder;

/* What is in the file, or files, at the end. */
typedef struct SaveResult {
  uint64_t mails, sessions, packets;
  uint64_t missed; /* sessions whose packets were not found again */
  char *trouble;   /* one line; NULL: none; g_free */
} SaveResult;

typedef struct Saver {
  gpointer user;
  /* Why sessions cannot be saved so, a sentence for the user; NULL: they can. */
  const char *(*refuses) (gpointer user, SaveForm form);
  /* The path itself, or the first like it that is not taken: NAME-2 … .  g_free. */
  char *(*free_path) (gpointer user, const char *path);
  /* The path, longer as far as there is no choice among the names that are there.  g_free. */
  char *(*complete) (gpointer user, const char *path);
  /* Whether that is a directory, into which files may go. */
  bool (*is_directory) (gpointer user, const char *path);
  /* Makes the file or directory, which must not be there yet.  NULL where that failed, with
   * `*taken` where something of that name is there, else with a line in `*trouble` (g_free). */
  gpointer (*begin) (gpointer user, const SaveOrder *order, bool *taken, char **trouble);
  /* A session, or of the forms of mails its mails that are whole; `transaction`: of them the
   * one of this number, 0: all.  False: it failed, and no more should come. */
  bool (*add) (gpointer job, SmtpSession *session, unsigned transaction);
  /* After all were added, some of the work that is left, and how much of it is done; false: no
   * more is left. */
  bool (*work) (gpointer job, unsigned *percent);
  /* Closes what was written, whole or not, and frees the job. */
  void (*end) (gpointer job, SaveResult *result);
  /* A line for standard error once the screen is gone. */
  void (*tell) (gpointer user, const char *line);
} Saver;

#endif

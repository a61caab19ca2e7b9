/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The octets of one mail, byte-exact (RFC 5321 §4.5.2), as a list of pieces:
 * in memory up to a limit, then in a spool that the program lends. */
#ifndef SMTPLENS_MAIL_DATA_H
#define SMTPLENS_MAIL_DATA_H

#include "arena.h"
#include "octets.h"

#include <glib.h>

/* Where mail data goes when it outgrows memory; src/ implements it with an
 * unlinked temporary file, a test with an array.  Offsets are the spool's own. */
typedef struct MailSpool MailSpool;
struct MailSpool {
  /* Writes all octets; false where the disk is full or so (told once). */
  bool (*write) (MailSpool *spool, Octets octets, uint64_t *offset);
  /* Reads exactly length octets, else false. */
  bool (*read) (MailSpool *spool, uint64_t offset, uint8_t *to, size_t length);
  /* The range is needed no more. */
  void (*release) (MailSpool *spool, uint64_t offset, uint64_t length);
};

/* Guesses what a file is; src/ implements it with a library, a test with a table. */
typedef struct TypeGuesser TypeGuesser;
struct TypeGuesser {
  /* The media type of a file that begins with `head`, "image/png"; NULL where it
   * cannot tell.  g_free.  May be called by the reading thread too. */
  char *(*guess) (TypeGuesser *guesser, Octets head);
};

/* What all mails of a run share.  Plain fields, owned by the wiring. */
typedef struct MailStorage {
  MailSpool *spool;             /* NULL: keep no more than mail_memory of each */
  bool keep;                    /* some sink wants the octets after the session's end; else only
                                   the first mail_memory octets of each mail are kept */
  uint64_t mail_memory;         /* octets of one mail in memory */
  uint64_t total_memory;        /* of all mails in memory */
  struct ReadingThread *reader; /* reads large mails; NULL: they are read where they come */
  TypeGuesser *guesser;         /* NULL: the types of attachments are not guessed */
  uint64_t total_spool;         /* of all mails in the spool; 0: as many as it takes */
  uint64_t memory_used;
  uint64_t spool_used;
  uint64_t spilled;   /* counters */
  uint64_t spool_hit; /* mails not kept whole, since the spool held its total */
  uint64_t dropped;   /* octets not kept: no spool, or it failed */
} MailStorage;

typedef struct MailData MailData;

/* `storage` must outlive it. */
MailData *mail_data_new (MailStorage *storage);
MailData *mail_data_ref (MailData *mail);
void mail_data_unref (MailData *mail);

/* No more follows: what is in memory goes to the arena, and the mail itself, which is returned, if nobody
 * else has a reference.  True in `plain` where nothing is left elsewhere. */
MailData *mail_data_settle (MailData *mail, Arena *arena, bool *plain);

/* Its first octets where they stand in the arena for as long as that is there; none: they do not. */
Octets mail_data_front (const MailData *mail);

/* Copies the octets. */
void mail_data_append (MailData *mail, Octets octets);

/* Octets appended, and of them kept from the start on. */
uint64_t mail_data_size (const MailData *mail);
uint64_t mail_data_kept (const MailData *mail);

/* Calls `each` with consecutive pieces from offset on until it returns false,
 * the length is used up or the kept octets end.  False if a piece could not be read. */
bool mail_data_each (const MailData *mail, uint64_t offset, uint64_t length, bool (*each) (gpointer user, Octets piece),
                     gpointer user);

/* Copies up to length octets; returns how many. */
size_t mail_data_copy (const MailData *mail, uint64_t offset, uint8_t *to, size_t length);

#endif

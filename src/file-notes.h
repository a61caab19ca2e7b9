/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a capture file says of itself beside its packets: who wrote it, on which
 * interfaces, with which filter, what was lost meanwhile, and what somebody remarked.
 * All of it is the file's word and may be made up; strings are its octets up to the
 * first NUL, not yet escaped. */
#ifndef SMTPLENS_FILE_NOTES_H
#define SMTPLENS_FILE_NOTES_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  FILE_NOTE_OCTETS = 4096,        /* of one string; the rest is left out */
  FILE_NOTES_OCTETS = 256 * 1024, /* of all strings of a file; further ones are left out */
  FILE_INTERFACES_MAX = 1024,     /* of all sections of a file; further ones stay unnamed */
};

/* What may be said once of a section or an interface: the first word counts. */
typedef enum FileNote {
  NOTE_HARDWARE,
  NOTE_SYSTEM,
  NOTE_APPLICATION,
  NOTE_NAME,
  NOTE_DESCRIPTION,
  NOTE_FILTER,
  NOTE_NAME_SERVER, /* that resolved the names in the file */
  FILE_NOTES_COUNT,
} FileNote;

/* A file, or one of its interfaces. */
typedef struct NotedThing {
  char *note[FILE_NOTES_COUNT]; /* NULL: not said */
  GPtrArray *comments;          /* of char *; NULL: none */
} NotedThing;

typedef struct FileInterface {
  NotedThing said;
  int link_type;
  uint64_t packets; /* of it in the file */
  /* Of statistics blocks; the last one of an interface counts for all before it. */
  bool has_received, has_interface_dropped, has_system_dropped;
  uint64_t received, interface_dropped, system_dropped;
  uint64_t packet_dropped; /* the sum of what its packets say was lost before them */
} FileInterface;

typedef struct FileNotes {
  NotedThing said;       /* all sections together */
  GPtrArray *interfaces; /* of FileInterface *, in the order of their descriptions */
  size_t octets;         /* kept */
  uint64_t left_out;     /* strings, whole or their end */
} FileNotes;

FileNotes *file_notes_new (void);
/* NULL is fine. */
void file_notes_free (FileNotes *notes);

/* `thing` is of these notes. */
void file_notes_set (FileNotes *notes, NotedThing *thing, FileNote note, const uint8_t *octets, size_t length);
void file_notes_comment (FileNotes *notes, NotedThing *thing, const uint8_t *octets, size_t length);
/* One more; NULL where there are too many. */
FileInterface *file_notes_interface (FileNotes *notes, int link_type);

/* Packets that the capture lost at this interface by the word of the file. */
uint64_t file_interface_lost (const FileInterface *interface);
/* The same of all; 0 for NULL. */
uint64_t file_notes_lost (const FileNotes *notes);
/* The name of interface `number` (from 1); NULL where it has none. */
const char *file_notes_interface_name (const FileNotes *notes, uint32_t number);

#endif

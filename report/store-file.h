/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of an export: whole or absent, never over another one, never outside their
 * directory, for their owner alone.  What they are called may come from the wire and is
 * made harmless first. */
#ifndef SMTPLENS_STORE_FILE_H
#define SMTPLENS_STORE_FILE_H

#include "../dissect/octets.h"

#include <glib.h>
#include <stdio.h>

/* A descriptor of the directory, made with its parents (mode 0700) if it is not there;
 * -1 with G_FILE_ERROR. */
int store_directory_open (const char *path, GError **error);
/* The same for a directory `name` inside another. */
int store_directory_open_in (int parent, const char *name, GError **error);

/* A file on the way: it has no name that anybody would look for yet. */
typedef struct StoreFile StoreFile;
/* In `directory`, which must stay open.  NULL with G_FILE_ERROR. */
StoreFile *store_file_new (int directory, GError **error);
bool store_file_write (StoreFile *file, Octets octets, GError **error);
/* Through the buffer. */
bool store_file_flush (StoreFile *file, GError **error);
/* Octets written so far. */
uint64_t store_file_size (const StoreFile *file);
/* Takes back all behind the first `size` octets, which were flushed. */
bool store_file_cut (StoreFile *file, uint64_t size, GError **error);
/* Makes it last (fsync) and gives it the name STEM ENDING in `directory`, or, where that
 * is taken, STEM-2 ENDING and so on.  Returns the name (g_free), NULL with G_FILE_ERROR.
 * Frees the file in either case. */
char *store_file_finish (StoreFile *file, int directory, const char *stem, const char *ending, GError **error);
/* The first of STEM ENDING, STEM-2 ENDING … that is not taken now; g_free. */
char *store_file_free_name (int directory, const char *stem, const char *ending);
/* Removes what was written.  NULL is fine. */
void store_file_discard (StoreFile *file);

/* Opens a file that store_file_finish named, to be appended to.  NULL with G_FILE_ERROR. */
FILE *store_stream_open (int directory, const char *name, GError **error);

/* A name that somebody else chose, as a part of a file name: letters and digits of any
 * script, ".", "-" and "_"; the rest becomes "_".  At most STORE_NAME_OCTETS, the ending
 * kept.  Empty where nothing is left.  g_free. */
enum { STORE_NAME_OCTETS = 96 };
char *store_file_safe_name (const char *name);

#endif

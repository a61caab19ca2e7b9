/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file with secrets of TLS (SSLKEYLOGFILE), which applications append to while they
 * run.  What is in it is read elsewhere. */
#ifndef SMTPLENS_KEY_LOG_H
#define SMTPLENS_KEY_LOG_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct KeyLog KeyLog;

/* Borrowed octets, whole lines; the last of a file may lack its line end. */
typedef void (*KeyLogHandler) (void *user, const uint8_t *octets, size_t length);

/* NULL with an error of G_FILE_ERROR. */
KeyLog *key_log_open (const char *path, GError **error);
/* Hands on what came since the last call.  `growing`: a line without its end may still
 * be written, and is left for the next call.  What is no plain file (a pipe) is read to
 * its end the first time, and never again.  False with an error where it cannot be read. */
bool key_log_read (KeyLog *log, bool growing, KeyLogHandler handler, void *user, GError **error);
/* NULL is fine. */
void key_log_free (KeyLog *log);

#endif

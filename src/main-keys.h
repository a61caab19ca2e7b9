/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of --tls-keys: read at the start, and again as they grow while a device is
 * captured.  The keys of --wifi-key. */
#ifndef SMTPLENS_MAIN_KEYS_H
#define SMTPLENS_MAIN_KEYS_H

#include "pipeline.h"

#include "../dissect/tls-keys.h"

typedef struct KeyLogs {
  GPtrArray *logs; /* of KeyLog * */
  TlsKeys *keys;
  bool growing;
} KeyLogs;

/* Opens and reads files (NULL-terminated, or NULL) into `keys`, which outlive the logs.
 * `growing`: they are asked for more whenever a key is missed.  `warn` tells of files
 * without secrets.  False with an error where one cannot be read. */
bool key_logs_open (KeyLogs *logs, char *const *paths, TlsKeys *keys, bool growing,
                    void (*warn) (void *user, const char *line), void *user, GError **error);
/* A key log that stood in a capture file. */
void key_logs_take (void *logs, const uint8_t *octets, size_t length);
void key_logs_clear (KeyLogs *logs);

/* The keys of wireless networks (NULL-terminated, or NULL).  False where one is none: that
 * is told by its number, for its text is a secret. */
bool wifi_keys_take (char *const *keys, Pipeline *pipeline, void (*warn) (void *user, const char *line), void *user);

#endif

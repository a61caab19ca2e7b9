/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets of TLS from files to the store.  An application writes a secret to its log
 * before it uses it, so that asking at the moment when a key is missed finds it. */
#include "config.h"

#include "main-keys.h"

#include "../dissect/translate.h"

#include "key-log.h"

static void
take (void *user, const uint8_t *octets, size_t length)
{
  tls_keys_feed (user, octets_of (octets, length));
}

/* What was added to the files since. */
static void
read_more (gpointer user)
{
  const KeyLogs *logs = user;
  for (guint i = 0; i < logs->logs->len; i++)
    key_log_read (g_ptr_array_index (logs->logs, i), true, take, logs->keys, NULL);
}

static bool
read_first (KeyLogs *logs, const char *path, bool *has_secrets, GError **error)
{
  KeyLog *log = key_log_open (path, error);
  if (log == NULL)
    return false;
  g_ptr_array_add (logs->logs, log);
  uint64_t before = tls_keys_counters (logs->keys)->lines;
  bool read = key_log_read (log, logs->growing, take, logs->keys, error);
  tls_keys_end (logs->keys);
  *has_secrets = tls_keys_counters (logs->keys)->lines > before;
  return read;
}

static void
free_log (gpointer log)
{
  key_log_free (log);
}

bool
key_logs_open (KeyLogs *logs, char *const *paths, TlsKeys *keys, bool growing,
               void (*warn) (void *user, const char *line), void *user, GError **error)
{
  *logs = (KeyLogs){ .logs = g_ptr_array_new_with_free_func (free_log), .keys = keys, .growing = growing };
  for (char *const *path = paths; path != NULL && *path != NULL; path++)
    {
      bool has_secrets = false;
      if (!read_first (logs, *path, &has_secrets, error))
        return false;
      if (!has_secrets && !growing)
        {
          g_autofree char *line = g_strdup_printf (_ ("%s: no secrets of TLS are in this file"), *path);
          warn (user, line);
        }
    }
  if (growing && logs->logs->len > 0)
    tls_keys_on_missing (keys, read_more, logs);
  return true;
}

void
key_logs_take (void *user, const uint8_t *octets, size_t length)
{
  KeyLogs *logs = user;
  tls_keys_feed (logs->keys, octets_of (octets, length));
  tls_keys_end (logs->keys);
}

void
key_logs_clear (KeyLogs *logs)
{
  if (logs->logs != NULL)
    g_ptr_array_unref (logs->logs);
  *logs = (KeyLogs){ 0 };
}

bool
wifi_keys_take (char *const *keys, Pipeline *pipeline, void (*warn) (void *user, const char *line), void *user)
{
  for (unsigned i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      const char *why = NULL;
      if (pipeline_add_wifi_key (pipeline, keys[i], &why))
        continue;
      g_autofree char *line = g_strdup_printf (_ ("--wifi-key number %u: %s"), i + 1, why);
      warn (user, line);
      return false;
    }
  return true;
}

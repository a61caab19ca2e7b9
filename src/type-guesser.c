/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks libmagic what a file is by its first octets.
 *
 * Hides what that costs: a call takes from 0.2 ms to some ms, more than hashing
 * 100 KB, so files whose beginning leaves no doubt, or tells nothing, are told here,
 * texts are shown to
 * the library by their beginning alone, and what it said is remembered by the head,
 * since one file often goes to many.  Checks of the library that unpack, or parse
 * more than they are given, are off; what is left looks only at the octets.
 *
 * Limits: TEXT_MOST octets of a text; ANSWERS kept.
 *
 * One lock: the reading thread and the main one both ask. */
#include "config.h"

#include "type-guesser.h"

#include <magic.h>

enum { TEXT_MOST = 512, TEXT_PROBE = 256, NOISE_PROBE = 64, NOISE_VALUES = 50, ANSWERS = 512 };

typedef struct MagicGuesser {
  TypeGuesser door; /* first: the guesser is known by it */
  GMutex lock;
  magic_t magic; /* NULL before the first guess, and where there is no database */
  bool failed;
  GHashTable *answers; /* SHA-256 of a head to the type, "" for none: nobody can aim at that hash */
} MagicGuesser;

/* Beginnings that no other kind of file has; the same names that libmagic gives. */
static const char *
sure_type (Octets head)
{
  static const struct {
    const char *start;
    size_t length;
    const char *type;
  } sure[] = {
    { "%PDF-", 5, "application/pdf" },
    { "\x89PNG\r\n\x1a\n", 8, "image/png" },
    { "\xff\xd8\xff\xe0", 4, "image/jpeg" },
    { "\xff\xd8\xff\xe1", 4, "image/jpeg" },
    { "\xff\xd8\xff\xdb", 4, "image/jpeg" },
    { "GIF89a", 6, "image/gif" },
    { "GIF87a", 6, "image/gif" },
    { "\x1f\x8b\x08", 3, "application/gzip" },
    { "Rar!\x1a\x07", 6, "application/x-rar" },
    { "7z\xbc\xaf\x27\x1c", 6, "application/x-7z-compressed" },
    { "{\\rtf", 5, "text/rtf" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (sure); i++)
    if (head.length >= sure[i].length && memcmp (head.at, sure[i].start, sure[i].length) == 0)
      return sure[i].type;
  return NULL;
}

static bool
is_text (Octets head)
{
  for (size_t i = 0; i < head.length && i < TEXT_PROBE; i++)
    if (head.at[i] < ' ' && head.at[i] != '\t' && head.at[i] != '\n' && head.at[i] != '\r' && head.at[i] != '\f'
        && head.at[i] != 0x1b)
      return false;
  return true;
}

/* Ciphertext and the like: almost as many values as octets.  Every kind of file
 * begins with words, zeros or repetitions; the library would only find one of its
 * shortest signatures by chance. */
static bool
is_noise (Octets head)
{
  uint8_t seen[256] = { 0 };
  unsigned values = 0;
  if (head.length < NOISE_PROBE)
    return false;
  for (size_t i = 0; i < NOISE_PROBE; i++)
    {
      values += seen[head.at[i]] == 0;
      seen[head.at[i]] = 1;
    }
  return values >= NOISE_VALUES;
}

static bool
open_magic (MagicGuesser *guesser)
{
  if (guesser->magic != NULL || guesser->failed)
    return guesser->magic != NULL;
  magic_t magic = magic_open (MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF
                              | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_JSON | MAGIC_NO_CHECK_CSV);
  if (magic != NULL && magic_load (magic, NULL) != 0)
    {
      magic_close (magic);
      magic = NULL;
    }
  guesser->magic = magic;
  guesser->failed = magic == NULL;
  return magic != NULL;
}

/* The library's word, remembered; owned by the table. */
static const char *
ask (MagicGuesser *guesser, Octets head)
{
  g_autofree char *key = g_compute_checksum_for_data (G_CHECKSUM_SHA256, head.at, head.length);
  const char *answer = g_hash_table_lookup (guesser->answers, key);
  if (answer != NULL)
    return answer;
  if (g_hash_table_size (guesser->answers) >= ANSWERS)
    g_hash_table_remove_all (guesser->answers);
  const char *told = magic_buffer (guesser->magic, head.at, head.length);
  bool sound = told != NULL && strchr (told, '/') != NULL && g_utf8_validate (told, -1, NULL);
  char *kept = g_strdup (sound ? told : "");
  g_hash_table_insert (guesser->answers, g_steal_pointer (&key), kept);
  return kept;
}

static char *
guess (TypeGuesser *door, Octets head)
{
  MagicGuesser *guesser = (MagicGuesser *) door;
  const char *sure = sure_type (head);
  if (sure != NULL)
    return g_strdup (sure);
  if (is_noise (head))
    return NULL;
  if (is_text (head))
    head = octets_slice (head, 0, TEXT_MOST);
  g_mutex_lock (&guesser->lock);
  const char *answer = open_magic (guesser) ? ask (guesser, head) : "";
  /* This is the library's word for "I do not know". */
  bool unknown = answer[0] == '\0' || strcmp (answer, "application/octet-stream") == 0;
  /* Programs of DOS without a header are told by a single octet: far too little. */
  unknown |= strcmp (answer, "application/x-dosexec") == 0 && !octets_start_nocase (head, OCTETS ("MZ"));
  char *type = unknown ? NULL : g_strdup (answer);
  g_mutex_unlock (&guesser->lock);
  return type;
}

TypeGuesser *
type_guesser_new (void)
{
  MagicGuesser *guesser = g_new0 (MagicGuesser, 1);
  guesser->door.guess = guess;
  g_mutex_init (&guesser->lock);
  guesser->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return &guesser->door;
}

void
type_guesser_free (TypeGuesser *door)
{
  MagicGuesser *guesser = (MagicGuesser *) door;
  if (guesser == NULL)
    return;
  if (guesser->magic != NULL)
    magic_close (guesser->magic);
  g_hash_table_unref (guesser->answers);
  g_mutex_clear (&guesser->lock);
  g_free (guesser);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where no catalogue translates anything this is little more than printf: nothing is
 * remembered then but what has to be freed.
 *
 * Does not: look at what texts say; a phrase is known by its address alone. */
#include "config.h"

#include "phrases.h"

#include "local-format.h"
#include "translate.h"

#include <glib.h>
#include <stdbool.h>

/* Whether there is a catalogue: its head is the translation of "".  Asked once, as a language
 * is chosen once, for to ask for each sentence takes longer than to make it. */
static gpointer
find_catalogue (gpointer none)
{
  (void) none;
  return GINT_TO_POINTER (gettext ("")[0] != '\0');
}

static bool
has_catalogue (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, find_catalogue, NULL) != NULL;
}

struct Phrases {
  GPtrArray *texts;   /* English ones, owned */
  GHashTable *locals; /* by their address: owned; NULL as long as there are none */
};

Phrases *
phrases_new (void)
{
  Phrases *phrases = g_new0 (Phrases, 1);
  phrases->texts = g_ptr_array_new_with_free_func (g_free);
  return phrases;
}

void
phrases_free (Phrases *phrases)
{
  if (phrases == NULL)
    return;
  g_ptr_array_unref (phrases->texts);
  if (phrases->locals != NULL)
    g_hash_table_destroy (phrases->locals);
  g_free (phrases);
}

/* Takes `local`. */
static void
remember (Phrases *phrases, const char *english, char *local)
{
  if (phrases->locals == NULL)
    phrases->locals = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_replace (phrases->locals, (gpointer) english, local);
}

const char *
phrase_local (const Phrases *phrases, const char *english)
{
  return phrases != NULL && phrases->locals != NULL ? g_hash_table_lookup (phrases->locals, english) : NULL;
}

void
phrase_copy (const Phrases *phrases, const char *phrase, char **english, char **local)
{
  *english = g_strdup (phrase);
  *local = g_strdup (phrase_local (phrases, phrase));
}

static const char *
local_word (const char *argument, const void *phrases)
{
  return phrase_local (phrases, argument);
}

char *
phrases_format (const Phrases *phrases, const char *format, va_list arguments)
{
  if (!has_catalogue ())
    return NULL;
  const char *translated = format[0] != '\0' ? gettext (format) : format;
  if (translated == format && (phrases == NULL || phrases->locals == NULL))
    return NULL;
  return local_format (format, translated, local_word, phrases, arguments);
}

const char *
phrase_va (Phrases *phrases, const char *format, va_list arguments)
{
  va_list again;
  va_copy (again, arguments);
  char *english = g_strdup_vprintf (format, again);
  va_end (again);
  g_ptr_array_add (phrases->texts, english);
  char *local = phrases_format (phrases, format, arguments);
  if (local != NULL)
    remember (phrases, english, local);
  return english;
}

const char *
phrase (Phrases *phrases, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  const char *english = phrase_va (phrases, format, arguments);
  va_end (arguments);
  return english;
}

const char *
phrase_word (Phrases *phrases, const char *word)
{
  if (word == NULL || word[0] == '\0' || !has_catalogue ())
    return word;
  const char *local = gettext (word);
  if (local != word && phrase_local (phrases, word) == NULL)
    remember (phrases, word, g_strdup (local));
  return word;
}

const char *
phrase_pair (Phrases *phrases, const char *english, const char *local)
{
  char *kept = g_strdup (english);
  g_ptr_array_add (phrases->texts, kept);
  if (local != NULL)
    remember (phrases, kept, g_strdup (local));
  return kept;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of an anomaly in the user's language: a few sentences looked up as they are, and
 * two forms that quote octets (pipeline-words makes them), taken apart and put together anew.
 *
 * Does not: mask what they quote, or make up words for what has another form. */
#include "config.h"

#include "smtp-telling.h"

#include "translate.h"

#include <inttypes.h>
#include <string.h>

/* `words` if the text goes on with them; they are passed over. */
static bool
passes (const char **text, const char *words)
{
  const size_t length = strlen (words);
  if (strncmp (*text, words, length) != 0)
    return false;
  *text += length;
  return true;
}

/* A quotation with its marks, inside which there are none; NULL: there is none here. */
static char *
take_quoted (const char **text)
{
  const char *end = **text == '"' ? strchr (*text + 1, '"') : NULL;
  if (end == NULL)
    return NULL;
  char *quoted = g_strndup (*text, (gsize) (end + 1 - *text));
  *text = end + 1;
  return quoted;
}

static bool
take_number (const char **text, uint64_t *number)
{
  char *end;
  *number = g_ascii_strtoull (*text, &end, 10);
  const bool some = end > *text;
  *text = end;
  return some;
}

/* Takes `front`. */
static char *
with_reason (char *front, const char *format, const char *reason)
{
  g_autofree char *why = g_strdup (_ (reason));
  char *all = g_strdup_printf (format, front, why);
  g_free (front);
  return all;
}

/* first copy "…" in packet 4, second copy "…" in packet 5; the first counts: because … */
static char *
local_copies (const char *text)
{
  uint64_t packet = 0, later = 0;
  if (!passes (&text, "first copy "))
    return NULL;
  g_autofree char *first = take_quoted (&text);
  if (first == NULL || (passes (&text, " in packet ") && !take_number (&text, &packet))
      || !passes (&text, ", second copy "))
    return NULL;
  g_autofree char *second = take_quoted (&text);
  if (second == NULL || !passes (&text, " in packet ") || !take_number (&text, &later))
    return NULL;
  char *words = packet != 0
                    ? g_strdup_printf (_ ("first copy %s in packet %" PRIu64 ", second copy %s in packet %" PRIu64),
                                       first, packet, second, later)
                    : g_strdup_printf (_ ("first copy %s, second copy %s in packet %" PRIu64), first, second, later);
  if (passes (&text, "; the first counts: "))
    return with_reason (words, _ ("%s; the first counts: %s"), text);
  return passes (&text, "; the second counts: ") ? with_reason (words, _ ("%s; the second counts: %s"), text) : words;
}

/* refused "…" and 12 octets more: because … */
static char *
local_refusal (const char *text)
{
  uint64_t more = 0;
  if (!passes (&text, "refused "))
    return NULL;
  g_autofree char *quoted = take_quoted (&text);
  if (quoted == NULL || (passes (&text, " and ") && (!take_number (&text, &more) || !passes (&text, " octets more"))))
    return NULL;
  char *words = more > 0 ? g_strdup_printf (_ ("refused %s and %" PRIu64 " octets more"), quoted, more)
                         : g_strdup_printf (_ ("refused %s"), quoted);
  return passes (&text, ": ") ? with_reason (words, _ ("%s: %s"), text) : words;
}

static char *
local_words (SmtpAnomaly code, const char *text)
{
  switch (code)
    {
    case ANOMALY_STREAM_AMBIGUITY:
      return local_copies (text);
    case ANOMALY_STREAM_DECEPTION:
      return g_str_has_prefix (text, "refused ") ? local_refusal (text) : g_strdup (_ (text));
    case ANOMALY_TLS_MALFORMED:
    case ANOMALY_TLS_TRUNCATED:
    case ANOMALY_FORGED_RESET:
      return g_strdup (_ (text));
    default:
      return NULL;
    }
}

char *
smtp_telling_local (const SmtpEvent *event)
{
  if (event->type != EVENT_ANOMALY || event->octets.length == 0)
    return NULL;
  g_autofree char *text = g_strndup ((const char *) event->octets.at, event->octets.length);
  char *local = local_words (event->code, text);
  if (local != NULL && strcmp (local, text) == 0)
    g_clear_pointer (&local, g_free);
  return local;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is looked for: the parts of client lines that the dialogue marked, the decoded
 * password or token, and both in base64 as they stand inside a longer text of it, where
 * they can begin at each of three places.  Case does not count, since some servers answer
 * in capitals.  A run of base64 digits that stands inside a marked part, such as one cut
 * by the server, is masked too.
 *
 * Words stand in the order of their octets, each with the longest other one that it
 * begins with, so that those which begin at a place are found by halving, however many
 * there are: somebody who guesses passwords makes ten thousands.
 *
 * Limits: CUT_MAX marked parts are looked through for cut ones; in a session with more,
 * every run of digits that is no plain English is masked.  The words have KEPT_MAX octets.
 * Words of fewer than WHOLE_MIN octets are only found where they stand alone, and a bare
 * password so short is not looked for, for it would mask plain words.
 *
 * Does not: find a secret in a form that is none of these. */
#include "config.h"

#include "secrets.h"

enum { CUT_MAX = 256, KEPT_MAX = 32 * 1024 * 1024, WHOLE_MIN = 6, RUN_MIN = 6, CUT_MIN = 4, NONE = -1 };

typedef struct Word {
  Octets octets;
  int shorter; /* index of the longest one that it begins with, or NONE */
} Word;

struct Secrets {
  GStringChunk *kept;
  GArray *words; /* of Word, in order of their octets without case */
  size_t octets; /* of all words */
  Octets marked[CUT_MAX];
  size_t marked_count;
  bool overfull;
};

static void
add (Secrets *secrets, Octets octets)
{
  const Word word = { octets, NONE };
  if (octets.length < 2) /* "=" */
    return;
  secrets->octets += octets.length;
  if (secrets->octets <= KEPT_MAX)
    g_array_append_val (secrets->words, word);
  else
    secrets->overfull = true;
}

static void
add_marked (Secrets *secrets, Octets octets)
{
  if (octets.length < 2)
    return;
  add (secrets, octets);
  if (secrets->marked_count < CUT_MAX)
    secrets->marked[secrets->marked_count++] = octets;
  else
    secrets->overfull = true;
}

/* The digits of base64 that depend on the secret alone, if `before` octets stand in
 * front of it in the encoded text. */
static void
add_base64 (Secrets *secrets, Octets secret, size_t before)
{
  g_autoptr (GByteArray) text = g_byte_array_sized_new ((guint) (secret.length + before));
  g_byte_array_append (text, (const guint8 *) "\0\0", (guint) before);
  g_byte_array_append (text, secret.at, (guint) secret.length);
  g_autofree char *digits = g_base64_encode (text->data, text->len);
  size_t first = (before * 8 + 5) / 6, end = text->len * 8 / 6;
  if (end <= first || (before > 0 && end - first < WHOLE_MIN))
    return;
  const char *kept = g_string_chunk_insert_len (secrets->kept, digits + first, (gssize) (end - first));
  add (secrets, octets_of (kept, end - first));
}

static void
add_secret (Secrets *secrets, Octets secret)
{
  for (size_t before = 0; before < 3 && secret.length > 0 && secrets->octets <= KEPT_MAX; before++)
    add_base64 (secrets, secret, before);
  if (secret.length >= WHOLE_MIN)
    add (secrets, secret);
}

/* The telling of an ambiguity is a secret as a whole; of it only the copies, which stand
 * in quotation marks, are words of the client. */
static void
add_copies (Secrets *secrets, Octets telling)
{
  for (size_t quote = octets_find (telling, '"'); quote != SIZE_MAX; quote = octets_find (telling, '"'))
    {
      telling = octets_from (telling, quote + 1);
      size_t end = MIN (octets_find (telling, '"'), telling.length);
      add_marked (secrets, octets_slice (telling, 0, end));
      telling = octets_from (telling, MIN (end + 1, telling.length));
    }
}

/* --- the order of words ------------------------------------------------------------ */

static int
compare_octets (Octets a, Octets b)
{
  size_t common = MIN (a.length, b.length);
  for (size_t i = 0; i < common; i++)
    {
      int difference = g_ascii_tolower ((char) a.at[i]) - g_ascii_tolower ((char) b.at[i]);
      if (difference != 0)
        return difference;
    }
  return a.length == b.length ? 0 : a.length < b.length ? -1 : 1;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return compare_octets (((const Word *) a)->octets, ((const Word *) b)->octets);
}

static const Word *
word_of (const Secrets *secrets, int index)
{
  return &g_array_index (secrets->words, Word, index);
}

/* Sorts the words, drops repeated ones and finds for each the longest it begins with:
 * it is the one in front, or one of those which that one begins with. */
static void
order_words (Secrets *secrets)
{
  GArray *words = secrets->words;
  guint used = 0;
  g_array_sort (words, compare_words);
  for (guint i = 0; i < words->len; i++)
    {
      Word word = g_array_index (words, Word, i);
      if (used > 0 && compare_words (&word, word_of (secrets, (int) used - 1)) == 0)
        continue;
      word.shorter = (int) used - 1;
      while (word.shorter != NONE && !octets_start_nocase (word.octets, word_of (secrets, word.shorter)->octets))
        word.shorter = word_of (secrets, word.shorter)->shorter;
      g_array_index (words, Word, used++) = word;
    }
  g_array_set_size (words, used);
}

Secrets *
secrets_new (const SmtpSession *session)
{
  Secrets *secrets = NULL;
  for (guint i = 0; session->events != NULL && i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      if (event->secret.length == 0 && event->type != EVENT_AUTH)
        continue;
      if (secrets == NULL)
        {
          secrets = g_new0 (Secrets, 1);
          secrets->kept = g_string_chunk_new (1024);
          secrets->words = g_array_new (FALSE, FALSE, sizeof (Word));
        }
      if (event->type == EVENT_ANOMALY && smtp_anomaly_quotes (event->code))
        add_copies (secrets, event->secret);
      else if (event->side == SIDE_CLIENT || event->type == EVENT_REPLY)
        add_marked (secrets, event->secret);
    }
  for (guint i = 0; secrets != NULL && session->auths != NULL && i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      add_secret (secrets, auth->password);
      size_t space = auth->secret == SASL_SECRET_TOKEN ? octets_find (auth->password, ' ') : SIZE_MAX;
      if (space != SIZE_MAX)
        add_secret (secrets, octets_from (auth->password, space + 1));
    }
  if (secrets != NULL)
    order_words (secrets);
  return secrets;
}

void
secrets_free (Secrets *secrets)
{
  if (secrets == NULL)
    return;
  g_string_chunk_free (secrets->kept);
  g_array_unref (secrets->words);
  g_free (secrets);
}

/* --- in a text --------------------------------------------------------------------- */

static bool
is_word_octet (uint8_t octet)
{
  return g_ascii_isalnum (octet) || octet >= 0x80;
}

/* The word stands at `at`; a short one not inside a longer word. */
static bool
stands_at (Octets text, size_t at, Octets word)
{
  if (!octets_start_nocase (octets_from (text, at), word))
    return false;
  size_t end = at + word.length;
  bool inside = (at > 0 && is_word_octet (text.at[at - 1]) && is_word_octet (word.at[0]))
                || (end < text.length && is_word_octet (text.at[end]) && is_word_octet (word.at[word.length - 1]));
  return !inside || word.length >= WHOLE_MIN;
}

/* The length of the longest word that stands at `at`: a word which the text goes on with
 * is the last one not behind the text in order, or one that begins that one.  What is
 * cited may be cut inside a word. */
static size_t
longest_at (const Secrets *secrets, Octets text, size_t at)
{
  Octets rest = octets_from (text, at);
  int low = 0, high = (int) secrets->words->len;
  while (low < high)
    {
      int middle = low + (high - low) / 2;
      if (compare_octets (word_of (secrets, middle)->octets, rest) <= 0)
        low = middle + 1;
      else
        high = middle;
    }
  for (int i = low - 1; i != NONE; i = word_of (secrets, i)->shorter)
    if (stands_at (text, at, word_of (secrets, i)->octets))
      return word_of (secrets, i)->octets.length;
  bool begins = at == 0 || !is_word_octet (text.at[at - 1]);
  if (begins && rest.length >= CUT_MIN && low < (int) secrets->words->len
      && octets_start_nocase (word_of (secrets, low)->octets, rest))
    return rest.length;
  return 0;
}

static bool
is_digit (uint8_t octet)
{
  return g_ascii_isalnum (octet) || octet == '+' || octet == '/' || octet == '=';
}

/* "Authentication" or "error", as opposed to "c2VzYW1l". */
static bool
is_plain_word (Octets word)
{
  for (size_t i = 1; i < word.length; i++)
    if (!g_ascii_islower (word.at[i]))
      return false;
  return true;
}

/* The length of the run of base64 digits that begins at `at`, if it is a part of a secret. */
static size_t
cut_secret_at (const Secrets *secrets, Octets text, size_t at)
{
  if (at > 0 && is_digit (text.at[at - 1]))
    return 0;
  size_t end = at;
  while (end < text.length && is_digit (text.at[end]))
    end++;
  Octets run = octets_slice (text, at, end - at);
  if (run.length < RUN_MIN)
    return 0;
  if (secrets->overfull && !is_plain_word (run))
    return run.length;
  for (size_t i = 0; i < secrets->marked_count; i++)
    if (run.length <= secrets->marked[i].length && octets_find_nocase (secrets->marked[i], run) != SIZE_MAX)
      return run.length;
  return 0;
}

size_t
secrets_at (const Secrets *secrets, Octets text, size_t at)
{
  return MAX (cut_secret_at (secrets, text, at), longest_at (secrets, text, at));
}

bool
secrets_append_masked (const Secrets *secrets, Octets text, GString *to)
{
  bool found = false;
  for (size_t at = 0; at < text.length;)
    {
      size_t length = secrets_at (secrets, text, at);
      if (length > 0)
        g_string_append (to, "********");
      else
        g_string_append_c (to, (char) text.at[at]);
      found |= length > 0;
      at += MAX (length, 1);
    }
  return found;
}

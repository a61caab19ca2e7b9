/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-alike domains.  What is compared is the organizational domain's first label, for
 * what is behind it anybody may own, and what is in front of it its owner may name as he
 * likes.
 *
 * Hides: ICU (uspoof, UTS 39), where built with it; else scripts by GLib and a small
 * table of letters.  Plain ASCII never goes there: "rn" for "m", "vv" for "w", "cl" for
 * "d" and digits for letters are ours.
 *
 * Limits: NAME_OCTETS of a domain; names of fewer than SHORT_MIN characters are too short to
 * say that a digit stands for a letter, of fewer than TRICKED_MIN for one at the end, and of
 * fewer than HYPHENATED_MIN that a hyphen makes a difference.
 *
 * Does not: call names alike that differ by a letter more or less, or by a number at
 * their end: bank1 and bank2 are ordinary. */
#include "config.h"

#include "lookalike.h"

#include "dmarc.h"
#include "printable.h"
#include "same-organization.h"
#include "translate.h"

#ifdef HAVE_ICU
#include <unicode/uspoof.h>
#endif

enum { NAME_OCTETS = 255, LABEL_CHARACTERS = 63, SHORT_MIN = 4, TRICKED_MIN = 6, HYPHENATED_MIN = 8 };

/* --- skeletons -------------------------------------------------------------------------- */

static bool
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((uint8_t) *text >= 0x80)
      return false;
  return true;
}

#ifdef HAVE_ICU

static gpointer
open_checker (gpointer unused)
{
  (void) unused;
  UErrorCode error = U_ZERO_ERROR;
  USpoofChecker *checker = uspoof_open (&error);
  if (U_FAILURE (error))
    return NULL;
  uspoof_setChecks (checker, USPOOF_RESTRICTION_LEVEL, &error);
  uspoof_setRestrictionLevel (checker, USPOOF_MODERATELY_RESTRICTIVE);
  return checker;
}

/* Made when the first name needs it, and only read from then on. */
static const USpoofChecker *
checker (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, open_checker, NULL);
}

/* The letters that it looks like; g_free. */
static char *
letters_of (const char *label)
{
  enum { ROOM = LABEL_CHARACTERS * 24 };
  char skeleton[ROOM];
  UErrorCode error = U_ZERO_ERROR;
  int32_t length = checker () != NULL
                       ? uspoof_getSkeletonUTF8 (checker (), 0, label, (int32_t) strlen (label), skeleton, ROOM, &error)
                       : 0;
  if (checker () == NULL || U_FAILURE (error) || length <= 0 || length >= ROOM)
    return g_strdup (label);
  return g_utf8_strdown (skeleton, length);
}

#else

static char *
letters_of (const char *label)
{
  static const struct {
    gunichar c;
    char letter;
  } rows[] = {
    { 0x0430, 'a' }, { 0x0435, 'e' }, { 0x043E, 'o' }, { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0443, 'y' },
    { 0x0445, 'x' }, { 0x0455, 's' }, { 0x0456, 'i' }, { 0x0458, 'j' }, { 0x04BB, 'h' }, { 0x04CF, 'l' },
    { 0x0501, 'd' }, { 0x051B, 'q' }, { 0x051D, 'w' }, { 0x03B1, 'a' }, { 0x03B9, 'i' }, { 0x03BD, 'v' },
    { 0x03BF, 'o' }, { 0x03C1, 'p' }, { 0x03C3, 'o' }, { 0x03C5, 'u' }, { 0x0585, 'o' }, { 0x0578, 'n' },
    { 0x057D, 'u' }, { 0x0131, 'i' }, { 0x0251, 'a' }, { 0x0261, 'g' }, { 0x0269, 'i' }, { 0x1D04, 'c' },
  };
  GString *letters = g_string_new (NULL);
  for (const char *at = label; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      size_t i = 0;
      while (i < G_N_ELEMENTS (rows) && rows[i].c != c)
        i++;
      g_string_append_unichar (letters, i < G_N_ELEMENTS (rows) ? (gunichar) rows[i].letter : c);
    }
  return g_string_free (letters, FALSE);
}

#endif

static void
join_pairs (GString *text)
{
  g_string_replace (text, "rn", "m", 0);
  g_string_replace (text, "vv", "w", 0);
  g_string_replace (text, "cl", "d", 0);
}

/* The letter that a digit passes for; 0: none. */
static char
letter_of_digit (char digit)
{
  static const char letters[] = { 'o', 'l', 0, 'e', 'a', 's', 0, 't', 'b', 'g' };
  return g_ascii_isdigit (digit) ? letters[digit - '0'] : 0;
}

/* Wide: all that look alike have one, and some that do not. */
static char *
fold_of (const char *label)
{
  g_autofree char *letters = is_ascii (label) ? g_strdup (label) : letters_of (label);
  g_autoptr (GString) fold = g_string_new (NULL);
  for (const char *at = letters; *at != '\0'; at++)
    {
      char letter = letter_of_digit (*at);
      if (*at == 'i' || *at == 'j')
        letter = 'l';
      if (*at != '-')
        g_string_append_c (fold, letter != 0 ? letter : *at);
    }
  join_pairs (fold);
  return g_strdup (fold->str);
}

/* Narrow: one for those that a reader takes for the same, digits apart. */
static char *
seen_as (const char *label)
{
  g_autofree char *letters = is_ascii (label) ? g_strdup (label) : letters_of (label);
  GString *seen = g_string_new (letters);
  if (!is_ascii (label)) /* the skeleton of "0" is "O", of "m" "rn" */
    for (size_t i = 0; i < seen->len; i++)
      seen->str[i] = g_ascii_tolower (seen->str[i]);
  join_pairs (seen);
  return g_string_free (seen, FALSE);
}

/* --- one name ------------------------------------------------------------------------------ */

static bool
in_script (const char *label, GUnicodeScript script, bool alone)
{
  bool any = false;
  for (const char *at = label; *at != '\0'; at = g_utf8_next_char (at))
    {
      GUnicodeScript one = g_unichar_get_script (g_utf8_get_char (at));
      any = any || one == script;
      if (alone && one != script && one != G_UNICODE_SCRIPT_COMMON && one != G_UNICODE_SCRIPT_INHERITED)
        return false;
    }
  return any;
}

/* Latin beside Cyrillic, Greek and others that hold the same shapes: what no language writes
 * in one word.  Latin beside Japanese, Chinese, Korean or Thai is ordinary (UTS 39 §5.2). */
static bool
mixes_scripts (const char *label)
{
  static const GUnicodeScript alike[]
      = { G_UNICODE_SCRIPT_CYRILLIC, G_UNICODE_SCRIPT_GREEK, G_UNICODE_SCRIPT_ARMENIAN, G_UNICODE_SCRIPT_CHEROKEE };
#ifdef HAVE_ICU
  UErrorCode error = U_ZERO_ERROR;
  if (checker () != NULL
      && (uspoof_check2UTF8 (checker (), label, (int32_t) strlen (label), NULL, &error) & USPOOF_RESTRICTION_LEVEL) != 0
      && U_SUCCESS (error))
    return true;
#endif
  bool latin = in_script (label, G_UNICODE_SCRIPT_LATIN, false);
  for (size_t i = 0; i < G_N_ELEMENTS (alike); i++)
    if (latin && in_script (label, alike[i], false))
      return true;
  return false;
}

/* Cyrillic or Greek throughout, and nothing in it that is not also Latin to the eye. */
static bool
passes_for_latin (const char *label, const char *letters)
{
  return is_ascii (letters)
         && (in_script (label, G_UNICODE_SCRIPT_CYRILLIC, true) || in_script (label, G_UNICODE_SCRIPT_GREEK, true)
             || in_script (label, G_UNICODE_SCRIPT_ARMENIAN, true));
}

/* Letters behind those of living languages of Europe (Latin-1, Extended-A) that show as plain ones. */
static bool
hides_plain_letters (const char *label, const char *letters)
{
  bool odd = false;
  if (!is_ascii (letters) || !in_script (label, G_UNICODE_SCRIPT_LATIN, true))
    return false;
  for (const char *at = label; *at != '\0'; at = g_utf8_next_char (at))
    odd = odd || g_utf8_get_char (at) >= 0x0180;
  return odd;
}

static bool
begins_ace (const char *label)
{
  return g_ascii_strncasecmp (label, "xn--", 4) == 0;
}

static LookTrick
trick_of (const char *label, const char *top, char **letters)
{
  if (begins_ace (label)) /* what could be decoded was */
    return TRICK_PUNYCODE;
  if (is_ascii (label))
    return TRICK_NONE;
  *letters = letters_of (label);
  if (mixes_scripts (label))
    return TRICK_MIXED;
  if (is_ascii (top) && passes_for_latin (label, *letters))
    return TRICK_WHOLE;
  return hides_plain_letters (label, *letters) ? TRICK_LATIN : TRICK_NONE;
}

/* The joiners of Persian and of Indian scripts apart, a label has nothing that is not seen. */
static bool
is_visible (const char *label)
{
  for (const char *at = label; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (c != 0x200C && c != 0x200D && (!g_unichar_isgraph (c) || printable_hides (c)))
        return false;
    }
  return true;
}

/* A-labels to Unicode, each by itself: one that is broken stays as it is. */
static char **
shown_labels (const char *name)
{
  char **labels = g_strsplit (name, ".", 128);
  for (char **label = labels; *label != NULL; label++)
    {
      char *shown = begins_ace (*label) ? g_hostname_to_unicode (*label) : NULL;
      if (shown != NULL && !begins_ace (shown)
          && is_visible (shown)) /* not encoded again: IDNA 2003 and 2008 differ in that ("ß") */
        {
          g_free (*label);
          *label = g_steal_pointer (&shown);
        }
      g_free (shown);
    }
  return labels;
}

static void
find_tricks (DomainLook *look, char **labels)
{
  guint count = g_strv_length (labels);
  for (guint i = 0; i < count && look->trick == TRICK_NONE; i++)
    {
      char *letters = NULL;
      look->trick = trick_of (labels[i], labels[count - 1], &letters);
      if (look->trick != TRICK_NONE)
        {
          look->tricky = g_strdup (labels[i]);
          look->seems = letters != NULL ? seen_as (labels[i]) : NULL;
        }
      g_free (letters);
    }
}

static char *
first_label (const char *name)
{
  return g_strndup (name, strcspn (name, "."));
}

DomainLook *
domain_look_new (Octets domain)
{
  while (domain.length > 0 && domain.at[domain.length - 1] == '.')
    domain.length--;
  if (domain.length == 0 || domain.length > NAME_OCTETS || octets_find (domain, '.') == SIZE_MAX)
    return NULL;
  g_autofree char *raw = g_strndup ((const char *) domain.at, domain.length);
  if (!g_utf8_validate (raw, -1, NULL) || strlen (raw) != domain.length)
    return NULL;
  /* What is no host name may be a look-alike all the same: it is judged as it stands. */
  char *organization = organization_of (domain);
  if (organization == NULL)
    return NULL;
  DomainLook *look = g_new0 (DomainLook, 1);
  g_autofree char *lower = g_utf8_strdown (raw, -1);
  g_auto (GStrv) labels = shown_labels (lower);
  g_autofree char *first = first_label (organization);
  g_auto (GStrv) shown = shown_labels (first);
  look->organization = organization;
  look->shown = g_strdup (shown[0] != NULL ? shown[0] : "");
  look->fold = fold_of (look->shown);
  find_tricks (look, labels);
  return look;
}

void
domain_look_free (DomainLook *look)
{
  if (look == NULL)
    return;
  g_free (look->organization);
  g_free (look->shown);
  g_free (look->fold);
  g_free (look->tricky);
  g_free (look->seems);
  g_free (look);
}

const char *
look_trick_words (LookTrick trick)
{
  static const char *const words[LOOK_TRICKS] = {
    [TRICK_NONE] = "",
    [TRICK_MIXED] = N_ ("mixes letters of several scripts in one label"),
    [TRICK_WHOLE] = N_ ("is made of letters of another script, all of which look like Latin ones"),
    [TRICK_LATIN] = N_ ("is made with letters that look like plain ones"),
    [TRICK_PUNYCODE] = N_ ("claims to be an encoded name (xn--) and decodes to none"),
  };
  return words[trick];
}

/* --- two names ------------------------------------------------------------------------------- */

/* Whether each differing character of `odd` is a digit that passes for the letter of
 * `plain` at its place; in a short name not the last one, which may be a number. */
static bool
has_digits_for_letters (const char *odd, const char *plain)
{
  bool any = false;
  size_t length = strlen (odd);
  if (length != strlen (plain) || length < SHORT_MIN || (length < TRICKED_MIN && odd[length - 1] != plain[length - 1]))
    return false;
  for (; *odd != '\0'; odd++, plain++)
    {
      if (*odd == *plain)
        continue;
      char letter = letter_of_digit (*odd);
      if (letter == 0 || (letter != *plain && !(letter == 'l' && *plain == 'i')))
        return false;
      any = true;
    }
  return any;
}

static char *
without_hyphens (const char *text)
{
  GString *plain = g_string_new (text);
  g_string_replace (plain, "-", "", 0);
  return g_string_free (plain, FALSE);
}

/* Other letters, and the eye sees the same. */
static bool
passes_for (const char *odd, const char *plain)
{
  g_autofree char *one = seen_as (odd);
  g_autofree char *other = seen_as (plain);
  if (is_ascii (odd))
    return strlen (odd) > strlen (plain) && strlen (odd) >= TRICKED_MIN && is_ascii (plain) && strcmp (one, other) == 0;
  return strcmp (one, other) == 0 || has_digits_for_letters (one, other);
}

LookLikeness
domain_looks_compare (const DomainLook *one, const DomainLook *other)
{
  if (strcmp (one->organization, other->organization) == 0 || strcmp (one->shown, other->shown) == 0)
    return LOOKS_DIFFERENT;
  if (passes_for (one->shown, other->shown) && (is_ascii (other->shown) || one->trick != TRICK_NONE))
    return LOOKS_TRICKED;
  if (passes_for (other->shown, one->shown) && (is_ascii (one->shown) || other->trick != TRICK_NONE))
    return LOOKS_IMITATED;
  if (has_digits_for_letters (one->shown, other->shown))
    return LOOKS_TRICKED;
  if (has_digits_for_letters (other->shown, one->shown))
    return LOOKS_IMITATED;
  g_autofree char *bare = without_hyphens (one->shown);
  g_autofree char *bare_other = without_hyphens (other->shown);
  return strlen (bare) >= HYPHENATED_MIN && strcmp (bare, bare_other) == 0 ? LOOKS_HYPHENATED : LOOKS_DIFFERENT;
}

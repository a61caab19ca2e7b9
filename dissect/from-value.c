/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Odd forms inside the value of a From field, and inside a reverse-path.
 *
 * A form weighs by what it does: where every reader that finds an address finds the same
 * one, nobody is deceived and it is only out of form.
 *
 * Does not: parse (mailbox-reader), look at other fields (from-forms), or at what a
 * display name pretends to people (the check of display names). */
#include "config.h"

#include "from-forms.h"

#include "mailbox-reader.h"
#include "printable.h"
#include "session-facts.h"
#include "smtp-path.h"
#include "translate.h"

static const char *const strict = N_ ("a strict reader");

/* --- how readers differ ------------------------------------------------------------- */

static Octets
without_dot (Octets address)
{
  while (address.length > 0 && address.at[address.length - 1] == '.')
    address.length--;
  return address;
}

static bool
same_address (const char *a, const char *b)
{
  return octets_equal_nocase (without_dot (octets_of_string (a)), without_dot (octets_of_string (b)));
}

static bool
lenient_readers_differ (const MailboxReading *reading)
{
  const char *taken[] = { reading->first, reading->last, reading->bracket, reading->decoding };
  const char *one = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (taken); i++)
    if (taken[i] != NULL && one == NULL)
      one = taken[i];
    else if (taken[i] != NULL && !same_address (one, taken[i]))
      return true;
  return false;
}

static void
add_lenient_readings (SenderForm *form, const MailboxReading *reading)
{
  const struct {
    const char *reader;
    const char *takes;
  } rows[] = {
    { N_ ("one that takes what stands in the last brackets"), reading->bracket },
    { N_ ("one that takes the first address"), reading->first },
    { N_ ("one that takes the last"), reading->last },
    { N_ ("one that decodes words first"), reading->decoding },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].takes != NULL)
      form_reading (form, rows[i].reader, rows[i].takes);
  if (form != NULL && form->count < 2)
    form_reading (form, N_ ("one that takes what it finds"), NULL);
}

static char *
all_specs (const MailboxReading *reading)
{
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint i = 0; i < reading->specs->len && all->len < 300; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (reading->specs, i));
  return g_strdup (all->len > 0 ? all->str : "nobody");
}

static FormWeight
weight_of_pair (const char *one, const char *other)
{
  Octets a = address_domain (octets_of_string (one)), b = address_domain (octets_of_string (other));
  return a.length > 0 && b.length > 0 && domains_related (a, b) ? FORM_MEDIUM : FORM_HIGH;
}

/* --- what the book refuses ------------------------------------------------------------ */

typedef struct FaultWords {
  const char *code;
  const char *words;
} FaultWords;

static const FaultWords fault_words[MAILBOX_FAULTS] = {
  [FAULT_EMPTY] = { "empty-from", N_ ("The From field holds no mailbox.") },
  [FAULT_NO_ADDRESS] = { "words-without-address", N_ ("The From field holds words without an address where a mailbox "
                                                      "should be.") },
  [FAULT_UNBALANCED] = { "unbalanced", N_ ("A quote, bracket or parenthesis in the From field has no partner.") },
  [FAULT_QUOTED_PAIR] = { "quoted-pair", N_ ("The From field has a backslash outside quotes.") },
  [FAULT_TWO_AT] = { "two-at", N_ ("The address in the From field has more than one \"@\".") },
  [FAULT_TEXT_BEHIND] = { "text-behind-bracket", N_ ("The From field goes on behind the closing bracket.") },
  [FAULT_ADDRESS_BEFORE]
  = { "address-before-bracket", N_ ("The From field has an unquoted address in front of the one in "
                                    "brackets.") },
  [FAULT_MISSING_COMMA] = { "missing-comma", N_ ("The From field has two addresses with no comma between them.") },
  [FAULT_CONTROL] = { "control", N_ ("The From field holds a control character.") },
  [FAULT_OTHER] = { "out-of-form", N_ ("The From field is out of form.") },
};

static void
judge_fault (FormList *list, const HeaderField *field, const MailboxReading *reading)
{
  const FaultWords *words = &fault_words[reading->fault];
  bool differ = lenient_readers_differ (reading) || reading->fault == FAULT_TWO_AT;
  FormWeight weight = differ ? FORM_HIGH : reading->fault == FAULT_CONTROL ? FORM_MEDIUM : FORM_LOW;
  SenderForm *form = form_add (list, words->code, weight, field, words->words);
  form_reading (form, strict, NULL);
  add_lenient_readings (form, reading);
}

/* --- what the book allows -------------------------------------------------------------- */

typedef struct TraitWords {
  MailboxTrait trait;
  const char *code;
  const char *words;
  FormWeight weight;
  const char *other; /* reader who does not know it */
} TraitWords;

static const TraitWords trait_words[] = {
  { TRAIT_ROUTE, "source-route", N_ ("A source route stands in front of the address in the From field."), FORM_HIGH,
    N_ ("one that knows no routes") },
  { TRAIT_GROUP, "group", N_ ("The From field holds a group."), FORM_MEDIUM, N_ ("one that knows no groups") },
  { TRAIT_COMMENT_INSIDE, "comment-inside", N_ ("A comment stands inside the address in the From field."), FORM_HIGH,
    N_ ("one that stops there") },
  { TRAIT_SPACE_INSIDE, "space-inside", N_ ("White space stands inside the address in the From field."), FORM_HIGH,
    N_ ("one that stops there") },
  { TRAIT_QUOTED_AT, "quoted-at",
    N_ ("The quoted local part of the address in the From field holds \"@\", a comma or a "
        "bracket."),
    FORM_HIGH, N_ ("one that knows no quotes") },
  { TRAIT_META_DOMAIN, "meta-domain", N_ ("The domain in the From field holds characters that no host name has."),
    FORM_HIGH, N_ ("one that ends the domain there") },
  { TRAIT_QUOTED_PART, "quoted-part", N_ ("The local part of the address in the From field is quoted in part."),
    FORM_MEDIUM, N_ ("one that knows no quotes") },
  { TRAIT_EMPTY_ELEMENT, "empty-element", N_ ("The From field has a comma with nothing in front of it."), FORM_LOW,
    N_ ("one that knows no empty elements") },
};

static void
judge_traits (FormList *list, const HeaderField *field, const MailboxReading *reading)
{
  g_autofree char *all = all_specs (reading);
  for (size_t i = 0; i < G_N_ELEMENTS (trait_words); i++)
    {
      const TraitWords *row = &trait_words[i];
      if ((reading->traits & row->trait) == 0)
        continue;
      bool unread = row->trait == TRAIT_GROUP || row->trait == TRAIT_EMPTY_ELEMENT;
      g_autofree char *value = printable (octets_slice (octets_trim_line (field->value), 0, 200));
      const char *other = row->trait == TRAIT_ROUTE ? value : unread ? NULL : reading->first;
      SenderForm *form = form_add (list, row->code, row->weight, field, row->words);
      form_reading (form, strict, all);
      form_reading (form, row->other, other);
      if (!unread && reading->last != NULL)
        form_reading (form, N_ ("one that takes the last address"), reading->last);
    }
}

static void
judge_count (FormList *list, const HeaderField *field, const MailboxReading *reading, bool has_sender)
{
  if (reading->specs->len < 2 || has_sender)
    return;
  const char *first = g_ptr_array_index (reading->specs, 0), *other = NULL;
  FormWeight weight = FORM_MEDIUM;
  for (guint i = 1; i < reading->specs->len && weight != FORM_HIGH; i++)
    if (!same_address (first, g_ptr_array_index (reading->specs, i)))
      {
        other = g_ptr_array_index (reading->specs, i);
        weight = weight_of_pair (first, other);
      }
  if (other == NULL) /* the same one, again and again */
    weight = FORM_LOW;
  g_autofree char *all = all_specs (reading);
  SenderForm *form
      = form_add (list, "several-mailboxes", weight, field,
                  N_ ("The From field names several mailboxes, and no Sender field tells which of them sent."));
  form_reading (form, strict, all);
  form_reading (form, N_ ("one that takes the first address"), first);
  form_reading (form, N_ ("one that takes the last"), g_ptr_array_index (reading->specs, reading->specs->len - 1));
}

/* --- texts that hold an address ---------------------------------------------------------- */

static bool
is_among (const GPtrArray *specs, const char *address)
{
  for (guint i = 0; i < specs->len; i++)
    if (same_address (g_ptr_array_index (specs, i), address))
      return true;
  return false;
}

/* Lists and collaborative mailboxes write so: 'alice@example.com' via Sales <sales@…>. */
static bool
is_of_list (const char *text)
{
  g_autofree char *folded = g_ascii_strdown (text, -1);
  return strstr (folded, " via ") != NULL || strstr (folded, "(via ") != NULL || strstr (folded, "[via ") != NULL
         || strstr (folded, " on behalf of ") != NULL;
}

/* An address in the text that is none of the field's by the book; g_free. */
static char *
other_address (const HiddenText *hidden, const GPtrArray *specs)
{
  size_t place = 0;
  for (char *found; (found = address_in_text (hidden->text, &place)) != NULL; g_free (found))
    {
      size_t end = place;
      while (hidden->text[end] != '\0' && strchr (" ,;\"'(", hidden->text[end]) == NULL && hidden->text[end] != '>')
        end++;
      /* Between quotes only what looks like a mailbox fools a program. */
      bool counts = hidden->place != HIDDEN_QUOTED || (strchr (hidden->text, '<') != NULL && hidden->text[end] == '>');
      if (counts && !is_among (specs, found))
        return found;
    }
  return NULL;
}

static void
judge_hidden (FormList *list, const HeaderField *field, const MailboxReading *reading)
{
  static const struct {
    const char *code, *words, *reader;
  } rows[] = {
    [HIDDEN_COMMENT] = { "comment-address", N_ ("A comment in the From field holds another address."),
                         N_ ("one that knows no comments") },
    [HIDDEN_QUOTED] = { "quoted-address", N_ ("A quoted name in the From field holds another mailbox."),
                        N_ ("one that knows no quotes") },
    [HIDDEN_ENCODED] = { "encoded-address", N_ ("An encoded word in the From field holds another address."),
                         N_ ("one that decodes it first") },
  };
  const char *best = mailbox_reading_best (reading);
  for (guint i = 0; i < reading->hidden->len; i++)
    {
      const HiddenText *hidden = g_ptr_array_index (reading->hidden, i);
      if (hidden->newlines && hidden->place == HIDDEN_ENCODED)
        {
          SenderForm *form = form_add (list, "encoded-newline", FORM_HIGH, field,
                                       N_ ("An encoded word in the From field holds a line end."));
          form_reading (form, strict, best);
          form_reading (form, N_ ("one that decodes it first"), hidden->text);
        }
      g_autofree char *other = is_of_list (hidden->text) ? NULL : other_address (hidden, reading->specs);
      if (other == NULL)
        continue;
      FormWeight weight = best != NULL ? weight_of_pair (best, other) : FORM_HIGH;
      SenderForm *form = form_add (list, rows[hidden->place].code, weight, field, rows[hidden->place].words);
      form_reading (form, strict, best);
      form_reading (form, rows[hidden->place].reader, other);
    }
}

/* --- characters that deceive the eye -------------------------------------------------------- */

static bool
is_override (gunichar c)
{
  return c == 0x202D || c == 0x202E;
}

static bool
holds_override (Octets value)
{
  return value.length > 0
         && (memmem (value.at, value.length, "\xe2\x80\xad", 3) != NULL
             || memmem (value.at, value.length, "\xe2\x80\xae", 3) != NULL);
}

static bool
has_character (const char *text, bool (*is) (gunichar c))
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (is (g_utf8_get_char (at)))
      return true;
  return false;
}

/* What no address has: what shows nothing, turns the direction, or is a space. */
static bool
hides_in_address (gunichar c)
{
  return c >= 0x80 && (printable_hides (c) || g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR);
}

static void
judge_characters (FormList *list, const HeaderField *field, const MailboxReading *reading)
{
  const char *best = mailbox_reading_best (reading);
  bool address = best != NULL && has_character (best, hides_in_address);
  bool turned = holds_override (field->value);
  for (guint i = 0; i < reading->hidden->len; i++)
    turned = turned || has_character (((HiddenText *) g_ptr_array_index (reading->hidden, i))->text, is_override);
  if (address || turned)
    {
      SenderForm *form
          = form_add (list, address ? "hidden-character" : "turned-text", FORM_HIGH, field,
                      address ? N_ ("The address in the From field holds a character that is not seen.")
                              : N_ ("The name in the From field holds a character that turns what follows."));
      form_reading (form, N_ ("a program"), best);
      form_reading_words (form, N_ ("a person"), N_ ("what its screen makes of it"));
    }
}

/* Letters of Latin beside those of Cyrillic or Greek in one local part: a name that is
 * not what it seems.  (Of domains: lookalike.) */
static bool
mixes_scripts (const char *address)
{
  bool latin = false, other = false;
  for (const char *at = address; *at != '\0' && *at != '@'; at = g_utf8_next_char (at))
    {
      GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (at));
      latin = latin || script == G_UNICODE_SCRIPT_LATIN;
      other = other || script == G_UNICODE_SCRIPT_CYRILLIC || script == G_UNICODE_SCRIPT_GREEK;
    }
  return latin && other;
}

static void
judge_scripts (FormList *list, const HeaderField *field, const char *best)
{
  if (best == NULL || !mixes_scripts (best))
    return;
  SenderForm *form = form_add (list, "mixed-scripts", FORM_MEDIUM, field,
                               N_ ("The local part of the address in the From field mixes letters that look alike."));
  form_reading (form, N_ ("a program"), best);
  form_reading_words (form, N_ ("a person"), N_ ("the name that it looks like"));
}

static void
judge_octets (FormList *list, const HeaderField *field, const MailboxReading *reading)
{
  const char *best = mailbox_reading_best (reading);
  SenderForm *form;
  if (reading->nul || (reading->control && reading->fault != FAULT_CONTROL && !reading->bare_newline))
    {
      form = form_add (list, reading->nul ? "nul" : "control", FORM_HIGH, field,
                       reading->nul ? N_ ("The From field holds a NUL.")
                                    : N_ ("The From field holds a control character."));
      g_autofree char *whole = printable (octets_slice (octets_trim_line (field->value), 0, 200));
      g_autofree char *before = printable (octets_slice (field->value, 0, MIN (octets_find (field->value, 0), 200)));
      form_reading (form, N_ ("one that reads all octets"), whole);
      form_reading (form, N_ ("one that stops there"), reading->nul ? g_strstrip (before) : best);
    }
  if (reading->bare_newline)
    {
      size_t end = octets_find (field->value, '\r');
      g_autofree char *whole = printable (octets_slice (octets_trim_line (field->value), 0, 200));
      g_autofree char *before = printable (octets_trim (octets_slice (field->value, 0, MIN (end, 200))));
      form = form_add (list, "bare-newline", FORM_HIGH, field,
                       N_ ("The From field holds a CR or LF that ends no line."));
      form_reading (form, N_ ("one that ends lines at CRLF alone"), whole);
      form_reading (form, N_ ("one that ends the line there"), before);
    }
  if (!g_utf8_validate ((const char *) field->value.at, (gssize) field->value.length, NULL) && !reading->nul)
    {
      form = form_add (list, "unknown-charset", FORM_LOW, field,
                       N_ ("The From field holds octets over 127 that are no UTF-8."));
      form_reading (form, N_ ("a strict reader"), NULL);
      form_reading (form, N_ ("one that guesses the charset"), best);
    }
  if (reading->cut)
    {
      form = form_add (list, "endless", FORM_MEDIUM, field, N_ ("The From field is longer than programs read."));
      form_reading (form, N_ ("one that reads its begin"), best);
      form_reading (form, N_ ("one that refuses it"), NULL);
    }
}

/* --- the usual case --------------------------------------------------------------------- */

static bool
is_plain_local (uint8_t c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '+' || c == '=';
}

static bool
is_plain_host (uint8_t c)
{
  return g_ascii_isalnum (c) || c == '-';
}

/* Atoms with single dots between them, at the front; 0: none. */
static size_t
dotted_length (Octets text, bool (*belongs) (uint8_t))
{
  bool dot = true;
  size_t i = 0;
  for (; i < text.length && (belongs (text.at[i]) || (text.at[i] == '.' && !dot)); i++)
    dot = text.at[i] == '.';
  return dot ? 0 : i;
}

static bool
is_plain_address (Octets text)
{
  size_t local = dotted_length (text, is_plain_local);
  if (local == 0 || local >= text.length || text.at[local] != '@')
    return false;
  Octets host = octets_from (text, local + 1);
  return host.length > 0 && dotted_length (host, is_plain_host) == host.length;
}

/* An address in brackets or not, words of plain letters in front of it or none: what nearly
 * all mail has, and nobody reads in two ways. */
static bool
is_plain_mailbox (Octets value)
{
  value = octets_trim (value);
  size_t open = octets_find (value, '<');
  if (open == SIZE_MAX)
    return is_plain_address (value);
  for (size_t i = 0; i < open; i++)
    if (!g_ascii_isalnum (value.at[i]) && (i == 0 || strchr (" .'-", value.at[i]) == NULL || value.at[i] == 0))
      return false;
  return value.at[value.length - 1] == '>'
         && is_plain_address (octets_slice (value, open + 1, value.length - open - 2));
}

void
from_value_forms (FormList *list, const HeaderField *field, bool has_sender)
{
  if (is_plain_mailbox (field->value))
    return;
  MailboxReading *reading = mailbox_reading_new (field->value);
  if (reading->fault != FAULT_NONE)
    judge_fault (list, field, reading);
  else
    {
      judge_count (list, field, reading, has_sender);
      judge_traits (list, field, reading);
    }
  judge_hidden (list, field, reading);
  judge_characters (list, field, reading);
  judge_scripts (list, field, mailbox_reading_best (reading));
  judge_octets (list, field, reading);
  mailbox_reading_free (reading);
}

/* --- the reverse-path --------------------------------------------------------------------------- */

/* "SIZE=100", "SMTPUTF8": a keyword of letters, digits and hyphens, a value or none. */
static bool
is_parameter (Octets word)
{
  size_t i = 0;
  while (i < word.length && (g_ascii_isalnum (word.at[i]) || word.at[i] == '-'))
    i++;
  return i > 0 && (i == word.length || word.at[i] == '=');
}

/* The path with all that belongs to it, be it out of form. */
static Octets
whole_path (Octets argument)
{
  size_t end = smtp_path_parse (argument).used;
  while (end < argument.length)
    {
      size_t word = end, next;
      while (word < argument.length && (argument.at[word] == ' ' || argument.at[word] == '\t'))
        word++;
      for (next = word; next < argument.length && argument.at[next] != ' ' && argument.at[next] != '\t'; next++)
        ;
      if (word > end && is_parameter (octets_slice (argument, word, next - word)))
        break;
      end = next;
    }
  return octets_trim (octets_slice (argument, 0, end));
}

static void
judge_path (FormList *list, const HeaderField *path, const MailboxReading *reading)
{
  static const char *const words[MAILBOX_FAULTS] = {
    [FAULT_UNBALANCED] = N_ ("A quote, bracket or parenthesis in MAIL FROM has no partner."),
    [FAULT_TWO_AT] = N_ ("The address in MAIL FROM has more than one \"@\"."),
    [FAULT_TEXT_BEHIND] = N_ ("MAIL FROM has text behind the path."),
    [FAULT_MISSING_COMMA] = N_ ("MAIL FROM has two addresses."),
    [FAULT_CONTROL] = N_ ("MAIL FROM holds a control character."),
  };
  if (reading->fault != FAULT_NONE)
    {
      if (!lenient_readers_differ (reading) && reading->fault != FAULT_TWO_AT && !reading->control)
        return;
      const char *told = words[reading->fault] != NULL ? words[reading->fault] : N_ ("MAIL FROM is out of form.");
      bool high = lenient_readers_differ (reading) || reading->fault == FAULT_TWO_AT || reading->nul;
      SenderForm *form = form_add (list, "envelope", high ? FORM_HIGH : FORM_MEDIUM, path, told);
      form_reading (form, strict, NULL);
      g_autofree char *octets = printable (octets_slice (path->value, 0, 200));
      if (reading->control)
        form_reading (form, N_ ("one that reads all octets"), octets);
      add_lenient_readings (form, reading);
      return;
    }
  unsigned odd = reading->traits & ~(unsigned) TRAIT_EMPTY_ELEMENT;
  bool comment = false;
  for (guint i = 0; i < reading->hidden->len; i++)
    comment = comment || ((HiddenText *) g_ptr_array_index (reading->hidden, i))->place == HIDDEN_COMMENT;
  if (odd == 0 && !comment && reading->specs->len < 2)
    return;
  const char *told = (odd & TRAIT_ROUTE) != 0 ? N_ ("A source route stands in front of the address in MAIL FROM.")
                     : (odd & TRAIT_QUOTED_AT) != 0
                         ? N_ ("The quoted local part in MAIL FROM holds \"@\", a comma or a "
                               "bracket.")
                     : comment  ? N_ ("MAIL FROM holds a comment.")
                     : odd != 0 ? N_ ("The address in MAIL FROM is out of form.")
                                : N_ ("MAIL FROM has several addresses.");
  SenderForm *form = form_add (list, "envelope", FORM_HIGH, path, told);
  g_autofree char *raw = printable (octets_slice (path->value, 0, 200));
  form_reading (form, N_ ("one that reads it whole"),
                reading->specs->len > 0 ? g_ptr_array_index (reading->specs, 0) : NULL);
  form_reading (form, N_ ("one that does not know this form"), raw);
  add_lenient_readings (form, reading);
}

GPtrArray *
from_forms_of_path (Octets argument)
{
  FormList list = { NULL };
  Octets path_alone = octets_slice (argument, 0, octets_find (argument, ' '));
  if (argument.length > 0 && octets_find (octets_from (argument, path_alone.length), '@') == SIZE_MAX
      && (is_plain_mailbox (path_alone) || octets_equal (path_alone, OCTETS ("<>"))))
    return NULL;
  Octets whole = whole_path (argument);
  HeaderField path = { .raw = argument, .value = whole };
  if (whole.length == 0 || octets_equal (whole, OCTETS ("<>")))
    return NULL;
  MailboxReading *reading = mailbox_reading_new (whole);
  judge_path (&list, &path, reading);
  mailbox_reading_free (reading);
  return list.forms;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Odd forms of a header section that make programs disagree who sent the mail: which
 * field is From (RFC 5322 §2.2, §3.6.2), how many there are, what stands in for it, and
 * whose name a DKIM signature bears (RFC 6376 §3.5).
 *
 * Limits: SENDER_FORMS_MAX; NAME_OCTETS of a field's name are compared with "From".
 *
 * Does not: read addresses (mailbox-reader), or verify any signature. */
#include "config.h"

#include "from-forms.h"

#include "mailbox-reader.h"
#include "printable.h"
#include "translate.h"

enum { NAME_OCTETS = 40, SHOWN_OCTETS = 200 };

/* --- the list ----------------------------------------------------------------------- */

static void
form_free (gpointer element)
{
  SenderForm *form = element;
  for (unsigned i = 0; i < form->count; i++)
    g_free (form->reading[i].takes);
  g_free (form);
}

SenderForm *
form_add (FormList *list, const char *code, FormWeight weight, const HeaderField *field, const char *words)
{
  if (list->forms == NULL)
    list->forms = g_ptr_array_new_with_free_func (form_free);
  if (list->forms->len >= SENDER_FORMS_MAX)
    return NULL;
  SenderForm *form = g_new0 (SenderForm, 1);
  form->code = code;
  form->weight = weight;
  form->words = words;
  if (field != NULL)
    {
      form->raw = field->raw;
      form->offset = field->offset;
    }
  g_ptr_array_add (list->forms, form);
  return form;
}

static void
add_reading (SenderForm *form, const char *reader, const char *takes, const char *words)
{
  if (form == NULL || form->count >= FORM_READINGS_MAX)
    return;
  for (unsigned i = 0; i < form->count && form->count >= 2; i++)
    if (g_ascii_strcasecmp (form->reading[i].takes, takes) == 0)
      return;
  form->reading[form->count++] = (FormReading){ reader, g_strdup (takes), words };
}

void
form_reading (SenderForm *form, const char *reader, const char *takes)
{
  static const char *const nobody = N_ ("nobody");
  add_reading (form, reader, takes != NULL ? takes : nobody, takes != NULL ? NULL : nobody);
}

void
form_reading_words (SenderForm *form, const char *reader, const char *words)
{
  add_reading (form, reader, words, words);
}

/* --- names that pass for From ---------------------------------------------------------- */

/* The ASCII letter that a character passes for; 0: it shows nothing, or is passed over. */
static char
passes_for (gunichar c)
{
  static const struct {
    gunichar c;
    char letter;
  } rows[] = {
    { 0x0192, 'f' }, { 0x0493, 'f' }, { 0x0492, 'f' }, { 0x03DC, 'f' }, { 0x0433, 'r' },
    { 0xAB81, 'r' }, { 0x0280, 'r' }, { 0x043E, 'o' }, { 0x041E, 'o' }, { 0x03BF, 'o' },
    { 0x039F, 'o' }, { 0x0585, 'o' }, { '0', 'o' },    { 0x043C, 'm' }, { 0x041C, 'm' },
    { 0x039C, 'm' }, { 0x03FA, 'm' }, { 0x217F, 'm' }, { 0x216F, 'm' },
  };
  if (c >= 0xFF01 && c <= 0xFF5E)
    c = c - 0xFF01 + '!';
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].c == c)
      return rows[i].letter;
  if (c < 0x80)
    return g_ascii_isgraph ((char) c) ? g_ascii_tolower ((char) c) : 0;
  return printable_hides (c) || g_unichar_isspace (c) || g_unichar_ismark (c) ? 0 : '?';
}

/* Whether it is read as "From" once what is not seen is left out. */
static bool
looks_like_from (Octets name)
{
  char letters[8];
  size_t count = 0;
  if (name.length < 4 || name.length > NAME_OCTETS)
    return false;
  for (size_t i = 0; i < name.length;)
    {
      Octets rest = octets_from (name, i);
      gunichar c = g_utf8_get_char_validated ((const char *) rest.at, (gssize) rest.length);
      bool valid = rest.at[0] != 0 && c != (gunichar) -1 && c != (gunichar) -2;
      /* An octet that is no UTF-8, at the end or between: a reader of ASCII drops it. */
      char letter = valid ? passes_for (c) : 0;
      i += valid ? (size_t) g_unichar_to_utf8 (c, NULL) : 1;
      if (letter == 0)
        continue;
      if (count >= sizeof letters)
        return false;
      letters[count++] = letter;
    }
  return count == 4 && memcmp (letters, "from", 4) == 0;
}

/* --- which field is From ---------------------------------------------------------------- */

enum { FROMS_KEPT = 8 };

typedef struct Froms {
  const HeaderField *clean[FROMS_KEPT]; /* no reader doubts that they are From */
  const HeaderField *odd[FROMS_KEPT];
  const HeaderField *sender, *resent;
  size_t clean_count, odd_count; /* may be more than are kept */
} Froms;

static char *
taken_from (const HeaderField *field)
{
  if (field == NULL)
    return NULL;
  MailboxReading *reading = mailbox_reading_new (field->value);
  const char *best = mailbox_reading_best (reading);
  char *taken
      = best != NULL ? g_strdup (best) : printable (octets_slice (octets_trim_line (field->value), 0, SHOWN_OCTETS));
  mailbox_reading_free (reading);
  return taken;
}

/* Why a field that some take for From is none for others; NULL: no reason. */
static const char *
odd_name (const HeaderField *field, bool first, const char **words)
{
  bool is_from = header_field_is (field, "From");
  if (first && (field->raw.at[0] == ' ' || field->raw.at[0] == '\t') && is_from)
    {
      *words = N_ ("The first line of the header begins with white space, and then says From.");
      return "leading-space";
    }
  if (is_from && !octets_equal_nocase (field->name, OCTETS ("From")))
    {
      bool folded = octets_find (field->name, '\n') != SIZE_MAX || octets_find (field->name, '\r') != SIZE_MAX;
      *words = folded ? N_ ("The name From and its colon stand on different lines.")
                      : N_ ("White space stands between the name From and its colon.");
      return folded ? "folded-name" : "space-before-colon";
    }
  if (!is_from && looks_like_from (field->name))
    {
      *words = N_ ("The name of a field looks like From and is another.");
      return "name-look-alike";
    }
  return NULL;
}

static void
sort_fields (const HeaderSection *section, Froms *froms)
{
  const char *words;
  for (size_t i = 0; i < section->count; i++)
    {
      const HeaderField *field = &section->fields[i];
      if (field->cut || field->raw.length == 0)
        continue;
      if (odd_name (field, i == 0 && field->offset == 0, &words) != NULL)
        {
          if (froms->odd_count++ < FROMS_KEPT)
            froms->odd[froms->odd_count - 1] = field;
        }
      else if (header_field_is (field, "From"))
        {
          if (froms->clean_count++ < FROMS_KEPT)
            froms->clean[froms->clean_count - 1] = field;
        }
      else if (header_field_is (field, "Sender") && froms->sender == NULL)
        froms->sender = field;
      else if (header_field_is (field, "Resent-From") && froms->resent == NULL)
        froms->resent = field;
    }
}

static void
judge_odd_names (FormList *list, const HeaderSection *section, const Froms *froms)
{
  if (froms->odd_count == 0)
    return;
  g_autofree char *clean = taken_from (froms->clean[0]);
  for (size_t i = 0; i < MIN (froms->odd_count, FROMS_KEPT); i++)
    {
      const HeaderField *field = froms->odd[i];
      const char *words = NULL;
      const char *code = odd_name (field, field == section->fields && field->offset == 0, &words);
      g_autofree char *taken = taken_from (field);
      SenderForm *form = form_add (list, code, FORM_HIGH, field, words);
      form_reading (form, N_ ("one that knows no such field"), clean);
      form_reading (form, N_ ("one that takes it for From"), taken);
    }
}

static void
judge_number (FormList *list, const Froms *froms)
{
  const HeaderField *first = froms->clean[0];
  size_t kept = MIN (froms->clean_count, FROMS_KEPT);
  bool differ = froms->clean_count > FROMS_KEPT;
  for (size_t i = 1; i < kept; i++)
    differ = differ || !octets_equal (octets_trim_line (first->value), octets_trim_line (froms->clean[i]->value));
  if (!differ)
    return;
  g_autofree char *one = taken_from (first);
  g_autofree char *other = taken_from (froms->clean[kept - 1]);
  SenderForm *form = form_add (list, "several-fields", FORM_HIGH, froms->clean[kept - 1],
                               N_ ("The header has several From fields."));
  form_reading (form, N_ ("a strict reader"), NULL);
  form_reading (form, N_ ("one that takes the first"), one);
  form_reading (form, N_ ("one that takes the last"), other);
}

static void
judge_missing (FormList *list, const HeaderSection *section, const Froms *froms)
{
  if (froms->clean_count > 0 || !section->whole)
    return;
  const HeaderField *stands_in = froms->sender != NULL ? froms->sender : froms->resent;
  SenderForm *form;
  if (stands_in != NULL)
    {
      g_autofree char *taken = taken_from (stands_in);
      form = form_add (list, "stands-in", FORM_HIGH, stands_in,
                       froms->sender != NULL ? N_ ("No field is From by the book, and Sender stands in for it.")
                                             : N_ ("No field is From by the book, and Resent-From stands in for it."));
      form_reading (form, N_ ("a strict reader"), NULL);
      form_reading (form, N_ ("one that takes what it finds"), taken);
    }
  else if (froms->odd_count == 0)
    {
      form = form_add (list, "no-from", FORM_LOW, section->count > 0 ? &section->fields[0] : NULL,
                       N_ ("The mail has no From field."));
      form_reading (form, N_ ("a strict reader"), NULL);
      form_reading_words (form, N_ ("one that asks the envelope"), N_ ("who MAIL FROM names"));
    }
}

/* --- fields inside other fields ----------------------------------------------------------- */

static bool
begins_sender_field (Octets text)
{
  static const char *const names[] = { "From", "Sender", "Reply-To" };
  while (text.length > 0 && (text.at[0] == '\r' || text.at[0] == '\n'))
    text = octets_from (text, 1);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Octets name = octets_of_string (names[i]);
      Octets behind = octets_trim (octets_from (text, name.length));
      if (octets_start_nocase (text, name) && behind.length > 0 && behind.at[0] == ':')
        return true;
    }
  return false;
}

static void
add_inner_line (FormList *list, const HeaderField *field, const char *code, const char *words, Octets line)
{
  g_autofree char *text = printable (octets_slice (octets_trim_line (line), 0, SHOWN_OCTETS));
  SenderForm *form = form_add (list, code, FORM_HIGH, field, words);
  form_reading_words (form, N_ ("one that ends lines at CRLF alone"), N_ ("no sender here"));
  form_reading (form, N_ ("one that ends the line there"), text);
}

/* Cheap, for it is asked of every field. */
static bool
may_encode_newline (Octets value)
{
  return value.length > 0 && memmem (value.at, value.length, "=?", 2) != NULL
         && (octets_find_nocase (value, OCTETS ("?b?")) != SIZE_MAX
             || octets_find_nocase (value, OCTETS ("=0a")) != SIZE_MAX
             || octets_find_nocase (value, OCTETS ("=0d")) != SIZE_MAX);
}

static void
judge_inner_lines (FormList *list, const HeaderField *field)
{
  Octets rest = field->value;
  for (size_t end; (end = octets_find (rest, '\r')) != SIZE_MAX; rest = octets_from (rest, end + 1))
    if (end + 1 < rest.length && rest.at[end + 1] != '\n' && begins_sender_field (octets_from (rest, end)))
      {
        add_inner_line (list, field, "hidden-line",
                        N_ ("A bare CR in a field is followed by the name of a sender field."),
                        octets_from (rest, end + 1));
        break;
      }
  if (!may_encode_newline (field->value))
    return;
  g_autofree char *text = header_field_text (field->value);
  for (const char *at = text; (at = strpbrk (at, "\r\n")) != NULL; at++)
    if (begins_sender_field (octets_of_string (at)))
      {
        add_inner_line (list, field, "encoded-line",
                        N_ ("An encoded word holds a line end, and then the name of a sender field."),
                        octets_of_string (at));
        break;
      }
}

/* --- signatures ------------------------------------------------------------------------------- */

static bool
is_name_octet (uint8_t c)
{
  return g_ascii_isalnum (c) || c >= 0x80 || c == '.' || c == '-' || c == '_';
}

/* A tag's value, white space around it left out; length 0: none. */
static Octets
tag_value (Octets tags, char wanted)
{
  while (tags.length > 0)
    {
      size_t end = octets_find (tags, ';');
      Octets tag = octets_trim_line (octets_slice (tags, 0, end));
      tags = end == SIZE_MAX ? OCTETS_NONE : octets_from (tags, end + 1);
      size_t equals = octets_find (tag, '=');
      Octets name = octets_trim_line (octets_slice (tag, 0, equals));
      if (equals != SIZE_MAX && name.length == 1 && name.at[0] == wanted)
        return octets_trim_line (octets_from (tag, equals + 1));
    }
  return OCTETS_NONE;
}

static void
judge_signature (FormList *list, const HeaderField *field)
{
  static const char tags[] = { 'd', 's' };
  for (size_t i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      Octets value = tag_value (field->value, tags[i]);
      size_t sound = 0;
      while (sound < value.length && is_name_octet (value.at[sound]))
        sound++;
      if (sound == value.length)
        continue;
      g_autofree char *whole = printable (octets_slice (value, 0, SHOWN_OCTETS));
      g_autofree char *before = printable (octets_slice (value, 0, MIN (sound, SHOWN_OCTETS)));
      SenderForm *form
          = form_add (list, "signature", FORM_HIGH, field,
                      tags[i] == 'd' ? N_ ("The domain of a DKIM signature (d=) holds characters that no "
                                           "name has.")
                                     : N_ ("The selector of a DKIM signature (s=) holds characters that no "
                                           "name has."));
      form_reading (form, N_ ("one that reads it whole"), whole);
      form_reading (form, N_ ("one that stops there"), before);
    }
}

GPtrArray *
from_forms_of_header (const HeaderSection *section)
{
  FormList list = { NULL };
  Froms froms = { 0 };
  sort_fields (section, &froms);
  judge_odd_names (&list, section, &froms);
  judge_number (&list, &froms);
  judge_missing (&list, section, &froms);
  for (size_t i = 0; i < MIN (froms.clean_count, FROMS_KEPT); i++)
    from_value_forms (&list, froms.clean[i], froms.sender != NULL);
  for (size_t i = 0; i < MIN (froms.odd_count, FROMS_KEPT); i++)
    from_value_forms (&list, froms.odd[i], froms.sender != NULL);
  for (size_t i = 0; i < section->count; i++)
    {
      const HeaderField *field = &section->fields[i];
      if (field->cut)
        continue;
      judge_inner_lines (&list, field);
      if (header_field_is (field, "DKIM-Signature"))
        judge_signature (&list, field);
    }
  return list.forms;
}

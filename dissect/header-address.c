/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mailboxes of address fields (RFC 5322 §3.4, RFC 6532).
 *
 * Hides who reads what.  The regular form, a list of addresses with or without
 * a name in front, is read here in linear time: nearly all mail is like that, and
 * a field with 30,000 recipients kept GMime busy for minutes.  At the first mailbox
 * of another form (comments, groups, routes, broken brackets) the rest of the
 * field goes to GMime, which knows decades of such mail; but only so much of it,
 * with so many mailboxes, and so deeply nested, for 100,000 nested groups
 * overflow its stack.
 *
 * Encoded words are hidden from GMime and decoded by header-text.c.  What comes
 * after the limits is left out. */
#include "config.h"

#include "header-field.h"

#include "header-text.h"

#include <gmime/gmime.h>

#define MAILBOXES_MOST 1000u
#define GMIME_OCTETS_MOST 8192u
#define GMIME_SEPARATORS_MOST 64u
#define GMIME_NESTING_MOST 16u

/* Stands for the "?" of "=?" while GMime has the text: a letter of no script. */
static const char MASK[] = "\xEE\x80\x80";

typedef struct Mailbox {
  GString *name; /* as written, encoded words and all; NULL: none */
  char *address; /* NULL: none */
} Mailbox;

typedef void (*MailboxHandler) (GPtrArray *to, const Mailbox *mailbox);

static const char *
skip_blanks (const char *at)
{
  while (*at == ' ' || *at == '\t')
    at++;
  return at;
}

static inline bool
in_address (char c)
{
  switch (c)
    {
    case '\0':
    case '\t':
    case ' ':
    case '"':
    case '(':
    case ')':
    case ',':
    case ':':
    case ';':
    case '<':
    case '>':
    case '\\':
      return false;
    default:
      return true;
    }
}

static inline bool
is_atom (char c)
{
  return in_address (c) && c != '@' && c != '[' && c != ']';
}

/* The octets an address takes: atoms, dots, brackets of a literal, one "@". */
static size_t
address_length (const char *at)
{
  size_t length = 0;
  size_t ats = 0;
  bool literal = false;

  for (;; length++)
    {
      char c = at[length];
      ats += c == '@';
      literal = (literal && c != ']') || (c == '[' && ats == 1);
      if (!in_address (c) && !(literal && c == ':'))
        break;
    }
  return ats <= 1 && !literal ? length : 0;
}

/* A quoted string, appended without its quotes; NULL where it does not end. */
static const char *
read_quoted (const char *at, GString *to)
{
  for (at++; *at != '"'; at++)
    {
      if (*at == '\\' && at[1] != '\0')
        at++;
      if (*at == '\0')
        return NULL;
      g_string_append_c (to, *at);
    }
  return at + 1;
}

/* Words of a display name, joined by one space; stops at what is no word.
 * NULL where a quoted string does not end. */
static const char *
read_phrase (const char *at, GString *phrase)
{
  for (;;)
    {
      at = skip_blanks (at);
      if (*at != '"' && !is_atom (*at) && *at != '@')
        return at;
      if (phrase->len > 0)
        g_string_append_c (phrase, ' ');
      if (*at == '"')
        at = read_quoted (at, phrase);
      else
        while (is_atom (*at) || *at == '@') /* an address as a name is how senders are forged */
          g_string_append_c (phrase, *at++);
      if (at == NULL)
        return NULL;
    }
}

static bool
ends_mailbox (const char *at)
{
  return *at == ',' || *at == '\0';
}

/* One mailbox of the regular form; NULL, with nothing in it, for any other. */
static const char *
read_regular (const char *at, Mailbox *mailbox)
{
  size_t length = address_length (at);
  const char *behind = skip_blanks (at + length);

  if (length > 0 && ends_mailbox (behind))
    {
      mailbox->address = g_strndup (at, length);
      return behind;
    }
  g_autoptr (GString) phrase = g_string_new (NULL);
  behind = read_phrase (at, phrase);
  if (behind == NULL)
    return NULL;
  if (*behind == '<')
    {
      const char *address = skip_blanks (behind + 1);
      length = address_length (address);
      behind = skip_blanks (address + length);
      if (length == 0 || *behind != '>')
        return NULL;
      behind = skip_blanks (behind + 1);
      if (!ends_mailbox (behind))
        return NULL;
      mailbox->address = g_strndup (address, length);
    }
  else if (!ends_mailbox (behind) || phrase->len == 0 || strchr (phrase->str, '@') != NULL)
    return NULL;
  if (phrase->len > 0)
    mailbox->name = g_steal_pointer (&phrase);
  return behind;
}

static void
emit (GPtrArray *to, Mailbox *mailbox, MailboxHandler handler)
{
  if (to->len < MAILBOXES_MOST)
    handler (to, mailbox);
  if (mailbox->name != NULL)
    g_string_free (mailbox->name, TRUE);
  g_free (mailbox->address);
}

/* Encoded words in `text` hidden, so that it can be given to GMime; ends before
 * the character that would pass one of the bounds. */
static GString *
bounded_for_gmime (const char *text)
{
  GString *bounded = g_string_new (NULL);
  size_t separators = 0, nesting = 0;

  for (; *text != '\0' && bounded->len < GMIME_OCTETS_MOST; text++)
    {
      /* Never counted down: what is closed again and what only looks nested cost
       * GMime the same. */
      separators += *text == ',' || *text == ';';
      nesting += *text == '(' || *text == '<' || *text == ':' || *text == '[';
      if (separators > GMIME_SEPARATORS_MOST || nesting > GMIME_NESTING_MOST + separators)
        break;
      g_string_append_c (bounded, *text);
      if (text[0] == '=' && text[1] == '?')
        {
          g_string_append (bounded, MASK);
          text++;
        }
    }
  return bounded;
}

static GString *
unmasked (const char *name)
{
  GString *text = g_string_new (name);
  g_autofree char *masked = g_strconcat ("=", MASK, NULL);
  g_string_replace (text, masked, "=?", 0);
  return text;
}

static void
emit_list (GPtrArray *to, InternetAddressList *list, unsigned depth, MailboxHandler handler)
{
  int count = list != NULL ? internet_address_list_length (list) : 0;

  for (int i = 0; i < count; i++)
    {
      InternetAddress *address = internet_address_list_get_address (list, i);
      if (INTERNET_ADDRESS_IS_MAILBOX (address))
        {
          const char *name = internet_address_get_name (address);
          const char *spec = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address));
          Mailbox mailbox = { name != NULL && *name != '\0' ? unmasked (name) : NULL,
                              spec != NULL && *spec != '\0' ? g_utf8_make_valid (spec, -1) : NULL };
          emit (to, &mailbox, handler);
        }
      else if (INTERNET_ADDRESS_IS_GROUP (address) && depth <= GMIME_NESTING_MOST)
        emit_list (to, internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address)), depth + 1, handler);
    }
}

static gpointer
start_gmime (gpointer unused)
{
  g_mime_init ();
  return unused;
}

static void
read_irregular (GPtrArray *to, const char *at, MailboxHandler handler)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (GString) bounded = bounded_for_gmime (at);

  g_once (&once, start_gmime, NULL);
  InternetAddressList *list = internet_address_list_parse (NULL, bounded->str);
  emit_list (to, list, 0, handler);
  g_clear_object (&list);
}

static GPtrArray *
read_field (Octets value, MailboxHandler handler)
{
  GPtrArray *to = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = header_text_unfold (value);
  const char *at = skip_blanks (text->str);

  while (*at != '\0' && to->len < MAILBOXES_MOST)
    {
      if (*at == ',')
        {
          at = skip_blanks (at + 1);
          continue;
        }
      Mailbox mailbox = { NULL, NULL };
      const char *behind = read_regular (at, &mailbox);
      if (behind == NULL)
        {
          read_irregular (to, at, handler);
          break;
        }
      emit (to, &mailbox, handler);
      at = behind;
    }
  return to;
}

static void
add_shown (GPtrArray *to, const Mailbox *mailbox)
{
  if (mailbox->name == NULL && mailbox->address == NULL)
    return;
  GString *shown
      = mailbox->name != NULL ? header_text_decode (mailbox->name->str, mailbox->name->len) : g_string_new (NULL);
  if (shown->len == 0)
    g_string_append (shown, mailbox->address != NULL ? mailbox->address : "");
  else if (mailbox->address != NULL)
    g_string_append_printf (shown, " <%s>", mailbox->address);
  g_ptr_array_add (to, g_string_free (shown, FALSE));
}

static void
add_spec (GPtrArray *to, const Mailbox *mailbox)
{
  if (mailbox->address != NULL)
    g_ptr_array_add (to, g_strdup (mailbox->address));
}

GPtrArray *
header_field_addresses (Octets value)
{
  return read_field (value, add_shown);
}

GPtrArray *
header_field_addr_specs (Octets value)
{
  return read_field (value, add_spec);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reduces HTML to its words in one pass.
 *
 * Hides no more of HTML than a reader of mail needs to see what was sent.  It is
 * no parser: text hidden by style sheets shows, which suits a tool that tells what
 * crossed the wire.  A tag ends at the first ">", one without it takes the rest. */
#include "config.h"

#include "html-text.h"

#include <stdbool.h>
#include <string.h>

#define ENTITY_MOST 10u

typedef struct Reduction {
  GString *text;
  bool blank; /* a space is due before the next word */
} Reduction;

static bool
name_is (const char *tag, const char *name)
{
  size_t length = strlen (name);
  return g_ascii_strncasecmp (tag, name, length) == 0 && !g_ascii_isalnum (tag[length]);
}

static bool
is_block (const char *tag)
{
  static const char *const names[] = { "br", "p",  "div", "tr", "li", "ul", "ol", "table", "blockquote",
                                       "hr", "h1", "h2",  "h3", "h4", "h5", "h6", "pre",   "title" };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (name_is (tag, names[i]))
      return true;
  return false;
}

static void
add_line_end (Reduction *reduction)
{
  GString *text = reduction->text;

  reduction->blank = false;
  /* Not at the start, and no more than one empty line. */
  if (text->len > 0 && (text->len < 2 || memcmp (text->str + text->len - 2, "\n\n", 2) != 0))
    g_string_append_c (text, '\n');
}

static void
add_character (Reduction *reduction, gunichar c)
{
  GString *text = reduction->text;

  if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
    {
      reduction->blank = true;
      return;
    }
  if (reduction->blank && text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, ' ');
  reduction->blank = false;
  g_string_append_unichar (text, c);
}

/* The character of an entity between "&" and ";", or 0. */
static gunichar
entity_character (const char *name, size_t length)
{
  static const struct {
    const char *name;
    gunichar character;
  } entities[] = {
    { "amp", '&' },      { "lt", '<' },       { "gt", '>' },       { "quot", '"' },      { "apos", '\'' },
    { "nbsp", ' ' },     { "copy", 0xa9 },    { "reg", 0xae },     { "hellip", 0x2026 }, { "ndash", 0x2013 },
    { "mdash", 0x2014 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "ldquo", 0x201c },  { "rdquo", 0x201d },
    { "bull", 0x2022 },  { "euro", 0x20ac },  { "yen", 0xa5 },     { "middot", 0xb7 },   { "laquo", 0xab },
    { "raquo", 0xbb },
  };

  if (length > 1 && name[0] == '#')
    {
      bool hex = name[1] == 'x' || name[1] == 'X';
      guint64 value = g_ascii_strtoull (name + (hex ? 2 : 1), NULL, hex ? 16 : 10);
      return value <= 0x10ffff && g_unichar_validate ((gunichar) value) ? (gunichar) value : 0;
    }
  for (size_t i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strlen (entities[i].name) == length && strncmp (entities[i].name, name, length) == 0)
      return entities[i].character;
  return 0;
}

static const char *
read_entity (Reduction *reduction, const char *at)
{
  size_t length = strspn (at + 1, "#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  gunichar c = length > 0 && length <= ENTITY_MOST && at[1 + length] == ';' ? entity_character (at + 1, length) : 0;

  if (c == 0)
    {
      add_character (reduction, '&');
      return at + 1;
    }
  add_character (reduction, c);
  return at + length + 2;
}

/* Behind the end tag of a script or style whose start tag ended before `at`. */
static const char *
skip_element (const char *at, const char *name)
{
  for (const char *less = strchr (at, '<'); less != NULL; less = strchr (less + 1, '<'))
    if (less[1] == '/' && name_is (less + 2, name))
      {
        const char *end = strchr (less, '>');
        return end != NULL ? end + 1 : less + strlen (less);
      }
  return at + strlen (at);
}

static const char *
read_tag (Reduction *reduction, const char *at)
{
  const char *name = at[1] == '/' ? at + 2 : at + 1;

  if (g_str_has_prefix (at, "<!--"))
    {
      const char *end = strstr (at + 4, "-->");
      return end != NULL ? end + 3 : at + strlen (at);
    }
  if (!g_ascii_isalpha (*name) && *name != '!' && *name != '?')
    {
      add_character (reduction, '<');
      return at + 1;
    }
  const char *end = strchr (at, '>');
  if (end == NULL)
    return at + strlen (at);
  if (is_block (name))
    add_line_end (reduction);
  else if (name_is (name, "td") || name_is (name, "th"))
    reduction->blank = true;
  if (at[1] != '/' && name_is (name, "script"))
    return skip_element (end + 1, "script");
  if (at[1] != '/' && name_is (name, "style"))
    return skip_element (end + 1, "style");
  return end + 1;
}

GString *
html_text_reduce (const GString *html)
{
  Reduction reduction = { g_string_sized_new (html->len / 2 + 1), false };

  for (const char *at = html->str; *at != '\0';)
    {
      if (*at == '<')
        at = read_tag (&reduction, at);
      else if (*at == '&')
        at = read_entity (&reduction, at);
      else
        {
          add_character (&reduction, g_utf8_get_char (at));
          at = g_utf8_next_char (at);
        }
    }
  return reduction.text;
}

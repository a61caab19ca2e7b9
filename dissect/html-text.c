/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reduces HTML to its words in one pass.
 *
 * Hides no more of HTML than a reader of mail needs to see what was sent.  It is
 * no parser: text that a style hides shows, with a word in front where the style
 * stands in its tag, which suits a tool that tells what crossed the wire.  Where a
 * link goes stands behind its words, unless they say it.  A tag ends at the first
 * ">", one without it takes the rest.  Nothing is fetched.
 *
 * Limits: TARGET_MOST octets of a link's target. */
#include "config.h"

#include "html-text.h"

#include <stdbool.h>
#include <string.h>

#define ENTITY_MOST 10u
#define TARGET_MOST 300u

typedef struct Reduction {
  GString *text;
  bool blank;        /* a space is due before the next word */
  char *target;      /* of the link whose words come; NULL: none */
  size_t link_start; /* where they begin in text */
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

/* The value of an attribute of the tag, which ends at `end`; NULL: it has none. */
static char *
attribute (const char *tag, const char *end, const char *name)
{
  size_t wanted = strlen (name);

  for (const char *at = tag; at + wanted < end; at++)
    {
      if (!g_ascii_isspace (*at) && *at != '"' && *at != '\'')
        continue;
      if (g_ascii_strncasecmp (at + 1, name, wanted) != 0)
        continue;
      const char *value = at + 1 + wanted;
      while (value < end && g_ascii_isspace (*value))
        value++;
      if (value >= end || *value != '=')
        continue;
      for (value++; value < end && g_ascii_isspace (*value);)
        value++;
      bool quoted = value < end && (*value == '"' || *value == '\'');
      const char *stop = quoted ? memchr (value + 1, *value, (size_t) (end - value - 1)) : NULL;
      value += quoted;
      for (stop = stop != NULL ? stop : value; !quoted && stop < end && !g_ascii_isspace (*stop);)
        stop++;
      return g_strndup (value, MIN ((size_t) (MAX (stop, value) - value), TARGET_MOST));
    }
  return NULL;
}

/* Whether the words of the link say where it goes. */
static bool
says_target (const char *words, const char *target)
{
  static const char *const prefixes[] = { "mailto:", "http://", "https://" };
  size_t length = strlen (words);

  if (strstr (words, target) != NULL)
    return true;
  for (size_t i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (target, prefixes[i]))
      {
        const char *rest = target + strlen (prefixes[i]);
        return length > 0 && g_ascii_strncasecmp (rest, words, length) == 0
               && (rest[length] == '\0' || strcmp (rest + length, "/") == 0);
      }
  return false;
}

static void
end_link (Reduction *reduction)
{
  GString *text = reduction->text;
  g_autofree char *target = g_steal_pointer (&reduction->target);

  if (target == NULL || *target == '#' || *target == '\0')
    return;
  while (reduction->link_start < text->len && text->str[reduction->link_start] == ' ')
    reduction->link_start++;
  if (reduction->link_start > text->len || says_target (text->str + reduction->link_start, target))
    return;
  if (text->len > 0 && text->str[text->len - 1] != '\n' && text->str[text->len - 1] != ' ')
    g_string_append_c (text, ' ');
  char *valid = g_utf8_make_valid (target, -1);
  g_string_append_printf (text, "<%s>", valid);
  g_free (valid);
  reduction->blank = true;
}

static void
begin_link (Reduction *reduction, const char *tag, const char *end)
{
  end_link (reduction);
  reduction->target = attribute (tag, end, "href");
  reduction->link_start = reduction->text->len;
  if (reduction->target == NULL)
    return;
  for (char *and = strstr (reduction->target, "&amp;"); and != NULL; and = strstr (and+1, "&amp;"))
    memmove (and+1, and+5, strlen (and+5) + 1);
}

/* Styles with which words are sent that nobody shall see. */
static bool
is_hidden (const char *tag, const char *end)
{
  static const char *const styles[] = { "display:none", "visibility:hidden", "font-size:0", "max-height:0" };
  g_autofree char *style = attribute (tag, end, "style");

  if (style == NULL)
    return false;
  char *to = style;
  for (const char *from = style; *from != '\0'; from++)
    if (!g_ascii_isspace (*from))
      *to++ = g_ascii_tolower (*from);
  *to = '\0';
  for (size_t i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      const char *found = strstr (style, styles[i]);
      if (found != NULL
          && !(g_str_has_suffix (styles[i], "0") && strchr (".123456789", found[strlen (styles[i])]) != NULL
               && found[strlen (styles[i])] != '\0'))
        return true;
    }
  return false;
}

/* What a start tag says that is for readers. */
static void
read_attributes (Reduction *reduction, const char *tag, const char *end)
{
  if (is_hidden (tag, end))
    for (const char *c = " [hidden] "; *c != '\0'; c++)
      add_character (reduction, (gunichar) *c);
  if (name_is (tag, "a"))
    begin_link (reduction, tag, end);
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
  if (at[1] != '/')
    read_attributes (reduction, name, end);
  else if (name_is (name, "a"))
    end_link (reduction);
  if (at[1] != '/' && name_is (name, "script"))
    return skip_element (end + 1, "script");
  if (at[1] != '/' && name_is (name, "style"))
    return skip_element (end + 1, "style");
  return end + 1;
}

GString *
html_text_reduce (const GString *html)
{
  Reduction reduction = { .text = g_string_sized_new (html->len / 2 + 1) };

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
  end_link (&reduction);
  return reduction.text;
}

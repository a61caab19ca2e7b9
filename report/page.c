/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrapping and drawing for a page of fixed width.
 *
 * Lines break at spaces and beside wide characters (Japanese has no spaces), but
 * not in front of a closing mark; a word longer than the line is cut where the
 * line ends.  Widths are those of printable_width ().
 *
 * Limits: COLUMNS_MIN to COLUMNS_MAX.
 *
 * Does not: hyphenate, justify, or break by the full rules of UAX 14. */
#include "config.h"

#include "page.h"

#include "../dissect/printable.h"

enum { COLUMNS_MIN = 40, COLUMNS_MAX = 120, ARROW_MIN = 12 };

void
page_init (Page *page, unsigned columns, bool color)
{
  *page = (Page){
    .text = g_string_sized_new (4096),
    .columns = CLAMP (columns, COLUMNS_MIN, COLUMNS_MAX),
    .color = color,
  };
}

void
page_clear (Page *page)
{
  g_string_free (page->text, TRUE);
  page->text = NULL;
}

static void
begin_ink (Page *page, Ink ink)
{
  static const char *const codes[INKS] = { "", "\033[1m", "\033[2m", "\033[32m", "\033[33m", "\033[1;31m" };
  if (page->color)
    g_string_append (page->text, codes[ink]);
}

static void
end_ink (Page *page, Ink ink)
{
  if (page->color && ink != INK_PLAIN)
    g_string_append (page->text, "\033[0m");
}

static void
put_spaces (Page *page, size_t count)
{
  GString *text = page->text;
  gsize length = text->len;
  g_string_set_size (text, length + count);
  memset (text->str + length, ' ', count);
}

static void
repeat (Page *page, const char *sign, size_t times)
{
  while (times-- > 0)
    g_string_append (page->text, sign);
}

void
page_blank (Page *page)
{
  g_string_append_c (page->text, '\n');
}

void
page_rule (Page *page, const char *left, const char *right)
{
  size_t ends = right[0] != '\0' ? 10 : 5; /* two signs and a space on each side of each text, one sign between */
  char *shown_left = printable_fit (left, page->columns / 2);
  char *shown_right = printable_fit (right, page->columns - printable_width (shown_left) - ends);
  size_t used = printable_width (shown_left) + printable_width (shown_right);
  begin_ink (page, INK_STRONG);
  g_string_append_printf (page->text, "━━ %s ", shown_left);
  repeat (page, "━", right[0] != '\0' ? page->columns - used - 8 : page->columns - used - 4);
  if (right[0] != '\0')
    g_string_append_printf (page->text, " %s ━━", shown_right);
  end_ink (page, INK_STRONG);
  page_blank (page);
  g_free (shown_left);
  g_free (shown_right);
}

/* Marks that close or end something do not begin a line. */
static bool
may_begin_line (const char *at)
{
  switch (g_utf8_get_char (at))
    {
    case 0x3001: /* ideographic comma, full stop */
    case 0x3002:
    case 0x300d: /* closing brackets */
    case 0x300f:
    case 0x3011:
    case 0xff09:
    case 0xff0c: /* full-width comma, full stop, question and exclamation mark */
    case 0xff0e:
    case 0xff1f:
    case 0xff01:
    case 0x30fc: /* prolonged sound mark */
      return false;
    default:
      return true;
    }
}

/* Octets of `text` for one line of `columns`, at least a grapheme; never past an LF.
 * `next` is where the following line begins. */
static size_t
line_length (const char *text, size_t columns, size_t *next)
{
  size_t at = 0;
  size_t used = 0;
  size_t break_at = 0; /* the line may end before this octet; 0: nowhere yet */
  bool wide_before = false;
  while (text[at] != '\0' && text[at] != '\n')
    {
      size_t width;
      size_t plain = printable_plain (text + at, columns - MIN (used, columns));
      if (plain > 0)
        {
          if (wide_before && at > 0)
            break_at = at;
          const char *space = memrchr (text + at, ' ', plain);
          if (space != NULL && space > text)
            break_at = (size_t) (space - text);
          used += plain;
          at += plain;
          wide_before = false;
          continue;
        }
      size_t step = printable_grapheme (text + at, &width);
      bool wide = width > 1;
      if (at > 0 && (text[at] == ' ' || ((wide || wide_before) && may_begin_line (text + at))))
        break_at = at;
      if (used + width > columns && at > 0)
        {
          size_t end = break_at > 0 ? break_at : at;
          *next = end;
          while (text[*next] == ' ')
            ++*next;
          while (end > 0 && text[end - 1] == ' ')
            end--;
          return end;
        }
      used += width;
      at += step;
      wide_before = wide;
    }
  *next = text[at] == '\n' ? at + 1 : at;
  return at;
}

void
page_entry (Page *page, unsigned indent, unsigned body, Ink ink, const char *label, const char *text)
{
  size_t label_width = printable_width (label);
  put_spaces (page, indent);
  begin_ink (page, ink);
  g_string_append (page->text, label);
  end_ink (page, ink);
  size_t column = indent + label_width;
  if (column >= body && label_width > 0)
    {
      page_blank (page);
      column = 0;
    }

  bool continued = false; /* the line is the rest of one that was wrapped */
  do
    {
      size_t next;
      size_t start = body + (continued ? page->hang : 0);
      size_t length = line_length (text, page->columns - start, &next);
      if (length > 0)
        put_spaces (page, start - column);
      g_string_append_len (page->text, text, (gssize) length);
      page_blank (page);
      column = 0;
      continued = next > 0 && text[next - 1] != '\n' && text[next] != '\0';
      text += next;
    }
  while (*text != '\0');
}

void
page_entryf (Page *page, unsigned indent, unsigned body, Ink ink, const char *label, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  page_entry (page, indent, body, ink, label, text);
  g_free (text);
}

void
page_line (Page *page, unsigned indent, Ink ink, const char *text)
{
  char *shown = printable_fit (text, page->columns - indent);
  put_spaces (page, indent);
  begin_ink (page, ink);
  g_string_append (page->text, shown);
  end_ink (page, ink);
  page_blank (page);
  g_free (shown);
}

static void
draw_shaft (Page *page, const char *label, bool solid, size_t columns)
{
  const char *sign = solid ? "═" : "─";
  char *shown = printable_fit (label, columns - 6);
  size_t rest = columns - 3 - printable_width (shown);
  repeat (page, sign, rest / 2);
  g_string_append_printf (page->text, " %s ", shown);
  repeat (page, sign, rest - rest / 2);
  g_string_append (page->text, "▶");
  g_free (shown);
}

void
page_arrow (Page *page, const char *const left[2], const char *label, bool solid, const char *const right[2])
{
  enum { MARGIN = 2 };
  size_t wide_left = MAX (printable_width (left[0]), printable_width (left[1]));
  size_t wide_right = MAX (printable_width (right[0]), printable_width (right[1]));
  size_t label_room = printable_width (label) + 7;
  size_t taken = wide_left + wide_right + 2 * MARGIN + 2;
  if (taken + MAX (label_room, ARROW_MIN) > page->columns)
    {
      /* Too long to stand side by side. */
      page_entryf (page, MARGIN, MARGIN + 4, INK_PLAIN, "", "%s\n%s", left[0], left[1]);
      put_spaces (page, MARGIN);
      draw_shaft (page, label, solid, MAX (label_room, ARROW_MIN));
      page_blank (page);
      page_entryf (page, MARGIN, MARGIN + 4, INK_PLAIN, "", "%s\n%s", right[0], right[1]);
      return;
    }
  char *upper = printable_pad (left[0], page->columns - MARGIN - wide_right);
  char *lower = printable_pad (left[1], wide_left);
  put_spaces (page, MARGIN);
  g_string_append_printf (page->text, "%s%s\n", upper, right[0]);
  put_spaces (page, MARGIN);
  g_string_append_printf (page->text, "%s ", lower);
  draw_shaft (page, label, solid, page->columns - taken + MARGIN);
  g_string_append_printf (page->text, " %s\n", right[1]);
  g_free (upper);
  g_free (lower);
}

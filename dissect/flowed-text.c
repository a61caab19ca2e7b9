/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that ends with a space goes on in the next one of the same quote depth,
 * but for the signature's "-- " (RFC 3676 §4.1 to §4.5).  A space in front protects
 * a line that begins with ">", "From " or a space, and goes. */
#include "config.h"

#include "flowed-text.h"

#include <string.h>

void
flowed_text_join (GString *text, bool delsp)
{
  g_autoptr (GString) joined = g_string_sized_new (text->len + 1);
  bool flowing = false;
  size_t depth_before = 0;

  for (const char *at = text->str; *at != '\0';)
    {
      size_t depth = strspn (at, ">");
      const char *line = at + depth;
      size_t length = strcspn (line, "\n");
      bool ended = line[length] == '\n';
      at = line + length + ended;
      if (length > 0 && *line == ' ')
        {
          line++;
          length--;
        }
      bool signature = length == 3 && memcmp (line, "-- ", 3) == 0;
      bool goes_on = flowing && depth == depth_before && !signature;
      if (flowing && !goes_on)
        g_string_append_c (joined, '\n');
      if (!goes_on && depth > 0)
        {
          for (size_t i = 0; i < depth; i++)
            g_string_append_c (joined, '>');
          g_string_append_c (joined, ' ');
        }
      flowing = length > 0 && line[length - 1] == ' ' && !signature && ended;
      g_string_append_len (joined, line, (gssize) (length - (flowing && delsp)));
      if (!flowing && ended)
        g_string_append_c (joined, '\n');
      depth_before = depth;
    }
  if (flowing)
    g_string_append_c (joined, '\n');
  g_string_assign (text, joined->str);
}

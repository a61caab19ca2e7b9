/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of replies: three digits, then a hyphen where more lines follow, a space
 * where not (RFC 5321 §4.2.1).  Any three digits will do: 253, 432, 538 and 556
 * are real, and a server may invent others. */
#include "config.h"

#include "smtp-reply.h"

static bool
digit (uint8_t c)
{
  return c >= '0' && c <= '9';
}

bool
smtp_reply_line (Octets line, int *code, bool *more, Octets *text)
{
  if (line.length < 3 || !digit (line.at[0]) || !digit (line.at[1]) || !digit (line.at[2]))
    return false;
  if (line.length > 3 && line.at[3] != ' ' && line.at[3] != '-' && line.at[3] != '\t')
    return false;
  *code = (line.at[0] - '0') * 100 + (line.at[1] - '0') * 10 + (line.at[2] - '0');
  *more = line.length > 3 && line.at[3] == '-';
  *text = octets_from (line, 4);
  return true;
}

/* Up to three digits at `at`; 0 where there is none. */
static size_t
number_length (Octets text, size_t at)
{
  size_t length = 0;
  while (at + length < text.length && length < 4 && digit (text.at[at + length]))
    length++;
  return length <= 3 ? length : 0;
}

Octets
smtp_reply_status (int code, Octets text)
{
  if (text.length < 5 || text.at[0] != '0' + code / 100 || text.at[1] != '.' || code / 100 < 2)
    return OCTETS_NONE;
  size_t subject = number_length (text, 2);
  if (subject == 0 || 2 + subject >= text.length || text.at[2 + subject] != '.')
    return OCTETS_NONE;
  size_t detail = number_length (text, 3 + subject);
  size_t end = 3 + subject + detail;
  if (detail == 0 || (end < text.length && text.at[end] != ' ' && text.at[end] != '\t'))
    return OCTETS_NONE;
  return octets_slice (text, 0, end);
}

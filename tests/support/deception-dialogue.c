/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See deception-dialogue.h.  It checks nothing of what it reads. */
#include "config.h"

#include "deception-dialogue.h"

#include <string.h>

static const char *const client_lines[] = {
  "EHLO pc.example\r\n",
  "MAIL FROM:<ann@pc.example>\r\n",
  "RCPT TO:<bob@mail.example>\r\n",
  "DATA\r\n",
  "Subject: lunch\r\n\r\nAt noon?\r\n.\r\n",
  "QUIT\r\n",
};

static bool
begins (const char *line, const char *verb)
{
  return g_ascii_strncasecmp (line, verb, strlen (verb)) == 0;
}

static void
answer (HonestDialogue *dialogue, const char *line, size_t length, GString *says)
{
  if (dialogue->in_mail)
    {
      if (length != 3 || line[0] != '.')
        return;
      dialogue->in_mail = false;
      g_string_append (says, "250 2.0.0 Ok: queued as 4ZQ1\r\n");
      return;
    }
  dialogue->in_mail = begins (line, "DATA");
  dialogue->over = begins (line, "QUIT");
  if (dialogue->in_mail)
    g_string_append (says, "354 Go on\r\n");
  else if (dialogue->over)
    g_string_append (says, "221 2.0.0 Bye\r\n");
  else if (begins (line, "EHLO") || begins (line, "HELO"))
    g_string_append (says, "250 mail.example\r\n");
  else if (begins (line, "MAIL") || begins (line, "RCPT") || begins (line, "RSET") || begins (line, "NOOP"))
    g_string_append (says, "250 2.0.0 Ok\r\n");
  else
    g_string_append (says, "502 5.5.2 What?\r\n");
}

static void
ask (HonestDialogue *dialogue, const char *line, size_t length, GString *says)
{
  if (length < 4 || line[3] == '-')
    return;
  if (dialogue->said == G_N_ELEMENTS (client_lines))
    dialogue->over = true;
  else
    g_string_append (says, client_lines[dialogue->said++]);
}

void
honest_dialogue_go_on (HonestDialogue *dialogue, const GByteArray *read, GString *says)
{
  const char *octets = (const char *) read->data, *end;
  while (dialogue->seen < read->len
         && (end = memmem (octets + dialogue->seen, read->len - dialogue->seen, "\r\n", 2)) != NULL)
    {
      const char *line = octets + dialogue->seen;
      size_t length = (size_t) (end + 2 - line);
      dialogue->seen += length;
      (dialogue->client ? ask : answer) (dialogue, line, length, says);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines end with CR LF (RFC 5321 §2.3.8); a bare LF ends one as well and is told,
 * a bare CR is an octet like others.  Which of these the receiver would have
 * believed is not decided here. */
#include "config.h"

#include "smtp-lexer.h"

#include "wide.h"

void
smtp_lexer_init (SmtpLexer *lexer, size_t limit)
{
  *lexer = (SmtpLexer){ .limit = limit };
}

void
smtp_lexer_clear (SmtpLexer *lexer)
{
  if (lexer->partial != NULL)
    g_byte_array_unref (lexer->partial);
  *lexer = (SmtpLexer){ .limit = lexer->limit };
}

static void
gather (SmtpLexer *lexer, Octets octets)
{
  if (lexer->partial == NULL)
    lexer->partial = g_byte_array_new ();
  size_t room = lexer->limit > lexer->partial->len ? lexer->limit - lexer->partial->len : 0;
  Octets kept = octets_slice (octets, 0, room);
  if (kept.length > 0)
    g_byte_array_append (lexer->partial, kept.at, (guint) kept.length);
  lexer->lost += octets.length - kept.length;
  if (octets.length > 0)
    lexer->last = octets.at[octets.length - 1];
}

static void
start_over (SmtpLexer *lexer)
{
  if (lexer->partial != NULL && lexer->partial->len > 4096)
    g_clear_pointer (&lexer->partial, g_byte_array_unref);
  else if (lexer->partial != NULL)
    g_byte_array_set_size (lexer->partial, 0);
  lexer->begun = false;
  lexer->lost = 0;
}

bool
smtp_lexer_line (SmtpLexer *lexer, Octets *rest, uint64_t *offset, Origin origin, SmtpLine *line)
{
  if (!lexer->begun)
    {
      /* What the line of the call before gathered is given up only now. */
      start_over (lexer);
      if (rest->length == 0)
        return false;
      lexer->begun = true;
      lexer->start = *offset;
      lexer->first = origin;
    }

  const uint8_t *lf = rest->length > 0 ? memchr (rest->at, '\n', rest->length) : NULL;
  size_t taken = lf != NULL ? (size_t) (lf - rest->at) + 1 : rest->length;
  Octets here = octets_slice (*rest, 0, taken);
  *rest = octets_from (*rest, taken);
  *offset += taken;
  if (lf == NULL)
    {
      gather (lexer, here);
      return false;
    }

  bool whole = lexer->partial == NULL || lexer->partial->len == 0;
  here.length--; /* the LF */
  bool crlf = here.length > 0 ? here.at[here.length - 1] == '\r' : !whole && lexer->last == '\r';
  if (!whole)
    {
      gather (lexer, here);
      here = octets_of (lexer->partial->data, lexer->partial->len);
    }
  else if (here.length > lexer->limit)
    {
      lexer->lost = here.length - lexer->limit;
      here.length = lexer->limit;
    }
  if (crlf && lexer->lost == 0)
    here.length--;
  /* A line cut in its CR only is not long: the limit counts what stands before the line end. */
  bool cut = lexer->lost > (crlf ? 1 : 0);
  *line = (SmtpLine){
    .octets = here,
    .offset = lexer->start,
    .first = lexer->first,
    .origin = origin,
    .bare_lf = !crlf,
    .cut = cut,
  };
  lexer->begun = false;
  return true;
}

bool
smtp_lexer_partial (SmtpLexer *lexer, SmtpLine *line)
{
  if (!lexer->begun || lexer->partial == NULL || lexer->partial->len == 0)
    {
      lexer->begun = false;
      return false;
    }
  *line = (SmtpLine){
    .octets = octets_of (lexer->partial->data, lexer->partial->len),
    .offset = lexer->start,
    .first = lexer->first,
    .origin = lexer->first,
    .cut = lexer->lost > 0,
  };
  lexer->begun = false;
  return true;
}

bool
smtp_line_has_controls (Octets line)
{
  for (;;)
    {
      size_t plain = wide_plain (line, false);
      if (plain == line.length)
        return false;
      if (line.at[plain] != '\t')
        return true;
      line = octets_from (line, plain + 1);
    }
}

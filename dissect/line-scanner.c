/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Line ends, controls and long lines of a mail: in ordinary text only the line ends are
 * looked at.
 *
 * A bare LF ends a line as well, or a mail without any CR would be one long line.
 *
 * Does not: decode anything; the header of an attached mail is body here. */
#include "config.h"

#include "line-scanner.h"

#include "wide.h"

#include <glib.h>

void
line_scanner_init (LineScanner *scanner, LineFacts *facts)
{
  *scanner = (LineScanner){ .facts = facts };
}

static void
note (LineFacts *facts, LineOddity oddity, uint64_t offset)
{
  if (facts->count[oddity]++ == 0)
    facts->first[oddity] = offset;
}

/* The line ends in front of `end`; the next begins at `next`. */
static void
end_line (LineScanner *scanner, uint64_t end, uint64_t next)
{
  uint64_t length = end - scanner->line;
  LineFacts *facts = scanner->facts;
  if (length > LINE_OCTETS_MOST)
    note (facts, LINE_LONG, scanner->line);
  facts->longest = MAX (facts->longest, length);
  if (length == 0 && !scanner->cut && !scanner->body)
    {
      scanner->body = true;
      facts->body = next;
    }
  scanner->line = next;
  scanner->cut = false;
}

static void
take_lf (LineScanner *scanner, uint64_t at)
{
  if (scanner->after_cr)
    end_line (scanner, at - 1, at + 1);
  else
    {
      /* Behind a gap it may have had its CR. */
      if (!scanner->cut || at > scanner->line)
        note (scanner->facts, LINE_BARE_LF, at);
      end_line (scanner, at, at + 1);
    }
  scanner->after_cr = false;
}

static void
take_odd (LineScanner *scanner, uint8_t octet, uint64_t at)
{
  LineFacts *facts = scanner->facts;
  if (octet >= 0x80)
    {
      note (facts, scanner->body ? LINE_EIGHT_BODY : LINE_EIGHT_HEADER, at);
      return;
    }
  if (octet == 0)
    note (facts, LINE_NUL, at);
  else if (!scanner->body && octet != '\t' && octet != 0x1b && octet != 0x0e && octet != 0x0f)
    note (facts, LINE_CONTROL, at);
}

static void
take_octet (LineScanner *scanner, uint8_t octet, uint64_t at)
{
  if (octet == '\n')
    {
      take_lf (scanner, at);
      return;
    }
  if (scanner->after_cr)
    note (scanner->facts, LINE_BARE_CR, at - 1);
  scanner->after_cr = octet == '\r';
  if (octet != '\r' && (octet < 0x20 || octet >= 0x7f))
    take_odd (scanner, octet, at);
}

/* Whether octets over 127 are still to be found where the scanner stands. */
static bool
wants_eight (const LineScanner *scanner)
{
  return scanner->facts->count[scanner->body ? LINE_EIGHT_BODY : LINE_EIGHT_HEADER] == 0;
}

void
line_scanner_feed (LineScanner *scanner, Octets octets)
{
  for (size_t at = 0; at < octets.length; at++)
    {
      if (!scanner->after_cr)
        at += wide_plain (octets_from (octets, at), wants_eight (scanner));
      if (!scanner->after_cr && octets.length - at >= 2 && octets.at[at] == '\r' && octets.at[at + 1] == '\n')
        {
          end_line (scanner, scanner->offset + at, scanner->offset + at + 2);
          at++;
        }
      else if (at < octets.length)
        take_octet (scanner, octets.at[at], scanner->offset + at);
    }
  scanner->offset += octets.length;
}

void
line_scanner_gap (LineScanner *scanner)
{
  scanner->after_cr = false;
  scanner->cut = true;
  scanner->line = scanner->offset;
}

void
line_scanner_finish (LineScanner *scanner, bool complete)
{
  if (scanner->after_cr && complete)
    note (scanner->facts, LINE_BARE_CR, scanner->offset - 1);
  if (scanner->offset - scanner->line > LINE_OCTETS_MOST)
    note (scanner->facts, LINE_LONG, scanner->line);
  scanner->facts->longest = MAX (scanner->facts->longest, scanner->offset - scanner->line);
}

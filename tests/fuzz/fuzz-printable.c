/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets: what comes out is UTF-8 that no terminal obeys, it keeps its width
 * when cut, and nothing that parses as an address changes when written again. */
#include "config.h"

#include "dissect/flow.h"
#include "dissect/printable.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static void
claim (bool holds)
{
  if (!holds)
    abort ();
}

/* What may pass though it shows nothing: joiners and variation selectors. */
static bool
may_pass (gunichar c)
{
  return c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

static void
try_text (Octets octets, PrintableFlags flags)
{
  GString *text = g_string_new (NULL);
  printable_append (text, octets, flags);
  claim (g_utf8_validate (text->str, (gssize) text->len, NULL));
  for (const char *at = text->str; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      bool kept = c == '\n' && (flags & PRINTABLE_KEEP_LF);
      claim (!printable_hides (c) || kept || may_pass (c));
    }
  size_t width = printable_width (text->str);
  claim (width <= text->len);
  for (size_t columns = 0; columns < 12; columns++)
    {
      char *fitted = printable_fit (text->str, columns);
      char *padded = printable_pad (text->str, columns);
      claim (printable_width (fitted) <= columns);
      claim (printable_width (padded) == columns);
      claim (g_utf8_validate (fitted, -1, NULL));
      g_free (padded);
      g_free (fitted);
    }
  g_string_free (text, TRUE);
}

static void
try_address (Octets octets)
{
  Flow flow = { 0 };
  if (!flow_ip_parse (octets, flow.side[0].ip, &flow.ip_version))
    return;
  char text[FLOW_IP_TEXT];
  flow_ip_text (&flow, 0, text);
  uint8_t ip[16];
  uint8_t version;
  claim (flow_ip_parse (octets_of_string (text), ip, &version));
  claim (version == flow.ip_version && memcmp (ip, flow.side[0].ip, sizeof ip) == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  Octets all = octets_of (octets, length);
  try_text (all, PRINTABLE_LINE);
  try_text (all, PRINTABLE_KEEP_LF);
  try_address (all);
  if (length > 2)
    {
      GString *masked = g_string_new (NULL);
      printable_append_masked (masked, all, octets_slice (all, octets[0], octets[1]), false);
      claim (g_utf8_validate (masked->str, (gssize) masked->len, NULL));
      g_string_free (masked, TRUE);
    }
  return 0;
}

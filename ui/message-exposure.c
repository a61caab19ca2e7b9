/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Who could read this": the exposure of a mail as a table, and as sentences where the table does not fit.
 *
 * Does not decide who could: dissect/exposure does. */
#include "config.h"

#include "message-exposure.h"

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <inttypes.h>

enum { SERVERS_SHOWN = 50 };

enum { ITEM_COLUMNS = 22, CELL_COLUMNS = 21 };

/* Padded, as a cell of a table; the last of a row ends it. */
static void
append_cell (GString *line, const char *words, Reader reader)
{
  int room = reader + 1 < READERS ? CELL_COLUMNS - (int) printable_width (words) : 0;
  g_string_append_printf (line, "%s%*s", words, MAX (room, 0), "");
}

static int
exposure_columns (const Exposure *exposure)
{
  const Reader last = READERS - 1;
  size_t widest = printable_width (C_ ("exposure", reader_name (last)));
  for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
    {
      g_autofree char *words = exposure_words (exposure, item, last, TONGUE_USER);
      widest = MAX (widest, printable_width (words));
    }
  return 2 + ITEM_COLUMNS + (int) last * CELL_COLUMNS + (int) widest;
}

static void
add_exposed_item (TextPane *pane, const Exposure *exposure, ExposedItem item)
{
  bool bad = exposure_on_path (exposure, item);
  g_autoptr (GString) row = g_string_new (NULL);
  g_autoptr (GString) narrow = g_string_new (NULL);
  const char *name = C_ ("exposure", exposed_item_name (item));
  g_autofree char *padded = printable_pad (name, ITEM_COLUMNS);
  g_string_printf (row, "%s %s", bad ? "!" : " ", padded);
  g_string_printf (narrow, "%s %s: ", bad ? "!" : " ", name);
  for (Reader reader = 0; reader < READERS; reader++)
    {
      g_autofree char *words = exposure_words (exposure, item, reader, TONGUE_USER);
      append_cell (row, words, reader);
      g_string_append_printf (narrow, "%s%s: %s", reader > 0 ? "; " : "", C_ ("exposure", reader_name (reader)), words);
    }
  text_pane_add_row (pane, bad ? STYLE_HIGH : STYLE_TEXT, 4, exposure_columns (exposure), row->str, narrow->str);
}

void
message_exposure_add (TextPane *pane, Wording wording, const SmtpSession *session, const SmtpTransaction *transaction)
{
  Exposure exposure = exposure_of (session, transaction);
  g_autoptr (GPtrArray) held_by = exposure_servers (session, transaction);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *heading = printable_pad (_ ("Who could read this"), ITEM_COLUMNS + 2);
  g_string_assign (line, heading);
  for (Reader reader = 0; reader < READERS; reader++)
    append_cell (line, C_ ("exposure", reader_name (reader)), reader);
  text_pane_add (pane, STYLE_TEXT, 0, "");
  text_pane_add_row (pane, STYLE_HEADING, 0, exposure_columns (&exposure), line->str, _ ("Who could read this"));
  for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
    if (exposure.rows[item].access[READER_PATH] != ACCESS_ABSENT)
      add_exposed_item (pane, &exposure, item);
  g_string_truncate (line, 0);
  for (guint i = 0; i < MIN (held_by->len, SERVERS_SHOWN); i++)
    g_string_append_printf (line, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (held_by, i));
  g_autofree char *servers = wording_text (wording, line->str);
  if (line->len > 0)
    text_pane_addf (pane, STYLE_TEXT, 11, _ ("  servers: %s. TLS hides nothing from them: it ends there."), servers);
  if (exposure_air (session) != NULL)
    text_pane_addf (pane, STYLE_TEXT, 11, _ ("  radio:   %s."), _ (exposure_air (session)));
  if (exposure.tls_from.packet != 0)
    text_pane_addf (pane, STYLE_TEXT, 11, _ ("  TLS:     from packet %" PRIu64 " on nobody on the path reads on."),
                    exposure.tls_from.packet);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a mail between two hops on which it was seen: header fields with the
 * values of both, and the lines of the body that differ.  Side by side where the screen is
 * WIDE_COLUMNS wide, else one below the other.
 *
 * Limits: VALUE_COLUMNS of a value; LINES_SHOWN lines of a body.  Does not decode: a body in
 * base64 is compared as it crossed. */
#include "config.h"

#include "text-pane.h"
#include "view.h"

#include "../dissect/mail-diff.h"
#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <inttypes.h>
#include <string.h>

enum {
  WIDE_COLUMNS = 100,
  LABEL_COLUMNS = 9,
  VALUE_COLUMNS = 2000,
  LINES_SHOWN = 40,
  LINES_OCTETS = 16 * 1024,
  NAMES_SHOWN = 100
};

typedef struct ChangesView {
  Ui *ui;
  Focus *focus;
  TextPane *pane;
  MailDiff *diff;
  /* What the pane was made for. */
  int columns;
  Wording wording;
} ChangesView;

static const SmtpTransaction *
transaction_of (const SmtpSession *session, unsigned number)
{
  guint count = session != NULL && session->transactions != NULL ? session->transactions->len : 0;
  const SmtpTransaction *transaction
      = number > 0 && number <= count ? g_ptr_array_index (session->transactions, number - 1) : NULL;
  return transaction != NULL && transaction->message != NULL ? transaction : NULL;
}

/* --- rows of two sides ------------------------------------------------------------------ */

/* The next piece of a text that fits a cell, padded to it; moves on behind it. */
static char *
take_piece (const char **text, size_t columns)
{
  size_t length = text_pane_break_at (*text, columns);
  g_autofree char *piece = g_strndup (*text, length);
  *text += length;
  if (**text == ' ')
    ++*text;
  return printable_pad (piece, columns);
}

/* Both texts beside each other, on as many lines as the longer one needs. */
static void
add_wide (const ChangesView *view, Style style, const char *label, const char *before, const char *after)
{
  size_t columns = (size_t) (view->columns - LABEL_COLUMNS - 6) / 2;
  do
    {
      g_autofree char *left = take_piece (&before, columns), *right = take_piece (&after, columns);
      g_autofree char *both = g_strdup_printf ("%s │ %s", left, right);
      text_pane_add_labelled (view->pane, style, LABEL_COLUMNS, label, g_strchomp (both));
      label = "";
    }
  while (*before != '\0' || *after != '\0');
}

static void
add_one (const ChangesView *view, Style style, const char *label, char sign, const char *text)
{
  g_autofree char *padded = printable_pad (label, LABEL_COLUMNS);
  text_pane_addf (view->pane, style, LABEL_COLUMNS + 2, "%s%c %s", padded, sign, text);
}

/* NULL: nothing stands on that side. */
static void
add_both (const ChangesView *view, Style style, const char *label, const char *before, const char *after)
{
  if (view->columns >= WIDE_COLUMNS)
    {
      add_wide (view, style, label, before != NULL ? before : "", after != NULL ? after : "");
      return;
    }
  if (before != NULL)
    add_one (view, style, label, '-', before);
  if (after != NULL)
    add_one (view, style, before != NULL ? "" : label, '+', after);
}

/* --- head --------------------------------------------------------------------------------- */

static char *
hop_words (Wording wording, const SmtpSession *session, const SmtpTransaction *transaction)
{
  g_autofree char *client = wording_host_name (wording, session, SIDE_CLIENT);
  g_autofree char *server = wording_host_name (wording, session, SIDE_SERVER);
  g_autofree char *client_ip = wording_ip (session, SIDE_CLIENT), *server_ip = wording_ip (session, SIDE_SERVER);
  return g_strdup_printf (transaction->tls ? _ ("session %" PRIu64 ", packet %" PRIu64 ", inside TLS: %s to %s")
                                           : _ ("session %" PRIu64 ", packet %" PRIu64 ", clear text: %s to %s"),
                          session->id, transaction->data_origin.packet, client[0] != '\0' ? client : client_ip,
                          server[0] != '\0' ? server : server_ip);
}

static void
add_head (const ChangesView *view, const SmtpTransaction *before, const SmtpTransaction *after)
{
  g_autofree char *there = hop_words (view->wording, view->focus->before, before);
  g_autofree char *here = hop_words (view->wording, view->focus->session, after);
  g_autofree char *span = wording_delay (after->data_origin.time, before->data_origin.time);
  text_pane_add (view->pane, STYLE_HEADING, 0, _ ("What became of this mail from one hop to a later one"));
  add_both (view, STYLE_HEADING, _ ("hops"), there, here);
  text_pane_add_labelled (view->pane, STYLE_TEXT, LABEL_COLUMNS, _ ("time"), span);
}

/* --- header ----------------------------------------------------------------------------- */

/* "Name: value", passwords of its session masked; what it says is hidden by --redact. */
static char *
field_words (Wording wording, const SmtpSession *session, const HeaderField *field)
{
  if (field == NULL)
    return NULL;
  GString *value = mail_diff_value (field);
  g_autofree char *name = wording_octets (wording, octets_trim (field->name), OCTETS_NONE);
  g_autofree char *text = wording.redact ? g_strdup ("…")
                                         : wording_spoken (wording, session, SIDE_SERVER,
                                                           octets_of (value->str, value->len), OCTETS_NONE);
  g_autofree char *whole = g_strdup_printf ("%s: %s%s", name, text, field->cut ? _ (" (cut)") : "");
  g_string_free (value, TRUE);
  return printable_fit (whole, VALUE_COLUMNS);
}

static void
add_field (const ChangesView *view, const FieldDiff *field)
{
  static const struct {
    const char *word;
    Style style;
  } fates[FIELD_FATES] = {
    [FIELD_SAME] = { N_ ("same"), STYLE_DIM },          [FIELD_MOVED] = { N_ ("moved"), STYLE_LOW },
    [FIELD_CHANGED] = { N_ ("changed"), STYLE_MEDIUM }, [FIELD_ADDED] = { N_ ("added"), STYLE_GOOD },
    [FIELD_REMOVED] = { N_ ("removed"), STYLE_HIGH },
  };
  g_autofree char *before = field_words (view->wording, view->focus->before, field->before),
                  *after = field_words (view->wording, view->focus->session, field->after);
  add_both (view, fates[field->fate].style, _ (fates[field->fate].word), before, after);
}

static void
add_same_names (const ChangesView *view)
{
  const GArray *fields = view->diff->fields;
  g_autoptr (GString) names = g_string_new (NULL);
  guint shown = 0;
  for (guint i = 0; i < fields->len; i++)
    {
      const FieldDiff *field = &g_array_index (fields, FieldDiff, i);
      if (field->fate != FIELD_SAME || shown++ >= NAMES_SHOWN)
        continue;
      g_autofree char *name = wording_octets (view->wording, octets_trim (field->after->name), OCTETS_NONE);
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }
  if (shown > NAMES_SHOWN)
    g_string_append_printf (names, _ (" and %u more"), shown - NAMES_SHOWN);
  if (shown > 0)
    text_pane_add_labelled (view->pane, STYLE_DIM, LABEL_COLUMNS, _ ("same"), names->str);
}

static void
add_header (const ChangesView *view)
{
  const MailDiff *diff = view->diff;
  text_pane_addf (view->pane, STYLE_HEADING, 0,
                  _ ("\nHeader: %zu added, %zu removed, %zu changed, %zu moved, %zu the same"),
                  diff->counts[FIELD_ADDED], diff->counts[FIELD_REMOVED], diff->counts[FIELD_CHANGED],
                  diff->counts[FIELD_MOVED], diff->counts[FIELD_SAME]);
  for (guint i = 0; i < diff->fields->len; i++)
    {
      const FieldDiff *field = &g_array_index (diff->fields, FieldDiff, i);
      if (field->fate != FIELD_SAME)
        add_field (view, field);
    }
  add_same_names (view);
  if (diff->left_out > 0)
    text_pane_addf (view->pane, STYLE_DIM, 0, _ ("%zu more fields were not compared."), diff->left_out);
  if (diff->header_lacks)
    text_pane_add (view->pane, STYLE_GAP, 0,
                   _ ("Not the whole header was captured on both hops: what seems to be added or removed may not be."));
}

/* --- body ------------------------------------------------------------------------------- */

/* Lines of a span as far as they are shown. */
static GPtrArray *
span_lines (Wording wording, const SmtpSession *session, const MailMessage *message, BodySpan span)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  size_t wanted = (size_t) MIN (span.length, LINES_OCTETS);
  g_autofree char *octets = g_malloc (wanted + 1);
  size_t length = mail_data_copy (message->data, span.offset, (uint8_t *) octets, wanted), at = 0;
  bool cut = length < span.length;
  while (at < length && lines->len < LINES_SHOWN)
    {
      const char *end = memchr (octets + at, '\n', length - at);
      size_t next = end != NULL ? (size_t) (end - octets) + 1 : length, stop = end != NULL ? next - 1 : length;
      if (stop > at && octets[stop - 1] == '\r')
        stop--;
      g_autofree char *line
          = wording_spoken (wording, session, SIDE_SERVER, octets_of (octets + at, stop - at), OCTETS_NONE);
      g_ptr_array_add (lines, printable_fit (line, VALUE_COLUMNS));
      at = next;
    }
  if (cut || at < length)
    g_ptr_array_add (lines, g_strdup (_ ("(and more)")));
  return lines;
}

static void
add_lines (const ChangesView *view, const MailMessage *before, const MailMessage *after)
{
  const bool wide = view->columns >= WIDE_COLUMNS;
  g_autoptr (GPtrArray) there = span_lines (view->wording, view->focus->before, before, view->diff->span[0]);
  g_autoptr (GPtrArray) here = span_lines (view->wording, view->focus->session, after, view->diff->span[1]);
  for (guint i = 0; i < MAX (there->len, here->len) && wide; i++)
    add_both (view, STYLE_TEXT, i == 0 ? _ ("lines") : "", i < there->len ? g_ptr_array_index (there, i) : NULL,
              i < here->len ? g_ptr_array_index (here, i) : NULL);
  for (guint i = 0; i < there->len && !wide; i++)
    add_both (view, STYLE_HIGH, i == 0 ? _ ("before") : "", g_ptr_array_index (there, i), NULL);
  for (guint i = 0; i < here->len && !wide; i++)
    add_both (view, STYLE_GOOD, i == 0 ? _ ("after") : "", NULL, g_ptr_array_index (here, i));
}

static void
add_body (const ChangesView *view, const MailMessage *before, const MailMessage *after)
{
  const MailDiff *diff = view->diff;
  g_autofree char *here = wording_count (diff->body_octets[1], "%s octet", "%s octets");
  if (diff->body == BODY_FATE_SAME)
    {
      text_pane_addf (view->pane, STYLE_HEADING, 0, _ ("\nBody: the same, %s"), here);
      return;
    }
  if (diff->body == BODY_FATE_UNKNOWN)
    {
      text_pane_add (view->pane, STYLE_HEADING, 0, _ ("\nBody: not known"));
      text_pane_add (view->pane, STYLE_TEXT, 0,
                     _ ("It was not captured whole, or not kept whole, on one of the hops."));
      return;
    }
  g_autofree char *there = wording_count (diff->body_octets[0], "%s octet", "%s octets");
  text_pane_addf (view->pane, STYLE_HEADING, 0, _ ("\nBody: changed from line %" PRIu64 " on; %s, then %s"), diff->line,
                  there, here);
  if (view->wording.redact)
    text_pane_add (view->pane, STYLE_DIM, 0, _ ("(hidden by --redact)"));
  else
    add_lines (view, before, after);
}

/* --- the view --------------------------------------------------------------------------- */

static void
make (ChangesView *view, int columns)
{
  const Focus *focus = view->focus;
  const Wording wording = ui_model (view->ui)->wording;
  const SmtpTransaction *before = transaction_of (focus->before, focus->before_transaction);
  const SmtpTransaction *after = transaction_of (focus->session, focus->transaction);
  if (view->columns == columns && memcmp (&view->wording, &wording, sizeof wording) == 0)
    return;
  view->columns = columns;
  view->wording = wording;
  text_pane_clear (view->pane);
  if (before == NULL || after == NULL)
    {
      text_pane_add (view->pane, STYLE_HEADING, 0, _ ("There is nothing to compare."));
      return;
    }
  if (view->diff == NULL)
    view->diff = mail_diff_new (before->message, after->message);
  add_head (view, before, after);
  add_header (view);
  add_body (view, before->message, after->message);
}

static void
changes_draw (gpointer state, Canvas *canvas, Area area)
{
  ChangesView *view = state;
  make (view, area.columns - 1);
  text_pane_draw (view->pane, canvas, (Area){ area.row, area.column + 1, area.rows, area.columns - 1 });
}

static bool
changes_act (gpointer state, Action action)
{
  return text_pane_act (((ChangesView *) state)->pane, action);
}

static size_t
changes_count (gpointer state)
{
  return text_pane_count (((ChangesView *) state)->pane);
}

static size_t
changes_position (gpointer state)
{
  return text_pane_position (((ChangesView *) state)->pane);
}

static bool
changes_match (gpointer state, size_t line, const char *needle)
{
  return text_pane_matches (((ChangesView *) state)->pane, line, needle);
}

static void
changes_go (gpointer state, size_t line)
{
  text_pane_go (((ChangesView *) state)->pane, line);
}

static TextPane *
changes_text (gpointer state)
{
  ChangesView *view = state;
  make (view, LINE_TEXT_COLUMNS);
  return view->pane;
}

static gpointer
changes_open (Ui *ui, Focus *focus)
{
  ChangesView *view = g_new0 (ChangesView, 1);
  view->ui = ui;
  view->focus = focus;
  view->pane = text_pane_new ();
  return view;
}

static void
changes_close (gpointer state)
{
  ChangesView *view = state;
  text_pane_free (view->pane);
  mail_diff_free (view->diff);
  g_free (view);
}

const View view_changes = {
  .id = "changes",
  .title = N_ ("Changes"),
  .place = PLACE_OVER,
  .scopes = SCOPE_MOVE,
  .open = changes_open,
  .free = changes_close,
  .draw = changes_draw,
  .act = changes_act,
  .count = changes_count,
  .position = changes_position,
  .matches = changes_match,
  .go = changes_go,
  .text = changes_text,
};

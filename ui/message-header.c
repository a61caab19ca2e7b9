/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header fields of a mail.
 *
 * Limits: ADDRESSES_SHOWN mailboxes of a field, FIELDS_SHOWN fields. */
#include "config.h"

#include "message-header.h"

#include "../dissect/header-field.h"
#include "../dissect/translate.h"

enum { ADDRESSES_SHOWN = 50, FIELDS_SHOWN = 500, LABEL_COLUMNS = MESSAGE_LABEL_COLUMNS };

static void
add_field (TextPane *pane, Wording wording, const char *label, const char *value)
{
  if (value == NULL || value[0] == '\0')
    return;
  char *text = wording_text (wording, value);
  text_pane_add_labelled (pane, STYLE_TEXT, LABEL_COLUMNS, label, text);
  g_free (text);
}

static void
add_addresses (TextPane *pane, Wording wording, const char *label, const GPtrArray *addresses)
{
  if (addresses == NULL || addresses->len == 0)
    return;
  GString *all = g_string_new (NULL);
  guint more = addresses->len > ADDRESSES_SHOWN ? addresses->len - ADDRESSES_SHOWN : 0;
  for (guint i = 0; i < MIN (addresses->len, ADDRESSES_SHOWN); i++)
    {
      char *mailbox = wording_mailbox (wording, g_ptr_array_index (addresses, i));
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", mailbox);
      g_free (mailbox);
    }
  if (more > 0)
    text_pane_add_labelledf (pane, STYLE_TEXT, LABEL_COLUMNS, label, _ ("%s, and %u more"), all->str, more);
  else
    text_pane_add_labelled (pane, STYLE_TEXT, LABEL_COLUMNS, label, all->str);
  g_string_free (all, TRUE);
}

void
message_header_add (TextPane *pane, Wording wording, const MailMessage *message)
{
  if (message->from_fields > 1)
    text_pane_addf (pane, STYLE_HIGH, 0, _ ("%zu From fields: programs differ over which one they show."),
                    message->from_fields);
  add_addresses (pane, wording, "From:", message->from);
  add_field (pane, wording, "Sender:", message->sender_field);
  add_addresses (pane, wording, "Reply-To:", message->reply_to);
  add_addresses (pane, wording, "To:", message->to);
  add_addresses (pane, wording, "Cc:", message->cc);
  char *subject = wording_content (wording, message->subject);
  add_field (pane, wording, "Subject:", subject);
  g_free (subject);
  add_field (pane, wording, "Date:", message->date);
  add_field (pane, wording, "Message-ID:", message->message_id);
}

static void
add_whole_field (TextPane *pane, Wording wording, const HeaderField *field)
{
  g_autofree char *name = wording_octets (wording, field->name, OCTETS_NONE);
  g_autofree char *decoded = wording.redact ? NULL : header_field_text (field->value);
  g_autofree char *value = wording.redact ? g_strdup ("…") : wording_text (wording, decoded);
  const char *note = field->cut ? _ ("  (not captured whole)") : field->malformed ? _ ("  (out of form)") : "";
  if (field->malformed && field->value.length == 0)
    text_pane_addf (pane, STYLE_MEDIUM, 4, "%s%s", wording.redact ? "…" : name, note);
  else
    text_pane_addf (pane, field->malformed ? STYLE_MEDIUM : STYLE_TEXT, 4, "%s: %s%s", name, value, note);
}

void
message_header_add_all (TextPane *pane, Wording wording, const MailMessage *message)
{
  size_t shown = MIN (message->field_count, FIELDS_SHOWN);
  for (size_t i = 0; i < shown; i++)
    add_whole_field (pane, wording, &message->fields[i]);
  if (message->field_count == 0)
    text_pane_add (pane, STYLE_DIM, 0, _ ("(no header fields)"));
  if (shown < message->field_count)
    text_pane_addf (pane, STYLE_DIM, 0, _ ("and %zu fields more"), message->field_count - shown);
  else if (message->fields_cut)
    text_pane_add (pane, STYLE_DIM, 0, _ ("and more fields, which a limit left out"));
  if (message->header_lacks)
    text_pane_addf (pane, STYLE_GAP, 0, _ ("%soctets of the header were not captured"),
                    text_pane_is_plain (pane) ? "" : "░░ ");
}

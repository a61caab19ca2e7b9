/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The envelope of a mail: MAIL FROM, RCPT TO, and what their parameters say.
 *
 * Shows ADDRESSES_SHOWN recipients and PARAMETERS_SHOWN parameters of a command at most.  Does not judge
 * whether the addresses are those of the header: findings do. */
#include "config.h"

#include "message-envelope.h"

#include "message-header.h"

#include "../dissect/smtp-parameter.h"
#include "../dissect/smtp-queue-id.h"
#include "../dissect/translate.h"

enum { ADDRESSES_SHOWN = 50, PARAMETERS_SHOWN = 16 };

/* What each parameter says, a line each. */
static void
add_parameters (TextPane *pane, Wording wording, const SmtpCommand *command)
{
  for (size_t i = 0; i < MIN (command->parameter_count, PARAMETERS_SHOWN); i++)
    {
      const SmtpParameter *parameter = &command->parameters[i];
      g_autoptr (ParameterReading) reading = smtp_parameter_read (command->verb, parameter, TONGUE_USER);
      Octets decoded = octets_of (reading->decoded->str, reading->decoded->len);
      char *keyword = wording_octets (wording, parameter->keyword, OCTETS_NONE);
      char *value = wording_octets (wording, decoded.length > 0 ? decoded : parameter->value, OCTETS_NONE);
      char *meaning = wording_octets (wording, octets_of (reading->meaning->str, reading->meaning->len), OCTETS_NONE);
      g_autofree char *malformed = reading->malformed != NULL
                                       ? g_strdup_printf (_ ("; malformed: %s"), _ (reading->malformed))
                                       : g_strdup ("");
      text_pane_addf (pane, STYLE_DIM, MESSAGE_LABEL_COLUMNS + 2, "%*s%s%s%s%s%s%s", MESSAGE_LABEL_COLUMNS, "", keyword,
                      value[0] != '\0' ? "=" : "", value, meaning[0] != '\0' ? ": " : "", meaning, malformed);
      g_free (keyword);
      g_free (value);
      g_free (meaning);
    }
}

static void
add_queue_id (TextPane *pane, Wording wording, const SmtpTransaction *transaction)
{
  QueueId queue = smtp_queue_id (transaction->reply);
  if (transaction->outcome != OUTCOME_ACCEPTED || queue.id.length == 0)
    return;
  char *id = wording_octets (wording, queue.id, OCTETS_NONE);
  if (queue.software != NULL)
    text_pane_add_labelledf (pane, STYLE_TEXT, MESSAGE_LABEL_COLUMNS, _ ("Queued as"), _ ("%s, by %s"), id,
                             queue.software);
  else
    text_pane_add_labelled (pane, STYLE_TEXT, MESSAGE_LABEL_COLUMNS, _ ("Queued as"), id);
  g_free (id);
}

void
message_envelope_add (TextPane *pane, Wording wording, const SmtpTransaction *transaction)
{
  char *from
      = transaction->mail != NULL ? wording_address (wording, transaction->mail->path) : g_strdup (_ ("(not seen)"));
  text_pane_add_labelled (pane, STYLE_TEXT, MESSAGE_LABEL_COLUMNS, "MAIL FROM", from);
  g_free (from);
  if (transaction->mail != NULL)
    add_parameters (pane, wording, transaction->mail);
  guint count = transaction->recipients != NULL ? transaction->recipients->len : 0;
  for (guint i = 0; i < MIN (count, ADDRESSES_SHOWN); i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      const SmtpReply *reply = recipient->final != NULL ? recipient->final : recipient->command->reply;
      char *to = wording_address (wording, recipient->command->path);
      text_pane_add_labelledf (pane, STYLE_TEXT, MESSAGE_LABEL_COLUMNS, "RCPT TO", "%s%s", to,
                               reply != NULL && !smtp_reply_positive (reply) ? _ ("  (refused)") : "");
      g_free (to);
      add_parameters (pane, wording, recipient->command);
    }
  if (count > ADDRESSES_SHOWN)
    text_pane_add_labelledf (pane, STYLE_DIM, MESSAGE_LABEL_COLUMNS, "", _ ("and %u recipients more"),
                             count - ADDRESSES_SHOWN);
  add_queue_id (pane, wording, transaction);
}

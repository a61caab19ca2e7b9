/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails of a session in the report: envelope and header side by side, how sure the sender
 * is, who could read it, what is attached.
 *
 * Limits: MAILS_SHOWN mails a session, PEOPLE_SHOWN recipients or mailboxes, FILES_SHOWN
 * attachments. */
#include "config.h"

#include "html-sink.h"

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/sender-words.h"

enum { MAILS_SHOWN = 20, PEOPLE_SHOWN = 10, FILES_SHOWN = 20 };

/* --- envelope and header ------------------------------------------------------- */

static void
append_path (HtmlSink *sink, const char *label, const SmtpCommand *command)
{
  if (command->truncated)
    html_row_words (sink->text, label, "(an address that was not captured whole)");
  else if (!command->has_path)
    html_row_words (sink->text, label, "(no address)");
  else if (command->path.length == 0)
    html_row_words (sink->text, label, "<> (nobody: a bounce or another notice)");
  else
    html_row (sink->text, label, veil_address (sink->veil, command->path));
}

static void
append_envelope (HtmlSink *sink, const SmtpTransaction *transaction)
{
  if (transaction->mail != NULL)
    append_path (sink, "Envelope from", transaction->mail);
  else
    html_row_words (sink->text, "Envelope from", "(was not captured)");
  guint count = transaction->recipients->len;
  for (guint i = 0; i < count && i < PEOPLE_SHOWN; i++)
    append_path (sink, "Envelope to",
                 ((const SmtpRecipient *) g_ptr_array_index (transaction->recipients, i))->command);
  if (count > PEOPLE_SHOWN)
    html_row_number (sink->text, "Recipients more", count - PEOPLE_SHOWN);
}

static void
append_mailboxes (HtmlSink *sink, const char *label, const GPtrArray *mailboxes)
{
  guint count = mailboxes != NULL ? mailboxes->len : 0;
  for (guint i = 0; i < count && i < PEOPLE_SHOWN; i++)
    html_row (sink->text, label, veil_mailbox (sink->veil, g_ptr_array_index (mailboxes, i)));
  if (count > PEOPLE_SHOWN)
    html_row_number (sink->text, "Mailboxes more", count - PEOPLE_SHOWN);
}

static void
append_header (HtmlSink *sink, const MailMessage *message)
{
  append_mailboxes (sink, "From", message->from);
  append_mailboxes (sink, "Reply-To", message->reply_to);
  append_mailboxes (sink, "To", message->to);
  append_mailboxes (sink, "Cc", message->cc);
  if (message->subject != NULL)
    html_row (sink->text, "Subject", veil_content (sink->veil, message->subject));
  if (message->date != NULL)
    html_row (sink->text, "Date", octets_of_string (message->date));
}

/* --- judgments ----------------------------------------------------------------- */

static void
append_sender (HtmlSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  static const char *const tones[] = { "plain", "good", "bad" };
  g_autoptr (GPtrArray) lines = sender_words (session, transaction, TONGUE_ENGLISH);
  if (lines == NULL)
    return;
  g_string_append (sink->text, "<h5>How sure is the sender</h5>\n<dl>\n");
  for (guint i = 0; i < lines->len; i++)
    {
      const SenderLine *line = g_ptr_array_index (lines, i);
      if (line->label[0] != '\0')
        {
          g_string_append (sink->text, "<dt>");
          html_words (sink->text, line->label);
          g_string_append (sink->text, "</dt>");
        }
      g_string_append_printf (sink->text, "<dd class=\"%s\">", tones[line->tone]);
      html_value (sink->text, veil_text (sink->veil, octets_of_string (line->text)));
      g_string_append (sink->text, "</dd>\n");
    }
  g_string_append (sink->text, "</dl>\n");
}

static void
append_exposure (HtmlSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  GString *to = sink->text;
  const Exposure exposure = exposure_of (session, transaction);
  bool any = false;
  for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
    any = any || exposure.rows[item].access[READER_PATH] != ACCESS_ABSENT;
  if (!any)
    return;
  g_string_append (to, "<h5>Who could read what</h5>\n<div class=\"wide\">\n<table>\n"
                       "<thead><tr><th scope=\"col\">What</th>");
  for (Reader reader = 0; reader < READERS; reader++)
    {
      g_string_append (to, "<th scope=\"col\">");
      html_words (to, reader_name (reader));
      g_string_append (to, "</th>");
    }
  g_string_append (to, "</tr></thead>\n<tbody>\n");
  for (ExposedItem item = 0; item < EXPOSED_ITEMS; item++)
    {
      if (exposure.rows[item].access[READER_PATH] == ACCESS_ABSENT)
        continue;
      bool bad = exposure_on_path (&exposure, item);
      g_string_append_printf (to, "<tr class=\"%s\"><td>%s", bad ? "bad" : "good", bad ? "! " : "");
      html_words (to, exposed_item_name (item));
      g_string_append (to, "</td>");
      for (Reader reader = 0; reader < READERS; reader++)
        {
          g_autofree char *words = exposure_words (&exposure, item, reader, TONGUE_ENGLISH);
          g_string_append (to, "<td>");
          html_words (to, words);
          g_string_append (to, "</td>");
        }
      g_string_append (to, "</tr>\n");
    }
  g_string_append (to, "</tbody>\n</table>\n</div>\n");
}

/* --- attachments --------------------------------------------------------------- */

static void
append_attachments (HtmlSink *sink, const MailMessage *message)
{
  GString *to = sink->text;
  guint count = 0;
  for (guint i = 0; message->parts != NULL && i < message->parts->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      if (!part->attachment || count++ >= FILES_SHOWN)
        continue;
      g_string_append (to, count == 1 ? "<h5>Attachments</h5>\n<ul>\n<li>" : "<li>");
      html_value (to, part->filename != NULL ? veil_content (sink->veil, part->filename) : OCTETS ("(without a name)"));
      g_string_append (to, ", ");
      html_words (to, part->type);
      g_string_append (to, ", ");
      html_number (to, part->size);
      g_string_append (to, " octets</li>\n");
    }
  if (count > FILES_SHOWN)
    g_string_append_printf (to, "<li>… and %u more</li>\n", count - FILES_SHOWN);
  if (count > 0)
    g_string_append (to, "</ul>\n");
}

static void
append_mail (HtmlSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  GString *to = sink->text;
  veil_meet (sink->veil, transaction);
  g_string_append_printf (to, "<article class=\"mail\">\n<h4 id=\"s%" G_GUINT64_FORMAT "m%u\">Mail %u", session->id,
                          transaction->number, transaction->number);
  if (message != NULL && message->subject != NULL)
    {
      g_string_append (to, ": ");
      html_value (to, veil_content (sink->veil, message->subject));
    }
  g_string_append (to, "</h4>\n<dl>\n");
  append_envelope (sink, transaction);
  if (message != NULL)
    append_header (sink, message);
  html_row_words (to, "Outcome", outcome_name (transaction->outcome));
  if (message != NULL)
    {
      html_row_number (to, "Octets", message->size);
      html_row_words (to, "State", message_state_name (message->state));
    }
  else
    html_row_words (to, "Mail data", "none was seen");
  g_string_append (to, "</dl>\n");
  if (message != NULL)
    append_sender (sink, session, transaction);
  append_exposure (sink, session, transaction);
  if (message != NULL)
    append_attachments (sink, message);
  g_string_append (to, "</article>\n");
}

/* --- the table of all ---------------------------------------------------------- */

static void
append_verdict (HtmlSink *sink, const SenderReport *sender)
{
  static const char *const looks[SENDER_VERDICTS]
      = { [SENDER_VERIFIED] = "good", [SENDER_UNVERIFIED] = "plain", [SENDER_CONTRADICTED] = "bad" };
  GString *to = sink->text;
  if (sender == NULL)
    {
      g_string_append (to, "not judged: the mail was not seen whole");
      return;
    }
  g_string_append_printf (to, "<strong class=\"%s\">%s</strong>", looks[sender->verdict],
                          sender_verdict_name (sender->verdict));
  if (sender->why == NULL)
    return;
  g_string_append (to, ": ");
  html_value (to, veil_text (sink->veil, octets_of_string (sender->why)));
}

static void
append_mail_row (HtmlSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  const Exposure exposure = exposure_of (session, transaction);
  GString *to = sink->text;
  veil_meet (sink->veil, transaction);
  g_string_append_printf (to,
                          "<tr><td class=\"number\"><a href=\"#s%" G_GUINT64_FORMAT "m%u\">%" G_GUINT64_FORMAT
                          ".%u</a></td><td class=\"wire\">",
                          session->id, transaction->number, session->id, transaction->number);
  if (message->from != NULL && message->from->len > 0)
    html_value (to, veil_mailbox (sink->veil, g_ptr_array_index (message->from, 0)));
  else
    g_string_append (to, "(nobody)");
  if (message->from != NULL && message->from->len > 1)
    g_string_append_printf (to, " and %u more", message->from->len - 1);
  g_string_append (to, "</td><td class=\"wire\">");
  if (message->subject != NULL)
    html_value (to, veil_content (sink->veil, message->subject));
  else
    g_string_append (to, "(none)");
  g_string_append (to, "</td><td class=\"wire\">");
  append_verdict (sink, transaction->sender);
  g_string_append (to, "</td><td>");
  html_readable (to, &exposure, "nothing");
  g_string_append (to, "</td></tr>\n");
  sink->mail_rows_shown++;
}

void
html_mail_rows (HtmlSink *sink, const SmtpSession *session)
{
  for (guint i = 0; i < session->transactions->len && i < MAILS_SHOWN; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL)
        append_mail_row (sink, session, transaction);
    }
}

/* --- the mails of a session ---------------------------------------------------- */

void
html_mails (HtmlSink *sink, const SmtpSession *session)
{
  guint count = session->transactions->len;
  for (guint i = 0; i < count && i < MAILS_SHOWN; i++)
    append_mail (sink, session, g_ptr_array_index (session->transactions, i));
  if (count > MAILS_SHOWN)
    g_string_append_printf (sink->text, "<p class=\"note\">… and %u mails more in this session.</p>\n",
                            count - MAILS_SHOWN);
}

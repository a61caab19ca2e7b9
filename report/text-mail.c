/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails of a session in the printed face: envelope beside header, since
 * their difference is the first thing to learn about mail.
 *
 * Limits: RECIPIENTS_SHOWN forward-paths, TEXT_LINES
 * lines of the text; MAILS_SHOWN mails a session. */
#include "config.h"

#include "text-sink.h"

#include "../dissect/message-protection.h"
#include "../dissect/printable.h"
#include "../dissect/session-facts.h"

enum {
  MAILS_SHOWN = 50,
  RECIPIENTS_SHOWN = 10,
  MAILBOXES_SHOWN = 6,
  TEXT_LINES = 6,
  TEXT_OCTETS = 2000,
  UNNAMED_SHOWN = 3,
  PATH_NAME = 5,   /* columns of "from " */
  FIELD_NAME = 10, /* of "Reply-To: " */
};

/* Code and text of a reply on one line; g_free. */
static char *
show_reply (TextSink *sink, const SmtpReply *reply)
{
  if (reply == NULL)
    return g_strdup ("(no answer seen)");
  char *text = text_show (veil_reply (sink->veil, reply->text));
  char *line = g_strdup_printf ("%d %s", reply->code, text);
  g_free (text);
  return line;
}

/* A row under a label of the block: its own small label, then text that wraps beside it. */
static void
print_row (TextSink *sink, const char *label, const char *name, unsigned name_columns, const char *text)
{
  char *both = g_strdup_printf ("%-*s%s", TEXT_BODY - TEXT_LABEL, label, name);
  page_entry (&sink->page, TEXT_LABEL, TEXT_BODY + name_columns, INK_STRONG, both, text);
  g_free (both);
}

/* --- envelope ------------------------------------------------------------------ */

static char *
show_path (TextSink *sink, const SmtpCommand *command)
{
  if (command->truncated)
    return g_strdup ("(an address that was not captured whole)");
  if (!command->has_path)
    return g_strdup ("(no address)");
  if (command->path.length == 0)
    return g_strdup ("<> (nobody: a bounce or another notice)");
  char *path = text_show (veil_address (sink->veil, command->path));
  char *bracketed = g_strdup_printf ("<%s>", path);
  g_free (path);
  return bracketed;
}

static void
print_path (TextSink *sink, const char *label, const char *name, const SmtpCommand *command, const SmtpReply *reply)
{
  char *path = show_path (sink, command);
  char *answer = show_reply (sink, reply);
  char *line = g_strdup_printf ("%s: %s", path, answer);
  print_row (sink, label, name, PATH_NAME, line);
  g_free (line);
  g_free (answer);
  g_free (path);
}

static void
print_envelope (TextSink *sink, const SmtpTransaction *transaction)
{
  if (transaction->mail != NULL)
    {
      print_path (sink, "Envelope", "from", transaction->mail, transaction->mail->reply);
      text_parameters (sink, transaction->mail);
    }
  else
    print_row (sink, "Envelope", "from", PATH_NAME, "… (MAIL FROM was not captured)");
  guint count = transaction->recipients->len;
  for (guint i = 0; i < count && i < RECIPIENTS_SHOWN; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      const SmtpReply *reply = recipient->final != NULL ? recipient->final : recipient->command->reply;
      print_path (sink, "", "to", recipient->command, reply);
      text_parameters (sink, recipient->command);
    }
  if (count > RECIPIENTS_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, "", "… and %u recipients more",
                 count - RECIPIENTS_SHOWN);
}

/* --- header -------------------------------------------------------------------- */

static void
print_field (TextSink *sink, const char **label, const char *name, Octets value)
{
  char *text = text_show (value);
  print_row (sink, *label, name, FIELD_NAME, text);
  *label = "";
  g_free (text);
}

static void
print_mailboxes (TextSink *sink, const char **label, const char *name, const GPtrArray *mailboxes)
{
  guint count = mailboxes != NULL ? mailboxes->len : 0;
  if (count == 0)
    return;
  GString *list = g_string_new (NULL);
  for (guint i = 0; i < count && i < MAILBOXES_SHOWN; i++)
    {
      Octets mailbox = veil_mailbox (sink->veil, g_ptr_array_index (mailboxes, i));
      g_string_append (list, i > 0 ? ", " : "");
      g_string_append_len (list, (const char *) mailbox.at, (gssize) mailbox.length);
    }
  if (count > MAILBOXES_SHOWN)
    g_string_append_printf (list, " … and %u more", count - MAILBOXES_SHOWN);
  print_field (sink, label, name, octets_of (list->str, list->len));
  g_string_free (list, TRUE);
}

/* A From field that names no mailbox to our reading may name one to another's. */
static void
print_odd_from (TextSink *sink, const char **label, const MailMessage *message)
{
  for (size_t i = 0; i < message->field_count; i++)
    if (header_field_is (&message->fields[i], "From"))
      {
        Octets value = octets_trim (message->fields[i].value);
        print_field (sink, label, "From:", veil_hides_content (sink->veil) ? OCTETS ("…") : value);
        return;
      }
}

static void
print_header (TextSink *sink, const MailMessage *message)
{
  const char *label = "Header";
  if (message->from == NULL || message->from->len == 0)
    print_odd_from (sink, &label, message);
  print_mailboxes (sink, &label, "From:", message->from);
  if (message->sender_field != NULL)
    print_field (sink, &label, "Sender:", veil_mailbox (sink->veil, message->sender_field));
  print_mailboxes (sink, &label, "Reply-To:", message->reply_to);
  print_mailboxes (sink, &label, "To:", message->to);
  print_mailboxes (sink, &label, "Cc:", message->cc);
  if (message->subject != NULL)
    print_field (sink, &label, "Subject:", veil_content (sink->veil, message->subject));
  if (message->date != NULL)
    print_field (sink, &label, "Date:", octets_of_string (message->date));
}

/* --- where envelope and header differ ------------------------------------------ */

/* The address of "Name <address>" or "address". */
static Octets
bare_address (const char *mailbox)
{
  const char *open = strrchr (mailbox, '<');
  return open != NULL ? octets_of (open + 1, strcspn (open + 1, ">")) : octets_of_string (mailbox);
}

static bool
names_address (const GPtrArray *mailboxes, Octets address)
{
  for (guint i = 0; mailboxes != NULL && i < mailboxes->len; i++)
    if (octets_equal_nocase (bare_address (g_ptr_array_index (mailboxes, i)), address))
      return true;
  return false;
}

static bool
print_sender_difference (TextSink *sink, const SmtpTransaction *transaction)
{
  const SmtpCommand *mail = transaction->mail;
  const MailMessage *message = transaction->message;
  bool comparable = mail != NULL && mail->path.length > 0 && message->from != NULL && message->from->len > 0;
  if (!comparable || names_address (message->from, mail->path))
    return false;
  char *path = text_show (veil_address (sink->veil, mail->path));
  char *from = text_show (veil_mailbox (sink->veil, g_ptr_array_index (message->from, 0)));
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, "Differs", "envelope from <%s>, but the reader sees %s",
               path, from);
  g_free (from);
  g_free (path);
  return true;
}

/* Recipients of the envelope whom no header field names: Bcc, a list, or a slip. */
static void
print_recipient_differences (TextSink *sink, const SmtpTransaction *transaction, bool labelled)
{
  const MailMessage *message = transaction->message;
  bool comparable = (message->to != NULL && message->to->len > 0) || (message->cc != NULL && message->cc->len > 0);
  unsigned shown = 0;
  for (guint i = 0; comparable && i < transaction->recipients->len && i < RECIPIENTS_SHOWN; i++)
    {
      const SmtpCommand *command = ((const SmtpRecipient *) g_ptr_array_index (transaction->recipients, i))->command;
      if (command->path.length == 0 || names_address (message->to, command->path)
          || names_address (message->cc, command->path) || shown++ >= UNNAMED_SHOWN)
        continue;
      char *path = text_show (veil_address (sink->veil, command->path));
      page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, labelled ? "" : "Differs",
                   "it goes to <%s>, whom To and Cc do not name: the envelope decides", path);
      labelled = true;
      g_free (path);
    }
}

/* --- content ------------------------------------------------------------------- */

static void
print_text_line (TextSink *sink, const char *label, Octets line)
{
  while (line.length > 0 && (line.at[line.length - 1] == '\r' || line.at[line.length - 1] == ' '))
    line.length--;
  char *shown = text_show (line);
  char *fitted = printable_fit (shown, sink->page.columns - TEXT_BODY - 2);
  char *quoted = g_strconcat (fitted[0] != '\0' ? "│ " : "│", fitted, NULL);
  page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, label, quoted);
  g_free (quoted);
  g_free (fitted);
  g_free (shown);
}

/* The first lines of the text, each in one line, with a bar that no line can fake. */
static void
print_text (TextSink *sink, const MailMessage *message)
{
  const MailPart *part = !message_is_sealed (message) ? mail_message_main_part (message) : NULL;
  if (part == NULL)
    return;
  if (veil_hides_content (sink->veil))
    {
      page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, "Text", "(hidden)");
      return;
    }
  char *text = mail_message_text (message, part, TEXT_OCTETS);
  const char *rest = text != NULL ? g_strchomp (text) + strspn (text, "\r\n") : "";
  unsigned lines = 0;
  for (; *rest != '\0' && lines < TEXT_LINES; lines++)
    {
      size_t length = strcspn (rest, "\n");
      print_text_line (sink, lines == 0 ? "Text" : "", octets_of (rest, length));
      rest += length + (rest[length] == '\n');
    }
  bool more = *rest != '\0' || (text != NULL && part->size > TEXT_OCTETS);
  if (lines > 0 && more)
    print_text_line (sink, "", octets_of_string ("…"));
  g_free (text);
}

/* --- a mail, all mails --------------------------------------------------------- */

/* An accepted mail need not be so for everybody: "accepted for 2 of 4 recipients". */
static char *
accepted_words (const SmtpSession *session, const SmtpTransaction *transaction)
{
  guint accepted = 0, all = transaction->recipients->len;
  for (guint i = 0; i < all; i++)
    accepted
        += recipient_outcome (session, transaction, g_ptr_array_index (transaction->recipients, i)) == OUTCOME_ACCEPTED;
  return accepted == 0 || accepted == all ? g_strdup ("accepted")
                                          : g_strdup_printf ("accepted for %u of %u recipients", accepted, all);
}

static void
print_outcome (TextSink *sink, const SmtpSession *session, const SmtpTransaction *transaction, bool several)
{
  static const char *const words[] = {
    [OUTCOME_UNFINISHED] = "unfinished",
    [OUTCOME_REJECTED] = "rejected",
    [OUTCOME_ABORTED] = "broken off by the client",
  };
  const MailMessage *message = transaction->message;
  bool unanswered = transaction->outcome == OUTCOME_UNFINISHED && message != NULL && message->state == MESSAGE_COMPLETE;
  g_autofree char *word
      = transaction->outcome == OUTCOME_ACCEPTED
            ? accepted_words (session, transaction)
            : g_strdup (unanswered ? "sent whole, but no answer was seen" : words[transaction->outcome]);
  char *number = several ? g_strdup_printf ("Mail %u", transaction->number) : g_strdup ("Mail");
  char *reply = transaction->reply != NULL ? show_reply (sink, transaction->reply) : NULL;
  page_blank (&sink->page);
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, transaction->outcome == OUTCOME_ACCEPTED ? INK_GOOD : INK_WARN,
               number, reply != NULL ? "%s: %s" : "%s%s", word, reply != NULL ? reply : "");
  g_free (reply);
  g_free (number);
}

static void
print_transaction (TextSink *sink, const SmtpSession *session, const SmtpTransaction *transaction, bool several)
{
  print_outcome (sink, session, transaction, several);
  if (transaction->outcome == OUTCOME_ACCEPTED)
    text_queue_id (sink, transaction->reply);
  print_envelope (sink, transaction);
  text_burls (sink, transaction);
  const MailMessage *message = transaction->message;
  if (message == NULL)
    return;
  print_header (sink, message);
  bool labelled = print_sender_difference (sink, transaction);
  print_recipient_differences (sink, transaction, labelled);
  text_path (sink, transaction);
  text_sender (sink, session, transaction);
  text_parts (sink, message);
  print_text (sink, message);
}

void
text_transactions (TextSink *sink, const SmtpSession *session)
{
  guint count = session->transactions != NULL ? session->transactions->len : 0;
  for (guint i = 0; i < count && i < MAILS_SHOWN; i++)
    print_transaction (sink, session, g_ptr_array_index (session->transactions, i), count > 1);
  if (count > MAILS_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "… and %u mails more (--json lists all)",
                 count - MAILS_SHOWN);
}

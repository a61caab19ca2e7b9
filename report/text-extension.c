/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions in the printed face: what the server offers, what a parameter says, whom a
 * proxy speaks for, and verbs that a newcomer has not heard of, each with its meaning.
 *
 * Limits: PARAMETERS_SHOWN of one command, REQUESTS_SHOWN of a session. */
#include "config.h"

#include "text-sink.h"

#include "../dissect/printable.h"
#include "../dissect/session-facts.h"
#include "../dissect/smtp-extension.h"
#include "../dissect/smtp-parameter.h"
#include "../dissect/smtp-queue-id.h"

enum { PARAMETERS_SHOWN = 12, REQUESTS_SHOWN = 8, OFFERS_SHOWN = 40, BURLS_SHOWN = 4, BELOW_PATH = 5 };

/* --- what the server offers ---------------------------------------------------- */

static void
append_shown (GString *text, const char *between, Octets octets)
{
  char *shown = text_show (octets);
  if (text->len > 0)
    g_string_append (text, between);
  g_string_append (text, shown);
  g_free (shown);
}

/* Before TLS: mechanisms that send the password itself. */
static bool
offers_clear_login (Octets mechanisms)
{
  while (mechanisms.length > 0)
    {
      size_t space = octets_find (mechanisms, ' ');
      Octets one = octets_slice (mechanisms, 0, space);
      mechanisms = space == SIZE_MAX ? OCTETS_NONE : octets_from (mechanisms, space + 1);
      if (octets_equal_nocase (one, OCTETS ("PLAIN")) || octets_equal_nocase (one, OCTETS ("LOGIN")))
        return true;
    }
  return false;
}

static void
print_limits (TextSink *sink, Octets limits)
{
  GString *line = g_string_new (NULL);
  while (limits.length > 0)
    {
      size_t space = octets_find (limits, ' ');
      Octets limit = octets_slice (limits, 0, space);
      limits = space == SIZE_MAX ? OCTETS_NONE : octets_trim (octets_from (limits, space + 1));
      size_t equals = octets_find (limit, '=');
      g_autofree char *meaning = smtp_limit_meaning (
          octets_slice (limit, 0, equals), equals == SIZE_MAX ? OCTETS_NONE : octets_from (limit, equals + 1));
      if (meaning != NULL)
        g_string_append_printf (line, "%s%s", line->len > 0 ? ", " : "LIMITS: ", meaning);
    }
  if (line->len > 0)
    page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", line->str);
  g_string_free (line, TRUE);
}

static void
print_offer (TextSink *sink, const SmtpHelo *helo, const SmtpReply *reply)
{
  GString *known = g_string_new (NULL), *unknown = g_string_new (NULL);
  ExtensionWalk walk;
  OfferedExtension offered, auth;
  unsigned count = 0;
  smtp_extension_walk_init (&walk, reply);
  while (smtp_extension_walk_next (&walk, &offered) && count++ < OFFERS_SHOWN)
    append_shown (smtp_extension_find (offered.keyword) != NULL ? known : unknown, ", ",
                  veil_text (sink->veil, offered.line));
  if (known->len > 0)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "offers%s: %s", helo->tls ? " inside TLS" : "",
                 known->str);
  if (unknown->len > 0)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "offers too, of its own making: %s", unknown->str);
  if (!helo->tls && smtp_extension_offered (reply, "AUTH", &auth) && offers_clear_login (auth.parameters))
    page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "",
                "AUTH before TLS: a client that logs in here shows its password to everyone on the path");
  if (smtp_extension_offered (reply, "LIMITS", &offered))
    print_limits (sink, offered.parameters);
  g_string_free (known, TRUE);
  g_string_free (unknown, TRUE);
}

void
text_offers (TextSink *sink, const SmtpSession *session)
{
  /* The last answer counts, before TLS and inside it. */
  for (int tls = 0; tls < 2; tls++)
    for (guint i = session->helos->len; i > 0; i--)
      {
        const SmtpHelo *helo = g_ptr_array_index (session->helos, i - 1);
        const SmtpReply *reply = smtp_helo_extended_reply (helo);
        if (reply == NULL || helo->tls != (tls != 0))
          continue;
        print_offer (sink, helo, reply);
        break;
      }
}

/* --- parameters ---------------------------------------------------------------- */

/* "KEYWORD=value: meaning", in one line; g_free. */
static char *
describe_parameter (TextSink *sink, SmtpVerb verb, const SmtpParameter *parameter)
{
  g_autoptr (ParameterReading) reading = smtp_parameter_read (verb, parameter, TONGUE_ENGLISH);
  GString *line = g_string_new (NULL);
  append_shown (line, "", parameter->keyword);
  Octets decoded = octets_of (reading->decoded->str, reading->decoded->len);
  Octets value
      = decoded.length > 0 ? veil_decoded (sink->veil, parameter, decoded) : veil_parameter (sink->veil, parameter);
  if (value.length > 0)
    append_shown (line, decoded.length > 0 ? " " : "=", value);
  if (reading->meaning->len > 0)
    append_shown (line, ": ", veil_text (sink->veil, octets_of (reading->meaning->str, reading->meaning->len)));
  if (reading->malformed != NULL)
    g_string_append_printf (line, " (malformed: %s)", reading->malformed);
  return g_string_free (line, FALSE);
}

void
text_parameters (TextSink *sink, const SmtpCommand *command)
{
  for (size_t i = 0; i < command->parameter_count && i < PARAMETERS_SHOWN; i++)
    {
      char *line = describe_parameter (sink, command->verb, &command->parameters[i]);
      page_entry (&sink->page, TEXT_BODY + BELOW_PATH, TEXT_BODY + BELOW_PATH + 2, INK_FAINT, "", line);
      g_free (line);
    }
  if (command->parameter_count > PARAMETERS_SHOWN)
    page_entryf (&sink->page, TEXT_BODY + BELOW_PATH, TEXT_BODY + BELOW_PATH, INK_FAINT, "", "… and %u parameters more",
                 command->parameter_count - PARAMETERS_SHOWN);
}

/* --- requests ------------------------------------------------------------------ */

static void
print_attributes (TextSink *sink, const SmtpCommand *command)
{
  const char *verb = smtp_verb_name (command->verb);
  if (command->reply == NULL)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, verb, "(no answer seen)");
  else
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, verb, "%d: %s", command->reply->code,
                 !smtp_reply_positive (command->reply) ? "refused"
                 : command->verb == VERB_XCLIENT       ? "accepted, the session begins anew for this client"
                                                       : "accepted, for the log of the server");
  text_parameters (sink, command);
}

static void
print_request (TextSink *sink, const char *label, const SmtpCommand *command)
{
  char *argument = text_show (veil_argument (sink->veil, command));
  GString *line = g_string_new (smtp_verb_name (command->verb));
  if (argument[0] != '\0')
    g_string_append_printf (line, " %s", argument);
  if (command->reply != NULL)
    g_string_append_printf (line, ": %d", command->reply->code);
  const char *meaning = smtp_request_meaning (command);
  if (meaning != NULL)
    g_string_append_printf (line, " (%s)", meaning);
  page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, label, line->str);
  g_string_free (line, TRUE);
  g_free (argument);
}

void
text_requests (TextSink *sink, const SmtpSession *session)
{
  guint count = session->requests->len;
  const char *label = "Asks";
  for (guint i = 0; i < count && i < REQUESTS_SHOWN; i++)
    {
      const SmtpCommand *command = g_ptr_array_index (session->requests, i);
      if (command->verb == VERB_XCLIENT || command->verb == VERB_XFORWARD)
        print_attributes (sink, command);
      else
        {
          print_request (sink, label, command);
          label = "";
        }
    }
  if (count > REQUESTS_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "… and %u such commands more (--json lists them)",
                 count - REQUESTS_SHOWN);
}

/* --- of a mail ----------------------------------------------------------------- */

void
text_queue_id (TextSink *sink, const SmtpReply *reply)
{
  QueueId queue = smtp_queue_id (reply);
  if (queue.id.length == 0)
    return;
  char *id = text_show (veil_reply (sink->veil, queue.id));
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Queued",
               "as %s: what to look for in the server's log%s%s%s", id, queue.software != NULL ? " (" : "",
               queue.software != NULL ? queue.software : "", queue.software != NULL ? ")" : "");
  g_free (id);
}

void
text_burls (TextSink *sink, const SmtpTransaction *transaction)
{
  guint count = transaction->burls != NULL ? transaction->burls->len : 0;
  for (guint i = 0; i < count && i < BURLS_SHOWN; i++)
    {
      char *url = text_show (veil_url (sink->veil, g_ptr_array_index (transaction->burls, i)));
      page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, i == 0 ? "Elsewhere" : "",
                   "content not seen here: the server fetches it from %s", url);
      g_free (url);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the telling of two differing copies, or of octets that were refused, must be masked.
 *
 * Either copy may hold a password, and the dialogue marked at most the one that counts as
 * a secret: so such an event is a secret as a whole.  Rather too much is masked than too
 * little; but both copies of an address or of a mail's text are to be seen. */
#include "config.h"

#include "smtp-copies.h"
#include "smtp-dialogue.h"

/* A line of AUTH that the dialogue marked lies where the copies differ. */
static bool
meets_secret (const SmtpSession *session, const SmtpEvent *ambiguity)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      bool secret = event->secret.length > 0 && event->side == ambiguity->side && event->tls == ambiguity->tls
                    && event->type != EVENT_ANOMALY;
      if (secret && event->offset < ambiguity->offset + ambiguity->length
          && ambiguity->offset < event->offset + event->octets.length)
        return true;
    }
  return false;
}

static bool
is_base64 (uint8_t octet)
{
  return g_ascii_isalnum (octet) || octet == '+' || octet == '/' || octet == '=';
}

/* What stands between two quotation marks is one word of base64, maybe with its
 * line end spelled out: so looks a line of a SASL exchange. */
static bool
has_base64_word (Octets text)
{
  for (size_t quote = octets_find (text, '"'); quote != SIZE_MAX; quote = octets_find (text, '"'))
    {
      text = octets_from (text, quote + 1);
      size_t length = 0;
      while (length < text.length && is_base64 (text.at[length]))
        length++;
      Octets behind = octets_from (text, length);
      bool ends = behind.length > 0 && (behind.at[0] == '"' || behind.at[0] == '\\');
      if (length >= 4 && ends)
        return true;
    }
  return false;
}

/* "AUTH" itself, or what remains of it where the copies begin to differ within it. */
static bool
names_login (Octets telling)
{
  return octets_find_nocase (telling, OCTETS ("UTH")) != SIZE_MAX
         || octets_find_nocase (telling, OCTETS ("\"TH ")) != SIZE_MAX
         || octets_find_nocase (telling, OCTETS ("\"H ")) != SIZE_MAX;
}

static bool
any_copy_names_login (const SmtpSession *session)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_ANOMALY && smtp_anomaly_quotes (event->code) && event->side == SIDE_CLIENT
          && names_login (event->octets))
        return true;
    }
  return false;
}

/* The client's commands around a place of its stream. */
typedef struct Commands {
  const SmtpCommand *before; /* begins there or before */
  const SmtpCommand *behind; /* NULL: none was seen yet */
  bool mail_over;            /* the mail that `before` announced has ended */
} Commands;

static Commands
commands_around (const SmtpSession *session, const SmtpEvent *ambiguity)
{
  Commands found = { NULL, NULL, false };
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      found.mail_over |= event->type == EVENT_MESSAGE;
      if (event->type != EVENT_COMMAND || event->command == NULL || event->tls != ambiguity->tls)
        continue;
      const SmtpCommand *command = event->command;
      if (command->offset > ambiguity->offset)
        {
          found.behind = command;
          break;
        }
      else
        found = (Commands){ command, found.behind, false };
    }
  return found;
}

static bool
names_nothing_secret (SmtpVerb verb)
{
  return verb == VERB_HELO || verb == VERB_EHLO || verb == VERB_LHLO || verb == VERB_MAIL || verb == VERB_RCPT
         || verb == VERB_VRFY || verb == VERB_EXPN;
}

/* Both copies lie in one line, behind the verb of a command that names no secret, or in the
 * data of one mail, which has ended: then neither reading has an exchange of SASL there. */
static bool
lies_apart_from_logins (const SmtpSession *session, const SmtpEvent *ambiguity)
{
  SmtpCopies copies;
  if (!smtp_copies_read (ambiguity->octets, &copies))
    return false;
  const uint64_t end = ambiguity->offset + MAX (ambiguity->length, MAX (copies.first->len, copies.second->len));
  const bool line_ends = memchr (copies.first->data, '\n', copies.first->len) != NULL
                         || memchr (copies.second->data, '\n', copies.second->len) != NULL;
  smtp_copies_clear (&copies);

  const Commands around = commands_around (session, ambiguity);
  const SmtpCommand *before = around.before;
  if (before == NULL)
    return false;
  const uint64_t line_end = before->offset + before->line.length;
  if (before->verb == VERB_DATA || before->verb == VERB_BDAT)
    return ambiguity->offset > line_end && (around.behind != NULL ? end <= around.behind->offset : around.mail_over)
           && !any_copy_names_login (session);
  return names_nothing_secret (before->verb) && !line_ends && ambiguity->offset > before->offset + before->word.length
         && end <= line_end;
}

bool
smtp_ambiguity_holds_secret (const SmtpSession *session, const SmtpEvent *ambiguity)
{
  if (ambiguity->side != SIDE_CLIENT || !smtp_anomaly_quotes (ambiguity->code))
    return false;
  return meets_secret (session, ambiguity) || octets_find_nocase (ambiguity->octets, OCTETS ("AUTH")) != SIZE_MAX
         || (has_base64_word (ambiguity->octets) && !lies_apart_from_logins (session, ambiguity));
}

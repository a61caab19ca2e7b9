/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the telling of two differing copies must be masked.
 *
 * Either copy may hold a password, and the dialogue marked at most the first as
 * a secret: so such an event is a secret as a whole.  Rather too much is masked
 * than too little. */
#include "config.h"

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

bool
smtp_ambiguity_holds_secret (const SmtpSession *session, const SmtpEvent *ambiguity)
{
  if (ambiguity->side != SIDE_CLIENT)
    return false;
  return meets_secret (session, ambiguity) || octets_find_nocase (ambiguity->octets, OCTETS ("AUTH")) != SIZE_MAX
         || has_base64_word (ambiguity->octets);
}

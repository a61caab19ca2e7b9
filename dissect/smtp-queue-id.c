/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row a form, the first that fits wins.  In a form stand
 *   "%i" for the id, "%w" for any word, "%d" for digits, "%*" for anything up to what
 *   follows it; all else for itself, whatever its case.
 * Behind its end may stand more, unless it ends in "$".  It is tried behind the enhanced
 * status code (RFC 3463), if there is one.
 *
 * Does not guess: a reply of no known form has no id. */
#include "config.h"

#include "smtp-queue-id.h"

#include <glib.h>

enum { ID_MAX = 128, TEXT_MAX = 1024 };

/* What an id of a program is made of. */
typedef enum IdKind {
  ID_WORD,     /* letters, digits and a few marks */
  ID_POSTFIX,  /* hexadecimal digits, or with long_queue_ids consonants and digits */
  ID_EXIM,     /* letters and digits, two dashes: 6-6-2, or since 4.97 6-11-4 */
  ID_HEX,      /* hexadecimal digits */
  ID_SENDMAIL, /* letters and digits, at least 8 */
} IdKind;

typedef struct QueueForm {
  const char *form;
  IdKind kind;
  const char *software;
} QueueForm;

static const QueueForm forms[] = {
  { "%*ok: queued as %i$", ID_POSTFIX, "Postfix" },        /* in front: a filter's words */
  { "ok: %d bytes queued as %i$", ID_POSTFIX, "Postfix" }, /* to BDAT */
  { "ok id=%i$", ID_EXIM, "Exim" },
  { "id=%i message accepted", ID_EXIM, "Exim" }, /* for some of the recipients */
  { "%i message accepted for delivery", ID_HEX, "OpenSMTPD" },
  { "%i message accepted for delivery", ID_SENDMAIL, "Sendmail" },
  { "%*[internalid=%i, hostname=%w] %*queued mail for delivery", ID_WORD, "Exchange" },
  { "%*[internalid=%i] queued mail for delivery", ID_WORD, "Exchange" },
  { "<%i> queued mail for delivery", ID_WORD, "Exchange" },
  { "%i queued mail for delivery", ID_WORD, "Exchange" },
  { "ok %d qp %i$", ID_WORD, "qmail" },
  { "ok %d %i - gsmtp", ID_WORD, "Gmail" },
  { "message queued (%i)", ID_WORD, "Haraka" },
  { "ok %i-000000$", ID_WORD, "Amazon SES" },
  { "<%w> %i saved", ID_WORD, "Dovecot" },
  { "ok sessionid=<%i>", ID_WORD, "Cyrus" },
  { "%i queued", ID_WORD, NULL },
  { "%*queued as %i", ID_WORD, NULL },
  { "ok: %i$", ID_SENDMAIL, NULL },
  { "ok %i$", ID_SENDMAIL, NULL },
};

static bool
is_id_octet (uint8_t c, IdKind kind)
{
  switch (kind)
    {
    case ID_HEX:
      return g_ascii_isxdigit (c);
    case ID_POSTFIX:
    case ID_SENDMAIL:
      return g_ascii_isalnum (c);
    case ID_EXIM:
      return g_ascii_isalnum (c) || c == '-';
    default:
      return c > 0x20 && c < 0x7f && strchr ("<>()[],;\"", c) == NULL;
    }
}

static bool
is_exim_id (Octets id)
{
  size_t first = octets_find (id, '-');
  if (first != 6)
    return false;
  Octets rest = octets_from (id, first + 1);
  size_t second = octets_find (rest, '-');
  return (second == 6 && rest.length == 9) || (second == 11 && rest.length == 16);
}

static bool
is_postfix_id (Octets id)
{
  bool hexadecimal = true;
  for (size_t i = 0; i < id.length; i++)
    hexadecimal &= g_ascii_isdigit (id.at[i]) || (id.at[i] >= 'A' && id.at[i] <= 'F');
  if (hexadecimal)
    return id.length >= 6 && id.length <= 16;
  for (size_t i = 0; i < id.length; i++)
    if (strchr ("AEIOUaeiou", id.at[i]) != NULL)
      return false;
  return id.length >= 10 && id.length <= 20 && octets_find (id, 'z') != SIZE_MAX;
}

static bool
fits_kind (Octets id, IdKind kind)
{
  enum { HEX_MIN = 8, HEX_MAX = 16, WORD_MIN = 8, WORD_MAX = 24 };
  bool digit = false, letter = false;
  for (size_t i = 0; i < id.length; i++)
    {
      digit |= g_ascii_isdigit (id.at[i]);
      letter |= g_ascii_isalpha (id.at[i]);
    }
  switch (kind)
    {
    case ID_EXIM:
      return is_exim_id (id);
    case ID_POSTFIX:
      return is_postfix_id (id);
    case ID_HEX:
      return id.length == HEX_MIN || id.length == HEX_MAX;
    case ID_SENDMAIL:
      return id.length >= WORD_MIN && id.length <= WORD_MAX && digit && letter;
    default:
      return id.length > 0 && id.length <= ID_MAX && digit;
    }
}

/* Whether the rest of the form fits; sets `*id` where it does. */
static bool
fits (const char *form, Octets text, IdKind kind, Octets *id)
{
  for (; *form != '\0'; form++)
    {
      if (*form == '$' && form[1] == '\0')
        return octets_trim (text).length == 0;
      if (*form != '%')
        {
          if (text.length == 0 || g_ascii_tolower ((char) text.at[0]) != *form)
            return false;
          text = octets_from (text, 1);
          if (*form == ' ')
            text = octets_trim (text);
          continue;
        }
      form++;
      size_t length = 0;
      if (*form == '*')
        {
          g_autofree char *mark = g_strndup (form + 1, strcspn (form + 1, "%$"));
          length = octets_find_nocase (text, octets_of_string (mark));
          if (length == SIZE_MAX)
            return false;
        }
      else if (*form == 'i')
        {
          while (length < text.length && is_id_octet (text.at[length], kind))
            length++;
          /* What the form says next may be made of the id's own octets. */
          g_autofree char *mark = g_strndup (form + 1, strcspn (form + 1, "%$"));
          size_t end = mark[0] != '\0' ? octets_find_nocase (octets_slice (text, 0, length), octets_of_string (mark))
                                       : SIZE_MAX;
          length = MIN (length, end);
          *id = octets_slice (text, 0, length);
          if (!fits_kind (*id, kind))
            return false;
        }
      else
        {
          while (length < text.length && text.at[length] > ' '
                 && (*form == 'd' ? g_ascii_isdigit (text.at[length]) != 0 : strchr (">],", text.at[length]) == NULL))
            length++;
          if (length == 0)
            return false;
        }
      text = octets_from (text, length);
    }
  return true;
}

QueueId
smtp_queue_id (const SmtpReply *reply)
{
  QueueId found = { OCTETS_NONE, NULL };
  if (!smtp_reply_positive (reply))
    return found;
  /* The last line tells it, if there are several. */
  Octets text = octets_slice (reply->text, 0, TEXT_MAX);
  for (size_t lf; (lf = octets_find (text, '\n')) != SIZE_MAX;)
    text = octets_from (text, lf + 1);
  if (reply->status.length > 0 && octets_start_nocase (text, reply->status))
    text = octets_from (text, reply->status.length);
  text = octets_trim (text);
  for (size_t i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      Octets id = OCTETS_NONE;
      if (!fits (forms[i].form, text, forms[i].kind, &id))
        continue;
      found.id = id;
      found.software = forms[i].software;
      return found;
    }
  return found;
}

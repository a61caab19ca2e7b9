/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model to words.
 *
 * Every octet of the wire on the way to the screen goes through printable here.
 * Redaction works on the finished line: what stands before an "@" as an address
 * would have it becomes "…"; a name without "@" is not found by it. */
#include "config.h"

#include "wording.h"

#include "../dissect/printable.h"
#include "../dissect/secrets.h"
#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

#include <inttypes.h>
#include <string.h>

char *
wording_number (uint64_t number)
{
  char digits[32];
  GString *text = g_string_new (NULL);
  int length = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, number);
  for (int i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

char *
wording_count (uint64_t number, const char *one, const char *many)
{
  char *digits = wording_number (number);
  g_assert (strstr (one, "%s") != NULL && strstr (many, "%s") != NULL);
  char *text = g_strdup_printf (ngettext (one, many, number), digits);
  g_free (digits);
  return text;
}

char *
wording_size (uint64_t octets)
{
  static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  size_t unit = 0;
  if (octets < 1024)
    return wording_count (octets, "%s octet", "%s octets");
  while (unit + 1 < G_N_ELEMENTS (units) && octets >> (10 * (unit + 2)) != 0)
    unit++;
  /* In tenths, of which the last is not rounded up to a whole unit more. */
  uint64_t tenths = (octets >> (10 * unit)) * 10 / 1024;
  if (tenths < 100)
    return g_strdup_printf ("%u.%u %s", (unsigned) (tenths / 10), (unsigned) (tenths % 10), units[unit]);
  return g_strdup_printf ("%u %s", (unsigned) (tenths / 10), units[unit]);
}

char *
wording_findings (uint64_t number, Severity severity)
{
  /* Translators: a number, and the name of a severity. */
  return g_strdup_printf (C_ ("findings", "%" PRIu64 " %s"), number, _ (severity_name (severity)));
}

#define CUT "…"

/* Whether an octet can be part of a local part, generously: hostile ones hold more
 * than the grammar lets them. */
static bool
in_local_part (char octet)
{
  return strchr (" <>,:(\"", octet) == NULL;
}

/* Where the local part that ends before `at` begins. */
static size_t
local_part_start (const char *text, size_t from, size_t at)
{
  size_t start = at;
  if (at > from && text[at - 1] == '"')
    {
      /* A quoted pair does not open it. */
      for (start = at - 1; start > from && (text[start - 1] != '"' || (start > from + 1 && text[start - 2] == '\\'));
           start--)
        ;
      return start > from ? start - 1 : from;
    }
  while (start > from && in_local_part (text[start - 1]))
    start--;
  return start;
}

/* The next place behind a local part: "@", one in xtext (RFC 3461 §4), or the end of a text that was cut; sets
 * its length. */
static const char *
next_mark (const char *text, size_t *length)
{
  static const char *const marks[] = { "@", "+40", CUT };
  for (; *text != '\0'; text++)
    for (size_t i = 0; i < G_N_ELEMENTS (marks); i++)
      if (*text == marks[i][0] && g_str_has_prefix (text, marks[i]))
        {
          *length = strlen (marks[i]);
          return text;
        }
  return NULL;
}

void
wording_append (GString *to, Wording wording, const char *text)
{
  const char *sign;
  size_t done = 0, length;
  if (!wording.redact)
    {
      g_string_append (to, text);
      return;
    }
  while ((sign = next_mark (text + done, &length)) != NULL)
    {
      size_t at = (size_t) (sign - text);
      size_t start = local_part_start (text, done, at);
      g_string_append_len (to, text + done, (gssize) (start - done));
      g_string_append (to, start < at && !g_str_has_prefix (sign, CUT) ? CUT : "");
      g_string_append_len (to, sign, (gssize) length);
      done = at + length;
    }
  g_string_append (to, text + done);
}

static char *
redacted (Wording wording, char *text)
{
  if (!wording.redact)
    return text;
  GString *to = g_string_new (NULL);
  wording_append (to, wording, text);
  g_free (text);
  return g_string_free (to, FALSE);
}

char *
wording_octets (Wording wording, Octets octets, Octets secret)
{
  GString *text = g_string_new (NULL);
  printable_append_masked (text, octets, secret, wording.secrets);
  return redacted (wording, g_string_free (text, FALSE));
}

void
known_secrets_clear (KnownSecrets *known)
{
  secrets_free (known->secrets);
  *known = (KnownSecrets){ 0 };
}

/* A search goes through all lines of a session: its secrets are gathered once. */
static const Secrets *
secrets_of (KnownSecrets *known, const SmtpSession *session)
{
  if (known->session != session->id || known->events != session->events->len)
    {
      known_secrets_clear (known);
      *known = (KnownSecrets){ session->id, session->events->len, secrets_new (session) };
    }
  return known->secrets;
}

char *
wording_spoken (Wording wording, const SmtpSession *session, Side side, Octets octets, Octets secret)
{
  KnownSecrets own = { 0 };
  KnownSecrets *known = wording.known != NULL ? wording.known : &own;
  const Secrets *secrets = side == SIDE_CLIENT || wording.secrets ? NULL : secrets_of (known, session);
  if (secrets == NULL)
    return wording_octets (wording, octets, secret);
  GString *text = g_string_new (NULL);
  secrets_append_masked (secrets, octets, text);
  known_secrets_clear (&own);
  char *words = wording_octets (wording, octets_of (text->str, text->len), OCTETS_NONE);
  g_string_free (text, TRUE);
  return words;
}

/* Hides octets of a range; makes the map of them with the first. */
static void
hide (uint8_t **hidden, Octets octets, size_t from, size_t length)
{
  if (*hidden == NULL)
    *hidden = g_malloc0 (octets.length);
  memset (*hidden + from, 1, MIN (length, octets.length - from));
}

uint8_t *
wording_hidden (Wording wording, const SmtpSession *session, Side side, Octets octets, Octets secret)
{
  KnownSecrets own = { 0 };
  KnownSecrets *known = wording.known != NULL ? wording.known : &own;
  uint8_t *hidden = NULL;
  size_t at = secret.length > 0 ? (size_t) ((uintptr_t) secret.at - (uintptr_t) octets.at) : SIZE_MAX;
  if (wording.secrets || octets.length == 0)
    return NULL;
  if (at < octets.length)
    hide (&hidden, octets, at, secret.length);
  const Secrets *secrets = side == SIDE_CLIENT ? NULL : secrets_of (known, session);
  for (size_t i = 0; secrets != NULL && i < octets.length;)
    {
      size_t length = secrets_at (secrets, octets, i);
      if (length > 0)
        hide (&hidden, octets, i, length);
      i += MAX (length, 1);
    }
  known_secrets_clear (&own);
  return hidden;
}

char *
wording_content (Wording wording, const char *text)
{
  return wording.redact && text != NULL && text[0] != '\0' ? g_strdup ("…") : printable (octets_of_string (text));
}

char *
wording_mailbox (Wording wording, const char *mailbox)
{
  const char *open = wording.redact ? strrchr (mailbox, '<') : NULL;
  return wording_text (wording, open != NULL ? open : mailbox);
}

char *
wording_text (Wording wording, const char *text)
{
  return redacted (wording, printable (octets_of_string (text)));
}

char *
wording_address (Wording wording, Octets address)
{
  if (address.length == 0)
    return g_strdup ("<>");
  char *text = printable (address);
  char *sign = wording.redact ? strrchr (text, '@') : NULL;
  if (!wording.redact)
    return text;
  char *hidden = g_strconcat ("…", sign, NULL);
  g_free (text);
  return hidden;
}

char *
wording_cell (char *text)
{
  enum { CELL_COLUMNS = 250 };
  char *cut = printable_fit (text, CELL_COLUMNS);
  g_free (text);
  return cut;
}

char *
wording_ip (const SmtpSession *session, Side side)
{
  char ip[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, session_flow_side (session, side), ip);
  return g_strdup (ip);
}

char *
wording_endpoint (const SmtpSession *session, Side side)
{
  char ip[FLOW_IP_TEXT];
  unsigned flow_side = session_flow_side (session, side);
  flow_ip_text (&session->flow, flow_side, ip);
  return g_strdup_printf (session->flow.ip_version == 6 ? "[%s]:%u" : "%s:%u", ip, session->flow.side[flow_side].port);
}

char *
wording_host_name (Wording wording, const SmtpSession *session, Side side)
{
  Octets name = side == SIDE_CLIENT ? session_client_name (session) : session_server_name (session);
  return wording_octets (wording, name, OCTETS_NONE);
}

char *
wording_delay (int64_t time, int64_t since)
{
  /* The difference of two hostile times may not fit; unsigned it wraps. */
  int64_t delay = (int64_t) ((uint64_t) time - (uint64_t) since);
  char sign = delay < 0 ? '-' : '+';
  uint64_t size = delay < 0 ? 0 - (uint64_t) delay : (uint64_t) delay;
  uint64_t seconds = size / 1000000000;
  uint64_t micro = size % 1000000000 / 1000;
  if (seconds < 10)
    return g_strdup_printf ("%c%u.%06u", sign, (unsigned) seconds, (unsigned) micro);
  if (seconds < 100000)
    return g_strdup_printf ("%c%u.%03u", sign, (unsigned) seconds, (unsigned) (micro / 1000));
  return g_strdup_printf ("%c%" G_GUINT64_FORMAT " s", sign, seconds);
}

int64_t
session_start (const SmtpSession *session)
{
  if (session->traffic.first.packet != 0)
    return session->traffic.first.time;
  return session->events != NULL && session->events->len > 0 ? smtp_session_event (session, 0)->origin.time : 0;
}

Style
style_of_severity (Severity severity)
{
  return (Style) (STYLE_INFO + (int) MIN (severity, SEVERITY_CRITICAL));
}

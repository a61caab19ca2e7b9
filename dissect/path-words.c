/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a mail in lines: a host, the hop below it, the next host.
 *
 * Says "open" and "locked" rather than draw locks, which have no certain width. */
#include "config.h"

#include "path-words.h"

#include "printable.h"

#include <inttypes.h>

#include "translate.h"

static void
line_free (gpointer line)
{
  g_free (((PathLine *) line)->text);
  g_free (line);
}

static PathLine *
add (GPtrArray *lines, PathSign sign, char *text)
{
  PathLine *line = g_new0 (PathLine, 1);
  line->sign = sign;
  line->text = text;
  g_ptr_array_add (lines, line);
  return line;
}

const char *
path_line_sign (const PathLine *line)
{
  static const char *const shafts[PATH_SIGNS] = { "", "│", "║", "┊", "" };
  static const char *const heads[PATH_SIGNS] = { "", "▼", "▼", "▽", "" };
  return line->last ? heads[line->sign] : shafts[line->sign];
}

static PathSign
sign_of (const PathHop *hop)
{
  return !hop->seen ? PATH_TOLD : hop->cover == HOP_CLEAR ? PATH_OPEN : PATH_LOCKED;
}

/* --- hosts ------------------------------------------------------------------------ */

static char *
host_words (const char *name, unsigned version, const uint8_t ip[16], Tongue tongue)
{
  char address[FLOW_IP_TEXT];
  if (version == 0)
    return g_strdup (name != NULL ? name : translate (tongue, "a host that is not named"));
  flow_ip_octets_text (ip, version, address);
  if (name == NULL || strstr (name, address) != NULL)
    return g_strdup (name != NULL ? name : address);
  return g_strdup_printf ("%s (%s)", name, address);
}

static bool
same_name (const char *a, const char *b)
{
  return a != NULL && b != NULL && g_ascii_strcasecmp (a, b) == 0;
}

/* A field that names no client: mail handed over on a host itself, or inside its network. */
static bool
is_inside (const PathHop *hop)
{
  return !hop->seen && hop->client == NULL && hop->client_version == 0;
}

/* The host between two hops, as the one ended there and the other began. */
static void
add_host (GPtrArray *lines, const PathHop *to, const PathHop *from, Tongue tongue)
{
  if (from != NULL && is_inside (from))
    {
      if (to == NULL)
        {
          add (lines, PATH_HOST, g_strdup (translate (tongue, "a user or program")));
          return;
        }
      from = NULL; /* it tells nothing of this host */
    }
  char *arrived = to != NULL ? host_words (to->server, to->server_version, to->server_ip, tongue) : NULL;
  char *left = from != NULL ? host_words (from->client, from->client_version, from->client_ip, tongue) : NULL;
  bool same_ip = to != NULL && from != NULL && to->server_version == from->client_version && to->server_version != 0
                 && memcmp (to->server_ip, from->client_ip, 16) == 0;
  if (arrived == NULL || left == NULL)
    add (lines, PATH_HOST, g_strdup (arrived != NULL ? arrived : left));
  else if (same_name (to->server, from->client) || (same_ip && (to->server == NULL || from->client == NULL)))
    add (lines, PATH_HOST, g_strdup (to->server_version != 0 || to->server == NULL ? arrived : left));
  else
    add (lines, PATH_HOST, g_strdup_printf (translate (tongue, "%s, as the next hop says %s"), arrived, left));
  g_free (arrived);
  g_free (left);
}

/* --- hops ------------------------------------------------------------------------- */

static char *
span_words (int64_t nanoseconds, Tongue tongue)
{
  int64_t milliseconds = nanoseconds / 1000000;
  if (milliseconds < 100000)
    return g_strdup_printf ("%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT " s", milliseconds / 1000, milliseconds % 1000);
  if (milliseconds < INT64_C (2) * 3600 * 1000)
    return g_strdup_printf (translate (tongue, "%" PRId64 " minutes"), milliseconds / 60000);
  return g_strdup_printf (translate (tongue, "%" PRId64 " hours"), milliseconds / 3600000);
}

static void
append_part (GString *text, const char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", part);
}

static char *
change_words (const HopChange *change, Tongue tongue)
{
  GString *text = g_string_new (NULL);
  const struct {
    const char *format;
    const char *const *names;
  } rows[] = { { translate (tongue, "added %s"), change->added },
               { translate (tongue, "changed %s"), change->changed },
               { translate (tongue, "removed %s"), change->removed } };
  for (size_t k = 0; k < G_N_ELEMENTS (rows); k++)
    {
      g_autoptr (GString) names = g_string_new (NULL);
      for (size_t i = 0; i < PATH_NAMES_MAX && rows[k].names[i] != NULL; i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", rows[k].names[i]);
      g_autofree char *part = g_strdup_printf (rows[k].format, names->str);
      if (names->len > 0)
        append_part (text, part);
    }
  g_autofree char *growth
      = g_strdup_printf (change->growth > 0 ? translate (tongue, "body changed, %" PRId64 " octets longer")
                                            : translate (tongue, "body changed, %" PRId64 " octets shorter"),
                         ABS (change->growth));
  if (change->body == BODY_CHANGED)
    append_part (text, change->growth != 0 ? growth : translate (tongue, "body changed"));
  else if (change->body == BODY_SAME)
    append_part (text, translate (tongue, "body the same"));
  return g_string_free (text, text->len == 0);
}

/* "open: clear text", "locked: TLSv1.3". */
static char *
cover_words (const PathHop *hop, Tongue tongue)
{
  const char *version = hop->tls_version != NULL ? hop->tls_version : "TLS";
  switch (hop->cover)
    {
    case HOP_CLEAR:
      return g_strdup (hop->seen ? translate (tongue, "open: clear text") : translate (tongue, "open, as is told"));
    case HOP_TLS:
      return g_strdup_printf (
          hop->seen ? translate (tongue, "locked: %s") : translate (tongue, "locked, as is told: %s"), version);
    case HOP_DECRYPTED:
      return g_strdup_printf (translate (tongue, "locked: %s, read here with the keys you gave"), version);
    default:
      if (is_inside (hop) && hop->protocol == NULL)
        return g_strdup (translate (tongue, "handed over on the spot, as is told"));
      return hop->protocol != NULL ? g_strdup_printf (translate (tongue, "by \"%s\", as is told"), hop->protocol)
                                   : g_strdup (translate (tongue, "whether open or locked is not told"));
    }
}

/* Of a hop that only a Received field tells of. */
static char *
told_words (const PathHop *hop, const char *cover, Tongue tongue)
{
  char time[PRINTABLE_TIME] = "";
  if (!hop->has_time)
    return g_strdup_printf (translate (tongue, "%s; not seen, Received field %d"), cover, hop->received + 1);
  printable_time (hop->time, false, time);
  time[MIN (strlen (time), 19)] = '\0';
  return g_strdup_printf (translate (tongue, "%s; not seen, Received field %d, %sZ"), cover, hop->received + 1, time);
}

static char *
hop_words (const PathHop *hop, Tongue tongue)
{
  g_autofree char *cover = cover_words (hop, tongue);
  if (hop->current)
    return g_strdup_printf (translate (tongue, "%s; this mail, packet %" PRIu64), cover, hop->origin.packet);
  if (hop->seen && hop->transaction == 0)
    return g_strdup_printf (translate (tongue, "%s; session %" PRIu64 ", packet %" PRIu64 ", by address and time"),
                            cover, hop->session, hop->origin.packet);
  if (hop->seen)
    return g_strdup_printf (translate (tongue, "%s; session %" PRIu64 ", packet %" PRIu64), cover, hop->session,
                            hop->origin.packet);
  return told_words (hop, cover, tongue);
}

static void
add_hop (GPtrArray *lines, const PathHop *hop, Tongue tongue)
{
  PathSign sign = sign_of (hop);
  add (lines, sign, hop_words (hop, tongue));
  if (hop->change != NULL)
    {
      g_autofree char *span = span_words (hop->change->delay, tongue);
      g_autofree char *change = change_words (hop->change, tongue);
      char *after = g_strdup_printf (translate (tongue, "%s after session %" PRIu64), span, hop->previous);
      add (lines, sign, change != NULL ? g_strdup_printf ("%s: %s", after, change) : g_strdup (after));
      g_free (after);
    }
  ((PathLine *) g_ptr_array_index (lines, lines->len - 1))->last = true;
}

GPtrArray *
path_words (const SmtpTransaction *transaction, Tongue tongue)
{
  const MailPath *path = transaction->path;
  if (path == NULL)
    return NULL;
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  if (path->more > 0)
    add (lines, PATH_NOTE, g_strdup_printf (translate (tongue, "%zu hops more are told of"), path->more));
  for (size_t i = 0; i < path->count; i++)
    {
      add_host (lines, i > 0 ? &path->hops[i - 1] : NULL, &path->hops[i], tongue);
      add_hop (lines, &path->hops[i], tongue);
    }
  add_host (lines, &path->hops[path->count - 1], NULL, tongue);
  if (path->reused != 0)
    add (lines, PATH_NOTE,
         g_strdup_printf (translate (tongue, "Another mail has the same Message-ID: session %" PRIu64 "."),
                          path->reused));
  return lines;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of empty views.
 *
 * The first reason that holds is told: filters, then what keeps all views empty, then what
 * keeps this one.  Does not look for reasons in packets. */
#include "config.h"

#include "empty.h"

#include "text-pane.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

/* For each view: nothing yet, nothing at the end of the capture, and what to do then. */
static const struct {
  const char *filtered, *reading, *none, *next;
} rows[] = {
  [EMPTY_SESSIONS]
  = { N_ ("No session is like this."), N_ ("No SMTP session yet."), N_ ("No SMTP session was found."), "" },
  [EMPTY_MAILS] = { N_ ("No mail is in a session like this."), N_ ("No mail yet."), N_ ("No mail was seen."),
                    N_ ("These sessions sent none, or it was not captured: their dialogues tell how far they came.") },
  [EMPTY_FINDINGS]
  = { N_ ("No finding is in a session like this."), N_ ("No findings yet: the checks run when a session has ended."),
      N_ ("No findings: nothing that the checks look for was seen."),
      N_ ("That proves nothing about what was not captured.  smtplens --list-checks names all that is looked for.") },
  [EMPTY_LOGINS] = { N_ ("No login is in a session like this."), N_ ("No login yet."), N_ ("No login was seen."),
                     N_ ("Mail between servers needs none; mail programs log in at port 587 or 465.") },
  [EMPTY_PATHS]
  = { N_ ("No mail with a way is in a session like this."), N_ ("No way of a mail yet."),
      N_ ("No mail was seen that tells of its way."),
      N_ ("Mails with Received fields, or seen on several hops, are listed at the end of their sessions.  Captures of "
          "several hosts can be read together.") },
  [EMPTY_HOSTS] = { N_ ("No host is in a session like this."), N_ ("No session has ended yet."),
                    N_ ("No host was seen."), N_ ("Hosts are listed at the end of their sessions.") },
  [EMPTY_OVERVIEW] = { N_ ("No session that has ended is like this."), N_ ("No session has ended yet."),
                       N_ ("No SMTP session was found."), N_ ("It sums up sessions at their ends.") },
};

static void add (GString *text, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* A paragraph more. */
static void
add (GString *text, const char *format, ...)
{
  va_list arguments;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

/* The same of a sentence with the keys of one or two actions. */
static void
add_keys (const Model *model, GString *text, const char *format, Action one, Action other)
{
  g_autofree char *words = model_keys_say (model, format, one, other);
  add (text, "%s", words);
}

/* Frames of Wi-Fi that no key opened. */
static void
add_unread (const Model *model, GString *next)
{
  if (model->network == NULL)
    return;
  g_autofree char *frames = wording_number (model->unread);
  add (next, _ ("Frames of Wi-Fi that could not be read: %s.  Network %s: %s."), frames, model->network,
       _ (model->why));
  add (next, "%s",
       _ ("--wifi-key SSID:PASSPHRASE opens WPA and WPA2, if the capture has the moment when a station joined."));
}

/* Why reading ended before the end. */
static void
add_damage (const Model *model, GString *next)
{
  if (model->damage != NULL)
    add (next, _ ("Reading ended early: %s"), model->damage);
}

/* While no SMTP was seen at all. */
static void
say_nothing_seen (const Ui *ui, EmptyView view, EmptyWords *words, GString *next)
{
  const Model *model = ui_model (ui);
  g_autofree char *packets = wording_number (model->packets);
  add_unread (model, next);
  if (model->reading && model->live && model->packets == 0)
    {
      words->what = g_strdup (_ ("No packet has come yet."));
      add (next, "%s",
           _ ("Is it the right interface, and does the capture filter let mail through?  smtplens -D lists the "
              "interfaces."));
    }
  else if (model->reading)
    {
      words->what = g_strdup (_ (rows[view].reading));
      add (next, "%s", _ ("Sessions appear as soon as a dialogue is recognised, on any port."));
      if (model->live)
        add (next,
             _ ("Packets so far: %s.  In monitor mode those of protected networks stay closed without --wifi-key "
                "SSID:PASSPHRASE."),
             packets);
    }
  else if (model->packets == 0)
    {
      words->what = g_strdup (model->damage != NULL ? _ ("No packet could be read.")
                                                    : _ ("This capture is empty: it has no packets."));
      add_damage (model, next);
      add_keys (model, next, _ ("%s quits.  smtplens --tour 01 shows a capture that has mail."), ACTION_QUIT,
                ACTION_NONE);
    }
  else
    {
      words->what = g_strdup (_ (rows[EMPTY_SESSIONS].none));
      add_damage (model, next);
      add (next,
           _ ("Packets read: %s.  Was the mail traffic captured, on the right interface?  Webmail, IMAP and POP are "
              "other "
              "protocols; a capture filter such as \"port 25\" misses 587, 465, VLANs and tunnels."),
           packets);
      add_keys (model, next, _ ("%s quits.  smtplens --tour 01 shows a capture that has mail."), ACTION_QUIT,
                ACTION_NONE);
    }
}

/* What may be there, and is closed. */
static void
add_hidden (const Ui *ui, EmptyView view, GString *next)
{
  const Model *model = ui_model (ui);
  if (model->tally.hidden == 0 || (view != EMPTY_MAILS && view != EMPTY_LOGINS && view != EMPTY_PATHS))
    return;
  g_autofree char *hidden = wording_number (model->tally.hidden);
  add (next,
       _ ("Sessions that TLS keeps closed: %s.  That is what it is for; --tls-keys FILE opens those whose secrets were "
          "kept "
          "(SSLKEYLOGFILE)."),
       hidden);
}

EmptyWords
empty_words (const Ui *ui, EmptyView view, bool filtered)
{
  const Model *model = ui_model (ui);
  EmptyWords words = { NULL, NULL };
  GString *next = g_string_new (NULL);
  if (filtered)
    {
      words.what = g_strdup (_ (rows[view].filtered));
      add_keys (model, next, _ ("%s changes the filter, %s turns it off."), ACTION_FILTER, ACTION_FILTER_TURN);
    }
  else if (model->rows->len == 0)
    say_nothing_seen (ui, view, &words, next);
  else
    {
      words.what = g_strdup (_ (model->reading ? rows[view].reading : rows[view].none));
      add (next, "%s", _ (rows[view].next));
      add_hidden (ui, view, next);
    }
  words.next = g_string_free (next, FALSE);
  return words;
}

void
empty_words_clear (EmptyWords *words)
{
  g_clear_pointer (&words->what, g_free);
  g_clear_pointer (&words->next, g_free);
}

/* Takes the next line of so many columns off the words; g_free, NULL at their end. */
static char *
next_line (const char **words, int columns)
{
  if (**words == '\0')
    return NULL;
  char *line = g_strndup (*words, strcspn (*words, "\n"));
  size_t length = text_pane_break_at (line, (size_t) MAX (columns, 1));
  line[length] = '\0';
  *words += length;
  *words += **words == '\n' ? 1 : strspn (*words, " ");
  return line;
}

static int
count_lines (const char *words, int columns)
{
  int count = 0;
  for (char *line; (line = next_line (&words, columns)) != NULL; count++)
    g_free (line);
  return count;
}

/* From this row on; the row behind. */
static int
say_wrapped (Canvas *canvas, Area area, int row, Style style, const char *words)
{
  for (char *line; row < area.row + area.rows && (line = next_line (&words, area.columns)) != NULL; row++)
    {
      canvas_say (canvas, row, area.column, area.columns, style, line);
      g_free (line);
    }
  return row;
}

void
empty_say (Canvas *canvas, Area area, int headings, const char *what, const char *next)
{
  Area inner = { area.row + headings, area.column + 2, area.rows - headings, area.columns - 4 };
  /* On a low screen every row is needed. */
  int lines = count_lines (what, inner.columns) + count_lines (next, inner.columns);
  int space = lines + 2 <= inner.rows ? 1 : 0;
  int row = say_wrapped (canvas, inner, inner.row + space, STYLE_HEADING, what);
  say_wrapped (canvas, inner, row + space, STYLE_TEXT, next);
}

void
empty_draw (const Ui *ui, EmptyView view, bool filtered, Canvas *canvas, Area area, int headings)
{
  EmptyWords words = empty_words (ui, view, filtered);
  empty_say (canvas, area, headings, words.what, words.next);
  empty_words_clear (&words);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each kind of rung is, in paragraphs: all lines that were said, the octets of a mail, what TLS
 * hides, what a gap means.
 *
 * Shows LINES_DESCRIBED lines of one reply and DUMP_OCTETS of a mail at most.  Does not say what a finding
 * makes of it. */
#include "config.h"

#include "rung-description.h"

#include "capture-words.h"
#include "octets-dump.h"
#include "rung-again.h"
#include "rung-text.h"

#include "../dissect/session-facts.h"
#include "../dissect/smtp-telling.h"
#include "../dissect/tls-words.h"
#include "../dissect/translate.h"

enum { LINES_DESCRIBED = 500 };

static void
describe_spoken (TextPane *pane, Wording wording, const SmtpSession *session, const SmtpEvent *event)
{
  g_autofree char *local = event->secret.length == 0 ? smtp_telling_local (event) : NULL;
  Octets rest = local != NULL ? octets_of_string (local) : event->octets;
  for (unsigned lines = 0; lines < LINES_DESCRIBED; lines++)
    {
      size_t end = octets_find (rest, '\n');
      Octets line = octets_slice (rest, 0, end);
      char *text = rung_said (wording, session, event, line);
      text_pane_add (pane, STYLE_TEXT, 2, text);
      g_free (text);
      if (end == SIZE_MAX)
        return;
      rest = octets_from (rest, end + 1);
    }
  text_pane_add (pane, STYLE_DIM, 0, _ ("… more lines follow"));
}

/* What it is, and the octets of the mail as they are kept: in hex only they. */
static void
describe_mail (TextPane *pane, Wording wording, const SmtpSession *session, Rung rung, RungLook look)
{
  const SmtpTransaction *transaction = rung_transaction (session, rung);
  char *text = rung_text (wording, session, rung);
  text_pane_add (pane, STYLE_TEXT, 2, text);
  g_free (text);
  for (guint i = 0; !look.hex && transaction->message != NULL && transaction->message->from != NULL
                    && i < MIN (transaction->message->from->len, 4);
       i++)
    {
      text = wording_mailbox (wording, g_ptr_array_index (transaction->message->from, i));
      text_pane_addf (pane, STYLE_TEXT, 6, "From: %s", text);
      g_free (text);
    }
  text_pane_add (pane, STYLE_DIM, 0, _ ("Open it for the mail.  Its octets, without the dots that transparency adds:"));
  if (transaction->message != NULL)
    octets_dump_mail (pane, wording, session, transaction->message, DUMP_OCTETS, look.hex, look.columns);
}

static void
describe_gap (TextPane *pane, const SmtpEvent *event)
{
  char *size = wording_count (event->length, "%s octet", "%s octets");
  char *offset = wording_number (event->offset);
  text_pane_addf (pane, STYLE_TEXT, 0,
                  event->side == SIDE_CLIENT
                      ? _ ("%s of the client's stream, from offset %s on, are not in the capture: the capturing host "
                           "lost them, or they went another way. What they said cannot be known.")
                      : _ ("%s of the server's stream, from offset %s on, are not in the capture: the capturing host "
                           "lost them, or they went another way. What they said cannot be known."),
                  size, offset);
  g_free (size);
  g_free (offset);
}

static void
describe_tls (TextPane *pane, const SmtpSession *session)
{
  char *client = wording_number (session->tls_octets[SIDE_CLIENT]);
  char *server = wording_number (session->tls_octets[SIDE_SERVER]);
  text_pane_addf (pane, STYLE_TEXT, 0,
                  session_tls_hides (session)
                      ? _ ("From here on the hosts speak TLS: %s octets of the client, %s of the server. Who stands on "
                           "the path sees how much and when, not what.")
                      : _ ("From here on the hosts speak TLS: %s octets of the client, %s of the server. The cipher "
                           "encrypts nothing: who stands on the path can read it all."),
                  client, server);
  g_free (client);
  g_free (server);
  if (session->decrypted)
    text_pane_add (
        pane, STYLE_TEXT, 0,
        _ ("What is marked T crossed inside, and was read with the keys you gave. Without them nobody can."));
  if (session->not_decrypted != TLS_TROUBLE_NONE)
    text_pane_addf (pane, STYLE_TEXT, 0, session->decrypted ? _ ("Not all was read: %s.") : _ ("Not read: %s."),
                    _ (tls_trouble_words (session->not_decrypted)));
  if (session->tls_facts == NULL)
    return;
  GPtrArray *lines = tls_words (session->tls_facts, TONGUE_USER);
  for (guint i = 0; i < lines->len; i++)
    text_pane_add (pane, STYLE_TEXT, 2, g_ptr_array_index (lines, i));
  g_ptr_array_unref (lines);
}

/* What whoever read along could take of it. */
static void
describe_login (TextPane *pane, const SmtpAuth *auth)
{
  const char *words = exposed_secret_words (session_exposed_secret (auth));
  if (auth->tls)
    words = N_ ("Inside TLS: hidden from everyone on the path.");
  if (words != NULL)
    text_pane_add (pane, STYLE_TEXT, 0, _ (words));
}

static void
add_doubt (TextPane *pane, Rung rung)
{
  if (rung.doubtful)
    text_pane_add (
        pane, STYLE_HIGH, 0,
        _ ("≠ Of some of these octets another copy came that differs: the ladder has it as a band of its own."));
}

void
rung_describe (TextPane *pane, Wording wording, const SmtpSession *session, Rung rung, RungLook look)
{
  const SmtpEvent *event = rung_event (session, rung);
  char *text;
  switch (rung.kind)
    {
    case RUNG_SPOKEN:
      if (look.hex)
        octets_dump_event (pane, wording, session, event, look.columns);
      else
        describe_spoken (pane, wording, session, event);
      add_doubt (pane, rung);
      return;
    case RUNG_MAIL:
      add_doubt (pane, rung);
      describe_mail (pane, wording, session, rung, look);
      return;
    case RUNG_GAP:
      describe_gap (pane, event);
      return;
    case RUNG_TLS:
    case RUNG_INSIDE:
    case RUNG_TLS_END:
      describe_tls (pane, session);
      return;
    case RUNG_AGAIN:
      rung_again_describe (pane, session, rung);
      return;
    case RUNG_DOUBT:
      text_pane_add (pane, STYLE_TEXT, 0,
                     _ ("Two packets bring the same place of the stream, with different octets: whether by mistake or "
                        "to deceive, hosts differ over which one counts."));
      describe_spoken (pane, wording, session, event);
      return;
    case RUNG_ODD:
    case RUNG_NOTE:
    default:
      text = rung_text (wording, session, rung);
      text_pane_add (pane, STYLE_TEXT, 2, text);
      g_free (text);
      if (event != NULL && event->type == EVENT_AUTH)
        describe_login (pane, event->auth);
      if (event != NULL && event->type == EVENT_CONNECTED)
        capture_words_add (pane, wording, session);
      if (event != NULL && event->octets.length > 0)
        describe_spoken (pane, wording, session, event);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail of a session: envelope, header fields, who could read it, attachments
 * and its text, decoded.
 *
 * Shows TEXT_OCTETS of the text at most.  HTML is shown as it was written, never
 * rendered.  Does not save anything. */
#include "config.h"

#include "message-claims.h"
#include "message-envelope.h"
#include "message-exposure.h"
#include "message-header.h"
#include "message-parts.h"
#include "octets-dump.h"
#include "text-pane.h"
#include "view.h"

#include "../dissect/path-words.h"
#include "../dissect/printable.h"
#include "../dissect/sender-words.h"
#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

#include <inttypes.h>
#include <string.h>

/* How a mail is shown. */
typedef enum MessageLook {
  LOOK_READ, /* decoded, with all that is known of it */
  LOOK_RAW,  /* its octets as text */
  LOOK_HEX,
  LOOKS
} MessageLook;

typedef struct MessageView {
  Ui *ui;
  Focus *focus;
  TextPane *pane;
  /* What the pane was made from; it is made anew when one of them changes. */
  unsigned transaction;
  guint events;
  const SenderReport *sender; /* live DNS may be waited for after the last event */
  Wording wording;
  bool made;
  int columns;     /* the pane's, when it was drawn last */
  bool all_fields; /* of the header */
  MessageLook look;
  const Finding *finding; /* of this mail, that was gone to last; NULL: none */
  bool turned;            /* … by the key before */
} MessageView;

enum { TEXT_OCTETS = 256 * 1024, RANGES_SHOWN = 20, LABEL_COLUMNS = MESSAGE_LABEL_COLUMNS, TAB_COLUMNS = 8 };

static const GPtrArray *
transactions_of (const MessageView *view)
{
  return view->focus->session->transactions;
}

static const SmtpTransaction *
current (const MessageView *view)
{
  const GPtrArray *transactions = transactions_of (view);
  if (transactions == NULL || transactions->len == 0)
    return NULL;
  guint index = view->focus->transaction > 0 ? view->focus->transaction - 1 : 0;
  return g_ptr_array_index (transactions, MIN (index, transactions->len - 1));
}

/* Over which hosts the mail came; not there before the session ended. */
static void
add_path (TextPane *pane, Wording wording, const SmtpTransaction *transaction)
{
  static const Style styles[PATH_SIGNS] = { [PATH_OPEN] = STYLE_MEDIUM, [PATH_LOCKED] = STYLE_GOOD };
  g_autoptr (GPtrArray) lines = path_words (transaction, TONGUE_USER);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const PathLine *line = g_ptr_array_index (lines, i);
      const char *sign = text_pane_is_plain (pane) ? "" : path_line_sign (line);
      g_autofree char *text = wording_text (wording, line->text);
      if (i == 0)
        text_pane_add (pane, STYLE_HEADING, 0, _ ("\nThe way of this mail"));
      text_pane_addf (pane, styles[line->sign], 4, "  %s%s%s", sign, sign[0] != '\0' ? " " : "", text);
    }
}

/* How sure the sender is; not there before the session ended. */
static void
add_sender (TextPane *pane, Wording wording, const SmtpSession *session, const SmtpTransaction *transaction)
{
  static const Style styles[] = { STYLE_TEXT, STYLE_GOOD, STYLE_HIGH };
  g_autoptr (GPtrArray) lines = sender_words (session, transaction, TONGUE_USER);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const SenderLine *line = g_ptr_array_index (lines, i);
      g_autofree char *text = wording_text (wording, line->text);
      if (i == 0)
        text_pane_add (pane, STYLE_HEADING, 0, _ ("\nHow sure is the sender"));
      g_autofree char *label = g_strconcat ("  ", i == 0 ? _ ("Verdict") : line->label, NULL);
      text_pane_add_labelled (pane, styles[line->tone], LABEL_COLUMNS, label, text);
    }
}

static const char *
gap_sign (const TextPane *pane)
{
  return text_pane_is_plain (pane) ? "" : "░░ ";
}

static void
add_missing (TextPane *pane, const MailMessage *message)
{
  guint count = message->missing != NULL ? message->missing->len : 0;
  for (guint i = 0; i < MIN (count, RANGES_SHOWN); i++)
    {
      const MissingRange *range = &g_array_index (message->missing, MissingRange, i);
      char *length = wording_count (range->length, "%s octet is missing", "%s octets are missing");
      char *offset = wording_number (range->offset);
      /* Translators: a sign, how much is missing, as "%s octets are missing", and an offset. */
      text_pane_addf (pane, STYLE_GAP, 2, _ ("%s%s at offset %s"), gap_sign (pane), length, offset);
      g_free (length);
      g_free (offset);
    }
  if (count > RANGES_SHOWN)
    text_pane_addf (pane, STYLE_GAP, 2, _ ("%sand %u gaps more"), gap_sign (pane), count - RANGES_SHOWN);
}

/* Line ends as LF and tabs as spaces: what is text, not trickery. */
static GString *
plain_text (const char *text)
{
  GString *plain = g_string_new (NULL);
  size_t column = 0;
  for (; *text != '\0'; text++)
    {
      if (*text == '\r' && text[1] == '\n')
        continue;
      size_t spaces = *text == '\t' ? TAB_COLUMNS - column % TAB_COLUMNS : 0;
      for (size_t i = 0; i < spaces; i++)
        g_string_append_c (plain, ' ');
      if (spaces == 0)
        g_string_append_c (plain, *text);
      column = *text == '\n' ? 0 : column + MAX (spaces, 1);
    }
  return plain;
}

static void
add_text (TextPane *pane, Wording wording, const SmtpSession *session, const MailMessage *message)
{
  const MailPart *part = mail_message_main_part (message);
  if (part == NULL)
    {
      text_pane_add (pane, STYLE_DIM, 0, _ ("\nThis mail has no text."));
      return;
    }
  char *type = wording_text (wording, part->type);
  char *charset = wording_text (wording, part->charset);
  text_pane_addf (pane, STYLE_HEADING, 0, _ ("\nText (%s%s%s)"), type, charset[0] != '\0' ? ", " : "", charset);
  g_free (type);
  g_free (charset);
  char *text = wording.redact ? NULL : mail_message_text (message, part, TEXT_OCTETS);
  if (text == NULL)
    {
      text_pane_add (pane, STYLE_DIM, 0,
                     wording.redact ? _ ("(hidden by --redact)") : _ ("(its octets were not kept)"));
      return;
    }
  GString *plain = plain_text (text);
  const Octets shown = octets_of (plain->str, plain->len);
  g_autofree uint8_t *hidden = wording_hidden (wording, session, SIDE_SERVER, shown, OCTETS_NONE);
  octets_dump_text (pane, (OctetsDump){ shown, hidden, 0 });
  g_string_free (plain, TRUE);
  g_free (text);
}

static void
add_heading (TextPane *pane, const MessageView *view, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  char *size = wording_count (message != NULL ? message->size : 0, "%s octet", "%s octets");
  const char *outcome = _ (outcome_name (transaction->outcome));
  if (message != NULL)
    text_pane_addf (pane, STYLE_HEADING, 0,
                    text_pane_is_plain (pane) ? _ ("Mail %u of %u, %s, %s, %s") : _ ("Mail %u of %u · %s · %s · %s"),
                    transaction->number, transactions_of (view)->len, size, _ (message_state_name (message->state)),
                    outcome);
  else
    text_pane_addf (pane, STYLE_HEADING, 0, _ ("Mail %u of %u · no mail data · %s"), transaction->number,
                    transactions_of (view)->len, outcome);
  g_free (size);
}

/* As they are kept: without the dots of transparency. */
static void
add_octets (MessageView *view, const MailMessage *message)
{
  const char *words = view->look == LOOK_HEX ? _ ("Its octets in hex") : _ ("Its octets as text");
  text_pane_add (view->pane, STYLE_DIM, 0, message != NULL ? words : _ ("No octets of it were seen."));
  if (message == NULL)
    return;
  add_missing (view->pane, message);
  text_pane_add (view->pane, STYLE_TEXT, 0, "");
  octets_dump_mail (view->pane, ui_model (view->ui)->wording, view->focus->session, message, DUMP_OCTETS_MAX,
                    view->look == LOOK_HEX, view->columns);
}

/* Why there is no mail, and what to do. */
static void
add_none (TextPane *pane, const Model *model, const SmtpSession *session)
{
  g_autofree char *next = model_keys_say (model, _ ("%s shows the findings."), ACTION_NEXT_VIEW, ACTION_NONE);
  text_pane_add (pane, STYLE_HEADING, 0, _ ("No mail of this session can be seen."));
  text_pane_add (pane, STYLE_TEXT, 0, "");
  text_pane_add (
      pane, STYLE_TEXT, 0,
      session->tls == TLS_NONE ? _ ("No mail transaction was begun.")
      : session_tls_hides (session)
          ? _ ("What came after the beginning of TLS only the two hosts can read; --tls-keys FILE opens it, if "
               "its secrets were kept (SSLKEYLOGFILE).")
          : _ ("The cipher of TLS encrypts nothing: everyone on the path can read what is inside."));
  text_pane_add (pane, STYLE_TEXT, 0, next);
}

static void
make (MessageView *view)
{
  const SmtpSession *session = view->focus->session;
  const Wording wording = ui_model (view->ui)->wording;
  const SmtpTransaction *transaction = current (view);
  text_pane_clear (view->pane);
  if (transaction == NULL)
    {
      add_none (view->pane, ui_model (view->ui), session);
      return;
    }
  add_heading (view->pane, view, transaction);
  if (view->look != LOOK_READ)
    {
      add_octets (view, transaction->message);
      return;
    }
  message_envelope_add (view->pane, wording, transaction);
  if (transaction->message != NULL)
    {
      text_pane_add (view->pane, STYLE_TEXT, 0, "");
      if (view->all_fields)
        message_header_add_all (view->pane, wording, transaction->message);
      else
        message_header_add (view->pane, wording, transaction->message);
      add_missing (view->pane, transaction->message);
    }
  add_path (view->pane, wording, transaction);
  add_sender (view->pane, wording, session, transaction);
  message_claims_add (view->pane, wording, session, transaction);
  message_exposure_add (view->pane, wording, session, transaction);
  if (transaction->message != NULL)
    {
      message_parts_add (view->pane, wording, transaction->message);
      add_text (view->pane, wording, session, transaction->message);
    }
}

static void
update (MessageView *view)
{
  const SmtpSession *session = view->focus->session;
  const Wording wording = ui_model (view->ui)->wording;
  const SmtpTransaction *transaction = current (view);
  unsigned number = transaction != NULL ? transaction->number : 0;
  guint events = session->events->len;
  const SenderReport *sender = transaction != NULL ? transaction->sender : NULL;
  if (view->made && view->transaction == number && view->events == events && view->sender == sender
      && view->wording.secrets == wording.secrets)
    return;
  if (view->transaction != number)
    text_pane_rewind (view->pane);
  view->made = true;
  view->transaction = number;
  view->events = events;
  view->sender = sender;
  view->wording = wording;
  make (view);
  /* Keys that come before it is drawn act on its lines. */
  if (view->columns > 0)
    text_pane_wrap (view->pane, view->columns);
}

static void
message_draw (gpointer state, Canvas *canvas, Area area)
{
  MessageView *view = state;
  if (view->look == LOOK_HEX && view->columns != area.columns - 2)
    view->made = false;
  view->columns = MAX (area.columns - 2, 1);
  update (view);
  text_pane_draw (view->pane, canvas, (Area){ area.row, area.column + 1, area.rows, area.columns - 1 });
}

static void
change_look (MessageView *view, Action action)
{
  if (action == ACTION_HEX)
    view->look = (view->look + 1) % LOOKS;
  else if (view->look == LOOK_READ)
    view->all_fields = !view->all_fields;
  else
    view->look = LOOK_READ;
  view->made = false;
  text_pane_rewind (view->pane);
  update (view);
}

/* --- findings --- */

/* The mail's own findings, in their order; those of the session as a whole count, too. */
static GPtrArray *
findings_of (const MessageView *view, const SmtpTransaction *transaction)
{
  const GPtrArray *all = view->focus->session->findings;
  GPtrArray *own = g_ptr_array_new ();
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const Finding *finding = g_ptr_array_index (all, i);
      if (finding->transaction == 0 || (transaction != NULL && finding->transaction == transaction->number))
        g_ptr_array_add (own, (gpointer) finding);
    }
  return own;
}

/* Scrolls to the header field that it cites, if the screen has it. */
static void
show_evidence (MessageView *view, const Finding *finding)
{
  for (size_t i = 0; i < MIN (finding->evidence_count, FINDING_EVIDENCE_MAX); i++)
    {
      const Octets text = finding->evidence[i].text;
      size_t colon = octets_find (text, ':');
      if (finding->evidence[i].side != SIDE_CLIENT || colon == SIZE_MAX || smtp_command_verb (text) != VERB_UNKNOWN)
        continue;
      g_autofree char *name = wording_octets (view->wording, octets_slice (text, 0, colon), OCTETS_NONE);
      for (size_t line = 0; line < text_pane_count (view->pane); line++)
        {
          g_autofree char *shown = text_pane_line (view->pane, line);
          if (g_ascii_strncasecmp (shown, name, strlen (name)) != 0)
            continue;
          text_pane_go (view->pane, line);
          return;
        }
    }
}

static void
turn_finding (MessageView *view, bool forward)
{
  g_autoptr (GPtrArray) own = findings_of (view, current (view));
  guint index = 0;
  if (own->len == 0)
    {
      ui_say (view->ui, _ ("Nothing was found about this mail."));
      return;
    }
  if (view->finding != NULL && g_ptr_array_find (own, view->finding, &index))
    index = (index + (forward ? 1 : own->len - 1)) % own->len;
  else
    index = forward ? 0 : own->len - 1;
  const Finding *finding = view->finding = g_ptr_array_index (own, index);
  char key[KEY_NAME];
  keymap_first_name (ui_keymap (view->ui), ACTION_WHY, key);
  show_evidence (view, finding);
  g_autofree char *words = g_strdup_printf (_ ("%u of %u, %s: %s (%s: why)"), index + 1, own->len,
                                            _ (severity_name (finding->severity)), _ (finding->check->title), key);
  ui_say (view->ui, words);
  view->turned = true;
}

/* Of the finding that the key before went to, else of the verdict about the sender. */
static void
open_why (MessageView *view)
{
  const SmtpTransaction *transaction = current (view);
  g_autoptr (GPtrArray) own = findings_of (view, transaction);
  if (view->turned && view->finding != NULL && g_ptr_array_find (own, view->finding, NULL))
    ui_open_why (view->ui, view->focus->session, view->finding->transaction, view->finding);
  else if (transaction != NULL)
    ui_open_why (view->ui, view->focus->session, transaction->number, NULL);
  else
    ui_say (view->ui, _ ("There is no mail whose sender could be judged."));
}

static bool
message_act (gpointer state, Action action)
{
  MessageView *view = state;
  const SmtpTransaction *transaction = current (view);
  if (action == ACTION_HEX || action == ACTION_HEADER)
    {
      change_look (view, action);
      return true;
    }
  if (action == ACTION_WHY)
    {
      open_why (view);
      return true;
    }
  if (action == ACTION_NEXT_FINDING || action == ACTION_PREVIOUS_FINDING)
    {
      turn_finding (view, action == ACTION_NEXT_FINDING);
      return true;
    }
  view->turned = false;
  if (action != ACTION_NEXT_MAIL && action != ACTION_PREVIOUS_MAIL)
    return text_pane_act (view->pane, action);
  guint number = transaction != NULL ? transaction->number : 0;
  guint count = transactions_of (view) != NULL ? transactions_of (view)->len : 0;
  if (action == ACTION_NEXT_MAIL && number < count)
    view->focus->transaction = number + 1;
  else if (action == ACTION_PREVIOUS_MAIL && number > 1)
    view->focus->transaction = number - 1;
  else
    ui_say (view->ui, count > 1 ? _ ("No more mails that way.") : _ ("This session has no other mail."));
  return true;
}

static size_t
message_count (gpointer state)
{
  return text_pane_count (((MessageView *) state)->pane);
}

static size_t
message_position (gpointer state)
{
  return text_pane_position (((MessageView *) state)->pane);
}

static bool
message_matches (gpointer state, size_t line, const char *needle)
{
  return text_pane_matches (((MessageView *) state)->pane, line, needle);
}

static void
message_go (gpointer state, size_t line)
{
  text_pane_go (((MessageView *) state)->pane, line);
}

static TextPane *
message_text (gpointer state)
{
  MessageView *view = state;
  text_pane_be_plain (view->pane);
  view->columns = LINE_TEXT_COLUMNS;
  update (view);
  return view->pane;
}

static gpointer
message_open (Ui *ui, Focus *focus)
{
  MessageView *view = g_new0 (MessageView, 1);
  view->ui = ui;
  view->focus = focus;
  view->pane = text_pane_new ();
  return view;
}

static void
message_free (gpointer state)
{
  text_pane_free (((MessageView *) state)->pane);
  g_free (state);
}

const View view_message = {
  .id = "message",
  .title = N_ ("Message"),
  .place = PLACE_SESSION,
  .scopes = SCOPE_MOVE | SCOPE_TABS | SCOPE_MAILS | SCOPE_OCTETS | SCOPE_HEADER | SCOPE_FINDINGS,
  .open = message_open,
  .free = message_free,
  .draw = message_draw,
  .act = message_act,
  .count = message_count,
  .position = message_position,
  .matches = message_matches,
  .go = message_go,
  .text = message_text,
};

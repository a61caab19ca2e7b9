/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what the UI shows.
 *
 * Holds a reference of each session until a limit is met; the first ones stay, for a list whose rows vanish under the
 * hand is worse than one that says what it left out.  The words of a row are made when it is first shown. */
#include "config.h"

#include "model.h"

#include "capture-words.h"

#include "../dissect/exposure.h"
#include "../dissect/printable.h"
#include "../dissect/sender.h"
#include "../dissect/session-facts.h"
#include "../dissect/session-settle.h"
#include "../dissect/translate.h"

#include <string.h>

/* Of one session, for a row. */
enum { TRANSACTIONS_LOOKED_AT = 64 };

static void
row_free (gpointer pointer)
{
  SessionRow *row = pointer;
  if (!row->left)
    smtp_session_unref (row->session);
  g_free (row);
}

Model *
model_new (const SinkOptions *options)
{
  Model *model = g_new0 (Model, 1);
  model->rows = g_ptr_array_new_with_free_func (row_free);
  model->open = g_hash_table_new (NULL, NULL);
  model->found = g_ptr_array_new_with_free_func (finding_group_free);
  model->hosts = hosts_new ();
  model->logins = g_ptr_array_new_with_free_func (login_row_free);
  model->mails = g_ptr_array_new_with_free_func (mail_row_free);
  model->words = row_words_new ();
  model_paths_init (model);
  model->most = options->kept_sessions > 0 ? options->kept_sessions : MODEL_SESSIONS_MAX;
  model->octets_most = options->kept_octets > 0 ? options->kept_octets : MODEL_OCTETS_MAX;
  model->options = *options;
  model->ladder_times = TIMES_RELATIVE;
  model->wording = (Wording){
    .secrets = options->show_secrets && !options->redact,
    .redact = options->redact,
    .known = &model->secrets,
  };
  model->source = g_strdup ("");
  model->reading = true;
  model->live = options->live;
  model_sort_init (model);
  model_filter_init (model);
  return model;
}

void
model_free (Model *model)
{
  if (model == NULL)
    return;
  known_secrets_clear (&model->secrets);
  g_hash_table_unref (model->open);
  model_sort_clear (model);
  model_filter_clear (model);
  g_ptr_array_unref (model->mails);
  g_ptr_array_unref (model->logins);
  model_paths_clear (model);
  row_words_free (model->words);
  hosts_free (model->hosts);
  g_ptr_array_unref (model->found);
  g_ptr_array_unref (model->rows);
  g_free (model->source);
  g_free (model->source_given);
  g_free (model->damage);
  g_clear_pointer (&model->file_notes, g_ptr_array_unref);
  g_free (model->network);
  g_free (model);
}

/* Once something was left out, all is that follows: what is kept is the begin, without holes. */
static bool
is_full (Model *model, const SmtpSession *session)
{
  const ArenaStore *store = model->store = arena_store (session->arena);
  uint64_t octets = store != NULL ? store->used : model->octets_kept;
  if (model->full == NULL && store != NULL)
    model->full = store->why;
  if (model->full == NULL && model->rows->len >= model->most)
    model->full = _ ("the limit kept-sessions was met");
  if (model->full == NULL && octets >= model->octets_most)
    model->full = _ ("the limit kept-octets was met");
  return model->full != NULL;
}

static SessionRow *
model_add (Model *model, SmtpSession *session)
{
  if (is_full (model, session))
    return NULL;
  SessionRow *row = g_new0 (SessionRow, 1);
  row->session = smtp_session_ref (session);
  row->changes++;
  row->index = model->rows->len;
  row->last_mail = row->last_login = NO_ROW;
  g_ptr_array_add (model->rows, row);
  for (int side = 0; side < 2; side++)
    {
      char *ip = wording_ip (session, (Side) side);
      unsigned columns = (unsigned) strlen (ip);
      if (session->flow.ip_version == 4)
        model->ip_columns[side][0] = MAX (model->ip_columns[side][0], columns);
      model->ip_columns[side][1] = MAX (model->ip_columns[side][1], columns);
      g_free (ip);
    }
  return row;
}

void
model_event (Model *model, SmtpSession *session, const SmtpEvent *event)
{
  if (event->type == EVENT_CONNECTED)
    {
      SessionRow *row = model_add (model, session);
      if (row != NULL)
        {
          row->open = true;
          g_hash_table_insert (model->open, session, row);
        }
      return;
    }
  if (event->type == EVENT_MESSAGE)
    model->messages++;
  SessionRow *row = g_hash_table_lookup (model->open, session);
  if (row == NULL)
    return;
  row->changes++;
  model_filter_touch (model, row);
  if (event->type == EVENT_MESSAGE)
    model_take_mails (model, row);
  if (event->type == EVENT_AUTH)
    model_take_logins (model, row);
}

/* What a session costs, about; where there is no store, the fixed part was measured with small sessions. */
static uint64_t
session_octets (const SmtpSession *session)
{
  enum { FIXED = 4 * 1024 };
  if (session->settled)
    return arena_memory (session->arena);
  return FIXED + arena_memory (session->arena) + (uint64_t) session->events->len * sizeof (SmtpEvent);
}

/* Moves all of it to where it may leave memory; not what a view in front looks at. */
static void
settle (SessionRow *row)
{
  enum { OF_ROW_AND_PIPELINE = 2 };
  SmtpSession *session = row->session;
  if (arena_store (session->arena) != NULL && !session->settled && session->references <= OF_ROW_AND_PIPELINE)
    row->left = smtp_session_settle (session);
}

void
model_session (Model *model, SmtpSession *session)
{
  SessionRow *row = g_hash_table_lookup (model->open, session);
  if (row == NULL)
    row = model_add (model, session);
  else
    g_hash_table_remove (model->open, session);
  tally_take (&model->tally, session);
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      model->findings[MIN (finding->severity, SEVERITY_CRITICAL)]++;
    }
  if (row == NULL)
    {
      model->left_out++;
      return;
    }
  settle (row);
  model->octets_kept += session_octets (session);
  row->open = false;
  row->changes++;
  model_filter_touch (model, row);
  model_take_mails (model, row);
  model_take_logins (model, row);
  model_take_findings (model, row);
  model_take_paths (model, row);
  model_take_hosts (model, row);
}

static void
take_unread_network (Model *model, const SummaryNetwork *network)
{
  if (network->why == NULL)
    return;
  char bssid[FLOW_MAC_TEXT];
  flow_mac_octets_text (network->wifi.bssid, bssid);
  const Octets ssid = octets_of (network->wifi.ssid, network->wifi.ssid_length);
  model->network = printable (ssid.length > 0 ? ssid : octets_of_string (bssid));
  model->why = network->why;
}

static void
take_file_notes (Model *model, const RunSummary *summary)
{
  enum { LINES = 40 };
  g_clear_pointer (&model->file_notes, g_ptr_array_unref);
  model->file_notes = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; i < summary->file_count; i++)
    {
      g_autoptr (GPtrArray) lines = capture_words_of_file (model->wording, &summary->files[i]);
      g_autofree char *name = printable (octets_of_string (summary->files[i].name));
      for (guint k = 0; k < lines->len && model->file_notes->len < LINES; k++)
        g_ptr_array_add (model->file_notes, summary->file_count > 1
                                                ? g_strdup_printf ("%s: %s", name, (char *) lines->pdata[k])
                                                : g_strdup (lines->pdata[k]));
    }
}

char *
model_keys_say (const Model *model, const char *format, Action one, Action other)
{
  char names[2][KEY_NAME] = { "?", "?" };
  if (model->keys != NULL)
    {
      keymap_first_name (model->keys, one, names[0]);
      keymap_first_name (model->keys, other, names[1]);
    }
  return g_strdup_printf (format, names[0], names[1]);
}

void
model_close (Model *model, const RunSummary *summary)
{
  model->reading = false;
  if (summary == NULL)
    return;
  model->packets = MAX (model->packets, summary->packets);
  model->dropped = summary->kernel_dropped + summary->interface_dropped;
  model->unread = summary->wifi_unread;
  for (size_t i = 0; i < summary->network_count && model->network == NULL; i++)
    take_unread_network (model, &summary->networks[i]);
  take_file_notes (model, summary);
  for (size_t i = 0; i < summary->file_count && model->damage == NULL; i++)
    if (summary->files[i].damage_told != NULL)
      model->damage = printable (octets_of_string (summary->files[i].damage_told));
}

void
model_set_source (Model *model, const char *source)
{
  if (g_strcmp0 (source, model->source_given) == 0)
    return;
  g_free (model->source_given);
  g_free (model->source);
  model->source_given = g_strdup (source);
  model->source = printable (octets_of_string (source));
}

bool
session_forgery (const SmtpSession *session, Severity *severity)
{
  bool found = false;
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      if (finding->check->subject != SUBJECT_SENDER)
        continue;
      if (!found || finding->severity > *severity)
        *severity = finding->severity;
      found = true;
    }
  return found;
}

static bool
password_in_clear (const SmtpSession *session)
{
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      SaslSecret secret = session_exposed_secret (auth);
      if (secret == SASL_SECRET_PASSWORD || secret == SASL_SECRET_TOKEN)
        return true;
    }
  return false;
}

Exposed
session_exposed (const SmtpSession *session)
{
  Exposed worst = EXPOSED_NOTHING;
  if (password_in_clear (session))
    return EXPOSED_PASSWORD;
  guint count = session->transactions != NULL ? MIN (session->transactions->len, TRANSACTIONS_LOOKED_AT) : 0;
  for (guint i = 0; i < count && worst < EXPOSED_MAIL; i++)
    {
      Exposed exposed = mail_exposed (session, g_ptr_array_index (session->transactions, i));
      worst = exposed != EXPOSED_TLS ? MAX (worst, exposed) : worst;
    }
  if (worst != EXPOSED_NOTHING || session->tls == TLS_NONE)
    return worst;
  return session_tls_hides (session) ? EXPOSED_TLS : EXPOSED_ALL;
}

/* The worst that stood in the clear, in a word. */
static const char *
exposed_word (const SmtpSession *session)
{
  static const char *const words[] = {
    [EXPOSED_NOTHING] = "—",
    [EXPOSED_ALL] = NC_ ("exposed", "all"),
    [EXPOSED_TLS] = "TLS",
    [EXPOSED_ENVELOPE] = NC_ ("exposed", "envelope"),
    [EXPOSED_HEADERS] = NC_ ("exposed", "headers"),
    [EXPOSED_MAIL] = NC_ ("exposed", "mail"),
    [EXPOSED_PASSWORD] = NC_ ("exposed", "password"),
  };
  return C_ ("exposed", words[session_exposed (session)]);
}

/* Whether the senders of all its mails are proven. */
static bool
senders_proven (const SmtpSession *session)
{
  guint count = session->transactions != NULL ? session->transactions->len : 0, proven = 0;
  for (guint i = 0; i < MIN (count, TRANSACTIONS_LOOKED_AT); i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL
          && (transaction->sender == NULL || transaction->sender->verdict != SENDER_VERIFIED))
        return false;
      proven += transaction->message != NULL;
    }
  return proven > 0 && count <= TRANSACTIONS_LOOKED_AT;
}

Forged
session_forged (const SmtpSession *session)
{
  Severity severity = SEVERITY_INFO;
  session_forgery (session, &severity);
  if (severity < SEVERITY_MEDIUM && senders_proven (session))
    return FORGED_NOT;
  /* What is told for information speaks against nobody. */
  return severity == SEVERITY_INFO ? FORGED_UNKNOWN : (Forged) (FORGED_UNKNOWN + MIN (severity, SEVERITY_CRITICAL));
}

static const char *
forged_word (const SmtpSession *session)
{
  static const char *const words[]
      = { NC_ ("forged", "no"),  "—", NC_ ("forged", "low"), NC_ ("forged", "medium"), NC_ ("forged", "high"),
          NC_ ("forged", "crit") };
  return C_ ("forged", words[session_forged (session)]);
}

static char *
recipients_words (Wording wording, const SmtpTransaction *transaction)
{
  if (transaction->recipients == NULL || transaction->recipients->len == 0)
    return g_strdup ("");
  const SmtpRecipient *first = g_ptr_array_index (transaction->recipients, 0);
  char *address = first->command != NULL ? wording_address (wording, first->command->path) : g_strdup ("?");
  if (transaction->recipients->len == 1)
    return address;
  char *text = g_strdup_printf ("+%u %s", transaction->recipients->len - 1, address);
  g_free (address);
  return text;
}

/* The subject, or in brackets why there is none. */
static char *
subject_words (Wording wording, const SmtpSession *session)
{
  guint count = session->transactions != NULL ? session->transactions->len : 0;
  if (count == 0)
    return g_strdup (session->tls != TLS_NONE ? _ ("(inside TLS)") : _ ("(no mail)"));
  const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, 0);
  if (transaction->message == NULL)
    return g_strdup (session->tls != TLS_NONE ? _ ("(inside TLS)") : _ ("(no mail data)"));
  char *subject = wording_content (wording, transaction->message->subject);
  if (subject[0] == '\0')
    {
      g_free (subject);
      subject = g_strdup (_ ("(no subject)"));
    }
  if (count == 1)
    return subject;
  char *text = g_strdup_printf ("[%u] %s", count, subject);
  g_free (subject);
  return text;
}

char *
session_outcome_words (const SmtpSession *session, bool open)
{
  if (open)
    return g_strdup (C_ ("session", "open"));
  if (session->transactions == NULL || session->transactions->len == 0)
    return g_strdup (C_ ("session", session_end_name (session->closed)));
  const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, 0);
  return g_strdup (_ (outcome_name (transaction->outcome)));
}

char *const *
model_cells (const Model *model, SessionRow *row)
{
  bool said;
  char **cells = row_words_of (model->words, row, row->changes + model->rewordings, &said);
  if (said)
    return cells;
  model_look ((Model *) model, 1);
  const SmtpSession *session = row->session;
  const SmtpTransaction *first = session->transactions != NULL && session->transactions->len > 0
                                     ? g_ptr_array_index (session->transactions, 0)
                                     : NULL;
  cells[CELL_TIME] = model_time (model, session_start (session));
  cells[CELL_CLIENT] = wording_ip (session, SIDE_CLIENT);
  cells[CELL_SERVER] = wording_ip (session, SIDE_SERVER);
  cells[CELL_FROM] = wording_cell (
      first != NULL && first->mail != NULL ? wording_address (model->wording, first->mail->path) : g_strdup (""));
  cells[CELL_TO] = wording_cell (first != NULL ? recipients_words (model->wording, first) : g_strdup (""));
  cells[CELL_SUBJECT] = wording_cell (subject_words (model->wording, session));
  cells[CELL_EXPOSED] = g_strdup (exposed_word (session));
  cells[CELL_FORGED] = g_strdup (forged_word (session));
  cells[CELL_OUTCOME] = session_outcome_words (session, row->open);
  return cells;
}

SessionRow *
model_row (const Model *model, size_t index)
{
  return index < model->shown->len ? g_ptr_array_index (model->shown, index) : NULL;
}

void
model_reword (Model *model, bool secrets)
{
  model->wording.secrets = secrets;
  model->rewordings++;
  model_sort_reword (model);
}

void
model_turn_times (Model *model, bool ladder)
{
  TimeStyle *style = ladder ? &model->ladder_times : &model->times;
  *style = time_style_next (*style, ladder);
  if (!ladder)
    model_reword (model, model->wording.secrets);
}

char *
model_time (const Model *model, int64_t time)
{
  if (model->times != TIMES_RELATIVE)
    return moment_clock (time, model->times == TIMES_LOCAL, 0);
  const SessionRow *first = model->rows->len > 0 ? g_ptr_array_index (model->rows, 0) : NULL;
  return moment_since (time, first != NULL ? session_start (first->session) : time);
}

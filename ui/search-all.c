/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goes through the sessions in the order of the model, and through each by steps: what was said,
 * then of each mail envelope, header, names of files, and its texts piece by piece.
 *
 * A session that goes on is searched once it has ended.  A match over the end of a piece of text is
 * found, for the end of the piece before stands in front of each.  Does not look into attachments
 * that are no text, nor into text that is redacted. */
#include "config.h"

#include "search-all.h"

#include "rung-text.h"
#include "text-match.h"

#include "../dissect/header-field.h"
#include "../dissect/printable.h"
#include "../dissect/text-reader.h"
#include "../dissect/translate.h"

#include <string.h>

enum { EVENTS_A_STEP = 32, FIELDS_A_STEP = 16, CONTEXT_CHARACTERS = 160, NEAR_CHARACTERS = 12, FOUND_A_STEP = 1000 };

typedef enum Stage { STAGE_SAID, STAGE_ENVELOPE, STAGE_FIELDS, STAGE_FILES, STAGE_TEXT } Stage;

struct SearchAll {
  Model *model;
  TextNeedle needle;
  GPtrArray *hits; /* of SearchHit * */
  uint64_t found;  /* also those that were not kept */
  uint64_t mails;  /* searched */
  uint64_t cut;    /* texts that were not read to their end */
  bool stopped;
  /* What it rests on. */
  char *filter;
  bool filter_off, only_findings, secrets;
  /* Where it is. */
  guint next;       /* in Model.rows */
  GPtrArray *later; /* of SessionRow *: were open when they had their turn */
  SmtpSession *session;
  Stage stage;
  guint event, transaction, field, part;
  unsigned of_mail; /* hits */
  TextReader *reader;
  GString *before; /* the end of the piece before, single spaced */
  size_t line;     /* that the next piece begins with */
};

static void
hit_free (gpointer pointer)
{
  SearchHit *hit = pointer;
  g_free (hit->from);
  g_free (hit->subject);
  g_free (hit->where);
  g_free (hit->context);
  g_free (hit->near);
  g_free (hit);
}

SearchAll *
search_all_new (Model *model, const char *needle)
{
  SearchAll *search = g_new0 (SearchAll, 1);
  search->model = model;
  text_needle_init (&search->needle, needle);
  search->hits = g_ptr_array_new_with_free_func (hit_free);
  search->later = g_ptr_array_new ();
  search->before = g_string_new (NULL);
  search->filter = g_strdup (model->filters.text);
  search->filter_off = model->filters.off;
  search->only_findings = model->filters.only_findings;
  search->secrets = model->wording.secrets;
  return search;
}

static void
leave_session (SearchAll *search)
{
  g_clear_pointer (&search->reader, text_reader_free);
  g_clear_pointer (&search->session, smtp_session_unref);
}

void
search_all_free (SearchAll *search)
{
  if (search == NULL)
    return;
  leave_session (search);
  text_needle_clear (&search->needle);
  g_ptr_array_unref (search->hits);
  g_ptr_array_unref (search->later);
  g_string_free (search->before, TRUE);
  g_free (search->filter);
  g_free (search);
}

bool
search_all_is_stale (const SearchAll *search)
{
  const ModelFilters *filters = &search->model->filters;
  return g_strcmp0 (search->filter, filters->text) != 0 || search->filter_off != filters->off
         || search->only_findings != filters->only_findings || search->secrets != search->model->wording.secrets;
}

void
search_all_stop (SearchAll *search)
{
  search->stopped = true;
  leave_session (search);
}

bool
search_all_is_stopped (const SearchAll *search)
{
  return search->stopped;
}

const GPtrArray *
search_all_hits (const SearchAll *search)
{
  return search->hits;
}

const char *
search_all_needle (const SearchAll *search)
{
  return search->needle.text;
}

/* --- hits ------------------------------------------------------------------------------ */

static const SmtpTransaction *
mail_of (const SearchAll *search)
{
  const GPtrArray *transactions = search->session->transactions;
  return transactions != NULL && search->transaction < transactions->len
             ? g_ptr_array_index (transactions, search->transaction)
             : NULL;
}

/* Keeps a hit, if there is room; takes `where`.  `near`: see SearchHit. */
static void
keep (SearchAll *search, HitKind kind, char *where, Origin origin, const char *text, TextMatch match, const char *near)
{
  const Wording wording = search->model->wording;
  const SmtpTransaction *mail = kind != HIT_SAID ? mail_of (search) : NULL;
  search->found++;
  if (search->hits->len >= SEARCH_HITS_MAX || search->of_mail >= SEARCH_HITS_OF_MAIL)
    {
      g_free (where);
      return;
    }
  search->of_mail++;
  SearchHit *hit = g_new0 (SearchHit, 1);
  hit->session = search->session->id;
  hit->kind = kind;
  hit->origin = origin;
  hit->where = where;
  g_autofree char *context = text_match_context (text, match, CONTEXT_CHARACTERS);
  hit->context = printable (octets_of_string (g_strstrip (context)));
  hit->near = printable (octets_of_string (near));
  hit->time = mail != NULL && mail->data_origin.packet != 0 ? mail->data_origin.time
              : origin.packet != 0                          ? origin.time
                                                            : session_start (search->session);
  hit->transaction = mail != NULL ? mail->number : 0;
  hit->from = mail != NULL && mail->message != NULL ? mail_author_words (wording, mail)
                                                    : wording_ip (search->session, SIDE_CLIENT);
  hit->subject = mail != NULL && mail->message != NULL ? mail_subject_words (wording, mail->message) : g_strdup ("");
  g_ptr_array_add (search->hits, hit);
}

/* Text as it would be shown, in which the first match counts; takes it. */
static void
look (SearchAll *search, HitKind kind, const char *where, Origin origin, char *shown)
{
  g_autofree char *owned = shown;
  g_autoptr (GString) text = text_single_spaced (owned);
  g_autoptr (GArray) matches = text_needle_find (&search->needle, text->str, 1);
  if (matches == NULL)
    return;
  const TextMatch match = g_array_index (matches, TextMatch, 0);
  g_autofree char *near = text_match_around (text->str, match, NEAR_CHARACTERS);
  keep (search, kind, g_strdup (where), origin, text->str, match, near);
}

/* --- what was said ----------------------------------------------------------------------- */

/* Envelopes have their own turn, where there is a mail. */
static bool
is_of_envelope (const SmtpEvent *event)
{
  const SmtpCommand *command = event->type == EVENT_COMMAND ? event->command : NULL;
  return command != NULL && (command->verb == VERB_MAIL || command->verb == VERB_RCPT) && command->transaction != NULL;
}

static void
look_at_event (SearchAll *search, const SmtpEvent *event)
{
  bool said = event->type == EVENT_GREETING || event->type == EVENT_COMMAND || event->type == EVENT_REPLY
              || event->type == EVENT_AUTH_LINE;
  if (!said || is_of_envelope (event))
    return;
  for (Octets rest = event->octets; rest.length > 0;)
    {
      size_t end = octets_find (rest, '\n');
      search->of_mail = 0;
      look (search, HIT_SAID, event->side == SIDE_CLIENT ? _ ("client said") : _ ("server said"), event->origin,
            rung_said (search->model->wording, search->session, event, octets_slice (rest, 0, end)));
      rest = end == SIZE_MAX ? OCTETS_NONE : octets_from (rest, end + 1);
    }
}

static void
step_said (SearchAll *search)
{
  const GArray *events = search->session->events;
  for (guint i = 0; i < EVENTS_A_STEP && search->event < events->len; i++)
    look_at_event (search, smtp_session_event (search->session, search->event++));
  if (search->event < events->len)
    return;
  search->stage = STAGE_ENVELOPE;
  search->transaction = 0;
  search->of_mail = 0;
}

/* --- mails ----------------------------------------------------------------------------- */

static void
step_envelope (SearchAll *search, const SmtpTransaction *mail)
{
  const Wording wording = search->model->wording;
  guint count = mail->recipients != NULL ? mail->recipients->len : 0;
  if (mail->mail != NULL)
    look (search, HIT_ENVELOPE, "MAIL FROM", (Origin){ 0 }, wording_address (wording, mail->mail->path));
  for (guint i = 0; i < count; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (mail->recipients, i);
      look (search, HIT_ENVELOPE, "RCPT TO", (Origin){ 0 }, wording_address (wording, recipient->command->path));
    }
  search->stage = STAGE_FIELDS;
  search->field = 0;
}

static void
look_at_field (SearchAll *search, const HeaderField *field)
{
  const Wording wording = search->model->wording;
  if (wording.redact)
    return;
  g_autofree char *name = wording_octets (wording, octets_trim (field->name), OCTETS_NONE);
  g_autofree char *decoded = header_field_text (field->value);
  g_autoptr (GString) text = text_single_spaced (decoded);
  g_autofree char *value
      = wording_spoken (wording, search->session, SIDE_SERVER, octets_of (text->str, text->len), OCTETS_NONE);
  g_autofree char *whole = g_strdup_printf ("%s: %s", name, value);
  look (search, HIT_FIELD, name, (Origin){ 0 }, g_steal_pointer (&whole));
}

static void
step_fields (SearchAll *search, const MailMessage *message)
{
  for (guint i = 0; i < FIELDS_A_STEP && search->field < message->field_count; i++)
    look_at_field (search, &message->fields[search->field++]);
  if (search->field < message->field_count)
    return;
  search->stage = STAGE_FILES;
}

/* Names of files, and what a mail inside the mail says of itself. */
static void
step_files (SearchAll *search, const MailMessage *message)
{
  const Wording wording = search->model->wording;
  for (guint i = 0; message->entities != NULL && i < message->entities->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->entities, i);
      const char *const inside[] = { part->from, part->subject };
      if (part->filename != NULL)
        look (search, HIT_ATTACHMENT, _ ("attachment"), (Origin){ 0 }, wording_content (wording, part->filename));
      for (size_t j = 0; j < G_N_ELEMENTS (inside); j++)
        if (part->kind == PART_MESSAGE && inside[j] != NULL)
          look (search, HIT_ATTACHMENT, _ ("mail inside"), (Origin){ 0 }, wording_content (wording, inside[j]));
    }
  search->stage = STAGE_TEXT;
  search->part = 0;
}

/* As the message view shows it, in one long line: secrets masked. */
static GString *
shown_text (const SearchAll *search, const GString *piece)
{
  const Octets octets = octets_of (piece->str, piece->len);
  g_autofree uint8_t *hidden
      = wording_hidden (search->model->wording, search->session, SIDE_SERVER, octets, OCTETS_NONE);
  GString *shown = g_string_sized_new (piece->len + 1);
  for (size_t i = 0; i < piece->len; i++)
    if (hidden == NULL || hidden[i] == 0)
      g_string_append_c (shown, piece->str[i]);
    else if (i == 0 || hidden[i - 1] == 0)
      g_string_append (shown, "********");
  return shown;
}

/* Where in a piece this place of its single spaced form is. */
static size_t
place_in (const GString *piece, size_t place)
{
  size_t at = 0;
  bool before = false;
  for (size_t i = 0; i < piece->len; i++)
    {
      bool space = g_ascii_isspace (piece->str[i]) || piece->str[i] == '\v';
      if ((!space || !before) && at++ == place)
        return i;
      before = space;
    }
  return piece->len;
}

static size_t
lines_before (const GString *piece, size_t place)
{
  size_t lines = 0;
  for (size_t i = 0; i < place; i++)
    lines += piece->str[i] == '\n';
  return lines;
}

/* What stands around a place of a piece, on its line. */
static char *
near_in (const GString *piece, size_t place, size_t length)
{
  const char *begin = piece->str + place, *end = begin;
  for (size_t i = 0; i < NEAR_CHARACTERS && begin > piece->str && begin[-1] != '\n'; i++)
    begin = g_utf8_prev_char (begin);
  while (end < piece->str + place + length && *end != '\n')
    end = g_utf8_next_char (end);
  for (size_t i = 0; i < NEAR_CHARACTERS && *end != '\0' && *end != '\n'; i++)
    end = g_utf8_next_char (end);
  return g_strstrip (g_strndup (begin, (gsize) (end - begin)));
}

static char *
text_place (const SearchAll *search, const MailPart *part, size_t line)
{
  const MailMessage *message = mail_of (search)->message;
  if (part == mail_message_main_part (message))
    return g_strdup_printf (_ ("line %zu"), line);
  return g_strdup_printf (_ ("part %s, line %zu"), part->path, line);
}

static void
look_at_piece (SearchAll *search, const MailPart *part, const GString *piece)
{
  g_autoptr (GString) shown = shown_text (search, piece);
  g_autoptr (GString) single = text_single_spaced (shown->str);
  size_t lead = search->before->len, overlap = strlen (search->needle.text) * 2;
  g_autoptr (GString) text = g_string_new_len (search->before->str, (gssize) lead);
  g_string_append_len (text, single->str, (gssize) single->len);
  g_autoptr (GArray) matches = text_needle_find (&search->needle, text->str, FOUND_A_STEP);
  for (guint i = 0; matches != NULL && i < matches->len; i++)
    {
      TextMatch match = g_array_index (matches, TextMatch, i);
      /* What ends in the piece before was told with that. */
      if (match.at + match.length <= lead)
        continue;
      bool here = match.at >= lead;
      size_t place = here ? place_in (shown, match.at - lead) : 0;
      g_autofree char *near = here ? near_in (shown, place, match.length) : g_strdup (search->needle.text);
      size_t line = search->line + lines_before (shown, place);
      keep (search, HIT_TEXT, text_place (search, part, line + 1), (Origin){ 0 }, text->str, match, near);
    }
  for (const char *at = piece->str; *at != '\0'; at++)
    search->line += *at == '\n';
  size_t from = text->len > overlap ? text->len - overlap : 0;
  while (((uint8_t) text->str[from] & 0xc0) == 0x80)
    from++;
  g_string_assign (search->before, text->str + from);
}

static void
next_mail (SearchAll *search)
{
  search->transaction++;
  search->of_mail = 0;
  search->stage = STAGE_ENVELOPE;
}

/* The next piece of a text, or the next part. */
static void
step_text (SearchAll *search, const MailMessage *message)
{
  guint count = message->parts != NULL && !search->model->wording.redact ? message->parts->len : 0;
  if (search->part >= count)
    {
      search->mails++;
      next_mail (search);
      return;
    }
  const MailPart *part = g_ptr_array_index (message->parts, search->part);
  if (search->reader == NULL)
    {
      search->reader = text_reader_new (message, part);
      g_string_truncate (search->before, 0);
      search->line = 0;
    }
  g_autoptr (GString) piece = g_string_new (NULL);
  if (search->reader != NULL && text_reader_next (search->reader, piece))
    {
      look_at_piece (search, part, piece);
      return;
    }
  search->cut += search->reader != NULL && text_reader_is_cut (search->reader);
  g_clear_pointer (&search->reader, text_reader_free);
  search->part++;
}

static void
step_mail (SearchAll *search, const SmtpTransaction *mail)
{
  if (search->stage == STAGE_ENVELOPE)
    step_envelope (search, mail);
  else if (mail->message == NULL)
    next_mail (search);
  else if (search->stage == STAGE_FIELDS)
    step_fields (search, mail->message);
  else if (search->stage == STAGE_FILES)
    step_files (search, mail->message);
  else
    step_text (search, mail->message);
}

/* --- sessions -------------------------------------------------------------------------- */

static bool
begin_session (SearchAll *search, SessionRow *row)
{
  if (!model_is_shown (search->model, row))
    return false;
  search->session = smtp_session_ref (row->session);
  search->stage = STAGE_SAID;
  search->event = search->transaction = search->part = 0;
  return true;
}

/* The next session to search; false: none now. */
static bool
next_session (SearchAll *search)
{
  const GPtrArray *rows = search->model->rows;
  while (search->next < rows->len)
    {
      SessionRow *row = g_ptr_array_index (rows, search->next++);
      if (row->open || row->waits)
        g_ptr_array_add (search->later, row);
      else if (begin_session (search, row))
        return true;
    }
  for (guint i = 0; i < search->later->len; i++)
    {
      SessionRow *row = g_ptr_array_index (search->later, i);
      if (row->open || row->waits)
        continue;
      g_ptr_array_remove_index (search->later, i--);
      if (begin_session (search, row))
        return true;
    }
  return false;
}

static void
step (SearchAll *search)
{
  if (search->stage == STAGE_SAID)
    {
      step_said (search);
      return;
    }
  const SmtpTransaction *mail = mail_of (search);
  if (mail == NULL)
    leave_session (search);
  else
    step_mail (search, mail);
}

bool
search_all_work (SearchAll *search, int64_t microseconds)
{
  int64_t end = g_get_monotonic_time () + microseconds;
  while (!search->stopped)
    {
      if (search->session == NULL && !next_session (search))
        return false;
      if (g_get_monotonic_time () >= end)
        return true;
      step (search);
    }
  return false;
}

char *
search_all_words (const SearchAll *search)
{
  const Model *model = search->model;
  bool more = search->session != NULL || search->next < model->rows->len;
  g_autofree char *hits = wording_count (search->found, "%s hit", "%s hits");
  g_autofree char *mails = wording_count (search->mails, "%s mail", "%s mails");
  g_autofree char *some = wording_number (search->mails);
  g_autofree char *all = wording_count (model_rows (model, ROWS_MAILS)->len, "%s mail", "%s mails");
  GString *words = g_string_new (NULL);
  if (search->stopped)
    g_string_printf (words, _ ("%s; stopped after %s of %s"), hits, some, all);
  else if (more)
    g_string_printf (words, _ ("%s; searched %s of %s"), hits, some, all);
  else if (model->reading)
    g_string_printf (words, _ ("%s in %s so far; the reading goes on"), hits, mails);
  else
    g_string_printf (words, _ ("%s in %s"), hits, mails);
  if (search->found > search->hits->len)
    {
      g_autofree char *kept = wording_number (search->hits->len);
      g_string_append_printf (words, _ ("; %s are listed"), kept);
    }
  if (search->cut > 0)
    {
      g_autofree char *cut = wording_count (search->cut, "%s text", "%s texts");
      g_string_append_printf (words, _ ("; %s not read to the end"), cut);
    }
  return g_string_free (words, FALSE);
}

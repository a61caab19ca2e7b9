/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail data by DATA: up to the line with a lone dot, the transparency dots taken out
 * (RFC 5321 §4.5.2).  That by BDAT is in smtp-client-chunk.c.
 *
 * Only CRLF.CRLF ends mail data by the book.  A dot on a line of its own between
 * bare LFs is held as a candidate: if the server answers there, it took it for the
 * end; if CRLF.CRLF follows, the book's reading stands.  What comes behind a gap is
 * held until it reads as text or as commands: the end may have been in the gap. */
#include "config.h"

#include "smtp-dialogue.h"

void
client_message_give (struct SmtpDialogue *d, Octets octets)
{
  if (d->receiving != NULL && octets.length > 0)
    mail_message_append (d->receiving->message, octets);
}

void
client_note_place (struct SmtpDialogue *d, Origin origin)
{
  if (d->receiving != NULL && d->receiving->message->size > 0)
    mail_places_note (&d->receiving->places, d->receiving->message->size, origin);
}

/* About what a mail takes beside its data, once it is settled. */
static uint64_t
mail_octets (const MailMessage *message)
{
  enum { MAIL = 1024, PART = 256 };
  return MAIL + 2 * message->header.length + message->parts->len * PART + message->field_count * sizeof (HeaderField);
}

void
client_message_done (SmtpSession *session, SmtpTransaction *transaction, MessageState state, Origin origin)
{
  if (transaction->message_done)
    return;
  transaction->message_done = true;
  transaction->data_end = origin;
  if (state == MESSAGE_COMPLETE && (transaction->cut || transaction->begin_lost || transaction->burls != NULL))
    state = transaction->cut ? MESSAGE_TRUNCATED : MESSAGE_GAP;
  struct SmtpDialogue *d = session->dialogue;
  mail_message_close (transaction->message, state);
  /* Where nobody looks before the session's end, the reading thread may take its
   * time; one mail of a session at most waits for it. */
  if (d->unsettled != NULL)
    {
      mail_message_settle (d->unsettled);
      d->mail_octets += mail_octets (d->unsettled);
    }
  d->unsettled = transaction->message;
  if (d->surroundings->storage->keep)
    mail_message_settle (transaction->message);
  d->surroundings->counters.messages++;
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_MESSAGE,
                              .side = SIDE_CLIENT,
                              .origin = origin,
                              .transaction = transaction,
                          });
}

void
client_message_begin (SmtpSession *session, SmtpTransaction *transaction, TransferMode transfer, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  /* What comes behind the end of a mail that was given up belongs to nobody. */
  d->receiving = transaction != NULL && !transaction->message_done ? transaction : NULL;
  if (transaction == NULL || transaction->message != NULL)
    return;
  transaction->transfer = transfer;
  transaction->data_origin = origin;
  transaction->message = mail_message_new (&d->surroundings->limits.message, d->surroundings->storage);
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_DATA_BEGIN,
                              .side = SIDE_CLIENT,
                              .origin = origin,
                              .transaction = transaction,
                          });
}

void
client_data_begin (SmtpSession *session, SmtpCommand *command, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  bool lost = command == NULL;
  if (lost)
    {
      command = arena_new0 (session->arena, SmtpCommand);
      command->verb = VERB_DATA;
      command->origin = origin;
      command->reply_lost = true;
    }
  /* One transaction carries one mail. */
  if (d->current != NULL && d->current->message != NULL)
    d->current = NULL;
  command->transaction = client_transaction (session);
  d->data_command = command;
  d->mode = CLIENT_DATA;
  d->data_state = DATA_LINE_START;
  d->line_strict = true;
  d->data_gap = lost;
  d->ahead_kind = AHEAD_NONE;
  d->early_reply = NULL;
  d->data_begun = false;
  client_message_begin (session, command->transaction, TRANSFER_DATA, origin);
  if (d->receiving != NULL && !lost && !d->lf_lines)
    end_scanner_begin (&d->ends);
  if (lost && command->transaction != NULL)
    {
      command->transaction->begin_lost = true;
      mail_message_gap (command->transaction->message, d->gap_length);
    }
  if (lost)
    d->data_state = DATA_BEHIND_GAP;
  d->client_gap = false;
  d->line_unsure = false;
}

/* The mail is whole, or as whole as it will be. */
static void
end_mail (SmtpSession *session, MessageState state, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpTransaction *transaction = d->receiving;
  d->mode = CLIENT_COMMANDS;
  d->ahead_kind = AHEAD_NONE;
  d->receiving = NULL;
  if (transaction != NULL && d->current == transaction)
    d->current = NULL;
  end_scanner_end (&d->ends, transaction != NULL ? transaction->look_alikes : NULL);
  if (transaction != NULL)
    client_message_done (session, transaction, state, origin);
  client_leave_outer (session, origin);
  dialogue_expect (session, PENDING_DATA_END, d->data_command, REPLIES_OF_MAIL, 0);
  if (d->early_reply != NULL)
    server_take_early (session);
}

/* Gives on what was held, by the book's reading. */
static void release_ahead (SmtpSession *session, Origin origin);

static void
hold_candidate (struct SmtpDialogue *d, const char *dot_line, Octets behind, uint64_t offset, Origin origin)
{
  d->ahead_kind = AHEAD_DOT;
  if (d->ahead == NULL)
    d->ahead = g_byte_array_new ();
  g_byte_array_set_size (d->ahead, 0);
  g_byte_array_append (d->ahead, (const guint8 *) dot_line, (guint) strlen (dot_line));
  d->dot_line = strlen (dot_line);
  d->ahead_offset = offset;
  d->ahead_origin = d->ahead_last = origin;
  if (behind.length > 0)
    g_byte_array_append (d->ahead, behind.at, (guint) behind.length);
}

/* Whether the book's end stands in `ahead`, of which all but the last `fresh` octets
 * were searched before. */
static bool
book_end_within (const GByteArray *ahead, size_t fresh)
{
  size_t from = ahead->len - MIN (ahead->len, fresh + 4);
  return memmem (ahead->data + from, ahead->len - from, "\r\n.\r\n", 5) != NULL;
}

/* Ends the mail in front of octets held; those from `behind` on are commands. */
static void
end_before_ahead (SmtpSession *session, size_t behind, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  g_autoptr (GByteArray) ahead = g_steal_pointer (&d->ahead);
  uint64_t offset = d->ahead_offset - d->dot_line + behind;
  d->ahead_kind = AHEAD_NONE;
  end_mail (session, MESSAGE_COMPLETE, origin);
  if (behind < ahead->len)
    dialogue_hold_front (session, octets_of (ahead->data + behind, ahead->len - behind), offset, d->ahead_last);
}

/* Octets of a lone dot's line at the front of what came behind a gap; 0: none. */
static size_t
dot_line_at_front (Octets octets)
{
  if (octets_start_nocase (octets, OCTETS (".\r\n")))
    return 3;
  return octets_start_nocase (octets, OCTETS (".\n")) ? 2 : 0;
}

/* What came behind a gap in the mail: text that goes on, or, the end having been in
 * the gap, commands.  Waits for lines that tell, unless `now`. */
static void
settle_behind_gap (SmtpSession *session, bool now)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->ahead == NULL || d->ahead->len == 0)
    {
      if (now)
        d->ahead_kind = AHEAD_NONE;
      return;
    }
  Octets octets = octets_of (d->ahead->data, d->ahead->len);
  size_t before = 0, dot = dot_line_at_front (octets);
  ClientReading reading = client_read_lines (octets, &before);
  bool long_one = octets.length >= d->surroundings->limits.line_octets;
  if (reading == READS_AS_ANYTHING && !now && !long_one)
    return;
  if (dot > 0 && (reading == READS_AS_ANYTHING || (reading == READS_AS_COMMANDS && before == dot)))
    end_before_ahead (session, dot, d->ahead_last);
  else if (reading == READS_AS_COMMANDS && (before == 0 || octets_find (octets, '\n') + 1 == before))
    {
      dialogue_anomaly (session, ANOMALY_TRUNCATED_DATA, SIDE_CLIENT, OCTETS_NONE, d->ahead_offset, d->ahead_origin);
      end_before_ahead (session, before, d->ahead_origin);
      dialogue_anomaly (session, ANOMALY_RESYNC, SIDE_CLIENT, OCTETS_NONE, d->ahead_offset + before, d->ahead_last);
      d->client_gap = true;
    }
  else
    release_ahead (session, d->ahead_last);
}

static void
gather_behind_gap (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->ahead == NULL)
    d->ahead = g_byte_array_new ();
  if (d->ahead->len == 0)
    {
      d->ahead_offset = offset;
      d->ahead_origin = origin;
      d->dot_line = 0;
    }
  d->ahead_last = origin;
  g_byte_array_append (d->ahead, octets.at, (guint) octets.length);
  if (octets_find (octets, '\n') != SIZE_MAX || d->ahead->len >= d->surroundings->limits.line_octets)
    settle_behind_gap (session, false);
}

/* The octets behind the dot of a line, where `at` counts from the dot.  Sets what
 * to do in `*verdict`. */
typedef enum DotVerdict { DOT_STUFFED, DOT_PLAIN, DOT_END, DOT_CANDIDATE } DotVerdict;

static DotVerdict
dot_line_verdict (const struct SmtpDialogue *d, bool crlf, bool ends)
{
  bool strict = d->line_strict || d->lf_lines;
  if (!ends)
    return strict ? DOT_STUFFED : DOT_PLAIN;
  if ((d->line_strict && crlf) || d->lf_lines)
    return DOT_END;
  return d->by_the_book ? (strict ? DOT_STUFFED : DOT_PLAIN) : DOT_CANDIDATE;
}

/* Whether the LF at `lf` ends a line by the book, where the octets from `at` on
 * stand behind data_state.  A gap may have taken the CR of this line end. */
static bool
strict_line_end (const struct SmtpDialogue *d, Octets octets, size_t at, size_t lf)
{
  return lf > at ? octets.at[lf - 1] == '\r' : d->data_state == DATA_CR || d->data_state == DATA_BEHIND_GAP;
}

/* Scans text from `at` for the next line start that has a dot; appends what is
 * before it.  Returns the position of the dot, or the length.  Dots are looked for,
 * and not line ends: in an attachment there is none. */
static size_t
scan_text (struct SmtpDialogue *d, Octets octets, size_t at)
{
  size_t end = at;
  for (; end < octets.length; end++)
    {
      const uint8_t *dot = memchr (octets.at + end, '.', octets.length - end);
      end = dot != NULL ? (size_t) (dot - octets.at) : octets.length;
      if (dot != NULL && (end > at ? octets.at[end - 1] == '\n' : d->data_state == DATA_LINE_START))
        break;
    }
  end = MIN (end, octets.length);
  client_message_give (d, octets_slice (octets, at, end - at));
  if (end == at)
    return at;
  uint8_t last = octets.at[end - 1];
  if (last == '\n')
    d->line_strict = strict_line_end (d, octets, at, end - 1);
  d->data_state = last == '\n' ? DATA_LINE_START : last == '\r' ? DATA_CR : DATA_TEXT;
  return end;
}

size_t
client_data (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->receiving != NULL && !d->data_begun)
    d->receiving->data_origin = origin;
  d->data_begun = true;
  client_note_place (d, origin);
  if (d->ahead_kind == AHEAD_GAP)
    {
      gather_behind_gap (session, octets, offset, origin);
      return octets.length;
    }
  if (d->ends.active && d->receiving != NULL)
    end_scanner_feed (&d->ends, session->arena, &d->receiving->look_alikes, octets, offset, origin);
  if (d->ahead_kind == AHEAD_DOT)
    {
      d->ahead_last = origin;
      g_byte_array_append (d->ahead, octets.at, (guint) octets.length);
      bool over = d->ahead->len > d->surroundings->limits.pending_octets;
      d->surroundings->counters.pending_hit += over;
      if (over || book_end_within (d->ahead, octets.length))
        release_ahead (session, origin);
      return octets.length;
    }
  size_t at = 0;
  while (at < octets.length)
    {
      uint8_t c = octets.at[at];
      DotVerdict verdict;
      bool crlf = d->data_state == DATA_DOT_CR;
      switch (d->data_state)
        {
        case DATA_LINE_START:
        case DATA_CR:
        case DATA_TEXT:
        case DATA_BEHIND_GAP:
          at = scan_text (d, octets, at);
          if (at < octets.length)
            {
              d->data_state = DATA_DOT;
              at++;
            }
          continue;
        case DATA_DOT:
          if (c == '\r')
            {
              d->data_state = DATA_DOT_CR;
              at++;
              continue;
            }
          verdict = dot_line_verdict (d, false, c == '\n');
          break;
        default:
          verdict = dot_line_verdict (d, true, c == '\n');
          break;
        }
      if (verdict == DOT_END)
        {
          end_mail (session, MESSAGE_COMPLETE, origin);
          return at + 1;
        }
      if (verdict == DOT_CANDIDATE)
        {
          hold_candidate (d, crlf ? ".\r\n" : ".\n", octets_from (octets, at + 1), offset + at + 1, origin);
          if (book_end_within (d->ahead, d->ahead->len))
            release_ahead (session, origin);
          return octets.length;
        }
      if (verdict == DOT_PLAIN)
        client_message_give (d, OCTETS ("."));
      if (crlf)
        client_message_give (d, OCTETS ("\r"));
      d->data_state = crlf ? DATA_CR : DATA_TEXT;
    }
  return octets.length;
}

static void
release_ahead (SmtpSession *session, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  GByteArray *ahead = g_steal_pointer (&d->ahead);
  uint64_t offset = d->ahead_offset - d->dot_line;
  /* Behind a gap there may be lone dots yet that only the server's word tells. */
  d->by_the_book = d->ahead_kind == AHEAD_DOT;
  if (d->by_the_book)
    d->data_state = DATA_LINE_START;
  d->ahead_kind = AHEAD_NONE;
  size_t used = client_data (session, octets_of (ahead->data, ahead->len), offset, origin);
  d->by_the_book = false;
  if (used < ahead->len)
    dialogue_hold_front (session, octets_of (ahead->data + used, ahead->len - used), offset + used, origin);
  g_byte_array_unref (ahead);
}

/* The server answers inside the mail data: where something stood that looks like its
 * end, that may be why. */
static void
note_answer (SmtpSession *session, SmtpReply *reply, bool split)
{
  struct SmtpDialogue *d = session->dialogue;
  if (!d->ends.active || d->receiving == NULL)
    return;
  end_scanner_settle (&d->ends, session->arena, &d->receiving->look_alikes, d->last[SIDE_CLIENT]);
  LookAlikes *found = d->receiving->look_alikes;
  if (found == NULL || found->answered != NULL)
    return;
  found->answered = reply;
  found->split = split;
}

/* The server answers, and behind the gap there is the rest of one line and no end of
 * the mail: so that end fell in the gap, and the line is a command's. */
static bool
end_before_tail (SmtpSession *session, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  Octets octets = d->ahead != NULL ? octets_of (d->ahead->data, d->ahead->len) : OCTETS_NONE;
  if (octets.length == 0 || octets_find (octets, '\n') + 1 != octets.length || dot_line_at_front (octets) > 0)
    return false;
  dialogue_anomaly (session, ANOMALY_TRUNCATED_DATA, SIDE_CLIENT, OCTETS_NONE, d->ahead_offset, origin);
  end_before_ahead (session, octets.length, d->ahead_origin);
  d->client_gap = true;
  return true;
}

bool
client_ended_by_reply (SmtpSession *session, SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  if (reply->code < 200 || reply->code / 100 == 3 || d->early_reply != NULL)
    return false;
  if (client_chunk_answered (session, NULL, reply->origin))
    return true;
  if (d->mode != CLIENT_DATA)
    return false;
  if (d->ahead_kind == AHEAD_GAP)
    {
      /* A lone line end is what the gap left of the mail's end. */
      if (d->ahead != NULL && d->ahead->len <= 2 && d->ahead->len > 0 && d->ahead->data[d->ahead->len - 1] == '\n'
          && (d->ahead->len == 1 || d->ahead->data[0] == '\r'))
        g_byte_array_set_size (d->ahead, 0);
      if (end_before_tail (session, reply->origin))
        return true;
      settle_behind_gap (session, true);
      if (d->mode != CLIENT_DATA)
        return true;
    }
  if (d->ahead_kind == AHEAD_DOT)
    {
      /* The server took the lone dot for the end. */
      note_answer (session, reply, true);
      dialogue_anomaly (session, ANOMALY_BARE_LF, SIDE_CLIENT, OCTETS_NONE, d->ahead_offset, d->ahead_origin);
      end_before_ahead (session, d->dot_line, d->ahead_origin);
      return true;
    }
  if (!d->data_gap)
    return false;
  dialogue_anomaly (session, ANOMALY_TRUNCATED_DATA, SIDE_CLIENT, OCTETS_NONE, d->position[SIDE_CLIENT], reply->origin);
  end_mail (session, MESSAGE_COMPLETE, d->last[SIDE_CLIENT]);
  d->line_unsure = d->client_gap = true;
  return true;
}

void
client_data_answered (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->mode == CLIENT_DATA && d->ahead_kind == AHEAD_NONE && d->receiving != NULL && d->receiving->begin_lost)
    d->ahead_kind = AHEAD_GAP;
}

bool
client_early_reply (SmtpSession *session, SmtpReply *reply)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->mode != CLIENT_DATA || reply->code == 354 || d->early_reply != NULL)
    return false;
  d->early_reply = reply;
  note_answer (session, reply, false);
  dialogue_anomaly (session, ANOMALY_EARLY_REPLY, SIDE_SERVER, reply->lines, reply->offset, reply->origin);
  return true;
}

/* Behind CRLF a dot is never text: it was put in for transparency, or is the end. */
static void
flush_dot (struct SmtpDialogue *d)
{
  if ((d->data_state == DATA_DOT || d->data_state == DATA_DOT_CR) && !d->line_strict && !d->lf_lines)
    client_message_give (d, d->data_state == DATA_DOT ? OCTETS (".") : OCTETS (".\r"));
}

void
client_settle_data (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->ahead_kind == AHEAD_GAP)
    settle_behind_gap (session, true);
  if (d->ahead_kind == AHEAD_DOT)
    release_ahead (session, d->ahead_origin);
  client_chunk_settle (session);
}

uint64_t
client_data_gap (SmtpSession *session, uint64_t length, bool cut, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (cut && d->receiving != NULL)
    d->receiving->cut = true;
  if (d->mode == CLIENT_CHUNK)
    return client_chunk_gap (session, length, origin);
  if (d->mode != CLIENT_DATA)
    return length;
  flush_dot (d);
  end_scanner_gap (&d->ends, d->receiving != NULL ? d->receiving->look_alikes : NULL, length);
  d->data_state = DATA_BEHIND_GAP;
  d->data_gap = true;
  d->ahead_kind = AHEAD_GAP;
  if (d->receiving != NULL)
    mail_message_gap (d->receiving->message, length);
  return 0;
}

void
client_data_cut (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->mode == CLIENT_DATA && d->early_reply != NULL && d->data_state == DATA_BEHIND_GAP)
    {
      /* The answer came, and nothing behind the gap: the end of the mail is in it. */
      dialogue_anomaly (session, ANOMALY_TRUNCATED_DATA, SIDE_CLIENT, OCTETS_NONE, d->position[SIDE_CLIENT],
                        d->last[SIDE_CLIENT]);
      end_mail (session, MESSAGE_COMPLETE, d->last[SIDE_CLIENT]);
      return;
    }
  if (d->mode == CLIENT_DATA)
    flush_dot (d);
  SmtpTransaction *transaction = d->receiving;
  end_scanner_end (&d->ends, transaction != NULL ? transaction->look_alikes : NULL);
  if (transaction == NULL || transaction->message_done)
    return;
  client_message_done (session, transaction, MESSAGE_UNFINISHED, d->last[SIDE_CLIENT]);
  if (d->early_reply != NULL)
    {
      d->data_command->transaction = transaction;
      dialogue_expect (session, PENDING_DATA_END, d->data_command, REPLIES_OF_MAIL, 0);
      server_take_early (session);
    }
}

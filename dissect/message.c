/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail while it crosses the wire: kept, hashed, and taken apart.
 *
 * Hides the buffer in which small pieces gather, so that hash, scanner and
 * storage see long runs however the octets came; it is read when full, at a gap
 * and at the end.  Mails that are small never have more than a small one.
 *
 * Limits: MessageLimits, set by message_limits_init.
 *
 * Does not judge the mail; see the checks. */
#include "config.h"

#include "message.h"

#include "entity-scanner.h"
#include "message-fields.h"
#include "message-protection.h"
#include "reading-thread.h"
#include "settled-array.h"
#include "sha256.h"
#include "translate.h"

#define STAGING_FIRST 1024u
#define SIMPLE_ENTITIES 4u
#define STAGING_MOST 16384u /* of a mail that is read here and now */

G_STATIC_ASSERT (READING_BUFFER > STAGING_MOST);

typedef struct Mail {
  MailMessage seen; /* first: what the world has a pointer to */
  const MessageLimits *limits;
  Sha256 *hash;           /* NULL once finished */
  EntityScanner *scanner; /* NULL once finished */
  LineScanner lines;
  bool body_begun;  /* the header is over, and its signatures are known */
  GByteArray *top;  /* the header's octets */
  uint8_t *staging; /* octets not yet stored */
  size_t staged;
  size_t scanned; /* of them, hashed and scanned already */
  size_t staging_room;
  ReadingThread *reader; /* NULL: everything is read here */
  bool closed;           /* no more octets follow */
  bool handed_over;      /* staging is a buffer of the reader, which has the octets before */
  uint64_t ticket;       /* of what was given last */
} Mail;

void
message_limits_init (MessageLimits *limits)
{
  *limits = (MessageLimits){
    .header_octets = 256 * 1024,
    .header_fields = 2000,
    .field_octets = 64 * 1024,
    .parts = 1000,
    .part_depth = 64,
    .addresses = 1000,
    .missing = 4096,
  };
}

MailMessage *
mail_message_new (const MessageLimits *limits, MailStorage *storage)
{
  Mail *mail = g_new0 (Mail, 1);
  MailMessage *message = &mail->seen;

  message->state = MESSAGE_UNFINISHED;
  message->data = mail_data_new (storage);
  message->missing = g_array_new (FALSE, FALSE, sizeof (MissingRange));
  message->from = g_ptr_array_new_with_free_func (g_free);
  message->to = g_ptr_array_new_with_free_func (g_free);
  message->cc = g_ptr_array_new_with_free_func (g_free);
  message->reply_to = g_ptr_array_new_with_free_func (g_free);
  message->from_specs = g_ptr_array_new_with_free_func (g_free);
  message->received = g_ptr_array_new_with_free_func (received_field_free);
  message->entities = g_ptr_array_new_with_free_func (mail_part_free);
  message->parts = g_ptr_array_new ();
  mail->limits = limits;
  mail->reader = storage->reader;
  mail->hash = sha256_new ();
  mail->scanner = entity_scanner_new (limits, message, storage->guesser);
  line_scanner_init (&mail->lines, &message->lines);
  return message;
}

/* What was given to the reader is read. */
static void
await (Mail *mail)
{
  if (mail->handed_over)
    reading_thread_wait (mail->reader, mail->ticket);
}

/* What only the growing mail needs. */
static void
let_go (Mail *mail)
{
  await (mail);
  sha256_free (mail->hash);
  mail->hash = NULL;
  entity_scanner_free (mail->scanner);
  mail->scanner = NULL;
  g_free (mail->staging);
  mail->staging = NULL;
}

void
mail_message_free (MailMessage *message)
{
  Mail *mail = (Mail *) message;

  if (message == NULL)
    return;
  let_go (mail);
  mail_data_unref (message->data);
  body_hasher_free (message->bodies);
  g_array_unref (message->missing);
  g_free (message->fields);
  g_free (message->subject);
  g_free (message->message_id);
  g_free (message->date);
  g_free (message->sender_field);
  g_ptr_array_unref (message->from);
  g_ptr_array_unref (message->to);
  g_ptr_array_unref (message->cc);
  g_ptr_array_unref (message->reply_to);
  g_ptr_array_unref (message->from_specs);
  g_ptr_array_unref (message->received);
  g_ptr_array_unref (message->parts);
  g_ptr_array_unref (message->entities);
  if (mail->top != NULL)
    g_byte_array_unref (mail->top);
  g_free (mail);
}

static void
begin_body (Mail *mail)
{
  mail->body_begun = true;
  /* Where octets of the header are missing, its empty line may be one of them. */
  if (!mail->seen.header_lacks)
    mail->seen.bodies = body_hasher_new (entity_scanner_header (mail->scanner));
}

/* For signatures, the body begins behind the first empty line, whatever a MIME reader takes for
 * its begin (RFC 6376 §3.4, RFC 5322 §2.1). */
static void
read_body (Mail *mail, Octets run)
{
  MailMessage *message = &mail->seen;
  if (!mail->body_begun && mail->lines.body)
    begin_body (mail);
  if (message->bodies == NULL)
    return;
  uint64_t start = mail->lines.offset - run.length;
  size_t header = message->lines.body > start ? (size_t) (message->lines.body - start) : 0;
  body_hasher_feed (message->bodies, octets_from (run, header));
}

static void
hash_run (void *user, Octets run)
{
  Mail *mail = user;
  sha256_update (mail->hash, run);
}

static void
scan_run (void *user, Octets run)
{
  Mail *mail = user;
  entity_scanner_feed (mail->scanner, run);
  line_scanner_feed (&mail->lines, run);
  read_body (mail, run);
}

static void
read_run (Mail *mail, Octets run)
{
  hash_run (mail, run);
  scan_run (mail, run);
}

static void
read_staged (Mail *mail)
{
  await (mail);
  if (mail->scanned < mail->staged)
    read_run (mail, octets_of (mail->staging + mail->scanned, mail->staged - mail->scanned));
  mail->scanned = mail->staged;
}

/* Reads and stores what is staged.  A gap only reads, so that many gaps do not
 * make many small pieces of storage. */
static void
flush (Mail *mail)
{
  read_staged (mail);
  mail_data_append (mail->seen.data, octets_of (mail->staging, mail->staged));
  mail->staged = mail->scanned = 0;
}

/* Stores what is staged and gives the reader what of it was not read; the buffer
 * goes with it. */
static void
give_staged (Mail *mail)
{
  static const Reading reading = { .scan = scan_run, .hash = hash_run };
  size_t begin = mail->scanned;
  mail_data_append (mail->seen.data, octets_of (mail->staging, mail->staged));
  if (begin > 0)
    memmove (mail->staging, mail->staging + begin, mail->staged - begin);
  mail->ticket = reading_thread_give (mail->reader, mail->staging, mail->staged - begin, &reading, mail);
  mail->staged = mail->scanned = 0;
  mail->staging = NULL;
}

/* A mail that outgrew the small buffer is a large one: the reader gets what is
 * staged, and everything that comes. */
static void
hand_over (Mail *mail)
{
  if (!mail->handed_over)
    {
      /* Its first buffer is too small for the reader; read here. */
      flush (mail);
      g_free (mail->staging);
      mail->handed_over = true;
      mail->ticket = 0;
    }
  else
    give_staged (mail);
  mail->staging = reading_thread_buffer (mail->reader);
  mail->staging_room = READING_BUFFER;
}

/* Takes as much as there is room for; returns the rest. */
static Octets
stage (Mail *mail, Octets octets)
{
  if (mail->staging_room < STAGING_MOST && octets.length > mail->staging_room - mail->staged)
    {
      size_t wanted = mail->staged + octets.length;
      mail->staging_room = CLAMP (wanted, STAGING_FIRST, STAGING_MOST);
      if (mail->staging_room > STAGING_FIRST)
        mail->staging_room = STAGING_MOST;
      mail->staging = g_realloc (mail->staging, mail->staging_room);
    }
  Octets taken = octets_slice (octets, 0, mail->staging_room - mail->staged);
  memcpy (mail->staging + mail->staged, taken.at, taken.length);
  mail->staged += taken.length;
  if (mail->staged == mail->staging_room && mail->staged >= STAGING_MOST)
    {
      if (mail->handed_over || (mail->reader != NULL && !reading_thread_is_busy (mail->reader)))
        hand_over (mail);
      else
        flush (mail);
    }
  return octets_from (octets, taken.length);
}

void
mail_message_append (MailMessage *message, Octets octets)
{
  Mail *mail = (Mail *) message;

  g_assert (mail->scanner != NULL);
  message->size += octets.length;
  while (octets.length > 0)
    {
      if (mail->reader == NULL && mail->staged == 0 && octets.length >= STAGING_MOST)
        {
          read_run (mail, octets);
          mail_data_append (message->data, octets);
          return;
        }
      octets = stage (mail, octets);
    }
}

static uint64_t
sum (uint64_t a, uint64_t b)
{
  return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

void
mail_message_gap (MailMessage *message, uint64_t length)
{
  Mail *mail = (Mail *) message;
  guint count = message->missing->len;
  MissingRange *last = count > 0 ? &g_array_index (message->missing, MissingRange, count - 1) : NULL;

  g_assert (mail->scanner != NULL);
  if (length == 0)
    return;
  message->missing_octets = sum (message->missing_octets, length);
  if (last != NULL && (last->offset == message->size || count >= mail->limits->missing))
    last->length = sum (last->length, length);
  else
    {
      MissingRange range = { message->size, length };
      g_array_append_val (message->missing, range);
    }
  read_staged (mail);
  entity_scanner_gap (mail->scanner);
  line_scanner_gap (&mail->lines);
  message->header_lacks = message->header_lacks || !mail->body_begun;
  if (message->bodies != NULL)
    body_hasher_gap (message->bodies);
}

void
mail_message_close (MailMessage *message, MessageState state)
{
  Mail *mail = (Mail *) message;

  if (mail->closed)
    return;
  mail->closed = true;
  message->state = state == MESSAGE_COMPLETE && message->missing->len > 0 ? MESSAGE_GAP : state;
  if (state != MESSAGE_COMPLETE && !mail->body_begun)
    message->header_lacks = true;
  if (mail->handed_over)
    give_staged (mail);
}

/* Where the end of the mail, or something inside, was not captured, nobody can say
 * that it was not sent. */
static void
forgive_ends (MailMessage *message)
{
  for (guint i = 0; i < message->entities->len; i++)
    ((MailPart *) g_ptr_array_index (message->entities, i))->notes
        &= ~(unsigned) (NOTE_NO_END_BOUNDARY | NOTE_NO_BOUNDARY | NOTE_BROKEN_ENCODING);
}

void
mail_message_settle (MailMessage *message)
{
  Mail *mail = (Mail *) message;

  if (!mail->closed || mail->scanner == NULL)
    return;
  flush (mail);
  sha256_finish (mail->hash, message->sha256);
  entity_scanner_finish (mail->scanner);
  line_scanner_finish (&mail->lines, message->state == MESSAGE_COMPLETE || message->state == MESSAGE_GAP);
  if (!mail->body_begun && message->state == MESSAGE_COMPLETE)
    begin_body (mail); /* there is none, and that can be signed too */
  if (message->bodies != NULL && message->state == MESSAGE_GAP && message->missing->len == 0)
    g_clear_pointer (&message->bodies, body_hasher_free); /* a chunk is missing, nobody knows where */
  if (message->bodies != NULL)
    body_hasher_finish (message->bodies, message->state == MESSAGE_COMPLETE);
  if (message->state != MESSAGE_COMPLETE)
    forgive_ends (message);
  mail->top = entity_scanner_take_header (mail->scanner);
  let_go (mail);

  message->header = octets_of (mail->top->data, mail->top->len);
  message_fields_split (message, mail->limits);
  message_fields_decode (message, mail->limits);
  message_protection_judge (message);
}

void
mail_message_finish (MailMessage *message, MessageState state)
{
  mail_message_close (message, state);
  mail_message_settle (message);
}

static void
settle_strings (Arena *arena, GPtrArray **array)
{
  for (guint i = 0; i < (*array)->len; i++)
    {
      char *string = (*array)->pdata[i];
      arena_settle_string (arena, &string);
      (*array)->pdata[i] = string;
    }
  *array = settle_pointers (arena, *array);
}

static Octets
moved (Octets octets, Octets before, Octets after)
{
  return octets.length == 0 ? octets : octets_of (after.at + (octets.at - before.at), octets.length);
}

/* The octets of the header, and the fields that point into it.  Mostly a settled mail begins with them. */
static void
settle_header (MailMessage *message, Arena *arena)
{
  const Octets before = message->header;
  Octets after = octets_slice (mail_data_front (message->data), 0, before.length);
  if (!octets_equal (before, after))
    after = octets_of (arena_settle (arena, before.at, before.length), before.length);
  HeaderField *fields = arena_settle (arena, message->fields, message->field_count * sizeof *fields);
  for (size_t i = 0; i < message->field_count; i++)
    {
      fields[i].raw = moved (fields[i].raw, before, after);
      fields[i].name = moved (fields[i].name, before, after);
      fields[i].value = moved (fields[i].value, before, after);
    }
  g_free (message->fields);
  message->fields = fields;
  message->header = after;
}

/* Entities move, and those that are parts, too, follow. */
static void
settle_entities (MailMessage *message, Arena *arena)
{
  guint part = 0;
  for (guint i = 0; i < message->entities->len; i++)
    {
      const MailPart *before = message->entities->pdata[i];
      MailPart *after = mail_part_settle (message->entities->pdata[i], arena);
      message->entities->pdata[i] = after;
      for (guint k = 0; part < message->parts->len && k < message->parts->len; k++)
        if (message->parts->pdata[k] == before)
          message->parts->pdata[k] = after;
      if (message->fake == before)
        message->fake = after;
    }
  message->entities = settle_pointers (arena, message->entities);
  message->parts = settle_pointers (arena, message->parts);
}

MailMessage *
mail_message_settled (MailMessage *message, Arena *arena, bool *plain)
{
  Mail *mail = (Mail *) message;
  g_assert (mail->scanner == NULL);
  let_go (mail);
  g_clear_pointer (&message->bodies, body_hasher_free);
  message->data = mail_data_settle (message->data, arena, plain);
  message->missing = settle_records (arena, message->missing);
  settle_header (message, arena);
  settle_entities (message, arena);
  for (guint i = 0; i < message->received->len; i++)
    message->received->pdata[i] = received_field_settle (message->received->pdata[i], arena);
  message->received = settle_pointers (arena, message->received);
  char **const strings[] = { &message->subject, &message->message_id, &message->date, &message->sender_field };
  for (size_t i = 0; i < G_N_ELEMENTS (strings); i++)
    arena_settle_string (arena, strings[i]);
  GPtrArray **const arrays[] = { &message->from, &message->to, &message->cc, &message->reply_to, &message->from_specs };
  for (size_t i = 0; i < G_N_ELEMENTS (arrays); i++)
    settle_strings (arena, arrays[i]);
  MailMessage *settled = arena_settle (arena, message, sizeof *message);
  if (mail->top != NULL)
    g_byte_array_unref (mail->top);
  g_free (mail);
  return settled;
}

static bool
is_type (const MailPart *part, const char *prefix)
{
  return g_str_has_prefix (part->type, prefix);
}

const MailPart *
mail_message_main_part (const MailMessage *message)
{
  static const struct {
    const char *type;
    bool attachment;
    bool inside;
  } wanted[] = { { "text/plain", false, false }, { "text/", false, false },     { "text/plain", true, false },
                 { "text/", true, false },       { "text/plain", false, true }, { "text/", false, true } };

  for (size_t k = 0; k < G_N_ELEMENTS (wanted); k++)
    for (guint i = 0; i < message->parts->len; i++)
      {
        const MailPart *part = g_ptr_array_index (message->parts, i);
        if (is_type (part, wanted[k].type) && part->attachment == wanted[k].attachment
            && (part->level > 0) == wanted[k].inside && !part->unreachable)
          return part;
      }
  return NULL;
}

bool
mail_message_is_structured (const MailMessage *message)
{
  bool nested = message->entities->len > SIMPLE_ENTITIES;

  for (guint i = 0; i < message->entities->len && !nested; i++)
    {
      const MailPart *part = g_ptr_array_index (message->entities, i);
      nested = part->kind == PART_MESSAGE || (part->kind != PART_FOUND && part->depth > 1);
    }
  return nested;
}

const char *
message_state_name (MessageState state)
{
  static const char *const names[] = {
    [MESSAGE_COMPLETE] = N_ ("complete"),
    [MESSAGE_GAP] = N_ ("gap"),
    [MESSAGE_TRUNCATED] = N_ ("truncated"),
    [MESSAGE_UNFINISHED] = N_ ("unfinished"),
  };
  return names[state];
}

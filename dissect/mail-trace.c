/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests of a mail's header fields and body, and what follows from comparing them.
 *
 * Servers may fold fields anew, so blanks and line ends of values do not count.
 *
 * Limits: MARKS_MAX fields, else they are not compared; FIELD_LOOKED octets of each,
 * BODY_LOOKED of the body, and its length.
 *
 * Does not: tell what changed inside a field or the body. */
#include "config.h"

#include "mail-trace.h"

#include "session-facts.h"
#include "tls-facts.h"
#include "tls-names.h"

enum { MARKS_MAX = 64, FIELD_LOOKED = 1024, BODY_LOOKED = 1024 };

static uint64_t
digest (const uint8_t seed[SIPHASH_KEY_OCTETS], Octets octets)
{
  uint64_t word = siphash (seed, octets).word[0];
  return word != 0 ? word : 1;
}

/* Without blanks and line ends. */
static uint64_t
digest_value (const uint8_t seed[SIPHASH_KEY_OCTETS], Octets value)
{
  uint8_t dense[FIELD_LOOKED];
  size_t length = 0;
  for (size_t i = 0; i < value.length && length < sizeof dense; i++)
    if (value.at[i] > ' ')
      dense[length++] = value.at[i];
  return digest (seed, octets_of (dense, length));
}

static void
copy_text (char *to, size_t room, Octets text)
{
  size_t length = MIN (text.length, room - 1);
  if (length > 0)
    memcpy (to, text.at, length);
  to[length] = '\0';
}

static uint32_t
digest_name (const uint8_t seed[SIPHASH_KEY_OCTETS], Octets name)
{
  uint8_t lower[FIELD_LOOKED];
  size_t length = MIN (name.length, sizeof lower);
  for (size_t i = 0; i < length; i++)
    lower[i] = (uint8_t) g_ascii_tolower ((char) name.at[i]);
  return (uint32_t) digest (seed, octets_of (lower, length)) | 1;
}

static FieldMark
mark_of (const uint8_t seed[SIPHASH_KEY_OCTETS], const HeaderField *field)
{
  FieldMark mark = { .value = digest_value (seed, field->value), .received = header_field_is (field, "Received") };
  Octets name = octets_trim (field->name);
  mark.name = digest_name (seed, name);
  if (name.length > 0)
    copy_text (mark.text, sizeof mark.text, name);
  return mark;
}

static bool
header_is_whole (const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  if (transaction->begin_lost || message->header_cut)
    return false;
  return message->missing->len == 0
         || g_array_index (message->missing, MissingRange, 0).offset > message->header.length;
}

static void
take_header (MailTrace *trace, const uint8_t seed[SIPHASH_KEY_OCTETS], const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  trace->received = message->received->len;
  trace->fields_known = header_is_whole (transaction) && message->field_count <= MARKS_MAX;
  guint number = 0;
  for (size_t i = 0; i < trace->count; i++)
    {
      FieldMark *mark = &trace->marks[i];
      *mark = mark_of (seed, &message->fields[i]);
      if (!mark->received || message->fields[i].cut || number >= trace->received)
        continue;
      const ReceivedField *received = g_ptr_array_index (message->received, number++);
      if (received->by != NULL)
        mark->by = digest_name (seed, octets_of_string (received->by));
    }
  for (size_t i = 0; i < message->field_count; i++)
    {
      const HeaderField *field = &message->fields[i];
      if (trace->date == 0 && header_field_is (field, "Date"))
        trace->date = digest_value (seed, field->value);
      else if (trace->from == 0 && header_field_is (field, "From"))
        trace->from = digest_value (seed, field->value);
    }
}

static void
take_body (MailTrace *trace, const uint8_t seed[SIPHASH_KEY_OCTETS], const MailMessage *message)
{
  uint8_t looked[BODY_LOOKED];
  if (message->state != MESSAGE_COMPLETE || message->header_cut || message->size < message->header.length)
    return;
  trace->body_octets = message->size - message->header.length;
  size_t wanted = MIN (trace->body_octets, sizeof looked);
  if (mail_data_copy (message->data, message->header.length, looked, wanted) != wanted)
    return;
  trace->body = digest (seed, octets_of (looked, wanted));
  trace->body_known = true;
}

static void
take_session (MailTrace *trace, const uint8_t seed[SIPHASH_KEY_OCTETS], const SmtpSession *session, bool decrypted)
{
  const Flow *flow = &session->flow;
  trace->session = session->id;
  trace->origin = session->traffic.first;
  trace->end = session->traffic.last.time;
  trace->ip_version = flow->ip_version;
  size_t length = flow->ip_version == 6 ? 16 : 4;
  memcpy (trace->client_ip, flow->side[session_flow_side (session, SIDE_CLIENT)].ip, length);
  memcpy (trace->server_ip, flow->side[session_flow_side (session, SIDE_SERVER)].ip, length);
  copy_text (trace->client, sizeof trace->client, session_client_name (session));
  copy_text (trace->server, sizeof trace->server, session_server_name (session));
  Octets server = session_server_name (session);
  if (server.length > 0)
    trace->server_key = digest_name (seed, server);
  trace->cover = decrypted ? HOP_DECRYPTED : HOP_CLEAR;
}

static void
take_tls (MailTrace *trace, const SmtpSession *session)
{
  const TlsFacts *facts = session->tls_facts;
  if (facts != NULL && facts->version != 0)
    g_strlcpy (trace->tls_version, tls_version_name (facts->version), sizeof trace->tls_version);
}

/* Many of one size are kept for long: slices keep them apart from what lives shortly. */
static size_t
trace_size (size_t count)
{
  return sizeof (MailTrace) + count * sizeof (FieldMark);
}

MailTrace *
mail_trace_new (const uint8_t seed[SIPHASH_KEY_OCTETS], const SmtpSession *session, const SmtpTransaction *transaction)
{
  size_t count = transaction != NULL ? MIN (transaction->message->field_count, MARKS_MAX) : 0;
  MailTrace *trace = g_slice_alloc0 (trace_size (count));
  trace->count = count;
  take_session (trace, seed, session, transaction != NULL && transaction->tls);
  if (transaction == NULL)
    trace->cover = HOP_TLS;
  if (trace->cover != HOP_CLEAR)
    take_tls (trace, session);
  if (transaction == NULL)
    return trace;
  trace->transaction = transaction->number;
  trace->origin = transaction->data_origin;
  trace->end = transaction->data_end.time;
  take_header (trace, seed, transaction);
  take_body (trace, seed, transaction->message);
  return trace;
}

void
mail_trace_free (MailTrace *trace)
{
  if (trace == NULL)
    return;
  g_slice_free1 (trace_size (trace->count), trace);
}

bool
mail_trace_same (const MailTrace *a, const MailTrace *b)
{
  if (a->body_known && b->body_known && a->body_octets == b->body_octets && a->body == b->body)
    return true;
  return a->date == b->date && (a->date != 0 || a->from == b->from);
}

bool
mail_trace_holds (const MailTrace *after, const MailTrace *before)
{
  if (!after->fields_known || !before->fields_known || before->received > after->received)
    return false;
  size_t at = after->count;
  for (size_t i = before->count; i-- > 0;)
    {
      if (!before->marks[i].received)
        continue;
      while (at > 0 && !after->marks[at - 1].received)
        at--;
      if (at == 0 || after->marks[at - 1].value != before->marks[i].value)
        return false;
      at--;
    }
  return true;
}

bool
mail_trace_tells_of (const MailTrace *after, const MailTrace *before)
{
  if (before->server_key == 0 || before->received >= after->received || !mail_trace_holds (after, before))
    return false;
  guint number = after->received - before->received;
  for (size_t i = 0; i < after->count; i++)
    if (after->marks[i].received && --number == 0)
      return after->marks[i].by == before->server_key;
  return false;
}

static void
add_name (const char **names, const char *name)
{
  size_t at = 0;
  while (at + 1 < PATH_NAMES_MAX && names[at] != NULL)
    if (g_ascii_strcasecmp (names[at++], name) == 0)
      return;
  if (at + 1 < PATH_NAMES_MAX)
    names[at] = name;
}

/* Marks of `of` without a partner in `in`, each partner taken once. */
static void
find_lonely (const MailTrace *of, const MailTrace *in, bool lonely[MARKS_MAX])
{
  bool taken[MARKS_MAX] = { false };
  for (size_t i = 0; i < of->count; i++)
    {
      size_t k = 0;
      while (k < in->count
             && (taken[k] || in->marks[k].name != of->marks[i].name || in->marks[k].value != of->marks[i].value))
        k++;
      lonely[i] = k == in->count;
      if (k < in->count)
        taken[k] = true;
    }
}

static void
compare_fields (const MailTrace *before, const MailTrace *after, HopChange *change)
{
  bool gone[MARKS_MAX], new[MARKS_MAX];
  find_lonely (before, after, gone);
  find_lonely (after, before, new);
  for (size_t i = 0; i < after->count; i++)
    {
      if (!new[i])
        continue;
      size_t k = 0;
      while (k < before->count && (!gone[k] || before->marks[k].name != after->marks[i].name))
        k++;
      add_name (k < before->count ? change->changed : change->added, after->marks[i].text);
      if (k < before->count)
        gone[k] = false;
    }
  for (size_t k = 0; k < before->count; k++)
    if (gone[k])
      add_name (change->removed, before->marks[k].text);
}

void
mail_trace_compare (const MailTrace *before, const MailTrace *after, HopChange *change)
{
  change->fields_known = before->fields_known && after->fields_known;
  if (change->fields_known)
    compare_fields (before, after, change);
  if (!before->body_known || !after->body_known)
    return;
  change->growth = (int64_t) (after->body_octets - before->body_octets);
  change->body = change->growth == 0 && before->body == after->body ? BODY_SAME : BODY_CHANGED;
}

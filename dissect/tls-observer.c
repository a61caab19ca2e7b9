/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The observer: which records are clear, what their messages say, how far it went.
 *
 * What is encrypted: in TLS 1.2 and older all that follows ChangeCipherSpec, in TLS
 * 1.3 the records of application data (RFC 8446 §5.2); there ChangeCipherSpec means
 * nothing, and a second ClientHello may follow it in the clear. */
#include "config.h"

#include "tls-observer.h"

#include "octet-reader.h"
#include "tls-handshake.h"
#include "translate.h"

void
tls_half_tell (TlsHalf *half, SmtpAnomaly code, const char *what, uint64_t offset, Origin origin)
{
  TlsObserver *observer = half->observer;
  if (code == ANOMALY_TLS_MALFORMED)
    observer->facts->malformed[half->side] = true;
  if (observer->handler != NULL)
    observer->handler (observer->user, half->side, code, what, offset, origin);
}

TlsStep *
tls_half_add_step (TlsHalf *half, TlsStepKind kind, uint8_t message, Origin origin)
{
  TlsFacts *facts = half->observer->facts;
  if (facts->step_count == TLS_STEPS_MAX)
    {
      facts->steps_dropped++;
      return NULL;
    }
  TlsStep *step = &facts->steps[facts->step_count++];
  *step = (TlsStep){ .kind = kind, .message = message, .side = half->side, .origin = origin };
  return step;
}

static bool
is_1_3 (const TlsFacts *facts)
{
  return tls_version_is_1_3 (facts->version);
}

/* A hello may come in the clear behind ChangeCipherSpec, if the server asked for
 * another one, even where its asking was not captured. */
static bool
is_second_hello (const TlsHalf *half, Octets fragment)
{
  return half->side == SIDE_CLIENT && half->observer->facts->server_hello == NULL && tls_messages_chain (fragment)
         && fragment.at[0] == TLS_CLIENT_HELLO;
}

static bool
is_sealed (const TlsHalf *half, const TlsRecord *record)
{
  const TlsFacts *facts = half->observer->facts;
  Octets fragment = tls_record_fragment (record);
  switch (record->type)
    {
    case TLS_APPLICATION_DATA:
      return true;
    case TLS_CHANGE_CIPHER_SPEC:
      return record->length > 1;
    case TLS_HANDSHAKE:
      return half->change_cipher && !is_1_3 (facts) && !is_second_hello (half, fragment);
    case TLS_ALERT:
      return record->length != 2;
    default:
      return half->change_cipher;
    }
}

static void
note_alert (TlsHalf *half, TlsAlert alert)
{
  TlsFacts *facts = half->observer->facts;
  if (facts->alert_count < TLS_ALERTS_MAX)
    facts->alerts[facts->alert_count++] = alert;
}

static void
complete (TlsFacts *facts, Origin origin)
{
  if (facts->outcome != TLS_OUTCOME_UNKNOWN)
    return;
  facts->outcome = TLS_OUTCOME_COMPLETE;
  facts->complete = origin;
}

/* In TLS 1.3 an alert is two octets, one for the type, and the tag (RFC 8446 §5.2);
 * nothing else that may come first is so short. */
static bool
long_as_alert (const TlsRecord *record)
{
  return record->length == 2 + 1 + 16 || record->length == 2 + 1 + 8;
}

/* How far the handshake got, as this encrypted record shows. */
static void
follow_sealed_1_3 (TlsHalf *half, const TlsRecord *record)
{
  TlsFacts *facts = half->observer->facts;
  if (facts->server_hello == NULL || half->sealed_behind_hello || facts->lost[half->side])
    return;
  half->sealed_behind_hello = true;
  if (long_as_alert (record) && facts->outcome == TLS_OUTCOME_UNKNOWN)
    {
      facts->likely_alert = true;
      facts->likely_alert_side = half->side;
      facts->likely_alert_origin = record->origin;
    }
  else if (half->side == SIDE_CLIENT && facts->sealed[SIDE_SERVER] > 0 && !facts->likely_alert)
    complete (facts, record->origin);
}

static void
follow_sealed (TlsHalf *half, const TlsRecord *record)
{
  TlsObserver *observer = half->observer;
  TlsFacts *facts = observer->facts;
  const TlsHalf *other = &observer->half[half->side == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT];
  if (record->type == TLS_APPLICATION_DATA)
    {
      half->application = true;
      if (other->application)
        complete (facts, record->origin);
      return;
    }
  if (record->type == TLS_ALERT && facts->outcome == TLS_OUTCOME_UNKNOWN && !facts->lost[half->side]
      && !facts->lost[other->side] && !other->application)
    facts->outcome = TLS_OUTCOME_FAILED;
  if (record->type != TLS_HANDSHAKE)
    return;
  if (half->finished && !facts->renegotiation && facts->outcome == TLS_OUTCOME_COMPLETE)
    {
      facts->renegotiation = true;
      facts->renegotiation_side = half->side;
      facts->renegotiation_origin = record->origin;
    }
  half->finished = true;
  if (other->finished)
    complete (facts, record->origin);
}

static void
take_sealed (TlsHalf *half, const TlsRecord *record)
{
  TlsObserver *observer = half->observer;
  TlsFacts *facts = observer->facts;
  if (facts->sealed[half->side]++ == 0 && record->type == TLS_APPLICATION_DATA)
    tls_half_add_step (half, TLS_STEP_SEALED, 0, record->origin);
  if (record->type == TLS_HANDSHAKE)
    tls_half_add_step (half, TLS_STEP_SEALED_HANDSHAKE, 0, record->origin);
  if (record->type == TLS_ALERT)
    {
      note_alert (half, (TlsAlert){ .side = half->side, .origin = record->origin, .encrypted = true });
      tls_half_add_step (half, TLS_STEP_SEALED_ALERT, 0, record->origin);
    }
  if (half->side == SIDE_CLIENT && facts->server_hello == NULL && !facts->lost[SIDE_SERVER]
      && facts->client_hello != NULL && facts->client_hello->early_data)
    facts->early_data_seen = true;
  if (is_1_3 (facts))
    follow_sealed_1_3 (half, record);
  else
    follow_sealed (half, record);
}

static void
take_alert (TlsHalf *half, const TlsRecord *record)
{
  enum { FATAL = 2, CLOSE_NOTIFY = 0, USER_CANCELED = 90 };
  TlsFacts *facts = half->observer->facts;
  Octets fragment = tls_record_fragment (record);
  if (fragment.length < 2)
    return;
  TlsAlert alert = {
    .side = half->side,
    .origin = record->origin,
    .level = fragment.at[0],
    .description = fragment.at[1],
  };
  note_alert (half, alert);
  tls_half_add_step (half, TLS_STEP_ALERT, alert.description, record->origin);
  bool end = alert.description == CLOSE_NOTIFY || alert.description == USER_CANCELED;
  if (facts->outcome == TLS_OUTCOME_UNKNOWN && (alert.level == FATAL || is_1_3 (facts)) && !end)
    facts->outcome = TLS_OUTCOME_FAILED;
}

/* In the abbreviated handshake of TLS 1.2 and older the server shows no certificate
 * and says no ServerHelloDone (RFC 5246 §7.3, RFC 5077 §3.1). */
static void
take_change_cipher (TlsHalf *half, const TlsRecord *record)
{
  TlsObserver *observer = half->observer;
  TlsFacts *facts = observer->facts;
  if (half->side == SIDE_SERVER && !half->change_cipher && facts->server_hello != NULL && !is_1_3 (facts))
    facts->resumed
        = !observer->hello_done && !facts->certificate_seen && !half->messages.lost && !facts->lost[SIDE_SERVER];
  half->change_cipher = true;
  tls_half_add_step (half, TLS_STEP_CHANGE_CIPHER, 0, record->origin);
}

/* Asks for more octets than it brings (CVE-2014-0160). */
static void
take_heartbeat (TlsHalf *half, const TlsRecord *record)
{
  OctetReader reader = octet_reader (tls_record_fragment (record));
  bool request = octet_reader_number (&reader, 1) == 1;
  size_t payload = octet_reader_number (&reader, 2);
  if (!reader.failed && request && payload > reader.rest.length)
    tls_half_tell (half, ANOMALY_TLS_MALFORMED, "heartbeat that asks for more than it brings (Heartbleed)",
                   record->offset, record->origin);
}

static bool
record_wanted (gpointer user, const TlsRecord *header)
{
  const TlsHalf *half = user;
  const TlsObserver *observer = half->observer;
  return header->type != TLS_APPLICATION_DATA
         || (observer->watch != NULL && observer->watch->wanted (observer->watch_user, half->side, header));
}

static void
take_record (gpointer user, const TlsRecord *record)
{
  TlsHalf *half = user;
  TlsFacts *facts = half->observer->facts;
  facts->records[half->side]++;
  if (record->type == TLS_SSL2)
    {
      /* What follows a server's hello of SSL 2.0 has no form that could be read. */
      if (!tls_half_take_ssl2 (half, record))
        for (unsigned side = 0; side < 2; side++)
          tls_record_reader_stop (&half->observer->half[side].records);
    }
  else if (is_sealed (half, record))
    take_sealed (half, record);
  else if (record->type == TLS_CHANGE_CIPHER_SPEC)
    take_change_cipher (half, record);
  else if (record->type == TLS_HEARTBEAT)
    take_heartbeat (half, record);
  else if (record->type == TLS_ALERT)
    take_alert (half, record);
  else if (record->type == TLS_HANDSHAKE && record->octets.length > 0)
    tls_message_reader_feed (&half->messages, tls_record_fragment (record), record->offset, record->origin);
  else if (record->type == TLS_HANDSHAKE)
    {
      Octets begin = octets_from (record->begin, record->header_length);
      tls_message_reader_feed (&half->messages, begin, record->offset, record->origin);
      tls_message_reader_gap (&half->messages, record->length - begin.length);
    }
  if (half->observer->watch != NULL)
    half->observer->watch->record (half->observer->watch_user, half->side, record);
}

static void
records_malformed (gpointer user, Octets octets, uint64_t offset, Origin origin)
{
  TlsHalf *half = user;
  TlsFacts *facts = half->observer->facts;
  bool clear = true;
  for (size_t i = 0; i < octets.length; i++)
    clear &= octets.at[i] == '\r' || octets.at[i] == '\n' || (octets.at[i] >= 0x20 && octets.at[i] < 0x7f);
  if (clear && !facts->clear_behind)
    {
      facts->clear_behind = true;
      facts->clear_side = half->side;
      facts->clear_origin = origin;
      facts->clear_text = arena_copy (facts->arena, octets);
    }
  tls_half_tell (half, ANOMALY_TLS_MALFORMED,
                 clear ? N_ ("clear text where a TLS record should begin")
                       : N_ ("no TLS record where one should begin"),
                 offset, origin);
}

static void
records_lost (gpointer user, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  TlsHalf *half = user;
  TlsObserver *observer = half->observer;
  observer->facts->lost[half->side] = true;
  tls_message_reader_lost (&half->messages);
  if (observer->watch != NULL)
    observer->watch->lost (observer->watch_user, half->side, offset, length, cut, origin);
}

static bool
record_proved (gpointer user, Octets record)
{
  const TlsHalf *half = user;
  const TlsObserver *observer = half->observer;
  return observer->watch != NULL && observer->watch->proves (observer->watch_user, half->side, record);
}

static const TlsRecordHandler record_handler = {
  .wanted = record_wanted,
  .proves = record_proved,
  .record = take_record,
  .malformed = records_malformed,
  .lost = records_lost,
};

TlsObserver *
tls_observer_new (TlsOddityHandler handler, gpointer user)
{
  return tls_observer_new_in (NULL, handler, user);
}

TlsObserver *
tls_observer_new_in (ArenaStore *store, TlsOddityHandler handler, gpointer user)
{
  TlsObserver *observer = g_new0 (TlsObserver, 1);
  observer->facts = tls_facts_new (store);
  observer->handler = handler;
  observer->user = user;
  for (unsigned side = 0; side < 2; side++)
    {
      TlsHalf *half = &observer->half[side];
      half->observer = observer;
      half->side = side;
      tls_record_reader_init (&half->records, &record_handler, half, false);
      tls_message_reader_init (&half->messages, tls_half_take_message, half);
    }
  return observer;
}

void
tls_observer_free (TlsObserver *observer)
{
  if (observer == NULL)
    return;
  for (unsigned side = 0; side < 2; side++)
    {
      tls_record_reader_clear (&observer->half[side].records);
      tls_message_reader_clear (&observer->half[side].messages);
    }
  tls_facts_unref (observer->facts);
  g_free (observer);
}

void
tls_observer_report_to (TlsObserver *observer, TlsOddityHandler handler, gpointer user)
{
  observer->handler = handler;
  observer->user = user;
}

void
tls_observer_watch (TlsObserver *observer, const TlsWatch *watch, gpointer user)
{
  observer->watch = watch;
  observer->watch_user = user;
}

static void
begin (TlsObserver *observer, Side side, Origin origin)
{
  TlsFacts *facts = observer->facts;
  if (!observer->half[0].begun && !observer->half[1].begun)
    facts->begin = origin;
  observer->half[side].begun = true;
}

void
tls_observer_feed (TlsObserver *observer, Side side, Octets octets, uint64_t offset, Origin origin)
{
  if (octets.length == 0)
    return;
  begin (observer, side, origin);
  tls_record_reader_feed (&observer->half[side].records, octets, offset, origin);
}

void
tls_observer_gap (TlsObserver *observer, Side side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  begin (observer, side, origin);
  tls_record_reader_gap (&observer->half[side].records, offset, length, cut, origin);
}

void
tls_observer_midstream (TlsObserver *observer, Side side)
{
  TlsHalf *half = &observer->half[side];
  if (half->begun)
    return;
  tls_record_reader_init (&half->records, &record_handler, half, true);
  tls_message_reader_lost (&half->messages);
  observer->facts->midstream = observer->facts->lost[side] = true;
}

void
tls_observer_end (TlsObserver *observer)
{
  for (unsigned side = 0; side < 2; side++)
    {
      tls_record_reader_end (&observer->half[side].records);
      tls_message_reader_lost (&observer->half[side].messages);
    }
}

TlsFacts *
tls_observer_facts (const TlsObserver *observer)
{
  return observer->facts;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The observer: which records are clear, what their messages say, how far it went.
 *
 * What is encrypted: in TLS 1.2 and older all that follows ChangeCipherSpec, in TLS
 * 1.3 the records of application data (RFC 8446 §5.2); there ChangeCipherSpec means
 * nothing, and a second ClientHello may follow it in the clear. */
#include "config.h"

#include "tls-observer.h"

#include "octet-reader.h"
#include "tls-hello.h"
#include "tls-message.h"

typedef struct TlsHalf {
  TlsObserver *observer;
  Side side;
  bool begun;
  bool change_cipher; /* ChangeCipherSpec came */
  TlsRecordReader records;
  TlsMessageReader messages;
} TlsHalf;

struct TlsObserver {
  TlsFacts *facts;
  TlsOddityHandler handler;
  gpointer user;
  const TlsWatch *watch;
  gpointer watch_user;
  bool hello_done; /* ServerHelloDone came */
  TlsHalf half[2];
};

static void
tell (TlsHalf *half, SmtpAnomaly code, const char *what, uint64_t offset, Origin origin)
{
  TlsObserver *observer = half->observer;
  if (code == ANOMALY_TLS_MALFORMED)
    observer->facts->malformed[half->side] = true;
  if (observer->handler != NULL)
    observer->handler (observer->user, half->side, code, what, offset, origin);
}

static TlsStep *
add_step (TlsHalf *half, TlsStepKind kind, uint8_t message, Origin origin)
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

static void
take_client_hello (TlsHalf *half, TlsClientHello *hello, uint64_t offset, Origin origin)
{
  TlsFacts *facts = half->observer->facts;
  if (hello == NULL || hello->malformed)
    tell (half, ANOMALY_TLS_MALFORMED, "ClientHello out of form", offset, origin);
  if (hello == NULL)
    return;
  hello->origin = origin;
  if (facts->client_hello == NULL)
    facts->client_hello = hello;
  else if (facts->second_hello == NULL)
    facts->second_hello = hello;
}

static void
take_server_hello (TlsHalf *half, TlsServerHello *hello, uint64_t offset, Origin origin)
{
  TlsFacts *facts = half->observer->facts;
  if (hello == NULL || hello->malformed)
    tell (half, ANOMALY_TLS_MALFORMED, "ServerHello out of form", offset, origin);
  if (hello == NULL || facts->server_hello != NULL)
    return;
  hello->origin = origin;
  facts->version = hello->version;
  facts->suite = hello->suite;
  facts->has_suite = !hello->ssl2;
  if (tls_server_hello_is_retry (hello))
    {
      facts->hello_retry = true;
      return;
    }
  facts->server_hello = hello;
  facts->group = hello->key_share;
  facts->resumed = tls_version_is_1_3 (hello->version) && hello->psk;
}

static void
take_message (gpointer user, const TlsMessage *message)
{
  TlsHalf *half = user;
  TlsObserver *observer = half->observer;
  TlsFacts *facts = observer->facts;
  bool retry = facts->hello_retry;
  if (message->over)
    tell (half, ANOMALY_TLS_MALFORMED, "handshake message too long to be read", message->offset, message->origin);
  if (message->cut)
    tell (half, ANOMALY_TLS_TRUNCATED, "handshake message not captured whole", message->offset, message->origin);
  if (message->unknown)
    {
      tell (half, ANOMALY_TLS_MALFORMED, "unknown handshake message", message->offset, message->origin);
      return;
    }
  bool whole = !message->cut && !message->over;
  if (message->type == TLS_CLIENT_HELLO && half->side == SIDE_CLIENT && whole)
    take_client_hello (half, tls_client_hello_parse (facts->arena, message->body), message->offset, message->origin);
  else if (message->type == TLS_SERVER_HELLO && half->side == SIDE_SERVER && whole)
    take_server_hello (half, tls_server_hello_parse (facts->arena, message->body), message->offset, message->origin);
  else if (message->type == TLS_SERVER_HELLO_DONE)
    observer->hello_done = true;
  bool retries = facts->hello_retry && !retry;
  TlsStep *step = add_step (half, retries ? TLS_STEP_HELLO_RETRY : TLS_STEP_MESSAGE, message->type, message->origin);
  if (step != NULL)
    step->cut = message->cut;
}

static void
take_ssl2 (TlsHalf *half, const TlsRecord *record)
{
  TlsFacts *facts = half->observer->facts;
  Octets fragment = tls_record_fragment (record), certificate = OCTETS_NONE;
  if (fragment.length == 0)
    tell (half, ANOMALY_TLS_TRUNCATED, "hello not captured whole", record->offset, record->origin);
  else if (half->side == SIDE_CLIENT)
    take_client_hello (half, tls_client_hello_parse_ssl2 (facts->arena, fragment), record->offset, record->origin);
  else
    take_server_hello (half, tls_server_hello_parse_ssl2 (facts->arena, fragment, &certificate), record->offset,
                       record->origin);
  add_step (half, TLS_STEP_MESSAGE, half->side == SIDE_CLIENT ? TLS_CLIENT_HELLO : TLS_SERVER_HELLO, record->origin);
  /* What follows a server's hello of SSL 2.0 has no form that could be read. */
  if (half->side == SIDE_SERVER)
    for (unsigned side = 0; side < 2; side++)
      tls_record_reader_stop (&half->observer->half[side].records);
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
take_sealed (TlsHalf *half, const TlsRecord *record)
{
  TlsObserver *observer = half->observer;
  TlsFacts *facts = observer->facts;
  if (facts->sealed[half->side]++ == 0 && record->type == TLS_APPLICATION_DATA)
    add_step (half, TLS_STEP_SEALED, 0, record->origin);
  if (record->type == TLS_HANDSHAKE)
    add_step (half, TLS_STEP_SEALED_HANDSHAKE, 0, record->origin);
  if (record->type == TLS_ALERT)
    add_step (half, TLS_STEP_SEALED_ALERT, 0, record->origin);
}

static void
take_alert (TlsHalf *half, const TlsRecord *record)
{
  TlsFacts *facts = half->observer->facts;
  Octets fragment = tls_record_fragment (record);
  if (fragment.length < 2)
    return;
  if (facts->alert_count < TLS_ALERTS_MAX)
    facts->alerts[facts->alert_count++] = (TlsAlert){
      .side = half->side,
      .origin = record->origin,
      .level = fragment.at[0],
      .description = fragment.at[1],
    };
  add_step (half, TLS_STEP_ALERT, fragment.at[1], record->origin);
}

static bool
record_wanted (gpointer user, const TlsRecord *header)
{
  const TlsHalf *half = user;
  const TlsObserver *observer = half->observer;
  return (header->type != TLS_APPLICATION_DATA && header->type != TLS_HEARTBEAT)
         || (observer->watch != NULL && observer->watch->wanted (observer->watch_user, half->side, header));
}

static void
take_record (gpointer user, const TlsRecord *record)
{
  TlsHalf *half = user;
  TlsFacts *facts = half->observer->facts;
  facts->records[half->side]++;
  if (record->type == TLS_SSL2)
    take_ssl2 (half, record);
  else if (is_sealed (half, record))
    take_sealed (half, record);
  else if (record->type == TLS_CHANGE_CIPHER_SPEC)
    {
      half->change_cipher = true;
      add_step (half, TLS_STEP_CHANGE_CIPHER, 0, record->origin);
    }
  else if (record->type == TLS_ALERT)
    take_alert (half, record);
  else if (record->type == TLS_HANDSHAKE && record->octets.length > 0)
    tls_message_reader_feed (&half->messages, tls_record_fragment (record), record->offset, record->origin);
  else if (record->type == TLS_HANDSHAKE)
    tls_message_reader_gap (&half->messages, record->length);
  if (half->observer->watch != NULL)
    half->observer->watch->record (half->observer->watch_user, half->side, record);
}

static void
records_malformed (gpointer user, Octets octets, uint64_t offset, Origin origin)
{
  (void) octets;
  tell (user, ANOMALY_TLS_MALFORMED, "no TLS record where one should begin", offset, origin);
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
  TlsObserver *observer = g_new0 (TlsObserver, 1);
  observer->facts = tls_facts_new ();
  observer->handler = handler;
  observer->user = user;
  for (unsigned side = 0; side < 2; side++)
    {
      TlsHalf *half = &observer->half[side];
      half->observer = observer;
      half->side = side;
      tls_record_reader_init (&half->records, &record_handler, half, false);
      tls_message_reader_init (&half->messages, take_message, half);
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

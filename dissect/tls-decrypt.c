/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which key protects which record, and what number it has.
 *
 * In TLS 1.2 keys change with ChangeCipherSpec (RFC 5246 §7.1), in TLS 1.3 with Finished
 * and KeyUpdate (RFC 8446 §7.1, §4.6.3).  The number of a record is written nowhere: it
 * is counted.  Where records were lost it is searched, in a bounded window, among the
 * keys in use and those that follow: the right pair shows itself, for its tag fits.
 * The same search passes over early data that the server refused (RFC 8446 §4.2.10), and
 * over a handshake whose own secrets are not known.
 *
 * Limits: SEARCH_MAX numbers tried for one record, TRIES_MAX that fail in one
 * connection, of which each record that opens gives TRIES_BACK again, FAILURES_MAX
 * records in a row.
 *
 * Does not: check the handshake's Finished or certificates, or open suites that are no
 * AEAD suites. */
#include "config.h"

#include "tls-decrypt.h"

#include "tls-crypto.h"
#include "translate.h"

#include <openssl/crypto.h>

enum {
  SEARCH_MAX = 4096,
  TRIES_MAX = 16384,
  TRIES_BACK = 256,
  FAILURES_MAX = 8,        /* of a side that was opened before */
  FAILURES_FIRST_MAX = 64, /* early data may stand in front */
  RECORD_MIN = 22,         /* octets of the smallest protected record that carries content */
  HELLO_KEPT = 1024,       /* of a handshake message: a server hello of TLS 1.3 has less */
  MESSAGE_HEADER = 4,
};

enum { HEADER_OCTETS = 5, FRAGMENT_MAX = 16384 + 2048 /* RFC 5246 §6.2.3 */ };

/* Types of content (RFC 8446 §5.1) and of handshake messages (§4). */
enum { CHANGE_CIPHER_SPEC = 20, HANDSHAKE = 22, APPLICATION_DATA = 23 };
enum { CLIENT_HELLO = 1, SERVER_HELLO = 2, FINISHED = 20, KEY_UPDATE = 24 };

/* Keys of a side, in the order in which they come. */
typedef enum Epoch {
  EPOCH_CLEAR,
  EPOCH_EARLY,
  EPOCH_HANDSHAKE,
  EPOCH_APPLICATION,
} Epoch;

/* The handshake message that is under way; enough of it to tell what it says of keys. */
typedef struct HandshakeReader {
  size_t used;   /* of the message, kept or not */
  size_t length; /* with its header; known once that is there */
  uint8_t kept[HELLO_KEPT];
} HandshakeReader;

typedef struct Direction {
  Epoch epoch;
  TlsProtection *current; /* NULL: its secret is not known */
  TlsProtection *next;    /* what follows it, once that was asked for */
  uint64_t number;        /* of the next record */
  uint64_t missing;       /* records that may have come since the last one opened */
  unsigned failures;      /* records in a row that did not open */
  bool opened;            /* some did */
  TlsTrouble stopped;
  HandshakeReader reader;
} Direction;

struct TlsDecrypt {
  TlsKeys *keys;
  bool client_hello, server_hello;
  uint8_t client_random[TLS_RANDOM_OCTETS];
  uint8_t server_random[TLS_RANDOM_OCTETS];
  uint16_t version;
  bool suite_known;
  TlsSuite suite;
  unsigned tries; /* that failed */
  Direction direction[2];
  uint8_t *content;
  size_t content_length; /* of what stands there */
};

TlsDecrypt *
tls_decrypt_new (TlsKeys *keys)
{
  TlsDecrypt *decrypt = g_new0 (TlsDecrypt, 1);
  decrypt->keys = keys;
  return decrypt;
}

static void
direction_clear (Direction *direction)
{
  g_clear_pointer (&direction->current, tls_protection_free);
  g_clear_pointer (&direction->next, tls_protection_free);
}

void
tls_decrypt_free (TlsDecrypt *decrypt)
{
  if (decrypt == NULL)
    return;
  direction_clear (&decrypt->direction[SIDE_CLIENT]);
  direction_clear (&decrypt->direction[SIDE_SERVER]);
  if (decrypt->content != NULL)
    OPENSSL_cleanse (decrypt->content, FRAGMENT_MAX);
  g_free (decrypt->content);
  OPENSSL_cleanse (decrypt, sizeof *decrypt);
  g_free (decrypt);
}

/* --- keys ---------------------------------------------------------------------- */

typedef struct Record {
  uint8_t type;
  uint16_t version;
  Octets fragment;
} Record;

static bool
try_open (TlsDecrypt *decrypt, TlsProtection *protection, uint64_t number, const Record *record)
{
  if (protection == NULL)
    return false;
  bool fits = tls_protection_open (protection, number, record->type, record->version, record->fragment,
                                   decrypt->content, &decrypt->content_length);
  decrypt->tries += !fits;
  return fits;
}

static TlsSecretKind
secret_kind (Epoch epoch, Side side)
{
  if (epoch == EPOCH_EARLY)
    return TLS_SECRET_CLIENT_EARLY;
  if (epoch == EPOCH_HANDSHAKE)
    return side == SIDE_CLIENT ? TLS_SECRET_CLIENT_HANDSHAKE : TLS_SECRET_SERVER_HANDSHAKE;
  return side == SIDE_CLIENT ? TLS_SECRET_CLIENT_APPLICATION : TLS_SECRET_SERVER_APPLICATION;
}

/* NULL where the secret is not known. */
static TlsProtection *
protection_of (const TlsDecrypt *decrypt, Epoch epoch, Side side)
{
  if (!decrypt->suite_known)
    return NULL;
  if (decrypt->version != TLS_VERSION_1_3)
    return tls_protection_new_1_2 (&decrypt->suite,
                                   tls_keys_find (decrypt->keys, decrypt->client_random, TLS_SECRET_MASTER),
                                   decrypt->client_random, decrypt->server_random, side);
  return tls_protection_new_1_3 (&decrypt->suite,
                                 tls_keys_find (decrypt->keys, decrypt->client_random, secret_kind (epoch, side)));
}

/* The epoch behind this one; of the last it is a new generation. */
static Epoch
epoch_next (Epoch epoch)
{
  return epoch == EPOCH_EARLY ? EPOCH_HANDSHAKE : EPOCH_APPLICATION;
}

/* Makes what can be made of the keys in use and those behind them: a secret may have
 * become known since. */
static void
find_keys (TlsDecrypt *decrypt, Side side)
{
  Direction *direction = &decrypt->direction[side];
  if (direction->current == NULL)
    direction->current = protection_of (decrypt, direction->epoch, side);
  if (direction->current == NULL)
    {
      /* A program logs its secrets one by one. */
      tls_keys_ask (decrypt->keys);
      direction->current = protection_of (decrypt, direction->epoch, side);
    }
  if (direction->next != NULL || !decrypt->server_hello || decrypt->version != TLS_VERSION_1_3)
    return;
  if (direction->epoch != EPOCH_APPLICATION)
    direction->next = protection_of (decrypt, epoch_next (direction->epoch), side);
  else if (direction->current != NULL)
    direction->next = tls_protection_next (direction->current);
}

static void
begin_epoch (TlsDecrypt *decrypt, Side side, Epoch epoch)
{
  Direction *direction = &decrypt->direction[side];
  direction_clear (direction);
  direction->epoch = epoch;
  direction->number = 0;
  direction->missing = 0;
  direction->reader.used = 0;
}

/* Goes on to the keys that follow. */
static void
step (TlsDecrypt *decrypt, Side side)
{
  Direction *direction = &decrypt->direction[side];
  find_keys (decrypt, side);
  TlsProtection *next = g_steal_pointer (&direction->next);
  begin_epoch (decrypt, side, epoch_next (direction->epoch));
  direction->current = next;
}

/* Early data comes before the server said which suite is used: its tag tells it. */
static void
find_early (TlsDecrypt *decrypt, const Record *record)
{
  enum { FIRST = 0x1301, LAST = 0x1305 };
  Direction *client = &decrypt->direction[SIDE_CLIENT];
  Octets secret = tls_keys_find (decrypt->keys, decrypt->client_random, TLS_SECRET_CLIENT_EARLY);
  if (!decrypt->client_hello || decrypt->server_hello || secret.length == 0 || client->epoch != EPOCH_CLEAR)
    return;
  for (uint16_t number = FIRST; number <= LAST && client->current == NULL; number++)
    {
      TlsSuite suite;
      tls_suite_find (TLS_VERSION_1_3, number, &suite);
      client->current = tls_protection_new_1_3 (&suite, secret);
      if (!try_open (decrypt, client->current, 0, record))
        g_clear_pointer (&client->current, tls_protection_free);
    }
  client->epoch = EPOCH_EARLY;
}

/* --- the handshake --------------------------------------------------------------- */

static unsigned
u16_at (Octets octets, size_t at)
{
  return (unsigned) octets.at[at] << 8 | octets.at[at + 1];
}

/* The version that the extension supported_versions chose, or the older field's. */
static uint16_t
chosen_version (Octets hello, size_t extensions)
{
  enum { SUPPORTED_VERSIONS = 43 };
  if (extensions + 2 > hello.length)
    return (uint16_t) u16_at (hello, 0);
  Octets rest = octets_slice (hello, extensions + 2, u16_at (hello, extensions));
  while (rest.length >= 4)
    {
      unsigned type = u16_at (rest, 0), length = u16_at (rest, 2);
      Octets value = octets_slice (rest, 4, length);
      if (type == SUPPORTED_VERSIONS && value.length == 2)
        return (uint16_t) u16_at (value, 0);
      rest = octets_from (rest, 4 + length);
    }
  return (uint16_t) u16_at (hello, 0);
}

static void
take_server_hello (TlsDecrypt *decrypt, Octets hello)
{
  /* SHA-256 of "HelloRetryRequest" in place of a random number (RFC 8446 §4.1.3). */
  static const uint8_t retry[TLS_RANDOM_OCTETS] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
  };
  enum { RANDOM_AT = 2, SESSION_AT = RANDOM_AT + TLS_RANDOM_OCTETS };
  if (hello.length <= SESSION_AT || memcmp (hello.at + RANDOM_AT, retry, sizeof retry) == 0)
    return;
  size_t suite_at = SESSION_AT + 1 + (size_t) hello.at[SESSION_AT];
  if (suite_at + 3 > hello.length)
    return;
  memcpy (decrypt->server_random, hello.at + RANDOM_AT, TLS_RANDOM_OCTETS);
  decrypt->server_hello = true;
  decrypt->version = chosen_version (hello, suite_at + 3);
  decrypt->suite_known = tls_suite_find (decrypt->version, (uint16_t) u16_at (hello, suite_at), &decrypt->suite);
  if (decrypt->version != TLS_VERSION_1_3)
    return;
  if (decrypt->direction[SIDE_CLIENT].current == NULL)
    {
      bool early = tls_keys_find (decrypt->keys, decrypt->client_random, TLS_SECRET_CLIENT_EARLY).length > 0;
      begin_epoch (decrypt, SIDE_CLIENT, early ? EPOCH_EARLY : EPOCH_HANDSHAKE);
    }
  begin_epoch (decrypt, SIDE_SERVER, EPOCH_HANDSHAKE);
}

static void
take_message (TlsDecrypt *decrypt, Side side, const HandshakeReader *reader, bool record_ends)
{
  Octets body = octets_of (reader->kept + MESSAGE_HEADER, MIN (reader->length, sizeof reader->kept) - MESSAGE_HEADER);
  bool in_1_3 = decrypt->server_hello && decrypt->version == TLS_VERSION_1_3;
  Epoch epoch = decrypt->direction[side].epoch;
  switch (reader->kept[0])
    {
    case CLIENT_HELLO:
      if (side == SIDE_CLIENT && body.length >= 2 + TLS_RANDOM_OCTETS)
        {
          memcpy (decrypt->client_random, body.at + 2, TLS_RANDOM_OCTETS);
          decrypt->client_hello = true;
        }
      break;
    case SERVER_HELLO:
      if (side == SIDE_SERVER && epoch < EPOCH_HANDSHAKE)
        take_server_hello (decrypt, body);
      else if (side == SIDE_SERVER && !in_1_3)
        take_server_hello (decrypt, body); /* a renegotiation */
      break;
    case FINISHED:
      if (in_1_3 && epoch == EPOCH_HANDSHAKE && record_ends)
        step (decrypt, side);
      break;
    case KEY_UPDATE:
      if (in_1_3 && epoch == EPOCH_APPLICATION && record_ends && reader->length == MESSAGE_HEADER + 1)
        step (decrypt, side);
      break;
    default:
      break;
    }
}

/* Handshake messages stand behind one another, in as many records as it takes. */
static void
take_handshake (TlsDecrypt *decrypt, Side side, Octets content)
{
  HandshakeReader *reader = &decrypt->direction[side].reader;
  while (content.length > 0)
    {
      size_t wanted = reader->used < MESSAGE_HEADER ? MESSAGE_HEADER : reader->length;
      size_t step_length = MIN (wanted - reader->used, content.length);
      if (reader->used < sizeof reader->kept)
        memcpy (reader->kept + reader->used, content.at, MIN (step_length, sizeof reader->kept - reader->used));
      reader->used += step_length;
      content = octets_from (content, step_length);
      if (reader->used == MESSAGE_HEADER)
        reader->length
            = MESSAGE_HEADER + ((size_t) reader->kept[1] << 16 | (size_t) reader->kept[2] << 8 | reader->kept[3]);
      if (reader->used < MESSAGE_HEADER || reader->used < reader->length)
        continue;
      reader->used = 0;
      take_message (decrypt, side, reader, content.length == 0);
    }
}

/* --- records --------------------------------------------------------------------- */

/* What came in the clear. */
static void
take_clear (TlsDecrypt *decrypt, Side side, uint8_t type, Octets fragment)
{
  if (type == HANDSHAKE)
    take_handshake (decrypt, side, fragment);
  else if (type == CHANGE_CIPHER_SPEC && decrypt->server_hello && decrypt->version != TLS_VERSION_1_3)
    begin_epoch (decrypt, side, EPOCH_APPLICATION);
}

static bool
is_protected (TlsDecrypt *decrypt, Side side, uint8_t type)
{
  enum { HANDSHAKE_LOST = 4 };
  Direction *direction = &decrypt->direction[side];
  if (!decrypt->server_hello || decrypt->version == TLS_VERSION_1_3)
    return type == APPLICATION_DATA;
  if (direction->epoch == EPOCH_CLEAR && type == APPLICATION_DATA)
    {
      /* The change of keys was lost. */
      uint64_t missing = direction->missing;
      begin_epoch (decrypt, side, EPOCH_APPLICATION);
      direction->missing = missing + HANDSHAKE_LOST;
    }
  return direction->epoch != EPOCH_CLEAR;
}

/* Where a record stands: with the keys in use or the next ones, and how many further. */
typedef struct Place {
  bool next;
  uint64_t further;
} Place;

static bool
search (TlsDecrypt *decrypt, Side side, const Record *record, Place *place)
{
  Direction *direction = &decrypt->direction[side];
  uint64_t window = MIN (direction->missing, (uint64_t) SEARCH_MAX);
  for (uint64_t i = 0; i <= window && decrypt->tries < TRIES_MAX; i++)
    {
      *place = (Place){ false, i };
      if (try_open (decrypt, direction->current, direction->number + i, record))
        return true;
      if (direction->current != NULL && direction->next == NULL)
        find_keys (decrypt, side);
      if (direction->current == NULL && direction->next == NULL)
        return false;
      place->next = true;
      if (try_open (decrypt, direction->next, i, record))
        return true;
    }
  return false;
}

/* The record that was found is taken. */
static void
go_to (TlsDecrypt *decrypt, Side side, Place place, TlsOpened *opened)
{
  Direction *direction = &decrypt->direction[side];
  *opened = (TlsOpened){ .lost = place.further };
  if (place.next)
    {
      opened->lost_unknown = direction->epoch == EPOCH_APPLICATION && direction->missing > 0;
      step (decrypt, side);
      direction->number = place.further + 1;
    }
  else
    direction->number += place.further + 1;
  opened->overhead = tls_protection_overhead (direction->current);
}

static void
note_failure (TlsDecrypt *decrypt, Side side)
{
  Direction *direction = &decrypt->direction[side];
  direction->missing++;
  if (direction->current == NULL && direction->next == NULL)
    return;
  unsigned most = direction->opened ? FAILURES_MAX : FAILURES_FIRST_MAX;
  if (++direction->failures >= most || decrypt->tries >= TRIES_MAX)
    {
      direction->stopped = direction->opened ? TLS_TROUBLE_OUT_OF_STEP : TLS_TROUBLE_WRONG_KEY;
      direction_clear (direction);
    }
}

/* RFC 8446 §5.2: content, its type, and zeros. */
static void
take_off_padding (TlsOpened *opened)
{
  size_t length = opened->content.length;
  while (length > 0 && opened->content.at[length - 1] == 0)
    length--;
  opened->type = length > 0 ? opened->content.at[length - 1] : 0;
  opened->overhead += opened->content.length - (length > 0 ? length - 1 : 0);
  opened->content = octets_slice (opened->content, 0, length > 0 ? length - 1 : 0);
}

/* Makes ready what a search needs; false where there is nothing to search with. */
static bool
prepare (TlsDecrypt *decrypt, Side side, const Record *record)
{
  Direction *direction = &decrypt->direction[side];
  if (direction->stopped != TLS_TROUBLE_NONE)
    return false;
  if (decrypt->content == NULL)
    decrypt->content = g_malloc (FRAGMENT_MAX);
  if (side == SIDE_CLIENT)
    find_early (decrypt, record);
  if (direction->current == NULL)
    find_keys (decrypt, side);
  return true;
}

static bool
read_record (Octets octets, Record *record)
{
  if (octets.length < HEADER_OCTETS || octets.length > HEADER_OCTETS + FRAGMENT_MAX)
    return false;
  *record = (Record){ octets.at[0], (uint16_t) u16_at (octets, 1), octets_from (octets, HEADER_OCTETS) };
  return true;
}

TlsVerdict
tls_decrypt_record (TlsDecrypt *decrypt, Side side, Octets octets, TlsOpened *opened)
{
  Direction *direction = &decrypt->direction[side];
  Record record;
  Place place;
  if (!read_record (octets, &record))
    return TLS_RECORD_SEALED;
  if (!is_protected (decrypt, side, record.type))
    {
      take_clear (decrypt, side, record.type, record.fragment);
      return TLS_RECORD_CLEAR;
    }
  if (!prepare (decrypt, side, &record))
    return TLS_RECORD_SEALED;
  if (!search (decrypt, side, &record, &place))
    {
      note_failure (decrypt, side);
      return TLS_RECORD_SEALED;
    }
  go_to (decrypt, side, place, opened);
  decrypt->tries -= MIN (decrypt->tries, (unsigned) TRIES_BACK);
  direction->opened = true;
  direction->failures = 0;
  direction->missing = 0;
  opened->overhead += HEADER_OCTETS;
  opened->type = record.type;
  opened->content = octets_of (decrypt->content, decrypt->content_length);
  if (!decrypt->server_hello || decrypt->version == TLS_VERSION_1_3)
    take_off_padding (opened);
  if (opened->type == HANDSHAKE)
    take_handshake (decrypt, side, opened->content);
  else if (opened->type == CHANGE_CIPHER_SPEC && decrypt->version != TLS_VERSION_1_3)
    begin_epoch (decrypt, side, EPOCH_APPLICATION);
  return TLS_RECORD_OPENED;
}

bool
tls_decrypt_fits (TlsDecrypt *decrypt, Side side, Octets octets)
{
  Record record;
  Place place;
  return read_record (octets, &record) && is_protected (decrypt, side, record.type) && prepare (decrypt, side, &record)
         && search (decrypt, side, &record, &place);
}

void
tls_decrypt_gap (TlsDecrypt *decrypt, Side side, uint64_t octets)
{
  Direction *direction = &decrypt->direction[side];
  direction->missing += octets / RECORD_MIN + 1;
  direction->reader.used = 0;
}

uint64_t
tls_decrypt_content (const TlsDecrypt *decrypt, uint64_t octets, uint64_t records)
{
  bool in_1_3 = decrypt->version == TLS_VERSION_1_3;
  if (!decrypt->suite_known)
    return 0;
  uint64_t overhead = HEADER_OCTETS + tls_suite_overhead (&decrypt->suite, in_1_3) + in_1_3;
  return octets / MAX (records, 1) > overhead ? octets - records * overhead : 0;
}

bool
tls_decrypt_wants (const TlsDecrypt *decrypt, Side side)
{
  const Direction *direction = &decrypt->direction[side];
  if (direction->stopped != TLS_TROUBLE_NONE)
    return false;
  if (!decrypt->server_hello)
    return true;
  if (!decrypt->suite_known)
    return false;
  return direction->current != NULL || direction->next != NULL || tls_keys_know (decrypt->keys, decrypt->client_random);
}

TlsTrouble
tls_decrypt_trouble (const TlsDecrypt *decrypt, Side side)
{
  const Direction *direction = &decrypt->direction[side];
  if (direction->stopped != TLS_TROUBLE_NONE)
    return direction->stopped;
  if (!decrypt->client_hello || !decrypt->server_hello)
    return TLS_TROUBLE_NO_HANDSHAKE;
  if (!decrypt->suite_known)
    return TLS_TROUBLE_SUITE;
  if (direction->failures > 0)
    return direction->opened ? TLS_TROUBLE_OUT_OF_STEP : TLS_TROUBLE_WRONG_KEY;
  if (direction->opened)
    return TLS_TROUBLE_NONE;
  return tls_keys_know (decrypt->keys, decrypt->client_random) ? TLS_TROUBLE_NONE : TLS_TROUBLE_NO_KEY;
}

const char *
tls_trouble_name (TlsTrouble trouble)
{
  static const char *const names[] = {
    [TLS_TROUBLE_NONE] = NULL,
    [TLS_TROUBLE_NO_KEY] = "no-key",
    [TLS_TROUBLE_WRONG_KEY] = "wrong-key",
    [TLS_TROUBLE_SUITE] = "cipher-suite",
    [TLS_TROUBLE_NO_HANDSHAKE] = "no-handshake",
    [TLS_TROUBLE_OUT_OF_STEP] = "out-of-step",
  };
  return names[trouble];
}

const char *
tls_trouble_words (TlsTrouble trouble)
{
  static const char *const words[] = {
    [TLS_TROUBLE_NONE] = NULL,
    [TLS_TROUBLE_NO_KEY] = N_ ("none of the keys that were given is of this connection"),
    [TLS_TROUBLE_WRONG_KEY] = N_ ("the keys that were given do not open it"),
    [TLS_TROUBLE_SUITE] = N_ ("its cipher suite is none that can be opened here, with or without keys"),
    [TLS_TROUBLE_NO_HANDSHAKE] = N_ ("its handshake was not captured, without which no key fits"),
    [TLS_TROUBLE_OUT_OF_STEP] = N_ ("so much was not captured that the keys no longer fit"),
  };
  return words[trouble];
}

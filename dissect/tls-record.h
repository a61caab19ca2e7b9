/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record layer of TLS in one direction (RFC 8446 §5.1, RFC 5246 §6.2): records
 * out of octets in any split, with gaps.  A record that stands whole in the octets
 * given is a view of them; one that is spread over several calls is gathered; one that
 * nobody wants is counted by its header and never copied.
 *
 * Does not decrypt, and knows no handshake. */
#ifndef SMTPLENS_TLS_RECORD_H
#define SMTPLENS_TLS_RECORD_H

#include "octets.h"
#include "smtp-event.h"

#include <glib.h>

typedef enum TlsRecordType {
  TLS_CHANGE_CIPHER_SPEC = 20,
  TLS_ALERT = 21,
  TLS_HANDSHAKE = 22,
  TLS_APPLICATION_DATA = 23,
  TLS_HEARTBEAT = 24,
  TLS_SSL2 = 128, /* not on the wire: a record of SSL 2.0, as a hello may come in */
} TlsRecordType;

enum {
  TLS_RECORD_HEADER = 5,
  TLS_FRAGMENT_MAX = 16384 + 2048, /* octets of an encrypted fragment (RFC 5246 §6.2.3) */
  TLS_SSL2_MAX = 32767,
};

typedef struct TlsRecord {
  TlsRecordType type;
  uint16_t version;     /* in the header; SSL 2.0: 2 */
  size_t header_length; /* 5; SSL 2.0: 2 */
  size_t length;        /* of the fragment, as the header has it */
  Octets octets;        /* header and fragment; empty where not wanted or not captured whole */
  Octets begin;         /* of one that was not: header and fragment up to the first hole */
  bool cut;             /* octets of it were not captured */
  uint64_t number;      /* among the records seen in this direction, from 0 */
  uint64_t offset;      /* of its header in the stream */
  Origin origin;        /* of its first octet */
  Origin end;           /* of its last octet */
} TlsRecord;

/* What is behind the header; empty where octets are. */
static inline Octets
tls_record_fragment (const TlsRecord *record)
{
  return octets_from (record->octets, record->header_length);
}

typedef struct TlsRecordHandler {
  /* The header came (octets are empty): whether the fragment is wanted. */
  bool (*wanted) (gpointer user, const TlsRecord *header);
  /* Its last octet came; borrowed until it returns. */
  void (*record) (gpointer user, const TlsRecord *record);
  /* Where a record should begin is none (`octets`: the first five, or fewer at the
   * end): nothing more is read. */
  void (*malformed) (gpointer user, Octets octets, uint64_t offset, Origin origin);
  /* Behind a gap a record may stand here (header and fragment), and nothing behind it yet
   * that would tell: whether it surely is one.  NULL: nobody knows. */
  bool (*proves) (gpointer user, Octets record);
  /* A gap took the begin of records, nobody knows how many. */
  void (*lost) (gpointer user, uint64_t offset, uint64_t length, bool cut, Origin origin);
} TlsRecordHandler;

typedef enum TlsRecordState {
  TLS_RECORD_BETWEEN, /* a header comes next */
  TLS_RECORD_INSIDE,
  TLS_RECORD_SEEKING, /* behind a gap: two headers in a row tell where records are */
  TLS_RECORD_STOPPED, /* what comes is only counted by the caller */
} TlsRecordState;

typedef struct TlsRecordReader {
  const TlsRecordHandler *handler;
  gpointer user;
  TlsRecordState state;
  TlsRecord now;
  bool wants;
  bool at_start; /* no record was seen: it may be one of SSL 2.0 */
  size_t left;   /* of the record that is inside */
  uint64_t records;
  uint64_t position; /* behind the last octet taken */
  uint8_t header[TLS_RECORD_HEADER];
  size_t header_length; /* gathered */
  uint64_t header_offset;
  Origin header_origin;
  GByteArray *gathered; /* of a record, or of what is sought in; NULL until needed */
  GArray *pieces;       /* seeking: where each piece of gathered came from */
  Origin last;
} TlsRecordReader;

/* `seeking`: the octets may begin in the middle of a record. */
void tls_record_reader_init (TlsRecordReader *reader, const TlsRecordHandler *handler, gpointer user, bool seeking);
void tls_record_reader_clear (TlsRecordReader *reader);
void tls_record_reader_feed (TlsRecordReader *reader, Octets octets, uint64_t offset, Origin origin);
/* `cut`: by the snapshot length. */
void tls_record_reader_gap (TlsRecordReader *reader, uint64_t offset, uint64_t length, bool cut, Origin origin);
/* No more comes: a record that was begun is given as cut. */
void tls_record_reader_end (TlsRecordReader *reader);
/* May be called by the handler: nothing more is read. */
void tls_record_reader_stop (TlsRecordReader *reader);

#endif

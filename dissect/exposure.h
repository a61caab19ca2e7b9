/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who could read this mail: what of it, by whom, and in which packets. */
#ifndef SMTPLENS_EXPOSURE_H
#define SMTPLENS_EXPOSURE_H

#include "smtp-session.h"
#include "translate.h"

/* What there is to read. */
typedef enum ExposedItem {
  ITEM_PASSWORD, /* or token, of the session */
  ITEM_ENVELOPE,
  ITEM_HEADER, /* with the subject */
  ITEM_TEXT,
  ITEM_ATTACHMENTS,
  EXPOSED_ITEMS
} ExposedItem;

/* Who may read it. */
typedef enum Reader {
  READER_PATH,      /* everyone between the two hosts */
  READER_SERVERS,   /* who runs the servers that hold the mail */
  READER_RECIPIENT, /* once it is delivered */
  READERS
} Reader;

typedef enum Access {
  ACCESS_ABSENT, /* nothing of this kind was there */
  ACCESS_NO,
  ACCESS_PART,
  ACCESS_YES,
} Access;

/* What kept the path out. */
typedef enum Shield { SHIELD_NONE, SHIELD_TLS, SHIELD_END_TO_END } Shield;

typedef struct ExposureRow {
  Access access[READERS];
  Shield shield;
  Origin first, last; /* packets that showed it to the path; packet 0: none did */
} ExposureRow;

typedef struct Exposure {
  ExposureRow rows[EXPOSED_ITEMS];
  Origin tls_from; /* the first packet of TLS; packet 0: none */
} Exposure;

/* Of one transaction. */
Exposure exposure_of (const SmtpSession *session, const SmtpTransaction *transaction);
/* Of all transactions of a session together: what some mail shows and another hides is
 * ACCESS_PART. */
Exposure exposure_of_session (const SmtpSession *session);

/* Hosts that held the message whole, named as the dialogue and the Received fields name
 * them ("mail.example"), of char *, UTF-8 or escaped; for the caller to unref.
 * `transaction` NULL: of all mails of the session. */
GPtrArray *exposure_servers (const SmtpSession *session, const SmtpTransaction *transaction);

/* Whether the path could read it, or some of it. */
static inline bool
exposure_on_path (const Exposure *exposure, ExposedItem item)
{
  return exposure->rows[item].access[READER_PATH] >= ACCESS_PART;
}

/* The servers could read text and attachments: there were some, and no end-to-end encryption. */
bool exposure_servers_read (const Exposure *exposure);

/* Whether a password or token crossed as it is, in the clear. */
bool exposure_credentials (const SmtpSession *session);

/* Whether anything worth hiding crossed in the clear: mail, or credentials. */
bool exposure_session (const SmtpSession *session);

/* Who reads what crosses the air near by. */
typedef enum AirReader {
  AIR_NONE,       /* it did not cross there, as far as that was captured */
  AIR_EVERYONE,   /* in radio range: no protection, or WEP */
  AIR_PASSPHRASE, /* everyone who knows the network's, and saw the station join */
  AIR_STATION,    /* who has this station's own key: WPA3, or a login of its own */
  AIR_READERS
} AirReader;

AirReader exposure_air_reader (const SmtpSession *session);
/* "everyone-in-range" …; static.  NULL for AIR_NONE. */
const char *air_reader_name (AirReader reader);
/* Who on the air could read the session, or what TLS left them, as a sentence without its
 * end; static.  NULL for AIR_NONE. */
const char *exposure_air (const SmtpSession *session);

/* "header, subject" …, "everyone on the path" …; static. */
const char *exposed_item_name (ExposedItem item);
const char *reader_name (Reader reader);
/* A cell in a few words, such as "yes, #33-41", "no: TLS", "-"; g_free. */
char *exposure_words (const Exposure *exposure, ExposedItem item, Reader reader, Tongue tongue);
/* "absent" …, "tls" …; static.  NULL for SHIELD_NONE. */
const char *access_name (Access access);
const char *shield_name (Shield shield);

#endif

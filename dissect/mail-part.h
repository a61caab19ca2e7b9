/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One entity of a mail (RFC 2045 §2.4), or a file found inside one. */
#ifndef SMTPLENS_MAIL_PART_H
#define SMTPLENS_MAIL_PART_H

#include "arena.h"
#include "octets.h"

#include <glib.h>

typedef enum EndToEnd { END_TO_END_NONE, END_TO_END_OPENPGP, END_TO_END_SMIME } EndToEnd;

typedef enum PartKind {
  PART_LEAF,
  PART_MULTIPART, /* has children and no octets of its own */
  PART_MESSAGE,   /* a mail inside the mail: has both */
  PART_FOUND,     /* a file inside the octets of a leaf: uuencode, yEnc, TNEF */
} PartKind;

/* What was odd about an entity, as bits. */
typedef enum PartNote {
  NOTE_BROKEN_ENCODING = 1 << 0,   /* base64, quoted-printable …: read as far as it goes */
  NOTE_NO_END_BOUNDARY = 1 << 1,   /* a multipart whose last delimiter never came */
  NOTE_NO_BOUNDARY = 1 << 2,       /* one without a delimiter at all */
  NOTE_LOOSE_BOUNDARY = 1 << 3,    /* a line that only begins like the delimiter was taken for it */
  NOTE_SEVERAL_TYPES = 1 << 4,     /* fields of one name that contradict each other; the first was taken */
  NOTE_SEVERAL_ENCODINGS = 1 << 5, /* the same */
  NOTE_SEVERAL_BOUNDARIES = 1 << 6,
  NOTE_SEVERAL_NAMES = 1 << 7,
  NOTE_TOO_DEEP = 1 << 8,          /* not taken apart: a limit */
  NOTE_UNKNOWN_CHARSET = 1 << 9,   /* its text is a guess */
  NOTE_UNKNOWN_ENCODING = 1 << 10, /* left as it was */
  NOTE_ENCRYPTED_ARCHIVE = 1 << 11,
  NOTE_FRAGMENT = 1 << 12, /* message/partial: a piece of a mail sent in several */
  NOTE_EXTERNAL = 1 << 13, /* message/external-body: what it names lies elsewhere; never fetched */
  PART_NOTES = 14
} PartNote;

/* What an entity claims by its type to be. */
typedef enum Claim {
  CLAIM_NONE,
  CLAIM_PGP_ENCRYPTED,   /* multipart/encrypted */
  CLAIM_PGP_SIGNED,      /* multipart/signed */
  CLAIM_PGP_CONTROL,     /* application/pgp-encrypted */
  CLAIM_PGP_SIGNATURE,   /* application/pgp-signature */
  CLAIM_PGP_KEYS,        /* application/pgp-keys */
  CLAIM_SMIME,           /* application/pkcs7-mime without a word of what it is */
  CLAIM_SMIME_ENVELOPED, /* encrypted */
  CLAIM_SMIME_OPAQUE,    /* signed, the text inside */
  CLAIM_SMIME_OTHER,     /* compressed, certificates alone */
  CLAIM_SMIME_SIGNED,    /* multipart/signed */
  CLAIM_SMIME_SIGNATURE, /* application/pkcs7-signature */
} Claim;

/* What its octets are. */
typedef enum Protection {
  PROTECTION_NONE,         /* nothing of the kind */
  PROTECTION_UNKNOWN,      /* too little was captured to tell */
  PROTECTION_PGP_SEALED,   /* encrypted to somebody */
  PROTECTION_PGP_READABLE, /* an OpenPGP message that is only signed or packed */
  PROTECTION_PGP_CLEAR,    /* clear text with an OpenPGP signature */
  PROTECTION_PGP_KEY,
  PROTECTION_PGP_SIGNATURE,
  PROTECTION_CMS_SEALED, /* enveloped, encrypted */
  PROTECTION_CMS_SIGNED, /* anybody can read what is inside */
  PROTECTION_CMS_OTHER,  /* compressed and other content */
} Protection;

/* How much of a part nobody but the recipient can read. */
typedef enum Sealing { SEALED_NOT, SEALED_PARTLY, SEALED_WHOLLY } Sealing;

/* Strings are UTF-8, owned; NULL where there is none. */
typedef struct MailPart {
  PartKind kind;
  char *path;     /* "1", "2.1" …, "0" for a multipart that is a whole body; found: "1+1" */
  unsigned depth; /* entities around it */
  unsigned level; /* mails around it, but for the mail itself */
  unsigned children;
  unsigned number; /* of a found file within its leaf, from 1 */
  unsigned notes;  /* PartNote */
  char *type;      /* "text/plain", lower case; never NULL */
  char *charset;
  char *encoding; /* content transfer encoding, lower case; of a found file "uuencode", "yenc", "tnef" */
  char *filename;
  char *detected_type; /* of an attachment, by its first octets */
  bool attachment;     /* by its disposition, or for having a file name */
  bool flowed, delsp;  /* RFC 3676 */
  /* Of the body in the mail data, still encoded.  A found file has those of the
   * leaf that it is in. */
  uint64_t offset, encoded;
  bool unreachable;   /* inside a mail that is itself encoded: offset and encoded are not of the mail data */
  uint64_t size;      /* decoded octets */
  bool has_sha256;    /* of attachments only */
  uint8_t sha256[32]; /* of the decoded octets */
  /* Of a mail inside. */
  char *from, *subject, *date;
  Claim claim;
  Protection content;
  bool has_clear; /* text: some of it is no part of an OpenPGP message */
  Sealing sealing;
} MailPart;

/* An empty leaf; mail_part_free (NULL is fine). */
MailPart *mail_part_new (void);
void mail_part_free (gpointer part);
/* Moves to the arena. */
MailPart *mail_part_settle (MailPart *part, Arena *arena);

/* "broken_encoding" and so on, by bit number below PART_NOTES; static. */
const char *part_note_name (unsigned bit);
/* The same for people: "its base64 is broken"; static. */
const char *part_note_words (unsigned bit);

#endif

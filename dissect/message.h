/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail as it crossed the wire: its octets, what is missing, header fields
 * and entities.  Fed while the octets come, in any split, with bounded memory. */
#ifndef SMTPLENS_MESSAGE_H
#define SMTPLENS_MESSAGE_H

#include "body-hash.h"
#include "header-field.h"
#include "line-scanner.h"
#include "mail-data.h"
#include "mail-part.h"
#include "received-field.h"

typedef enum MessageState {
  MESSAGE_COMPLETE,
  MESSAGE_GAP,        /* octets inside were never captured */
  MESSAGE_TRUNCATED,  /* cut by the snapshot length, or by a limit */
  MESSAGE_UNFINISHED, /* the connection or the capture ended before the end of the mail */
} MessageState;

typedef struct MissingRange {
  uint64_t offset; /* in the captured octets: the gap stands before the octet at offset */
  uint64_t length;
} MissingRange;

typedef struct MailMessage {
  MessageState state;
  uint64_t size;      /* octets captured */
  uint8_t sha256[32]; /* of them */
  MailData *data;
  GArray *missing;         /* of MissingRange; past the limit the last one takes the lengths of all */
  uint64_t missing_octets; /* their sum */
  /* The header section as it came, up to a limit; fields point into it. */
  Octets header;
  HeaderField *fields;
  size_t field_count;
  bool has_date_time;
  bool header_cut;   /* longer than the limit, or more fields, or more addresses */
  bool header_lacks; /* octets of it were not captured, as far as its end is known */
  bool fields_cut;   /* the same without the addresses: fields are missing at the end */
  /* Decoded once the message is final; NULL or empty where absent. */
  char *subject, *message_id, *date, *sender_field;
  GPtrArray *from, *to, *cc, *reply_to; /* of char *: each mailbox of all such fields */
  GPtrArray *from_specs;                /* of char *: addr-specs of From */
  size_t from_fields;                   /* how many From fields there are */
  int64_t date_time;
  GPtrArray *received; /* of ReceivedField *, topmost first */
  GPtrArray *entities; /* of MailPart *, as they came: an entity stands before its children */
  GPtrArray *parts;    /* of them those with octets of their own: all but multiparts; borrowed */
  unsigned guesses;    /* attachments whose type was guessed */
  bool parts_cut;      /* more entities or deeper than the limit */
  /* End to end, judged from the entities (message-protection.h). */
  bool end_to_end_partly; /* text or attachments were encrypted so, but not all of them */
  bool opaque_signature;  /* of S/MIME, text and signature in one: looks encrypted and is not */
  EndToEnd end_to_end;    /* text or attachments were encrypted so */
  EndToEnd signature;     /* of the kind that claims to be there; never verified here */
  const MailPart *fake;   /* says that it is encrypted and is not; NULL: none */
  bool autocrypt;         /* the sender offers a key in the header (Autocrypt 1.1) */
  bool key_attached;      /* or as a part */
  bool protected_subject; /* the Subject that anyone can read stands in place of another */
  LineFacts lines;        /* what breaks the rules for lines; final once settled */
  BodyHasher *bodies; /* what the signatures in the header want to know of the body; final once settled; NULL: none */
} MailMessage;

typedef struct MessageLimits {
  uint64_t header_octets;
  uint64_t header_fields;
  uint64_t field_octets; /* of a field that GMime may see */
  uint64_t parts;        /* entities of all kinds, and files found in them */
  uint64_t part_depth;
  uint64_t addresses; /* kept of From, To and so on each */
  uint64_t missing;   /* ranges told apart */
} MessageLimits;
void message_limits_init (MessageLimits *limits);

/* Both must outlive the message. */
MailMessage *mail_message_new (const MessageLimits *limits, MailStorage *storage);
void mail_message_free (MailMessage *message);

/* A final mail whose judgment is over moves to the arena: what is returned, which nobody frees any more.
 * True in `plain` where nothing is left elsewhere; else mail_data_unref is to be called for its data in the
 * end. */
MailMessage *mail_message_settled (MailMessage *message, Arena *arena, bool *plain);

/* The next octets of the mail, transparency dots removed already.  Copies. */
void mail_message_append (MailMessage *message, Octets octets);
/* `length` octets are missing here. */
void mail_message_gap (MailMessage *message, uint64_t length);
/* No more follows; a `state` of COMPLETE becomes GAP where ranges are missing.  A
 * large mail may still be read by the reading thread: hash, parts and decoded fields
 * are there after mail_message_settle, which waits for it and decodes the fields. */
void mail_message_close (MailMessage *message, MessageState state);
void mail_message_settle (MailMessage *message);
/* Both at once. */
void mail_message_finish (MailMessage *message, MessageState state);

/* The decoded text of a leaf entity of type text, as UTF-8, at most `most`
 * octets of it; NULL where it is not text or its octets were not kept.  g_free. */
char *mail_message_text (const MailMessage *message, const MailPart *part, size_t most);

/* Hands the decoded octets of a part to `each`, in order, until it returns false.  False
 * where it did, or where not all octets of the part were kept; a gap is passed over.
 * Not for what stands inside a mail that is itself encoded (unreachable). */
bool mail_message_part_each (const MailMessage *message, const MailPart *part,
                             bool (*each) (gpointer user, Octets piece), gpointer user);

/* The first text/plain part, else the first text part, else NULL. */
const MailPart *mail_message_main_part (const MailMessage *message);

/* Whether its tree of entities tells more than a text with some attachments: something
 * nested, or many parts. */
bool mail_message_is_structured (const MailMessage *message);

const char *message_state_name (MessageState state);

#endif

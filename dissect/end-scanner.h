/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-alikes of the end of mail data: what is not CRLF.CRLF, and yet was taken for
 * it by some server (CVE-2023-51764, -51765, -51766).  A mail that holds one and SMTP
 * commands behind it is one mail to one server and two to another: smuggling. */
#ifndef SMTPLENS_END_SCANNER_H
#define SMTPLENS_END_SCANNER_H

#include "arena.h"
#include "lenient-reading.h"
#include "smtp-event.h"

/* By the names that the published test tools use. */
typedef enum EndVariant {
  END_LF_LF,
  END_LF_CR,
  END_LF_CRLF,
  END_CR_LF,
  END_CR_CR,
  END_CR_CRLF,
  END_CRLF_LF,
  END_CRLF_CR,
  END_CRLF_NUL_DOT,
  END_CRLF_DOT_NUL,
  END_CRLF_CRCRLF,
  END_CRCRLF_CRCRLF,
  END_VARIANTS
} EndVariant;

/* All look-alikes of one variant in one mail: told is the one in front of the commands
 * that would be carried out, or, where there are none, the first. */
typedef struct LookAlike {
  EndVariant variant;
  uint64_t count;
  uint64_t offset;       /* of its first octet, in the client's stream */
  Origin origin;         /* of the octet that completes it */
  Origin command_origin; /* of the end of the first command behind it */
  uint64_t size;         /* of the mail in front of the first one, transparency dots removed */
  LenientReading reading;
} LookAlike;

/* Those of one mail, in the session's arena. */
typedef struct LookAlikes {
  LookAlike *of[END_VARIANTS];
  EndVariant first;    /* the variant that came first */
  EndVariant last;     /* … last */
  SmtpReply *answered; /* the server's reply that came inside the mail data; NULL: none */
  bool split;          /* at that reply the mail was ended: it stood behind a lone dot */
} LookAlikes;

/* "LF.CRLF" …; static. */
const char *end_variant_name (EndVariant variant);

/* Its octets on the wire; static. */
Octets end_variant_octets (EndVariant variant);
/* Whether senders that keep to the rules stuff this one, so that only a server that
 * splits there makes something of it. */
bool end_variant_is_weak (EndVariant variant);

/* Follows the mail data of one DATA through its octets on the wire, in any split. */
typedef struct EndScanner {
  uint64_t position;  /* stream offset of the next octet; what is before was seen */
  uint64_t removed;   /* transparency dots so far */
  uint64_t begin;     /* stream offset of the mail's first octet */
  uint64_t missing;   /* octets of it that a gap holds */
  uint8_t last[3];    /* the octets in front of the next one, the youngest first */
  uint8_t known;      /* how many of them are */
  uint8_t before;     /* what stands before the dot under way; 0: none is */
  uint8_t post[3];    /* octets behind it */
  uint8_t post_count; /* of them */
  bool active;        /* a mail is under way, and its end did not come */
  bool reading;       /* some lenient reading goes on */
} EndScanner;

/* What is fed next is the mail from its first octet on. */
void end_scanner_begin (EndScanner *scanner);
/* `length` octets are missing; `found` may be NULL. */
void end_scanner_gap (EndScanner *scanner, LookAlikes *found, uint64_t length);
/* No more follows, or what follows is no mail data. */
void end_scanner_end (EndScanner *scanner, LookAlikes *found);
/* Nothing follows for now, for the server answered: a CR may be all of the line end. */
void end_scanner_settle (EndScanner *scanner, Arena *arena, LookAlikes **found, Origin origin);
/* Octets of the client from the mail data on; those that were given before are passed
 * over.  `found`: where look-alikes are kept, *found NULL until there is one. */
void
end_scanner_feed (EndScanner *scanner, Arena *arena, LookAlikes **found, Octets octets, uint64_t offset, Origin origin);

#endif

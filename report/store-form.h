/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms in which an export stores mails: a row each. */
#ifndef SMTPLENS_STORE_FORM_H
#define SMTPLENS_STORE_FORM_H

#include "../dissect/sink.h"
#include "store-file.h"

/* What a form needs to know of one mail. */
typedef struct StoreMail {
  const MailMessage *message;
  Octets reverse_path;
  uint64_t session;
  unsigned transaction;
  int64_t time;     /* when its first octet crossed */
  const char *stem; /* of the file names of this mail */
} StoreMail;

/* Where it went. */
typedef struct StorePlace {
  char *file; /* below the directory; owned by who asked */
  bool in_part;
  uint64_t offset, length; /* in_part: where in the file */
  bool converted;          /* its octets are not those of the mail data … */
  char *sha256;            /* … but hash to this; of the file or of the part; owned likewise */
} StorePlace;
void store_place_clear (StorePlace *place);

typedef struct Store {
  int directory;
  int tmp, new_mails; /* of a Maildir */
  StoreFile *mbox;
  char *mbox_name; /* the one that it will get; owned by who closes the store */
} Store;

typedef struct StoreFormType {
  const char *name; /* as in --as NAME */
  bool (*begin) (Store *store, GError **error);
  /* Stores a mail whole or not at all. */
  bool (*add) (Store *store, const StoreMail *mail, StorePlace *place, GError **error);
  /* May be NULL. */
  bool (*end) (Store *store, GError **error);
} StoreFormType;

extern const StoreFormType store_forms[STORE_FORMS];

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms on which programs disagree who the sender of a mail is: in its header, on its
 * envelope, in its signatures.  Each with what different readers make of it. */
#ifndef SMTPLENS_FROM_FORMS_H
#define SMTPLENS_FROM_FORMS_H

#include "header-field.h"

typedef enum FormWeight {
  FORM_LOW,    /* breaks a rule, but every reader that finds an address finds the same */
  FORM_MEDIUM, /* readers differ, within one organization or in what they show */
  FORM_HIGH,   /* readers take different senders */
} FormWeight;

typedef struct FormReading {
  const char *reader; /* "a strict reader"; static */
  char *takes;        /* text, may hold octets from the wire; never NULL */
  const char *words;  /* the same where it is words of ours, marked by N_; NULL: it is from the wire */
} FormReading;

enum { FORM_READINGS_MAX = 4 };

typedef struct SenderForm {
  const char *code;  /* kebab-case; static */
  const char *words; /* a clause: "the From field …"; static */
  FormWeight weight;
  Octets raw;      /* the field, or the command's argument; borrowed */
  uint64_t offset; /* of the field in the mail data */
  unsigned count;
  FormReading reading[FORM_READINGS_MAX]; /* two at least */
} SenderForm;

enum { SENDER_FORMS_MAX = 32 };

typedef struct HeaderSection {
  const HeaderField *fields;
  size_t count;
  bool whole; /* its begin and end were captured, so that what is not there is missing */
} HeaderSection;

/* Those of a header section: From and what stands in for it, and DKIM-Signature.  Of
 * SenderForm *, owned, views into the section; NULL where there is none. */
GPtrArray *from_forms_of_header (const HeaderSection *section);

/* Those of a reverse-path: what stands behind "MAIL FROM:", ESMTP parameters included. */
GPtrArray *from_forms_of_path (Octets argument);

/* --- for the files of this part alone ---------------------------------------------- */

typedef struct FormList {
  GPtrArray *forms; /* NULL until there is one */
} FormList;

/* NULL where there are too many.  `field` NULL: none. */
SenderForm *form_add (FormList *list, const char *code, FormWeight weight, const HeaderField *field, const char *words);
/* `takes` NULL: "nobody".  One that takes the same as another is left out, unless there
 * are fewer than two. */
void form_reading (SenderForm *form, const char *reader, const char *takes);
/* The same with words of ours, marked by N_. */
void form_reading_words (SenderForm *form, const char *reader, const char *words);

/* Those of the value of one From field.  `has_sender`: a Sender field tells who of several sent. */
void from_value_forms (FormList *list, const HeaderField *field, bool has_sender);

#endif

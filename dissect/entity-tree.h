/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entities of one mail as they are found: which multiparts are open, what a
 * new entity is called, and which line ends it (RFC 2046 §5.1); private to mails. */
#ifndef SMTPLENS_ENTITY_TREE_H
#define SMTPLENS_ENTITY_TREE_H

#include "entity-header.h"

/* A multipart whose end did not come yet. */
typedef struct Multipart {
  MailPart *part;
  char *boundary;
  size_t length;
} Multipart;

/* Who wants the octets of one file found. */
typedef struct FoundTaker {
  unsigned number; /* of the file within its leaf, from 1 */
  bool (*each) (gpointer user, Octets piece);
  gpointer user;
  bool enough; /* each returned false */
} FoundTaker;

typedef struct EntityTree {
  const MessageLimits *limits;
  MailMessage *message;
  TypeGuesser *guesser; /* NULL: types are not guessed */
  MailPart *around;     /* the mail inside the mail whose entities these are; NULL: the mail itself */
  GArray *open;         /* of Multipart, innermost last */
  bool full;            /* no more entities: a limit */
  FoundTaker *taker;    /* NULL: none */
} EntityTree;

void entity_tree_init (EntityTree *tree, const MessageLimits *limits, MailMessage *message, TypeGuesser *guesser,
                       MailPart *around);
void entity_tree_clear (EntityTree *tree);

/* The next entity, whose body begins at `offset`.  Takes strings out of `entity`.
 * A multipart that may be looked into is open from here on.  NULL at the limit. */
MailPart *entity_tree_add (EntityTree *tree, EntityHeader *entity, uint64_t offset);
/* A file found inside the octets of `leaf`; takes the strings, filename may be NULL.
 * NULL at the limit. */
MailPart *entity_tree_found (EntityTree *tree, MailPart *leaf, const char *encoding, char *filename);

/* The next octets of such a file. */
void entity_tree_found_octets (const EntityTree *tree, MailPart *file, Octets octets);

/* Whether an entity begun now is of type message/rfc822 where it names none. */
bool entity_tree_in_digest (const EntityTree *tree);
/* Whether it is a child of a multipart/encrypted of OpenPGP. */
bool entity_tree_in_envelope (const EntityTree *tree);
/* Whether an entity begun now may hold others. */
bool entity_tree_has_room (const EntityTree *tree);

typedef struct Delimiter {
  guint level; /* of which open multipart */
  bool closes; /* its last */
  bool loose;  /* more stands behind it than may */
} Delimiter;
/* Whether a line without its end is a delimiter. */
bool entity_tree_delimiter (const EntityTree *tree, Octets line, Delimiter *delimiter);

/* It was crossed: another child of its multipart begins, or none. */
void entity_tree_cross (EntityTree *tree, const Delimiter *delimiter);

/* Multiparts from `level` on end at `offset`; `closed`: the outermost of them by
 * its last delimiter. */
void entity_tree_close (EntityTree *tree, guint level, uint64_t offset, bool closed);

#endif

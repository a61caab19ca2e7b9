/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys out of what the terminal library did not know for one.
 *
 * A terminal that is not of the kind it says sends keys that its description lacks: an escape
 * sequence then comes as Esc and some characters, each of which would be a key.  Does not read
 * the terminal, and knows no pasted text. */
#ifndef SMTPLENS_KEY_SEQUENCE_H
#define SMTPLENS_KEY_SEQUENCE_H

#include "keymap.h"

enum { KEY_SEQUENCE_KEYS = 3, KEY_SEQUENCE_LENGTH = 8 };

/* All zero at the beginning. */
typedef struct KeySequence {
  unsigned stage;
  unsigned skip;   /* characters to leave out */
  unsigned length; /* of the parameters, of which the first ones are in `text` */
  char text[KEY_SEQUENCE_LENGTH];
} KeySequence;

/* Takes the next key that came without a pause; returns how many keys there are then in `keys`:
 * none while a sequence may go on, or behind one that is no key here. */
unsigned key_sequence_take (KeySequence *sequence, Key key, Key keys[KEY_SEQUENCE_KEYS]);
/* The same where nothing more came: what waited was Esc, and not the beginning of a sequence. */
unsigned key_sequence_end (KeySequence *sequence, Key keys[KEY_SEQUENCE_KEYS]);

#endif

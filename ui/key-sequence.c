/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequences of ECMA-48 by their form alone: Esc [ PARAMETERS FINAL, and Esc O FINAL.
 *
 * Some are what terminals send for arrows and their neighbours, whatever the description says; the
 * rest is left out.  Esc and any other key is just that, for so comes what was typed fast. */
#include "config.h"

#include "key-sequence.h"

#include "curses-wide.h"

#include <glib.h>
#include <string.h>

enum { ESCAPE = 27, X10_MOUSE_OCTETS = 3 };

enum { STAGE_PLAIN, STAGE_ESCAPE, STAGE_CONTROL, STAGE_SINGLE, STAGE_SKIP };

#define F(code) (KEY_FUNCTION | (Key) (code))

static const struct {
  char final;
  Key key;
} finals[] = {
  { 'A', F (KEY_UP) },   { 'B', F (KEY_DOWN) }, { 'C', F (KEY_RIGHT) }, { 'D', F (KEY_LEFT) },
  { 'H', F (KEY_HOME) }, { 'F', F (KEY_END) },  { 'Z', F (KEY_BTAB) },  { 'M', F (KEY_ENTER) },
};

static const struct {
  const char *text;
  Key key;
} numbers[] = {
  { "1", F (KEY_HOME) }, { "7", F (KEY_HOME) },  { "4", F (KEY_END) },
  { "8", F (KEY_END) },  { "5", F (KEY_PPAGE) }, { "6", F (KEY_NPAGE) },
};

/* The key of a final character without parameters; 0: none. */
static Key
key_of_final (Key final)
{
  for (size_t i = 0; i < G_N_ELEMENTS (finals); i++)
    if ((Key) finals[i].final == final)
      return finals[i].key;
  return 0;
}

/* Of a whole Esc [ … FINAL; 0: none. */
static Key
key_of_control (const KeySequence *sequence, Key final)
{
  if (sequence->length == 0)
    return key_of_final (final);
  if (final != '~' || sequence->length >= KEY_SEQUENCE_LENGTH)
    return 0;
  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strlen (numbers[i].text) == sequence->length && memcmp (numbers[i].text, sequence->text, sequence->length) == 0)
      return numbers[i].key;
  return 0;
}

static unsigned
give (KeySequence *sequence, Key keys[KEY_SEQUENCE_KEYS], Key key)
{
  sequence->stage = STAGE_PLAIN;
  keys[0] = key;
  return key != 0;
}

static void
skip (KeySequence *sequence, unsigned count)
{
  sequence->stage = STAGE_SKIP;
  sequence->skip = count;
}

static unsigned
take_control (KeySequence *sequence, Key key, Key keys[KEY_SEQUENCE_KEYS])
{
  if (key >= 0x20 && key < 0x40)
    {
      if (sequence->length < KEY_SEQUENCE_LENGTH)
        sequence->text[sequence->length++] = (char) key;
      return 0;
    }
  if (sequence->length == 0 && key == 'M')
    skip (sequence, X10_MOUSE_OCTETS);
  else if (sequence->length == 0 && key == '[') /* function keys of the Linux console */
    skip (sequence, 1);
  else if (key >= 0x40 && key < 0x7f)
    return give (sequence, keys, key_of_control (sequence, key));
  else
    {
      /* No sequence goes on like this: what began is left out. */
      sequence->stage = STAGE_PLAIN;
      return key_sequence_take (sequence, key, keys);
    }
  return 0;
}

unsigned
key_sequence_take (KeySequence *sequence, Key key, Key keys[KEY_SEQUENCE_KEYS])
{
  switch (sequence->stage)
    {
    case STAGE_ESCAPE:
      sequence->length = 0;
      sequence->stage = key == '['      ? STAGE_CONTROL
                        : key == 'O'    ? STAGE_SINGLE
                        : key == ESCAPE ? STAGE_ESCAPE
                                        : STAGE_PLAIN;
      if (key == '[' || key == 'O')
        return 0;
      keys[0] = ESCAPE;
      keys[1] = key;
      return key == ESCAPE ? 1 : 2;
    case STAGE_CONTROL:
      return take_control (sequence, key, keys);
    case STAGE_SINGLE:
      if ((key >= 'A' && key <= 'Z') || (key >= 'a' && key <= 'z'))
        return give (sequence, keys, key_of_final (key));
      sequence->stage = STAGE_PLAIN;
      keys[0] = ESCAPE;
      keys[1] = 'O';
      keys[2] = key;
      return 3;
    case STAGE_SKIP:
      if (--sequence->skip == 0)
        sequence->stage = STAGE_PLAIN;
      return 0;
    default:
      if (key != ESCAPE)
        return give (sequence, keys, key);
      sequence->stage = STAGE_ESCAPE;
      return 0;
    }
}

unsigned
key_sequence_end (KeySequence *sequence, Key keys[KEY_SEQUENCE_KEYS])
{
  unsigned stage = sequence->stage;
  sequence->stage = STAGE_PLAIN;
  keys[0] = ESCAPE;
  keys[1] = 'O';
  return stage == STAGE_ESCAPE ? 1 : stage == STAGE_SINGLE ? 2 : 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keys come of what a terminal sends, where the terminal library knows none of it. */
#include "config.h"

#include "ui/curses-wide.h"
#include "ui/key-sequence.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct SequenceCase {
  const char *name;
  const char *sent; /* '|' is a pause */
  const char *keys; /* characters; '<' is Esc, and of function keys U D L R ^ $ + - are arrows, Home, End and pages,
                       T is Shift-Tab, E is Enter */
} SequenceCase;

static const SequenceCase sequence_cases[] = {
  { "plain", "abq", "abq" },
  { "Esc", "\033|q", "<q" },
  { "Esc and a key", "\033q", "<q" },
  { "Esc twice", "\033\033|", "<<" },
  { "Esc at the end", "j\033|", "j<" },
  { "arrows of either form", "\033[A\033[B\033OC\033ODj", "UDRLj" },
  { "arrows behind Esc", "\033\033[A", "<U" },
  { "Home and End", "\033[H\033[F\033OH\033OF\033[1~\033[4~\033[7~\033[8~", "^$^$^$^$" },
  { "pages", "\033[5~\033[6~", "+-" },
  { "Shift-Tab, and Enter of the keypad", "\033[Z\033OM", "TE" },
  { "with Control", "\033[1;5Aj", "j" },
  { "function keys", "\033OP\033[15~\033[[Aj\033[24;2~", "j" },
  { "an answer", "\033[?62;1;2c\033[24;80Rj", "j" },
  { "focus", "\033[I\033[Oj", "j" },
  { "a mouse", "\033[<0;5;10M\033[<0;5;10mj", "j" },
  { "a mouse of old", "\033[M qQj", "j" },
  { "cut", "\033[1;|j", "j" },
  { "cut by Esc", "\033[1;\033|j", "<j" },
  { "cut by a control", "\033[1\tj", "\tj" },
  { "long", "\033[111111111111111111111111111111111111111111111111~j", "j" },
  { "Esc and O", "\033O|j", "<Oj" },
  { "Esc and O and more", "\033O1", "<O1" },
};

static char
sign_of (Key key)
{
  static const struct {
    int code;
    char sign;
  } signs[] = {
    { KEY_UP, 'U' },  { KEY_DOWN, 'D' },  { KEY_LEFT, 'L' },  { KEY_RIGHT, 'R' }, { KEY_HOME, '^' },
    { KEY_END, '$' }, { KEY_PPAGE, '+' }, { KEY_NPAGE, '-' }, { KEY_BTAB, 'T' },  { KEY_ENTER, 'E' },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (signs); i++)
    if (key == (KEY_FUNCTION | (Key) signs[i].code))
      return signs[i].sign;
  return key == 27 ? '<' : key < 0x80 ? (char) key : '?';
}

static void
test_sequences (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (sequence_cases); i++)
    {
      const SequenceCase *this = &sequence_cases[i];
      KeySequence sequence = { 0 };
      g_autoptr (GString) got = g_string_new (NULL);
      for (const char *sent = this->sent; *sent != '\0'; sent++)
        {
          Key keys[KEY_SEQUENCE_KEYS];
          unsigned count = *sent == '|' ? key_sequence_end (&sequence, keys)
                                        : key_sequence_take (&sequence, (Key) (unsigned char) *sent, keys);
          assert_true (count <= KEY_SEQUENCE_KEYS);
          for (unsigned k = 0; k < count; k++)
            g_string_append_c (got, sign_of (keys[k]));
        }
      if (strcmp (got->str, this->keys) != 0)
        fail_msg ("%s: got '%s', wanted '%s'", this->name, got->str, this->keys);
    }
}

/* Whatever comes, a lone key behind a pause arrives. */
static void
test_anything (void **state)
{
  KeySequence sequence = { 0 };
  Key keys[KEY_SEQUENCE_KEYS];
  (void) state;
  GRand *random = g_rand_new_with_seed (4711);
  for (unsigned i = 0; i < 100000; i++)
    {
      static const char often[] = "\033[O;1M~A";
      Key key = (Key) g_rand_int_range (random, 0, 300);
      if (g_rand_boolean (random))
        key = (Key) often[g_rand_int_range (random, 0, sizeof often - 1)];
      assert_true (key_sequence_take (&sequence, key >= 256 ? KEY_FUNCTION | key : key, keys) <= KEY_SEQUENCE_KEYS);
      if (i % 7 != 0)
        continue;
      assert_true (key_sequence_end (&sequence, keys) <= KEY_SEQUENCE_KEYS);
      assert_int_equal (key_sequence_take (&sequence, 'j', keys), 1);
      assert_int_equal (keys[0], 'j');
    }
  g_rand_free (random);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_sequences), cmocka_unit_test (test_anything) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

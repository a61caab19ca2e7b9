/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See deception-random.h.  Every octet of a line is sent again at last, in order, so that
 * each row comes to its end whatever happened before. */
#include "config.h"

#include "deception-random.h"

#include <string.h>

enum { LINE = 40, BLOCKS = 6, BLOCK = 8, SEGMENTS_MOST = 9 };

/* Each segment has letters of its own, so that what was read tells where it came from. */
static void
draw_letters (GRand *random, GString *script, int count)
{
  char letter = (char) (g_rand_boolean (random) ? g_rand_int_range (random, 'a', 'z' + 1)
                                                : g_rand_int_range (random, 'A', 'Z' + 1));
  for (int i = 0; i < count; i++)
    g_string_append_c (script, letter);
}

static void
draw_doubt (GRand *random, GString *script, bool timestamps)
{
  static const char *const words[] = { "sum=bad", "ttl=1", "flags=P", "ack=70000", "md5", "flags=-", "ipsum=bad" };
  guint which = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (words) + 1);
  if (which < G_N_ELEMENTS (words))
    g_string_append_printf (script, " %s", words[which]);
  else
    g_string_append (script, timestamps ? " time=-9999" : " ttl=9");
}

static void
draw_segment (GRand *random, GString *script, const char *kinds, bool timestamps)
{
  int from = g_rand_int_range (random, g_rand_int_range (random, 0, 6) == 0 ? 0 : 1, LINE);
  int length = g_rand_int_range (random, 1, MIN (LINE - from, 14) + 1);
  g_string_append_printf (script, "+%d '", from);
  draw_letters (random, script, length);
  g_string_append (script, "'");
  if (strstr (kinds, "doubt") != NULL && g_rand_int_range (random, 0, 3) == 0)
    draw_doubt (random, script, timestamps);
  else if (strstr (kinds, "urgent") != NULL && g_rand_int_range (random, 0, 3) == 0)
    g_string_append_printf (script, " urgent=%d", g_rand_int_range (random, 0, length + 3));
  else if (strstr (kinds, "fin") != NULL && g_rand_int_range (random, 0, 4) == 0)
    g_string_append (script, g_rand_boolean (random) ? " flags=FPA" : " flags=FPA sum=bad");
  g_string_append (script, "; ");
}

/* 20 octets of header and 44 of data; all fragments but the last one that came. */
static void
draw_fragments (GRand *random, GString *script)
{
  g_string_append (script, "+0 '");
  for (int i = 0; i < 4 + BLOCKS * BLOCK - 8; i++)
    g_string_append_c (script, (char) ('a' + (i + 4) / BLOCK));
  g_string_append (script, "' other='");
  for (int i = 0; i < 4 + BLOCKS * BLOCK - 8; i++)
    g_string_append_c (script, (char) ('A' + (i + 4) / BLOCK));
  g_string_append (script, "' cut=");
  int blocks = (20 + 4 + BLOCKS * BLOCK - 8) / BLOCK, count = g_rand_int_range (random, 2, 7);
  for (int i = 0; i < count; i++)
    {
      int from = g_rand_int_range (random, 0, blocks), end = g_rand_int_range (random, from + 1, blocks + 1);
      g_string_append_printf (script, "%s%d-%d%s", i > 0 ? "," : "", from * BLOCK, end * BLOCK,
                              from > 2 && g_rand_boolean (random) ? "*" : "");
    }
  g_string_append (script, "; ");
}

Deception *
deception_random_new (guint32 seed, const char *kinds)
{
  GRand *random = g_rand_new_with_seed (seed);
  Deception *row = g_new0 (Deception, 1);
  row->timestamps = g_rand_boolean (random);
  GString *script = g_string_new (". 'EHLO pc.example~'; ");
  int segments = g_rand_int_range (random, 2, SEGMENTS_MOST + 1);
  for (int i = 0; i < segments; i++)
    if (strstr (kinds, "fragments") != NULL && g_rand_int_range (random, 0, 3) == 0)
      draw_fragments (random, script);
    else
      draw_segment (random, script, kinds, row->timestamps);
  g_string_append (script, "+0 '");
  for (int i = 0; i < LINE; i++)
    g_string_append_c (script, (char) ('0' + i % 10));
  g_string_append_printf (script, "~'; takes %d; . 'QUIT~'", LINE + 2);
  row->name = g_strdup_printf ("random %u", seed);
  row->script = g_string_free (script, FALSE);
  g_rand_free (random);
  return row;
}

void
deception_random_free (Deception *row)
{
  g_free ((gpointer) row->name);
  g_free ((gpointer) row->script);
  g_free (row);
}

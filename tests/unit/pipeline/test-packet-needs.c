/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets that wait for somebody who needs them: by key, by place, by time, and over the limit. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>
#include <stdio.h>

#include "src/packet-needs.h"

/* --- a little language ------------------------------------------------------------ */

static void
note (void *user, const Packet *packet)
{
  g_string_append_printf (user, "%u ", (unsigned) packet->number);
}

/* A packet whose time is that of its number, but for those from 50 on: they have all one. */
static Packet
packet_of (unsigned number)
{
  static const uint8_t octets[100];
  return (Packet){ .octets = octets,
                   .captured = sizeof octets,
                   .length = sizeof octets,
                   .number = number,
                   .time = number < 50 ? number : 50 };
}

/* "keep a 1" (also with another fragment: "keep a 1+2"), "key a", "place 1", "time 1". */
static void
obey (PacketNeeds *needs, const char *line)
{
  char key;
  unsigned number, other;
  if (sscanf (line, "keep %c %u+%u", &key, &other, &number) == 3)
    {
      PacketChain chain = { 0 };
      const Packet first = packet_of (other), packet = packet_of (number);
      packet_chain_add (&chain, &first);
      packet_needs_keep (needs, &key, 1, &packet, &chain);
      packet_chain_clear (&chain);
    }
  else if (sscanf (line, "keep %c %u", &key, &number) == 2)
    {
      const Packet packet = packet_of (number);
      packet_needs_keep (needs, &key, 1, &packet, NULL);
    }
  else if (sscanf (line, "key %c", &key) == 1)
    packet_needs_want_key (needs, &key, 1);
  else if (sscanf (line, "place %u", &number) == 1)
    {
      const Packet packet = packet_of (number);
      packet_needs_want (needs, &(NeedPlace){ .number = number, .time = packet.time });
    }
  else if (sscanf (line, "time %u", &number) == 1)
    packet_needs_expect (needs, number);
  else
    fail_msg ("'%s' is no order", line);
}

static void
test_cases (void **state)
{
  (void) state;
  static const struct {
    const char *what, *orders;
    uint64_t limit;
    const char *written;
    unsigned hit;
  } rows[] = {
    { "nobody wants them", "keep a 1,keep b 2", 10000, "", 0 },
    { "by place: all of that key so far", "keep a 1,keep b 2,keep a 3,place 3,keep a 4", 10000, "1 3 ", 0 },
    { "each once", "keep a 1,place 1,place 1,keep a 2,place 2", 10000, "1 2 ", 0 },
    { "by key: also what comes", "keep a 1,keep b 2,key a,keep a 3,keep b 4", 10000, "1 3 ", 0 },
    { "a key that nothing is held of", "key a,keep a 1", 10000, "1 ", 0 },
    { "an unknown place", "keep a 1,place 2", 10000, "", 0 },
    { "by time", "time 3,keep a 1,keep b 2,keep a 3,keep b 4,keep a 5", 10000, "1 3 ", 0 },
    { "several at one time", "time 50,keep a 51,keep b 52", 10000, "51 52 ", 0 },
    { "places tell those apart", "keep a 51,keep b 52,place 52", 10000, "52 ", 0 },
    { "fragments", "keep a 1+2,keep a 3,place 1", 10000, "1 2 3 ", 0 },
    { "expected fragments", "time 1,keep a 1+2", 10000, "1 2 ", 0 },
    { "the oldest gives way", "keep a 1,keep b 2,keep c 3,place 1,place 2,place 3", 1000, "2 3 ", 1 },
    { "and that is what had nothing for long", "keep a 1,keep b 2,keep a 3,keep c 4,place 1,place 2,place 4", 1200,
      "1 3 4 ", 1 },
    { "no room for any", "keep a 1,place 1", 10, "", 1 },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GString *written = g_string_new (NULL);
      PacketNeeds *needs = packet_needs_new (rows[i].limit, note, written);
      g_auto (GStrv) orders = g_strsplit (rows[i].orders, ",", 0);
      for (char **order = orders; *order != NULL; order++)
        obey (needs, *order);
      if (strcmp (written->str, rows[i].written) != 0)
        fail_msg ("%s: '%s' written", rows[i].what, written->str);
      if (packet_needs_hit (needs) != rows[i].hit)
        fail_msg ("%s: limit hit %u times", rows[i].what, (unsigned) packet_needs_hit (needs));
      packet_needs_free (needs);
      g_string_free (written, TRUE);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

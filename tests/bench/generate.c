/* SPDX-License-Identifier: GPL-3.0-or-later */
/* generate WORKLOAD FILE [--size N[K|M|G]] [--seed N] [--sessions N]: writes the capture file of a
 * benchmark.  The same workload, size and seed give the same octets.  What the file
 * holds is told on standard output in one line of NAME=NUMBER words.
 *
 *   mixed  SMTP sessions of many kinds, some 200 at a time, to 1 GiB
 *   other  the same, but nine tenths of the octets are other traffic
 *   tiny   200,000 sessions with a mail of 300 octets each
 *   huge   one session with one mail of 300 MB
 *   syns   2,000,000 connections that never go past their SYN
 *
 * --sessions makes so many of tiny.  --size ends the file early, about there.  Every packet is in the file: what goes
 * over the wire twice or out of order (in 3 of 100 sessions) is never lost. */
#include "config.h"

#include "script.h"
#include "wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 200, LOSSY_PERCENT = 3, SYNS = 2000000, TINY_SESSIONS = 200000 };
#define HUGE_MAIL 300000000u
#define FIRST_SECOND 1709283600u /* 2024-03-01 09:00 UTC */

typedef enum Protocol { OVER_TCP, OVER_UDP, OVER_ICMP } Protocol;
typedef enum Phase { SYN, SYN_ACK, HANDSHAKE, TALK, FIN, FIN_ACK, LAST_ACK, OVER } Phase;

/* A segment that was sent out of turn: not yet at all (reordered), or once already. */
typedef struct HeldSegment {
  size_t length; /* 0: none is held */
  uint32_t sequence;
  bool first_time;
  unsigned after; /* so many segments */
  uint8_t octets[MSS_IPV4];
} HeldSegment;

/* A conversation under way. */
typedef struct Slot {
  uint64_t next; /* microseconds: when its next packet goes */
  Protocol protocol;
  Phase phase;
  bool smtp;
  bool lossy;
  Endpoint hosts[2];
  uint32_t sequence[2];    /* of the next octet to send */
  unsigned unacknowledged; /* full segments since the last ACK */
  uint64_t round_trip;
  size_t piece, offset;
  HeldSegment held;
  Script script;
} Slot;

typedef struct Totals {
  uint64_t connections, sessions, mails, other_octets, smtp_octets;
} Totals;

typedef struct Run {
  const char *workload;
  uint64_t size;
  Chance chance;
  Wire *wire;
  Pools *pools;
  Totals totals;
  Slot *slots[SLOTS]; /* a heap: the earliest first */
  size_t slot_count;
} Run;

/* --- one conversation ---------------------------------------------------------- */

static void
make_hosts (Slot *slot, Chance *chance, uint64_t number)
{
  bool ipv6 = slot->protocol == OVER_TCP && chance_percent (chance, 12);
  for (unsigned side = 0; side < 2; side++)
    {
      Endpoint *host = &slot->hosts[side];
      memset (host, 0, sizeof *host);
      host->ipv6 = ipv6;
      unsigned machine = (unsigned) chance_range (chance, 1, side == CLIENT ? 60000 : 50);
      memcpy (host->mac, (const uint8_t[]){ 2, 0, 0, (uint8_t) side, (uint8_t) (machine >> 8), (uint8_t) machine }, 6);
      if (ipv6)
        memcpy (host->address, (const uint8_t[]){ 0x20, 0x01, 0x0d, 0xb8, 0, (uint8_t) side }, 6);
      else
        memcpy (host->address, (const uint8_t[]){ 10, (uint8_t) side }, 2);
      memcpy (host->address + (ipv6 ? 14 : 2), (const uint8_t[]){ (uint8_t) (machine >> 8), (uint8_t) machine }, 2);
    }
  slot->hosts[CLIENT].port = (uint16_t) (1024 + number % 60000);
  slot->hosts[SERVER].port = slot->script.port;
}

static void
choose_script (Run *run, Slot *slot)
{
  Chance *chance = &run->chance;
  Script *script = &slot->script;
  uint64_t seconds = slot->next / 1000000;
  slot->protocol = OVER_TCP;
  slot->smtp = true;
  if (strcmp (run->workload, "tiny") == 0)
    script_tiny (script, chance);
  else if (strcmp (run->workload, "huge") == 0)
    script_huge (script, run->pools, chance, seconds, run->size < HUGE_MAIL ? run->size : HUGE_MAIL);
  else if (strcmp (run->workload, "other") == 0 && run->totals.smtp_octets * 9 > run->totals.other_octets)
    {
      slot->smtp = false;
      unsigned kind = (unsigned) chance_range (chance, 0, 99);
      slot->protocol = kind < 60 ? OVER_TCP : kind < 97 ? OVER_UDP : OVER_ICMP;
      if (slot->protocol == OVER_TCP)
        script_other (script, run->pools, chance);
      else
        script_datagrams (script, run->pools, chance);
    }
  else
    script_smtp (script, run->pools, chance, seconds);
}

static void
start (Run *run, Slot *slot)
{
  Chance *chance = &run->chance;
  choose_script (run, slot);
  uint64_t octets = 0;
  for (size_t i = 0; i < slot->script.piece_count; i++)
    octets += slot->script.pieces[i].length;
  make_hosts (slot, chance, run->totals.connections);
  run->totals.connections += slot->protocol == OVER_TCP;
  run->totals.sessions += slot->smtp;
  run->totals.mails += slot->script.mails;
  *(slot->smtp ? &run->totals.smtp_octets : &run->totals.other_octets) += octets;

  slot->phase = slot->protocol == OVER_TCP ? SYN : TALK;
  slot->lossy = slot->smtp && chance_percent (chance, LOSSY_PERCENT);
  slot->sequence[CLIENT] = (uint32_t) chance_next (chance);
  slot->sequence[SERVER] = (uint32_t) chance_next (chance);
  slot->unacknowledged = 0;
  slot->round_trip = chance_doubling (chance, 200, 60000);
  slot->piece = 0;
  slot->offset = 0;
  slot->held.length = 0;
}

/* What `side` has of the other's octets without a hole. */
static uint32_t
received_by (const Slot *slot, Side side)
{
  const HeldSegment *held = &slot->held;
  bool hole = held->length > 0 && held->first_time && slot->script.pieces[slot->piece].side != side;
  return hole ? held->sequence : slot->sequence[!side];
}

static void
send (Run *run, const Slot *slot, Side side, unsigned flags, uint32_t sequence, size_t length)
{
  TcpHeader tcp = { .sequence = sequence,
                    .acknowledged = (flags & TCP_ACK) != 0 ? received_by (slot, side) : 0,
                    .flags = (uint8_t) flags };
  wire_tcp (run->wire, slot->next, &slot->hosts[side], &slot->hosts[!side], &tcp, length);
}

static void
send_next (Run *run, Slot *slot, Side side, unsigned flags)
{
  send (run, slot, side, flags, slot->sequence[side], 0);
  slot->sequence[side] += (flags & (TCP_SYN | TCP_FIN)) != 0;
}

/* Puts the next segment of the side whose turn it is together; goes past its pieces. */
static size_t
gather (Slot *slot, uint8_t *to, size_t most, bool *push)
{
  size_t gathered = 0;
  *push = false;
  while (gathered < most && !*push)
    {
      const Piece *piece = &slot->script.pieces[slot->piece];
      size_t length = piece->length - slot->offset;
      if (length > most - gathered)
        length = most - gathered;
      memcpy (to + gathered, piece->octets + slot->offset, length);
      gathered += length;
      slot->offset += length;
      if (slot->offset == piece->length)
        {
          *push = piece->ends_segment;
          slot->piece++;
          slot->offset = 0;
        }
    }
  return gathered;
}

static void
send_held (Run *run, Slot *slot, Side side)
{
  HeldSegment *held = &slot->held;
  memcpy (wire_payload (run->wire), held->octets, held->length);
  size_t length = held->length;
  held->length = 0;
  send (run, slot, side, TCP_ACK, held->sequence, length);
}

/* Now and then keeps a segment back, or a copy of it; true if it goes out now all the same. */
static bool
hold (Run *run, Slot *slot, uint32_t sequence, size_t length)
{
  HeldSegment *held = &slot->held;
  if (held->length > 0 || !chance_percent (&run->chance, 4))
    return true;
  memcpy (held->octets, wire_payload (run->wire), length);
  held->length = length;
  held->sequence = sequence;
  held->first_time = chance_percent (&run->chance, 50);
  held->after = (unsigned) chance_range (&run->chance, 1, 6);
  return !held->first_time;
}

static void
talk (Run *run, Slot *slot)
{
  const Script *script = &slot->script;
  Side side = script->pieces[slot->piece].side;
  if (slot->held.length > 0 && slot->held.after-- == 0)
    {
      send_held (run, slot, side);
      slot->next += 20;
      return;
    }
  if (slot->unacknowledged >= 2)
    {
      slot->unacknowledged = 0;
      send_next (run, slot, !side, TCP_ACK);
      slot->next += 8;
      return;
    }
  uint32_t sequence = slot->sequence[side];
  bool push;
  size_t most = slot->hosts[side].ipv6 ? MSS_IPV6 : MSS_IPV4;
  size_t length = gather (slot, wire_payload (run->wire), most, &push);
  slot->sequence[side] += (uint32_t) length;
  slot->unacknowledged += length == most;
  bool ends = slot->piece == script->piece_count;
  /* Only in the midst of long octets, so that a held segment is out before the turn is. */
  bool now = !slot->lossy || ends || push || length < most || hold (run, slot, sequence, length);
  if (ends || script->pieces[slot->piece].side != side)
    {
      /* The last segment of a turn: what is held goes first, on this very microsecond. */
      if (slot->held.length > 0)
        {
          uint8_t kept[MSS_IPV4];
          memcpy (kept, wire_payload (run->wire), length);
          send_held (run, slot, side);
          memcpy (wire_payload (run->wire), kept, length);
        }
      slot->unacknowledged = 0;
      send (run, slot, side, TCP_ACK | TCP_PSH, sequence, length);
      slot->next += slot->round_trip / 2 + chance_range (&run->chance, 50, 2000);
      if (ends)
        slot->phase = FIN;
      return;
    }
  if (now)
    send (run, slot, side, TCP_ACK | (push ? TCP_PSH : 0), sequence, length);
  slot->next += 12 + chance_range (&run->chance, 0, 30);
}

/* A datagram, or an echo request, a piece. */
static void
exchange_datagram (Run *run, Slot *slot)
{
  const Piece *piece = &slot->script.pieces[slot->piece];
  Side side = piece->side;
  memcpy (wire_payload (run->wire), piece->octets, piece->length);
  if (slot->protocol == OVER_UDP)
    wire_udp (run->wire, slot->next, &slot->hosts[side], &slot->hosts[!side], piece->length);
  else
    {
      bool reply = slot->piece % 2 != 0;
      wire_ping (run->wire, slot->next, &slot->hosts[reply], &slot->hosts[!reply], reply, (uint16_t) (slot->piece / 2),
                 56);
    }
  slot->next += 20 + chance_range (&run->chance, 0, 1000);
  if (++slot->piece == slot->script.piece_count)
    slot->phase = OVER;
}

/* Sends one packet, and says when the next goes. */
static void
step (Run *run, Slot *slot)
{
  uint64_t way = slot->round_trip / 2;
  switch (slot->phase)
    {
    case SYN:
      send_next (run, slot, CLIENT, TCP_SYN);
      break;
    case SYN_ACK:
      send_next (run, slot, SERVER, TCP_SYN | TCP_ACK);
      break;
    case HANDSHAKE:
      send_next (run, slot, CLIENT, TCP_ACK);
      break;
    case TALK:
      (slot->protocol == OVER_TCP ? talk : exchange_datagram) (run, slot);
      return;
    case FIN:
      send_next (run, slot, CLIENT, slot->script.abrupt ? TCP_RST | TCP_ACK : TCP_FIN | TCP_ACK);
      if (slot->script.abrupt)
        slot->phase = LAST_ACK;
      break;
    case FIN_ACK:
      send_next (run, slot, SERVER, TCP_FIN | TCP_ACK);
      break;
    case LAST_ACK:
      send_next (run, slot, CLIENT, TCP_ACK);
      break;
    case OVER:
      break;
    }
  slot->phase++;
  slot->next += way;
}

/* --- all of them ---------------------------------------------------------------- */

/* Puts the first slot back where its time belongs. */
static void
sift_down (Run *run)
{
  size_t at = 0;
  for (;;)
    {
      size_t child = 2 * at + 1;
      if (child >= run->slot_count)
        return;
      if (child + 1 < run->slot_count && run->slots[child + 1]->next < run->slots[child]->next)
        child++;
      if (run->slots[at]->next <= run->slots[child]->next)
        return;
      Slot *later = run->slots[at];
      run->slots[at] = run->slots[child];
      run->slots[child] = later;
      at = child;
    }
}

static bool
wants_more (const Run *run, uint64_t most_connections)
{
  return run->totals.connections < most_connections && wire_octets (run->wire) < run->size;
}

static void
converse (Run *run, size_t slots, uint64_t most_connections)
{
  while (run->slot_count < slots)
    {
      Slot *slot = calloc (1, sizeof *slot);
      if (slot == NULL)
        abort ();
      slot->next = FIRST_SECOND * 1000000ull + run->slot_count * 700;
      start (run, slot);
      run->slots[run->slot_count++] = slot; /* in order of time already */
    }
  while (run->slot_count > 0)
    {
      Slot *slot = run->slots[0];
      step (run, slot);
      if (slot->phase == OVER)
        {
          if (wants_more (run, most_connections))
            {
              slot->next += chance_range (&run->chance, 100, 20000);
              start (run, slot);
            }
          else
            {
              free (slot);
              run->slots[0] = run->slots[--run->slot_count];
            }
        }
      sift_down (run);
    }
}

/* Fewer in a small file, which those under way at its end would make a large one. */
static size_t
at_once (uint64_t size)
{
  uint64_t slots = size >> 21;
  return (size_t) (slots < 4 ? 4 : slots < SLOTS ? slots : SLOTS);
}

static void
flood (Run *run)
{
  Endpoint from = { .mac = { 2, 0, 0, 0, 0, 1 } };
  Endpoint to = { .mac = { 2, 0, 0, 1, 0, 1 }, .address = { 10, 1, 0, 1 }, .port = 25 };
  for (uint64_t i = 0; i < SYNS && wire_octets (run->wire) < run->size; i++)
    {
      uint64_t number = chance_next (&run->chance);
      TcpHeader tcp = { .sequence = (uint32_t) number, .flags = TCP_SYN };
      /* 172.16.0.0/12 and every port: two flows in some thousands of millions are alike. */
      from.address[0] = 172;
      from.address[1] = (uint8_t) (16 + (number >> 32) % 16);
      from.address[2] = (uint8_t) (number >> 40);
      from.address[3] = (uint8_t) (number >> 48);
      from.port = (uint16_t) (1024 + (number >> 17) % 64000);
      wire_tcp (run->wire, FIRST_SECOND * 1000000ull + i * 10, &from, &to, &tcp, 0);
      run->totals.connections++;
    }
}

static int
usage (void)
{
  fputs ("usage: generate mixed|other|tiny|huge|syns FILE [--size N[K|M|G]] [--seed N] [--sessions N]\n", stderr);
  return 2;
}

static uint64_t
parse_size (const char *text)
{
  char *end;
  uint64_t size = strtoull (text, &end, 10);
  const char *units = "KMG";
  const char *unit = *end != '\0' ? strchr (units, *end) : NULL;
  return unit != NULL ? size << (10 * (unit - units + 1)) : size;
}

int
main (int argc, char **argv)
{
  static const char *const workloads[] = { "mixed", "other", "tiny", "huge", "syns" };
  uint64_t sessions = TINY_SESSIONS;
  Run run = { .size = 0, .chance = { .state = 42 } };
  if (argc < 3 || argc % 2 == 0)
    return usage ();
  for (size_t i = 0; i < sizeof workloads / sizeof workloads[0]; i++)
    if (strcmp (argv[1], workloads[i]) == 0)
      run.workload = workloads[i];
  for (int i = 3; i + 1 < argc; i += 2)
    if (strcmp (argv[i], "--size") == 0)
      run.size = parse_size (argv[i + 1]);
    else if (strcmp (argv[i], "--sessions") == 0)
      sessions = strtoull (argv[i + 1], NULL, 10);
    else if (strcmp (argv[i], "--seed") == 0)
      run.chance.state = strtoull (argv[i + 1], NULL, 10) | 1;
    else
      return usage ();
  if (run.workload == NULL)
    return usage ();
  bool counted = run.workload == workloads[2] || run.workload == workloads[4];
  if (run.size == 0)
    run.size = counted ? UINT64_MAX : 1u << 30;

  run.wire = wire_open (argv[2]);
  run.pools = pools_new (&run.chance);
  if (strcmp (run.workload, "syns") == 0)
    flood (&run);
  else if (strcmp (run.workload, "huge") == 0)
    converse (&run, 1, 1);
  else
    converse (&run, at_once (run.size), strcmp (run.workload, "tiny") == 0 ? sessions : UINT64_MAX);
  printf ("octets=%" PRIu64 " packets=%" PRIu64 " connections=%" PRIu64 " sessions=%" PRIu64 " mails=%" PRIu64 "\n",
          wire_octets (run.wire), wire_packets (run.wire), run.totals.connections, run.totals.sessions,
          run.totals.mails);
  pools_free (run.pools);
  wire_close (run.wire);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two hosts say to each other in one conversation, as a list of pieces, made
 * before the first packet of it is sent.  Long octets are borrowed from pools that
 * all scripts share; short ones lie in the script.  The same numbers give the same
 * script. */
#ifndef SMTPLENS_BENCH_SCRIPT_H
#define SMTPLENS_BENCH_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers that decide all (xorshift64*). */
typedef struct Chance {
  uint64_t state;
} Chance;

uint64_t chance_next (Chance *chance);
/* From least to most, both included. */
uint64_t chance_range (Chance *chance, uint64_t least, uint64_t most);
/* The same, small numbers as likely as large ones: each doubling of the size has the same weight. */
uint64_t chance_doubling (Chance *chance, uint64_t least, uint64_t most);
bool chance_percent (Chance *chance, unsigned percent);

typedef enum Side { CLIENT, SERVER } Side;

typedef struct Piece {
  const uint8_t *octets;
  uint32_t length;
  uint8_t side;
  bool ends_segment; /* the sender pushes here; else the next piece goes on in the same segment */
} Piece;

enum { PIECES_MOST = 2048, TEXT_MOST = 128 * 1024 };

typedef struct Script {
  uint16_t port;
  bool abrupt;    /* ends with RST */
  unsigned mails; /* that can be read on the wire */
  size_t piece_count;
  size_t text_used;
  Piece pieces[PIECES_MOST];
  char text[TEXT_MOST];
} Script;

typedef struct Pools Pools;
Pools *pools_new (Chance *chance);
void pools_free (Pools *pools);

/* Each makes a script anew; `seconds` is the time of day in the headers. */
void script_smtp (Script *script, const Pools *pools, Chance *chance, uint64_t seconds);
void script_tiny (Script *script, Chance *chance);
/* One mail of so many octets. */
void script_huge (Script *script, const Pools *pools, Chance *chance, uint64_t seconds, uint64_t octets);
/* No SMTP: HTTP, TLS from the start, or octets of no protocol on some port. */
void script_other (Script *script, const Pools *pools, Chance *chance);
/* Datagrams; each piece is one. */
void script_datagrams (Script *script, const Pools *pools, Chance *chance);

#endif

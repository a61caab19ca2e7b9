/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays a row of deceptions.h: makes the packets of the deceiver, and has a host
 * answer them.  That host is Linux itself, or who stands in for it. */
#ifndef SMTPLENS_TESTS_DECEPTION_PLAY_H
#define SMTPLENS_TESTS_DECEPTION_PLAY_H

#include "deception-packet.h"
#include "deceptions.h"

/* A packet that crossed, from the IP header on. */
typedef struct PlayedPacket {
  GByteArray *octets;
  int64_t time; /* nanoseconds since the epoch */
} PlayedPacket;

typedef struct DeceptionPlay DeceptionPlay;

/* The honest host and the way to it. */
typedef struct HonestHost {
  void *user;
  /* Takes a packet of the deceiver. */
  void (*take) (void *user, DeceptionPlay *play, const uint8_t *octets, size_t length);
  /* Lets it go on until play_is_settled, or in vain; its packets go to play_take. */
  void (*go_on) (void *user, DeceptionPlay *play);
  int64_t (*clock) (void *user);
  void (*pause) (void *user, unsigned milliseconds);
} HonestHost;

struct DeceptionPlay {
  const Deception *row;
  HonestHost host;
  MadeRoute route;    /* from the deceiver to the honest host */
  GPtrArray *packets; /* of PlayedPacket *: all that crossed, both ways */
  GString *trouble;   /* what was not as the row says, a line each */

  GByteArray *expected; /* what the honest application shall have read by now */
  uint64_t acknowledged_wanted;
  bool dies; /* the honest application shall learn that the connection broke */
  uint64_t here;

  /* Of the deceiver's own TCP. */
  uint32_t initial;
  uint32_t other_initial;
  bool connected;
  uint64_t received;     /* octets of the honest stream, in order */
  GByteArray *heard;     /* those */
  uint64_t acknowledged; /* of the deceiver's stream; SYN and FIN not counted */
  uint32_t timestamp;    /* the last one of the honest host */
  int64_t clock;         /* timestamps are the host's milliseconds and this */
  bool other_fin;
  bool other_reset;
  uint16_t identification;

  /* Kept by the host. */
  GByteArray *read; /* by its application */
  GByteArray *said; /* by its application */
  bool dead;        /* its application was told that the connection broke */
};

/* `route` with source and destination; where the deceiver is the client, with both
 * ports, else the destination's port is learned. */
DeceptionPlay *deception_play_new (const Deception *row, const MadeRoute *route, const HonestHost *host);
void deception_play_free (DeceptionPlay *play);

/* Plays the script; trouble stops it. */
void deception_play_run (DeceptionPlay *play);

/* A packet of the honest host. */
void deception_play_take (DeceptionPlay *play, const uint8_t *octets, size_t length);

/* Whether all was read and acknowledged that the script expects so far, and all that
 * the honest application said was received. */
bool deception_play_is_settled (const DeceptionPlay *play);

/* Writes what crossed as a capture file. */
bool deception_play_save (const DeceptionPlay *play, const char *path);

#endif

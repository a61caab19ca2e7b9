/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What savefile.c and the formats behind it share: one row a format. */
#ifndef SMTPLENS_SAVEFILE_FORMAT_H
#define SMTPLENS_SAVEFILE_FORMAT_H

#include "../dissect/translate.h"

#include "savefile.h"

enum { SAVEFILE_MAGIC_OCTETS = 4 };

typedef struct SavefileFormat {
  /* Whether a file that begins so is of this format. */
  bool (*begins) (const uint8_t magic[SAVEFILE_MAGIC_OCTETS]);
  /* Reads the file header; false after savefile_fail or savefile_short. */
  bool (*open) (Savefile *savefile);
  SavefileStatus (*next) (Savefile *savefile, Packet *packet);
  void (*close) (Savefile *savefile);
} SavefileFormat;

extern const SavefileFormat savefile_pcap;
extern const SavefileFormat savefile_pcapng;

struct Savefile {
  const SavefileFormat *format;
  ByteSource *source;
  char *damage[TONGUES];
  char *blemish[TONGUES];    /* the first record that could not be read though the next could */
  GByteArray *secrets;       /* not yet taken; NULL: none */
  GArray *names;             /* of SavefileName, not yet taken; NULL: none */
  FileNotes *notes;          /* of a format that has some, until they are taken; else NULL */
  PacketNotes *packet_notes; /* of the packet at hand; NULL: none */
  uint64_t number;           /* of the last record that counts */
  bool big_endian;
  void *state; /* the format's own */
};

/* Keeps the first damage: "damaged at octet PLACE: " and the words, in both tongues: the
 * format is a text of the catalogue. */
SavefileStatus savefile_fail (Savefile *savefile, uint64_t place, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The same for a record that is passed over: reading goes on, and the words are
 * kept to be told at the end. */
void savefile_blemish (Savefile *savefile, uint64_t place, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* A key log that stands in the file at `place`. */
void savefile_add_secrets (Savefile *savefile, uint64_t place, const uint8_t *octets, size_t length);

/* One name of an address of 4 or 16 octets; an empty one is none. */
void savefile_add_name (Savefile *savefile, unsigned ip_version, const uint8_t *ip, const char *octets, size_t length);

/* Octets of a frame check sequence of which a file tells; 0 where no link has such. */
uint8_t savefile_check_octets (unsigned told);

/* After a peek that was too short for what begins at `start`: it is waited for,
 * this is a clean end, or the file is cut short.  `what` names it ("packet
 * record"), a text of the catalogue; `need` is how many octets it has. */
SavefileStatus savefile_short (Savefile *savefile, uint64_t start, const char *what, uint64_t need);

/* Nanoseconds since the epoch from seconds and nanoseconds, held at the ends of
 * the range rather than wrapped. */
int64_t savefile_time (int64_t seconds, int64_t nanoseconds);

static inline uint16_t
savefile_u16 (const Savefile *savefile, const uint8_t *at)
{
  return (uint16_t) (savefile->big_endian ? at[0] << 8 | at[1] : at[1] << 8 | at[0]);
}

static inline uint32_t
savefile_u32 (const Savefile *savefile, const uint8_t *at)
{
  if (savefile->big_endian)
    return (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
  return (uint32_t) at[3] << 24 | (uint32_t) at[2] << 16 | (uint32_t) at[1] << 8 | at[0];
}

#endif

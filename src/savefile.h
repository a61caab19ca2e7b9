/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads packets out of a capture file: pcap in all its forms, and pcapng.
 * What is before damage is given first, then the damage is told with its place. */
#ifndef SMTPLENS_SAVEFILE_H
#define SMTPLENS_SAVEFILE_H

#include "../dissect/translate.h"

#include "byte-source.h"
#include "file-notes.h"
#include "packet-notes.h"
#include "packet.h"

#include <glib.h>

typedef struct Savefile Savefile;

/* A record that promises more octets is damage, whatever the file says of its
 * snapshot length: no link in use carries such a packet. */
enum { SAVEFILE_PACKET_MAX = 16 * 1024 * 1024 };

typedef enum SavefileStatus {
  SAVEFILE_PACKET,
  SAVEFILE_WAIT, /* the next record is not all there yet (byte_source_never_wait) */
  SAVEFILE_END,
  SAVEFILE_DAMAGED, /* savefile_damage says how; nothing more can be read */
} SavefileStatus;

/* Reads the file header.  Takes the source over, also where it returns NULL and
 * *why (g_free) tells the user in a few words why this is no capture that can be read. */
Savefile *savefile_new (ByteSource *source, char **why);
/* NULL is fine. */
void savefile_free (Savefile *savefile);

/* The next packet, its octets and notes borrowed until the next call; all of *packet
 * but `file` is set.  The number counts what Wireshark counts in the same file. */
SavefileStatus savefile_next (Savefile *savefile, Packet *packet);

/* Octets of TLS key logs (SSLKEYLOGFILE) that stood in the file since the last call,
 * whole lines; NULL: none.  Whoever takes them frees them by savefile_secrets_free. */
GByteArray *savefile_take_secrets (Savefile *savefile);
/* Clears them.  NULL is fine. */
void savefile_secrets_free (GByteArray *secrets);

/* A name that the file gives an address. */
typedef struct SavefileName {
  uint8_t ip[16]; /* 4 or 16 octets used */
  uint8_t ip_version;
  char *name; /* octets of the file, without NUL, at most SAVEFILE_NAME_OCTETS */
} SavefileName;

/* Longer ones are no names of hosts (RFC 1035 §2.3.4). */
enum { SAVEFILE_NAME_OCTETS = 255 };

/* Names that stood in the file since the last call; NULL: none.  Free by g_array_unref. */
GArray *savefile_take_names (Savefile *savefile);

/* What the file said of itself so far; NULL where its format has nothing to say.  The
 * caller's to free once it is taken, which is for the end. */
const FileNotes *savefile_notes (const Savefile *savefile);
FileNotes *savefile_take_notes (Savefile *savefile);

/* One line without the file's name, NULL if nothing is wrong. */
const char *savefile_damage (const Savefile *savefile, Tongue tongue);

/* The LINKTYPE_ number of a number found in a file or given by a device: old
 * ones of some systems (raw IP as 12 or 14) have one meaning here. */
int savefile_link_type (unsigned found);

ByteSource *savefile_source (Savefile *savefile);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets in: capture files, standard input, live devices.  The only room that
 * knows libpcap.  A Capture is read with capture_read until it says that it is
 * at its end; damage is told once, after everything before it was handed on. */
#ifndef SMTPLENS_CAPTURE_H
#define SMTPLENS_CAPTURE_H

#include "../dissect/translate.h"

#include "file-notes.h"
#include "packet.h"

#include <glib.h>

typedef struct Capture Capture;

typedef enum CaptureError {
  CAPTURE_ERROR_FILTER,     /* the filter expression is wrong: exit 2 */
  CAPTURE_ERROR_NO_INPUT,   /* nothing could be read: exit 3 */
  CAPTURE_ERROR_DAMAGED,    /* an input is cut or corrupt; what stood before is handed on: exit 4 */
  CAPTURE_ERROR_PERMISSION, /* exit 5 */
  CAPTURE_ERROR_DEVICE,     /* no such interface, or it went away: exit 5 */
  CAPTURE_ERROR_OUTPUT,     /* the file of -w cannot be written: exit 3 */
} CaptureError;
#define CAPTURE_ERROR (capture_error_quark ())
GQuark capture_error_quark (void);

typedef void (*PacketHandler) (void *user, const Packet *packet);

/* Octets of a TLS key log (SSLKEYLOGFILE) that stands in a file; borrowed. */
typedef void (*SecretsHandler) (void *user, const uint8_t *octets, size_t length);

/* A name that a file gives an address of 4 or 16 octets; borrowed. */
typedef void (*NamesHandler) (void *user, const uint8_t *ip, unsigned ip_version, const char *name);

typedef enum CaptureStatus {
  CAPTURE_MORE,  /* call again */
  CAPTURE_AGAIN, /* a device or a pipe, nothing there now: wait for capture_fd */
  CAPTURE_END,
} CaptureStatus;

typedef struct LiveOptions {
  const char *interface;
  bool monitor;        /* -I */
  bool promiscuous;    /* not with -p */
  int buffer_kib;      /* -B; 0: libpcap's own */
  int snapshot_length; /* -s; 0: 262144 */
} LiveOptions;

typedef struct CaptureCounters {
  uint64_t packets;        /* handed on */
  uint64_t octets;         /* captured octets of them */
  uint64_t filtered;       /* left out by the filter */
  uint64_t kernel_dropped; /* live; also interface_dropped */
  uint64_t interface_dropped;
  uint64_t unread;          /* files and directories, as given, of which nothing could be read */
  uint64_t file_octets;     /* read so far of all inputs, and the sum of their sizes */
  uint64_t file_octets_all; /* (0 where unknown): for a progress bar */
} CaptureCounters;

/* Opens files and directories ("-" is standard input), in the order of their
 * first packets; those without packets come last.  A directory stands for the
 * capture files in it (not deeper), others in it are passed over with a count.
 * Of a pipe that is the only input no more than the file header is waited for.
 * An input that cannot be opened or is no capture is told by `warn` in one line;
 * NULL with CAPTURE_ERROR_NO_INPUT if none is left.
 *
 * `filter` is a BPF expression or NULL.  It is wrong if it does not fit the first
 * packet of any input; of a pipe alone, capture_read says so, with CAPTURE_END. */
Capture *capture_open_files (char *const *paths, const char *filter, void (*warn) (void *user, const char *line),
                             void *user, GError **error);

Capture *capture_open_live (const LiveOptions *options, const char *filter, GError **error);

/* Looks at no more than `most` packets and hands on those that pass the filter.
 * Damage of one file is reported through `error` (status CAPTURE_MORE or
 * CAPTURE_END all the same: the next file goes on); a device that goes away
 * likewise, with CAPTURE_END. */
CaptureStatus capture_read (Capture *capture, unsigned most, PacketHandler handler, void *user, GError **error);

/* Who gets the secrets that stand in the files, each before the packets behind it;
 * without a handler they are passed over. */
void capture_on_secrets (Capture *capture, SecretsHandler handler, void *user);

/* The same for names of hosts. */
void capture_on_names (Capture *capture, NamesHandler handler, void *user);

/* A descriptor to poll after CAPTURE_AGAIN: of a live capture, or of a pipe that
 * is being read; else -1.  With several inputs it changes as they do. */
int capture_fd (const Capture *capture);

/* Refreshes the drop counters of a live capture, then gives all counters. */
const CaptureCounters *capture_counters (Capture *capture);

/* The inputs in reading order; index = Packet.file. */
guint capture_file_count (const Capture *capture);
const char *capture_file_name (const Capture *capture, guint file);
/* Read so far, with those that the filter left out. */
uint64_t capture_file_packets (const Capture *capture, guint file);
/* The line that told what was wrong with it, NULL if nothing. */
const char *capture_file_damage (const Capture *capture, guint file, Tongue tongue);

/* What the file says of itself, as far as it was read; NULL where it says nothing. */
const FileNotes *capture_file_notes (const Capture *capture, guint file);
/* Packets that all inputs so far say that they lost while they were captured. */
uint64_t capture_files_lost (const Capture *capture);

void capture_free (Capture *capture);

/* -w: a capture file that appears under its name at once and is flushed after each batch.
 * Where the name ends in ".pcapng" it is one, in which each packet keeps its link type,
 * its interface's name and its comments; else it is pcap (nanosecond form, so that no time
 * is rounded) of one link type: the first packet decides, packets of another are counted
 * and left out. */
typedef struct CaptureWriter CaptureWriter;
CaptureWriter *capture_writer_new (const char *path, GError **error);
/* The same for a file that is open; `path` tells its form, and errors what it is called.  Takes
 * the descriptor. */
CaptureWriter *capture_writer_new_of (int fd, const char *path);
/* How an interface of an input is called, for pcapng; NULL where it has no name. */
void capture_writer_name_interfaces (CaptureWriter *writer,
                                     const char *(*name) (void *user, uint32_t file, uint32_t interface), void *user);
bool capture_writer_add (CaptureWriter *writer, const Packet *packet, GError **error);
bool capture_writer_flush (CaptureWriter *writer, GError **error);
uint64_t capture_writer_left_out (const CaptureWriter *writer);
void capture_writer_free (CaptureWriter *writer);

/* -D: one line an interface, with its addresses and description, as tcpdump -D. */
char *capture_list_interfaces (GError **error);

#endif

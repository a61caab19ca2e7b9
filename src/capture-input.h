/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kinds of capture (files, device) share with the door before them. */
#ifndef SMTPLENS_CAPTURE_INPUT_H
#define SMTPLENS_CAPTURE_INPUT_H

#include "../dissect/translate.h"

#include "capture.h"

/* One input: a file, standard input or a device. */
typedef struct CaptureInput {
  char *name; /* as given */
  uint64_t packets;
  char *damage[TONGUES]; /* NULL: none */
} CaptureInput;

typedef struct CaptureKind {
  CaptureStatus (*read) (Capture *capture, unsigned most, PacketHandler handler, void *user, GError **error);
  int (*fd) (const Capture *capture);
  void (*refresh) (Capture *capture); /* the counters */
  const CaptureInput *(*input) (const Capture *capture, guint index);
  guint (*input_count) (const Capture *capture);
  void (*free) (Capture *capture);
  const FileNotes *(*notes) (const Capture *capture, guint index); /* NULL: it has none */
} CaptureKind;

/* The first member of each kind's own struct. */
struct Capture {
  const CaptureKind *kind;
  CaptureCounters counters;
  SecretsHandler secrets; /* may be NULL */
  void *secrets_user;
  NamesHandler names; /* may be NULL */
  void *names_user;
};

#endif

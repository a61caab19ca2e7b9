/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the observer's files (tls-observer, tls-handshake): its state beside the
 * facts. */
#ifndef SMTPLENS_TLS_HANDSHAKE_H
#define SMTPLENS_TLS_HANDSHAKE_H

#include "tls-message.h"
#include "tls-observer.h"

typedef struct TlsHalf {
  TlsObserver *observer;
  Side side;
  bool begun;
  unsigned hellos;          /* taken apart */
  bool change_cipher;       /* ChangeCipherSpec came */
  bool finished;            /* an encrypted handshake record came */
  bool application;         /* application data came */
  bool sealed_behind_hello; /* TLS 1.3: an encrypted record behind ServerHello came */
  TlsRecordReader records;
  TlsMessageReader messages;
} TlsHalf;

struct TlsObserver {
  TlsFacts *facts;
  TlsOddityHandler handler;
  gpointer user;
  const TlsWatch *watch;
  gpointer watch_user;
  bool hello_done; /* ServerHelloDone came */
  TlsHalf half[2];
};

/* tls-observer.c */
void tls_half_tell (TlsHalf *half, SmtpAnomaly code, const char *what, uint64_t offset, Origin origin);
/* NULL where there are too many. */
TlsStep *tls_half_add_step (TlsHalf *half, TlsStepKind kind, uint8_t message, Origin origin);

/* tls-handshake.c: a TlsMessageHandler, `user` is a TlsHalf. */
void tls_half_take_message (gpointer user, const TlsMessage *message);
/* A record of SSL 2.0; false where nothing more can be read of either side. */
bool tls_half_take_ssl2 (TlsHalf *half, const TlsRecord *record);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An X.509 certificate as it crossed the wire (RFC 5280), taken apart by libcrypto.
 *
 * Says what stands in it, and verifies nothing: there is no trust store here, no
 * revocation, no clock, and no file is read.  A certificate that looks right may still
 * be one that no client would accept. */
#ifndef SMTPLENS_TLS_CERTIFICATE_H
#define SMTPLENS_TLS_CERTIFICATE_H

#include "arena.h"

enum {
  TLS_CERTIFICATE_MAX = 64 * 1024, /* octets of one that is read */
  TLS_CERTIFICATES_MAX = 10,       /* of a chain that are kept */
  TLS_CERTIFICATE_NAMES_MAX = 100,
  TLS_CERTIFICATE_SHA256_TEXT = 65,
};

typedef struct TlsCertificate {
  bool malformed; /* not to be read, or longer than TLS_CERTIFICATE_MAX: only size and sha256 are set */
  size_t size;
  char sha256[TLS_CERTIFICATE_SHA256_TEXT]; /* of the DER octets, lower case */
  Octets subject;                           /* UTF-8, as RFC 4514 writes it; length 0: empty */
  Octets issuer;                            /* the same */
  Octets serial;                            /* hexadecimal */
  Octets common_name;                       /* of the subject; length 0: none */
  const Octets *names;                      /* subjectAltName: DNS names and IP addresses as text */
  size_t name_count;
  bool names_cut; /* there were more */
  bool has_validity;
  int64_t not_before; /* seconds since the epoch */
  int64_t not_after;
  const char *key;       /* "RSA", "EC", "Ed25519", "Ed448", "DSA"; NULL: another */
  const char *curve;     /* "prime256v1"; NULL: none, or not named */
  unsigned bits;         /* 0: not known */
  Octets signature;      /* "sha256WithRSAEncryption" */
  const char *weak_hash; /* "MD5", "SHA-1": what it was signed with; NULL: neither */
  bool self_signed;      /* subject and issuer are the same, and no other key is named as the issuer's */
  bool authority;        /* may sign other certificates */
  Octets der;            /* length 0 where malformed */
} TlsCertificate;

/* Never NULL; what is kept is copied into the arena. */
TlsCertificate *tls_certificate_parse (Arena *arena, Octets der);

/* Whether the certificate is for this host name or IP address (RFC 6125 §6.4: a
 * wildcard stands for one whole label).  False where malformed. */
bool tls_certificate_matches (const TlsCertificate *certificate, Octets name);

#endif

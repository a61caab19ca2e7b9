/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases of checks, a table for each kind of check, all rows of which test-checks
 * plays: dialogues where a check fires, with severity and evidence, and honest ones
 * where it stays silent. */
#ifndef SMTPLENS_CHECK_CASES_H
#define SMTPLENS_CHECK_CASES_H

#include "dissect/check.h"

#define GREET "S 220 mail.example.org ESMTP\n"
#define EHLO "C EHLO client.example.com\nS 250-mail.example.org\r\n250 8BITMIME\n"
#define EHLO_TLS "C EHLO client.example.com\nS 250-mail.example.org\r\n250-STARTTLS\r\n250 8BITMIME\n"
#define LOGIN "C AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHNlc2FtZS1vcGVu\nS 235 2.7.0 ok\n" /* alice@example.com */
#define ENVELOPE "C MAIL FROM:<a@example.com>\nS 250 2.1.0 Ok\nC RCPT TO:<b@example.org>\nS 250 2.1.5 Ok\n"
#define DATA "C DATA\nS 354 go on\n"
#define DONE "C .\nS 250 2.0.0 Ok: queued\n"
#define QUIT "C QUIT\nS 221 2.0.0 Bye\n"
#define MAIL_FROM(from) ENVELOPE DATA "C From: " from "\r\nSubject: test\r\n\r\ntest mail\n" DONE
#define MAIL MAIL_FROM ("a@example.com")
#define SEALED                                                                                                         \
  ENVELOPE DATA "C From: a@example.com\r\nSubject: test\r\nMIME-Version: 1.0\r\n"                                      \
                "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n"        \
                "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"                                 \
                "--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\n"             \
                "hQEMAwECAwQFBgcIAQf+EQ==\r\n-----END PGP MESSAGE-----\r\n--b--\n" DONE
#define HELLO_TLS "c \x16\x03\x01\x00\x10xxxxxxxxxxxxxxxx\ns \x16\x03\x03\x00\x10yyyyyyyyyyyyyyyy\n"

typedef struct Expected {
  unsigned count;
  Severity severity; /* of the first */
  unsigned transaction;
  uint64_t packet;    /* of its first evidence */
  const char *detail; /* a part of it; NULL: any */
} Expected;

#define SILENT                                                                                                         \
  {                                                                                                                    \
    0, SEVERITY_INFO, 0, 0, NULL                                                                                       \
  }

typedef struct CheckCase {
  const char *id;
  const char *name;
  uint16_t port;
  const char *client; /* its address; NULL: 192.0.2.10 */
  const char *script;
  Expected expected;
} CheckCase;

/* One of several sessions. */
typedef struct Encounter {
  const char *script; /* NULL behind the last */
  const char *client; /* its address; NULL: 192.0.2.10 */
  const char *server; /* NULL: 192.0.2.25 */
  uint16_t port;      /* of the server; 0: 25 */
  int begins;         /* seconds after the first packet of the case; may be before those above */
} Encounter;

enum { ENCOUNTERS_MAX = 8 };

/* Sessions that end in this order, with what the run remembers between them. */
typedef struct EncounterCase {
  const char *id;
  const char *name;
  Encounter encounters[ENCOUNTERS_MAX];
  Expected expected; /* of the last session; all others stay silent unless `early` */
  bool early;
  uint64_t other; /* id of another session that the evidence must name; 0: any or none */
} EncounterCase;

/* Each ends with a row of zeros. */
extern const CheckCase check_cases_abuse[];
extern const EncounterCase encounter_cases_abuse[];
extern const CheckCase check_cases_exposure[];
extern const CheckCase check_cases_login[];
extern const CheckCase check_cases_framing[];
extern const CheckCase check_cases_lines[];
extern const CheckCase check_cases_turns[];
extern const CheckCase check_cases_identity[];
extern const CheckCase check_cases_espoofer[];
extern const CheckCase check_cases_claims[];
extern const EncounterCase encounter_cases_claims[];
extern const CheckCase check_cases_authentication[];
extern const CheckCase check_cases_guessing[];
extern const CheckCase check_cases_dkim[];
extern const CheckCase check_cases_received[];
extern const EncounterCase encounter_cases_guessing[];
extern const CheckCase check_cases_starttls[];
extern const CheckCase check_cases_stream[];
extern const CheckCase check_cases_stripping[];
extern const CheckCase check_cases_tls[];
extern const EncounterCase encounter_cases_stripping[];
extern const CheckCase check_cases_protection[];
extern const CheckCase check_cases_attachment[];
extern const CheckCase check_cases_authentication_results[];
extern const EncounterCase encounter_cases_tls[];
extern const EncounterCase encounter_cases_received[];

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protection end to end: cases of check-protection.c. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

#define MESSAGE(header) ENVELOPE DATA "C From: a@example.com\r\nSubject: secret plans\r\n" header
#define PGP_MIME                                                                                                       \
  "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n"                      \
  "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
#define SMIME(type) "Content-Type: application/pkcs7-mime; smime-type=" type "; name=smime.p7m\r\n"
#define BASE64 "Content-Transfer-Encoding: base64\r\n\r\n"
#define SIGNED                                                                                                         \
  "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\r\n\r\n"                         \
  "--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n"        \
  "--b--\n" DONE

const CheckCase check_cases_protection[] = {
  { "fake-encryption",
    "PGP/MIME around clear text",
    25,
    NULL,
    GREET EHLO MESSAGE (PGP_MIME "Content-Type: text/plain\r\n\r\nhello\r\n--b--\n" DONE) QUIT,
    { 1, SEVERITY_HIGH, 1, 10, "no OpenPGP message is in it" } },
  { "fake-encryption",
    "S/MIME around clear text",
    25,
    NULL,
    GREET EHLO MESSAGE (SMIME ("enveloped-data") "\r\nhello\n" DONE) QUIT,
    { 1, SEVERITY_HIGH, 1, 10, "no such thing" } },
  { "fake-encryption",
    "S/MIME that is only signed",
    25,
    NULL,
    GREET EHLO MESSAGE (SMIME ("enveloped-data") BASE64 "MIAGCSqGSIb3DQEHAqCA\n" DONE) QUIT,
    { 1, SEVERITY_HIGH, 1, 10, "only signed" } },
  { "fake-encryption", "really encrypted", 25, NULL, GREET EHLO SEALED QUIT, SILENT },
  { "fake-encryption", "the ciphertext was not captured", 25, NULL,
    GREET EHLO MESSAGE (PGP_MIME "Content-Type: application/octet-stream\r\n\r\n\ng 500\nC --b--\n" DONE) QUIT,
    SILENT },
  { "fake-encryption", "plain", 25, NULL, GREET EHLO MAIL QUIT, SILENT },

  { "end-to-end-metadata", "PGP/MIME", 25, NULL, GREET EHLO SEALED QUIT, { 1, SEVERITY_INFO, 1, 10, "the Subject" } },
  { "end-to-end-metadata",
    "S/MIME",
    25,
    NULL,
    GREET EHLO MESSAGE (SMIME ("enveloped-data") BASE64 "MIAGCSqGSIb3DQEHA6CA\n" DONE) QUIT,
    { 1, SEVERITY_INFO, 1, 10, "S/MIME encrypts the content" } },
  { "end-to-end-metadata",
    "a block behind clear words",
    25,
    NULL,
    GREET EHLO MESSAGE ("\r\nHi!\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMAwECAwQFBgcIAQf+EQ==\n" DONE) QUIT,
    { 1, SEVERITY_INFO, 1, 10, "OpenPGP encrypts a part" } },
  { "end-to-end-metadata", "plain", 25, NULL, GREET EHLO MAIL QUIT, SILENT },
  { "end-to-end-metadata", "only signed", 25, NULL, GREET EHLO MESSAGE (SIGNED) QUIT, SILENT },

  { "signed-not-encrypted",
    "PGP/MIME",
    25,
    NULL,
    GREET EHLO MESSAGE (SIGNED) QUIT,
    { 1, SEVERITY_INFO, 1, 10, "signed by OpenPGP" } },
  { "signed-not-encrypted",
    "S/MIME, opaque",
    25,
    NULL,
    GREET EHLO MESSAGE (SMIME ("signed-data") BASE64 "MIAGCSqGSIb3DQEHAqCA\n" DONE) QUIT,
    { 1, SEVERITY_INFO, 1, 10, "anyone can undo" } },
  { "signed-not-encrypted", "encrypted", 25, NULL, GREET EHLO SEALED QUIT, SILENT },
  { "signed-not-encrypted", "plain", 25, NULL, GREET EHLO MAIL QUIT, SILENT },
  { 0 },
};

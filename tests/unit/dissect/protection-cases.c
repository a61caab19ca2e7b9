/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that are encrypted or signed end to end, or only look so. */
#include "config.h"

#include "message-cases.h"

#define MIXED MESSAGE_MIXED
#define TEXT MESSAGE_TEXT
/* The first packet is a session key encrypted to a public key; a one-pass signature. */
#define PGP "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMAwECAwQFBgcIAQf+EQ==\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
#define PGP_SIGNED "-----BEGIN PGP MESSAGE-----\r\n\r\nkA0DAAoWESIzRFVmd4gB\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
#define ENCRYPTED                                                                                                      \
  "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n"                      \
  "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
#define OCTET_STREAM "Content-Type: application/octet-stream\r\n\r\n"
#define BASE64 "Content-Transfer-Encoding: base64\r\n\r\n"
#define SMIME(type) "Content-Type: application/pkcs7-mime; smime-type=" type "; name=smime.p7m\r\n" BASE64
#define ENVELOPED "MIAGCSqGSIb3DQEHA6CA\r\n"
#define SIGNED_DATA "MIAGCSqGSIb3DQEHAqCA\r\n"
#define AUTH_ENVELOPED "MIAGCyqGSIb3DQEJEAEXoIA=\r\n"
#define COMPRESSED "MIAGCyqGSIb3DQEJEAEJoIA=\r\n"

const MessageCase protection_cases[] = {
  { "OpenPGP inline", "Subject: x\r\n\r\n\r\n" PGP,
    "header 14\n"
    "subject: x\n"
    "from fields: 0\n"
    "1 text/plain - - 14+93=93 sealed\n"
    "encrypted: openpgp\n" },
  { "OpenPGP inline, headers in the armor",
    "\r\n-----BEGIN PGP MESSAGE-----\r\nVersion: GnuPG v2\r\nComment: a: b\r\n\r\nwcBMAwECAwQFBgcIAQf+EQ==\r\n"
    "-----END PGP MESSAGE-----\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+118=118 sealed\n"
    "encrypted: openpgp\n" },
  { "OpenPGP inline by passphrase", "\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nww0ECQMCqrvM3e7/AQJg\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+53=53 sealed\n"
    "encrypted: openpgp\n" },
  { "OpenPGP inline, empty line lost", "\r\n-----BEGIN PGP MESSAGE-----\nhQEMAwECAwQFBgcIAQf+EQ==\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+53=53 sealed\n"
    "encrypted: openpgp\n" },
  { "OpenPGP quoted", "Subject: x\r\n\r\n> -----BEGIN PGP MESSAGE-----\r\n> \r\n> hQEMAwECAwQFBgcI\r\n",
    "header 14\n"
    "subject: x\n"
    "from fields: 0\n"
    "1 text/plain - - 14+55=55\n" },
  { "OpenPGP indented", "Subject: x\r\n\r\n -----BEGIN PGP MESSAGE-----\r\n\r\nhQEMAwECAwQFBgcI\r\n",
    "header 14\n"
    "subject: x\n"
    "from fields: 0\n"
    "1 text/plain - - 14+50=50\n" },
  { "OpenPGP named in a sentence", "\r\nlook for -----BEGIN PGP MESSAGE-----\r\n\r\nhQEMAwECAwQFBgcI\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+58=58\n" },
  { "OpenPGP armor shown as an example", "\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nyour text here\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+47=47\n" },
  { "OpenPGP armor and nothing in it", "\r\n-----BEGIN PGP MESSAGE-----\r\n\r\n-----END PGP MESSAGE-----\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+58=58\n" },
  { "OpenPGP behind clear text", "Subject: x\r\n\r\nHi!\r\n" PGP,
    "header 14\n"
    "subject: x\n"
    "from fields: 0\n"
    "1 text/plain - - 14+96=96 partly sealed\n"
    "encrypted: openpgp, partly\n" },
  { "OpenPGP before clear text", "Subject: x\r\n\r\n" PGP "-- \r\nme\r\n",
    "header 14\n"
    "subject: x\n"
    "from fields: 0\n"
    "1 text/plain - - 14+100=100 partly sealed\n"
    "encrypted: openpgp, partly\n" },
  { "OpenPGP message that is only signed", "\r\n" PGP_SIGNED,
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+87=87\n" },
  { "OpenPGP clear-signed",
    "\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nhello\r\n- -----BEGIN PGP MESSAGE-----\r\n"
    "-----BEGIN PGP SIGNATURE-----\r\n\r\niHUE\r\n-----END PGP SIGNATURE-----\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+158=158\n"
    "signed: openpgp\n" },
  { "OpenPGP in quoted-printable",
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n=2D----BEGIN PGP MESSAGE-----=\r\n\r\n"
    "\r\nhQEMAwECAwQFBgcIAQf+EQ=3D=3D\r\n",
    "header 47\n"
    "from fields: 0\n"
    "1 text/plain - quoted-printable 47+66=57 sealed\n"
    "encrypted: openpgp\n" },
  { "OpenPGP in HTML", "Content-Type: text/html\r\n\r\n" PGP,
    "header 27\n"
    "from fields: 0\n"
    "1 text/html - - 27+91=91\n" },
  { "OpenPGP key in the text", "\r\n-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n\r\nmDME\r\n",
    "header 2\n"
    "from fields: 0\n"
    "1 text/plain - - 2+46=46\n"
    "key attached\n" },
  { "OpenPGP/MIME", ENCRYPTED OCTET_STREAM PGP "--b--\r\n",
    "header 87\n"
    "from fields: 0\n"
    "0 multipart/encrypted (2)\n"
    "1 application/pgp-encrypted - - 135+10=10\n"
    "2 application/octet-stream - - 194+89=89 sealed\n"
    "encrypted: openpgp\n" },
  { "OpenPGP/MIME, Subject protected", "Subject: ...\r\n" ENCRYPTED OCTET_STREAM PGP "--b--\r\n",
    "header 101\n"
    "subject: ...\n"
    "from fields: 0\n"
    "0 multipart/encrypted (2)\n"
    "1 application/pgp-encrypted - - 149+10=10\n"
    "2 application/octet-stream - - 208+89=89 sealed\n"
    "encrypted: openpgp, subject too\n" },
  { "OpenPGP/MIME, packets without armor",
    ENCRYPTED "Content-Type: application/octet-stream\r\n" BASE64 "hQEMAwECAwQFBgcIAQf+EQ==\r\n--b--\r\n",
    "header 87\n"
    "from fields: 0\n"
    "0 multipart/encrypted (2)\n"
    "1 application/pgp-encrypted - - 135+10=10\n"
    "2 application/octet-stream - base64 229+24=16 sealed\n"
    "encrypted: openpgp\n" },
  { "OpenPGP/MIME around clear text", ENCRYPTED TEXT "\r\nhello\r\n--b--\r\n",
    "header 87\n"
    "from fields: 0\n"
    "0 multipart/encrypted (2)\n"
    "1 application/pgp-encrypted - - 135+10=10\n"
    "2 text/plain - - 180+5=5\n"
    "fake: 0\n" },
  { "OpenPGP/MIME around clear text that is called octets", ENCRYPTED OCTET_STREAM "hello\r\n--b--\r\n",
    "header 87\n"
    "from fields: 0\n"
    "0 multipart/encrypted (2)\n"
    "1 application/pgp-encrypted - - 135+10=10\n"
    "2 application/octet-stream - - 194+5=5\n"
    "fake: 0\n" },
  { "OpenPGP/MIME around what is only signed", ENCRYPTED OCTET_STREAM PGP_SIGNED "--b--\r\n",
    "header 87\n"
    "from fields: 0\n"
    "0 multipart/encrypted (2)\n"
    "1 application/pgp-encrypted - - 135+10=10\n"
    "2 application/octet-stream - - 194+85=85\n"
    "fake: 0\n" },
  { "OpenPGP/MIME with nothing behind the version",
    "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--\r\n",
    "header 87\n"
    "from fields: 0\n"
    "0 multipart/encrypted (1)\n"
    "1 application/pgp-encrypted - - 135+10=10\n"
    "fake: 0\n" },
  { "OpenPGP/MIME and a mailing list's footer",
    MIXED "--b\r\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=c\r\n\r\n"
          "--c\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--c\r\n" OCTET_STREAM PGP
          "--c--\r\n--b\r\n\r\nlist@x\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 multipart/encrypted (2)\n"
    "1.1 application/pgp-encrypted - - 185+10=10\n"
    "1.2 application/octet-stream - - 244+89=89 sealed\n"
    "2 text/plain - - 349+6=6\n"
    "encrypted: openpgp, partly\n" },
  { "OpenPGP/MIME as Exchange leaves it",
    MIXED "--b\r\n" TEXT "\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted; name=\"PGPMIME version\"\r\n\r\n"
          "Version: 1\r\n--b\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n" PGP "--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (3)\n"
    "1 text/plain - - 78+0=0\n"
    "2 application/pgp-encrypted - - 152+10=10 attachment PGPMIME version 01aeb1\n"
    "3 application/octet-stream - - 231+89=89 attachment encrypted.asc db1369 sealed\n"
    "encrypted: openpgp\n" },
  { "OpenPGP of an attachment alone",
    MIXED "--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/octet-stream; name=pay.xlsx.gpg\r\n" BASE64
          "hQEMAwECAwQFBgcIAQf+EQ==\r\n--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 52+5=5\n"
    "2 application/octet-stream - base64 160+24=16 attachment pay.xlsx.gpg 86f946 sealed\n"
    "encrypted: openpgp, partly\n" },
  { "OpenPGP/MIME signed",
    "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; micalg=pgp-sha256; boundary=b\r\n\r\n"
    "--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\n"
    "-----BEGIN PGP SIGNATURE-----\r\n--b--\r\n",
    "header 103\n"
    "from fields: 0\n"
    "0 multipart/signed (2)\n"
    "1 text/plain - - 110+5=5\n"
    "2 application/pgp-signature - - 185+29=29 attachment signature.asc 8180ee\n"
    "signed: openpgp\n" },
  { "multipart/signed without a signature",
    "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\r\n\r\n"
    "--b\r\n\r\nhello\r\n--b--\r\n",
    "header 84\n"
    "from fields: 0\n"
    "0 multipart/signed (1)\n"
    "1 text/plain - - 91+5=5\n" },
  { "OpenPGP key attached and Autocrypt",
    "Autocrypt: addr=a@x; prefer-encrypt=mutual; keydata=mDME\r\n" MIXED
    "--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/pgp-keys; name=k.asc\r\n\r\n"
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n--b--\r\n",
    "header 103\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 110+5=5\n"
    "2 application/pgp-keys - - 172+36=36 attachment k.asc fdabe8\n"
    "autocrypt\n"
    "key attached\n" },
  { "S/MIME encrypted", SMIME ("Enveloped-Data") ENVELOPED,
    "header 118\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - base64 118+22=15 attachment smime.p7m f3160e sealed\n"
    "encrypted: smime\n" },
  { "S/MIME encrypted, AEAD", SMIME ("authEnveloped-data") AUTH_ENVELOPED,
    "header 122\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - base64 122+26=17 attachment smime.p7m fc8b43 sealed\n"
    "encrypted: smime\n" },
  { "S/MIME encrypted, DER", SMIME ("enveloped-data") "MIIBAAYJKoZIhvcNAQcDoIA=\r\n",
    "header 118\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - base64 118+26=17 attachment smime.p7m 0702cf sealed\n"
    "encrypted: smime\n" },
  { "S/MIME by name only", "Content-Type: application/x-pkcs7-mime; name=\"smime.p7m\"\r\n" BASE64 ENVELOPED,
    "header 95\n"
    "from fields: 0\n"
    "1 application/x-pkcs7-mime - base64 95+22=15 attachment smime.p7m f3160e sealed\n"
    "encrypted: smime\n" },
  { "S/MIME by the file's name only", "Content-Type: application/octet-stream; name=\"smime.p7m\"\r\n" BASE64 ENVELOPED,
    "header 95\n"
    "from fields: 0\n"
    "1 application/octet-stream - base64 95+22=15 attachment smime.p7m f3160e sealed\n"
    "encrypted: smime\n" },
  { "S/MIME signed by name only", "Content-Type: application/pkcs7-mime; name=\"smime.p7m\"\r\n" BASE64 SIGNED_DATA,
    "header 93\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - base64 93+22=15 attachment smime.p7m cc5a43\n"
    "signed: smime, opaque\n" },
  { "S/MIME opaque signature", SMIME ("signed-data") SIGNED_DATA,
    "header 115\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - base64 115+22=15 attachment smime.p7m cc5a43\n"
    "signed: smime, opaque\n" },
  { "S/MIME signed, called encrypted", SMIME ("enveloped-data") SIGNED_DATA,
    "header 118\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - base64 118+22=15 attachment smime.p7m cc5a43\n"
    "signed: smime, opaque\n"
    "fake: 1\n" },
  { "S/MIME compressed", SMIME ("compressed-data") COMPRESSED,
    "header 119\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - base64 119+26=17 attachment smime.p7m c60b58\n" },
  { "S/MIME around clear text",
    "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nhello\r\n",
    "header 83\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - - 83+7=7 attachment smime.p7m cd2eca\n"
    "fake: 1\n" },
  { "S/MIME around clear text, by name", "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nhello\r\n",
    "header 56\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - - 56+7=7 attachment smime.p7m cd2eca\n"
    "fake: 1\n" },
  { "S/MIME in base64 that no field tells",
    "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\n" ENVELOPED,
    "header 67\n"
    "from fields: 0\n"
    "1 application/pkcs7-mime - - 67+22=22 sealed\n"
    "encrypted: smime\n" },
  { "S/MIME signed",
    "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\r\n\r\n"
    "--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n" BASE64 SIGNED_DATA
    "--b--\r\n",
    "header 102\n"
    "from fields: 0\n"
    "0 multipart/signed (2)\n"
    "1 text/plain - - 109+5=5\n"
    "2 application/pkcs7-signature - base64 217+20=15 attachment smime.p7s cc5a43\n"
    "signed: smime\n" },
  { "S/MIME inside a forwarded mail",
    MIXED "--b\r\n\r\nsee below\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n" SMIME ("enveloped-data")
        ENVELOPED "--b--\r\n",
    "header 45\n"
    "from fields: 0\n"
    "0 multipart/mixed (2)\n"
    "1 text/plain - - 52+9=9\n"
    "2 message/rfc822 - - 100+151=151 mail of -: in\n"
    "2.1 application/pkcs7-mime - base64 231+20=15 attachment smime.p7m f3160e sealed\n"
    "encrypted: smime, partly\n" },
  { NULL, NULL, NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the first octets of an encrypted or signed body really are, whatever its
 * type claims (RFC 9580 §4.2 and §6, RFC 5652 §3); private to mails. */
#ifndef SMTPLENS_SEALED_CONTENT_H
#define SMTPLENS_SEALED_CONTENT_H

#include "mail-part.h"

/* An OpenPGP message: armor with nothing but white space in front, or packets. */
Protection pgp_content (Octets head);
/* Cryptographic Message Syntax: DER or BER, or base64 or PEM of it. */
Protection cms_content (Octets head);

/* How the body of this part is to be looked at; NULL: not at all.  `enveloped`: it
 * is a child of a multipart/encrypted of OpenPGP. */
typedef Protection (*ContentReader) (Octets head);
ContentReader content_reader_of (const MailPart *part, bool enveloped);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content-Type and Content-Disposition: a value and its parameters (RFC 2045
 * §5.1, RFC 2183, RFC 2231); private to mails. */
#ifndef SMTPLENS_CONTENT_FIELD_H
#define SMTPLENS_CONTENT_FIELD_H

#include "octets.h"

typedef struct ContentField ContentField;

/* Reads whatever came; what is no parameter is passed over. */
ContentField *content_field_new (Octets value);
/* NULL is fine. */
void content_field_free (ContentField *field);

/* "text/plain", "attachment": lower case, without white space, valid UTF-8; "" where there is none. */
const char *content_field_value (const ContentField *field);
/* The parameter's text in UTF-8, or NULL; name in lower case.  RFC 2231 wins
 * over the plain form. */
const char *content_field_parameter (const ContentField *field, const char *name);
/* Whether the parameter stands there twice with different texts. */
bool content_field_contradicts (const ContentField *field, const char *name);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen of TLS from outside, in sentences for a newcomer, that text and UI both
 * show.  All that comes from the wire is escaped in them (see printable). */
#ifndef SMTPLENS_TLS_WORDS_H
#define SMTPLENS_TLS_WORDS_H

#include "tls-facts.h"
#include "translate.h"

#include <glib.h>

/* Of char *, one line each, most telling first; g_ptr_array_unref. */
GPtrArray *tls_words (const TlsFacts *facts, Tongue tongue);
/* "TLS 1.2", "SSL 3.0", "TLS" for an unknown version; g_free. */
char *tls_words_version (uint16_t version);
/* "TLS_AES_128_GCM_SHA256", or its number; g_free. */
char *tls_words_suite (uint16_t suite);
/* "RSA 2048 bits", "EC prime256v1"; g_free. */
char *tls_words_key (const TlsCertificate *certificate, Tongue tongue);
/* "2026-01-31"; g_free. */
char *tls_words_date (int64_t seconds);
/* Whom it is for: its first names, or its subject; g_free. */
char *tls_words_holder (const TlsCertificate *certificate, Tongue tongue);
/* "handshake_failure (no cipher that both sides accept)"; g_free. */
char *tls_words_alert (const TlsAlert *alert, Tongue tongue);

#endif

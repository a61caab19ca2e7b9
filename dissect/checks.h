/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks there are, for the table in checks.c; and the words they share. */
#ifndef SMTPLENS_CHECKS_H
#define SMTPLENS_CHECKS_H

#include "check.h"

extern const Check check_cleartext_credentials;
extern const Check check_weak_auth;
extern const Check check_cleartext_message;
extern const Check check_cleartext_envelope;
extern const Check check_wifi_open;
extern const Check check_wifi_shared_key;
extern const Check check_starttls_stripped;
extern const Check check_fake_encryption;
extern const Check check_end_to_end_metadata;
extern const Check check_signed_not_encrypted;
extern const Check check_attachment_type_mismatch;
extern const Check check_mime_ambiguous;
extern const Check check_starttls_not_offered;
extern const Check check_starttls_not_used;
extern const Check check_starttls_refused;
extern const Check check_tls_downgrade;
extern const Check check_tls_weak_protocol;
extern const Check check_tls_weak_cipher;
extern const Check check_tls_weak_key;
extern const Check check_tls_handshake_failed;
extern const Check check_certificate_expired;
extern const Check check_certificate_name_mismatch;
extern const Check check_certificate_self_signed;
extern const Check check_certificate_changed;
extern const Check check_sender_mismatch;
extern const Check check_helo_mismatch;
extern const Check check_multiple_from;
extern const Check check_authentication_results_forged;
extern const Check check_received_forged;
extern const Check check_dkim_weak;
extern const Check check_sender_ambiguous;
extern const Check check_auth_user_mismatch;
extern const Check check_display_name_spoof;
extern const Check check_lookalike_domain;
extern const Check check_helo_forged;
extern const Check check_date_implausible;
extern const Check check_reply_to_elsewhere;
extern const Check check_null_sender_misused;
extern const Check check_spf_fail;
extern const Check check_spf_softfail;
extern const Check check_spf_too_permissive;
extern const Check check_dkim_invalid;
extern const Check check_dmarc_fail;
extern const Check check_arc_invalid;
extern const Check check_stream_ambiguity;
extern const Check check_stream_deception;
extern const Check check_forged_reset;
extern const Check check_smtp_smuggling;
extern const Check check_starttls_injection;
extern const Check check_starttls_ignored;
extern const Check check_cross_protocol;
extern const Check check_early_talker;
extern const Check check_bare_newline;
extern const Check check_control_octets;
extern const Check check_long_line;
extern const Check check_unexpected_8bit;
extern const Check check_password_guessing;
extern const Check check_password_spraying;
extern const Check check_address_harvest;
extern const Check check_open_relay;
extern const Check check_relay_spam_burst;

/* Cites the AUTH command, the client's further lines of the exchange, with `challenges`
 * also the server's, and the final reply. */
void check_cite_login (Finding *finding, const SmtpSession *session, const SmtpAuth *auth, bool challenges);

/* Wire octets for the detail of a finding: printable, cut to a length that a
 * sentence can hold, in the session's arena. */
const char *check_quote (SmtpSession *session, Octets octets);

/* The same for a sentence that a verdict gives as its reason, in English and in the user's language
 * (NULL: the same), with more room and without its full stop; for finding_add and kin. */
const char *check_sentence (SmtpSession *session, const char *sentence, const char *local);

/* "40 seconds earlier", "3 hours later", "at about the same time", as finding_phrase; of
 * nanoseconds, negative ones being earlier. */
const char *check_span (SmtpSession *session, int64_t nanoseconds);

#endif

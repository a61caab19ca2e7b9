/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to filter-field: how each field is read from a session that may still be open. */
#ifndef SMTPLENS_FILTER_FACTS_H
#define SMTPLENS_FILTER_FACTS_H

#include "filter-field.h"

#define FILTER_FACT(name) bool filter_each_##name (const SmtpSession *session, FilterProbe *probe)

/* Of the connection and the dialogue: filter-session-facts.c. */
FILTER_FACT (id);
FILTER_FACT (community_id);
FILTER_FACT (start);
FILTER_FACT (end);
FILTER_FACT (duration);
FILTER_FACT (ip);
FILTER_FACT (client_ip);
FILTER_FACT (server_ip);
FILTER_FACT (port);
FILTER_FACT (client_port);
FILTER_FACT (server_port);
FILTER_FACT (client_mac);
FILTER_FACT (server_mac);
FILTER_FACT (vlan);
FILTER_FACT (tunnel);
FILTER_FACT (ssid);
FILTER_FACT (bssid);
FILTER_FACT (station);
FILTER_FACT (protection);
FILTER_FACT (protocol);
FILTER_FACT (role);
FILTER_FACT (closed);
FILTER_FACT (packets);
FILTER_FACT (bytes);
FILTER_FACT (bytes_client);
FILTER_FACT (bytes_server);
FILTER_FACT (missing);
FILTER_FACT (banner);
FILTER_FACT (helo);
FILTER_FACT (extensions);
FILTER_FACT (command);
FILTER_FACT (reply_code);
FILTER_FACT (tls_mode);
FILTER_FACT (tls_version);
FILTER_FACT (tls_cipher);
FILTER_FACT (tls_sni);
FILTER_FACT (tls_outcome);
FILTER_FACT (tls_subject);
FILTER_FACT (tls_issuer);
FILTER_FACT (tls_ja3);
FILTER_FACT (tls_ja4);
FILTER_FACT (auth);
FILTER_FACT (mechanism);
FILTER_FACT (username);
FILTER_FACT (auth_result);
FILTER_FACT (secret);
FILTER_FACT (anomaly);
FILTER_FACT (findings);
FILTER_FACT (finding_id);
FILTER_FACT (severity);
bool filter_is_tls (const SmtpSession *session);
bool filter_is_decrypted (const SmtpSession *session);
bool filter_is_gap (const SmtpSession *session);
bool filter_is_midstream (const SmtpSession *session);
bool filter_is_one_directional (const SmtpSession *session);
bool filter_is_quit (const SmtpSession *session);

/* Of its mails: filter-mail-facts.c. */
FILTER_FACT (transactions);
FILTER_FACT (messages);
FILTER_FACT (mail_from);
FILTER_FACT (rcpt_to);
FILTER_FACT (recipients);
FILTER_FACT (outcome);
FILTER_FACT (reply);
FILTER_FACT (status);
FILTER_FACT (queue_id);
FILTER_FACT (transfer);
FILTER_FACT (size);
FILTER_FACT (sha256);
FILTER_FACT (state);
FILTER_FACT (message_id);
FILTER_FACT (subject);
FILTER_FACT (from);
FILTER_FACT (to);
FILTER_FACT (cc);
FILTER_FACT (reply_to);
FILTER_FACT (sender_field);
FILTER_FACT (date);
FILTER_FACT (part_type);
FILTER_FACT (attachments);
FILTER_FACT (filename);
FILTER_FACT (attachment_type);
FILTER_FACT (attachment_size);
FILTER_FACT (attachment_sha256);
FILTER_FACT (end_to_end);
FILTER_FACT (signature);
FILTER_FACT (received_from);
FILTER_FACT (received_by);
FILTER_FACT (received_address);
FILTER_FACT (spf);
FILTER_FACT (spf_domain);
FILTER_FACT (dkim);
FILTER_FACT (dkim_domain);
FILTER_FACT (arc);
FILTER_FACT (dmarc);
FILTER_FACT (dmarc_policy);
FILTER_FACT (verdict);
FILTER_FACT (exposed);
FILTER_FACT (forged);
bool filter_is_end_to_end (const SmtpSession *session);
bool filter_is_forged (const SmtpSession *session);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail and secrets that crossed the air for others to read: unprotected, under WEP, or
 * under a key that is made of a passphrase which many know.
 *
 * Limits: MAILS_CITED mails as evidence.
 *
 * Does not: judge who was in range, or who knows a passphrase; nor what a cable
 * behind the access point shows, which the other checks of exposure tell. */
#include "config.h"

#include "checks.h"
#include "exposure.h"
#include "session-facts.h"

enum { MAILS_CITED = 3 };

/* Text or attachments of this mail crossed readable; the envelope alone is told by another check. */
static bool
is_exposed (const SmtpSession *session, const SmtpTransaction *transaction)
{
  if (transaction->tls || transaction->message == NULL)
    return false;
  const Exposure exposure = exposure_of (session, transaction);
  return exposure_on_path (&exposure, ITEM_TEXT) || exposure_on_path (&exposure, ITEM_ATTACHMENTS);
}

static unsigned
count_exposed (const SmtpSession *session)
{
  unsigned count = 0;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    count += is_exposed (session, g_ptr_array_index (session->transactions, i));
  return count;
}

/* "the secret of a login and 2 mails". */
static const char *
describe (SmtpSession *session, bool credentials, unsigned mails)
{
  const char *login = finding_word (session, N_ ("the secret of a login"));
  if (mails == 0)
    return login;
  const char *counted
      = mails == 1 ? finding_word (session, N_ ("this mail")) : finding_phrase (session, "%u mails", mails);
  return credentials ? finding_phrase (session, N_ ("%s and %s"), login, counted) : counted;
}

static const char *
network_name (SmtpSession *session)
{
  const FlowWifi *wifi = &session->flow.wifi;
  if (wifi->ssid_length > 0)
    return check_quote (session, octets_of (wifi->ssid, wifi->ssid_length));
  char bssid[FLOW_MAC_TEXT];
  flow_mac_octets_text (wifi->bssid, bssid);
  return check_quote (session, octets_of_string (bssid));
}

static void
cite (Finding *finding, const SmtpSession *session)
{
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      const SaslSecret secret = session_exposed_secret (auth);
      if (secret != SASL_SECRET_PASSWORD && secret != SASL_SECRET_TOKEN)
        continue;
      check_cite_login (finding, session, auth, false);
      break;
    }
  unsigned cited = 0;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len && cited < MAILS_CITED; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (!is_exposed (session, transaction))
        continue;
      if (transaction->mail != NULL)
        finding_cite_command (finding, transaction->mail);
      if (transaction->reply != NULL)
        finding_cite_reply (finding, transaction->reply);
      cited++;
    }
}

static void
run_open (const Check *check, SmtpSession *session)
{
  if (exposure_air_reader (session) != AIR_EVERYONE)
    return;
  const bool credentials = exposure_credentials (session);
  const unsigned mails = count_exposed (session);
  if (!credentials && mails == 0)
    return;
  const char *what = describe (session, credentials, mails);
  Finding *finding = finding_add (
      session, check, NULL,
      session->flow.wifi.protection == FLOW_WEP
          ? N_ ("The wireless network %s has WEP alone, which keeps nobody out: every neighbour in radio range could "
                "read %s.")
          : N_ ("The wireless network %s is open: every neighbour in radio range could read %s."),
      network_name (session), what);
  if (credentials)
    finding->severity = SEVERITY_HIGH;
  cite (finding, session);
}

const Check check_wifi_open = {
  .id = "wifi-open",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Readable for everyone in radio range"),
  .explanation = N_ ("These frames crossed the air without encryption, or under WEP, whose key is found in minutes. To "
                     "read them one needs no access to the network, no password and no trick: a laptop at the next "
                     "table, or in a car across the street, that listens. A login page in the browser changes nothing: "
                     "it comes after the network, and encrypts no frame."),
  .protection
  = N_ ("TLS between mail program and server, demanded by the program: then the air may be open. For the "
        "network itself WPA3, or OWE where guests shall need no passphrase; a VPN for those who have to use "
        "such a network."),
  .reference = "RFC 8110 §1, RFC 8314 §3",
  .run = run_open,
};

static void
run_shared_key (const Check *check, SmtpSession *session)
{
  if (exposure_air_reader (session) != AIR_PASSPHRASE)
    return;
  const bool credentials = exposure_credentials (session);
  const unsigned mails = count_exposed (session);
  if (!credentials && mails == 0)
    return;
  const char *what = describe (session, credentials, mails);
  Finding *finding = finding_add (session, check, NULL,
                                  "The passphrase of the wireless network %s opened this session: everyone who knows "
                                  "it, and saw the station join, could read %s.",
                                  network_name (session), what);
  cite (finding, session);
}

const Check check_wifi_shared_key = {
  .id = "wifi-shared-key",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Readable for everyone who knows the passphrase"),
  .explanation
  = N_ ("WPA and WPA2-Personal encrypt each station's frames with a key of its own, but that key is made of "
        "the passphrase and of four messages that cross readable when the station joins. Whoever knows the "
        "passphrase, as every guest of a café does, and captured these messages, makes the same key. Who "
        "missed them can throw a station out, by a forged frame, so that it joins again."),
  .protection = N_ ("TLS between mail program and server, demanded by the program. WPA3 makes keys that no passphrase "
                    "gives, and WPA2-Enterprise gives everybody a secret of his own."),
  .reference = "RFC 8314 §3, IEEE 802.11-2020 §12.7.6",
  .run = run_shared_key,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of checks, and the order of what they find.
 *
 * Limits: QUOTE_COLUMNS of a wire text inside a sentence, SENTENCE_COLUMNS of the reason of a verdict. */
#include "config.h"

#include "checks.h"
#include "phrases.h"
#include "printable.h"
#include "sender.h"

enum { QUOTE_COLUMNS = 100, QUOTE_OCTETS = 400, SENTENCE_COLUMNS = 400, SENTENCE_OCTETS = 1600 };

/* A row a line, whatever their widths.  A check that makes another one superfluous
 * stands in front of it. */
/* clang-format off */
const Check *const checks[] = {
  &check_cleartext_credentials,
  &check_weak_auth,
  &check_cleartext_message,
  &check_cleartext_envelope,
  &check_wifi_open,
  &check_wifi_shared_key,
  &check_fake_encryption,
  &check_end_to_end_metadata,
  &check_signed_not_encrypted,
  &check_attachment_type_mismatch,
  &check_mime_ambiguous,
  &check_starttls_stripped,
  &check_starttls_not_offered,
  &check_starttls_not_used,
  &check_starttls_refused,
  &check_tls_downgrade,
  &check_tls_weak_protocol,
  &check_tls_weak_cipher,
  &check_tls_weak_key,
  &check_tls_handshake_failed,
  &check_certificate_expired,
  &check_certificate_name_mismatch,
  &check_certificate_self_signed,
  &check_certificate_changed,
  &check_sender_mismatch,
  &check_helo_mismatch,
  &check_multiple_from,
  &check_authentication_results_forged,
  &check_received_forged,
  &check_dkim_weak,
  &check_sender_ambiguous,
  &check_auth_user_mismatch,
  &check_display_name_spoof,
  &check_lookalike_domain,
  &check_helo_forged,
  &check_date_implausible,
  &check_reply_to_elsewhere,
  &check_null_sender_misused,
  &check_dmarc_fail,
  &check_spf_fail,
  &check_spf_softfail,
  &check_spf_too_permissive,
  &check_dkim_invalid,
  &check_arc_invalid,
  &check_stream_ambiguity,
  &check_stream_deception,
  &check_forged_reset,
  &check_smtp_smuggling,
  &check_starttls_injection,
  &check_starttls_ignored,
  &check_cross_protocol,
  &check_early_talker,
  &check_bare_newline,
  &check_control_octets,
  &check_long_line,
  &check_unexpected_8bit,
  &check_password_guessing,
  &check_password_spraying,
  &check_address_harvest,
  &check_open_relay,
  &check_relay_spam_burst,
  NULL,
};
/* clang-format on */

static const char *
quote (SmtpSession *session, Octets octets, size_t columns)
{
  char *text = printable (octets);
  char *fitted = printable_fit (text, columns);
  Octets kept = arena_copy (session->arena, octets_of_string (fitted));
  g_free (fitted);
  g_free (text);
  return (const char *) kept.at;
}

const char *
check_quote (SmtpSession *session, Octets octets)
{
  return quote (session, octets_slice (octets, 0, QUOTE_OCTETS), QUOTE_COLUMNS);
}

/* Without its full stop, in whatever script. */
static const char *
sentence_part (SmtpSession *session, const char *sentence)
{
  static const char stop[] = "\xe3\x80\x82"; /* "。" */
  Octets octets = octets_slice (octets_of_string (sentence), 0, SENTENCE_OCTETS);
  if (octets.length > 0 && octets.at[octets.length - 1] == '.')
    octets.length--;
  else if (g_str_has_suffix (sentence, stop) && octets.length == strlen (sentence))
    octets.length -= strlen (stop);
  return quote (session, octets, SENTENCE_COLUMNS);
}

const char *
check_sentence (SmtpSession *session, const char *sentence, const char *local)
{
  return finding_pair (session, sentence_part (session, sentence),
                       local != NULL ? sentence_part (session, local) : NULL);
}

const char *
check_span (SmtpSession *session, int64_t nanoseconds)
{
  static const struct {
    uint64_t seconds;
    const char *earlier, *later;
  } units[] = { { 86400, N_ ("%" PRIu64 " days earlier"), N_ ("%" PRIu64 " days later") },
                { 3600, N_ ("%" PRIu64 " hours earlier"), N_ ("%" PRIu64 " hours later") },
                { 60, N_ ("%" PRIu64 " minutes earlier"), N_ ("%" PRIu64 " minutes later") },
                { 1, N_ ("%" PRIu64 " seconds earlier"), N_ ("%" PRIu64 " seconds later") } };
  uint64_t seconds = ((uint64_t) (nanoseconds < 0 ? -(nanoseconds + 1) : nanoseconds) + 500000000) / 1000000000;
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    if (seconds >= 2 * units[i].seconds)
      return finding_phrase (session, nanoseconds < 0 ? units[i].earlier : units[i].later, seconds / units[i].seconds);
  if (seconds == 0)
    return finding_word (session, N_ ("at about the same time"));
  return finding_word (session, nanoseconds < 0 ? N_ ("a second earlier") : N_ ("a second later"));
}

static int
compare_numbers (uint64_t a, uint64_t b)
{
  return a < b ? -1 : a > b;
}

static uint64_t
first_packet (const Finding *finding)
{
  return finding->evidence_count > 0 ? finding->evidence[0].origin.packet : 0;
}

/* Worst first, then by transaction and packet; equals stay in the order of the
 * table, for the sort of GLib is stable. */
static gint
compare_findings (gconstpointer first, gconstpointer second)
{
  const Finding *a = *(const Finding *const *) first;
  const Finding *b = *(const Finding *const *) second;
  if (a->severity != b->severity)
    return a->severity > b->severity ? -1 : 1;
  if (a->transaction != b->transaction)
    return compare_numbers (a->transaction, b->transaction);
  return compare_numbers (first_packet (a), first_packet (b));
}

/* Of one session alone: nothing is remembered, so there is nothing to aim at. */
static History *
empty_history (void)
{
  static const uint8_t seed[SIPHASH_KEY_OCTETS];
  HistoryLimits limits;
  history_limits_init (&limits);
  return history_new (&limits, seed);
}

void
checks_run (SmtpSession *session, History *history)
{
  History *alone = history == NULL ? empty_history () : NULL;
  if (session->findings == NULL)
    session->findings = g_ptr_array_new ();
  g_ptr_array_set_size (session->findings, 0);
  for (const Check *const *check = checks; *check != NULL; check++)
    if ((*check)->run != NULL)
      (*check)->run (*check, session);
    else
      (*check)->compare (*check, session, alone != NULL ? alone : history);
  history_free (alone);
  g_ptr_array_sort (session->findings, compare_findings);
  sender_conclude (session);
  phrases_free (session->phrases);
  session->phrases = NULL;
}

const Check *
check_by_id (const char *id)
{
  for (const Check *const *check = checks; *check != NULL; check++)
    if (strcmp ((*check)->id, id) == 0)
      return *check;
  return NULL;
}

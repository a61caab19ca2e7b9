/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Received fields that cannot be true (RFC 5321 §4.4).
 *
 * Every server writes one on top and changes none, so those of a mail that really
 * travelled tell its way from the bottom up.  Who forges a mail may write any number of
 * them, and does so to make it look as if it came from elsewhere; but he must put them
 * below that of the first honest server.  Honest fields are odd enough: names of inner
 * networks, hops that name nobody, clocks that are wrong and zones that are wrong by
 * whole hours, mail that waited for days or is sent again.  So only what no honest way
 * explains is a finding.
 *
 * Limits: FIELDS_MAX fields of a mail are compared; a forger may write any number.
 *
 * Does not: compare `from` with the `by` below it, which differ in most honest mail, nor
 * the addresses of a hop with those seen, which address translation changes. */
#include "config.h"

#include "checks.h"
#include "mail-path.h"
#include "session-facts.h"

#define SECOND INT64_C (1000000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* What a clock may be wrong by, and by how many hours a zone. */
#define CLOCK_SLACK (30 * MINUTE)
#define ZONE_SLACK (10 * MINUTE)
#define ZONE_MOST (14 * HOUR)
/* Captures with clocks that were never set. */
#define CLOCK_PLAUSIBLE (INT64_C (631152000) * SECOND) /* 1990 */

enum { FIELDS_MAX = 64 };

typedef struct Hop {
  const ReceivedField *received;
  const HeaderField *field;
} Hop;

/* Those fields of a mail that were captured whole, topmost first. */
static size_t
collect_hops (const MailMessage *message, Hop hops[FIELDS_MAX])
{
  size_t count = 0;
  guint number = 0;
  for (size_t i = 0; i < message->field_count && count < FIELDS_MAX && number < message->received->len; i++)
    {
      const HeaderField *field = &message->fields[i];
      if (field->cut || !header_field_is (field, "Received"))
        continue;
      hops[count++] = (Hop){ g_ptr_array_index (message->received, number++), field };
    }
  return count;
}

static void
cite (Finding *finding, const SmtpTransaction *transaction, const Hop *hop)
{
  Octets raw = octets_trim_line (hop->field->raw);
  finding_cite_octets (finding, SIDE_CLIENT, transaction_place (transaction, hop->field->offset), raw);
}

static const char *
host_of (SmtpSession *session, const ReceivedField *received)
{
  return received->by != NULL ? check_quote (session, octets_of_string (received->by))
                              : finding_word (session, N_ ("a host without a name"));
}

/* --- times ------------------------------------------------------------------------ */

static bool
is_dated (const Hop *hop)
{
  return hop->received->has_time && hop->received->zone_known && hop->received->time > CLOCK_PLAUSIBLE;
}

/* A zone that is wrong by whole hours or half ones, or a clock that was set to local time. */
static bool
is_zone_error (int64_t back)
{
  int64_t rest = back % (HOUR / 2);
  return back <= ZONE_MOST && (rest <= ZONE_SLACK || rest >= HOUR / 2 - ZONE_SLACK);
}

/* Whether all that is known of the time after `upper`, the packets included, agrees with
 * `lower`: then the clock of this one host may be slow, and the mail went on in order. */
static bool
is_slow_host (const Hop *hops, size_t upper, const Hop *lower, int64_t now)
{
  int64_t earliest = lower->received->time - CLOCK_SLACK;
  bool agree = now >= earliest;
  for (size_t i = 0; i < upper && agree; i++)
    agree = !is_dated (&hops[i]) || hops[i].received->time >= earliest;
  return agree;
}

/* The pair of hops whose times run back the farthest. */
static int64_t
farthest_back (const Hop *hops, size_t count, size_t *upper, size_t *lower)
{
  int64_t most = 0;
  size_t latest = SIZE_MAX;
  for (size_t i = count; i-- > 0;)
    {
      if (!is_dated (&hops[i]))
        continue;
      int64_t back = latest != SIZE_MAX ? hops[latest].received->time - hops[i].received->time : 0;
      if (back > most)
        {
          most = back;
          *upper = i;
          *lower = latest;
        }
      if (latest == SIZE_MAX || hops[i].received->time >= hops[latest].received->time)
        latest = i;
    }
  return most;
}

static bool
judge_order (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const Hop *hops,
             size_t count)
{
  size_t upper = 0, lower = 0;
  int64_t now = transaction->data_end.time;
  int64_t back = farthest_back (hops, count, &upper, &lower);
  if (back <= CLOCK_SLACK || is_zone_error (back) || (back < DAY && is_slow_host (hops, upper, &hops[lower], now)))
    return false;
  Finding *finding = finding_add (
      session, check, transaction,
      "A Received field says that %s got the mail %s than %s, which stands below it and must have had it before.",
      host_of (session, hops[upper].received), check_span (session, -back), host_of (session, hops[lower].received));
  bool later = now > CLOCK_PLAUSIBLE && hops[lower].received->time > now + DAY;
  finding->severity = later ? SEVERITY_MEDIUM : SEVERITY_LOW;
  if (later)
    finding_note (session, finding, "The latter time is also later than the packets of this mail.");
  cite (finding, transaction, &hops[upper]);
  cite (finding, transaction, &hops[lower]);
  return true;
}

/* Where everything that has a time is later than the packets, their clock may be wrong. */
static bool
all_are_later (const MailMessage *message, const Hop *hops, size_t count, int64_t limit)
{
  bool all = !message->has_date_time || message->date_time > limit;
  for (size_t i = 0; i < count && all; i++)
    all = !is_dated (&hops[i]) || hops[i].received->time > limit;
  return all;
}

static void
judge_future (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const Hop *hops,
              size_t count)
{
  int64_t now = transaction->data_end.time;
  if (now < CLOCK_PLAUSIBLE)
    return;
  size_t latest = SIZE_MAX;
  for (size_t i = 0; i < count; i++)
    if (is_dated (&hops[i]) && (latest == SIZE_MAX || hops[i].received->time > hops[latest].received->time))
      latest = i;
  if (latest == SIZE_MAX || hops[latest].received->time <= now + DAY)
    return;
  const char *span = check_span (session, hops[latest].received->time - now);
  bool clock = all_are_later (transaction->message, hops, count, now + DAY);
  Finding *finding = finding_add (
      session, check, transaction,
      clock ? N_ (
          "A Received field says that %s got the mail %s than it crossed the network here; so does all else in it "
          "that has a time, hence the clock of this capture may be wrong.")
            : N_ ("A Received field says that %s got the mail %s than it crossed the network here."),
      host_of (session, hops[latest].received), span);
  finding->severity = clock ? SEVERITY_INFO : SEVERITY_MEDIUM;
  cite (finding, transaction, &hops[latest]);
}

/* --- the server that only now receives it ------------------------------------------ */

static bool
is_public_name (Octets name)
{
  static const char *const inner[] = { ".local", ".localdomain", ".lan", ".internal", ".localhost", ".home", ".corp" };
  if (octets_find (name, '.') == SIZE_MAX || octets_find (name, ':') != SIZE_MAX || !octets_are_host_name (name)
      || name.at[0] == '[')
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS (inner); i++)
    {
      Octets ending = octets_of_string (inner[i]);
      if (name.length > ending.length && octets_equal_nocase (octets_from (name, name.length - ending.length), ending))
        return false;
    }
  return true;
}

static bool
is_name (const char *text, Octets name)
{
  return text != NULL && octets_equal_nocase (octets_of_string (text), name);
}

/* The same host, or another one of the same house: names that share all but the first label. */
static bool
is_of_house (const char *text, Octets name)
{
  if (text == NULL)
    return false;
  Octets other = octets_of_string (text);
  size_t dot = octets_find (name, '.');
  Octets house = octets_from (name, dot + 1);
  return domains_related (other, name) || (octets_find (house, '.') != SIZE_MAX && domains_related (other, house));
}

/* Whether a field of a hop above may be the one by which the mail left the server again:
 * it names the server or its house as the client, or names no client at all. */
static bool
may_leave (const Hop *above, Octets server)
{
  const ReceivedField *received = above->received;
  if (received->from == NULL && received->helo == NULL && received->reverse == NULL)
    return true;
  if (received->ip_version != 0
      && (flow_ip_is_private (received->ip, received->ip_version)
          || flow_ip_is_loopback (received->ip, received->ip_version)))
    return true;
  const char *client = received_field_client (received);
  return is_of_house (received->from, server) || is_of_house (received->helo, server)
         || is_of_house (received->reverse, server) || (client != NULL && !is_public_name (octets_of_string (client)));
}

/* The client is the server itself, a host of its house, or one behind translation: such
 * hand its mail back to it after a filter or a gateway. */
static bool
client_is_at_home (const SmtpSession *session, Octets server)
{
  const Flow *flow = &session->flow;
  const uint8_t *client = flow->side[session_flow_side (session, SIDE_CLIENT)].ip;
  if (flow_ip_is_private (client, flow->ip_version) || flow_ip_is_loopback (client, flow->ip_version)
      || memcmp (flow->side[0].ip, flow->side[1].ip, flow->ip_version == 6 ? 16 : 4) == 0)
    return true;
  Octets name = session_client_name (session);
  if (name.length == 0 || !is_public_name (name))
    return true;
  g_autofree char *text = g_strndup ((const char *) name.at, name.length);
  return is_of_house (text, server);
}

/* Somebody sends a mail again that he got over this server (RFC 5322 §3.6.6), or logs in
 * to do so: all fields of its first way are still there. */
static bool
is_sent_again (const SmtpSession *session, const MailMessage *message)
{
  if (session_role (session) == ROLE_SUBMISSION)
    return true;
  for (size_t i = 0; i < message->field_count; i++)
    if (octets_start_nocase (message->fields[i].name, OCTETS ("Resent-")))
      return true;
  return false;
}

/* Nothing above a hole can be known. */
static bool
header_is_whole (const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  if (transaction->begin_lost || message->header_cut)
    return false;
  return message->missing->len == 0
         || g_array_index (message->missing, MissingRange, 0).offset > message->header.length;
}

static void
judge_server (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const Hop *hops,
              size_t count)
{
  Octets server = session_server_name (session);
  if (!is_public_name (server) || !header_is_whole (transaction) || is_sent_again (session, transaction->message))
    return;
  size_t own = 0;
  while (own < count && !is_name (hops[own].received->by, server))
    own++;
  if (own == count || (own > 0 && may_leave (&hops[own - 1], server)))
    return;
  if (own == 0 && client_is_at_home (session, server))
    return;
  Finding *finding;
  if (own == 0)
    finding = finding_add (session, check, transaction,
                           "The topmost Received field says that %s got this mail already, but it is only now that "
                           "%s hands it over, and no field says how it left there.",
                           check_quote (session, server), check_quote (session, session_client_name (session)));
  else
    finding = finding_add (session, check, transaction,
                           "A Received field says that %s got this mail before, but the field above it says that the "
                           "next host got it from %s: nothing says how it left there.",
                           check_quote (session, server),
                           check_quote (session, octets_of_string (received_field_client (hops[own - 1].received))));
  cite (finding, transaction, &hops[own]);
  if (own > 0)
    cite (finding, transaction, &hops[own - 1]);
  if (session->greeting != NULL)
    finding_cite_reply (finding, session->greeting);
}

/* --- a hop that was seen ------------------------------------------------------------ */

/* The server saw the very client that was seen here, so nothing stood between them. */
static bool
is_same_client (const PathHop *hop, const ReceivedField *received)
{
  return received->ip_version != 0 && received->ip_version == hop->client_version
         && memcmp (received->ip, hop->client_ip, sizeof hop->client_ip) == 0;
}

static bool
names_client (const ReceivedField *received, Octets name)
{
  return is_name (received->from, name) || is_name (received->reverse, name) || is_name (received->helo, name);
}

static Finding *
judge_hop (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const PathHop *hop,
           const ReceivedField *received)
{
  enum { NAME_MOST = 60 }; /* a longer one may be cut */
  Octets name = octets_of_string (hop->client);
  if (received->tls == RECEIVED_TLS_YES && hop->cover == HOP_CLEAR)
    return finding_add (session, check, transaction,
                        "A Received field says that %s got the mail by TLS, but in session %" PRIu64
                        " it crossed in clear text.",
                        host_of (session, received), hop->session);
  if (received->from == NULL || name.length > NAME_MOST || !octets_are_host_name (name)
      || names_client (received, name))
    return NULL;
  Finding *finding = finding_add (session, check, transaction,
                                  "A Received field says that the client of %s calls itself %s, but in session "
                                  "%" PRIu64 " it called itself %s.",
                                  host_of (session, received),
                                  check_quote (session, octets_of_string (received_field_client (received))),
                                  hop->session, check_quote (session, name));
  finding->severity = SEVERITY_LOW;
  return finding;
}

static void
judge_seen (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const Hop *hops, size_t count)
{
  const MailPath *path = transaction->path;
  for (size_t i = 0; path != NULL && i < path->count; i++)
    {
      const PathHop *hop = &path->hops[i];
      bool joined = hop->seen && hop->transaction != 0 && hop->received >= 0 && (size_t) hop->received < count;
      if (!joined || !is_same_client (hop, hops[hop->received].received))
        continue;
      Finding *finding = judge_hop (check, session, transaction, hop, hops[hop->received].received);
      if (finding == NULL)
        continue;
      cite (finding, transaction, &hops[hop->received]);
      return;
    }
}

/* --- the check ---------------------------------------------------------------------- */

static void
run_received (const Check *check, SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const MailMessage *message = transaction->message;
      if (message == NULL || message->received == NULL || message->received->len == 0)
        continue;
      Hop hops[FIELDS_MAX];
      size_t count = collect_hops (message, hops);
      if (!judge_order (check, session, transaction, hops, count))
        judge_future (check, session, transaction, hops, count);
      judge_server (check, session, transaction, hops, count);
      judge_seen (check, session, transaction, hops, count);
    }
}

const Check check_received_forged = {
  .id = "received-forged",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Received fields that cannot be true"),
  .explanation
  = N_ ("Each server writes a Received field on top of a mail: from whom it got it, and when. Read from the "
        "bottom up they tell the way of the mail. Nothing protects them: who forges a mail can put invented "
        "ones below, to hide where it comes from or to look like mail of somebody else. These contradict "
        "one another, or what was seen here."),
  .protection
  = N_ ("Believe only the fields that your own servers wrote, which are the topmost ones, and the address in "
        "the lowest of those. DKIM and ARC sign what a known server saw."),
  .reference = "RFC 5321 §4.4, RFC 5321 §7.2",
  .run = run_received,
};

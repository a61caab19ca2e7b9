/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STARTTLS taken out of the dialogue by somebody on the path (RFC 3207 §6).
 *
 * Proof, the best first: two copies of the server's answer that differ in the word;
 * the word overwritten, as some firewalls do, in the server's list or in the client's
 * command; a list without it, and the same server's list with it in another session.
 *
 * The last has honest causes: a server may choose by address to whom it offers TLS,
 * several may stand behind one address, and it may have been set up in between.  So
 * what counts most is the same client network, the same name in the greeting, and
 * an offer before as well as after.  Only whole answers to EHLO in the clear and
 * before AUTH are compared: inside TLS the word is rightly absent (RFC 3207 §4.2).
 *
 * Limits: SPAN_COMPARED and SPAN_SURE of packets' time; one sight of each kind.
 *
 * Does not: look at other extensions, or know a server by anything but address,
 * port and name. */
#include "config.h"

#include "checks.h"
#include "session-facts.h"
#include "smtp-copies.h"
#include "time-difference.h"

#define SECOND INT64_C (1000000000)

enum {
  KEYWORD = 8,     /* octets of STARTTLS */
  LETTERS_OFF = 2, /* of them altered: still that word and no other */
  REPLY_MOST = 8192,
  PORT_SUBMISSIONS = 465,
  PORT_SUBMISSION = 587,
};

static const int64_t span_compared = 24 * 3600 * SECOND; /* further apart, servers change */
static const int64_t span_sure = 3600 * SECOND;          /* less: nobody sets up TLS just then */

/* --- one session: the word overwritten ------------------------------------------- */

static bool
is_mask (uint8_t octet)
{
  return octet == 'X' || octet == 'x' || octet == '*' || octet == '#';
}

/* "XXXXXXXX", and "XXXXXXXA" as firewalls number what they hide; "XTARTTLS", "STARTTLX". */
static bool
is_overwritten (Octets word)
{
  static const char wanted[] = "STARTTLS";
  unsigned masked = 0, kept = 0;
  if (word.length != KEYWORD)
    return false;
  for (size_t i = 0; i < KEYWORD; i++)
    {
      bool same = g_ascii_toupper ((char) word.at[i]) == wanted[i];
      kept += same;
      masked += !same && is_mask (word.at[i]);
    }
  bool numbered = masked == KEYWORD - 1 && g_ascii_isupper (word.at[KEYWORD - 1]);
  return kept < KEYWORD && (masked + kept == KEYWORD || numbered || kept >= KEYWORD - LETTERS_OFF);
}

static Octets
take_line (Octets *rest)
{
  size_t end = octets_find (*rest, '\n');
  Octets line = octets_slice (*rest, 0, end);
  *rest = end == SIZE_MAX ? OCTETS_NONE : octets_from (*rest, end + 1);
  return line;
}

static Octets
keyword_of (Octets line)
{
  size_t end = 0;
  while (end < line.length && line.at[end] > ' ')
    end++;
  return octets_slice (line, 0, end);
}

static bool
is_all_mask (Octets word)
{
  size_t masked = 0;
  while (masked < word.length && is_mask (word.at[masked]))
    masked++;
  return masked + 1 >= word.length;
}

/* The overwritten word in the list of an EHLO reply; length 0: none.  What a firewall
 * does not know it masks as well: CHUNKING, of the same length, always goes with
 * BINARYMIME (RFC 3030 §3), and so is what was masked where that stands alone. */
static Octets
overwritten_keyword (const SmtpReply *reply)
{
  bool other_masked = smtp_reply_offers (reply, "BINARYMIME") && !smtp_reply_offers (reply, "CHUNKING");
  Octets rest = reply->text;
  take_line (&rest);
  while (rest.length > 0)
    {
      Octets word = keyword_of (octets_trim (take_line (&rest)));
      if (!is_overwritten (word))
        continue;
      if (!other_masked || !is_all_mask (word))
        return word;
      other_masked = false;
    }
  return OCTETS_NONE;
}

/* A command of nothing but the mask, as long as STARTTLS, that the server did not know. */
static const SmtpCommand *
overwritten_command (const SmtpSession *session)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type != EVENT_COMMAND || event->command == NULL || event->command->verb != VERB_UNKNOWN)
        continue;
      const SmtpCommand *command = event->command;
      Octets line = octets_trim (command->line);
      bool masked = line.length == KEYWORD;
      for (size_t k = 0; masked && k < KEYWORD; k++)
        masked = is_mask (line.at[k]) && line.at[k] == line.at[0];
      if (masked && command->reply != NULL && command->reply->code >= 500)
        return command;
    }
  return NULL;
}

/* --- one session: two copies of the answer ----------------------------------------- */

static bool
lines_offer (const GByteArray *lines)
{
  Octets rest = octets_of (lines->data, lines->len);
  for (bool first = true; rest.length > 0; first = false)
    {
      Octets line = take_line (&rest);
      if (!first && line.length > 4 && octets_equal_nocase (keyword_of (octets_from (line, 4)), OCTETS ("STARTTLS")))
        return true;
    }
  return false;
}

/* Whether with the other copy the reply would offer what it does not, or the reverse. */
static bool
differs_in_offer (const SmtpReply *reply, const SmtpEvent *ambiguity)
{
  if (ambiguity->side != SIDE_SERVER || reply->lines.length > REPLY_MOST || ambiguity->offset < reply->offset)
    return false;
  SmtpCopies copies;
  if (!smtp_copies_read (ambiguity->octets, &copies))
    return false;
  GByteArray *lines = g_byte_array_new ();
  for (size_t i = 0; i < reply->lines.length; i++) /* as on the wire, where CR LF joins them */
    g_byte_array_append (lines, reply->lines.at[i] == '\n' ? (const guint8 *) "\r\n" : reply->lines.at + i,
                         reply->lines.at[i] == '\n' ? 2 : 1);
  bool before = lines_offer (lines);
  smtp_copies_overlay (lines, reply->offset, smtp_copies_other (&copies), ambiguity->offset);
  bool differs = lines_offer (lines) != before;
  smtp_copies_clear (&copies);
  g_byte_array_unref (lines);
  return differs;
}

static const SmtpEvent *
differing_copy (const SmtpSession *session, const SmtpReply *reply)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_ANOMALY && event->code == ANOMALY_STREAM_AMBIGUITY && differs_in_offer (reply, event))
        return event;
    }
  return NULL;
}

/* --- what a session tells of its server ------------------------------------------- */

typedef enum Offer {
  OFFER_UNKNOWN,  /* nobody asked, or the answer was not captured whole */
  OFFER_MADE,     /* STARTTLS is in the list */
  OFFER_WITHHELD, /* it is not */
  OFFER_REFUSED,  /* EHLO itself was refused, and the client went back to HELO */
} Offer;

typedef struct Look {
  Offer offer;
  const SmtpReply *reply; /* that told it; NULL: unknown */
} Look;

/* Whether the command was said in the clear and before a login. */
static bool
is_outside (const SmtpSession *session, const SmtpCommand *command)
{
  if (session->tls == TLS_IMPLICIT)
    return false;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_COMMAND && event->command == command)
        return true;
      bool login = event->type == EVENT_COMMAND && event->command != NULL && event->command->verb == VERB_AUTH;
      if (event->type == EVENT_TLS || login)
        return false;
    }
  return false;
}

/* Whether octets of the server are missing in front of the reply: it may then be one to
 * something else. */
static bool
behind_gap (const SmtpSession *session, const SmtpReply *reply)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_GAP && event->side == SIDE_SERVER && event->offset < reply->offset)
        return true;
    }
  return false;
}

/* The first greeting that tells anything. */
static Look
look_at_offer (const SmtpSession *session)
{
  const SmtpReply *refused = NULL;
  for (guint i = 0; session->helos != NULL && i < session->helos->len; i++)
    {
      const SmtpHelo *helo = g_ptr_array_index (session->helos, i);
      const SmtpCommand *command = helo->command;
      const SmtpReply *reply = command->reply;
      if (reply == NULL || !is_outside (session, command))
        break;
      if (command->verb == VERB_HELO && refused != NULL && smtp_reply_positive (reply))
        return (Look){ OFFER_REFUSED, refused };
      if (command->verb != VERB_HELO && reply->code >= 500 && !behind_gap (session, reply))
        refused = reply;
      if (smtp_helo_extended_reply (helo) == NULL)
        continue;
      if (smtp_reply_offers (reply, "STARTTLS"))
        return (Look){ OFFER_MADE, reply };
      if (!reply->truncated)
        return (Look){ OFFER_WITHHELD, reply };
    }
  /* Some clients go on without any greeting. */
  if (refused != NULL && session_first_clear_command (session, refused->command->offset) != NULL)
    return (Look){ OFFER_REFUSED, refused };
  return (Look){ OFFER_UNKNOWN, NULL };
}

/* --- several sessions ------------------------------------------------------------- */

/* How a server answered; of the offers the first and the last by the packets' clock. */
typedef struct Offers {
  Sight first_made, last_made, withheld;
  uint64_t made_name, withheld_name; /* digest of the name it gave itself then; 0: none */
  bool refused;                      /* withheld: EHLO was refused */
  unsigned count;                    /* sessions without */
  unsigned told;                     /* of them, when a finding was made last; 0: none yet */
  Severity worst;                    /* of what was told */
  bool compared;                     /* and told by comparing sessions */
} Offers;

static void
offers_clear (gpointer pointer)
{
  Offers *offers = pointer;
  sight_clear (&offers->first_made);
  sight_clear (&offers->last_made);
  sight_clear (&offers->withheld);
}

/* As seen by one network of clients; by all; and by all at a server of this name. */
static const HistoryKind offers_near = { "offers-near", sizeof (Offers), offers_clear };
static const HistoryKind offers_server = { "offers-server", sizeof (Offers), offers_clear };
static const HistoryKind offers_name = { "offers-name", sizeof (Offers), offers_clear };

typedef enum Ground { GROUND_NEAR, GROUND_SERVER, GROUND_NAME } Ground;

static void
note (Offers *offers, const SmtpSession *session, const Look *look, uint64_t name)
{
  Origin origin = look->reply->first;
  if (look->offer == OFFER_MADE)
    {
      if (offers->first_made.session == 0 || origin.time < offers->first_made.origin.time)
        sight_take (&offers->first_made, session, SIDE_SERVER, origin, look->reply->lines);
      if (offers->last_made.session == 0 || origin.time >= offers->last_made.origin.time)
        sight_take (&offers->last_made, session, SIDE_SERVER, origin, look->reply->lines);
      offers->made_name = name;
      return;
    }
  offers->count++;
  offers->refused = look->offer == OFFER_REFUSED;
  offers->withheld_name = name;
  sight_take (&offers->withheld, session, SIDE_SERVER, origin, look->reply->lines);
}

static bool
offered_around (const Offers *offers)
{
  return offers->first_made.origin.time < offers->withheld.origin.time
         && offers->withheld.origin.time < offers->last_made.origin.time;
}

/* The offer to set against the answer without: the nearest, of those kept. */
static const Sight *
nearest_offer (const Offers *offers)
{
  int64_t time = offers->withheld.origin.time;
  int64_t to_first = time_distance (offers->first_made.origin.time, time),
          to_last = time_distance (offers->last_made.origin.time, time);
  return to_first < to_last ? &offers->first_made : &offers->last_made;
}

static Severity
weigh (const Offers *offers, Ground ground)
{
  int64_t distance = time_difference (nearest_offer (offers)->origin.time, offers->withheld.origin.time);
  bool one_name = offers->made_name == 0 || offers->withheld_name == 0 || offers->made_name == offers->withheld_name;
  if (ground != GROUND_NEAR || !one_name || distance > span_compared || distance < -span_compared)
    return SEVERITY_MEDIUM;
  if (offered_around (offers))
    return SEVERITY_CRITICAL;
  return distance < span_sure ? SEVERITY_HIGH : SEVERITY_MEDIUM;
}

static void
tell_contradiction (const Check *check, SmtpSession *session, const Look *look, Offers *offers, Ground ground)
{
  static const char *const whose[] = { N_ ("this server"), N_ ("this server, to another client,"),
                                       N_ ("a server of the same name at another address or port") };
  Severity severity = weigh (offers, ground);
  const Sight *made = nearest_offer (offers);
  const Sight *other = look->offer == OFFER_MADE ? &offers->withheld : made;
  bool around = severity == SEVERITY_CRITICAL;
  const char *who = finding_word (session, whose[ground]);
  const char *span = check_span (session, time_difference (other->origin.time, look->reply->first.time));
  Finding *finding;
  if (look->offer == OFFER_MADE)
    {
      const char *did = finding_word (session, offers->refused ? N_ ("refused EHLO") : N_ ("listed none"));
      finding = finding_add (session, check, NULL,
                             around ? N_ ("STARTTLS is offered here, but %s %s in session %" PRIu64
                                          ", %s; before that one it was offered too.")
                                    : N_ ("STARTTLS is offered here, but %s %s in session %" PRIu64 ", %s."),
                             who, did, other->session, span);
    }
  else
    {
      const char *list = finding_word (session, offers->refused ? N_ ("EHLO was refused, so that no list was seen")
                                                                : N_ ("The server's list has no STARTTLS"));
      finding = finding_add (
          session, check, NULL,
          around ? N_ ("%s, but %s offered STARTTLS in session %" PRIu64 ", %s, and both before and after this one.")
                 : N_ ("%s, but %s offered STARTTLS in session %" PRIu64 ", %s."),
          list, who, other->session, span);
    }
  finding->severity = severity;
  finding_cite_sight (finding, session, around ? &offers->first_made : made);
  finding_cite_sight (finding, session, &offers->withheld);
  if (around)
    finding_cite_sight (finding, session, &offers->last_made);
}

static void
note_told (Offers *offers, Severity severity, bool compared)
{
  offers->told = offers->count;
  offers->compared |= compared;
  offers->worst = MAX (offers->worst, severity);
}

/* Once for a server, and again for ten times as many sessions or a better proof, or where
 * all that was told so far showed in its session alone, which this one does not.
 * `teller`: what was told of this server, where `offers` are of several.
 * True where there is a contradiction, told or not. */
static bool
weigh_and_tell (const Check *check, SmtpSession *session, const Look *look, Offers *offers, Ground ground,
                Offers *teller)
{
  if (offers->first_made.session == 0 || offers->withheld.session == 0)
    return false;
  Severity severity = weigh (offers, ground);
  bool silent = look->offer != OFFER_MADE && !teller->compared;
  if (teller->told > 0 && teller->count < teller->told * 10 && severity <= teller->worst && !silent)
    return true;
  tell_contradiction (check, session, look, offers, ground);
  note_told (offers, severity, true);
  note_told (teller, severity, true);
  return true;
}

static HistoryKey
near_key (const History *history, const SmtpSession *session)
{
  const Flow *flow = &session->flow;
  const uint8_t *client = flow->side[session_flow_side (session, SIDE_CLIENT)].ip;
  HistoryKey server = history_key_server (history, session);
  const Octets parts[] = { octets_of (client, flow->ip_version == 4 ? 3 : 8), octets_of (&server, sizeof server) };
  return history_key (history, parts, G_N_ELEMENTS (parts));
}

/* A name that other hosts do not have as well. */
static bool
is_own_name (Octets name)
{
  return octets_find (name, '.') != SIZE_MAX && !octets_start_nocase (name, OCTETS ("localhost")) && name.at[0] != '[';
}

/* Of other ports than those for users one tells nothing about the other. */
static HistoryKey
name_key (const History *history, const SmtpSession *session, uint64_t name)
{
  uint16_t port = session->flow.side[session_flow_side (session, SIDE_SERVER)].port;
  uint16_t kind = port == PORT_SUBMISSION || port == PORT_SUBMISSIONS ? port : 0;
  const Octets parts[] = { octets_of (&name, sizeof name), octets_of (&kind, sizeof kind) };
  return history_key (history, parts, G_N_ELEMENTS (parts));
}

/* The word was overwritten here; the same server's list that has it is more proof. */
static void
strengthen (SmtpSession *session, Finding *inside, Offers *offers)
{
  if (offers->first_made.session == 0)
    return;
  inside->severity = SEVERITY_CRITICAL;
  finding_cite_sight (inside, session, nearest_offer (offers));
}

/* `inside`: what was found in this session alone, which need not be told again; or NULL. */
static void
compare_offers (const Check *check, SmtpSession *session, const Look *look, History *history, Finding *inside)
{
  Octets name = session_server_name (session);
  const Flow *flow = &session->flow;
  const uint8_t *client = flow->side[session_flow_side (session, SIDE_CLIENT)].ip;
  uint64_t digest = name.length > 0 ? history_digest (history, name, true) : 0;
  Offers *near = history_remember (history, &offers_near, near_key (history, session));
  note (near, session, look, digest);
  bool withheld = look->offer != OFFER_MADE;
  if (inside != NULL && withheld)
    {
      strengthen (session, inside, near);
      note_told (near, inside->severity, false);
    }
  bool found = inside != NULL || weigh_and_tell (check, session, look, near, GROUND_NEAR, near);
  if (flow_ip_is_loopback (client, flow->ip_version)) /* to its own host a server need not offer TLS */
    return;
  Offers *server = history_remember (history, &offers_server, history_key_server (history, session));
  note (server, session, look, digest);
  if (inside != NULL && withheld)
    note_told (server, inside->severity, false);
  found = found || weigh_and_tell (check, session, look, server, GROUND_SERVER, server);
  if (!is_own_name (name))
    return;
  Offers *named = history_remember (history, &offers_name, name_key (history, session, digest));
  note (named, session, look, digest);
  if (inside != NULL && withheld)
    note_told (named, inside->severity, false);
  if (!found)
    weigh_and_tell (check, session, look, named, GROUND_NAME, withheld ? server : named);
}

/* --- the check --------------------------------------------------------------------- */

static Finding *
tell_copies (const Check *check, SmtpSession *session, const SmtpReply *reply, const SmtpEvent *copy)
{
  Finding *finding = finding_add (session, check, NULL,
                                  "Two copies of the server's answer to EHLO crossed: one offers STARTTLS, the other "
                                  "does not.");
  finding->severity = SEVERITY_CRITICAL;
  finding_cite_reply (finding, reply);
  finding_cite_event (finding, copy);
  return finding;
}

static Finding *
tell_command (const Check *check, SmtpSession *session, const Look *look, const SmtpCommand *command)
{
  bool sure = look->offer == OFFER_MADE || (look->reply != NULL && overwritten_keyword (look->reply).length > 0);
  Finding *finding = finding_add (session, check, NULL,
                                  "The client's command arrived as \"%s\", as long as STARTTLS: it was overwritten on "
                                  "the path, and the server answered %d.",
                                  check_quote (session, octets_trim (command->line)), command->reply->code);
  if (sure)
    finding->severity = SEVERITY_CRITICAL;
  if (sure)
    finding_cite_reply (finding, look->reply);
  finding_cite_command (finding, command);
  finding_cite_reply (finding, command->reply);
  return finding;
}

static Finding *
tell_keyword (const Check *check, SmtpSession *session, const SmtpReply *reply, Octets word)
{
  Finding *finding = finding_add (session, check, NULL,
                                  "The server's list has \"%s\" and no STARTTLS: a word of that length was overwritten "
                                  "on the path.",
                                  check_quote (session, word));
  finding_cite_reply (finding, reply);
  return finding;
}

static Finding *
tell_unlisted (const Check *check, SmtpSession *session, const SmtpReply *reply)
{
  Finding *finding = finding_add (session, check, NULL,
                                  "The server's list has no STARTTLS, yet the server granted it when the client asked: "
                                  "the word was lost on the path, or the server does not list all that it can.");
  finding->severity = SEVERITY_LOW;
  finding_cite_reply (finding, reply);
  finding_cite_command (finding, session->starttls);
  finding_cite_reply (finding, session->starttls->reply);
  return finding;
}

/* Proof that lies in this session alone; NULL: none. */
static Finding *
look_inside (const Check *check, SmtpSession *session, const Look *look)
{
  const SmtpEvent *copy = look->reply != NULL ? differing_copy (session, look->reply) : NULL;
  if (copy != NULL)
    return tell_copies (check, session, look->reply, copy);
  const SmtpCommand *command = overwritten_command (session);
  if (command != NULL)
    return tell_command (check, session, look, command);
  if (look->offer != OFFER_WITHHELD)
    return NULL;
  Octets word = overwritten_keyword (look->reply);
  if (word.length > 0)
    return tell_keyword (check, session, look->reply, word);
  bool granted = session->starttls != NULL && smtp_reply_positive (session->starttls->reply)
                 && look->reply->line_count > 1; /* else there is no list at all */
  return granted ? tell_unlisted (check, session, look->reply) : NULL;
}

static void
compare (const Check *check, SmtpSession *session, History *history)
{
  Look look = look_at_offer (session);
  Finding *inside = look_inside (check, session, &look);
  if (look.offer != OFFER_UNKNOWN)
    compare_offers (check, session, &look, history, inside);
}

const Check check_starttls_stripped = {
  .id = "starttls-stripped",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Encryption removed on the path"),
  .explanation
  = N_ ("A server says in clear text that it can encrypt (STARTTLS), and whoever sits between can take that "
        "word out or overwrite it; the client then believes there is no encryption and goes on in clear text. "
        "Some firewalls do so in order to read along, and so do attackers. Here the traffic shows it: by an "
        "overwritten word, by two versions of one answer, or because the same server offered it in another "
        "session. For one server this is told once, and again when the proof gets better or ten times as many "
        "sessions are concerned."),
  .protection
  = N_ ("A client that demands TLS instead of taking it where offered: by its settings, MTA-STS or DANE; TLS "
        "from the first octet on port 465. In one's own network: switch off the firewall's SMTP inspection."),
  .reference = "RFC 3207 §6, RFC 8461 §1, RFC 7672 §1.3",
  .compare = compare,
};

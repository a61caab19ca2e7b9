/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings about the streams themselves: two copies of the same octets, which of them the
 * session was built from, and whether the other would mean something else to SMTP.
 *
 * Does not: decide which copy the receiver believed, that is the reassembler's; or see an
 * end of mail data in the copy that does not count, where the octets around it are not told. */
#include "config.h"

#include "checks.h"
#include "smtp-copies.h"

enum { REPLY_MOST = 64 * 1024 }; /* longer ones are not looked into */

static bool
is_ambiguity (const SmtpEvent *event)
{
  return event->type == EVENT_ANOMALY && event->code == ANOMALY_STREAM_AMBIGUITY;
}

/* A line as it crossed, with its line end, once with each copy. */
typedef struct Readings {
  GByteArray *counted;
  GByteArray *other;
} Readings;

static Readings
readings_of (Octets lines, uint64_t offset, const SmtpEvent *ambiguity, const SmtpCopies *copies)
{
  Readings readings = { g_byte_array_sized_new ((guint) lines.length + 2), NULL };
  for (size_t i = 0; i <= lines.length; i++) /* LF joins the lines of a reply */
    if (i == lines.length || lines.at[i] == '\n')
      g_byte_array_append (readings.counted, (const guint8 *) "\r\n", 2);
    else
      g_byte_array_append (readings.counted, lines.at + i, 1);
  readings.other = g_byte_array_new ();
  g_byte_array_append (readings.other, readings.counted->data, readings.counted->len);
  smtp_copies_overlay (readings.counted, offset, smtp_copies_counted (copies), ambiguity->offset);
  smtp_copies_overlay (readings.other, offset, smtp_copies_other (copies), ambiguity->offset);
  return readings;
}

static void
readings_clear (Readings *readings)
{
  g_byte_array_unref (readings->counted);
  g_byte_array_unref (readings->other);
}

static bool
is_line_end (uint8_t octet)
{
  return octet == '\r' || octet == '\n';
}

static bool
lines_end_elsewhere (const Readings *readings)
{
  for (guint i = 0; i < readings->counted->len; i++)
    if ((is_line_end (readings->counted->data[i]) || is_line_end (readings->other->data[i]))
        && readings->counted->data[i] != readings->other->data[i])
      return true;
  return false;
}

static Octets
first_word (const GByteArray *line)
{
  Octets text = octets_trim (octets_of (line->data, line->len));
  return octets_slice (text, 0, MIN (octets_find (text, ' '), text.length));
}

static const char *
meaning_of_command (const SmtpCommand *command, const Readings *readings)
{
  if (lines_end_elsewhere (readings))
    return N_ ("With the other copy the client's lines end elsewhere, and other commands may be read.");
  if (!octets_equal_nocase (first_word (readings->counted), first_word (readings->other)))
    return N_ ("With the other copy this is another command.");
  size_t word = command->word.length;
  if (memcmp (readings->counted->data + word, readings->other->data + word, readings->counted->len - word) == 0)
    return NULL;
  if (command->verb == VERB_MAIL)
    return N_ ("With the other copy the envelope names another sender, or other parameters.");
  if (command->verb == VERB_RCPT)
    return N_ ("With the other copy the envelope names another recipient, or other parameters.");
  return command->verb == VERB_AUTH ? N_ ("With the other copy another login is tried.") : NULL;
}

static bool
offers_starttls (const GByteArray *lines)
{
  return octets_find_nocase (octets_of (lines->data, lines->len), OCTETS ("STARTTLS")) != SIZE_MAX;
}

static const char *
meaning_of_reply (const Readings *readings)
{
  if (memcmp (readings->counted->data, readings->other->data, MIN (readings->counted->len, 3)) != 0)
    return N_ ("With the other copy the server answers with another code.");
  if (offers_starttls (readings->counted) != offers_starttls (readings->other))
    return offers_starttls (readings->other) ? N_ ("With the other copy the server offers STARTTLS.")
                                             : N_ ("With the other copy the server does not offer STARTTLS.");
  return lines_end_elsewhere (readings) ? N_ ("With the other copy the server's lines end elsewhere.") : NULL;
}

/* Whether what is told of the copies lies there. */
static bool
meets (const SmtpEvent *ambiguity, const SmtpCopies *copies, uint64_t from, uint64_t end)
{
  return ambiguity->offset < end && from < ambiguity->offset + MAX (copies->first->len, copies->second->len);
}

static bool
has_end_of_data (const GByteArray *copy)
{
  Octets text = octets_of (copy->data, copy->len);
  return octets_find_nocase (text, OCTETS ("\n.\r\n")) != SIZE_MAX
         || octets_find_nocase (text, OCTETS ("\n.\n")) != SIZE_MAX;
}

/* What an event means with the other copy; *known is set where the copies lie in it. */
static const char *
meaning_in (const SmtpEvent *event, const SmtpEvent *ambiguity, const SmtpCopies *copies, bool *known)
{
  bool reply = event->type == EVENT_REPLY || event->type == EVENT_GREETING;
  if (event->tls || event->side != ambiguity->side)
    return NULL;
  if (event->type == EVENT_AUTH_LINE && meets (ambiguity, copies, event->offset, event->offset + event->octets.length))
    {
      *known = true;
      return event->side == SIDE_CLIENT ? N_ ("With the other copy another login is tried.") : NULL;
    }
  if (reply && event->reply != NULL && event->reply->lines.length <= REPLY_MOST)
    {
      const SmtpReply *answer = event->reply;
      if (!meets (ambiguity, copies, answer->offset, answer->offset + answer->lines.length + answer->line_count + 2))
        return NULL;
      *known = true;
      Readings readings = readings_of (answer->lines, answer->offset, ambiguity, copies);
      const char *meaning = meaning_of_reply (&readings);
      readings_clear (&readings);
      return meaning;
    }
  if (event->type != EVENT_COMMAND || event->command == NULL)
    return NULL;
  const SmtpCommand *command = event->command;
  if (meets (ambiguity, copies, command->offset, command->offset + command->line.length + 2))
    {
      *known = true;
      Readings readings = readings_of (command->line, command->offset, ambiguity, copies);
      const char *meaning = meaning_of_command (command, &readings);
      readings_clear (&readings);
      return meaning;
    }
  return NULL;
}

/* Whether the mail in front of a command ended with octets of which there are two copies. */
static bool
ends_mail (const SmtpSession *session, const SmtpEvent *ambiguity, const SmtpCopies *copies)
{
  enum { END_OF_DATA = 5 };
  bool mail = false;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_COMMAND && event->command != NULL && !event->tls)
        {
          uint64_t offset = event->command->offset;
          if (mail && offset >= END_OF_DATA && meets (ambiguity, copies, offset - END_OF_DATA, offset))
            return true;
          mail = false;
        }
      mail |= event->type == EVENT_MESSAGE;
    }
  return false;
}

/* What the other copy would mean to SMTP; NULL: nothing else, or only another text of a mail. */
static const char *
meaning_of (const SmtpSession *session, const SmtpEvent *ambiguity, const SmtpCopies *copies)
{
  bool known = false;
  for (guint i = 0; i < session->events->len; i++)
    {
      const char *meaning = meaning_in (&g_array_index (session->events, SmtpEvent, i), ambiguity, copies, &known);
      if (meaning != NULL)
        return meaning;
    }
  if (known || ambiguity->side != SIDE_CLIENT)
    return NULL;
  if (has_end_of_data (copies->first) != has_end_of_data (copies->second) || ends_mail (session, ambiguity, copies))
    return N_ ("With the other copy the mail ends elsewhere, and what follows may be read as commands.");
  return NULL;
}

/* Which copy the session was built from, and why. */
static void
note_copies (SmtpSession *session, Finding *finding, const SmtpEvent *event, const SmtpCopies *copies)
{
  if (copies->why.length == 0)
    return;
  const char *first = copies->first_packet == 0 || copies->first_packet == event->origin.packet
                          ? finding_word (session, N_ ("An earlier packet"))
                          : finding_phrase (session, "Packet %" PRIu64, copies->first_packet);
  /* One of the reasons that the pipeline knows, and nothing from the wire. */
  const char *why = finding_word (session, (const char *) arena_copy (session->arena, copies->why).at);
  finding_note (session, finding,
                copies->second_counts
                    ? N_ ("%s and packet %" PRIu64 " differ; the session was built from the second copy: %s.")
                    : N_ ("%s and packet %" PRIu64 " differ; the session was built from the first copy: %s."),
                first, event->origin.packet, why);
}

/* The note tells which copy counts, and why: the evidence has the copies alone. */
static void
cite_copies (Finding *finding, const SmtpEvent *event, const SmtpCopies *copies)
{
  Octets telling = event->octets;
  const Octets which = copies->second_counts ? OCTETS ("; the second counts: ") : OCTETS ("; the first counts: ");
  const size_t before = copies->why.length > 0 ? (size_t) (copies->why.at - telling.at) : 0;
  if (before > which.length && octets_equal (octets_slice (telling, before - which.length, which.length), which))
    telling.length = before - which.length;
  SmtpEvent cited = *event;
  cited.octets = telling;
  if (cited.secret.length > 0)
    cited.secret = telling;
  finding_cite_event (finding, &cited);
}

static void
tell_place (SmtpSession *session, Finding *finding, const SmtpEvent *event)
{
  SmtpCopies copies;
  const bool cited = finding->evidence_count < FINDING_EVIDENCE_MAX;
  if (!cited && finding->severity == SEVERITY_CRITICAL)
    return;
  if (!smtp_copies_read (event->octets, &copies))
    {
      if (cited)
        finding_cite_event (finding, event);
      return;
    }
  if (cited)
    cite_copies (finding, event, &copies);
  note_copies (session, finding, event, &copies);
  const char *meaning = meaning_of (session, event, &copies);
  if (meaning != NULL)
    {
      finding->severity = SEVERITY_CRITICAL;
      finding_note (session, finding, "%s", finding_word (session, meaning));
    }
  smtp_copies_clear (&copies);
}

static void
run_ambiguity (const Check *check, SmtpSession *session)
{
  unsigned places = 0;
  for (guint i = 0; i < session->events->len; i++)
    places += is_ambiguity (&g_array_index (session->events, SmtpEvent, i));
  if (places == 0)
    return;
  Finding *finding
      = places == 1
            ? finding_add (session, check, NULL, "The same octets were sent twice with different content.")
            : finding_add (session, check, NULL, "In %u places octets were sent twice with different content.", places);
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (is_ambiguity (event))
        tell_place (session, finding, event);
    }
}

const Check check_stream_ambiguity = {
  .id = "stream-ambiguity",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_EVIDENCE,
  .title = N_ ("Two versions of the same octets"),
  .explanation
  = N_ ("TCP sends lost octets again, and the copy must be the same as the original. Here it was not: two "
        "versions of one stretch of the stream crossed the network. Which one a receiver reads depends on "
        "when they came, and on its system (--overlap). That is how a sniffer is deceived, or how somebody "
        "on the path slips words into a dialogue; a broken network card does it far more rarely."),
  .protection
  = N_ ("TLS, for altered octets then fail its check. For the reader of this capture: read both versions, and "
        "trust neither alone."),
  .reference = "RFC 9293 §3.10.7.4, RFC 5961 §5",
  .run = run_ambiguity,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session made from a written dialogue, for tests of what reads sessions.
 *
 * Each line (up to an LF without CR) is one packet, numbered from 1, a millisecond after the one before:
 *   "C EHLO laptop.example"   the client's line; CR LF is added
 *   "S 250 mail.example"      the server's line
 *   "c …" "s …"               the same without CR LF
 *   "x 1603" "X 1603"         the same in hexadecimal
 *   "g 1460" "G 1460"         octets of the client, of the server, never captured
 *   "Z example.com TXT text"  what the DNS holds, in front of all others and no packets: what they do not hold
 *                             does not exist, or is not known where the first is "Z ?"; without any its mails
 *                             are not judged for SPF and kin
 *   "! text"                  two copies of octets of the client differed, from what comes next on
 *   "! 9 text"                the same, that many octets behind what comes next
 *   "? 54 text"               two copies of octets of the server did, at that offset
 *   "~ 5 text"                so many octets of the client were refused; 0: another packet of it
 *   "# text"                  the client went on behind an RST or FIN of its own */
#ifndef SMTPLENS_TESTS_CONVERSATION_H
#define SMTPLENS_TESTS_CONVERSATION_H

#include "dissect/check.h"
#include "dissect/mail-path.h"
#include "dissect/sender.h"
#include "dissect/smtp-session.h"

#include "tests/support/dns-words.h"

#include <stdlib.h>
#include <string.h>

typedef struct Conversation {
  Flow flow; /* of conversation_init: 192.0.2.10 port 51234 to 192.0.2.25 port 25 */
  SmtpSurroundings surroundings;
  MailStorage storage;
  SmtpSession *session;
  History *history; /* what sessions played before told; NULL: nothing is remembered */
  MailPaths *paths; /* of mails on several hops; NULL: not followed */
  DnsFacts *facts;  /* of the DNS; the conversation's own.  NULL: nothing is known */
  uint64_t packet;  /* number of the last packet */
  int64_t begin;    /* time of the first */
} Conversation;

/* 2026-11-23T10:00:00Z */
static const int64_t conversation_start = INT64_C (1795428000) * 1000000000;

static inline void
conversation_init (Conversation *conversation)
{
  *conversation = (Conversation){
    .flow = {
      .ip_version = 4,
      .side = {
        { .ip = { 192, 0, 2, 10 }, .port = 51234, .has_mac = true, .mac = { 2, 0, 0x5e, 0x10, 0, 1 } },
        { .ip = { 192, 0, 2, 25 }, .port = 25, .has_mac = true, .mac = { 2, 0, 0x5e, 0x10, 0, 2 } },
      },
    },
    .storage = { .keep = true, .mail_memory = 1 << 20, .total_memory = 1 << 24 },
    .surroundings = { .next_id = 1 },
    .begin = conversation_start,
  };
  session_limits_init (&conversation->surroundings.limits);
}

static inline History *
conversation_history_new (const HistoryLimits *limits)
{
  static const uint8_t seed[SIPHASH_KEY_OCTETS] = { 1, 2, 3 };
  HistoryLimits standard;
  history_limits_init (&standard);
  return history_new (limits != NULL ? limits : &standard, seed);
}

static inline MailPaths *
conversation_paths_new (const MailPathLimits *limits)
{
  static const uint8_t seed[SIPHASH_KEY_OCTETS] = { 4, 5, 6 };
  MailPathLimits standard;
  mail_path_limits_init (&standard);
  return mail_paths_new (limits != NULL ? limits : &standard, seed);
}

/* Runs the checks once more, or for the first time. */
static inline void
conversation_check (Conversation *conversation)
{
  History *history = conversation->history != NULL ? conversation->history : conversation_history_new (NULL);
  if (conversation->facts != NULL)
    sender_judge (conversation->session, conversation->facts);
  if (conversation->paths != NULL)
    mail_paths_follow (conversation->paths, conversation->session);
  checks_run (conversation->session, history);
  if (history != conversation->history)
    history_free (history);
}

/* Takes the line about a wireless network, "W PROTECTION SSID", from the front of the script; behind
 * an "own" PROTECTION the key is the station's own. */
static inline const char *
conversation_air (Conversation *conversation, const char *script)
{
  FlowWifi *wifi = &conversation->flow.wifi;
  if (script[0] != 'W')
    return script;
  const size_t end = strcspn (script, "\n");
  g_autofree char *line = g_strndup (script + 2, end - 2);
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  wifi->present = true;
  wifi->own_key = g_str_has_prefix (words[0], "own-");
  const char *protection = words[0] + (wifi->own_key ? strlen ("own-") : 0);
  while (wifi->protection < FLOW_PROTECTIONS && strcmp (flow_protection_name (wifi->protection), protection) != 0)
    wifi->protection++;
  g_assert_cmpint (wifi->protection, <, FLOW_PROTECTIONS);
  memcpy (wifi->bssid, "\x00\x00\x5e\x00\x53\xa0", sizeof wifi->bssid);
  wifi->ssid_length = (uint8_t) (words[1] != NULL ? strlen (words[1]) : 0);
  if (wifi->ssid_length > 0)
    memcpy (wifi->ssid, words[1], wifi->ssid_length);
  return script + end + 1;
}

/* Takes the lines about the DNS from the front of the script. */
static inline const char *
conversation_zone (Conversation *conversation, const char *script)
{
  GString *lines = g_string_new (NULL);
  for (; script[0] == 'Z'; script += strcspn (script, "\n") + 1)
    g_string_append_printf (lines, "%.*s\n", (int) strcspn (script, "\n") - 2, script + 2);
  if (lines->len > 0)
    {
      dns_facts_free (conversation->facts);
      conversation->facts = dns_words_zone_new (lines->str);
    }
  g_string_free (lines, TRUE);
  return script;
}

/* Plays the script, ends the session and runs the checks on it. */
static inline void
conversation_play (Conversation *conversation, const char *script)
{
  script = conversation_air (conversation, script);
  conversation->surroundings.storage = &conversation->storage;
  SmtpSession *session = smtp_session_new (&conversation->flow, false, &conversation->surroundings);
  SessionTraffic traffic = { .first = { conversation->packet + 1, conversation->begin, 0 } };
  Origin origin = { conversation->packet, conversation->begin - 1000000, 0 };
  uint64_t offset[2] = { 0, 0 };
  for (const char *line = conversation_zone (conversation, script); *line != '\0';)
    {
      size_t length = strcspn (line, "\n");
      while (line[length] == '\n' && line[length - 1] == '\r')
        length += 1 + strcspn (line + length + 1, "\n");
      unsigned side = line[0] == 'S' || line[0] == 's' || line[0] == 'G' || line[0] == 'X';
      origin.packet++;
      origin.time += 1000000;
      if (line[0] == 'g' || line[0] == 'G')
        {
          uint64_t missing = strtoull (line + 2, NULL, 10);
          smtp_session_gap (session, side, offset[side], missing, false, origin);
          offset[side] += missing;
          traffic.missing[side] += missing;
        }
      else if (line[0] == '?')
        {
          char *words;
          uint64_t place = strtoull (line + 2, &words, 10);
          char *text = g_strndup (words + 1, length - (size_t) (words + 1 - line));
          smtp_session_ambiguity (session, 1, place, 1, text, origin);
          g_free (text);
        }
      else if (line[0] == '~' || line[0] == '#')
        {
          char *words = (char *) line + 1;
          uint64_t octets = line[0] == '~' ? strtoull (line + 2, &words, 10) : 0;
          g_autofree char *text = g_strndup (words + 1, length - (size_t) (words + 1 - line));
          smtp_session_oddity (session, 0, line[0] == '~' ? ANOMALY_STREAM_DECEPTION : ANOMALY_FORGED_RESET, offset[0],
                               octets, text, origin);
        }
      else if (line[0] == '!')
        {
          char *words;
          uint64_t distance = strtoull (line + 2, &words, 10);
          words += distance > 0;
          char *text = g_strndup (words, length - (size_t) (words - line));
          smtp_session_ambiguity (session, 0, offset[0] + distance, distance > 0 ? 1 : length - 2, text, origin);
          g_free (text);
        }
      else
        {
          bool hexadecimal = line[0] == 'x' || line[0] == 'X';
          GString *octets = g_string_new_len (line + 2, hexadecimal ? 0 : (gssize) length - 2);
          for (size_t i = 2; hexadecimal && i + 1 < length; i += 2)
            g_string_append_c (octets,
                               (char) (g_ascii_xdigit_value (line[i]) << 4 | g_ascii_xdigit_value (line[i + 1])));
          if (line[0] == 'C' || line[0] == 'S')
            g_string_append (octets, "\r\n");
          smtp_session_feed (session, side, octets_of (octets->str, octets->len), offset[side], origin);
          offset[side] += octets->len;
          traffic.octets[side] += octets->len;
          g_string_free (octets, TRUE);
        }
      line += length + (line[length] == '\n');
    }
  traffic.last = origin;
  traffic.packets = origin.packet - conversation->packet;
  conversation->packet = origin.packet;
  smtp_session_end (session, SESSION_FIN, &traffic);
  conversation->session = session;
  conversation_check (conversation);
}

static inline void
conversation_clear (Conversation *conversation)
{
  smtp_session_unref (conversation->session);
  conversation->session = NULL;
  g_clear_pointer (&conversation->facts, dns_facts_free);
}

#endif

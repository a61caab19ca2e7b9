/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments as text, and the calls of a StreamHandler as text.
 *
 * A script is one segment a line:
 *     [@MS] HOST FLAGS SEQ ACK ["octets" or #COUNT] [cut=N] [port=N] [file=N] [bad]
 *         [ttl=N] [win=N] [urg=N] [opt=HEX] [ts=N] [second]
 * HOST is a or b, FLAGS some of S F R P U or ".", ACK a number or "-"; # stands for
 * COUNT octets of pattern, ~ for NUL; cut=N keeps N octets of the data; ts=N is the usual option
 * with this timestamp, and a window that is not set is the largest.  Packets are numbered from 1
 * and come 1 ms apart unless @ sets the time.  "flush" ends all connections.
 *
 * The log says "open a" (a is side 0; with " mid" in mid-stream), "a 5 text",
 * "a gap 5+10 lost", "a diff 5 old/new 3,7" (packets; with the reason from AMBIGUITY_FRAGMENTS
 * on, and " second" where that one counts), "a odd fin 5 3" (offset, packet) and "close fin".  A
 * stream whose octets contain "UNWANTED" is refused; those with "KNOWN" or "BUSY" say what
 * the connection is worth from then on, and others that it is not known.
 *
 * Where the script is asked to tell repeats, "a again 5+10 3,7" (offset, length, packets) and
 * "a alive 5+1 7" come, too. */
#ifndef SMTPLENS_TESTS_SEGMENT_SCRIPT_H
#define SMTPLENS_TESTS_SEGMENT_SCRIPT_H

#include "guard-page.h"

#include "src/reassembler.h"

#include <glib.h>
#include <stdio.h>

enum { SCRIPT_PORT_A = 40000, SCRIPT_PORT_B = 25 };

typedef struct Script {
  Reassembler *reassembler;
  GString *log;
  uint64_t packet;
  int64_t time;
  unsigned open; /* opened, and not yet closed */
  bool repeats;  /* tell them */
} Script;

static inline char
script_host (const ConnectionView *view, unsigned side)
{
  return view->side[side].port == SCRIPT_PORT_B ? 'b' : 'a';
}

static inline void *
script_opened (void *user, const ConnectionView *view)
{
  Script *script = user;
  script->open++;
  g_string_append_printf (script->log, "open %c%s\n", script_host (view, 0), view->midstream ? " mid" : "");
  return script;
}

static inline StreamVerdict
script_data (void *user, void *session, const ConnectionView *view, unsigned side, const StreamChunk *chunk)
{
  Script *script = user;
  g_assert (session == script);
  g_assert (view->side[side].octets + view->side[side].missing == chunk->offset + chunk->length);
  g_string_append_printf (script->log, "%c %" G_GUINT64_FORMAT " ", script_host (view, side), chunk->offset);
  if (chunk->length > 64)
    g_string_append_printf (script->log, "#%zu", chunk->length);
  else
    g_string_append_len (script->log, (const char *) chunk->octets, (gssize) chunk->length);
  g_string_append_c (script->log, '\n');
  if (memmem (chunk->octets, chunk->length, "UNWANTED", 8) != NULL)
    return STREAM_UNWANTED;
  if (memmem (chunk->octets, chunk->length, "BUSY", 4) != NULL)
    return STREAM_BUSY;
  return memmem (chunk->octets, chunk->length, "KNOWN", 5) != NULL ? STREAM_KNOWN : STREAM_WANTED;
}

static inline StreamVerdict
script_gap (void *user, void *session, const ConnectionView *view, unsigned side, const StreamGap *gap)
{
  static const char *const reasons[] = { "lost", "snaplen", "limit", "end" };
  Script *script = user;
  g_assert (session == script);
  g_assert (view->side[side].octets + view->side[side].missing == gap->offset + gap->length);
  g_string_append_printf (script->log, "%c gap %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " %s\n",
                          script_host (view, side), gap->offset, gap->length, reasons[gap->reason]);
  return STREAM_WANTED;
}

static inline void
script_ambiguity (void *user, void *session, const ConnectionView *view, unsigned side,
                  const StreamAmbiguity *ambiguity)
{
  Script *script = user;
  g_assert (session == script);
  static const char *const reasons[AMBIGUITY_REASONS] = {
    [AMBIGUITY_FRAGMENTS] = " fragments", [AMBIGUITY_CHECKSUM] = " checksum", [AMBIGUITY_TTL] = " ttl",
    [AMBIGUITY_TIMESTAMP] = " timestamp", [AMBIGUITY_NO_ACK] = " no-ack",     [AMBIGUITY_FUTURE_ACK] = " future-ack",
    [AMBIGUITY_PAST_ACK] = " past-ack",   [AMBIGUITY_SIGNED] = " signed",     [AMBIGUITY_WINDOW] = " window",
    [AMBIGUITY_SYN_DATA] = " syn-data",   [AMBIGUITY_URGENT] = " urgent",
  };
  if (ambiguity->reason == AMBIGUITY_URGENT)
    {
      g_string_append_printf (script->log, "%c urgent %" G_GUINT64_FORMAT " %c\n", script_host (view, side),
                              ambiguity->offset, ambiguity->first[0]);
      return;
    }
  g_string_append_printf (
      script->log, "%c diff %" G_GUINT64_FORMAT " %.*s/%.*s %" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT "%s%s\n",
      script_host (view, side), ambiguity->offset, (int) MIN (ambiguity->shown, 32), (const char *) ambiguity->first,
      (int) MIN (ambiguity->shown, 32), (const char *) ambiguity->second, ambiguity->first_place.packet,
      ambiguity->second_place.packet, reasons[ambiguity->reason] != NULL ? reasons[ambiguity->reason] : "",
      ambiguity->second_counts ? " second" : "");
}

static inline void
script_oddity (void *user, void *session, const ConnectionView *view, unsigned side, const StreamOddity *oddity)
{
  static const char *const kinds[ODDITY_KINDS] = { "reset", "fin", "syn", "data" };
  Script *script = user;
  g_assert (session == script);
  g_string_append_printf (script->log, "%c odd %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
                          script_host (view, side), kinds[oddity->kind], oddity->offset, oddity->place.packet);
}

static inline void
script_repeat (void *user, void *session, const ConnectionView *view, unsigned side, const StreamRepeat *repeat)
{
  Script *script = user;
  g_assert (session == script);
  if (!script->repeats)
    return;
  g_string_append_printf (script->log, "%c %s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " ", script_host (view, side),
                          repeat->keep_alive ? "alive" : "again", repeat->offset, repeat->length);
  if (!repeat->keep_alive)
    g_string_append_printf (script->log, "%" G_GUINT64_FORMAT ",", repeat->first.packet);
  g_string_append_printf (script->log, "%" G_GUINT64_FORMAT "\n", repeat->place.packet);
}

static inline void
script_closed (void *user, void *session, const ConnectionView *view, ConnectionEnd end)
{
  static const char *const ends[] = { "open", "fin", "reset", "timeout" };
  Script *script = user;
  (void) view;
  g_assert (session == script);
  g_assert (script->open > 0);
  script->open--;
  g_string_append_printf (script->log, "close %s\n", ends[end]);
}

static const StreamHandler script_handler = {
  .opened = script_opened,
  .data = script_data,
  .gap = script_gap,
  .ambiguity = script_ambiguity,
  .oddity = script_oddity,
  .repeat = script_repeat,
  .closed = script_closed,
};

static inline uint8_t
script_flags (const char *text)
{
  static const char letters[] = "FSRPAU"; /* in the order of their bits */
  uint8_t flags = 0;
  for (; *text != '\0'; text++)
    if (*text != '.')
      flags |= (uint8_t) (1 << (strchr (letters, *text) - letters));
  return flags;
}

/* Writes the option in its usual form, and returns its length. */
static inline uint8_t
script_timestamp (uint8_t *options, uint32_t value)
{
  const uint8_t usual[12] = {
    1, 1, 8, 10, (uint8_t) (value >> 24), (uint8_t) (value >> 16), (uint8_t) (value >> 8), (uint8_t) value,
  };
  memcpy (options, usual, sizeof usual);
  return sizeof usual;
}

/* Pushes the segment of one line. */
static inline void
script_line (Script *script, const char *line)
{
  static const uint8_t address_a[4] = { 192, 0, 2, 1 }, address_b[4] = { 192, 0, 2, 2 };
  char host, flags[16], acknowledgment[16], octets[4096] = "";
  unsigned long sequence;
  int used = 0;
  script->packet++;
  script->time += 1000000;
  Packet packet = { .number = script->packet };
  long long milliseconds;
  if (sscanf (line, " @%lld%n", &milliseconds, &used) == 1)
    {
      script->time = milliseconds * 1000000;
      line += used;
    }
  if (sscanf (line, " %c %15s %lu %15s%n", &host, flags, &sequence, acknowledgment, &used) != 4)
    g_error ("bad line: %s", line);
  line += used;
  TcpSegment segment = { .packet = &packet, .ip_version = 4, .sequence = (uint32_t) sequence, .window = UINT16_MAX };
  uint8_t options[40];
  segment.flags = script_flags (flags);
  if (*acknowledgment != '-')
    {
      segment.flags |= TCP_ACK;
      segment.acknowledgment = (uint32_t) strtoul (acknowledgment, NULL, 10);
    }
  segment.source = host == 'a' ? address_a : address_b;
  segment.destination = host == 'a' ? address_b : address_a;
  uint16_t port_a = SCRIPT_PORT_A;
  const char *quote = strchr (line, '"'), *count = strchr (line, '#');
  if (quote != NULL)
    {
      segment.length = (size_t) (strrchr (line, '"') - quote - 1);
      memcpy (octets, quote + 1, segment.length);
      for (size_t i = 0; i < segment.length; i++)
        if (octets[i] == '~')
          octets[i] = '\0';
      line = quote + 1 + segment.length;
    }
  else if (count != NULL)
    {
      segment.length = MIN (strtoul (count + 1, NULL, 10), sizeof octets);
      for (size_t i = 0; i < segment.length; i++)
        octets[i] = (char) ('A' + (sequence + i) % 26);
    }
  segment.captured = segment.length;
  const char *option;
  if ((option = strstr (line, "cut=")) != NULL)
    segment.captured = strtoul (option + 4, NULL, 10);
  if ((option = strstr (line, "port=")) != NULL)
    port_a = (uint16_t) strtoul (option + 5, NULL, 10);
  if ((option = strstr (line, "file=")) != NULL)
    packet.file = (uint32_t) strtoul (option + 5, NULL, 10);
  segment.checksum_bad = strstr (line, "bad") != NULL;
  segment.second_reading = strstr (line, "second") != NULL;
  if ((option = strstr (line, "ttl=")) != NULL)
    segment.ttl = (uint8_t) strtoul (option + 4, NULL, 10);
  if ((option = strstr (line, "win=")) != NULL)
    segment.window = (uint16_t) strtoul (option + 4, NULL, 10);
  if ((option = strstr (line, "urg=")) != NULL)
    segment.urgent = (uint16_t) strtoul (option + 4, NULL, 10);
  segment.options = options;
  if ((option = strstr (line, "ts=")) != NULL)
    segment.options_length = script_timestamp (options, (uint32_t) strtoul (option + 3, NULL, 10));
  if ((option = strstr (line, "opt=")) != NULL)
    for (option += 4; g_ascii_isxdigit (option[0]) && g_ascii_isxdigit (option[1]); option += 2)
      options[segment.options_length++]
          = (uint8_t) (g_ascii_xdigit_value (option[0]) << 4 | g_ascii_xdigit_value (option[1]));
  segment.source_port = host == 'a' ? port_a : SCRIPT_PORT_B;
  segment.destination_port = host == 'a' ? SCRIPT_PORT_B : port_a;
  packet.time = script->time;
  GuardPage guard = guard_page_new (octets, segment.captured);
  segment.data = guard.octets;
  reassembler_push (script->reassembler, &segment);
  guard_page_clear (&guard);
}

/* Runs a script, which may be asked for repeats, and gives the log; policy and counters may be NULL. */
static inline char *
script_run_as (Script script, const char *text, const ReassemblerLimits *limits, const StreamPolicy *policy,
               ReassemblerCounters *counters)
{
  script.log = g_string_new (NULL);
  script.reassembler = reassembler_new (limits, &script_handler, &script);
  if (policy != NULL)
    reassembler_set_policy (script.reassembler, policy);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      if (**line == '\0')
        continue;
      if (strcmp (*line, "flush") == 0)
        reassembler_flush (script.reassembler);
      else
        script_line (&script, *line);
    }
  if (counters != NULL)
    *counters = *reassembler_counters (script.reassembler);
  reassembler_free (script.reassembler);
  g_assert (script.open == 0);
  return g_string_free (script.log, FALSE);
}

static inline char *
script_run_with (const char *text, const ReassemblerLimits *limits, const StreamPolicy *policy,
                 ReassemblerCounters *counters)
{
  return script_run_as ((Script){ 0 }, text, limits, policy, counters);
}

static inline char *
script_run (const char *text, const ReassemblerLimits *limits, ReassemblerCounters *counters)
{
  return script_run_with (text, limits, NULL, counters);
}

#endif

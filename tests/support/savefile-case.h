/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capture files made in memory, and what a test says of reading them: a log with
 * a line for each packet, and a last line for the end.
 *
 *   1 1700000000000000000 60/60 link 1       number, nanoseconds, captured/length
 *   2 1700000000000000001 60/1514 link 1 ns  a clock finer than a microsecond
 *   3 1700000000000000002 60/60 link 1 check 4  with a frame check sequence
 *   secrets ab?                              that stand in the file, a line end as ?
 *   end                                      or what savefile_damage says */
#ifndef SMTPLENS_TESTS_SAVEFILE_CASE_H
#define SMTPLENS_TESTS_SAVEFILE_CASE_H

#include "src/savefile.h"

#include "tests/support/guard-page.h"

#include <glib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* A file in the making. */
typedef struct Build {
  GByteArray *octets;
  GArray *borders; /* guint: where the file may end without being cut short */
  bool big_endian;
} Build;

typedef struct SavefileCase {
  const char *name;
  void (*build) (Build *build);
  const char *expected;
} SavefileCase;

static inline void
put_u16 (Build *build, unsigned number)
{
  uint8_t octets[2] = { (uint8_t) number, (uint8_t) (number >> 8) };
  if (build->big_endian)
    {
      octets[0] = (uint8_t) (number >> 8);
      octets[1] = (uint8_t) number;
    }
  g_byte_array_append (build->octets, octets, 2);
}

static inline void
put_u32 (Build *build, uint64_t number)
{
  g_assert (number <= UINT32_MAX);
  uint32_t upper = (uint32_t) number >> 16;
  uint32_t lower = (uint32_t) number & 0xffff;
  put_u16 (build, build->big_endian ? upper : lower);
  put_u16 (build, build->big_endian ? lower : upper);
}

static inline void
put_octets (Build *build, const void *octets, size_t length)
{
  g_byte_array_append (build->octets, octets, (guint) length);
}

/* Octets of a packet, recognised again by check_packet. */
static inline void
put_packet_octets (Build *build, size_t length)
{
  for (size_t i = 0; i < length; i++)
    {
      uint8_t octet = (uint8_t) (i * 7 + length);
      put_octets (build, &octet, 1);
    }
}

static inline void
check_packet (const Packet *packet)
{
  for (size_t i = 0; i < packet->captured; i++)
    if (packet->octets[i] != (uint8_t) (i * 7 + packet->captured))
      fail_msg ("packet %u: octet %u is wrong", (unsigned) packet->number, (unsigned) i);
}

static inline void
border (Build *build)
{
  g_array_append_val (build->borders, build->octets->len);
}

static inline Build
build_new (void)
{
  return (Build){ .octets = g_byte_array_new (), .borders = g_array_new (FALSE, FALSE, sizeof (guint)) };
}

static inline void
build_clear (Build *build)
{
  g_byte_array_unref (build->octets);
  g_array_unref (build->borders);
}

/* pcap */

enum { PCAP_MICROSECONDS = 0xa1b2c3d4, PCAP_NANOSECONDS = 0xa1b23c4d, PCAP_PATCHED = 0xa1b2cd34 };

static inline void
put_pcap_header (Build *build, uint32_t magic, unsigned major, unsigned minor, uint32_t snapshot_length,
                 uint32_t link_type)
{
  put_u32 (build, magic);
  put_u16 (build, major);
  put_u16 (build, minor);
  put_u32 (build, 0);
  put_u32 (build, 0);
  put_u32 (build, snapshot_length);
  put_u32 (build, link_type);
  border (build);
}

static inline void
put_pcap_record_header (Build *build, uint32_t seconds, uint32_t fraction, uint32_t captured, uint32_t length)
{
  put_u32 (build, seconds);
  put_u32 (build, fraction);
  put_u32 (build, captured);
  put_u32 (build, length);
}

static inline void
put_pcap_packet (Build *build, uint32_t seconds, uint32_t fraction, uint32_t captured, uint32_t length)
{
  put_pcap_record_header (build, seconds, fraction, captured, length);
  put_packet_octets (build, captured);
  border (build);
}

/* Reading */

static inline void
log_packet (GString *log, const Packet *packet)
{
  check_packet (packet);
  g_string_append_printf (log, "%u %" G_GINT64_FORMAT " %u/%u link %d%s", (unsigned) packet->number, packet->time,
                          (unsigned) packet->captured, (unsigned) packet->length, packet->link_type,
                          packet->nanoseconds ? " ns" : "");
  if (packet->check_octets > 0)
    g_string_append_printf (log, " check %u", packet->check_octets);
  g_string_append_c (log, '\n');
}

static inline void
log_secrets (GString *log, Savefile *savefile)
{
  GByteArray *secrets = savefile_take_secrets (savefile);
  if (secrets == NULL)
    return;
  g_string_append (log, "secrets ");
  for (guint i = 0; i < secrets->len; i++)
    g_string_append_c (log, secrets->data[i] == '\n' ? '?' : (char) secrets->data[i]);
  g_string_append_c (log, '\n');
  savefile_secrets_free (secrets);
}

/* The next packet, behind what secrets stand in front of it. */
static inline SavefileStatus
log_next (GString *log, Savefile *savefile, Packet *packet)
{
  SavefileStatus status = savefile_next (savefile, packet);
  log_secrets (log, savefile);
  return status;
}

/* Reads until there is no packet; logs the end unless it has to be waited for. */
static inline SavefileStatus
log_savefile (GString *log, Savefile *savefile)
{
  Packet packet;
  SavefileStatus status;
  while ((status = log_next (log, savefile, &packet)) == SAVEFILE_PACKET)
    log_packet (log, &packet);
  if (status == SAVEFILE_DAMAGED)
    g_string_append_printf (log, "%s\n", savefile_damage (savefile, TONGUE_ENGLISH));
  if (status == SAVEFILE_END)
    g_string_append (log, "end\n");
  if (status != SAVEFILE_WAIT)
    assert_int_equal (savefile_next (savefile, &packet), status); /* the end is the end */
  return status;
}

/* The log of a file that lies in memory just before a guard page. */
static inline char *
log_of_memory (const uint8_t *octets, size_t length)
{
  GString *log = g_string_new (NULL);
  GuardPage guard = guard_page_new (octets, length);
  g_autofree char *why = NULL;
  Savefile *savefile = savefile_new (byte_source_new_memory (guard.octets, length), &why);
  if (savefile == NULL)
    g_string_append_printf (log, "no: %s\n", why);
  else
    assert_int_not_equal (log_savefile (log, savefile), SAVEFILE_WAIT);
  savefile_free (savefile);
  guard_page_clear (&guard);
  return g_string_free (log, FALSE);
}

/* The log of a file that comes through a pipe: first octets, then one by one or
 * all the others at once. */
static inline char *
log_of_pipe (const GByteArray *octets, guint first, bool one_by_one)
{
  int ends[2];
  assert_int_equal (pipe (ends), 0);
  assert_int_equal (write (ends[1], octets->data, first), (ssize_t) first);
  ByteSource *source = byte_source_new_fd (ends[0]);
  byte_source_never_wait (source);
  g_autofree char *why = NULL;
  Savefile *savefile = savefile_new (source, &why);
  assert_non_null (savefile);

  GString *log = g_string_new (NULL);
  SavefileStatus status = log_savefile (log, savefile);
  guint step = one_by_one ? 1 : octets->len - first;
  for (guint done = first; status == SAVEFILE_WAIT && done < octets->len; done += step)
    {
      assert_int_equal (write (ends[1], octets->data + done, step), (ssize_t) step);
      status = log_savefile (log, savefile);
    }
  close (ends[1]);
  if (status == SAVEFILE_WAIT)
    status = log_savefile (log, savefile);
  assert_int_not_equal (status, SAVEFILE_WAIT);
  savefile_free (savefile);
  return g_string_free (log, FALSE);
}

/* What a pipe takes before it must be read. */
enum { PIPE_OCTETS = 65536 };

/* Whole, octet by octet, and at every two-way split behind the file header. */
static inline void
check_savefile_case (const SavefileCase *row, guint header_length)
{
  Build build = build_new ();
  row->build (&build);
  g_autofree char *whole = log_of_memory (build.octets->data, build.octets->len);
  if (strcmp (whole, row->expected) != 0)
    fail_msg ("%s: expected\n%sgot\n%s", row->name, row->expected, whole);
  if (!g_str_has_prefix (whole, "no: ") && build.octets->len <= PIPE_OCTETS)
    {
      for (guint split = header_length; split <= build.octets->len; split++)
        {
          g_autofree char *log = log_of_pipe (build.octets, split, false);
          if (strcmp (log, row->expected) != 0)
            fail_msg ("%s, split at %u: expected\n%sgot\n%s", row->name, split, row->expected, log);
        }
      g_autofree char *log = log_of_pipe (build.octets, header_length, true);
      if (strcmp (log, row->expected) != 0)
        fail_msg ("%s, octet by octet: expected\n%sgot\n%s", row->name, row->expected, log);
    }
  build_clear (&build);
}

static inline bool
is_border (const Build *build, guint length)
{
  for (guint row = 0; row < build->borders->len; row++)
    if (g_array_index (build->borders, guint, row) == length)
      return true;
  return false;
}

/* The lines of a log that are packets. */
static inline size_t
packets_length (const char *log)
{
  const char *last = log + strlen (log) - 1;
  while (last > log && last[-1] != '\n')
    last--;
  return (size_t) (last - log);
}

/* Cuts a sound file at every octet: a clean end at the borders and only there,
 * else the place is told; and no packet that is all there is lost. */
static inline void
check_every_cut (const SavefileCase *row, guint header_length)
{
  Build build = build_new ();
  row->build (&build);
  g_autofree char *so_far = g_strdup ("");
  for (guint length = 1; length <= build.octets->len; length++)
    {
      g_autofree char *log = log_of_memory (build.octets->data, length);
      if (length < header_length)
        {
          assert_memory_equal (log, "no: ", 4);
          assert_true (length < 4 || strstr (log, "cut short at octet ") != NULL);
          continue;
        }
      const char *last = log + packets_length (log);
      g_autofree char *words = g_strdup_printf ("cut short at octet %u: ", length);
      if (is_border (&build, length) ? strcmp (last, "end\n") != 0 : !g_str_has_prefix (last, words))
        fail_msg ("%s, cut at %u: %s", row->name, length, last);
      /* Packets only come to those that were there, and only at a border. */
      g_autofree char *packets = g_strndup (log, packets_length (log));
      if (!g_str_has_prefix (packets, so_far) || (!is_border (&build, length) && strcmp (packets, so_far) != 0))
        fail_msg ("%s, cut at %u: other packets than before:\n%s", row->name, length, packets);
      g_free (so_far);
      so_far = g_steal_pointer (&packets);
    }
  g_autofree char *all = g_strconcat (so_far, "end\n", NULL);
  assert_string_equal (all, row->expected);
  build_clear (&build);
}

#endif

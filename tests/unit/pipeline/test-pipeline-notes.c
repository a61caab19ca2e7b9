/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comments and names of capture files find the session that they are about, and only
 * that; what has no end keeps to the limits. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/session-notes.h"
#include "src/packet-notes.h"
#include "src/pipeline.h"
#include "tests/support/packet-list.h"

static void
take_session (void *user, SmtpSession *session)
{
  GString *text = user;
  g_string_append_printf (text, "%u:", (unsigned) session->id);
  const SessionNotes *notes = session->notes;
  for (guint i = 0; notes != NULL && i < notes->comments->len; i++)
    {
      const SessionComment *comment = notes->comments->pdata[i];
      g_string_append_printf (text, " %u '%s'", (unsigned) comment->origin.packet, comment->text);
    }
  for (unsigned side = 0; notes != NULL && side < 2; side++)
    for (guint i = 0; i < notes->names[side]->len; i++)
      g_string_append_printf (text, " %u=%s", side, (const char *) notes->names[side]->pdata[i]);
  if (notes != NULL && notes->interface != NULL)
    g_string_append_printf (text, " on %s", notes->interface);
  g_string_append_c (text, '\n');
}

static const char *
interface_name (void *user, uint32_t file, uint32_t interface)
{
  (void) user;
  return file == 0 && interface == 2 ? "wlan0" : NULL;
}

typedef struct NotesCase {
  const char *name;
  unsigned commented[4]; /* packets; 0 ends them */
  bool other_comments;   /* a foreign connection has one in each packet between */
  uint64_t comment_octets;
  uint32_t interface;
  const char *names[4];
  const char *expected;
} NotesCase;

/* 04-relay: session 1 is packets 3 to 25, session 2 is 35 to 57. */
static const NotesCase cases[] = {
  { .name = "nothing is said", .expected = "1:\n2:\n" },
  { .name = "comments of two sessions", .commented = { 1, 6, 40 }, .expected = "1: 6 'on 6'\n2: 40 'on 40'\n" },
  { .name = "on the first and the last packet", .commented = { 3, 25 }, .expected = "1: 3 'on 3' 25 'on 25'\n2:\n" },
  { .name = "names",
    .names = { "192.0.2.10 note.example", "192.0.2.25 relay.example", "192.0.2.25 second.example" },
    .expected = "1: 0=note.example 1=relay.example 1=second.example\n2: 0=relay.example 0=second.example\n" },
  { .name = "a name again", .names = { "192.0.2.10 a", "192.0.2.10 a" }, .expected = "1: 0=a\n2:\n" },
  { .name = "an interface", .interface = 2, .expected = "1: on wlan0\n2: on wlan0\n" },
  { .name = "an interface without a name", .interface = 3, .expected = "1:\n2:\n" },
  { .name = "the oldest comments give way",
    .commented = { 6, 40 },
    .comment_octets = 600,
    .other_comments = true,
    .expected = "1:\n2:\n" },
};

static void
add_name (Pipeline *pipeline, const char *line)
{
  unsigned ip[4], rest = 0;
  assert_int_equal (sscanf (line, "%u.%u.%u.%u %n", &ip[0], &ip[1], &ip[2], &ip[3], (int *) &rest), 4);
  const uint8_t octets[4] = { (uint8_t) ip[0], (uint8_t) ip[1], (uint8_t) ip[2], (uint8_t) ip[3] };
  pipeline_add_name (pipeline, octets, 4, line + rest);
}

static PacketNotes *
notes_on (guint number)
{
  PacketNotes *notes = packet_notes_new ();
  g_autofree char *text = g_strdup_printf ("on %u", number);
  packet_notes_add (notes, (const uint8_t *) text, strlen (text));
  return notes;
}

/* The same headers without data between other ports. */
static void
push_foreign (Pipeline *pipeline, const ListPacket *model, guint number)
{
  if (!model->tcp)
    return;
  ListPacket *foreign = packet_with_data (model, 1, (const uint8_t *) "", 0);
  foreign->octets->data[foreign->transport] = (uint8_t) number;
  PacketNotes *notes = notes_on (number);
  pipeline_push (pipeline, &(Packet){ .octets = foreign->octets->data,
                                      .captured = foreign->octets->len,
                                      .length = foreign->length,
                                      .number = number,
                                      .time = foreign->time,
                                      .link_type = foreign->link_type,
                                      .notes = notes });
  packet_notes_unref (notes);
  list_packet_free (foreign);
}

static bool
is_commented (const NotesCase *row, guint number)
{
  for (size_t i = 0; i < G_N_ELEMENTS (row->commented); i++)
    if (row->commented[i] == number)
      return true;
  return false;
}

static void
check_case (const NotesCase *row)
{
  g_autofree char *path = sample_path ("04-relay.pcap");
  PacketList *list = packet_list_read (path);
  GString *text = g_string_new (NULL);
  const PipelineHandler handler = { .session = take_session, .interface_name = interface_name };
  PipelineLimits limits;
  pipeline_limits_init (&limits);
  if (row->comment_octets > 0)
    limits.notes.comment_octets = row->comment_octets;
  Pipeline *pipeline = pipeline_new (&limits, &handler, text, NULL, false);
  for (size_t i = 0; i < G_N_ELEMENTS (row->names) && row->names[i] != NULL; i++)
    add_name (pipeline, row->names[i]);
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *packet = packet_at (list, i);
      PacketNotes *notes = is_commented (row, i + 1) ? notes_on (i + 1) : NULL;
      pipeline_push (pipeline, &(Packet){ .octets = packet->octets->data,
                                          .captured = packet->octets->len,
                                          .length = packet->length,
                                          .number = i + 1,
                                          .time = packet->time,
                                          .link_type = packet->link_type,
                                          .interface = row->interface,
                                          .notes = notes });
      packet_notes_unref (notes);
      if (row->other_comments)
        push_foreign (pipeline, packet, i + 1);
    }
  pipeline_finish (pipeline);
  RunSummary summary = { 0 };
  pipeline_summary (pipeline, &summary);
  bool hit = false;
  for (size_t i = 0; i < summary.limit_count; i++)
    hit = hit || strcmp (summary.limits[i].name, "comment-octets") == 0;
  if (strcmp (text->str, row->expected) != 0 || hit != row->other_comments)
    fail_msg ("%s: expected\n%sgot\n%s", row->name, row->expected, text->str);
  pipeline_free (pipeline);
  packet_list_free (list);
  g_string_free (text, TRUE);
}

static void
test_cases (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (cases); row++)
    check_case (&cases[row]);
}

static void
test_names_without_end (void **state)
{
  (void) state;
  PipelineLimits limits;
  pipeline_limits_init (&limits);
  limits.notes.names = 100;
  const PipelineHandler handler = { .session = take_session };
  Pipeline *pipeline = pipeline_new (&limits, &handler, NULL, NULL, false);
  for (unsigned i = 0; i < 1000; i++)
    {
      const uint8_t ip[16] = { 0x20, 1, (uint8_t) i, (uint8_t) (i >> 8) };
      pipeline_add_name (pipeline, ip, 6, "x");
    }
  RunSummary summary = { 0 };
  pipeline_summary (pipeline, &summary);
  assert_int_equal (summary.limit_count, 1);
  assert_string_equal (summary.limits[0].name, "host-names");
  assert_int_equal (summary.limits[0].hit, 900);
  pipeline_free (pipeline);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_names_without_end),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

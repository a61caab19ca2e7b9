/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of tests/support/deceptions.c without a network: the decoder and the reassembler
 * read what the deceived application read, tell both readings where there were two, and
 * the session is the one that an ordinary capture of the same octets gives. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/deception-model.h"
#include "tests/support/deception-reading.h"
#include "tests/support/session-digest.h"

#include <string.h>

enum { LINKTYPE_RAW = 101 };

/* How the capture came by the packets. */
typedef enum Capture { AS_THEY_WERE, EACH_TWICE, CAPTURES } Capture;

static PlayedPacket *
packet_copy (const PlayedPacket *packet)
{
  PlayedPacket *copy = g_new (PlayedPacket, 1);
  copy->octets = g_byte_array_append (g_byte_array_new (), packet->octets->data, packet->octets->len);
  copy->time = packet->time + 1000;
  return copy;
}

static void
capture (DeceptionPlay *play, Capture how)
{
  if (how == EACH_TWICE)
    for (guint i = 0; i < play->packets->len; i += 2)
      g_ptr_array_insert (play->packets, (gint) i + 1, packet_copy (g_ptr_array_index (play->packets, i)));
}

/* A row that does not hold yet may fail; true if it did. */
static bool
judge (const Deception *row, const char *what, const char *faults)
{
  if (*faults == '\0')
    return false;
  if (row->open == NULL)
    print_error ("%s: %s\n%s", row->name, what, faults);
  return true;
}

static void
streams_are_as_lived (void **state)
{
  (void) state;
  unsigned failed = 0, open = 0;
  for (size_t i = 0; i < deception_count; i++)
    for (Capture how = 0; how < CAPTURES; how++)
      {
        DeceptionPlay *play = deception_model_play (&deceptions[i]);
        assert_string_equal (play->trouble->str, "");
        capture (play, how);
        DeceptionReading *reading = deception_reading_new (play, OVERLAP_LINUX);
        g_autofree char *faults = deception_reading_faults (reading, play);
        bool bad = judge (&deceptions[i], how == EACH_TWICE ? "each packet twice" : "", faults);
        failed += bad && deceptions[i].open == NULL;
        open += bad && deceptions[i].open != NULL;
        deception_reading_free (reading);
        deception_play_free (play);
      }
  print_message ("%u rows and captures do not hold yet\n", open);
  assert_int_equal (failed, 0);
}

static PacketList *
list_of (const DeceptionPlay *play)
{
  PacketList *list = g_new0 (PacketList, 1);
  list->packets = g_ptr_array_new_with_free_func (list_packet_free);
  list->connections = g_ptr_array_new ();
  for (guint i = 0; i < play->packets->len; i++)
    {
      const PlayedPacket *played = g_ptr_array_index (play->packets, i);
      ListPacket *packet = g_new0 (ListPacket, 1);
      packet->octets = g_byte_array_append (g_byte_array_new (), played->octets->data, played->octets->len);
      packet->length = played->octets->len;
      packet->time = played->time;
      packet->link_type = LINKTYPE_RAW;
      g_ptr_array_add (list->packets, packet);
    }
  return list;
}

/* What was said and sent, without places, and without what is told about the packets: the
 * client's part and then the server's, as commands may come together. */
static char *
dialogue_of (const char *text, bool replies)
{
  static const char *const passed[]
      = { "session ", "finding ", "protocol ", "side ", "C anomaly ", "S anomaly ", "C end ", "S end " };
  GString *dialogue = g_string_new (NULL);
  GString *server = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      bool pass = **line == '\0' || (!replies && g_str_has_prefix (*line, "S reply "));
      for (size_t i = 0; i < G_N_ELEMENTS (passed); i++)
        pass = pass || g_str_has_prefix (*line, passed[i]);
      char *place = pass ? NULL : strchr (*line, '@'), *quote = strchr (*line, '"');
      if (place != NULL && (quote == NULL || place < quote))
        memmove (place, place + strcspn (place, " "), strlen (place + strcspn (place, " ")) + 1);
      if (!pass)
        g_string_append_printf (g_str_has_prefix (*line, "S ") ? server : dialogue, "%s\n", *line);
    }
  g_string_append (dialogue, server->str);
  g_string_free (server, TRUE);
  return g_string_free (dialogue, FALSE);
}

static char *
digest_of (const DeceptionPlay *play)
{
  PacketList *list = list_of (play);
  GPtrArray *sessions = digest_run (list);
  char *text = digest_text (sessions);
  g_ptr_array_unref (sessions);
  packet_list_free (list);
  return text;
}

static char *
session_faults (const DeceptionPlay *play)
{
  g_autofree char *script = deception_ordinary_script (play);
  const Deception ordinary = { .name = play->row->name, .script = script, .server = play->row->server };
  DeceptionPlay *model = deception_model_play (&ordinary);
  assert_string_equal (model->trouble->str, "");
  g_autofree char *text = digest_of (play), *ordinary_text = digest_of (model);
  g_autofree char *dialogue = dialogue_of (text, !play->dead),
                  *ordinary_dialogue = dialogue_of (ordinary_text, !play->dead);
  deception_play_free (model);
  GString *faults = g_string_new (NULL);
  if (strcmp (dialogue, ordinary_dialogue) != 0)
    {
      g_autofree char *difference = text_difference (ordinary_dialogue, dialogue);
      g_string_append (faults, difference);
    }
  bool told = strstr (text, "finding stream-ambiguity") != NULL;
  if (!play->row->odd && told != (play->row->other != NULL))
    g_string_append (faults, told ? "stream-ambiguity is found\n" : "stream-ambiguity is not found\n");
  return g_string_free (faults, FALSE);
}

static void
sessions_are_as_lived (void **state)
{
  (void) state;
  unsigned failed = 0;
  for (size_t i = 0; i < deception_count; i++)
    {
      DeceptionPlay *play = deception_model_play (&deceptions[i]);
      g_autofree char *faults = session_faults (play);
      failed += judge (&deceptions[i], "the session", faults) && deceptions[i].open == NULL;
      deception_play_free (play);
    }
  assert_int_equal (failed, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (streams_are_as_lived),
    cmocka_unit_test (sessions_are_as_lived),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

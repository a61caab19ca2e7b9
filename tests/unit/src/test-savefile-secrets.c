/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets of TLS in pcapng files: handed out before the packets behind them. */
#include "config.h"

#include "src/capture.h"
#include "tests/support/pcapng-build.h"

enum { KEY_LOG = 0x544c534b, WIREGUARD = 0x57474b4c, COMMENT = 1 };

static void
put_secrets_of (Build *build, uint32_t kind, uint32_t promised, const char *text)
{
  guint start = begin_block (build, SECRETS);
  put_u32 (build, kind);
  put_u32 (build, promised);
  put_octets (build, text, strlen (text));
  end_block (build, start);
}

static void
put_secrets (Build *build, const char *text)
{
  put_secrets_of (build, KEY_LOG, (uint32_t) strlen (text), text);
}

static void
in_front (Build *build)
{
  put_section (build);
  put_secrets (build, "CLIENT_RANDOM 1 2\n");
  put_interface (build, 1);
  put_enhanced (build, 0, noon, 20, 20);
}

static void
in_front_big_endian (Build *build)
{
  build->big_endian = true;
  in_front (build);
}

static void
between_and_behind (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_enhanced (build, 0, noon, 20, 20);
  put_secrets (build, "a");
  put_enhanced (build, 0, noon, 20, 20);
  put_secrets (build, "b\n");
}

static void
with_options (Build *build)
{
  put_section (build);
  guint start = begin_block (build, SECRETS);
  put_u32 (build, KEY_LOG);
  put_u32 (build, 5);
  put_octets (build, "abcde", 5);
  pad (build);
  put_option (build, COMMENT, "not a secret", 12);
  put_option (build, END_OF_OPTIONS, NULL, 0);
  end_block (build, start);
}

static void
of_other_protocols (Build *build)
{
  put_section (build);
  put_secrets_of (build, WIREGUARD, 3, "abc");
  put_secrets (build, "");
}

static const SavefileCase sound[] = {
  { "in front", in_front, "secrets CLIENT_RANDOM 1 2?\n1 1700000000000000000 20/20 link 1\nend\n" },
  { "in front, big-endian", in_front_big_endian,
    "secrets CLIENT_RANDOM 1 2?\n1 1700000000000000000 20/20 link 1\nend\n" },
  { "between packets, and behind", between_and_behind,
    "1 1700000000000000000 20/20 link 1\nsecrets a?\n2 1700000000000000000 20/20 link 1\nsecrets b?\nend\n" },
  { "with options", with_options, "secrets abcde?\nend\n" },
  { "of other protocols", of_other_protocols, "end\n" },
};

static void
several_in_a_row (Build *build)
{
  put_section (build);
  put_secrets (build, "a");
  put_secrets (build, "b\n");
  put_interface (build, 1);
  put_enhanced (build, 0, noon, 20, 20);
}

static void
promises_more (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_secrets_of (build, KEY_LOG, 9, "abcdefgh");
  put_enhanced (build, 0, noon, 20, 20);
}

static void
promises_all (Build *build)
{
  put_section (build);
  put_secrets_of (build, KEY_LOG, UINT32_MAX, "abcdefgh");
}

static void
too_short (Build *build)
{
  put_section (build);
  guint start = begin_block (build, SECRETS);
  put_u32 (build, KEY_LOG);
  end_block (build, start);
}

static void
longer_than_any (Build *build)
{
  put_section (build);
  put_u32 (build, SECRETS);
  put_u32 (build, UINT32_MAX - 3);
}

static const SavefileCase others[] = {
  { "a promise of too much", promises_more,
    "1 1700000000000000000 20/20 link 1\n"
    "damaged at octet 48: the block of secrets promises 9 octets and has 8\n" },
  { "a promise of all", promises_all,
    "damaged at octet 28: the block of secrets promises 4294967295 octets and has 8\n" },
  { "too short", too_short, "damaged at octet 28: the block of secrets is too short\n" },
  { "longer than any", longer_than_any,
    "cut short at octet 36: the block at octet 28 has 4294967292 octets, 8 are there\n" },
};

static void
test_sound_files (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (sound); row++)
    {
      check_savefile_case (&sound[row], HEADER_OCTETS);
      check_every_cut (&sound[row], HEADER_OCTETS);
    }
}

static void
test_other_files (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (others); row++)
    check_savefile_case (&others[row], HEADER_OCTETS);
}

/* They are joined, unless a pipe brings them one by one. */
static void
test_several_in_a_row (void **state)
{
  (void) state;
  Build build = build_new ();
  several_in_a_row (&build);
  g_autofree char *log = log_of_memory (build.octets->data, build.octets->len);
  assert_string_equal (log, "secrets a?b?\n1 1700000000000000000 20/20 link 1\nend\n");
  build_clear (&build);
}

/* Secrets without a packet do not fill the memory. */
static void
test_too_many (void **state)
{
  (void) state;
  enum { MIB = 1024 * 1024, BLOCKS = 17 };
  g_autofree char *text = g_strnfill (MIB, 'x');
  Build build = build_new ();
  put_section (&build);
  for (int i = 0; i < BLOCKS; i++)
    put_secrets (&build, text);
  g_autofree char *why = NULL;
  Savefile *savefile = savefile_new (byte_source_new_memory (build.octets->data, build.octets->len), &why);
  assert_non_null (savefile);
  Packet packet;
  assert_int_equal (savefile_next (savefile, &packet), SAVEFILE_DAMAGED);
  assert_non_null (strstr (savefile_damage (savefile, TONGUE_ENGLISH), "secrets of more than 16777216 octets"));
  GByteArray *secrets = savefile_take_secrets (savefile);
  assert_true (secrets->len <= 16 * MIB + 16);
  savefile_secrets_free (secrets);
  assert_null (savefile_take_secrets (savefile));
  savefile_free (savefile);
  build_clear (&build);
}

static void
log_taken (void *user, const uint8_t *octets, size_t length)
{
  g_string_append_printf (user, "secrets %.*s", (int) length, octets);
}

static void
log_number (void *user, const Packet *packet)
{
  g_string_append_printf (user, "packet %u of %u\n", (unsigned) packet->number, (unsigned) packet->file);
}

static void
write_file (const char *folder, const char *name, void (*build_file) (Build *build))
{
  Build build = build_new ();
  build_file (&build);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  assert_true (g_file_set_contents (path, (const char *) build.octets->data, build.octets->len, NULL));
  build_clear (&build);
}

/* Through the door of captures: before the packets behind them, once, in every file. */
static void
test_captures (void **state)
{
  (void) state;
  g_autofree char *folder = g_dir_make_tmp ("smtplens-secrets-XXXXXX", NULL);
  write_file (folder, "1", in_front);
  write_file (folder, "2", between_and_behind);
  g_autofree char *first = g_build_filename (folder, "1", NULL), *second = g_build_filename (folder, "2", NULL);
  char *both[] = { first, second, NULL }, *one[] = { first, NULL };
  static const char *const expected[] = {
    "secrets CLIENT_RANDOM 1 2\npacket 1 of 0\n",
    "secrets CLIENT_RANDOM 1 2\npacket 1 of 0\npacket 1 of 1\nsecrets a\npacket 2 of 1\nsecrets b\n",
  };
  for (int i = 0; i < 2; i++)
    for (unsigned most = 1; most <= 3; most++)
      {
        GString *log = g_string_new (NULL);
        Capture *capture = capture_open_files (i == 0 ? one : both, NULL, NULL, NULL, NULL);
        assert_non_null (capture);
        capture_on_secrets (capture, log_taken, log);
        while (capture_read (capture, most, log_number, log, NULL) != CAPTURE_END)
          ;
        assert_string_equal (log->str, expected[i]);
        capture_free (capture);
        g_string_free (log, TRUE);
      }
  assert_int_equal (unlink (first), 0);
  assert_int_equal (unlink (second), 0);
  assert_int_equal (rmdir (folder), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_sound_files), cmocka_unit_test (test_other_files), cmocka_unit_test (test_several_in_a_row),
    cmocka_unit_test (test_too_many),    cmocka_unit_test (test_captures),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

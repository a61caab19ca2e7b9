/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IP headers and what they say of length, padding and checksums. */
#include "config.h"

#include "way.h"

/* Puts IPv6 extension headers before the segment: hexadecimal, whole. */
#define EXTENDED(FIRST, HEADERS) "eth:86dd ip6:" FIRST " " HEADERS " tcp6 text:MAIL\tFROM:<a@x.example>"

static const Way ways[] = {
  { "hop by hop", 1, EXTENDED ("0", "0600050200000000"), "", "", true },
  { "destination", 1, EXTENDED ("60", "0600050200000000"), "", "", true },
  { "routing, at its end", 1, EXTENDED ("43", "0600000000000000"), "", "", true },
  { "routing with addresses, at its end", 1, EXTENDED ("43", "0602000000000000 20010db8000000000000000000000099"), "",
    "", true },
  { "authentication", 1, EXTENDED ("51", "0604000000000001000000010102030405060708090a0b0c"), "", "", true },
  { "authentication in ipv4", 1,
    "eth:0800 ip4:51 0604000000000001000000010102030405060708090a0b0c tcp4 text:MAIL\tFROM:<a@x.example>", "", "",
    true },
  { "atomic fragment", 1, EXTENDED ("44", "0600000000000007"), "", "", true },
  { "all of them", 1,
    EXTENDED ("0", "3c00050200000000 2b00050200000000 2c00000000000000 3300000000000009 "
                   "3c04000000000001000000010102030405060708090a0b0c 0601050200000000 0000000000000000"),
    "", "", true },
};

static void
test_extensions (void **state)
{
  (void) state;
  way_check_all (ways, G_N_ELEMENTS (ways));
}

/* What is done to the plain packet, and what must come of it. */
typedef struct Change {
  const char *name;
  const char *packet; /* for wire_build; NULL: the plain one of IPv4 */
  struct {
    unsigned at; /* offset in the frame, behind its 14 octets */
    const char *hex;
  } patch[2];
  bool fix_header;  /* make the IPv4 header's checksum anew */
  unsigned padding; /* octets behind it */
  const char *text; /* that must come out; NULL: no segment */
  bool checksum_bad;
  DecoderCounters counted;
} Change;

#define PLAIN_4 "eth:0800 " WAY_4
#define PLAIN_6 "eth:86dd " WAY_6
#define SHORT "eth:0800 ip4:6 tcp4 text:QUIT"
#define OFFSET_TCP 20

static const Change changes[] = {
  { "plain", PLAIN_4, .text = "MAIL\tFROM:<a@x.example>" },
  { "padding is not data", SHORT, .padding = 2, .text = "QUIT" },
  { "padding of a bare acknowledgment", "eth:0800 ip4:6 tcp4", .padding = 6, .text = "" },
  { "much behind the packet", PLAIN_6, .padding = 100, .text = "MAIL\tFROM:<a@x.example>" },
  { "tcp options", "eth:0800 ip4:6 tcp4+40 text:QUIT", .text = "QUIT" },
  { "length 0 reaches to the end", SHORT, { { 2, "0000" } }, true, .text = "QUIT" },
  { "length 0 reaches to the end, ipv6", PLAIN_6, { { 4, "0000" } }, .text = "MAIL\tFROM:<a@x.example>" },
  { "jumbogram", "eth:86dd ip6:0 0600 c204 00000020 tcp6 text:QUIT", { { 4, "0000" } }, .padding = 3, .text = "QUIT" },
  { "jumbo option behind others",
    "eth:86dd ip6:0 0601 0000 0501 00 c204 00000028 000000 tcp6 text:QUIT",
    { { 4, "0000" } },
    .padding = 3,
    .text = "QUIT" },
  { "length says more than came", SHORT, { { 2, "0040" } }, true, .text = "QUIT", .counted = { .truncated = 1 } },
  { "length says more than came, ipv6",
    "eth:86dd ip6:6 tcp6 text:QUIT",
    { { 4, "0064" } },
    .text = "QUIT",
    .counted = { .truncated = 1 } },
  { "length 0 of a fragment, whose padding nobody could tell",
    SHORT,
    { { 2, "0000" }, { 6, "2000" } },
    true,
    .counted = { .malformed = 1 } },
  { "length less than the header", SHORT, { { 2, "0013" } }, true, .counted = { .malformed = 1 } },
  { "length ends in the tcp header", SHORT, { { 2, "0024" } }, true, .counted = { .malformed = 1 } },
  { "header length less than 20", SHORT, { { 0, "44" } }, true, .counted = { .malformed = 1 } },
  { "header length past the end", SHORT, { { 0, "4f" } }, .counted = { .malformed = 1 } },
  { "tcp header length less than 20", SHORT, { { OFFSET_TCP + 12, "40" } }, .counted = { .malformed = 1 } },
  { "tcp header length past the end", SHORT, { { OFFSET_TCP + 12, "70" } }, .counted = { .malformed = 1 } },
  { "tcp header length up to the end",
    SHORT,
    { { OFFSET_TCP + 12, "60" } },
    .text = "",
    .checksum_bad = true,
    .counted = { .checksum_bad = 1 } },
  { "wrong header checksum",
    SHORT,
    { { 8, "3e" } },
    .text = "QUIT",
    .checksum_bad = true,
    .counted = { .checksum_bad = 1 } },
  { "header checksum not made yet",
    SHORT,
    { { 10, "0000" } },
    .text = "QUIT",
    .checksum_bad = true,
    .counted = { .checksum_bad = 1 } },
  { "wrong tcp checksum",
    SHORT,
    { { OFFSET_TCP + 20, "4a" } },
    .text = "JUIT",
    .checksum_bad = true,
    .counted = { .checksum_bad = 1 } },
  { "wrong tcp checksum, ipv6",
    PLAIN_6,
    { { 40 + 17, "00" } },
    .text = "MAIL\tFROM:<a@x.example>",
    .checksum_bad = true,
    .counted = { .checksum_bad = 1 } },
  { "both are wrong, counted once",
    SHORT,
    { { 8, "3e" }, { OFFSET_TCP + 20, "4a" } },
    .text = "JUIT",
    .checksum_bad = true,
    .counted = { .checksum_bad = 1 } },
  { "odd length", "eth:0800 ip4:6 tcp4 text:RSET.", .text = "RSET." },
  { "extension past the end", "eth:86dd ip6:60 06ff010400000000", .counted = { .malformed = 1 } },
  { "no next header", "eth:86dd ip6:59", .counted = { .not_tcp = 1 } },
  { "fragment header in ipv4 is no header", "eth:0800 ip4:44 0600000000000007 tcp4 text:QUIT",
    .counted = { .not_tcp = 1 } },
  { "icmp", "eth:0800 ip4:1 0800f7ff00000000", .counted = { .not_tcp = 1 } },
};

static void
patch (Wire *wire, const Change *change)
{
  for (size_t i = 0; i < G_N_ELEMENTS (change->patch); i++)
    if (change->patch[i].hex != NULL)
      {
        Wire *octets = g_new0 (Wire, 1);
        wire_hex_before (octets, change->patch[i].hex);
        memcpy (wire_octets (wire) + 14 + change->patch[i].at, wire_octets (octets), octets->length);
        g_free (octets);
      }
  if (change->fix_header)
    wire_ipv4_checksum (wire_octets (wire) + 14);
  for (unsigned i = 0; i < change->padding; i++)
    wire_behind (wire, "P", 1);
}

static void
test_changes (void **state)
{
  (void) state;
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (changes); row++)
    {
      const Change *change = &changes[row];
      print_message ("  %s\n", change->name);
      Decoded *decoded = decoded_new (NULL);
      wire_build (wire, change->packet);
      patch (wire, change);
      GuardPage guard = guard_page_new (wire_octets (wire), wire->length);
      decoded_push (decoded, 1, guard.octets, wire->length, wire->length);
      guard_page_clear (&guard);
      assert_int_equal (decoded->segments, change->text != NULL);
      if (change->text != NULL)
        {
          const size_t captured = strlen (change->text);
          assert_int_equal (decoded->last.captured, captured);
          assert_int_equal (decoded->last.length, captured);
          assert_int_equal (decoded->last.checksum_bad, change->checksum_bad);
          assert_memory_equal (decoded->octets, change->text, captured);
        }
      assert_memory_equal (decoder_counters (decoded->decoder), &change->counted, sizeof (DecoderCounters));
      decoded_free (decoded);
    }
  g_free (wire);
}

/* IPv4 options of every length, before a segment that must not move. */
static void
test_ipv4_options (void **state)
{
  (void) state;
  Wire *wire = g_new0 (Wire, 1);
  for (size_t options = 0; options <= 40; options += 4)
    {
      uint8_t header[60] = { 0 };
      wire_build (wire, "ip4:6 tcp4 text:QUIT");
      memcpy (header, wire_octets (wire), 20);
      header[0] = (uint8_t) (0x40 | (20 + options) / 4);
      memset (header + 20, 1, options);
      wire_set_be16 (header + 2, wire->length + options);
      wire_ipv4_checksum (header);
      wire->length -= 20;
      wire_before (wire, header, 20 + options);
      for (size_t captured = 0; captured <= wire->length; captured++)
        {
          Decoded *decoded = decoded_new (NULL);
          GuardPage guard = guard_page_new (wire_octets (wire), captured);
          decoded_push (decoded, 228, guard.octets, captured, wire->length);
          guard_page_clear (&guard);
          const bool whole = captured >= 20 + options + 20;
          assert_int_equal (decoded->segments, whole);
          assert_int_equal (decoder_counters (decoded->decoder)->truncated, !whole);
          assert_int_equal (decoder_counters (decoded->decoder)->checksum_bad, 0);
          if (whole)
            {
              assert_int_equal (decoded->last.captured, captured - 40 - options);
              assert_int_equal (decoded->last.length, 4);
            }
          decoded_free (decoded);
        }
    }
  g_free (wire);
}

/* TCP options cut by the snapshot length: the segment and its length are known. */
static void
test_cut_tcp_options (void **state)
{
  (void) state;
  static const char *const texts[] = { "QUIT", "" };
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (texts); row++)
    {
      g_autofree char *packet = g_strconcat ("ip4:6 tcp4+12 text:", texts[row], NULL);
      wire_build (wire, packet);
      for (size_t captured = 40; captured <= wire->length; captured++)
        {
          Decoded *decoded = decoded_new (NULL);
          GuardPage guard = guard_page_new (wire_octets (wire), captured);
          decoded_push (decoded, 228, guard.octets, captured, wire->length);
          guard_page_clear (&guard);
          assert_int_equal (decoded->segments, 1);
          assert_int_equal (decoded->last.length, strlen (texts[row]));
          assert_int_equal (decoded->last.captured, captured > 52 ? captured - 52 : 0);
          assert_false (decoded->last.checksum_bad);
          decoded_free (decoded);
        }
    }
  g_free (wire);
}

typedef struct Route {
  const char *name;
  const char *packet;
  const char *destination;
  bool checksum_bad;
} Route;

#define FINAL "20010db8ffff00000000000000000002"
#define MIDDLE "20010db8000000000000000000000099"

/* The segment's checksum is made for the final destination. */
static const Route routes[] = {
  { "type 0, under way", "out6:43 0604 0001 00000000 " MIDDLE FINAL " tcp6 text:QUIT", WIRE_DESTINATION_6, true },
  { "type 2, under way", "out6:43 0602 0201 00000000 " FINAL " tcp6 text:QUIT", WIRE_DESTINATION_6, true },
  { "segments, under way", "out6:43 0604 0401 01000000 " FINAL MIDDLE " tcp6 text:QUIT", WIRE_DESTINATION_6, true },
  { "unknown type, under way", "out6:43 0602 6301 00000000 " FINAL " tcp6 text:QUIT", WIRE_OUTER_DESTINATION_6, false },
  { "type 0, too short for an address", "out6:43 0600 0001 00000000 tcp6 text:QUIT", WIRE_OUTER_DESTINATION_6, false },
};

static void
test_routes (void **state)
{
  (void) state;
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (routes); row++)
    {
      print_message ("  %s\n", routes[row].name);
      Decoded *decoded = decoded_new (NULL);
      wire_build (wire, routes[row].packet);
      GuardPage guard = guard_page_new (wire_octets (wire), wire->length);
      decoded_push (decoded, 229, guard.octets, wire->length, wire->length);
      assert_int_equal (decoded->segments, 1);
      assert_string_equal (decoded->destination, routes[row].destination);
      assert_int_equal (decoded->last.checksum_bad, routes[row].checksum_bad);
      /* With the source that the checksum was made for it is right. */
      inet_pton (AF_INET6, WIRE_SOURCE_6, guard.octets + 8);
      decoded_push (decoded, 229, guard.octets, wire->length, wire->length);
      assert_int_equal (decoded->segments, 2);
      assert_false (decoded->last.checksum_bad);
      guard_page_clear (&guard);
      decoded_free (decoded);
    }
  g_free (wire);
}

/* A frame check sequence, of which the capture file tells, is no data: not even where
 * nothing else tells the end of the datagram.  Nor is a frame that came damaged whole. */
static void
test_check_sequence (void **state)
{
  (void) state;
  static const char *const rows[][2] = { { "eth:0800 ip4:6 tcp4 text:QUIT.fcs", "0000" },
                                         { "eth:0800 ip4:6 tcp4 text:QUIT.fcs", NULL },
                                         { "eth:86dd ip6:6 tcp6 text:QUIT.fcs", "0000" } };
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      wire_build (wire, rows[row][0]);
      bool unsaid = rows[row][1] != NULL;
      if (unsaid)
        memset (wire_octets (wire) + 14 + (row == 0 ? 2 : 4), 0, 2);
      /* The last octets may be cut. */
      for (unsigned cut = 0; cut <= 4; cut++)
        {
          GuardPage guard = guard_page_new (wire_octets (wire), wire->length - cut);
          Decoded *decoded = decoded_new (NULL);
          const Packet packet = { .octets = guard.octets,
                                  .captured = wire->length - cut,
                                  .length = wire->length,
                                  .link_type = 1,
                                  .check_octets = 4,
                                  .damaged = cut == 1 };
          decoder_push (decoded->decoder, &packet);
          assert_int_equal (decoded->segments, 1);
          assert_int_equal (decoded->last.length, unsaid ? 4 : 8);
          assert_int_equal (decoded->last.captured, unsaid ? 4 : 8 - cut);
          assert_true (cut != 1 || decoded->last.checksum_bad);
          assert_int_equal (decoder_counters (decoded->decoder)->damaged, cut == 1);
          decoded_free (decoded);
          guard_page_clear (&guard);
        }
    }
  g_free (wire);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_extensions),      cmocka_unit_test (test_changes), cmocka_unit_test (test_ipv4_options),
    cmocka_unit_test (test_cut_tcp_options), cmocka_unit_test (test_routes),  cmocka_unit_test (test_check_sequence),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses as text and back, and Community ID v1. */
#include "config.h"

#include "dissect/flow.h"

#include "tests/support/guard-page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka wants those four before it. */
#include <cmocka.h>

static const struct {
  uint8_t version;
  uint8_t ip[16];
  const char *text;
} addresses[] = {
  { 4, { 192, 0, 2, 1 }, "192.0.2.1" },
  { 4, { 0 }, "0.0.0.0" },
  { 4, { 255, 255, 255, 255 }, "255.255.255.255" },
  { 4, { 10, 100, 9, 99 }, "10.100.9.99" },
  { 6, { 0 }, "::" },
  { 6, { [15] = 1 }, "::1" },
  { 6, { 0x20, 1, 0xd, 0xb8, [15] = 1 }, "2001:db8::1" },
  { 6, { 0xff }, "ff00::" },
  /* one zero group is not shortened (RFC 5952 §4.2.2) */
  { 6, { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 }, "2001:db8:0:1:1:1:1:1" },
  /* the longest run, and the first of two equal ones (§4.2.3) */
  { 6, { 0x20, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1 }, "2001:0:0:1::1" },
  { 6, { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1 }, "2001:db8::1:0:0:1" },
  { 6,
    { 0x20, 1, 0xd, 0xb8, 0xaa, 0xaa, 0xbb, 0xbb, 0xcc, 0xcc, 0xdd, 0xdd, 0xee, 0xee, 0, 1 },
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1" },
  { 6, { 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x0a, 0, 0x27, 0xff, 0xfe, 0, 0, 0x0a }, "fe80::a00:27ff:fe00:a" },
  { 6, { [10] = 0xff, [11] = 0xff, [12] = 192, [13] = 0, [14] = 2, [15] = 1 }, "::ffff:192.0.2.1" },
};

static void
writes_and_reads_addresses (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      Flow flow = { .ip_version = addresses[i].version };
      memcpy (flow.side[1].ip, addresses[i].ip, 16);
      char text[FLOW_IP_TEXT];
      flow_ip_text (&flow, 1, text);
      assert_string_equal (text, addresses[i].text);

      GuardPage guard = guard_page_new (text, strlen (text));
      uint8_t ip[16] = { 0 };
      uint8_t version = 0;
      assert_true (flow_ip_parse (octets_of (guard.octets, guard.length), ip, &version));
      assert_int_equal (version, addresses[i].version);
      assert_memory_equal (ip, addresses[i].ip, 16);
      guard_page_clear (&guard);
    }
}

static void
reads_other_spellings (void **state)
{
  (void) state;
  static const struct {
    const char *text;
    const char *same;
  } rows[] = {
    { "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
    { "2001:0db8::0001", "2001:db8::1" },
    { "1::", "1::" },
    { "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
    { "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
    { "1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201" },
    { "64:ff9b::192.0.2.1", "64:ff9b::c000:201" },
    { "010.0.0.1", "10.0.0.1" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Flow flow = { 0 };
      assert_true (flow_ip_parse (octets_of_string (rows[i].text), flow.side[0].ip, &flow.ip_version));
      char text[FLOW_IP_TEXT];
      flow_ip_text (&flow, 0, text);
      assert_string_equal (text, rows[i].same);
    }
}

static void
refuses_what_is_no_address (void **state)
{
  (void) state;
  static const char *const texts[] = {
    "",
    ".",
    ":",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "1.2.3.1000",
    "1.2.3.",
    "1..3.4",
    "a.b.c.d",
    "1.2.3.4 ",
    "-1.2.3.4",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "12345::",
    "::g",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "1:",
    ":1",
    "fe80::1%eth0",
    "1:2:3:4::5:6:7:8",
    "2001:db8:0000:0000:0000:0000:0000:00000000000000001",
  };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GuardPage guard = guard_page_new (texts[i], strlen (texts[i]));
      uint8_t ip[16] = { 1, 2, 3 };
      uint8_t version = 9;
      if (flow_ip_parse (octets_of (guard.octets, guard.length), ip, &version))
        fail_msg ("\"%s\" was taken for an address", texts[i]);
      assert_int_equal (version, 9);
      assert_int_equal (ip[2], 3);
      guard_page_clear (&guard);
    }
}

static void
knows_special_addresses (void **state)
{
  (void) state;
  static const struct {
    const char *text;
    bool loopback, private;
  } rows[] = {
    { "127.0.0.1", true, false },    { "127.255.0.9", true, false }, { "::1", true, false },
    { "10.1.2.3", false, true },     { "172.16.0.1", false, true },  { "172.32.0.1", false, false },
    { "192.168.1.1", false, true },  { "169.254.3.3", false, true }, { "100.64.0.1", false, true },
    { "100.128.0.1", false, false }, { "fd00::1", false, true },     { "fe80::1", false, true },
    { "2001:db8::1", false, false }, { "192.0.2.1", false, false },  { "::2", false, false },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      uint8_t ip[16], version;
      assert_true (flow_ip_parse (octets_of_string (rows[i].text), ip, &version));
      assert_int_equal (flow_ip_is_loopback (ip, version), rows[i].loopback);
      assert_int_equal (flow_ip_is_private (ip, version), rows[i].private);
    }
}

static void
writes_hardware_addresses (void **state)
{
  (void) state;
  Flow flow = { .side = { { .has_mac = true, .mac = { 2, 0, 0x5e, 0x10, 0xff, 0xa } } } };
  char text[FLOW_MAC_TEXT];
  flow_mac_text (&flow, 0, text);
  assert_string_equal (text, "02:00:5e:10:ff:0a");
  flow_mac_text (&flow, 1, text);
  assert_string_equal (text, "");
}

/* Values of the specification's published baseline and of another program's. */
static void
computes_community_ids (void **state)
{
  (void) state;
  static const struct {
    const char *ip[2];
    uint16_t port[2];
    const char *id;
  } rows[] = {
    { { "128.232.110.120", "66.35.250.204" }, { 34855, 80 }, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" },
    { { "66.35.250.204", "128.232.110.120" }, { 80, 34855 }, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" },
    { { "2001:470:e5bf:dead:4957:2174:e82c:4887", "2607:f8b0:400c:c03::1a" },
      { 63943, 25 },
      "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=" },
    { { "2607:f8b0:400c:c03::1a", "2001:470:e5bf:dead:4957:2174:e82c:4887" },
      { 25, 63943 },
      "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Flow flow = { 0 };
      for (unsigned side = 0; side < 2; side++)
        {
          assert_true (flow_ip_parse (octets_of_string (rows[i].ip[side]), flow.side[side].ip, &flow.ip_version));
          flow.side[side].port = rows[i].port[side];
        }
      char id[FLOW_COMMUNITY_TEXT];
      flow_community_id (&flow, id);
      assert_string_equal (id, rows[i].id);
    }
}

/* The same host on both sides: the lesser port comes first. */
static void
orders_by_port (void **state)
{
  (void) state;
  Flow flow = { .ip_version = 4,
                .side = { { .ip = { 127, 0, 0, 1 }, .port = 40000 }, { .ip = { 127, 0, 0, 1 }, .port = 25 } } };
  Flow turned = { .ip_version = 4, .side = { flow.side[1], flow.side[0] } };
  char one[FLOW_COMMUNITY_TEXT], other[FLOW_COMMUNITY_TEXT];
  flow_community_id (&flow, one);
  flow_community_id (&turned, other);
  assert_string_equal (one, other);
  turned.side[0].port = 26;
  flow_community_id (&turned, other);
  assert_string_not_equal (one, other);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (writes_and_reads_addresses),
    cmocka_unit_test (reads_other_spellings),
    cmocka_unit_test (refuses_what_is_no_address),
    cmocka_unit_test (knows_special_addresses),
    cmocka_unit_test (writes_hardware_addresses),
    cmocka_unit_test (computes_community_ids),
    cmocka_unit_test (orders_by_port),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every tunnel, alone and one in another. */
#include "config.h"

#include "way.h"

/* An 802.11 data frame to an access point, and what follows its header. */
#define TO_DS "0801 0000 020000000001 02aabbccdd01 02aabbccdd02 0010 "
#define SNAP "aaaa03 000000 "

static const Way ways[] = {
  { "ipv4 in ipv4", 1, "eth:0800 out4:4 " WAY_4, "", "ipip", true },
  { "ipv6 in ipv4", 1, "eth:0800 out4:41 " WAY_6, "", "6in4", true },
  { "ipv4 in ipv6", 1, "eth:86dd out6:4 " WAY_4, "", "4in6", true },
  { "ipv6 in ipv6", 1, "eth:86dd out6:41 " WAY_6, "", "6in6", true },
  { "mpls in ipv4", 1, "eth:0800 out4:137 00010140 " WAY_4, "", "mpls", true },
  { "ethernet in ip", 1, "eth:0800 out4:97 3000 eth2:0800 " WAY_4, "", "etherip", true },

  { "gre", 1, "eth:0800 out4:47 0000 0800 " WAY_4, "", "gre", true },
  { "gre over ipv6", 1, "eth:86dd out6:47 0000 86dd " WAY_6, "", "gre", true },
  { "gre with checksum", 1, "eth:0800 out4:47 8000 0800 11110000 " WAY_4, "", "gre", true },
  { "gre with key", 1, "eth:0800 out4:47 2000 0800 00000007 " WAY_4, "", "gre", true },
  { "gre with sequence number", 1, "eth:0800 out4:47 1000 0800 00000009 " WAY_4, "", "gre", true },
  { "gre with all of them", 1, "eth:0800 out4:47 b000 86dd 11110000 00000007 00000009 " WAY_6, "", "gre", true },
  { "gre with a frame", 1, "eth:0800 out4:47 0000 6558 eth2:8100 000a0800 " WAY_4, "10", "gre", true },
  { "gre with mpls", 1, "eth:0800 out4:47 0000 8847 00010140 " WAY_4, "", "gre mpls", true },
  { "gre of pptp", 1, "eth:0800 out4:47 3081 880b 00420001 00000001 00000002 ff03 0021 " WAY_4, "", "gre", true },
  { "gre of pptp without acknowledgment", 1, "eth:0800 out4:47 3001 880b 00420001 00000001 21 " WAY_4, "", "gre",
    true },
  { "eoip", 1, "eth:0800 out4:47 2001 6400 00360019 eth2:0800 " WAY_4, "", "eoip", true },
  { "erspan I", 1, "eth:0800 out4:47 0000 88be eth2:0800 " WAY_4, "", "erspan", true },
  { "erspan II", 1, "eth:0800 out4:47 1000 88be 00000001 1000000000000000 eth2:0800 " WAY_4, "", "erspan", true },
  { "erspan III", 1, "eth:0800 out4:47 1000 22eb 00000001 200000000000000000000000 eth2:0800 " WAY_4, "", "erspan",
    true },
  { "erspan III with its platform's part", 1,
    "eth:0800 out4:47 1000 22eb 00000001 200000000000000000000001 1111111122222222 eth2:0800 " WAY_4, "", "erspan",
    true },
  { "erspan III with ip", 1, "eth:0800 out4:47 1000 22eb 00000001 200000000000000000000800 " WAY_6, "", "erspan",
    true },

  { "vxlan", 1, "eth:0800 out4:17 udp:4789 0800000000002a00 eth2:0800 " WAY_4, "", "vxlan", true },
  { "vxlan over ipv6, tagged", 1, "eth:8100 000586dd out6:17 udp:4789 0800000000002a00 eth2:8100 00060800 " WAY_4,
    "5 6", "vxlan", true },
  { "vxlan of linux", 1, "eth:0800 out4:17 udp:8472 0800000000002a00 eth2:86dd " WAY_6, "", "vxlan", true },
  { "vxlan-gpe with a frame", 1, "eth:0800 out4:17 udp:4790 0c00000300002a00 eth2:0800 " WAY_4, "", "vxlan", true },
  { "vxlan-gpe with ipv4", 1, "eth:0800 out4:17 udp:4790 0c00000100002a00 " WAY_4, "", "vxlan", true },
  { "vxlan-gpe with ipv6", 1, "eth:0800 out4:17 udp:4790 0c00000200002a00 " WAY_6, "", "vxlan", true },
  { "geneve", 1, "eth:0800 out4:17 udp:6081 0000655800002a00 eth2:0800 " WAY_4, "", "geneve", true },
  { "geneve with options", 1, "eth:0800 out4:17 udp:6081 0200 0800 00002a00 0102800111223344 " WAY_4, "", "geneve",
    true },
  { "gtp-u", 1, "eth:0800 out4:17 udp:2152 30ff 003f 00000001 " WAY_4, "", "gtp-u", true },
  { "gtp-u with sequence number", 1, "eth:0800 out4:17 udp:2152 32ff 0043 00000001 00010000 " WAY_4, "", "gtp-u",
    true },
  { "gtp-u with three extensions", 1,
    "eth:0800 out4:17 udp:2152 34ff 0063 00000001 00000085 01100040 01010085 01111100 " WAY_6, "", "gtp-u", true },

  { "ipip of ka9q", 1, "eth:0800 out4:94 " WAY_4, "", "ipip", true },
  { "ethernet at the end of srv6", 1, "eth:86dd out6:143 eth2:0800 " WAY_4, "", "srv6", true },
  { "gre with routing, no entry", 1, "eth:0800 out4:47 4000 0800 11110000 00000000 " WAY_4, "", "gre", true },
  { "gre with routing", 1, "eth:0800 out4:47 7000 0800 11110000 00000007 00000009 08000404 0a010101 00000000 " WAY_4,
    "", "gre", true },
  { "gre with ppp", 1, "eth:0800 out4:47 0000 880b ff03 0021 " WAY_4, "", "gre", true },
  { "nvgre", 1, "eth:0800 out4:47 2000 6558 00002a07 eth2:0800 " WAY_4, "", "gre", true },
  { "wccp", 1, "eth:0800 out4:47 0000 883e " WAY_4, "", "wccp", true },
  { "wccp 2", 1, "eth:0800 out4:47 0000 883e 0000000a " WAY_6, "", "wccp", true },
  { "gre of aruba's access points", 1, "eth:0800 out4:47 0000 8240 " TO_DS SNAP "0800 " WAY_4, "", "gre", true },

  { "vxlan at azure's load balancer", 1, "eth:0800 out4:17 udp:10800 0800000000032000 eth2:0800 " WAY_4, "", "vxlan",
    true },
  { "vxlan-gpe with a service header", 1, "eth:0800 out4:17 udp:4790 0c00000400002a00 0fc20201 00002aff " WAY_4, "",
    "vxlan nsh", true },
  { "vxlan-gpe with mpls", 1, "eth:0800 out4:17 udp:4790 0c00000500002a00 00010140 " WAY_4, "", "vxlan mpls", true },
  { "gtp-u with a frame", 1, "eth:0800 out4:17 udp:2152 30ff 004d 00000001 eth2:0800 " WAY_4, "", "gtp-u", true },
  { "gtp-u with ppp", 1, "eth:0800 out4:17 udp:2152 30ff 0043 00000001 ff03 0021 " WAY_4, "", "gtp-u", true },
  { "gtp-u from its port", 1, "eth:0800 out4:17 08689c40004f0000 30ff 003f 00000001 " WAY_4, "", "gtp-u", true },
  { "gtp version 0", 1, "eth:0800 out4:17 udp:3386 1eff 003f 0001 0001 ffffffff 0000000000000001 " WAY_4, "", "gtp-u",
    true },

  { "l2tp", 1, "eth:0800 out4:17 udp:1701 0002 0007 0009 ff03 0021 " WAY_4, "", "l2tp", true },
  { "l2tp from its port", 1, "eth:0800 out4:17 06a5c00000510000 0002 0007 0009 ff03 0021 " WAY_4, "", "l2tp", true },
  { "l2tp with length", 1, "eth:0800 out4:17 udp:1701 4002 0049 0007 0009 0021 " WAY_4, "", "l2tp", true },
  { "l2tp with sequence numbers", 1, "eth:0800 out4:17 udp:1701 0802 0007 0009 0001 0000 ff03 0057 " WAY_6, "", "l2tp",
    true },
  { "l2tp with an offset", 1, "eth:86dd out6:17 udp:1701 0202 0007 0009 0004 00000000 21 " WAY_4, "", "l2tp", true },
  { "l2tp with all of them", 1, "eth:0800 out4:17 udp:1701 4b02 0054 0007 0009 0001 0000 0003 000000 ff03 0021 " WAY_4,
    "", "l2tp", true },
  { "l2tp 3", 1, "eth:0800 out4:17 udp:1701 0003 0000 00000005 eth2:0800 " WAY_4, "", "l2tpv3", true },
  { "l2tp 3, cookie", 1, "eth:0800 out4:17 udp:1701 0003 0000 00000005 aabbccdd eth2:86dd " WAY_6, "", "l2tpv3", true },
  { "l2tp 3, long cookie and sublayer", 1,
    "eth:0800 out4:17 udp:1701 0003 0000 00000005 1122334455667788 40000001 eth2:8100 000a0800 " WAY_4, "10", "l2tpv3",
    true },
  { "l2tp 3 in ip", 1, "eth:0800 out4:115 00000005 eth2:0800 " WAY_4, "", "l2tpv3", true },
  { "l2tp 3 in ipv6, long cookie", 1, "eth:86dd out6:115 00000005 1122334455667788 eth2:0800 " WAY_4, "", "l2tpv3",
    true },
  { "l2tp 3, sublayer and ppp", 1, "eth:0800 out4:115 00000005 40000001 ff03 0021 " WAY_4, "", "l2tpv3", true },
  { "l2tp 3, ip", 1, "eth:0800 out4:115 00000005 aabbccdd " WAY_6, "", "l2tpv3", true },

  { "teredo", 1, "eth:0800 out4:17 udp:3544 " WAY_6, "", "teredo", true },
  { "teredo from its port", 1, "eth:0800 out4:17 0dd8c000005b0000 " WAY_6, "", "teredo", true },
  { "teredo with its origin", 1, "eth:0800 out4:17 udp:3544 0000 cf3e 3ffffdfe " WAY_6, "", "teredo", true },
  { "teredo with authentication", 1, "eth:0800 out4:17 udp:3544 0001 0000 1122334455667788 00 " WAY_6, "", "teredo",
    true },
  { "teredo with both", 1,
    "eth:0800 out4:17 udp:3544 0001 0203 aabb ccddee 1122334455667788 00 0000 cf3e 3ffffdfe " WAY_6, "", "teredo",
    true },

  { "mpls in udp", 1, "eth:0800 out4:17 udp:6635 00010040 00020140 " WAY_4, "", "mpls", true },
  { "gre in udp", 1, "eth:0800 out4:17 udp:4754 2000 0800 00000007 " WAY_4, "", "gre", true },
  { "gue", 1, "eth:0800 out4:17 udp:6080 0004 0000 " WAY_4, "", "gue", true },
  { "gue with a field, ipv6", 1, "eth:0800 out4:17 udp:6080 0129 0000 00000000 " WAY_6, "", "gue", true },
  { "gue with gre", 1, "eth:0800 out4:17 udp:6080 002f 0000 0000 0800 " WAY_4, "", "gue gre", true },
  { "gue with a frame", 1, "eth:0800 out4:17 udp:6080 0061 0000 3000 eth2:0800 " WAY_4, "", "gue etherip", true },
  { "gue with mpls", 1, "eth:0800 out4:17 udp:6080 0089 0000 00010140 " WAY_4, "", "gue mpls", true },
  { "gue version 1", 1, "eth:0800 out4:17 udp:6080 " WAY_4, "", "gue", true },
  { "lisp", 1, "eth:0800 out4:17 udp:4341 c000000100000001 " WAY_4, "", "lisp", true },
  { "ayiya", 1,
    "eth:0800 out4:17 udp:5072 41521129 00000000 00112233445566778899aabbccddeeff "
    "0000000000000000000000000000000000000000 " WAY_6,
    "", "ayiya", true },

  { "tzsp", 1, "eth:0800 out4:17 udp:37008 01000001 01 eth2:0800 " WAY_4, "", "tzsp", true },
  { "tzsp with tags", 1, "eth:0800 out4:17 udp:37008 01000001 00 0a01c5 0d0400000001 01 eth2:8100 000a0800 " WAY_4,
    "10", "tzsp", true },
  { "tzsp with ip", 1, "eth:0800 out4:17 udp:37008 01000007 01 " WAY_6, "", "tzsp", true },
  { "tzsp with 802.11", 1, "eth:8100 00050800 out4:17 udp:37008 01000012 01 " TO_DS SNAP "8100 00060800 " WAY_4, "5 6",
    "tzsp", true },
  { "tzsp with 802.11 and avs", 1,
    "eth:0800 out4:17 udp:37008 0100007f 01 80211001 00000010 0000000000000000 " TO_DS SNAP "0800 " WAY_4, "", "tzsp",
    true },
  { "tzsp with 802.11, and gre in it", 1,
    "eth:0800 out4:17 udp:37008 01000012 01 " TO_DS SNAP "0800 out4:47 0000 0800 " WAY_4, "", "tzsp gre", true },
  { "mirror of aruba", 1, "eth:0800 out4:17 udp:5555 00000000 00000001 0000005f 0000005f " TO_DS SNAP "0800 " WAY_4, "",
    "aruba-erm", true },
  { "mirror of aruba, radiotap", 1,
    "eth:0800 out4:17 udp:5555 00000000 00000001 00000067 00000067 0000 0800 00000000 " TO_DS SNAP "0800 " WAY_4, "",
    "aruba-erm", true },
  { "mirror of aruba, ppi", 1,
    "eth:0800 out4:17 udp:5555 00000000 00000001 00000067 00000067 00 00 0800 69000000 " TO_DS SNAP "0800 " WAY_4, "",
    "aruba-erm", true },
  { "mirror of juniper", 1, "eth:0800 out4:17 udp:30030 00000001 00000002 " WAY_4, "", "jmirror", true },
  { "capwap", 1, "eth:0800 out4:17 udp:5247 00100200 00000000 eth2:0800 " WAY_4, "", "capwap", true },
  { "capwap from its port", 1, "eth:0800 out4:17 147fc000005d0000 00100200 00000000 eth2:0800 " WAY_4, "", "capwap",
    true },
  { "capwap with 802.11", 1, "eth:0800 out4:17 udp:5247 00100300 00000000 " TO_DS SNAP "0800 " WAY_4, "", "capwap",
    true },
  { "capwap with 802.11 and the radio's address", 1,
    "eth:0800 out4:17 udp:5247 00200310 00000000 06 020000000001 00 " TO_DS SNAP "0800 " WAY_4, "", "capwap", true },
  { "capwap with 802.11, octets in the wrong order", 1,
    "eth:0800 out4:17 udp:5247 00100300 00000000 0108 0000 020000000001 02aabbccdd01 02aabbccdd02 0010 " SNAP
    "0800 " WAY_4,
    "", "capwap", true },

  { "seven in one another", 1,
    "eth:0800 out4:4 out4:47 00000800 out4:17 udp:6081 0000080000002a00 out4:41 out6:4 out4:47 00008847 "
    "00010140 " WAY_4,
    "", "ipip gre geneve 6in4 4in6 gre mpls", true },
};

static void
test_ways (void **state)
{
  (void) state;
  way_check_all (ways, G_N_ELEMENTS (ways));
}

typedef struct Refusal {
  const char *name;
  const char *packet;
  DecoderCounters counted;
} Refusal;

#define GARBAGE "d3a1f00d77e15b20c4991cfe8a6610b2e09f3344d1c2b3a4958677685940312213ab"

static const Refusal refusals[] = {
  { "udp to another port", "eth:0800 out4:17 udp:53 0102", { .not_tcp = 1 } },
  { "udp shorter than its header", "eth:0800 out4:17 0102", { .malformed = 1 } },
  { "vxlan without a network", "eth:0800 out4:17 udp:4789 0000000000002a00 eth2:0800 " WAY_4, { .not_tcp = 1 } },
  { "vxlan, too short", "eth:0800 out4:17 udp:4789 0800", { .not_tcp = 1 } },
  { "vxlan with arp", "eth:0800 out4:17 udp:4789 0800000000002a00 eth2:0806 00010800", { .not_ip = 1 } },
  { "vxlan-gpe with a protocol nobody knows", "eth:0800 out4:17 udp:4790 0c00000900002a00 0102", { .not_tcp = 1 } },
  { "geneve of another version", "eth:0800 out4:17 udp:6081 4000080000002a00 " WAY_4, { .not_tcp = 1 } },
  { "geneve, options past the end", "eth:0800 out4:17 udp:6081 3f00080000002a00 0102", { .malformed = 1 } },
  { "gtp-u, echo", "eth:0800 out4:17 udp:2152 3201 0004 00000000 00010000", { .not_tcp = 1 } },
  { "gtp-u, another version", "eth:0800 out4:17 udp:2152 50ff 0043 00000001 " WAY_4, { .not_tcp = 1 } },
  { "gtp-u, extension of no length",
    "eth:0800 out4:17 udp:2152 34ff 0008 00000001 00000085 00000000",
    { .malformed = 1 } },
  { "gtp-u, extension past the end", "eth:0800 out4:17 udp:2152 34ff 0005 00000001 00000085 09", { .malformed = 1 } },
  { "gre, source route past the end", "eth:0800 out4:47 4000 0800 00000000 080004ff 0a010101", { .malformed = 1 } },
  { "gre, version 1 without ppp", "eth:0800 out4:47 2001 0800 00000000 " WAY_4, { .not_tcp = 1 } },
  { "erspan II of another version",
    "eth:0800 out4:47 1000 88be 00000001 3000000000000000 eth2:0800 " WAY_4,
    { .not_tcp = 1 } },
  { "erspan III with neither frame nor ip",
    "eth:0800 out4:47 1000 22eb 00000001 200000000000000000000c00 " WAY_4,
    { .not_tcp = 1 } },
  { "gre, version 2", "eth:0800 out4:47 0002 0800 " WAY_4, { .not_tcp = 1 } },
  { "gre, keepalive", "eth:0800 out4:47 0000 0000", { .not_ip = 1 } },
  { "gre, shorter than its flags say", "eth:0800 out4:47 b000 0800 00000000", { .malformed = 1 } },
  { "etherip, another version", "eth:0800 out4:97 4000 eth2:0800 " WAY_4, { .malformed = 1 } },
  { "gre, keepalive of cisco", "eth:0800 out4:47 0000 0800 ip4:47 0000 0000", { .not_ip = 1 } },
  { "l2tp, control message",
    "eth:0800 out4:17 udp:1701 c802 0014 0007 0000 0001 0001 8008000000000006",
    { .not_tcp = 1 } },
  { "l2tp, reserved bits", "eth:0800 out4:17 udp:1701 0012 0007 0009 ff03 0021 " WAY_4, { .not_tcp = 1 } },
  { "l2tp, no session", "eth:0800 out4:17 udp:1701 0002 0007 0000 ff03 0021 " WAY_4, { .not_tcp = 1 } },
  { "l2tp, length past the end", "eth:0800 out4:17 udp:1701 4002 00ff 0007 0009 0021 " WAY_4, { .not_tcp = 1 } },
  { "l2tp, length less than its header",
    "eth:0800 out4:17 udp:1701 4002 0003 0007 0009 0021 " WAY_4,
    { .not_tcp = 1 } },
  { "l2tp, link control", "eth:0800 out4:17 udp:1701 0002 0007 0009 ff03 c021 01010004", { .not_ip = 1 } },
  { "dns from l2tp's port",
    "eth:0800 out4:17 06a5303900200000 00020100000100000000000003777777026d6500 00010001",
    { .not_tcp = 1 } },
  { "l2tp 3, control message", "eth:0800 out4:115 00000000 c8030014 00000007 00010001", { .not_tcp = 1 } },
  { "l2tp 3, nothing that is known", "eth:0800 out4:115 00000005 " GARBAGE, { .not_tcp = 1 } },
  { "teredo, bubble", "eth:0800 out4:17 udp:3544 ip6:59", { .not_tcp = 1 } },
  { "teredo, of another length",
    "eth:0800 out4:17 udp:3544 6000000000500640 20010000000000000000000000000001 20010000000000000000000000000002 0102",
    { .not_tcp = 1 } },
  { "teredo, no ipv6", "eth:0800 out4:17 udp:3544 0000 cf3e 3ffffdfe 5000", { .not_tcp = 1 } },
  { "a query to teredo's port", "eth:0800 out4:17 udp:3544 0001 0100 00010000", { .not_tcp = 1 } },
  { "gue, control message", "eth:0800 out4:17 udp:6080 2001 0000 " WAY_4, { .not_tcp = 1 } },
  { "gue, longer than its packet", "eth:0800 out4:17 udp:6080 1f04 0000 0102", { .not_tcp = 1 } },
  { "mpls in udp, no end of labels", "eth:0800 out4:17 udp:6635 00010040 00020040", { .not_tcp = 1 } },
  { "gre in udp, another version", "eth:0800 out4:17 udp:4754 0001 0800 " WAY_4, { .not_tcp = 1 } },
  { "lisp, encrypted", "eth:0800 out4:17 udp:4341 c100000100000001 " GARBAGE, { .not_tcp = 1 } },
  { "tzsp, keepalive", "eth:0800 out4:17 udp:37008 01040000 01", { .not_tcp = 1 } },
  { "tzsp, tags without end", "eth:0800 out4:17 udp:37008 01000001 0aff", { .not_tcp = 1 } },
  { "tzsp, another kind of link", "eth:0800 out4:17 udp:37008 01000099 01 " WAY_4, { .not_tcp = 1 } },
  { "mirror of aruba, of another length",
    "eth:0800 out4:17 udp:5555 00000000 00000001 00000060 00000060 " GARBAGE,
    { .not_tcp = 1 } },
  { "capwap, keepalive", "eth:0800 out4:17 udp:5247 00100208 00000000 0016 00100001 000102030405", { .not_tcp = 1 } },
  { "capwap, fragment", "eth:0800 out4:17 udp:5247 00100280 00010000 eth2:0800 " WAY_4, { .not_tcp = 1 } },
  { "capwap, dtls", "eth:0800 out4:17 udp:5247 01000000 17fefd000100000000", { .not_tcp = 1 } },
  { "802.11 in 802.11",
    "eth:0800 out4:17 udp:37008 01000012 01 " TO_DS SNAP "0800 out4:17 udp:37008 01000012 01 " TO_DS SNAP "0800 " WAY_4,
    { .malformed = 1 } },
  { "wireguard", "eth:0800 out4:17 udp:51820 04000000 01020304 0000000000000000 " GARBAGE, { .not_tcp = 1 } },
  { "ipcomp", "eth:0800 out4:108 0600 1234 " GARBAGE, { .not_tcp = 1 } },
  { "esp", "eth:0800 out4:50 0000000100000001", { .not_tcp = 1 } },
};

static void
test_refusals (void **state)
{
  (void) state;
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (refusals); row++)
    {
      print_message ("  %s\n", refusals[row].name);
      Decoded *decoded = decoded_new (NULL);
      wire_build (wire, refusals[row].packet);
      GuardPage guard = guard_page_new (wire_octets (wire), wire->length);
      decoded_push (decoded, 1, guard.octets, wire->length, wire->length);
      guard_page_clear (&guard);
      assert_int_equal (decoded->segments, 0);
      assert_memory_equal (decoder_counters (decoded->decoder), &refusals[row].counted, sizeof (DecoderCounters));
      decoded_free (decoded);
    }
  g_free (wire);
}

/* Each level of nesting, up to the limit and past it. */
static void
test_nesting (void **state)
{
  (void) state;
  static const char *const levels[] = { "out4:4 ", "out4:47 00000800 ", "out4:17 udp:6081 0000080000002a00 " };
  Wire *wire = g_new0 (Wire, 1);
  for (size_t kind = 0; kind < G_N_ELEMENTS (levels); kind++)
    for (unsigned depth = 0; depth < 400; depth = depth < 12 ? depth + 1 : depth * 5)
      {
        GString *packet = g_string_new ("eth:0800 ");
        for (unsigned i = 0; i < depth; i++)
          g_string_append (packet, levels[kind]);
        g_string_append (packet, WAY_4);
        wire_build (wire, packet->str);
        Decoded *decoded = decoded_new (NULL);
        decoded_push (decoded, 1, wire_octets (wire), wire->length, wire->length);
        const bool fits = depth <= LINK_TUNNELS_MAX;
        assert_int_equal (decoded->segments, fits);
        assert_int_equal (decoder_counters (decoded->decoder)->too_deep, !fits);
        assert_int_equal (decoder_counters (decoded->decoder)->malformed, 0);
        if (fits)
          assert_int_equal (decoded->path.tunnels, depth);
        decoded_free (decoded);
        g_string_free (packet, TRUE);
      }
  g_free (wire);
}

typedef struct Bound {
  const char *name;
  const char *packet;
  unsigned inner; /* where the inner IP header begins */
} Bound;

/* The inner packet says that it reaches to the end; an outer length ends it. */
static const Bound bounds[] = {
  { "802.3", "02aabbccdd02 02aabbccdd01 0034 aaaa03 000000 0800 ip4:6 tcp4 text:QUITPPP", 22 },
  { "pppoe", "eth:8864 11000001 002e 0021 ip4:6 tcp4 text:QUITPPP", 22 },
  { "udp", "eth:0800 out4:17 303912b5004a0000 0800000000002a00 eth2:0800 ip4:6 tcp4 text:QUITPPP", 64 },
  { "gtp-u", "eth:0800 out4:17 udp:2152 30ff 002c 00000001 ip4:6 tcp4 text:QUITPPP", 50 },
};

static void
test_bounds (void **state)
{
  (void) state;
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (bounds); row++)
    {
      print_message ("  %s\n", bounds[row].name);
      Decoded *decoded = decoded_new (NULL);
      wire_build (wire, bounds[row].packet);
      uint8_t *inner = wire_octets (wire) + bounds[row].inner;
      assert_int_equal (inner[0], 0x45);
      wire_set_be16 (inner + 2, 0);
      decoded_push (decoded, 1, wire_octets (wire), wire->length, wire->length);
      assert_int_equal (decoded->segments, 1);
      assert_int_equal (decoded->last.length, 4);
      assert_int_equal (decoded->last.captured, 4);
      assert_memory_equal (decoded->octets, "QUIT", 4);
      decoded_free (decoded);
    }
  g_free (wire);
}

/* Tunnels on ports that nobody could know, told by their form alone. */
static void
test_forms (void **state)
{
  (void) state;
  static const struct {
    const char *name;
    const char *packet;
    unsigned prefix;     /* where the inner source's address is, to begin as one of Teredo; 0: nowhere */
    const char *tunnels; /* NULL: none */
  } rows[] = {
    { "fou", "eth:0800 out4:17 udp:7777 ip4:6 tcp4 text:QUIT", 0, "fou" },
    { "fou, wrong checksum", "eth:0800 out4:17 udp:7777 ip4:6 tcp4 text:QUIT", 42 + 12, NULL },
    { "teredo between clients", "eth:0800 out4:17 udp:7777 ip6:6 tcp6 text:QUIT", 42 + 8, "teredo" },
    { "teredo between clients, origin", "eth:0800 out4:17 udp:7777 0000cf3e3ffffdfe ip6:6 tcp6 text:QUIT", 50 + 8,
      "teredo" },
    { "ipv6 that is none of teredo", "eth:0800 out4:17 udp:7777 ip6:6 tcp6 text:QUIT", 0, NULL },
    { "tunnel of another port's form", "eth:0800 out4:17 udp:4789 ip4:6 tcp4 text:QUIT", 0, "fou" },
  };
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      print_message ("  %s\n", rows[row].name);
      Decoded *decoded = decoded_new (NULL);
      wire_build (wire, rows[row].packet);
      if (rows[row].prefix != 0)
        wire_set_be32 (wire_octets (wire) + rows[row].prefix, 0x20010000);
      GuardPage guard = guard_page_new (wire_octets (wire), wire->length);
      decoded_push (decoded, 1, guard.octets, wire->length, wire->length);
      assert_int_equal (decoded->segments, rows[row].tunnels != NULL);
      assert_int_equal (decoder_counters (decoded->decoder)->not_tcp, rows[row].tunnels == NULL);
      if (rows[row].tunnels != NULL)
        {
          g_autofree char *tunnels = decoded_tunnels (&decoded->path);
          assert_string_equal (tunnels, rows[row].tunnels);
          assert_memory_equal (decoded->octets, "QUIT", 4);
        }
      guard_page_clear (&guard);
      decoded_free (decoded);
    }
  g_free (wire);
}

/* A mirror may send the beginning of a packet only.  What was not sent is no known gap. */
static void
test_slices (void **state)
{
  (void) state;
  static const struct {
    const char *name;
    const char *outer;
  } rows[] = {
    { "erspan II", "eth:0800 out4:47 1000 88be 00000001 1000040000000000" },
    { "erspan III", "eth:0800 out4:47 1000 22eb 00000001 200004000000000000000000" },
    { "vxlan", "eth:0800 out4:17 udp:4789 0800000000002a00" },
    { "tzsp", "eth:0800 out4:17 udp:37008 01000001 01" },
  };
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      print_message ("  %s\n", rows[row].name);
      wire_build (wire, "eth2:0800 ip4:6 tcp4 text:MAIL.FROM.AND.MORE");
      const size_t cut = strlen (".AND.MORE");
      memmove (wire_octets (wire) + cut, wire_octets (wire), wire->length - cut);
      wire->length -= cut;
      g_auto (GStrv) words = g_strsplit (rows[row].outer, " ", -1);
      for (guint word = g_strv_length (words); word-- > 0;)
        wire_word_before (wire, words[word]);
      Decoded *decoded = decoded_new (NULL);
      decoded_push (decoded, 1, wire_octets (wire), wire->length, wire->length);
      const DecoderCounters truncated = { .truncated = 1 };
      assert_int_equal (decoded->segments, 1);
      assert_int_equal (decoded->last.captured, strlen ("MAIL.FROM"));
      assert_int_equal (decoded->last.length, strlen ("MAIL.FROM"));
      assert_memory_equal (decoder_counters (decoded->decoder), &truncated, sizeof truncated);
      decoded_free (decoded);
    }
  g_free (wire);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_ways),   cmocka_unit_test (test_refusals), cmocka_unit_test (test_nesting),
    cmocka_unit_test (test_bounds), cmocka_unit_test (test_forms),    cmocka_unit_test (test_slices),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every link type and every header between a frame and IP. */
#include "config.h"

#include "way.h"

#include "src/link.h"

/* An 802.11 data frame to an access point, without and with QoS control. */
#define TO_DS "0801 0000 020000000001 02aabbccdd01 02aabbccdd02 0010 "
#define TO_DS_PADDED "8801 0000 020000000001 02aabbccdd01 02aabbccdd02 0010 0000 0000 "
#define SNAP "aaaa03 000000 "
/* Octets that nobody reads. */
#define TWENTY_4 "000000000000000000000000000000000000000000000000 "
/* A device's name and ten items. */
#define ITEMS "000000000000000000000000 000000000000000000000000 000000000000000000000000 000000000000000000000000 "
#define PRISM "776c616e300000000000000000000000 " ITEMS ITEMS "000000000000000000000000 000000000000000000000000 "

static const Way ways[] = {
  { "ethernet, ipv4", 1, "eth:0800 " WAY_4, "", "", true },
  { "ethernet, ipv6", 1, "eth:86dd " WAY_6, "", "", true },
  { "802.1q", 1, "eth:8100 200a0800 " WAY_4, "10", "", true },
  { "802.1q, priority only", 1, "eth:8100 e0000800 " WAY_4, "", "", true },
  { "802.1ad over 802.1q", 1, "eth:88a8 00648100 0fff86dd " WAY_6, "100 4095", "", true },
  { "0x9100 over 0x9100", 1, "eth:9100 00019100 00020800 " WAY_4, "1 2", "", true },
  { "five tags, four are noted", 1, "eth:8100 00018100 00028100 00038100 00048100 00050800 " WAY_4, "1 2 3 4", "",
    true },
  { "802.3 with llc and snap", 1, "802.3 aaaa03 000000 0800 " WAY_4, "", "", true },
  { "802.3 with snap of 802.1h", 1, "802.3 aaaa03 0000f8 86dd " WAY_6, "", "", true },
  { "802.3 with llc and ip", 1, "802.3 060603 " WAY_4, "", "", true },
  { "vn-tag and vlan", 1, "eth:8926 00000000 8100 00070800 " WAY_4, "7", "", true },
  { "e-tag", 1, "eth:893f 000000000000 0800 " WAY_4, "", "", true },
  { "802.1ah", 1, "eth:88e7 00000001 eth2:0800 " WAY_4, "", "pbb", true },

  { "pppoe, ipv4", 1, "eth:8864 pppoe 0021 " WAY_4, "", "pppoe", true },
  { "pppoe, ipv6, compressed protocol", 1, "eth:8864 pppoe 57 " WAY_6, "", "pppoe", true },
  { "vlan and pppoe", 1, "eth:8100 000a8864 pppoe 0021 " WAY_4, "10", "pppoe", true },

  { "mpls, ipv4", 1, "eth:8847 00010140 " WAY_4, "", "mpls", true },
  { "mpls, three labels, ipv6", 1, "eth:8847 00010040 00020040 00030140 " WAY_6, "", "mpls", true },
  { "mpls, explicit null of ipv4", 1, "eth:8848 00000140 " WAY_4, "", "mpls", true },
  { "mpls, explicit null of ipv6", 1, "eth:8847 00002140 " WAY_6, "", "mpls", true },
  { "mpls, frame behind a control word", 1, "eth:8847 00010140 00000001 eth2:0800 " WAY_4, "", "mpls", true },
  { "mpls, frame without a control word", 1, "eth:8847 00010140 eth2:8100 00090800 " WAY_4, "9", "mpls", true },
  { "mpls, frame to an address like ipv4", 1, "eth:8847 00010140 " WAY_ODD_MACS " 0800 " WAY_4, "", "mpls", true },
  { "mpls on a link of its own", 219, "00010140 " WAY_4, "", "mpls", false },

  { "null, little endian", 0, "02000000 " WAY_4, "", "", false },
  { "null, big endian", 0, "00000002 " WAY_4, "", "", false },
  { "null, ipv6 of linux", 0, "0a000000 " WAY_6, "", "", false },
  { "null, ipv6 of windows", 0, "17000000 " WAY_6, "", "", false },
  { "null, ipv6 of openbsd", 0, "18000000 " WAY_6, "", "", false },
  { "null, ipv6 of freebsd", 0, "1c000000 " WAY_6, "", "", false },
  { "null, ipv6 of darwin", 0, "1e000000 " WAY_6, "", "", false },
  { "null, ipv6 of darwin, big endian", 0, "0000001e " WAY_6, "", "", false },
  { "loop", 108, "00000002 " WAY_4, "", "", false },
  { "loop, ipv6", 108, "00000018 " WAY_6, "", "", false },

  { "raw 12", 12, WAY_4, "", "", false },
  { "raw 14", 14, WAY_6, "", "", false },
  { "raw 101", 101, WAY_4, "", "", false },
  { "raw 101, ipv6", 101, WAY_6, "", "", false },
  { "ipv4", 228, WAY_4, "", "", false },
  { "ipv6", 229, WAY_6, "", "", false },

  { "ppp", 9, "0021 " WAY_4, "", "", false },
  { "ppp with address and control", 9, "ff03 0057 " WAY_6, "", "", false },
  { "ppp, compressed protocol", 9, "21 " WAY_4, "", "", false },
  { "ppp, mpls", 9, "ff03 0281 00010140 " WAY_4, "", "mpls", false },
  { "ppp hdlc", 50, "ff03 0021 " WAY_4, "", "", false },
  { "ppp hdlc, cisco", 50, "0f00 0800 " WAY_4, "", "", false },
  { "ppp hdlc, cisco, multicast", 50, "8f00 86dd " WAY_6, "", "", false },
  { "pppoe on a link of its own", 51, "pppoe 0021 " WAY_4, "", "pppoe", false },
  { "ppp with direction", 204, "01 ff03 0021 " WAY_4, "", "", false },
  { "cisco hdlc", 104, "0f00 0800 " WAY_4, "", "", false },

  { "frame relay", 107, "1841 03 cc " WAY_4, "", "", false },
  { "frame relay, padding, ipv6", 107, "1841 03 00 8e " WAY_6, "", "", false },
  { "frame relay, snap", 107, "1841 03 00 80 000000 0800 " WAY_4, "", "", false },
  { "frame relay, cisco", 107, "1841 0800 " WAY_4, "", "", false },
  { "fddi", 10, "50 02aabbccdd02 02aabbccdd01 aaaa03 000000 0800 " WAY_4, "", "", true },

  { "sll", 113, "0000 0001 0006 02aabbccdd010000 0800 " WAY_4, "", "", false },
  { "sll, loopback, ipv6", 113, "0000 0304 0006 0000000000000000 86dd " WAY_6, "", "", false },
  { "sll, vlan", 113, "0000 0001 0006 02aabbccdd010000 8100 000a0800 " WAY_4, "10", "", false },
  { "sll, llc", 113, "0000 0001 0006 02aabbccdd010000 0004 aaaa03 000000 0800 " WAY_4, "", "", false },
  { "sll2", 276, "0800 0000 00000002 0001 00 06 02aabbccdd010000 " WAY_4, "", "", false },
  { "sll2, vlan, ipv6", 276, "8100 0000 00000002 0001 00 06 02aabbccdd010000 000a86dd " WAY_6, "10", "", false },

  { "nflog", 239, "02 00 0000 0800 0100 0800 0100 0500 0a00 70000000 4700 0900 " WAY_4, "", "", false },
  { "nflog, big endian", 239, "02 00 0000 0008 0001 08000100 0047 0009 " WAY_4, "", "", false },
  { "802.11", 105, TO_DS SNAP "0800 " WAY_4, "", "", true },
  { "802.11, ipv6 in a vlan", 105, TO_DS SNAP "8100 000a86dd " WAY_6, "10", "", true },
  { "802.11, snap of 802.1h", 105, TO_DS "aaaa03 0000f8 0800 " WAY_4, "", "", true },
  { "prism, little endian", 119, "44000000 90000000 " PRISM TO_DS SNAP "0800 " WAY_4, "", "", true },
  { "prism, big endian", 119, "00000044 00000090 " PRISM TO_DS SNAP "0800 " WAY_4, "", "", true },
  { "prism's number, avs", 119, "80211001 0000000c 00000000 " TO_DS SNAP "0800 " WAY_4, "", "", true },
  { "avs", 163, "80211001 00000010 0000000000000000 " TO_DS SNAP "0800 " WAY_4, "", "", true },
  { "radiotap, nothing told", 127, "0000 0800 00000000 " TO_DS SNAP "0800 " WAY_4, "", "", true },
  { "radiotap, three words, time and flags", 127,
    "0000 1c00 030000a0 000000a0 00000000 1122334455667788 20 000000 " TO_DS_PADDED SNAP "0800 " WAY_4, "", "", true },
  { "ppi", 192, "00 00 0800 69000000 " TO_DS SNAP "0800 " WAY_4, "", "", true },
  { "ppi, two fields", 192,
    "00 01 2400 69000000 0500 0300 aabbcc00 0200 1000 00000000000000000000 000000000000 " TO_DS SNAP "0800 " WAY_4, "",
    "", true },
  { "ppi around ethernet", 192, "00 00 0800 01000000 eth:0800 " WAY_4, "", "", true },

  { "nflog, ipv6", 239, "0a 00 0000 5700 0900 " WAY_6, "", "", false },

  { "802.2 in a jumbo frame", 1, "eth:8870 " SNAP "0800 " WAY_4, "", "", true },
  { "hsr", 1, "eth:892f 0038 0001 0800 " WAY_4, "", "", true },
  { "hsr and vlan", 1, "eth:892f 0038 0001 8100 00030800 " WAY_4, "3", "", true },
  { "cisco metadata", 1, "eth:8909 01 01 0001 0064 0800 " WAY_4, "", "", true },
  { "macsec, in clear", 1, "eth:88e5 00 00 00000001 0800 " WAY_4, "", "", true },
  { "macsec, in clear, with its channel", 1, "eth:88e5 20 00 00000001 0011223344550001 86dd " WAY_6, "", "", true },
  { "trill", 1, "eth:22f3 003f 0001 0002 eth2:0800 " WAY_4, "", "trill", true },
  { "trill with options", 1, "eth:22f3 007f 0001 0002 00000000 eth2:8100 00090800 " WAY_4, "9", "trill", true },
  { "fabricpath", 1, "eth:8903 0442 eth2:8100 00090800 " WAY_4, "9", "fabricpath", true },
  { "batman-adv", 1, "eth:4305 400f3200 020000000001 eth2:0800 " WAY_4, "", "batman", true },
  { "batman-adv, four addresses", 1, "eth:4305 420f3200 020000000001 020000000002 0100 eth2:0800 " WAY_4, "", "batman",
    true },
  { "batman-adv, to all", 1, "eth:4305 010f3200 00000001 020000000001 eth2:0800 " WAY_4, "", "batman", true },
  { "nsh", 1, "eth:894f 0fc20201 00002aff " WAY_4, "", "nsh", true },
  { "nsh with a context and a frame", 1, "eth:894f 0fc60103 00002aff 00000000000000000000000000000000 eth2:0800 " WAY_4,
    "", "nsh", true },
  { "nsh in nsh, mpls", 1, "eth:894f 0fc20204 00002aff 0fc20205 00002aff 00010140 " WAY_4, "", "nsh nsh mpls", true },

  { "ppp, bridged", 9, "ff03 0031 00 01 eth2:0800 " WAY_4, "", "", true },
  { "ppp, bridged, of a network", 9, "ff03 0031 40 01 00000007 eth2:0800 " WAY_4, "", "", true },
  { "ppp, multilink", 9, "ff03 003d c0000001 0021 " WAY_4, "", "", false },
  { "ppp, multilink, short numbers", 9, "ff03 003d c001 57 " WAY_6, "", "", false },
  { "pppd", 166, "00 03 0021 " WAY_4, "", "", false },
  { "slip", 8, "00 45 0000000000000000000000000000 " WAY_4, "", "", false },
  { "cisco hdlc with direction", 205, "01 0f00 0800 " WAY_4, "", "", false },
  { "frame relay with direction", 206, "01 1841 03 cc " WAY_4, "", "", false },
  { "frame relay, address of four octets", 107, "18404041 03 cc " WAY_4, "", "", false },
  { "frame relay, bridged", 107, "1841 03 00 80 0080c2 0007 eth2:0800 " WAY_4, "", "", true },
  { "frame relay, ppp", 107, "1841 03 cf 0021 " WAY_4, "", "", false },

  { "sll, radiotap", 113, "0000 0323 0000 0000000000000000 0000 0000 0800 00000000 " TO_DS SNAP "0800 " WAY_4, "", "",
    true },
  { "sll2, radiotap", 276,
    "0000 0000 00000002 0323 00 06 0000000000000000 0000 0800 00000000 " TO_DS SNAP "0800 " WAY_4, "", "", true },
  { "sll, frame relay", 113, "0000 0302 0000 0000000000000000 0000 1841 03 cc " WAY_4, "", "", false },
  { "sll, mpls", 113, "0000 0001 0006 02aabbccdd010000 8847 00010140 " WAY_4, "", "mpls", false },
  { "enc", 109, "02000000 00000100 00000000 " WAY_4, "", "", false },
  { "enc, ipv6", 109, "18000000 00000100 00000000 " WAY_6, "", "", false },
  { "pflog, rounded up", 117, "3d020000 " TWENTY_4 TWENTY_4 "000000000000000000000000 " WAY_4, "", "", false },
  { "ipnet", 226, "01020000 00000000 00000001 00000000 00000000 00000000 " WAY_4, "", "", false },
  { "pktap, ethernet", 258, "6c000000 01000000 01000000 " TWENTY_4 TWENTY_4 TWENTY_4 TWENTY_4 "eth:0800 " WAY_4, "", "",
    true },
  { "pktap as darwin writes it, raw, more fields", 149,
    "70000000 01000000 0c000000 " TWENTY_4 TWENTY_4 TWENTY_4 TWENTY_4 "00000000 " WAY_6, "", "", false },

  { "token ring", 6, "10 40 02aabbccdd02 02aabbccdd01 " SNAP "0800 " WAY_4, "", "", true },
  { "token ring, source route", 6, "10 40 02aabbccdd02 82aabbccdd01 0630 00110020 " SNAP "0800 " WAY_4, "", "", true },
  { "ip over fibre channel", 122, "100002aabbccdd02 100002aabbccdd01 " SNAP "0800 " WAY_4, "", "", false },
  { "ip over infiniband", 242, TWENTY_4 "00000000000000000000000000000000 0800 0000 " WAY_4, "", "", false },
  { "atm", 100, SNAP "0800 " WAY_4, "", "", false },
  { "atm, bridged", 100, "aaaa03 0080c2 0007 0000 eth2:0800 " WAY_4, "", "", true },
  { "atm, without snap", 100, "fefe03 8e " WAY_6, "", "", false },
  { "atm, ppp", 100, "fefe03 cf 0021 " WAY_4, "", "", false },
  { "classical ip over atm", 106, WAY_4, "", "", false },
  { "classical ip over atm, 802.2", 106, SNAP "0800 " WAY_4, "", "", false },
  { "sunatm", 123, "82 00 0005 " SNAP "0800 " WAY_4, "", "", false },
  { "sunatm, lan emulation", 123, "01 00 0005 0001 eth2:0800 " WAY_4, "", "", true },
  { "docsis", 143, "00 00 0000 0000 eth:0800 " WAY_4, "", "", true },
  { "docsis, extended", 143, "01 02 0000 1100 0000 eth:0800 " WAY_4, "", "", true },
  { "netanalyzer", 240, "00000000 eth:0800 " WAY_4, "", "", true },
  { "netanalyzer, preamble", 241, "00000000 55555555555555d5 eth:0800 " WAY_4, "", "", true },
  { "epon", 259, "5555d5550001007f eth:0800 " WAY_4, "", "", true },
  { "ethernet with its preamble", 274, "55555555555555d5 eth:0800 " WAY_4, "", "", true },
  { "switch tag of broadcom", 281, "02aabbccdd02 02aabbccdd01 20000001 0800 " WAY_4, "", "", true },
  { "switch tag of broadcom before the frame", 282, "20000001 eth:0800 " WAY_4, "", "", true },
  { "switch tag of marvell", 283, "02aabbccdd02 02aabbccdd01 c0000000 8100 00050800 " WAY_4, "5", "", true },
  { "switch tag of marvell with a type", 284, "02aabbccdd02 02aabbccdd01 dada0000 c0000000 86dd " WAY_6, "", "", true },
  { "erf, ethernet", 197, "0000000000000000 02 04 0000 0000 004d 0000 eth:0800 " WAY_4, "", "", true },
  { "erf, two extensions", 197,
    "0000000000000000 8b 04 0000 0000 004d 8300000000000001 0400000000000002 0000 eth:0800 " WAY_4, "", "", true },
  { "erf, hdlc", 197, "0000000000000000 01 04 0000 0000 0043 0f00 0800 " WAY_4, "", "", false },
  { "erf, ipv4", 197, "0000000000000000 16 04 0000 0000 003f " WAY_4, "", "", false },
  { "erf, ipv6", 197, "0000000000000000 17 04 0000 0000 0053 " WAY_6, "", "", false },
  { "juniper, ethernet", 178, "4d4743 01 eth:0800 " WAY_4, "", "", true },
  { "juniper, ethernet, extended", 178, "4d4743 81 0006 010400000001 eth:8100 00050800 " WAY_4, "5", "", true },
  { "juniper, no frame", 178, "4d4743 03 00000002 " WAY_4, "", "", false },
  { "juniper, pppoe on ethernet", 167, "4d4743 01 eth:8864 pppoe 0021 " WAY_4, "", "pppoe", true },
  { "juniper, pppoe on atm", 168, "4d4743 01 8864 pppoe 0021 " WAY_4, "", "pppoe", false },
  { "juniper, ppp", 179, "4d4743 00 ff03 0021 " WAY_4, "", "", false },
  { "juniper, frame relay", 180, "4d4743 01 1841 03 cc " WAY_4, "", "", false },
  { "juniper, cisco hdlc", 181, "4d4743 01 0f00 0800 " WAY_4, "", "", false },
  { "juniper, services", 136, "4d4743 01 0000000000000000 " WAY_4, "", "", false },
  { "juniper, monitor", 164, "4d4743 01 0000000000000000 " WAY_6, "", "", false },
};

static void
test_ways (void **state)
{
  (void) state;
  way_check_all (ways, G_N_ELEMENTS (ways));
}

/* Each row is known to the Decoder and has a way here that uses it. */
static void
test_every_link_type_has_a_way (void **state)
{
  (void) state;
  for (int number = -1; number < 65536; number++)
    {
      const LinkType *type = link_type_find (number);
      bool has_way = false;
      for (size_t row = 0; row < G_N_ELEMENTS (ways); row++)
        has_way = has_way || ways[row].link_type == number;
      assert_int_equal (type != NULL, has_way);
      assert_int_equal (decoder_knows_link_type (number), has_way);
      if (type != NULL)
        assert_int_equal (type->number, number);
    }
}

typedef struct Refusal {
  const char *name;
  int link_type;
  const char *packet;
  DecoderCounters counted;
} Refusal;

static const Refusal refusals[] = {
  { "a link type nobody knows", 9999, WAY_4, { .unknown_link = 1, .unknown_link_type = 9999 } },
  { "arp", 1, "eth:0806 0001080006040001", { .not_ip = 1 } },
  { "arp in a vlan", 1, "eth:8100 000a0806 0001080006040001", { .not_ip = 1 } },
  { "spanning tree", 1, "802.3 424203 0000000000", { .not_ip = 1 } },
  { "llc with acknowledgment", 1, "802.3 aaaa01 000000 0800 " WAY_4, { .not_ip = 1 } },
  { "snap of cisco", 1, "802.3 aaaa03 00000c 2000 0102", { .not_ip = 1 } },
  { "a length between length and type", 1, "eth:05dd " WAY_4, { .not_ip = 1 } },
  { "ipx in raw 802.3", 1, "802.3 ffff 0022 0011", { .not_ip = 1 } },
  { "pppoe discovery", 1, "eth:8863 1109 0000 0004 01010000", { .not_ip = 1 } },
  { "pppoe session, but not its data", 1, "eth:8864 1109 0000 0043 0021 " WAY_4, { .not_ip = 1 } },
  { "pppoe of another version", 1, "eth:8864 2100 0001 0002 0021", { .malformed = 1 } },
  { "ppp, link control", 9, "ff03 c021 01010004", { .not_ip = 1 } },
  { "ppp, compressed headers", 9, "ff03 002d 0f0102", { .not_ip = 1 } },
  { "null, another family", 0, "07000000 " WAY_4, { .not_ip = 1 } },
  { "raw, another version", 101, "55000000", { .not_ip = 1 } },
  { "cooked, 802.3", 113, "0000 0001 0006 02aabbccdd010000 0001 ffff", { .not_ip = 1 } },
  { "cisco hdlc, slarp", 104, "8f00 8035 00000002", { .not_ip = 1 } },
  { "mpls, associated channel", 1, "eth:8847 00010140 10000021 0102", { .not_ip = 1 } },
  { "ethernet type of ipv4 before ipv6", 1, "eth:0800 " WAY_6, { .malformed = 1 } },
  { "ethernet type of ipv6 before ipv4", 1, "eth:86dd " WAY_4, { .malformed = 1 } },
  { "macsec, encrypted", 1, "eth:88e5 0c 00 00000001 0102030405060708", { .not_ip = 1 } },
  { "macsec, changed", 1, "eth:88e5 04 00 00000001 0800 " WAY_4, { .not_ip = 1 } },
  { "batman-adv, of another version", 1, "eth:4305 400e3200 020000000001 eth2:0800 " WAY_4, { .not_ip = 1 } },
  { "batman-adv, its own messages", 1, "eth:4305 000f3200 00000000 020000000001", { .not_ip = 1 } },
  { "trill of another version", 1, "eth:22f3 403f 0001 0002 eth2:0800 " WAY_4, { .not_ip = 1 } },
  { "nsh, shorter than it can be", 1, "eth:894f 0fc10201 " WAY_4, { .malformed = 1 } },
  { "ppp, multilink, the first of several", 9, "ff03 003d 80000001 0021 " WAY_4, { .not_ip = 1 } },
  { "ppp, multilink, one in the middle", 9, "ff03 003d 00000001 " WAY_4, { .not_ip = 1 } },
  { "ppp, compressed", 9, "ff03 00fd 0102030405060708", { .not_ip = 1 } },
  { "slip, compressed headers", 8, "00 8f 0000000000000000000000000000 " WAY_4, { .not_ip = 1 } },
  { "pktap in pktap", 258, "6c000000 01000000 02010000 " TWENTY_4 TWENTY_4 TWENTY_4 TWENTY_4 WAY_4, { .not_ip = 1 } },
  { "pktap with ppi", 258, "6c000000 01000000 c0000000 " TWENTY_4 TWENTY_4 TWENTY_4 TWENTY_4 WAY_4, { .not_ip = 1 } },
  { "ppi with pktap with ppi",
    192,
    "00000800 02010000 6c000000 01000000 c0000000 " TWENTY_4 TWENTY_4 TWENTY_4 TWENTY_4 "00000800 65000000 " WAY_4,
    { .not_ip = 1 } },
  { "pflog, shorter than any", 117, "08020000 " WAY_4, { .malformed = 1 } },
  { "docsis, encrypted", 143, "01 05 0000 44018000 00 0000 0102030405060708", { .not_ip = 1 } },
  { "docsis, management", 143, "c2 00 0000 0000 0102030405060708", { .not_ip = 1 } },
  { "erf, another kind", 197, "0000000000000000 03 04 0000 0000 0030 00000000 " WAY_4, { .not_ip = 1 } },
  { "juniper without its magic", 178, "4d4744 01 eth:0800 " WAY_4, { .malformed = 1 } },
  { "token ring, its own messages", 6, "10 00 02aabbccdd02 02aabbccdd01 0102", { .not_ip = 1 } },
  { "nflog, no payload", 239, "02 00 0000 0800 0100 08000100", { .malformed = 1 } },
  { "nflog, attribute shorter than its head", 239, "02 00 0000 0300 0900 4500", { .malformed = 1 } },
  { "nflog, attribute longer than the packet", 239, "02 00 0000 ff00 0100 4500", { .malformed = 1 } },
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
      decoded_push (decoded, refusals[row].link_type, guard.octets, wire->length, wire->length);
      guard_page_clear (&guard);
      assert_int_equal (decoded->segments, 0);
      assert_memory_equal (decoder_counters (decoded->decoder), &refusals[row].counted, sizeof (DecoderCounters));
      decoded_free (decoded);
    }
  g_free (wire);
}

/* Stacks that go on and on end in a count. */
static void
test_endless_stacks (void **state)
{
  (void) state;
  static const struct {
    const char *name, *start, *again, *end;
    bool too_deep;
  } stacks[] = {
    { "vlan tags", "eth:8100", "00018100", "00010800 " WAY_4, false },
    { "mpls labels", "eth:8847", "00010040", "00010140 " WAY_4, false },
    { "mpls labels that end, frame after frame", "eth:8847", "00010140 eth2:8847", "00010140 " WAY_4, true },
    { "802.1ah", "eth:88e7", "00000001 eth2:88e7", "00000001 eth2:0800 " WAY_4, true },
    { "pppoe with mpls with frames", "eth:8864", "11000001ffff 0281 00010140 eth2:8864", "11000001ffff 0021 " WAY_4,
      true },
  };
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (stacks); row++)
    {
      print_message ("  %s\n", stacks[row].name);
      GString *packet = g_string_new (stacks[row].start);
      for (unsigned i = 0; i < 2000; i++)
        g_string_append_printf (packet, " %s", stacks[row].again);
      g_string_append_printf (packet, " %s", stacks[row].end);
      wire_build (wire, packet->str);
      Decoded *decoded = decoded_new (NULL);
      decoded_push (decoded, 1, wire_octets (wire), wire->length, wire->length);
      const DecoderCounters counted = { .malformed = !stacks[row].too_deep, .too_deep = stacks[row].too_deep };
      assert_memory_equal (decoder_counters (decoded->decoder), &counted, sizeof counted);
      decoded_free (decoded);
      g_string_free (packet, TRUE);
    }
  g_free (wire);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_ways),
    cmocka_unit_test (test_every_link_type_has_a_way),
    cmocka_unit_test (test_refusals),
    cmocka_unit_test (test_endless_stacks),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

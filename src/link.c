/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Link layers, a row each: a link type row gives the function that passes over
 * the frame's own header; an EtherType row one that passes over what may stand
 * between a frame and IP.
 *
 * The functions stand in link-tag, link-serial, link-host, link-media and radio-header.
 * At most LINK_HEADERS_MAX headers of a frame are passed over. */
#include "config.h"

#include "link.h"

#include "link-peel.h"
#include "radio-header.h"

enum { LINK_HEADERS_MAX = 32 };

static const struct {
  unsigned type;
  LinkPeel peel;
} ethertypes[] = {
  { 0x8100, link_peel_vlan },         /* IEEE 802.1Q */
  { 0x88a8, link_peel_vlan },         /* IEEE 802.1ad */
  { 0x9100, link_peel_vlan },         /* before 802.1ad */
  { 0x9200, link_peel_vlan },         /* likewise */
  { LINK_LLC, link_peel_llc },        /* IEEE 802.2 */
  { LINK_ANY_IP, link_peel_any_ip },  /* IP of either version */
  { 0x8864, link_peel_pppoe },        /* PPPoE session */
  { ETHERTYPE_MPLS, link_peel_mpls }, /* MPLS */
  { 0x8848, link_peel_mpls },         /* MPLS with upstream labels */
  { ETHERTYPE_BRIDGED, link_peel_ethernet },
  { ETHERTYPE_PPP, link_peel_ppp },
  { 0x88e7, link_peel_backbone },
  { 0x8926, link_peel_vn_tag },
  { 0x893f, link_peel_e_tag },
  { ETHERTYPE_NSH, link_peel_nsh },
  { 0x892f, link_peel_hsr },
  { 0x8909, link_peel_cisco_metadata },
  { 0x88e5, link_peel_macsec },
  { 0x22f3, link_peel_trill },
  { 0x8903, link_peel_fabricpath },
  { 0x4305, link_peel_batman },
  { 0x8870, link_peel_llc }, /* 802.2 in jumbo frames */
};

static const LinkType link_types[] = {
  { 1, "EN10MB", link_peel_ethernet },
  { 0, "NULL", link_peel_null },
  { 101, "RAW", link_peel_any_ip },
  { 113, "LINUX_SLL", link_peel_cooked },
  { 276, "LINUX_SLL2", link_peel_cooked_2 },
  { 9, "PPP", link_peel_ppp },
  { 10, "FDDI", link_peel_fddi },
  { 12, "RAW", link_peel_any_ip }, /* DLT_RAW where it was written as it is */
  { 14, "RAW", link_peel_any_ip },
  { 50, "PPP_HDLC", link_peel_ppp_hdlc },
  { 51, "PPP_ETHER", link_peel_pppoe },
  { 104, "C_HDLC", link_peel_cisco_hdlc },
  { 107, "FRELAY", link_peel_frame_relay },
  { 108, "LOOP", link_peel_null },
  { 105, "IEEE802_11", radio_peel_bare },
  { 119, "IEEE802_11_PRISM", radio_peel_prism },
  { 127, "IEEE802_11_RADIOTAP", radio_peel_radiotap },
  { 163, "IEEE802_11_AVS", radio_peel_avs },
  { 192, "PPI", radio_peel_ppi },
  { 204, "PPP_WITH_DIR", link_peel_ppp_direction },
  { 219, "MPLS", link_peel_mpls },
  { 228, "IPV4", link_peel_any_ip },
  { 229, "IPV6", link_peel_any_ip },
  { 239, "NFLOG", link_peel_nflog },
  { 6, "IEEE802_5", link_peel_token_ring },
  { 8, "SLIP", link_peel_slip },
  { 100, "ATM_RFC1483", link_peel_atm },
  { 106, "ATM_CLIP", link_peel_atm_clip },
  { 109, "ENC", link_peel_enc },
  { 117, "PFLOG", link_peel_pflog },
  { 122, "IP_OVER_FC", link_peel_fibre_channel },
  { 123, "SUNATM", link_peel_sun_atm },
  { 136, "JUNIPER_SERVICES", link_peel_juniper_service },
  { 143, "DOCSIS", link_peel_docsis },
  { 149, "PKTAP", link_peel_pktap }, /* as Darwin's own tools write it */
  { 164, "JUNIPER_MONITOR", link_peel_juniper_service },
  { 166, "PPP_PPPD", link_peel_pppd },
  { 167, "JUNIPER_PPPOE", link_peel_juniper_ethernet },
  { 168, "JUNIPER_PPPOE_ATM", link_peel_juniper_typed },
  { 178, "JUNIPER_ETHER", link_peel_juniper_ethernet },
  { 179, "JUNIPER_PPP", link_peel_juniper_ppp },
  { 180, "JUNIPER_FRELAY", link_peel_juniper_frame_relay },
  { 181, "JUNIPER_CHDLC", link_peel_juniper_hdlc },
  { 197, "ERF", link_peel_erf },
  { 205, "C_HDLC_WITH_DIR", link_peel_cisco_hdlc_direction },
  { 206, "FRELAY_WITH_DIR", link_peel_frame_relay_direction },
  { 226, "IPNET", link_peel_ipnet },
  { 240, "NETANALYZER", link_peel_net_analyzer },
  { 241, "NETANALYZER_TRANSPARENT", link_peel_net_analyzer_preamble },
  { 242, "IPOIB", link_peel_infiniband },
  { 258, "PKTAP", link_peel_pktap },
  { 259, "EPON", link_peel_preamble },
  { 274, "ETHERNET_MPACKET", link_peel_preamble },
  { 281, "DSA_TAG_BRCM", link_peel_switch_4 },
  { 282, "DSA_TAG_BRCM_PREPEND", link_peel_switch_before },
  { 283, "DSA_TAG_DSA", link_peel_switch_4 },
  { 284, "DSA_TAG_EDSA", link_peel_switch_8 },
};

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static LinkPeel
ethertype_peel (unsigned type)
{
  for (size_t row = 0; row < COUNT (ethertypes); row++)
    if (ethertypes[row].type == type)
      return ethertypes[row].peel;
  return NULL;
}

bool
link_ethertype_is_known (unsigned type)
{
  enum { ETHERTYPE_ARP = 0x0806 };
  return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 || type == ETHERTYPE_ARP || ethertype_peel (type) != NULL;
}

const LinkType *
link_type_find (int number)
{
  for (size_t row = 0; row < COUNT (link_types); row++)
    if (link_types[row].number == number)
      return &link_types[row];
  return NULL;
}

unsigned
link_peel (unsigned type, Bytes *bytes, LinkPath *path)
{
  for (unsigned headers = 0; headers < LINK_HEADERS_MAX; headers++)
    {
      if (bytes->failure != BYTES_FINE)
        return LINK_MALFORMED;
      if (type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 || type == LINK_WIFI || type == LINK_MALFORMED)
        return type;
      const LinkPeel peel = ethertype_peel (type);
      if (peel == NULL)
        return LINK_OTHER;
      type = peel (bytes, path);
    }
  return LINK_MALFORMED;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks into the beginning of OpenPGP and CMS: an armor that says MESSAGE may hold
 * one that is only signed or compressed, and a type that says enveloped-data may
 * stand above anything.
 *
 * Does not: decrypt, verify, or look further than the first packet or the content
 * type.  That the ciphertext behind it is good nobody but the recipient can tell. */
#include "config.h"

#include "sealed-content.h"

#include "transfer-decoder.h"

enum { DECODED_MOST = 512, OID_MOST = 16 };

static Octets
skip_white (Octets octets)
{
  size_t i = 0;

  while (i < octets.length && g_ascii_isspace (octets.at[i]))
    i++;
  return octets_from (octets, i);
}

static Octets
next_line (Octets *rest)
{
  size_t feed = octets_find (*rest, '\n');
  Octets line = octets_slice (*rest, 0, feed == SIZE_MAX ? rest->length : feed);

  *rest = octets_from (*rest, feed == SIZE_MAX ? rest->length : feed + 1);
  return octets_trim_line (line);
}

/* Decodes base64 up to the room; returns how many octets that made. */
static size_t
decode_base64 (Octets text, uint8_t to[DECODED_MOST])
{
  TransferDecoder decoder;
  uint8_t decoded[DECODED_MOST + 300];
  G_STATIC_ASSERT (sizeof decoded >= DECODED_MOST + sizeof decoder.held + 8);

  transfer_decoder_init (&decoder, TRANSFER_BASE64);
  size_t length = transfer_decoder_feed (&decoder, octets_slice (text, 0, DECODED_MOST), decoded);
  length = MIN (length, DECODED_MOST);
  memcpy (to, decoded, length);
  return length;
}

/* --- OpenPGP ------------------------------------------------------------------- */

/* The octet behind the header of the first packet, and the packet's tag; false
 * where the octets are no packet.  `short_of`: too few octets to tell. */
static bool
first_packet (Octets packets, unsigned *tag, uint8_t *first, bool *short_of)
{
  size_t header;

  *short_of = false;
  if (packets.length == 0 || (packets.at[0] & 0x80) == 0)
    return false;
  if ((packets.at[0] & 0x40) != 0)
    {
      *tag = packets.at[0] & 0x3f;
      uint8_t length = packets.length > 1 ? packets.at[1] : 0;
      /* RFC 9580 §4.2.1: one octet, two, five, or a partial length of one. */
      header = length < 192 || length >= 224 ? 2 : 3;
      header = length == 255 ? 6 : header;
    }
  else
    {
      *tag = packets.at[0] >> 2 & 0x0f;
      unsigned type = packets.at[0] & 3;
      header = type == 3 ? 1 : 1 + ((size_t) 1 << type);
    }
  *short_of = packets.length <= header;
  *first = *short_of ? 0 : packets.at[header];
  return true;
}

/* RFC 9580 §5; `version` is the first octet of the packet's body. */
static Protection
packet_protection (unsigned tag, uint8_t version)
{
  switch (tag)
    {
    case 1: /* public-key encrypted session key */
      return version == 2 || version == 3 || version == 6 ? PROTECTION_PGP_SEALED : PROTECTION_NONE;
    case 3: /* symmetric-key encrypted session key */
      return version >= 4 && version <= 6 ? PROTECTION_PGP_SEALED : PROTECTION_NONE;
    case 9: /* symmetrically encrypted data */
      return PROTECTION_PGP_SEALED;
    case 18: /* the same with integrity protection */
    case 20: /* the same in LibrePGP */
      return version == 1 || version == 2 ? PROTECTION_PGP_SEALED : PROTECTION_NONE;
    case 2: /* signature */
      return version >= 2 && version <= 6 ? PROTECTION_PGP_SIGNATURE : PROTECTION_NONE;
    case 4: /* one-pass signature: what is signed follows */
      return version == 3 || version == 6 ? PROTECTION_PGP_READABLE : PROTECTION_NONE;
    case 8: /* compressed */
      return version <= 3 ? PROTECTION_PGP_READABLE : PROTECTION_NONE;
    case 11: /* literal */
      return version != 0 && strchr ("btul1m", version) != NULL ? PROTECTION_PGP_READABLE : PROTECTION_NONE;
    case 6: /* public key */
    case 5: /* secret key */
      return version >= 2 && version <= 6 ? PROTECTION_PGP_KEY : PROTECTION_NONE;
    default:
      return PROTECTION_NONE;
    }
}

static Protection
packets_protection (Octets packets)
{
  static const uint8_t marker[] = { 3, 'P', 'G', 'P' };
  unsigned tag = 0;
  uint8_t version = 0;
  bool short_of;

  /* A marker packet says nothing (§5.8). */
  if (packets.length >= 5 && (packets.at[0] == 0xca || packets.at[0] == 0xa8)
      && memcmp (packets.at + 1, marker, sizeof marker) == 0)
    packets = octets_from (packets, 5);
  if (packets.length == 0)
    return PROTECTION_UNKNOWN;
  if (!first_packet (packets, &tag, &version, &short_of))
    return PROTECTION_NONE;
  return short_of ? PROTECTION_UNKNOWN : packet_protection (tag, version);
}

/* Behind the armor's first line: headers, an empty line, base64 (§6.2). */
static Protection
armor_protection (Octets rest)
{
  uint8_t decoded[DECODED_MOST];

  while (rest.length > 0)
    {
      Octets before = rest;
      Octets line = next_line (&rest);
      if (line.length == 0)
        break;
      if (octets_find (line, ':') == SIZE_MAX)
        {
          rest = before; /* the empty line was lost */
          break;
        }
    }
  rest = skip_white (rest);
  if (rest.length < 8)
    return octets_start_nocase (rest, OCTETS ("--")) ? PROTECTION_NONE : PROTECTION_UNKNOWN;
  size_t length = rest.at[0] == '-' ? 0 : decode_base64 (rest, decoded);
  return length == 0 ? PROTECTION_NONE : packets_protection (octets_of (decoded, length));
}

Protection
pgp_content (Octets head)
{
  Octets text = skip_white (head);

  if (octets_start_nocase (text, OCTETS ("-----BEGIN PGP MESSAGE")))
    {
      next_line (&text);
      return armor_protection (text);
    }
  if (octets_start_nocase (text, OCTETS ("-----BEGIN PGP SIGNED MESSAGE-----")))
    return PROTECTION_PGP_CLEAR;
  if (octets_start_nocase (text, OCTETS ("-----BEGIN PGP PUBLIC KEY BLOCK-----")))
    return PROTECTION_PGP_KEY;
  if (octets_start_nocase (text, OCTETS ("-----BEGIN PGP SIGNATURE-----")))
    return PROTECTION_PGP_SIGNATURE;
  return packets_protection (head);
}

/* --- CMS ----------------------------------------------------------------------- */

static Protection
content_type_protection (Octets oid)
{
  /* RFC 5652 §4 to §9, RFC 5083 §2, RFC 3274 §1. */
  static const uint8_t pkcs7[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07 };
  static const uint8_t smime[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01 };

  if (oid.length == sizeof pkcs7 + 1 && memcmp (oid.at, pkcs7, sizeof pkcs7) == 0)
    switch (oid.at[sizeof pkcs7])
      {
      case 2:
        return PROTECTION_CMS_SIGNED;
      case 3:
      case 4: /* signed and enveloped, of old PKCS#7 */
      case 6:
        return PROTECTION_CMS_SEALED;
      default:
        return PROTECTION_CMS_OTHER;
      }
  if (oid.length == sizeof smime + 1 && memcmp (oid.at, smime, sizeof smime) == 0)
    return oid.at[sizeof smime] == 23 ? PROTECTION_CMS_SEALED : PROTECTION_CMS_OTHER;
  return PROTECTION_NONE;
}

/* ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, … } (RFC 5652 §3). */
static Protection
content_info (Octets der)
{
  size_t at = 2;

  if (der.length == 0)
    return PROTECTION_UNKNOWN;
  if (der.at[0] != 0x30)
    return PROTECTION_NONE;
  if (der.length > 1 && der.at[1] > 0x80)
    {
      if (der.at[1] > 0x88)
        return PROTECTION_NONE;
      at += der.at[1] & 0x7f;
    }
  if (der.length < at + 2)
    return PROTECTION_UNKNOWN;
  if (der.at[at] != 0x06 || der.at[at + 1] > OID_MOST)
    return PROTECTION_NONE;
  Octets oid = octets_slice (der, at + 2, der.at[at + 1]);
  return oid.length < der.at[at + 1] ? PROTECTION_UNKNOWN : content_type_protection (oid);
}

Protection
cms_content (Octets head)
{
  uint8_t decoded[DECODED_MOST];
  Octets text = skip_white (head);

  if (head.length == 0 || head.at[0] == 0x30)
    return content_info (head);
  if (octets_start_nocase (text, OCTETS ("-----BEGIN PKCS7-----"))
      || octets_start_nocase (text, OCTETS ("-----BEGIN CMS-----")))
    next_line (&text);
  /* Base64 that no field announced: of a SEQUENCE it begins so. */
  if (text.length < 4 || text.at[0] != 'M')
    return PROTECTION_NONE;
  return content_info (octets_of (decoded, decode_base64 (text, decoded)));
}

/* --- which of them --------------------------------------------------------------- */

static bool
name_ends (const MailPart *part, const char *ending)
{
  size_t length = part->filename != NULL ? strlen (part->filename) : 0;
  size_t wanted = strlen (ending);
  return length > wanted && g_ascii_strcasecmp (part->filename + length - wanted, ending) == 0;
}

ContentReader
content_reader_of (const MailPart *part, bool enveloped)
{
  static const char *const endings[] = { ".pgp", ".gpg", ".asc" };

  switch (part->claim)
    {
    case CLAIM_SMIME:
    case CLAIM_SMIME_ENVELOPED:
    case CLAIM_SMIME_OPAQUE:
    case CLAIM_SMIME_OTHER:
      return cms_content;
    case CLAIM_PGP_CONTROL:
      return pgp_content;
    case CLAIM_PGP_SIGNATURE:
    case CLAIM_PGP_KEYS:
    case CLAIM_SMIME_SIGNATURE:
      return NULL;
    default:
      break;
    }
  if (enveloped)
    return pgp_content;
  if (name_ends (part, ".p7m"))
    return cms_content;
  for (size_t i = 0; i < G_N_ELEMENTS (endings); i++)
    if (name_ends (part, endings[i]))
      return pgp_content;
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hellos.  A list of the wire is kept up to TLS_LIST_MAX values; of an extension that
 * comes twice the first counts.
 *
 * Does not judge what is offered, nor choose between the offers. */
#include "config.h"

#include "tls-hello.h"

#include "octet-reader.h"

#include <glib.h>

enum {
  EXTENSION_SERVER_NAME = 0,
  EXTENSION_GROUPS = 10,
  EXTENSION_POINT_FORMATS = 11,
  EXTENSION_SIGNATURES = 13,
  EXTENSION_ALPN = 16,
  EXTENSION_TICKET = 35,
  EXTENSION_PSK = 41,
  EXTENSION_EARLY_DATA = 42,
  EXTENSION_VERSIONS = 43,
  EXTENSION_KEY_SHARE = 51,
  EXTENSION_ECH = 0xfe0d,
};

enum { SUITE_FALLBACK = 0x5600, NAME_MAX_OCTETS = 1024 };

typedef struct Extension {
  uint16_t type;
  Octets octets;
} Extension;

static TlsNumbers
keep_numbers (Arena *arena, Octets octets, bool *cut)
{
  TlsNumbers numbers = { .count = MIN (octets.length / 2, (size_t) TLS_LIST_MAX) };
  if (octets.length / 2 > TLS_LIST_MAX)
    *cut = true;
  if (numbers.count == 0)
    return numbers;
  uint16_t *kept = arena_alloc (arena, numbers.count * sizeof *kept);
  for (size_t i = 0; i < numbers.count; i++)
    kept[i] = (uint16_t) (octets.at[2 * i] << 8 | octets.at[2 * i + 1]);
  numbers.at = kept;
  return numbers;
}

/* A list of numbers of two octets behind its length; bad where it is none. */
static TlsNumbers
read_numbers (Arena *arena, Octets octets, size_t length_octets, bool *cut, bool *bad)
{
  OctetReader reader = octet_reader (octets);
  Octets list = octet_reader_vector (&reader, length_octets);
  if (reader.failed || list.length % 2 != 0)
    *bad = true;
  return keep_numbers (arena, list, cut);
}

static void
read_server_name (Arena *arena, TlsClientHello *hello, Octets octets)
{
  OctetReader outer = octet_reader (octets);
  OctetReader list = octet_reader (octet_reader_vector (&outer, 2));
  while (octet_reader_more (&list))
    {
      uint32_t type = octet_reader_number (&list, 1);
      Octets name = octet_reader_vector (&list, 2);
      if (type == 0 && name.length > 0 && hello->server_name.length == 0)
        hello->server_name = arena_copy (arena, octets_slice (name, 0, NAME_MAX_OCTETS));
    }
  hello->malformed |= outer.failed || list.failed;
}

static TlsNames
read_names (Arena *arena, Octets octets, bool *cut, bool *bad)
{
  enum { NAMES_MAX = 64 };
  OctetReader outer = octet_reader (octets);
  OctetReader list = octet_reader (octet_reader_vector (&outer, 2));
  Octets names[NAMES_MAX];
  TlsNames kept = { 0 };
  while (octet_reader_more (&list))
    {
      Octets name = octet_reader_vector (&list, 1);
      if (list.failed)
        break;
      if (kept.count == NAMES_MAX)
        *cut = true;
      else
        names[kept.count++] = arena_copy (arena, name);
    }
  *bad |= outer.failed || list.failed;
  if (kept.count == 0)
    return kept;
  Octets *at = arena_alloc (arena, kept.count * sizeof *at);
  memcpy (at, names, kept.count * sizeof *at);
  kept.at = at;
  return kept;
}

static TlsNumbers
read_key_shares (Arena *arena, Octets octets, bool *bad)
{
  enum { SHARES_MAX = 64 };
  OctetReader outer = octet_reader (octets);
  OctetReader list = octet_reader (octet_reader_vector (&outer, 2));
  uint16_t groups[SHARES_MAX];
  TlsNumbers kept = { 0 };
  while (octet_reader_more (&list))
    {
      uint16_t group = (uint16_t) octet_reader_number (&list, 2);
      octet_reader_vector (&list, 2);
      if (!list.failed && kept.count < SHARES_MAX)
        groups[kept.count++] = group;
    }
  *bad |= outer.failed || list.failed;
  if (kept.count == 0)
    return kept;
  uint16_t *at = arena_alloc (arena, kept.count * sizeof *at);
  memcpy (at, groups, kept.count * sizeof *at);
  kept.at = at;
  return kept;
}

static void
read_client_extension (Arena *arena, TlsClientHello *hello, Extension extension)
{
  Octets octets = extension.octets;
  switch (extension.type)
    {
    case EXTENSION_SERVER_NAME:
      read_server_name (arena, hello, octets);
      break;
    case EXTENSION_GROUPS:
      hello->groups = read_numbers (arena, octets, 2, &hello->list_cut, &hello->malformed);
      break;
      case EXTENSION_POINT_FORMATS: {
        OctetReader reader = octet_reader (octets);
        hello->point_formats = arena_copy (arena, octet_reader_vector (&reader, 1));
        hello->malformed |= reader.failed;
        break;
      }
    case EXTENSION_SIGNATURES:
      hello->signatures = read_numbers (arena, octets, 2, &hello->list_cut, &hello->malformed);
      break;
    case EXTENSION_ALPN:
      hello->alpn = read_names (arena, octets, &hello->list_cut, &hello->malformed);
      break;
    case EXTENSION_TICKET:
      hello->ticket = octets.length > 0;
      break;
    case EXTENSION_PSK:
      hello->psk = true;
      break;
    case EXTENSION_EARLY_DATA:
      hello->early_data = true;
      break;
    case EXTENSION_VERSIONS:
      hello->versions = read_numbers (arena, octets, 1, &hello->list_cut, &hello->malformed);
      break;
    case EXTENSION_KEY_SHARE:
      hello->key_shares = read_key_shares (arena, octets, &hello->malformed);
      break;
    case EXTENSION_ECH:
      hello->ech = octets.length > 0 && octets.at[0] == 0; /* 1 is the inner hello */
      break;
    default:
      break;
    }
}

/* The next extension; false at the end of the list, or where it is out of form. */
static bool
next_extension (OctetReader *list, Extension *extension)
{
  if (!octet_reader_more (list))
    return false;
  extension->type = (uint16_t) octet_reader_number (list, 2);
  extension->octets = octet_reader_vector (list, 2);
  return !list->failed;
}

/* The types of a list of extensions, in order; `cut` where there are too many. */
static TlsNumbers
extension_types (Arena *arena, Octets octets, bool *cut)
{
  OctetReader list = octet_reader (octets);
  Extension extension;
  TlsNumbers types = { 0 };
  while (next_extension (&list, &extension))
    types.count++;
  if (types.count > TLS_LIST_MAX)
    {
      types.count = TLS_LIST_MAX;
      *cut = true;
    }
  if (types.count == 0)
    return types;
  uint16_t *kept = arena_alloc (arena, types.count * sizeof *kept);
  list = octet_reader (octets);
  for (size_t i = 0; i < types.count && next_extension (&list, &extension); i++)
    kept[i] = extension.type;
  types.at = kept;
  return types;
}

static bool
came_before (TlsNumbers types, size_t index)
{
  return tls_numbers_have ((TlsNumbers){ types.at, index }, types.at[index]);
}

TlsClientHello *
tls_client_hello_parse (Arena *arena, Octets body)
{
  OctetReader reader = octet_reader (body);
  uint16_t version = (uint16_t) octet_reader_number (&reader, 2);
  Octets random = octet_reader_take (&reader, TLS_RANDOM_OCTETS);
  if (reader.failed)
    return NULL;
  TlsClientHello *hello = arena_new0 (arena, TlsClientHello);
  hello->version = version;
  memcpy (hello->random, random.at, TLS_RANDOM_OCTETS);
  hello->session_id = arena_copy (arena, octet_reader_vector (&reader, 1));
  Octets suites = octet_reader_vector (&reader, 2);
  hello->malformed = suites.length % 2 != 0;
  hello->suites = keep_numbers (arena, suites, &hello->list_cut);
  hello->fallback = tls_numbers_have (hello->suites, SUITE_FALLBACK);
  octet_reader_vector (&reader, 1); /* compression methods */
  if (octet_reader_more (&reader))
    {
      hello->has_extensions = true;
      Octets extensions = octet_reader_vector (&reader, 2);
      hello->extensions = extension_types (arena, extensions, &hello->list_cut);
      OctetReader list = octet_reader (extensions);
      Extension extension;
      for (size_t i = 0; i < hello->extensions.count && next_extension (&list, &extension); i++)
        if (!came_before (hello->extensions, i))
          read_client_extension (arena, hello, extension);
      while (next_extension (&list, &extension))
        ;
      hello->malformed |= list.failed || octet_reader_more (&reader);
    }
  hello->malformed |= reader.failed;
  return hello;
}

TlsClientHello *
tls_client_hello_parse_ssl2 (Arena *arena, Octets fragment)
{
  OctetReader reader = octet_reader (fragment);
  octet_reader_take (&reader, 1);
  uint16_t version = (uint16_t) octet_reader_number (&reader, 2);
  size_t suites_length = octet_reader_number (&reader, 2);
  size_t id_length = octet_reader_number (&reader, 2);
  size_t challenge_length = octet_reader_number (&reader, 2);
  if (reader.failed)
    return NULL;
  TlsClientHello *hello = arena_new0 (arena, TlsClientHello);
  hello->ssl2 = true;
  hello->version = version;
  Octets suites = octet_reader_take (&reader, suites_length);
  hello->session_id = arena_copy (arena, octets_slice (octet_reader_take (&reader, id_length), 0, TLS_RANDOM_OCTETS));
  Octets challenge = octet_reader_take (&reader, challenge_length);
  hello->malformed = reader.failed || suites_length % 3 != 0 || challenge_length > TLS_RANDOM_OCTETS;
  /* Right-justified (RFC 5246 appendix E.2). */
  if (!hello->malformed && challenge.length > 0)
    memcpy (hello->random + TLS_RANDOM_OCTETS - challenge.length, challenge.at, challenge.length);
  size_t count = MIN (suites.length / 3, (size_t) TLS_LIST_MAX);
  hello->list_cut = suites.length / 3 > TLS_LIST_MAX;
  uint16_t *kept = arena_alloc (arena, MAX (count, 1) * sizeof *kept);
  for (size_t i = 0; i < count; i++)
    if (suites.at[3 * i] == 0)
      kept[hello->suites.count++] = (uint16_t) (suites.at[3 * i + 1] << 8 | suites.at[3 * i + 2]);
  hello->suites.at = kept;
  hello->fallback = tls_numbers_have (hello->suites, SUITE_FALLBACK);
  return hello;
}

/* The last octets of a random that a server of a higher version writes (RFC 8446 §4.1.3). */
static TlsDowngrade
downgrade_of (const uint8_t random[TLS_RANDOM_OCTETS])
{
  const uint8_t *tail = random + TLS_RANDOM_OCTETS - 8;
  if (memcmp (tail, "DOWNGRD", 7) != 0 || tail[7] > 1)
    return TLS_DOWNGRADE_NONE;
  return tail[7] == 1 ? TLS_DOWNGRADE_TO_1_2 : TLS_DOWNGRADE_TO_1_1;
}

static void
read_server_extension (Arena *arena, TlsServerHello *hello, Extension extension)
{
  OctetReader reader = octet_reader (extension.octets);
  switch (extension.type)
    {
      case EXTENSION_ALPN: {
        bool cut = false;
        TlsNames names = read_names (arena, extension.octets, &cut, &hello->malformed);
        hello->alpn = names.count > 0 ? names.at[0] : OCTETS_NONE;
        break;
      }
    case EXTENSION_TICKET:
      hello->ticket = true;
      break;
    case EXTENSION_PSK:
      hello->psk = true;
      break;
      case EXTENSION_VERSIONS: {
        uint16_t version = (uint16_t) octet_reader_number (&reader, 2);
        if (!reader.failed)
          hello->version = version;
        break;
      }
    case EXTENSION_KEY_SHARE:
      hello->key_share = (uint16_t) octet_reader_number (&reader, 2);
      break;
    default:
      break;
    }
  hello->malformed |= reader.failed;
}

TlsServerHello *
tls_server_hello_parse (Arena *arena, Octets body)
{
  OctetReader reader = octet_reader (body);
  uint16_t version = (uint16_t) octet_reader_number (&reader, 2);
  Octets random = octet_reader_take (&reader, TLS_RANDOM_OCTETS);
  /* Drafts of TLS 1.3 before the 22nd had neither session id nor compression. */
  bool early_draft = version >> 8 == 0x7f;
  Octets session_id = early_draft ? OCTETS_NONE : octet_reader_vector (&reader, 1);
  uint16_t suite = (uint16_t) octet_reader_number (&reader, 2);
  octet_reader_take (&reader, early_draft ? 0 : 1); /* compression method */
  if (reader.failed)
    return NULL;
  TlsServerHello *hello = arena_new0 (arena, TlsServerHello);
  hello->legacy_version = hello->version = version;
  memcpy (hello->random, random.at, TLS_RANDOM_OCTETS);
  hello->session_id = arena_copy (arena, session_id);
  hello->suite = suite;
  if (octet_reader_more (&reader))
    {
      bool cut = false;
      Octets extensions = octet_reader_vector (&reader, 2);
      hello->extensions = extension_types (arena, extensions, &cut);
      OctetReader list = octet_reader (extensions);
      Extension extension;
      for (size_t i = 0; i < hello->extensions.count && next_extension (&list, &extension); i++)
        if (!came_before (hello->extensions, i))
          read_server_extension (arena, hello, extension);
      hello->malformed |= cut || list.failed || octet_reader_more (&reader);
    }
  hello->malformed |= reader.failed;
  if (hello->version < TLS_VERSION_1_3)
    hello->downgrade = downgrade_of (hello->random);
  return hello;
}

TlsServerHello *
tls_server_hello_parse_ssl2 (Arena *arena, Octets fragment, Octets *certificate)
{
  OctetReader reader = octet_reader (fragment);
  octet_reader_take (&reader, 3); /* type, session id hit, certificate type */
  uint16_t version = (uint16_t) octet_reader_number (&reader, 2);
  size_t certificate_length = octet_reader_number (&reader, 2);
  octet_reader_take (&reader, 4);
  if (reader.failed)
    return NULL;
  TlsServerHello *hello = arena_new0 (arena, TlsServerHello);
  hello->ssl2 = true;
  hello->legacy_version = hello->version = version;
  *certificate = octet_reader_take (&reader, certificate_length);
  hello->malformed = reader.failed;
  return hello;
}

bool
tls_server_hello_is_retry (const TlsServerHello *hello)
{
  static const uint8_t retry[TLS_RANDOM_OCTETS]
      = { 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
          0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c };
  return memcmp (hello->random, retry, sizeof retry) == 0;
}

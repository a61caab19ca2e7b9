/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines to DNS messages. */
#include "config.h"

#include "tests/support/dns-octets.h"

#include <arpa/inet.h>
#include <stdlib.h>

typedef struct Place {
  char *name;
  guint at;
} Place;

typedef struct Maker {
  GByteArray *octets;
  GArray *places; /* of Place */
} Maker;

static void
put (Maker *maker, unsigned number, unsigned octets)
{
  while (octets-- > 0)
    {
      uint8_t octet = (uint8_t) (number >> 8 * octets);
      g_byte_array_append (maker->octets, &octet, 1);
    }
}

static void
put_name (Maker *maker, const char *name)
{
  for (guint i = 0; i < maker->places->len; i++)
    {
      const Place *place = &g_array_index (maker->places, Place, i);
      if (strcmp (place->name, name) == 0)
        {
          put (maker, 0xc000 | place->at, 2);
          return;
        }
    }
  if (name[0] == '\0' || strcmp (name, ".") == 0)
    {
      put (maker, 0, 1);
      return;
    }
  Place place = { g_strdup (name), maker->octets->len };
  if (place.at < 0x4000)
    g_array_append_val (maker->places, place);
  else
    g_free (place.name);
  size_t length = strcspn (name, ".");
  put (maker, (unsigned) length, 1);
  g_byte_array_append (maker->octets, (const uint8_t *) name, (guint) length);
  put_name (maker, name[length] == '.' ? name + length + 1 : "");
}

static unsigned
type_of (const char *word)
{
  for (unsigned type = 1; type < 300; type++)
    if (strcmp (word, dns_type_name ((DnsType) type)) == 0)
      return type;
  return (unsigned) atoi (word);
}

static void
put_hex (Maker *maker, const char *hex)
{
  for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2)
    put (maker, (unsigned) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1])), 1);
}

static void
put_data (Maker *maker, unsigned type, char **word)
{
  uint8_t ip[16];
  switch (type)
    {
    case DNS_A:
    case DNS_AAAA:
      if (inet_pton (type == DNS_A ? AF_INET : AF_INET6, word[0], ip) != 1)
        abort ();
      g_byte_array_append (maker->octets, ip, type == DNS_A ? 4 : 16);
      break;
    case DNS_TXT:
      for (; *word != NULL; word++)
        {
          put (maker, (unsigned) strlen (*word), 1);
          g_byte_array_append (maker->octets, (const uint8_t *) *word, (guint) strlen (*word));
        }
      break;
    case DNS_MX:
      put (maker, (unsigned) atoi (word[0]), 2);
      put_name (maker, word[1]);
      break;
    case DNS_SOA:
      put_name (maker, word[0]);
      put_name (maker, "hostmaster");
      for (unsigned i = 0; i < 4; i++)
        put (maker, 1, 4);
      put (maker, (unsigned) atoi (word[1]), 4);
      break;
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
      put_name (maker, word[0]);
      break;
    default:
      put_hex (maker, word[0]);
    }
}

static void
put_line (Maker *maker, char **word)
{
  static const char sections[] = "?!~+";
  size_t section = (size_t) (strchr (sections, word[0][0]) - sections);
  maker->octets->data[5 + 2 * section]++;
  put_name (maker, word[1]);
  unsigned type = type_of (word[section == 0 ? 2 : 3]);
  put (maker, type, 2);
  put (maker, type == 41 ? 1232 : 1, 2);
  if (section == 0)
    return;
  put (maker, (unsigned) strtoul (word[2], NULL, 0), 4);
  guint length_at = maker->octets->len;
  put (maker, 0, 2);
  put_data (maker, type, word + 4);
  guint length = maker->octets->len - length_at - 2;
  maker->octets->data[length_at] = (uint8_t) (length >> 8);
  maker->octets->data[length_at + 1] = (uint8_t) length;
}

GByteArray *
dns_octets_new (uint16_t id, unsigned flags, const char *lines)
{
  Maker maker = { g_byte_array_new (), g_array_new (FALSE, FALSE, sizeof (Place)) };
  put (&maker, id, 2);
  put (&maker, flags, 2);
  put (&maker, 0, 4);
  put (&maker, 0, 4);
  g_auto (GStrv) line = g_strsplit (lines, "\n", -1);
  for (char **at = line; *at != NULL; at++)
    {
      g_auto (GStrv) word = NULL;
      if ((*at)[0] != '\0' && g_shell_parse_argv (*at, NULL, &word, NULL))
        put_line (&maker, word);
    }
  for (guint i = 0; i < maker.places->len; i++)
    g_free (g_array_index (maker.places, Place, i).name);
  g_array_unref (maker.places);
  return maker.octets;
}

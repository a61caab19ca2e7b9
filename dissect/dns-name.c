/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spells DNS names (RFC 1035 §2.3.4, §5.1).
 *
 * Does not: ask that a name be one of a host, or turn Unicode into A-labels. */
#include "config.h"

#include "dns-name.h"

void
dns_name_begin (DnsNameWriter *writer, char text[DNS_NAME_TEXT])
{
  *writer = (DnsNameWriter){ .text = text };
  text[0] = '\0';
}

static bool
is_plain (uint8_t octet)
{
  return octet > 0x20 && octet < 0x7f && octet != '.' && octet != '\\';
}

void
dns_name_octet (DnsNameWriter *writer, uint8_t octet)
{
  if (writer->label == 0)
    writer->octets++; /* the label's length */
  if (writer->bad || writer->label == DNS_LABEL_OCTETS || writer->octets >= DNS_NAME_OCTETS - 1)
    {
      writer->bad = true;
      return;
    }
  char *at = writer->text + writer->used;
  if (writer->label == 0 && writer->used > 0)
    *at++ = '.';
  if (octet >= 'A' && octet <= 'Z')
    octet = (uint8_t) (octet - 'A' + 'a');
  if (is_plain (octet))
    *at++ = (char) octet;
  else
    {
      *at++ = '\\';
      *at++ = (char) ('0' + octet / 100);
      *at++ = (char) ('0' + octet / 10 % 10);
      *at++ = (char) ('0' + octet % 10);
    }
  *at = '\0';
  writer->used = (size_t) (at - writer->text);
  writer->label++;
  writer->octets++;
}

void
dns_name_end_label (DnsNameWriter *writer)
{
  if (writer->label == 0)
    writer->bad = true;
  writer->label = 0;
}

/* One octet of a label, escaped or not; returns what stands behind it. */
static const char *
read_octet (const char *at, uint8_t *octet)
{
  if (at[0] != '\\' || at[1] == '\0')
    {
      *octet = (uint8_t) at[0];
      return at + 1;
    }
  unsigned value = 0, digits = 0;
  while (digits < 3 && at[1 + digits] >= '0' && at[1 + digits] <= '9')
    value = value * 10 + (unsigned) (at[1 + digits++] - '0');
  if (digits == 3 && value <= 255)
    {
      *octet = (uint8_t) value;
      return at + 4;
    }
  *octet = (uint8_t) at[1];
  return at + 2;
}

bool
dns_name_spell (const char *name, char text[DNS_NAME_TEXT])
{
  DnsNameWriter writer;
  dns_name_begin (&writer, text);
  if (name[0] == '\0' || (name[0] == '.' && name[1] == '\0'))
    return true;
  for (const char *at = name; *at != '\0' && !writer.bad;)
    if (*at == '.')
      {
        dns_name_end_label (&writer);
        at++;
      }
    else
      {
        uint8_t octet;
        at = read_octet (at, &octet);
        dns_name_octet (&writer, octet);
      }
  return !writer.bad;
}

const char *
dns_name_parent (const char *name)
{
  if (name[0] == '\0')
    return NULL;
  const char *dot = strchr (name, '.');
  return dot != NULL ? dot + 1 : name + strlen (name);
}

bool
dns_name_under (const char *name, const char *ancestor)
{
  size_t length = strlen (name), tail = strlen (ancestor);
  if (tail == 0 || length == tail)
    return strcmp (name + (tail == 0 ? length : 0), ancestor) == 0;
  return length > tail && name[length - tail - 1] == '.' && strcmp (name + length - tail, ancestor) == 0;
}

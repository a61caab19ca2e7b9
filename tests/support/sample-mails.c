/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See sample-mails.h.  Good for the samples alone: the server is taken to accept every
 * DATA, and a client that says STARTTLS to go on inside TLS. */
#include "config.h"

#include "sample-mails.h"

#include <stdlib.h>
#include <string.h>

char *
sha256_of (const uint8_t *octets, size_t length)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, octets, length);
}

static void
mail_free (gpointer pointer)
{
  SampleMail *mail = pointer;
  g_byte_array_unref (mail->octets);
  g_byte_array_unref (mail->with_command);
  g_free (mail->sha256);
  g_byte_array_unref (mail->wire);
  g_array_unref (mail->place);
  g_array_unref (mail->is_dot);
  g_free (mail);
}

static void
take_octet (SampleMail *mail, const GByteArray *stream, size_t at, bool is_dot)
{
  g_byte_array_append (mail->wire, stream->data + at, 1);
  g_array_append_val (mail->place, at);
  g_array_append_val (mail->is_dot, is_dot);
  if (!is_dot)
    {
      g_byte_array_append (mail->octets, stream->data + at, 1);
      g_byte_array_append (mail->with_command, stream->data + at, 1);
    }
}

/* From behind the DATA line; returns the position behind the final dot's line. */
static size_t
read_dotted (SampleMail *mail, const GByteArray *stream, size_t at)
{
  bool line_start = true;
  while (at + 3 <= stream->len && !(line_start && memcmp (stream->data + at, ".\r\n", 3) == 0))
    {
      take_octet (mail, stream, at, line_start && stream->data[at] == '.');
      line_start = stream->data[at] == '\n' && stream->data[at - 1] == '\r';
      at++;
    }
  return at + 3;
}

/* `line`: what begins it, with its line end. */
static SampleMail *
mail_new (unsigned connection, unsigned number, size_t begin, const uint8_t *line, size_t length)
{
  SampleMail *mail = g_new0 (SampleMail, 1);
  mail->connection = connection;
  mail->number = number;
  mail->begin = begin;
  mail->octets = g_byte_array_new ();
  mail->with_command = g_byte_array_new ();
  g_byte_array_append (mail->with_command, line, (guint) length);
  mail->wire = g_byte_array_new ();
  mail->place = g_array_new (FALSE, FALSE, sizeof (size_t));
  mail->is_dot = g_array_new (FALSE, FALSE, sizeof (bool));
  return mail;
}

static void
finish (GPtrArray *mails, SampleMail *mail, size_t end)
{
  mail->end = end;
  mail->sha256 = sha256_of (mail->octets->data, mail->octets->len);
  g_ptr_array_add (mails, mail);
}

static void
read_stream (GPtrArray *mails, unsigned connection, const GByteArray *stream)
{
  SampleMail *chunked = NULL;
  unsigned number = 0;
  for (size_t at = 0; at < stream->len;)
    {
      const uint8_t *line = stream->data + at, *lf = memchr (line, '\n', stream->len - at);
      if (lf == NULL)
        break;
      size_t begin = at;
      at = (size_t) (lf - stream->data) + 1;
      if (g_ascii_strncasecmp ((const char *) line, "STARTTLS\r", 9) == 0)
        break;
      if (g_ascii_strncasecmp ((const char *) line, "DATA\r", 5) == 0)
        {
          SampleMail *mail = mail_new (connection, ++number, begin, line, at - begin);
          at = read_dotted (mail, stream, at);
          finish (mails, mail, at);
        }
      else if (g_ascii_strncasecmp ((const char *) line, "BDAT ", 5) == 0)
        {
          if (chunked == NULL)
            chunked = mail_new (connection, ++number, begin, line, at - begin);
          chunked->counted = true;
          size_t size = strtoul ((const char *) line + 5, NULL, 10);
          for (size_t i = 0; i < size; i++)
            take_octet (chunked, stream, at + i, false);
          at += size;
          if (memmem (line, (size_t) (lf - line), "LAST", 4) != NULL)
            finish (mails, g_steal_pointer (&chunked), at);
        }
    }
  g_assert_null (chunked);
}

GPtrArray *
sample_mails (const PacketList *list)
{
  GPtrArray *mails = g_ptr_array_new_with_free_func (mail_free);
  for (guint i = 0; i < list->connections->len; i++)
    read_stream (mails, i, ((ListConnection *) g_ptr_array_index (list->connections, i))->stream[FROM_CLIENT]);
  return mails;
}

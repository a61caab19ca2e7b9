/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs octets as one gzip member, zstd frame or xz stream, for tests. */
#ifndef SMTPLENS_TESTS_PACKED_H
#define SMTPLENS_TESTS_PACKED_H

#include <glib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

typedef GByteArray *(*Pack) (const uint8_t *octets, size_t length);

static inline GByteArray *
pack_not_at_all (const uint8_t *octets, size_t length)
{
  return g_byte_array_append (g_byte_array_new (), octets, (guint) length);
}

static inline GByteArray *
pack_gzip (const uint8_t *octets, size_t length)
{
  z_stream stream = { .next_in = (Bytef *) octets, .avail_in = (uInt) length };
  g_assert (deflateInit2 (&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  GByteArray *packed = g_byte_array_new ();
  g_byte_array_set_size (packed, (guint) deflateBound (&stream, length) + 64);
  stream.next_out = packed->data;
  stream.avail_out = packed->len;
  g_assert (deflate (&stream, Z_FINISH) == Z_STREAM_END);
  g_byte_array_set_size (packed, (guint) stream.total_out);
  deflateEnd (&stream);
  return packed;
}

static inline GByteArray *
pack_zstd (const uint8_t *octets, size_t length)
{
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  ZSTD_CCtx_setParameter (context, ZSTD_c_checksumFlag, 1);
  GByteArray *packed = g_byte_array_new ();
  g_byte_array_set_size (packed, (guint) ZSTD_compressBound (length));
  size_t result = ZSTD_compress2 (context, packed->data, packed->len, octets, length);
  g_assert (!ZSTD_isError (result));
  g_byte_array_set_size (packed, (guint) result);
  ZSTD_freeCCtx (context);
  return packed;
}

static inline GByteArray *
pack_xz (const uint8_t *octets, size_t length)
{
  GByteArray *packed = g_byte_array_new ();
  g_byte_array_set_size (packed, (guint) lzma_stream_buffer_bound (length));
  size_t end = 0;
  g_assert (lzma_easy_buffer_encode (1, LZMA_CHECK_CRC64, NULL, octets, length, packed->data, &end, packed->len)
            == LZMA_OK);
  g_byte_array_set_size (packed, (guint) end);
  return packed;
}

#endif

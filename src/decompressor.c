/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One door to zlib, libzstd and liblzma: a row of functions for each, chosen by
 * the first octets.  Hides how each library tells the end of a stream, what may
 * follow it, and how each reports trouble.
 *
 * It does not unpack .lzma, .Z, bzip2 or lz4, and no packed stream within a
 * packed stream. */
#include "config.h"

#include "decompressor.h"

#include "../dissect/translate.h"

#include <glib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

typedef struct PackedForm {
  const char *name;
  bool (*begins) (const uint8_t *magic, size_t length);
  bool (*open) (Decompressor *decompressor);
  DecompressorStatus (*run) (Decompressor *decompressor, DecompressorStep *step);
  void (*close) (Decompressor *decompressor);
} PackedForm;

struct Decompressor {
  const PackedForm *form;
  const char *trouble; /* static words */
  bool between;        /* at the end of a stream, where another may begin */
  union {
    z_stream gzip;
    lzma_stream xz;
    struct {
      ZSTD_DStream *stream;
      size_t next; /* octets libzstd would like to have next */
    } zstd;
  } of;
};

static DecompressorStatus
corrupt (Decompressor *decompressor, const char *trouble)
{
  decompressor->trouble = trouble;
  return DECOMPRESSOR_CORRUPT;
}

/* gzip */

enum { GZIP_WINDOW_BITS = 15 + 16 }; /* the largest window; 16 asks for the gzip wrapping */

static bool
gzip_begins (const uint8_t *magic, size_t length)
{
  return length >= 3 && magic[0] == 0x1f && magic[1] == 0x8b && magic[2] == 8;
}

static bool
gzip_open (Decompressor *decompressor)
{
  return inflateInit2 (&decompressor->of.gzip, GZIP_WINDOW_BITS) == Z_OK;
}

/* Between two members: zero octets are the padding of tapes and block devices. */
static DecompressorStatus
gzip_next_member (Decompressor *decompressor, DecompressorStep *step)
{
  while (step->in_length > 0 && step->in[0] == 0)
    {
      step->in++;
      step->in_length--;
    }
  if (step->in_length == 0)
    return DECOMPRESSOR_WHOLE;
  if (step->in[0] != 0x1f)
    return corrupt (decompressor, N_ ("octets that are not gzip follow it"));
  if (inflateReset (&decompressor->of.gzip) != Z_OK)
    return corrupt (decompressor, N_ ("zlib cannot start again"));
  decompressor->between = false;
  return DECOMPRESSOR_MORE;
}

static DecompressorStatus
gzip_run (Decompressor *decompressor, DecompressorStep *step)
{
  z_stream *stream = &decompressor->of.gzip;

  if (decompressor->between)
    {
      DecompressorStatus status = gzip_next_member (decompressor, step);
      if (status != DECOMPRESSOR_MORE)
        return status;
    }

  uInt in_length = (uInt) MIN (step->in_length, G_MAXINT);
  uInt out_room = (uInt) MIN (step->out_room, G_MAXINT);
  stream->next_in = (Bytef *) step->in; /* zlib does not write there */
  stream->avail_in = in_length;
  stream->next_out = step->out;
  stream->avail_out = out_room;
  int result = inflate (stream, Z_NO_FLUSH);
  step->in += in_length - stream->avail_in;
  step->in_length -= in_length - stream->avail_in;
  step->out += out_room - stream->avail_out;
  step->out_room -= out_room - stream->avail_out;

  switch (result)
    {
    case Z_OK:
    case Z_BUF_ERROR: /* no progress for want of input or room */
      return DECOMPRESSOR_MORE;
    case Z_STREAM_END:
      decompressor->between = true;
      return DECOMPRESSOR_WHOLE;
    default:
      return corrupt (decompressor, stream->msg != NULL ? stream->msg : N_ ("zlib refuses it"));
    }
}

static void
gzip_close (Decompressor *decompressor)
{
  inflateEnd (&decompressor->of.gzip);
}

/* zstd */

enum {
  ZSTD_WINDOW_LOG_MAX = 27, /* 128 MiB, what zstd(1) takes without being told more */
  ZSTD_BLOCK_HEADER = 3,
};
G_STATIC_ASSERT (1 << ZSTD_WINDOW_LOG_MAX == DECOMPRESSOR_MEMORY_MAX);

static bool
zstd_begins (const uint8_t *magic, size_t length)
{
  if (length < 4)
    return false;
  bool frame = magic[0] == 0x28 && magic[1] == 0xb5 && magic[2] == 0x2f && magic[3] == 0xfd;
  bool skippable = (magic[0] & 0xf0) == 0x50 && magic[1] == 0x2a && magic[2] == 0x4d && magic[3] == 0x18;
  return frame || skippable;
}

static bool
zstd_open (Decompressor *decompressor)
{
  ZSTD_DStream *stream = ZSTD_createDStream ();
  if (stream == NULL)
    return false;
  decompressor->of.zstd.stream = stream;
  decompressor->of.zstd.next = ZSTD_initDStream (stream);
  return !ZSTD_isError (ZSTD_DCtx_setParameter (stream, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX));
}

static DecompressorStatus
zstd_run (Decompressor *decompressor, DecompressorStep *step)
{
  if (decompressor->between && step->in_length == 0)
    return DECOMPRESSOR_WHOLE;

  /* libzstd forgets what a call unpacked when the same call then fails.  What it
   * asks for is one block and the header behind it: so give these apart. */
  size_t next = decompressor->of.zstd.next;
  if (next > ZSTD_BLOCK_HEADER)
    next -= ZSTD_BLOCK_HEADER;
  ZSTD_inBuffer in = { step->in, MIN (step->in_length, MAX (next, 1)), 0 };
  ZSTD_outBuffer out = { step->out, step->out_room, 0 };
  size_t result = ZSTD_decompressStream (decompressor->of.zstd.stream, &out, &in);
  step->in += in.pos;
  step->in_length -= in.pos;
  step->out += out.pos;
  step->out_room -= out.pos;

  if (ZSTD_isError (result))
    return corrupt (decompressor, ZSTD_getErrorName (result));
  decompressor->between = result == 0;
  decompressor->of.zstd.next = result;
  return decompressor->between ? DECOMPRESSOR_WHOLE : DECOMPRESSOR_MORE;
}

static void
zstd_close (Decompressor *decompressor)
{
  ZSTD_freeDStream (decompressor->of.zstd.stream);
}

/* xz */

static bool
xz_begins (const uint8_t *magic, size_t length)
{
  static const uint8_t xz_magic[] = { 0xfd, '7', 'z', 'X', 'Z', 0 };
  return length >= sizeof xz_magic && memcmp (magic, xz_magic, sizeof xz_magic) == 0;
}

static bool
xz_open (Decompressor *decompressor)
{
  decompressor->of.xz = (lzma_stream) LZMA_STREAM_INIT;
  return lzma_stream_decoder (&decompressor->of.xz, DECOMPRESSOR_MEMORY_MAX, LZMA_CONCATENATED) == LZMA_OK;
}

static const char *
xz_trouble (lzma_ret result)
{
  switch (result)
    {
    case LZMA_DATA_ERROR:
      return N_ ("invalid data");
    case LZMA_FORMAT_ERROR:
      return N_ ("octets that are not xz");
    case LZMA_OPTIONS_ERROR:
      return N_ ("unknown options");
    case LZMA_MEMLIMIT_ERROR:
    case LZMA_MEM_ERROR:
      return N_ ("it asks for too much memory");
    default:
      return N_ ("liblzma refuses it");
    }
}

static DecompressorStatus
xz_run (Decompressor *decompressor, DecompressorStep *step)
{
  lzma_stream *stream = &decompressor->of.xz;

  if (decompressor->between)
    return DECOMPRESSOR_WHOLE;
  stream->next_in = step->in;
  stream->avail_in = step->in_length;
  stream->next_out = step->out;
  stream->avail_out = step->out_room;
  /* Whether another stream follows, liblzma believes only when told of the end. */
  lzma_ret result = lzma_code (stream, step->in_over ? LZMA_FINISH : LZMA_RUN);
  step->in = stream->next_in;
  step->in_length = stream->avail_in;
  step->out = stream->next_out;
  step->out_room = stream->avail_out;

  switch (result)
    {
    case LZMA_OK:
    case LZMA_BUF_ERROR:
      return DECOMPRESSOR_MORE;
    case LZMA_STREAM_END:
      decompressor->between = true;
      return DECOMPRESSOR_WHOLE;
    default:
      return corrupt (decompressor, xz_trouble (result));
    }
}

static void
xz_close (Decompressor *decompressor)
{
  lzma_end (&decompressor->of.xz);
}

static const PackedForm packed_forms[] = {
  { "gzip", gzip_begins, gzip_open, gzip_run, gzip_close },
  { "zstd", zstd_begins, zstd_open, zstd_run, zstd_close },
  { "xz", xz_begins, xz_open, xz_run, xz_close },
};

Decompressor *
decompressor_new (const uint8_t *magic, size_t length)
{
  for (size_t row = 0; row < G_N_ELEMENTS (packed_forms); row++)
    {
      if (!packed_forms[row].begins (magic, length))
        continue;
      Decompressor *decompressor = g_new0 (Decompressor, 1);
      decompressor->form = &packed_forms[row];
      if (!packed_forms[row].open (decompressor))
        g_error ("%s: the library cannot be started", packed_forms[row].name);
      return decompressor;
    }
  return NULL;
}

const char *
decompressor_name (const Decompressor *decompressor)
{
  return decompressor->form->name;
}

DecompressorStatus
decompressor_run (Decompressor *decompressor, DecompressorStep *step)
{
  if (decompressor->trouble != NULL)
    return DECOMPRESSOR_CORRUPT;
  return decompressor->form->run (decompressor, step);
}

const char *
decompressor_trouble (const Decompressor *decompressor)
{
  return decompressor->trouble;
}

void
decompressor_free (Decompressor *decompressor)
{
  if (decompressor == NULL)
    return;
  decompressor->form->close (decompressor);
  g_free (decompressor);
}
